/*
 * Workbooks, read back by openpyxl (tests/cli/workbook.py), which shares no line with their writer,
 * and held against the JSON of the same plan.
 */
#include "tests/cli/run.h"

#include "report/book.h"

static const char script[] = KRU_SOURCE "/tests/cli/workbook.py";

/* The last line on standard error is the sentence that says what is untrue. */
#define python(...) run_python((const char *const[]){"python3", __VA_ARGS__, NULL})
static void run_python(const char *const *argument)
{
    FILE *err = tmpfile();
    assert_non_null(err);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(fileno(err), STDERR_FILENO);
        execv("/usr/bin/python3", (char *const *)(uintptr_t)argument);
        _exit(127);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    char *said = run_read(err);
    fclose(err);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) fail_msg("%s", said);
    free(said);
}

/* A plan of ten years of the small city, and what it is as JSON. */
static void make_plan(const char *db)
{
    struct run run = {0};
    kru(&run, "plan", db, "--name=one");
    assert_quiet(&run);
    kru(&run, "show", db, "one", "--format=json", "--detail");
    assert_quiet(&run);
    run_write_file(run_path("plan.json"), run.out);
    run_clear(&run);
}

static const char *export_to(const char *plan, const char *file, const char *place)
{
    struct run run = {0};
    const char *path = run_path(file);
    kru(&run, "export", run_path("tiny.db"), plan, "--to", path, place ? place : "--no-color");
    assert_quiet(&run);
    run_clear(&run);
    return path;
}

static void every_number_and_form_of_a_workbook_is_that_of_the_plan(void **state)
{
    (void)state;
    make_plan(run_path("tiny.db"));
    python(script, "whole", export_to("one", "whole.xlsx", NULL), run_path("plan.json"));
}

static void schools_and_districts_add_up_to_the_whole(void **state)
{
    (void)state;
    make_plan(run_path("tiny.db"));
    static const char *const files[][2] = {
        {"whole.xlsx", NULL},         {"d1.xlsx", "--district=D1"}, {"d2.xlsx", "--district=D2"},
        {"d3.xlsx", "--district=D3"}, {"s1.xlsx", "--school=S1"},   {"s2.xlsx", "--school=S2"},
        {"s3.xlsx", "--school=S3"},   {"s4.xlsx", "--school=S4"},   {"s5.xlsx", "--school=S5"},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        export_to("one", files[i][0], files[i][1]);
    python(script, "parts", run_path("whole.xlsx"), run_path("d1.xlsx"), run_path("d2.xlsx"),
           run_path("d3.xlsx"));
    python(script, "parts", run_path("whole.xlsx"), run_path("s1.xlsx"), run_path("s2.xlsx"),
           run_path("s3.xlsx"), run_path("s4.xlsx"), run_path("s5.xlsx"));
    python(script, "part", run_path("s3.xlsx"), run_path("plan.json"), "S3");
}

/* 300 of them in names, sources, plan and scenario; =, +, -, @, tab and carriage return. */
static void no_text_becomes_a_formula(void **state)
{
    struct run run = {0};
    (void)state;
    python(script, "plant", run_path("tiny.db"), run_path("texts.json"));
    kru(&run, "plan", run_path("tiny.db"), "--name==1+1", "--set=scenario.name=@SUM(A1)",
        "--set=scenario.note=-1+cmd|' /C calc'!A0");
    assert_quiet(&run);
    python(script, "planted", export_to("=1+1", "en.xlsx", NULL), run_path("texts.json"));
    kru_th(&run, "export", run_path("tiny.db"), "=1+1", "--to", run_path("th.xlsx"));
    assert_quiet(&run);
    python(script, "planted", run_path("th.xlsx"), run_path("texts.json"));
    run_clear(&run);
}

static void two_exports_of_a_plan_are_the_same_bytes(void **state)
{
    struct stat first, second;
    (void)state;
    make_plan(run_path("tiny.db"));
    const char *one = export_to("one", "1.xlsx", NULL), *two = export_to("one", "2.xlsx", NULL);
    assert_int_equal(stat(one, &first), 0);
    assert_int_equal(stat(two, &second), 0);
    assert_int_equal(first.st_size, second.st_size);
    python("-c",
           "import sys; a, b = (open(p, 'rb').read() for p in sys.argv[1:]); sys.exit(a != b)", one,
           two);
}

static void a_workbook_that_cannot_be_written_leaves_nothing(void **state)
{
    struct run run = {0};
    char said[512];
    (void)state;
    make_plan(run_path("tiny.db"));
    const char *path = run_path("no/folder.xlsx");
    kru(&run, "export", run_path("tiny.db"), "one", "--to", path);
    snprintf(said, sizeof said, "cannot write '%s': No such file or directory", path);
    assert_fails(&run, ERR_STORE, said);
    run_clear(&run);
}

/* ---- a table as a sheet -------------------------------------------------------------------- */

// clang-format off
static const struct table_column columns[] = {
    {"text", "ข้อความ",  "text",   CELL_TEXT,   false},
    {"day",  "วัน",     "day",    CELL_DATE,   false},
    {"n",    "จำนวน",   "number", CELL_NUMBER, true},
    {"fy",   "ปีงบ",    "FY",     CELL_YEAR,   false},
};
// clang-format on

static struct table *table_with(const char *text, const char *day, double number)
{
    struct table *table = table_new("=1", columns, 4);
    table_row(table);
    table_text(table, text);
    table_text(table, day);
    table_number(table, number, 2);
    table_int(table, 2567);
    return table;
}

/* What openpyxl says of one cell of the first sheet: kind, value, format. */
static void assert_cell(const char *path, const char *cell, const char *want)
{
    python("-c",
           "import openpyxl, sys\n"
           "c = openpyxl.load_workbook(sys.argv[1]).worksheets[0][sys.argv[2]]\n"
           "got = f'{c.data_type} {c.value} {c.number_format}'\n"
           "sys.exit(0 if got == sys.argv[3] else got)",
           path, cell, want);
}

static void write_book(const char *path, struct table *table, const struct book_look *look)
{
    struct err err;
    struct book *book;
    assert_ok(book_open(path, &book, &err));
    book_about(book, "book", NULL, 1);
    book_sheet(book, "sheet", table, look);
    assert_ok(book_finish(book, true, &err));
    table_free(table);
}

/* The title stands in row 1, heads in row 2, the row in 3 and the total in 4. */
static void cells_are_of_the_kind_of_their_column(void **state)
{
    const char *path = run_path("kinds.xlsx");
    (void)state;
    write_book(path, table_with("+5", "2024-09-30", 1234.5), &(struct book_look){0});
    assert_cell(path, "A1", "s =1 General");
    assert_cell(path, "A3", "s +5 @");
    assert_cell(path, "B3", "d 2024-09-30 00:00:00 [$-1070409]yyyy-mm-dd_)");
    assert_cell(path, "C3", "n 1234.5 #,##0.00_)");
    assert_cell(path, "D3", "n 2567 0");
    assert_cell(path, "C4", "f =SUBTOTAL(109,C3:C3) #,##0.00_)");
    assert_cell(path, "D4", "n None General");
}

/* A day that is not known cannot be a date; what XML forbids is replaced; seven letters that would
   be read as one are kept as seven. */
static void what_no_cell_can_hold_is_written_as_near_as_can_be(void **state)
{
    const char *path = run_path("odd.xlsx");
    (void)state;
    write_book(path,
               table_with("a\001\xFF"
                          "b_x0041_",
                          "1963-05-00", INFINITY),
               &(struct book_look){0});
    assert_cell(path, "A3",
                "s a\xEF\xBF\xBD\xEF\xBF\xBD"
                "b_x005F_x0041_ @");
    assert_cell(path, "B3", "s May 2506 @");
    assert_cell(path, "C3", "s inf @");
}

/* 40,000 letters; a cell holds 32,767. */
static void a_text_too_long_for_a_cell_is_cut_and_says_so(void **state)
{
    enum { LETTERS = 40000 };
    static char text[LETTERS + 1];
    const char *path = run_path("long.xlsx");
    (void)state;
    memset(text, 'x', LETTERS);
    write_book(path, table_with(text, "", 0.0), &(struct book_look){0});
    python(
        "-c",
        "import openpyxl, sys\n"
        "v = openpyxl.load_workbook(sys.argv[1]).worksheets[0]['A3'].value\n"
        "sys.exit(0 if 32000 < len(v) <= 32767 and v.endswith('(cut: a cell holds 32,767 letters)')"
        " else f'{len(v)} {v[-60:]}')",
        path);
}

static void a_bare_sheet_has_keys_and_rows_alone(void **state)
{
    static const char *const meaning[] = {"a name", "=a day", NULL, NULL};
    const char *path = run_path("bare.xlsx");
    struct table *table = table_with("0012", "2024-09-30", 2.0);
    (void)state;
    table_note(table, "a note");
    write_book(path, table, &(struct book_look){.bare = true, .meaning = meaning});
    python("-c",
           "import openpyxl, sys\n"
           "s = openpyxl.load_workbook(sys.argv[1]).worksheets[0]\n"
           "got = [[c.value for c in r] for r in s.iter_rows()], s['B1'].comment.text\n"
           "sys.exit(0 if str(got) == sys.argv[2] else str(got))",
           path,
           "([['text', 'day', 'n', 'fy'], ['0012', datetime.datetime(2024, 9, 30, 0, 0), 2, 2567]],"
           " '=a day')");
}

static void names_of_sheets_are_kept_apart_and_within_31_letters(void **state)
{
    struct err err;
    struct book *book;
    const char *path = run_path("names.xlsx");
    struct table *table = table_with("", "", 0.0);
    (void)state;
    assert_ok(book_open(path, &book, &err));
    const char *const names[] = {"a/b:c", "A/B:C", "", "สวัสดีครับสวัสดีครับสวัสดีครับสวัสดีครับ",
                                 "สวัสดีครับสวัสดีครับสวัสดีครับสวัสดีครับ"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        book_sheet(book, names[i], table, &(struct book_look){0});
    assert_ok(book_finish(book, true, &err));
    table_free(table);
    python("-c",
           "import openpyxl, sys\n"
           "got = '|'.join(openpyxl.load_workbook(sys.argv[1]).sheetnames)\n"
           "sys.exit(0 if got == sys.argv[2] else got)",
           path, "a-b-c|A-B-C 2|sheet|สวัสดีครับสวัสดีครับสวัสดีครับส|สวัสดีครับสวัสดีครับสวัสดีครั 2");
}

static void a_book_thrown_away_leaves_nothing(void **state)
{
    struct err err;
    struct book *book;
    struct table *table = table_with("", "", 0.0);
    const char *path = run_path("gone.xlsx");
    (void)state;
    assert_ok(book_open(path, &book, &err));
    book_sheet(book, "sheet", table, &(struct book_look){0});
    assert_ok(book_finish(book, false, &err));
    table_free(table);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(rmdir(run_folder), 0); /* nothing beside it, either */
    assert_int_equal(mkdir(run_folder, 0777), 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest cases[] = {
        CASE_WITH(every_number_and_form_of_a_workbook_is_that_of_the_plan, run_setup_tiny,
                  run_teardown),
        CASE_WITH(schools_and_districts_add_up_to_the_whole, run_setup_tiny, run_teardown),
        CASE_WITH(no_text_becomes_a_formula, run_setup_tiny, run_teardown),
        CASE_WITH(two_exports_of_a_plan_are_the_same_bytes, run_setup_tiny, run_teardown),
        CASE_WITH(a_workbook_that_cannot_be_written_leaves_nothing, run_setup_tiny, run_teardown),
        CASE_WITH(cells_are_of_the_kind_of_their_column, run_setup, run_teardown),
        CASE_WITH(what_no_cell_can_hold_is_written_as_near_as_can_be, run_setup, run_teardown),
        CASE_WITH(a_text_too_long_for_a_cell_is_cut_and_says_so, run_setup, run_teardown),
        CASE_WITH(a_bare_sheet_has_keys_and_rows_alone, run_setup, run_teardown),
        CASE_WITH(names_of_sheets_are_kept_apart_and_within_31_letters, run_setup, run_teardown),
        CASE_WITH(a_book_thrown_away_leaves_nothing, run_setup, run_teardown),
    };
    return test_run(argc, argv, cases, sizeof cases / sizeof *cases);
}
