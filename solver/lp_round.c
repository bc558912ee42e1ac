/* Whole numbers for a part of a solved program, by branch and bound over that part alone.

   The part meets the rest in rows over (a, t), `arrive` and `leave`: what arrives less what leaves,
   added up over the years, is what the rest gets of a until t. In the small program it is a column
   of its own, held within a window around the solution, and the prices of those rows say what it is
   worth, which is right to first order. Sums that the caller names (all appointments of a year) are
   branched on first: one of them decides more than any of the many numbers of which it is made, and
   those are then nearly free to be rounded. */
#include "solver/lp_internal.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_SOLVES = 300, BATCHES = 5, MOST_PIVOTS = 3000 };
static const double TINY = 1e-6, LEAST_GAIN = 1e-5;

/* A column that is held, and its bounds before. */
struct branch {
    int column;
    double lower, upper;
    bool turned; /* both sides of it have been tried */
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
    int *column_of;   /* [matrix.columns] of the lp, -1: a sum or a stock */
    int *column_in;   /* [lp columns] of the matrix, -1: held */
    int first_sum, first_stock;
    int ties, years;  /* extents of the rows that tie */
    double *worth;    /* [lp columns] cost with the prices of the rows that tie */
    struct lp_engine *engine;
    struct lp_answer answer;
    struct branch *branch;
    int branches, branch_room;
    int solves;int outcome;
    double best, least_gain; /* objective of the best whole answer; what another must save */
    struct split *split; /* [matrix.columns] */
    double *before; /* [matrix.columns] */
    double *found;     /* [matrix.columns] */
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
    return in_part(r, column) && (fabs(r->lp->reduced[column]) <= r->whole->margin ||
                                  fabs(value - round(value)) > TINY);
}

static void add_columns(struct rounding *r)
{
    const struct lp *lp = r->lp;
    const struct lp_family *tie = &lp->row[r->whole->arrive];
    struct lp_matrix *m = &r->matrix;
    const size_t most = (size_t)(lp->columns + r->whole->sums + tie->cells);
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
    for (int cell = 0; cell < tie->cells; cell++) add_column(r, -LP_INF, LP_INF, 0.0);
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
static double taken(const struct rounding *r, int row, double *rest_unit)
{
    const struct lp *lp = r->lp;
    double part = 0.0, rest = 0.0;
    *rest_unit = 0.0;
    for (int n = lp->start[row]; n < lp->start[row + 1]; n++) {
        const int column = lp->entry[n].column;
        const double took = lp->entry[n].value * lp->value[column];
        if (r->column_in[column] >= 0) continue;
        if (in_part(r, column)) {
            part += took;
        } else {
            rest += took;
            *rest_unit = fmax(*rest_unit, fabs(lp->entry[n].value));
        }
    }
    if (*rest_unit == 0.0) return part;
    const double units = rest / *rest_unit;
    return part + *rest_unit * (lp_sense_of(lp, row) == LP_GE ? floor(units + TINY) : ceil(units - TINY));
}

static void add_row(struct rounding *r, int row)
{
    const struct lp *lp = r->lp;
    double unit;
    open_row(r);
    for (int n = lp->start[row]; n < lp->start[row + 1]; n++)
        if (r->column_in[lp->entry[n].column] >= 0)
            add_entry(r, r->column_in[lp->entry[n].column], lp->entry[n].value);
    if (r->matrix.start[r->matrix.rows + 1] == r->matrix.start[r->matrix.rows]) return;
    const double left = lp->rhs[row] - taken(r, row, &unit);
    const enum lp_sense sense = lp_sense_of(lp, row);
    close_row(r, sense == LP_LE ? -LP_INF : left, sense == LP_GE ? LP_INF : left);
}

static void add_sum(struct rounding *r, int sum)
{
    open_row(r);
    for (int column = 0; column < r->first_sum; column++) {
        const int var = r->lp->column_family[r->column_of[column]];
        const struct lp_at at = lp_at_of(&r->lp->var[var], r->lp->column_cell[r->column_of[column]]);
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
        const int column = r->first_stock + cell;
        if (cell % years == 0) stock = held = 0.0;
        open_row(r);
        add_entry(r, column, 1.0);
        if (cell % years > 0) add_entry(r, column - 1, -1.0);
        stock += add_tie(r, r->whole->arrive, at, -1.0, &held);
        stock += add_tie(r, r->whole->leave, at, 1.0, &held);
        close_row(r, 0.0, 0.0);
        r->matrix.lower[column] = floor(stock - r->whole->window + TINY);
        r->matrix.upper[column] = ceil(stock + r->whole->window - TINY);
        const double least = ceil(r->whole->least(r->whole->context, at) - held - TINY);
        r->matrix.lower[column] = fmin(fmax(r->matrix.lower[column], least), r->matrix.upper[column]);
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
    add_stocks(r);
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

/* The sum that is furthest from whole, -1: none is. */
static int split_sum(const struct rounding *r)
{
    int chosen = -1;
    for (int column = r->first_sum; column < r->first_stock; column++) {
        if (chosen >= 0 && (column - r->first_sum) % r->whole->group == 0) break;
        const double fraction = fraction_of(r->answer.value[column]);
        if (fraction <= TINY) continue;
        if (chosen < 0 || fraction > fraction_of(r->answer.value[chosen])) chosen = column;
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

static void hold(struct rounding *r, int column, double lower, double upper)
{
    r->branch = mem_room(r->branch, r->branches, &r->branch_room, sizeof *r->branch);
    r->branch[r->branches++] =
        (struct branch){column, r->matrix.lower[column], r->matrix.upper[column], false};
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
    if (r->solves++ >= MOST_SOLVES) return false;
    const enum lp_outcome outcome = lp_engine_solve(r->engine, &control, 0.0, &r->answer);
r->outcome=outcome;
    return outcome == LP_OPTIMAL && r->answer.objective < r->best - r->least_gain;
}

/* Numbers are held at the whole ones that are nearest, a share of them at once; where nothing is
   left, half as many, and a single one on its other side. */
static void dive(struct rounding *r)
{
    const int before = r->branches;
    int splits = split_numbers(r), batch = splits / BATCHES + 1;
    bool other = false;
    while (splits > 0 && r->solves < MOST_SOLVES) {
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
        if (getenv("WDBG")) fprintf(stderr, "round %d dive end splits %d obj %.3f  best %.3f\n", r->solves, splits, r->answer.objective, r->best);
}

/* The other side of the last sum that has one. */
static bool turn(struct rounding *r)
{
    while (r->branches > 0) {
        const struct branch last = r->branch[r->branches - 1];
        const double lower = r->matrix.lower[last.column], upper = r->matrix.upper[last.column];
        let_go(r, r->branches - 1);
        if (last.turned) continue;
        if (upper < last.upper)
            hold(r, last.column, upper + 1.0, last.upper);
        else
            hold(r, last.column, last.lower, lower - 1.0);
        r->branch[r->branches - 1].turned = true;
        return true;
    }
    return false;
}

/* Depth first over the sums; where all are whole, a dive. */
static void search(struct rounding *r)
{
    r->best = LP_INF;
    for (;;) {
        const bool can = solve(r);
        const int column = can ? split_sum(r) : -1;
        if (getenv("WDBG")) fprintf(stderr, "round %d it %ld out %d depth %d obj %.3f col %d can %d best %.3f\n", r->solves, r->answer.iterations,r->outcome, r->branches, r->answer.objective, column, can, r->best);
        if (column >= 0) {
            const double value = r->answer.value[column], near = round(value);
            hold(r, column, near > value ? near : r->matrix.lower[column],
                 near > value ? r->matrix.upper[column] : near);
            continue;
        }
        if (can) dive(r);
        if (r->solves >= MOST_SOLVES || !turn(r)) break;
    }
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
    free(r->found);
    free(r->split);
    free(r->before);
}

bool lp_round(const struct lp *lp, const struct lp_whole *whole,
              void (*report)(void *context, int var, struct lp_at at, double value), void *context)
{
    struct rounding r = {.lp = lp, .whole = whole};
    make_program(&r);
    if (getenv("WDBG")) fprintf(stderr, "rows %d columns %d\n", r.matrix.rows, r.matrix.columns);
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
