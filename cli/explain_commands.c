/* explain, clock, sensitivity: questions about a saved plan that are answered by solving again. */
#define _POSIX_C_SOURCE 200809L
#include "cli/cli.h"

#include "base/lang.h"
#include "cli/rows.h"
#include "cli/watch.h"
#include "planner/clock.h"
#include "planner/explain.h"
#include "planner/sensitivity.h"
#include "report/clock_report.h"
#include "report/explain_report.h"
#include "report/plan_report.h"
#include "report/sensitivity_report.h"

#include <stdlib.h>
#include <string.h>

/* The saved plan read as whole numbers, and its program, ready to be asked. */
struct question {
    struct work work;
    struct stored_plan stored;
    struct plan plan;
    struct effects *effects;
    struct solve_watch watch;
};

static enum err_code question_close(struct question *question, enum err_code code, struct err *err)
{
    code = watch_end(&question->watch, code, err);
    plan_clear(&question->plan);
    effects_free(question->effects);
    stored_plan_clear(&question->stored);
    work_close(&question->work);
    return code;
}

static enum err_code data_changed(const struct stored_plan *stored, struct err *err)
{
    return err_set(
        err, ERR_MISMATCH, "ข้อมูลเปลี่ยนไปหลังจากทำแผน '%s' โปรดทำแผนใหม่ก่อนด้วย 'kru plan'",
        "the data have changed since plan '%s' was made, make it anew with 'kru plan' first",
        stored->name);
}

static enum err_code question_open(const struct call *call, struct question *question,
                                   struct err *err)
{
    struct work *work = &question->work;
    struct stored_plan *stored = &question->stored;
    watch_start(&question->watch, call, lang_pick("กำลังคำนวณซ้ำ", "solving again"));
    const struct effect_watch watch = {watch_solves, &question->watch};
    enum err_code code = work_open(call, work, err);
    if (code == ERR_OK)
        code = store_read_plan(work->store, &work->reg, call->argument[1], stored, err);
    if (code == ERR_OK && strcmp(stored->data_hash, work->reg.data_hash) != 0)
        code = data_changed(stored, err);
    if (code == ERR_OK)
        code = effects_open(&work->reg, stored->scenario_text, stored->name, &watch,
                            &question->effects, err);
    if (code == ERR_OK)
        code = plan_from_stored(effects_staffing(question->effects), stored, &question->plan, err);
    return code;
}

static enum err_code explain_one(const struct call *call, struct question *question,
                                 const struct filter *filter, int fy, struct text *out,
                                 struct err *err)
{
    const struct staffing *d = effects_staffing(question->effects);
    struct explanation explanation = {0};
    const enum err_code code = explain_post(question->effects, &question->plan, filter->school,
                                            filter->major, fy - d->first_fy, &explanation, err);
    if (code != ERR_OK) return code;
    if (call->format == FORMAT_JSON)
        explain_post_json(d, &explanation, out);
    else if (call->format == FORMAT_CSV)
        call_print(call, explain_post_table(d, &explanation), out);
    else
        explain_post_text(d, &explanation, out);
    explanation_clear(&explanation);
    return ERR_OK;
}

static enum err_code explain_all(const struct call *call, struct question *question,
                                 struct text *out, struct err *err)
{
    struct claim *claim = NULL;
    int claims = 0;
    const enum err_code code = explain_plan(question->effects, &claim, &claims, err);
    if (code != ERR_OK) return code;
    struct table *table = explain_plan_table(effects_staffing(question->effects), claim, claims);
    note_synthetic(&question->work.reg, table);
    call_print(call, table, out);
    free(claim);
    return ERR_OK;
}

enum err_code run_explain(const struct call *call, struct text *out, struct err *err)
{
    struct question question = {0};
    struct filter filter;
    int fy = 0;
    const int given =
        call_has(call, OPTION_SCHOOL) + call_has(call, OPTION_MAJOR) + call_has(call, OPTION_FY);
    if (given != 0 && given != 3)
        return err_set(err, ERR_INPUT,
                       "'--school', '--major' และ '--fy' ต้องใส่พร้อมกันทั้งสาม หรือไม่ใส่เลย",
                       "'--school', '--major' and '--fy' go together, give all three or none");
    enum err_code code = question_open(call, &question, err);
    if (code == ERR_OK) code = filter_parse(call, &question.work.reg, &filter, err);
    if (code == ERR_OK) {
        const struct staffing *d = effects_staffing(question.effects);
        code = rows_parse_fy(call, d->first_fy, d->first_fy + d->years - 1, &fy, err);
    }
    if (code == ERR_OK && given == 3)
        code = explain_one(call, &question, &filter, fy, out, err);
    else if (code == ERR_OK)
        code = explain_all(call, &question, out, err);
    return question_close(&question, code, err);
}

static void print_clock(const struct call *call, const struct question *question,
                        const struct clock *clock, struct text *out)
{
    const struct staffing *d = effects_staffing(question->effects);
    if (call->format == FORMAT_JSON) {
        clock_json(d, clock, out);
        return;
    }
    struct table *decisions = clock_decision_table(
        d, clock, call->format != FORMAT_TABLE || call_has(call, OPTION_DETAIL));
    if (call->format == FORMAT_TABLE) note_synthetic(&question->work.reg, decisions);
    call_print(call, decisions, out);
    if (call->format == FORMAT_CSV) return;
    text_add(out, "\n");
    call_print(call, clock_intake_table(d, clock), out);
    text_add(out, "\n");
    call_print(call, clock_list_table(d, clock, call_has(call, OPTION_DETAIL)), out);
}

enum err_code run_clock(const struct call *call, struct text *out, struct err *err)
{
    struct question question = {0};
    struct clock clock = {0};
    enum err_code code = question_open(call, &question, err);
    if (code == ERR_OK) code = clock_make(question.effects, &question.plan, &clock, err);
    if (code == ERR_OK) print_clock(call, &question, &clock, out);
    clock_clear(&clock);
    return question_close(&question, code, err);
}

static void print_sensitivity(const struct call *call, const struct question *question,
                              const struct sensitivity *sensitivity, struct text *out)
{
    const struct staffing *d = effects_staffing(question->effects);
    const bool all = call->format != FORMAT_TABLE || call_has(call, OPTION_DETAIL);
    struct table *schools = plan_worst_schools(&question->work.reg, &question->stored);
    if (call->format == FORMAT_JSON) {
        sensitivity_json(d, sensitivity, schools, out);
        return;
    }
    call_print(call, sensitivity_rule_table(d, sensitivity, all), out);
    if (call->format == FORMAT_CSV) {
        table_free(schools);
        return;
    }
    text_add(out, "\n");
    call_print(call, schools, out);
    text_add(out, "\n");
    call_print(call, sensitivity_coherence_table(d, sensitivity), out);
    struct table *equity = sensitivity_equity_table(d, sensitivity);
    note_synthetic(&question->work.reg, equity);
    text_add(out, "\n");
    call_print(call, equity, out);
}

enum err_code run_sensitivity(const struct call *call, struct text *out, struct err *err)
{
    struct question question = {0};
    struct sensitivity sensitivity = {0};
    enum err_code code = question_open(call, &question, err);
    if (code == ERR_OK)
        code = sensitivity_make(question.effects, &question.plan, &sensitivity, err);
    if (code == ERR_OK) print_sensitivity(call, &question, &sensitivity, out);
    sensitivity_clear(&sensitivity);
    return question_close(&question, code, err);
}
