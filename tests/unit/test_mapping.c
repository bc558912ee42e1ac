/* Mappings: an office's own columns, words and codes become ours; what does not fit is named by
   line, cell and what is allowed, and nothing is imported then. */
#define _POSIX_C_SOURCE 200809L
#include "data/mapping.h"

#include "tests/store/scratch.h"

#include <stdlib.h>

/* ---- a small city, and a folder to stand in ---------------------------------------------- */

static int stand_in_folder(void **state)
{
    return scratch_make(state) != 0 ? -1 : chdir(scratch_folder);
}

static int leave_folder(void **state)
{
    return chdir(KRU_BUILD) != 0 ? -1 : scratch_remove(state);
}

static struct store *store_of_city(void)
{
    static const char *const city[][2] = {
        {"districts.csv", "code,name_th,name_en,zone\n1001,พระนคร,Phra Nakhon,กลาง\n"},
        {"schools.csv", "code,name_th,district\nS1,โรงเรียนวัดหนึ่ง,1001\nS2,วัดสอง,1001\n"
                        "S3,วัดซ้ำ,1001\nS4,โรงเรียนวัดซ้ำ,1001\n"},
        {"majors.csv", "code,name_th,name_en\nthai,ภาษาไทย,Thai\nmath,คณิตศาสตร์,Mathematics\n"},
    };
    struct import_source source[3];
    struct import_report report;
    struct store *store = NULL;
    struct err err;
    setenv("KRU_NOW", "1700000000", 1); /* 14 November 2023 */
    for (int i = 0; i < 3; i++)
        source[i] = (struct import_source){
            .name = city[i][0], .bytes = city[i][1], .size = strlen(city[i][1])};
    assert_ok(store_open(":memory:", &store, &err));
    assert_ok(import_sources(store, source, 3, false, &report, &err));
    import_report_clear(&report);
    return store;
}

static void write_file(const char *name, const char *text)
{
    scratch_write(name, text, strlen(text));
}

/* ---- mappings that cannot be -------------------------------------------------------------- */

#define ENROL                                                                                      \
    "[file]\ntable = enrolment\n[columns]\nschool = code\n[constants]\nacademic_year = 2567\n"

static const char *const bad_mappings[][2] = {
    {"", "'m.ini' is empty, needed are a header line and at least one row"},
    {"[files]\n", "'m.ini' line 1: no section [files], allowed are [file], [rows], [columns], "
                  "[parts], [constants], [unpivot], [unpivot.columns], [values.COLUMN], [codes], "
                  "[ignored]"},
    {"table = enrolment\n", "'m.ini' line 1: allowed are [section], key = value, and remarks that "
                            "begin with # or ;"},
    {"[columns]\nschool = code\n", "'m.ini': [file] needs a table such as table = enrolment"},
    {"[file]\ntable = pupils\n",
     "'m.ini' line 2: no table 'pupils', allowed are districts, schools, majors, "
     "enrolment, teachers, needs, frames, curriculum, major_share, "
     "channels, committed, eligible_lists, retrain, equity_index, "
     "provenance"},
    {"[file]\ntable = enrolment\nrow = 3\n",
     "'m.ini' line 3: section [file] has no 'row', allowed are table, note, sheet, delimiter, "
     "header_row, header_rows"},
    {"[file]\ntable = enrolment\nheader_rows = 5\n",
     "'m.ini' line 3: header_rows is '5', allowed are 1 .. 4"},
    {"[file]\ntable = enrolment\ndelimiter = ,\n",
     "'m.ini' line 3: delimiter is ',', allowed are comma, semicolon, tab"},
    {"[file]\ntable = enrolment\n[columns]\nteacher = code\n",
     "'m.ini' line 4: table enrolment has no column 'teacher', allowed are school, academic_year, "
     "grade, pupils"},
    {ENROL "grade = p9\n", "'m.ini' line 7: grade: 'p9' is not known, allowed are k1, k2, k3, p1, "
                           "p2, p3, p4, p5, p6, m1, m2, m3, m4, m5, m6"},
    {ENROL "school = S1\n", "'m.ini' line 7: column 'school' has a source on line 4 already"},
    {ENROL "academic_year = 2568\n",
     "'m.ini' line 7: 'academic_year' in [constants] stands on line 6 already"},
    {ENROL, "'m.ini': column 'grade' (grade) has no source, it may stand in [columns], [parts], "
            "[constants] or [unpivot]"},
    {ENROL "[unpivot]\nname = grade\ncell = pupils\n",
     "'m.ini': columns become rows with name and cell in [unpivot] and columns in "
     "[unpivot.columns], all three"},
    {ENROL "[unpivot]\nname = grade\ncell = pupils\n[unpivot.columns]\nP.1 = ป.1\n",
     "'m.ini' line 11: grade: 'P.1' is not known, allowed are k1, k2, k3, p1, p2, p3, p4, p5, p6, "
     "m1, m2, m3, m4, m5, m6"},
    {ENROL "[codes]\ngrade = name\n", "'m.ini' line 8: column 'grade' is no code of another table"},
    {ENROL "[codes]\nschool = names\n",
     "'m.ini' line 8: school is 'names', allowed are code, name"},
    {ENROL "[values.school]\nS1 = หนึ่ง | สอง\nS2 = สาม | สอง\n",
     "'m.ini' line 9: 'สอง' stands for 'S1' already and cannot stand for 'S2', too"},
    {"[file]\ntable = enrolment\n[constants]\nschool = S1\nacademic_year = 2567\ngrade = p1\n"
     "[columns]\npupils = n\n[codes]\nschool = name\n",
     "'m.ini': [values] and [codes] do not go with 'school', allowed are columns of [columns] or "
     "[parts]"},
    {"[file]\ntable = enrolment\n[parts]\ngrade = level\n",
     "'m.ini' line 4: 'level' needs headers in braces such as {day}/{month}/{year}"},
};

static void a_mapping_that_cannot_be_is_named_by_its_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad_mappings / sizeof *bad_mappings; i++) {
        struct mapping *mapping = NULL;
        struct err err = {0};
        write_file("m.ini", bad_mappings[i][0]);
        assert_int_equal(mapping_read("m.ini", &mapping, &err), ERR_INPUT);
        assert_error(err, ERR_INPUT, bad_mappings[i][1]);
        assert_null(mapping);
    }
}

static void a_mapping_that_is_not_there_is_named(void **state)
{
    struct mapping *mapping = NULL;
    struct err err = {0};
    (void)state;
    assert_int_equal(mapping_read("none.ini", &mapping, &err), ERR_NOT_FOUND);
    assert_error(err, ERR_NOT_FOUND, "no mapping 'none.ini'");
    assert_int_equal(mapping_read(".", &mapping, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "'.' is no ini file of at most 1 MiB");
}

static void a_constant_can_be_replaced_and_nothing_else(void **state)
{
    static const char *const bad[][2] = {
        {"grade=p1", "'--set' is 'grade=p1', allowed is COLUMN=VALUE of a constant of 'm.ini': "
                     "academic_year"},
        {"academic_year", "'--set' is 'academic_year', allowed is COLUMN=VALUE of a constant of "
                          "'m.ini': academic_year"},
        {"academic_year=68", "'m.ini' line 6: academic_year: '68' is out of range, allowed are "
                             "2500 .. 2699"},
    };
    struct mapping *mapping = NULL;
    struct err err = {0};
    (void)state;
    write_file("m.ini", ENROL "[columns]\ngrade = g\npupils = n\n");
    assert_ok(mapping_read("m.ini", &mapping, &err));
    assert_ok(mapping_set(mapping, "academic_year=2568", &err));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(mapping_set(mapping, bad[i][0], &err), ERR_INPUT);
        assert_error(err, ERR_INPUT, bad[i][1]);
    }
    mapping_free(mapping);
}

/* ---- files that do not fit --------------------------------------------------------------- */

/* A title, a header of two rows with merged cells, sums at the end. */
static const char pupils_ini[] =
    "[file]\ntable = enrolment\nheader_row = 2\nheader_rows = 2\n"
    "[columns]\nschool = รหัส | code\n[constants]\nacademic_year = 2567\n"
    "[unpivot]\nname = grade\ncell = pupils\n[unpivot.columns]\n"
    "p1 = ป.1 > รวม\np2 = ป.2>รวม | G 2 > Sum\n"
    "[rows]\ntotal = รวมทั้งสิ้น\nskip = รวม | หมายเหตุ\n"
    "[ignored]\npeople = ชื่อครู | ชาย\n";
#define PUPILS_HEAD "จำนวนนักเรียน,,,,,\nรหัส,ชื่อครู,ป.1,,ป.2,\n,,ชาย,รวม,ชาย,รวม\n"
#define PUPILS_ROW "S1,นางลับ ห้ามบอก,10,20,5,9\n"

static const char *const bad_pupils[][2] = {
    {PUPILS_HEAD PUPILS_ROW "S2,ลับ,1,x,1,2\nรวมทั้งสิ้น,,,20,,11\n",
     "f.csv:5 pupils (D5, ป.1 > รวม) 'x' is no whole number, allowed are 0 .. 20000"},
    {PUPILS_HEAD PUPILS_ROW "S9,ลับ,1,2,1,2\nรวมทั้งสิ้น,,,22,,11\n",
     "f.csv:5 school (A5, รหัส) no school 'S9', known are 4 codes such as 'S1', 'S2', 'S3'"},
    {PUPILS_HEAD PUPILS_ROW PUPILS_ROW "รวมทั้งสิ้น,,,40,,18\n",
     "f.csv:5 school (A5, รหัส) 'S1 2567 p1' stands on line 4 too"},
    /* 20 + 2 = 22, not 23 */
    {PUPILS_HEAD PUPILS_ROW "S2,ลับ,1,2,1,2\nรวมทั้งสิ้น,,,23,,11\n",
     "f.csv:6 p1 the total in D6 (ป.1 > รวม) is '23', the rows read sum to 22"},
    {PUPILS_HEAD PUPILS_ROW, "'f.csv' has no row of totals 'รวมทั้งสิ้น', its end may be missing"},
    {PUPILS_HEAD PUPILS_ROW "รวมทั้งสิ้น,,,20,,9\nS2,ลับ,1,2,1,2\n",
     "f.csv:6 a row stands after the row of totals 'รวมทั้งสิ้น'"},
    {PUPILS_HEAD "S1,ลับ,10,20,5,9,ลับมาก\nรวมทั้งสิ้น,,,0,,0\n",
     "f.csv:4 cell G4 has something in it and no header, the header has 6 columns"},
    {PUPILS_HEAD "รวมทั้งสิ้น,,,0,,0\n", "'f.csv' has no row below its header"},
    {"จำนวนนักเรียน,,,,,\n", "'f.csv' has no header on line 2"},
    {"จำนวนนักเรียน\nรหัส,ชื่อครู,ป.1,,ป.3,\n,,ชาย,รวม,ชาย,รวม\n" PUPILS_ROW,
     "f.csv:2 no column is headed 'ป.2>รวม | G 2 > Sum'; the header begins on line 2 and has 2 "
     "lines by header_row and header_rows of 'm.ini'"},
    {"จำนวนนักเรียน\nรหัส,ชื่อครู,ป.1,,ป.2,,ใหม่\n,,ชาย,รวม,ชาย,รวม,\n" PUPILS_ROW,
     "f.csv:2 header 'ใหม่' (G) is not known: it belongs in [columns] or, never to be read, in "
     "[ignored] of 'm.ini'"},
    {"จำนวนนักเรียน\nรหัส,ชื่อครู,ป.1,,ป.2,,CODE\n,,ชาย,รวม,ชาย,รวม,\n" PUPILS_ROW,
     "f.csv:2 school 'รหัส | code' heads both columns A and G, give the upper header, too, such as "
     "'รหัส'"},
    /* The header one line too high: a person's name stands where a header should. */
    {"รหัส,ชื่อครู,ป.1,,ป.2,\n,,ชาย,รวม,ชาย,รวม\n" PUPILS_ROW,
     "f.csv:2 no column is headed 'รหัส | code', 'ป.1 > รวม', 'ป.2>รวม | G 2 > Sum'; the header "
     "begins "
     "on line 2 and has 2 lines by header_row and header_rows of 'm.ini'"},
};

/* Imports f.csv by m.ini; the problems, a line each. */
static void import_file(struct store *store, struct import_report *report, struct text *problems)
{
    static const char *const path[] = {"f.csv"};
    struct mapping *mapping = NULL;
    struct err err = {0};
    assert_ok(mapping_read("m.ini", &mapping, &err));
    const enum err_code code = import_mapped(store, mapping, path, 1, false, report, &err);
    assert_int_equal(code, report->problems > 0 ? ERR_INPUT : ERR_OK);
    for (int i = 0; i < report->problems; i++) {
        if (i) text_add(problems, "\n");
        import_problem_text(&report->problem[i], problems);
    }
    mapping_free(mapping);
}

static void assert_refused(const char *const (*bad)[2], size_t count)
{
    struct store *store = store_of_city();
    struct school_register reg = {0};
    struct err err;
    for (size_t i = 0; i < count; i++) {
        struct import_report report;
        struct text problems = {0};
        write_file("f.csv", bad[i][0]);
        import_file(store, &report, &problems);
        assert_string_equal(text_s(&problems), bad[i][1]);
        assert_false(report.applied);
        assert_null(strstr(text_s(&problems), "ลับ")); /* of a column that is not read */
        text_clear(&problems);
        import_report_clear(&report);
    }
    assert_ok(store_read_register(store, &reg, &err));
    assert_int_equal(reg.enrolments, 0);
    assert_int_equal(reg.teachers, 0);
    register_clear(&reg);
    store_close(store);
}

static void pupils_that_do_not_fit_are_named_by_cell_and_none_is_kept(void **state)
{
    (void)state;
    write_file("m.ini", pupils_ini);
    assert_refused(bad_pupils, sizeof bad_pupils / sizeof *bad_pupils);
}

/* p1 and p2 would be read from one column. */
static void a_column_cannot_stand_for_two_grades(void **state)
{
    static const char *const bad[][2] = {
        {PUPILS_HEAD PUPILS_ROW,
         "f.csv:2 column D (ป.1 > รวม) is both 'p1' and 'p2' in [unpivot.columns] of 'm.ini'"}};
    char text[1024];
    (void)state;
    snprintf(text, sizeof text, "%s", pupils_ini);
    char *second = strstr(text, "ป.2>รวม");
    assert_non_null(second);
    second[strlen("ป.")] = '1';
    write_file("m.ini", text);
    assert_refused(bad, 1);
}

static const char people_ini[] =
    "[file]\ntable = teachers\ndelimiter = semicolon\n"
    "[columns]\nid = เลขที่\nschool = โรงเรียน\nposition = ตำแหน่ง\npost_major = วิชาเอก\n"
    "[parts]\nbirth_date = {วัน} {เดือน} {ปี}\n"
    "[values.position]\nteacher = ครู | ครู คศ.1\nassistant = ครูผู้ช่วย\n- = ภารโรง\n"
    "[values.post_major]\nmath = คณิต\n"
    "[codes]\nschool = name\npost_major = name\n"
    "[ignored]\npeople = ชื่อ | เลขประจำตัว\n";
#define PEOPLE_HEAD "เลขที่;ชื่อ;เลขประจำตัว;ตำแหน่ง;โรงเรียน;วิชาเอก;วัน;เดือน;ปี\n"

static const char *const bad_people[][2] = {
    {PEOPLE_HEAD "7;ลับ;1;ครูพิเศษ;วัดสอง;คณิต;1;ม.ค.;2530\n",
     "f.csv:2 position (D2, ตำแหน่ง) 'ครูพิเศษ' does not stand in [values.position] of 'm.ini', known "
     "are 'ครู', 'ครู คศ.1', 'ครูผู้ช่วย', 'ภารโรง'"},
    {PEOPLE_HEAD "7;ลับ;1;ครู;วัดสาม;คณิต;1;ม.ค.;2530\n",
     "f.csv:2 school (E2, โรงเรียน) no school is named 'วัดสาม', known are 'วัดหนึ่ง', 'วัดสอง', 'วัดซ้ำ', "
     "'วัดซ้ำ'; other spellings belong in [values.school] of 'm.ini'"},
    {PEOPLE_HEAD "7;ลับ;1;ครู;โรงเรียนวัดซ้ำ;คณิต;1;ม.ค.;2530\n",
     "f.csv:2 school (E2, โรงเรียน) 'วัดซ้ำ' is the name of 'S3' and of 'S4', needed is a code"},
    {PEOPLE_HEAD "7;ลับ;1;ครู;วัดสอง;ฟิสิกส์;1;ม.ค.;2530\n",
     "f.csv:2 post_major (F2, วิชาเอก) no major is named 'ฟิสิกส์', known are 'คณิตศาสตร์', "
     "'ภาษาไทย'; other spellings belong in [values.post_major] of 'm.ini'"},
    {PEOPLE_HEAD "7;ลับ;1;ครู;วัดสอง;คณิต;31;ก.พ.;2530\n",
     "f.csv:2 birth_date (G2, วัน) '31 ก.พ. 2530' is no date, allowed are 1967-02-28, 28/02/2510, "
     "28 ก.พ. 2510"},
    {PEOPLE_HEAD "7;ลับ;1;ครู;วัดสอง;คณิต;;;\n",
     "f.csv:2 birth_date (G2, วัน) an empty cell, needed: date of birth, unknown day or month 00"},
    {PEOPLE_HEAD "๑-๒๓๔๕-67890-12-3;ลับ;1;ครู;วัดสอง;คณิต;1;ม.ค.;2530\n",
     "f.csv:2 id (A2, เลขที่) 13 digits look like a national id, allowed is another column such as "
     "the number of the post"},
};

static void people_who_do_not_fit_are_named_by_cell_and_never_by_name(void **state)
{
    (void)state;
    write_file("m.ini", people_ini);
    assert_refused(bad_people, sizeof bad_people / sizeof *bad_people);
}

/* ---- files that fit ---------------------------------------------------------------------- */

static void columns_become_rows_and_blank_cells_none(void **state)
{
    struct store *store = store_of_city();
    struct school_register reg = {0};
    struct import_report report;
    struct text problems = {0};
    struct err err;
    (void)state;
    write_file("m.ini", pupils_ini);
    write_file("f.csv", PUPILS_HEAD PUPILS_ROW
               "S2,ลับ,,,๑๒,\"๑,๐๒๔\"\nรวมเขต,,,,,\nรวมทั้งสิ้น,,,20,,\"1,033\"\nหมายเหตุ ลับ\n");
    import_file(store, &report, &problems);
    assert_string_equal(text_s(&problems), "");
    assert_true(report.applied);
    assert_int_equal(report.file[0].rows, 3); /* S1 p1, S1 p2, S2 p2 */
    assert_int_equal(report.file[0].added, 3);
    /* teachers' names and two columns of boys; the row of the district and the remark */
    assert_string_equal(report.file[0].ignored_columns, "columns: 3; rows: 2, first on line 6");
    import_report_clear(&report);
    assert_ok(store_read_register(store, &reg, &err));
    const struct enrolment want[] = {
        {0, 2567, GRADE_P1, 20}, {0, 2567, GRADE_P2, 9}, {1, 2567, GRADE_P2, 1024}};
    assert_int_equal(reg.enrolments, 3);
    assert_memory_equal(reg.enrolment, want, sizeof want);
    register_clear(&reg);
    store_close(store);
}

static void words_names_and_parts_of_dates_become_ours(void **state)
{
    struct store *store = store_of_city();
    struct school_register reg = {0};
    struct import_report report;
    struct text problems = {0};
    struct err err;
    (void)state;
    write_file("m.ini", people_ini);
    write_file("f.csv", PEOPLE_HEAD "7;ก;1;ครู คศ.1;โรงเรียน วัดหนึ่ง;คณิต;๕;มีนาคม;๒๕๑๒\n"
                                    "8;ข;1;ภารโรง;ไม่มี;;;;\n"
                                    "9;ค;1;ครูผู้ช่วย;วัดสอง;ภาษาไทย;30;ก.ย.;2540\n");
    import_file(store, &report, &problems);
    assert_string_equal(text_s(&problems), "");
    assert_string_equal(report.file[0].ignored_columns, "columns: 2; rows: 1, first on line 3");
    import_report_clear(&report);
    assert_ok(store_read_register(store, &reg, &err));
    assert_int_equal(reg.teachers, 2);
    const struct teacher *first = &reg.teacher[0], *second = &reg.teacher[1];
    assert_string_equal(first->id, "7");
    assert_string_equal(reg.school[first->school].code, "S1");
    assert_int_equal(first->position, POSITION_TEACHER);
    assert_string_equal(reg.major[first->post_major].code, "math");
    assert_int_equal(first->birth.year, 1969); /* 2512 - 543 */
    assert_int_equal(first->birth.month, 3);
    assert_int_equal(first->birth.day, 5);
    assert_string_equal(second->id, "9");
    assert_int_equal(second->position, POSITION_ASSISTANT);
    assert_string_equal(reg.major[second->post_major].code, "thai");
    register_clear(&reg);
    store_close(store);
}

static const struct CMUnitTest cases[] = {
    CASE_WITH(a_mapping_that_cannot_be_is_named_by_its_line, stand_in_folder, leave_folder),
    CASE_WITH(a_mapping_that_is_not_there_is_named, stand_in_folder, leave_folder),
    CASE_WITH(a_constant_can_be_replaced_and_nothing_else, stand_in_folder, leave_folder),
    CASE_WITH(pupils_that_do_not_fit_are_named_by_cell_and_none_is_kept, stand_in_folder,
              leave_folder),
    CASE_WITH(a_column_cannot_stand_for_two_grades, stand_in_folder, leave_folder),
    CASE_WITH(people_who_do_not_fit_are_named_by_cell_and_never_by_name, stand_in_folder,
              leave_folder),
    CASE_WITH(columns_become_rows_and_blank_cells_none, stand_in_folder, leave_folder),
    CASE_WITH(words_names_and_parts_of_dates_become_ours, stand_in_folder, leave_folder),
};
TEST_MAIN(cases)
