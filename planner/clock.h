/* The clock of a plan: what is too late already, what must be decided this year, and which lists end
   with people on them. */
#ifndef PLANNER_CLOCK_H
#define PLANNER_CLOCK_H

#include "planner/effect.h"
#include "planner/plan.h"

/* What the plan decides in its first year, and what it costs to leave that out: the program solved
   again with this number at 0 and everything else free, so that later years make up for it where
   they can. */
struct clock_decision {
    struct lever lever;  /* SEATS, SEATS_TOTAL, PLACES, PLACES_TOTAL of year 0; LAST_DAY: the list */
    int amount;          /* people who pass, graduates to be, people called from the list */
    double loss;         /* of the objective, >= 0 */
    double shortage;     /* teacher-years more */
    double money_thb;    /* spent less, over all years */
};

/* A pipeline and a major. Gaps are the posts short in the saved plan, after all that it does. */
struct clock_intake {
    int c, m;
    int planned;       /* graduates to be of this year's intake */
    int too_late;      /* teacher-years short before this year's intake could graduate */
    int within;        /* teacher-years short that an intake of this year or later could still meet */
    int last_t;        /* the last year whose intake can meet one of them; -1: none */
};

/* A list, of today or of the plan. */
struct clock_list {
    int l, e;          /* the list of today, or -1 and the exam of year e */
    int m, last_fy;    /* the last year that can call */
    int people;        /* on it today, or who pass */
    int called, last_called; /* in all; of them in its last year (within the plan) */
    int left;          /* on it when it ends, or when the plan ends: people - called */
    double longer;     /* teacher-years fewer short if it were valid a year longer; 0 when nobody is
                          left on it */
    bool ends;         /* within the plan */
    bool ended;        /* before the plan begins */
};

struct clock {
    struct clock_decision *decision;
    int decisions; /* by loss, greatest first */
    struct clock_intake *intake;
    int intakes;
    struct clock_list *list;
    int lists;
};
void clock_clear(struct clock *clock);

/** Errors: those of effects. */
MUST_CHECK enum err_code clock_make(struct effects *effects, const struct plan *plan,
                                    struct clock *out, struct err *err);

#endif
