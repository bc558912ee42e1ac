/* conf/equity/cases.ini and grants.ini: limits, the verification sample, risks, grants. */
#ifndef EQUITY_SETTINGS_CASES_H
#define EQUITY_SETTINGS_CASES_H

#include "base/err.h"
#include "equity/detector.h"
#include "equity/grants.h"
#include "equity/verification.h"
#include "equity/workflow.h"

struct cases_settings {
    struct workflow_limits limits;
    struct sample_rule sample; /* the seed is given with each round */
    struct risk_rules risks;
    int closed_years;         /* names are kept after somebody left: 1 .. 50 */
    struct grant_rule *grant; /* [grants] by year, level, band */
    int grants;
};
void cases_settings_clear(struct cases_settings *settings);

/** What holds where no file says otherwise: limits, 300 and 5 % of the sample, 10 years of
    retention, no risk, no grant. */
struct cases_settings cases_settings_preset(void);

/**
 * Read a file into *settings, over what stands there; sections and keys in any order and case.
 *
 *   [limits]        triage, first-visit, appeal, check = hours, 0 .. 87600
 *   [verification]  delta = 0 .. 10000, percent = 0 .. 100
 *   [risk]          a word of risk_table = threshold:points, 1 .. 99 each; open_at = 0 .. 999
 *   [retention]     closed_years = 1 .. 50
 *   [grant.YEAR]    LEVEL or LEVEL.BAND = baht of term 1 + baht of term 2; attendance_min = 0 ..
 * 100; years = 1 .. 12; source = text. The last three are needed; a line with a band beats one
 * without. The rules of a year replace those of the same year.
 *
 * Errors: ERR_NOT_FOUND no such file; ERR_CONFIG naming file, line and key: what is unknown,
 * misspelt, out of range, missing or said twice. *settings is unchanged then.
 */
MUST_CHECK enum err_code cases_settings_read(const char *path, struct cases_settings *settings,
                                             struct err *err);

#endif
