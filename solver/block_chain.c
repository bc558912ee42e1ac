/* One chain alone: what a trajectory costs, the cheapest one at given prices, and the prices of
   the chain's own rows.

   With a what a rise costs and f a fall, the cheapest way on from a state z before year t is
       V[t](z) = min over y of  a (y-z)+ + f (z-y)+ + H(y),    H = cost[t] + V[t+1].
   cost[t] is convex and piecewise linear, so V[t] is H with its slopes clipped to [-a, f]; the best
   y is z moved into the interval where the slopes of H lie in that range. A function is kept as
   its slope at the left end of its domain and its breaks to the right of it. */
#include "solver/block_internal.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const double SAME_SLOPE = 1e-12;

double block_shortage(const struct block *b, int cell, double y)
{
    return fmax(0.0, b->base[cell] - y);
}

double block_cost(const struct block *b, int j, const double *y)
{
    double cost = 0.0, before = 0.0;
    for (int t = 0; t < b->years; t++) {
        const int cell = j * b->years + t;
        const double step = y[t] - before;
        double missing = b->base[cell] - y[t];
        if (step > 0.0) cost += b->pattern[b->rise[cell]].cost * step;
        if (step < 0.0) cost -= b->pattern[b->fall[cell]].cost * step;
        if (missing < 0.0) cost -= b->excess_cost[cell] * missing;
        for (int n = b->tier_start[cell]; n < b->tier_start[cell + 1] && missing > 0.0; n++) {
            cost += b->tier_cost[n] * fmin(missing, b->tier_cap[n]);
            missing -= b->tier_cap[n];
        }
        before = y[t];
    }
    return cost;
}

double block_priced(const struct block *b, const struct block_prices *prices, int j,
                    const double *y)
{
    double value = block_cost(b, j, y), before = 0.0;
    for (int t = 0; t < b->years; t++) {
        const int cell = j * b->years + t, shared = b->group[j] * b->years + t;
        const double step = y[t] - before;
        const int p = step > 0.0 ? b->rise[cell] : b->fall[cell];
        if (step != 0.0) value += (prices->pattern[p] - b->pattern[p].cost) * fabs(step);
        value += prices->room[shared] * y[t];
        value += prices->total[shared] * block_shortage(b, cell, y[t]);
        before = y[t];
    }
    return value;
}

void block_repair(const struct block *b, int j, double *y)
{
    double before = 0.0;
    for (int t = 0; t < b->years; t++) {
        const int cell = j * b->years + t;
        y[t] = fmin(fmax(y[t], b->low[cell]), b->high[cell]);
        if (b->rise[cell] < 0) y[t] = fmin(y[t], before);
        if (b->fall[cell] < 0) y[t] = fmax(y[t], before);
        before = y[t];
    }
}

/* ---- the dynamic program ------------------------------------------------------------------ */

struct curve {
    struct block_break *at;
    int first, end, room; /* breaks are at[first .. end-1] */
    double slope;         /* at the left end */
    double left, right;   /* the domain */
};

int block_work(const struct block *b)
{
    return (b->years + 1) * (b->most_tiers + 4);
}

static void add_break(struct curve *c, double at, double rise)
{
    assert(c->end < c->room);
    int n = c->end++;
    for (; n > c->first && c->at[n - 1].at > at; n--) c->at[n] = c->at[n - 1];
    c->at[n] = (struct block_break){at, rise};
}

/* What a state costs: excess to the right of base, tiers one after the other to the left. */
static void add_cost(struct curve *c, const struct block *b, int cell, double room, double total)
{
    double at = b->base[cell], right = b->excess_cost[cell];
    for (int n = b->tier_start[cell]; n < b->tier_start[cell + 1]; n++) {
        const double slope = -(b->tier_cost[n] + total);
        add_break(c, at, right - slope);
        right = slope;
        at -= b->tier_cap[n];
    }
    c->slope += right + room;
}

static void trim(struct curve *c, double low, double high)
{
    c->left = fmax(c->left, low);
    c->right = fmin(c->right, high);
    while (c->first < c->end && c->at[c->first].at <= c->left) c->slope += c->at[c->first++].rise;
    while (c->end > c->first && c->at[c->end - 1].at >= c->right) c->end--;
}

/* Slopes below -rise are not needed: it is cheaper to rise. Returns where the rising ends. */
static double clip_left(struct curve *c, double rise)
{
    double at = c->left, slope = c->slope;
    while (slope < -rise - SAME_SLOPE) {
        if (c->first == c->end) {
            at = c->right;
            slope = -rise;
            break;
        }
        at = c->at[c->first].at;
        slope += c->at[c->first++].rise;
    }
    if (slope > -rise) {
        assert(c->first > 0);
        c->at[--c->first] = (struct block_break){at, slope + rise};
    }
    c->slope = -rise;
    c->left = -LP_INF;
    return at;
}

static double clip_right(struct curve *c, double fall)
{
    double at = c->right, slope = c->slope;
    if (slope > fall + SAME_SLOPE) { /* only where nothing can rise */
        c->end = c->first;
        c->slope = fall;
        c->right = LP_INF;
        return c->left;
    }
    int n = c->first;
    while (n < c->end && slope + c->at[n].rise <= fall + SAME_SLOPE) slope += c->at[n++].rise;
    if (n < c->end) {
        at = c->at[n].at;
        c->at[n].rise = fall - slope;
        c->end = n + 1;
    } else if (fall > slope) {
        add_break(c, at, fall - slope);
    }
    c->right = LP_INF;
    return at;
}

enum { MOST_YEARS = 64 };

void block_cheapest(const struct block *b, const struct block_prices *prices, int j,
                    struct block_break *work, double *y)
{
    const int T = b->years;
    double rest_from[MOST_YEARS], rest_to[MOST_YEARS];
    struct curve c = {work, T, T, block_work(b), 0.0, -LP_INF, LP_INF};
    assert(T <= MOST_YEARS);
    for (int t = T - 1; t >= 0; t--) {
        const int cell = j * T + t, shared = b->group[j] * T + t;
        add_cost(&c, b, cell, prices->room[shared], prices->total[shared]);
        trim(&c, b->low[cell], b->high[cell]);
        rest_from[t] = c.left;
        rest_to[t] = c.right;
        const bool up = b->rise[cell] >= 0, down = b->fall[cell] >= 0;
        const double rise = up ? prices->pattern[b->rise[cell]] : LP_INF;
        if (up) rest_from[t] = clip_left(&c, rise);
        if (down) rest_to[t] = clip_right(&c, fmax(prices->pattern[b->fall[cell]], -rise));
        rest_to[t] = fmax(rest_to[t], rest_from[t]);
    }
    double now = 0.0;
    for (int t = 0; t < T; t++) y[t] = now = fmin(fmax(now, rest_from[t]), rest_to[t]);
}

/* ---- prices of the chain's rows ------------------------------------------------------------ */

struct range {
    double from, to;
};

/* Slopes of the cost of a state at y, to its left and its right. */
static struct range slopes(const struct block *b, const struct block_prices *prices, int j, int t,
                           double y)
{
    const int cell = j * b->years + t, shared = b->group[j] * b->years + t;
    struct range slope = {b->excess_cost[cell], b->excess_cost[cell]};
    double at = b->base[cell];
    for (int n = b->tier_start[cell]; n < b->tier_start[cell + 1]; n++) {
        const double left = -(b->tier_cost[n] + prices->total[shared]);
        if (y <= at) slope.from = left;
        if (y < at) slope.to = left;
        at -= b->tier_cap[n];
    }
    if (y <= at) slope.from = -LP_INF;
    return (struct range){slope.from + prices->room[shared], slope.to + prices->room[shared]};
}

/* The prices of flow that a year's step allows: a rise costs what it brings, and so does a fall. */
static struct range step_prices(const struct block *b, const struct block_prices *prices, int cell,
                                double step)
{
    struct range range = {-LP_INF, LP_INF};
    if (b->rise[cell] >= 0) range.from = -prices->pattern[b->rise[cell]];
    if (b->fall[cell] >= 0) range.to = fmax(prices->pattern[b->fall[cell]], range.from);
    if (step > 0.0) range.to = range.from;
    if (step < 0.0) range.from = range.to;
    return range;
}

static double into(double value, struct range range)
{
    return fmin(fmax(value, range.from), range.to);
}

static struct range both(struct range a, struct range b)
{
    const struct range cut = {into(a.from, b), into(a.to, b)};
    return cut;
}

/* As far as can be from both ends: what a price leaves open is then open in truth. */
static double middle(struct range range)
{
    enum { FAR = 1000 };
    if (isfinite(range.from) && isfinite(range.to)) return 0.5 * (range.from + range.to);
    if (isfinite(range.from)) return range.from + FAR;
    return isfinite(range.to) ? range.to - FAR : 0.0;
}

/* Backwards, the prices of flow that the years from t on allow; forwards, one is chosen. */
void block_duals(const struct block *b, const struct block_prices *prices, int j, const double *y,
                 double *flow, double *need)
{
    const int T = b->years;
    struct range can[MOST_YEARS + 1] = {{0.0, 0.0}}, cost[MOST_YEARS];
    can[T] = (struct range){0.0, 0.0};
    for (int t = T - 1; t >= 0; t--) {
        const int cell = j * T + t;
        const struct range slope = slopes(b, prices, j, t, y[t]);
        cost[t] = slope;
        if (y[t] <= b->least[cell]) cost[t].from = -LP_INF;
        if (y[t] >= b->high[cell]) cost[t].to = LP_INF;
        const struct range step = step_prices(b, prices, cell, y[t] - (t > 0 ? y[t - 1] : 0.0));
        can[t] = (struct range){into(cost[t].from + can[t + 1].from, step),
                                into(cost[t].to + can[t + 1].to, step)};
        cost[t] = slope;
    }
    double now = middle(can[0]);
    for (int t = 0; t < T; t++) {
        const int cell = j * T + t, shared = b->group[j] * T + t;
        const struct range next = {
            y[t] >= b->high[cell] ? -LP_INF : now - cost[t].to,
            y[t] <= b->least[cell] ? LP_INF : now - cost[t].from,
        };
        const double later = t + 1 < T ? middle(both(next, can[t + 1])) : 0.0;
        flow[t] = now;
        need[t] = prices->room[shared] - into(now - later, cost[t]);
        now = later;
    }
}
