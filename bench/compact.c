/* Writes the smallest program with the least cost of the stated one: what other solvers are given.

   Of each chain and year one row is left. With y the sum of rises less falls so far,
       y[t] - y[t-1] - rise[t] + fall[t] = 0,    y[t] = base[t] - sum(k) tier[k] + excess[t]
   the states are replaced by their tiers. Tiers end where the least headcount ends them; where it
   lies above the need there are none and `base` is the least headcount. States that nothing can
   move are numbers. The cheapest crowd tier is in the price of the chains' tiers, so that `total`
   is written only where a school can be short of more than that tier holds. Falls stand in many
   link rows, so their sum by pattern stands there for them.
   Rows are F flow, R room, T total, P sum of a pattern, L link; columns have small letters. */
#include "bench/compact.h"

#include "base/mem.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>

struct writer {
    const struct block *b;
    FILE *file;
    bool *still;   /* [chains][years] y is 0 in every plan */
    double *base;  /* [chains][years] */
    double *free;  /* [groups][years] shortage that crowds nobody, less that of still cells */
    bool *crowded; /* [groups][years] the total row is written */
    int *summed;   /* [patterns] > 0: it is the sum of its columns that stands in the links */
    double constant;
    char column[32];
    struct text bounds;
};

/* ---- what is left ------------------------------------------------------------------------- */

static double tier_room(const struct writer *w, int cell, int n)
{
    double left = w->base[cell] - w->b->least[cell];
    for (int k = w->b->tier_start[cell]; k < n; k++) left -= w->b->tier_cap[k];
    return fmax(0.0, fmin(w->b->tier_cap[n], left));
}

static double cost_at_rest(const struct block *b, int cell)
{
    double left = b->base[cell], cost = fmax(0.0, -left) * b->excess_cost[cell];
    for (int n = b->tier_start[cell]; n < b->tier_start[cell + 1] && left > 0.0; n++) {
        cost += fmin(left, b->tier_cap[n]) * b->tier_cost[n];
        left -= b->tier_cap[n];
    }
    return cost;
}

static void find_still(struct writer *w)
{
    const struct block *b = w->b;
    for (int j = 0; j < b->chains; j++) {
        bool rises = false;
        for (int t = 0; t < b->years; t++) {
            const int cell = j * b->years + t;
            rises = rises || b->rise[cell] >= 0;
            w->still[cell] = !rises && b->low[cell] >= 0.0;
            w->base[cell] = fmax(b->base[cell], b->least[cell]);
            w->constant += w->still[cell] ? cost_at_rest(b, cell)
                                          : (w->base[cell] - b->base[cell]) * b->excess_cost[cell];
        }
    }
}

static void find_crowded(struct writer *w)
{
    const struct block *b = w->b;
    for (int cell = 0; cell < b->groups * b->years; cell++) {
        const int s = cell / b->years, t = cell % b->years;
        double most = 0.0;
        for (int n = b->crowd_start[cell]; n < b->crowd_start[cell + 1]; n++)
            if (!(b->crowd_cost[n] > 0.0)) w->free[cell] += b->crowd_cap[n];
        for (int j = b->first[s]; j < b->first[s + 1]; j++) {
            const int own = j * b->years + t;
            if (w->still[own]) w->free[cell] -= fmax(0.0, b->base[own]);
            for (int n = b->tier_start[own]; !w->still[own] && n < b->tier_start[own + 1]; n++)
                most += tier_room(w, own, n);
        }
        w->crowded[cell] = most > w->free[cell];
    }
}

/* A sum pays where its columns would stand in two rows or more. */
static void find_sums(struct writer *w)
{
    for (int p = 0; p < w->b->patterns; p++) w->summed[p] = w->b->pattern[p].count > 1;
}

/* ---- columns ------------------------------------------------------------------------------ */

static void put_entry(const struct writer *w, char row, int number, double value)
{
    char digits[32];
    text_number(digits, value);
    fprintf(w->file, " %s %c%d %s\n", w->column, row, number, digits);
}

static void start_column(struct writer *w, char letter, int number, double cost)
{
    char digits[32];
    snprintf(w->column, sizeof w->column, "%c%d", letter, number);
    text_number(digits, cost);
    fprintf(w->file, " %s OBJ %s\n", w->column, digits);
}

static void put_bounds(struct writer *w, double lower, double upper)
{
    char digits[32];
    if (lower == -LP_INF) text_add(&w->bounds, " MI B %s\n", w->column);
    text_number(digits, lower);
    if (lower != 0.0 && lower != -LP_INF) text_add(&w->bounds, " LO B %s %s\n", w->column, digits);
    text_number(digits, upper);
    if (upper != LP_INF) text_add(&w->bounds, " UP B %s %s\n", w->column, digits);
}

/* What changes y by `sign`: its own flow row, that of the next year, and the school's room. */
static void put_state(const struct writer *w, int cell, double sign)
{
    const int t = cell % w->b->years, s = w->b->group[cell / w->b->years];
    put_entry(w, 'F', cell, sign);
    if (t + 1 < w->b->years && !w->still[cell + 1]) put_entry(w, 'F', cell + 1, -sign);
    put_entry(w, 'R', s * w->b->years + t, sign);
}

static void put_pattern(const struct writer *w, int p)
{
    const struct block_pattern *pattern = &w->b->pattern[p];
    for (int n = pattern->start; n < pattern->start + pattern->count; n++)
        put_entry(w, 'L', w->b->term[n].row, w->b->term[n].value);
}

static void put_move(struct writer *w, char letter, int cell, int p, double sign)
{
    if (p < 0) return;
    start_column(w, letter, cell, w->summed[p] ? 0.0 : w->b->pattern[p].cost);
    put_entry(w, 'F', cell, sign);
    if (w->summed[p])
        put_entry(w, 'P', p, 1.0);
    else
        put_pattern(w, p);
}

static void put_cell(struct writer *w, int cell)
{
    const struct block *b = w->b;
    const int shared = b->group[cell / b->years] * b->years + cell % b->years;
    put_move(w, 'i', cell, b->rise[cell], -1.0);
    put_move(w, 'o', cell, b->fall[cell], 1.0);
    start_column(w, 'e', cell, b->excess_cost[cell]);
    put_state(w, cell, 1.0);
    for (int n = b->tier_start[cell]; n < b->tier_start[cell + 1]; n++) {
        const double room = tier_room(w, cell, n);
        if (!(room > 0.0)) continue;
        start_column(w, 's', n, b->tier_cost[n]);
        put_state(w, cell, -1.0);
        if (w->crowded[shared]) put_entry(w, 'T', shared, 1.0);
        put_bounds(w, 0.0, room);
    }
}

static void put_crowds(struct writer *w, int cell)
{
    const struct block *b = w->b;
    for (int n = b->crowd_start[cell]; n < b->crowd_start[cell + 1]; n++) {
        if (!(b->crowd_cost[n] > 0.0)) continue;
        start_column(w, 'c', n, b->crowd_cost[n]);
        put_entry(w, 'T', cell, -1.0);
        put_bounds(w, 0.0, b->crowd_cap[n]);
    }
}

static void put_link(struct writer *w, int c)
{
    const struct block *b = w->b;
    const int column = b->column_of[c];
    start_column(w, 'l', c, b->lp->cost[column]);
    for (int n = b->link_start[c]; n < b->link_start[c + 1]; n++)
        put_entry(w, 'L', b->link[n].row, b->link[n].value);
    put_bounds(w, b->lp->lower[column], b->lp->upper[column]);
}

static void put_columns(struct writer *w)
{
    const struct block *b = w->b;
    fputs("COLUMNS\n", w->file);
    for (int cell = 0; cell < b->chains * b->years; cell++)
        if (!w->still[cell]) put_cell(w, cell);
    for (int cell = 0; cell < b->groups * b->years; cell++)
        if (w->crowded[cell]) put_crowds(w, cell);
    for (int c = 0; c < b->columns; c++) put_link(w, c);
    for (int p = 0; p < b->patterns; p++) {
        if (!w->summed[p]) continue;
        start_column(w, 'p', p, b->pattern[p].cost);
        put_entry(w, 'P', p, -1.0);
        put_pattern(w, p);
    }
    start_column(w, 'z', 0, w->constant);
    put_bounds(w, 1.0, 1.0);
}

/* ---- rows --------------------------------------------------------------------------------- */

static void put_rhs(const struct writer *w, char row, int number, double value)
{
    char digits[32];
    text_number(digits, value);
    if (value != 0.0) fprintf(w->file, " RHS %c%d %s\n", row, number, digits);
}

static void put_rows(const struct writer *w)
{
    const struct block *b = w->b;
    fputs("NAME kru FREE\nROWS\n N OBJ\n", w->file);
    for (int cell = 0; cell < b->chains * b->years; cell++)
        if (!w->still[cell]) fprintf(w->file, " E F%d\n", cell);
    for (int cell = 0; cell < b->groups * b->years; cell++) {
        fprintf(w->file, " L R%d\n", cell);
        if (w->crowded[cell]) fprintf(w->file, " L T%d\n", cell);
    }
    for (int p = 0; p < b->patterns; p++)
        if (w->summed[p]) fprintf(w->file, " E P%d\n", p);
    for (int r = 0; r < b->rows; r++)
        fprintf(w->file, " %c L%d\n",
                b->row_lower[r] == b->row_upper[r] ? 'E'
                : b->row_upper[r] == LP_INF        ? 'G'
                                                   : 'L',
                r);
}

static void put_right_hand_sides(const struct writer *w)
{
    const struct block *b = w->b;
    fputs("RHS\n", w->file);
    for (int cell = 0; cell < b->chains * b->years; cell++) {
        const bool alone = cell % b->years == 0 || w->still[cell - 1];
        if (!w->still[cell])
            put_rhs(w, 'F', cell, (alone ? 0.0 : w->base[cell - 1]) - w->base[cell]);
    }
    for (int cell = 0; cell < b->groups * b->years; cell++) {
        const int s = cell / b->years, t = cell % b->years;
        double room = b->room[cell];
        for (int j = b->first[s]; j < b->first[s + 1]; j++)
            if (!w->still[j * b->years + t]) room -= w->base[j * b->years + t];
        put_rhs(w, 'R', cell, room);
        if (w->crowded[cell]) put_rhs(w, 'T', cell, w->free[cell]);
    }
    for (int r = 0; r < b->rows; r++)
        put_rhs(w, 'L', r, isfinite(b->row_lower[r]) ? b->row_lower[r] : b->row_upper[r]);
}

void compact_write(const struct block *b, FILE *file)
{
    const size_t cells = (size_t)b->chains * b->years, shared = (size_t)b->groups * b->years;
    struct writer w = {.b = b, .file = file};
    w.still = mem_new(cells, sizeof *w.still);
    w.base = mem_new(cells, sizeof *w.base);
    w.free = mem_new(shared, sizeof *w.free);
    w.crowded = mem_new(shared, sizeof *w.crowded);
    w.summed = mem_new((size_t)b->patterns, sizeof *w.summed);
    find_still(&w);
    find_crowded(&w);
    find_sums(&w);
    put_rows(&w);
    put_columns(&w);
    put_right_hand_sides(&w);
    fprintf(file, "BOUNDS\n%sENDATA\n", text_s(&w.bounds));
    free(w.still);
    free(w.base);
    free(w.free);
    free(w.crowded);
    free(w.summed);
    text_clear(&w.bounds);
}
