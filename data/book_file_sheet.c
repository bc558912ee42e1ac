/* One sheet: its rows as they come, each collected and handed on, so that memory does not grow with
   the sheet. */
#include "data/book_file_internal.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* How the value of a cell is written. */
enum cell_type {
    TYPE_NUMBER,
    TYPE_SHARED,
    TYPE_TEXT,
    TYPE_INLINE,
    TYPE_TRUTH,
    TYPE_ERROR,
    TYPE_DATE
};
static const struct {
    const char *word;
    enum cell_type type;
} cell_types[] = {
    {"n", TYPE_NUMBER}, {"s", TYPE_SHARED}, {"str", TYPE_TEXT}, {"inlineStr", TYPE_INLINE},
    {"b", TYPE_TRUTH},  {"e", TYPE_ERROR},  {"d", TYPE_DATE},
};

/* The cell that is open. */
struct open_cell {
    int column;
    enum cell_type type;
    long style;
    bool formula, value; /* it has an <f>, a <v> */
    bool in_value;
    struct book_runs runs;
    struct text text;
};

/* A cell of the row, whose texts lie behind each other in `bytes`. */
struct kept_cell {
    bool filled;
    enum csv_holds holds;
    size_t text, number; /* where they begin; number 0: none */
};

struct reading {
    struct book_file *book;
    csv_row_fn each;
    void *context;
    struct book_place *place;
    int width; /* cells of every row, 0 before the first */
    int row, last_row;
    int next;     /* column of a cell that does not say it */
    bool in_data; /* inside of <sheetData> */
    int filled;   /* columns up to the last filled one of this row */
    struct text bytes;
    struct kept_cell kept[CSV_MAX_COLUMNS];
    char *cell[CSV_MAX_COLUMNS];
    struct csv_origin origin[CSV_MAX_COLUMNS];
    struct open_cell open;
};

static void refuse(struct book_xml *xml, int column, enum err_code code)
{
    struct reading *in = xml->context;
    *in->place = (struct book_place){.line = in->row, .column = column};
    book_xml_stop(xml, code);
}

/* ---- references -------------------------------------------------------------------------- */

const char *book_column_letters(char out[BOOK_LETTERS], int column)
{
    char reversed[BOOK_LETTERS];
    int count = 0;
    for (int left = column + 1; left > 0 && count < BOOK_LETTERS - 1; left = (left - 1) / 26)
        reversed[count++] = (char)('A' + (left - 1) % 26);
    for (int i = 0; i < count; i++) out[i] = reversed[count - 1 - i];
    out[count] = '\0';
    return out;
}

/* "F117" to column 5 and row 117, with the text behind it; NULL when it is none. */
static const char *read_reference(const char *text, int *column, int *row)
{
    int letters = 0, digits = 0;
    long c = 0, r = 0;
    for (; *text >= 'A' && *text <= 'Z' && letters < 4; letters++) c = c * 26 + (*text++ - 'A' + 1);
    for (; *text >= '0' && *text <= '9' && digits < 8; digits++) r = r * 10 + (*text++ - '0');
    if (c < 1 || c > BOOK_MAX_COLUMNS || r < 1 || r > BOOK_MAX_ROWS) return NULL;
    *column = (int)c - 1;
    *row = (int)r;
    return text;
}

/* ---- cells ------------------------------------------------------------------------------- */

/* Where the text was put in `bytes`, which begins with a byte that is nobody's. */
static size_t put(struct reading *in, const char *text)
{
    const size_t at = in->bytes.length;
    text_add_bytes(&in->bytes, text, strlen(text) + 1);
    return at;
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

static struct book_style style_of(const struct reading *in, long style)
{
    return in->book->styles.count > 0 ? in->book->styles.style[style] : (struct book_style){0};
}

static void pad(char text[BOOK_NUMBER], int digits)
{
    const int length = (int)strlen(text);
    const int more = digits - length;
    if (more <= 0 || strspn(text, "0123456789") != (size_t)length) return;
    memmove(text + more, text, (size_t)length + 1);
    memset(text, '0', (size_t)more);
}

static bool keep_number(struct book_xml *xml, struct kept_cell *kept)
{
    struct reading *in = xml->context;
    const struct book_style style = style_of(in, in->open.style);
    const char *written = text_s(&in->open.text);
    char number[BOOK_NUMBER], date[BOOK_NUMBER];
    if (!book_number_text(written, number)) {
        char *shown = mem_text(written);
        if (strlen(shown) > BOOK_NUMBER) shown[BOOK_NUMBER] = '\0';
        refuse(xml, in->open.column,
               err_set(xml->err, ERR_INPUT, "'%s' ไม่ใช่ตัวเลขที่สมุดงานเก็บได้",
                       "'%s' is no number that a workbook can hold", shown));
        free(shown);
        return false;
    }
    kept->holds = CSV_HOLDS_NUMBER;
    if (style.date && book_date_text(strtod(written, NULL), in->book->from_1904, date)) {
        kept->holds = CSV_HOLDS_DATE;
        kept->text = put(in, date);
        kept->number = put(in, number);
    } else {
        pad(number, style.zeros);
        kept->text = put(in, number);
    }
    return true;
}

static bool keep_shared(struct book_xml *xml, struct kept_cell *kept)
{
    struct reading *in = xml->context;
    const struct book_strings *strings = &in->book->strings;
    const long at = book_xml_whole(text_s(&in->open.text), BOOK_MAX_STRINGS);
    if (at < 0 || at >= strings->count) {
        refuse(xml, in->open.column,
               err_set(xml->err, ERR_INPUT, "ช่องนี้อ้างข้อความที่สมุดงานไม่มี โปรดเปิดแล้วบันทึกใหม่",
                       "the cell refers to a text that the workbook has not, open it and save it "
                       "again"));
        return false;
    }
    kept->text = put(in, strings->bytes.s + strings->start[at]);
    return true;
}

static bool keep_truth(struct book_xml *xml, struct kept_cell *kept)
{
    struct reading *in = xml->context;
    const char *text = text_s(&in->open.text);
    const bool yes = strcmp(text, "1") == 0 || strcmp(text, "true") == 0;
    if (!yes && strcmp(text, "0") != 0 && strcmp(text, "false") != 0) {
        refuse(xml, in->open.column,
               err_set(xml->err, ERR_INPUT, "ช่องนี้ควรเป็น TRUE หรือ FALSE แต่ไม่ใช่",
                       "the cell should be TRUE or FALSE and is neither"));
        return false;
    }
    kept->holds = CSV_HOLDS_TRUTH;
    kept->text = put(in, yes ? "TRUE" : "FALSE");
    return true;
}

/* What the open cell holds; false when that is nothing, or was refused. */
static bool keep_value(struct book_xml *xml, struct kept_cell *kept)
{
    struct reading *in = xml->context;
    struct open_cell *open = &in->open;
    /* An empty text is a result, an empty number is none. */
    const bool texts = open->type == TYPE_TEXT || open->type == TYPE_INLINE;
    if (open->formula && (texts ? !open->value : is_blank(text_s(&open->text))) &&
        open->type != TYPE_INLINE) {
        kept->holds = CSV_HOLDS_NO_RESULT;
        kept->text = put(in, "=");
        return true;
    }
    if (texts && open->text.s) book_unescape(open->text.s);
    if (is_blank(text_s(&open->text))) return false;
    if (open->type == TYPE_NUMBER) return keep_number(xml, kept);
    if (open->type == TYPE_SHARED)
        return keep_shared(xml, kept) && !is_blank(in->bytes.s + kept->text);
    if (open->type == TYPE_TRUTH) return keep_truth(xml, kept);
    if (open->type == TYPE_ERROR) kept->holds = CSV_HOLDS_ERROR;
    if (open->type == TYPE_DATE) kept->holds = CSV_HOLDS_DATE;
    kept->text = put(in, text_s(&open->text));
    return true;
}

static void end_cell(struct book_xml *xml)
{
    struct reading *in = xml->context;
    const int column = in->open.column;
    struct kept_cell kept = {0};
    if (!keep_value(xml, &kept) || xml->code != ERR_OK) return;
    if (in->width > 0 && column >= in->width) {
        if (in->book->beyond < 0 || column < in->book->beyond) in->book->beyond = column;
        return;
    }
    if (column >= CSV_MAX_COLUMNS) {
        refuse(xml, column,
               err_set(xml->err, ERR_INPUT, "แถวหัวตารางมีเกิน %d ช่องที่กำหนด",
                       "the row of heads has more than the %d cells allowed", CSV_MAX_COLUMNS));
        return;
    }
    kept.filled = true;
    in->kept[column] = kept;
    if (column >= in->filled) in->filled = column + 1;
}

static enum err_code bad_reference(struct book_xml *xml, const char *what)
{
    struct err shown;
    err_set(&shown, ERR_INPUT, "%.32s", "%.32s", what);
    return err_set(xml->err, ERR_INPUT, "'%s' ใช้ที่นี่ไม่ได้ สมุดงานผิดเพี้ยน โปรดเปิดแล้วบันทึกใหม่",
                   "'%s' cannot stand here, the workbook is damaged; open it and save it again",
                   shown.text);
}

static void start_cell(struct book_xml *xml, const char **attribute)
{
    struct reading *in = xml->context;
    const char *reference = book_xml_attribute(attribute, "r");
    const char *type = book_xml_attribute(attribute, "t");
    const char *style = book_xml_attribute(attribute, "s");
    int column = in->next, row = in->row;
    const char *end = reference ? read_reference(reference, &column, &row) : "";
    struct text text = in->open.text;
    if (!end || *end || row != in->row || column < in->next || column >= BOOK_MAX_COLUMNS) {
        refuse(xml, -1, bad_reference(xml, reference ? reference : "<c>"));
        return;
    }
    text.length = 0;
    if (text.s) *text.s = '\0';
    in->open = (struct open_cell){.column = column, .text = text};
    in->next = column + 1;
    if (type) {
        size_t t = 0, types = sizeof cell_types / sizeof *cell_types;
        while (t < types && strcmp(cell_types[t].word, type) != 0) t++;
        if (t == types)
            refuse(xml, column, bad_reference(xml, type));
        else
            in->open.type = cell_types[t].type;
    }
    if (style) in->open.style = book_xml_whole(style, BOOK_MAX_STYLES);
    if (in->open.style < 0 ||
        (in->book->styles.count > 0 && in->open.style >= in->book->styles.count))
        refuse(xml, column, bad_reference(xml, style));
}

/* ---- rows -------------------------------------------------------------------------------- */

static void start_row(struct book_xml *xml, const char **attribute)
{
    struct reading *in = xml->context;
    const char *number = book_xml_attribute(attribute, "r");
    const long row = number ? book_xml_whole(number, BOOK_MAX_ROWS) : in->last_row + 1L;
    if (row > BOOK_MAX_ROWS || row <= in->last_row) {
        in->row = in->last_row;
        refuse(xml, -1, bad_reference(xml, number ? number : "<row>"));
        return;
    }
    in->row = (int)row;
    in->next = 0;
    in->filled = 0;
    in->bytes.length = 0;
    text_add_bytes(&in->bytes, "", 1); /* so that no text begins at 0 */
}

static void end_row(struct reading *in)
{
    in->last_row = in->row;
    if (in->filled == 0) return;
    if (in->width == 0) in->width = in->filled;
    for (int i = 0; i < in->width; i++) {
        const struct kept_cell *kept = &in->kept[i];
        /* The byte before the texts is a blank cell's, and nobody writes more than its '\0'. */
        in->cell[i] = in->bytes.s + (kept->filled ? kept->text : 0);
        in->origin[i] = (struct csv_origin){
            .column = i,
            .holds = kept->filled ? kept->holds : CSV_HOLDS_TEXT,
            .number = kept->filled && kept->number ? in->bytes.s + kept->number : NULL};
        in->kept[i].filled = false;
    }
    const struct csv_row whole = {
        .line = in->row, .cells = in->width, .cell = in->cell, .origin = in->origin};
    in->each(in->context, &whole);
}

static void add_merge(struct book_xml *xml, const char **attribute)
{
    struct reading *in = xml->context;
    struct book_file *book = in->book;
    struct book_merge merge = {0};
    const char *range = book_xml_attribute(attribute, "ref");
    const char *end = range ? read_reference(range, &merge.left, &merge.top) : NULL;
    if (end && *end == ':') end = read_reference(end + 1, &merge.right, &merge.bottom);
    in->row = 0;
    if (!end || *end || merge.bottom < merge.top || merge.right < merge.left ||
        book->merges >= BOOK_MAX_MERGES) {
        refuse(xml, -1,
               book_damaged(xml->name, xml->err, "ช่วงที่ผสานเซลล์ผิดรูปหรือมีเกิน %d ช่วง",
                            "merged cells are no ranges, or more than %d", BOOK_MAX_MERGES));
        return;
    }
    book->merge = mem_room(book->merge, book->merges, &book->merge_room, sizeof *book->merge);
    book->merge[book->merges++] = merge;
}

/* ---- the elements of a sheet ------------------------------------------------------------- */

static void start_in_cell(struct book_xml *xml, const char *name)
{
    struct open_cell *open = &((struct reading *)xml->context)->open;
    if (open->type == TYPE_INLINE) {
        book_runs_start(&open->runs, xml, name);
    } else if (xml->depth == 5 && strcmp(name, "v") == 0) {
        open->value = open->in_value = true;
    } else if (xml->depth == 5 && strcmp(name, "f") == 0) {
        open->formula = true;
    }
}

static void on_start(struct book_xml *xml, const char *name, const char **attribute)
{
    struct reading *in = xml->context;
    if (xml->depth == 1 && strcmp(name, "worksheet") != 0)
        book_xml_stop(xml, book_damaged(xml->name, xml->err, "'%s' ไม่ใช่แผ่นงาน",
                                        "'%s' is no worksheet", xml->part));
    else if (xml->depth == 2)
        in->in_data = strcmp(name, "sheetData") == 0;
    else if (xml->depth == 3 && in->in_data && strcmp(name, "row") == 0)
        start_row(xml, attribute);
    else if (xml->depth == 3 && strcmp(name, "mergeCell") == 0)
        add_merge(xml, attribute);
    else if (xml->depth == 4 && in->in_data && strcmp(name, "c") == 0)
        start_cell(xml, attribute);
    else if (xml->depth >= 5 && in->in_data)
        start_in_cell(xml, name);
}

static void on_end(struct book_xml *xml, const char *name)
{
    struct reading *in = xml->context;
    if (!in->in_data) return;
    if (xml->depth == 3 && strcmp(name, "row") == 0)
        end_row(in);
    else if (xml->depth == 4 && strcmp(name, "c") == 0)
        end_cell(xml);
    else if (xml->depth >= 5 && in->open.type == TYPE_INLINE)
        book_runs_end(&in->open.runs, xml, name);
    else if (xml->depth == 5)
        in->open.in_value = false;
}

static void on_text(struct book_xml *xml, const char *bytes, size_t size)
{
    struct reading *in = xml->context;
    struct open_cell *open = &in->open;
    if (!in->in_data || xml->depth < 5) return;
    if (!(open->type == TYPE_INLINE ? open->runs.in_text : open->in_value)) return;
    book_collect(xml, &open->text, 0, bytes, size);
    if (xml->code != ERR_OK)
        *in->place = (struct book_place){.line = in->row, .column = open->column};
}

/* Texts and formats are read with the first sheet that is wanted. */
static enum err_code load(struct book_file *book, struct err *err)
{
    enum err_code code = ERR_OK;
    if (book->loaded) return ERR_OK;
    if (book->styles_part)
        code = book_styles_read(book->zip, book->styles_part, &book->styles, err);
    if (code == ERR_OK && book->strings_part)
        code = book_strings_read(book->zip, book->strings_part, &book->strings, err);
    book->loaded = code == ERR_OK;
    return code;
}

static enum err_code read_sheet(struct book_file *book, int sheet, int width, csv_row_fn each,
                                void *context, struct book_place *place, struct err *err)
{
    static const struct book_xml_calls calls = {on_start, on_end, on_text};
    *place = (struct book_place){.column = -1};
    book->beyond = -1;
    book->merges = 0;
    enum err_code code = load(book, err);
    if (code != ERR_OK) return code;
    struct reading *in = mem_new(1, sizeof *in);
    in->book = book;
    in->width = width;
    in->each = each;
    in->context = context;
    in->place = place;
    code = book_xml_read(book->zip, book->sheet[sheet].part, &calls, in, err);
    text_clear(&in->bytes);
    text_clear(&in->open.text);
    free(in);
    return code;
}

enum err_code book_file_rows(struct book_file *book, int sheet, csv_row_fn each, void *context,
                             struct book_place *place, struct err *err)
{
    return read_sheet(book, sheet, 0, each, context, place, err);
}

enum err_code book_file_rows_wide(struct book_file *book, int sheet, csv_row_fn each, void *context,
                                  struct book_place *place, struct err *err)
{
    return read_sheet(book, sheet, CSV_MAX_COLUMNS, each, context, place, err);
}
