/* What people read about a case beside its state: its history in words, and where its pupil is. */
#ifndef EQUITY_CASE_LOG_H
#define EQUITY_CASE_LOG_H

#include "data/store.h"
#include "equity/grants.h"
#include "equity/workflow.h"

struct case_log_row {
    int number;  /* 1, 2, 3 ... of the case */
    char at[24]; /* ISO 8601 UTC */
    enum action action;
    enum state from, to;
    bool signature; /* the first of two */
    bool overdue;
    char user[64], role[24]; /* role: a word of role_table */
    char *reason;            /* "" none */
    int cause;               /* 0: unsaid */
    char school_kind[24], receipt[244], batch[65];
};

/**
 * The history of a case that case_read gave to `reader`, oldest first; case_log_free() it. A
 * partner gets neither reasons nor names of users: reasons are typed freely. Not audited, for the
 * reading was. Errors: ERR_MISMATCH a word of a newer program; ERR_STORE.
 */
MUST_CHECK enum err_code case_log_read(struct store *store, const struct case_file *file,
                                       const struct actor *reader, struct case_log_row **out,
                                       int *count, struct err *err);
void case_log_free(struct case_log_row *row, int count);

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
