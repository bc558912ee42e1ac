/* Many jobs, known by number, done by workers; results are bytes. A worker is a child process
   (pool.c) or, in a build with -DKRU_MPI=ON under mpirun, another rank (pool_mpi.c). Which worker
   does a job and in what order is chance: results must depend on the job alone.

   A child process that dies takes its job with it: the job goes to another, and after
   POOL_MOST_DEATHS deaths it is given up while the rest goes on. A rank that dies ends all ranks.
 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include "base/child.h"
#include "base/err.h"
#include "base/text.h"

enum { POOL_MOST_DEATHS = 2, POOL_MOST_WORKERS = 256 };

/* In a worker: do the job and add its result to `out`. A child process has a copy of the caller's
   memory as it was when pool_run() began (base/child.h says what it may not use). */
typedef void (*pool_run_fn)(void *context, int job, struct text *out);

struct pool_result {
    int job;
    enum { POOL_DONE, POOL_LATE, POOL_MEMORY, POOL_DEAD } how;
    const void *bytes; /* POOL_DONE; borrowed for the call */
    size_t length;
    int signal; /* POOL_DEAD: the last signal it died by, 0: none */
};

struct pool_work {
    const int *job; /* [jobs] given out in this order */
    int jobs;
    int workers;    /* 1 .. POOL_MOST_WORKERS; at most one a job is started */
    int memory_mb;  /* of a worker, 0: no limit (base/child.h) */
    double limit_s; /* of one job: then its worker is stopped; INFINITY: none */
    pool_run_fn run;
    void *run_context;
    bool (*done)(void *context, const struct pool_result *result); /* false: stop */
    bool (*go_on)(void *context); /* asked every 50 ms at least; false: stop */
    void *context;
};

/**
 * Do all jobs; returns when each has been reported to `done`, or somebody said stop. No worker is
 * left behind. Errors: ERR_SOLVER when no worker can be started; not having been told to stop.
 */
MUST_CHECK enum err_code pool_run(const struct pool_work *work, struct err *err);

/** Processors of this machine that this process may use, at least 1. */
int pool_processors(void);

/* ---- more than one machine; without MPI there is one rank, 0, and nothing to share ---------- */

/** Ranks that mpirun started, 1 without it; begins MPI when it is called first. */
int pool_ranks(void);
/** 0: this process calls pool_run(), which uses the other ranks; else it calls pool_serve(). */
int pool_rank(void);
/** Rank 0 gives `bytes` to all others, which get them in `bytes`. */
void pool_share(struct text *bytes);
/** Another rank than 0: do jobs until pool_run() of rank 0 has ended. */
void pool_serve(pool_run_fn run, void *run_context);
/** The last call in every rank. */
void pool_end(void);
/** A rank that cannot go on ends all of them: the others would wait for it. */
void pool_abort(int status);

/* Of pool_mpi.c or pool_alone.c, for pool_run() alone. */
MUST_CHECK enum err_code pool_run_ranks(const struct pool_work *work, struct err *err);

#endif
