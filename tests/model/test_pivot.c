/* Our own simplex against GLPK on random small programs, and what it keeps between two solves. */
#include "tests/test.h"

#include "base/env.h"
#include "base/mem.h"
#include "solver/pivot.h"

#include <glpk.h>
#include <stdlib.h>

enum { MOST = 1024, PROGRAMS = 400 };

/* The same program twice. */
struct twin {
    struct pivot *pivot;
    glp_prob *glpk;
    struct env_random random;
    int rows, columns;
    int density;   /* elements in a thousand */
    bool whole;    /* small whole numbers: degenerate */
    bool solvable; /* bounds on columns, and rows that hold where these are 0 */
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
        if (below(twin, 1000) >= twin->density || element == 0.0) continue;
        index[++count] = n;
        value[count] = element;
    }
    return count;
}

static void bounds(struct twin *twin, double *lower, double *upper)
{
    if (twin->solvable) {
        *lower = -fabs(number(twin, 8));
        *upper = fabs(number(twin, 8));
        return;
    }
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

static struct twin open_twin(uint64_t seed)
{
    return (struct twin){.pivot = pivot_new(), .glpk = glp_create_prob(), .random = {seed}};
}

static void close_twin(struct twin *twin)
{
    pivot_free(twin->pivot);
    glp_delete_prob(twin->glpk);
}

/* Solved, and again after changes of all kinds. */
static void play(struct twin *twin, int columns, int rows, int changes, int seen[3])
{
    for (int c = 0; c < columns; c++) add_column(twin);
    for (int r = 0; r < rows; r++) add_row(twin);
    compare(twin, seen);
    for (int again = 0; again < 6; again++) {
        for (int k = below(twin, changes); k >= 0; k--) change(twin);
        for (int k = columns / 20; again == 2 && k >= 0; k--) add_row(twin);
        for (int k = columns / 20; again == 4 && k >= 0; k--) add_column(twin);
        compare(twin, seen);
    }
}

static void solve_many(bool whole, int most)
{
    int seen[3] = {0};
    for (int n = 0; n < PROGRAMS; n++) {
        struct twin twin = open_twin((uint64_t)n + 1);
        twin.whole = whole;
        twin.density = 100 + below(&twin, 600);
        play(&twin, 1 + below(&twin, most), 1 + below(&twin, most), 4, seen);
        close_twin(&twin);
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

/* Large enough for columns to be left out of pivots, for factors made anew on the way, and for
   both ways through them, by search and row by row. */
static void large_sparse_programs_end_like_those_of_glpk_after_every_change(void **state)
{
    (void)state;
    for (int n = 0; n < 4; n++) {
        int seen[3] = {0};
        struct twin twin = open_twin((uint64_t)n + 1);
        twin.whole = n % 2 == 1;
        twin.solvable = true;
        twin.density = n < 2 ? 8 : 30;
        play(&twin, 800, 200, 120, seen);
        assert_int_equal(seen[0], 7);
        close_twin(&twin);
    }
}

/* min -x - 2 y, x + y <= 4, x - y >= -2, 0 <= x <= 3, 0 <= y: both rows hold with equality at
   x = 1, y = 3. With prices p, q: p + q = -1 and p - q = -2, so p = -1.5 and q = 0.5. */
static struct pivot *small_program(void)
{
    static const int both[] = {0, 1, 2};
    static const double sum[] = {0.0, 1.0, 1.0}, difference[] = {0.0, 1.0, -1.0};
    struct pivot *pivot = pivot_new();
    assert_int_equal(pivot_column(pivot, -1.0, 0.0, 3.0, 0, NULL, NULL), 1);
    pivot_column(pivot, -2.0, 0.0, INFINITY, 0, NULL, NULL);
    pivot_row(pivot, -INFINITY, 4.0, 2, both, sum);
    pivot_row(pivot, -2.0, INFINITY, 2, both, difference);
    return pivot;
}

static void a_small_program_has_the_values_and_prices_found_by_hand(void **state)
{
    (void)state;
    struct pivot *pivot = small_program();
    assert_int_equal(pivot_solve(pivot, NULL), PIVOT_OPTIMAL);
    assert_close(pivot_value(pivot, 1), 1.0, 1e-12);
    assert_close(pivot_value(pivot, 2), 3.0, 1e-12);
    assert_close(pivot_objective(pivot), -7.0, 1e-12);
    assert_close(pivot_price(pivot, 1), -1.5, 1e-12);
    assert_close(pivot_price(pivot, 2), 0.5, 1e-12);
    assert_int_equal(pivot_state(pivot, false, 1), 'b');
    assert_int_equal(pivot_state(pivot, true, 1), 'u');
    assert_int_equal(pivot_state(pivot, true, 2), 'l');
    pivot_free(pivot);
}

static void a_program_solved_before_is_solved_again_without_a_pivot(void **state)
{
    (void)state;
    struct pivot *pivot = small_program();
    assert_int_equal(pivot_solve(pivot, NULL), PIVOT_OPTIMAL);
    const long pivots = pivot_count(pivot);
    pivot_row_bounds(pivot, 1, -INFINITY, 4.5);
    assert_int_equal(pivot_solve(pivot, NULL), PIVOT_OPTIMAL);
    assert_close(pivot_objective(pivot), -7.75, 1e-12);
    assert_int_equal(pivot_count(pivot), pivots);
    pivot_free(pivot);
}

static void what_has_no_solution_or_no_end_is_told_apart(void **state)
{
    (void)state;
    struct pivot *pivot = small_program();
    pivot_row_bounds(pivot, 1, -5.0, -1.0);
    assert_int_equal(pivot_solve(pivot, NULL), PIVOT_INFEASIBLE);
    pivot_row_bounds(pivot, 1, -INFINITY, INFINITY);
    pivot_row_bounds(pivot, 2, -INFINITY, INFINITY);
    assert_int_equal(pivot_solve(pivot, NULL), PIVOT_UNBOUNDED);
    pivot_row_bounds(pivot, 1, -INFINITY, 4.0);
    pivot_row_bounds(pivot, 2, -2.0, INFINITY);
    assert_int_equal(pivot_solve(pivot, NULL), PIVOT_OPTIMAL);
    assert_close(pivot_objective(pivot), -7.0, 1e-12);
    pivot_free(pivot);
}

/* A third column is the first twice over: both basic are no basis. */
static void a_basis_of_columns_that_depend_on_each_other_is_mended(void **state)
{
    (void)state;
    static const int both[] = {0, 1, 2};
    static const double twice[] = {0.0, 2.0, 2.0};
    struct pivot *pivot = small_program();
    pivot_column(pivot, 5.0, 0.0, 1.0, 2, both, twice);
    pivot_put(pivot, false, 1, 'b');
    pivot_put(pivot, false, 3, 'b');
    pivot_put(pivot, true, 1, 'u');
    pivot_put(pivot, true, 2, 'l');
    assert_int_equal(pivot_basics(pivot), 2);
    assert_int_equal(pivot_solve(pivot, NULL), PIVOT_OPTIMAL);
    assert_close(pivot_objective(pivot), -7.0, 1e-12);
    pivot_put(pivot, true, 1, 'b');
    assert_int_equal(pivot_solve(pivot, NULL), PIVOT_FAILED); /* three for two rows */
    pivot_free(pivot);
}

static bool never(void *context, long pivots)
{
    *(long *)context = pivots;
    return false;
}

static void a_long_solve_stops_when_told_and_goes_on_afterwards(void **state)
{
    (void)state;
    long told = 0;
    const struct pivot_watch watch = {.go_on = never, .context = &told};
    struct twin twin = open_twin(9);
    twin.solvable = true;
    twin.density = 30;
    for (int c = 0; c < 400; c++) add_column(&twin);
    for (int r = 0; r < 200; r++) add_row(&twin);
    assert_int_equal(pivot_solve(twin.pivot, &watch), PIVOT_STOPPED);
    assert_true(told > 0 && pivot_count(twin.pivot) == told);
    int seen[3] = {0};
    compare(&twin, seen);
    assert_int_equal(seen[0], 1);
    close_twin(&twin);
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest cases[] = {
        CASE(random_programs_end_like_those_of_glpk_after_every_change),
        CASE(degenerate_programs_end_like_those_of_glpk_after_every_change),
        CASE(large_sparse_programs_end_like_those_of_glpk_after_every_change),
        CASE(a_small_program_has_the_values_and_prices_found_by_hand),
        CASE(a_program_solved_before_is_solved_again_without_a_pivot),
        CASE(what_has_no_solution_or_no_end_is_told_apart),
        CASE(a_basis_of_columns_that_depend_on_each_other_is_mended),
        CASE(a_long_solve_stops_when_told_and_goes_on_afterwards),
    };
    return test_run(argc, argv, cases, sizeof cases / sizeof *cases);
}
