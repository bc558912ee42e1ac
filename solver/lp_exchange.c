/* Whole numbers near a solution by exchange: from whole values that keep the rules, moves (a few
   numbers up or down together) are made while they pay, first one alone, then two at once, so that
   what is left over under one rule is used by another move. Rows that tie the numbers to the rest
   of the program are left out; their prices stand in the worth of a move, which is right to first
   order, so no number leaves the solution by more than one. */
#include "solver/lp_internal.h"

#include "base/mem.h"

#include <stdlib.h>

enum { MOST_EXCHANGES = 1000 };
static const double TINY = 1e-7;

struct delta {
    int at; /* row, or column */
    double by;
};

/* A move in one direction. */
struct way {
    int move, sign;
    double worth;                   /* what it adds to the objective */
    int row, rows, column, columns; /* first delta and how many */
};

struct exchange {
    const struct lp *lp;
    const bool *priced;            /* [row families] */
    double *slack_up, *slack_down; /* [rows] until the row breaks; LP_INF where it cannot */
    double *value, *lower, *upper; /* [columns] */
    struct way *way;
    int ways, way_room;
    struct delta *delta;
    int deltas, delta_room;
    double *sum; /* [rows] scratch */
    int *transposed_start;
    struct delta *transposed; /* [columns] terms in the rows that are kept */
};

/* ---- rows ------------------------------------------------------------------------------------ */

static void take_rows(struct exchange *e)
{
    const struct lp *lp = e->lp;
    for (int row = 0; row < lp->rows; row++) {
        double activity = 0.0;
        e->slack_up[row] = e->slack_down[row] = LP_INF;
        if (e->priced[lp->row_family[row]]) continue;
        for (int n = lp->start[row]; n < lp->start[row + 1]; n++)
            activity += lp->entry[n].value * e->value[lp->entry[n].column];
        const enum lp_sense sense = lp_sense_of(lp, row);
        if (sense != LP_GE) e->slack_up[row] = fmax(0.0, lp->rhs[row] - activity);
        if (sense != LP_LE) e->slack_down[row] = fmax(0.0, activity - lp->rhs[row]);
    }
}

static void transpose(struct exchange *e)
{
    const struct lp *lp = e->lp;
    int *next = e->transposed_start = mem_new((size_t)lp->columns + 2, sizeof *next);
    for (int row = 0; row < lp->rows; row++)
        for (int n = lp->start[row]; n < lp->start[row + 1]; n++) next[lp->entry[n].column + 2]++;
    for (int column = 0; column < lp->columns; column++) next[column + 2] += next[column + 1];
    e->transposed = mem_new((size_t)lp->start[lp->rows], sizeof *e->transposed);
    for (int row = 0; row < lp->rows; row++)
        for (int n = lp->start[row]; n < lp->start[row + 1]; n++)
            e->transposed[next[lp->entry[n].column + 1]++] =
                (struct delta){row, lp->entry[n].value};
}

/* ---- ways ------------------------------------------------------------------------------------ */

static void add_delta(struct exchange *e, int at, double by)
{
    e->delta = mem_room(e->delta, e->deltas, &e->delta_room, sizeof *e->delta);
    e->delta[e->deltas++] = (struct delta){at, by};
}

/* The rows that a move changes, once each; its worth with the prices of rows left out. */
static double add_rows(struct exchange *e, const struct lp_step *step, int steps, int sign,
                       double *reduced)
{
    const struct lp *lp = e->lp;
    const int first = e->deltas;
    double worth = 0.0;
    for (int i = 0; i < steps; i++) {
        const int column = lp_member(&lp->var[step[i].var], step[i].at);
        const int by = sign * step[i].by;
        worth += by * lp->cost[column];
        *reduced += by * lp->reduced[column];
        for (int n = e->transposed_start[column]; n < e->transposed_start[column + 1]; n++) {
            const struct delta term = e->transposed[n];
            if (e->priced[lp->row_family[term.at]])
                worth -= by * lp->price[term.at] * term.by;
            else if (e->sum[term.at] == 0.0)
                add_delta(e, term.at, 0.0);
            if (!e->priced[lp->row_family[term.at]]) e->sum[term.at] += by * term.by;
        }
    }
    for (int n = first; n < e->deltas; n++) {
        e->delta[n].by = e->sum[e->delta[n].at];
        e->sum[e->delta[n].at] = 0.0;
    }
    return worth;
}

/* Steps on variables that do not exist make no way. */
static void add_way(struct exchange *e, const struct lp_move *move, int number, int sign,
                    double margin)
{
    struct way way = {.move = number, .sign = sign, .row = e->deltas};
    double reduced = 0.0;
    for (int i = 0; i < move->steps; i++)
        if (lp_member(&e->lp->var[move->step[i].var], move->step[i].at) < 0) return;
    way.worth = add_rows(e, move->step, move->steps, sign, &reduced);
    if (fabs(reduced) > margin) {
        e->deltas = way.row;
        return;
    }
    way.rows = e->deltas - way.row;
    way.column = e->deltas;
    way.columns = move->steps;
    for (int i = 0; i < move->steps; i++)
        add_delta(e, lp_member(&e->lp->var[move->step[i].var], move->step[i].at),
                  sign * move->step[i].by);
    e->way = mem_room(e->way, e->ways, &e->way_room, sizeof *e->way);
    e->way[e->ways++] = way;
}

static void change(struct exchange *e, const struct way *way, int sign)
{
    for (int n = way->row; n < way->row + way->rows; n++) {
        e->slack_up[e->delta[n].at] -= sign * e->delta[n].by;
        e->slack_down[e->delta[n].at] += sign * e->delta[n].by;
    }
    for (int n = way->column; n < way->column + way->columns; n++)
        e->value[e->delta[n].at] += sign * e->delta[n].by;
}

/* After the way has been made: nothing that it touches is broken. */
static bool holds(const struct exchange *e, const struct way *way)
{
    for (int n = way->row; n < way->row + way->rows; n++)
        if (e->slack_up[e->delta[n].at] < -TINY || e->slack_down[e->delta[n].at] < -TINY)
            return false;
    for (int n = way->column; n < way->column + way->columns; n++) {
        const int column = e->delta[n].at;
        if (e->value[column] < e->lower[column] || e->value[column] > e->upper[column])
            return false;
    }
    return true;
}

static bool can_make(struct exchange *e, const struct way *way)
{
    change(e, way, 1);
    const bool can = holds(e, way);
    change(e, way, -1);
    return can;
}

/* ---- the search ------------------------------------------------------------------------------ */

static int by_worth(const void *a, const void *b)
{
    const struct way *x = a, *y = b;
    if (x->worth != y->worth) return x->worth < y->worth ? -1 : 1;
    return x->move != y->move ? x->move - y->move : x->sign - y->sign;
}

static bool make_one(struct exchange *e)
{
    for (int i = 0; i < e->ways && e->way[i].worth < -TINY; i++) {
        if (!can_make(e, &e->way[i])) continue;
        change(e, &e->way[i], 1);
        return true;
    }
    return false;
}

/* The best two at once; ways are sorted, so the search ends where nothing better can come. */
static bool make_two(struct exchange *e)
{
    double best = -TINY;
    int first = -1, second = -1;
    for (int i = 0; i < e->ways && 2.0 * e->way[i].worth < best; i++) {
        change(e, &e->way[i], 1);
        for (int k = i + 1; k < e->ways && e->way[i].worth + e->way[k].worth < best; k++) {
            if (e->way[k].move == e->way[i].move) continue;
            change(e, &e->way[k], 1);
            if (holds(e, &e->way[k]) && holds(e, &e->way[i])) {
                best = e->way[i].worth + e->way[k].worth;
                first = i;
                second = k;
            }
            change(e, &e->way[k], -1);
        }
        change(e, &e->way[i], -1);
    }
    if (first < 0) return false;
    change(e, &e->way[first], 1);
    change(e, &e->way[second], 1);
    return true;
}

static void clear(struct exchange *e)
{
    free(e->slack_up);
    free(e->slack_down);
    free(e->value);
    free(e->lower);
    free(e->upper);
    free(e->way);
    free(e->delta);
    free(e->sum);
    free(e->transposed_start);
    free(e->transposed);
}

static void take_values(struct exchange *e, lp_value_fn value, const void *context)
{
    const struct lp *lp = e->lp;
    const size_t rows = (size_t)lp->rows, columns = (size_t)lp->columns;
    e->slack_up = mem_new(rows, sizeof(double));
    e->slack_down = mem_new(rows, sizeof(double));
    e->sum = mem_new(rows, sizeof(double));
    e->value = mem_new(columns, sizeof(double));
    e->lower = mem_new(columns, sizeof(double));
    e->upper = mem_new(columns, sizeof(double));
    for (int column = 0; column < lp->columns; column++) {
        const int var = lp->column_family[column];
        e->value[column] = value(context, var, lp_at_of(&lp->var[var], lp->column_cell[column]));
        e->lower[column] = fmax(lp->lower[column], ceil(lp->value[column] - 1.0 - TINY));
        e->upper[column] = fmin(lp->upper[column], floor(lp->value[column] + 1.0 + TINY));
        e->lower[column] = fmin(e->lower[column], e->value[column]);
        e->upper[column] = fmax(e->upper[column], e->value[column]);
    }
}

void lp_exchange(const struct lp *lp, const bool *priced, const struct lp_move *move, int moves,
                 double margin, lp_value_fn value, const void *value_context,
                 void (*report)(void *context, int var, struct lp_at at, double value),
                 void *context)
{
    struct exchange e = {.lp = lp, .priced = priced};
    take_values(&e, value, value_context);
    take_rows(&e);
    transpose(&e);
    for (int i = 0; i < moves; i++)
        for (int sign = 1; sign >= -1; sign -= 2) add_way(&e, &move[i], i, sign, margin);
    if (e.ways > 0) qsort(e.way, (size_t)e.ways, sizeof *e.way, by_worth);
    for (int made = 0; made < MOST_EXCHANGES && (make_one(&e) || make_two(&e)); made++) continue;
    for (int column = 0; column < lp->columns; column++)
        report(context, lp->column_family[column],
               lp_at_of(&lp->var[lp->column_family[column]], lp->column_cell[column]),
               e.value[column]);
    clear(&e);
}
