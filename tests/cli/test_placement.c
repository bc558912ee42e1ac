/* placement as typed, on tests/fixtures/tiny, and walked on the bundled city. */
#include "tests/cli/run.h"
#include "tests/placed.h"

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

static const cJSON *rows_of(const cJSON *json, const char *key)
{
    const cJSON *rows = cJSON_GetObjectItemCaseSensitive(json, key);
    if (!cJSON_IsArray(rows)) fail_msg("no list '%s'", key);
    return rows;
}

/* S2 is short of a Thai teacher today and no list has one: the exam of 2567 passes one. */
static void a_table_shows_the_first_year_in_both_languages(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "placement", db(), "base");
    assert_quiet(&run);
    assert_has(run.out, "Placement list, fiscal year 2567");
    assert_has(run.out, "2567  exam-2567           1  Thai         Phra Nakhon  วัดสอง    short "
                        "since an earlier year  1 Oct 2566  30 Sep 2568");
    assert_has(run.out, "ranks of exam-1/2565 are counted from the next person not called yet");
    assert_has(run.out, "synthetic data, not real: teachers.csv");
    assert_has_not(run.out, "\n2568");
    kru_th(&run, "placement", db(), "base", "--fy", "2568");
    assert_quiet(&run);
    assert_has(run.out, "บัญชีเรียกบรรจุ ปีงบประมาณ 2568");
    assert_has(run.out, "เกษียณ 30 ก.ย. 2567");
    assert_has(run.out, "1 ต.ค. 2567");
    run_clear(&run);
}

/* Of 2 on the list for mathematics one is called, and nobody of kindergarten; of the 2 graduates of
   2568 in mathematics one is appointed, and nobody of 2569 in Thai: 4 are wasted. */
static void lists_say_who_is_called_and_who_is_wasted(void **state)
{
    struct run run = {0};
    int wasted = 0;
    (void)state;
    kru(&run, "placement", db(), "base", "--by", "list", "--format", "json");
    assert_quiet(&run);
    cJSON *json = run_json(run.out);
    const cJSON *row;
    assert_int_equal(cJSON_GetArraySize(json), 2); /* and the notes */
    assert_string_equal(cJSON_GetArrayItem(rows_of(json, "notes"), 1)->valuestring,
                        "synthetic data, not real: teachers.csv");
    cJSON_ArrayForEach(row, rows_of(json, "lists"))
    {
        wasted += cJSON_GetObjectItem(row, "wasted")->valueint;
    }
    assert_int_equal(wasted, 4);
    cJSON_Delete(json);
    run_clear(&run);
}

/* The kindergarten teacher moves from S5 to S3: both schools and both districts see the step. */
static void a_school_sees_every_step_that_touches_it(void **state)
{
    static const char *const touched[][2] = {
        {"--school", "S5"}, {"--school", "S3"}, {"--district", "D3"}, {"--district", "D2"}};
    struct run run = {0};
    (void)state;
    for (size_t i = 0; i < sizeof touched / sizeof *touched; i++) {
        kru(&run, "placement", db(), "base", "--by", "move", touched[i][0], touched[i][1]);
        assert_quiet(&run);
        assert_has(run.out, "Kindergarten");
    }
    kru(&run, "placement", db(), "base", "--by", "move", "--school", "S1");
    assert_quiet(&run);
    assert_has_not(run.out, "Kindergarten");
    kru(&run, "placement", db(), "base", "--major", "thai");
    assert_quiet(&run);
    assert_has(run.out, "Thai");
    assert_has_not(run.out, "Primary");
    run_clear(&run);
}

static void json_has_all_years_of_calls_moves_and_lists(void **state)
{
    struct run run = {0};
    int years = 0;
    (void)state;
    kru(&run, "placement", db(), "base", "--format", "json");
    assert_quiet(&run);
    cJSON *json = run_json(run.out);
    const cJSON *row;
    cJSON_ArrayForEach(row, rows_of(json, "calls"))
    {
        years |= 1 << (cJSON_GetObjectItem(row, "fy")->valueint - 2567);
        assert_true(cJSON_IsString(cJSON_GetObjectItem(row, "school")));
        assert_true(cJSON_IsString(cJSON_GetObjectItem(row, "vacancy")));
    }
    assert_int_equal(years, 7);
    assert_int_equal(cJSON_GetArraySize(rows_of(json, "moves")), 1);
    assert_true(cJSON_GetArraySize(rows_of(json, "lists")) > 2);
    cJSON_Delete(json);
    run_clear(&run);
}

static void the_folder_of_an_export_holds_the_placement_list(void **state)
{
    static const char *const heads[][2] = {
        {"placement", "\xEF\xBB\xBF"
                      "fy,source,list,rank,major,"},
        {"moves", "\xEF\xBB\xBF"
                  "fy,order,same_day,from_major,major,"},
        {"lists", "\xEF\xBB\xBF"
                  "list,source,major,major_name,people,last_day,"},
    };
    struct run run = {0};
    (void)state;
    kru(&run, "export", db(), "base", "--to", run_path("plan.csv"));
    assert_quiet(&run);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        char name[32];
        snprintf(name, sizeof name, "plan.csv/%s.csv", heads[i][0]);
        char *text = run_read_file(run_path(name));
        assert_int_equal(strncmp(text, heads[i][1], strlen(heads[i][1])), 0);
        free(text);
    }
    run_clear(&run);
}

static void what_cannot_be_shown_says_what_can(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "placement", db(), "base", "--by", "school");
    assert_fails(&run, ERR_INPUT, "'--by' is 'school', allowed are call, move, list");
    kru(&run, "placement", db(), "base", "--fy", "2570");
    assert_fails(&run, ERR_INPUT, "'--fy' is '2570', allowed are 2567 .. 2569");
    kru(&run, "placement", db(), "base", "--school", "S9");
    assert_fails(&run, ERR_NOT_FOUND, "no school has the code 'S9'");
    run_clear(&run);
}

/* next_rank is data: a plan made before has to be made again, and then ranks start there. */
static void ranks_start_at_the_next_rank_of_the_list(void **state)
{
    struct run run = {0};
    const char *file = run_path("eligible_lists.csv");
    (void)state;
    run_write_file(file, "list,major,announced,last_day,remaining,next_rank\n"
                         "exam-1/2565,math,2022-10-01,2024-09-30,2,37\n");
    kru(&run, "import", db(), file);
    assert_quiet(&run);
    kru(&run, "placement", db(), "base");
    assert_fails(&run, ERR_MISMATCH,
                 "the data have changed since plan 'base' was made, make it anew with 'kru plan' "
                 "first");
    kru(&run, "export", db(), "base", "--to", run_path("old.csv"));
    assert_quiet(&run);
    kru(&run, "plan", db(), "--name", "new", "--set", "horizon.years=3");
    kru(&run, "placement", db(), "new", "--major", "math", "--format", "csv");
    assert_quiet(&run);
    assert_has(run.out, "2567,exam-1/2565,exam-1/2565,37,math,");
    kru(&run, "placement", db(), "new");
    assert_has_not(run.out, "counted from the next person");
    run_clear(&run);
}

/* ---- the city --------------------------------------------------------------------------- */

/* Two years of the city, with some 140 transfers and retrainings in the first. */
static void the_placement_of_the_city_is_whole_and_can_be_walked(void **state)
{
    struct run run = {0};
    struct store *store = NULL;
    struct school_register reg;
    struct settings *settings = settings_new();
    struct params params;
    struct staffing staffing;
    struct placed placed = {.d = &staffing};
    struct err err;
    (void)state;
    kru(&run, "init", run_path("city.db"));
    assert_quiet(&run);
    kru(&run, "plan", run_path("city.db"), "--name=two", "--set=horizon.years=2");
    assert_quiet(&run);
    assert_ok(store_open(run_path("city.db"), &store, &err));
    assert_ok(store_read_register(store, &reg, &err));
    assert_ok(store_read_plan(store, &reg, "two", &placed.stored, &err));
    assert_ok(settings_add_text(settings, placed.stored.scenario_text, "two", &err));
    assert_ok(settings_resolve(settings, &reg, &params, &err));
    assert_ok(staffing_make(&reg, &params, &staffing, &err));
    assert_ok(placement_make(&reg, &params, &placed.stored, &placed.placement, &err));
    assert_true(placed.placement.steps > 1000);
    assert_whole(&placed);
    placed_clear(&placed);
    staffing_clear(&staffing);
    params_clear(&params);
    settings_free(settings);
    register_clear(&reg);
    store_close(store);
    run_clear(&run);
}

static const struct CMUnitTest cases[] = {
    CASE_WITH(a_table_shows_the_first_year_in_both_languages, setup_plan, run_teardown),
    CASE_WITH(lists_say_who_is_called_and_who_is_wasted, setup_plan, run_teardown),
    CASE_WITH(a_school_sees_every_step_that_touches_it, setup_plan, run_teardown),
    CASE_WITH(json_has_all_years_of_calls_moves_and_lists, setup_plan, run_teardown),
    CASE_WITH(the_folder_of_an_export_holds_the_placement_list, setup_plan, run_teardown),
    CASE_WITH(what_cannot_be_shown_says_what_can, setup_plan, run_teardown),
    CASE_WITH(ranks_start_at_the_next_rank_of_the_list, setup_plan, run_teardown),
    CASE_WITH(the_placement_of_the_city_is_whole_and_can_be_walked, run_setup, run_teardown),
};

TEST_MAIN(cases)
