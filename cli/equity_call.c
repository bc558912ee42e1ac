/* Opening the database of cases for a user. */
#include "cli/equity_call.h"

#include "base/lang.h"
#include "equity/cases.h"
#include "equity/exchange.h"
#include "equity/settings_file.h"
#include "equity/users.h"

static enum err_code open_cases(const struct call *call, struct desk *desk, struct err *err)
{
    const char *user = call_value(call, OPTION_AS);
    if (!user)
        return err_set(err, ERR_INPUT, "'kru %s' ต้องมี --as USER คือผู้ใช้ที่ทำงานนี้",
                       "'kru %s' needs --as USER, the user who does this", call->command->name);
    const enum err_code code = cases_open(call->argument[0], &desk->store, err);
    return code == ERR_OK ? actor_find(desk->store, user, &desk->actor, err) : code;
}

enum err_code desk_open(const struct call *call, struct desk *desk, struct err *err)
{
    return open_cases(call, desk, err);
}

enum err_code desk_open_with_key(const struct call *call, struct desk *desk, struct err *err)
{
    struct text path = {0};
    enum err_code code = open_cases(call, desk, err);
    keys_path(call_value(call, OPTION_KEY), call->argument[0], &path);
    if (code == ERR_OK) code = keys_open(text_s(&path), desk->store, &desk->keys, err);
    text_clear(&path);
    return code;
}

void desk_close(struct desk *desk)
{
    keys_close(desk->keys);
    store_close(desk->store);
    *desk = (struct desk){0};
}

enum err_code desk_allow(const struct call *call, const struct desk *desk, uint32_t roles,
                         struct err *err)
{
    struct text allowed = {0};
    if (roles & (1u << desk->actor.role)) return ERR_OK;
    for (int r = 0; r < ROLES; r++)
        if (roles & (1u << r)) text_add(&allowed, " %s", role_table[r].word);
    err_set(err, ERR_INPUT, "บทบาท '%s' ใช้ 'kru %s' ไม่ได้ ใช้ได้เฉพาะ%s",
            "the role '%s' may not use 'kru %s', allowed are%s", role_table[desk->actor.role].word,
            call->command->name, text_s(&allowed));
    text_clear(&allowed);
    return ERR_INPUT;
}

struct person_access desk_access(const struct call *call, const struct desk *desk)
{
    return (struct person_access){desk->store, desk->keys, &desk->actor,
                                  call_value(call, OPTION_REASON)};
}

enum err_code desk_note_synthetic(struct store *store, struct table *table, struct err *err)
{
    bool synthetic = false;
    const enum err_code code = exchange_is_synthetic(store, &synthetic, err);
    if (code == ERR_OK && synthetic)
        table_note(table, lang_pick("มีข้อมูลสังเคราะห์ ไม่ใช่ครัวเรือนจริง",
                                    "some of the data are synthetic, no real households"));
    return code;
}

enum err_code desk_number(const char *typed, const char *what_th, const char *what_en, int64_t *out,
                          struct err *err)
{
    int64_t number = 0;
    if (settings_number(typed, &number) && number > 0) {
        *out = number;
        return ERR_OK;
    }
    /* What was typed may be a national number, and errors go into logs. */
    return err_set(err, ERR_INPUT, "%s ต้องเป็นจำนวนเต็มตั้งแต่ 1", "%s must be a whole number from 1",
                   lang_pick(what_th, what_en));
}
