/* What comes into the database of cases by files and goes out of it: rolls, home visits,
   attendance, lists; and home visits as the scores read them. docs/equity-files.md has the files.
 */
#ifndef EQUITY_EXCHANGE_H
#define EQUITY_EXCHANGE_H

#include "data/store.h"
#include "equity/person.h"
#include "equity/pmt.h"
#include "equity/role.h"

#include <stdbool.h>
#include <stdint.h>

/* ---- home visits --------------------------------------------------------------------------- */

enum visit_kind { VISIT_SCREEN, VISIT_VERIFY, VISIT_FIELD, VISIT_KINDS };
extern const char *const visit_kind_words[VISIT_KINDS]; /* "screen", "verify", "field" */

enum visit_income {
    INCOME_WAGE,
    INCOME_FARM,
    INCOME_BUSINESS,
    INCOME_WELFARE,
    INCOME_OTHER,
    VISIT_INCOMES
};
extern const char *const visit_income_words[VISIT_INCOMES]; /* "income_wage" ... */

enum { VISIT_CODE = 41, VISIT_REASON = 801, VISIT_PHOTOS = 2 };

struct visit {
    int64_t id, student, visitor;
    char code[VISIT_CODE];
    char school[41], district[41]; /* of the pupil when it was recorded */
    enum visit_kind kind;
    char visited_on[11];              /* 2026-11-22 */
    char visitor_name[64];            /* the user who recorded it */
    int photos;                       /* 0 .. VISIT_PHOTOS */
    char exempt_reason[VISIT_REASON]; /* why there are fewer than two; "" none given */
    char household[16];               /* "general", "institutional", "" not answered */
    int members;                      /* 0: not answered */
    bool has_income[VISIT_INCOMES];
    int64_t income[VISIT_INCOMES]; /* baht a month of all members */
    char created_at[24];
};

/** Two photographs, or a reason why not: what GUARD_PHOTOS asks. */
bool visit_has_photos(const struct visit *visit);

/**
 * A visit and, with `model`, its answers in the positions of that model. `about`, `model` and
 * `answers` may be NULL. A question that the model has not is left out; an answer that it has not
 * counts as not given; an income that is missing as no income at all (has_income false), so that
 * the score is INCOMPLETE. Whose visit may be seen is the caller's to ask. Errors: ERR_NOT_FOUND.
 */
MUST_CHECK enum err_code visit_read(struct store *store, int64_t visit_id,
                                    const struct pmt_model *model, struct visit *about,
                                    struct pmt_answers *answers, struct err *err);

/** The id of a visit by its code. Errors: ERR_NOT_FOUND. */
MUST_CHECK enum err_code visit_find(struct store *store, const char *code, int64_t *id,
                                    struct err *err);

/** All visits of a pupil, oldest first; free() the array. */
MUST_CHECK enum err_code visits_of(struct store *store, int64_t student, struct visit **out,
                                   int *count, struct err *err);

struct visit_choice {
    const char *school, *district; /* NULL or "": all */
    bool newest;                   /* of each pupil the last one of kind screen or verify alone */
};
typedef enum err_code (*visit_fn)(void *context, const struct visit *visit,
                                  const struct pmt_answers *answers, struct err *err);
/** Call `each` for the visits chosen, by id, as they were at one moment; an error ends it. `each`
    writes nothing unless a transaction is open. `model` as in visit_read, NULL: answers are NULL.
 */
MUST_CHECK enum err_code visits_each(struct store *store, const struct visit_choice *choice,
                                     const struct pmt_model *model, visit_fn each, void *context,
                                     struct err *err);

/* One tick or number of a visit: ("floor", "tile"). */
struct visit_tick {
    const char *item, *value;
};
/**
 * Record a visit (id, school, district and visitor are filled in) with its answers, which must be
 * those of `model`, the active one; in the caller's transaction or one of its own, with its row
 * 'visit.add' in the record. Nothing of a visit is ever changed: the same code with the same
 * content changes nothing (*added false). Errors: ERR_INPUT an answer that the model has not, a
 * number out of range, a day in the future, the code of another visit, a role that makes no visits;
 * ERR_NOT_FOUND no such pupil where the actor acts.
 */
MUST_CHECK enum err_code visit_add(struct store *store, const struct actor *actor,
                                   const struct pmt_model *model, const struct visit *visit,
                                   const struct visit_tick *tick, int ticks, int64_t *id,
                                   bool *added, struct err *err);

/** What the exchange holds on a person, for person_file() and person_retain(). */
extern const struct person_part exchange_parts[];
extern const int exchange_part_count;

/** True when any batch was of made-up data: every output says so then. */
MUST_CHECK enum err_code exchange_is_synthetic(struct store *store, bool *synthetic,
                                               struct err *err);

#endif
