/* Whole cases from their beginning to their end, every step typed as the users of an office type
   it; and that nobody approves their own work, skips a step or reaches into another district. */
#include "tests/cli/case_office.h"

#include "equity/identity.h"

enum { DAY_S = 24 * 3600 };
static const char reason[] = "as the committee discussed";

/* ---- what comes by files ------------------------------------------------------------------- */

/* A 13-digit number with its check digit; lives until the eighth call after it. */
static const char *thai_number(int n)
{
    static char texts[8][16];
    static int next;
    char *to = texts[next++ % 8];
    snprintf(to, sizeof texts[0], "1112034%05d", n);
    to[12] = identity_check_digit(to);
    to[13] = '\0';
    return to;
}

static void import_file(const char *name, const char *content, const char *user)
{
    struct run run = {0};
    run_write_file(run_path(name), content);
    kru(&run, "equity", "import", office_db(), run_path(name), "--as", user, "--reason",
        "files of the test");
    if (run.status != 0) fail_msg("%s %s", run.out, run.err);
    run_clear(&run);
}

/* Pupils 1 .. `pupils` of S1 on the roll of a term: the first in grade `grade`, the others in p1.
 */
static void import_roll(int year, int term, const char *grade, const int *pupil, int pupils)
{
    struct text csv = {0};
    text_add(&csv, "id_kind,id_number,name,birth_date,sex,school,grade,academic_year,term\n");
    for (int p = 0; p < pupils; p++)
        text_add(&csv, "T,%s,Pupil %c Jaidee,2562-0%d-17,F,S1,%s,%d,%d\n", thai_number(pupil[p]),
                 'A' + pupil[p], pupil[p], pupil[p] == 1 ? grade : "p1", year, term);
    import_file("rolls.csv", csv.s, "director");
    text_clear(&csv);
}

/* The household of the golden case h3 (9,120: extremely poor), or of h2 (150: no band). */
static void import_visit(const char *code, int pupil, const char *kind, bool poor, int photos,
                         const char *user)
{
    struct text csv = {0};
    text_add(&csv, "visit,id_kind,id_number,kind,visited_on,photos,exempt_reason,household,members,"
                   "income_wage,income_farm,income_business,income_welfare,income_other,dependants,"
                   "tenure,floor,wall,roof,toilet,land,water,power,vehicles,goods\n");
    text_add(&csv, "%s,T,%s,%s,2026-11-20,%d,,general,%s\n", code, thai_number(pupil), kind, photos,
             poor ? "4,2400,0,0,0,0,4,free,earth,zinc,plastic,no,none,tap,shared,none,0"
                  : "2,28000,0,0,0,0,0,own,tile,brick,tile,yes,none,bottle,meter,car,5");
    import_file("visits.csv", csv.s, user);
    text_clear(&csv);
}

static int64_t pupil_of(const char *visit)
{
    char sql[120];
    snprintf(sql, sizeof sql, "SELECT student_id FROM visit WHERE code = '%s'", visit);
    return office_count(sql);
}

/* The model of the example, tested by one, waived by another, switched on by a third. */
static void activate_model(void)
{
    static const char *const steps[][4] = {
        {"--add", KRU_SOURCE "/conf/pmt/demo-1.ini", "secretary", ""},
        {"--test", "demo-1", "secretary", ""},
        {"--waive", "demo-1", "member2", "no sample was surveyed"},
        {"--activate", "demo-1", "member", ""},
    };
    struct run run = {0};
    for (size_t s = 0; s < sizeof steps / sizeof *steps; s++) {
        if (*steps[s][3])
            kru(&run, "equity", "models", office_db(), steps[s][0], steps[s][1], "--as",
                steps[s][2], "--reason", steps[s][3]);
        else
            kru(&run, "equity", "models", office_db(), steps[s][0], steps[s][1], "--as",
                steps[s][2]);
        assert_quiet(&run);
    }
    run_clear(&run);
}

static void score_all(void)
{
    struct run run = {0};
    kru(&run, "equity", "score", office_db(), "--as", "secretary");
    assert_quiet(&run);
    run_clear(&run);
}

static void consent(int64_t student, const char *purpose)
{
    struct store *store = office_open();
    struct keys *keys = NULL;
    struct actor actor;
    struct err err = {0};
    assert_int_equal(keys_open(getenv("KRU_KEY_FILE"), store, &keys, &err), ERR_OK);
    assert_int_equal(actor_find(store, "teacher", &actor, &err), ERR_OK);
    const struct person_access access = {store, keys, &actor, "signed at the visit"};
    if (consent_give(&access, student, "guardian", purpose, "1", &err) != ERR_OK)
        fail_msg("%s", err.text);
    keys_close(keys);
    store_close(store);
}

/* ---- steps --------------------------------------------------------------------------------- */

/* A step that is taken. What an option is for a step may be NULL: not given. */
struct step {
    const char *action, *user, *state; /* the word of the state after it */
    const char *option, *value;
};

static void act(struct run *run, int64_t id, const struct step *step)
{
    const char *db = office_db(), *number = office_number(id);
    if (step->option)
        kru(run, "case", "act", db, number, step->action, "--as", step->user, "--reason", reason,
            "--format", "json", step->option, step->value);
    else
        kru(run, "case", "act", db, number, step->action, "--as", step->user, "--reason", reason,
            "--format", "json");
}

static int64_t take(int64_t id, const char *const said[5])
{
    const struct step taken = {said[0], said[1], said[2], said[3], said[4]}, *step = &taken;
    struct run run = {0};
    int64_t child = 0;
    act(&run, id, step);
    if (run.status != 0) fail_msg("%s by %s: %s", step->action, step->user, run.err);
    cJSON *json = run_json(run.out);
    const cJSON *row = cJSON_GetArrayItem(cJSON_GetObjectItem(json, "rows"), 0);
    assert_string_equal(cJSON_GetObjectItem(row, "state")->valuestring, step->state);
    const cJSON *opened = cJSON_GetObjectItem(row, "opened");
    if (cJSON_IsNumber(opened)) child = (int64_t)opened->valuedouble;
    cJSON_Delete(json);
    run_clear(&run);
    return child;
}

/* TAKE(id, action, user, state after it), and perhaps an option and its value. */
#define TAKE(id, ...) take(id, (const char *const[5]){__VA_ARGS__})

/* Refused with a part of the sentence, and the refusal recorded by its word. */
static void refuse(int64_t id, const char *action, const char *user, const char *part,
                   const char *word)
{
    struct run run = {0};
    char sql[240];
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM audit WHERE action LIKE '%%.%s.refused' AND actor = '%s' AND "
             "entity_id = '%lld' AND json_extract(detail, '$.refused') = '%s'",
             action, user, (long long)id, word);
    const int64_t before = office_count(sql);
    act(&run, id, &(struct step){.action = action, .user = user});
    assert_true(run.status != 0);
    assert_has(run.err, part);
    if (office_count(sql) != before + 1)
        fail_msg("%s by %s is not recorded as '%s': %s", action, user, word, run.err);
    run_clear(&run);
}

static void assert_chain_holds(void)
{
    struct run run = {0};
    kru(&run, "equity", "audit", office_db());
    assert_quiet(&run);
    run_clear(&run);
}

/* ---- 1: a pupil ---------------------------------------------------------------------------- */

static void to_the_subcommittee(int64_t id)
{
    TAKE(id, "visit", "teacher", "VISITED");
    refuse(id, "certify", "teacher2", "allowed", "role");
    refuse(id, "approve-school", "director", "", "step");
    TAKE(id, "certify", "certifier", "CERTIFIED");
    TAKE(id, "approve-school", "director", "SCHOOL_APPROVED");
    refuse(id, "forward", "away-district", "no case", "absent");
    refuse(id, "forward", "director", "allowed", "role");
    TAKE(id, "forward", "district", "DISTRICT_FORWARDED");
    TAKE(id, "take-up", "secretary", "SUBCOMMITTEE_REVIEW");
    refuse(id, "approve", "member", "sample", "guard");
}

/* One of two cases of the district is drawn: ceil(5 % of 2) = 1. Returns its number; the list drawn
   again is the same to the byte. */
static int64_t draw_sample(void)
{
    struct run first = {0}, again = {0};
    int64_t drawn = 0;
    int count = 0;
    kru(&first, "case", "sample", office_db(), "--round", "2569-1", "--seed", "7", "--as",
        "member");
    assert_status(&first, err_exit_status(ERR_INPUT));
    kru(&first, "case", "sample", office_db(), "--round", "2569-1", "--seed", "7", "--as",
        "secretary", "--format", "csv");
    assert_quiet(&first);
    kru(&again, "case", "sample", office_db(), "--round", "2569-1", "--as", "auditor", "--format",
        "csv");
    assert_quiet(&again);
    assert_string_equal(first.out, again.out);
    kru(&again, "case", "sample", office_db(), "--round", "2569-1", "--seed", "8", "--as",
        "secretary");
    assert_fails(&again, ERR_INPUT,
                 "this round was drawn with seed '7', allowed for another is a new name");
    kru(&first, "case", "sample", office_db(), "--round", "2569-1", "--as", "secretary", "--format",
        "json");
    cJSON *json = run_json(first.out);
    const cJSON *row;
    cJSON_ArrayForEach(row, cJSON_GetObjectItem(json, "rows"))
    {
        assert_int_equal(cJSON_GetObjectItem(row, "score")->valueint, 9120);
        assert_int_equal(cJSON_GetObjectItem(row, "cut")->valueint, 7100);
        if (*cJSON_GetObjectItem(row, "why")->valuestring == '\0') continue;
        drawn = (int64_t)cJSON_GetObjectItem(row, "case")->valuedouble;
        count++;
    }
    assert_int_equal(count, 1);
    cJSON_Delete(json);
    run_clear(&first);
    run_clear(&again);
    return drawn;
}

static void a_term_of_the_grant(int64_t id)
{
    struct run run = {0};
    const char *number = office_number(id);
    run_write_file(run_path("grants.ini"), "[grant.2569]\nprimary = 2000 + 1000\n"
                                           "attendance_min = 85\nyears = 3\nsource = test\n");
    kru(&run, "case", "rules", office_db(), run_path("grants.ini"), "--as", "secretary");
    assert_quiet(&run);
    refuse(id, "open-term", "secretary", "left", "guard"); /* no award yet */
    kru(&run, "case", "grant", office_db(), number, "extreme", "--as", "secretary");
    assert_quiet(&run);
    TAKE(id, "open-term", "secretary", "TERM_OPEN");
    refuse(id, "monitor", "teacher", "attendance", "guard");
    kru(&run, "case", "grant", office_db(), number, "100", "85", "1180", "23500", "--as",
        "teacher");
    assert_status(&run, err_exit_status(ERR_INPUT)); /* grams and millimetres mixed up */
    kru(&run, "case", "grant", office_db(), number, "100", "85", "23500", "1180", "--as",
        "teacher");
    assert_quiet(&run);
    assert_has(run.out, "attendance reaches the minimum");
    TAKE(id, "monitor", "teacher", "MONITORED");
    refuse(id, "confirm-met", "teacher2", "allowed", "role");
    TAKE(id, "confirm-met", "director", "MET");
    TAKE(id, "pay", "liaison", "PAID");
    TAKE(id, "acknowledge", "teacher", "RECEIPT", "--proof", "R-1/2569");
    kru(&run, "case", "grant", office_db(), number, "--as", "auditor", "--format", "json");
    assert_quiet(&run);
    assert_int_equal(office_first(&run, "terms"), 1);
    assert_int_equal(office_first(&run, "baht"), 2000);
    run_clear(&run);
}

static void a_pupil_goes_from_the_visit_to_the_payment(void **state)
{
    static const char hash[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    static const int pupils[] = {1, 2};
    (void)state;
    activate_model();
    import_roll(2569, 2, "p2", pupils, 2);
    import_visit("V1", 1, "screen", true, 2, "teacher");
    import_visit("V2", 2, "screen", true, 2, "teacher");
    const int64_t one = pupil_of("V1"), two = pupil_of("V2");
    const int64_t first = office_case("screening", one, "teacher");
    const int64_t second = office_case("screening", two, "teacher2");
    refuse(first, "visit", "teacher", "consent", "guard");
    consent(one, "screening");
    consent(two, "screening");
    refuse(first, "visit", "teacher", "scored", "guard");
    score_all();
    to_the_subcommittee(first);
    to_the_subcommittee(second);
    const int64_t drawn = draw_sample(), other = drawn == first ? second : first;
    const int drawn_pupil = drawn == first ? 1 : 2;
    TAKE(other, "approve", "member", "APPROVED");
    refuse(drawn, "approve", "member", "sample", "guard");
    TAKE(drawn, "order-verification", "member", "VERIFY_VISIT");
    refuse(drawn, "find-same", "verifier", "second visit", "guard");
    import_visit("W1", drawn_pupil, "verify", true, 2, "secretary");
    score_all();
    refuse(drawn, "find-changed", "verifier", "differs", "guard");
    TAKE(drawn, "find-same", "verifier", "VERIFIED_SAME");
    refuse(drawn, "reject", "member", "outside", "guard");
    TAKE(drawn, "approve", "member", "APPROVED");
    refuse(drawn, "export", "liaison", "hash", "guard");
    TAKE(drawn, "export", "liaison", "EXPORTED", "--proof", hash);
    refuse(drawn, "fund-accepts", "liaison", "", "consecutive");
    TAKE(drawn, "fund-accepts", "secretary", "EEF_ACCEPTED");
    a_term_of_the_grant(office_case("grant", drawn == first ? one : two, "secretary"));
    assert_chain_holds();
}

/* A second visit that finds another household: the decision follows it, unless two members sign
   against it; and the case comes back by an appeal. */
static void a_changed_household_is_rejected_and_appeals(void **state)
{
    static const int pupils[] = {1};
    struct run run = {0};
    (void)state;
    activate_model();
    import_roll(2569, 2, "p2", pupils, 1);
    import_visit("V1", 1, "screen", true, 2, "teacher");
    const int64_t student = pupil_of("V1"), id = office_case("screening", student, "teacher");
    consent(student, "screening");
    score_all();
    to_the_subcommittee(id);
    kru(&run, "case", "sample", office_db(), "--round", "r", "--seed", "1", "--as", "secretary");
    assert_quiet(&run);
    TAKE(id, "order-verification", "member", "VERIFY_VISIT");
    import_visit("W1", 1, "verify", false, 2, "secretary");
    score_all();
    refuse(id, "find-same", "verifier", "band is that of the first", "guard");
    TAKE(id, "find-changed", "verifier", "VERIFIED_CHANGED");
    refuse(id, "approve", "member", "within", "guard");
    TAKE(id, "override-approve", "member", "VERIFIED_CHANGED");
    refuse(id, "override-approve", "member", "", "signed");
    TAKE(id, "reject", "member2", "REJECTED");
    TAKE(id, "appeal", "director", "APPEAL");
    TAKE(id, "review", "secretary", "SUBCOMMITTEE_REVIEW");
    refuse(id, "reject", "member2", "", "apart");
    assert_chain_holds();
    run_clear(&run);
}

/* Without photographs there is no visit; after a return for correction an old one does not count;
   and a second visit that the first visitor recorded is none. */
static void a_visit_must_be_fresh_and_of_somebody_else(void **state)
{
    static const int pupils[] = {1};
    (void)state;
    activate_model();
    import_roll(2569, 2, "p2", pupils, 1);
    import_visit("V1", 1, "screen", true, 1, "teacher");
    const int64_t student = pupil_of("V1"), id = office_case("screening", student, "teacher");
    consent(student, "screening");
    score_all();
    refuse(id, "visit", "teacher", "photographs", "guard");
    import_visit("V2", 1, "screen", true, 2, "teacher");
    score_all();
    TAKE(id, "visit", "teacher", "VISITED");
    office_clock(office_day + DAY_S);
    TAKE(id, "refuse", "certifier", "RETURNED");
    refuse(id, "visit", "teacher", "scored", "guard");
    office_clock(office_day + 2 * DAY_S);
    import_visit("V3", 1, "screen", true, 2, "teacher");
    score_all();
    to_the_subcommittee(id);
    TAKE(id, "order-verification", "member", "VERIFY_VISIT");
    import_visit("W1", 1, "verify", true, 2, "teacher");
    score_all();
    refuse(id, "find-same", "verifier", "second visit", "guard");
    import_visit("W2", 1, "verify", true, 2, "secretary");
    score_all();
    TAKE(id, "find-same", "verifier", "VERIFIED_SAME");
    assert_chain_holds();
}

/* ---- 2: a drop-out ------------------------------------------------------------------------- */

/* Pupil 1 (p2) stays, pupil 2 (p1) is gone, pupil 3 (p1) stays; nothing is opened twice. */
static int64_t detect_one(void)
{
    static const int before[] = {1, 2, 3}, now[] = {1, 3};
    struct run run = {0};
    import_roll(2568, 2, "p2", before, 3);
    import_roll(2569, 1, "p3", now, 2);
    kru(&run, "case", "detect", office_db(), "--year", "2569", "--term", "1", "--as", "district",
        "--dry-run");
    assert_quiet(&run);
    assert_int_equal(office_count("SELECT count(*) FROM case_file"), 0);
    kru(&run, "case", "detect", office_db(), "--year", "2569", "--term", "1", "--as",
        "away-district");
    assert_quiet(&run);
    assert_int_equal(office_count("SELECT count(*) FROM case_file"), 0);
    kru(&run, "case", "detect", office_db(), "--year", "2569", "--term", "1", "--as", "district",
        "--format", "json");
    assert_quiet(&run);
    const int64_t id = office_first(&run, "case");
    kru(&run, "case", "detect", office_db(), "--year", "2569", "--term", "1", "--as", "secretary",
        "--format", "json");
    assert_quiet(&run);
    assert_int_equal(office_first(&run, "case"), id);
    assert_int_equal(office_count("SELECT count(*) FROM case_file"), 1);
    run_clear(&run);
    return id;
}

static void assert_partner_sees(const char *user, int64_t id, int status, const char *part)
{
    struct run run = {0};
    kru(&run, "case", "show", office_db(), office_number(id), "--as", user, "--format", "json");
    assert_status(&run, status);
    assert_has(status == 0 ? run.out : run.err, part);
    assert_has_not(run.out, reason);
    run_clear(&run);
}

static void a_missing_child_is_found_referred_and_returns(void **state)
{
    struct run run = {0};
    (void)state;
    const int64_t id = detect_one();
    const int64_t student = office_count("SELECT student_id FROM case_file");
    TAKE(id, "set-team", "director", "TEAM_SET");
    refuse(id, "plan", "district", "", "step");
    TAKE(id, "analyse", "teacher", "ANALYSED");
    TAKE(id, "plan", "director", "PLANNED");
    TAKE(id, "start-visits", "teacher", "FIELD_VISIT");
    office_clock(office_day + 3 * DAY_S);
    TAKE(id, "miss", "teacher", "FIELD_VISIT");
    TAKE(id, "miss", "teacher", "FIELD_VISIT");
    refuse(id, "give-up", "director", "three attempts", "guard");
    refuse(id, "find", "away", "no case", "absent");
    TAKE(id, "find", "director", "FOUND");
    act(&run, id, &(struct step){"refer", "teacher", NULL, "--partner", "shelter"});
    assert_status(&run, err_exit_status(ERR_INPUT));
    assert_has(run.err, "consent");
    consent(student, "referral");
    const int64_t child = TAKE(id, "refer", "teacher", "REFERRED", "--partner", "shelter");
    assert_true(child > id);
    assert_partner_sees("shelter", child, 0, "\"student\":null");
    assert_partner_sees("shelter", id, err_exit_status(ERR_NOT_FOUND), "no case");
    refuse(id, "bring-back", "director", "", "guard");
    TAKE(child, "accept", "shelter", "accepted");
    assert_partner_sees("shelter", id, 0, "REFERRED");
    refuse(child, "finish", "shelter", "", "consecutive");
    TAKE(child, "finish", "teacher2", "done");
    office_clock(office_day + 10 * DAY_S);
    TAKE(id, "bring-back", "director", "RETURNED", "--kind", "school");
    refuse(id, "confirm-present", "teacher", "90 days", "early");
    office_clock(office_day + 100 * DAY_S);
    TAKE(id, "confirm-present", "teacher", "STAYED");
    /* Listed on day 0, first visit on day 3, back on day 10; nobody moved, nothing is open. */
    kru(&run, "case", "report", office_db(), "--by", "district", "--format", "csv", "--no-bom");
    assert_quiet(&run);
    assert_has(run.out, "\r\nD1,1,1,3,3,1,100,10,0,,0,0\r\n");
    assert_chain_holds();
    run_clear(&run);
}

/* Not found three times: closed with the cause "moved" by two signatures, which state the same. */
static void a_child_who_moved_is_closed_by_two_signatures(void **state)
{
    struct run run = {0};
    (void)state;
    const int64_t id = detect_one();
    TAKE(id, "set-team", "director", "TEAM_SET");
    TAKE(id, "analyse", "teacher", "ANALYSED");
    TAKE(id, "plan", "director", "PLANNED");
    TAKE(id, "start-visits", "teacher", "FIELD_VISIT");
    for (int m = 0; m < 3; m++) TAKE(id, "miss", "teacher2", "FIELD_VISIT");
    refuse(id, "miss", "teacher2", "fewer than three", "guard");
    TAKE(id, "give-up", "director", "NOT_FOUND");
    TAKE(id, "close", "teacher", "NOT_FOUND", "--cause", "18");
    act(&run, id, &(struct step){"close", "district", NULL, "--cause", "14"});
    assert_status(&run, err_exit_status(ERR_INPUT));
    TAKE(id, "close", "district", "CLOSED_NOT_RETURNED", "--cause", "18");
    kru(&run, "case", "report", office_db(), "--by", "cause", "--format", "json");
    assert_quiet(&run);
    cJSON *json = run_json(run.out);
    const cJSON *moved = cJSON_GetArrayItem(cJSON_GetObjectItem(json, "causes"), 17);
    assert_string_equal(cJSON_GetObjectItem(moved, "name")->valuestring, "moved");
    assert_int_equal(cJSON_GetObjectItem(moved, "closed")->valueint, 1);
    cJSON_Delete(json);
    assert_chain_holds();
    run_clear(&run);
}

/* ---- 3: a crisis --------------------------------------------------------------------------- */

static void a_crisis_is_paid_after_two_signatures(void **state)
{
    struct run run = {0};
    (void)state;
    const int64_t id = office_case("crisis", office_pupil("Dao Jaidee", "2562-05-17"), "teacher");
    refuse(id, "approve", "district", "", "step");
    TAKE(id, "triage", "director", "TRIAGE");
    refuse(id, "approve", "director", "allowed", "role");
    kru(&run, "case", "act", office_db(), office_number(id), "approve", "--as", "district");
    assert_status(&run, err_exit_status(ERR_INPUT));
    assert_has(run.err, "reason");
    TAKE(id, "approve", "district", "TRIAGE");
    refuse(id, "pay", "liaison", "", "step");
    refuse(id, "approve", "district", "another person", "signed");
    kru(&run, "case", "act", office_db(), office_number(id), "approve", "--as", "member",
        "--reason", "fire");
    assert_quiet(&run);
    assert_has(run.out, "approved");
    TAKE(id, "pay", "liaison", "PAID");
    TAKE(id, "follow-up", "teacher", "FOLLOW_UP", "--proof", "R-9");
    TAKE(id, "close", "director", "CLOSED");
    kru(&run, "case", "show", office_db(), office_number(id), "--as", "auditor");
    assert_quiet(&run);
    assert_has(run.out, "first signature");
    assert_has(run.out, "this case has come to its end");
    assert_chain_holds();
    run_clear(&run);
}

static const struct CMUnitTest cases[] = {
    CASE_WITH(a_pupil_goes_from_the_visit_to_the_payment, office_setup, run_teardown),
    CASE_WITH(a_changed_household_is_rejected_and_appeals, office_setup, run_teardown),
    CASE_WITH(a_visit_must_be_fresh_and_of_somebody_else, office_setup, run_teardown),
    CASE_WITH(a_missing_child_is_found_referred_and_returns, office_setup, run_teardown),
    CASE_WITH(a_child_who_moved_is_closed_by_two_signatures, office_setup, run_teardown),
    CASE_WITH(a_crisis_is_paid_after_two_signatures, office_setup, run_teardown),
};

TEST_MAIN(cases)
