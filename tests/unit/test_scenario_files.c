/* The files of conf/: base.ini is the table of keys, and each scenario does what its name says. */
#include "tests/test.h"

#include "planner/scenario.h"

#include <dirent.h>
#include <stdlib.h>

static struct district districts[] = {{.code = "1001"}, {.code = "1002"}};
static struct major majors[] = {{.code = "math"}, {.code = "thai"}};
static struct channel channels[] = {
    {.code = "exam", .kind = CHANNEL_EXAM},
    {.code = "erawan", .kind = CHANNEL_PIPELINE, .lead_years = 5, .completion = 0.9},
    {.code = "cooperation", .kind = CHANNEL_PIPELINE, .lead_years = 4, .completion = 0.9},
    {.code = "local", .kind = CHANNEL_PIPELINE, .lead_years = 4, .completion = 0.8},
};
static const struct school_register reg = {.district = districts,
                                           .districts = 2,
                                           .major = majors,
                                           .majors = 2,
                                           .channel = channels,
                                           .channels = 4};

static const char folder[] = KRU_SOURCE "/conf/scenarios";

static void load(const char *path, struct params *params)
{
    struct err err = {0};
    struct settings *settings = settings_new();
    if (path) assert_ok(settings_add_file(settings, path, &err));
    assert_ok(settings_resolve(settings, &reg, params, &err));
    settings_free(settings);
}

/* What a scenario changes: its text without what the base plan's text has. */
static void assert_scenario(const char *name, const char *want)
{
    char path[512];
    struct params params = {0};
    snprintf(path, sizeof path, "%s/%s.ini", folder, name);
    load(path, &params);
    const char *changes = strstr(text_s(&params.text), "years = 10\n");
    assert_non_null(changes);
    assert_string_equal(changes + strlen("years = 10\n"), want);
    assert_non_null(strstr(params.name, " / ")); /* Thai, then English */
    assert_non_null(strstr(params.note, " / "));
    params_clear(&params);
}

static void base_ini_is_the_table_of_keys_byte_for_byte(void **state)
{
    (void)state;
    struct text want = {0}, got = {0};
    char block[4096];
    size_t count;
    settings_document(&want);
    FILE *file = fopen(KRU_SOURCE "/conf/base.ini", "r");
    assert_non_null(file);
    while ((count = fread(block, 1, sizeof block, file)) > 0) text_add_bytes(&got, block, count);
    fclose(file);
    if (strcmp(text_s(&want), text_s(&got)) != 0) {
        file = fopen(KRU_BUILD "/base.ini", "w");
        assert_non_null(file);
        fputs(text_s(&want), file);
        fclose(file);
        fail_msg("conf/base.ini is out of date; what it should be is in %s", KRU_BUILD "/base.ini");
    }
    text_clear(&want);
    text_clear(&got);
}

static void base_ini_changes_nothing(void **state)
{
    (void)state;
    struct params preset = {0}, base = {0};
    load(NULL, &preset);
    load(KRU_SOURCE "/conf/base.ini", &base);
    assert_string_equal(text_s(&base.text), text_s(&preset.text));
    assert_string_equal(base.hash, preset.hash);
    params_clear(&preset);
    params_clear(&base);
}

static void every_key_of_base_ini_says_meaning_and_range_in_two_languages(void **state)
{
    (void)state;
    char line[3][1024] = {{0}};
    int keys = 0;
    FILE *file = fopen(KRU_SOURCE "/conf/base.ini", "r");
    assert_non_null(file);
    bool explained = true; /* the keys of the second and third pipeline are not explained again */
    while (fgets(line[2], sizeof line[2], file)) {
        if (line[2][0] == '[')
            explained = !strstr(line[2], "cooperation") && !strstr(line[2], "local");
        if (strstr(line[2], " =") && line[2][0] != ';' && explained) {
            assert_non_null(strstr(line[0], "ใช้ได้: "));
            assert_non_null(strstr(line[1], "allowed: "));
            keys++;
        }
        memcpy(line[0], line[1], sizeof line[0]);
        memcpy(line[1], line[2], sizeof line[1]);
    }
    fclose(file);
    assert_true(keys >= 45);
}

static void each_scenario_sets_what_its_name_says(void **state)
{
    (void)state;
    assert_scenario("exam-cancelled-2568", "\n[exam]\nseats_total.2568 = 0\n");
    assert_scenario("seats-plus-50", "\n[exam]\nseats_total = 450\n"); /* 300 * 1.5 */
    assert_scenario("erawan-200", "\n[pipeline.erawan]\nplaces_total = 200\n");
    assert_scenario("list-1-year", "\n[exam]\nlist_years = 1\n");
    assert_scenario("list-2-years", ""); /* the preset */
    assert_scenario("list-3-years", "\n[exam]\nlist_years = 3\n");
    assert_scenario("retire-61-from-2569", "\n[retirement]\nage.2569 = 61\n");
    assert_scenario("enrolment-minus-3", "\n[enrolment]\ngrowth = -0.03\n");
    assert_scenario("equity-0", "\n[equity]\nalpha = 0\n");
    assert_scenario("equity-025", ""); /* the preset */
    assert_scenario("equity-050", "\n[equity]\nalpha = 0.5\n");
}

static void the_smaller_budget_is_a_tenth_below_the_other(void **state)
{
    (void)state;
    struct params whole = {0}, less = {0};
    load(KRU_SOURCE "/conf/scenarios/budget.ini", &whole);
    load(KRU_SOURCE "/conf/scenarios/budget-minus-10.ini", &less);
    for (int t = 0; t < whole.years; t++) {
        assert_true(whole.budget_thb[t] > 0 && isfinite(whole.budget_thb[t]));
        assert_close(less.budget_thb[t], whole.budget_thb[t] * 0.9, 0.5);
    }
    assert_non_null(strstr(text_s(&whole.text), "total_thb.source = "));
    /* The smaller number is not what the source of the other speaks of. */
    assert_null(strstr(text_s(&less.text), ".source"));
    params_clear(&whole);
    params_clear(&less);
}

static void every_file_of_the_folder_loads_on_base_ini(void **state)
{
    (void)state;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    int files = 0;
    for (const struct dirent *entry; (entry = readdir(dir));) {
        if (!strstr(entry->d_name, ".ini")) continue;
        char path[512];
        struct params params = {0};
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        load(path, &params);
        params_clear(&params);
        files++;
    }
    closedir(dir);
    assert_int_equal(files, 13); /* the eleven and two budgets above */
}

static const struct CMUnitTest cases[] = {
    CASE(base_ini_is_the_table_of_keys_byte_for_byte),
    CASE(base_ini_changes_nothing),
    CASE(every_key_of_base_ini_says_meaning_and_range_in_two_languages),
    CASE(each_scenario_sets_what_its_name_says),
    CASE(the_smaller_budget_is_a_tenth_below_the_other),
    CASE(every_file_of_the_folder_loads_on_base_ini),
};
TEST_MAIN(cases)
