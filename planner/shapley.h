/* Shares of a difference that do not depend on the order in which its causes are told.

   v(S) is what comes out when the causes of the set S have happened. Cause i gets the mean, over
   all orders of the causes, of what it adds to those before it (Shapley 1953):
       share[i] = sum over S without i of |S|! (n - |S| - 1)! / n!  (v(S + i) - v(S))
   Shares sum to v(all) - v(none). Causes that do the same get the same, one that never does
   anything gets 0, and names and order of the causes play no part. Pure functions. */
#ifndef PLANNER_SHAPLEY_H
#define PLANNER_SHAPLEY_H

#include <stdint.h>

enum { SHAPLEY_MOST = 60, SHAPLEY_EXACT = 6 };

typedef double (*shapley_fn)(const void *context, uint64_t set);

/** share [causes] from all 2^causes values; causes <= SHAPLEY_EXACT. */
void shapley_exact(int causes, shapley_fn value, const void *context, double *share);

/**
 * Orders to sample from in place of all: pairs of a random order and its reverse, so that what is
 * gained early in one is gained late in the other. order [2 * pairs][causes]; equal for equal
 * seeds.
 */
void shapley_orders(int causes, int pairs, uint64_t seed, int *order);

/**
 * The mean over these orders, which sums to v(all) - v(none) just as well.
 *   error  [causes] standard error of the mean: of the means of pairs, which are independent
 */
void shapley_sampled(int causes, int pairs, const int *order, shapley_fn value, const void *context,
                     double *share, double *error);

#endif
