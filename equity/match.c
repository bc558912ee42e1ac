/* Taking in candidates. Numbers are known by their HMAC alone, so that numbers near one are found
   by looking up each: of the 129 a digit or a swap away about twelve pass the check. */
#include "equity/match.h"

#include "base/env.h"
#include "base/thai.h"
#include "data/store_sql.h"
#include "equity/people_sql.h"
#include "equity/person_internal.h"

#include <stdio.h>
#include <string.h>

// clang-format off
const struct match_why_entry match_why_table[MATCH_WHYS] = {
    [MATCH_NUMBER_DATE_NEAR_NAME] = {"number-date-near-name", "เลขและวันเกิดตรงกัน ชื่อสะกดต่างกันเล็กน้อย",
                                     "number and birth date the same, the name nearly"},
    [MATCH_NUMBER_AND_DATE]       = {"number-date",           "เลขและวันเกิดตรงกัน แต่ชื่อไม่ตรง",
                                     "number and birth date the same, the name another"},
    [MATCH_NUMBER_AND_NAME]       = {"number-name",           "เลขและชื่อตรงกัน แต่วันเกิดไม่ตรงหรือไม่ทราบ",
                                     "number and name the same, the birth date another or unknown"},
    [MATCH_NEAR_NUMBER]           = {"near-number",           "เลขต่างกันหนึ่งหลักหรือสลับหลัก และชื่อหรือวันเกิดตรงกัน",
                                     "number one digit or swap away, name or birth date the same"},
    [MATCH_NAME_AND_DATE]         = {"name-date",             "ชื่อและวันเกิดตรงกัน แต่เลขต่างกันหรือไม่มี",
                                     "name and birth date the same, number another or none"},
    [MATCH_NUMBER_ALONE]          = {"number",                "เลขตรงกัน แต่ชื่อและวันเกิดไม่ตรง",
                                     "number the same, name and birth date others"},
};
// clang-format on

/* The best match so far. */
struct best {
    bool found;
    int64_t id;
    enum match_why why;
    int distance;
};

static void consider(struct best *best, int64_t id, enum match_why why, int distance)
{
    if (best->found && (why > best->why || (why == best->why && distance >= best->distance)))
        return;
    *best = (struct best){true, id, why, distance};
}

static bool same_date(const struct person *a, const struct person *b)
{
    return *a->dob && strcmp(a->dob, b->dob) == 0 && !strstr(a->dob, "-00");
}

/* The number is that of `known`: SAME, or why not. */
static bool is_same(const struct person *candidate, const struct person *known, struct best *best)
{
    const int distance = match_distance(candidate->name, known->name);
    const bool near = distance <= match_slips(candidate->name);
    const bool date = same_date(candidate, known);
    char a[MATCH_NAME], b[MATCH_NAME];
    match_name(candidate->name, a);
    match_name(known->name, b);
    const bool name = strcmp(a, b) == 0;
    keys_wipe(a, sizeof a);
    keys_wipe(b, sizeof b);
    const enum match_why why = date && near ? MATCH_NUMBER_DATE_NEAR_NAME
                               : date       ? MATCH_NUMBER_AND_DATE
                               : near       ? MATCH_NUMBER_AND_NAME
                                            : MATCH_NUMBER_ALONE;
    consider(best, known->id, why, distance);
    return date && name;
}

/* Of one number near the candidate's. */
static enum err_code look_near(const struct person_access *access, const struct person *candidate,
                               const struct identity *near, struct best *best, struct err *err)
{
    struct person known = {0};
    bool found = false;
    int64_t id = 0;
    enum err_code code = person_of_number(access->store, access->keys, near, &id, err);
    if (code != ERR_OK || id == 0) return code;
    code = person_load(access->store, access->keys, id, &known, &found, err);
    if (code == ERR_OK && found) {
        const int distance = match_distance(candidate->name, known.name);
        if (distance <= match_slips(candidate->name) || same_date(candidate, &known))
            consider(best, id, MATCH_NEAR_NUMBER, distance);
    }
    keys_wipe(&known, sizeof known);
    return code;
}

static bool may_be_a_number(const struct identity *identity)
{
    return identity->kind != ID_THAI ||
           identity->number[ID_DIGITS - 1] == identity_check_digit(identity->number);
}

/* Every number one digit or one swap of neighbours away. */
static enum err_code look_around(const struct person_access *access, const struct person *candidate,
                                 struct best *best, struct err *err)
{
    struct identity near = candidate->identity;
    const int length = (int)strlen(near.number);
    enum err_code code = ERR_OK;
    for (int i = 0; code == ERR_OK && i < length; i++) {
        const char old = near.number[i];
        for (char digit = '0'; code == ERR_OK && digit <= '9' && old >= '0' && old <= '9';
             digit++) {
            near.number[i] = digit;
            if (digit != old && may_be_a_number(&near))
                code = look_near(access, candidate, &near, best, err);
        }
        near.number[i] = old;
        if (i + 1 == length || near.number[i + 1] == old) continue;
        near.number[i] = near.number[i + 1];
        near.number[i + 1] = old;
        if (code == ERR_OK && may_be_a_number(&near))
            code = look_near(access, candidate, &near, best, err);
        near.number[i + 1] = near.number[i];
        near.number[i] = old;
    }
    keys_wipe(&near, sizeof near);
    return code;
}

/* Whoever was born that day and has nearly that name. */
static enum err_code look_by_date(const struct person_access *access,
                                  const struct person *candidate, struct best *best,
                                  struct err *err)
{
    struct query query = {0};
    struct person known = {0};
    bool row = true;
    if (!same_date(candidate, candidate)) return ERR_OK; /* unknown, whole or in part */
    enum err_code code = query_open(access->store, query_student_of_dob, &query, err);
    if (code == ERR_OK) query_set_text(&query, ":dob", candidate->dob);
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row) {
        code = person_of_row(&query, access->keys, &known, err);
        if (code != ERR_OK) break;
        const int distance = match_distance(candidate->name, known.name);
        if (distance <= match_slips(candidate->name))
            consider(best, known.id, MATCH_NAME_AND_DATE, distance);
    }
    query_close(&query);
    keys_wipe(&known, sizeof known);
    return code;
}

/* *same: `best` is who it is. Who has the number is not always who it is: the number of one may be
   mistyped into that of another. */
static enum err_code look(const struct person_access *access, const struct person *candidate,
                          struct best *best, bool *same, struct err *err)
{
    struct person known = {0};
    int64_t id = 0;
    bool found = false;
    enum err_code code = ERR_OK;
    const bool numbered = *candidate->identity.number != '\0';
    if (numbered)
        code = person_of_number(access->store, access->keys, &candidate->identity, &id, err);
    if (code == ERR_OK && id) {
        code = person_load(access->store, access->keys, id, &known, &found, err);
        if (code == ERR_OK && found) *same = is_same(candidate, &known, best);
        keys_wipe(&known, sizeof known);
    }
    if (code != ERR_OK || *same) return code;
    if (numbered) code = look_around(access, candidate, best, err);
    return code == ERR_OK ? look_by_date(access, candidate, best, err) : code;
}

/* ---- the queue ---------------------------------------------------------------------------------
 */

/* The same for the same candidate, and for nobody who has not the key. */
static void fingerprint(const struct person_access *access, const struct person *candidate,
                        char out[HASH_TEXT])
{
    struct text whole = {0};
    char plain[MATCH_NAME];
    match_name(candidate->name, plain);
    text_add(&whole, "%s%s|%s|%s|%s", id_kind_table[candidate->identity.kind].word,
             candidate->identity.number, candidate->dob, candidate->school, plain);
    keys_fingerprint(access->keys, "candidate ", whole.s, out);
    keys_wipe(whole.s, whole.length);
    keys_wipe(plain, sizeof plain);
    text_clear(&whole);
}

bool match_why_parse(const char *word, enum match_why *out)
{
    for (int w = 0; w < MATCH_WHYS; w++)
        if (strcmp(word, match_why_table[w].word) == 0) {
            *out = (enum match_why)w;
            return true;
        }
    return false;
}

/* A candidate that came before: it waits still, or has become somebody. */
static enum err_code find_queued(const struct person_access *access, const char *print,
                                 struct match_result *out, bool *found, struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(access->store, query_match_find, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":fingerprint", print);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK && row) {
        const bool decided = *query_text(&query, 3) != '\0';
        *out = (struct match_result){.outcome = decided ? MATCH_SAME : MATCH_DOUBTFUL,
                                     .student_id = query_int64(&query, decided ? 4 : 1),
                                     .queue_id = decided ? 0 : query_int64(&query, 0)};
        match_why_parse(query_text(&query, 2), &out->why);
    }
    if (code == ERR_OK) *found = row;
    query_close(&query);
    return code;
}

static enum err_code insert(const struct person_access *access, const struct person *candidate,
                            const char *print, const struct best *best, struct err *err)
{
    struct query query = {0};
    char name[SEALED_TEXT], number[SEALED_TEXT] = "", at[32];
    const struct identity *identity = &candidate->identity;
    const int64_t seal = keys_random_id();
    keys_seal(access->keys, seal, "match_queue.name", candidate->name, name);
    if (*identity->number)
        keys_seal(access->keys, seal, "match_queue.number", identity->number, number);
    env_now_iso(at, sizeof at);
    const enum err_code code = query_open(access->store, query_match_add, &query, err);
    if (code != ERR_OK) return code;
    query_set_int(&query, ":seal_id", seal);
    query_set_text(&query, ":fingerprint", print);
    query_set_int(&query, ":student_id", best->id);
    query_set_text(&query, ":why", match_why_table[best->why].word);
    query_set_int(&query, ":distance", best->distance);
    query_set_text(&query, ":name_enc", name);
    query_set_text(&query, ":id_kind", *number ? id_kind_table[identity->kind].word : "");
    query_set_text(&query, ":id_enc", number);
    query_set_text(&query, ":dob", candidate->dob);
    query_set_text(&query, ":sex", candidate->sex);
    query_set_text(&query, ":school", candidate->school);
    query_set_text(&query, ":district", candidate->district);
    query_set_text(&query, ":grade", candidate->grade);
    query_set_text(&query, ":created_at", at);
    query_set_text(&query, ":created_by", access->actor->name);
    const enum err_code ran = query_run(&query, NULL, err);
    query_close(&query);
    return ran;
}

static enum err_code enqueue(const struct person_access *access, const struct person *candidate,
                             const char *print, const struct best *best, struct match_result *out,
                             struct err *err)
{
    bool found = false;
    enum err_code code = insert(access, candidate, print, best, err);
    return code == ERR_OK ? find_queued(access, print, out, &found, err) : code;
}

static enum err_code admit(const struct person_access *access, const struct person *candidate,
                           struct match_result *out, struct err *err)
{
    struct best best = {0};
    char print[HASH_TEXT];
    bool queued = false, same = false;
    fingerprint(access, candidate, print);
    enum err_code code = look(access, candidate, &best, &same, err);
    if (code == ERR_OK && !same) code = find_queued(access, print, out, &queued, err);
    if (code != ERR_OK || queued) return code;
    *out = (struct match_result){MATCH_SAME, best.id, 0, best.why};
    if (same) return ERR_OK;
    if (best.found) return enqueue(access, candidate, print, &best, out, err);
    out->outcome = MATCH_NEW;
    return person_put(access, candidate, &out->student_id, err);
}

enum err_code match_admit(const struct person_access *access, const struct person *candidate,
                          struct match_result *out, struct err *err)
{
    static const char *const outcomes[] = {"same", "new", "doubtful"};
    struct work work;
    struct person clean = *candidate;
    struct match_result result = {0};
    enum err_code code = person_allow(access, RIGHT_WRITE, err);
    if (code == ERR_OK) code = person_clean(&clean, err);
    if (code == ERR_OK) code = person_check_reason(access->reason, clean.name, err);
    if (code == ERR_OK) code = person_check_place(access, &clean, err);
    if (code == ERR_OK) code = work_begin(access->store, &work, err);
    if (code == ERR_OK) {
        code = admit(access, &clean, &result, err);
        if (code == ERR_OK)
            code = person_record(access, "person.match", result.student_id,
                                 outcomes[result.outcome], err);
        code = work_end(&work, code, false, err);
    }
    if (code == ERR_OK) *out = result;
    keys_wipe(&clean, sizeof clean);
    return code;
}
