/* compare as its users meet it, on tests/fixtures/tiny. */
#include "tests/cli/run.h"

#include <math.h>

static const char *db(void)
{
    return run_path("tiny.db");
}

static int setup_plans(void **state)
{
    struct run run = {0};
    if (run_setup_tiny(state) != 0) return -1;
    kru(&run, "plan", db(), "--name", "base", "--set", "horizon.years=3");
    int status = run.status;
    kru(&run, "plan", db(), "--name", "fewer", "--set", "horizon.years=3", "--set",
        "exam.seats_total=0", "--set", "retirement.age=61");
    status |= run.status;
    run_clear(&run);
    return status;
}

static const cJSON *item(const cJSON *object, const char *key)
{
    const cJSON *found = cJSON_GetObjectItemCaseSensitive(object, key);
    if (!found) fail_msg("no '%s'", key);
    return found;
}

static double number(const cJSON *object, const char *key)
{
    if (!cJSON_IsNumber(item(object, key))) fail_msg("'%s' is no number", key);
    return item(object, key)->valuedouble;
}

static double sum_of(const cJSON *rows, const char *key, int plan)
{
    double sum = 0.0;
    const cJSON *row;
    cJSON_ArrayForEach(row, rows) if (plan == 0 || number(row, "plan") == plan) sum +=
        number(row, key);
    return sum;
}

static void the_lines_of_every_waterfall_lead_from_one_plan_to_the_other(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "compare", db(), "base", "fewer", "--format", "json");
    assert_quiet(&run);
    cJSON *json = run_json(run.out);
    const cJSON *causes = cJSON_GetArrayItem(item(json, "causes"), 0), *measure;
    assert_true(cJSON_IsTrue(item(causes, "exact")));
    assert_int_equal(number(causes, "solves"), 4);
    cJSON_ArrayForEach(measure, item(causes, "measures"))
    {
        const cJSON *line;
        double at = number(measure, "from");
        cJSON_ArrayForEach(line, item(measure, "lines")) at += number(line, "change");
        assert_close(at, number(measure, "to"), 1e-9 * fmax(1.0, fabs(at)));
    }
    cJSON_Delete(json);
    run_clear(&run);
}

/* Sums of schools, majors and districts are those of the plan. */
static void sums_agree_on_every_level(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "compare", db(), "base", "fewer", "--format", "json", "--no-causes");
    assert_quiet(&run);
    cJSON *json = run_json(run.out);
    const double before = sum_of(item(json, "years"), "shortage", 1);
    const double after = sum_of(item(json, "years"), "shortage", 2);
    static const char *const levels[] = {"majors", "districts"};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        assert_close(sum_of(item(json, levels[i]), "shortage_1", 0), before, 0.0);
        assert_close(sum_of(item(json, levels[i]), "shortage_2", 0), after, 0.0);
        assert_close(sum_of(item(json, levels[i]), "change_2", 0), after - before, 0.0);
    }
    assert_close(sum_of(item(json, "schools"), "change", 2), after - before, 0.0);
    assert_int_equal(cJSON_GetArraySize(item(json, "causes")), 0);
    cJSON_Delete(json);
    run_clear(&run);
}

static void filters_leave_only_what_they_name(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "compare", db(), "base", "fewer", "--no-causes", "--format", "json", "--school", "S1",
        "--major", "thai");
    assert_quiet(&run);
    cJSON *json = run_json(run.out);
    const cJSON *row;
    assert_int_equal(cJSON_GetArraySize(item(json, "chains")), 6); /* 2 plans of 3 years */
    cJSON_ArrayForEach(row, item(json, "chains"))
    {
        assert_string_equal(item(row, "school")->valuestring, "S1");
        assert_string_equal(item(row, "major")->valuestring, "thai");
    }
    assert_true(cJSON_GetArraySize(item(json, "majors")) <= 1);
    cJSON_Delete(json);
    run_clear(&run);
}

static void a_terminal_sees_bars_in_either_language(void **state)
{
    struct run run = {0};
    (void)state;
    kru_th(&run, "compare", db(), "base", "fewer");
    assert_quiet(&run);
    assert_has(run.out, "สาเหตุที่ต่างกัน: ครูที่ขาด (คน-ปี)");
    assert_has(run.out, "retirement.age  อายุเกษียณ");
    assert_has(run.out, "█");
    kru(&run, "compare", db(), "base", "fewer", "--no-color");
    assert_quiet(&run);
    assert_has(run.out, "Causes: cost (million baht)");
    assert_has(run.out, "people made whole");
    run_clear(&run);
}

static void three_plans_stand_side_by_side(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "compare", db(), "base", "fewer", "base", "--format", "json");
    assert_quiet(&run);
    cJSON *json = run_json(run.out);
    assert_int_equal(cJSON_GetArraySize(item(json, "plans")), 3);
    assert_int_equal(cJSON_GetArraySize(item(json, "causes")), 2);
    assert_int_equal(cJSON_GetArraySize(item(json, "sums")), 5);
    cJSON_Delete(json);
    kru(&run, "compare", db(), "base", "fewer", "base", "--format", "csv");
    assert_quiet(&run);
    assert_has(run.out, "fy,plan,need");
    run_clear(&run);
}

static void what_is_missing_is_named(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "compare", db(), "base");
    assert_fails(&run, ERR_INPUT, "'kru compare' needs more, usage: kru compare DB PLAN PLAN...");
    kru(&run, "compare", db(), "base", "x", "--no-causes");
    assert_status(&run, err_exit_status(ERR_NOT_FOUND));
    kru(&run, "compare", db(), "1", "2", "1", "2", "1", "2", "1", "2", "1");
    assert_fails(&run, ERR_INPUT, "at most 8 plans can be compared");
    kru(&run, "compare", db(), "1", "2", "--school", "S9", "--no-causes");
    assert_fails(&run, ERR_NOT_FOUND, "no school has the code 'S9'");
    run_clear(&run);
}

/* The file of schools is imported again with an equity index more: another data hash. */
static void changed_data_are_said(void **state)
{
    struct run run = {0};
    (void)state;
    run_write_file(run_path("equity_index.csv"), "school,round,index,coverage\nS1,2567,60,1\n");
    kru(&run, "import", db(), run_path("equity_index.csv"));
    assert_status(&run, 0);
    kru(&run, "compare", db(), "base", "fewer");
    assert_quiet(&run);
    assert_has(run.out, "data changed since this plan was made");
    kru(&run, "compare", db(), "base", "fewer", "--format", "json");
    cJSON *json = run_json(run.out);
    const cJSON *causes = cJSON_GetArrayItem(item(json, "causes"), 0), *line;
    const cJSON *lines = item(cJSON_GetArrayItem(item(causes, "measures"), 2), "lines");
    int since = 0;
    double at = number(cJSON_GetArrayItem(item(causes, "measures"), 2), "from");
    cJSON_ArrayForEach(line, lines)
    {
        since += strcmp(item(line, "kind")->valuestring, "since") == 0;
        at += number(line, "change");
    }
    assert_int_equal(since, 2);
    assert_close(at, number(cJSON_GetArrayItem(item(causes, "measures"), 2), "to"), 1e-9 * at);
    cJSON_Delete(json);
    run_clear(&run);
}

static const struct CMUnitTest cases[] = {
    CASE_WITH(the_lines_of_every_waterfall_lead_from_one_plan_to_the_other, setup_plans,
              run_teardown),
    CASE_WITH(sums_agree_on_every_level, setup_plans, run_teardown),
    CASE_WITH(filters_leave_only_what_they_name, setup_plans, run_teardown),
    CASE_WITH(a_terminal_sees_bars_in_either_language, setup_plans, run_teardown),
    CASE_WITH(three_plans_stand_side_by_side, setup_plans, run_teardown),
    CASE_WITH(what_is_missing_is_named, setup_plans, run_teardown),
    CASE_WITH(changed_data_are_said, setup_plans, run_teardown),
};
TEST_MAIN(cases)
