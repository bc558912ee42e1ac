/* Lines checked, values by iniparser. */
#define _GNU_SOURCE
#include "base/ini.h"

#include "base/mem.h"
#include "base/nameless.h"
#include "base/thai.h"

#include <ctype.h>
#include <errno.h>
#include <iniparser/iniparser.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void ini_clear(struct ini *ini)
{
    for (int i = 0; i < ini->lines; i++) {
        free(ini->line[i].section);
        free(ini->line[i].key);
        free(ini->line[i].value);
    }
    free(ini->line);
    free(ini->origin);
    *ini = (struct ini){0};
}

/* ---- lines ------------------------------------------------------------------------------- */

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

static enum err_code wrong_line(const struct ini *ini, int number, const char *line,
                                struct err *err)
{
    return err_set(err, ERR_CONFIG, "'%s' บรรทัด %d คือ '%s' ที่ใช้ได้คือ [section] หรือ key = value",
                   "'%s' line %d is '%s', allowed are [section] and key = value", ini->origin,
                   number, text_shortened(line).s);
}

static void add_line(struct ini *ini, const char *section, const char *key, int number)
{
    ini->line = mem_room(ini->line, ini->lines, &ini->capacity, sizeof *ini->line);
    ini->line[ini->lines++] = (struct ini_line){mem_text(section), mem_text(key), NULL, number};
}

static enum err_code section_line(struct ini *ini, int number, char *line, char **section,
                                  struct err *err)
{
    char *end = strchr(line, ']');
    if (!end || end[1] != '\0') return wrong_line(ini, number, line, err);
    *end = '\0';
    free(*section);
    *section = mem_text(strip(line + 1));
    lower(*section);
    add_line(ini, *section, "", number);
    return ERR_OK;
}

static enum err_code key_line(struct ini *ini, int number, char *line, const char *section,
                              struct err *err)
{
    char *equals = strchr(line, '=');
    if (!equals || equals == line) return wrong_line(ini, number, line, err);
    if (!quotes_close(strip(equals + 1)))
        return err_set(err, ERR_CONFIG, "'%s' บรรทัด %d มีเครื่องหมายคำพูดที่ไม่ปิดหรือมีข้อความต่อท้าย",
                       "'%s' line %d has a quote that does not close at its end", ini->origin,
                       number);
    *equals = '\0';
    char *key = strip(line);
    if (!section)
        return err_set(err, ERR_CONFIG, "'%s' บรรทัด %d มีคีย์ '%s' อยู่ก่อน [section] แรก",
                       "'%s' line %d has the key '%s' before the first [section]", ini->origin,
                       number, text_shortened(key).s);
    lower(key);
    add_line(ini, section, key, number);
    return ERR_OK;
}

static enum err_code one_line(struct ini *ini, int number, char *line, char **section,
                              struct err *err)
{
    if (strlen(line) > INI_LINE_BYTES)
        return err_set(err, ERR_CONFIG, "'%s' บรรทัด %d ยาวเกิน %d ไบต์ (อักษรไทยหนึ่งตัวใช้ 3 ไบต์)",
                       "'%s' line %d is longer than %d bytes (a Thai letter takes 3)", ini->origin,
                       number, INI_LINE_BYTES);
    line = strip(line);
    if (*line && line[strlen(line) - 1] == '\\')
        return err_set(err, ERR_CONFIG, "'%s' บรรทัด %d ลงท้ายด้วย '\\' ค่าต้องอยู่ในบรรทัดเดียว",
                       "'%s' line %d ends in '\\', a value stands on one line", ini->origin,
                       number);
    if (*line == '\0' || *line == ';' || *line == '#') return ERR_OK;
    if (*line == '[') return section_line(ini, number, line, section, err);
    return key_line(ini, number, line, *section, err);
}

static enum err_code read_lines(struct ini *ini, const char *bytes, int most, struct err *err)
{
    char *copy = mem_text(bytes), *rest = copy, *section = NULL, *line;
    enum err_code code = ERR_OK;
    for (int number = 1; code == ERR_OK && (line = strsep(&rest, "\n")); number++) {
        if (number > most && *line)
            code = err_set(err, ERR_CONFIG, "'%s' มีมากกว่า %d บรรทัด", "'%s' has more than %d lines",
                           ini->origin, most);
        else
            code = one_line(ini, number, line, &section, err);
    }
    free(section);
    free(copy);
    return code;
}

/* ---- values ------------------------------------------------------------------------------ */

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

static enum err_code read_values(struct ini *ini, const char *bytes, size_t size, struct err *err)
{
    dictionary *values = load_values(bytes, size);
    if (!values)
        return err_set(err, ERR_CONFIG, "'%s' อ่านเป็นไฟล์ ini ไม่ได้",
                       "'%s' cannot be read as an ini file", ini->origin);
    for (int i = 0; i < ini->lines; i++) {
        struct ini_line *line = &ini->line[i];
        struct text path = {0};
        text_add(&path, "%s:%s", line->section, line->key);
        line->value = mem_text(*line->key ? iniparser_getstring(values, path.s, "") : "");
        text_clear(&path);
    }
    iniparser_freedict(values);
    return ERR_OK;
}

/* ---- texts and files --------------------------------------------------------------------- */

static enum err_code check_bytes(const char *origin, const char *bytes, size_t size,
                                 struct err *err)
{
    if (memchr(bytes, '\0', size))
        return err_set(err, ERR_CONFIG, "'%s' มีไบต์ศูนย์ ให้บันทึกเป็นข้อความ UTF-8",
                       "'%s' has a zero byte, save it as UTF-8 text", origin);
    if (!thai_utf8_valid(bytes, size))
        return err_set(err, ERR_CONFIG, "'%s' ไม่ใช่ข้อความ UTF-8", "'%s' is no UTF-8 text", origin);
    if (strspn(bytes, " \t\r\n") == size)
        return err_set(err, ERR_CONFIG, "'%s' ว่างเปล่า", "'%s' is empty", origin);
    return ERR_OK;
}

static enum err_code too_large(const char *origin, size_t most, struct err *err)
{
    return err_set(err, ERR_CONFIG, "'%s' ใหญ่เกิน %zu ไบต์", "'%s' is larger than %zu bytes", origin,
                   most);
}

enum err_code ini_read_text(const char *text, size_t size, const char *origin, size_t most_bytes,
                            int most_lines, struct ini *out, struct err *err)
{
    static const char mark[] = "\xEF\xBB\xBF"; /* of byte order, as Notepad writes it */
    struct ini ini = {.origin = mem_text(origin)};
    enum err_code code = size > most_bytes ? too_large(origin, most_bytes, err) : ERR_OK;
    if (size >= 3 && memcmp(text, mark, 3) == 0) text += 3, size -= 3;
    if (code == ERR_OK) code = check_bytes(origin, text, size, err);
    if (code == ERR_OK) code = read_lines(&ini, text, most_lines, err);
    if (code == ERR_OK) code = read_values(&ini, text, size, err);
    if (code != ERR_OK) ini_clear(&ini);
    *out = ini;
    return code;
}

static enum err_code read_stream(const char *path, FILE *file, struct text *out, struct err *err)
{
    char block[4096];
    size_t count;
    while ((count = fread(block, 1, sizeof block, file)) > 0) {
        text_add_bytes(out, block, count);
        if (out->length > INI_FILE_BYTES) return too_large(path, INI_FILE_BYTES, err);
    }
    if (!ferror(file)) return ERR_OK;
    return err_set(err, ERR_CONFIG, "อ่าน '%s' ไม่ได้: %s", "cannot read '%s': %s", path,
                   err_reason(errno));
}

static enum err_code read_bytes(const char *path, struct text *bytes, struct stat *about,
                                struct err *err)
{
    FILE *file = fopen(path, "re");
    if (!file && errno == ENOENT)
        return err_set(err, ERR_NOT_FOUND, "ไม่มีไฟล์ '%s'", "no file '%s'", path);
    if (!file)
        return err_set(err, ERR_CONFIG, "อ่าน '%s' ไม่ได้: %s", "cannot read '%s': %s", path,
                       err_reason(errno));
    enum err_code code;
    if (fstat(fileno(file), about) == 0 && S_ISDIR(about->st_mode))
        code = err_set(err, ERR_CONFIG, "'%s' เป็นโฟลเดอร์ ไม่ใช่ไฟล์ ini",
                       "'%s' is a folder, not an ini file", path);
    else
        code = read_stream(path, file, bytes, err);
    fclose(file);
    return code;
}

enum err_code ini_file_bytes(const char *path, struct text *out, struct err *err)
{
    struct text bytes = {0};
    struct stat about = {0};
    enum err_code code = read_bytes(path, &bytes, &about, err);
    if (code == ERR_OK) code = check_bytes(path, text_s(&bytes), bytes.length, err);
    if (code == ERR_OK) text_add_bytes(out, bytes.s, bytes.length);
    text_clear(&bytes);
    return code;
}

enum err_code ini_read_file(const char *path, struct ini *out, struct err *err)
{
    struct text bytes = {0};
    struct stat about = {0};
    enum err_code code = read_bytes(path, &bytes, &about, err);
    *out = (struct ini){0};
    if (code == ERR_OK)
        code = ini_read_text(text_s(&bytes), bytes.length, path, INI_FILE_BYTES, INI_FILE_LINES,
                             out, err);
    out->device = about.st_dev;
    out->inode = about.st_ino;
    text_clear(&bytes);
    return code;
}
