/* A build without MPI: there is one rank. */
#include "base/pool.h"

#include <assert.h>

int pool_ranks(void)
{
    return 1;
}

int pool_rank(void)
{
    return 0;
}

void pool_share(struct text *bytes)
{
    (void)bytes;
}

void pool_serve(pool_run_fn run, void *run_context)
{
    (void)run;
    (void)run_context;
    assert(!"no rank but 0");
}

void pool_end(void)
{
}

void pool_abort(int status)
{
    (void)status;
}

enum err_code pool_run_ranks(const struct pool_work *work, struct err *err)
{
    (void)work;
    (void)err;
    assert(!"no rank but 0");
    return ERR_SOLVER;
}
