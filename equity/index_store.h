/* The equity index frozen by round. What goes to the planner is read from here: school, round,
   index, coverage, and nothing else. */
#ifndef EQUITY_INDEX_STORE_H
#define EQUITY_INDEX_STORE_H

#include "data/store.h"
#include "equity/role.h"
#include "equity/school_index.h"

enum { INDEX_ROUND = 21 };

struct frozen_index {
    char round[INDEX_ROUND];
    char at[24], by[64];
    struct index_params params;
    struct school_index index; /* its rows have no z, which stays with the making */
};
void frozen_index_clear(struct frozen_index *frozen);

/**
 * Freeze a round, with its row in the chained record, in the caller's transaction or one of its
 * own. The same facts and parameters again change nothing; *written tells. `round`: a Buddhist
 * year, then anything without blanks, at most 20 bytes: "2566", "2566-1". `by` is the
 * subcommittee's secretary or a planner. Errors: ERR_INPUT the name or the role; ERR_MISMATCH when
 * the round is frozen with other facts.
 */
MUST_CHECK enum err_code index_store_freeze(struct store *store, const struct actor *by,
                                            const char *round, const struct index_params *params,
                                            const struct school_index *index, bool *written,
                                            struct err *err);
/** A frozen round. Errors: ERR_NOT_FOUND. */
MUST_CHECK enum err_code index_store_read(struct store *store, const char *round,
                                          struct frozen_index *out, struct err *err);
/** The newest round before `round`, in order of their names; *found is false when there is none. */
MUST_CHECK enum err_code index_store_read_before(struct store *store, const char *round,
                                                 struct frozen_index *out, bool *found,
                                                 struct err *err);

#endif
