/* Transactions of changes. */
#include "equity/work.h"

#include "data/store_sql.h"

enum err_code work_begin(struct store *store, struct work *out, struct err *err)
{
    struct work work = {.store = store};
    enum err_code code = store_begin_reading(store, &work.own, err);
    if (code != ERR_OK) return code;
    if (work.own) {
        /* What begins as reading may find the lock taken when it turns to writing. */
        store_end_reading(store, true);
        code = store_begin(store, err);
    }
    if (code == ERR_OK) *out = work;
    return code;
}

enum err_code work_end(const struct work *work, enum err_code code, bool keep, struct err *err)
{
    if (!work->own) return code;
    if (code == ERR_OK || keep) {
        const enum err_code saved = store_commit(work->store, code == ERR_OK ? err : NULL);
        if (code == ERR_OK) code = saved;
    }
    store_rollback(work->store);
    return code;
}
