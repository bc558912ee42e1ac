/* A linear program that is solved again and again: a bounded simplex that keeps its basis, factors
   and weights while rows, columns, bounds and costs come and change. It knows nothing of where the
   program comes from.

       minimise c x    with  lower <= A x <= upper  row by row  and  lower <= x <= upper

   It is made for very sparse programs whose bases are nearly triangular, where a pivot touches a
   few rows: all its work follows the numbers that are not 0 (pivot_factor.c). The dual simplex
   (pivot_dual.c) goes on after sides have changed and rows have come, the primal simplex
   (pivot_primal.c) after costs have changed and columns have come.

   Rows and columns count from 1, as do index[1 ..] and value[1 ..]; bounds may be infinite. */
#ifndef SOLVER_PIVOT_H
#define SOLVER_PIVOT_H

#include <stdbool.h>

struct pivot;
struct pivot *pivot_new(void);
void pivot_free(struct pivot *pivot);

/** Appends a row whose slack is basic, or a column at its lower bound; its number is returned.
    No index comes twice. */
int pivot_row(struct pivot *pivot, double lower, double upper, int count, const int *index,
              const double *value);
int pivot_column(struct pivot *pivot, double cost, double lower, double upper, int count,
                 const int *index, const double *value);
void pivot_row_bounds(struct pivot *pivot, int row, double lower, double upper);
void pivot_column_bounds(struct pivot *pivot, int column, double lower, double upper);
void pivot_cost(struct pivot *pivot, int column, double cost);

/** Where a row or column stands: 'b' basic, 'l' or 'u' at its lower or upper bound. */
char pivot_state(const struct pivot *pivot, bool row, int number);
void pivot_put(struct pivot *pivot, bool row, int number, char state);

enum pivot_end {
    PIVOT_OPTIMAL,    /* within 1e-7 in all bounds and prices, nearly always within 1e-9 */
    PIVOT_INFEASIBLE, /* a row of the basis shows that there is no solution */
    PIVOT_UNBOUNDED,
    PIVOT_STOPPED, /* by go_on */
    PIVOT_FAILED,  /* the basis is singular, accuracy is lost, or it takes far too long */
};

/** What asks now and then whether to go on; go_on may be NULL. */
struct pivot_watch {
    bool (*go_on)(void *context, long pivots);
    void *context;
};

/** From the basis there is, which must have as many members as rows. */
enum pivot_end pivot_solve(struct pivot *pivot, const struct pivot_watch *watch);

/** Of the last solve: values of columns, prices of rows, the costs of columns less those of their
    terms at prices. */
double pivot_value(const struct pivot *pivot, int column);
double pivot_price(const struct pivot *pivot, int row);
double pivot_reduced(const struct pivot *pivot, int column);
double pivot_objective(const struct pivot *pivot);

/** Pivots of all solves so far. */
long pivot_count(const struct pivot *pivot);
int pivot_rows(const struct pivot *pivot);
int pivot_columns(const struct pivot *pivot);
/** Basic rows and columns. */
int pivot_basics(const struct pivot *pivot);

/** What a row or column is, for handing the program on. Terms go to index[1 ..] and value[1 ..],
    which may be NULL; their count is returned. */
void pivot_bounds_of(const struct pivot *pivot, bool row, int number, double *lower, double *upper);
double pivot_cost_of(const struct pivot *pivot, int column);
int pivot_terms_of(const struct pivot *pivot, bool row, int number, int *index, double *value);

#endif
