/* The draw is a sort by hashes, so that rows in any order give the same list. */
#include "equity/verification.h"

#include "base/env.h"
#include "base/hash.h"
#include "base/lang.h"
#include "base/mem.h"
#include "data/store_sql.h"
#include "equity/audit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCORE_MOST = 10000 };

extern const char query_sample_insert[], query_sample_find[], query_candidate_insert[],
    query_candidate_list[];

const char *const why_words[WHYS] = {"", "near", "override", "photo", "drawn"};

/* ---- the draw ---------------------------------------------------------------------------- */

struct lot {
    struct candidate *candidate;
    char hash[HASH_TEXT];
};

static int compare_lots(const void *a, const void *b)
{
    const struct lot *x = a, *y = b;
    const int district = strcmp(x->candidate->district, y->candidate->district);
    if (district != 0) return district;
    const int hash = strcmp(x->hash, y->hash);
    if (hash != 0) return hash;
    return (x->candidate->id > y->candidate->id) - (x->candidate->id < y->candidate->id);
}

static enum why certain(const struct sample_rule *rule, const struct candidate *candidate)
{
    if (abs(candidate->score - candidate->cut) <= rule->delta) return WHY_NEAR;
    if (candidate->override) return WHY_OVERRIDE;
    return candidate->photo_exempt ? WHY_PHOTO : WHY_NOT;
}

/* The lots of one district, shortest hash first. */
static void draw_district(const struct sample_rule *rule, struct lot *lot, int count)
{
    int wanted = (int)(((int64_t)rule->percent * count + 99) / 100);
    for (int i = 0; i < count && wanted > 0; i++)
        if (lot[i].candidate->why == WHY_NOT) {
            lot[i].candidate->why = WHY_DRAWN;
            wanted--;
        }
}

void sample_draw(const struct sample_rule *rule, struct candidate *candidate, int count)
{
    struct lot *lot = mem_new((size_t)count, sizeof *lot);
    for (int i = 0; i < count; i++) {
        struct hash hash;
        candidate[i].why = certain(rule, &candidate[i]);
        lot[i].candidate = &candidate[i];
        hash_start(&hash);
        hash_int(&hash, rule->seed);
        hash_int(&hash, candidate[i].id);
        hash_end(&hash, lot[i].hash);
    }
    qsort(lot, (size_t)count, sizeof *lot, compare_lots);
    for (int first = 0, next = 0; first < count; first = next) {
        while (next < count &&
               strcmp(lot[next].candidate->district, lot[first].candidate->district) == 0)
            next++;
        draw_district(rule, lot + first, next - first);
    }
    free(lot);
}

/* ---- saving ------------------------------------------------------------------------------ */

static enum err_code check_rule(const struct sample_rule *rule, struct err *err)
{
    const struct {
        const char *name;
        int64_t value, most;
    } parts[] = {{"seed", rule->seed, INT64_MAX},
                 {"delta", rule->delta, SCORE_MOST},
                 {"percent", rule->percent, 100}};
    for (size_t p = 0; p < sizeof parts / sizeof *parts; p++)
        if (parts[p].value < 0 || parts[p].value > parts[p].most)
            return err_set(err, ERR_INPUT, "'%s' ของการสุ่มคือ %lld ต้องอยู่ระหว่าง 0 ถึง %lld",
                           "'%s' of the sample is %lld, allowed are 0 .. %lld", parts[p].name,
                           (long long)parts[p].value, (long long)parts[p].most);
    return ERR_OK;
}

static int compare_ids(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static enum err_code check_candidates(const struct candidate *candidate, int count, struct err *err)
{
    int64_t *ids = mem_new((size_t)count, sizeof *ids);
    enum err_code code = ERR_OK;
    for (int i = 0; code == ERR_OK && i < count; i++) {
        const struct candidate *c = &candidate[i];
        ids[i] = c->id;
        if (c->score < 0 || c->score > SCORE_MOST || c->cut < 0 || c->cut > SCORE_MOST)
            code = err_set(err, ERR_INPUT,
                           "คะแนนหรือเส้นตัดของเรื่อง '%lld' คือ %d และ %d ต้องอยู่ระหว่าง 0 ถึง %d",
                           "score and cut of case '%lld' are %d and %d, allowed are 0 .. %d",
                           (long long)c->id, c->score, c->cut, SCORE_MOST);
    }
    if (code == ERR_OK) qsort(ids, (size_t)count, sizeof *ids, compare_ids);
    for (int i = 1; code == ERR_OK && i < count; i++)
        if (ids[i] == ids[i - 1])
            code = err_set(err, ERR_INPUT, "เรื่อง '%lld' ซ้ำ ต้องมีครั้งเดียว",
                           "case '%lld' stands twice, allowed is once", (long long)ids[i]);
    free(ids);
    return code;
}

static enum err_code find_sample(struct store *store, const char *round, int64_t *id,
                                 struct sample_rule *rule, struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(store, query_sample_find, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":round", round);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK) {
        *id = row ? query_int64(&query, 0) : 0;
        if (row)
            *rule = (struct sample_rule){.seed = query_int64(&query, 1),
                                         .delta = query_int(&query, 2),
                                         .percent = query_int(&query, 3)};
    }
    query_close(&query);
    return code;
}

static enum err_code insert_sample(struct store *store, const char *round,
                                   const struct sample_rule *rule, const struct actor *by,
                                   int64_t *id, struct err *err)
{
    struct query query = {0};
    bool row = false;
    char at[24];
    env_now_iso(at, sizeof at);
    enum err_code code = query_open(store, query_sample_insert, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":round", round);
        query_set_int(&query, ":seed", rule->seed);
        query_set_int(&query, ":delta", rule->delta);
        query_set_int(&query, ":percent", rule->percent);
        query_set_text(&query, ":created_at", at);
        query_set_int(&query, ":created_by", by->id);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK) {
        *id = query_int64(&query, 0);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    return code;
}

static enum err_code insert_candidates(struct store *store, int64_t sample,
                                       const struct candidate *candidate, int count,
                                       struct err *err)
{
    struct query query = {0};
    enum err_code code = query_open(store, query_candidate_insert, &query, err);
    for (int i = 0; code == ERR_OK && i < count; i++) {
        query_set_int(&query, ":sample_id", sample);
        query_set_int(&query, ":case_id", candidate[i].id);
        query_set_text(&query, ":district_code", candidate[i].district);
        query_set_int(&query, ":score", candidate[i].score);
        query_set_int(&query, ":cut", candidate[i].cut);
        query_set_int(&query, ":override", candidate[i].override);
        query_set_int(&query, ":photo_exempt", candidate[i].photo_exempt);
        query_set_text(&query, ":why", why_words[candidate[i].why]);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    return code;
}

static enum err_code record_sample(struct store *store, const char *round,
                                   const struct candidate *candidate, int count,
                                   const struct actor *by, struct err *err)
{
    char detail[64];
    int chosen = 0;
    for (int i = 0; i < count; i++) chosen += candidate[i].why != WHY_NOT;
    snprintf(detail, sizeof detail, "{\"candidates\":%d,\"chosen\":%d}", count, chosen);
    return audit_append(store,
                        &(struct audit_event){.actor = by,
                                              .action = "sample.draw",
                                              .entity = "sample",
                                              .entity_id = round,
                                              .detail = detail},
                        err);
}

enum err_code sample_save(struct store *store, const char *round, const struct sample_rule *rule,
                          struct candidate *candidate, int count, const struct actor *by,
                          struct err *err)
{
    struct sample_rule other;
    int64_t id = 0;
    if (by->role != ROLE_SECRETARY)
        return err_set(err, ERR_INPUT, "'%s' สุ่มตรวจไม่ได้ ทำได้เฉพาะ '%s'",
                       "'%s' may not draw a sample, allowed is '%s'", by->name,
                       lang_pick(role_table[ROLE_SECRETARY].th, role_table[ROLE_SECRETARY].en));
    enum err_code code = check_rule(rule, err);
    if (code == ERR_OK) code = check_candidates(candidate, count, err);
    if (code == ERR_OK) code = store_begin(store, err);
    if (code != ERR_OK) return code;
    code = find_sample(store, round, &id, &other, err);
    if (code == ERR_OK && id)
        code = err_set(err, ERR_INPUT, "มีการสุ่มรอบ '%s' แล้ว รอบใหม่ต้องมีชื่อใหม่",
                       "round '%s' has been drawn, allowed is a new name", round);
    sample_draw(rule, candidate, count);
    if (code == ERR_OK) code = insert_sample(store, round, rule, by, &id, err);
    if (code == ERR_OK) code = insert_candidates(store, id, candidate, count, err);
    if (code == ERR_OK) code = record_sample(store, round, candidate, count, by, err);
    if (code == ERR_OK) code = store_commit(store, err);
    store_rollback(store);
    return code;
}

/* ---- reading and drawing again ----------------------------------------------------------- */

static enum why why_of(const char *word)
{
    for (int w = 0; w < WHYS; w++)
        if (strcmp(why_words[w], word) == 0) return (enum why)w;
    return WHYS;
}

static enum err_code read_candidates(struct store *store, int64_t sample, struct candidate **out,
                                     int *count, struct err *err)
{
    struct query query = {0};
    struct candidate *list = NULL;
    int filled = 0, capacity = 0;
    bool row = false;
    enum err_code code = query_open(store, query_candidate_list, &query, err);
    if (code == ERR_OK) query_set_int(&query, ":sample_id", sample);
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row) {
        list = mem_room(list, filled, &capacity, sizeof *list);
        list[filled] = (struct candidate){.id = query_int64(&query, 0),
                                          .score = query_int(&query, 2),
                                          .cut = query_int(&query, 3),
                                          .override = query_int(&query, 4) == 1,
                                          .photo_exempt = query_int(&query, 5) == 1,
                                          .why = why_of(query_text(&query, 6))};
        snprintf(list[filled].district, sizeof list->district, "%s", query_text(&query, 1));
        filled++;
    }
    query_close(&query);
    *out = list;
    *count = filled;
    return code;
}

static enum err_code draw_again(const struct sample_rule *rule, const char *round,
                                struct candidate *list, int count, struct err *err)
{
    enum why *stored = mem_new((size_t)count, sizeof *stored);
    enum err_code code = ERR_OK;
    for (int i = 0; i < count; i++) stored[i] = list[i].why;
    sample_draw(rule, list, count);
    for (int i = 0; code == ERR_OK && i < count; i++)
        if (stored[i] != list[i].why)
            code = err_set(err, ERR_MISMATCH, "การสุ่มรอบ '%s' สุ่มซ้ำแล้วไม่ตรงกับที่บันทึกไว้ที่เรื่อง '%lld'",
                           "round '%s' drawn again differs from what is stored at case '%lld'",
                           round, (long long)list[i].id);
    free(stored);
    return code;
}

enum err_code sample_read(struct store *store, const char *round, struct sample_rule *rule,
                          struct candidate **out, int *count, struct err *err)
{
    struct sample_rule found;
    struct candidate *list = NULL;
    int64_t id = 0;
    int filled = 0;
    bool began = false;
    enum err_code code = store_begin_reading(store, &began, err);
    if (code != ERR_OK) return code;
    code = find_sample(store, round, &id, &found, err);
    if (code == ERR_OK && !id)
        code = err_set(err, ERR_NOT_FOUND, "ไม่มีการสุ่มรอบ '%s'", "no sample of round '%s'", round);
    if (code == ERR_OK) code = read_candidates(store, id, &list, &filled, err);
    store_end_reading(store, began);
    if (code == ERR_OK) code = draw_again(&found, round, list, filled, err);
    if (code != ERR_OK) {
        free(list);
        return code;
    }
    *rule = found;
    *out = list;
    *count = filled;
    return ERR_OK;
}
