/* One step of one case, all of it or none. */
#include "equity/casework_internal.h"

#include "base/env.h"
#include "base/lang.h"
#include "base/thai.h"
#include "data/store_sql.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* What a step does not ask for is not kept. */
static struct case_statement asked_for(const struct case_statement *said, uint32_t guards)
{
    return (struct case_statement){
        .reason = said->reason ? said->reason : "",
        .cause = guards >> GUARD_CAUSE & 1 ? said->cause : 0,
        .school_kind = guards >> GUARD_SCHOOL_KIND & 1 ? said->school_kind : SCHOOL_KIND_UNSAID,
        .partner = guards >> GUARD_PARTNER & 1 ? said->partner : "",
        .batch = guards >> GUARD_BATCH & 1 ? said->batch : "",
        .receipt = guards >> GUARD_RECEIPT & 1 ? said->receipt : "",
    };
}

/* An act under way. */
struct act {
    struct store *store;
    const struct case_request *request;
    const struct actor *actor;
    const struct case_world *world;
    char fingerprint[HASH_TEXT];
    struct case_file file; /* as it was found; id 0: there is none */
    struct decision decision;
    struct case_result result;
    enum refusal refused;
};

static const char *said(const char *text)
{
    return text ? text : "";
}

static size_t characters(const char *text)
{
    size_t count = 0;
    for (; *text; text++) count += (*text & 0xC0) != 0x80;
    return count;
}

static enum err_code check_form(const struct case_request *request, struct err *err)
{
    const struct {
        const char *text, *th, *en;
        int most;
    } texts[] = {
        {said(request->said.reason), "เหตุผล", "reason", CASE_REASON_CHARS},
        {said(request->said.receipt), "เลขที่ใบสำคัญรับเงิน", "receipt", 60},
        {said(request->said.batch), "ค่าแฮชของไฟล์", "hash of the file", 64},
        {said(request->said.partner), "หน่วยงานภาคี", "partner", 40},
    };
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
        if (!thai_utf8_valid(texts[t].text, strlen(texts[t].text)))
            return err_set(err, ERR_INPUT, "'%s' ไม่ใช่ข้อความ UTF-8", "'%s' is not UTF-8 text",
                           lang_pick(texts[t].th, texts[t].en));
        if (characters(texts[t].text) > (size_t)texts[t].most)
            return err_set(err, ERR_INPUT, "'%s' ยาว %zu อักขระ ยาวได้ไม่เกิน %d",
                           "'%s' has %zu characters, allowed are %d",
                           lang_pick(texts[t].th, texts[t].en), characters(texts[t].text),
                           texts[t].most);
    }
    return ERR_OK;
}

static enum err_code is_stale(const struct case_file *file, int seen, struct err *err)
{
    const struct state_entry *state = &state_table[file->state];
    return err_set(err, ERR_MISMATCH,
                   "เรื่อง '%s' ถูกแก้ไขหลังจากที่อ่าน (อ่านรุ่น %d ขณะนี้รุ่น %d สถานะ '%s') โปรดอ่านใหม่ก่อน",
                   "case '%s' was changed since it was read (version %d was read, it is %d now, in "
                   "state '%s'); read it again",
                   file->code, seen, file->row_version, lang_pick(state->th, state->word));
}

/* Is it allowed? What is out of scope is absent, whatever version was named. */
static enum err_code judge(struct act *act, struct err *err)
{
    const struct case_request *request = act->request;
    struct case_facts facts;
    bool found = false;
    enum err_code code = case_load(act->store, request->id, &found, &act->file, err);
    if (code != ERR_OK) return code;
    if (!found) {
        act->refused = REFUSAL_ABSENT;
        return case_is_absent(request->id, err);
    }
    code = case_facts_read(act->store, &act->file, act->world, &facts, err);
    if (code != ERR_OK) return code;
    code = workflow_decide(&act->file, request->action, act->actor, &request->said, &facts,
                           &act->decision, err);
    act->refused = act->decision.refusal;
    if (act->refused == REFUSAL_ABSENT || request->row_version == act->file.row_version)
        return code;
    act->refused = REFUSAL_STALE;
    return is_stale(&act->file, request->row_version, err);
}

static enum err_code move(struct act *act, const char *at, struct err *err)
{
    struct query query = {0};
    int changed = 0;
    enum err_code code = query_open(act->store, query_case_move, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":id", act->file.id);
        query_set_int(&query, ":row_version", act->file.row_version);
        query_set_text(&query, ":state", state_table[act->decision.next].word);
        query_set_int(&query, ":moved", act->decision.next != act->file.state);
        query_set_text(&query, ":at", at);
        code = query_run(&query, &changed, err);
    }
    query_close(&query);
    assert(code != ERR_OK || changed == 1); /* the transaction holds the file since it was read */
    return code;
}

static enum err_code log_transition(struct act *act, const char *at, struct err *err)
{
    const struct case_statement statement =
        asked_for(&act->request->said, act->decision.row->guards);
    struct query query = {0};
    struct text reason = {0};
    case_reason_seal(act->world->keys, act->file.id, act->file.steps + 1, statement.reason,
                     &reason);
    enum err_code code = query_open(act->store, query_transition_insert, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":case_id", act->file.id);
        query_set_int(&query, ":number", act->file.steps + 1);
        query_set_text(&query, ":action", action_table[act->request->action].word);
        query_set_text(&query, ":from_state", state_table[act->file.state].word);
        query_set_text(&query, ":to_state", state_table[act->decision.next].word);
        query_set_int(&query, ":signature", act->decision.signature);
        query_set_int(&query, ":actor_id", act->actor->id);
        query_set_text(&query, ":role", role_table[act->actor->role].word);
        query_set_text(&query, ":reason", text_s(&reason));
        query_set_int(&query, ":cause", statement.cause);
        query_set_text(&query, ":school_kind", school_kind_table[statement.school_kind].word);
        query_set_text(&query, ":receipt", statement.receipt);
        query_set_text(&query, ":batch", statement.batch);
        query_set_int(&query, ":overdue", act->decision.overdue);
        query_set_int(&query, ":row_version", act->file.row_version + 1);
        query_set_text(&query, ":at", at);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    text_clear(&reason);
    return code;
}

/* The case that a step opens beside its own. */
static enum err_code take_effect(struct act *act, struct err *err)
{
    if (act->decision.row->effect == EFFECT_NONE || act->decision.signature) return ERR_OK;
    const bool care = act->decision.row->effect == EFFECT_OPEN_CARE;
    struct case_file child = act->file;
    child.workflow = care ? WORKFLOW_CARE : WORKFLOW_REFERRAL;
    child.state = workflow_table[child.workflow].first;
    child.parent = act->file.id;
    snprintf(child.partner, sizeof child.partner, "%s",
             care ? "" : said(act->request->said.partner));
    return case_insert(act->store, &child, act->actor, &act->result.child, err);
}

static enum err_code record(struct act *act, struct err *err)
{
    struct text detail = {0};
    struct json json;
    const char *said_reason = said(act->request->said.reason);
    char reason[HASH_TEXT];
    json_start(&json, &detail);
    json_object(&json, NULL);
    json_text(&json, "from", state_table[act->file.state].word);
    json_text(&json, "to", state_table[act->decision.next].word);
    if (act->decision.signature) json_bool(&json, "first_signature", true);
    if (act->decision.row->guards >> GUARD_CAUSE & 1)
        json_int(&json, "cause", act->request->said.cause);
    json_int(&json, "row_version", act->file.row_version + 1);
    if (*said_reason) {
        keys_fingerprint(act->world->keys, "reason", said_reason, reason);
        json_text(&json, "reason_hmac", reason);
    }
    if (act->result.child) json_int(&json, "opened", act->result.child);
    case_detail_end(&json);
    const enum err_code code =
        case_record(act->store, act->actor, workflow_table[act->file.workflow].word,
                    action_table[act->request->action].word, act->file.id, text_s(&detail), err);
    text_clear(&detail);
    return code;
}

static enum err_code carry_out(struct act *act, struct err *err)
{
    char at[CASE_ISO];
    env_now_iso(at, sizeof at);
    act->result = (struct case_result){.state = act->decision.next,
                                       .row_version = act->file.row_version + 1,
                                       .signature = act->decision.signature,
                                       .overdue = act->decision.overdue};
    enum err_code code = move(act, at, err);
    if (code == ERR_OK) code = log_transition(act, at, err);
    if (code == ERR_OK) code = take_effect(act, err);
    if (code == ERR_OK) code = record(act, err);
    if (code != ERR_OK) return code;
    return case_request_remember(act->store, act->request->key, act->fingerprint, act->file.id,
                                 &act->result, act->actor, err);
}

static enum err_code act_inside(struct act *act, struct err *err)
{
    struct done_request done;
    enum err_code code =
        case_request_find(act->store, act->request->key, act->fingerprint, &done, err);
    if (code != ERR_OK) return code;
    if (done.known && done.same) {
        act->result = done.result;
        return ERR_OK;
    }
    if (done.known) {
        act->refused = REFUSAL_REPEATED;
        return case_key_is_taken(act->request->key, err);
    }
    code = judge(act, err);
    return code == ERR_OK ? carry_out(act, err) : code;
}

enum err_code case_act(struct store *store, const struct case_request *request,
                       const struct actor *actor, const struct case_world *world,
                       struct case_result *out, struct err *err)
{
    struct act act = {.store = store, .request = request, .actor = actor, .world = world};
    const char *word = action_table[request->action].word;
    assert(request->key && *request->key && actor);
    assert(world->keys || !*said(request->said.reason));
    enum err_code code = check_form(request, err);
    if (code != ERR_OK) return code;
    case_fingerprint(word, request->id, request->row_version, &request->said, actor, world->keys,
                     act.fingerprint);
    code = store_begin(store, err);
    if (code != ERR_OK) return code;
    code = act_inside(&act, err);
    if (code == ERR_OK) code = store_commit(store, err);
    store_rollback(store);
    if (code == ERR_OK) *out = act.result;
    if (act.refused != REFUSAL_NONE)
        code = case_record_refusal(store, actor,
                                   act.file.id ? workflow_table[act.file.workflow].word : "case",
                                   word, request->id, act.refused, &act.file, code, err);
    case_file_clear(&act.file);
    return code;
}
