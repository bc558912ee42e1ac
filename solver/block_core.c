/* From prices near the optimum to a vertex: the *core*, the program with most columns held.

   Prices of links, room and total give every chain its own (block_duals), so every column has a
   reduced cost. One that is clearly above 0 holds its column at the lower end, one clearly below
   at the upper end, and a clear price holds its row; what is left is small. When its optimum
   reaches the bound of the prices, it is an optimum of the whole.

   With y[t] = base - tiers + excess put in, the rows are
       step   y[t] - y[t-1] - rise[t] + fall[t] = 0                     of a chain's year
       room   sum y <= room          total   sum tiers - sum crowds <= 0     of a group's year
       link   as they are */
#include "solver/block_internal.h"

#include "base/env.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_ROUNDS = 4 };
static const double GAP = 1e-8;          /* relative, between the core and the bound */
static const double FIRST_MARGIN = 3e-6; /* of the largest cost: a reduced cost within is unclear */
static const double WIDER = 30.0;

/* First columns and first rows of the families. */
struct places {
    int rise, fall, excess, tier, crowd, link, columns;
    int room, total, link_row, rows; /* steps come first */
};

struct core {
    const struct block *b;
    struct places at;
    double implied_upper, margin;
    double *base;         /* [chains][years] the state without tiers and excess */
    int *owner;           /* [columns] its cell, or its link column */
    double *cost, *upper; /* [columns]; lower ends are 0 but for links */
    double *value;        /* [columns] where it is held, or stood in the last solve */
    bool *free;           /* [columns] */
    double *rhs;          /* [rows] */
    int *side;            /* [rows] 1 held at its upper bound, -1 at its lower, 0 not held */
    int *row, *column;    /* [rows], [columns] in the simplex, 0 while not in it */
    double *activity;     /* [rows] of what is held */
    int *index;           /* terms of one column */
    double *element;
    struct block_prices prices, best; /* the next ones; those of the best bound */
    double bound, objective;
    int rounds, rows, columns;
    struct simplex *simplex;
};

/* ---- the program -------------------------------------------------------------------------- */

static void lay_out(struct core *c)
{
    const struct block *b = c->b;
    const int cells = b->chains * b->years, shared = b->groups * b->years;
    struct places *at = &c->at;
    at->fall = cells;
    at->excess = 2 * cells;
    at->tier = 3 * cells;
    at->crowd = at->tier + b->tier_start[cells];
    at->link = at->crowd + b->crowd_start[shared];
    at->columns = at->link + b->columns;
    at->room = cells;
    at->total = cells + shared;
    at->link_row = cells + 2 * shared;
    at->rows = at->link_row + b->rows;
}

static void take_memory(struct core *c)
{
    const size_t columns = (size_t)c->at.columns, rows = (size_t)c->at.rows;
    const size_t terms = 8 + (size_t)c->b->rows;
    c->base = mem_new((size_t)c->at.fall, sizeof *c->base);
    c->owner = mem_new(columns, sizeof *c->owner);
    c->cost = mem_new(columns, sizeof *c->cost);
    c->upper = mem_new(columns, sizeof *c->upper);
    c->value = mem_new(columns, sizeof *c->value);
    c->free = mem_new(columns, sizeof *c->free);
    c->column = mem_new(columns, sizeof *c->column);
    c->rhs = mem_new(rows, sizeof *c->rhs);
    c->side = mem_new(rows, sizeof *c->side);
    c->row = mem_new(rows, sizeof *c->row);
    c->activity = mem_new(rows, sizeof *c->activity);
    c->index = mem_new(terms, sizeof *c->index);
    c->element = mem_new(terms, sizeof *c->element);
    block_prices_make(c->b, &c->prices);
    block_prices_make(c->b, &c->best);
}

/* A column that does not exist has no room. Tiers end where law stay ends them. */
static void state_steps(struct core *c, int cell)
{
    const struct block *b = c->b;
    double left = fmax(0.0, b->base[cell] - b->least[cell]);
    const int p = b->rise[cell], q = b->fall[cell];
    c->base[cell] = fmax(b->base[cell], b->least[cell]);
    c->cost[cell] = p < 0 ? 0.0 : b->pattern[p].cost;
    c->upper[cell] = p < 0 ? 0.0 : LP_INF;
    c->cost[c->at.fall + cell] = q < 0 ? 0.0 : b->pattern[q].cost;
    c->upper[c->at.fall + cell] = q < 0 ? 0.0 : LP_INF;
    c->cost[c->at.excess + cell] = b->excess_cost[cell];
    c->upper[c->at.excess + cell] = LP_INF;
    c->owner[cell] = c->owner[c->at.fall + cell] = c->owner[c->at.excess + cell] = cell;
    for (int n = b->tier_start[cell]; n < b->tier_start[cell + 1]; n++) {
        c->owner[c->at.tier + n] = cell;
        c->cost[c->at.tier + n] = b->tier_cost[n];
        c->upper[c->at.tier + n] = fmin(left, b->tier_cap[n]);
        left -= c->upper[c->at.tier + n];
    }
}

static void state_program(struct core *c)
{
    const struct block *b = c->b;
    const int T = b->years;
    for (int cell = 0; cell < c->at.fall; cell++) {
        state_steps(c, cell);
        c->rhs[cell] = (cell % T > 0 ? c->base[cell - 1] : 0.0) - c->base[cell];
        c->rhs[c->at.room + b->group[cell / T] * T + cell % T] -= c->base[cell];
    }
    for (int cell = 0; cell < b->groups * T; cell++) {
        c->rhs[c->at.room + cell] += b->room[cell];
        for (int n = b->crowd_start[cell]; n < b->crowd_start[cell + 1]; n++) {
            c->owner[c->at.crowd + n] = cell;
            c->cost[c->at.crowd + n] = b->crowd_cost[n];
            c->upper[c->at.crowd + n] = b->crowd_cap[n];
        }
    }
    for (int l = 0; l < b->columns; l++) {
        c->owner[c->at.link + l] = l;
        c->cost[c->at.link + l] = b->lp->cost[b->column_of[l]];
        c->upper[c->at.link + l] = b->lp->upper[b->column_of[l]];
    }
}

static double lower_of(const struct core *c, int column)
{
    return column < c->at.link ? 0.0 : c->b->lp->lower[c->b->column_of[column - c->at.link]];
}

/* ---- terms of a column ---------------------------------------------------------------------- */

static int add_pattern(const struct core *c, int p, int count)
{
    const struct block_pattern *pattern = &c->b->pattern[p];
    for (int n = pattern->start; n < pattern->start + pattern->count; n++) {
        c->index[++count] = c->at.link_row + c->b->term[n].row;
        c->element[count] = c->b->term[n].value;
    }
    return count;
}

/* A unit of the state of a cell. */
static int add_state(const struct core *c, int cell, double sign, int count)
{
    const int T = c->b->years, t = cell % T;
    c->index[++count] = cell;
    c->element[count] = sign;
    if (t + 1 < T) {
        c->index[++count] = cell + 1;
        c->element[count] = -sign;
    }
    c->index[++count] = c->at.room + c->b->group[cell / T] * T + t;
    c->element[count] = sign;
    return count;
}

/* Rows and coefficients of a column in index[1 ..], element[1 ..]; how many. */
static int terms_of(const struct core *c, int column)
{
    const struct block *b = c->b;
    const int owner = c->owner[column], T = b->years;
    if (column >= c->at.link) {
        int count = 0;
        for (int n = b->link_start[owner]; n < b->link_start[owner + 1]; n++) {
            c->index[++count] = c->at.link_row + b->link[n].row;
            c->element[count] = b->link[n].value;
        }
        return count;
    }
    if (column >= c->at.excess && column < c->at.tier) return add_state(c, owner, 1.0, 0);
    c->index[1] = owner;
    c->element[1] = -1.0;
    if (column < c->at.fall) return add_pattern(c, b->rise[owner], 1);
    c->element[1] = 1.0;
    if (column < c->at.excess) return add_pattern(c, b->fall[owner], 1);
    c->index[1] = c->at.total + owner;
    c->element[1] = -1.0;
    if (column >= c->at.crowd) return 1;
    c->index[1] = c->at.total + b->group[owner / T] * T + owner % T;
    c->element[1] = 1.0;
    return add_state(c, owner, -1.0, 1);
}

/* ---- what is held ---------------------------------------------------------------------------- */

static void hold(struct core *c, int column, double reduced)
{
    const double lower = lower_of(c, column), upper = c->upper[column];
    if (c->free[column] || !(upper > lower)) {
        c->value[column] = fmin(fmax(c->value[column], lower), upper);
        return;
    }
    c->free[column] = fabs(reduced) <= c->margin || (reduced < 0.0 && !isfinite(upper));
    c->value[column] = reduced > 0.0 || c->free[column] ? lower : upper;
}

static void hold_chain(struct core *c, int j, const double *flow, const double *need)
{
    const struct block *b = c->b;
    const int T = b->years;
    for (int t = 0; t < T; t++) {
        const int cell = j * T + t, shared = b->group[j] * T + t;
        const double *pattern = c->prices.pattern;
        if (b->rise[cell] >= 0) hold(c, cell, pattern[b->rise[cell]] + flow[t]);
        if (b->fall[cell] >= 0) hold(c, c->at.fall + cell, pattern[b->fall[cell]] - flow[t]);
        hold(c, c->at.excess + cell, b->excess_cost[cell] + need[t]);
        for (int n = b->tier_start[cell]; n < b->tier_start[cell + 1]; n++)
            hold(c, c->at.tier + n, b->tier_cost[n] + c->prices.total[shared] - need[t]);
    }
}

static void hold_links(struct core *c)
{
    const struct block *b = c->b;
    for (int l = 0; l < b->columns; l++) {
        double reduced = c->cost[c->at.link + l];
        for (int n = b->link_start[l]; n < b->link_start[l + 1]; n++)
            reduced -= b->link[n].value * c->prices.row[b->link[n].row];
        hold(c, c->at.link + l, reduced);
    }
    for (int r = 0; r < b->rows; r++) {
        const double price = c->prices.row[r];
        c->side[c->at.link_row + r] = price > c->margin ? -1 : price < -c->margin ? 1 : 0;
    }
    for (int cell = 0; cell < b->groups * b->years; cell++) {
        c->side[c->at.room + cell] = c->prices.room[cell] > c->margin;
        c->side[c->at.total + cell] = c->prices.total[cell] > c->margin;
        for (int n = b->crowd_start[cell]; n < b->crowd_start[cell + 1]; n++)
            hold(c, c->at.crowd + n, b->crowd_cost[n] - c->prices.total[cell]);
    }
}

/* All that the prices leave open becomes free, beside what is free already. */
static void open_core(struct core *c)
{
    const struct block *b = c->b;
    const int T = b->years;
    double *y = mem_new(3 * (size_t)T, sizeof *y), *flow = y + T, *need = flow + T;
    struct block_break *work = mem_new((size_t)block_work(b), sizeof *work);
    for (int j = 0; j < b->chains; j++) {
        block_cheapest(b, &c->prices, j, work, y);
        block_duals(b, &c->prices, j, y, flow, need);
        hold_chain(c, j, flow, need);
    }
    hold_links(c);
    free(y);
    free(work);
}

/* ---- the simplex ------------------------------------------------------------------------------
 */

static void row_bounds(const struct core *c, int row, double *lower, double *upper)
{
    *lower = *upper = c->rhs[row];
    if (row >= c->at.room) *lower = -LP_INF;
    if (row >= c->at.link_row) {
        *lower = c->b->row_lower[row - c->at.link_row];
        *upper = c->b->row_upper[row - c->at.link_row];
    }
    if (c->side[row] > 0) *lower = *upper;
    if (c->side[row] < 0) *upper = *lower;
    *lower -= c->activity[row];
    *upper -= c->activity[row];
}

/* Held columns into the activities; rows of free ones are marked. */
static void gather(struct core *c)
{
    memset(c->activity, 0, (size_t)c->at.rows * sizeof *c->activity);
    memset(c->row, 0, (size_t)c->at.rows * sizeof *c->row);
    for (int column = 0; column < c->at.columns; column++) {
        c->column[column] = 0;
        if (!c->free[column] && c->value[column] == 0.0) continue;
        const int count = terms_of(c, column);
        for (int n = 1; n <= count; n++) {
            if (c->free[column])
                c->row[c->index[n]] = 1;
            else
                c->activity[c->index[n]] += c->value[column] * c->element[n];
        }
    }
}

static void load(struct core *c)
{
    gather(c);
    c->rows = c->columns = 0;
    for (int row = 0; row < c->at.rows; row++) {
        double lower, upper;
        if (c->row[row] == 0) continue;
        row_bounds(c, row, &lower, &upper);
        c->row[row] = simplex_row(c->simplex, lower, upper, 0, NULL, NULL);
        c->rows++;
    }
    for (int column = 0; column < c->at.columns; column++) {
        if (!c->free[column]) continue;
        const int count = terms_of(c, column);
        for (int n = 1; n <= count; n++) c->index[n] = c->row[c->index[n]];
        c->column[column] = simplex_column(c->simplex, c->cost[column], lower_of(c, column),
                                           c->upper[column], count, c->index, c->element);
        c->columns++;
    }
}

/* Prices of rows outside the core stay as they are. */
static void read_prices(struct core *c)
{
    const struct block *b = c->b;
    for (int r = 0; r < b->rows; r++) {
        const int row = c->row[c->at.link_row + r];
        if (row > 0) c->prices.row[r] = simplex_price(c->simplex, row);
        if (!isfinite(b->row_lower[r])) c->prices.row[r] = fmin(c->prices.row[r], 0.0);
        if (!isfinite(b->row_upper[r])) c->prices.row[r] = fmax(c->prices.row[r], 0.0);
    }
    for (int cell = 0; cell < b->groups * b->years; cell++) {
        const int room = c->row[c->at.room + cell], total = c->row[c->at.total + cell];
        if (room > 0) c->prices.room[cell] = fmax(0.0, -simplex_price(c->simplex, room));
        if (total > 0) c->prices.total[cell] = fmax(0.0, -simplex_price(c->simplex, total));
    }
    block_price_patterns(b, &c->prices);
}

static void keep_better(struct core *c)
{
    const double bound = block_bound(c->b, &c->prices, c->implied_upper);
    if (!(bound > c->bound)) return;
    c->bound = bound;
    block_prices_copy(c->b, &c->best, &c->prices);
}

/* Rows over rises and falls alone that only limit them. */
static bool *find_limits(const struct block *b)
{
    bool *limit = mem_new((size_t)b->rows, sizeof *limit);
    for (int r = 0; r < b->rows; r++) limit[r] = !isfinite(b->row_lower[r]);
    for (int n = 0; n < b->link_start[b->columns]; n++) limit[b->link[n].row] = false;
    for (int n = 0; n < b->terms; n++)
        if (b->term[n].value < 0.0) limit[b->term[n].row] = false;
    return limit;
}

/* A rise and a fall in one cell together cost something at optimal prices. Where these prices say
   less, by rounding, a row that limits one of them becomes as much dearer, which costs the bound
   next to nothing. */
static void price_loops(struct core *c)
{
    const struct block *b = c->b;
    bool *limit = find_limits(b);
    double *dearer = mem_new((size_t)b->rows, sizeof *dearer);
    for (int l = 0; l < b->loops; l++) {
        const int side[2] = {b->loop[l].rise, b->loop[l].fall};
        const double gain = -c->prices.pattern[side[0]] - c->prices.pattern[side[1]];
        bool done = !(gain > 0.0);
        for (int k = 0; k < 2 && !done; k++) {
            const struct block_pattern *p = &b->pattern[side[k]];
            for (int n = p->start; n < p->start + p->count && !done; n++) {
                const struct block_term *term = &b->term[n];
                if (!limit[term->row]) continue;
                dearer[term->row] = fmax(dearer[term->row], gain / term->value);
                done = true;
            }
        }
    }
    for (int r = 0; r < b->rows; r++) c->prices.row[r] -= dearer[r];
    block_price_patterns(b, &c->prices);
    free(limit);
    free(dearer);
}

/* ---- the answer --------------------------------------------------------------------------- */

static double value_of(const struct core *c, int column)
{
    return fmin(fmax(c->value[column], lower_of(c, column)), c->upper[column]);
}

/* Crowds are filled from the shortage: cheapest first costs least. */
static void write_crowds(const struct core *c, double *value)
{
    const struct block *b = c->b;
    const int T = b->years;
    for (int cell = 0; cell < b->groups * T; cell++) {
        double missing = 0.0;
        for (int j = b->first[cell / T]; j < b->first[cell / T + 1]; j++) {
            const int own = j * T + cell % T;
            for (int n = b->tier_start[own]; n < b->tier_start[own + 1]; n++)
                missing += value[b->tier_column[n]];
        }
        for (int n = b->crowd_start[cell]; n < b->crowd_start[cell + 1]; n++) {
            value[b->crowd_column[n]] = fmin(missing, b->crowd_cap[n]);
            missing -= value[b->crowd_column[n]];
        }
    }
}

static void write_cell(const struct core *c, int cell, double *value)
{
    const struct block *b = c->b;
    const struct lp_family *var = b->lp->var;
    const struct lp_at at = AT(cell / b->years, cell % b->years);
    double y = c->base[cell] + value_of(c, c->at.excess + cell);
    for (int n = b->tier_start[cell]; n < b->tier_start[cell + 1]; n++) {
        value[b->tier_column[n]] = value_of(c, c->at.tier + n);
        y -= value[b->tier_column[n]];
    }
    value[lp_member(&var[b->roles->state], at)] = y + b->origin[cell];
    value[lp_member(&var[b->roles->excess], at)] =
        c->base[cell] - b->base[cell] + value_of(c, c->at.excess + cell);
    if (b->rise[cell] >= 0) value[lp_member(&var[b->roles->rise], at)] = value_of(c, cell);
    if (b->fall[cell] >= 0)
        value[lp_member(&var[b->roles->fall], at)] = value_of(c, c->at.fall + cell);
}

static void write_values(const struct core *c, double *value)
{
    const struct block *b = c->b;
    for (int column = 0; column < b->lp->columns; column++) value[column] = 0.0;
    for (int cell = 0; cell < c->at.fall; cell++) write_cell(c, cell, value);
    write_crowds(c, value);
    for (int l = 0; l < b->columns; l++) value[b->column_of[l]] = value_of(c, c->at.link + l);
}

/* ---- its basis ------------------------------------------------------------------------------ */

static char stand_of(const struct core *c, int column)
{
    return (char)(c->column[column] > 0 ? simplex_column_stand(c->simplex, c->column[column])
                                        : LP_HELD);
}

/* Where the core ends tiers early, or begins above the need, for the sake of `stay`, the program
   has the bound of the state: that is at its end then, and the tier or excess is basic. */
static void write_cell_basis(const struct core *c, int cell, struct block_vertex *vertex)
{
    const struct block *b = c->b;
    const struct lp_family *var = b->lp->var;
    const struct lp_at at = AT(cell / b->years, cell % b->years);
    char *state = &vertex->column[lp_member(&var[b->roles->state], at)];
    char *excess = &vertex->column[lp_member(&var[b->roles->excess], at)];
    *state = LP_BASIC;
    *excess = stand_of(c, c->at.excess + cell);
    if (c->base[cell] > b->base[cell] && *excess != LP_BASIC) {
        *excess = LP_BASIC;
        *state = LP_AT_LOWER;
    }
    for (int n = b->tier_start[cell]; n < b->tier_start[cell + 1]; n++) {
        char *tier = &vertex->column[b->tier_column[n]];
        *tier = stand_of(c, c->at.tier + n);
        const double upper = c->upper[c->at.tier + n];
        const bool full =
            *tier == LP_AT_UPPER || (*tier == LP_HELD && c->value[c->at.tier + n] > 0.0);
        if (!full || upper >= b->tier_cap[n]) continue;
        *tier = LP_BASIC;
        *state = LP_AT_LOWER;
    }
    if (b->rise[cell] >= 0) vertex->column[lp_member(&var[b->roles->rise], at)] = stand_of(c, cell);
    if (b->fall[cell] >= 0)
        vertex->column[lp_member(&var[b->roles->fall], at)] = stand_of(c, c->at.fall + cell);
}

static void write_row_basis(const struct core *c, int row, int lp_row, struct block_vertex *vertex)
{
    const struct lp *lp = c->b->lp;
    if (c->row[row] == 0) return;
    const char stand = (char)simplex_row_stand(c->simplex, c->row[row]);
    if (lp_row_is_bound(lp, lp_row)) /* a state that nothing moves */
        vertex->column[lp->entry[lp->start[lp_row]].column] = stand;
    else
        vertex->row[lp_row] = stand;
}

/* Rows and columns that the core does not have are basic and held. */
static void write_basis(const struct core *c, struct block_vertex *vertex)
{
    const struct block *b = c->b;
    const struct lp *lp = b->lp;
    const int T = b->years;
    memset(vertex->row, LP_BASIC, (size_t)lp->rows);
    memset(vertex->column, LP_HELD, (size_t)lp->columns);
    for (int cell = 0; cell < c->at.fall; cell++) {
        write_cell_basis(c, cell, vertex);
        write_row_basis(c, cell, lp_member(&lp->row[b->roles->flow], AT(cell / T, cell % T)),
                        vertex);
    }
    for (int cell = 0; cell < b->groups * T; cell++) {
        const struct lp_at at = AT(cell / T, cell % T);
        write_row_basis(c, c->at.room + cell, lp_member(&lp->row[b->roles->room], at), vertex);
        write_row_basis(c, c->at.total + cell, lp_member(&lp->row[b->roles->total], at), vertex);
        for (int n = b->crowd_start[cell]; n < b->crowd_start[cell + 1]; n++)
            vertex->column[b->crowd_column[n]] = stand_of(c, c->at.crowd + n);
    }
    for (int l = 0; l < b->columns; l++)
        vertex->column[b->column_of[l]] = stand_of(c, c->at.link + l);
    for (int r = 0; r < b->rows; r++) write_row_basis(c, c->at.link_row + r, b->row_of[r], vertex);
}

/* ---- the rounds ---------------------------------------------------------------------------- */

static bool solve_core(struct core *c, struct block_watch *watch, struct block_vertex *vertex)
{
    c->simplex = simplex_new(false);
    load(c);
    const bool solved = simplex_presolved(c->simplex, watch);
    if (solved) {
        for (int column = 0; column < c->at.columns; column++)
            if (c->column[column] > 0)
                c->value[column] = simplex_value(c->simplex, c->column[column]);
        write_values(c, vertex->value);
        write_basis(c, vertex);
        c->objective = block_objective(c->b->lp, vertex->value);
        read_prices(c);
    }
    simplex_free(c->simplex);
    c->simplex = NULL;
    return solved;
}

/* A core without a solution holds something that it should not. */
static bool solve_rounds(struct core *c, struct block_watch *watch, struct block_vertex *vertex)
{
    bool solved = false;
    for (c->rounds = 1; c->rounds <= MOST_ROUNDS && !solved; c->rounds++) {
        open_core(c);
        solved = solve_core(c, watch, vertex);
        if (watch->outcome != LP_OPTIMAL) return false;
        c->margin *= WIDER;
    }
    if (solved) keep_better(c);
    return solved && c->objective - c->bound <= GAP * fmax(1.0, fabs(c->objective));
}

static double largest_cost(const struct core *c)
{
    double most = 1.0;
    for (int column = 0; column < c->at.link; column++) most = fmax(most, fabs(c->cost[column]));
    return most;
}

static void clear(struct core *c)
{
    void *const arrays[] = {c->base, c->owner, c->cost, c->upper,    c->value, c->free,   c->column,
                            c->rhs,  c->side,  c->row,  c->activity, c->index, c->element};
    for (size_t n = 0; n < sizeof arrays / sizeof *arrays; n++) free(arrays[n]);
    block_prices_clear(&c->prices);
    block_prices_clear(&c->best);
}

bool block_core(const struct block *b, double implied_upper, struct block_watch *watch,
                struct block_prices *prices, struct block_vertex *vertex,
                struct block_report *report)
{
    struct core c = {.b = b, .implied_upper = implied_upper, .bound = -LP_INF};
    lay_out(&c);
    take_memory(&c);
    state_program(&c);
    c.margin = FIRST_MARGIN * largest_cost(&c);
    block_prices_copy(b, &c.prices, prices);
    read_prices(&c);
    price_loops(&c);
    keep_better(&c);
    watch->bound = c.bound;
    const bool solved = solve_rounds(&c, watch, vertex);
    if (solved) block_prices_copy(b, prices, &c.best);
    report->rounds = c.rounds;
    report->rows = c.rows;
    report->columns = c.columns;
    report->bound = c.bound;
    clear(&c);
    return solved;
}
