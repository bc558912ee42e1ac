/* The commands of cases as users type them: who may do what, in which words, and what a wrong word
   is answered. */
#include "tests/cli/case_office.h"

/* ---- role x command ------------------------------------------------------------------------ */

/*
 * The answer to each role: '+' done, 'i' refused as a rule says (ERR_INPUT), '-' as if it were not
 * there (ERR_NOT_FOUND). The roles in the order of the columns:
 *   teacher certifier director district secretary member verifier liaison
 *   partner planner data-protection auditor administrator
 * Who sees a case of school S1 in D1: its school, its district, the city. A partner sees referrals
 * to it alone, planner and administrator no case at all. A crisis is opened by teacher, director
 * and district, triaged by the latter two (docs/equity-cases.md); rules and names of items are the
 * secretary's, entries of the ledger a teacher's or director's.
 */
static const char *const columns[] = {
    "teacher", "certifier", "director", "district", "secretary", "member", "verifier",
    "liaison", "shelter",   "planner",  "officer",  "auditor",   "chief",
};
enum { COLUMNS = sizeof columns / sizeof *columns };

enum probe { LIST, SHOW, OPEN, TRIAGE, RULES, NAME, ITEMS, ENTER, SAMPLE, DETECT, PROBES };
static const char *const answers[PROBES] = {
    [LIST] = "+++++++++++++",   [SHOW] = "++++++++--++-",  [OPEN] = "+i++iiii--ii-",
    [TRIAGE] = "ii++iiii--ii-", [RULES] = "iiii+iiiiiiii", [NAME] = "iiii+iiiiiiii",
    [ITEMS] = "++++++++--++-",  [ENTER] = "+i+iiiii--ii-", [SAMPLE] = "iiiiiiiiiiiii",
    [DETECT] = "iiiiiiiiiiiii",
};

static void probe(struct run *run, enum probe which, const char *user, int64_t student, int64_t id)
{
    const char *db = office_db(), *pupil = office_number(student), *number = office_number(id);
    switch (which) {
    case LIST:
        kru(run, "case", "list", db, "--as", user);
        break;
    case SHOW:
        kru(run, "case", "show", db, number, "--as", user);
        break;
    case OPEN:
        kru(run, "case", "open", db, "crisis", "--student", pupil, "--as", user);
        break;
    case TRIAGE:
        kru(run, "case", "act", db, number, "triage", "--as", user);
        break;
    case RULES:
        kru(run, "case", "rules", db, KRU_SOURCE "/conf/equity/grants.ini", "--as", user);
        break;
    case NAME:
        kru(run, "case", "item", db, "3", "--name", "Textbooks", "--as", user);
        break;
    case ITEMS:
        kru(run, "case", "items", db, "--school", "S1", "--as", user);
        break;
    case ENTER:
        kru(run, "case", "item", db, "3", "due", "--student", pupil, "--as", user);
        break;
    case SAMPLE: /* nothing is before the subcommittee */
        kru(run, "case", "sample", db, "--round", "r", "--seed", "1", "--as", user);
        break;
    case DETECT: /* there is no roll */
        kru(run, "case", "detect", db, "--year", "2569", "--term", "1", "--as", user);
        break;
    default:
        fail();
    }
}

static int status_of(char answer)
{
    return answer == '+'   ? 0
           : answer == 'i' ? err_exit_status(ERR_INPUT)
                           : err_exit_status(ERR_NOT_FOUND);
}

static void ask_everybody(enum probe which)
{
    struct run run = {0};
    const int64_t student = office_pupil("Dao Jaidee", "2562-05-17");
    int64_t id = office_case("crisis", student, "teacher");
    for (int c = 0; c < COLUMNS; c++) {
        const char answer = answers[which][c];
        probe(&run, which, columns[c], student, id);
        if (run.status != status_of(answer))
            fail_msg("%s, probe %d: status %d, not '%c'; it said: %s", columns[c], which,
                     run.status, answer, run.err);
        if (which == TRIAGE && answer == '+') id = office_case("crisis", student, "teacher");
    }
    run_clear(&run);
}

static void every_role_gets_its_answer_to_reading(void **state)
{
    (void)state;
    ask_everybody(LIST);
    ask_everybody(SHOW);
    ask_everybody(ITEMS);
}

static void every_role_gets_its_answer_to_opening_and_acting(void **state)
{
    (void)state;
    ask_everybody(OPEN);
    ask_everybody(TRIAGE);
}

static void every_role_gets_its_answer_to_rules_and_items(void **state)
{
    (void)state;
    ask_everybody(RULES);
    ask_everybody(NAME);
    ask_everybody(ENTER);
}

static void every_role_gets_its_answer_to_sample_and_detection(void **state)
{
    struct run run = {0};
    (void)state;
    ask_everybody(SAMPLE);
    ask_everybody(DETECT);
    kru(&run, "case", "sample", office_db(), "--round", "r", "--seed", "1", "--as", "teacher");
    assert_fails(&run, ERR_INPUT, "'teacher' may not see the sample of the whole city");
    kru(&run, "case", "sample", office_db(), "--round", "r", "--seed", "1", "--as", "secretary");
    assert_fails(&run, ERR_INPUT,
                 "no case with a score is before the subcommittee, so there is nothing to draw");
    kru(&run, "case", "detect", office_db(), "--term", "1", "--as", "member");
    assert_fails(&run, ERR_INPUT,
                 "'member' may not look for drop-outs, allowed are those who open cases of 'back "
                 "to school'");
    kru(&run, "case", "detect", office_db(), "--term", "1", "--as", "district");
    assert_fails(&run, ERR_INPUT,
                 "there is no roll of term 1/2569, import it with 'kru equity import'");
    run_clear(&run);
}

/* ---- sentences ----------------------------------------------------------------------------- */

static void who_is_elsewhere_gets_the_answer_of_a_case_that_is_not_there(void **state)
{
    struct run run = {0};
    (void)state;
    const int64_t student = office_pupil("Dao Jaidee", "2562-05-17");
    const int64_t id = office_case("crisis", student, "teacher");
    char text[80];
    assert_int_equal(id, 1);
    kru(&run, "case", "show", office_db(), "1", "--as", "away-district");
    assert_fails(&run, ERR_NOT_FOUND, "no case '1'");
    kru(&run, "case", "show", office_db(), "2", "--as", "away-district");
    assert_fails(&run, ERR_NOT_FOUND, "no case '2'");
    kru(&run, "case", "act", office_db(), "1", "triage", "--as", "away-district");
    assert_fails(&run, ERR_NOT_FOUND, "no case '1'");
    snprintf(text, sizeof text, "no pupil '%lld' where this user acts", (long long)student);
    kru(&run, "case", "open", office_db(), "crisis", "--student", office_number(student), "--as",
        "away");
    assert_fails(&run, ERR_NOT_FOUND, text);
    kru(&run, "case", "open", office_db(), "crisis", "--student", "7", "--as", "away");
    assert_fails(&run, ERR_NOT_FOUND, "no pupil '7' where this user acts");
    kru(&run, "case", "open", office_db(), "grant", "--student", "7", "--as", "secretary");
    assert_fails(&run, ERR_NOT_FOUND, "no pupil '7' where this user acts");
    /* Recorded: two shows, one act (which reads first), two openings by 'away'. */
    assert_int_equal(office_count("SELECT count(*) FROM audit WHERE action = 'case.read.refused'"),
                     3);
    assert_int_equal(
        office_count("SELECT count(*) FROM audit WHERE action = 'crisis.triage.refused'"), 1);
    assert_int_equal(
        office_count("SELECT count(*) FROM audit WHERE action = 'crisis.open.refused'"), 2);
    run_clear(&run);
}

static void wrong_words_are_named_with_those_allowed(void **state)
{
    struct run run = {0};
    const char *db = office_db();
    (void)state;
    kru(&run, "case", "list", db);
    assert_fails(&run, ERR_INPUT, "'kru case list' needs --as USER, the user who does this");
    kru(&run, "case", "list", db, "--as", "nobody");
    assert_status(&run, err_exit_status(ERR_NOT_FOUND));
    kru(&run, "case", "list", db, "screeing", "--as", "teacher");
    assert_fails(&run, ERR_INPUT,
                 "no workflow 'screeing', allowed are screening, grant, care, crisis, dropout, "
                 "referral");
    kru(&run, "case", "list", db, "care", "PAID", "--as", "teacher");
    assert_fails(&run, ERR_INPUT, "no state 'PAID' in 'care', allowed are OPENED, IN_CARE, CLOSED");
    kru(&run, "case", "act", db, "1", "aprove", "--as", "teacher");
    assert_fails(&run, ERR_INPUT, "no step 'aprove', is 'approve' meant");
    kru(&run, "case", "act", db, "one", "approve", "--as", "teacher");
    assert_status(&run, err_exit_status(ERR_INPUT));
    kru(&run, "case", "act", db, "1", "bring-back", "--kind", "home", "--as", "teacher");
    assert_fails(&run, ERR_INPUT,
                 "'--kind' is 'home', allowed are school, non-formal, vocational, special");
    kru(&run, "case", "act", db, "1", "state-cause", "--cause", "20", "--as", "teacher");
    assert_fails(&run, ERR_INPUT, "'--cause' is '20', allowed are 1 .. 19");
    kru(&run, "case", "act", db, "1", "approve", "--request", "k", "--as", "teacher");
    assert_fails(&run, ERR_INPUT,
                 "--request needs --seen N, the version that was read, so that it can be sent "
                 "again");
    kru(&run, "case", "open", db, "care", "--as", "teacher");
    assert_fails(&run, ERR_INPUT, "'kru case open' needs --student ID");
    kru(&run, "case", "item", db, "21", "due", "--as", "teacher");
    assert_fails(&run, ERR_INPUT, "no item '21', allowed are 1 .. 20");
    kru(&run, "case", "item", db, "2", "--as", "teacher");
    assert_fails(&run, ERR_INPUT,
                 "one of the two is needed: --name NAME, or due, delivered, taken-back");
    kru(&run, "case", "report", db, "--by", "school");
    assert_fails(&run, ERR_INPUT, "'--by' is 'school', allowed are district, cause");
    kru_th(&run, "case", "list", db);
    assert_fails(&run, ERR_INPUT, "'kru case list' ต้องมี --as USER คือผู้ใช้ที่ทำงานนี้");
    kru_th(&run, "case", "act", db, "1", "aprove", "--as", "teacher");
    assert_fails(&run, ERR_INPUT, "ไม่มีขั้น 'aprove' หมายถึง 'approve' หรือไม่");
    run_clear(&run);
}

static void a_request_sent_again_is_done_once(void **state)
{
    struct run run = {0};
    const char *db = office_db();
    (void)state;
    office_case("crisis", office_pupil("Dao Jaidee", "2562-05-17"), "teacher");
    kru(&run, "case", "act", db, "1", "triage", "--seen", "1", "--request", "k1", "--as",
        "director");
    assert_quiet(&run);
    assert_has_not(run.out, "done before");
    kru(&run, "case", "act", db, "1", "triage", "--seen", "1", "--request", "k1", "--as",
        "director");
    assert_quiet(&run);
    assert_has(run.out, "this request was done before; nothing changed now");
    kru(&run, "case", "act", db, "1", "approve", "--seen", "1", "--reason", "fire", "--as",
        "district");
    assert_status(&run, err_exit_status(ERR_MISMATCH));
    assert_has(run.err, "was changed since it was read (version 1 was read, it is 2 now");
    assert_int_equal(office_count("SELECT count(*) FROM transition_log"), 1);
    run_clear(&run);
}

/* What show says is what act does: for every step of every user of the school. */
static void show_tells_who_may_take_which_step(void **state)
{
    static const char *const users[] = {"teacher", "director", "district", "member"};
    static const char *const said[] = {"role", "yes", "yes", "role"}; /* of triage */
    struct run run = {0};
    (void)state;
    office_case("crisis", office_pupil("Dao Jaidee", "2562-05-17"), "teacher");
    for (int u = 0; u < 4; u++) {
        kru(&run, "case", "show", office_db(), "1", "--as", users[u], "--format", "json");
        assert_quiet(&run);
        cJSON *json = run_json(run.out);
        const cJSON *next = cJSON_GetObjectItem(json, "next");
        assert_int_equal(cJSON_GetArraySize(next), 1);
        const cJSON *step = cJSON_GetArrayItem(next, 0);
        assert_string_equal(cJSON_GetObjectItem(step, "action")->valuestring, "triage");
        assert_string_equal(cJSON_GetObjectItem(step, "you")->valuestring, said[u]);
        assert_string_equal(cJSON_GetObjectItem(step, "roles")->valuestring, "director, district");
        assert_string_equal(cJSON_GetObjectItem(step, "hours")->valuestring, "due 24");
        cJSON_Delete(json);
    }
    kru_th(&run, "case", "show", office_db(), "1", "--as", "director");
    assert_quiet(&run);
    assert_has(run.out, "รับแจ้ง");
    assert_has(run.out, "ภายใน 24");
    run_clear(&run);
}

static void the_ledger_of_items_adds_up(void **state)
{
    struct run run = {0};
    const char *db = office_db();
    (void)state;
    const char *pupil = office_number(office_pupil("Dao Jaidee", "2562-05-17"));
    kru(&run, "case", "item", db, "1", "--name", "Textbooks", "--as", "secretary");
    assert_quiet(&run);
    assert_string_equal(run.out, "item 1 is called 'Textbooks'\n");
    kru(&run, "case", "item", db, "1", "due", "--student", pupil, "--count", "8", "--as",
        "teacher");
    assert_quiet(&run);
    kru(&run, "case", "item", db, "1", "delivered", "--student", pupil, "--count", "5", "--request",
        "k", "--as", "teacher");
    assert_quiet(&run);
    kru(&run, "case", "item", db, "1", "delivered", "--student", pupil, "--count", "5", "--request",
        "k", "--as", "teacher");
    assert_quiet(&run);
    kru(&run, "case", "item", db, "1", "taken-back", "--student", pupil, "--as", "teacher");
    assert_string_equal(run.out, "entered: due 8, delivered 5, taken back 1\n");
    kru(&run, "case", "items", db, "--as", "director", "--format", "json");
    assert_quiet(&run);
    assert_int_equal(office_first(&run, "outstanding"), 8 - (5 - 1));
    kru(&run, "case", "item", db, "1", "delivered", "--student", pupil, "--count", "9", "--as",
        "teacher");
    assert_status(&run, err_exit_status(ERR_INPUT));
    kru(&run, "case", "items", db, "--as", "secretary");
    assert_fails(&run, ERR_INPUT, "'kru case items' needs --school CODE");
    run_clear(&run);
}

/* ---- workflow ------------------------------------------------------------------------------ */

static void a_workflow_is_printed_from_its_table(void **state)
{
    struct run run = {0};
    int steps = 0;
    (void)state;
    kru(&run, "case", "workflow", "--format", "json");
    assert_quiet(&run);
    cJSON *json = run_json(run.out);
    const cJSON *row;
    cJSON_ArrayForEach(row, cJSON_GetObjectItem(json, "rows"))
    {
        steps += cJSON_GetObjectItem(row, "steps")->valueint;
    }
    assert_int_equal(steps, workflow_row_count);
    cJSON_Delete(json);
    kru(&run, "case", "workflow", "crisis", "--format", "csv", "--no-bom");
    assert_quiet(&run);
    assert_has(run.out, "TRIAGE,approve,approve,APPROVED,district,\"secretary, member\",reason,");
    kru(&run, "case", "workflow", "crises");
    assert_status(&run, err_exit_status(ERR_INPUT));
    run_clear(&run);
}

/* The file beside the database is read, and one that is wrong stops every command. */
static void the_limits_of_the_office_are_read(void **state)
{
    struct run run = {0};
    (void)state;
    office_case("crisis", office_pupil("Dao Jaidee", "2562-05-17"), "teacher");
    run_write_file(run_path("tiny-cases.ini"), "[limits]\ntriage = 2\n");
    kru(&run, "case", "show", office_db(), "1", "--as", "director", "--format", "json");
    assert_quiet(&run);
    assert_has(run.out, "\"due 2\"");
    office_clock(office_day + 3 * 3600);
    kru(&run, "case", "act", office_db(), "1", "triage", "--as", "director");
    assert_quiet(&run);
    assert_has(run.out, "done, but later than its limit");
    run_write_file(run_path("tiny-cases.ini"), "[limits]\ntriag = 2\n");
    kru(&run, "case", "show", office_db(), "1", "--as", "director");
    assert_status(&run, err_exit_status(ERR_CONFIG));
    setenv("KRU_CASE_SETTINGS", run_path("none.ini"), 1);
    kru(&run, "case", "show", office_db(), "1", "--as", "director");
    assert_status(&run, err_exit_status(ERR_NOT_FOUND));
    unsetenv("KRU_CASE_SETTINGS");
    run_clear(&run);
}

static const struct CMUnitTest cases[] = {
    CASE_WITH(every_role_gets_its_answer_to_reading, office_setup, run_teardown),
    CASE_WITH(every_role_gets_its_answer_to_opening_and_acting, office_setup, run_teardown),
    CASE_WITH(every_role_gets_its_answer_to_rules_and_items, office_setup, run_teardown),
    CASE_WITH(every_role_gets_its_answer_to_sample_and_detection, office_setup, run_teardown),
    CASE_WITH(who_is_elsewhere_gets_the_answer_of_a_case_that_is_not_there, office_setup,
              run_teardown),
    CASE_WITH(wrong_words_are_named_with_those_allowed, office_setup, run_teardown),
    CASE_WITH(a_request_sent_again_is_done_once, office_setup, run_teardown),
    CASE_WITH(show_tells_who_may_take_which_step, office_setup, run_teardown),
    CASE_WITH(the_ledger_of_items_adds_up, office_setup, run_teardown),
    CASE_WITH(a_workflow_is_printed_from_its_table, run_setup, run_teardown),
    CASE_WITH(the_limits_of_the_office_are_read, office_setup, run_teardown),
};

TEST_MAIN(cases)
