/* What the two files of the master share: block_master.c solves it, block_rebuild.c makes it anew,
   smaller or over another block. */
#ifndef SOLVER_BLOCK_MASTER_H
#define SOLVER_BLOCK_MASTER_H

#include "solver/block_internal.h"

struct path {
    int next;   /* of the same chain, -1 ends */
    int column; /* 0: the reference */
    double cost;
};

struct master {
    const struct block *b;
    double implied_upper;
    struct simplex *simplex;
    struct path *path;
    int paths, path_room, y_room;
    double *y;                               /* [paths][years] */
    int *head, *reference, *one_row;         /* [chains] */
    int *room_row, *total_row, *first_crowd; /* [groups][years] 0 while absent */
    int *slope;                              /* [groups][years] crowd tier while absent; -1: none */
    double *taken;                           /* [rows] by the references */
    double *states, *shortages;              /* [groups][years] of the references */
    int link, loop;                          /* first columns */
    int *ghost, *ghost_cell, ghosts, link_ghosts, ghost_room, cell_room; /* links come first */
    /* When it is made anew: trajectories that cost more leave; totals with a slope lose their row,
       which makes the master small but costs pivots. Sizes when it was made last. */
    double dear;
    bool drop_totals;
    int made_rows, made_columns, made_totals;
    long pivots;                      /* before */
    double ghost_price, constant;     /* cost of the references and of absent totals */
    struct block_prices prices, best; /* of the last master; of the best bound */
    double bound, objective;
    struct block_prices seen; /* at which the cheapest trajectories were priced last */
    double *cheapest;         /* [chains] their values */
    bool *moved;              /* [patterns], then [groups][years]: a price has moved since */
    bool priced;              /* false: nothing of this is known */
    struct block_break *work;
    int *index; /* a row or column under construction: index[1 .. terms], value[1 .. terms] */
    double *value;
    int *position; /* by row or column: where it stands in index, 0 */
    int terms, term_room, position_room, rounds;
    struct parallel *pool; /* while it is solved */
};

void master_measure(struct master *m);
bool master_knows(const struct master *m, int j, const double *y);
int master_remember(struct master *m, int j, const double *y);
/** Adds rows of groups that cannot stay absent when trajectory y of chain j is a column. */
void master_prepare_rows(struct master *m, int j, const double *y);
void master_add_links(struct master *m);
void master_add_column(struct master *m, int j, int k);
void master_add_one_row(struct master *m, int j);
void master_add_room_row(struct master *m, int s, int t);
void master_add_total_row(struct master *m, int s, int t);
void master_count_references(struct master *m);
void master_find_slope(struct master *m, int shared);
double master_absent_cost(const struct master *m, int shared);

#endif
