/*
 * Plans near the best. One school lacks 2 of 3 teachers for one year; a call-up costs 0.1 million,
 * a graduate, taught within the year, 0.1005 million, a million 1 point, a post short 10. best: 2
 * called, 0.2      the other way: 2 graduates, 0.201, which is 0.5 % more distance: 1/2 of 2 passes
 * + 1/2 of 2 call-ups + 2 graduates = 4 One of each, 0.2005, is no vertex: no price on a way leads
 * to it.
 */
#include "tests/random_world.h"

#include "planner/alternatives.h"

#include <math.h>

static struct world *two_ways(void)
{
    struct world *w = world_new();
    const int math = world_major(w, "math"), oak = world_school(w, "oak");
    world_channel(w, "erawan", CHANNEL_PIPELINE, 0);
    world_teachers(w, oak, math, 1, 0);
    world_need(w, oak, math, 3);
    world_frame(w, oak, 3);
    world_set(w, "horizon.years=1");
    world_set(w, "price.money=1");
    world_set(w, "exam.seats_total=2");
    world_set(w, "exam.cost_thb=0");
    world_set(w, "exam.call_cost_thb=100000");
    world_set(w, "pipeline.erawan.places_total=2");
    world_set(w, "pipeline.erawan.place_cost_thb=0");
    world_set(w, "pipeline.erawan.hire_cost_thb=100500");
    world_solve(w);
    return w;
}

static struct alternatives find(const struct world *w, double within, int workers)
{
    const struct alternatives_control control = {
        .within = within, .count = 5, .workers = workers, .seed = 1};
    struct alternatives found;
    struct err err;
    assert_ok(alternatives_find(&w->staffing, &w->plan, w->plan.objective, &control, &found, &err));
    return found;
}

static void the_other_way_is_found_once(void **state)
{
    struct world *w = two_ways();
    struct alternatives found = find(w, 0.01, 2);
    (void)state;
    assert_close(w->plan.objective, 0.2, 1e-9);
    assert_int_equal(found.count, 1);
    assert_true(found.found > 1); /* more than one direction leads to it */
    assert_close(found.one[0].plan.objective, 0.201, 1e-9);
    assert_close(found.one[0].distance, 4.0, 0.0);
    assert_close(found.one[0].nearest_distance, 4.0, 0.0);
    assert_int_equal(found.one[0].plan.train[0], 2);
    assert_int_equal(found.one[0].plan.pass[0], 0);
    alternatives_clear(&found);
    world_free(w);
}

static void what_costs_more_than_allowed_is_not_near(void **state)
{
    struct world *w = two_ways();
    struct alternatives found = find(w, 0.003, 2);
    (void)state;
    assert_int_equal(found.count, 0);
    assert_int_equal(found.found, 0);
    alternatives_clear(&found);
    world_free(w);
}

static void assert_is_near(const struct world *w, const struct alternatives *found, int i,
                           double within)
{
    struct alternative *one = &found->one[i];
    struct stored_plan stored;
    struct verify_report report;
    struct err err;
    const double claimed = one->plan.objective, best = w->plan.objective;
    assert_ok(plan_check(&w->staffing, &one->plan, &err));
    assert_close(one->plan.objective, claimed, 1e-9 * fmax(1.0, fabs(claimed)));
    assert_true(claimed <= best * (1.0 + within) + 1e-9 * fmax(1.0, best));
    assert_close(alternatives_distance(&w->staffing, &one->plan, &w->plan), one->distance, 0.0);
    assert_true(one->distance > 0.0);
    for (int k = 0; k < i; k++)
        assert_true(alternatives_distance(&w->staffing, &one->plan, &found->one[k].plan) > 0.0);
    plan_to_stored(&w->staffing, &one->plan, "near", &stored);
    assert_ok(plan_verify(&w->reg, &stored, &report, &err));
    verify_report_clear(&report);
    stored_plan_clear(&stored);
}

/* Every plan named is near, keeps all rules, and is told apart from the others. */
static void every_plan_named_is_near_and_different(void **state)
{
    int plans = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct world *w = random_settings(seed);
        world_solve(w);
        struct alternatives found = find(w, 0.05, 2);
        for (int i = 0; i < found.count; i++) assert_is_near(w, &found, i, 0.05);
        plans += found.count;
        alternatives_clear(&found);
        world_free(w);
    }
    assert_true(plans > 6);
}

/* The first is the farthest from the best; each next one the farthest from those before. */
static void they_come_by_how_much_they_add(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct world *w = random_settings(seed);
        world_solve(w);
        struct alternatives found = find(w, 0.1, 2);
        for (int i = 1; i < found.count; i++) {
            assert_true(found.one[i].nearest_distance <= found.one[i - 1].nearest_distance);
            assert_true(found.one[i].distance <= found.one[0].distance);
        }
        alternatives_clear(&found);
        world_free(w);
    }
}

static void one_worker_finds_what_two_find(void **state)
{
    struct world *w = random_settings(4);
    (void)state;
    world_solve(w);
    struct alternatives one = find(w, 0.05, 1), two = find(w, 0.05, 2);
    assert_int_equal(one.count, two.count);
    assert_int_equal(one.found, two.found);
    for (int i = 0; i < one.count; i++) {
        assert_close(one.one[i].plan.objective, two.one[i].plan.objective, 0.0);
        assert_close(alternatives_distance(&w->staffing, &one.one[i].plan, &two.one[i].plan), 0.0,
                     0.0);
    }
    alternatives_clear(&one);
    alternatives_clear(&two);
    world_free(w);
}

static bool stop_at_once(void *context, int done, int pushes, double seconds)
{
    (void)context, (void)done, (void)pushes, (void)seconds;
    return false;
}

static void a_search_can_be_stopped(void **state)
{
    struct world *w = two_ways();
    const struct alternatives_control control = {
        .within = 0.01, .count = 5, .progress = stop_at_once};
    struct alternatives found;
    struct err err;
    (void)state;
    assert_int_equal(
        alternatives_find(&w->staffing, &w->plan, w->plan.objective, &control, &found, &err),
        ERR_LIMIT);
    world_free(w);
}

static const struct CMUnitTest cases[] = {
    CASE(the_other_way_is_found_once),
    CASE(what_costs_more_than_allowed_is_not_near),
    CASE(every_plan_named_is_near_and_different),
    CASE(they_come_by_how_much_they_add),
    CASE(one_worker_finds_what_two_find),
    CASE(a_search_can_be_stopped),
};
TEST_MAIN(cases)
