/* explain, clock and sensitivity as typed, on tests/fixtures/tiny without exams. */
#include "tests/cli/run.h"

static const char *make_plan(void)
{
    const char *db = run_path("tiny.db");
    struct run run = {0};
    kru(&run, "plan", db, "--name", "none", "--set", "exam.seats_total=0");
    assert_quiet(&run);
    run_clear(&run);
    return db;
}

/* S2 is short of one Thai teacher in 2568; an exam of 2567 could have filled it. */
static void explain_tells_the_ways_to_a_post_in_both_languages(void **state)
{
    (void)state;
    struct run run = {0};
    const char *db = make_plan();
    kru(&run, "explain", db, "none", "--school", "S2", "--major", "thai", "--fy", "2568");
    assert_quiet(&run);
    assert_has(run.out, "S2 วัดสอง, Thai, 2568: ");
    assert_has(run.out, "there is no exam for this major in 2567");
    assert_has(run.out, "exam.seats_total.2567=1");
    kru_th(&run, "explain", db, "none", "--school", "S2", "--major", "thai", "--fy", "2568");
    assert_quiet(&run);
    assert_has(run.out, "ปี 2567 ไม่เปิดสอบวิชาเอกนี้");
    run_clear(&run);
}

static const cJSON *way_of(const cJSON *json, const char *way, int fy)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, cJSON_GetObjectItem(json, "ways"))
    {
        if (strcmp(cJSON_GetObjectItem(item, "way")->valuestring, way) == 0 &&
            cJSON_GetObjectItem(item, "fy")->valueint == fy)
            return item;
    }
    fail_msg("no way '%s' of %d", way, fy);
    return NULL;
}

/* The claim of the JSON, written after --set, gives a plan that is better by its gain. */
static void a_claim_can_be_typed_and_gains_what_it_says(void **state)
{
    (void)state;
    struct run run = {0};
    const char *db = make_plan();
    kru(&run, "explain", db, "none", "--school", "S2", "--major", "thai", "--fy", "2568",
        "--format", "json");
    assert_quiet(&run);
    cJSON *json = run_json(run.out);
    const cJSON *claim = cJSON_GetObjectItem(way_of(json, "exam", 2567), "claim");
    const double gain = cJSON_GetObjectItem(claim, "gain")->valuedouble;
    const char *line = cJSON_GetArrayItem(cJSON_GetObjectItem(claim, "change"), 0)->valuestring;
    assert_true(gain > 1.0);
    kru(&run, "plan", db, "--dry-run", "--format", "json", "--set", "exam.seats_total=0", "--set",
        line);
    assert_quiet(&run);
    cJSON *with = run_json(run.out);
    kru(&run, "show", db, "none", "--format", "json");
    cJSON *base = run_json(run.out);
    const double was =
        cJSON_GetObjectItem(cJSON_GetObjectItem(base, "plan"), "lp_objective")->valuedouble;
    const double is =
        cJSON_GetObjectItem(cJSON_GetObjectItem(with, "plan"), "lp_objective")->valuedouble;
    assert_close(was - is, gain, 1e-6);
    cJSON_Delete(json);
    cJSON_Delete(with);
    cJSON_Delete(base);
    run_clear(&run);
}

static void a_post_that_is_filled_needs_no_explanation(void **state)
{
    (void)state;
    struct run run = {0};
    const char *db = make_plan();
    kru(&run, "explain", db, "none", "--school", "S4", "--major", "primary", "--fy", "2568");
    assert_quiet(&run);
    assert_has(run.out, "nothing is short, so there is nothing to explain");
    run_clear(&run);
}

static void explain_without_a_post_lists_what_to_ask_for(void **state)
{
    (void)state;
    struct run run = {0};
    const char *db = make_plan();
    kru(&run, "explain", db, "none", "--format", "json");
    assert_quiet(&run);
    cJSON *json = run_json(run.out);
    const cJSON *first = cJSON_GetArrayItem(cJSON_GetObjectItem(json, "rows"), 0);
    assert_has(cJSON_GetObjectItem(first, "set")->valuestring, "exam.seats_total.");
    assert_true(cJSON_GetObjectItem(first, "shortage_removed")->valuedouble > 0.0);
    cJSON_Delete(json);
    run_clear(&run);
}

static void clock_and_sensitivity_come_as_tables_csv_and_json(void **state)
{
    (void)state;
    struct run run = {0};
    const char *db = make_plan();
    static const struct {
        const char *command, *head, *csv, *members[3];
    } cases[] = {
        {"clock",
         "What must be decided in 2567",
         "channel,major,planned",
         {"decisions", "pipelines", "lists"}},
        {"sensitivity",
         "Rules, and what a step more or less does",
         "rule,now,used",
         {"rules", "coherence", "equity"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kru(&run, cases[i].command, db, "none");
        assert_quiet(&run);
        assert_has(run.out, cases[i].head);
        kru(&run, cases[i].command, db, "none", "--format", "csv");
        assert_quiet(&run);
        assert_has(run.out, cases[i].csv);
        kru(&run, cases[i].command, db, "none", "--format", "json");
        assert_quiet(&run);
        cJSON *json = run_json(run.out);
        for (int k = 0; k < 3; k++)
            assert_true(cJSON_IsArray(cJSON_GetObjectItem(json, cases[i].members[k])));
        cJSON_Delete(json);
    }
    run_clear(&run);
}

static void questions_that_cannot_be_asked_say_why(void **state)
{
    (void)state;
    struct run run = {0};
    const char *db = make_plan();
    kru(&run, "explain", db, "none", "--school", "S2");
    assert_fails(&run, ERR_INPUT,
                 "'--school', '--major' and '--fy' go together, give all three or none");
    kru_th(&run, "explain", db, "none", "--fy", "2568");
    assert_fails(&run, ERR_INPUT, "'--school', '--major' และ '--fy' ต้องใส่พร้อมกันทั้งสาม หรือไม่ใส่เลย");
    kru(&run, "explain", db, "none", "--school", "S3", "--major", "math", "--fy", "2568");
    assert_fails(&run, ERR_NOT_FOUND, "school 'S3' neither needs nor has teachers of major 'math'");
    kru_th(&run, "explain", db, "none", "--school", "S3", "--major", "math", "--fy", "2568");
    assert_fails(&run, ERR_NOT_FOUND, "โรงเรียน 'S3' ไม่ต้องการครูวิชาเอก 'math' และไม่มีครูวิชาเอกนี้");
    kru(&run, "explain", db, "none", "--school", "S2", "--major", "thai", "--fy", "2600");
    assert_status(&run, err_exit_status(ERR_INPUT));
    kru(&run, "clock", db, "other");
    assert_status(&run, err_exit_status(ERR_NOT_FOUND));
    run_clear(&run);
}

/* A teacher more: what the plan says of gaps may not be true any more. */
static void a_plan_over_older_data_is_made_anew_first(void **state)
{
    (void)state;
    struct run run = {0};
    const char *db = make_plan();
    run_write_file(run_path("teachers.csv"),
                   "id,school,position,post_major,degree_major,birth_date,appointed_date,status\r\n"
                   "X1,S2,teacher,thai,thai,1990-01-01,2015-05-16,active\r\n");
    kru(&run, "import", db, run_path("teachers.csv"));
    assert_status(&run, 0);
    static const char *const commands[] = {"explain", "clock", "sensitivity"};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        kru(&run, commands[i], db, "none");
        assert_fails(
            &run, ERR_MISMATCH,
            "the data have changed since plan 'none' was made, make it anew with 'kru plan' first");
    }
    kru_th(&run, "clock", db, "none");
    assert_fails(&run, ERR_MISMATCH, "ข้อมูลเปลี่ยนไปหลังจากทำแผน 'none' โปรดทำแผนใหม่ก่อนด้วย 'kru plan'");
    run_clear(&run);
}

static const struct CMUnitTest cases[] = {
    CASE_WITH(explain_tells_the_ways_to_a_post_in_both_languages, run_setup_tiny, run_teardown),
    CASE_WITH(a_claim_can_be_typed_and_gains_what_it_says, run_setup_tiny, run_teardown),
    CASE_WITH(a_post_that_is_filled_needs_no_explanation, run_setup_tiny, run_teardown),
    CASE_WITH(explain_without_a_post_lists_what_to_ask_for, run_setup_tiny, run_teardown),
    CASE_WITH(clock_and_sensitivity_come_as_tables_csv_and_json, run_setup_tiny, run_teardown),
    CASE_WITH(questions_that_cannot_be_asked_say_why, run_setup_tiny, run_teardown),
    CASE_WITH(a_plan_over_older_data_is_made_anew_first, run_setup_tiny, run_teardown),
};
TEST_MAIN(cases)
