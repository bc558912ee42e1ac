/* One statement, prepared once, takes the scores of all visits. */
#include "equity/scoring.h"

#include "base/lang.h"
#include "base/mem.h"
#include "data/store_sql.h"
#include "equity/audit.h"
#include "equity/exchange.h"
#include "equity/pmt_sql.h"

#include <stdio.h>
#include <stdlib.h>

bool scoring_may(enum role role)
{
    return role == ROLE_SECRETARY || role == ROLE_MEMBER;
}

static enum err_code check_role(const struct actor *by, struct err *err)
{
    if (scoring_may(by->role)) return ERR_OK;
    return err_set(err, ERR_INPUT, "บทบาท '%s' ให้คะแนนทั้งชุดไม่ได้ เป็นหน้าที่ของ '%s' และ '%s'",
                   "the role '%s' may not score all visits, allowed are '%s' and '%s'",
                   role_table[by->role].word, role_table[ROLE_SECRETARY].word,
                   role_table[ROLE_MEMBER].word);
}

struct batch {
    const struct actor *by;
    const struct pmt_model *model;
    int64_t model_id;
    struct query insert;
    struct hash hash;
    struct scoring scoring;
};

static enum err_code score_one(void *context, const struct visit *visit,
                               const struct pmt_answers *answers, struct err *err)
{
    struct batch *batch = context;
    struct scoring *scoring = &batch->scoring;
    struct pmt_score score;
    int changed = 0;
    pmt_score(batch->model, answers, &score);
    const enum err_code code = pmt_score_insert(
        &batch->insert, batch->by, visit->id, batch->model_id, batch->model, &score, &changed, err);
    if (code != ERR_OK) return code;
    scoring->visits++;
    scoring->added += changed > 0;
    if (score.state == PMT_INCOMPLETE)
        scoring->incomplete++;
    else if (score.band < 0)
        scoring->none++;
    else
        scoring->band[score.band]++;
    hash_int(&batch->hash, visit->id);
    hash_int(&batch->hash, score.r);
    hash_bytes(&batch->hash, score.snapshot, HASH_TEXT - 1);
    return ERR_OK;
}

static enum err_code record(struct store *store, const struct batch *batch, struct err *err)
{
    struct text detail = {0};
    struct json json;
    json_start(&json, &detail);
    json_object(&json, NULL);
    json_int(&json, "visits", batch->scoring.visits);
    json_int(&json, "added", batch->scoring.added);
    json_text(&json, "hash", batch->scoring.hash);
    json_object_end(&json);
    const enum err_code code =
        audit_append(store,
                     &(struct audit_event){batch->by, "score.batch", "pmt-model",
                                           batch->model->version, text_s(&detail)},
                     err);
    text_clear(&detail);
    return code;
}

enum err_code scoring_run(struct store *store, const struct actor *by,
                          const struct pmt_model *model, int64_t model_id, bool dry_run,
                          struct scoring *out, struct err *err)
{
    struct batch batch = {.by = by, .model = model, .model_id = model_id};
    enum err_code code = check_role(by, err);
    if (code == ERR_OK) code = store_begin(store, err);
    if (code != ERR_OK) return code;
    hash_start(&batch.hash);
    code = query_open(store, query_insert_pmt_score, &batch.insert, err);
    if (code == ERR_OK)
        code = visits_each(store, &(struct visit_choice){0}, model, score_one, &batch, err);
    query_close(&batch.insert);
    hash_end(&batch.hash, batch.scoring.hash);
    if (code == ERR_OK && batch.scoring.added > 0) code = record(store, &batch, err);
    if (code == ERR_OK && !dry_run) code = store_commit(store, err);
    store_rollback(store);
    if (code == ERR_OK) *out = batch.scoring;
    return code;
}

/* ---- the surveyed sample ----------------------------------------------------------------- */

static enum err_code add_surveyed(struct store *store, const struct pmt_model *model,
                                  const struct query *query, struct pmt_surveyed *out,
                                  struct err *err)
{
    struct visit visit;
    struct pmt_answers answers = {0};
    const enum err_code code =
        visit_read(store, query_int64(query, 0), model, &visit, &answers, err);
    if (code != ERR_OK) return code;
    *out =
        (struct pmt_surveyed){.income_thb = query_int64(query, 1), .members = query_int(query, 2)};
    snprintf(out->district, sizeof out->district, "%s", visit.district);
    pmt_score(model, &answers, &out->score);
    return ERR_OK;
}

enum err_code scoring_survey(struct store *store, const struct pmt_model *model,
                             struct pmt_surveyed **out, int *count, struct err *err)
{
    struct query query = {0};
    struct pmt_surveyed *sample = NULL;
    int n = 0, capacity = 0;
    bool row = true;
    enum err_code code = query_open(store, query_list_survey, &query, err);
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row) {
        sample = mem_room(sample, n, &capacity, sizeof *sample);
        code = add_surveyed(store, model, &query, &sample[n], err);
        n += code == ERR_OK;
    }
    query_close(&query);
    if (code != ERR_OK) {
        free(sample);
        return code;
    }
    *out = sample;
    *count = n;
    return ERR_OK;
}
