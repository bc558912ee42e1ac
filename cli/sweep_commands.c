/* sweep and sweeps: many programs at once, and what is done with them afterwards. */
#define _POSIX_C_SOURCE 200809L
#include "cli/cli.h"

#include "base/env.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/pool.h"
#include "base/thai.h"
#include "planner/sweep.h"
#include "report/sweep_report.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_SCENARIOS = 1000, MOST_LETTERS = 200 };

/* ---- options --------------------------------------------------------------------------------- */

/* A whole number lowest .. highest; left alone when the option does not stand. */
static enum err_code parse_number(const struct call *call, enum option_id option, long long lowest,
                                  long long highest, long long *out, struct err *err)
{
    const char *text = call_value(call, option);
    if (!text) return ERR_OK;
    char *end = NULL;
    errno = 0;
    const long long number = strtoll(text, &end, 10);
    const bool digits = *text != '\0' && strspn(text, "0123456789") == strlen(text);
    if (digits && errno == 0 && number >= lowest && number <= highest) {
        *out = number;
        return ERR_OK;
    }
    return err_set(err, ERR_INPUT, "'--%s' เป็น '%s' ใช้ได้เฉพาะจำนวนเต็ม %lld .. %lld",
                   "'--%s' is '%s', allowed are whole numbers %lld .. %lld",
                   option_table[option].name, text, lowest, highest);
}

struct wanted {
    long long futures, seed, workers, decisions, fy;
    int part; /* SWEEP_PARTS: not said */
};

static enum err_code parse_part(const struct call *call, struct wanted *out, struct err *err)
{
    const char *word = call_value(call, OPTION_BY);
    out->part = SWEEP_PARTS;
    if (!word) return ERR_OK;
    for (int part = 0; part < SWEEP_PARTS; part++)
        if (strcmp(word, sweep_part_by[part]) == 0) out->part = part;
    if (out->part < SWEEP_PARTS) return ERR_OK;
    struct text list = {0};
    for (int part = 0; part < SWEEP_PARTS; part++) text_add(&list, " %s", sweep_part_by[part]);
    const enum err_code code = err_set(err, ERR_INPUT, "'--by' เป็น '%s' ใช้ได้เฉพาะ%s",
                                       "'--by' is '%s', allowed are%s", word, text_s(&list));
    text_clear(&list);
    return code;
}

static enum err_code parse_options(const struct call *call, struct wanted *out, struct err *err)
{
    *out = (struct wanted){.seed = 1, .workers = pool_processors()};
    enum err_code code = parse_part(call, out, err);
    if (code == ERR_OK)
        code = parse_number(call, OPTION_FUTURES, 1, SWEEP_MOST_FUTURES, &out->futures, err);
    if (code == ERR_OK) code = parse_number(call, OPTION_SEED, 0, INT64_MAX, &out->seed, err);
    if (code == ERR_OK)
        code = parse_number(call, OPTION_WORKERS, 1, POOL_MOST_WORKERS, &out->workers, err);
    if (code == ERR_OK)
        code = parse_number(call, OPTION_REGRET, 0, SWEEP_MOST_DECISIONS, &out->decisions, err);
    if (code == ERR_OK) code = parse_number(call, OPTION_FY, 2500, 2699, &out->fy, err);
    if (code == ERR_OK && call_has(call, OPTION_FUTURES) && call_has(call, OPTION_SCENARIOS))
        code = err_set(err, ERR_INPUT, "ใส่ '--futures' กับ '--scenarios' พร้อมกันไม่ได้ ใส่ได้อย่างเดียว",
                       "'--futures' and '--scenarios' are both given, allowed is one of them");
    return code;
}

/* A sweep is asked for by number or by name, so a name of digits alone would mean two. */
static enum err_code check_name(const char *name, struct err *err)
{
    int letters = 0, controls = 0;
    for (const unsigned char *c = (const unsigned char *)name; *c; c++) {
        letters += (*c & 0xC0) != 0x80;
        controls += *c < 0x20 || *c == 0x7F;
    }
    const bool digits = name[strspn(name, "0123456789")] == '\0';
    if (!digits && controls == 0 && letters <= MOST_LETTERS && thai_utf8_valid(name, strlen(name)))
        return ERR_OK;
    return err_set(
        err, ERR_INPUT, "ใช้ '%s' เป็นชื่อชุดทดลองไม่ได้ ชื่อยาวได้ 1 .. %d ตัวอักษร UTF-8 และไม่ใช่ตัวเลขล้วน",
        "'%s' cannot name a sweep, allowed are 1 .. %d letters of UTF-8, not digits alone", name,
        MOST_LETTERS);
}

/* ---- scenarios ------------------------------------------------------------------------------- */

static struct sweep_scenario *add_scenario(struct stored_sweep *sweep, int *capacity)
{
    sweep->scenario =
        mem_room(sweep->scenario, sweep->scenarios, capacity, sizeof *sweep->scenario);
    struct sweep_scenario *scenario = &sweep->scenario[sweep->scenarios++];
    *scenario = (struct sweep_scenario){.refused = ERR_OK};
    return scenario;
}

static void fill_scenario(struct sweep_scenario *scenario, const char *name,
                          const struct params *params, const struct err *refused)
{
    scenario->name = mem_text(name);
    scenario->text = mem_text(refused ? "" : text_s(&params->text));
    scenario->hash = mem_text(refused ? "" : params->hash);
    scenario->refused = refused ? refused->code : ERR_OK;
    scenario->sentence = mem_text(refused ? refused->text : "");
}

/* The file's name without folder and suffix. */
static void stem_of(const char *path, struct text *out)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *point = strrchr(name, '.');
    text_add_bytes(out, name, point && point > name ? (size_t)(point - name) : strlen(name));
}

/* One file over --scenario and under --set. One that cannot be read is a row with its sentence. */
static void read_scenario(const struct call *call, const struct work *work, const char *path,
                          struct sweep_scenario *scenario)
{
    struct settings *settings = settings_new();
    struct params params = {0};
    struct err err = {0};
    struct text stem = {0};
    enum err_code code = ERR_OK;
    for (int i = 0; i < call->values[OPTION_SCENARIO] && code == ERR_OK; i++)
        code = settings_add_file(settings, call->value[OPTION_SCENARIO][i], &err);
    if (code == ERR_OK) code = settings_add_file(settings, path, &err);
    for (int i = 0; i < call->values[OPTION_SET] && code == ERR_OK; i++)
        code = settings_add(settings, call->value[OPTION_SET][i], &err);
    if (code == ERR_OK) code = settings_resolve(settings, &work->reg, &params, &err);
    stem_of(path, &stem);
    const bool own_name = code == ERR_OK && strcmp(params.name, work->params.name) != 0;
    fill_scenario(scenario, own_name ? params.name : text_s(&stem), &params,
                  code == ERR_OK ? NULL : &err);
    text_clear(&stem);
    params_clear(&params);
    settings_free(settings);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_ini(const char *name)
{
    const size_t length = strlen(name);
    return name[0] != '.' && length > 4 && strcmp(name + length - 4, ".ini") == 0;
}

struct paths {
    char **path;
    int count, capacity;
};

static void add_path(struct paths *paths, const char *folder, const char *name)
{
    struct text path = {0};
    text_add(&path, "%s%s%s", folder, *folder ? "/" : "", name);
    paths->path = mem_room(paths->path, paths->count, &paths->capacity, sizeof *paths->path);
    paths->path[paths->count++] = mem_text(text_s(&path));
    text_clear(&path);
}

/* A folder stands for its .ini files by name, a file for itself. */
static enum err_code find_paths(const char *path, struct paths *paths, struct err *err)
{
    const int first = paths->count;
    DIR *folder = opendir(path);
    if (!folder) {
        add_path(paths, "", path);
        return ERR_OK;
    }
    for (const struct dirent *entry; (entry = readdir(folder));)
        if (is_ini(entry->d_name)) add_path(paths, path, entry->d_name);
    closedir(folder);
    if (paths->count == first)
        return err_set(err, ERR_NOT_FOUND, "โฟลเดอร์ '%s' ไม่มีไฟล์ .ini",
                       "folder '%s' has no .ini file", path);
    qsort(paths->path + first, (size_t)(paths->count - first), sizeof *paths->path, by_text);
    return ERR_OK;
}

static enum err_code add_files(const struct call *call, const struct work *work,
                               struct stored_sweep *sweep, int *capacity, struct err *err)
{
    struct paths paths = {0};
    enum err_code code = ERR_OK;
    for (int i = 0; i < call->values[OPTION_SCENARIOS] && code == ERR_OK; i++)
        code = find_paths(call->value[OPTION_SCENARIOS][i], &paths, err);
    if (code == ERR_OK && paths.count >= MOST_SCENARIOS)
        code = err_set(err, ERR_INPUT, "มี %d สถานการณ์ ใช้ได้ไม่เกิน %d",
                       "there are %d scenarios, allowed are fewer than %d", paths.count,
                       MOST_SCENARIOS);
    for (int i = 0; i < paths.count && code == ERR_OK; i++)
        read_scenario(call, work, paths.path[i], add_scenario(sweep, capacity));
    for (int i = 0; i < paths.count; i++) free(paths.path[i]);
    free(paths.path);
    return code;
}

/* ---- a new sweep ----------------------------------------------------------------------------- */

static bool is_taken(const struct stored_sweep *sweep, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(sweep[i].name, name) == 0) return true;
    return false;
}

/* "name", "name (2)", "name (3)": the first that no sweep has. */
static enum err_code make_name(struct store *store, const char *base, struct text *out,
                               struct err *err)
{
    struct stored_sweep *sweep = NULL;
    int count = 0;
    const enum err_code code = store_list_sweeps(store, &sweep, &count, err);
    if (code != ERR_OK) return code;
    const char *before = base[strspn(base, "0123456789")] == '\0' ? "sweep " : "";
    text_add(out, "%s%s", before, base);
    for (int n = 2; is_taken(sweep, count, text_s(out)); n++) {
        text_clear(out);
        text_add(out, "%s%s (%d)", before, base, n);
    }
    for (int i = 0; i < count; i++) stored_sweep_clear(&sweep[i]);
    free(sweep);
    return ERR_OK;
}

/* What the options ask for, not yet saved. The first scenario is checked before the others. */
static enum err_code describe(const struct call *call, const struct wanted *wanted,
                              struct work *work, struct stored_sweep *out, struct err *err)
{
    struct stored_sweep sweep = {.kind = wanted->futures > 0 ? SWEEP_FUTURES : SWEEP_SCENARIOS};
    int capacity = 0;
    enum err_code code = work_resolve(call, work, err);
    if (code == ERR_OK) code = staffing_make(&work->reg, &work->params, &work->staffing, err);
    if (code != ERR_OK) return code;
    fill_scenario(add_scenario(&sweep, &capacity), work->params.name, &work->params, NULL);
    if (sweep.kind == SWEEP_SCENARIOS) code = add_files(call, work, &sweep, &capacity, err);
    sweep.futures = (int)wanted->futures;
    sweep.seed = sweep.kind == SWEEP_FUTURES ? wanted->seed : 0;
    const int numbers = sweep_numbers(&sweep);
    sweep.decisions = wanted->decisions < numbers ? (int)wanted->decisions : numbers;
    sweep.data_hash = mem_text(work->reg.data_hash);
    sweep.program_version = mem_text(KRU_VERSION);
    sweep.synthetic = register_is_synthetic(&work->reg);
    if (code == ERR_OK)
        *out = sweep;
    else
        stored_sweep_clear(&sweep);
    return code;
}

static enum err_code begin(const struct call *call, const struct wanted *wanted, struct work *work,
                           struct stored_sweep *out, struct err *err)
{
    struct stored_sweep sweep = {0};
    struct text name = {0};
    char now[32];
    const char *given = call_value(call, OPTION_NAME);
    if (!call_has(call, OPTION_FUTURES) && !call_has(call, OPTION_SCENARIOS))
        return err_set(err, ERR_INPUT,
                       "'kru sweep' ต้องมี --scenarios DIR หรือ --futures N หรือ --name ของชุดที่มีอยู่",
                       "'kru sweep' needs --scenarios DIR, --futures N, or the --name of a sweep "
                       "that exists");
    enum err_code code = describe(call, wanted, work, &sweep, err);
    if (code == ERR_OK && given) text_add(&name, "%s", given);
    if (code == ERR_OK && !given) code = make_name(work->store, work->params.name, &name, err);
    if (code == ERR_OK) {
        env_now_iso(now, sizeof now);
        sweep.name = mem_text(text_s(&name));
        sweep.created_at = mem_text(now);
        code = store_begin_sweep(work->store, &sweep, err);
    }
    text_clear(&name);
    if (code == ERR_OK)
        *out = sweep;
    else
        stored_sweep_clear(&sweep);
    return code;
}

/* ---- one that exists ------------------------------------------------------------------------- */

static enum err_code begun_otherwise(const struct stored_sweep *sweep, const char *what,
                                     struct err *err)
{
    return err_set(err, ERR_INPUT, "ชุดทดลอง '%s' เริ่มไว้ด้วย '--%s' อื่น โปรดใช้ชื่ออื่น",
                   "sweep '%s' was begun with another '--%s', take another name", sweep->name,
                   what);
}

static bool same_scenarios(const struct stored_sweep *a, const struct stored_sweep *b)
{
    if (a->scenarios != b->scenarios) return false;
    for (int i = 0; i < a->scenarios; i++)
        if (strcmp(a->scenario[i].hash, b->scenario[i].hash) != 0) return false;
    return true;
}

/* Options that are given again must say what they said when the sweep was begun. */
static enum err_code check_same(const struct call *call, const struct wanted *wanted,
                                struct work *work, const struct stored_sweep *sweep,
                                struct err *err)
{
    struct wanted same = *wanted;
    if (call_has(call, OPTION_FUTURES) && wanted->futures != sweep->futures)
        return begun_otherwise(sweep, "futures", err);
    if (call_has(call, OPTION_SEED) && wanted->seed != sweep->seed)
        return begun_otherwise(sweep, "seed", err);
    if (call_has(call, OPTION_REGRET) && wanted->decisions != sweep->decisions &&
        !(wanted->decisions > sweep->decisions && sweep->decisions == sweep_numbers(sweep)))
        return begun_otherwise(sweep, "regret", err);
    if (call_has(call, OPTION_SCENARIOS) && sweep->kind != SWEEP_SCENARIOS)
        return begun_otherwise(sweep, "scenarios", err);
    if (!call_has(call, OPTION_SCENARIOS) && !call_has(call, OPTION_SCENARIO) &&
        !call_has(call, OPTION_SET))
        return ERR_OK;
    if (sweep->kind == SWEEP_SCENARIOS && !call_has(call, OPTION_SCENARIOS))
        return begun_otherwise(sweep, "scenarios", err);
    struct stored_sweep asked = {0};
    same.futures = sweep->futures;
    enum err_code code = describe(call, &same, work, &asked, err);
    if (code == ERR_OK && !same_scenarios(sweep, &asked))
        code = begun_otherwise(
            sweep, sweep->kind == SWEEP_SCENARIOS ? "scenarios" : "set' / '--scenario", err);
    stored_sweep_clear(&asked);
    return code;
}

/* The sweep of --name, or a new one. */
static enum err_code find_or_begin(const struct call *call, const struct wanted *wanted,
                                   struct work *work, struct stored_sweep *out, struct err *err)
{
    const char *name = call_value(call, OPTION_NAME);
    struct err none = {0};
    enum err_code code = ERR_NOT_FOUND;
    if (name) code = store_read_sweep(work->store, &work->reg, name, out, &none);
    if (code == ERR_OK) return check_same(call, wanted, work, out, err);
    if (code != ERR_NOT_FOUND) {
        if (err) *err = none;
        return code;
    }
    code = name ? check_name(name, err) : ERR_OK;
    return code == ERR_OK ? begin(call, wanted, work, out, err) : code;
}

/* ---- running --------------------------------------------------------------------------------- */

/* One line that is written over itself on a terminal, one line after the other elsewhere. */
struct progress_line {
    bool wanted, terminal, shown;
    double last_s;
};

static void add_time(double seconds, struct text *out)
{
    if (seconds < 90.0)
        text_add(out, lang_pick("อีกราว %.0f วินาที", "about %.0f s left"), seconds);
    else
        text_add(out, lang_pick("อีกราว %.0f นาที", "about %.0f min left"), seconds / 60.0);
}

static void show_progress(void *context, const struct sweep_progress *progress)
{
    static const double PACE_S = 0.2, PLAIN_PACE_S = 5.0;
    struct progress_line *line = context;
    const double now_s = env_seconds();
    const bool last = progress->done == progress->all;
    if (!line->wanted) return;
    if (line->shown && !last && now_s - line->last_s < (line->terminal ? PACE_S : PLAIN_PACE_S))
        return;
    struct text text = {0};
    text_add(&text, lang_pick("คำนวณแล้ว %d จาก %d", "solved %d of %d"), progress->done,
             progress->all);
    if (progress->failed > 0)
        text_add(&text, lang_pick(" ไม่มีแผน %d", ", %d without a plan"), progress->failed);
    if (isfinite(progress->rate_s))
        text_add(&text, lang_pick(" วินาทีละ %.2f ", ", %.2f a second, "), progress->rate_s);
    if (isfinite(progress->left_s)) add_time(progress->left_s, &text);
    fprintf(stderr, "%s%s%s", line->terminal ? "\r\033[K" : "", text_s(&text),
            line->terminal ? "" : "\n");
    text_clear(&text);
    line->shown = true;
    line->last_s = now_s;
}

static volatile sig_atomic_t interrupted;

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

static enum err_code solve(const struct call *call, const struct wanted *wanted,
                           const struct work *work, struct stored_sweep *sweep, struct err *err)
{
    struct progress_line line = {.terminal = isatty(STDERR_FILENO) == 1};
    struct sigaction mine = {.sa_handler = on_interrupt}, before;
    const struct sweep_control control = {(int)wanted->workers, show_progress, not_interrupted,
                                          &line};
    line.wanted = line.terminal || call_has(call, OPTION_PROGRESS);
    sigemptyset(&mine.sa_mask);
    interrupted = 0;
    sigaction(SIGINT, NULL, &before);
    if (before.sa_handler != SIG_IGN) sigaction(SIGINT, &mine, NULL);
    const enum err_code code = sweep_run(work->store, &work->reg, sweep, &control, err);
    sigaction(SIGINT, &before, NULL);
    if (line.terminal && (line.shown || interrupted)) fputs("\r\033[K", stderr);
    return code;
}

/* ---- showing --------------------------------------------------------------------------------- */

static void print_sweep(const struct call *call, const struct wanted *wanted,
                        const struct work *work, const struct stored_sweep *sweep, struct text *out)
{
    const struct sweep_view view = {&work->reg, sweep, (int)wanted->fy, call->colour};
    enum sweep_part part = (enum sweep_part)wanted->part;
    if (part == SWEEP_PARTS && call->format == FORMAT_JSON) {
        sweep_json(&view, out);
    } else if (part == SWEEP_PARTS && call->format == FORMAT_TABLE) {
        sweep_summary(&view, out);
    } else {
        if (part == SWEEP_PARTS) part = sweep->kind == SWEEP_FUTURES ? SWEEP_YEARS : SWEEP_OUTCOMES;
        call_print(call, sweep_part_table(&view, part), out);
    }
}

/* What is shown is what was saved, so that it is the same now and later. */
static enum err_code show(const struct call *call, const struct wanted *wanted,
                          const struct work *work, const char *name, struct text *out,
                          struct err *err)
{
    struct stored_sweep sweep = {0};
    const enum err_code code = store_read_sweep(work->store, &work->reg, name, &sweep, err);
    if (code == ERR_OK) print_sweep(call, wanted, work, &sweep, out);
    stored_sweep_clear(&sweep);
    return code;
}

/* The other ranks of mpirun do what this one asks for, until it is told that all is over. */
static void dismiss_ranks(void)
{
    struct text nothing = {0};
    if (pool_ranks() > 1) pool_share(&nothing);
    pool_end();
}

static enum err_code run_serving(struct err *err)
{
    const enum err_code code = sweep_serve(err);
    if (code != ERR_OK) {
        fprintf(stderr, "kru: %s\n", err->text);
        pool_abort(err_exit_status(code));
    }
    pool_end();
    return code;
}

enum err_code run_sweep(const struct call *call, struct text *out, struct err *err)
{
    struct work work = {0};
    struct wanted wanted;
    struct stored_sweep sweep = {0};
    enum err_code code = parse_options(call, &wanted, err);
    if (code != ERR_OK) return code;
    if (pool_rank() > 0) return run_serving(err);
    code = work_open(call, &work, err);
    if (code == ERR_OK) code = find_or_begin(call, &wanted, &work, &sweep, err);
    if (code == ERR_OK) code = solve(call, &wanted, &work, &sweep, err);
    if (code == ERR_OK) code = show(call, &wanted, &work, sweep.name, out, err);
    dismiss_ranks();
    stored_sweep_clear(&sweep);
    work_close(&work);
    return code;
}

/* ---- saved sweeps ---------------------------------------------------------------------------- */

// clang-format off
static const struct table_column sweep_columns[] = {
    {"id",         "หมายเลข",    "number",     CELL_YEAR, false},
    {"name",       "ชื่อ",         "name",       CELL_TEXT, false},
    {"kind",       "ชนิด",        "kind",       CELL_TEXT, false},
    {"created_at", "เริ่มเมื่อ",     "begun at",   CELL_TEXT, false},
    {"scenarios",  "สถานการณ์",   "scenarios",  CELL_INT,  false},
    {"futures",    "อนาคต",      "futures",    CELL_INT,  false},
    {"seed",       "เมล็ด",       "seed",       CELL_YEAR, false},
    {"decisions",  "การตัดสินใจ", "decisions",  CELL_INT,  false},
    {"solved",     "คำนวณแล้ว",   "solved",     CELL_INT,  false},
    {"failed",     "ไม่มีแผน",     "without a plan", CELL_INT, false},
};
// clang-format on

static void add_sweep_row(const struct stored_sweep *sweep, struct table *table)
{
    table_row(table);
    table_int(table, sweep->id);
    table_text(table, sweep->name);
    table_text(table, sweep_kind_word[sweep->kind]);
    table_text(table, sweep->created_at);
    table_int(table, sweep->scenarios);
    table_int(table, sweep->futures);
    table_int(table, sweep->seed);
    table_int(table, sweep->decisions);
    table_int(table, sweep->solved);
    table_int(table, sweep->failed + sweep->refused);
}

static enum err_code list(struct store *store, const struct call *call, const char *dropped,
                          struct text *out, struct err *err)
{
    struct stored_sweep *sweep = NULL;
    int count = 0;
    const enum err_code code = store_list_sweeps(store, &sweep, &count, err);
    if (code != ERR_OK) return code;
    struct table *table = table_new(dropped ? lang_pick("ลบแล้ว", "Removed")
                                            : lang_pick("ชุดทดลองที่บันทึกไว้", "Saved sweeps"),
                                    sweep_columns, sizeof sweep_columns / sizeof *sweep_columns);
    for (int i = 0; i < count; i++) {
        if (!dropped || strcmp(sweep[i].name, dropped) == 0) add_sweep_row(&sweep[i], table);
        stored_sweep_clear(&sweep[i]);
    }
    free(sweep);
    call_print(call, table, out);
    return ERR_OK;
}

enum err_code run_sweeps(const struct call *call, struct text *out, struct err *err)
{
    const char *drop = call_value(call, OPTION_DROP);
    struct store *store = NULL;
    struct stored_sweep sweep = {0};
    struct text shown = {0};
    enum err_code code = store_open(call->argument[0], &store, err);
    if (code == ERR_OK && drop) code = store_read_sweep(store, NULL, drop, &sweep, err);
    if (code == ERR_OK) code = list(store, call, drop ? sweep.name : NULL, &shown, err);
    if (code == ERR_OK && drop) code = store_drop_sweep(store, drop, err);
    if (code == ERR_OK) text_add_bytes(out, text_s(&shown), shown.length);
    text_clear(&shown);
    stored_sweep_clear(&sweep);
    store_close(store);
    return code;
}
