/* Workbooks (.xlsx, .xlsm) to rows of cells, sheet by sheet and piece by piece: limits, zip, XML,
   kinds of cells. Knows nothing of tables. Rows come in the form of csv_file.h, so that whoever
   takes rows takes both. Sentences about a workbook name it; those about a cell do not. */
#ifndef DATA_BOOK_FILE_H
#define DATA_BOOK_FILE_H

#include "base/err.h"
#include "data/csv_file.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    BOOK_MAX_FILE = 256 << 20, /* bytes of the file */
    BOOK_MAX_ENTRIES = 10000,  /* files in the zip */
    BOOK_MAX_PART = 1 << 30,   /* bytes of one of them, unzipped */
    BOOK_MAX_RATIO = 250,      /* unzipped to zipped, where more than BOOK_FREE_PART is unzipped */
    BOOK_FREE_PART = 32 << 20, /* bytes */
    BOOK_MAX_SHEETS = 1000,
    BOOK_MAX_ROWS = 1 << 20,
    BOOK_MAX_COLUMNS = 1 << 14,        /* XFD; with something in it: CSV_MAX_COLUMNS */
    BOOK_MAX_CELL = 128 << 10,         /* bytes of the text of one cell */
    BOOK_MAX_STRINGS = 2 << 20,        /* shared strings ... */
    BOOK_MAX_STRING_BYTES = 128 << 20, /* ... and their bytes */
    BOOK_MAX_STYLES = 1 << 16,
    BOOK_MAX_MERGES = 1 << 16,
    BOOK_MAX_DEPTH = 64,      /* of XML elements */
    BOOK_MAX_TOKEN = 1 << 20, /* bytes of one tag or comment */
};
extern const long long BOOK_MAX_ALL; /* bytes unzipped of one opening, all parts together: 2 GiB */

struct book_file; /* opaque */

/** True for a name that ends in .xlsx or .xlsm. */
bool book_file_is_named(const char *path);
/** True for a spreadsheet that kru does not read: .xls, .xlsb, .ods and their kin. */
bool book_file_is_foreign(const char *path);
/** The sentence for such a file: what it is, and to save it as .xlsx. */
enum err_code book_file_foreign(const char *name, struct err *err);

/**
 * Opens a workbook and reads which sheets it has; no sheet is read yet.
 * Errors: ERR_NOT_FOUND no such file; ERR_INPUT a folder or device, empty, too large, no zip, cut
 * or damaged, an OLE file (.xls or encrypted), .xlsb, .ods, encrypted or double entries, links, too
 * many entries, a bomb, without the parts of a workbook.
 */
MUST_CHECK enum err_code book_file_open(const char *path, const char *name, struct book_file **out,
                                        struct err *err);
/** The same of bytes in memory, borrowed until book_file_close. */
MUST_CHECK enum err_code book_file_open_bytes(const char *bytes, size_t size, const char *name,
                                              struct book_file **out, struct err *err);
void book_file_close(struct book_file *book);

const char *book_file_sha256(const struct book_file *book); /* of the file's bytes, hexadecimal */
int book_file_sheets(const struct book_file *book);
const char *book_file_sheet_name(const struct book_file *book, int sheet);
bool book_file_sheet_hidden(const struct book_file *book, int sheet);

/**
 * Calls `each` for every row of a sheet that has a cell with something in it. All rows have the
 * cells from column A to the last filled one of the first row, so that short and long rows fit its
 * heads; what stands right of them is left out (book_file_beyond). Of each row:
 *   .line    its number in the sheet, 1 .. BOOK_MAX_ROWS
 *   .cell    text as UTF-8: a shared or inline text without its phonetic runs; a number in its
 *            shortest form without exponent ("25670"; "0025" where the format is of zeros alone); a
 *            date, told by its format, as `1963-09-30`, with a time of day behind it where there is
 *            one; TRUE, FALSE; an error as it shows (#N/A); results of formulas as they are stored
 *   .origin  what the cell holds, and a date's number
 * Errors: ERR_INPUT with place->line > 0 where a row (column -1) or cell is meant, else of the
 * workbook as a whole; rows may have been given to `each` by then.
 */
struct book_place {
    int line, column; /* column 0: A; -1: the row */
};
MUST_CHECK enum err_code book_file_rows(struct book_file *book, int sheet, csv_row_fn each,
                                        void *context, struct book_place *place, struct err *err);

/** The same, but every row has CSV_MAX_COLUMNS cells, whatever stands in the first: for sheets with
    a title above their heads. */
MUST_CHECK enum err_code book_file_rows_wide(struct book_file *book, int sheet, csv_row_fn each,
                                             void *context, struct book_place *place,
                                             struct err *err);

/* Of the sheet read last: the leftmost filled column right of the first row's last, -1: none. */
int book_file_beyond(const struct book_file *book);
/* Of the sheet read last: its merged ranges; rows from 1, columns from 0, both ends included. */
struct book_merge {
    int top, left, bottom, right;
};
int book_file_merges(const struct book_file *book, const struct book_merge **merge);

/** "F" of 5, "AA" of 26; returns out. */
enum { BOOK_LETTERS = 8 };
const char *book_column_letters(char out[BOOK_LETTERS], int column);

#endif
