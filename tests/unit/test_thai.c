/* Dates, digits and letters as Thai offices type them. */
#include "base/thai.h"

#include "tests/test.h"

static void dates_are_read_as_offices_write_them(void **state)
{
    /* 30 September 1963 CE is 30 September 2506 of the Buddhist era. */
    static const char *const same[] = {
        "1963-09-30",     "1963-09-30 00:00:00", "1963-09-30T00:00:00.000",
        "30/09/2506",     "30-9-2506",           "30.09.2506",
        "30 กันยายน 2506", "30 ก.ย. 2506",        "30 Sep 2506",
        "๓๐ กันยายน ๒๕๐๖", "30 กันยายน พ.ศ. 2506", "  30/09/2506  ",
        "๓๐/๐๙/๒๕๐๖",     "30ก.ย.2506",          "2506-09-30",
        "30/9/1963",
    };
    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        struct date date = {0};
        if (!date_parse(same[i], &date)) fail_msg("'%s' is not read", same[i]);
        assert_int_equal(date.year, 1963);
        assert_int_equal(date.month, 9);
        assert_int_equal(date.day, 30);
    }
}

static void unknown_parts_of_a_date_stay_unknown(void **state)
{
    static const struct {
        const char *text;
        struct date want;
    } cases[] = {
        {"1963-00-00", {1963, 0, 0}},  {"00/05/2506", {1963, 5, 0}}, {"2506", {1963, 0, 0}},
        {"05/2506", {1963, 5, 0}},     {"1963-05", {1963, 5, 0}},    {"1963-05-00", {1963, 5, 0}},
        {"กันยายน 2506", {1963, 9, 0}}, {"00/00/2506", {1963, 0, 0}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct date date = {0};
        if (!date_parse(cases[i].text, &date)) fail_msg("'%s' is not read", cases[i].text);
        assert_memory_equal(&date, &cases[i].want, sizeof date);
        assert_false(date_is_whole(date));
    }
}

static void what_is_no_date_is_refused_and_changes_nothing(void **state)
{
    static const char *const wrong[] = {
        "",
        "31/02/2510",
        "29/02/2510",
        "30/13/2506",
        "1963-02-30",
        "12abc",
        "30/09/06",
        "1/2/3/4",
        "2199-12-32",
        "1899-12-31",
        "2250-01-01",
        "30/09-2506",
        "00-05-00",
        "05-00-1963x",
        "1963-00-05",
        "เดือน 2506",
        "30 กันยายน",
        "12345-01-01",
        "1963-09-30 12:00",
        "1963-09-30 00:00x",
        "30 กันยายน 2506 x",
        "1963-09-30 and very much more text than any date could ever have in it",
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct date date = {1, 2, 3};
        if (date_parse(wrong[i], &date)) fail_msg("'%s' is read", wrong[i]);
        assert_int_equal(date.year, 1);
    }
}

static void leap_days_follow_the_common_era(void **state)
{
    struct date date;
    (void)state;
    /* 2000 CE = 2543 is a leap year by the rule of 400; 1900 is not by the rule of 100. */
    assert_true(date_parse("29/02/2543", &date));
    assert_int_equal(date.year, 2000);
    assert_false(date_parse("1900-02-29", &date));
    assert_true(date_parse("2004-02-29", &date));
}

static void unknown_parts_count_as_the_first(void **state)
{
    const struct date may = {1963, 5, 0}, year = {1963, 0, 0};
    (void)state;
    assert_int_equal(date_compare(may, (struct date){1963, 5, 1}), 0);
    assert_int_equal(date_compare(year, (struct date){1963, 1, 1}), 0);
    assert_true(date_compare((struct date){1963, 12, 31}, (struct date){1964, 1, 1}) < 0);
    assert_true(date_compare((struct date){1963, 2, 1}, (struct date){1963, 1, 31}) > 0);
    assert_int_equal(date_known(year).day, 1);
    assert_true(date_is_whole((struct date){1963, 1, 1}));
}

static void first_of_october_begins_the_next_fiscal_year(void **state)
{
    (void)state;
    /* 30 Sep 2023 CE = 2566; the day after opens 2567. */
    assert_int_equal(date_fiscal_year((struct date){2023, 9, 30}), 2566);
    assert_int_equal(date_fiscal_year((struct date){2023, 10, 1}), 2567);
    assert_int_equal(date_fiscal_year((struct date){2023, 0, 0}), 2566);
}

static void dates_are_shown_in_the_language_of_the_reader(void **state)
{
    char shown[48], iso[16];
    const struct date date = {1963, 9, 30};
    (void)state;
    assert_string_equal(date_shown(shown, date), "30 Sep 2506");
    lang_set(LANG_TH);
    assert_string_equal(date_shown(shown, date), "30 ก.ย. 2506");
    assert_string_equal(date_shown(shown, (struct date){1963, 9, 0}), "ก.ย. 2506");
    assert_string_equal(date_shown(shown, (struct date){1963, 0, 0}), "2506");
    lang_set(LANG_EN);
    assert_string_equal(date_iso(iso, (struct date){1963, 5, 0}), "1963-05-00");
}

static void thai_digits_become_ascii(void **state)
{
    char text[] = "๐๑๒๓๔๕๖๗๘๙ ก1";
    (void)state;
    thai_digits(text);
    assert_string_equal(text, "0123456789 ก1");
}

static void one_word_typed_in_several_ways_becomes_one(void **state)
{
    /* Escapes, because an editor would put these letters into order. NA = น, TON = ้, AM = ำ. */
    static const struct {
        const char *typed, *clean;
    } cases[] = {
        /* น ้ ำ, น ้ ํ า and น ํ ้ า are the same word */
        {"\u0e19\u0e49\u0e33", "\u0e19\u0e49\u0e33"},
        {"\u0e19\u0e49\u0e4d\u0e32", "\u0e19\u0e49\u0e33"},
        {"\u0e19\u0e4d\u0e49\u0e32", "\u0e19\u0e49\u0e33"},
        {"\u0e19\u0e4d\u0e32", "\u0e19\u0e33"},
        /* tone before vowel is put behind it: ที่ */
        {"\u0e17\u0e48\u0e35", "\u0e17\u0e35\u0e48"},
        /* thanthakhat before its vowel: ธิ์ */
        {"\u0e18\u0e4c\u0e34", "\u0e18\u0e34\u0e4c"},
        /* two sara e are one sara ae */
        {"\u0e40\u0e40\u0e01", "\u0e41\u0e01"},
        /* blanks, widths and marks of order */
        {"  a \t b\u00a0\u3000c\r\n", "a b c"},
        {"a\u202fb", "a b"},
        {"\ufeff\u0e01\u200b\u0e02\u200d\u2060", "\u0e01\u0e02"},
        {"a\u202eb\u2066c", "abc"},
        {"a\033[31mb\x7f\xc2\x9b", "a[31mb"},
        /* e and a combining accent are one letter */
        {"e\u0301", "\u00e9"},
        {"plain text 12", "plain text 12"},
        {" ends ", "ends"},
        {"", ""},
        {"   ", ""},
        /* what is no UTF-8 ends the text */
        {"ab\xff"
         "cd",
         "ab"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[64];
        snprintf(text, sizeof text, "%s", cases[i].typed);
        thai_clean(text);
        assert_string_equal(text, cases[i].clean);
        thai_clean(text); /* cleaning twice is cleaning once */
        assert_string_equal(text, cases[i].clean);
    }
}

static void broken_utf8_is_recognised(void **state)
{
    (void)state;
    assert_true(thai_utf8_valid("ครู", 9));
    assert_true(thai_utf8_valid("", 0));
    assert_false(thai_utf8_valid("\xa4\xc3\xd9", 3)); /* the same word in Windows-874 */
    assert_false(thai_utf8_valid("a\0b", 3));
    assert_false(thai_utf8_valid("\xe0\xb8", 2)); /* cut off */
    assert_false(thai_utf8_valid("\xc0\xaf", 2)); /* overlong */
}

static const struct CMUnitTest cases[] = {
    CASE(dates_are_read_as_offices_write_them),
    CASE(unknown_parts_of_a_date_stay_unknown),
    CASE(what_is_no_date_is_refused_and_changes_nothing),
    CASE(leap_days_follow_the_common_era),
    CASE(unknown_parts_count_as_the_first),
    CASE(first_of_october_begins_the_next_fiscal_year),
    CASE(dates_are_shown_in_the_language_of_the_reader),
    CASE(thai_digits_become_ascii),
    CASE(one_word_typed_in_several_ways_becomes_one),
    CASE(broken_utf8_is_recognised),
};
TEST_MAIN(cases)
