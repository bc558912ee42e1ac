/* A saved plan for people and programs: summary tables, the JSON contract, export files. */
#ifndef REPORT_PLAN_REPORT_H
#define REPORT_PLAN_REPORT_H

#include "base/err.h"
#include "base/text.h"
#include "data/store.h"
#include "report/plan_view.h"
#include "report/table.h"

#include <stdio.h>

/* The lists a plan consists of; their word is the member of the JSON and the name of the CSV file.
   People are whole persons, money is whole baht, schools, majors and channels go by their codes. */
enum plan_part {
    PLAN_TOTALS,
    PLAN_RECRUIT,
    PLAN_MAJORS,
    PLAN_SCHOOLS,
    PLAN_CHAINS,
    PLAN_CALLS,
    PLAN_RETRAININGS,
    PLAN_FIFTHS,
    PLAN_CONDITIONS,
    PLAN_PARTS
};
extern const char *const plan_part_word[PLAN_PARTS];

/** One list of a plan as a table; table_free() it. Only fiscal years first_fy and later. */
struct table *plan_part_table(enum plan_part part, const struct school_register *reg,
                              const struct stored_plan *plan);

/** Calls visit for every setting saved with a plan: "exam.seats_total.2568" and its value. */
typedef void (*plan_setting_fn)(void *context, const char *key, const char *value);
void plan_each_setting(const struct stored_plan *plan, plan_setting_fn visit, void *context);

/** The schools shortest of teachers, each in its worst year; table_free() it. */
struct table *plan_worst_schools(const struct school_register *reg, const struct stored_plan *plan);

/** "ยากจนที่สุด" .. "ดีที่สุด": a fifth of schools by equity index, 0 .. 4 (planner/fifths.h). */
const char *fifth_shown(int fifth);

/** (objective - bound) / max(1, |objective|), a share. */
double plan_gap_share(const struct stored_plan *plan);

/** Which files of the register are synthetic, as one line without its end; "" when none is. */
void synthetic_note(const struct school_register *reg, struct text *out);
/** The same of a plan, which may rest on synthetic data that have left the register. */
void plan_synthetic_note(const struct school_register *reg, const struct stored_plan *plan,
                         struct text *out);

/** The name of a major or channel in the current language, its code when it has none. */
const char *name_shown(const char *th, const char *en, const char *code);
const char *major_name(const struct school_register *reg, int m);
const char *channel_name(const struct school_register *reg, int c);

/** The summary a person reads after `kru plan`: totals by year, recruitment by year, channel and
    major, shortage by major, the worst schools, cost, and what is synthetic. */
void plan_summary(const struct school_register *reg, const struct stored_plan *plan, bool colour,
                  struct text *out);

/** design.md section 8: {plan, totals, recruit, majors}, with `detail` also chains, calls,
 * retrainings. */
void plan_json(const struct school_register *reg, const struct stored_plan *plan, bool detail,
               struct text *out);

/* What of a plan a file holds: the whole of it, or the placement list alone (.pdf). */
enum export_part { EXPORT_PLAN, EXPORT_PLACEMENT, EXPORT_PARTS };
extern const char *const export_part_word[EXPORT_PARTS];

/**
 * Write a plan to `path`, the format by its suffix: .json one file; .csv a new folder of that name
 * with one file for each plan_part_word and, when the view has a placement, each placement_file_word
 * (placement_report.h); written beside and renamed, so that a failure leaves
 * nothing half. A file is replaced, a folder is not.
 * Errors: ERR_INPUT unknown suffix (names those allowed), a district, school or part that this
 * format cannot hold; ERR_STORE when the path cannot be written. .mps is written by the caller, who
 * has the program (lp_write_mps).
 */
MUST_CHECK enum err_code plan_export(const struct plan_view *view, enum export_part part,
                                     const char *path, struct err *err);

/** ".json .csv .xlsx .geojson .mps": every suffix there is, for help and errors. */
void export_suffixes(struct text *out);

/** True when the name ends in `suffix` (".mps") in upper or lower case, after something else. */
bool export_suffix_is(const char *path, const char *suffix);

/* A file that is written beside its place and moved there when it is whole. */
struct export_file {
    FILE *file;
    char *path, *beside;
};
/** Errors: ERR_STORE with path and reason; nothing is left behind. */
MUST_CHECK enum err_code export_file_open(const char *path, struct export_file *out,
                                          struct err *err);
MUST_CHECK enum err_code export_file_finish(struct export_file *file, struct err *err);
/** Leave no trace of it. */
void export_file_drop(struct export_file *file);

#endif
