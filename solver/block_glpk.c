/* The master's linear program in GLPK: rows and columns are added between two solves. The only
   file of the block solver that knows GLPK; all of it runs inside lp_glpk_guard(). */
#include "solver/block_internal.h"

#include "base/env.h"
#include "base/mem.h"

#include <glpk.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>

enum { SLICE = 2000 }; /* iterations between two looks at the clock */
static const double TOLERANCE = 1e-9;

struct simplex {
    glp_prob *problem;
};

struct simplex *simplex_new(void)
{
    struct simplex *simplex = mem_new(1, sizeof *simplex);
    simplex->problem = glp_create_prob();
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
    free(simplex);
}

static int bound_kind(double lower, double upper)
{
    if (lower == upper) return GLP_FX;
    if (isfinite(lower)) return isfinite(upper) ? GLP_DB : GLP_LO;
    return isfinite(upper) ? GLP_UP : GLP_FR;
}

int simplex_row(struct simplex *simplex, double lower, double upper, int count, const int *index,
                const double *value)
{
    const int row = glp_add_rows(simplex->problem, 1);
    glp_set_row_bnds(simplex->problem, row, bound_kind(lower, upper), lower, upper);
    glp_set_mat_row(simplex->problem, row, count, index, value);
    return row;
}

int simplex_column(struct simplex *simplex, double cost, double lower, double upper, int count,
                   const int *index, const double *value)
{
    const int column = glp_add_cols(simplex->problem, 1);
    glp_set_obj_coef(simplex->problem, column, cost);
    glp_set_col_bnds(simplex->problem, column, bound_kind(lower, upper), lower, upper);
    glp_set_mat_col(simplex->problem, column, count, index, value);
    return column;
}

void simplex_row_bounds(struct simplex *simplex, int row, double lower, double upper)
{
    glp_set_row_bnds(simplex->problem, row, bound_kind(lower, upper), lower, upper);
}

void simplex_column_bounds(struct simplex *simplex, int column, double lower, double upper)
{
    glp_set_col_bnds(simplex->problem, column, bound_kind(lower, upper), lower, upper);
}

void simplex_cost(struct simplex *simplex, int column, double cost)
{
    glp_set_obj_coef(simplex->problem, column, cost);
}

void simplex_pivot(struct simplex *simplex, int row, int column)
{
    glp_set_col_stat(simplex->problem, column, GLP_BS);
    glp_set_row_stat(simplex->problem, row, GLP_NU);
}

void simplex_raise(struct simplex *simplex, int column)
{
    glp_set_col_stat(simplex->problem, column, GLP_NU);
}

char simplex_state(const struct simplex *simplex, bool row, int number)
{
    const int state = row ? glp_get_row_stat(simplex->problem, number)
                          : glp_get_col_stat(simplex->problem, number);
    return state == GLP_BS ? 'b' : state == GLP_NU ? 'u' : 'l';
}

void simplex_put(struct simplex *simplex, bool row, int number, char state)
{
    const int put = state == 'b' ? GLP_BS : state == 'u' ? GLP_NU : GLP_NL;
    if (row)
        glp_set_row_stat(simplex->problem, number, put);
    else
        glp_set_col_stat(simplex->problem, number, put);
}

double simplex_reduced(const struct simplex *simplex, int column)
{
    return glp_get_col_dual(simplex->problem, column);
}

int simplex_basics(const struct simplex *simplex)
{
    int basics = 0;
    for (int n = glp_get_num_rows(simplex->problem); n > 0; n--)
        basics += glp_get_row_stat(simplex->problem, n) == GLP_BS;
    for (int n = glp_get_num_cols(simplex->problem); n > 0; n--)
        basics += glp_get_col_stat(simplex->problem, n) == GLP_BS;
    return basics;
}

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

bool simplex_solve(struct simplex *simplex, bool dual, struct block_watch *watch)
{
    int code = run(simplex, dual, watch);
    if (code == 0 && glp_get_status(simplex->problem) == GLP_OPT) return true;
    if (watch->outcome != LP_OPTIMAL) return false;
    glp_adv_basis(simplex->problem, 0);
    code = run(simplex, true, watch);
    return code == 0 && glp_get_status(simplex->problem) == GLP_OPT;
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
    return glp_get_col_prim(simplex->problem, column);
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
    return glp_get_row_dual(simplex->problem, row);
}

double simplex_objective(const struct simplex *simplex)
{
    return glp_get_obj_val(simplex->problem);
}

void simplex_size(const struct simplex *simplex, int *rows, int *columns, long *iterations)
{
    *rows = glp_get_num_rows(simplex->problem);
    *columns = glp_get_num_cols(simplex->problem);
    *iterations = glp_get_it_cnt(simplex->problem);
}
