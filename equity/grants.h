/* Grants: rules by year, awards that keep what was promised on their day, terms with attendance and
   growth. All in integers. */
#ifndef EQUITY_GRANTS_H
#define EQUITY_GRANTS_H

#include "data/store.h"
#include "equity/role.h"

#include <stdint.h>

enum grant_level {
    GRANT_LEVEL_KINDERGARTEN,
    GRANT_LEVEL_PRIMARY,
    GRANT_LEVEL_LOWER_SECONDARY,
    GRANT_LEVELS
};
enum grant_band { GRANT_BAND_POOR, GRANT_BAND_EXTREME, GRANT_BANDS };
extern const char *const grant_level_words[GRANT_LEVELS]; /* "kindergarten" ... */
extern const char *const grant_band_words[GRANT_BANDS];   /* "poor", "extreme" */

enum { TERMS_A_YEAR = 2, GRANT_SOURCE_BYTES = 400 };

/* What one year, level and band is given. */
struct grant_rule {
    int year; /* Buddhist school year */
    enum grant_level level;
    enum grant_band band;
    int amount_baht; /* a year: the sum of the terms */
    int term_baht[TERMS_A_YEAR];
    int attendance_min; /* percent of school days, 0 .. 100 */
    int years;          /* 1 .. 12 */
    char source[GRANT_SOURCE_BYTES];
};

/** present / days >= min_percent / 100, exact: present x 100 >= min_percent x days. `days` >= 1. */
bool grant_attendance_met(int present, int days, int min_percent);

enum growth {
    GROWTH_PLAUSIBLE,
    GROWTH_WEIGHT_RANGE,
    GROWTH_HEIGHT_RANGE,
    GROWTH_HEIGHT_FELL,
    GROWTH_WEIGHT_JUMP
};
enum {
    GROWTH_FALL_MM = 20, /* a height may fall this much: people measure inexactly */
    WEIGHT_LEAST_G = 5000,
    WEIGHT_MOST_G = 200000,
    HEIGHT_LEAST_MM = 500,
    HEIGHT_MOST_MM = 2300,
    WEIGHT_JUMP = 2, /* twice or half the weight of the term before is a slip */
};
struct growth_record {
    int weight_g, height_mm; /* 0, 0: none */
};
/**
 * Whether a weight and height can be, also after those of the term before (`before` zero: none).
 * A weight typed in kg (25) or a height in cm (120) is out of range.
 */
enum growth growth_check(struct growth_record before, struct growth_record now);

/**
 * Put rules into the store, those of the same year, level and band replaced; audited as
 * grant.rules. Awards made before keep what they promised. *changed: rows written. Errors:
 * ERR_INPUT when `by` is not the secretary, terms do not sum to the amount or a number is out of
 * range; ERR_STORE.
 */
MUST_CHECK enum err_code grant_rules_put(struct store *store, const struct grant_rule *rule,
                                         int count, const struct actor *by, int *changed,
                                         struct err *err);

/**
 * Give a grant case its award by the stored rule; audited as grant.award.
 * Errors: ERR_NOT_FOUND no rule for the year, level and band, or no such grant case in scope;
 * ERR_INPUT the case has an award, `by` is not the secretary; ERR_STORE.
 */
MUST_CHECK enum err_code grant_award(struct store *store, int64_t case_id, int year,
                                     enum grant_level level, enum grant_band band,
                                     const struct actor *by, struct err *err);

struct term_record {
    int days_present, days; /* of the open term; 0 <= present <= days, 1 <= days <= 200 */
    struct growth_record growth;
};
/**
 * Record attendance and growth of the open term, before the step `monitor`; audited as
 * grant.term. *met receives whether attendance reaches the minimum of the award.
 * Errors: ERR_NOT_FOUND no such grant case in scope; ERR_INPUT no term is open, a number is out of
 * range or not plausible (each named), `by` is not a teacher; ERR_STORE.
 */
MUST_CHECK enum err_code grant_term_put(struct store *store, int64_t case_id,
                                        const struct term_record *record, const struct actor *by,
                                        bool *met, struct err *err);

/** How many terms of a grant were paid and the baht. Not audited: no person is named. */
MUST_CHECK enum err_code grant_paid(struct store *store, int64_t case_id, int *terms, int *baht,
                                    struct err *err);

#endif
