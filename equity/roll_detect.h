/* The detectors over the rolls in the store: who was on the roll last term and is not this term,
   and who of those present may be next. Opens the cases of the missing. */
#ifndef EQUITY_ROLL_DETECT_H
#define EQUITY_ROLL_DETECT_H

#include "equity/casework.h"
#include "equity/detector.h"

enum detected_kind {
    DETECTED_MISSING,  /* on the roll last term and not this; a case is opened */
    DETECTED_FINISHED, /* the same, from the highest grade of the school: to be looked up in the
                          registers of other agencies first, so no case is opened */
    DETECTED_RISK,     /* present, with points at or above risk.open_at */
    DETECTED_KINDS
};
extern const struct workflow_word detected_table[DETECTED_KINDS];

struct detected {
    enum detected_kind kind;
    int64_t student;
    char school[41], district[41]; /* of last term for who is missing */
    int grade;                     /* -2 .. 9, as detector.h */
    int points, value[RISKS];      /* of DETECTED_RISK */
    int64_t case_id;               /* of DETECTED_MISSING; 0: none, it was not asked for */
    bool opened;                   /* just now; false: the case was there */
};

struct detection {
    struct detected *found; /* [count] by kind, district, school, pupil */
    int count;
    int before, now;     /* pupils on the two rolls, in the actor's scope */
    int schools_without; /* schools of last term without a roll of this term: not compared */
};
void detection_clear(struct detection *detection);

/**
 * Compare the roll of (year, term) with the term before: 1/2569 with 2/2568, 2/2569 with 1/2569.
 * Only what the actor covers is compared, and only schools that have a roll in both terms. Who
 * finished the third year of lower secondary school is not missing in term 1. With `open`, a case
 * is opened for each who is missing and has none that is open; the same list twice opens nothing
 * twice. Audited as dropout.detect; openings as case_open says. Disability, guardians, lateness and
 * repeated grades are not in the rolls, so their rules give no points here.
 * Errors: ERR_INPUT `actor` may not open drop-out cases, or there is no roll of one of the terms.
 */
MUST_CHECK enum err_code detect_term(struct store *store, const struct risk_rules *rules, int year,
                                     int term, const struct actor *actor,
                                     const struct case_world *world, bool open,
                                     struct detection *out, struct err *err);

#endif
