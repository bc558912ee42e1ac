/* Settings from ini files and --set. */
#define _GNU_SOURCE

#include "base/ini.h"
#include "base/mem.h"
#include "base/thai.h"
#include "planner/scenario_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    MAX_SAVED_BYTES = 16 << 20, /* what params.text of a large register may need */
    MAX_SAVED_LINES = 200000,
};

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
                       text_shortened(setting->name).s, place, text_shortened(word).s,
                       setting->key->name, after);
    return err_set(err, ERR_CONFIG, "'%s' %s: '%s' ใช้ตรงนี้ไม่ได้ หลัง '%s' ต้องไม่มีอะไรต่อ",
                   "'%s' %s: '%s' cannot stand there, nothing may follow '%s'",
                   text_shortened(setting->name).s, place, text_shortened(word).s,
                   setting->key->name);
}

static enum err_code unknown_key(const char *section, const char *name, const char *place,
                                 struct err *err)
{
    char nearest[128] = "", wanted[256];
    snprintf(wanted, sizeof wanted, "%.100s.%.100s", section, name);
    if (!key_section_known(section)) {
        nearest_section(section, nearest);
        return err_set(err, ERR_CONFIG, "ไม่รู้จักหมวด '%s' %s ที่ใกล้เคียงคือ '%s'",
                       "unknown section '%s' %s; nearest is '%s'", text_shortened(section).s, place,
                       nearest);
    }
    const bool pipeline = strncmp(section, "pipeline.", 9) == 0;
    nearest_key(wanted, pipeline ? section + 9 : NULL, nearest);
    return err_set(err, ERR_CONFIG, "ไม่รู้จักคีย์ '%s' %s ที่ใกล้เคียงคือ '%s'",
                   "unknown key '%s' %s; nearest is '%s'", text_shortened(wanted).s, place,
                   nearest);
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
    if (!thai_utf8_valid(assignment, strlen(assignment)) || strlen(assignment) > INI_LINE_BYTES)
        return err_set(err, ERR_CONFIG, "'--set' ต้องเป็นข้อความ UTF-8 ไม่เกิน %d ไบต์",
                       "'--set' must be UTF-8 text of at most %d bytes", INI_LINE_BYTES);
    const int count = settings->count, layers = settings->layers;
    char *text = mem_text(assignment), *section, *key, *value;
    enum err_code code;
    if (!cut_assignment(text, &section, &key, &value)) {
        code =
            err_set(err, ERR_CONFIG, "'--set' มีค่า '%s' รูปแบบที่ใช้ได้คือ section.key=value",
                    "'--set' is '%s', allowed is section.key=value", text_shortened(assignment).s);
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

/* A file and its bases. */

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
    const char *base = line ? line->value : "";
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
                       "'scenario.base' %s is '%s', which closes a circle", place,
                       text_shortened(path).s);
    return err_set(err, ERR_CONFIG, "'scenario.base' %s คือ '%s' ทำให้ต่อกันเกิน %d ไฟล์",
                   "'scenario.base' %s is '%s', which makes a chain of more than %d files", place,
                   text_shortened(path).s, MAX_BASE_DEPTH);
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
        code = ini_read_file(path, ini, err);
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
                   text_shortened(twice->name).s, place, before->line);
}

static enum err_code check_section(const struct ini *ini, const struct ini_line *line,
                                   struct err *err)
{
    if (key_section_known(line->section)) return ERR_OK;
    char place[PLACE_TEXT];
    place_of(ini->origin, line->number, place);
    return unknown_key(line->section, "", place, err);
}

static enum err_code add_line(struct settings *settings, int layer, const struct ini_line *line,
                              struct err *err)
{
    char *key = mem_text(line->key);
    thai_digits(key);
    const enum err_code code =
        add_setting(settings, layer, line->section, key, line->number, line->value, err);
    free(key);
    return code;
}

static enum err_code add_ini(struct settings *settings, const struct ini *ini, struct err *err)
{
    const int from = settings->count;
    const int layer = add_layer(settings, ini->origin);
    enum err_code code = ERR_OK;
    for (int i = 0; i < ini->lines && code == ERR_OK; i++) {
        const struct ini_line *line = &ini->line[i];
        if (*line->key)
            code = add_line(settings, layer, line, err);
        else
            code = check_section(ini, line, err);
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
    struct ini ini = {0};
    enum err_code code =
        ini_read_text(text, strlen(text), origin, MAX_SAVED_BYTES, MAX_SAVED_LINES, &ini, err);
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
