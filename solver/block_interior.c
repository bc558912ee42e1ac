/* Prices and trajectories near the optimum: Mehrotra's predictor and corrector.

       min c x,  A x = b,  0 <= x <= u          A x of a chain cell: y[t] - y[t-1] - rise + fall = 0
   with y = base - tiers + excess put into the rows, so that there is one row a cell. Variables that
   cannot move have u = 0 and stand still.

   An iteration goes over the groups five times, each time doing all that can be done of a group
   while it is at hand: measure where the point is; factor, and eliminate for the predictor; take
   its direction; eliminate for the corrector; take that direction. Parts of the groups are worked
   on at the same time, sums are kept by part and added in order. */
#include "solver/block_internal.h"
#include "solver/block_vector.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_YEARS = 64, MOST_ITERATIONS = 120, PATIENCE = 6, MOST_REFINEMENTS = 5 };
enum { LINKS = BLOCK_PARTS, PIECES = BLOCK_PARTS + 1 };
static const double ENOUGH = 1e-9;       /* relative gap, and residual of rows and of prices */
static const double REFINED = 1e-2;      /* share of the rows' residual that a direction may miss */
static const double NEARLY_HOLDS = 1e-4; /* relative residual of rows */
static const double RUN_AWAY = 1e3;      /* relative gap of prices that find no end */
static const double START_PRICE = 10.0;
static const double NEARER = 0.99; /* residuals that have fallen by so much */
/* Weight of a step's own square: it keeps theta below 1e7, without which the equations have no
   digit left at a gap of 1e-8. It changes directions, not the point they end in. */
static const double LEAST_DIVISOR = 1e-7;

/* Variables that can move, side by side, all with or all without an upper bound. */
struct range {
    int from, count;
    bool boxed;
};

/* What a pass sums up, by part. */
struct tally {
    double mu, primal, dual, dual_miss, primal_miss;
    double step, step_dual; /* the largest -dx / x, -dz / z and so on */
    double zdx, zdxdx;      /* z dx, (z / x) dx dx and so on */
};

struct interior {
    const struct block *b;
    struct block_layout at;
    struct parallel *pool;
    struct normal *normal;
    double *cost, *upper, *rhs;
    double *x, *w, *z, *v; /* [columns] value, room above it, and their multipliers */
    double *theta, *reduced, *q, *dx, *dz, *dv;
    double *y, *primal_rest, *dy, *rest, *best; /* [rows] */
    double *memory, *pattern, *path;
    int *tier_end;    /* [cells] after the last tier that can be used */
    int *range_start; /* [groups + 2], the last is for the links */
    struct range *range;
    struct tally tally[PIECES];
    double pairs, target, keep_primal, keep_dual; /* of the step that is being taken */
    double rhs_size, cost_size, mu, gap, primal_miss, dual_miss, objective;
};

/* ---- the program -------------------------------------------------------------------------- */

void block_lay_out(const struct block *b, struct block_layout *at)
{
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
    double **const columns[] = {&in->cost,  &in->upper,   &in->x, &in->w,  &in->z,  &in->v,
                                &in->theta, &in->reduced, &in->q, &in->dx, &in->dz, &in->dv};
    double **const rows[] = {&in->rhs, &in->y, &in->primal_rest, &in->dy, &in->rest, &in->best};
    enum { COLUMNS = sizeof columns / sizeof *columns, ROWS = sizeof rows / sizeof *rows };
    const size_t n = (size_t)in->at.columns, m = (size_t)in->at.rows;
    double *next = in->memory = mem_new(COLUMNS * n + ROWS * m, sizeof(double));
    for (int i = 0; i < COLUMNS; i++, next += n) *columns[i] = next;
    for (int i = 0; i < ROWS; i++, next += m) *rows[i] = next;
    in->pattern = mem_new((size_t)in->b->patterns, sizeof(double));
    in->tier_end = mem_new((size_t)in->b->chains * in->b->years, sizeof(int));
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
    in->tier_end[cell] = b->tier_start[cell];
    for (int n = b->tier_start[cell]; n < b->tier_start[cell + 1]; n++) {
        in->cost[in->at.tier + n] = b->tier_cost[n];
        in->upper[in->at.tier + n] = fmin(left, b->tier_cap[n]);
        left -= in->upper[in->at.tier + n];
        if (in->upper[in->at.tier + n] > 0.0) in->tier_end[cell] = n + 1;
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

/* ---- ranges -------------------------------------------------------------------------------- */

static void add_ranges(struct interior *in, int from, int end, int *count, int *room)
{
    struct range *last = NULL;
    for (int i = from; i < end; i++) {
        const bool boxed = isfinite(in->upper[i]);
        if (!(in->upper[i] > 0.0)) {
            last = NULL;
            continue;
        }
        in->pairs += boxed ? 2.0 : 1.0;
        if (last && last->boxed == boxed) {
            last->count++;
            continue;
        }
        in->range = mem_room(in->range, *count, room, sizeof *in->range);
        last = &in->range[(*count)++];
        *last = (struct range){i, 1, boxed};
    }
}

static void make_ranges(struct interior *in)
{
    const struct block *b = in->b;
    const struct block_layout *at = &in->at;
    const int T = b->years;
    int count = 0, room = 0;
    in->range_start = mem_new((size_t)b->groups + 2, sizeof(int));
    for (int s = 0; s < b->groups; s++) {
        const int first = b->first[s] * T, end = b->first[s + 1] * T;
        add_ranges(in, at->rise + first, at->rise + end, &count, &room);
        add_ranges(in, at->fall + first, at->fall + end, &count, &room);
        add_ranges(in, at->excess + first, at->excess + end, &count, &room);
        add_ranges(in, at->tier + b->tier_start[first], at->tier + b->tier_start[end], &count,
                   &room);
        add_ranges(in, at->crowd + b->crowd_start[s * T], at->crowd + b->crowd_start[s * T + T],
                   &count, &room);
        add_ranges(in, at->slack + s * T, at->slack + s * T + T, &count, &room);
        in->range_start[s + 1] = count;
    }
    add_ranges(in, at->link, at->columns, &count, &room);
    in->range_start[b->groups + 1] = count;
}

/* ---- products ------------------------------------------------------------------------------ */

/* Of a group, out = A' y for what can move. */
static void turn_group(const struct interior *in, int s, const double *y, double *out)
{
    const struct block *b = in->b;
    const struct block_layout *at = &in->at;
    const int T = b->years;
    const double *room = y + at->group_row + 2 * T * s, *total = room + T;
    for (int j = b->first[s]; j < b->first[s + 1]; j++)
        for (int t = 0; t < T; t++) {
            const int cell = j * T + t;
            const double flow = y[cell];
            const double state = flow - (t + 1 < T ? y[cell + 1] : 0.0) + room[t];
            if (b->rise[cell] >= 0) out[at->rise + cell] = in->pattern[b->rise[cell]] - flow;
            if (b->fall[cell] >= 0) out[at->fall + cell] = in->pattern[b->fall[cell]] + flow;
            out[at->excess + cell] = state;
            for (int n = b->tier_start[cell]; n < in->tier_end[cell]; n++)
                out[at->tier + n] = total[t] - state;
        }
    for (int t = 0; t < T; t++) {
        const int cell = s * T + t;
        out[at->slack + cell] = room[t];
        for (int n = b->crowd_start[cell]; n < b->crowd_start[cell + 1]; n++)
            out[at->crowd + n] = -total[t];
    }
}

static void turn_links(const struct interior *in, const double *y, double *out)
{
    const struct block *b = in->b;
    const struct block_layout *at = &in->at;
    const double *link = y + at->link_row;
    for (int c = 0; c < b->columns; c++) {
        double sum = 0.0;
        for (int n = b->link_start[c]; n < b->link_start[c + 1]; n++)
            sum += b->link[n].value * link[b->link[n].row];
        if (in->upper[at->link + c] > 0.0) out[at->link + c] = sum;
    }
    for (int i = at->link_slack; i < at->columns; i++)
        out[i] = at->slack_sign[i - at->link_slack] * link[at->slack_row[i - at->link_slack]];
}

/* The prices of patterns at those of links, for turn_group and for normal_restore. */
static void price_patterns(struct interior *in, const double *y)
{
    const struct block *b = in->b;
    const double *link = y + in->at.link_row;
    for (int p = 0; p < b->patterns; p++) {
        in->pattern[p] = 0.0;
        for (int n = b->pattern[p].start; n < b->pattern[p].start + b->pattern[p].count; n++)
            in->pattern[p] += b->term[n].value * link[b->term[n].row];
    }
}

/* The rows of a group, out = from + sign A x; what goes to the patterns into sum. */
static void multiply_group(const struct interior *in, int s, const double *x, const double *from,
                           double sign, double *out, double *sum)
{
    const struct block *b = in->b;
    const int T = b->years, group = in->at.group_row + 2 * T * s;
    double room[MOST_YEARS], total[MOST_YEARS];
    for (int t = 0; t < T; t++) {
        const int cell = s * T + t;
        room[t] = x[in->at.slack + cell];
        total[t] = 0.0;
        for (int n = b->crowd_start[cell]; n < b->crowd_start[cell + 1]; n++)
            total[t] -= x[in->at.crowd + n];
    }
    for (int j = b->first[s]; j < b->first[s + 1]; j++) {
        double before = 0.0;
        for (int t = 0; t < T; t++) {
            const int cell = j * T + t;
            const double rise = x[in->at.rise + cell], fall = x[in->at.fall + cell];
            double missing = 0.0;
            for (int n = b->tier_start[cell]; n < in->tier_end[cell]; n++)
                missing += x[in->at.tier + n];
            const double state = x[in->at.excess + cell] - missing;
            out[cell] = from[cell] + sign * (state - before - rise + fall);
            before = state;
            room[t] += state;
            total[t] += missing;
            if (b->rise[cell] >= 0) sum[b->rise[cell]] += sign * rise;
            if (b->fall[cell] >= 0) sum[b->fall[cell]] += sign * fall;
        }
    }
    for (int t = 0; t < T; t++) {
        out[group + t] = from[group + t] + sign * room[t];
        out[group + T + t] = from[group + T + t] + sign * total[t];
    }
}

/* The link rows, out = from + sign A x with the sums of patterns at hand. */
static void multiply_links(struct interior *in, const double *x, const double *from, double sign,
                           double *out)
{
    const struct block *b = in->b;
    const struct block_layout *at = &in->at;
    double *link = out + at->link_row;
    if (out != from) memcpy(link, from + at->link_row, (size_t)b->rows * sizeof *link);
    normal_gather(in->normal, link);
    for (int c = 0; c < b->columns; c++)
        for (int n = b->link_start[c]; n < b->link_start[c + 1]; n++)
            link[b->link[n].row] += sign * b->link[n].value * x[at->link + c];
    for (int i = at->link_slack; i < at->columns; i++)
        link[at->slack_row[i - at->link_slack]] += sign * at->slack_sign[i - at->link_slack] * x[i];
}

/* ---- passes over the groups ------------------------------------------------------------------ */

/* What happens to one group; s = groups: to the links, which have no rows in a part. */
typedef void (*visit_fn)(struct interior *in, int part, int s);

struct pass {
    struct interior *in;
    visit_fn visit;
};

static void visit_part(void *context, int part)
{
    const struct pass *pass = context;
    struct interior *in = pass->in;
    in->tally[part] = (struct tally){0};
    if (part == LINKS) {
        pass->visit(in, part, in->b->groups);
        return;
    }
    int first, end;
    normal_groups(in->normal, part, &first, &end);
    memset(normal_sums(in->normal, part), 0, (size_t)in->b->patterns * sizeof(double));
    for (int s = first; s < end; s++) pass->visit(in, part, s);
}

static void visit_all(struct interior *in, visit_fn visit)
{
    struct pass pass = {in, visit};
    parallel_run(in->pool, PIECES, visit_part, &pass);
}

/* Calls `kernel` for the ranges of a group with everything from their first variable on. */
#define EACH_RANGE(range, in, s)                                                                   \
    for (const struct range *range = (in)->range + (in)->range_start[s];                           \
         range < (in)->range + (in)->range_start[(s) + 1]; range++)

/* The rows of flow and of the group itself. */
static void add_rows(const struct interior *in, int s, double *to, double times, const double *from)
{
    const struct block *b = in->b;
    const int T = b->years, first = b->first[s] * T, group = in->at.group_row + 2 * T * s;
    vector_add(to + first, times, from + first, (b->first[s + 1] - b->first[s]) * T);
    vector_add(to + group, times, from + group, 2 * T);
}

static double most_of_rows(const struct interior *in, int s, const double *rows)
{
    const struct block *b = in->b;
    const int T = b->years, first = b->first[s] * T;
    return fmax(vector_most(rows + first, (b->first[s + 1] - b->first[s]) * T),
                vector_most(rows + in->at.group_row + 2 * T * s, 2 * T));
}

static double dot_of_rows(const struct interior *in, int s, const double *x, const double *y)
{
    const struct block *b = in->b;
    const int T = b->years, first = b->first[s] * T, group = in->at.group_row + 2 * T * s;
    return vector_dot(x + first, y + first, (b->first[s + 1] - b->first[s]) * T) +
           vector_dot(x + group, y + group, 2 * T);
}

/* ---- inner loops over one range ---------------------------------------------------------------
 */

struct arrays {
    double *restrict x,
        *restrict w, *restrict z, *restrict v, *restrict theta, *restrict reduced,
                                                                    *restrict q,
                                                                        *restrict dx,
                                                                            *restrict dz,
                                                                                *restrict dv,
                                                                                    *restrict cost;
};

static inline struct arrays arrays_of(const struct interior *in, int i)
{
    return (struct arrays){in->x + i,     in->w + i,       in->z + i,   in->v + i,
                           in->theta + i, in->reduced + i, in->q + i,   in->dx + i,
                           in->dz + i,    in->dv + i,      in->cost + i};
}

static inline void advance_as(struct arrays a, int n, double primal, double dual, bool boxed)
{
    for (int i = 0; i < n; i++) {
        a.x[i] += primal * a.dx[i];
        a.z[i] += dual * a.dz[i];
        if (boxed) a.w[i] -= primal * a.dx[i];
        if (boxed) a.v[i] += dual * a.dv[i];
    }
}

/* The step that was taken. */
VECTORS static void advance(const struct interior *in, const struct range *range)
{
    const struct arrays a = arrays_of(in, range->from);
    if (range->boxed)
        advance_as(a, range->count, in->keep_primal, in->keep_dual, true);
    else
        advance_as(a, range->count, in->keep_primal, in->keep_dual, false);
}

/* From A' y the reduced cost, how far it is from z - v (in dz), and theta. */
static inline void weigh_as(struct arrays a, int n, bool boxed)
{
    for (int i = 0; i < n; i++) {
        const double reduced = a.cost[i] - a.reduced[i];
        const double above = boxed ? a.v[i] : 0.0, ratio = boxed ? above / a.w[i] : 0.0;
        a.reduced[i] = reduced;
        a.dz[i] = reduced - a.z[i] + above;
        a.theta[i] = 1.0 / (a.z[i] / a.x[i] + ratio + LEAST_DIVISOR);
    }
}

VECTORS static void weigh(const struct interior *in, const struct range *range)
{
    const struct arrays a = arrays_of(in, range->from);
    if (range->boxed)
        weigh_as(a, range->count, true);
    else
        weigh_as(a, range->count, false);
}

VECTORS static void multiply_range(double *restrict to, const double *restrict x,
                                   const double *restrict y, int n)
{
    for (int i = 0; i < n; i++) to[i] = x[i] * y[i];
}

enum { LANES = 8 };

struct lanes {
    double x[LANES], z[LANES], first[LANES], second[LANES];
};

static inline double larger(double a, double b)
{
    return a > b ? a : b;
}

/* The predictor's direction from A' dy (in dx), of which dz = -z - (z / x) dx is not kept. Sums go
   by lanes, so that any width of vectors adds in the same order. */
static inline void predict_some(struct arrays a, int n, struct lanes *lane, bool boxed)
{
    for (int i = 0; i < n; i++) {
        const double dx = a.theta[i] * a.dx[i] - a.q[i], part = dx / a.x[i], zdx = a.z[i] * dx;
        a.dx[i] = dx;
        lane->x[i] = larger(lane->x[i], -part);
        lane->z[i] = larger(lane->z[i], 1.0 + part);
        lane->first[i] += zdx;
        lane->second[i] += zdx * part;
        if (!boxed) continue;
        const double above = dx / a.w[i], vdx = a.v[i] * dx;
        lane->x[i] = larger(lane->x[i], above);
        lane->z[i] = larger(lane->z[i], 1.0 - above);
        lane->first[i] -= vdx;
        lane->second[i] += vdx * above;
    }
}

static inline void add_lanes(struct tally *tally, const struct lanes *lane)
{
    for (int k = 0; k < LANES; k++) {
        tally->step = larger(tally->step, lane->x[k]);
        tally->step_dual = larger(tally->step_dual, lane->z[k]);
        tally->zdx += lane->first[k];
        tally->zdxdx += lane->second[k];
    }
}

static inline struct arrays further(struct arrays a, int n)
{
    return (struct arrays){a.x + n, a.w + n,  a.z + n,  a.v + n,  a.theta + n, a.reduced + n,
                           a.q + n, a.dx + n, a.dz + n, a.dv + n, a.cost + n};
}

static inline void predict_as(struct arrays a, int n, struct tally *tally, bool boxed)
{
    struct lanes lane = {{0}, {0}, {0}, {0}};
    int i = 0;
    for (; i + LANES <= n; i += LANES) predict_some(further(a, i), LANES, &lane, boxed);
    predict_some(further(a, i), n - i, &lane, boxed);
    add_lanes(tally, &lane);
}

VECTORS static void predict(const struct interior *in, const struct range *range,
                            struct tally *tally)
{
    const struct arrays a = arrays_of(in, range->from);
    if (range->boxed)
        predict_as(a, range->count, tally, true);
    else
        predict_as(a, range->count, tally, false);
}

/* The right-hand side of the corrector: dz = target / x less the predictor's dx dz / x, still
   without
   - z - (z / x) dx, and so dv. */
static inline void aim_as(struct arrays a, int n, double target, bool boxed)
{
    for (int i = 0; i < n; i++) {
        const double inverse = 1.0 / a.x[i], part = a.dx[i] * inverse;
        const double below = target * inverse + part * a.z[i] * (1.0 + part);
        double above = 0.0;
        if (boxed) {
            const double room = 1.0 / a.w[i], left = -a.dx[i] * room;
            above = target * room + left * a.v[i] * (1.0 + left);
            a.dv[i] = above;
        }
        a.dz[i] = below;
        a.q[i] = a.theta[i] * (a.reduced[i] - below + above);
    }
}

VECTORS static void aim(const struct interior *in, const struct range *range)
{
    const struct arrays a = arrays_of(in, range->from);
    if (range->boxed)
        aim_as(a, range->count, in->target, true);
    else
        aim_as(a, range->count, in->target, false);
}

static inline void reach_some(struct arrays a, int n, struct lanes *lane, bool boxed)
{
    for (int i = 0; i < n; i++) {
        lane->x[i] = larger(lane->x[i], -a.dx[i] / a.x[i]);
        lane->z[i] = larger(lane->z[i], -a.dz[i] / a.z[i]);
        if (!boxed) continue;
        lane->x[i] = larger(lane->x[i], a.dx[i] / a.w[i]);
        lane->z[i] = larger(lane->z[i], -a.dv[i] / a.v[i]);
    }
}

static inline void correct_as(struct arrays a, int n, struct tally *tally, bool boxed)
{
    struct lanes lane = {{0}, {0}, {0}, {0}};
    for (int i = 0; i < n; i++) {
        const double dx = a.theta[i] * a.dx[i] - a.q[i];
        a.dx[i] = dx;
        a.dz[i] -= a.z[i] + a.z[i] / a.x[i] * dx;
        if (boxed) a.dv[i] -= a.v[i] - a.v[i] / a.w[i] * dx;
    }
    int i = 0;
    for (; i + LANES <= n; i += LANES) reach_some(further(a, i), LANES, &lane, boxed);
    reach_some(further(a, i), n - i, &lane, boxed);
    add_lanes(tally, &lane);
}

VECTORS static void correct(const struct interior *in, const struct range *range,
                            struct tally *tally)
{
    const struct arrays a = arrays_of(in, range->from);
    if (range->boxed)
        correct_as(a, range->count, tally, true);
    else
        correct_as(a, range->count, tally, false);
}

/* More of the direction, from A' of a correction of dy (in q). */
static inline void refine_as(struct arrays a, int n, struct tally *tally, bool boxed)
{
    struct lanes lane = {{0}, {0}, {0}, {0}};
    for (int i = 0; i < n; i++) {
        const double more = a.theta[i] * a.q[i];
        a.dx[i] += more;
        a.dz[i] -= a.z[i] / a.x[i] * more;
        if (boxed) a.dv[i] += a.v[i] / a.w[i] * more;
    }
    int i = 0;
    for (; i + LANES <= n; i += LANES) reach_some(further(a, i), LANES, &lane, boxed);
    reach_some(further(a, i), n - i, &lane, boxed);
    add_lanes(tally, &lane);
}

VECTORS static void refine(const struct interior *in, const struct range *range,
                           struct tally *tally)
{
    const struct arrays a = arrays_of(in, range->from);
    if (range->boxed)
        refine_as(a, range->count, tally, true);
    else
        refine_as(a, range->count, tally, false);
}

/* ---- start --------------------------------------------------------------------------------- */

static double usual_size(const struct interior *in, int i)
{
    const double upper = in->upper[i];
    if (i < in->at.excess) return 0.3;
    if (i < in->at.tier) return 0.5;
    if (i < in->at.slack) return 0.3 * upper;
    if (i < in->at.link) return 1.0;
    return fmin(10.0, 0.5 * upper);
}

/* Link rows of an elimination, and what follows from their prices. */
static void solve_links(struct interior *in, const double *x, const double *from, double sign,
                        double *rows)
{
    multiply_links(in, x, from, sign, rows);
    normal_solve_links(in->normal, rows + in->at.link_row);
    price_patterns(in, rows);
}

static void turn(const struct interior *in, int s, const double *y, double *out)
{
    if (s < in->b->groups)
        turn_group(in, s, y, out);
    else
        turn_links(in, y, out);
}

static void start_values(struct interior *in, int part, int s)
{
    EACH_RANGE(range, in, s)
    for (int i = range->from; i < range->from + range->count; i++) {
        in->x[i] = usual_size(in, i);
        in->theta[i] = in->x[i] * in->x[i];
    }
    if (s == in->b->groups) return;
    multiply_group(in, s, in->x, in->rhs, -1.0, in->dy, normal_sums(in->normal, part));
    normal_factor_group(in->normal, part, s);
    normal_eliminate(in->normal, part, s, in->dy);
}

static void move_values(struct interior *in, int part, int s)
{
    if (s < in->b->groups) normal_restore(in->normal, s, in->pattern, in->dy);
    turn(in, s, in->dy, in->dx);
    EACH_RANGE(range, in, s)
    for (int i = range->from; i < range->from + range->count; i++) {
        const double least = 0.1 * in->x[i], value = in->x[i] + in->theta[i] * in->dx[i];
        in->q[i] = in->theta[i] * in->cost[i];
        in->x[i] = fmin(fmax(value, least), in->upper[i] - least);
        in->w[i] = in->upper[i] - in->x[i];
    }
    if (s == in->b->groups) return;
    multiply_group(in, s, in->q, in->y, 1.0, in->y, normal_sums(in->normal, part));
    normal_eliminate(in->normal, part, s, in->y);
}

static void start_prices(struct interior *in, int part, int s)
{
    (void)part;
    if (s < in->b->groups) normal_restore(in->normal, s, in->pattern, in->y);
    turn(in, s, in->y, in->reduced);
    EACH_RANGE(range, in, s)
    for (int i = range->from; i < range->from + range->count; i++) {
        const double reduced = in->cost[i] - in->reduced[i];
        in->z[i] = range->boxed ? fmax(reduced, 0.0) + START_PRICE : fmax(reduced, START_PRICE);
        in->v[i] = range->boxed ? fmax(-reduced, 0.0) + START_PRICE : 0.0;
        in->dx[i] = 0.0;
    }
}

/* A usual size for every family, moved towards the rows by weighted least squares; prices alike. */
static void start(struct interior *in)
{
    normal_begin(in->normal, in->theta);
    visit_all(in, start_values);
    normal_factor_links(in->normal);
    solve_links(in, in->x, in->rhs, -1.0, in->dy);
    visit_all(in, move_values);
    solve_links(in, in->q, in->y, 1.0, in->y);
    visit_all(in, start_prices);
    memset(in->dy, 0, (size_t)in->at.rows * sizeof *in->dy);
}

/* ---- where the point is ------------------------------------------------------------------------
 */

static void measure_one(struct interior *in, int part, int s)
{
    struct tally *tally = &in->tally[part];
    if (s < in->b->groups) add_rows(in, s, in->y, in->keep_dual, in->dy);
    EACH_RANGE(range, in, s) advance(in, range);
    turn(in, s, in->y, in->reduced);
    EACH_RANGE(range, in, s)
    {
        const int i = range->from, n = range->count;
        weigh(in, range);
        tally->dual_miss = larger(tally->dual_miss, vector_most(in->dz + i, n));
        tally->mu += vector_dot(in->x + i, in->z + i, n);
        tally->primal += vector_dot(in->cost + i, in->x + i, n);
        if (!range->boxed) continue;
        tally->mu += vector_dot(in->w + i, in->v + i, n);
        tally->dual -= vector_dot(in->upper + i, in->v + i, n);
    }
    if (s == in->b->groups) return;
    multiply_group(in, s, in->x, in->rhs, -1.0, in->primal_rest, normal_sums(in->normal, part));
    tally->primal_miss = larger(tally->primal_miss, most_of_rows(in, s, in->primal_rest));
    tally->dual += dot_of_rows(in, s, in->rhs, in->y);
}

static struct tally total(const struct interior *in)
{
    struct tally all = {0};
    for (int n = 0; n < PIECES; n++) {
        const struct tally *one = &in->tally[n];
        all.mu += one->mu;
        all.primal += one->primal;
        all.dual += one->dual;
        all.zdx += one->zdx;
        all.zdxdx += one->zdxdx;
        all.dual_miss = larger(all.dual_miss, one->dual_miss);
        all.primal_miss = larger(all.primal_miss, one->primal_miss);
        all.step = larger(all.step, one->step);
        all.step_dual = larger(all.step_dual, one->step_dual);
    }
    return all;
}

/* Takes the step at hand and measures. */
static void measure(struct interior *in)
{
    const struct block *b = in->b;
    const int link = in->at.link_row;
    vector_add(in->y + link, in->keep_dual, in->dy + link, b->rows);
    price_patterns(in, in->y);
    visit_all(in, measure_one);
    multiply_links(in, in->x, in->rhs, -1.0, in->primal_rest);
    const struct tally all = total(in);
    const double dual = all.dual + vector_dot(in->rhs + link, in->y + link, b->rows);
    in->primal_miss = larger(all.primal_miss, vector_most(in->primal_rest + link, b->rows));
    in->dual_miss = all.dual_miss;
    in->mu = all.mu / in->pairs;
    in->gap = fabs(all.primal - dual) / (1.0 + fabs(all.primal));
    in->objective = all.primal;
}

/* ---- one iteration ------------------------------------------------------------------------------
 */

static void factor_one(struct interior *in, int part, int s)
{
    EACH_RANGE(range, in, s)
    multiply_range(in->q + range->from, in->theta + range->from, in->reduced + range->from,
                   range->count);
    if (s == in->b->groups) return;
    multiply_group(in, s, in->q, in->primal_rest, 1.0, in->dy, normal_sums(in->normal, part));
    normal_factor_group(in->normal, part, s);
    normal_eliminate(in->normal, part, s, in->dy);
}

static void predict_one(struct interior *in, int part, int s)
{
    if (s < in->b->groups) normal_restore(in->normal, s, in->pattern, in->dy);
    turn(in, s, in->dy, in->dx);
    EACH_RANGE(range, in, s) predict(in, range, &in->tally[part]);
}

static void aim_one(struct interior *in, int part, int s)
{
    EACH_RANGE(range, in, s) aim(in, range);
    if (s == in->b->groups) return;
    multiply_group(in, s, in->q, in->primal_rest, 1.0, in->dy, normal_sums(in->normal, part));
    normal_eliminate(in->normal, part, s, in->dy);
}

/* What the direction leaves of the rows shows how exact it is. */
static void see_rest(struct interior *in, int part, int s)
{
    struct tally *tally = &in->tally[part];
    if (s == in->b->groups) return;
    multiply_group(in, s, in->dx, in->primal_rest, -1.0, in->rest, normal_sums(in->normal, part));
    tally->primal_miss = larger(tally->primal_miss, most_of_rows(in, s, in->rest));
}

static void correct_one(struct interior *in, int part, int s)
{
    if (s < in->b->groups) normal_restore(in->normal, s, in->pattern, in->dy);
    turn(in, s, in->dy, in->dx);
    EACH_RANGE(range, in, s) correct(in, range, &in->tally[part]);
    see_rest(in, part, s);
}

static void eliminate_rest(struct interior *in, int part, int s)
{
    if (s < in->b->groups) normal_eliminate(in->normal, part, s, in->rest);
}

static void refine_one(struct interior *in, int part, int s)
{
    if (s < in->b->groups) normal_restore(in->normal, s, in->pattern, in->rest);
    turn(in, s, in->rest, in->q);
    EACH_RANGE(range, in, s) refine(in, range, &in->tally[part]);
    if (s < in->b->groups) add_rows(in, s, in->dy, 1.0, in->rest);
    see_rest(in, part, s);
}

/* The largest residual of the rows that the direction would leave. */
static double rest_of(struct interior *in)
{
    multiply_links(in, in->dx, in->primal_rest, -1.0, in->rest);
    return larger(total(in).primal_miss, vector_most(in->rest + in->at.link_row, in->b->rows));
}

/* The equations are solved with small numbers added to their diagonal, and to a limited number of
   digits; what the direction leaves of the rows is solved for again. */
static void refine_direction(struct interior *in)
{
    const int link = in->at.link_row;
    const double enough = larger(REFINED * in->primal_miss, 0.1 * ENOUGH * in->rhs_size);
    double rest = rest_of(in), before = LP_INF;
    for (int n = 0; n < MOST_REFINEMENTS && rest > enough && rest < 0.5 * before; n++) {
        before = rest;
        visit_all(in, eliminate_rest);
        normal_gather(in->normal, in->rest + link);
        normal_solve_links(in->normal, in->rest + link);
        price_patterns(in, in->rest);
        vector_add(in->dy + link, 1.0, in->rest + link, in->b->rows);
        visit_all(in, refine_one);
        rest = rest_of(in);
    }
}

/* What the mean product would be after the predictor's step. */
static double mu_after(const struct interior *in, const struct tally *all, double primal,
                       double dual)
{
    return (1.0 - dual) * in->mu +
           ((primal - dual - primal * dual) * all->zdx - primal * dual * all->zdxdx) / in->pairs;
}

static void step(struct interior *in)
{
    visit_all(in, factor_one);
    normal_factor_links(in->normal);
    solve_links(in, in->q, in->primal_rest, 1.0, in->dy);
    visit_all(in, predict_one);
    struct tally all = total(in);
    const double after =
        mu_after(in, &all, 1.0 / larger(1.0, all.step), 1.0 / larger(1.0, all.step_dual));
    in->target = pow(larger(after, 0.0) / in->mu, 3.0) * in->mu;
    visit_all(in, aim_one);
    solve_links(in, in->q, in->primal_rest, 1.0, in->dy);
    visit_all(in, correct_one);
    refine_direction(in);
    all = total(in);
    const double keep = in->mu > 1e-2 ? 0.995 : 0.999;
    in->keep_primal = keep / larger(1.0, all.step);
    in->keep_dual = keep / larger(1.0, all.step_dual);
}

/* ---- result -------------------------------------------------------------------------------- */

static void keep_one(struct interior *in, int part, int s)
{
    const struct block *b = in->b;
    (void)part;
    if (s == b->groups) return;
    for (int cell = b->first[s] * b->years; cell < b->first[s + 1] * b->years; cell++) {
        in->path[cell] = fmax(b->base[cell], b->low[cell]) + in->x[in->at.excess + cell];
        for (int n = b->tier_start[cell]; n < b->tier_start[cell + 1]; n++)
            in->path[cell] -= in->x[in->at.tier + n];
    }
}

static void keep_best(struct interior *in)
{
    memcpy(in->best, in->y, (size_t)in->at.rows * sizeof(double));
    visit_all(in, keep_one);
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

/* The point itself, as values of the columns of the lp. */
static void read_values(const struct interior *in, double *value)
{
    const struct block *b = in->b;
    const struct lp *lp = b->lp;
    const struct block_roles *roles = b->roles;
    for (int cell = 0; cell < b->chains * b->years; cell++) {
        const struct lp_at at = AT(cell / b->years, cell % b->years);
        const int rise = lp_member(&lp->var[roles->rise], at),
                  fall = lp_member(&lp->var[roles->fall], at);
        double y = fmax(b->base[cell], b->low[cell]) + in->x[in->at.excess + cell], missing = 0.0;
        for (int n = b->tier_start[cell]; n < b->tier_start[cell + 1]; n++)
            missing += value[b->tier_column[n]] = in->x[in->at.tier + n];
        y -= missing;
        value[lp_member(&lp->var[roles->state], at)] = y + b->origin[cell];
        value[lp_member(&lp->var[roles->excess], at)] = y + missing - b->base[cell];
        if (rise >= 0) value[rise] = in->x[in->at.rise + cell];
        if (fall >= 0) value[fall] = in->x[in->at.fall + cell];
    }
    for (int n = 0; n < b->crowd_start[b->groups * b->years]; n++)
        value[b->crowd_column[n]] = in->x[in->at.crowd + n];
    for (int c = 0; c < b->columns; c++) value[b->column_of[c]] = in->x[in->at.link + c];
}

/* Prices that find no end count as worse only while the point comes no nearer to its rows: with
   costs that differ much they grow long before the point is near. */
static int iterate(struct interior *in, struct block_watch *watch)
{
    double best = LP_INF, least_miss = LP_INF;
    int worse = 0;
    for (int iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
        measure(in);
        const double primal = in->primal_miss / in->rhs_size, dual = in->dual_miss / in->cost_size;
        const double merit = in->gap + primal + dual;
        if (!isfinite(merit)) return iteration;
        if (merit < best) {
            best = merit;
            worse = 0;
            keep_best(in);
        } else if (primal + dual < NEARER * least_miss) {
            worse = 0;
        } else if (++worse >= PATIENCE) {
            return in->gap > RUN_AWAY && primal > NEARLY_HOLDS ? -iteration : iteration;
        }
        least_miss = fmin(least_miss, primal + dual);
        if (in->gap < ENOUGH && primal < ENOUGH && dual < ENOUGH) return iteration;
        if (!block_go_on(watch, iteration, NAN, in->primal_miss)) return iteration;
        step(in);
        if (lp_engine_knobs.interior_nan == iteration + 1) in->keep_primal = NAN;
        if (lp_engine_knobs.interior_stall > 0 && iteration + 1 >= lp_engine_knobs.interior_stall)
            in->keep_primal = in->keep_dual = 0.0;
    }
    return MOST_ITERATIONS;
}

int block_interior(const struct block *b, int threads, struct block_watch *watch,
                   struct block_prices *prices, double *path)
{
    return block_interior_near(b, threads, watch, prices, path, NULL);
}

int block_interior_near(const struct block *b, int threads, struct block_watch *watch,
                        struct block_prices *prices, double *path, double *value)
{
    struct interior in = {.b = b, .path = path};
    block_lay_out(b, &in.at);
    take_memory(&in);
    in.pool = parallel_new(threads);
    in.normal = normal_new(b, &in.at, in.pool);
    state_program(&in);
    make_ranges(&in);
    start(&in);
    const int iterations = iterate(&in, watch);
    read_prices(&in, prices);
    if (value) read_values(&in, value);
    normal_free(in.normal);
    parallel_free(in.pool);
    free(in.memory);
    free(in.pattern);
    free(in.tier_end);
    free(in.range_start);
    free(in.range);
    free(in.at.slack_row);
    free(in.at.slack_sign);
    return iterations;
}
