/* The primal simplex: values are within bounds, reduced costs are made right.

   The column that enters has the largest reduced cost by Devex weights; the row that leaves is
   found by Harris's test in two passes, and a column that meets its own other bound first goes
   there. */
#include "solver/pivot_internal.h"

enum { MOST_LOSSES = 5 };
static const double SMALL_PIVOT = 1e-7;
static const double DISAGREE = 1e-7;

static void note_wrong(struct pivot *p, int s)
{
    if (p->tempted[s] || pivot_wrong_slot(p, s) <= PIVOT_WRONG) return;
    p->tempted[s] = true;
    p->tempting[p->temptings++] = s;
}

static void list_wrong(struct pivot *p)
{
    p->temptings = 0;
    for (int s = 0; s < p->slot.count; s++) {
        p->tempted[s] = false;
        note_wrong(p, s);
    }
}

/* The slot that enters, or -1. */
static int choose_column(struct pivot *p)
{
    double best = 0.0;
    int column = -1, kept = 0;
    for (int n = 0; n < p->temptings; n++) {
        const int s = p->tempting[n];
        const double wrong = pivot_wrong_slot(p, s);
        if (wrong <= PIVOT_WRONG) {
            p->tempted[s] = false;
            continue;
        }
        p->tempting[kept++] = s;
        if (wrong * wrong > best * p->slot.devex[s]) {
            best = wrong * wrong / p->slot.devex[s];
            column = s;
        }
    }
    p->temptings = kept;
    return column;
}

/* How far a basic variable can go when it moves by `rate` a unit. */
static double room_of(const struct pivot *p, int v, double rate)
{
    return rate > 0.0 ? p->upper[v] - p->value[v] : p->value[v] - p->lower[v];
}

/* The row that the step meets first, or -1; *step is how far it goes. */
static int choose_row(const struct pivot *p, double sign, double *step)
{
    const struct pivot_vector *a = &p->entering;
    double most = INFINITY;
    int row = -1;
    for (int n = 0; n < a->count; n++) {
        const int v = p->head[a->index[n]];
        const double rate = -sign * a->value[a->index[n]];
        if (fabs(rate) <= PIVOT_NO_ELEMENT) continue;
        const double ratio = (room_of(p, v, rate) + PIVOT_BREACH) / fabs(rate);
        most = ratio < most ? ratio : most;
    }
    for (int n = 0; n < a->count; n++) {
        const int i = a->index[n], v = p->head[i];
        const double rate = -sign * a->value[i];
        if (fabs(rate) <= PIVOT_NO_ELEMENT || room_of(p, v, rate) / fabs(rate) > most) continue;
        if (row < 0 || fabs(rate) > fabs(a->value[row])) row = i;
    }
    if (row >= 0) {
        const double rate = -sign * a->value[row];
        *step = pivot_larger(0.0, room_of(p, p->head[row], rate) / fabs(rate));
    }
    return row;
}

static void move_devex(struct pivot *p, int q, double pivot, int leaving)
{
    double *const devex = p->slot.devex;
    const double weight = devex[q];
    for (int n = 0; n < p->line.count; n++) {
        const int s = p->line.index[n];
        if (s == q || p->slot.move[s] == MOVE_NOT) continue;
        const double k = p->line.value[s] / pivot;
        devex[s] = pivot_larger(devex[s], k * k * weight);
        note_wrong(p, s);
    }
    if (leaving >= 0) devex[leaving] = pivot_larger(weight / (pivot * pivot), 1.0);
}

static void go_to_other_bound(struct pivot *p, int s, double sign)
{
    const int q = p->slot.variable[s];
    pivot_move_values(p, &p->entering, sign * (p->upper[q] - p->lower[q]));
    p->state[q] = p->state[q] == 'l' ? 'u' : 'l';
    p->value[q] = p->state[q] == 'l' ? p->lower[q] : p->upper[q];
    pivot_set_slot(p, s);
    p->pivots++;
}

static enum pivot_step make_step(struct pivot *p, int s, int place, double sign, double step)
{
    const int q = p->slot.variable[s], leaving = p->slot.of[p->head[place]];
    const double pivot = p->entering.value[place];
    pivot_find_rho(p, place);
    pivot_find_line(p);
    if (fabs(pivot - p->line.value[s]) > DISAGREE * (1.0 + fabs(pivot))) return STEP_LOST;
    if (fabs(pivot) < SMALL_PIVOT && pivot_factor_changes(p->factor) > 0) return STEP_LOST;
    const double price = p->slot.reduced[s] / pivot;
    pivot_move_reduced(p, price);
    if (leaving >= 0) p->slot.reduced[leaving] = -price;
    move_devex(p, s, pivot, leaving);
    pivot_move_values(p, &p->entering, sign * step);
    p->value[q] += sign * step;
    pivot_exchange(p, place, q, -sign * pivot > 0.0 ? 'u' : 'l');
    return STEP_MADE;
}

static enum pivot_step step(struct pivot *p)
{
    const int s = choose_column(p);
    if (s < 0) return STEP_NONE;
    const double sign = p->slot.reduced[s] < 0.0 ? 1.0 : -1.0;
    double length = INFINITY;
    pivot_find_entering(p, p->slot.variable[s]);
    const int place = choose_row(p, sign, &length);
    if (p->slot.range[s] <= length && isfinite(p->slot.range[s])) {
        go_to_other_bound(p, s, sign);
        return STEP_MADE;
    }
    return place < 0 || !isfinite(length) ? STEP_BLOCKED : make_step(p, s, place, sign, length);
}

enum pivot_end pivot_run_primal(struct pivot *p)
{
    int losses = 0;
    pivot_list_broken(p);
    list_wrong(p);
    for (int s = 0; s < p->slot.count; s++) p->slot.devex[s] = 1.0;
    for (;;) {
        if (p->pivots > p->limit) return PIVOT_FAILED;
        if (!pivot_go_on(p)) return PIVOT_STOPPED;
        if (pivot_factor_is_long(p->factor)) {
            if (!pivot_refresh(p)) return PIVOT_FAILED;
            list_wrong(p);
        }
        const enum pivot_step made = step(p);
        if (made == STEP_MADE) continue;
        if (made == STEP_NONE) return PIVOT_OPTIMAL;
        if (pivot_factor_changes(p->factor) == 0)
            return made == STEP_BLOCKED ? PIVOT_UNBOUNDED : PIVOT_FAILED;
        if (++losses > MOST_LOSSES || !pivot_refresh(p)) return PIVOT_FAILED;
        list_wrong(p);
    }
}
