/* Whole numbers for a part of a solved program, by branch and bound over that part alone.

   The part meets the rest in rows over (a, t), `arrive` and `leave`: what arrives less what leaves,
   added up over the years, is what the rest gets of a until t. In the small program it is a column
   of its own, a *stock*. The prices of those rows say what it is worth, which is right to first
   order; therefore it stays near the solution, and further off than the next whole number it costs
   something. Sums that the caller names (all appointments of a year) are branched on first: one of
   them decides more than any of the many numbers of which it is made. Once they are whole, so are
   nearly always the others, for which the rest of the program is a network; what is not is rounded
   in a dive. */
#include "solver/lp_internal.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Counted, so that the outcome does not depend on the clock. GLPK may go in circles. */
enum { BATCHES = 5, MOST_PIVOTS = 1000 };
static const double TINY = 1e-6, LEAST_GAIN = 1e-5;

/* A column that is held, and its bounds before. */
struct branch {
    int column;
    double lower, upper;
};
/* One side of a sum, after its parents'. */
struct side {
    int parent, column;
    double lower, upper, bound;
    bool open; /* not tried yet */
};
struct split {
    int column;
    double fraction;
};

struct rounding {
    const struct lp *lp;
    const struct lp_whole *whole;
    struct lp_matrix matrix;
    int entries_room;
    int *column_of; /* [matrix.columns] of the lp; -1: a sum or a stock */
    int *column_in; /* [lp columns] of the matrix, -1: held */
    int first_sum, first_stock;
    double *worth; /* [lp columns] cost with the prices of the rows that tie */
    struct lp_engine *engine;
    struct lp_answer answer;
    struct branch *branch;
    int branches, branch_room;
    struct side *side;
    int sides, side_room, at; /* the side taken last, -1 */
    int solves;
    double best, least_gain; /* objective of the best whole answer; what another must save */
    struct split *split;     /* [matrix.columns] */
    double *before;          /* [matrix.columns] */
    double *found;           /* [matrix.columns] */
};

static bool ties(const struct rounding *r, int row)
{
    return r->lp->row_family[row] == r->whole->arrive || r->lp->row_family[row] == r->whole->leave;
}

static bool in_part(const struct rounding *r, int column)
{
    return r->whole->part[r->lp->column_family[column]];
}

/* ---- the small program ------------------------------------------------------------------- */

static void price_columns(struct rounding *r)
{
    const struct lp *lp = r->lp;
    r->worth = mem_new((size_t)lp->columns, sizeof *r->worth);
    memcpy(r->worth, lp->cost, (size_t)lp->columns * sizeof *r->worth);
    for (int row = 0; row < lp->rows; row++)
        for (int n = lp->start[row]; ties(r, row) && n < lp->start[row + 1]; n++)
            r->worth[lp->entry[n].column] -= lp->price[row] * lp->entry[n].value;
}

static int add_column(struct rounding *r, double lower, double upper, double cost)
{
    struct lp_matrix *m = &r->matrix;
    m->lower[m->columns] = lower;
    m->upper[m->columns] = upper;
    m->cost[m->columns] = cost;
    r->column_of[m->columns] = -1;
    return m->columns++;
}

static bool is_open(const struct rounding *r, int column)
{
    const double value = r->lp->value[column];
    return in_part(r, column) &&
           (fabs(r->lp->reduced[column]) <= r->whole->margin || fabs(value - round(value)) > TINY);
}

/* Cells of the rows that tie, none where the part is all. */
static int stocks(const struct rounding *r)
{
    return r->whole->arrive < 0 ? 0 : r->lp->row[r->whole->arrive].cells;
}

static void add_columns(struct rounding *r)
{
    const struct lp *lp = r->lp;
    struct lp_matrix *m = &r->matrix;
    const size_t most = (size_t)(lp->columns + r->whole->sums + 3 * stocks(r));
    r->column_of = mem_new(most, sizeof *r->column_of);
    r->column_in = mem_new((size_t)lp->columns, sizeof *r->column_in);
    m->lower = mem_new(most, sizeof *m->lower);
    m->upper = mem_new(most, sizeof *m->upper);
    m->cost = mem_new(most, sizeof *m->cost);
    for (int column = 0; column < lp->columns; column++) {
        r->column_in[column] = -1;
        if (!is_open(r, column)) continue;
        r->column_in[column] =
            add_column(r, lp->lower[column], lp->upper[column], r->worth[column]);
        r->column_of[r->column_in[column]] = column;
    }
    r->first_sum = m->columns;
    for (int sum = 0; sum < r->whole->sums; sum++) add_column(r, 0.0, LP_INF, 0.0);
    r->first_stock = m->columns;
    for (int cell = 0; cell < stocks(r); cell++) {
        const struct lp_at at = lp_at_of(&lp->row[r->whole->arrive], cell);
        const double off = r->whole->off(r->whole->context, at);
        add_column(r, -LP_INF, LP_INF, 0.0);
        add_column(r, 0.0, r->whole->window, off);
        add_column(r, 0.0, r->whole->window, off);
    }
}

static void add_entry(struct rounding *r, int column, double value)
{
    struct lp_matrix *m = &r->matrix;
    m->entry = mem_room(m->entry, m->start[m->rows + 1], &r->entries_room, sizeof *m->entry);
    m->entry[m->start[m->rows + 1]++] = (struct lp_entry){column, value};
}

static void open_row(struct rounding *r)
{
    r->matrix.start[r->matrix.rows + 1] = r->matrix.start[r->matrix.rows];
}

static void close_row(struct rounding *r, double lower, double upper)
{
    r->matrix.row_lower[r->matrix.rows] = lower;
    r->matrix.row_upper[r->matrix.rows++] = upper;
}

/* What the held columns take of a row: those of the part, which are whole, and those of the rest,
   of which there will be a whole number, too. */
static double taken(const struct rounding *r, int row)
{
    const struct lp *lp = r->lp;
    double part = 0.0, rest = 0.0, unit = 0.0;
    for (int n = lp->start[row]; n < lp->start[row + 1]; n++) {
        const int column = lp->entry[n].column;
        const double took = lp->entry[n].value * lp->value[column];
        if (r->column_in[column] >= 0) continue;
        if (in_part(r, column)) {
            part += took;
        } else {
            rest += took;
            unit = fmax(unit, fabs(lp->entry[n].value));
        }
    }
    if (unit == 0.0) return part;
    const bool down = lp_sense_of(lp, row) == LP_GE;
    return part + unit * (down ? floor(rest / unit + TINY) : ceil(rest / unit - TINY));
}

static void add_row(struct rounding *r, int row)
{
    const struct lp *lp = r->lp;
    open_row(r);
    for (int n = lp->start[row]; n < lp->start[row + 1]; n++)
        if (r->column_in[lp->entry[n].column] >= 0)
            add_entry(r, r->column_in[lp->entry[n].column], lp->entry[n].value);
    if (r->matrix.start[r->matrix.rows + 1] == r->matrix.start[r->matrix.rows]) return;
    const double left = lp->rhs[row] - taken(r, row);
    const enum lp_sense sense = lp_sense_of(lp, row);
    close_row(r, sense == LP_LE ? -LP_INF : left, sense == LP_GE ? LP_INF : left);
}

static void add_sum(struct rounding *r, int sum)
{
    open_row(r);
    for (int column = 0; column < r->first_sum; column++) {
        const int var = r->lp->column_family[r->column_of[column]];
        const struct lp_at at =
            lp_at_of(&r->lp->var[var], r->lp->column_cell[r->column_of[column]]);
        if (r->whole->sum_of(r->whole->context, var, at) == sum) add_entry(r, column, 1.0);
    }
    add_entry(r, r->first_sum + sum, -1.0);
    close_row(r, 0.0, 0.0);
}

/* Adds the terms of a row that ties; returns its activity in the solution by open columns, and in
 *held by those of the part that are held. */
static double add_tie(struct rounding *r, int family, struct lp_at at, double sign, double *held)
{
    const struct lp *lp = r->lp;
    const int row = lp_member(&lp->row[family], at);
    double open = 0.0;
    for (int n = row < 0 ? 0 : lp->start[row]; row >= 0 && n < lp->start[row + 1]; n++) {
        const int column = lp->entry[n].column;
        const double by = sign * lp->entry[n].value;
        if (!in_part(r, column)) continue;
        if (r->column_in[column] < 0) {
            *held += by * lp->value[column];
        } else {
            add_entry(r, r->column_in[column], -by);
            open += by * lp->value[column];
        }
    }
    return open;
}

/* stock[a,t] = stock[a,t-1] + what arrives - what leaves by open columns */
static void add_stocks(struct rounding *r)
{
    const struct lp_family *tie = &r->lp->row[r->whole->arrive];
    const int years = tie->extent[1];
    double stock = 0.0, held = 0.0;
    for (int cell = 0; cell < tie->cells; cell++) {
        const struct lp_at at = lp_at_of(tie, cell);
        const int column = r->first_stock + 3 * cell;
        if (cell % years == 0) stock = held = 0.0;
        open_row(r);
        for (int n = 0; n < 3; n++) {
            add_entry(r, column + n, n < 2 ? 1.0 : -1.0);
            if (cell % years > 0) add_entry(r, column + n - 3, n < 2 ? -1.0 : 1.0);
        }
        stock += add_tie(r, r->whole->arrive, at, -1.0, &held);
        stock += add_tie(r, r->whole->leave, at, 1.0, &held);
        close_row(r, 0.0, 0.0);
        r->matrix.lower[column] = floor(stock + TINY);
        r->matrix.upper[column] = ceil(stock - TINY);
        const double least = ceil(r->whole->least(r->whole->context, at) - held - TINY);
        r->matrix.lower[column] =
            fmin(fmax(r->matrix.lower[column], least), r->matrix.upper[column]);
    }
}

static void make_program(struct rounding *r)
{
    const struct lp *lp = r->lp;
    struct lp_matrix *m = &r->matrix;
    price_columns(r);
    add_columns(r);
    const size_t most = (size_t)(lp->rows + r->whole->sums + m->columns - r->first_stock);
    m->start = mem_new(most + 1, sizeof *m->start);
    m->row_lower = mem_new(most, sizeof *m->row_lower);
    m->row_upper = mem_new(most, sizeof *m->row_upper);
    for (int row = 0; row < lp->rows; row++)
        if (!ties(r, row) && !lp_row_is_bound(lp, row)) add_row(r, row);
    for (int sum = 0; sum < r->whole->sums; sum++) add_sum(r, sum);
    if (stocks(r) > 0) add_stocks(r);
    r->answer.value = mem_new((size_t)m->columns, sizeof(double));
    r->answer.price = mem_new((size_t)m->rows, sizeof(double));
    r->found = mem_new((size_t)m->columns, sizeof(double));
    r->split = mem_new((size_t)m->columns, sizeof *r->split);
    r->before = mem_new((size_t)m->columns, sizeof *r->before);
    r->least_gain = LEAST_GAIN * fabs(lp->objective);
    r->engine = lp_engine_new(m);
}

/* ---- the search --------------------------------------------------------------------------- */

static double fraction_of(double value)
{
    return fabs(value - round(value));
}

/* Of the first group with a sum that is not whole the last one: what is decided late leaves the
   earlier years, on which more depends, free to follow. -1: all are whole. */
static int split_sum(const struct rounding *r)
{
    int chosen = -1;
    for (int column = r->first_sum; column < r->first_stock; column++) {
        if (chosen >= 0 && (column - r->first_sum) % r->whole->group == 0) break;
        if (fraction_of(r->answer.value[column]) > TINY) chosen = column;
    }
    return chosen;
}

static int by_fraction(const void *a, const void *b)
{
    const struct split *x = a, *y = b;
    if (x->fraction != y->fraction) return x->fraction < y->fraction ? -1 : 1;
    return x->column - y->column;
}

/* The numbers that are not whole, the nearest to it first; returns how many. */
static int split_numbers(struct rounding *r)
{
    int splits = 0;
    for (int column = 0; column < r->first_sum; column++) {
        const double fraction = fraction_of(r->answer.value[column]);
        if (fraction > TINY) r->split[splits++] = (struct split){column, fraction};
    }
    if (splits > 0) qsort(r->split, (size_t)splits, sizeof *r->split, by_fraction);
    return splits;
}

/* What is to be split next, -1: a dive follows. Where the part is all, the search is complete, and
   the number furthest from whole follows the sums. */
static int choose(struct rounding *r)
{
    const int sum = split_sum(r);
    if (sum >= 0 || stocks(r) > 0) return sum;
    const int splits = split_numbers(r);
    return splits > 0 ? r->split[splits - 1].column : -1;
}

static void hold(struct rounding *r, int column, double lower, double upper)
{
    r->branch = mem_room(r->branch, r->branches, &r->branch_room, sizeof *r->branch);
    r->branch[r->branches++] =
        (struct branch){column, r->matrix.lower[column], r->matrix.upper[column]};
    r->matrix.lower[column] = lower;
    r->matrix.upper[column] = upper;
}

static void let_go(struct rounding *r, int branches)
{
    while (r->branches > branches) {
        const struct branch *b = &r->branch[--r->branches];
        r->matrix.lower[b->column] = b->lower;
        r->matrix.upper[b->column] = b->upper;
    }
}

static bool solve(struct rounding *r)
{
    const struct lp_control control = {.most_iterations = MOST_PIVOTS};
    if (r->solves++ >= r->whole->most_solves) return false;
    const enum lp_outcome outcome = lp_engine_solve(r->engine, &control, 0.0, &r->answer);
    if (outcome == LP_DEAD) r->solves = r->whole->most_solves;
    return outcome == LP_OPTIMAL && r->answer.objective < r->best - r->least_gain;
}

/* Numbers are held at the whole ones that are nearest, a share of them at once; where nothing is
   left, half as many, and a single one on its other side. */
static void dive(struct rounding *r)
{
    const int before = r->branches;
    int splits = split_numbers(r), batch = splits / BATCHES + 1;
    bool other = false;
    while (splits > 0 && r->solves < r->whole->most_solves) {
        const int start = r->branches;
        for (int n = 0; n < batch; n++) {
            const int column = r->split[n].column;
            const double value = r->answer.value[column];
            const double near = round(value);
            const double whole = !other ? near : near > value ? near - 1.0 : near + 1.0;
            hold(r, column, whole, whole);
        }
        memcpy(r->before, r->answer.value, (size_t)r->matrix.columns * sizeof *r->before);
        if (solve(r)) {
            splits = split_numbers(r);
            batch = splits / BATCHES + 1;
            other = false;
            continue;
        }
        let_go(r, start);
        memcpy(r->answer.value, r->before, (size_t)r->matrix.columns * sizeof *r->before);
        if (batch == 1 && other) break;
        other = batch == 1;
        batch = (batch + 1) / 2;
    }
    if (splits == 0) {
        r->best = r->answer.objective;
        memcpy(r->found, r->answer.value, (size_t)r->matrix.columns * sizeof *r->found);
    }
    let_go(r, before);
}

/* Takes one side of a sum, on top of those taken before it. */
static void take(struct rounding *r, int side)
{
    const struct side *taken = &r->side[side];
    hold(r, taken->column, fmax(r->matrix.lower[taken->column], taken->lower),
         fmin(r->matrix.upper[taken->column], taken->upper));
    r->at = side;
}

/* Opens one side of a sum and sees what it costs. */
static void try_side(struct rounding *r, int column, double lower, double upper)
{
    const int parent = r->at;
    r->side = mem_room(r->side, r->sides, &r->side_room, sizeof *r->side);
    r->side[r->sides++] = (struct side){parent, column, lower, upper, LP_INF, true};
    take(r, r->sides - 1);
    if (solve(r)) r->side[r->sides - 1].bound = r->answer.objective;
    let_go(r, r->branches - 1);
    r->at = parent;
}

/* Both sides of a sum are tried, the nearer one last, and the cheaper one is taken; false when
   neither leads to something better. */
static bool split_at(struct rounding *r, int column)
{
    const double value = r->answer.value[column], down = floor(value);
    const bool up = value - down > 0.5;
    for (int n = 0; n < 2; n++) {
        const bool above = up == (n == 1);
        try_side(r, column, above ? down + 1.0 : -LP_INF, above ? LP_INF : down);
    }
    const int near = r->sides - 1, far = near - 1;
    const int best = r->side[far].bound < r->side[near].bound ? far : near;
    if (!(r->side[best].bound < LP_INF)) return false;
    r->side[best].open = false;
    take(r, best);
    return best == near || solve(r);
}

/* Goes to the last open side. */
static bool turn(struct rounding *r)
{
    int last = r->sides - 1;
    while (last >= 0 && !(r->side[last].open && r->side[last].bound < r->best - r->least_gain))
        last--;
    if (last < 0) return false;
    r->side[last].open = false;
    let_go(r, 0);
    for (int n = last; n >= 0; n = r->side[n].parent) take(r, n);
    r->at = last;
    return true;
}

/* Depth first over the sums; where all are whole, a dive. */
static void search(struct rounding *r)
{
    r->best = LP_INF;
    r->at = -1;
    do {
        bool can = solve(r);
        int column = -1;
        while (can && (column = choose(r)) >= 0) can = split_at(r, column);
        if (can) dive(r);
    } while (r->solves < r->whole->most_solves && turn(r));
}

static void clear(struct rounding *r)
{
    lp_engine_free(r->engine);
    lp_matrix_clear(&r->matrix);
    free(r->column_of);
    free(r->column_in);
    free(r->worth);
    free(r->answer.value);
    free(r->answer.price);
    free(r->branch);
    free(r->side);
    free(r->found);
    free(r->split);
    free(r->before);
}

bool lp_round(const struct lp *lp, const struct lp_whole *whole,
              void (*report)(void *context, int var, struct lp_at at, double value), void *context)
{
    struct rounding r = {.lp = lp, .whole = whole};
    make_program(&r);
    search(&r);
    for (int column = 0; r.best < LP_INF && column < lp->columns; column++) {
        const int var = lp->column_family[column], in = r.column_in[column];
        if (whole->part[var])
            report(context, var, lp_at_of(&lp->var[var], lp->column_cell[column]),
                   round(in < 0 ? lp->value[column] : r.found[in]));
    }
    clear(&r);
    return r.best < LP_INF;
}
