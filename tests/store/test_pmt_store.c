/* Models, scores and rounds of the index in the database of cases. */
#define _POSIX_C_SOURCE 200809L
#include "tests/test.h"

#include "data/import.h"
#include "data/store_sql.h"
#include "equity/audit.h"
#include "equity/cases.h"
#include "equity/index_store.h"
#include "equity/pmt_store.h"

#include <stdlib.h>

static const struct actor secretary = {1, "somsri", ROLE_SECRETARY, ""};
static const struct actor member = {2, "anan", ROLE_MEMBER, ""};
static const struct actor other = {3, "malee", ROLE_MEMBER, ""};
static const struct actor teacher = {4, "prasit", ROLE_TEACHER, "S1"};

static struct store *store;
static struct pmt_model model;
static struct err err;

static int open_cases(void **state)
{
    (void)state;
    setenv("KRU_NOW", "1790000000", 1); /* 2026-09-21T14:13:20Z */
    if (cases_open(":memory:", &store, &err) != ERR_OK ||
        pmt_model_read(KRU_SOURCE "/conf/pmt/demo-1.ini", &model, &err) != ERR_OK) {
        fprintf(stderr, "%s\n", err.text);
        return -1;
    }
    return 0;
}

static int close_cases(void **state)
{
    (void)state;
    store_close(store);
    pmt_model_clear(&model);
    return 0;
}

/* What SQL typed by hand is answered with. */
static void assert_sql_refused(const char *sql, const char *reason)
{
    struct query query = {0};
    assert_ok(query_open(store, sql, &query, &err));
    assert_int_equal(query_run(&query, NULL, &err), ERR_STORE);
    assert_non_null(strstr(err.text, reason));
    query_close(&query);
}

static int64_t rows_of_record(void)
{
    int64_t rows = 0;
    char head[HASH_TEXT];
    assert_ok(audit_verify(store, &rows, head, &err));
    return rows;
}

/* A second version of the model. */
static struct pmt_model next_version(const char *version)
{
    struct text ini = {0};
    struct pmt_model next;
    const char *at = strstr(model.ini.s, "demo-1\n");
    text_add_bytes(&ini, model.ini.s, (size_t)(at - model.ini.s));
    text_add(&ini, "%s%s", version, at + strlen("demo-1"));
    assert_ok(pmt_model_read_text(ini.s, "next", &next, &err));
    text_clear(&ini);
    return next;
}

static void make_active(const struct pmt_model *one)
{
    assert_ok(pmt_store_add(store, &secretary, one, NULL, &err));
    assert_ok(pmt_store_test(store, &member, one->version, &err));
    assert_ok(pmt_store_waive(store, &member, one->version, "survey of 2570 is to come", &err));
    assert_ok(pmt_store_activate(store, &secretary, one->version, &err));
}

static void a_model_reads_back_as_it_was_kept(void **state)
{
    (void)state;
    struct pmt_model back;
    struct pmt_stored about;
    int64_t id = 0;
    assert_ok(pmt_store_add(store, &secretary, &model, &id, &err));
    assert_ok(pmt_store_read(store, "demo-1", &back, &about, &err));
    assert_string_equal(back.hash, model.hash);
    assert_string_equal(back.ini.s, model.ini.s);
    assert_int_equal(about.id, id);
    assert_int_equal(about.status, PMT_DRAFT);
    assert_string_equal(about.who[PMT_DRAFT], "somsri");
    assert_string_equal(about.at[PMT_DRAFT], "2026-09-21T14:13:20Z");
    pmt_model_clear(&back);
    assert_int_equal(pmt_store_add(store, &secretary, &model, NULL, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "model version 'demo-1' is taken, allowed is a new one");
    assert_int_equal(rows_of_record(), 1);
}

static void a_model_whose_text_was_changed_by_sql_is_found(void **state)
{
    (void)state;
    struct query query = {0};
    struct pmt_model back;
    assert_ok(pmt_store_add(store, &secretary, &model, NULL, &err));
    assert_sql_refused("UPDATE pmt_model SET ini = 'x'", "a model is never changed");
    assert_ok(query_open(store, "DROP TRIGGER pmt_model_stays", &query, &err));
    assert_ok(query_run(&query, NULL, &err));
    query_close(&query);
    assert_ok(query_open(store,
                         "UPDATE pmt_model SET ini = replace(ini, 'weight = 1600', 'weight = "
                         "1599'), version = 'demo-1'",
                         &query, &err));
    assert_ok(query_run(&query, NULL, &err));
    query_close(&query);
    assert_int_equal(pmt_store_read(store, "demo-1", &back, NULL, &err), ERR_CONFIG);
    assert_ok(query_open(store,
                         "UPDATE pmt_model SET ini = replace(ini, 'weight = 1599', 'weight = "
                         "1600') || '\n; more'",
                         &query, &err));
    assert_ok(query_run(&query, NULL, &err));
    query_close(&query);
    assert_ok(query_open(store,
                         "UPDATE pmt_model SET ini = replace(ini, 'income_cap_thb = 3000', "
                         "'income_cap_thb = 9000')",
                         &query, &err));
    assert_ok(query_run(&query, NULL, &err));
    query_close(&query);
    assert_int_equal(pmt_store_read(store, "demo-1", &back, NULL, &err), ERR_MISMATCH);
    assert_error(
        err, ERR_MISMATCH,
        "the stored model 'demo-1' does not have its stored hash, restore it from a backup");
}

static void only_a_tested_model_becomes_active_and_only_one_is(void **state)
{
    (void)state;
    struct pmt_stored *list;
    int count;
    struct pmt_model second = next_version("demo-2");
    assert_ok(pmt_store_add(store, &secretary, &model, NULL, &err));
    assert_int_equal(pmt_store_activate(store, &secretary, "demo-1", &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "model 'demo-1' is 'DRAFT', needed is 'TESTED'");
    assert_ok(pmt_store_test(store, &member, "demo-1", &err));
    assert_int_equal(pmt_store_test(store, &member, "demo-1", &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "model 'demo-1' is 'TESTED', needed is 'DRAFT'");
    assert_ok(pmt_store_waive(store, &member, "demo-1", "survey of 2570 is to come", &err));
    assert_ok(pmt_store_activate(store, &secretary, "demo-1", &err));
    make_active(&second);
    assert_ok(pmt_store_list(store, &list, &count, &err));
    assert_int_equal(count, 2);
    assert_int_equal(list[0].status, PMT_RETIRED);
    assert_string_equal(list[0].who[PMT_RETIRED], "somsri");
    assert_int_equal(list[1].status, PMT_ACTIVE);
    assert_true(list[1].waived);
    assert_false(list[1].calibrated);
    free(list);
    assert_ok(pmt_store_retire(store, &member, "demo-2", &err));
    struct pmt_model none;
    assert_int_equal(pmt_store_read(store, NULL, &none, NULL, &err), ERR_NOT_FOUND);
    assert_error(err, ERR_NOT_FOUND, "no model is active");
    /* add, test, waive, activate; the same and a retirement for the second; a retirement */
    assert_int_equal(rows_of_record(), 4 + 5 + 1);
    pmt_model_clear(&second);
}

static void tester_and_activator_are_two_people(void **state)
{
    (void)state;
    assert_ok(pmt_store_add(store, &secretary, &model, NULL, &err));
    assert_ok(pmt_store_test(store, &member, "demo-1", &err));
    assert_ok(pmt_store_waive(store, &other, "demo-1", "survey of 2570 is to come", &err));
    assert_int_equal(pmt_store_activate(store, &member, "demo-1", &err), ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "'anan' has tested model 'demo-1', somebody else must activate it");
    assert_sql_refused("UPDATE pmt_model SET status = 'ACTIVE', activated_by = 'anan'",
                       "CHECK constraint failed");
    assert_ok(pmt_store_activate(store, &secretary, "demo-1", &err));
}

static void without_calibration_or_waiver_nothing_becomes_active(void **state)
{
    (void)state;
    assert_ok(pmt_store_add(store, &secretary, &model, NULL, &err));
    assert_ok(pmt_store_test(store, &member, "demo-1", &err));
    assert_int_equal(pmt_store_activate(store, &secretary, "demo-1", &err), ERR_INPUT);
    assert_error(
        err, ERR_INPUT,
        "model 'demo-1' has no calibration report, needed is one or a signed waiver with a "
        "reason");
    assert_int_equal(pmt_store_waive(store, &secretary, "demo-1", "     none     ", &err),
                     ERR_INPUT);
    assert_error(err, ERR_INPUT, "the reason of a waiver needs at least 10 letters");
    assert_ok(pmt_store_waive(store, &secretary, "demo-1", "survey of 2570 is to come", &err));
    assert_int_equal(pmt_store_activate(store, &secretary, "demo-1", &err), ERR_INPUT);
    assert_error(
        err, ERR_INPUT,
        "the waiver of model 'demo-1' is signed by 'somsri', somebody else must activate it");
    assert_ok(pmt_store_activate(store, &other, "demo-1", &err));
}

static void a_calibration_of_the_model_lets_it_become_active(void **state)
{
    (void)state;
    const struct pmt_surveyed sample[] = {{"1001", 1000, 1, {.state = PMT_SCORED, .r = 9200}}};
    struct pmt_calibration calibration;
    struct pmt_stored about;
    struct pmt_model back;
    assert_ok(pmt_store_add(store, &secretary, &model, NULL, &err));
    assert_ok(pmt_store_test(store, &member, "demo-1", &err));
    assert_ok(pmt_calibrate(&model, sample, 1, "poor", 2000, &calibration, &err));
    calibration.hash[0] = calibration.hash[0] == 'a' ? 'b' : 'a';
    assert_int_equal(pmt_store_calibrated(store, &secretary, "demo-1", &calibration, &err),
                     ERR_MISMATCH);
    assert_error(err, ERR_MISMATCH, "the calibration is of another model than 'demo-1'");
    memcpy(calibration.hash, model.hash, sizeof calibration.hash);
    assert_ok(pmt_store_calibrated(store, &secretary, "demo-1", &calibration, &err));
    assert_ok(pmt_store_activate(store, &secretary, "demo-1", &err));
    assert_ok(pmt_store_read(store, NULL, &back, &about, &err));
    assert_true(about.calibrated);
    assert_string_equal(about.who[PMT_ACTIVE], "somsri");
    pmt_model_clear(&back);
    pmt_calibration_clear(&calibration);
}

static void a_model_that_misses_a_golden_household_stays_a_draft(void **state)
{
    (void)state;
    struct text ini = {0};
    struct pmt_model wrong;
    struct pmt_stored *list;
    int count;
    const char *at = strstr(model.ini.s, "expect = 4320");
    text_add_bytes(&ini, model.ini.s, (size_t)(at - model.ini.s));
    text_add(&ini, "expect = 4321%s", at + strlen("expect = 4320"));
    assert_ok(pmt_model_read_text(ini.s, "wrong", &wrong, &err));
    assert_ok(pmt_store_add(store, &secretary, &wrong, NULL, &err));
    const int64_t before = rows_of_record();
    assert_int_equal(pmt_store_test(store, &member, "demo-1", &err), ERR_MISMATCH);
    assert_error(err, ERR_MISMATCH,
                 "golden household 'h4' scores 4320, band 'none'; stated are 4321, band 'none'");
    assert_ok(pmt_store_list(store, &list, &count, &err));
    assert_int_equal(list[0].status, PMT_DRAFT);
    assert_int_equal(rows_of_record(), before);
    free(list);
    pmt_model_clear(&wrong);
    text_clear(&ini);
}

static void a_teacher_decides_no_model(void **state)
{
    (void)state;
    assert_int_equal(pmt_store_add(store, &teacher, &model, NULL, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "'prasit' is a teacher, allowed for models are the subcommittee's secretary and "
                 "members");
    assert_int_equal(rows_of_record(), 0);
}

/* Half of the set is at or below 6140, a quarter at or below 150. */
static void a_percentile_model_needs_its_frozen_set(void **state)
{
    (void)state;
    const int set[] = {150, 6140, 8000, 9120};
    char hash[HASH_TEXT];
    struct text ini = {0};
    struct pmt_model percentile, back;
    pmt_reference_hash(set, 4, hash);
    const char *at = strstr(model.ini.s, "scale = raw");
    text_add_bytes(&ini, model.ini.s, (size_t)(at - model.ini.s));
    text_add(&ini, "scale = percentile\nreference = %s%s", hash, at + strlen("scale = raw"));
    assert_ok(pmt_model_read_text(ini.s, "percentile", &percentile, &err));
    assert_ok(pmt_store_add(store, &secretary, &percentile, NULL, &err));
    assert_int_equal(pmt_store_read(store, "demo-1", &back, NULL, &err), ERR_NOT_FOUND);
    assert_non_null(strstr(err.text, "which model 'demo-1' needs; freeze it first"));
    assert_ok(pmt_store_add_reference(store, &secretary, set, 4, hash, &err));
    assert_ok(pmt_store_add_reference(store, &secretary, set, 4, hash, &err)); /* no harm */
    assert_ok(pmt_store_read(store, "demo-1", &back, NULL, &err));
    assert_int_equal(back.scaled[6140], 5000);
    assert_int_equal(back.scaled[6139], 2500);
    pmt_model_clear(&back);
    pmt_model_clear(&percentile);
    text_clear(&ini);
}

static void scores_are_added_once_and_never_changed(void **state)
{
    (void)state;
    struct pmt_score score;
    struct pmt_stored_score *list;
    struct pmt_answers incomplete = {0};
    bool added = false;
    int count;
    pmt_score(&model, model.golden[0].answers, &score);
    assert_int_equal(pmt_store_add_score(store, &teacher, 7, &model, &score, &added, &err),
                     ERR_NOT_FOUND);
    make_active(&model);
    const int64_t before = rows_of_record();
    assert_ok(pmt_store_add_score(store, &teacher, 7, &model, &score, &added, &err));
    assert_true(added);
    assert_ok(pmt_store_add_score(store, &teacher, 7, &model, &score, &added, &err));
    assert_false(added); /* a request that came twice */
    pmt_score(&model, model.golden[3].answers, &score);
    assert_ok(pmt_store_add_score(store, &teacher, 7, &model, &score, NULL, &err));
    pmt_score(&model, &incomplete, &score);
    assert_ok(pmt_store_add_score(store, &teacher, 8, &model, &score, NULL, &err));
    assert_int_equal(rows_of_record(), before + 3);
    assert_ok(pmt_store_scores(store, 7, &list, &count, &err));
    assert_int_equal(count, 2);
    assert_int_equal(list[0].r, 6140);
    assert_string_equal(list[0].income, "passed");
    assert_int_equal(list[1].r, 4320);
    assert_string_equal(list[1].income, "failed");
    assert_string_equal(list[1].band, "none");
    assert_non_null(strstr(list[0].breakdown,
                           "\"item\":\"income\",\n\"missing\":false,\n\"points\":70,\n"
                           "\"weight\":2000,\n\"adds_hundredths\":140000"));
    pmt_stored_scores_free(list, count);
    assert_ok(pmt_store_scores(store, 8, &list, &count, &err));
    assert_int_equal(list[0].state, PMT_INCOMPLETE);
    assert_string_equal(list[0].band, "incomplete");
    pmt_stored_scores_free(list, count);
    assert_sql_refused("UPDATE pmt_score SET r = 1", "a score is never updated");
    assert_sql_refused("DELETE FROM pmt_score", "a score is never removed");
}

static void a_model_that_is_not_active_gives_no_stored_score(void **state)
{
    (void)state;
    struct pmt_score score;
    struct pmt_model second = next_version("demo-2");
    make_active(&model);
    pmt_score(&second, second.golden[0].answers, &score);
    assert_int_equal(pmt_store_add_score(store, &teacher, 7, &second, &score, NULL, &err),
                     ERR_INPUT);
    assert_error(err, ERR_INPUT, "model 'demo-2' is not active, active is 'demo-1'");
    pmt_model_clear(&second);
}

static void inside_the_callers_transaction_all_goes_or_stays(void **state)
{
    (void)state;
    struct pmt_score score;
    struct pmt_stored_score *list;
    int count;
    make_active(&model);
    pmt_score(&model, model.golden[0].answers, &score);
    const int64_t before = rows_of_record();
    assert_ok(store_begin(store, &err));
    assert_ok(pmt_store_add_score(store, &teacher, 7, &model, &score, NULL, &err));
    store_rollback(store);
    assert_ok(pmt_store_scores(store, 7, &list, &count, &err));
    assert_int_equal(count, 0);
    assert_int_equal(rows_of_record(), before);
    pmt_stored_scores_free(list, count);
}

/* ---- rounds of the index ----------------------------------------------------------------- */

static struct school_index two_schools(int crisis)
{
    static const int poor[] = {9000, 8000, 5000}, rich[] = {100, 200, 300};
    struct school_facts facts[] = {{"S1", "d1", 4, 3, poor, 2, .crisis = crisis},
                                   {"S2", "d1", 3, 3, rich, 0, .crisis = 0}};
    struct index_params params;
    struct school_index index;
    index_params_preset(&params);
    assert_ok(school_index_make(facts, 2, &params, &index, &err));
    return index;
}

static void a_round_is_frozen_once_and_reads_back(void **state)
{
    (void)state;
    struct index_params params;
    struct frozen_index frozen;
    bool written = false;
    struct school_index index = two_schools(1), changed = two_schools(2);
    index_params_preset(&params);
    assert_ok(index_store_freeze(store, &secretary, "2566-1", &params, &index, &written, &err));
    assert_true(written);
    assert_ok(index_store_freeze(store, &secretary, "2566-1", &params, &index, &written, &err));
    assert_false(written);
    assert_int_equal(rows_of_record(), 1);
    assert_int_equal(
        index_store_freeze(store, &secretary, "2566-1", &params, &changed, &written, &err),
        ERR_MISMATCH);
    assert_error(err, ERR_MISMATCH,
                 "round '2566-1' was frozen on 2026-09-21T14:13:20Z with other facts, allowed is a "
                 "new round");
    assert_ok(index_store_read(store, "2566-1", &frozen, &err));
    assert_int_equal(frozen.index.rows, 2);
    assert_string_equal(frozen.index.hash, index.hash);
    assert_memory_equal(&frozen.params, &params, sizeof params);
    for (int s = 0; s < 2; s++) {
        assert_string_equal(frozen.index.row[s].code, index.row[s].code);
        assert_true(frozen.index.row[s].index == index.row[s].index);
        assert_true(frozen.index.row[s].coverage == index.row[s].coverage);
    }
    frozen_index_clear(&frozen);
    assert_sql_refused("UPDATE index_school SET index_points = 70", "a round is frozen");
    school_index_clear(&index);
    school_index_clear(&changed);
}

/* What is frozen here is what the planner reads there, to the last digit. */
static void the_planner_imports_a_frozen_round(void **state)
{
    (void)state;
    static const char districts[] = "code,name_th,name_en,zone\nd1,เขต,D,central\n";
    static const char schools[] = "code,name_th,district,lat,lon\nS1,ก,d1,13.7,100.5\n"
                                  "S2,ข,d1,13.7,100.5\n";
    struct school_index index = two_schools(1);
    struct text csv = {0};
    struct store *planner;
    struct import_report report;
    struct school_register reg;
    school_index_csv(&index, "2566-1", &csv);
    const struct import_source sources[] = {{"districts.csv", districts, strlen(districts)},
                                            {"schools.csv", schools, strlen(schools)},
                                            {"equity_index.csv", csv.s, csv.length}};
    assert_ok(store_open(":memory:", &planner, &err));
    assert_ok(import_sources(planner, sources, 3, false, &report, &err));
    assert_ok(store_read_register(planner, &reg, &err));
    assert_int_equal(reg.equities, 2);
    for (int s = 0; s < 2; s++) {
        assert_string_equal(reg.school[reg.equity[s].school].code, index.row[s].code);
        assert_true(reg.equity[s].index == index.row[s].index);
    }
    register_clear(&reg);
    import_report_clear(&report);
    store_close(planner);
    text_clear(&csv);
    school_index_clear(&index);
}

static void the_round_before_is_found_for_risers_and_fallers(void **state)
{
    (void)state;
    static const char *const rounds[] = {"2565", "2566-1", "2566-2"};
    struct index_params params;
    struct frozen_index before;
    bool found;
    struct school_index index = two_schools(1);
    index_params_preset(&params);
    for (int i = 0; i < 3; i++)
        assert_ok(index_store_freeze(store, &secretary, rounds[i], &params, &index, NULL, &err));
    assert_ok(index_store_read_before(store, "2566-2", &before, &found, &err));
    assert_true(found);
    assert_string_equal(before.round, "2566-1");
    frozen_index_clear(&before);
    assert_ok(index_store_read_before(store, "2565", &before, &found, &err));
    assert_false(found);
    school_index_clear(&index);
}

static void rounds_of_other_names_or_by_others_are_refused(void **state)
{
    (void)state;
    struct index_params params;
    struct frozen_index none;
    struct school_index index = two_schools(1);
    index_params_preset(&params);
    assert_int_equal(index_store_freeze(store, &secretary, "round 1", &params, &index, NULL, &err),
                     ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "round 'round 1' must begin with a Buddhist year, as 2566 or 2566-1, and have at "
                 "most 20 letters");
    assert_int_equal(index_store_freeze(store, &teacher, "2566", &params, &index, NULL, &err),
                     ERR_INPUT);
    assert_error(
        err, ERR_INPUT,
        "'prasit' is a teacher, allowed to freeze an index are the secretary and planners");
    assert_int_equal(index_store_read(store, "2566", &none, &err), ERR_NOT_FOUND);
    assert_error(err, ERR_NOT_FOUND, "no index is frozen for round '2566'");
    school_index_clear(&index);
}

static const struct CMUnitTest cases[] = {
    CASE_WITH(a_model_reads_back_as_it_was_kept, open_cases, close_cases),
    CASE_WITH(a_model_whose_text_was_changed_by_sql_is_found, open_cases, close_cases),
    CASE_WITH(only_a_tested_model_becomes_active_and_only_one_is, open_cases, close_cases),
    CASE_WITH(tester_and_activator_are_two_people, open_cases, close_cases),
    CASE_WITH(without_calibration_or_waiver_nothing_becomes_active, open_cases, close_cases),
    CASE_WITH(a_calibration_of_the_model_lets_it_become_active, open_cases, close_cases),
    CASE_WITH(a_model_that_misses_a_golden_household_stays_a_draft, open_cases, close_cases),
    CASE_WITH(a_teacher_decides_no_model, open_cases, close_cases),
    CASE_WITH(a_percentile_model_needs_its_frozen_set, open_cases, close_cases),
    CASE_WITH(scores_are_added_once_and_never_changed, open_cases, close_cases),
    CASE_WITH(a_model_that_is_not_active_gives_no_stored_score, open_cases, close_cases),
    CASE_WITH(inside_the_callers_transaction_all_goes_or_stays, open_cases, close_cases),
    CASE_WITH(a_round_is_frozen_once_and_reads_back, open_cases, close_cases),
    CASE_WITH(the_planner_imports_a_frozen_round, open_cases, close_cases),
    CASE_WITH(the_round_before_is_found_for_risers_and_fallers, open_cases, close_cases),
    CASE_WITH(rounds_of_other_names_or_by_others_are_refused, open_cases, close_cases),
};

TEST_MAIN(cases)
