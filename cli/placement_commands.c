/* placement: who of which list is called for which vacancy, and in what order teachers move. */
#include "cli/cli.h"

#include "base/lang.h"
#include "cli/rows.h"
#include "report/placement_report.h"
#include "report/plan_report.h"

#include <string.h>

/* What --by is called, by table. */
static const char *const by_word[PLACEMENT_TABLES] = {"call", "move", "list"};

static enum err_code parse_by(const struct call *call, enum placement_table *which, struct err *err)
{
    const char *word = call_value(call, OPTION_BY);
    if (!word) return ERR_OK;
    for (int i = 0; i < PLACEMENT_TABLES; i++)
        if (strcmp(word, by_word[i]) == 0) {
            *which = (enum placement_table)i;
            return ERR_OK;
        }
    return err_set(err, ERR_INPUT, "'--by' เป็น '%s' ที่ใช้ได้คือ %s, %s, %s",
                   "'--by' is '%s', allowed are %s, %s, %s", word, by_word[0], by_word[1],
                   by_word[2]);
}

static enum err_code data_changed(const struct stored_plan *plan, struct err *err)
{
    return err_set(
        err, ERR_MISMATCH, "ข้อมูลเปลี่ยนไปหลังจากทำแผน '%s' โปรดทำแผนใหม่ก่อนด้วย 'kru plan'",
        "the data have changed since plan '%s' was made, make it anew with 'kru plan' first",
        plan->name);
}

/* What is synthetic, and how ranks are counted. */
static void json_notes(const struct plan_view *view, const struct placement_filter *filter,
                       struct json *json)
{
    struct text synthetic = {0};
    struct table *calls = placement_table(PLACEMENT_CALLS, view, filter);
    synthetic_note(view->reg, &synthetic);
    json_array(json, "notes");
    for (int i = 0; i < table_notes(calls); i++) json_text(json, NULL, table_note_at(calls, i));
    if (synthetic.length > 0) json_text(json, NULL, synthetic.s);
    json_array_end(json);
    table_free(calls);
    text_clear(&synthetic);
}

static void print_json(const struct call *call, enum placement_table which,
                       const struct plan_view *view, const struct placement_filter *filter,
                       struct text *out)
{
    struct json json;
    json_start(&json, out);
    json_object(&json, NULL);
    for (int i = 0; i < PLACEMENT_TABLES; i++)
        if (!call_has(call, OPTION_BY) || i == (int)which)
            table_json_take(placement_table((enum placement_table)i, view, filter),
                            placement_table_word[i], &json);
    json_notes(view, filter, &json);
    json_object_end(&json);
}

/* Without --by: JSON has all three tables, and who reads about one school sees both those who come
   from outside and those who move. */
static void print_placement(const struct call *call, enum placement_table which,
                            const struct plan_view *view, const struct placement_filter *filter,
                            struct text *out)
{
    if (call->format == FORMAT_JSON) {
        print_json(call, which, view, filter, out);
        return;
    }
    struct table *table = placement_table(which, view, filter);
    if (call->format == FORMAT_TABLE && view->school >= 0 && !call_has(call, OPTION_BY)) {
        call_print(call, table, out);
        text_add(out, "\n");
        table = placement_table(PLACEMENT_MOVES, view, filter);
    }
    note_synthetic(view->reg, table);
    call_print(call, table, out);
}

enum err_code run_placement(const struct call *call, struct text *out, struct err *err)
{
    struct work work = {0};
    struct stored_plan plan = {0};
    struct placement placement = {0};
    struct filter filter = {-1, -1, -1};
    enum placement_table which = PLACEMENT_CALLS;
    enum err_code code = parse_by(call, &which, err);
    if (code == ERR_OK) code = work_plan(call, &work, &plan, err);
    if (code == ERR_OK && strcmp(plan.data_hash, work.reg.data_hash) != 0)
        code = data_changed(&plan, err);
    if (code == ERR_OK) code = filter_parse(call, &work.reg, &filter, err);
    /* A person reads the year that comes first; a program gets all. */
    int fy = call->format == FORMAT_TABLE && which != PLACEMENT_LISTS ? plan.first_fy : 0;
    if (code == ERR_OK)
        code = rows_parse_fy(call, plan.first_fy, plan.first_fy + plan.years - 1, &fy, err);
    if (code == ERR_OK) code = work_resolve_plan(&work, &plan, err);
    if (code == ERR_OK) code = placement_make(&work.reg, &work.params, &plan, &placement, err);
    if (code == ERR_OK) {
        const struct plan_view view = {.reg = &work.reg,
                                       .plan = &plan,
                                       .params = &work.params,
                                       .placement = &placement,
                                       .district = filter.district,
                                       .school = filter.school};
        print_placement(call, which, &view,
                        &(struct placement_filter){.fy = fy, .major = filter.major}, out);
    }
    placement_clear(&placement);
    stored_plan_clear(&plan);
    work_close(&work);
    return code;
}
