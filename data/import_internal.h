/* What import.c, import_book.c, import_tables.c and import_cells.c share: the table of files and
   columns, and the state of an import. Only they, data_out.c and mapping*.c include this. */
#ifndef DATA_IMPORT_INTERNAL_H
#define DATA_IMPORT_INTERNAL_H

#include "base/thai.h"
#include "data/book_file.h"
#include "data/import.h"
#include "data/store_sql.h"

#include <stdint.h>

struct mapping;
struct mapped;

enum import_kind {
    IMPORT_TEXT,
    IMPORT_CODE,
    IMPORT_LABEL,
    IMPORT_WORD,
    IMPORT_WHOLE,
    IMPORT_NUMBER,
    IMPORT_DATE,
    IMPORT_PAST_DATE,
    IMPORT_ROUND
};
enum { IMPORT_REQUIRED = 1, IMPORT_KEY = 2 }; /* a key is always required */
enum { IMPORT_MAX_COLUMNS = 12 };             /* of a table */

enum import_known {
    IMPORT_KNOWN_CHANNEL,
    IMPORT_KNOWN_DISTRICT,
    IMPORT_KNOWN_MAJOR,
    IMPORT_KNOWN_SCHOOL,
    IMPORT_KNOWNS,
    IMPORT_NO_REFERENCE = -1
};
extern const struct import_known_table {
    const char *table, *th, *en;
} import_known_tables[IMPORT_KNOWNS]; /* by enum import_known */

struct import_column {
    const char *name;
    enum import_kind kind;
    unsigned flags;
    double lowest, highest;   /* of whole and other numbers; highest of a text in letters */
    const char *const *words; /* of IMPORT_WORD */
    int word_count;
    enum import_known refers; /* the table whose code it is */
    const char *th, *en;
};

struct import_file;
struct import_value;
struct import_table {
    const char *name;
    const struct import_column *column;
    int columns;
    const char *put;  /* one row */
    const char *get;  /* every row, in the order of the columns */
    const char *keep; /* the file is the whole table: remove what it has not; or NULL */
    /* a row, or NULL */
    void (*check)(struct import_file *in, int line, const struct import_value *value);
    enum import_known known; /* what its key makes known */
};

/* How a kind of column is called in the document, and read. */
extern const struct import_kind_entry {
    const char *th, *en;
    const char *allowed; /* for the document, where the column itself does not say */
    bool (*read)(const struct import_column *column, struct import_value *value, struct err *why);
} import_kinds[]; /* by enum import_kind */

/* A map from text to number. */
struct import_map {
    struct import_entry {
        char *text;
        int value;
    } * entry; /* in the order of adding */
    int count, capacity;
    int *slot; /* [slots] 1 + position in entry, 0: free */
    int slots; /* a power of two, at least twice the count */
};
/** The text must not be there yet. */
void import_map_add(struct import_map *map, const char *text, int value);
void import_map_clear(struct import_map *map);

/* A file or sheet to import: of the disk, or of memory. */
struct import_input {
    char *name, *path; /* path NULL: in memory; name as reports show it */
    const struct import_table *table;
    const char *bytes;
    size_t size;
    int order;   /* as given */
    int sheet;   /* of a workbook, -1: a CSV file */
    char *label; /* of a sheet: its name alone */
};
struct import_inputs {
    struct import_input *input;
    int count, capacity;
    int books;
};

/* The whole import. */
struct import_run {
    struct store *store;
    struct import_report *report;
    int problem_room, file_room;
    const struct mapping *mapping; /* NULL: files have our columns */
    struct import_map known[IMPORT_KNOWNS];
    char share_file[256];   /* the major_share file, "" when there is none */
    int books;              /* workbooks among the inputs */
    struct book_file *book; /* the one that is open, NULL: none */
    char *book_path;        /* its path, */
    const char *book_bytes; /* or where it lies in memory */
};

/* A cell that has been read. */
struct import_value {
    bool blank;
    char *text;
    int64_t whole;
    double number;
    struct date date;
    char short_text[24]; /* where text points for numbers and dates */
};

/* The file that is being imported. */
struct import_file {
    struct import_run *run;
    const struct import_table *table;
    struct mapped *mapped; /* through which its rows come, NULL: none */
    const char *file;
    bool sheet;                     /* of a workbook */
    int letter[IMPORT_MAX_COLUMNS]; /* column of the sheet for each column of the table, -1: none */
    int head_line, last_line;       /* the first row that was read, and the last */
    int place[CSV_MAX_COLUMNS];     /* column of the table for each cell, -1: ignored */
    int cells;                      /* of the header, 0: not read yet */
    bool usable;                    /* the header has every required column */
    int rows, written, removed;
    int report;             /* position in run->report->file */
    struct import_map keys; /* key of a row: its line */
    struct text kept;       /* the keys as JSON, where the file is the whole table */
    struct json json;
    struct query put;
    enum err_code code; /* what the store says */
    struct err *err;
};

/** "teachers-2567.csv" to its table: the part before the first '-' or '.'. NULL: none. Tables are
    elements of one array in the order of import, so that their addresses can be compared. */
const struct import_table *import_table_of(const char *name);
/** The table at a position, in the order of import; NULL behind the last. */
const struct import_table *import_table_at(int position);
/** The same of the name of a sheet, which may have spaces: "Major share". */
const struct import_table *import_table_of_sheet(const char *name);
/** "districts.csv, schools.csv, ...": every file there is; with an ending of "" every sheet. */
void import_name_files(const char *ending, struct text *out);

/** What a column allows, "5 .. 21"; "schools.csv" where it is a code of another table. */
void import_allowed(const struct import_column *column, struct text *out);
/** The words a column allows, "a, b, c". */
void import_allowed_words(const struct import_column *column, struct text *out);
/** A value as a problem shows it, cut to 60 letters; the caller frees it. */
char *import_shortened(const char *value);

/** The next row of a file, its header first; `context` is its struct import_file. Each bad cell is
    reported; what the store refuses is in its .code. */
void import_row(void *context, const struct csv_row *row);

/** What columns of one row demand of each other; `value` has one element a column. */
void import_check_teacher(struct import_file *in, int line, const struct import_value *value);
void import_check_list(struct import_file *in, int line, const struct import_value *value);
void import_check_retrain(struct import_file *in, int line, const struct import_value *value);

/** Report a bad cell; `why` is what err_set wrote. */
void import_refuse(struct import_file *in, int line, const char *column, const char *value,
                   const struct err *why);
/** Report a cell of a sheet by its place; column -1: the row; line 0: the sheet. */
void import_refuse_at(struct import_file *in, int line, int column, const struct err *why);
/** Report a file or sheet as a whole. */
void import_refuse_file(struct import_run *run, const char *file, const struct err *why);
/** A file or sheet in the report; NULL: of no table. */
struct import_file_report *import_add_file(struct import_run *run, const char *file,
                                           const struct import_table *table);

/** One more input, not of a workbook yet. */
struct import_input *import_add_input(struct import_inputs *inputs, const char *name,
                                      const struct import_table *table);
/** The sheets of a workbook as inputs, of `bytes` when they are not NULL; what it holds beside them
    is reported. `named`: the user named it, so that it must hold something. */
void import_add_book(struct import_run *run, struct import_inputs *inputs, const char *path,
                     const char *bytes, size_t size, bool named);
/** Open the workbook of a sheet as run->book, unless it is open already. */
MUST_CHECK enum err_code import_open_book(struct import_run *run, const struct import_input *input,
                                          struct err *err);
/** Rows of a sheet of run->book into import_row, and what else is wrong with it. */
void import_read_sheet(struct import_file *in, int sheet);
void import_close_book(struct import_run *run);

#endif
