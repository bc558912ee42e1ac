/* Cells are kept as values and become text when a reader is known: a terminal groups thousands,
   JSON and CSV carry the number itself. */
#include "report/table.h"

#include "base/lang.h"
#include "base/mem.h"
#include "base/thai.h"

#include <assert.h>
#include <libsmartcols/libsmartcols.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const format_word[FORMATS] = {"table", "json", "csv"};

static const char bold[] = "\033[1m", plain[] = "\033[0m";
static const char byte_order_mark[] = "\xEF\xBB\xBF";

struct table {
    char *title;
    const struct table_column *column;
    struct table_cell *cell; /* [rows][columns] */
    char **note;
    int columns, rows, cells, cell_room, notes, note_room;
};

bool format_parse(const char *word, enum format *out)
{
    for (int f = 0; f < FORMATS; f++)
        if (strcmp(word, format_word[f]) == 0) {
            *out = (enum format)f;
            return true;
        }
    return false;
}

struct table *table_new(const char *title, const struct table_column *columns, int count)
{
    assert(count > 0);
    struct table *table = mem_new(1, sizeof *table);
    table->title = title ? mem_text(title) : NULL;
    table->column = columns;
    table->columns = count;
    return table;
}

void table_free(struct table *table)
{
    if (!table) return;
    for (int i = 0; i < table->cells; i++) free(table->cell[i].text);
    for (int i = 0; i < table->notes; i++) free(table->note[i]);
    free(table->cell);
    free(table->note);
    free(table->title);
    free(table);
}

void table_row(struct table *table)
{
    assert(table->cells == table->rows * table->columns);
    table->rows++;
}

static void add_cell(struct table *table, struct table_cell cell)
{
    assert(table->cells < table->rows * table->columns);
    table->cell = mem_room(table->cell, table->cells, &table->cell_room, sizeof *table->cell);
    table->cell[table->cells++] = cell;
}

void table_text(struct table *table, const char *value)
{
    add_cell(table, (struct table_cell){.holds = HOLDS_TEXT, .text = mem_text(value)});
}

void table_int(struct table *table, long long value)
{
    add_cell(table, (struct table_cell){.holds = HOLDS_INT, .whole = value});
}

void table_number(struct table *table, double value, int decimals)
{
    add_cell(table,
             (struct table_cell){.holds = HOLDS_NUMBER, .number = value, .decimals = decimals});
}

void table_blank(struct table *table)
{
    add_cell(table, (struct table_cell){.holds = HOLDS_NOTHING});
}

int table_rows(const struct table *table)
{
    return table->rows;
}

int table_columns(const struct table *table)
{
    return table->columns;
}

const struct table_column *table_column_of(const struct table *table, int column)
{
    assert(column >= 0 && column < table->columns);
    return &table->column[column];
}

const char *table_title(const struct table *table)
{
    return table->title ? table->title : "";
}

int table_notes(const struct table *table)
{
    return table->notes;
}

const char *table_note_at(const struct table *table, int note)
{
    assert(note >= 0 && note < table->notes);
    return table->note[note];
}

void table_note(struct table *table, const char *text)
{
    table->note = mem_room(table->note, table->notes, &table->note_room, sizeof *table->note);
    table->note[table->notes++] = mem_text(text);
}

static const struct table_cell *cell_at(const struct table *table, int row, int column)
{
    return &table->cell[row * table->columns + column];
}

struct table_cell table_cell_at(const struct table *table, int row, int column)
{
    assert(row >= 0 && row < table->rows && column >= 0 && column < table->columns);
    return *cell_at(table, row, column);
}

static bool has_total(const struct table *table)
{
    for (int c = 0; c < table->columns; c++)
        if (table->column[c].total) return true;
    return false;
}

/* Whole numbers stay whole; one number with decimals makes the sum one. */
struct table_cell table_sum(const struct table *table, int column)
{
    struct table_cell sum = {.holds = HOLDS_INT};
    for (int row = 0; row < table->rows; row++) {
        const struct table_cell *cell = cell_at(table, row, column);
        if (cell->holds == HOLDS_INT) sum.whole += cell->whole;
        if (cell->holds != HOLDS_NUMBER) continue;
        sum.holds = HOLDS_NUMBER;
        sum.number += cell->number;
        if (cell->decimals > sum.decimals) sum.decimals = cell->decimals;
    }
    if (sum.holds == HOLDS_NUMBER) sum.number += (double)sum.whole;
    return sum;
}

/* A number with decimals, its whole part grouped: 1,234.50. */
static void show_number(char out[CELL_SHOWN], const struct table_cell *cell)
{
    char digits[CELL_SHOWN], whole[32];
    snprintf(digits, sizeof digits, "%.*f", cell->decimals, cell->number);
    const char *point = strchr(digits, '.');
    const size_t count = point ? (size_t)(point - digits) : strlen(digits);
    if (count > 15 || !isfinite(cell->number)) {
        snprintf(out, CELL_SHOWN, "%s", digits);
        return;
    }
    text_grouped(whole, strtoll(digits, NULL, 10));
    const bool lost_sign = digits[0] == '-' && whole[0] != '-';
    snprintf(out, CELL_SHOWN, "%s%s%s", lost_sign ? "-" : "", whole, point ? point : "");
}

const char *table_cell_shown(char out[CELL_SHOWN], const struct table_cell *cell,
                             enum cell_kind kind)
{
    char grouped[32];
    struct date date;
    switch (cell->holds) {
    case HOLDS_TEXT:
        if (kind == CELL_DATE && date_parse(cell->text, &date)) return date_shown(out, date);
        return cell->text;
    case HOLDS_INT:
        if (kind == CELL_YEAR)
            snprintf(out, CELL_SHOWN, "%lld", cell->whole);
        else
            snprintf(out, CELL_SHOWN, "%s", text_grouped(grouped, cell->whole));
        return out;
    case HOLDS_NUMBER:
        show_number(out, cell);
        return out;
    default:
        return "";
    }
}

static void add_total_line(const struct table *table, struct libscols_table *shown, bool colour)
{
    char number[CELL_SHOWN];
    struct libscols_line *line = scols_table_new_line(shown, NULL);
    if (!table->column[0].total) scols_line_set_data(line, 0, lang_pick("รวม", "total"));
    for (int c = 0; c < table->columns; c++) {
        if (!table->column[c].total) continue;
        const struct table_cell sum = table_sum(table, c);
        scols_line_set_data(line, (size_t)c, table_cell_shown(number, &sum, table->column[c].kind));
    }
    if (colour) scols_line_set_color(line, bold);
}

static void add_lines(const struct table *table, struct libscols_table *shown)
{
    char number[CELL_SHOWN];
    for (int row = 0; row < table->rows; row++) {
        struct libscols_line *line = scols_table_new_line(shown, NULL);
        for (int c = 0; c < table->columns; c++)
            scols_line_set_data(
                line, (size_t)c,
                table_cell_shown(number, cell_at(table, row, c), table->column[c].kind));
    }
}

static struct libscols_table *smart_table(const struct table *table, bool colour)
{
    struct libscols_table *shown = scols_new_table();
    assert(shown);
    /* The reader scrolls or pipes: a number cut at the edge of a window would be a wrong one. */
    scols_table_set_termforce(shown, SCOLS_TERMFORCE_NEVER);
    scols_table_set_column_separator(shown, "  ");
    scols_table_enable_colors(shown, colour);
    for (int c = 0; c < table->columns; c++) {
        const struct table_column *column = &table->column[c];
        const bool is_text =
            column->kind == CELL_TEXT || column->kind == CELL_HIDDEN || column->kind == CELL_DATE;
        const int flags =
            (is_text ? 0 : SCOLS_FL_RIGHT) | (column->kind == CELL_HIDDEN ? SCOLS_FL_HIDDEN : 0);
        struct libscols_column *head =
            scols_table_new_column(shown, lang_pick(column->th, column->en), 0, flags);
        struct libscols_cell *cell = scols_column_get_header(head);
        if (colour) scols_cell_set_color(cell, bold);
        if (!is_text) scols_cell_set_flags(cell, SCOLS_CELL_FL_RIGHT);
    }
    add_lines(table, shown);
    if (table->rows > 0 && has_total(table)) add_total_line(table, shown, colour);
    return shown;
}

/* Blanks at the end of a line help nobody, and make two equal tables differ. */
static void add_without_trailing_blanks(struct text *out, const char *lines)
{
    for (const char *line = lines; *line;) {
        const size_t length = strcspn(line, "\n");
        size_t kept = length;
        while (kept > 0 && line[kept - 1] == ' ') kept--;
        text_add_bytes(out, line, kept);
        text_add_bytes(out, "\n", 1);
        line += length + (line[length] == '\n');
    }
}

static void print_terminal(const struct table *table, bool colour, struct text *out)
{
    if (table->title)
        text_add(out, "%s%s%s\n", colour ? bold : "", table->title, colour ? plain : "");
    if (table->rows > 0) {
        char *lines = NULL;
        struct libscols_table *shown = smart_table(table, colour);
        const int failed = scols_print_table_to_string(shown, &lines);
        assert(failed == 0);
        (void)failed;
        add_without_trailing_blanks(out, lines);
        free(lines);
        scols_unref_table(shown);
    } else {
        text_add(out, "%s\n", lang_pick("(ไม่มีรายการ)", "(nothing to list)"));
    }
    for (int i = 0; i < table->notes; i++) text_add(out, "%s\n", table->note[i]);
}

static void json_cell(struct json *json, const char *key, const struct table_cell *cell)
{
    if (cell->holds == HOLDS_INT)
        json_int(json, key, cell->whole);
    else if (cell->holds == HOLDS_NUMBER)
        json_number(json, key, cell->number);
    else
        json_text(json, key, cell->holds == HOLDS_TEXT ? cell->text : NULL);
}

void table_json_rows(const struct table *table, const char *key, struct json *json)
{
    json_array(json, key);
    for (int row = 0; row < table->rows; row++) {
        json_object(json, NULL);
        for (int c = 0; c < table->columns; c++)
            json_cell(json, table->column[c].key, cell_at(table, row, c));
        json_object_end(json);
    }
    json_array_end(json);
}

static void print_json(const struct table *table, struct text *out)
{
    struct json json;
    json_start(&json, out);
    json_object(&json, NULL);
    table_json_rows(table, "rows", &json);
    if (table->notes > 0) {
        json_array(&json, "notes");
        for (int i = 0; i < table->notes; i++) json_text(&json, NULL, table->note[i]);
        json_array_end(&json);
    }
    if (has_total(table)) {
        json_object(&json, "total");
        for (int c = 0; c < table->columns; c++) {
            if (!table->column[c].total) continue;
            const struct table_cell sum = table_sum(table, c);
            json_cell(&json, table->column[c].key, &sum);
        }
        json_object_end(&json);
    }
    json_object_end(&json);
}

static void csv_cell(struct text *out, const struct table_cell *cell)
{
    if (cell->holds == HOLDS_INT)
        csv_int(out, cell->whole);
    else if (cell->holds == HOLDS_NUMBER)
        csv_number(out, cell->number);
    else if (cell->holds == HOLDS_TEXT)
        csv_text(out, cell->text);
}

static void print_csv(const struct table *table, bool bom, struct text *out)
{
    if (bom) text_add(out, "%s", byte_order_mark);
    for (int c = 0; c < table->columns; c++) {
        if (c > 0) csv_next(out);
        csv_text(out, table->column[c].key);
    }
    csv_end(out);
    for (int row = 0; row < table->rows; row++) {
        for (int c = 0; c < table->columns; c++) {
            if (c > 0) csv_next(out);
            csv_cell(out, cell_at(table, row, c));
        }
        csv_end(out);
    }
}

void table_print(const struct table *table, enum format format, bool colour, bool bom,
                 struct text *out)
{
    assert(table->cells == table->rows * table->columns);
    if (format == FORMAT_JSON)
        print_json(table, out);
    else if (format == FORMAT_CSV)
        print_csv(table, bom, out);
    else
        print_terminal(table, colour, out);
}

void table_json_take(struct table *table, const char *key, struct json *json)
{
    table_json_rows(table, key, json);
    table_free(table);
}
