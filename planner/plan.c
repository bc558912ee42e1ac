/* A plan as whole numbers, the value it gives to every variable, and the solve. */
#include "planner/plan.h"

#include "base/env.h"
#include "base/mem.h"
#include "planner/whole.h"
#include "solver/block.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* A row missed by more than this is broken: the plan is whole, so only costs carry decimals. */
static const double TOLERANCE = 1e-6;

static int *cells(int a, int b, int c)
{
    return mem_new((size_t)a * b * c, sizeof(int));
}

void plan_init(const struct staffing *d, struct plan *out)
{
    const int T = d->years, M = d->majors, C = d->pipelines;
    *out = (struct plan){
        .in = cells(d->chains, T, 1),
        .out = cells(d->chains, T, 1),
        .pass = cells(M, T, 1),
        .move = cells(M, T, 1),
        .call = cells(M, T, T),
        .old_call = cells(d->lists, T, 1),
        .train = cells(C, M, T),
        .grad = cells(C, M, T),
        .idle = cells(C, M, T),
        .retrain = cells(d->arcs, T, 1),
    };
}

void plan_clear(struct plan *plan)
{
    free(plan->in);
    free(plan->out);
    free(plan->pass);
    free(plan->move);
    free(plan->call);
    free(plan->old_call);
    free(plan->train);
    free(plan->grad);
    free(plan->idle);
    free(plan->retrain);
    *plan = (struct plan){0};
}

int *plan_cell(const struct staffing *d, const struct plan *plan, int var, struct lp_at at)
{
    const int T = d->years, two = at.i[0] * T + at.i[1];
    const int three = (at.i[0] * d->majors + at.i[1]) * T + at.i[2];
    switch ((enum staffing_var)var) {
    case IN:
        return &plan->in[two];
    case OUT:
        return &plan->out[two];
    case PASS:
        return &plan->pass[two];
    case MOVE:
        return &plan->move[two];
    case CALL:
        return &plan->call[(at.i[0] * T + at.i[1]) * T + at.i[2]];
    case OLDCALL:
        return &plan->old_call[two];
    case TRAIN:
        return &plan->train[three];
    case GRAD:
        return &plan->grad[three];
    case IDLE:
        return &plan->idle[three];
    case RETRAIN:
        return &plan->retrain[two];
    case HEAD:
    case SHORT:
    case OVER:
    case CROWD:
    case STAFFING_VARS:
        break;
    }
    return NULL;
}

static int headcount(const struct staffing *d, const struct plan *plan, int j, int t)
{
    int head = d->b[j * d->years + t];
    for (int u = 0; u <= t; u++) head += plan->in[j * d->years + u] - plan->out[j * d->years + u];
    return head;
}

static int chain_short(const struct staffing *d, const struct plan *plan, int j, int t)
{
    const int missing = d->n[j * d->years + t] - headcount(d, plan, j, t);
    return missing > 0 ? missing : 0;
}

/* What falls into tier k when `total` is spread over the tiers, cheapest first, ties by order. */
static int tier_fill(const double *share, const double *price, int tiers, int k, int total,
                     int need)
{
    int before = 0;
    for (int i = 0; i < tiers; i++)
        if (price[i] < price[k] || (price[i] == price[k] && i < k))
            before += staffing_tier_cap(share, tiers, i, need, true) -
                      staffing_tier_cap(share, tiers, i - 1, need, true);
    const int cap = staffing_tier_cap(share, tiers, k, need, true) -
                    staffing_tier_cap(share, tiers, k - 1, need, true);
    const int left = total - before;
    return left < 0 ? 0 : left > cap ? cap : left;
}

static int crowd(const struct staffing *d, const struct plan *plan, int s, int g, int t)
{
    int missing = 0;
    for (int j = d->first_chain[s]; j < d->first_chain[s + 1]; j++)
        missing += chain_short(d, plan, j, t);
    const struct params *q = d->params;
    return tier_fill(q->school_tier_share, q->school_tier_price, q->school_tiers, g, missing,
                     d->school_need[s * d->years + t]);
}

double plan_value(const struct staffing *d, const struct plan *plan, int var, struct lp_at at)
{
    const int *cell = plan_cell(d, plan, var, at);
    if (cell) return *cell;
    const struct params *q = d->params;
    const int j = at.i[0], last = var == SHORT || var == CROWD ? at.i[2] : at.i[1];
    if (var == HEAD) return headcount(d, plan, j, last);
    if (var == OVER) {
        const int over = headcount(d, plan, j, last) - d->n[j * d->years + last];
        return over > 0 ? over : 0;
    }
    if (var == CROWD) return crowd(d, plan, at.i[0], at.i[1], last);
    assert(var == SHORT);
    return tier_fill(q->tier_share, q->tier_price, q->tiers, at.i[1], chain_short(d, plan, j, last),
                     d->n[j * d->years + last]);
}

struct reading {
    const struct staffing *staffing;
    const struct plan *plan;
    const struct lp *lp;
    double worst;
    char name[LP_NAME];
};

static double value_of(const void *context, int var, struct lp_at at)
{
    const struct reading *reading = context;
    return plan_value(reading->staffing, reading->plan, var, at);
}

static void keep_worst(void *context, const struct lp_row_check *check)
{
    struct reading *reading = context;
    if (check->missed <= reading->worst) return;
    reading->worst = check->missed;
    if (check->family >= 0)
        lp_row_name(reading->lp, check->family, check->at, reading->name);
    else
        lp_column_name(reading->lp, -1 - check->family, check->at, reading->name);
}

struct reader {
    const struct lp *lp;
    const struct staffing *staffing;
    struct plan *plan;
};

static void read_number(void *context, int var, struct lp_at at)
{
    const struct reader *reader = context;
    int *cell = plan_cell(reader->staffing, reader->plan, var, at);
    if (cell) *cell = (int)lround(lp_value(reader->lp, var, at));
}

/* Nobody can hold, pass, learn or move more than this in one year of any sensible plan. */
static double implied_upper(const struct staffing *d)
{
    double people = 1.0;
    for (int i = 0; i < d->schools * d->years; i++) people += d->frame[i];
    for (int i = 0; i < d->chains * d->years; i++) people += d->b[i] + d->n[i];
    for (int i = 0; i < d->pipelines * d->majors * d->years; i++) people += d->committed[i];
    return people;
}

static enum err_code check_whole(const struct lp *lp, const struct staffing *d, struct plan *plan,
                                 struct err *err)
{
    struct reading reading = {.staffing = d, .plan = plan, .lp = lp};
    lp_check(lp, value_of, &reading, keep_worst, &reading);
    plan->objective = lp_check_columns(lp, value_of, &reading, keep_worst, &reading);
    if (reading.worst <= TOLERANCE) return ERR_OK;
    return err_set(err, ERR_SOLVER, "แผนที่ได้ผิดเงื่อนไข '%s' ไป %g จึงไม่ใช้",
                   "the plan found breaks '%s' by %g and is not used", reading.name, reading.worst);
}

struct relay {
    plan_progress_fn progress;
    void *context;
};

static bool relay_progress(void *context, const struct lp_progress *progress)
{
    const struct relay *relay = context;
    if (!relay->progress) return true;
    const struct plan_phase phase = {"กำลังคำนวณ", "solving", -1, *progress};
    return relay->progress(relay->context, &phase);
}

struct wholeness {
    const struct lp *lp;
    const struct staffing *staffing;
    const struct plan *plan;
    int fractional;
};

static void count_fractional(void *context, int var, struct lp_at at)
{
    struct wholeness *whole = context;
    const double value = lp_value(whole->lp, var, at);
    if (plan_cell(whole->staffing, whole->plan, var, at) &&
        fabs(value - round(value)) > WHOLE_FRACTION)
        whole->fractional++;
}

/* By structure when the scenario has no rule that breaks it, else by the simplex on the whole.
   When numbers are left to be made whole, the simplex goes on from the vertex found: the search
   then starts from an optimal basis, which is much quicker than from one that is only feasible. */
static enum err_code solve_lp(struct lp *lp, const struct staffing *d, const struct plan *plan,
                              const struct lp_control *control, struct err *err)
{
    struct block_report report;
    const enum err_code code =
        block_solve(lp, &staffing_blocks, implied_upper(d), control, &report, err);
    if (code != ERR_OK) return code;
    struct wholeness whole = {lp, d, plan, 0};
    for (int var = 0; report.solved && var < STAFFING_VARS; var++)
        staffing_each(d, var, count_fractional, &whole);
    return report.solved && whole.fractional == 0 ? ERR_OK : lp_solve(lp, control, err);
}

enum err_code plan_solve(const struct staffing *d, plan_progress_fn progress, void *context,
                         struct plan *out, struct err *err)
{
    const double start_s = env_seconds(), limit_s = d->params->limit_s;
    struct relay relay = {progress, context};
    const struct lp_control control = {limit_s, relay_progress, &relay};
    struct plan plan = {0};
    struct lp *lp = NULL;
    plan_init(d, &plan);
    enum err_code code = lp_build(&staffing_model, d, &lp, err);
    if (code != ERR_OK) goto done;
    code = solve_lp(lp, d, &plan, &control, err);
    if (code != ERR_OK) goto done;
    plan.lp_objective = lp_objective(lp);
    plan.bound = fmin(lp_bound(lp, implied_upper(d)), plan.lp_objective);
    code = whole_search(lp, d, start_s, limit_s, progress, context, err);
    if (code != ERR_OK) goto done;
    struct reader reader = {lp, d, &plan};
    for (int var = 0; var < STAFFING_VARS; var++) staffing_each(d, var, read_number, &reader);
    code = check_whole(lp, d, &plan, err);
    plan.solver_s = env_seconds() - start_s;

done:
    lp_free(lp);
    if (code == ERR_OK)
        *out = plan;
    else
        plan_clear(&plan);
    return code;
}
