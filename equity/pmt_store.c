/* Models: versions, their states and what activation rests on. */
#include "equity/pmt_store.h"

#include "base/env.h"
#include "base/lang.h"
#include "base/mem.h"
#include "data/store_sql.h"
#include "equity/audit.h"
#include "equity/pmt_sql.h"
#include "equity/work.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct pmt_status_entry pmt_status_table[PMT_STATUSES] = {
    [PMT_DRAFT] = {"DRAFT", "ร่าง", "draft"},
    [PMT_TESTED] = {"TESTED", "ทดสอบแล้ว", "tested"},
    [PMT_ACTIVE] = {"ACTIVE", "ใช้งาน", "active"},
    [PMT_RETIRED] = {"RETIRED", "เลิกใช้", "retired"},
};

enum { LEAST_REASON = 10 };

static enum err_code may_decide(const struct actor *by, struct err *err)
{
    if (by->role == ROLE_SECRETARY || by->role == ROLE_MEMBER) return ERR_OK;
    return err_set(err, ERR_INPUT, "'%s' เป็น%s การจัดการแบบจำลองเป็นหน้าที่ของเลขานุการและอนุกรรมการ",
                   "'%s' is a %s, allowed for models are the subcommittee's secretary and members",
                   by->name, lang_pick(role_table[by->role].th, role_table[by->role].en));
}

/* Versions are words of a-z 0-9 _ -: nothing to escape. */
static enum err_code record(struct store *store, const struct actor *by, const char *action,
                            const char *version, struct err *err)
{
    return audit_append(store, &(struct audit_event){by, action, "pmt-model", version, NULL}, err);
}

/* ---- reading ----------------------------------------------------------------------------- */

static void copy(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text);
}

static void read_row(const struct query *query, struct pmt_stored *out)
{
    struct pmt_stored row = {.id = query_int64(query, 0),
                             .calibrated = query_int(query, 12) != 0,
                             .waived = query_int(query, 13) != 0,
                             .row_version = query_int64(query, 14)};
    copy(row.version, sizeof row.version, query_text(query, 1));
    copy(row.hash, sizeof row.hash, query_text(query, 2));
    for (int s = 0; s < PMT_STATUSES; s++) {
        if (strcmp(query_text(query, 3), pmt_status_table[s].word) == 0)
            row.status = (enum pmt_status)s;
        copy(row.at[s], sizeof row.at[s], query_text(query, 4 + 2 * s));
        copy(row.who[s], sizeof row.who[s], query_text(query, 5 + 2 * s));
    }
    *out = row;
}

/* One model by version or, with NULL, the active one; *ini receives its text. */
static enum err_code find(struct store *store, const char *version, struct pmt_stored *out,
                          char **ini, struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(store, query_list_pmt_model, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":version", version);
        query_set_text(&query, ":status", version ? NULL : pmt_status_table[PMT_ACTIVE].word);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK && row) {
        read_row(&query, out);
        if (ini) *ini = query_copy(&query, 15);
    }
    query_close(&query);
    if (code != ERR_OK || row) return code;
    if (version)
        return err_set(err, ERR_NOT_FOUND, "ไม่มีแบบจำลองรุ่น '%s'", "no model of version '%s'",
                       version);
    return err_set(err, ERR_NOT_FOUND, "ยังไม่มีแบบจำลองที่ใช้งาน", "no model is active");
}

enum err_code pmt_store_list(struct store *store, struct pmt_stored **out, int *count,
                             struct err *err)
{
    struct query query = {0};
    struct pmt_stored *list = NULL;
    int n = 0, capacity = 0;
    bool row = true;
    enum err_code code = query_open(store, query_list_pmt_model, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":version", NULL);
        query_set_text(&query, ":status", NULL);
    }
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row) {
        list = mem_room(list, n, &capacity, sizeof *list);
        read_row(&query, &list[n++]);
    }
    query_close(&query);
    if (code == ERR_OK) {
        *out = list;
        *count = n;
    } else {
        free(list);
    }
    return code;
}

static enum err_code use_stored_reference(struct store *store, struct pmt_model *model,
                                          struct err *err)
{
    struct query query = {0};
    bool row = true;
    int *r = NULL, n = 0, capacity = 0;
    enum err_code code = query_open(store, query_read_pmt_reference, &query, err);
    if (code == ERR_OK) query_set_text(&query, ":hash", model->reference);
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row)
        for (int h = query_int(&query, 1); h > 0; h--) {
            r = mem_room(r, n, &capacity, sizeof *r);
            r[n++] = query_int(&query, 0);
        }
    query_close(&query);
    if (code == ERR_OK && n == 0)
        code =
            err_set(err, ERR_NOT_FOUND, "ไม่มีชุดอ้างอิง '%.16s...' ที่แบบจำลอง '%s' ต้องใช้ ต้องบันทึกชุดนั้นก่อน",
                    "no reference set '%.16s...', which model '%s' needs; freeze it first",
                    model->reference, model->version);
    if (code == ERR_OK) code = pmt_model_use_reference(model, r, n, err);
    free(r);
    return code;
}

enum err_code pmt_store_read(struct store *store, const char *version, struct pmt_model *model,
                             struct pmt_stored *about, struct err *err)
{
    struct pmt_stored stored;
    struct pmt_model *read = mem_new(1, sizeof *read);
    char *ini = NULL;
    enum err_code code = find(store, version, &stored, &ini, err);
    if (code == ERR_OK) code = pmt_model_read_text(ini, stored.version, read, err);
    if (code == ERR_OK && strcmp(read->hash, stored.hash) != 0)
        code = err_set(
            err, ERR_MISMATCH, "แบบจำลอง '%s' ในฐานข้อมูลไม่ตรงกับแฮชที่บันทึกไว้ โปรดกู้คืนจากสำเนาสำรอง",
            "the stored model '%s' does not have its stored hash, restore it from a backup",
            stored.version);
    if (code == ERR_OK && !read->ready) code = use_stored_reference(store, read, err);
    if (code == ERR_OK) {
        *model = *read;
        if (about) *about = stored;
    } else {
        pmt_model_clear(read);
    }
    free(read);
    free(ini);
    return code;
}

/* ---- adding ------------------------------------------------------------------------------ */

static enum err_code insert_model(struct store *store, const struct actor *by,
                                  const struct pmt_model *model, int64_t *id, struct err *err)
{
    struct query query = {0};
    struct pmt_stored other;
    struct err none;
    bool row = false;
    char at[PMT_WHEN];
    if (find(store, model->version, &other, NULL, &none) == ERR_OK)
        return err_set(err, ERR_INPUT, "มีแบบจำลองรุ่น '%s' อยู่แล้ว รุ่นใหม่ต้องใช้ชื่อใหม่",
                       "model version '%s' is taken, allowed is a new one", model->version);
    env_now_iso(at, sizeof at);
    enum err_code code = query_open(store, query_insert_pmt_model, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":version", model->version);
        query_set_text(&query, ":ini", text_s(&model->ini));
        query_set_text(&query, ":hash", model->hash);
        query_set_text(&query, ":at", at);
        query_set_text(&query, ":who", by->name);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK && id) *id = query_int64(&query, 0);
    query_close(&query);
    return code == ERR_OK ? record(store, by, "model.add", model->version, err) : code;
}

enum err_code pmt_store_add(struct store *store, const struct actor *by,
                            const struct pmt_model *model, int64_t *id, struct err *err)
{
    struct work work;
    enum err_code code = may_decide(by, err);
    if (code == ERR_OK) code = work_begin(store, &work, err);
    if (code != ERR_OK) return code;
    return work_end(&work, insert_model(store, by, model, id, err), false, err);
}

static enum err_code insert_reference(struct store *store, const struct actor *by, const int *r,
                                      int n, const char *hash, struct err *err)
{
    struct query query = {0};
    int *count = mem_new(PMT_WEIGHTS + 1, sizeof *count);
    for (int i = 0; i < n; i++) count[r[i]]++;
    enum err_code code = query_open(store, query_insert_pmt_reference, &query, err);
    for (int s = 0; code == ERR_OK && s <= PMT_WEIGHTS; s++) {
        if (count[s] == 0) continue;
        query_set_text(&query, ":hash", hash);
        query_set_int(&query, ":r", s);
        query_set_int(&query, ":households", count[s]);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    free(count);
    if (code != ERR_OK) return code;
    return audit_append(
        store, &(struct audit_event){by, "model.reference", "pmt-reference", hash, NULL}, err);
}

enum err_code pmt_store_add_reference(struct store *store, const struct actor *by, const int *r,
                                      int n, char hash[HASH_TEXT], struct err *err)
{
    struct work work;
    enum err_code code = may_decide(by, err);
    for (int i = 0; code == ERR_OK && i < n; i++)
        if (r[i] < 0 || r[i] > PMT_WEIGHTS) n = 0;
    if (code == ERR_OK && n < 1)
        code = err_set(err, ERR_INPUT, "ชุดอ้างอิงต้องมีคะแนนอย่างน้อยหนึ่งค่า และทุกค่าอยู่ใน 0 .. 10000",
                       "a reference set needs at least one score, each within 0 .. 10000");
    if (code == ERR_OK) code = work_begin(store, &work, err);
    if (code != ERR_OK) return code;
    pmt_reference_hash(r, n, hash);
    return work_end(&work, insert_reference(store, by, r, n, hash, err), false, err);
}

/* ---- states ------------------------------------------------------------------------------ */

static enum err_code wrong_status(const struct pmt_stored *model, enum pmt_status wanted,
                                  struct err *err)
{
    return err_set(err, ERR_INPUT, "แบบจำลอง '%s' มีสถานะ '%s' ต้องเป็น '%s'",
                   "model '%s' is '%s', needed is '%s'", model->version,
                   pmt_status_table[model->status].word, pmt_status_table[wanted].word);
}

/* One step of a model that is as it was read; another writer in between is refused. */
static enum err_code step(struct store *store, const struct actor *by, const char *sql,
                          const struct pmt_stored *model, const char *action, struct err *err)
{
    struct query query = {0};
    char at[PMT_WHEN];
    int changed = 0;
    env_now_iso(at, sizeof at);
    enum err_code code = query_open(store, sql, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":id", model->id);
        query_set_int(&query, ":row_version", model->row_version);
        query_set_text(&query, ":at", at);
        query_set_text(&query, ":who", by->name);
        code = query_run(&query, &changed, err);
    }
    query_close(&query);
    if (code == ERR_OK && changed != 1)
        code = err_set(err, ERR_MISMATCH, "แบบจำลอง '%s' ถูกผู้อื่นเปลี่ยนไปแล้ว โปรดดูใหม่",
                       "model '%s' was changed by somebody else meanwhile, look again",
                       model->version);
    return code == ERR_OK ? record(store, by, action, model->version, err) : code;
}

static enum err_code test_model(struct store *store, const struct actor *by, const char *version,
                                struct err *err)
{
    struct pmt_stored stored;
    struct pmt_model *model = mem_new(1, sizeof *model);
    enum err_code code = pmt_store_read(store, version, model, &stored, err);
    if (code == ERR_OK && stored.status != PMT_DRAFT) code = wrong_status(&stored, PMT_DRAFT, err);
    if (code == ERR_OK) code = pmt_model_check_golden(model, err);
    if (code == ERR_OK) code = step(store, by, query_test_pmt_model, &stored, "model.test", err);
    pmt_model_clear(model);
    free(model);
    return code;
}

static enum err_code retire_model(struct store *store, const struct actor *by, const char *version,
                                  struct err *err)
{
    struct pmt_stored stored;
    enum err_code code = find(store, version, &stored, NULL, err);
    if (code == ERR_OK && stored.status == PMT_RETIRED)
        code = wrong_status(&stored, PMT_ACTIVE, err);
    return code == ERR_OK ? step(store, by, query_retire_pmt_model, &stored, "model.retire", err)
                          : code;
}

/* A calibration, or a waiver that somebody else than the activator has signed. */
static enum err_code has_evidence(struct store *store, const struct actor *by,
                                  const struct pmt_stored *model, struct err *err)
{
    struct query query = {0};
    bool row = true, enough = model->calibrated, own = false;
    enum err_code code = query_open(store, query_list_pmt_evidence, &query, err);
    if (code == ERR_OK) query_set_int(&query, ":model_id", model->id);
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row) {
        const bool mine = strcmp(query_text(&query, 2), by->name) == 0;
        if (mine) own = true;
        if (!mine) enough = true;
    }
    query_close(&query);
    if (code != ERR_OK || enough) return code;
    if (own)
        return err_set(err, ERR_INPUT, "การยกเว้นของแบบจำลอง '%s' ลงนามโดย '%s' เอง ผู้อื่นต้องเป็นผู้เปิดใช้",
                       "the waiver of model '%s' is signed by '%s', somebody else must activate it",
                       model->version, by->name);
    return err_set(err, ERR_INPUT,
                   "แบบจำลอง '%s' ยังไม่มีรายงานการสอบเทียบ ต้องมีรายงานหรือการยกเว้นที่ลงนามพร้อมเหตุผล",
                   "model '%s' has no calibration report, needed is one or a signed waiver with a "
                   "reason",
                   model->version);
}

static enum err_code activate_model(struct store *store, const struct actor *by,
                                    const char *version, struct err *err)
{
    struct pmt_stored stored, active;
    struct err none;
    enum err_code code = find(store, version, &stored, NULL, err);
    if (code == ERR_OK && stored.status != PMT_TESTED)
        code = wrong_status(&stored, PMT_TESTED, err);
    if (code == ERR_OK && strcmp(stored.who[PMT_TESTED], by->name) == 0)
        code = err_set(err, ERR_INPUT, "'%s' เป็นผู้ทดสอบแบบจำลอง '%s' ผู้อื่นต้องเป็นผู้เปิดใช้",
                       "'%s' has tested model '%s', somebody else must activate it", by->name,
                       stored.version);
    if (code == ERR_OK) code = has_evidence(store, by, &stored, err);
    if (code == ERR_OK && find(store, NULL, &active, NULL, &none) == ERR_OK)
        code = step(store, by, query_retire_pmt_model, &active, "model.retire", err);
    return code == ERR_OK
               ? step(store, by, query_activate_pmt_model, &stored, "model.activate", err)
               : code;
}

/* One change of a model by one person, whole or not at all. */
static enum err_code change(struct store *store, const struct actor *by, const char *version,
                            enum err_code (*act)(struct store *, const struct actor *, const char *,
                                                 struct err *),
                            struct err *err)
{
    struct work work;
    enum err_code code = may_decide(by, err);
    if (code == ERR_OK) code = work_begin(store, &work, err);
    if (code != ERR_OK) return code;
    return work_end(&work, act(store, by, version, err), false, err);
}

enum err_code pmt_store_test(struct store *store, const struct actor *by, const char *version,
                             struct err *err)
{
    return change(store, by, version, test_model, err);
}

enum err_code pmt_store_activate(struct store *store, const struct actor *by, const char *version,
                                 struct err *err)
{
    return change(store, by, version, activate_model, err);
}

enum err_code pmt_store_retire(struct store *store, const struct actor *by, const char *version,
                               struct err *err)
{
    return change(store, by, version, retire_model, err);
}

/* ---- evidence ---------------------------------------------------------------------------- */

static enum err_code insert_evidence(struct store *store, const struct actor *by, int64_t model_id,
                                     const char *kind, const char *content, struct err *err)
{
    struct query query = {0};
    char at[PMT_WHEN];
    env_now_iso(at, sizeof at);
    enum err_code code = query_open(store, query_insert_pmt_evidence, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":model_id", model_id);
        query_set_text(&query, ":kind", kind);
        query_set_text(&query, ":content", content);
        query_set_text(&query, ":who", by->name);
        query_set_text(&query, ":at", at);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    return code;
}

static enum err_code add_evidence(struct store *store, const struct actor *by, const char *version,
                                  const char *hash, const char *kind, const char *content,
                                  struct err *err)
{
    struct work work;
    struct pmt_stored stored;
    enum err_code code = may_decide(by, err);
    if (code == ERR_OK) code = work_begin(store, &work, err);
    if (code != ERR_OK) return code;
    code = find(store, version, &stored, NULL, err);
    if (code == ERR_OK && hash && strcmp(hash, stored.hash) != 0)
        code = err_set(err, ERR_MISMATCH, "รายงานการสอบเทียบเป็นของแบบจำลองอื่น ไม่ใช่ '%s'",
                       "the calibration is of another model than '%s'", version);
    if (code == ERR_OK) code = insert_evidence(store, by, stored.id, kind, content, err);
    if (code == ERR_OK)
        code = record(store, by, hash ? "model.calibrate" : "model.waive", version, err);
    return work_end(&work, code, false, err);
}

enum err_code pmt_store_calibrated(struct store *store, const struct actor *by, const char *version,
                                   const struct pmt_calibration *calibration, struct err *err)
{
    struct text json = {0};
    pmt_calibration_json(calibration, &json);
    const enum err_code code =
        add_evidence(store, by, version, calibration->hash, "calibration", json.s, err);
    text_clear(&json);
    return code;
}

enum err_code pmt_store_waive(struct store *store, const struct actor *by, const char *version,
                              const char *reason, struct err *err)
{
    int letters = 0; /* of UTF-8: all bytes that do not continue one */
    for (const char *c = reason; *c; c++)
        letters += ((unsigned char)*c & 0xC0) != 0x80 && *c != ' ';
    if (letters < LEAST_REASON)
        return err_set(err, ERR_INPUT, "เหตุผลของการยกเว้นต้องมีอย่างน้อย %d ตัวอักษร",
                       "the reason of a waiver needs at least %d letters", LEAST_REASON);
    return add_evidence(store, by, version, NULL, "waiver", reason, err);
}

/* ---- scores ------------------------------------------------------------------------------ */

static const char *income_word(const struct pmt_score *score)
{
    if (!score->income_test || score->state == PMT_INCOMPLETE) return "not asked";
    return score->income_passed ? "passed" : "failed";
}

enum err_code pmt_score_insert(const struct query *insert, const struct actor *by, int64_t visit_id,
                               int64_t model_id, const struct pmt_model *model,
                               const struct pmt_score *score, int *changed, struct err *err)
{
    struct text breakdown = {0};
    char at[PMT_WHEN];
    env_now_iso(at, sizeof at);
    pmt_breakdown(model, score, &breakdown);
    query_set_int(insert, ":visit_id", visit_id);
    query_set_int(insert, ":model_id", model_id);
    query_set_int(insert, ":scored", score->state == PMT_SCORED);
    query_set_int(insert, ":r", score->r);
    query_set_int(insert, ":scaled", score->scaled);
    query_set_text(insert, ":band", pmt_band_word(model, score));
    query_set_text(insert, ":income", income_word(score));
    query_set_text(insert, ":breakdown", breakdown.s);
    query_set_text(insert, ":snapshot", score->snapshot);
    query_set_text(insert, ":at", at);
    query_set_text(insert, ":who", by->name);
    const enum err_code code = query_run(insert, changed, err);
    text_clear(&breakdown);
    return code;
}

enum err_code pmt_store_add_score(struct store *store, const struct actor *by, int64_t visit_id,
                                  const struct pmt_model *model, const struct pmt_score *score,
                                  bool *added, struct err *err)
{
    struct work work;
    struct pmt_stored active;
    struct query insert = {0};
    char visit[24];
    int changed = 0;
    enum err_code code = work_begin(store, &work, err);
    if (code != ERR_OK) return code;
    code = find(store, NULL, &active, NULL, err);
    if (code == ERR_OK && strcmp(active.hash, model->hash) != 0)
        code = err_set(err, ERR_INPUT, "แบบจำลอง '%s' ไม่ได้ใช้งาน รุ่นที่ใช้งานคือ '%s'",
                       "model '%s' is not active, active is '%s'", model->version, active.version);
    if (code == ERR_OK) code = query_open(store, query_insert_pmt_score, &insert, err);
    if (code == ERR_OK)
        code = pmt_score_insert(&insert, by, visit_id, active.id, model, score, &changed, err);
    query_close(&insert);
    snprintf(visit, sizeof visit, "%" PRId64, visit_id);
    if (code == ERR_OK && changed > 0)
        code =
            audit_append(store, &(struct audit_event){by, "score.add", "visit", visit, NULL}, err);
    code = work_end(&work, code, false, err);
    if (code == ERR_OK && added) *added = changed > 0;
    return code;
}

static void read_score(const struct query *query, struct pmt_stored_score *out)
{
    *out = (struct pmt_stored_score){
        .id = query_int64(query, 0),
        .state = strcmp(query_text(query, 2), "SCORED") == 0 ? PMT_SCORED : PMT_INCOMPLETE,
        .r = query_int(query, 3),
        .scaled = query_int(query, 4),
        .breakdown = query_copy(query, 7)};
    copy(out->version, sizeof out->version, query_text(query, 1));
    copy(out->band, sizeof out->band, query_text(query, 5));
    copy(out->income, sizeof out->income, query_text(query, 6));
    copy(out->snapshot, sizeof out->snapshot, query_text(query, 8));
    copy(out->at, sizeof out->at, query_text(query, 9));
    copy(out->who, sizeof out->who, query_text(query, 10));
}

void pmt_stored_scores_free(struct pmt_stored_score *score, int count)
{
    for (int i = 0; i < count; i++) free(score[i].breakdown);
    free(score);
}

enum err_code pmt_store_scores(struct store *store, int64_t visit_id, struct pmt_stored_score **out,
                               int *count, struct err *err)
{
    struct query query = {0};
    struct pmt_stored_score *list = NULL;
    int n = 0, capacity = 0;
    bool row = true;
    enum err_code code = query_open(store, query_read_pmt_score, &query, err);
    if (code == ERR_OK) query_set_int(&query, ":visit_id", visit_id);
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row) {
        list = mem_room(list, n, &capacity, sizeof *list);
        read_score(&query, &list[n++]);
    }
    query_close(&query);
    if (code == ERR_OK) {
        *out = list;
        *count = n;
    } else {
        pmt_stored_scores_free(list, n);
    }
    return code;
}
