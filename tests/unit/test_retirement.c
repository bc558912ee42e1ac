/* The fiscal year in which a person retires: boundary days, gaps in the birth, raised ages. */
#include "planner/retirement.h"
#include "tests/test.h"

static const struct age_rule sixty = {1, {0}, {60}};
/* 60 until fiscal year 2568, 61 from 2569, 62 from 2571. */
static const struct age_rule rising = {3, {0, 2569, 2571}, {60, 61, 62}};

struct born {
    struct date birth;
    int fy;
};

static void assert_retires(const struct born *born, size_t count, const struct age_rule *age)
{
    for (size_t i = 0; i < count; i++) {
        const int fy = retirement_fy(born[i].birth, age);
        char birth[16];
        if (fy != born[i].fy)
            fail_msg("born %s: %d is not %d", date_iso(birth, born[i].birth), fy, born[i].fy);
    }
}

/* Age 60 is complete on the day before the birthday: who is born on 1 October 1963 completes it on
   30 September 2023, the last day of fiscal year 2566; who is born on the 2nd, a day too late. */
static void the_first_of_october_belongs_to_the_year_before(void **state)
{
    (void)state;
    const struct born born[] = {
        {{1962, 9, 30}, 2565},  {{1962, 10, 1}, 2565}, {{1962, 10, 2}, 2566},
        {{1962, 12, 31}, 2566}, {{1963, 1, 1}, 2566},  {{1963, 9, 30}, 2566},
        {{1963, 10, 1}, 2566},  {{1963, 10, 2}, 2567}, {{1963, 11, 1}, 2567},
    };
    assert_retires(born, sizeof born / sizeof *born, &sixty);
}

/* 29 February 1964 + 60 years lies in fiscal year 2567 like the days around it. */
static void the_29th_of_february_is_a_day_like_others(void **state)
{
    (void)state;
    const struct born born[] = {
        {{1964, 2, 28}, 2567},
        {{1964, 2, 29}, 2567},
        {{1964, 3, 1}, 2567},
    };
    assert_retires(born, sizeof born / sizeof *born, &sixty);
}

/* 1963-00-00 counts as 1 January, 1963-05-00 as 1 May; 1963-10-00 as 1 October, the last day that
   belongs to 2566. */
static void an_unknown_day_or_month_counts_as_the_first(void **state)
{
    (void)state;
    const struct born born[] = {
        {{1963, 0, 0}, 2566},
        {{1963, 5, 0}, 2566},
        {{1963, 10, 0}, 2566},
        {{1963, 11, 0}, 2567},
    };
    assert_retires(born, sizeof born / sizeof *born, &sixty);
}

/* Completing 60 in 2568 still leads out. Those who complete 60 in 2569 need 61, complete in 2570;
   those of 2570 (61 in 2571) meet the step of 2571 and need 62, complete in 2572. So 2569 and
   2571 see nobody retire, and nobody who is gone comes back. */
static void a_raised_age_phases_in(void **state)
{
    (void)state;
    const struct born born[] = {
        {{1964, 3, 1}, 2567},  {{1965, 10, 1}, 2568}, {{1965, 10, 2}, 2570}, {{1966, 10, 1}, 2570},
        {{1966, 10, 2}, 2572}, {{1968, 1, 1}, 2573},  {{1990, 1, 1}, 2595},
    };
    assert_retires(born, sizeof born / sizeof *born, &rising);
}

/* 58 from 2569: who completes 58 in 2567 or 59 in 2568 waits for the rule and leaves in 2569. */
static void a_lowered_age_takes_effect_when_it_is_in_force(void **state)
{
    (void)state;
    const struct age_rule lowered = {2, {0, 2569}, {60, 58}};
    const struct born born[] = {
        {{1965, 5, 1}, 2568}, {{1966, 5, 1}, 2569}, {{1967, 5, 1}, 2569},
        {{1968, 5, 1}, 2569}, {{1969, 5, 1}, 2570},
    };
    assert_retires(born, sizeof born / sizeof *born, &lowered);
}

static void an_override_goes_before_the_rule(void **state)
{
    (void)state;
    struct teacher teacher = {.birth = {1963, 5, 1}, .retire_override_fy = 2569};
    assert_int_equal(teacher_retirement_fy(&teacher, &sixty), 2569);
    teacher.retire_override_fy = 0;
    assert_int_equal(teacher_retirement_fy(&teacher, &sixty), 2566);
}

static const struct CMUnitTest cases[] = {
    CASE(the_first_of_october_belongs_to_the_year_before),
    CASE(the_29th_of_february_is_a_day_like_others),
    CASE(an_unknown_day_or_month_counts_as_the_first),
    CASE(a_raised_age_phases_in),
    CASE(a_lowered_age_takes_effect_when_it_is_in_force),
    CASE(an_override_goes_before_the_rule),
};
TEST_MAIN(cases)
