/* The city's numbers rounded: down, then up again one by one while every rule of the city holds.

   Who is called, appointed and retrained is rounded; passes and places follow, since nobody
   needs a pass that is not called or trains a graduate who is not appointed. The rules
   are those of the statement, evaluated on the rounded numbers (lp_check_family). */
#include "planner/whole.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

static const enum staffing_var people[] = {CALL, OLDCALL, GRAD, RETRAIN, OUT};
static const enum staffing_row rules[] = {LIST,         OLDLIST,  SEATS,  SEATS_TOTAL, PLACES,
                                          PLACES_TOTAL, RETRAINS, BUDGET, TRANSFERS};
static const enum staffing_var bounded[] = {CALL, OLDCALL, GRAD, RETRAIN, PASS, TRAIN, OUT};

struct candidate {
    int var;
    struct lp_at at;
    double fraction; /* what rounding down has taken off */
};

struct rounding {
    const struct lp *lp;
    const struct staffing *staffing;
    struct plan plan; /* the rounded numbers */
    bool transfers;   /* transfers are rounded, too */
    struct candidate *candidate;
    int candidates, capacity;
    void (*bound)(void *context, int var, struct lp_at at, int whole);
    void *context;
};

static void round_down(void *context, int var, struct lp_at at)
{
    struct rounding *r = context;
    const double value = lp_value(r->lp, var, at), down = floor(value + WHOLE_FRACTION);
    *plan_cell(r->staffing, &r->plan, var, at) = (int)down;
    if (value - down <= WHOLE_FRACTION) return;
    r->candidate = mem_room(r->candidate, r->candidates, &r->capacity, sizeof *r->candidate);
    r->candidate[r->candidates++] = (struct candidate){var, at, value - down};
}

/* Largest fraction first, ties by family and index, so that two runs round alike. */
static int by_fraction(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (fabs(x->fraction - y->fraction) > WHOLE_FRACTION) return x->fraction < y->fraction ? 1 : -1;
    if (x->var != y->var) return x->var - y->var;
    for (int k = 0; k < LP_MAX_INDICES; k++)
        if (x->at.i[k] != y->at.i[k]) return x->at.i[k] - y->at.i[k];
    return 0;
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

/* train[c,m,t] = those of grad[c,m,t+lead] who are not committed already */
static void derive_places(struct rounding *r)
{
    const struct staffing *d = r->staffing;
    for (int c = 0; c < d->pipelines; c++)
        for (int m = 0; m < d->majors; m++)
            for (int t = 0; t + d->params->pipeline[c].lead_years < d->years; t++) {
                const int now = (c * d->majors + m) * d->years + t;
                const int then = now + d->params->pipeline[c].lead_years;
                const int new_ones = r->plan.grad[then] - d->committed[then];
                r->plan.train[now] = new_ones > 0 ? new_ones : 0;
            }
}

/* A graduate who is neither committed nor could still be trained does not exist. */
static bool graduates_exist(const struct rounding *r)
{
    const struct staffing *d = r->staffing;
    for (int c = 0; c < d->pipelines; c++)
        for (int m = 0; m < d->majors; m++)
            for (int t = 0; t < d->years && t < d->params->pipeline[c].lead_years; t++) {
                const int cmt = (c * d->majors + m) * d->years + t;
                if (r->plan.grad[cmt] > d->committed[cmt]) return false;
            }
    return true;
}

/* Transfers that cost nothing split nobody's money: they stay as the program has them and free. */
static bool transfers_cost(const struct staffing *d)
{
    for (int t = 0; t < d->years; t++)
        if (isfinite(d->params->budget_thb[t]) && d->params->transfer_cost_thb[t] > 0.0)
            return true;
    return false;
}

static double value_of(const void *context, int var, struct lp_at at)
{
    const struct rounding *r = context;
    return var == OUT && !r->transfers ? lp_value(r->lp, var, at)
                                       : (double)*plan_cell(r->staffing, &r->plan, var, at);
}

static bool rules_hold(struct rounding *r)
{
    derive_passes(r);
    derive_places(r);
    if (!graduates_exist(r)) return false;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (lp_check_family(r->lp, rules[i], value_of, r) > WHOLE_FRACTION) return false;
    return true;
}

static void report_bound(void *context, int var, struct lp_at at)
{
    struct rounding *r = context;
    if (lp_exists(r->lp, var, at))
        r->bound(r->context, var, at, *plan_cell(r->staffing, &r->plan, var, at));
}

void whole_city(const struct lp *lp, const struct staffing *staffing,
                void (*bound)(void *context, int var, struct lp_at at, int whole), void *context)
{
    struct rounding r = {.lp = lp, .staffing = staffing, .bound = bound, .context = context};
    r.transfers = transfers_cost(staffing);
    plan_init(staffing, &r.plan);
    for (size_t i = 0; i < sizeof people / sizeof *people; i++)
        if (people[i] != OUT || r.transfers) staffing_each(staffing, people[i], round_down, &r);
    if (r.candidates > 0)
        qsort(r.candidate, (size_t)r.candidates, sizeof *r.candidate, by_fraction);
    for (int i = 0; i < r.candidates; i++) {
        int *cell = plan_cell(staffing, &r.plan, r.candidate[i].var, r.candidate[i].at);
        ++*cell;
        if (!rules_hold(&r)) --*cell;
    }
    if (r.candidates > 0 && rules_hold(&r))
        for (size_t i = 0; i < sizeof bounded / sizeof *bounded; i++)
            if (bounded[i] != OUT || r.transfers)
                staffing_each(staffing, bounded[i], report_bound, &r);
    plan_clear(&r.plan);
    free(r.candidate);
}
