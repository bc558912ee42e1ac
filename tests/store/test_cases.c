/* Cases in the store: a step with its rows or nothing, applied once, by one of two who race;
   refusals recorded; partners, grants, samples, drop-outs and the ledger of free items. */
#define _POSIX_C_SOURCE 200809L
#include "equity/casework.h"

#include "base/hash.h"
#include "base/mem.h"
#include "data/store_sql.h"
#include "equity/audit.h"
#include "equity/cases.h"
#include "equity/dropouts.h"
#include "equity/free_items.h"
#include "equity/grants.h"
#include "equity/verification.h"
#include "tests/store/scratch.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

enum { HOUR = 3600, DAY = 24 * HOUR, YEAR = 2569 };
static const int64_t noon = 1795340000; /* 2026-11-22T09:33:20Z: 22 November 2569 in Bangkok */

static const struct actor teacher = {1, "teacher", ROLE_TEACHER, "S1"},
                          second_teacher = {2, "second", ROLE_TEACHER, "S1"},
                          certifier = {3, "certifier", ROLE_CERTIFIER, "S1"},
                          director = {4, "director", ROLE_DIRECTOR, "S1"},
                          district = {5, "district", ROLE_DISTRICT, "1001"},
                          secretary = {6, "secretary", ROLE_SECRETARY, ""},
                          member = {7, "member", ROLE_MEMBER, ""},
                          second_member = {8, "member-2", ROLE_MEMBER, ""},
                          verifier = {9, "verifier", ROLE_VERIFIER, ""},
                          liaison = {10, "liaison", ROLE_LIAISON, ""},
                          shelter = {11, "shelter", ROLE_PARTNER, "shelter"},
                          clinic = {12, "clinic", ROLE_PARTNER, "clinic"},
                          planner = {13, "planner", ROLE_PLANNER, ""},
                          auditor = {14, "auditor", ROLE_AUDITOR, ""},
                          away_teacher = {15, "away", ROLE_TEACHER, "S9"},
                          away_district = {16, "away-d", ROLE_DISTRICT, "1009"};

/* ---- a world ----------------------------------------------------------------------------- */

static enum err_code read_facts(void *context, struct store *store, const struct case_file *file,
                                uint32_t *holds, struct err *err)
{
    (void)store, (void)file, (void)err;
    *holds = *(const uint32_t *)context;
    return ERR_OK;
}

static struct keys *keys; /* of the database in memory */
static uint32_t facts_hold = ~0u;
static struct case_world world(void)
{
    return (struct case_world){read_facts, &facts_hold, workflow_limits_preset(), keys};
}

static void clock_at(int64_t now)
{
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)now);
    setenv("KRU_NOW", text, 1);
}

static const char *key_path(void)
{
    static char path[200];
    snprintf(path, sizeof path, "%s/cases-%ld.key", KRU_BUILD, (long)getpid());
    return path;
}

static void done(struct store *store)
{
    keys_close(keys);
    keys = NULL;
    store_close(store);
}

static struct store *fresh(void)
{
    struct store *store = NULL;
    struct err err;
    facts_hold = ~0u;
    clock_at(noon);
    assert_ok(cases_open(":memory:", &store, &err));
    assert_ok(keys_make(key_path(), store, &err));
    assert_ok(keys_open(key_path(), store, &keys, &err));
    unlink(key_path());
    return store;
}

static int64_t count(struct store *store, const char *sql)
{
    struct query query;
    struct err err;
    bool row;
    assert_ok(query_open(store, sql, &query, &err));
    assert_ok(query_next(&query, &row, &err));
    const int64_t number = query_int64(&query, 0);
    query_close(&query);
    return number;
}

static int64_t refusals(struct store *store, const char *word)
{
    char sql[200];
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM audit WHERE action LIKE '%%.refused' AND "
             "json_extract(detail, '$.refused') = '%s'",
             word);
    return count(store, sql);
}

static const char *key(void)
{
    static char text[24];
    static int next;
    snprintf(text, sizeof text, "key-%d", next++);
    return text;
}

static int64_t opened(struct store *store, enum workflow workflow, int64_t student,
                      const struct actor *by)
{
    const struct case_world facts = world();
    const struct case_opening opening = {
        .workflow = workflow,
        .student = student,
        .school = "S1",
        .district = "1001",
        .school_year = YEAR,
        .said = {.partner = workflow == WORKFLOW_REFERRAL ? "shelter" : NULL},
        .key = key()};
    struct err err;
    int64_t id = 0;
    assert_ok(case_open(store, &opening, by, &facts, &id, &err));
    return id;
}

static struct case_file loaded(struct store *store, int64_t id)
{
    struct case_file file;
    struct err err;
    assert_ok(case_read(store, id, NULL, &file, &err));
    return file;
}

static int version_of(struct store *store, int64_t id)
{
    struct case_file file = loaded(store, id);
    const int version = file.row_version;
    case_file_clear(&file);
    return version;
}

static enum err_code act(struct store *store, int64_t id, enum action action,
                         const struct actor *actor, struct case_result *result, struct err *err)
{
    const struct case_world facts = world();
    const struct case_request request = {
        key(),
        id,
        action,
        version_of(store, id),
        {"because", CAUSE_MOVED, SCHOOL_KIND_SCHOOL, "shelter", "batch", "receipt"}};
    return case_act(store, &request, actor, &facts, result, err);
}

static int64_t does(struct store *store, int64_t id, enum action action, const struct actor *actor,
                    enum state want)
{
    struct case_result result;
    struct err err;
    assert_ok(act(store, id, action, actor, &result, &err));
    assert_int_equal(result.state, want);
    return result.child;
}

static void is_refused(struct store *store, int64_t id, enum action action,
                       const struct actor *actor, const char *word)
{
    struct case_result result;
    struct err err;
    const int64_t before = refusals(store, word);
    struct case_file was = loaded(store, id);
    assert_int_not_equal(act(store, id, action, actor, &result, &err), ERR_OK);
    struct case_file is = loaded(store, id);
    assert_int_equal(refusals(store, word), before + 1);
    assert_int_equal(is.state, was.state);
    assert_int_equal(is.row_version, was.row_version);
    assert_int_equal(is.steps, was.steps);
    case_file_clear(&was);
    case_file_clear(&is);
}

static void record_holds(struct store *store)
{
    int64_t rows;
    char head[HASH_TEXT];
    struct err err;
    assert_ok(audit_verify(store, &rows, head, &err));
}

static int64_t at_the_fund(struct store *store, int64_t student)
{
    const int64_t id = opened(store, WORKFLOW_SCREENING, student, &teacher);
    does(store, id, ACTION_VISIT, &teacher, SCREENING_VISITED);
    does(store, id, ACTION_CERTIFY, &certifier, SCREENING_CERTIFIED);
    does(store, id, ACTION_APPROVE_SCHOOL, &director, SCREENING_SCHOOL_APPROVED);
    does(store, id, ACTION_FORWARD, &district, SCREENING_DISTRICT_FORWARDED);
    does(store, id, ACTION_TAKE_UP, &secretary, SCREENING_SUBCOMMITTEE_REVIEW);
    does(store, id, ACTION_ORDER_VERIFICATION, &member, SCREENING_VERIFY_VISIT);
    does(store, id, ACTION_FIND_SAME, &verifier, SCREENING_VERIFIED_SAME);
    does(store, id, ACTION_APPROVE, &member, SCREENING_APPROVED);
    does(store, id, ACTION_EXPORT, &liaison, SCREENING_EXPORTED);
    does(store, id, ACTION_FUND_ACCEPTS, &secretary, SCREENING_EEF_ACCEPTED);
    return id;
}

/* ---- steps ------------------------------------------------------------------------------- */

static void a_screening_goes_from_the_visit_to_the_fund(void **state)
{
    (void)state;
    struct store *store = fresh();
    const int64_t id = at_the_fund(store, 42);
    struct case_file file = loaded(store, id);
    assert_string_equal(file.code, "S1-22112569-001");
    assert_int_equal(file.row_version, 11); /* 1 and ten steps */
    assert_int_equal(file.steps, 10);
    assert_int_equal(count(store, "SELECT count(*) FROM audit WHERE action LIKE 'screening.%' AND "
                                  "action NOT LIKE '%.refused'"),
                     11); /* the opening, too */
    assert_int_equal(count(store, "SELECT count(*) FROM audit WHERE detail LIKE '%because%'"), 0);
    /* The reason is sealed where it stands, and in the record there is its HMAC alone. */
    assert_int_equal(
        count(store, "SELECT count(*) FROM transition_log WHERE reason LIKE '%because%'"), 0);
    assert_int_equal(count(store, "SELECT count(*) FROM audit WHERE "
                                  "length(json_extract(detail, '$.reason_hmac')) = 64"),
                     10);
    case_file_clear(&file);
    record_holds(store);
    done(store);
}

static void codes_count_by_school_and_day_in_bangkok(void **state)
{
    (void)state;
    struct store *store = fresh();
    struct case_file file;
    static const struct {
        int64_t at;
        const char *code;
    } days[] = {
        {noon, "S1-22112569-001"},
        {noon, "S1-22112569-002"},
        /* 16:59:59 and 17:00:00 UTC of the 22nd are 23:59:59 and 0:00 in Bangkok */
        {noon + 7 * HOUR + 26 * 60 + 39, "S1-22112569-003"},
        {noon + 7 * HOUR + 26 * 60 + 40, "S1-23112569-001"},
    };
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        clock_at(days[i].at);
        file = loaded(store, opened(store, WORKFLOW_CRISIS, 1, &teacher));
        assert_string_equal(file.code, days[i].code);
        case_file_clear(&file);
    }
    done(store);
}

static void what_is_elsewhere_is_absent_and_recorded(void **state)
{
    (void)state;
    struct store *store = fresh();
    const struct case_world facts = world();
    const int64_t id = opened(store, WORKFLOW_SCREENING, 42, &teacher);
    const struct actor *const away[] = {&away_teacher, &away_district, &planner, &shelter};
    struct case_result result;
    struct case_file file;
    struct err err, absent;
    for (size_t i = 0; i < 4; i++) {
        const struct case_request request = {
            key(), id, ACTION_VISIT, 1, {"because", 0, 0, 0, 0, 0}};
        struct case_request nowhere = request;
        nowhere.id = 99;
        nowhere.key = key();
        assert_int_equal(case_act(store, &request, away[i], &facts, &result, &err), ERR_NOT_FOUND);
        assert_int_equal(case_act(store, &nowhere, away[i], &facts, &result, &absent),
                         ERR_NOT_FOUND);
        assert_string_equal(err.text, "no case '1'");
        assert_string_equal(absent.text, "no case '99'");
        assert_int_equal(refusals(store, "absent"), 4 * i + 2);
        assert_int_equal(case_read(store, id, away[i], &file, &err), ERR_NOT_FOUND);
        assert_string_equal(err.text, "no case '1'");
        assert_int_equal(case_read(store, 99, away[i], &file, &err), ERR_NOT_FOUND);
    }
    assert_int_equal(version_of(store, id), 1);
    /* The wrong version of a case elsewhere is not told either. */
    const struct case_request stale = {key(), id, ACTION_VISIT, 8, {"because", 0, 0, 0, 0, 0}};
    assert_int_equal(case_act(store, &stale, &away_teacher, &facts, &result, &err), ERR_NOT_FOUND);
    record_holds(store);
    done(store);
}

static void lists_show_the_scope_and_no_more(void **state)
{
    (void)state;
    struct store *store = fresh();
    static const struct {
        const struct actor *actor;
        int cases;
    } seen[] = {{&teacher, 3},       {&district, 3}, {&secretary, 3},
                {&auditor, 3},       {&planner, 0},  {&shelter, 1},
                {&away_district, 0}, {&clinic, 0},   {&away_teacher, 0}};
    struct case_file *files;
    struct err err;
    int found;
    opened(store, WORKFLOW_SCREENING, 1, &teacher);
    opened(store, WORKFLOW_CRISIS, 2, &teacher);
    opened(store, WORKFLOW_REFERRAL, 3, &teacher);
    for (size_t i = 0; i < sizeof seen / sizeof *seen; i++) {
        assert_ok(case_list(store, &(struct case_filter){0}, seen[i].actor, &files, &found, &err));
        assert_int_equal(found, seen[i].cases);
        if (seen[i].actor == &shelter) assert_int_equal(files[0].student, 0); /* not accepted */
        free(files);
    }
    assert_ok(case_list(store, &(struct case_filter){"crisis", "REPORTED"}, &teacher, &files,
                        &found, &err));
    assert_int_equal(found, 1);
    assert_int_equal(files[0].student, 2);
    free(files);
    assert_int_equal(count(store, "SELECT count(*) FROM audit WHERE action = 'case.list'"), 10);
    done(store);
}

static void refusals_change_nothing_and_are_recorded(void **state)
{
    (void)state;
    struct store *store = fresh();
    const int64_t id = opened(store, WORKFLOW_SCREENING, 42, &teacher);
    is_refused(store, id, ACTION_APPROVE, &member, "step");
    is_refused(store, id, ACTION_VISIT, &director, "role");
    facts_hold = ~(1u << GUARD_CONSENT);
    is_refused(store, id, ACTION_VISIT, &teacher, "guard");
    facts_hold = ~0u;
    does(store, id, ACTION_VISIT, &teacher, SCREENING_VISITED);
    const struct actor twice = {1, "teacher", ROLE_CERTIFIER, "S1"};
    is_refused(store, id, ACTION_CERTIFY, &twice, "consecutive");
    does(store, id, ACTION_CERTIFY, &certifier, SCREENING_CERTIFIED);
    const struct actor visitor = {1, "teacher", ROLE_DIRECTOR, "S1"};
    is_refused(store, id, ACTION_APPROVE_SCHOOL, &visitor, "apart");
    record_holds(store);
    done(store);
}

static void a_lost_update_is_refused(void **state)
{
    (void)state;
    struct store *store = fresh();
    const struct case_world facts = world();
    const int64_t id = opened(store, WORKFLOW_SCREENING, 42, &teacher);
    struct case_result result;
    struct err err;
    does(store, id, ACTION_VISIT, &teacher, SCREENING_VISITED);
    const struct case_request old = {key(), id, ACTION_CERTIFY, 1, {0}};
    assert_int_equal(case_act(store, &old, &certifier, &facts, &result, &err), ERR_MISMATCH);
    assert_error(
        err, ERR_MISMATCH,
        "case 'S1-22112569-001' was changed since it was read (version 1 was read, it is 2 "
        "now, in state 'VISITED'); read it again");
    assert_int_equal(refusals(store, "stale"), 1);
    done(store);
}

static void a_thousand_retries_are_applied_once(void **state)
{
    (void)state;
    struct store *store = fresh();
    const struct case_world facts = world();
    const int64_t id = opened(store, WORKFLOW_SCREENING, 42, &teacher);
    const struct case_request request = {"once", id, ACTION_VISIT, 1, {"because", 0, 0, 0, 0, 0}};
    struct case_request other = request;
    struct case_result result;
    struct err err;
    for (int i = 0; i < 1000; i++) {
        assert_ok(case_act(store, &request, &teacher, &facts, &result, &err));
        assert_int_equal(result.state, SCREENING_VISITED);
        assert_int_equal(result.row_version, 2);
        assert_int_equal(result.repeated, i > 0);
    }
    assert_int_equal(version_of(store, id), 2);
    assert_int_equal(count(store, "SELECT count(*) FROM transition_log"), 1);
    assert_int_equal(count(store, "SELECT count(*) FROM audit WHERE action = 'screening.visit'"),
                     1);
    /* The answer stays that of the first time, also when the case has moved on. */
    does(store, id, ACTION_CERTIFY, &certifier, SCREENING_CERTIFIED);
    assert_ok(case_act(store, &request, &teacher, &facts, &result, &err));
    assert_int_equal(result.state, SCREENING_VISITED);
    /* The same key for something else, or by somebody else. */
    other.said.reason = "another";
    assert_int_equal(case_act(store, &other, &teacher, &facts, &result, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "request key 'once' was used for another request, allowed is a new key");
    assert_int_equal(case_act(store, &request, &second_teacher, &facts, &result, &err), ERR_INPUT);
    assert_int_equal(refusals(store, "repeated"), 2);
    done(store);
}

static void a_repeated_opening_opens_one_case(void **state)
{
    (void)state;
    struct store *store = fresh();
    const struct case_world facts = world();
    struct case_opening opening = {.workflow = WORKFLOW_CRISIS,
                                   .student = 5,
                                   .school = "S1",
                                   .district = "1001",
                                   .school_year = YEAR,
                                   .key = "open-once"};
    struct err err;
    int64_t first = 0, again = 0;
    assert_ok(case_open(store, &opening, &teacher, &facts, &first, &err));
    assert_ok(case_open(store, &opening, &teacher, &facts, &again, &err));
    assert_int_equal(first, again);
    opening.student = 6;
    assert_int_equal(case_open(store, &opening, &teacher, &facts, &again, &err), ERR_INPUT);
    assert_int_equal(count(store, "SELECT count(*) FROM case_file"), 1);
    opening.key = "open-away";
    assert_int_equal(case_open(store, &opening, &away_teacher, &facts, &again, &err),
                     ERR_NOT_FOUND);
    assert_int_equal(refusals(store, "absent"), 1);
    assert_int_equal(case_open(store, &opening, &liaison, &facts, &again, &err), ERR_INPUT);
    assert_int_equal(refusals(store, "role"), 1);
    done(store);
}

static void a_pupil_has_one_case_at_a_time(void **state)
{
    (void)state;
    struct store *store = fresh();
    const struct case_world facts = world();
    struct case_opening opening = {.workflow = WORKFLOW_SCREENING,
                                   .student = 42,
                                   .school = "S1",
                                   .district = "1001",
                                   .school_year = YEAR,
                                   .key = "twice"};
    struct err err;
    int64_t id = 0;
    opened(store, WORKFLOW_SCREENING, 42, &teacher);
    assert_int_equal(case_open(store, &opening, &teacher, &facts, &id, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "the pupil has a case of 'screening' already, allowed is one");
    assert_int_equal(refusals(store, "second"), 1);
    opening.school_year = YEAR + 1; /* each year anew */
    assert_ok(case_open(store, &opening, &teacher, &facts, &id, &err));
    /* Whoever is listed twice has one drop-out case until it is closed. */
    opening.workflow = WORKFLOW_DROPOUT;
    opening.key = "list-1";
    assert_ok(case_open(store, &opening, NULL, &facts, &id, &err));
    opening.key = "list-2";
    assert_int_equal(case_open(store, &opening, NULL, &facts, &id, &err), ERR_INPUT);
    opened(store, WORKFLOW_CRISIS, 42, &teacher);
    opened(store, WORKFLOW_CRISIS, 42, &teacher);
    done(store);
}

static void overrides_and_crises_need_two_people(void **state)
{
    (void)state;
    struct store *store = fresh();
    struct case_result result;
    struct err err;
    const int64_t id = opened(store, WORKFLOW_CRISIS, 42, &teacher);
    does(store, id, ACTION_TRIAGE, &director, CRISIS_TRIAGE);
    assert_ok(act(store, id, ACTION_APPROVE, &district, &result, &err));
    assert_true(result.signature);
    assert_int_equal(result.state, CRISIS_TRIAGE);
    const struct actor same = {5, "district", ROLE_SECRETARY, ""};
    is_refused(store, id, ACTION_APPROVE, &same, "signed");
    is_refused(store, id, ACTION_PAY, &liaison, "step"); /* not on one signature */
    does(store, id, ACTION_APPROVE, &secretary, CRISIS_APPROVED);
    does(store, id, ACTION_PAY, &liaison, CRISIS_PAID);
    does(store, id, ACTION_FOLLOW_UP, &teacher, CRISIS_FOLLOW_UP);
    does(store, id, ACTION_CLOSE, &director, CRISIS_CLOSED);
    record_holds(store);
    done(store);
}

static void lengths_are_checked(void **state)
{
    (void)state;
    struct store *store = fresh();
    const struct case_world facts = world();
    const int64_t id = opened(store, WORKFLOW_SCREENING, 42, &teacher);
    struct case_result result;
    struct err err;
    char *reason = mem_new(2002, 1);
    memset(reason, 'x', 2001);
    struct case_request request = {key(), id, ACTION_VISIT, 1, {.reason = reason}};
    assert_int_equal(case_act(store, &request, &teacher, &facts, &result, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "'reason' has 2001 characters, allowed are 2000");
    request.said.reason = "\xFF";
    assert_int_equal(case_act(store, &request, &teacher, &facts, &result, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "'reason' is not UTF-8 text");
    reason[2000] = '\0';
    request.said.reason = reason;
    assert_ok(case_act(store, &request, &teacher, &facts, &result, &err));
    free(reason);
    done(store);
}

/* ---- several processes ------------------------------------------------------------------- */

static struct store *on_disk(const char *name, bool make)
{
    struct store *store = NULL;
    struct err err;
    setenv("KRU_BUSY_MS", "60000", 1);
    facts_hold = ~0u;
    clock_at(noon);
    if (make)
        assert_ok(cases_create(scratch(name), &store, &err));
    else
        assert_ok(cases_open(scratch(name), &store, &err));
    return store;
}

/* A racer: takes step `action` of every case as soon as the other does; exit 0 when each attempt
   was won or refused as stale, and reports how many it won. */
static void race(const char *name, int64_t first, int cases, int number, int report, int start)
{
    struct store *store = NULL;
    struct err failed;
    const struct case_world facts = world();
    if (cases_open(scratch(name), &store, &failed) != ERR_OK) _exit(2);
    const struct actor racer = {100 + number, "racer", ROLE_TEACHER, "S1"};
    int won = 0;
    char byte;
    if (read(start, &byte, 1) != 1) _exit(3);
    for (int i = 0; i < cases; i++) {
        char word[32];
        struct case_result result;
        struct err err;
        snprintf(word, sizeof word, "race-%d-%d", number, i);
        const struct case_request request = {word, first + i, ACTION_VISIT, 1, {0}};
        const enum err_code code = case_act(store, &request, &racer, &facts, &result, &err);
        if (code != ERR_OK && code != ERR_MISMATCH) _exit(4);
        won += code == ERR_OK;
    }
    done(store);
    _exit(write(report, &won, sizeof won) == sizeof won ? 0 : 5);
}

static void of_two_processes_exactly_one_takes_a_step(void **state)
{
    (void)state;
    enum { RACES = 200 };
    struct store *store = on_disk("race.db", true);
    const int64_t first = opened(store, WORKFLOW_SCREENING, 1, &teacher);
    for (int i = 1; i < RACES; i++) opened(store, WORKFLOW_SCREENING, i + 1, &teacher);
    done(store);
    int report[2], start[2], won = 0, status;
    assert_int_equal(pipe(report), 0);
    assert_int_equal(pipe(start), 0);
    for (int number = 0; number < 2; number++)
        if (fork() == 0) race("race.db", first, RACES, number, report[1], start[0]);
    assert_int_equal(write(start[1], "go", 2), 2);
    for (int number = 0; number < 2; number++) {
        int one = 0;
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
        assert_int_equal(read(report[0], &one, sizeof one), sizeof one);
        won += one;
    }
    assert_int_equal(won, RACES);
    store = on_disk("race.db", false);
    assert_int_equal(count(store, "SELECT count(*) FROM transition_log"), RACES);
    assert_int_equal(count(store, "SELECT count(*) FROM case_file WHERE row_version = 2"), RACES);
    assert_int_equal(count(store, "SELECT count(*) FROM audit WHERE action = 'screening.visit'"),
                     RACES);
    assert_int_equal(refusals(store, "stale"), RACES);
    record_holds(store);
    done(store);
    for (int end = 0; end < 2; end++) {
        close(report[end]);
        close(start[end]);
    }
}

/* Works until it is killed: opens cases and takes their steps. */
static void work_on(int64_t round, int ready)
{
    static const struct {
        enum action action;
        const struct actor *actor;
    } way[] = {{ACTION_VISIT, &teacher},
               {ACTION_CERTIFY, &certifier},
               {ACTION_APPROVE_SCHOOL, &director},
               {ACTION_FORWARD, &district}};
    struct store *store = NULL;
    struct err failed;
    const struct case_world facts = world();
    if (cases_open(scratch("kill.db"), &store, &failed) != ERR_OK) _exit(2);
    for (int64_t n = 0;; n++) {
        char word[64];
        struct case_result result;
        struct err err;
        int64_t id = 0;
        snprintf(word, sizeof word, "open-%lld-%lld", (long long)round, (long long)n);
        const struct case_opening opening = {.workflow = WORKFLOW_SCREENING,
                                             .student = round * 100000 + n,
                                             .school = "S1",
                                             .district = "1001",
                                             .school_year = YEAR,
                                             .key = word};
        if (case_open(store, &opening, &teacher, &facts, &id, &err) != ERR_OK) _exit(3);
        for (int s = 0; s < 4; s++) {
            snprintf(word, sizeof word, "step-%lld-%lld-%d", (long long)round, (long long)n, s);
            const struct case_request request = {word, id, way[s].action, s + 1, {0}};
            if (case_act(store, &request, way[s].actor, &facts, &result, &err) != ERR_OK) _exit(4);
            if (n == 0 && s == 0 && write(ready, "w", 1) != 1) _exit(5);
        }
    }
}

static void after_a_kill_state_and_record_are_together(void **state)
{
    (void)state;
    enum { KILLS = 20 };
    /* A case has one row in the log and in the record for each version above the first, and one row
       of a request for each version. */
    static const char halves[] =
        "SELECT count(*) FROM case_file c WHERE "
        "c.row_version - 1 <> (SELECT count(*) FROM transition_log t WHERE t.case_id = c.id) OR "
        "c.row_version <> (SELECT count(*) FROM audit a WHERE a.entity = 'case' AND "
        "a.entity_id = CAST(c.id AS TEXT) AND a.action LIKE 'screening.%') OR "
        "c.row_version <> (SELECT count(*) FROM case_request r WHERE r.case_id = c.id) OR "
        "(c.row_version > 1 AND c.state <> (SELECT to_state FROM transition_log t "
        "WHERE t.case_id = c.id AND t.number = c.row_version - 1))";
    int64_t cases = 0, before = 0;
    int ready[2], status;
    store_close(on_disk("kill.db", true));
    for (int k = 0; k < KILLS; k++) {
        char byte;
        assert_int_equal(pipe(ready), 0);
        const pid_t worker = fork();
        if (worker == 0) work_on(k, ready[1]);
        close(ready[1]);
        assert_int_equal(read(ready[0], &byte, 1), 1); /* it is at work */
        poll(NULL, 0, 1 + 3 * k);
        assert_int_equal(kill(worker, SIGKILL), 0);
        assert_int_equal(waitpid(worker, &status, 0), worker);
        assert_true(WIFSIGNALED(status));
        close(ready[0]);
        struct store *store = on_disk("kill.db", false);
        assert_int_equal(count(store, halves), 0);
        record_holds(store);
        cases = count(store, "SELECT count(*) FROM case_file");
        assert_true(cases > before);
        before = cases;
        done(store);
    }
}

/* ---- referral ---------------------------------------------------------------------------- */

static int64_t found_child(struct store *store)
{
    const int64_t id = opened(store, WORKFLOW_DROPOUT, 77, &district);
    does(store, id, ACTION_SET_TEAM, &director, DROPOUT_TEAM_SET);
    does(store, id, ACTION_ANALYSE, &teacher, DROPOUT_ANALYSED);
    does(store, id, ACTION_PLAN, &director, DROPOUT_PLANNED);
    does(store, id, ACTION_START_VISITS, &teacher, DROPOUT_FIELD_VISIT);
    does(store, id, ACTION_MISS, &teacher, DROPOUT_FIELD_VISIT);
    does(store, id, ACTION_FIND, &second_teacher, DROPOUT_FOUND);
    return id;
}

static void a_referral_needs_consent_and_shows_its_partner_one_case(void **state)
{
    (void)state;
    struct store *store = fresh();
    const int64_t id = found_child(store);
    struct case_file file;
    struct err err;
    facts_hold = ~(1u << GUARD_CONSENT);
    is_refused(store, id, ACTION_REFER, &director, "guard");
    facts_hold = ~0u;
    const int64_t referral = does(store, id, ACTION_REFER, &director, DROPOUT_REFERRED);
    assert_true(referral > 0);
    is_refused(store, id, ACTION_REFER, &teacher, "guard"); /* one at a time */
    /* Before it is accepted the partner sees that there is a case, not whose. */
    assert_ok(case_read(store, referral, &shelter, &file, &err));
    assert_int_equal(file.student, 0);
    case_file_clear(&file);
    assert_int_equal(case_read(store, id, &shelter, &file, &err), ERR_NOT_FOUND);
    assert_int_equal(case_read(store, referral, &clinic, &file, &err), ERR_NOT_FOUND);
    is_refused(store, referral, ACTION_ACCEPT, &clinic, "absent");
    facts_hold = ~(1u << GUARD_CONSENT); /* withdrawn meanwhile */
    is_refused(store, referral, ACTION_ACCEPT, &shelter, "guard");
    facts_hold = ~0u;
    does(store, referral, ACTION_ACCEPT, &shelter, REFERRAL_ACCEPTED);
    assert_ok(case_read(store, referral, &shelter, &file, &err));
    assert_int_equal(file.student, 77);
    case_file_clear(&file);
    assert_ok(case_read(store, id, &shelter, &file, &err));
    case_file_clear(&file);
    is_refused(store, id, ACTION_BRING_BACK, &district, "guard"); /* the referral is not done */
    is_refused(store, referral, ACTION_FINISH, &shelter, "consecutive");
    does(store, referral, ACTION_FINISH, &teacher, REFERRAL_DONE);
    assert_int_equal(case_read(store, id, &shelter, &file, &err), ERR_NOT_FOUND); /* no longer */
    does(store, id, ACTION_BRING_BACK, &district, DROPOUT_RETURNED);
    is_refused(store, id, ACTION_CONFIRM_PRESENT, &teacher, "early");
    clock_at(noon + 90 * DAY);
    does(store, id, ACTION_CONFIRM_PRESENT, &teacher, DROPOUT_STAYED);
    record_holds(store);
    done(store);
}

static void closing_without_return_takes_the_supervisor(void **state)
{
    (void)state;
    struct store *store = fresh();
    const int64_t id = found_child(store);
    struct case_result result;
    struct err err;
    assert_ok(act(store, id, ACTION_CLOSE, &director, &result, &err));
    assert_true(result.signature);
    is_refused(store, id, ACTION_CLOSE, &teacher, "role");
    does(store, id, ACTION_CLOSE, &district, DROPOUT_CLOSED_NOT_RETURNED);
    does(store, id, ACTION_REOPEN, &teacher, DROPOUT_REOPENED);
    does(store, id, ACTION_SET_TEAM, &director, DROPOUT_TEAM_SET);
    done(store);
}

/* ---- grants ------------------------------------------------------------------------------ */

static void rules_for(struct store *store)
{
    const struct grant_rule rule = {.year = 2566,
                                    .level = GRANT_LEVEL_PRIMARY,
                                    .band = GRANT_BAND_POOR,
                                    .amount_baht = 3000,
                                    .term_baht = {2000, 1000},
                                    .attendance_min = 85,
                                    .years = 3,
                                    .source = "test"};
    struct err err;
    int changed = 0;
    assert_ok(grant_rules_put(store, &rule, 1, &secretary, &changed, &err));
    assert_int_equal(changed, 1);
    assert_ok(grant_rules_put(store, &rule, 1, &secretary, &changed, &err));
    assert_int_equal(changed, 0);
}

/* A term with this attendance, to the receipt. */
static void term(struct store *store, int64_t id, int number, int present, int days)
{
    const struct term_record record = {present, days, {20000 + 500 * number, 1100 + 10 * number}};
    struct err err;
    bool met;
    does(store, id, number == 1 ? ACTION_OPEN_TERM : ACTION_NEXT_TERM, &secretary, GRANT_TERM_OPEN);
    assert_ok(grant_term_put(store, id, &record, &teacher, &met, &err));
    assert_int_equal(met, present * 100 >= 85 * days);
    does(store, id, ACTION_MONITOR, &teacher, GRANT_MONITORED);
    is_refused(store, id, met ? ACTION_CONFIRM_NOT_MET : ACTION_CONFIRM_MET, &director, "guard");
    const int64_t care = met ? does(store, id, ACTION_CONFIRM_MET, &director, GRANT_MET)
                             : does(store, id, ACTION_CONFIRM_NOT_MET, &director, GRANT_NOT_MET);
    assert_int_equal(care > 0, !met); /* a care case; the money is paid all the same */
    does(store, id, ACTION_PAY, &liaison, GRANT_PAID);
    does(store, id, ACTION_ACKNOWLEDGE, &teacher, GRANT_RECEIPT);
    if (care) {
        does(store, care, ACTION_BEGIN_CARE, &teacher, CARE_IN_CARE);
        does(store, care, ACTION_CLOSE, &director, CARE_CLOSED);
    }
}

static void a_grant_runs_three_years_and_pays_what_was_promised(void **state)
{
    (void)state;
    struct store *store = fresh();
    const struct case_world facts = world();
    struct err err;
    int terms, baht;
    int64_t id = 0;
    /* Not before the fund has accepted the pupil. */
    const struct case_opening early = {.workflow = WORKFLOW_GRANT,
                                       .student = 42,
                                       .school = "S1",
                                       .district = "1001",
                                       .school_year = YEAR,
                                       .key = "early"};
    assert_int_equal(case_open(store, &early, &secretary, &facts, &id, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "a case of 'grant' cannot be opened, needed is: the fund has accepted the pupil's "
                 "screening");
    at_the_fund(store, 42);
    id = opened(store, WORKFLOW_GRANT, 42, &secretary);
    is_refused(store, id, ACTION_OPEN_TERM, &secretary, "guard"); /* no award yet */
    rules_for(store);
    assert_int_equal(
        grant_award(store, id, 2568, GRANT_LEVEL_PRIMARY, GRANT_BAND_POOR, &secretary, &err),
        ERR_NOT_FOUND);
    assert_error(err, ERR_NOT_FOUND,
                 "no grant rule of 2568 for 'primary', 'poor'; add one with its source to "
                 "conf/equity/grants.ini");
    assert_ok(grant_award(store, id, 2566, GRANT_LEVEL_PRIMARY, GRANT_BAND_POOR, &secretary, &err));
    assert_int_equal(
        grant_award(store, id, 2566, GRANT_LEVEL_PRIMARY, GRANT_BAND_POOR, &secretary, &err),
        ERR_INPUT);
    /* 85 of 100 days reach 85 percent, 84 of 99 do not: 8400 < 8415. */
    term(store, id, 1, 85, 100);
    term(store, id, 2, 84, 99);
    for (int number = 3; number <= 6; number++) {
        is_refused(store, id, ACTION_COMPLETE, &secretary, "guard");
        term(store, id, number, 100, 100);
    }
    is_refused(store, id, ACTION_NEXT_TERM, &secretary, "guard");
    does(store, id, ACTION_COMPLETE, &secretary, GRANT_COMPLETED);
    assert_ok(grant_paid(store, id, &terms, &baht, &err));
    assert_int_equal(terms, 6);
    assert_int_equal(baht, 3 * (2000 + 1000));
    record_holds(store);
    done(store);
}

static void terms_are_checked_before_they_are_recorded(void **state)
{
    (void)state;
    struct store *store = fresh();
    struct err err;
    bool met;
    struct term_record record = {90, 100, {20000, 1100}};
    at_the_fund(store, 42);
    const int64_t id = opened(store, WORKFLOW_GRANT, 42, &secretary);
    rules_for(store);
    assert_int_equal(grant_term_put(store, id, &record, &teacher, &met, &err), ERR_INPUT);
    assert_ok(grant_award(store, id, 2566, GRANT_LEVEL_PRIMARY, GRANT_BAND_POOR, &secretary, &err));
    does(store, id, ACTION_OPEN_TERM, &secretary, GRANT_TERM_OPEN);
    assert_int_equal(grant_term_put(store, id, &record, &away_teacher, &met, &err), ERR_NOT_FOUND);
    assert_int_equal(grant_term_put(store, id, &record, &director, &met, &err), ERR_INPUT);
    assert_int_equal(refusals(store, "absent") + refusals(store, "role"), 2);
    record.growth.weight_g = 20; /* kg typed for g */
    assert_int_equal(grant_term_put(store, id, &record, &teacher, &met, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "case 'S1-22112569-002': weight is '20' g, allowed are 5000 .. 200000 g");
    record.growth = (struct growth_record){20000, 1100};
    record.days_present = 101;
    assert_int_equal(grant_term_put(store, id, &record, &teacher, &met, &err), ERR_INPUT);
    record.days_present = 85;
    assert_ok(grant_term_put(store, id, &record, &teacher, &met, &err));
    assert_true(met);
    does(store, id, ACTION_MONITOR, &teacher, GRANT_MONITORED);
    does(store, id, ACTION_TRANSFER, &director, GRANT_TRANSFERRED);
    done(store);
}

static void terms_that_do_not_sum_are_refused(void **state)
{
    (void)state;
    struct store *store = fresh();
    struct grant_rule rule = {.year = 2566,
                              .level = GRANT_LEVEL_KINDERGARTEN,
                              .amount_baht = 4000,
                              .term_baht = {2000, 1000},
                              .attendance_min = 85,
                              .years = 3,
                              .source = "test"};
    struct err err;
    int changed;
    assert_int_equal(grant_rules_put(store, &rule, 1, &secretary, &changed, &err), ERR_INPUT);
    assert_error(
        err, ERR_INPUT,
        "grant 2566 'kindergarten' is split into 2000 + 1000, which is not its 4000 baht a "
        "year");
    rule.amount_baht = 3000;
    rule.source[0] = '\0';
    assert_int_equal(grant_rules_put(store, &rule, 1, &secretary, &changed, &err), ERR_INPUT);
    assert_int_equal(count(store, "SELECT count(*) FROM grant_rule"), 0);
    done(store);
}

/* ---- the sample -------------------------------------------------------------------------- */

static void a_sampled_case_is_not_approved_without_a_second_visit(void **state)
{
    (void)state;
    struct store *store = fresh();
    struct candidate list[3] = {{.district = "1001", .score = 7150, .cut = 7100}, /* near */
                                {.district = "1001", .score = 9000, .cut = 7100},
                                {.district = "1001", .score = 9900, .cut = 7100}};
    const struct sample_rule rule = {.seed = 5, .delta = 300, .percent = 5};
    struct sample_rule stored;
    struct candidate *again;
    struct err err;
    int found;
    for (int i = 0; i < 3; i++) {
        const int64_t id = list[i].id = opened(store, WORKFLOW_SCREENING, i + 1, &teacher);
        does(store, id, ACTION_VISIT, &teacher, SCREENING_VISITED);
        does(store, id, ACTION_CERTIFY, &certifier, SCREENING_CERTIFIED);
        does(store, id, ACTION_APPROVE_SCHOOL, &director, SCREENING_SCHOOL_APPROVED);
        does(store, id, ACTION_FORWARD, &district, SCREENING_DISTRICT_FORWARDED);
        does(store, id, ACTION_TAKE_UP, &secretary, SCREENING_SUBCOMMITTEE_REVIEW);
        is_refused(store, id, ACTION_APPROVE, &member, "guard"); /* not drawn yet */
    }
    assert_int_equal(sample_save(store, "2569-1", &rule, list, 3, &member, &err), ERR_INPUT);
    assert_ok(sample_save(store, "2569-1", &rule, list, 3, &secretary, &err));
    assert_int_equal(list[0].why, WHY_NEAR);
    /* 5 percent of 3 is 1 at least: one of the two others. */
    const int drawn = list[1].why == WHY_DRAWN ? 1 : 2;
    assert_int_equal(list[drawn].why, WHY_DRAWN);
    assert_int_equal(list[3 - drawn].why, WHY_NOT);
    is_refused(store, list[0].id, ACTION_APPROVE, &member, "guard");
    is_refused(store, list[drawn].id, ACTION_APPROVE, &member, "guard");
    does(store, list[3 - drawn].id, ACTION_APPROVE, &member, SCREENING_APPROVED);
    assert_int_equal(sample_save(store, "2569-1", &rule, list, 3, &secretary, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "round '2569-1' has been drawn, allowed is a new name");
    assert_ok(sample_read(store, "2569-1", &stored, &again, &found, &err));
    assert_int_equal(found, 3);
    for (int i = 0; i < 3; i++) assert_int_equal(again[i].why, list[i].why);
    free(again);
    /* A list that somebody edited is found. */
    assert_int_equal(count(store, "UPDATE verification_candidate SET why = '' WHERE why = 'drawn' "
                                  "RETURNING 1"),
                     1);
    assert_int_equal(sample_read(store, "2569-1", &stored, &again, &found, &err), ERR_MISMATCH);
    assert_int_equal(sample_read(store, "other", &stored, &again, &found, &err), ERR_NOT_FOUND);
    done(store);
}

static void an_override_takes_a_second_visit_and_a_second_member(void **state)
{
    (void)state;
    struct store *store = fresh();
    struct case_result result;
    struct err err;
    const int64_t id = opened(store, WORKFLOW_SCREENING, 1, &teacher);
    does(store, id, ACTION_VISIT, &teacher, SCREENING_VISITED);
    does(store, id, ACTION_CERTIFY, &certifier, SCREENING_CERTIFIED);
    does(store, id, ACTION_APPROVE_SCHOOL, &director, SCREENING_SCHOOL_APPROVED);
    does(store, id, ACTION_FORWARD, &district, SCREENING_DISTRICT_FORWARDED);
    does(store, id, ACTION_RETURN, &secretary, SCREENING_RETURNED);
    does(store, id, ACTION_RESUBMIT, &district, SCREENING_DISTRICT_FORWARDED);
    does(store, id, ACTION_TAKE_UP, &secretary, SCREENING_SUBCOMMITTEE_REVIEW);
    is_refused(store, id, ACTION_OVERRIDE_APPROVE, &member, "step");
    does(store, id, ACTION_ORDER_VERIFICATION, &member, SCREENING_VERIFY_VISIT);
    const struct actor self = {1, "teacher", ROLE_VERIFIER, ""};
    is_refused(store, id, ACTION_FIND_SAME, &self, "apart");
    does(store, id, ACTION_FIND_CHANGED, &verifier, SCREENING_VERIFIED_CHANGED);
    facts_hold = ~(1u << GUARD_WITHIN);
    is_refused(store, id, ACTION_APPROVE, &member, "guard");
    assert_ok(act(store, id, ACTION_OVERRIDE_APPROVE, &member, &result, &err));
    assert_true(result.signature);
    is_refused(store, id, ACTION_OVERRIDE_APPROVE, &member, "signed");
    does(store, id, ACTION_OVERRIDE_APPROVE, &second_member, SCREENING_APPROVED);
    record_holds(store);
    done(store);
}

/* ---- drop-outs counted ------------------------------------------------------------------- */

static const char published[] =
    "area,cause_1,cause_2,cause_3,cause_4,cause_5,cause_6,cause_7,cause_8,cause_9,cause_10,"
    "cause_11,cause_12,cause_13,cause_14,cause_15,cause_16,cause_17,cause_18,cause_19,total\n"
    "กรุงเทพมหานคร,0,0,0,0,0,10,0,4,1,0,2,3,1,0,0,3,2,337,93,456\n"
    "สมุทรปราการ,,,,,,,,,,,,,,,,,,,,165\n";

static enum err_code import(struct store *store, const char *text, int *areas, struct err *err)
{
    return not_traced_import(store, text, strlen(text), "not-traced.csv", 0, "dropout.edudev.in.th",
                             &secretary, areas, err);
}

static void bangkok_has_456_children_not_traced_of_whom_337_moved(void **state)
{
    (void)state;
    struct store *store = fresh();
    struct dropout_cause cause[DROPOUT_CAUSES];
    struct not_traced row;
    struct err err;
    int areas = 0, sum = 0;
    assert_ok(dropout_causes(store, cause, &err));
    assert_string_equal(cause[0].en, "transport");
    assert_string_equal(cause[CAUSE_MOVED - 1].en, "moved");
    assert_string_equal(cause[CAUSE_NOT_STATED - 1].en, "not stated");
    for (int twice = 0; twice < 2; twice++) assert_ok(import(store, published, &areas, &err));
    assert_int_equal(areas, 2);
    assert_ok(not_traced_read(store, 0, "กรุงเทพมหานคร", &row, &err));
    for (int c = 0; c < DROPOUT_CAUSES; c++) sum += row.children[c];
    assert_true(row.by_cause);
    assert_int_equal(sum, 456);
    assert_int_equal(row.total, 456);
    assert_int_equal(row.children[CAUSE_MOVED - 1], 337);
    assert_int_equal(share_permille(337, 456), 739); /* 0.73904 */
    assert_ok(not_traced_read(store, 0, "สมุทรปราการ", &row, &err));
    assert_false(row.by_cause);
    assert_int_equal(row.total, 165);
    assert_int_equal(not_traced_read(store, 0, "ตาก", &row, &err), ERR_NOT_FOUND);
    done(store);
}

static void a_wrong_table_of_areas_changes_nothing(void **state)
{
    (void)state;
    struct store *store = fresh();
    const char *head_end = strchr(published, '\n') + 1;
    static const struct {
        const char *rows, *text;
    } wrong[] = {
        {"ก,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,2\n",
         "'not-traced.csv' line 2 has the total '2', but its causes sum to 1"},
        {"ก,1,,,,,,,,,,,,,,,,,,,\n",
         "'not-traced.csv' line 2 has 1 of 19 causes, allowed are all of "
         "them or none"},
        {"ก,,,,,,,,,,,,,,,,,,,,\n", "'not-traced.csv' line 2 has neither causes nor a total"},
        {"ก,,,,,,,,,,,,,,,,,,,,5\nก,,,,,,,,,,,,,,,,,,,,6\n",
         "'not-traced.csv' line 3: area 'ก' stands on line 2 already"},
        {"ก,-1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,\n",
         "'not-traced.csv' line 2 column 'cause_1' is '-1', allowed are whole numbers 0 .. "
         "10000000"},
        {"ก,1\n", "'not-traced.csv' line 2 has 2 cells, allowed are 21"},
        {"", "'not-traced.csv' has no row"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct text file = {0};
        struct err err;
        int areas;
        text_add_bytes(&file, published, (size_t)(head_end - published));
        text_add(&file, "%s", wrong[i].rows);
        assert_int_equal(import(store, file.s, &areas, &err), ERR_INPUT);
        assert_string_equal(err.text, wrong[i].text);
        text_clear(&file);
    }
    assert_int_equal(count(store, "SELECT count(*) FROM not_traced_area"), 0);
    done(store);
}

/* Three cases: one visited after 2 days and back after 10, one visited after 5 days and closed as
   moved, one untouched. 31 days later the untouched one is open for more than 30. */
static void figures_are_those_worked_by_hand(void **state)
{
    (void)state;
    struct store *store = fresh();
    struct dropout_figures *figures;
    struct case_result result;
    struct err err;
    int rows;
    const int64_t back = opened(store, WORKFLOW_DROPOUT, 1, &district);
    const int64_t gone = opened(store, WORKFLOW_DROPOUT, 2, &district);
    opened(store, WORKFLOW_DROPOUT, 3, &district);
    const int64_t both[] = {back, gone};
    for (int i = 0; i < 2; i++) {
        does(store, both[i], ACTION_SET_TEAM, &director, DROPOUT_TEAM_SET);
        does(store, both[i], ACTION_ANALYSE, &teacher, DROPOUT_ANALYSED);
        does(store, both[i], ACTION_PLAN, &director, DROPOUT_PLANNED);
        does(store, both[i], ACTION_START_VISITS, &teacher, DROPOUT_FIELD_VISIT);
    }
    clock_at(noon + 2 * DAY);
    {
        const struct case_world facts = world();
        const struct case_request find = {key(), back, ACTION_FIND, 5, {0}};
        assert_ok(case_act(store, &find, &director, &facts, &result, &err));
        clock_at(noon + 10 * DAY);
        const struct case_request home = {
            key(), back, ACTION_BRING_BACK, 6, {.school_kind = SCHOOL_KIND_NON_FORMAL}};
        assert_ok(case_act(store, &home, &district, &facts, &result, &err));
    }
    clock_at(noon + 5 * DAY);
    does(store, gone, ACTION_STATE_CAUSE, &director, DROPOUT_CAUSE_KNOWN);
    assert_ok(act(store, gone, ACTION_CLOSE, &teacher, &result, &err));
    does(store, gone, ACTION_CLOSE, &district, DROPOUT_CLOSED_NOT_RETURNED);
    clock_at(noon + 31 * DAY);
    assert_ok(dropout_figures(store, 30, &figures, &rows, &err));
    assert_int_equal(rows, 2);
    assert_string_equal(figures[0].district, "");
    assert_string_equal(figures[1].district, "1001");
    for (int i = 0; i < rows; i++) {
        const struct dropout_figures *f = &figures[i];
        assert_int_equal(f->listed, 3);
        assert_int_equal(f->visited, 2);
        assert_int_equal(f->visit_days_median, 2);
        assert_int_equal(f->visit_days_most, 5);
        assert_int_equal(f->returned, 1);
        assert_int_equal(f->return_days_median, 10);
        assert_int_equal(share_permille(f->returned, f->listed), 333);
        assert_int_equal(f->with_cause, 1);
        assert_int_equal(f->moved, 1);
        assert_int_equal(f->open, 2); /* back waits for its check */
        assert_int_equal(f->open_long, 2);
    }
    free(figures);
    assert_int_equal(share_permille(0, 0), -1);
    done(store);
}

/* ---- free items -------------------------------------------------------------------------- */

static enum err_code enter(struct store *store, const char *word, int64_t student,
                           enum item_kind kind, int pieces, struct err *err)
{
    const struct item_entry entry = {word, YEAR, student, "S1", "1001", 7, kind, pieces};
    return free_item_enter(store, &entry, &teacher, err);
}

static void the_ledger_balances_by_head_and_by_school(void **state)
{
    (void)state;
    struct store *store = fresh();
    struct item_balance school[FREE_ITEMS], head;
    struct free_item items[FREE_ITEMS];
    struct err err;
    int due = 0, delivered = 0, taken_back = 0;
    for (int64_t pupil = 1; pupil <= 5; pupil++) {
        assert_ok(enter(store, key(), pupil, ITEM_DUE, 3, &err));
        assert_ok(enter(store, key(), pupil, ITEM_DELIVERED, (int)(pupil % 3) + 1, &err));
    }
    assert_ok(enter(store, key(), 5, ITEM_TAKEN_BACK, 1, &err));
    for (int64_t pupil = 1; pupil <= 5; pupil++) {
        assert_ok(free_item_balance(store, pupil, YEAR, 7, &head, &err));
        due += head.due;
        delivered += head.delivered;
        taken_back += head.taken_back;
    }
    assert_ok(free_item_school(store, "S1", YEAR, school, &err));
    assert_int_equal(school[6].heads, 5);
    assert_int_equal(school[6].due, due);
    assert_int_equal(due, 5 * 3);
    assert_int_equal(school[6].delivered, delivered);
    assert_int_equal(delivered, 2 + 3 + 1 + 2 + 3);
    assert_int_equal(school[6].taken_back, taken_back);
    assert_int_equal(taken_back, 1);
    assert_int_equal(school[0].heads, 0);
    assert_ok(free_items(store, items, &err));
    assert_string_equal(items[6].name, "item 7");
    assert_false(items[6].named);
    assert_ok(free_item_name(store, 7, "สมุด", &secretary, &err));
    assert_ok(free_items(store, items, &err));
    assert_string_equal(items[6].name, "สมุด");
    assert_int_equal(free_item_name(store, 21, "x", &secretary, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "no item '21', allowed are 1 .. 20");
    done(store);
}

static void nobody_gets_more_than_is_due(void **state)
{
    (void)state;
    struct store *store = fresh();
    struct err err;
    assert_ok(enter(store, "due", 1, ITEM_DUE, 2, &err));
    assert_int_equal(enter(store, "a", 1, ITEM_DELIVERED, 3, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "item '7': 2 pieces are due and 0 delivered, allowed are 2 more");
    assert_int_equal(enter(store, "b", 1, ITEM_TAKEN_BACK, 1, &err), ERR_INPUT);
    for (int retry = 0; retry < 3; retry++)
        assert_ok(enter(store, "c", 1, ITEM_DELIVERED, 2, &err));
    assert_int_equal(enter(store, "c", 1, ITEM_DELIVERED, 1, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "request key 'c' was used for another entry, allowed is a new key");
    const struct item_entry away = {"d", YEAR, 1, "S9", "1009", 7, ITEM_DUE, 1};
    assert_int_equal(free_item_enter(store, &away, &teacher, &err), ERR_NOT_FOUND);
    assert_int_equal(count(store, "SELECT count(*) FROM free_item_entry"), 2);
    assert_int_equal(count(store, "SELECT count(*) FROM audit WHERE action LIKE 'item.%.refused'"),
                     4);
    record_holds(store);
    done(store);
}

static void reasons_are_read_by_who_sees_the_case_and_has_the_key(void **state)
{
    (void)state;
    struct store *store = fresh();
    const struct case_world facts = world();
    const int64_t id = opened(store, WORKFLOW_CRISIS, 1, &teacher);
    struct case_act_row *rows;
    struct case_result result;
    struct err err;
    int acts;
    char *reason = mem_new(6001, 1);
    for (int i = 0; i < 2000; i++) memcpy(reason + 3 * i, "ก", 3); /* 2,000 letters of 3 bytes */
    does(store, id, ACTION_TRIAGE, &director, CRISIS_TRIAGE);
    const struct case_request sign = {key(), id, ACTION_APPROVE, 2, {.reason = reason}};
    assert_ok(case_act(store, &sign, &district, &facts, &result, &err));
    assert_ok(case_log(store, id, &auditor, keys, &rows, &acts, &err));
    assert_int_equal(acts, 2);
    assert_string_equal(rows[0].reason, "because");
    assert_string_equal(rows[1].reason, reason);
    assert_true(rows[1].signature);
    assert_int_equal(rows[1].actor, district.id);
    assert_string_equal(rows[1].role, "district");
    case_log_clear(rows, acts);
    free(reason);
    assert_int_equal(case_log(store, id, &away_teacher, keys, &rows, &acts, &err), ERR_NOT_FOUND);
    assert_int_equal(case_log(store, id, &shelter, keys, &rows, &acts, &err), ERR_NOT_FOUND);
    assert_int_equal(refusals(store, "absent"), 2);
    assert_int_equal(count(store, "SELECT count(*) FROM audit WHERE action = 'case.log'"), 1);
    done(store);
}

static void consent_is_that_of_the_purpose(void **state)
{
    (void)state;
    struct store *store = fresh();
    struct case_file file = {.student = 42, .workflow = WORKFLOW_SCREENING};
    struct err err;
    bool holds = true;
    assert_ok(case_consent_holds(store, &file, &holds, &err));
    assert_false(holds);
    count(store, "PRAGMA foreign_keys = OFF"); /* no person is needed here */
    assert_int_equal(count(store,
                           "INSERT INTO consent (student_id, giver, purpose, version, given_at, "
                           "given_to, withdrawn_at, withdrawn_to) VALUES (42, 'parent', "
                           "'referral', '1', '', '', '', '') RETURNING student_id"),
                     42);
    assert_ok(case_consent_holds(store, &file, &holds, &err));
    assert_false(holds);
    file.workflow = WORKFLOW_REFERRAL;
    assert_ok(case_consent_holds(store, &file, &holds, &err));
    assert_true(holds);
    done(store);
}

static void the_log_is_never_changed(void **state)
{
    (void)state;
    struct store *store = fresh();
    const int64_t id = opened(store, WORKFLOW_CRISIS, 1, &teacher);
    does(store, id, ACTION_TRIAGE, &director, CRISIS_TRIAGE);
    static const char *const edits[] = {"UPDATE transition_log SET reason = 'x'",
                                        "DELETE FROM transition_log"};
    for (int i = 0; i < 2; i++) {
        struct query query;
        struct err err;
        assert_ok(query_open(store, edits[i], &query, &err));
        assert_int_equal(query_run(&query, NULL, &err), ERR_STORE);
        query_close(&query);
    }
    done(store);
}

static const struct CMUnitTest cases[] = {
    CASE(a_screening_goes_from_the_visit_to_the_fund),
    CASE(codes_count_by_school_and_day_in_bangkok),
    CASE(what_is_elsewhere_is_absent_and_recorded),
    CASE(lists_show_the_scope_and_no_more),
    CASE(refusals_change_nothing_and_are_recorded),
    CASE(a_lost_update_is_refused),
    CASE(a_thousand_retries_are_applied_once),
    CASE(a_repeated_opening_opens_one_case),
    CASE(a_pupil_has_one_case_at_a_time),
    CASE(overrides_and_crises_need_two_people),
    CASE(lengths_are_checked),
    CASE_WITH(of_two_processes_exactly_one_takes_a_step, scratch_make, scratch_remove),
    CASE_WITH(after_a_kill_state_and_record_are_together, scratch_make, scratch_remove),
    CASE(a_referral_needs_consent_and_shows_its_partner_one_case),
    CASE(closing_without_return_takes_the_supervisor),
    CASE(a_grant_runs_three_years_and_pays_what_was_promised),
    CASE(terms_are_checked_before_they_are_recorded),
    CASE(terms_that_do_not_sum_are_refused),
    CASE(a_sampled_case_is_not_approved_without_a_second_visit),
    CASE(an_override_takes_a_second_visit_and_a_second_member),
    CASE(bangkok_has_456_children_not_traced_of_whom_337_moved),
    CASE(a_wrong_table_of_areas_changes_nothing),
    CASE(figures_are_those_worked_by_hand),
    CASE(the_ledger_balances_by_head_and_by_school),
    CASE(nobody_gets_more_than_is_due),
    CASE(reasons_are_read_by_who_sees_the_case_and_has_the_key),
    CASE(consent_is_that_of_the_purpose),
    CASE(the_log_is_never_changed),
};
TEST_MAIN(cases)
