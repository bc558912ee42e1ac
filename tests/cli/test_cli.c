/* What all commands have in common: help, usage errors, languages, formats, colour, full disks. */
#include "tests/cli/run.h"

static const char *const commands[] = {"init",     "import", "check", "retire", "need", "gaps",
                                       "plan",     "plans",  "show",  "drop",   "help", "verify",
                                       "instance", "export", "sweep", "sweeps"};
static const char *const options[] = {
    "--format", "--lang",    "--no-color", "--help",     "--version", "--from",      "--dry-run",
    "--by",     "--fy",      "--district", "--school",   "--major",   "--plan",      "--scenario",
    "--set",    "--name",    "--detail",   "--progress", "--to",      "--scenarios", "--futures",
    "--seed",   "--workers", "--regret",   "--drop"};
enum {
    COMMANDS = sizeof commands / sizeof *commands,
    KRU_OPTIONS = sizeof options / sizeof *options
};

static void help_lists_every_command_and_option_in_both_languages(void **state)
{
    struct run th = {0}, en = {0};
    (void)state;
    kru_th(&th, "help");
    kru(&en, "help");
    assert_quiet(&th);
    assert_quiet(&en);
    assert_string_not_equal(th.out, en.out);
    for (int i = 0; i < COMMANDS; i++) {
        char line[32];
        snprintf(line, sizeof line, "\n  %-9s ", commands[i]);
        assert_has(th.out, line);
        assert_has(en.out, line);
    }
    for (int i = 0; i < KRU_OPTIONS; i++) {
        assert_has(th.out, options[i]);
        assert_has(en.out, options[i]);
    }
    assert_has(th.out, "คำนวณแผน แสดงสรุป และบันทึก");
    assert_has(en.out, "make a plan, show its summary and save it");
    run_clear(&th);
    run_clear(&en);
}

static void three_ways_to_ask_for_help_say_the_same(void **state)
{
    struct run a = {0}, b = {0}, c = {0};
    (void)state;
    kru(&a, "help");
    kru(&b, "--help");
    kru(&c, "-h");
    assert_string_equal(a.out, b.out);
    assert_string_equal(a.out, c.out);
    kru(&a, "help", "plan");
    kru(&b, "plan", "--help");
    kru(&c, "--help", "plan", "x.db");
    assert_quiet(&a);
    assert_string_equal(a.out, b.out);
    assert_string_equal(a.out, c.out);
    run_clear(&a);
    run_clear(&b);
    run_clear(&c);
}

static void help_of_every_command_has_its_usage_and_meaning(void **state)
{
    struct run th = {0}, en = {0};
    (void)state;
    for (int i = 0; i < COMMANDS; i++) {
        char usage[64];
        kru_th(&th, "help", commands[i]);
        kru(&en, "help", commands[i]);
        assert_quiet(&th);
        assert_quiet(&en);
        assert_string_not_equal(th.out, en.out);
        snprintf(usage, sizeof usage, "usage: kru %s ", commands[i]);
        assert_has(en.out, usage);
        snprintf(usage, sizeof usage, "วิธีใช้: kru %s ", commands[i]);
        assert_has(th.out, usage);
        assert_has(en.out, "--no-color");
    }
    kru(&en, "help", "plan");
    assert_has(en.out, "[--scenario FILE]... [--set SECTION.KEY=VALUE]... [--name NAME]");
    kru(&en, "help", "retire");
    assert_has(en.out, "--by: fy (unless said) major district school age position\n");
    run_clear(&th);
    run_clear(&en);
}

static void the_version_is_one_line(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "--version");
    assert_quiet(&run);
    assert_string_equal(run.out, "kru " KRU_VERSION "\n");
    run_clear(&run);
}

/* Every mistake on a command line, its status and its sentence in both languages. */
static const struct {
    const char *argument[6];
    const char *th, *en;
} mistakes[] = {
    {{NULL}, "ยังไม่ได้ระบุคำสั่ง ดูคำสั่งทั้งหมดด้วย 'kru help'", "no command given, 'kru help' lists them"},
    {{"plam", "x.db"}, "ไม่มีคำสั่ง 'plam' หมายถึง 'plan' หรือไม่", "no command 'plam', is 'plan' meant"},
    {{"frobnicate"},
     "ไม่มีคำสั่ง 'frobnicate' ดูทั้งหมดด้วย 'kru help'",
     "no command 'frobnicate', 'kru help' lists them"},
    {{"help", "plam"}, "ไม่มีคำสั่ง 'plam' หมายถึง 'plan' หรือไม่", "no command 'plam', is 'plan' meant"},
    {{"plan", "x.db", "--fromat", "csv"},
     "ไม่มีตัวเลือก '--fromat' หมายถึง '--format' หรือไม่",
     "no option '--fromat', is '--format' meant"},
    {{"plan", "x.db", "--qqqqqqqq=1"},
     "ไม่มีตัวเลือก '--qqqqqqqq=1' ดูตัวเลือกทั้งหมดด้วย 'kru help'",
     "no option '--qqqqqqqq=1', 'kru help' lists them"},
    {{"plan", "-x", "x.db"},
     "ไม่มีตัวเลือก '-x' ดูตัวเลือกทั้งหมดด้วย 'kru help'",
     "no option '-x', 'kru help' lists them"},
    {{"plans", "x.db", "--fy", "2567"},
     "'--fy' ใช้กับ 'kru plans' ไม่ได้ ใช้ได้เฉพาะ --format --lang --no-color --help --version",
     "'--fy' does not go with 'kru plans', allowed are --format --lang --no-color --help "
     "--version"},
    {{"plan", "x.db", "--name"}, "'--name' ต้องตามด้วย NAME", "'--name' needs NAME after it"},
    {{"plan", "x.db", "--name", "a", "--name", "b"},
     "ใส่ '--name' สองครั้ง ใส่ได้ครั้งเดียว",
     "'--name' is given twice, allowed is once"},
    {{"plan", "x.db", "--dry-run=yes"}, "'--dry-run' ไม่รับค่า", "'--dry-run' takes no value"},
    {{"plans", "x.db", "--format", "xml"},
     "'--format' เป็น 'xml' ใช้ได้เฉพาะ table json csv",
     "'--format' is 'xml', allowed are table json csv"},
    {{"plan"},
     "คำสั่ง 'kru plan' ยังระบุไม่ครบ วิธีใช้: kru plan DB",
     "'kru plan' needs more, usage: kru plan DB"},
    {{"show", "x.db"},
     "คำสั่ง 'kru show' ยังระบุไม่ครบ วิธีใช้: kru show DB PLAN",
     "'kru show' needs more, usage: kru show DB PLAN"},
    {{"plans", "x.db", "y.db"},
     "มี 'y.db' เกินมา วิธีใช้: kru plans DB",
     "'y.db' is too much, usage: kru plans DB"},
    {{"retire", "x.db", "--by", "colour"},
     "'--by' เป็น 'colour' ใช้ได้เฉพาะ fy major district school age position",
     "'--by' is 'colour', allowed are fy major district school age position"},
    {{"export", "x.db", "1"},
     "'kru export' ต้องมี --to FILE นามสกุล .json .csv .xlsx .mps",
     "'kru export' needs --to FILE, a name in .json .csv .xlsx .mps"},
};

static void mistakes_of_the_command_line_are_named(void **state)
{
    struct run run = {0};
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        const char *const *a = mistakes[i].argument;
        kru_th(&run, a[0], a[1], a[2], a[3], a[4], a[5]);
        assert_fails(&run, ERR_INPUT, mistakes[i].th);
        assert_string_equal(run.out, "");
        kru(&run, a[0], a[1], a[2], a[3], a[4], a[5]);
        assert_fails(&run, ERR_INPUT, mistakes[i].en);
    }
    run_clear(&run);
}

static void a_language_that_is_not_spoken_is_refused(void **state)
{
    struct run run = {0};
    (void)state;
    setenv("LC_ALL", "en_GB.UTF-8", 1);
    kru_plain(&run, "help", "--lang", "de");
    assert_fails(&run, ERR_INPUT, "'--lang' is 'de', allowed are th en");
    unsetenv("LC_ALL");
    run_clear(&run);
}

static void the_language_comes_from_the_locale_and_thai_is_first(void **state)
{
    static const struct {
        const char *locale, *answer;
    } locales[] = {
        {"en_US.UTF-8", "no command given, 'kru help' lists them"},
        {"th_TH.UTF-8", "ยังไม่ได้ระบุคำสั่ง ดูคำสั่งทั้งหมดด้วย 'kru help'"},
        {"C", "ยังไม่ได้ระบุคำสั่ง ดูคำสั่งทั้งหมดด้วย 'kru help'"},
    };
    struct run run = {0};
    (void)state;
    for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
        setenv("LC_ALL", locales[i].locale, 1);
        kru_plain(&run, NULL);
        assert_fails(&run, ERR_INPUT, locales[i].answer);
    }
    unsetenv("LC_ALL");
    run_clear(&run);
}

static void a_database_that_is_not_there_is_named_by_every_command(void **state)
{
    static const char *const with_plan[] = {"show", "drop", "verify"};
    static const char *const alone[] = {"check", "retire", "need",    "gaps",
                                        "plan",  "plans",  "instance"};
    struct run run = {0};
    (void)state;
    const char *path = run_path("none.db");
    for (size_t i = 0; i < sizeof alone / sizeof *alone; i++) {
        kru(&run, alone[i], path);
        assert_status(&run, err_exit_status(ERR_NOT_FOUND));
        assert_has(run.err, path);
    }
    for (size_t i = 0; i < sizeof with_plan / sizeof *with_plan; i++) {
        kru(&run, with_plan[i], path, "1");
        assert_status(&run, err_exit_status(ERR_NOT_FOUND));
        assert_has(run.err, path);
    }
    kru(&run, "import", path, KRU_SOURCE "/tests/fixtures/tiny");
    assert_status(&run, err_exit_status(ERR_NOT_FOUND));
    kru(&run, "export", path, "1", "--to", "x.json");
    assert_status(&run, err_exit_status(ERR_NOT_FOUND));
    assert_int_equal(access(path, F_OK), -1);
    run_clear(&run);
}

static void options_may_stand_anywhere_and_be_shortened(void **state)
{
    struct run a = {0}, b = {0}, c = {0};
    const char *db = run_path("tiny.db");
    (void)state;
    kru(&a, "retire", db, "--by", "major", "--format=csv");
    kru(&b, "--format", "csv", "--by=major", "retire", db);
    kru(&c, "retire", "--form", "csv", "--by", "major", "--", db);
    assert_quiet(&a);
    assert_string_equal(a.out, b.out);
    assert_string_equal(a.out, c.out);
    run_clear(&a);
    run_clear(&b);
    run_clear(&c);
}

static void pipes_get_no_colour_in_any_format(void **state)
{
    static const char *const formats[] = {"table", "json", "csv"};
    struct run run = {0};
    const char *db = run_path("tiny.db");
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        kru(&run, "plan", db, "--dry-run", "--format", formats[i]);
        assert_quiet(&run);
        assert_null(strchr(run.out, '\033'));
    }
    run_clear(&run);
}

#define ON_TERMINAL(run, ...)                                                                      \
    run_on_terminal(run, (const char *const[]){"kru", "--lang=en", __VA_ARGS__, NULL})

static void a_terminal_gets_colour_unless_it_is_refused(void **state)
{
    struct run run = {0};
    const char *db = run_path("tiny.db");
    (void)state;
    unsetenv("NO_COLOR");
    ON_TERMINAL(&run, "retire", db);
    assert_status(&run, 0);
    assert_has(run.out, "\033[1m");
    ON_TERMINAL(&run, "retire", db, "--no-color");
    assert_has_not(run.out, "\033[");
    ON_TERMINAL(&run, "retire", db, "--format", "json");
    assert_has_not(run.out, "\033[");
    setenv("NO_COLOR", "1", 1);
    ON_TERMINAL(&run, "retire", db);
    assert_has_not(run.out, "\033[");
    unsetenv("NO_COLOR");
    run_clear(&run);
}

static void a_full_disk_is_a_sentence_and_a_status(void **state)
{
    const char *const argument[] = {"kru", "--lang=en", "help", NULL};
    FILE *err = tmpfile();
    (void)state;
    const int full = open("/dev/full", O_WRONLY);
    if (full < 0) skip();
    assert_int_equal(run_to(full, fileno(err), argument), err_exit_status(ERR_STORE));
    char *said = run_read(err);
    assert_string_equal(said, "kru: cannot write the output: No space left on device\n");
    free(said);
    fclose(err);
    close(full);
}

static void a_reader_that_goes_away_ends_the_program_without_a_word(void **state)
{
    const char *const argument[] = {"kru", "--lang=en", "help", NULL};
    int ends[2];
    FILE *err = tmpfile();
    (void)state;
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    assert_int_equal(run_to(ends[1], fileno(err), argument), -1); /* by the signal */
    char *said = run_read(err);
    assert_string_equal(said, "");
    free(said);
    fclose(err);
    close(ends[1]);
}

static const struct CMUnitTest cases[] = {
    CASE(help_lists_every_command_and_option_in_both_languages),
    CASE(three_ways_to_ask_for_help_say_the_same),
    CASE(help_of_every_command_has_its_usage_and_meaning),
    CASE(the_version_is_one_line),
    CASE(mistakes_of_the_command_line_are_named),
    CASE(a_language_that_is_not_spoken_is_refused),
    CASE(the_language_comes_from_the_locale_and_thai_is_first),
    CASE_WITH(a_database_that_is_not_there_is_named_by_every_command, run_setup, run_teardown),
    CASE_WITH(options_may_stand_anywhere_and_be_shortened, run_setup_tiny, run_teardown),
    CASE_WITH(pipes_get_no_colour_in_any_format, run_setup_tiny, run_teardown),
    CASE_WITH(a_terminal_gets_colour_unless_it_is_refused, run_setup_tiny, run_teardown),
    CASE(a_full_disk_is_a_sentence_and_a_status),
    CASE(a_reader_that_goes_away_ends_the_program_without_a_word),
};
TEST_MAIN(cases)
