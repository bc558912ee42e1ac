/* data: the tables of the register as a workbook or a folder, in the form that import reads. */
#include "cli/cli.h"

#include "base/lang.h"
#include "base/mem.h"
#include "data/extract.h"
#include "report/data_file.h"
#include "report/plan_report.h"

#include <stdlib.h>

/* The tables asked for, in the order of import; all when none is. */
static enum err_code choose_tables(const struct call *call, int *table, int *tables,
                                   struct err *err)
{
    const int all = extract_tables(), asked = call->values[OPTION_TABLE];
    bool *wanted = mem_new((size_t)all, sizeof *wanted);
    enum err_code code = ERR_OK;
    for (int i = 0; code == ERR_OK && i < asked; i++) {
        const char *name = call->value[OPTION_TABLE][i];
        const int number = extract_table_of(name);
        if (number >= 0) {
            wanted[number] = true;
            continue;
        }
        struct text known = {0};
        extract_name_tables(&known);
        code = err_set(err, ERR_INPUT, "'--table' เป็น '%s' ที่ใช้ได้คือ %s",
                       "'--table' is '%s', allowed are %s", name, text_s(&known));
        text_clear(&known);
    }
    for (int t = 0; t < all; t++)
        if (wanted[t] || asked == 0) table[(*tables)++] = t;
    free(wanted);
    return code;
}

static struct table *written_table(const int *number, const int *rows, int tables, const char *path)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"table", "ตาราง",     "table",      CELL_TEXT,   false},
        {"rows",  "แถว",       "rows",       CELL_INT,    true},
        {"file",  "เขียนไว้ที่",  "written to", CELL_HIDDEN, false},
    };
    // clang-format on
    struct text note = {0};
    struct table *table = table_new(NULL, columns, sizeof columns / sizeof *columns);
    bool people = false;
    for (int t = 0; t < tables; t++) {
        table_row(table);
        table_text(table, extract_table_name(number[t]));
        table_int(table, rows[t]);
        table_text(table, path);
        people = people || (number[t] == extract_table_of("teachers") && rows[t] > 0);
    }
    text_add(&note,
             lang_pick("เขียนไว้ที่ '%s' เปิดอ่านได้เฉพาะเจ้าของไฟล์",
                       "written to '%s', for its owner alone to read"),
             path);
    table_note(table, note.s);
    if (people)
        table_note(table,
                   lang_pick("มีรหัสแทนตัวและวันเกิดของครูแต่ละคน โปรดเก็บรักษาอย่างข้อมูลส่วนบุคคล",
                             "it holds a pseudonym and a birth date of every teacher: keep it as "
                             "personal data"));
    text_clear(&note);
    return table;
}

enum err_code run_data(const struct call *call, struct text *out, struct err *err)
{
    struct work work = {0};
    struct text remark = {0};
    int tables = 0;
    int *table = mem_new((size_t)extract_tables(), sizeof *table);
    int *rows = mem_new((size_t)extract_tables(), sizeof *rows);
    const char *path = call_value(call, OPTION_TO);
    enum err_code code = ERR_OK;
    if (!path)
        code = err_set(err, ERR_INPUT, "'kru data' ต้องมี --to FILE นามสกุล %s",
                       "'kru data' needs --to FILE, a name in %s", data_file_suffixes());
    if (code == ERR_OK) code = choose_tables(call, table, &tables, err);
    if (code == ERR_OK) code = work_open(call, &work, err);
    if (code == ERR_OK) {
        synthetic_note(&work.reg, &remark);
        code = data_file_write(work.store, table, tables, call_has(call, OPTION_TABLE),
                               !call_has(call, OPTION_NO_BOM), path, text_s(&remark), rows, err);
    }
    if (code == ERR_OK) {
        struct table *written = written_table(table, rows, tables, path);
        note_synthetic(&work.reg, written);
        call_print(call, written, out);
    }
    text_clear(&remark);
    work_close(&work);
    free(table);
    free(rows);
    return code;
}
