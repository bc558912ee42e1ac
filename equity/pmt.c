/* The score of a household, in whole numbers from end to end. */
#include "equity/pmt.h"

#include "base/mem.h"
#include "equity/pmt_scale.h"
#include "equity/settings_file.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const pmt_kind_word[PMT_KINDS] = {"choice", "choices", "range", "count"};
const char *const pmt_pick_word[PMT_PICKS] = {"worst", "best"};
const char *const pmt_scale_word[PMT_SCALES] = {"raw", "percentile", "logistic"};

static const char household_row[] = "household", income_row[] = "income_thb",
                  members_row[] = "members";
static const char *const household_word[] = {"general", "institution"};

void pmt_model_clear(struct pmt_model *model)
{
    if (!model) return;
    for (int i = 0; i < model->items; i++) {
        struct pmt_item *item = &model->item[i];
        for (int v = 0; v < item->values; v++) {
            free(item->value[v].th);
            free(item->value[v].en);
        }
        free(item->value);
        free(item->th);
        free(item->en);
    }
    for (int b = 0; b < model->bands; b++) {
        free(model->band[b].th);
        free(model->band[b].en);
    }
    for (int g = 0; g < model->goldens; g++) free(model->golden[g].answers);
    free(model->th);
    free(model->en);
    free(model->source);
    text_clear(&model->ini);
    *model = (struct pmt_model){0};
}

/* ---- answers ----------------------------------------------------------------------------- */

static enum err_code wrong_answer(const char *item, const char *value, const char *allowed,
                                  struct err *err)
{
    return err_set(err, ERR_INPUT, "คำตอบของ '%.40s' คือ '%.60s' ที่ใช้ได้คือ %s",
                   "the answer to '%.40s' is '%.60s', allowed are %s", item, value, allowed);
}

static enum err_code answered_twice(const char *item, struct err *err)
{
    return err_set(err, ERR_INPUT, "'%.40s' มีคำตอบซ้ำ ต้องมีคำตอบเดียว",
                   "'%.40s' is answered twice, allowed is one answer", item);
}

static enum err_code take_number(const char *item, const char *value, int64_t lowest,
                                 int64_t highest, int64_t *out, struct err *err)
{
    char allowed[64];
    if (settings_number(value, out) && *out >= lowest && *out <= highest) return ERR_OK;
    snprintf(allowed, sizeof allowed, "%" PRId64 " .. %" PRId64, lowest, highest);
    return wrong_answer(item, value, allowed, err);
}

static enum err_code take_household(struct pmt_answers *answers, const char *value, struct err *err)
{
    if (answers->has_household) return answered_twice(household_row, err);
    for (int i = 0; i < 2; i++)
        if (strcmp(value, household_word[i]) == 0) {
            answers->has_household = true;
            answers->institution = i == 1;
            return ERR_OK;
        }
    return wrong_answer(household_row, value, "general, institution", err);
}

static enum err_code take_income(struct pmt_answers *answers, const char *value, struct err *err)
{
    if (answers->has_income) return answered_twice(income_row, err);
    int64_t baht = 0;
    const enum err_code code =
        take_number(income_row, value, -PMT_MOST_INCOME_THB, PMT_MOST_INCOME_THB, &baht, err);
    if (code != ERR_OK) return code;
    answers->has_income = true;
    answers->income_thb = baht;
    return ERR_OK;
}

static enum err_code take_members(struct pmt_answers *answers, const char *value, struct err *err)
{
    if (answers->has_members) return answered_twice(members_row, err);
    int64_t members = 0;
    const enum err_code code = take_number(members_row, value, 1, PMT_MOST_MEMBERS, &members, err);
    if (code != ERR_OK) return code;
    answers->has_members = true;
    answers->members = (int)members;
    return ERR_OK;
}

static enum err_code unknown_word(const struct pmt_item *item, const char *value, struct err *err)
{
    struct text allowed = {0};
    for (int v = 0; v < item->values; v++)
        text_add(&allowed, "%s%s", v ? ", " : "", item->value[v].word);
    const enum err_code code = wrong_answer(item->code, value, allowed.s, err);
    text_clear(&allowed);
    return code;
}

static enum err_code take_word(const struct pmt_item *item, uint32_t *ticks, const char *value,
                               struct err *err)
{
    int v = 0;
    while (v < item->values && strcmp(item->value[v].word, value) != 0) v++;
    if (v == item->values) return unknown_word(item, value, err);
    const uint32_t tick = 1u << v;
    if (*ticks & tick || (*ticks && item->kind == PMT_CHOICE))
        return answered_twice(item->code, err);
    if (*ticks && item->alone >= 0 && (v == item->alone || *ticks & 1u << item->alone))
        return err_set(err, ERR_INPUT, "คำตอบ '%s' ของ '%s' ใช้พร้อมคำตอบอื่นไม่ได้",
                       "the answer '%s' to '%s' cannot stand beside another",
                       item->value[item->alone].word, item->code);
    *ticks |= tick;
    return ERR_OK;
}

static enum err_code take_count(const struct pmt_item *item, uint32_t *answer, const char *value,
                                struct err *err)
{
    int64_t count = 0;
    if (*answer) return answered_twice(item->code, err);
    const enum err_code code = take_number(item->code, value, 0, PMT_MOST_COUNT, &count, err);
    if (code == ERR_OK) *answer = (uint32_t)count + 1;
    return code;
}

enum err_code pmt_take(const struct pmt_model *model, struct pmt_answers *answers, const char *item,
                       const char *value, struct err *err)
{
    if (strcmp(item, household_row) == 0) return take_household(answers, value, err);
    if (strcmp(item, income_row) == 0) return take_income(answers, value, err);
    if (strcmp(item, members_row) == 0) return take_members(answers, value, err);
    for (int i = 0; i < model->items; i++) {
        if (strcmp(model->item[i].code, item) != 0 || model->item[i].kind == PMT_RANGE) continue;
        if (model->item[i].kind == PMT_COUNT)
            return take_count(&model->item[i], &answers->answer[i], value, err);
        return take_word(&model->item[i], &answers->answer[i], value, err);
    }
    return err_set(err, ERR_INPUT, "แบบจำลอง '%s' ไม่มีข้อ '%.60s'", "model '%s' has no item '%.60s'",
                   model->version, item);
}

/* One row a tick, items by code, words in their order. */
static void snapshot(const struct pmt_model *model, const struct pmt_answers *answers,
                     char out[HASH_TEXT])
{
    struct hash hash;
    hash_start(&hash);
    if (answers->has_household) {
        hash_text(&hash, household_row);
        hash_text(&hash, household_word[answers->institution]);
    }
    if (answers->has_income) {
        hash_text(&hash, income_row);
        hash_int(&hash, answers->income_thb);
    }
    if (answers->has_members) {
        hash_text(&hash, members_row);
        hash_int(&hash, answers->members);
    }
    for (int c = 0; c < model->items; c++) {
        const int i = model->by_code[c];
        const struct pmt_item *item = &model->item[i];
        if (answers->answer[i] == 0) continue;
        hash_text(&hash, item->code);
        if (item->kind == PMT_COUNT) hash_int(&hash, answers->answer[i] - 1);
        for (int v = 0; item->kind != PMT_COUNT && v < item->values; v++)
            if (answers->answer[i] & 1u << v) hash_text(&hash, item->value[v].word);
    }
    hash_end(&hash, out);
}

/* ---- points ------------------------------------------------------------------------------ */

static int points_of_ticks(const struct pmt_item *item, uint32_t ticks)
{
    int best = -1;
    for (int v = 0; v < item->values; v++) {
        if (!(ticks & 1u << v)) continue;
        const int points = item->value[v].points;
        const bool taken = best < 0 || (item->pick == PMT_WORST ? points > best : points < best);
        if (taken) best = points;
    }
    return best;
}

/* Values stand in ascending order; the first of a count is 0. */
static int points_of_count(const struct pmt_item *item, int64_t count)
{
    int points = item->value[0].points;
    for (int v = 1; v < item->values && item->value[v].number <= count; v++)
        points = item->value[v].points;
    return points;
}

/* Rounded down also below 0. */
int64_t pmt_per_member(const struct pmt_answers *answers)
{
    const int64_t quotient = answers->income_thb / answers->members;
    return quotient - (answers->income_thb % answers->members < 0);
}

static int points_of_range(const struct pmt_item *item, int64_t baht)
{
    int v = 0;
    while (item->value[v].number < baht) v++; /* the last is INT64_MAX */
    return item->value[v].points;
}

static int points_of(const struct pmt_model *model, int i, const struct pmt_answers *answers)
{
    const struct pmt_item *item = &model->item[i];
    switch (item->kind) {
    case PMT_RANGE:
        return answers->institution ? model->institution_points
                                    : points_of_range(item, pmt_per_member(answers));
    case PMT_COUNT:
        return points_of_count(item, (int64_t)answers->answer[i] - 1);
    default:
        return points_of_ticks(item, answers->answer[i]);
    }
}

/* ---- score ------------------------------------------------------------------------------- */

/* An institutional household is not asked for income and members. */
static uint32_t missing_of(const struct pmt_model *model, const struct pmt_answers *answers)
{
    uint32_t missing = answers->has_household ? 0 : PMT_NO_HOUSEHOLD;
    if (!answers->institution) {
        if (!answers->has_income) missing |= PMT_NO_INCOME;
        if (!answers->has_members) missing |= PMT_NO_MEMBERS;
    }
    for (int i = 0; i < model->items; i++)
        if (model->item[i].kind != PMT_RANGE && answers->answer[i] == 0) missing |= 1u << i;
    return missing;
}

static int band_of(const struct pmt_model *model, const struct pmt_score *score, bool institution)
{
    if (score->income_test && !score->income_passed) return -1;
    for (int b = 0; b < model->bands; b++) {
        const struct pmt_band *band = &model->band[b];
        if (score->scaled >= (institution ? band->institution_cut : band->cut)) return b;
    }
    return -1;
}

void pmt_score(const struct pmt_model *model, const struct pmt_answers *answers,
               struct pmt_score *out)
{
    assert(model->ready);
    struct pmt_score score = {.band = -1, .income_test = !answers->institution};
    snapshot(model, answers, score.snapshot);
    score.missing = missing_of(model, answers);
    if (score.missing == 0) {
        int sum = 0; /* at most 10,000 x 100 */
        for (int i = 0; i < model->items; i++) {
            const int points = points_of(model, i, answers);
            score.points[i] = (uint8_t)points;
            sum += model->item[i].weight * points;
        }
        score.state = PMT_SCORED;
        score.r = sum / 100;
        score.scaled = model->scaled[score.r];
        score.income_passed =
            score.income_test && answers->income_thb <= model->cap_thb * answers->members;
        score.band = band_of(model, &score, answers->institution);
    }
    *out = score;
}

static void hash_score(struct hash *hash, const struct pmt_model *model,
                       const struct pmt_score *score)
{
    hash_int(hash, score->state);
    hash_int(hash, score->missing);
    hash_int(hash, score->r);
    hash_int(hash, score->scaled);
    hash_int(hash, score->band);
    hash_int(hash, score->income_passed);
    hash_bytes(hash, score->points, (size_t)model->items);
    hash_bytes(hash, score->snapshot, HASH_TEXT);
}

void pmt_score_all(const struct pmt_model *model, const struct pmt_answers *answers, int n,
                   struct pmt_score *out, char hash[HASH_TEXT])
{
    struct hash whole;
    hash_start(&whole);
    hash_text(&whole, model->hash);
    for (int i = 0; i < n; i++) {
        pmt_score(model, &answers[i], &out[i]);
        hash_score(&whole, model, &out[i]);
    }
    hash_end(&whole, hash);
}

const char *pmt_band_word(const struct pmt_model *model, const struct pmt_score *score)
{
    if (score->state == PMT_INCOMPLETE) return "incomplete";
    return score->band < 0 ? "none" : model->band[score->band].code;
}

enum err_code pmt_model_check_golden(const struct pmt_model *model, struct err *err)
{
    if (model->goldens == 0)
        return err_set(err, ERR_INPUT, "แบบจำลอง '%s' ไม่มีครัวเรือนตัวอย่าง [golden.*] ให้ทดสอบ",
                       "model '%s' has no household [golden.*] to be tested with", model->version);
    if (!model->ready)
        return err_set(err, ERR_INPUT, "แบบจำลอง '%s' ใช้สเกล percentile แต่ยังไม่มีชุดอ้างอิง",
                       "model '%s' is of scale percentile and has no reference set yet",
                       model->version);
    for (int g = 0; g < model->goldens; g++) {
        const struct pmt_golden *golden = &model->golden[g];
        struct pmt_score score;
        struct text missing = {0};
        pmt_score(model, golden->answers, &score);
        pmt_missing(model, &score, &missing);
        const char *band = pmt_band_word(model, &score);
        enum err_code code = ERR_OK;
        if (score.missing)
            code = err_set(err, ERR_MISMATCH, "ครัวเรือนตัวอย่าง '%s' ยังไม่ได้ตอบ: %s",
                           "golden household '%s' lacks answers: %s", golden->code, missing.s);
        else if (score.r != golden->r || strcmp(band, golden->band) != 0)
            code = err_set(err, ERR_MISMATCH,
                           "ครัวเรือนตัวอย่าง '%s' ได้คะแนน %d กลุ่ม '%s' แต่ที่กำหนดไว้คือ %d กลุ่ม '%s'",
                           "golden household '%s' scores %d, band '%s'; stated are %d, band '%s'",
                           golden->code, score.r, band, golden->r, golden->band);
        text_clear(&missing);
        if (code != ERR_OK) return code;
    }
    return ERR_OK;
}
