/* A saved plan for people and programs: summary tables, the JSON contract, export files. */
#ifndef REPORT_PLAN_REPORT_H
#define REPORT_PLAN_REPORT_H

#include "base/err.h"
#include "base/text.h"
#include "data/store.h"
#include "report/table.h"

/** The summary a person reads after `kru plan`: totals by year, recruitment by year, channel and
    major, shortage by major, cost, and what is synthetic. */
void plan_summary(const struct school_register *reg, const struct stored_plan *plan, bool colour,
                  struct text *out);

/** design.md section 8: {plan, totals, recruit, majors}, with `detail` also chains, calls, retrainings. */
void plan_json(const struct school_register *reg, const struct stored_plan *plan, bool detail,
               struct text *out);

/** CSV of the chains (--detail) or of the totals. */
void plan_csv(const struct school_register *reg, const struct stored_plan *plan, bool detail,
              struct text *out);

/**
 * Write a plan to `path`, the format by its suffix: .json one file; .csv a folder of that name
 * (totals.csv, recruit.csv, majors.csv, schools.csv, chains.csv, calls.csv, retrainings.csv, conditions.csv); written beside and renamed, so that a
 * failure leaves nothing half. Errors: ERR_INPUT unknown suffix (names those allowed), ERR_STORE when the path cannot be written.
 * .mps is written by the caller, who has the program (lp_write_mps).
 */
MUST_CHECK enum err_code plan_export(const struct school_register *reg,
                                     const struct stored_plan *plan, const char *path,
                                     struct err *err);

#endif
