/* equity import, freeze: files into the database of cases, the index out of it. */
#include "cli/equity_call.h"

#include "base/lang.h"
#include "base/mem.h"
#include "equity/exchange_import.h"
#include "equity/exchange_index.h"
#include "report/plan_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void note_made_up(bool synthetic, struct table *table)
{
    if (synthetic)
        table_note(table, lang_pick("ข้อมูลสังเคราะห์ ไม่ใช่นักเรียนหรือครัวเรือนจริง",
                                    "synthetic data, no real pupils or households"));
}

/* ---- import ------------------------------------------------------------------------------ */

/* One alone is the sentence that ends the program. */
static void tell_problems(const struct exchange_report *report)
{
    struct text lines = {0};
    if (report->problems_in_all == 1) return;
    for (int p = 0; p < report->problems; p++) {
        exchange_problem_text(&report->problem[p], &lines);
        text_add(&lines, "\n");
    }
    fputs(text_s(&lines), stderr);
    text_clear(&lines);
}

static void note_import(const struct exchange_report *report, bool dry_run, struct table *table)
{
    struct text note = {0};
    int waiting = 0;
    bool synthetic = false;
    for (int f = 0; f < report->files; f++) {
        waiting += report->file[f].waiting;
        synthetic = synthetic || report->file[f].synthetic;
    }
    if (dry_run)
        text_add(&note, "%s", lang_pick("ลองนำเข้า ไม่ได้เปลี่ยนอะไร", "dry run, nothing changed"));
    else if (report->applied)
        text_add(&note, lang_pick("ชุดที่ %lld", "batch %lld"), (long long)report->batch);
    else
        text_add(&note, "%s", lang_pick("ไม่มีอะไรเปลี่ยน", "nothing to change"));
    table_note(table, note.s);
    text_clear(&note);
    if (waiting > 0) {
        text_add(&note,
                 lang_pick("%d คนอาจซ้ำกับคนที่มีอยู่ ยังไม่ได้นำเข้า ดูด้วย 'kru equity matches'",
                           "%d persons may be somebody known and are not taken in, see 'kru equity "
                           "matches'"),
                 waiting);
        table_note(table, note.s);
        text_clear(&note);
    }
    note_made_up(synthetic, table);
}

static struct table *import_table(const struct exchange_report *report, bool dry_run)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"file",      "ไฟล์",          "file",      CELL_TEXT, false},
        {"kind",      "ชนิด",          "kind",      CELL_TEXT, false},
        {"rows",      "แถว",          "rows",      CELL_INT,  true},
        {"added",     "เพิ่ม",          "added",     CELL_INT,  true},
        {"changed",   "เปลี่ยน",        "changed",   CELL_INT,  true},
        {"unchanged", "เหมือนเดิม",     "unchanged", CELL_INT,  true},
        {"waiting",   "รอตัดสิน",       "waiting",   CELL_INT,  true},
        {"moved",     "ย้ายหรือเลื่อนชั้น", "moved",     CELL_INT,  true},
        {"remark",    "หมายเหตุ",      "remark",    CELL_TEXT, false},
    };
    // clang-format on
    struct table *table = table_new(NULL, columns, sizeof columns / sizeof *columns);
    for (int f = 0; f < report->files; f++) {
        const struct exchange_file *file = &report->file[f];
        struct text remark = {0};
        if (file->seen)
            text_add(&remark, lang_pick("นำเข้าแล้วเมื่อ %.10s", "imported on %.10s"), file->seen_at);
        else if (*file->ignored_columns)
            text_add(&remark, lang_pick("ไม่ใช้: %s", "not used: %s"), file->ignored_columns);
        table_row(table);
        table_text(table, file->file);
        table_text(table, file->kind ? file->kind : "");
        table_int(table, file->rows);
        table_int(table, file->added);
        table_int(table, file->changed);
        table_int(table, file->unchanged);
        table_int(table, file->waiting);
        table_int(table, file->moved);
        table_text(table, text_s(&remark));
        text_clear(&remark);
    }
    note_import(report, dry_run, table);
    return table;
}

/* The schools that the planner knows; codes are borrowed from the register. */
static struct exchange_school *schools_of(const struct school_register *reg)
{
    struct exchange_school *school = mem_new((size_t)reg->schools, sizeof *school);
    for (int s = 0; s < reg->schools; s++)
        school[s] = (struct exchange_school){reg->school[s].code,
                                             reg->district[reg->school[s].district].code};
    return school;
}

enum err_code run_equity_import(const struct call *call, struct text *out, struct err *err)
{
    struct work work = {0};
    struct desk desk = {0};
    struct exchange_report report = {0};
    struct exchange_school *school = NULL;
    const bool dry_run = call_has(call, OPTION_DRY_RUN);
    enum err_code code = work_open(call, &work, err);
    if (code == ERR_OK) code = desk_open_with_key(call, &desk, err);
    if (code == ERR_OK) {
        const struct person_access access = desk_access(call, &desk);
        school = schools_of(&work.reg);
        const struct exchange_order order = {&access, school, work.reg.schools, dry_run};
        code = exchange_import(&order, call->argument + 1, call->arguments - 1, &report, err);
        tell_problems(&report);
        if (code == ERR_OK) call_print(call, import_table(&report, dry_run), out);
    }
    exchange_report_clear(&report);
    free(school);
    desk_close(&desk);
    work_close(&work);
    return code;
}

/* ---- freeze ------------------------------------------------------------------------------ */

static void print_freeze(const struct call *call, const char *round,
                         const struct index_report *report, struct text *out)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"round",          "รอบ",          "round",          CELL_TEXT, false},
        {"academic_year",  "ปีการศึกษา",    "academic year",  CELL_YEAR, false},
        {"term",           "ภาคเรียน",      "term",           CELL_INT,  false},
        {"model",          "แบบจำลอง",     "model",          CELL_TEXT, false},
        {"schools",        "โรงเรียน",       "schools",        CELL_INT,  false},
        {"pupils",         "นักเรียน",       "pupils",         CELL_INT,  false},
        {"screened",       "คัดกรองแล้ว",    "screened",       CELL_INT,  false},
        {"extremely_poor", "ยากจนพิเศษ",   "extremely poor", CELL_INT,  false},
        {"low_confidence", "คัดกรองน้อย",    "low confidence", CELL_INT,  false},
        {"written",        "แถวที่เขียน",     "rows written",   CELL_INT,  false},
    };
    // clang-format on
    struct text note = {0};
    struct table *table = table_new(lang_pick("ตรึงดัชนีความเสมอภาค", "Equity index frozen"), columns,
                                    sizeof columns / sizeof *columns);
    table_row(table);
    table_text(table, round);
    table_int(table, report->academic_year);
    table_int(table, report->term);
    table_text(table, report->model);
    table_int(table, report->schools);
    table_int(table, report->pupils);
    table_int(table, report->screened);
    table_int(table, report->extremely_poor);
    table_int(table, report->low_confidence);
    table_int(table, report->written);
    text_add(&note,
             lang_pick("เวลาเรียนขั้นต่ำร้อยละ %d; ไม่มีข้อมูลความพิการ จึงนับเป็น 0",
                       "attendance asked for is %d percent; no file holds disability, which counts "
                       "0"),
             report->attendance_min);
    table_note(table, note.s);
    text_clear(&note);
    if (!report->frozen)
        table_note(table,
                   lang_pick("รอบนี้ตรึงไว้แล้วด้วยข้อมูลเดียวกัน", "frozen before, with the same facts"));
    note_made_up(report->synthetic, table);
    call_print(call, table, out);
}

enum err_code run_equity_freeze(const struct call *call, struct text *out, struct err *err)
{
    struct store *planner = NULL;
    struct desk desk = {0};
    struct index_params params;
    struct index_report report = {0};
    const char *round = call_value(call, OPTION_ROUND), *from = call_value(call, OPTION_FROM);
    enum err_code code = ERR_OK;
    index_params_preset(&params);
    if (!round)
        code = err_set(err, ERR_INPUT, "'kru equity freeze' ต้องมี --round ชื่อรอบ เช่น 2569 หรือ 2569-1",
                       "'kru equity freeze' needs --round, such as 2569 or 2569-1");
    if (code == ERR_OK && from) code = index_params_read(from, &params, err);
    if (code == ERR_OK) code = store_open(call->argument[0], &planner, err);
    if (code == ERR_OK) code = desk_open(call, &desk, err);
    if (code == ERR_OK)
        code = desk_allow(call, &desk, 1u << ROLE_SECRETARY | 1u << ROLE_PLANNER, err);
    if (code == ERR_OK) {
        const struct index_order order = {desk.store, planner, &desk.actor, round, &params};
        code = exchange_freeze(&order, &report, err);
    }
    if (code == ERR_OK) print_freeze(call, round, &report, out);
    desk_close(&desk);
    store_close(planner);
    return code;
}
