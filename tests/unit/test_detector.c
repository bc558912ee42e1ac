/* Who is missing, who is too old for the grade, and points that add up. */
#include "equity/detector.h"

#include "base/env.h"
#include "tests/test.h"

#include <stdlib.h>

static struct roll_row pupil(int64_t student, const char *school, int grade)
{
    struct roll_row row = {.student = student, .grade = grade};
    snprintf(row.school, sizeof row.school, "%s", school);
    snprintf(row.district, sizeof row.district, "1001");
    return row;
}

static void on_the_roll_last_term_and_not_this_one(void **state)
{
    (void)state;
    /* 3 is missing; 2 changed school; 5 is new; 4 finished the last grade. */
    const struct roll_row before[] = {pupil(4, "S1", 9), pupil(2, "S1", 4), pupil(3, "S1", 5),
                                      pupil(1, "S1", 6)};
    const struct roll_row now[] = {pupil(5, "S1", 1), pupil(2, "S2", 5), pupil(1, "S1", 7)};
    struct roll_row *missing;
    assert_int_equal(detector_missing(before, 4, now, 3, 9, &missing), 1);
    assert_int_equal(missing[0].student, 3);
    assert_string_equal(missing[0].school, "S1");
    free(missing);
    /* Where nobody finishes, the pupil of grade 9 is missing, too. */
    assert_int_equal(detector_missing(before, 4, now, 3, 0, &missing), 2);
    assert_int_equal(missing[1].student, 4);
    free(missing);
}

static void an_empty_roll_is_all_missing_or_nobody(void **state)
{
    (void)state;
    const struct roll_row before[] = {pupil(1, "S1", 1), pupil(2, "S1", 1)};
    struct roll_row *missing;
    assert_int_equal(detector_missing(before, 2, NULL, 0, 9, &missing), 2);
    free(missing);
    assert_int_equal(detector_missing(NULL, 0, before, 2, 9, &missing), 0);
    free(missing);
}

static void who_stands_twice_is_missing_once(void **state)
{
    (void)state;
    const struct roll_row before[] = {pupil(8, "S2", 3), pupil(8, "S1", 3)};
    struct roll_row *missing;
    assert_int_equal(detector_missing(before, 2, NULL, 0, 9, &missing), 1);
    assert_string_equal(missing[0].school, "S2"); /* the last by school code */
    free(missing);
}

static void the_order_of_rolls_does_not_matter(void **state)
{
    (void)state;
    enum { PUPILS = 2000 };
    static struct roll_row before[PUPILS], now[PUPILS];
    struct env_random random = {11};
    struct roll_row *first = NULL;
    int found = 0, stay = 0;
    for (int i = 0; i < PUPILS; i++) {
        before[i] = pupil(1 + i * 7, "S1", 1 + i % 6);
        if (i % 3) now[stay++] = before[i];
    }
    for (int round = 0; round < 5; round++) {
        struct roll_row *missing;
        const int count = detector_missing(before, PUPILS, now, stay, 9, &missing);
        if (round == 0) {
            first = missing;
            found = count;
            assert_int_equal(count, PUPILS - stay);
        } else {
            assert_int_equal(count, found);
            for (int i = 0; i < count; i++) assert_int_equal(missing[i].student, first[i].student);
            free(missing);
        }
        for (int i = PUPILS - 1; i > 0; i--) {
            const int j = env_random_below(&random, i + 1);
            const struct roll_row other = before[i];
            before[i] = before[j];
            before[j] = other;
        }
    }
    free(first);
}

static void the_usual_age_of_primary_1_is_six(void **state)
{
    (void)state;
    /* School year 2569 begins in May 2026 CE. */
    static const struct {
        int year, month, day, grade, over;
    } at[] = {
        {2020, 5, 16, 1, 0}, /* six on the day */
        {2019, 5, 17, 1, 0}, /* seven on the next day */
        {2019, 5, 16, 1, 1}, /* seven on the day */
        {2019, 0, 0, 1, 1},  /* only the year is known */
        {2012, 1, 1, 6, 3},  /* 14 in the sixth grade, usual is 11 */
        {2022, 9, 1, 1, 0},  /* younger than usual */
        {2022, 5, 1, -1, 0}, /* kindergarten 2 at 4 */
    };
    for (size_t i = 0; i < sizeof at / sizeof *at; i++)
        assert_int_equal(
            detector_years_over_age(at[i].year, at[i].month, at[i].day, at[i].grade, 2569),
            at[i].over);
}

static void points_add_up_from_the_threshold_on(void **state)
{
    (void)state;
    struct risk_rules rules = {{{0}}, 8};
    int each[RISKS];
    rules.rule[RISK_ABSENT_UNEXCUSED] = (struct risk_rule){4, 3};
    rules.rule[RISK_ABSENT_ROW] = (struct risk_rule){3, 5};
    rules.rule[RISK_OVER_AGE] = (struct risk_rule){1, 2};
    int value[RISKS] = {[RISK_ABSENT_UNEXCUSED] = 3, [RISK_ABSENT_ROW] = 2, [RISK_LATE] = 50};
    assert_int_equal(risk_points(&rules, value, each), 0); /* late has no rule */
    value[RISK_ABSENT_UNEXCUSED] = 4;
    assert_int_equal(risk_points(&rules, value, each), 3);
    value[RISK_ABSENT_ROW] = 3;
    value[RISK_OVER_AGE] = 6;
    assert_int_equal(risk_points(&rules, value, each), 3 + 5 + 2);
    assert_int_equal(each[RISK_ABSENT_ROW], 5);
    assert_int_equal(each[RISK_LATE], 0);
    assert_int_equal(risk_points(&rules, value, NULL), 10);
}

static void more_risk_never_gives_fewer_points(void **state)
{
    (void)state;
    struct env_random random = {3};
    for (int round = 0; round < 500; round++) {
        struct risk_rules rules = {{{0}}, 0};
        int value[RISKS], sum = 0;
        for (int r = 0; r < RISKS; r++) {
            rules.rule[r] = (struct risk_rule){1 + env_random_below(&random, RISK_MOST),
                                               env_random_below(&random, RISK_MOST + 1)};
            value[r] = env_random_below(&random, 120);
            sum += rules.rule[r].points;
        }
        const int before = risk_points(&rules, value, NULL);
        value[env_random_below(&random, RISKS)] += 1 + env_random_below(&random, 20);
        assert_true(risk_points(&rules, value, NULL) >= before);
        assert_true(before <= sum);
    }
}

static const struct CMUnitTest cases[] = {
    CASE(on_the_roll_last_term_and_not_this_one), CASE(an_empty_roll_is_all_missing_or_nobody),
    CASE(who_stands_twice_is_missing_once),       CASE(the_order_of_rolls_does_not_matter),
    CASE(the_usual_age_of_primary_1_is_six),      CASE(points_add_up_from_the_threshold_on),
    CASE(more_risk_never_gives_fewer_points),
};
TEST_MAIN(cases)
