/* A mapping at work: rows of an office's file become rows of ours, one or several each, and go to
   import_row(). Cells of columns that the mapping does not use are never looked at. */
#define _POSIX_C_SOURCE 200809L
#include "data/mapping_internal.h"

#include "base/lang.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int column_named(const struct mapped *it, const char *column)
{
    for (int c = 0; c < it->map->table->columns; c++)
        if (strcmp(it->map->table->column[c].name, column) == 0) return c;
    return NOWHERE;
}

void mapped_place(const struct mapped *it, const char *column, int line, struct text *out)
{
    char letters[BOOK_LETTERS];
    const int c = column_named(it, column);
    text_add(out, "%s", column);
    if (c == NOWHERE || line != it->line) return;
    if (it->from[c] != NOWHERE)
        text_add(out, " (%s%d, %s)", book_column_letters(letters, it->from[c]), line,
                 it->path[it->from[c]]);
    else if (it->map->source[c].from == FROM_CONSTANT)
        text_add(out, lang_pick(" (ค่าคงที่ของแผนผัง)", " (constant of the mapping)"));
}

void mapped_refuse(struct mapped *it, int column, const char *value, const struct err *why)
{
    if (column >= 0) it->in->letter[column] = it->from[column];
    import_refuse(it->in, it->line, column < 0 ? "" : it->map->table->column[column].name, value,
                  why);
}

/* ---- rows -------------------------------------------------------------------------------- */

static void give_row(struct mapped *it)
{
    char *cell[IMPORT_MAX_COLUMNS];
    struct csv_origin origin[IMPORT_MAX_COLUMNS];
    int cells = 0;
    for (int c = 0; c < it->map->table->columns; c++) {
        it->in->letter[c] = it->from[c];
        if (it->map->source[c].from == FROM_NOTHING) continue;
        origin[cells] = it->origin[c];
        cell[cells++] = mem_text(text_s(&it->cell[c]));
    }
    const struct csv_row row = {
        .line = it->line, .cells = cells, .cell = cell, .origin = it->of_sheet ? origin : NULL};
    import_row(it->in, &row);
    for (int c = 0; c < cells; c++) free(cell[c]);
}

/* Sums are of whole numbers; what is none is reported by import_row(). */
static long long whole_of(const char *cell)
{
    char *copy = mem_text(cell), *to = copy;
    thai_digits(copy);
    for (const char *from = copy; *from; from++)
        if (*from != ',' && *from != ' ') *to++ = *from;
    *to = '\0';
    const long long value = strtoll(copy, NULL, 10);
    free(copy);
    return value;
}

static long long worth_of(const struct mapped *it, int c)
{
    return whole_of(it->origin[c].number ? it->origin[c].number : text_s(&it->cell[c]));
}

/* The last problem is about this column of ours. */
static bool is_about(const struct mapped *it, int c)
{
    const struct import_report *report = it->in->run->report;
    const char *name = it->map->table->column[c].name;
    return strncmp(report->problem[report->problems - 1].column, name, strlen(name)) == 0;
}

/* A row of ours for each cell. What is wrong with the row as a whole is said once. */
static void spread_row(struct mapped *it, const struct csv_row *row)
{
    int name = 0, cell = 0;
    for (int c = 0; c < it->map->table->columns; c++) {
        if (it->map->source[c].from == FROM_SPREAD_NAME) name = c;
        if (it->map->source[c].from == FROM_SPREAD_CELL) cell = c;
    }
    for (int i = 0; i < it->map->spreads; i++) {
        const int at = it->spread_at[i];
        mapped_set_cell(it, cell, mapped_cell_of(row, at));
        if (it->cell[cell].length == 0 && !it->map->blank_is_zero) continue;
        if (it->cell[cell].length == 0) mapped_set_cell(it, cell, "0");
        mapped_set_origin(it, cell, row, at);
        mapped_set_origin(it, name, row, NOWHERE);
        it->sum[at] += worth_of(it, cell);
        it->from[cell] = it->from[name] = at;
        mapped_set_cell(it, name, it->map->spread[i].name);
        const int before = it->in->run->report->problems_in_all;
        give_row(it);
        if (it->in->run->report->problems_in_all > before && !is_about(it, cell)) return;
    }
}

/* Numbers that count something and stand in a column of their own are summed, too. */
static bool is_summed(const struct mapped *it, int c)
{
    const struct import_column *column = &it->map->table->column[c];
    return it->map->source[c].from == FROM_COLUMN && column->kind == IMPORT_WHOLE &&
           !(column->flags & IMPORT_KEY) && (column->flags & IMPORT_REQUIRED);
}

static void leave_out(struct mapped *it)
{
    if (it->left_out++ == 0) it->first_left_out = it->line;
}

/* A word that stands for nothing of ours, such as a position that is not counted. */
static bool is_left_out(const struct mapped *it, const struct csv_row *row)
{
    bool left_out = false;
    for (int i = 0; i < it->map->values && !left_out; i++) {
        const struct mapping_value *value = &it->map->value[i];
        if (strcmp(value->ours, "-") != 0) continue;
        char *cell = mem_text(mapped_cell_of(row, it->at[value->column][0]));
        thai_clean(cell);
        left_out = strcasecmp(cell, value->theirs) == 0;
        free(cell);
    }
    return left_out;
}

static void on_data(struct mapped *it, const struct csv_row *row)
{
    bool good = true;
    if (it->of_sheet) {
        it->data_line = mem_room(it->data_line, it->data_lines, &it->data_room, sizeof(int));
        it->data_line[it->data_lines++] = it->line;
    }
    for (int c = 0; c < it->map->table->columns; c++) good = mapped_fill_cell(it, c, row) && good;
    if (!good) {
        it->in->rows++;
        return;
    }
    for (int c = 0; c < it->map->table->columns; c++)
        if (is_summed(it, c)) it->sum[it->at[c][0]] += worth_of(it, c);
    if (it->map->spreads > 0)
        spread_row(it, row);
    else
        give_row(it);
}

static void hold_against(struct mapped *it, int at, const char *column, const struct csv_row *row)
{
    char letters[BOOK_LETTERS];
    struct err why;
    char *cell = mem_text(mapped_cell_of(row, at));
    thai_clean(cell);
    const long long said = whole_of(cell);
    char *shown = import_shortened(cell);
    if (!*cell || said != it->sum[at]) {
        err_set(&why, ERR_INPUT, "ยอดรวมใน %s%d (%s) คือ '%s' แต่แถวที่อ่านได้รวมกันได้ %lld",
                "the total in %s%d (%s) is '%s', the rows read sum to %lld",
                book_column_letters(letters, at), it->line, it->path[at], shown, it->sum[at]);
        import_refuse(it->in, it->line, column, shown, &why);
    }
    free(shown);
    free(cell);
}

static void on_total(struct mapped *it, const struct csv_row *row)
{
    it->total_seen = true;
    /* What was refused is not in the sums. */
    if (it->in->run->report->problems_in_all > 0) return;
    for (int c = 0; c < it->map->table->columns; c++)
        if (is_summed(it, c)) hold_against(it, it->at[c][0], it->map->table->column[c].name, row);
    for (int i = 0; i < it->map->spreads; i++)
        hold_against(it, it->spread_at[i], it->map->spread[i].name, row);
}

static void row_after_total(struct mapped *it)
{
    struct err why;
    err_set(&why, ERR_INPUT, "มีข้อมูลหลังแถวยอดรวม '%s'", "a row stands after the row of totals '%s'",
            it->map->total);
    mapped_refuse(it, NOWHERE, "", &why);
}

/* The first cell of a row that is not blank begins with one of the words, or is one. */
static bool begins_with(const char *list, const struct csv_row *row, bool whole)
{
    struct text piece = {0};
    int c = 0;
    while (c < row->cells && row->cell[c][strspn(row->cell[c], " \t")] == '\0') c++;
    if (c == row->cells) return false;
    char *first = mem_text(row->cell[c]);
    bool fits = false;
    thai_clean(first);
    for (const char *at = list; !fits && (at = mapping_piece(at, &piece));)
        fits = whole ? strcasecmp(first, text_s(&piece)) == 0
                     : strncasecmp(first, text_s(&piece), strlen(text_s(&piece))) == 0;
    free(first);
    text_clear(&piece);
    return fits;
}

static bool is_blank(const struct csv_row *row)
{
    for (int c = 0; c < row->cells; c++)
        if (row->cell[c][strspn(row->cell[c], " \t")] != '\0') return false;
    return true;
}

/* A cell to the right of the header has no name, so that nobody knows what it is. */
static bool has_more(struct mapped *it, const struct csv_row *row)
{
    char letters[BOOK_LETTERS];
    struct err why;
    for (int c = it->cells; c < row->cells; c++) {
        if (row->cell[c][strspn(row->cell[c], " \t")] == '\0') continue;
        err_set(&why, ERR_INPUT, "ช่อง %s%d มีข้อมูลแต่คอลัมน์ไม่มีหัว หัวตารางมีถึง %d คอลัมน์",
                "cell %s%d has something in it and no header, the header has %d columns",
                book_column_letters(letters, c), it->line, it->cells);
        mapped_refuse(it, NOWHERE, "", &why);
        it->in->rows++;
        return true;
    }
    return false;
}

void mapped_row(void *context, const struct csv_row *row)
{
    struct mapped *it = context;
    if (it->in->code != ERR_OK || row->line < it->map->header_row) return;
    if (it->head_rows < it->map->header_rows) {
        mapped_header(it, row);
        return;
    }
    if (!it->usable || is_blank(row)) return;
    it->line = row->line;
    for (int c = 0; c < IMPORT_MAX_COLUMNS; c++) it->from[c] = NOWHERE;
    if (!it->total_seen && begins_with(it->map->total, row, true))
        on_total(it, row);
    else if (begins_with(it->map->skip, row, false))
        leave_out(it);
    else if (it->total_seen)
        row_after_total(it);
    else if (is_left_out(it, row))
        leave_out(it);
    else if (!has_more(it, row))
        on_data(it, row);
}
