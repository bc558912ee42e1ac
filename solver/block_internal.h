/* What the files of the block solver share. Letters: j chain, s group, t year; a *cell* is
   (j,t) or (s,t), row-major. The state is counted from where it drifts by itself:
       y[t] = x[t] - origin[t],   y[t] = y[t-1] + rise[t] - fall[t],   y[-1] = 0. */
#ifndef SOLVER_BLOCK_INTERNAL_H
#define SOLVER_BLOCK_INTERNAL_H

#include "base/parallel.h"
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

/* What a row of the lp is that plays no part in chains and groups. */
enum block_rule {
    BLOCK_OF_CHAIN, /* it does */
    BLOCK_BOUND,    /* in the bounds of its column, or without terms */
    BLOCK_LINKS,    /* over links, rises, falls and states */
    BLOCK_CLOSING,  /* tiers <= 0 */
    BLOCK_CAP,      /* tiers <= more */
    BLOCK_STRANGE,
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
    double *row_origin;            /* [rows] what the origins of its states take of it */
    int *link_start;               /* [columns + 1] into link */
    struct block_term *link;
    double constant; /* cost that no decision changes */

    enum block_rule *rule; /* [rows of the lp] */
    int *cap_row;     /* [groups][years] row of the lp that caps the shortage of the group, -1 */
    double *cap_cost; /* [groups][years] of the crowd tier in which the cap cuts; LP_INF: in none */
    int *closing;     /* rows of the lp that close tiers */
    int closings, closing_room;
    bool over_states; /* some link row was stated over states */
};

/** Reads the structure; NULL, or why the program is not of this kind. Clear in any case. */
const char *block_read(struct block *b, const struct lp *lp, const struct block_roles *roles);
void block_clear(struct block *b);
/** Reads the sides of link rows again, which may have changed in the lp. */
void block_read_sides(struct block *b);

enum block_role {
    BLOCK_STATE,
    BLOCK_RISE,
    BLOCK_FALL,
    BLOCK_TIER,
    BLOCK_EXCESS,
    BLOCK_CROWD,
    BLOCK_LINK, /* none of these */
};
enum block_role block_column_role(const struct block *b, int column);

/* ---- rows that play no part in chains and groups (block_rules.c) ------------------------- */

enum block_rule block_rule_of(const struct block *b, int row);
/** Narrows `upper` [columns of the lp], the upper bounds of tiers and crowds; needs the groups. */
const char *block_read_rules(struct block *b, double *upper);
/** What the origins of its states take of a link row. */
double block_origins_of(const struct block *b, int row);
/**
 * The terms of a rise (sign 1) or a fall (-1) in link rows: its own, and those of the states that
 * it moves. start and term: of every column of the lp in link rows; list [rows], by row.
 */
int block_step_terms(const struct block *b, const int *start, const struct block_term *term,
                     int column, int cell, double sign, struct block_term *list);

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
/** The last step to prices [rows] of the lp: what the rules change in them. (block_rules.c) */
void block_price_rules(const struct block *b, const struct block_prices *prices, double *price);

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
    double bound;            /* of the prices found so far, for progress; -LP_INF: none */
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
    bool glpk_alone; /* as if our own simplex failed every time */
};
extern struct block_session_knobs block_session_knobs;

/* ---- interior point (block_interior.c, block_normal.c, block_links.c) --------------------- */

/** Fills prices (not those of patterns) and path [chains][years]; returns its iterations, below 0
    when prices grew without end while rows stayed broken: it seems that there is no solution. What
    comes out is the same for any number of threads, bit for bit. */
int block_interior(const struct block *b, int threads, struct block_watch *watch,
                   struct block_prices *prices, double *path);
/** The same, with the last point as values [columns of the lp], inside their bounds. */
int block_interior_near(const struct block *b, int threads, struct block_watch *watch,
                        struct block_prices *prices, double *path, double *value);

/* Variables of the interior point in this order, each family as its cells or links count. */
struct block_layout {
    int rise, fall, excess, tier, crowd, slack, link, link_slack, columns; /* firsts; all */
    int group_row, link_row, rows; /* chain cells first; groups: room then total, by year */
    int *slack_row;                /* of every link slack its row */
    double *slack_sign;
};
/** Fills *at; slack_row and slack_sign are the caller's to free. */
void block_lay_out(const struct block *b, struct block_layout *at);

/* A diag(theta) A', in parts that are worked on at the same time and summed in order: in each part
   normal_factor_group for each of its groups, then normal_factor_links. To
   solve in place: in each part, with its normal_sums cleared or holding what else goes to the
   patterns, normal_eliminate for each group; then the link rows in normal_gather, which adds the
   sums of all parts, and normal_solve_links; then normal_restore for each group at the prices of
   patterns that follow from the links. */
enum { BLOCK_PARTS = 4 };
#define BLOCK_LEAST_PIVOT 1e-8 /* added to every diagonal; refinement takes its effect away */
struct normal;
struct normal *normal_new(const struct block *b, const struct block_layout *at,
                          struct parallel *pool);
void normal_free(struct normal *normal);
void normal_groups(const struct normal *normal, int part, int *first, int *end);
double *normal_sums(struct normal *normal, int part); /* [patterns] */
void normal_begin(struct normal *normal, const double *theta);
void normal_factor_group(struct normal *normal, int part, int s);
void normal_factor_links(struct normal *normal);
void normal_eliminate(struct normal *normal, int part, int s, double *rhs);
void normal_gather(struct normal *normal, double *link);
void normal_solve_links(struct normal *normal, double *link);
void normal_restore(const struct normal *normal, int s, const double *price, double *rhs);

/* The equations of the links; `position` is where a pattern stands in the matrix over patterns. */
struct links;
struct links *links_new(const struct block *b, const struct block_layout *at,
                        struct parallel *pool, const int *position);
void links_free(struct links *links);
void links_factor(struct links *links, const double *theta, const double *patterns);
void links_solve(struct links *links, double *link);

/* ---- core (block_core.c) ------------------------------------------------------------------ */

struct block_vertex {
    double *value;      /* [columns] of the lp */
    char *row, *column; /* [rows], [columns] its basis, as in struct lp */
};

/**
 * From prices near the optimum to an optimal vertex, and prices whose bound it reaches to 1e-8.
 * False when they are not reached, see watch. Only inside lp_glpk_guard().
 */
bool block_core(const struct block *b, double implied_upper, struct block_watch *watch,
                struct block_prices *prices, struct block_vertex *vertex,
                struct block_report *report);

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
/** GLPK goes on from the basis of the last solve; true when it ends there, or as well. */
bool master_confirm(struct master *master, struct block_watch *watch);
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
/** `again`: for many solves, by our own simplex. All but simplex_presolved() and what reads its
    answer is for such a one only. */
struct simplex *simplex_new(bool again);
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
/** `dual`: what GLPK does first when ours has failed. */
bool simplex_solve(struct simplex *simplex, bool dual, struct block_watch *watch);
/** GLPK goes on from the basis of the last solve, where it should find nothing left to do. */
bool simplex_confirm(struct simplex *simplex, struct block_watch *watch);
/** Once, from nothing, after GLPK's presolver has made it smaller. */
bool simplex_presolved(struct simplex *simplex, struct block_watch *watch);
enum lp_stand simplex_row_stand(const struct simplex *simplex, int row);
enum lp_stand simplex_column_stand(const struct simplex *simplex, int column);
double simplex_value(const struct simplex *simplex, int column);
double simplex_price(const struct simplex *simplex, int row);
double simplex_objective(const struct simplex *simplex);
void simplex_size(const struct simplex *simplex, int *rows, int *columns, long *iterations);

#endif
