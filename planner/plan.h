/* A plan of whole people: solve the program, make it whole, save it, check it. */
#ifndef PLANNER_PLAN_H
#define PLANNER_PLAN_H

#include "data/store.h"
#include "planner/staffing.h"

/* Whole numbers of a plan; shapes as in struct staffing. */
struct plan {
    int *in, *out;          /* [chains][T] */
    int *pass, *move;       /* [majors][T] */
    int *call;              /* [majors][T exam][T call] */
    int *old_call;          /* [lists][T] */
    int *train, *grad, *idle; /* [pipelines][majors][T] */
    int *retrain;           /* [arcs][T] */
    double objective;       /* of the whole plan */
    double lp_objective, bound, solver_s;
    bool limited;           /* the time limit ended the search for whole people early */
};
void plan_clear(struct plan *plan);

struct plan_phase { const char *name; struct lp_progress progress; };
typedef bool (*plan_progress_fn)(void *context, const struct plan_phase *phase);

/**
 * Solve to whole people: the linear program, then its few fractional numbers rounded so that no
 * rule breaks and the rest solved again.
 * Errors: those of lp_solve.
 */
MUST_CHECK enum err_code plan_solve(const struct staffing *staffing, plan_progress_fn progress,
                                    void *context, struct plan *out, struct err *err);

/** Value of a variable of the program under a whole plan; headcount, shortage tiers, surplus and
    crowd tiers are derived from in and out, cheapest tier first. */
double plan_value(const struct staffing *staffing, const struct plan *plan, int var,
                  struct lp_at at);

/** The plan as it is saved and shown; *out owns its texts. `name` NULL: made from the scenario. */
void plan_to_stored(const struct staffing *staffing, const struct plan *plan, const char *name,
                    struct stored_plan *out);

struct verify_report {
    long rows, columns;      /* checked */
    int broken;              /* rows or bounds missed by more than the tolerance */
    double objective, stored_objective;
    struct text text;        /* one line for each broken row, by name, at most 20 */
};
void verify_report_clear(struct verify_report *report);

/**
 * Recompute every row, every bound, every total and the objective of a saved plan from the
 * database alone, without the solver. Errors: ERR_MISMATCH when the data have changed since (hashes differ), a row
 * is broken or a number differs; the report tells which; errors of reading.
 */
MUST_CHECK enum err_code plan_verify(const struct school_register *reg,
                                     const struct stored_plan *stored, struct verify_report *report,
                                     struct err *err);

/** A plan read from the store as whole numbers over `staffing`. Errors: ERR_MISMATCH. */
MUST_CHECK enum err_code plan_from_stored(const struct staffing *staffing,
                                          const struct stored_plan *stored, struct plan *out,
                                          struct err *err);

#endif
