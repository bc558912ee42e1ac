/* A pool (pool.h) whose jobs may fail with an error: the first one ends the work. */
#define _POSIX_C_SOURCE 200809L /* strsignal() */
#include "base/jobs.h"

#include "base/mem.h"
#include "base/pool.h"

#include <stdlib.h>
#include <string.h>

struct running {
    const struct jobs *jobs;
    bool stopped;
    struct err err; /* why, when a piece went wrong */
    void *aligned;  /* the answer that is being handed over */
};

/* In a worker: whether it went well, then the answer or the error. */
static void work_here(void *context, int job, struct text *out)
{
    const struct running *r = context;
    struct text answer = {0};
    struct err err = {0};
    const enum err_code code = r->jobs->work(r->jobs->context, job, &answer, &err);
    const unsigned char well = code == ERR_OK;
    text_add_bytes(out, (const char *)&well, 1);
    if (well)
        text_add_bytes(out, text_s(&answer), answer.length);
    else
        text_add_bytes(out, (const char *)&err, sizeof err);
    text_clear(&answer);
}

int jobs_at_once(int workers)
{
    if (workers <= 0) workers = pool_processors();
    return workers < POOL_MOST_WORKERS ? workers : POOL_MOST_WORKERS;
}

static void say_end(const struct pool_result *result, const struct jobs *jobs, struct err *err)
{
    if (result->how == POOL_LATE)
        err_set(err, ERR_LIMIT, "งานย่อยไม่เสร็จภายใน %g วินาที",
                "a piece of the work was not done within %g s", jobs->limit_s);
    else if (result->how == POOL_MEMORY)
        err_set(err, ERR_LIMIT, "งานย่อยต้องใช้หน่วยความจำมากกว่าที่ยอมให้ใช้ (%d MB)",
                "a piece of the work needs more memory than allowed (%d MB)", jobs->memory_mb);
    else if (result->signal != 0)
        err_set(err, ERR_SOLVER, "โพรเซสของงานย่อยจบด้วยสัญญาณ %d (%s)",
                "the process of a piece of the work ended by signal %d (%s)", result->signal,
                strsignal(result->signal));
    else
        err_set(err, ERR_SOLVER, "โพรเซสของงานย่อยจบโดยไม่ได้ส่งคำตอบ",
                "the process of a piece of the work ended without an answer");
}

static void take_error(const unsigned char *bytes, size_t length, struct err *err)
{
    static const struct pool_result garbled = {.how = POOL_DEAD};
    struct err theirs = {0};
    if (length == sizeof theirs) memcpy(&theirs, bytes, sizeof theirs);
    if (theirs.code <= ERR_OK || theirs.code >= ERR_CODES) {
        say_end(&garbled, NULL, err);
        return;
    }
    theirs.text[sizeof theirs.text - 1] = '\0';
    *err = theirs;
}

/* An answer, aligned for any type; or the end. */
static bool hear(void *context, const struct pool_result *result)
{
    struct running *r = context;
    const unsigned char *bytes = result->bytes;
    if (r->stopped) return false; /* what was on its way */
    if (result->how != POOL_DONE || result->length < 1) {
        say_end(result, r->jobs, &r->err);
        return !(r->stopped = true);
    }
    if (bytes[0] != 1) {
        take_error(bytes + 1, result->length - 1, &r->err);
        return !(r->stopped = true);
    }
    const size_t length = result->length - 1;
    r->aligned = mem_resize(r->aligned, length + 1, 1);
    memcpy(r->aligned, bytes + 1, length);
    r->stopped = !r->jobs->done(r->jobs->context, result->job, r->aligned, length);
    return !r->stopped;
}

static bool go_on(void *context)
{
    struct running *r = context;
    if (r->jobs->go_on && !r->jobs->go_on(r->jobs->context)) r->stopped = true;
    return !r->stopped;
}

static enum err_code say_stopped(const struct running *r, struct err *err)
{
    if (r->err.code == ERR_OK)
        return err_set(err, ERR_LIMIT, "การคำนวณถูกสั่งหยุด", "the work was stopped");
    if (err) *err = r->err;
    return r->err.code;
}

enum err_code jobs_run(const struct jobs *jobs, struct err *err)
{
    struct running running = {.jobs = jobs};
    if (jobs->count == 0) return ERR_OK;
    int *job = mem_new((size_t)jobs->count, sizeof *job);
    for (int i = 0; i < jobs->count; i++) job[i] = i;
    const struct pool_work work = {.job = job,
                                   .jobs = jobs->count,
                                   .workers = jobs_at_once(jobs->workers),
                                   .memory_mb = jobs->memory_mb,
                                   .limit_s = jobs->limit_s,
                                   .run = work_here,
                                   .run_context = &running,
                                   .done = hear,
                                   .go_on = go_on,
                                   .context = &running};
    const enum err_code code = pool_run(&work, err);
    free(job);
    free(running.aligned);
    return code == ERR_OK && running.stopped ? say_stopped(&running, err) : code;
}
