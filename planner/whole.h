/* Whole people: from an optimal vertex with a few fractional numbers to a whole one.

   The program is nearly a network, so its vertex is whole but for a handful of numbers. Those are
   bounded to a whole number on one side (a *cut*), the program is solved again from its last
   basis, and so on: a depth-first search that turns back when no solution is left, so that every
   rule holds in what it ends with. */
#ifndef PLANNER_WHOLE_H
#define PLANNER_WHOLE_H

#include "planner/plan.h"

enum { WHOLE_MAX_SOLVES = 5000 };

/**
 * `lp` is solved and stays so, with bounds that make every decision whole.
 *   start_s   env_seconds() when the work began; it may last limit_s from there
 *   progress  may be NULL; false stops with ERR_LIMIT
 * Errors: ERR_LIMIT when limit_s or WHOLE_MAX_SOLVES is used up; ERR_INFEASIBLE when no whole plan meets the rules
 * (possible only with hard rules); those of lp_solve.
 */
MUST_CHECK enum err_code whole_search(struct lp *lp, const struct staffing *staffing,
                                      double start_s, double limit_s,
                                      plan_progress_fn progress, void *context, struct err *err);

#endif
