/* equity generate: invented pupils for the schools of a database, to try the equity module on. */
#include "cli/cli.h"

#include "base/lang.h"
#include "equity/synthetic.h"

static struct table *written_table(const struct synthetic_report *report, const char *folder)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"file",   "ไฟล์",       "file",       CELL_TEXT,   false},
        {"rows",   "แถว",       "rows",       CELL_INT,    false},
        {"folder", "เขียนไว้ที่",  "written to", CELL_HIDDEN, false},
    };
    // clang-format on
    char pupils[32], schools[32], gone[32];
    struct text note = {0};
    struct table *table = table_new(NULL, columns, sizeof columns / sizeof *columns);
    for (int f = 0; f < SYNTHETIC_FILES; f++) {
        table_row(table);
        table_text(table, synthetic_file_name[f]);
        table_int(table, report->rows[f]);
        table_text(table, folder);
    }
    text_add(&note,
             lang_pick("ปีการศึกษา %d: นักเรียน %s คน ใน %s โรงเรียน และ %s คนที่ไม่อยู่ในภาคเรียนที่ 2",
                       "academic year %d: %s pupils in %s schools, and %s who are gone in term 2"),
             report->academic_year, text_grouped(pupils, report->pupils),
             text_grouped(schools, report->schools), text_grouped(gone, report->gone));
    table_note(table, note.s);
    table_note(table, lang_pick("ข้อมูลสังเคราะห์ทั้งหมด ไม่ใช่ของบุคคลจริง (synthetic.txt)",
                                "all of it is synthetic, nobody in it exists (synthetic.txt)"));
    text_clear(&note);
    return table;
}

enum err_code run_equity_generate(const struct call *call, struct text *out, struct err *err)
{
    struct work work = {0};
    struct synthetic_report report = {0};
    struct synthetic_order order = {.seed = SYNTHETIC_SEED, .bom = !call_has(call, OPTION_NO_BOM)};
    const char *folder = call_value(call, OPTION_TO);
    enum err_code code = ERR_OK;
    if (!folder)
        code = err_set(err, ERR_INPUT, "'kru equity generate' ต้องมี --to FOLDER ซึ่งเป็นโฟลเดอร์ใหม่",
                       "'kru equity generate' needs --to FOLDER, a new folder");
    if (code == ERR_OK)
        code = call_whole(call, OPTION_SEED, 0, SYNTHETIC_MOST_SEED, &order.seed, err);
    if (code == ERR_OK)
        code = call_whole(call, OPTION_PUPILS, 1, SYNTHETIC_MOST_PUPILS, &order.pupils, err);
    if (code == ERR_OK) code = work_open(call, &work, err);
    if (code == ERR_OK) code = synthetic_write(&work.reg, &order, folder, &report, err);
    if (code == ERR_OK) call_print(call, written_table(&report, folder), out);
    work_close(&work);
    return code;
}
