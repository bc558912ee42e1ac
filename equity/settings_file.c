/* Lines of an ini file (base/ini.h) that are taken one by one. */
#include "equity/settings_file.h"

#include "base/ini.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/thai.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_DIGITS = 18 /* of a number that surely fits 64 bits */ };

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

static enum err_code add_line(struct settings_file *file, const struct ini_line *line,
                              struct err *err)
{
    for (int i = 0; i < file->lines; i++) {
        const struct settings_line *old = &file->line[i];
        if (strcmp(old->section, line->section) != 0 || strcmp(old->key, line->key) != 0) continue;
        return err_set(err, ERR_CONFIG, "'%s' บรรทัด %d: '%s%s%s' มีแล้วในบรรทัด %d",
                       "'%s' line %d: '%s%s%s' stands in line %d already", file->origin,
                       line->number, line->section, *line->key ? "." : "", line->key, old->number);
    }
    struct settings_line taken = {mem_text(line->section), mem_text(line->key),
                                  mem_text(line->value), line->number, false};
    thai_clean(taken.value);
    file->line = mem_room(file->line, file->lines, &file->capacity, sizeof *file->line);
    file->line[file->lines++] = taken;
    return ERR_OK;
}

enum err_code settings_text_read(const char *text, const char *origin, struct settings_file *out,
                                 struct err *err)
{
    struct settings_file file = {.origin = mem_text(origin)};
    struct ini ini = {0};
    enum err_code code =
        ini_read_text(text, strlen(text), origin, INI_FILE_BYTES, INI_FILE_LINES, &ini, err);
    for (int i = 0; i < ini.lines && code == ERR_OK; i++) code = add_line(&file, &ini.line[i], err);
    ini_clear(&ini);
    if (code == ERR_OK)
        *out = file;
    else
        settings_file_clear(&file);
    return code;
}

enum err_code settings_file_read(const char *path, struct settings_file *out, struct err *err)
{
    struct text bytes = {0};
    enum err_code code = ini_file_bytes(path, &bytes, err);
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
