/* Solving in a child process: phases, then the plan or the error come back through its pipe. */
#define _POSIX_C_SOURCE 200809L
#include "base/child.h"
#include "base/env.h"
#include "base/mem.h"
#include "planner/conflict.h"
#include "planner/plan.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The child watches its own time; one that has not noticed by then is stuck. */
static const double LATE_S = 2.0;

enum { PHASE_TEXT = 160 };

/* A phase on its way: pointers of a child that may be broken are not to be followed. */
struct sent_phase {
    struct plan_phase phase;
    char th[PHASE_TEXT], en[PHASE_TEXT];
};

/* ---- the child --------------------------------------------------------------------------- */

/* GLPK meets a failed malloc() with its error hook: the structured solver then leaves its place to
   the simplex, which is many times slower, and the simplex calls it a failure of GLPK. */
static bool send_phase(void *context, const struct plan_phase *phase)
{
    child_check_memory(context);
    struct sent_phase sent = {.phase = *phase};
    snprintf(sent.th, sizeof sent.th, "%s", phase->th);
    snprintf(sent.en, sizeof sent.en, "%s", phase->en);
    sent.phase.th = sent.phase.en = NULL;
    return child_send(context, MESSAGE_PROGRESS, &sent, sizeof sent, INFINITY);
}

static size_t plan_bytes(const struct staffing *d)
{
    struct plan plan = {0};
    struct plan_array array[PLAN_ARRAYS];
    size_t bytes = sizeof plan;
    plan_arrays(d, &plan, array);
    for (int i = 0; i < PLAN_ARRAYS; i++) bytes += array[i].count * sizeof(int);
    return bytes;
}

/* The struct, whose pointers mean nothing to the reader, and its arrays in their order. */
static bool send_plan(struct child_pipe *pipe, const struct staffing *d, struct plan *plan)
{
    const size_t bytes = plan_bytes(d);
    struct plan_array array[PLAN_ARRAYS];
    unsigned char *message = mem_new(bytes, 1), *at = message + sizeof *plan;
    memcpy(message, plan, sizeof *plan);
    plan_arrays(d, plan, array);
    for (int i = 0; i < PLAN_ARRAYS; i++) {
        memcpy(at, *array[i].cell, array[i].count * sizeof(int));
        at += array[i].count * sizeof(int);
    }
    const bool sent = child_send(pipe, MESSAGE_RESULT, message, bytes, INFINITY);
    free(message);
    return sent;
}

static size_t conflict_bytes(const struct conflict *conflict)
{
    size_t changes = 0;
    for (int i = 0; i < conflict->answers; i++) changes += (size_t)conflict->answer[i].changes;
    return sizeof *conflict + changes * sizeof(struct conflict_change);
}

/* The error, then why there is no plan: the struct and the changes of its answers in order. */
static bool send_error(struct child_pipe *pipe, const struct err *err,
                       const struct conflict *conflict)
{
    const size_t bytes = sizeof *err + conflict_bytes(conflict);
    unsigned char *message = mem_new(bytes, 1), *at = message + sizeof *err;
    memcpy(message, err, sizeof *err);
    memcpy(at, conflict, sizeof *conflict);
    at += sizeof *conflict;
    for (int i = 0; i < conflict->answers; i++) {
        const struct conflict_answer *answer = &conflict->answer[i];
        memcpy(at, answer->change, (size_t)answer->changes * sizeof *answer->change);
        at += (size_t)answer->changes * sizeof *answer->change;
    }
    const bool sent = child_send(pipe, MESSAGE_ERROR, message, bytes, INFINITY);
    free(message);
    return sent;
}

/* What the child is asked. */
struct question {
    const struct staffing *staffing;
    bool why; /* and why, when there is no plan */
};

/* An error of this is none of the plan: the answer is then that there is no plan. */
static void explain(const struct question *question, struct child_pipe *pipe, double start_s,
                    struct conflict *conflict)
{
    struct err err;
    const double left_s = question->staffing->params->limit_s - (env_seconds() - start_s);
    if (left_s <= 0.0) return;
    if (conflict_find(question->staffing, left_s, send_phase, pipe, conflict, &err) != ERR_OK)
        *conflict = (struct conflict){0};
}

static void solve_here(void *context, struct child_pipe *pipe)
{
    const struct question *question = context;
    const double start_s = env_seconds();
    struct plan plan = {0};
    struct conflict conflict = {0};
    struct err err = {0};
    errno = 0;
    const enum err_code code = plan_solve(question->staffing, send_phase, pipe, &plan, &err);
    if (code == ERR_SOLVER) child_check_memory(pipe);
    if (code == ERR_INFEASIBLE && question->why) explain(question, pipe, start_s, &conflict);
    /* When nobody reads any more there is nobody to tell. */
    if (code == ERR_OK ? send_plan(pipe, question->staffing, &plan)
                       : send_error(pipe, &err, &conflict))
        plan_clear(&plan);
    conflict_clear(&conflict);
}

/* ---- the caller -------------------------------------------------------------------------- */

struct listener {
    const struct staffing *staffing;
    plan_progress_fn progress;
    plan_go_on_fn go_on;
    void *context;
    enum { NO_ANSWER, A_PLAN, AN_ERROR } answer;
    struct plan plan;
    struct err err;
    struct conflict conflict;
};

static bool hear_phase(const struct listener *listener, const struct message *message)
{
    struct sent_phase sent;
    if (message->length != sizeof sent || !listener->progress) return true;
    memcpy(&sent, message->bytes, sizeof sent);
    sent.th[PHASE_TEXT - 1] = sent.en[PHASE_TEXT - 1] = '\0';
    sent.phase.th = sent.th;
    sent.phase.en = sent.en;
    return listener->progress(listener->context, &sent.phase);
}

static void hear_plan(struct listener *listener, const struct message *message)
{
    struct plan fresh, plan;
    struct plan_array array[PLAN_ARRAYS], kept[PLAN_ARRAYS];
    if (message->length != plan_bytes(listener->staffing) || listener->answer) return;
    const unsigned char *at = (const unsigned char *)message->bytes + sizeof plan;
    memcpy(&plan, message->bytes, sizeof plan);
    plan_init(listener->staffing, &fresh);
    plan_arrays(listener->staffing, &fresh, array);
    plan_arrays(listener->staffing, &plan, kept);
    for (int i = 0; i < PLAN_ARRAYS; i++) {
        *kept[i].cell = *array[i].cell;
        memcpy(*kept[i].cell, at, kept[i].count * sizeof(int));
        at += kept[i].count * sizeof(int);
    }
    listener->plan = plan;
    listener->answer = A_PLAN;
}

/* Counts of a child that may be broken are not to be believed: they must fill the message. */
static bool take_conflict(const unsigned char *bytes, size_t length, struct conflict *out)
{
    struct conflict conflict;
    if (length < sizeof conflict) return false;
    memcpy(&conflict, bytes, sizeof conflict);
    if (conflict.answers < 0 || conflict.answers > CONFLICT_ANSWERS) return false;
    size_t left = (length - sizeof conflict) / sizeof(struct conflict_change);
    for (int i = 0; i < conflict.answers; i++) {
        const int changes = conflict.answer[i].changes;
        if (changes < 0 || (size_t)changes > left) return false;
        left -= (size_t)changes;
    }
    if (left != 0) return false;
    bytes += sizeof conflict;
    for (int i = 0; i < conflict.answers; i++) {
        struct conflict_answer *answer = &conflict.answer[i];
        const size_t size = (size_t)answer->changes * sizeof *answer->change;
        answer->change = mem_new((size_t)answer->changes, sizeof *answer->change);
        memcpy(answer->change, bytes, size);
        bytes += size;
    }
    *out = conflict;
    return true;
}

static void hear_error(struct listener *listener, const struct message *message)
{
    struct err err;
    const unsigned char *bytes = message->bytes;
    if (message->length < sizeof err || listener->answer) return;
    memcpy(&err, bytes, sizeof err);
    if (err.code <= ERR_OK || err.code >= ERR_CODES) return;
    if (!take_conflict(bytes + sizeof err, message->length - sizeof err, &listener->conflict))
        return;
    err.text[sizeof err.text - 1] = '\0';
    listener->err = err;
    listener->answer = AN_ERROR;
}

static bool hear(void *context, const struct message *message)
{
    struct listener *listener = context;
    if (message->kind == MESSAGE_PROGRESS) return hear_phase(listener, message);
    if (message->kind == MESSAGE_RESULT) hear_plan(listener, message);
    if (message->kind == MESSAGE_ERROR) hear_error(listener, message);
    return true;
}

static bool ask(void *context)
{
    const struct listener *listener = context;
    return !listener->go_on || listener->go_on(listener->context);
}

static enum err_code say_silent(struct err *err)
{
    return err_set(err, ERR_SOLVER, "โพรเซสคำนวณจบโดยไม่ได้ส่งคำตอบครบ จึงไม่มีการบันทึก",
                   "the solver process ended without a whole answer, nothing was saved");
}

/* What an end without an answer is called. */
static enum err_code say_end(const struct child_end *end, const struct params *params,
                             struct err *err)
{
    switch (end->how) {
    case END_STOPPED:
        return err_set(err, ERR_LIMIT, "การคำนวณถูกสั่งหยุด", "the solve was stopped");
    case END_LATE:
        return err_set(err, ERR_LIMIT, "คำนวณไม่เสร็จภายใน %g วินาที ซึ่งเป็นขีดจำกัดของ 'solve.limit_s'",
                       "the program was not solved within %g s, the limit of 'solve.limit_s'",
                       params->limit_s);
    case END_MEMORY:
        return err_set(
            err, ERR_LIMIT, "การคำนวณต้องใช้หน่วยความจำมากกว่าที่ 'solve.memory_mb' (%d MB) ยอมให้ใช้",
            "the solve needs more memory than 'solve.memory_mb' (%d MB) allows", params->memory_mb);
    case END_SIGNAL:
        return err_set(err, ERR_SOLVER, "โพรเซสคำนวณจบด้วยสัญญาณ %d (%s) จึงไม่มีการบันทึก",
                       "the solver process ended by signal %d (%s), nothing was saved", end->number,
                       strsignal(end->number));
    case END_EXIT:
        return err_set(err, ERR_SOLVER, "โพรเซสคำนวณจบด้วยสถานะ %d จึงไม่มีการบันทึก",
                       "the solver process ended with status %d, nothing was saved", end->number);
    case END_DONE:
    case END_GARBLED:
        break;
    }
    return say_silent(err);
}

enum err_code plan_solve_or_conflict(const struct staffing *d, plan_progress_fn progress,
                                     plan_go_on_fn go_on, void *context, struct plan *out,
                                     struct conflict *why, struct err *err)
{
    struct child *child = NULL;
    struct question question = {d, why != NULL};
    struct listener listener = {d, progress, go_on, context, NO_ANSWER, {0}, {0}, {0}};
    const enum err_code code =
        child_start(solve_here, &question, d->params->memory_mb, &child, err);
    if (code != ERR_OK) return code;
    const struct child_watch watch = {d->params->limit_s + LATE_S, hear, ask, &listener};
    const struct child_end end = child_wait(child, &watch);
    if (end.how != END_DONE || listener.answer == NO_ANSWER) {
        plan_clear(&listener.plan);
        conflict_clear(&listener.conflict);
        return say_end(&end, d->params, err);
    }
    if (listener.answer == AN_ERROR) {
        if (err) *err = listener.err;
        if (why)
            *why = listener.conflict;
        else
            conflict_clear(&listener.conflict);
        return listener.err.code;
    }
    listener.plan.peak_mb = end.peak_mb;
    *out = listener.plan;
    return ERR_OK;
}

enum err_code plan_solve_apart(const struct staffing *d, plan_progress_fn progress,
                               plan_go_on_fn go_on, void *context, struct plan *out,
                               struct err *err)
{
    return plan_solve_or_conflict(d, progress, go_on, context, out, NULL, err);
}
