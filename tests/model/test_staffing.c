/* The staffing program: instances solved by hand, rows read as their mathematics. */
#include "tests/world.h"

static void gaps_with_list_years(const char *setting, int gap_years)
{
    struct world *w = list_world(setting);
    world_solve(w);
    assert_int_equal(world_short(w, -1), gap_years);
    assert_close(w->plan.objective, 10.0 * gap_years, 1e-9);
    assert_close(w->plan.lp_objective, 10.0 * gap_years, 1e-6);
    assert_close(w->plan.bound, 10.0 * gap_years, 1e-6);
    world_free(w);
}

static void a_list_valid_one_year_leaves_five_gap_years(void **state)
{
    (void)state;
    gaps_with_list_years("exam.list_years=1", 5);
}

static void a_list_valid_two_years_leaves_two_gap_years(void **state)
{
    (void)state;
    gaps_with_list_years("exam.list_years=2", 2);
}

static void a_list_valid_three_years_leaves_no_gap(void **state)
{
    (void)state;
    gaps_with_list_years("exam.list_years=3", 0);
}

/*
 * Three schools of 5 posts with weights 3, 2, 1 (index 70, 60, 50, alpha 1), that is 1.5, 1, 0.5
 * after scaling to mean 1; gaps 2, 3, 2; 4 candidates in the only year. The heaviest school is
 * filled (2), the next gets the other 2: left are 1 post at weight 1 and 2 at 0.5, objective
 * 10 * (1 * 1 + 2 * 0.5) = 20.
 */
static void candidates_go_where_the_weight_is_highest(void **state)
{
    (void)state;
    struct world *w = world_new();
    const int math = world_major(w, "math"), gap[3] = {2, 3, 2};
    const char *codes[3] = {"a", "b", "c"};
    for (int i = 0; i < 3; i++) {
        const int s = world_school(w, codes[i]);
        world_teachers(w, s, math, 5 - gap[i], 0);
        world_need(w, s, math, 5);
        world_frame(w, s, 5);
        world_index(w, s, 70 - 10 * i);
    }
    world_set(w, "horizon.years=1");
    world_set(w, "exam.seats_total=4");
    world_set(w, "equity.alpha=1");
    world_set(w, "equity.weight_max=3");
    world_set(w, "transfer.max=0");
    world_solve(w);
    assert_close(w->staffing.weight[0], 1.5, 1e-12);
    assert_close(w->staffing.weight[2], 0.5, 1e-12);
    assert_int_equal(w->plan.in[0], 2);
    assert_int_equal(w->plan.in[1], 2);
    assert_int_equal(w->plan.in[2], 0);
    assert_close(w->plan.objective, 20.0, 1e-9);
    world_free(w);
}

/*
 * One vacancy from year 1 on, no exam, a pipeline with lead 1 and completion 1: an intake of one
 * in year 1 fills the post in year 2. Short one year: objective 10. `train` of the last year
 * would arrive after the horizon and does not exist.
 */
static void a_pipeline_with_lead_one_fills_the_post_a_year_later(void **state)
{
    (void)state;
    struct world *w = world_new();
    const int math = world_major(w, "math"), s = world_school(w, "oak");
    world_channel(w, "erawan", CHANNEL_PIPELINE, 1);
    world_teachers(w, s, math, 1, 0);
    world_need(w, s, math, 2);
    world_frame(w, s, 2);
    world_set(w, "horizon.years=3");
    world_set(w, "pipeline.erawan.places_total=5");
    world_solve(w);
    assert_int_equal(world_short(w, 0), 1);
    assert_int_equal(world_short(w, 1), 0);
    assert_int_equal(world_short(w, 2), 0);
    assert_int_equal(w->plan.train[0], 1);
    assert_int_equal(w->plan.grad[1], 1);
    assert_close(w->plan.objective, 10.0, 1e-9);
    world_free(w);
}

/* Six of ten posts are empty for good and no channel is open: at most 40 % short cannot hold. */
static void an_impossible_rule_is_named_with_the_amount_it_is_missed_by(void **state)
{
    (void)state;
    struct world *w = world_new();
    struct err err;
    const int math = world_major(w, "math"), s = world_school(w, "oak");
    world_teachers(w, s, math, 4, 0);
    world_need(w, s, math, 10);
    world_frame(w, s, 10);
    world_set(w, "horizon.years=1");
    world_set(w, "rule.max_short_share=0.4");
    world_make(w);
    assert_int_equal(plan_solve(&w->staffing, NULL, NULL, &w->plan, &err), ERR_INFEASIBLE);
    assert_error(err, ERR_INFEASIBLE,
                 "no plan meets every rule: 'short_share[oak,2567]' (no school is short of more "
                 "than a share of its need) is missed by 2");
    world_free(w);
}

/*
 * School a has one art teacher too many (over 4 a year), school b lacks a music teacher (10 a
 * year). A transfer alone (3) helps nobody: no school needs art. With the arc art -> music
 * (5) moving and retraining costs 8 and saves 14 a year.
 */
static struct world *surplus_world(bool arc)
{
    struct world *w = world_new();
    const int art = world_major(w, "art"), music = world_major(w, "music");
    const int a = world_school(w, "a"), b = world_school(w, "b");
    world_teachers(w, a, art, 1, 0);
    world_need(w, b, music, 1);
    world_frame(w, a, 1);
    world_frame(w, b, 1);
    if (arc) world_arc(w, art, music);
    world_set(w, "horizon.years=2");
    world_solve(w);
    return w;
}

static void a_transfer_without_the_arc_is_not_worth_it(void **state)
{
    (void)state;
    struct world *w = surplus_world(false);
    assert_int_equal(world_short(w, -1), 2);
    assert_close(w->plan.objective, 2 * (4 + 10), 1e-9);
    world_free(w);
}

static void a_retraining_arc_makes_the_transfer_worth_it(void **state)
{
    (void)state;
    struct world *w = surplus_world(true);
    assert_int_equal(world_short(w, -1), 0);
    assert_int_equal(w->plan.retrain[0], 1);
    assert_close(w->plan.objective, 3 + 5, 1e-9);
    world_free(w);
}

/* One promise of every kind. */
static struct staffing_promise promise[] = {
    {IN, {{0, 0}}, 2, 20.0},      {OUT, {{0, 1}}, 1, 40.0},     {PASS, {{0, 0}}, 2, 20.0},
    {CALL, {{0, 0, 1}}, 1, 20.0}, {OLDCALL, {{0, 0}}, 3, 20.0}, {TRAIN, {{0, 0, 0}}, 1, 20.0},
};
static const struct staffing_promises promises = {
    promise, sizeof promise / sizeof *promise, {20.0, 20.0, 0.0}};

static struct world *full_world(void)
{
    struct world *w = world_full();
    struct err err;
    world_make(w);
    w->staffing.kept = &promises;
    assert_ok(lp_build(&staffing_model, &w->staffing, &w->lp, &err));
    return w;
}

static void every_row_family_uses_the_variables_of_its_mathematics(void **state)
{
    (void)state;
    struct world *w = full_world();
    for (int row = 0; row < STAFFING_ROWS; row++) {
        struct text why = {0};
        if (!lp_math_agrees(w->lp, row, &why))
            fail_msg("%s: %s", staffing_model.row[row].name, text_s(&why));
        text_clear(&why);
    }
    world_free(w);
}

static void assert_row(const struct world *w, int family, struct lp_at at, const char *want)
{
    struct text got = {0};
    lp_row_text(w->lp, family, at, &got);
    assert_string_equal(text_s(&got), want);
    text_clear(&got);
}

/* Chains in order: (oak,math) 0, (elm,math) 1, (elm,art) 2; years 2567 .. 2569. */
static void chain_rows_read_as_their_mathematics(void **state)
{
    (void)state;
    struct world *w = full_world();
    assert_row(w, FLOW, AT(0, 0),
               "flow[oak,math,2567]: +1 head[oak,math,2567] -1 in[oak,math,2567] +1 "
               "out[oak,math,2567] = 3");
    assert_row(w, FLOW, AT(0, 1),
               "flow[oak,math,2568]: +1 head[oak,math,2568] -1 head[oak,math,2567] -1 "
               "in[oak,math,2568] +1 out[oak,math,2568] = -1");
    assert_row(w, NEED, AT(1, 0),
               "need[elm,math,2567]: +1 head[elm,math,2567] +1 short[elm,math,1,2567] +1 "
               "short[elm,math,2,2567] -1 over[elm,math,2567] = 1");
    assert_row(w, STAY, AT(0, 0), "stay[oak,math,2567]: +1 head[oak,math,2567] >= 1");
    assert_row(w, FRAME, AT(1, 2),
               "frame[elm,2569]: +1 head[elm,math,2569] +1 head[elm,art,2569] <= 3");
    assert_row(w, SCHOOL, AT(0, 0),
               "school[oak,2567]: +1 short[oak,math,1,2567] +1 short[oak,math,2,2567] -1 "
               "crowd[oak,1,2567] -1 crowd[oak,2,2567] <= 0");
    world_free(w);
}

static void city_rows_read_as_their_mathematics(void **state)
{
    (void)state;
    struct world *w = full_world();
    assert_row(w, ARRIVE, AT(0, 1),
               "arrive[math,2568]: +1 in[oak,math,2568] +1 in[elm,math,2568] -1 move[math,2568] "
               "-1 call[math,2567,2568] -1 call[math,2568,2568] -1 "
               "grad[erawan,math,2568] = 0");
    assert_row(w, LEAVE, AT(1, 0),
               "leave[art,2567]: +1 out[elm,art,2567] -1 retrain[art,math,2567] -1 "
               "move[art,2567] = 0");
    assert_row(w, LIST, AT(0, 1),
               "list[math,2568]: +1 call[math,2568,2568] +1 call[math,2568,2569] -1 "
               "pass[math,2568] <= 0");
    assert_row(w, OLDLIST, AT(0, 0),
               "oldlist[exam-1-2565,math]: +1 oldcall[exam-1-2565,math,2567] <= 3");
    assert_row(w, SEATS, AT(0, 0), "seats[math,2567]: +1 pass[math,2567] <= 2");
    assert_row(w, SEATS_TOTAL, AT(0),
               "seats_total[2567]: +1 pass[math,2567] +1 pass[art,2567] <= 3");
    assert_row(w, YIELD, AT(0, 0, 1),
               "yield[erawan,math,2568]: +1 grad[erawan,math,2568] +1 idle[erawan,math,2568] -1 "
               "train[erawan,math,2567] = 2");
    assert_row(w, PLACES, AT(0, 0, 0), "places[erawan,math,2567]: +1 train[erawan,math,2567] <= 3");
    assert_row(w, KEEP, AT(2), "keep[3]: +1 pass[math,2567] +1 broken[3] >= 2");
    assert_row(w, MUST_FILL, AT(0, 2),
               "must_fill[math,2569]: +1 short[oak,math,1,2569] +1 short[oak,math,2,2569] +1 "
               "short[elm,math,1,2569] +1 short[elm,math,2,2569] <= 0");
    assert_row(w, MIN_HEADCOUNT, AT(0, 0),
               "min_headcount[math,2567]: +1 head[oak,math,2567] +1 head[elm,math,2567] >= 1");
    world_free(w);
}

/* Money in million baht: a pass 0.005, a call 0.2, a graduate 0.2, a place 0.1, a transfer 0.001,
   a retraining 0.03; year 2569 has no list of before and no intake that arrives in time. */
static void the_budget_row_counts_every_kind_of_money(void **state)
{
    (void)state;
    struct world *w = full_world();
    assert_row(w, BUDGET, AT(0),
               "budget[2567]: +0.005 pass[math,2567] +0.2 call[math,2567,2567] +0.2 "
               "grad[erawan,math,2567] +0.1 train[erawan,math,2567] +0.005 pass[art,2567] +0.2 "
               "call[art,2567,2567] +0.2 grad[erawan,art,2567] +0.1 train[erawan,art,2567] +0.2 "
               "oldcall[exam-1-2565,math,2567] +0.001 out[oak,math,2567] +0.001 "
               "out[elm,math,2567] +0.001 out[elm,art,2567] +0.03 retrain[art,math,2567] <= 2");
    world_free(w);
}

/* Shares 0.1 0.2 0.3 0.4 of 7: 0.7, 2.1, 4.2, 7 round half up to 1, 2, 4, 7, so the tiers hold 1,
   1, 2, 3; of 5: 0.5 -> 1, 1.5 -> 2, 3, 5, so 1, 1, 1, 2. */
static void tiers_hold_the_steps_of_cumulative_shares_rounded_half_up(void **state)
{
    (void)state;
    const double share[4] = {0.1, 0.2, 0.3, 0.4};
    const int seven[4] = {1, 1, 2, 3}, five[4] = {1, 1, 1, 2};
    for (int k = 0; k < 4; k++) {
        assert_int_equal(staffing_tier_room(share, 4, k, 7), seven[k]);
        assert_int_equal(staffing_tier_room(share, 4, k, 5), five[k]);
    }
}

/*
 * Whole people under a budget that splits them: a call costs 0.3 million baht, the budget is 1
 * million a year, 3 posts are empty in one year. The program calls 10/3 of a person but only 3
 * fit a post... so need 5: it calls 3.33 and leaves 1.67 short (16.7); whole: 3 called, 2
 * short, 20.
 */
static void a_budget_that_splits_a_person_is_made_whole(void **state)
{
    (void)state;
    struct world *w = world_new();
    const int math = world_major(w, "math"), s = world_school(w, "oak");
    world_need(w, s, math, 5);
    world_frame(w, s, 5);
    world_set(w, "horizon.years=1");
    world_set(w, "exam.seats_total=10");
    world_set(w, "exam.cost_thb=0");
    world_set(w, "exam.call_cost_thb=300000");
    world_set(w, "budget.total_thb=1000000");
    world_solve(w);
    assert_close(w->plan.lp_objective, 50.0 - 100.0 / 3.0, 1e-6);
    assert_int_equal(w->plan.in[0], 3);
    assert_close(w->plan.objective, 20.0, 1e-9);
    world_free(w);
}

static const struct CMUnitTest cases[] = {
    CASE(a_list_valid_one_year_leaves_five_gap_years),
    CASE(a_list_valid_two_years_leaves_two_gap_years),
    CASE(a_list_valid_three_years_leaves_no_gap),
    CASE(candidates_go_where_the_weight_is_highest),
    CASE(a_pipeline_with_lead_one_fills_the_post_a_year_later),
    CASE(an_impossible_rule_is_named_with_the_amount_it_is_missed_by),
    CASE(a_transfer_without_the_arc_is_not_worth_it),
    CASE(a_retraining_arc_makes_the_transfer_worth_it),
    CASE(every_row_family_uses_the_variables_of_its_mathematics),
    CASE(chain_rows_read_as_their_mathematics),
    CASE(city_rows_read_as_their_mathematics),
    CASE(the_budget_row_counts_every_kind_of_money),
    CASE(tiers_hold_the_steps_of_cumulative_shares_rounded_half_up),
    CASE(a_budget_that_splits_a_person_is_made_whole),
};

TEST_MAIN(cases)
