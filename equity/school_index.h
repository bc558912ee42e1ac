/* The equity index of schools: arrays in, numbers out.

   For school s with n screened of N enrolled pupils, city share p0 = sum extremely poor / sum n:
     A = (extremely poor + m p0) / (n + m)        share, shrunk by m = `shrink` pupils
     B = sum over screened pupils of max(0, R - cut15) / N
         cut15: R of the last pupil within the city's poorest `poorest` percent (rounded up)
     C = (attendance below the minimum + open drop-out cases) / N
     D = (disabled + G-code + crisis) / N
     z_j = (value - mean) / standard deviation over the schools with pupils, within -clip .. clip;
           0 where all schools are alike
     z = (a z_A + b z_B + c z_C + d z_D) / 100,   I = 50 + 10 z, within 30 .. 70
   Coverage k = n / N. Below `coverage_min` percent: I <- k I + (1 - k) * district mean, and LOW
   CONFIDENCE. The district mean is over its schools with enough coverage (before mixing); without
   any it is the city's, and without any there, 50.

   Sums are taken in order of size and the index is rounded to 4 decimals: neither the names nor the
   order of schools changes a digit. A school without pupils has no index: the planner weighs it 1.
 */
#ifndef EQUITY_SCHOOL_INDEX_H
#define EQUITY_SCHOOL_INDEX_H

#include "base/err.h"
#include "base/hash.h"
#include "base/text.h"

#include <stdbool.h>

enum index_part { INDEX_A, INDEX_B, INDEX_C, INDEX_D, INDEX_PARTS };
enum { INDEX_MOST_PUPILS = 100000, INDEX_CODE = 41 };

/* From [index] of an ini file; conf/index/base.ini prints them with range and source. */
struct index_params {
    int share[INDEX_PARTS]; /* percent, sum 100 */
    int shrink;             /* pupils */
    int coverage_min;       /* percent */
    int poorest;            /* percent */
    int clip_hundredths;    /* of a standard deviation */
};
void index_params_preset(struct index_params *out);
/** Errors: those of settings_file_read and ERR_CONFIG with file, line and range; shares that do not
    sum to 100. A key that is left out keeps its preset. */
MUST_CHECK enum err_code index_params_read(const char *path, struct index_params *out,
                                           struct err *err);
MUST_CHECK enum err_code index_params_read_text(const char *ini, const char *origin,
                                                struct index_params *out, struct err *err);
/** The parameters as an ini text that reads back to them. */
void index_params_text(const struct index_params *params, struct text *out);
/** conf/index/base.ini. */
void index_params_document(struct text *out);

/* What is counted at a school on the day of freezing. Codes are borrowed. */
struct school_facts {
    const char *code, *district;
    int enrolled, screened; /* screened: pupils with a score, r[screened] */
    const int *r;           /* 0 .. 10000 */
    int extremely_poor;     /* of those screened */
    int low_attendance, dropout_open;
    int disabled, g_code, crisis;
};

struct school_index_row {
    char code[INDEX_CODE], district[INDEX_CODE];
    int enrolled, screened;
    double part[INDEX_PARTS], z[INDEX_PARTS]; /* as counted; standardised and clipped */
    double own;                               /* before mixing */
    double index;                             /* 30 .. 70, 4 decimals */
    double coverage;                          /* 0 .. 1 */
    bool low_confidence;
};

struct school_index {
    struct school_index_row *row; /* schools with pupils, in order of their codes */
    int rows;
    int cut15;
    double city_share;    /* p0 */
    char hash[HASH_TEXT]; /* SHA-256 over parameters and facts */
};
void school_index_clear(struct school_index *index);

/** Errors: ERR_INPUT naming the school: a code twice, more screened than enrolled, more extremely
    poor than screened, a number out of range; no school with pupils, nobody screened. */
MUST_CHECK enum err_code school_index_make(const struct school_facts *facts, int n,
                                           const struct index_params *params,
                                           struct school_index *out, struct err *err);

/** The rows for the planner as its import reads them, equity_index.csv: school, round, index,
    coverage; nothing else leaves the database of cases. */
void school_index_csv(const struct school_index *index, const char *round, struct text *out);

/* Against the last round, for a person to look at. */
struct index_change {
    char code[INDEX_CODE];
    double before, now;
};
/** The largest risers and fallers among schools in both rounds: at most `most` of each into
    riser[most] and faller[most], largest first, ties in order of codes. `before` may be empty. */
void school_index_movers(const struct school_index *now, const struct school_index *before,
                         int most, struct index_change *riser, int *risers,
                         struct index_change *faller, int *fallers);

#endif
