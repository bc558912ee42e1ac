/* Each section has one reader; what no reader takes is an error. */
#include "equity/settings_cases.h"

#include "base/lang.h"
#include "base/mem.h"
#include "equity/settings_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_HOURS = 87600,
    MOST_POINTS = 999,
    PRESET_DELTA = 300,
    PRESET_PERCENT = 5,
    PRESET_CLOSED_YEARS = 10,
    MOST_CLOSED_YEARS = 50,
    FIRST_YEAR = 2500,
    LAST_YEAR = 2699,
    MOST_BAHT = 1000000,
    MOST_GRANT_YEARS = 12,
    SCORE_MOST = 10000
};
static const char grant_section[] = "grant.";

void cases_settings_clear(struct cases_settings *settings)
{
    free(settings->grant);
    *settings = (struct cases_settings){0};
}

struct cases_settings cases_settings_preset(void)
{
    return (struct cases_settings){.limits = workflow_limits_preset(),
                                   .closed_years = PRESET_CLOSED_YEARS,
                                   .sample = {.delta = PRESET_DELTA, .percent = PRESET_PERCENT}};
}

static enum err_code take_int(const struct settings_file *file, const char *section,
                              const char *key, int least, int most, int *out, struct err *err)
{
    const struct settings_line *line = settings_take(file, section, key);
    int64_t value = 0;
    if (!line) return ERR_OK;
    const enum err_code code = settings_whole(file, line, least, most, &value, err);
    if (code == ERR_OK) *out = (int)value;
    return code;
}

static enum err_code read_limits(const struct settings_file *file, struct cases_settings *settings,
                                 struct err *err)
{
    enum err_code code = ERR_OK;
    settings_take(file, "limits", "");
    for (int l = LIMIT_NONE + 1; code == ERR_OK && l < LIMITS; l++)
        code = take_int(file, "limits", limit_table[l].word, 0, MOST_HOURS,
                        &settings->limits.hours[l], err);
    return code;
}

static enum err_code read_sample(const struct settings_file *file, struct cases_settings *settings,
                                 struct err *err)
{
    settings_take(file, "verification", "");
    const enum err_code code =
        take_int(file, "verification", "delta", 0, SCORE_MOST, &settings->sample.delta, err);
    return code == ERR_OK
               ? take_int(file, "verification", "percent", 0, 100, &settings->sample.percent, err)
               : code;
}

static enum err_code read_retention(const struct settings_file *file,
                                    struct cases_settings *settings, struct err *err)
{
    settings_take(file, "retention", "");
    return take_int(file, "retention", "closed_years", 1, MOST_CLOSED_YEARS,
                    &settings->closed_years, err);
}

/* Two whole numbers with a sign between them: "4:3", "2000 + 1000". */
static bool two_numbers(const char *text, char between, int64_t least, int64_t most, int64_t out[2])
{
    char copy[64];
    if (snprintf(copy, sizeof copy, "%s", text) >= (int)sizeof copy) return false;
    char *sign = strchr(copy, between);
    if (!sign) return false;
    *sign = '\0';
    for (char *c = sign - 1; c >= copy && *c == ' '; c--) *c = '\0';
    sign++;
    while (*sign == ' ') sign++;
    return settings_number(copy, &out[0]) && settings_number(sign, &out[1]) && out[0] >= least &&
           out[0] <= most && out[1] >= least && out[1] <= most;
}

static enum err_code read_risks(const struct settings_file *file, struct cases_settings *settings,
                                struct err *err)
{
    settings_take(file, "risk", "");
    for (int r = 0; r < RISKS; r++) {
        const struct settings_line *line = settings_take(file, "risk", risk_table[r].word);
        int64_t pair[2];
        if (!line) continue;
        if (!two_numbers(line->value, ':', 1, RISK_MOST, pair))
            return settings_wrong(file, line, "เกณฑ์:คะแนน แต่ละค่า 1 ถึง 99 เช่น 4:3",
                                  "threshold:points of 1 .. 99 each, such as 4:3", err);
        settings->risks.rule[r] = (struct risk_rule){(int)pair[0], (int)pair[1]};
    }
    return take_int(file, "risk", "open_at", 0, MOST_POINTS, &settings->risks.open_at, err);
}

/* ---- grants ------------------------------------------------------------------------------ */

static int compare_rules(const void *a, const void *b)
{
    const struct grant_rule *x = a, *y = b;
    if (x->year != y->year) return x->year < y->year ? -1 : 1;
    if (x->level != y->level) return x->level < y->level ? -1 : 1;
    return (x->band > y->band) - (x->band < y->band);
}

static enum err_code need_int(const struct settings_file *file, const char *section,
                              const char *key, int least, int most, int *out, struct err *err)
{
    const struct settings_line *line = NULL;
    int64_t value = 0;
    enum err_code code = settings_need(file, section, key, &line, err);
    if (code == ERR_OK) code = settings_whole(file, line, least, most, &value, err);
    if (code == ERR_OK) *out = (int)value;
    return code;
}

/* What the rules of a year have in common. */
static enum err_code read_year(const struct settings_file *file, const char *section,
                               struct grant_rule *out, struct err *err)
{
    const struct settings_line *source = NULL;
    enum err_code code =
        need_int(file, section, "attendance_min", 0, 100, &out->attendance_min, err);
    if (code == ERR_OK)
        code = need_int(file, section, "years", 1, MOST_GRANT_YEARS, &out->years, err);
    if (code == ERR_OK) code = settings_need(file, section, "source", &source, err);
    if (code != ERR_OK) return code;
    if (!*source->value || strlen(source->value) >= GRANT_SOURCE_BYTES)
        return settings_wrong(file, source, "ข้อความ 1 ถึง 399 ไบต์", "a text of 1 .. 399 bytes", err);
    snprintf(out->source, sizeof out->source, "%s", source->value);
    return ERR_OK;
}

struct rules {
    struct grant_rule *rule;
    int count, capacity;
};

static enum err_code read_amount(const struct settings_file *file, const char *section,
                                 struct grant_rule rule, struct rules *rules, struct err *err)
{
    char key[64];
    int64_t terms[TERMS_A_YEAR];
    snprintf(key, sizeof key, "%s.%s", grant_level_words[rule.level], grant_band_words[rule.band]);
    const struct settings_line *both = settings_take(file, section, grant_level_words[rule.level]);
    const struct settings_line *line = settings_take(file, section, key);
    if (!line) line = both;
    if (!line) return ERR_OK;
    if (!two_numbers(line->value, '+', 0, MOST_BAHT, terms))
        return settings_wrong(file, line, "บาทของภาคเรียนที่ 1 + บาทของภาคเรียนที่ 2 เช่น 2000 + 1000",
                              "baht of term 1 + baht of term 2, such as 2000 + 1000", err);
    for (int t = 0; t < TERMS_A_YEAR; t++) rule.term_baht[t] = (int)terms[t];
    rule.amount_baht = rule.term_baht[0] + rule.term_baht[1];
    rules->rule = mem_room(rules->rule, rules->count, &rules->capacity, sizeof *rules->rule);
    rules->rule[rules->count++] = rule;
    return ERR_OK;
}

static enum err_code read_grant(const struct settings_file *file, const char *section,
                                struct rules *rules, struct err *err)
{
    const struct settings_line *head = settings_take(file, section, "");
    struct grant_rule rule = {0};
    int64_t year = 0;
    if (!settings_number(section + strlen(grant_section), &year) || year < FIRST_YEAR ||
        year > LAST_YEAR)
        return err_set(
            err, ERR_CONFIG, "'%s' บรรทัด %d: ปีของ '[%.60s]' ต้องเป็นปีการศึกษา พ.ศ. %d ถึง %d",
            "'%s' line %d: the year of '[%.60s]' must be a Buddhist school year %d .. %d",
            file->origin, head->number, section, FIRST_YEAR, LAST_YEAR);
    rule.year = (int)year;
    int kept = 0;
    for (int r = 0; r < rules->count; r++)
        if (rules->rule[r].year != rule.year) rules->rule[kept++] = rules->rule[r];
    rules->count = kept;
    enum err_code code = read_year(file, section, &rule, err);
    for (int l = 0; code == ERR_OK && l < GRANT_LEVELS; l++)
        for (int b = 0; code == ERR_OK && b < GRANT_BANDS; b++) {
            rule.level = (enum grant_level)l;
            rule.band = (enum grant_band)b;
            code = read_amount(file, section, rule, rules, err);
        }
    return code;
}

static enum err_code read_grants(const struct settings_file *file, struct rules *rules,
                                 struct err *err)
{
    enum err_code code = ERR_OK;
    for (int i = 0; code == ERR_OK && i < file->lines; i++)
        if (!*file->line[i].key &&
            strncmp(file->line[i].section, grant_section, strlen(grant_section)) == 0)
            code = read_grant(file, file->line[i].section, rules, err);
    if (code == ERR_OK)
        qsort(rules->rule, (size_t)rules->count, sizeof *rules->rule, compare_rules);
    return code;
}

enum err_code cases_settings_read(const char *path, struct cases_settings *settings,
                                  struct err *err)
{
    struct settings_file file = {0};
    struct cases_settings next = *settings;
    struct rules rules = {mem_new((size_t)settings->grants, sizeof *rules.rule), settings->grants,
                          settings->grants};
    if (settings->grants)
        memcpy(rules.rule, settings->grant, (size_t)settings->grants * sizeof *rules.rule);
    enum err_code code = settings_file_read(path, &file, err);
    if (code == ERR_OK) code = read_limits(&file, &next, err);
    if (code == ERR_OK) code = read_sample(&file, &next, err);
    if (code == ERR_OK) code = read_risks(&file, &next, err);
    if (code == ERR_OK) code = read_retention(&file, &next, err);
    if (code == ERR_OK) code = read_grants(&file, &rules, err);
    if (code == ERR_OK) code = settings_all_taken(&file, err);
    settings_file_clear(&file);
    if (code != ERR_OK) {
        free(rules.rule);
        return code;
    }
    free(settings->grant);
    next.grant = rules.rule;
    next.grants = rules.count;
    *settings = next;
    return ERR_OK;
}
