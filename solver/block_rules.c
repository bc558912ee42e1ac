/* Rules that reach into chains, read into the structure: the master sees none of them as such.

   closing   sum of tiers <= 0               those tiers are gone
   cap       sum of a group's tiers <= most  its crowd tiers, cheapest first, hold no more
   link      over states as well             a state is its origin and the steps up to its year

   docs/solver.md says what the prices of such rows are. */
#include "solver/block_internal.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static const double NO_POSTS = 1e-9; /* a limit, or what is left of one, below is 0 */

/* ---- which rule is it ----------------------------------------------------------------------- */

/* The lp holds a row of one term as bounds of its column, and these are read with the column:
   any of a link, the least state, the most of a tier. */
static bool is_read_as_bound(const struct block *b, int row)
{
    const struct lp *lp = b->lp;
    if (!lp_row_is_bound(lp, row)) return false;
    const struct lp_entry entry = lp->entry[lp->start[row]];
    const enum lp_sense upwards = entry.value > 0.0 ? LP_GE : LP_LE;
    switch (block_column_role(b, entry.column)) {
    case BLOCK_LINK:
        return true;
    case BLOCK_STATE:
        return lp_sense_of(lp, row) == upwards;
    case BLOCK_TIER:
        return lp_sense_of(lp, row) == LP_LE && entry.value > 0.0;
    default:
        return false;
    }
}

static enum block_rule rule_over_tiers(const struct lp *lp, int row)
{
    if (lp_sense_of(lp, row) != LP_LE || !(lp->rhs[row] >= 0.0)) return BLOCK_STRANGE;
    for (int n = lp->start[row]; n < lp->start[row + 1]; n++)
        if (!(lp->entry[n].value > 0.0)) return BLOCK_STRANGE;
    return lp->rhs[row] <= NO_POSTS ? BLOCK_CLOSING : BLOCK_CAP;
}

enum block_rule block_rule_of(const struct block *b, int row)
{
    const struct lp *lp = b->lp;
    int tiers = 0, others = 0;
    for (int n = lp->start[row]; n < lp->start[row + 1]; n++) {
        const enum block_role role = block_column_role(b, lp->entry[n].column);
        if (role == BLOCK_EXCESS || role == BLOCK_CROWD) return BLOCK_STRANGE;
        *(role == BLOCK_TIER ? &tiers : &others) += 1;
    }
    if (tiers + others == 0 || is_read_as_bound(b, row)) return BLOCK_BOUND;
    if (tiers == 0) return BLOCK_LINKS;
    return others == 0 ? rule_over_tiers(lp, row) : BLOCK_STRANGE;
}

/* ---- rules over shortages ------------------------------------------------------------------- */

static struct lp_at tier_at(const struct block *b, int column)
{
    return lp_at_of(&b->lp->var[b->roles->tier], b->lp->column_cell[column]);
}

/* The cell of the group whose tiers, all of them once, are the terms of the row; -1: there is none.
 */
static int group_of_row(const struct block *b, int row)
{
    const struct lp *lp = b->lp;
    const struct lp_at first = tier_at(b, lp->entry[lp->start[row]].column);
    const int s = b->group[first.i[0]], chains = b->first[s + 1] - b->first[s];
    for (int n = lp->start[row]; n < lp->start[row + 1]; n++) {
        const struct lp_at at = tier_at(b, lp->entry[n].column);
        if (lp->entry[n].value != 1.0 || b->group[at.i[0]] != s || at.i[2] != first.i[2]) return -1;
    }
    const bool all = lp_terms(lp, row) == chains * lp->var[b->roles->tier].extent[1];
    return all ? s * b->years + first.i[2] : -1;
}

static void close_tiers(struct block *b, int row, double *upper)
{
    const struct lp *lp = b->lp;
    b->closing = mem_room(b->closing, b->closings, &b->closing_room, sizeof *b->closing);
    b->closing[b->closings++] = row;
    for (int n = lp->start[row]; n < lp->start[row + 1]; n++) upper[lp->entry[n].column] = 0.0;
}

/* The column of the cheapest crowd tier that comes after `before` in order of cost, -1: none. */
static int next_crowd(const struct block *b, int cell, int before)
{
    const struct lp *lp = b->lp;
    const struct lp_family *f = &lp->var[b->roles->crowd];
    int next = -1;
    for (int g = 0; g < f->extent[1]; g++) {
        const int column = lp_member(f, AT(cell / b->years, g, cell % b->years));
        if (column < 0) continue;
        if (before >= 0 && (lp->cost[column] < lp->cost[before] ||
                            (lp->cost[column] == lp->cost[before] && column <= before)))
            continue;
        if (next < 0 || lp->cost[column] < lp->cost[next]) next = column;
    }
    return next;
}

/* Crowd tiers that hold `most` posts together; what costs more than the last of them is the cap's.
 */
static void cut_crowds(struct block *b, int cell, double most, double *upper)
{
    double left = most;
    for (int column = next_crowd(b, cell, -1); column >= 0; column = next_crowd(b, cell, column)) {
        if (upper[column] > left) {
            b->cap_cost[cell] = fmin(b->cap_cost[cell], b->lp->cost[column]);
            upper[column] = left;
        }
        left -= upper[column];
        if (left <= NO_POSTS) left = 0.0;
    }
}

/* The tiers of a group are gone: its crowd tiers go, too, so that no row is left without room. */
static bool is_empty(const struct block *b, int cell, const double *upper)
{
    const struct lp_family *f = &b->lp->var[b->roles->tier];
    const int s = cell / b->years, t = cell % b->years;
    for (int j = b->first[s]; j < b->first[s + 1]; j++)
        for (int k = 0; k < f->extent[1]; k++) {
            const int column = lp_member(f, AT(j, k, t));
            if (column >= 0 && upper[column] > 0.0) return false;
        }
    return true;
}

const char *block_read_rules(struct block *b, double *upper)
{
    const struct lp *lp = b->lp;
    const int shared = b->groups * b->years;
    b->cap_row = mem_new((size_t)shared, sizeof *b->cap_row);
    b->cap_cost = mem_new((size_t)shared, sizeof *b->cap_cost);
    for (int cell = 0; cell < shared; cell++) {
        b->cap_row[cell] = -1;
        b->cap_cost[cell] = LP_INF;
    }
    for (int row = 0; row < lp->rows; row++) {
        if (b->rule[row] == BLOCK_CLOSING) close_tiers(b, row, upper);
        if (b->rule[row] != BLOCK_CAP) continue;
        const int cell = group_of_row(b, row);
        if (cell < 0) return "a limit of shortages that are not those of a group";
        if (b->cap_row[cell] < 0 || lp->rhs[row] < lp->rhs[b->cap_row[cell]])
            b->cap_row[cell] = row;
    }
    for (int cell = 0; cell < shared; cell++) {
        if (is_empty(b, cell, upper))
            cut_crowds(b, cell, 0.0, upper);
        else if (b->cap_row[cell] >= 0)
            cut_crowds(b, cell, lp->rhs[b->cap_row[cell]], upper);
    }
    return NULL;
}

/* ---- rules over states ------------------------------------------------------------------------
 */

double block_origins_of(const struct block *b, int row)
{
    const struct lp *lp = b->lp;
    double sum = 0.0;
    for (int n = lp->start[row]; n < lp->start[row + 1]; n++) {
        const int column = lp->entry[n].column;
        if (block_column_role(b, column) != BLOCK_STATE) continue;
        sum += lp->entry[n].value * b->origin[lp->column_cell[column]];
    }
    return sum;
}

/* Into a list in order of rows, where equal rows add up. */
static int add_in_order(struct block_term *list, int count, struct block_term term)
{
    int n = count;
    while (n > 0 && list[n - 1].row > term.row) n--;
    if (n > 0 && list[n - 1].row == term.row) {
        list[n - 1].value += term.value;
        return count;
    }
    memmove(list + n + 1, list + n, (size_t)(count - n) * sizeof *list);
    list[n] = term;
    return count + 1;
}

int block_step_terms(const struct block *b, const int *start, const struct block_term *term,
                     int column, int cell, double sign, struct block_term *list)
{
    const struct lp_family *state = &b->lp->var[b->roles->state];
    const int last = cell - cell % b->years + b->years;
    int count = 0, kept = 0;
    for (int n = start[column]; n < start[column + 1]; n++)
        count = add_in_order(list, count, term[n]);
    for (int later = cell; later < last; later++) {
        const int x = state->number[later];
        for (int n = start[x]; n < start[x + 1]; n++)
            count =
                add_in_order(list, count, (struct block_term){term[n].row, sign * term[n].value});
    }
    for (int n = 0; n < count; n++)
        if (list[n].value != 0.0) list[kept++] = list[n];
    return kept;
}

/* ---- prices -----------------------------------------------------------------------------------
 */

/* Of what a post of shortage costs a group, the total pays up to the crowd tier in which the cap
   cuts, and the cap the rest. */
static void price_caps(const struct block *b, const struct block_prices *prices, double *price)
{
    const struct lp *lp = b->lp;
    for (int cell = 0; cell < b->groups * b->years; cell++) {
        const double all = b->fold[cell] + prices->total[cell];
        const double own = fmin(all, b->cap_cost[cell]);
        if (b->cap_row[cell] < 0) continue;
        price[lp_member(&lp->row[b->roles->total], AT(cell / b->years, cell % b->years))] = -own;
        price[b->cap_row[cell]] = own - all;
    }
}

/* A rise is paid by the links for all that it adds to states from its year on; stated, those prices
   stand at the states, and the price of flow hands them on from year to year. */
static void price_flows(const struct block *b, const struct block_prices *prices, double *price)
{
    const struct lp *lp = b->lp;
    const int T = b->years, cells = b->chains * T;
    double *paid = mem_new((size_t)cells, sizeof *paid);
    for (int r = 0; r < b->rows; r++)
        for (int n = lp->start[b->row_of[r]]; n < lp->start[b->row_of[r] + 1]; n++) {
            const int column = lp->entry[n].column;
            if (block_column_role(b, column) == BLOCK_STATE)
                paid[lp->column_cell[column]] += prices->row[r] * lp->entry[n].value;
        }
    for (int cell = cells - 1; cell >= 0; cell--) {
        if (cell % T < T - 1) paid[cell] += paid[cell + 1];
        price[lp->row[b->roles->flow].number[cell]] -= paid[cell];
    }
    free(paid);
}

/* The smallest price that keeps tiers at 0 which would pay otherwise. */
static void price_closings(const struct block *b, double *price)
{
    const struct lp *lp = b->lp;
    double *reduced = mem_new((size_t)lp->columns, sizeof *reduced);
    memcpy(reduced, lp->cost, (size_t)lp->columns * sizeof *reduced);
    for (int row = 0; row < lp->rows; row++)
        for (int n = lp->start[row]; price[row] != 0.0 && n < lp->start[row + 1]; n++)
            reduced[lp->entry[n].column] -= price[row] * lp->entry[n].value;
    for (int c = 0; c < b->closings; c++) {
        const int first = lp->start[b->closing[c]], end = lp->start[b->closing[c] + 1];
        double least = 0.0;
        for (int n = first; n < end; n++)
            least = fmin(least, reduced[lp->entry[n].column] / lp->entry[n].value);
        for (int n = first; n < end; n++)
            reduced[lp->entry[n].column] -= least * lp->entry[n].value;
        price[b->closing[c]] = least;
    }
    free(reduced);
}

void block_price_rules(const struct block *b, const struct block_prices *prices, double *price)
{
    price_caps(b, prices, price);
    if (b->over_states) price_flows(b, prices, price);
    if (b->closings > 0) price_closings(b, price);
}
