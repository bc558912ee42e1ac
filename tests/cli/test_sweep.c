/* sweep and sweeps as users see them: tables, the same bytes by any number of workers, and what is
   left after workers and the program itself are killed. */
#include "tests/cli/run.h"

#include <dirent.h>
#include <poll.h>

static const char *db(void)
{
    return run_path("tiny.db");
}

static void copy_db(const char *name)
{
    char bytes[65536];
    FILE *from = fopen(db(), "rb"), *to = fopen(run_path(name), "wb");
    assert_non_null(from);
    assert_non_null(to);
    for (size_t got; (got = fread(bytes, 1, sizeof bytes, from)) > 0;)
        assert_int_equal(fwrite(bytes, 1, got, to), got);
    fclose(from);
    fclose(to);
}

#define THREE_YEARS "--set", "horizon.years=3"

/* ---- futures --------------------------------------------------------------------------------- */

static void the_output_is_the_same_by_any_number_of_workers(void **state)
{
    struct run one = {0}, two = {0}, again = {0};
    (void)state;
    copy_db("two.db");
    kru(&one, "sweep", db(), "--name", "a", "--futures", "24", "--seed", "7", "--regret", "2",
        THREE_YEARS, "--workers", "1", "--format", "json");
    kru(&two, "sweep", run_path("two.db"), "--name", "a", "--futures", "24", "--seed", "7",
        "--regret", "2", THREE_YEARS, "--workers", "3", "--format", "json");
    assert_quiet(&one);
    assert_quiet(&two);
    assert_string_equal(one.out, two.out);
    kru(&again, "sweep", db(), "--name", "a", "--format", "json");
    assert_quiet(&again);
    assert_string_equal(one.out, again.out);
    run_clear(&one);
    run_clear(&two);
    run_clear(&again);
}

static double number_of(const cJSON *row, const char *key)
{
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(row, key);
    if (!cJSON_IsNumber(value)) fail_msg("no number '%s'", key);
    return value->valuedouble;
}

static int length_of(const cJSON *json, const char *key)
{
    return cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(json, key));
}

/* 4 majors, 3 districts and 8 measures over 3 years; rows of numbers 0 .. 24 and two decisions. */
static void every_figure_is_in_the_json(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "sweep", db(), "--futures", "24", "--regret", "2", THREE_YEARS, "--format", "json");
    assert_quiet(&run);
    cJSON *json = run_json(run.out);
    assert_int_equal(length_of(json, "outcomes"), 25);
    assert_int_equal(length_of(json, "years"), 8 * 3);
    assert_int_equal(length_of(json, "majors"), 4 * 3);
    assert_int_equal(length_of(json, "districts"), 3 * 3);
    assert_int_equal(length_of(json, "regret"), 2);
    assert_int_equal(length_of(json, "regret_cells"), 2 * 25);
    const cJSON *head = cJSON_GetObjectItemCaseSensitive(json, "sweep");
    assert_close(number_of(head, "solved"), 25.0, 0.0);
    assert_close(number_of(head, "seed"), 1.0, 0.0);
    const cJSON *certainty = cJSON_GetObjectItemCaseSensitive(json, "certainty"), *row;
    assert_int_equal(length_of(certainty, "districts"), 3);
    assert_close(number_of(certainty, "futures"), 24.0, 0.0);
    cJSON_ArrayForEach(row, cJSON_GetObjectItemCaseSensitive(json, "years"))
    {
        assert_true(number_of(row, "p10") <= number_of(row, "p50"));
        assert_true(number_of(row, "p50") <= number_of(row, "p90"));
    }
    cJSON_ArrayForEach(row, cJSON_GetObjectItemCaseSensitive(json, "regret_cells"))
        assert_true(number_of(row, "regret") >= -1e-5);
    cJSON_Delete(json);
    run_clear(&run);
}

static void another_seed_gives_other_futures(void **state)
{
    struct run one = {0}, two = {0};
    (void)state;
    kru(&one, "sweep", db(), "--futures", "10", "--seed", "1", THREE_YEARS, "--format", "csv",
        "--by", "number");
    kru(&two, "sweep", db(), "--futures", "10", "--seed", "2", THREE_YEARS, "--format", "csv",
        "--by", "number");
    assert_quiet(&one);
    assert_quiet(&two);
    assert_string_not_equal(one.out, two.out);
    run_clear(&one);
    run_clear(&two);
}

static void both_languages_say_the_sentence(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "sweep", db(), "--name", "a", "--futures", "10", "--regret", "1", THREE_YEARS);
    assert_quiet(&run);
    assert_has(run.out, "Sweep 'a': 10 sampled futures of ");
    assert_has(run.out, "with 90 % certainty no district is short of more than ");
    assert_has(run.out, "Least worst regret: decision 0");
    kru_th(&run, "sweep", db(), "--name", "a");
    assert_quiet(&run);
    assert_has(run.out, "ชุดทดลอง 'a': อนาคตสุ่ม 10 แบบของ ");
    assert_has(run.out, "ด้วยความมั่นใจ 90 % ไม่มีเขตใดขาดครูเกิน ");
    assert_has(run.out, "เสียใจมากสุดน้อยที่สุด");
    run_clear(&run);
}

static void by_chooses_one_table(void **state)
{
    static const char *const words[][2] = {
        {"number", "number,scenario,state,"},    {"fy", "measure,fy,p10,p50,p90,mean,"},
        {"major", "major,name,fy,p10,"},         {"district", "district,name,fy,p10,"},
        {"certainty", "district,name,most,"},    {"decision", "decision,scenario,kind,"},
        {"regret", "decision,scenario,worlds,"}, {"cell", "decision,number,state,"},
    };
    struct run run = {0};
    (void)state;
    kru(&run, "sweep", db(), "--name", "a", "--futures", "5", "--regret", "1", THREE_YEARS);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        kru(&run, "sweep", db(), "--name", "a", "--format", "csv", "--by", words[i][0]);
        assert_quiet(&run);
        assert_int_equal(strncmp(run.out + 3, words[i][1], strlen(words[i][1])), 0);
    }
    kru(&run, "sweep", db(), "--name", "a", "--by", "major", "--fy", "2568");
    assert_quiet(&run);
    assert_has(run.out, " 2568 ");
    assert_has_not(run.out, " 2569 ");
    run_clear(&run);
}

/* ---- scenarios ------------------------------------------------------------------------------- */

static void make_folder(void)
{
    assert_int_equal(mkdir(run_path("f"), 0700), 0);
    run_write_file(run_path("f/a.ini"), "[exam]\nseats_total = 0\n");
    run_write_file(run_path("f/b.ini"), "[exam]\nseats_totl = 0\n");
    run_write_file(run_path("f/c.ini"), "[rule]\nmust_fill = yes\n[exam]\nseats_total = 0\n"
                                        "[transfer]\nmax = 0\n[retrain]\nmax = 0\n");
    run_write_file(run_path("f/d.ini"), "[scenario]\nname = plenty\n[exam]\nseats_total = 900\n");
    run_write_file(run_path("f/notes.txt"), "no scenario\n");
}

/* A file that cannot be read and one without a plan are rows with their sentences. */
static void one_bad_scenario_does_not_stop_the_rest(void **state)
{
    struct run run = {0};
    (void)state;
    make_folder();
    kru(&run, "sweep", db(), "--scenarios", run_path("f"), THREE_YEARS, "--format", "json");
    assert_quiet(&run);
    cJSON *json = run_json(run.out);
    static const char *const want[][2] = {
        {NULL, "ok"}, {"a", "ok"}, {"b", "config"}, {"c", "infeasible"}, {"plenty", "ok"}};
    const cJSON *rows = cJSON_GetObjectItemCaseSensitive(json, "outcomes");
    assert_int_equal(cJSON_GetArraySize(rows), 5);
    for (int i = 0; i < 5; i++) {
        const cJSON *row = cJSON_GetArrayItem(rows, i);
        const char *name = cJSON_GetObjectItemCaseSensitive(row, "scenario")->valuestring;
        if (want[i][0]) assert_string_equal(name, want[i][0]);
        assert_string_equal(cJSON_GetObjectItemCaseSensitive(row, "state")->valuestring,
                            want[i][1]);
    }
    cJSON_Delete(json);
    kru(&run, "sweep", db(), "--scenarios", run_path("f"), THREE_YEARS);
    assert_quiet(&run);
    assert_has(run.out, "no plan for b: unknown key 'exam.seats_totl' in '");
    assert_has(run.out, "no plan for c: no plan meets every rule: ");
    assert_has(run.out, "Short (posts) by year");
    run_clear(&run);
}

/* Each against each, but for those without a plan: 3 decisions (0, a and plenty of the first 5). */
static void regret_compares_scenarios_with_decisions(void **state)
{
    struct run run = {0};
    (void)state;
    make_folder();
    kru(&run, "sweep", db(), "--scenarios", run_path("f"), "--regret", "100", THREE_YEARS,
        "--format", "csv", "--by", "cell");
    assert_quiet(&run);
    int lines = 0;
    for (const char *c = run.out; *c; c++) lines += *c == '\n';
    assert_int_equal(lines, 1 + 3 * 3);
    assert_has(run.out, ",infeasible,"); /* seats where no exam is held */
    run_clear(&run);
}

static void a_scenario_can_be_a_file(void **state)
{
    struct run run = {0};
    (void)state;
    make_folder();
    kru(&run, "sweep", db(), "--scenarios", run_path("f/d.ini"), "--scenarios", run_path("f/a.ini"),
        THREE_YEARS, "--format", "csv");
    assert_quiet(&run);
    assert_has(run.out, "\r\n1,plenty,ok,");
    assert_has(run.out, "\r\n2,a,ok,");
    run_clear(&run);
}

/* ---- what is refused ------------------------------------------------------------------------- */

static void asks(const char *text_en, enum err_code code, const char *const *argument)
{
    struct run run = {0};
    run_arguments(&run, argument);
    assert_fails(&run, code, text_en);
    assert_string_equal(run.out, "");
    run_clear(&run);
}

#define REFUSED(code, text, ...)                                                                   \
    asks(text, code, (const char *const[]){"kru", "--lang=en", "sweep", db(), __VA_ARGS__, NULL})

static void wrong_options_are_one_sentence(void **state)
{
    struct run run = {0};
    (void)state;
    assert_int_equal(mkdir(run_path("empty"), 0700), 0);
    REFUSED(ERR_INPUT, "'--futures' is '0', allowed are whole numbers 1 .. 100000", "--futures",
            "0");
    REFUSED(ERR_INPUT, "'--workers' is 'x', allowed are whole numbers 1 .. 256", "--futures", "1",
            "--workers", "x");
    REFUSED(ERR_INPUT, "'--seed' is '-1', allowed are whole numbers 0 .. 9223372036854775807",
            "--futures", "1", "--seed", "-1");
    REFUSED(ERR_INPUT, "'--regret' is '1001', allowed are whole numbers 0 .. 1000", "--futures",
            "1", "--regret", "1001");
    REFUSED(ERR_INPUT, "'--futures' and '--scenarios' are both given, allowed is one of them",
            "--futures", "1", "--scenarios", "x");
    REFUSED(ERR_INPUT,
            "'--by' is 'x', allowed are number fy major district certainty decision regret cell",
            "--futures", "1", "--by", "x");
    REFUSED(ERR_INPUT,
            "'kru sweep' needs --scenarios DIR, --futures N, or the --name of a sweep that exists",
            THREE_YEARS);
    REFUSED(ERR_INPUT,
            "'12' cannot name a sweep, allowed are 1 .. 200 letters of UTF-8, not digits alone",
            "--name", "12", "--futures", "1");
    char text[RUN_PATH + 64];
    snprintf(text, sizeof text, "folder '%s' has no .ini file", run_path("empty"));
    REFUSED(ERR_NOT_FOUND, text, "--scenarios", run_path("empty"));
    kru(&run, "sweeps", db(), "--drop", "none");
    assert_fails(&run, ERR_NOT_FOUND, "no sweep 'none', kru sweeps lists them");
    kru_th(&run, "sweeps", db(), "--drop", "none");
    assert_fails(&run, ERR_NOT_FOUND, "ไม่มีชุดทดลอง 'none' ดูรายชื่อได้ด้วยคำสั่ง kru sweeps");
    run_clear(&run);
}

static void a_sweep_goes_on_only_as_it_was_begun(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "sweep", db(), "--name", "a", "--futures", "4", "--seed", "3", THREE_YEARS);
    assert_quiet(&run);
    kru(&run, "sweep", db(), "--name", "a", "--futures", "4", "--seed", "3", THREE_YEARS);
    assert_quiet(&run);
    REFUSED(ERR_INPUT, "sweep 'a' was begun with another '--futures', take another name", "--name",
            "a", "--futures", "5");
    REFUSED(ERR_INPUT, "sweep 'a' was begun with another '--seed', take another name", "--name",
            "a", "--seed", "4");
    REFUSED(ERR_INPUT, "sweep 'a' was begun with another '--regret', take another name", "--name",
            "a", "--regret", "2");
    REFUSED(ERR_INPUT, "sweep 'a' was begun with another '--set' / '--scenario', take another name",
            "--name", "a", "--set", "horizon.years=2");
    REFUSED(ERR_INPUT, "sweep 'a' was begun with another '--scenarios', take another name",
            "--name", "a", "--scenarios", "x");
    run_clear(&run);
}

static void sweeps_are_listed_and_removed(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "sweep", db(), "--name", "a", "--futures", "4", THREE_YEARS);
    assert_quiet(&run);
    kru(&run, "sweeps", db(), "--format", "csv");
    assert_quiet(&run);
    assert_has(run.out, "\r\n1,a,futures,");
    assert_has(run.out, ",1,4,1,0,5,0\r\n");
    kru(&run, "sweeps", db(), "--drop", "a");
    assert_quiet(&run);
    assert_has(run.out, "Removed\n");
    kru(&run, "sweeps", db());
    assert_has(run.out, "(nothing to list)");
    run_clear(&run);
}

/* ---- killed ---------------------------------------------------------------------------------- */

enum { FUTURES = 120 };
#define MANY "sweep", db(), "--name", "k", "--futures", "120", THREE_YEARS

static pid_t start_many(FILE *out)
{
    const pid_t program = fork();
    assert_true(program >= 0);
    if (program > 0) return program;
    dup2(fileno(out), STDOUT_FILENO);
    dup2(fileno(out), STDERR_FILENO);
    signal(SIGINT, SIG_DFL);
    execl(KRU_BINARY, "kru", "--lang=en", MANY, "--workers", "2", "--format", "json", NULL);
    _exit(127);
}

static int saved(void)
{
    struct run run = {0};
    int count = 0;
    kru(&run, "sweeps", db(), "--format", "csv");
    const char *row = strstr(run.out, ",k,futures,");
    if (row && sscanf(row, ",k,futures,%*[^,],%*d,%*d,%*d,%*d,%d", &count) != 1) count = 0;
    run_clear(&run);
    return count;
}

static void wait_for_saved(int least)
{
    for (int i = 0; i < 6000 && saved() < least; i++) poll(NULL, 0, 5);
    assert_true(saved() >= least);
}

/* State and parent of a process, from /proc; 'X': it has gone. */
static char look_at(const char *number, int *parent)
{
    char path[300], how = 'X';
    snprintf(path, sizeof path, "/proc/%s/stat", number);
    FILE *file = fopen(path, "r");
    if (!file) return 'X';
    if (fscanf(file, "%*d %*s %c %d", &how, parent) != 2) how = 'X';
    fclose(file);
    return how;
}

static int children_of(pid_t parent, pid_t *child, int most)
{
    int count = 0;
    DIR *folder = opendir("/proc");
    for (const struct dirent *entry; folder && (entry = readdir(folder));) {
        int of = 0;
        if (entry->d_name[0] < '1' || entry->d_name[0] > '9') continue;
        const char how = look_at(entry->d_name, &of);
        if (how != 'X' && how != 'Z' && of == parent && count < most)
            child[count++] = (pid_t)strtol(entry->d_name, NULL, 10);
    }
    if (folder) closedir(folder);
    return count;
}

/* Dead, though whoever inherited it may not have asked for its end yet. */
static void assert_ended(pid_t process)
{
    char number[24], how = 'R';
    int parent = 0;
    snprintf(number, sizeof number, "%ld", (long)process);
    for (int i = 0; i < 100 && how != 'X' && how != 'Z'; i++) {
        how = look_at(number, &parent);
        poll(NULL, 0, 10);
    }
    assert_true(how == 'X' || how == 'Z');
}

/* What a sweep that nobody disturbs prints. */
static char *undisturbed(void)
{
    struct run run = {0};
    copy_db("quiet.db");
    kru(&run, "sweep", run_path("quiet.db"), "--name", "k", "--futures", "120", THREE_YEARS,
        "--workers", "2", "--format", "json");
    assert_quiet(&run);
    free(run.err);
    return run.out;
}

static void a_worker_that_is_killed_changes_nothing(void **state)
{
    char *want = undisturbed();
    FILE *out = tmpfile();
    pid_t worker[8];
    int status = 0, killed = 0;
    (void)state;
    assert_non_null(out);
    const pid_t program = start_many(out);
    for (int round = 1; round <= 3; round++) {
        wait_for_saved(15 * round);
        if (children_of(program, worker, 8) == 0) break;
        killed += kill(worker[0], SIGKILL) == 0;
    }
    assert_int_equal(waitpid(program, &status, 0), program);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_true(killed > 0);
    char *got = run_read(out);
    assert_string_equal(got, want);
    free(got);
    free(want);
    fclose(out);
}

static void a_program_that_is_killed_loses_only_what_was_under_way(void **state)
{
    char *want = undisturbed();
    struct run run = {0};
    FILE *out = tmpfile();
    pid_t worker[8];
    int status = 0;
    (void)state;
    assert_non_null(out);
    const pid_t program = start_many(out);
    wait_for_saved(30);
    const int workers = children_of(program, worker, 8);
    assert_int_equal(kill(program, SIGKILL), 0);
    assert_int_equal(waitpid(program, &status, 0), program);
    fclose(out);
    for (int i = 0; i < workers; i++) assert_ended(worker[i]);
    const int kept = saved();
    assert_in_range(kept, 30, FUTURES + 1);
    poll(NULL, 0, 100);
    assert_int_equal(saved(), kept);
    kru(&run, MANY, "--workers", "1", "--format", "json");
    assert_quiet(&run);
    assert_string_equal(run.out, want);
    run_clear(&run);
    free(want);
}

static void an_interrupt_says_how_to_go_on(void **state)
{
    FILE *out = tmpfile();
    int status = 0;
    char text[160];
    (void)state;
    assert_non_null(out);
    const pid_t program = start_many(out);
    wait_for_saved(10);
    assert_int_equal(kill(program, SIGINT), 0);
    assert_int_equal(waitpid(program, &status, 0), program);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), err_exit_status(ERR_LIMIT));
    snprintf(text, sizeof text,
             "kru: stopped with %d of 121 saved, go on with 'kru sweep DB --name k'\n", saved());
    char *got = run_read(out);
    assert_string_equal(got, text);
    free(got);
    fclose(out);
}

/* Half of it done, then other data: what is there is shown, more is not added. */
static void other_data_end_a_sweep(void **state)
{
    struct run run = {0};
    FILE *out = tmpfile();
    int status = 0;
    (void)state;
    const pid_t program = start_many(out);
    wait_for_saved(10);
    assert_int_equal(kill(program, SIGKILL), 0);
    assert_int_equal(waitpid(program, &status, 0), program);
    fclose(out);
    run_write_file(run_path("majors.csv"), "code,name_th,name_en\nnew_major,วิชาใหม่,New\n");
    kru(&run, "import", db(), run_path("majors.csv"));
    assert_status(&run, 0);
    kru(&run, MANY);
    assert_fails(&run, ERR_MISMATCH,
                 "the data have changed since sweep 'k' was begun, make a new one");
    run_clear(&run);
}

/* ---- more than one rank ---------------------------------------------------------------------- */

#if defined KRU_MPI
static void two_ranks_give_the_same_bytes(void **state)
{
    struct run run = {0};
    FILE *out = tmpfile();
    int status = 0;
    (void)state;
    copy_db("ranks.db");
    kru(&run, "sweep", db(), "--name", "m", "--futures", "20", "--regret", "2", THREE_YEARS,
        "--format", "json");
    assert_quiet(&run);
    const pid_t program = fork();
    assert_true(program >= 0);
    if (program == 0) {
        dup2(fileno(out), STDOUT_FILENO);
        execlp("mpirun", "mpirun", "--allow-run-as-root", "--oversubscribe", "-n", "2", KRU_BINARY,
               "--lang=en", "sweep", run_path("ranks.db"), "--name", "m", "--futures", "20",
               "--regret", "2", THREE_YEARS, "--format", "json", NULL);
        _exit(127);
    }
    assert_int_equal(waitpid(program, &status, 0), program);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    char *got = run_read(out);
    assert_string_equal(got, run.out);
    free(got);
    fclose(out);
    run_clear(&run);
}
#else
static void two_ranks_give_the_same_bytes(void **state)
{
    (void)state;
    skip(); /* a build with -DKRU_MPI=ON has them */
}
#endif

static const struct CMUnitTest cases[] = {
    CASE_WITH(the_output_is_the_same_by_any_number_of_workers, run_setup_tiny, run_teardown),
    CASE_WITH(every_figure_is_in_the_json, run_setup_tiny, run_teardown),
    CASE_WITH(another_seed_gives_other_futures, run_setup_tiny, run_teardown),
    CASE_WITH(both_languages_say_the_sentence, run_setup_tiny, run_teardown),
    CASE_WITH(by_chooses_one_table, run_setup_tiny, run_teardown),
    CASE_WITH(one_bad_scenario_does_not_stop_the_rest, run_setup_tiny, run_teardown),
    CASE_WITH(regret_compares_scenarios_with_decisions, run_setup_tiny, run_teardown),
    CASE_WITH(a_scenario_can_be_a_file, run_setup_tiny, run_teardown),
    CASE_WITH(wrong_options_are_one_sentence, run_setup_tiny, run_teardown),
    CASE_WITH(a_sweep_goes_on_only_as_it_was_begun, run_setup_tiny, run_teardown),
    CASE_WITH(sweeps_are_listed_and_removed, run_setup_tiny, run_teardown),
    CASE_WITH(a_worker_that_is_killed_changes_nothing, run_setup_tiny, run_teardown),
    CASE_WITH(a_program_that_is_killed_loses_only_what_was_under_way, run_setup_tiny, run_teardown),
    CASE_WITH(an_interrupt_says_how_to_go_on, run_setup_tiny, run_teardown),
    CASE_WITH(other_data_end_a_sweep, run_setup_tiny, run_teardown),
    CASE_WITH(two_ranks_give_the_same_bytes, run_setup_tiny, run_teardown),
};
TEST_MAIN(cases)
