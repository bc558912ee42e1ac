/* The desk at which cases are worked on. */
#define _POSIX_C_SOURCE 200809L
#include "cli/case_desk.h"

#include "base/lang.h"
#include "cli/equity_call.h"
#include "equity/case_facts.h"
#include "equity/cases.h"
#include "equity/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char settings_variable[] = "KRU_CASE_SETTINGS";

/* "bma.db" -> "bma-cases.ini". */
static void settings_path(const char *planner_path, struct text *out)
{
    static const char ending[] = ".db";
    size_t length = strlen(planner_path);
    if (length > strlen(ending) && strcmp(planner_path + length - strlen(ending), ending) == 0)
        length -= strlen(ending);
    text_add_bytes(out, planner_path, length);
    text_add(out, "-cases.ini");
}

/* A file that was named must be there; the one beside the database may be. */
static enum err_code read_settings(const struct call *call, struct cases_settings *settings,
                                   struct err *err)
{
    const char *named = getenv(settings_variable);
    struct text path = {0};
    enum err_code code = ERR_OK;
    if (named && *named)
        text_add(&path, "%s", named);
    else
        settings_path(call->argument[0], &path);
    if ((named && *named) || access(path.s, F_OK) == 0)
        code = cases_settings_read(path.s, settings, err);
    text_clear(&path);
    return code;
}

enum err_code case_desk_open_unnamed(const struct call *call, struct case_desk *desk,
                                     struct err *err)
{
    desk->settings = cases_settings_preset();
    enum err_code code = desk->store ? ERR_OK : cases_open(call->argument[0], &desk->store, err);
    if (code == ERR_OK) code = read_settings(call, &desk->settings, err);
    desk->world =
        (struct case_world){.read = case_facts_of_visits, .limits = desk->settings.limits};
    return code;
}

typedef enum err_code (*opening)(const struct call *call, struct desk *desk, struct err *err);

static enum err_code open_by(opening how, const struct call *call, struct case_desk *desk,
                             struct err *err)
{
    struct desk plain = {0};
    enum err_code code = how(call, &plain, err);
    desk->store = plain.store;
    desk->keys = plain.keys;
    desk->actor = plain.actor;
    if (code == ERR_OK) code = case_desk_open_unnamed(call, desk, err);
    desk->world.keys = desk->keys;
    return code;
}

enum err_code case_desk_open(const struct call *call, struct case_desk *desk, struct err *err)
{
    return open_by(desk_open, call, desk, err);
}

enum err_code case_desk_open_with_key(const struct call *call, struct case_desk *desk,
                                      struct err *err)
{
    return open_by(desk_open_with_key, call, desk, err);
}

void case_desk_close(struct case_desk *desk)
{
    cases_settings_clear(&desk->settings);
    keys_close(desk->keys);
    store_close(desk->store);
    *desk = (struct case_desk){0};
}

enum err_code case_option(const struct call *call, enum option_id option, const char **out,
                          struct err *err)
{
    const struct option_entry *entry = &option_table[option];
    const char *value = call_value(call, option);
    if (!value || *value == '\0')
        return err_set(err, ERR_INPUT, "'kru %s' ต้องมี --%s %s", "'kru %s' needs --%s %s",
                       call->command->name, entry->name, entry->argument);
    *out = value;
    return ERR_OK;
}

void case_request_key(const struct call *call, char out[CASE_REQUEST_KEY + 1])
{
    const char *given = call_value(call, OPTION_REQUEST);
    if (given)
        snprintf(out, CASE_REQUEST_KEY + 1, "%s", given);
    else
        snprintf(out, CASE_REQUEST_KEY + 1, "kru-%lld-%lld", (long long)keys_random_id(),
                 (long long)keys_random_id());
}

const char *case_word(const struct call *call, const char *word, const char *th, const char *en)
{
    return call->format == FORMAT_TABLE ? lang_pick(th, en) : word;
}

void case_roles(const struct call *call, uint32_t roles, struct text *out)
{
    for (int r = 0; r < ROLES; r++) {
        const struct role_entry *role = &role_table[r];
        if (roles >> r & 1)
            text_add(out, "%s%s", out->length ? ", " : "",
                     case_word(call, role->word, role->th, role->en));
    }
}

void case_moment(int64_t seconds, char out[24])
{
    const time_t at = (time_t)seconds;
    struct tm date;
    gmtime_r(&at, &date);
    strftime(out, 24, "%Y-%m-%dT%H:%M:%SZ", &date);
}

enum err_code case_workflow_parse(const char *word, enum workflow *out, struct err *err)
{
    if (workflow_parse(word, out)) return ERR_OK;
    struct text known = {0};
    for (int w = 0; w < WORKFLOWS; w++)
        text_add(&known, "%s%s", w > 0 ? ", " : "", workflow_table[w].word);
    err_set(err, ERR_INPUT, "ไม่มีสายงาน '%s' ที่มีคือ %s", "no workflow '%s', allowed are %s", word,
            known.s);
    text_clear(&known);
    return ERR_INPUT;
}
