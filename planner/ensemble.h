/* Figures of many outcomes: percentiles, means, and the regret of first-year decisions. Pure. */
#ifndef PLANNER_ENSEMBLE_H
#define PLANNER_ENSEMBLE_H

#include "data/store_sweep.h"

/* A sample: values of the futures that were solved. */
struct sample {
    double *value; /* [count], ascending after sample_close() */
    int count, capacity;
};
void sample_add(struct sample *sample, double value);
void sample_close(struct sample *sample);
void sample_clear(struct sample *sample);

/**
 * The least value of the sample that at least `share` of its values do not exceed: the one of rank
 * ceil(share * count), no interpolation. So "at most x in 90 % of the futures" is true as it
 * stands. NaN for an empty sample.
 */
double sample_quantile(const struct sample *sample, double share);
double sample_mean(const struct sample *sample);
/** Standard error of the mean: sqrt(sum (x - mean)^2 / (count - 1) / count); NaN below 2 values. */
double sample_error(const struct sample *sample);
/**
 * Where the true quantile lies with 95 % certainty whatever the distribution: values of the ranks
 * low and high with  P(B < low) <= 2.5 %  and  P(B >= high) <= 2.5 %,  B binomial(count, share);
 * -INFINITY or INFINITY when the sample is too small to say.
 */
void sample_quantile_range(const struct sample *sample, double share, double *low, double *high);

/** Shortage of an outcome summed over its years; of its money the same. */
double outcome_shortage(const struct sweep_outcome *outcome);
double outcome_cost_thb(const struct sweep_outcome *outcome);

/** The outcome of a number and decision (-1: free), NULL when there is none; -1 .. are in order. */
const struct sweep_outcome *sweep_find(const struct stored_sweep *sweep, int decision, int number);

/* One decision over all worlds: the scenarios, or the futures 1 .. and not number 0. */
struct regret {
    int decision;       /* the number whose first year it is */
    int possible;       /* worlds in which it can be kept and was solved */
    int impossible;     /* worlds with a plan of their own in which it cannot, or was not solved */
    double worst, mean; /* of objective(world | decision) - objective(world), over the possible */
    int worst_number;   /* where it is worst */
    double more_short;  /* mean shortage above that of the world's own best, post-years */
    double more_thb;    /* mean money above it */
};

/** Regret of one decision. Rounding people makes a decision's regret in its own world 0 or little.
 */
void regret_of(const struct stored_sweep *sweep, int decision, struct regret *out);

/**
 * The positions in `regret` [count] of the decision with the least worst and the least mean regret,
 * among those impossible in the fewest worlds; ties: the first. -1 when count is 0.
 */
int regret_least_worst(const struct regret *regret, int count);
int regret_least_mean(const struct regret *regret, int count);

#endif
