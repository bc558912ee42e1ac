/*
 * Equity weights on the bundled data, as typed: alpha moves shortage from the poorest fifth of
 * schools to the richest, step by step; at 0 the plan is that of data without an index.
 */
#include "tests/cli/run.h"

enum { FIFTHS = 5 };

/* Shortage of each fifth of schools over all years, poorest first; the sum is returned. */
static int shortages(const char *db, const char *plan, int shortage[FIFTHS])
{
    struct run run = {0};
    kru(&run, "show", db, plan, "--format", "json", "--detail");
    assert_quiet(&run);
    cJSON *json = run_json(run.out);
    const cJSON *fifths = cJSON_GetObjectItem(json, "fifths");
    int sum = 0;
    assert_int_equal(cJSON_GetArraySize(fifths), FIFTHS);
    for (int f = 0; f < FIFTHS; f++) {
        const cJSON *row = cJSON_GetArrayItem(fifths, f);
        shortage[f] = cJSON_GetObjectItem(row, "shortage")->valueint;
        sum += shortage[f];
    }
    cJSON_Delete(json);
    run_clear(&run);
    return sum;
}

static void make(const char *db, const char *name, const char *alpha)
{
    struct run run = {0};
    kru(&run, "plan", db, "--name", name, "--set", alpha, "--set", "horizon.years=2");
    assert_quiet(&run);
    run_clear(&run);
}

static void alpha_moves_shortage_from_the_poorest_fifth_to_the_richest(void **state)
{
    static const char *const alpha[] = {"equity.alpha=0", "equity.alpha=0.25", "equity.alpha=0.5"};
    const char *db = run_path("city.db");
    int shortage[3][FIFTHS], sum[3];
    struct run run = {0};
    (void)state;
    kru(&run, "init", db);
    assert_quiet(&run);
    run_clear(&run);
    for (int i = 0; i < 3; i++) {
        make(db, alpha[i] + 7, alpha[i]);
        sum[i] = shortages(db, alpha[i] + 7, shortage[i]);
    }
    for (int i = 1; i < 3; i++) {
        assert_true(shortage[i][0] < shortage[i - 1][0]);
        assert_true(shortage[i][FIFTHS - 1] > shortage[i - 1][FIFTHS - 1]);
        /* The price of equity: hardly anybody is left out in all because others come first. */
        assert_true(sum[i] >= sum[0] && sum[i] * 100 <= sum[0] * 101);
    }
    assert_true(shortage[2][0] < shortage[2][FIFTHS - 1]);
}

/* The rows of a plan, without its name, number and seconds. */
static char *rows_of(const char *db, const char *plan)
{
    struct run run = {0};
    kru(&run, "show", db, plan, "--format", "json", "--detail");
    assert_quiet(&run);
    cJSON *json = run_json(run.out);
    cJSON_DeleteItemFromObject(json, "plan");
    cJSON_DeleteItemFromObject(json, "fifths"); /* without an index schools have another order */
    char *text = cJSON_PrintUnformatted(json);
    cJSON_Delete(json);
    run_clear(&run);
    return text;
}

static void alpha_0_is_the_plan_of_data_without_an_index_to_the_row(void **state)
{
    const char *with = run_path("with.db"), *folder = run_path("data.csv");
    const char *without = run_path("without.db");
    struct run run = {0};
    (void)state;
    kru(&run, "init", with);
    kru(&run, "data", with, "--to", folder);
    assert_quiet(&run);
    assert_int_equal(unlink(run_path("data.csv/equity_index.csv")), 0);
    kru(&run, "init", without, "--from", folder);
    assert_quiet(&run);
    run_clear(&run);
    make(with, "p", "equity.alpha=0");
    make(without, "p", "equity.alpha=0.5");
    char *a = rows_of(with, "p"), *b = rows_of(without, "p");
    assert_true(strlen(a) > 100000);
    assert_true(strcmp(a, b) == 0);
    free(a);
    free(b);
}

static const struct CMUnitTest cases[] = {
    CASE_WITH(alpha_moves_shortage_from_the_poorest_fifth_to_the_richest, run_setup, run_teardown),
    CASE_WITH(alpha_0_is_the_plan_of_data_without_an_index_to_the_row, run_setup, run_teardown),
};
TEST_MAIN(cases)
