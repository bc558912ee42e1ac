/* Tables on pages: widths of columns, heads again on each page, rows that stay whole. */
#include "report/page_inner.h"

#include "base/lang.h"
#include "base/mem.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double size_preset = 9.0, size_least = 6.5, size_step = 0.5, pad_x = 3.5, pad_y = 1.1,
                    pad_y_heat = 0.4;
/* Of the width of the page: a text column that is wrapped keeps at least this, if it needs it. */
static const double text_share = 0.17;
static const double title_size = 10.0, note_size = 8.0;
static const double upright_longest = 92.0; /* points of an upright head */
static const double heads_room = 30.0;      /* for a heading above a table that is kept whole */

/* A table that is being set. */
struct grid {
    struct pages *pages;
    const struct table *table;
    const struct page_table_look *look;
    int columns;            /* that are shown */
    int *column;            /* [columns] of the table */
    double *width;          /* [columns] with padding */
    double *needed, *least; /* [columns] content on one line; content broken at each word */
    bool level_heads;       /* there is room for heads of figures on one line */
    double size, head_height;
    double line_height[2]; /* plain, bold */
    long long most;        /* the greatest number that is shaded */
};

static bool is_text(enum cell_kind kind)
{
    return kind == CELL_TEXT || kind == CELL_DATE;
}

static const struct table_column *head_of(const struct grid *grid, int c)
{
    return table_column_of(grid->table, grid->column[c]);
}

static const char *head_text(const struct grid *grid, int c)
{
    return lang_pick(head_of(grid, c)->th, head_of(grid, c)->en);
}

static struct page_type type_of(const struct grid *grid, bool bold)
{
    return (struct page_type){grid->size, bold};
}

static double padding(const struct grid *grid)
{
    return pad_x * grid->pages->scale * grid->size / size_preset;
}

/* Heads of shaded columns that are wider than the figures below them. */
static bool is_upright(const struct grid *grid, int c)
{
    static const double level = 3.0; /* times the size of the type */
    return grid->look->heat && head_of(grid, c)->kind == CELL_INT &&
           page_natural(grid->pages, head_text(grid, c), type_of(grid, true)) >
               level * grid->size * grid->pages->scale;
}

static bool is_shaded(const struct grid *grid, int c)
{
    return grid->look->heat && head_of(grid, c)->kind == CELL_INT && !head_of(grid, c)->total;
}

static bool has_sum(const struct grid *grid)
{
    for (int c = 0; c < grid->columns; c++)
        if (head_of(grid, c)->total) return table_rows(grid->table) > 1;
    return false;
}

/* Text of a cell, of the sum when row == rows; borrowed, or in `out`. */
static const char *cell_text(const struct grid *grid, int row, int c, char out[CELL_SHOWN])
{
    const struct table_column *head = head_of(grid, c);
    struct table_cell cell;
    if (row < table_rows(grid->table)) {
        cell = table_cell_at(grid->table, row, grid->column[c]);
    } else {
        if (!head->total) return c == 0 ? lang_pick("รวม", "total") : "";
        cell = table_sum(grid->table, grid->column[c]);
    }
    return table_cell_shown(out, &cell, head->kind);
}

/* ---- widths -------------------------------------------------------------------------- */

static void measure_column(struct grid *grid, int c)
{
    char shown[CELL_SHOWN];
    const bool text = is_text(head_of(grid, c)->kind);
    double needed = 0.0, least = 0.0;
    if (!is_upright(grid, c)) {
        least = page_longest_word(grid->pages, head_text(grid, c), type_of(grid, true));
        needed = page_natural(grid->pages, head_text(grid, c), type_of(grid, true));
    }
    for (int row = 0; row < table_rows(grid->table) + has_sum(grid); row++) {
        const bool sum = row == table_rows(grid->table);
        const char *value = cell_text(grid, row, c, shown);
        const double natural = page_natural(grid->pages, value, type_of(grid, sum));
        if (natural > needed) needed = natural;
        if (natural <= least) continue;
        least =
            fmax(least, text ? page_longest_word(grid->pages, value, type_of(grid, sum)) : natural);
    }
    grid->needed[c] = needed;
    grid->least[c] = least;
}

/* Least width at which a column is still read with ease. */
static double kept_width(const struct grid *grid, int c)
{
    if (!is_text(head_of(grid, c)->kind))
        return grid->level_heads ? grid->needed[c] : grid->least[c];
    const double kept = text_share * page_body_width(grid->pages);
    return fmax(grid->least[c], fmin(grid->needed[c], kept));
}

static double kept_sum(const struct grid *grid)
{
    double kept = 0.0;
    for (int c = 0; c < grid->columns; c++) kept += kept_width(grid, c) + 2.0 * padding(grid);
    return kept;
}

static bool fits(struct grid *grid, double room)
{
    for (int c = 0; c < grid->columns; c++) measure_column(grid, c);
    return kept_sum(grid) <= room;
}

/* Give each column what it needs, or its least and a share of the rest. */
static void share_width(struct grid *grid, double room)
{
    double more = 0.0;
    grid->level_heads = true;
    grid->level_heads = kept_sum(grid) <= room;
    const double kept = kept_sum(grid);
    for (int c = 0; c < grid->columns; c++) more += grid->needed[c] - kept_width(grid, c);
    const double share = more > 0.0 ? fmin(1.0, fmax(0.0, room - kept) / more) : 0.0;
    const double squeeze = kept > room ? room / kept : 1.0;
    for (int c = 0; c < grid->columns; c++)
        grid->width[c] = squeeze * (kept_width(grid, c) + 2.0 * padding(grid) +
                                    share * (grid->needed[c] - kept_width(grid, c)));
}

/* A table that is to fill a part of the page: what is left goes to its texts, or to all columns. */
static void spread(struct grid *grid, double room)
{
    double taken = 0.0;
    int texts = 0;
    for (int c = 0; c < grid->columns; c++) {
        taken += grid->width[c];
        texts += is_text(head_of(grid, c)->kind);
    }
    if (taken >= room) return;
    for (int c = 0; c < grid->columns; c++)
        if (texts == 0 || is_text(head_of(grid, c)->kind))
            grid->width[c] += (room - taken) / (texts > 0 ? texts : grid->columns);
}

static bool find_size(struct grid *grid)
{
    const double first = grid->look->size > 0.0 ? grid->look->size : size_preset;
    for (grid->size = first; grid->size >= size_least - 1e-9; grid->size -= size_step)
        if (fits(grid, page_body_width(grid->pages))) return true;
    grid->size = size_least;
    return false;
}

/* Returns true when the page was turned to landscape. */
static bool find_widths(struct grid *grid)
{
    const bool upright = !grid->pages->landscape;
    bool turned = false;
    if (!find_size(grid) && upright && !grid->pages->frame->one_page) {
        turned = true;
        page_turn(grid->pages, true);
        find_size(grid);
    }
    share_width(grid, page_body_width(grid->pages));
    if (grid->look->width_share > 0.0)
        spread(grid, page_body_width(grid->pages) * grid->look->width_share);
    return turned;
}

/* ---- drawing ------------------------------------------------------------------------- */

static double row_pad(const struct grid *grid)
{
    return (grid->look->heat ? pad_y_heat : pad_y) * grid->pages->scale * grid->size / size_preset;
}

static double row_height(struct grid *grid, int row)
{
    char shown[CELL_SHOWN];
    const bool sum = row == table_rows(grid->table);
    double height = grid->line_height[sum];
    for (int c = 0; c < grid->columns; c++) {
        const double width = grid->width[c] - 2.0 * padding(grid) + 0.1;
        const char *value = cell_text(grid, row, c, shown);
        if (page_natural(grid->pages, value, type_of(grid, sum)) <= width) continue;
        height = fmax(height, page_set(grid->pages, value, type_of(grid, sum), width, ALIGN_LEFT));
    }
    return height + 2.0 * row_pad(grid);
}

static struct page_colour shade_of(double share)
{
    const double rest = 1.0 - share;
    return (struct page_colour){0.03 + 0.97 * rest, 0.19 + 0.81 * rest, 0.42 + 0.58 * rest};
}

/* A black figure is read on this, a white one on what is darker. */
static const double dark = 0.72;

static struct page_colour shade_cell(struct grid *grid, int row, int c, double x, double height)
{
    if (row == table_rows(grid->table) || !is_shaded(grid, c)) return page_black;
    const struct table_cell cell = table_cell_at(grid->table, row, grid->column[c]);
    if (cell.holds != HOLDS_INT || cell.whole <= 0 || grid->most <= 0) return page_black;
    const double share = (double)cell.whole / (double)grid->most;
    page_fill(grid->pages, x, grid->pages->y, grid->width[c], height, shade_of(0.9 * share));
    return share > dark ? (struct page_colour){1.0, 1.0, 1.0} : page_black;
}

static void draw_cell(struct grid *grid, int row, int c, double x, double height)
{
    char shown[CELL_SHOWN];
    struct pages *pages = grid->pages;
    const struct page_type type = type_of(grid, row == table_rows(grid->table));
    const double width = grid->width[c] - 2.0 * padding(grid) + 0.1;
    const char *value = cell_text(grid, row, c, shown);
    const struct page_colour colour = shade_cell(grid, row, c, x, height);
    if (!*value) return;
    const bool text = is_text(head_of(grid, c)->kind);
    const double natural = page_natural(pages, value, type);
    const double y = pages->y + row_pad(grid);
    if (natural > width) {
        page_set(pages, value, type, width, text ? ALIGN_LEFT : ALIGN_RIGHT);
        page_show(pages, x + padding(grid), y, colour);
    } else {
        page_set(pages, value, type, -1.0, ALIGN_LEFT);
        page_show(pages, x + padding(grid) + (text ? 0.0 : width - natural), y, colour);
    }
}

static double grid_width(const struct grid *grid)
{
    double width = 0.0;
    for (int c = 0; c < grid->columns; c++) width += grid->width[c];
    return width;
}

static void draw_row(struct grid *grid, int row, double height)
{
    struct pages *pages = grid->pages;
    if (!pages->drawing) {
        pages->y += height;
        return;
    }
    const bool sum = row == table_rows(grid->table);
    double x = page_left(pages);
    if (row % 2 == 1 && !sum && !grid->look->heat)
        page_fill(pages, x, pages->y, grid_width(grid), height, page_pale);
    for (int c = 0; c < grid->columns; c++) {
        draw_cell(grid, row, c, x, height);
        x += grid->width[c];
    }
    if (sum) page_line(pages, page_left(pages), pages->y, x, pages->y, 0.8, page_black);
    pages->y += height;
    if (grid->look->heat || sum || row == table_rows(grid->table) - 1)
        page_line(pages, page_left(pages), pages->y, x, pages->y, 0.4, page_rule);
}

static double upright_height(struct grid *grid, int c)
{
    return fmin(upright_longest,
                page_natural(grid->pages, head_text(grid, c), type_of(grid, true))) +
           4.0;
}

static double measure_head(struct grid *grid)
{
    double height = 0.0;
    for (int c = 0; c < grid->columns; c++)
        height =
            fmax(height, is_upright(grid, c)
                             ? upright_height(grid, c)
                             : page_set(grid->pages, head_text(grid, c), type_of(grid, true),
                                        grid->width[c] - 2.0 * padding(grid) + 0.1, ALIGN_LEFT));
    return height + 2.0 * row_pad(grid);
}

static void draw_upright(struct grid *grid, int c, double x, double bottom)
{
    struct pages *pages = grid->pages;
    cairo_save(pages->cr);
    const double line = page_set(pages, head_text(grid, c), type_of(grid, true), -1.0, ALIGN_LEFT);
    cairo_translate(pages->cr, x + (grid->width[c] - line) / 2.0, bottom - 2.0);
    cairo_rotate(pages->cr, -G_PI / 2.0);
    page_label(pages, head_text(grid, c), type_of(grid, true), 0.0, 0.0, upright_longest,
               ALIGN_LEFT, page_black);
    cairo_restore(pages->cr);
}

static void draw_head(struct grid *grid)
{
    struct pages *pages = grid->pages;
    double x = page_left(pages);
    const double bottom = pages->y + grid->head_height;
    if (pages->drawing) {
        page_line(pages, x, pages->y, x + grid_width(grid), pages->y, 0.8, page_black);
        for (int c = 0; c < grid->columns; c++) {
            const double width = grid->width[c] - 2.0 * padding(grid) + 0.1;
            if (is_upright(grid, c)) {
                draw_upright(grid, c, x, bottom);
            } else {
                const double height =
                    page_set(pages, head_text(grid, c), type_of(grid, true), width,
                             is_text(head_of(grid, c)->kind) ? ALIGN_LEFT : ALIGN_RIGHT);
                page_show(pages, x + padding(grid), bottom - row_pad(grid) - height, page_black);
            }
            x += grid->width[c];
        }
        page_line(pages, page_left(pages), bottom, x, bottom, 0.8, page_black);
    }
    pages->y = bottom;
}

static double title_height(struct grid *grid)
{
    const char *title = table_title(grid->table);
    if (!*title || grid->look->untitled) return 0.0;
    return 3.0 + page_set(grid->pages, title, (struct page_type){title_size, true},
                          page_body_width(grid->pages), ALIGN_LEFT);
}

static void draw_title(struct grid *grid)
{
    const double height = title_height(grid);
    if (height <= 0.0) return;
    page_show(grid->pages, page_left(grid->pages), grid->pages->y, page_black);
    grid->pages->y += height;
}

static double notes_height(struct grid *grid)
{
    double height = 2.0;
    for (int i = 0; i < table_notes(grid->table); i++)
        height += page_set(grid->pages, table_note_at(grid->table, i),
                           (struct page_type){note_size, false}, page_body_width(grid->pages),
                           ALIGN_LEFT);
    return height;
}

/* What follows a row and is not parted from it: the last rows, the sum and short notes stay
   together. */
static double kept_below(struct grid *grid, int row, int lines)
{
    enum { LAST_ROWS = 3 };
    static const double short_notes = 0.25; /* of a page */
    const double body = page_body_bottom(grid->pages) - page_body_top(grid->pages);
    double below = 0.0;
    if (row < table_rows(grid->table) - LAST_ROWS) return 0.0;
    for (int next = row + 1; next < lines; next++) below += row_height(grid, next);
    const double notes = notes_height(grid);
    return notes < short_notes * body ? below + notes : below;
}

static void draw_rows(struct grid *grid)
{
    struct pages *pages = grid->pages;
    const int lines = table_rows(grid->table) + has_sum(grid);
    for (int row = 0; row < lines; row++) {
        const double height = row_height(grid, row);
        const int page = pages->page;
        page_need(pages, height + kept_below(grid, row, lines));
        if (pages->page != page) draw_head(grid);
        draw_row(grid, row, height);
    }
}

static void draw_notes(struct grid *grid)
{
    struct pages *pages = grid->pages;
    const struct page_type type = {note_size, false};
    pages->y += 2.0;
    for (int i = 0; i < table_notes(grid->table); i++) {
        const char *note = table_note_at(grid->table, i);
        page_need(pages, page_set(pages, note, type, page_body_width(pages), ALIGN_LEFT));
        const double height = page_set(pages, note, type, page_body_width(pages), ALIGN_LEFT);
        page_show(pages, page_left(pages), pages->y, page_grey);
        pages->y += height;
    }
    pages->y += 9.0 * pages->scale;
}

/* Height of title, head and the first `rows` rows, the sum among them; what is beyond `most` is not
   added up. */
static double height_of(struct grid *grid, int rows, double most)
{
    double height = title_height(grid) + grid->head_height + notes_height(grid);
    for (int row = 0; row < rows && height <= most; row++) height += row_height(grid, row);
    return height;
}

/* A small table stays whole, of a great one title, head and the first rows. */
static void place_table(struct grid *grid)
{
    enum { FIRST_ROWS = 3 };
    static const double small = 0.55; /* of a page */
    struct pages *pages = grid->pages;
    const int lines = table_rows(grid->table) + has_sum(grid);
    const double body = page_body_bottom(pages) - page_body_top(pages);
    const double most = grid->look->whole ? body - heads_room : small * body;
    for (int bold = 0; bold < 2; bold++)
        grid->line_height[bold] = page_set(pages, "ก", type_of(grid, bold), -1.0, ALIGN_LEFT);
    grid->head_height = measure_head(grid);
    const double whole = height_of(grid, lines, most);
    const int first = lines < FIRST_ROWS ? lines : FIRST_ROWS;
    page_need(pages, whole <= most ? whole : height_of(grid, first, body));
    draw_title(grid);
    draw_head(grid);
    draw_rows(grid);
    draw_notes(grid);
}

static void place_nothing(struct grid *grid)
{
    page_need(grid->pages, title_height(grid) + 16.0);
    draw_title(grid);
    page_remark(grid->pages, lang_pick("(ไม่มีรายการ)", "(nothing to list)"));
    draw_notes(grid);
}

static void find_most(struct grid *grid)
{
    for (int row = 0; row < table_rows(grid->table); row++)
        for (int c = 0; c < grid->columns; c++) {
            const struct table_cell cell = table_cell_at(grid->table, row, grid->column[c]);
            if (is_shaded(grid, c) && cell.holds == HOLDS_INT && cell.whole > grid->most)
                grid->most = cell.whole;
        }
}

static bool is_left_out(const struct page_table_look *look, const struct table_column *column)
{
    for (const char *const *key = look->leave_out; key && *key; key++)
        if (strcmp(*key, column->key) == 0) return true;
    return column->kind == CELL_HIDDEN;
}

void page_table(struct pages *pages, const struct table *table, const struct page_table_look *look)
{
    static const struct page_table_look plain = {0};
    const size_t count = (size_t)table_columns(table);
    struct grid grid = {.pages = pages,
                        .table = table,
                        .look = look ? look : &plain,
                        .column = mem_new(count, sizeof *grid.column),
                        .width = mem_new(count, sizeof *grid.width),
                        .needed = mem_new(count, sizeof *grid.needed),
                        .least = mem_new(count, sizeof *grid.least)};
    for (int c = 0; c < table_columns(table); c++)
        if (!is_left_out(grid.look, table_column_of(table, c))) grid.column[grid.columns++] = c;
    if (table_rows(table) > 0) {
        find_most(&grid);
        const bool turned = find_widths(&grid);
        place_table(&grid);
        if (turned) page_turn(pages, false);
    } else {
        place_nothing(&grid);
    }
    free(grid.column);
    free(grid.width);
    free(grid.needed);
    free(grid.least);
}
