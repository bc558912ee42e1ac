/* alternatives as its users meet it, on tests/fixtures/tiny. */
#include "tests/cli/run.h"

static const char *db(void)
{
    return run_path("tiny.db");
}

static int setup_plan(void **state)
{
    struct run run = {0};
    if (run_setup_tiny(state) != 0) return -1;
    kru(&run, "plan", db(), "--name", "base", "--set", "horizon.years=3", "--set",
        "exam.seats_total=2");
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

static void near_plans_are_listed_saved_and_verify(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "alternatives", db(), "base", "--within", "50", "--save", "--format", "json");
    assert_quiet(&run);
    cJSON *json = run_json(run.out);
    const cJSON *one;
    const double best = item(json, "best_objective")->valuedouble;
    assert_true(cJSON_GetArraySize(item(json, "alternatives")) >= 1);
    assert_true(cJSON_IsFalse(item(json, "proved_most_different")));
    cJSON_ArrayForEach(one, item(json, "alternatives"))
    {
        struct run verify = {0};
        const double objective = item(one, "objective")->valuedouble;
        assert_true(objective <= 1.5 * best + 1e-9);
        assert_close(item(one, "share_above")->valuedouble, objective / best - 1.0, 1e-9);
        kru(&verify, "verify", db(), item(one, "name")->valuestring);
        assert_quiet(&verify);
        run_clear(&verify);
    }
    cJSON_Delete(json);
    kru(&run, "plans", db(), "--format", "csv");
    assert_has(run.out, "base alternative 1,");
    assert_has(run.out, ",near,");
    kru(&run, "compare", db(), "base", "base alternative 1");
    assert_quiet(&run);
    assert_has(run.out, "the plan is not the best by intention");
    run_clear(&run);
}

static void nothing_is_saved_unless_asked_in_either_language(void **state)
{
    struct run run = {0};
    (void)state;
    kru_th(&run, "alternatives", db(), "base", "--within", "10");
    assert_quiet(&run);
    assert_has(run.out, "ไม่ได้พิสูจน์ว่าต่างกันที่สุด");
    kru(&run, "alternatives", db(), "base", "--within", "10", "--count", "1");
    assert_quiet(&run);
    assert_has(run.out, "within 10 % of plan 'base'");
    assert_has(run.out, "not proved to differ most");
    assert_has(run.out, "(nothing to list)");
    kru(&run, "alternatives", db(), "base", "--within", "50", "--format", "csv");
    assert_has(run.out, "alternative,channel,major,best,opened,change");
    kru(&run, "plans", db(), "--format", "csv");
    assert_has_not(run.out, "alternative");
    run_clear(&run);
}

static void what_is_wrong_is_named(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "alternatives", db(), "base", "--within", "-1");
    assert_fails(&run, ERR_INPUT, "'--within' is '-1', allowed are 0 .. 50");
    kru(&run, "alternatives", db(), "base", "--count", "10");
    assert_fails(&run, ERR_INPUT, "'--count' is '10', allowed are 1 .. 9");
    run_write_file(run_path("equity_index.csv"), "school,round,index,coverage\nS1,2567,60,1\n");
    kru(&run, "import", db(), run_path("equity_index.csv"));
    kru(&run, "alternatives", db(), "base");
    assert_fails(&run, ERR_MISMATCH,
                 "the data have changed since plan 'base' was saved, make it again first");
    run_clear(&run);
}

static const struct CMUnitTest cases[] = {
    CASE_WITH(near_plans_are_listed_saved_and_verify, setup_plan, run_teardown),
    CASE_WITH(nothing_is_saved_unless_asked_in_either_language, setup_plan, run_teardown),
    CASE_WITH(what_is_wrong_is_named, setup_plan, run_teardown),
};
TEST_MAIN(cases)
