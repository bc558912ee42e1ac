/* One table object as terminal text, JSON and CSV. */
#include "tests/test.h"

#include "report/table.h"

#include <locale.h>

// clang-format off
static const struct table_column columns[] = {
    {"fy",    "ปีงบ",        "FY",     CELL_YEAR,   false},
    {"major", "วิชาเอก",      "major",  CELL_TEXT,   false},
    {"need",  "ต้องการ",      "need",   CELL_INT,    true},
    {"cost",  "ล้านบาท",      "M baht", CELL_NUMBER, true},
    {"note",  "หมายเหตุ",     "note",   CELL_TEXT,   false},
};
// clang-format on
enum { COLUMNS = sizeof columns / sizeof *columns };

/* 12,345 + 5 = 12,350; -0.5 + 12,345.678 = 12,345.178. */
static struct table *two_rows(const char *title)
{
    struct table *table = table_new(title, columns, COLUMNS);
    table_row(table);
    table_int(table, 2567);
    table_text(table, "คณิตศาสตร์");
    table_int(table, 12345);
    table_number(table, -0.5, 2);
    table_text(table, "น้ำ, \"ที่นี่\"");
    table_row(table);
    table_int(table, 2568);
    table_text(table, "ไทย");
    table_int(table, 5);
    table_number(table, 12345.678, 2);
    table_blank(table);
    return table;
}

static void assert_printed(struct table *table, enum format format, bool colour, bool bom,
                           const char *want)
{
    struct text out = {0};
    setlocale(LC_CTYPE, "C.UTF-8");
    table_print(table, format, colour, bom, &out);
    assert_string_equal(text_s(&out), want);
    text_clear(&out);
    table_free(table);
}

static void format_words_are_read_and_others_refused(void **state)
{
    enum format format = FORMAT_TABLE;
    (void)state;
    assert_true(format_parse("csv", &format));
    assert_int_equal(format, FORMAT_CSV);
    assert_true(format_parse("json", &format));
    assert_int_equal(format, FORMAT_JSON);
    assert_true(format_parse("table", &format));
    assert_int_equal(format, FORMAT_TABLE);
    assert_false(format_parse("xml", &format));
    assert_false(format_parse("", &format));
    assert_int_equal(format, FORMAT_TABLE);
}

/* Vowels and tone marks above and below take no room: คณิตศาสตร์ is 8 letters wide, น้ำ is 2. */
static void thai_is_as_wide_as_it_looks(void **state)
{
    (void)state;
    struct table *table = two_rows("หัวตาราง");
    table_note(table, "ท้ายตาราง");
    lang_set(LANG_TH);
    assert_printed(table, FORMAT_TABLE, false, false,
                   "หัวตาราง\n"
                   " ปีงบ  วิชาเอก    ต้องการ     ล้านบาท  หมายเหตุ\n"
                   "2567  คณิตศาสตร์  12,345      -0.50  น้ำ, \"ที่นี่\"\n"
                   "2568  ไทย            5  12,345.68\n"
                   " รวม            12,350  12,345.18\n"
                   "ท้ายตาราง\n");
    lang_set(LANG_EN);
}

static void heads_follow_the_language(void **state)
{
    (void)state;
    assert_printed(two_rows(NULL), FORMAT_TABLE, false, false,
                   "   FY  major       need     M baht  note\n"
                   " 2567  คณิตศาสตร์  12,345      -0.50  น้ำ, \"ที่นี่\"\n"
                   " 2568  ไทย            5  12,345.68\n"
                   "total            12,350  12,345.18\n");
}

static void json_has_plain_numbers_null_and_totals(void **state)
{
    (void)state;
    struct table *table = two_rows("ไม่อยู่ใน JSON");
    table_note(table, "a \"note\"");
    assert_printed(table, FORMAT_JSON, true, true,
                   "{\"rows\":[{\"fy\":2567,\"major\":\"คณิตศาสตร์\",\"need\":12345,\"cost\":-0.5,"
                   "\"note\":\"น้ำ, \\\"ที่นี่\\\"\"},\n"
                   "{\"fy\":2568,\"major\":\"ไทย\",\"need\":5,\"cost\":12345.678,\"note\":null}],\n"
                   "\"notes\":[\"a \\\"note\\\"\"],\n"
                   "\"total\":{\"need\":12350,\n\"cost\":12345.178}}\n");
}

static void json_without_sums_and_notes_has_rows_alone(void **state)
{
    (void)state;
    struct table *table = table_new(NULL, columns, 2);
    table_row(table);
    table_int(table, 2567);
    table_text(table, "x");
    assert_printed(table, FORMAT_JSON, false, false,
                   "{\"rows\":[{\"fy\":2567,\"major\":\"x\"}]}\n");
}

static void csv_has_keys_quotes_and_crlf(void **state)
{
    (void)state;
    assert_printed(two_rows(NULL), FORMAT_CSV, false, false,
                   "fy,major,need,cost,note\r\n"
                   "2567,คณิตศาสตร์,12345,-0.5,\"น้ำ, \"\"ที่นี่\"\"\"\r\n"
                   "2568,ไทย,5,12345.678,\r\n");
}

static void csv_starts_with_a_mark_when_asked(void **state)
{
    (void)state;
    assert_printed(table_new(NULL, columns, 2), FORMAT_CSV, false, true,
                   "\xEF\xBB\xBF"
                   "fy,major\r\n");
}

static void an_empty_table_says_so(void **state)
{
    (void)state;
    struct table *table = table_new("Plans", columns, 2);
    assert_int_equal(table_rows(table), 0);
    assert_printed(table, FORMAT_TABLE, false, false, "Plans\n(nothing to list)\n");
    assert_printed(table_new(NULL, columns, COLUMNS), FORMAT_JSON, false, false,
                   "{\"rows\":[],\n\"total\":{\"need\":0,\n\"cost\":0}}\n");
}

static void colour_is_bold_heads_and_totals_only(void **state)
{
    (void)state;
    struct text out = {0};
    struct table *table = two_rows("Title");
    assert_int_equal(table_rows(table), 2);
    setlocale(LC_CTYPE, "C.UTF-8");
    table_print(table, FORMAT_TABLE, true, false, &out);
    assert_ptr_equal(strstr(text_s(&out), "\033[1mTitle\033[0m\n"), out.s);
    assert_non_null(strstr(text_s(&out), "\033[1mtotal"));
    const char *first_row = strstr(text_s(&out), "2567");
    assert_true(memchr(first_row, '\033', strcspn(first_row, "\n")) == NULL);
    table_print(table, FORMAT_JSON, true, false, &out);
    text_clear(&out);
    table_free(table);
}

/* A name in the data must not be able to drive the terminal. */
static void control_letters_reach_no_terminal(void **state)
{
    (void)state;
    struct text out = {0};
    struct table *table = table_new(NULL, &columns[1], 1);
    table_row(table);
    table_text(table, "a\033[31mb");
    setlocale(LC_CTYPE, "C.UTF-8");
    table_print(table, FORMAT_TABLE, false, false, &out);
    assert_null(strchr(text_s(&out), '\033'));
    text_clear(&out);
    table_free(table);
}

static void a_number_too_long_to_group_is_shown_whole(void **state)
{
    (void)state;
    struct table *table = table_new(NULL, &columns[3], 1);
    table_row(table);
    table_number(table, 1e18, 0);
    table_row(table);
    table_int(table, 1);
    assert_printed(table, FORMAT_TABLE, false, false,
                   "             M baht\n"
                   "1000000000000000000\n"
                   "                  1\n"
                   "1000000000000000000\n");
}

/* Programs read it, and people are spared its width. */
static void a_hidden_column_is_in_json_and_csv_alone(void **state)
{
    static const struct table_column two[] = {{"a", "ก", "A", CELL_TEXT, false},
                                              {"b", "ข", "B", CELL_HIDDEN, false}};
    static const char *const want[FORMATS] = {"A\n1\n", "{\"rows\":[{\"a\":\"1\",\"b\":\"2\"}]}\n",
                                              "a,b\r\n1,2\r\n"};
    (void)state;
    for (int f = 0; f < FORMATS; f++) {
        struct table *table = table_new(NULL, two, 2);
        table_row(table);
        table_text(table, "1");
        table_text(table, "2");
        assert_printed(table, (enum format)f, false, false, want[f]);
    }
}

static void nothing_is_freed_when_there_is_no_table(void **state)
{
    (void)state;
    table_free(NULL);
}

static const struct CMUnitTest cases[] = {
    CASE(format_words_are_read_and_others_refused),
    CASE(thai_is_as_wide_as_it_looks),
    CASE(heads_follow_the_language),
    CASE(json_has_plain_numbers_null_and_totals),
    CASE(json_without_sums_and_notes_has_rows_alone),
    CASE(csv_has_keys_quotes_and_crlf),
    CASE(csv_starts_with_a_mark_when_asked),
    CASE(an_empty_table_says_so),
    CASE(colour_is_bold_heads_and_totals_only),
    CASE(control_letters_reach_no_terminal),
    CASE(a_number_too_long_to_group_is_shown_whole),
    CASE(a_hidden_column_is_in_json_and_csv_alone),
    CASE(nothing_is_freed_when_there_is_no_table),
};
TEST_MAIN(cases)
