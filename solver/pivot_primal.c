/* The primal simplex: values are within bounds, reduced costs are made right.

   The column that enters has the largest reduced cost by Devex weights; the row that leaves is found
   by Harris's test in two passes, and a column that meets its own other bound first goes there. */
#include "solver/pivot_internal.h"

enum { MOST_LOSSES = 5 };
static const double SMALL_PIVOT = 1e-7;
static const double DISAGREE = 1e-7;

static void note_wrong(struct pivot *p, int v)
{
    if (p->tempted[v] || p->place[v] >= 0 || pivot_wrong(p, v) <= PIVOT_WRONG) return;
    p->tempted[v] = true;
    p->tempting[p->temptings++] = v;
}

static void list_wrong(struct pivot *p)
{
    p->temptings = 0;
    for (int v = 0; v < p->variables; v++) {
        p->tempted[v] = false;
        note_wrong(p, v);
    }
}

/* The column that enters, or -1. */
static int choose_column(struct pivot *p)
{
    double best = 0.0;
    int column = -1, kept = 0;
    for (int n = 0; n < p->temptings; n++) {
        const int v = p->tempting[n];
        const double wrong = p->place[v] >= 0 ? 0.0 : pivot_wrong(p, v);
        if (wrong <= PIVOT_WRONG) {
            p->tempted[v] = false;
            continue;
        }
        p->tempting[kept++] = v;
        if (wrong * wrong > best * p->devex[v]) {
            best = wrong * wrong / p->devex[v];
            column = v;
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
    const double weight = p->devex[q];
    for (int n = 0; n < p->line.count; n++) {
        const int v = p->line.index[n];
        if (p->place[v] >= 0 || v == q) continue;
        const double k = p->line.value[v] / pivot;
        p->devex[v] = pivot_larger(p->devex[v], k * k * weight);
        note_wrong(p, v);
    }
    p->devex[leaving] = pivot_larger(weight / (pivot * pivot), 1.0);
}

static void go_to_other_bound(struct pivot *p, int q, double sign)
{
    pivot_move_values(p, &p->entering, sign * (p->upper[q] - p->lower[q]));
    p->state[q] = p->state[q] == 'l' ? 'u' : 'l';
    p->value[q] = p->state[q] == 'l' ? p->lower[q] : p->upper[q];
}

static enum pivot_step make_step(struct pivot *p, int q, int place, double sign, double step)
{
    const int leaving = p->head[place];
    const double pivot = p->entering.value[place];
    pivot_find_rho(p, place);
    pivot_find_line(p);
    if (fabs(pivot - p->line.value[q]) > DISAGREE * (1.0 + fabs(pivot))) return STEP_LOST;
    if (fabs(pivot) < SMALL_PIVOT && pivot_factor_changes(p->factor) > 0) return STEP_LOST;
    const double price = p->reduced[q] / pivot;
    pivot_move_reduced(p, price);
    p->reduced[leaving] = -price;
    move_devex(p, q, pivot, leaving);
    pivot_move_values(p, &p->entering, sign * step);
    p->value[q] += sign * step;
    pivot_exchange(p, place, q, -sign * pivot > 0.0 ? 'u' : 'l');
    return STEP_MADE;
}

static enum pivot_step step(struct pivot *p)
{
    const int q = choose_column(p);
    if (q < 0) return STEP_NONE;
    const double sign = p->reduced[q] < 0.0 ? 1.0 : -1.0;
    double length = INFINITY;
    pivot_find_entering(p, q);
    const int place = choose_row(p, sign, &length);
    if (p->upper[q] - p->lower[q] <= length && isfinite(p->upper[q] - p->lower[q])) {
        go_to_other_bound(p, q, sign);
        p->pivots++;
        return STEP_MADE;
    }
    return place < 0 || !isfinite(length) ? STEP_BLOCKED : make_step(p, q, place, sign, length);
}

enum pivot_end pivot_run_primal(struct pivot *p)
{
    int losses = 0;
    pivot_list_broken(p);
    list_wrong(p);
    for (int v = 0; v < p->variables; v++) p->devex[v] = 1.0;
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
