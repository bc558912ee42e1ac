/* Saved sweeps: scenarios or sampled futures of one scenario, and what became of each. Outcomes are
   committed one by one, so that a sweep that was interrupted has lost only those under way. They
   are optima of the linear program, counts without persons. */
#ifndef DATA_STORE_SWEEP_H
#define DATA_STORE_SWEEP_H

#include "data/store.h"

enum sweep_kind { SWEEP_SCENARIOS, SWEEP_FUTURES, SWEEP_KINDS };
extern const char *const sweep_kind_word[SWEEP_KINDS]; /* "scenarios", "futures" */

/* What is recruited in the first year: seats to announce in the exam, places to offer in a channel,
   people to call from a list (one of today, or "exam-FY", that of the year's own exam). */
enum choice_kind { CHOICE_SEATS, CHOICE_PLACES, CHOICE_CALLS, CHOICE_KINDS };
extern const char *const choice_kind_word[CHOICE_KINDS];
struct sweep_choice {
    enum choice_kind kind;
    char *source; /* "exam", the code of a channel, or of a list */
    int major, people;
};

struct sweep_year {
    double retire, other_loss, need, headcount, shortage, surplus, call_up, graduates, transfer,
        retrain, pass, cost_thb;
};

/* One program solved. .state not ERR_OK: years 0, and `sentence` says why. */
struct sweep_outcome {
    int number;   /* of the scenario or future */
    int decision; /* the number whose first year is fixed; -1: free */
    enum err_code state;
    char *sentence;
    double objective, bound;
    int first_fy, years, majors, districts;
    struct sweep_year *year; /* [years] */
    double *major;           /* [majors][years] shortage */
    double *district;        /* [districts][years] */
    struct sweep_choice *choice;
    int choices;
};
void sweep_outcome_clear(struct sweep_outcome *outcome);

/* A scenario as it was read when the sweep began; refused: text and hash are "". */
struct sweep_scenario {
    char *name, *text, *hash;
    enum err_code refused; /* ERR_OK: it can be solved */
    char *sentence;
};

struct stored_sweep {
    int64_t id;
    char *name, *created_at, *data_hash, *program_version;
    enum sweep_kind kind;
    int64_t seed;
    int futures;   /* 0 with scenarios */
    int decisions; /* numbers 0 .. decisions - 1 whose first year is tried in all others */
    int synthetic;
    struct sweep_scenario *scenario; /* [scenarios]; with futures one, of which all are drawn */
    int scenarios;
    struct sweep_outcome *outcome; /* [outcomes] by decision, then number */
    int outcomes;
    int refused, solved, failed; /* scenarios, outcomes; of store_list_sweeps() alone */
};
void stored_sweep_clear(struct stored_sweep *sweep);

/** Save head and scenarios. Errors: ERR_INPUT when the name is taken; ERR_STORE. */
MUST_CHECK enum err_code store_begin_sweep(struct store *store, struct stored_sweep *sweep,
                                           struct err *err);
/** Save one outcome in a transaction; one that is there already is left as it is. */
MUST_CHECK enum err_code store_save_outcome(struct store *store, const struct school_register *reg,
                                            int64_t sweep_id, const struct sweep_outcome *outcome,
                                            struct err *err);
/**
 * A sweep by name or id, with its scenarios; with `reg` also its outcomes.
 * Errors: ERR_NOT_FOUND; ERR_MISMATCH for a code that has left the register.
 */
MUST_CHECK enum err_code store_read_sweep(struct store *store, const struct school_register *reg,
                                          const char *id_or_name, struct stored_sweep *out,
                                          struct err *err);
/** Heads, oldest first; .scenarios is their number alone. */
MUST_CHECK enum err_code store_list_sweeps(struct store *store, struct stored_sweep **out,
                                           int *count, struct err *err);
MUST_CHECK enum err_code store_drop_sweep(struct store *store, const char *id_or_name,
                                          struct err *err);

/**
 * The database as bytes that store_open_image() opens in memory: for processes on other machines.
 * `bytes` is freed with free().
 */
MUST_CHECK enum err_code store_image(struct store *store, void **bytes, size_t *size,
                                     struct err *err);
MUST_CHECK enum err_code store_open_image(const void *bytes, size_t size, struct store **out,
                                          struct err *err);

#endif
