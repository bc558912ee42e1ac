/* Text, JSON and CSV as they leave the program. */
#include "base/text.h"

#include "tests/test.h"

#include <limits.h>

static void text_grows_and_is_empty_again_when_cleared(void **state)
{
    struct text text = {0};
    (void)state;
    assert_string_equal(text_s(&text), "");
    for (int i = 0; i < 1000; i++) text_add(&text, "%03d,", i);
    assert_int_equal(text.length, 4000);
    assert_memory_equal(text.s + 3996, "999,", 5);
    text_add_bytes(&text, "a\0b", 3);
    assert_int_equal(text.length, 4003);
    text_clear(&text);
    assert_string_equal(text_s(&text), "");
    assert_int_equal(text.capacity, 0);
}

static void a_number_is_written_as_short_as_it_reads_back(void **state)
{
    static const struct {
        double value;
        const char *text;
    } cases[] = {{0.1, "0.1"},
                 {40, "40"},
                 {1e300, "1e+300"},
                 {-2.5, "-2.5"},
                 {0.1 + 0.2, "0.30000000000000004"},
                 {1.0 / 3, "0.3333333333333333"}};
    char out[32];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        text_number(out, cases[i].value);
        assert_string_equal(out, cases[i].text);
    }
}

static void thousands_are_grouped(void **state)
{
    char out[32];
    (void)state;
    assert_string_equal(text_grouped(out, 0), "0");
    assert_string_equal(text_grouped(out, 999), "999");
    assert_string_equal(text_grouped(out, 1000), "1,000");
    assert_string_equal(text_grouped(out, -123456), "-123,456");
    assert_string_equal(text_grouped(out, -1234567), "-1,234,567");
    assert_string_equal(text_grouped(out, LLONG_MIN), "-9,223,372,036,854,775,808");
}

static void json_escapes_and_nests(void **state)
{
    struct text out = {0};
    struct json json;
    (void)state;
    json_start(&json, &out);
    json_object(&json, NULL);
    json_text(&json, "a\"b", "x\\y\n\x01ครู");
    json_text(&json, "none", NULL);
    json_array(&json, "list");
    json_int(&json, NULL, -3);
    json_number(&json, NULL, 0.5);
    json_number(&json, NULL, (double)INFINITY);
    json_bool(&json, NULL, true);
    json_bool(&json, NULL, false);
    json_array_end(&json);
    json_object_end(&json);
    assert_string_equal(text_s(&out), "{\"a\\\"b\":\"x\\\\y\\n\\u0001ครู\",\n\"none\":null,\n"
                                      "\"list\":[-3,\n0.5,\nnull,\ntrue,\nfalse]}\n");
    text_clear(&out);
}

static void csv_quotes_what_needs_quotes(void **state)
{
    static const struct {
        const char *value, *field;
    } cases[] = {
        {"plain", "plain"},
        {"a,b", "\"a,b\""},
        {"a\"b", "\"a\"\"b\""},
        {"two\nlines", "\"two\nlines\""},
        {" blank first", "\" blank first\""},
        {"", ""},
        /* what a spreadsheet would run gets an apostrophe */
        {"=1+1", "'=1+1"},
        {"+66", "'+66"},
        {"-x", "'-x"},
        {"@a", "'@a"},
        {"\tx", "\"'\tx\""},
        {"\rx", "\"'\rx\""},
        /* a text that looks guarded gets one more, so that reading takes one off */
        {"'=1", "''=1"},
        {"'quoted'", "'quoted'"},
        {"'", "'"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text out = {0};
        csv_text(&out, cases[i].value);
        assert_string_equal(text_s(&out), cases[i].field);
        text_clear(&out);
    }
}

static void negative_numbers_stay_numbers_in_csv(void **state)
{
    struct text out = {0};
    (void)state;
    csv_int(&out, -5);
    csv_next(&out);
    csv_number(&out, -0.25);
    csv_next(&out);
    csv_number(&out, (double)NAN);
    csv_end(&out);
    assert_string_equal(text_s(&out), "-5,-0.25,\r\n");
    text_clear(&out);
}

static const struct CMUnitTest cases[] = {
    CASE(text_grows_and_is_empty_again_when_cleared),
    CASE(a_number_is_written_as_short_as_it_reads_back),
    CASE(thousands_are_grouped),
    CASE(json_escapes_and_nests),
    CASE(csv_quotes_what_needs_quotes),
    CASE(negative_numbers_stay_numbers_in_csv),
};
TEST_MAIN(cases)
