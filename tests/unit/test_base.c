/* Errors, languages, memory, time, chance and hashes. */
#define _POSIX_C_SOURCE 200809L
#include "base/env.h"
#include "base/hash.h"
#include "base/mem.h"

#include "tests/test.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void an_error_speaks_the_language_of_the_reader(void **state)
{
    struct err err;
    (void)state;
    assert_int_equal(err_set(&err, ERR_INPUT, "ผิด '%s' %d", "wrong '%s' %d", "x", 7), ERR_INPUT);
    assert_error(err, ERR_INPUT, "wrong 'x' 7");
    lang_set(LANG_TH);
    (void)err_set(&err, ERR_STORE, "ผิด '%s' %d", "wrong '%s' %d", "x", 7);
    lang_set(LANG_EN);
    assert_error(err, ERR_STORE, "ผิด 'x' 7");
    assert_int_equal(err_set(NULL, ERR_LIMIT, "ก", "a"), ERR_LIMIT);
}

static void a_reason_of_the_system_is_told_in_both_languages(void **state)
{
    (void)state;
    assert_string_equal(err_reason(ENOSPC), strerror(ENOSPC));
    lang_set(LANG_TH);
    const char *full = err_reason(ENOSPC), *rare = err_reason(EPROTO);
    lang_set(LANG_EN);
    assert_string_equal(full, "ดิสก์เต็ม");
    assert_string_equal(rare, strerror(EPROTO)); /* no file is the cause of this one */
}

static void an_error_is_one_line_and_ends_in_a_whole_letter(void **state)
{
    struct err err;
    char thai[1000] = "";
    (void)state;
    (void)err_set(&err, ERR_INPUT, "%s", "%s", "a\nb\033c\x7f");
    assert_string_equal(err.text, "a b c ");
    for (int i = 0; i < 300; i++) memcpy(thai + 3 * i, "ก", 4);
    (void)err_set(&err, ERR_INPUT, "%s", "%s", thai);
    /* 639 bytes fit: 213 letters of three bytes, none broken */
    assert_int_equal(strlen(err.text), 639);
    (void)err_set(&err, ERR_INPUT, "x%s", "x%s", thai);
    /* one byte more: the last letter would lose a byte and goes as a whole */
    assert_int_equal(strlen(err.text), 1 + 212 * 3);
}

static void every_code_has_word_status_and_meaning(void **state)
{
    (void)state;
    for (int code = 0; code < ERR_CODES; code++) {
        assert_true(strlen(err_word(code)) > 1);
        assert_true(strlen(err_meaning(code)) > 5);
        assert_int_equal(err_exit_status(code) == 0, code == ERR_OK);
        assert_in_range(err_http_status(code), 200, 599);
    }
    assert_int_equal(err_exit_status(ERR_MISMATCH), 9);
    assert_string_equal(err_word(ERR_NOT_FOUND), "not_found");
}

static void languages_are_parsed_and_taken_from_the_locale(void **state)
{
    enum lang lang = LANG_TH;
    (void)state;
    assert_true(lang_parse("en", &lang));
    assert_int_equal(lang, LANG_EN);
    assert_true(lang_parse("th", &lang));
    assert_int_equal(lang, LANG_TH);
    assert_false(lang_parse("de", &lang));
    assert_int_equal(lang, LANG_TH);
    assert_int_equal(lang_get(), LANG_EN);
    assert_string_equal(lang_pick("ไทย", "English"), "English");
    unsetenv("LC_ALL");
    unsetenv("LC_MESSAGES");
    unsetenv("LANG");
    assert_int_equal(lang_of_locale(), LANG_TH);
    setenv("LANG", "en_US.UTF-8", 1);
    assert_int_equal(lang_of_locale(), LANG_EN);
    setenv("LC_MESSAGES", "th_TH.UTF-8", 1);
    assert_int_equal(lang_of_locale(), LANG_TH);
    setenv("LC_ALL", "en_GB", 1);
    assert_int_equal(lang_of_locale(), LANG_EN);
}

static void memory_is_zeroed_and_grows(void **state)
{
    int *array = NULL;
    int capacity = 0;
    (void)state;
    for (int i = 0; i < 100; i++) {
        array = mem_room(array, i, &capacity, sizeof *array);
        array[i] = i;
    }
    assert_int_equal(array[99], 99);
    assert_int_equal(capacity, 128); /* 16, doubled until it holds 100 */
    free(array);
    char *none = mem_new(0, 8);
    assert_non_null(none);
    free(none);
    char *text = mem_text(NULL);
    assert_string_equal(text, "");
    free(text);
    int *zero = mem_new(3, sizeof *zero);
    assert_int_equal(zero[2], 0);
    zero = mem_resize(zero, 0, sizeof *zero);
    assert_non_null(zero);
    free(zero);
}

static void a_size_that_overflows_ends_the_program_with_a_sentence(void **state)
{
    (void)state;
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        if (!freopen("/dev/null", "w", stderr)) _exit(1);
        void *volatile never = mem_resize(NULL, SIZE_MAX / 2, 4);
        free(never);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 70);
}

static void tests_replace_the_time(void **state)
{
    char iso[32];
    (void)state;
    setenv("KRU_NOW", "1700000000", 1); /* 2023-11-14 22:13:20 UTC */
    assert_int_equal(env_now(), 1700000000);
    env_now_iso(iso, sizeof iso);
    assert_string_equal(iso, "2023-11-14T22:13:20Z");
    env_now_iso(iso, 4);
    assert_string_equal(iso, "");
    unsetenv("KRU_NOW");
    assert_true(env_now() > 1700000000);
    const double before = env_seconds();
    assert_true(env_seconds() >= before);
}

static void the_same_seed_gives_the_same_numbers(void **state)
{
    struct env_random random = {.state = 0}, other = {.state = 0};
    (void)state;
    /* The first value of splitmix64 with seed 0, from its authors' reference code. */
    assert_true(env_random_bits(&random) == 0xE220A8397B1DCDAFu);
    assert_true(env_random_bits(&other) == 0xE220A8397B1DCDAFu);
    for (int i = 0; i < 1000; i++) {
        const int die = env_random_below(&random, 6);
        const double share = env_random_share(&random);
        assert_in_range(die, 0, 5);
        assert_true(share >= 0.0 && share < 1.0);
    }
    assert_int_equal(env_random_below(&random, 1), 0);
}

static void the_hash_is_sha256(void **state)
{
    struct hash hash;
    char out[HASH_TEXT];
    (void)state;
    hash_start(&hash);
    hash_bytes(&hash, "abc", 3);
    hash_end(&hash, out);
    /* FIPS 180-2, appendix B.1 */
    assert_string_equal(out, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void values_that_differ_hash_differently(void **state)
{
    char out[6][HASH_TEXT];
    struct hash hash[6];
    (void)state;
    for (int i = 0; i < 6; i++) hash_start(&hash[i]);
    hash_text(&hash[0], "ab");
    hash_text(&hash[0], "c");
    hash_text(&hash[1], "a");
    hash_text(&hash[1], "bc");
    hash_text(&hash[2], NULL);
    hash_text(&hash[3], "");
    hash_int(&hash[4], 1);
    hash_number(&hash[5], 1.0);
    for (int i = 0; i < 6; i++) hash_end(&hash[i], out[i]);
    for (int i = 0; i < 6; i++)
        for (int j = i + 1; j < 6; j++) assert_string_not_equal(out[i], out[j]);
}

static void zero_and_minus_zero_hash_alike(void **state)
{
    struct hash a, b;
    char out_a[HASH_TEXT], out_b[HASH_TEXT];
    (void)state;
    hash_start(&a);
    hash_start(&b);
    hash_number(&a, 0.0);
    hash_number(&b, -0.0);
    hash_end(&a, out_a);
    hash_end(&b, out_b);
    assert_string_equal(out_a, out_b);
}

static const struct CMUnitTest cases[] = {
    CASE(an_error_speaks_the_language_of_the_reader),
    CASE(a_reason_of_the_system_is_told_in_both_languages),
    CASE(an_error_is_one_line_and_ends_in_a_whole_letter),
    CASE(every_code_has_word_status_and_meaning),
    CASE(languages_are_parsed_and_taken_from_the_locale),
    CASE(memory_is_zeroed_and_grows),
    CASE(a_size_that_overflows_ends_the_program_with_a_sentence),
    CASE(tests_replace_the_time),
    CASE(the_same_seed_gives_the_same_numbers),
    CASE(the_hash_is_sha256),
    CASE(values_that_differ_hash_differently),
    CASE(zero_and_minus_zero_hash_alike),
};
TEST_MAIN(cases)
