/* equity import, export, freeze: files into the database of cases and out of it, the index to the
   planner. */
#define _POSIX_C_SOURCE 200809L
#include "cli/equity_call.h"

#include "base/hash.h"
#include "base/lang.h"
#include "base/mem.h"
#include "equity/exchange_export.h"
#include "equity/exchange_import.h"
#include "equity/exchange_index.h"
#include "report/book.h"
#include "report/plan_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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
                 lang_pick("%d แถวเป็นของคนที่อาจซ้ำกับคนที่มีอยู่ ยังไม่ได้นำเข้า ตัดสินด้วย 'kru equity "
                           "matches' แล้วนำเข้าอีกครั้ง",
                           "%d rows are of persons who may be somebody known and are not taken in; "
                           "decide with 'kru equity matches' and import again"),
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

/* ---- export ------------------------------------------------------------------------------ */

enum { OWNER_ALONE = 077, PIECE = 1 << 16 }; /* what the mask takes away */

/* All cells are texts but those that are whole numbers in a table of counts. */
static struct table *sheet_table(const struct export_sheet *sheet, struct table_column *column)
{
    for (int c = 0; c < sheet->columns; c++)
        column[c] =
            (struct table_column){sheet->head[c], sheet->head[c], sheet->head[c], CELL_TEXT, false};
    struct table *table = table_new(NULL, column, sheet->columns);
    for (int r = 0; r < sheet->rows; r++) {
        table_row(table);
        for (int c = 0; c < sheet->columns; c++) {
            const char *cell = sheet->cell[r * sheet->columns + c];
            const bool count = !sheet->persons && c > 0 && *cell >= '0' && *cell <= '9';
            if (count)
                table_int(table, strtoll(cell, NULL, 10));
            else
                table_text(table, cell);
        }
    }
    note_made_up(sheet->synthetic, table);
    return table;
}

/* What is made up says so in the file, too: CSV has no place but a row of its own. */
static enum err_code write_csv(const char *path, const struct table *table, bool bom,
                               bool synthetic, struct err *err)
{
    struct export_file file;
    struct text content = {0};
    table_print(table, FORMAT_CSV, false, bom, &content);
    if (synthetic) {
        csv_text(&content, lang_pick("ข้อมูลสังเคราะห์", "synthetic data"));
        csv_end(&content);
    }
    enum err_code code = export_file_open(path, &file, err);
    if (code == ERR_OK) {
        fwrite(text_s(&content), 1, content.length, file.file);
        code = export_file_finish(&file, err);
    }
    if (content.s) keys_wipe(content.s, content.length);
    text_clear(&content);
    return code;
}

static enum err_code write_xlsx(const char *path, const char *name, const struct table *table,
                                bool synthetic, struct err *err)
{
    struct book *book = NULL;
    const struct book_look look = {0};
    const enum err_code code = book_open(path, &book, err);
    if (code != ERR_OK) return code;
    book_about(book, name, synthetic ? lang_pick("ข้อมูลสังเคราะห์", "synthetic data") : NULL, 0);
    book_sheet(book, name, table, &look);
    return book_finish(book, true, err);
}

static enum err_code write_sheet(const struct call *call, enum export_kind kind, const char *path,
                                 const struct export_sheet *sheet, struct err *err)
{
    struct table_column *column = mem_new((size_t)sheet->columns, sizeof *column);
    struct table *table = sheet_table(sheet, column);
    const mode_t mask = umask(OWNER_ALONE);
    const enum err_code code =
        export_suffix_is(path, ".xlsx")
            ? write_xlsx(path, export_table[kind].word, table, sheet->synthetic, err)
            : write_csv(path, table, !call_has(call, OPTION_NO_BOM), sheet->synthetic, err);
    umask(mask);
    table_free(table);
    free(column);
    return code;
}

/* Of the bytes as they lie on the disk. */
static enum err_code hash_file(const char *path, char sha256[HASH_TEXT], struct err *err)
{
    struct hash hash;
    size_t got;
    FILE *file = fopen(path, "rb");
    if (!file) return err_set(err, ERR_STORE, "อ่าน '%s' กลับไม่ได้", "'%s' cannot be read back", path);
    char *piece = mem_new(PIECE, 1);
    hash_start(&hash);
    while ((got = fread(piece, 1, PIECE, file)) > 0) hash_bytes(&hash, piece, got);
    hash_end(&hash, sha256);
    free(piece);
    fclose(file);
    return ERR_OK;
}

static void print_export(const struct call *call, enum export_kind kind,
                         const struct export_sheet *sheet, const char *sha256, int marked,
                         struct text *out)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"what",   "สิ่งที่ส่งออก", "what",       CELL_TEXT,   false},
        {"rows",   "แถว",       "rows",       CELL_INT,    false},
        {"marked", "เรื่องที่ส่งแล้ว", "cases sent", CELL_INT, false},
        {"sha256", "แฮช",       "SHA-256",    CELL_TEXT,   false},
        {"file",   "เขียนไว้ที่",  "written to", CELL_HIDDEN, false},
    };
    // clang-format on
    struct table *table = table_new(NULL, columns, sizeof columns / sizeof *columns);
    table_row(table);
    table_text(table, lang_pick(export_table[kind].th, export_table[kind].en));
    table_int(table, sheet->rows);
    table_int(table, marked);
    table_text(table, sha256);
    table_text(table, call_value(call, OPTION_TO));
    if (sheet->persons)
        table_note(table, lang_pick("มีชื่อของนักเรียน โปรดเก็บรักษาอย่างข้อมูลส่วนบุคคล",
                                    "it names pupils: keep it as personal data"));
    else
        table_note(table, lang_pick("จำนวนต่ำกว่า 10 และจำนวนที่จะเผยจำนวนเหล่านั้นถูกปกปิด",
                                    "counts below 10 are hidden, and those that would tell them"));
    note_made_up(sheet->synthetic, table);
    call_print(call, table, out);
}

static enum err_code read_export(const struct call *call, enum export_kind *kind, const char **path,
                                 struct err *err)
{
    const char *what = call_value(call, OPTION_WHAT);
    *path = call_value(call, OPTION_TO);
    if (!what || !export_kind_parse(what, kind))
        return err_set(err, ERR_INPUT, "'--what' ที่ใช้ได้คือ eef, district, partner, open",
                       "'--what' is missing or unknown, allowed are eef, district, partner, open");
    if (!*path || (!export_suffix_is(*path, ".csv") && !export_suffix_is(*path, ".xlsx")))
        return err_set(err, ERR_INPUT, "'--to' ต้องเป็นชื่อไฟล์ .csv หรือ .xlsx",
                       "'--to' must be the name of a .csv or .xlsx file");
    return ERR_OK;
}

enum err_code run_equity_export(const struct call *call, struct text *out, struct err *err)
{
    struct desk desk = {0};
    struct export_sheet sheet = {0};
    enum export_kind kind = EXPORT_EEF;
    char sha256[HASH_TEXT];
    int marked = 0;
    const char *path = NULL, *from = call_value(call, OPTION_FROM);
    enum err_code code = read_export(call, &kind, &path, err);
    if (code == ERR_OK) code = desk_open_with_key(call, &desk, err);
    if (code == ERR_OK) {
        const struct person_access access = desk_access(call, &desk);
        code = export_make(&access, kind, from, &sheet, err);
        if (code == ERR_OK) code = write_sheet(call, kind, path, &sheet, err);
        if (code == ERR_OK) code = hash_file(path, sha256, err);
        if (code == ERR_OK) code = export_done(&access, kind, &sheet, sha256, &marked, err);
        if (code == ERR_OK) print_export(call, kind, &sheet, sha256, marked, out);
    }
    export_sheet_clear(&sheet);
    desk_close(&desk);
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
