/* Dates and letters as Thai offices type them. */
#include "base/thai.h"

#include "base/lang.h"
#include "base/mem.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum {
    FIRST_BUDDHIST_YEAR = 2300, /* a written year from here on counts from the Buddha */
    FIRST_YEAR = 1900,
    LAST_YEAR = 2199,
    FISCAL_FIRST_MONTH = 10,
    LONGEST_DATE = 63, /* bytes; "30 พฤศจิกายน พ.ศ. 2506" needs 48 */
};

static const struct {
    const char *th, *th_short, *en;
} months[12] = {
    {"มกราคม", "ม.ค.", "Jan"},  {"กุมภาพันธ์", "ก.พ.", "Feb"},  {"มีนาคม", "มี.ค.", "Mar"},
    {"เมษายน", "เม.ย.", "Apr"}, {"พฤษภาคม", "พ.ค.", "May"},  {"มิถุนายน", "มิ.ย.", "Jun"},
    {"กรกฎาคม", "ก.ค.", "Jul"}, {"สิงหาคม", "ส.ค.", "Aug"},   {"กันยายน", "ก.ย.", "Sep"},
    {"ตุลาคม", "ต.ค.", "Oct"},   {"พฤศจิกายน", "พ.ย.", "Nov"}, {"ธันวาคม", "ธ.ค.", "Dec"},
};

void thai_digits(char *text)
{
    /* U+0E50 .. U+0E59 are E0 B9 90 .. E0 B9 99. */
    char *to = text;
    for (const char *from = text; *from;) {
        const unsigned char *u = (const unsigned char *)from;
        if (u[0] == 0xE0 && u[1] == 0xB9 && u[2] >= 0x90 && u[2] <= 0x99) {
            *to++ = (char)('0' + u[2] - 0x90);
            from += 3;
        } else {
            *to++ = *from++;
        }
    }
    *to = '\0';
}

static int days_in(int year, int month)
{
    static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

static bool accept(struct date date, struct date *out)
{
    if (date.year >= FIRST_BUDDHIST_YEAR) date.year -= BUDDHIST_OFFSET;
    if (date.year < FIRST_YEAR || date.year > LAST_YEAR) return false;
    if (date.month < 0 || date.month > 12 || date.day < 0) return false;
    if (date.month == 0 && date.day > 0) return false;
    if (date.month > 0 && date.day > days_in(date.year, date.month)) return false;
    *out = date;
    return true;
}

/* Digits at *at, at most four; -1 when there is none or more. Moves *at behind them. */
static int read_number(const char **at)
{
    int value = 0, count = 0;
    for (; isdigit((unsigned char)**at); (*at)++, count++)
        if (count < 5) value = value * 10 + (**at - '0');
    return count >= 1 && count <= 4 ? value : -1;
}

/* A month name at *at, longest form first; 0 when there is none. */
static int read_month_name(const char **at)
{
    for (int m = 0; m < 12; m++) {
        const char *const forms[] = {months[m].th, months[m].th_short, months[m].en};
        for (int f = 0; f < 3; f++) {
            const size_t length = strlen(forms[f]);
            if (strncmp(*at, forms[f], length) != 0) continue;
            *at += length;
            return m + 1;
        }
    }
    return 0;
}

static void skip(const char **at, const char *word)
{
    const size_t length = strlen(word);
    if (strncmp(*at, word, length) == 0) *at += length;
    while (**at == ' ') (*at)++;
}

/* `30 กันยายน พ.ศ. 2506`, the day may be missing. */
static bool parse_worded(const char *at, struct date *out)
{
    struct date date = {0};
    if (isdigit((unsigned char)*at)) date.day = read_number(&at);
    skip(&at, "");
    date.month = read_month_name(&at);
    if (date.month == 0 || date.day < 0) return false;
    skip(&at, "");
    skip(&at, "พ.ศ.");
    date.year = read_number(&at);
    return *at == '\0' && date.year >= 0 && accept(date, out);
}

/* The clock that a spreadsheet hangs on a date: " 00:00:00" or "T00:00:00". */
static bool ends_here(const char *at)
{
    if (*at == '\0') return true;
    if ((*at != ' ' && *at != 'T') || strncmp(at + 1, "00:00", 5) != 0) return false;
    return at[1 + strspn(at + 1, "0:.")] == '\0';
}

/* One to three numbers with one mark between them; 0 when the text is not of this form. */
static int parse_numbers(const char *at, int part[3])
{
    char mark = '\0';
    for (int n = 0; n < 3;) {
        part[n] = read_number(&at);
        if (part[n++] < 0) return 0;
        if (ends_here(at)) return n;
        if (!strchr("/-.", *at) || (mark && *at != mark)) return 0;
        mark = *at++;
    }
    return 0;
}

bool date_parse(const char *text, struct date *out)
{
    char clean[LONGEST_DATE + 1];
    while (*text == ' ') text++;
    if (strlen(text) > LONGEST_DATE) return false;
    snprintf(clean, sizeof clean, "%s", text);
    thai_digits(clean);
    for (size_t end = strlen(clean); end > 0 && clean[end - 1] == ' '; end--) clean[end - 1] = '\0';
    int part[3] = {0};
    const int parts = parse_numbers(clean, part);
    if (parts == 0) return parse_worded(clean, out);
    const bool year_first = part[0] > 31;
    struct date date = {.year = part[year_first ? 0 : parts - 1]};
    if (parts >= 2) date.month = part[year_first || parts == 3 ? 1 : 0];
    if (parts == 3) date.day = part[year_first ? 2 : 0];
    return (parts > 1 || year_first) && accept(date, out);
}

struct date date_known(struct date date)
{
    if (date.month == 0) date.month = 1;
    if (date.day == 0) date.day = 1;
    return date;
}

bool date_is_whole(struct date date)
{
    return date.month > 0 && date.day > 0;
}

int date_compare(struct date a, struct date b)
{
    a = date_known(a);
    b = date_known(b);
    return ((a.year - b.year) * 12 + a.month - b.month) * 31 + a.day - b.day;
}

const char *date_iso(char out[16], struct date date)
{
    snprintf(out, 16, "%04d-%02d-%02d", date.year % 10000, date.month % 100, date.day % 100);
    return out;
}

const char *date_shown(char out[48], struct date date)
{
    const int year = date.year + BUDDHIST_OFFSET;
    if (date.month == 0) {
        snprintf(out, 48, "%d", year);
        return out;
    }
    const char *month = lang_pick(months[date.month - 1].th_short, months[date.month - 1].en);
    if (date.day == 0)
        snprintf(out, 48, "%s %d", month, year);
    else
        snprintf(out, 48, "%d %s %d", date.day, month, year);
    return out;
}

int date_fiscal_year(struct date date)
{
    date = date_known(date);
    return date.year + BUDDHIST_OFFSET + (date.month >= FISCAL_FIRST_MONTH ? 1 : 0);
}

bool thai_utf8_valid(const char *bytes, size_t count)
{
    for (size_t at = 0; at < count;) {
        utf8proc_int32_t letter;
        const utf8proc_ssize_t step = utf8proc_iterate((const utf8proc_uint8_t *)bytes + at,
                                                       (utf8proc_ssize_t)(count - at), &letter);
        if (step <= 0 || letter == 0) return false;
        at += (size_t)step;
    }
    return true;
}

int thai_columns(const char *text)
{
    int columns = 0;
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        const bool thai = c[0] == 0xE0 && (c[1] == 0xB8 || c[1] == 0xB9);
        const unsigned letter = thai ? ((c[1] & 0x3Fu) << 6) + (c[2] & 0x3Fu) : 0;
        const bool mark = thai && (letter == 0xE31 || (letter >= 0xE34 && letter <= 0xE3A) ||
                                   (letter >= 0xE47 && letter <= 0xE4E));
        columns += (*c & 0xC0) != 0x80 && !mark;
    }
    return columns;
}

/* Thai letters whose typing order varies. */
enum {
    SARA_A_A = 0x0E32,
    SARA_AM = 0x0E33,
    SARA_E = 0x0E40,
    SARA_AE = 0x0E41,
    FIRST_TONE = 0x0E48,
    LAST_TONE = 0x0E4C, /* thanthakhat, which stands where a tone mark does: สิทธิ์ */
    NIKHAHIT = 0x0E4D,
};

static bool is_tone(utf8proc_int32_t c)
{
    return c >= FIRST_TONE && c <= LAST_TONE;
}

/* A vowel written above or below its consonant, which goes before the tone mark. */
static bool is_attached_vowel(utf8proc_int32_t c)
{
    return c == 0x0E31 || (c >= 0x0E34 && c <= 0x0E3A) || c == 0x0E47;
}

/* Letters without width, marks of direction, and control characters, which a terminal would obey.
 */
static bool is_dropped(utf8proc_int32_t c)
{
    const bool control = (c < ' ' && (c < '\t' || c > '\r')) || (c >= 0x7F && c <= 0x9F);
    const bool direction = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return control || direction || (c >= 0x200B && c <= 0x200F) || c == 0xFEFF || c == 0x2060;
}

static bool is_blank(utf8proc_int32_t c)
{
    return c == 0x00A0 || c == ' ' || c == 0x3000 || (c >= '\t' && c <= '\r') ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x202F;
}

/* Puts Thai marks into one order: vowel, then tone; nikhahit + sara aa is sara am. */
static int order_marks(utf8proc_int32_t *c, int n)
{
    int to = 0;
    for (int i = 0; i < n; i++) {
        c[to++] = c[i];
        if (to >= 2 && c[to - 1] == SARA_E && c[to - 2] == SARA_E) c[--to - 1] = SARA_AE;
        if (to >= 2 && is_attached_vowel(c[to - 1]) && is_tone(c[to - 2])) {
            const utf8proc_int32_t vowel = c[to - 1];
            c[to - 1] = c[to - 2];
            c[to - 2] = vowel;
        }
        if (to < 2 || c[to - 1] != SARA_A_A) continue;
        if (c[to - 2] == NIKHAHIT) {
            c[--to - 1] = SARA_AM; /* also after a tone: น ้ ํ า */
        } else if (to >= 3 && is_tone(c[to - 2]) && c[to - 3] == NIKHAHIT) {
            c[to - 3] = c[to - 2]; /* น ํ ้ า becomes น ้ ำ */
            c[--to - 1] = SARA_AM;
        }
    }
    return to;
}

static int clean_blanks(utf8proc_int32_t *c, int n)
{
    int to = 0;
    for (int i = 0; i < n; i++) {
        if (is_dropped(c[i])) continue;
        const bool blank = is_blank(c[i]);
        if (blank && (to == 0 || c[to - 1] == ' ')) continue;
        c[to++] = blank ? ' ' : c[i];
    }
    while (to > 0 && c[to - 1] == ' ') to--;
    return to;
}

/* Most cells are codes and numbers, which are clean already. */
static bool is_clean_ascii(const char *text)
{
    for (const char *c = text; *c; c++) {
        if ((unsigned char)*c < ' ' || (unsigned char)*c >= 0x7F) return false;
        if (*c == ' ' && (c == text || c[1] == ' ' || c[1] == '\0')) return false;
    }
    return true;
}

void thai_clean(char *text)
{
    if (is_clean_ascii(text)) return;
    const size_t size = strlen(text);
    utf8proc_int32_t *letters = mem_new(size + 1, sizeof *letters);
    int n = 0;
    for (size_t at = 0; at < size;) {
        const utf8proc_ssize_t step = utf8proc_iterate((const utf8proc_uint8_t *)text + at,
                                                       (utf8proc_ssize_t)(size - at), &letters[n]);
        if (step <= 0) break;
        at += (size_t)step;
        n++;
    }
    n = order_marks(letters, clean_blanks(letters, n));
    char *to = text;
    for (int i = 0; i < n; i++) to += utf8proc_encode_char(letters[i], (utf8proc_uint8_t *)to);
    *to = '\0';
    free(letters);
    utf8proc_uint8_t *composed = utf8proc_NFC((const utf8proc_uint8_t *)text);
    if (composed && strlen((const char *)composed) <= size)
        memcpy(text, composed, strlen((const char *)composed) + 1);
    free(composed);
}
