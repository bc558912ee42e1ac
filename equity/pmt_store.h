/* Models and scores in the database of cases. A model goes DRAFT -> TESTED -> ACTIVE -> RETIRED;
   its tester and activator are two people. Scores are only ever added.

   Every change is one transaction with its row in the chained record: the caller's, when one is
   open. Models are the subcommittee's: `by` is its secretary or a member, ERR_INPUT otherwise. */
#ifndef EQUITY_PMT_STORE_H
#define EQUITY_PMT_STORE_H

#include "data/store.h"
#include "equity/pmt.h"
#include "equity/pmt_calibration.h"
#include "equity/role.h"

enum pmt_status { PMT_DRAFT, PMT_TESTED, PMT_ACTIVE, PMT_RETIRED, PMT_STATUSES };
extern const struct pmt_status_entry {
    const char *word; /* as stored */
    const char *th, *en;
} pmt_status_table[PMT_STATUSES];

enum { PMT_WHO = 64, PMT_WHEN = 24 };

struct pmt_stored {
    int64_t id;
    char version[PMT_VERSION], hash[HASH_TEXT];
    enum pmt_status status;
    /* by status: who made it so, and when (ISO 8601 UTC); "" where it has not been */
    char at[PMT_STATUSES][PMT_WHEN], who[PMT_STATUSES][PMT_WHO];
    bool calibrated, waived;
    int64_t row_version;
};

/** Keep a model as DRAFT. *id may be NULL. Errors: ERR_INPUT when the version is there already. */
MUST_CHECK enum err_code pmt_store_add(struct store *store, const struct actor *by,
                                       const struct pmt_model *model, int64_t *id, struct err *err);
/** Freeze a set of scores for the percentile scale; the same set again changes nothing. */
MUST_CHECK enum err_code pmt_store_add_reference(struct store *store, const struct actor *by,
                                                 const int *r, int n, char hash[HASH_TEXT],
                                                 struct err *err);
/** DRAFT -> TESTED: every golden household of the model is scored.
    Errors: ERR_MISMATCH the first that differs; ERR_INPUT none there, or no draft. */
MUST_CHECK enum err_code pmt_store_test(struct store *store, const struct actor *by,
                                        const char *version, struct err *err);
/** Evidence for activation. Errors: ERR_MISMATCH a calibration of another model. */
MUST_CHECK enum err_code pmt_store_calibrated(struct store *store, const struct actor *by,
                                              const char *version,
                                              const struct pmt_calibration *calibration,
                                              struct err *err);
/** A signature in place of a calibration. Errors: ERR_INPUT a reason of fewer than 10 letters. */
MUST_CHECK enum err_code pmt_store_waive(struct store *store, const struct actor *by,
                                         const char *version, const char *reason, struct err *err);
/** TESTED -> ACTIVE; the model that was active becomes RETIRED. Errors: ERR_INPUT: not tested, no
    calibration and no waiver by somebody else, the same person as the tester. */
MUST_CHECK enum err_code pmt_store_activate(struct store *store, const struct actor *by,
                                            const char *version, struct err *err);
MUST_CHECK enum err_code pmt_store_retire(struct store *store, const struct actor *by,
                                          const char *version, struct err *err);

/** All models, oldest first; free() the array. */
MUST_CHECK enum err_code pmt_store_list(struct store *store, struct pmt_stored **out, int *count,
                                        struct err *err);
/** A model by version, NULL: the active one, ready to score; `about` may be NULL.
    Errors: ERR_NOT_FOUND; ERR_MISMATCH when the stored text no longer gives the stored hash. */
MUST_CHECK enum err_code pmt_store_read(struct store *store, const char *version,
                                        struct pmt_model *model, struct pmt_stored *about,
                                        struct err *err);

/** Add a score of a visit; *added is false when the same one is there. `by` may be anyone.
    Errors: ERR_INPUT when the model is not the active one. */
MUST_CHECK enum err_code pmt_store_add_score(struct store *store, const struct actor *by,
                                             int64_t visit_id, const struct pmt_model *model,
                                             const struct pmt_score *score, bool *added,
                                             struct err *err);

struct pmt_stored_score {
    int64_t id;
    char version[PMT_VERSION];
    enum pmt_state state;
    int r, scaled;
    char band[PMT_CODE], income[16];
    char *breakdown; /* JSON */
    char snapshot[HASH_TEXT], at[PMT_WHEN], who[PMT_WHO];
};
/** The scores of a visit, oldest first. pmt_stored_scores_free() them. */
MUST_CHECK enum err_code pmt_store_scores(struct store *store, int64_t visit_id,
                                          struct pmt_stored_score **out, int *count,
                                          struct err *err);
void pmt_stored_scores_free(struct pmt_stored_score *score, int count);

#endif
