/* Solving, and what a solve leaves: values, prices, a certified bound, or the rule that is missed
   most. The back end sees a matrix and no names. */
#include "solver/lp_internal.h"

#include "base/env.h"
#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const double PRETTY = 1e6;         /* amounts in messages are rounded to 1 / PRETTY */
static const double MISSED_AT_ALL = 1e-7; /* relative; below it is the solver's tolerance */
static const double NO_PRICE = 1e-9;      /* reduced costs below it are rounding */
static const double SAME_MISS = 1 + 1e-9; /* of two rules missed alike the first is named */

/* ---- the program itself ---------------------------------------------------------------- */

static bool is_defined(const struct lp *lp, int column)
{
    return lp->defined_by[column] >= 0;
}

/* Rows of one term are bounds, and a definition is used up where its variable is replaced. */
static bool goes_to_matrix(const struct lp *lp, int row)
{
    return lp_terms(lp, row) > 0 && !lp_row_is_bound(lp, row) &&
           lp->model->row[lp->row_family[row]].defines == 0;
}

static void make_matrix(struct lp *lp)
{
    struct lp_builder builder;
    lp->matrix_row = mem_new((size_t)lp->rows + (size_t)lp->columns, sizeof *lp->matrix_row);
    lp_builder_start(&builder, lp, &lp->matrix, 0, true);
    for (int row = 0; row < lp->rows; row++) {
        if (!goes_to_matrix(lp, row)) continue;
        lp->matrix_row[lp->matrix.rows] = row;
        lp_builder_row(&builder, row);
        lp_builder_close(&builder);
    }
    for (int column = 0; column < lp->columns; column++)
        if (lp_builder_bounds(&builder, column, lp->lower[column], lp->upper[column]))
            lp->matrix_row[lp->matrix.rows - 1] = -1 - column;
    lp_builder_costs(&builder);
    lp_builder_end(&builder);
}

/* Bounds may change between solves; a substituted column is out of the way at 0. */
static void set_matrix_bounds(struct lp *lp)
{
    memcpy(lp->matrix.lower, lp->lower, (size_t)lp->columns * sizeof *lp->lower);
    memcpy(lp->matrix.upper, lp->upper, (size_t)lp->columns * sizeof *lp->upper);
    for (int column = 0; column < lp->columns; column++)
        if (is_defined(lp, column)) lp->matrix.lower[column] = lp->matrix.upper[column] = 0.0;
}

static enum err_code check_fixes(const struct lp *lp, struct err *err)
{
    for (int column = 0; column < lp->columns; column++) {
        const double lower = lp->fix_lower[column], upper = lp->built_upper[column];
        if (lower <= upper && lp->fix_upper[column] >= 0.0) continue;
        char name[LP_NAME], from[32], to[32], limit[32];
        lp_name_of_column(lp, column, name);
        return err_set(err, ERR_INFEASIBLE, "'%s' ถูกกำหนดไว้ที่ %s .. %s ต้องอยู่ใน 0 .. %s",
                       "'%s' is fixed to %s .. %s, allowed are 0 .. %s", name,
                       lp_number(from, lower), lp_number(to, lp->fix_upper[column]),
                       lp_number(limit, upper));
    }
    return ERR_OK;
}

/* Rows without terms and crossing bounds need no simplex to be seen broken. */
static bool broken_at_sight(const struct lp *lp)
{
    for (int row = 0; row < lp->rows; row++)
        if (lp_terms(lp, row) == 0 && lp_missed(lp_sense_of(lp, row), 0.0, lp->rhs[row]) > 0.0)
            return true;
    for (int column = 0; column < lp->columns; column++)
        if (lp->lower[column] > lp->upper[column]) return true;
    return false;
}

/* Prices of the matrix rows, clipped to their valid sign; then those of the definitions, such that
   a defined column has no reduced cost but the multiplier of its bounds. */
static void take_prices(struct lp *lp, const double *price)
{
    double *multiplier = mem_new((size_t)lp->columns, sizeof *multiplier);
    memset(lp->price, 0, (size_t)lp->rows * sizeof *lp->price);
    for (int n = 0; n < lp->matrix.rows; n++) {
        const int row = lp->matrix_row[n];
        const bool below = isfinite(lp->matrix.row_lower[n]),
                   above = isfinite(lp->matrix.row_upper[n]);
        const bool valid =
            isfinite(price[n]) && (below || price[n] <= 0.0) && (above || price[n] >= 0.0);
        if (row >= 0)
            lp->price[row] = valid ? price[n] : 0.0;
        else
            multiplier[-1 - row] = valid ? price[n] : 0.0;
    }
    lp_reduce(lp);
    for (int column = 0; column < lp->columns; column++)
        if (is_defined(lp, column))
            lp->price[lp->defined_by[column]] = lp_defined_price(lp, column, multiplier[column]);
    lp_reduce(lp);
    free(multiplier);
}

static void take_values(struct lp *lp, const struct lp_answer *answer)
{
    memcpy(lp->value, answer->value, (size_t)lp->columns * sizeof *lp->value);
    for (int column = 0; column < lp->columns; column++)
        if (is_defined(lp, column)) lp->value[column] = lp_defined_value(lp, column, answer->value);
    lp->iterations = answer->iterations;
    lp->objective = 0.0;
    for (int column = 0; column < lp->columns; column++)
        lp->objective += lp->cost[column] * lp->value[column];
}

static enum err_code say_unbounded(const struct lp *lp, struct err *err)
{
    char name[LP_NAME] = "?";
    for (int column = lp->columns - 1; column >= 0; column--)
        if (lp->cost[column] < 0.0 && !isfinite(lp->upper[column]))
            lp_name_of_column(lp, column, name);
    return err_set(
        err, ERR_SOLVER, "ต้นทุนรวมลดลงได้ไม่มีที่สิ้นสุด ต้นทุนของ '%s' ต่ำกว่า 0 และไม่มีขอบบน",
        "the total cost falls without end: '%s' costs less than 0 and has no upper bound", name);
}

/* What an outcome other than an optimum is called. */
static enum err_code say_outcome(enum lp_outcome outcome, const struct lp_control *control,
                                 const struct lp_answer *answer, struct err *err)
{
    char number[32];
    switch (outcome) {
    case LP_TIME_OVER:
        return err_set(err, ERR_LIMIT, "คำนวณไม่เสร็จภายใน %s วินาที ซึ่งเป็นขีดจำกัดของ 'solve.limit_s'",
                       "the program was not solved within %s s, the limit of 'solve.limit_s'",
                       lp_number(number, control->limit_s));
    case LP_STOPPED:
        return err_set(err, ERR_LIMIT, "การคำนวณถูกสั่งหยุด", "the solve was stopped");
    case LP_DEAD:
        return err_set(err, ERR_SOLVER, "ตัวคำนวณ GLPK หยุดทำงาน: '%s'", "GLPK gave up: '%s'",
                       answer->said);
    default:
        return err_set(err, ERR_SOLVER, "ตัวคำนวณหาคำตอบไม่ได้เพราะปัญหาเชิงตัวเลข",
                       "the solver found no answer, for numerical reasons");
    }
}

void lp_prepare_matrix(struct lp *lp)
{
    if (!lp->matrix_row) make_matrix(lp);
    set_matrix_bounds(lp);
}

static enum err_code run_whole(struct lp *lp, const struct lp_control *control, double start_s,
                               struct lp_answer *answer, struct err *err)
{
    if (!lp->engine) lp->engine = lp_engine_new(&lp->matrix);
    const enum lp_outcome outcome = lp_engine_solve(lp->engine, control, start_s, answer);
    lp->dead = outcome == LP_DEAD;
    if (outcome != LP_DEAD) take_prices(lp, answer->price);
    if (outcome == LP_NO_PLAN) return lp_explain(lp, control, start_s, err);
    if (outcome == LP_UNBOUNDED) return say_unbounded(lp, err);
    if (outcome != LP_OPTIMAL) return say_outcome(outcome, control, answer, err);
    take_values(lp, answer);
    return ERR_OK;
}

static enum err_code run_narrow(struct lp *lp, const struct lp_control *control, double start_s,
                                struct lp_answer *answer, struct err *err)
{
    const enum lp_outcome outcome = lp_narrow_solve(lp->narrow, lp, control, start_s, answer);
    lp->dead = outcome == LP_DEAD;
    if (outcome == LP_NO_PLAN)
        return err_set(err, ERR_INFEASIBLE, "ไม่มีแผนในโปรแกรมส่วนที่เปิดไว้",
                       "no plan meets every rule in the narrow program");
    if (outcome != LP_OPTIMAL) return say_outcome(outcome, control, answer, err);
    take_values(lp, answer);
    return ERR_OK;
}

static enum err_code run(struct lp *lp, const struct lp_control *control, double start_s,
                         struct lp_answer *answer, struct err *err)
{
    lp_prepare_matrix(lp);
    answer->value = mem_new((size_t)lp->columns, sizeof *answer->value);
    answer->price = mem_new((size_t)lp->matrix.rows, sizeof *answer->price);
    return lp->narrow ? run_narrow(lp, control, start_s, answer, err)
                      : run_whole(lp, control, start_s, answer, err);
}

enum err_code lp_solve(struct lp *lp, const struct lp_control *control, struct err *err)
{
    static const struct lp_control no_limit = {0};
    const double start_s = env_seconds();
    struct lp_answer answer = {0};
    if (!control) control = &no_limit;
    if (lp->dead)
        return err_set(err, ERR_SOLVER, "โปรแกรมนี้คำนวณต่อไม่ได้ เพราะตัวคำนวณ GLPK หยุดทำงานไปก่อนหน้านี้",
                       "this program cannot be solved again, GLPK gave up on it before");
    enum err_code code = check_fixes(lp, err);
    if (code != ERR_OK) return code;
    if (!lp->narrow && broken_at_sight(lp)) return lp_explain(lp, control, start_s, err);
    code = run(lp, control, start_s, &answer, err);
    free(answer.value);
    free(answer.price);
    return code;
}

enum err_code lp_solve_brief(struct lp *lp, const struct lp_control *control, struct err *err)
{
    lp->brief = true;
    const enum err_code code = lp_solve(lp, control, err);
    lp->brief = false;
    return code;
}

/* ---- prices and the bound -------------------------------------------------------------- */

void lp_reduce(struct lp *lp)
{
    memcpy(lp->reduced, lp->cost, (size_t)lp->columns * sizeof *lp->reduced);
    for (int row = 0; row < lp->rows; row++) {
        if (lp->price[row] == 0.0) continue;
        for (int n = lp->start[row]; n < lp->start[row + 1]; n++)
            lp->reduced[lp->entry[n].column] -= lp->price[row] * lp->entry[n].value;
    }
}

double lp_price(const struct lp *lp, int row_family, struct lp_at at)
{
    const int row = lp_member(&lp->row[row_family], at);
    if (row < 0) return 0.0;
    if (!lp_row_is_bound(lp, row)) return lp->price[row];
    const struct lp_entry entry = lp->entry[lp->start[row]];
    if (lp->defined_by[entry.column] == row) return lp->price[row];
    const double reduced = lp->reduced[entry.column];
    const bool holds_up = lp->lower_row[entry.column] == row && reduced > NO_PRICE;
    const bool holds_down = lp->upper_row[entry.column] == row && reduced < -NO_PRICE;
    return holds_up || holds_down ? reduced / entry.value : 0.0;
}

double lp_bound(const struct lp *lp, double implied_upper)
{
    /* Hundreds of thousands of products: the wider type keeps their rounding out of the sum. */
    long double bound = 0.0L;
    for (int row = 0; row < lp->rows; row++) bound += (long double)lp->price[row] * lp->rhs[row];
    for (int column = 0; column < lp->columns; column++) {
        const double reduced = lp->reduced[column];
        double upper = lp->upper[column];
        if (!isfinite(upper)) upper = implied_upper;
        if (reduced < 0.0 && !isfinite(upper)) return -LP_INF;
        if (reduced < 0.0) bound += (long double)reduced * upper;
        if (reduced > 0.0) bound += (long double)reduced * lp->lower[column];
    }
    return (double)bound;
}

/* ---- no plan: which rule, or law, is missed most ---------------------------------------- */

/* The program with every row of one kind missable, and no other objective than to miss little. */
struct elastic {
    struct lp_matrix matrix;
    int *row;   /* [matrix.rows] its row of the program */
    int *slack; /* [matrix.rows] first column of what is missed, -1: may not be missed */
};

static double size_of(double rhs)
{
    return fmax(1.0, fabs(rhs));
}

/* A row may be missed in the direction in which it breaks: below, above, or for = both. */
static void add_slack(struct elastic *e, struct lp_builder *builder, const struct lp *lp, int row)
{
    struct lp_matrix *matrix = &e->matrix;
    const enum lp_sense sense = lp_sense_of(lp, row);
    e->slack[matrix->rows - 1] = matrix->columns;
    for (int side = 0; side < 2; side++) {
        if (sense == (side == 0 ? LP_LE : LP_GE)) continue;
        matrix->cost[matrix->columns] = 1.0 / size_of(lp->rhs[row]);
        matrix->upper[matrix->columns] = LP_INF;
        lp_builder_term(builder, matrix->columns++, side == 0 ? 1.0 : -1.0);
    }
}

static void elastic_columns(struct elastic *e, struct lp_builder *builder, const struct lp *lp)
{
    for (int column = 0; column < lp->columns; column++) {
        e->matrix.lower[column] = fmax(0.0, lp->fix_lower[column]);
        e->matrix.upper[column] = fmin(lp->built_upper[column], lp->fix_upper[column]);
        if (lp_builder_bounds(builder, column, 0.0, lp->built_upper[column]))
            e->slack[e->matrix.rows - 1] = -1;
        if (builder->substitute && is_defined(lp, column))
            e->matrix.lower[column] = e->matrix.upper[column] = 0.0;
    }
}

/* Rules missable and laws kept; or, when not even the laws can hold, laws missable and no rule. */
static void make_elastic(struct elastic *e, const struct lp *lp, enum lp_kind missable)
{
    const bool substitute = missable == LP_RULE;
    struct lp_builder builder;
    lp_builder_start(&builder, lp, &e->matrix, 2 * lp->rows, substitute);
    e->row = mem_new((size_t)lp->rows + (size_t)lp->columns, sizeof *e->row);
    e->slack = mem_new((size_t)lp->rows + (size_t)lp->columns, sizeof *e->slack);
    for (int row = 0; row < lp->rows; row++) {
        const enum lp_kind kind = lp_kind_of(lp, row);
        if (missable == LP_LAW && kind == LP_RULE) continue;
        if (substitute && lp->model->row[lp->row_family[row]].defines) continue;
        e->row[e->matrix.rows] = row;
        e->slack[e->matrix.rows] = -1;
        lp_builder_row(&builder, row);
        if (kind == missable) add_slack(e, &builder, lp, row);
        lp_builder_close(&builder);
    }
    elastic_columns(e, &builder, lp);
    lp_builder_end(&builder);
}

static void elastic_clear(struct elastic *e)
{
    lp_matrix_clear(&e->matrix);
    free(e->row);
    free(e->slack);
}

/* The row missed most, relative to its right-hand side; -1 when none is missed. */
static int worst_row(const struct elastic *e, const struct lp *lp, const double *value,
                     double *missed)
{
    int worst = -1;
    double most = MISSED_AT_ALL;
    for (int n = 0; n < e->matrix.rows; n++) {
        if (e->slack[n] < 0) continue;
        const int row = e->row[n];
        const double by = lp_sense_of(lp, row) == LP_EQ
                              ? fabs(value[e->slack[n]] - value[e->slack[n] + 1])
                              : value[e->slack[n]];
        if (!(by / size_of(lp->rhs[row]) > most * SAME_MISS)) continue;
        most = by / size_of(lp->rhs[row]);
        worst = row;
        *missed = by;
    }
    return worst;
}

static enum err_code name_worst(const struct lp *lp, enum lp_kind missable, int row, double missed,
                                struct err *err)
{
    char name[LP_NAME], amount[32];
    if (row < 0)
        return err_set(err, ERR_SOLVER, "ตัวคำนวณบอกว่าไม่มีแผน แต่ไม่พบเงื่อนไขข้อใดที่ทำตามไม่ได้",
                       "the solver found no plan, but no rule that cannot be met either");
    lp_name_of_row(lp, row, name);
    lp_number(amount, round(missed * PRETTY) / PRETTY);
    const char *meaning = lp_row_meaning(&lp->model->row[lp->row_family[row]]);
    if (missable == LP_RULE)
        return err_set(err, ERR_INFEASIBLE, "ไม่มีแผนที่ทำตามเงื่อนไขได้ครบทุกข้อ: '%s' (%s) ผิดไป %s",
                       "no plan meets every rule: '%s' (%s) is missed by %s", name, meaning,
                       amount);
    return err_set(err, ERR_INFEASIBLE, "ไม่มีแผนที่ตรงตามสมการพื้นฐานได้ครบทุกข้อ: '%s' (%s) ผิดไป %s",
                   "no plan meets every law: '%s' (%s) is missed by %s", name, meaning, amount);
}

static enum err_code say_unexplained(enum lp_outcome outcome, const struct lp_answer *answer,
                                     struct err *err)
{
    if (outcome == LP_TIME_OVER || outcome == LP_STOPPED)
        return err_set(err, ERR_INFEASIBLE,
                       "ไม่มีแผนที่ทำตามเงื่อนไขได้ครบทุกข้อ และการคำนวณหยุดก่อนจะพบว่าข้อใดผิดมากที่สุด",
                       "no plan meets every rule, and the solve ended before it was known which "
                       "is missed most");
    return say_outcome(outcome == LP_DEAD ? LP_DEAD : LP_FAILED, NULL, answer, err);
}

static enum lp_outcome explain_with(const struct lp *lp, enum lp_kind missable,
                                    const struct lp_control *control, double start_s,
                                    enum err_code *code, struct err *err)
{
    struct elastic e;
    double missed = 0.0;
    make_elastic(&e, lp, missable);
    struct lp_engine *engine = lp_engine_new(&e.matrix);
    struct lp_answer answer = {
        .value = mem_new((size_t)e.matrix.columns, sizeof *answer.value),
        .price = mem_new((size_t)e.matrix.rows, sizeof *answer.price),
    };
    const enum lp_outcome outcome = lp_engine_solve(engine, control, start_s, &answer);
    if (outcome == LP_OPTIMAL) {
        const int row = worst_row(&e, lp, answer.value, &missed);
        *code = name_worst(lp, missable, row, missed, err);
    } else if (outcome != LP_NO_PLAN) {
        *code = say_unexplained(outcome, &answer, err);
    }
    free(answer.value);
    free(answer.price);
    lp_engine_free(engine);
    elastic_clear(&e);
    return outcome;
}

enum err_code lp_explain(const struct lp *lp, const struct lp_control *control, double start_s,
                         struct err *err)
{
    enum err_code code = ERR_SOLVER;
    if (lp->brief)
        return err_set(err, ERR_INFEASIBLE, "ไม่มีแผนที่ทำตามเงื่อนไขได้ครบทุกข้อ",
                       "no plan meets every rule");
    if (explain_with(lp, LP_RULE, control, start_s, &code, err) != LP_NO_PLAN) return code;
    /* With every law missable there is always a plan, so this outcome is never LP_NO_PLAN; if the
       solver says so all the same, worst_row's sentence for "none" is the right one. */
    if (explain_with(lp, LP_LAW, control, start_s, &code, err) == LP_NO_PLAN)
        code = name_worst(lp, LP_LAW, -1, 0.0, err);
    return code;
}
