/* replan: a saved plan made again after new facts, keeping what was promised where it pays. */
#include "cli/cli.h"

#include "base/lang.h"
#include "base/mem.h"
#include "report/replan_report.h"

#include <stdlib.h>
#include <string.h>

static const double DEFAULT_PRICE = 20.0, MOST_PRICE = 1e6;
enum { DEFAULT_FIRM_YEARS = 2 };

/* What the command holds. */
struct again {
    struct work work;
    struct stored_plan old, stored;
    struct replan_terms terms;
    struct staffing_promises promises;
    struct plan free, kept;
    struct replan_changes changes, changes_if_free;
    struct text name;
};

static void again_clear(struct again *again)
{
    replan_changes_clear(&again->changes);
    replan_changes_clear(&again->changes_if_free);
    plan_clear(&again->free);
    plan_clear(&again->kept);
    promises_clear(&again->promises);
    stored_plan_clear(&again->old);
    stored_plan_clear(&again->stored);
    text_clear(&again->name);
    work_close(&again->work);
}

/* The scenario of the plan, with the layers of the command line over it. */
static enum err_code resolve_over(const struct call *call, struct again *again, struct err *err)
{
    struct work *work = &again->work;
    struct settings *settings = settings_new();
    enum err_code code =
        settings_add_text(settings, again->old.scenario_text, again->old.name, err);
    for (int i = 0; i < call->values[OPTION_SCENARIO] && code == ERR_OK; i++)
        code = settings_add_file(settings, call->value[OPTION_SCENARIO][i], err);
    for (int i = 0; i < call->values[OPTION_SET] && code == ERR_OK; i++)
        code = settings_add(settings, call->value[OPTION_SET][i], err);
    if (code == ERR_OK) code = settings_resolve(settings, &work->reg, &work->params, err);
    settings_free(settings);
    return code;
}

static enum err_code open_again(const struct call *call, struct again *again, struct err *err)
{
    struct work *work = &again->work;
    struct text unnamed = {0};
    again->terms = (struct replan_terms){DEFAULT_PRICE, DEFAULT_FIRM_YEARS};
    enum err_code code =
        call_number(call, OPTION_CHANGE_PRICE, 0.0, MOST_PRICE, &again->terms.price, err);
    if (code == ERR_OK)
        code = call_whole(call, OPTION_FIRM_YEARS, 1, MAX_YEARS, &again->terms.firm_years, err);
    if (code == ERR_OK) code = work_open(call, work, err);
    if (code == ERR_OK)
        code = store_read_plan(work->store, &work->reg, call->argument[1], &again->old, err);
    if (code == ERR_OK) code = resolve_over(call, again, err);
    if (code == ERR_OK) code = staffing_make(&work->reg, &work->params, &work->staffing, err);
    if (code == ERR_OK) {
        text_add(&unnamed, lang_pick("%s ปรับใหม่", "%s again"), again->old.name);
        code = plan_name_choose(work, call_value(call, OPTION_NAME), text_s(&unnamed), &again->name,
                                err);
    }
    text_clear(&unnamed);
    return code;
}

/* Once without a thought of promises, which says what they cost, and once with their price. */
static enum err_code solve_twice(const struct call *call, struct again *again, struct err *err)
{
    struct staffing *staffing = &again->work.staffing;
    enum err_code code = call_solve(call, staffing, &again->free, NULL, err);
    if (code != ERR_OK) return code;
    promises_make(&again->old, staffing, &again->terms, &again->promises);
    staffing->kept = &again->promises;
    code = call_solve(call, staffing, &again->kept, NULL, err);
    staffing->kept = NULL;
    if (code != ERR_OK) return code;
    /* What is saved is measured by the design's objective alone. */
    again->kept.lp_objective = again->free.lp_objective;
    again->kept.bound = again->free.bound;
    return plan_check(staffing, &again->kept, err);
}

static void compare_both(struct again *again)
{
    const struct staffing *staffing = &again->work.staffing;
    const bool differ = strcmp(again->old.scenario_hash, again->work.params.hash) != 0;
    replan_compare(&again->old, staffing, &again->kept, &again->terms, differ, &again->changes);
    replan_compare(&again->old, staffing, &again->free, &again->terms, differ,
                   &again->changes_if_free);
    plan_store_form(staffing, &again->kept, text_s(&again->name), &again->stored);
    if (again->changes.missed == 0 && again->stored.objective == again->free.objective) return;
    free(again->stored.status);
    again->stored.status = mem_text("kept");
}

static long long shortage_of(const struct again *again)
{
    struct stored_plan plan;
    long long sum = 0;
    plan_to_stored(&again->work.staffing, &again->free, NULL, &plan);
    for (int i = 0; i < plan.totals; i++) sum += plan.total[i].shortage;
    stored_plan_clear(&plan);
    return sum;
}

static void print_again(const struct call *call, const struct again *again, struct text *out)
{
    const struct replanning replanning = {.reg = &again->work.reg,
                                          .old = &again->old,
                                          .kept = &again->stored,
                                          .terms = again->terms,
                                          .changes = &again->changes,
                                          .changes_if_free = &again->changes_if_free,
                                          .best_objective = again->free.objective,
                                          .best_shortage = shortage_of(again)};
    if (call->format == FORMAT_JSON)
        replan_json(&replanning, out);
    else if (call->format == FORMAT_CSV)
        call_print(call, replan_changes_table(&replanning), out);
    else
        replan_summary(&replanning, call->colour, out);
}

enum err_code run_replan(const struct call *call, struct text *out, struct err *err)
{
    struct again again = {0};
    enum err_code code = open_again(call, &again, err);
    if (code == ERR_OK) code = solve_twice(call, &again, err);
    if (code == ERR_OK) compare_both(&again);
    if (code == ERR_OK && !call_has(call, OPTION_DRY_RUN))
        code = store_save_plan(again.work.store, &again.work.reg, &again.stored, &again.stored.id,
                               err);
    if (code == ERR_OK) print_again(call, &again, out);
    again_clear(&again);
    return code;
}
