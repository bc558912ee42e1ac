/* A model from an ini file: sections [pmt], [institution], [band.X], [item.X] with [map.X], and
   [golden.X]. Every key is asked for by name; what nobody asks for is refused. */
#define _POSIX_C_SOURCE 200809L
#include "base/ini.h"
#include "base/lang.h"
#include "base/mem.h"
#include "equity/pmt.h"
#include "equity/pmt_scale.h"
#include "equity/settings_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SECTION = 64,
    MOST_CAP_THB = 1000000,
    MOST_LABEL = 300, /* bytes */
    DECIMALS = 4,     /* of a cut-off: 1/10,000 */
};

static const char word_characters[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";
static const char *const no_yes[] = {"no", "yes"};

struct reading {
    const struct settings_file *file;
    struct pmt_model *model;
    struct err *err;
};

static enum err_code read_word(const struct reading *reading, const struct settings_line *line,
                               const char *word, char *out, size_t size)
{
    const size_t length = strlen(word);
    if (length >= 1 && length < size && strspn(word, word_characters) == length) {
        memcpy(out, word, length + 1);
        return ERR_OK;
    }
    return err_set(
        reading->err, ERR_CONFIG,
        "ชื่อ '%.60s' ใน '%s' บรรทัด %d ใช้ไม่ได้ ต้องเป็น a-z 0-9 _ - ไม่เกิน %d ตัว",
        "the name '%.60s' in '%s' line %d cannot be, allowed are a-z 0-9 _ - and at most "
        "%d of them",
        word, reading->file->origin, line->number, (int)size - 1);
}

static enum err_code read_label(const struct reading *reading, const char *section, const char *key,
                                char **out)
{
    const struct settings_line *line = NULL;
    const enum err_code code = settings_need(reading->file, section, key, &line, reading->err);
    if (code != ERR_OK) return code;
    if (*line->value == '\0' || strlen(line->value) > MOST_LABEL)
        return settings_wrong(reading->file, line, "ข้อความ 1 .. 300 ไบต์",
                              "a text of 1 .. 300 bytes", reading->err);
    free(*out);
    *out = mem_text(line->value);
    return ERR_OK;
}

static enum err_code read_labels(const struct reading *reading, const char *section, char **th,
                                 char **en)
{
    const enum err_code code = read_label(reading, section, "th", th);
    return code == ERR_OK ? read_label(reading, section, "en", en) : code;
}

static enum err_code read_whole(const struct reading *reading, const char *section, const char *key,
                                int64_t lowest, int64_t highest, int64_t *out)
{
    const struct settings_line *line = NULL;
    const enum err_code code = settings_need(reading->file, section, key, &line, reading->err);
    if (code != ERR_OK) return code;
    return settings_whole(reading->file, line, lowest, highest, out, reading->err);
}

static enum err_code read_int(const struct reading *reading, const char *section, const char *key,
                              int lowest, int highest, int *out)
{
    int64_t value = 0;
    const enum err_code code = read_whole(reading, section, key, lowest, highest, &value);
    if (code == ERR_OK) *out = (int)value;
    return code;
}

static enum err_code read_choice(const struct reading *reading, const char *section,
                                 const char *key, const char *const *words, int count, int *out)
{
    const struct settings_line *line = NULL;
    const enum err_code code = settings_need(reading->file, section, key, &line, reading->err);
    if (code != ERR_OK) return code;
    return settings_word(reading->file, line, words, count, out, reading->err);
}

/* ---- [pmt] and [institution] ------------------------------------------------------------- */

static enum err_code read_reference(const struct reading *reading)
{
    const struct settings_line *line = NULL;
    const enum err_code code =
        settings_need(reading->file, "pmt", "reference", &line, reading->err);
    if (code != ERR_OK) return code;
    if (strlen(line->value) != HASH_TEXT - 1 ||
        strspn(line->value, "0123456789abcdef") != HASH_TEXT - 1)
        return settings_wrong(reading->file, line, "แฮช SHA-256 เลขฐานสิบหก 64 ตัว",
                              "a SHA-256 of 64 hexadecimal digits", reading->err);
    memcpy(reading->model->reference, line->value, HASH_TEXT);
    return ERR_OK;
}

static enum err_code read_scale(const struct reading *reading)
{
    struct pmt_model *model = reading->model;
    int scale = 0;
    enum err_code code = read_choice(reading, "pmt", "scale", pmt_scale_word, PMT_SCALES, &scale);
    if (code != ERR_OK) return code;
    model->scale = (enum pmt_scale)scale;
    if (model->scale == PMT_PERCENTILE) return read_reference(reading);
    if (model->scale == PMT_RAW) return ERR_OK;
    code = read_int(reading, "pmt", "logistic_middle", 0, PMT_WEIGHTS, &model->middle);
    if (code != ERR_OK) return code;
    return read_int(reading, "pmt", "logistic_spread", 1, PMT_WEIGHTS, &model->spread);
}

static enum err_code read_head(const struct reading *reading)
{
    struct pmt_model *model = reading->model;
    const struct settings_line *line = NULL;
    settings_take(reading->file, "pmt", "");
    settings_take(reading->file, "institution", "");
    enum err_code code = settings_need(reading->file, "pmt", "version", &line, reading->err);
    if (code == ERR_OK)
        code = read_word(reading, line, line->value, model->version, sizeof model->version);
    if (code == ERR_OK) code = read_labels(reading, "pmt", &model->th, &model->en);
    if (code == ERR_OK) code = read_label(reading, "pmt", "source", &model->source);
    if (code == ERR_OK)
        code = read_whole(reading, "pmt", "income_cap_thb", 0, MOST_CAP_THB, &model->cap_thb);
    if (code == ERR_OK) code = read_scale(reading);
    if (code == ERR_OK)
        code =
            read_int(reading, "institution", "income_points", 0, 100, &model->institution_points);
    return code;
}

/* ---- bands ------------------------------------------------------------------------------- */

static enum err_code read_cut(const struct reading *reading, const char *section, const char *key,
                              int *out)
{
    const struct settings_line *line = NULL;
    int64_t cut = 0;
    enum err_code code = settings_need(reading->file, section, key, &line, reading->err);
    if (code == ERR_OK)
        code = settings_decimal(reading->file, line, DECIMALS, 0, PMT_WEIGHTS, &cut, reading->err);
    if (code == ERR_OK) *out = (int)cut;
    return code;
}

static enum err_code read_band(const struct reading *reading, const struct settings_line *head)
{
    struct pmt_model *model = reading->model;
    int confirmed = 0;
    if (model->bands == PMT_MOST_BANDS)
        return err_set(reading->err, ERR_CONFIG, "'%s' บรรทัด %d: มีกลุ่มเกิน %d กลุ่ม",
                       "'%s' line %d: there are more than %d bands", reading->file->origin,
                       head->number, PMT_MOST_BANDS);
    struct pmt_band *band = &model->band[model->bands++];
    enum err_code code =
        read_word(reading, head, strchr(head->section, '.') + 1, band->code, sizeof band->code);
    if (code == ERR_OK) code = read_cut(reading, head->section, "cut", &band->cut);
    if (code == ERR_OK)
        code = read_cut(reading, head->section, "institution_cut", &band->institution_cut);
    if (code == ERR_OK)
        code = read_choice(reading, head->section, "confirmed", no_yes, 2, &confirmed);
    band->confirmed = confirmed == 1;
    if (code == ERR_OK) code = read_labels(reading, head->section, &band->th, &band->en);
    return code;
}

static int by_cut(const void *a, const void *b)
{
    const struct pmt_band *x = a, *y = b;
    return x->cut != y->cut ? (x->cut > y->cut ? -1 : 1) : strcmp(x->code, y->code);
}

static enum err_code check_bands(const struct reading *reading)
{
    struct pmt_model *model = reading->model;
    if (model->bands == 0)
        return err_set(reading->err, ERR_CONFIG, "'%s' ไม่มีหมวด [band.*] ต้องมีอย่างน้อยหนึ่งกลุ่ม",
                       "'%s' has no section [band.*], needed is at least one",
                       reading->file->origin);
    qsort(model->band, (size_t)model->bands, sizeof *model->band, by_cut);
    for (int b = 1; b < model->bands; b++) {
        const struct pmt_band *high = &model->band[b - 1], *low = &model->band[b];
        if (high->cut > low->cut && high->institution_cut > low->institution_cut) continue;
        return err_set(reading->err, ERR_CONFIG,
                       "'%s': เส้นแบ่งของ '%s' ต้องสูงกว่าของ '%s' ทั้ง cut และ institution_cut",
                       "'%s': the cuts of '%s' must be above those of '%s', both cut and "
                       "institution_cut",
                       reading->file->origin, high->code, low->code);
    }
    return ERR_OK;
}

/* ---- items ------------------------------------------------------------------------------- */

static bool is_label_key(const char *key)
{
    const size_t length = strlen(key);
    return length > 3 &&
           (strcmp(key + length - 3, ".th") == 0 || strcmp(key + length - 3, ".en") == 0);
}

static enum err_code read_value_key(const struct reading *reading, const struct pmt_item *item,
                                    struct settings_line *line, struct pmt_value *value)
{
    if (item->kind == PMT_CHOICE || item->kind == PMT_CHOICES) {
        char key[SECTION];
        enum err_code code = read_word(reading, line, line->key, value->word, sizeof value->word);
        snprintf(key, sizeof key, "%s.th", value->word);
        if (code == ERR_OK) code = read_label(reading, line->section, key, &value->th);
        snprintf(key, sizeof key, "%s.en", value->word);
        if (code == ERR_OK) code = read_label(reading, line->section, key, &value->en);
        return code;
    }
    value->number = INT64_MAX;
    if (item->kind == PMT_RANGE && strcmp(line->key, "max") == 0) return ERR_OK;
    const int64_t highest = item->kind == PMT_RANGE ? PMT_MOST_INCOME_THB : PMT_MOST_COUNT;
    if (settings_number(line->key, &value->number) && value->number >= 0 &&
        value->number <= highest)
        return ERR_OK;
    return err_set(reading->err, ERR_CONFIG,
                   "'%.60s.%.60s' ใน '%s' บรรทัด %d ต้องเป็นจำนวนเต็ม 0 .. %" PRId64 "%s",
                   "'%.60s.%.60s' in '%s' line %d must be a whole number 0 .. %" PRId64 "%s",
                   line->section, line->key, reading->file->origin, line->number, highest,
                   item->kind == PMT_RANGE ? lang_pick(" หรือ max", " or max") : "");
}

static enum err_code read_value(const struct reading *reading, struct pmt_item *item,
                                struct settings_line *line)
{
    int64_t points = 0;
    if (item->values == PMT_MOST_VALUES)
        return err_set(reading->err, ERR_CONFIG, "'%s' บรรทัด %d: ข้อ '%s' มีคำตอบเกิน %d แบบ",
                       "'%s' line %d: item '%s' has more than %d answers", reading->file->origin,
                       line->number, item->code, PMT_MOST_VALUES);
    struct pmt_value *value = &item->value[item->values++];
    line->taken = true;
    enum err_code code = read_value_key(reading, item, line, value);
    if (code == ERR_OK) code = settings_whole(reading->file, line, 0, 100, &points, reading->err);
    value->points = (int)points;
    return code;
}

static int by_answer(const void *a, const void *b)
{
    const struct pmt_value *x = a, *y = b;
    if (x->number != y->number) return x->number < y->number ? -1 : 1;
    return strcmp(x->word, y->word);
}

static enum err_code check_map(const struct reading *reading, const struct pmt_item *item)
{
    const struct pmt_value *first = item->value, *last = item->value + item->values - 1;
    const char *origin = reading->file->origin;
    if (item->values == 0)
        return err_set(reading->err, ERR_CONFIG, "'%s' ไม่มีคำตอบในหมวด [map.%s]",
                       "'%s' has no answer in section [map.%s]", origin, item->code);
    for (int v = 1; v < item->values; v++)
        if (item->kind != PMT_CHOICE && item->kind != PMT_CHOICES &&
            item->value[v].number == item->value[v - 1].number)
            return err_set(reading->err, ERR_CONFIG, "'%s': หมวด [map.%s] มี %" PRId64 " สองครั้ง",
                           "'%s': section [map.%s] has %" PRId64 " twice", origin, item->code,
                           item->value[v].number);
    if (item->kind == PMT_COUNT && first->number != 0)
        return err_set(reading->err, ERR_CONFIG, "'%s': หมวด [map.%s] ต้องมีคีย์ 0",
                       "'%s': section [map.%s] needs the key 0", origin, item->code);
    if (item->kind != PMT_RANGE) return ERR_OK;
    if (last->number != INT64_MAX)
        return err_set(reading->err, ERR_CONFIG, "'%s': หมวด [map.%s] ต้องมีคีย์ max",
                       "'%s': section [map.%s] needs the key max", origin, item->code);
    for (int v = 1; v < item->values; v++)
        if (item->value[v].points > item->value[v - 1].points)
            return err_set(reading->err, ERR_CONFIG, "'%s': คะแนนใน [map.%s] ต้องไม่เพิ่มเมื่อรายได้เพิ่ม",
                           "'%s': points in [map.%s] must not rise with income", origin,
                           item->code);
    return ERR_OK;
}

static enum err_code read_map(const struct reading *reading, struct pmt_item *item)
{
    char section[SECTION];
    snprintf(section, sizeof section, "map.%s", item->code);
    item->value = mem_new(PMT_MOST_VALUES, sizeof *item->value);
    settings_take(reading->file, section, "");
    for (int i = 0; i < reading->file->lines; i++) {
        struct settings_line *line = &reading->file->line[i];
        if (strcmp(line->section, section) != 0 || *line->key == '\0' || is_label_key(line->key))
            continue;
        const enum err_code code = read_value(reading, item, line);
        if (code != ERR_OK) return code;
    }
    qsort(item->value, (size_t)item->values, sizeof *item->value, by_answer);
    return check_map(reading, item);
}

static enum err_code read_alone(const struct reading *reading, const char *section,
                                struct pmt_item *item)
{
    const struct settings_line *line = settings_take(reading->file, section, "alone");
    item->alone = -1;
    if (!line) return ERR_OK;
    for (int v = 0; v < item->values; v++)
        if (strcmp(item->value[v].word, line->value) == 0) item->alone = v;
    if (item->alone >= 0) return ERR_OK;
    return settings_wrong(reading->file, line, "คำตอบหนึ่งในหมวด map ของข้อนี้",
                          "an answer of the item's map", reading->err);
}

static enum err_code read_item(const struct reading *reading, const struct settings_line *head)
{
    static const char *const reserved[] = {"household", "income_thb", "members"};
    struct pmt_model *model = reading->model;
    const char *section = head->section;
    int kind = 0, pick = 0;
    if (model->items == PMT_MOST_ITEMS)
        return err_set(reading->err, ERR_CONFIG, "'%s' บรรทัด %d: มีข้อเกิน %d ข้อ",
                       "'%s' line %d: there are more than %d items", reading->file->origin,
                       head->number, PMT_MOST_ITEMS);
    struct pmt_item *item = &model->item[model->items++];
    enum err_code code =
        read_word(reading, head, section + strlen("item."), item->code, sizeof item->code);
    for (int i = 0; code == ERR_OK && i < 3; i++)
        if (strcmp(item->code, reserved[i]) == 0)
            code = err_set(reading->err, ERR_CONFIG, "'%s' บรรทัด %d: '%s' เป็นชื่อที่สงวนไว้",
                           "'%s' line %d: '%s' is a reserved name", reading->file->origin,
                           head->number, item->code);
    if (code == ERR_OK)
        code = read_choice(reading, section, "kind", pmt_kind_word, PMT_KINDS, &kind);
    item->kind = (enum pmt_kind)kind;
    if (code == ERR_OK) code = read_int(reading, section, "weight", 0, PMT_WEIGHTS, &item->weight);
    if (code == ERR_OK) code = read_labels(reading, section, &item->th, &item->en);
    if (code == ERR_OK) code = read_map(reading, item);
    item->alone = -1;
    if (code != ERR_OK || item->kind != PMT_CHOICES) return code;
    code = read_choice(reading, section, "pick", pmt_pick_word, PMT_PICKS, &pick);
    item->pick = (enum pmt_pick)pick;
    return code == ERR_OK ? read_alone(reading, section, item) : code;
}

static int by_weight(const void *a, const void *b)
{
    const struct pmt_item *x = a, *y = b;
    return x->weight != y->weight ? y->weight - x->weight : strcmp(x->code, y->code);
}

/* The order of keys in the file must not matter, so items get an order of their own. */
static enum err_code order_items(const struct reading *reading)
{
    struct pmt_model *model = reading->model;
    int sum = 0;
    for (int i = 0; i < model->items; i++) sum += model->item[i].weight;
    if (sum != PMT_WEIGHTS)
        return err_set(reading->err, ERR_CONFIG, "น้ำหนักใน '%s' รวมเป็น %d ต้องรวมเป็น %d พอดี",
                       "the weights in '%s' sum to %d, allowed is %d", reading->file->origin, sum,
                       PMT_WEIGHTS);
    qsort(model->item, (size_t)model->items, sizeof *model->item, by_weight);
    for (int i = 0; i < model->items; i++) {
        int c = i;
        for (; c > 0 && strcmp(model->item[model->by_code[c - 1]].code, model->item[i].code) > 0;
             c--)
            model->by_code[c] = model->by_code[c - 1];
        model->by_code[c] = i;
    }
    return ERR_OK;
}

/* ---- golden households ------------------------------------------------------------------- */

/* "a b" is two ticks. An error of the answer gets its place in the file. */
static enum err_code take_answer(const struct reading *reading, struct pmt_answers *answers,
                                 const struct settings_line *line)
{
    char *copy = mem_text(line->value), *rest = NULL;
    struct err wrong;
    enum err_code code = ERR_OK;
    for (char *word = strtok_r(copy, " ", &rest); word && code == ERR_OK;
         word = strtok_r(NULL, " ", &rest))
        code = pmt_take(reading->model, answers, line->key, word, &wrong);
    free(copy);
    if (code == ERR_OK) return ERR_OK;
    return err_set(reading->err, ERR_CONFIG, "'%s' บรรทัด %d: %s", "'%s' line %d: %s",
                   reading->file->origin, line->number, wrong.text);
}

static enum err_code read_golden(const struct reading *reading, const struct settings_line *head)
{
    struct pmt_model *model = reading->model;
    const char *section = head->section;
    const struct settings_line *band = NULL;
    if (model->goldens == PMT_MOST_GOLDEN)
        return err_set(reading->err, ERR_CONFIG, "'%s' บรรทัด %d: มีครัวเรือนตัวอย่างเกิน %d",
                       "'%s' line %d: there are more than %d golden households",
                       reading->file->origin, head->number, PMT_MOST_GOLDEN);
    struct pmt_golden *golden = &model->golden[model->goldens++];
    golden->answers = mem_new(1, sizeof *golden->answers);
    enum err_code code =
        read_word(reading, head, section + strlen("golden."), golden->code, sizeof golden->code);
    if (code == ERR_OK) code = read_int(reading, section, "expect", 0, PMT_WEIGHTS, &golden->r);
    if (code == ERR_OK)
        code = settings_need(reading->file, section, "expect_band", &band, reading->err);
    if (code == ERR_OK)
        code = read_word(reading, band, band->value, golden->band, sizeof golden->band);
    for (int i = 0; code == ERR_OK && i < reading->file->lines; i++) {
        struct settings_line *line = &reading->file->line[i];
        if (line->taken || *line->key == '\0' || strcmp(line->section, section) != 0) continue;
        line->taken = true;
        code = take_answer(reading, golden->answers, line);
    }
    return code;
}

/* ---- all --------------------------------------------------------------------------------- */

static enum err_code each_section(const struct reading *reading, const char *prefix,
                                  enum err_code (*read)(const struct reading *,
                                                        const struct settings_line *))
{
    for (int i = 0; i < reading->file->lines; i++) {
        struct settings_line *line = &reading->file->line[i];
        if (*line->key != '\0' || strncmp(line->section, prefix, strlen(prefix)) != 0) continue;
        if (strlen(line->section) >= SECTION) continue; /* refused as unknown */
        line->taken = true;
        const enum err_code code = read(reading, line);
        if (code != ERR_OK) return code;
    }
    return ERR_OK;
}

static void hash_item(struct hash *hash, const struct pmt_item *item)
{
    hash_text(hash, item->code);
    hash_int(hash, item->kind);
    hash_int(hash, item->pick);
    hash_int(hash, item->alone);
    hash_int(hash, item->weight);
    hash_int(hash, item->values);
    for (int v = 0; v < item->values; v++) {
        hash_text(hash, item->value[v].word);
        hash_int(hash, item->value[v].number);
        hash_int(hash, item->value[v].points);
    }
}

static void hash_model(struct pmt_model *model)
{
    struct hash hash;
    hash_start(&hash);
    hash_text(&hash, model->version);
    hash_int(&hash, model->cap_thb);
    hash_int(&hash, model->scale);
    hash_int(&hash, model->middle);
    hash_int(&hash, model->spread);
    hash_text(&hash, model->reference);
    hash_int(&hash, model->institution_points);
    for (int b = 0; b < model->bands; b++) {
        hash_text(&hash, model->band[b].code);
        hash_int(&hash, model->band[b].cut);
        hash_int(&hash, model->band[b].institution_cut);
        hash_int(&hash, model->band[b].confirmed);
    }
    for (int i = 0; i < model->items; i++) hash_item(&hash, &model->item[model->by_code[i]]);
    hash_end(&hash, model->hash);
}

static enum err_code read_model(const struct settings_file *file, struct pmt_model *out,
                                struct err *err)
{
    struct pmt_model *model = mem_new(1, sizeof *model);
    const struct reading reading = {file, model, err};
    enum err_code code = read_head(&reading);
    if (code == ERR_OK) code = each_section(&reading, "band.", read_band);
    if (code == ERR_OK) code = check_bands(&reading);
    if (code == ERR_OK) code = each_section(&reading, "item.", read_item);
    if (code == ERR_OK) code = order_items(&reading);
    if (code == ERR_OK) code = each_section(&reading, "golden.", read_golden);
    if (code == ERR_OK) code = settings_all_taken(file, err);
    if (code == ERR_OK) {
        pmt_scale_fill(model);
        hash_model(model);
        *out = *model;
    } else {
        pmt_model_clear(model);
    }
    free(model);
    return code;
}

enum err_code pmt_model_read_text(const char *ini, const char *origin, struct pmt_model *out,
                                  struct err *err)
{
    struct settings_file file = {0};
    enum err_code code = settings_text_read(ini, origin, &file, err);
    if (code == ERR_OK) code = read_model(&file, out, err);
    if (code == ERR_OK) text_add(&out->ini, "%s", ini);
    settings_file_clear(&file);
    return code;
}

enum err_code pmt_model_read(const char *path, struct pmt_model *out, struct err *err)
{
    struct text bytes = {0};
    enum err_code code = ini_file_bytes(path, &bytes, err);
    if (code == ERR_OK) code = pmt_model_read_text(text_s(&bytes), path, out, err);
    text_clear(&bytes);
    return code;
}
