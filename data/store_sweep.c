/* Sweeps in the database: a head, its scenarios, and an outcome for each program solved. */
#include "data/store_sweep.h"

#include "base/mem.h"
#include "data/store_sql.h"

#include <sqlite3.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

const char *const sweep_kind_word[SWEEP_KINDS] = {"scenarios", "futures"};
const char *const choice_kind_word[CHOICE_KINDS] = {"seats", "places", "calls"};

/* The numbers of a year, in the order of the columns of read_sweep_year. */
static const struct {
    const char *parameter;
    size_t place;
} year_columns[] = {
#define COLUMN(field)                                                                              \
    {                                                                                              \
        ":" #field, offsetof(struct sweep_year, field)                                             \
    }
    COLUMN(retire),   COLUMN(other_loss), COLUMN(need),    COLUMN(headcount),
    COLUMN(shortage), COLUMN(surplus),    COLUMN(call_up), COLUMN(graduates),
    COLUMN(transfer), COLUMN(retrain),    COLUMN(pass),    COLUMN(cost_thb),
#undef COLUMN
};
enum { YEAR_COLUMNS = sizeof year_columns / sizeof *year_columns };

static double *year_number(struct sweep_year *year, int column)
{
    return (double *)(void *)((char *)year + year_columns[column].place);
}

void sweep_outcome_clear(struct sweep_outcome *outcome)
{
    if (!outcome) return;
    for (int i = 0; i < outcome->choices; i++) free(outcome->choice[i].source);
    free(outcome->choice);
    free(outcome->sentence);
    free(outcome->year);
    free(outcome->major);
    free(outcome->district);
    *outcome = (struct sweep_outcome){0};
}

void stored_sweep_clear(struct stored_sweep *sweep)
{
    if (!sweep) return;
    for (int i = 0; sweep->scenario && i < sweep->scenarios; i++) {
        struct sweep_scenario *scenario = &sweep->scenario[i];
        free(scenario->name);
        free(scenario->text);
        free(scenario->hash);
        free(scenario->sentence);
    }
    for (int i = 0; i < sweep->outcomes; i++) sweep_outcome_clear(&sweep->outcome[i]);
    free(sweep->scenario);
    free(sweep->outcome);
    free(sweep->name);
    free(sweep->created_at);
    free(sweep->data_hash);
    free(sweep->program_version);
    *sweep = (struct stored_sweep){0};
}

/* ---- writing ----------------------------------------------------------------------------- */

static enum err_code write_head(struct store *store, const struct stored_sweep *sweep, int64_t *id,
                                struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(store, query_insert_sweep, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":name", sweep->name);
        query_set_text(&query, ":kind", sweep_kind_word[sweep->kind]);
        query_set_text(&query, ":created_at", sweep->created_at);
        query_set_int(&query, ":seed", sweep->seed);
        query_set_int(&query, ":futures", sweep->futures);
        query_set_int(&query, ":decisions", sweep->decisions);
        query_set_text(&query, ":data_hash", sweep->data_hash);
        query_set_text(&query, ":program_version", sweep->program_version);
        query_set_int(&query, ":synthetic", sweep->synthetic);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK) *id = query_int64(&query, 0);
    query_close(&query);
    return code;
}

static enum err_code write_scenarios(struct store *store, const struct stored_sweep *sweep,
                                     int64_t id, struct err *err)
{
    struct query query = {0};
    enum err_code code = query_open(store, query_insert_sweep_scenario, &query, err);
    for (int i = 0; code == ERR_OK && i < sweep->scenarios; i++) {
        const struct sweep_scenario *scenario = &sweep->scenario[i];
        query_set_int(&query, ":sweep_id", id);
        query_set_int(&query, ":number", i);
        query_set_text(&query, ":name", scenario->name);
        query_set_text(&query, ":scenario_text", scenario->text);
        query_set_text(&query, ":scenario_hash", scenario->hash);
        query_set_text(&query, ":refused_state",
                       scenario->refused ? err_word(scenario->refused) : "");
        query_set_text(&query, ":refused_text", scenario->sentence);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    return code;
}

static enum err_code find_head(struct store *store, const char *id_or_name,
                               struct stored_sweep *sweep, struct err *err);

static enum err_code check_name(struct store *store, const char *name, struct err *err)
{
    struct stored_sweep other = {0};
    struct err none;
    const enum err_code code = find_head(store, name, &other, &none);
    const bool taken = code == ERR_OK && strcmp(other.name, name) == 0;
    stored_sweep_clear(&other);
    if (!taken) return ERR_OK;
    return err_set(err, ERR_INPUT, "มีชุดทดลองชื่อ '%s' อยู่แล้ว โปรดใช้ชื่ออื่น",
                   "sweep name '%s' is taken, allowed is a new one", name);
}

enum err_code store_begin_sweep(struct store *store, struct stored_sweep *sweep, struct err *err)
{
    int64_t made = 0;
    enum err_code code = store_begin(store, err);
    if (code != ERR_OK) return code;
    code = check_name(store, sweep->name, err);
    if (code == ERR_OK) code = write_head(store, sweep, &made, err);
    if (code == ERR_OK) code = write_scenarios(store, sweep, made, err);
    if (code == ERR_OK) code = store_commit(store, err);
    store_rollback(store);
    if (code == ERR_OK) sweep->id = made;
    return code;
}

/* *id 0: the outcome is there already. */
static enum err_code write_outcome(struct store *store, int64_t sweep_id,
                                   const struct sweep_outcome *outcome, int64_t *id,
                                   struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(store, query_insert_sweep_outcome, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":sweep_id", sweep_id);
        query_set_int(&query, ":number", outcome->number);
        query_set_int(&query, ":decision", outcome->decision);
        query_set_text(&query, ":state", err_word(outcome->state));
        query_set_text(&query, ":sentence", outcome->sentence ? outcome->sentence : "");
        query_set_number(&query, ":objective", outcome->objective);
        query_set_number(&query, ":bound", outcome->bound);
        query_set_int(&query, ":first_fy", outcome->first_fy);
        query_set_int(&query, ":years", outcome->years);
        code = query_next(&query, &row, err);
    }
    *id = code == ERR_OK && row ? query_int64(&query, 0) : 0;
    query_close(&query);
    return code;
}

static enum err_code write_years(struct store *store, int64_t id,
                                 const struct sweep_outcome *outcome, struct err *err)
{
    struct query query = {0};
    enum err_code code = query_open(store, query_insert_sweep_year, &query, err);
    for (int t = 0; code == ERR_OK && t < outcome->years; t++) {
        query_set_int(&query, ":outcome_id", id);
        query_set_int(&query, ":fy", outcome->first_fy + t);
        for (int c = 0; c < YEAR_COLUMNS; c++)
            query_set_number(&query, year_columns[c].parameter, *year_number(&outcome->year[t], c));
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    return code;
}

static const char *const places[] = {"major", "district"};
enum { PLACES = 2 };

static const char *place_code(const struct school_register *reg, int place, int i)
{
    return place == 0 ? reg->major[i].code : reg->district[i].code;
}

static enum err_code write_shorts(struct store *store, const struct school_register *reg,
                                  int64_t id, const struct sweep_outcome *outcome, struct err *err)
{
    struct query query = {0};
    const double *const array[PLACES] = {outcome->major, outcome->district};
    const int count[PLACES] = {outcome->majors, outcome->districts};
    enum err_code code = query_open(store, query_insert_sweep_short, &query, err);
    for (int place = 0; place < PLACES; place++)
        for (int i = 0; code == ERR_OK && i < count[place] * outcome->years; i++) {
            if (!(array[place][i] > 0.0)) continue;
            query_set_int(&query, ":outcome_id", id);
            query_set_text(&query, ":of_what", places[place]);
            query_set_text(&query, ":code", place_code(reg, place, i / outcome->years));
            query_set_int(&query, ":fy", outcome->first_fy + i % outcome->years);
            query_set_number(&query, ":shortage", array[place][i]);
            code = query_run(&query, NULL, err);
        }
    query_close(&query);
    return code;
}

static enum err_code write_choices(struct store *store, const struct school_register *reg,
                                   int64_t id, const struct sweep_outcome *outcome, struct err *err)
{
    struct query query = {0};
    enum err_code code = query_open(store, query_insert_sweep_choice, &query, err);
    for (int i = 0; code == ERR_OK && i < outcome->choices; i++) {
        const struct sweep_choice *choice = &outcome->choice[i];
        query_set_int(&query, ":outcome_id", id);
        query_set_text(&query, ":kind", choice_kind_word[choice->kind]);
        query_set_text(&query, ":source", choice->source);
        query_set_text(&query, ":major_code", reg->major[choice->major].code);
        query_set_int(&query, ":people", choice->people);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    return code;
}

enum err_code store_save_outcome(struct store *store, const struct school_register *reg,
                                 int64_t sweep_id, const struct sweep_outcome *outcome,
                                 struct err *err)
{
    int64_t id = 0;
    enum err_code code = store_begin(store, err);
    if (code != ERR_OK) return code;
    code = write_outcome(store, sweep_id, outcome, &id, err);
    if (code == ERR_OK && id > 0) code = write_years(store, id, outcome, err);
    if (code == ERR_OK && id > 0) code = write_shorts(store, reg, id, outcome, err);
    if (code == ERR_OK && id > 0) code = write_choices(store, reg, id, outcome, err);
    if (code == ERR_OK) code = store_commit(store, err);
    store_rollback(store);
    return code;
}

/* ---- reading ----------------------------------------------------------------------------- */

static int word_of(const char *const *words, int count, const char *word)
{
    for (int i = 0; i < count; i++)
        if (strcmp(words[i], word) == 0) return i;
    return 0;
}

static enum err_code state_of(const char *word)
{
    for (int code = 0; code < ERR_CODES; code++)
        if (strcmp(err_word((enum err_code)code), word) == 0) return (enum err_code)code;
    return ERR_SOLVER;
}

static void read_head(const struct query *query, struct stored_sweep *sweep)
{
    *sweep = (struct stored_sweep){
        .id = query_int64(query, 0),
        .name = query_copy(query, 1),
        .kind = (enum sweep_kind)word_of(sweep_kind_word, SWEEP_KINDS, query_text(query, 2)),
        .created_at = query_copy(query, 3),
        .seed = query_int64(query, 4),
        .futures = query_int(query, 5),
        .decisions = query_int(query, 6),
        .data_hash = query_copy(query, 7),
        .program_version = query_copy(query, 8),
        .synthetic = query_int(query, 9),
    };
}

/* The id that a text may mean, 0 when it is no number. */
static int64_t id_of(const char *text)
{
    const size_t digits = strspn(text, "0123456789");
    return digits >= 1 && digits <= 18 && text[digits] == '\0' ? strtoll(text, NULL, 10) : 0;
}

static enum err_code find_head(struct store *store, const char *id_or_name,
                               struct stored_sweep *sweep, struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(store, query_find_sweep, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":name", id_or_name);
        query_set_int(&query, ":id", id_of(id_or_name));
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK && row) read_head(&query, sweep);
    query_close(&query);
    if (code == ERR_OK && !row)
        code = err_set(err, ERR_NOT_FOUND, "ไม่มีชุดทดลอง '%s' ดูรายชื่อได้ด้วยคำสั่ง kru sweeps",
                       "no sweep '%s', kru sweeps lists them", id_or_name);
    return code;
}

static enum err_code read_scenarios(struct store *store, struct stored_sweep *sweep,
                                    struct err *err)
{
    struct query query = {0};
    int capacity = 0;
    enum err_code code = query_open(store, query_read_sweep_scenario, &query, err);
    if (code == ERR_OK) query_set_int(&query, ":sweep_id", sweep->id);
    for (bool row = code == ERR_OK; row;) {
        code = query_next(&query, &row, err);
        if (code != ERR_OK || !row) break;
        sweep->scenario =
            mem_room(sweep->scenario, sweep->scenarios, &capacity, sizeof *sweep->scenario);
        sweep->scenario[sweep->scenarios++] = (struct sweep_scenario){
            .name = query_copy(&query, 0),
            .text = query_copy(&query, 1),
            .hash = query_copy(&query, 2),
            .refused = *query_text(&query, 3) ? state_of(query_text(&query, 3)) : ERR_OK,
            .sentence = query_copy(&query, 4),
        };
    }
    query_close(&query);
    return code;
}

/* The three lists of an outcome, prepared once for all of them. */
struct readers {
    struct query outcome, year, brief, choice;
};

static enum err_code open_readers(struct store *store, struct readers *readers, struct err *err)
{
    enum err_code code = query_open(store, query_read_sweep_outcome, &readers->outcome, err);
    if (code == ERR_OK) code = query_open(store, query_read_sweep_year, &readers->year, err);
    if (code == ERR_OK) code = query_open(store, query_read_sweep_short, &readers->brief, err);
    if (code == ERR_OK) code = query_open(store, query_read_sweep_choice, &readers->choice, err);
    return code;
}

static void close_readers(struct readers *readers)
{
    query_close(&readers->outcome);
    query_close(&readers->year);
    query_close(&readers->brief);
    query_close(&readers->choice);
}

static enum err_code has_left(const char *code, struct err *err)
{
    return err_set(err, ERR_MISMATCH, "ชุดทดลองนี้มีรหัส '%s' ซึ่งไม่มีในทะเบียนแล้ว โปรดทำชุดทดลองใหม่",
                   "the sweep has '%s', which has left the register; make a new sweep", code);
}

static enum err_code read_years(const struct query *query, int64_t id,
                                struct sweep_outcome *outcome, struct err *err)
{
    query_set_int(query, ":outcome_id", id);
    for (bool row = true; row;) {
        const enum err_code code = query_next(query, &row, err);
        if (code != ERR_OK) return code;
        const int t = row ? query_int(query, 0) - outcome->first_fy : -1;
        for (int c = 0; t >= 0 && t < outcome->years && c < YEAR_COLUMNS; c++)
            *year_number(&outcome->year[t], c) = query_number(query, c + 1);
    }
    return ERR_OK;
}

static enum err_code read_shorts(const struct query *query, const struct school_register *reg,
                                 int64_t id, struct sweep_outcome *outcome, struct err *err)
{
    query_set_int(query, ":outcome_id", id);
    for (bool row = true; row;) {
        const enum err_code code = query_next(query, &row, err);
        if (code != ERR_OK) return code;
        if (!row) break;
        const int place = word_of(places, PLACES, query_text(query, 0));
        const char *word = query_text(query, 1);
        const int i =
            place == 0 ? register_find_major(reg, word) : register_find_district(reg, word);
        const int t = query_int(query, 2) - outcome->first_fy;
        if (i < 0) return has_left(word, err);
        double *array = place == 0 ? outcome->major : outcome->district;
        if (t >= 0 && t < outcome->years) array[i * outcome->years + t] = query_number(query, 3);
    }
    return ERR_OK;
}

static enum err_code read_choices(const struct query *query, const struct school_register *reg,
                                  int64_t id, struct sweep_outcome *outcome, struct err *err)
{
    int capacity = 0;
    query_set_int(query, ":outcome_id", id);
    for (bool row = true; row;) {
        const enum err_code code = query_next(query, &row, err);
        if (code != ERR_OK) return code;
        if (!row) break;
        const int m = register_find_major(reg, query_text(query, 2));
        if (m < 0) return has_left(query_text(query, 2), err);
        outcome->choice =
            mem_room(outcome->choice, outcome->choices, &capacity, sizeof *outcome->choice);
        outcome->choice[outcome->choices++] = (struct sweep_choice){
            .kind = (enum choice_kind)word_of(choice_kind_word, CHOICE_KINDS, query_text(query, 0)),
            .source = query_copy(query, 1),
            .major = m,
            .people = query_int(query, 3),
        };
    }
    return ERR_OK;
}

static enum err_code read_outcome(struct readers *readers, const struct school_register *reg,
                                  struct sweep_outcome *outcome, struct err *err)
{
    const struct query *query = &readers->outcome;
    const int64_t id = query_int64(query, 0);
    *outcome = (struct sweep_outcome){
        .number = query_int(query, 1),
        .decision = query_int(query, 2),
        .state = state_of(query_text(query, 3)),
        .sentence = query_copy(query, 4),
        .objective = query_number(query, 5),
        .bound = query_number(query, 6),
        .first_fy = query_int(query, 7),
        .years = query_int(query, 8),
        .majors = reg->majors,
        .districts = reg->districts,
    };
    const size_t years = (size_t)outcome->years;
    outcome->year = mem_new(years, sizeof *outcome->year);
    outcome->major = mem_new((size_t)reg->majors * years, sizeof *outcome->major);
    outcome->district = mem_new((size_t)reg->districts * years, sizeof *outcome->district);
    enum err_code code = read_years(&readers->year, id, outcome, err);
    if (code == ERR_OK) code = read_shorts(&readers->brief, reg, id, outcome, err);
    if (code == ERR_OK) code = read_choices(&readers->choice, reg, id, outcome, err);
    return code;
}

static enum err_code read_outcomes(struct store *store, const struct school_register *reg,
                                   struct stored_sweep *sweep, struct err *err)
{
    struct readers readers = {{0}, {0}, {0}, {0}};
    int capacity = 0;
    enum err_code code = open_readers(store, &readers, err);
    if (code == ERR_OK) query_set_int(&readers.outcome, ":sweep_id", sweep->id);
    for (bool row = code == ERR_OK; row && code == ERR_OK;) {
        code = query_next(&readers.outcome, &row, err);
        if (code != ERR_OK || !row) break;
        sweep->outcome =
            mem_room(sweep->outcome, sweep->outcomes, &capacity, sizeof *sweep->outcome);
        code = read_outcome(&readers, reg, &sweep->outcome[sweep->outcomes++], err);
    }
    close_readers(&readers);
    return code;
}

enum err_code store_read_sweep(struct store *store, const struct school_register *reg,
                               const char *id_or_name, struct stored_sweep *out, struct err *err)
{
    struct stored_sweep sweep = {0};
    bool began = false;
    enum err_code code = store_begin_reading(store, &began, err);
    if (code == ERR_OK) code = find_head(store, id_or_name, &sweep, err);
    if (code == ERR_OK) code = read_scenarios(store, &sweep, err);
    if (code == ERR_OK && reg) code = read_outcomes(store, reg, &sweep, err);
    store_end_reading(store, began);
    if (code == ERR_OK)
        *out = sweep;
    else
        stored_sweep_clear(&sweep);
    return code;
}

enum err_code store_list_sweeps(struct store *store, struct stored_sweep **out, int *count,
                                struct err *err)
{
    struct query query = {0};
    struct stored_sweep *sweeps = NULL;
    int found = 0, capacity = 0;
    enum err_code code = query_open(store, query_list_sweep, &query, err);
    for (bool row = code == ERR_OK; row;) {
        code = query_next(&query, &row, err);
        if (code != ERR_OK || !row) break;
        sweeps = mem_room(sweeps, found, &capacity, sizeof *sweeps);
        read_head(&query, &sweeps[found]);
        sweeps[found].scenarios = query_int(&query, 10);
        sweeps[found].refused = query_int(&query, 11);
        sweeps[found].solved = query_int(&query, 12);
        sweeps[found++].failed = query_int(&query, 13);
    }
    query_close(&query);
    if (code == ERR_OK) {
        *out = sweeps;
        *count = found;
        return ERR_OK;
    }
    for (int i = 0; i < found; i++) stored_sweep_clear(&sweeps[i]);
    free(sweeps);
    return code;
}

enum err_code store_drop_sweep(struct store *store, const char *id_or_name, struct err *err)
{
    struct stored_sweep sweep = {0};
    struct query query = {0};
    enum err_code code = store_begin(store, err);
    if (code != ERR_OK) return code;
    code = find_head(store, id_or_name, &sweep, err);
    if (code == ERR_OK) code = query_open(store, query_drop_sweep, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":id", sweep.id);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    if (code == ERR_OK) code = store_commit(store, err);
    store_rollback(store);
    stored_sweep_clear(&sweep);
    return code;
}

/* ---- an image ---------------------------------------------------------------------------- */

/* Of the header of an SQLite file: the versions to write and to read it, 2 with a write-ahead log,
   1 without. An image in memory has no log. */
enum { AT_WRITE_VERSION = 18, AT_READ_VERSION = 19, WITHOUT_LOG = 1 };

/* The pages are copied first, so that what is in the log is in them. */
enum err_code store_image(struct store *store, void **bytes, size_t *size, struct err *err)
{
    struct store *copy = NULL;
    sqlite3_int64 length = 0;
    unsigned char *image = NULL;
    enum err_code code = store_open(":memory:", &copy, err);
    if (code != ERR_OK) return code;
    sqlite3_backup *backup = sqlite3_backup_init(copy->db, "main", store->db, "main");
    const int step = backup ? sqlite3_backup_step(backup, -1) : SQLITE_ERROR;
    if (sqlite3_backup_finish(backup) != SQLITE_OK || step != SQLITE_DONE)
        code = store_refused(copy, err);
    if (code == ERR_OK) image = sqlite3_serialize(copy->db, "main", &length, 0);
    if (code == ERR_OK && !image) code = store_refused(copy, err);
    if (code == ERR_OK) {
        *size = (size_t)length;
        *bytes = mem_new(*size, 1);
        memcpy(*bytes, image, *size);
        ((unsigned char *)*bytes)[AT_WRITE_VERSION] = WITHOUT_LOG;
        ((unsigned char *)*bytes)[AT_READ_VERSION] = WITHOUT_LOG;
    }
    sqlite3_free(image);
    store_close(copy);
    return code;
}

enum err_code store_open_image(const void *bytes, size_t size, struct store **out, struct err *err)
{
    struct store *store = NULL;
    enum err_code code = store_open(":memory:", &store, err);
    if (code != ERR_OK) return code;
    unsigned char *own = sqlite3_malloc64(size);
    if (own) memcpy(own, bytes, size);
    if (!own ||
        sqlite3_deserialize(store->db, "main", own, (sqlite3_int64)size, (sqlite3_int64)size,
                            SQLITE_DESERIALIZE_FREEONCLOSE) != SQLITE_OK) {
        code = store_refused(store, err);
        store_close(store);
        return code;
    }
    *out = store;
    return ERR_OK;
}
