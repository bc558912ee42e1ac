/* Numbers of persons: what is one, what the sentence says when it is none, and that it never
 * quotes. */
#include "equity/identity.h"

#include "base/env.h"
#include "tests/test.h"

#include <stdlib.h>

static struct err err;

static enum err_code parse(enum id_kind kind, const char *typed, bool allow_test,
                           struct identity *out)
{
    err = (struct err){0};
    return identity_parse(kind, typed, allow_test, out, &err);
}

/* 1112034563562: 13*1 + 12*1 + 11*1 + 10*2 + 9*0 + 8*3 + 7*4 + 6*5 + 5*6 + 4*3 + 3*5 + 2*6 = 207,
   207 mod 11 = 9, (11 - 9) mod 10 = 2. */
static void the_published_vector_is_a_number(void **state)
{
    (void)state;
    struct identity identity;
    assert_ok(parse(ID_THAI, "1112034563562", false, &identity));
    assert_string_equal(identity.number, "1112034563562");
    assert_int_equal(identity_check_digit("111203456356"), '2');
}

static void it_may_be_typed_in_several_ways(void **state)
{
    (void)state;
    static const char *const typed[] = {
        "1-1120-34563-56-2", " 1112034563562 ",   "1 1120 34563 56 2",
        "๑๑๑๒๐๓๔๕๖๓๕๖๒",     "๑-๑๑๒๐-๓๔๕๖๓-๕๖-๒", "\u200b1112034563562",
    };
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        struct identity identity;
        assert_ok(parse(ID_THAI, typed[i], false, &identity));
        assert_string_equal(identity.number, "1112034563562");
        assert_int_equal(identity_kind_of(typed[i]), ID_THAI);
    }
}

static void every_first_digit_from_0_to_8_is_a_number_and_9_is_a_test(void **state)
{
    (void)state;
    for (char first = '0'; first <= '9'; first++) {
        char number[] = "?112034563560";
        struct identity identity;
        number[0] = first;
        number[12] = identity_check_digit(number);
        assert_int_equal(parse(ID_THAI, number, false, &identity),
                         first == '9' ? ERR_INPUT : ERR_OK);
        if (first == '9') {
            assert_error(err, ERR_INPUT,
                         "a national number that begins with 9 is a test number, allowed as first "
                         "digit are 0 .. 8");
            assert_ok(parse(ID_THAI, number, true, &identity));
        }
    }
    /* Test numbers written down in the research. */
    static const char *const tests[] = {"9000000000004", "9000000000012", "9123456789010"};
    for (int i = 0; i < 3; i++) {
        struct identity identity;
        assert_ok(parse(ID_THAI, tests[i], true, &identity));
    }
}

static void what_is_wrong_is_said_in_one_sentence(void **state)
{
    (void)state;
    static const struct {
        enum id_kind kind;
        const char *typed, *want;
    } wrong[] = {
        {ID_THAI, "111203456356", "the national number has 12 digits, allowed are 13"},
        {ID_THAI, "11120345635622", "the national number has 14 digits, allowed are 13"},
        {ID_THAI, "", "the national number has 0 digits, allowed are 13"},
        {ID_THAI, "111203456356O",
         "the national number has a character that is no digit, allowed are 13 digits"},
        {ID_THAI, "1112034563561",
         "the last digit of the national number does not fit the others, one is likely mistyped; "
         "compare it with the card or birth certificate"},
        {ID_G_CODE, "G12345678901",
         "the G-code has a wrong form, allowed are the letter G and 12 digits"},
        {ID_G_CODE, "X123456789012",
         "the G-code has a wrong form, allowed are the letter G and 12 digits"},
        {ID_PASSPORT, "AB12",
         "the passport number has a wrong form, allowed are 5 .. 20 letters A-Z and digits"},
        {ID_PASSPORT, "AB1234567';--",
         "the passport number has a wrong form, allowed are 5 .. 20 letters A-Z and digits"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct identity identity = {.number = "untouched"};
        assert_int_equal(parse(wrong[i].kind, wrong[i].typed, false, &identity), ERR_INPUT);
        assert_error(err, ERR_INPUT, wrong[i].want);
        assert_string_equal(identity.number, "untouched");
    }
}

static void g_codes_and_passports_are_read(void **state)
{
    (void)state;
    struct identity identity;
    assert_ok(parse(ID_G_CODE, "g๑๒๓๔๕๖-789012", false, &identity));
    assert_string_equal(identity.number, "G123456789012");
    assert_ok(parse(ID_PASSPORT, "ma 123456", false, &identity));
    assert_string_equal(identity.number, "MA123456");
    assert_int_equal(identity_kind_of("G123456789012"), ID_G_CODE);
    assert_int_equal(identity_kind_of("g123456789012"), ID_G_CODE);
    assert_int_equal(identity_kind_of("GB1234567"), ID_PASSPORT);
    assert_int_equal(identity_kind_of("AA1234567"), ID_PASSPORT);
}

/* Whatever is typed: no three digits or letters of it in a row come back. */
static void no_error_quotes_what_was_typed(void **state)
{
    (void)state;
    struct env_random random = {7};
    int refused = 0;
    for (int n = 0; n < 20000; n++) {
        static const char letters[] = "0123456789456789๙-GZQ";
        char typed[40] = "";
        const int length = 3 + env_random_below(&random, 30);
        for (int i = 0; i < length; i++)
            typed[i] = letters[env_random_below(&random, (int)sizeof letters - 1)];
        struct identity identity;
        lang_set(n % 2 ? LANG_EN : LANG_TH);
        if (parse((enum id_kind)(n % ID_KINDS), typed, false, &identity) == ERR_OK) continue;
        refused++;
        for (int i = 0; i + 3 <= length; i++) {
            char piece[4];
            snprintf(piece, sizeof piece, "%.3s", typed + i);
            bool ascii = true;
            for (int c = 0; c < 3; c++) ascii = ascii && piece[c] > 0 && piece[c] != '-';
            if (ascii && strstr(err.text, piece)) fail_msg("'%s' is in: %s", piece, err.text);
        }
    }
    assert_true(refused > 10000);
}

/* The check is weak. Of the first twelve digits the third has weight 11 and is not checked at all: 1/12
   = 8.3 %; of the others 2 in 110 changes of the remainder are between 0 and 10, which share a digit:
   1.7 % more. Of swaps of neighbours the research measured 2.0 %. So no number says alone who somebody
   is. */
static void the_check_misses_one_wrong_digit_in_ten(void **state)
{
    (void)state;
    enum { TRIES = 200000 };
    struct env_random random = {11};
    int wrong = 0, swaps = 0, swapped = 0;
    for (int n = 0; n < TRIES; n++) {
        char number[ID_DIGITS + 1] = "";
        struct identity identity;
        for (int i = 0; i < 12; i++)
            number[i] = (char)('0' + env_random_below(&random, i == 0 ? 9 : 10));
        number[12] = identity_check_digit(number);
        const int at = env_random_below(&random, 12), next = at + 1;
        const char old = number[at];
        number[at] = (char)('0' + (old - '0' + 1 + env_random_below(&random, 9)) % 10);
        wrong += number[12] == identity_check_digit(number);
        number[at] = number[next];
        number[next] = old;
        if (number[at] == number[next]) continue;
        swaps++;
        swapped += parse(ID_THAI, number, true, &identity) == ERR_OK;
    }
    printf("missed: wrong digits %.2f %%, swaps %.2f %%\n", 100.0 * wrong / TRIES,
           100.0 * swapped / swaps);
    assert_close(100.0 * wrong / TRIES, 10.0, 0.5);
    assert_close(100.0 * swapped / swaps, 2.0, 0.5);
}

static const struct CMUnitTest cases[] = {
    CASE(the_published_vector_is_a_number),
    CASE(it_may_be_typed_in_several_ways),
    CASE(every_first_digit_from_0_to_8_is_a_number_and_9_is_a_test),
    CASE(what_is_wrong_is_said_in_one_sentence),
    CASE(g_codes_and_passports_are_read),
    CASE(no_error_quotes_what_was_typed),
    CASE(the_check_misses_one_wrong_digit_in_ten),
};
TEST_MAIN(cases)
