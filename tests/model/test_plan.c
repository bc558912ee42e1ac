/* Plans as they are saved: nothing is lost on the way, and what was changed by hand is found. */
#include "tests/world.h"

/* A solved world with every feature, as rows. */
struct saved {
    struct world *world;
    struct stored_plan stored;
};

static struct saved *saved_new(void)
{
    struct saved *saved = mem_new(1, sizeof *saved);
    saved->world = world_full();
    world_solve(saved->world);
    plan_to_stored(&saved->world->staffing, &saved->world->plan, "plan", &saved->stored);
    return saved;
}

static void saved_free(struct saved *saved)
{
    stored_plan_clear(&saved->stored);
    world_free(saved->world);
    free(saved);
}

static struct err verify(const struct saved *saved, struct verify_report *report)
{
    struct err err = {.code = ERR_OK};
    const enum err_code code = plan_verify(&saved->world->reg, &saved->stored, report, &err);
    if (code == ERR_OK) err.code = ERR_OK;
    assert_int_equal(err.code, code);
    return err;
}

static void assert_found(struct saved *saved, const char *words)
{
    struct verify_report report;
    const struct err err = verify(saved, &report);
    assert_int_equal(err.code, ERR_MISMATCH);
    assert_true(report.broken > 0);
    if (!strstr(text_s(&report.text), words))
        fail_msg("'%s' not in:\n%s", words, text_s(&report.text));
    verify_report_clear(&report);
    saved_free(saved);
}

static void a_saved_plan_passes_every_check(void **state)
{
    (void)state;
    struct saved *saved = saved_new();
    struct verify_report report;
    const struct err err = verify(saved, &report);
    if (err.code != ERR_OK) fail_msg("%s\n%s", err.text, text_s(&report.text));
    assert_int_equal(report.broken, 0);
    assert_close(report.objective, saved->stored.objective, 1e-9);
    assert_true(report.rows > 50 && report.columns > 100 && report.numbers > 50);
    verify_report_clear(&report);
    saved_free(saved);
}

static void a_saved_plan_reads_back_number_for_number(void **state)
{
    (void)state;
    struct saved *saved = saved_new();
    const struct staffing *d = &saved->world->staffing;
    const struct plan *plan = &saved->world->plan;
    struct plan back;
    struct err err;
    assert_ok(plan_from_stored(d, &saved->stored, &back, &err));
    const int T = d->years;
    assert_memory_equal(back.in, plan->in, (size_t)d->chains * T * sizeof(int));
    assert_memory_equal(back.out, plan->out, (size_t)d->chains * T * sizeof(int));
    assert_memory_equal(back.pass, plan->pass, (size_t)d->majors * T * sizeof(int));
    assert_memory_equal(back.move, plan->move, (size_t)d->majors * T * sizeof(int));
    assert_memory_equal(back.call, plan->call, (size_t)d->majors * T * T * sizeof(int));
    assert_memory_equal(back.old_call, plan->old_call, (size_t)d->lists * T * sizeof(int));
    assert_memory_equal(back.grad, plan->grad, (size_t)d->pipelines * d->majors * T * sizeof(int));
    assert_memory_equal(back.idle, plan->idle, (size_t)d->pipelines * d->majors * T * sizeof(int));
    assert_memory_equal(back.retrain, plan->retrain, (size_t)d->arcs * T * sizeof(int));
    plan_clear(&back);
    saved_free(saved);
}

static int first_chain_with_people(const struct saved *saved)
{
    for (int i = 0; i < saved->stored.chains; i++)
        if (saved->stored.chain[i].fy == 2567 && saved->stored.chain[i].in > 0) return i;
    fail_msg("nobody comes in 2567");
    return -1;
}

static void a_teacher_added_by_hand_is_found(void **state)
{
    (void)state;
    struct saved *saved = saved_new();
    saved->stored.chain[first_chain_with_people(saved)].in++;
    assert_found(saved, "'arrive[math,2567]' (who comes to a school was transferred, called or has "
                        "graduated) is missed by 1");
}

static void a_headcount_changed_by_hand_is_found(void **state)
{
    (void)state;
    struct saved *saved = saved_new();
    saved->stored.chain[0].headcount++;
    assert_found(saved, "headcount oak,math of 2566 is saved as 4 and comes to 3");
}

static void an_objective_changed_by_hand_is_found(void **state)
{
    (void)state;
    struct saved *saved = saved_new();
    saved->stored.objective += 1.0;
    assert_found(saved, "the objective is saved as");
}

static void a_total_changed_by_hand_is_found(void **state)
{
    (void)state;
    struct saved *saved = saved_new();
    saved->stored.total[2].cost_thb += 1;
    assert_found(saved, "total cost_thb of 2569 is saved as");
}

static void a_pass_too_many_breaks_the_seats_by_name(void **state)
{
    (void)state;
    struct saved *saved = saved_new();
    for (int i = 0; i < saved->stored.recruits; i++) saved->stored.recruit[i].pass += 9;
    assert_found(saved, "'seats_total[2567]' (seats of the exam in all) is missed by");
}

static void data_that_changed_since_are_said(void **state)
{
    (void)state;
    struct saved *saved = saved_new();
    struct verify_report report;
    snprintf(saved->world->reg.data_hash, sizeof saved->world->reg.data_hash, "other");
    const struct err err = verify(saved, &report);
    assert_error(err, ERR_MISMATCH,
                 "the data have changed since this plan was saved (0 numbers do not hold), make "
                 "the plan again");
    assert_true(report.data_changed);
    verify_report_clear(&report);
    saved_free(saved);
}

static void a_list_that_is_gone_is_named(void **state)
{
    (void)state;
    struct saved *saved = saved_new();
    struct plan plan;
    struct err err;
    assert_true(saved->stored.calls > 0);
    free(saved->stored.call[0].list);
    saved->stored.call[0].list = mem_text("elsewhere");
    assert_int_equal(plan_from_stored(&saved->world->staffing, &saved->stored, &plan, &err),
                     ERR_MISMATCH);
    assert_error(
        err, ERR_MISMATCH,
        "the saved plan refers to list 'elsewhere' in 2567, which the data no longer have");
    saved_free(saved);
}

static void a_year_outside_the_data_is_named(void **state)
{
    (void)state;
    struct saved *saved = saved_new();
    struct plan plan;
    struct err err;
    saved->stored.chain[1].fy = 2600;
    assert_int_equal(plan_from_stored(&saved->world->staffing, &saved->stored, &plan, &err),
                     ERR_MISMATCH);
    assert_error(err, ERR_MISMATCH,
                 "the saved plan refers to school 'oak' in 2600, which the data no longer have");
    saved_free(saved);
}

/*
 * Completion 0.9; 10 graduates of math and 5 of art are wanted a year later: 11.11 and 5.56
 * places, 16.67 in all, so 17 are offered: 11 + 5 and the one left to art with the larger rest.
 */
static void places_are_the_graduates_over_completion_dealt_by_largest_rest(void **state)
{
    (void)state;
    struct world *w = world_new();
    const int math = world_major(w, "math"), art = world_major(w, "art"),
              s = world_school(w, "oak");
    world_channel(w, "erawan", CHANNEL_PIPELINE, 1);
    world_need(w, s, math, 10);
    world_need(w, s, art, 5);
    world_frame(w, s, 15);
    world_set(w, "horizon.years=2");
    world_set(w, "pipeline.erawan.places_total=100");
    world_set(w, "pipeline.erawan.completion=0.9");
    world_solve(w);
    struct stored_plan stored;
    plan_to_stored(&w->staffing, &w->plan, NULL, &stored);
    assert_int_equal(stored.total[0].intake, 17);
    assert_int_equal(stored.recruit[0].expected, 10);
    assert_int_equal(stored.recruit[0].intake, 11);
    assert_int_equal(stored.recruit[1].intake, 6);
    assert_int_equal(stored.total[1].graduates, 15);
    stored_plan_clear(&stored);
    world_free(w);
}

/* headcount(t) = headcount(t-1) - retired - lost + in - out in every chain, and totals are sums. */
static void heads_add_up_from_year_to_year(void **state)
{
    (void)state;
    struct saved *saved = saved_new();
    const struct stored_plan *plan = &saved->stored;
    int before = 0, headcount = 0;
    for (int i = 0; i < plan->chains; i++) {
        const struct stored_chain *row = &plan->chain[i];
        if (row->fy > 2566)
            assert_int_equal(row->headcount,
                             before - row->retire - row->other_loss + row->in - row->out);
        assert_int_equal(row->headcount + row->shortage - row->surplus, row->need);
        before = row->headcount;
        if (row->fy == 2569) headcount += row->headcount;
    }
    assert_int_equal(headcount, plan->total[2].headcount);
    saved_free(saved);
}

/* 3 call-ups at 200,000, 1 pass at 5,000 and so on: the same money as the budget row counts, so
   no year's cost is above its 2,000,000. */
static void costs_stay_within_the_budget_and_follow_the_decisions(void **state)
{
    (void)state;
    struct saved *saved = saved_new();
    const struct stored_plan *plan = &saved->stored;
    for (int t = 0; t < plan->totals; t++) {
        long long thb = 1000LL * plan->total[t].transfer + 30000LL * plan->total[t].retrain +
                        200000LL * (plan->total[t].call_up + plan->total[t].graduates);
        for (int i = 0; i < plan->recruits; i++)
            if (plan->recruit[i].fy == plan->total[t].fy)
                thb += 5000LL * plan->recruit[i].pass + 100000LL * plan->recruit[i].expected;
        assert_int_equal(plan->total[t].cost_thb, thb);
        assert_true(thb <= 2000000);
    }
    saved_free(saved);
}

static void a_list_named_like_one_of_the_plan_is_refused(void **state)
{
    (void)state;
    struct world *w = world_new();
    struct err err;
    const int math = world_major(w, "math");
    world_teachers(w, world_school(w, "oak"), math, 1, 0);
    w->reg.list[w->reg.lists++] =
        (struct eligible_list){mem_text("exam-2568"), math, {2022, 6, 1}, {2025, 5, 31}, 3, 0};
    assert_ok(settings_resolve(w->settings, &w->reg, &w->params, &err));
    assert_int_equal(staffing_make(&w->reg, &w->params, &w->staffing, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "list 'exam-2568' has the name of a list that the plan makes itself, use another "
                 "code in eligible_lists.csv");
    world_free(w);
}

static void a_register_without_teachers_and_needs_is_refused(void **state)
{
    (void)state;
    struct world *w = world_new();
    struct err err;
    world_major(w, "math");
    world_school(w, "oak");
    assert_ok(settings_resolve(w->settings, &w->reg, &w->params, &err));
    assert_int_equal(staffing_make(&w->reg, &w->params, &w->staffing, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "no school has a teacher or a need, import teachers.csv and enrolment.csv");
    world_free(w);
}

static bool stop(void *context, const struct plan_phase *phase)
{
    (void)phase;
    ++*(int *)context;
    return false;
}

static void stopping_in_the_progress_call_ends_the_solve(void **state)
{
    (void)state;
    struct world *w = world_full();
    struct err err = {.code = ERR_OK};
    int calls = 0;
    world_make(w);
    const enum err_code code = plan_solve(&w->staffing, stop, &calls, &w->plan, &err);
    /* A program as small as this may be solved before the first call. */
    if (calls > 0) assert_int_equal(code, ERR_LIMIT);
    world_free(w);
}

static const struct CMUnitTest cases[] = {
    CASE(a_saved_plan_passes_every_check),
    CASE(a_saved_plan_reads_back_number_for_number),
    CASE(a_teacher_added_by_hand_is_found),
    CASE(a_headcount_changed_by_hand_is_found),
    CASE(an_objective_changed_by_hand_is_found),
    CASE(a_total_changed_by_hand_is_found),
    CASE(a_pass_too_many_breaks_the_seats_by_name),
    CASE(data_that_changed_since_are_said),
    CASE(a_list_that_is_gone_is_named),
    CASE(a_year_outside_the_data_is_named),
    CASE(places_are_the_graduates_over_completion_dealt_by_largest_rest),
    CASE(heads_add_up_from_year_to_year),
    CASE(costs_stay_within_the_budget_and_follow_the_decisions),
    CASE(a_list_named_like_one_of_the_plan_is_refused),
    CASE(a_register_without_teachers_and_needs_is_refused),
    CASE(stopping_in_the_progress_call_ends_the_solve),
};

TEST_MAIN(cases)
