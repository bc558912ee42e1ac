/* An office at the command line: the tiny city, its database of cases, a key file, users of every
   role and pupils. Schools S1 and S2 lie in district D1, S3 in D2. Include it first, as run.h. */
#ifndef TESTS_CLI_CASE_OFFICE_H
#define TESTS_CLI_CASE_OFFICE_H

#include "tests/cli/run.h"

#include "equity/cases.h"
#include "equity/keys.h"
#include "equity/person.h"
#include "equity/users.h"
#include "equity/workflow.h"

#include "data/store_sql.h"

/* One user of each role, and some more. */
static const struct office_user {
    const char *name, *role, *place;
} office_users[] = {
    {"teacher", "teacher", "S1"},       {"teacher2", "teacher", "S1"},
    {"certifier", "certifier", "S1"},   {"director", "director", "S1"},
    {"district", "district", "D1"},     {"secretary", "secretary", ""},
    {"member", "member", ""},           {"member2", "member", ""},
    {"verifier", "verifier", ""},       {"liaison", "liaison", ""},
    {"shelter", "partner", "shelter"},  {"planner", "planner", ""},
    {"officer", "data-protection", ""}, {"auditor", "auditor", ""},
    {"away", "teacher", "S3"},          {"away-district", "district", "D2"},
};
enum { OFFICE_USERS = sizeof office_users / sizeof *office_users };

static const char *office_db(void)
{
    return run_path("tiny.db");
}

/* Seconds since 1970 for the program and for this process. */
static void office_clock(int64_t now)
{
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)now);
    setenv("KRU_NOW", text, 1);
}

static const int64_t office_day = 1795340000; /* 22 November 2569 in Bangkok: school year 2569 */

static int office_setup(void **state)
{
    struct run run = {0};
    office_clock(office_day);
    if (run_setup_tiny(state) != 0) return -1;
    setenv("KRU_KEY_FILE", run_path("office.key"), 1);
    kru(&run, "equity", "init", office_db(), "--as", "chief");
    for (int u = 0; run.status == 0 && u < OFFICE_USERS; u++) {
        const struct office_user *user = &office_users[u];
        if (*user->place)
            kru(&run, "equity", "users", office_db(), "--as", "chief", "--add", user->name,
                "--role", user->role, "--place", user->place);
        else
            kru(&run, "equity", "users", office_db(), "--as", "chief", "--add", user->name,
                "--role", user->role);
    }
    const int status = run.status;
    if (status != 0) print_error("office: %s", run.err);
    run_clear(&run);
    return status;
}

/* The database of cases from inside, for what no command shows. */
static struct store *office_open(void)
{
    struct store *store = NULL;
    struct err err = {0};
    if (cases_open(office_db(), &store, &err) != ERR_OK) fail_msg("%s", err.text);
    return store;
}

static int64_t office_count(const char *sql)
{
    struct store *store = office_open();
    struct query query;
    struct err err;
    bool row;
    assert_int_equal(query_open(store, sql, &query, &err), ERR_OK);
    assert_int_equal(query_next(&query, &row, &err), ERR_OK);
    const int64_t number = row ? query_int64(&query, 0) : -1;
    query_close(&query);
    store_close(store);
    return number;
}

/* A pupil of S1 with the grade p1; the same as a roll would bring. */
static int64_t office_pupil(const char *name, const char *dob)
{
    struct store *store = office_open();
    struct keys *keys = NULL;
    struct err err = {0};
    struct actor actor;
    struct person person = {.school = "S1", .district = "D1", .grade = "p1", .sex = "F"};
    int64_t id = 0;
    snprintf(person.name, sizeof person.name, "%s", name);
    snprintf(person.dob, sizeof person.dob, "%s", dob);
    assert_int_equal(keys_open(getenv("KRU_KEY_FILE"), store, &keys, &err), ERR_OK);
    assert_int_equal(actor_find(store, "director", &actor, &err), ERR_OK);
    const struct person_access access = {store, keys, &actor, "a pupil of the test"};
    if (person_add(&access, &person, &id, &err) != ERR_OK) fail_msg("%s", err.text);
    keys_close(keys);
    store_close(store);
    return id;
}

/* The text of a number; lives until the eighth call after it. */
static const char *office_number(int64_t number)
{
    static char texts[8][24];
    static int next;
    char *to = texts[next++ % 8];
    snprintf(to, sizeof texts[0], "%lld", (long long)number);
    return to;
}

/* A number of the first row of --format json. */
static int64_t office_first(const struct run *run, const char *key)
{
    cJSON *json = run_json(run->out);
    const cJSON *row = cJSON_GetArrayItem(cJSON_GetObjectItem(json, "rows"), 0);
    const cJSON *cell = cJSON_GetObjectItem(row, key);
    assert_true(cJSON_IsNumber(cell));
    const int64_t number = (int64_t)cell->valuedouble;
    cJSON_Delete(json);
    return number;
}

/* Open a case and return its number. */
static int64_t office_case(const char *workflow, int64_t student, const char *user)
{
    struct run run = {0};
    kru(&run, "case", "open", office_db(), workflow, "--student", office_number(student), "--as",
        user, "--format", "json");
    assert_quiet(&run);
    const int64_t id = office_first(&run, "id");
    run_clear(&run);
    return id;
}

#endif
