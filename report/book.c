/* A table as a sheet: styles, cells, and what a reader expects around them. */
#include "report/book_internal.h"

#include "base/env.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/thai.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char font[] = "TH Sarabun New";

enum { NO_COLOR = -1, INK = 0x1A2B3C, SIGNAL = 0xA32A1E };

/* Fills are light enough for a printer without colour; what is short is bold, too, and what is over
   is italic. Numbers keep off the border by "_)", the width of a bracket: LibreOffice loses an
   indent where a colour depends on the value. */
// clang-format off
static const struct look {
    double size;
    bool bold, italic, border, wrap;
    int align, color, fill;
    const char *number;
} looks[STYLES] = {
    /*                       size bold   italic border wrap   align               color     fill      number    */
    [STYLE_TITLE]        = { 20,  true,  false, false, false, LXW_ALIGN_NONE,     INK,      NO_COLOR, NULL},
    [STYLE_LINE]         = { 16,  false, false, false, true,  LXW_ALIGN_NONE,     NO_COLOR, NO_COLOR, NULL},
    [STYLE_REMARK]       = { 16,  true,  false, false, true,  LXW_ALIGN_NONE,     SIGNAL,   NO_COLOR, NULL},
    [STYLE_HEADING]      = { 18,  true,  false, false, false, LXW_ALIGN_NONE,     INK,      NO_COLOR, NULL},
    [STYLE_HEAD]         = { 16,  true,  false, true,  true,  LXW_ALIGN_CENTER,   INK,      0xCFE2F3, NULL},
    [STYLE_TEXT]         = { 16,  false, false, true,  false, LXW_ALIGN_NONE,     NO_COLOR, NO_COLOR, "@"},
    [STYLE_LONG]         = { 16,  false, false, true,  true,  LXW_ALIGN_NONE,     NO_COLOR, NO_COLOR, NULL},
    [STYLE_YEAR]         = { 16,  false, false, true,  false, LXW_ALIGN_CENTER,   NO_COLOR, NO_COLOR, "0"},
    [STYLE_DATE]         = { 16,  false, false, true,  false, LXW_ALIGN_RIGHT,    NO_COLOR, NO_COLOR, NULL},
    [STYLE_TOTAL_TEXT]   = { 16,  true,  false, true,  false, LXW_ALIGN_NONE,     INK,      0xE8EEF4, NULL},
    [STYLE_SHORT]        = {  0,  true,  false, false, false, LXW_ALIGN_NONE,     0x8C1A11, 0xF8D0CC, NULL},
    [STYLE_OVER]         = {  0,  false, true,  false, false, LXW_ALIGN_NONE,     0x6B4A00, 0xFCE8B8, NULL},
    [STYLE_DECIMAL]      = { 16,  false, false, true,  false, LXW_ALIGN_RIGHT,    NO_COLOR, NO_COLOR, "#,##0_)"},
    [STYLE_DECIMAL + 1]  = { 16,  false, false, true,  false, LXW_ALIGN_RIGHT,    NO_COLOR, NO_COLOR, "#,##0.0_)"},
    [STYLE_DECIMAL + 2]  = { 16,  false, false, true,  false, LXW_ALIGN_RIGHT,    NO_COLOR, NO_COLOR, "#,##0.00_)"},
    [STYLE_DECIMAL + 3]  = { 16,  false, false, true,  false, LXW_ALIGN_RIGHT,    NO_COLOR, NO_COLOR, "#,##0.000_)"},
    [STYLE_DECIMAL + 4]  = { 16,  false, false, true,  false, LXW_ALIGN_RIGHT,    NO_COLOR, NO_COLOR, "#,##0.0000_)"},
    [STYLE_TOTAL]        = { 16,  true,  false, true,  false, LXW_ALIGN_RIGHT,    INK,      0xE8EEF4, "#,##0_)"},
    [STYLE_TOTAL + 1]    = { 16,  true,  false, true,  false, LXW_ALIGN_RIGHT,    INK,      0xE8EEF4, "#,##0.0_)"},
    [STYLE_TOTAL + 2]    = { 16,  true,  false, true,  false, LXW_ALIGN_RIGHT,    INK,      0xE8EEF4, "#,##0.00_)"},
    [STYLE_TOTAL + 3]    = { 16,  true,  false, true,  false, LXW_ALIGN_RIGHT,    INK,      0xE8EEF4, "#,##0.000_)"},
    [STYLE_TOTAL + 4]    = { 16,  true,  false, true,  false, LXW_ALIGN_RIGHT,    INK,      0xE8EEF4, "#,##0.0000_)"},
};

/* What stands out where it is not 0. */
static const struct {
    const char *key;
    enum style style;
} marked[] = {
    {"shortage", STYLE_SHORT},
    {"surplus",  STYLE_OVER},
};
// clang-format on

/* The stored value is the date of the common era; 107 asks for the Buddhist calendar in the digits
   of the West, the rest for the language. Numbers for the month in English: LibreOffice names the
   months of this calendar in Thai. */
static const char *date_number_format(void)
{
    return lang_pick("[$-107041E]d mmm yyyy_)", "[$-1070409]yyyy-mm-dd_)");
}

/* ---- opening and closing ----------------------------------------------------------------- */

static void keep_failure(struct book *book, enum err_code code, const char *th, const char *en,
                         const char *subject)
{
    if (book->err.code == ERR_OK) err_set(&book->err, code, th, en, subject);
}

void book_check(struct book *book, lxw_error error)
{
    if (error == LXW_NO_ERROR) return;
    keep_failure(book, ERR_STORE, "เขียนสมุดงานไม่ได้: %s", "cannot write the workbook: %s",
                 lxw_strerror(error));
}

static void add_formats(struct book *book)
{
    for (int s = 0; s < STYLES; s++) {
        const struct look *look = &looks[s];
        lxw_format *format = workbook_add_format(book->workbook);
        if (look->size > 0) {
            format_set_font_name(format, font);
            format_set_font_size(format, look->size);
            format_set_align(format,
                             look->wrap ? LXW_ALIGN_VERTICAL_TOP : LXW_ALIGN_VERTICAL_CENTER);
        }
        if (look->bold) format_set_bold(format);
        if (look->italic) format_set_italic(format);
        if (look->wrap) format_set_text_wrap(format);
        if (look->border) {
            format_set_border(format, LXW_BORDER_THIN);
            format_set_border_color(format, 0xA8B4C0);
        }
        if (look->align) format_set_align(format, (uint8_t)look->align);
        if (look->border && look->align == LXW_ALIGN_NONE) format_set_indent(format, 1);
        if (look->color != NO_COLOR) format_set_font_color(format, (lxw_color_t)look->color);
        if (look->fill != NO_COLOR) format_set_bg_color(format, (lxw_color_t)look->fill);
        if (look->number) format_set_num_format(format, look->number);
        book->format[s] = format;
    }
    format_set_num_format(book->format[STYLE_DATE], date_number_format());
    format_set_align(book->format[STYLE_HEAD], LXW_ALIGN_VERTICAL_CENTER);
}

enum err_code book_open(const char *path, struct book **out, struct err *err)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    struct book *book = mem_new(1, sizeof *book);
    const enum err_code code = export_file_open(path, &book->file, err);
    if (code != ERR_OK) {
        free(book);
        return code;
    }
    book->workbook = workbook_new_opt(book->file.beside, &options);
    book->title = mem_text("");
    add_formats(book);
    *out = book;
    return ERR_OK;
}

void book_about(struct book *book, const char *title, const char *remark, long long made)
{
    struct text clean = {0}, about = {0};
    char author[] = "kru " KRU_VERSION;
    cell_text(title, &clean);
    if (remark) cell_text(remark, &about);
    lxw_doc_properties properties = {.title = clean.s,
                                     .comments = about.s,
                                     .author = author,
                                     .created = (time_t)(made ? made : env_now())};
    book_check(book, workbook_set_properties(book->workbook, &properties));
    free(book->title);
    book->title = mem_text(text_s(&clean));
    text_clear(&clean);
    text_clear(&about);
}

static void free_book(struct book *book)
{
    for (int i = 0; i < book->sheets; i++) free(book->sheet[i].name);
    free(book->sheet);
    free(book->title);
    free(book);
}

/* Rows wait in a file of the system's folder for temporary files, which may be full, too. */
static void check_rows(struct book *book)
{
    for (int i = 0; i < book->sheets; i++) {
        FILE *rows = book->sheet[i].at->optimize_tmpfile;
        errno = 0;
        if (rows && (fflush(rows) != 0 || ferror(rows)))
            keep_failure(book, ERR_STORE, "เขียนไฟล์ชั่วคราวของสมุดงานไม่ได้: %s",
                         "cannot write the temporary file of the workbook: %s", err_reason(errno));
    }
}

static enum err_code write_book(struct book *book, struct err *err)
{
    errno = 0;
    const lxw_error error = workbook_close(book->workbook);
    if (error == LXW_NO_ERROR) return export_file_finish(&book->file, err);
    const char *reason = errno ? err_reason(errno) : lxw_strerror(error);
    err_set(err, ERR_STORE, "เขียน '%s' ไม่ได้: %s", "cannot write '%s': %s", book->file.path, reason);
    export_file_drop(&book->file);
    return ERR_STORE;
}

enum err_code book_finish(struct book *book, bool keep, struct err *err)
{
    enum err_code code = ERR_OK;
    check_rows(book);
    for (int i = 0; i < book->sheets; i++)
        if (book->sheet[i].breaks > 0)
            book_check(book,
                       worksheet_set_h_pagebreaks(book->sheet[i].at, book->sheet[i].page_break));
    if (keep && book->err.code == ERR_OK) {
        code = write_book(book, err);
    } else {
        lxw_workbook_free(book->workbook);
        export_file_drop(&book->file);
        code = book->err.code;
        if (code != ERR_OK && err) *err = book->err;
    }
    free_book(book);
    return code;
}

/* ---- cells ------------------------------------------------------------------------------- */

void put_text(struct book *book, struct sheet *sheet, int column, const char *text,
              enum style style)
{
    struct text clean = {0};
    cell_text(text, &clean);
    lxw_format *format = book->format[style];
    const lxw_row_t row = (lxw_row_t)sheet->row;
    book_check(book,
               clean.length > 0
                   ? worksheet_write_string(sheet->at, row, (lxw_col_t)column, clean.s, format)
                   : worksheet_write_blank(sheet->at, row, (lxw_col_t)column, format));
    text_clear(&clean);
}

static void put_number(struct book *book, struct sheet *sheet, int column, double value,
                       enum style style)
{
    book_check(book, worksheet_write_number(sheet->at, (lxw_row_t)sheet->row, (lxw_col_t)column,
                                            value, book->format[style]));
}

static enum style decimals_of(enum style base, int decimals)
{
    return (enum style)((int)base + (decimals < MOST_DECIMALS ? decimals : MOST_DECIMALS));
}

/* False for a number that a cell would show as another one: 15 digits are all it has. */
static bool fits_cell(const struct table_cell *cell)
{
    if (cell->holds == HOLDS_INT) return llabs(cell->whole) < 1000000000000000;
    return isfinite(cell->number);
}

static bool put_date(struct book *book, struct sheet *sheet, int column, const char *text)
{
    struct date date;
    if (!date_parse(text, &date) || !date_is_whole(date)) return false;
    lxw_datetime at = {.year = date.year, .month = date.month, .day = date.day};
    book_check(book, worksheet_write_datetime(sheet->at, (lxw_row_t)sheet->row, (lxw_col_t)column,
                                              &at, book->format[STYLE_DATE]));
    return true;
}

/* Texts longer than this may need a second line; the format of texts shows no more than 255. */
enum { LONG_TEXT = 255, WIDEST_PX = 520, WIDEST_PORTRAIT_PX = 840 };

void put_cell(struct book *book, struct sheet *sheet, int column, const struct table_cell *cell,
              enum cell_kind kind)
{
    char shown[CELL_SHOWN];
    const bool is_number = cell->holds == HOLDS_INT || cell->holds == HOLDS_NUMBER;
    if (is_number && fits_cell(cell)) {
        const double value = cell->holds == HOLDS_INT ? (double)cell->whole : cell->number;
        const int decimals = cell->holds == HOLDS_INT ? 0 : cell->decimals;
        put_number(book, sheet, column, value,
                   kind == CELL_YEAR ? STYLE_YEAR : decimals_of(STYLE_DECIMAL, decimals));
        return;
    }
    if (kind == CELL_DATE && cell->holds == HOLDS_TEXT && put_date(book, sheet, column, cell->text))
        return;
    const char *text = table_cell_shown(shown, cell, kind);
    const bool is_long =
        strlen(text) > LONG_TEXT || text_lines(text, WIDEST_PX) > 1 || strchr(text, '\n');
    put_text(book, sheet, column, text, is_long ? STYLE_LONG : STYLE_TEXT);
}

void put_across(struct book *book, struct sheet *sheet, int first, int last, const char *text,
                enum style style)
{
    struct text clean = {0};
    const lxw_row_t row = (lxw_row_t)sheet->row;
    if (last <= first) {
        put_text(book, sheet, first, text, style);
        return;
    }
    cell_text(text, &clean);
    book_check(book, worksheet_merge_range(sheet->at, row, (lxw_col_t)first, row, (lxw_col_t)last,
                                           text_s(&clean), book->format[style]));
    text_clear(&clean);
}

/* 109: sums what a filter leaves. */
void put_total(struct book *book, struct sheet *sheet, int column, int first, int last,
               const struct table_cell *sum)
{
    char name[LXW_MAX_COL_NAME_LENGTH], formula[64];
    const double value = sum->holds == HOLDS_INT ? (double)sum->whole : sum->number;
    lxw_col_to_name(name, (lxw_col_t)column, LXW_FALSE);
    snprintf(formula, sizeof formula, "=SUBTOTAL(109,%s%d:%s%d)", name, first + 1, name, last + 1);
    book_check(book, worksheet_write_formula_num(
                         sheet->at, (lxw_row_t)sheet->row, (lxw_col_t)column, formula,
                         book->format[decimals_of(STYLE_TOTAL, sum->decimals)], value));
}

bool table_has_total(const struct table *table)
{
    for (int c = 0; c < table_columns(table); c++)
        if (table_column_of(table, c)->total) return true;
    return false;
}

static void mark(struct book *book, struct sheet *sheet, enum style style, int first_column,
                 int last_column, int first, int last)
{
    lxw_conditional_format rule = {.type = LXW_CONDITIONAL_TYPE_CELL,
                                   .criteria = LXW_CONDITIONAL_CRITERIA_GREATER_THAN,
                                   .value = 0.0,
                                   .format = book->format[style]};
    book_check(book, worksheet_conditional_format_range(sheet->at, (lxw_row_t)first,
                                                        (lxw_col_t)first_column, (lxw_row_t)last,
                                                        (lxw_col_t)last_column, &rule));
}

void mark_gaps(struct book *book, struct sheet *sheet, const struct table *table, const int *span,
               int first, int last)
{
    const int columns = table_columns(table);
    for (size_t i = 0; i < sizeof marked / sizeof *marked && last >= first; i++) {
        int start = -1; /* of neighbours that are marked alike: one rule for all of them */
        for (int c = 0, at = 0; c <= columns; c++) {
            const bool is_marked =
                c < columns && strcmp(table_column_of(table, c)->key, marked[i].key) == 0;
            if (is_marked && start < 0) start = at;
            if (!is_marked && start >= 0) {
                mark(book, sheet, marked[i].style, start, at - 1, first, last);
                start = -1;
            }
            at += span && c < columns ? span[c] : 1;
        }
    }
}

/* ---- sheets ------------------------------------------------------------------------------ */

struct sheet *sheet_new(struct book *book, const char *name)
{
    struct text clean = {0};
    if (book->err.code != ERR_OK) return NULL;
    sheet_name(book, name, &clean);
    book->sheet = mem_room(book->sheet, book->sheets, &book->room, sizeof *book->sheet);
    lxw_worksheet *at = workbook_add_worksheet(book->workbook, clean.s);
    if (!at) {
        keep_failure(book, ERR_STORE, "เพิ่มแผ่น '%s' ในสมุดงานไม่ได้", "cannot add the sheet '%s'",
                     clean.s);
        text_clear(&clean);
        return NULL;
    }
    struct sheet *sheet = &book->sheet[book->sheets++];
    *sheet = (struct sheet){.at = at, .name = clean.s};
    worksheet_set_default_row(at, ROW_PT, LXW_FALSE);
    return sheet;
}

/* "&" commands the head and foot of a page; what is said there must not. At most `room` letters. */
static void add_running(const char *text, int room, struct text *out)
{
    for (const char *s = text; *s && room > 0; room--) {
        size_t bytes = 1;
        while ((s[bytes] & 0xC0) == 0x80) bytes++;
        if (*s == '&') {
            text_add(out, "&");
            room--;
        }
        text_add_bytes(out, (unsigned char)*s < 0x20 ? " " : s, bytes);
        s += bytes;
    }
    if (*text && room <= 0) text_add(out, "…");
}

void print_setup(struct book *book, struct sheet *sheet, bool landscape, int head)
{
    enum { A4 = 9, TITLE_LETTERS = 90, NAME_LETTERS = 31, PAGE_PX = 820 };
    struct text text = {0};
    worksheet_set_paper(sheet->at, A4);
    landscape ? worksheet_set_landscape(sheet->at) : worksheet_set_portrait(sheet->at);
    if (head >= 0)
        worksheet_fit_to_pages(sheet->at, 1, 0);
    else
        worksheet_set_print_scale(sheet->at, (uint16_t)(100.0 * PAGE_PX / sheet->width));
    worksheet_set_margins(sheet->at, 0.5, 0.5, 0.75, 0.75);
    if (head >= 0)
        book_check(book, worksheet_repeat_rows(sheet->at, (lxw_row_t)head, (lxw_row_t)head));
    text_add(&text, "&L&14&\"%s,Regular\"", font);
    add_running(book->title, TITLE_LETTERS, &text);
    text_add(&text, "&R&14&\"%s,Regular\"", font);
    add_running(sheet->name, NAME_LETTERS, &text);
    book_check(book, worksheet_set_header(sheet->at, text.s));
    text_clear(&text);
    text_add(&text,
             lang_pick("&L&14&\"%1$s,Regular\"kru %2$s&R&14&\"%1$s,Regular\"หน้า &P จาก &N",
                       "&L&14&\"%1$s,Regular\"kru %2$s&R&14&\"%1$s,Regular\"page &P of &N"),
             font, KRU_VERSION);
    book_check(book, worksheet_set_footer(sheet->at, text.s));
    text_clear(&text);
}

static const char *head_of(const struct table_column *column, bool bare)
{
    return bare ? column->key : lang_pick(column->th, column->en);
}

static double px_of(const char *text, enum cell_kind kind)
{
    const bool is_text = kind == CELL_TEXT || kind == CELL_HIDDEN;
    return thai_columns(text) * (double)(is_text ? LETTER_PX : DIGIT_PX);
}

double values_px(const struct table *table, int c)
{
    char shown[CELL_SHOWN];
    const struct table_column *column = table_column_of(table, c);
    double widest = 0;
    long long least = 0, most = 0;
    for (int row = 0; row < table_rows(table); row++) {
        const struct table_cell cell = table_cell_at(table, row, c);
        if (cell.holds == HOLDS_INT && cell.whole > least && cell.whole < most) continue;
        if (cell.holds == HOLDS_INT && cell.whole < least) least = cell.whole;
        if (cell.holds == HOLDS_INT && cell.whole > most) most = cell.whole;
        const double px = px_of(table_cell_shown(shown, &cell, column->kind), column->kind);
        if (px > widest) widest = px;
    }
    if (column->total) {
        const struct table_cell sum = table_sum(table, c);
        const double px = px_of(table_cell_shown(shown, &sum, column->kind), column->kind);
        if (px > widest) widest = px;
    }
    return widest + PAD_PX;
}

/* As wide as what it holds and its head, up to WIDEST_PX; longer texts take more lines. */
static double column_px(const struct table *table, int c, bool bare)
{
    enum { NARROWEST = 70, HEAD_EXTRA = 22 };
    const double head =
        px_of(head_of(table_column_of(table, c), bare), CELL_TEXT) + HEAD_EXTRA + PAD_PX;
    const double values = values_px(table, c), widest = head > values ? head : values;
    return widest < NARROWEST ? NARROWEST : widest > WIDEST_PX ? WIDEST_PX : widest;
}

static void set_columns(struct book *book, struct sheet *sheet, const struct table *table,
                        const struct book_look *look)
{
    for (int c = 0; c < table_columns(table); c++) {
        const enum cell_kind kind = table_column_of(table, c)->kind;
        const bool is_text = kind == CELL_TEXT || kind == CELL_HIDDEN || kind == CELL_DATE;
        const double px = column_px(table, c, look->bare);
        /* What is typed below a bare table is text where its column is: a code keeps its zeros. */
        lxw_format *format = look->bare && is_text ? book->format[STYLE_TEXT] : NULL;
        lxw_row_col_options fold = {.hidden = look->fold && kind == CELL_HIDDEN};
        fold.level = fold.hidden;
        /* By width, (pixels - 5) / 7: the function that takes pixels forgets what to fold. */
        book_check(book, worksheet_set_column_opt(sheet->at, (lxw_col_t)c, (lxw_col_t)c,
                                                  (px - 5) / 7, format, &fold));
        if (!fold.hidden) sheet->width += px;
    }
}

void put_line(struct book *book, struct sheet *sheet, int columns, const char *text,
              enum style style)
{
    const bool is_large = style == STYLE_TITLE || style == STYLE_HEADING;
    const double height = is_large ? TITLE_PT : text_lines(text, sheet->width) * LINE_PT;
    book_check(book, worksheet_set_row(sheet->at, (lxw_row_t)sheet->row, height, NULL));
    put_across(book, sheet, 0, columns - 1, text, style);
    sheet->row++;
}

static void put_comment(struct book *book, struct sheet *sheet, int column, const char *meaning)
{
    struct text clean = {0};
    cell_text(meaning, &clean);
    book_check(book, worksheet_write_comment(sheet->at, (lxw_row_t)sheet->row, (lxw_col_t)column,
                                             text_s(&clean)));
    text_clear(&clean);
}

static void put_heads(struct book *book, struct sheet *sheet, const struct table *table,
                      const struct book_look *look)
{
    for (int c = 0; c < table_columns(table); c++) {
        put_text(book, sheet, c, head_of(table_column_of(table, c), look->bare), STYLE_HEAD);
        if (look->meaning && look->meaning[c]) put_comment(book, sheet, c, look->meaning[c]);
    }
    sheet->row++;
}

/* Rows of one line keep the height of the sheet; a file of 40,000 rows need not say it each time.
 */
static void put_row(struct book *book, struct sheet *sheet, const struct table *table, int row)
{
    char shown[CELL_SHOWN];
    int lines = 1;
    for (int c = 0; c < table_columns(table); c++) {
        const struct table_cell cell = table_cell_at(table, row, c);
        if (cell.holds != HOLDS_TEXT) continue;
        const char *text = table_cell_shown(shown, &cell, table_column_of(table, c)->kind);
        const int taken = text_lines(text, WIDEST_PX);
        if (taken > lines) lines = taken;
    }
    if (lines > 1) {
        const double highest = 400, height = lines * LINE_PT;
        book_check(book, worksheet_set_row(sheet->at, (lxw_row_t)sheet->row,
                                           height < highest ? height : highest, NULL));
    }
    for (int c = 0; c < table_columns(table); c++) {
        const struct table_cell cell = table_cell_at(table, row, c);
        put_cell(book, sheet, c, &cell, table_column_of(table, c)->kind);
    }
    sheet->row++;
}

/* Where "total" stands: the first column without one that is seen. */
static int label_column(const struct table *table, const struct book_look *look)
{
    for (int c = 0; c < table_columns(table); c++) {
        const struct table_column *column = table_column_of(table, c);
        if (!column->total && !(look->fold && column->kind == CELL_HIDDEN)) return c;
    }
    return -1;
}

static void put_totals(struct book *book, struct sheet *sheet, const struct table *table,
                       const struct book_look *look, int first)
{
    const int label = label_column(table, look);
    for (int c = 0; c < table_columns(table); c++) {
        if (table_column_of(table, c)->total) {
            const struct table_cell sum = table_sum(table, c);
            put_total(book, sheet, c, first, sheet->row - 1, &sum);
        } else {
            put_text(book, sheet, c, c == label ? lang_pick("รวม", "total") : "", STYLE_TOTAL_TEXT);
        }
    }
    sheet->row++;
}

/* Codes are texts of digits: that is no mistake to be marked. */
static void allow_digits(struct book *book, struct sheet *sheet, int first, int last, int columns)
{
    char range[LXW_MAX_CELL_RANGE_LENGTH];
    lxw_rowcol_to_range(range, (lxw_row_t)first, 0, (lxw_row_t)last, (lxw_col_t)(columns - 1));
    book_check(book, worksheet_ignore_errors(sheet->at, LXW_IGNORE_NUMBER_STORED_AS_TEXT, range));
}

static void put_body(struct book *book, struct sheet *sheet, const struct table *table,
                     const struct book_look *look)
{
    const int columns = table_columns(table), head = sheet->row;
    put_heads(book, sheet, table, look);
    for (int row = 0; row < table_rows(table); row++) put_row(book, sheet, table, row);
    const int last = sheet->row - 1;
    book_check(book, worksheet_autofilter(sheet->at, (lxw_row_t)head, 0, (lxw_row_t)last,
                                          (lxw_col_t)(columns - 1)));
    worksheet_freeze_panes(sheet->at, (lxw_row_t)(head + 1), (lxw_col_t)look->frozen);
    print_setup(book, sheet, sheet->width > WIDEST_PORTRAIT_PX, head);
    if (table_rows(table) == 0) return;
    allow_digits(book, sheet, head + 1, last, columns);
    if (look->bare) return;
    mark_gaps(book, sheet, table, NULL, head + 1, last);
    if (table_has_total(table)) put_totals(book, sheet, table, look, head + 1);
}

void book_sheet(struct book *book, const char *name, const struct table *table,
                const struct book_look *look)
{
    enum { AROUND = 100 }; /* rows for title, notes, heads and totals */
    struct sheet *sheet = sheet_new(book, name);
    if (!sheet) return;
    if (table_rows(table) > LXW_ROW_MAX - AROUND) {
        keep_failure(book, ERR_INPUT, "แผ่น '%s' มีแถวเกิน 1,048,576 แถวที่แผ่นหนึ่งมีได้",
                     "the sheet '%s' has more than the 1,048,576 rows that a sheet can have",
                     sheet->name);
        return;
    }
    const int notes = table_notes(table), columns = table_columns(table);
    set_columns(book, sheet, table, look);
    if (!look->bare) {
        put_line(book, sheet, columns, table_title(table), STYLE_TITLE);
        if (notes > 0)
            put_line(book, sheet, columns, table_note_at(table, notes - 1), STYLE_REMARK);
    }
    put_body(book, sheet, table, look);
    if (look->bare) return;
    if (table_rows(table) == 0)
        put_line(book, sheet, columns, lang_pick("(ไม่มีรายการ)", "(nothing to list)"), STYLE_LINE);
    sheet->row++; /* what stands right below a table would be sorted with it */
    for (int i = 0; i < notes - 1; i++)
        put_line(book, sheet, columns, table_note_at(table, i), STYLE_LINE);
}
