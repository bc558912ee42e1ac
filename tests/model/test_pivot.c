/* Our own simplex against GLPK on random small programs, and what it keeps between two solves. */
#include "tests/test.h"

#include "base/env.h"
#include "base/mem.h"
#include "solver/pivot.h"

#include <glpk.h>
#include <stdlib.h>

enum { MOST = 64, PROGRAMS = 3000 };

/* The same program twice. */
struct twin {
    struct pivot *pivot;
    glp_prob *glpk;
    struct env_random random;
    int rows, columns, density;
    bool whole; /* small whole numbers: degenerate */
};

static int below(struct twin *twin, int limit)
{
    return (int)env_random_below(&twin->random, limit);
}

static double number(struct twin *twin, int size)
{
    if (twin->whole) return below(twin, 2 * size + 1) - size;
    return (2.0 * env_random_share(&twin->random) - 1.0) * size;
}

static int kind(double lower, double upper)
{
    if (lower == upper) return GLP_FX;
    if (isfinite(lower)) return isfinite(upper) ? GLP_DB : GLP_LO;
    return isfinite(upper) ? GLP_UP : GLP_FR;
}

static int terms(struct twin *twin, int others, int *index, double *value)
{
    int count = 0;
    for (int n = 1; n <= others; n++) {
        const double element = number(twin, 3);
        if (below(twin, 100) >= twin->density || element == 0.0) continue;
        index[++count] = n;
        value[count] = element;
    }
    return count;
}

static void bounds(struct twin *twin, double *lower, double *upper)
{
    const double a = number(twin, 8), b = a + fabs(number(twin, 8));
    const int what = below(twin, 20);
    *lower = what < 3 ? -INFINITY : a;
    *upper = what < 1 || (what >= 3 && what < 7) ? INFINITY : what == 7 ? a : b;
}

static void add_row(struct twin *twin)
{
    int index[MOST + 1];
    double value[MOST + 1], lower, upper;
    const int count = terms(twin, twin->columns, index, value);
    bounds(twin, &lower, &upper);
    twin->rows++;
    assert_int_equal(pivot_row(twin->pivot, lower, upper, count, index, value), twin->rows);
    assert_int_equal(glp_add_rows(twin->glpk, 1), twin->rows);
    glp_set_row_bnds(twin->glpk, twin->rows, kind(lower, upper), lower, upper);
    glp_set_mat_row(twin->glpk, twin->rows, count, index, value);
}

static void add_column(struct twin *twin)
{
    int index[MOST + 1];
    double value[MOST + 1], lower, upper;
    const int count = terms(twin, twin->rows, index, value);
    const double cost = number(twin, 5);
    bounds(twin, &lower, &upper);
    twin->columns++;
    assert_int_equal(pivot_column(twin->pivot, cost, lower, upper, count, index, value),
                     twin->columns);
    assert_int_equal(glp_add_cols(twin->glpk, 1), twin->columns);
    glp_set_col_bnds(twin->glpk, twin->columns, kind(lower, upper), lower, upper);
    glp_set_obj_coef(twin->glpk, twin->columns, cost);
    glp_set_mat_col(twin->glpk, twin->columns, count, index, value);
}

static void change(struct twin *twin)
{
    double lower, upper;
    bounds(twin, &lower, &upper);
    if (below(twin, 3) == 0) {
        const int row = 1 + below(twin, twin->rows);
        pivot_row_bounds(twin->pivot, row, lower, upper);
        glp_set_row_bnds(twin->glpk, row, kind(lower, upper), lower, upper);
    } else if (below(twin, 2) == 0) {
        const int column = 1 + below(twin, twin->columns);
        pivot_column_bounds(twin->pivot, column, lower, upper);
        glp_set_col_bnds(twin->glpk, column, kind(lower, upper), lower, upper);
    } else {
        const int column = 1 + below(twin, twin->columns);
        const double cost = number(twin, 5);
        pivot_cost(twin->pivot, column, cost);
        glp_set_obj_coef(twin->glpk, column, cost);
    }
}

static void check_answer(const struct twin *twin)
{
    double activity[MOST + 1] = {0}, lower, upper;
    for (int c = 1; c <= twin->columns; c++) {
        int index[MOST + 1];
        double value[MOST + 1];
        const double x = pivot_value(twin->pivot, c);
        pivot_bounds_of(twin->pivot, false, c, &lower, &upper);
        assert_true(x >= lower - 1e-6 && x <= upper + 1e-6);
        double reduced = pivot_cost_of(twin->pivot, c);
        const int count = pivot_terms_of(twin->pivot, false, c, index, value);
        for (int n = 1; n <= count; n++) {
            activity[index[n]] += value[n] * x;
            reduced -= value[n] * pivot_price(twin->pivot, index[n]);
        }
        assert_close(reduced, pivot_reduced(twin->pivot, c), 1e-6);
    }
    for (int r = 1; r <= twin->rows; r++) {
        pivot_bounds_of(twin->pivot, true, r, &lower, &upper);
        assert_true(activity[r] >= lower - 1e-6 && activity[r] <= upper + 1e-6);
    }
    const double want = glp_get_obj_val(twin->glpk);
    assert_close(pivot_objective(twin->pivot), want, 1e-7 * (1.0 + fabs(want)));
    assert_int_equal(pivot_basics(twin->pivot), twin->rows);
}

/* Counts how often there was an answer, no solution, no end. */
static void compare(struct twin *twin, int seen[3])
{
    glp_smcp recipe;
    glp_init_smcp(&recipe);
    recipe.msg_lev = GLP_MSG_OFF;
    glp_std_basis(twin->glpk);
    assert_int_equal(glp_simplex(twin->glpk, &recipe), 0);
    const int status = glp_get_status(twin->glpk);
    const enum pivot_end end = pivot_solve(twin->pivot, NULL);
    if (end == PIVOT_OPTIMAL) {
        assert_int_equal(status, GLP_OPT);
        check_answer(twin);
        seen[0]++;
    } else if (end == PIVOT_UNBOUNDED) {
        assert_int_equal(status, GLP_UNBND);
        seen[2]++;
    } else {
        assert_int_equal(end, PIVOT_INFEASIBLE);
        assert_int_not_equal(status, GLP_OPT);
        seen[1]++;
    }
}

static void solve_many(bool whole, int most)
{
    int seen[3] = {0};
    for (int n = 0; n < PROGRAMS; n++) {
        struct twin twin = {.pivot = pivot_new(),
                            .glpk = glp_create_prob(),
                            .random = {(uint64_t)n + 1},
                            .whole = whole};
        twin.density = 10 + below(&twin, 60);
        const int columns = 1 + below(&twin, most), rows = 1 + below(&twin, most);
        for (int c = 0; c < columns; c++) add_column(&twin);
        for (int r = 0; r < rows; r++) add_row(&twin);
        compare(&twin, seen);
        for (int again = 0; again < 6; again++) {
            for (int k = below(&twin, 4); k >= 0; k--) change(&twin);
            if (again == 2) add_row(&twin);
            if (again == 4) add_column(&twin);
            compare(&twin, seen);
        }
        pivot_free(twin.pivot);
        glp_delete_prob(twin.glpk);
    }
    for (int k = 0; k < 3; k++) assert_true(seen[k] > PROGRAMS / 50);
}

static void random_programs_end_like_those_of_glpk_after_every_change(void **state)
{
    (void)state;
    solve_many(false, 12);
    solve_many(false, 40);
}

static void degenerate_programs_end_like_those_of_glpk_after_every_change(void **state)
{
    (void)state;
    solve_many(true, 8);
    solve_many(true, 30);
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest cases[] = {
        CASE(random_programs_end_like_those_of_glpk_after_every_change),
        CASE(degenerate_programs_end_like_those_of_glpk_after_every_change),
    };
    return test_run(argc, argv, cases, sizeof cases / sizeof *cases);
}
