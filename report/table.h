/* One table, three readers: a terminal table, JSON or CSV from the same object. */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include "base/text.h"

#include <stdbool.h>

enum format { FORMAT_TABLE, FORMAT_JSON, FORMAT_CSV, FORMATS };
extern const char *const format_word[FORMATS];
bool format_parse(const char *word, enum format *out);

/* CELL_YEAR: a whole number that counts nothing (a fiscal year, an id), never grouped or summed.
   CELL_HIDDEN: a text that is too wide for a terminal, or of use to programs alone.
   CELL_DATE: an ISO text of the common era; people are shown the Buddhist date. */
enum cell_kind { CELL_TEXT, CELL_INT, CELL_NUMBER, CELL_MONEY, CELL_YEAR, CELL_HIDDEN, CELL_DATE };

struct table_column {
    const char *key;     /* JSON member and CSV header: "shortage" */
    const char *th, *en; /* head on the terminal, with the unit where it is not people */
    enum cell_kind
        kind;   /* INT and MONEY are right-aligned and grouped by thousands on a terminal */
    bool total; /* the last line of a terminal table sums this column */
};

struct table; /* opaque */

/** A table with a title for the terminal (NULL: none). `columns` is borrowed. */
struct table *table_new(const char *title, const struct table_column *columns, int count);
void table_free(struct table *table);
void table_row(struct table *table); /* start a row; then one call a column, in order */
void table_text(struct table *table, const char *value);
void table_int(struct table *table, long long value);
void table_number(struct table *table, double value, int decimals);
void table_blank(struct table *table); /* empty on a terminal and in CSV, null in JSON */
/** A line under a terminal table: a remark, a unit, what is synthetic. */
void table_note(struct table *table, const char *text);

/* ---- reading a table back, for workbooks and pages --------------------------------------- */

int table_rows(const struct table *table);
int table_columns(const struct table *table);
const struct table_column *table_column_of(const struct table *table, int column);
const char *table_title(const struct table *table); /* "" when it has none */
int table_notes(const struct table *table);
const char *table_note_at(const struct table *table, int note);

/* A value of a table; `text` is borrowed from it. */
struct table_cell {
    enum { HOLDS_NOTHING, HOLDS_TEXT, HOLDS_INT, HOLDS_NUMBER } holds;
    int decimals; /* of `number`, as it is shown */
    char *text;
    long long whole;
    double number;
};
struct table_cell table_cell_at(const struct table *table, int row, int column);
/** Sum of a column with `total`; a whole number unless one of its cells is none. */
struct table_cell table_sum(const struct table *table, int column);

/** A cell as a terminal shows it: grouped, rounded, Buddhist; lives as long as `out` and table. */
enum { CELL_SHOWN = 64 };
const char *table_cell_shown(char out[CELL_SHOWN], const struct table_cell *cell,
                             enum cell_kind kind);

/**
 * Write to out. Table: Thai widths right (libsmartcols, which needs an LC_CTYPE of UTF-8), totals,
 * colour only when `colour`. JSON: {"rows":[{...}],"notes":["..."],"total":{...}}; `notes` and
 * `total` when there are some.
 * CSV: header of keys, UTF-8 with BOM when `bom`, CR LF.
 */
void table_print(const struct table *table, enum format format, bool colour, bool bom,
                 struct text *out);

/** The rows as an array `key` of a JSON document under construction. */
void table_json_rows(const struct table *table, const char *key, struct json *json);
/** The same, and frees the table. */
void table_json_take(struct table *table, const char *key, struct json *json);

#endif
