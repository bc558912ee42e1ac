/* init, import, check: data into the database, and what is wrong with them. */
#define _POSIX_C_SOURCE 200809L
#include "cli/cli.h"

#include "base/lang.h"
#include "data/check.h"
#include "data/import.h"
#include "data/mapping.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A code word as people read it; programs get the word itself. */
struct shown_word {
    const char *word, *th, *en;
};

// clang-format off
static const struct shown_word provenance_words[] = {
    {"real",        "จริง",        "real"},
    {"estimated",   "ประมาณ",     "estimated"},
    {"synthetic",   "สังเคราะห์",   "synthetic"},
    {"unconfirmed", "ยังไม่ยืนยัน", "unconfirmed"},
};
static const struct shown_word severity_words[] = {
    {"impossible",  "เป็นไปไม่ได้",  "impossible"},
    {"missing",     "ข้อมูลขาด",   "missing"},
    {"doubtful",    "น่าสงสัย",     "doubtful"},
    {"note",        "ข้อสังเกต",    "note"},
};
// clang-format on

static const char *word_shown(const struct call *call, const struct shown_word *words, size_t count,
                              const char *word)
{
    if (call->format != FORMAT_TABLE) return word;
    for (size_t i = 0; i < count; i++)
        if (strcmp(words[i].word, word) == 0) return lang_pick(words[i].th, words[i].en);
    return word;
}
#define WORD_SHOWN(call, words, word) word_shown(call, words, sizeof(words) / sizeof *(words), word)

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Every problem as a line of its own on standard error, before the sentence that counts them. One
   alone is that sentence. */
static void tell_problems(const struct import_report *report)
{
    struct text lines = {0};
    if (report->problems_in_all == 1) return;
    for (int i = 0; i < report->problems; i++) {
        import_problem_text(&report->problem[i], &lines);
        text_add(&lines, "\n");
    }
    fputs(text_s(&lines), stderr);
    text_clear(&lines);
}

/* Of a file by its name, of a sheet by that of its table's file. */
static void add_origin(const struct call *call, const struct school_register *reg,
                       const struct import_file_report *file, struct table *table)
{
    struct text name = {0};
    int found = 0;
    if (file->sheet && file->table)
        text_add(&name, "%s.csv", file->table);
    else
        text_add(&name, "%s", file_name(file->file));
    while (found < reg->provenances && strcmp(reg->provenance[found].file, name.s) != 0) found++;
    text_clear(&name);
    if (found < reg->provenances) {
        table_text(table, WORD_SHOWN(call, provenance_words, reg->provenance[found].status));
        table_text(table, reg->provenance[found].source);
    } else {
        table_blank(table);
        table_blank(table);
    }
}

static struct table *origin_table(const struct call *call, const struct import_report *report,
                                  const struct school_register *reg)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"file",   "ไฟล์",    "file",   CELL_TEXT, false},
        {"table",  "ตาราง",  "table",  CELL_TEXT, false},
        {"rows",   "แถว",    "rows",   CELL_INT,  true},
        {"status", "สถานะ",  "status", CELL_TEXT, false},
        {"source", "ที่มา",    "source", CELL_HIDDEN, false},
    };
    // clang-format on
    struct table *table =
        table_new(lang_pick("นำเข้าแล้ว", "Imported"), columns, sizeof columns / sizeof *columns);
    for (int i = 0; i < report->files; i++) {
        const struct import_file_report *file = &report->file[i];
        table_row(table);
        table_text(table, file_name(file->file));
        if (file->table)
            table_text(table, file->table);
        else
            table_blank(table);
        table_int(table, file->rows);
        add_origin(call, reg, file, table);
    }
    note_synthetic(reg, table);
    return table;
}

/* A database that could not be filled is none: the next attempt starts clean. */
static void remove_database(const char *path)
{
    static const char *const parts[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct text name = {0};
        text_add(&name, "%s%s", path, parts[i]);
        unlink(name.s);
        text_clear(&name);
    }
}

enum err_code run_init(const struct call *call, struct text *out, struct err *err)
{
    struct work work = {0};
    struct import_report report = {0};
    const char *path = call->argument[0], *from = call_value(call, OPTION_FROM);
    enum err_code code = store_create(path, &work.store, err);
    if (code != ERR_OK) return code;
    code = from ? import_paths(work.store, &from, 1, false, &report, err)
                : import_sources(work.store, import_bundled, import_bundled_count, false, &report,
                                 err);
    if (code == ERR_OK) code = store_read_register(work.store, &work.reg, err);
    tell_problems(&report);
    if (code == ERR_OK) call_print(call, origin_table(call, &report, &work.reg), out);
    import_report_clear(&report);
    work_close(&work);
    if (code != ERR_OK) remove_database(path);
    return code;
}

static void add_import_note(const struct import_report *report, bool dry_run, struct table *table)
{
    int files = 0, rows = 0, changed = 0;
    struct text note = {0};
    for (int i = 0; i < report->files; i++) {
        files += report->file[i].table != NULL;
        rows += report->file[i].rows;
        changed += report->file[i].added + report->file[i].changed;
    }
    if (dry_run)
        text_add(&note,
                 lang_pick("ลองนำเข้า %d ไฟล์ %d แถว ไม่ได้เปลี่ยนอะไร (จะเปลี่ยน %d แถว)",
                           "dry run of %d files, %d rows: nothing changed (%d rows would)"),
                 files, rows, changed);
    else
        text_add(&note,
                 lang_pick("นำเข้า %d ไฟล์ %d แถว เปลี่ยน %d แถว",
                           "%d files imported, %d rows, %d of them new or changed"),
                 files, rows, changed);
    table_note(table, note.s);
    text_clear(&note);
}

static const char *why_left_out(const struct import_file_report *file)
{
    if (file->hidden) return lang_pick("แผ่นงานที่ซ่อนไว้ ไม่ได้นำเข้า", "hidden sheet, not imported");
    if (file->sheet) return lang_pick("ไม่รู้จักชื่อแผ่นงาน ไม่ได้นำเข้า", "unknown sheet, not imported");
    return lang_pick("ไม่รู้จักชื่อไฟล์ ไม่ได้นำเข้า", "unknown name, not imported");
}

static struct table *import_table(const struct import_report *report, bool dry_run)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"file",            "ไฟล์",             "file",      CELL_TEXT, false},
        {"table",           "ตาราง",           "table",     CELL_TEXT, false},
        {"rows",            "แถว",             "rows",      CELL_INT,  true},
        {"added",           "เพิ่ม",             "added",     CELL_INT,  true},
        {"changed",         "เปลี่ยน",           "changed",   CELL_INT,  true},
        {"unchanged",       "เหมือนเดิม",        "unchanged", CELL_INT,  true},
        {"encoding",        "รหัสอักษร",         "encoding",  CELL_TEXT, false},
        {"ignored_columns", "คอลัมน์ที่ไม่ได้ใช้",  "ignored",   CELL_TEXT, false},
    };
    // clang-format on
    struct table *table = table_new(NULL, columns, sizeof columns / sizeof *columns);
    for (int i = 0; i < report->files; i++) {
        const struct import_file_report *file = &report->file[i];
        table_row(table);
        table_text(table, file_name(file->file));
        if (file->table)
            table_text(table, file->table);
        else
            table_blank(table);
        table_int(table, file->rows);
        table_int(table, file->added);
        table_int(table, file->changed);
        table_int(table, file->unchanged);
        table_text(table, !file->table        ? ""
                          : file->sheet       ? "xlsx"
                          : file->windows_874 ? "windows-874"
                                              : "utf-8");
        table_text(table, file->table ? file->ignored_columns : why_left_out(file));
    }
    add_import_note(report, dry_run, table);
    return table;
}

/* As they are, or through a mapping. */
static enum err_code import_files(const struct call *call, struct store *store,
                                  struct import_report *report, struct err *err)
{
    const char *const *paths = call->argument + 1;
    const char *path = call_value(call, OPTION_MAPPING);
    const bool dry_run = call_has(call, OPTION_DRY_RUN);
    struct mapping *mapping = NULL;
    if (!path && call_has(call, OPTION_SET))
        return err_set(err, ERR_INPUT, "'--set' เปลี่ยนค่าคงที่ของแผนผัง ต้องใช้พร้อม --mapping FILE",
                       "'--set' changes a constant of a mapping, it needs --mapping FILE");
    if (!path) return import_paths(store, paths, call->arguments - 1, dry_run, report, err);
    enum err_code code = mapping_read(path, &mapping, err);
    for (int i = 0; i < call->values[OPTION_SET] && code == ERR_OK; i++)
        code = mapping_set(mapping, call->value[OPTION_SET][i], err);
    if (code == ERR_OK)
        code = import_mapped(store, mapping, paths, call->arguments - 1, dry_run, report, err);
    mapping_free(mapping);
    return code;
}

enum err_code run_import(const struct call *call, struct text *out, struct err *err)
{
    struct store *store = NULL;
    struct import_report report = {0};
    const bool dry_run = call_has(call, OPTION_DRY_RUN);
    enum err_code code = store_open(call->argument[0], &store, err);
    if (code == ERR_OK) code = import_files(call, store, &report, err);
    tell_problems(&report);
    if (code == ERR_OK) call_print(call, import_table(&report, dry_run), out);
    import_report_clear(&report);
    store_close(store);
    return code;
}

/* All examples for a program; for a person as many as fit beside the meaning. */
static void add_examples(const struct call *call, const struct check_finding *finding,
                         struct table *table)
{
    enum { ROOM = 24 };
    struct text examples = {0};
    for (int i = 0; i < finding->examples; i++) {
        const size_t length = examples.length + strlen(finding->example[i]);
        if (call->format == FORMAT_TABLE && i > 0 && length > ROOM) {
            text_add(&examples, " …");
            break;
        }
        text_add(&examples, "%s%s", i > 0 ? ", " : "", finding->example[i]);
    }
    table_text(table, text_s(&examples));
    text_clear(&examples);
}

static struct table *check_table(const struct call *call, const struct check_finding *finding,
                                 int count)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"severity", "ระดับ",     "severity", CELL_TEXT, false},
        {"count",    "จำนวน",    "count",    CELL_INT,  false},
        {"meaning",  "ความหมาย", "meaning",  CELL_TEXT, false},
        {"code",     "รหัส",      "code",     CELL_HIDDEN, false},
        {"examples", "ตัวอย่าง",   "examples", CELL_TEXT, false},
    };
    // clang-format on
    struct table *table = table_new(lang_pick("ผลการตรวจข้อมูล", "Data check"), columns,
                                    sizeof columns / sizeof *columns);
    for (int i = 0; i < count; i++) {
        table_row(table);
        table_text(table,
                   WORD_SHOWN(call, severity_words, check_severity_word[finding[i].severity]));
        table_int(table, finding[i].count);
        table_text(table, finding[i].meaning);
        table_text(table, finding[i].code);
        add_examples(call, &finding[i], table);
    }
    return table;
}

enum err_code run_check(const struct call *call, struct text *out, struct err *err)
{
    struct work work = {0};
    struct check_finding *finding = NULL;
    int count = 0;
    const enum err_code code = work_open(call, &work, err);
    if (code == ERR_OK) {
        check_register(&work.reg, &finding, &count);
        struct table *table = check_table(call, finding, count);
        note_synthetic(&work.reg, table);
        call_print(call, table, out);
        free(finding);
    }
    work_close(&work);
    return code;
}
