/* Percentiles and regret, worked by hand. */
#include "tests/test.h"

#include "planner/ensemble.h"

static struct sample sample_of(const double *value, int count)
{
    struct sample sample = {0};
    for (int i = 0; i < count; i++) sample_add(&sample, value[i]);
    sample_close(&sample);
    return sample;
}

/* Ten values: rank ceil(0.1 * 10) = 1, ceil(5) = 5, ceil(9) = 9; at 0.85 rank 9, at 0.91 rank 10.
 */
static void percentiles_are_values_of_the_sample(void **state)
{
    static const double value[] = {7, 1, 10, 4, 2, 9, 5, 3, 8, 6};
    struct sample sample = sample_of(value, 10);
    (void)state;
    assert_close(sample_quantile(&sample, 0.1), 1.0, 0.0);
    assert_close(sample_quantile(&sample, 0.5), 5.0, 0.0);
    assert_close(sample_quantile(&sample, 0.85), 9.0, 0.0);
    assert_close(sample_quantile(&sample, 0.9), 9.0, 0.0);
    assert_close(sample_quantile(&sample, 0.91), 10.0, 0.0);
    assert_close(sample_quantile(&sample, 0.0), 1.0, 0.0);
    assert_close(sample_quantile(&sample, 1.0), 10.0, 0.0);
    sample_clear(&sample);
}

/* 1, 2, 6: mean 3, squares 4 + 1 + 9 = 14, 14 / 2 / 3 = 7/3. */
static void the_error_of_the_mean_is_the_deviation_by_the_root(void **state)
{
    static const double value[] = {6, 1, 2};
    struct sample sample = sample_of(value, 3), none = {0}, one = sample_of(value, 1);
    (void)state;
    assert_close(sample_mean(&sample), 3.0, 1e-15);
    assert_close(sample_error(&sample), sqrt(7.0 / 3.0), 1e-15);
    assert_true(isnan(sample_mean(&none)));
    assert_true(isnan(sample_quantile(&none, 0.5)));
    assert_true(isnan(sample_error(&one)));
    sample_clear(&sample);
    sample_clear(&one);
}

/*
 * B binomial(10, 1/2), in 1024ths: 1 10 45 120 210 252 ...; 2.5 % are 25.6. P(B < 2) = 11, P(B < 3)
 * = 56: low is rank 2. P(B >= 9) = 11, P(B >= 8) = 56: high is rank 9. Three values say nothing
 * about a half: P(B < 1) = 1/8.
 */
static void the_range_of_a_percentile_comes_from_the_binomial(void **state)
{
    static const double value[] = {7, 1, 10, 4, 2, 9, 5, 3, 8, 6};
    struct sample sample = sample_of(value, 10), few = sample_of(value, 3);
    double low, high;
    (void)state;
    sample_quantile_range(&sample, 0.5, &low, &high);
    assert_close(low, 2.0, 0.0);
    assert_close(high, 9.0, 0.0);
    sample_quantile_range(&few, 0.5, &low, &high);
    assert_true(isinf(low) && low < 0.0);
    assert_true(isinf(high) && high > 0.0);
    sample_clear(&sample);
    sample_clear(&few);
}

/* The published 95 % ranks for the 90th percentile of 1,000: 881 and 919 (normal approximation
   900 -+ 1.96 * sqrt(90) = 881.4 and 918.6). */
static void a_thousand_futures_leave_nineteen_ranks_on_each_side(void **state)
{
    struct sample sample = {0};
    double low, high;
    (void)state;
    for (int i = 1; i <= 1000; i++) sample_add(&sample, i);
    sample_close(&sample);
    sample_quantile_range(&sample, 0.9, &low, &high);
    assert_close(low, 881.0, 1.0);
    assert_close(high, 919.0, 1.0);
    sample_clear(&sample);
}

enum { WORLDS = 3 };

/*
 * Objectives of three scenarios with their own first year 10 20 30; with that of decision 0
 * 10 26 33, of decision 1 14 20 32, of decision 2 11 (not possible) 30.
 *   regrets 0: 0 6 3, worst 6 mean 3;  1: 4 0 2, worst 4 mean 2;  2: 1 - 0
 */
static void make_sweep(struct stored_sweep *sweep, struct sweep_outcome *outcome)
{
    static const double objective[4][WORLDS] = {
        {10, 20, 30}, {10, 26, 33}, {14, 20, 32}, {11, 0, 30}};
    static struct sweep_year year[4][WORLDS];
    for (int row = 0; row < 4; row++)
        for (int n = 0; n < WORLDS; n++) {
            year[row][n] = (struct sweep_year){.shortage = row == 1 ? 5 : 4, .cost_thb = 100 * row};
            outcome[row * WORLDS + n] = (struct sweep_outcome){.number = n,
                                                               .decision = row - 1,
                                                               .objective = objective[row][n],
                                                               .years = 1,
                                                               .year = &year[row][n]};
        }
    outcome[3 * WORLDS + 1].state = ERR_INFEASIBLE;
    *sweep = (struct stored_sweep){.kind = SWEEP_SCENARIOS,
                                   .scenarios = WORLDS,
                                   .decisions = WORLDS,
                                   .outcome = outcome,
                                   .outcomes = 4 * WORLDS};
}

static void regret_is_what_a_decision_costs_above_the_best(void **state)
{
    struct sweep_outcome outcome[4 * WORLDS];
    struct stored_sweep sweep;
    struct regret regret[WORLDS];
    (void)state;
    make_sweep(&sweep, outcome);
    for (int c = 0; c < WORLDS; c++) regret_of(&sweep, c, &regret[c]);
    assert_close(regret[0].worst, 6.0, 0.0);
    assert_int_equal(regret[0].worst_number, 1);
    assert_close(regret[0].mean, 3.0, 1e-15);
    assert_close(regret[0].more_short, 1.0, 1e-15);
    assert_close(regret[0].more_thb, 100.0, 1e-12);
    assert_close(regret[1].worst, 4.0, 0.0);
    assert_close(regret[1].mean, 2.0, 1e-15);
    assert_int_equal(regret[2].possible, 2);
    assert_int_equal(regret[2].impossible, 1);
}

/* Decision 2 has the least regret, but cannot be kept everywhere. */
static void a_decision_that_cannot_be_kept_everywhere_is_chosen_last(void **state)
{
    struct sweep_outcome outcome[4 * WORLDS];
    struct stored_sweep sweep;
    struct regret regret[WORLDS];
    (void)state;
    make_sweep(&sweep, outcome);
    for (int c = 0; c < WORLDS; c++) regret_of(&sweep, c, &regret[c]);
    assert_int_equal(regret_least_worst(regret, WORLDS), 1);
    assert_int_equal(regret_least_mean(regret, WORLDS), 1);
    assert_int_equal(regret_least_worst(regret, 0), -1);
}

static const struct CMUnitTest cases[] = {
    CASE(percentiles_are_values_of_the_sample),
    CASE(the_error_of_the_mean_is_the_deviation_by_the_root),
    CASE(the_range_of_a_percentile_comes_from_the_binomial),
    CASE(a_thousand_futures_leave_nineteen_ranks_on_each_side),
    CASE(regret_is_what_a_decision_costs_above_the_best),
    CASE(a_decision_that_cannot_be_kept_everywhere_is_chosen_last),
};
TEST_MAIN(cases)
