/* Prices and trajectories near the optimum: Mehrotra's predictor and corrector.

       min c x,  A x = b,  0 <= x <= u          A x of a chain cell: y[t] - y[t-1] - rise + fall = 0
   with y = base - tiers + excess put into the rows, so that there is one row a cell. Variables that
   cannot move have u = 0 and stand still. What comes out is used as a start only: the master makes
   it exact, so it may stop early, and goes on with its best point when numbers fail it. */
#include "solver/block_internal.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_ITERATIONS = 120, PATIENCE = 6 };
static const double ENOUGH = 1e-3;       /* relative gap */
static const double NEARLY_HOLDS = 1e-4; /* relative residual of rows */
static const double RUN_AWAY = 1e3;      /* relative gap of prices that find no end */
static const double START_PRICE = 10.0;
static const double LEAST_DIVISOR = 1e-12;

struct interior {
    const struct block *b;
    struct block_layout at;
    struct normal *normal;
    double *cost, *upper, *rhs;
    double *x, *w, *z, *v; /* [columns] value, room above it, and their multipliers */
    double *theta, *dx, *dz, *dv, *dual_rest, *turned, *q, *rx, *rw;
    double *y, *primal_rest, *dy, *best; /* [rows] */
    double *memory, *pattern;
    double rhs_size, cost_size, mu, gap, primal_miss, dual_miss, objective;
};

/* ---- the program -------------------------------------------------------------------------- */

static void lay_out(struct interior *in)
{
    const struct block *b = in->b;
    struct block_layout *at = &in->at;
    const int cells = b->chains * b->years, shared = b->groups * b->years;
    at->slack_row = mem_new((size_t)b->rows, sizeof(int));
    at->slack_sign = mem_new((size_t)b->rows, sizeof(double));
    int slacks = 0;
    for (int r = 0; r < b->rows; r++) {
        if (b->row_lower[r] == b->row_upper[r]) continue;
        at->slack_row[slacks] = r;
        at->slack_sign[slacks++] = isfinite(b->row_upper[r]) ? 1.0 : -1.0;
    }
    at->rise = 0;
    at->fall = cells;
    at->excess = 2 * cells;
    at->tier = 3 * cells;
    at->crowd = at->tier + b->tier_start[cells];
    at->slack = at->crowd + b->crowd_start[shared];
    at->link = at->slack + shared;
    at->link_slack = at->link + b->columns;
    at->columns = at->link_slack + slacks;
    at->group_row = cells;
    at->link_row = cells + 2 * shared;
    at->rows = at->link_row + b->rows;
}

static void take_memory(struct interior *in)
{
    double **const columns[] = {&in->cost,      &in->upper,  &in->x,  &in->w,  &in->z,
                                &in->v,         &in->theta,  &in->dx, &in->dz, &in->dv,
                                &in->dual_rest, &in->turned, &in->q,  &in->rx, &in->rw};
    double **const rows[] = {&in->rhs, &in->y, &in->primal_rest, &in->dy, &in->best};
    enum { COLUMNS = sizeof columns / sizeof *columns, ROWS = sizeof rows / sizeof *rows };
    const size_t n = (size_t)in->at.columns, m = (size_t)in->at.rows;
    double *next = in->memory = mem_new(COLUMNS * n + ROWS * m, sizeof(double));
    for (int i = 0; i < COLUMNS; i++, next += n) *columns[i] = next;
    for (int i = 0; i < ROWS; i++, next += m) *rows[i] = next;
    in->pattern = mem_new((size_t)in->b->patterns, sizeof(double));
}

/* Tiers are cut where law stay ends them; a need below what stays moves the base up. */
static double state_cell(struct interior *in, int cell)
{
    const struct block *b = in->b;
    double left = fmax(0.0, b->base[cell] - b->low[cell]);
    in->cost[in->at.rise + cell] = b->rise[cell] < 0 ? 0.0 : b->pattern[b->rise[cell]].cost;
    in->cost[in->at.fall + cell] = b->fall[cell] < 0 ? 0.0 : b->pattern[b->fall[cell]].cost;
    in->upper[in->at.rise + cell] = b->rise[cell] < 0 ? 0.0 : LP_INF;
    in->upper[in->at.fall + cell] = b->fall[cell] < 0 ? 0.0 : LP_INF;
    in->cost[in->at.excess + cell] = b->excess_cost[cell];
    in->upper[in->at.excess + cell] = LP_INF;
    for (int n = b->tier_start[cell]; n < b->tier_start[cell + 1]; n++) {
        in->cost[in->at.tier + n] = b->tier_cost[n];
        in->upper[in->at.tier + n] = fmin(left, b->tier_cap[n]);
        left -= in->upper[in->at.tier + n];
    }
    return fmax(b->base[cell], b->low[cell]);
}

static void state_chains(struct interior *in)
{
    const struct block *b = in->b;
    const int T = b->years;
    for (int j = 0; j < b->chains; j++) {
        double before = 0.0;
        for (int t = 0; t < T; t++) {
            const double base = state_cell(in, j * T + t);
            in->rhs[j * T + t] = before - base;
            in->rhs[in->at.group_row + 2 * T * b->group[j] + t] -= base;
            before = base;
        }
    }
    for (int cell = 0; cell < b->groups * T; cell++) {
        in->rhs[in->at.group_row + 2 * T * (cell / T) + cell % T] += b->room[cell];
        in->upper[in->at.slack + cell] = LP_INF;
        for (int n = b->crowd_start[cell]; n < b->crowd_start[cell + 1]; n++) {
            in->cost[in->at.crowd + n] = b->crowd_cost[n];
            in->upper[in->at.crowd + n] = b->crowd_cap[n];
        }
    }
}

static void state_program(struct interior *in)
{
    const struct block *b = in->b;
    state_chains(in);
    double *rhs = in->rhs + in->at.link_row;
    for (int r = 0; r < b->rows; r++)
        rhs[r] = isfinite(b->row_upper[r]) ? b->row_upper[r] : b->row_lower[r];
    for (int c = 0; c < b->columns; c++) {
        const int column = b->column_of[c];
        in->cost[in->at.link + c] = b->lp->cost[column];
        in->upper[in->at.link + c] = b->lp->upper[column] - b->lp->lower[column];
        for (int n = b->link_start[c]; n < b->link_start[c + 1]; n++)
            rhs[b->link[n].row] -= b->link[n].value * b->lp->lower[column];
    }
    for (int i = in->at.link_slack; i < in->at.columns; i++) in->upper[i] = LP_INF;
    in->rhs_size = in->cost_size = 1.0;
    for (int i = 0; i < in->at.rows; i++) in->rhs_size = fmax(in->rhs_size, fabs(in->rhs[i]));
    for (int i = 0; i < in->at.columns; i++) in->cost_size = fmax(in->cost_size, fabs(in->cost[i]));
}

/* ---- products ------------------------------------------------------------------------------ */

static void turn_group(const struct interior *in, int s, const double *y, double *out)
{
    const struct block *b = in->b;
    const int T = b->years;
    const double *room = y + in->at.group_row + 2 * T * s, *total = room + T;
    for (int cell = b->first[s] * T; cell < b->first[s + 1] * T; cell++) {
        const int t = cell % T;
        const double flow = y[cell];
        const double state = flow - (t + 1 < T ? y[cell + 1] : 0.0) + room[t];
        out[in->at.rise + cell] = b->rise[cell] < 0 ? 0.0 : in->pattern[b->rise[cell]] - flow;
        out[in->at.fall + cell] = b->fall[cell] < 0 ? 0.0 : in->pattern[b->fall[cell]] + flow;
        out[in->at.excess + cell] = state;
        for (int n = b->tier_start[cell]; n < b->tier_start[cell + 1]; n++)
            out[in->at.tier + n] = total[t] - state;
    }
    for (int cell = s * T; cell < (s + 1) * T; cell++) {
        out[in->at.slack + cell] = room[cell % T];
        for (int n = b->crowd_start[cell]; n < b->crowd_start[cell + 1]; n++)
            out[in->at.crowd + n] = -total[cell % T];
    }
}

/* out = A' y */
static void turn(struct interior *in, const double *y, double *out)
{
    const struct block *b = in->b;
    const double *link = y + in->at.link_row;
    for (int p = 0; p < b->patterns; p++) {
        in->pattern[p] = 0.0;
        for (int n = b->pattern[p].start; n < b->pattern[p].start + b->pattern[p].count; n++)
            in->pattern[p] += b->term[n].value * link[b->term[n].row];
    }
    for (int s = 0; s < b->groups; s++) turn_group(in, s, y, out);
    for (int c = 0; c < b->columns; c++) {
        double sum = 0.0;
        for (int n = b->link_start[c]; n < b->link_start[c + 1]; n++)
            sum += b->link[n].value * link[b->link[n].row];
        out[in->at.link + c] = sum;
    }
    for (int i = in->at.link_slack; i < in->at.columns; i++)
        out[i] = in->at.slack_sign[i - in->at.link_slack] *
                 link[in->at.slack_row[i - in->at.link_slack]];
}

static void multiply_group(const struct interior *in, int s, const double *x, double *out)
{
    const struct block *b = in->b;
    const int T = b->years;
    double *room = out + in->at.group_row + 2 * T * s, *total = room + T;
    for (int cell = s * T; cell < (s + 1) * T; cell++) {
        room[cell % T] = x[in->at.slack + cell];
        total[cell % T] = 0.0;
        for (int n = b->crowd_start[cell]; n < b->crowd_start[cell + 1]; n++)
            total[cell % T] -= x[in->at.crowd + n];
    }
    double before = 0.0;
    for (int cell = b->first[s] * T; cell < b->first[s + 1] * T; cell++) {
        const double rise = x[in->at.rise + cell], fall = x[in->at.fall + cell];
        double missing = 0.0;
        if (cell % T == 0) before = 0.0;
        for (int n = b->tier_start[cell]; n < b->tier_start[cell + 1]; n++)
            missing += x[in->at.tier + n];
        const double state = x[in->at.excess + cell] - missing;
        out[cell] = state - before - rise + fall;
        before = state;
        room[cell % T] += state;
        total[cell % T] += missing;
        if (b->rise[cell] >= 0) in->pattern[b->rise[cell]] += rise;
        if (b->fall[cell] >= 0) in->pattern[b->fall[cell]] += fall;
    }
}

/* out = A x */
static void multiply(struct interior *in, const double *x, double *out)
{
    const struct block *b = in->b;
    double *link = out + in->at.link_row;
    memset(in->pattern, 0, (size_t)b->patterns * sizeof(double));
    memset(link, 0, (size_t)b->rows * sizeof(double));
    for (int s = 0; s < b->groups; s++) multiply_group(in, s, x, out);
    for (int p = 0; p < b->patterns; p++)
        for (int n = b->pattern[p].start; n < b->pattern[p].start + b->pattern[p].count; n++)
            link[b->term[n].row] += b->term[n].value * in->pattern[p];
    for (int c = 0; c < b->columns; c++)
        for (int n = b->link_start[c]; n < b->link_start[c + 1]; n++)
            link[b->link[n].row] += b->link[n].value * x[in->at.link + c];
    for (int i = in->at.link_slack; i < in->at.columns; i++)
        link[in->at.slack_row[i - in->at.link_slack]] +=
            in->at.slack_sign[i - in->at.link_slack] * x[i];
}

/* ---- start --------------------------------------------------------------------------------- */

static double usual_size(const struct interior *in, int i)
{
    const double upper = in->upper[i];
    if (!(upper > 0.0)) return 0.0;
    if (i < in->at.excess) return 0.3;
    if (i < in->at.tier) return 0.5;
    if (i < in->at.slack) return 0.3 * upper;
    if (i < in->at.link) return 1.0;
    return fmin(10.0, 0.5 * upper);
}

/* A usual size for every family, moved towards the rows by weighted least squares; prices alike. */
static void start(struct interior *in)
{
    const int n = in->at.columns;
    for (int i = 0; i < n; i++) {
        in->x[i] = usual_size(in, i);
        in->theta[i] = in->x[i] * in->x[i];
    }
    multiply(in, in->x, in->dy);
    for (int i = 0; i < in->at.rows; i++) in->dy[i] = in->rhs[i] - in->dy[i];
    normal_factor(in->normal, in->theta);
    normal_solve(in->normal, in->dy);
    turn(in, in->dy, in->turned);
    for (int i = 0; i < n; i++) {
        const double least = 0.1 * in->x[i];
        in->q[i] = in->theta[i] * in->cost[i];
        if (!(in->upper[i] > 0.0)) continue;
        in->x[i] = fmin(fmax(in->x[i] + in->theta[i] * in->turned[i], least), in->upper[i] - least);
        in->w[i] = in->upper[i] - in->x[i];
    }
    multiply(in, in->q, in->y);
    normal_solve(in->normal, in->y);
    turn(in, in->y, in->turned);
    for (int i = 0; i < n; i++) {
        const double reduced = in->cost[i] - in->turned[i];
        const bool boxed = isfinite(in->upper[i]);
        if (!(in->upper[i] > 0.0)) continue;
        in->z[i] = boxed ? fmax(reduced, 0.0) + START_PRICE : fmax(reduced, START_PRICE);
        in->v[i] = boxed ? fmax(-reduced, 0.0) + START_PRICE : 0.0;
    }
}

/* ---- steps --------------------------------------------------------------------------------- */

static void measure(struct interior *in)
{
    double mu = 0.0, primal = 0.0, dual = 0.0;
    long pairs = 0;
    multiply(in, in->x, in->primal_rest);
    turn(in, in->y, in->turned);
    in->primal_miss = in->dual_miss = 0.0;
    for (int i = 0; i < in->at.rows; i++) {
        in->primal_rest[i] = in->rhs[i] - in->primal_rest[i];
        in->primal_miss = fmax(in->primal_miss, fabs(in->primal_rest[i]));
        dual += in->rhs[i] * in->y[i];
    }
    for (int i = 0; i < in->at.columns; i++) {
        if (!(in->upper[i] > 0.0)) continue;
        in->dual_rest[i] = in->cost[i] - in->turned[i] - in->z[i] + in->v[i];
        in->dual_miss = fmax(in->dual_miss, fabs(in->dual_rest[i]));
        mu += in->x[i] * in->z[i];
        primal += in->cost[i] * in->x[i];
        pairs++;
        if (!isfinite(in->upper[i])) continue;
        mu += in->w[i] * in->v[i];
        dual -= in->upper[i] * in->v[i];
        pairs++;
    }
    in->mu = mu / (double)pairs;
    in->gap = fabs(primal - dual) / (1.0 + fabs(primal));
    in->objective = primal;
}

static double shorter(double step, double value, double change)
{
    return change < 0.0 ? fmin(step, -value / change) : step;
}

/* The direction for x z = target; with `correct` the products of the last direction count. */
static void direct(struct interior *in, double target, bool correct, double *primal, double *dual)
{
    for (int i = 0; i < in->at.columns; i++) {
        in->q[i] = 0.0;
        if (!(in->upper[i] > 0.0)) continue;
        const bool boxed = isfinite(in->upper[i]);
        in->rx[i] = target - in->x[i] * in->z[i] - (correct ? in->dx[i] * in->dz[i] : 0.0);
        in->rw[i] =
            boxed ? target - in->w[i] * in->v[i] + (correct ? in->dx[i] * in->dv[i] : 0.0) : 0.0;
        in->q[i] = in->theta[i] *
                   (in->dual_rest[i] - in->rx[i] / in->x[i] + (boxed ? in->rw[i] / in->w[i] : 0.0));
    }
    multiply(in, in->q, in->dy);
    for (int i = 0; i < in->at.rows; i++) in->dy[i] += in->primal_rest[i];
    normal_solve(in->normal, in->dy);
    turn(in, in->dy, in->turned);
    *primal = *dual = 1.0;
    for (int i = 0; i < in->at.columns; i++) {
        if (!(in->upper[i] > 0.0)) continue;
        in->dx[i] = in->theta[i] * in->turned[i] - in->q[i];
        in->dz[i] = (in->rx[i] - in->z[i] * in->dx[i]) / in->x[i];
        *primal = shorter(*primal, in->x[i], in->dx[i]);
        *dual = shorter(*dual, in->z[i], in->dz[i]);
        if (!isfinite(in->upper[i])) continue;
        in->dv[i] = (in->rw[i] + in->v[i] * in->dx[i]) / in->w[i];
        *primal = shorter(*primal, in->w[i], -in->dx[i]);
        *dual = shorter(*dual, in->v[i], in->dv[i]);
    }
}

/* What the mean product would be after the step. */
static double mu_after(const struct interior *in, double primal, double dual)
{
    double sum = 0.0;
    long pairs = 0;
    for (int i = 0; i < in->at.columns; i++) {
        if (!(in->upper[i] > 0.0)) continue;
        sum += (in->x[i] + primal * in->dx[i]) * (in->z[i] + dual * in->dz[i]);
        pairs++;
        if (!isfinite(in->upper[i])) continue;
        sum += (in->w[i] - primal * in->dx[i]) * (in->v[i] + dual * in->dv[i]);
        pairs++;
    }
    return sum / (double)pairs;
}

static void step(struct interior *in)
{
    double primal, dual;
    for (int i = 0; i < in->at.columns; i++) {
        const double above = isfinite(in->upper[i]) ? in->v[i] / in->w[i] : 0.0;
        in->theta[i] = 0.0;
        if (in->upper[i] > 0.0) in->theta[i] = 1.0 / (in->z[i] / in->x[i] + above + LEAST_DIVISOR);
    }
    normal_factor(in->normal, in->theta);
    direct(in, 0.0, false, &primal, &dual);
    const double sigma = pow(mu_after(in, primal, dual) / in->mu, 3.0);
    direct(in, sigma * in->mu, true, &primal, &dual);
    const double keep = in->mu > 1e-2 ? 0.995 : 0.999;
    for (int i = 0; i < in->at.columns; i++) {
        if (!(in->upper[i] > 0.0)) continue;
        in->x[i] += keep * primal * in->dx[i];
        in->z[i] += keep * dual * in->dz[i];
        if (!isfinite(in->upper[i])) continue;
        in->w[i] -= keep * primal * in->dx[i];
        in->v[i] += keep * dual * in->dv[i];
    }
    for (int i = 0; i < in->at.rows; i++) in->y[i] += keep * dual * in->dy[i];
}

/* ---- result -------------------------------------------------------------------------------- */

static void keep_best(struct interior *in, double *path)
{
    const struct block *b = in->b;
    memcpy(in->best, in->y, (size_t)in->at.rows * sizeof(double));
    for (int cell = 0; cell < b->chains * b->years; cell++) {
        path[cell] = fmax(b->base[cell], b->low[cell]) + in->x[in->at.excess + cell];
        for (int n = b->tier_start[cell]; n < b->tier_start[cell + 1]; n++)
            path[cell] -= in->x[in->at.tier + n];
    }
}

static void read_prices(const struct interior *in, struct block_prices *prices)
{
    const struct block *b = in->b;
    const int T = b->years;
    memcpy(prices->row, in->best + in->at.link_row, (size_t)b->rows * sizeof(double));
    for (int cell = 0; cell < b->groups * T; cell++) {
        const double *group = in->best + in->at.group_row + 2 * T * (cell / T);
        prices->room[cell] = fmax(0.0, -group[cell % T]);
        prices->total[cell] = fmax(0.0, -group[T + cell % T]);
    }
}

static int iterate(struct interior *in, struct block_watch *watch, double *path)
{
    double best = LP_INF;
    int worse = 0;
    for (int iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
        measure(in);
        const double primal = in->primal_miss / in->rhs_size, dual = in->dual_miss / in->cost_size;
        const double merit = in->gap + primal + dual;
        if (!isfinite(merit)) return iteration;
        if (merit < best) {
            best = merit;
            worse = 0;
            keep_best(in, path);
        } else if (++worse >= PATIENCE) {
            return in->gap > RUN_AWAY && primal > NEARLY_HOLDS ? -iteration : iteration;
        }
        if (in->gap < ENOUGH && primal < NEARLY_HOLDS && dual < NEARLY_HOLDS) return iteration;
        if (!block_go_on(watch, iteration, in->objective, in->primal_miss)) return iteration;
        step(in);
    }
    return MOST_ITERATIONS;
}

int block_interior(const struct block *b, struct block_watch *watch, struct block_prices *prices,
                   double *path)
{
    struct interior in = {.b = b};
    lay_out(&in);
    take_memory(&in);
    in.normal = normal_new(b, &in.at);
    state_program(&in);
    start(&in);
    const int iterations = iterate(&in, watch, path);
    read_prices(&in, prices);
    normal_free(in.normal);
    free(in.memory);
    free(in.pattern);
    free(in.at.slack_row);
    free(in.at.slack_sign);
    return iterations;
}
