/* Random small worlds with every feature on and off: the program solved as stated and with the
   headcount substituted agree, the bound is a bound, the plan is whole and holds. */
#include "tests/random_world.h"

enum { TRIALS = 60 };

/* The same tables without definitions: the simplex sees the program as it is stated. */
static double stated_objective(const struct world *w, double *bound)
{
    struct lp_row_family rows[STAFFING_ROWS];
    struct lp_model stated = staffing_model;
    struct lp *lp = NULL;
    struct err err;
    memcpy(rows, staffing_model.row, sizeof rows);
    rows[NEED].defines = 0;
    stated.row = rows;
    assert_ok(lp_build(&stated, &w->staffing, &lp, &err));
    assert_ok(lp_solve(lp, NULL, &err));
    const double objective = lp_objective(lp);
    *bound = lp_bound(lp, 1000.0);
    lp_free(lp);
    return objective;
}

static void a_substituted_headcount_changes_no_optimum(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= TRIALS; seed++) {
        struct world *w = random_world(seed);
        double bound;
        const double stated = stated_objective(w, &bound);
        struct err err;
        assert_ok(plan_solve(&w->staffing, NULL, NULL, &w->plan, &err));
        if (!(fabs(stated - w->plan.lp_objective) <= 1e-8 * fmax(1.0, stated)))
            fail_msg("seed %d: %.12g is not %.12g", (int)seed, w->plan.lp_objective, stated);
        assert_close(bound, stated, 1e-6 * fmax(1.0, stated));
        world_free(w);
    }
}

static void every_random_plan_is_whole_and_holds(void **state)
{
    (void)state;
    for (uint64_t seed = 1001; seed <= 1000 + TRIALS; seed++) {
        struct world *w = random_world(seed);
        struct stored_plan stored;
        struct verify_report report;
        struct err err;
        assert_ok(plan_solve(&w->staffing, NULL, NULL, &w->plan, &err));
        assert_true(w->plan.bound <= w->plan.lp_objective + 1e-9);
        assert_true(w->plan.lp_objective <= w->plan.objective + 1e-6);
        plan_to_stored(&w->staffing, &w->plan, "random", &stored);
        if (plan_verify(&w->reg, &stored, &report, &err) != ERR_OK)
            fail_msg("seed %d: %s", (int)seed, text_s(&report.text));
        verify_report_clear(&report);
        stored_plan_clear(&stored);
        world_free(w);
    }
}

static const struct CMUnitTest cases[] = {
    CASE(a_substituted_headcount_changes_no_optimum),
    CASE(every_random_plan_is_whole_and_holds),
};

TEST_MAIN(cases)
