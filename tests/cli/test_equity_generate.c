/* kru equity generate on the small city of five schools. */
#include "tests/cli/run.h"

/* 120 + 120 + 80 + 60 + 240 = 620 pupils in five schools; tests/fixtures/tiny/enrolment.csv. */
static void the_small_city_gets_its_620_pupils(void **state)
{
    (void)state;
    struct run run = {0};
    kru(&run, "equity", "generate", run_path("tiny.db"), "--to", run_path("made"), "--format",
        "json");
    assert_quiet(&run);
    cJSON *json = run_json(run.out);
    const cJSON *rows = cJSON_GetObjectItem(json, "rows"),
                *notes = cJSON_GetObjectItem(json, "notes");
    assert_int_equal(cJSON_GetArraySize(rows), 6);
    assert_string_equal(cJSON_GetObjectItem(cJSON_GetArrayItem(rows, 0), "file")->valuestring,
                        "rolls.csv");
    assert_int_equal(cJSON_GetObjectItem(cJSON_GetArrayItem(rows, 4), "rows")->valueint, 19);
    assert_non_null(notes);
    cJSON_Delete(json);
    assert_has(run.out, "academic year 2565: 620 pupils in 5 schools");
    assert_has(run.out, "all of it is synthetic");
    char *mark = run_read_file(run_path("made/synthetic.txt"));
    assert_has(mark, "ALL OF THIS IS SYNTHETIC");
    assert_has(mark, "seed 1, academic year 2565, schools 5, pupils 620, data ");
    free(mark);
    run_clear(&run);
}

static void assert_same_file(const char *one, const char *other, bool same)
{
    char *a = run_read_file(run_path(one)), *b = run_read_file(run_path(other));
    assert_int_equal(strcmp(a, b) == 0, same);
    free(a);
    free(b);
}

static void the_seed_decides_what_is_written(void **state)
{
    (void)state;
    struct run run = {0};
    static const char *const seeds[] = {"7", "7", "8"};
    static const char *const folders[] = {"a", "b", "c"};
    for (int i = 0; i < 3; i++) {
        kru(&run, "equity", "generate", run_path("tiny.db"), "--to", run_path(folders[i]), "--seed",
            seeds[i]);
        assert_quiet(&run);
    }
    assert_same_file("a/rolls.csv", "b/rolls.csv", true);
    assert_same_file("a/visits.csv", "b/visits.csv", true);
    assert_same_file("a/rolls.csv", "c/rolls.csv", false);
    run_clear(&run);
}

/* The smallest of the five schools has 60 pupils: it alone fits. */
static void a_number_of_pupils_is_filled_with_whole_schools(void **state)
{
    (void)state;
    struct run run = {0};
    kru(&run, "equity", "generate", run_path("tiny.db"), "--to", run_path("few"), "--pupils", "60");
    assert_quiet(&run);
    assert_has(run.out, "60 pupils in 1 schools");
    char *mark = run_read_file(run_path("few/synthetic.txt"));
    assert_has(mark, "schools 1, pupils 60,");
    free(mark);
    run_clear(&run);
}

static void the_byte_order_mark_is_left_out_when_asked(void **state)
{
    (void)state;
    struct run run = {0};
    kru(&run, "equity", "generate", run_path("tiny.db"), "--to", run_path("bom"));
    kru(&run, "equity", "generate", run_path("tiny.db"), "--to", run_path("bare"), "--no-bom");
    assert_quiet(&run);
    char *bom = run_read_file(run_path("bom/rolls.csv"));
    char *bare = run_read_file(run_path("bare/rolls.csv"));
    assert_memory_equal(bom, "\xEF\xBB\xBFid_kind,", 11);
    assert_memory_equal(bare, "id_kind,", 8);
    assert_string_equal(bom + 3, bare);
    free(bom);
    free(bare);
    run_clear(&run);
}

static void a_wrong_call_is_refused_and_writes_nothing(void **state)
{
    (void)state;
    struct run run = {0};
    char said[RUN_PATH + 128];
    kru(&run, "equity", "generate", run_path("tiny.db"));
    assert_fails(&run, ERR_INPUT, "'kru equity generate' needs --to FOLDER, a new folder");
    kru(&run, "equity", "generate", run_path("tiny.db"), "--to", run_path("x"), "--pupils", "59");
    assert_fails(&run, ERR_INPUT,
                 "59 pupils are asked for, but only whole schools are written, and the smallest "
                 "has 60");
    kru(&run, "equity", "generate", run_path("tiny.db"), "--to", run_path("x"), "--seed", "-1");
    assert_fails(&run, ERR_INPUT, "'--seed' is '-1', allowed are 0 .. 999999");
    assert_int_equal(access(run_path("x"), F_OK), -1);
    kru(&run, "equity", "generate", run_path("tiny.db"), "--to", run_path("tiny.db"));
    snprintf(said, sizeof said, "'%s' exists already, it must be a new folder",
             run_path("tiny.db"));
    assert_fails(&run, ERR_INPUT, said);
    run_clear(&run);
}

static void what_it_says_is_thai_for_thai_readers(void **state)
{
    (void)state;
    struct run run = {0};
    kru_th(&run, "equity", "generate", run_path("tiny.db"), "--to", run_path("th"));
    assert_quiet(&run);
    assert_has(run.out, "ข้อมูลสังเคราะห์ทั้งหมด ไม่ใช่ของบุคคลจริง");
    run_clear(&run);
}

static const struct CMUnitTest cases[] = {
    CASE_WITH(the_small_city_gets_its_620_pupils, run_setup_tiny, run_teardown),
    CASE_WITH(the_seed_decides_what_is_written, run_setup_tiny, run_teardown),
    CASE_WITH(a_number_of_pupils_is_filled_with_whole_schools, run_setup_tiny, run_teardown),
    CASE_WITH(the_byte_order_mark_is_left_out_when_asked, run_setup_tiny, run_teardown),
    CASE_WITH(a_wrong_call_is_refused_and_writes_nothing, run_setup_tiny, run_teardown),
    CASE_WITH(what_it_says_is_thai_for_thai_readers, run_setup_tiny, run_teardown),
};
TEST_MAIN(cases)
