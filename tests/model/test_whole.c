/* Whole plans of tiny worlds against the exact ones, which GLPK's branch and bound finds. */
#include "tests/random_world.h"

#include "data/import.h"
#include "planner/whole.h"

#include <glpk.h>
#include <unistd.h>

enum { TRIALS = 60, WIDE_TRIALS = 60 };
#ifdef KRU_SANITIZED
enum { CITY_YEARS = 2 };
#else
enum { CITY_YEARS = 5 };
#endif

/* The stated program with whole decisions. False when GLPK takes too long. */
static bool exact_objective(const struct world *w, double *objective)
{
    char path[256];
    snprintf(path, sizeof path, "%s/test_whole_%ld.mps", KRU_BUILD, (long)getpid());
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    lp_write_mps(w->lp, file);
    assert_int_equal(fclose(file), 0);
    glp_term_out(GLP_OFF);
    glp_prob *problem = glp_create_prob();
    assert_int_equal(glp_read_mps(problem, GLP_MPS_FILE, NULL, path), 0);
    remove(path);
    for (int column = 1; column <= glp_get_num_cols(problem); column++)
        glp_set_col_kind(problem, column, GLP_IV);
    glp_iocp parameters;
    glp_init_iocp(&parameters);
    parameters.presolve = GLP_ON;
    parameters.gmi_cuts = parameters.mir_cuts = GLP_ON;
    parameters.tm_lim = 2000;
    const bool found = glp_intopt(problem, &parameters) == 0 && glp_mip_status(problem) == GLP_OPT;
    *objective = glp_mip_obj_val(problem);
    glp_delete_prob(problem);
    glp_free_env();
    return found;
}

/* Budgets from next to nothing up to a dozen call-ups. */
static struct world *tight_world(uint64_t seed)
{
    struct env_random random = {seed};
    struct world *w = random_settings(seed);
    set_number(w, "exam.seats_total", 4);
    set_number(w, "exam.cost_thb", 5000);
    set_number(w, "exam.call_cost_thb", 216000);
    set_number(w, "retrain.cost_thb", 30000);
    set_number(w, "budget.total_thb", 50000 + 10000LL * below(&random, 100));
    world_make(w);
    return w;
}

static void tiny_whole_plans_are_the_exact_ones(void **state)
{
    double sum = 0.0, exact_sum = 0.0;
    int compared = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= TRIALS; seed++) {
        struct world *w = tight_world(seed);
        struct err err;
        double exact;
        assert_ok(lp_build(&staffing_model, &w->staffing, &w->lp, &err));
        assert_ok(plan_solve(&w->staffing, NULL, NULL, &w->plan, &err));
        assert_true(w->plan.bound <= w->plan.objective + 1e-6);
        if (exact_objective(w, &exact)) {
            if (w->plan.objective < exact - 1e-5 || w->plan.objective > 1.05 * exact + 1e-5)
                fail_msg("seed %d: %.9g, exactly %.9g", (int)seed, w->plan.objective, exact);
            sum += w->plan.objective;
            exact_sum += exact;
            compared++;
        }
        world_free(w);
    }
    assert_true(compared > TRIALS * 3 / 4);
    assert_true(sum <= 1.001 * exact_sum);
}

/* Hard rules may leave no whole plan; what is found has been checked against every row. */
static void whole_plans_keep_every_rule_that_a_scenario_may_set(void **state)
{
    int found = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= WIDE_TRIALS; seed++) {
        struct world *w = random_wide(seed);
        struct stored_plan stored;
        struct verify_report report;
        struct err err;
        set_number(w, "budget.total_thb", 500000 + 100000 * (long long)(seed % 17));
        world_make(w);
        const enum err_code code = plan_solve(&w->staffing, NULL, NULL, &w->plan, &err);
        if (code != ERR_OK && code != ERR_INFEASIBLE) fail_msg("seed %d: %s", (int)seed, err.text);
        if (code == ERR_OK) {
            found++;
            plan_to_stored(&w->staffing, &w->plan, "wide", &stored);
            if (plan_verify(&w->reg, &stored, &report, &err) != ERR_OK)
                fail_msg("seed %d: %s", (int)seed, text_s(&report.text));
            verify_report_clear(&report);
            stored_plan_clear(&stored);
        }
        world_free(w);
    }
    assert_true(found > WIDE_TRIALS / 3);
}

static void assert_law_holds(void *context, const struct lp_row_check *row)
{
    const struct world *w = context;
    char name[LP_NAME];
    if (row->family < 0 || staffing_model.row[row->family].kind != LP_LAW || row->missed <= 1e-6)
        return;
    lp_row_name(w->lp, row->family, row->at, name);
    fail_msg("'%s' is missed by %g", name, row->missed);
}

static double value_of(const void *context, int var, struct lp_at at)
{
    const struct world *w = context;
    return plan_value(&w->staffing, &w->plan, var, at);
}

/* A plan beside the solution may break a rule, and is then not taken, but no law. */
static void a_plan_beside_the_solution_breaks_no_law(void **state)
{
    int found = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= TRIALS; seed++)
        for (int window = 0; window <= 4; window += 2) {
            struct world *w = tight_world(seed);
            struct err err;
            assert_ok(lp_build(&staffing_model, &w->staffing, &w->lp, &err));
            assert_ok(lp_solve(w->lp, NULL, &err));
            plan_init(&w->staffing, &w->plan);
            if (whole_plan(w->lp, &w->staffing, window, &w->plan)) {
                found++;
                lp_check(w->lp, value_of, w, assert_law_holds, w);
            }
            world_free(w);
        }
    assert_true(found > TRIALS);
}

static void assert_same_plans(struct world *a, struct world *b)
{
    struct plan_array of_a[PLAN_ARRAYS], of_b[PLAN_ARRAYS];
    plan_arrays(&a->staffing, &a->plan, of_a);
    plan_arrays(&b->staffing, &b->plan, of_b);
    for (int n = 0; n < PLAN_ARRAYS; n++)
        if (of_a[n].count > 0)
            assert_memory_equal(*of_a[n].cell, *of_b[n].cell, of_a[n].count * sizeof(int));
}

static struct world *tight_city(int threads)
{
    struct world *w = mem_new(1, sizeof *w);
    struct import_report report = {0};
    struct store *store = NULL;
    struct err err;
    assert_ok(store_open(":memory:", &store, &err));
    assert_ok(import_sources(store, import_bundled, import_bundled_count, false, &report, &err));
    assert_ok(store_read_register(store, &w->reg, &err));
    import_report_clear(&report);
    store_close(store);
    w->settings = settings_new();
    set_number(w, "horizon.years", CITY_YEARS);
    set_number(w, "budget.total_thb", 36000000);
    set_number(w, "solve.threads", threads);
    world_solve(w);
    return w;
}

static void a_tight_city_is_within_a_thousandth_of_the_bound_for_any_threads(void **state)
{
    (void)state;
    struct world *one = tight_city(1), *two = tight_city(2);
    assert_true(one->plan.objective > one->plan.bound);
    assert_true(one->plan.objective <= 1.001 * one->plan.bound);
    assert_same_plans(one, two);
    world_free(one);
    world_free(two);
}

static const struct CMUnitTest cases[] = {
    CASE(tiny_whole_plans_are_the_exact_ones),
    CASE(whole_plans_keep_every_rule_that_a_scenario_may_set),
    CASE(a_plan_beside_the_solution_breaks_no_law),
    CASE(a_tight_city_is_within_a_thousandth_of_the_bound_for_any_threads),
};

TEST_MAIN(cases)
