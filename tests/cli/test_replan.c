/* replan as its users meet it, on tests/fixtures/tiny. */
#include "tests/cli/run.h"

static const char *db(void)
{
    return run_path("tiny.db");
}

static int setup_plan(void **state)
{
    struct run run = {0};
    if (run_setup_tiny(state) != 0) return -1;
    kru(&run, "plan", db(), "--name", "base", "--set", "horizon.years=3");
    const int status = run.status;
    run_clear(&run);
    return status;
}

static const cJSON *item(const cJSON *object, const char *key)
{
    const cJSON *found = cJSON_GetObjectItemCaseSensitive(object, key);
    if (!found) fail_msg("no '%s'", key);
    return found;
}

static void what_is_planned_again_is_saved_and_verifies(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "replan", db(), "base", "--set", "exam.seats_total=0", "--name", "again", "--format",
        "json");
    assert_quiet(&run);
    cJSON *json = run_json(run.out);
    const cJSON *replan = item(json, "replan"), *change;
    double missed = 0.0;
    assert_string_equal(item(replan, "name")->valuestring, "again");
    cJSON_ArrayForEach(change, item(json, "changes"))
    {
        const double gap = item(change, "promised")->valuedouble - item(change, "now")->valuedouble;
        missed += gap < 0.0 ? -gap : gap;
    }
    assert_close(missed, item(replan, "changed")->valuedouble, 0.0);
    assert_close(item(replan, "price_of_changes")->valuedouble, 20.0 * missed, 1e-9);
    assert_true(item(replan, "best_objective")->valuedouble <=
                item(replan, "objective")->valuedouble + 1e-9);
    cJSON_Delete(json);
    kru(&run, "verify", db(), "again");
    assert_quiet(&run);
    kru(&run, "show", db(), "again", "--format", "json");
    assert_quiet(&run);
    run_clear(&run);
}

/* The same data and settings: everything is kept, and the plan is the best one. */
static void nothing_new_changes_nothing(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "replan", db(), "base", "--format", "json");
    assert_quiet(&run);
    cJSON *json = run_json(run.out);
    assert_int_equal(item(item(json, "replan"), "changed")->valueint, 0);
    assert_string_equal(item(item(json, "replan"), "name")->valuestring, "base again");
    cJSON_Delete(json);
    kru(&run, "plans", db(), "--format", "csv");
    assert_has(run.out, "base again,");
    assert_has_not(run.out, "kept");
    run_clear(&run);
}

static void a_dry_run_saves_nothing_in_either_language(void **state)
{
    struct run run = {0};
    (void)state;
    kru_th(&run, "replan", db(), "base", "--set", "exam.seats_total=0", "--dry-run");
    assert_quiet(&run);
    assert_has(run.out, "วางแผนใหม่");
    assert_has(run.out, "คำมั่นที่เปลี่ยน");
    kru(&run, "replan", db(), "base", "--set", "exam.seats_total=0", "--dry-run");
    assert_quiet(&run);
    assert_has(run.out, "Promises changed");
    assert_has(run.out, "settings changed");
    kru(&run, "replan", db(), "base", "--set", "exam.seats_total=0", "--dry-run", "--format",
        "csv");
    assert_has(run.out, "fy,kind,place,major,promised,now,reason,need,teachers");
    kru(&run, "plans", db(), "--format", "csv");
    assert_has_not(run.out, "again");
    run_clear(&run);
}

static void what_is_wrong_is_named(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "replan", db(), "base", "--change-price", "much");
    assert_fails(&run, ERR_INPUT, "'--change-price' is 'much', allowed are 0 .. 1e+06");
    kru(&run, "replan", db(), "base", "--firm-years", "0");
    assert_fails(&run, ERR_INPUT, "'--firm-years' is '0', allowed are 1 .. 15");
    kru(&run, "replan", db(), "base", "--firm-years", "1.5");
    assert_fails(&run, ERR_INPUT, "'--firm-years' is '1.5', allowed are whole numbers 1 .. 15");
    kru(&run, "replan", db(), "base", "--name", "base");
    assert_fails(&run, ERR_INPUT,
                 "a plan 'base' exists, take another name or remove it with 'kru drop'");
    kru(&run, "replan", db(), "other");
    assert_status(&run, err_exit_status(ERR_NOT_FOUND));
    run_clear(&run);
}

static const struct CMUnitTest cases[] = {
    CASE_WITH(what_is_planned_again_is_saved_and_verifies, setup_plan, run_teardown),
    CASE_WITH(nothing_new_changes_nothing, setup_plan, run_teardown),
    CASE_WITH(a_dry_run_saves_nothing_in_either_language, setup_plan, run_teardown),
    CASE_WITH(what_is_wrong_is_named, setup_plan, run_teardown),
};
TEST_MAIN(cases)
