/* Sessions: after every change the answer is that of the cold way on a program built anew. */
#include "tests/random_world.h"

#include "planner/session.h"
#include "solver/block_internal.h"

enum { MOVES = 40, MIDDLE = 30, PEOPLE = 2000 };

struct play {
    struct world *w;
    struct block_session *session;
    struct env_random random;
    int warm, cold; /* answers that were given so */
};

static double cold_objective(const struct world *w, bool *solvable)
{
    struct lp *lp = NULL;
    struct err err;
    assert_ok(lp_build(&staffing_model, &w->staffing, &lp, &err));
    const enum err_code code = lp_solve(lp, NULL, &err);
    assert_true(code == ERR_OK || code == ERR_INFEASIBLE);
    *solvable = code == ERR_OK;
    const double objective = *solvable ? lp_objective(lp) : 0.0;
    lp_free(lp);
    return objective;
}

static void assert_step(struct play *play, int seed, int move)
{
    struct err err;
    struct block_report report;
    bool solvable;
    assert_ok(block_session_solve(play->session, NULL, &report, &err));
    const double want = cold_objective(play->w, &solvable);
    const double got = lp_objective(play->w->lp), size = fmax(1.0, fabs(want));
    if (report.solved != solvable) fail_msg("seed %d move %d: solved %d", seed, move, solvable);
    if (!solvable) return;
    if (!(fabs(got - want) <= 1e-9 * size && report.bound <= got + 1e-9 * size))
        fail_msg("seed %d move %d: %.12g is not %.12g", seed, move, got, want);
    if (report.iterations > 0)
        play->cold++;
    else
        play->warm++;
    const char *why = block_session_write(play->session);
    if (why) fail_msg("seed %d move %d: %s", seed, move, why);
    assert_close(lp_bound(play->w->lp, PEOPLE), want, 1e-7 * size);
}

/* With patience for the master, unless the test says otherwise: the cold way takes no time here. */
static struct play open_world(struct world *w, uint64_t seed)
{
    if (block_session_knobs.patience == 1.0) block_session_knobs.patience = 1e9;
    struct play play = {.w = w, .random = {seed}};
    struct block_report report;
    struct err err;
    world_build(play.w);
    assert_ok(block_session_open(play.w->lp, &staffing_blocks, PEOPLE, NULL, &play.session, &report,
                                 &err));
    return play;
}

static struct play open_play(uint64_t seed)
{
    return open_world(random_settings(seed), seed);
}

static void close_play(struct play *play)
{
    block_session_free(play->session);
    world_free(play->w);
}

/* ---- moves ------------------------------------------------------------------------------------
 */

static double capped(struct env_random *random, double value, int most)
{
    return isfinite(value) ? below(random, most) : value;
}

static void move_caps(struct play *play)
{
    static const int families[] = {SEATS,     SEATS_TOTAL, PLACES, PLACES_TOTAL,
                                   TRANSFERS, RETRAINS,    BUDGET};
    struct params *q = &play->w->params;
    struct env_random *random = &play->random;
    const int t = below(random, q->years), c = below(random, q->pipelines);
    q->seats_total[t] = capped(random, q->seats_total[t], 7);
    q->pipeline[c].places_total[t] = capped(random, q->pipeline[c].places_total[t], 7);
    q->transfers_max[t] = capped(random, q->transfers_max[t], 5);
    q->retrain_max[t] = capped(random, q->retrain_max[t], 3);
    q->budget_thb[t] = capped(random, q->budget_thb[t], 200000);
    for (size_t n = 0; n < sizeof families / sizeof *families; n++)
        assert_true(lp_refresh(play->w->lp, families[n]));
}

static void rebase(struct play *play)
{
    struct lp *lp = NULL;
    struct err err;
    assert_ok(lp_build(&staffing_model, &play->w->staffing, &lp, &err));
    block_session_rebase(play->session, lp, PEOPLE);
    lp_free(play->w->lp);
    play->w->lp = lp;
}

static void move_costs(struct play *play)
{
    struct params *q = &play->w->params;
    struct env_random *random = &play->random;
    q->price_over = 5.0 * env_random_share(random);
    q->price_move = 5.0 * env_random_share(random);
    for (int k = 0; k < q->tiers; k++) q->tier_price[k] *= 0.9 + 0.2 * env_random_share(random);
    play->w->staffing.weight[below(random, play->w->staffing.schools)] *= 1.1;
    rebase(play);
}

static void move_need(struct play *play)
{
    struct staffing *d = &play->w->staffing;
    const int j = below(&play->random, d->chains), by = below(&play->random, 3) - 1;
    for (int t = 0; t < d->years; t++) {
        int *need = &d->n[j * d->years + t];
        const int now = *need + by < 0 ? 0 : *need + by;
        d->school_need[d->chain[j].school * d->years + t] += now - *need;
        *need = now;
    }
    rebase(play);
}

static void move_frame(struct play *play)
{
    struct staffing *d = &play->w->staffing;
    d->frame[below(&play->random, d->schools * d->years)] += below(&play->random, 3) - 1;
    rebase(play);
}

static void move_shape(struct play *play)
{
    play->w->params.list_years = 1 + below(&play->random, 3);
    rebase(play);
}

static void (*const moves[])(struct play *) = {move_caps, move_costs, move_need, move_frame,
                                               move_shape};
enum { KINDS = sizeof moves / sizeof *moves };

static void play_kind(uint64_t seed, int kind)
{
    struct play play = open_play(seed);
    for (int n = 0; play.session && n < MOVES; n++) {
        moves[kind < 0 ? below(&play.random, KINDS) : kind](&play);
        assert_step(&play, (int)seed, n);
    }
    close_play(&play);
}

/* ---- cases ------------------------------------------------------------------------------------
 */

static void changed_caps_and_budgets_agree_with_the_cold_way(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 8; seed++) play_kind(seed, 0);
}

static void changed_prices_and_weights_agree_with_the_cold_way(void **state)
{
    (void)state;
    for (uint64_t seed = 11; seed <= 16; seed++) play_kind(seed, 1);
}

static void changed_needs_agree_with_the_cold_way(void **state)
{
    (void)state;
    for (uint64_t seed = 21; seed <= 28; seed++) play_kind(seed, 2);
}

static void changed_frames_agree_with_the_cold_way(void **state)
{
    (void)state;
    for (uint64_t seed = 31; seed <= 36; seed++) play_kind(seed, 3);
}

static void other_shapes_agree_with_the_cold_way(void **state)
{
    (void)state;
    for (uint64_t seed = 41; seed <= 44; seed++) play_kind(seed, 4);
}

static void changes_of_all_kinds_agree_with_the_cold_way(void **state)
{
    (void)state;
    for (uint64_t seed = 51; seed <= 60; seed++) play_kind(seed, -1);
}

static void with_knobs(double growth, double patience, uint64_t seed)
{
    const struct block_session_knobs usual = block_session_knobs;
    block_session_knobs = (struct block_session_knobs){growth, patience, false};
    for (uint64_t n = 0; n < 5; n++) play_kind(seed + n, n % 2 ? -1 : 0);
    block_session_knobs = usual;
}

/* A master that is made anew before every move, totals included. */
static void purging_every_time_agrees_with_the_cold_way(void **state)
{
    (void)state;
    with_knobs(0.0, 1e9, 71);
}

static void a_session_without_patience_answers_cold(void **state)
{
    (void)state;
    with_knobs(1.25, 1e-9, 81);
    with_knobs(1.25, 0.0, 81);
}

/* As when our own simplex fails: GLPK goes on from the basis there is. */
static void glpk_takes_over_when_our_own_simplex_fails(void **state)
{
    (void)state;
    const struct block_session_knobs usual = block_session_knobs;
    block_session_knobs = (struct block_session_knobs){1.25, 1e9, true};
    struct play play = open_play(2);
    for (int n = 0; n < MOVES; n++) {
        moves[n % 4](&play);
        assert_step(&play, 2, n);
    }
    assert_true(play.warm >= MOVES * 9 / 10);
    close_play(&play);
    block_session_knobs = usual;
}

/* Time is plenty here, so every change of caps is answered by the master. */
static void changes_are_answered_warm(void **state)
{
    (void)state;
    struct play play = open_play(2);
    for (int n = 0; n < MOVES; n++) {
        moves[n % 4](&play);
        assert_step(&play, 2, n);
    }
    assert_true(play.warm >= MOVES * 9 / 10);
    close_play(&play);
}

/* Many schools, so that totals, rooms and weights come and go. */
static struct world *middle_world(void)
{
    struct env_random random = {5};
    struct world *w = world_new();
    char code[16];
    w->reg.need = mem_resize(w->reg.need, (size_t)MIDDLE * MAJORS * MAX_YEARS, sizeof *w->reg.need);
    w->reg.frame = mem_resize(w->reg.frame, (size_t)MIDDLE * MAX_YEARS, sizeof *w->reg.frame);
    set_number(w, "horizon.years", 5);
    static const char *const majors[] = {"math", "art", "music"};
    for (int m = 0; m < MAJORS; m++) world_major(w, majors[m]);
    for (int s = 0; s < MIDDLE; s++) {
        int frame = 0;
        snprintf(code, sizeof code, "s%02d", s);
        world_school(w, code);
        for (int m = 0; m < MAJORS; m++) {
            const int need = 1 + below(&random, 6);
            world_need(w, s, m, need);
            world_teachers(w, s, m, below(&random, 6), 0);
            if (below(&random, 3) == 0) world_teachers(w, s, m, 1, 2566 + below(&random, 6));
            frame += need;
        }
        world_frame(w, s, frame);
        world_index(w, s, 30 + below(&random, 41));
    }
    random_supply(w, &random, 5);
    random_prices(w, &random);
    set_number(w, "exam.seats_total", 12);
    set_number(w, "budget.total_thb", 2000000);
    return w;
}

static void a_world_of_some_size_agrees_with_the_cold_way(void **state)
{
    (void)state;
    struct play play = open_world(middle_world(), 3);
    for (int n = 0; n < MOVES / 2; n++) {
        moves[n % 4](&play);
        assert_step(&play, 3, n);
    }
    assert_true(play.warm > play.cold);
    close_play(&play);
}

/* ---- sessions of plans ------------------------------------------------------------------------
 */

static struct params resolved(const struct world *w, const char *set)
{
    struct params params;
    struct err err;
    struct settings *settings = settings_new();
    assert_ok(settings_add_text(settings, w->params.text.s, "base", &err));
    if (set) assert_ok(settings_add(settings, set, &err));
    assert_ok(settings_resolve(settings, &w->reg, &params, &err));
    settings_free(settings);
    return params;
}

static void assert_plan_agrees(const struct world *w, const struct params *params,
                               const struct plan_session_answer *answer)
{
    struct staffing staffing;
    struct lp *lp = NULL;
    struct err err;
    double short_of = 0.0, money = 0.0, spent = 0.0;
    assert_ok(staffing_make(&w->reg, params, &staffing, &err));
    assert_ok(lp_build(&staffing_model, &staffing, &lp, &err));
    assert_ok(lp_solve(lp, NULL, &err));
    assert_close(answer->objective, lp_objective(lp), 1e-8 * fmax(1.0, lp_objective(lp)));
    assert_true(answer->bound <= answer->objective);
    for (int t = 0; t < answer->years; t++) {
        const struct plan_session_year *year = &answer->year[t];
        assert_close(year->in_post + year->short_of - year->over, year->need, 1e-6);
        short_of += year->short_of;
        spent += year->money_thb;
        money += params->budget_thb[t];
    }
    assert_true(short_of >= -1e-6 && spent <= money * (1.0 + 1e-6));
    lp_free(lp);
    staffing_clear(&staffing);
}

static void a_plan_session_takes_every_change(void **state)
{
    (void)state;
    static const char *const sets[] = {NULL,
                                       "budget.total_thb=150000",
                                       "exam.seats_total=3",
                                       "exam.seats_total=none",
                                       "exam.list_years=2",
                                       "price.over=2",
                                       "price.idle=30",
                                       "equity.alpha=0.1",
                                       "horizon.years=4",
                                       "rule.max_short_share=0.95",
                                       "transfer.max=2",
                                       "loss.rate=0.05",
                                       NULL};
    for (uint64_t seed = 91; seed <= 96; seed++) {
        struct world *w = random_world(seed);
        enum { COUNT = sizeof sets / sizeof *sets };
        struct params params[COUNT];
        struct plan_session_answer answer;
        struct plan_session *session = NULL;
        struct err err;
        for (int n = 0; n < COUNT; n++) params[n] = resolved(w, sets[n]);
        assert_ok(plan_session_open(&w->reg, &params[0], &session, &answer, &err));
        assert_plan_agrees(w, &params[0], &answer);
        for (int n = 1; n < COUNT; n++) {
            assert_ok(plan_session_change(session, &w->reg, &params[n], &answer, &err));
            assert_plan_agrees(w, &params[n], &answer);
        }
        plan_session_free(session);
        for (int n = 0; n < COUNT; n++) params_clear(&params[n]);
        world_free(w);
    }
}

/* There is nothing to spend on what must be spent. */
static void what_has_no_plan_is_said_as_by_the_cold_way_and_can_be_taken_back(void **state)
{
    (void)state;
    static const char *const sets[] = {"budget.total_thb=900000", "transfer.max=0", "retrain.max=0",
                                       "exam.cost_thb=0", "exam.call_cost_thb=0"};
    struct world *w = random_settings(9);
    for (size_t n = 0; n < sizeof sets / sizeof *sets; n++) world_set(w, sets[n]);
    world_make(w);
    struct params good = resolved(w, NULL), bad = resolved(w, "budget.hard_minimum_thb=900000");
    struct plan_session_answer answer;
    struct plan_session *session = NULL;
    struct staffing staffing;
    struct lp *lp = NULL;
    struct err err, cold;
    assert_ok(staffing_make(&w->reg, &bad, &staffing, &err));
    assert_ok(lp_build(&staffing_model, &staffing, &lp, &err));
    assert_int_equal(lp_solve(lp, NULL, &cold), ERR_INFEASIBLE);
    assert_ok(plan_session_open(&w->reg, &good, &session, &answer, &err));
    const double before = answer.objective;
    assert_ok(plan_session_prepare(session, &err));
    for (int n = 0; n < 2; n++) {
        assert_int_equal(plan_session_change(session, &w->reg, &bad, &answer, &err),
                         ERR_INFEASIBLE);
        assert_string_equal(err.text, cold.text);
        assert_ok(plan_session_change(session, &w->reg, &good, &answer, &err));
        assert_close(answer.objective, before, 1e-9 * before);
    }
    plan_session_free(session);
    params_clear(&good);
    params_clear(&bad);
    lp_free(lp);
    staffing_clear(&staffing);
    world_free(w);
}

static const struct CMUnitTest cases[] = {
    CASE(changed_caps_and_budgets_agree_with_the_cold_way),
    CASE(changed_prices_and_weights_agree_with_the_cold_way),
    CASE(changed_needs_agree_with_the_cold_way),
    CASE(changed_frames_agree_with_the_cold_way),
    CASE(other_shapes_agree_with_the_cold_way),
    CASE(changes_of_all_kinds_agree_with_the_cold_way),
    CASE(purging_every_time_agrees_with_the_cold_way),
    CASE(a_session_without_patience_answers_cold),
    CASE(changes_are_answered_warm),
    CASE(glpk_takes_over_when_our_own_simplex_fails),
    CASE(a_world_of_some_size_agrees_with_the_cold_way),
    CASE(a_plan_session_takes_every_change),
    CASE(what_has_no_plan_is_said_as_by_the_cold_way_and_can_be_taken_back),
};

TEST_MAIN(cases)
