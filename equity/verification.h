/* Which cases a second visit looks at: all near the line, all decided against the score, all
   without photographs, and a random share of each district that anybody can draw again. */
#ifndef EQUITY_VERIFICATION_H
#define EQUITY_VERIFICATION_H

#include "data/store.h"
#include "equity/role.h"

#include <stdint.h>

enum why { WHY_NOT, WHY_NEAR, WHY_OVERRIDE, WHY_PHOTO, WHY_DRAWN, WHYS };
extern const char *const why_words[WHYS]; /* "", "near", "override", "photo", "drawn" */

struct candidate {
    int64_t id; /* of the case; each once */
    char district[41];
    int score, cut; /* 0 .. 10000 */
    bool override;  /* a decision against the score is wanted */
    bool photo_exempt;
    enum why why; /* out: the first reason that holds; WHY_NOT: not in the sample */
};

struct sample_rule {
    int64_t seed; /* >= 0 */
    int delta;    /* |score - cut| <= delta is near, 0 .. 10000 */
    int percent;  /* of each district's cases, 0 .. 100 */
};

/**
 * Fill .why. Of each district with n candidates ceil(percent * n / 100), and at least 1 where
 * percent > 0, are drawn among those that are not in for another reason (all of them where fewer
 * are left): the first by SHA-256(seed, id) in hexadecimal, then by id. So the list depends on
 * seed, rule and candidates, and not on their order. The array is left in the order it had.
 */
void sample_draw(const struct sample_rule *rule, struct candidate *candidate, int count);

/**
 * Draw and save a sample with all its candidates; audited as sample.draw. `round` is unique.
 * Errors: ERR_INPUT when the round exists, `by` is not the secretary, a candidate or the rule is
 * out of range; ERR_STORE.
 */
MUST_CHECK enum err_code sample_save(struct store *store, const char *round,
                                     const struct sample_rule *rule, struct candidate *candidate,
                                     int count, const struct actor *by, struct err *err);

/**
 * Read a sample, by case; free() the array. It is drawn again from the stored seed, rule and
 * candidates.
 * Errors: ERR_NOT_FOUND no such round; ERR_MISMATCH when the list drawn again differs, naming the
 * first case.
 */
MUST_CHECK enum err_code sample_read(struct store *store, const char *round,
                                     struct sample_rule *rule, struct candidate **out, int *count,
                                     struct err *err);

#endif
