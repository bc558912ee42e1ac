/* The narrow program: columns that the last solve held stay where they are, and what is left is a
   small matrix of its own, with its own engine and basis. */
#include "solver/lp_internal.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct lp_narrow {
    struct lp_matrix matrix;
    int *column_of, *row_of;          /* of the whole matrix */
    int *column_in;                   /* [columns of the whole] in the narrow one, -1 */
    double *held;                     /* [columns of the whole] */
    double *activity;                 /* [rows of the whole] of what is held */
    char *row_status, *column_status; /* the basis to start from */
    struct lp_engine *engine;
};

void lp_narrow_free(struct lp_narrow *narrow)
{
    if (!narrow) return;
    lp_engine_free(narrow->engine);
    lp_matrix_clear(&narrow->matrix);
    free(narrow->column_of);
    free(narrow->row_of);
    free(narrow->column_in);
    free(narrow->held);
    free(narrow->activity);
    free(narrow->row_status);
    free(narrow->column_status);
    free(narrow);
}

static void choose_columns(struct lp_narrow *n, const struct lp *lp)
{
    const size_t columns = (size_t)lp->columns;
    n->column_of = mem_new(columns, sizeof *n->column_of);
    n->column_in = mem_new(columns, sizeof *n->column_in);
    n->held = mem_new(columns, sizeof *n->held);
    for (int column = 0; column < lp->columns; column++) {
        n->column_in[column] = -1;
        n->held[column] = lp->defined_by[column] >= 0 ? 0.0 : lp->value[column];
        if (lp->defined_by[column] >= 0 || lp->start_column[column] == LP_HELD) continue;
        n->column_in[column] = n->matrix.columns;
        n->column_of[n->matrix.columns++] = column;
    }
}

/* Rows with an open column, and what the held ones take of every row. */
static void choose_rows(struct lp_narrow *n, const struct lp *lp)
{
    const struct lp_matrix *whole = &lp->matrix;
    n->row_of = mem_new((size_t)whole->rows, sizeof *n->row_of);
    n->activity = mem_new((size_t)whole->rows, sizeof *n->activity);
    int entries = 0;
    for (int row = 0; row < whole->rows; row++) {
        int open = 0;
        for (int k = whole->start[row]; k < whole->start[row + 1]; k++) {
            const int column = whole->entry[k].column;
            open += n->column_in[column] >= 0;
            if (n->column_in[column] < 0)
                n->activity[row] += whole->entry[k].value * n->held[column];
        }
        if (open == 0) continue;
        n->row_of[n->matrix.rows++] = row;
        entries += open;
    }
    n->matrix.start = mem_new((size_t)n->matrix.rows + 1, sizeof *n->matrix.start);
    n->matrix.entry = mem_new((size_t)entries, sizeof *n->matrix.entry);
}

static void fill_matrix(struct lp_narrow *n, const struct lp *lp)
{
    const struct lp_matrix *whole = &lp->matrix;
    struct lp_matrix *m = &n->matrix;
    m->row_lower = mem_new((size_t)m->rows, sizeof *m->row_lower);
    m->row_upper = mem_new((size_t)m->rows, sizeof *m->row_upper);
    m->lower = mem_new((size_t)m->columns, sizeof *m->lower);
    m->upper = mem_new((size_t)m->columns, sizeof *m->upper);
    m->cost = mem_new((size_t)m->columns, sizeof *m->cost);
    for (int i = 0; i < m->columns; i++) m->cost[i] = whole->cost[n->column_of[i]];
    m->constant = whole->constant;
    for (int column = 0; column < lp->columns; column++)
        if (n->column_in[column] < 0) m->constant += whole->cost[column] * n->held[column];
    for (int i = 0; i < m->rows; i++) {
        const int row = n->row_of[i];
        int *end = &m->start[i + 1];
        *end = m->start[i];
        m->row_lower[i] = whole->row_lower[row] - n->activity[row];
        m->row_upper[i] = whole->row_upper[row] - n->activity[row];
        for (int k = whole->start[row]; k < whole->start[row + 1]; k++) {
            const int column = n->column_in[whole->entry[k].column];
            if (column >= 0) m->entry[(*end)++] = (struct lp_entry){column, whole->entry[k].value};
        }
    }
}

/* A row of the matrix is a row of the program, or the bounds of a defined column. */
static void take_basis(struct lp_narrow *n, const struct lp *lp)
{
    n->row_status = mem_new((size_t)n->matrix.rows, 1);
    n->column_status = mem_new((size_t)n->matrix.columns, 1);
    for (int i = 0; i < n->matrix.rows; i++) {
        const int row = lp->matrix_row[n->row_of[i]];
        n->row_status[i] = row >= 0 ? lp->start_row[row] : lp->start_column[-1 - row];
    }
    for (int i = 0; i < n->matrix.columns; i++)
        n->column_status[i] = lp->start_column[n->column_of[i]];
    lp_engine_start_at(n->engine, n->row_status, n->column_status);
}

bool lp_narrow(struct lp *lp)
{
    lp_widen(lp);
    if (!lp->start_column) return false;
    lp_prepare_matrix(lp);
    struct lp_narrow *n = lp->narrow = mem_new(1, sizeof *n);
    choose_columns(n, lp);
    choose_rows(n, lp);
    fill_matrix(n, lp);
    n->engine = lp_engine_new(&n->matrix);
    take_basis(n, lp);
    return true;
}

void lp_widen(struct lp *lp)
{
    lp_narrow_free(lp->narrow);
    lp->narrow = NULL;
}

/* Bounds may have changed; a held column must be able to stay. */
static bool set_bounds(struct lp_narrow *n, const struct lp *lp)
{
    for (int i = 0; i < n->matrix.columns; i++) {
        n->matrix.lower[i] = lp->matrix.lower[n->column_of[i]];
        n->matrix.upper[i] = lp->matrix.upper[n->column_of[i]];
    }
    for (int column = 0; column < lp->columns; column++)
        if (n->column_in[column] < 0 && (n->held[column] < lp->matrix.lower[column] ||
                                         n->held[column] > lp->matrix.upper[column]))
            return false;
    return true;
}

enum lp_outcome lp_narrow_solve(struct lp_narrow *n, const struct lp *lp,
                                const struct lp_control *control, double start_s,
                                struct lp_answer *answer)
{
    if (!set_bounds(n, lp)) return LP_NO_PLAN;
    double *const value = answer->value;
    answer->value = mem_new((size_t)n->matrix.columns, sizeof *answer->value);
    const enum lp_outcome outcome = lp_engine_solve(n->engine, control, start_s, answer);
    memcpy(value, n->held, (size_t)lp->columns * sizeof *value);
    for (int i = 0; i < n->matrix.columns; i++) value[n->column_of[i]] = answer->value[i];
    free(answer->value);
    answer->value = value;
    return outcome;
}
