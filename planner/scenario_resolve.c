/* Settings to params: every key is laid out as cells by level, code and year, filled from its
   preset, then overwritten by the settings from the weakest to the strongest. The text that is
   saved with a plan is printed from the same cells, so that it reads back to the same params. */
#define _POSIX_C_SOURCE 200809L

#include "base/hash.h"
#include "base/mem.h"
#include "planner/scenario_internal.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const double SUM_TOLERANCE = 1e-9; /* shares are typed with few digits; this is rounding */

struct resolver {
    const struct settings *settings;
    const struct school_register *reg;
    const struct setting **sorted; /* [settings->count] weakest first */
    struct params *out;
    char section[128]; /* open in out->text */
};

/* The values of one key; number[(level * codes + code) * years + year]. */
struct cells {
    int levels, codes, years;
    double *number;
};

void params_clear(struct params *params)
{
    free(params->district_in);
    free(params->loss_rate);
    free(params->growth);
    free(params->load_hours);
    free(params->seats);
    free(params->min_headcount);
    free(params->must_fill);
    for (int c = 0; c < params->pipelines; c++) free(params->pipeline[c].places);
    text_clear(&params->text);
    *params = (struct params){0};
}

/* Which settings count. */

/* A later layer goes over an earlier one, a narrower key over a wider one, "from 2570 on" over
   "from 2568 on", and the last word over the first. */
static int by_strength(const void *a, const void *b)
{
    const struct setting *x = *(const struct setting *const *)a;
    const struct setting *y = *(const struct setting *const *)b;
    if (x->layer != y->layer) return x->layer - y->layer;
    if (setting_rank(x) != setting_rank(y)) return setting_rank(x) - setting_rank(y);
    if (x->year != y->year) return x->year - y->year;
    return x->order - y->order;
}

static const struct setting **sort_settings(const struct settings *settings)
{
    const struct setting **sorted = mem_new((size_t)settings->count, sizeof *sorted);
    for (int i = 0; i < settings->count; i++) sorted[i] = &settings->setting[i];
    qsort(sorted, (size_t)settings->count, sizeof *sorted, by_strength);
    return sorted;
}

static bool is_about(const struct setting *setting, const struct scenario_key *key,
                     const char *pipeline)
{
    return setting->key == key &&
           (!pipeline || (setting->pipeline && strcasecmp(setting->pipeline, pipeline) == 0));
}

/* The strongest setting of a key, NULL when it has its preset. */
static const struct setting *last_of(const struct resolver *r, const struct scenario_key *key)
{
    for (int i = r->settings->count - 1; i >= 0; i--)
        if (r->sorted[i]->key == key && !r->sorted[i]->is_source) return r->sorted[i];
    return NULL;
}

static struct key_value value_of(const struct resolver *r, const struct scenario_key *key)
{
    const struct setting *last = last_of(r, key);
    return last ? last->value : key_preset_value(key, NULL);
}

/* ---- codes and years of the register ----------------------------------------------------------
 */

static int find_major(const struct school_register *reg, const char *code)
{
    for (int m = 0; m < reg->majors; m++)
        if (strcasecmp(reg->major[m].code, code) == 0) return m;
    return -1;
}

static int find_district(const struct school_register *reg, const char *code)
{
    for (int d = 0; d < reg->districts; d++)
        if (strcasecmp(reg->district[d].code, code) == 0) return d;
    return -1;
}

static int find_pipeline(const struct school_register *reg, const char *code)
{
    for (int c = 0; c < reg->channels; c++)
        if (reg->channel[c].kind == CHANNEL_PIPELINE && strcasecmp(reg->channel[c].code, code) == 0)
            return c;
    return -1;
}

static int find_code(const struct school_register *reg, const struct scenario_key *key,
                     const char *code)
{
    return key->over & OVER_MAJOR ? find_major(reg, code) : find_district(reg, code);
}

static enum err_code no_such(const struct resolver *r, const struct setting *setting,
                             const char *kind, const struct nearest *nearest, struct err *err)
{
    char place[PLACE_TEXT];
    setting_place(r->settings, setting, place);
    if (!nearest->best)
        return err_set(err, ERR_CONFIG, "'%s' %s: ไม่มี%s '%s' ข้อมูลไม่มี%sเลย",
                       "'%s' %s: no %s '%s', the data have no %s at all",
                       text_shortened(setting->name).s, place, kind,
                       text_shortened(nearest->wanted).s, kind);
    return err_set(err, ERR_CONFIG, "'%s' %s: ไม่มี%s '%s' ที่ใกล้เคียงคือ '%s'",
                   "'%s' %s: no %s '%s', nearest is '%s'", text_shortened(setting->name).s, place,
                   kind, text_shortened(nearest->wanted).s, nearest->best);
}

static enum err_code no_such_code(const struct resolver *r, const struct setting *setting,
                                  const char *code, struct err *err)
{
    const struct school_register *reg = r->reg;
    struct nearest nearest = {.wanted = code};
    if (setting->key->over & OVER_MAJOR) {
        for (int m = 0; m < reg->majors; m++) nearest_try(&nearest, reg->major[m].code);
        return no_such(r, setting, lang_pick("วิชาเอก", "major"), &nearest, err);
    }
    for (int d = 0; d < reg->districts; d++) nearest_try(&nearest, reg->district[d].code);
    if (!(setting->key->over & OVER_LEVEL))
        return no_such(r, setting, lang_pick("เขต", "district"), &nearest, err);
    for (int level = 0; level < LEVELS; level++) nearest_try(&nearest, level_word[level]);
    return no_such(r, setting, lang_pick("ระดับหรือเขต", "level or district"), &nearest, err);
}

/* conf/base.ini names the usual pipelines; that a register lacks one matters only when somebody
   changes it. */
static bool says_preset(const struct setting *setting)
{
    const struct key_value preset = key_preset_value(setting->key, setting->pipeline);
    return key_pipeline_has_preset(setting->pipeline) && !setting->is_source &&
           setting->value.number[0] == preset.number[0];
}

static enum err_code check_pipeline(const struct resolver *r, const struct setting *setting,
                                    struct err *err)
{
    if (!setting->pipeline || find_pipeline(r->reg, setting->pipeline) >= 0 || says_preset(setting))
        return ERR_OK;
    struct nearest nearest = {.wanted = setting->pipeline};
    for (int c = 0; c < r->reg->channels; c++)
        if (r->reg->channel[c].kind == CHANNEL_PIPELINE)
            nearest_try(&nearest, r->reg->channel[c].code);
    return no_such(r, setting, lang_pick("ช่องทางผลิตครู", "pipeline"), &nearest, err);
}

static enum err_code check_year(const struct resolver *r, const struct setting *setting,
                                struct err *err)
{
    const int last = r->out->first_fy + r->out->years - 1;
    const int first = setting->key->over & OVER_FROM_YEAR ? FIRST_RULE_FY : r->out->first_fy;
    if (setting->year == 0 || (setting->year >= first && setting->year <= last)) return ERR_OK;
    char place[PLACE_TEXT];
    setting_place(r->settings, setting, place);
    return err_set(err, ERR_CONFIG, "'%s' %s: ปี %d อยู่นอกช่วงแผน ที่ใช้ได้คือ %d .. %d",
                   "'%s' %s: year %d is outside the horizon, allowed are %d .. %d",
                   text_shortened(setting->name).s, place, setting->year, first, last);
}

static enum err_code check_index(const struct resolver *r, struct err *err)
{
    for (int i = 0; i < r->settings->count; i++) {
        const struct setting *setting = &r->settings->setting[i];
        enum err_code code = check_pipeline(r, setting, err);
        if (code == ERR_OK) code = check_year(r, setting, err);
        if (code == ERR_OK && setting->code && find_code(r->reg, setting->key, setting->code) < 0)
            code = no_such_code(r, setting, setting->code, err);
        if (code != ERR_OK) return code;
    }
    return ERR_OK;
}

/* ---- cells --------------------------------------------------------------------------------------
 */

static struct cells cells_new(const struct resolver *r, const struct scenario_key *key,
                              double number)
{
    const int last_fy = r->out->first_fy + r->out->years - 1;
    struct cells cells = {1, 1, 1, NULL};
    if (key->over & OVER_LEVEL) cells.levels = LEVELS;
    if (key->over & OVER_MAJOR) cells.codes = r->reg->majors;
    if (key->over & OVER_DISTRICT) cells.codes = r->reg->districts;
    if (key->over & OVER_YEAR) cells.years = r->out->years;
    if (key->over & OVER_FROM_YEAR) cells.years = last_fy - FIRST_RULE_FY + 2;
    const int count = cells.levels * cells.codes * cells.years;
    cells.number = mem_new((size_t)count, sizeof *cells.number);
    for (int i = 0; i < count; i++) cells.number[i] = number;
    return cells;
}

/* The fiscal year of a position among the years; cell 0 of OVER_FROM_YEAR is "always". */
static int cell_fy(const struct resolver *r, const struct scenario_key *key, int t)
{
    return key->over & OVER_FROM_YEAR ? FIRST_RULE_FY - 1 + t : r->out->first_fy + t;
}

static void cells_set(const struct resolver *r, struct cells *cells, const struct setting *setting)
{
    const int code = setting->code ? find_code(r->reg, setting->key, setting->code) : -1;
    const int first = setting->year ? setting->year - cell_fy(r, setting->key, 0) : 0;
    const bool one_year = setting->year && setting->key->over & OVER_YEAR;
    for (int g = 0; g < cells->levels; g++) {
        if (setting->level >= 0 && g != setting->level) continue;
        for (int c = 0; c < cells->codes; c++) {
            if (code >= 0 && c != code) continue;
            for (int t = first; t < (one_year ? first + 1 : cells->years); t++)
                cells->number[(g * cells->codes + c) * cells->years + t] = setting->value.number[0];
        }
    }
}

static void put(void *array, enum key_store store, int at, double number)
{
    if (store == AS_INT)
        ((int *)array)[at] = (int)number;
    else if (store == AS_YES_NO)
        ((bool *)array)[at] = number != 0.0;
    else
        ((double *)array)[at] = number;
}

/* `base` is the params or the pipeline_params that the key's field is in. */
static void cells_store(const struct cells *cells, const struct scenario_key *key, void *base)
{
    const int count = cells->levels * cells->codes * cells->years;
    void *array = (char *)base + key->field;
    if (key->over & OVER_CODE) {
        void *own = mem_new((size_t)count, sizeof(double)); /* the widest of the three */
        memcpy(array, &own, sizeof own);
        array = own;
    }
    for (int i = 0; i < count; i++) put(array, key->store, i, cells->number[i]);
}

/* ---- the text
 * ------------------------------------------------------------------------------------ */

static void open_section(struct resolver *r, const struct scenario_key *key, const char *pipeline)
{
    char section[128];
    snprintf(section, sizeof section, "%s%s%.100s", key->section, pipeline ? "." : "",
             pipeline ? pipeline : "");
    if (strcmp(section, r->section) == 0) return;
    text_add(&r->out->text, "%s[%s]\n", r->section[0] ? "\n" : "", section);
    memcpy(r->section, section, sizeof section);
}

/* iniparser drops what follows ; and #, and quotes; a text has no double quotes (clean_value). */
static void write_text(struct resolver *r, const char *value)
{
    const size_t length = strlen(value);
    const bool quote =
        length > 0 && (strpbrk(value, ";#") || *value == '\'' || value[length - 1] == '\\');
    text_add(&r->out->text, quote ? " = \"%s\"\n" : " = %s\n", value);
}

/* What a line of the text is about; level and code NULL and fy 0: all. */
struct line {
    const struct scenario_key *key;
    const char *pipeline, *level, *code;
    int fy;
};

static void write_key(struct resolver *r, struct line line)
{
    struct text *out = &r->out->text;
    open_section(r, line.key, line.pipeline);
    text_add(out, "%s", line.key->name);
    if (line.fy) text_add(out, ".%d", line.fy);
    if (line.level) text_add(out, ".%s", line.level);
    if (line.code) text_add(out, ".%s", line.code);
}

static void write_number(struct resolver *r, struct line line, double number)
{
    char text[32];
    key_number_text(line.key, number, text);
    write_key(r, line);
    text_add(&r->out->text, " = %s\n", text);
}

/* One row of years: one line when all are equal, else one line a year that is no preset. Of a
   key that holds from a year on, one line where the value changes. */
static void write_row(struct resolver *r, struct line line, const double *row, int years,
                      double preset)
{
    const bool from_year = line.key->over & OVER_FROM_YEAR;
    bool equal = !from_year;
    for (int t = 1; t < years; t++) equal = equal && row[t] == row[0];
    if (equal || from_year) {
        if (row[0] != preset) write_number(r, line, row[0]);
        preset = row[0];
    }
    for (int t = from_year ? 1 : 0; t < years && !equal; t++) {
        line.fy = cell_fy(r, line.key, t);
        if (row[t] != (from_year ? row[t - 1] : preset)) write_number(r, line, row[t]);
    }
}

static const char *code_at(const struct resolver *r, const struct scenario_key *key, int code)
{
    return key->over & OVER_MAJOR ? r->reg->major[code].code : r->reg->district[code].code;
}

/* Rows first .. first + count - 1 are the same. */
static bool rows_equal(const struct cells *cells, int first, int count)
{
    const double *row = &cells->number[first * cells->years];
    for (int i = cells->years; i < count * cells->years; i++)
        if (row[i] != row[i - cells->years]) return false;
    return true;
}

/* As few lines as the sameness of rows allows; no two lines cover the same cell. */
static void write_cells(struct resolver *r, const struct scenario_key *key, const char *pipeline,
                        const struct cells *cells, double preset)
{
    struct line line = {key, pipeline, NULL, NULL, 0};
    if (cells->codes == 0) return;
    if (rows_equal(cells, 0, cells->levels * cells->codes)) {
        write_row(r, line, cells->number, cells->years, preset);
        return;
    }
    for (int g = 0; g < cells->levels; g++) {
        const int first = g * cells->codes;
        line.level = cells->levels > 1 ? level_word[g] : NULL;
        line.code = NULL;
        if (line.level && rows_equal(cells, first, cells->codes)) {
            write_row(r, line, &cells->number[first * cells->years], cells->years, preset);
            continue;
        }
        for (int c = 0; c < cells->codes; c++) {
            line.code = code_at(r, key, c);
            write_row(r, line, &cells->number[(first + c) * cells->years], cells->years, preset);
        }
    }
}

/* ---- sources of the user's own numbers
 * ------------------------------------------------------------ */

/* A source holds until the number is set by a later layer, or said again. */
static bool source_counts(const struct resolver *r, int at)
{
    const struct setting *source = r->sorted[at];
    for (int i = 0; i < r->settings->count; i++) {
        const struct setting *other = r->sorted[i];
        if (!is_about(other, source->key, source->pipeline)) continue;
        if (!other->is_source && other->layer > source->layer) return false;
        if (i > at && setting_compare(other, source) == 0) return false;
    }
    return true;
}

static int by_index(const void *a, const void *b)
{
    return setting_compare(*(const struct setting *const *)a, *(const struct setting *const *)b);
}

static void write_sources(struct resolver *r, const struct scenario_key *key, const char *pipeline)
{
    const int all = r->settings->count;
    const struct setting **found = mem_new((size_t)all, sizeof *found);
    int count = 0;
    for (int i = 0; i < all; i++)
        if (r->sorted[i]->is_source && is_about(r->sorted[i], key, pipeline) && source_counts(r, i))
            found[count++] = r->sorted[i];
    qsort(found, (size_t)count, sizeof *found, by_index);
    for (int i = 0; i < count; i++) {
        const struct setting *s = found[i];
        write_key(r, (struct line){key, pipeline, s->level >= 0 ? level_word[s->level] : NULL,
                                   s->code, s->year});
        text_add(&r->out->text, ".source");
        write_text(r, s->text);
    }
    free(found);
}

/* ---- the kinds of keys
 * ------------------------------------------------------------------------------ */

static void resolve_text(struct resolver *r, const struct scenario_key *key)
{
    const struct setting *last = last_of(r, key);
    const char *text = last ? last->text : key->preset;
    if (key->store == AS_TEXT) {
        /* key_read() has checked the length. */
        memcpy((char *)r->out + key->field, text, strlen(text) + 1);
        write_key(r, (struct line){.key = key});
        write_text(r, text);
    }
}

static enum err_code store_ages(struct resolver *r, const struct scenario_key *key,
                                const struct cells *cells, struct err *err)
{
    struct age_rule *rule = &r->out->age;
    for (int t = 0; t < cells->years; t++) {
        if (t > 0 && cells->number[t] == cells->number[t - 1]) continue;
        if (rule->steps == MAX_AGE_STEPS) {
            const struct setting *last = last_of(r, key);
            char place[PLACE_TEXT];
            setting_place(r->settings, last, place);
            return err_set(err, ERR_CONFIG, "'%s' %s ทำให้อายุเปลี่ยนเกิน %d ครั้ง",
                           "'%s' %s makes more than %d steps of age", last->name, place,
                           MAX_AGE_STEPS);
        }
        rule->from_fy[rule->steps] = t > 0 ? cell_fy(r, key, t) : 0;
        rule->age[rule->steps++] = (int)cells->number[t];
    }
    return ERR_OK;
}

static double register_number(const struct pipeline_params *pipeline,
                              const struct school_register *reg, const struct scenario_key *key)
{
    const struct channel *channel = &reg->channel[pipeline->channel];
    return strcmp(key->name, "lead_years") == 0 ? channel->lead_years : channel->completion;
}

static enum err_code resolve_cells(struct resolver *r, const struct scenario_key *key,
                                   struct pipeline_params *pipeline, struct err *err)
{
    const char *code_word = pipeline ? r->reg->channel[pipeline->channel].code : NULL;
    const double preset = key_preset_value(key, code_word).number[0];
    struct cells cells = cells_new(r, key, preset);
    enum err_code code = ERR_OK;
    for (int i = 0; i < r->settings->count; i++)
        if (is_about(r->sorted[i], key, code_word) && !r->sorted[i]->is_source)
            cells_set(r, &cells, r->sorted[i]);
    /* The text always says the horizon: no number equals NaN. */
    const bool always = strcmp(key->section, "horizon") == 0;
    write_cells(r, key, code_word, &cells, always ? NAN : preset);
    if (preset == KEY_AS_REGISTER && cells.number[0] == KEY_AS_REGISTER)
        cells.number[0] = register_number(pipeline, r->reg, key);
    if (key->over & OVER_FROM_YEAR)
        code = store_ages(r, key, &cells, err);
    else
        cells_store(&cells, key, pipeline ? (void *)pipeline : (void *)r->out);
    free(cells.number);
    return code;
}

static bool numbers_equal(const struct key_value *a, const struct key_value *b)
{
    if (a->count != b->count) return false;
    for (int i = 0; i < a->count; i++)
        if (a->number[i] != b->number[i]) return false;
    return true;
}

static void resolve_numbers(struct resolver *r, const struct scenario_key *key)
{
    const struct key_value value = value_of(r, key), preset = key_preset_value(key, NULL);
    memcpy((char *)r->out + key->field, value.number, sizeof value.number);
    if (numbers_equal(&value, &preset)) return;
    write_key(r, (struct line){.key = key});
    text_add(&r->out->text, " =");
    for (int i = 0; i < value.count; i++) {
        char number[32];
        text_number(number, value.number[i]);
        text_add(&r->out->text, " %s", number);
    }
    text_add(&r->out->text, "\n");
}

static void write_districts(struct resolver *r, const struct scenario_key *key)
{
    int in = 0;
    for (int d = 0; d < r->reg->districts; d++) in += r->out->district_in[d];
    if (in == r->reg->districts) return;
    write_key(r, (struct line){.key = key});
    text_add(&r->out->text, " =");
    for (int d = 0; d < r->reg->districts; d++)
        if (r->out->district_in[d]) text_add(&r->out->text, " %s", r->reg->district[d].code);
    text_add(&r->out->text, "\n");
}

static enum err_code resolve_districts(struct resolver *r, const struct scenario_key *key,
                                       struct err *err)
{
    const struct setting *last = last_of(r, key);
    const bool all = !last || strcasecmp(last->text, "all") == 0;
    r->out->district_in = mem_new((size_t)r->reg->districts, sizeof *r->out->district_in);
    for (int d = 0; d < r->reg->districts; d++) r->out->district_in[d] = all;
    enum err_code code = ERR_OK;
    char *words = mem_text(all ? "" : last->text), *rest = NULL;
    for (char *word = strtok_r(words, " ,\t", &rest); word && code == ERR_OK;
         word = strtok_r(NULL, " ,\t", &rest)) {
        const int district = find_district(r->reg, word);
        if (district < 0)
            code = no_such_code(r, last, word, err);
        else
            r->out->district_in[district] = true;
    }
    free(words);
    if (code == ERR_OK) write_districts(r, key);
    return code;
}

static enum err_code resolve_key(struct resolver *r, const struct scenario_key *key,
                                 struct pipeline_params *pipeline, struct err *err)
{
    enum err_code code = ERR_OK;
    if (key->type == TYPE_TEXT)
        resolve_text(r, key);
    else if (key->type == TYPE_NUMBERS)
        resolve_numbers(r, key);
    else if (key->type == TYPE_CODES)
        code = resolve_districts(r, key, err);
    else
        code = resolve_cells(r, key, pipeline, err);
    if (code == ERR_OK)
        write_sources(r, key, pipeline ? r->reg->channel[pipeline->channel].code : NULL);
    return code;
}

/* ---- what no single key can say
 * ---------------------------------------------------------------------- */

static enum err_code wrong_sum(const struct resolver *r, const struct setting *shares, double sum,
                               struct err *err)
{
    char place[PLACE_TEXT];
    setting_place(r->settings, shares, place);
    return err_set(err, ERR_CONFIG, "'%s' %s รวมกันได้ %.10g ต้องรวมกันได้ 1",
                   "'%s' %s sums to %.10g, allowed is 1", shares->name, place, sum);
}

static enum err_code wrong_fall(const struct resolver *r, const struct setting *prices, double from,
                                double to, struct err *err)
{
    char place[PLACE_TEXT], high[32], low[32];
    setting_place(r->settings, prices, place);
    text_number(high, from);
    text_number(low, to);
    return err_set(err, ERR_CONFIG, "'%s' %s ลดจาก %s เป็น %s ราคาต้องไม่ลดลง",
                   "'%s' %s falls from %s to %s, allowed are prices that never fall", prices->name,
                   place, high, low);
}

static enum err_code wrong_length(const struct resolver *r, const struct scenario_key *shares,
                                  const struct scenario_key *prices, struct err *err)
{
    const struct scenario_key *here = last_of(r, prices) ? prices : shares;
    const struct scenario_key *there = here == prices ? shares : prices;
    const struct setting *setting = last_of(r, here);
    char place[PLACE_TEXT];
    setting_place(r->settings, setting, place);
    return err_set(err, ERR_CONFIG, "'%s' %s มี %d ตัว แต่ '%s.%s' มี %d ตัว ต้องเท่ากัน",
                   "'%s' %s has %d numbers, but '%s.%s' has %d, allowed are equally many",
                   setting->name, place, value_of(r, here).count, there->section, there->name,
                   value_of(r, there).count);
}

/* Presets pass every check, so a setting is there to be named when one fails. */
static enum err_code check_tiers(const struct resolver *r, const char *shares_name,
                                 const char *prices_name, int *tiers, struct err *err)
{
    const struct scenario_key *shares = key_find("shortage", shares_name);
    const struct scenario_key *prices = key_find("shortage", prices_name);
    const struct key_value share = value_of(r, shares), price = value_of(r, prices);
    double sum = 0.0;
    for (int k = 0; k < share.count; k++) sum += share.number[k];
    if (!(fabs(sum - 1.0) <= SUM_TOLERANCE)) return wrong_sum(r, last_of(r, shares), sum, err);
    for (int k = 1; k < price.count; k++)
        if (!(price.number[k] >= price.number[k - 1]))
            return wrong_fall(r, last_of(r, prices), price.number[k - 1], price.number[k], err);
    if (share.count != price.count) return wrong_length(r, shares, prices, err);
    *tiers = share.count;
    return ERR_OK;
}

static enum err_code check_budget(const struct resolver *r, struct err *err)
{
    const struct scenario_key *minimum = key_find("budget", "hard_minimum_thb");
    const struct params *p = r->out;
    for (int t = 0; t < p->years; t++) {
        if (p->budget_minimum_thb[t] <= p->budget_thb[t]) continue;
        const struct setting *setting = last_of(r, minimum);
        char place[PLACE_TEXT];
        setting_place(r->settings, setting, place);
        return err_set(err, ERR_CONFIG,
                       "'%s' %s คือ %.0f ในปี %d มากกว่า 'budget.total_thb' ซึ่งคือ %.0f",
                       "'%s' %s is %.0f in %d, more than 'budget.total_thb' of %.0f", setting->name,
                       place, p->budget_minimum_thb[t], p->first_fy + t, p->budget_thb[t]);
    }
    return ERR_OK;
}

static enum err_code check_together(struct resolver *r, struct err *err)
{
    enum err_code code = check_tiers(r, "tier_shares", "tier_prices", &r->out->tiers, err);
    if (code == ERR_OK)
        code =
            check_tiers(r, "school_tier_shares", "school_tier_prices", &r->out->school_tiers, err);
    return code == ERR_OK ? check_budget(r, err) : code;
}

/* ---- all of it
 * ------------------------------------------------------------------------------------------ */

static enum err_code find_pipelines(struct resolver *r, struct err *err)
{
    for (int c = 0; c < r->reg->channels; c++) {
        if (r->reg->channel[c].kind != CHANNEL_PIPELINE) continue;
        if (r->out->pipelines == MAX_PIPELINES)
            return err_set(err, ERR_CONFIG, "'%s' เป็นช่องทางผลิตครูที่เกิน %d ช่องทาง",
                           "'%s' is one pipeline too many, allowed are %d", r->reg->channel[c].code,
                           MAX_PIPELINES);
        r->out->pipeline[r->out->pipelines++].channel = c;
    }
    return ERR_OK;
}

static enum err_code resolve_pipelines(struct resolver *r, int first, int end, struct err *err)
{
    enum err_code code = ERR_OK;
    for (int p = 0; p < r->out->pipelines; p++)
        for (int i = first; i < end && code == ERR_OK; i++)
            code = resolve_key(r, &scenario_keys[i], &r->out->pipeline[p], err);
    return code;
}

static enum err_code resolve_keys(struct resolver *r, struct err *err)
{
    enum err_code code = ERR_OK;
    for (int i = 0, end; i < scenario_key_count && code == ERR_OK; i = end) {
        end = i + 1;
        if (strcmp(scenario_keys[i].section, "pipeline") != 0) {
            code = resolve_key(r, &scenario_keys[i], NULL, err);
            continue;
        }
        while (end < scenario_key_count && strcmp(scenario_keys[end].section, "pipeline") == 0)
            end++;
        code = resolve_pipelines(r, i, end, err);
    }
    return code;
}

/* The horizon comes first: it says how many years every other key has. */
static void resolve_horizon(struct resolver *r)
{
    r->out->first_fy = (int)value_of(r, key_find("horizon", "first_fy")).number[0];
    r->out->years = (int)value_of(r, key_find("horizon", "years")).number[0];
    r->out->majors = r->reg->majors;
}

enum err_code settings_resolve(const struct settings *settings, const struct school_register *reg,
                               struct params *out, struct err *err)
{
    struct params made = {0};
    struct resolver r = {settings, reg, sort_settings(settings), &made, ""};
    resolve_horizon(&r);
    enum err_code code = find_pipelines(&r, err);
    if (code == ERR_OK) code = check_index(&r, err);
    if (code == ERR_OK) code = resolve_keys(&r, err);
    if (code == ERR_OK) code = check_together(&r, err);
    free(r.sorted);
    if (code != ERR_OK) {
        params_clear(&made);
        return code;
    }
    struct hash hash;
    hash_start(&hash);
    hash_bytes(&hash, made.text.s, made.text.length);
    hash_end(&hash, made.hash);
    *out = made;
    return ERR_OK;
}
