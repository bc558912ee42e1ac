/* The dual simplex: prices are right, values are made to be.

   The row that leaves is the one out of bounds by most, measured by the length of its row of the
   inverse (steepest edge). The column that enters is found by the long step: while prices move,
   boxed columns whose reduced cost changes its sign go to their other bound, and the step goes on
   as long as the row stays out of bounds all the same. Near the end of the step the largest element
   is taken, and costs of the few that are passed by a rounding are moved (Harris). */
#include "solver/pivot_internal.h"

#include <stdlib.h>

enum { MOST_LOSSES = 5 };
static const double SMALL_PIVOT = 1e-7;
static const double DISAGREE = 1e-7;

/* The row of the basis that leaves, or -1. */
static int choose_row(struct pivot *p)
{
    double best = 0.0;
    int row = -1, kept = 0;
    for (int n = 0; n < p->brokens; n++) {
        const int i = p->broken[n];
        const double breach = pivot_breach(p, p->head[i]);
        if (breach == 0.0) {
            p->listed[i] = false;
            continue;
        }
        p->broken[kept++] = i;
        if (breach * breach > best * p->weight[p->head[i]]) {
            best = breach * breach / p->weight[p->head[i]];
            row = i;
        }
    }
    p->brokens = kept;
    return row;
}

/* Columns that the step can meet: those whose reduced cost moves towards 0. */
static void find_candidates(struct pivot *p, double side)
{
    struct pivot_candidate *c = p->candidate;
    for (int n = 0; n < p->line.count; n++) {
        const int s = p->line.index[n], move = p->slot.move[s];
        const double a = side * p->line.value[s];
        if (!(move * a > PIVOT_NO_ELEMENT) && !(move == MOVE_BOTH && -a > PIVOT_NO_ELEMENT))
            continue;
        const double ratio = pivot_larger(0.0, p->slot.reduced[s] / a);
        *c++ = (struct pivot_candidate){move == MOVE_BOTH ? 0.0 : ratio, fabs(a), s};
    }
    p->candidates = (int)(c - p->candidate);
}

/* Candidates first .. end-1 whose ratio is at most `most` go to the front; returns where they
   end. *loss is what the row's breach loses when all of them go to their other bound. */
static int divide(struct pivot *p, int first, int end, double most, double *loss)
{
    struct pivot_candidate *const c = p->candidate;
    double sum = 0.0;
    int to = first;
    for (int n = first; n < end; n++) {
        if (c[n].ratio > most) continue;
        const struct pivot_candidate here = c[n];
        sum += here.size * p->slot.range[here.slot];
        c[n] = c[to];
        c[to++] = here;
    }
    *loss = sum;
    return to;
}

/* The least ratio, and with the tolerance. */
static double least(const struct pivot *p, int first, int end, double tolerance)
{
    double least = INFINITY;
    for (int n = first; n < end; n++) {
        const double ratio = p->candidate[n].ratio + tolerance / p->candidate[n].size;
        least = ratio < least ? ratio : least;
    }
    return least;
}

static int largest(const struct pivot *p, int first, int end)
{
    int best = first;
    for (int n = first + 1; n < end; n++)
        if (p->candidate[n].size > p->candidate[best].size) best = n;
    return p->candidate[best].slot;
}

static double middle(double a, double b, double c)
{
    const double low = a < b ? a : b, high = a < b ? b : a;
    return c < low ? low : c > high ? high : c;
}

/* Within candidates first .. end-1, where the breach ends: group by group. */
static int choose_near(struct pivot *p, int first, int end, double left, int *passed)
{
    for (;;) {
        double loss;
        const int last = divide(p, first, end, least(p, first, end, PIVOT_WRONG), &loss);
        /* Sums in another order may say that not even all of these are enough. */
        if (!(left - loss > PIVOT_BREACH) || (last == end && end < p->candidates)) {
            *passed = first;
            return largest(p, first, last);
        }
        left -= loss;
        first = last;
        if (first == end) return -1;
    }
}

/* The slot that enters, and how many candidates before it are passed; -1: none can. Halves
   that the step passes or does not reach are put aside first. */
static int choose_column(struct pivot *p, double breach, int *passed)
{
    enum { FEW = 24 };
    double left = breach;
    int first = 0, end = p->candidates;
    while (end - first > FEW) {
        double loss;
        const struct pivot_candidate *c = p->candidate + first;
        const int n = end - first;
        const int last =
            divide(p, first, end, middle(c[0].ratio, c[n / 2].ratio, c[n - 1].ratio), &loss);
        if (left - loss > PIVOT_BREACH) {
            left -= loss;
            first = last;
        } else if (last == end) {
            break;
        } else {
            end = last;
        }
    }
    return first == end ? -1 : choose_near(p, first, end, left, passed);
}

/* What the step has passed goes to the other bound. */
static void flip(struct pivot *p, int passed)
{
    pivot_vector_zero(&p->moved);
    for (int n = 0; n < passed; n++) {
        const int s = p->candidate[n].slot, v = p->slot.variable[s];
        const double old = p->value[v];
        p->state[v] = p->state[v] == 'l' ? 'u' : 'l';
        p->value[v] = p->state[v] == 'l' ? p->lower[v] : p->upper[v];
        pivot_set_slot(p, s);
        for (int k = p->column.start[v]; k < p->column.start[v] + p->column.count[v]; k++)
            pivot_vector_add(&p->moved, p->column.index[k],
                             p->column.value[k] * (p->value[v] - old));
    }
    if (passed == 0) return;
    pivot_factor_solve(p->factor, &p->moved);
    pivot_move_values(p, &p->moved, 1.0);
    pivot_vector_zero(&p->moved);
}

/* The cost moves to where the reduced cost is 0. */
static void shift(struct pivot *p, int s)
{
    p->shift[p->slot.variable[s]] -= p->slot.reduced[s];
    p->slot.reduced[s] = 0.0;
    p->shifted = true;
}

/* After a step some reduced costs have passed 0 by a rounding: their costs follow. */
static void follow(struct pivot *p)
{
    for (int n = 0; n < p->candidates; n++) {
        const int s = p->candidate[n].slot;
        if (pivot_wrong_slot(p, s) > 0.0) shift(p, s);
    }
}

static enum pivot_step make_step(struct pivot *p, int place, int s, int passed)
{
    const int q = p->slot.variable[s], leaving = p->head[place];
    const double side = pivot_breach(p, leaving) > 0.0 ? 1.0 : -1.0;
    const double element = p->line.value[s];
    pivot_find_entering(p, q);
    const double pivot = p->entering.value[place];
    if (fabs(pivot - element) > DISAGREE * (1.0 + fabs(pivot))) return STEP_LOST;
    if (fabs(pivot) < SMALL_PIVOT && pivot_factor_changes(p->factor) > 0) return STEP_LOST;
    flip(p, passed);
    /* A reduced cost on the wrong side by a rounding enters as if it were 0. */
    if (p->slot.reduced[s] * side / element < 0.0) shift(p, s);
    const double step = p->slot.reduced[s] / element;
    pivot_move_reduced(p, step);
    if (p->slot.of[leaving] >= 0) p->slot.reduced[p->slot.of[leaving]] = -step;
    const double bound = side > 0.0 ? p->upper[leaving] : p->lower[leaving];
    const double by = (p->value[leaving] - bound) / pivot;
    p->value[q] += by;
    pivot_move_values(p, &p->entering, by);
    pivot_exchange(p, place, q, side > 0.0 ? 'u' : 'l');
    if (pivot_breach(p, q) != 0.0 && !p->listed[place]) {
        p->listed[place] = true;
        p->broken[p->brokens++] = place;
    }
    follow(p);
    return STEP_MADE;
}

static enum pivot_step step(struct pivot *p)
{
    const int place = choose_row(p);
    if (place < 0) return STEP_NONE;
    const double breach = pivot_breach(p, p->head[place]);
    pivot_find_rho(p, place);
    pivot_find_line(p);
    find_candidates(p, breach > 0.0 ? 1.0 : -1.0);
    int passed = 0;
    const int s = choose_column(p, fabs(breach), &passed);
    return s < 0 ? STEP_BLOCKED : make_step(p, place, s, passed);
}

enum pivot_end pivot_run_dual(struct pivot *p)
{
    int losses = 0;
    for (;;) {
        if (p->pivots > p->limit) return PIVOT_FAILED;
        if (!pivot_go_on(p)) return PIVOT_STOPPED;
        if (pivot_factor_is_long(p->factor) && !pivot_refresh(p)) return PIVOT_FAILED;
        const enum pivot_step made = step(p);
        if (made == STEP_MADE) continue;
        if (made == STEP_NONE) return PIVOT_OPTIMAL;
        /* Believed only from fresh factors, and when nothing is left out. */
        if (pivot_factor_changes(p->factor) == 0 && !isfinite(p->dear))
            return made == STEP_BLOCKED ? PIVOT_INFEASIBLE : PIVOT_FAILED;
        if (++losses > MOST_LOSSES || !pivot_refresh(p)) return PIVOT_FAILED;
        if (made == STEP_BLOCKED && isfinite(p->dear)) {
            p->dear = INFINITY;
            pivot_make_right(p);
        }
    }
}
