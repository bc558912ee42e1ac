/* Numbered pieces of work that may fail, in the workers of a pool (pool.h), as many at once as there
   are cores. The first piece that fails, or whose process dies twice, ends the whole with an error
   that says so, never the caller. */
#ifndef BASE_JOBS_H
#define BASE_JOBS_H

#include "base/err.h"
#include "base/text.h"

#include <stdbool.h>

struct jobs {
    int count;
    int workers;    /* at once; 0: as many as the machine has cores */
    int memory_mb;  /* of one worker; 0: no limit */
    double limit_s; /* of one piece; INFINITY: none */
    void *context;
    /* In a worker: do piece `job` and write the answer, any bytes, into *answer. */
    enum err_code (*work)(void *context, int job, struct text *answer, struct err *err);
    /* In the caller: the answer of a piece, aligned for any type; false: stop everything. */
    bool (*done)(void *context, int job, const void *bytes, size_t length);
    bool (*go_on)(void *context); /* asked every 50 ms at least; NULL: always; false: stop */
};

/** How many pieces jobs_run() does at once for `workers`. */
int jobs_at_once(int workers);

/**
 * Do pieces 0 .. count-1. No child is left when this returns.
 * Errors: that of the first piece that fails; ERR_LIMIT "stopped" when `done` or `go_on` said so,
 * or when a piece needs more time or memory than allowed; ERR_SOLVER when one ends without an
 * answer.
 */
MUST_CHECK enum err_code jobs_run(const struct jobs *jobs, struct err *err);

#endif
