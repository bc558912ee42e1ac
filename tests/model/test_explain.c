/* Explanations: what stands in the way of a post, and claims that solving again confirms. */
#include "tests/random_world.h"

#include "planner/explain.h"
#include "report/explain_report.h"

struct asked {
    struct world *w;
    struct effects *effects;
    struct explanation explanation;
};

static struct asked ask(struct world *w, int s, int m, int t)
{
    struct err err;
    struct asked asked = {.w = w};
    world_solve(w);
    assert_ok(effects_open(&w->reg, text_s(&w->params.text), "test", NULL, &asked.effects, &err));
    assert_ok(explain_post(asked.effects, &w->plan, s, m, t, &asked.explanation, &err));
    return asked;
}

static void asked_free(struct asked *asked)
{
    explanation_clear(&asked->explanation);
    effects_free(asked->effects);
    world_free(asked->w);
}

/* The way of a kind and a year, which must be there once. */
static const struct way *find_way(const struct asked *asked, enum way_kind kind, int t)
{
    const struct way *found = NULL;
    for (int i = 0; i < asked->explanation.ways; i++) {
        const struct way *way = &asked->explanation.way[i];
        if (way->kind != kind || way->t != t) continue;
        assert_null(found);
        found = way;
    }
    assert_non_null(found);
    return found;
}

static const struct claim *claim_of(const struct asked *asked, const struct way *way)
{
    assert_int_not_equal(way->claim, NO_CLAIM);
    return &asked->explanation.claim[way->claim];
}

static void assert_sentence(const struct asked *asked, const struct way *way, const char *want)
{
    struct text text = {0};
    explain_way_text(&asked->w->staffing, way, &text);
    assert_string_equal(text_s(&text), want);
    text_clear(&text);
}

static void assert_claim_sentence(const struct asked *asked, const struct claim *claim,
                                  const char *want)
{
    struct text text = {0};
    explain_claim_text(&asked->w->staffing, claim, true, &text);
    assert_string_equal(text_s(&text), want);
    text_clear(&text);
}

/* world.h, list_world(): the gap of year 3 stays in year 4; the seats of year 1 cannot reach it. */
static void a_seat_in_year_3_removes_two_gap_years_and_one_in_year_1_none(void **state)
{
    (void)state;
    struct asked asked = ask(list_world("exam.list_years=2"), 0, 0, 2);
    assert_int_equal(asked.explanation.shortage, 1);
    const struct way *first = find_way(&asked, WAY_EXAM, 0), *third = find_way(&asked, WAY_EXAM, 2);
    assert_int_equal(first->state, WAY_ENDED);
    assert_sentence(&asked, first,
                    "the list of the 2567 exam ended on 30 Sep 2568 (passers: 3 for this major, 3 "
                    "of 4 in all)");
    assert_claim_sentence(&asked, claim_of(&asked, first),
                          "exam seats in all in 2567 +1: changes nothing");
    assert_int_equal(third->state, WAY_USED_UP);
    assert_close(claim_of(&asked, third)->shortage, 2.0, 1e-6);
    assert_close(claim_of(&asked, third)->gain, 20.0, 1e-6);
    assert_int_equal(claim_of(&asked, third)->reach, 1);
    assert_claim_sentence(
        &asked, claim_of(&asked, third),
        "exam seats in all in 2569 +1: removes 2.0 teacher-years of shortage in the whole "
        "plan (objective better by 20.00) and spends 221,000 baht more; nothing is short "
        "here then; a further step gains less");
    asked_free(&asked);
}

static void a_list_valid_three_years_leaves_nothing_to_explain(void **state)
{
    (void)state;
    for (int t = 0; t < 4; t++) {
        struct asked asked = ask(list_world("exam.list_years=3"), 0, 0, t);
        struct text text = {0};
        assert_int_equal(asked.explanation.shortage, 0);
        assert_int_equal(asked.explanation.claims, 0);
        explain_post_text(&asked.w->staffing, &asked.explanation, &text);
        assert_null(strstr(text_s(&text), "seat"));
        text_clear(&text);
        asked_free(&asked);
    }
}

/* Two years of validity: a third would have carried the fourth of year 1 to year 3. */
static void a_longer_list_is_a_claim_of_its_own(void **state)
{
    (void)state;
    struct asked asked = ask(list_world("exam.list_years=2"), 0, 0, 2);
    const struct way *way = find_way(&asked, WAY_LIST_YEARS, 0);
    assert_claim_sentence(
        &asked, claim_of(&asked, way),
        "lists valid 3 years in place of 2: removes 2.0 teacher-years of shortage in "
        "the whole plan (objective better by 20.00) and spends 221,000 baht more; "
        "nothing is short here then; a further step gains less");
    asked_free(&asked);
}

/* One post is short; a call-up costs 216,000 baht, a pass 5,000 and the year has 100,000: a seat
   alone changes nothing, so that the claim widens seats and money, and money is a claim, too. */
static void where_seats_and_money_are_out_the_claim_widens_both(void **state)
{
    (void)state;
    struct world *w = world_new();
    const int math = world_major(w, "math"), school = world_school(w, "oak");
    world_teachers(w, school, math, 1, 0);
    world_need(w, school, math, 2);
    world_frame(w, school, 2);
    world_set(w, "horizon.years=1");
    world_set(w, "budget.total_thb=100000");
    struct asked asked = ask(w, school, math, 0);
    const struct way *exam = find_way(&asked, WAY_EXAM, 0);
    assert_sentence(&asked, exam, "there is no exam for this major in 2567");
    const struct claim *both = claim_of(&asked, exam);
    assert_int_equal(both->ask.levers, 2);
    assert_close(both->gain, 10.0, 1e-6);
    struct text lines = {0};
    explain_ask_lines(&w->staffing, both, both->steps, &lines);
    assert_string_equal(text_s(&lines), "exam.seats_total.2567=1 budget.total_thb.2567=1100000");
    text_clear(&lines);
    const struct way *money = find_way(&asked, WAY_BUDGET, 0);
    assert_claim_sentence(&asked, claim_of(&asked, money),
                          "budget of 2567 +1 million baht: changes nothing");
    asked_free(&asked);
}

/* The plan has nobody for math, and the art teacher above need may be retrained once a year. */
/* Two posts needed in each school, one teacher in the poor one, none in the rich one, one
   candidate. The first post missed costs 10, the second 20. With weights 1.5 and 0.5 the candidate
   saves 15 at the poor school and 10 at the rich one; without weights 10 and 20. */
static void the_price_of_equity_is_told_for_a_post(void **state)
{
    (void)state;
    struct world *w = world_new();
    const int math = world_major(w, "math"), poor = world_school(w, "poor"),
              rich = world_school(w, "rich");
    world_teachers(w, poor, math, 1, 0);
    for (int s = 0; s < 2; s++) {
        world_need(w, s, math, 2);
        world_frame(w, s, 2);
    }
    world_index(w, poor, 70);
    world_index(w, rich, 30);
    world_set(w, "horizon.years=1");
    world_set(w, "equity.alpha=0.25");
    world_set(w, "shortage.tier_shares=0.5 0.5");
    world_set(w, "shortage.tier_prices=10 20");
    world_set(w, "exam.seats_total=1");
    struct asked asked = ask(w, rich, math, 0);
    assert_int_equal(asked.explanation.shortage, 2);
    assert_close(asked.explanation.weight, 0.5, 1e-9);
    assert_true(asked.explanation.weighted);
    assert_close(asked.explanation.unweighted_short, 1.0, 1e-6);
    assert_close(asked.explanation.unweighted_shortage, 0.0, 1e-6);
    struct text text = {0};
    explain_post_text(&w->staffing, &asked.explanation, &text);
    assert_non_null(strstr(text_s(&text),
                           "the equity weight of this school is 0.50 (the mean is 1); without "
                           "weights 1.0 would be short here, and +0.0 teacher-years in the whole "
                           "plan\n      equity.alpha=0\n"));
    text_clear(&text);
    asked_free(&asked);
}

static void frames_transfers_and_retraining_are_told(void **state)
{
    (void)state;
    struct world *w = world_new();
    const int math = world_major(w, "math"), art = world_major(w, "art");
    const int oak = world_school(w, "oak"), elm = world_school(w, "elm");
    world_teachers(w, oak, art, 1, 0);
    world_teachers(w, oak, art, 1, 2567);
    world_teachers(w, elm, art, 2, 0);
    world_need(w, oak, math, 1);
    world_need(w, oak, art, 1);
    world_need(w, elm, art, 1);
    world_frame(w, oak, 2);
    world_frame(w, elm, 2);
    world_arc(w, art, math);
    world_set(w, "horizon.years=1");
    world_set(w, "retrain.max=0");
    world_set(w, "transfer.max=0");
    struct asked asked = ask(w, oak, math, 0);
    assert_sentence(
        &asked, find_way(&asked, WAY_FRAME, 0),
        "the frame is full: 2 of 2 posts are filled; 1 of them are above need in other majors, of "
        "whom 0 are not moved because they retire within the plan");
    assert_sentence(&asked, find_way(&asked, WAY_RETRAIN, 0), "all 0 retrainings of 2567 are used");
    assert_sentence(&asked, find_way(&asked, WAY_TRANSFER, 0), "all 0 transfers of 2567 are used");
    asked_free(&asked);
}

static double objective_with(struct world *w, const struct claim *claim)
{
    struct err err;
    struct world other = {.reg = w->reg, .settings = w->settings};
    for (int i = 0; i < claim->ask.levers; i++) {
        struct text line = {0};
        lever_line(&w->staffing, &claim->ask.lever[i], claim->steps, &line);
        assert_ok(settings_add(other.settings, text_s(&line), &err));
        text_clear(&line);
    }
    world_make(&other);
    assert_ok(lp_build(&staffing_model, &other.staffing, &other.lp, &err));
    assert_ok(lp_solve(other.lp, NULL, &err));
    const double objective = lp_objective(other.lp);
    lp_free(other.lp);
    staffing_clear(&other.staffing);
    params_clear(&other.params);
    return objective;
}

/* Each claim of one random world at a time: settings add up, so the world is made anew for each. */
static void check_claims(uint64_t seed, int *checked)
{
    for (int n = 0;; n++) {
        struct world *w = random_world(seed);
        struct err err;
        assert_ok(plan_solve(&w->staffing, NULL, NULL, &w->plan, &err));
        const struct staffing *d = &w->staffing;
        int post = -1;
        for (int cell = 0; cell < d->chains * d->years && post < 0; cell++)
            if (plan_value(d, &w->plan, HEAD, AT(cell / d->years, cell % d->years)) < d->n[cell])
                post = cell;
        struct effects *effects = NULL;
        struct explanation to = {0};
        if (post >= 0) {
            const struct staffing_chain *chain = &d->chain[post / d->years];
            assert_ok(effects_open(&w->reg, text_s(&w->params.text), "test", NULL, &effects, &err));
            assert_ok(explain_post(effects, &w->plan, chain->school, chain->major, post % d->years,
                                   &to, &err));
        }
        const bool more = n < to.claims;
        if (more && lever_is_setting(to.claim[n].ask.lever[0].kind)) {
            const double base = w->plan.lp_objective;
            assert_close(base - objective_with(w, &to.claim[n]), to.claim[n].gain,
                         1e-6 * fmax(1.0, base));
            ++*checked;
        }
        explanation_clear(&to);
        effects_free(effects);
        world_free(w);
        if (!more) return;
    }
}

static void claims_of_random_worlds_equal_a_plain_solve(void **state)
{
    (void)state;
    int checked = 0;
    for (uint64_t seed = 1; seed <= 30; seed++) check_claims(seed, &checked);
    assert_true(checked >= 30);
}

/* Of two lists that remove as much the cheaper comes first; only what helps is asked for. */
static void what_to_ask_for_is_sorted_by_the_shortage_it_removes(void **state)
{
    (void)state;
    struct asked asked = ask(list_world("exam.list_years=1"), 0, 0, 1);
    struct err err;
    struct claim *claim = NULL;
    int claims = 0;
    assert_ok(explain_plan(asked.effects, &claim, &claims, &err));
    assert_true(claims >= 2);
    for (int i = 0; i < claims; i++) {
        assert_true(claim[i].gain > 0.0);
        if (i > 0) assert_true(claim[i].reach_shortage <= claim[i - 1].reach_shortage + 1e-6);
    }
    free(claim);
    asked_free(&asked);
}

static const struct CMUnitTest cases[] = {
    CASE(a_seat_in_year_3_removes_two_gap_years_and_one_in_year_1_none),
    CASE(a_list_valid_three_years_leaves_nothing_to_explain),
    CASE(a_longer_list_is_a_claim_of_its_own),
    CASE(where_seats_and_money_are_out_the_claim_widens_both),
    CASE(the_price_of_equity_is_told_for_a_post),
    CASE(frames_transfers_and_retraining_are_told),
    CASE(claims_of_random_worlds_equal_a_plain_solve),
    CASE(what_to_ask_for_is_sorted_by_the_shortage_it_removes),
};
TEST_MAIN(cases)
