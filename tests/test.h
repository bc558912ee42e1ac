/* What every test file includes: cmocka with what it needs before it, and one main for all. */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include "base/err.h"
#include "base/lang.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* In the table of a file's cases, each on a line of its own: CTest reads these lines. */
#define CASE(name)                                                                                 \
    {                                                                                              \
#name, name, NULL, NULL, NULL                                                              \
    }
#define CASE_WITH(name, setup, teardown)                                                           \
    {                                                                                              \
#name, name, setup, teardown, NULL                                                         \
    }

/* An error by its code and its whole text. */
#define assert_error(err, want_code, want_text)                                                    \
    do {                                                                                           \
        assert_string_equal((err).text, want_text);                                                \
        assert_int_equal((err).code, want_code);                                                   \
    } while (0)

/* ERR_OK, or fail with the text of the error. */
#define assert_ok(call)                                                                            \
    do {                                                                                           \
        if ((call) != ERR_OK) fail_msg("%s", err.text);                                            \
    } while (0)

#define assert_close(got, want, tolerance)                                                         \
    do {                                                                                           \
        const double got_ = (got), want_ = (want);                                                 \
        if (!(fabs(got_ - want_) <= (tolerance))) fail_msg("%.17g is not %.17g", got_, want_);     \
    } while (0)

/* Runs the case named on the command line, or all of them. Messages are English unless a case
   asks for Thai. */
static inline int test_run(int argc, char **argv, const struct CMUnitTest *cases, size_t count)
{
    lang_set(LANG_EN);
    if (argc < 2) return _cmocka_run_group_tests(argv[0], cases, count, NULL, NULL);
    for (size_t i = 0; i < count; i++)
        if (strcmp(cases[i].name, argv[1]) == 0)
            return _cmocka_run_group_tests(argv[1], &cases[i], 1, NULL, NULL);
    fprintf(stderr, "no case '%s' in '%s'\n", argv[1], argv[0]);
    return 2;
}

#define TEST_MAIN(cases)                                                                           \
    int main(int argc, char **argv)                                                                \
    {                                                                                              \
        return test_run(argc, argv, cases, sizeof cases / sizeof *(cases));                        \
    }

#endif
