/* A solver for programs made of many short chains: much quicker than the simplex on the whole.

   The program. A chain j has a state x[t] in years t = 0 .. T-1, moved by rises and falls,
       flow   x[t] - x[t-1] - rise[t] + fall[t] = drift[t]            x[-1] = 0
       need   x[t] + sum(k) tier[k,t] - excess[t] = need[t]           stay   x[t] >= least[t]
   chains of a group share two rows a year,
       room   sum(j) x[j,t] <= room[t]
       total  sum(j,k) tier[j,k,t] - sum(g) crowd[g,t] <= 0
   and everything else is a *link*: link columns, and link rows over them, rises, falls and states.
   Rows over tiers alone are read as well where they close tiers, sum(...) tier <= 0, or cap a group,
       sum(j,k) tier[j,k,t] <= most[t]
   Knows no teachers: which families of the lp play which part is said by a table of roles; rows of
   other families are known by their shape. The method is written down in docs/solver.md. */
#ifndef SOLVER_BLOCK_H
#define SOLVER_BLOCK_H

#include "solver/lp.h"

/* Families of the model: variables over (chain, year), tiers over (chain, tier, year), crowd over
   (group, tier, year); rows over (chain, year) and (group, year). */
struct block_roles {
    int state, rise, fall, tier, excess, crowd; /* variables */
    int flow, need, stay, room, total;          /* rows */
};

struct block_report {
    bool solved;
    const char *why;   /* not NULL when not solved: what makes the program one for lp_solve */
    int iterations;    /* of the interior point */
    int rounds;        /* of the master */
    int columns, rows; /* of the master at its end */
    long pivots;       /* of a session's master */
    double read_s, interior_s, master_s;
    double bound; /* the Lagrangian of the last prices; lp_bound() is computed without it */
};

/**
 * Solve the built `lp`. When report->solved, values, objective and prices are as after lp_solve,
 * optimal to 1e-7 relative by lp_bound(lp, implied_upper); the values come from a vertex of the
 * master. Otherwise `lp` is as before, and lp_solve is to be used: the program has rows that this
 * solver does not know, chain variables are fixed, it has (or seems to have) no solution, or the
 * finish was not exact.
 * `control` NULL: no limit. Results do not depend on the clock.
 * Errors: ERR_LIMIT when the time is over or progress said stop.
 */
MUST_CHECK enum err_code block_solve(struct lp *lp, const struct block_roles *roles,
                                     double implied_upper, const struct lp_control *control,
                                     struct block_report *report, struct err *err);

/**
 * Near the optimum and not at a vertex: for programs of which only objective, bound and a few values
 * matter, and where many solutions are as good, so that to find a vertex is long. When
 * report->solved, values keep every row to 1e-5 relative, and objective and lp_bound() differ by
 * at most 1e-4 relative (the bound being the worse of the two); where several solutions are optimal, values lie amid them.
 * Otherwise as block_solve(). The next lp_solve() starts from nothing.
 */
MUST_CHECK enum err_code block_near(struct lp *lp, const struct block_roles *roles,
                                    double implied_upper, const struct lp_control *control,
                                    struct block_report *report, struct err *err);

/* ---- a session: one program solved again and again ----------------------------------------

   The first answer is that of block_solve(). For later ones a master is kept (about 50 MB for a
   city), with its columns and basis: quick while little changes. What has changed is found by
   comparing, so that a session is told nothing; when the kept way takes longer than the cold one
   did, or fails, the answer is cold. Objectives do not depend on the way, and therefore not on the
   clock; values may, where several plans are optimal. */

struct block_session;

/**
 * Solve as block_solve() does and keep what makes the next solve quick. `lp` is borrowed until
 * block_session_rebase() or the end. *out is NULL when report->solved is false.
 * Errors: as block_solve().
 */
MUST_CHECK enum err_code block_session_open(struct lp *lp, const struct block_roles *roles,
                                            double implied_upper, const struct lp_control *control,
                                            struct block_session **out,
                                            struct block_report *report, struct err *err);
void block_session_free(struct block_session *session);

/**
 * Makes the master now, which the first change would do otherwise: about as much work as opening.
 * Errors: ERR_LIMIT when the time is over or progress said stop; the session can go on.
 */
MUST_CHECK enum err_code block_session_prepare(struct block_session *session,
                                               const struct lp_control *control,
                                               struct block_report *report, struct err *err);

/**
 * Again, after right-hand sides (lp_refresh) or bounds (lp_fix) of the lp have changed. The
 * objective is in the lp afterwards, its values and prices after block_session_write(). Not solved:
 * report->why, or the program has no solution; lp_solve() says which. The session can go on.
 * Errors: ERR_LIMIT as above; the session can go on.
 */
MUST_CHECK enum err_code block_session_solve(struct block_session *session,
                                             const struct lp_control *control,
                                             struct block_report *report, struct err *err);

/** Another lp in place of the old one, which may be freed before: with the same chains and links,
    whatever their costs, sides and bounds, the next solve is warm, else it is cold. */
void block_session_rebase(struct block_session *session, struct lp *lp, double implied_upper);

/** Values and prices of the last solve into the lp; NULL, or why they are not certified. */
MUST_CHECK const char *block_session_write(struct block_session *session);

#endif
