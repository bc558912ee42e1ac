/* What the files of the block solver share. Letters: j chain, s group, t year; a *cell* is
   (j,t) or (s,t), row-major. The state is counted from where it drifts by itself:
       y[t] = x[t] - origin[t],   y[t] = y[t-1] + rise[t] - fall[t],   y[-1] = 0. */
#ifndef SOLVER_BLOCK_INTERNAL_H
#define SOLVER_BLOCK_INTERNAL_H

#include "solver/block.h"
#include "solver/lp_internal.h"

struct block_term {
    int row; /* a link row */
    double value;
};

/* How a rise or a fall enters the links: many chains share a pattern. */
struct block_pattern {
    double cost;
    int start, count; /* its terms */
    int next;         /* with the same first row, -1 ends */
};

/* A rise and a fall in the same cell, which no trajectory can hold. */
struct block_loop {
    int rise, fall, cell;
    int next; /* with the same rise, -1 ends */
};

struct block {
    const struct lp *lp;
    const struct block_roles *roles;
    int years, chains, groups, most_tiers;

    int *group, *first;            /* [chains]; [groups + 1] first chain */
    int *rise, *fall;              /* [chains][years] pattern, -1: impossible */
    double *origin, *base;         /* [chains][years] x - y; y where need is met */
    double *low, *high;            /* [chains][years] bounds of y, those of later years counted */
    double *least;                 /* [chains][years] what x >= of the same year makes of y */
    double *excess_cost;           /* [chains][years] */
    int *tier_start, *tier_column; /* [chains][years + 1 in all], by cost, cheapest first */
    double *tier_cap, *tier_cost;  /* cost with the cheapest crowd tier folded in */
    double *room;                  /* [groups][years] for the sum of y */
    double *fold;                  /* [groups][years] cost of the cheapest crowd tier */
    int *crowd_start, *crowd_column;
    double *crowd_cap, *crowd_cost; /* cost above the cheapest */

    int patterns, pattern_room, terms, term_room, loops, loop_room;
    struct block_pattern *pattern;
    struct block_term *term;
    struct block_loop *loop;
    int rows, columns;             /* the links */
    int *row_of, *column_of;       /* their rows and columns in lp */
    int *row_number;               /* [lp->rows] link row, -1 */
    double *row_lower, *row_upper; /* [rows] */
    int *link_start;               /* [columns + 1] into link */
    struct block_term *link;
    double constant; /* cost that no decision changes */
};

/** Reads the structure; NULL, or why the program is not of this kind. Clear in any case. */
const char *block_read(struct block *b, const struct lp *lp, const struct block_roles *roles);
void block_clear(struct block *b);
/** Reads the sides of link rows again, which may have changed in the lp. */
void block_read_sides(struct block *b);

/* Prices of what couples chains; all that a chain needs to know of the others. */
struct block_prices {
    double *row;          /* [rows] duals of the links */
    double *room, *total; /* [groups][years] >= 0, what a unit of room or of shortage costs */
    double *pattern;      /* [patterns] cost less duals, by block_price_patterns */
};
void block_prices_make(const struct block *b, struct block_prices *prices);
void block_prices_clear(struct block_prices *prices);
void block_price_patterns(const struct block *b, struct block_prices *prices);
void block_prices_copy(const struct block *b, struct block_prices *to,
                       const struct block_prices *from);
/** The Lagrangian at these prices, below every solution: exact minima of all chains and links. */
double block_bound(const struct block *b, const struct block_prices *prices, double implied_upper);
/** The part of it that knows no chain. */
double block_links_bound(const struct block *b, const struct block_prices *prices,
                         double implied_upper);
double block_objective(const struct lp *lp, const double *value);

/* ---- one chain (block_chain.c) ---------------------------------------------------------- */

/** Shortage of the chain in a cell when its state is y. */
double block_shortage(const struct block *b, int cell, double y);
/** What a trajectory costs by itself, and at prices. */
double block_cost(const struct block *b, int j, const double *y);
double block_priced(const struct block *b, const struct block_prices *prices, int j,
                    const double *y);
/** Moves a trajectory into the bounds of its chain. */
void block_repair(const struct block *b, int j, double *y);
/**
 * The cheapest trajectory at given prices, exactly: dynamic programming over convex piecewise
 * linear functions. `work` has block_work() elements.
 */
struct block_break {
    double at, rise; /* the slope grows by `rise` at `at` */
};
int block_work(const struct block *b);
void block_cheapest(const struct block *b, const struct block_prices *prices, int j,
                    struct block_break *work, double *y);
/** Prices of the chain's rows flow and need for which trajectory y, cheapest, is optimal. */
void block_duals(const struct block *b, const struct block_prices *prices, int j, const double *y,
                 double *flow, double *need);

/* ---- looking at the clock and at progress ------------------------------------------------ */

struct block_watch {
    const struct lp_control *control;
    double start_s, told_s;
    enum lp_outcome outcome; /* LP_OPTIMAL while going on */
    double give_up_s;        /* 0: never; seconds after which another way is quicker */
    bool gave_up;            /* then the outcome is LP_TIME_OVER, too */
};
/** Seconds that are left; LP_INF without a limit. */
double block_left_s(const struct block_watch *watch);
/** False when the work is to stop. */
enum err_code block_say_stopped(const struct block_watch *watch, struct err *err);
bool block_go_on(struct block_watch *watch, long iterations, double objective,
                 double infeasibility);

/* ---- solving from nothing, and the answer (block.c) --------------------------------------- */

/**
 * block_solve() of a block that has been read. `prices` and `path` [chains][years] are for the
 * caller: prices certified when report->solved, and the trajectories of the interior point.
 */
void block_solve_cold(struct lp *lp, const struct block *b, double implied_upper,
                      struct block_watch *watch, struct block_prices *prices, double *path,
                      struct block_report *report);
/** Puts values and prices into the lp when they hold and are certified, else says why not. */
const char *block_accept(struct lp *lp, const struct block *b, const double *value,
                         const struct block_prices *prices, double implied_upper);

/* What tests set to see a session purge and change its way. */
struct block_session_knobs {
    double growth;   /* a master that has grown by this is made anew */
    double patience; /* give up a warm solve after so many times the cold one */
};
extern struct block_session_knobs block_session_knobs;

/* ---- interior point (block_interior.c, block_normal.c) ------------------------------------ */

/** Fills prices (not those of patterns) and path [chains][years]; returns its iterations. */
int block_interior(const struct block *b, struct block_watch *watch, struct block_prices *prices,
                   double *path);

/* Variables of the interior point in this order, each family as its cells or links count. */
struct block_layout {
    int rise, fall, excess, tier, crowd, slack, link, link_slack, columns; /* firsts; all */
    int group_row, link_row, rows; /* chain cells first; groups: room then total, by year */
    int *slack_row;                /* of every link slack its row */
    double *slack_sign;
};
struct normal;
struct normal *normal_new(const struct block *b, const struct block_layout *at);
void normal_free(struct normal *normal);
/** Factors A diag(theta) A'; then solves in place. */
void normal_factor(struct normal *normal, const double *theta);
void normal_solve(struct normal *normal, double *rhs);

/* ---- core (block_core.c) ------------------------------------------------------------------ */

/**
 * From prices near the optimum to an optimal vertex: values of all columns of the lp and prices
 * whose bound they reach to 1e-9. False when they are not reached, see watch. Only inside
 * lp_glpk_guard().
 */
bool block_core(const struct block *b, double implied_upper, struct block_watch *watch,
                struct block_prices *prices, double *value, struct block_report *report);

/* ---- master (block_master.c) -------------------------------------------------------------- */

struct master;
struct master *master_new(const struct block *b, double implied_upper);
void master_free(struct master *master);
/** To the optimum from prices and trajectories; `exact`: they are optimal. False when it is not
    reached, see watch. */
bool master_solve(struct master *master, struct block_watch *watch,
                  const struct block_prices *start, const double *path, bool exact);
/** Again after the sides of links and bounds of their columns have changed in the block (`dual`),
    or after master_rebuild() (not). */
bool master_again(struct master *master, bool dual, struct block_watch *watch);
/** What the master has grown to since it was made asks for master_rebuild() over its own block. */
bool master_has_grown(struct master *master);
long master_pivots(const struct master *master);
/** Made anew without what is not needed, or over another block of the same shape in which some
    chains have changed (block_rebuild.c). */
void master_rebuild(struct master *master, const struct block *b, const bool *changed);
double master_objective(const struct master *master);
/** Of the last solve: prices, bound; values of all columns of the lp. */
const struct block_prices *master_prices(const struct master *master);
void master_values(const struct master *master, double *value);
void master_report(const struct master *master, struct block_report *report);
/** Gives the simplex back; not after GLPK has failed, when it is gone already. */
void master_close(struct master *master);

/* ---- the master's linear program (block_glpk.c); call only inside lp_glpk_guard ------------ */

struct simplex;
struct simplex *simplex_new(void);
void simplex_free(struct simplex *simplex);
/** After GLPK has failed and its problem is gone already. */
void simplex_forget(struct simplex *simplex);
/** Rows and columns count from 1, as in index[1 ..] and value[1 ..]; the new one is returned. */
int simplex_row(struct simplex *simplex, double lower, double upper, int count, const int *index,
                const double *value);
int simplex_column(struct simplex *simplex, double cost, double lower, double upper, int count,
                   const int *index, const double *value);
void simplex_row_bounds(struct simplex *simplex, int row, double lower, double upper);
void simplex_column_bounds(struct simplex *simplex, int column, double lower, double upper);
void simplex_cost(struct simplex *simplex, int column, double cost);
/** For a first basis: the column basic in place of the row's slack; or at its upper bound. */
void simplex_pivot(struct simplex *simplex, int row, int column);
void simplex_raise(struct simplex *simplex, int column);
/** Where a row or column stands: 'b' basic, 'l' or 'u' at its lower or upper bound. */
char simplex_state(const struct simplex *simplex, bool row, int number);
void simplex_put(struct simplex *simplex, bool row, int number, char state);
double simplex_reduced(const struct simplex *simplex, int column);
/** Basic rows and columns; as many as rows when the basis is square. */
int simplex_basics(const struct simplex *simplex);
bool simplex_solve(struct simplex *simplex, bool dual, struct block_watch *watch);
/** Once, from nothing, after GLPK's presolver has made it smaller. */
bool simplex_presolved(struct simplex *simplex, struct block_watch *watch);
double simplex_value(const struct simplex *simplex, int column);
double simplex_price(const struct simplex *simplex, int row);
double simplex_objective(const struct simplex *simplex);
void simplex_size(const struct simplex *simplex, int *rows, int *columns, long *iterations);

#endif
