/* Workers as ranks of MPI: rank 0 gives out numbers and gets bytes, and computes nothing itself. */
#define _POSIX_C_SOURCE 200809L
#include "base/pool.h"

#include "base/env.h"
#include "base/mem.h"

#include <limits.h>
#include <mpi.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TAG_JOB = 1, TAG_RESULT = 2 };
enum { NO_MORE = -1 };               /* instead of a job's number */
static const long PACE_NS = 1000000; /* waiting in MPI itself would keep a processor busy */

static int rank = 0, ranks = 0; /* ranks 0: not asked yet */

/* Without mpirun there is nobody to talk to, and MPI is not begun. */
int pool_ranks(void)
{
    if (ranks > 0) return ranks;
    ranks = 1;
    const char *size = getenv("OMPI_COMM_WORLD_SIZE");
    if (!size || strtol(size, NULL, 10) < 2) return ranks;
    MPI_Init(NULL, NULL);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    return ranks;
}

int pool_rank(void)
{
    return pool_ranks() > 1 ? rank : 0;
}

/* Length first, then the bytes in pieces that an int can count. */
void pool_share(struct text *bytes)
{
    if (pool_ranks() < 2) return;
    unsigned long long length = bytes->length;
    MPI_Bcast(&length, 1, MPI_UNSIGNED_LONG_LONG, 0, MPI_COMM_WORLD);
    char *all = rank == 0 ? bytes->s : mem_new((size_t)length + 1, 1);
    for (size_t at = 0; at < length;) {
        const size_t left = (size_t)length - at;
        const int piece = left < INT_MAX ? (int)left : INT_MAX;
        MPI_Bcast(all + at, piece, MPI_BYTE, 0, MPI_COMM_WORLD);
        at += (size_t)piece;
    }
    if (rank == 0) return;
    text_clear(bytes);
    text_add_bytes(bytes, all, (size_t)length);
    free(all);
}

static bool is_there(int from, int tag, MPI_Status *status)
{
    int there = 0;
    MPI_Iprobe(from, tag, MPI_COMM_WORLD, &there, status);
    return there != 0;
}

static void pause_briefly(void)
{
    const struct timespec pace = {.tv_nsec = PACE_NS};
    nanosleep(&pace, NULL);
}

void pool_serve(pool_run_fn run, void *run_context)
{
    for (;;) {
        int job = NO_MORE;
        MPI_Status status;
        while (!is_there(0, TAG_JOB, &status)) pause_briefly();
        MPI_Recv(&job, 1, MPI_INT, 0, TAG_JOB, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        if (job == NO_MORE) return;
        struct text result = {0};
        run(run_context, job, &result);
        MPI_Send(result.s, (int)result.length, MPI_BYTE, 0, TAG_RESULT, MPI_COMM_WORLD);
        text_clear(&result);
    }
}

void pool_end(void)
{
    if (ranks > 1) MPI_Finalize();
    ranks = 1;
}

void pool_abort(int status)
{
    if (ranks > 1) MPI_Abort(MPI_COMM_WORLD, status);
}

/* The next job, or that there is none; false then. */
static bool give(const struct pool_work *work, int to, int *next, bool stopped)
{
    const int job = !stopped && *next < work->jobs ? work->job[(*next)++] : NO_MORE;
    MPI_Send(&job, 1, MPI_INT, to, TAG_JOB, MPI_COMM_WORLD);
    return job != NO_MORE;
}

/* One result, and the next job for the rank that sent it. */
static bool take(const struct pool_work *work, int from, int of, const MPI_Status *status)
{
    int length = 0;
    MPI_Get_count(status, MPI_BYTE, &length);
    char *bytes = mem_new((size_t)length, 1);
    MPI_Recv(bytes, length, MPI_BYTE, from, TAG_RESULT, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    const struct pool_result result = {of, POOL_DONE, bytes, (size_t)length, 0};
    const bool good = work->done(work->context, &result);
    free(bytes);
    return good;
}

enum err_code pool_run_ranks(const struct pool_work *work, struct err *err)
{
    int next = 0, busy = 0;
    bool stopped = false;
    int *of = mem_new((size_t)ranks, sizeof *of); /* the job that a rank does */
    (void)err;
    for (int to = 1; to < ranks; to++) {
        of[to] = next < work->jobs ? work->job[next] : NO_MORE;
        busy += give(work, to, &next, stopped);
    }
    while (busy > 0) {
        MPI_Status status;
        if (work->go_on && !work->go_on(work->context)) stopped = true;
        if (!is_there(MPI_ANY_SOURCE, TAG_RESULT, &status)) {
            pause_briefly();
            continue;
        }
        const int from = status.MPI_SOURCE;
        if (!take(work, from, of[from], &status)) stopped = true;
        of[from] = next < work->jobs ? work->job[next] : NO_MORE;
        busy -= !give(work, from, &next, stopped);
    }
    free(of);
    return ERR_OK;
}
