/* Consents: given and withdrawn, never removed. */
#include "base/env.h"
#include "data/store_sql.h"
#include "equity/people_sql.h"
#include "equity/person_internal.h"

#include <stdio.h>
#include <string.h>

static const char *const givers[] = {"student", "parent", "guardian"};
static const char *const purposes[] = {"screening", "health", "photograph", "referral"};
enum {
    GIVERS = sizeof givers / sizeof *givers,
    PURPOSES = sizeof purposes / sizeof *purposes,
    VERSION_BYTES = 40,
};

static bool is_one_of(const char *word, const char *const *words, int count)
{
    for (int w = 0; w < count; w++)
        if (strcmp(word, words[w]) == 0) return true;
    return false;
}

static enum err_code check_purpose(const char *purpose, struct err *err)
{
    if (is_one_of(purpose, purposes, PURPOSES)) return ERR_OK;
    return err_set(
        err, ERR_INPUT,
        "'%s' ไม่ใช่วัตถุประสงค์ของความยินยอม ต้องเป็น screening, health, photograph หรือ referral",
        "'%s' is no purpose of a consent, allowed are screening, health, photograph, "
        "referral",
        purpose);
}

static enum err_code check_consent(const char *giver, const char *purpose, const char *version,
                                   struct err *err)
{
    if (!is_one_of(giver, givers, GIVERS))
        return err_set(err, ERR_INPUT, "'%s' ให้ความยินยอมไม่ได้ ต้องเป็น student, parent หรือ guardian",
                       "'%s' gives no consent, allowed are student, parent, guardian", giver);
    if (*version == '\0' || strlen(version) > VERSION_BYTES)
        return err_set(err, ERR_INPUT, "ต้องบอกรุ่นของหนังสือยินยอมที่ลงนาม ยาวไม่เกิน %d ไบต์",
                       "the version of the text that was signed is needed, up to %d bytes",
                       VERSION_BYTES);
    return check_purpose(purpose, err);
}

static enum err_code insert(const struct person_access *access, int64_t id, const char *giver,
                            const char *purpose, const char *version, struct err *err)
{
    struct query query = {0};
    char at[32];
    env_now_iso(at, sizeof at);
    enum err_code code = query_open(access->store, query_consent_add, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":student_id", id);
        query_set_text(&query, ":giver", giver);
        query_set_text(&query, ":purpose", purpose);
        query_set_text(&query, ":version", version);
        query_set_text(&query, ":given_at", at);
        query_set_text(&query, ":given_to", access->actor->name);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    return code;
}

enum err_code consent_give(const struct person_access *access, int64_t id, const char *giver,
                           const char *purpose, const char *version, struct err *err)
{
    struct work work;
    struct person person = {0};
    bool keep;
    enum err_code code = check_consent(giver, purpose, version, err);
    if (code != ERR_OK) return code;
    code = person_enter(access, RIGHT_WRITE, id, &work, &person, &keep, err);
    keys_wipe(&person, sizeof person);
    if (!work.store) return code;
    if (code == ERR_OK) code = insert(access, id, giver, purpose, version, err);
    if (code == ERR_OK) code = person_record(access, "consent.give", id, purpose, err);
    return work_end(&work, code, keep, err);
}

static enum err_code withdraw(const struct person_access *access, int64_t id, const char *purpose,
                              struct err *err)
{
    struct query query = {0};
    char at[32];
    int changed = 0;
    env_now_iso(at, sizeof at);
    enum err_code code = query_open(access->store, query_consent_withdraw, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":student_id", id);
        query_set_text(&query, ":purpose", purpose);
        query_set_text(&query, ":at", at);
        query_set_text(&query, ":by", access->actor->name);
        code = query_run(&query, &changed, err);
    }
    query_close(&query);
    if (code == ERR_OK && changed == 0)
        return err_set(err, ERR_INPUT, "ไม่มีความยินยอม '%s' ที่ยังมีผลของบุคคลนี้",
                       "no consent for '%s' of this person holds", purpose);
    return code;
}

enum err_code consent_withdraw(const struct person_access *access, int64_t id, const char *purpose,
                               struct err *err)
{
    struct work work;
    struct person person = {0};
    bool keep;
    enum err_code code = check_purpose(purpose, err);
    if (code != ERR_OK) return code;
    code = person_enter(access, RIGHT_WRITE, id, &work, &person, &keep, err);
    keys_wipe(&person, sizeof person);
    if (!work.store) return code;
    if (code == ERR_OK) code = withdraw(access, id, purpose, err);
    if (code == ERR_OK) code = person_record(access, "consent.withdraw", id, purpose, err);
    return work_end(&work, code, keep, err);
}

enum err_code consent_holds(struct store *store, int64_t id, const char *purpose, bool *holds,
                            struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(store, query_consent_holds, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":student_id", id);
        query_set_text(&query, ":purpose", purpose);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK) *holds = row && query_int(&query, 0) > 0;
    query_close(&query);
    return code;
}
