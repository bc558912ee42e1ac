/* plan and what is done with saved plans. */
#define _POSIX_C_SOURCE 200809L
#include "cli/cli.h"

#include "base/env.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/thai.h"
#include "planner/conflict.h"
#include "planner/plan.h"
#include "report/conflict_report.h"
#include "report/plan_report.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- plan -------------------------------------------------------------------------------- */

/* One line that is written over itself on a terminal, one line after the other elsewhere. */
struct progress_line {
    bool terminal, shown;
    double limit_s;
};

/* The objective and how far it can be from the best; while only a part is solved, the bound. */
static void show_objective(const struct lp_progress *at)
{
    if (isfinite(at->objective))
        fprintf(stderr, lang_pick(" ค่าเป้าหมาย %.2f", ", objective %.2f"), at->objective);
    else if (isfinite(at->bound))
        fprintf(stderr, lang_pick(" ไม่มีแผนใดต่ำกว่า %.2f", ", no plan costs less than %.2f"),
                at->bound);
    if (at->objective >= at->bound && isfinite(at->bound) && at->objective > 0.0)
        fprintf(stderr, lang_pick(" ห่างจากขอบล่างร้อยละ %.3f", ", %.3f %% above the bound"),
                100.0 * (at->objective - at->bound) / at->objective);
}

static bool show_progress(void *context, const struct plan_phase *phase)
{
    struct progress_line *line = context;
    const struct lp_progress *at = &phase->progress;
    fputs(line->terminal ? "\r\033[K" : "", stderr);
    fprintf(stderr,
            lang_pick("%s %.0f วินาที (ร้อยละ %.0f ของเวลาที่ให้ไว้)",
                      "%s, %.0f s (%.0f %% of the time allowed)"),
            lang_pick(phase->th, phase->en), at->seconds, 100.0 * at->seconds / line->limit_s);
    if (at->infeasibility > 0.0)
        fprintf(stderr, lang_pick(" ยังผิดเงื่อนไขอยู่ %.0f", ", rules still missed by %.0f"),
                at->infeasibility);
    else
        show_objective(at);
    if (phase->fractional >= 0)
        fprintf(stderr, lang_pick(" เหลือ %d จำนวนที่ยังไม่เต็มคน", ", %d numbers not whole yet"),
                phase->fractional);
    fputs(line->terminal ? "" : "\n", stderr);
    line->shown = true;
    return true;
}

static volatile sig_atomic_t interrupted;
static struct sigaction interrupt_before;

static void on_interrupt(int number)
{
    (void)number;
    interrupted = 1;
}

static bool not_interrupted(void *context)
{
    (void)context;
    return !interrupted;
}

void interrupt_catch(void)
{
    struct sigaction mine = {.sa_handler = on_interrupt};
    sigemptyset(&mine.sa_mask);
    interrupted = 0;
    sigaction(SIGINT, NULL, &interrupt_before);
    if (interrupt_before.sa_handler != SIG_IGN) sigaction(SIGINT, &mine, NULL);
}

bool interrupt_came(void)
{
    return interrupted != 0;
}

enum err_code interrupt_release(enum err_code code, struct err *err)
{
    sigaction(SIGINT, &interrupt_before, NULL);
    if (!interrupted) return code;
    return err_set(err, ERR_LIMIT, "หยุดแล้ว ไม่มีการบันทึก", "stopped, nothing was saved");
}

enum err_code call_solve(const struct call *call, const struct staffing *staffing, struct plan *out,
                         struct conflict *why, struct err *err)
{
    struct progress_line line = {.terminal = isatty(STDERR_FILENO) == 1,
                                 .limit_s = staffing->params->limit_s};
    const bool wanted = line.terminal || call_has(call, OPTION_PROGRESS);
    interrupt_catch();
    enum err_code code = plan_solve_or_conflict(staffing, wanted ? show_progress : NULL,
                                                not_interrupted, &line, out, why, err);
    if (line.terminal && (line.shown || interrupted)) fputs("\r\033[K", stderr);
    if (interrupted) plan_clear(out);
    code = interrupt_release(code, err);
    if (code == ERR_OK && call_has(call, OPTION_PROGRESS))
        fprintf(stderr,
                lang_pick("คำนวณเสร็จใน %.1f วินาที ใช้หน่วยความจำสูงสุด %.0f MB\n",
                          "solved in %.1f s with at most %.0f MB of memory\n"),
                out->solver_s, out->peak_mb);
    return code;
}

/* A plan is asked for by number or by name, so a name of digits alone would mean two plans. */
static enum err_code check_name(const char *name, struct err *err)
{
    enum { MOST_LETTERS = 200 };
    int letters = 0, controls = 0;
    for (const unsigned char *c = (const unsigned char *)name; *c; c++) {
        letters += (*c & 0xC0) != 0x80;
        controls += *c < 0x20 || *c == 0x7F;
    }
    const bool digits = name[strspn(name, "0123456789")] == '\0';
    if (!digits && controls == 0 && letters <= MOST_LETTERS && thai_utf8_valid(name, strlen(name)))
        return ERR_OK;
    return err_set(
        err, ERR_INPUT, "ใช้ '%s' เป็นชื่อแผนไม่ได้ ชื่อยาวได้ 1 .. %d ตัวอักษร UTF-8 และไม่ใช่ตัวเลขล้วน",
        "'%s' cannot name a plan, allowed are 1 .. %d letters of UTF-8, not digits alone", name,
        MOST_LETTERS);
}

static bool is_taken(const struct stored_plan *plan, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(plan[i].name, name) == 0) return true;
    return false;
}

/* "name", "name (2)", "name (3)": the first that no plan has. */
static void make_name(const struct stored_plan *plan, int count, const char *name, struct text *out)
{
    const bool digits = name[strspn(name, "0123456789")] == '\0';
    text_add(out, "%s%s", digits ? "plan " : "", name);
    for (int n = 2; is_taken(plan, count, text_s(out)); n++) {
        text_clear(out);
        text_add(out, "%s%s (%d)", digits ? "plan " : "", name, n);
    }
}

/* The name to save under, found before the solver has worked for a minute in vain. */
enum err_code plan_name_choose(const struct work *work, const char *name, const char *unnamed,
                               struct text *out, struct err *err)
{
    struct stored_plan *plan = NULL;
    int count = 0;
    enum err_code code = name ? check_name(name, err) : ERR_OK;
    if (code == ERR_OK) code = store_list_plans(work->store, &plan, &count, err);
    if (code == ERR_OK && name && is_taken(plan, count, name))
        code = err_set(err, ERR_INPUT, "มีแผนชื่อ '%s' อยู่แล้ว โปรดใช้ชื่ออื่น หรือลบแผนนั้นด้วย 'kru drop'",
                       "a plan '%s' exists, take another name or remove it with 'kru drop'", name);
    if (code == ERR_OK && name)
        text_add(out, "%s", name);
    else if (code == ERR_OK)
        make_name(plan, count, unnamed, out);
    for (int i = 0; i < count; i++) stored_plan_clear(&plan[i]);
    free(plan);
    return code;
}

void plan_store_form(const struct staffing *staffing, const struct plan *plan, const char *name,
                     struct stored_plan *out)
{
    char now[32];
    plan_to_stored(staffing, plan, name, out);
    env_now_iso(now, sizeof now);
    free(out->created_at);
    out->created_at = mem_text(now);
}

/* With --detail the lists of the plan follow its summary. */
static void print_lists(const struct call *call, const struct work *work,
                        const struct stored_plan *plan, struct text *out)
{
    static const enum plan_part lists[] = {PLAN_CALLS, PLAN_RETRAININGS, PLAN_SCHOOLS, PLAN_CHAINS};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        text_add(out, "\n");
        call_print(call, plan_part_table(lists[i], &work->reg, plan), out);
    }
}

static void print_plan(const struct call *call, const struct work *work,
                       const struct stored_plan *plan, struct text *out)
{
    const bool detail = call_has(call, OPTION_DETAIL);
    if (call->format == FORMAT_JSON) {
        plan_json(&work->reg, plan, detail, out);
    } else if (call->format == FORMAT_CSV) {
        call_print(call, plan_part_table(detail ? PLAN_CHAINS : PLAN_TOTALS, &work->reg, plan),
                   out);
    } else {
        plan_summary(&work->reg, plan, call->colour, out);
        if (detail) print_lists(call, work, plan, out);
    }
}

/* What would make a plan possible; the error goes to standard error as always. */
static void print_conflict(const struct call *call, const struct staffing *staffing,
                           const struct conflict *why, const struct err *err, struct text *out)
{
    if (call->format == FORMAT_JSON)
        conflict_json(staffing, why, err->text, out);
    else if (why->answers > 0)
        call_print(call, conflict_table(staffing, why), out);
}

enum err_code run_plan(const struct call *call, struct text *out, struct err *err)
{
    struct work work = {0};
    struct plan plan = {0};
    struct conflict why = {0};
    struct stored_plan stored = {0};
    struct text name = {0};
    enum err_code code = work_staff(call, &work, err);
    if (code == ERR_OK)
        code = plan_name_choose(&work, call_value(call, OPTION_NAME), work.params.name, &name, err);
    if (code == ERR_OK) code = call_solve(call, &work.staffing, &plan, &why, err);
    if (code == ERR_INFEASIBLE) print_conflict(call, &work.staffing, &why, err, out);
    if (code == ERR_OK) plan_store_form(&work.staffing, &plan, text_s(&name), &stored);
    if (code == ERR_OK && !call_has(call, OPTION_DRY_RUN))
        code = store_save_plan(work.store, &work.reg, &stored, &stored.id, err);
    if (code == ERR_OK) print_plan(call, &work, &stored, out);
    text_clear(&name);
    stored_plan_clear(&stored);
    plan_clear(&plan);
    conflict_clear(&why);
    work_close(&work);
    return code;
}

/* ---- saved plans ------------------------------------------------------------------------- */

// clang-format off
static const struct table_column plan_columns[] = {
    {"id",          "หมายเลข",   "number",   CELL_YEAR,   false},
    {"name",        "ชื่อ",        "name",     CELL_TEXT,   false},
    {"scenario",    "สถานการณ์",  "scenario", CELL_TEXT,   false},
    {"created_at",  "ทำเมื่อ",     "made at",  CELL_TEXT,   false},
    {"first_fy",    "ปีแรก",      "from FY",  CELL_YEAR,   false},
    {"years",       "ปี",         "years",    CELL_INT,    false},
    {"status",      "สถานะ",     "status",   CELL_TEXT,   false},
    {"objective",   "ค่าเป้าหมาย", "objective", CELL_NUMBER, false},
    {"synthetic",   "ข้อมูล",      "data",     CELL_TEXT,   false},
};
// clang-format on

static void add_plan_row(const struct call *call, const struct stored_plan *plan,
                         struct table *table)
{
    const char *synthetic = lang_pick("สังเคราะห์", "synthetic"), *real = lang_pick("จริง", "real");
    if (call->format != FORMAT_TABLE) {
        synthetic = "synthetic";
        real = "real";
    }
    table_row(table);
    table_int(table, plan->id);
    table_text(table, plan->name);
    table_text(table, plan->scenario);
    table_text(table, plan->created_at);
    table_int(table, plan->first_fy);
    table_int(table, plan->years);
    table_text(table, plan->status);
    table_number(table, plan->objective, 2);
    table_text(table, plan->synthetic ? synthetic : real);
}

static struct table *plans_table(const char *title)
{
    return table_new(title, plan_columns, sizeof plan_columns / sizeof *plan_columns);
}

enum err_code run_plans(const struct call *call, struct text *out, struct err *err)
{
    struct store *store = NULL;
    struct stored_plan *plan = NULL;
    int count = 0;
    enum err_code code = store_open(call->argument[0], &store, err);
    if (code == ERR_OK) code = store_list_plans(store, &plan, &count, err);
    if (code == ERR_OK) {
        struct table *table = plans_table(lang_pick("แผนที่บันทึกไว้", "Saved plans"));
        for (int i = 0; i < count; i++) {
            add_plan_row(call, &plan[i], table);
            stored_plan_clear(&plan[i]);
        }
        call_print(call, table, out);
    }
    free(plan);
    store_close(store);
    return code;
}

enum err_code work_plan(const struct call *call, struct work *work, struct stored_plan *plan,
                        struct err *err)
{
    const enum err_code code = work_open(call, work, err);
    if (code != ERR_OK) return code;
    return store_read_plan(work->store, &work->reg, call->argument[1], plan, err);
}

enum err_code run_show(const struct call *call, struct text *out, struct err *err)
{
    struct work work = {0};
    struct stored_plan plan = {0};
    const enum err_code code = work_plan(call, &work, &plan, err);
    if (code == ERR_OK) print_plan(call, &work, &plan, out);
    stored_plan_clear(&plan);
    work_close(&work);
    return code;
}

enum err_code run_drop(const struct call *call, struct text *out, struct err *err)
{
    struct store *store = NULL;
    struct stored_plan plan = {0};
    enum err_code code = store_open(call->argument[0], &store, err);
    /* Only its head: a plan over schools that are gone can still be removed. */
    if (code == ERR_OK) code = store_read_plan(store, NULL, call->argument[1], &plan, err);
    if (code == ERR_OK) code = store_drop_plan(store, call->argument[1], err);
    if (code == ERR_OK) {
        struct table *table = plans_table(lang_pick("ลบแล้ว", "Removed"));
        add_plan_row(call, &plan, table);
        call_print(call, table, out);
    }
    stored_plan_clear(&plan);
    store_close(store);
    return code;
}

enum err_code run_instance(const struct call *call, struct text *out, struct err *err)
{
    struct work work = {0};
    const enum err_code code = work_staff(call, &work, err);
    if (code == ERR_OK) staffing_json(&work.staffing, out);
    work_close(&work);
    return code;
}

/* ---- verify ------------------------------------------------------------------------------ */

static void print_verification(const struct call *call, const struct verify_report *report,
                               struct text *out)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"rows",             "เงื่อนไขที่ตรวจ",     "rows checked",   CELL_INT,    false},
        {"bounds",           "ขอบเขตที่ตรวจ",   "bounds checked", CELL_INT,    false},
        {"numbers",          "จำนวนที่คิดใหม่",   "numbers redone", CELL_INT,    false},
        {"broken",           "ที่ไม่ตรง",        "broken",         CELL_INT,    false},
        {"objective",        "ค่าเป้าหมาย",      "objective",      CELL_NUMBER, false},
        {"stored_objective", "ที่บันทึกไว้",      "saved",          CELL_NUMBER, false},
    };
    // clang-format on
    struct table *table = table_new(lang_pick("ผลการตรวจแผน", "Verification"), columns,
                                    sizeof columns / sizeof *columns);
    table_row(table);
    table_int(table, report->rows);
    table_int(table, report->columns);
    table_int(table, report->numbers);
    table_int(table, report->broken);
    table_number(table, report->objective, 6);
    table_number(table, report->stored_objective, 6);
    if (report->data_changed)
        table_note(table, lang_pick("ข้อมูลเปลี่ยนไปหลังจากทำแผน",
                                    "the data have changed since the plan was made"));
    for (const char *line = text_s(&report->text); *line;) {
        struct text one = {0};
        const size_t length = strcspn(line, "\n");
        text_add_bytes(&one, line, length);
        table_note(table, one.s);
        text_clear(&one);
        line += length + (line[length] == '\n');
    }
    call_print(call, table, out);
}

enum err_code run_verify(const struct call *call, struct text *out, struct err *err)
{
    struct work work = {0};
    struct stored_plan plan = {0};
    struct verify_report report = {0};
    enum err_code code = work_plan(call, &work, &plan, err);
    if (code == ERR_OK) {
        code = plan_verify(&work.reg, &plan, &report, err);
        if (code == ERR_OK || code == ERR_MISMATCH) print_verification(call, &report, out);
    }
    verify_report_clear(&report);
    stored_plan_clear(&plan);
    work_close(&work);
    return code;
}
