/* Which files there are, whether they were imported before, and the one transaction around them. */
#define _POSIX_C_SOURCE 200809L
#include "equity/exchange_import.h"

#include "base/env.h"
#include "base/hash.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/thai.h"
#include "data/book_file.h"
#include "equity/audit.h"
#include "equity/exchange_rows.h"
#include "equity/person_internal.h"
#include "equity/pmt_store.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

extern const char query_exchange_count[], query_import_batch_seen[], query_import_batch_next[],
    query_import_batch_add[], query_match_waits[];

enum { MOST_FILES = 1000, MOST_NAME = 200 };

/* A file, or a sheet of a workbook. */
struct input {
    char *path, *name; /* name as reports show it */
    char *label;       /* as problems name it */
    int kind, sheet;   /* sheet -1: CSV */
    int order;
    char sha256[HASH_TEXT];
};
struct inputs {
    struct input *input;
    int count, capacity, books;
};

/* ---- reports ------------------------------------------------------------------------------ */

void exchange_report_clear(struct exchange_report *report)
{
    if (!report) return;
    for (int f = 0; f < report->files; f++) {
        free(report->file[f].file);
        free(report->file[f].ignored_columns);
    }
    for (int p = 0; p < report->problems; p++) {
        free(report->problem[p].file);
        free(report->problem[p].column);
        free(report->problem[p].text);
    }
    free(report->file);
    free(report->problem);
    *report = (struct exchange_report){0};
}

static int add_report(struct exchange_run *run, const char *name, const char *kind)
{
    struct exchange_report *report = run->report;
    report->file = mem_room(report->file, report->files, &run->file_room, sizeof *report->file);
    report->file[report->files] = (struct exchange_file){
        .file = mem_text(name), .kind = kind, .ignored_columns = mem_text("")};
    return report->files++;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void name_kinds(struct text *out)
{
    for (int k = 0; k < exchange_kind_count; k++)
        text_add(out, "%s%s", k ? ", " : "", exchange_kinds[k].word);
}

static void refuse_unknown(struct exchange_run *run, const char *path)
{
    struct err why;
    struct text names = {0};
    name_kinds(&names);
    err_set(&why, ERR_INPUT, "ไม่รู้จัก '%s' ชื่อไฟล์หรือแผ่นงานที่ใช้ได้คือ %s",
            "'%s' is not known, allowed names of files and sheets are %s", base_name(path),
            text_s(&names));
    text_clear(&names);
    exchange_refuse_file(run, base_name(path), &why);
}

/* ---- inputs ------------------------------------------------------------------------------- */

/* "rolls-2567-1.csv": the part before the first '-' or '.'; -1: none. */
static int kind_of(const char *path)
{
    const char *base = base_name(path);
    const size_t length = strcspn(base, "-. ");
    for (int k = 0; k < exchange_kind_count; k++)
        if (strlen(exchange_kinds[k].word) == length &&
            strncasecmp(exchange_kinds[k].word, base, length) == 0)
            return k;
    return -1;
}

static void add_input(struct inputs *inputs, const char *path, const char *sheet_name, int kind,
                      int sheet)
{
    struct text name = {0};
    inputs->input =
        mem_room(inputs->input, inputs->count, &inputs->capacity, sizeof *inputs->input);
    text_add(&name, sheet_name ? "[%s]" : "%s", base_name(path));
    if (sheet_name) text_add(&name, "%s", sheet_name);
    inputs->input[inputs->count] =
        (struct input){.path = mem_text(path),
                       .name = mem_text(text_s(&name)),
                       .label = mem_text(sheet_name ? sheet_name : base_name(path)),
                       .kind = kind,
                       .sheet = sheet,
                       .order = inputs->count};
    inputs->count++;
    text_clear(&name);
}

static void clear_inputs(struct inputs *inputs)
{
    for (int i = 0; i < inputs->count; i++) {
        free(inputs->input[i].path);
        free(inputs->input[i].name);
        free(inputs->input[i].label);
    }
    free(inputs->input);
}

/* Visible sheets of known names; a single one may leave its name to the file. */
static void add_book(struct exchange_run *run, struct inputs *inputs, const char *path, bool named)
{
    struct err why;
    struct book_file *book = NULL;
    const int before = inputs->count;
    int visible = 0, last = 0;
    if (book_file_open(path, base_name(path), &book, &why) != ERR_OK) {
        exchange_refuse_file(run, base_name(path), &why);
        return;
    }
    for (int s = 0; s < book_file_sheets(book); s++) {
        if (book_file_sheet_hidden(book, s)) continue;
        const int kind = kind_of(book_file_sheet_name(book, s));
        visible++;
        last = s;
        if (kind >= 0) add_input(inputs, path, book_file_sheet_name(book, s), kind, s);
    }
    if (inputs->count == before && visible == 1 && kind_of(path) >= 0)
        add_input(inputs, path, book_file_sheet_name(book, last), kind_of(path), last);
    for (int i = before; i < inputs->count; i++)
        snprintf(inputs->input[i].sha256, HASH_TEXT, "%s", book_file_sha256(book));
    inputs->books += inputs->count > before;
    if (inputs->count == before && named) refuse_unknown(run, path);
    book_file_close(book);
}

static bool looks_like_csv(const char *name)
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

static void add_entry(struct exchange_run *run, struct inputs *inputs, const char *folder,
                      const char *name)
{
    struct text path = {0};
    struct stat about;
    text_add(&path, "%s%s%s", folder, folder[strlen(folder) - 1] == '/' ? "" : "/", name);
    const bool wanted = stat(path.s, &about) == 0 && S_ISREG(about.st_mode) && *name != '.' &&
                        strncmp(name, "~$", 2) != 0 && inputs->count < MOST_FILES;
    if (wanted && book_file_is_named(name))
        add_book(run, inputs, path.s, false);
    else if (wanted && kind_of(name) >= 0 && looks_like_csv(name))
        add_input(inputs, path.s, NULL, kind_of(name), -1);
    text_clear(&path);
}

static enum err_code add_folder(struct exchange_run *run, struct inputs *inputs, const char *folder,
                                struct err *err)
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
    if (inputs->count == before && run->report->problems_in_all == problems)
        refuse_unknown(run, folder);
    return ERR_OK;
}

static enum err_code add_path(struct exchange_run *run, struct inputs *inputs, const char *path,
                              struct err *err)
{
    struct err why;
    struct stat about;
    if (stat(path, &about) != 0)
        return err_set(err, ERR_NOT_FOUND, "ไม่มีไฟล์หรือโฟลเดอร์ '%s'", "no file or folder '%s'", path);
    if (S_ISDIR(about.st_mode)) return add_folder(run, inputs, path, err);
    if (book_file_is_named(path)) {
        add_book(run, inputs, path, true);
    } else if (book_file_is_foreign(path)) {
        book_file_foreign(base_name(path), &why);
        exchange_refuse_file(run, base_name(path), &why);
    } else if (kind_of(path) >= 0) {
        add_input(inputs, path, NULL, kind_of(path), -1);
    } else {
        refuse_unknown(run, path);
    }
    return ERR_OK;
}

static int compare_inputs(const void *a, const void *b)
{
    const struct input *x = a, *y = b;
    return x->kind != y->kind ? x->kind - y->kind : x->order - y->order;
}

/* ---- what is made up ---------------------------------------------------------------------- */

/* provenance.csv as the planner has it: file, status, source. */
struct provenance {
    const char *kind;      /* "rolls" */
    int file, status, row; /* columns, -1: none */
    bool synthetic;
};

static void read_provenance(void *context, const struct csv_row *row)
{
    struct provenance *about = context;
    if (about->row++ == 0) {
        for (int c = 0; c < row->cells; c++) {
            if (strcmp(row->cell[c], "file") == 0) about->file = c;
            if (strcmp(row->cell[c], "status") == 0) about->status = c;
        }
        return;
    }
    if (about->file < 0 || about->status < 0 || about->file >= row->cells ||
        about->status >= row->cells)
        return;
    const int kind = kind_of(row->cell[about->file]);
    if (kind >= 0 && strcmp(exchange_kinds[kind].word, about->kind) == 0 &&
        strcmp(row->cell[about->status], "synthetic") == 0)
        about->synthetic = true;
}

static bool provenance_says(const char *path, const char *kind)
{
    struct provenance about = {kind, -1, -1, 0, false};
    struct text bytes = {0}, utf8 = {0};
    bool windows_874 = false;
    int line = 0;
    if (csv_file_read(path, path, &bytes, NULL) == ERR_OK &&
        csv_file_decode(bytes.s, bytes.length, path, &utf8, &windows_874, NULL) == ERR_OK &&
        csv_file_rows(&utf8, path, read_provenance, &about, &line, NULL) != ERR_OK)
        about.synthetic = false;
    text_clear(&bytes);
    text_clear(&utf8);
    return about.synthetic;
}

static bool says_synthetic(const char *name)
{
    static const char word[] = "synthetic";
    for (; *name; name++)
        if (strncasecmp(name, word, sizeof word - 1) == 0) return true;
    return false;
}

/* A file whose name says "synthetic" stands beside it, or provenance.csv calls it so. */
static bool is_synthetic(const struct input *input)
{
    struct dirent **entry = NULL;
    struct text folder = {0}, path = {0};
    bool synthetic = false;
    text_add_bytes(&folder, input->path, (size_t)(base_name(input->path) - input->path));
    const int entries = scandir(folder.length ? folder.s : ".", &entry, NULL, compare_names);
    for (int i = 0; i < entries; i++) {
        synthetic = synthetic || says_synthetic(entry[i]->d_name);
        free(entry[i]);
    }
    free(entry);
    text_add(&path, "%sprovenance.csv", text_s(&folder));
    synthetic = synthetic || provenance_says(path.s, exchange_kinds[input->kind].word);
    text_clear(&folder);
    text_clear(&path);
    return synthetic;
}

/* ---- one file ----------------------------------------------------------------------------- */

/* The first column of the first row. */
static enum err_code first_of(const struct query *query, bool *row, struct err *err)
{
    return query_next(query, row, err);
}

static enum err_code count_rows(struct exchange_in *in, int *rows, struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code =
        query_open(in->run->order->access->store, query_exchange_count, &query, err);
    if (code == ERR_OK) query_set_text(&query, ":kind", in->kind->word);
    if (code == ERR_OK) code = first_of(&query, &row, err);
    if (code == ERR_OK) *rows = query_int(&query, 0);
    query_close(&query);
    return code;
}

static enum err_code was_seen(struct exchange_run *run, const struct input *input,
                              struct exchange_file *report, struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code =
        query_open(run->order->access->store, query_import_batch_seen, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":sha256", input->sha256);
        query_set_text(&query, ":kind", exchange_kinds[input->kind].word);
        code = first_of(&query, &row, err);
    }
    if (code == ERR_OK && row) {
        report->seen = true;
        snprintf(report->seen_at, sizeof report->seen_at, "%s", query_text(&query, 0));
    }
    query_close(&query);
    return code;
}

static enum err_code note_batch(struct exchange_run *run, const struct input *input,
                                const struct exchange_file *report, struct err *err)
{
    struct query query = {0};
    char at[32], name[MOST_NAME + 1];
    env_now_iso(at, sizeof at);
    snprintf(name, sizeof name, "%.*s", MOST_NAME / 4, input->name);
    while (!thai_utf8_valid(name, strlen(name))) name[strlen(name) - 1] = '\0';
    enum err_code code = query_open(run->order->access->store, query_import_batch_add, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":batch", run->batch);
        query_set_text(&query, ":file", name);
        query_set_text(&query, ":kind", report->kind);
        query_set_text(&query, ":sha256", input->sha256);
        query_set_int(&query, ":synthetic", report->synthetic);
        query_set_int(&query, ":row_count", report->rows);
        query_set_int(&query, ":added", report->added);
        query_set_int(&query, ":changed", report->changed);
        query_set_int(&query, ":unchanged", report->unchanged);
        query_set_int(&query, ":waiting", report->waiting);
        query_set_text(&query, ":outcome", report->waiting ? "waiting" : "complete");
        query_set_text(&query, ":created_at", at);
        query_set_text(&query, ":created_by", run->order->access->actor->name);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    run->report->batch = run->batch;
    return code;
}

static void is_empty(struct exchange_in *in)
{
    struct err why;
    err_set(&why, ERR_INPUT, "'%s' ว่างเปล่า ต้องมีหัวตารางและข้อมูลอย่างน้อยหนึ่งแถว",
            "'%s' is empty, needed are a header and at least one row", in->file);
    exchange_refuse(in, 0, "", &why);
}

static enum err_code open_statements(struct exchange_in *in, struct err *err)
{
    struct store *store = in->run->order->access->store;
    enum err_code code = in->kind->start ? in->kind->start(in, err) : ERR_OK;
    for (int s = 0; code == ERR_OK && s < EXCHANGE_STATEMENTS && in->kind->statement[s]; s++)
        code = query_open(store, in->kind->statement[s], &in->query[s], err);
    if (code == ERR_OK) code = query_open(store, query_match_waits, &in->waits, err);
    return code;
}

static void close_statements(struct exchange_in *in)
{
    query_close(&in->waits);
    for (int s = 0; s < EXCHANGE_STATEMENTS; s++) query_close(&in->query[s]);
    free(in->seen.slot);
}

static void read_rows(struct exchange_in *in, const struct text *utf8, struct book_file *book,
                      int sheet)
{
    struct err why;
    struct book_place place = {0};
    int line = 0;
    enum err_code read;
    if (book) {
        read = book_file_rows(book, sheet, exchange_row, in, &place, &why);
        line = place.line;
    } else {
        read = csv_file_rows(utf8, in->file, exchange_row, in, &line, &why);
    }
    if (read != ERR_OK)
        exchange_refuse(in, line, "", &why);
    else if (in->code == ERR_OK && in->rows == 0 && (in->cells == 0 || in->usable))
        is_empty(in);
}

static enum err_code import_rows(struct exchange_in *in, const struct text *utf8,
                                 struct book_file *book, const struct input *input, struct err *err)
{
    struct exchange_run *run = in->run;
    int before = 0, after = 0;
    const int queued = run->bulk ? match_bulk_queued(run->bulk) : 0;
    in->code = open_statements(in, err);
    if (in->code == ERR_OK) in->code = count_rows(in, &before, err);
    if (in->code == ERR_OK) read_rows(in, utf8, book, input->sheet);
    if (in->kind->end) {
        const enum err_code ended = in->kind->end(in, in->code == ERR_OK ? err : NULL);
        if (in->code == ERR_OK) in->code = ended;
    }
    close_statements(in);
    if (in->code == ERR_OK) in->code = count_rows(in, &after, err);
    struct exchange_file *report = &run->report->file[in->report];
    report->rows = in->rows;
    if (in->code != ERR_OK || run->report->problems_in_all > 0) return in->code;
    /* One row of not_traced makes its area whole, with all causes. */
    report->added = after - before < in->written ? after - before : in->written;
    report->changed = in->written - report->added;
    report->waiting = in->waiting;
    report->moved = in->moved;
    report->unchanged = in->rows - in->written - in->waiting;
    const bool news = run->bulk && match_bulk_queued(run->bulk) > queued;
    if (in->written == 0 && in->moved == 0 && !news) return ERR_OK;
    return note_batch(run, input, report, err);
}

static enum err_code read_model(struct exchange_run *run, const char *file, bool *ready,
                                struct err *err)
{
    struct err why;
    *ready = run->model != NULL;
    if (run->model) return ERR_OK;
    struct pmt_model *model = mem_new(1, sizeof *model);
    const enum err_code code = pmt_store_read(run->order->access->store, NULL, model, NULL, &why);
    if (code == ERR_OK) {
        run->model = model;
        *ready = true;
        return ERR_OK;
    }
    free(model);
    if (code != ERR_NOT_FOUND) {
        if (err) *err = why;
        return code;
    }
    exchange_refuse_file(run, file, &why);
    return ERR_OK;
}

static enum err_code import_input(struct exchange_run *run, struct input *input, struct err *err)
{
    struct err why;
    struct text bytes = {0}, utf8 = {0};
    struct book_file *book = NULL;
    struct exchange_in *in = mem_new(1, sizeof *in);
    bool ready = true;
    *in = (struct exchange_in){.run = run,
                               .kind = &exchange_kinds[input->kind],
                               .file = input->label,
                               .report = add_report(run, input->name, NULL),
                               .synthetic = is_synthetic(input),
                               .err = err};
    struct exchange_file *report = &run->report->file[in->report];
    report->kind = in->kind->word;
    report->synthetic = in->synthetic;
    enum err_code code = ERR_OK, read;
    if (input->sheet >= 0) {
        read = book_file_open(input->path, input->label, &book, &why);
    } else {
        read = csv_file_read(input->path, input->label, &bytes, &why);
        struct hash hash;
        hash_start(&hash);
        hash_bytes(&hash, bytes.s ? bytes.s : "", bytes.length);
        hash_end(&hash, input->sha256);
        if (read == ERR_OK)
            read = csv_file_decode(bytes.s, bytes.length, input->label, &utf8, &report->windows_874,
                                   &why);
    }
    if (read != ERR_OK) exchange_refuse(in, 0, "", &why);
    if (read == ERR_OK) code = was_seen(run, input, report, err);
    if (read == ERR_OK && code == ERR_OK && !report->seen) {
        if (strcmp(in->kind->word, "visits") == 0) code = read_model(run, in->file, &ready, err);
        if (code == ERR_OK && ready) code = import_rows(in, &utf8, book, input, err);
    }
    if (bytes.s) keys_wipe(bytes.s, bytes.length);
    if (utf8.s) keys_wipe(utf8.s, utf8.length);
    text_clear(&bytes);
    text_clear(&utf8);
    book_file_close(book);
    free(in);
    return code;
}

/* ---- the batch ---------------------------------------------------------------------------- */

static enum err_code next_batch(struct exchange_run *run, struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code =
        query_open(run->order->access->store, query_import_batch_next, &query, err);
    if (code == ERR_OK) code = first_of(&query, &row, err);
    if (code == ERR_OK) run->batch = query_int64(&query, 0);
    query_close(&query);
    return code;
}

/* Kinds, hashes and counts; the reason is sealed as that of a person is. */
static enum err_code record(const struct exchange_run *run, struct err *err)
{
    const struct person_access *access = run->order->access;
    struct text detail = {0};
    struct json json;
    char number[24], sealed[SEALED_TEXT];
    snprintf(number, sizeof number, "%lld", (long long)run->batch);
    keys_seal(access->keys, run->batch, "audit.reason", access->reason, sealed);
    json_start(&json, &detail);
    json_object(&json, NULL);
    json_array(&json, "files");
    for (int f = 0; f < run->report->files; f++) {
        const struct exchange_file *file = &run->report->file[f];
        json_object(&json, NULL);
        json_text(&json, "kind", file->kind);
        json_int(&json, "rows", file->rows);
        json_int(&json, "added", file->added);
        json_int(&json, "changed", file->changed);
        json_int(&json, "waiting", file->waiting);
        json_int(&json, "moved", file->moved);
        json_bool(&json, "synthetic", file->synthetic);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_text(&json, "sealed", sealed);
    json_object_end(&json);
    while (detail.length && detail.s[detail.length - 1] == '\n') detail.s[--detail.length] = '\0';
    const enum err_code code = audit_append(
        access->store,
        &(struct audit_event){access->actor, "exchange.import", "batch", number, detail.s}, err);
    text_clear(&detail);
    return code;
}

static enum err_code conclude(const struct exchange_report *report, struct err *err)
{
    if (report->problems_in_all == 0) return ERR_OK;
    struct text first = {0};
    exchange_problem_text(&report->problem[0], &first);
    if (report->problems_in_all == 1)
        err_set(err, ERR_INPUT, "%s; ไม่ได้นำเข้าข้อมูลใด", "%s; nothing imported", first.s);
    else
        err_set(err, ERR_INPUT, "ข้อมูลผิด %d จุด ไม่ได้นำเข้าข้อมูลใด; จุดแรก: %s",
                "%d bad cells, nothing imported; first: %s", report->problems_in_all, first.s);
    text_clear(&first);
    return ERR_INPUT;
}

static enum err_code import_all(struct exchange_run *run, struct inputs *inputs, struct err *err)
{
    struct store *store = run->order->access->store;
    enum err_code code = store_begin(store, err);
    if (code != ERR_OK) return code;
    code = next_batch(run, err);
    if (inputs->count > 1)
        qsort(inputs->input, (size_t)inputs->count, sizeof *inputs->input, compare_inputs);
    for (int i = 0; code == ERR_OK && i < inputs->count; i++)
        code = import_input(run, &inputs->input[i], err);
    match_bulk_close(run->bulk);
    run->bulk = NULL;
    if (code == ERR_OK) code = conclude(run->report, err);
    if (code == ERR_OK && run->report->batch) code = record(run, err);
    if (code == ERR_OK && !run->order->dry_run && run->report->batch) {
        code = store_commit(store, err);
        run->report->applied = code == ERR_OK;
    }
    if (!run->report->applied) run->report->batch = 0;
    store_rollback(store);
    return code;
}

static int compare_schools(const void *a, const void *b)
{
    const struct exchange_school *const *x = a, *const *y = b;
    return strcmp((*x)->code, (*y)->code);
}

enum err_code exchange_import(const struct exchange_order *order, const char *const *paths,
                              int count, struct exchange_report *report, struct err *err)
{
    struct exchange_run run = {.order = order, .report = report};
    struct inputs inputs = {0};
    *report = (struct exchange_report){0};
    enum err_code code = person_allow(order->access, RIGHT_WRITE, err);
    for (int p = 0; code == ERR_OK && p < count; p++) code = add_path(&run, &inputs, paths[p], err);
    run.school = mem_new((size_t)order->schools, sizeof *run.school);
    for (int s = 0; s < order->schools; s++) run.school[s] = &order->school[s];
    if (order->schools > 1)
        qsort(run.school, (size_t)order->schools, sizeof *run.school, compare_schools);
    if (code == ERR_OK) code = import_all(&run, &inputs, err);
    clear_inputs(&inputs);
    if (run.model) pmt_model_clear(run.model);
    free(run.model);
    free(run.school);
    return code;
}
