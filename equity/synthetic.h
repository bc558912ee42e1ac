/* Invented pupils, households and visits for the schools of the planner's database, as the files of
   docs/equity-files.md: to try everything on a city of the right size without one real person.
   docs/equity-synthetic.md says what is counted, what is assumed and what is marked how. */
#ifndef EQUITY_SYNTHETIC_H
#define EQUITY_SYNTHETIC_H

#include "base/err.h"
#include "data/register.h"

#include <stdbool.h>

enum { SYNTHETIC_SEED = 1, SYNTHETIC_MOST_SEED = 999999, SYNTHETIC_MOST_PUPILS = 999999 };

enum synthetic_file {
    SYNTHETIC_ROLLS,
    SYNTHETIC_VISITS,
    SYNTHETIC_ATTENDANCE,
    SYNTHETIC_DROPOUTS,
    SYNTHETIC_NOT_TRACED,
    SYNTHETIC_SURVEY,
    SYNTHETIC_FILES
};
/* "rolls.csv" ... */
extern const char *const synthetic_file_name[SYNTHETIC_FILES];
/* The file beside them that says in Thai and English that all of it is invented. */
extern const char synthetic_mark[];

struct synthetic_order {
    int seed;   /* 0 .. SYNTHETIC_MOST_SEED */
    int pupils; /* most pupils, 0: all; whole schools in an order of the seed, as many as fit */
    bool bom;   /* CSV with the byte-order mark that Excel needs */
};

struct synthetic_report {
    int academic_year; /* Buddhist: the newest of the enrolment */
    int schools;       /* with pupils */
    int pupils;        /* on the roll of term 2, which is the enrolment by school and grade */
    int gone;          /* on the roll of term 1 alone */
    int rows[SYNTHETIC_FILES];
};

/**
 * Write the files into the new folder `folder`. A school's pupils depend on seed, register and
 * place of the school in it, not on which other schools are written; the same order gives the same
 * bytes on every machine: nothing is computed with floating point but tenths of the equity index.
 * Errors: ERR_INPUT: no enrolment, `pupils` below the smallest school, a folder that is there
 * already; ERR_STORE a file that cannot be written. Nothing is left behind then.
 */
MUST_CHECK enum err_code synthetic_write(const struct school_register *reg,
                                         const struct synthetic_order *order, const char *folder,
                                         struct synthetic_report *out, struct err *err);

#endif
