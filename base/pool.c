/* Child processes that take jobs one at a time: each gets the next number when it has answered. */
#define _GNU_SOURCE /* sched_getaffinity() */
#include "base/pool.h"

#include "base/env.h"
#include "base/mem.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#if defined __linux__
#include <sched.h>
#endif

enum { PACE_MS = 40 };
static const double SEND_S = 5.0; /* a worker that does not read its number by then is broken */

/* ---- a worker -------------------------------------------------------------------------------- */

/* A job's number, then the bytes of its result. */
static bool send_result(struct child_pipe *pipe, int job, const struct text *result)
{
    struct text message = {0};
    text_add_bytes(&message, (const char *)&job, sizeof job);
    text_add_bytes(&message, text_s(result), result->length);
    const bool sent = child_send(pipe, MESSAGE_RESULT, message.s, message.length, INFINITY);
    text_clear(&message);
    return sent;
}

static void serve(void *context, struct child_pipe *pipe)
{
    const struct pool_work *work = context;
    struct message message;
    while (child_receive(pipe, INFINITY, &message) == NEWS_MESSAGE) {
        struct text result = {0};
        int job;
        if (message.length != sizeof job) return;
        memcpy(&job, message.bytes, sizeof job);
        errno = 0;
        work->run(work->run_context, job, &result);
        child_check_memory(pipe);
        const bool sent = send_result(pipe, job, &result);
        text_clear(&result);
        if (!sent) return;
    }
}

/* ---- the caller ------------------------------------------------------------------------------ */

struct worker {
    struct child *child; /* NULL: none */
    int at;              /* position of its job, -1: idle */
    double since_s;
};

struct pool {
    const struct pool_work *work;
    struct worker *worker;
    int workers;
    int *deaths;            /* [jobs] */
    int *again;             /* [jobs] positions to be given out before new ones: a stack */
    int agains, next, open; /* open: not yet reported */
    bool stopped;
};

/* The position of the next job, -1 when all are given out. */
static int take(struct pool *pool)
{
    if (pool->agains > 0) return pool->again[--pool->agains];
    return pool->next < pool->work->jobs ? pool->next++ : -1;
}

static void report(struct pool *pool, struct pool_result result, int at)
{
    result.job = pool->work->job[at];
    pool->open--;
    if (!pool->work->done(pool->work->context, &result)) pool->stopped = true;
}

/* Its job goes to another worker, or is given up. */
static void bury(struct pool *pool, struct worker *worker, struct child_end end)
{
    const int at = worker->at;
    worker->child = NULL;
    worker->at = -1;
    if (at < 0) return;
    const struct pool_result given_up = {
        .how = end.how == END_MEMORY ? POOL_MEMORY : POOL_DEAD,
        .signal = end.how == END_SIGNAL ? end.number : 0,
    };
    /* Want of memory would be the same again. */
    if (++pool->deaths[at] >= POOL_MOST_DEATHS || end.how == END_MEMORY)
        report(pool, given_up, at);
    else
        pool->again[pool->agains++] = at;
}

/* Its pipe has ended: what is left is to know how. */
static void reap(struct pool *pool, struct worker *worker)
{
    const struct child_watch watch = {.limit_s = SEND_S};
    bury(pool, worker, child_wait(worker->child, &watch));
}

static void give(struct pool *pool, struct worker *worker)
{
    const int at = take(pool);
    if (at < 0) return;
    worker->at = at;
    worker->since_s = env_seconds();
    if (!child_send(child_pipe(worker->child), MESSAGE_REQUEST, &pool->work->job[at],
                    sizeof pool->work->job[at], SEND_S)) {
        child_stop(worker->child);
        bury(pool, worker, (struct child_end){.how = END_GARBLED});
    }
}

/* Every idle worker gets a job, and every missing worker that has a job to do is started. One that
   cannot be started is an error only when there is no other. */
static enum err_code give_out(struct pool *pool, struct err *err)
{
    int alive = 0;
    for (int i = 0; i < pool->workers && !pool->stopped; i++) {
        enum err_code code = ERR_OK;
        struct worker *worker = &pool->worker[i];
        const bool waiting = pool->agains > 0 || pool->next < pool->work->jobs;
        if (!worker->child && waiting)
            code = child_start(serve, (void *)(uintptr_t)pool->work, pool->work->memory_mb,
                               &worker->child, err);
        if (code != ERR_OK) worker->child = NULL;
        if (code != ERR_OK && alive == 0 && i == pool->workers - 1) return code;
        if (code == ERR_OK && worker->child && worker->at < 0) give(pool, worker);
        alive += worker->child != NULL;
    }
    return ERR_OK;
}

static void hear(struct pool *pool, struct worker *worker)
{
    struct message message;
    for (;;) {
        const enum child_news news = child_receive(child_pipe(worker->child), 0.0, &message);
        int job = 0;
        if (news == NEWS_NONE) return;
        if (news == NEWS_MESSAGE && worker->at >= 0 && message.length >= sizeof job) {
            memcpy(&job, message.bytes, sizeof job);
            if (job != pool->work->job[worker->at]) continue;
            const struct pool_result result = {
                .how = POOL_DONE,
                .bytes = (const char *)message.bytes + sizeof job,
                .length = message.length - sizeof job,
            };
            const int at = worker->at;
            worker->at = -1;
            report(pool, result, at);
        } else if (news != NEWS_MESSAGE) {
            reap(pool, worker);
            return;
        }
    }
}

static void stop_late(struct pool *pool, struct worker *worker)
{
    const int at = worker->at;
    child_stop(worker->child);
    worker->child = NULL;
    worker->at = -1;
    report(pool, (struct pool_result){.how = POOL_LATE}, at);
}

/* Waits for news of any worker, and hears them. */
static void listen_to_all(struct pool *pool)
{
    struct pollfd one[POOL_MOST_WORKERS];
    int of[POOL_MOST_WORKERS], count = 0;
    for (int i = 0; i < pool->workers; i++) {
        if (!pool->worker[i].child) continue;
        one[count].fd = child_descriptor(child_pipe(pool->worker[i].child));
        one[count].events = POLLIN;
        of[count++] = i;
    }
    if (poll(one, (nfds_t)count, PACE_MS) < 0) return;
    for (int k = 0; k < count; k++) {
        struct worker *worker = &pool->worker[of[k]];
        if (one[k].revents) hear(pool, worker);
        if (worker->child && worker->at >= 0 &&
            env_seconds() - worker->since_s > pool->work->limit_s)
            stop_late(pool, worker);
    }
}

static enum err_code run_processes(const struct pool_work *work, struct err *err)
{
    struct pool pool = {.work = work, .open = work->jobs};
    enum err_code code = ERR_OK;
    pool.workers = work->workers < work->jobs ? work->workers : work->jobs;
    pool.worker = mem_new((size_t)pool.workers, sizeof *pool.worker);
    pool.deaths = mem_new((size_t)work->jobs, sizeof *pool.deaths);
    pool.again = mem_new((size_t)work->jobs, sizeof *pool.again);
    for (int i = 0; i < pool.workers; i++) pool.worker[i].at = -1;
    while (pool.open > 0 && !pool.stopped && code == ERR_OK) {
        code = give_out(&pool, err);
        if (code == ERR_OK && pool.open > 0 && !pool.stopped) listen_to_all(&pool);
        if (work->go_on && !work->go_on(work->context)) pool.stopped = true;
    }
    for (int i = 0; i < pool.workers; i++) child_stop(pool.worker[i].child);
    free(pool.worker);
    free(pool.deaths);
    free(pool.again);
    return code;
}

enum err_code pool_run(const struct pool_work *work, struct err *err)
{
    assert(work->workers >= 1 && work->workers <= POOL_MOST_WORKERS);
    return pool_ranks() > 1 ? pool_run_ranks(work, err) : run_processes(work, err);
}

int pool_processors(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);
#if defined __linux__
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) count = CPU_COUNT(&allowed);
#endif
    return count < 1 ? 1 : count > POOL_MOST_WORKERS ? POOL_MOST_WORKERS : (int)count;
}
