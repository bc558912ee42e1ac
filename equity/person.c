/* Persons: rights, reading, and the row that every reading leaves. */
#include "equity/person.h"

#include "base/env.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/thai.h"
#include "data/store_sql.h"
#include "equity/audit.h"
#include "equity/match.h"
#include "equity/people_sql.h"
#include "equity/person_internal.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DIGITS_OF_A_NUMBER = 9,
    LETTERS_OF_A_NAME = 4,
    REASON_BYTES = SEALED_PLAIN_MAX + 1,
};

// clang-format off
const struct person_status_entry person_status_table[PERSON_STATUSES] = {
    [PERSON_ENROLLED]      = {"enrolled",      "กำลังเรียน",      "enrolled",      false},
    [PERSON_MISSING]       = {"missing",       "ตามหาอยู่",       "missing",       false},
    [PERSON_LEFT]          = {"left",          "ออกแล้ว",        "left",          true},
    [PERSON_GRADUATED]     = {"graduated",     "จบแล้ว",         "graduated",     true},
    [PERSON_DEAD]          = {"dead",          "เสียชีวิต",        "dead",          true},
    [PERSON_PSEUDONYMISED] = {"pseudonymised", "ตัดชื่อและเลขออกแล้ว", "pseudonymised", true},
};

/* Partners are asked by referral, which covers them case by case; here no place covers them. */
static const bool rights[ROLES][RIGHTS] = {
    /*                        read  write  decide file   retain */
    [ROLE_TEACHER]         = {true, true,  false, false, false},
    [ROLE_CERTIFIER]       = {true, false, false, false, false},
    [ROLE_DIRECTOR]        = {true, true,  true,  false, false},
    [ROLE_DISTRICT]        = {true, true,  true,  false, false},
    [ROLE_SECRETARY]       = {true, true,  true,  false, false},
    [ROLE_MEMBER]          = {true, false, false, false, false},
    [ROLE_VERIFIER]        = {true, false, false, false, false},
    [ROLE_LIAISON]         = {true, true,  false, false, false},
    [ROLE_PARTNER]         = {true, false, false, false, false},
    [ROLE_PLANNER]         = {false},
    [ROLE_DATA_PROTECTION] = {true, true,  false, true,  true},
    [ROLE_AUDITOR]         = {true, false, false, false, false},
    [ROLE_ADMINISTRATOR]   = {false},
};

static const char *const right_names[RIGHTS][2] = {
    [RIGHT_READ]   = {"อ่านข้อมูลบุคคล",        "read persons"},
    [RIGHT_WRITE]  = {"แก้ไขข้อมูลบุคคล",       "change persons"},
    [RIGHT_DECIDE] = {"ตัดสินรายการที่อาจซ้ำกัน", "decide on matches"},
    [RIGHT_FILE]   = {"ออกสำเนาข้อมูลให้เจ้าของ", "make the file of a person"},
    [RIGHT_RETAIN] = {"ตัดชื่อเมื่อครบกำหนด",     "pseudonymise persons"},
};
// clang-format on

bool person_may(enum role role, enum person_right right)
{
    return rights[role][right];
}

bool person_status_parse(const char *word, enum person_status *out)
{
    for (int s = 0; s < PERSON_STATUSES; s++)
        if (strcmp(word, person_status_table[s].word) == 0) {
            *out = (enum person_status)s;
            return true;
        }
    return false;
}

/* ---- reasons ------------------------------------------------------------------------------ */

static int letters_of(const char *text)
{
    int letters = 0;
    for (; *text; text++) letters += ((unsigned char)*text & 0xC0) != 0x80;
    return letters;
}

/* As many digits in a row, blanks and hyphens between them, as a number of a person has. */
static bool has_number(const char *text)
{
    int digits = 0;
    for (; *text; text++) {
        if (isdigit((unsigned char)*text)) {
            if (++digits >= DIGITS_OF_A_NUMBER) return true;
        } else if (*text != ' ' && *text != '-') {
            digits = 0;
        }
    }
    return false;
}

/* As it goes into the record: it is read by people who may not see the person. */
static bool clean_reason(const char *typed, char out[REASON_BYTES])
{
    const size_t size = strlen(typed);
    if (size >= REASON_BYTES || !thai_utf8_valid(typed, size)) return false;
    snprintf(out, REASON_BYTES, "%s", typed);
    thai_clean(out);
    const int letters = letters_of(out);
    return letters >= PERSON_REASON_MIN && letters <= PERSON_REASON_MAX;
}

static enum err_code check_reason(const char *typed, struct err *err)
{
    char reason[REASON_BYTES];
    if (!typed || !clean_reason(typed, reason))
        return err_set(err, ERR_INPUT, "ต้องบอกเหตุผลที่ดูหรือแก้ข้อมูลบุคคล ยาว %d ถึง %d ตัวอักษร",
                       "a reason for seeing or changing a person is needed, allowed are %d .. %d "
                       "letters",
                       PERSON_REASON_MIN, PERSON_REASON_MAX);
    thai_digits(reason);
    if (has_number(reason))
        return err_set(err, ERR_INPUT,
                       "เหตุผลมีเลขที่อาจเป็นเลขประจำตัวหรือโทรศัพท์ เหตุผลถูกบันทึกไว้ ห้ามมีข้อมูลบุคคล",
                       "the reason has what may be a number of a person; it is recorded, so no "
                       "personal data are allowed in it");
    return ERR_OK;
}

enum err_code person_check_reason(const char *reason, const char *name, struct err *err)
{
    char clean[REASON_BYTES], plain[MATCH_NAME], parts[MATCH_NAME];
    bool named = false;
    if (!clean_reason(reason, clean)) return check_reason(reason, err);
    match_name(name, plain);
    snprintf(parts, sizeof parts, "%s", plain);
    named = *plain && strstr(clean, plain);
    for (char *rest = parts; !named && *rest;) {
        char *end = rest + strcspn(rest, " ");
        const bool more = *end != '\0';
        *end = '\0';
        named = letters_of(rest) >= LETTERS_OF_A_NAME && strstr(clean, rest);
        rest = end + more;
    }
    keys_wipe(plain, sizeof plain);
    keys_wipe(parts, sizeof parts);
    if (!named) return ERR_OK;
    return err_set(err, ERR_INPUT, "เหตุผลมีชื่อของบุคคลนั้น เหตุผลถูกบันทึกไว้ ห้ามมีข้อมูลบุคคล",
                   "the reason has the person's name; it is recorded, so no personal data are "
                   "allowed in it");
}

/* ---- rows of the record -------------------------------------------------------------------- */

/* The view access_log reads it: both keys, in this order. `id` 0: nobody. */
static enum err_code record(const struct person_access *access, const char *action, int64_t id,
                            const char *what, const char *sealed, struct err *err)
{
    char number[24] = "";
    struct text detail = {0};
    struct json json;
    if (id) snprintf(number, sizeof number, "%lld", (long long)id);
    json_start(&json, &detail);
    json_object(&json, NULL);
    json_text(&json, "what", what ? what : "");
    json_text(&json, "sealed", sealed);
    json_object_end(&json);
    const enum err_code code = audit_append(
        access->store,
        &(struct audit_event){access->actor, action, "person", number, text_s(&detail)}, err);
    text_clear(&detail);
    return code;
}

enum err_code person_record(const struct person_access *access, const char *action, int64_t id,
                            const char *what, struct err *err)
{
    char sealed[SEALED_TEXT], reason[REASON_BYTES];
    if (!clean_reason(access->reason, reason)) return check_reason(access->reason, err);
    keys_seal(access->keys, id, "audit.reason", reason, sealed);
    keys_wipe(reason, sizeof reason);
    return record(access, action, id, what, sealed, err);
}

/* A row of a refusal keeps no reason: what was typed was not looked at. */
static enum err_code record_refusal(const struct person_access *access, int64_t id,
                                    const char *what, struct err *err)
{
    struct work work;
    enum err_code code = work_begin(access->store, &work, err);
    if (code != ERR_OK) return code;
    code = record(access, "person.refused", id, what, "", err);
    return work_end(&work, code, false, err);
}

enum err_code person_refuse(const struct person_access *access, int64_t id, struct err *err)
{
    const enum err_code code = record_refusal(access, id, "place", err);
    if (code != ERR_OK) return code;
    return err_set(err, ERR_NOT_FOUND, "ไม่มีบุคคลนี้ในพื้นที่ของผู้ใช้ '%s'",
                   "no such person where the user '%s' acts", access->actor->name);
}

enum err_code person_allow(const struct person_access *access, enum person_right right,
                           struct err *err)
{
    const enum role role = access->actor->role;
    enum err_code code = ERR_OK;
    if (rights[role][right]) return check_reason(access->reason, err);
    code = record_refusal(access, 0, "role", err);
    if (code != ERR_OK) return code;
    return err_set(err, ERR_INPUT, "บทบาท '%s' ไม่มีสิทธิ์%s", "the role '%s' may not %s",
                   role_table[role].word, lang_pick(right_names[right][0], right_names[right][1]));
}

/* ---- rows of persons ----------------------------------------------------------------------- */

#define TAKE(field, column)                                                                        \
    snprintf(person.field, sizeof person.field, "%s", query_text(query, column))

enum err_code person_of_row(const struct query *query, const struct keys *keys, struct person *out,
                            struct err *err)
{
    enum { ID, VERSION, NAME, DOB, SEX, SCHOOL, DISTRICT, GRADE, STATUS, KIND, NUMBER };
    struct person person = {.id = query_int64(query, ID), .version = query_int(query, VERSION)};
    enum err_code code = ERR_OK;
    TAKE(dob, DOB);
    TAKE(sex, SEX);
    TAKE(school, SCHOOL);
    TAKE(district, DISTRICT);
    TAKE(grade, GRADE);
    if (!person_status_parse(query_text(query, STATUS), &person.status))
        return err_set(err, ERR_STORE, "สถานะของบุคคลหมายเลข %lld ใช้ไม่ได้",
                       "the status of person %lld is none", (long long)person.id);
    id_kind_parse(query_text(query, KIND), &person.identity.kind);
    if (keys)
        code = keys_unseal(keys, person.id, "student.name", query_text(query, NAME), person.name,
                           sizeof person.name, err);
    if (keys && code == ERR_OK)
        code = keys_unseal(keys, person.id, "student_key.number", query_text(query, NUMBER),
                           person.identity.number, sizeof person.identity.number, err);
    if (code == ERR_OK) *out = person;
    keys_wipe(&person, sizeof person);
    return code;
}

enum err_code person_load(struct store *store, const struct keys *keys, int64_t id,
                          struct person *out, bool *found, struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(store, query_student_read, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":student_id", id);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK && row) code = person_of_row(&query, keys, out, err);
    if (code == ERR_OK) *found = row;
    query_close(&query);
    return code;
}

enum err_code person_of_number(struct store *store, const struct keys *keys,
                               const struct identity *identity, int64_t *id, struct err *err)
{
    struct query query = {0};
    char hmac[HASH_TEXT];
    bool row = false;
    keys_join(keys, identity, hmac);
    enum err_code code = query_open(store, query_student_key_find, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":id_hmac", hmac);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK) *id = row ? query_int64(&query, 0) : 0;
    query_close(&query);
    return code;
}

/* ---- reading ------------------------------------------------------------------------------- */

/* The place is read before anything is opened with the key. */
static enum err_code enter(const struct person_access *access, int64_t id, struct person *out,
                           bool *keep, struct err *err)
{
    bool found = false;
    enum err_code code = person_load(access->store, NULL, id, out, &found, err);
    if (code != ERR_OK) return code;
    if (!found || !actor_covers(access->actor, out->school, out->district)) {
        *keep = true;
        return person_refuse(access, id, err);
    }
    code = person_load(access->store, access->keys, id, out, &found, err);
    return code == ERR_OK ? person_check_reason(access->reason, out->name, err) : code;
}

enum err_code person_enter(const struct person_access *access, enum person_right right, int64_t id,
                           struct work *work, struct person *out, bool *keep, struct err *err)
{
    *work = (struct work){0};
    *keep = false;
    enum err_code code = person_allow(access, right, err);
    if (code == ERR_OK) code = work_begin(access->store, work, err);
    return code == ERR_OK ? enter(access, id, out, keep, err) : code;
}

enum err_code person_read(const struct person_access *access, int64_t id, struct person *out,
                          struct err *err)
{
    struct work work;
    struct person person = {0};
    bool keep;
    enum err_code code = person_enter(access, RIGHT_READ, id, &work, &person, &keep, err);
    if (!work.store) return code;
    if (code == ERR_OK) code = person_record(access, "person.read", id, "record", err);
    code = work_end(&work, code, keep, err);
    if (code == ERR_OK) *out = person;
    keys_wipe(&person, sizeof person);
    return code;
}

enum err_code person_find(const struct person_access *access, const struct identity *identity,
                          struct person *out, struct err *err)
{
    struct work work;
    struct person person = {0};
    int64_t id = 0;
    bool keep = false;
    enum err_code code = person_allow(access, RIGHT_READ, err);
    if (code == ERR_OK) code = work_begin(access->store, &work, err);
    if (code != ERR_OK) return code;
    code = person_of_number(access->store, access->keys, identity, &id, err);
    if (code == ERR_OK) code = enter(access, id, &person, &keep, err);
    if (code == ERR_OK) code = person_record(access, "person.read", id, "search", err);
    code = work_end(&work, code, keep, err);
    if (code == ERR_OK) *out = person;
    keys_wipe(&person, sizeof person);
    return code;
}

static enum err_code too_many(struct err *err)
{
    return err_set(err, ERR_LIMIT, "มีมากกว่า %d คน โปรดระบุโรงเรียนหรือชั้น",
                   "these are more than %d persons, name a school or a grade", PERSON_LIST_MAX);
}

static enum err_code list_open(const struct person_access *access, const char *school,
                               const char *grade, struct query *query, struct err *err)
{
    const struct actor *actor = access->actor;
    const bool one_district = role_table[actor->role].scope == SCOPE_DISTRICT;
    if (role_table[actor->role].scope == SCOPE_SCHOOL && !*school) school = actor->place;
    const enum err_code code = query_open(access->store, query_student_list, query, err);
    if (code != ERR_OK) return code;
    query_set_text(query, ":school", school);
    query_set_text(query, ":district", one_district ? actor->place : "");
    query_set_text(query, ":grade", grade);
    return ERR_OK;
}

static void wipe_list(struct person *persons, int capacity)
{
    if (persons) keys_wipe(persons, (size_t)capacity * sizeof *persons);
    free(persons);
}

/* Whoever the place covers, in an array that never moves: what it leaves behind is not wiped. */
static enum err_code read_list(const struct person_access *access, const char *school,
                               const char *grade, struct person *persons, int *count,
                               struct err *err)
{
    struct query query = {0};
    bool row = true;
    int n = 0;
    enum err_code code = list_open(access, school, grade, &query, err);
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row) {
        if (!actor_covers(access->actor, query_text(&query, 5), query_text(&query, 6))) continue;
        if (n == PERSON_LIST_MAX) {
            code = too_many(err);
            break;
        }
        code = person_of_row(&query, access->keys, &persons[n], err);
        n += code == ERR_OK;
    }
    query_close(&query);
    *count = n;
    return code;
}

enum err_code person_list(const struct person_access *access, const char *school, const char *grade,
                          struct person **out, int *count, struct err *err)
{
    struct work work;
    int n = 0;
    enum err_code code = person_allow(access, RIGHT_READ, err);
    if (code == ERR_OK) code = work_begin(access->store, &work, err);
    if (code != ERR_OK) return code;
    struct person *persons = mem_new(PERSON_LIST_MAX, sizeof *persons);
    code = read_list(access, school, grade, persons, &n, err);
    for (int i = 0; code == ERR_OK && i < n; i++) {
        code = person_check_reason(access->reason, persons[i].name, err);
        if (code == ERR_OK) code = person_record(access, "person.read", persons[i].id, "list", err);
    }
    code = work_end(&work, code, false, err);
    if (code == ERR_OK) {
        *out = persons;
        *count = n;
    } else {
        wipe_list(persons, PERSON_LIST_MAX);
    }
    return code;
}
