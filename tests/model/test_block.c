/* The structured solver against the simplex on the whole program, against brute force, and what
   it leaves to others. */
#include "tests/random_world.h"

#include "solver/block_internal.h"

enum { TRIALS = 120, PEOPLE = 1000 };

static struct block_report solve(struct lp *lp)
{
    struct block_report report;
    struct err err;
    assert_ok(block_solve(lp, &staffing_blocks, PEOPLE, NULL, &report, &err));
    return report;
}

/* Solves w both ways: the same objective and a certified bound. */
static void assert_agrees(struct world *w, int seed)
{
    struct lp *plain = NULL;
    struct err err;
    const struct block_report report = solve(w->lp);
    if (!report.solved) fail_msg("seed %d: not solved: %s", seed, report.why);
    assert_ok(lp_build(&staffing_model, &w->staffing, &plain, &err));
    assert_ok(lp_solve(plain, NULL, &err));
    const double want = lp_objective(plain), size = fmax(1.0, fabs(want));
    const double bound = lp_bound(w->lp, PEOPLE);
    lp_free(plain);
    if (!(fabs(lp_objective(w->lp) - want) <= 1e-8 * size))
        fail_msg("seed %d: %.12g is not %.12g", seed, lp_objective(w->lp), want);
    if (!(bound <= want + 1e-8 * size && bound >= want - 1e-7 * size))
        fail_msg("seed %d: bound %.12g of %.12g", seed, bound, want);
    /* The simplex goes on from the vertex and finds nothing better. */
    assert_ok(lp_solve(w->lp, NULL, &err));
    assert_close(lp_objective(w->lp), want, 1e-8 * size);
}

static void assert_agrees_with(uint64_t seed, const char *const *sets)
{
    struct world *w = random_settings(seed);
    for (; *sets; sets++) world_set(w, *sets);
    world_build(w);
    assert_agrees(w, (int)seed);
    world_free(w);
}

static void random_worlds_agree_with_the_simplex(void **state)
{
    (void)state;
    for (uint64_t seed = 5001; seed <= 5000 + TRIALS; seed++)
        assert_agrees_with(seed, (const char *const[]){NULL});
}

/* Rules that bind, or are missing, in worlds of several seeds each. */
static void worlds_with_one_thing_extreme_agree(void **state)
{
    (void)state;
    static const char *const sets[][4] = {
        {"budget.total_thb=100", "exam.call_cost_thb=200000", "transfer.cost_thb=5000"},
        {"exam.seats_total=0", "pipeline.erawan.places_total=0", "pipeline.local.places_total=0"},
        {"exam.seats_total=none", "transfer.max=none", "retrain.max=none"},
        {"transfer.max=0", "retrain.max=0"},
        {"exam.list_years=5", "horizon.years=5", "exam.seats_total.2567=9", "exam.seats_total=1"},
        {"exam.list_years=1", "horizon.years=3"},
        {"shortage.tier_shares=0.2 0.2 0.2 0.2 0.2", "shortage.tier_prices=5 10 10 20 40"},
        {"shortage.tier_shares=1", "shortage.tier_prices=10"},
        {"price.over=0", "price.idle=50"},
        {"budget.hard_minimum_thb=20000", "budget.total_thb=none", "exam.seats_total=9",
         "exam.cost_thb=5000"},
    };
    for (size_t n = 0; n < sizeof sets / sizeof *sets; n++)
        for (uint64_t seed = 300; seed < 306; seed++) {
            const char *some[5] = {sets[n][0], sets[n][1], sets[n][2], sets[n][3], NULL};
            struct world *w = random_settings(seed);
            for (int i = 0; some[i]; i++) world_set(w, some[i]);
            world_build(w);
            assert_agrees(w, (int)(1000 * n + seed));
            world_free(w);
        }
}

/* A post is short in elm only, a teacher is spare in oak, and the frames are full. */
static void full_frames_agree(void **state)
{
    (void)state;
    for (int frame = 1; frame <= 4; frame++) {
        struct world *w = world_new();
        const int math = world_major(w, "math"), art = world_major(w, "art");
        const int oak = world_school(w, "oak"), elm = world_school(w, "elm");
        world_teachers(w, oak, math, 2, 0);
        world_teachers(w, elm, art, 1, 0);
        world_need(w, oak, math, 3);
        world_need(w, elm, math, 2);
        world_need(w, elm, art, 3);
        world_frame(w, oak, frame);
        world_frame(w, elm, frame);
        world_set(w, "exam.seats_total=none");
        world_set(w, "horizon.years=3");
        world_build(w);
        assert_agrees(w, frame);
        world_free(w);
    }
}

/* Two teachers of art stay in ash, where math is needed: hired for art and at once retrained, a
   newcomer would pass through ash. A trajectory of net steps alone cannot say so. Seats are for
   art only, so who is to teach math enters as art and leaves it within the year. */
static void who_enters_and_leaves_in_one_year_is_counted(void **state)
{
    (void)state;
    struct world *w = world_new();
    const int math = world_major(w, "math"), art = world_major(w, "art");
    const int ash = world_school(w, "ash");
    world_teachers(w, ash, art, 2, 0);
    world_need(w, ash, art, 2);
    world_need(w, ash, math, 2);
    world_frame(w, ash, 4);
    world_arc(w, art, math);
    world_set(w, "exam.seats_total=10");
    world_set(w, "exam.seats.math=0");
    world_set(w, "price.retrain=1");
    world_set(w, "price.move=1");
    world_build(w);
    assert_agrees(w, 0);
    /* Each of the two new teachers of math costs a move and a retraining, 1 each, every post is
       filled: 2 * (1 + 1) in the first year, nothing later. */
    assert_close(lp_objective(w->lp), 4.0, 1e-7);
    world_free(w);
}

static void fixed_chains_are_left_to_the_simplex(void **state)
{
    (void)state;
    struct world *w = random_world(7);
    struct err err;
    assert_ok(lp_build(&staffing_model, &w->staffing, &w->lp, &err));
    for (int j = 0; j < w->staffing.chains; j++)
        if (lp_exists(w->lp, IN, AT(j, 0))) lp_fix(w->lp, IN, AT(j, 0), 0.0, 1.0);
    const struct block_report report = solve(w->lp);
    assert_false(report.solved);
    assert_string_equal(report.why, "a fixed variable of a chain");
    world_free(w);
}

/* What cannot be met at all is for lp_solve to explain: a minimum that nothing can cost. */
static void a_program_without_a_plan_is_left_to_the_simplex(void **state)
{
    (void)state;
    struct world *w = random_settings(9);
    world_set(w, "budget.hard_minimum_thb=900000");
    world_set(w, "budget.total_thb=900000");
    world_set(w, "transfer.max=0");
    world_set(w, "retrain.max=0");
    world_set(w, "exam.cost_thb=0");
    world_set(w, "exam.call_cost_thb=0");
    world_build(w);
    assert_false(solve(w->lp).solved);
    world_free(w);
}

static bool stop(void *context, const struct lp_progress *progress)
{
    (void)progress;
    ++*(int *)context;
    return false;
}

static void progress_can_stop_it(void **state)
{
    (void)state;
    struct world *w = random_world(11);
    struct block_report report;
    struct err err;
    int calls = 0;
    const struct lp_control control = {0.0, stop, &calls};
    assert_ok(lp_build(&staffing_model, &w->staffing, &w->lp, &err));
    const double start_s = env_seconds();
    assert_int_equal(block_solve(w->lp, &staffing_blocks, PEOPLE, &control, &report, &err),
                     ERR_LIMIT);
    assert_error(err, ERR_LIMIT, "the solve was stopped");
    assert_true(env_seconds() - start_s < 0.2);
    assert_int_equal(calls, 1);
    world_free(w);
}

static void a_time_limit_is_kept(void **state)
{
    (void)state;
    struct world *w = random_world(11);
    struct block_report report;
    struct err err;
    const struct lp_control control = {1e-9, NULL, NULL};
    assert_ok(lp_build(&staffing_model, &w->staffing, &w->lp, &err));
    assert_int_equal(block_solve(w->lp, &staffing_blocks, PEOPLE, &control, &report, &err),
                     ERR_LIMIT);
    assert_error(err, ERR_LIMIT,
                 "the program was not solved within 1e-09 s, the limit of 'solve.limit_s'");
    world_free(w);
}

/* ---- one chain by brute force --------------------------------------------------------------- */

static double cheapest_by_force(const struct block *b, const struct block_prices *prices, int j,
                                double *y, int t)
{
    if (t == b->years) return block_priced(b, prices, j, y);
    const int cell = j * b->years + t;
    const double before = t > 0 ? y[t - 1] : 0.0;
    double best = LP_INF;
    for (double at = b->low[cell]; at <= b->high[cell]; at += 1.0) {
        if (at > before && b->rise[cell] < 0) continue;
        if (at < before && b->fall[cell] < 0) continue;
        y[t] = at;
        best = fmin(best, cheapest_by_force(b, prices, j, y, t + 1));
    }
    return best;
}

/* Breaks of all costs are whole, so some whole trajectory is cheapest. */
static void the_cheapest_trajectory_is_that_of_brute_force(void **state)
{
    (void)state;
    struct env_random random = {3};
    for (uint64_t seed = 1; seed <= 30; seed++) {
        struct world *w = random_settings(seed);
        struct block b;
        struct block_prices prices;
        double y[MAX_YEARS], all[MAX_YEARS];
        world_set(w, "horizon.years=3");
        world_build(w);
        assert_null(block_read(&b, w->lp, &staffing_blocks));
        block_prices_make(&b, &prices);
        struct block_break *work = mem_new((size_t)block_work(&b), sizeof *work);
        for (int r = 0; r < b.rows; r++) prices.row[r] = 60.0 * env_random_share(&random) - 30.0;
        for (int n = 0; n < b.groups * b.years; n++) {
            prices.room[n] = 10.0 * env_random_share(&random);
            prices.total[n] = 10.0 * env_random_share(&random);
        }
        block_price_patterns(&b, &prices);
        /* A rise and a fall in one year must not pay, which the loops of the master see to. */
        for (int p = 0; p < b.patterns; p++) prices.pattern[p] = fabs(prices.pattern[p]);
        for (int j = 0; j < b.chains; j++) {
            block_cheapest(&b, &prices, j, work, y);
            assert_close(block_priced(&b, &prices, j, y), cheapest_by_force(&b, &prices, j, all, 0),
                         1e-9);
        }
        free(work);
        block_prices_clear(&prices);
        block_clear(&b);
        world_free(w);
    }
}

static const struct CMUnitTest cases[] = {
    CASE(random_worlds_agree_with_the_simplex),
    CASE(worlds_with_one_thing_extreme_agree),
    CASE(full_frames_agree),
    CASE(who_enters_and_leaves_in_one_year_is_counted),
    CASE(fixed_chains_are_left_to_the_simplex),
    CASE(a_program_without_a_plan_is_left_to_the_simplex),
    CASE(progress_can_stop_it),
    CASE(a_time_limit_is_kept),
    CASE(the_cheapest_trajectory_is_that_of_brute_force),
};

TEST_MAIN(cases)
