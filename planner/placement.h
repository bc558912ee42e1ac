/* The placement list of a plan (บัญชีเรียกบรรจุ): which rank of which list is called for which vacancy
   and by what day, which graduates go where, and in what order teachers move. */
#ifndef PLANNER_PLACEMENT_H
#define PLANNER_PLACEMENT_H

#include "data/store.h"
#include "planner/scenario.h"

/* Why a post is free when somebody comes. */
enum vacancy {
    VACANCY_RETIRED,
    VACANCY_LOST,
    VACANCY_MOVED,
    VACANCY_EARLIER,
    VACANCY_GROWTH,
    VACANCIES
};

enum placement_from { FROM_LIST, FROM_CHANNEL, FROM_SCHOOL };

/* One person who comes to a post. */
struct placement_step {
    int fy, order; /* order within the year, from 1 */
    enum placement_from from;
    int list;    /* FROM_LIST: position in `list` of the placement */
    int rank;    /* FROM_LIST: place on that list; FROM_CHANNEL: n-th graduate of the year */
    int channel; /* FROM_CHANNEL: position in the register */
    int from_school, from_major; /* FROM_SCHOOL; from_major differs after retraining */
    int school, major;           /* who receives */
    enum vacancy vacancy;
    struct date report; /* the day to report */
    int same_day;       /* FROM_SCHOOL: steps of one number leave and arrive on one day */
};

struct placement_list {
    char *code; /* "exam-1-2565", or "exam-2568" of the plan */
    int major, people, first_rank;
    struct date last_day;
};

struct placement {
    struct placement_list *list;
    int lists;
    struct placement_step *step;
    int steps; /* by fy and order */
};
void placement_clear(struct placement *placement);

/**
 * Errors: ERR_MISMATCH when the rows of the plan do not add up (kru verify says which).
 */
MUST_CHECK enum err_code placement_make(const struct school_register *reg,
                                        const struct params *params, const struct stored_plan *plan,
                                        struct placement *out, struct err *err);

#endif
