/* From the program to the matrix that the simplex works on.

   A variable that a law defines (lp.h, .defines) is replaced by its definition wherever it stands:
   with  a c + sum v_j x_j = b  the column c becomes  (b - sum v_j x_j) / a.  Its bounds become a
   row, unless the bounds of the x_j imply them; its column stays in the matrix, empty and fixed at
   0, so that columns keep their numbers. On staffing programs this is the difference between
   minutes and seconds: the simplex pivots about once a chain instead of a dozen times. */
#include "solver/lp_internal.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const double IMPLIED = 1e-9; /* room when bounds are compared with what they imply */

void lp_matrix_clear(struct lp_matrix *matrix)
{
    void *const arrays[] = {matrix->start, matrix->entry, matrix->row_lower, matrix->row_upper,
                            matrix->lower, matrix->upper, matrix->cost};
    for (size_t n = 0; n < sizeof arrays / sizeof *arrays; n++) free(arrays[n]);
    *matrix = (struct lp_matrix){0};
}

/* ---- definitions ------------------------------------------------------------------------- */

static double coefficient(const struct lp *lp, int row, int column)
{
    for (int n = lp->start[row]; n < lp->start[row + 1]; n++)
        if (lp->entry[n].column == column) return lp->entry[n].value;
    return 0.0;
}

/* The row may define the column when the column is in it and no other defined variable is. */
static void assert_definition(const struct lp *lp, int row, int column)
{
    assert(coefficient(lp, row, column) != 0.0);
    for (int n = lp->start[row]; n < lp->start[row + 1]; n++)
        assert(lp->entry[n].column == column || lp->defined_by[lp->entry[n].column] < 0);
}

void lp_find_definitions(struct lp *lp)
{
    lp->defined_by = mem_new((size_t)lp->columns, sizeof *lp->defined_by);
    for (int column = 0; column < lp->columns; column++) lp->defined_by[column] = -1;
    for (int r = 0; r < lp->model->rows; r++) {
        const struct lp_row_family *family = &lp->model->row[r];
        if (family->defines == 0) continue;
        const int v = family->defines - 1;
        assert(family->kind == LP_LAW && family->sense == LP_EQ);
        assert(strcmp(family->over, lp->model->var[v].over) == 0);
        for (int row = lp->row[r].first; row < lp->row[r].first + lp->row[r].count; row++) {
            const int column = lp_member(&lp->var[v], lp_at_of(&lp->row[r], lp->row_cell[row]));
            assert(column >= 0);
            lp->defined_by[column] = row;
        }
    }
    for (int column = 0; column < lp->columns; column++)
        if (lp->defined_by[column] >= 0) assert_definition(lp, lp->defined_by[column], column);
}

double lp_defined_value(const struct lp *lp, int column, const double *value)
{
    const int row = lp->defined_by[column];
    double sum = lp->rhs[row];
    for (int n = lp->start[row]; n < lp->start[row + 1]; n++)
        if (lp->entry[n].column != column) sum -= lp->entry[n].value * value[lp->entry[n].column];
    return sum / coefficient(lp, row, column);
}

double lp_defined_price(const struct lp *lp, int column, double multiplier)
{
    return (lp->reduced[column] - multiplier) / coefficient(lp, lp->defined_by[column], column);
}

/* ---- building ----------------------------------------------------------------------------- */

void lp_builder_start(struct lp_builder *b, const struct lp *lp, struct lp_matrix *matrix,
                      int extra_columns, bool substitute)
{
    const size_t columns = (size_t)lp->columns + (size_t)extra_columns;
    const size_t rows = (size_t)lp->rows + (size_t)lp->columns;
    *b = (struct lp_builder){.lp = lp, .matrix = matrix, .substitute = substitute};
    *matrix = (struct lp_matrix){.columns = lp->columns};
    matrix->start = mem_new(rows + 1, sizeof *matrix->start);
    matrix->row_lower = mem_new(rows, sizeof *matrix->row_lower);
    matrix->row_upper = mem_new(rows, sizeof *matrix->row_upper);
    matrix->lower = mem_new(columns, sizeof *matrix->lower);
    matrix->upper = mem_new(columns, sizeof *matrix->upper);
    matrix->cost = mem_new(columns, sizeof *matrix->cost);
    b->position = mem_new(columns, sizeof *b->position);
    for (size_t column = 0; column < columns; column++) b->position[column] = -1;
}

void lp_builder_end(struct lp_builder *b)
{
    free(b->position);
    b->position = NULL;
}

void lp_builder_term(struct lp_builder *b, int column, double value)
{
    struct lp_matrix *matrix = b->matrix;
    int *end = &matrix->start[matrix->rows];
    if (b->position[column] >= 0) {
        matrix->entry[b->position[column]].value += value;
        return;
    }
    matrix->entry = mem_room(matrix->entry, *end, &b->entries_room, sizeof *matrix->entry);
    b->position[column] = *end;
    matrix->entry[(*end)++] = (struct lp_entry){column, value};
}

/* The next row is open from here until the one after it, and takes terms. */
static int open_row(struct lp_builder *b)
{
    struct lp_matrix *matrix = b->matrix;
    const int row = matrix->rows++;
    matrix->start[row + 1] = matrix->start[row];
    return row;
}

void lp_builder_close(struct lp_builder *b)
{
    struct lp_matrix *matrix = b->matrix;
    int kept = matrix->start[matrix->rows - 1];
    for (int n = kept; n < matrix->start[matrix->rows]; n++) {
        const struct lp_entry entry = matrix->entry[n];
        b->position[entry.column] = -1;
        if (entry.value != 0.0) matrix->entry[kept++] = entry;
    }
    matrix->start[matrix->rows] = kept;
}

/* value times the definition of the column; returns its constant part. */
static double add_definition(struct lp_builder *b, int column, double value)
{
    const struct lp *lp = b->lp;
    const int row = lp->defined_by[column];
    const double factor = value / coefficient(lp, row, column);
    for (int n = lp->start[row]; n < lp->start[row + 1]; n++)
        if (lp->entry[n].column != column)
            lp_builder_term(b, lp->entry[n].column, -factor * lp->entry[n].value);
    return factor * lp->rhs[row];
}

static bool is_substituted(const struct lp_builder *b, int column)
{
    return b->substitute && b->lp->defined_by[column] >= 0;
}

void lp_builder_row(struct lp_builder *b, int row)
{
    const struct lp *lp = b->lp;
    const int new_row = open_row(b);
    double constant = 0.0;
    for (int n = lp->start[row]; n < lp->start[row + 1]; n++) {
        const struct lp_entry entry = lp->entry[n];
        if (is_substituted(b, entry.column))
            constant += add_definition(b, entry.column, entry.value);
        else
            lp_builder_term(b, entry.column, entry.value);
    }
    const enum lp_sense sense = lp_sense_of(lp, row);
    b->matrix->row_lower[new_row] = sense == LP_LE ? -LP_INF : lp->rhs[row] - constant;
    b->matrix->row_upper[new_row] = sense == LP_GE ? LP_INF : lp->rhs[row] - constant;
}

/* Least and most that the definition of a column can give within the bounds of its variables. */
static void definition_range(const struct lp *lp, int column, double *least, double *most)
{
    const int row = lp->defined_by[column];
    const double a = coefficient(lp, row, column);
    *least = *most = lp->rhs[row] / a;
    for (int n = lp->start[row]; n < lp->start[row + 1]; n++) {
        const struct lp_entry entry = lp->entry[n];
        if (entry.column == column) continue;
        const double full = -entry.value / a * lp->built_upper[entry.column];
        if (full < 0.0) *least += full;
        if (full > 0.0) *most += full;
    }
}

bool lp_builder_bounds(struct lp_builder *b, int column, double lower, double upper)
{
    double least, most;
    if (!is_substituted(b, column)) return false;
    definition_range(b->lp, column, &least, &most);
    if (least >= lower - IMPLIED && most <= upper + IMPLIED) return false;
    const int row = open_row(b);
    const double constant = add_definition(b, column, 1.0);
    b->matrix->row_lower[row] = lower - constant;
    b->matrix->row_upper[row] = upper - constant;
    lp_builder_close(b);
    return true;
}

void lp_builder_costs(struct lp_builder *b)
{
    const struct lp *lp = b->lp;
    memcpy(b->matrix->cost, lp->cost, (size_t)lp->columns * sizeof *lp->cost);
    for (int column = 0; column < lp->columns; column++) {
        if (!is_substituted(b, column)) continue;
        const int row = lp->defined_by[column];
        const double price = lp->cost[column] / coefficient(lp, row, column);
        b->matrix->constant += price * lp->rhs[row];
        for (int n = lp->start[row]; price != 0.0 && n < lp->start[row + 1]; n++)
            b->matrix->cost[lp->entry[n].column] -= price * lp->entry[n].value;
        b->matrix->cost[column] = 0.0;
    }
}
