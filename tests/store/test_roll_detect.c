/* Rolls in the store: who is missing, who finished, who is at risk; and that nothing is opened
   twice. */
#define _POSIX_C_SOURCE 200809L
#include "equity/roll_detect.h"

#include "base/lang.h"
#include "data/store_sql.h"
#include "equity/cases.h"
#include "tests/store/scratch.h"

#include <stdlib.h>

enum { YEAR = 2569 };
static const struct actor teacher = {1, "teacher", ROLE_TEACHER, "S2"},
                          district = {2, "district", ROLE_DISTRICT, "D1"},
                          secretary = {3, "secretary", ROLE_SECRETARY, ""},
                          member = {4, "member", ROLE_MEMBER, ""};

static void run_sql(struct store *store, const char *sql)
{
    struct query query = {0};
    struct err err;
    assert_ok(query_open(store, sql, &query, &err));
    assert_ok(query_run(&query, NULL, &err));
    query_close(&query);
}

static void add_pupil(struct store *store, int student, const char *dob)
{
    char sql[400];
    snprintf(sql, sizeof sql,
             "INSERT INTO student VALUES (%d, '', '%s', 'F', 'S1', 'D1', 'p1', 'enrolled', '', 1, "
             "'2026-01-01T00:00:00Z', 'test')",
             student, dob);
    run_sql(store, sql);
}

static void add_roll(struct store *store, int student, int year, int term, const char *school,
                     const char *place, const char *grade)
{
    char sql[400];
    snprintf(sql, sizeof sql, "INSERT INTO roll VALUES (%d, %d, %d, '%s', '%s', '%s', 1)", student,
             year, term, school, place, grade);
    run_sql(store, sql);
}

static void add_attendance(struct store *store, int student, int days, int present, int unexcused,
                           int row)
{
    char sql[400];
    snprintf(sql, sizeof sql,
             "INSERT INTO attendance_term VALUES (%d, %d, 1, %d, %d, %d, %d, NULL, NULL, 1)",
             student, YEAR, days, present, unexcused, row);
    run_sql(store, sql);
}

/*
 * Term 2/2568 and term 1/2569:
 *   1 S1 p1 -> S1 p2    stays          2 S1 p1 -> gone     missing
 *   3 S1 p6 -> gone     finished S1    4 S1 p1 -> S9 (D9)  moved to another district
 *   5 S2 m3 -> gone     left school    6 S2 m2 -> gone     missing
 *   7 S3 p1 -> gone     S3 has no roll of 1/2569           8 S2 m1 -> S2 m2 stays
 * S2 has m1 .. m3, so its highest grade is m3.
 */
static struct store *city(void)
{
    static const struct {
        const char *school, *place, *before, *school_now, *place_now, *now;
    } rows[] = {
        {"S1", "D1", "p1", "S1", "D1", "p2"}, {"S1", "D1", "p1", NULL, NULL, NULL},
        {"S1", "D1", "p6", NULL, NULL, NULL}, {"S1", "D1", "p1", "S9", "D9", "p2"},
        {"S2", "D1", "m3", NULL, NULL, NULL}, {"S2", "D1", "m2", NULL, NULL, NULL},
        {"S3", "D1", "p1", NULL, NULL, NULL}, {"S2", "D1", "m1", "S2", "D1", "m2"},
    };
    struct store *store = NULL;
    struct err err;
    setenv("KRU_NOW", "1795340000", 1);
    assert_ok(cases_open(":memory:", &store, &err));
    for (int r = 0; r < (int)(sizeof rows / sizeof *rows); r++) {
        add_pupil(store, r + 1, "2012-01-01");
        add_roll(store, r + 1, YEAR - 1, 2, rows[r].school, rows[r].place, rows[r].before);
        if (rows[r].now)
            add_roll(store, r + 1, YEAR, 1, rows[r].school_now, rows[r].place_now, rows[r].now);
    }
    return store;
}

static struct case_world world(void)
{
    return (struct case_world){.limits = workflow_limits_preset()};
}

static struct detection detect(struct store *store, const struct risk_rules *rules,
                               const struct actor *actor, bool open)
{
    static const struct risk_rules none;
    const struct case_world facts = world();
    struct detection out;
    struct err err = {0};
    if (detect_term(store, rules ? rules : &none, YEAR, 1, actor, &facts, open, &out, &err) !=
        ERR_OK)
        fail_msg("%s", err.text);
    return out;
}

static void assert_found(const struct detection *out, int i, enum detected_kind kind, int student)
{
    assert_true(i < out->count);
    assert_int_equal(out->found[i].kind, kind);
    assert_int_equal(out->found[i].student, student);
}

static void the_missing_are_told_from_those_who_moved_or_finished(void **state)
{
    struct store *store = city();
    (void)state;
    struct detection out = detect(store, NULL, &district, true);
    assert_int_equal(out.count, 3);
    assert_found(&out, 0, DETECTED_MISSING, 2);
    assert_found(&out, 1, DETECTED_MISSING, 6);
    assert_found(&out, 2, DETECTED_FINISHED, 3);
    assert_true(out.found[0].opened && out.found[0].case_id > 0);
    assert_true(out.found[1].opened);
    assert_int_equal(out.found[2].case_id, 0);
    assert_int_equal(out.schools_without, 1); /* S3 */
    assert_int_equal(out.before, 8);
    assert_int_equal(out.now, 2); /* pupils 1 and 8; 4 is in D9 */
    detection_clear(&out);
    store_close(store);
}

static void a_case_is_opened_once_whoever_looks_and_however_it_ended(void **state)
{
    struct store *store = city();
    (void)state;
    struct detection first = detect(store, NULL, &teacher, true);
    assert_int_equal(first.count, 1); /* of S2 alone */
    assert_found(&first, 0, DETECTED_MISSING, 6);
    run_sql(store, "UPDATE case_file SET state = 'STAYED'");
    struct detection again = detect(store, NULL, &secretary, true);
    assert_found(&again, 1, DETECTED_MISSING, 6);
    assert_false(again.found[1].opened);
    assert_int_equal(again.found[1].case_id, first.found[0].case_id);
    assert_true(again.found[0].opened);
    detection_clear(&first);
    detection_clear(&again);
    store_close(store);
}

/* A row of the roll that may be pupil 2 waits for a decision. */
static void nobody_is_missing_who_may_be_in_the_queue(void **state)
{
    struct store *store = city();
    (void)state;
    run_sql(store,
            "INSERT INTO match_queue VALUES (1, 1, "
            "'0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef', 2, 'name', 1, '', "
            "'', '', '', '', '', 'S1', 'D1', 'p2', '2026-01-01T00:00:00Z', 'test', '', NULL, '', '')");
    struct detection out = detect(store, NULL, &district, true);
    assert_int_equal(out.count, 3);
    assert_found(&out, 0, DETECTED_MISSING, 6);
    assert_found(&out, 1, DETECTED_FINISHED, 3);
    assert_found(&out, 2, DETECTED_WAITING, 2);
    assert_int_equal(out.found[2].case_id, 0);
    detection_clear(&out);
    store_close(store);
}

static void without_open_nothing_is_opened(void **state)
{
    struct store *store = city();
    (void)state;
    struct detection out = detect(store, NULL, &secretary, false);
    assert_int_equal(out.count, 3);
    for (int i = 0; i < out.count; i++) assert_int_equal(out.found[i].case_id, 0);
    detection_clear(&out);
    store_close(store);
}

/*
 * Pupil 8, born 1 January 2012, in m2 (grade 8) in 2569: 14 years old on 16 May 2026, the usual age
 * is 8 + 5 = 13, so 1 year over: 2 points. 5 unexcused days reach 4: 3 points; 3 days in a row
 * reach 3: 5 points; together 10. Excused are 100 - 90 - 5 = 5 days. Pupil 1 in p2 (7 years) is 7
 * over: 2.
 */
static void points_of_risk_add_up(void **state)
{
    const struct risk_rules rules = {.rule = {[RISK_ABSENT_UNEXCUSED] = {4, 3},
                                              [RISK_ABSENT_ROW] = {3, 5},
                                              [RISK_OVER_AGE] = {1, 2}},
                                     .open_at = 8};
    struct store *store = city();
    (void)state;
    add_attendance(store, 8, 100, 90, 5, 3);
    struct detection out = detect(store, &rules, &district, false);
    assert_int_equal(out.count, 4);
    assert_found(&out, 3, DETECTED_RISK, 8);
    assert_int_equal(out.found[3].points, 10);
    assert_int_equal(out.found[3].value[RISK_ABSENT_EXCUSED], 5);
    assert_int_equal(out.found[3].value[RISK_OVER_AGE], 1);
    assert_int_equal(out.found[3].case_id, 0);
    detection_clear(&out);
    store_close(store);
}

static void rolls_and_roles_that_are_not_there_are_named(void **state)
{
    struct store *store = city();
    const struct case_world facts = world();
    const struct risk_rules none = {0};
    struct detection out;
    struct err err;
    (void)state;
    lang_set(LANG_EN);
    assert_int_equal(detect_term(store, &none, YEAR, 2, &secretary, &facts, true, &out, &err),
                     ERR_INPUT);
    assert_string_equal(err.text,
                        "there is no roll of term 2/2569, import it with 'kru equity import'");
    assert_int_equal(detect_term(store, &none, YEAR - 1, 2, &secretary, &facts, true, &out, &err),
                     ERR_INPUT);
    assert_string_equal(err.text,
                        "there is no roll of term 1/2568, import it with 'kru equity import'");
    assert_int_equal(detect_term(store, &none, YEAR, 1, &member, &facts, true, &out, &err),
                     ERR_INPUT);
    store_close(store);
}

static const struct CMUnitTest cases[] = {
    CASE(the_missing_are_told_from_those_who_moved_or_finished),
    CASE(a_case_is_opened_once_whoever_looks_and_however_it_ended),
    CASE(nobody_is_missing_who_may_be_in_the_queue),
    CASE(without_open_nothing_is_opened),
    CASE(points_of_risk_add_up),
    CASE(rolls_and_roles_that_are_not_there_are_named),
};

TEST_MAIN(cases)
