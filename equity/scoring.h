/* Visits scored by a model: all of them into the store, or a surveyed sample for calibration. */
#ifndef EQUITY_SCORING_H
#define EQUITY_SCORING_H

#include "equity/pmt_calibration.h"
#include "equity/pmt_store.h"

/* What a batch came to. A visit counts under the band of its score, or as none or incomplete. */
struct scoring {
    int64_t visits, added;
    int64_t band[PMT_MOST_BANDS]; /* by position in the model */
    int64_t none, incomplete;
    char hash[HASH_TEXT]; /* SHA-256 over visits and scores: the same again has the same */
};

/** True for those who may have all visits scored: the subcommittee's secretary and members. */
bool scoring_may(enum role role);

/**
 * Score every visit by the active model, `model` (pmt_store_read), and add the scores that are not
 * there yet, in one transaction with one row 'score.batch' in the record (visits, added, hash). The
 * same again adds nothing and leaves no row. `dry_run`: nothing is kept. Errors: ERR_INPUT the
 * role; ERR_STORE.
 */
MUST_CHECK enum err_code scoring_run(struct store *store, const struct actor *by,
                                     const struct pmt_model *model, int64_t model_id, bool dry_run,
                                     struct scoring *out, struct err *err);

/** The households whose income was measured (survey.csv), scored by `model`; free() the array. */
MUST_CHECK enum err_code scoring_survey(struct store *store, const struct pmt_model *model,
                                        struct pmt_surveyed **out, int *count, struct err *err);

#endif
