/* Settings from ini files and --set. A first pass of our own over the lines checks form and
   remembers where each key stands, because iniparser knows no line numbers, takes the last of two
   equal keys and gives up a whole file silently; then iniparser reads the values. */
#define _GNU_SOURCE

#include "base/mem.h"
#include "base/nameless.h"
#include "base/thai.h"
#include "planner/scenario_internal.h"

#include <ctype.h>
#include <errno.h>
#include <iniparser/iniparser.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    MAX_LINE_BYTES = 1000, /* iniparser gives up at 1,024 */
    MAX_FILE_BYTES = 1 << 20,
    MAX_FILE_LINES = 10000,
    MAX_SAVED_BYTES = 16 << 20, /* what params.text of a large register may need */
    MAX_SAVED_LINES = 200000,
};

/* One key of a file. */
struct ini_line {
    char *section, *key; /* lower case */
    int number;
};

struct ini {
    char *origin; /* the file name as it was given, or what settings_add_text() calls it */
    dev_t device; /* with inode: which file it is, by whatever name */
    ino_t inode;
    struct ini_line *line;
    int lines, capacity;
    dictionary *values;
};

static void ini_clear(struct ini *ini)
{
    for (int i = 0; i < ini->lines; i++) {
        free(ini->line[i].section);
        free(ini->line[i].key);
    }
    free(ini->line);
    free(ini->origin);
    if (ini->values) iniparser_freedict(ini->values);
    *ini = (struct ini){0};
}

/* Settings. */

struct settings *settings_new(void)
{
    return mem_new(1, sizeof(struct settings));
}

static void setting_clear(struct setting *setting)
{
    free(setting->name);
    free(setting->pipeline);
    free(setting->code);
    free(setting->text);
}

/* Back to an earlier state: what a failed settings_add_*() leaves behind. */
static void settings_cut(struct settings *settings, int count, int layers)
{
    while (settings->count > count) setting_clear(&settings->setting[--settings->count]);
    while (settings->layers > layers) free(settings->origin[--settings->layers]);
}

void settings_free(struct settings *settings)
{
    if (!settings) return;
    settings_cut(settings, 0, 0);
    free(settings->setting);
    free(settings->origin);
    free(settings);
}

static int add_layer(struct settings *settings, const char *origin)
{
    settings->origin = mem_room(settings->origin, settings->layers, &settings->layer_capacity,
                                sizeof *settings->origin);
    settings->origin[settings->layers] = mem_text(origin);
    return settings->layers++;
}

static void place_of(const char *origin, int line, char out[PLACE_TEXT])
{
    if (line > 0)
        snprintf(out, PLACE_TEXT, lang_pick("ใน '%.300s' บรรทัด %d", "in '%.300s' line %d"), origin,
                 line);
    else
        snprintf(out, PLACE_TEXT, lang_pick("ใน '%.300s'", "in '%.300s'"), origin);
}

void setting_place(const struct settings *settings, const struct setting *setting,
                   char out[PLACE_TEXT])
{
    place_of(settings->origin[setting->layer], setting->line, out);
}

static int compare_words(const char *a, const char *b)
{
    return strcasecmp(a ? a : "", b ? b : "");
}

int setting_compare(const struct setting *a, const struct setting *b)
{
    if (a->key != b->key) return a->key < b->key ? -1 : 1;
    if (a->is_source != b->is_source) return a->is_source ? 1 : -1;
    if (a->year != b->year) return a->year < b->year ? -1 : 1;
    if (a->level != b->level) return a->level < b->level ? -1 : 1;
    const int code = compare_words(a->code, b->code);
    return code != 0 ? code : compare_words(a->pipeline, b->pipeline);
}

int setting_rank(const struct setting *setting)
{
    const int year = setting->year != 0, level = setting->level >= 0, code = setting->code != NULL;
    return 8 * (year + level + code) + 4 * code + 2 * level + year;
}

/* One key = value. */

static void lower(char *text)
{
    for (char *c = text; *c; c++)
        if (*c >= 'A' && *c <= 'Z') *c = (char)(*c - 'A' + 'a');
}

/* Four digits as a number, 0 for anything else. */
static int four_digits(const char *word)
{
    if (strlen(word) != 4 || strspn(word, "0123456789") != 4) return 0;
    return (int)strtol(word, NULL, 10);
}

/* BMA's district codes, 1001 .. 1050, have four digits, too; these are years for certain. */
static bool is_year(int number)
{
    return number >= 2300 && number <= 2799;
}

static int level_of(const char *word)
{
    for (int level = 0; level < LEVELS; level++)
        if (strcmp(level_word[level], word) == 0) return level;
    return -1;
}

/* What stands after the key goes where it fits, in any order; each at most once. */
static bool take_index(struct setting *setting, const char *word)
{
    const unsigned over = setting->key->over;
    const int number = four_digits(word);
    if (setting->is_source || *word == '\0') return false;
    if (strcmp(word, "source") == 0 && setting->key->type != TYPE_TEXT)
        return setting->is_source = true;
    if (number > 0 && (is_year(number) || !(over & OVER_DISTRICT))) {
        if (!(over & OVER_ANY_YEAR) || setting->year != 0) return false;
        setting->year = number;
        return true;
    }
    if (over & OVER_LEVEL && level_of(word) >= 0) {
        if (setting->level >= 0) return false;
        setting->level = level_of(word);
        return true;
    }
    if (!(over & OVER_CODE) || setting->code) return false;
    setting->code = mem_text(word);
    return true;
}

static enum err_code wrong_index(const struct setting *setting, const char *place, const char *word,
                                 struct err *err)
{
    char after[KEY_ALLOWED_TEXT];
    key_allowed_after(setting->key, lang_get(), after);
    if (*after)
        return err_set(err, ERR_CONFIG, "'%s' %s: '%s' ใช้ตรงนี้ไม่ได้ หลัง '%s' ใช้ได้คือ %s",
                       "'%s' %s: '%s' cannot stand there, allowed after '%s' are %s",
                       shown(setting->name).s, place, shown(word).s, setting->key->name, after);
    return err_set(err, ERR_CONFIG, "'%s' %s: '%s' ใช้ตรงนี้ไม่ได้ หลัง '%s' ต้องไม่มีอะไรต่อ",
                   "'%s' %s: '%s' cannot stand there, nothing may follow '%s'",
                   shown(setting->name).s, place, shown(word).s, setting->key->name);
}

static enum err_code unknown_key(const char *section, const char *name, const char *place,
                                 struct err *err)
{
    char nearest[128] = "", wanted[256];
    snprintf(wanted, sizeof wanted, "%.100s.%.100s", section, name);
    if (!key_section_known(section)) {
        nearest_section(section, nearest);
        return err_set(err, ERR_CONFIG, "ไม่รู้จักหมวด '%s' %s ที่ใกล้เคียงคือ '%s'",
                       "unknown section '%s' %s; nearest is '%s'", shown(section).s, place,
                       nearest);
    }
    const bool pipeline = strncmp(section, "pipeline.", 9) == 0;
    nearest_key(wanted, pipeline ? section + 9 : NULL, nearest);
    return err_set(err, ERR_CONFIG, "ไม่รู้จักคีย์ '%s' %s ที่ใกล้เคียงคือ '%s'",
                   "unknown key '%s' %s; nearest is '%s'", shown(wanted).s, place, nearest);
}

/* A text that an ini file can hold: iniparser knows no escape for a quote inside quotes. */
static char *clean_value(const struct scenario_key *key, bool is_source, const char *value)
{
    char *text = mem_text(value);
    thai_clean(text);
    if (key->type != TYPE_TEXT && !is_source) thai_digits(text);
    for (char *c = text; *c; c++)
        if (*c == '"') *c = '\'';
    return text;
}

static enum err_code read_value(struct setting *setting, const char *place, const char *value,
                                struct err *err)
{
    static const struct scenario_key source = {.type = TYPE_TEXT, .lowest = 0, .highest = 400};
    setting->text = clean_value(setting->key, setting->is_source, value);
    return key_read(setting->is_source ? &source : setting->key, setting->name, place,
                    setting->text, &setting->value, err);
}

/* `dotted`: a key and what stands after it, in lower case. It is cut into its words. */
static enum err_code read_setting(struct setting *setting, const char *section, char *dotted,
                                  const char *place, const char *value, struct err *err)
{
    struct text name = {0};
    text_add(&name, "%s.%s", section, dotted);
    setting->name = name.s;
    setting->level = -1;
    char *rest = dotted;
    const char *word = strsep(&rest, ".");
    setting->key = key_find(section, word);
    if (!setting->key) return unknown_key(section, word, place, err);
    if (strncmp(section, "pipeline.", 9) == 0) setting->pipeline = mem_text(section + 9);
    while ((word = strsep(&rest, ".")))
        if (!take_index(setting, word)) return wrong_index(setting, place, word, err);
    return read_value(setting, place, value, err);
}

static enum err_code add_setting(struct settings *settings, int layer, const char *section,
                                 const char *key, int line, const char *value, struct err *err)
{
    char place[PLACE_TEXT];
    place_of(settings->origin[layer], line, place);
    struct setting setting = {.layer = layer, .line = line, .order = settings->count};
    char *dotted = mem_text(key);
    const enum err_code code = read_setting(&setting, section, dotted, place, value, err);
    free(dotted);
    if (code != ERR_OK) {
        setting_clear(&setting);
        return code;
    }
    settings->setting = mem_room(settings->setting, settings->count, &settings->capacity,
                                 sizeof *settings->setting);
    settings->setting[settings->count++] = setting;
    return ERR_OK;
}

static bool is_base(const struct setting *setting)
{
    return setting->key->store == AS_NOTHING && setting->key->type == TYPE_TEXT;
}

static enum err_code base_outside_file(const struct settings *settings,
                                       const struct setting *setting, struct err *err)
{
    char place[PLACE_TEXT];
    setting_place(settings, setting, place);
    return err_set(err, ERR_CONFIG, "'%s' %s ใช้ได้เฉพาะในไฟล์สถานการณ์",
                   "'%s' %s can only stand in a scenario file", setting->name, place);
}

/* The last setting takes the place of an equal one of the same layer. */
static void replace_equal(struct settings *settings)
{
    struct setting *last = &settings->setting[settings->count - 1];
    for (int i = 0; i < settings->count - 1; i++) {
        struct setting *old = &settings->setting[i];
        if (old->layer != last->layer || setting_compare(old, last) != 0) continue;
        setting_clear(old);
        *old = *last;
        settings->count--;
        return;
    }
}

/* "section.key=value" cut in three; a pipeline's section has two words. False: not of that form. */
static bool cut_assignment(char *text, char **section, char **key, char **value)
{
    char *equals = strchr(text, '=');
    if (!equals) return false;
    *equals = '\0';
    *value = equals + 1;
    thai_clean(text);
    thai_digits(text);
    lower(text);
    char *dot = strchr(text, '.');
    if (dot && strncmp(text, "pipeline.", 9) == 0) dot = strchr(dot + 1, '.');
    if (!dot || dot == text || dot[1] == '\0') return false;
    *dot = '\0';
    *section = text;
    *key = dot + 1;
    return true;
}

enum err_code settings_add(struct settings *settings, const char *assignment, struct err *err)
{
    if (!thai_utf8_valid(assignment, strlen(assignment)) || strlen(assignment) > MAX_LINE_BYTES)
        return err_set(err, ERR_CONFIG, "'--set' ต้องเป็นข้อความ UTF-8 ไม่เกิน %d ไบต์",
                       "'--set' must be UTF-8 text of at most %d bytes", MAX_LINE_BYTES);
    const int count = settings->count, layers = settings->layers;
    char *text = mem_text(assignment), *section, *key, *value;
    enum err_code code;
    if (!cut_assignment(text, &section, &key, &value)) {
        code = err_set(err, ERR_CONFIG, "'--set' มีค่า '%s' รูปแบบที่ใช้ได้คือ section.key=value",
                       "'--set' is '%s', allowed is section.key=value", shown(assignment).s);
        goto done;
    }
    const int layer = settings->set_open ? layers - 1 : add_layer(settings, "--set");
    code = add_setting(settings, layer, section, key, 0, value, err);
    if (code == ERR_OK && is_base(&settings->setting[settings->count - 1]))
        code = base_outside_file(settings, &settings->setting[settings->count - 1], err);
    if (code != ERR_OK) {
        settings_cut(settings, count, layers);
        goto done;
    }
    settings->set_open = true;
    replace_equal(settings);
done:
    free(text);
    return code;
}

/* The lines of a file. */

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
                   number, shown(line).s);
}

static enum err_code section_line(const struct ini *ini, int number, char *line, char **section,
                                  struct err *err)
{
    char *end = strchr(line, ']');
    if (!end || end[1] != '\0') return wrong_line(ini, number, line, err);
    *end = '\0';
    free(*section);
    *section = mem_text(strip(line + 1));
    lower(*section);
    if (key_section_known(*section)) return ERR_OK;
    char place[PLACE_TEXT];
    place_of(ini->origin, number, place);
    return unknown_key(*section, "", place, err);
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
    if (!section)
        return err_set(err, ERR_CONFIG, "'%s' บรรทัด %d มีคีย์ '%s' อยู่ก่อน [section] แรก",
                       "'%s' line %d has the key '%s' before the first [section]", ini->origin,
                       number, shown(strip(line)).s);
    char *key = mem_text(strip(line));
    lower(key);
    ini->line = mem_room(ini->line, ini->lines, &ini->capacity, sizeof *ini->line);
    ini->line[ini->lines++] = (struct ini_line){mem_text(section), key, number};
    return ERR_OK;
}

static enum err_code one_line(struct ini *ini, int number, char *line, char **section,
                              struct err *err)
{
    if (strlen(line) > MAX_LINE_BYTES)
        return err_set(err, ERR_CONFIG, "'%s' บรรทัด %d ยาวเกิน %d ไบต์ (อักษรไทยหนึ่งตัวใช้ 3 ไบต์)",
                       "'%s' line %d is longer than %d bytes (a Thai letter takes 3)", ini->origin,
                       number, MAX_LINE_BYTES);
    line = strip(line);
    if (*line && line[strlen(line) - 1] == '\\')
        return err_set(err, ERR_CONFIG, "'%s' บรรทัด %d ลงท้ายด้วย '\\' ค่าต้องอยู่ในบรรทัดเดียว",
                       "'%s' line %d ends in '\\', a value stands on one line", ini->origin,
                       number);
    if (*line == '\0' || *line == ';' || *line == '#') return ERR_OK;
    if (*line == '[') return section_line(ini, number, line, section, err);
    return key_line(ini, number, line, *section, err);
}

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

static enum err_code read_lines(struct ini *ini, const char *bytes, int max_lines, struct err *err)
{
    char *copy = mem_text(bytes), *rest = copy, *section = NULL, *line;
    enum err_code code = ERR_OK;
    for (int number = 1; code == ERR_OK && (line = strsep(&rest, "\n")); number++) {
        if (number > max_lines && *line)
            code = err_set(err, ERR_CONFIG, "'%s' มีมากกว่า %d บรรทัด", "'%s' has more than %d lines",
                           ini->origin, max_lines);
        else
            code = one_line(ini, number, line, &section, err);
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

/* `bytes` ends in '\0' after `size` bytes. */
static enum err_code ini_read(struct ini *ini, const char *bytes, size_t size, int max_lines,
                              struct err *err)
{
    static const char mark[] = "\xEF\xBB\xBF"; /* of byte order, as Notepad writes it */
    if (size >= 3 && memcmp(bytes, mark, 3) == 0) bytes += 3, size -= 3;
    enum err_code code = check_bytes(ini->origin, bytes, size, err);
    if (code == ERR_OK) code = read_lines(ini, bytes, max_lines, err);
    if (code != ERR_OK) return code;
    ini->values = load_values(bytes, size);
    if (!ini->values)
        return err_set(err, ERR_CONFIG, "'%s' อ่านเป็นไฟล์ ini ไม่ได้",
                       "'%s' cannot be read as an ini file", ini->origin);
    return ERR_OK;
}

static const char *ini_value(const struct ini *ini, const struct ini_line *line)
{
    struct text path = {0};
    text_add(&path, "%s:%s", line->section, line->key);
    const char *value = iniparser_getstring(ini->values, path.s, "");
    text_clear(&path);
    return value;
}

/* A file and its bases. */

static enum err_code too_large(const char *path, int limit, struct err *err)
{
    return err_set(err, ERR_CONFIG, "'%s' ใหญ่เกิน %d ไบต์", "'%s' is larger than %d bytes", path,
                   limit);
}

static enum err_code read_stream(const char *path, FILE *file, struct text *out, struct err *err)
{
    char block[4096];
    size_t count;
    while ((count = fread(block, 1, sizeof block, file)) > 0) {
        text_add_bytes(out, block, count);
        if (out->length > MAX_FILE_BYTES) return too_large(path, MAX_FILE_BYTES, err);
    }
    if (!ferror(file)) return ERR_OK;
    return err_set(err, ERR_CONFIG, "อ่าน '%s' ไม่ได้: %s", "cannot read '%s': %s", path,
                   err_reason(errno));
}

static enum err_code read_file(struct ini *ini, struct text *bytes, struct err *err)
{
    const char *path = ini->origin;
    FILE *file = fopen(path, "re");
    if (!file && errno == ENOENT)
        return err_set(err, ERR_NOT_FOUND, "ไม่มีไฟล์ '%s'", "no file '%s'", path);
    if (!file)
        return err_set(err, ERR_CONFIG, "อ่าน '%s' ไม่ได้: %s", "cannot read '%s': %s", path,
                       err_reason(errno));
    struct stat about = {0};
    enum err_code code;
    if (fstat(fileno(file), &about) == 0 && S_ISDIR(about.st_mode))
        code = err_set(err, ERR_CONFIG, "'%s' เป็นโฟลเดอร์ ไม่ใช่ไฟล์ ini",
                       "'%s' is a folder, not an ini file", path);
    else
        code = read_stream(path, file, bytes, err);
    ini->device = about.st_dev;
    ini->inode = about.st_ino;
    fclose(file);
    return code;
}

static enum err_code ini_read_file(struct ini *ini, const char *path, struct err *err)
{
    struct text bytes = {0};
    ini->origin = mem_text(path);
    enum err_code code = read_file(ini, &bytes, err);
    if (code == ERR_OK) code = ini_read(ini, text_s(&bytes), bytes.length, MAX_FILE_LINES, err);
    text_clear(&bytes);
    return code;
}

static const struct ini_line *base_line(const struct ini *ini)
{
    for (int i = 0; i < ini->lines; i++)
        if (strcmp(ini->line[i].section, "scenario") == 0 && strcmp(ini->line[i].key, "base") == 0)
            return &ini->line[i];
    return NULL;
}

/* The file that `base =` names, beside the file that names it. NULL: none. */
static char *base_path(const struct ini *ini)
{
    const struct ini_line *line = base_line(ini);
    const char *base = line ? ini_value(ini, line) : "";
    if (*base == '\0') return NULL;
    const char *slash = strrchr(ini->origin, '/');
    struct text path = {0};
    if (*base != '/' && slash)
        text_add_bytes(&path, ini->origin, (size_t)(slash - ini->origin) + 1);
    text_add(&path, "%s", base);
    return path.s;
}

static enum err_code wrong_base(const struct ini *ini, const char *path, bool circle,
                                struct err *err)
{
    char place[PLACE_TEXT];
    place_of(ini->origin, base_line(ini)->number, place);
    if (circle)
        return err_set(err, ERR_CONFIG, "'scenario.base' %s คือ '%s' ซึ่งวนกลับมาที่เดิม",
                       "'scenario.base' %s is '%s', which closes a circle", place, shown(path).s);
    return err_set(err, ERR_CONFIG, "'scenario.base' %s คือ '%s' ทำให้ต่อกันเกิน %d ไฟล์",
                   "'scenario.base' %s is '%s', which makes a chain of more than %d files", place,
                   shown(path).s, MAX_BASE_DEPTH);
}

/* Read a file, its base, the base's base ...; *count files are in `chain`, also on failure. */
static enum err_code read_chain(struct ini chain[MAX_BASE_DEPTH], int *count, const char *first,
                                struct err *err)
{
    char *path = mem_text(first);
    enum err_code code = ERR_OK;
    while (path && code == ERR_OK) {
        if (*count == MAX_BASE_DEPTH) {
            code = wrong_base(&chain[*count - 1], path, false, err);
            break;
        }
        struct ini *ini = &chain[(*count)++];
        code = ini_read_file(ini, path, err);
        for (const struct ini *one = chain; code == ERR_OK && one < ini; one++)
            if (one->device == ini->device && one->inode == ini->inode)
                code = wrong_base(ini - 1, path, true, err);
        free(path);
        path = code == ERR_OK ? base_path(ini) : NULL;
    }
    free(path);
    return code;
}

static int by_meaning(const void *a, const void *b)
{
    const struct setting *x = *(const struct setting *const *)a;
    const struct setting *y = *(const struct setting *const *)b;
    const int order = setting_compare(x, y);
    return order != 0 ? order : x->line - y->line;
}

/* The first key of the settings from `from` on that says again what an earlier line has said. */
static enum err_code refuse_twice(const struct settings *settings, int from, struct err *err)
{
    const int count = settings->count - from;
    const struct setting **sorted = mem_new((size_t)count, sizeof *sorted);
    const struct setting *twice = NULL, *before = NULL;
    for (int i = 0; i < count; i++) sorted[i] = &settings->setting[from + i];
    qsort(sorted, (size_t)count, sizeof *sorted, by_meaning);
    for (int i = 1; i < count; i++) {
        if (setting_compare(sorted[i - 1], sorted[i]) != 0) continue;
        if (twice && twice->line < sorted[i]->line) continue;
        twice = sorted[i];
        before = sorted[i - 1];
    }
    free(sorted);
    if (!twice) return ERR_OK;
    char place[PLACE_TEXT];
    setting_place(settings, twice, place);
    return err_set(err, ERR_CONFIG, "'%s' %s ซ้ำกับบรรทัด %d", "'%s' %s repeats line %d",
                   shown(twice->name).s, place, before->line);
}

static enum err_code add_ini(struct settings *settings, const struct ini *ini, struct err *err)
{
    const int from = settings->count;
    const int layer = add_layer(settings, ini->origin);
    enum err_code code = ERR_OK;
    for (int i = 0; i < ini->lines && code == ERR_OK; i++) {
        char *key = mem_text(ini->line[i].key);
        thai_digits(key);
        code = add_setting(settings, layer, ini->line[i].section, key, ini->line[i].number,
                           ini_value(ini, &ini->line[i]), err);
        free(key);
    }
    return code == ERR_OK ? refuse_twice(settings, from, err) : code;
}

enum err_code settings_add_file(struct settings *settings, const char *path, struct err *err)
{
    const int count = settings->count, layers = settings->layers;
    struct ini chain[MAX_BASE_DEPTH] = {0};
    int files = 0;
    enum err_code code = read_chain(chain, &files, path, err);
    for (int i = files - 1; i >= 0 && code == ERR_OK; i--) code = add_ini(settings, &chain[i], err);
    for (int i = 0; i < files; i++) ini_clear(&chain[i]);
    if (code == ERR_OK)
        settings->set_open = false;
    else
        settings_cut(settings, count, layers);
    return code;
}

enum err_code settings_add_text(struct settings *settings, const char *text, const char *origin,
                                struct err *err)
{
    const int count = settings->count, layers = settings->layers;
    struct ini ini = {.origin = mem_text(origin)};
    const size_t size = strlen(text);
    enum err_code code = size > MAX_SAVED_BYTES ? too_large(origin, MAX_SAVED_BYTES, err)
                                                : ini_read(&ini, text, size, MAX_SAVED_LINES, err);
    if (code == ERR_OK) code = add_ini(settings, &ini, err);
    for (int i = count; i < settings->count && code == ERR_OK; i++)
        if (is_base(&settings->setting[i]))
            code = base_outside_file(settings, &settings->setting[i], err);
    ini_clear(&ini);
    if (code == ERR_OK)
        settings->set_open = false;
    else
        settings_cut(settings, count, layers);
    return code;
}

void settings_text_each(const char *ini, setting_fn visit, void *context)
{
    struct text section = {0};
    for (const char *line = ini; line && *line;) {
        const size_t length = strcspn(line, "\r\n"), head = strcspn(line, "=");
        struct text key = {0}, value = {0};
        if (line[0] == '[') {
            text_clear(&section);
            text_add_bytes(&section, line + 1, strcspn(line + 1, "]"));
        } else if (head < length) {
            const size_t blanks = strspn(line + head + 1, " ");
            text_add(&key, "%s.", text_s(&section));
            text_add_bytes(&key, line, head > 0 && line[head - 1] == ' ' ? head - 1 : head);
            text_add_bytes(&value, line + head + 1 + blanks, length - head - 1 - blanks);
            visit(context, text_s(&key), text_s(&value));
        }
        text_clear(&key);
        text_clear(&value);
        line += length;
        line += strspn(line, "\r\n");
    }
    text_clear(&section);
}
