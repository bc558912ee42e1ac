/* Texts and names as a workbook can hold them, and the room they take. */
#define _POSIX_C_SOURCE 200809L
#include "report/book_internal.h"

#include "base/lang.h"
#include "base/thai.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    MOST_LETTERS = 32767, /* UTF-16 units of a cell */
    MOST_NAME = 31,       /* the same of a sheet's name */
};

static const char replacement[] = "\xEF\xBF\xBD";

/* Bytes of the well-formed letter at `s`, 0 when there is none. */
static size_t letter_bytes(const char *s)
{
    const unsigned char lead = (unsigned char)*s;
    const size_t bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    return strnlen(s, bytes) == bytes && thai_utf8_valid(s, bytes) ? bytes : 0;
}

static bool is_forbidden(const char *letter, size_t bytes)
{
    static const char *const nonletters[] = {"\xEF\xBF\xBE", "\xEF\xBF\xBF"};
    const unsigned char c = (unsigned char)*letter;
    if (bytes == 1) return c < 0x20 && c != '\t' && c != '\n' && c != '\r';
    for (size_t i = 0; bytes == 3 && i < 2; i++)
        if (memcmp(letter, nonletters[i], 3) == 0) return true;
    return false;
}

/* "_x000D_" stands for a carriage return in a cell: whoever means the seven letters must say so. */
static bool reads_as_escape(const char *s)
{
    return s[0] == '_' && s[1] == 'x' && strspn(s + 2, "0123456789abcdefABCDEF") >= 4 &&
           s[6] == '_';
}

/* True for nearly every text: a cell can hold it as it is. */
static bool is_plain(const char *text, size_t bytes)
{
    if (bytes > MOST_LETTERS / 2 || strstr(text, "_x") || strstr(text, "\xEF\xBF")) return false;
    for (const char *s = text; *s; s++)
        if ((unsigned char)*s < 0x20 && *s != '\t' && *s != '\n' && *s != '\r') return false;
    return thai_utf8_valid(text, bytes);
}

void cell_text(const char *text, struct text *out)
{
    const size_t all = strlen(text);
    if (is_plain(text, all)) {
        text_add_bytes(out, text, all);
        return;
    }
    const char *cut = lang_pick(" … (ข้อความยาวเกิน 32,767 ตัวอักษร ตัดไว้เท่านี้)",
                                " … (cut: a cell holds 32,767 letters)");
    static const char escape[] = "_x005F";
    const int room = MOST_LETTERS - 160;
    int units = 0;
    for (const char *s = text; *s;) {
        const size_t bytes = letter_bytes(s);
        const bool good = bytes > 0 && !is_forbidden(s, bytes);
        if (units > room && strlen(s) > 64) {
            text_add(out, "%s", cut);
            return;
        }
        if (reads_as_escape(s)) {
            text_add(out, "%s", escape);
            units += (int)sizeof escape - 1;
        }
        text_add_bytes(out, good ? s : replacement, good ? bytes : 3);
        units += bytes == 4 ? 2 : 1;
        s += bytes ? bytes : 1;
    }
}

static bool name_taken(const struct book *book, const char *name)
{
    for (int i = 0; i < book->sheets; i++)
        if (strcasecmp(book->sheet[i].name, name) == 0) return true;
    return false;
}

/* At most `room` letters, without those that no name may have. */
static void add_name(const char *wanted, int room, struct text *out)
{
    for (const char *s = wanted; *s && room > 0;) {
        const size_t bytes = letter_bytes(s);
        const bool good = bytes > 0 && (unsigned char)*s >= 0x20 && *s != 0x7F &&
                          !is_forbidden(s, bytes) && !strchr("[]:*?/\\'", *s);
        room -= bytes == 4 ? 2 : 1;
        if (room >= 0) text_add_bytes(out, good ? s : "-", good ? bytes : 1);
        s += bytes ? bytes : 1;
    }
}

void sheet_name(const struct book *book, const char *wanted, struct text *out)
{
    add_name(wanted, MOST_NAME, out);
    if (out->length == 0) text_add(out, "%s", lang_pick("แผ่น", "sheet"));
    for (int number = 2; name_taken(book, text_s(out)); number++) {
        char end[16];
        snprintf(end, sizeof end, " %d", number);
        text_clear(out);
        add_name(*wanted ? wanted : "-", MOST_NAME - (int)strlen(end), out);
        text_add(out, "%s", end);
    }
}

int text_lines(const char *text, double width)
{
    int lines = 0;
    if ((double)thai_columns(text) * LETTER_PX <= width && !strchr(text, '\n')) return 1;
    for (const char *s = text;;) {
        const char *end = strchr(s, '\n');
        struct text line = {0};
        text_add_bytes(&line, s, end ? (size_t)(end - s) : strlen(s));
        const double px = (double)thai_columns(text_s(&line)) * LETTER_PX;
        lines += px <= width ? 1 : 1 + (int)(px * 1.05 / width);
        text_clear(&line);
        if (!end) return lines;
        s = end + 1;
    }
}
