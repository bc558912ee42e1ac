/* Users: who may be named after --as, with one role at one place each. */
#ifndef EQUITY_USERS_H
#define EQUITY_USERS_H

#include "data/store.h"
#include "equity/role.h"

struct user {
    struct actor actor;
    bool active;
    char created_at[24], created_by[64];
};

/**
 * Add a user; audited. `by` NULL: the system, for the first administrator when the database is
 * made. A name is 1 .. 60 letters, digits and . _ - @, at most 63 bytes; a place is the code of a
 * school or district, or a partner, as the role acts in; "" for roles of the whole city. Errors:
 * ERR_INPUT for a name that is taken or of another form, a place that does not fit the role, `by`
 * no administrator.
 */
MUST_CHECK enum err_code user_add(struct store *store, const struct actor *by, const char *name,
                                  enum role role, const char *place, struct err *err);

/** Disable a user; what they did keeps their name. Errors: ERR_NOT_FOUND no active user of the
   name; ERR_INPUT `by` no administrator, the last administrator. */
MUST_CHECK enum err_code user_disable(struct store *store, const struct actor *by, const char *name,
                                      struct err *err);

/** All users by name, disabled ones too; free() the array. */
MUST_CHECK enum err_code user_list(struct store *store, struct user **out, int *count,
                                   struct err *err);

/** The active user of a name. Errors: ERR_NOT_FOUND, one sentence for unknown and disabled. */
MUST_CHECK enum err_code actor_find(struct store *store, const char *name, struct actor *out,
                                    struct err *err);

#endif
