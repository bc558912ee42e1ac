/* Data quality: what is missing, impossible or doubtful in the register, with counts and examples.
 */
#ifndef DATA_CHECK_H
#define DATA_CHECK_H

#include "data/register.h"

enum check_severity {
    CHECK_IMPOSSIBLE,
    CHECK_MISSING,
    CHECK_DOUBTFUL,
    CHECK_NOTE,
    CHECK_SEVERITIES
};
extern const char *const check_severity_word[CHECK_SEVERITIES];

enum { CHECK_EXAMPLES = 5 };

struct check_finding {
    const char *code; /* "teacher_birth_day_unknown" */
    enum check_severity severity;
    const char *meaning; /* in the current language */
    int count;
    char example[CHECK_EXAMPLES][96]; /* codes or pseudonyms, never names */
    int examples;
};

/** Every check of the table with count > 0, in the order of the table. Free *out with free(). */
void check_register(const struct school_register *reg, struct check_finding **out, int *count);

#endif
