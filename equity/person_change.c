/* Persons added and changed: what was typed is checked without being quoted, and what a field was
   before stays, sealed. */
#include "base/env.h"
#include "base/lang.h"
#include "base/thai.h"
#include "data/store_sql.h"
#include "equity/match.h"
#include "equity/people_sql.h"
#include "equity/person_internal.h"

#include <stdio.h>
#include <string.h>

/* ---- what was typed -------------------------------------------------------------------------- */

static enum err_code bad_field(const char *th, const char *en, struct err *err)
{
    return err_set(err, ERR_INPUT, "%s", "%s", lang_pick(th, en));
}

static bool is_text(char *text, bool needed)
{
    if (!thai_utf8_valid(text, strlen(text))) return false;
    thai_clean(text);
    return *text || !needed;
}

static enum err_code clean_name(struct person *person, struct err *err)
{
    char plain[MATCH_NAME];
    bool right = is_text(person->name, true);
    if (right) match_name(person->name, plain);
    right = right && *plain && !strpbrk(person->name, "0123456789");
    keys_wipe(plain, sizeof plain);
    if (right) return ERR_OK;
    return bad_field("ชื่อใช้ไม่ได้ ต้องเป็นชื่อและนามสกุล ไม่มีตัวเลข ยาวไม่เกิน 255 ไบต์",
                     "the name is none, allowed are given and family name, without digits, up to "
                     "255 bytes",
                     err);
}

static enum err_code clean_dob(struct person *person, struct err *err)
{
    struct date date;
    char today[32], iso[16];
    if (person->dob[0] == '\0') return ERR_OK;
    env_now_iso(today, sizeof today);
    if (date_parse(person->dob, &date) && strncmp(date_iso(iso, date), today, 10) <= 0) {
        snprintf(person->dob, sizeof person->dob, "%s", iso);
        return ERR_OK;
    }
    return bad_field("วันเกิดใช้ไม่ได้ ต้องเป็นวันที่ในปฏิทินที่ไม่อยู่ในอนาคต เช่น วัน/เดือน/ปี พ.ศ.",
                     "the birth date is none, allowed is a day of the calendar that is not in the "
                     "future, such as day/month/Buddhist year",
                     err);
}

static enum err_code clean_sex(struct person *person, struct err *err)
{
    static const char *const words[][2] = {
        {"", ""},   {"M", "M"}, {"F", "F"},   {"m", "M"},   {"f", "F"},
        {"ช", "M"}, {"ญ", "F"}, {"ชาย", "M"}, {"หญิง", "F"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(person->sex, words[i][0]) == 0) {
            snprintf(person->sex, sizeof person->sex, "%s", words[i][1]);
            return ERR_OK;
        }
    return bad_field("เพศใช้ไม่ได้ ต้องเป็น ช ญ M F หรือเว้นว่าง",
                     "the sex is none, allowed are M, F, ช, ญ or nothing", err);
}

static enum err_code clean_places(struct person *person, struct err *err)
{
    if (!is_text(person->school, true) || !is_text(person->district, true))
        return bad_field("ต้องมีรหัสโรงเรียนและรหัสเขต", "the codes of school and district are needed",
                         err);
    if (!is_text(person->grade, false))
        return bad_field("ชั้นเรียนใช้ไม่ได้", "the grade is no text", err);
    return ERR_OK;
}

enum err_code person_clean(struct person *person, struct err *err)
{
    enum err_code code = clean_name(person, err);
    if (code == ERR_OK) code = clean_dob(person, err);
    if (code == ERR_OK) code = clean_sex(person, err);
    return code == ERR_OK ? clean_places(person, err) : code;
}

/* ---- rows ------------------------------------------------------------------------------------ */

enum err_code person_put_number(const struct person_access *access, int64_t id,
                                const struct identity *identity, struct err *err)
{
    struct query query = {0};
    char hmac[HASH_TEXT], sealed[SEALED_TEXT], at[32];
    keys_join(access->keys, identity, hmac);
    keys_seal(access->keys, id, "student_key.number", identity->number, sealed);
    env_now_iso(at, sizeof at);
    enum err_code code = query_open(access->store, query_student_key_add, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":id_hmac", hmac);
        query_set_int(&query, ":student_id", id);
        query_set_text(&query, ":id_kind", id_kind_table[identity->kind].word);
        query_set_text(&query, ":id_enc", sealed);
        query_set_text(&query, ":created_at", at);
        query_set_text(&query, ":created_by", access->actor->name);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    return code;
}

/* The columns that adding and changing have in common. */
static void set_person(const struct query *query, const struct person *person, const char *sealed)
{
    query_set_int(query, ":student_id", person->id);
    query_set_text(query, ":name_enc", sealed);
    query_set_text(query, ":dob", person->dob);
    query_set_text(query, ":sex", person->sex);
    query_set_text(query, ":school", person->school);
    query_set_text(query, ":district", person->district);
    query_set_text(query, ":grade", person->grade);
    query_set_text(query, ":status", person_status_table[person->status].word);
}

static enum err_code insert(const struct person_access *access, const struct person *person,
                            struct err *err)
{
    struct query query = {0};
    char sealed[SEALED_TEXT], at[32], today[32];
    keys_seal(access->keys, person->id, "student.name", person->name, sealed);
    env_now_iso(at, sizeof at);
    snprintf(today, sizeof today, "%.10s", person_status_table[person->status].closed ? at : "");
    enum err_code code = query_open(access->store, query_student_add, &query, err);
    if (code == ERR_OK) {
        set_person(&query, person, sealed);
        query_set_text(&query, ":closed_on", today);
        query_set_text(&query, ":created_at", at);
        query_set_text(&query, ":created_by", access->actor->name);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    return code;
}

enum err_code person_put(const struct person_access *access, const struct person *person,
                         int64_t *id, struct err *err)
{
    struct person added = *person;
    bool taken = true;
    enum err_code code = ERR_OK;
    for (struct person other; code == ERR_OK && taken;) {
        added.id = keys_random_id();
        code = person_load(access->store, NULL, added.id, &other, &taken, err);
    }
    if (code == ERR_OK) code = insert(access, &added, err);
    if (code == ERR_OK && *added.identity.number)
        code = person_put_number(access, added.id, &added.identity, err);
    if (code == ERR_OK) code = person_record(access, "person.add", added.id, NULL, err);
    if (code == ERR_OK) *id = added.id;
    keys_wipe(&added, sizeof added);
    return code;
}

enum err_code person_check_place(const struct person_access *access, const struct person *person,
                                 struct err *err)
{
    if (actor_covers(access->actor, person->school, person->district)) return ERR_OK;
    return err_set(err, ERR_INPUT, "โรงเรียน '%s' อยู่นอกพื้นที่ของผู้ใช้ '%s'",
                   "the school '%s' is not where the user '%s' acts", person->school,
                   access->actor->name);
}

static enum err_code number_is_taken(struct err *err)
{
    return err_set(err, ERR_INPUT, "มีบุคคลอื่นใช้เลขประจำตัวนี้อยู่แล้ว ต้องให้ผู้มีสิทธิ์ตัดสินว่าเป็นคนเดียวกันหรือไม่",
                   "another person has this number already, whether it is the same one must be "
                   "decided");
}

enum err_code person_add(const struct person_access *access, const struct person *person,
                         int64_t *id, struct err *err)
{
    struct work work;
    struct person clean = *person;
    int64_t owner = 0;
    enum err_code code = person_allow(access, RIGHT_WRITE, err);
    if (code == ERR_OK) code = person_clean(&clean, err);
    if (code == ERR_OK) code = person_check_reason(access->reason, clean.name, err);
    if (code == ERR_OK) code = person_check_place(access, &clean, err);
    if (code == ERR_OK) code = work_begin(access->store, &work, err);
    if (code == ERR_OK) {
        if (*clean.identity.number)
            code = person_of_number(access->store, access->keys, &clean.identity, &owner, err);
        if (code == ERR_OK && owner) code = number_is_taken(err);
        if (code == ERR_OK) code = person_put(access, &clean, id, err);
        code = work_end(&work, code, false, err);
    }
    keys_wipe(&clean, sizeof clean);
    return code;
}

/* ---- changes -----------------------------------------------------------------------------------
 */

static enum err_code keep_old(const struct person_access *access, int64_t id, const char *field,
                              const char *old, struct err *err)
{
    struct query query = {0};
    char sealed[SEALED_TEXT], at[32];
    keys_seal(access->keys, id, "change", old, sealed);
    env_now_iso(at, sizeof at);
    enum err_code code = query_open(access->store, query_student_change_add, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":student_id", id);
        query_set_text(&query, ":field", field);
        query_set_text(&query, ":old_enc", sealed);
        query_set_text(&query, ":changed_at", at);
        query_set_text(&query, ":changed_by", access->actor->name);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    return code;
}

/* Each field that differs is kept as it was; `fields` receives their names. */
static enum err_code keep_all_old(const struct person_access *access, const struct person *old,
                                  const struct person *new, struct text *fields, struct err *err)
{
    const struct {
        const char *field, *old, *new;
    } pairs[] = {
        {"name", old->name, new->name},
        {"dob", old->dob, new->dob},
        {"sex", old->sex, new->sex},
        {"school", old->school, new->school},
        {"district", old->district, new->district},
        {"grade", old->grade, new->grade},
        {"status", person_status_table[old->status].word, person_status_table[new->status].word},
    };
    enum err_code code = ERR_OK;
    for (size_t i = 0; code == ERR_OK && i < sizeof pairs / sizeof *pairs; i++) {
        if (strcmp(pairs[i].old, pairs[i].new) == 0) continue;
        text_add(fields, "%s%s", fields->length ? " " : "", pairs[i].field);
        code = keep_old(access, old->id, pairs[i].field, pairs[i].old, err);
    }
    return code;
}

static enum err_code update(const struct person_access *access, const struct person *person,
                            struct err *err)
{
    struct query query = {0};
    char sealed[SEALED_TEXT], today[32];
    keys_seal(access->keys, person->id, "student.name", person->name, sealed);
    env_now_iso(today, sizeof today);
    today[10] = '\0';
    enum err_code code = query_open(access->store, query_student_change, &query, err);
    if (code == ERR_OK) {
        set_person(&query, person, sealed);
        query_set_int(&query, ":closed", person_status_table[person->status].closed);
        query_set_text(&query, ":today", today);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    return code;
}

static enum err_code check_change(const struct person *old, const struct person *new,
                                  struct err *err)
{
    if (old->status == PERSON_PSEUDONYMISED || new->status == PERSON_PSEUDONYMISED)
        return err_set(err, ERR_INPUT, "บุคคลหมายเลข %lld ตัดชื่อและเลขออกแล้วหรือจะตัดออก แก้ไขไม่ได้",
                       "person %lld is, or would become, pseudonymised, which is not changed by "
                       "hand",
                       (long long)old->id);
    if (old->version == new->version) return ERR_OK;
    return err_set(err, ERR_MISMATCH,
                   "ข้อมูลบุคคลหมายเลข %lld ถูกผู้อื่นแก้ไขไปก่อน (รุ่น %d) โปรดอ่านใหม่แล้วแก้อีกครั้ง",
                   "person %lld was changed by somebody else meanwhile (version %d), read it again",
                   (long long)old->id, old->version);
}

enum err_code person_change(const struct person_access *access, const struct person *person,
                            struct err *err)
{
    struct work work;
    struct person old = {0}, new = *person;
    struct text fields = {0};
    bool keep;
    enum err_code code = person_enter(access, RIGHT_WRITE, person->id, &work, &old, &keep, err);
    if (work.store) {
        if (code == ERR_OK) code = check_change(&old, &new, err);
        if (code == ERR_OK) code = person_clean(&new, err);
        if (code == ERR_OK) code = person_check_reason(access->reason, new.name, err);
        if (code == ERR_OK) code = keep_all_old(access, &old, &new, &fields, err);
        if (code == ERR_OK && fields.length) code = update(access, &new, err);
        if (code == ERR_OK)
            code = person_record(access, "person.change", old.id, text_s(&fields), err);
        code = work_end(&work, code, keep, err);
    }
    text_clear(&fields);
    keys_wipe(&old, sizeof old);
    keys_wipe(&new, sizeof new);
    return code;
}

static enum err_code by_id(const struct person_access *access, const char *sql, int64_t id,
                           struct err *err)
{
    struct query query = {0};
    enum err_code code = query_open(access->store, sql, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":student_id", id);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    return code;
}

static enum err_code back_from_alias(const struct person_access *access,
                                     const struct identity *identity, struct err *err)
{
    struct query query = {0};
    char hmac[HASH_TEXT];
    keys_join(access->keys, identity, hmac);
    enum err_code code = query_open(access->store, query_student_key_from_alias, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":id_hmac", hmac);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    return code;
}

enum err_code person_take_number(const struct person_access *access, int64_t id,
                                 const struct identity *identity, struct err *err)
{
    int64_t owner = 0;
    enum err_code code = person_of_number(access->store, access->keys, identity, &owner, err);
    if (code == ERR_OK && owner && owner != id) code = number_is_taken(err);
    if (code == ERR_OK) code = by_id(access, query_student_key_to_alias, id, err);
    if (code == ERR_OK)
        code = owner ? back_from_alias(access, identity, err)
                     : person_put_number(access, id, identity, err);
    if (code == ERR_OK)
        code = person_record(access, "person.number", id, id_kind_table[identity->kind].word, err);
    return code;
}

enum err_code person_gain_number(const struct person_access *access, int64_t id,
                                 const struct identity *identity, struct err *err)
{
    struct work work;
    struct person person = {0};
    bool keep;
    enum err_code code = person_enter(access, RIGHT_WRITE, id, &work, &person, &keep, err);
    if (work.store) {
        if (code == ERR_OK && person.status == PERSON_PSEUDONYMISED)
            code = check_change(&person, &person, err);
        if (code == ERR_OK) code = person_take_number(access, id, identity, err);
        code = work_end(&work, code, keep, err);
    }
    keys_wipe(&person, sizeof person);
    return code;
}
