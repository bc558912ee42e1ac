/* The file of a person, and forgetting a person. */
#include "base/env.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/thai.h"
#include "data/store_sql.h"
#include "equity/people_sql.h"
#include "equity/person_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RETAIN_YEARS_MIN = 1, RETAIN_YEARS_MAX = 50 };

/* ---- everything held on one person ----------------------------------------------------------- */

/* A list of the file: its statement, and its columns in the order of the statement. A sealed column
   opens as the cell named. */
struct section {
    const char *key, *sql, *parameter;
    struct {
        const char *key, *cell;
    } column[9];
};

// clang-format off
static const struct section sections[] = {
    {"numbers", query_file_numbers, ":student_id",
     {{"kind", NULL}, {"number", "student_key.number"}, {"alias", NULL}, {"recorded_at", NULL}, {"recorded_by", NULL}}},
    {"changes", query_file_changes, ":student_id",
     {{"field", NULL}, {"was", "change"}, {"at", NULL}, {"by", NULL}}},
    {"consents", query_file_consents, ":student_id",
     {{"giver", NULL}, {"purpose", NULL}, {"version", NULL}, {"given_at", NULL}, {"recorded_by", NULL},
      {"withdrawn_at", NULL}, {"withdrawal_recorded_by", NULL}}},
    {"matches", query_file_matches, ":student_id",
     {{"match", NULL}, {"why", NULL}, {"at", NULL}, {"by", NULL}, {"decision", NULL}, {"decided_at", NULL},
      {"decided_by", NULL}}},
    {"accesses", query_file_accesses, ":entity_id",
     {{"row", NULL}, {"at", NULL}, {"by", NULL}, {"role", NULL}, {"action", NULL}, {"what", NULL},
      {"reason", "audit.reason"}}},
};
// clang-format on
enum { SECTIONS = sizeof sections / sizeof *sections };

static enum err_code write_row(const struct person_access *access, int64_t id,
                               const struct section *section, const struct query *query,
                               struct json *json, struct err *err)
{
    enum err_code code = ERR_OK;
    json_object(json, NULL);
    for (int c = 0; code == ERR_OK && section->column[c].key; c++) {
        char plain[SEALED_PLAIN_MAX + 1];
        const char *const cell = section->column[c].cell, *value = query_text(query, c);
        if (cell) code = keys_unseal(access->keys, id, cell, value, plain, sizeof plain, err);
        if (code == ERR_OK) json_text(json, section->column[c].key, cell ? plain : value);
        if (cell) keys_wipe(plain, sizeof plain);
    }
    json_object_end(json);
    return code;
}

static enum err_code write_section(const struct person_access *access, int64_t id,
                                   const struct section *section, struct json *json,
                                   struct err *err)
{
    struct query query = {0};
    char number[24];
    bool row = true;
    snprintf(number, sizeof number, "%lld", (long long)id);
    json_array(json, section->key);
    enum err_code code = query_open(access->store, section->sql, &query, err);
    if (code == ERR_OK && strcmp(section->parameter, ":entity_id") == 0)
        query_set_text(&query, section->parameter, number);
    else if (code == ERR_OK)
        query_set_int(&query, section->parameter, id);
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row)
        code = write_row(access, id, section, &query, json, err);
    query_close(&query);
    json_array_end(json);
    return code;
}

static void write_person(const struct person *person, struct json *json)
{
    json_object(json, "person");
    json_int(json, "id", person->id);
    json_text(json, "name", person->name);
    json_text(json, "birth_date", person->dob);
    json_text(json, "sex", person->sex);
    json_text(json, "school", person->school);
    json_text(json, "district", person->district);
    json_text(json, "grade", person->grade);
    json_text(json, "status", person_status_table[person->status].word);
    json_object_end(json);
}

static enum err_code write_file(const struct person_access *access, const struct person *person,
                                const struct person_part *parts, int part_count, struct text *out,
                                struct err *err)
{
    struct json json;
    enum err_code code = ERR_OK;
    json_start(&json, out);
    json_object(&json, NULL);
    write_person(person, &json);
    for (int s = 0; code == ERR_OK && s < SECTIONS; s++)
        code = write_section(access, person->id, &sections[s], &json, err);
    for (int p = 0; code == ERR_OK && p < part_count; p++) {
        json_array(&json, parts[p].key);
        code = parts[p].write(access->store, access->keys, person->id, &json, err);
        json_array_end(&json);
    }
    json_object_end(&json);
    return code;
}

enum err_code person_file(const struct person_access *access, int64_t id,
                          const struct person_part *parts, int part_count, struct text *json,
                          struct err *err)
{
    struct work work;
    struct person person = {0};
    struct text file = {0};
    bool keep;
    enum err_code code = person_enter(access, RIGHT_FILE, id, &work, &person, &keep, err);
    if (work.store) {
        /* The row comes first, so that the file tells of itself. */
        if (code == ERR_OK) code = person_record(access, "person.read", id, "file", err);
        if (code == ERR_OK) code = write_file(access, &person, parts, part_count, &file, err);
        code = work_end(&work, code, keep, err);
    }
    if (code == ERR_OK) text_add_bytes(json, text_s(&file), file.length);
    if (file.s) keys_wipe(file.s, file.length);
    text_clear(&file);
    keys_wipe(&person, sizeof person);
    return code;
}

/* ---- the retention period ----------------------------------------------------------------------
 */

static enum err_code run_by_id(struct store *store, const char *sql, int64_t id, struct err *err)
{
    struct query query = {0};
    enum err_code code = query_open(store, sql, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":student_id", id);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    return code;
}

static enum err_code empty_log(struct store *store, struct err *err)
{
    struct query query = {0};
    enum err_code code = query_open(store, "PRAGMA wal_checkpoint(TRUNCATE)", &query, err);
    if (code == ERR_OK) code = query_run(&query, NULL, err);
    query_close(&query);
    return code;
}

static enum err_code forget(const struct person_access *access, int64_t id,
                            const struct person_part *parts, int part_count, struct err *err)
{
    const char *const steps[] = {query_retention_keys, query_retention_changes,
                                 query_retention_matches, query_retention_student};
    enum err_code code = ERR_OK;
    for (size_t s = 0; code == ERR_OK && s < sizeof steps / sizeof *steps; s++)
        code = run_by_id(access->store, steps[s], id, err);
    for (int p = 0; code == ERR_OK && p < part_count; p++)
        code = parts[p].forget(access->store, id, err);
    return code == ERR_OK ? person_record(access, "person.pseudonymise", id, NULL, err) : code;
}

/* The persons whose period is over, closed on or before the day `years` ago. */
static enum err_code read_due(struct store *store, int years, int64_t **out, int *count,
                              struct err *err)
{
    struct query query = {0};
    struct date day;
    char now[32], before[16];
    int64_t *due = NULL;
    int n = 0, capacity = 0;
    bool row = true;
    env_now_iso(now, sizeof now);
    now[10] = '\0';
    if (!date_parse(now, &day)) day = (struct date){0};
    day.year -= years;
    enum err_code code = query_open(store, query_retention_due, &query, err);
    if (code == ERR_OK) query_set_text(&query, ":before", date_iso(before, day));
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row) {
        due = mem_room(due, n, &capacity, sizeof *due);
        due[n++] = query_int64(&query, 0);
    }
    query_close(&query);
    *out = due;
    *count = n;
    return code;
}

static enum err_code forget_due(const struct person_access *access, int years,
                                const struct person_part *parts, int part_count, int *count,
                                struct err *err)
{
    int64_t *due = NULL;
    int n = 0;
    enum err_code code = store_begin(access->store, err);
    if (code != ERR_OK) return code;
    code = read_due(access->store, years, &due, &n, err);
    for (int i = 0; code == ERR_OK && i < n; i++)
        code = forget(access, due[i], parts, part_count, err);
    free(due);
    if (code == ERR_OK) code = store_commit(access->store, err);
    store_rollback(access->store);
    if (code == ERR_OK) *count = n;
    return code;
}

static enum err_code check_retention(const struct person_access *access, int years, struct err *err)
{
    if (years < RETAIN_YEARS_MIN || years > RETAIN_YEARS_MAX)
        return err_set(err, ERR_INPUT, "'retention.closed_years' เป็น %d ต้องอยู่ระหว่าง %d ถึง %d",
                       "'retention.closed_years' is %d, allowed are %d .. %d", years,
                       RETAIN_YEARS_MIN, RETAIN_YEARS_MAX);
    return person_allow(access, RIGHT_RETAIN, err);
}

enum err_code person_due(const struct person_access *access, int years, int *count, struct err *err)
{
    int64_t *due = NULL;
    int n = 0;
    enum err_code code = check_retention(access, years, err);
    if (code == ERR_OK) code = read_due(access->store, years, &due, &n, err);
    free(due);
    if (code == ERR_OK) *count = n;
    return code;
}

enum err_code person_retain(const struct person_access *access, int years,
                            const struct person_part *parts, int part_count, int *count,
                            struct err *err)
{
    int n = 0;
    enum err_code code = check_retention(access, years, err);
    if (code == ERR_OK) code = forget_due(access, years, parts, part_count, &n, err);
    /* What went is overwritten in the file (keys_open); the log must not keep it either. */
    if (code == ERR_OK) code = empty_log(access->store, err);
    if (code == ERR_OK) *count = n;
    return code;
}
