/* Weighted sums over sets, or means over orders. */
#include "planner/shapley.h"

#include "base/env.h"
#include "base/mem.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

static int size_of(uint64_t set)
{
    int size = 0;
    for (; set != 0; set &= set - 1) size++;
    return size;
}

static double factorial(int n)
{
    double product = 1.0;
    for (int i = 2; i <= n; i++) product *= i;
    return product;
}

void shapley_exact(int causes, shapley_fn value, const void *context, double *share)
{
    assert(causes <= SHAPLEY_EXACT);
    for (int i = 0; i < causes; i++) {
        const uint64_t own = (uint64_t)1 << i;
        share[i] = 0.0;
        for (uint64_t set = 0; set < (uint64_t)1 << causes; set++) {
            if (set & own) continue;
            const int before = size_of(set);
            const double weight =
                factorial(before) * factorial(causes - before - 1) / factorial(causes);
            share[i] += weight * (value(context, set | own) - value(context, set));
        }
    }
}

void shapley_orders(int causes, int pairs, uint64_t seed, int *order)
{
    struct env_random random = {seed};
    for (int p = 0; p < pairs; p++) {
        int *one = order + 2 * p * causes, *reverse = one + causes;
        for (int i = 0; i < causes; i++) one[i] = i;
        for (int i = causes - 1; i > 0; i--) {
            const int k = env_random_below(&random, i + 1), kept = one[i];
            one[i] = one[k];
            one[k] = kept;
        }
        for (int i = 0; i < causes; i++) reverse[i] = one[causes - 1 - i];
    }
}

/* What each cause adds in one order, added to share. */
static void add_order(int causes, const int *order, shapley_fn value, const void *context,
                      double *share)
{
    uint64_t set = 0;
    double before = value(context, 0);
    for (int i = 0; i < causes; i++) {
        set |= (uint64_t)1 << order[i];
        const double after = value(context, set);
        share[order[i]] += after - before;
        before = after;
    }
}

void shapley_sampled(int causes, int pairs, const int *order, shapley_fn value, const void *context,
                     double *share, double *error)
{
    assert(causes <= SHAPLEY_MOST);
    double *pair = mem_new((size_t)pairs * causes, sizeof *pair);
    for (int p = 0; p < pairs; p++) {
        double *own = pair + p * causes;
        const int *one = order + 2 * p * causes;
        add_order(causes, one, value, context, own);
        add_order(causes, one + causes, value, context, own);
        for (int i = 0; i < causes; i++) own[i] /= 2.0;
    }
    for (int i = 0; i < causes; i++) {
        double sum = 0.0, squares = 0.0;
        for (int p = 0; p < pairs; p++) sum += pair[p * causes + i];
        share[i] = sum / pairs;
        for (int p = 0; p < pairs; p++)
            squares += (pair[p * causes + i] - share[i]) * (pair[p * causes + i] - share[i]);
        error[i] = pairs > 1 ? sqrt(squares / ((double)pairs * (pairs - 1))) : INFINITY;
    }
    free(pair);
}
