/* Conditions of grants at their boundaries, and the settings of cases and grants with every mistake
   named. */
#include "equity/settings_cases.h"

#include "tests/test.h"

#include <stdlib.h>
#include <unistd.h>

static void attendance_is_exact_at_the_boundary(void **state)
{
    (void)state;
    /* Against the definition: the least number of days present that reaches the minimum is
       ceil(min x days / 100). */
    static const int minima[] = {80, 85};
    for (int days = 1; days <= 200; days++)
        for (size_t m = 0; m < 2; m++) {
            const int least = (minima[m] * days + 99) / 100;
            assert_true(grant_attendance_met(least, days, minima[m]));
            assert_false(grant_attendance_met(least - 1, days, minima[m]));
        }
    assert_true(grant_attendance_met(85, 100, 85));
    assert_false(grant_attendance_met(84, 99, 85)); /* 84.848 percent, which rounds to 85 */
    assert_true(grant_attendance_met(0, 100, 0));
    assert_false(grant_attendance_met(199, 200, 100));
}

static void growth_that_cannot_be_is_told_apart(void **state)
{
    (void)state;
    const struct growth_record before = {25000, 1200}, none = {0, 0};
    static const struct {
        struct growth_record now;
        enum growth want;
    } after[] = {
        {{26000, 1230}, GROWTH_PLAUSIBLE},
        {{25000, 1180}, GROWTH_PLAUSIBLE},   /* 2 cm less is measuring */
        {{25000, 1179}, GROWTH_HEIGHT_FELL}, /* more is not */
        {{25, 1200}, GROWTH_WEIGHT_RANGE},   /* kg typed for g */
        {{2500000, 1200}, GROWTH_WEIGHT_RANGE},
        {{25000, 120}, GROWTH_HEIGHT_RANGE}, /* cm typed for mm */
        {{50000, 1200}, GROWTH_WEIGHT_JUMP}, /* twice */
        {{49999, 1200}, GROWTH_PLAUSIBLE},
        {{12500, 1200}, GROWTH_WEIGHT_JUMP}, /* half */
        {{12501, 1200}, GROWTH_PLAUSIBLE},
    };
    for (size_t i = 0; i < sizeof after / sizeof *after; i++)
        assert_int_equal(growth_check(before, after[i].now), after[i].want);
    assert_int_equal(growth_check(none, (struct growth_record){5000, 500}), GROWTH_PLAUSIBLE);
    assert_int_equal(growth_check(none, (struct growth_record){4999, 500}), GROWTH_WEIGHT_RANGE);
    assert_int_equal(growth_check(none, (struct growth_record){5000, 2301}), GROWTH_HEIGHT_RANGE);
}

/* ---- settings ---------------------------------------------------------------------------- */

static void the_files_of_conf_are_read(void **state)
{
    (void)state;
    struct cases_settings settings = cases_settings_preset();
    struct err err;
    assert_ok(cases_settings_read(KRU_SOURCE "/conf/equity/cases.ini", &settings, &err));
    assert_ok(cases_settings_read(KRU_SOURCE "/conf/equity/grants.ini", &settings, &err));
    /* What the files say of limits and the sample is what holds without them. */
    const struct cases_settings preset = cases_settings_preset();
    for (int l = 0; l < LIMITS; l++)
        assert_int_equal(settings.limits.hours[l], preset.limits.hours[l]);
    assert_int_equal(settings.sample.delta, preset.sample.delta);
    assert_int_equal(settings.sample.percent, preset.sample.percent);
    assert_int_equal(settings.risks.rule[RISK_ABSENT_UNEXCUSED].threshold, 4);
    assert_int_equal(settings.risks.rule[RISK_ABSENT_UNEXCUSED].points, 3);
    assert_int_equal(settings.risks.rule[RISK_LATE].points, 0);
    assert_int_equal(settings.risks.open_at, 8);
    /* 2563: three levels of two bands; 2566: two levels, because the split of 4,000 is not known;
       2568: no amounts. Each sums to 3,000. */
    assert_int_equal(settings.grants, 3 * 2 + 2 * 2);
    for (int g = 0; g < settings.grants; g++) {
        const struct grant_rule *rule = &settings.grant[g];
        assert_int_equal(rule->amount_baht, 3000);
        assert_int_equal(rule->term_baht[0], 2000);
        assert_int_equal(rule->term_baht[1], 1000);
        assert_int_equal(rule->attendance_min, rule->year == 2563 ? 80 : 85);
        assert_int_equal(rule->years, 3);
        assert_true(strlen(rule->source) > 10);
    }
    cases_settings_clear(&settings);
}

static const char *file_of(const char *text)
{
    static char path[200];
    snprintf(path, sizeof path, "%s/grants-%ld.ini", KRU_BUILD, (long)getpid());
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    return path;
}

static void a_band_beats_its_level_and_a_year_is_replaced_whole(void **state)
{
    (void)state;
    struct cases_settings settings = cases_settings_preset();
    struct err err;
    const char *path = file_of("[grant.2570]\nPRIMARY = 2000+1000\nprimary.extreme=4000 + 3200\n"
                               "attendance_min=85\nyears=3\nsource=council\n"
                               "[grant.2571]\nprimary=1+2\nattendance_min=85\nyears=1\nsource=x\n");
    assert_ok(cases_settings_read(path, &settings, &err));
    assert_int_equal(settings.grants, 4);
    assert_int_equal(settings.grant[0].amount_baht, 3000);
    assert_int_equal(settings.grant[1].band, GRANT_BAND_EXTREME);
    assert_int_equal(settings.grant[1].amount_baht, 7200);
    path = file_of("[grant.2570]\nkindergarten=2500+1500\nattendance_min=80\nyears=2\nsource=y\n");
    assert_ok(cases_settings_read(path, &settings, &err));
    assert_int_equal(settings.grants, 4); /* 2570: two bands of one level now; 2571 stays */
    assert_int_equal(settings.grant[0].amount_baht, 4000);
    assert_int_equal(settings.grant[0].level, GRANT_LEVEL_KINDERGARTEN);
    assert_int_equal(settings.grant[2].year, 2571);
    cases_settings_clear(&settings);
    unlink(path);
}

static void every_mistake_is_named_and_changes_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *text, *part;
    } wrong[] = {
        {"[limits]\ntriage = 1x\n", "'limits.triage'"},
        {"[limits]\ntriage = 87601\n", "0 .. 87600"},
        {"[limits]\nhurry = 5\n", "hurry"},
        {"[verification]\npercent = 101\n", "0 .. 100"},
        {"[risk]\nlate = 4\n", "threshold:points of 1 .. 99 each, such as 4:3"},
        {"[risk]\nlate = 0:3\n", "threshold:points"},
        {"[risk]\nlate = 4:100\n", "threshold:points"},
        {"[risk]\nsad = 4:3\n", "sad"},
        {"[grant.2026]\nattendance_min=85\nyears=3\nsource=x\n",
         "must be a Buddhist school year 2500 .. 2699"},
        {"[grant.2570]\nyears=3\nsource=x\n", "attendance_min"},
        {"[grant.2570]\nattendance_min=85\nyears=3\n", "source"},
        {"[grant.2570]\nprimary=3000\nattendance_min=85\nyears=3\nsource=x\n",
         "baht of term 1 + baht of term 2, such as 2000 + 1000"},
        {"[grant.2570]\nprimary=-1 + 1000\nattendance_min=85\nyears=3\nsource=x\n",
         "baht of term 1 + baht of term 2"},
        {"[grant.2570]\nuniversity=1+1\nattendance_min=85\nyears=3\nsource=x\n", "university"},
        {"[nothing]\n", "nothing"},
    };
    struct cases_settings settings = cases_settings_preset();
    const struct cases_settings was = settings;
    const char *path = "";
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct err err = {0};
        path = file_of(wrong[i].text);
        assert_int_equal(cases_settings_read(path, &settings, &err), ERR_CONFIG);
        if (!strstr(err.text, wrong[i].part)) fail_msg("%s", err.text);
        assert_non_null(strstr(err.text, path));
        assert_memory_equal(&settings, &was, sizeof was);
    }
    unlink(path);
    struct err err;
    assert_int_equal(cases_settings_read(KRU_BUILD "/no-such.ini", &settings, &err), ERR_NOT_FOUND);
}

static const struct CMUnitTest cases[] = {
    CASE(attendance_is_exact_at_the_boundary),
    CASE(growth_that_cannot_be_is_told_apart),
    CASE(the_files_of_conf_are_read),
    CASE(a_band_beats_its_level_and_a_year_is_replaced_whole),
    CASE(every_mistake_is_named_and_changes_nothing),
};
TEST_MAIN(cases)
