/* The clock and the sensitivity of plans that can be solved by hand. */
#include "tests/world.h"

#include "planner/clock.h"
#include "planner/sensitivity.h"

struct asked {
    struct world *w;
    struct effects *effects;
};

static struct asked ask(struct world *w)
{
    struct err err;
    struct asked asked = {.w = w};
    world_solve(w);
    assert_ok(effects_open(&w->reg, text_s(&w->params.text), "test", NULL, &asked.effects, &err));
    return asked;
}

static void asked_free(struct asked *asked)
{
    effects_free(asked->effects);
    world_free(asked->w);
}

/*
 * world.h, list_world() with lists valid 2 years: 3 pass in year 1. Without them vacancies 2, 3, 6,
 * 7 meet 0, 0, 2 and 3 people: 2 + 3 + 4 + 4 = 13 teacher-years short in place of 2, at 10 each.
 */
static void leaving_out_this_years_exam_costs_what_its_list_fills(void **state)
{
    (void)state;
    struct asked asked = ask(list_world("exam.list_years=2"));
    struct clock clock;
    struct err err;
    assert_ok(clock_make(asked.effects, &asked.w->plan, &clock, &err));
    assert_int_equal(clock.decisions, 1);
    assert_int_equal(clock.decision[0].lever.kind, LEVER_SEATS_TOTAL);
    assert_int_equal(clock.decision[0].amount, 3);
    assert_close(clock.decision[0].shortage, 11.0, 1e-6);
    assert_close(clock.decision[0].loss, 110.0, 1e-6);
    clock_clear(&clock);
    asked_free(&asked);
}

/* Four years of study in a plan of four years: every gap comes too early for an intake. */
static void gaps_before_the_first_graduates_are_too_late(void **state)
{
    (void)state;
    struct asked asked = ask(list_world("exam.list_years=2"));
    struct clock clock;
    struct err err;
    assert_ok(clock_make(asked.effects, &asked.w->plan, &clock, &err));
    assert_int_equal(clock.intakes, 1);
    assert_int_equal(clock.intake[0].too_late, 2);
    assert_int_equal(clock.intake[0].within, 0);
    assert_int_equal(clock.intake[0].last_t, -1);
    assert_int_equal(clock.lists, 2);
    assert_int_equal(clock.list[0].people, 3);
    assert_int_equal(clock.list[0].called, 3);
    assert_int_equal(clock.list[0].last_called, 1);
    assert_int_equal(clock.list[0].last_fy, 2568);
    assert_int_equal(clock.list[0].left, 0);
    clock_clear(&clock);
    asked_free(&asked);
}

/* Two places of a course of one year would fill the gap of year 2: the intake of year 1 is the
 * last. */
static void the_last_intake_that_helps_is_a_lead_before_the_last_gap(void **state)
{
    (void)state;
    struct world *w = world_new();
    const int math = world_major(w, "math"), oak = world_school(w, "oak");
    world_channel(w, "erawan", CHANNEL_PIPELINE, 1);
    world_teachers(w, oak, math, 1, 0);
    world_need(w, oak, math, 2);
    world_frame(w, oak, 2);
    world_set(w, "pipeline.erawan.places_total=0");
    world_set(w, "horizon.years=2");
    struct asked asked = ask(w);
    struct clock clock;
    struct err err;
    assert_ok(clock_make(asked.effects, &w->plan, &clock, &err));
    assert_int_equal(clock.intakes, 1);
    assert_int_equal(clock.intake[0].too_late, 1);
    assert_int_equal(clock.intake[0].within, 1);
    assert_int_equal(clock.intake[0].last_t, 0);
    clock_clear(&clock);
    asked_free(&asked);
}

/*
 * Two posts, one teacher and one who retires at the end of 2567; three people on a list that ends
 * in 2567. The frame has room for one: two are left, and a year more would fill 2568.
 */
static void a_list_that_ends_with_people_on_it_says_what_a_year_more_saves(void **state)
{
    (void)state;
    struct world *w = world_new();
    const int math = world_major(w, "math"), oak = world_school(w, "oak");
    world_teachers(w, oak, math, 1, 0);
    world_teachers(w, oak, math, 1, 2567);
    world_need(w, oak, math, 3);
    world_frame(w, oak, 3);
    w->reg.list[w->reg.lists++] =
        (struct eligible_list){mem_text("exam-1-2565"), math, {2022, 6, 1}, {2024, 5, 31}, 3, 0};
    world_set(w, "horizon.years=2");
    struct asked asked = ask(w);
    struct clock clock;
    struct err err;
    assert_ok(clock_make(asked.effects, &w->plan, &clock, &err));
    assert_int_equal(clock.lists, 1);
    assert_int_equal(clock.list[0].called, 1);
    assert_int_equal(clock.list[0].left, 2);
    assert_close(clock.list[0].longer, 1.0, 1e-6);
    clock_clear(&clock);
    asked_free(&asked);
}

/* x 1 2 3, y 1 2 4: cov 3, variances 2 and 42/9: 9 / (2 * 42/9) = 27/28. */
static void r2_is_the_share_of_variance_that_need_explains(void **state)
{
    (void)state;
    const double x[] = {1, 2, 3}, y[] = {1, 2, 4}, flat[] = {5, 5, 5};
    assert_close(sensitivity_r2(x, y, 3), 27.0 / 28.0, 1e-12);
    assert_close(sensitivity_r2(x, x, 3), 1.0, 1e-12);
    assert_true(isnan(sensitivity_r2(x, flat, 3)));
    assert_true(isnan(sensitivity_r2(x, y, 1)));
}

/* A seat of year 3 more or less is two teacher-years; the fourth seat of year 1 is idle. */
static void a_rule_is_told_by_a_step_up_and_a_step_down(void **state)
{
    (void)state;
    struct asked asked = ask(list_world("exam.list_years=2"));
    struct sensitivity to;
    struct err err;
    assert_ok(sensitivity_make(asked.effects, &asked.w->plan, &to, &err));
    int found = 0;
    for (int i = 0; i < to.rules; i++) {
        const struct sensitivity_rule *rule = &to.rule[i];
        if (rule->lever.kind != LEVER_SEATS_TOTAL) continue;
        if (rule->lever.t == 2) {
            found++;
            assert_close(rule->up, 20.0, 1e-6);
            assert_close(rule->up_shortage, 2.0, 1e-6);
            assert_int_equal(rule->reach, 1);
            assert_close(rule->down, 20.0, 1e-6);
            assert_close(rule->down_shortage, 2.0, 1e-6);
            assert_close(rule->used, 2.0, 1e-6);
        }
        if (rule->lever.t == 0) {
            found++;
            assert_close(rule->up, 0.0, 1e-6);
            assert_close(rule->down, 0.0, 1e-6);
            assert_close(rule->used, 3.0, 1e-6);
        }
    }
    assert_int_equal(found, 2);
    assert_close(to.shortage, 2.0, 1e-6);
    assert_close(to.fifth[0].shortage, 2.0, 1e-6);
    sensitivity_clear(&to);
    asked_free(&asked);
}

/* Weights 1.5 and 0.5, one post short in each of two schools of two posts, one candidate: the heavy
   school gets it with weights, and nobody is better off in sum. */
static void equity_moves_shortage_between_fifths(void **state)
{
    (void)state;
    struct world *w = world_new();
    const int math = world_major(w, "math"), poor = world_school(w, "poor"),
              rich = world_school(w, "rich");
    world_teachers(w, poor, math, 1, 0);
    world_teachers(w, rich, math, 1, 0);
    world_need(w, poor, math, 2);
    world_need(w, rich, math, 2);
    world_frame(w, poor, 2);
    world_frame(w, rich, 2);
    world_index(w, poor, 70);
    world_index(w, rich, 30);
    world_set(w, "horizon.years=1");
    world_set(w, "equity.alpha=0.25");
    world_set(w, "exam.seats_total=1");
    struct asked asked = ask(w);
    struct sensitivity to;
    struct err err;
    assert_ok(sensitivity_make(asked.effects, &w->plan, &to, &err));
    int schools = 0;
    double with = 0.0, without = 0.0;
    for (int f = 0; f < FIFTHS; f++) {
        schools += to.fifth[f].schools;
        with += to.fifth[f].shortage;
        without += to.fifth[f].without;
    }
    assert_int_equal(schools, 2);
    assert_close(to.fifth[0].shortage, 0.0, 1e-6);
    assert_close(with, 1.0, 1e-6);
    assert_close(without, 1.0, 1e-6);
    assert_close(to.largest, 0.5, 1e-6);
    sensitivity_clear(&to);
    asked_free(&asked);
}

static const struct CMUnitTest cases[] = {
    CASE(leaving_out_this_years_exam_costs_what_its_list_fills),
    CASE(gaps_before_the_first_graduates_are_too_late),
    CASE(the_last_intake_that_helps_is_a_lead_before_the_last_gap),
    CASE(a_list_that_ends_with_people_on_it_says_what_a_year_more_saves),
    CASE(r2_is_the_share_of_variance_that_need_explains),
    CASE(a_rule_is_told_by_a_step_up_and_a_step_down),
    CASE(equity_moves_shortage_between_fifths),
};
TEST_MAIN(cases)
