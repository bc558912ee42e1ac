/* The city's numbers made whole: who is called, appointed, taught and retrained is rounded down,
   passes and places follow, since nobody needs a pass that is not called or trains a graduate who
   is not appointed; then what this leaves of money and places is used by exchange
   (lp_exchange). */
#include "planner/whole.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

static const enum staffing_var people[] = {CALL, OLDCALL, GRAD, RETRAIN};
static const bool is_city[STAFFING_VARS] = {
    [CALL] = true, [OLDCALL] = true, [GRAD] = true,   [IDLE] = true,
    [PASS] = true, [TRAIN] = true,   [RETRAIN] = true};
/* Arrivals and leavings tie the city to its schools. */
static const bool is_priced[STAFFING_ROWS] = {[ARRIVE] = true, [LEAVE] = true};

struct rounding {
    const struct lp *lp;
    const struct staffing *staffing;
    struct plan plan; /* the rounded numbers */
    int fractional;
    struct lp_move *move;
    int moves, capacity;
    void (*bound)(void *context, int var, struct lp_at at, int whole);
    void *context;
};

static void round_down(void *context, int var, struct lp_at at)
{
    struct rounding *r = context;
    const double value = lp_value(r->lp, var, at), down = floor(value + WHOLE_FRACTION);
    *plan_cell(r->staffing, &r->plan, var, at) = (int)down;
    r->fractional += value - down > WHOLE_FRACTION;
}

/* pass[m,e] = sum(t) call[m,e,t] */
static void derive_passes(struct rounding *r)
{
    const int T = r->staffing->years;
    for (int me = 0; me < r->staffing->majors * T; me++) {
        r->plan.pass[me] = 0;
        for (int t = 0; t < T; t++) r->plan.pass[me] += r->plan.call[me * T + t];
    }
}

/* Graduates who are not committed were trained; who is committed and not appointed is idle. */
static void derive_places(struct rounding *r)
{
    const struct staffing *d = r->staffing;
    const int T = d->years;
    for (int cm = 0; cm < d->pipelines * d->majors; cm++) {
        const int lead = d->params->pipeline[cm / d->majors].lead_years;
        for (int t = 0; t < T; t++) {
            const int more = r->plan.grad[cm * T + t] - d->committed[cm * T + t];
            r->plan.idle[cm * T + t] = more < 0 ? -more : 0;
            if (t >= lead) r->plan.train[cm * T + t - lead] = more > 0 ? more : 0;
            /* Nobody can be trained in time for the first years. */
            if (t < lead && more > 0) r->plan.grad[cm * T + t] -= more;
        }
    }
}

static double value_of(const void *context, int var, struct lp_at at)
{
    const struct rounding *r = context;
    return is_city[var] ? (double)*plan_cell(r->staffing, &r->plan, var, at)
                        : lp_value(r->lp, var, at);
}

double whole_margin(const struct staffing *staffing)
{
    const struct params *q = staffing->params;
    return 0.1 * (q->tier_price[q->tiers - 1] + q->school_tier_price[q->school_tiers - 1]);
}

/* ---- moves ------------------------------------------------------------------------------------
 */

static void add_move(struct rounding *r, struct lp_move move)
{
    for (int n = 0; n < move.steps; n++)
        if (!lp_exists(r->lp, move.step[n].var, move.step[n].at)) return;
    r->move = mem_room(r->move, r->moves, &r->capacity, sizeof *r->move);
    r->move[r->moves++] = move;
}

static void add_call(void *context, int var, struct lp_at at)
{
    const struct lp_step called = {var, at, 1}, passed = {PASS, AT(at.i[0], at.i[1]), 1};
    add_move(context, (struct lp_move){2, {called, passed}});
}

static void add_single(void *context, int var, struct lp_at at)
{
    add_move(context, (struct lp_move){1, {{var, at, 1}}});
}

/* A graduate is trained for the year, or was committed and is appointed instead of idle. */
static void add_graduate(void *context, int var, struct lp_at at)
{
    struct rounding *r = context;
    const int c = at.i[0], m = at.i[1], t = at.i[2];
    const int intake = t - r->staffing->params->pipeline[c].lead_years;
    const struct lp_step hired = {var, at, 1}, idle = {IDLE, at, -1};
    const struct lp_step trained = {TRAIN, AT(c, m, intake), 1};
    if (intake >= 0) add_move(r, (struct lp_move){2, {hired, trained}});
    add_move(r, (struct lp_move){2, {hired, idle}});
}

static void list_moves(struct rounding *r)
{
    staffing_each(r->staffing, CALL, add_call, r);
    staffing_each(r->staffing, OLDCALL, add_single, r);
    staffing_each(r->staffing, RETRAIN, add_single, r);
    staffing_each(r->staffing, GRAD, add_graduate, r);
}

/* ---- the result ------------------------------------------------------------------------------ */

static void report(void *context, int var, struct lp_at at, double value)
{
    struct rounding *r = context;
    if (is_city[var] && var != IDLE) r->bound(r->context, var, at, (int)lround(value));
}

void whole_city(const struct lp *lp, const struct staffing *staffing,
                void (*bound)(void *context, int var, struct lp_at at, int whole), void *context)
{
    struct rounding r = {.lp = lp, .staffing = staffing, .bound = bound, .context = context};
    plan_init(staffing, &r.plan);
    for (size_t i = 0; i < sizeof people / sizeof *people; i++)
        staffing_each(staffing, people[i], round_down, &r);
    if (r.fractional > 0) {
        derive_places(&r);
        derive_passes(&r);
        list_moves(&r);
        lp_exchange(lp, is_priced, r.move, r.moves, whole_margin(staffing), value_of, &r, report,
                    &r);
    }
    free(r.move);
    plan_clear(&r.plan);
}
