/* export: a saved plan as a file. */
#include "cli/rows.h"

#include "base/lang.h"
#include "base/text.h"
#include "report/plan_report.h"

#include <string.h>

/* The program a plan was made from, for any other solver. */
static enum err_code export_mps(struct work *work, const char *path, struct err *err)
{
    struct lp *lp = NULL;
    struct export_file file = {0};
    enum err_code code = staffing_make(&work->reg, &work->params, &work->staffing, err);
    if (code == ERR_OK) code = lp_build(&staffing_model, &work->staffing, &lp, err);
    if (code == ERR_OK) code = export_file_open(path, &file, err);
    if (code == ERR_OK) {
        lp_write_mps(lp, file.file);
        code = export_file_finish(&file, err);
    }
    lp_free(lp);
    return code;
}

static enum err_code parse_part(const struct call *call, enum export_part *part, struct err *err)
{
    const char *word = call_value(call, OPTION_PART);
    if (!word) return ERR_OK;
    for (int i = 0; i < EXPORT_PARTS; i++)
        if (strcmp(word, export_part_word[i]) == 0) {
            *part = (enum export_part)i;
            return ERR_OK;
        }
    return err_set(err, ERR_INPUT, "'--part' เป็น '%s' ที่ใช้ได้คือ %s, %s",
                   "'--part' is '%s', allowed are %s, %s", word, export_part_word[EXPORT_PLAN],
                   export_part_word[EXPORT_PLACEMENT]);
}

/* The placement list, unless the data are no longer those of the plan: then its ranks are not those
   of the lists any more, and only files that hold the bare plan can be written. */
static enum err_code place(struct work *work, const struct stored_plan *plan, const char *path,
                           struct placement *out, struct err *err)
{
    if (strcmp(plan->data_hash, work->reg.data_hash) == 0)
        return placement_make(&work->reg, &work->params, plan, out, err);
    if (export_suffix_is(path, ".json") || export_suffix_is(path, ".csv")) return ERR_OK;
    return err_set(
        err, ERR_MISMATCH, "ข้อมูลเปลี่ยนไปหลังจากทำแผน '%s' โปรดทำแผนใหม่ก่อนด้วย 'kru plan'",
        "the data have changed since plan '%s' was made, make it anew with 'kru plan' first",
        plan->name);
}

static enum err_code export_view(const struct call *call, struct work *work,
                                 const struct stored_plan *plan, const char *path, struct err *err)
{
    struct filter filter;
    enum export_part part = EXPORT_PLAN;
    enum err_code code = parse_part(call, &part, err);
    if (code == ERR_OK) code = filter_parse(call, &work->reg, &filter, err);
    if (code != ERR_OK) return code;
    struct placement placement = {0};
    code = place(work, plan, path, &placement, err);
    if (code != ERR_OK) return code;
    const bool placed = strcmp(plan->data_hash, work->reg.data_hash) == 0;
    const struct plan_view view = {.reg = &work->reg,
                                   .plan = plan,
                                   .params = &work->params,
                                   .placement = placed ? &placement : NULL,
                                   .district = filter.district,
                                   .school = filter.school,
                                   .no_bom = call_has(call, OPTION_NO_BOM)};
    code = plan_export(&view, part, path, err);
    placement_clear(&placement);
    return code;
}

static void print_export(const struct call *call, const struct stored_plan *plan, const char *path,
                         struct text *out)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"id",   "หมายเลข",   "number",  CELL_YEAR, false},
        {"name", "ชื่อ",        "name",    CELL_TEXT, false},
        {"file", "เขียนไว้ที่",   "written", CELL_TEXT, false},
    };
    // clang-format on
    struct table *table = table_new(NULL, columns, sizeof columns / sizeof *columns);
    table_row(table);
    table_int(table, plan->id);
    table_text(table, plan->name);
    table_text(table, path);
    call_print(call, table, out);
}

static enum err_code file_missing(struct err *err)
{
    struct text known = {0};
    export_suffixes(&known);
    err_set(err, ERR_INPUT, "'kru export' ต้องมี --to FILE นามสกุล %s",
            "'kru export' needs --to FILE, a name in %s", text_s(&known));
    text_clear(&known);
    return ERR_INPUT;
}

enum err_code run_export(const struct call *call, struct text *out, struct err *err)
{
    struct work work = {0};
    struct stored_plan plan = {0};
    const char *path = call_value(call, OPTION_TO);
    if (!path) return file_missing(err);
    enum err_code code = work_plan(call, &work, &plan, err);
    if (code == ERR_OK) code = work_resolve_plan(&work, &plan, err);
    if (code == ERR_OK)
        code = export_suffix_is(path, ".mps") ? export_mps(&work, path, err)
                                              : export_view(call, &work, &plan, path, err);
    if (code == ERR_OK) print_export(call, &plan, path, out);
    stored_plan_clear(&plan);
    work_close(&work);
    return code;
}
