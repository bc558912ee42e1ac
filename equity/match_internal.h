/* What taking in one candidate and taking in a whole roll share: how two persons compare, which
   numbers are near, and the queue. */
#ifndef EQUITY_MATCH_INTERNAL_H
#define EQUITY_MATCH_INTERNAL_H

#include "base/hash.h"
#include "equity/match.h"
#include "equity/person.h"

/* One search, and the best match so far. */
struct match_search {
    const struct person_access *access;
    const struct person *candidate;
    struct match_letters letters; /* of the candidate's name */
    int slips;                    /* a distance of names that a slip explains */
    bool same;                    /* `id` is who it is */
    bool found;
    int64_t id;
    enum match_why why;
    int distance;
};

/** Spell the candidate's name. */
void match_search_start(struct match_search *search);
/** Keep this one when it is better than the best so far. */
void match_consider(struct match_search *search, int64_t id, enum match_why why, int distance);
/** The number is that of `id`: the same person, or why not. */
void match_compare(struct match_search *search, int64_t id, const char *dob,
                   const struct match_letters *letters);
/** A number one digit or swap away is that of `id`. */
void match_compare_near(struct match_search *search, int64_t id, const char *dob,
                        const struct match_letters *letters);
/** Whole and the same; a date that is unknown, or in part, is the same as none. */
bool match_same_date(const char *a, const char *b);

typedef enum err_code (*match_near_fn)(struct match_search *search, void *context,
                                       const struct identity *near, struct err *err);
/** Every number one digit or one swap of neighbours away that passes its check. */
MUST_CHECK enum err_code match_each_near(struct match_search *search, match_near_fn each,
                                         void *context, struct err *err);

/** The same for the same candidate, and for nobody who has not the key. */
void match_fingerprint(const struct person_access *access, const struct person *candidate,
                       char out[HASH_TEXT]);
/** A candidate that came before: it waits still, or has become somebody. */
MUST_CHECK enum err_code match_find_queued(const struct person_access *access, const char *print,
                                           struct match_result *out, bool *found, struct err *err);
MUST_CHECK enum err_code match_enqueue(const struct person_access *access,
                                       const struct person *candidate, const char *print,
                                       const struct match_search *search, struct match_result *out,
                                       struct err *err);

#endif
