/* The tables of the register as a workbook or a folder of CSV, in the form that an import reads. */
#ifndef REPORT_DATA_FILE_H
#define REPORT_DATA_FILE_H

#include "base/err.h"
#include "base/text.h"
#include "data/store.h"

#include <stdbool.h>

/**
 * Write tables to `path`: .xlsx a workbook with a sheet for each, heads alone where it has no row;
 * .csv a new folder of that name with a file for each that has rows. What is written is of one
 * moment, can be read by its owner alone, and stands beside its place until it is whole.
 *   table   [tables]  numbers of extract.h, in ascending order; a file of CSV is written for each
 *                     when `named`, with rows or without
 *   bom     files of CSV begin with a byte-order mark
 *   remark  what a workbook says about itself, NULL: nothing
 *   rows    [tables]  out, rows of each
 * Errors: ERR_INPUT another suffix, more rows than a sheet can have; ERR_STORE.
 */
MUST_CHECK enum err_code data_file_write(struct store *store, const int *table, int tables,
                                         bool named, bool bom, const char *path, const char *remark,
                                         int *rows, struct err *err);

/** ".xlsx .csv", for help and errors. */
const char *data_file_suffixes(void);

#endif
