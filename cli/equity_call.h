/* What the commands over the database of cases hold: the store, who acts, and the key. */
#ifndef CLI_EQUITY_CALL_H
#define CLI_EQUITY_CALL_H

#include "cli/cli.h"
#include "equity/person.h"

/* Zero it, open it, and close it in any case. */
struct desk {
    struct store *store;
    struct keys *keys; /* NULL: not asked for */
    struct actor actor;
};

/** Open the database of cases that belongs to the first argument, and find the user of --as.
    Errors: those of cases_open; ERR_INPUT --as is missing; ERR_NOT_FOUND no such user. */
MUST_CHECK enum err_code desk_open(const struct call *call, struct desk *desk, struct err *err);
/** The same, and the key file (--key, KRU_KEY_FILE, beside the database). */
MUST_CHECK enum err_code desk_open_with_key(const struct call *call, struct desk *desk,
                                            struct err *err);
void desk_close(struct desk *desk);

/** Errors: ERR_INPUT when the role is not among `roles`, bits of enum role, which it names. */
MUST_CHECK enum err_code desk_allow(const struct call *call, const struct desk *desk,
                                    uint32_t roles, struct err *err);

/** Who asks and why, borrowed from the call and the desk. */
struct person_access desk_access(const struct call *call, const struct desk *desk);

/** Put the remark under a table when the database of cases holds made-up data. */
MUST_CHECK enum err_code desk_note_synthetic(struct store *store, struct table *table,
                                             struct err *err);

/** A number of an entity as typed, 1 or more. Errors: ERR_INPUT naming `what`. */
MUST_CHECK enum err_code desk_number(const char *typed, const char *what_th, const char *what_en,
                                     int64_t *out, struct err *err);

#endif
