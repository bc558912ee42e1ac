/* Crosswise sums of a table. */
#include "report/document_cross.h"

#include "base/lang.h"
#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int table_find(const struct table *table, const char *key)
{
    int found = -1;
    for (int c = 0; c < table_columns(table); c++)
        if (strcmp(table_column_of(table, c)->key, key) == 0) found = c;
    assert(found >= 0);
    return found;
}

const char *table_shown(const struct table *table, int row, const char *key, char out[CELL_SHOWN])
{
    const int c = table_find(table, key);
    const struct table_cell cell = table_cell_at(table, row, c);
    return table_cell_shown(out, &cell, table_column_of(table, c)->kind);
}

long long table_whole(const struct table *table, int row, const char *key)
{
    const struct table_cell cell = table_cell_at(table, row, table_find(table, key));
    return cell.holds == HOLDS_INT ? cell.whole : 0;
}

static int find(char *const *label, int count, const char *wanted)
{
    for (int i = 0; i < count; i++)
        if (strcmp(label[i], wanted) == 0) return i;
    return -1;
}

long long cross_at(const struct cross *cross, int row, int column)
{
    return cross->value[row * cross->columns + column];
}

static bool is_asked(const struct table *table, int row, const struct cross_ask *ask)
{
    char shown[CELL_SHOWN];
    if (ask->first_fy > 0 && (table_whole(table, row, ask->across) < ask->first_fy ||
                              table_whole(table, row, ask->across) > ask->last_fy))
        return false;
    for (int i = 0; i < CROSS_CONDITIONS; i++)
        if (ask->only[i].key &&
            strcmp(table_shown(table, row, ask->only[i].key, shown), ask->only[i].is) != 0)
            return false;
    return true;
}

/* Distinct texts of a column among the rows asked for; `at` [rows of the table], -1: not asked. */
static char **labels(const struct table *table, const char *key, const bool *asked, int *count,
                     int *at)
{
    char **label = NULL, shown[CELL_SHOWN];
    int room = 0, last = -1;
    *count = 0;
    for (int row = 0; row < table_rows(table); row++) {
        at[row] = -1;
        if (!asked[row]) continue;
        const char *text = table_shown(table, row, key, shown);
        if (last < 0 || strcmp(label[last], text) != 0) last = find(label, *count, text);
        if (last < 0) {
            label = mem_room(label, *count, &room, sizeof *label);
            label[last = (*count)++] = mem_text(text);
        }
        at[row] = last;
    }
    return label;
}

/* The years asked for as labels; `at` as above. */
static char **years(const struct table *table, const struct cross_ask *ask, const bool *asked,
                    int *count, int *at)
{
    *count = ask->last_fy - ask->first_fy + 1;
    char **label = mem_new((size_t)*count, sizeof *label);
    for (int i = 0; i < *count; i++) {
        struct text year = {0};
        text_add(&year, "%d", ask->first_fy + i);
        label[i] = year.s;
    }
    for (int row = 0; row < table_rows(table); row++)
        at[row] = asked[row] ? (int)table_whole(table, row, ask->across) - ask->first_fy : -1;
    return label;
}

struct cross cross_make(const struct table *table, const struct cross_ask *ask)
{
    struct cross cross = {0};
    const int rows = table_rows(table);
    bool *asked = mem_new((size_t)rows, sizeof *asked);
    int *down = mem_new((size_t)rows, sizeof *down), *over = mem_new((size_t)rows, sizeof *over);
    for (int row = 0; row < rows; row++) asked[row] = is_asked(table, row, ask);
    cross.row = labels(table, ask->down, asked, &cross.rows, down);
    cross.column = ask->first_fy > 0 ? years(table, ask, asked, &cross.columns, over)
                                     : labels(table, ask->across, asked, &cross.columns, over);
    const size_t cells = (size_t)cross.rows * (size_t)cross.columns;
    cross.value = mem_new(cells, sizeof *cross.value);
    cross.known = mem_new(cells, sizeof *cross.known);
    cross.blank = mem_new(cells, sizeof *cross.blank);
    cross.example = mem_new((size_t)cross.rows, sizeof *cross.example);
    const int value = table_find(table, ask->value);
    for (int row = rows - 1; row >= 0; row--) {
        if (!asked[row]) continue;
        const int cell = down[row] * cross.columns + over[row];
        cross.value[cell] += table_whole(table, row, ask->value);
        const bool blank = table_cell_at(table, row, value).holds == HOLDS_NOTHING;
        cross.known[cell] |= !blank;
        cross.blank[cell] |= blank;
        cross.example[down[row]] = row;
    }
    free(asked);
    free(down);
    free(over);
    return cross;
}

void cross_clear(struct cross *cross)
{
    for (int i = 0; i < cross->rows; i++) free(cross->row[i]);
    for (int i = 0; i < cross->columns; i++) free(cross->column[i]);
    free(cross->row);
    free(cross->column);
    free(cross->example);
    free(cross->value);
    free(cross->known);
    free(cross->blank);
    free(cross->head);
    *cross = (struct cross){0};
}

/* A column that does not apply: its cells are blank in every row that it has. */
static bool column_is_blank(const struct cross *cross, int column)
{
    bool any = false;
    for (int r = 0; r < cross->rows; r++) {
        if (cross->known[r * cross->columns + column]) return false;
        any |= cross->blank[r * cross->columns + column];
    }
    return any;
}

/* A cell without a number: in a table of sums no row means nobody. */
static void add_unknown(struct table *table, const struct cross *cross, int column, bool sums)
{
    sums && !column_is_blank(cross, column) ? table_int(table, 0) : table_blank(table);
}

struct table *cross_table(struct cross *cross, const char *title, const char *th, const char *en,
                          enum cross_sums sums)
{
    const bool over = sums == CROSS_ALL_SUMS;
    const int columns = cross->columns + 1 + over;
    free(cross->head);
    cross->head = mem_new((size_t)columns, sizeof *cross->head);
    cross->head[0] = (struct table_column){"label", th, en, CELL_TEXT, false};
    for (int c = 0; c < cross->columns; c++)
        cross->head[1 + c] =
            (struct table_column){cross->column[c], cross->column[c], cross->column[c], CELL_INT,
                                  sums != CROSS_NO_SUMS && !column_is_blank(cross, c)};
    if (over)
        cross->head[columns - 1] = (struct table_column){"sum", "รวม", "total", CELL_INT, true};
    struct table *table = table_new(title, cross->head, columns);
    for (int r = 0; r < cross->rows; r++) {
        long long sum = 0;
        bool any = false;
        for (int c = 0; c < cross->columns; c++) {
            sum += cross_at(cross, r, c);
            any |= cross_at(cross, r, c) != 0;
        }
        if (!any) continue;
        table_row(table);
        table_text(table, *cross->row[r] ? cross->row[r] : lang_pick("(ไม่มี)", "(none)"));
        for (int c = 0; c < cross->columns; c++)
            cross->known[r * cross->columns + c] ? table_int(table, cross_at(cross, r, c))
                                                 : add_unknown(table, cross, c, over);
        if (over) table_int(table, sum);
    }
    return table;
}
