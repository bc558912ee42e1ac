/* What mapping.c, which reads a mapping, and mapping_*.c, which apply it, share. */
#ifndef DATA_MAPPING_INTERNAL_H
#define DATA_MAPPING_INTERNAL_H

#include "data/import_internal.h"
#include "data/mapping.h"

enum {
    MAPPING_HEADER_ROWS = 4,   /* at most */
    MAPPING_HEADER_LINES = 50, /* where the header may begin */
    MAPPING_SPREADS = 100,     /* columns that become rows */
    MAPPING_LISTED = 270,      /* bytes of a list in a sentence */
};

/* Where a column of ours comes from. */
struct mapping_source {
    enum {
        FROM_NOTHING,
        FROM_COLUMN,      /* text: headers, one of which it has, with '|' between */
        FROM_PARTS,       /* text: "{day}/{month}/{year}", headers in braces */
        FROM_CONSTANT,    /* text: the value */
        FROM_SPREAD_NAME, /* which of several columns it is */
        FROM_SPREAD_CELL, /* the cell of that column */
    } from;
    char *text;
    int line; /* of the mapping */
    bool by_name;
};

/* A word of ours and how the file says it: one spelling. */
struct mapping_value {
    int column;
    const char *ours; /* borrowed from the entry; "-": the row is left out */
    char *theirs;
};

/* A column of the file that becomes rows: the word of ours it stands for, and its headers. */
struct mapping_spread {
    char *name, *headers;
    int line;
};

/* `key = value` of a section, as it stands in the file. */
struct mapping_entry {
    char *section, *key, *value;
    int line;
};

struct mapping {
    char *path;
    const char *name; /* the file without its folders, for sentences */
    struct mapping_entry *entry;
    int entries, entry_room;
    const struct import_table *table;
    const char *sheet;   /* "": the first */
    char delimiter;      /* '\0': guessed */
    int header_row;      /* line on which the header begins */
    int header_rows;     /* its height */
    const char *skip;    /* words a row that is no data begins with, '|' between */
    const char *total;   /* word of the row that holds the sums; "": none */
    struct text ignored; /* headers that are known and not read, '|' between */
    bool blank_is_zero;  /* a blank cell of a spread column is 0, not nothing */
    struct mapping_source source[IMPORT_MAX_COLUMNS];
    struct mapping_value *value;
    int values, value_room;
    struct mapping_spread spread[MAPPING_SPREADS];
    int spreads;
};

/** The next piece of a list with '|' between, cleaned, in `out`; NULL after the last. */
const char *mapping_piece(const char *list, struct text *out);

/** `, 'word'` at the end of a list for a sentence; `, ...` and no more when it is long enough. */
void mapping_list_add(struct text *list, const char *word);

/* ---- a mapping at work on one file ------------------------------------------------------- */

enum { MAPPING_PARTS = 6, NOWHERE = -1 };

/* A name of the register, and its code. */
struct known_name {
    enum import_known table;
    char *code, *name;
    bool shown; /* in a list of what is known: Thai names, as the file has them */
};

struct mapped {
    const struct mapping *map;
    struct import_file *in;
    struct known_name *name;
    int names, name_room;
    /* the header */
    int head_rows, head_line, cells;
    char *head[MAPPING_HEADER_ROWS][CSV_MAX_COLUMNS];
    char *path[CSV_MAX_COLUMNS];               /* "ป.1 > รวม"; "": no header */
    bool used[CSV_MAX_COLUMNS];                /* its cells may be read */
    int at[IMPORT_MAX_COLUMNS][MAPPING_PARTS]; /* columns of the file by column of ours; NOWHERE */
    int spread_at[MAPPING_SPREADS];
    struct text missing; /* headers that were not found, with ', ' between */
    bool usable;
    /* the row at work */
    int line, left_out, first_left_out;
    int from[IMPORT_MAX_COLUMNS];                 /* where its cell came from; NOWHERE */
    struct csv_origin origin[IMPORT_MAX_COLUMNS]; /* of cells that are given as they are */
    bool of_sheet;
    int *data_line, data_lines, data_room; /* rows of a sheet that are data */
    struct text cell[IMPORT_MAX_COLUMNS];
    /* what the row of totals is held against */
    long long sum[CSV_MAX_COLUMNS];
    bool total_seen;
};

/* mapping_file.c */

/** Every row of a file through its mapping into import_row; problems are reported. */
void mapped_read(struct import_file *in, const struct text *utf8);
/** The same of a sheet of the workbook that is open. */
void mapped_read_sheet(struct import_file *in, int sheet);
/** The sheet of a workbook that the mapping names as one more input; without one a problem. */
void mapped_add_book(struct import_run *run, struct import_inputs *inputs, const char *path);

/* mapping_head.c */

/** The next row of the header. After the last, it->usable tells whether every column was found;
    what was not is reported. */
void mapped_header(struct mapped *it, const struct csv_row *row);

/* mapping_words.c */

/** Names of schools, majors, districts and channels; what the store says is in it->in->code. */
void mapped_load_names(struct mapped *it);
/** it->cell[c] from a row, in our words; columns that become rows are left alone. False: it is bad,
    which has been reported. */
bool mapped_fill_cell(struct mapped *it, int c, const struct csv_row *row);
void mapped_set_cell(struct mapped *it, int c, const char *value);
/** A cell of a sheet that is given as it is keeps what else the sheet says of it. */
void mapped_set_origin(struct mapped *it, int c, const struct csv_row *row, int column);
/** "" for NOWHERE and for what a short row has not. */
const char *mapped_cell_of(const struct csv_row *row, int column);

/* mapping_rows.c */

/** The next row of a file; `context` is the struct mapped. */
void mapped_row(void *context, const struct csv_row *row);
/** Report a cell of the row at work; column NOWHERE: the row. */
void mapped_refuse(struct mapped *it, int column, const char *value, const struct err *why);
/** "pupils (F5, ป.1 > รวม)": a column of ours and the cell it came from on `line`. */
void mapped_place(const struct mapped *mapped, const char *column, int line, struct text *out);

#endif
