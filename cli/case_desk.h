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
    bool synthetic; /* some of the data were made up, and every output says so */
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

/** Print a table as call_print does, with the remark on synthetic data where there are some. */
void case_print(const struct call *call, const struct case_desk *desk, struct table *table,
                struct text *out);

/** The value of an option that must stand. Errors: ERR_INPUT. */
MUST_CHECK enum err_code case_option(const struct call *call, enum option_id option,
                                     const char **out, struct err *err);

/** The pupil of --student: a number, or "visit:CODE". *out 0: there is no such visit, to be
   answered as a pupil who is not there. Errors: ERR_INPUT without the option, for another form. */
MUST_CHECK enum err_code case_student(const struct call *call, struct case_desk *desk, int64_t *out,
                                      struct err *err);
/** One sentence for a pupil who is not there and one who is elsewhere. */
enum err_code case_no_pupil(const struct call *call, struct err *err);

enum { CASE_REQUEST_KEY = 64 };
/** The value of --request, or a key that was never used. */
void case_request_key(const struct call *call, char out[CASE_REQUEST_KEY + 1]);

/** The word of a table for programs, its name for people. */
const char *case_word(const struct call *call, const char *word, const char *th, const char *en);
/** Roles as words for programs, names for people: "teacher, director". */
void case_roles(const struct call *call, uint32_t roles, struct text *out);
enum { CASE_MOMENT = 24 };
/** A moment, seconds since 1970 UTC: for programs ISO 8601 UTC, for people the day in Bangkok. */
void case_moment(const struct call *call, int64_t seconds, char out[CASE_MOMENT]);
/** The same from ISO 8601 UTC. */
void case_moment_iso(const struct call *call, const char *iso, char out[CASE_MOMENT]);

/** ERR_INPUT for a word that is no workflow, with those there are. */
MUST_CHECK enum err_code case_workflow_parse(const char *word, enum workflow *out, struct err *err);

#endif
