/* Fifths of schools by equity index: whose posts stay empty, the poorest schools' or the richest's.
 */
#ifndef PLANNER_FIFTHS_H
#define PLANNER_FIFTHS_H

#include "data/store.h"

#include <stdbool.h>

enum { FIFTHS = 5 };

/**
 * Deal the schools with in[s] into fifths of as many schools (they differ by at most one), poorest
 * first: by the index of the newest round, highest first; a school without a row counts as the
 * city's mean, 50; ties by order of the register. fifth[s]: 0 .. 4, -1 where in[s] is false.
 */
void fifths_deal(const struct school_register *reg, const bool *in, int *fifth);

/* A saved plan by fifths; posts and empty posts are summed over its years. */
struct fifths {
    struct fifth {
        int schools;
        int need, shortage;
        int first_need, first_shortage, last_need, last_shortage; /* of the first and last year */
    } fifth[FIFTHS];
    int need, shortage; /* of all */
    int largest_school; /* greatest share of its need short over all years; -1: none is short */
    double largest;     /* that share, 0 .. 1 */
};
/** Schools are those with a chain in the plan. */
void plan_fifths(const struct school_register *reg, const struct stored_plan *plan,
                 struct fifths *out);

#endif
