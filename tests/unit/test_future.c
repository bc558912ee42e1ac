/* Sampled futures: the sampler against exact probabilities, and futures against what they must be
   on average. Random tests have fixed seeds; their tolerances are stated in standard errors. */
#include "tests/world.h"

#include "planner/future.h"

enum { DRAWS = 200000, FUTURES = 600 };

/* C(n,k) p^k (1-p)^(n-k) by logarithms: another way than the sampler's recursion. */
static double exact(int n, int k, double p)
{
    return exp(lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0) + k * log(p) +
               (n - k) * log(1.0 - p));
}

/* Pearson's statistic over the values expected at least 20 times; its mean is their number, its
   standard deviation sqrt(2 * number). */
static void assert_binomial(int n, double p, uint64_t seed)
{
    static int count[2000];
    struct env_random random = {seed};
    double chi = 0.0;
    int cells = 0;
    memset(count, 0, sizeof count);
    for (int i = 0; i < DRAWS; i++) {
        const int k = future_binomial(&random, n, p);
        assert_in_range(k, 0, n);
        count[k]++;
    }
    for (int k = 0; k <= n; k++) {
        const double wanted = DRAWS * exact(n, k, p);
        if (wanted < 20.0) continue;
        chi += (count[k] - wanted) * (count[k] - wanted) / wanted;
        cells++;
    }
    assert_true(cells >= 1);
    if (chi > cells + 5.0 * sqrt(2.0 * cells))
        fail_msg("n %d p %g: chi %g of %d", n, p, chi, cells);
}

/* Below and above a half, and more trials than one block takes. */
static void the_binomial_sampler_has_the_exact_probabilities(void **state)
{
    static const struct {
        int n;
        double p;
    } cases[] = {{1, 0.3}, {4, 0.5}, {20, 0.02}, {30, 0.9}, {600, 0.02}, {1500, 0.4}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_binomial(cases[i].n, cases[i].p, 11 + i);
}

static void nobody_and_everybody_need_no_chance(void **state)
{
    struct env_random random = {1};
    (void)state;
    assert_int_equal(future_binomial(&random, 0, 0.5), 0);
    assert_int_equal(future_binomial(&random, 7, 0.0), 0);
    assert_int_equal(future_binomial(&random, 7, 1.0), 7);
    assert_int_equal(future_binomial(&random, 7, NAN), 0);
    assert_int_equal(random.state, 1);
}

/* Mean 0, variance 1/6; the standard errors are below 0.001 and 0.0005. */
static void deviations_are_triangular(void **state)
{
    struct env_random random = {5};
    double sum = 0.0, squares = 0.0;
    (void)state;
    for (int i = 0; i < DRAWS; i++) {
        const double x = future_triangle(&random);
        assert_true(x >= -1.0 && x < 1.0);
        sum += x;
        squares += x * x;
    }
    assert_close(sum / DRAWS, 0.0, 0.005);
    assert_close(squares / DRAWS, 1.0 / 6.0, 0.003);
}

static void streams_depend_on_seed_number_and_part(void **state)
{
    uint64_t seen[24];
    int count = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 2; seed++)
        for (int number = 1; number <= 3; number++)
            for (int part = FUTURE_LOSSES; part <= FUTURE_PUPILS; part++) {
                struct env_random a = future_stream(seed, number, (enum future_part)part);
                struct env_random b = future_stream(seed, number, (enum future_part)part);
                seen[count] = env_random_bits(&a);
                assert_true(seen[count] == env_random_bits(&b));
                for (int i = 0; i < count; i++) assert_true(seen[i] != seen[count]);
                count++;
            }
}

/* 60 teachers of 28 years in oak and 40 of 52 in elm, none of whom retires within three years. */
static struct world *two_ages(void)
{
    struct world *w = world_new();
    const int math = world_major(w, "math");
    const int oak = world_school(w, "oak"), elm = world_school(w, "elm");
    world_teachers(w, oak, math, 60, 0);
    world_teachers(w, elm, math, 40, 2574);
    world_need(w, oak, math, 60);
    world_need(w, elm, math, 40);
    world_set(w, "horizon.years=3");
    world_set(w, "loss.rate=0.05");
    return w;
}

/*
 * 100 posts at 5 % lose 5 a year on average, whatever the weights of the ages. A year's number has
 * the standard deviation sqrt(100 * 0.05 * 0.95 + (5 * 0.2)^2 / 6) = 2.2, its mean over 600 futures
 * an error of 0.09. Of the first year's losses 60 * 1.5 / (60 * 1.5 + 40) = 0.692 are of the young:
 * 3.46 +- 0.08.
 */
static void sampled_losses_are_on_average_those_of_a_plan(void **state)
{
    struct world *w = two_ages();
    double lost[3] = {0.0}, young = 0.0;
    struct err err;
    (void)state;
    world_make(w);
    for (int number = 1; number <= FUTURES; number++) {
        struct future future;
        assert_ok(future_make(&w->reg, &w->params, 3, number, &future, &err));
        for (int t = 0; t < 3; t++)
            lost[t] += future.staffing.loss[t] + future.staffing.loss[3 + t];
        young += future.staffing.loss[0];
        future_clear(&future);
    }
    for (int t = 0; t < 3; t++) assert_close(lost[t] / FUTURES, 5.0, 0.4);
    assert_close(young / FUTURES, 3.46, 0.35);
    int planned = 0;
    for (int i = 0; i < 6; i++) planned += w->staffing.loss[i];
    assert_int_equal(planned, 15);
    world_free(w);
}

/* Weights that are all equal but for one of 0: only the young of oak leave. */
static void an_age_without_weight_is_not_lost(void **state)
{
    struct world *w = two_ages();
    struct err err;
    (void)state;
    world_set(w, "future.loss_senior=0");
    world_make(w);
    for (int number = 1; number <= 50; number++) {
        struct future future;
        assert_ok(future_make(&w->reg, &w->params, 3, number, &future, &err));
        for (int t = 0; t < 3; t++) assert_int_equal(future.staffing.loss[3 + t], 0);
        future_clear(&future);
    }
    world_free(w);
}

static bool same_ints(const int *a, const int *b, int count)
{
    return memcmp(a, b, (size_t)count * sizeof *a) == 0;
}

static void a_future_is_the_same_in_any_order(void **state)
{
    struct world *w = two_ages();
    struct future first, again, other;
    struct err err;
    (void)state;
    world_make(w);
    assert_ok(future_make(&w->reg, &w->params, 9, 7, &first, &err));
    assert_ok(future_make(&w->reg, &w->params, 9, 8, &other, &err));
    assert_ok(future_make(&w->reg, &w->params, 9, 7, &again, &err));
    assert_true(same_ints(first.staffing.b, again.staffing.b, 6));
    assert_memory_equal(first.pass_share, again.pass_share, 3 * sizeof(double));
    assert_true(memcmp(first.pass_share, other.pass_share, 3 * sizeof(double)) != 0);
    future_clear(&first);
    future_clear(&again);
    future_clear(&other);
    world_free(w);
}

/* The data of the program keep their laws: b never grows, p <= b, b(t) = b(t-1) - retire - loss. */
static void sampled_teachers_keep_the_laws_of_the_program(void **state)
{
    struct err err;
    (void)state;
    for (int number = 1; number <= 100; number++) {
        struct world *w = two_ages();
        struct future future;
        world_teachers(w, 0, 0, 8, 2567);
        world_set(w, "loss.rate=0.4");
        world_make(w);
        assert_ok(future_make(&w->reg, &w->params, 1, number, &future, &err));
        const struct staffing *d = &future.staffing;
        for (int j = 0; j < d->chains; j++)
            for (int t = 0; t < 3; t++) {
                const int i = j * 3 + t, before = t > 0 ? d->b[i - 1] : d->b0[j];
                assert_int_equal(d->b[i], before - d->retire[i] - d->loss[i]);
                assert_true(d->p[i] <= d->b[i] && d->b[i] >= 0);
            }
        future_clear(&future);
        world_free(w);
    }
}

/* 9 graduates at 90 % are 10 students; spread 0 leaves their number binomial(10, 0.9): mean 9,
   deviation 0.95, its mean over 600 futures 0.04. */
static void students_of_today_graduate_by_chance(void **state)
{
    struct world *w = two_ages();
    double sum = 0.0;
    struct err err;
    (void)state;
    world_channel(w, "erawan", CHANNEL_PIPELINE, 4);
    world_committed(w, 1, 0, 2568, 9);
    world_set(w, "pipeline.erawan.completion=0.9");
    world_set(w, "future.completion_spread=0");
    world_make(w);
    for (int number = 1; number <= FUTURES; number++) {
        struct future future;
        assert_ok(future_make(&w->reg, &w->params, 2, number, &future, &err));
        assert_in_range(future.staffing.committed[1], 0, 10);
        assert_close(future.params.pipeline[0].completion, 0.9, 0.0);
        sum += future.staffing.committed[1];
        future_clear(&future);
    }
    assert_close(sum / FUTURES, 9.0, 0.2);
    world_free(w);
}

/* The middle 0.9 and spreads 0.1 and 0.15 stay within 0.65 and 1; without them it is 0.9. */
static void passers_stay_within_their_spread(void **state)
{
    struct world *w = two_ages();
    struct err err;
    (void)state;
    world_make(w);
    for (int number = 1; number <= 200; number++) {
        struct future future;
        assert_ok(future_make(&w->reg, &w->params, 2, number, &future, &err));
        for (int e = 0; e < 3; e++)
            assert_true(future.pass_share[e] > 0.65 && future.pass_share[e] <= 1.0);
        future_clear(&future);
    }
    world_set(w, "future.pass_spread=0");
    world_set(w, "future.pass_major_spread=0");
    staffing_clear(&w->staffing);
    params_clear(&w->params);
    world_make(w);
    struct future future;
    assert_ok(future_make(&w->reg, &w->params, 2, 1, &future, &err));
    assert_close(future.pass_share[0], 0.9, 1e-12);
    future_clear(&future);
    world_free(w);
}

/* Growth 0.02 with the spreads 0.01 and 0.01 stays within 0 and 0.04. */
static void pupils_grow_within_their_spread(void **state)
{
    struct world *w = two_ages();
    struct err err;
    (void)state;
    world_set(w, "enrolment.growth=0.02");
    world_make(w);
    for (int number = 1; number <= 200; number++) {
        struct future future;
        assert_ok(future_make(&w->reg, &w->params, 2, number, &future, &err));
        for (int cell = 0; cell < LEVELS * 3; cell++)
            assert_true(future.growth[cell] > 0.0 && future.growth[cell] < 0.04);
        future_clear(&future);
    }
    world_free(w);
}

/* Number 0 is the scenario itself. */
static void number_zero_is_the_plan(void **state)
{
    struct world *w = two_ages();
    struct future future;
    struct err err;
    (void)state;
    world_make(w);
    assert_ok(future_make(&w->reg, &w->params, 3, 0, &future, &err));
    assert_true(same_ints(future.staffing.b, w->staffing.b, 6));
    assert_true(same_ints(future.staffing.loss, w->staffing.loss, 6));
    assert_null(future.params.pass_share);
    future_clear(&future);
    world_free(w);
}

static const struct CMUnitTest cases[] = {
    CASE(the_binomial_sampler_has_the_exact_probabilities),
    CASE(nobody_and_everybody_need_no_chance),
    CASE(deviations_are_triangular),
    CASE(streams_depend_on_seed_number_and_part),
    CASE(sampled_losses_are_on_average_those_of_a_plan),
    CASE(an_age_without_weight_is_not_lost),
    CASE(a_future_is_the_same_in_any_order),
    CASE(sampled_teachers_keep_the_laws_of_the_program),
    CASE(students_of_today_graduate_by_chance),
    CASE(passers_stay_within_their_spread),
    CASE(pupils_grow_within_their_spread),
    CASE(number_zero_is_the_plan),
};
TEST_MAIN(cases)
