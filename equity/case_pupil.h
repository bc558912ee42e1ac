/* Where the pupil of a case is, in which grade, and in which school year: what opening a case asks
   for and what names nobody. */
#ifndef EQUITY_CASE_PUPIL_H
#define EQUITY_CASE_PUPIL_H

#include "data/store.h"
#include "equity/grants.h"
#include "equity/workflow.h"

/* Where a pupil is; nothing here names the child, so no key is needed. */
struct case_pupil {
    char school[41], district[41], grade[16];
};
/** *found false: no such pupil. Whether the reader may know is the caller's to ask. */
MUST_CHECK enum err_code case_pupil_read(struct store *store, int64_t student,
                                         struct case_pupil *out, bool *found, struct err *err);

/** *within: the actor may see figures of this school. A district's schools are those of its pupils
    on record. */
MUST_CHECK enum err_code case_school_within(struct store *store, const struct actor *actor,
                                            const char *school, bool *within, struct err *err);

/** "k1" .. "m3" as -2 .. 9, the numbers of detector.h. False for another word. */
bool case_grade_parse(const char *word, int *grade);
const char *case_grade_word(int grade);
/** The level of grants of a grade -2 .. 9. */
enum grant_level case_grant_level(int grade);

/** The Buddhist school year of a moment (seconds since 1970 UTC): it begins on 16 May in Bangkok.
 */
int case_school_year(int64_t now);

#endif
