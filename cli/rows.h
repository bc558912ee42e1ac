/* What retire, need and gaps share: rows that stand for majors, districts, schools, years, and add
   up to the same totals whichever they are. */
#ifndef CLI_ROWS_H
#define CLI_ROWS_H

#include "cli/cli.h"

enum by { BY_FY, BY_MAJOR, BY_DISTRICT, BY_SCHOOL, BY_AGE, BY_POSITION, BYS };
#define SOME(by) (1u << BY_##by)

/** The value of --by among the bits `allowed`; *by is left alone when the option does not stand.
    Errors: ERR_INPUT, with the words allowed. */
MUST_CHECK enum err_code rows_parse_by(const struct call *call, unsigned allowed, enum by *by,
                                       struct err *err);
/** The value of --fy, a year `first` .. `last`; *fy is left alone when the option does not stand.
    Errors: ERR_INPUT. */
MUST_CHECK enum err_code rows_parse_fy(const struct call *call, int first, int last, int *fy,
                                       struct err *err);

/* Which schools and majors count, by position in the register; -1: all. */
struct filter {
    int district, school, major;
};
/** --district, --school and --major. Errors: ERR_NOT_FOUND, with the code. */
MUST_CHECK enum err_code filter_parse(const struct call *call, const struct school_register *reg,
                                      struct filter *out, struct err *err);
bool filter_has(const struct school_register *reg, const struct filter *filter, int school,
                int major);

/** The row of a school and a major; -1 as major: people without one, after the last major. By
    fiscal year there is one row, 0. */
int rows_group(enum by by, const struct school_register *reg, int school, int major);
/** How many rows there can be; 1 by fiscal year. */
int rows_groups(enum by by, const struct school_register *reg);
/** Head and word of what the rows are, in the current language. */
const char *rows_word(enum by by);
const char *rows_shown(enum by by);
/** Two cells: the code that options and files know, and the name. */
void rows_add_group(struct table *table, enum by by, const struct school_register *reg, int i);

/* Rows of groups, columns of fiscal years first_fy .. first_fy + years - 1. */
struct matrix {
    enum by by;
    int groups, first_fy, years;
    int *count; /* [groups][years] */
};
/** All zero; free .count. */
struct matrix matrix_new(enum by by, const struct school_register *reg, int first_fy, int years);

enum { MATRIX_COLUMNS = MAX_YEARS + 4 };

/* The columns of a matrix; it must live as long as the table. */
struct matrix_head {
    struct table_column column[MATRIX_COLUMNS];
    char year[MATRIX_COLUMNS][8];
    int columns;
};
/** Group, name, the years (`fy` not 0: only that), and with `sum_years` their sum. */
void matrix_head_make(const struct matrix *matrix, int fy, bool sum_years,
                      struct matrix_head *head);
/** The rows that are not zero throughout. */
struct table *matrix_table(const struct matrix *matrix, const struct school_register *reg,
                           const char *title, int fy, bool sum_years,
                           const struct matrix_head *head);

#endif
