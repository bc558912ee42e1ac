/* What mapping.c, which reads a mapping, and mapping_rows.c, which applies it, share. */
#ifndef DATA_MAPPING_INTERNAL_H
#define DATA_MAPPING_INTERNAL_H

#include "data/import_internal.h"
#include "data/mapping.h"

enum {
    MAPPING_HEADER_ROWS = 4,   /* at most */
    MAPPING_HEADER_LINES = 50, /* where the header may begin */
    MAPPING_SPREADS = 100,     /* columns that become rows */
    MAPPING_LISTED = 240,      /* bytes of a list in a sentence */
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

/* ---- mapping_rows.c ---------------------------------------------------------------------- */

struct mapped; /* a mapping at work on one file */

/** Every row of a file through its mapping into import_row; problems are reported. */
void mapped_read(struct import_file *in, const struct text *utf8);
/** The same of a sheet of the workbook that is open. */
void mapped_read_sheet(struct import_file *in, int sheet);
/** The sheet of a workbook that the mapping names as one more input; without one a problem. */
void mapped_add_book(struct import_run *run, struct import_inputs *inputs, const char *path);
/** "pupils (F5, ป.1 > รวม)": a column of ours and the cell it came from on `line`. */
void mapped_place(const struct mapped *mapped, const char *column, int line, struct text *out);

#endif
