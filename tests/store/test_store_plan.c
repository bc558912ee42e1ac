/* Saved plans: what goes in comes out, names are unique, the register may move on. */
#define _POSIX_C_SOURCE 200809L
#include "data/store.h"

#include "base/env.h"
#include "base/mem.h"
#include "data/import.h"
#include "data/store_sql.h"
#include "tests/store/scratch.h"

#include <stdlib.h>

static struct store *store_of_city(struct school_register *reg)
{
    static const char *const files[][2] = {
        {"districts.csv", "code,name_th\n1001,พระนคร\n"},
        {"schools.csv", "code,name_th,district\nS1,หนึ่ง,1001\nS2,สอง,1001\n"},
        {"majors.csv", "code,name_th\nthai,ไทย\nmath,เลข\n"},
        {"channels.csv", "code,name_th,kind,lead_years,completion\nexam,สอบ,exam,0,1\n"},
    };
    enum { FILES = sizeof files / sizeof *files };
    struct import_source sources[FILES];
    struct import_report report;
    struct store *store = NULL;
    struct err err;
    for (int i = 0; i < FILES; i++)
        sources[i] = (struct import_source){files[i][0], files[i][1], strlen(files[i][1])};
    assert_ok(store_open(":memory:", &store, &err));
    assert_ok(import_sources(store, sources, FILES, false, &report, &err));
    import_report_clear(&report);
    assert_ok(store_read_register(store, reg, &err));
    return store;
}

/* Texts and arrays of this plan are constants: it is not cleared. */
static struct stored_plan small_plan(const char *name)
{
    static struct stored_total totals[] = {
        {2566, 0, 0, 6, 5, 1, 0, 0, 0, 0, 0, 0, 0, 0},
        {2567, 1, 2, 6, 4, 2, 0, 3, 0, 1, 1, 1, 10, INT64_C(9000000000)},
    };
    static struct stored_chain chains[] = {
        {1, 0, 2566, 3, 3, 0, 0, 0, 0, 0, 0},
        {0, 1, 2566, 3, 2, 0, 0, 1, 0, 0, 0},
        {0, 1, 2567, 3, 1, 1, 2, 2, 0, 1, 2},
    };
    static struct stored_recruit recruits[] = {{2567, 0, 1, 5, 3, 2, 1, 4}};
    static struct stored_call calls[] = {{2567, "exam-2567", 1, 3}, {2567, "1/2565", 1, 2}};
    static struct stored_retraining retrainings[] = {{2567, 0, 1, 1}};
    return (struct stored_plan){
        .name = (char *)(uintptr_t)name,
        .scenario = "base",
        .scenario_text = "[plan]\nx = 1\n",
        .scenario_hash = "s",
        .data_hash = "d",
        .created_at = "2026-01-01T00:00:00Z",
        .status = "optimal",
        .program_version = "0.1.0",
        .first_fy = 2567,
        .years = 1,
        .synthetic = 1,
        .objective = 1.5,
        .lp_objective = 1.25,
        .bound = 1.125,
        .solver_s = 0.5,
        .total = totals,
        .totals = 2,
        .chain = chains,
        .chains = 3,
        .recruit = recruits,
        .recruits = 1,
        .call = calls,
        .calls = 2,
        .retraining = retrainings,
        .retrainings = 1,
    };
}

static void a_saved_plan_reads_back_as_it_was(void **state)
{
    struct school_register reg = {0};
    struct store *store = store_of_city(&reg);
    const struct stored_plan plan = small_plan("first");
    struct stored_plan read = {0};
    struct err err;
    int64_t id = 0;
    (void)state;
    assert_ok(store_save_plan(store, &reg, &plan, &id, &err));
    assert_int_equal(id, 1);
    assert_ok(store_read_plan(store, &reg, "first", &read, &err));
    assert_int_equal(read.id, 1);
    assert_string_equal(read.scenario_text, plan.scenario_text);
    assert_string_equal(read.created_at, plan.created_at);
    assert_string_equal(read.program_version, plan.program_version);
    assert_int_equal(read.synthetic, 1);
    assert_close(read.objective, 1.5, 0.0);
    assert_close(read.lp_objective, 1.25, 0.0);
    assert_close(read.bound, 1.125, 0.0);
    assert_close(read.solver_s, 0.5, 0.0);
    assert_int_equal(read.totals, 2);
    assert_int_equal(read.total[1].cost_thb, INT64_C(9000000000));
    assert_int_equal(read.total[1].intake, 10);
    /* rows come back in the order in which they were saved */
    assert_int_equal(read.chains, 3);
    assert_memory_equal(read.chain, plan.chain, 3 * sizeof *plan.chain);
    assert_memory_equal(read.recruit, plan.recruit, sizeof *plan.recruit);
    assert_memory_equal(read.retraining, plan.retraining, sizeof *plan.retraining);
    assert_int_equal(read.calls, 2);
    assert_string_equal(read.call[0].list, "exam-2567");
    assert_int_equal(read.call[1].count, 2);
    stored_plan_clear(&read);
    stored_plan_clear(&read);
    stored_plan_clear(NULL);
    /* by number, and the head alone */
    assert_ok(store_read_plan(store, NULL, "1", &read, &err));
    assert_string_equal(read.name, "first");
    assert_int_equal(read.chains, 0);
    stored_plan_clear(&read);
    register_clear(&reg);
    store_close(store);
}

static void a_taken_or_empty_name_is_refused(void **state)
{
    struct school_register reg = {0};
    struct store *store = store_of_city(&reg);
    struct stored_plan plan = small_plan("first");
    struct err err = {0};
    int64_t id = 0;
    (void)state;
    assert_ok(store_save_plan(store, &reg, &plan, &id, &err));
    id = 77;
    assert_int_equal(store_save_plan(store, &reg, &plan, &id, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "plan name 'first' is taken, allowed is a new one");
    assert_int_equal(id, 77);
    plan.name = "";
    assert_int_equal(store_save_plan(store, &reg, &plan, &id, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "plan name '' is empty, needed is at least one letter");
    /* a name may look like the number of another plan, and goes before it */
    plan.name = "1";
    assert_ok(store_save_plan(store, &reg, &plan, &id, &err));
    struct stored_plan read = {0};
    assert_ok(store_read_plan(store, NULL, "1", &read, &err));
    assert_int_equal(read.id, 2);
    stored_plan_clear(&read);
    register_clear(&reg);
    store_close(store);
}

static void an_unknown_plan_is_not_found_and_said_where_to_look(void **state)
{
    static const char *const names[] = {"other", "2", "0", "-1", "99999999999999999999", ""};
    struct school_register reg = {0};
    struct store *store = store_of_city(&reg);
    struct stored_plan plan = small_plan("first"), read = {0};
    struct err err = {0};
    int64_t id = 0;
    (void)state;
    assert_ok(store_save_plan(store, &reg, &plan, &id, &err));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char want[128];
        snprintf(want, sizeof want, "no plan '%s', kru plans lists them", names[i]);
        assert_int_equal(store_read_plan(store, &reg, names[i], &read, &err), ERR_NOT_FOUND);
        assert_error(err, ERR_NOT_FOUND, want);
        assert_null(read.name);
        assert_int_equal(store_drop_plan(store, names[i], &err), ERR_NOT_FOUND);
    }
    register_clear(&reg);
    store_close(store);
}

static void plans_are_listed_oldest_first_with_totals(void **state)
{
    static const char *const names[] = {"zebra", "ant", "middle"};
    struct school_register reg = {0};
    struct store *store = store_of_city(&reg);
    struct stored_plan *plans = NULL;
    struct err err;
    int count = -1;
    int64_t id = 0;
    (void)state;
    assert_ok(store_list_plans(store, &plans, &count, &err));
    assert_int_equal(count, 0);
    free(plans);
    for (int i = 0; i < 3; i++) {
        const struct stored_plan plan = small_plan(names[i]);
        assert_ok(store_save_plan(store, &reg, &plan, &id, &err));
    }
    assert_ok(store_list_plans(store, &plans, &count, &err));
    assert_int_equal(count, 3);
    for (int i = 0; i < 3; i++) {
        assert_string_equal(plans[i].name, names[i]);
        assert_int_equal(plans[i].totals, 2);
        assert_int_equal(plans[i].chains, 0);
        stored_plan_clear(&plans[i]);
    }
    free(plans);
    register_clear(&reg);
    store_close(store);
}

static int count_rows(struct store *store, const char *sql)
{
    struct query query = {0};
    struct err err;
    bool row = false;
    assert_ok(query_open(store, sql, &query, &err));
    assert_ok(query_next(&query, &row, &err));
    const int rows = query_int(&query, 0);
    query_close(&query);
    return rows;
}

static void run(struct store *store, const char *sql)
{
    struct query query = {0};
    struct err err;
    assert_ok(query_open(store, sql, &query, &err));
    assert_ok(query_run(&query, NULL, &err));
    query_close(&query);
}

static void a_dropped_plan_goes_with_all_its_rows(void **state)
{
    struct school_register reg = {0};
    struct store *store = store_of_city(&reg);
    const struct stored_plan first = small_plan("first"), second = small_plan("second");
    struct err err;
    int64_t id = 0;
    (void)state;
    assert_ok(store_save_plan(store, &reg, &first, &id, &err));
    assert_ok(store_save_plan(store, &reg, &second, &id, &err));
    assert_ok(store_drop_plan(store, "2", &err));
    assert_int_equal(count_rows(store, "SELECT count(*) FROM plan"), 1);
    assert_int_equal(count_rows(store, "SELECT count(*) FROM plan_chain"), 3);
    assert_ok(store_drop_plan(store, "first", &err));
    assert_int_equal(count_rows(store, "SELECT count(*) FROM plan_chain"), 0);
    assert_int_equal(count_rows(store, "SELECT count(*) FROM plan_call"), 0);
    /* a number is never given again */
    assert_ok(store_save_plan(store, &reg, &first, &id, &err));
    assert_int_equal(id, 3);
    register_clear(&reg);
    store_close(store);
}

static void a_plan_outlives_its_school_and_names_it(void **state)
{
    struct school_register reg = {0}, later = {0};
    struct store *store = store_of_city(&reg);
    const struct stored_plan plan = small_plan("first");
    struct stored_plan read = {0};
    struct err err = {0};
    int64_t id = 0;
    (void)state;
    assert_ok(store_save_plan(store, &reg, &plan, &id, &err));
    run(store, "DELETE FROM school WHERE code = 'S1'");
    assert_ok(store_read_register(store, &later, &err));
    assert_int_equal(store_read_plan(store, &later, "first", &read, &err), ERR_MISMATCH);
    assert_error(err, ERR_MISMATCH,
                 "plan 'first' has school 'S1', which has left the register; make a new plan");
    assert_null(read.chain);
    /* the head is still there, and so is the whole plan for the register of its day */
    assert_ok(store_read_plan(store, NULL, "first", &read, &err));
    stored_plan_clear(&read);
    assert_ok(store_read_plan(store, &reg, "first", &read, &err));
    assert_int_equal(read.chains, 3);
    stored_plan_clear(&read);
    register_clear(&later);

    run(store, "INSERT INTO school VALUES ('S1', 'x', '1001', NULL, NULL)");
    run(store, "DELETE FROM channel");
    assert_ok(store_read_register(store, &later, &err));
    assert_int_equal(store_read_plan(store, &later, "first", &read, &err), ERR_MISMATCH);
    assert_error(err, ERR_MISMATCH,
                 "plan 'first' has channel 'exam', which has left the register; make a new plan");
    register_clear(&later);
    register_clear(&reg);
    store_close(store);
}

static void a_plan_that_reads_back_differently_is_not_saved(void **state)
{
    static const char *const faults[][2] = {
        {"CREATE TRIGGER fault AFTER INSERT ON plan_chain BEGIN"
         "  UPDATE plan_chain SET need = need + 1 WHERE id = new.id; END",
         "plan 'first' reads back other than it was written (chain), it was not saved"},
        {"CREATE TRIGGER fault AFTER INSERT ON plan_total BEGIN"
         "  DELETE FROM plan_total WHERE id = new.id; END",
         "plan 'first' reads back other than it was written (total), it was not saved"},
        {"CREATE TRIGGER fault AFTER INSERT ON plan_call BEGIN"
         "  UPDATE plan_call SET list = 'x' WHERE id = new.id AND list = '1/2565'; END",
         "plan 'first' reads back other than it was written (call), it was not saved"},
        {"CREATE TRIGGER fault AFTER INSERT ON plan_chain BEGIN"
         "  UPDATE plan_chain SET school_code = 'S1', fy = fy + 1 WHERE id = new.id"
         "     AND school_code = 'S2'; END",
         "plan 'first' reads back other than it was written (chain), it was not saved"},
    };
    struct school_register reg = {0};
    struct store *store = store_of_city(&reg);
    const struct stored_plan plan = small_plan("first");
    struct err err = {0};
    int64_t id = 0;
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        run(store, faults[i][0]);
        assert_int_equal(store_save_plan(store, &reg, &plan, &id, &err), ERR_STORE);
        assert_error(err, ERR_STORE, faults[i][1]);
        assert_int_equal(count_rows(store, "SELECT count(*) FROM plan"), 0);
        assert_int_equal(count_rows(store, "SELECT count(*) FROM plan_total"), 0);
        run(store, "DROP TRIGGER fault");
    }
    assert_ok(store_save_plan(store, &reg, &plan, &id, &err)); /* without a fault it is */
    register_clear(&reg);
    store_close(store);
}

static void a_wrong_number_in_a_plan_saves_nothing(void **state)
{
    struct school_register reg = {0};
    struct store *store = store_of_city(&reg);
    struct stored_chain chain = {0, 0, 2567, -1, 0, 0, 0, 0, 0, 0, 0};
    struct stored_plan plan = small_plan("first");
    struct err err = {0};
    int64_t id = 0;
    (void)state;
    plan.chain = &chain;
    plan.chains = 1;
    assert_int_equal(store_save_plan(store, &reg, &plan, &id, &err), ERR_STORE);
    assert_error(err, ERR_STORE,
                 "':memory:' refused the request: CHECK constraint failed: need >= 0");
    assert_int_equal(count_rows(store, "SELECT count(*) FROM plan"), 0);
    register_clear(&reg);
    store_close(store);
}

static void a_full_disk_while_saving_keeps_the_plans_of_before(void **state)
{
    struct school_register reg = {0};
    struct store *memory = store_of_city(&reg), *store = NULL;
    struct stored_plan plan = small_plan("first"), read = {0};
    struct stored_chain *chain = mem_new(4000, sizeof *chain);
    struct err err = {0};
    int64_t id = 0;
    (void)state;
    store_close(memory);
    assert_ok(store_create(scratch("a.db"), &store, &err));
    assert_ok(store_save_plan(store, &reg, &plan, &id, &err));
    for (int i = 0; i < 4000; i++) chain[i] = (struct stored_chain){.fy = i};
    plan.name = "large";
    plan.chain = chain;
    plan.chains = 4000;
    store_limit_pages(store, 1);
    assert_int_equal(store_save_plan(store, &reg, &plan, &id, &err), ERR_STORE);
    assert_error(err, ERR_STORE,
                 scratch_text("the disk is full, nothing was written to '%s'; make room and try "
                              "again",
                              "a.db"));
    store_close(store);
    assert_ok(store_open(scratch("a.db"), &store, &err));
    assert_ok(store_read_plan(store, &reg, "first", &read, &err));
    assert_int_equal(read.chains, 3);
    stored_plan_clear(&read);
    assert_int_equal(count_rows(store, "SELECT count(*) FROM plan"), 1);
    store_close(store);
    free(chain);
    register_clear(&reg);
}

static void twenty_two_thousand_rows_are_saved_within_a_second(void **state)
{
    enum { ROWS = 22000 };
    struct school_register reg = {0};
    struct store *memory = store_of_city(&reg), *store = NULL;
    struct stored_plan plan = small_plan("large");
    struct stored_chain *chain = mem_new(ROWS, sizeof *chain);
    struct err err;
    int64_t id = 0;
    (void)state;
    store_close(memory);
    for (int i = 0; i < ROWS; i++)
        chain[i] =
            (struct stored_chain){.school = i % 2, .major = i / 2 % 2, .fy = i / 4, .need = 3};
    plan.chain = chain;
    plan.chains = ROWS;
    assert_ok(store_create(scratch("a.db"), &store, &err));
    const double start = env_seconds();
    assert_ok(store_save_plan(store, &reg, &plan, &id, &err));
    /* A release build takes a fifth of a second; the sanitizers of a busy machine take more. */
    assert_true(env_seconds() - start < 10.0);
    store_close(store);
    free(chain);
    register_clear(&reg);
}

static const struct CMUnitTest cases[] = {
    CASE(a_saved_plan_reads_back_as_it_was),
    CASE(a_taken_or_empty_name_is_refused),
    CASE(an_unknown_plan_is_not_found_and_said_where_to_look),
    CASE(plans_are_listed_oldest_first_with_totals),
    CASE(a_dropped_plan_goes_with_all_its_rows),
    CASE(a_plan_outlives_its_school_and_names_it),
    CASE(a_plan_that_reads_back_differently_is_not_saved),
    CASE(a_wrong_number_in_a_plan_saves_nothing),
    CASE_WITH(a_full_disk_while_saving_keeps_the_plans_of_before, scratch_make, scratch_remove),
    CASE_WITH(twenty_two_thousand_rows_are_saved_within_a_second, scratch_make, scratch_remove),
};
TEST_MAIN(cases)
