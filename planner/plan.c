/* A plan as whole numbers, and the value it gives to every variable. */
#include "planner/plan.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void plan_arrays(const struct staffing *d, struct plan *plan, struct plan_array out[PLAN_ARRAYS])
{
    const size_t T = d->years, M = d->majors, C = d->pipelines;
    const struct plan_array arrays[PLAN_ARRAYS] = {
        {&plan->in, d->chains * T},    {&plan->out, d->chains * T}, {&plan->pass, M * T},
        {&plan->move, M * T},          {&plan->call, M * T * T},    {&plan->old_call, d->lists * T},
        {&plan->train, C * M * T},     {&plan->grad, C * M * T},    {&plan->idle, C * M * T},
        {&plan->retrain, d->arcs * T},
    };
    memcpy(out, arrays, sizeof arrays);
}

void plan_init(const struct staffing *d, struct plan *out)
{
    struct plan_array array[PLAN_ARRAYS];
    *out = (struct plan){0};
    plan_arrays(d, out, array);
    for (int i = 0; i < PLAN_ARRAYS; i++) *array[i].cell = mem_new(array[i].count, sizeof(int));
}

void plan_clear(struct plan *plan)
{
    static const struct staffing none = {0}; /* the shapes do not matter */
    struct plan_array array[PLAN_ARRAYS];
    plan_arrays(&none, plan, array);
    for (int i = 0; i < PLAN_ARRAYS; i++) free(*array[i].cell);
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
    case BROKEN:
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
            before += staffing_tier_room(share, tiers, i, need);
    const int cap = staffing_tier_room(share, tiers, k, need);
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

/* What a promise misses; its variable is a decision. */
static int broken(const struct staffing *d, const struct plan *plan, int q)
{
    const struct staffing_promise *promise = &d->kept->promise[q];
    const int missed = promise->count - *plan_cell(d, plan, promise->var, promise->at);
    return missed > 0 ? missed : 0;
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
    if (var == BROKEN) return broken(d, plan, at.i[0]);
    assert(var == SHORT);
    return tier_fill(q->tier_share, q->tier_price, q->tiers, at.i[1], chain_short(d, plan, j, last),
                     d->n[j * d->years + last]);
}
