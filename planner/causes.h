/* Which changed input moved what between two saved plans: a waterfall that leaves nothing over.

   With A and B the figures of the first and the second plan as they are saved, v(S) those of the
   solved program of today's data with the changed groups S (change.h) taken from the second plan,
   and W the whole plan of a scenario on today's data:

       B - A  =  W1 - A                           the first plan is not what would be made today
              +  sum(i) share[i]                  Shapley over the groups, = v(all) - v(none)
              +  (v(none) - W1) + (W2 - v(all))   people made whole
              +  B - W2                           the same as the first, of the second plan

   W1 = A where the first plan was made from today's data and is the best of its scenario: then it
   is not solved again. A plan is not what would be made today when the data have changed since, or
   when it is not the best one by intention (it keeps promises, or was chosen from near ones).
   Every v(S) is solved from nothing, so that it depends on S alone. */
#ifndef PLANNER_CAUSES_H
#define PLANNER_CAUSES_H

#include "data/store.h"
#include "planner/change.h"

#include <stdbool.h>

enum cause_measure {
    CAUSE_SHORTAGE, /* teacher-years: sum over the years */
    CAUSE_COST,     /* baht, sum over the years */
    CAUSE_OBJECTIVE,
    CAUSE_MEASURES
};

struct cause_figures {
    double of[CAUSE_MEASURES];
};

struct causes {
    struct changes changes;
    struct cause_figures *share, *error; /* [changes.count]; error 0 when exact */
    bool exact;
    int orders, solves;
    struct cause_figures from, to;  /* A and B */
    struct cause_figures remade[2]; /* W1 - A and B - W2; 0 unless one of these two: */
    bool data_changed[2], not_best[2];
    struct cause_figures whole; /* made whole */
    char inseparable[640]; /* not "": why all changes are one group: which mixture has no plan */
};
void causes_clear(struct causes *causes);

struct causes_control {
    int pairs;     /* of orders to sample where groups are more than SHAPLEY_EXACT; 0: 8 */
    uint64_t seed; /* of them */
    int workers;   /* processes at once; 0: as many as there are cores */
    /* Asked every 50 ms at least; may be NULL; false: stop. */
    bool (*progress)(void *context, int done, int solves, double seconds);
    void *context;
};

/** Teacher-years short, baht and objective of a saved plan. */
struct cause_figures causes_of_plan(const struct stored_plan *plan);
/** True for a plan that is meant to be the best of its scenario. */
bool causes_is_best(const struct stored_plan *plan);

/**
 * Find the causes. 2^n programs for n <= 6 groups, else at most 2 (n - 1) pairs + 2, each in a
 * process of its own.
 * Errors: those of settings_resolve and staffing_make on today's data; ERR_INFEASIBLE when one of
 * the two scenarios has no plan on today's data (a mixture without one joins all groups instead);
 * those of jobs_run.
 */
MUST_CHECK enum err_code causes_find(const struct school_register *reg,
                                     const struct stored_plan *from, const struct stored_plan *to,
                                     const struct causes_control *control, struct causes *out,
                                     struct err *err);

#endif
