/* From a built lp to chains, groups and links; or why it is not made of these. */
#include "solver/block_internal.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum row_role { FLOW, NEED, STAY, ROOM, TOTAL, LINK_ROW, ROW_ROLES };

/* Coefficient of a role in a row, 0: it may not stand there. The state of the year before stands in
   flow with -1. */
static const double coefficient[LINK_ROW][BLOCK_LINK + 1] = {
    [FLOW] = {[BLOCK_STATE] = 1.0, [BLOCK_RISE] = -1.0, [BLOCK_FALL] = 1.0},
    [NEED] = {[BLOCK_STATE] = 1.0, [BLOCK_TIER] = 1.0, [BLOCK_EXCESS] = -1.0},
    [STAY] = {[BLOCK_STATE] = 1.0},
    [ROOM] = {[BLOCK_STATE] = 1.0},
    [TOTAL] = {[BLOCK_TIER] = 1.0, [BLOCK_CROWD] = -1.0},
};
static const enum lp_sense sense_of[LINK_ROW] = {
    [FLOW] = LP_EQ, [NEED] = LP_EQ, [STAY] = LP_GE, [ROOM] = LP_LE, [TOTAL] = LP_LE};

enum block_role block_column_role(const struct block *b, int column)
{
    const struct block_roles *r = b->roles;
    const int families[] = {r->state, r->rise, r->fall, r->tier, r->excess, r->crowd};
    for (int role = 0; role < BLOCK_LINK; role++)
        if (b->lp->column_family[column] == families[role]) return role;
    return BLOCK_LINK;
}

static enum row_role row_role(const struct block *b, int row)
{
    const struct block_roles *r = b->roles;
    const int families[] = {r->flow, r->need, r->stay, r->room, r->total};
    for (int role = 0; role < LINK_ROW; role++)
        if (b->lp->row_family[row] == families[role]) return role;
    return LINK_ROW;
}

static struct lp_at column_at(const struct lp *lp, int column)
{
    return lp_at_of(&lp->var[lp->column_family[column]], lp->column_cell[column]);
}

static struct lp_at row_at(const struct lp *lp, int row)
{
    return lp_at_of(&lp->row[lp->row_family[row]], lp->row_cell[row]);
}

static int year_of(enum block_role role, struct lp_at at)
{
    return role == BLOCK_TIER || role == BLOCK_CROWD ? at.i[2] : at.i[1];
}

/* ---- is it of the kind ------------------------------------------------------------------- */

static bool entry_fits(const struct block *b, int row, struct lp_entry entry)
{
    const enum row_role row_is = row_role(b, row);
    const enum block_role column_is = block_column_role(b, entry.column);
    const struct lp_at at = column_at(b->lp, entry.column), cell = row_at(b->lp, row);
    const bool of_group = row_is == ROOM || row_is == TOTAL;
    const bool same = at.i[0] == cell.i[0] || (of_group && column_is != BLOCK_CROWD);
    const int later = cell.i[1] - year_of(column_is, at);
    if (row_is == FLOW && column_is == BLOCK_STATE && later == 1)
        return same && entry.value == -1.0;
    return same && later == 0 && coefficient[row_is][column_is] != 0.0 &&
           entry.value == coefficient[row_is][column_is];
}

static const char *check_rows(struct block *b)
{
    const struct lp *lp = b->lp;
    b->rule = mem_new((size_t)lp->rows, sizeof *b->rule);
    for (int row = 0; row < lp->rows; row++) {
        const enum row_role role = row_role(b, row);
        if (role != LINK_ROW && lp_sense_of(lp, row) != sense_of[role]) return "sense of a row";
        if (role == TOTAL && lp->rhs[row] != 0.0) return "total with a right-hand side";
        if (lp_terms(lp, row) == 0 && lp_missed(lp_sense_of(lp, row), 0.0, lp->rhs[row]) > 0.0)
            return "a row without terms that is broken";
        if (role == LINK_ROW && (b->rule[row] = block_rule_of(b, row)) == BLOCK_STRANGE)
            return "a rule that has no place in the structure";
        for (int n = lp->start[row]; role != LINK_ROW && n < lp->start[row + 1]; n++)
            if (!entry_fits(b, row, lp->entry[n])) return "a term that its row should not have";
    }
    return NULL;
}

static const char *check_columns(const struct block *b)
{
    const struct lp *lp = b->lp;
    for (int column = 0; column < lp->columns; column++) {
        const enum block_role role = block_column_role(b, column);
        if (lp->lower[column] > lp->upper[column]) return "bounds that cross";
        if (role == BLOCK_LINK) continue;
        if (lp->fix_lower[column] > 0.0 || isfinite(lp->fix_upper[column]))
            return "a fixed variable of a chain";
        if (isfinite(lp->built_upper[column]) && role != BLOCK_TIER && role != BLOCK_CROWD)
            return "a bounded variable of a chain";
        if (lp->cost[column] < 0.0 || (role == BLOCK_STATE && lp->cost[column] != 0.0))
            return "the cost of a variable of a chain";
    }
    return NULL;
}

static const char *check_shape(const struct block *b)
{
    const struct lp *lp = b->lp;
    const struct block_roles *r = b->roles;
    const int all = b->chains * b->years, shared = b->groups * b->years;
    if (all == 0 || lp->var[r->state].count != all || lp->var[r->excess].count != all)
        return "a chain without a state";
    if (lp->row[r->flow].count != all || lp->row[r->need].count != all)
        return "a chain without rows";
    if (lp->row[r->room].count != shared || lp->row[r->total].count != shared)
        return "a group without rows";
    return NULL;
}

/* ---- chains --------------------------------------------------------------------------------- */

static int at_cell(const struct block *b, int family, bool row, int i, int t)
{
    const struct lp_family *f = row ? &b->lp->row[family] : &b->lp->var[family];
    return lp_member(f, AT(i, t));
}

/* Chains of a group must be neighbours. */
static const char *read_groups(struct block *b)
{
    const struct lp *lp = b->lp;
    for (int j = 0; j < b->chains; j++) b->group[j] = -1;
    for (int s = 0; s < b->groups; s++) {
        const int row = at_cell(b, b->roles->room, true, s, 0);
        for (int n = lp->start[row]; n < lp->start[row + 1]; n++)
            b->group[column_at(lp, lp->entry[n].column).i[0]] = s;
    }
    for (int j = 0; j < b->chains; j++)
        if (b->group[j] < 0 || (j > 0 && b->group[j] < b->group[j - 1]))
            return "order of the chains";
    for (int j = 0; j < b->chains; j++) b->first[b->group[j] + 1] = j + 1;
    for (int s = 0; s < b->groups; s++)
        if (b->first[s + 1] < b->first[s]) b->first[s + 1] = b->first[s];
    return NULL;
}

/* Every chain stands in the rows of its group in every year, with each of its tiers. */
static const char *check_groups(const struct block *b)
{
    const struct lp *lp = b->lp;
    for (int cell = 0; cell < b->groups * b->years; cell++) {
        const int s = cell / b->years, t = cell % b->years;
        const int room = at_cell(b, b->roles->room, true, s, t);
        const int total = at_cell(b, b->roles->total, true, s, t);
        int tiers = 0;
        for (int n = lp->start[room]; n < lp->start[room + 1]; n++)
            if (b->group[column_at(lp, lp->entry[n].column).i[0]] != s) return "group of a chain";
        if (lp_terms(lp, room) != b->first[s + 1] - b->first[s]) return "group of a chain";
        for (int n = lp->start[total]; n < lp->start[total + 1]; n++) {
            if (block_column_role(b, lp->entry[n].column) != BLOCK_TIER) continue;
            if (b->group[column_at(lp, lp->entry[n].column).i[0]] != s) return "group of a tier";
            tiers++;
        }
        const int crowds = lp->var[b->roles->crowd].extent[1];
        if (lp_terms(lp, total) != tiers + crowds) return "tiers of a group";
        if (tiers != (b->first[s + 1] - b->first[s]) * lp->var[b->roles->tier].extent[1])
            return "tiers of a group";
    }
    return NULL;
}

/* Tiers of one cell with room in them, cheapest first; `first` is where they begin. */
static void sort_tiers(int first, int end, int *column, double *cap, double *cost)
{
    for (int n = first + 1; n < end; n++)
        for (int m = n; m > first && cost[m - 1] > cost[m]; m--) {
            const int c = column[m];
            const double u = cap[m], p = cost[m];
            column[m] = column[m - 1], cap[m] = cap[m - 1], cost[m] = cost[m - 1];
            column[m - 1] = c, cap[m - 1] = u, cost[m - 1] = p;
        }
}

struct tiers {
    int **start, **column;
    double **cap, **cost;
};

static void read_tiers(const struct block *b, int family, int cells, const double *upper,
                       struct tiers out)
{
    const struct lp *lp = b->lp;
    const struct lp_family *f = &lp->var[family];
    int end = 0;
    *out.start = mem_new((size_t)cells + 1, sizeof(int));
    *out.column = mem_new((size_t)f->count, sizeof(int));
    *out.cap = mem_new((size_t)f->count, sizeof(double));
    *out.cost = mem_new((size_t)f->count, sizeof(double));
    for (int cell = 0; cell < cells; cell++) {
        (*out.start)[cell] = end;
        for (int k = 0; k < f->extent[1]; k++) {
            const int column = lp_member(f, AT(cell / b->years, k, cell % b->years));
            if (column < 0 || !(upper[column] > 0.0)) continue;
            (*out.column)[end] = column;
            (*out.cap)[end] = upper[column];
            (*out.cost)[end++] = lp->cost[column];
        }
        sort_tiers((*out.start)[cell], end, *out.column, *out.cap, *out.cost);
    }
    (*out.start)[cells] = end;
}

/* Every post of shortage costs at least the cheapest crowd tier: it moves into the chains' tiers,
   so that most total rows need no attention. */
static void fold_crowds(struct block *b)
{
    for (int cell = 0; cell < b->groups * b->years; cell++) {
        const int first = b->crowd_start[cell], end = b->crowd_start[cell + 1];
        const double least = first < end ? b->crowd_cost[first] : 0.0;
        b->fold[cell] = least;
        for (int n = first; n < end; n++) b->crowd_cost[n] -= least;
        const int s = cell / b->years, t = cell % b->years;
        for (int j = b->first[s]; j < b->first[s + 1]; j++) {
            const int own = j * b->years + t;
            for (int n = b->tier_start[own]; n < b->tier_start[own + 1]; n++)
                b->tier_cost[n] += least;
        }
    }
}

static void read_origins(struct block *b)
{
    for (int cell = 0; cell < b->chains * b->years; cell++) {
        const int j = cell / b->years, t = cell % b->years;
        b->origin[cell] = b->lp->rhs[at_cell(b, b->roles->flow, true, j, t)];
        if (t > 0) b->origin[cell] += b->origin[cell - 1];
    }
}

static void read_states(struct block *b)
{
    const struct lp *lp = b->lp;
    const int T = b->years;
    for (int cell = 0; cell < b->chains * T; cell++) {
        const int j = cell / T, t = cell % T;
        const int state = at_cell(b, b->roles->state, false, j, t);
        b->base[cell] = lp->rhs[at_cell(b, b->roles->need, true, j, t)] - b->origin[cell];
        b->excess_cost[cell] = lp->cost[at_cell(b, b->roles->excess, false, j, t)];
        double caps = 0.0;
        for (int n = b->tier_start[cell]; n < b->tier_start[cell + 1]; n++) caps += b->tier_cap[n];
        b->least[cell] = lp->lower[state] - b->origin[cell];
        b->low[cell] = fmax(b->least[cell], b->base[cell] - caps);
        b->room[b->group[j] * T + t] -= b->origin[cell];
    }
    for (int cell = 0; cell < b->groups * T; cell++)
        b->room[cell] += lp->rhs[at_cell(b, b->roles->room, true, cell / T, cell % T)];
}

/* From above a state is held by the room that the others leave; one more, so that a trajectory at
   this bound is seen to break the room. */
static void bound_states(struct block *b)
{
    const int T = b->years;
    for (int cell = 0; cell < b->groups * T; cell++) {
        const int s = cell / T, t = cell % T;
        double left = b->room[cell];
        for (int j = b->first[s]; j < b->first[s + 1]; j++) left -= b->low[j * T + t];
        for (int j = b->first[s]; j < b->first[s + 1]; j++)
            b->high[j * T + t] = b->low[j * T + t] + fmax(0.0, left) + 1.0;
    }
    for (int j = 0; j < b->chains; j++)
        for (int t = T - 2; t >= 0; t--) {
            const int cell = j * T + t;
            if (b->rise[cell + 1] < 0) b->low[cell] = fmax(b->low[cell], b->low[cell + 1]);
            if (b->fall[cell + 1] < 0) b->high[cell] = fmin(b->high[cell], b->high[cell + 1]);
        }
}

static const char *check_states(const struct block *b)
{
    for (int j = 0; j < b->chains; j++) {
        const int cell = j * b->years;
        if ((b->rise[cell] < 0 && b->low[cell] > 0.0) || (b->fall[cell] < 0 && b->high[cell] < 0.0))
            return "a chain without a trajectory";
        for (int t = 0; t < b->years; t++)
            if (b->low[cell + t] > b->high[cell + t]) return "a chain without a trajectory";
    }
    return NULL;
}

/* ---- links ---------------------------------------------------------------------------------- */

void block_read_sides(struct block *b)
{
    const struct lp *lp = b->lp;
    for (int r = 0; r < b->rows; r++) {
        const enum lp_sense sense = lp_sense_of(lp, b->row_of[r]);
        const double rest = lp->rhs[b->row_of[r]] - b->row_origin[r];
        b->row_lower[r] = sense == LP_LE ? -LP_INF : rest;
        b->row_upper[r] = sense == LP_GE ? LP_INF : rest;
    }
}

static void number_links(struct block *b)
{
    const struct lp *lp = b->lp;
    b->row_number = mem_new((size_t)lp->rows, sizeof(int));
    b->row_of = mem_new((size_t)lp->rows, sizeof(int));
    b->column_of = mem_new((size_t)lp->columns, sizeof(int));
    for (int row = 0; row < lp->rows; row++) {
        b->row_number[row] = b->rule[row] == BLOCK_LINKS ? b->rows : -1;
        if (b->row_number[row] >= 0) b->row_of[b->rows++] = row;
    }
    for (int column = 0; column < lp->columns; column++)
        if (block_column_role(b, column) == BLOCK_LINK) b->column_of[b->columns++] = column;
    b->row_lower = mem_new((size_t)b->rows, sizeof(double));
    b->row_upper = mem_new((size_t)b->rows, sizeof(double));
    b->row_origin = mem_new((size_t)b->rows, sizeof(double));
    for (int r = 0; r < b->rows; r++) b->row_origin[r] = block_origins_of(b, b->row_of[r]);
    block_read_sides(b);
}

/* The terms of every column in link rows. */
static void transpose(const struct block *b, int **start, struct block_term **term)
{
    const struct lp *lp = b->lp;
    *start = mem_new((size_t)lp->columns + 2, sizeof(int));
    int *next = *start + 1;
    for (int r = 0; r < b->rows; r++)
        for (int n = lp->start[b->row_of[r]]; n < lp->start[b->row_of[r] + 1]; n++)
            next[lp->entry[n].column + 1]++;
    for (int column = 0; column < lp->columns; column++) next[column + 1] += next[column];
    *term = mem_new((size_t)next[lp->columns], sizeof **term);
    for (int r = 0; r < b->rows; r++)
        for (int n = lp->start[b->row_of[r]]; n < lp->start[b->row_of[r] + 1]; n++)
            (*term)[next[lp->entry[n].column]++] = (struct block_term){r, lp->entry[n].value};
}

static bool same_pattern(const struct block *b, const struct block_pattern *p, double cost,
                         const struct block_term *term, int count)
{
    if (p->cost != cost || p->count != count) return false;
    for (int n = 0; n < count; n++)
        if (b->term[p->start + n].row != term[n].row ||
            b->term[p->start + n].value != term[n].value)
            return false;
    return true;
}

/* `head` chains the patterns by their first row; the last one is for those without rows. */
static int pattern_of(struct block *b, int *head, double cost, const struct block_term *term,
                      int count)
{
    int *at = &head[count > 0 ? term[0].row : b->rows];
    for (int p = *at; p >= 0; p = b->pattern[p].next)
        if (same_pattern(b, &b->pattern[p], cost, term, count)) return p;
    b->pattern = mem_room(b->pattern, b->patterns, &b->pattern_room, sizeof *b->pattern);
    b->pattern[b->patterns] = (struct block_pattern){cost, b->terms, count, *at};
    for (int n = 0; n < count; n++) {
        b->term = mem_room(b->term, b->terms, &b->term_room, sizeof *b->term);
        b->term[b->terms++] = term[n];
    }
    return *at = b->patterns++;
}

static bool any_over_states(const struct block *b, const int *start)
{
    const struct lp_family *state = &b->lp->var[b->roles->state];
    for (int column = state->first; column < state->first + state->count; column++)
        if (start[column + 1] > start[column]) return true;
    return false;
}

static void read_patterns(struct block *b, const int *start, const struct block_term *term)
{
    const struct lp *lp = b->lp;
    int *head = mem_new((size_t)b->rows + 1, sizeof(int));
    struct block_term *list = mem_new((size_t)b->rows + 1, sizeof *list);
    for (int r = 0; r <= b->rows; r++) head[r] = -1;
    for (int t = 0; t < b->years; t++)
        for (int j = 0; j < b->chains; j++)
            for (int side = 0; side < 2; side++) {
                const int family = side == 0 ? b->roles->rise : b->roles->fall;
                const int column = at_cell(b, family, false, j, t), cell = j * b->years + t;
                int *pattern = &(side == 0 ? b->rise : b->fall)[cell];
                *pattern = -1;
                if (column < 0) continue;
                const int count =
                    block_step_terms(b, start, term, column, cell, side == 0 ? 1.0 : -1.0, list);
                *pattern = pattern_of(b, head, lp->cost[column], list, count);
            }
    free(head);
    free(list);
}

static void read_loops(struct block *b)
{
    int *head = mem_new((size_t)b->patterns + 1, sizeof(int));
    for (int p = 0; p < b->patterns; p++) head[p] = -1;
    for (int cell = 0; cell < b->chains * b->years; cell++) {
        if (b->rise[cell] < 0 || b->fall[cell] < 0) continue;
        int l = head[b->rise[cell]];
        while (l >= 0 && b->loop[l].fall != b->fall[cell]) l = b->loop[l].next;
        if (l >= 0) continue;
        b->loop = mem_room(b->loop, b->loops, &b->loop_room, sizeof *b->loop);
        b->loop[b->loops] =
            (struct block_loop){b->rise[cell], b->fall[cell], cell, head[b->rise[cell]]};
        head[b->rise[cell]] = b->loops++;
    }
    free(head);
}

static void read_links(struct block *b)
{
    int *start = NULL;
    struct block_term *term = NULL;
    number_links(b);
    transpose(b, &start, &term);
    b->link_start = mem_new((size_t)b->columns + 1, sizeof(int));
    b->link = mem_new((size_t)b->lp->start[b->lp->rows], sizeof *b->link);
    for (int c = 0; c < b->columns; c++) {
        const int column = b->column_of[c], count = start[column + 1] - start[column];
        if (count > 0)
            memcpy(b->link + b->link_start[c], term + start[column], (size_t)count * sizeof *term);
        b->link_start[c + 1] = b->link_start[c] + count;
    }
    b->over_states = any_over_states(b, start);
    read_patterns(b, start, term);
    read_loops(b);
    free(start);
    free(term);
}

/* ---- all of it ------------------------------------------------------------------------------ */

static void make_arrays(struct block *b)
{
    const size_t cells = (size_t)b->chains * b->years, shared = (size_t)b->groups * b->years;
    double **const numbers[] = {&b->origin, &b->base,  &b->low,
                                &b->high,   &b->least, &b->excess_cost};
    for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++)
        *numbers[n] = mem_new(cells, sizeof(double));
    b->group = mem_new((size_t)b->chains, sizeof(int));
    b->first = mem_new((size_t)b->groups + 1, sizeof(int));
    b->rise = mem_new(cells, sizeof(int));
    b->fall = mem_new(cells, sizeof(int));
    b->room = mem_new(shared, sizeof(double));
    b->fold = mem_new(shared, sizeof(double));
}

static const char *read_chains(struct block *b)
{
    const struct lp *lp = b->lp;
    double *upper = mem_new((size_t)lp->columns, sizeof *upper);
    memcpy(upper, lp->upper, (size_t)lp->columns * sizeof *upper);
    const char *why = block_read_rules(b, upper);
    read_tiers(b, b->roles->tier, b->chains * b->years, upper,
               (struct tiers){&b->tier_start, &b->tier_column, &b->tier_cap, &b->tier_cost});
    read_tiers(b, b->roles->crowd, b->groups * b->years, upper,
               (struct tiers){&b->crowd_start, &b->crowd_column, &b->crowd_cap, &b->crowd_cost});
    free(upper);
    return why;
}

const char *block_read(struct block *b, const struct lp *lp, const struct block_roles *roles)
{
    const struct lp_family *state = &lp->var[roles->state], *crowd = &lp->var[roles->crowd];
    *b = (struct block){.lp = lp,
                        .roles = roles,
                        .chains = state->extent[0],
                        .years = state->extent[1],
                        .groups = crowd->extent[0],
                        .most_tiers = lp->var[roles->tier].extent[1]};
    const char *why = check_shape(b);
    if (!why) why = check_rows(b);
    if (!why) why = check_columns(b);
    if (why) return why;
    make_arrays(b);
    why = read_groups(b);
    if (!why) why = check_groups(b);
    if (!why) why = read_chains(b);
    if (why) return why;
    fold_crowds(b);
    read_origins(b);
    read_links(b);
    read_states(b);
    bound_states(b);
    return check_states(b);
}

void block_clear(struct block *b)
{
    void *const arrays[] = {
        b->group,     b->first,      b->rise,      b->fall,        b->origin,      b->base,
        b->low,       b->high,       b->least,     b->excess_cost, b->tier_start,  b->tier_column,
        b->tier_cap,  b->tier_cost,  b->room,      b->fold,        b->crowd_start, b->crowd_column,
        b->crowd_cap, b->crowd_cost, b->pattern,   b->term,        b->loop,        b->row_of,
        b->column_of, b->row_number, b->row_lower, b->row_upper,   b->row_origin,  b->link_start,
        b->link,      b->cap_row,    b->cap_cost,  b->closing,     b->rule,
    };
    for (size_t n = 0; n < sizeof arrays / sizeof *arrays; n++) free(arrays[n]);
    *b = (struct block){0};
}
