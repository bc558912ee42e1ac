/* Is this somebody we know? By number, birth date and name together, never by the number alone, for
   its check digit misses one wrong digit in eleven. What is doubtful waits for a person to decide.
 */
#ifndef EQUITY_MATCH_H
#define EQUITY_MATCH_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct person;
struct person_access;

enum { MATCH_NAME = 256 };

/** A name for comparing, in at most MATCH_NAME bytes: cleaned (thai_clean), titles such as เด็กชาย
    ด.ญ. นางสาว Mr. at its beginning dropped, marks of punctuation too, ASCII letters small, one
    blank between the parts. */
void match_name(const char *name, char out[MATCH_NAME]);

/* The letters of a name after match_name, without blanks, one number each. */
struct match_letters {
    int count;
    uint32_t letter[MATCH_NAME];
};
void match_spell(const char *name, struct match_letters *out);

/** Letters to be added, dropped, replaced or swapped with their neighbour to make one name of the
    other (restricted Damerau-Levenshtein); limit + 1 when it is more than `limit`. */
int match_apart(const struct match_letters *a, const struct match_letters *b, int limit);
/** The same of two names, without a limit. */
int match_distance(const char *a, const char *b);
/** A distance that a slip explains: 1 up to seven letters, 2 up to 15, 3 beyond. */
int match_slips(const struct match_letters *name);

enum match_outcome { MATCH_SAME, MATCH_NEW, MATCH_DOUBTFUL };

/* Why a match is doubtful, the strongest first. */
enum match_why {
    MATCH_NUMBER_DATE_NEAR_NAME, /* number and birth date the same, the name nearly */
    MATCH_NUMBER_AND_DATE,       /* number and birth date the same, the name another */
    MATCH_NUMBER_AND_NAME, /* number and name the same or nearly, the birth date another or unknown
                            */
    MATCH_NEAR_NUMBER,     /* one digit or one swap away, and the name or the birth date the same */
    MATCH_NAME_AND_DATE,   /* name (nearly) and birth date the same, number another or none */
    MATCH_NUMBER_ALONE,    /* number the same, name and birth date others */
    MATCH_WHYS
};
extern const struct match_why_entry {
    const char *word, *th, *en;
} match_why_table[MATCH_WHYS];
bool match_why_parse(const char *word, enum match_why *out);

struct match_result {
    enum match_outcome outcome;
    int64_t student_id; /* SAME: who it is; NEW: who was added; DOUBTFUL: who it may be */
    int64_t queue_id;   /* DOUBTFUL: the row of match_queue */
    enum match_why why; /* DOUBTFUL */
};

/**
 * Take in a candidate, cleaned and checked as by person_clean.
 *   SAME      the number is known, and birth date (whole) and name are the same, letter by letter
 *             after match_name; or the same candidate was decided on before
 *   NEW       nothing is like it: it is added (person_add)
 *   DOUBTFUL  everything between: it waits in match_queue, sealed; nothing is added or changed. The
 *             same candidate given again waits once.
 * Needs RIGHT_WRITE and the candidate's place; a row 'person.match' or
 * 'person.add' goes into the record.
 */
MUST_CHECK enum err_code match_admit(const struct person_access *access,
                                     const struct person *candidate, struct match_result *out,
                                     struct err *err);

struct match_item {
    int64_t queue_id;
    struct match_result result;
    int distance;
    char created_at[24], created_by[64];
};
/** What waits where the actor may decide, oldest first; free() the array. */
MUST_CHECK enum err_code match_list(const struct person_access *access, struct match_item **out,
                                    int *count, struct err *err);
/** Both sides of one, to be compared: two readings with their rows. */
MUST_CHECK enum err_code match_show(const struct person_access *access, int64_t queue_id,
                                    struct person *candidate, struct person *known,
                                    struct err *err);

enum match_decision {
    DECIDE_SAME,        /* the same person; the number that is known stays */
    DECIDE_SAME_NUMBER, /* the same person; the candidate's number is the right one, the old stays
                           as alias */
    DECIDE_NEW,         /* another person; added, without the number where both claim the same */
    DECISIONS
};
extern const char *const match_decision_words[DECISIONS];
/**
 * A user with RIGHT_DECIDE decides, with access->reason; once and for all.
 * Errors: ERR_NOT_FOUND nothing of this number waits where the actor covers both sides; ERR_INPUT
 * the number belongs to a third person.
 */
MUST_CHECK enum err_code match_decide(const struct person_access *access, int64_t queue_id,
                                      enum match_decision decision, int64_t *student_id,
                                      struct err *err);

#endif
