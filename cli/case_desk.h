/* What the commands of cases share: who sits at the desk, and the database of cases in front. */
#ifndef CLI_CASE_DESK_H
#define CLI_CASE_DESK_H

#include "cli/cli.h"
#include "cli/equity_call.h"
#include "equity/casework.h"
#include "equity/settings_cases.h"

/* Zero it, open it, and close it in any case. */
struct case_desk {
    struct store *store;
    struct keys *keys; /* NULL: not asked for */
    struct actor actor;
    struct cases_settings settings;
    struct case_world world;
};

/** Open the database of cases beside the one that is the first argument, find the user of --as,
    and read the settings of cases: KRU_CASE_SETTINGS, or "bma-cases.ini" beside "bma.db" where it
    is, else the presets. Errors: ERR_INPUT without --as. */
MUST_CHECK enum err_code case_desk_open(const struct call *call, struct case_desk *desk,
                                        struct err *err);
/** The same, and the key file (--key, KRU_KEY_FILE, beside the database), by which reasons are
    sealed and read. */
MUST_CHECK enum err_code case_desk_open_with_key(const struct call *call, struct case_desk *desk,
                                                 struct err *err);
/** The same for commands that name no person and ask for no user. */
MUST_CHECK enum err_code case_desk_open_unnamed(const struct call *call, struct case_desk *desk,
                                                struct err *err);
void case_desk_close(struct case_desk *desk);

/** The value of an option that must stand. Errors: ERR_INPUT. */
MUST_CHECK enum err_code case_option(const struct call *call, enum option_id option,
                                     const char **out, struct err *err);

enum { CASE_REQUEST_KEY = 64 };
/** The value of --request, or a key that was never used. */
void case_request_key(const struct call *call, char out[CASE_REQUEST_KEY + 1]);

/** The word of a table for programs, its name for people. */
const char *case_word(const struct call *call, const char *word, const char *th, const char *en);
/** Roles as words for programs, names for people: "teacher, director". */
void case_roles(const struct call *call, uint32_t roles, struct text *out);
/** A moment as ISO 8601 UTC; out[21]. */
void case_moment(int64_t seconds, char out[24]);

/** ERR_INPUT for a word that is no workflow, with those there are. */
MUST_CHECK enum err_code case_workflow_parse(const char *word, enum workflow *out, struct err *err);

#endif
