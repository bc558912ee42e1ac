/* Taking in candidates. Numbers are known by their HMAC alone, so that numbers near one are found
   by looking up each: of the 129 a digit or a swap away about twelve pass the check. */
#include "equity/match.h"

#include "base/env.h"
#include "base/thai.h"
#include "data/store_sql.h"
#include "equity/match_internal.h"
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

void match_search_start(struct match_search *search)
{
    match_spell(search->candidate->name, &search->letters);
    search->slips = match_slips(&search->letters);
}

void match_consider(struct match_search *search, int64_t id, enum match_why why, int distance)
{
    if (search->found &&
        (why > search->why || (why == search->why && distance >= search->distance)))
        return;
    search->found = true;
    search->id = id;
    search->why = why;
    search->distance = distance;
}

bool match_same_date(const char *a, const char *b)
{
    return *a && strcmp(a, b) == 0 && !strstr(a, "-00");
}

void match_compare(struct match_search *search, int64_t id, const char *dob,
                   const struct match_letters *letters)
{
    const int distance = match_apart(&search->letters, letters, search->slips);
    const bool near = distance <= search->slips;
    const bool date = match_same_date(search->candidate->dob, dob);
    const enum match_why why = date && near ? MATCH_NUMBER_DATE_NEAR_NAME
                               : date       ? MATCH_NUMBER_AND_DATE
                               : near       ? MATCH_NUMBER_AND_NAME
                                            : MATCH_NUMBER_ALONE;
    match_consider(search, id, why, distance);
    search->same = date && distance == 0;
}

void match_compare_near(struct match_search *search, int64_t id, const char *dob,
                        const struct match_letters *letters)
{
    const int distance = match_apart(&search->letters, letters, search->slips);
    if (distance <= search->slips || match_same_date(search->candidate->dob, dob))
        match_consider(search, id, MATCH_NEAR_NUMBER, distance);
}

/* Letters between the names; search->slips + 1 when they are more. */
static int names_apart(const struct match_search *search, const struct person *known)
{
    struct match_letters letters;
    match_spell(known->name, &letters);
    const int distance = match_apart(&search->letters, &letters, search->slips);
    keys_wipe(&letters, sizeof letters);
    return distance;
}

/* Of one number near the candidate's, looked up by the statement `context`. */
static enum err_code look_near(struct match_search *search, void *context,
                               const struct identity *near, struct err *err)
{
    const struct query *owner = context;
    const struct person_access *access = search->access;
    struct person known = {0};
    struct match_letters letters;
    char hmac[HASH_TEXT];
    bool row = false, found = false;
    int64_t id = 0;
    keys_join(access->keys, near, hmac);
    query_set_text(owner, ":id_hmac", hmac);
    enum err_code code = ERR_OK;
    while ((code = query_next(owner, &row, err)) == ERR_OK && row) id = query_int64(owner, 0);
    if (code != ERR_OK || id == 0) return code;
    code = person_load(access->store, access->keys, id, &known, &found, err);
    if (code == ERR_OK && found) {
        match_spell(known.name, &letters);
        match_compare_near(search, id, known.dob, &letters);
        keys_wipe(&letters, sizeof letters);
    }
    keys_wipe(&known, sizeof known);
    return code;
}

static bool may_be_a_number(const struct identity *identity)
{
    return identity->kind != ID_THAI ||
           identity->number[ID_DIGITS - 1] == identity_check_digit(identity->number);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

enum err_code match_each_near(struct match_search *search, match_near_fn each, void *context,
                              struct err *err)
{
    struct identity near = search->candidate->identity;
    const int length = (int)strlen(near.number);
    enum err_code code = ERR_OK;
    for (int i = 0; code == ERR_OK && i < length; i++) {
        const char old = near.number[i], next = near.number[i + 1];
        if (!is_digit(old)) continue;
        for (char digit = '0'; code == ERR_OK && digit <= '9'; digit++) {
            near.number[i] = digit;
            if (digit != old && may_be_a_number(&near)) code = each(search, context, &near, err);
        }
        near.number[i] = old;
        if (!is_digit(next) || next == old) continue;
        near.number[i] = next;
        near.number[i + 1] = old;
        if (code == ERR_OK && may_be_a_number(&near)) code = each(search, context, &near, err);
        near.number[i] = old;
        near.number[i + 1] = next;
    }
    keys_wipe(&near, sizeof near);
    return code;
}

static enum err_code look_around(struct match_search *search, struct err *err)
{
    struct query owner = {0};
    enum err_code code = query_open(search->access->store, query_student_key_find, &owner, err);
    if (code == ERR_OK) code = match_each_near(search, look_near, &owner, err);
    query_close(&owner);
    return code;
}

/* Whoever was born that day and has nearly that name. */
static enum err_code look_by_date(struct match_search *search, struct err *err)
{
    const struct person *candidate = search->candidate;
    struct query query = {0};
    struct person known = {0};
    bool row = true;
    if (!match_same_date(candidate->dob, candidate->dob)) return ERR_OK;
    enum err_code code = query_open(search->access->store, query_student_of_dob, &query, err);
    if (code == ERR_OK) query_set_text(&query, ":dob", candidate->dob);
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row) {
        code = person_of_row(&query, search->access->keys, &known, err);
        if (code != ERR_OK) break;
        const int distance = names_apart(search, &known);
        if (distance <= search->slips)
            match_consider(search, known.id, MATCH_NAME_AND_DATE, distance);
    }
    query_close(&query);
    keys_wipe(&known, sizeof known);
    return code;
}

/* Who has the number is not always who it is: the number of one may be mistyped into that of
   another. */
static enum err_code look(struct match_search *search, struct err *err)
{
    const struct person_access *access = search->access;
    const struct identity *identity = &search->candidate->identity;
    struct person known = {0};
    int64_t id = 0;
    bool found = false;
    enum err_code code = ERR_OK;
    match_search_start(search);
    if (*identity->number) code = person_of_number(access->store, access->keys, identity, &id, err);
    if (code == ERR_OK && id) {
        code = person_load(access->store, access->keys, id, &known, &found, err);
        if (code == ERR_OK && found) {
            struct match_letters letters;
            match_spell(known.name, &letters);
            match_compare(search, id, known.dob, &letters);
            keys_wipe(&letters, sizeof letters);
        }
        keys_wipe(&known, sizeof known);
    }
    if (code != ERR_OK || search->same) return code;
    code = look_around(search, err);
    return code == ERR_OK ? look_by_date(search, err) : code;
}

/* ---- the queue ---------------------------------------------------------------------------------
 */

void match_fingerprint(const struct person_access *access, const struct person *candidate,
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

enum err_code match_find_queued(const struct person_access *access, const char *print,
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
                            const char *print, const struct match_search *search, struct err *err)
{
    struct query query = {0};
    char name[SEALED_TEXT], number[SEALED_TEXT] = "", hmac[HASH_TEXT] = "", at[32];
    const struct identity *identity = &candidate->identity;
    const int64_t seal = keys_random_id();
    keys_seal(access->keys, seal, "match_queue.name", candidate->name, name);
    if (*identity->number) {
        keys_seal(access->keys, seal, "match_queue.number", identity->number, number);
        keys_join(access->keys, identity, hmac);
    }
    env_now_iso(at, sizeof at);
    const enum err_code code = query_open(access->store, query_match_add, &query, err);
    if (code != ERR_OK) return code;
    query_set_int(&query, ":seal_id", seal);
    query_set_text(&query, ":fingerprint", print);
    query_set_int(&query, ":student_id", search->id);
    query_set_text(&query, ":why", match_why_table[search->why].word);
    query_set_int(&query, ":distance", search->distance);
    query_set_text(&query, ":name_enc", name);
    query_set_text(&query, ":id_kind", *number ? id_kind_table[identity->kind].word : "");
    query_set_text(&query, ":id_enc", number);
    query_set_text(&query, ":id_hmac", hmac);
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

enum err_code match_enqueue(const struct person_access *access, const struct person *candidate,
                            const char *print, const struct match_search *search,
                            struct match_result *out, struct err *err)
{
    bool found = false;
    enum err_code code = insert(access, candidate, print, search, err);
    return code == ERR_OK ? match_find_queued(access, print, out, &found, err) : code;
}

static enum err_code admit(const struct person_access *access, const struct person *candidate,
                           struct match_result *out, struct err *err)
{
    struct match_search search = {.access = access, .candidate = candidate};
    char print[HASH_TEXT];
    bool queued = false;
    match_fingerprint(access, candidate, print);
    enum err_code code = look(&search, err);
    keys_wipe(&search.letters, sizeof search.letters);
    if (code == ERR_OK && !search.same) code = match_find_queued(access, print, out, &queued, err);
    if (code != ERR_OK || queued) return code;
    *out = (struct match_result){MATCH_SAME, search.id, 0, search.why};
    if (search.same) return ERR_OK;
    if (search.found) return match_enqueue(access, candidate, print, &search, out, err);
    out->outcome = MATCH_NEW;
    return person_put(access, candidate, &out->student_id, err);
}

enum err_code match_admit(const struct person_access *access, const struct person *candidate,
                          struct match_result *out, struct err *err)
{
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
        /* Who is new has a row of its own: person.add. */
        if (code == ERR_OK && result.outcome != MATCH_NEW)
            code = person_record(access, "person.match", result.student_id,
                                 result.outcome == MATCH_SAME ? "same" : "doubtful", err);
        code = work_end(&work, code, false, err);
    }
    if (code == ERR_OK) *out = result;
    keys_wipe(&clean, sizeof clean);
    return code;
}
