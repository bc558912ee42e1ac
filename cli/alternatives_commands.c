/* alternatives: plans nearly as good as a saved one that recruit otherwise. */
#define _POSIX_C_SOURCE 200809L
#include "cli/cli.h"

#include "base/env.h"
#include "base/lang.h"
#include "base/mem.h"
#include "planner/causes.h"
#include "report/alternatives_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEFAULT_COUNT = 5, MOST_COUNT = 9 };
static const double DEFAULT_WITHIN = 1.0, MOST_WITHIN = 50.0; /* per cent */
static const uint64_t SEED = 2566; /* equal questions get equal answers */
static const double TERMINAL_PACE_S = 0.2, LINE_PACE_S = 5.0;

/* What the command holds. */
struct near_plans {
    struct work work;
    struct stored_plan best;
    struct plan best_plan;
    double best_objective, within; /* share */
    int count;
    struct alternatives found;
    struct stored_plan *plan; /* [found.count] */
};

static void near_clear(struct near_plans *near)
{
    for (int i = 0; i < near->found.count && near->plan; i++) stored_plan_clear(&near->plan[i]);
    free(near->plan);
    alternatives_clear(&near->found);
    plan_clear(&near->best_plan);
    stored_plan_clear(&near->best);
    work_close(&near->work);
}

struct progress_line {
    bool wanted, terminal, shown;
    double last_s;
};

static bool show_progress(void *context, int done, int pushes, double seconds)
{
    struct progress_line *line = context;
    const double now_s = env_seconds();
    const double pace_s = line->terminal ? TERMINAL_PACE_S : LINE_PACE_S;
    if (interrupt_came()) return false;
    if (!line->wanted || now_s - line->last_s < pace_s) return true;
    line->last_s = now_s;
    line->shown = true;
    fputs(line->terminal ? "\r\033[K" : "", stderr);
    fprintf(stderr, lang_pick("ลองแล้ว %d จาก %d ทิศทาง", "%d of %d directions tried"), done, pushes);
    if (done > 0 && done < pushes)
        fprintf(stderr, lang_pick(" เหลือราว %.0f วินาที", ", about %.0f s left"),
                seconds * (pushes - done) / done);
    fputs(line->terminal ? "" : "\n", stderr);
    return true;
}

/* The program the plan was made from, which must still be today's. */
static enum err_code make_program(struct near_plans *near, struct err *err)
{
    struct work *work = &near->work;
    if (strcmp(near->best.data_hash, work->reg.data_hash) != 0)
        return err_set(err, ERR_MISMATCH, "ข้อมูลเปลี่ยนไปหลังจากบันทึกแผน '%s' โปรดทำแผนใหม่ก่อน",
                       "the data have changed since plan '%s' was saved, make it again first",
                       near->best.name);
    struct settings *settings = settings_new();
    enum err_code code =
        settings_add_text(settings, near->best.scenario_text, near->best.name, err);
    if (code == ERR_OK) code = settings_resolve(settings, &work->reg, &work->params, err);
    if (code == ERR_OK) code = staffing_make(&work->reg, &work->params, &work->staffing, err);
    if (code == ERR_OK)
        code = plan_from_stored(&work->staffing, &near->best, &near->best_plan, err);
    settings_free(settings);
    return code;
}

static enum err_code open_near(const struct call *call, struct near_plans *near, struct err *err)
{
    double percent = DEFAULT_WITHIN;
    near->count = DEFAULT_COUNT;
    enum err_code code = call_number(call, OPTION_WITHIN, 0.0, MOST_WITHIN, &percent, err);
    if (code == ERR_OK) code = call_whole(call, OPTION_COUNT, 1, MOST_COUNT, &near->count, err);
    if (code == ERR_OK) code = work_open(call, &near->work, err);
    if (code == ERR_OK)
        code =
            store_read_plan(near->work.store, &near->work.reg, call->argument[1], &near->best, err);
    if (code == ERR_OK) code = make_program(near, err);
    near->within = percent / 100.0;
    /* A plan that is not the best of its scenario by intention is not what nearness is counted
     * from. */
    near->best_objective =
        code == ERR_OK && !causes_is_best(&near->best) ? near->best.bound : near->best.objective;
    return code;
}

static enum err_code find(const struct call *call, struct near_plans *near, struct err *err)
{
    struct progress_line line = {.terminal = isatty(STDERR_FILENO) == 1};
    const struct alternatives_control control = {.within = near->within,
                                                 .count = near->count,
                                                 .seed = SEED,
                                                 .progress = show_progress,
                                                 .context = &line};
    line.wanted = line.terminal || call_has(call, OPTION_PROGRESS);
    interrupt_catch();
    const enum err_code code = alternatives_find(&near->work.staffing, &near->best_plan,
                                                 near->best_objective, &control, &near->found, err);
    if (line.terminal && line.shown) fputs("\r\033[K", stderr);
    return interrupt_release(code, err);
}

/* As stored plans, which the report reads; saved ones have an id. */
static enum err_code keep(const struct call *call, struct near_plans *near, struct err *err)
{
    enum err_code code = ERR_OK;
    near->plan = mem_new((size_t)near->found.count, sizeof *near->plan);
    for (int i = 0; i < near->found.count && code == ERR_OK; i++) {
        struct text unnamed = {0}, name = {0};
        text_add(&unnamed, lang_pick("%s ทางเลือก %d", "%s alternative %d"), near->best.name, i + 1);
        code = plan_name_choose(&near->work, NULL, text_s(&unnamed), &name, err);
        if (code == ERR_OK) {
            plan_store_form(&near->work.staffing, &near->found.one[i].plan, text_s(&name),
                            &near->plan[i]);
            free(near->plan[i].status);
            near->plan[i].status = mem_text("near");
        }
        if (code == ERR_OK && call_has(call, OPTION_SAVE))
            code = store_save_plan(near->work.store, &near->work.reg, &near->plan[i],
                                   &near->plan[i].id, err);
        text_clear(&unnamed);
        text_clear(&name);
    }
    return code;
}

enum err_code run_alternatives(const struct call *call, struct text *out, struct err *err)
{
    struct near_plans near = {0};
    enum err_code code = open_near(call, &near, err);
    if (code == ERR_OK) code = find(call, &near, err);
    if (code == ERR_OK) code = keep(call, &near, err);
    if (code == ERR_OK) {
        const struct alternatives_shown shown = {.reg = &near.work.reg,
                                                 .best = &near.best,
                                                 .plan = near.plan,
                                                 .found = &near.found,
                                                 .params = &near.work.params,
                                                 .within = near.within,
                                                 .best_objective = near.best_objective};
        if (call->format == FORMAT_JSON)
            alternatives_json(&shown, out);
        else if (call->format == FORMAT_CSV)
            call_print(call, alternatives_table(&shown), out);
        else
            alternatives_summary(&shown, call->colour, out);
    }
    near_clear(&near);
    return code;
}
