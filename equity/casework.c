/* Cases: opened, read and listed; what a request did is remembered under its key. */
#define _POSIX_C_SOURCE 200809L
#include "equity/casework_internal.h"

#include "base/env.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/thai.h"
#include "data/store_sql.h"
#include "equity/audit.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BANGKOK_S = 7 * HOUR_S, CODE_SEQUENCE_DIGITS = 3, CASE_DAY = 40, AUDIT_WORD = 96 };

/* ---- reading rows ------------------------------------------------------------------------ */

static void copy(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text);
}

/* A row of case_find or case_list. Unknown words: the file is of a newer program. */
static enum err_code read_case(const struct query *row, struct case_file *out, struct err *err)
{
    struct case_file file = {.id = query_int64(row, 0),
                             .student = query_int64(row, 4),
                             .school_year = query_int(row, 8),
                             .parent = query_int64(row, 9),
                             .row_version = query_int(row, 10),
                             .entered = query_int64(row, 11),
                             .opened = query_int64(row, 12),
                             .opener = query_int64(row, 13)};
    copy(file.code, sizeof file.code, query_text(row, 1));
    copy(file.school, sizeof file.school, query_text(row, 5));
    copy(file.district, sizeof file.district, query_text(row, 6));
    copy(file.partner, sizeof file.partner, query_text(row, 7));
    if (!workflow_parse(query_text(row, 2), &file.workflow) ||
        !state_parse(file.workflow, query_text(row, 3), &file.state))
        return err_set(err, ERR_MISMATCH,
                       "เรื่อง '%s' อยู่ในสถานะ '%s.%s' ซึ่งโปรแกรมนี้ไม่รู้จัก โปรดใช้ kru รุ่นใหม่กว่า",
                       "case '%s' is in state '%s.%s', which this program does not know; use a "
                       "newer kru",
                       file.code, query_text(row, 2), query_text(row, 3));
    *out = file;
    return ERR_OK;
}

static enum err_code read_history(struct store *store, struct case_file *file, struct err *err)
{
    struct query query = {0};
    int capacity = 0;
    bool row = false;
    enum err_code code = query_open(store, query_case_history, &query, err);
    if (code == ERR_OK) query_set_int(&query, ":id", file->id);
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row) {
        struct case_step step = {.actor = query_int64(&query, 3),
                                 .signature = query_int(&query, 4) == 1,
                                 .cause = query_int(&query, 5)};
        if (!action_parse(query_text(&query, 0), &step.action) ||
            !state_parse(file->workflow, query_text(&query, 1), &step.from) ||
            !state_parse(file->workflow, query_text(&query, 2), &step.to)) {
            code = err_set(err, ERR_MISMATCH,
                           "ประวัติของเรื่อง '%s' มี '%s' ซึ่งโปรแกรมนี้ไม่รู้จัก โปรดใช้ kru รุ่นใหม่กว่า",
                           "the history of case '%s' has '%s', which this program does not know; "
                           "use a newer kru",
                           file->code, query_text(&query, 0));
            break;
        }
        file->history = mem_room(file->history, file->steps, &capacity, sizeof *file->history);
        file->history[file->steps++] = step;
    }
    query_close(&query);
    return code;
}

enum err_code case_load(struct store *store, int64_t id, bool *found, struct case_file *out,
                        struct err *err)
{
    struct query query = {0};
    struct case_file file = {0};
    bool row = false;
    enum err_code code = query_open(store, query_case_find, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":id", id);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK && row) code = read_case(&query, &file, err);
    query_close(&query);
    if (code == ERR_OK && row) code = read_history(store, &file, err);
    if (code != ERR_OK) {
        case_file_clear(&file);
        return code;
    }
    *found = row;
    *out = file;
    return ERR_OK;
}

/* ---- facts ------------------------------------------------------------------------------- */

/* The columns of case_known.sql. */
static const enum guard known[] = {
    GUARD_CARE_OPEN,    GUARD_NO_OPEN_REFERRAL, GUARD_REFERRAL_DONE,
    GUARD_NOT_SAMPLED,  GUARD_ACCEPTED_BY_FUND, GUARD_TERM_LEFT,
    GUARD_NO_TERM_LEFT, GUARD_MONITORED,        GUARD_MET,
    GUARD_NOT_MET,
};
enum { KNOWN = sizeof known / sizeof *known };

static enum err_code read_known(struct store *store, const struct case_file *file, uint32_t *holds,
                                struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(store, query_case_known, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":id", file->id);
        query_set_int(&query, ":student_id", file->student);
        code = query_next(&query, &row, err);
    }
    for (int k = 0; code == ERR_OK && row && k < KNOWN; k++)
        if (query_int(&query, k)) *holds |= 1u << known[k];
    query_close(&query);
    return code;
}

enum err_code case_facts_read(struct store *store, const struct case_file *file,
                              const struct case_world *world, struct case_facts *out,
                              struct err *err)
{
    struct case_facts facts = {.limits = world->limits, .now = env_now()};
    uint32_t own = 0;
    enum err_code code = ERR_OK;
    if (world->read) code = world->read(world->context, store, file, &facts.holds, err);
    if (code == ERR_OK) code = read_known(store, file, &own, err);
    if (code != ERR_OK) return code;
    for (int k = 0; k < KNOWN; k++) facts.holds &= ~(1u << known[k]); /* ours alone to say */
    facts.holds |= own;
    *out = facts;
    return ERR_OK;
}

/* ---- the record -------------------------------------------------------------------------- */

void case_detail_end(struct json *json)
{
    json_object_end(json);
    struct text *out = json->out;
    while (out->length && out->s[out->length - 1] == '\n') out->s[--out->length] = '\0';
}

enum err_code case_record(struct store *store, const struct actor *actor, const char *area,
                          const char *what, int64_t id, const char *detail, struct err *err)
{
    char action[AUDIT_WORD], number[24];
    snprintf(action, sizeof action, "%.20s.%.72s", area, what);
    snprintf(number, sizeof number, "%lld", (long long)id);
    return audit_append(store,
                        &(struct audit_event){.actor = actor,
                                              .action = action,
                                              .entity = "case",
                                              .entity_id = number,
                                              .detail = detail},
                        err);
}

enum err_code case_record_refusal(struct store *store, const struct actor *actor, const char *area,
                                  const char *what, int64_t id, enum refusal refusal,
                                  const struct case_file *file, enum err_code refused,
                                  struct err *err)
{
    struct err failed;
    struct text detail = {0};
    struct json json;
    char word[AUDIT_WORD];
    snprintf(word, sizeof word, "%.60s.refused", what);
    json_start(&json, &detail);
    json_object(&json, NULL);
    json_text(&json, "refused", refusal_word(refusal));
    if (file && file->id) {
        json_text(&json, "state", state_table[file->state].word);
        json_int(&json, "row_version", file->row_version);
    }
    case_detail_end(&json);
    enum err_code code = store_begin(store, &failed);
    if (code == ERR_OK) code = case_record(store, actor, area, word, id, text_s(&detail), &failed);
    if (code == ERR_OK) code = store_commit(store, &failed);
    store_rollback(store);
    text_clear(&detail);
    if (code == ERR_OK) return refused;
    if (err) *err = failed;
    return code;
}

/* ---- requests ---------------------------------------------------------------------------- */

void case_fingerprint(const char *what, int64_t id, int row_version,
                      const struct case_statement *said, const struct actor *actor,
                      const struct keys *keys, char out[HASH_TEXT])
{
    struct hash hash;
    char reason[HASH_TEXT] = "";
    /* By the key: short texts behind a plain hash can be guessed. */
    if (said->reason && *said->reason) keys_fingerprint(keys, "reason", said->reason, reason);
    hash_start(&hash);
    hash_text(&hash, what);
    hash_int(&hash, id);
    hash_int(&hash, row_version);
    hash_text(&hash, reason);
    hash_int(&hash, said->cause);
    hash_int(&hash, said->school_kind);
    hash_text(&hash, said->partner ? said->partner : "");
    hash_text(&hash, said->batch ? said->batch : "");
    hash_text(&hash, said->receipt ? said->receipt : "");
    hash_int(&hash, actor ? actor->id : 0);
    hash_end(&hash, out);
}

enum err_code case_request_find(struct store *store, const char *key, const char *fingerprint,
                                struct done_request *out, struct err *err)
{
    struct query query = {0};
    struct done_request done = {0};
    bool row = false;
    enum workflow workflow;
    struct case_file file = {0};
    enum err_code code = query_open(store, query_request_find, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":request_key", key);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK && row) {
        done = (struct done_request){.known = true,
                                     .same = strcmp(query_text(&query, 0), fingerprint) == 0,
                                     .id = query_int64(&query, 1),
                                     .result = {.row_version = query_int(&query, 3),
                                                .signature = query_int(&query, 4) == 1,
                                                .overdue = query_int(&query, 5) == 1,
                                                .child = query_int64(&query, 6),
                                                .repeated = true}};
        bool found = false;
        code = case_load(store, done.id, &found, &file, err);
        assert(code != ERR_OK || found);
        workflow = file.workflow;
        if (code == ERR_OK) state_parse(workflow, query_text(&query, 2), &done.result.state);
    }
    case_file_clear(&file);
    query_close(&query);
    if (code == ERR_OK) *out = done;
    return code;
}

enum err_code case_request_remember(struct store *store, const char *key, const char *fingerprint,
                                    int64_t id, const struct case_result *result,
                                    const struct actor *actor, struct err *err)
{
    struct query query = {0};
    char at[CASE_ISO];
    env_now_iso(at, sizeof at);
    enum err_code code = query_open(store, query_request_insert, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":request_key", key);
        query_set_text(&query, ":fingerprint", fingerprint);
        query_set_int(&query, ":case_id", id);
        query_set_text(&query, ":state", state_table[result->state].word);
        query_set_int(&query, ":row_version", result->row_version);
        query_set_int(&query, ":signature", result->signature);
        query_set_int(&query, ":overdue", result->overdue);
        query_set_int(&query, ":child_id", result->child);
        query_set_text(&query, ":created_at", at);
        query_set_int(&query, ":created_by", actor ? actor->id : 0);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    return code;
}

enum err_code case_key_is_taken(const char *key, struct err *err)
{
    return err_set(err, ERR_INPUT, "รหัสคำขอ '%s' ถูกใช้กับคำขออื่นแล้ว คำขอใหม่ต้องมีรหัสใหม่",
                   "request key '%s' was used for another request, allowed is a new key", key);
}

/* ---- opening ----------------------------------------------------------------------------- */

/* Today in Bangkok: "2026-11-22" for the column, "22112569" for the code. */
static void today(char iso[CASE_ISO], char day[CASE_DAY])
{
    const time_t local = (time_t)(env_now() + BANGKOK_S);
    struct tm date;
    gmtime_r(&local, &date);
    strftime(iso, CASE_ISO, "%Y-%m-%d", &date);
    snprintf(day, CASE_DAY, "%02d%02d%04d", date.tm_mday, date.tm_mon + 1,
             date.tm_year + 1900 + BUDDHIST_OFFSET);
}

static enum err_code next_sequence(struct store *store, const char *school, const char *day,
                                   int *sequence, struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(store, query_case_sequence, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":school_code", school);
        query_set_text(&query, ":opened_on", day);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK) *sequence = query_int(&query, 0);
    query_close(&query);
    return code;
}

static enum err_code insert_row(struct store *store, const struct case_file *fresh,
                                const char *code_text, const char *day, int sequence,
                                const struct actor *actor, int64_t *id, struct err *err)
{
    struct query query = {0};
    char at[CASE_ISO];
    bool row = false;
    env_now_iso(at, sizeof at);
    enum err_code code = query_open(store, query_case_insert, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":code", code_text);
        query_set_text(&query, ":workflow", workflow_table[fresh->workflow].word);
        query_set_text(&query, ":state", state_table[fresh->state].word);
        query_set_int(&query, ":student_id", fresh->student);
        query_set_text(&query, ":school_code", fresh->school);
        query_set_text(&query, ":district_code", fresh->district);
        query_set_text(&query, ":partner", fresh->partner);
        query_set_int(&query, ":school_year", fresh->school_year);
        query_set_int(&query, ":parent_id", fresh->parent);
        query_set_text(&query, ":opened_on", day);
        query_set_int(&query, ":sequence", sequence);
        query_set_text(&query, ":at", at);
        query_set_int(&query, ":created_by", actor ? actor->id : 0);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK && row) {
        *id = query_int64(&query, 0);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    return code;
}

enum err_code case_insert(struct store *store, const struct case_file *fresh,
                          const struct actor *actor, int64_t *id, struct err *err)
{
    char iso[CASE_ISO], day[CASE_DAY], code_text[sizeof fresh->code];
    int sequence = 0;
    int64_t new_id = 0;
    today(iso, day);
    enum err_code code = next_sequence(store, fresh->school, iso, &sequence, err);
    if (code != ERR_OK) return code;
    snprintf(code_text, sizeof code_text, "%.40s-%.8s-%0*d", fresh->school, day,
             CODE_SEQUENCE_DIGITS, sequence);
    code = insert_row(store, fresh, code_text, iso, sequence, actor, &new_id, err);
    if (code == ERR_OK)
        code = case_record(store, actor, workflow_table[fresh->workflow].word, "open", new_id, NULL,
                           err);
    if (code == ERR_OK) *id = new_id;
    return code;
}

static enum err_code fresh_case(const struct case_opening *opening, struct case_file *out,
                                struct err *err)
{
    struct case_file fresh = {.workflow = opening->workflow,
                              .state = workflow_table[opening->workflow].first,
                              .student = opening->student,
                              .school_year = opening->school_year};
    const struct {
        char *out;
        const char *text;
    } texts[] = {{fresh.school, opening->school},
                 {fresh.district, opening->district},
                 {fresh.partner, opening->said.partner ? opening->said.partner : ""}};
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
        if (strlen(texts[t].text) >= sizeof fresh.school)
            return err_set(err, ERR_INPUT, "รหัส '%.60s' ยาวเกินไป ยาวได้ไม่เกิน %d ไบต์",
                           "code '%.60s' is too long, allowed are %d bytes", texts[t].text,
                           (int)sizeof fresh.school - 1);
        copy(texts[t].out, sizeof fresh.school, texts[t].text);
    }
    *out = fresh;
    return ERR_OK;
}

/* A second case where a pupil may have one. It is not said where the other is: it may be elsewhere.
 */
static enum err_code check_once(struct store *store, const struct case_file *fresh,
                                enum refusal *refused, struct err *err)
{
    const struct workflow_entry *entry = &workflow_table[fresh->workflow];
    struct query query = {0};
    bool row = false, other = false;
    if (entry->once == ONCE_ANY) return ERR_OK;
    enum err_code code = query_open(store, query_case_of_pupil, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":student_id", fresh->student);
        query_set_text(&query, ":workflow", entry->word);
    }
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row) {
        enum state state = entry->first;
        state_parse(fresh->workflow, query_text(&query, 0), &state);
        other |= entry->once == ONCE_A_YEAR ? query_int(&query, 1) == fresh->school_year
                                            : !state_is_closed(state);
    }
    query_close(&query);
    if (code != ERR_OK || !other) return code;
    *refused = REFUSAL_SECOND;
    return err_set(err, ERR_INPUT, "นักเรียนคนนี้มีเรื่อง '%s' อยู่แล้ว เปิดได้ครั้งละหนึ่งเรื่อง",
                   "the pupil has a case of '%s' already, allowed is one",
                   lang_pick(entry->th, entry->en));
}

/* Inside the transaction. *refused: a rule says no, and the attempt is to be recorded. */
static enum err_code open_inside(struct store *store, const struct case_opening *opening,
                                 const struct actor *actor, const struct case_world *world,
                                 const char *fingerprint, int64_t *id, enum refusal *refused,
                                 struct err *err)
{
    struct done_request done;
    struct case_file fresh;
    struct case_facts facts;
    enum err_code code = case_request_find(store, opening->key, fingerprint, &done, err);
    if (code != ERR_OK) return code;
    if (done.known) {
        if (done.same) *id = done.id;
        *refused = done.same ? REFUSAL_NONE : REFUSAL_REPEATED;
        return done.same ? ERR_OK : case_key_is_taken(opening->key, err);
    }
    code = fresh_case(opening, &fresh, err);
    if (code == ERR_OK) code = case_facts_read(store, &fresh, world, &facts, err);
    if (code == ERR_OK && actor) {
        code = workflow_may_open(opening->workflow, actor, opening->school, opening->district,
                                 &opening->said, &facts, err);
        const bool opens = workflow_table[opening->workflow].openers >> actor->role & 1;
        if (code != ERR_OK)
            *refused = code == ERR_NOT_FOUND ? REFUSAL_ABSENT
                       : opens               ? REFUSAL_GUARD
                                             : REFUSAL_ROLE;
    }
    if (code == ERR_OK) code = check_once(store, &fresh, refused, err);
    if (code == ERR_OK) code = case_insert(store, &fresh, actor, id, err);
    if (code != ERR_OK) return code;
    const struct case_result result = {.state = fresh.state, .row_version = 1};
    return case_request_remember(store, opening->key, fingerprint, *id, &result, actor, err);
}

enum err_code case_open(struct store *store, const struct case_opening *opening,
                        const struct actor *actor, const struct case_world *world, int64_t *id,
                        struct err *err)
{
    const char *word = workflow_table[opening->workflow].word;
    char fingerprint[HASH_TEXT], what[AUDIT_WORD];
    int64_t opened = 0;
    enum refusal refused = REFUSAL_NONE;
    assert(opening->key && *opening->key && !opening->said.reason);
    snprintf(what, sizeof what, "open %s %.40s", word, opening->school);
    case_fingerprint(what, opening->student, opening->school_year, &opening->said, actor,
                     world->keys, fingerprint);
    enum err_code code = store_begin(store, err);
    if (code != ERR_OK) return code;
    code = open_inside(store, opening, actor, world, fingerprint, &opened, &refused, err);
    if (code == ERR_OK) code = store_commit(store, err);
    store_rollback(store);
    if (code == ERR_OK) *id = opened;
    if (refused == REFUSAL_NONE) return code;
    return case_record_refusal(store, actor, word, "open", 0, refused, NULL, code, err);
}

/* ---- reading and listing ----------------------------------------------------------------- */

/* May the actor see the case, and the pupil in it? A partner: while a referral to it is accepted.
 */
enum err_code case_look_at(struct store *store, const struct actor *actor, struct case_file *file,
                           bool *seen, struct err *err)
{
    struct query query = {0};
    bool row = false, shared = false;
    if (!actor || role_table[actor->role].scope != SCOPE_PARTNER) {
        *seen = !actor || actor_covers(actor, file->school, file->district);
        return ERR_OK;
    }
    enum err_code code = query_open(store, query_case_shared, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":id", file->id);
        query_set_text(&query, ":partner", actor->place);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK) shared = query_int(&query, 0) == 1;
    query_close(&query);
    if (code != ERR_OK) return code;
    const bool own = file->workflow == WORKFLOW_REFERRAL && *file->partner &&
                     strcmp(file->partner, actor->place) == 0;
    if (!shared) file->student = 0;
    *seen = shared || own;
    return ERR_OK;
}

enum err_code case_read(struct store *store, int64_t id, const struct actor *actor,
                        struct case_file *out, struct err *err)
{
    struct case_file file = {0};
    bool found = false, seen = false;
    enum err_code code = store_begin(store, err);
    if (code != ERR_OK) return code;
    code = case_load(store, id, &found, &file, err);
    if (code == ERR_OK && found) code = case_look_at(store, actor, &file, &seen, err);
    if (code == ERR_OK && seen) code = case_record(store, actor, "case", "read", id, NULL, err);
    if (code == ERR_OK && seen) code = store_commit(store, err);
    store_rollback(store);
    if (code == ERR_OK && seen) {
        *out = file;
        return ERR_OK;
    }
    if (code == ERR_OK)
        code = case_record_refusal(store, actor, "case", "read", id, REFUSAL_ABSENT,
                                   found ? &file : NULL, case_is_absent(id, err), err);
    case_file_clear(&file);
    return code;
}

static void set_scope(const struct query *query, const struct actor *actor)
{
    const enum scope scope = actor ? role_table[actor->role].scope : SCOPE_CITY;
    query_set_text(query, ":school", scope == SCOPE_SCHOOL ? actor->place : "");
    query_set_text(query, ":district", scope == SCOPE_DISTRICT ? actor->place : "");
    query_set_text(query, ":partner", scope == SCOPE_PARTNER ? actor->place : "");
}

static enum err_code read_list(const struct query *query, const struct actor *actor,
                               struct case_file **out, int *count, struct err *err)
{
    const bool partner = actor && role_table[actor->role].scope == SCOPE_PARTNER;
    struct case_file *files = NULL;
    int filled = 0, capacity = 0;
    bool row = false;
    enum err_code code = ERR_OK;
    while ((code = query_next(query, &row, err)) == ERR_OK && row) {
        files = mem_room(files, filled, &capacity, sizeof *files);
        code = read_case(query, &files[filled], err);
        if (code != ERR_OK) break;
        if (partner && files[filled].state != REFERRAL_ACCEPTED) files[filled].student = 0;
        filled++;
    }
    if (code != ERR_OK) {
        free(files);
        return code;
    }
    *out = files;
    *count = filled;
    return ERR_OK;
}

enum err_code case_list(struct store *store, const struct case_filter *filter,
                        const struct actor *actor, struct case_file **out, int *count,
                        struct err *err)
{
    struct query query = {0};
    struct case_file *files = NULL;
    int found = 0;
    char detail[48];
    /* A place that is empty would be everywhere. */
    const bool sees = !actor || role_table[actor->role].scope == SCOPE_CITY ||
                      (role_table[actor->role].scope != SCOPE_NOTHING && *actor->place);
    enum err_code code = store_begin(store, err);
    if (code != ERR_OK) return code;
    if (sees) code = query_open(store, query_case_list, &query, err);
    if (sees && code == ERR_OK) {
        query_set_text(&query, ":workflow", filter->workflow ? filter->workflow : "");
        query_set_text(&query, ":state", filter->state ? filter->state : "");
        set_scope(&query, actor);
        code = read_list(&query, actor, &files, &found, err);
    }
    query_close(&query);
    snprintf(detail, sizeof detail, "{\"cases\":%d}", found);
    if (code == ERR_OK) code = case_record(store, actor, "case", "list", 0, detail, err);
    if (code == ERR_OK) code = store_commit(store, err);
    store_rollback(store);
    if (code != ERR_OK) {
        free(files);
        return code;
    }
    *out = files;
    *count = found;
    return ERR_OK;
}
