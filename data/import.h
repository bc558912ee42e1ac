/* CSV files and workbooks into the database: one transaction, every bad cell reported with file,
   line and column, or sheet and cell. The tables of import_tables.c say which file has which
   columns and what they allow. */
#ifndef DATA_IMPORT_H
#define DATA_IMPORT_H

#include "base/err.h"
#include "base/text.h"
#include "data/store.h"

#include <stdbool.h>

enum { IMPORT_MAX_PROBLEMS = 1000 };

/* One bad cell, or one bad file (line 0), or a remark that does not stop the import. */
struct import_problem {
    char *file;   /* as the user named it; of a workbook the sheet, "[staff.xlsx]teachers" when
                     several workbooks are imported */
    int line;     /* 1 is the header; 0: the file as a whole */
    char *column; /* "" when the line as a whole is meant */
    char *cell;   /* of a sheet: "F117", "" when no cell or no sheet is meant */
    bool sheet;
    char *value; /* as found, cut to 60 letters; "" when there is none */
    char *text;  /* what is wrong and what is allowed, in the current language */
};

struct import_file_report {
    char *file;        /* as the user named it; of a workbook a sheet: "[staff.xlsx]teachers" */
    const char *table; /* "teachers"; NULL: the file or sheet was not recognised, or is hidden */
    int rows, added, changed, unchanged;
    bool windows_874;      /* the file was converted from Windows-874 */
    bool sheet, hidden;    /* of a workbook */
    char *ignored_columns; /* "a, b", or "" */
};

struct import_report {
    struct import_file_report *file;
    int files;
    struct import_problem *problem;
    int problems; /* at most IMPORT_MAX_PROBLEMS */
    int problems_in_all;
    bool applied; /* false: a dry run, or a problem */
};
void import_report_clear(struct import_report *report);

/**
 * Import files and folders (a folder: its CSV files with known names, and its workbooks). Of a
 * workbook the visible sheets with known names are read; one of a single sheet may have the name of
 * the table itself. A sheet of heads alone changes nothing. All or nothing, in the order of tables.
 *   dry_run  report the same, change nothing
 * Errors: ERR_INPUT when there is a bad cell, an unknown or empty file; the text counts the
 * problems and quotes the first: `12 bad cells, nothing imported; first: teachers.csv:117
 * birth_date '31/02/2510' is no date, allowed are ...`, or is the only one: `teachers.csv:117 ...;
 * nothing imported`. A cell of a workbook is called `teachers!F117`. *report holds all of them and
 * is filled on failure too. ERR_NOT_FOUND: no such path. ERR_STORE.
 */
MUST_CHECK enum err_code import_paths(struct store *store, const char *const *paths, int count,
                                      bool dry_run, struct import_report *report, struct err *err);

/* A file that is already in memory: the bundled data set, or a test. */
struct import_source {
    const char *name; /* "teachers.csv": decides the table; "staff.xlsx" */
    const char *bytes;
    size_t size;
};
MUST_CHECK enum err_code import_sources(struct store *store, const struct import_source *sources,
                                        int count, bool dry_run, struct import_report *report,
                                        struct err *err);

/* data/bma2566, embedded by the build. */
extern const struct import_source import_bundled[];
extern const int import_bundled_count;

/** `teachers.csv:117 birth_date '31/02/2510' …`, `teachers!F117 '31/02/2510' …`: one problem as a
    line of text. */
void import_problem_text(const struct import_problem *problem, struct text *out);

/** The tables as documentation: file, column, type, range, meaning (docs/import.md). */
void import_document(struct text *out);

#endif
