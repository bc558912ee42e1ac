/* A plan written by hand, and what people and programs read of it. */
#define _POSIX_C_SOURCE 200809L
#include "tests/test.h"

#include "report/plan_report.h"

#include <cjson/cJSON.h>
#include <locale.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wchar.h>

/*
 * One district, two schools, two majors, two years. Today (2566) school A has 3 of 4 in math.
 *   2567  A math 3 of 4, B thai 2 of 2      short 1          one pass and place each opened
 *   2568  A math 4 of 4, B thai 3 of 2      over 1
 */
static struct district district[] = {{"D1", "พระนคร", "Phra Nakhon", "กลาง"}};
static struct school school[] = {{"A", "วัดเอ", 0}, {"B", "วัดบี", 0}};
static struct major major[] = {{"math", "คณิตศาสตร์", "Mathematics"}, {"thai", "ภาษาไทย", ""}};
static struct channel channel[] = {
    {"exam", "สอบแข่งขัน", "Competitive exam", CHANNEL_EXAM, 0, 1.0},
    {"erawan", "ทุนเอราวัณ", "Erawan scholarship", CHANNEL_PIPELINE, 4, 0.9},
};
static struct provenance_row provenance[] = {
    {"schools.csv", "real", "a register"},
    {"teachers.csv", "synthetic", "made up"},
    {"enrolment.csv", "synthetic", "made up"},
};
static const struct school_register reg = {
    .district = district,
    .districts = 1,
    .school = school,
    .schools = 2,
    .major = major,
    .majors = 2,
    .channel = channel,
    .channels = 2,
    .provenance = provenance,
    .provenances = 3,
};
static struct stored_total total[] = {
    {2567, 1, 0, 6, 5, 1, 0, 1, 0, 0, 2, 0, 5, 1250000},
    {2568, 0, 1, 6, 7, 0, 1, 0, 2, 1, 0, 1, 0, 432000},
};
static struct stored_chain chain[] = {
    {0, 0, 2566, 4, 3, 0, 0, 1, 0, 0, 0}, {0, 0, 2567, 4, 3, 1, 0, 1, 0, 1, 0},
    {0, 0, 2568, 4, 4, 1, 0, 0, 0, 0, 0}, {1, 1, 2566, 2, 2, 0, 0, 0, 0, 0, 0},
    {1, 1, 2567, 2, 2, 0, 0, 0, 0, 0, 0}, {1, 1, 2568, 2, 3, 2, 0, 0, 1, 0, 1},
};
static struct stored_recruit recruit[] = {
    {2567, 0, 0, 3, 1, 0, 0, 0},
    {2567, 1, 1, 0, 0, 5, 4, 0},
    {2568, 1, 1, 0, 2, 0, 0, 1},
    {2568, 1, 0, 0, 0, 0, 0, 1},
};
static struct stored_call call[] = {{2567, "exam-2567", 0, 1}};
static struct stored_retraining retraining[] = {{2568, 1, 0, 1}};

static struct stored_plan plan_by_hand(void)
{
    return (struct stored_plan){
        .id = 7,
        .name = "แผน, \"หนึ่ง\"",
        .scenario = "ฐาน",
        .scenario_text = "[scenario]\nname = ฐาน\n\n[horizon]\nyears = 2\n[exam]\nseats_total = 3\n"
                         "seats.2568.math=2\n",
        .scenario_hash = "aa",
        .data_hash = "bb",
        .created_at = "2026-01-02T03:04:05Z",
        .status = "optimal",
        .program_version = "0.1.0",
        .first_fy = 2567,
        .years = 2,
        .synthetic = 1,
        .objective = 200.0,
        .lp_objective = 199.5,
        .bound = 199.0,
        .solver_s = 1.25,
        .total = total,
        .totals = 2,
        .chain = chain,
        .chains = 6,
        .recruit = recruit,
        .recruits = 4,
        .call = call,
        .calls = 1,
        .retraining = retraining,
        .retrainings = 1,
    };
}

static char *summary(enum lang lang, const struct stored_plan *plan,
                     const struct school_register *of, bool colour)
{
    struct text out = {0};
    setlocale(LC_CTYPE, "C.UTF-8");
    lang_set(lang);
    plan_summary(of, plan, colour, &out);
    lang_set(LANG_EN);
    return out.s;
}

/* cmocka cuts long texts; this names the first line that differs. */
static void assert_lines(const char *got, const char *want)
{
    while (*got && *got == *want) {
        const size_t length = strcspn(got, "\n");
        if (strcspn(want, "\n") != length || strncmp(got, want, length) != 0) break;
        got += length + (got[length] == '\n');
        want += length + (want[length] == '\n');
    }
    if (*got || *want)
        fail_msg("\n'%.*s' is not\n'%.*s'", (int)strcspn(got, "\n"), got, (int)strcspn(want, "\n"),
                 want);
}

/* 5 of 6 posts filled in 2567; cost 1.25 + 0.432 = 1.682 million; A lacks 1 of 4 = 25 % in 2567. */
static void the_summary_reads_as_a_councillor_reads(void **state)
{
    const struct stored_plan plan = plan_by_hand();
    (void)state;
    char *said = summary(LANG_EN, &plan, &reg, false);
    assert_lines(
        said,
        "Plan 'แผน, \"หนึ่ง\"', scenario 'ฐาน', number 7, fiscal years 2567–2568\n"
        "changed settings: exam.seats_total = 3; exam.seats.2568.math = 2\n"
        "\n"
        "Teachers by fiscal year\n"
        "   FY  retired  lost  need  in post  short  over  called  grads  moved  retrain  places  "
        "M baht\n"
        " 2566                    6        5      1     0\n"
        " 2567        1     0     6        5      1     0       1      0      2        0       5   "
        " 1.25\n"
        " 2568        0     1     6        7      0     1       0      2      0        1       0   "
        " 0.43\n"
        "total        1     1                                   1      2      2        1       5   "
        " 1.68\n"
        "people, counted on 1 October; retired and lost left before that day\n"
        "\n"
        "Recruitment\n"
        "   FY  channel             passes  hires  places  expected  majors opened\n"
        " 2567  Competitive exam         3      1       0         0  Mathematics 3\n"
        " 2567  Erawan scholarship       0      0       5         4  ภาษาไทย 5\n"
        " 2568  Erawan scholarship       0      2       0         0\n"
        "total                           3      3       5         4\n"
        "passes: names put on the list; expected: graduates these places will yield\n"
        "\n"
        "Exam passes wanted, by major and year\n"
        "major        2567  2568\n"
        "Mathematics     3     0\n"
        "total           3     0\n"
        "\n"
        "Places to offer, by major and year\n"
        "major    2567  2568\n"
        "ภาษาไทย     5     0\n"
        "total       5     0\n"
        "places that would yield graduates only after the last year are not opened: look further "
        "with --set horizon.years=15\n"
        "\n"
        "Where they go: teachers who come to schools, by district and year (hired and moved)\n"
        "district     2567  2568\n"
        "Phra Nakhon     1     3\n"
        "total           1     3\n"
        "\n"
        "By major, first and last year\n"
        "major        need 2567  in post 2567  short 2567  need 2568  in post 2568  short 2568\n"
        "Mathematics          4             3           1          4             4           0\n"
        "ภาษาไทย              2             2           0          2             3           0\n"
        "total                6             5           1          6             7           0\n"
        "\nSchools shortest of teachers, each in its worst year\n"
        "code  school  district       FY  need  in post  short  short %\n"
        "A     วัดเอ    Phra Nakhon  2567     4        3      1     25.0\n"
        "\n"
        "objective 200.0000, linear program 199.5000, bound 199.0000, gap 0.5000 %, 1.2 s; every "
        "number is whole people\n"
        "synthetic data, not real: teachers.csv, enrolment.csv\n");
    free(said);
}

static int width_of(const char *line, size_t length)
{
    wchar_t letters[512];
    char copy[2048];
    snprintf(copy, sizeof copy, "%.*s", (int)length, line);
    const size_t count = mbstowcs(letters, copy, 512);
    int width = 0;
    for (size_t i = 0; i < count; i++) {
        /* Thai vowels and marks above and below the line take no room. */
        const unsigned c = (unsigned)letters[i];
        width += !(c == 0x0E31 || (c >= 0x0E34 && c <= 0x0E3A) || (c >= 0x0E47 && c <= 0x0E4E));
    }
    return width;
}

static void tables_fit_a_hundred_columns_in_thai(void **state)
{
    const struct stored_plan plan = plan_by_hand();
    (void)state;
    char *said = summary(LANG_TH, &plan, &reg, false);
    assert_non_null(strstr(said, "กำลังครูรายปี"));
    assert_non_null(strstr(said, "คณิตศาสตร์ 3"));
    const char *solve_line = strstr(said, "ค่าเป้าหมาย");
    assert_non_null(solve_line);
    for (const char *line = said; line < solve_line;) {
        const size_t length = strcspn(line, "\n");
        if (width_of(line, length) > 100) fail_msg("too wide: %.*s", (int)length, line);
        line += length + 1;
    }
    free(said);
}

static void colour_marks_title_heads_and_totals(void **state)
{
    const struct stored_plan plan = plan_by_hand();
    (void)state;
    char *said = summary(LANG_EN, &plan, &reg, true);
    assert_int_equal(strncmp(said, "\033[1mPlan", 8), 0);
    free(said);
}

static void a_plan_cut_by_the_clock_says_so(void **state)
{
    struct stored_plan plan = plan_by_hand();
    (void)state;
    plan.status = "limit";
    plan.id = 0;
    plan.scenario_text = "";
    char *said = summary(LANG_EN, &plan, &reg, false);
    assert_non_null(strstr(said, "(not saved)"));
    assert_null(strstr(said, "changed settings"));
    assert_non_null(strstr(said, "the time limit ended the search"));
    free(said);
}

static void names_of_a_plan_cannot_drive_the_terminal(void **state)
{
    struct stored_plan plan = plan_by_hand();
    (void)state;
    plan.name = "a\033[2Jb";
    plan.scenario = "c\rd";
    char *said = summary(LANG_EN, &plan, &reg, false);
    assert_int_equal(strncmp(said, "Plan 'a?[2Jb', scenario 'c?d', number 7,", 40), 0);
    free(said);
}

/* The register of today may be real although the plan was made from synthetic data. */
static void a_synthetic_plan_stays_synthetic(void **state)
{
    struct school_register real = reg;
    struct stored_plan plan = plan_by_hand();
    struct text note = {0};
    (void)state;
    real.provenances = 1;
    synthetic_note(&real, &note);
    assert_string_equal(text_s(&note), "");
    char *said = summary(LANG_EN, &plan, &real, false);
    assert_non_null(strstr(said, "this plan was made from synthetic data\n"));
    free(said);
    plan.synthetic = 0;
    said = summary(LANG_EN, &plan, &real, false);
    assert_null(strstr(said, "synthetic"));
    free(said);
}

/* "Erawan scholarship" has 18 columns, which leaves 100 - 43 - 18 = 39. "Bigger 9, Chorus 4, Echoes
   4" takes 26, ", others N" is given 12: the fourth, 20 more, does not fit, so 2 + 1 = 3 are
   others. */
static void small_majors_share_one_number(void **state)
{
    static struct major many[] = {{"a", "ก", "First long name"},
                                  {"b", "ข", "Bigger"},
                                  {"c", "ค", "Chorus"},
                                  {"d", "ง", "Second long name"},
                                  {"e", "จ", "Echo"}};
    static struct stored_recruit rows[] = {{2567, 0, 0, 1, 0, 0, 0, 0},
                                           {2567, 0, 1, 9, 0, 0, 0, 0},
                                           {2567, 0, 2, 4, 0, 0, 0, 0},
                                           {2567, 0, 3, 2, 0, 0, 0, 0},
                                           {2567, 0, 4, 4, 0, 0, 0, 0}};
    struct school_register wide = reg;
    struct stored_plan plan = plan_by_hand();
    (void)state;
    wide.major = many;
    wide.majors = 5;
    plan.recruit = rows;
    plan.recruits = 5;
    char *said = summary(LANG_EN, &plan, &wide, false);
    assert_non_null(strstr(said, "Bigger 9, Chorus 4, Echo 4, others 3\n"));
    free(said);
    said = summary(LANG_TH, &plan, &wide, false);
    assert_non_null(strstr(said, "ข 9, ค 4, จ 4, ง 2, ก 1\n"));
    free(said);
}

/* Six schools short of everybody and one of nobody: five are shown, those with more people first.
 */
static void five_schools_are_called_the_worst(void **state)
{
    static struct school seven[] = {{"s0", "ก", 0}, {"s1", "ข", 0}, {"s2", "ค", 0}, {"s3", "ง", 0},
                                    {"s4", "จ", 0}, {"s5", "ฉ", 0}, {"s6", "ช", 0}};
    struct stored_chain rows[7];
    struct school_register wide = reg;
    struct stored_plan plan = plan_by_hand();
    (void)state;
    for (int s = 0; s < 7; s++)
        rows[s] = (struct stored_chain){s, 0, 2567, s + 1, s == 6 ? 7 : 0, 0, 0, s == 6 ? 0 : s + 1,
                                        0, 0, 0};
    wide.school = seven;
    wide.schools = 7;
    plan.chain = rows;
    plan.chains = 7;
    char *said = summary(LANG_EN, &plan, &wide, false);
    const char *list = strstr(said, "Schools shortest");
    assert_non_null(strstr(list, "\ns5 "));
    assert_non_null(strstr(list, "\ns1 "));
    assert_null(strstr(list, "\ns0 "));
    assert_null(strstr(list, "\ns6 "));
    assert_true(strstr(list, "\ns5 ") < strstr(list, "\ns4 "));
    free(said);
}

static double number_at(const cJSON *object, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    if (!cJSON_IsNumber(item)) fail_msg("'%s' is no number", key);
    return item->valuedouble;
}

static const char *text_at(const cJSON *object, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    if (!cJSON_IsString(item)) fail_msg("'%s' is no text", key);
    return item->valuestring;
}

/* The members of an object in their order, as one text. */
static void assert_members(const cJSON *object, const char *want)
{
    char got[512] = "";
    size_t length = 0;
    const cJSON *item;
    cJSON_ArrayForEach(item, object) length += (size_t)snprintf(
        got + length, sizeof got - length, "%s%s", length ? " " : "", item->string);
    assert_string_equal(got, want);
}

static cJSON *json_of(bool detail)
{
    const struct stored_plan plan = plan_by_hand();
    struct text out = {0};
    plan_json(&reg, &plan, detail, &out);
    cJSON *json = cJSON_Parse(text_s(&out));
    assert_non_null(json);
    text_clear(&out);
    return json;
}

/* gap = (200 - 199) / 200 = 0.005 */
static void json_keeps_its_contract(void **state)
{
    (void)state;
    cJSON *json = json_of(false);
    assert_members(json, "plan totals recruit majors");
    const cJSON *head = cJSON_GetObjectItem(json, "plan");
    assert_members(head, "id name scenario first_fy years status objective lp_objective bound gap "
                         "whole data_hash solver_s scenario_hash created_at synthetic");
    assert_int_equal(number_at(head, "id"), 7);
    assert_string_equal(text_at(head, "name"), "แผน, \"หนึ่ง\"");
    assert_close(number_at(head, "gap"), 0.005, 1e-15);
    assert_true(cJSON_IsTrue(cJSON_GetObjectItem(head, "whole")));
    assert_true(cJSON_IsTrue(cJSON_GetObjectItem(head, "synthetic")));
    const cJSON *totals = cJSON_GetObjectItem(json, "totals");
    assert_int_equal(cJSON_GetArraySize(totals), 2);
    assert_members(cJSON_GetArrayItem(totals, 0),
                   "fy retire other_loss need headcount shortage surplus call_up graduates idle "
                   "transfer retrain intake cost_thb");
    assert_int_equal(number_at(cJSON_GetArrayItem(totals, 1), "idle"), 1);
    assert_int_equal(number_at(cJSON_GetArrayItem(totals, 0), "cost_thb"), 1250000);
    cJSON_Delete(json);
}

/* The row of the graduate who found no post has no pass, hire or place. */
static void json_lists_recruitment_that_is_not_zero(void **state)
{
    (void)state;
    cJSON *json = json_of(false);
    const cJSON *rows = cJSON_GetObjectItem(json, "recruit");
    assert_int_equal(cJSON_GetArraySize(rows), 3);
    const cJSON *places = cJSON_GetArrayItem(rows, 1);
    assert_members(places, "fy channel major pass hire intake expected");
    assert_string_equal(text_at(places, "channel"), "erawan");
    assert_string_equal(text_at(places, "major"), "thai");
    assert_int_equal(number_at(places, "intake"), 5);
    assert_int_equal(number_at(places, "expected"), 4);
    cJSON_Delete(json);
}

static void json_majors_are_sums_of_chains_by_year(void **state)
{
    (void)state;
    cJSON *json = json_of(false);
    const cJSON *rows = cJSON_GetObjectItem(json, "majors");
    assert_int_equal(cJSON_GetArraySize(rows), 4);
    assert_members(cJSON_GetArrayItem(rows, 0), "fy major need headcount shortage surplus");
    assert_int_equal(number_at(cJSON_GetArrayItem(rows, 0), "fy"), 2567);
    assert_int_equal(number_at(cJSON_GetArrayItem(rows, 0), "shortage"), 1);
    assert_string_equal(text_at(cJSON_GetArrayItem(rows, 3), "major"), "thai");
    assert_int_equal(number_at(cJSON_GetArrayItem(rows, 3), "surplus"), 1);
    cJSON_Delete(json);
}

static void detail_adds_chains_calls_and_retrainings_of_the_plan_years(void **state)
{
    (void)state;
    cJSON *json = json_of(true);
    assert_members(json, "plan totals recruit majors chains calls retrainings");
    const cJSON *chains = cJSON_GetObjectItem(json, "chains");
    assert_int_equal(cJSON_GetArraySize(chains), 4);
    assert_members(cJSON_GetArrayItem(chains, 0),
                   "school major fy need headcount in out shortage surplus");
    assert_int_equal(number_at(cJSON_GetArrayItem(chains, 0), "fy"), 2567);
    assert_int_equal(number_at(cJSON_GetArrayItem(chains, 3), "in"), 2);
    const cJSON *made = cJSON_GetArrayItem(cJSON_GetObjectItem(json, "calls"), 0);
    assert_members(made, "fy list major count");
    assert_string_equal(text_at(made, "list"), "exam-2567");
    const cJSON *trained = cJSON_GetArrayItem(cJSON_GetObjectItem(json, "retrainings"), 0);
    assert_members(trained, "fy from_major to_major count");
    assert_string_equal(text_at(trained, "from_major"), "thai");
    cJSON_Delete(json);
}

static void csv_is_the_totals_or_the_chains(void **state)
{
    const struct stored_plan plan = plan_by_hand();
    struct text out = {0};
    (void)state;
    plan_csv(&reg, &plan, false, &out);
    assert_string_equal(text_s(&out),
                        "\xEF\xBB\xBF"
                        "fy,retire,other_loss,need,headcount,shortage,surplus,call_up,graduates,"
                        "idle,transfer,retrain,intake,cost_thb\r\n"
                        "2567,1,0,6,5,1,0,1,0,0,2,0,5,1250000\r\n"
                        "2568,0,1,6,7,0,1,0,2,1,0,1,0,432000\r\n");
    text_clear(&out);
    plan_csv(&reg, &plan, true, &out);
    assert_string_equal(text_s(&out), "\xEF\xBB\xBF"
                                      "school,major,fy,need,headcount,in,out,shortage,surplus\r\n"
                                      "A,math,2567,4,3,1,0,1,0\r\n"
                                      "A,math,2568,4,4,1,0,0,0\r\n"
                                      "B,thai,2567,2,2,0,0,0,0\r\n"
                                      "B,thai,2568,2,3,2,0,0,1\r\n");
    text_clear(&out);
}

/* |objective| below 1 counts as 1: (0.5 - 0.25) / 1. */
static void the_gap_of_a_small_objective_is_absolute(void **state)
{
    const struct stored_plan plan = {.objective = 0.5, .bound = 0.25};
    (void)state;
    assert_close(plan_gap_share(&plan), 0.25, 0.0);
}

/* A folder of its own for a case: of this process, and not one that another left behind. */
static const char *make_folder(void)
{
    static char folder[256];
    for (int i = 0; i < 1000; i++) {
        snprintf(folder, sizeof folder, "%s/export-%ld-%d", KRU_BUILD, (long)getpid(), i);
        if (mkdir(folder, 0777) == 0) return folder;
    }
    fail_msg("no folder '%s'", folder);
    return NULL;
}

static char *read_back(const char *folder, const char *name)
{
    char path[512], *text = calloc(1, 4096);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file) fail_msg("cannot read '%s'", path);
    text[fread(text, 1, 4095, file)] = '\0';
    fclose(file);
    return text;
}

static enum err_code export_to(const struct stored_plan *plan, const char *path, struct err *err)
{
    const struct plan_view view = {.reg = &reg, .plan = plan, .district = -1, .school = -1};
    return plan_export(&view, EXPORT_PLAN, path, err);
}

static void export_writes_json_whole(void **state)
{
    const struct stored_plan plan = plan_by_hand();
    struct err err;
    const char *folder = make_folder();
    char path[512];
    (void)state;
    snprintf(path, sizeof path, "%s/plan.JSON", folder);
    assert_ok(export_to(&plan, path, &err));
    assert_ok(export_to(&plan, path, &err)); /* a file is replaced */
    char *text = read_back(folder, "plan.JSON");
    cJSON *json = cJSON_Parse(text);
    assert_members(json, "plan totals recruit majors chains calls retrainings");
    cJSON_Delete(json);
    free(text);
    unlink(path);
    assert_int_equal(rmdir(folder), 0); /* nothing else was left there */
}

static void export_writes_a_folder_of_csv_and_keeps_one_that_is_there(void **state)
{
    const struct stored_plan plan = plan_by_hand();
    struct err err;
    const char *folder = make_folder();
    char path[300], name[600], want[600];
    (void)state;
    snprintf(path, sizeof path, "%s/plan.csv", folder);
    assert_ok(export_to(&plan, path, &err));
    char *text = read_back(path, "conditions.csv");
    assert_non_null(strstr(text, "exam.seats_total,3\r\n"));
    assert_non_null(strstr(text, "exam.seats.2568.math,2\r\n"));
    assert_non_null(strstr(text, "provenance,\"teachers.csv: synthetic, made up\"\r\n"));
    assert_non_null(strstr(text, "synthetic,true\r\n"));
    free(text);
    text = read_back(path, "schools.csv");
    assert_string_equal(text, "\xEF\xBB\xBF"
                              "fy,school,need,headcount,shortage,surplus\r\n"
                              "2567,A,4,3,1,0\r\n2567,B,2,2,0,0\r\n"
                              "2568,A,4,4,0,0\r\n2568,B,2,3,0,1\r\n");
    free(text);
    snprintf(want, sizeof want, "cannot write '%s': Directory not empty", path);
    assert_int_equal(export_to(&plan, path, &err), ERR_STORE);
    assert_error(err, ERR_STORE, want);
    for (int part = 0; part < PLAN_PARTS; part++) {
        snprintf(name, sizeof name, "%s/%s.csv", path, plan_part_word[part]);
        assert_int_equal(unlink(name), 0);
    }
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void export_names_what_it_cannot_write(void **state)
{
    static const char *const unwritable[] = {"/no-such-folder/x.json", "/no-such-folder/x.csv"};
    const struct stored_plan plan = plan_by_hand();
    struct err err;
    char want[200];
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        snprintf(want, sizeof want, "cannot write '%s': No such file or directory", unwritable[i]);
        assert_int_equal(export_to(&plan, unwritable[i], &err), ERR_STORE);
        assert_error(err, ERR_STORE, want);
    }
    lang_set(LANG_TH);
    assert_int_equal(export_to(&plan, unwritable[0], &err), ERR_STORE);
    assert_error(err, ERR_STORE, "เขียน '/no-such-folder/x.json' ไม่ได้: ไม่มีไฟล์หรือโฟลเดอร์นี้");
    assert_int_equal(export_to(&plan, "x.docx", &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "ไม่รู้จักนามสกุลของ 'x.docx' ใช้ได้เฉพาะ .json .csv .xlsx .mps");
    lang_set(LANG_EN);
    assert_int_equal(export_to(&plan, ".json", &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "'.json' has no known suffix, allowed are .json .csv .xlsx .mps");
    const struct plan_view one_school = {.reg = &reg, .plan = &plan, .district = -1, .school = 0};
    assert_int_equal(plan_export(&one_school, EXPORT_PLAN, "x.json", &err), ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "a file .json holds the whole plan, --district and --school do not apply");
    const struct plan_view whole = {.reg = &reg, .plan = &plan, .district = -1, .school = -1};
    assert_int_equal(plan_export(&whole, EXPORT_PLACEMENT, "x.csv", &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "a file .csv holds the whole plan, --part does not apply");
}

/* A target that is a folder: the new file is whole but cannot be moved there, and goes away. */
static void export_leaves_nothing_behind_when_it_fails(void **state)
{
    const struct stored_plan plan = plan_by_hand();
    struct err err;
    const char *folder = make_folder();
    char path[300], want[500];
    (void)state;
    snprintf(path, sizeof path, "%s/x.json", folder);
    assert_int_equal(mkdir(path, 0777), 0);
    snprintf(want, sizeof want, "cannot write '%s': Is a directory", path);
    assert_int_equal(export_to(&plan, path, &err), ERR_STORE);
    assert_error(err, ERR_STORE, want);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

static const struct CMUnitTest cases[] = {
    CASE(the_summary_reads_as_a_councillor_reads),
    CASE(tables_fit_a_hundred_columns_in_thai),
    CASE(colour_marks_title_heads_and_totals),
    CASE(a_plan_cut_by_the_clock_says_so),
    CASE(names_of_a_plan_cannot_drive_the_terminal),
    CASE(a_synthetic_plan_stays_synthetic),
    CASE(small_majors_share_one_number),
    CASE(five_schools_are_called_the_worst),
    CASE(json_keeps_its_contract),
    CASE(json_lists_recruitment_that_is_not_zero),
    CASE(json_majors_are_sums_of_chains_by_year),
    CASE(detail_adds_chains_calls_and_retrainings_of_the_plan_years),
    CASE(csv_is_the_totals_or_the_chains),
    CASE(the_gap_of_a_small_objective_is_absolute),
    CASE(export_writes_json_whole),
    CASE(export_writes_a_folder_of_csv_and_keeps_one_that_is_there),
    CASE(export_names_what_it_cannot_write),
    CASE(export_leaves_nothing_behind_when_it_fails),
};
TEST_MAIN(cases)
