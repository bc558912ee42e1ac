/* A change with its row in the chained record: one transaction, the caller's or one of its own. */
#ifndef EQUITY_WORK_H
#define EQUITY_WORK_H

#include "data/store.h"

#include <stdbool.h>

struct work {
    struct store *store;
    bool own; /* no transaction was open: it begins and ends here */
};

/** Begin, or take part in the transaction that is open. */
MUST_CHECK enum err_code work_begin(struct store *store, struct work *out, struct err *err);

/** With ERR_OK, or when `keep` (a refusal whose row in the record stays): commit. Otherwise roll
    back. The caller's transaction is left to the caller. Returns `code`, or why it was not
    committed. */
MUST_CHECK enum err_code work_end(const struct work *work, enum err_code code, bool keep,
                                  struct err *err);

#endif
