/* Rows of a table added up crosswise: years across, majors down. Only what stands in the table is
   added; labels are what people are shown. */
#ifndef REPORT_DOCUMENT_CROSS_H
#define REPORT_DOCUMENT_CROSS_H

#include "report/table.h"

enum { CROSS_CONDITIONS = 2 };

/* Which column goes down, across, and is added up; rows of other texts than `is` are left out. */
struct cross_ask {
    const char *down, *across, *value;
    int first_fy, last_fy; /* across goes through these years, with or without rows; 0: through the
                              labels that there are */
    struct {
        const char *key, *is; /* NULL: no condition */
    } only[CROSS_CONDITIONS];
};

struct cross {
    int rows, columns;
    char **row, **column;      /* labels in order of first appearance */
    int *example;              /* [rows] a row of the table that was added to it */
    long long *value;          /* [rows][columns] */
    bool *known, *blank;       /* [rows][columns] some row had a number; had nothing */
    struct table_column *head; /* of cross_table; [columns + 2] */
};

struct cross cross_make(const struct table *table, const struct cross_ask *ask);
void cross_clear(struct cross *cross);
long long cross_at(const struct cross *cross, int row, int column);

/* Sums of what stands in one column, and in one row: headcounts of years are never added up. */
enum cross_sums { CROSS_NO_SUMS, CROSS_COLUMN_SUMS, CROSS_ALL_SUMS };

/** The sums as a table: `th` and `en` head the labels. Rows that are 0 throughout are left out.
    Lives no longer than *cross; table_free() it. */
struct table *cross_table(struct cross *cross, const char *title, const char *th, const char *en,
                          enum cross_sums sums);

/** Position of the column `key`; it must be there. */
int table_find(const struct table *table, const char *key);
/** Text of a cell as people are shown it, in `out` or borrowed. */
const char *table_shown(const struct table *table, int row, const char *key, char out[CELL_SHOWN]);
/** A whole number; 0 when the cell is empty. */
long long table_whole(const struct table *table, int row, const char *key);

#endif
