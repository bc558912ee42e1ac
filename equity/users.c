/* Users, in app_user. */
#include "equity/users.h"

#include "base/env.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/thai.h"
#include "data/store_sql.h"
#include "equity/audit.h"
#include "equity/people_sql.h"
#include "equity/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_LETTERS = 60, USER_MAX = 100000 };

/* Whether users of a scope stand at a place. */
static bool has_place(enum scope scope)
{
    return scope == SCOPE_SCHOOL || scope == SCOPE_DISTRICT || scope == SCOPE_PARTNER;
}

/* Letters of any script, digits and . _ - @: what needs no quoting in a shell. */
static bool is_name(const char *name, size_t room)
{
    const size_t bytes = strlen(name);
    int letters = 0;
    if (bytes == 0 || bytes >= room || !thai_utf8_valid(name, bytes)) return false;
    for (const char *c = name; *c; c++) {
        const unsigned char byte = (unsigned char)*c;
        letters += (byte & 0xC0) != 0x80;
        if (byte < 0x80 && !strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                   "._-@",
                                   *c))
            return false;
    }
    return letters <= NAME_LETTERS;
}

static enum err_code check_user(const char *name, enum role role, const char *place,
                                struct err *err)
{
    const struct actor *room = NULL;
    const struct role_entry *entry = &role_table[role];
    char clean[sizeof room->name];
    const bool is = is_name(name, sizeof clean);
    if (is) {
        snprintf(clean, sizeof clean, "%s", name);
        thai_clean(clean);
    }
    if (!is || strcmp(clean, name) != 0)
        return err_set(
            err, ERR_INPUT,
            "ชื่อผู้ใช้ '%s' ใช้ไม่ได้ ต้องเป็นตัวอักษร ตัวเลข และ . _ - @ รวม 1 ถึง %d ตัว ไม่เกิน %zu ไบต์",
            "'%s' is no user name, allowed are 1 .. %d letters, digits and . _ - @ (at "
            "most %zu bytes)",
            name, NAME_LETTERS, sizeof clean - 1);
    if (has_place(entry->scope) && !is_name(place, sizeof room->place))
        return err_set(
            err, ERR_INPUT,
            "บทบาท '%s' ต้องระบุสถานที่: รหัสโรงเรียน รหัสเขต หรือชื่อหน่วยงานภาคี ไม่เกิน %zu ไบต์",
            "the role '%s' needs a place: the code of a school or district, or a partner, "
            "at most %zu bytes",
            entry->word, sizeof room->place - 1);
    if (!has_place(entry->scope) && *place)
        return err_set(err, ERR_INPUT, "บทบาท '%s' ทำงานทั้งเมือง ไม่มีสถานที่ แต่ให้มาว่า '%s'",
                       "the role '%s' acts in the whole city and has no place, given is '%s'",
                       entry->word, place);
    return ERR_OK;
}

static enum err_code check_administrator(const struct actor *by, struct err *err)
{
    if (!by || by->role == ROLE_ADMINISTRATOR) return ERR_OK;
    return err_set(err, ERR_INPUT, "ผู้ใช้ '%s' มีบทบาท '%s' ผู้ที่จัดการผู้ใช้ได้คือ 'administrator'",
                   "'%s' has the role '%s', users are managed by an 'administrator'", by->name,
                   role_table[by->role].word);
}

static enum err_code record(struct store *store, const struct actor *by, const char *action,
                            const char *name, enum role role, const char *place, struct err *err)
{
    struct text detail = {0};
    struct json json;
    json_start(&json, &detail);
    json_object(&json, NULL);
    json_text(&json, "role", role_table[role].word);
    json_text(&json, "place", place);
    json_object_end(&json);
    const enum err_code code =
        audit_append(store, &(struct audit_event){by, action, "user", name, text_s(&detail)}, err);
    text_clear(&detail);
    return code;
}

/* The present row; false: its role is none of this program. */
static bool read_user(const struct query *query, struct user *out)
{
    *out = (struct user){.active = query_int(query, 4) != 0};
    out->actor.id = query_int64(query, 0);
    snprintf(out->actor.name, sizeof out->actor.name, "%s", query_text(query, 1));
    snprintf(out->actor.place, sizeof out->actor.place, "%s", query_text(query, 3));
    snprintf(out->created_at, sizeof out->created_at, "%s", query_text(query, 5));
    snprintf(out->created_by, sizeof out->created_by, "%s", query_text(query, 6));
    return role_parse(query_text(query, 2), &out->actor.role);
}

static enum err_code find(struct store *store, const char *name, struct user *out, bool *found,
                          struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(store, query_user_find, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":name", name);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK) *found = row && read_user(&query, out);
    query_close(&query);
    return code;
}

static enum err_code insert(struct store *store, const struct actor *by, const char *name,
                            enum role role, const char *place, struct err *err)
{
    struct query query = {0};
    char at[32];
    env_now_iso(at, sizeof at);
    enum err_code code = query_open(store, query_user_add, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":name", name);
        query_set_text(&query, ":role", role_table[role].word);
        query_set_text(&query, ":place", place);
        query_set_text(&query, ":created_at", at);
        query_set_text(&query, ":created_by", by ? by->name : "system");
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    return code;
}

enum err_code user_add(struct store *store, const struct actor *by, const char *name,
                       enum role role, const char *place, struct err *err)
{
    struct work work;
    struct user user;
    bool taken = false;
    enum err_code code = check_administrator(by, err);
    if (code == ERR_OK) code = check_user(name, role, place, err);
    if (code == ERR_OK) code = work_begin(store, &work, err);
    if (code != ERR_OK) return code;
    code = find(store, name, &user, &taken, err);
    if (code == ERR_OK && (taken || strcmp(name, "system") == 0))
        code = err_set(err, ERR_INPUT, "มีผู้ใช้ '%s' อยู่แล้ว โปรดใช้ชื่ออื่น",
                       "there is a user '%s' already, allowed is a new name", name);
    if (code == ERR_OK) code = insert(store, by, name, role, place, err);
    if (code == ERR_OK) code = record(store, by, "user.add", name, role, place, err);
    return work_end(&work, code, false, err);
}

static enum err_code no_user(const char *name, struct err *err)
{
    return err_set(err, ERR_NOT_FOUND, "ไม่มีผู้ใช้ '%s' ที่ใช้งานอยู่", "no active user '%s'", name);
}

static enum err_code keep_one_administrator(struct store *store, const struct user *user,
                                            struct err *err)
{
    struct query query = {0};
    bool row = false;
    if (user->actor.role != ROLE_ADMINISTRATOR) return ERR_OK;
    enum err_code code = query_open(store, query_user_count_active, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":role", role_table[ROLE_ADMINISTRATOR].word);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK && query_int(&query, 0) < 2)
        code = err_set(err, ERR_INPUT, "ผู้ใช้ '%s' เป็นผู้ดูแลระบบคนสุดท้าย ต้องเพิ่มอีกคนก่อน",
                       "'%s' is the last administrator, another one must be added before",
                       user->actor.name);
    query_close(&query);
    return code;
}

static enum err_code disable(struct store *store, const char *name, struct err *err)
{
    struct query query = {0};
    enum err_code code = query_open(store, query_user_disable, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":name", name);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    return code;
}

enum err_code user_disable(struct store *store, const struct actor *by, const char *name,
                           struct err *err)
{
    struct work work;
    struct user user = {0};
    bool found = false;
    enum err_code code = check_administrator(by, err);
    if (code == ERR_OK) code = work_begin(store, &work, err);
    if (code != ERR_OK) return code;
    code = find(store, name, &user, &found, err);
    if (code == ERR_OK && (!found || !user.active)) code = no_user(name, err);
    if (code == ERR_OK) code = keep_one_administrator(store, &user, err);
    if (code == ERR_OK) code = disable(store, name, err);
    if (code == ERR_OK)
        code = record(store, by, "user.disable", name, user.actor.role, user.actor.place, err);
    return work_end(&work, code, false, err);
}

enum err_code user_list(struct store *store, struct user **out, int *count, struct err *err)
{
    struct query query = {0};
    struct user *users = NULL;
    int n = 0, capacity = 0;
    bool row = true;
    enum err_code code = query_open(store, query_user_list, &query, err);
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row &&
           n < USER_MAX) {
        users = mem_room(users, n, &capacity, sizeof *users);
        n += read_user(&query, &users[n]);
    }
    query_close(&query);
    if (code != ERR_OK) {
        free(users);
        return code;
    }
    *out = users;
    *count = n;
    return ERR_OK;
}

enum err_code actor_find(struct store *store, const char *name, struct actor *out, struct err *err)
{
    struct user user = {0};
    bool found = false;
    enum err_code code = find(store, name, &user, &found, err);
    if (code == ERR_OK && (!found || !user.active)) code = no_user(name, err);
    if (code == ERR_OK) *out = user.actor;
    return code;
}
