/* CSV files and workbooks into the database: files, sheets, folders and sources become rows of the
   tables they are named after, in one transaction that is kept only if there is no problem to
   report. */
#define _POSIX_C_SOURCE 200809L
#include "data/import_internal.h"

#include "base/env.h"
#include "base/hash.h"
#include "base/lang.h"
#include "base/mem.h"
#include "data/mapping_internal.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { MAX_FILES = 1000, /* of one import */ CELL_NAME = BOOK_LETTERS + 16 };

static const double share_tolerance = 1e-6; /* shares are typed with a few decimals */

/* ---- reports ----------------------------------------------------------------------------- */

/* Copies what it is given. */
static void add_problem(struct import_run *run, const struct import_problem *problem)
{
    struct import_report *report = run->report;
    report->problems_in_all++;
    if (report->problems >= IMPORT_MAX_PROBLEMS) return;
    report->problem =
        mem_room(report->problem, report->problems, &run->problem_room, sizeof *report->problem);
    report->problem[report->problems++] = (struct import_problem){
        .file = mem_text(problem->file),
        .line = problem->line,
        .column = mem_text(problem->column),
        .cell = mem_text(problem->cell),
        .sheet = problem->sheet,
        .value = import_shortened(problem->value),
        .text = mem_text(problem->text),
    };
}

void import_refuse_file(struct import_run *run, const char *file, const struct err *why)
{
    const struct import_problem problem = {.file = (char *)(uintptr_t)file,
                                           .column = "",
                                           .cell = "",
                                           .value = "",
                                           .text = (char *)(uintptr_t)why->text};
    add_problem(run, &problem);
}

/* `cell` is "" where none is meant. */
static void refuse(struct import_file *in, int line, const char *column, const char *cell,
                   const char *value, const struct err *why)
{
    const struct import_problem problem = {.file = (char *)(uintptr_t)in->file,
                                           .line = line,
                                           .column = (char *)(uintptr_t)column,
                                           .cell = (char *)(uintptr_t)cell,
                                           .sheet = in->sheet,
                                           .value = (char *)(uintptr_t)value,
                                           .text = (char *)(uintptr_t)why->text};
    add_problem(in->run, &problem);
}

static const char *cell_name(char out[CELL_NAME], int line, int column)
{
    char letters[BOOK_LETTERS];
    snprintf(out, CELL_NAME, "%s%d", book_column_letters(letters, column), line);
    return out;
}

void import_refuse_at(struct import_file *in, int line, int column, const struct err *why)
{
    char cell[CELL_NAME] = "";
    if (column >= 0) cell_name(cell, line, column);
    refuse(in, line, "", cell, "", why);
}

void import_refuse(struct import_file *in, int line, const char *column, const char *value,
                   const struct err *why)
{
    char cell[CELL_NAME] = "";
    for (int c = 0; in->sheet && line > 0 && c < in->table->columns; c++)
        if (strcmp(in->table->column[c].name, column) == 0 && in->letter[c] >= 0)
            cell_name(cell, line, in->letter[c]);
    struct text place = {0};
    if (in->mapped && *column) mapped_place(in->mapped, column, line, &place);
    refuse(in, line, place.length ? place.s : column, cell, value, why);
    text_clear(&place);
}

struct import_file_report *import_add_file(struct import_run *run, const char *file,
                                           const struct import_table *table)
{
    struct import_report *report = run->report;
    report->file = mem_room(report->file, report->files, &run->file_room, sizeof *report->file);
    report->file[report->files] = (struct import_file_report){
        .file = mem_text(file),
        .table = table ? table->name : NULL,
        .ignored_columns = mem_text(""),
    };
    return &report->file[report->files++];
}

void import_report_clear(struct import_report *report)
{
    if (!report) return;
    for (int i = 0; i < report->files; i++) {
        free(report->file[i].file);
        free(report->file[i].ignored_columns);
    }
    for (int i = 0; i < report->problems; i++) {
        free(report->problem[i].file);
        free(report->problem[i].column);
        free(report->problem[i].cell);
        free(report->problem[i].value);
        free(report->problem[i].text);
    }
    free(report->file);
    free(report->problem);
    *report = (struct import_report){0};
}

void import_problem_text(const struct import_problem *problem, struct text *out)
{
    /* What is wrong with a file as a whole names the file itself. */
    if (problem->line > 0 && problem->sheet && *problem->cell)
        text_add(out, "%s!%s ", problem->file, problem->cell);
    else if (problem->line > 0 && problem->sheet)
        text_add(out, lang_pick("%s แถว %d ", "%s row %d "), problem->file, problem->line);
    else if (problem->line > 0)
        text_add(out, lang_pick("%s บรรทัด %d ", "%s:%d "), problem->file, problem->line);
    if (problem->line > 0 && !problem->sheet && *problem->column)
        text_add(out, lang_pick("คอลัมน์ %s: ", "%s "), problem->column);
    text_add(out, "%s", problem->text);
}

/* ---- files ------------------------------------------------------------------------------- */

static enum err_code count_rows(struct store *store, const struct import_table *table, int *rows,
                                struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(store, query_count_rows, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":table_name", table->name);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK) *rows = query_int(&query, 0);
    query_close(&query);
    return code;
}

/* The file is the whole table: rows whose key it has not are removed. */
static void keep_only(struct import_file *in)
{
    struct query query = {0};
    json_array_end(&in->json);
    in->code = query_open(in->run->store, in->table->keep, &query, in->err);
    if (in->code == ERR_OK) {
        query_set_text(&query, ":kept", text_s(&in->kept));
        in->code = query_run(&query, &in->removed, in->err);
    }
    query_close(&query);
}

static void note_batch(struct import_file *in, const struct import_file_report *report,
                       const char *sha256)
{
    char at[32];
    struct query query = {0};
    const char *slash = strrchr(report->file, '/');
    env_now_iso(at, sizeof at);
    in->code = query_open(in->run->store, query_put_import_batch, &query, in->err);
    if (in->code == ERR_OK) {
        query_set_text(&query, ":at", at);
        query_set_text(&query, ":file", slash ? slash + 1 : report->file);
        query_set_text(&query, ":table_name", in->table->name);
        query_set_text(&query, ":sha256", sha256);
        query_set_int(&query, ":rows", report->rows);
        query_set_int(&query, ":added", report->added);
        query_set_int(&query, ":changed", report->changed);
        in->code = query_run(&query, NULL, in->err);
    }
    query_close(&query);
}

static void read_rows(struct import_file *in, const struct text *utf8)
{
    struct err why;
    int line = 0;
    if (in->run->mapping)
        mapped_read(in, utf8);
    else if (csv_file_rows(utf8, in->file, import_row, in, &line, &why) != ERR_OK)
        import_refuse(in, line, "", "", &why);
    else if (in->rows == 0 && (in->cells == 0 || in->usable)) {
        err_set(&why, ERR_INPUT, "'%s' ว่างเปล่า ต้องมีบรรทัดหัวตารางและข้อมูลอย่างน้อยหนึ่งแถว",
                "'%s' is empty, needed are a header line and at least one row", in->file);
        import_refuse(in, 0, "", "", &why);
    }
}

/* All rows of a file, of CSV when there is a text, else of the sheet. */
static void import_rows(struct import_file *in, const struct text *utf8,
                        const struct import_input *input, const char *sha256)
{
    struct import_run *run = in->run;
    int before = 0, after = 0;
    in->code = query_open(run->store, in->table->put, &in->put, in->err);
    if (in->code == ERR_OK) in->code = count_rows(run->store, in->table, &before, in->err);
    if (in->code == ERR_OK && utf8)
        read_rows(in, utf8);
    else if (in->code == ERR_OK && run->mapping)
        mapped_read_sheet(in, input->sheet);
    else if (in->code == ERR_OK)
        import_read_sheet(in, input->sheet);
    if (in->code == ERR_OK) in->code = count_rows(run->store, in->table, &after, in->err);
    /* Heads alone are a form to fill in, not a table that became empty. */
    if (in->code == ERR_OK && in->table->keep && in->rows > 0 && run->report->problems_in_all == 0)
        keep_only(in);
    query_close(&in->put);
    if (in->code != ERR_OK) return;
    struct import_file_report *report = &run->report->file[in->report];
    report->rows = in->rows;
    if (run->report->problems_in_all > 0) return; /* nothing will be kept, so nothing is counted */
    report->added = after - before;
    report->changed = in->written - report->added + in->removed; /* a row that went has changed */
    report->unchanged = in->rows - in->written;
    if (report->added + report->changed > 0) note_batch(in, report, sha256);
}

static struct import_file *file_start(struct import_run *run, const struct import_input *input,
                                      struct err *err)
{
    struct import_file *in = mem_new(1, sizeof *in);
    const bool sheet = input->sheet >= 0;
    *in = (struct import_file){.run = run,
                               .table = input->table,
                               /* With one workbook the name of the sheet is enough. */
                               .file = sheet && run->books == 1 ? input->label : input->name,
                               .sheet = sheet,
                               .report = run->report->files,
                               .err = err};
    import_add_file(run, input->name, input->table)->sheet = sheet;
    json_start(&in->json, &in->kept);
    json_array(&in->json, NULL);
    return in;
}

static enum err_code file_end(struct import_file *in)
{
    const enum err_code code = in->code;
    text_clear(&in->kept);
    import_map_clear(&in->keys);
    free(in);
    return code;
}

static enum err_code import_bytes(struct import_run *run, const struct import_input *input,
                                  const char *bytes, size_t size, struct err *err)
{
    char sha256[HASH_TEXT];
    struct hash hash;
    struct err why;
    struct text utf8 = {0};
    struct import_file *in = file_start(run, input, err);
    hash_start(&hash);
    hash_bytes(&hash, bytes, size);
    hash_end(&hash, sha256);
    bool *windows_874 = &run->report->file[in->report].windows_874;
    if (csv_file_decode(bytes, size, input->name, &utf8, windows_874, &why) == ERR_OK)
        import_rows(in, &utf8, input, sha256);
    else
        import_refuse(in, 0, "", "", &why);
    text_clear(&utf8);
    return file_end(in);
}

/* Sheets come in the order of tables, so a workbook stays open until another one is wanted. */
static enum err_code import_sheet(struct import_run *run, const struct import_input *input,
                                  struct err *err)
{
    struct err why;
    const enum err_code opened = import_open_book(run, input, &why);
    struct import_file *in = file_start(run, input, err);
    if (opened == ERR_OK)
        import_rows(in, NULL, input, book_file_sha256(run->book));
    else
        import_refuse(in, 0, "", "", &why);
    return file_end(in);
}

/* A second file for a table that a file replaces as a whole would undo the first. */
static bool is_second_of_whole_table(const struct import_input *input, int at)
{
    return input[at].table->keep && at > 0 && input[at - 1].table == input[at].table;
}

static enum err_code import_input(struct import_run *run, const struct import_input *input, int at,
                                  struct err *err)
{
    struct err why;
    struct text bytes = {0};
    const struct import_input *one = &input[at];
    if (is_second_of_whole_table(input, at)) {
        err_set(&why, ERR_INPUT, "'%s' กับ '%s' เป็นตารางเดียวกันซึ่งจะแทนที่ทั้งตาราง โปรดใช้เพียงไฟล์เดียว",
                "'%s' and '%s' are the same table, which is replaced as a whole; give one of them",
                one->name, input[at - 1].name);
        import_refuse_file(run, one->name, &why);
        return ERR_OK;
    }
    if (strcmp(one->table->name, "major_share") == 0)
        snprintf(run->share_file, sizeof run->share_file, "%s", one->name);
    if (one->sheet >= 0) return import_sheet(run, one, err);
    if (!one->path) return import_bytes(run, one, one->bytes, one->size, err);
    enum err_code code = ERR_OK;
    if (csv_file_read(one->path, one->name, &bytes, &why) == ERR_OK) {
        code = import_bytes(run, one, bytes.s, bytes.length, err);
    } else {
        import_add_file(run, one->name, one->table);
        import_refuse_file(run, one->name, &why);
    }
    text_clear(&bytes);
    return code;
}

/* ---- across files ------------------------------------------------------------------------ */

static enum err_code load_known(struct import_run *run, struct err *err)
{
    struct query query = {0};
    enum err_code code = query_open(run->store, query_known_code, &query, err);
    for (bool row = code == ERR_OK; row;) {
        code = query_next(&query, &row, err);
        if (code != ERR_OK || !row) break;
        for (int k = 0; k < IMPORT_KNOWNS; k++)
            if (strcmp(import_known_tables[k].table, query_text(&query, 0)) == 0)
                import_map_add(&run->known[k], query_text(&query, 1), 0);
    }
    query_close(&query);
    return code;
}

static enum err_code check_shares(struct import_run *run, struct err *err)
{
    struct query query = {0};
    enum err_code code = query_open(run->store, query_share_sum, &query, err);
    if (code == ERR_OK) query_set_number(&query, ":tolerance_share", share_tolerance);
    for (bool row = code == ERR_OK; row;) {
        code = query_next(&query, &row, err);
        if (code != ERR_OK || !row) break;
        struct err why;
        char sum[32];
        snprintf(sum, sizeof sum, "%.7g", query_number(&query, 2));
        err_set(&why, ERR_INPUT, "สัดส่วนของ '%s' ในชั้น '%s' รวมได้ %s ต้องรวมเป็น 1",
                "shares of '%s' in '%s' sum to %s, allowed is 1", query_text(&query, 0),
                query_text(&query, 1), sum);
        const struct import_problem problem = {
            .file = run->share_file, .column = "share", .cell = "", .value = sum, .text = why.text};
        add_problem(run, &problem);
    }
    query_close(&query);
    return code;
}

static int compare_inputs(const void *a, const void *b)
{
    const struct import_input *x = a, *y = b;
    if (x->table != y->table) return x->table < y->table ? -1 : 1;
    return x->order - y->order;
}

static void file_is_unknown(struct import_run *run, const char *name)
{
    struct err why;
    struct text names = {0};
    import_name_files(".csv", &names);
    err_set(&why, ERR_INPUT, "ไม่รู้จักไฟล์ '%s' ที่ใช้ได้คือ %s", "'%s' is not known, allowed are %s", name,
            text_s(&names));
    text_clear(&names);
    import_add_file(run, name, NULL);
    import_refuse_file(run, name, &why);
}

static enum err_code conclude(const struct import_report *report, struct err *err)
{
    const int problems = report->problems_in_all;
    if (problems == 0) return ERR_OK;
    struct text first = {0};
    import_problem_text(&report->problem[0], &first);
    enum err_code code;
    if (problems == 1)
        code = err_set(err, ERR_INPUT, "%s; ไม่ได้นำเข้าข้อมูลใด", "%s; nothing imported", first.s);
    else
        code = err_set(err, ERR_INPUT, "ข้อมูลผิด %d จุด ไม่ได้นำเข้าข้อมูลใด; จุดแรก: %s",
                       "%d bad cells, nothing imported; first: %s", problems, first.s);
    text_clear(&first);
    return code;
}

/* Everything inside one transaction, which is kept only if all is well. */
static enum err_code import_all(struct import_run *run, struct import_input *input, int count,
                                bool dry_run, struct err *err)
{
    enum err_code code = store_begin(run->store, err);
    if (code != ERR_OK) return code;
    code = load_known(run, err);
    if (count > 0) qsort(input, (size_t)count, sizeof *input, compare_inputs);
    for (int i = 0; code == ERR_OK && i < count; i++) code = import_input(run, input, i, err);
    /* Sums mean something only where every row was read. */
    if (code == ERR_OK && *run->share_file && run->report->problems_in_all == 0)
        code = check_shares(run, err);
    if (code == ERR_OK) code = conclude(run->report, err);
    if (code == ERR_OK && !dry_run) code = store_commit(run->store, err);
    if (code == ERR_OK && !dry_run) run->report->applied = true;
    store_rollback(run->store);
    return code;
}

static void clear_inputs(struct import_inputs *inputs)
{
    for (int i = 0; i < inputs->count; i++) {
        free(inputs->input[i].name);
        free(inputs->input[i].path);
        free(inputs->input[i].label);
    }
    free(inputs->input);
}

/* Imports what was found, and lets go of everything; `code` is what finding it gave. */
static enum err_code finish(struct import_run *run, struct import_inputs *inputs, bool dry_run,
                            enum err_code code, struct err *err)
{
    run->books = inputs->books;
    if (code == ERR_OK) code = import_all(run, inputs->input, inputs->count, dry_run, err);
    clear_inputs(inputs);
    import_close_book(run);
    for (int k = 0; k < IMPORT_KNOWNS; k++) import_map_clear(&run->known[k]);
    return code;
}

struct import_input *import_add_input(struct import_inputs *inputs, const char *name,
                                      const struct import_table *table)
{
    inputs->input =
        mem_room(inputs->input, inputs->count, &inputs->capacity, sizeof *inputs->input);
    struct import_input *input = &inputs->input[inputs->count];
    *input = (struct import_input){
        .name = mem_text(name), .table = table, .order = inputs->count, .sheet = -1};
    inputs->count++;
    return input;
}

enum err_code import_sources(struct store *store, const struct import_source *sources, int count,
                             bool dry_run, struct import_report *report, struct err *err)
{
    *report = (struct import_report){0};
    struct import_run run = {.store = store, .report = report};
    struct import_inputs inputs = {0};
    for (int i = 0; i < count; i++) {
        const struct import_source *source = &sources[i];
        const struct import_table *table = import_table_of(source->name);
        if (book_file_is_named(source->name)) {
            import_add_book(&run, &inputs, source->name, source->bytes, source->size, true);
        } else if (table) {
            struct import_input *input = import_add_input(&inputs, source->name, table);
            input->bytes = source->bytes;
            input->size = source->size;
        } else {
            file_is_unknown(&run, source->name);
        }
    }
    return finish(&run, &inputs, dry_run, ERR_OK, err);
}

/* ---- paths ------------------------------------------------------------------------------- */

static void add_file(struct import_inputs *inputs, const char *path,
                     const struct import_table *table)
{
    import_add_input(inputs, path, table)->path = mem_text(path);
}

static void file_is_foreign(struct import_run *run, const char *path)
{
    struct err why;
    book_file_foreign(path, &why);
    import_add_file(run, path, NULL);
    import_refuse_file(run, path, &why);
}

static bool ends_like_csv(const char *name)
{
    static const char *const endings[] = {".csv", ".tsv", ".txt"};
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
        if (strcasecmp(dot, endings[i]) == 0) return true;
    return false;
}

static int compare_names(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* A folder holds other things, too; only what looks like data is told as left out. What begins with
   "~$" says that somebody has the workbook open. */
static void add_entry(struct import_run *run, struct import_inputs *inputs, const char *folder,
                      const char *name)
{
    struct text path = {0};
    struct stat about;
    text_add(&path, "%s%s%s", folder, folder[strlen(folder) - 1] == '/' ? "" : "/", name);
    const struct import_table *table = import_table_of(name);
    const bool wanted = stat(path.s, &about) == 0 && S_ISREG(about.st_mode) && *name != '.' &&
                        strncmp(name, "~$", 2) != 0 && inputs->count < MAX_FILES;
    if (wanted && book_file_is_named(name))
        import_add_book(run, inputs, path.s, NULL, 0, false);
    else if (wanted && table && ends_like_csv(name))
        add_file(inputs, path.s, table);
    else if (wanted && table && book_file_is_foreign(name))
        file_is_foreign(run, path.s);
    else if (wanted && (ends_like_csv(name) || book_file_is_foreign(name)))
        import_add_file(run, path.s, NULL);
    text_clear(&path);
}

static enum err_code add_folder(struct import_run *run, struct import_inputs *inputs,
                                const char *folder, struct err *err)
{
    struct dirent **entry = NULL;
    const int before = inputs->count, problems = run->report->problems_in_all;
    const int entries = scandir(folder, &entry, NULL, compare_names);
    if (entries < 0)
        return err_set(err, ERR_INPUT, "อ่านโฟลเดอร์ '%s' ไม่ได้: %s", "folder '%s' cannot be read: %s",
                       folder, err_reason(errno));
    for (int i = 0; i < entries; i++) {
        add_entry(run, inputs, folder, entry[i]->d_name);
        free(entry[i]);
    }
    free(entry);
    if (inputs->count > before || run->report->problems_in_all > problems) return ERR_OK;
    struct err why;
    struct text names = {0};
    import_name_files(".csv", &names);
    err_set(&why, ERR_INPUT, "โฟลเดอร์ '%s' ไม่มีไฟล์ที่รู้จัก ที่ใช้ได้คือ %s",
            "folder '%s' has no known file, allowed are %s", folder, text_s(&names));
    text_clear(&names);
    import_refuse_file(run, folder, &why);
    return ERR_OK;
}

static enum err_code add_path(struct import_run *run, struct import_inputs *inputs,
                              const char *path, struct err *err)
{
    struct stat about;
    if (stat(path, &about) != 0)
        return err_set(err, ERR_NOT_FOUND, "ไม่มีไฟล์หรือโฟลเดอร์ '%s'", "no file or folder '%s'", path);
    if (S_ISDIR(about.st_mode)) return add_folder(run, inputs, path, err);
    const struct import_table *table = import_table_of(path);
    if (book_file_is_named(path))
        import_add_book(run, inputs, path, NULL, 0, true);
    else if (book_file_is_foreign(path))
        file_is_foreign(run, path);
    else if (table)
        add_file(inputs, path, table);
    else
        file_is_unknown(run, path);
    return ERR_OK;
}

enum err_code import_paths(struct store *store, const char *const *paths, int count, bool dry_run,
                           struct import_report *report, struct err *err)
{
    *report = (struct import_report){0};
    struct import_run run = {.store = store, .report = report};
    struct import_inputs inputs = {0};
    enum err_code code = ERR_OK;
    for (int i = 0; code == ERR_OK && i < count; i++) code = add_path(&run, &inputs, paths[i], err);
    return finish(&run, &inputs, dry_run, code, err);
}

/* One file of a mapping's form, whatever its name. */
static enum err_code add_mapped(struct import_run *run, struct import_inputs *inputs,
                                const char *path, struct err *err)
{
    struct stat about;
    if (stat(path, &about) != 0)
        return err_set(err, ERR_NOT_FOUND, "ไม่มีไฟล์ '%s'", "no file '%s'", path);
    if (S_ISDIR(about.st_mode))
        return err_set(err, ERR_INPUT, "'%s' เป็นโฟลเดอร์ การนำเข้าด้วย --mapping ต้องระบุไฟล์",
                       "'%s' is a folder, --mapping needs files", path);
    if (book_file_is_named(path))
        mapped_add_book(run, inputs, path);
    else if (book_file_is_foreign(path))
        file_is_foreign(run, path);
    else
        add_file(inputs, path, run->mapping->table);
    return ERR_OK;
}

enum err_code import_mapped(struct store *store, const struct mapping *mapping,
                            const char *const *paths, int count, bool dry_run,
                            struct import_report *report, struct err *err)
{
    *report = (struct import_report){0};
    struct import_run run = {.store = store, .report = report, .mapping = mapping};
    struct import_inputs inputs = {0};
    enum err_code code = ERR_OK;
    for (int i = 0; code == ERR_OK && i < count; i++)
        code = add_mapped(&run, &inputs, paths[i], err);
    return finish(&run, &inputs, dry_run, code, err);
}
