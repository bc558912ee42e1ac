/* What home visits, their scores and consents say about a case: the facts that casework.h asks of
   the world. */
#ifndef EQUITY_CASE_FACTS_H
#define EQUITY_CASE_FACTS_H

#include "equity/casework.h"
#include "equity/verification.h"

/* The visits that count for a screening case.
   - First visit: the newest of kind screen, made in the school year of the case; after a return for
     correction only one recorded since then.
   - Second visit: the newest of kind verify that was recorded after the first, by somebody else.
   A visit's score is the newest one that is not INCOMPLETE; the two are compared by one model. */
struct case_evidence {
    int64_t visit, second;      /* ids; 0: none */
    bool photos;                /* two, or a reason for fewer: of the first visit */
    bool photo_exempt;          /* fewer than two */
    bool scored, second_scored; /* each has a score; second_scored: by the model of the first */
    bool second_now;            /* the second was recorded since the case entered its state */
    int score, cut;             /* of the visit that decides, 0 .. 10000: the second, if scored */
    bool within;                /* that visit is in a band, so income and score are */
    bool changed;               /* both scored, and the bands differ */
    char band[24], second_band[24]; /* words of the model, "none" */
};

/** Errors: those of visits_of and pmt_store_scores. */
MUST_CHECK enum err_code case_evidence_read(struct store *store, const struct case_file *file,
                                            struct case_evidence *out, struct err *err);

/**
 * case_world.read: CONSENT for the purpose of the workflow (screening; referral for a drop-out or a
 * referral), and of a screening SCORED, PHOTOS, SECOND_VISIT, UNCHANGED, CHANGED, WITHIN, BEYOND.
 * Without a score neither WITHIN nor BEYOND holds. `context` is not used.
 */
MUST_CHECK enum err_code case_facts_of_visits(void *context, struct store *store,
                                              const struct case_file *file, uint32_t *holds,
                                              struct err *err);

/**
 * The candidates of a verification sample: every screening case before the subcommittee, with the
 * score that decides and its cut; free() the array. `without`: cases left out because their visits
 * have no score now. No decision against the score is known before a second visit, so .override is
 * false: a member orders that visit. Audited as case.list. Errors: those of case_list and
 * case_evidence_read.
 */
MUST_CHECK enum err_code case_candidates(struct store *store, const struct actor *by,
                                         struct candidate **out, int *count, int *without,
                                         struct err *err);

#endif
