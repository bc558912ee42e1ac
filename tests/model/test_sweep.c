/* Programs of a sweep: the optimum, its first year, the same first year fixed, and the way of an
   outcome through a pipe. Small random worlds, and one that is solved by hand. */
#include "tests/random_world.h"

#include "planner/ensemble.h"
#include "planner/sweep.h"

#if defined KRU_SANITIZED
enum { WORLDS = 15 };
#else
enum { WORLDS = 60 };
#endif

static struct sweep_outcome solved(const struct world *w, int number,
                                   const struct sweep_outcome *fixed)
{
    struct sweep_outcome outcome;
    sweep_solve(&w->reg, &w->params, 4, number, fixed, &outcome);
    return outcome;
}

/* The same program by the simplex on the whole. */
static void an_outcome_is_the_optimum_of_the_plan(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        struct world *w = random_world(seed);
        struct sweep_outcome outcome = solved(w, 0, NULL);
        struct lp *lp = NULL;
        struct err err;
        double shortage = 0.0, places = 0.0;
        assert_ok(lp_build(&staffing_model, &w->staffing, &lp, &err));
        assert_ok(lp_solve(lp, NULL, &err));
        assert_int_equal(outcome.state, ERR_OK);
        assert_close(outcome.objective, lp_objective(lp), 1e-6 + 1e-8 * lp_objective(lp));
        assert_true(outcome.bound <= outcome.objective);
        for (int i = 0; i < MAJORS * outcome.years; i++) shortage += outcome.major[i];
        for (int i = 0; i < outcome.years; i++) places += outcome.district[i];
        assert_close(shortage, outcome_shortage(&outcome), 1e-4);
        assert_close(places, outcome_shortage(&outcome), 1e-4);
        sweep_outcome_clear(&outcome);
        lp_free(lp);
        world_free(w);
    }
}

/* A first year that is fixed costs at least as much as one that is free, and the own one, made of
   whole people, costs what it did where it was whole already. */
static void fixing_a_first_year_never_helps(void **state)
{
    int same = 0, tried = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        struct world *w = random_world(seed);
        struct sweep_outcome own = solved(w, 0, NULL);
        for (int number = 0; number <= 3; number++) {
            struct sweep_outcome best = solved(w, number, NULL);
            struct sweep_outcome held = solved(w, number, &own);
            assert_int_equal(best.state, ERR_OK);
            if (held.state == ERR_OK) {
                assert_true(held.objective >= best.objective - 1e-5);
                if (number == 0) same += held.objective <= best.objective + 1e-5;
            }
            tried += number == 0;
            sweep_outcome_clear(&best);
            sweep_outcome_clear(&held);
        }
        sweep_outcome_clear(&own);
        world_free(w);
    }
    assert_true(same >= tried * 9 / 10);
}

/*
 * Oak needs 4 teachers of math and has 2; nobody leaves. Two years, 10 points a post short, the
 * exam of the first year may have 2 seats, its list lasts one year. Free: 2 pass, 2 are called, no
 * shortage: 0 points. Fixed at 1 seat and 1 call: in the first year 1 is short, 10 points, and the
 * exam of the second fills it. Fixed at 3 seats: the rule of 2 is broken by 1.
 */
static struct world *by_hand(void)
{
    struct world *w = world_new();
    const int math = world_major(w, "math"), oak = world_school(w, "oak");
    world_teachers(w, oak, math, 2, 0);
    world_need(w, oak, math, 4);
    world_frame(w, oak, 4);
    world_set(w, "horizon.years=2");
    world_set(w, "exam.seats_total=2");
    world_set(w, "exam.list_years=1");
    world_make(w);
    return w;
}

static struct sweep_outcome decision_of(int seats, int calls)
{
    struct sweep_outcome fixed = {.choices = 2};
    fixed.choice = mem_new(2, sizeof *fixed.choice);
    fixed.choice[0] = (struct sweep_choice){CHOICE_SEATS, mem_text("exam"), 0, seats};
    fixed.choice[1] = (struct sweep_choice){CHOICE_CALLS, mem_text("exam-2567"), 0, calls};
    return fixed;
}

static void a_fixed_first_year_is_kept(void **state)
{
    struct world *w = by_hand();
    struct sweep_outcome fixed = decision_of(1, 1);
    struct sweep_outcome best = solved(w, 0, NULL), held = solved(w, 0, &fixed);
    (void)state;
    assert_close(best.objective, 0.0, 1e-6);
    assert_int_equal(best.choices, 2);
    for (int i = 0; i < 2; i++) assert_int_equal(best.choice[i].people, 2);
    assert_string_equal(best.choice[0].source, "exam");
    assert_string_equal(best.choice[1].source, "exam-2567");
    assert_int_equal(held.state, ERR_OK);
    assert_close(held.objective, 10.0, 1e-6);
    assert_close(held.year[0].shortage, 1.0, 1e-6);
    assert_close(held.year[0].pass, 1.0, 1e-6);
    assert_close(held.year[1].shortage, 0.0, 1e-6);
    sweep_outcome_clear(&best);
    sweep_outcome_clear(&held);
    sweep_outcome_clear(&fixed);
    world_free(w);
}

static void a_first_year_that_breaks_a_rule_is_named(void **state)
{
    struct world *w = by_hand();
    struct sweep_outcome fixed = decision_of(3, 1);
    struct sweep_outcome held = solved(w, 0, &fixed);
    (void)state;
    assert_int_equal(held.state, ERR_INFEASIBLE);
    assert_string_equal(held.sentence, "the first year's decision breaks 'seats_total[2567]' "
                                       "(seats of the exam in all) by 1");
    assert_int_equal(held.years, 0);
    sweep_outcome_clear(&held);
    lang_set(LANG_TH);
    held = solved(w, 0, &fixed);
    assert_string_equal(held.sentence,
                        "การตัดสินใจปีแรกผิดกฎ 'seats_total[2567]' (จำนวนรับของการสอบรวมทุกวิชาเอก) ไป 1");
    lang_set(LANG_EN);
    sweep_outcome_clear(&held);
    sweep_outcome_clear(&fixed);
    world_free(w);
}

/* Nothing chosen is a decision, too: nobody is recruited in the first year. 20 points, then none.
 */
static void an_empty_first_year_recruits_nobody(void **state)
{
    struct world *w = by_hand();
    const struct sweep_outcome nothing = {.choices = 0};
    struct sweep_outcome held = solved(w, 0, &nothing);
    (void)state;
    assert_close(held.objective, 20.0, 1e-6);
    sweep_outcome_clear(&held);
    world_free(w);
}

/* Half of the announced seats pass: 2 seats are 1 passer in each year. */
static void passers_are_a_share_of_the_seats(void **state)
{
    struct world *w = by_hand();
    (void)state;
    world_set(w, "future.pass_share=0.5");
    world_set(w, "future.pass_spread=0");
    world_set(w, "future.pass_major_spread=0");
    staffing_clear(&w->staffing);
    params_clear(&w->params);
    world_make(w);
    struct sweep_outcome outcome = solved(w, 1, NULL);
    assert_int_equal(outcome.state, ERR_OK);
    assert_close(outcome.year[0].pass, 1.0, 1e-6);
    assert_close(outcome.year[0].shortage, 1.0, 1e-6);
    assert_close(outcome.objective, 10.0, 1e-6);
    assert_int_equal(outcome.choice[0].people, 2);
    sweep_outcome_clear(&outcome);
    world_free(w);
}

static void assert_same(const struct sweep_outcome *a, const struct sweep_outcome *b)
{
    struct text first = {0}, second = {0};
    sweep_pack(a, &first);
    sweep_pack(b, &second);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.s, second.s, first.length);
    text_clear(&first);
    text_clear(&second);
}

static void an_outcome_comes_out_of_the_pipe_as_it_went_in(void **state)
{
    struct world *w = random_world(5);
    struct sweep_outcome outcome = solved(w, 2, NULL), read;
    struct text bytes = {0};
    (void)state;
    sweep_pack(&outcome, &bytes);
    assert_true(sweep_unpack(bytes.s, bytes.length, &read));
    assert_same(&outcome, &read);
    sweep_outcome_clear(&read);
    for (size_t length = 0; length < bytes.length; length++)
        assert_false(sweep_unpack(bytes.s, length, &read));
    text_clear(&bytes);
    sweep_outcome_clear(&outcome);
    world_free(w);
}

/* A worker solves one program after the other: none may leave a trace in the next. */
static void an_outcome_does_not_depend_on_what_was_solved_before(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct world *w = random_world(seed);
        struct sweep_outcome first = solved(w, 1, NULL), between = solved(w, 2, NULL);
        struct sweep_outcome again = solved(w, 1, NULL);
        assert_same(&first, &again);
        sweep_outcome_clear(&first);
        sweep_outcome_clear(&between);
        sweep_outcome_clear(&again);
        world_free(w);
    }
}

static const struct CMUnitTest cases[] = {
    CASE(an_outcome_is_the_optimum_of_the_plan),
    CASE(fixing_a_first_year_never_helps),
    CASE(a_fixed_first_year_is_kept),
    CASE(a_first_year_that_breaks_a_rule_is_named),
    CASE(an_empty_first_year_recruits_nobody),
    CASE(passers_are_a_share_of_the_seats),
    CASE(an_outcome_comes_out_of_the_pipe_as_it_went_in),
    CASE(an_outcome_does_not_depend_on_what_was_solved_before),
};
TEST_MAIN(cases)
