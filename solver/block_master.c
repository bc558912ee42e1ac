/* The finish: Dantzig-Wolfe over chains, exact to a vertex, with a certified bound.

   Every chain has a reference trajectory, which sits in the right-hand sides; every other one is a
   column of differences to it, 0 <= weight <= 1, and only a chain with two or more has a row
   "sum of weights <= 1". Room and total rows enter when they have a price at the start or are
   broken. First columns: a trajectory y of the interior point is the average over u in (0,1) of
   ceil(y - u), with exactly the same cost, rises, falls and shortages, because costs are linear
   between whole numbers; the distinct ones among them (*level sets*) make a first master that is
   hardly worse than the interior point. A trajectory knows its net step only, so a rise and a fall
   in one cell are a *loop* column of their own. *Ghosts* keep the first masters feasible; while one
   is above 0 at the optimum all become dearer, and an answer has none. */
#include "solver/block_internal.h"

#include "base/env.h"
#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ROUNDS = 400, MOST_RAISES = 8, SHAKES = 2 };
static const double GAP = 1e-9;    /* relative, between the master and its bound */
static const double PRICED = 1e-3; /* a row with more than this price enters at the start */
static const double BROKEN = 1e-6;
static const double NEARER = 1e-8;  /* a trajectory must be cheaper by this to enter */
static const double SNAP = 0.02;    /* fractions nearer to whole are not cut */
static const double NOTHING = 1e-9; /* weights below are 0, or 1 */
static const double GHOST_GONE = 1e-7;
static const double DEARER = 20.0;

struct path {
    int next;   /* of the same chain, -1 ends */
    int column; /* 0: the reference */
    double cost;
};

struct master {
    const struct block *b;
    double implied_upper;
    struct simplex *simplex;
    struct path *path;
    int paths, path_room, y_room;
    double *y;                                /* [paths][years] */
    int *head, *reference, *others, *one_row; /* [chains] */
    int *room_row, *total_row, *first_crowd;  /* [groups][years] 0 while not in */
    int link, loop;                           /* first columns */
    int *ghost, ghosts, ghost_room;
    double ghost_price, reference_cost;
    struct block_prices prices, best; /* of the last master; of the best bound */
    double bound, objective;
    struct block_break *work;
    int *index; /* a row or column under construction: index[1 .. terms], value[1 .. terms] */
    double *value;
    int *position; /* by row or column: where it stands in index, 0 */
    int terms, term_room, position_room, rounds;
};

struct master *master_new(const struct block *b, double implied_upper)
{
    const size_t chains = (size_t)b->chains, shared = (size_t)b->groups * b->years;
    struct master *m = mem_new(1, sizeof *m);
    m->b = b;
    m->implied_upper = implied_upper;
    m->head = mem_new(chains, sizeof(int));
    m->reference = mem_new(chains, sizeof(int));
    m->others = mem_new(chains, sizeof(int));
    m->one_row = mem_new(chains, sizeof(int));
    m->room_row = mem_new(shared, sizeof(int));
    m->total_row = mem_new(shared, sizeof(int));
    m->first_crowd = mem_new(shared, sizeof(int));
    m->work = mem_new((size_t)block_work(b), sizeof *m->work);
    block_prices_make(b, &m->prices);
    block_prices_make(b, &m->best);
    for (int j = 0; j < b->chains; j++) m->head[j] = -1;
    return m;
}

void master_free(struct master *m)
{
    if (!m) return;
    void *const arrays[] = {m->path,    m->y,        m->head,      m->reference,   m->others,
                            m->one_row, m->room_row, m->total_row, m->first_crowd, m->ghost,
                            m->work,    m->index,    m->value,     m->position};
    for (size_t n = 0; n < sizeof arrays / sizeof *arrays; n++) free(arrays[n]);
    block_prices_clear(&m->prices);
    block_prices_clear(&m->best);
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

static void add_ghost(struct master *m, int row, double sign)
{
    m->ghost = mem_room(m->ghost, m->ghosts, &m->ghost_room, sizeof *m->ghost);
    add_term(m, row, sign);
    m->ghost[m->ghosts++] = close_column(m, m->ghost_price, 0.0, LP_INF);
}

/* ---- trajectories --------------------------------------------------------------------------- */

static const double *path_y(const struct master *m, int k)
{
    return m->y + (size_t)k * m->b->years;
}

static bool is_known(const struct master *m, int j, const double *y)
{
    for (int k = m->head[j]; k >= 0; k = m->path[k].next)
        if (memcmp(path_y(m, k), y, (size_t)m->b->years * sizeof *y) == 0) return true;
    return false;
}

static int remember(struct master *m, int j, const double *y)
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

/* A chain that gets a second alternative gets its row of weights. */
static void prepare_weights(struct master *m, int j)
{
    if (m->others[j] != 1) return;
    for (int k = m->head[j]; k >= 0; k = m->path[k].next)
        if (m->path[k].column > 0) add_term(m, m->path[k].column, 1.0);
    m->one_row[j] = close_row(m, -LP_INF, 1.0);
}

/* A trajectory becomes a column of differences to the reference. */
static void enter(struct master *m, int j, const double *y)
{
    const struct block *b = m->b;
    prepare_weights(m, j);
    const int k = remember(m, j, y), T = b->years;
    const double *reference = path_y(m, m->reference[j]);
    y = path_y(m, k);
    add_steps(m, j, y, 1.0);
    add_steps(m, j, reference, -1.0);
    for (int t = 0; t < T; t++) {
        const int cell = j * T + t, shared = b->group[j] * T + t;
        if (m->room_row[shared] > 0) add_term(m, m->room_row[shared], y[t] - reference[t]);
        if (m->total_row[shared] > 0)
            add_term(m, m->total_row[shared],
                     block_shortage(b, cell, y[t]) - block_shortage(b, cell, reference[t]));
    }
    if (m->others[j]++ > 0) add_term(m, m->one_row[j], 1.0);
    m->path[k].column = close_column(m, m->path[k].cost - m->path[m->reference[j]].cost, 0.0, 1.0);
}

/* The terms of a group's row over all columns; returns what the references take of it. */
static double add_group_terms(struct master *m, int s, int t, bool total)
{
    const struct block *b = m->b;
    double taken = 0.0;
    for (int j = b->first[s]; j < b->first[s + 1]; j++) {
        const int cell = j * b->years + t;
        const double y = path_y(m, m->reference[j])[t], missing = block_shortage(b, cell, y);
        taken += total ? missing : y;
        for (int k = m->head[j]; k >= 0; k = m->path[k].next) {
            const double other = path_y(m, k)[t];
            if (m->path[k].column == 0) continue;
            add_term(m, m->path[k].column,
                     total ? block_shortage(b, cell, other) - missing : other - y);
        }
    }
    return taken;
}

static void add_room_row(struct master *m, int s, int t)
{
    const int shared = s * m->b->years + t;
    const double taken = add_group_terms(m, s, t, false);
    m->room_row[shared] = close_row(m, -LP_INF, m->b->room[shared] - taken);
    add_ghost(m, m->room_row[shared], -1.0);
}

/* Shortage less the crowd tiers that cost something, within those that cost nothing. */
static void add_total_row(struct master *m, int s, int t)
{
    const struct block *b = m->b;
    const int shared = s * b->years + t;
    double room = -add_group_terms(m, s, t, true);
    int n = b->crowd_start[shared];
    for (; n < b->crowd_start[shared + 1] && b->crowd_cost[n] <= 0.0; n++) room += b->crowd_cap[n];
    const int row = m->total_row[shared] = close_row(m, -LP_INF, room);
    for (; n < b->crowd_start[shared + 1]; n++) {
        add_term(m, row, -1.0);
        const int column = close_column(m, b->crowd_cost[n], 0.0, b->crowd_cap[n]);
        if (m->first_crowd[shared] == 0) m->first_crowd[shared] = column;
    }
    add_ghost(m, row, -1.0);
}

/* ---- the first master ---------------------------------------------------------------------- */

static void take_references(struct master *m, const double *path, double *taken)
{
    const struct block *b = m->b;
    const int T = b->years;
    double *y = mem_new((size_t)T, sizeof *y);
    for (int j = 0; j < b->chains; j++) {
        for (int t = 0; t < T; t++) y[t] = floor(path[j * T + t] + 0.5);
        block_repair(b, j, y);
        m->reference[j] = remember(m, j, y);
        m->reference_cost += m->path[m->reference[j]].cost;
        add_steps(m, j, y, 1.0);
        for (int n = 1; n <= m->terms; n++) taken[m->index[n] - 1] += m->value[n];
        begin(m);
    }
    free(y);
}

static void add_link_rows(struct master *m, const double *taken)
{
    const struct block *b = m->b;
    for (int r = 0; r < b->rows; r++)
        close_row(m, b->row_lower[r] - taken[r], b->row_upper[r] - taken[r]);
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
        if (met[r] && isfinite(b->row_upper[r])) add_ghost(m, 1 + r, -1.0);
        if (met[r] && isfinite(b->row_lower[r])) add_ghost(m, 1 + r, 1.0);
    }
    free(met);
}

/* Just below and just above a fraction u of the trajectory: ceil(y - u). */
static void seed_level(struct master *m, int j, const double *path, double u, double *y)
{
    for (int t = 0; t < m->b->years; t++) y[t] = ceil(path[t] - u);
    block_repair(m->b, j, y);
    if (!is_known(m, j, y)) enter(m, j, y);
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
        memcpy(m->prices.row, start->row, (size_t)b->rows * sizeof(double));
        memcpy(m->prices.room, start->room, (size_t)b->groups * b->years * sizeof(double));
        memcpy(m->prices.total, start->total, (size_t)b->groups * b->years * sizeof(double));
        for (int j = 0; j < b->chains; j++) {
            if (j == 0 || b->group[j] != b->group[j - 1]) {
                for (int r = 0; r < b->rows; r++)
                    m->prices.row[r] =
                        start->row[r] * (1.0 + width[n] * (2.0 * env_random_share(&random) - 1.0));
                block_price_patterns(b, &m->prices);
            }
            block_cheapest(b, &m->prices, j, m->work, y);
            if (!is_known(m, j, y)) enter(m, j, y);
        }
    }
    free(y);
}

static void add_priced_rows(struct master *m, const struct block_prices *start)
{
    const struct block *b = m->b;
    for (int shared = 0; shared < b->groups * b->years; shared++) {
        const int s = shared / b->years, t = shared % b->years;
        if (start->room[shared] > PRICED) add_room_row(m, s, t);
        if (start->total[shared] > PRICED) add_total_row(m, s, t);
    }
}

/* First basis: slacks, but in a total row the crowd tier reached by the references, with those
   before it full. It is triangular, and saves a pivot a row. */
static void crash(struct master *m)
{
    const struct block *b = m->b;
    for (int shared = 0; shared < b->groups * b->years; shared++) {
        const int s = shared / b->years, t = shared % b->years;
        double over = 0.0;
        if (m->first_crowd[shared] == 0) continue;
        for (int j = b->first[s]; j < b->first[s + 1]; j++)
            over += block_shortage(b, j * b->years + t, path_y(m, m->reference[j])[t]);
        int column = m->first_crowd[shared];
        for (int n = b->crowd_start[shared]; n < b->crowd_start[shared + 1] && over > 0.0; n++) {
            if (b->crowd_cost[n] > 0.0 && over <= b->crowd_cap[n])
                simplex_pivot(m->simplex, m->total_row[shared], column);
            else if (b->crowd_cost[n] > 0.0)
                simplex_raise(m->simplex, column);
            column += b->crowd_cost[n] > 0.0;
            over -= b->crowd_cap[n];
        }
    }
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

static void first_master(struct master *m, const struct block_prices *start, const double *path)
{
    double *taken = mem_new((size_t)m->b->rows, sizeof *taken);
    m->simplex = simplex_new();
    m->ghost_price = first_ghost_price(m->b, start);
    m->bound = -LP_INF;
    take_references(m, path, taken);
    add_link_rows(m, taken);
    add_links(m);
    add_link_ghosts(m);
    seed_levels(m, path);
    seed_shaken(m, start);
    add_priced_rows(m, start);
    crash(m);
    free(taken);
}

/* ---- weights ------------------------------------------------------------------------------- */

static double weight_of(const struct master *m, int k)
{
    if (m->path[k].column == 0) return 0.0;
    const double weight = simplex_value(m->simplex, m->path[k].column);
    return weight < NOTHING ? 0.0 : weight > 1.0 - NOTHING ? 1.0 : weight;
}

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

/* into [2][years]: states and shortages of a group. */
static void add_states(const struct master *m, int j, const double *y, double weight, double *into)
{
    const int T = m->b->years;
    for (int t = 0; t < T; t++) {
        into[t] += weight * y[t];
        into[T + t] += weight * block_shortage(m->b, j * T + t, y[t]);
    }
}

static int add_broken_rows(struct master *m)
{
    const struct block *b = m->b;
    const int T = b->years;
    double *sum = mem_new(2 * (size_t)T, sizeof *sum);
    int added = 0;
    for (int s = 0; s < b->groups; s++) {
        memset(sum, 0, 2 * (size_t)T * sizeof *sum);
        for (int j = b->first[s]; j < b->first[s + 1]; j++) each_used(m, j, add_states, sum);
        for (int t = 0; t < T; t++) {
            const int shared = s * T + t;
            double room = BROKEN;
            for (int n = b->crowd_start[shared]; n < b->crowd_start[shared + 1]; n++)
                if (b->crowd_cost[n] <= 0.0) room += b->crowd_cap[n];
            const bool crowded = m->room_row[shared] == 0 && sum[t] > b->room[shared] + BROKEN;
            const bool short_of = m->total_row[shared] == 0 && sum[T + t] > room;
            if (crowded) add_room_row(m, s, t);
            if (short_of) add_total_row(m, s, t);
            added += crowded + short_of;
        }
    }
    free(sum);
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
        m->prices.room[cell] = room > 0 ? fmax(0.0, -simplex_price(m->simplex, room)) : 0.0;
        m->prices.total[cell] = total > 0 ? fmax(0.0, -simplex_price(m->simplex, total)) : 0.0;
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

/* Enters what is cheaper than all that a chain has; returns how many. */
static int price_chains(struct master *m)
{
    const struct block *b = m->b;
    double *y = mem_new((size_t)b->years, sizeof *y);
    double bound = block_links_bound(b, &m->prices, m->implied_upper);
    int added = 0;
    for (int j = 0; j < b->chains; j++) {
        block_cheapest(b, &m->prices, j, m->work, y);
        const double value = block_priced(b, &m->prices, j, y);
        double have = LP_INF;
        bound += value;
        if (is_known(m, j, y)) continue;
        for (int k = m->head[j]; k >= 0; k = m->path[k].next)
            have = fmin(have, block_priced(b, &m->prices, j, path_y(m, k)));
        if (!(value < have - NEARER)) continue;
        enter(m, j, y);
        added++;
    }
    keep_best(m, bound);
    free(y);
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
    m->objective = m->reference_cost + simplex_objective(m->simplex);
    return true;
}

bool master_solve(struct master *m, struct block_watch *watch, const struct block_prices *start,
                  const double *path)
{
    int raises = 0;
    first_master(m, start, path);
    for (m->rounds = 1; m->rounds <= MOST_ROUNDS; m->rounds++) {
        if (!solve_master(m, m->rounds == 1, watch)) return false;
        read_prices(m);
        const int added = price_chains(m);
        if (added > 0 && m->objective - m->bound > GAP * fabs(m->objective)) continue;
        if (ghosts(m) <= GHOST_GONE) return true;
        if (++raises > MOST_RAISES) return false;
        raise_ghosts(m);
    }
    return false;
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

static void add_crowds(const struct block *b, double *value)
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
    add_crowds(b, value);
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
