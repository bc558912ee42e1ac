/* The mappings that come with kru, with their samples, as an office would use them. */
#include "tests/cli/run.h"

#define MAPPING(name) KRU_SOURCE "/conf/mapping/" name ".ini"
#define SAMPLE(name) KRU_SOURCE "/conf/mapping/samples/" name ".csv"

/* Made up, in columns that no mapping may read. */
static const char *const secrets[] = {"สมมติหนึ่ง", "สมมติหก", "0000000000003", "ตัวอย่าง"};
enum { SECRETS = sizeof secrets / sizeof *secrets };

/* Districts, schools and majors of the bundled data, and nothing else. */
static int set_up_city(void **state)
{
    static const char *const files[] = {"districts.csv", "schools.csv", "majors.csv"};
    struct run run = {0};
    if (run_setup(state) != 0) return -1;
    if (mkdir(run_path("city"), 0777) != 0) return -1;
    for (int i = 0; i < 3; i++) {
        char from[RUN_PATH], to[64];
        snprintf(from, sizeof from, KRU_SOURCE "/data/bma2566/%s", files[i]);
        snprintf(to, sizeof to, "city/%s", files[i]);
        char *text = run_read_file(from);
        run_write_file(run_path(to), text);
        free(text);
    }
    kru(&run, "init", run_path("city.db"), "--from", run_path("city"));
    const int status = run.status;
    run_clear(&run);
    return status;
}

static cJSON *import_as_json(struct run *run, const char *sample, const char *mapping)
{
    kru(run, "import", run_path("city.db"), sample, "--mapping", mapping, "--format", "json");
    assert_quiet(run);
    return run_json(run->out);
}

static double total_of(const cJSON *json, const char *key)
{
    return cJSON_GetNumberValue(cJSON_GetObjectItem(cJSON_GetObjectItem(json, "total"), key));
}

/* 8, 9, 12 and 12 grades of four schools. */
static void pupils_of_a_bemis_export_become_rows(void **state)
{
    struct run run = {0};
    (void)state;
    cJSON *json = import_as_json(&run, SAMPLE("enrolment"), MAPPING("bemis-enrolment"));
    assert_close(total_of(json, "added"), 41, 0);
    cJSON_Delete(json);
    json = import_as_json(&run, SAMPLE("enrolment"), MAPPING("bemis-enrolment"));
    assert_close(total_of(json, "added") + total_of(json, "changed"), 0, 0);
    assert_close(total_of(json, "unchanged"), 41, 0);
    cJSON_Delete(json);
    run_clear(&run);
}

/* Seven people, one of them a caretaker, who is left out. */
static void a_personnel_list_becomes_teachers(void **state)
{
    struct run run = {0};
    (void)state;
    cJSON *json = import_as_json(&run, SAMPLE("personnel-list"), MAPPING("personnel-list"));
    assert_close(total_of(json, "added"), 6, 0);
    cJSON_Delete(json);
    run_clear(&run);
}

static bool file_holds(const char *path, const char *word)
{
    FILE *file = fopen(path, "rb");
    if (!file) return false;
    bool found = false;
    size_t length = 0, at = 0;
    char *bytes = malloc(16 << 20);
    assert_non_null(bytes);
    length = fread(bytes, 1, 16 << 20, file);
    for (at = 0; !found && at + strlen(word) <= length; at++)
        found = memcmp(bytes + at, word, strlen(word)) == 0;
    free(bytes);
    fclose(file);
    return found;
}

static int secrets_in(const char *database, const struct run *run)
{
    int found = 0;
    char wal[RUN_PATH + 80];
    snprintf(wal, sizeof wal, "%s-wal", database);
    for (int i = 0; i < SECRETS; i++)
        found += file_holds(database, secrets[i]) || file_holds(wal, secrets[i]) ||
                 strstr(run->out, secrets[i]) || strstr(run->err, secrets[i]);
    return found;
}

static void names_and_national_ids_reach_neither_database_nor_screen(void **state)
{
    struct run run = {0};
    (void)state;
    const char *database = run_path("city.db");
    kru(&run, "import", database, SAMPLE("personnel-list"), "--mapping", MAPPING("personnel-list"));
    assert_quiet(&run);
    assert_int_equal(secrets_in(database, &run), 0);
    run_clear(&run);
}

/* The same search finds names where a mapping reads them. */
static void a_mapping_that_reads_names_is_found_out(void **state)
{
    struct run run = {0};
    (void)state;
    char *text = run_read_file(MAPPING("personnel-list"));
    char *people = strstr(text, "| ชื่อ | ");
    assert_non_null(people);
    memmove(people, people + strlen("| ชื่อ "), strlen(people + strlen("| ชื่อ ")) + 1);
    const size_t room = strlen(text) + 128;
    char *leaky = malloc(room);
    assert_non_null(leaky);
    snprintf(leaky, room,
             "%s\n[columns]\nretire_override_reason = ชื่อ\n[constants]\nretire_override_fy = 2570\n",
             text);
    run_write_file(run_path("leaky.ini"), leaky);
    kru(&run, "import", run_path("city.db"), SAMPLE("personnel-list"), "--mapping",
        run_path("leaky.ini"));
    assert_quiet(&run);
    assert_true(secrets_in(run_path("city.db"), &run) > 0);
    free(leaky);
    free(text);
    run_clear(&run);
}

static void one_bad_cell_is_named_with_its_place_and_nothing_is_kept(void **state)
{
    struct run run = {0};
    (void)state;
    char *text = run_read_file(SAMPLE("personnel-list"));
    char *bad = strstr(text, "ก.พ.,2540");
    assert_non_null(bad);
    memcpy(bad + strlen("ก.พ.,"), "25X0", 4);
    run_write_file(run_path("list.csv"), text);
    free(text);
    kru_th(&run, "import", run_path("city.db"), run_path("list.csv"), "--mapping",
           MAPPING("personnel-list"));
    assert_status(&run, err_exit_status(ERR_INPUT));
    assert_has(run.err, "list.csv บรรทัด 9 คอลัมน์ birth_date (M9, วันเดือนปีเกิด > วัน): "
                        "'28 ก.พ. 25X0' ไม่ใช่วันที่");
    assert_has(run.err, "ไม่ได้นำเข้าข้อมูลใด");
    assert_int_equal(secrets_in(run_path("city.db"), &run), 0);
    kru(&run, "check", run_path("city.db"), "--format", "csv", "--no-bom");
    assert_has(run.out, "missing,437,schools without a teacher,");
    run_clear(&run);
}

static void the_year_of_a_mapping_can_be_set_and_a_dry_run_changes_nothing(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "import", run_path("city.db"), SAMPLE("enrolment"), "--mapping",
        MAPPING("bemis-enrolment"), "--set", "academic_year=2568", "--dry-run");
    assert_quiet(&run);
    assert_has(run.out, "dry run of 1 files, 41 rows: nothing changed (41 rows would)");
    kru(&run, "import", run_path("city.db"), SAMPLE("enrolment"), "--mapping",
        MAPPING("bemis-enrolment"));
    cJSON *json = NULL;
    kru(&run, "import", run_path("city.db"), SAMPLE("enrolment"), "--mapping",
        MAPPING("bemis-enrolment"), "--set", "academic_year=2568", "--format", "json");
    json = run_json(run.out);
    assert_close(total_of(json, "added"), 41, 0); /* of another year */
    cJSON_Delete(json);
    run_clear(&run);
}

static void what_does_not_go_together_is_refused(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "import", run_path("city.db"), SAMPLE("enrolment"), "--set", "fy=2567");
    assert_fails(&run, ERR_INPUT,
                 "'--set' changes a constant of a mapping, it needs --mapping FILE");
    kru(&run, "import", run_path("city.db"), KRU_SOURCE "/conf", "--mapping",
        MAPPING("bemis-enrolment"));
    assert_fails(&run, ERR_INPUT, "'" KRU_SOURCE "/conf' is a folder, --mapping needs files");
    kru(&run, "import", run_path("city.db"), "none.csv", "--mapping", MAPPING("bemis-enrolment"));
    assert_fails(&run, ERR_NOT_FOUND, "no file 'none.csv'");
    run_clear(&run);
}

/* The sample as a workbook, as an office has it: merged headers, numbers as numbers, a second sheet
   in front; then one change, in Python. */
static void make_book(const char *sample, const char *change)
{
    static const char script[] =
        "import csv, sys, openpyxl\n"
        "book = openpyxl.Workbook()\n"
        "book.active.title = 'คำชี้แจง'\n"
        "book.active['A1'] = 'ไม่ใช่ข้อมูล'\n"
        "sheet = book.create_sheet('ข้อมูล')\n"
        "rows = list(csv.reader(open(sys.argv[1], encoding='utf-8-sig')))\n"
        "for r, row in enumerate(rows, 1):\n"
        "    for c, text in enumerate(row, 1):\n"
        "        if text and text.isascii() and text.isdigit() and len(text) < 13: text = "
        "int(text)\n"
        "        if text != '': sheet.cell(r, c, text)\n"
        "for c in range(1, len(rows[2]) + 1):\n"
        "    width = 1\n"
        "    while c + width <= len(rows[2]) and rows[3][c - 1] and not rows[2][c + width - 1] "
        "and rows[3][c + width - 1]: width += 1\n"
        "    if rows[2][c - 1] and width > 1: sheet.merge_cells(start_row=3, end_row=3, "
        "start_column=c, end_column=c + width - 1)\n"
        "    if rows[2][c - 1] and not rows[3][c - 1]: sheet.merge_cells(start_row=3, end_row=4, "
        "start_column=c, end_column=c)\n"
        "exec(sys.argv[2])\n"
        "book.save(sys.argv[3])\n";
    char *const words[] = {"python3",
                           "-c",
                           (char *)(uintptr_t)script,
                           (char *)(uintptr_t)sample,
                           (char *)(uintptr_t)change,
                           (char *)(uintptr_t)run_path("f.xlsx"),
                           NULL};
    const pid_t child = fork();
    int status = 0;
    if (child == 0) {
        execv("/usr/bin/python3", words);
        _exit(127);
    }
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
}

/* The mapping with a sheet, so that the explanations in front are not taken for data. */
static void make_mapping(const char *path)
{
    char *text = run_read_file(path);
    const size_t room = strlen(text) + 64;
    char *with_sheet = malloc(room);
    char *rest = strstr(text, "[file]") + strlen("[file]");
    assert_non_null(with_sheet);
    snprintf(with_sheet, room, "[file]\nsheet = ข้อมูล%s", rest);
    run_write_file(run_path("sheet.ini"), with_sheet);
    free(with_sheet);
    free(text);
}

static void workbooks_with_merged_headers_are_read_like_csv(void **state)
{
    struct run run = {0};
    (void)state;
    make_mapping(MAPPING("bemis-enrolment"));
    make_book(SAMPLE("enrolment"), "");
    cJSON *json = import_as_json(&run, run_path("f.xlsx"), run_path("sheet.ini"));
    assert_close(total_of(json, "added"), 41, 0);
    cJSON_Delete(json);
    /* The same numbers as the CSV has. */
    json = import_as_json(&run, SAMPLE("enrolment"), MAPPING("bemis-enrolment"));
    assert_close(total_of(json, "unchanged"), 41, 0);
    cJSON_Delete(json);
    make_mapping(MAPPING("personnel-list"));
    make_book(SAMPLE("personnel-list"), "import datetime\n"
                                        "sheet['P7'] = datetime.date(2012, 6, 1)\n");
    json = import_as_json(&run, run_path("f.xlsx"), run_path("sheet.ini"));
    assert_close(total_of(json, "added"), 6, 0);
    cJSON_Delete(json);
    json = import_as_json(&run, SAMPLE("personnel-list"), MAPPING("personnel-list"));
    assert_close(total_of(json, "unchanged"), 6, 0); /* 1/6/2555 is 1 June 2012 */
    cJSON_Delete(json);
    assert_int_equal(secrets_in(run_path("city.db"), &run), 0);
    run_clear(&run);
}

static const char *const bad_books[][2] = {
    {"sheet['I6'] = 'x'", "ข้อมูล!I6 'x' is no whole number, allowed are 0 .. 20000"},
    {"sheet['I6'] = '#N/A'; sheet['I6'].data_type = 'e'",
     "ข้อมูล!I6 '#N/A' is an error of a formula, needed: pupils of the grade"},
    {"sheet['I6'] = '=1+1'",
     "ข้อมูล!I6 the formula of this cell has no result yet, open the workbook in "
     "Excel or LibreOffice and save it"},
    {"sheet['B6'] = 999", "ข้อมูล!B6 no school '999', known are 437 codes such as '3110010101', "
                          "'3110010102', '3110010103'"},
    {"sheet.merge_cells('I6:I7')",
     "ข้อมูล row 6 cells I6:I7 are merged, write the value into each of "
     "them"},
    {"sheet['I9'] = 7",
     "ข้อมูล row 9 the total in I9 (อนุบาล 2 > รวม) is '7', the rows read sum to 122"},
    {"sheet['AZ6'] = 'ลับ'",
     "ข้อมูล row 6 cell AZ6 has something in it and no header, the header has 40 columns"},
    {"sheet.title = 'อื่น'", "f.xlsx' has no sheet 'ข้อมูล', it has 'คำชี้แจง', 'อื่น'"},
};

static void a_bad_cell_of_a_workbook_is_named_by_sheet_and_cell(void **state)
{
    struct run run = {0};
    (void)state;
    make_mapping(MAPPING("bemis-enrolment"));
    for (size_t i = 0; i < sizeof bad_books / sizeof *bad_books; i++) {
        make_book(SAMPLE("enrolment"), bad_books[i][0]);
        kru(&run, "import", run_path("city.db"), run_path("f.xlsx"), "--mapping",
            run_path("sheet.ini"));
        assert_has(run.err, bad_books[i][1]);
        assert_has(run.err, "nothing imported");
        assert_has_not(run.err, "ลับ");
        assert_status(&run, err_exit_status(ERR_INPUT));
    }
    run_clear(&run);
}

static void help_prints_every_section_of_a_mapping(void **state)
{
    static const char *const words[] = {"[file]",          "[columns]", "[parts]",   "[constants]",
                                        "[values.COLUMN]", "[codes]",   "[unpivot]", "[ignored]",
                                        "`header_rows`",   "`total`"};
    struct run run = {0};
    (void)state;
    kru(&run, "help", "mapping");
    assert_quiet(&run);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) assert_has(run.out, words[i]);
    kru_th(&run, "help", "mapping");
    assert_has(run.out, "แผนผังคอลัมน์");
    run_clear(&run);
}

static void samples_say_that_they_are_synthetic(void **state)
{
    static const char *const files[] = {SAMPLE("enrolment"), SAMPLE("personnel-list")};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        char *text = run_read_file(files[i]);
        text[strcspn(text, "\n")] = '\0'; /* in the first line */
        assert_has(text, "ข้อมูลสังเคราะห์");
        free(text);
    }
}

static const struct CMUnitTest cases[] = {
    CASE_WITH(pupils_of_a_bemis_export_become_rows, set_up_city, run_teardown),
    CASE_WITH(a_personnel_list_becomes_teachers, set_up_city, run_teardown),
    CASE_WITH(names_and_national_ids_reach_neither_database_nor_screen, set_up_city, run_teardown),
    CASE_WITH(a_mapping_that_reads_names_is_found_out, set_up_city, run_teardown),
    CASE_WITH(one_bad_cell_is_named_with_its_place_and_nothing_is_kept, set_up_city, run_teardown),
    CASE_WITH(the_year_of_a_mapping_can_be_set_and_a_dry_run_changes_nothing, set_up_city,
              run_teardown),
    CASE_WITH(what_does_not_go_together_is_refused, set_up_city, run_teardown),
    CASE_WITH(workbooks_with_merged_headers_are_read_like_csv, set_up_city, run_teardown),
    CASE_WITH(a_bad_cell_of_a_workbook_is_named_by_sheet_and_cell, set_up_city, run_teardown),
    CASE(help_prints_every_section_of_a_mapping),
    CASE(samples_say_that_they_are_synthetic),
};
TEST_MAIN(cases)
