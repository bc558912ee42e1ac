/* What two scenarios differ in. */
#include "tests/test.h"

#include "planner/change.h"
#include "planner/scenario.h"

#include <string.h>

static const char *const horizon = "[horizon]\nfirst_fy = 2567\nyears = 5\n";

static struct changes changes_of(const char *from, const char *to)
{
    struct text first = {0}, second = {0};
    struct changes changes;
    text_add(&first, "%s%s", horizon, from);
    text_add(&second, "%s%s", horizon, to);
    changes_find(text_s(&first), text_s(&second), &changes);
    text_clear(&first);
    text_clear(&second);
    return changes;
}

static void assert_groups(struct changes *changes, const char *const *key, int count)
{
    assert_int_equal(changes->count, count);
    for (int g = 0; g < count; g++) assert_string_equal(changes->key[g], key[g]);
}

static void a_key_is_one_group_with_its_years_and_majors(void **state)
{
    static const char *const keys[] = {"exam.seats", "exam.seats_total",
                                       "pipeline.erawan.places_total"};
    struct changes changes =
        changes_of("[exam]\nseats_total = 200\nseats.2568.math = 4\n",
                   "[pipeline.erawan]\nplaces_total = 9\nplaces_total.2569 = 0\n"
                   "[exam]\nseats_total = 300\n");
    (void)state;
    assert_groups(&changes, keys, 3);
    changes_clear(&changes);
}

static void names_sources_and_limits_of_the_solver_are_no_causes(void **state)
{
    struct changes changes =
        changes_of("[scenario]\nname = a\n[solve]\nthreads = 1\n[exam]\nseats_total.source = x\n",
                   "[scenario]\nname = b\nnote = c\n");
    (void)state;
    assert_int_equal(changes.count, 0);
    changes_clear(&changes);
}

static void the_order_of_settings_changes_nothing(void **state)
{
    static const char *const keys[] = {"budget.total_thb", "equity.alpha"};
    struct changes changes = changes_of("", "[equity]\nalpha = 1\n[budget]\ntotal_thb = 5\n");
    struct changes other = changes_of("", "[budget]\ntotal_thb = 5\n[equity]\nalpha = 1\n");
    (void)state;
    assert_groups(&changes, keys, 2);
    assert_groups(&other, keys, 2);
    changes_clear(&changes);
    changes_clear(&other);
}

static void keys_that_mean_something_together_are_one_group(void **state)
{
    static const char *const keys[] = {
        "budget.hard_minimum_thb + budget.total_thb",
        "exam.seats_total",
        "shortage.tier_prices + shortage.tier_shares",
    };
    struct changes changes =
        changes_of("[budget]\ntotal_thb = 9\n[shortage]\ntier_shares = 1\ntier_prices = 10\n",
                   "[budget]\nhard_minimum_thb = 4\n[exam]\nseats_total = 1\n");
    (void)state;
    assert_groups(&changes, keys, 3);
    changes_clear(&changes);
}

/* 2571 exists on one side only: what is said of years goes with the horizon. */
static void years_go_with_the_horizon(void **state)
{
    static const char *const keys[] = {"equity.alpha", "exam.seats_total + horizon.years"};
    struct changes changes;
    (void)state;
    changes_find("[horizon]\nfirst_fy = 2567\nyears = 5\n[exam]\nseats_total.2571 = 0\n",
                 "[horizon]\nfirst_fy = 2567\nyears = 3\n[equity]\nalpha = 1\n", &changes);
    assert_groups(&changes, keys, 2);
    changes_clear(&changes);
}

static void count_line(void *context, const char *key, const char *value)
{
    struct text *seen = context;
    text_add(seen, "%s=%s;", key, value);
}

static void a_mixture_has_each_group_from_one_side(void **state)
{
    struct changes changes =
        changes_of("[exam]\nseats_total = 200\ncost_thb = 7\n",
                   "[exam]\ncost_thb = 7\n[pipeline.erawan]\nplaces.math = 3\n");
    struct text ini = {0}, seen = {0};
    (void)state;
    assert_int_equal(changes.count, 2); /* exam.seats_total, pipeline.erawan.places */
    changes_mix(&changes, 2, &ini);
    settings_text_each(text_s(&ini), count_line, &seen);
    assert_string_equal(text_s(&seen), "horizon.first_fy=2567;horizon.years=5;exam.seats_total=200;"
                                       "exam.cost_thb=7;pipeline.erawan.places.math=3;");
    text_clear(&ini);
    text_clear(&seen);
    changes_join(&changes);
    assert_int_equal(changes.count, 1);
    assert_string_equal(changes.key[0], "exam.seats_total + pipeline.erawan.places");
    changes_mix(&changes, 1, &ini);
    settings_text_each(text_s(&ini), count_line, &seen);
    assert_string_equal(text_s(&seen), "horizon.first_fy=2567;horizon.years=5;exam.cost_thb=7;"
                                       "pipeline.erawan.places.math=3;");
    text_clear(&ini);
    text_clear(&seen);
    changes_clear(&changes);
}

static const struct CMUnitTest cases[] = {
    CASE(a_key_is_one_group_with_its_years_and_majors),
    CASE(names_sources_and_limits_of_the_solver_are_no_causes),
    CASE(the_order_of_settings_changes_nothing),
    CASE(keys_that_mean_something_together_are_one_group),
    CASE(years_go_with_the_horizon),
    CASE(a_mixture_has_each_group_from_one_side),
};
TEST_MAIN(cases)
