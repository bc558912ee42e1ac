/* The register going out in the form in which it came in: the tables of the import, column by
   column, so that what is written is read back without a change. Source: the tables of
   import_tables.c. */
#ifndef DATA_EXTRACT_H
#define DATA_EXTRACT_H

#include "base/err.h"
#include "base/text.h"
#include "data/store.h"

#include <stdbool.h>

/* A year is a whole number that counts nothing. */
enum extract_kind { EXTRACT_TEXT, EXTRACT_WHOLE, EXTRACT_YEAR, EXTRACT_NUMBER, EXTRACT_DATE };

/** Tables by number from 0, in the order of import: "districts", "schools", ... */
int extract_tables(void);
const char *extract_table_name(int table);
/** The number of a name in any case, -1: none. */
int extract_table_of(const char *name);
/** "districts, schools, ..." */
void extract_name_tables(struct text *out);

int extract_columns(int table);
const char *extract_column_name(int table, int column);
enum extract_kind extract_column_kind(int table, int column);
/** What a column means and allows, "needed" where it is, in the current language. */
void extract_column_meaning(int table, int column, struct text *out);

/* A value; dates are ISO texts, unknown months and days 00. */
struct extract_cell {
    bool blank;
    const char *text; /* of texts and dates, until the function returns */
    long long whole;
    double number;
};
typedef void (*extract_row_fn)(void *context, const struct extract_cell *cell);

/** Calls `each` for every row of a table, cells in the order of columns. Errors: ERR_STORE. */
MUST_CHECK enum err_code extract_rows(struct store *store, int table, extract_row_fn each,
                                      void *context, struct err *err);

/** What is read between these two is of one moment. */
MUST_CHECK enum err_code extract_begin(struct store *store, bool *began, struct err *err);
void extract_end(struct store *store, bool began);

#endif
