/* Workbooks in an import: sheets are tables, cells are named as a spreadsheet names them, and
   nothing changes unless all is well. */
#define _POSIX_C_SOURCE 200809L
#include "data/import.h"

#include "data/store_sql.h"
#include "tests/book_maker.h"
#include "tests/test.h"

#include <stdlib.h>

/* ---- sheets written as lines --------------------------------------------------------------- */

/* "id|=25670|@23284\n": texts, = numbers, @ dates, ! errors, % formulas without a result. Nothing
   between two strokes is a cell that is not there. */
static void add_cell(struct text *xml, const char *cell, int length, int column, int row)
{
    const char *value = cell + 1;
    if (length == 0) return;
    text_add(xml, "<c r=\"%c%d\"", 'A' + column, row);
    length--;
    if (*cell == '=')
        text_add(xml, "><v>%.*s</v></c>", length, value);
    else if (*cell == '@')
        text_add(xml, " s=\"1\"><v>%.*s</v></c>", length, value);
    else if (*cell == '!')
        text_add(xml, " t=\"e\"><v>%.*s</v></c>", length, value);
    else if (*cell == '%')
        text_add(xml, "><f>%.*s</f></c>", length, value);
    else
        text_add(xml, " t=\"inlineStr\"><is><t>%.*s</t></is></c>", length + 1, cell);
}

/* `merge` is a range, or NULL. */
static char *sheet_of(const char *lines, const char *merge)
{
    struct text xml = {0};
    text_add(&xml, XML "<worksheet xmlns=\"" MAIN "\"><sheetData>");
    for (int row = 1; *lines; row++) {
        text_add(&xml, "<row r=\"%d\">", row);
        for (int column = 0; *lines && *lines != '\n'; column++) {
            const size_t length = strcspn(lines, "|\n");
            add_cell(&xml, lines, (int)length, column, row);
            lines += length + (lines[length] == '|');
        }
        lines += *lines == '\n';
        text_add(&xml, "</row>");
    }
    text_add(&xml, "</sheetData>");
    if (merge) text_add(&xml, "<mergeCells><mergeCell ref=\"%s\"/></mergeCells>", merge);
    text_add(&xml, "</worksheet>");
    return xml.s;
}

struct sheet {
    const char *name, *lines, *merge, *state;
};

/* A workbook of at most nine sheets, ended by a name NULL. */
static struct text book_of(const struct sheet *sheet)
{
    struct maker maker = {0};
    struct text book = {0}, links = {0};
    const struct part none[] = {{"xl/workbook.xml", NULL},
                                {"xl/_rels/workbook.xml.rels", NULL},
                                {"xl/worksheets/sheet1.xml", NULL},
                                {"xl/worksheets/sheet2.xml", NULL},
                                {NULL, NULL}};
    make_parts(&maker, none, (struct entry_form){0});
    text_add(&book, XML "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" LINKS "\"><sheets>");
    text_add(&links, XML "<Relationships xmlns=\"" PACKAGE "\">" REL("s", "styles", "styles.xml"));
    for (int i = 1; sheet->name; sheet++, i++) {
        char part[64];
        char *xml = sheet_of(sheet->lines, sheet->merge);
        snprintf(part, sizeof part, "xl/worksheets/s%d.xml", i);
        maker_add(&maker, part, xml, strlen(xml), (struct entry_form){0});
        text_add(&book, "<sheet name=\"%s\" sheetId=\"%d\" state=\"%s\" r:id=\"r%d\"/>",
                 sheet->name, i, sheet->state ? sheet->state : "visible", i);
        text_add(&links, "<Relationship Id=\"r%d\" Type=\"" LINKS "/worksheet\" Target=\"%s\"/>", i,
                 part + 3);
        free(xml);
    }
    text_add(&book, "</sheets></workbook>");
    text_add(&links, "</Relationships>");
    maker_add(&maker, "xl/workbook.xml", book.s, book.length, (struct entry_form){0});
    maker_add(&maker, "xl/_rels/workbook.xml.rels", links.s, links.length, (struct entry_form){0});
    maker_end(&maker, 0, false);
    const struct text bytes = maker.bytes;
    maker.bytes = (struct text){0};
    maker_clear(&maker);
    text_clear(&book);
    text_clear(&links);
    return bytes;
}

/* ---- a small city ------------------------------------------------------------------------ */

static struct store *city(void)
{
    const char *const folder = KRU_SOURCE "/tests/fixtures/tiny";
    struct import_report report;
    struct store *store = NULL;
    struct err err;
    setenv("KRU_NOW", "1700000000", 1); /* 14 November 2023 */
    assert_ok(store_open(":memory:", &store, &err));
    assert_ok(import_paths(store, &folder, 1, false, &report, &err));
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

static enum err_code import_book(struct store *store, const char *name, const struct sheet *sheet,
                                 struct import_report *report, struct err *err)
{
    struct text bytes = book_of(sheet);
    const struct import_source one = {.name = name, .bytes = bytes.s, .size = bytes.length};
    const enum err_code code = import_sources(store, &one, 1, false, report, err);
    text_clear(&bytes);
    return code;
}

/* Expects the problems, a line each; nothing may change. */
static void assert_problems(const char *name, const struct sheet *sheet, enum lang lang,
                            const char *want)
{
    struct store *store = city();
    struct import_report report;
    struct text got = {0};
    struct err err = {0};
    char before[65], after[65];
    read_hash(store, before);
    lang_set(lang);
    assert_int_equal(import_book(store, name, sheet, &report, &err), ERR_INPUT);
    for (int i = 0; i < report.problems; i++) {
        if (i) text_add(&got, "\n");
        import_problem_text(&report.problem[i], &got);
    }
    lang_set(LANG_EN);
    assert_string_equal(text_s(&got), want);
    assert_false(report.applied);
    read_hash(store, after);
    assert_string_equal(after, before);
    text_clear(&got);
    import_report_clear(&report);
    store_close(store);
}

#define ONE(name, lines) ((const struct sheet[]){{name, lines, NULL, NULL}, {0}})
#define MERGED(name, lines, range) ((const struct sheet[]){{name, lines, range, NULL}, {0}})
#define TEACHERS "id|school|position|post_major|birth_date|status\n"

/* Every file and its counts: "[b.xlsx]teachers=teachers 1 +1 ~0 ignored". */
static void assert_files(const char *name, const struct sheet *sheet, const char *want)
{
    struct store *store = city();
    struct import_report report;
    struct text got = {0};
    struct err err = {0};
    assert_ok(import_book(store, name, sheet, &report, &err));
    for (int i = 0; i < report.files; i++) {
        const struct import_file_report *file = &report.file[i];
        assert_true(file->sheet);
        text_add(&got, "%s%s=%s %d +%d ~%d%s%s", i ? "\n" : "", file->file,
                 file->table    ? file->table
                 : file->hidden ? "hidden"
                                : "unknown",
                 file->rows, file->added, file->changed, *file->ignored_columns ? " " : "",
                 file->ignored_columns);
    }
    assert_string_equal(text_s(&got), want);
    text_clear(&got);
    import_report_clear(&report);
    store_close(store);
}

/* ---- cases ------------------------------------------------------------------------------- */

static void bad_cells_are_named_by_sheet_and_cell(void **state)
{
    // clang-format off
    static const struct {
        const char *lines, *en, *th;
    } cases_of[] = {
        {TEACHERS "T9|S1|teacher|thai|31/02/2510\n",
         "teachers!E2 '31/02/2510' is no date, allowed are 1967-02-28, 28/02/2510, 28 ก.พ. 2510",
         "teachers!E2 '31/02/2510' ไม่ใช่วันที่ ที่ใช้ได้คือ 1967-02-28, 28/02/2510, 28 ก.พ. 2510"},
        {TEACHERS "T9|S1|teacher|thai|=24016\n",
         "teachers!E2 '24016' is no date, allowed are 1967-02-28, 28/02/2510, 28 ก.พ. 2510",
         "teachers!E2 '24016' ไม่ใช่วันที่ ที่ใช้ได้คือ 1967-02-28, 28/02/2510, 28 ก.พ. 2510"},
        {TEACHERS "T9|S1|teacher|thai|@23284.5\n",
         "teachers!E2 '1963-09-30 12:00:00' is no date, allowed are 1967-02-28, 28/02/2510, 28 ก.พ. 2510",
         "teachers!E2 '1963-09-30 12:00:00' ไม่ใช่วันที่ ที่ใช้ได้คือ 1967-02-28, 28/02/2510, 28 ก.พ. 2510"},
        {TEACHERS "\nT9|S1|teacher|!#N/A|@23284\n",
         "teachers!D3 '#N/A' is an error of a formula, needed: major of the post; teachers and assistants need one",
         "teachers!D3 '#N/A' เป็นข้อผิดพลาดของสูตรในแผ่นงาน ต้องเป็น: วิชาเอกของตำแหน่ง"},
        {TEACHERS "T9|S1|teacher|thai|%A1+1\n",
         "teachers!E2 the formula of this cell has no result yet, open the workbook in Excel or LibreOffice and save it",
         "teachers!E2 สูตรในช่องนี้ยังไม่มีผลลัพธ์ โปรดเปิดสมุดงานใน Excel หรือ LibreOffice แล้วบันทึก"},
        {TEACHERS "T9|S1|teacher|thai\n",
         "teachers!E2 an empty cell, needed: date of birth, unknown day or month 00",
         "teachers!E2 ช่องนี้ว่าง ต้องระบุ: วันเกิด"},
        {TEACHERS "T9|S1|teacher|thai|@23284\nT9|S1|teacher|thai|@23284\n",
         "teachers!A3 'T9' stands in row 2 too", "teachers!A3 'T9' ซ้ำกับแถว 2"},
        {"id|school\nT9|S1\n",
         "teachers row 1 column 'position' is missing, allowed are id, school, position, post_major, degree_major, "
         "birth_date, appointed_date, status, retire_override_fy, retire_override_reason\n"
         "teachers row 1 column 'birth_date' is missing, allowed are id, school, position, post_major, degree_major, "
         "birth_date, appointed_date, status, retire_override_fy, retire_override_reason",
         "teachers แถว 1 ไม่มีคอลัมน์ 'position' ที่ใช้ได้คือ id, school, position, post_major, degree_major, "
         "birth_date, appointed_date, status, retire_override_fy, retire_override_reason\n"
         "teachers แถว 1 ไม่มีคอลัมน์ 'birth_date' ที่ใช้ได้คือ id, school, position, post_major, degree_major, "
         "birth_date, appointed_date, status, retire_override_fy, retire_override_reason"},
        {TEACHERS "T9|S1|teacher|thai|@23284\nT8|S1|teacher|thai|=NaN\n",
         "teachers!E3 'NaN' is no number that a workbook can hold", "teachers!E3 'NaN' ไม่ใช่ตัวเลขที่สมุดงานเก็บได้"},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < sizeof cases_of / sizeof *cases_of; i++) {
        assert_problems("b.xlsx", ONE("teachers", cases_of[i].lines), LANG_EN, cases_of[i].en);
        assert_problems("b.xlsx", ONE("teachers", cases_of[i].lines), LANG_TH, cases_of[i].th);
    }
}

static void merged_cells_over_values_are_refused(void **state)
{
    static const char lines[] = TEACHERS "T8|S1|teacher|thai|@23284|||note\n"
                                         "T9|S1|teacher|thai|@23284|||note\n";
    (void)state;
    assert_problems("b.xlsx", MERGED("teachers", lines, "D2:D3"), LANG_EN,
                    "teachers!D2 cells D2:D3 are merged, write the value into each of them");
    assert_problems("b.xlsx", MERGED("teachers", lines, "E3:F3"), LANG_TH,
                    "teachers!F3 เซลล์ E3:F3 ผสานกันอยู่ โปรดยกเลิกการผสานและใส่ค่าในทุกเซลล์");
    /* Below the rows, and where nothing is read, they do not matter. */
    assert_files("b.xlsx", MERGED("teachers", lines, "A5:F9"),
                 "[b.xlsx]teachers=teachers 2 +2 ~0 column H without a head");
    assert_files("b.xlsx", MERGED("teachers", lines, "G2:H3"),
                 "[b.xlsx]teachers=teachers 2 +2 ~0 column H without a head");
}

/* D9 does not exist before its sheet is read, which is after the schools in the book. Of the 18
   rows of major_share one is in the sheet, so 17 go. */
static void sheets_are_imported_in_the_order_of_tables(void **state)
{
    const struct sheet sheets[] = {
        {"Schools.csv", "code|name_th|district\nS9|วัดเก้า|D9\n", NULL, NULL},
        {" major share ", "area|grade|major|share\nthai|p1|thai|=1\n", NULL, NULL},
        {"districts-2567", "code|name_th\nD9|บางเขน\n", NULL, NULL},
        {"บันทึก", "x\n", NULL, NULL},
        {"majors", "code\nbad\n", NULL, "hidden"},
        {"retrain", "from_major|to_major\n", NULL, NULL},
        {"needs", "", NULL, NULL},
        {0}};
    (void)state;
    assert_files("dir/b.xlsx", sheets,
                 "[b.xlsx]บันทึก=unknown 0 +0 ~0\n[b.xlsx]majors=hidden 0 +0 ~0\n"
                 "[b.xlsx]districts-2567=districts 1 +1 ~0\n[b.xlsx]Schools.csv=schools 1 +1 ~0\n"
                 "[b.xlsx]needs=needs 0 +0 ~0\n[b.xlsx] major share =major_share 1 +0 ~17\n"
                 "[b.xlsx]retrain=retrain 0 +0 ~0");
}

static void a_single_sheet_may_leave_its_name_to_the_file(void **state)
{
    static const char lines[] = "code|name_th\nD9|บางเขน\n";
    const struct sheet beside_hidden[] = {
        {"Sheet1", lines, NULL, NULL}, {"lists", "x\n", NULL, "veryHidden"}, {0}};
    const struct sheet two[] = {{"Sheet1", lines, NULL, NULL}, {"Sheet2", lines, NULL, NULL}, {0}};
    (void)state;
    assert_files("in/Districts.xlsx", ONE("Sheet1", lines),
                 "[Districts.xlsx]Sheet1=districts 1 +1 ~0");
    assert_files("districts-2567.xlsm", beside_hidden,
                 "[districts-2567.xlsm]lists=hidden 0 +0 ~0\n"
                 "[districts-2567.xlsm]Sheet1=districts 1 +1 ~0");
    assert_problems("districts.xlsx", two, LANG_EN,
                    "'districts.xlsx' has no sheet of a known name but 'Sheet1', 'Sheet2', allowed "
                    "are districts, schools, majors, enrolment, teachers, needs, frames, "
                    "curriculum, major_share, channels, committed, eligible_lists, retrain, "
                    "equity_index, provenance");
    assert_problems("b.xlsx", ONE("Sheet1", lines), LANG_TH,
                    "'b.xlsx' ไม่มีแผ่นงานที่รู้จัก มีเพียง 'Sheet1' ชื่อที่ใช้ได้คือ districts, schools, "
                    "majors, enrolment, teachers, needs, frames, curriculum, major_share, "
                    "channels, committed, eligible_lists, retrain, equity_index, provenance");
}

static void the_sheets_of_a_plan_are_no_tables(void **state)
{
    const struct sheet plan[] = {{"Schools", "By school\n", NULL, NULL},
                                 {"Majors", "By major\n", NULL, NULL},
                                 {"Conditions", "x\n", NULL, NULL},
                                 {0}};
    const struct sheet both[] = {{"Schools", "By school\n", NULL, NULL},
                                 {"เงื่อนไข", "x\n", NULL, NULL},
                                 {"districts", "code|name_th\nD9|บางเขน\n", NULL, NULL},
                                 {0}};
    (void)state;
    assert_problems(
        "plan.xlsx", plan, LANG_EN,
        "'plan.xlsx' is a plan that kru wrote, no data; 'kru data' writes a workbook to import");
    assert_problems("plan.xlsx", plan, LANG_TH,
                    "'plan.xlsx' เป็นแผนที่ kru เขียน ไม่ใช่ข้อมูล สมุดงานที่นำเข้าได้เขียนด้วย 'kru data'");
    assert_files("b.xlsx", both,
                 "[b.xlsx]Schools=unknown 0 +0 ~0\n[b.xlsx]เงื่อนไข=unknown 0 +0 ~0\n"
                 "[b.xlsx]districts=districts 1 +1 ~0");
}

/* A number in a format of dates is a number where no date is meant: 2566 and 40 are days of 1907
   and 1900. */
static void cells_are_read_as_their_column_means_them(void **state)
{
    (void)state;
    assert_files("b.xlsx",
                 ONE("enrolment", "school|academic_year|grade|pupils|\nS1|@2565|p1|=2E1\n"
                                  "S1|=2566.0|p1|@40\nS1|2567|p1|๔๐\n"),
                 "[b.xlsx]enrolment=enrolment 3 +2 ~0");
    /* Day 221611 is 30 September 2506, as who types a Buddhist year into a Western cell gets it. */
    assert_files("b.xlsx",
                 ONE("teachers", TEACHERS "T002|S1|support||@221611|active\n"
                                          "T9|S1|support||30 ก.ย. 2506|\n"),
                 "[b.xlsx]teachers=teachers 2 +1 ~0");
}

/* An apostrophe is a guard in CSV and a letter in a workbook. */
static void texts_of_a_workbook_lose_no_apostrophe(void **state)
{
    struct store *store = city();
    struct import_report report;
    struct school_register reg = {0};
    struct err err = {0};
    (void)state;
    assert_ok(import_book(store, "b.xlsx",
                          ONE("districts", "code|name_th|name_en\nD1|'+1|''@x\nD2|x'y|'\n"),
                          &report, &err));
    assert_ok(store_read_register(store, &reg, &err));
    assert_string_equal(reg.district[0].name_th, "'+1");
    assert_string_equal(reg.district[0].name_en, "''@x");
    assert_string_equal(reg.district[1].name_en, "'");
    register_clear(&reg);
    import_report_clear(&report);
    store_close(store);
}

static void one_bad_sheet_of_two_workbooks_changes_nothing(void **state)
{
    struct store *store = city();
    struct text good = book_of(ONE("districts", "code|name_th\nD9|บางเขน\n"));
    struct text bad = book_of(ONE("schools", "code|name_th|district\nS9|วัดเก้า|D8\n"));
    const struct import_source sources[] = {{"a/bad.xlsx", bad.s, bad.length},
                                            {"good.xlsx", good.s, good.length}};
    struct import_report report;
    struct err err = {0};
    char before[65], after[65];
    (void)state;
    read_hash(store, before);
    assert_int_equal(import_sources(store, sources, 2, false, &report, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "[bad.xlsx]schools!C2 no district 'D8', known are 4 codes such as 'D1', 'D2', "
                 "'D3'; nothing imported");
    assert_string_equal(report.problem[0].cell, "C2");
    assert_string_equal(report.problem[0].column, "district");
    assert_int_equal(report.problem[0].line, 2);
    assert_true(report.problem[0].sheet);
    import_report_clear(&report);
    read_hash(store, after);
    assert_string_equal(after, before);
    text_clear(&good);
    text_clear(&bad);
    store_close(store);
}

static void a_whole_table_comes_from_one_sheet_alone(void **state)
{
    const struct sheet sheets[] = {{"retrain", "from_major|to_major\nthai|math\n", NULL, NULL},
                                   {"retrain-2", "from_major|to_major\nthai|math\n", NULL, NULL},
                                   {0}};
    (void)state;
    assert_problems("b.xlsx", sheets, LANG_EN,
                    "'[b.xlsx]retrain-2' and '[b.xlsx]retrain' are the same table, which is "
                    "replaced as a whole; give one of them");
}

static void a_workbook_that_cannot_be_read_is_one_problem(void **state)
{
    struct store *store = city();
    struct import_report report;
    struct err err = {0};
    const struct import_source one = {"b.xlsx", "PK\3\4", 4};
    (void)state;
    assert_int_equal(import_sources(store, &one, 1, false, &report, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "'b.xlsx' is damaged: it is cut short, or its zip has no directory; open it in "
                 "Excel or LibreOffice and save it again as .xlsx; nothing imported");
    assert_int_equal(report.files, 1);
    import_report_clear(&report);
    store_close(store);
}

static void a_batch_keeps_the_names_of_workbook_and_sheet(void **state)
{
    struct store *store = city();
    struct import_report report;
    struct query query = {0};
    struct err err = {0};
    bool row = false;
    (void)state;
    assert_ok(import_book(store, "in/b.xlsx", ONE("districts", "code|name_th\nD9|บางเขน\n"),
                          &report, &err));
    assert_ok(query_open(store, "SELECT file, length(sha256) FROM import_batch ORDER BY id DESC",
                         &query, &err));
    assert_ok(query_next(&query, &row, &err));
    assert_string_equal(query_text(&query, 0), "[b.xlsx]districts");
    assert_int_equal(query_int(&query, 1), 64);
    query_close(&query);
    import_report_clear(&report);
    store_close(store);
}

static void the_same_workbook_twice_changes_nothing(void **state)
{
    struct store *store = city();
    struct import_report report;
    struct err err = {0};
    char before[65], after[65];
    const struct sheet *sheet = ONE("teachers", TEACHERS "T9|S1|teacher|thai|@23284|leave\n");
    (void)state;
    assert_ok(import_book(store, "b.xlsx", sheet, &report, &err));
    assert_int_equal(report.file[0].added, 1);
    import_report_clear(&report);
    read_hash(store, before);
    assert_ok(import_book(store, "b.xlsx", sheet, &report, &err));
    assert_int_equal(report.file[0].unchanged, 1);
    import_report_clear(&report);
    read_hash(store, after);
    assert_string_equal(after, before);
    store_close(store);
}

/* The sheet alone is changed, by chance; what is read afterwards is whole. */
static void mutated_sheets_are_imported_or_change_nothing(void **state)
{
    enum { ROUNDS = 300 };
    const struct part changes[] = {{"xl/workbook.xml", BOOK(SHEET_NAMED("teachers", "1"))},
                                   {"xl/worksheets/sheet1.xml", NULL},
                                   {NULL, NULL}};
    uint64_t seed = 20260930;
    struct store *store = city();
    char before[65], after[65];
    int good = 0;
    (void)state;
    read_hash(store, before);
    for (int i = 0; i < ROUNDS; i++) {
        struct maker maker = {0};
        struct text sheet = {0};
        struct import_report report;
        struct err err = {0};
        char *plain = sheet_of(TEACHERS "T8|S1|teacher|thai|@23284|leave\nT9|S1|support||@23284\n",
                               i % 2 ? "D5:E6" : "G3:H3");
        text_add(&sheet, "%s", plain);
        mutate(&sheet, &seed);
        make_parts(&maker, changes, (struct entry_form){0});
        maker_add(&maker, changes[1].name, sheet.s, sheet.length, (struct entry_form){0});
        maker_end(&maker, 0, false);
        const struct import_source one = {"b.xlsx", maker.bytes.s, maker.bytes.length};
        const enum err_code code = import_sources(store, &one, 1, true, &report, &err);
        if (code != ERR_OK && (code != ERR_INPUT || report.problems_in_all == 0))
            fail_msg("round %d: %d %s", i, code, err.text);
        good += code == ERR_OK;
        import_report_clear(&report);
        text_clear(&sheet);
        maker_clear(&maker);
        free(plain);
    }
    read_hash(store, after);
    assert_string_equal(after, before);
    assert_true(good > 0 && good < ROUNDS);
    store_close(store);
}

static const struct CMUnitTest cases[] = {
    CASE(bad_cells_are_named_by_sheet_and_cell),
    CASE(merged_cells_over_values_are_refused),
    CASE(sheets_are_imported_in_the_order_of_tables),
    CASE(a_single_sheet_may_leave_its_name_to_the_file),
    CASE(the_sheets_of_a_plan_are_no_tables),
    CASE(cells_are_read_as_their_column_means_them),
    CASE(texts_of_a_workbook_lose_no_apostrophe),
    CASE(one_bad_sheet_of_two_workbooks_changes_nothing),
    CASE(a_whole_table_comes_from_one_sheet_alone),
    CASE(a_workbook_that_cannot_be_read_is_one_problem),
    CASE(a_batch_keeps_the_names_of_workbook_and_sheet),
    CASE(the_same_workbook_twice_changes_nothing),
    CASE(mutated_sheets_are_imported_or_change_nothing),
};
TEST_MAIN(cases)
