/* Ini files. A first pass over the lines checks form and keeps where each key stands, because
   iniparser knows no line numbers, takes the last of two equal keys and gives up a whole file
   silently; then iniparser reads the values. */
#define _GNU_SOURCE
#include "equity/settings_file.h"

#include "base/lang.h"
#include "base/mem.h"
#include "base/nameless.h"
#include "base/text.h"
#include "base/thai.h"

#include <ctype.h>
#include <errno.h>
#include <iniparser/iniparser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    MAX_LINE_BYTES = 1000, /* iniparser gives up at 1,024 */
    MAX_FILE_BYTES = 1 << 20,
    MAX_FILE_LINES = 10000,
    MAX_DIGITS = 18, /* of a number that surely fits 64 bits */
};

void settings_file_clear(struct settings_file *file)
{
    for (int i = 0; i < file->lines; i++) {
        free(file->line[i].section);
        free(file->line[i].key);
        free(file->line[i].value);
    }
    free(file->line);
    free(file->origin);
    *file = (struct settings_file){0};
}

static void lower(char *text)
{
    for (char *c = text; *c; c++)
        if (*c >= 'A' && *c <= 'Z') *c = (char)(*c - 'A' + 'a');
}

/* Without the white space that iniparser drops. */
static char *strip(char *text)
{
    while (isspace((unsigned char)*text)) text++;
    char *end = text + strlen(text);
    while (end > text && isspace((unsigned char)end[-1])) *--end = '\0';
    return text;
}

/* iniparser ends a quoted value at the next quote and forgets what follows. */
static bool quotes_close(const char *value)
{
    if (*value != '"' && *value != '\'') return true;
    const char *end = strchr(value + 1, *value);
    if (!end) return false;
    end++;
    while (isspace((unsigned char)*end)) end++;
    return *end == '\0' || *end == ';' || *end == '#';
}

static enum err_code wrong_line(const struct settings_file *file, int number, const char *line,
                                struct err *err)
{
    return err_set(err, ERR_CONFIG, "'%s' บรรทัด %d คือ '%.60s' ที่ใช้ได้คือ [section] หรือ key = value",
                   "'%s' line %d is '%.60s', allowed are [section] and key = value", file->origin,
                   number, line);
}

static enum err_code add_line(struct settings_file *file, const char *section, const char *key,
                              int number, struct err *err)
{
    for (int i = 0; i < file->lines; i++) {
        const struct settings_line *old = &file->line[i];
        if (strcmp(old->section, section) != 0 || strcmp(old->key, key) != 0) continue;
        return err_set(err, ERR_CONFIG, "'%s' บรรทัด %d: '%s%s%s' มีแล้วในบรรทัด %d",
                       "'%s' line %d: '%s%s%s' stands in line %d already", file->origin, number,
                       section, *key ? "." : "", key, old->number);
    }
    file->line = mem_room(file->line, file->lines, &file->capacity, sizeof *file->line);
    file->line[file->lines++] =
        (struct settings_line){mem_text(section), mem_text(key), NULL, number, false};
    return ERR_OK;
}

static enum err_code section_line(struct settings_file *file, int number, char *line,
                                  char **section, struct err *err)
{
    char *end = strchr(line, ']');
    if (!end || end[1] != '\0') return wrong_line(file, number, line, err);
    *end = '\0';
    free(*section);
    *section = mem_text(strip(line + 1));
    lower(*section);
    return add_line(file, *section, "", number, err);
}

static enum err_code key_line(struct settings_file *file, int number, char *line,
                              const char *section, struct err *err)
{
    char *equals = strchr(line, '=');
    if (!equals || equals == line) return wrong_line(file, number, line, err);
    if (!quotes_close(strip(equals + 1)))
        return err_set(err, ERR_CONFIG, "'%s' บรรทัด %d มีเครื่องหมายคำพูดที่ไม่ปิดหรือมีข้อความต่อท้าย",
                       "'%s' line %d has a quote that does not close at its end", file->origin,
                       number);
    *equals = '\0';
    char *key = strip(line);
    lower(key);
    if (!section)
        return err_set(err, ERR_CONFIG, "'%s' บรรทัด %d มีคีย์ '%.60s' อยู่ก่อน [section] แรก",
                       "'%s' line %d has the key '%.60s' before the first [section]", file->origin,
                       number, key);
    return add_line(file, section, key, number, err);
}

static enum err_code one_line(struct settings_file *file, int number, char *line, char **section,
                              struct err *err)
{
    if (strlen(line) > MAX_LINE_BYTES)
        return err_set(err, ERR_CONFIG, "'%s' บรรทัด %d ยาวเกิน %d ไบต์ (อักษรไทยหนึ่งตัวใช้ 3 ไบต์)",
                       "'%s' line %d is longer than %d bytes (a Thai letter takes 3)", file->origin,
                       number, MAX_LINE_BYTES);
    line = strip(line);
    if (*line && line[strlen(line) - 1] == '\\')
        return err_set(err, ERR_CONFIG, "'%s' บรรทัด %d ลงท้ายด้วย '\\' ค่าต้องอยู่ในบรรทัดเดียว",
                       "'%s' line %d ends in '\\', a value stands on one line", file->origin,
                       number);
    if (*line == '\0' || *line == ';' || *line == '#') return ERR_OK;
    if (*line == '[') return section_line(file, number, line, section, err);
    return key_line(file, number, line, *section, err);
}

static enum err_code read_lines(struct settings_file *file, const char *bytes, struct err *err)
{
    char *copy = mem_text(bytes), *rest = copy, *section = NULL, *line;
    enum err_code code = ERR_OK;
    for (int number = 1; code == ERR_OK && (line = strsep(&rest, "\n")); number++) {
        if (number > MAX_FILE_LINES && *line)
            code = err_set(err, ERR_CONFIG, "'%s' มีมากกว่า %d บรรทัด", "'%s' has more than %d lines",
                           file->origin, MAX_FILE_LINES);
        else
            code = one_line(file, number, line, &section, err);
    }
    free(section);
    free(copy);
    return code;
}

/* read_lines() has found everything that iniparser would say. */
static int say_nothing(const char *fmt, ...)
{
    (void)fmt;
    return 0;
}

/* iniparser reads files only. */
static dictionary *load_values(const char *bytes, size_t size)
{
    struct nameless file;
    if (!nameless_open(bytes, size, &file)) return NULL;
    iniparser_set_error_callback(say_nothing);
    dictionary *values = iniparser_load(file.path);
    nameless_close(&file);
    return values;
}

static enum err_code read_values(struct settings_file *file, const char *bytes, struct err *err)
{
    dictionary *values = load_values(bytes, strlen(bytes));
    if (!values)
        return err_set(err, ERR_CONFIG, "'%s' อ่านเป็นไฟล์ ini ไม่ได้",
                       "'%s' cannot be read as an ini file", file->origin);
    for (int i = 0; i < file->lines; i++) {
        struct settings_line *line = &file->line[i];
        struct text path = {0};
        text_add(&path, "%s:%s", line->section, line->key);
        line->value = mem_text(*line->key ? iniparser_getstring(values, path.s, "") : "");
        thai_clean(line->value);
        text_clear(&path);
    }
    iniparser_freedict(values);
    return ERR_OK;
}

static enum err_code check_bytes(const char *origin, const char *bytes, size_t size,
                                 struct err *err)
{
    if (size > MAX_FILE_BYTES)
        return err_set(err, ERR_CONFIG, "'%s' ใหญ่เกิน %d ไบต์", "'%s' is larger than %d bytes",
                       origin, MAX_FILE_BYTES);
    if (!thai_utf8_valid(bytes, size))
        return err_set(err, ERR_CONFIG, "'%s' ไม่ใช่ข้อความ UTF-8", "'%s' is no UTF-8 text", origin);
    if (strspn(bytes, " \t\r\n") == size)
        return err_set(err, ERR_CONFIG, "'%s' ว่างเปล่า", "'%s' is empty", origin);
    return ERR_OK;
}

enum err_code settings_text_read(const char *text, const char *origin, struct settings_file *out,
                                 struct err *err)
{
    static const char mark[] = "\xEF\xBB\xBF"; /* of byte order, as Notepad writes it */
    const char *bytes = strncmp(text, mark, strlen(mark)) == 0 ? text + strlen(mark) : text;
    struct settings_file file = {.origin = mem_text(origin)};
    enum err_code code = check_bytes(origin, bytes, strlen(bytes), err);
    if (code == ERR_OK) code = read_lines(&file, bytes, err);
    if (code == ERR_OK) code = read_values(&file, bytes, err);
    if (code == ERR_OK)
        *out = file;
    else
        settings_file_clear(&file);
    return code;
}

enum err_code settings_bytes(const char *path, struct text *out, struct err *err)
{
    FILE *stream = fopen(path, "re");
    if (!stream && errno == ENOENT)
        return err_set(err, ERR_NOT_FOUND, "ไม่มีไฟล์ '%s'", "no file '%s'", path);
    struct text bytes = {0};
    char block[4096];
    size_t count = 0;
    enum err_code code = ERR_OK;
    while (stream && bytes.length <= MAX_FILE_BYTES &&
           (count = fread(block, 1, sizeof block, stream)) > 0)
        text_add_bytes(&bytes, block, count);
    if (!stream || ferror(stream))
        code = err_set(err, ERR_CONFIG, "อ่าน '%s' ไม่ได้: %s", "cannot read '%s': %s", path,
                       err_reason(errno));
    else
        code = check_bytes(path, text_s(&bytes), bytes.length, err);
    if (stream) fclose(stream);
    if (code == ERR_OK) text_add_bytes(out, bytes.s, bytes.length);
    text_clear(&bytes);
    return code;
}

enum err_code settings_file_read(const char *path, struct settings_file *out, struct err *err)
{
    struct text bytes = {0};
    enum err_code code = settings_bytes(path, &bytes, err);
    if (code == ERR_OK) code = settings_text_read(text_s(&bytes), path, out, err);
    text_clear(&bytes);
    return code;
}

/* ---- taking ------------------------------------------------------------------------------ */

struct settings_line *settings_take(const struct settings_file *file, const char *section,
                                    const char *key)
{
    for (int i = 0; i < file->lines; i++) {
        struct settings_line *line = &file->line[i];
        if (strcmp(line->section, section) != 0 || strcmp(line->key, key) != 0) continue;
        line->taken = true;
        return line;
    }
    return NULL;
}

enum err_code settings_need(const struct settings_file *file, const char *section, const char *key,
                            const struct settings_line **out, struct err *err)
{
    const struct settings_line *line = settings_take(file, section, key);
    if (!line)
        return err_set(err, ERR_CONFIG, "'%s' ขาดคีย์ '%s' ในหมวด [%s]",
                       "'%s' lacks the key '%s' in section [%s]", file->origin, key, section);
    *out = line;
    return ERR_OK;
}

enum err_code settings_wrong(const struct settings_file *file, const struct settings_line *line,
                             const char *allowed_th, const char *allowed_en, struct err *err)
{
    const char *allowed = lang_pick(allowed_th, allowed_en);
    return err_set(err, ERR_CONFIG, "'%s.%s' ใน '%s' บรรทัด %d คือ '%.60s' ที่ใช้ได้คือ %s",
                   "'%s.%s' in '%s' line %d is '%.60s', allowed are %s", line->section, line->key,
                   file->origin, line->number, line->value, allowed);
}

bool settings_number(const char *text, int64_t *out)
{
    const char *digits = text + (*text == '-');
    const size_t count = strspn(digits, "0123456789");
    if (count == 0 || count > MAX_DIGITS || digits[count] != '\0') return false;
    *out = strtoll(text, NULL, 10);
    return true;
}

enum err_code settings_whole(const struct settings_file *file, const struct settings_line *line,
                             int64_t lowest, int64_t highest, int64_t *out, struct err *err)
{
    int64_t value = 0;
    char allowed[64];
    if (settings_number(line->value, &value) && value >= lowest && value <= highest) {
        *out = value;
        return ERR_OK;
    }
    snprintf(allowed, sizeof allowed, "%lld .. %lld", (long long)lowest, (long long)highest);
    return settings_wrong(file, line, allowed, allowed, err);
}

/* "0.91" as 9100 when `places` is 4. */
static bool read_decimal(const char *text, int places, int64_t *out)
{
    char digits[MAX_DIGITS + 2] = "";
    const char *point = strchr(text, '.');
    const size_t whole = point ? (size_t)(point - text) : strlen(text);
    const size_t behind = point ? strlen(point + 1) : 0;
    if (point && (whole == 0 || behind == 0 || behind > (size_t)places)) return false;
    if (whole + (size_t)places > MAX_DIGITS) return false;
    memcpy(digits, text, whole);
    if (point) memcpy(digits + whole, point + 1, behind);
    memset(digits + whole + behind, '0', (size_t)places - behind);
    return settings_number(digits, out);
}

enum err_code settings_decimal(const struct settings_file *file, const struct settings_line *line,
                               int places, int64_t lowest, int64_t highest, int64_t *out,
                               struct err *err)
{
    if (places == 0) return settings_whole(file, line, lowest, highest, out, err);
    int64_t value = 0, unit = 1;
    char low[32], high[32], allowed[160], allowed_th[160];
    if (read_decimal(line->value, places, &value) && value >= lowest && value <= highest) {
        *out = value;
        return ERR_OK;
    }
    for (int i = 0; i < places; i++) unit *= 10;
    text_number(low, (double)lowest / (double)unit);
    text_number(high, (double)highest / (double)unit);
    snprintf(allowed, sizeof allowed, "%s .. %s with at most %d decimals", low, high, places);
    snprintf(allowed_th, sizeof allowed_th, "%s .. %s ทศนิยมไม่เกิน %d ตำแหน่ง", low, high, places);
    return settings_wrong(file, line, allowed_th, allowed, err);
}

enum err_code settings_word(const struct settings_file *file, const struct settings_line *line,
                            const char *const *words, int count, int *out, struct err *err)
{
    struct text allowed = {0};
    for (int i = 0; i < count; i++) {
        if (strcmp(line->value, words[i]) == 0) {
            text_clear(&allowed);
            *out = i;
            return ERR_OK;
        }
        text_add(&allowed, "%s%s", i ? ", " : "", words[i]);
    }
    const enum err_code code = settings_wrong(file, line, allowed.s, allowed.s, err);
    text_clear(&allowed);
    return code;
}

enum err_code settings_all_taken(const struct settings_file *file, struct err *err)
{
    for (int i = 0; i < file->lines; i++) {
        const struct settings_line *line = &file->line[i];
        if (line->taken) continue;
        if (*line->key == '\0')
            return err_set(err, ERR_CONFIG, "ไม่รู้จักหมวด '%.60s' ใน '%s' บรรทัด %d",
                           "unknown section '%.60s' in '%s' line %d", line->section, file->origin,
                           line->number);
        return err_set(err, ERR_CONFIG, "ไม่รู้จักคีย์ '%.60s.%.60s' ใน '%s' บรรทัด %d",
                       "unknown key '%.60s.%.60s' in '%s' line %d", line->section, line->key,
                       file->origin, line->number);
    }
    return ERR_OK;
}
