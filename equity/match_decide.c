/* What waits for a person to decide. */
#include "base/env.h"
#include "base/lang.h"
#include "base/mem.h"
#include "data/store_sql.h"
#include "equity/match.h"
#include "equity/people_sql.h"
#include "equity/person_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const match_decision_words[DECISIONS] = {
    [DECIDE_SAME] = "same",
    [DECIDE_SAME_NUMBER] = "same-number",
    [DECIDE_NEW] = "new",
};

/* The columns of match_read and match_list. */
enum {
    QUEUE_ID,
    SEAL_ID,
    STUDENT_ID,
    WHY,
    DISTANCE,
    NAME,
    KIND,
    NUMBER,
    DOB,
    SEX,
    SCHOOL,
    DISTRICT,
    GRADE,
    CREATED_AT,
    CREATED_BY,
    DECISION,
    RESULT_ID,
    KNOWN_SCHOOL,
    KNOWN_DISTRICT,
};

struct waiting {
    struct person candidate;
    int64_t known_id;
};

static bool covers_both(const struct actor *actor, const struct query *query)
{
    return actor_covers(actor, query_text(query, SCHOOL), query_text(query, DISTRICT)) &&
           actor_covers(actor, query_text(query, KNOWN_SCHOOL), query_text(query, KNOWN_DISTRICT));
}

#define TAKE(field, column) snprintf(out->field, sizeof out->field, "%s", query_text(query, column))

static enum err_code candidate_of_row(const struct person_access *access, const struct query *query,
                                      struct person *out, struct err *err)
{
    const int64_t seal = query_int64(query, SEAL_ID);
    *out = (struct person){0};
    TAKE(dob, DOB);
    TAKE(sex, SEX);
    TAKE(school, SCHOOL);
    TAKE(district, DISTRICT);
    TAKE(grade, GRADE);
    id_kind_parse(query_text(query, KIND), &out->identity.kind);
    const enum err_code code =
        keys_unseal(access->keys, seal, "match_queue.name", query_text(query, NAME), out->name,
                    sizeof out->name, err);
    if (code != ERR_OK) return code;
    return keys_unseal(access->keys, seal, "match_queue.number", query_text(query, NUMBER),
                       out->identity.number, sizeof out->identity.number, err);
}

static enum err_code nothing_waits(int64_t queue_id, struct err *err)
{
    return err_set(err, ERR_NOT_FOUND, "ไม่มีรายการ '%lld' ที่รอการตัดสินในพื้นที่ของท่าน",
                   "nothing of number '%lld' waits for a decision where you act",
                   (long long)queue_id);
}

static enum err_code read_waiting(const struct person_access *access, int64_t queue_id,
                                  struct waiting *out, struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(access->store, query_match_read, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":queue_id", queue_id);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK && row && *query_text(&query, DECISION) == '\0' &&
        covers_both(access->actor, &query)) {
        out->known_id = query_int64(&query, STUDENT_ID);
        code = candidate_of_row(access, &query, &out->candidate, err);
    } else if (code == ERR_OK) {
        code = nothing_waits(queue_id, err);
    }
    query_close(&query);
    return code;
}

enum err_code match_list(const struct person_access *access, struct match_item **out, int *count,
                         struct err *err)
{
    struct query query = {0};
    struct match_item *items = NULL;
    int n = 0, capacity = 0;
    bool row = true;
    enum err_code code = person_allow(access, RIGHT_DECIDE, err);
    if (code == ERR_OK) code = query_open(access->store, query_match_list, &query, err);
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row) {
        if (!covers_both(access->actor, &query)) continue;
        items = mem_room(items, n, &capacity, sizeof *items);
        struct match_item *item = &items[n++];
        *item = (struct match_item){.queue_id = query_int64(&query, QUEUE_ID),
                                    .distance = query_int(&query, DISTANCE)};
        item->result = (struct match_result){.outcome = MATCH_DOUBTFUL,
                                             .student_id = query_int64(&query, STUDENT_ID),
                                             .queue_id = item->queue_id};
        match_why_parse(query_text(&query, WHY), &item->result.why);
        snprintf(item->created_at, sizeof item->created_at, "%s", query_text(&query, CREATED_AT));
        snprintf(item->created_by, sizeof item->created_by, "%s", query_text(&query, CREATED_BY));
    }
    query_close(&query);
    if (code != ERR_OK) {
        free(items);
        return code;
    }
    *out = items;
    *count = n;
    return ERR_OK;
}

enum err_code match_show(const struct person_access *access, int64_t queue_id,
                         struct person *candidate, struct person *known, struct err *err)
{
    struct work work;
    struct waiting waiting = {0};
    struct person person = {0};
    bool found = false;
    enum err_code code = person_allow(access, RIGHT_DECIDE, err);
    if (code == ERR_OK) code = work_begin(access->store, &work, err);
    if (code != ERR_OK) return code;
    code = read_waiting(access, queue_id, &waiting, err);
    if (code == ERR_OK)
        code = person_load(access->store, access->keys, waiting.known_id, &person, &found, err);
    if (code == ERR_OK) code = person_check_reason(access->reason, person.name, err);
    if (code == ERR_OK) code = person_check_reason(access->reason, waiting.candidate.name, err);
    if (code == ERR_OK) code = person_record(access, "person.read", waiting.known_id, "match", err);
    code = work_end(&work, code, false, err);
    if (code == ERR_OK) {
        *candidate = waiting.candidate;
        *known = person;
    }
    keys_wipe(&waiting, sizeof waiting);
    keys_wipe(&person, sizeof person);
    return code;
}

/* What a decision does to the persons; *id receives who the candidate is. */
static enum err_code carry_out(const struct person_access *access, struct waiting *waiting,
                               enum match_decision decision, int64_t *id, struct err *err)
{
    struct identity *identity = &waiting->candidate.identity;
    int64_t owner = 0;
    *id = waiting->known_id;
    if (decision == DECIDE_SAME) return ERR_OK;
    if (decision == DECIDE_SAME_NUMBER) {
        if (*identity->number) return person_take_number(access, *id, identity, err);
        return err_set(err, ERR_INPUT, "รายการนี้ไม่มีเลขประจำตัว ใช้ '%s' ไม่ได้ ต้องเป็น '%s'",
                       "this candidate has no number, so '%s' is not possible, allowed is '%s'",
                       match_decision_words[DECIDE_SAME_NUMBER], match_decision_words[DECIDE_SAME]);
    }
    enum err_code code = ERR_OK;
    if (*identity->number)
        code = person_of_number(access->store, access->keys, identity, &owner, err);
    /* Both claim the number: until an office says whose it is, the new person goes without. */
    if (owner) *identity = (struct identity){0};
    return code == ERR_OK ? person_put(access, &waiting->candidate, id, err) : code;
}

static enum err_code write_down(const struct person_access *access, int64_t queue_id,
                                enum match_decision decision, int64_t id, struct err *err)
{
    struct query query = {0};
    char at[32];
    env_now_iso(at, sizeof at);
    enum err_code code = query_open(access->store, query_match_decide, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":queue_id", queue_id);
        query_set_text(&query, ":decision", match_decision_words[decision]);
        query_set_int(&query, ":result_id", id);
        query_set_text(&query, ":at", at);
        query_set_text(&query, ":by", access->actor->name);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    return code == ERR_OK
               ? person_record(access, "person.decide", id, match_decision_words[decision], err)
               : code;
}

enum err_code match_decide(const struct person_access *access, int64_t queue_id,
                           enum match_decision decision, int64_t *student_id, struct err *err)
{
    struct work work;
    struct waiting waiting = {0};
    int64_t id = 0;
    enum err_code code = person_allow(access, RIGHT_DECIDE, err);
    if (code == ERR_OK) code = work_begin(access->store, &work, err);
    if (code != ERR_OK) return code;
    code = read_waiting(access, queue_id, &waiting, err);
    if (code == ERR_OK) code = person_check_reason(access->reason, waiting.candidate.name, err);
    if (code == ERR_OK) code = carry_out(access, &waiting, decision, &id, err);
    if (code == ERR_OK) code = write_down(access, queue_id, decision, id, err);
    if (code == ERR_OK && id != waiting.known_id)
        code = person_record(access, "person.decide", waiting.known_id,
                             match_decision_words[decision], err);
    code = work_end(&work, code, false, err);
    if (code == ERR_OK) *student_id = id;
    keys_wipe(&waiting, sizeof waiting);
    return code;
}
