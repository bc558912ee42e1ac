/* A page of a workbook: lines, charts and tables one under the other. */
#include "report/book_internal.h"

#include "base/lang.h"

#include <assert.h>

enum { COLUMN_PX = 92, CHART_ROWS = 9, ROW_PX = 35, CHART_GAP_PX = 8 };

static struct sheet *page_of(struct book *book)
{
    return book->err.code == ERR_OK && book->sheets > 0 ? &book->sheet[book->sheets - 1] : NULL;
}

void book_page(struct book *book, const char *name, int columns)
{
    struct sheet *sheet = sheet_new(book, name);
    if (!sheet) return;
    sheet->columns = columns;
    sheet->width = (double)columns * COLUMN_PX;
    /* One by one: what is set for a range stays beside what is set for one of it, and Excel calls
       the file damaged. */
    for (int c = 0; c < columns; c++)
        worksheet_set_column_pixels(sheet->at, (lxw_col_t)c, (lxw_col_t)c, COLUMN_PX, NULL);
    worksheet_gridlines(sheet->at, LXW_HIDE_ALL_GRIDLINES);
    print_setup(book, sheet, true, -1);
}

void book_line(struct book *book, enum book_line kind, const char *text)
{
    static const enum style styles[] = {[LINE_TITLE] = STYLE_TITLE,
                                        [LINE_TEXT] = STYLE_LINE,
                                        [LINE_REMARK] = STYLE_REMARK,
                                        [LINE_HEADING] = STYLE_HEADING};
    struct sheet *sheet = page_of(book);
    if (sheet) put_line(book, sheet, sheet->columns, text, styles[kind]);
}

void book_keep(struct book *book, int rows)
{
    enum { PAGE_ROWS = 29 }; /* on A4 across, at the scale of print_setup */
    struct sheet *sheet = page_of(book);
    if (!sheet || sheet->breaks == MOST_BREAKS) return;
    const int page = sheet->breaks ? (int)sheet->page_break[sheet->breaks - 1] : 0;
    if (sheet->row - page + rows > PAGE_ROWS)
        sheet->page_break[sheet->breaks++] = (lxw_row_t)sheet->row;
}

/* ---- tables ------------------------------------------------------------------------------ */

static void block_row(struct book *book, struct sheet *sheet, const struct table *table, int row,
                      const int *span)
{
    char shown[CELL_SHOWN];
    int lines = 1;
    for (int c = 0, at = 0; c < table_columns(table); c++) {
        const int wide = span ? span[c] : 1;
        const enum cell_kind kind = table_column_of(table, c)->kind;
        const struct table_cell cell = table_cell_at(table, row, c);
        if (wide > 1) {
            const char *text = table_cell_shown(shown, &cell, kind);
            const int taken = text_lines(text, wide * COLUMN_PX - PAD_PX);
            if (taken > lines) lines = taken;
            put_across(book, sheet, at, at + wide - 1, text, taken > 1 ? STYLE_LONG : STYLE_TEXT);
        } else {
            put_cell(book, sheet, at, &cell, kind);
        }
        at += wide;
    }
    if (lines > 1)
        book_check(book,
                   worksheet_set_row(sheet->at, (lxw_row_t)sheet->row, lines * LINE_PT, NULL));
    sheet->row++;
}

/* A number that has no room is shown as ####. */
static void make_room(struct book *book, struct sheet *sheet, const struct table *table,
                      const int *span)
{
    for (int c = 0, at = 0; c < table_columns(table) && at < MOST_PAGE_COLUMNS; c++) {
        const int wide = span ? span[c] : 1;
        const double px = wide == 1 ? values_px(table, c) : 0;
        const double before = sheet->wide[at] > COLUMN_PX ? sheet->wide[at] : COLUMN_PX;
        if (px > before) {
            sheet->wide[at] = px;
            sheet->width += px - before;
            book_check(book, worksheet_set_column_pixels(sheet->at, (lxw_col_t)at, (lxw_col_t)at,
                                                         (uint32_t)px, NULL));
        }
        at += wide;
    }
}

static void block_heads(struct book *book, struct sheet *sheet, const struct table *table,
                        const int *span)
{
    int lines = 1;
    for (int c = 0, at = 0; c < table_columns(table); c++) {
        const int wide = span ? span[c] : 1;
        const struct table_column *column = table_column_of(table, c);
        const char *head = lang_pick(column->th, column->en);
        const int taken = text_lines(head, wide * COLUMN_PX - PAD_PX);
        if (taken > lines) lines = taken;
        put_across(book, sheet, at, at + wide - 1, head, STYLE_HEAD);
        at += wide;
    }
    worksheet_set_row(sheet->at, (lxw_row_t)sheet->row, lines * LINE_PT, NULL);
    sheet->row++;
}

static void block_totals(struct book *book, struct sheet *sheet, const struct table *table,
                         const int *span, int first)
{
    for (int c = 0, at = 0; c < table_columns(table); c++) {
        const int wide = span ? span[c] : 1;
        if (table_column_of(table, c)->total) {
            const struct table_cell sum = table_sum(table, c);
            put_total(book, sheet, at, first, sheet->row - 1, &sum);
        } else {
            put_across(book, sheet, at, at + wide - 1, c == 0 ? lang_pick("รวม", "total") : "",
                       STYLE_TOTAL_TEXT);
        }
        at += wide;
    }
    sheet->row++;
}

struct book_block book_block(struct book *book, const struct table *table, const int *span)
{
    struct book_block block = {0};
    struct sheet *sheet = page_of(book);
    if (!sheet) return block;
    block = (struct book_block){book->sheets - 1, sheet->row, table_rows(table)};
    const int first = block.head + 1, last = block.head + block.rows;
    make_room(book, sheet, table, span);
    block_heads(book, sheet, table, span);
    for (int row = 0; row < table_rows(table); row++) block_row(book, sheet, table, row, span);
    mark_gaps(book, sheet, table, span, first, last);
    if (block.rows > 0 && table_has_total(table)) block_totals(book, sheet, table, span, first);
    sheet->row++;
    return block;
}

/* ---- charts ------------------------------------------------------------------------------ */

/* Told apart by people who do not see red or green, and by their lightness on grey paper (after
   Okabe and Ito, dark and light in turn). */
static const lxw_color_t palette[] = {0x0072B2, 0xE69F00, 0x00664B, 0x56B4E9,
                                      0xB3480A, 0xF0E442, 0x5B2A6B, 0xCC79A7};
static const uint8_t markers[] = {LXW_CHART_MARKER_CIRCLE, LXW_CHART_MARKER_SQUARE,
                                  LXW_CHART_MARKER_DIAMOND, LXW_CHART_MARKER_TRIANGLE};
static const uint8_t kinds[] = {[CHART_LINES] = LXW_CHART_LINE,
                                [CHART_COLUMNS] = LXW_CHART_COLUMN,
                                [CHART_STACKED] = LXW_CHART_COLUMN_STACKED};

int book_room(struct book *book)
{
    struct sheet *sheet = page_of(book);
    if (!sheet) return 0;
    const int room = sheet->row;
    sheet->row += CHART_ROWS + 1;
    return room;
}

static lxw_chart_font font_of(double size, bool bold)
{
    static char name[] = "TH Sarabun New";
    return (lxw_chart_font){
        .name = name, .size = size, .bold = bold ? LXW_TRUE : LXW_EXPLICIT_FALSE};
}

static void draw_series(struct book *book, lxw_chart *drawn, const struct book_chart *chart, int i)
{
    const char *sheet = book->sheet[chart->data.sheet].name;
    const lxw_row_t first = (lxw_row_t)(chart->data.head + 1 + chart->skip);
    const lxw_row_t last = (lxw_row_t)(chart->data.head + chart->data.rows);
    const lxw_col_t labels = (lxw_col_t)chart->labels, column = (lxw_col_t)chart->column[i];
    const lxw_color_t color = palette[i % (int)(sizeof palette / sizeof *palette)];
    lxw_chart_series *series = chart_add_series(drawn, NULL, NULL);
    chart_series_set_categories(series, sheet, first, labels, last, labels);
    chart_series_set_values(series, sheet, first, column, last, column);
    chart_series_set_name_range(series, sheet, (lxw_row_t)chart->data.head, column);
    lxw_chart_line line = {.color = color, .width = 2.25f};
    lxw_chart_fill fill = {.color = color};
    if (chart->kind == CHART_LINES) {
        chart_series_set_line(series, &line);
        chart_series_set_marker_type(series, markers[i % (int)sizeof markers]);
        chart_series_set_marker_size(series, 7);
        chart_series_set_marker_fill(series, &fill);
    } else {
        chart_series_set_fill(series, &fill);
    }
    if (chart->series > 1) return;
    lxw_chart_font small = font_of(12, false);
    chart_series_set_labels(series);
    chart_series_set_labels_font(series, &small);
}

static void draw_axis(lxw_chart_axis *axis, const char *name)
{
    lxw_chart_font bold = font_of(14, true), small = font_of(13, false);
    chart_axis_set_name(axis, name);
    chart_axis_set_name_font(axis, &bold);
    chart_axis_set_num_font(axis, &small);
}

void book_chart(struct book *book, int room, int at, int across, const struct book_chart *chart)
{
    struct sheet *sheet = page_of(book);
    if (!sheet || chart->data.rows <= chart->skip) return;
    assert(chart->series >= 1 && chart->series <= MOST_SERIES);
    lxw_chart *drawn = workbook_add_chart(book->workbook, kinds[chart->kind]);
    lxw_chart_font title = font_of(18, true), legend = font_of(14, false);
    for (int i = 0; i < chart->series; i++) draw_series(book, drawn, chart, i);
    chart_title_set_name(drawn, chart->title);
    chart_title_set_name_font(drawn, &title);
    draw_axis(drawn->x_axis, chart->x);
    draw_axis(drawn->y_axis, chart->y);
    chart_axis_set_num_format(drawn->y_axis, "#,##0");
    chart_legend_set_position(drawn,
                              chart->series > 1 ? LXW_CHART_LEGEND_BOTTOM : LXW_CHART_LEGEND_NONE);
    chart_legend_set_font(drawn, &legend);
    lxw_chart_line grid = {.color = 0xD9D9D9, .width = 0.75f};
    chart_axis_major_gridlines_set_line(drawn->y_axis, &grid);
    if (chart->kind != CHART_LINES) chart_set_series_gap(drawn, 60);
    const double width = (double)sheet->columns * COLUMN_PX / across - CHART_GAP_PX,
                 height = CHART_ROWS * ROW_PX;
    lxw_chart_options options = {.x_scale = width / 480.0, .y_scale = height / 288.0};
    worksheet_insert_chart_opt(sheet->at, (lxw_row_t)room,
                               (lxw_col_t)(at * sheet->columns / across), drawn, &options);
}
