/* A master made anew from itself: smaller, or over another block of the same shape.

   Kept are trajectories that are used or nearly pay, and rows that hold something: a row of weights
   or of room whose slack is basic says nothing, and a total with a basic crowd tier lies within
   that tier, so that it has a slope again. Each such row leaves together with one basic column, so
   the basis stays square, and optimal when the block is the same. A chain that uses one other
   trajectory in full takes it for its reference. */
#include "solver/block_master.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Where all stood in the old master: 'b', 'l', 'u', and 0 for what is absent or leaves. */
struct standing {
    char *link_row, *link, *loop, *ghost, *path;
    char *one, *room, *total; /* [chains]; [groups][years] */
    char *crowd;
    double *reduced; /* of trajectories */
    int ghosts;      /* of links */
};

struct old {
    struct path *path;
    double *y;
    int *head, *reference;
    struct standing at;
};

static char column_state(const struct master *m, int column)
{
    return column > 0 ? simplex_state(m->simplex, false, column) : 0;
}

static char row_state(const struct master *m, int row)
{
    return row > 0 ? simplex_state(m->simplex, true, row) : 0;
}

static void look_at_links(const struct master *m, struct standing *at)
{
    const struct block *b = m->b;
    at->link_row = mem_new((size_t)b->rows, 1);
    at->link = mem_new((size_t)b->columns, 1);
    at->loop = mem_new((size_t)b->loops, 1);
    at->ghosts = m->link_ghosts;
    at->ghost = mem_new((size_t)at->ghosts, 1);
    for (int r = 0; r < b->rows; r++) at->link_row[r] = row_state(m, 1 + r);
    for (int c = 0; c < b->columns; c++) at->link[c] = column_state(m, m->link + c);
    for (int l = 0; l < b->loops; l++) at->loop[l] = column_state(m, m->loop + l);
    for (int n = 0; n < at->ghosts; n++) at->ghost[n] = column_state(m, m->ghost[n]);
}

static void look_at_paths(const struct master *m, struct standing *at)
{
    at->path = mem_new((size_t)m->paths, 1);
    at->reduced = mem_new((size_t)m->paths, sizeof *at->reduced);
    at->one = mem_new((size_t)m->b->chains, 1);
    for (int k = 0; k < m->paths; k++) {
        at->path[k] = column_state(m, m->path[k].column);
        if (at->path[k]) at->reduced[k] = simplex_reduced(m->simplex, m->path[k].column);
    }
    for (int j = 0; j < m->b->chains; j++) {
        at->one[j] = row_state(m, m->one_row[j]);
        if (at->one[j] == 'b') at->one[j] = 0;
    }
}

/* A total with exactly one of slack and crowd tiers basic has the slope of that tier; returns
   false when it keeps its row. */
static bool find_standing_slope(struct master *m, int shared, const struct standing *at)
{
    const struct block *b = m->b;
    int basic = 0, tier = -1;
    for (int n = b->crowd_start[shared]; n < b->crowd_start[shared + 1]; n++) {
        if (at->crowd[n] == 'b') tier = n;
        basic += at->crowd[n] == 'b';
    }
    if (at->total[shared] == 'b') {
        basic++;
        tier = b->crowd_start[shared];
    }
    if (basic != 1 || b->crowd_start[shared] == b->crowd_start[shared + 1]) return false;
    m->slope[shared] = tier;
    m->prices.total[shared] = b->crowd_cost[tier];
    return true;
}

static void look_at_groups(struct master *m, struct standing *at)
{
    const struct block *b = m->b;
    const int shared = b->groups * b->years;
    at->room = mem_new((size_t)shared, 1);
    at->total = mem_new((size_t)shared, 1);
    at->crowd = mem_new((size_t)b->crowd_start[shared], 1);
    for (int n = 0; n < shared; n++) {
        int column = m->first_crowd[n];
        at->room[n] = row_state(m, m->room_row[n]);
        at->total[n] = row_state(m, m->total_row[n]);
        for (int k = b->crowd_start[n]; at->total[n] && k < b->crowd_start[n + 1]; k++)
            if (b->crowd_cost[k] > 0.0) at->crowd[k] = column_state(m, column++);
    }
    /* The ghost of a row that is basic stands for its slack. */
    for (int n = m->link_ghosts; n < m->ghosts; n++)
        if (column_state(m, m->ghost[n]) == 'b') {
            const int cell = m->ghost_cell[n];
            if (cell < shared) at->room[cell] = 'b';
            if (cell >= shared) at->total[cell - shared] = 'b';
        }
    for (int n = 0; n < shared; n++) {
        if (at->room[n] == 'b') {
            at->room[n] = 0;
            m->prices.room[n] = 0.0;
        }
        if (at->total[n] && m->drop_totals && find_standing_slope(m, n, at)) at->total[n] = 0;
    }
}

/* ---- what is kept --------------------------------------------------------------------------- */

/* The trajectory that a chain uses in full and alone, or its reference. */
static int next_reference(const struct old *old, int j)
{
    int whole = -1;
    for (int k = old->head[j]; k >= 0; k = old->path[k].next) {
        if (old->at.path[k] == 'b') return old->reference[j];
        if (old->at.path[k] == 'u') whole = whole < 0 ? k : -2;
    }
    return whole >= 0 && !old->at.one[j] ? whole : old->reference[j];
}

/* Trajectories of a chain into the empty lists; `state` is by their new numbers. */
static void keep_paths(struct master *m, struct old *old, int j, bool changed, char **state,
                       int *room)
{
    const int T = m->b->years, reference = next_reference(old, j);
    double *y = mem_new((size_t)T, sizeof *y);
    m->head[j] = -1;
    for (int pass = 0; pass < 2; pass++)
        for (int k = old->head[j]; k >= 0; k = old->path[k].next) {
            const bool swapped = k == old->reference[j] && k != reference;
            const bool cheap = swapped || old->at.reduced[k] <= m->dear;
            if ((k == reference) != (pass == 0)) continue;
            if (pass == 1 && !cheap && old->at.path[k] != 'b') continue;
            memcpy(y, old->y + (size_t)k * T, (size_t)T * sizeof *y);
            if (changed) block_repair(m->b, j, y);
            if (pass == 1 && master_knows(m, j, y)) continue;
            const int added = master_remember(m, j, y);
            if (pass == 0) m->reference[j] = added;
            *state = mem_room(*state, added, room, 1);
            (*state)[added] = pass == 0 ? 0 : swapped ? 'l' : old->at.path[k];
        }
    free(y);
}

static void reset_rows(struct master *m)
{
    const struct block *b = m->b;
    const size_t shared = (size_t)b->groups * b->years;
    memset(m->one_row, 0, (size_t)b->chains * sizeof(int));
    memset(m->room_row, 0, shared * sizeof(int));
    memset(m->total_row, 0, shared * sizeof(int));
    memset(m->first_crowd, 0, shared * sizeof(int));
    m->ghosts = m->link_ghosts = 0;
}

/* ---- rows, columns, states ------------------------------------------------------------------- */

static void put(struct master *m, bool row, int number, char state)
{
    if (number > 0 && state) simplex_put(m->simplex, row, number, state);
}

static void add_rows(struct master *m, const struct standing *at)
{
    const struct block *b = m->b;
    const int shared = b->groups * b->years;
    for (int j = 0; j < b->chains; j++)
        if (at->one[j]) master_add_one_row(m, j);
    for (int n = 0; n < shared; n++) {
        if (at->room[n]) master_add_room_row(m, n / b->years, n % b->years);
        if (at->total[n]) master_add_total_row(m, n / b->years, n % b->years);
    }
}

/* States of crowd tiers and slopes count in the old block's tiers; a total whose tiers have changed
   is looked at anew. */
static void renumber_crowds(struct master *m, const struct block *from, struct standing *at)
{
    const struct block *b = m->b;
    const int shared = b->groups * b->years;
    char *crowd = mem_new((size_t)b->crowd_start[shared], 1);
    for (int n = 0; n < shared; n++) {
        const int first = from->crowd_start[n], now = b->crowd_start[n];
        const int tiers = from->crowd_start[n + 1] - first;
        if (b->crowd_start[n + 1] - now != tiers) {
            m->slope[n] = -1;
            at->total[n] = at->total[n] ? 'n' : 'f';
            continue;
        }
        if (m->slope[n] >= 0) m->slope[n] += now - first;
        for (int k = 0; k < tiers; k++) crowd[now + k] = at->crowd[first + k];
    }
    free(at->crowd);
    at->crowd = crowd;
}

static void put_states(struct master *m, const struct standing *at, const char *state)
{
    const struct block *b = m->b;
    for (int r = 0; r < b->rows; r++) put(m, true, 1 + r, at->link_row[r]);
    for (int c = 0; c < b->columns; c++) put(m, false, m->link + c, at->link[c]);
    for (int l = 0; l < b->loops; l++) put(m, false, m->loop + l, at->loop[l]);
    for (int n = 0; n < at->ghosts && n < m->link_ghosts; n++)
        put(m, false, m->ghost[n], at->ghost[n]);
    for (int j = 0; j < b->chains; j++) put(m, true, m->one_row[j], at->one[j]);
    for (int n = 0; n < b->groups * b->years; n++) {
        int column = m->first_crowd[n];
        put(m, true, m->room_row[n], at->room[n]);
        if (m->total_row[n] == 0 || at->total[n] == 'n') continue; /* as it was made */
        put(m, true, m->total_row[n], at->total[n]);
        for (int k = b->crowd_start[n]; k < b->crowd_start[n + 1]; k++)
            if (b->crowd_cost[k] > 0.0) put(m, false, column++, at->crowd[k]);
    }
    for (int k = 0; k < m->paths; k++) put(m, false, m->path[k].column, state[k]);
}

/* After a change of chains the basis may have lost or gained: slacks of weights and totals, then
   of links, come in, or trajectories go out. */
static void make_square(struct master *m)
{
    int rows, columns;
    long iterations;
    simplex_size(m->simplex, &rows, &columns, &iterations);
    int more = simplex_basics(m->simplex) - rows;
    for (int k = m->paths - 1; k >= 0 && more > 0; k--)
        if (column_state(m, m->path[k].column) == 'b') {
            put(m, false, m->path[k].column, 'l');
            more--;
        }
    for (int row = rows; row > 0 && more < 0; row--)
        if (row_state(m, row) != 'b') {
            put(m, true, row, 'b');
            more++;
        }
}

static void free_standing(struct standing *at)
{
    void *const arrays[] = {at->link_row, at->link, at->loop,  at->ghost, at->path,
                            at->one,      at->room, at->total, at->crowd, at->reduced};
    for (size_t n = 0; n < sizeof arrays / sizeof *arrays; n++) free(arrays[n]);
}

static void load(struct master *m, struct standing *at, const char *state)
{
    const struct block *b = m->b;
    m->simplex = simplex_new(true);
    master_count_references(m);
    for (int n = 0; n < b->groups * b->years; n++) {
        if (at->total[n] == 'f') at->total[n] = 0;
        /* What no trajectory touches may have moved with the chains themselves. */
        if (!at->total[n] && m->slope[n] < 0) master_find_slope(m, n);
        if (!at->room[n] && b->room[n] > m->states[n]) m->prices.room[n] = 0.0;
        m->constant += master_absent_cost(m, n);
    }
    master_add_links(m);
    add_rows(m, at);
    for (int j = 0; j < b->chains; j++)
        for (int k = m->head[j]; k >= 0; k = m->path[k].next)
            if (k != m->reference[j]) {
                master_prepare_rows(m, j, m->y + (size_t)k * b->years);
                master_add_column(m, j, k);
            }
    put_states(m, at, state);
    make_square(m);
}

void master_rebuild(struct master *m, const struct block *b, const bool *changed)
{
    const struct block *from = m->b;
    const size_t chains = (size_t)b->chains;
    struct old old = {.path = m->path, .y = m->y, .head = m->head, .reference = m->reference};
    m->head = mem_new(chains, sizeof(int));
    m->reference = mem_new(chains, sizeof(int));
    char *state = NULL;
    int room = 0;
    look_at_links(m, &old.at);
    look_at_paths(m, &old.at);
    look_at_groups(m, &old.at);
    m->pivots = master_pivots(m);
    simplex_free(m->simplex);
    m->simplex = NULL;
    m->b = b;
    m->path = NULL;
    m->y = NULL;
    m->paths = m->path_room = m->y_room = 0;
    m->priced = false;
    for (int j = 0; j < b->chains; j++)
        keep_paths(m, &old, j, changed && changed[j], &state, &room);
    if (from != b) renumber_crowds(m, from, &old.at);
    reset_rows(m);
    load(m, &old.at, state);
    master_measure(m);
    free_standing(&old.at);
    free(old.path);
    free(old.y);
    free(old.head);
    free(old.reference);
    free(state);
}
