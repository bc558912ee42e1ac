/* Planning again after new facts, while changing as few promises as possible.

   A promise is a number of a saved plan that people have been told, in one of the first years that
   are still ahead: who comes to a school and leaves it for another by major, who is called from
   which list, how many pass an exam, how many graduates a programme is to yield. With x the number
   in the new plan and P the promised one, what a change costs besides the plan itself is

       price * max(0, P - x)     for in, call, oldcall, pass, train: more may come than was promised
       price * |P - x|           for out: who was not told of a transfer stays

   which is convex, so that the program stays linear (staffing_promises, rows `keep`). The objective
   of the new plan is reported and saved without it. */
#ifndef PLANNER_REPLAN_H
#define PLANNER_REPLAN_H

#include "planner/plan.h"

struct replan_terms {
    double price;   /* of one person's changed promise, in points of the objective; >= 0 */
    int firm_years; /* of the new plan, from its first year on */
};

/** The promises of `old` that `staffing` can keep, as its rows; promises_clear() it. */
void promises_make(const struct stored_plan *old, const struct staffing *staffing,
                   const struct replan_terms *terms, struct staffing_promises *out);
void promises_clear(struct staffing_promises *promises);

/* What a changed promise is about. */
enum promise_kind {
    PROMISE_IN,
    PROMISE_OUT,
    PROMISE_CALL,
    PROMISE_PASS,
    PROMISE_PLACES,
    PROMISE_KINDS
};

/* The nearest new fact. It is no proof: a change may have more than one reason. */
enum promise_reason {
    REASON_HERE,     /* need or teachers of this school and major differ from what was expected */
    REASON_SCHOOL,   /* those of the school */
    REASON_MAJOR,    /* those of the major in the whole city */
    REASON_SETTINGS, /* settings differ */
    REASON_GONE,     /* the list, channel or chain does not exist any more */
    REASON_OTHER,    /* it follows from other changes */
    PROMISE_REASONS
};

struct promise_change {
    enum promise_kind kind;
    int school;       /* -1: of the whole city */
    int channel;      /* PROMISE_PASS, PROMISE_PLACES; else -1 */
    const char *list; /* PROMISE_CALL, borrowed from the old plan; else NULL */
    int major, fy, promised, now;
    enum promise_reason reason;
    int need, teachers; /* by how much these differ, for the first three reasons */
};

struct replan_changes {
    struct promise_change *change; /* by year, kind, school, major */
    int count, room;
    int promised; /* people and places promised in the firm years */
    int missed;   /* of them; what counts at the price */
    int kind_missed[PROMISE_KINDS];
};

/** What a plan over `staffing` changes of the promises of `old`; `settings_differ`: REASON_SETTINGS
   is possible. */
void replan_compare(const struct stored_plan *old, const struct staffing *staffing,
                    const struct plan *plan, const struct replan_terms *terms, bool settings_differ,
                    struct replan_changes *out);
void replan_changes_clear(struct replan_changes *changes);

#endif
