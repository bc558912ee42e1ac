/* A saved plan checked without the solver: the statement of the program says what must hold, the
   data say with which numbers. */
#include "planner/plan.h"

#include "base/lang.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Costs carry decimals of their own; people are whole, so anything above this is a real miss. */
static const double TOLERANCE = 1e-6;

struct verifying {
    const struct staffing *staffing;
    const struct plan *plan;
    const struct lp *lp;
    struct verify_report *report;
};

void verify_report_clear(struct verify_report *report)
{
    text_clear(&report->text);
    *report = (struct verify_report){0};
}

static bool another_line(struct verify_report *report)
{
    return ++report->broken <= VERIFY_LINES;
}

static double value_of(const void *context, int var, struct lp_at at)
{
    const struct verifying *v = context;
    return plan_value(v->staffing, v->plan, var, at);
}

static void check_row(void *context, const struct lp_row_check *check)
{
    struct verifying *v = context;
    v->report->rows++;
    if (check->missed <= TOLERANCE || !another_line(v->report)) return;
    char name[LP_NAME];
    lp_row_name(v->lp, check->family, check->at, name);
    text_add(&v->report->text, lang_pick("'%s' (%s) ผิดไป %g\n", "'%s' (%s) is missed by %g\n"),
             name, lp_row_meaning(&staffing_model.row[check->family]), check->missed);
}

static void check_bound(void *context, const struct lp_row_check *check)
{
    struct verifying *v = context;
    v->report->columns++;
    if (check->missed <= TOLERANCE || !another_line(v->report)) return;
    char name[LP_NAME];
    lp_column_name(v->lp, -1 - check->family, check->at, name);
    text_add(&v->report->text,
             lang_pick("'%s' เกินขอบเขตไป %g\n", "'%s' is out of its bounds by %g\n"), name,
             check->missed);
}

/* One saved number against the one derived again. */
static void same(struct verify_report *report, long long saved, long long derived, int fy,
                 const char *what, const char *where)
{
    report->numbers++;
    if (saved == derived || !another_line(report)) return;
    text_add(&report->text,
             lang_pick("%s %s ปี %d บันทึกไว้ %lld คำนวณได้ %lld\n",
                       "%s %s of %d is saved as %lld and comes to %lld\n"),
             what, where, fy, saved, derived);
}

static void same_chains(struct verify_report *report, const struct school_register *reg,
                        const struct stored_plan *saved, const struct stored_plan *derived)
{
    same(report, saved->chains, derived->chains, saved->first_fy, "chains", "");
    for (int i = 0; i < saved->chains && i < derived->chains; i++) {
        const struct stored_chain *a = &saved->chain[i], *b = &derived->chain[i];
        char where[96];
        snprintf(where, sizeof where, "%s,%s", reg->school[a->school].code,
                 reg->major[a->major].code);
        same(report, a->school, b->school, a->fy, "school", where);
        same(report, a->major, b->major, a->fy, "major", where);
        same(report, a->fy, b->fy, a->fy, "fy", where);
        same(report, a->need, b->need, a->fy, "need", where);
        same(report, a->headcount, b->headcount, a->fy, "headcount", where);
        same(report, a->shortage, b->shortage, a->fy, "shortage", where);
        same(report, a->surplus, b->surplus, a->fy, "surplus", where);
        same(report, a->retire, b->retire, a->fy, "retire", where);
        same(report, a->other_loss, b->other_loss, a->fy, "other_loss", where);
    }
}

static void same_totals(struct verify_report *report, const struct stored_plan *saved,
                        const struct stored_plan *derived)
{
    for (int i = 0; i < saved->totals && i < derived->totals; i++) {
        const struct stored_total *a = &saved->total[i], *b = &derived->total[i];
        same(report, a->retire, b->retire, a->fy, "total", "retire");
        same(report, a->other_loss, b->other_loss, a->fy, "total", "other_loss");
        same(report, a->need, b->need, a->fy, "total", "need");
        same(report, a->headcount, b->headcount, a->fy, "total", "headcount");
        same(report, a->shortage, b->shortage, a->fy, "total", "shortage");
        same(report, a->surplus, b->surplus, a->fy, "total", "surplus");
        same(report, a->call_up, b->call_up, a->fy, "total", "call_up");
        same(report, a->graduates, b->graduates, a->fy, "total", "graduates");
        same(report, a->idle, b->idle, a->fy, "total", "idle");
        same(report, a->transfer, b->transfer, a->fy, "total", "transfer");
        same(report, a->retrain, b->retrain, a->fy, "total", "retrain");
        same(report, a->intake, b->intake, a->fy, "total", "intake");
        same(report, a->cost_thb, b->cost_thb, a->fy, "total", "cost_thb");
    }
}

static void same_recruits(struct verify_report *report, const struct school_register *reg,
                          const struct stored_plan *saved, const struct stored_plan *derived)
{
    same(report, saved->recruits, derived->recruits, saved->first_fy, "recruits", "");
    for (int i = 0; i < saved->recruits && i < derived->recruits; i++) {
        const struct stored_recruit *a = &saved->recruit[i], *b = &derived->recruit[i];
        const char *where = reg->major[a->major].code;
        same(report, a->hire, b->hire, a->fy, "hire", where);
        same(report, a->intake, b->intake, a->fy, "intake", where);
    }
}

static void check_plan(struct verifying *v, const struct school_register *reg,
                       const struct stored_plan *stored)
{
    struct verify_report *report = v->report;
    struct stored_plan derived;
    lp_check(v->lp, value_of, v, check_row, v);
    report->objective = lp_check_columns(v->lp, value_of, v, check_bound, v);
    report->stored_objective = stored->objective;
    if (!(fabs(report->objective - stored->objective) <=
          TOLERANCE * fmax(1.0, fabs(stored->objective))) &&
        another_line(report))
        text_add(&report->text,
                 lang_pick("ค่าเป้าหมายบันทึกไว้ %.9g คำนวณได้ %.9g\n",
                           "the objective is saved as %.9g and comes to %.9g\n"),
                 stored->objective, report->objective);
    plan_to_stored(v->staffing, v->plan, stored->name, &derived);
    same_chains(report, reg, stored, &derived);
    same_totals(report, stored, &derived);
    same_recruits(report, reg, stored, &derived);
    stored_plan_clear(&derived);
}

static enum err_code verdict(const struct verify_report *report, struct err *err)
{
    if (report->data_changed)
        return err_set(err, ERR_MISMATCH,
                       "ข้อมูลเปลี่ยนไปหลังจากบันทึกแผนนี้ (ไม่ตรง %d รายการ) โปรดทำแผนใหม่",
                       "the data have changed since this plan was saved (%d numbers do not hold), "
                       "make the plan again",
                       report->broken);
    if (report->broken == 0) return ERR_OK;
    const char *text = text_s(&report->text);
    int first = 0;
    while (text[first] && text[first] != '\n') first++;
    return err_set(err, ERR_MISMATCH, "แผนไม่ผ่านการตรวจ %d รายการ รายการแรก: %.*s",
                   "the plan does not hold in %d places, first: %.*s", report->broken, first, text);
}

enum err_code plan_verify(const struct school_register *reg, const struct stored_plan *stored,
                          struct verify_report *report, struct err *err)
{
    struct settings *settings = settings_new();
    struct params params = {0};
    struct staffing staffing = {0};
    struct plan plan = {0};
    struct lp *lp = NULL;
    *report =
        (struct verify_report){.data_changed = strcmp(stored->data_hash, reg->data_hash) != 0};
    enum err_code code = settings_add_text(settings, stored->scenario_text, stored->name, err);
    if (code == ERR_OK) code = settings_resolve(settings, reg, &params, err);
    if (code == ERR_OK) code = staffing_make(reg, &params, &staffing, err);
    if (code == ERR_OK) code = plan_from_stored(&staffing, stored, &plan, err);
    if (code == ERR_OK) code = lp_build(&staffing_model, &staffing, &lp, err);
    if (code == ERR_OK) {
        struct verifying v = {&staffing, &plan, lp, report};
        check_plan(&v, reg, stored);
        code = verdict(report, err);
    } else if (report->data_changed) {
        code = verdict(report, err);
    }
    lp_free(lp);
    plan_clear(&plan);
    staffing_clear(&staffing);
    params_clear(&params);
    settings_free(settings);
    return code;
}
