/* The linear programs of core and master. The core's is solved by GLPK at once; the master's is
   solved again and again by our own simplex (pivot.h), which keeps the program, and GLPK has a copy
   of it: it takes over when ours fails, and confirms the last basis before an answer is written.
   The only file of the block solver that knows GLPK; all of it runs inside lp_glpk_guard(). */
#include "solver/block_internal.h"

#include "base/env.h"
#include "base/mem.h"
#include "solver/pivot.h"

#include <glpk.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>

enum { SLICE = 2000 }; /* iterations between two looks at the clock */
static const double TOLERANCE = 1e-9;

struct simplex {
    glp_prob *problem;
    struct pivot *pivot; /* NULL: GLPK alone */
    int rows, columns;   /* of pivot that the problem has */
    int *index;          /* a row or column on its way to it */
    double *value;
};

struct simplex *simplex_new(bool again)
{
    struct simplex *simplex = mem_new(1, sizeof *simplex);
    simplex->problem = glp_create_prob();
    if (again) simplex->pivot = pivot_new();
    return simplex;
}

void simplex_free(struct simplex *simplex)
{
    if (!simplex) return;
    glp_delete_prob(simplex->problem);
    simplex_forget(simplex);
}

void simplex_forget(struct simplex *simplex)
{
    if (!simplex) return;
    pivot_free(simplex->pivot);
    free(simplex->index);
    free(simplex->value);
    free(simplex);
}

/* ---- the program -------------------------------------------------------------------------------
 */

static int bound_kind(double lower, double upper)
{
    if (lower == upper) return GLP_FX;
    if (isfinite(lower)) return isfinite(upper) ? GLP_DB : GLP_LO;
    return isfinite(upper) ? GLP_UP : GLP_FR;
}

static int add_row(glp_prob *problem, double lower, double upper, int count, const int *index,
                   const double *value)
{
    const int row = glp_add_rows(problem, 1);
    glp_set_row_bnds(problem, row, bound_kind(lower, upper), lower, upper);
    glp_set_mat_row(problem, row, count, index, value);
    return row;
}

static int add_column(glp_prob *problem, double cost, double lower, double upper, int count,
                      const int *index, const double *value)
{
    const int column = glp_add_cols(problem, 1);
    glp_set_obj_coef(problem, column, cost);
    glp_set_col_bnds(problem, column, bound_kind(lower, upper), lower, upper);
    glp_set_mat_col(problem, column, count, index, value);
    return column;
}

int simplex_row(struct simplex *simplex, double lower, double upper, int count, const int *index,
                const double *value)
{
    if (simplex->pivot) return pivot_row(simplex->pivot, lower, upper, count, index, value);
    return add_row(simplex->problem, lower, upper, count, index, value);
}

int simplex_column(struct simplex *simplex, double cost, double lower, double upper, int count,
                   const int *index, const double *value)
{
    if (simplex->pivot)
        return pivot_column(simplex->pivot, cost, lower, upper, count, index, value);
    return add_column(simplex->problem, cost, lower, upper, count, index, value);
}

void simplex_row_bounds(struct simplex *simplex, int row, double lower, double upper)
{
    pivot_row_bounds(simplex->pivot, row, lower, upper);
}

void simplex_column_bounds(struct simplex *simplex, int column, double lower, double upper)
{
    pivot_column_bounds(simplex->pivot, column, lower, upper);
}

void simplex_cost(struct simplex *simplex, int column, double cost)
{
    pivot_cost(simplex->pivot, column, cost);
}

void simplex_pivot(struct simplex *simplex, int row, int column)
{
    pivot_put(simplex->pivot, false, column, 'b');
    pivot_put(simplex->pivot, true, row, 'u');
}

void simplex_raise(struct simplex *simplex, int column)
{
    pivot_put(simplex->pivot, false, column, 'u');
}

char simplex_state(const struct simplex *simplex, bool row, int number)
{
    return pivot_state(simplex->pivot, row, number);
}

void simplex_put(struct simplex *simplex, bool row, int number, char state)
{
    pivot_put(simplex->pivot, row, number, state);
}

double simplex_reduced(const struct simplex *simplex, int column)
{
    return pivot_reduced(simplex->pivot, column);
}

int simplex_basics(const struct simplex *simplex)
{
    return pivot_basics(simplex->pivot);
}

/* ---- GLPK's copy -------------------------------------------------------------------------------
 */

/* Rows with their terms in columns that are there already, then whole columns. */
static void copy_new(struct simplex *simplex)
{
    const struct pivot *pivot = simplex->pivot;
    const int rows = pivot_rows(pivot), columns = pivot_columns(pivot);
    const size_t size = (size_t)(rows > columns ? rows : columns) + 1;
    int *index = simplex->index = mem_resize(simplex->index, size, sizeof *index);
    double *value = simplex->value = mem_resize(simplex->value, size, sizeof *value);
    const int old = simplex->columns;
    while (simplex->rows < rows) {
        const int row = ++simplex->rows, all = pivot_terms_of(pivot, true, row, index, value);
        int count = 0;
        for (int n = 1; n <= all; n++) {
            if (index[n] > old) continue;
            index[++count] = index[n];
            value[count] = value[n];
        }
        add_row(simplex->problem, 0.0, 0.0, count, index, value);
    }
    while (simplex->columns < columns) {
        const int count = pivot_terms_of(pivot, false, ++simplex->columns, index, value);
        add_column(simplex->problem, 0.0, 0.0, 0.0, count, index, value);
    }
}

static int glpk_state(char state)
{
    return state == 'b' ? GLP_BS : state == 'u' ? GLP_NU : GLP_NL;
}

static char own_state(int state)
{
    return state == GLP_BS ? 'b' : state == GLP_NU ? 'u' : 'l';
}

/* All that is in ours to GLPK: program and basis. */
static void hand_over(struct simplex *simplex)
{
    const struct pivot *pivot = simplex->pivot;
    glp_prob *problem = simplex->problem;
    double lower, upper;
    copy_new(simplex);
    for (int row = 1; row <= simplex->rows; row++) {
        pivot_bounds_of(pivot, true, row, &lower, &upper);
        glp_set_row_bnds(problem, row, bound_kind(lower, upper), lower, upper);
        glp_set_row_stat(problem, row, glpk_state(pivot_state(pivot, true, row)));
    }
    for (int column = 1; column <= simplex->columns; column++) {
        pivot_bounds_of(pivot, false, column, &lower, &upper);
        glp_set_obj_coef(problem, column, pivot_cost_of(pivot, column));
        glp_set_col_bnds(problem, column, bound_kind(lower, upper), lower, upper);
        glp_set_col_stat(problem, column, glpk_state(pivot_state(pivot, false, column)));
    }
}

/* GLPK's basis to ours, which goes through it once more for values and prices. */
static bool take_over(struct simplex *simplex)
{
    struct pivot *pivot = simplex->pivot;
    for (int row = 1; row <= simplex->rows; row++)
        pivot_put(pivot, true, row, own_state(glp_get_row_stat(simplex->problem, row)));
    for (int column = 1; column <= simplex->columns; column++)
        pivot_put(pivot, false, column, own_state(glp_get_col_stat(simplex->problem, column)));
    return pivot_solve(pivot, NULL) == PIVOT_OPTIMAL;
}

/* ---- solving -----------------------------------------------------------------------------------
 */

static int run(struct simplex *simplex, bool dual, struct block_watch *watch)
{
    glp_smcp recipe;
    glp_init_smcp(&recipe);
    recipe.msg_lev = GLP_MSG_OFF;
    recipe.meth = dual ? GLP_DUALP : GLP_PRIMAL;
    recipe.r_test = GLP_RT_FLIP;
    recipe.tol_bnd = TOLERANCE;
    recipe.tol_dj = TOLERANCE;
    recipe.it_lim = SLICE;
    for (;;) {
        const double left_s = block_left_s(watch);
        if (left_s < INT_MAX / 1000) recipe.tm_lim = left_s > 0.0 ? (int)(left_s * 1000.0) + 1 : 1;
        const int code = glp_simplex(simplex->problem, &recipe);
        if (!block_go_on(watch, glp_get_it_cnt(simplex->problem), NAN, 0.0)) return GLP_ESTOP;
        if (code != GLP_EITLIM) return code;
        recipe.it_lim += recipe.it_lim / 4;
    }
}

static bool run_glpk(struct simplex *simplex, bool dual, struct block_watch *watch)
{
    int code = run(simplex, dual, watch);
    if (code == 0 && glp_get_status(simplex->problem) == GLP_OPT) return true;
    if (watch->outcome != LP_OPTIMAL) return false;
    glp_adv_basis(simplex->problem, 0);
    code = run(simplex, true, watch);
    return code == 0 && glp_get_status(simplex->problem) == GLP_OPT;
}

static bool go_on(void *context, long pivots)
{
    return block_go_on(context, pivots, NAN, 0.0);
}

bool simplex_solve(struct simplex *simplex, bool dual, struct block_watch *watch)
{
    const struct pivot_watch ask = {.go_on = go_on, .context = watch};
    const bool own = !block_session_knobs.glpk_alone;
    if (own && pivot_solve(simplex->pivot, &ask) == PIVOT_OPTIMAL) return true;
    if (watch->outcome != LP_OPTIMAL) return false;
    hand_over(simplex);
    return run_glpk(simplex, dual, watch) && take_over(simplex);
}

bool simplex_confirm(struct simplex *simplex, struct block_watch *watch)
{
    hand_over(simplex);
    return run_glpk(simplex, false, watch) && take_over(simplex);
}

bool simplex_presolved(struct simplex *simplex, struct block_watch *watch)
{
    glp_smcp recipe;
    glp_init_smcp(&recipe);
    recipe.msg_lev = GLP_MSG_OFF;
    recipe.meth = GLP_DUALP;
    recipe.r_test = GLP_RT_FLIP;
    recipe.presolve = GLP_ON;
    recipe.tol_bnd = TOLERANCE;
    recipe.tol_dj = TOLERANCE;
    const double left_s = block_left_s(watch);
    if (left_s < INT_MAX / 1000) recipe.tm_lim = left_s > 0.0 ? (int)(left_s * 1000.0) + 1 : 1;
    const int code = glp_simplex(simplex->problem, &recipe);
    if (!block_go_on(watch, glp_get_it_cnt(simplex->problem), NAN, 0.0)) return false;
    return code == 0 && glp_get_status(simplex->problem) == GLP_OPT;
}

double simplex_value(const struct simplex *simplex, int column)
{
    return simplex->pivot ? pivot_value(simplex->pivot, column)
                          : glp_get_col_prim(simplex->problem, column);
}

static enum lp_stand stand(int status)
{
    return status == GLP_BS ? LP_BASIC : status == GLP_NU ? LP_AT_UPPER : LP_AT_LOWER;
}

enum lp_stand simplex_row_stand(const struct simplex *simplex, int row)
{
    return stand(glp_get_row_stat(simplex->problem, row));
}

enum lp_stand simplex_column_stand(const struct simplex *simplex, int column)
{
    return stand(glp_get_col_stat(simplex->problem, column));
}

double simplex_price(const struct simplex *simplex, int row)
{
    return simplex->pivot ? pivot_price(simplex->pivot, row)
                          : glp_get_row_dual(simplex->problem, row);
}

double simplex_objective(const struct simplex *simplex)
{
    return simplex->pivot ? pivot_objective(simplex->pivot) : glp_get_obj_val(simplex->problem);
}

void simplex_size(const struct simplex *simplex, int *rows, int *columns, long *iterations)
{
    const struct pivot *pivot = simplex->pivot;
    *rows = pivot ? pivot_rows(pivot) : glp_get_num_rows(simplex->problem);
    *columns = pivot ? pivot_columns(pivot) : glp_get_num_cols(simplex->problem);
    *iterations = glp_get_it_cnt(simplex->problem) + (pivot ? pivot_count(pivot) : 0);
}
