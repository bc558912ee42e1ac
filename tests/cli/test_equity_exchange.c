/* From files of pupils to the planner's plan, and that nobody's name or number comes along. */
#include "tests/cli/run.h"

#include "base/text.h"

/* What is planted: parts of names, numbers and a reason; none of them may be found where the
   planner reads. */
static const char *const planted[] = {"ปลาทองลับ",      "มะลิวัลย์ซ่อน",     "1112034563562",
                                      "G123456789012", "กล้องเสียเมื่อวาน", "V-planted"};
enum { PLANTED = sizeof planted / sizeof *planted, PUPILS = 12 };

static void write_files(void)
{
    static const char *const schools[] = {"S1", "S2", "S3", "S4"};
    struct text rolls = {0}, visits = {0};
    text_add(&rolls, "id_kind,id_number,name,birth_date,sex,school,grade,academic_year,term\n"
                     "T,1112034563562,เด็กหญิงปลาทองลับ ใจดี,04/03/2561,F,S1,p1,2569,1\n"
                     "G,G123456789012,เด็กชายมะลิวัลย์ซ่อน มาดี,05/03/2561,M,S1,p1,2569,1\n");
    text_add(&visits,
             "visit,id_kind,id_number,kind,visited_on,photos,exempt_reason,household,members,"
             "income_wage,income_farm,income_business,income_welfare,income_other,"
             "dependants,tenure,floor,wall,roof,toilet,land,water,power,vehicles,goods\n"
             "V-planted,T,1112034563562,screen,01/06/2569,1,กล้องเสียเมื่อวาน,general,4,2400,"
             "0,0,0,0,4,free,earth,zinc,plastic,no,none,tap,shared,none,0\n");
    for (int i = 0; i < PUPILS; i++) {
        text_add(&rolls, "G,G0000%05d777,คนที่%c%c มาเรียน,%02d/07/2560,M,%s,p2,2569,1\n", 97 * i,
                 'A' + i, 'a' + 2 * i, i + 1, schools[i % 4]);
        text_add(&visits,
                 "V%d,G,G0000%05d777,screen,01/06/2569,2,,general,2,28000,0,0,0,0,0,own,tile,brick,"
                 "tile,yes,none,bottle,meter,car,%d\n",
                 i, 97 * i, i % 5);
    }
    run_write_file(run_path("rolls.csv"), text_s(&rolls));
    run_write_file(run_path("visits.csv"), text_s(&visits));
    text_clear(&rolls);
    text_clear(&visits);
}

static void assert_done(struct run *run)
{
    if (run->status != 0) fail_msg("status %d: %s", run->status, run->err);
    run_clear(run);
}

/* A database with the two files in it, scored. */
static int setup(void **state)
{
    static const char *const users[][2] = {
        {"lekha", "secretary"}, {"kamakan", "member"}, {"phaen", "planner"}, {"prasan", "liaison"}};
    struct run run = {0};
    setenv("KRU_NOW", "1790000000", 1); /* 21 September 2026 */
    unsetenv("KRU_KEY_FILE");
    if (run_setup_tiny(state) != 0) return -1;
    write_files();
    const char *db = run_path("tiny.db");
    kru(&run, "equity", "init", db, "--as", "admin");
    assert_done(&run);
    for (size_t u = 0; u < sizeof users / sizeof *users; u++) {
        kru(&run, "equity", "users", db, "--as", "admin", "--add", users[u][0], "--role",
            users[u][1]);
        assert_done(&run);
    }
    kru(&run, "equity", "models", db, "--as", "lekha", "--add", KRU_SOURCE "/conf/pmt/demo-1.ini");
    assert_done(&run);
    kru(&run, "equity", "models", db, "--as", "lekha", "--test", "demo-1");
    assert_done(&run);
    kru(&run, "equity", "models", db, "--as", "lekha", "--waive", "demo-1", "--reason",
        "an example for tests");
    assert_done(&run);
    kru(&run, "equity", "models", db, "--as", "kamakan", "--activate", "demo-1");
    assert_done(&run);
    kru(&run, "equity", "import", db, run_path("rolls.csv"), run_path("visits.csv"), "--as",
        "lekha", "--reason", "lists of the first term");
    assert_done(&run);
    kru(&run, "equity", "score", db, "--as", "lekha");
    assert_done(&run);
    return 0;
}

/* All bytes of a file, zeros as well. */
static struct text bytes_of(const char *path)
{
    struct text text = {0};
    char piece[4096];
    FILE *file = fopen(path, "rb");
    if (!file) return text;
    for (size_t got = 0; (got = fread(piece, 1, sizeof piece, file)) > 0;)
        text_add_bytes(&text, piece, got);
    fclose(file);
    return text;
}

static void assert_nobody_in(const char *what, const char *bytes, size_t size)
{
    for (int p = 0; p < PLANTED; p++)
        for (size_t at = 0, length = strlen(planted[p]); at + length <= size; at++)
            if (memcmp(bytes + at, planted[p], length) == 0)
                fail_msg("'%s' holds '%s'", what, planted[p]);
}

static void assert_nobody_in_file(const char *path)
{
    struct text bytes = bytes_of(path);
    if (bytes.length) assert_nobody_in(path, bytes.s, bytes.length);
    text_clear(&bytes);
}

static void assert_nobody_told(struct run *run)
{
    assert_nobody_in("output", run->out, strlen(run->out));
    assert_nobody_in("errors", run->err, strlen(run->err));
    run_clear(run);
}

/* ---- the index ----------------------------------------------------------------------------- */

static void the_index_reaches_the_planner_and_nobody_comes_along(void **state)
{
    (void)state;
    struct run run = {0};
    const char *db = run_path("tiny.db");
    kru(&run, "equity", "freeze", db, "--round", "2569-1", "--as", "phaen");
    assert_status(&run, 0);
    assert_nobody_told(&run);
    /* S1: five on the roll, four of them visited; of the city 14 and 13. */
    kru(&run, "equity", "index", db, "--round", "2569-1", "--format", "json");
    assert_status(&run, 0);
    assert_has(run.out, "\"coverage_percent\":80");
    assert_nobody_told(&run);
    kru(&run, "plan", db, "--name", "after");
    assert_status(&run, 0);
    assert_nobody_told(&run);
    kru(&run, "export", db, "after", "--to", run_path("plan.json"));
    assert_status(&run, 0);
    assert_nobody_told(&run);
    kru(&run, "data", db, "--table", "equity_index", "--to", run_path("data.xlsx"));
    assert_status(&run, 0);
    assert_nobody_told(&run);
    static const char *const files[] = {"tiny.db", "tiny.db-wal", "plan.json", "data.xlsx"};
    for (size_t f = 0; f < sizeof files / sizeof *files; f++)
        assert_nobody_in_file(run_path(files[f]));
    /* Names and numbers are sealed where they are kept; codes of visits and reasons are not. */
    struct text kept = bytes_of(run_path("tiny-equity.db"));
    assert_true(kept.length > 0);
    for (int p = 0; p < 4; p++)
        for (size_t at = 0; at + strlen(planted[p]) <= kept.length; at++)
            assert_true(memcmp(kept.s + at, planted[p], strlen(planted[p])) != 0);
    text_clear(&kept);
}

static void a_round_frozen_again_writes_nothing(void **state)
{
    (void)state;
    struct run run = {0};
    const char *db = run_path("tiny.db");
    kru(&run, "equity", "freeze", db, "--round", "2569-1", "--as", "phaen", "--format", "csv",
        "--no-bom");
    /* Four schools and one row of provenance. */
    assert_has(run.out, "2569-1,2569,1,demo-1,4,14,13,1,");
    assert_has(run.out, ",5\r\n");
    run_clear(&run);
    kru(&run, "equity", "freeze", db, "--round", "2569-1", "--as", "lekha", "--format", "csv",
        "--no-bom");
    assert_status(&run, 0);
    assert_has(run.out, ",0\r\n");
    run_clear(&run);
    kru(&run, "equity", "freeze", db, "--as", "lekha");
    assert_fails(&run, ERR_INPUT, "'kru equity freeze' needs --round, such as 2569 or 2569-1");
    run_clear(&run);
}

/* ---- what goes out ------------------------------------------------------------------------- */

static void small_counts_do_not_go_out_and_the_file_is_its_owners(void **state)
{
    (void)state;
    struct run run = {0};
    struct stat about;
    kru(&run, "equity", "export", run_path("tiny.db"), "--what", "open", "--to",
        run_path("open.csv"), "--as", "phaen", "--reason", "yearly publication", "--no-bom");
    assert_status(&run, 0);
    assert_nobody_told(&run);
    assert_int_equal(stat(run_path("open.csv"), &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    char *file = run_read_file(run_path("open.csv"));
    /* D1 has 8 of the 14 pupils and D2 has 6: each below 10, and so is every part of them. In the
       city 12 are in no band, 1 is extremely poor and 1 not screened: with 12 and 14 both shown,
       the two together would be known to be 2. */
    assert_has(file, "district,extreme,none,not screened,total\r\nD1,*,*,*,*\r\nD2,*,*,*,*\r\n"
                     "total,*,");
    assert_false(strstr(file, ",12,") && strstr(file, ",14\r"));
    free(file);
    kru(&run, "equity", "export", run_path("tiny.db"), "--what", "all", "--to",
        run_path("open.csv"), "--as", "phaen", "--reason", "yearly publication");
    assert_fails(&run, ERR_INPUT,
                 "'--what' is missing or unknown, allowed are eef, district, partner, open");
    run_clear(&run);
}

static void bad_files_name_no_person_on_any_output(void **state)
{
    (void)state;
    struct run run = {0};
    run_write_file(run_path("rolls-2.csv"),
                   "id_kind,id_number,name,birth_date,sex,school,grade,academic_year,term\n"
                   "T,1112034563562,ปลาทองลับ,04/03/2561,F,S1,ปลาทองลับ,2569,1\n"
                   "ปลาทองลับ,G123456789012,มะลิวัลย์ซ่อน,x,F,S1,p1,2569,1\n");
    kru(&run, "equity", "import", run_path("tiny.db"), run_path("rolls-2.csv"), "--as", "lekha",
        "--reason", "lists of the first term");
    assert_int_equal(run.status, err_exit_status(ERR_INPUT));
    assert_has(run.err, "2 bad cells, nothing imported");
    assert_nobody_told(&run);
}

static const struct CMUnitTest cases[] = {
    CASE_WITH(the_index_reaches_the_planner_and_nobody_comes_along, setup, run_teardown),
    CASE_WITH(a_round_frozen_again_writes_nothing, setup, run_teardown),
    CASE_WITH(small_counts_do_not_go_out_and_the_file_is_its_owners, setup, run_teardown),
    CASE_WITH(bad_files_name_no_person_on_any_output, setup, run_teardown),
};
TEST_MAIN(cases)
