/* The placement list of a plan (บัญชีเรียกบรรจุ): which rank of which list is called for which vacancy
   and by what day, which graduates go where, and in what order teachers move. docs/placement.md
   gives the rules with an example. */
#ifndef PLANNER_PLACEMENT_H
#define PLANNER_PLACEMENT_H

#include "data/store.h"
#include "planner/scenario.h"

/* Why a post is free when somebody comes; the arrivals of a chain fill its causes in this order.
   People who come above the need of the year are VACANCY_AHEAD. */
enum vacancy {
    VACANCY_RETIRED, /* on 30 September, the day before */
    VACANCY_LOST,    /* another loss of the year before */
    VACANCY_MOVED,   /* somebody of the chain is transferred away in the same year */
    VACANCY_EARLIER, /* short already a year before */
    VACANCY_GROWTH,  /* the need has grown */
    VACANCY_AHEAD,   /* called before the need, often because the list ends */
    VACANCIES
};
/* Words for programs: "retired", "lost", "moved", "earlier", "growth", "ahead". */
extern const char *const vacancy_word[VACANCIES];

enum placement_from { FROM_LIST, FROM_CHANNEL, FROM_SCHOOL };

/* One person who comes to a post. Schools and majors by position in the register. */
struct placement_step {
    int fy, order; /* order within the year, from 1 */
    enum placement_from from;
    int list;    /* FROM_LIST: position in `list` of the placement; else -1 */
    int rank;    /* FROM_LIST: place on that list; FROM_CHANNEL: n-th graduate of year and major */
    int channel; /* FROM_CHANNEL: position in the register; else -1 */
    int from_school, from_major; /* FROM_SCHOOL, else -1; from_major differs after retraining */
    int retrainings;             /* rows of the plan's retrainings this person counts in */
    bool from_surplus;           /* FROM_SCHOOL: the chain that is left had more than its need */
    int school, major;           /* who receives */
    enum vacancy vacancy;
    struct date report; /* the day to report: 1 October, on which the fiscal year opens */
    int same_day;       /* steps of one number (from 1 in each year) happen on one day; 0: alone */
};

/* One exam and major. Ranks first_rank .. first_rank + people - 1 can be called. */
struct placement_list {
    char *code; /* "exam-1-2565", or "exam-2568" of the plan */
    int major, people;
    int first_rank;  /* 1 unless the list of today says which rank is next */
    bool rank_known; /* false: ranks are counted from the first person not called yet */
    int exam_fy;     /* of the plan's own list; 0: exists today */
    struct date last_day;
    int called[MAX_YEARS]; /* by year of the plan */
    int left;              /* not called in any year of the plan */
    bool ends;             /* nobody can be called after the plan: who is left is wasted */
};

struct placement {
    struct placement_list *list; /* of today by code and major, then of the plan by fy and major */
    int lists;
    struct placement_step *step;
    int steps; /* by fy and order */
};
void placement_clear(struct placement *placement);

/**
 * Ranks are dealt in order, the list that ends first first; vacancies of a major in order of
 * urgency: those of a chain that somebody leaves in the same year, then by
 *   w[s] * price of the shortage tier that the arrival ends,
 * then by the share of its need that the school is short of, then by code. Transfers are dealt
 * before: to the same school (after retraining), district, zone, city, as many as can be in each.
 *
 * Within a year, `order` with the groups of `same_day` is a way to do it in which after every
 * step or group each chain has at least min(before the year's first step, after its last, need)
 * teachers, and each school at most max(its frame, those it had before the step), F of
 * planner/staffing.h; the ranks of a list come in ascending order.
 *
 * Per year and major the steps are the plan's numbers exactly: in and out of each chain, calls by
 * list, graduates by channel, retrainings by arc.
 * `params` are the plan's settings resolved against `reg`. Errors: ERR_MISMATCH when the rows of
 * the plan do not add up or do not fit the data (kru verify says which); those of staffing_make.
 */
MUST_CHECK enum err_code placement_make(const struct school_register *reg,
                                        const struct params *params, const struct stored_plan *plan,
                                        struct placement *out, struct err *err);

#endif
