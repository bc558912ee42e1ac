/* The chained record: every change and every reading of a person is a row whose hash covers the one
   before it, so that a changed, removed or reordered row is found. */
#ifndef EQUITY_AUDIT_H
#define EQUITY_AUDIT_H

#include "base/hash.h"
#include "data/store.h"
#include "equity/role.h"

struct audit_event {
    const struct actor *actor;               /* NULL: the system itself */
    const char *action, *entity, *entity_id; /* entity_id NULL: "" */
    const char *detail;                      /* a JSON object without personal data; NULL: {} */
};

/** Append inside the caller's transaction (an assertion that there is one).
    hash = SHA-256 of seq, at, actor, role, action, entity, entity_id, detail, prev_hash, each
    preceded by its length, so that no two rows give the same bytes. The first row's prev_hash is
    64 zeros. Times go by env_now(); the order of rows is that of seq, whatever the clock does. */
MUST_CHECK enum err_code audit_append(struct store *store, const struct audit_event *event,
                                      struct err *err);

/** Walk the chain. *rows receives how many rows hold, head[65] the hash of the last of them (64
    zeros for no rows); the two are to be printed and kept elsewhere: they are what shows that rows
    were cut off at the end, or that the whole chain was written anew.
    Errors: ERR_MISMATCH naming the first row that does not hold. */
MUST_CHECK enum err_code audit_verify(struct store *store, int64_t *rows, char head[HASH_TEXT],
                                      struct err *err);

/** audit_verify, and the chain still goes through what was noted down before: row `rows` has the
    hash `head`. Errors: ERR_MISMATCH as above, or when that row is gone or another. */
MUST_CHECK enum err_code audit_verify_since(struct store *store, int64_t rows, const char *head,
                                            struct err *err);

#endif
