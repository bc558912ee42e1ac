/* Texts of a workbook: the strings that cells share, and texts in runs. */
#include "data/book_file_internal.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* ---- one text ---------------------------------------------------------------------------- */

void book_collect(struct book_xml *xml, struct text *text, size_t from, const char *bytes,
                  size_t size)
{
    if (text->length - from + size > BOOK_MAX_CELL)
        book_xml_stop(xml, err_set(xml->err, ERR_INPUT, "ข้อความในช่องยาวเกิน %d ไบต์ที่กำหนด",
                                   "a cell holds more than the %d bytes of text allowed",
                                   BOOK_MAX_CELL));
    else
        text_add_bytes(text, bytes, size);
}

void book_runs_start(struct book_runs *runs, const struct book_xml *xml, const char *name)
{
    if (runs->phonetic) return;
    if (strcmp(name, "rPh") == 0)
        runs->phonetic = xml->depth;
    else if (strcmp(name, "t") == 0)
        runs->in_text = true;
}

void book_runs_end(struct book_runs *runs, const struct book_xml *xml, const char *name)
{
    if (runs->phonetic == xml->depth) runs->phonetic = 0;
    if (strcmp(name, "t") == 0) runs->in_text = false;
}

/* The four hexadecimal digits of "_xHHHH_" at `at`; -1 when it is none. */
static long escaped_at(const char *at)
{
    if (at[0] != '_' || at[1] != 'x') return -1;
    long value = 0;
    for (int i = 2; i < 6; i++) {
        static const char digits[] = "0123456789abcdef0123456789ABCDEF";
        const char *digit = at[i] ? strchr(digits, at[i]) : NULL;
        if (!digit) return -1;
        value = value * 16 + (digit - digits) % 16;
    }
    return at[6] == '_' ? value : -1;
}

static char *put_utf8(char *to, long letter)
{
    if (letter < 0x80) {
        *to++ = (char)letter;
    } else if (letter < 0x800) {
        *to++ = (char)(0xC0 | letter >> 6);
        *to++ = (char)(0x80 | (letter & 0x3F));
    } else if (letter < 0x10000) {
        *to++ = (char)(0xE0 | letter >> 12);
        *to++ = (char)(0x80 | (letter >> 6 & 0x3F));
        *to++ = (char)(0x80 | (letter & 0x3F));
    } else {
        *to++ = (char)(0xF0 | letter >> 18);
        *to++ = (char)(0x80 | (letter >> 12 & 0x3F));
        *to++ = (char)(0x80 | (letter >> 6 & 0x3F));
        *to++ = (char)(0x80 | (letter & 0x3F));
    }
    return to;
}

void book_unescape(char *text)
{
    enum { ESCAPE = 7, REPLACEMENT = 0xFFFD };
    if (!strstr(text, "_x")) return;
    char *to = text;
    for (const char *at = text; *at;) {
        long letter = escaped_at(at);
        if (letter < 0) {
            *to++ = *at++;
            continue;
        }
        at += ESCAPE;
        const long low = letter >= 0xD800 && letter < 0xDC00 ? escaped_at(at) : -1;
        if (low >= 0xDC00 && low < 0xE000) {
            letter = 0x10000 + (letter - 0xD800) * 0x400 + (low - 0xDC00);
            at += ESCAPE;
        } else if (letter >= 0xD800 && letter < 0xE000) {
            letter = REPLACEMENT;
        }
        if (letter > 0) to = put_utf8(to, letter);
    }
    *to = '\0';
}

/* ---- shared strings ---------------------------------------------------------------------- */

struct reading {
    struct book_strings strings;
    struct book_runs runs;
    size_t from; /* where the open text begins */
    bool open;
};

static void on_start(struct book_xml *xml, const char *name, const char **attribute)
{
    struct reading *in = xml->context;
    (void)attribute;
    if (xml->depth == 1 && strcmp(name, "sst") != 0) {
        book_xml_stop(xml, book_damaged(xml->name, xml->err, "'%s' ไม่ใช่รายการข้อความ",
                                        "'%s' is no list of texts", xml->part));
    } else if (xml->depth == 2 && strcmp(name, "si") == 0) {
        in->open = true;
        in->runs = (struct book_runs){0};
        in->from = in->strings.bytes.length;
    } else if (in->open) {
        book_runs_start(&in->runs, xml, name);
    }
}

static void add_string(struct book_xml *xml, struct reading *in)
{
    struct book_strings *strings = &in->strings;
    text_add_bytes(&strings->bytes, "", 1);
    book_unescape(strings->bytes.s + in->from);
    strings->bytes.length = in->from + strlen(strings->bytes.s + in->from) + 1;
    strings->start =
        mem_room(strings->start, strings->count, &strings->capacity, sizeof *strings->start);
    strings->start[strings->count++] = (uint32_t)in->from;
    if (strings->count > BOOK_MAX_STRINGS || strings->bytes.length > BOOK_MAX_STRING_BYTES)
        book_xml_stop(xml,
                      err_set(xml->err, ERR_INPUT, "'%s' มีข้อความเกิน %d ข้อความหรือ %d MiB ที่กำหนด",
                              "'%s' has more than the %d texts or %d MiB of them allowed",
                              xml->name, BOOK_MAX_STRINGS, BOOK_MAX_STRING_BYTES >> 20));
}

static void on_end(struct book_xml *xml, const char *name)
{
    struct reading *in = xml->context;
    if (!in->open) return;
    book_runs_end(&in->runs, xml, name);
    if (xml->depth != 2) return;
    in->open = false;
    add_string(xml, in);
}

static void on_text(struct book_xml *xml, const char *bytes, size_t size)
{
    struct reading *in = xml->context;
    if (in->open && in->runs.in_text) book_collect(xml, &in->strings.bytes, in->from, bytes, size);
}

enum err_code book_strings_read(struct book_zip *zip, const char *part, struct book_strings *out,
                                struct err *err)
{
    static const struct book_xml_calls calls = {on_start, on_end, on_text};
    struct reading in = {0};
    const enum err_code code = book_xml_read(zip, part, &calls, &in, err);
    if (code == ERR_OK)
        *out = in.strings;
    else
        book_strings_clear(&in.strings);
    return code;
}

void book_strings_clear(struct book_strings *strings)
{
    text_clear(&strings->bytes);
    free(strings->start);
    *strings = (struct book_strings){0};
}
