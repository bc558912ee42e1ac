/* The structured solve from the built lp to values and prices in it; see block.h. */
#include "solver/block_internal.h"

#include "base/env.h"
#include "base/mem.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double CERTIFIED = 1e-8; /* relative gap of an answer */
static const double HOLDS = 1e-6;     /* a row of the lp is missed by no more than this */
static const double NEAR = 1e-4;      /* relative gap of an answer that is near the optimum */
static const double NEARLY_HOLDS = 1e-5;

void block_prices_make(const struct block *b, struct block_prices *prices)
{
    prices->row = mem_new((size_t)b->rows, sizeof(double));
    prices->room = mem_new((size_t)b->groups * b->years, sizeof(double));
    prices->total = mem_new((size_t)b->groups * b->years, sizeof(double));
    prices->pattern = mem_new((size_t)b->patterns, sizeof(double));
}

void block_prices_clear(struct block_prices *prices)
{
    free(prices->row);
    free(prices->room);
    free(prices->total);
    free(prices->pattern);
    *prices = (struct block_prices){0};
}

void block_price_patterns(const struct block *b, struct block_prices *prices)
{
    for (int p = 0; p < b->patterns; p++) {
        const struct block_pattern *pattern = &b->pattern[p];
        prices->pattern[p] = pattern->cost;
        for (int n = pattern->start; n < pattern->start + pattern->count; n++)
            prices->pattern[p] -= b->term[n].value * prices->row[b->term[n].row];
    }
}

void block_prices_copy(const struct block *b, struct block_prices *to,
                       const struct block_prices *from)
{
    const size_t shared = (size_t)b->groups * b->years;
    memcpy(to->row, from->row, (size_t)b->rows * sizeof(double));
    memcpy(to->room, from->room, shared * sizeof(double));
    memcpy(to->total, from->total, shared * sizeof(double));
    memcpy(to->pattern, from->pattern, (size_t)b->patterns * sizeof(double));
}

/* The part of the Lagrangian that knows no chain. */
double block_links_bound(const struct block *b, const struct block_prices *prices,
                         double implied_upper)
{
    const double *price = prices->row;
    double bound = 0.0;
    for (int r = 0; r < b->rows; r++)
        if (price[r] != 0.0)
            bound += price[r] * (price[r] < 0.0 ? b->row_upper[r] : b->row_lower[r]);
    for (int c = 0; c < b->columns; c++) {
        const int column = b->column_of[c];
        double reduced = b->lp->cost[column];
        for (int n = b->link_start[c]; n < b->link_start[c + 1]; n++)
            reduced -= b->link[n].value * price[b->link[n].row];
        bound += reduced *
                 (reduced < 0.0 ? fmin(b->lp->upper[column], implied_upper) : b->lp->lower[column]);
    }
    for (int cell = 0; cell < b->groups * b->years; cell++) {
        bound -= prices->room[cell] * b->room[cell];
        for (int n = b->crowd_start[cell]; n < b->crowd_start[cell + 1]; n++)
            bound += fmin(0.0, b->crowd_cost[n] - prices->total[cell]) * b->crowd_cap[n];
    }
    return bound;
}

double block_bound(const struct block *b, const struct block_prices *prices, double implied_upper)
{
    double *y = mem_new((size_t)b->years, sizeof *y);
    struct block_break *work = mem_new((size_t)block_work(b), sizeof *work);
    double bound = block_links_bound(b, prices, implied_upper);
    for (int j = 0; j < b->chains; j++) {
        block_cheapest(b, prices, j, work, y);
        bound += block_priced(b, prices, j, y);
    }
    free(y);
    free(work);
    return bound;
}

double block_left_s(const struct block_watch *watch)
{
    const double used_s = env_seconds() - watch->start_s, limit_s = watch->control->limit_s;
    double left_s = limit_s > 0.0 ? limit_s - used_s : LP_INF;
    if (watch->give_up_s > 0.0) left_s = fmin(left_s, watch->give_up_s - used_s);
    return left_s;
}

bool block_go_on(struct block_watch *watch, long iterations, double objective, double infeasibility)
{
    const struct lp_control *control = watch->control;
    const double now_s = env_seconds();
    if (watch->outcome != LP_OPTIMAL) return false;
    if (control->limit_s > 0.0 && now_s - watch->start_s >= control->limit_s) {
        watch->outcome = LP_TIME_OVER;
        return false;
    }
    if (watch->give_up_s > 0.0 && now_s - watch->start_s >= watch->give_up_s) {
        watch->gave_up = true;
        watch->outcome = LP_TIME_OVER;
        return false;
    }
    if (!control->progress || now_s - watch->told_s < lp_engine_knobs.pace_s) return true;
    watch->told_s = now_s;
    const struct lp_progress progress = {now_s - watch->start_s, iterations, objective,
                                         infeasibility, watch->bound};
    if (!control->progress(control->context, &progress)) watch->outcome = LP_STOPPED;
    return watch->outcome == LP_OPTIMAL;
}

/* ---- the answer ----------------------------------------------------------------------------- */

/* Prices of the shared rows from the master, of a chain's own from its cheapest trajectory. */
static void write_prices(const struct block *b, const struct block_prices *prices, double *price)
{
    const struct lp *lp = b->lp;
    const struct block_roles *roles = b->roles;
    const int T = b->years;
    double *y = mem_new(3 * (size_t)T, sizeof *y), *flow = y + T, *need = flow + T;
    struct block_break *work = mem_new((size_t)block_work(b), sizeof *work);
    for (int r = 0; r < b->rows; r++) price[b->row_of[r]] = prices->row[r];
    for (int cell = 0; cell < b->groups * T; cell++) {
        const struct lp_at at = AT(cell / T, cell % T);
        price[lp_member(&lp->row[roles->room], at)] = -prices->room[cell];
        price[lp_member(&lp->row[roles->total], at)] = -(b->fold[cell] + prices->total[cell]);
    }
    for (int j = 0; j < b->chains; j++) {
        block_cheapest(b, prices, j, work, y);
        block_duals(b, prices, j, y, flow, need);
        for (int t = 0; t < T; t++) {
            price[lp_member(&lp->row[roles->flow], AT(j, t))] = flow[t];
            price[lp_member(&lp->row[roles->need], AT(j, t))] = need[t];
        }
    }
    block_price_rules(b, prices, price);
    /* A row of one term is a bound, whose price is the reduced cost of its column. */
    for (int row = 0; row < lp->rows; row++)
        if (lp_row_is_bound(lp, row) && lp->model->row[lp->row_family[row]].defines == 0)
            price[row] = 0.0;
    free(y);
    free(work);
}

static bool values_hold(const struct lp *lp, const double *value, double tolerance)
{
    for (int row = 0; row < lp->rows; row++) {
        double activity = 0.0;
        for (int n = lp->start[row]; n < lp->start[row + 1]; n++)
            activity += lp->entry[n].value * value[lp->entry[n].column];
        const double missed = lp_missed(lp_sense_of(lp, row), activity, lp->rhs[row]);
        if (!(missed <= tolerance * fmax(1.0, fabs(lp->rhs[row])))) return false;
    }
    for (int column = 0; column < lp->columns; column++)
        if (!(value[column] >= lp->lower[column] - tolerance &&
              value[column] <= lp->upper[column] + tolerance))
            return false;
    return true;
}

double block_objective(const struct lp *lp, const double *value)
{
    double objective = 0.0;
    for (int column = 0; column < lp->columns; column++)
        objective += lp->cost[column] * value[column];
    return objective;
}

struct work {
    const struct block *b;
    double implied_upper;
    struct master *master; /* NULL while the core will do */
    struct block_watch *watch;
    struct block_prices *prices;
    double *path;
    struct block_vertex vertex;
    struct block_report *report;
    bool solved;
};

/* The two ways to finish: what calls GLPK. */
static void finish_core(void *context)
{
    struct work *work = context;
    work->solved = block_core(work->b, work->implied_upper, work->watch, work->prices,
                              &work->vertex, work->report);
}

static void finish_master(void *context)
{
    struct work *work = context;
    struct master *master = work->master = master_new(work->b, work->implied_upper);
    work->solved = master_solve(master, work->watch, work->prices, work->path, false);
    master_report(master, work->report);
    if (work->solved) master_values(master, work->vertex.value);
    if (work->solved) block_prices_copy(work->b, work->prices, master_prices(master));
    master_close(master);
}

static void forget_basis(struct lp *lp)
{
    free(lp->start_row);
    free(lp->start_column);
    lp->start_row = lp->start_column = NULL;
}

/* The lp gets its old prices back when the new ones do not certify the values. */
static const char *accept(struct lp *lp, const struct block *b, const double *value,
                          const struct block_prices *prices, double implied_upper, double holds,
                          double certified)
{
    if (!values_hold(lp, value, holds)) return "the answer breaks a row";
    const double objective = block_objective(lp, value);
    double *const old = lp->price;
    lp->price = mem_new((size_t)lp->rows, sizeof(double));
    write_prices(b, prices, lp->price);
    lp_reduce(lp);
    const double bound = lp_bound(lp, implied_upper);
    if (!(objective - bound <= certified * fmax(1.0, fabs(objective)))) {
        free(lp->price);
        lp->price = old;
        lp_reduce(lp);
        return "the answer is not certified";
    }
    free(old);
    memcpy(lp->value, value, (size_t)lp->columns * sizeof *lp->value);
    lp->objective = objective;
    forget_basis(lp);
    return NULL;
}

const char *block_accept(struct lp *lp, const struct block *b, const double *value,
                         const struct block_prices *prices, double implied_upper)
{
    return accept(lp, b, value, prices, implied_upper, HOLDS, CERTIFIED);
}

enum err_code block_say_stopped(const struct block_watch *watch, struct err *err)
{
    char number[32];
    if (watch->outcome == LP_STOPPED)
        return err_set(err, ERR_LIMIT, "การคำนวณถูกสั่งหยุด", "the solve was stopped");
    return err_set(err, ERR_LIMIT, "คำนวณไม่เสร็จภายใน %s วินาที ซึ่งเป็นขีดจำกัดของ 'solve.limit_s'",
                   "the program was not solved within %s s, the limit of 'solve.limit_s'",
                   lp_number(number, watch->control->limit_s));
}

static const char *finish(struct lp *lp, struct work *work, void (*way)(void *))
{
    char said[160];
    if (work->watch->outcome != LP_OPTIMAL) return NULL;
    if (!lp_glpk_guard(way, work, said)) work->solved = false;
    if (work->watch->outcome != LP_OPTIMAL) return NULL;
    return work->solved
               ? block_accept(lp, work->b, work->vertex.value, work->prices, work->implied_upper)
               : "its finish was not exact";
}

/* The core, whose basis the lp keeps; else the master. */
static const char *finish_either(struct lp *lp, struct work *work)
{
    const char *why = finish(lp, work, finish_core);
    if (why) return finish(lp, work, finish_master);
    if (work->watch->outcome != LP_OPTIMAL) return NULL;
    lp->start_row = work->vertex.row;
    lp->start_column = work->vertex.column;
    work->vertex.row = work->vertex.column = NULL;
    return NULL;
}

void block_solve_cold(struct lp *lp, const struct block *b, double implied_upper,
                      struct block_watch *watch, struct block_prices *prices, double *path,
                      struct block_report *report)
{
    struct work work = {.b = b,
                        .implied_upper = implied_upper,
                        .watch = watch,
                        .prices = prices,
                        .path = path,
                        .report = report};
    const double start_s = env_seconds();
    work.vertex.value = mem_new((size_t)lp->columns, sizeof(double));
    work.vertex.row = mem_new((size_t)lp->rows, 1);
    work.vertex.column = mem_new((size_t)lp->columns, 1);
    const int iterations = block_interior(b, watch->control->threads, watch, prices, path);
    report->iterations = abs(iterations);
    report->interior_s = env_seconds() - start_s;
    report->why = iterations < 0 ? "it seems to have no solution" : finish_either(lp, &work);
    report->master_s = env_seconds() - start_s - report->interior_s;
    report->solved = watch->outcome == LP_OPTIMAL && !report->why;
    master_free(work.master);
    free(work.vertex.value);
    free(work.vertex.row);
    free(work.vertex.column);
}

/* Reads the lp, has it solved in one of two ways, and says what became of it. */
static enum err_code
solve_by(void (*way)(struct lp *, const struct block *, double, struct block_watch *,
                     struct block_prices *, double *, struct block_report *),
         struct lp *lp, const struct block_roles *roles, double implied_upper,
         const struct lp_control *control, struct block_report *report, struct err *err)
{
    static const struct lp_control no_limit = {0};
    struct block_watch watch = {.control = control ? control : &no_limit,
                                .start_s = env_seconds(),
                                .told_s = -LP_INF,
                                .bound = -LP_INF,
                                .outcome = LP_OPTIMAL};
    struct block b;
    struct block_prices prices;
    *report = (struct block_report){0};
    report->why = block_read(&b, lp, roles);
    report->read_s = env_seconds() - watch.start_s;
    if (!report->why) {
        double *path = mem_new((size_t)b.chains * b.years, sizeof *path);
        block_prices_make(&b, &prices);
        way(lp, &b, implied_upper, &watch, &prices, path, report);
        block_prices_clear(&prices);
        free(path);
    }
    block_clear(&b);
    return watch.outcome == LP_OPTIMAL ? ERR_OK : block_say_stopped(&watch, err);
}

enum err_code block_solve(struct lp *lp, const struct block_roles *roles, double implied_upper,
                          const struct lp_control *control, struct block_report *report,
                          struct err *err)
{
    return solve_by(block_solve_cold, lp, roles, implied_upper, control, report, err);
}

static void solve_near(struct lp *lp, const struct block *b, double implied_upper,
                       struct block_watch *watch, struct block_prices *prices, double *path,
                       struct block_report *report)
{
    const double start_s = env_seconds();
    double *value = mem_new((size_t)lp->columns, sizeof *value);
    const int iterations =
        block_interior_near(b, watch->control->threads, watch, prices, path, value);
    block_price_patterns(b, prices);
    report->iterations = abs(iterations);
    report->interior_s = env_seconds() - start_s;
    report->why = iterations < 0 ? "it seems to have no solution"
                                 : accept(lp, b, value, prices, implied_upper, NEARLY_HOLDS, NEAR);
    report->solved = watch->outcome == LP_OPTIMAL && !report->why;
    free(value);
}

enum err_code block_near(struct lp *lp, const struct block_roles *roles, double implied_upper,
                         const struct lp_control *control, struct block_report *report,
                         struct err *err)
{
    return solve_by(solve_near, lp, roles, implied_upper, control, report, err);
}
