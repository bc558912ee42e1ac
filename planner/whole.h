/* Whole people: from an optimal vertex with some fractional numbers to a whole plan.

   A plan is made beside the vertex, from its numbers and prices: first the city's numbers (who is
   called, appointed, retrained; whole_city.c), then who gets the people (whole_place.c); see
   docs/solver.md, section 6. Where that breaks a rule there is a search (whole.c): what is
   fractional is bounded to a whole number on one side (a *cut*), the city's numbers first, the
   program is solved again from its last basis, and so on, depth first, turning back when no
   solution is left, at first among the columns that the prices leave open. Every rule holds in what
   it ends with, since every step is the program with bounds. */
#ifndef PLANNER_WHOLE_H
#define PLANNER_WHOLE_H

#include "planner/plan.h"

enum { WHOLE_MOST_SOLVES = 5000, WHOLE_BRIEF_SOLVES = 300 };

/**
 * `lp` is solved and stays so, with bounds that make every decision whole.
 *   start_s   env_seconds() when the work began; it may last limit_s from there
 *   progress  may be NULL; false stops with ERR_LIMIT
 *   most_solves  a limit that does not depend on the clock
 * Errors: ERR_LIMIT when limit_s or most_solves is used up; ERR_INFEASIBLE when no whole
 * plan meets the rules (possible only with hard rules); those of lp_solve.
 */
MUST_CHECK enum err_code whole_search(struct lp *lp, const struct staffing *staffing,
                                      double start_s, double limit_s, int most_solves,
                                      plan_progress_fn progress, void *context,
                                      struct err *err);

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
 * A whole plan near the solved `lp`: the city's numbers, then the chains, both as said above. The
 * numbers of majors stay within `window` teachers of the solution. False when none is found; a plan
 * that is found may break a rule all the same, if only just, and is to be checked. Depends on
 * nothing but the solution; *plan is one of plan_init().
 */
MUST_CHECK bool whole_plan(const struct lp *lp, const struct staffing *staffing, double window,
                           struct plan *plan);

/** The same for a small program: lp_round() over all of it, which finds more and takes longer. */
MUST_CHECK bool whole_small(const struct lp *lp, const struct staffing *staffing,
                            struct plan *plan);

/** The city's numbers of the solved `lp` made whole by lp_round(); false when that was in vain. */
MUST_CHECK bool whole_city(const struct lp *lp, const struct staffing *staffing, double window,
                           void (*number)(void *context, int var, struct lp_at at, double whole),
                           void *context);

/**
 * Chains for the city's numbers of `plan`, which has no others: who comes, goes and moves. At most
 * `most_out` [T] transfers a year where that is possible. False when people cannot be placed.
 */
MUST_CHECK bool whole_place(const struct lp *lp, const struct staffing *staffing,
                            const int *most_out, struct plan *plan);

#endif
