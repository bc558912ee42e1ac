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
    double peak_mb;         /* most memory of the process that solved it; 0: solved in this one */
};
/** All numbers 0, in the shapes of `staffing`: the plan that does nothing. */
void plan_init(const struct staffing *staffing, struct plan *out);
void plan_clear(struct plan *plan);

/* The arrays of a plan one after the other: for those who make, free, send or compare all of them. */
enum { PLAN_ARRAYS = 10 };
struct plan_array {
    int **cell; /* in the plan that was asked */
    size_t count;
};
void plan_arrays(const struct staffing *staffing, struct plan *plan,
                 struct plan_array out[PLAN_ARRAYS]);

/** The cell of `plan` that holds a decision variable; NULL for derived ones (HEAD, SHORT, OVER, CROWD). */
int *plan_cell(const struct staffing *staffing, const struct plan *plan, int var, struct lp_at at);

struct plan_phase {
    const char *th, *en; /* what is being done: solving, then making people whole */
    int fractional;      /* numbers that are not whole yet; -1 while that is not known */
    struct lp_progress progress;
};
typedef bool (*plan_progress_fn)(void *context, const struct plan_phase *phase); /* false: stop */

/**
 * Solve to whole people: the linear program, then its few fractional numbers rounded so that no
 * rule breaks and the rest solved again (whole.h). The result has been checked against every row.
 * Errors: those of lp_solve; ERR_LIMIT when params->limit_s is over in either part; ERR_SOLVER when
 * the checked plan breaks a row.
 */
MUST_CHECK enum err_code plan_solve(const struct staffing *staffing, plan_progress_fn progress,
                                    void *context, struct plan *out, struct err *err);

/**
 * Check every row and bound of a plan in the program of `staffing`, and write plan->objective: what
 * it costs there, whatever program it was made by. Errors: those of lp_build; ERR_SOLVER when a row
 * does not hold.
 */
MUST_CHECK enum err_code plan_check(const struct staffing *staffing, struct plan *plan,
                                    struct err *err);

/**
 * The same with a short search, to see whether there is a plan at all. Errors: ERR_LIMIT also when
 * WHOLE_BRIEF_SOLVES solves have found none, which leaves open whether there is one.
 */
MUST_CHECK enum err_code plan_solve_brief(const struct staffing *staffing,
                                           plan_progress_fn progress, void *context,
                                           struct plan *out, struct err *err);

typedef bool (*plan_go_on_fn)(void *context); /* asked every 50 ms at least; false: stop */

/**
 * The same in a process of its own (base/child.h): a fault in the solver ends that process and not
 * this one, it has no more memory than params->memory_mb, and it is gone 0.2 s after `go_on` or
 * `progress` answered false, whatever it is doing. The solve uses no store, so that an open one
 * stays as it is. *out and *err are those of plan_solve, and out->peak_mb is known.
 * Errors: those of plan_solve; ERR_LIMIT "the solve was stopped", or when the process is still busy
 * 2 s after its limit of time, or when it needs more memory; ERR_SOLVER when it ends by a signal,
 * an exit or without a whole answer, or cannot be started.
 */
MUST_CHECK enum err_code plan_solve_apart(const struct staffing *staffing,
                                          plan_progress_fn progress, plan_go_on_fn go_on,
                                          void *context, struct plan *out, struct err *err);

/** Value of a variable of the program under a whole plan; headcount, shortage tiers, surplus and
    crowd tiers are derived from in and out, cheapest tier first. */
double plan_value(const struct staffing *staffing, const struct plan *plan, int var,
                  struct lp_at at);

/** Baht that year t of a plan takes: the same money as in the budget rows. */
double plan_money_thb(const struct staffing *staffing, const struct plan *plan, int t);

/** The plan as it is saved and shown; *out owns its texts. `name` NULL: "", and created_at is left to the caller. */
void plan_to_stored(const struct staffing *staffing, const struct plan *plan, const char *name,
                    struct stored_plan *out);

/** Position of the exam among the channels, -1: none; of a pipeline's channel among the pipelines. */
int plan_exam_channel(const struct school_register *reg);
int plan_pipeline_of(const struct staffing *staffing, int channel);
/** The variable of a saved call-up: OLDCALL of a list of today or CALL of an exam of the plan.
    False when there is neither. */
bool plan_list_of(const struct staffing *staffing, const struct stored_call *call, int *var,
                  struct lp_at *at);

enum { VERIFY_LINES = 20 };
struct verify_report {
    long rows, columns;   /* checked: rows of the program, bounds of its variables */
    long numbers;         /* saved numbers derived again: chains, totals, recruits, calls */
    int broken;           /* rows, bounds and numbers that do not hold */
    bool data_changed;    /* the data are not those the plan was made from */
    double objective, stored_objective;
    struct text text;     /* a line for each of the first VERIFY_LINES broken ones, by name */
};
void verify_report_clear(struct verify_report *report);

/**
 * Recompute every row, every bound, every saved number and the objective of a saved plan from
 * the database alone, without the solver. Only decisions are taken from the plan: who comes and
 * goes by chain, passes, calls, places, graduates, retrainings.
 * Errors: ERR_MISMATCH when something does not hold, or does not fit the data any more; the text
 * counts and names the first, *report has all. Errors of settings_resolve and staffing_make.
 */
MUST_CHECK enum err_code plan_verify(const struct school_register *reg,
                                     const struct stored_plan *stored, struct verify_report *report,
                                     struct err *err);

/** A plan read from the store as whole numbers over `staffing`. Errors: ERR_MISMATCH. */
MUST_CHECK enum err_code plan_from_stored(const struct staffing *staffing,
                                          const struct stored_plan *stored, struct plan *out,
                                          struct err *err);

#endif
