/* The interior point by itself: its prices against the optimum, the same numbers for any number of
   threads, and what becomes of an answer when its numbers fail. */
#include "tests/random_world.h"

#include "solver/block_internal.h"

enum { PEOPLE = 1000, MIDDLE_SCHOOLS = 60, MIDDLE_MAJORS = 7, MIDDLE_YEARS = 6 };

/* A world of 60 schools with everything that couples them: rows enough for panels and parts. */
static struct world *middle_world(void)
{
    struct env_random random = {42};
    struct world *w = world_new();
    char code[16];
    set_number(w, "horizon.years", MIDDLE_YEARS);
    for (int m = 0; m < MIDDLE_MAJORS; m++) {
        snprintf(code, sizeof code, "m%02d", m);
        world_major(w, code);
    }
    for (int s = 0; s < MIDDLE_SCHOOLS; s++) {
        int frame = 0;
        snprintf(code, sizeof code, "s%02d", s);
        world_school(w, code);
        for (int m = 0; m < MIDDLE_MAJORS; m++) {
            const int need = below(&random, 6);
            if (need > 0) world_need(w, s, m, need);
            world_teachers(w, s, m, below(&random, 5), 0);
            if (below(&random, 2)) world_teachers(w, s, m, 1, 2566 + below(&random, 6));
            frame += need;
        }
        world_frame(w, s, frame);
        world_index(w, s, 30 + below(&random, 41));
    }
    world_channel(w, "erawan", CHANNEL_PIPELINE, 2);
    world_channel(w, "local", CHANNEL_PIPELINE, 1);
    for (int m = 0; m + 1 < MIDDLE_MAJORS; m++) world_arc(w, m, m + 1);
    set_number(w, "pipeline.erawan.places_total", 6);
    set_number(w, "pipeline.local.places_total", 8);
    set_number(w, "exam.list_years", 2);
    set_number(w, "retrain.max", 2);
    set_number(w, "exam.seats_total", 20);
    set_number(w, "transfer.max", 15);
    set_number(w, "exam.cost_thb", 5000);
    set_number(w, "exam.call_cost_thb", 100000);
    set_number(w, "budget.total_thb", 1500000);
    world_set(w, "price.discount=0.97");
    world_set(w, "equity.alpha=0.25");
    world_build(w);
    return w;
}

/* Prices (not those of patterns) and trajectories, one after the other. */
struct result {
    double *number;
    size_t count;
    int iterations;
};

static struct result run(const struct block *b, int threads, struct block_prices *prices)
{
    static const struct lp_control no_limit = {0};
    struct block_watch watch = {
        .control = &no_limit, .start_s = env_seconds(), .outcome = LP_OPTIMAL};
    const size_t rows = (size_t)b->rows, cells = (size_t)b->chains * b->years,
                 shared = (size_t)b->groups * b->years;
    double *path = mem_new(cells, sizeof *path);
    struct result result = {NULL, rows + 2 * shared + cells, 0};
    result.iterations = block_interior(b, threads, &watch, prices, path);
    result.number = mem_new(result.count, sizeof(double));
    memcpy(result.number, prices->row, rows * sizeof(double));
    memcpy(result.number + rows, prices->room, shared * sizeof(double));
    memcpy(result.number + rows + shared, prices->total, shared * sizeof(double));
    memcpy(result.number + rows + 2 * shared, path, cells * sizeof(double));
    free(path);
    return result;
}

static void assert_same_for_threads(struct world *w)
{
    struct block b;
    struct block_prices prices;
    assert_null(block_read(&b, w->lp, &staffing_blocks));
    block_prices_make(&b, &prices);
    const struct result one = run(&b, 1, &prices);
    for (int threads = 2; threads <= 8; threads *= 2) {
        const struct result other = run(&b, threads, &prices);
        assert_int_equal(other.iterations, one.iterations);
        assert_memory_equal(other.number, one.number, one.count * sizeof(double));
        free(other.number);
    }
    free(one.number);
    block_prices_clear(&prices);
    block_clear(&b);
    world_free(w);
}

static void threads_change_no_bit_of_prices_and_trajectories(void **state)
{
    (void)state;
    for (uint64_t seed = 400; seed < 410; seed++) {
        struct world *w = random_settings(seed);
        world_build(w);
        assert_same_for_threads(w);
    }
    assert_same_for_threads(middle_world());
}

/* Weak duality by hand: what prices say that every plan costs at least. */
static double links_bound(const struct block *b, const struct block_prices *prices)
{
    double bound = 0.0;
    for (int r = 0; r < b->rows; r++) {
        double price = prices->row[r];
        if (!isfinite(b->row_lower[r])) price = fmin(price, 0.0);
        if (!isfinite(b->row_upper[r])) price = fmax(price, 0.0);
        prices->row[r] = price;
        if (price != 0.0) bound += price * (price < 0.0 ? b->row_upper[r] : b->row_lower[r]);
    }
    for (int c = 0; c < b->columns; c++) {
        const int column = b->column_of[c];
        double reduced = b->lp->cost[column];
        for (int n = b->link_start[c]; n < b->link_start[c + 1]; n++)
            reduced -= b->link[n].value * prices->row[b->link[n].row];
        bound +=
            reduced * (reduced < 0.0 ? fmin(b->lp->upper[column], PEOPLE) : b->lp->lower[column]);
    }
    for (int cell = 0; cell < b->groups * b->years; cell++) {
        bound -= prices->room[cell] * b->room[cell];
        for (int n = b->crowd_start[cell]; n < b->crowd_start[cell + 1]; n++)
            bound += fmin(0.0, b->crowd_cost[n] - prices->total[cell]) * b->crowd_cap[n];
    }
    return bound;
}

/* The bound of the interior point's prices, made exact over the trajectories of every chain. */
static double bound_of(const struct block *b, struct block_prices *prices)
{
    double bound = links_bound(b, prices), y[MAX_YEARS];
    struct block_break *work = mem_new((size_t)block_work(b), sizeof *work);
    block_price_patterns(b, prices);
    for (int j = 0; j < b->chains; j++) {
        block_cheapest(b, prices, j, work, y);
        bound += block_priced(b, prices, j, y);
    }
    free(work);
    return bound;
}

static void assert_prices_certify(struct world *w, double share)
{
    struct block b;
    struct block_prices prices;
    struct block_report report;
    struct err err;
    assert_null(block_read(&b, w->lp, &staffing_blocks));
    block_prices_make(&b, &prices);
    const struct result result = run(&b, 1, &prices);
    const double bound = bound_of(&b, &prices);
    assert_ok(block_solve(w->lp, &staffing_blocks, PEOPLE, NULL, &report, &err));
    assert_true(report.solved);
    assert_close(bound, lp_objective(w->lp), share * fmax(1.0, fabs(lp_objective(w->lp))));
    free(result.number);
    block_prices_clear(&prices);
    block_clear(&b);
    world_free(w);
}

/* 1e-9 is what its gap promises; the bound of prices so near lies another few of them below. */
static void the_bound_of_its_prices_is_the_optimum(void **state)
{
    (void)state;
    assert_prices_certify(middle_world(), 1e-8);
    for (uint64_t seed = 500; seed < 540; seed++) {
        struct world *w = random_settings(seed);
        world_build(w);
        assert_prices_certify(w, 1e-7);
    }
}

/* ---- failing numbers ---------------------------------------------------------------------------
 */

static int forget_knobs(void **state)
{
    (void)state;
    lp_engine_knobs.interior_nan = lp_engine_knobs.interior_stall = 0;
    return 0;
}

/* The plain simplex knows nothing of the knobs. */
static void assert_right_all_the_same(struct world *w)
{
    struct lp *plain = NULL;
    struct block_report report;
    struct err err;
    assert_ok(block_solve(w->lp, &staffing_blocks, PEOPLE, NULL, &report, &err));
    assert_true(report.solved);
    assert_ok(lp_build(&staffing_model, &w->staffing, &plain, &err));
    assert_ok(lp_solve(plain, NULL, &err));
    const double want = lp_objective(plain);
    lp_free(plain);
    assert_close(lp_objective(w->lp), want, 1e-8 * fmax(1.0, fabs(want)));
    world_free(w);
}

static void numbers_that_are_none_still_end_in_the_optimum(void **state)
{
    (void)state;
    for (int step = 1; step <= 7; step += 2)
        for (uint64_t seed = 600; seed < 605; seed++) {
            struct world *w = random_settings(seed);
            world_build(w);
            lp_engine_knobs.interior_nan = step;
            assert_right_all_the_same(w);
        }
}

static void a_stall_still_ends_in_the_optimum(void **state)
{
    (void)state;
    for (int step = 1; step <= 7; step += 2)
        for (uint64_t seed = 610; seed < 615; seed++) {
            struct world *w = random_settings(seed);
            world_build(w);
            lp_engine_knobs.interior_stall = step;
            assert_right_all_the_same(w);
        }
}

/* The best point before the failure is what comes out: no price is NaN, and none is of later. */
static void the_point_before_a_failure_is_kept(void **state)
{
    (void)state;
    struct world *w = middle_world();
    struct block b;
    struct block_prices prices;
    assert_null(block_read(&b, w->lp, &staffing_blocks));
    block_prices_make(&b, &prices);
    lp_engine_knobs.interior_nan = 9;
    const struct result failed = run(&b, 2, &prices);
    lp_engine_knobs.interior_nan = 0;
    lp_engine_knobs.interior_stall = 9;
    const struct result stalled = run(&b, 2, &prices);
    assert_int_equal(failed.iterations, 9);
    assert_true(stalled.iterations > 9);
    for (size_t n = 0; n < failed.count; n++) assert_true(isfinite(failed.number[n]));
    assert_memory_equal(failed.number, stalled.number, failed.count * sizeof(double));
    free(failed.number);
    free(stalled.number);
    block_prices_clear(&prices);
    block_clear(&b);
    world_free(w);
}

/* ---- degenerate data
 * ----------------------------------------------------------------------------- */

/* Every school is the same, every post is filled and nothing needs to move: any price between the
   costs of falling and rising is right, and the optimum is that of doing nothing, 0. */
static void schools_that_are_all_alike_are_no_trouble(void **state)
{
    (void)state;
    for (int short_of = 0; short_of <= 2; short_of++) {
        struct world *w = world_new();
        const int math = world_major(w, "math"), art = world_major(w, "art");
        char code[16];
        for (int s = 0; s < 30; s++) {
            snprintf(code, sizeof code, "s%02d", s);
            world_school(w, code);
            world_need(w, s, math, 2);
            world_need(w, s, art, 1 + short_of);
            world_teachers(w, s, math, 2, 0);
            world_teachers(w, s, art, 1, 0);
            world_frame(w, s, 3);
        }
        world_set(w, "horizon.years=4");
        world_set(w, "exam.seats_total=10");
        world_build(w);
        if (short_of == 0) {
            struct block_report report;
            struct err err;
            assert_ok(block_solve(w->lp, &staffing_blocks, PEOPLE, NULL, &report, &err));
            assert_true(report.solved);
            assert_close(lp_objective(w->lp), 0.0, 1e-7);
        }
        assert_right_all_the_same(w);
    }
}

static const struct CMUnitTest cases[] = {
    CASE(threads_change_no_bit_of_prices_and_trajectories),
    CASE(the_bound_of_its_prices_is_the_optimum),
    CASE_WITH(numbers_that_are_none_still_end_in_the_optimum, NULL, forget_knobs),
    CASE_WITH(a_stall_still_ends_in_the_optimum, NULL, forget_knobs),
    CASE_WITH(the_point_before_a_failure_is_kept, NULL, forget_knobs),
    CASE(schools_that_are_all_alike_are_no_trouble),
};

TEST_MAIN(cases)
