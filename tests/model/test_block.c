/* The structured solver against the simplex on the whole program, against brute force, and what
   it leaves to others. */
#include "tests/random_world.h"

#include "solver/block_internal.h"

enum { PEOPLE = 1000, MOST_SEEDS = 4000 };
#ifdef KRU_SANITIZED
enum { TRIALS = 120 };
#else
enum { TRIALS = 500 };
#endif
static const double TAKEN = 0.95; /* of the worlds that have a plan */

static struct block_report solve(struct lp *lp)
{
    struct block_report report;
    struct err err;
    assert_ok(block_solve(lp, &staffing_blocks, PEOPLE, NULL, &report, &err));
    return report;
}

/* The lp holds the same optimum as the simplex finds, a certified bound and prices that no column
   of a chain contradicts. */
static void assert_same(struct world *w, int seed, double want)
{
    const struct lp *lp = w->lp;
    const double size = fmax(1.0, fabs(want)), bound = lp_bound(lp, PEOPLE);
    struct err err;
    if (!(fabs(lp_objective(lp) - want) <= 1e-8 * size))
        fail_msg("seed %d: %.12g is not %.12g", seed, lp_objective(lp), want);
    if (!(bound <= lp_objective(lp) + 1e-10 * size && bound >= want - 1e-7 * size))
        fail_msg("seed %d: bound %.12g of %.12g", seed, bound, want);
    for (int column = 0; column < lp->columns; column++)
        if (!isfinite(lp->upper[column]) && !(lp->reduced[column] >= -1e-6 * size))
            fail_msg("seed %d: column %d has the reduced cost %g", seed, column,
                     lp->reduced[column]);
    /* The simplex goes on from the vertex and finds nothing better. */
    assert_ok(lp_solve(w->lp, NULL, &err));
    assert_close(lp_objective(lp), want, 1e-8 * size);
}

struct trials {
    int feasible, taken, with_rules, rules_taken;
};

static bool has_rules(const struct lp *lp)
{
    return lp->row[SHORT_SHARE].count + lp->row[MUST_FILL].count + lp->row[MIN_HEADCOUNT].count > 0;
}

/* Solves w both ways. Without a plan the structured solver leaves the lp as it was, and lp_solve
   says which rule is missed as it does in a program that nobody touched. */
static void compare(struct world *w, int seed, struct trials *trials)
{
    struct lp *plain = NULL;
    struct err err, said;
    const struct block_report report = solve(w->lp);
    assert_ok(lp_build(&staffing_model, &w->staffing, &plain, &err));
    if (lp_solve(plain, NULL, &err) == ERR_OK) {
        const bool rules = has_rules(plain);
        trials->feasible++;
        trials->taken += report.solved;
        trials->with_rules += rules;
        trials->rules_taken += rules && report.solved;
        if (report.solved) assert_same(w, seed, lp_objective(plain));
        if (!report.solved) print_message("seed %d: %s\n", seed, report.why);
    } else {
        if (report.solved) fail_msg("seed %d: solved, but %s", seed, err.text);
        assert_int_equal(err.code, ERR_INFEASIBLE);
        assert_int_equal(lp_solve(w->lp, NULL, &said), ERR_INFEASIBLE);
        assert_string_equal(said.text, err.text);
    }
    lp_free(plain);
}

static void assert_agrees(struct world *w, int seed)
{
    struct trials trials = {0};
    compare(w, seed, &trials);
    assert_int_equal(trials.taken, 1);
}

static void random_worlds_agree_with_the_simplex(void **state)
{
    (void)state;
    for (uint64_t seed = 5001; seed <= 5120; seed++) {
        struct world *w = random_settings(seed);
        world_build(w);
        assert_agrees(w, (int)seed);
        world_free(w);
    }
}

static void worlds_with_every_feature_on_and_off_agree(void **state)
{
    (void)state;
    struct trials trials = {0};
    int seed = 0;
    while (trials.feasible < TRIALS && ++seed <= MOST_SEEDS) {
        struct world *w = random_wide((uint64_t)seed);
        world_build(w);
        compare(w, seed, &trials);
        world_free(w);
    }
    print_message("%d worlds, %d with a plan, %d of them taken; %d with hard rules, %d taken\n",
                  seed, trials.feasible, trials.taken, trials.with_rules, trials.rules_taken);
    assert_int_equal(trials.feasible, TRIALS);
    assert_true(trials.taken >= TAKEN * trials.feasible);
    assert_true(trials.rules_taken >= TAKEN * trials.with_rules);
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

/* Frames are wide in oak until 2569, and not wider in elm than who is there; then both have few. */
static void frames_that_bind_late_agree(void **state)
{
    (void)state;
    for (int late = 2; late <= 7; late++) {
        struct world *w = world_new();
        const int math = world_major(w, "math"), art = world_major(w, "art");
        const int oak = world_school(w, "oak"), elm = world_school(w, "elm");
        world_teachers(w, oak, math, 1, 2568);
        world_teachers(w, oak, art, 1, 0);
        world_teachers(w, elm, math, 2, 2569);
        world_need(w, oak, math, 4);
        world_need(w, oak, art, 3);
        world_need(w, elm, math, 3);
        for (int fy = 2566; fy < 2566 + MAX_YEARS; fy++) {
            w->reg.frame[w->reg.frames++] = (struct frame_row){oak, fy, fy < 2569 ? 9 : late};
            w->reg.frame[w->reg.frames++] = (struct frame_row){elm, fy, fy < 2570 ? 2 : late};
        }
        world_set(w, "exam.seats_total=3");
        world_set(w, "horizon.years=6");
        world_set(w, "rule.min_headcount.2568.math=4");
        world_build(w);
        assert_agrees(w, late);
        world_free(w);
    }
}

/* All needs, teachers, prices and frames alike: nearly every vertex is degenerate. */
static void equal_numbers_everywhere_agree(void **state)
{
    (void)state;
    static const char *const rules[] = {"rule.max_short_share=1", "rule.max_short_share=0.5",
                                        "rule.must_fill.2568.math=yes", "rule.min_headcount=4"};
    for (size_t n = 0; n < sizeof rules / sizeof *rules; n++) {
        struct world *w = world_new();
        world_major(w, "math");
        world_major(w, "art");
        world_major(w, "music");
        for (int s = 0; s < SCHOOLS; s++) {
            world_school(w, (const char *[]){"oak", "elm", "ash", "fir"}[s]);
            for (int m = 0; m < MAJORS; m++) {
                world_teachers(w, s, m, 1, 0);
                world_need(w, s, m, 2);
            }
            world_frame(w, s, 6);
        }
        for (int m = 0; m < MAJORS; m++) world_arc(w, m, (m + 1) % MAJORS);
        world_set(w, "exam.seats_total=4");
        world_set(w, "horizon.years=4");
        world_set(w, "shortage.tier_shares=0.5 0.5");
        world_set(w, "shortage.tier_prices=1 1");
        world_set(w, "shortage.school_tier_shares=0.5 0.5");
        world_set(w, "shortage.school_tier_prices=1 1");
        world_set(w, "price.over=1");
        world_set(w, "price.move=1");
        world_set(w, "price.retrain=1");
        world_set(w, rules[n]);
        world_build(w);
        assert_agrees(w, (int)n);
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

/* ---- rules that reach into chains -------------------------------------------------------------
 */

/* Oak has nobody and needs 4 of math and 4 of art; a teacher of math is too many in elm and cannot
   move. A passer costs 50 points, a post short 10, and in a school 1 more, or 2 beyond half of its
   need. Nobody is worth hiring unless a rule says so. */
static struct world *dear_hiring(const char *rule)
{
    static const char *const sets[] = {
        "shortage.school_tier_shares=0.5 0.5",
        "shortage.school_tier_prices=1 2",
        "price.money=1",
        "price.over=4",
        "exam.seats_total=none",
        "exam.cost_thb=50000000",
        "exam.call_cost_thb=0",
        "transfer.max=0",
        "horizon.years=1",
    };
    struct world *w = world_new();
    const int math = world_major(w, "math"), art = world_major(w, "art");
    const int oak = world_school(w, "oak"), elm = world_school(w, "elm");
    world_teachers(w, elm, math, 1, 0);
    world_need(w, oak, math, 4);
    world_need(w, oak, art, 4);
    world_frame(w, oak, 9);
    world_frame(w, elm, 1);
    for (size_t n = 0; n < sizeof sets / sizeof *sets; n++) world_set(w, sets[n]);
    world_set(w, rule);
    world_build(w);
    return w;
}

/* 3.5 of 8 may be short, of whole people 3: 5 passers at 50, 3 posts at 10 + 1, and 4 in elm: 287. One
   more post short costs 11 and spares 50. */
static void a_limit_of_shortage_has_its_price(void **state)
{
    (void)state;
    struct world *w = dear_hiring("rule.max_short_share=0.4375");
    assert_true(solve(w->lp).solved);
    assert_close(lp_objective(w->lp), 287.0, 1e-7);
    assert_close(lp_price(w->lp, SHORT_SHARE, AT(0, 0)), -39.0, 1e-7);
    assert_close(lp_bound(w->lp, PEOPLE), 287.0, 1e-6);
    world_free(w);
}

/* 5 may be short, the last of them at 10 + 2: 3 passers, 5 * 10 + 4 * 1 + 2, and 4 in elm: 210. The
   total row pays 2 of what a post is worth, the limit 50 - 12. */
static void a_limit_above_the_first_crowd_tier_pays_the_rest(void **state)
{
    (void)state;
    struct world *w = dear_hiring("rule.max_short_share=0.625");
    assert_true(solve(w->lp).solved);
    assert_close(lp_objective(w->lp), 210.0, 1e-7);
    assert_close(lp_price(w->lp, SHORT_SHARE, AT(0, 0)), -38.0, 1e-7);
    assert_close(lp_price(w->lp, SCHOOL, AT(0, 0)), -2.0, 1e-7);
    world_free(w);
}

/* 4 passers of math, 4 posts of art short: 4 * 50 + 4 * 11 + 4. The next post short costs 11 or 12,
   as the first crowd tier is just full, and spares 50. */
static void a_major_that_must_be_filled_has_its_price(void **state)
{
    (void)state;
    struct world *w = dear_hiring("rule.must_fill.2567.math=yes");
    assert_true(solve(w->lp).solved);
    assert_close(lp_objective(w->lp), 248.0, 1e-7);
    assert_in_range(-lp_price(w->lp, MUST_FILL, AT(0, 0)) * 1000.0 + 0.5, 38000, 39000);
    world_free(w);
}

/* 4 of math with the one in elm: 3 passers, 5 posts short, as in the second limit above. */
static void a_least_headcount_has_its_price(void **state)
{
    (void)state;
    struct world *w = dear_hiring("rule.min_headcount.math=4");
    assert_true(solve(w->lp).solved);
    assert_close(lp_objective(w->lp), 210.0, 1e-7);
    assert_close(lp_price(w->lp, MIN_HEADCOUNT, AT(0, 0)), 38.0, 1e-7);
    assert_close(lp_bound(w->lp, PEOPLE), 210.0, 1e-6);
    world_free(w);
}

/* With no seats at all nobody comes: artificial columns stay in the master, and no answer is given.
 */
static void a_rule_that_cannot_be_met_gives_no_answer(void **state)
{
    (void)state;
    static const struct {
        const char *rule, *named;
    } rules[] = {
        {"rule.max_short_share=0.5", "'short_share[oak,2567]'"},
        {"rule.max_short_share=0", "'short_share[oak,2567]'"},
        {"rule.must_fill.2567.math=yes", "'must_fill[math,2567]'"},
        {"rule.min_headcount.math=4", "'min_headcount[math,2567]'"},
    };
    for (size_t n = 0; n < sizeof rules / sizeof *rules; n++) {
        struct world *w = dear_hiring(rules[n].rule);
        struct err err;
        lp_fix(w->lp, PASS, AT(0, 0), 0.0, 0.0);
        lp_fix(w->lp, PASS, AT(1, 0), 0.0, 0.0);
        const struct block_report report = solve(w->lp);
        assert_false(report.solved);
        assert_non_null(report.why);
        assert_close(lp_objective(w->lp), 0.0, 0.0);
        for (int column = 0; column < w->lp->columns; column++)
            assert_true(w->lp->value[column] == 0.0);
        assert_int_equal(lp_solve(w->lp, NULL, &err), ERR_INFEASIBLE);
        assert_non_null(strstr(err.text, rules[n].named));
        world_free(w);
    }
}

/* Seats by lp_fix: 2 of math at most, so that the least headcount of 3 takes both. */
static void fixed_links_are_bounds(void **state)
{
    (void)state;
    struct world *w = dear_hiring("rule.min_headcount.math=3");
    lp_fix(w->lp, PASS, AT(0, 0), 1.0, 2.0);
    lp_fix(w->lp, PASS, AT(1, 0), 1.0, 3.0);
    assert_true(solve(w->lp).solved);
    assert_close(lp_value(w->lp, PASS, AT(0, 0)), 2.0, 1e-9);
    assert_close(lp_value(w->lp, PASS, AT(1, 0)), 1.0, 1e-9);
    /* 3 passers, of whom the one of art may come; 5 short, 4 in elm. */
    assert_close(lp_objective(w->lp), 210.0, 1e-7);
    assert_close(lp_bound(w->lp, PEOPLE), 210.0, 1e-6);
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
    const struct lp_control control = {.progress = stop, .context = &calls, .threads = 1};
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
    const struct lp_control control = {.limit_s = 1e-9, .threads = 1};
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
    CASE(worlds_with_every_feature_on_and_off_agree),
    CASE(worlds_with_one_thing_extreme_agree),
    CASE(full_frames_agree),
    CASE(frames_that_bind_late_agree),
    CASE(equal_numbers_everywhere_agree),
    CASE(who_enters_and_leaves_in_one_year_is_counted),
    CASE(a_limit_of_shortage_has_its_price),
    CASE(a_limit_above_the_first_crowd_tier_pays_the_rest),
    CASE(a_major_that_must_be_filled_has_its_price),
    CASE(a_least_headcount_has_its_price),
    CASE(a_rule_that_cannot_be_met_gives_no_answer),
    CASE(fixed_links_are_bounds),
    CASE(fixed_chains_are_left_to_the_simplex),
    CASE(a_program_without_a_plan_is_left_to_the_simplex),
    CASE(progress_can_stop_it),
    CASE(a_time_limit_is_kept),
    CASE(the_cheapest_trajectory_is_that_of_brute_force),
};

TEST_MAIN(cases)
