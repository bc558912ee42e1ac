/* How numbers of a sheet are meant: a workbook keeps a date as a count of days and says only by the
   format of its cell that it is one. */
#include "data/book_file_internal.h"

#include "base/mem.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- formats ----------------------------------------------------------------------------- */

/* The numbers of formats that need no code, as Excel has them; 27 to 36 and 50 to 58 are of East
   Asia, 71 to 81 of Thailand (ว/ด/ปปปป). */
static const struct {
    int first, last;
} date_formats[] = {{14, 22}, {27, 36}, {45, 47}, {50, 58}, {71, 81}};

static bool is_date_format(long id)
{
    for (size_t i = 0; i < sizeof date_formats / sizeof *date_formats; i++)
        if (id >= date_formats[i].first && id <= date_formats[i].last) return true;
    return false;
}

/* Behind what does not count: a text in quotes, a letter that stands for itself, and brackets other
   than those of elapsed hours, minutes and seconds. */
static const char *behind_text(const char *at)
{
    const char *end = NULL;
    if (*at == '"') end = strchr(at + 1, '"');
    if (*at == '[' && !strchr("hHmMsS", at[1])) end = strchr(at, ']');
    if (*at == '"' || (*at == '[' && end)) return end ? end + 1 : at + strlen(at);
    if (strchr("\\_*", *at) && at[1]) {
        at += 2; /* one letter, of all its bytes */
        while ((*at & 0xC0) == 0x80) at++;
        return at;
    }
    return NULL;
}

/* ว ด ป, as Thai editions write day, month and year. */
static bool is_thai_part(const char *at)
{
    static const char *const part[] = {"ว", "ด", "ป"};
    for (int i = 0; i < 3; i++)
        if (strncmp(at, part[i], strlen(part[i])) == 0) return true;
    return false;
}

struct book_style book_style_of_code(const char *code)
{
    struct book_style style = {0};
    bool thai = false, digits = false;
    const size_t zeros = strspn(code, "0");
    if (zeros >= 2 && zeros < BOOK_NUMBER / 2 &&
        (code[zeros] == '\0' || strcmp(code + zeros, ";@") == 0))
        style.zeros = (int)zeros;
    if (strcasecmp(code, "General") == 0 || strcasecmp(code, "Standard") == 0) return style;
    for (const char *at = code; *at && *at != ';';) {
        const char *behind = behind_text(at);
        if (behind) {
            at = behind;
            continue;
        }
        if (strchr("dDmMyYhHsSbB", *at)) style.date = true;
        if (strchr("0#?", *at)) digits = true;
        thai = thai || is_thai_part(at);
        at++;
    }
    if (thai && !digits) style.date = true;
    return style;
}

/* ---- styles.xml -------------------------------------------------------------------------- */

struct format {
    long id;
    struct book_style style;
};

struct reading {
    struct book_styles styles;
    long *id; /* [styles.count] of each style, its format */
    int id_room;
    struct format *format;
    int formats, format_room;
    enum { ELSEWHERE, IN_FORMATS, IN_STYLES } where;
};

static void too_many(struct book_xml *xml)
{
    book_xml_stop(xml, book_damaged(xml->name, xml->err, "มีรูปแบบเซลล์เกิน %d แบบ",
                                    "it has more than %d formats of cells", BOOK_MAX_STYLES));
}

static void add_format(struct book_xml *xml, struct reading *in, const char **attribute)
{
    const char *id = book_xml_attribute(attribute, "numFmtId");
    const char *code = book_xml_attribute(attribute, "formatCode");
    if (!id || !code) return;
    if (in->formats >= BOOK_MAX_STYLES) {
        too_many(xml);
        return;
    }
    in->format = mem_room(in->format, in->formats, &in->format_room, sizeof *in->format);
    in->format[in->formats++] =
        (struct format){.id = book_xml_whole(id, INT32_MAX), .style = book_style_of_code(code)};
}

static void add_style(struct book_xml *xml, struct reading *in, const char **attribute)
{
    const char *id = book_xml_attribute(attribute, "numFmtId");
    if (in->styles.count >= BOOK_MAX_STYLES) {
        too_many(xml);
        return;
    }
    in->id = mem_room(in->id, in->styles.count, &in->id_room, sizeof *in->id);
    in->id[in->styles.count++] = id ? book_xml_whole(id, INT32_MAX) : 0;
}

static void on_start(struct book_xml *xml, const char *name, const char **attribute)
{
    struct reading *in = xml->context;
    if (xml->depth == 1 && strcmp(name, "styleSheet") != 0)
        book_xml_stop(xml, book_damaged(xml->name, xml->err, "'%s' ไม่ใช่รูปแบบเซลล์",
                                        "'%s' holds no formats", xml->part));
    else if (xml->depth == 2)
        in->where = strcmp(name, "numFmts") == 0   ? IN_FORMATS
                    : strcmp(name, "cellXfs") == 0 ? IN_STYLES
                                                   : ELSEWHERE;
    else if (xml->depth == 3 && in->where == IN_FORMATS && strcmp(name, "numFmt") == 0)
        add_format(xml, in, attribute);
    else if (xml->depth == 3 && in->where == IN_STYLES && strcmp(name, "xf") == 0)
        add_style(xml, in, attribute);
}

static void on_end(struct book_xml *xml, const char *name)
{
    (void)xml, (void)name;
}

static int compare_formats(const void *a, const void *b)
{
    const struct format *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

/* A style is what its format's code says, or what the number of a format without code means. */
static void resolve(struct reading *in)
{
    in->styles.style = mem_new((size_t)in->styles.count, sizeof *in->styles.style);
    if (in->formats > 0)
        qsort(in->format, (size_t)in->formats, sizeof *in->format, compare_formats);
    for (int i = 0; i < in->styles.count; i++) {
        const struct format key = {.id = in->id[i]};
        const struct format *found =
            in->formats == 0
                ? NULL
                : bsearch(&key, in->format, (size_t)in->formats, sizeof key, compare_formats);
        in->styles.style[i] =
            found ? found->style : (struct book_style){.date = is_date_format(in->id[i])};
    }
}

enum err_code book_styles_read(struct book_zip *zip, const char *part, struct book_styles *out,
                               struct err *err)
{
    static const struct book_xml_calls calls = {on_start, on_end, NULL};
    struct reading in = {0};
    const enum err_code code = book_xml_read(zip, part, &calls, &in, err);
    if (code == ERR_OK) {
        resolve(&in);
        *out = in.styles;
    }
    free(in.id);
    free(in.format);
    return code;
}

void book_styles_clear(struct book_styles *styles)
{
    free(styles->style);
    *styles = (struct book_styles){0};
}

/* ---- numbers and dates ------------------------------------------------------------------- */

/* Digits with sign, point and exponent, and nothing else: strtod() knows "nan" and "0x10", too. */
static bool is_number(const char *c)
{
    static const char digits[] = "0123456789";
    if (*c == '-' || *c == '+') c++;
    const size_t whole = strspn(c, digits);
    c += whole;
    size_t behind = 0;
    if (*c == '.') {
        behind = strspn(++c, digits);
        c += behind;
    }
    if (whole + behind == 0) return false;
    if (*c == 'e' || *c == 'E') {
        c++;
        if (*c == '+' || *c == '-') c++;
        const size_t power = strspn(c, digits);
        if (power < 1 || power > 4) return false;
        c += power;
    }
    return *c == '\0';
}

/* Most numbers are in their shortest form already: at most 15 digits, none of them for nothing. */
static bool is_shortest(const char *c)
{
    static const char digits[] = "0123456789";
    if (*c == '-') c++;
    const size_t whole = strspn(c, digits);
    if (whole == 0 || whole > 15 || (*c == '0' && whole > 1)) return false;
    if (c[whole] == '\0') return *c != '0';
    const size_t behind = c[whole] == '.' ? strspn(c + whole + 1, digits) : 0;
    const char *last = c + whole + behind;
    return behind > 0 && last[1] == '\0' && *last != '0' && whole + behind <= 15 &&
           strncmp(c, "0.000", 5) != 0;
}

bool book_number_text(const char *number, char out[BOOK_NUMBER])
{
    static const double exact = 1e15; /* whole numbers below it have all their digits */
    if (is_shortest(number)) {
        snprintf(out, BOOK_NUMBER, "%s", number);
        return true;
    }
    if (!is_number(number)) return false;
    const double value = strtod(number, NULL);
    char shortest[32];
    if (!isfinite(value)) return false;
    text_number(shortest, value);
    if (value == 0.0)
        snprintf(out, BOOK_NUMBER, "0");
    else if (fabs(value) < exact && value == floor(value))
        snprintf(out, BOOK_NUMBER, "%.0f", value);
    else
        snprintf(out, BOOK_NUMBER, "%s", shortest);
    return true;
}

/* The day of the calendar that is `days` after 1 March of year 0, by Howard Hinnant's division into
   eras of 400 years. */
static struct date date_of_days(long days)
{
    const long era = days / 146097, of_era = days % 146097;
    const long year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const long of_year = of_era - (365 * year + year / 4 - year / 100);
    const long month = (5 * of_year + 2) / 153; /* 0: March */
    const int calendar_month = (int)(month < 10 ? month + 3 : month - 9);
    return (struct date){.year = (int)(year + era * 400 + (calendar_month <= 2)),
                         .month = calendar_month,
                         .day = (int)(of_year - (153 * month + 2) / 5 + 1)};
}

bool book_date_text(double day, bool from_1904, char out[BOOK_NUMBER])
{
    enum {
        DAY_0_OF_1900 = 693899, /* 30 December 1899, after 1 March of year 0 */
        LEAP_1900 = 60,         /* the 29 February 1900 that Excel counts and no calendar has */
        TO_1904 = 1462,
        LAST_DAY = 2958465, /* 31 December 9999 */
        DAY_S = 24 * 60 * 60
    };
    if (!(day >= 0.0 && day <= LAST_DAY)) return false;
    const double seconds = floor((day - floor(day)) * DAY_S + 0.5);
    long days = (long)floor(day) + (seconds >= DAY_S) + (from_1904 ? TO_1904 : 0);
    const int time = seconds >= DAY_S ? 0 : (int)seconds;
    if (days < 1 || days > LAST_DAY || (days == LEAP_1900 && !from_1904)) return false;
    if (days < LEAP_1900) days++;
    const struct date date = date_of_days(DAY_0_OF_1900 + days);
    char iso[16];
    snprintf(out, BOOK_NUMBER, "%s", date_iso(iso, date));
    if (time > 0)
        snprintf(out, BOOK_NUMBER, "%s %02d:%02d:%02d", iso, time / 3600, time / 60 % 60,
                 time % 60);
    return true;
}
