/* libcsv in strict mode, fed line by line, so that every row knows the line it begins on. */
#define _POSIX_C_SOURCE 200809L
#include "data/csv_file.h"

#include "base/mem.h"
#include "base/thai.h"

#include <assert.h>
#include <csv.h>
#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PIECE = 64 << 10, UTF8_GROWTH = 3, MIB = 1 << 20 };

/* ---- limits ------------------------------------------------------------------------------ */

/* What has been seen of the bytes so far. */
struct scan {
    size_t size, line_bytes;
    int line;
};

static enum err_code check_start(const char *bytes, size_t size, const char *name, struct err *err)
{
    const unsigned char *u = (const unsigned char *)bytes;
    if (size >= 2 && ((u[0] == 0xFF && u[1] == 0xFE) || (u[0] == 0xFE && u[1] == 0xFF)))
        return err_set(err, ERR_INPUT, "'%s' เป็น UTF-16 โปรดบันทึกเป็น CSV UTF-8",
                       "'%s' is UTF-16, save it as CSV UTF-8", name);
    if (size >= 4 && memcmp(bytes, "PK\3\4", 4) == 0)
        return err_set(err, ERR_INPUT, "'%s' เป็นไฟล์ตารางคำนวณ โปรดบันทึกเป็น CSV UTF-8",
                       "'%s' is a spreadsheet, save it as CSV UTF-8", name);
    return ERR_OK;
}

static enum err_code line_is_long(const struct scan *scan, const char *name, struct err *err)
{
    return err_set(err, ERR_INPUT, "บรรทัด %d ของ '%s' ยาวเกิน %d MiB ที่กำหนด",
                   "line %d of '%s' is longer than the %d MiB allowed", scan->line, name,
                   CSV_MAX_LINE / MIB);
}

static enum err_code is_large(const char *name, struct err *err)
{
    return err_set(err, ERR_INPUT, "'%s' ใหญ่เกิน %d MiB ที่กำหนด",
                   "'%s' is larger than the %d MiB allowed", name, CSV_MAX_FILE / MIB);
}

static enum err_code check_piece(struct scan *scan, const char *bytes, size_t size,
                                 const char *name, struct err *err)
{
    enum err_code code = scan->size == 0 ? check_start(bytes, size, name, err) : ERR_OK;
    if (code != ERR_OK) return code;
    if (scan->size == 0) scan->line = 1;
    scan->size += size;
    if (scan->size > CSV_MAX_FILE) return is_large(name, err);
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == '\0')
            return err_set(err, ERR_INPUT,
                           "'%s' มีไบต์ 0 ที่บรรทัด %d ต้องเป็นไฟล์ข้อความ UTF-8 หรือ Windows-874",
                           "'%s' has a byte 0 in line %d, allowed is text in UTF-8 or Windows-874",
                           name, scan->line);
        if (bytes[i] == '\n') {
            scan->line++;
            scan->line_bytes = 0;
        } else if (++scan->line_bytes > CSV_MAX_LINE) {
            return line_is_long(scan, name, err);
        }
    }
    return ERR_OK;
}

static enum err_code check_size(size_t size, const char *name, struct err *err)
{
    if (size > 0) return ERR_OK;
    return err_set(err, ERR_INPUT, "'%s' ว่างเปล่า ต้องมีบรรทัดหัวตารางและข้อมูลอย่างน้อยหนึ่งแถว",
                   "'%s' is empty, needed are a header line and at least one row", name);
}

/* ---- reading and decoding ---------------------------------------------------------------- */

static enum err_code read_pieces(FILE *file, const char *name, struct text *out, struct err *err)
{
    char *piece = mem_new(PIECE, 1);
    struct scan scan = {0};
    enum err_code code = ERR_OK;
    size_t got = 0;
    while (code == ERR_OK && (got = fread(piece, 1, PIECE, file)) > 0) {
        code = check_piece(&scan, piece, got, name, err);
        if (code == ERR_OK) text_add_bytes(out, piece, got);
    }
    free(piece);
    if (code == ERR_OK && ferror(file))
        code = err_set(err, ERR_INPUT, "อ่าน '%s' ไม่ได้: %s", "'%s' cannot be read: %s", name,
                       err_reason(errno));
    return code == ERR_OK ? check_size(scan.size, name, err) : code;
}

enum err_code csv_file_read(const char *path, const char *name, struct text *out, struct err *err)
{
    struct stat about;
    if (stat(path, &about) != 0)
        return err_set(err, ERR_NOT_FOUND, "ไม่มีไฟล์หรือโฟลเดอร์ '%s'", "no file or folder '%s'", path);
    if (!S_ISREG(about.st_mode))
        return err_set(err, ERR_INPUT, "'%s' ไม่ใช่ไฟล์ CSV", "'%s' is no CSV file", name);
    if (about.st_size > CSV_MAX_FILE) return is_large(name, err);
    FILE *file = fopen(path, "rb");
    if (!file)
        return err_set(err, ERR_INPUT, "อ่าน '%s' ไม่ได้: %s", "'%s' cannot be read: %s", name,
                       err_reason(errno));
    struct text bytes = {0};
    const enum err_code code = read_pieces(file, name, &bytes, err);
    fclose(file);
    if (code == ERR_OK)
        *out = bytes;
    else
        text_clear(&bytes);
    return code;
}

/* The line of the first bytes that are no UTF-8. */
static int line_of_bad_bytes(const char *bytes, size_t size)
{
    int line = 1;
    for (size_t at = 0; at < size; line++) {
        const char *end = memchr(bytes + at, '\n', size - at);
        const size_t length = end ? (size_t)(end - bytes) - at : size - at;
        if (!thai_utf8_valid(bytes + at, length)) break;
        at += length + 1;
    }
    return line;
}

static bool from_windows_874(const char *bytes, size_t size, struct text *out)
{
    const iconv_t converter = iconv_open("UTF-8", "WINDOWS-874");
    if (converter == (iconv_t)-1) return false;
    const size_t room = size * UTF8_GROWTH;
    char *utf8 = mem_new(room, 1), *to = utf8, *from = (char *)(uintptr_t)bytes;
    size_t from_left = size, to_left = room;
    const bool whole = iconv(converter, &from, &from_left, &to, &to_left) != (size_t)-1;
    if (whole) text_add_bytes(out, utf8, room - to_left);
    free(utf8);
    iconv_close(converter);
    return whole;
}

enum err_code csv_file_decode(const char *bytes, size_t size, const char *name, struct text *out,
                              bool *windows_874, struct err *err)
{
    static const char mark[] = "\xEF\xBB\xBF";
    struct scan scan = {0};
    enum err_code code = check_size(size, name, err);
    if (code == ERR_OK) code = check_piece(&scan, bytes, size, name, err);
    if (code != ERR_OK) return code;
    const bool utf8 = thai_utf8_valid(bytes, size);
    struct text decoded = {0};
    if (utf8) {
        const size_t skipped = size >= 3 && memcmp(bytes, mark, 3) == 0 ? 3 : 0;
        text_add_bytes(&decoded, bytes + skipped, size - skipped);
    } else if (!from_windows_874(bytes, size, &decoded)) {
        return err_set(err, ERR_INPUT, "บรรทัด %d ของ '%s' ไม่ใช่ทั้ง UTF-8 และ Windows-874",
                       "line %d of '%s' is neither UTF-8 nor Windows-874",
                       line_of_bad_bytes(bytes, size), name);
    }
    *windows_874 = !utf8;
    *out = decoded;
    return ERR_OK;
}

/* ---- rows -------------------------------------------------------------------------------- */

/* The row that is being collected: its cells lie behind each other in `bytes`. */
struct collector {
    struct text bytes;
    size_t start[CSV_MAX_COLUMNS];
    char *cell[CSV_MAX_COLUMNS];
    int cells;   /* also those beyond the limit */
    bool filled; /* some cell is not blank */
    int line, next_line;
    long rows;
    csv_row_fn each;
    void *context;
};

static void on_cell(void *bytes, size_t size, void *context)
{
    struct collector *row = context;
    if (row->cells < CSV_MAX_COLUMNS) {
        row->start[row->cells] = row->bytes.length;
        text_add_bytes(&row->bytes, bytes, size);
        text_add_bytes(&row->bytes, "", 1);
    }
    row->cells++;
    if (size > 0) row->filled = true;
}

static void on_row(int end, void *context)
{
    (void)end;
    struct collector *row = context;
    if (row->cells > CSV_MAX_COLUMNS) return; /* kept, so that feed() sees it */
    for (int i = 0; i < row->cells; i++) row->cell[i] = row->bytes.s + row->start[i];
    const struct csv_row whole = {.line = row->line, .cells = row->cells, .cell = row->cell};
    if (row->filled && ++row->rows <= CSV_MAX_ROWS + 1) row->each(row->context, &whole);
    row->bytes.length = 0;
    row->cells = 0;
    row->filled = false;
    row->line = row->next_line;
}

/* End of the line that begins at `at`, its line break included: LF, CR LF or CR alone. */
static size_t line_end(const struct text *text, size_t at)
{
    const size_t more = strcspn(text->s + at, "\r\n");
    at += more;
    if (at >= text->length) return text->length;
    return at + (text->s[at] == '\r' && text->s[at + 1] == '\n' ? 2 : 1);
}

static char guess_delimiter(const struct text *text)
{
    static const char marks[] = ",;\t";
    int count[3] = {0};
    bool quoted = false;
    for (const char *c = text_s(text); *c && (quoted || !strchr("\r\n", *c)); c++) {
        const char *mark = strchr(marks, *c);
        if (*c == '"') quoted = !quoted;
        if (mark && !quoted) count[mark - marks]++;
    }
    int best = 0;
    for (int i = 1; i < 3; i++)
        if (count[i] > count[best]) best = i;
    return marks[best];
}

static enum err_code refuse_line(const struct collector *row, int broken_line, const char *name,
                                 int *line, struct err *err)
{
    *line = row->line;
    if (row->cells > CSV_MAX_COLUMNS)
        return err_set(err, ERR_INPUT, "แถวนี้มีเกิน %d ช่องที่กำหนด",
                       "this row has more than the %d cells allowed", CSV_MAX_COLUMNS);
    if (row->rows > CSV_MAX_ROWS + 1L) {
        *line = 0;
        return err_set(err, ERR_INPUT, "'%s' มีเกิน %d แถวที่กำหนด",
                       "'%s' has more than the %d rows allowed", name, CSV_MAX_ROWS);
    }
    if (broken_line > 0) {
        *line = broken_line;
        return err_set(
            err, ERR_INPUT, "มีเครื่องหมายคำพูดอยู่กลางช่อง ต้องใส่คำพูดครอบทั้งช่องและเขียน \"\" แทน \"",
            "a quote stands inside a cell, allowed is a whole cell in quotes with \"\" for \"");
    }
    return err_set(err, ERR_INPUT, "เครื่องหมายคำพูดที่เปิดในแถวนี้ไม่มีตัวปิด",
                   "a quote that opens in this row is not closed");
}

/* Line by line into libcsv; the row's own line is known when its callback comes. */
static enum err_code feed(struct csv_parser *parser, const struct text *text, const char *name,
                          struct collector *row, int *line, struct err *err)
{
    row->line = 1;
    row->next_line = 2;
    for (size_t at = 0; at < text->length; row->next_line++) {
        const size_t end = line_end(text, at);
        /* A blank line before a row is not part of it. */
        if (row->cells == 0 && parser->entry_pos == 0 && !parser->quoted)
            row->line = row->next_line - 1;
        if (csv_parse(parser, text->s + at, end - at, on_cell, on_row, row) != end - at)
            return refuse_line(row, row->next_line - 1, name, line, err);
        if (row->cells > CSV_MAX_COLUMNS || row->rows > CSV_MAX_ROWS + 1L ||
            parser->entry_pos > CSV_MAX_LINE)
            return refuse_line(row, 0, name, line, err);
        at = end;
    }
    if (csv_fini(parser, on_cell, on_row, row) != 0 || row->cells > CSV_MAX_COLUMNS)
        return refuse_line(row, 0, name, line, err);
    return ERR_OK;
}

enum err_code csv_file_rows(const struct text *utf8, const char *name, csv_row_fn each,
                            void *context, int *line, struct err *err)
{
    return csv_file_rows_by(utf8, name, '\0', each, context, line, err);
}

enum err_code csv_file_rows_by(const struct text *utf8, const char *name, char delimiter,
                               csv_row_fn each, void *context, int *line, struct err *err)
{
    struct csv_parser parser;
    const int ready = csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
    assert(ready == 0);
    (void)ready;
    csv_set_blk_size(&parser, PIECE); /* a long cell grows by pieces, not by its 128 bytes */
    csv_set_delim(&parser, (unsigned char)(delimiter ? delimiter : guess_delimiter(utf8)));
    struct collector *row = mem_new(1, sizeof *row);
    row->each = each;
    row->context = context;
    const enum err_code code = feed(&parser, utf8, name, row, line, err);
    text_clear(&row->bytes);
    free(row);
    csv_free(&parser);
    return code;
}
