/* The finish: Dantzig-Wolfe over chains, exact to a vertex, with a certified bound.

   Every chain has a reference trajectory, which sits in the right-hand sides; every other one is a
   column of differences to it, 0 <= weight <= 1, and only a chain with two or more has a row
   "sum of weights <= 1". First columns: a trajectory y of the interior point is the average over u
   in (0,1) of ceil(y - u), with exactly the same cost, rises, falls and shortages, because costs
   are linear between whole numbers; the distinct ones among them (*level sets*) make a first master
   that is hardly worse than the interior point.

   A room or total row is *absent* while it need not be there: room rows that have room, and total
   rows whose total stays within one crowd tier, so that each post of shortage costs the same, the
   *slope*, which columns then carry in their costs. A total at the end of a tier has no slope; its
   row enters with the first column that touches it, and so does a row that is broken.

   A trajectory knows its net step only, so a rise and a fall
   in one cell are a *loop* column of their own. *Ghosts* keep the first masters feasible; while one
   is above 0 at the optimum all become dearer, and an answer has none. */
#include "solver/block_master.h"

#include "base/env.h"
#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ROUNDS = 400, MOST_RAISES = 8, SHAKES = 2, PIECES = 16 };
static const double GAP = 1e-9;      /* relative, between the master and its bound */
static const double PRICED = 1e-6;   /* a room row with less than this price has room */
static const double ON_SLOPE = 1e-6; /* a total price so near to a crowd tier's cost is that cost */
static const double BROKEN = 1e-6;
static const double NEARER = 1e-8;  /* a trajectory must be cheaper by this to enter */
static const double SNAP = 0.02;    /* fractions nearer to whole are not cut */
static const double NOTHING = 1e-9; /* weights below are 0, or 1 */
static const double NO_GAIN = 1e-6; /* relative */
static const double GHOST_GONE = 1e-7;
static const double SAME_PRICE = 1e-12; /* a price that has moved by less has not moved */
static const double DEARER = 20.0;
static const double DEAR = 0.01; /* of the first ghosts: a trajectory is dropped when it can be */

struct master *master_new(const struct block *b, double implied_upper)
{
    const size_t chains = (size_t)b->chains, shared = (size_t)b->groups * b->years;
    struct master *m = mem_new(1, sizeof *m);
    m->b = b;
    m->implied_upper = implied_upper;
    m->head = mem_new(chains, sizeof(int));
    m->reference = mem_new(chains, sizeof(int));
    m->one_row = mem_new(chains, sizeof(int));
    m->room_row = mem_new(shared, sizeof(int));
    m->total_row = mem_new(shared, sizeof(int));
    m->first_crowd = mem_new(shared, sizeof(int));
    m->slope = mem_new(shared, sizeof(int));
    m->states = mem_new(shared, sizeof(double));
    m->shortages = mem_new(shared, sizeof(double));
    m->cheapest = mem_new(chains, sizeof(double));
    m->taken = mem_new((size_t)b->rows, sizeof(double));
    m->moved = mem_new((size_t)b->patterns + shared, sizeof *m->moved);
    m->work = mem_new((size_t)block_work(b), sizeof *m->work);
    block_prices_make(b, &m->prices);
    block_prices_make(b, &m->best);
    block_prices_make(b, &m->seen);
    for (int j = 0; j < b->chains; j++) m->head[j] = -1;
    return m;
}

void master_free(struct master *m)
{
    if (!m) return;
    void *const arrays[] = {m->path,       m->y,         m->head,        m->reference, m->one_row,
                            m->room_row,   m->total_row, m->first_crowd, m->ghost,     m->slope,
                            m->taken,      m->states,    m->shortages,   m->cheapest,  m->moved,
                            m->ghost_cell, m->work,      m->index,       m->value,     m->position};
    for (size_t n = 0; n < sizeof arrays / sizeof *arrays; n++) free(arrays[n]);
    block_prices_clear(&m->prices);
    block_prices_clear(&m->best);
    block_prices_clear(&m->seen);
    simplex_forget(m->simplex);
    parallel_free(m->pool);
    free(m);
}

/* ---- a row or column under construction --------------------------------------------------- */

static void begin(struct master *m)
{
    for (int n = 1; n <= m->terms; n++) m->position[m->index[n]] = 0;
    m->terms = 0;
}

/* Terms of the same row or column add up: GLPK refuses one twice. */
static void add_term(struct master *m, int at, double value)
{
    if (value == 0.0) return;
    if (at >= m->position_room) {
        const int room = 2 * at + 1024;
        m->position = mem_resize(m->position, (size_t)room, sizeof *m->position);
        for (int n = m->position_room; n < room; n++) m->position[n] = 0;
        m->position_room = room;
    }
    if (m->position[at] > 0) {
        m->value[m->position[at]] += value;
        return;
    }
    if (m->terms + 2 > m->term_room) {
        m->term_room = 2 * m->term_room + 64;
        m->index = mem_resize(m->index, (size_t)m->term_room, sizeof *m->index);
        m->value = mem_resize(m->value, (size_t)m->term_room, sizeof *m->value);
    }
    m->position[at] = ++m->terms;
    m->index[m->terms] = at;
    m->value[m->terms] = value;
}

static void add_pattern(struct master *m, int p, double times)
{
    const struct block_pattern *pattern = &m->b->pattern[p];
    for (int n = pattern->start; times != 0.0 && n < pattern->start + pattern->count; n++)
        add_term(m, 1 + m->b->term[n].row, times * m->b->term[n].value);
}

static int close_column(struct master *m, double cost, double lower, double upper)
{
    const int column = simplex_column(m->simplex, cost, lower, upper, m->terms, m->index, m->value);
    begin(m);
    return column;
}

static int close_row(struct master *m, double lower, double upper)
{
    const int row = simplex_row(m->simplex, lower, upper, m->terms, m->index, m->value);
    begin(m);
    return row;
}

/* `cell`: of a room row; of a total row after those; -1 of a link. */
static void add_ghost(struct master *m, int row, double sign, int cell)
{
    m->ghost = mem_room(m->ghost, m->ghosts, &m->ghost_room, sizeof *m->ghost);
    m->ghost_cell = mem_room(m->ghost_cell, m->ghosts, &m->cell_room, sizeof *m->ghost_cell);
    m->ghost_cell[m->ghosts] = cell;
    add_term(m, row, sign);
    m->ghost[m->ghosts++] = close_column(m, m->ghost_price, 0.0, LP_INF);
}

/* ---- trajectories --------------------------------------------------------------------------- */

static const double *path_y(const struct master *m, int k)
{
    return m->y + (size_t)k * m->b->years;
}

static const double *reference_y(const struct master *m, int j)
{
    return path_y(m, m->reference[j]);
}

bool master_knows(const struct master *m, int j, const double *y)
{
    for (int k = m->head[j]; k >= 0; k = m->path[k].next)
        if (memcmp(path_y(m, k), y, (size_t)m->b->years * sizeof *y) == 0) return true;
    return false;
}

int master_remember(struct master *m, int j, const double *y)
{
    const int T = m->b->years;
    m->path = mem_room(m->path, m->paths, &m->path_room, sizeof *m->path);
    if (m->y_room < m->path_room) {
        m->y_room = m->path_room;
        m->y = mem_resize(m->y, (size_t)m->y_room * T, sizeof *m->y);
    }
    memcpy(m->y + (size_t)m->paths * T, y, (size_t)T * sizeof *y);
    m->path[m->paths] = (struct path){m->head[j], 0, block_cost(m->b, j, y)};
    return m->head[j] = m->paths++;
}

/* The rises and falls of a trajectory into the links, so many times. */
static void add_steps(struct master *m, int j, const double *y, double times)
{
    double before = 0.0;
    for (int t = 0; t < m->b->years; t++) {
        const double step = y[t] - before;
        const int cell = j * m->b->years + t;
        if (step != 0.0)
            add_pattern(m, step > 0.0 ? m->b->rise[cell] : m->b->fall[cell], times * fabs(step));
        before = y[t];
    }
}

/* How much more shortage than with the reference. */
static double more_short(const struct master *m, int j, int t, double y)
{
    const int cell = j * m->b->years + t;
    return block_shortage(m->b, cell, y) - block_shortage(m->b, cell, reference_y(m, j)[t]);
}

/* What the column of a trajectory costs: more than the reference, absent totals at their slope. */
static double column_cost(const struct master *m, int j, int k)
{
    const struct block *b = m->b;
    double cost = m->path[k].cost - m->path[m->reference[j]].cost;
    for (int t = 0; t < b->years; t++) {
        const int shared = b->group[j] * b->years + t;
        if (m->total_row[shared] == 0 && m->slope[shared] >= 0)
            cost += b->crowd_cost[m->slope[shared]] * more_short(m, j, t, path_y(m, k)[t]);
    }
    return cost;
}

static double weight_of(const struct master *m, int k)
{
    if (m->path[k].column == 0) return 0.0;
    const double weight = simplex_value(m->simplex, m->path[k].column);
    return weight < NOTHING ? 0.0 : weight > 1.0 - NOTHING ? 1.0 : weight;
}

/* Whether the last solve gave weight to others than the reference. */
static bool in_use(const struct master *m, int j)
{
    for (int k = m->head[j]; k >= 0; k = m->path[k].next)
        if (weight_of(m, k) > 0.0) return true;
    return false;
}

/* The weights of a chain sum to 1 at most; absent while they do by themselves. */
void master_add_one_row(struct master *m, int j)
{
    for (int k = m->head[j]; k >= 0; k = m->path[k].next)
        if (m->path[k].column > 0) add_term(m, m->path[k].column, 1.0);
    m->one_row[j] = close_row(m, -LP_INF, 1.0);
}

/* Rows that cannot stay absent when a trajectory is used. */
void master_prepare_rows(struct master *m, int j, const double *y)
{
    const struct block *b = m->b;
    for (int t = 0; t < b->years; t++) {
        const int shared = b->group[j] * b->years + t;
        if (m->room_row[shared] == 0 && y[t] != reference_y(m, j)[t] &&
            m->prices.room[shared] > 0.0)
            master_add_room_row(m, b->group[j], t);
        if (m->total_row[shared] == 0 && m->slope[shared] < 0 && more_short(m, j, t, y[t]) != 0.0)
            master_add_total_row(m, b->group[j], t);
    }
}

void master_add_column(struct master *m, int j, int k)
{
    const struct block *b = m->b;
    const double *y = path_y(m, k);
    add_steps(m, j, y, 1.0);
    add_steps(m, j, reference_y(m, j), -1.0);
    for (int t = 0; t < b->years; t++) {
        const int shared = b->group[j] * b->years + t;
        if (m->room_row[shared] > 0) add_term(m, m->room_row[shared], y[t] - reference_y(m, j)[t]);
        if (m->total_row[shared] > 0) add_term(m, m->total_row[shared], more_short(m, j, t, y[t]));
    }
    if (m->one_row[j] > 0) add_term(m, m->one_row[j], 1.0);
    m->path[k].column = close_column(m, column_cost(m, j, k), 0.0, 1.0);
}

/* A trajectory becomes a column of differences to the reference. */
static void enter(struct master *m, int j, const double *y)
{
    master_prepare_rows(m, j, y);
    if (m->one_row[j] == 0 && in_use(m, j)) master_add_one_row(m, j);
    master_add_column(m, j, master_remember(m, j, y));
}

/* ---- rows of groups ------------------------------------------------------------------------- */

/* The terms of a group's row over all columns. */
static void add_group_terms(struct master *m, int s, int t, bool total)
{
    const struct block *b = m->b;
    for (int j = b->first[s]; j < b->first[s + 1]; j++)
        for (int k = m->head[j]; k >= 0; k = m->path[k].next) {
            const double y = path_y(m, k)[t];
            if (m->path[k].column == 0) continue;
            add_term(m, m->path[k].column,
                     total ? more_short(m, j, t, y) : y - reference_y(m, j)[t]);
        }
}

/* With a ghost only where the references alone break it: they are always a solution. */
void master_add_room_row(struct master *m, int s, int t)
{
    const int shared = s * m->b->years + t;
    const double left = m->b->room[shared] - m->states[shared];
    add_group_terms(m, s, t, false);
    m->room_row[shared] = close_row(m, -LP_INF, left);
    if (left < 0.0) add_ghost(m, m->room_row[shared], -1.0, shared);
}

/* Where a crowd tier begins. */
static double tier_from(const struct block *b, int shared, int tier)
{
    double from = 0.0;
    for (int n = b->crowd_start[shared]; n < tier; n++) from += b->crowd_cap[n];
    return from;
}

/* What a total costs in crowd tiers; beyond the last tier they are not asked. */
static double crowds_cost(const struct block *b, int shared, double total)
{
    double cost = 0.0;
    for (int n = b->crowd_start[shared]; n < b->crowd_start[shared + 1] && total > 0.0; n++) {
        cost += b->crowd_cost[n] * fmin(total, b->crowd_cap[n]);
        total -= b->crowd_cap[n];
    }
    return cost;
}

/* The constant that an absent total adds: the cost of the references on its slope. */
double master_absent_cost(const struct master *m, int shared)
{
    const struct block *b = m->b;
    const double total = m->shortages[shared];
    const int tier = m->slope[shared];
    if (tier < 0) return crowds_cost(b, shared, total);
    const double from = tier_from(b, shared, tier);
    return crowds_cost(b, shared, from) + b->crowd_cost[tier] * (total - from);
}

/* The crowd tier that the references reach is basic, those before it are full: triangular. */
static void add_crowds(struct master *m, int shared, int row, double over)
{
    const struct block *b = m->b;
    bool reached = false;
    for (int n = b->crowd_start[shared]; n < b->crowd_start[shared + 1]; n++) {
        const double cap = b->crowd_cap[n];
        if (b->crowd_cost[n] > 0.0) {
            add_term(m, row, -1.0);
            const int column = close_column(m, b->crowd_cost[n], 0.0, cap);
            if (m->first_crowd[shared] == 0) m->first_crowd[shared] = column;
            if (!reached && over > cap) simplex_raise(m->simplex, column);
            if (!reached && over > 0.0 && over <= cap) simplex_pivot(m->simplex, row, column);
        }
        reached |= over <= cap;
        over -= cap;
    }
}

/* Shortage less the crowd tiers that cost something, within those that cost nothing. */
void master_add_total_row(struct master *m, int s, int t)
{
    const struct block *b = m->b;
    const int shared = s * b->years + t;
    m->constant -= master_absent_cost(m, shared);
    const double over = m->shortages[shared];
    double room = -over;
    add_group_terms(m, s, t, true);
    for (int n = b->crowd_start[shared]; n < b->crowd_start[shared + 1]; n++)
        if (b->crowd_cost[n] <= 0.0) room += b->crowd_cap[n];
    const int row = m->total_row[shared] = close_row(m, -LP_INF, room);
    add_crowds(m, shared, row, over);
    if (over > tier_from(b, shared, b->crowd_start[shared + 1]))
        add_ghost(m, row, -1.0, b->groups * b->years + shared);
    for (int j = b->first[s]; m->slope[shared] >= 0 && j < b->first[s + 1]; j++)
        for (int k = m->head[j]; k >= 0; k = m->path[k].next)
            if (m->path[k].column > 0)
                simplex_cost(m->simplex, m->path[k].column, column_cost(m, j, k));
}

/* How an absent total stands: within a tier, or at the end of one with a price between. */
void master_find_slope(struct master *m, int shared)
{
    const struct block *b = m->b;
    const double total = m->shortages[shared];
    const int first = b->crowd_start[shared], end = b->crowd_start[shared + 1];
    double from = 0.0, *price = &m->prices.total[shared];
    m->slope[shared] = -1;
    for (int n = first; n < end; n++) {
        const double to = from + b->crowd_cap[n], cost = b->crowd_cost[n];
        const bool within = total >= from && total <= to;
        const bool low = n > first && total == from && *price < cost - ON_SLOPE;
        const bool high = n + 1 < end && total == to && *price > cost + ON_SLOPE;
        if (within && !low && !high) {
            m->slope[shared] = n;
            *price = cost;
            return;
        }
        from = to;
    }
}

/* ---- the first master ---------------------------------------------------------------------- */

static void take_references(struct master *m, const double *path)
{
    const struct block *b = m->b;
    const int T = b->years;
    double *y = mem_new((size_t)T, sizeof *y);
    for (int j = 0; j < b->chains; j++) {
        for (int t = 0; t < T; t++) y[t] = floor(path[j * T + t] + 0.5);
        block_repair(b, j, y);
        m->reference[j] = master_remember(m, j, y);
    }
    free(y);
}

/* What the references take of all rows, and cost. */
void master_count_references(struct master *m)
{
    const struct block *b = m->b;
    const int T = b->years;
    m->constant = 0.0;
    memset(m->taken, 0, (size_t)b->rows * sizeof *m->taken);
    memset(m->states, 0, (size_t)b->groups * T * sizeof *m->states);
    memset(m->shortages, 0, (size_t)b->groups * T * sizeof *m->shortages);
    for (int j = 0; j < b->chains; j++) {
        const double *y = reference_y(m, j);
        m->constant += m->path[m->reference[j]].cost;
        add_steps(m, j, y, 1.0);
        for (int n = 1; n <= m->terms; n++) m->taken[m->index[n] - 1] += m->value[n];
        begin(m);
        for (int t = 0; t < T; t++) {
            m->states[b->group[j] * T + t] += y[t];
            m->shortages[b->group[j] * T + t] += block_shortage(b, j * T + t, y[t]);
        }
    }
}

static void add_link_rows(struct master *m)
{
    const struct block *b = m->b;
    for (int r = 0; r < b->rows; r++)
        close_row(m, b->row_lower[r] - m->taken[r], b->row_upper[r] - m->taken[r]);
}

static void add_links(struct master *m)
{
    const struct block *b = m->b;
    m->link = 1;
    for (int c = 0; c < b->columns; c++) {
        const int column = b->column_of[c];
        for (int n = b->link_start[c]; n < b->link_start[c + 1]; n++)
            add_term(m, 1 + b->link[n].row, b->link[n].value);
        close_column(m, b->lp->cost[column], b->lp->lower[column], b->lp->upper[column]);
    }
    m->loop = m->link + b->columns;
    for (int l = 0; l < b->loops; l++) {
        const struct block_loop *loop = &b->loop[l];
        add_pattern(m, loop->rise, 1.0);
        add_pattern(m, loop->fall, 1.0);
        close_column(m, b->pattern[loop->rise].cost + b->pattern[loop->fall].cost, 0.0, LP_INF);
    }
}

static void add_link_ghosts(struct master *m)
{
    const struct block *b = m->b;
    bool *met = mem_new((size_t)b->rows, sizeof *met);
    for (int n = 0; n < b->terms; n++) met[b->term[n].row] = true;
    for (int r = 0; r < b->rows; r++) {
        if (met[r] && isfinite(b->row_upper[r])) add_ghost(m, 1 + r, -1.0, -1);
        if (met[r] && isfinite(b->row_lower[r])) add_ghost(m, 1 + r, 1.0, -1);
    }
    m->link_ghosts = m->ghosts;
    free(met);
}

void master_add_links(struct master *m)
{
    add_link_rows(m);
    add_links(m);
    add_link_ghosts(m);
}

/* Just below and just above a fraction u of the trajectory: ceil(y - u). */
static void seed_level(struct master *m, int j, const double *path, double u, double *y)
{
    for (int t = 0; t < m->b->years; t++) y[t] = ceil(path[t] - u);
    block_repair(m->b, j, y);
    if (!master_knows(m, j, y)) enter(m, j, y);
}

static void seed_levels(struct master *m, const double *path)
{
    const int T = m->b->years;
    double *y = mem_new((size_t)T, sizeof *y);
    for (int j = 0; j < m->b->chains; j++)
        for (int t = 0; t < T; t++) {
            const double u = path[j * T + t] - floor(path[j * T + t]);
            if (u <= SNAP || u >= 1.0 - SNAP) continue;
            seed_level(m, j, path + j * T, u - SNAP / 2.0, y);
            seed_level(m, j, path + j * T, u + SNAP / 2.0, y);
        }
    free(y);
}

/* The cheapest trajectories at prices shaken a little. */
static void seed_shaken(struct master *m, const struct block_prices *start)
{
    static const double width[SHAKES] = {1e-3, 1e-2};
    const struct block *b = m->b;
    struct env_random random = {1};
    double *y = mem_new((size_t)b->years, sizeof *y);
    for (int n = 0; n < SHAKES; n++) {
        for (int j = 0; j < b->chains; j++) {
            if (j == 0 || b->group[j] != b->group[j - 1]) {
                for (int r = 0; r < b->rows; r++)
                    m->prices.row[r] =
                        start->row[r] * (1.0 + width[n] * (2.0 * env_random_share(&random) - 1.0));
                block_price_patterns(b, &m->prices);
            }
            block_cheapest(b, &m->prices, j, m->work, y);
            if (!master_knows(m, j, y)) enter(m, j, y);
        }
    }
    free(y);
}

/* Above what the interior point thinks a unit of any link is worth. */
static double first_ghost_price(const struct block *b, const struct block_prices *start)
{
    double tier = 0.0, crowd = 0.0, row = 0.0;
    for (int r = 0; r < b->rows; r++) row = fmax(row, fabs(start->row[r]));
    for (int n = 0; n < b->tier_start[b->chains * b->years]; n++)
        tier = fmax(tier, b->tier_cost[n]);
    for (int n = 0; n < b->crowd_start[b->groups * b->years]; n++)
        crowd = fmax(crowd, b->crowd_cost[n]);
    return 10.0 + 2.0 * (tier + crowd) + 3.0 * row;
}

static bool has_room(const struct master *m, int shared)
{
    const struct block *b = m->b;
    const int s = shared / b->years, t = shared % b->years;
    double taken = 0.0;
    for (int j = b->first[s]; j < b->first[s + 1]; j++) taken += path_y(m, m->reference[j])[t];
    return taken < b->room[shared] - BROKEN;
}

/* Totals of the references on their slopes; room rows that have room get no price. */
static void settle_absent(struct master *m)
{
    const struct block *b = m->b;
    for (int shared = 0; shared < b->groups * b->years; shared++) {
        master_find_slope(m, shared);
        m->constant += master_absent_cost(m, shared);
        if (m->prices.room[shared] < PRICED || has_room(m, shared)) m->prices.room[shared] = 0.0;
    }
}

static void first_master(struct master *m, const struct block_prices *start, const double *path,
                         bool exact)
{
    m->simplex = simplex_new(true);
    m->ghost_price = first_ghost_price(m->b, start);
    m->dear = DEAR * m->ghost_price;
    m->bound = -LP_INF;
    block_prices_copy(m->b, &m->prices, start);
    take_references(m, path);
    master_count_references(m);
    settle_absent(m);
    master_add_links(m);
    seed_levels(m, path);
    if (!exact) seed_shaken(m, start);
}

/* ---- weights ------------------------------------------------------------------------------- */

/* Calls visit for every trajectory in use, with its weight. */
static void each_used(const struct master *m, int j,
                      void (*visit)(const struct master *m, int j, const double *y, double weight,
                                    double *into),
                      double *into)
{
    double rest = 1.0;
    for (int k = m->head[j]; k >= 0; k = m->path[k].next) {
        const double weight = weight_of(m, k);
        if (weight > 0.0) visit(m, j, path_y(m, k), weight, into);
        rest -= weight;
    }
    if (rest > NOTHING) visit(m, j, path_y(m, m->reference[j]), rest, into);
}

/* An absent total that has left the tier of its slope. */
static bool has_left(const struct master *m, int shared, double total)
{
    const struct block *b = m->b;
    const int tier = m->slope[shared];
    if (tier < 0) return false;
    const double from = tier_from(b, shared, tier);
    const bool below = tier > b->crowd_start[shared] && total < from - BROKEN;
    return below || total > from + b->crowd_cap[tier] + BROKEN;
}

/* States and shortages of all groups, and the weights of a chain that miss their row. */
static int sum_weights(struct master *m, double *state, double *shortage)
{
    const struct block *b = m->b;
    const int T = b->years;
    int added = 0;
    memcpy(state, m->states, (size_t)b->groups * T * sizeof *state);
    memcpy(shortage, m->shortages, (size_t)b->groups * T * sizeof *shortage);
    for (int j = 0; j < b->chains; j++) {
        double sum = 0.0;
        for (int k = m->head[j]; k >= 0; k = m->path[k].next) {
            const double weight = weight_of(m, k);
            if (weight == 0.0) continue;
            sum += weight;
            for (int t = 0; t < T; t++) {
                const double y = path_y(m, k)[t];
                state[b->group[j] * T + t] += weight * (y - reference_y(m, j)[t]);
                shortage[b->group[j] * T + t] += weight * more_short(m, j, t, y);
            }
        }
        if (m->one_row[j] > 0 || !(sum > 1.0 + BROKEN)) continue;
        master_add_one_row(m, j);
        added++;
    }
    return added;
}

static int add_broken_rows(struct master *m)
{
    const struct block *b = m->b;
    const int shared = b->groups * b->years;
    double *state = mem_new(2 * (size_t)shared, sizeof *state), *shortage = state + shared;
    int added = sum_weights(m, state, shortage);
    for (int n = 0; n < shared; n++) {
        const bool crowded = m->room_row[n] == 0 && state[n] > b->room[n] + BROKEN;
        const bool left = m->total_row[n] == 0 && has_left(m, n, shortage[n]);
        if (crowded) master_add_room_row(m, n / b->years, n % b->years);
        if (left) master_add_total_row(m, n / b->years, n % b->years);
        added += crowded + left;
    }
    free(state);
    return added;
}

/* ---- prices and bound ----------------------------------------------------------------------- */

static void read_prices(struct master *m)
{
    const struct block *b = m->b;
    for (int r = 0; r < b->rows; r++) {
        double price = simplex_price(m->simplex, 1 + r);
        if (!isfinite(b->row_lower[r])) price = fmin(price, 0.0);
        if (!isfinite(b->row_upper[r])) price = fmax(price, 0.0);
        m->prices.row[r] = price;
    }
    for (int cell = 0; cell < b->groups * b->years; cell++) {
        const int room = m->room_row[cell], total = m->total_row[cell];
        if (room > 0) m->prices.room[cell] = fmax(0.0, -simplex_price(m->simplex, room));
        if (total > 0) m->prices.total[cell] = fmax(0.0, -simplex_price(m->simplex, total));
    }
    block_price_patterns(b, &m->prices);
}

static void keep_best(struct master *m, double bound)
{
    const struct block *b = m->b;
    if (!(bound > m->bound)) return;
    m->bound = bound;
    block_prices_copy(b, &m->best, &m->prices);
}

/* Whether prices that the chain sees have moved since it was priced. */
static bool is_moved(const struct master *m, int j)
{
    const struct block *b = m->b;
    for (int t = 0; t < b->years; t++) {
        const int cell = j * b->years + t, shared = b->group[j] * b->years + t;
        if (b->rise[cell] >= 0 && m->moved[b->rise[cell]]) return true;
        if (b->fall[cell] >= 0 && m->moved[b->fall[cell]]) return true;
        if (m->moved[b->patterns + shared]) return true;
    }
    return false;
}

static bool moves(double *seen, double price)
{
    if (fabs(*seen - price) <= SAME_PRICE) return false;
    *seen = price;
    return true;
}

/* Marks patterns and cells of groups whose prices have moved; `all`: nothing was priced before. */
static void mark_moved(struct master *m, bool all)
{
    const struct block *b = m->b;
    const int shared = b->groups * b->years;
    for (int p = 0; p < b->patterns; p++)
        m->moved[p] = moves(&m->seen.pattern[p], m->prices.pattern[p]) || all;
    for (int n = 0; n < shared; n++) {
        const bool room = moves(&m->seen.room[n], m->prices.room[n]);
        const bool total = moves(&m->seen.total[n], m->prices.total[n]);
        m->moved[b->patterns + n] = room || total || all;
    }
}

/* The work of pricing is done in pieces at the same time; what they find is entered in order. */
struct pricing {
    struct master *m;
    struct block_break *work; /* [PIECES] */
    double *y;                /* [chains][years] the cheapest trajectories */
    bool *enters;             /* [chains] */
};

static void price_chain(const struct pricing *pricing, int j, struct block_break *work)
{
    const struct master *m = pricing->m;
    const struct block *b = m->b;
    double *y = pricing->y + (size_t)j * b->years, have = LP_INF;
    block_cheapest(b, &m->prices, j, work, y);
    m->cheapest[j] = block_priced(b, &m->prices, j, y);
    if (master_knows(m, j, y)) return;
    for (int k = m->head[j]; k >= 0; k = m->path[k].next)
        have = fmin(have, block_priced(b, &m->prices, j, path_y(m, k)));
    pricing->enters[j] = m->cheapest[j] < have - NEARER;
}

static void price_piece(void *context, int piece)
{
    const struct pricing *pricing = context;
    const struct master *m = pricing->m;
    const int chains = m->b->chains;
    struct block_break *work = pricing->work + (size_t)piece * block_work(m->b);
    const int from = (int)((long)chains * piece / PIECES);
    const int end = (int)((long)chains * (piece + 1) / PIECES);
    for (int j = from; j < end; j++)
        if (is_moved(m, j)) price_chain(pricing, j, work);
}

/* Enters what is cheaper than all that a chain has; returns how many. */
static int price_chains(struct master *m)
{
    const struct block *b = m->b;
    const size_t chains = (size_t)b->chains;
    struct pricing pricing = {.m = m,
                              .work = mem_new(PIECES * (size_t)block_work(b), sizeof *m->work),
                              .y = mem_new(chains * b->years, sizeof(double)),
                              .enters = mem_new(chains, sizeof(bool))};
    double bound = block_links_bound(b, &m->prices, m->implied_upper);
    int added = 0;
    mark_moved(m, !m->priced);
    m->priced = true;
    parallel_run(m->pool, PIECES, price_piece, &pricing);
    for (int j = 0; j < b->chains; j++) {
        bound += m->cheapest[j];
        if (!pricing.enters[j]) continue;
        enter(m, j, pricing.y + (size_t)j * b->years);
        added++;
    }
    keep_best(m, bound);
    free(pricing.work);
    free(pricing.y);
    free(pricing.enters);
    return added;
}

/* ---- the rounds ------------------------------------------------------------------------------ */

static double ghosts(const struct master *m)
{
    double sum = 0.0;
    for (int n = 0; n < m->ghosts; n++) sum += simplex_value(m->simplex, m->ghost[n]);
    return sum;
}

static void raise_ghosts(struct master *m)
{
    m->ghost_price *= DEARER;
    for (int n = 0; n < m->ghosts; n++) simplex_cost(m->simplex, m->ghost[n], m->ghost_price);
}

/* True when the columns at hand are solved and break no row. */
static bool solve_master(struct master *m, bool dual, struct block_watch *watch)
{
    do {
        if (!simplex_solve(m->simplex, dual, watch)) return false;
        dual = true;
    } while (add_broken_rows(m) > 0);
    m->objective = m->constant + simplex_objective(m->simplex);
    return true;
}

/* A rise and a fall in one cell cost something together, since the master has a column for them;
   without that pricing by net steps would be wrong. */
static void assert_loops(const struct master *m)
{
    for (int l = 0; l < m->b->loops; l++) {
        const double rise = m->prices.pattern[m->b->loop[l].rise];
        const double fall = m->prices.pattern[m->b->loop[l].fall];
        assert(rise + fall >= -NO_GAIN * fmax(1.0, fabs(rise)));
    }
}

static bool solve_rounds(struct master *m, bool dual, struct block_watch *watch)
{
    int raises = 0;
    m->bound = -LP_INF;
    for (m->rounds = 1; m->rounds <= MOST_ROUNDS; m->rounds++) {
        if (!solve_master(m, dual && m->rounds == 1, watch)) return false;
        read_prices(m);
        const int added = price_chains(m);
        watch->bound = m->bound;
        if (added > 0 && m->objective - m->bound > GAP * fabs(m->objective)) continue;
        if (ghosts(m) <= GHOST_GONE) {
            assert_loops(m);
            return true;
        }
        if (++raises > MOST_RAISES) return false;
        raise_ghosts(m);
    }
    return false;
}

static bool solve_all(struct master *m, bool dual, struct block_watch *watch)
{
    m->pool = parallel_new(watch->control->threads);
    const bool solved = solve_rounds(m, dual, watch);
    parallel_free(m->pool);
    m->pool = NULL;
    return solved;
}

bool master_solve(struct master *m, struct block_watch *watch, const struct block_prices *start,
                  const double *path, bool exact)
{
    first_master(m, start, path, exact);
    return solve_all(m, true, watch);
}

/* ---- another program of the same shape ----------------------------------------------------- */

bool master_again(struct master *m, bool dual, struct block_watch *watch)
{
    const struct block *b = m->b;
    for (int r = 0; r < b->rows; r++)
        simplex_row_bounds(m->simplex, 1 + r, b->row_lower[r] - m->taken[r],
                           b->row_upper[r] - m->taken[r]);
    for (int c = 0; c < b->columns; c++) {
        const int column = b->column_of[c];
        simplex_column_bounds(m->simplex, m->link + c, b->lp->lower[column], b->lp->upper[column]);
    }
    return solve_all(m, dual, watch);
}

bool master_confirm(struct master *m, struct block_watch *watch)
{
    if (!simplex_confirm(m->simplex, watch)) return false;
    const double objective = m->constant + simplex_objective(m->simplex);
    return fabs(objective - m->objective) <= GAP * fmax(1.0, fabs(objective));
}

static int total_rows(const struct master *m)
{
    int rows = 0;
    for (int n = 0; n < m->b->groups * m->b->years; n++) rows += m->total_row[n] > 0;
    return rows;
}

void master_measure(struct master *m)
{
    long iterations;
    simplex_size(m->simplex, &m->made_rows, &m->made_columns, &iterations);
    if (m->drop_totals || m->made_totals == 0) m->made_totals = total_rows(m);
    m->drop_totals = false;
}

bool master_has_grown(struct master *m)
{
    const double growth = block_session_knobs.growth;
    int rows, columns;
    long iterations;
    simplex_size(m->simplex, &rows, &columns, &iterations);
    m->drop_totals = total_rows(m) > growth * growth * growth * m->made_totals;
    return m->drop_totals || rows > growth * m->made_rows || columns > growth * m->made_columns;
}

long master_pivots(const struct master *m)
{
    int rows, columns;
    long iterations = 0;
    if (m->simplex) simplex_size(m->simplex, &rows, &columns, &iterations);
    return m->pivots + iterations;
}

double master_objective(const struct master *m)
{
    return m->objective;
}

/* ---- the answer ------------------------------------------------------------------------------ */

const struct block_prices *master_prices(const struct master *m)
{
    return &m->best;
}

static void add_move(const struct master *m, int cell, double step, double *value)
{
    const struct block *b = m->b;
    const int family = step > 0.0 ? b->roles->rise : b->roles->fall;
    const int column = lp_member(&b->lp->var[family], AT(cell / b->years, cell % b->years));
    value[column] += fabs(step);
}

static void add_path(const struct master *m, int j, const double *y, double weight, double *value)
{
    const struct block *b = m->b;
    const struct lp *lp = b->lp;
    double before = 0.0;
    for (int t = 0; t < b->years; t++) {
        const int cell = j * b->years + t;
        double missing = b->base[cell] - y[t];
        if (y[t] != before) add_move(m, cell, weight * (y[t] - before), value);
        value[lp_member(&lp->var[b->roles->state], AT(j, t))] += weight * (y[t] + b->origin[cell]);
        value[lp_member(&lp->var[b->roles->excess], AT(j, t))] += weight * fmax(0.0, -missing);
        for (int n = b->tier_start[cell]; n < b->tier_start[cell + 1] && missing > 0.0; n++) {
            value[b->tier_column[n]] += weight * fmin(missing, b->tier_cap[n]);
            missing -= b->tier_cap[n];
        }
        before = y[t];
    }
}

static void write_crowds(const struct block *b, double *value)
{
    for (int cell = 0; cell < b->groups * b->years; cell++) {
        const int s = cell / b->years, t = cell % b->years;
        double missing = 0.0;
        for (int j = b->first[s]; j < b->first[s + 1]; j++)
            for (int n = b->tier_start[j * b->years + t]; n < b->tier_start[j * b->years + t + 1];
                 n++)
                missing += value[b->tier_column[n]];
        for (int n = b->crowd_start[cell]; n < b->crowd_start[cell + 1]; n++) {
            value[b->crowd_column[n]] = fmin(missing, b->crowd_cap[n]);
            missing -= value[b->crowd_column[n]];
        }
    }
}

void master_values(const struct master *m, double *value)
{
    const struct block *b = m->b;
    for (int column = 0; column < b->lp->columns; column++) value[column] = 0.0;
    for (int j = 0; j < b->chains; j++) each_used(m, j, add_path, value);
    write_crowds(b, value);
    for (int c = 0; c < b->columns; c++) {
        const int column = b->column_of[c];
        value[column] = fmin(fmax(simplex_value(m->simplex, m->link + c), b->lp->lower[column]),
                             b->lp->upper[column]);
    }
    for (int l = 0; l < b->loops; l++) {
        const double loops = simplex_value(m->simplex, m->loop + l);
        if (!(loops > NOTHING)) continue;
        add_move(m, b->loop[l].cell, loops, value);
        add_move(m, b->loop[l].cell, -loops, value);
    }
}

void master_report(const struct master *m, struct block_report *report)
{
    long iterations;
    simplex_size(m->simplex, &report->rows, &report->columns, &iterations);
    report->rounds = m->rounds;
    report->bound = m->bound;
}

void master_close(struct master *m)
{
    simplex_free(m->simplex);
    m->simplex = NULL;
}
