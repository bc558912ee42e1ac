/* Persons: who they are, who may see them, and that every reading leaves a row.
   Outside their place users get the answer they would get if the person did not exist. */
#ifndef EQUITY_PERSON_H
#define EQUITY_PERSON_H

#include "base/text.h"
#include "data/store.h"
#include "equity/identity.h"
#include "equity/keys.h"
#include "equity/role.h"

enum {
    PERSON_NAME = 256,
    PERSON_DOB = 64,
    PERSON_CODE = 41,
    PERSON_GRADE = 16,
    PERSON_REASON_MIN = 5, /* letters of a reason */
    PERSON_REASON_MAX = 160,
    PERSON_LIST_MAX = 5000,
};

enum person_status {
    PERSON_ENROLLED,
    PERSON_MISSING,
    PERSON_LEFT,
    PERSON_GRADUATED,
    PERSON_DEAD,
    PERSON_PSEUDONYMISED, /* after the retention period: no name, no number */
    PERSON_STATUSES
};
extern const struct person_status_entry {
    const char *word, *th, *en;
    bool closed; /* the retention period runs */
} person_status_table[PERSON_STATUSES];
bool person_status_parse(const char *word, enum person_status *out);

struct person {
    int64_t id;
    int version;              /* goes up with every change */
    struct identity identity; /* the present number; number "": none */
    char name[PERSON_NAME];
    char dob[PERSON_DOB]; /* 2018-05-17, unknown parts 00; "": unknown; before person_clean as typed
                           */
    char sex[16];         /* "M", "F", "" */
    char school[PERSON_CODE], district[PERSON_CODE], grade[PERSON_GRADE];
    enum person_status status;
};

/* Who asks, and why. The reason goes into the record, sealed, for people may name somebody in it
   all the same: 5 .. 160 letters, no number, and not the name of the person. */
struct person_access {
    struct store *store;
    const struct keys *keys;
    const struct actor *actor;
    const char *reason;
};

/* What a role may do with the persons whom its place covers. */
enum person_right { RIGHT_READ, RIGHT_WRITE, RIGHT_DECIDE, RIGHT_FILE, RIGHT_RETAIN, RIGHTS };
bool person_may(enum role role, enum person_right right);

/*
 * Every function below writes its rows of the chained record in the transaction of what it does:
 * the caller's if one is open, else one of its own. A refusal leaves a row 'person.refused'. Errors
 * of all: ERR_INPUT a reason that is none, a role without the right; ERR_NOT_FOUND no such person,
 * or one outside the actor's place, which is one sentence; ERR_STORE. No error and no row quotes a
 * name, a number or a birth date.
 */

/** Check and clean what was typed: name, birth date (any form of date_parse), sex (M, F, ช, ญ, ชาย,
    หญิง), codes. Errors: ERR_INPUT naming the field. */
MUST_CHECK enum err_code person_clean(struct person *person, struct err *err);

/** A new person, without matching (match_admit calls it). *id receives a random number.
    Errors: ERR_INPUT a field, a place the actor does not cover, a number somebody has already. */
MUST_CHECK enum err_code person_add(const struct person_access *access, const struct person *person,
                                    int64_t *id, struct err *err);

MUST_CHECK enum err_code person_read(const struct person_access *access, int64_t id,
                                     struct person *out, struct err *err);

/** The person who has, or had, this number. */
MUST_CHECK enum err_code person_find(const struct person_access *access,
                                     const struct identity *identity, struct person *out,
                                     struct err *err);

/** The persons of a school ("": of the actor's place) and grade ("": all), by grade and id; one row
    of the record for each. keys_wipe and free() the array. Errors: ERR_LIMIT above
    PERSON_LIST_MAX. */
MUST_CHECK enum err_code person_list(const struct person_access *access, const char *school,
                                     const char *grade, struct person **out, int *count,
                                     struct err *err);

/** Change name, birth date, sex, place, grade, status to those of `person`; what a field was before
    is kept, sealed. The identity is not looked at: person_gain_number. A pseudonymised person does
    not change. Errors: ERR_MISMATCH when person->version is not the present one. */
MUST_CHECK enum err_code person_change(const struct person_access *access,
                                       const struct person *person, struct err *err);

/** The child has a number now (or a right one): it becomes the present one, the old one, a G-code
    say, stays as alias. Errors: ERR_INPUT when another person has it. */
MUST_CHECK enum err_code person_gain_number(const struct person_access *access, int64_t id,
                                            const struct identity *identity, struct err *err);

/* ---- consent ------------------------------------------------------------------------------ */

/** `giver`: student, parent, guardian; `purpose`: screening, health, photograph, referral;
   `version` of the text that was signed. */
MUST_CHECK enum err_code consent_give(const struct person_access *access, int64_t id,
                                      const char *giver, const char *purpose, const char *version,
                                      struct err *err);
/** Withdraw what holds for a purpose; the rows stay. Errors: ERR_INPUT when none holds. */
MUST_CHECK enum err_code consent_withdraw(const struct person_access *access, int64_t id,
                                          const char *purpose, struct err *err);
/** *holds: a consent for the purpose was given and not withdrawn. Reads no person. */
MUST_CHECK enum err_code consent_holds(struct store *store, int64_t id, const char *purpose,
                                       bool *holds, struct err *err);

/* ---- the right to know, and to be forgotten ---------------------------------------------------
 */

/* What other tables hold on a person: each folder of tables adds an entry. */
struct person_part {
    const char *key; /* in the file: "household" */
    enum err_code (*write)(struct store *store, const struct keys *keys, int64_t id,
                           struct json *json, struct err *err);
    enum err_code (*forget)(struct store *store, int64_t id, struct err *err);
};

/** Everything held on one person as a JSON document, with who read it and why. */
MUST_CHECK enum err_code person_file(const struct person_access *access, int64_t id,
                                     const struct person_part *parts, int part_count,
                                     struct text *json, struct err *err);

/** How many person_retain() would pseudonymise now; changes nothing and leaves no row. */
MUST_CHECK enum err_code person_due(const struct person_access *access, int years, int *count,
                                    struct err *err);

/**
 * Pseudonymise whoever has left, graduated or died `years` or more ago (1 .. 50, setting
 * retention.closed_years): name, numbers, change log and matches go, of the birth date the year
 * stays; the random number stays, so that counts and the record do. Whoever stands undecided in
 * match_queue waits. *count receives how many. Never inside a transaction.
 */
MUST_CHECK enum err_code person_retain(const struct person_access *access, int years,
                                       const struct person_part *parts, int part_count, int *count,
                                       struct err *err);

#endif
