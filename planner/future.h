/* A sampled future: the scenario with other losses, passers, graduates and pupils, drawn from the
   distributions of its section [future]. Pure: the same register, scenario, seed and number give
   the same future, in any order and on any number of processes. Persons are counted, never kept.

   Deviations are triangular: the sum of two uniform numbers less 1, in (-1, 1), mean 0, standard
   deviation 1/sqrt(6); a `spread` is the most that it can make. All of it is additions,
   multiplications and divisions of doubles, so that every machine draws the same. */
#ifndef PLANNER_FUTURE_H
#define PLANNER_FUTURE_H

#include "base/env.h"
#include "planner/staffing.h"

/* What is drawn, each from a stream of its own: another spread of one does not change the others.
 */
enum future_part { FUTURE_LOSSES, FUTURE_PASSERS, FUTURE_GRADUATES, FUTURE_PUPILS };

/** The stream of a part of future `number`; streams differ in all their bits. */
struct env_random future_stream(uint64_t seed, int number, enum future_part part);

/** -1 .. 1, triangular around 0. */
double future_triangle(struct env_random *random);

/**
 * How many of n >= 0 independent trials of probability p succeed, exactly binomial by inversion:
 * the least k with  sum(i <= k) C(n,i) p^i (1-p)^(n-i)  above a uniform number, in blocks of at
 * most 512 trials so that no term underflows; above p = 1/2 the failures are counted.
 */
int future_binomial(struct env_random *random, int n, double p);

/**
 * Other losses, drawn, into `leavers` that have none (made with every loss rate 0). For each year y
 * and major m, with n0 its headcount today, every post of today turns over at
 *
 *   q[m,y,band] = rate[m] * (1 + spread * triangle[y]) * weight[band] / mean weight of its n0 posts
 *
 * whoever holds it; band by the age of today's holder in that fiscal year, or the young one when
 * the holder has retired. The losses of the year are the sum of binomial(posts of band, q) over the
 * bands, so that their mean is rate * n0 as in a plan. They fall one by one on teachers of the
 * major with no retirement inside the horizon who are still there, drawn with the weights of their
 * bands, and never exceed them.
 */
void future_lose(const struct school_register *reg, const struct params *params,
                 struct env_random *random, struct leavers *leavers);

struct future {
    struct params params;     /* those of the scenario but for what was drawn */
    struct staffing staffing; /* refers to .params: a future must not be moved */
    double *growth, *pass_share;
};

/**
 * Future `number` >= 1 of a scenario; 0 is the scenario as it is, nothing drawn.
 *
 *   losses       future_lose()
 *   passers      pass_share[m,e] = pass_share + pass_spread * triangle[e] + pass_major_spread *
 *                triangle[m,e], kept within 0.01 .. 1
 *   graduates    completion[c] times f = 1 + completion_spread * triangle[c], at most 1; of those
 *                who study today, n = ceil(committed / completion[c]) of each channel, major and
 *                year: binomial(n, f * committed / n)
 *   pupils       growth + growth_spread * triangle[t] + growth_district_spread * triangle[d,t],
 *                kept within -1 .. 1
 *
 * `reg` and `params` are borrowed for the life of *out. Errors: those of staffing_make.
 */
MUST_CHECK enum err_code future_make(const struct school_register *reg, const struct params *params,
                                     uint64_t seed, int number, struct future *out,
                                     struct err *err);
void future_clear(struct future *future);

#endif
