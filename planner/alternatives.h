/* Plans nearly as good as the best that recruit otherwise.

   A plan is *near* when its objective is at most (1 + within) times the best. Of near plans those
   are sought that differ most in what is recruited,

       distance(a, b) = sum over majors and years of  1/2 |passes| + 1/2 |call-ups|
                        + sum over pipelines |graduates to be|          (of the difference a - b)

   so that one recruit who comes by another way counts twice, once for each way. A row over the
   whole objective would leave the structure of the program; its Lagrangian does not: the program is
   solved with a further price times a direction on call-ups, places or transfers (staffing_tilt),
   and the greatest such price whose plan is still near is searched. Directions are less and more of
   each way, earlier and later, fewer transfers, and for every way and major away from what has been
   found. Of all plans found those are taken one by one that are farthest from the best and those
   taken before.

   What is found is near for certain: every row and the objective of each plan are recomputed. That
   no plan differs more is not claimed. */
#ifndef PLANNER_ALTERNATIVES_H
#define PLANNER_ALTERNATIVES_H

#include "planner/plan.h"

enum push_kind {
    PUSH_EXAM_LESS,
    PUSH_EXAM_MORE,
    PUSH_PLACES_LESS,
    PUSH_PLACES_MORE,
    PUSH_MOVES_LESS,
    PUSH_EARLIER,
    PUSH_LATER,
    PUSH_APART, /* a sign for each way and major */
    PUSH_KINDS
};

struct alternative {
    struct plan plan;
    enum push_kind push;
    int pipeline;            /* of PUSH_PLACES_*, else -1 */
    double price;            /* of the push, points a person */
    double distance;         /* from the best */
    double nearest_distance; /* from the nearest of the best and those before it in the list */
};

struct alternatives {
    struct alternative *one;
    int count;
    int pushes, found; /* directions tried; those that led to a near plan unlike the best */
};
void alternatives_clear(struct alternatives *alternatives);

struct alternatives_control {
    double within; /* share of the best objective, 0 .. 1 */
    int count;     /* at most */
    int workers;   /* processes at once; 0: as many as there are cores */
    uint64_t seed;
    /* Asked every 50 ms at least; may be NULL; false: stop. */
    bool (*progress)(void *context, int done, int pushes, double seconds);
    void *context;
};

/** distance() of two plans over `staffing`. */
double alternatives_distance(const struct staffing *staffing, const struct plan *a,
                             const struct plan *b);

/**
 * Find plans near `best`, whose objective is best_objective. Equal questions get equal answers,
 * whatever the number of workers. Errors: those of jobs_run.
 */
MUST_CHECK enum err_code alternatives_find(const struct staffing *staffing, const struct plan *best,
                                           double best_objective,
                                           const struct alternatives_control *control,
                                           struct alternatives *out, struct err *err);

#endif
