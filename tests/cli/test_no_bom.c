/* Every CSV begins with a byte-order mark, and --no-bom takes it away, wherever CSV comes from. */
#include "tests/cli/run.h"

static const char mark[] = "\xEF\xBB\xBF";

static bool begins_with_mark(const char *text)
{
    return strncmp(text, mark, strlen(mark)) == 0;
}

/* Each command with --format csv that reads, in the order in which a user would try them. */
static const char *const lists[][6] = {
    {"check"},
    {"retire"},
    {"retire", "--by", "major"},
    {"need"},
    {"need", "--by", "fy"},
    {"gaps"},
    {"gaps", "--by", "school"},
    {"plans"},
    {"sweeps"},
};
static const char *const of_plan[][6] = {
    {"show", "first"},         {"show", "first", "--detail"},    {"verify", "first"},
    {"clock", "first"},        {"compare", "first", "second"},   {"sensitivity", "first"},
    {"alternatives", "first"}, {"replan", "first", "--dry-run"}, {"explain", "first"},
};

/* One command with and without the mark: the rest is the same to the byte. */
static void compare_both(const char *const *words)
{
    const char *with[16] = {"kru", "--lang=en", "--format=csv", words[0], run_path("tiny.db")};
    int count = 5;
    struct run marked = {0}, plain = {0};
    for (int i = 1; i < 6 && words[i]; i++) with[count++] = words[i];
    run_arguments(&marked, with);
    with[count] = "--no-bom";
    run_arguments(&plain, with);
    assert_status(&marked, 0);
    assert_status(&plain, 0);
    if (!begins_with_mark(marked.out)) fail_msg("'%s' has no mark", words[0]);
    if (begins_with_mark(plain.out)) fail_msg("'%s' has a mark", words[0]);
    assert_string_equal(marked.out + strlen(mark), plain.out);
    run_clear(&marked);
    run_clear(&plain);
}

static void plan_two(struct run *run)
{
    kru(run, "plan", run_path("tiny.db"), "--name", "first", "--set", "horizon.years=3");
    assert_status(run, 0);
    kru(run, "plan", run_path("tiny.db"), "--name", "second", "--set", "horizon.years=3", "--set",
        "exam.seats_total.2568=0");
    assert_status(run, 0);
}

static void every_list_has_a_byte_order_mark_unless_told_otherwise(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) compare_both(lists[i]);
}

static void what_is_printed_of_a_plan_has_one_too(void **state)
{
    struct run run = {0};
    (void)state;
    plan_two(&run);
    for (size_t i = 0; i < sizeof of_plan / sizeof *of_plan; i++) compare_both(of_plan[i]);
    run_clear(&run);
}

static void exported_csv_has_one_unless_told_otherwise(void **state)
{
    static const char *const files[] = {"totals", "recruit", "chains", "conditions"};
    struct run run = {0};
    (void)state;
    plan_two(&run);
    kru(&run, "export", run_path("tiny.db"), "first", "--to", run_path("with.csv"));
    assert_status(&run, 0);
    kru(&run, "export", run_path("tiny.db"), "first", "--to", run_path("without.csv"), "--no-bom");
    assert_status(&run, 0);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char name[64];
        snprintf(name, sizeof name, "with.csv/%s.csv", files[i]);
        char *with = run_read_file(run_path(name));
        snprintf(name, sizeof name, "without.csv/%s.csv", files[i]);
        char *without = run_read_file(run_path(name));
        assert_true(begins_with_mark(with));
        assert_string_equal(with + strlen(mark), without);
        free(with);
        free(without);
    }
    run_clear(&run);
}

static void tables_written_as_csv_have_one_unless_told_otherwise(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "data", run_path("tiny.db"), "--to", run_path("with.csv"));
    assert_status(&run, 0);
    kru(&run, "data", run_path("tiny.db"), "--to", run_path("without.csv"), "--no-bom");
    assert_status(&run, 0);
    char *with = run_read_file(run_path("with.csv/schools.csv"));
    char *without = run_read_file(run_path("without.csv/schools.csv"));
    assert_true(begins_with_mark(with));
    assert_string_equal(with + strlen(mark), without);
    free(with);
    free(without);
    run_clear(&run);
}

static void a_command_without_csv_refuses_the_option(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "instance", run_path("tiny.db"), "--no-bom");
    assert_int_equal(run.status, err_exit_status(ERR_INPUT));
    assert_has(run.err, "'--no-bom' does not go with 'kru instance'");
    run_clear(&run);
}

static const struct CMUnitTest cases[] = {
    CASE_WITH(every_list_has_a_byte_order_mark_unless_told_otherwise, run_setup_tiny, run_teardown),
    CASE_WITH(what_is_printed_of_a_plan_has_one_too, run_setup_tiny, run_teardown),
    CASE_WITH(exported_csv_has_one_unless_told_otherwise, run_setup_tiny, run_teardown),
    CASE_WITH(tables_written_as_csv_have_one_unless_told_otherwise, run_setup_tiny, run_teardown),
    CASE_WITH(a_command_without_csv_refuses_the_option, run_setup_tiny, run_teardown),
};
TEST_MAIN(cases)
