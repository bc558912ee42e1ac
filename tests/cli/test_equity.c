/* The group equity as users see it: who may do what, and what it answers. */
#include "tests/cli/run.h"

#include "cli/cli.h"
#include "data/store_sql.h"
#include "equity/cases.h"
#include "equity/exchange.h"
#include "equity/exchange_import.h"
#include "equity/index_store.h"
#include "equity/match.h"
#include "equity/pmt_store.h"
#include "equity/users.h"

/* ---- an office ----------------------------------------------------------------------------

   Beside tiny.db: a user of every role at the place of the pupil (NAME-own: school S1, district D1)
   and at another (NAME-other: S3, D2); for roles of the whole city both are the same. One pupil,
   one candidate who may be her, one who left long ago; three visits; models demo-1 (active),
   demo-draft and demo-tested; two frozen rounds. */

enum { ID_TEXT_ROOM = 24 };
static char pupil_id[ID_TEXT_ROOM];

struct office {
    struct store *store;
    struct keys *keys;
    struct actor secretary, member;
};

static const char *place_of(enum role role, bool own)
{
    switch (role_table[role].scope) {
    case SCOPE_SCHOOL:
        return own ? "S1" : "S3";
    case SCOPE_DISTRICT:
        return own ? "D1" : "D2";
    case SCOPE_PARTNER:
        return own ? "foundation" : "club";
    default:
        return "";
    }
}

static void add_users(struct office *office)
{
    struct err err;
    struct actor admin;
    assert_ok(actor_find(office->store, "admin", &admin, &err));
    for (int r = 0; r < ROLES; r++)
        for (int own = 0; own < 2; own++) {
            char name[64];
            snprintf(name, sizeof name, "%s-%s", role_table[r].word, own ? "own" : "other");
            assert_ok(user_add(office->store, &admin, name, (enum role)r,
                               place_of((enum role)r, own), &err));
        }
    assert_ok(user_add(office->store, &admin, "lekha", ROLE_SECRETARY, "", &err));
    assert_ok(user_add(office->store, &admin, "kamakan", ROLE_MEMBER, "", &err));
    assert_ok(actor_find(office->store, "lekha", &office->secretary, &err));
    assert_ok(actor_find(office->store, "kamakan", &office->member, &err));
}

/* demo-1.ini under another version, as a file of the folder. */
static const char *model_file(const char *version)
{
    char name[64];
    char *text = run_read_file(KRU_SOURCE "/conf/pmt/demo-1.ini");
    char *line = strstr(text, "version = demo-1\n");
    struct text other = {0};
    assert_non_null(line);
    text_add_bytes(&other, text, (size_t)(line - text));
    text_add(&other, "version = %s\n%s", version, strchr(line, '\n') + 1);
    snprintf(name, sizeof name, "%s.ini", version);
    run_write_file(run_path(name), text_s(&other));
    text_clear(&other);
    free(text);
    return run_path(name);
}

static void add_model(struct office *office, const char *version, bool test, bool activate)
{
    static struct pmt_model model;
    struct err err;
    assert_ok(pmt_model_read(model_file(version), &model, &err));
    assert_ok(pmt_store_add(office->store, &office->secretary, &model, NULL, &err));
    if (test) {
        assert_ok(pmt_store_test(office->store, &office->secretary, version, &err));
        assert_ok(pmt_store_waive(office->store, &office->secretary, version,
                                  "an example for tests", &err));
    }
    if (activate) assert_ok(pmt_store_activate(office->store, &office->member, version, &err));
    pmt_model_clear(&model);
}

static struct person person_named(const char *name, const char *dob, const char *number)
{
    struct err err;
    struct person person = {.school = "S1", .district = "D1", .grade = "p1", .sex = "F"};
    snprintf(person.name, sizeof person.name, "%s", name);
    snprintf(person.dob, sizeof person.dob, "%s", dob);
    if (*number) assert_ok(identity_parse(ID_THAI, number, true, &person.identity, &err));
    assert_ok(person_clean(&person, &err));
    return person;
}

static void add_pupils(struct office *office)
{
    const struct person_access access = {office->store, office->keys, &office->secretary,
                                         "the office of a test"};
    struct match_result result;
    struct err err;
    int64_t gone = 0;
    struct person person = person_named("เด็กหญิงมะลิ ใจดี", "2018-05-17", "9000000000004");
    assert_ok(match_admit(&access, &person, &result, &err));
    assert_int_equal(result.outcome, MATCH_NEW);
    snprintf(pupil_id, sizeof pupil_id, "%lld", (long long)result.student_id);
    person = person_named("เด็กหญิงมะลิ ใจดี", "2018-05-17", "9000000000012");
    assert_ok(match_admit(&access, &person, &result, &err));
    assert_int_equal(result.outcome, MATCH_DOUBTFUL);
    assert_int_equal(result.queue_id, 1);
    person = person_named("เด็กชายกล้า หายไป", "2005-01-02", "9123456789010");
    setenv("KRU_NOW", "1300000000", 1); /* March 2011 */
    assert_ok(person_add(&access, &person, &gone, &err));
    assert_ok(person_read(&access, gone, &person, &err));
    person.status = PERSON_LEFT;
    assert_ok(person_change(&access, &person, &err));
    setenv("KRU_NOW", "1790000000", 1); /* 21 September 2026 */
}

/* The households H3 (9,120 of 10,000: extreme) and H1 (6,140: none) of docs/equity-pmt.md, and one
   without its last answer. */
static const struct visit_tick poor_household[] = {
    {"dependants", "4"}, {"tenure", "free"}, {"floor", "earth"},   {"wall", "zinc"},
    {"roof", "plastic"}, {"toilet", "no"},   {"land", "none"},     {"water", "tap"},
    {"power", "shared"}, {"goods", "0"},     {"vehicles", "none"},
};
static const struct visit_tick renting_household[] = {
    {"dependants", "3"}, {"tenure", "rent"}, {"floor", "plank"},         {"wall", "zinc"},
    {"roof", "metal"},   {"toilet", "yes"},  {"land", "none"},           {"water", "bottle"},
    {"power", "meter"},  {"goods", "1"},     {"vehicles", "motorcycle"},
};
enum { TICKS = sizeof poor_household / sizeof *poor_household };

static void add_visit(struct office *office, const struct pmt_model *model, const char *code,
                      int64_t income, int members, const struct visit_tick *tick, int ticks)
{
    struct visit visit = {.kind = VISIT_SCREEN,
                          .visited_on = "2026-06-01",
                          .photos = 2,
                          .household = "general",
                          .members = members};
    struct actor teacher;
    struct err err;
    bool added = false;
    snprintf(visit.code, sizeof visit.code, "%s", code);
    visit.student = strtoll(pupil_id, NULL, 10);
    visit.income[INCOME_WAGE] = income;
    for (int i = 0; i < VISIT_INCOMES; i++) visit.has_income[i] = true;
    assert_ok(actor_find(office->store, "teacher-own", &teacher, &err));
    assert_ok(
        visit_add(office->store, &teacher, model, &visit, tick, ticks, &visit.id, &added, &err));
    assert_true(added);
}

static void add_visits(struct office *office)
{
    static struct pmt_model model;
    struct err err;
    assert_ok(pmt_store_read(office->store, NULL, &model, NULL, &err));
    add_visit(office, &model, "V-poor", 2400, 4, poor_household, TICKS);
    add_visit(office, &model, "V-rent", 5600, 3, renting_household, TICKS);
    add_visit(office, &model, "V-part", 5600, 3, renting_household, TICKS - 1);
    pmt_model_clear(&model);
}

/* Two schools of ten pupils, as in docs/equity-pmt.md, and the next year the other way round. */
static void freeze_rounds(struct office *office)
{
    static const int poor[10] = {9000, 8000, 5000, 5000, 5000, 5000, 5000, 5000, 5000, 5000};
    static const int rich[10] = {1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000};
    struct index_params params;
    struct err err;
    index_params_preset(&params);
    for (int round = 0; round < 2; round++) {
        const bool first = round == 0;
        const struct school_facts facts[] = {
            {.code = "S1",
             .district = "D1",
             .enrolled = 10,
             .screened = 10,
             .r = first ? poor : rich,
             .extremely_poor = first ? 4 : 0,
             .low_attendance = first ? 3 : 1,
             .disabled = first ? 3 : 1},
            {.code = "S3",
             .district = "D2",
             .enrolled = 10,
             .screened = 10,
             .r = first ? rich : poor,
             .extremely_poor = first ? 0 : 4,
             .low_attendance = first ? 1 : 3,
             .disabled = first ? 1 : 3},
        };
        struct school_index index = {0};
        assert_ok(school_index_make(facts, 2, &params, &index, &err));
        assert_ok(index_store_freeze(office->store, &office->secretary, first ? "2566" : "2567",
                                     &params, &index, NULL, &err));
        school_index_clear(&index);
    }
}

static void copy_file(const char *from, const char *to)
{
    char command[2 * RUN_PATH + 32];
    snprintf(command, sizeof command, "cp -p '%s' '%s'", from, to);
    assert_int_equal(system(command), 0);
}

static void open_office(struct office *office)
{
    struct err err;
    assert_ok(cases_open(run_path("tiny.db"), &office->store, &err));
    assert_ok(keys_open(run_path("tiny-equity.key"), office->store, &office->keys, &err));
}

static void close_office(struct office *office)
{
    keys_close(office->keys);
    store_close(office->store);
}

static int office_setup(void **state)
{
    struct office office = {0};
    struct run run = {0};
    setenv("KRU_NOW", "1790000000", 1); /* 21 September 2026 */
    unsetenv("KRU_KEY_FILE");
    if (run_setup_tiny(state) != 0) return -1;
    kru(&run, "equity", "init", run_path("tiny.db"), "--as", "admin");
    if (run.status != 0) print_error("equity init: %s", run.err);
    if (run.status != 0) return -1;
    run_clear(&run);
    open_office(&office);
    add_users(&office);
    add_model(&office, "demo-1", true, true);
    add_model(&office, "demo-draft", false, false);
    add_model(&office, "demo-tested", true, false);
    model_file("demo-new");
    run_write_file(run_path("rolls.csv"),
                   "id_kind,id_number,name,birth_date,sex,school,grade,academic_year,term\n"
                   "T,1112034563562,เด็กชายใหม่ มาเรียน,2018-03-04,M,S1,p1,2569,1\n");
    add_pupils(&office);
    add_visits(&office);
    freeze_rounds(&office);
    close_office(&office);
    copy_file(run_path("tiny-equity.db"), run_path("kept.db"));
    return 0;
}

/* ---- every role, every command ------------------------------------------------------------- */

/* What a role is answered, a letter each in the order of enum role:
   teacher certifier director district secretary member verifier liaison partner planner
   data-protection auditor administrator */
static const struct answer {
    char letter;
    enum err_code code;
    const char *part; /* of the sentence, or of the output */
} answers[] = {
    {'+', ERR_OK, ""},
    {'0', ERR_OK, "(nothing to list)"},
    {'r', ERR_INPUT, "role"},
    {'m', ERR_INPUT, "allowed for models"},
    {'a', ERR_NOT_FOUND, "where"},
    {'e', ERR_INPUT, "exists already"},
    {'s', ERR_NOT_FOUND, "no measured incomes yet"},
    {'p', ERR_INPUT, "is not where the user acts"},
    {'n', ERR_NOT_FOUND, "there is no roll"},
    {'c', ERR_NOT_FOUND, "nothing to count"},
};

enum { MOST_WORDS = 6 };
#define PUPIL "(pupil)" /* stands for her number */
#define FILE_NEW "(file)"
#define FOLDER_NEW "(folder)"
#define ROLL "(roll)"
#define FILE_OUT "(out)"
#define COLUMNS "(columns)"
static const struct permission {
    const char *command;
    bool no_user, no_reason;
    const char *own, *other; /* other NULL: as own */
    const char *word[MOST_WORDS];
} permissions[] = {
    {"equity init", false, true, "eeeeeeeeeeeee", NULL, {NULL}},
    {"equity users", false, true, "rrrrrrrrrr+++", NULL, {NULL}},
    {"equity users",
     false,
     true,
     "rrrrrrrrrrrr+",
     NULL,
     {"--add", "new", "--role", "teacher", "--place", "S2"}},
    {"equity users", false, true, "rrrrrrrrrrrr+", NULL, {"--disable", "kamakan"}},
    {"equity models", false, true, "+++++++++++++", NULL, {NULL}},
    {"equity models", false, true, "mmmm++mmmmmmm", NULL, {"--add", FILE_NEW}},
    {"equity models", false, true, "mmmm++mmmmmmm", NULL, {"--test", "demo-draft"}},
    {"equity models", false, false, "mmmm++mmmmmmm", NULL, {"--waive", "demo-tested"}},
    {"equity models", false, true, "mmmm++mmmmmmm", NULL, {"--activate", "demo-tested"}},
    {"equity models", false, true, "mmmm++mmmmmmm", NULL, {"--retire", "demo-1"}},
    {"equity import", false, false, "+r+++rr+rr+rr", "prpp+rr+rr+rr", {ROLL}},
    {"equity export",
     false,
     false,
     "rrrrrrr+rrrrr",
     NULL,
     {"--what", "eef", "--to", FILE_OUT, "--from", COLUMNS}},
    {"equity export",
     false,
     false,
     "rrrcccrcrrrcr",
     NULL,
     {"--what", "district", "--to", FILE_OUT}},
    {"equity export", false, false, "rrrrrrrr+rrrr", NULL, {"--what", "partner", "--to", FILE_OUT}},
    {"equity export", false, false, "rrrrcrrcrccrr", NULL, {"--what", "open", "--to", FILE_OUT}},
    {"equity freeze", false, true, "rrrrnrrrrnrrr", NULL, {"--round", "2568"}},
    {"equity score", false, true, "rrrr++rrrrrrr", NULL, {NULL}},
    {"equity why", false, false, "++++++++ar++r", "aaaa++++ar++r", {"V-poor"}},
    {"equity calibrate", false, true, "rrrrssrrrrrsr", NULL, {NULL}},
    {"equity index", true, true, "+", NULL, {NULL}},
    {"equity index", true, true, "+", NULL, {"--round", "2567"}},
    {"equity matches", false, false, "rr+++rrrrrrrr", "rr00+rrrrrrrr", {NULL}},
    {"equity matches", false, false, "rr+++rrrrrrrr", "rraa+rrrrrrrr", {"--decide", "1"}},
    {"equity matches",
     false,
     false,
     "rr+++rrrrrrrr",
     "rraa+rrrrrrrr",
     {"--decide", "1", "--answer", "new"}},
    {"equity person", false, false, "rrrrrrrrrr+rr", NULL, {PUPIL}},
    {"equity forget", false, false, "rrrrrrrrrr+rr", NULL, {"--dry-run"}},
    {"equity forget", false, false, "rrrrrrrrrr+rr", NULL, {NULL}},
    {"equity audit", true, true, "+", NULL, {NULL}},
    {"equity generate", true, true, "+", NULL, {"--to", FOLDER_NEW}},
};
enum { PERMISSIONS = sizeof permissions / sizeof *permissions };

/* What a mark of the table stands for. */
static const char *word_of(const char *word)
{
    static const char *const marks[][2] = {{FILE_NEW, "demo-new.ini"},
                                           {FOLDER_NEW, "made"},
                                           {ROLL, "rolls.csv"},
                                           {FILE_OUT, "out.csv"}};
    static char path[RUN_PATH + 64];
    if (strcmp(word, PUPIL) == 0) return pupil_id;
    if (strcmp(word, COLUMNS) == 0) return KRU_SOURCE "/conf/equity/eef-columns.ini";
    for (size_t m = 0; m < sizeof marks / sizeof *marks; m++)
        if (strcmp(word, marks[m][0]) == 0) {
            snprintf(path, sizeof path, "%s", run_path(marks[m][1]));
            return path;
        }
    return word;
}

/* No error and no refusal tells who it is about. */
static void assert_impersonal(const struct run *run)
{
    assert_has_not(run->err, "มะลิ");
    assert_has_not(run->err, "900000000");
    if (run->status != 0) assert_string_equal(run->out, "");
}

static void ask(const struct permission *permission, const char *user, char letter)
{
    const char *argument[RUN_ARGUMENTS] = {"kru", "--lang=en", "equity",
                                           permission->command + strlen("equity "), NULL};
    char database[RUN_PATH + 64];
    struct run run = {0};
    int n = 4;
    snprintf(database, sizeof database, "%s", run_path("tiny.db"));
    argument[n++] = database;
    for (int w = 0; w < MOST_WORDS && permission->word[w]; w++)
        argument[n++] = word_of(permission->word[w]);
    if (user) argument[n++] = "--as";
    if (user) argument[n++] = user;
    if (!permission->no_reason) argument[n++] = "--reason";
    if (!permission->no_reason) argument[n++] = "a look by the test of roles";
    copy_file(run_path("kept.db"), run_path("tiny-equity.db"));
    unlink(run_path("out.csv"));
    run_arguments(&run, argument);
    const struct answer *answer = answers;
    while (answer->letter != letter) answer++;
    if (run.status != err_exit_status(answer->code) ||
        !strstr(run.status == 0 ? run.out : run.err, answer->part))
        fail_msg("%s %s as %s: not '%c' but %d: %s", permission->command,
                 permission->word[0] ? permission->word[0] : "", user, letter, run.status, run.err);
    assert_impersonal(&run);
    run_clear(&run);
}

static void ask_every_role(const char *command)
{
    for (int p = 0; p < PERMISSIONS; p++) {
        const struct permission *permission = &permissions[p];
        if (strcmp(permission->command, command) != 0) continue;
        if (permission->no_user) ask(permission, NULL, permission->own[0]);
        for (int r = 0; !permission->no_user && r < ROLES; r++)
            for (int own = 0; own < 2; own++) {
                const char *letters =
                    own || !permission->other ? permission->own : permission->other;
                char name[64];
                assert_int_equal(strlen(letters), ROLES);
                snprintf(name, sizeof name, "%s-%s", role_table[r].word, own ? "own" : "other");
                ask(permission, name, letters[r]);
            }
    }
}

static void every_command_has_a_declared_answer_for_every_role(void **state)
{
    (void)state;
    for (int i = 0; i < command_count; i++) {
        bool declared = false;
        if (!group_has(group_find("equity"), &command_table[i])) continue;
        for (int p = 0; p < PERMISSIONS; p++)
            declared = declared || strcmp(permissions[p].command, command_table[i].name) == 0;
        if (!declared)
            fail_msg("'%s' has no row in the table of permissions", command_table[i].name);
    }
}

#define ROLES_OF(function, command)                                                                \
    static void function(void **state)                                                             \
    {                                                                                              \
        (void)state;                                                                               \
        ask_every_role(command);                                                                   \
    }
ROLES_OF(init_is_refused_where_there_is_a_database, "equity init")
ROLES_OF(users_are_the_administrators, "equity users")
ROLES_OF(models_are_the_subcommittees, "equity models")
ROLES_OF(lists_come_in_from_where_one_may_write, "equity import")
ROLES_OF(what_goes_out_is_by_role, "equity export")
ROLES_OF(freezing_is_the_secretarys_or_a_planners, "equity freeze")
ROLES_OF(scoring_is_the_subcommittees, "equity score")
ROLES_OF(why_is_told_where_the_pupil_may_be_seen, "equity why")
ROLES_OF(calibration_is_seen_by_the_subcommittee_and_auditors, "equity calibrate")
ROLES_OF(the_index_is_of_no_person, "equity index")
ROLES_OF(matches_are_decided_where_both_may_be_seen, "equity matches")
ROLES_OF(the_file_of_a_person_is_the_data_protection_officers, "equity person")
ROLES_OF(forgetting_is_the_data_protection_officers, "equity forget")
ROLES_OF(the_chain_is_checked_by_anybody, "equity audit")
ROLES_OF(synthetic_pupils_are_made_by_anybody, "equity generate")

/* ---- what they say ------------------------------------------------------------------------- */

static void init_makes_a_private_key_and_says_where_to_keep_it(void **state)
{
    struct run run = {0};
    struct stat about;
    char want[2 * RUN_PATH];
    (void)state;
    kru(&run, "equity", "init", run_path("tiny.db"));
    assert_fails(&run, ERR_INPUT,
                 "'kru equity init' needs --as NAME, the name of the first administrator");
    kru(&run, "equity", "init", run_path("tiny.db"), "--as", "not a name");
    assert_status(&run, err_exit_status(ERR_INPUT));
    assert_int_equal(access(run_path("tiny-equity.db"), F_OK), -1);
    assert_int_equal(access(run_path("tiny-equity.key"), F_OK), -1);
    kru(&run, "equity", "init", run_path("tiny.db"), "--as", "admin");
    assert_quiet(&run);
    assert_has(run.out, "move it elsewhere, say where by KRU_KEY_FILE, and keep a copy in a safe");
    assert_int_equal(stat(run_path("tiny-equity.key"), &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    kru(&run, "equity", "init", run_path("none.db"), "--as", "admin");
    snprintf(want, sizeof want, "no database '%s', kru init makes one", run_path("none.db"));
    assert_fails(&run, ERR_NOT_FOUND, want);
    run_clear(&run);
}

static void a_key_file_is_missing_wrong_or_readable_by_others(void **state)
{
    static const char *const reason = "looking through the queue";
    struct run run = {0};
    char key[RUN_PATH], want[2 * RUN_PATH];
    (void)state;
    snprintf(key, sizeof key, "%s", run_path("lost.key"));
    kru(&run, "equity", "matches", run_path("tiny.db"), "--as", "lekha", "--reason", reason,
        "--key", key);
    snprintf(want, sizeof want,
             "no key file '%s'; say where it is by KRU_KEY_FILE, without it no name and number can "
             "be read",
             key);
    assert_fails(&run, ERR_NOT_FOUND, want);
    run_write_file(key, "kru equity key 1\nsomething else\n");
    chmod(key, 0600);
    kru(&run, "equity", "matches", run_path("tiny.db"), "--as", "lekha", "--reason", reason,
        "--key", key);
    assert_status(&run, err_exit_status(ERR_INPUT));
    assert_has(run.err, "key file");
    chmod(run_path("tiny-equity.key"), 0644);
    kru(&run, "equity", "matches", run_path("tiny.db"), "--as", "lekha", "--reason", reason);
    snprintf(want, sizeof want,
             "the key file '%s' can be read by others (mode 644), allowed is 600: chmod 600",
             run_path("tiny-equity.key"));
    assert_fails(&run, ERR_INPUT, want);
    run_clear(&run);
}

static void a_user_needs_a_role_and_a_place_that_exist(void **state)
{
    struct run run = {0};
    char want[2 * RUN_PATH];
    (void)state;
    kru(&run, "equity", "users", run_path("tiny.db"));
    assert_fails(&run, ERR_INPUT, "'kru equity users' needs --as USER, the user who does this");
    kru(&run, "equity", "users", run_path("tiny.db"), "--as", "nobody");
    assert_fails(&run, ERR_NOT_FOUND, "no active user 'nobody'");
    kru(&run, "equity", "users", run_path("tiny.db"), "--as", "admin", "--add", "x", "--role",
        "king");
    assert_fails(
        &run, ERR_INPUT,
        "'--role' is 'king', allowed are teacher certifier director district secretary member "
        "verifier liaison partner planner data-protection auditor administrator");
    kru(&run, "equity", "users", run_path("tiny.db"), "--as", "admin", "--add", "x", "--role",
        "teacher", "--place", "S9");
    snprintf(want, sizeof want, "no school 'S9' in '%s'", run_path("tiny.db"));
    assert_fails(&run, ERR_NOT_FOUND, want);
    kru(&run, "equity", "users", run_path("tiny.db"), "--as", "admin", "--add", "x", "--role",
        "district", "--place", "D3", "--format", "csv");
    assert_quiet(&run);
    assert_has(run.out, "\r\nx,district,D3,active,");
    kru(&run, "equity", "users", run_path("tiny.db"), "--as", "admin", "--disable", "x", "--format",
        "csv");
    assert_has(run.out, "\r\nx,district,D3,disabled,");
    kru(&run, "equity", "users", run_path("tiny.db"), "--as", "x");
    assert_fails(&run, ERR_NOT_FOUND, "no active user 'x'");
    kru_th(&run, "equity", "users", run_path("tiny.db"), "--as", "admin", "--role", "teacher");
    assert_fails(&run, ERR_INPUT, "--role และ --place ใช้กับ --add เท่านั้น");
    run_clear(&run);
}

static void a_model_is_activated_by_two_people(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "equity", "models", run_path("tiny.db"), "--as", "lekha", "--activate",
        "demo-tested");
    assert_fails(&run, ERR_INPUT,
                 "'lekha' has tested model 'demo-tested', somebody else must activate it");
    kru(&run, "equity", "models", run_path("tiny.db"), "--as", "lekha", "--test", "demo-draft");
    assert_quiet(&run);
    kru(&run, "equity", "models", run_path("tiny.db"), "--as", "kamakan", "--activate",
        "demo-draft");
    assert_fails(&run, ERR_INPUT,
                 "model 'demo-draft' has no calibration report, needed is one or a signed waiver "
                 "with a reason");
    kru(&run, "equity", "models", run_path("tiny.db"), "--as", "lekha", "--waive", "demo-draft");
    assert_fails(&run, ERR_INPUT, "the reason of a waiver needs at least 10 letters");
    kru(&run, "equity", "models", run_path("tiny.db"), "--as", "lekha", "--waive", "demo-draft",
        "--test", "x");
    assert_fails(
        &run, ERR_INPUT,
        "models change one at a time, allowed is one of --add --test --waive --activate --retire");
    kru(&run, "equity", "models", run_path("tiny.db"), "--as", "kamakan", "--activate",
        "demo-tested", "--format", "csv", "--no-bom");
    assert_quiet(&run);
    assert_has(run.out, "\r\ndemo-1,RETIRED,waiver,lekha,lekha,kamakan,");
    assert_has(run.out, "\r\ndemo-tested,ACTIVE,waiver,lekha,lekha,kamakan,");
    run_clear(&run);
}

/* H3 is extremely poor, H1 in no band, and one has an answer missing. */
static void scores_are_counted_by_band_and_added_once(void **state)
{
    struct run run = {0};
    const char *counts = "band,name,visits\r\nextreme,extremely poor,1\r\npoor,poor,0\r\n"
                         "none,in no band,1\r\n";
    (void)state;
    for (int dry = 1; dry >= 0; dry--) {
        kru(&run, "equity", "score", run_path("tiny.db"), "--as", "lekha", "--format", "json",
            dry ? "--dry-run" : "--no-color");
        assert_quiet(&run);
        assert_has(run.out, "new scores: 3");
    }
    kru(&run, "equity", "score", run_path("tiny.db"), "--as", "kamakan", "--format", "csv",
        "--no-bom");
    assert_quiet(&run);
    assert_memory_equal(run.out, counts, strlen(counts));
    assert_has(run.out, "\r\nincomplete,\"INCOMPLETE: answers missing, no score\",1\r\n");
    kru(&run, "equity", "score", run_path("tiny.db"), "--as", "kamakan");
    assert_has(run.out, "new scores: 0");
    assert_has(run.out, "an example, not EEF's (its lines are unconfirmed)");
    run_clear(&run);
}

static void import_survey(void)
{
    struct office office = {0};
    struct actor liaison;
    struct exchange_report report = {0};
    struct err err;
    const char *path = run_path("survey.csv");
    run_write_file(path,
                   "visit,income_thb,members\nV-poor,2400,4\nV-rent,20000,3\nV-part,9000,3\n");
    open_office(&office);
    assert_ok(actor_find(office.store, "liaison-own", &liaison, &err));
    const struct person_access access = {office.store, office.keys, &liaison,
                                         "the survey of a test"};
    const struct exchange_order order = {.access = &access};
    assert_ok(exchange_import(&order, &path, 1, &report, &err));
    exchange_report_clear(&report);
    close_office(&office);
}

/* Of two households with a score the poor one (2,400 of at most 4 x 3,000 baht) is found and the
   other (20,000 of 9,000) is not: no under-coverage, no leakage, and two points lie on a line. */
static void a_calibration_is_kept_as_evidence(void **state)
{
    struct run run = {0};
    (void)state;
    import_survey();
    kru(&run, "equity", "calibrate", run_path("tiny.db"), "--as", "auditor-own", "--format", "csv",
        "--no-bom");
    assert_quiet(&run);
    assert_has(run.out, "\r\nall,2,1,1,1,0,0,0,1,-1\r\n");
    kru(&run, "equity", "calibrate", run_path("tiny.db"), "--as", "auditor-own", "--save");
    assert_status(&run, err_exit_status(ERR_INPUT));
    assert_has(run.err, "allowed for models are the subcommittee's secretary and members");
    kru(&run, "equity", "calibrate", run_path("tiny.db"), "--as", "lekha", "--test", "demo-draft",
        "--save");
    assert_quiet(&run);
    assert_has(run.out, "without a score: 1");
    assert_has(run.out, "under-coverage: poor and not selected / poor");
    kru(&run, "equity", "models", run_path("tiny.db"), "--as", "lekha", "--test", "demo-draft");
    kru(&run, "equity", "models", run_path("tiny.db"), "--as", "kamakan", "--activate",
        "demo-draft", "--format", "csv");
    assert_quiet(&run);
    assert_has(run.out, "demo-draft,ACTIVE,calibration,lekha,lekha,kamakan,");
    run_clear(&run);
}

static void a_family_reads_why_in_words(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "equity", "why", run_path("tiny.db"), "V-rent", "--as", "teacher-own", "--reason",
        "the family asked");
    assert_quiet(&run);
    assert_has(run.out, "Visit V-rent of 2026-06-01\nScore of a household, model 'demo-1'");
    assert_has(run.out, "6,140");
    assert_has(run.out, "This score is not on record yet (kru equity score).");
    kru_th(&run, "equity", "why", run_path("tiny.db"), "V-part", "--as", "teacher-own", "--reason",
           "ครอบครัวขอทราบ");
    assert_has(run.out, "ยังไม่มีคะแนน ขาดคำตอบ: ");
    kru(&run, "equity", "why", run_path("tiny.db"), "V-none", "--as", "teacher-own", "--reason",
        "the family asked");
    assert_fails(&run, ERR_NOT_FOUND, "no visit 'V-none' where the user 'teacher-own' acts");
    kru(&run, "equity", "why", run_path("tiny.db"), "V-rent", "--as", "teacher-other", "--reason",
        "the family asked");
    assert_fails(&run, ERR_NOT_FOUND, "no visit 'V-rent' where the user 'teacher-other' acts");
    kru(&run, "equity", "why", run_path("tiny.db"), "V-rent", "--as", "teacher-own");
    assert_fails(
        &run, ERR_INPUT,
        "a reason for seeing or changing a person is needed, allowed are 5 .. 160 letters");
    run_clear(&run);
}

/* Of two schools each is one deviation from the mean in all four parts: z = 1 and -1, I = 60
   and 40. The next year they change places: 20 points up and down. */
static void a_round_shows_schools_and_the_largest_changes(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "equity", "index", run_path("tiny.db"), "--round", "2567", "--format", "json");
    assert_quiet(&run);
    cJSON *json = run_json(run.out);
    const cJSON *riser = cJSON_GetArrayItem(cJSON_GetObjectItem(json, "risers"), 0);
    const cJSON *faller = cJSON_GetArrayItem(cJSON_GetObjectItem(json, "fallers"), 0);
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(json, "schools")), 2);
    assert_string_equal(cJSON_GetObjectItem(riser, "school")->valuestring, "S3");
    assert_close(cJSON_GetObjectItem(riser, "change")->valuedouble, 20, 1e-9);
    assert_string_equal(cJSON_GetObjectItem(faller, "school")->valuestring, "S1");
    assert_close(cJSON_GetObjectItem(faller, "change")->valuedouble, -20, 1e-9);
    cJSON_Delete(json);
    kru(&run, "equity", "index", run_path("tiny.db"), "--format", "csv", "--no-bom");
    assert_has(run.out, "\r\n2567,2,0,2026-09-21T");
    kru(&run, "equity", "index", run_path("tiny.db"), "--round", "2568");
    assert_fails(&run, ERR_NOT_FOUND, "no index is frozen for round '2568'");
    run_clear(&run);
}

static void a_doubtful_person_is_compared_and_decided_once(void **state)
{
    static const char *const reason = "compared with the paper form";
    struct run run = {0};
    (void)state;
    kru(&run, "equity", "matches", run_path("tiny.db"), "--as", "director-own", "--reason", reason,
        "--decide", "1");
    assert_quiet(&run);
    assert_has(run.out, "9000000000012");
    assert_has(run.out, "9000000000004");
    kru(&run, "equity", "matches", run_path("tiny.db"), "--as", "director-own", "--reason", reason,
        "--decide", "1", "--answer", "perhaps");
    assert_fails(&run, ERR_INPUT, "'--answer' is 'perhaps', allowed are same same-number new");
    kru(&run, "equity", "matches", run_path("tiny.db"), "--as", "director-own", "--reason", reason,
        "--decide", "1", "--answer", "same");
    assert_quiet(&run);
    kru(&run, "equity", "matches", run_path("tiny.db"), "--as", "director-own", "--reason", reason,
        "--decide", "1", "--answer", "new");
    assert_fails(&run, ERR_NOT_FOUND, "nothing of number '1' waits for a decision where you act");
    kru(&run, "equity", "matches", run_path("tiny.db"), "--as", "director-own", "--reason", reason,
        "--decide", "9000000000004x");
    assert_fails(&run, ERR_INPUT, "the number after --decide must be a whole number from 1");
    run_clear(&run);
}

static void the_file_of_a_person_has_the_visits_and_who_read_it(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "equity", "person", run_path("tiny.db"), pupil_id, "--as", "data-protection-own",
        "--reason", "the mother asked for it");
    assert_quiet(&run);
    cJSON *json = run_json(run.out);
    assert_string_equal(
        cJSON_GetObjectItem(cJSON_GetObjectItem(json, "person"), "name")->valuestring,
        "เด็กหญิงมะลิ ใจดี");
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(json, "visits")), 3);
    assert_true(cJSON_GetArraySize(cJSON_GetObjectItem(json, "accesses")) >= 1);
    cJSON_Delete(json);
    kru(&run, "equity", "person", run_path("tiny.db"), "77", "--as", "data-protection-own",
        "--reason", "the mother asked for it");
    assert_fails(&run, ERR_NOT_FOUND, "no such person where the user 'data-protection-own' acts");
    run_clear(&run);
}

/* The number comes by standard input, and no sentence repeats it. */
static void a_person_is_found_by_number_from_standard_input(void **state)
{
    static const struct {
        const char *number, *part;
        bool found;
    } asked[] = {
        {"9000000000004", "\"visits\"", true},
        {"๙-๐๐๐๐-๐๐๐๐๐-๐๐-๔", "\"visits\"", true},
        {"9000000000039", "no such person where the user 'data-protection-own' acts", false},
        {"9000000000005", "the last digit of the national number does not fit", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        char command[4 * RUN_PATH];
        snprintf(command, sizeof command,
                 "echo '%s' | '" KRU_BINARY
                 "' --lang=en equity person '%s' - --as data-protection-own "
                 "--reason 'the mother asked' > '%s' 2>&1",
                 asked[i].number, run_path("tiny.db"), run_path("said"));
        const int status = system(command);
        char *said = run_read_file(run_path("said"));
        assert_int_equal(status == 0, asked[i].found);
        assert_has(said, asked[i].part);
        if (!asked[i].found) assert_has_not(said, "90000");
        free(said);
    }
}

/* Who left in 2011 is due after ten years, and not after twenty (it is 2026). */
static void forgetting_tells_how_many_before_it_does(void **state)
{
    static const struct {
        const char *option, *value, *persons;
    } runs[] = {
        {"--from", "twenty.ini", ",0\r\n"}, {"--dry-run", NULL, ",1\r\n"},
        {"--dry-run", NULL, ",1\r\n"},      {"--no-bom", NULL, ",1\r\n"},
        {"--no-bom", NULL, ",0\r\n"},
    };
    struct run run = {0};
    (void)state;
    run_write_file(run_path("twenty.ini"), "[retention]\nclosed_years = 20\n");
    run_write_file(run_path("bad.ini"), "[retention]\nclosed_years = 51\n");
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        kru(&run, "equity", "forget", run_path("tiny.db"), "--as", "data-protection-own",
            "--reason", "yearly retention", "--format", "csv", runs[i].option,
            runs[i].value ? run_path(runs[i].value) : "--no-color");
        assert_quiet(&run);
        assert_has(run.out, runs[i].persons);
    }
    kru(&run, "equity", "forget", run_path("tiny.db"), "--as", "data-protection-own", "--reason",
        "yearly retention", "--from", run_path("bad.ini"));
    assert_status(&run, err_exit_status(ERR_CONFIG));
    assert_has(run.err, "line 2");
    run_clear(&run);
}

static void alter(const char *sql)
{
    struct office office = {0};
    struct query query = {0};
    struct err err;
    open_office(&office);
    assert_ok(query_open(office.store, sql, &query, &err));
    assert_ok(query_run(&query, NULL, &err));
    query_close(&query);
    close_office(&office);
}

static void the_record_tells_where_it_was_altered_or_cut_off(void **state)
{
    struct run run = {0};
    char head[128], want[256];
    long long rows = 0;
    (void)state;
    kru(&run, "equity", "audit", run_path("tiny.db"), "--format", "csv", "--no-bom");
    assert_quiet(&run);
    assert_int_equal(sscanf(run.out, "rows,head\r\n%lld,%127[0-9a-f:]", &rows, head), 2);
    kru(&run, "equity", "audit", run_path("tiny.db"), "--head", head);
    assert_quiet(&run);
    assert_has(run.out, "it goes on from the head noted down at row");
    kru(&run, "equity", "audit", run_path("tiny.db"), "--head", "12");
    assert_fails(&run, ERR_INPUT,
                 "'--head' is '12', allowed is ROWS:HASH as 'kru equity audit' prints it");
    alter("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)");
    kru(&run, "equity", "audit", run_path("tiny.db"));
    assert_quiet(&run);
    kru(&run, "equity", "audit", run_path("tiny.db"), "--head", head);
    snprintf(want, sizeof want,
             "the chained record was cut off: it has '%lld' rows, noted down were %lld; restore it "
             "from a backup",
             rows - 1, rows);
    assert_fails(&run, ERR_MISMATCH, want);
    alter("UPDATE audit SET actor = 'nobody' WHERE seq = 3");
    kru(&run, "equity", "audit", run_path("tiny.db"));
    assert_fails(&run, ERR_MISMATCH,
                 "the chained record was altered at row '3', the rows before it hold; restore it "
                 "from a backup");
    run_clear(&run);
}

static const struct CMUnitTest cases[] = {
    CASE(every_command_has_a_declared_answer_for_every_role),
    CASE_WITH(init_is_refused_where_there_is_a_database, office_setup, run_teardown),
    CASE_WITH(users_are_the_administrators, office_setup, run_teardown),
    CASE_WITH(models_are_the_subcommittees, office_setup, run_teardown),
    CASE_WITH(lists_come_in_from_where_one_may_write, office_setup, run_teardown),
    CASE_WITH(what_goes_out_is_by_role, office_setup, run_teardown),
    CASE_WITH(freezing_is_the_secretarys_or_a_planners, office_setup, run_teardown),
    CASE_WITH(scoring_is_the_subcommittees, office_setup, run_teardown),
    CASE_WITH(why_is_told_where_the_pupil_may_be_seen, office_setup, run_teardown),
    CASE_WITH(calibration_is_seen_by_the_subcommittee_and_auditors, office_setup, run_teardown),
    CASE_WITH(the_index_is_of_no_person, office_setup, run_teardown),
    CASE_WITH(matches_are_decided_where_both_may_be_seen, office_setup, run_teardown),
    CASE_WITH(the_file_of_a_person_is_the_data_protection_officers, office_setup, run_teardown),
    CASE_WITH(forgetting_is_the_data_protection_officers, office_setup, run_teardown),
    CASE_WITH(the_chain_is_checked_by_anybody, office_setup, run_teardown),
    CASE_WITH(synthetic_pupils_are_made_by_anybody, office_setup, run_teardown),
    CASE_WITH(init_makes_a_private_key_and_says_where_to_keep_it, run_setup_tiny, run_teardown),
    CASE_WITH(a_key_file_is_missing_wrong_or_readable_by_others, office_setup, run_teardown),
    CASE_WITH(a_user_needs_a_role_and_a_place_that_exist, office_setup, run_teardown),
    CASE_WITH(a_model_is_activated_by_two_people, office_setup, run_teardown),
    CASE_WITH(scores_are_counted_by_band_and_added_once, office_setup, run_teardown),
    CASE_WITH(a_calibration_is_kept_as_evidence, office_setup, run_teardown),
    CASE_WITH(a_family_reads_why_in_words, office_setup, run_teardown),
    CASE_WITH(a_round_shows_schools_and_the_largest_changes, office_setup, run_teardown),
    CASE_WITH(a_doubtful_person_is_compared_and_decided_once, office_setup, run_teardown),
    CASE_WITH(the_file_of_a_person_has_the_visits_and_who_read_it, office_setup, run_teardown),
    CASE_WITH(a_person_is_found_by_number_from_standard_input, office_setup, run_teardown),
    CASE_WITH(forgetting_tells_how_many_before_it_does, office_setup, run_teardown),
    CASE_WITH(the_record_tells_where_it_was_altered_or_cut_off, office_setup, run_teardown),
};
TEST_MAIN(cases)
