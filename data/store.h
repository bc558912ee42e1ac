/* One SQLite file: opening, migrations, transactions; the register and the plans in it.
   Only store.c and store_*.c include <sqlite3.h>. */
#ifndef DATA_STORE_H
#define DATA_STORE_H

#include "base/err.h"
#include "data/register.h"

#include <stdint.h>

struct store; /* opaque */

/* "kru!" in ASCII: PRAGMA application_id of our files, so that a foreign database is refused. */
enum { STORE_APPLICATION_ID = 0x6B727521 };

/**
 * Open an existing database, migrate it to this program's schema, and set WAL,
 * synchronous=FULL, foreign_keys, trusted_schema=OFF, cell_size_check, busy_timeout 5 s.
 * Path ":memory:" makes a new one in memory.
 * Errors: ERR_NOT_FOUND no such file; ERR_STORE not a database, a database of another program,
 * a newer schema, locked, disk full; the text names the file. The file is not changed then.
 */
MUST_CHECK enum err_code store_open(const char *path, struct store **out, struct err *err);
/** Make a new database. Errors: ERR_INPUT when the file exists; ERR_STORE as above. */
MUST_CHECK enum err_code store_create(const char *path, struct store **out, struct err *err);
void store_close(struct store *store);
const char *store_path(const struct store *store);

/** Transactions do not nest. store_rollback() without a transaction does nothing. */
MUST_CHECK enum err_code store_begin(struct store *store, struct err *err);
MUST_CHECK enum err_code store_commit(struct store *store, struct err *err);
void store_rollback(struct store *store);

/** Everything the planner needs, with its hash. register_clear() it. */
MUST_CHECK enum err_code store_read_register(struct store *store, struct school_register *out,
                                             struct err *err);

/* ---- saved plans ---------------------------------------------------------------------- */

struct stored_plan {
    int64_t id;
    char *name, *scenario, *scenario_text; /* the settings, resolved, as an ini text */
    char *scenario_hash, *data_hash;       /* SHA-256, hexadecimal */
    char *created_at;                      /* ISO 8601 UTC */
    char *status; /* "optimal"; "kept": keeps promises of another plan; "near": chosen from near
                     ones */
    char *program_version;
    int first_fy, years, synthetic;
    double objective, lp_objective, bound, solver_s;
    struct stored_total {
        int fy, retire, other_loss, need, headcount, shortage, surplus, call_up, graduates, idle,
            transfer, retrain, intake;
        int64_t cost_thb;
    } * total;
    int totals;
    struct stored_chain {
        int school, major, fy, need, headcount, in, out, shortage, surplus, retire, other_loss;
    } * chain;
    int chains; /* fy first_fy - 1: today */
    struct stored_recruit {
        int fy, channel, major, pass, hire, intake, expected, idle;
    } * recruit;
    int recruits;
    struct stored_call {
        int fy;
        char *list;
        int major, count;
    } * call;
    int calls;
    struct stored_retraining {
        int fy, from_major, to_major, count;
    } * retraining;
    int retrainings;
};
void stored_plan_clear(struct stored_plan *plan);

/**
 * Save a plan whole, in one transaction; positions (school, major, channel) are those of `reg`.
 * Inside the transaction the written rows are read back and their sums compared with `plan`;
 * a difference rolls back. *id receives the new id.
 * Errors: ERR_INPUT when the name is taken; ERR_STORE.
 */
MUST_CHECK enum err_code store_save_plan(struct store *store, const struct school_register *reg,
                                         const struct stored_plan *plan, int64_t *id,
                                         struct err *err);
/**
 * Read a plan by id ("3") or by name. With `reg` NULL only the head (no totals and below).
 * Schools, majors and channels that have left the register since give ERR_MISMATCH.
 * Errors: ERR_NOT_FOUND names the plan and says that `kru plans` lists them.
 */
MUST_CHECK enum err_code store_read_plan(struct store *store, const struct school_register *reg,
                                         const char *id_or_name, struct stored_plan *out,
                                         struct err *err);
/** Heads of all plans, oldest first; totals filled, chains not. Free each with stored_plan_clear.
 */
MUST_CHECK enum err_code store_list_plans(struct store *store, struct stored_plan **out, int *count,
                                          struct err *err);
MUST_CHECK enum err_code store_drop_plan(struct store *store, const char *id_or_name,
                                         struct err *err);

#endif
