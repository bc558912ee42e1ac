/* A sweep: what is missing is given out to workers, what comes back is saved by this process. */
#include "planner/sweep.h"

#include "base/env.h"
#include "base/mem.h"
#include "base/pool.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A worker watches its own time; one that has not noticed by then is stuck. */
static const double LATE_S = 10.0;

/* What a worker knows: its copy of this process's memory, or what rank 0 has sent. */
struct task {
    const struct school_register *reg;
    const struct stored_sweep *sweep;
    struct params *params;          /* [sweep->scenarios]; zero for a refused one */
    struct sweep_outcome *decision; /* [sweep->decisions] copies; state not ERR_OK: none known */
};

int sweep_numbers(const struct stored_sweep *sweep)
{
    return sweep->kind == SWEEP_FUTURES ? sweep->futures + 1 : sweep->scenarios;
}

static int scenario_of(const struct stored_sweep *sweep, int number)
{
    return sweep->kind == SWEEP_FUTURES ? 0 : number;
}

/* ---- what a worker does ---------------------------------------------------------------------- */

static void do_job(void *context, int job, struct text *out)
{
    const struct task *task = context;
    const int numbers = sweep_numbers(task->sweep);
    const int number = job % numbers, decision = job / numbers - 1;
    struct sweep_outcome outcome;
    sweep_solve(task->reg, &task->params[scenario_of(task->sweep, number)],
                (uint64_t)task->sweep->seed, task->sweep->kind == SWEEP_FUTURES ? number : 0,
                decision >= 0 ? &task->decision[decision] : NULL, &outcome);
    outcome.number = number;
    outcome.decision = decision;
    sweep_pack(&outcome, out);
    sweep_outcome_clear(&outcome);
}

/* ---- what it needs for that ------------------------------------------------------------------ */

static void task_clear(struct task *task)
{
    for (int i = 0; task->params && i < task->sweep->scenarios; i++) params_clear(&task->params[i]);
    for (int c = 0; task->decision && c < task->sweep->decisions; c++)
        sweep_outcome_clear(&task->decision[c]);
    free(task->params);
    free(task->decision);
    *task = (struct task){0};
}

static enum err_code resolve(const struct school_register *reg,
                             const struct sweep_scenario *scenario, struct params *out,
                             struct err *err)
{
    struct settings *settings = settings_new();
    /* A scenario that says nothing is the base plan. */
    enum err_code code =
        *scenario->text ? settings_add_text(settings, scenario->text, scenario->name, err) : ERR_OK;
    if (code == ERR_OK) code = settings_resolve(settings, reg, out, err);
    settings_free(settings);
    return code;
}

static bool is_decision(const struct stored_sweep *sweep, const struct sweep_outcome *outcome)
{
    return outcome->decision < 0 && outcome->number < sweep->decisions && outcome->state == ERR_OK;
}

static bool is_known(const struct task *task, int decision)
{
    return task->decision[decision].state == ERR_OK && task->decision[decision].years > 0;
}

/* Copies: the outcomes of the sweep move when more of them come. */
static void find_decisions(struct task *task)
{
    for (int i = 0; i < task->sweep->outcomes; i++) {
        const struct sweep_outcome *outcome = &task->sweep->outcome[i];
        struct text copy = {0};
        if (!is_decision(task->sweep, outcome) || is_known(task, outcome->number)) continue;
        sweep_pack(outcome, &copy);
        const bool good = sweep_unpack(copy.s, copy.length, &task->decision[outcome->number]);
        assert(good);
        (void)good;
        text_clear(&copy);
    }
}

static enum err_code task_make(const struct school_register *reg, const struct stored_sweep *sweep,
                               struct task *out, struct err *err)
{
    struct task task = {
        .reg = reg,
        .sweep = sweep,
        .params = mem_new((size_t)sweep->scenarios, sizeof(struct params)),
        .decision = mem_new((size_t)sweep->decisions, sizeof(struct sweep_outcome)),
    };
    enum err_code code = ERR_OK;
    for (int i = 0; code == ERR_OK && i < sweep->scenarios; i++)
        if (!sweep->scenario[i].refused)
            code = resolve(reg, &sweep->scenario[i], &task.params[i], err);
    find_decisions(&task);
    if (code == ERR_OK)
        *out = task;
    else
        task_clear(&task);
    return code;
}

/* ---- ranks other than 0 ---------------------------------------------------------------------- */

/* What is shared begins with a letter; nothing at all: it is over. */
enum { SHARED_IMAGE = 'I', SHARED_SWEEP = 'S' };

static void put_int(struct text *out, int64_t value)
{
    text_add_bytes(out, (const char *)&value, sizeof value);
}

static void put_text(struct text *out, const char *text)
{
    put_int(out, (int64_t)strlen(text));
    text_add(out, "%s", text);
}

static enum err_code share_image(struct store *store, struct err *err)
{
    void *image = NULL;
    size_t size = 0;
    struct text message = {0};
    const enum err_code code = store_image(store, &image, &size, err);
    if (code == ERR_OK) {
        text_add(&message, "%c", SHARED_IMAGE);
        text_add_bytes(&message, image, size);
        pool_share(&message);
    }
    text_clear(&message);
    free(image);
    return code;
}

static void share_sweep(const struct task *task)
{
    const struct stored_sweep *sweep = task->sweep;
    const int64_t numbers[] = {sweep->kind, sweep->seed, sweep->futures, sweep->decisions,
                               sweep->scenarios};
    struct text message = {0};
    text_add(&message, "%c", SHARED_SWEEP);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) put_int(&message, numbers[i]);
    for (int i = 0; i < sweep->scenarios; i++) {
        put_int(&message, sweep->scenario[i].refused);
        put_text(&message, sweep->scenario[i].name);
        put_text(&message, sweep->scenario[i].text);
    }
    for (int c = 0; c < sweep->decisions; c++) {
        struct text packed = {0};
        if (is_known(task, c)) sweep_pack(&task->decision[c], &packed);
        put_int(&message, (int64_t)packed.length);
        text_add_bytes(&message, text_s(&packed), packed.length);
        text_clear(&packed);
    }
    pool_share(&message);
    text_clear(&message);
}

/* Rank 0 of the same program wrote it, so its lengths are believed. */
static int64_t get_int(const char **at)
{
    int64_t value;
    memcpy(&value, *at, sizeof value);
    *at += sizeof value;
    return value;
}

static char *get_text(const char **at)
{
    const size_t length = (size_t)get_int(at);
    char *text = mem_new(length + 1, 1);
    memcpy(text, *at, length);
    *at += length;
    return text;
}

static void read_shared(const struct text *message, struct stored_sweep *out)
{
    const char *at = message->s + 1;
    struct stored_sweep sweep = {0};
    sweep.kind = (enum sweep_kind)get_int(&at);
    sweep.seed = get_int(&at);
    sweep.futures = (int)get_int(&at);
    sweep.decisions = (int)get_int(&at);
    sweep.scenarios = (int)get_int(&at);
    sweep.scenario = mem_new((size_t)sweep.scenarios, sizeof *sweep.scenario);
    for (int i = 0; i < sweep.scenarios; i++) {
        sweep.scenario[i].refused = (enum err_code)get_int(&at);
        sweep.scenario[i].name = get_text(&at);
        sweep.scenario[i].text = get_text(&at);
    }
    sweep.outcome = mem_new((size_t)sweep.decisions, sizeof *sweep.outcome);
    for (int c = 0; c < sweep.decisions; c++) {
        const size_t length = (size_t)get_int(&at);
        if (length > 0 && sweep_unpack(at, length, &sweep.outcome[sweep.outcomes]))
            sweep.outcomes++;
        at += length;
    }
    *out = sweep;
}

static enum err_code serve_sweep(const struct school_register *reg, const struct text *message,
                                 struct err *err)
{
    struct stored_sweep sweep = {0};
    struct task task = {0};
    read_shared(message, &sweep);
    const enum err_code code = task_make(reg, &sweep, &task, err);
    if (code == ERR_OK) pool_serve(do_job, &task);
    task_clear(&task);
    stored_sweep_clear(&sweep);
    return code;
}

enum err_code sweep_serve(struct err *err)
{
    struct store *store = NULL;
    struct school_register reg = {0};
    enum err_code code = ERR_OK;
    for (bool over = false; !over && code == ERR_OK;) {
        struct text message = {0};
        pool_share(&message);
        if (message.length == 0) {
            over = true;
        } else if (message.s[0] == SHARED_IMAGE) {
            code = store_open_image(message.s + 1, message.length - 1, &store, err);
            if (code == ERR_OK) code = store_read_register(store, &reg, err);
        } else {
            code = serve_sweep(&reg, &message, err);
        }
        text_clear(&message);
    }
    register_clear(&reg);
    store_close(store);
    return code;
}

/* ---- the process that saves ------------------------------------------------------------------ */

struct run {
    struct store *store;
    struct stored_sweep *sweep;
    const struct sweep_control *control;
    struct task task;
    double start_s;
    int capacity;
    struct sweep_progress progress;
    int fresh; /* done in this run */
    enum err_code code;
    struct err *err;
};

static bool go_on(void *context)
{
    const struct run *run = context;
    return !run->control->go_on || run->control->go_on(run->control->context);
}

static void say_progress(struct run *run)
{
    struct sweep_progress *progress = &run->progress;
    const double seconds = env_seconds() - run->start_s;
    progress->rate_s = run->fresh > 0 && seconds > 0.0 ? run->fresh / seconds : NAN;
    progress->left_s = (progress->all - progress->done) / progress->rate_s;
    if (run->control->progress) run->control->progress(run->control->context, progress);
}

/* A job without an answer as an outcome with a sentence. */
static void say_lost(const struct pool_result *result, const struct params *params,
                     struct sweep_outcome *out)
{
    struct err err = {0};
    if (result->how == POOL_LATE)
        err_set(&err, ERR_LIMIT, "คำนวณไม่เสร็จภายใน %g วินาที ซึ่งเป็นขีดจำกัดของ 'solve.limit_s'",
                "the program was not solved within %g s, the limit of 'solve.limit_s'",
                params->limit_s);
    else if (result->how == POOL_MEMORY)
        err_set(&err, ERR_LIMIT, "การคำนวณต้องใช้หน่วยความจำมากกว่าที่ 'solve.memory_mb' (%d MB) ยอมให้ใช้",
                "the solve needs more memory than 'solve.memory_mb' (%d MB) allows",
                params->memory_mb);
    else
        err_set(&err, ERR_SOLVER, "โพรเซสคำนวณตาย %d ครั้ง (ครั้งสุดท้ายด้วยสัญญาณ %d)",
                "the solver process died %d times, last by signal %d", POOL_MOST_DEATHS,
                result->signal);
    out->state = err.code;
    out->sentence = mem_text(err.text);
}

static void read_result(const struct run *run, const struct pool_result *result,
                        struct sweep_outcome *out)
{
    const int numbers = sweep_numbers(run->sweep), number = result->job % numbers;
    const struct params *params = &run->task.params[scenario_of(run->sweep, number)];
    const struct pool_result garbled = {.how = POOL_DEAD};
    if (result->how == POOL_DONE && sweep_unpack(result->bytes, result->length, out)) return;
    *out = (struct sweep_outcome){
        .number = number, .decision = result->job / numbers - 1, .first_fy = params->first_fy};
    say_lost(result->how == POOL_DONE ? &garbled : result, params, out);
}

static bool save_result(void *context, const struct pool_result *result)
{
    struct run *run = context;
    struct sweep_outcome outcome = {0};
    read_result(run, result, &outcome);
    run->code = store_save_outcome(run->store, run->task.reg, run->sweep->id, &outcome, run->err);
    if (run->code != ERR_OK) {
        sweep_outcome_clear(&outcome);
        return false;
    }
    run->sweep->outcome = mem_room(run->sweep->outcome, run->sweep->outcomes, &run->capacity,
                                   sizeof *run->sweep->outcome);
    run->sweep->outcome[run->sweep->outcomes++] = outcome;
    run->progress.failed += outcome.state != ERR_OK;
    run->progress.done++;
    run->fresh++;
    say_progress(run);
    return true;
}

/* Jobs of a decision (-1: none) that are not there yet. One that has no plan even when it is free
   is not tried with a decision. */
static int missing_jobs(const struct stored_sweep *sweep, int decision, int *job)
{
    const int numbers = sweep_numbers(sweep);
    bool *skip = mem_new((size_t)numbers, sizeof *skip);
    int count = 0;
    for (int n = 0; n < numbers; n++)
        skip[n] = sweep->scenario[scenario_of(sweep, n)].refused != ERR_OK;
    for (int i = 0; i < sweep->outcomes; i++) {
        const struct sweep_outcome *outcome = &sweep->outcome[i];
        const bool hopeless = outcome->decision < 0 && outcome->state != ERR_OK && decision >= 0;
        if ((outcome->decision == decision || hopeless) && outcome->number < numbers)
            skip[outcome->number] = true;
    }
    for (int n = 0; n < numbers; n++)
        if (!skip[n]) job[count++] = n + (decision + 1) * numbers;
    free(skip);
    return count;
}

static enum err_code do_jobs(struct run *run, const int *job, int jobs)
{
    double limit_s = 0.0;
    int memory_mb = 0;
    for (int i = 0; i < run->sweep->scenarios; i++) {
        limit_s = fmax(limit_s, run->task.params[i].limit_s);
        if (run->task.params[i].memory_mb > memory_mb) memory_mb = run->task.params[i].memory_mb;
    }
    const struct pool_work work = {
        .job = job,
        .jobs = jobs,
        .workers = run->control->workers,
        .memory_mb = memory_mb,
        .limit_s = limit_s + LATE_S,
        .run = do_job,
        .run_context = &run->task,
        .done = save_result,
        .go_on = go_on,
        .context = run,
    };
    if (jobs == 0) return ERR_OK;
    if (pool_ranks() > 1) share_sweep(&run->task);
    const enum err_code code = pool_run(&work, run->err);
    if (code != ERR_OK || run->code != ERR_OK) return code != ERR_OK ? code : run->code;
    if (go_on(run)) return ERR_OK;
    return err_set(run->err, ERR_LIMIT,
                   "หยุดแล้ว บันทึกไว้ %d จาก %d ทำต่อได้ด้วย 'kru sweep DB --name %s'",
                   "stopped with %d of %d saved, go on with 'kru sweep DB --name %s'",
                   run->progress.done, run->progress.all, run->sweep->name);
}

static enum err_code do_phase(struct run *run, int first, int end)
{
    const int numbers = sweep_numbers(run->sweep);
    int *job = mem_new((size_t)numbers * (size_t)(end - first), sizeof *job), jobs = 0;
    for (int decision = first; decision < end; decision++)
        if (decision < 0 || is_known(&run->task, decision))
            jobs += missing_jobs(run->sweep, decision, job + jobs);
    run->progress.all = run->progress.done + jobs;
    if (first < 0) run->progress.all += run->sweep->decisions * numbers;
    const enum err_code code = do_jobs(run, job, jobs);
    free(job);
    return code;
}

static enum err_code check_same(const struct school_register *reg, const struct stored_sweep *sweep,
                                struct err *err)
{
    if (strcmp(sweep->data_hash, reg->data_hash) != 0)
        return err_set(err, ERR_MISMATCH, "ข้อมูลเปลี่ยนไปหลังจากเริ่มชุดทดลอง '%s' จึงทำต่อไม่ได้ โปรดทำชุดใหม่",
                       "the data have changed since sweep '%s' was begun, make a new one",
                       sweep->name);
    if (strcmp(sweep->program_version, KRU_VERSION) != 0)
        return err_set(err, ERR_MISMATCH,
                       "ชุดทดลอง '%s' เริ่มด้วย kru %s แต่นี่คือ kru %s จึงทำต่อไม่ได้ โปรดทำชุดใหม่",
                       "sweep '%s' was begun by kru %s, this is kru %s; make a new one",
                       sweep->name, sweep->program_version, KRU_VERSION);
    return ERR_OK;
}

/* Whether anything is left to do without solving: a finished sweep is only shown. */
static bool is_finished(const struct stored_sweep *sweep)
{
    int *job = mem_new((size_t)sweep_numbers(sweep), sizeof *job), missing = 0;
    for (int decision = -1; decision < sweep->decisions; decision++) {
        bool known = decision < 0;
        for (int i = 0; i < sweep->outcomes; i++)
            known = known || (is_decision(sweep, &sweep->outcome[i]) &&
                              sweep->outcome[i].number == decision);
        if (known) missing += missing_jobs(sweep, decision, job);
    }
    free(job);
    return missing == 0;
}

enum err_code sweep_run(struct store *store, const struct school_register *reg,
                        struct stored_sweep *sweep, const struct sweep_control *control,
                        struct err *err)
{
    struct run run = {.store = store,
                      .sweep = sweep,
                      .control = control,
                      .start_s = env_seconds(),
                      .capacity = sweep->outcomes,
                      .err = err};
    if (is_finished(sweep)) return ERR_OK;
    enum err_code code = check_same(reg, sweep, err);
    if (code == ERR_OK) code = task_make(reg, sweep, &run.task, err);
    if (code != ERR_OK) return code;
    for (int i = 0; i < sweep->outcomes; i++)
        run.progress.failed += sweep->outcome[i].state != ERR_OK;
    run.progress.done = sweep->outcomes;
    if (pool_ranks() > 1) code = share_image(store, err);
    if (code == ERR_OK) code = do_phase(&run, -1, 0);
    find_decisions(&run.task);
    if (code == ERR_OK && sweep->decisions > 0) code = do_phase(&run, 0, sweep->decisions);
    task_clear(&run.task);
    return code;
}
