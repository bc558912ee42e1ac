/* CSV bytes to rows of cells: size limits, encoding, delimiter, quotes and line numbers. Knows
   nothing of tables. Sentences about a file as a whole name it; those about a line do not. */
#ifndef DATA_CSV_FILE_H
#define DATA_CSV_FILE_H

#include "base/err.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    CSV_MAX_FILE = 256 << 20, /* bytes */
    CSV_MAX_LINE = 1 << 20,   /* bytes of a line, and of a cell of several lines */
    CSV_MAX_COLUMNS = 200,
    CSV_MAX_ROWS = 2000000,
};

/**
 * The bytes of a file, read piece by piece, so that a file or line beyond its limit is refused
 * before it is in memory.
 * Errors: ERR_NOT_FOUND no such file; ERR_INPUT a folder or device, too large, a line too long,
 * UTF-16, a spreadsheet, bytes 0, nothing in it.
 */
MUST_CHECK enum err_code csv_file_read(const char *path, const char *name, struct text *out,
                                       struct err *err);

/**
 * To UTF-8 without byte-order mark; Windows-874 is recognised where the bytes are no UTF-8.
 * Errors: those of csv_file_read; ERR_INPUT when a line is neither, which is named.
 */
MUST_CHECK enum err_code csv_file_decode(const char *bytes, size_t size, const char *name,
                                         struct text *out, bool *windows_874, struct err *err);

/* What a cell of a workbook holds beside its text. A formula without a result has never been
   computed, so that its file does not say what it is worth. */
enum csv_holds {
    CSV_HOLDS_TEXT,
    CSV_HOLDS_NUMBER,
    CSV_HOLDS_DATE,
    CSV_HOLDS_TRUTH,
    CSV_HOLDS_ERROR,
    CSV_HOLDS_NO_RESULT
};
struct csv_origin {
    int column; /* of the sheet, 0: A */
    enum csv_holds holds;
    char *number; /* of a date: the number behind it ("22919"), writable; else NULL */
};

struct csv_row {
    int line; /* on which it begins; the first of the file is 1 */
    int cells;
    char **cell;                     /* [cells], writable, until the function returns */
    const struct csv_origin *origin; /* [cells] of a workbook (book_file.h); NULL: of a CSV file */
};
typedef void (*csv_row_fn)(void *context, const struct csv_row *row);

/**
 * Calls `each` for every row that has a cell with something in it, the header first. The
 * delimiter (comma, semicolon, tab) is the most frequent of the header.
 * Errors: ERR_INPUT with *line > 0: a quote where none may be or one that is not closed, more
 * than CSV_MAX_COLUMNS cells; with *line 0: more than CSV_MAX_ROWS rows.
 */
MUST_CHECK enum err_code csv_file_rows(const struct text *utf8, const char *name, csv_row_fn each,
                                       void *context, int *line, struct err *err);
/** The same with a delimiter that is known; '\0': guessed as above. */
MUST_CHECK enum err_code csv_file_rows_by(const struct text *utf8, const char *name, char delimiter,
                                          csv_row_fn each, void *context, int *line,
                                          struct err *err);

#endif
