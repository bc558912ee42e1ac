/*
 * One school, one major, one year: 4 posts, 1 teacher, so 3 are wanted. A post short costs 10, a
 * million baht 1; a call-up costs 0.1 million, a graduate (taught within the year) 0.05.
 *   exam 1, places 0:  1 called             short 2   baht 100,000   objective 20.1
 *   exam 3, places 0:  3 called             short 0   baht 300,000   objective  0.3
 *   exam 1, places 2:  2 graduates, 1 call  short 0   baht 200,000   objective  0.2
 *   exam 3, places 2:  2 graduates, 1 call  short 0   baht 200,000   objective  0.2
 * Shares, each the mean of coming first and coming last:
 *   exam    short (-2 + 0)/2 = -1   baht (+200,000 + 0)/2 = 100,000        objective (-19.8 + 0)/2
 * = -9.9 places  short (-2 + 0)/2 = -1   baht (+100,000 - 100,000)/2 = 0        objective (-19.9 -
 * 0.1)/2 = -10
 */
#include "tests/world.h"

#include "planner/causes.h"

#include <math.h>

static struct world *small_world(const char *const *sets)
{
    struct world *w = world_new();
    const int math = world_major(w, "math"), oak = world_school(w, "oak");
    world_channel(w, "erawan", CHANNEL_PIPELINE, 0);
    world_teachers(w, oak, math, 1, 0);
    world_need(w, oak, math, 4);
    world_frame(w, oak, 4);
    world_set(w, "horizon.years=1");
    world_set(w, "price.money=1");
    world_set(w, "exam.cost_thb=0");
    world_set(w, "exam.call_cost_thb=100000");
    world_set(w, "pipeline.erawan.place_cost_thb=0");
    world_set(w, "pipeline.erawan.hire_cost_thb=50000");
    for (; *sets; sets++) world_set(w, *sets);
    world_solve(w);
    return w;
}

static struct stored_plan saved(const struct world *w, const char *name)
{
    struct stored_plan plan;
    plan_to_stored(&w->staffing, &w->plan, name, &plan);
    return plan;
}

static const char *const scarce[] = {"exam.seats_total=1", "pipeline.erawan.places_total=0", NULL};
static const char *const ample[] = {"exam.seats_total=3", "pipeline.erawan.places_total=2", NULL};
static const char *const ample_swapped[] = {"pipeline.erawan.places_total=2", "exam.seats_total=3",
                                            NULL};

struct pair {
    struct world *w[2];
    struct stored_plan plan[2];
    struct causes causes;
};

static struct pair pair_of(const char *const *from, const char *const *to)
{
    struct pair pair = {.w = {small_world(from), small_world(to)}};
    for (int side = 0; side < 2; side++) pair.plan[side] = saved(pair.w[side], "plan");
    return pair;
}

static enum err_code find(struct pair *pair, int workers, struct err *err)
{
    const struct causes_control control = {.seed = 1, .workers = workers};
    return causes_find(&pair->w[0]->reg, &pair->plan[0], &pair->plan[1], &control, &pair->causes,
                       err);
}

static void pair_free(struct pair *pair)
{
    causes_clear(&pair->causes);
    for (int side = 0; side < 2; side++) {
        stored_plan_clear(&pair->plan[side]);
        world_free(pair->w[side]);
    }
}

/* Whatever the lines are, they lead from the first plan to the second. */
static void assert_nothing_is_left_over(const struct causes *causes)
{
    for (int k = 0; k < CAUSE_MEASURES; k++) {
        double at = causes->from.of[k];
        for (int g = 0; g < causes->changes.count; g++) at += causes->share[g].of[k];
        at += causes->whole.of[k] + causes->remade[0].of[k] + causes->remade[1].of[k];
        assert_close(at, causes->to.of[k], 1e-9 * fmax(1.0, fabs(causes->to.of[k])));
    }
}

static void causes_get_the_shares_worked_by_hand(void **state)
{
    static const double want[2][CAUSE_MEASURES] = {{-1.0, 100000.0, -9.9}, {-1.0, 0.0, -10.0}};
    struct pair pair = pair_of(scarce, ample);
    struct err err;
    (void)state;
    assert_ok(find(&pair, 2, &err));
    assert_int_equal(pair.causes.changes.count, 2);
    assert_string_equal(pair.causes.changes.key[0], "exam.seats_total");
    assert_string_equal(pair.causes.changes.key[1], "pipeline.erawan.places_total");
    assert_int_equal(pair.causes.solves, 4);
    for (int g = 0; g < 2; g++)
        for (int k = 0; k < CAUSE_MEASURES; k++)
            assert_close(pair.causes.share[g].of[k], want[g][k], k == CAUSE_COST ? 1e-3 : 1e-9);
    for (int k = 0; k < CAUSE_MEASURES; k++)
        assert_close(pair.causes.whole.of[k], 0.0, k == CAUSE_COST ? 1e-3 : 1e-9);
    assert_nothing_is_left_over(&pair.causes);
    pair_free(&pair);
}

static void swapping_two_changed_groups_changes_no_bit(void **state)
{
    struct pair pair = pair_of(scarce, ample), swapped = pair_of(scarce, ample_swapped);
    struct err err;
    (void)state;
    assert_ok(find(&pair, 2, &err));
    assert_ok(find(&swapped, 1, &err));
    for (int g = 0; g < 2; g++) {
        assert_string_equal(pair.causes.changes.key[g], swapped.causes.changes.key[g]);
        assert_memory_equal(&pair.causes.share[g], &swapped.causes.share[g],
                            sizeof *pair.causes.share);
    }
    pair_free(&pair);
    pair_free(&swapped);
}

/* The first plan is said to be of other data, on which 3 were short: since then that became 2. */
static void changed_data_is_a_line_of_its_own(void **state)
{
    struct pair pair = pair_of(scarce, ample);
    struct err err;
    (void)state;
    snprintf(pair.plan[0].data_hash, 4, "old");
    pair.plan[0].total[0].shortage = 3;
    pair.plan[0].objective = 30.0;
    assert_ok(find(&pair, 2, &err));
    assert_true(pair.causes.data_changed[0]);
    assert_false(pair.causes.data_changed[1]);
    assert_int_equal(pair.causes.solves, 5);
    assert_close(pair.causes.remade[0].of[CAUSE_SHORTAGE], -1.0, 1e-9);
    assert_close(pair.causes.remade[0].of[CAUSE_OBJECTIVE], 20.1 - 30.0, 1e-9);
    assert_close(pair.causes.share[0].of[CAUSE_SHORTAGE], -1.0, 1e-9);
    assert_nothing_is_left_over(&pair.causes);
    pair_free(&pair);
}

/* A plan of the same scenario that is not the best on purpose, one more short than need be. */
static void a_plan_that_is_not_the_best_is_a_line_of_its_own(void **state)
{
    struct pair pair = pair_of(scarce, scarce);
    struct err err;
    (void)state;
    free(pair.plan[1].status);
    pair.plan[1].status = mem_text("near");
    pair.plan[1].total[0].shortage = 3;
    assert_ok(find(&pair, 2, &err));
    assert_int_equal(pair.causes.changes.count, 0);
    assert_true(pair.causes.not_best[1]);
    assert_close(pair.causes.remade[1].of[CAUSE_SHORTAGE], 1.0, 1e-9);
    assert_nothing_is_left_over(&pair.causes);
    pair_free(&pair);
}

/* That every post must be filled can be met with the second plan's exam; its rule with the first
   plan's exam is no plan. */
static void changes_that_cannot_be_told_apart_are_one_cause(void **state)
{
    static const char *const filled[] = {"exam.seats_total=3", "rule.must_fill=yes",
                                         "pipeline.erawan.places_total=0", NULL};
    static const char *const none[] = {"exam.seats_total=0", "pipeline.erawan.places_total=0",
                                       NULL};
    struct pair pair = pair_of(none, filled);
    struct err err;
    (void)state;
    assert_ok(find(&pair, 2, &err));
    assert_int_equal(pair.causes.changes.count, 1);
    assert_string_equal(pair.causes.changes.key[0], "exam.seats_total + rule.must_fill");
    assert_non_null(strstr(pair.causes.inseparable, "rule.must_fill: no plan meets every rule"));
    assert_close(pair.causes.share[0].of[CAUSE_SHORTAGE], -3.0, 1e-9);
    assert_nothing_is_left_over(&pair.causes);
    pair_free(&pair);
}

/* Eight groups, of which six do nothing here: these get 0 and no error. */
static void more_than_six_groups_are_sampled_with_an_error(void **state)
{
    static const char *const many[] = {"exam.seats_total=3",
                                       "pipeline.erawan.places_total=2",
                                       "transfer.cost_thb=5",
                                       "retrain.cost_thb=5",
                                       "exam.list_years=1",
                                       "price.idle=7",
                                       "price.retrain=6",
                                       "retrain.max=1",
                                       NULL};
    struct pair pair = pair_of(scarce, many);
    struct err err;
    (void)state;
    assert_ok(find(&pair, 2, &err));
    assert_int_equal(pair.causes.changes.count, 8);
    assert_false(pair.causes.exact);
    assert_int_equal(pair.causes.orders, 16);
    for (int g = 0; g < 8; g++) {
        const char *key = pair.causes.changes.key[g];
        const bool acts = strstr(key, "seats_total") || strstr(key, "places_total");
        const double error = pair.causes.error[g].of[CAUSE_OBJECTIVE];
        /* Of a pair one order has the exam first and its reverse the places: each pair is exact. */
        assert_close(error, 0.0, 1e-9);
        if (!acts) assert_close(pair.causes.share[g].of[CAUSE_OBJECTIVE], 0.0, 1e-9);
        if (strstr(key, "seats_total"))
            assert_close(pair.causes.share[g].of[CAUSE_OBJECTIVE], -9.9, 1e-9);
    }
    assert_nothing_is_left_over(&pair.causes);
    pair_free(&pair);
}

static bool stop_at_once(void *context, int done, int solves, double seconds)
{
    (void)context, (void)done, (void)solves, (void)seconds;
    return false;
}

static void a_search_can_be_stopped(void **state)
{
    struct pair pair = pair_of(scarce, ample);
    const struct causes_control control = {.progress = stop_at_once};
    struct err err;
    (void)state;
    assert_int_equal(
        causes_find(&pair.w[0]->reg, &pair.plan[0], &pair.plan[1], &control, &pair.causes, &err),
        ERR_LIMIT);
    assert_string_equal(err.text, "the work was stopped");
    pair_free(&pair);
}

/* What a rule asks cannot be done on today's data by the second plan itself. */
static void a_scenario_without_a_plan_is_an_error(void **state)
{
    static const char *const filled[] = {"exam.seats_total=3", "rule.must_fill=yes",
                                         "pipeline.erawan.places_total=0", NULL};
    struct pair pair = pair_of(scarce, filled);
    struct err err;
    (void)state;
    for (int i = 0; i < pair.w[0]->reg.needs; i++) pair.w[0]->reg.need[i].need = 6;
    for (int i = 0; i < pair.w[0]->reg.frames; i++) pair.w[0]->reg.frame[i].frame = 6;
    assert_int_equal(find(&pair, 2, &err), ERR_INFEASIBLE);
    assert_non_null(strstr(err.text, "no plan meets every rule"));
    pair_free(&pair);
}

static const struct CMUnitTest cases[] = {
    CASE(causes_get_the_shares_worked_by_hand),
    CASE(swapping_two_changed_groups_changes_no_bit),
    CASE(changed_data_is_a_line_of_its_own),
    CASE(a_plan_that_is_not_the_best_is_a_line_of_its_own),
    CASE(changes_that_cannot_be_told_apart_are_one_cause),
    CASE(more_than_six_groups_are_sampled_with_an_error),
    CASE(a_search_can_be_stopped),
    CASE(a_scenario_without_a_plan_is_an_error),
};
TEST_MAIN(cases)
