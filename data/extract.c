/* Walks the table of tables the other way: out of the database. */
#define _POSIX_C_SOURCE 200809L
#include "data/extract.h"

#include "base/lang.h"
#include "data/import_internal.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

enum { FIRST_YEAR = 2500 }; /* columns from here on hold years, not counts */

int extract_tables(void)
{
    int tables = 0;
    while (import_table_at(tables)) tables++;
    return tables;
}

const char *extract_table_name(int table)
{
    return import_table_at(table)->name;
}

int extract_table_of(const char *name)
{
    for (int t = 0; import_table_at(t); t++)
        if (strcasecmp(import_table_at(t)->name, name) == 0) return t;
    return -1;
}

void extract_name_tables(struct text *out)
{
    import_name_files("", out);
}

int extract_columns(int table)
{
    return import_table_at(table)->columns;
}

const char *extract_column_name(int table, int column)
{
    return import_table_at(table)->column[column].name;
}

static enum extract_kind kind_of(const struct import_column *column)
{
    if (column->kind == IMPORT_WHOLE)
        return column->lowest >= FIRST_YEAR ? EXTRACT_YEAR : EXTRACT_WHOLE;
    if (column->kind == IMPORT_NUMBER) return EXTRACT_NUMBER;
    if (column->kind == IMPORT_DATE || column->kind == IMPORT_PAST_DATE) return EXTRACT_DATE;
    return EXTRACT_TEXT;
}

enum extract_kind extract_column_kind(int table, int column)
{
    return kind_of(&import_table_at(table)->column[column]);
}

void extract_column_meaning(int table, int column, struct text *out)
{
    const struct import_column *about = &import_table_at(table)->column[column];
    const bool needed = about->flags & (IMPORT_KEY | IMPORT_REQUIRED);
    text_add(out, "%s\n", lang_pick(about->th, about->en));
    text_add(out, "%s: ", lang_pick(import_kinds[about->kind].th, import_kinds[about->kind].en));
    import_allowed(about, out);
    if (needed) text_add(out, "\n%s", lang_pick("ต้องมี", "needed"));
}

enum err_code extract_rows(struct store *store, int table, extract_row_fn each, void *context,
                           struct err *err)
{
    const struct import_table *about = import_table_at(table);
    struct extract_cell cell[IMPORT_MAX_COLUMNS];
    struct query query = {0};
    enum err_code code = query_open(store, about->get, &query, err);
    assert(code != ERR_OK || query_columns(&query) == about->columns);
    for (bool row = code == ERR_OK; row;) {
        code = query_next(&query, &row, err);
        if (code != ERR_OK || !row) break;
        for (int c = 0; c < about->columns; c++) {
            const enum extract_kind kind = kind_of(&about->column[c]);
            const bool text = kind == EXTRACT_TEXT || kind == EXTRACT_DATE;
            cell[c] = (struct extract_cell){.text = ""};
            if (query_is_null(&query, c))
                cell[c].blank = true;
            else if (text)
                cell[c].text = query_text(&query, c);
            else if (kind == EXTRACT_NUMBER)
                cell[c].number = query_number(&query, c);
            else
                cell[c].whole = query_int64(&query, c);
            if (text && !*cell[c].text) cell[c].blank = true;
        }
        each(context, cell);
    }
    query_close(&query);
    return code;
}

enum err_code extract_begin(struct store *store, bool *began, struct err *err)
{
    return store_begin_reading(store, began, err);
}

void extract_end(struct store *store, bool began)
{
    store_end_reading(store, began);
}
