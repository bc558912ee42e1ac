/* A plan as whole numbers, and the value it gives to every variable. */
#include "planner/plan.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>

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
