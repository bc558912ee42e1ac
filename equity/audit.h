/* The chained record: every change and every reading of a person is a row whose hash covers the one
   before it, so that a changed, removed or reordered row is found. */
#ifndef EQUITY_AUDIT_H
#define EQUITY_AUDIT_H

#include "data/store.h"
#include "equity/role.h"

struct audit_event {
    const struct actor *actor; /* NULL: the system itself */
    const char *action, *entity, *entity_id;
    const char *detail; /* a JSON object without personal data; NULL: {} */
};

/** Append inside the caller's transaction (an assertion that there is one).
    hash = SHA-256 of seq, at, actor, role, action, entity, entity_id, detail, prev_hash, each
    preceded by its length, so that no two rows give the same bytes. */
MUST_CHECK enum err_code audit_append(struct store *store, const struct audit_event *event,
                                      struct err *err);

/** Walk the chain. *rows receives how many rows hold, head[65] the hash of the last of them (to be
    printed and kept elsewhere: it is what shows that rows were cut off at the end).
    Errors: ERR_MISMATCH naming the first row that does not hold. */
MUST_CHECK enum err_code audit_verify(struct store *store, int64_t *rows, char head[65],
                                      struct err *err);

#endif
