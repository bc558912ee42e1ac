/*
 * Plans made again: worked by hand in worlds of one year, where a post short costs 10 up to half of
 * a need and 30 beyond, a transfer 3 and a teacher over 4.
 */
#include "tests/random_world.h"

#include "planner/replan.h"
#include "planner/whole.h"
#include "solver/block.h"

#include <math.h>
#include <string.h>

static struct world *two_schools(int oak_teachers, int elm_teachers, int oak_need, int elm_need)
{
    struct world *w = world_new();
    const int math = world_major(w, "math"), oak = world_school(w, "oak");
    const int elm = world_school(w, "elm");
    world_teachers(w, oak, math, oak_teachers, 0);
    world_teachers(w, elm, math, elm_teachers, 0);
    world_need(w, oak, math, oak_need);
    world_need(w, elm, math, elm_need);
    world_frame(w, oak, 9);
    world_frame(w, elm, 9);
    world_set(w, "horizon.years=1");
    world_set(w, "shortage.tier_shares=0.5 0.5");
    world_set(w, "shortage.tier_prices=10 30");
    world_set(w, "price.over=4");
    world_set(w, "price.move=3");
    return w;
}

/* What is left of a world's plan when it has been saved. */
static struct stored_plan promised_by(struct world *w)
{
    struct stored_plan plan;
    world_solve(w);
    plan_to_stored(&w->staffing, &w->plan, "old", &plan);
    return plan;
}

static struct replan_changes replan(struct world *w, const struct stored_plan *old, double price)
{
    const struct replan_terms terms = {price, 2};
    struct staffing_promises promises;
    struct replan_changes changes;
    struct err err;
    promises_make(old, &w->staffing, &terms, &promises);
    w->staffing.kept = &promises;
    plan_clear(&w->plan);
    assert_ok(plan_solve(&w->staffing, NULL, NULL, &w->plan, &err));
    w->staffing.kept = NULL;
    assert_ok(plan_check(&w->staffing, &w->plan, &err));
    replan_compare(old, &w->staffing, &w->plan, &terms, strcmp(old->scenario_hash, w->params.hash),
                   &changes);
    promises_clear(&promises);
    return changes;
}

/* The only seat was promised to oak, which had nobody (30 saved against 10 at elm). Now a teacher
   has come from elm to oak, and the seat saves 30 at elm and 10 at oak: a gain of 20. */
static void a_placement_is_kept_up_to_its_price(void **state)
{
    static const struct {
        double price;
        int missed;
        double objective;
    } cases[] = {{15.0, 1, 20.0}, {25.0, 0, 40.0}, {0.0, 1, 20.0}};
    (void)state;
    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
        struct world *before = two_schools(0, 1, 2, 2), *after = two_schools(1, 0, 2, 2);
        world_set(before, "exam.seats_total=1");
        world_set(after, "exam.seats_total=1");
        struct stored_plan old = promised_by(before);
        world_make(after);
        struct replan_changes changes = replan(after, &old, cases[n].price);
        assert_int_equal(changes.promised, 3); /* a place at oak, a call, a pass */
        assert_int_equal(changes.missed, cases[n].missed);
        assert_close(after->plan.objective, cases[n].objective, 1e-9);
        if (changes.count > 0) {
            assert_int_equal(changes.change[0].kind, PROMISE_IN);
            assert_int_equal(changes.change[0].reason, REASON_HERE);
            assert_int_equal(changes.change[0].teachers, 1);
            assert_int_equal(changes.change[0].need, 0);
        }
        replan_changes_clear(&changes);
        stored_plan_clear(&old);
        world_free(before);
        world_free(after);
    }
}

/* One of oak was to go to elm, which has got somebody else since. Going costs 3 and 4 for one over
   at elm; staying costs 4 for one over at oak and two promises, of leaving and of coming. */
static void a_transfer_is_two_promises(void **state)
{
    static const struct {
        double price;
        int missed;
        double objective;
    } cases[] = {{1.0, 2, 4.0}, {2.0, 0, 7.0}};
    (void)state;
    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
        struct world *before = two_schools(2, 0, 1, 1), *after = two_schools(2, 1, 1, 1);
        struct stored_plan old = promised_by(before);
        world_make(after);
        struct replan_changes changes = replan(after, &old, cases[n].price);
        assert_int_equal(changes.promised, 2);
        assert_int_equal(changes.missed, cases[n].missed);
        assert_close(after->plan.objective, cases[n].objective, 1e-9);
        replan_changes_clear(&changes);
        stored_plan_clear(&old);
        world_free(before);
        world_free(after);
    }
}

/* Nobody was to move. Now elm has lost its teacher, and one over at oak could go there: that saves
   30 and 4 and costs 3 (a need of 1 has no cheap half: its tiers hold 1 and 0 posts, so 10, not
   30: 10 + 4 - 3 = 11). */
static void who_was_told_nothing_stays_up_to_the_price(void **state)
{
    static const struct {
        double price;
        int missed;
    } cases[] = {{10.0, 1}, {12.0, 0}};
    (void)state;
    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
        struct world *before = two_schools(2, 1, 1, 1), *after = two_schools(2, 0, 1, 1);
        struct stored_plan old = promised_by(before);
        world_make(after);
        struct replan_changes changes = replan(after, &old, cases[n].price);
        assert_int_equal(changes.promised, 0);
        assert_int_equal(changes.missed, cases[n].missed);
        assert_close(after->plan.objective, cases[n].missed ? 3.0 : 14.0, 1e-9);
        if (changes.count > 0) {
            assert_int_equal(changes.change[0].kind, PROMISE_OUT);
            assert_int_equal(changes.change[0].now, 1);
            assert_int_equal(changes.change[0].reason, REASON_MAJOR); /* the loss is at elm */
        }
        replan_changes_clear(&changes);
        stored_plan_clear(&old);
        world_free(before);
        world_free(after);
    }
}

/* Two seats become one: a pass, a call and a placement less, and the reason is the setting. */
static void recruitment_that_settings_take_away_is_named(void **state)
{
    struct world *before = two_schools(1, 1, 3, 1), *after = two_schools(1, 1, 3, 1);
    (void)state;
    world_set(before, "exam.seats_total=2");
    world_set(after, "exam.seats_total=1");
    struct stored_plan old = promised_by(before);
    world_make(after);
    struct replan_changes changes = replan(after, &old, 20.0);
    assert_int_equal(changes.promised, 6);
    assert_int_equal(changes.missed, 3);
    assert_int_equal(changes.count, 3);
    static const enum promise_kind kinds[] = {PROMISE_IN, PROMISE_CALL, PROMISE_PASS};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(changes.change[i].kind, kinds[i]);
        assert_int_equal(changes.change[i].promised, 2);
        assert_int_equal(changes.change[i].now, 1);
        assert_int_equal(changes.change[i].reason, REASON_SETTINGS);
    }
    replan_changes_clear(&changes);
    stored_plan_clear(&old);
    world_free(before);
    world_free(after);
}

/* Only the first years are promised, counted from the first year of the new plan. */
static void years_gone_and_years_far_ahead_are_no_promises(void **state)
{
    struct world *before = two_schools(0, 0, 4, 1), *after = two_schools(0, 0, 4, 1);
    const struct replan_terms terms = {20.0, 1};
    struct staffing_promises promises;
    (void)state;
    world_set(before, "horizon.years=3");
    world_set(before, "exam.seats_total=1");
    world_set(after, "horizon.years=2");
    world_set(after, "horizon.first_fy=2568");
    world_set(after, "exam.seats_total=1");
    struct stored_plan old = promised_by(before);
    world_make(after);
    promises_make(&old, &after->staffing, &terms, &promises);
    assert_int_equal(promises.promises, 3); /* of 2568: a pass, a call, a placement */
    for (int q = 0; q < 3; q++) {
        const struct staffing_promise *one = &promises.promise[q];
        assert_int_equal(one->at.i[one->var == CALL ? 2 : 1], 0);
    }
    assert_close(promises.stay_price[0], 20.0, 0.0);
    assert_close(promises.stay_price[1], 0.0, 0.0);
    promises_clear(&promises);
    stored_plan_clear(&old);
    world_free(before);
    world_free(after);
}

/* New facts of a random world: a teacher fewer or more, a need, a limit. */
static void surprise(struct world *w, uint64_t seed)
{
    struct env_random random = {seed ^ 0x9E3779B9u};
    world_teachers(w, below(&random, SCHOOLS), below(&random, MAJORS), 1, 0);
    for (int i = 0; i < w->reg.teachers; i++)
        if (below(&random, 5) == 0) w->reg.teacher[i].status = STATUS_LEFT;
    for (int i = 0; i < w->reg.needs; i++)
        if (below(&random, 20) == 0) w->reg.need[i].need++;
    set_number(w, "exam.seats_total", below(&random, 6));
}

/* The structured solver takes the program of promises, and the simplex agrees with it. */
static void promises_are_solved_by_structure_as_by_the_simplex(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 25; seed++) {
        const struct replan_terms terms = {5.0 * (double)(seed % 5), 2};
        struct world *before = random_settings(seed), *after = random_settings(seed);
        struct staffing_promises promises;
        struct block_report report;
        struct err err;
        struct stored_plan old = promised_by(before);
        surprise(after, seed);
        world_make(after);
        promises_make(&old, &after->staffing, &terms, &promises);
        after->staffing.kept = &promises;
        assert_ok(lp_build(&staffing_model, &after->staffing, &after->lp, &err));
        assert_ok(block_solve(after->lp, &staffing_blocks, staffing_implied_upper(&after->staffing),
                              NULL, &report, &err));
        if (!report.solved) fail_msg("seed %d: %s", (int)seed, report.why);
        const double got = lp_objective(after->lp);
        lp_free(after->lp);
        assert_ok(lp_build(&staffing_model, &after->staffing, &after->lp, &err));
        assert_ok(lp_solve(after->lp, NULL, &err));
        assert_close(got, lp_objective(after->lp), 1e-7 * fmax(1.0, fabs(got)));
        promises_clear(&promises);
        stored_plan_clear(&old);
        world_free(before);
        world_free(after);
    }
}

static int transfers_promised(const struct stored_plan *old)
{
    int sum = 0;
    for (int i = 0; i < old->chains; i++)
        if (old->chain[i].fy < old->first_fy + 2) sum += old->chain[i].out;
    return sum;
}

/* No whole plan, with the price of what it changes, costs less than the program of promises says.
   What is saved passes the verification, which knows of no promise. */
static void a_plan_that_keeps_promises_is_between_and_verifies(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 25; seed++) {
        const struct replan_terms terms = {3.0, 2};
        struct world *before = random_settings(seed), *after = random_settings(seed);
        struct replan_changes changes, free_changes;
        struct verify_report report;
        struct stored_plan stored;
        struct err err;
        struct stored_plan old = promised_by(before);
        surprise(after, seed);
        world_solve(after);
        const double best = after->plan.objective;
        replan_compare(&old, &after->staffing, &after->plan, &terms, true, &free_changes);
        changes = replan(after, &old, terms.price);
        /* |P - x| is stated as x - P + 2 max(0, P - x): the P of transfers are not in the objective
           of the program of promises. */
        const double least = after->plan.lp_objective - terms.price * transfers_promised(&old);
        const double slack = 1e-6 * fmax(1.0, best);
        assert_true(least <= after->plan.objective + terms.price * changes.missed + slack);
        assert_true(least <= best + terms.price * free_changes.missed + slack);
        plan_to_stored(&after->staffing, &after->plan, "new", &stored);
        assert_ok(plan_verify(&after->reg, &stored, &report, &err));
        verify_report_clear(&report);
        stored_plan_clear(&stored);
        replan_changes_clear(&changes);
        replan_changes_clear(&free_changes);
        stored_plan_clear(&old);
        world_free(before);
        world_free(after);
    }
}

/* Where people had to be made whole a better plan may be found, never a worse one. */
static void without_new_facts_nothing_changes(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        struct world *w = random_settings(seed);
        struct stored_plan old = promised_by(w);
        const double objective = w->plan.objective;
        struct replan_changes changes = replan(w, &old, 1.0);
        assert_true(w->plan.objective + changes.missed <= objective + 1e-6 * fmax(1.0, objective));
        if (fabs(objective - old.lp_objective) < 1e-6) assert_int_equal(changes.missed, 0);
        replan_changes_clear(&changes);
        stored_plan_clear(&old);
        world_free(w);
    }
}

static const struct CMUnitTest cases[] = {
    CASE(a_placement_is_kept_up_to_its_price),
    CASE(a_transfer_is_two_promises),
    CASE(who_was_told_nothing_stays_up_to_the_price),
    CASE(recruitment_that_settings_take_away_is_named),
    CASE(years_gone_and_years_far_ahead_are_no_promises),
    CASE(promises_are_solved_by_structure_as_by_the_simplex),
    CASE(a_plan_that_keeps_promises_is_between_and_verifies),
    CASE(without_new_facts_nothing_changes),
};
TEST_MAIN(cases)
