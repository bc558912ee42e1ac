/* Files to tables: every bad cell by text, nothing half done, the same file twice changes nothing.
 */
#define _POSIX_C_SOURCE 200809L
#include "data/import.h"

#include "base/env.h"
#include "base/mem.h"
#include "data/store_sql.h"
#include "tests/store/scratch.h"

#include <stdlib.h>

/* ---- a small city ------------------------------------------------------------------------ */

#define DISTRICTS "code,name_th,name_en,zone\n1001,พระนคร,Phra Nakhon,กลาง\n"
#define SCHOOLS                                                                                    \
    "code,name_th,district,lat,lon\nS1,โรงเรียนหนึ่ง,1001,13.75,100.5\nS2,โรงเรียนสอง,1001,,\n"
#define MAJORS "code,name_th,name_en\nthai,ภาษาไทย,Thai\nmath,คณิตศาสตร์,Mathematics\nart,ศิลปะ,Art\n"
#define TEACHER_HEADER                                                                             \
    "id,school,position,post_major,degree_major,birth_date,appointed_date,status\n"
#define TEACHERS                                                                                   \
    TEACHER_HEADER "T1,S1,director,,,1967-02-28,1990-05-01,active\n"                               \
                   "T2,S1,teacher,thai,math,28/02/2510,,\n"                                        \
                   "T3,S2,assistant,math,math,๒๘ ก.พ. ๒๕๔๐,2565-10-01,leave\n"
#define CHANNELS                                                                                   \
    "code,name_th,name_en,kind,lead_years,completion\nexam,สอบ,Exam,exam,0,1\n"              \
    "erawan,เอราวัณ,Erawan,pipeline,4,0.9\n"

static const char *const city[][2] = {
    {"districts.csv", DISTRICTS},
    {"schools.csv", SCHOOLS},
    {"majors.csv", MAJORS},
    {"enrolment.csv", "school,academic_year,grade,pupils\nS1,2565,p1,40\nS1,2565,k1,\"1,234\"\n"},
    {"teachers.csv", TEACHERS},
    {"needs.csv", "school,major,fy,need\nS1,thai,2567,3\n"},
    {"frames.csv", "school,fy,frame\nS1,2567,9\n"},
    {"curriculum.csv", "area,grade,hours_per_year\nart,p1,40\nthai,p1,200.5\n"},
    {"major_share.csv", "area,grade,major,share\nart,p1,art,0.75\nart,p1,thai,0.25\n"},
    {"channels.csv", CHANNELS},
    {"committed.csv", "channel,major,fy,graduates\nerawan,math,2568,12\n"},
    {"eligible_lists.csv",
     "list,major,announced,last_day,remaining\n1/2565,math,2022-08-26,2024-08-25,30\n"},
    {"retrain.csv", "from_major,to_major\nart,thai\n"},
    {"equity_index.csv", "school,round,index,coverage\nS1,2565-2,40,0.5\nS1,2566-1,42.5,0.9\n"},
    {"provenance.csv", "file,status,source\nteachers.csv,synthetic,made up\n"},
};
enum { CITY = sizeof city / sizeof *city };

static struct import_source source(const char *name, const char *text)
{
    return (struct import_source){.name = name, .bytes = text, .size = strlen(text)};
}

static enum err_code import_text(struct store *store, const char *name, const char *text,
                                 struct import_report *report, struct err *err)
{
    const struct import_source one = source(name, text);
    return import_sources(store, &one, 1, false, report, err);
}

static struct store *store_of_city(void)
{
    struct import_source sources[CITY];
    struct import_report report;
    struct store *store = NULL;
    struct err err;
    setenv("KRU_NOW", "1700000000", 1); /* 14 November 2023 */
    for (int i = 0; i < CITY; i++) sources[i] = source(city[i][0], city[i][1]);
    assert_ok(store_open(":memory:", &store, &err));
    assert_ok(import_sources(store, sources, CITY, false, &report, &err));
    assert_true(report.applied);
    import_report_clear(&report);
    return store;
}

static void read_hash(struct store *store, char hash[65])
{
    struct school_register reg = {0};
    struct err err;
    assert_ok(store_read_register(store, &reg, &err));
    memcpy(hash, reg.data_hash, 65);
    register_clear(&reg);
}

static int count_batches(struct store *store)
{
    struct query query = {0};
    struct err err;
    bool row = false;
    assert_ok(query_open(store, "SELECT count(*) FROM import_batch", &query, &err));
    assert_ok(query_next(&query, &row, &err));
    const int batches = query_int(&query, 0);
    query_close(&query);
    return batches;
}

/* Imports one file into the city and expects its problems, a line each; nothing may change. */
static void assert_problems(struct store *store, const char *name, const char *text,
                            const char *want)
{
    struct err err = {0};
    struct import_report report;
    struct text got = {0};
    char before[65], after[65];
    read_hash(store, before);
    assert_int_equal(import_text(store, name, text, &report, &err), ERR_INPUT);
    for (int i = 0; i < report.problems; i++) {
        if (i) text_add(&got, "\n");
        import_problem_text(&report.problem[i], &got);
    }
    assert_string_equal(text_s(&got), want);
    assert_false(report.applied);
    read_hash(store, after);
    assert_string_equal(after, before);
    text_clear(&got);
    import_report_clear(&report);
}

/* ---- cells ------------------------------------------------------------------------------- */

#define TEACHER(line) TEACHER_HEADER line "\n"
#define ENROL(line) "school,academic_year,grade,pupils\n" line "\n"

static const char *const bad_cells[][3] = {
    {"teachers.csv", TEACHER("T9,S1,teacher,thai,,31/02/2510,,"),
     "teachers.csv:2 birth_date '31/02/2510' is no date, allowed are 1967-02-28, 28/02/2510, "
     "28 ก.พ. 2510"},
    {"teachers.csv", TEACHER("T9,S1,teacher,thai,,2023-11-15,,"),
     "teachers.csv:2 birth_date '2023-11-15' is in the future, allowed are 1900-01-01 .. "
     "2023-11-14"},
    {"teachers.csv", TEACHER("T9,S1,teacher,thai,,,,"),
     "teachers.csv:2 birth_date an empty cell, needed: date of birth, unknown day or month 00"},
    {"teachers.csv", TEACHER("T9,9999,teacher,thai,,1980-01-01,,"),
     "teachers.csv:2 school no school '9999', known are 2 codes such as 'S1', 'S2'"},
    {"teachers.csv", TEACHER("T9,S1,teacher,physics,latin,1980-01-01,,"),
     "teachers.csv:2 post_major no major 'physics', known are 3 codes such as 'art', 'math', "
     "'thai'\nteachers.csv:2 degree_major no major 'latin', known are 3 codes such as 'art', "
     "'math', 'thai'"},
    {"teachers.csv", TEACHER("T9,S1,boss,thai,,1980-01-01,,"),
     "teachers.csv:2 position 'boss' is not known, allowed are director, deputy, teacher, "
     "assistant, support"},
    {"teachers.csv", TEACHER("T9,S1,teacher,thai,,1980-01-01,,away"),
     "teachers.csv:2 status 'away' is not known, allowed are active, leave, seconded, left"},
    {"teachers.csv", TEACHER("T9,S1,assistant,,,1980-01-01,,"),
     "teachers.csv:2 post_major an empty cell, position assistant needs the major of the post"},
    {"teachers.csv", TEACHER("1-2345-67890-12-3,S1,director,,,1980-01-01,,"),
     "teachers.csv:2 id 13 digits look like a national id, allowed is a pseudonym such as "
     "T00012"},
    {"teachers.csv", TEACHER("T 9,S1,director,,,1980-01-01,,"),
     "teachers.csv:2 id 'T 9' is no code, allowed are up to 40 of A-Z a-z 0-9 . _ / -"},
    {"teachers.csv",
     TEACHER("T9,S1,director,,,1980-01-01,,") "T8,S1,director,,,1980-01-01,,\n"
                                              "T9,S2,director,,,1980-01-01,,\n",
     "teachers.csv:4 id 'T9' stands on line 2 too"},
    {"teachers.csv", TEACHER("T9,S1,director,,,1980-01-01"),
     "teachers.csv:2 this row has 6 cells, the header has 8"},
    {"teachers.csv", TEACHER("T9,S1,director,,,1980-01-01,,,,"),
     "teachers.csv:2 this row has 10 cells, the header has 8"},
    {"teachers.csv", TEACHER("\"T9,S1"),
     "teachers.csv:2 a quote that opens in this row is not "
     "closed"},
    {"teachers.csv",
     "id,school,position,birth_date,retire_override_fy,retire_override_reason\n"
     "T9,S1,director,1980-01-01,2570,\nT8,S1,director,1980-01-01,,no year\n",
     "teachers.csv:2 retire_override_reason an empty cell, an override of the retirement needs "
     "a reason\nteachers.csv:3 retire_override_fy an empty cell, the reason belongs to a year "
     "of retirement"},
    {"enrolment.csv", ENROL("S1,2565,p7,40"),
     "enrolment.csv:2 grade 'p7' is not known, allowed are k1, k2, k3, p1, p2, p3, p4, p5, p6, "
     "m1, m2, m3, m4, m5, m6"},
    {"enrolment.csv", ENROL("S1,2023,p1,40"),
     "enrolment.csv:2 academic_year '2023' is out of range, allowed are 2500 .. 2699"},
    {"enrolment.csv", ENROL("S1,2565,p1,12abc"),
     "enrolment.csv:2 pupils '12abc' is no whole number, allowed are 0 .. 20000"},
    {"enrolment.csv", ENROL("S1,2565,p1,12.5"),
     "enrolment.csv:2 pupils '12.5' is no whole number, allowed are 0 .. 20000"},
    {"enrolment.csv", ENROL("S1,2565,p1,-1"),
     "enrolment.csv:2 pupils '-1' is out of range, allowed are 0 .. 20000"},
    {"enrolment.csv", ENROL("S1,2565,p1,\"12,34\""),
     "enrolment.csv:2 pupils '12,34' is no whole number, allowed are 0 .. 20000"},
    {"enrolment.csv", ENROL("S1,2565,p1,99999999999999999999"),
     "enrolment.csv:2 pupils '99999999999999999999' is no whole number, allowed are 0 .. "
     "20000"},
    {"enrolment.csv", ENROL("S1,2565,p1,40") "S1,2565,P1,41\n",
     "enrolment.csv:3 school 'S1 2565 p1' stands on line 2 too"},
    {"schools.csv", "code,name_th,district,lat,lon\nS3,ก,1001,4.9,106.1\n",
     "schools.csv:2 lat '4.9' is out of range, allowed are 5 .. 21\n"
     "schools.csv:2 lon '106.1' is out of range, allowed are 97 .. 106"},
    {"schools.csv", "code,name_th,district,lat\nS3,ก,77,x\n",
     "schools.csv:2 district no district '77', known are 1 codes such as '1001'\n"
     "schools.csv:2 lat 'x' is no number, allowed are 5 .. 21"},
    {"majors.csv", "code,name_th\nMath,ก\n",
     "majors.csv:2 code 'Math' is no code, allowed are up to 31 of a-z 0-9 _ -"},
    {"channels.csv", "code,name_th,kind,lead_years,completion\nlocal,ก,pipeline,16,0\n",
     "channels.csv:2 lead_years '16' is out of range, allowed are 0 .. 15\n"
     "channels.csv:2 completion '0' is out of range, allowed are 0.001 .. 1"},
    {"committed.csv", "channel,major,fy,graduates\nlocal,math,2568,1\n",
     "committed.csv:2 channel no channel 'local', known are 2 codes such as 'erawan', 'exam'"},
    {"eligible_lists.csv",
     "list,major,announced,last_day,remaining\n1/2566,math,2022-08-26,2022-08-25,30\n",
     "eligible_lists.csv:2 last_day '2022-08-25' is before the announcement, allowed is "
     "2022-08-26 or later"},
    {"retrain.csv", "from_major,to_major\nart,art\n",
     "retrain.csv:2 to_major 'art' is the same major, allowed is another one"},
    {"equity_index.csv", "school,round,index,coverage\nS1,1/2566,29.9,1.1\n",
     "equity_index.csv:2 round '1/2566' is no round, allowed are 2566, 2566-1 or 2566/1\n"
     "equity_index.csv:2 index '29.9' is out of range, allowed are 30 .. 70\n"
     "equity_index.csv:2 coverage '1.1' is out of range, allowed are 0 .. 1"},
    {"provenance.csv", "file,status,source\nx.csv,true,\n",
     "provenance.csv:2 status 'true' is not known, allowed are real, estimated, synthetic, "
     "unconfirmed"},
    {"major_share.csv", "area,grade,major,share\nart,p1,art,0.98\nthai,p1,thai,1\n",
     "shares of 'art' in 'p1' sum to 0.98, allowed is 1"},
    {"major_share.csv", "area,grade,major,share\nart,p1,art,nan\n",
     "major_share.csv:2 share 'nan' is no number, allowed are 0 .. 1"},
    {"major_share.csv", "area,grade,major,share\nart,p1,art,1e400\n",
     "major_share.csv:2 share '1e400' is out of range, allowed are 0 .. 1"},
};

static void every_bad_cell_says_what_is_allowed(void **state)
{
    struct store *store = store_of_city();
    (void)state;
    for (size_t i = 0; i < sizeof bad_cells / sizeof *bad_cells; i++)
        assert_problems(store, bad_cells[i][0], bad_cells[i][1], bad_cells[i][2]);
    store_close(store);
}

static void numbers_are_read_strictly_and_generously(void **state)
{
    static const struct {
        const char *cell;
        double want; /* below 0: refused */
    } cells[] = {
        {"0", 0},
        {"40", 40},
        {"๔๐", 40},
        {"\"1,234\"", 1234},
        {"\"1,999.5\"", 1999.5},
        {"1e2", 100},
        {".5", 0.5},
        {"5.", 5},
        {" 7 ", 7},
        {"1E+1", 10},
        {"\"1,23\"", -1},
        {"\",123\"", -1},
        {"\"1234,567\"", -1},
        {"\"1.5,000\"", -1},
        {"1 2", -1},
        {"0x10", -1},
        {"inf", -1},
        {".", -1},
        {"-", -1},
        {"1e", -1},
        {"1e9999", -1},
        {"\"1,234,\"", -1},
        {"--1", -1},
        {"+1", -1},
        {"\"1,2345\"", -1},
    };
    struct store *store = store_of_city();
    (void)state;
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        char text[128];
        struct err err;
        struct import_report report;
        struct school_register reg = {0};
        snprintf(text, sizeof text, "area,grade,hours_per_year\nart,p1,%s\n", cells[i].cell);
        const enum err_code code = import_text(store, "curriculum.csv", text, &report, &err);
        if ((code == ERR_OK) != (cells[i].want >= 0)) fail_msg("cell %s", cells[i].cell);
        import_report_clear(&report);
        if (code != ERR_OK) continue;
        assert_ok(store_read_register(store, &reg, &err));
        assert_close(reg.curriculum[0].hours_per_year, cells[i].want, 0.0);
        register_clear(&reg);
    }
    store_close(store);
}

static void our_own_guard_against_formulas_is_taken_off_again(void **state)
{
    /* what csv_text writes for a name comes back as the name */
    static const char *const names[] = {"=1+1", "+66 2",    "-x",  "@a",        "'=1",
                                        "''+1", "'quoted'", "a,b", "say \"x\"", "plain"};
    struct store *store = store_of_city();
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct err err;
        struct import_report report;
        struct school_register reg = {0};
        struct text text = {0};
        text_add(&text, "code,name_th\nthai,");
        csv_text(&text, names[i]);
        csv_end(&text);
        assert_ok(import_text(store, "majors.csv", text.s, &report, &err));
        import_report_clear(&report);
        assert_ok(store_read_register(store, &reg, &err));
        assert_string_equal(reg.major[register_find_major(&reg, "thai")].name_th, names[i]);
        register_clear(&reg);
        text_clear(&text);
    }
    store_close(store);
}

static void texts_are_cleaned_and_limited(void **state)
{
    struct store *store = store_of_city();
    struct err err;
    struct import_report report;
    struct school_register reg = {0};
    char long_name[1000] = "code,name_th\nthai,";
    (void)state;
    /* น ้ ำ typed in another order, zero-width and double blanks */
    assert_ok(import_text(store, "majors.csv",
                          "code,name_th\nthai,\"  \u0e19\u0e4d\u0e49\u0e32\u200b   ใส \"\n",
                          &report, &err));
    import_report_clear(&report);
    assert_ok(store_read_register(store, &reg, &err));
    assert_string_equal(reg.major[register_find_major(&reg, "thai")].name_th,
                        "\u0e19\u0e49\u0e33 ใส");
    register_clear(&reg);
    for (int i = 0; i < 201; i++) memcpy(long_name + 18 + 3 * i, "ก", 4);
    assert_int_equal(import_text(store, "majors.csv", long_name, &report, &err), ERR_INPUT);
    /* the value is cut to 60 letters */
    assert_int_equal(strlen(report.problem[0].value), 60 * 3 + 3);
    assert_non_null(strstr(report.problem[0].text, "…' is longer than the 200 letters allowed"));
    import_report_clear(&report);
    store_close(store);
}

/* ---- headers and files ------------------------------------------------------------------- */

static void a_mistyped_header_is_named_with_its_nearest(void **state)
{
    struct store *store = store_of_city();
    (void)state;
    assert_problems(
        store, "teachers.csv", "id,school,position,birth_dat,staus\nT9,S1,director,1980-01-01,\n",
        "teachers.csv:1 birth_date column 'birth_date' is missing; 'birth_dat' is not "
        "known, allowed are id, school, position, post_major, degree_major, birth_date, "
        "appointed_date, status, retire_override_fy, retire_override_reason");
    assert_problems(store, "retrain.csv", "from_major\nart\n",
                    "retrain.csv:1 to_major column 'to_major' is missing, allowed are from_major, "
                    "to_major");
    assert_problems(store, "retrain.csv", "from_major,to_major,FROM_MAJOR\nart,thai,art\n",
                    "retrain.csv:1 from_major column 'from_major' stands twice");
    store_close(store);
}

static void columns_stand_in_any_order_and_unknown_ones_are_named(void **state)
{
    struct store *store = store_of_city();
    struct err err;
    struct import_report report;
    (void)state;
    assert_ok(import_text(store, "retrain-new.csv",
                          "\xEF\xBB\xBF note ;To_Major;;from_major;more\nx;thai;;art;y\n", &report,
                          &err));
    assert_string_equal(report.file[0].ignored_columns, "note, more");
    assert_string_equal(report.file[0].table, "retrain");
    assert_int_equal(report.file[0].unchanged, 1);
    import_report_clear(&report);
    store_close(store);
}

static void an_empty_file_or_a_header_alone_is_an_error(void **state)
{
    struct store *store = store_of_city();
    (void)state;
    assert_problems(store, "retrain.csv", "",
                    "'retrain.csv' is empty, needed are a header line and at least one row");
    assert_problems(store, "retrain.csv", "from_major,to_major\n\n",
                    "'retrain.csv' is empty, needed are a header line and at least one row");
    assert_problems(store, "retrain.csv", "\n\n",
                    "'retrain.csv' is empty, needed are a header line and at least one row");
    store_close(store);
}

static void an_unknown_file_names_the_known_ones(void **state)
{
    struct store *store = store_of_city();
    (void)state;
    assert_problems(store, "households.csv", "a\n1\n",
                    "'households.csv' is not known, allowed are districts.csv, schools.csv, "
                    "majors.csv, enrolment.csv, teachers.csv, needs.csv, frames.csv, "
                    "curriculum.csv, major_share.csv, channels.csv, committed.csv, "
                    "eligible_lists.csv, retrain.csv, equity_index.csv, provenance.csv");
    store_close(store);
}

static void two_files_of_a_whole_table_are_an_error(void **state)
{
    struct store *store = store_of_city();
    struct err err = {0};
    struct import_report report;
    const struct import_source two[] = {source("retrain-1.csv", "from_major,to_major\nart,thai\n"),
                                        source("retrain-2.csv", "from_major,to_major\nart,math\n")};
    (void)state;
    assert_int_equal(import_sources(store, two, 2, false, &report, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "'retrain-2.csv' and 'retrain-1.csv' are the same table, which is replaced as a "
                 "whole; give one of them; nothing imported");
    import_report_clear(&report);
    store_close(store);
}

static void the_error_counts_the_cells_and_quotes_the_first(void **state)
{
    struct store *store = store_of_city();
    struct err err = {0};
    struct import_report report;
    (void)state;
    assert_int_equal(
        import_text(store, "enrolment.csv", ENROL("S1,2565,p1,x") "S1,2565,p9,y\n", &report, &err),
        ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "3 bad cells, nothing imported; first: enrolment.csv:2 pupils 'x' is no whole "
                 "number, allowed are 0 .. 20000");
    assert_int_equal(report.problems_in_all, 3);
    assert_string_equal(report.problem[1].column, "grade");
    assert_string_equal(report.problem[1].value, "p9");
    assert_int_equal(report.problem[1].line, 3);
    import_report_clear(&report);
    assert_int_equal(import_text(store, "enrolment.csv", ENROL("S1,2565,p1,x"), &report, &err),
                     ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "enrolment.csv:2 pupils 'x' is no whole number, allowed are 0 .. 20000; nothing "
                 "imported");
    import_report_clear(&report);
    lang_set(LANG_TH);
    (void)import_text(store, "enrolment.csv", ENROL("S1,2565,p1,x"), &report, &err);
    lang_set(LANG_EN);
    assert_error(err, ERR_INPUT,
                 "enrolment.csv บรรทัด 2 คอลัมน์ pupils: 'x' ไม่ใช่จำนวนเต็ม ที่ใช้ได้คือ 0 .. 20000; "
                 "ไม่ได้นำเข้าข้อมูลใด");
    import_report_clear(&report);
    store_close(store);
}

static void a_thousand_problems_are_kept_and_all_are_counted(void **state)
{
    struct store *store = store_of_city();
    struct err err = {0};
    struct import_report report;
    struct text text = {0};
    (void)state;
    text_add(&text, "school,academic_year,grade,pupils\n");
    for (int i = 0; i < 1500; i++) text_add(&text, "S1,2565,p1,x\n");
    assert_int_equal(import_text(store, "enrolment.csv", text.s, &report, &err), ERR_INPUT);
    assert_int_equal(report.problems, IMPORT_MAX_PROBLEMS);
    /* every row has a bad number, all but the first a key for the second time */
    assert_int_equal(report.problems_in_all, 1500 + 1499);
    text_clear(&text);
    import_report_clear(&report);
    store_close(store);
}

static void a_reference_before_its_table_says_what_to_import(void **state)
{
    struct store *store = NULL;
    struct err err = {0};
    struct import_report report;
    (void)state;
    assert_ok(store_open(":memory:", &store, &err));
    assert_int_equal(import_text(store, "schools.csv", SCHOOLS, &report, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "2 bad cells, nothing imported; first: schools.csv:2 district no district '1001', "
                 "none is known yet; import districts.csv first");
    import_report_clear(&report);
    store_close(store);
}

static void one_bad_school_is_reported_once_not_by_its_teachers(void **state)
{
    struct store *store = store_of_city();
    struct err err = {0};
    struct import_report report;
    const struct import_source two[] = {
        source("teachers.csv", TEACHER("T9,S9,director,,,1980-01-01,,")),
        source("schools.csv", "code,name_th,district,lat\nS9,ก,1001,north\n")};
    (void)state;
    assert_int_equal(import_sources(store, two, 2, false, &report, &err), ERR_INPUT);
    assert_int_equal(report.problems_in_all, 1);
    import_report_clear(&report);
    store_close(store);
}

/* ---- what an import does ----------------------------------------------------------------- */

static void the_register_holds_what_the_files_say(void **state)
{
    struct store *store = store_of_city();
    struct school_register reg = {0};
    struct err err;
    (void)state;
    assert_ok(store_read_register(store, &reg, &err));
    assert_int_equal(reg.schools, 2);
    /* majors keep the order of their file: it breaks ties */
    assert_string_equal(reg.major[0].code, "thai");
    assert_string_equal(reg.major[2].code, "art");
    assert_int_equal(reg.teachers, 3);
    const struct teacher *t2 = &reg.teacher[1], *t3 = &reg.teacher[2];
    assert_int_equal(reg.teacher[0].post_major, -1);
    assert_string_equal(t2->id, "T2");
    assert_int_equal(t2->birth.year, 1967);
    assert_int_equal(t2->appointed.year, 0);
    assert_int_equal(t2->status, STATUS_ACTIVE);
    assert_int_equal(t2->post_major, 0);
    assert_int_equal(t2->degree_major, 1);
    assert_int_equal(t3->birth.year, 1997);
    assert_int_equal(t3->birth.day, 28);
    assert_int_equal(t3->appointed.year, 2022);
    assert_int_equal(t3->status, STATUS_LEAVE);
    assert_int_equal(t3->school, 1);
    /* grades of a year by their word: k1 before p1 */
    assert_int_equal(reg.enrolment[0].grade, GRADE_K1);
    assert_int_equal(reg.enrolment[0].pupils, 1234);
    assert_int_equal(reg.need[0].need, 3);
    assert_int_equal(reg.frame[0].frame, 9);
    assert_close(reg.curriculum[1].hours_per_year, 200.5, 0.0);
    assert_close(reg.share[0].share, 0.75, 0.0);
    assert_string_equal(reg.channel[0].code, "erawan");
    assert_int_equal(reg.channel[0].kind, CHANNEL_PIPELINE);
    assert_close(reg.channel[0].completion, 0.9, 0.0);
    assert_int_equal(reg.committed[0].graduates, 12);
    assert_int_equal(reg.list[0].last_day.year, 2024);
    assert_int_equal(reg.arc[0].from_major, 2);
    /* the newest round of a school alone */
    assert_int_equal(reg.equities, 1);
    assert_string_equal(reg.equity[0].round, "2566-1");
    assert_close(reg.equity[0].index, 42.5, 0.0);
    assert_true(register_is_synthetic(&reg));
    register_clear(&reg);
    store_close(store);
}

static void the_same_files_again_change_nothing(void **state)
{
    struct store *store = store_of_city();
    struct import_source sources[CITY];
    struct import_report report;
    struct err err;
    char before[65], after[65];
    (void)state;
    read_hash(store, before);
    const int batches = count_batches(store);
    assert_int_equal(batches, CITY);
    /* in any order */
    for (int i = 0; i < CITY; i++) sources[CITY - 1 - i] = source(city[i][0], city[i][1]);
    assert_ok(import_sources(store, sources, CITY, false, &report, &err));
    for (int i = 0; i < report.files; i++) {
        assert_string_equal(report.file[i].file, city[i][0]);
        assert_int_equal(report.file[i].added, 0);
        assert_int_equal(report.file[i].changed, 0);
        assert_int_equal(report.file[i].unchanged, report.file[i].rows);
    }
    import_report_clear(&report);
    read_hash(store, after);
    assert_string_equal(after, before);
    assert_int_equal(count_batches(store), batches);
    store_close(store);
}

static void added_changed_and_unchanged_rows_are_counted(void **state)
{
    struct store *store = store_of_city();
    struct import_report report;
    struct err err;
    (void)state;
    assert_ok(import_text(
        store, "teachers-2567.csv",
        TEACHER("T1,S1,director,,,1967-02-28,1990-05-01,active") "T2,S1,teacher,thai,math,28/02/"
                                                                 "2510,,left\nT9,S2,support,,,1990-"
                                                                 "01-01,,\n",
        &report, &err));
    assert_int_equal(report.file[0].rows, 3);
    assert_int_equal(report.file[0].added, 1);
    assert_int_equal(report.file[0].changed, 1);
    assert_int_equal(report.file[0].unchanged, 1);
    import_report_clear(&report);
    assert_int_equal(count_batches(store), CITY + 1);
    store_close(store);
}

static void a_whole_table_loses_the_rows_its_file_has_not(void **state)
{
    struct store *store = store_of_city();
    struct import_report report;
    struct school_register reg = {0};
    struct err err;
    (void)state;
    /* two rows were there: one stays as it is with another share, one goes */
    assert_ok(import_text(store, "major_share.csv", "area,grade,major,share\nart,p1,art,1\n",
                          &report, &err));
    assert_int_equal(report.file[0].added, 0);
    assert_int_equal(report.file[0].changed, 2);
    assert_int_equal(report.file[0].unchanged, 0);
    import_report_clear(&report);
    assert_ok(import_text(store, "curriculum.csv", "area,grade,hours_per_year\nart,p1,40\n",
                          &report, &err));
    import_report_clear(&report);
    assert_ok(store_read_register(store, &reg, &err));
    assert_int_equal(reg.shares, 1);
    assert_int_equal(reg.curricula, 1);
    register_clear(&reg);
    store_close(store);
}

static void an_override_of_the_retirement_is_read(void **state)
{
    struct store *store = store_of_city();
    struct import_report report;
    struct school_register reg = {0};
    struct err err;
    (void)state;
    assert_ok(
        import_text(store, "teachers.csv",
                    "id,school,position,birth_date,retire_override_fy,retire_override_reason\n"
                    "T1,S1,director,1967-02-28,๒๕๗๐,ต่ออายุราชการ\n",
                    &report, &err));
    import_report_clear(&report);
    assert_ok(store_read_register(store, &reg, &err));
    assert_int_equal(reg.teacher[0].retire_override_fy, 2570);
    register_clear(&reg);
    store_close(store);
}

static void windows_874_is_converted_and_reported(void **state)
{
    struct store *store = store_of_city();
    struct import_report report;
    struct school_register reg = {0};
    struct err err;
    (void)state;
    assert_ok(import_text(store, "majors.csv", "code,name_th\nthai,\xa4\xc3\xd9\n", &report, &err));
    assert_true(report.file[0].windows_874);
    import_report_clear(&report);
    assert_ok(store_read_register(store, &reg, &err));
    assert_string_equal(reg.major[0].name_th, "ครู");
    register_clear(&reg);
    store_close(store);
}

static void a_dry_run_reports_the_same_and_changes_nothing(void **state)
{
    struct store *store = store_of_city();
    const struct import_source one =
        source("teachers.csv", TEACHER("T9,S2,support,,,1990-01-01,,"));
    struct import_report report;
    struct err err;
    char before[65], after[65];
    (void)state;
    read_hash(store, before);
    assert_ok(import_sources(store, &one, 1, true, &report, &err));
    assert_int_equal(report.file[0].added, 1);
    assert_false(report.applied);
    import_report_clear(&report);
    read_hash(store, after);
    assert_string_equal(after, before);
    assert_int_equal(count_batches(store), CITY);
    store_close(store);
}

static void one_bad_cell_in_the_last_file_changes_nothing(void **state)
{
    struct store *store = store_of_city();
    struct import_source sources[] = {
        source("districts.csv", "code,name_th\n1002,ดุสิต\n"),
        source("teachers.csv", TEACHER("T9,S2,support,,,1990-01-01,,")),
        source("provenance.csv", "file,status,source\nx.csv,perhaps,\n"),
    };
    struct import_report report;
    struct err err = {0};
    char before[65], after[65];
    (void)state;
    read_hash(store, before);
    assert_int_equal(import_sources(store, sources, 3, false, &report, &err), ERR_INPUT);
    assert_int_equal(report.files, 3);
    import_report_clear(&report);
    read_hash(store, after);
    assert_string_equal(after, before);
    assert_int_equal(count_batches(store), CITY);
    /* negative control: without the bad cell the same files do change the data */
    sources[2] = source("provenance.csv", "file,status,source\nx.csv,real,\n");
    assert_ok(import_sources(store, sources, 3, false, &report, &err));
    import_report_clear(&report);
    read_hash(store, after);
    assert_string_not_equal(after, before);
    store_close(store);
}

/* ---- folders ----------------------------------------------------------------------------- */

static void a_folder_is_imported_in_the_order_of_tables(void **state)
{
    struct store *store = NULL;
    struct import_report report;
    struct err err;
    (void)state;
    for (int i = 0; i < CITY; i++) scratch_write(city[i][0], city[i][1], strlen(city[i][1]));
    scratch_write("notes.txt", "x", 1);
    scratch_write("plan.ods", "PK", 2);
    scratch_write("README.md", "not data, so not told", 21);
    scratch_write(".hidden.csv", "x", 1);
    assert_int_equal(mkdir(scratch("schools.csv.d"), 0700), 0);
    assert_ok(store_open(":memory:", &store, &err));
    const char *const paths[] = {scratch_folder};
    assert_ok(import_paths(store, paths, 1, false, &report, &err));
    assert_int_equal(report.files, CITY + 2);
    assert_null(report.file[0].table);
    assert_string_equal(report.file[0].file, scratch("notes.txt"));
    assert_string_equal(report.file[1].file, scratch("plan.ods"));
    assert_string_equal(report.file[2].table, "districts");
    import_report_clear(&report);
    store_close(store);
}

static void paths_that_cannot_be_imported_are_named(void **state)
{
    struct store *store = store_of_city();
    struct import_report report;
    struct err err = {0};
    const char *path[1] = {scratch("none.csv")};
    (void)state;
    assert_int_equal(import_paths(store, path, 1, false, &report, &err), ERR_NOT_FOUND);
    assert_error(err, ERR_NOT_FOUND, scratch_text("no file or folder '%s'", "none.csv"));
    import_report_clear(&report);

    path[0] = scratch_folder;
    assert_int_equal(import_paths(store, path, 1, false, &report, &err), ERR_INPUT);
    assert_memory_equal(err.text, "folder '", 8);
    assert_non_null(
        strstr(err.text, "' has no known file, allowed are districts.csv, schools.csv"));
    import_report_clear(&report);

    scratch_write("plan.csv", "a\n1\n", 4);
    path[0] = scratch("plan.csv");
    assert_int_equal(import_paths(store, path, 1, false, &report, &err), ERR_INPUT);
    assert_non_null(strstr(err.text, "plan.csv' is not known, allowed are districts.csv"));
    import_report_clear(&report);

    scratch_write("Teachers-2567.csv",
                  "\xFF\xFE"
                  "a",
                  3);
    path[0] = scratch("Teachers-2567.csv");
    assert_int_equal(import_paths(store, path, 1, false, &report, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 scratch_text("'%s' is UTF-16, save it as CSV UTF-8; nothing imported",
                              "Teachers-2567.csv"));
    import_report_clear(&report);
    store_close(store);
}

static void batches_keep_the_name_of_the_file_and_the_hash_of_its_bytes(void **state)
{
    struct store *store = store_of_city();
    struct import_report report;
    struct query query = {0};
    struct err err;
    bool row = false;
    const char text[] = "from_major,to_major\nmath,thai\n";
    const char *const path[1] = {scratch("retrain.csv")};
    (void)state;
    scratch_write("retrain.csv", text, strlen(text));
    assert_ok(import_paths(store, path, 1, false, &report, &err));
    import_report_clear(&report);
    assert_ok(query_open(store,
                         "SELECT file, table_name, rows, added, changed, at, length(sha256)"
                         "  FROM import_batch ORDER BY id DESC LIMIT 1",
                         &query, &err));
    assert_ok(query_next(&query, &row, &err));
    assert_string_equal(query_text(&query, 0), "retrain.csv");
    assert_string_equal(query_text(&query, 1), "retrain");
    assert_int_equal(query_int(&query, 2), 1);
    /* one arc came, one went: the table has as many rows as before, but none is the same */
    assert_int_equal(query_int(&query, 3), 1);
    assert_int_equal(query_int(&query, 4), 1);
    assert_string_equal(query_text(&query, 5), "2023-11-14T22:13:20Z");
    assert_int_equal(query_int(&query, 6), 64);
    query_close(&query);
    store_close(store);
}

/* ---- the bundled data and documents ------------------------------------------------------ */

static void the_bundled_data_import_without_a_problem(void **state)
{
    struct store *store = NULL;
    struct import_report report;
    struct err err;
    (void)state;
    unsetenv("KRU_NOW");
    assert_ok(store_open(":memory:", &store, &err));
    assert_ok(import_sources(store, import_bundled, import_bundled_count, false, &report, &err));
    assert_int_equal(report.files, import_bundled_count);
    import_report_clear(&report);
    store_close(store);
}

static void the_document_lists_every_file_and_column(void **state)
{
    struct text out = {0};
    (void)state;
    import_document(&out);
    for (int i = 0; i < CITY; i++) assert_non_null(strstr(out.s, city[i][0]));
    assert_non_null(strstr(out.s,
                           "| `birth_date` | yes | past date | 1967-02-28, 28/02/2510, 28 ก.พ. "
                           "2510 | date of birth, unknown day or month 00 |\n"));
    assert_non_null(strstr(out.s, "| `id` | key | code | A-Z a-z 0-9 . _ / - | "));
    assert_non_null(strstr(out.s, "| `index` | yes | number | 30 .. 70 | "));
    assert_non_null(strstr(out.s, "| `school` | key | code | schools.csv | code of the school |"));
    assert_non_null(strstr(out.s, "| `kind` | yes | word | exam, pipeline | kind |"));
    assert_non_null(strstr(out.s, "| `name_th` | yes | text | up to 200 letters | Thai name |"));
    text_clear(&out);
}

/* ---- mutations --------------------------------------------------------------------------- */

/* One change of a byte, a cut, a copy of a piece, or a hostile text in the middle. */
static void mutate(struct env_random *random, struct text *text)
{
    static const char *const hostile[] = {
        "\"",        "\n",   ",",   "\r",          "\xEF\xBB\xBF",
        "๙",         "\xa4", "'",   "=1",          "99999999999999999999",
        "-",         "e",    "\t;", "' OR 1=1 --", "\xFF\xFE",
        "31/02/2510"};
    const size_t at = (size_t)env_random_below(random, (int)text->length + 1);
    struct text out = {0};
    const char *word = hostile[env_random_below(random, sizeof hostile / sizeof *hostile)];
    text_add_bytes(&out, text->s, at);
    switch (env_random_below(random, 4)) {
    case 0:
        text_add(&out, "%s", word);
        text_add(&out, "%s", text->s + at);
        break;
    case 1:
        break; /* cut off */
    case 2:
        text_add(&out, "%s", text->s + at / 2);
        break;
    default:
        text_add(&out, "%s", text->s + at);
        if (at < out.length) out.s[at] = (char)env_random_below(random, 256);
    }
    text_clear(text);
    *text = out;
}

static void two_thousand_mutated_files_are_read_or_change_nothing(void **state)
{
    struct store *store = store_of_city();
    struct env_random random = {.state = 20260101};
    char before[65], after[65];
    int refused = 0;
    (void)state;
    read_hash(store, before);
    for (int round = 0; round < 2000; round++) {
        const int file = env_random_below(&random, CITY);
        struct text text = {0};
        struct import_report report;
        struct err err = {0};
        text_add(&text, "%s", city[file][1]);
        for (int n = 1 + env_random_below(&random, 3); n > 0; n--) mutate(&random, &text);
        const struct import_source one = {city[file][0], text_s(&text), text.length};
        const enum err_code code = import_sources(store, &one, 1, false, &report, &err);
        read_hash(store, after);
        if (code != ERR_OK) {
            refused++;
            assert_int_equal(code, ERR_INPUT);
            assert_true(report.problems > 0);
            if (strcmp(after, before) != 0) fail_msg("round %d changed data: %s", round, err.text);
        }
        memcpy(before, after, sizeof before);
        import_report_clear(&report);
        text_clear(&text);
    }
    /* both ways out were taken */
    assert_in_range(refused, 500, 1990);
    store_close(store);
}

static const struct CMUnitTest cases[] = {
    CASE(every_bad_cell_says_what_is_allowed),
    CASE(numbers_are_read_strictly_and_generously),
    CASE(our_own_guard_against_formulas_is_taken_off_again),
    CASE(texts_are_cleaned_and_limited),
    CASE(a_mistyped_header_is_named_with_its_nearest),
    CASE(columns_stand_in_any_order_and_unknown_ones_are_named),
    CASE(an_empty_file_or_a_header_alone_is_an_error),
    CASE(an_unknown_file_names_the_known_ones),
    CASE(two_files_of_a_whole_table_are_an_error),
    CASE(the_error_counts_the_cells_and_quotes_the_first),
    CASE(a_thousand_problems_are_kept_and_all_are_counted),
    CASE(a_reference_before_its_table_says_what_to_import),
    CASE(one_bad_school_is_reported_once_not_by_its_teachers),
    CASE(the_register_holds_what_the_files_say),
    CASE(the_same_files_again_change_nothing),
    CASE(added_changed_and_unchanged_rows_are_counted),
    CASE(a_whole_table_loses_the_rows_its_file_has_not),
    CASE(an_override_of_the_retirement_is_read),
    CASE(windows_874_is_converted_and_reported),
    CASE(a_dry_run_reports_the_same_and_changes_nothing),
    CASE(one_bad_cell_in_the_last_file_changes_nothing),
    CASE_WITH(a_folder_is_imported_in_the_order_of_tables, scratch_make, scratch_remove),
    CASE_WITH(paths_that_cannot_be_imported_are_named, scratch_make, scratch_remove),
    CASE_WITH(batches_keep_the_name_of_the_file_and_the_hash_of_its_bytes, scratch_make,
              scratch_remove),
    CASE(the_bundled_data_import_without_a_problem),
    CASE(the_document_lists_every_file_and_column),
    CASE(two_thousand_mutated_files_are_read_or_change_nothing),
};
TEST_MAIN(cases)
