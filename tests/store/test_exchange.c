/* Files in: the whole roll as one candidate after the other, nothing quoted, nothing twice. */
#define _POSIX_C_SOURCE 200809L
#include "equity/exchange_import.h"

#include "base/env.h"
#include "data/store_sql.h"
#include "equity/audit.h"
#include "equity/casework_internal.h"
#include "equity/exchange.h"
#include "equity/exchange_export.h"
#include "equity/match_bulk.h"
#include "equity/pmt_store.h"
#include "tests/store/people.h"

static struct err err;
static const struct actor member = {7, "kamakan", ROLE_MEMBER, ""};
static const struct exchange_school schools[] = {{"S3", "1002"}, {"S1", "1001"}, {"S2", "1001"}};

#define ROLL_HEAD "id_kind,id_number,name,birth_date,sex,school,grade,academic_year,term\n"
#define MALI "T,1112034563562,เด็กหญิงมะลิ ใจดี,04/03/2561,ญ,S1,p1,2569,1\n"
#define PITI "G,G123456789012,เด็กชายปิติ พิทักษ์,05/03/2561,ช,S2,p1,2569,1\n"
#define VISIT_HEAD                                                                                 \
    "visit,id_kind,id_number,kind,visited_on,photos,exempt_reason,household,members,income_wage,"  \
    "income_farm,income_business,income_welfare,income_other,dependants,tenure,floor,wall,roof,"   \
    "toilet,land,water,power,vehicles,goods\n"
/* H1 of the golden households: 6140 points. */
#define VISIT_MALI                                                                                 \
    "V1,T,1112034563562,screen,01/06/2569,2,,general,3,5000,0,0,600,0,3,rent,plank,zinc,metal,"    \
    "yes,none,bottle,meter,motorcycle,1\n"

static int64_t counted(struct store *store, const char *sql)
{
    struct query query;
    bool row;
    assert_ok(query_open(store, sql, &query, &err));
    assert_ok(query_next(&query, &row, &err));
    const int64_t count = query_int64(&query, 0);
    query_close(&query);
    return count;
}

/* Imports one file of the folder with this content. */
static enum err_code import(const struct office *office, const struct actor *actor,
                            const char *name, const char *content, bool dry_run,
                            struct exchange_report *report)
{
    const struct person_access access = as(office, actor);
    const struct exchange_order order = {&access, schools, 3, dry_run};
    scratch_write(name, content, strlen(content));
    const char *path = scratch(name);
    return exchange_import(&order, &path, 1, report, &err);
}

static void add_model(const struct office *office)
{
    static struct pmt_model model;
    assert_ok(pmt_model_read(KRU_SOURCE "/conf/pmt/demo-1.ini", &model, &err));
    assert_ok(pmt_store_add(office->store, &secretary, &model, NULL, &err));
    assert_ok(pmt_store_test(office->store, &secretary, "demo-1", &err));
    assert_ok(pmt_store_waive(office->store, &secretary, "demo-1", "an example for tests", &err));
    assert_ok(pmt_store_activate(office->store, &member, "demo-1", &err));
    pmt_model_clear(&model);
}

/* ---- matching ------------------------------------------------------------------------------ */

/* A pupil who is often nearly another one: few names, days and numbers. */
static struct person dirty(struct env_random *random)
{
    static const char *const names[] = {"มานี ใจดี",   "มานี ใจดึ", "ปิติ พิทักษ์",    "เด็กชายปิติ พิทักษ์",
                                        "ชูใจ เลิศล้ำ", "ชูใจ เลิศ", "วีระ ประสงค์", "วีระ ประสงค"};
    char number[ID_TEXT], day[32];
    snprintf(number, sizeof number, "9%02d0000000%02d", env_random_below(random, 90),
             env_random_below(random, 9));
    snprintf(number + 12, 2, "%c", identity_check_digit(number));
    if (env_random_below(random, 5) == 0)
        snprintf(number, sizeof number, "G0000000000%02d", env_random_below(random, 30));
    if (env_random_below(random, 10) == 0) number[0] = '\0';
    snprintf(day, sizeof day, "20%02d-05-%02d", 13 + env_random_below(random, 6),
             1 + env_random_below(random, 28));
    if (env_random_below(random, 10) == 0) day[0] = '\0';
    return pupil(names[env_random_below(random, 8)], day, number);
}

/* Outcome by outcome the same as one after the other; so what is proved of match_admit (of mutated
   numbers none is merged silently) holds for a roll. */
static void a_roll_is_matched_as_one_candidate_after_the_other(void **state)
{
    (void)state;
    enum { CANDIDATES = 300 };
    struct office one = office_open(NULL), many = {0};
    struct env_random random = {20260922};
    struct match_bulk *bulk = NULL;
    struct person before = {0};
    int outcomes[3] = {0};
    assert_ok(cases_open(":memory:", &many.store, &err));
    assert_ok(keys_make(scratch("many.key"), many.store, &err));
    assert_ok(keys_open(scratch("many.key"), many.store, &many.keys, &err));
    const struct person_access first = as(&one, &secretary), second = as(&many, &secretary);
    assert_ok(store_begin(many.store, &err));
    assert_ok(match_bulk_open(&second, &bulk, &err));
    for (int i = 0; i < CANDIDATES; i++) {
        struct person candidate = i % 8 == 7 ? before : dirty(&random);
        struct match_result a, b;
        if (i == CANDIDATES / 2) { /* what was read once must not differ from what was added */
            match_bulk_close(bulk);
            assert_ok(match_bulk_open(&second, &bulk, &err));
        }
        before = candidate;
        assert_ok(match_admit(&first, &candidate, &a, &err));
        assert_ok(person_clean(&candidate, &err));
        assert_ok(match_bulk_admit(bulk, &candidate, &b, &err));
        assert_int_equal(a.outcome, b.outcome);
        if (a.outcome == MATCH_DOUBTFUL) assert_int_equal(a.why, b.why);
        outcomes[a.outcome]++;
    }
    match_bulk_close(bulk);
    assert_ok(store_commit(many.store, &err));
    for (int o = 0; o < 3; o++) assert_true(outcomes[o] > 5);
    assert_int_equal(counted(one.store, "SELECT count(*) FROM student"),
                     counted(many.store, "SELECT count(*) FROM student"));
    assert_int_equal(counted(one.store, "SELECT count(*) FROM match_queue"),
                     counted(many.store, "SELECT count(*) FROM match_queue"));
    office_close(&one);
    office_close(&many);
}

/* ---- rolls --------------------------------------------------------------------------------- */

static void the_same_file_again_changes_nothing(void **state)
{
    (void)state;
    struct office office = office_open(NULL);
    struct exchange_report report;
    assert_ok(import(&office, &secretary, "rolls.csv", ROLL_HEAD MALI PITI, false, &report));
    assert_true(report.applied);
    assert_int_equal(report.file[0].added, 2);
    exchange_report_clear(&report);
    const int64_t rows = counted(office.store, "SELECT count(*) FROM audit");
    assert_ok(import(&office, &secretary, "rolls-2.csv", ROLL_HEAD MALI PITI, false, &report));
    assert_true(report.file[0].seen);
    assert_false(report.applied);
    exchange_report_clear(&report);
    /* Another file that says the same: looked at, and nothing to do. */
    assert_ok(import(&office, &secretary, "rolls.csv", ROLL_HEAD PITI MALI, false, &report));
    assert_false(report.applied);
    assert_int_equal(report.file[0].unchanged, 2);
    exchange_report_clear(&report);
    assert_int_equal(counted(office.store, "SELECT count(*) FROM audit"), rows);
    assert_int_equal(counted(office.store, "SELECT count(*) FROM import_batch"), 1);
    office_close(&office);
}

static void a_dry_run_reports_and_changes_nothing(void **state)
{
    (void)state;
    struct office office = office_open(NULL);
    struct exchange_report report;
    assert_ok(import(&office, &secretary, "rolls.csv", ROLL_HEAD MALI PITI, true, &report));
    assert_int_equal(report.file[0].added, 2);
    exchange_report_clear(&report);
    assert_int_equal(counted(office.store, "SELECT count(*) FROM student"), 0);
    office_close(&office);
}

/* Line 2 has a number whose check digit is wrong, line 3 a grade and line 4 a school that are none,
   line 5 a name where the grade should be. */
static void every_bad_cell_is_told_by_place_and_none_is_quoted(void **state)
{
    (void)state;
    struct office office = office_open(NULL);
    struct exchange_report report;
    struct text all = {0};
    assert_int_equal(import(&office, &secretary, "rolls.csv",
                            ROLL_HEAD "T,1112034563561,มะลิ ใจดี,04/03/2561,F,S1,p1,2569,1\n"
                                      "T,1112034563562,มะลิ ใจดี,04/03/2561,F,S1,p7,2569,1\n"
                                      "T,1112034563562,มะลิ ใจดี,04/03/2561,F,S9,p1,2569,3\n"
                                      "T,1112034563562,มะลิ ใจดี,04/03/2561,F,S1,มะลิ ใจดี,2569,1\n",
                            false, &report),
                     ERR_INPUT);
    assert_int_equal(report.problems_in_all, 5);
    assert_int_equal(report.problem[0].line, 2);
    assert_string_equal(report.problem[0].column, "id_number");
    assert_int_equal(report.problem[1].line, 3);
    assert_string_equal(report.problem[1].column, "grade");
    assert_string_equal(
        report.problem[1].text,
        "is wrong, allowed are k1, k2, k3, p1, p2, p3, p4, p5, p6, m1, m2, m3, m4, m5, m6");
    assert_string_equal(report.problem[2].column, "school");
    assert_string_equal(report.problem[3].column, "term");
    assert_int_equal(report.problem[4].line, 5);
    for (int p = 0; p < report.problems; p++) exchange_problem_text(&report.problem[p], &all);
    text_add(&all, "%s", err.text);
    assert_null(strstr(all.s, "มะลิ"));
    assert_null(strstr(all.s, "11120"));
    assert_int_equal(counted(office.store, "SELECT count(*) FROM student"), 0);
    assert_int_equal(counted(office.store, "SELECT count(*) FROM import_batch"), 0);
    text_clear(&all);
    exchange_report_clear(&report);
    office_close(&office);
}

static void a_file_without_a_header_does_not_show_its_first_person(void **state)
{
    (void)state;
    struct office office = office_open(NULL);
    struct exchange_report report;
    assert_int_equal(import(&office, &secretary, "rolls.csv", MALI, false, &report), ERR_INPUT);
    assert_null(strstr(err.text, "มะลิ"));
    assert_null(strstr(err.text, "11120"));
    assert_string_equal(report.file[0].ignored_columns, "");
    exchange_report_clear(&report);
    office_close(&office);
}

static void each_imports_where_it_acts_alone(void **state)
{
    (void)state;
    struct office office = office_open(NULL);
    struct exchange_report report;
    assert_ok(import(&office, &teacher, "rolls.csv", ROLL_HEAD MALI, false, &report));
    exchange_report_clear(&report);
    assert_int_equal(import(&office, &teacher, "rolls.csv", ROLL_HEAD PITI, false, &report),
                     ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "rolls.csv:2 school: is not where the user acts; nothing imported");
    exchange_report_clear(&report);
    assert_ok(import(&office, &district, "rolls.csv", ROLL_HEAD PITI, false, &report));
    exchange_report_clear(&report);
    assert_int_equal(import(&office, &other_district, "rolls.csv",
                            ROLL_HEAD "T,1112034563562,มะลิ ใจดี,04/03/2561,F,S1,p1,2569,2\n", false,
                            &report),
                     ERR_INPUT);
    exchange_report_clear(&report);
    /* A pupil on the roll of one school cannot be taken onto another's in the same term. */
    assert_int_equal(import(&office, &other_teacher, "rolls.csv",
                            ROLL_HEAD "T,1112034563562,เด็กหญิงมะลิ ใจดี,04/03/2561,F,S2,p1,2569,1\n",
                            false, &report),
                     ERR_INPUT);
    exchange_report_clear(&report);
    assert_int_equal(import(&office, &member, "rolls.csv", ROLL_HEAD MALI, false, &report),
                     ERR_INPUT);
    exchange_report_clear(&report);
    office_close(&office);
}

static void who_is_doubtful_waits_and_the_others_come_in(void **state)
{
    (void)state;
    struct office office = office_open(NULL);
    struct exchange_report report;
    assert_ok(import(&office, &secretary, "rolls.csv", ROLL_HEAD MALI, false, &report));
    exchange_report_clear(&report);
    /* The same number and day with another name. */
    static const char second[] =
        ROLL_HEAD PITI "T,1112034563562,เด็กหญิงชูใจ เลิศล้ำ,04/03/2561,F,S1,p1,2569,1\n";
    assert_ok(import(&office, &secretary, "rolls.csv", second, false, &report));
    assert_int_equal(report.file[0].waiting, 1);
    assert_int_equal(report.file[0].added, 1);
    exchange_report_clear(&report);
    assert_int_equal(counted(office.store, "SELECT count(*) FROM match_queue"), 1);
    assert_int_equal(counted(office.store, "SELECT count(*) FROM student"), 2);
    /* The same file is looked at again as long as somebody waits, and waits once. */
    const int64_t rows = counted(office.store, "SELECT count(*) FROM audit");
    assert_ok(import(&office, &secretary, "rolls.csv", second, false, &report));
    assert_false(report.applied);
    assert_int_equal(report.file[0].waiting, 1);
    exchange_report_clear(&report);
    assert_int_equal(counted(office.store, "SELECT count(*) FROM match_queue"), 1);
    assert_int_equal(counted(office.store, "SELECT count(*) FROM audit"), rows);
    office_close(&office);
}

/* The number belongs to nobody until somebody has decided: its attendance waits with it, and
   neither stops the rows of others nor goes to the child who had the number first. */
static void rows_of_who_is_doubtful_wait_with_him(void **state)
{
    (void)state;
    struct office office = office_open(NULL);
    struct exchange_report report;
    static const char roll[] =
        ROLL_HEAD PITI "T,1112034563562,เด็กหญิงชูใจ เลิศล้ำ,04/03/2561,F,S1,p1,2569,1\n";
    static const char days[] = "id_kind,id_number,academic_year,term,days,days_present\n"
                               "T,1112034563562,2569,1,100,90\n"
                               "G,G123456789012,2569,1,100,95\n";
    assert_ok(import(&office, &secretary, "rolls.csv", ROLL_HEAD MALI, false, &report));
    exchange_report_clear(&report);
    assert_ok(import(&office, &secretary, "rolls.csv", roll, false, &report));
    exchange_report_clear(&report);
    assert_ok(import(&office, &secretary, "attendance.csv", days, false, &report));
    assert_int_equal(report.file[0].added, 1);
    assert_int_equal(report.file[0].waiting, 1);
    exchange_report_clear(&report);
    /* Decided: another child, who gets no number that both claim; the rows are the first one's. */
    const struct person_access access = {office.store, office.keys, &secretary,
                                         "a slip of the pen"};
    int64_t id = 0;
    assert_ok(match_decide(&access, counted(office.store, "SELECT match_queue_id FROM match_queue"),
                           DECIDE_NEW, &id, &err));
    assert_ok(import(&office, &secretary, "attendance.csv", days, false, &report));
    assert_int_equal(report.file[0].added, 1);
    assert_int_equal(report.file[0].waiting, 0);
    assert_int_equal(report.file[0].unchanged, 1);
    exchange_report_clear(&report);
    office_close(&office);
}

static void the_newest_roll_says_where_a_pupil_is(void **state)
{
    (void)state;
    struct office office = office_open(NULL);
    struct exchange_report report;
    static const char later[] =
        ROLL_HEAD "T,1112034563562,เด็กหญิงมะลิ ใจดี,04/03/2561,F,S3,p2,2570,1\n";
    assert_ok(import(&office, &secretary, "rolls.csv", ROLL_HEAD MALI, false, &report));
    exchange_report_clear(&report);
    assert_ok(import(&office, &secretary, "rolls.csv", later, false, &report));
    assert_int_equal(report.file[0].moved, 1);
    exchange_report_clear(&report);
    assert_int_equal(counted(office.store, "SELECT count(*) FROM student WHERE school = 'S3' AND "
                                           "district = '1002' AND grade = 'p2'"),
                     1);
    assert_int_equal(counted(office.store, "SELECT count(*) FROM student_change"), 3);
    /* An older roll that comes late moves nobody back. */
    assert_ok(import(&office, &secretary, "rolls.csv",
                     ROLL_HEAD "T,1112034563562,เด็กหญิงมะลิ ใจดี,04/03/2561,F,S1,k3,2568,2\n", false,
                     &report));
    assert_int_equal(report.file[0].moved, 0);
    exchange_report_clear(&report);
    office_close(&office);
}

static void test_numbers_need_a_folder_that_calls_itself_synthetic(void **state)
{
    (void)state;
    struct office office = office_open(NULL);
    struct exchange_report report;
    bool synthetic = true;
    static const char roll[] =
        ROLL_HEAD "T,9000000000004,เด็กหญิงมะลิ ใจดี,04/03/2561,F,S1,p1,2569,1\n";
    assert_int_equal(import(&office, &secretary, "rolls.csv", roll, false, &report), ERR_INPUT);
    exchange_report_clear(&report);
    scratch_write("provenance.csv", "file,status,source\nrolls.csv,synthetic,made up\n", 47);
    assert_ok(exchange_is_synthetic(office.store, &synthetic, &err));
    assert_false(synthetic);
    assert_ok(import(&office, &secretary, "rolls.csv", roll, false, &report));
    assert_true(report.file[0].synthetic);
    exchange_report_clear(&report);
    assert_ok(exchange_is_synthetic(office.store, &synthetic, &err));
    assert_true(synthetic);
    office_close(&office);
}

/* ---- visits -------------------------------------------------------------------------------- */

static enum err_code score_one(void *context, const struct visit *visit,
                               const struct pmt_answers *answers, struct err *why)
{
    static struct pmt_model model;
    int *sum = context;
    struct pmt_score score;
    (void)why;
    assert_ok(pmt_model_read(KRU_SOURCE "/conf/pmt/demo-1.ini", &model, &err));
    pmt_score(&model, answers, &score);
    pmt_model_clear(&model);
    assert_int_equal(score.state, PMT_SCORED);
    assert_string_equal(visit->code, "V1");
    *sum += score.r;
    return ERR_OK;
}

static void a_visit_is_scored_as_it_was_typed_and_never_changed(void **state)
{
    (void)state;
    struct office office = office_open(NULL);
    struct exchange_report report;
    static struct pmt_model model;
    int sum = 0;
    add_model(&office);
    assert_ok(import(&office, &secretary, "rolls.csv", ROLL_HEAD MALI, false, &report));
    exchange_report_clear(&report);
    assert_ok(import(&office, &teacher, "visits.csv", VISIT_HEAD VISIT_MALI, false, &report));
    exchange_report_clear(&report);
    assert_ok(pmt_store_read(office.store, NULL, &model, NULL, &err));
    const struct visit_choice newest = {.newest = true};
    assert_ok(visits_each(office.store, &newest, &model, score_one, &sum, &err));
    assert_int_equal(sum, 6140);
    /* The same code with another answer. */
    char other[2048];
    snprintf(other, sizeof other, "%s", VISIT_HEAD VISIT_MALI);
    strstr(other, "motorcycle")[0] = '\0';
    strncat(other, "none,1\n", sizeof other - strlen(other) - 1);
    assert_int_equal(import(&office, &teacher, "visits.csv", other, false, &report), ERR_INPUT);
    exchange_report_clear(&report);
    struct query query;
    bool row;
    assert_ok(query_open(office.store, "UPDATE visit SET photos = 0", &query, &err));
    assert_int_equal(query_next(&query, &row, &err), ERR_STORE);
    query_close(&query);
    pmt_model_clear(&model);
    office_close(&office);
}

static void an_answer_the_model_has_not_is_refused_without_being_quoted(void **state)
{
    (void)state;
    struct office office = office_open(NULL);
    struct exchange_report report;
    char bad[2048];
    add_model(&office);
    assert_ok(import(&office, &secretary, "rolls.csv", ROLL_HEAD MALI, false, &report));
    exchange_report_clear(&report);
    snprintf(bad, sizeof bad, "%s", VISIT_HEAD VISIT_MALI);
    memcpy(strstr(bad, "rent"), "xyzw", 4);
    assert_int_equal(import(&office, &teacher, "visits.csv", bad, false, &report), ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "visits.csv:2 tenure: is no answer, allowed are dorm, free, own, rent; nothing "
                 "imported");
    exchange_report_clear(&report);
    office_close(&office);
}

/* ---- lists --------------------------------------------------------------------------------- */

static void a_list_from_above_opens_a_case_once(void **state)
{
    (void)state;
    struct office office = office_open(NULL);
    struct exchange_report report;
    static const char head[] = "id_kind,id_number,listed_on,source\n";
    char list[256];
    assert_ok(import(&office, &secretary, "rolls.csv", ROLL_HEAD MALI, false, &report));
    exchange_report_clear(&report);
    snprintf(list, sizeof list, "%sT,1112034563562,01/06/2569,ministry\n", head);
    assert_ok(import(&office, &secretary, "dropouts.csv", list, false, &report));
    exchange_report_clear(&report);
    /* Another list names the same child: the open case stands for both. */
    snprintf(list, sizeof list, "%sT,1112034563562,02/06/2569,district\n", head);
    assert_ok(import(&office, &secretary, "dropouts.csv", list, false, &report));
    exchange_report_clear(&report);
    assert_int_equal(counted(office.store, "SELECT count(*) FROM case_file"), 1);
    assert_int_equal(counted(office.store, "SELECT count(*) FROM dropout_listing"), 2);
    office_close(&office);
}

/* Bangkok's published row: 456 children not traced, 337 of them moved (cause 18). */
static void the_published_causes_come_in_by_area(void **state)
{
    (void)state;
    struct office office = office_open(NULL);
    struct exchange_report report;
    static const char list[] = "area,cause,count\nกรุงเทพมหานคร,6,10\nกรุงเทพมหานคร,8,4\n"
                               "กรุงเทพมหานคร,9,1\nกรุงเทพมหานคร,11,2\nกรุงเทพมหานคร,12,3\n"
                               "กรุงเทพมหานคร,13,1\nกรุงเทพมหานคร,16,3\nกรุงเทพมหานคร,17,2\n"
                               "กรุงเทพมหานคร,18,337\nกรุงเทพมหานคร,19,93\n";
    assert_ok(import(&office, &secretary, "not_traced.csv", list, false, &report));
    exchange_report_clear(&report);
    assert_int_equal(counted(office.store, "SELECT total FROM not_traced_area"), 456);
    assert_int_equal(counted(office.store, "SELECT children FROM not_traced WHERE cause = 18"),
                     337);
    assert_int_equal(
        import(&office, &teacher, "not_traced.csv", "area,cause,count\nก,1,1\n", false, &report),
        ERR_INPUT);
    exchange_report_clear(&report);
    office_close(&office);
}

static void attendance_above_the_school_days_is_refused(void **state)
{
    (void)state;
    struct office office = office_open(NULL);
    struct exchange_report report;
    static const char head[] = "id_kind,id_number,academic_year,term,days,days_present\n";
    char list[256];
    assert_ok(import(&office, &secretary, "rolls.csv", ROLL_HEAD MALI, false, &report));
    exchange_report_clear(&report);
    snprintf(list, sizeof list, "%sT,1112034563562,2569,1,100,101\n", head);
    assert_int_equal(import(&office, &teacher, "attendance.csv", list, false, &report), ERR_INPUT);
    exchange_report_clear(&report);
    snprintf(list, sizeof list, "%sT,1112034563562,2569,1,100,85\n", head);
    assert_ok(import(&office, &teacher, "attendance.csv", list, false, &report));
    exchange_report_clear(&report);
    assert_int_equal(counted(office.store, "SELECT days_present FROM attendance_term"), 85);
    office_close(&office);
}

/* ---- out ----------------------------------------------------------------------------------- */

static const struct actor liaison = {8, "prasan", ROLE_LIAISON, ""},
                          partner = {9, "munnithi", ROLE_PARTNER, "foundation"},
                          other_partner = {10, "samosorn", ROLE_PARTNER, "club"};

/* One pupil on the roll, with a case of this kind. */
static int64_t add_case(const struct office *office, enum workflow workflow, enum state state,
                        const char *to)
{
    struct exchange_report report;
    struct case_file fresh = {.workflow = workflow, .state = state, .school_year = 2569};
    int64_t id = 0;
    assert_ok(import(office, &secretary, "rolls.csv", ROLL_HEAD MALI, false, &report));
    exchange_report_clear(&report);
    fresh.student = counted(office->store, "SELECT student_id FROM student");
    snprintf(fresh.school, sizeof fresh.school, "S1");
    snprintf(fresh.district, sizeof fresh.district, "1001");
    snprintf(fresh.partner, sizeof fresh.partner, "%s", to);
    assert_ok(store_begin(office->store, &err));
    assert_ok(case_insert(office->store, &fresh, &secretary, &id, &err));
    assert_ok(store_commit(office->store, &err));
    return fresh.student;
}

static void the_funds_list_has_its_columns_and_marks_its_cases_once(void **state)
{
    (void)state;
    struct office office = office_open(NULL);
    struct export_sheet sheet = {0};
    int marked = 0;
    char hash[HASH_TEXT];
    static const char ini[] = "[columns]\nname = Pupil\nid_number = Number\nschool = School\n";
    memset(hash, 'a', sizeof hash);
    hash[HASH_TEXT - 1] = '\0';
    const struct person_access access = as(&office, &liaison), not = as(&office, &secretary);
    add_case(&office, WORKFLOW_SCREENING, SCREENING_APPROVED, "");
    scratch_write("columns.ini", ini, strlen(ini));
    assert_int_equal(export_make(&not, EXPORT_EEF, scratch("columns.ini"), &sheet, &err),
                     ERR_INPUT);
    assert_ok(export_make(&access, EXPORT_EEF, scratch("columns.ini"), &sheet, &err));
    assert_int_equal(sheet.rows, 1);
    assert_int_equal(sheet.columns, 3);
    assert_string_equal(sheet.head[0], "Pupil");
    assert_string_equal(sheet.cell[0], "เด็กหญิงมะลิ ใจดี");
    assert_string_equal(sheet.cell[1], "1112034563562");
    assert_int_equal(
        counted(office.store, "SELECT count(*) FROM audit WHERE action = 'person.read'"), 1);
    assert_ok(export_done(&access, EXPORT_EEF, &sheet, hash, &marked, &err));
    assert_int_equal(marked, 1);
    assert_int_equal(
        counted(office.store, "SELECT count(*) FROM case_file WHERE state = 'EXPORTED'"), 1);
    assert_int_equal(counted(office.store, "SELECT count(*) FROM transition_log WHERE batch = "
                                           "printf('%.*c', 64, 'a')"),
                     1);
    /* The same call again goes on where it stopped, and there is nothing left to do. */
    assert_ok(export_done(&access, EXPORT_EEF, &sheet, hash, &marked, &err));
    assert_int_equal(counted(office.store, "SELECT count(*) FROM transition_log"), 1);
    export_sheet_clear(&sheet);
    assert_ok(export_make(&access, EXPORT_EEF, scratch("columns.ini"), &sheet, &err));
    assert_int_equal(sheet.rows, 0);
    export_sheet_clear(&sheet);
    office_close(&office);
}

static void a_column_that_is_no_field_is_named_with_its_line(void **state)
{
    (void)state;
    struct office office = office_open(NULL);
    struct export_sheet sheet = {0};
    static const char ini[] = "[columns]\nname = Pupil\nphone = Phone\n";
    const struct person_access access = as(&office, &liaison);
    scratch_write("columns.ini", ini, strlen(ini));
    assert_int_equal(export_make(&access, EXPORT_EEF, scratch("columns.ini"), &sheet, &err),
                     ERR_CONFIG);
    assert_non_null(strstr(err.text, "'phone'"));
    assert_non_null(strstr(err.text, "line 3"));
    office_close(&office);
}

static void a_partner_gets_its_own_cases_and_names_only_with_consent(void **state)
{
    (void)state;
    struct office office = office_open(NULL);
    struct export_sheet sheet = {0};
    const struct person_access access = as(&office, &partner), other = as(&office, &other_partner),
                               parent = as(&office, &teacher);
    const int64_t student = add_case(&office, WORKFLOW_REFERRAL, REFERRAL_ACCEPTED, "foundation");
    assert_ok(export_make(&access, EXPORT_PARTNER, "", &sheet, &err));
    assert_int_equal(sheet.rows, 1);
    assert_string_equal(sheet.cell[1], "");
    assert_string_equal(sheet.cell[4], "no consent");
    export_sheet_clear(&sheet);
    assert_ok(consent_give(&parent, student, "parent", "referral", "v1", &err));
    assert_ok(export_make(&access, EXPORT_PARTNER, "", &sheet, &err));
    assert_string_equal(sheet.cell[1], "เด็กหญิงมะลิ ใจดี");
    assert_string_equal(sheet.cell[2], "S1");
    export_sheet_clear(&sheet);
    assert_ok(export_make(&other, EXPORT_PARTNER, "", &sheet, &err));
    assert_int_equal(sheet.rows, 0);
    export_sheet_clear(&sheet);
    office_close(&office);
}

static const struct CMUnitTest cases[] = {
    CASE_WITH(a_roll_is_matched_as_one_candidate_after_the_other, scratch_make, scratch_remove),
    CASE_WITH(the_same_file_again_changes_nothing, scratch_make, scratch_remove),
    CASE_WITH(a_dry_run_reports_and_changes_nothing, scratch_make, scratch_remove),
    CASE_WITH(every_bad_cell_is_told_by_place_and_none_is_quoted, scratch_make, scratch_remove),
    CASE_WITH(a_file_without_a_header_does_not_show_its_first_person, scratch_make, scratch_remove),
    CASE_WITH(each_imports_where_it_acts_alone, scratch_make, scratch_remove),
    CASE_WITH(who_is_doubtful_waits_and_the_others_come_in, scratch_make, scratch_remove),
    CASE_WITH(rows_of_who_is_doubtful_wait_with_him, scratch_make, scratch_remove),
    CASE_WITH(the_newest_roll_says_where_a_pupil_is, scratch_make, scratch_remove),
    CASE_WITH(test_numbers_need_a_folder_that_calls_itself_synthetic, scratch_make, scratch_remove),
    CASE_WITH(a_visit_is_scored_as_it_was_typed_and_never_changed, scratch_make, scratch_remove),
    CASE_WITH(an_answer_the_model_has_not_is_refused_without_being_quoted, scratch_make,
              scratch_remove),
    CASE_WITH(a_list_from_above_opens_a_case_once, scratch_make, scratch_remove),
    CASE_WITH(the_published_causes_come_in_by_area, scratch_make, scratch_remove),
    CASE_WITH(the_funds_list_has_its_columns_and_marks_its_cases_once, scratch_make,
              scratch_remove),
    CASE_WITH(a_column_that_is_no_field_is_named_with_its_line, scratch_make, scratch_remove),
    CASE_WITH(a_partner_gets_its_own_cases_and_names_only_with_consent, scratch_make,
              scratch_remove),
    CASE_WITH(attendance_above_the_school_days_is_refused, scratch_make, scratch_remove),
};
TEST_MAIN(cases)
