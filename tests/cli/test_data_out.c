/* Data go out and come back without a change, through Excel's eyes, too: openpyxl reads and edits
   what was written. */
#include "tests/cli/run.h"

#include "base/text.h"
#include "base/thai.h"
#include "data/store.h"

/* ---- helpers ----------------------------------------------------------------------------- */

/* Runs a script; `argument` ends with NULL. Its output, which the caller frees. */
static char *python(const char *script, const char *const *argument)
{
    const char *call[8] = {"python3", "-c", script};
    for (int i = 0; i < 4 && argument[i]; i++) call[3 + i] = argument[i];
    FILE *out = tmpfile();
    assert_non_null(out);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(fileno(out), STDOUT_FILENO);
        execv("/usr/bin/python3", (char *const *)(uintptr_t)call);
        _exit(127);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    char *text = run_read(out);
    fclose(out);
    return text;
}
#define PYTHON(script, ...) python(script, (const char *const[]){__VA_ARGS__, NULL})

/* Imports and gives the sums of rows, added and changed. */
static void import_counts(const char *database, const char *path, int count[3])
{
    static const char *const key[] = {"rows", "added", "changed"};
    struct run run = {0};
    kru(&run, "import", database, path, "--format", "json");
    assert_quiet(&run);
    cJSON *json = run_json(run.out);
    const cJSON *file = NULL;
    for (int k = 0; k < 3; k++) count[k] = 0;
    cJSON_ArrayForEach(file, cJSON_GetObjectItem(json, "rows")) for (int k = 0; k < 3; k++)
        count[k] += cJSON_GetObjectItem(file, key[k])->valueint;
    cJSON_Delete(json);
    run_clear(&run);
}

static void assert_nothing_changes(const char *database, const char *path, int rows)
{
    int count[3];
    import_counts(database, path, count);
    assert_int_equal(count[0], rows);
    assert_int_equal(count[1], 0);
    assert_int_equal(count[2], 0);
}

static void write_out(const char *database, const char *path)
{
    struct run run = {0};
    kru(&run, "data", database, "--to", path);
    assert_quiet(&run);
    run_clear(&run);
}

static void assert_same_folders(const char *one, const char *other)
{
    char *differ = PYTHON("import sys, filecmp, os\n"
                          "a, b = sys.argv[1:3]\n"
                          "names = sorted(set(os.listdir(a)) | set(os.listdir(b)))\n"
                          "print(filecmp.cmpfiles(a, b, names, shallow=False)[1:], len(names))",
                          one, other);
    assert_memory_equal(differ, "([], [])", 8);
    free(differ);
}

static void read_register(const char *database, struct school_register *reg)
{
    struct store *store = NULL;
    struct err err;
    assert_ok(store_open(database, &store, &err));
    assert_ok(store_read_register(store, reg, &err));
    store_close(store);
}

static void read_hash(const char *database, char hash[65])
{
    struct school_register reg = {0};
    read_register(database, &reg);
    memcpy(hash, reg.data_hash, 65);
    register_clear(&reg);
}

/* What the small city has not: overrides, needs, frames, rounds, places, an unknown day of birth,
   shares of 17 digits, blanks in every column that may be blank. */
static int setup_rich(void **state)
{
    static const char *const files[][2] = {
        {"schools.csv", "code,name_th,district,lat,lon\nS1,วัดหนึ่ง,D1,13.756331,100.501762\n"
                        "S9,วัดเก้า,D2,5,\n"},
        {"majors.csv", "code,name_th,name_en\nzoology,สัตววิทยา,\n"},
        {"teachers.csv",
         "id,school,position,post_major,degree_major,birth_date,appointed_date,status,"
         "retire_override_fy,retire_override_reason\n"
         "X1,S9,teacher,zoology,,1963-00-00,2565-10-00,leave,2570,\"ต่ออายุ, ตามคำสั่ง\"\n"
         "X2,S9,director,,,1966-02-00,,,,\nX3,S9,support,,,1900-01-01,1900-03-01,left,,\n"},
        {"needs.csv", "school,major,fy,need\nS9,zoology,2567,0\n"},
        {"frames.csv", "school,fy,frame\nS9,2567,12\n"},
        {"curriculum.csv", "area,grade,hours_per_year\nthai,p1,66.666666666666671\nart,p2,40.5\n"
                           "math,p3,0\n"},
        {"major_share.csv", "area,grade,major,share\nthai,p1,thai,0.8333333\n"
                            "thai,p1,math,0.1666667\nart,p2,thai,0.33333333333333331\n"
                            "art,p2,math,0.66666666666666663\nmath,p3,math,0.90000000000000013\n"
                            "math,p3,zoology,0.09999999999999987\n"},
        {"eligible_lists.csv", "list,major,announced,last_day,remaining,next_rank\n"
                               "1/2566,zoology,2023-06-01,2025-05-31,40,17\n"},
        {"retrain.csv", "from_major,to_major\nzoology,math\nthai,math\n"},
        {"equity_index.csv", "school,round,index,coverage\nS9,2565/2,30,0\nS9,2566-1,70,1\n"},
        {"provenance.csv", "file,status,source\nneeds.csv,unconfirmed,\n"},
    };
    struct run run = {0};
    if (run_setup_tiny(state) != 0) return -1;
    mkdir(run_path("rich"), 0777);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char name[64];
        snprintf(name, sizeof name, "rich/%s", files[i][0]);
        run_write_file(run_path(name), files[i][1]);
    }
    kru(&run, "import", run_path("tiny.db"), run_path("rich"));
    const int status = run.status;
    if (status != 0) print_error("import: %s", run.err);
    run_clear(&run);
    return status;
}

static int rows_written(const char *database)
{
    struct run run = {0};
    kru(&run, "data", database, "--to", run_path("count.xlsx"), "--format", "json");
    assert_quiet(&run);
    cJSON *json = run_json(run.out);
    int rows = 0;
    const cJSON *table = NULL;
    cJSON_ArrayForEach(table, cJSON_GetObjectItem(json, "rows")) rows +=
        cJSON_GetObjectItem(table, "rows")->valueint;
    cJSON_Delete(json);
    run_clear(&run);
    return rows;
}

/* ---- there and back ---------------------------------------------------------------------- */

static void what_was_written_comes_back_without_a_change(void **state)
{
    static const char *const paths[] = {"out.xlsx", "out.csv"};
    char before[65], after[65];
    (void)state;
    const int rows = rows_written(run_path("tiny.db"));
    read_hash(run_path("tiny.db"), before);
    for (int i = 0; i < 2; i++) {
        write_out(run_path("tiny.db"), run_path(paths[i]));
        assert_nothing_changes(run_path("tiny.db"), run_path(paths[i]), rows);
        read_hash(run_path("tiny.db"), after);
        assert_string_equal(after, before);
    }
}

/* Both forms fill an empty database with the same data, to the byte of what it writes again. */
static void an_empty_database_is_filled_from_either_form(void **state)
{
    struct run run = {0};
    (void)state;
    write_out(run_path("tiny.db"), run_path("first.csv"));
    kru(&run, "init", run_path("a.db"), "--from", run_path("first.csv"));
    assert_quiet(&run);
    assert_int_equal(mkdir(run_path("books"), 0777), 0);
    write_out(run_path("tiny.db"), run_path("books/all.xlsx"));
    kru(&run, "init", run_path("b.db"), "--from", run_path("books"));
    assert_quiet(&run);
    assert_has(run.out, "[all.xlsx]teachers");
    assert_has(run.out, "synthetic data, not real: teachers.csv");
    write_out(run_path("a.db"), run_path("a.csv"));
    write_out(run_path("b.db"), run_path("b.csv"));
    assert_same_folders(run_path("first.csv"), run_path("a.csv"));
    assert_same_folders(run_path("first.csv"), run_path("b.csv"));
    run_clear(&run);
}

/* So that the cases above say something about every column. */
static void no_column_of_the_rich_data_is_blank_throughout(void **state)
{
    (void)state;
    write_out(run_path("tiny.db"), run_path("out.csv"));
    char *blank = PYTHON(
        "import sys, csv, glob\n"
        "files = glob.glob(sys.argv[1] + '/*.csv')\n"
        "rows = [(f, list(csv.DictReader(open(f, encoding='utf-8-sig')))) for f in files]\n"
        "print(len(files), [(f, c) for f, r in rows for c in r[0] if not any(x[c] for x in r)])",
        run_path("out.csv"));
    assert_string_equal(blank, "15 []\n");
    free(blank);
}

static void one_birth_date_changed_in_a_spreadsheet_changes_one_row(void **state)
{
    static const char script[] =
        "import sys, datetime, openpyxl\n"
        "book = openpyxl.load_workbook(sys.argv[1])\n"
        "sheet = book['teachers']\n"
        "head = [cell.value for cell in sheet[1]]\n"
        "id, birth = head.index('id') + 1, head.index('birth_date') + 1\n"
        "for row in range(2, sheet.max_row + 1):\n"
        "    if sheet.cell(row, id).value == 'T003':\n"
        "        assert sheet.cell(row, birth).value == datetime.datetime(1975, 4, 4)\n"
        "        sheet.cell(row, birth).value = datetime.datetime(1976, 12, 31)\n"
        "book.save(sys.argv[2])\n";
    struct school_register reg = {0};
    int count[3];
    (void)state;
    write_out(run_path("tiny.db"), run_path("out.xlsx"));
    free(PYTHON(script, run_path("out.xlsx"), run_path("edited.xlsx")));
    import_counts(run_path("tiny.db"), run_path("edited.xlsx"), count);
    assert_int_equal(count[1], 0);
    assert_int_equal(count[2], 1);
    read_register(run_path("tiny.db"), &reg);
    for (int i = 0; i < reg.teachers; i++)
        if (strcmp(reg.teacher[i].id, "T003") == 0)
            assert_memory_equal(&reg.teacher[i].birth, (&(struct date){1976, 12, 31}),
                                sizeof(struct date));
    register_clear(&reg);
}

/* Who sorts majors by name does not change which comes first where nothing else decides. */
static void a_sorted_sheet_keeps_the_order_of_majors(void **state)
{
    static const char script[] =
        "import sys, openpyxl\n"
        "book = openpyxl.load_workbook(sys.argv[1])\n"
        "sheet = book['majors']\n"
        "rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]\n"
        "for at, row in enumerate(sorted(rows, reverse=True)):\n"
        "    for column, value in enumerate(row): sheet.cell(at + 2, column + 1).value = value\n"
        "book.save(sys.argv[1])\n";
    (void)state;
    const int rows = rows_written(run_path("tiny.db"));
    write_out(run_path("tiny.db"), run_path("out.xlsx"));
    free(PYTHON(script, run_path("out.xlsx")));
    assert_nothing_changes(run_path("tiny.db"), run_path("out.xlsx"), rows);
}

/* ---- texts that look like something else ------------------------------------------------- */

enum { STARTS = 12, BODIES = 25, PAYLOADS = STARTS * BODIES };

static void payload(int number, struct text *out)
{
    static const char *const start[STARTS] = {
        "=", "+", "-", "@", "\t=", "\r=", "'", "''", "'=", "''@", "", "'''+"};
    static const char *const body[BODIES] = {"1+1",         "cmd|' /C calc'!A0",
                                             "SUM(A1:A9)",  "-5",
                                             "3.5",         "0012",
                                             "1E5",         "TRUE",
                                             "#N/A",        "30/09/2506",
                                             "a,b;c\td",    "say \"so\"",
                                             "it's",        "x\r\ny",
                                             " both ends ", "_x0041_",
                                             "_x000D_",     "<b>&amp;",
                                             "ครูน้ำ",        "\xF0\x9F\x98\x80",
                                             "NULL",        "1/2",
                                             "file:///c:",  "x'",
                                             "=="};
    text_add(out, "%s%s", start[number / BODIES], body[number % BODIES]);
}

/* In every column of text there is. */
static void write_payloads(void)
{
    struct text district = {0}, school = {0}, major = {0}, channel = {0}, people = {0},
                source = {0};
    text_add(&district, "code,name_th,name_en,zone\r\n");
    text_add(&school, "code,name_th,district\r\n");
    text_add(&major, "code,name_th,name_en\r\n");
    text_add(&channel, "code,name_th,name_en,kind,lead_years,completion\r\n");
    text_add(&people,
             "id,school,position,birth_date,retire_override_fy,retire_override_reason\r\n");
    text_add(&source, "file,status,source\r\n");
    for (int i = 0; i < PAYLOADS; i++) {
        struct text plain = {0}, cell = {0};
        payload(i, &plain);
        csv_text(&cell, plain.s);
        text_add(&district, "P%03d,%s,%s,%s\r\n", i, cell.s, cell.s, cell.s);
        text_add(&school, "P%03d,%s,P%03d\r\n", i, cell.s, i);
        text_add(&major, "p%03d,%s,%s\r\n", i, cell.s, cell.s);
        text_add(&channel, "p%03d,%s,%s,exam,0,1\r\n", i, cell.s, cell.s);
        text_add(&people, "P%03d,P%03d,support,1970-01-01,2575,%s\r\n", i, i, cell.s);
        text_add(&source, "P%03d.csv,real,%s\r\n", i, cell.s);
        text_clear(&plain);
        text_clear(&cell);
    }
    mkdir(run_path("in"), 0777);
    run_write_file(run_path("in/districts.csv"), district.s);
    run_write_file(run_path("in/schools.csv"), school.s);
    run_write_file(run_path("in/majors.csv"), major.s);
    run_write_file(run_path("in/channels.csv"), channel.s);
    run_write_file(run_path("in/teachers.csv"), people.s);
    run_write_file(run_path("in/provenance.csv"), source.s);
    struct text *const all[] = {&district, &school, &major, &channel, &people, &source};
    for (int i = 0; i < 6; i++) text_clear(all[i]);
}

static void assert_stored(const char *database)
{
    struct school_register reg = {0};
    read_register(database, &reg);
    assert_int_equal(reg.districts, PAYLOADS);
    for (int i = 0; i < PAYLOADS; i++) {
        struct text want = {0};
        payload(i, &want);
        thai_clean(want.s);
        assert_string_equal(reg.district[i].name_th, want.s);
        assert_string_equal(reg.district[i].zone, want.s);
        assert_string_equal(reg.school[i].name_th, want.s);
        assert_string_equal(reg.major[i].name_en, want.s);
        assert_string_equal(reg.channel[i].name_th, want.s);
        assert_string_equal(reg.provenance[i].source, want.s);
        text_clear(&want);
    }
    register_clear(&reg);
}

static void three_hundred_texts_that_look_like_formulas_come_back(void **state)
{
    struct run run = {0};
    (void)state;
    write_payloads();
    kru(&run, "init", run_path("p.db"), "--from", run_path("in"));
    assert_quiet(&run);
    assert_stored(run_path("p.db"));
    const int rows = 6 * PAYLOADS;
    write_out(run_path("p.db"), run_path("p.csv"));
    assert_nothing_changes(run_path("p.db"), run_path("p.csv"), rows);
    write_out(run_path("p.db"), run_path("p.xlsx"));
    assert_nothing_changes(run_path("p.db"), run_path("p.xlsx"), rows);
    kru(&run, "init", run_path("q.db"), "--from", run_path("p.csv"));
    assert_quiet(&run);
    assert_stored(run_path("q.db"));
    assert_int_equal(mkdir(run_path("book"), 0777), 0);
    assert_int_equal(rename(run_path("p.xlsx"), run_path("book/p.xlsx")), 0);
    kru(&run, "init", run_path("r.db"), "--from", run_path("book"));
    assert_quiet(&run);
    assert_stored(run_path("r.db"));
    /* Neither form has a formula: every text is a text, every guarded one has its apostrophe. */
    char *told =
        PYTHON("import sys, csv, glob, openpyxl\n"
               "book = openpyxl.load_workbook(sys.argv[1])\n"
               "kinds = {c.data_type for s in book for row in s.iter_rows() for c in row}\n"
               "bad = [v for f in glob.glob(sys.argv[2] + '/*.csv')\n"
               "       for row in csv.reader(open(f, encoding='utf-8-sig', newline=''))\n"
               "       for v in row if v[:1] in ('=', '+', '-', '@', '\\t', '\\r')]\n"
               "print(sorted(kinds - {'n', 's', 'd'}), bad)",
               run_path("book/p.xlsx"), run_path("p.csv"));
    assert_string_equal(told, "[] []\n");
    free(told);
    run_clear(&run);
}

/* ---- what is written --------------------------------------------------------------------- */

static void only_the_owner_can_read_what_is_written(void **state)
{
    struct stat about;
    const mode_t mask = umask(0);
    (void)state;
    run_write_file(run_path("out.xlsx"), "an old file that everybody could read");
    assert_int_equal(chmod(run_path("out.xlsx"), 0666), 0);
    write_out(run_path("tiny.db"), run_path("out.xlsx"));
    write_out(run_path("tiny.db"), run_path("out.csv"));
    umask(mask);
    assert_int_equal(stat(run_path("out.xlsx"), &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_int_equal(stat(run_path("out.csv"), &about), 0);
    assert_int_equal(about.st_mode & 0777, 0700);
    assert_int_equal(stat(run_path("out.csv/teachers.csv"), &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    struct run run = {0};
    kru(&run, "help", "data");
    assert_has(run.out, "teachers holds the pseudonym, birth and appointment date of each person");
    kru(&run, "help", "import");
    assert_has(run.out, "reads .csv and workbooks .xlsx");
    run_clear(&run);
}

static void tables_can_be_chosen(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "data", run_path("tiny.db"), "--to", run_path("some.xlsx"), "--table", "majors",
        "--table", "Districts", "--table", "needs");
    assert_quiet(&run);
    assert_has(run.out, "to read");
    assert_has_not(run.out, "personal data");
    char *told = PYTHON("import sys, openpyxl\n"
                        "book = openpyxl.load_workbook(sys.argv[1])\n"
                        "print(book.sheetnames, [c.value for c in book['needs'][1]])\n"
                        "print(book['needs']['D1'].comment.text.strip())\n"
                        "print(book['districts']['A2'].value, book['districts'].max_row)",
                        run_path("some.xlsx"));
    assert_string_equal(told, "['districts', 'majors', 'needs'] ['school', 'major', 'fy', 'need']\n"
                              "posts of the major that should be filled\nwhole number: 0 .. 1000\n"
                              "needed\nD1 4\n");
    free(told);
    /* A table without rows is left out of a folder, unless it was asked for. */
    kru(&run, "data", run_path("tiny.db"), "--to", run_path("one.csv"), "--table", "needs");
    assert_quiet(&run);
    char *file = run_read_file(run_path("one.csv/needs.csv"));
    assert_string_equal(file, "\xEF\xBB\xBFschool,major,fy,need\r\n");
    free(file);
    write_out(run_path("tiny.db"), run_path("all.csv"));
    assert_int_equal(access(run_path("all.csv/needs.csv"), F_OK), -1);
    assert_int_equal(access(run_path("all.csv/retrain.csv"), F_OK), 0);
    kru(&run, "data", run_path("tiny.db"), "--to", run_path("t.xlsx"), "--table", "teachers");
    assert_has(run.out, "it holds a pseudonym and a birth date of every teacher");
    run_clear(&run);
}

static void what_cannot_be_written_is_said(void **state)
{
    struct run run = {0};
    char want[RUN_PATH * 2];
    (void)state;
    const char *database = run_path("tiny.db");
    kru(&run, "data", database);
    assert_fails(&run, ERR_INPUT, "'kru data' needs --to FILE, a name in .xlsx .csv");
    kru_th(&run, "data", database);
    assert_fails(&run, ERR_INPUT, "'kru data' ต้องมี --to FILE นามสกุล .xlsx .csv");
    kru(&run, "data", database, "--to", "x.pdf");
    assert_fails(&run, ERR_INPUT, "'x.pdf' has no known suffix, allowed are .xlsx .csv");
    kru_th(&run, "data", database, "--to", "x.pdf");
    assert_fails(&run, ERR_INPUT, "ไม่รู้จักนามสกุลของ 'x.pdf' ใช้ได้เฉพาะ .xlsx .csv");
    kru(&run, "data", database, "--to", "x.xlsx", "--table", "pupils");
    assert_fails(&run, ERR_INPUT,
                 "'--table' is 'pupils', allowed are districts, schools, majors, enrolment, "
                 "teachers, needs, frames, curriculum, major_share, channels, committed, "
                 "eligible_lists, retrain, equity_index, provenance");
    kru_th(&run, "data", database, "--to", "x.xlsx", "--table", "pupils");
    assert_has(run.err, "kru: '--table' เป็น 'pupils' ที่ใช้ได้คือ districts, schools");
    kru(&run, "data", database, "--to", run_path("no/x.xlsx"));
    snprintf(want, sizeof want, "kru: cannot write '%s': ", run_path("no/x.xlsx"));
    assert_status(&run, err_exit_status(ERR_STORE));
    assert_has(run.err, want);
    assert_int_equal(mkdir(run_path("old.csv"), 0777), 0);
    run_write_file(run_path("old.csv/mine"), "kept");
    kru_th(&run, "data", database, "--to", run_path("old.csv"));
    assert_status(&run, err_exit_status(ERR_STORE));
    snprintf(want, sizeof want, "kru: เขียน '%s' ไม่ได้: ", run_path("old.csv"));
    assert_has(run.err, want);
    char *left = PYTHON("import sys, os\nprint(sorted(os.listdir(sys.argv[1])))", run_folder);
    assert_string_equal(left, "['old.csv', 'rich', 'tiny.db']\n");
    free(left);
    run_clear(&run);
}

static void other_spreadsheets_are_refused_by_what_to_do(void **state)
{
    struct run run = {0};
    char want[RUN_PATH * 2];
    (void)state;
    run_write_file(run_path("teachers.xls"), "\xD0\xCF\x11\xE0");
    kru(&run, "import", run_path("tiny.db"), run_path("teachers.xls"));
    snprintf(want, sizeof want,
             "'%s' is a .xls file, which kru does not read; open it in Excel or LibreOffice and "
             "save it as .xlsx; nothing imported",
             run_path("teachers.xls"));
    assert_fails(&run, ERR_INPUT, want);
    assert_int_equal(mkdir(run_path("mixed"), 0777), 0);
    run_write_file(run_path("mixed/teachers.ods"), "PK");
    run_write_file(run_path("mixed/~$teachers.xlsx"), "somebody has it open");
    kru_th(&run, "import", run_path("tiny.db"), run_path("mixed"));
    snprintf(want, sizeof want,
             "'%s' เป็นไฟล์ .ods ซึ่งอ่านไม่ได้ โปรดเปิดใน Excel หรือ LibreOffice แล้วบันทึกเป็น .xlsx; "
             "ไม่ได้นำเข้าข้อมูลใด",
             run_path("mixed/teachers.ods"));
    assert_fails(&run, ERR_INPUT, want);
    run_clear(&run);
}

static const struct CMUnitTest cases[] = {
    CASE_WITH(what_was_written_comes_back_without_a_change, setup_rich, run_teardown),
    CASE_WITH(an_empty_database_is_filled_from_either_form, setup_rich, run_teardown),
    CASE_WITH(no_column_of_the_rich_data_is_blank_throughout, setup_rich, run_teardown),
    CASE_WITH(one_birth_date_changed_in_a_spreadsheet_changes_one_row, setup_rich, run_teardown),
    CASE_WITH(a_sorted_sheet_keeps_the_order_of_majors, setup_rich, run_teardown),
    CASE_WITH(three_hundred_texts_that_look_like_formulas_come_back, run_setup, run_teardown),
    CASE_WITH(only_the_owner_can_read_what_is_written, setup_rich, run_teardown),
    CASE_WITH(tables_can_be_chosen, run_setup_tiny, run_teardown),
    CASE_WITH(what_cannot_be_written_is_said, setup_rich, run_teardown),
    CASE_WITH(other_spreadsheets_are_refused_by_what_to_do, run_setup_tiny, run_teardown),
};
TEST_MAIN(cases)
