/* The back end: GLPK's simplex over a matrix. The only file that has to know that GLPK ends the
   process on a bad argument, writes to the terminal, and counts its memory by thread.

   An error inside GLPK reaches its hook, which jumps back here; what GLPK held is then unusable
   and the thread's GLPK environment is freed, with every problem in it. `generation` counts that:
   an engine whose problem went down with another one notices and builds it again from its matrix
   and its saved basis.

   A solve runs in slices of iterations, with a look at the clock and at progress between them.
   The slices are counted, not timed, so that two runs take the same path; they grow, because each
   new start drops GLPK's protection against stalling. */
#include "solver/lp_internal.h"

#include "base/env.h"
#include "base/mem.h"

#include <assert.h>
#include <glpk.h>
#include <limits.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

/* Tighter than GLPK's 1e-7, so that prices certify the optimum to nine digits. */
static const double TOLERANCE = 1e-9;

static int call_simplex(struct glp_prob *problem, const void *parameters)
{
    return glp_simplex(problem, parameters);
}

struct lp_engine_knobs lp_engine_knobs = {
    .simplex = call_simplex, .first_slice = 1000, .pace_s = 1.0};

static _Thread_local unsigned generation;

struct lp_engine {
    const struct lp_matrix *matrix;
    glp_prob *problem;                /* NULL: to be made */
    unsigned made_in;                 /* generation of problem */
    double *lower, *upper;            /* [columns] as the problem has them */
    char *row_status, *column_status; /* the last basis; NULL before the first solve */
    int *index;                       /* [columns + 1] one row for GLPK, which counts from 1 */
    double *element;                  /* [columns + 1] */
    bool dead;
};

/* How the simplex is run. Measured on city programs: see README.md. */
static glp_smcp recipe(int method)
{
    glp_smcp recipe;
    glp_init_smcp(&recipe);
    recipe.msg_lev = GLP_MSG_OFF;
    recipe.meth = method;
    recipe.pricing = GLP_PT_PSE;
    recipe.r_test = method == GLP_PRIMAL ? GLP_RT_HAR : GLP_RT_FLIP;
    recipe.tol_bnd = TOLERANCE;
    recipe.tol_dj = TOLERANCE;
    recipe.presolve = GLP_OFF;
    return recipe;
}

/* ---- the hooks ------------------------------------------------------------------------- */

struct guard {
    jmp_buf escape;
    char *said; /* [160] GLPK's last words */
};

/* Nothing reaches the terminal; the last words before "Error detected in file ..." are kept. */
static int on_text(void *info, const char *text)
{
    struct guard *guard = info;
    if (strncmp(text, "Error detected", strlen("Error detected")) == 0) return 1;
    snprintf(guard->said, 160, "%s", text);
    guard->said[strcspn(guard->said, "\n")] = '\0';
    return 1;
}

static void on_error(void *info)
{
    struct guard *guard = info;
    longjmp(guard->escape, 1);
}

bool lp_glpk_guard(void (*work)(void *context), void *context, char said[160])
{
    struct guard guard = {.said = said};
    said[0] = '\0';
    glp_term_hook(on_text, &guard);
    glp_error_hook(on_error, &guard);
    if (setjmp(guard.escape) == 0) {
        work(context);
        glp_term_hook(NULL, NULL);
        glp_error_hook(NULL, NULL);
        return true;
    }
    glp_free_env();
    generation++;
    return false;
}

/* ---- making and keeping the problem ---------------------------------------------------- */

struct lp_engine *lp_engine_new(const struct lp_matrix *matrix)
{
    const size_t columns = (size_t)matrix->columns;
    struct lp_engine *engine = mem_new(1, sizeof *engine);
    engine->matrix = matrix;
    engine->lower = mem_new(columns, sizeof *engine->lower);
    engine->upper = mem_new(columns, sizeof *engine->upper);
    engine->index = mem_new(columns + 1, sizeof *engine->index);
    engine->element = mem_new(columns + 1, sizeof *engine->element);
    return engine;
}

/* A problem of an earlier generation went down with its environment. */
static void drop_problem(struct lp_engine *engine)
{
    if (engine->problem && engine->made_in == generation) glp_delete_prob(engine->problem);
    engine->problem = NULL;
}

void lp_engine_free(struct lp_engine *engine)
{
    if (!engine) return;
    drop_problem(engine);
    free(engine->lower);
    free(engine->upper);
    free(engine->row_status);
    free(engine->column_status);
    free(engine->index);
    free(engine->element);
    free(engine);
}

/* GLPK's word for a pair of bounds; it refuses a double bound whose ends meet. */
static int bound_kind(double lower, double upper)
{
    if (lower == upper) return GLP_FX;
    if (isfinite(lower)) return isfinite(upper) ? GLP_DB : GLP_LO;
    return isfinite(upper) ? GLP_UP : GLP_FR;
}

static void load_rows(struct lp_engine *engine)
{
    const struct lp_matrix *matrix = engine->matrix;
    if (matrix->rows == 0) return; /* GLPK ends the process when asked for none */
    glp_add_rows(engine->problem, matrix->rows);
    for (int row = 0; row < matrix->rows; row++) {
        int count = 0;
        for (int n = matrix->start[row]; n < matrix->start[row + 1]; n++) {
            engine->index[++count] = matrix->entry[n].column + 1;
            engine->element[count] = matrix->entry[n].value;
        }
        glp_set_mat_row(engine->problem, row + 1, count, engine->index, engine->element);
        const double lower = matrix->row_lower[row], upper = matrix->row_upper[row];
        glp_set_row_bnds(engine->problem, row + 1, bound_kind(lower, upper), lower, upper);
    }
}

static void set_bounds(struct lp_engine *engine, int column)
{
    const double lower = engine->matrix->lower[column], upper = engine->matrix->upper[column];
    glp_set_col_bnds(engine->problem, column + 1, bound_kind(lower, upper), lower, upper);
    engine->lower[column] = lower;
    engine->upper[column] = upper;
}

static void start_basis(struct lp_engine *engine)
{
    if (!engine->row_status) {
        glp_cpx_basis(engine->problem);
        return;
    }
    for (int row = 0; row < engine->matrix->rows; row++)
        glp_set_row_stat(engine->problem, row + 1, engine->row_status[row]);
    for (int column = 0; column < engine->matrix->columns; column++)
        glp_set_col_stat(engine->problem, column + 1, engine->column_status[column]);
}

static void make_problem(struct lp_engine *engine)
{
    const struct lp_matrix *matrix = engine->matrix;
    engine->problem = glp_create_prob();
    engine->made_in = generation;
    glp_add_cols(engine->problem, matrix->columns);
    glp_set_obj_coef(engine->problem, 0, matrix->constant);
    for (int column = 0; column < matrix->columns; column++) {
        glp_set_obj_coef(engine->problem, column + 1, matrix->cost[column]);
        set_bounds(engine, column);
    }
    load_rows(engine);
    start_basis(engine);
}

static void prepare(struct lp_engine *engine)
{
    const struct lp_matrix *matrix = engine->matrix;
    if (engine->made_in != generation) engine->problem = NULL;
    if (!engine->problem) {
        make_problem(engine);
        return;
    }
    for (int column = 0; column < matrix->columns; column++)
        if (engine->lower[column] != matrix->lower[column] ||
            engine->upper[column] != matrix->upper[column])
            set_bounds(engine, column);
}

static void keep_basis(struct lp_engine *engine)
{
    const struct lp_matrix *matrix = engine->matrix;
    if (!engine->row_status) {
        engine->row_status = mem_new((size_t)matrix->rows, 1);
        engine->column_status = mem_new((size_t)matrix->columns, 1);
    }
    for (int row = 0; row < matrix->rows; row++)
        engine->row_status[row] = (char)glp_get_row_stat(engine->problem, row + 1);
    for (int column = 0; column < matrix->columns; column++)
        engine->column_status[column] = (char)glp_get_col_stat(engine->problem, column + 1);
}

/* ---- the simplex in slices ------------------------------------------------------------- */

struct run {
    struct lp_engine *engine;
    const struct lp_control *control;
    double start_s, told_s; /* when the solve began; when progress was last called */
    struct lp_answer *answer;
    enum lp_outcome outcome;
};

static double outside(double value, double lower, double upper)
{
    return fmax(0.0, fmax(lower - value, value - upper));
}

static double infeasibility(const struct lp_engine *engine)
{
    const struct lp_matrix *matrix = engine->matrix;
    double sum = 0.0;
    for (int row = 0; row < matrix->rows; row++)
        sum += outside(glp_get_row_prim(engine->problem, row + 1), matrix->row_lower[row],
                       matrix->row_upper[row]);
    for (int column = 0; column < matrix->columns; column++)
        sum += outside(glp_get_col_prim(engine->problem, column + 1), matrix->lower[column],
                       matrix->upper[column]);
    return sum;
}

/* True to go on. */
static bool tell(struct run *run, double now_s)
{
    if (!run->control->progress) return true;
    if (now_s - run->told_s < lp_engine_knobs.pace_s) return true;
    run->told_s = now_s;
    const struct lp_progress progress = {
        .seconds = now_s - run->start_s,
        .iterations = glp_get_it_cnt(run->engine->problem),
        .objective = glp_get_obj_val(run->engine->problem),
        .infeasibility = infeasibility(run->engine),
        .bound = -LP_INF,
    };
    return run->control->progress(run->control->context, &progress);
}

/* Milliseconds left, 0 when the time is over; GLPK takes an int. */
static int left_ms(const struct run *run, double now_s)
{
    if (!(run->control->limit_s > 0.0)) return INT_MAX;
    const double left_s = run->control->limit_s - (now_s - run->start_s);
    if (!(left_s > 0.0)) return 0;
    return left_s < INT_MAX / 1000 ? (int)ceil(left_s * 1000.0) : INT_MAX;
}

static enum lp_outcome outcome_of(const struct lp_engine *engine)
{
    switch (glp_get_status(engine->problem)) {
    case GLP_OPT:
        return LP_OPTIMAL;
    case GLP_NOFEAS:
        return LP_NO_PLAN;
    case GLP_UNBND:
        return LP_UNBOUNDED;
    default:
        return LP_FAILED;
    }
}

static enum lp_outcome run_slices(struct run *run, int method)
{
    glp_smcp parameters = recipe(method);
    const int most = run->control->most_iterations;
    const int first = glp_get_it_cnt(run->engine->problem);
    for (int slice = lp_engine_knobs.first_slice;; slice += slice / 4 + 1) {
        const double now_s = env_seconds();
        parameters.it_lim = slice;
        parameters.tm_lim = left_ms(run, now_s);
        if (parameters.tm_lim == 0) return LP_TIME_OVER;
        if (most > 0) {
            parameters.it_lim = most - (glp_get_it_cnt(run->engine->problem) - first);
            if (parameters.it_lim <= 0) return LP_TIME_OVER;
        }
        if (!tell(run, now_s)) return LP_STOPPED;
        const int code = lp_engine_knobs.simplex(run->engine->problem, &parameters);
        if (code == 0) return outcome_of(run->engine);
        if (code == GLP_ETMLIM) return LP_TIME_OVER;
        if (code != GLP_EITLIM) return LP_FAILED;
        if (slice > INT_MAX / 2) slice = INT_MAX / 2;
    }
}

/* The crash basis of a program with long chains of equations can be singular, which is seen
   before any iteration; the basis of slacks never is. */
static void ensure_basis(struct lp_engine *engine)
{
    if (!glp_bf_exists(engine->problem) && glp_factorize(engine->problem) != 0)
        glp_std_basis(engine->problem);
}

/* Once more from another basis with the other method, when the first try fails numerically. */
static enum lp_outcome run_twice(struct run *run)
{
    ensure_basis(run->engine);
    const enum lp_outcome outcome = run_slices(run, GLP_DUALP);
    if (outcome != LP_FAILED) return outcome;
    glp_adv_basis(run->engine->problem, 0);
    return run_slices(run, GLP_PRIMAL);
}

static void read_answer(const struct lp_engine *engine, enum lp_outcome outcome,
                        struct lp_answer *answer)
{
    const struct lp_matrix *matrix = engine->matrix;
    for (int row = 0; row < matrix->rows; row++)
        answer->price[row] = glp_get_row_dual(engine->problem, row + 1);
    if (outcome != LP_OPTIMAL) return;
    for (int column = 0; column < matrix->columns; column++)
        answer->value[column] = glp_get_col_prim(engine->problem, column + 1);
    answer->objective = glp_get_obj_val(engine->problem);
}

/* Everything that calls GLPK; its error hook may leave it at any point. */
static void solve(void *context)
{
    struct run *run = context;
    struct lp_engine *engine = run->engine;
    prepare(engine);
    const long before = glp_get_it_cnt(engine->problem);
    run->outcome = run_twice(run);
    if (run->outcome != LP_FAILED) keep_basis(engine);
    read_answer(engine, run->outcome, run->answer);
    run->answer->iterations = glp_get_it_cnt(engine->problem) - before;
}

enum lp_outcome lp_engine_solve(struct lp_engine *engine, const struct lp_control *control,
                                double start_s, struct lp_answer *answer)
{
    struct run run = {engine, control, start_s, -LP_INF, answer, LP_DEAD};
    assert(!engine->dead);
    if (lp_glpk_guard(solve, &run, answer->said)) return run.outcome;
    engine->dead = true;
    engine->problem = NULL;
    return LP_DEAD;
}

/* ---- a basis from elsewhere ----------------------------------------------------------------- */

static void take_statuses(char **to, const char *from, int count)
{
    static const char word[] = {
        [LP_BASIC] = GLP_BS, [LP_AT_LOWER] = GLP_NL, [LP_AT_UPPER] = GLP_NU};
    if (!*to) *to = mem_new((size_t)count, 1);
    for (int n = 0; n < count; n++) {
        assert(from[n] != LP_HELD);
        (*to)[n] = word[(int)from[n]];
    }
}

void lp_engine_start_at(struct lp_engine *engine, const char *row, const char *column)
{
    assert(!engine->problem);
    take_statuses(&engine->row_status, row, engine->matrix->rows);
    take_statuses(&engine->column_status, column, engine->matrix->columns);
}
