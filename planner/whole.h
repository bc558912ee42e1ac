/* Whole people: from an optimal vertex with a few fractional numbers to a whole one.

   The program is nearly a network, so its vertex is whole but for a handful of numbers, most of
   them where money binds. First the city's numbers (who is called, appointed, retrained) are made
   whole by rounding and exchange (whole_city.c), and the program is solved again with these as
   upper bounds: placing a whole number of people leaves hardly a fraction. Then what is still
   fractional is bounded to a whole number on one side (a *cut*), the program is solved again from
   its last basis, and so on: a depth-first search that turns back when no solution is left, at
   first among the columns that the prices leave open. Every rule holds in what it ends with, since
   every step is the program with bounds. */
#ifndef PLANNER_WHOLE_H
#define PLANNER_WHOLE_H

#include "planner/plan.h"

enum { WHOLE_MAX_SOLVES = 5000 };

/**
 * `lp` is solved and stays so, with bounds that make every decision whole.
 *   start_s   env_seconds() when the work began; it may last limit_s from there
 *   progress  may be NULL; false stops with ERR_LIMIT
 * Errors: ERR_LIMIT when limit_s or WHOLE_MAX_SOLVES is used up; ERR_INFEASIBLE when no whole
 * plan meets the rules (possible only with hard rules); those of lp_solve.
 */
MUST_CHECK enum err_code whole_search(struct lp *lp, const struct staffing *staffing,
                                      double start_s, double limit_s, plan_progress_fn progress,
                                      void *context, struct err *err);

/** A reduced cost up to this leaves a number open: a tenth of the dearest post. */
double whole_margin(const struct staffing *staffing);

/** Solves by structure alone; *solved false: it could not, or there is no plan. */
MUST_CHECK enum err_code plan_solve_structure(struct lp *lp, const struct staffing *staffing,
                                              const struct lp_control *control, bool *solved,
                                              struct err *err);

/** Near the optimum by structure, without a vertex (block_near), else by the simplex. */
MUST_CHECK enum err_code plan_solve_near(struct lp *lp, const struct staffing *staffing,
                                         const struct lp_control *control, struct err *err);

/** Solves by structure. Where there is no plan the hard rule that is missed most is named by
    structure, too, which is quick (conflict.h); what is left goes to the simplex on the whole. */
MUST_CHECK enum err_code plan_solve_program(struct lp *lp, const struct staffing *staffing,
                                            const struct lp_control *control, struct err *err);

/** Further from a whole number than this is fractional; the simplex is exact to about 1e-9. */
#define WHOLE_FRACTION 1e-6

/**
 * The city's numbers of the solved `lp` made whole as said above, `whole` each, by which the next
 * solve is to be bounded from above. Reports nothing when they are whole already.
 */
void whole_city(const struct lp *lp, const struct staffing *staffing,
                void (*bound)(void *context, int var, struct lp_at at, int whole), void *context);

#endif
