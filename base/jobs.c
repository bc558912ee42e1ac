/* A fixed number of slots, each empty or with one child, and one poll() over all of them. */
#define _GNU_SOURCE /* _SC_NPROCESSORS_ONLN */
#include "base/jobs.h"

#include "base/child.h"
#include "base/env.h"
#include "base/mem.h"

#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_WORKERS = 64, PACE_MS = 40 };
static const double END_S = 5.0; /* for a child that has answered to end */

struct slot {
    struct child *child; /* NULL: free */
    int job;
    bool answered;
    double start_s;
};

struct running {
    const struct jobs *jobs;
    struct slot slot[MOST_WORKERS];
    int workers, next, active;
};

/* What the child of one piece knows. */
struct piece {
    const struct jobs *jobs;
    int job;
};

static void work_here(void *context, struct child_pipe *pipe)
{
    const struct piece *piece = context;
    struct text answer = {0};
    struct err err = {0};
    const enum err_code code = piece->jobs->work(piece->jobs->context, piece->job, &answer, &err);
    /* When nobody reads any more there is nobody to tell. */
    const bool sent =
        code == ERR_OK ? child_send(pipe, MESSAGE_RESULT, text_s(&answer), answer.length, INFINITY)
                       : child_send(pipe, MESSAGE_ERROR, &err, sizeof err, INFINITY);
    (void)sent;
    text_clear(&answer);
}

int jobs_at_once(int workers)
{
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (workers <= 0) workers = cores > 0 ? (int)cores : 1;
    return workers < MOST_WORKERS ? workers : MOST_WORKERS;
}

static enum err_code start_some(struct running *r, struct err *err)
{
    enum err_code code = ERR_OK;
    for (int i = 0; i < r->workers && r->next < r->jobs->count; i++) {
        struct slot *slot = &r->slot[i];
        if (slot->child) continue;
        struct piece piece = {r->jobs, r->next};
        code = child_start(work_here, &piece, r->jobs->memory_mb, &slot->child, err);
        if (code != ERR_OK) break;
        slot->job = r->next++;
        slot->answered = false;
        slot->start_s = env_seconds();
        r->active++;
    }
    return code;
}

static enum err_code say_stopped(struct err *err)
{
    return err_set(err, ERR_LIMIT, "การคำนวณถูกสั่งหยุด", "the work was stopped");
}

static enum err_code say_end(const struct child_end *end, const struct jobs *jobs, struct err *err)
{
    if (end->how == END_MEMORY)
        return err_set(err, ERR_LIMIT, "งานย่อยต้องใช้หน่วยความจำมากกว่าที่ยอมให้ใช้ (%d MB)",
                       "a piece of the work needs more memory than allowed (%d MB)",
                       jobs->memory_mb);
    if (end->how == END_SIGNAL)
        return err_set(err, ERR_SOLVER, "โพรเซสของงานย่อยจบด้วยสัญญาณ %d (%s)",
                       "the process of a piece of the work ended by signal %d (%s)", end->number,
                       strsignal(end->number));
    return err_set(err, ERR_SOLVER, "โพรเซสของงานย่อยจบโดยไม่ได้ส่งคำตอบ",
                   "the process of a piece of the work ended without an answer");
}

/* The end of a child; fine when it has answered. */
static enum err_code reap(struct running *r, struct slot *slot, struct err *err)
{
    const struct child_watch watch = {.limit_s = END_S};
    const struct child_end end = child_wait(slot->child, &watch);
    slot->child = NULL;
    r->active--;
    return slot->answered ? ERR_OK : say_end(&end, r->jobs, err);
}

static enum err_code hear(struct running *r, struct slot *slot, const struct message *message,
                          struct err *err)
{
    if (message->kind == MESSAGE_RESULT && !slot->answered) {
        slot->answered = true;
        const bool more =
            r->jobs->done(r->jobs->context, slot->job, message->bytes, message->length);
        return more ? ERR_OK : say_stopped(err);
    }
    struct err theirs;
    if (message->kind != MESSAGE_ERROR || message->length != sizeof theirs) return ERR_OK;
    memcpy(&theirs, message->bytes, sizeof theirs);
    if (theirs.code <= ERR_OK || theirs.code >= ERR_CODES) return ERR_OK;
    theirs.text[sizeof theirs.text - 1] = '\0';
    if (err) *err = theirs;
    return theirs.code;
}

/* All that a slot has to say now. */
static enum err_code listen_to(struct running *r, struct slot *slot, struct err *err)
{
    for (;;) {
        struct message message;
        const enum child_news news = child_receive(child_pipe(slot->child), 0.0, &message);
        if (news == NEWS_NONE) break;
        if (news != NEWS_MESSAGE) return reap(r, slot, err);
        const enum err_code code = hear(r, slot, &message, err);
        if (code != ERR_OK) return code;
    }
    if (!slot->answered && env_seconds() - slot->start_s > r->jobs->limit_s)
        return err_set(err, ERR_LIMIT, "งานย่อยไม่เสร็จภายใน %g วินาที",
                       "a piece of the work was not done within %g s", r->jobs->limit_s);
    return ERR_OK;
}

static void wait_for_any(const struct running *r)
{
    struct pollfd waiting[MOST_WORKERS];
    nfds_t count = 0;
    for (int i = 0; i < r->workers; i++)
        if (r->slot[i].child)
            waiting[count++] = (struct pollfd){.fd = child_descriptor(child_pipe(r->slot[i].child)),
                                               .events = POLLIN};
    poll(waiting, count, PACE_MS);
}

enum err_code jobs_run(const struct jobs *jobs, struct err *err)
{
    struct running *r = mem_new(1, sizeof *r);
    r->jobs = jobs;
    r->workers = jobs_at_once(jobs->workers);
    enum err_code code = start_some(r, err);
    while (code == ERR_OK && r->active > 0) {
        wait_for_any(r);
        if (jobs->go_on && !jobs->go_on(jobs->context)) code = say_stopped(err);
        for (int i = 0; i < r->workers && code == ERR_OK; i++)
            if (r->slot[i].child) code = listen_to(r, &r->slot[i], err);
        if (code == ERR_OK) code = start_some(r, err);
    }
    for (int i = 0; i < r->workers; i++) child_stop(r->slot[i].child);
    free(r);
    return code;
}
