/* What the files of the simplex share. Every row has a variable of its own, its *logical*, which is
   less what the row adds up to: A x + s = 0, -upper <= s <= -lower. Logicals and columns are
   numbered together as they come, so that a variable keeps its number while both grow. */
#ifndef SOLVER_PIVOT_INTERNAL_H
#define SOLVER_PIVOT_INTERNAL_H

#include "solver/pivot.h"
#include "solver/pivot_factor.h"

#include <math.h>

/* A bound may be passed by this, times 1 + its size; a reduced cost by the next. */
#define PIVOT_BREACH 1e-9
#define PIVOT_WRONG 1e-9
/* An element of a row or column of the tableau that is not one. */
#define PIVOT_NO_ELEMENT 1e-9

/* A variable that the step of the dual simplex can meet: how far it can go, |element|. */
struct pivot_candidate {
    double ratio, size;
    int slot;
};

/* Which way a variable can go: from its lower or upper bound, no way (basic, fixed), both. */
enum pivot_move { MOVE_DOWN = -1, MOVE_NOT, MOVE_UP, MOVE_BOTH };

/* The variables that take part in pivots, numbered without gaps: not those that are fixed, nor
   columns that are too dear to be wanted. */
struct pivot_slots {
    int count;
    int *of;         /* [variables] slot, -1: takes no part */
    int *variable;   /* [count] */
    double *reduced; /* while pivots are made, in place of those of the variables */
    double *range;   /* upper - lower */
    double *devex;   /* in the primal simplex */
    signed char *move;
    int *start, *index, room; /* by row: slots of columns and their elements */
    double *value;
};

static inline double pivot_larger(double a, double b)
{
    return a > b ? a : b;
}

struct pivot {
    int rows, columns, variables, row_room, column_room, variable_room;
    struct pivot_lists column, row; /* of [variables] in rows; of [rows] in variables */
    int *logical, *structural;      /* [rows], [columns] variables */
    int *number;                    /* [variables] row or column, counted from 0 */
    bool *is_logical;
    double *lower, *upper, *cost;
    double *shift;   /* what costs have been moved by to go on, taken back in the end */
    double *value;   /* of nonbasic ones a bound, or 0 when there is none */
    double *reduced; /* 0 of basic ones */
    double *weight;  /* of basic ones: squared length of their row of the inverse; 0: not known */
    char *state;
    int *place; /* row of the basis, -1 */
    int *head;  /* [rows] variable */
    struct pivot_factor *factor;
    bool factored; /* the factors are of head */
    bool shifted;
    bool fresh; /* values and reduced costs are those of the basis, bounds and costs */
    struct pivot_slots slot;
    double dear; /* columns with a larger reduced cost take no part */
    /* Of a pivot: row of the inverse; row of the tableau, by slot; column of the tableau; what
       else. */
    struct pivot_vector rho, line, entering, tau, moved;
    int *broken, brokens;     /* rows of the basis out of bounds, some no longer */
    bool *listed;             /* [rows] */
    int *tempting, temptings; /* slots with a wrong reduced cost, some no longer */
    bool *tempted;            /* by slot */
    struct pivot_candidate *candidate;
    int candidates;
    long pivots, limit, checked;
    const struct pivot_watch *watch;
};

/* How a pivot went. */
enum pivot_step {
    STEP_MADE,
    STEP_NONE,    /* no row or column is left to be chosen */
    STEP_BLOCKED, /* a row without a column that can enter, or a column without a row that leaves */
    STEP_LOST,    /* numbers disagree */
};

/** Slots anew, for what takes part at the reduced costs there are. */
void pivot_fill_slots(struct pivot *p);
/** What is known of a slot after its variable has moved or become basic or nonbasic. */
void pivot_set_slot(struct pivot *p, int slot);
/** How far the reduced cost of a slot is on the wrong side. */
static inline double pivot_wrong_slot(const struct pivot *p, int slot)
{
    const double d = p->slot.reduced[slot];
    const signed char move = p->slot.move[slot];
    if (move == MOVE_NOT) return 0.0;
    if (move == MOVE_BOTH) return fabs(d);
    return pivot_larger(0.0, move == MOVE_UP ? -d : d);
}
/** By how much a variable is above (> 0) or below (< 0) its bounds; 0 within the tolerance. */
static inline double pivot_breach(const struct pivot *p, int v)
{
    const double value = p->value[v];
    const double above = value - p->upper[v], below = p->lower[v] - value;
    if (above > PIVOT_BREACH && above > PIVOT_BREACH * (1.0 + fabs(p->upper[v]))) return above;
    if (below > PIVOT_BREACH && below > PIVOT_BREACH * (1.0 + fabs(p->lower[v]))) return -below;
    return 0.0;
}

/** Makes all reduced costs right, by moving nonbasic variables to their other bounds or costs to
    where they are right, and fills slots and lists for the dual simplex. */
void pivot_make_right(struct pivot *p);
/** How far a nonbasic variable's reduced cost is on the wrong side, >= 0. */
static inline double pivot_wrong(const struct pivot *p, int v)
{
    const double d = p->reduced[v];
    if (p->lower[v] == p->upper[v]) return 0.0;
    if (p->state[v] == 'u') return pivot_larger(0.0, d);
    return isfinite(p->lower[v]) ? pivot_larger(0.0, -d) : fabs(d);
}
/** Factors, values, reduced costs and lists anew; false when the basis is singular. */
bool pivot_refresh(struct pivot *p);
void pivot_find_values(struct pivot *p);
void pivot_find_reduced(struct pivot *p);
void pivot_list_broken(struct pivot *p);
/** The row of the inverse at a place, and then that of the tableau. */
void pivot_find_rho(struct pivot *p, int place);
void pivot_find_line(struct pivot *p);
/** B^-1 times the column of a variable, into `entering`. */
void pivot_find_entering(struct pivot *p, int v);
/** Basic values less `times` a column of the tableau; what passes a bound is listed. */
void pivot_move_values(struct pivot *p, const struct pivot_vector *along, double times);
/** Reduced costs of slots after the price of a row has moved by `step`, along `line`. */
void pivot_move_reduced(struct pivot *p, double step);
/** Variable q enters at `place`, whose variable goes to its lower or upper bound; weights and
    factors follow. rho and entering are those of the pivot. */
void pivot_exchange(struct pivot *p, int place, int q, char state);
/** False when it is time to stop. */
bool pivot_go_on(struct pivot *p);

enum pivot_end pivot_run_dual(struct pivot *p);
enum pivot_end pivot_run_primal(struct pivot *p);

#endif
