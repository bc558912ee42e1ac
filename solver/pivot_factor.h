/* A square sparse matrix as the product of two triangles and of the changes made since. Rows and
   places of the basis have the same numbers: the column that is eliminated in a row stands at it.
 */
#ifndef SOLVER_PIVOT_FACTOR_H
#define SOLVER_PIVOT_FACTOR_H

#include <math.h>
#include <stdbool.h>

/* Sparse lists that grow at their ends, in one piece of memory. */
struct pivot_lists {
    int lists, list_room;
    int *start, *count, *room; /* [lists] */
    int *index;
    double *value;
    int used, size;
};
/** Appends an empty list. */
void pivot_lists_add(struct pivot_lists *lists, int room);
void pivot_lists_push(struct pivot_lists *lists, int list, int index, double value);
void pivot_lists_clear(struct pivot_lists *lists);

/* A vector with the numbers of what is not 0 in it; the rest of value is 0. */
struct pivot_vector {
    double *value;
    int *index;
    int count, size;
};
void pivot_vector_fit(struct pivot_vector *vector, int size);
void pivot_vector_zero(struct pivot_vector *vector);
void pivot_vector_clear(struct pivot_vector *vector);
#define PIVOT_NEXT_TO_0 1e-50
/** Adds to one element. What cancels stays in the index as something next to nothing. */
static inline void pivot_vector_add(struct pivot_vector *vector, int at, double value)
{
    const double old = vector->value[at], now = old + value;
    if (old == 0.0) vector->index[vector->count++] = at;
    vector->value[at] = now == 0.0 ? PIVOT_NEXT_TO_0 : now;
}
/** Forgets elements of next to nothing. */
void pivot_vector_pack(struct pivot_vector *vector);

struct pivot_factor;
struct pivot_factor *pivot_factor_new(void);
void pivot_factor_free(struct pivot_factor *factor);

/**
 * Factors the columns head[0 .. rows-1] of `column`, whose indices are rows 0 .. rows-1, and sorts
 * head so that head[i] is eliminated in row i. Where the columns depend on each other some rows
 * stay without one: head is -1 there, and their number is returned.
 */
int pivot_factor_make(struct pivot_factor *factor, int rows, const struct pivot_lists *column,
                      int *head);

/** In place: x := B^-1 x, and x := B^-T x. */
void pivot_factor_solve(struct pivot_factor *factor, struct pivot_vector *x);
void pivot_factor_solve_rows(struct pivot_factor *factor, struct pivot_vector *x);

/** The column at `place` is replaced by one of which `solved` is B^-1 times. */
void pivot_factor_replace(struct pivot_factor *factor, int place,
                          const struct pivot_vector *solved);
/** True when factoring anew is cheaper than carrying on. */
bool pivot_factor_is_long(const struct pivot_factor *factor);
/** Changes since it was made. */
int pivot_factor_changes(const struct pivot_factor *factor);

#endif
