/* The equations of the links: rows that share no column are eliminated one by one, the others are
   one dense Cholesky by panels. What the chains leave comes as a matrix over patterns. */
#include "solver/block_internal.h"
#include "solver/block_vector.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { PANEL = 32, PIECES = 16, WORTH_THREADS = 500 };

struct weight {
    int at;
    double value;
};

struct links {
    const struct block *b;
    const struct block_layout *at;
    struct parallel *pool;
    const double *theta;
    int dense, single;              /* dense rows, rows eliminated one by one */
    int *place;                     /* [rows] in the dense rows, or -1 - single */
    double *matrix, *rhs, *whole;   /* [dense][dense], [dense], its diagonal before the factor */
    double *panel;                  /* [PANEL][dense] columns of the factor as rows */
    double *diagonal;               /* [single] */
    int *cross_start, *cross_place; /* per single row the dense rows it meets */
    double *cross;
    int *cross_at;                      /* [dense] scratch: position in the cross, -1 */
    int *row_start, *pattern_start;     /* by dense row and by position of a pattern */
    struct weight *in_row, *in_pattern; /* positions of patterns; dense rows */
    const double *patterns;             /* while factoring: their matrix */
    double *line;                       /* [PIECES][patterns] */
    int from, width;                    /* the panel being factored */
};

/* ---- which rows are eliminated one by one --------------------------------------------------- */

static void mark_patterns(const struct block *b, bool *taken)
{
    for (int p = 0; p < b->patterns; p++)
        for (int n = b->pattern[p].start; n < b->pattern[p].start + b->pattern[p].count; n++)
            taken[b->term[n].row] = true;
}

/* Columns of every link row. */
static void columns_of_rows(const struct block *b, int *start, int *column)
{
    for (int n = 0; n < b->link_start[b->columns]; n++) start[b->link[n].row + 2]++;
    for (int r = 0; r < b->rows; r++) start[r + 2] += start[r + 1];
    for (int c = 0; c < b->columns; c++)
        for (int n = b->link_start[c]; n < b->link_start[c + 1]; n++)
            column[start[b->link[n].row + 1]++] = c;
}

static void place_rows(struct links *a)
{
    const struct block *b = a->b;
    bool *in_pattern = mem_new((size_t)b->rows, sizeof(bool));
    bool *used = mem_new((size_t)b->columns, sizeof(bool));
    int *start = mem_new((size_t)b->rows + 2, sizeof(int));
    int *column = mem_new((size_t)b->link_start[b->columns], sizeof(int));
    mark_patterns(b, in_pattern);
    columns_of_rows(b, start, column);
    for (int r = 0; r < b->rows; r++) {
        bool apart = !in_pattern[r];
        for (int n = start[r]; n < start[r + 1]; n++) apart = apart && !used[column[n]];
        for (int n = start[r]; apart && n < start[r + 1]; n++) used[column[n]] = true;
        a->place[r] = apart ? -1 - a->single++ : a->dense++;
    }
    free(in_pattern);
    free(used);
    free(start);
    free(column);
}

/* The single row of a column (-1: none) and its coefficient there. */
static int single_of(const struct links *a, int c, double *value)
{
    const struct block *b = a->b;
    for (int n = b->link_start[c]; n < b->link_start[c + 1]; n++)
        if (a->place[b->link[n].row] < 0) {
            *value = b->link[n].value;
            return -1 - a->place[b->link[n].row];
        }
    return -1;
}

static void make_crosses(struct links *a)
{
    const struct block *b = a->b;
    const int most = b->link_start[b->columns];
    int *first = mem_new((size_t)a->single, sizeof(int)),
        *next = mem_new((size_t)b->columns, sizeof(int));
    double value;
    a->cross_start = mem_new((size_t)a->single + 1, sizeof(int));
    a->cross_place = mem_new((size_t)most, sizeof(int));
    a->cross = mem_new((size_t)most, sizeof(double));
    for (int d = 0; d < a->single; d++) first[d] = -1;
    for (int c = b->columns - 1; c >= 0; c--) {
        const int d = single_of(a, c, &value);
        if (d < 0) continue;
        next[c] = first[d];
        first[d] = c;
    }
    int end = 0;
    for (int d = 0; d < a->single; d++) {
        a->cross_start[d] = end;
        for (int c = first[d]; c >= 0; c = next[c])
            for (int n = b->link_start[c]; n < b->link_start[c + 1]; n++) {
                const int place = a->place[b->link[n].row];
                if (place < 0 || a->cross_at[place] >= a->cross_start[d]) continue;
                a->cross_at[place] = end;
                a->cross_place[end++] = place;
            }
    }
    a->cross_start[a->single] = end;
    free(first);
    free(next);
}

/* The terms of the patterns by dense row and by position. */
static void make_weights(struct links *a, const int *position)
{
    const struct block *b = a->b;
    a->row_start = mem_new((size_t)a->dense + 2, sizeof(int));
    a->pattern_start = mem_new((size_t)b->patterns + 2, sizeof(int));
    a->in_row = mem_new((size_t)b->terms, sizeof *a->in_row);
    a->in_pattern = mem_new((size_t)b->terms, sizeof *a->in_pattern);
    for (int p = 0; p < b->patterns; p++) {
        a->pattern_start[position[p] + 2] += b->pattern[p].count;
        for (int n = b->pattern[p].start; n < b->pattern[p].start + b->pattern[p].count; n++)
            a->row_start[a->place[b->term[n].row] + 2]++;
    }
    for (int i = 0; i < a->dense; i++) a->row_start[i + 2] += a->row_start[i + 1];
    for (int p = 0; p < b->patterns; p++) a->pattern_start[p + 2] += a->pattern_start[p + 1];
    for (int p = 0; p < b->patterns; p++)
        for (int n = b->pattern[p].start; n < b->pattern[p].start + b->pattern[p].count; n++) {
            const int place = a->place[b->term[n].row];
            a->in_row[a->row_start[place + 1]++] = (struct weight){position[p], b->term[n].value};
            a->in_pattern[a->pattern_start[position[p] + 1]++] =
                (struct weight){place, b->term[n].value};
        }
}

struct links *links_new(const struct block *b, const struct block_layout *at, struct parallel *pool,
                        const int *position)
{
    struct links *a = mem_new(1, sizeof *a);
    a->b = b;
    a->at = at;
    a->pool = pool;
    a->place = mem_new((size_t)b->rows, sizeof(int));
    place_rows(a);
    const size_t dense = (size_t)a->dense;
    a->matrix = mem_new(dense * dense, sizeof(double));
    a->panel = mem_new(dense * PANEL, sizeof(double));
    a->rhs = mem_new(dense, sizeof(double));
    a->whole = mem_new(dense, sizeof(double));
    a->line = mem_new((size_t)b->patterns * PIECES, sizeof(double));
    a->diagonal = mem_new((size_t)a->single, sizeof(double));
    a->cross_at = mem_new(dense, sizeof(int));
    for (int i = 0; i < a->dense; i++) a->cross_at[i] = -1;
    make_crosses(a);
    make_weights(a, position);
    return a;
}

void links_free(struct links *a)
{
    if (!a) return;
    void *const arrays[] = {a->place,       a->matrix,     a->panel,        a->rhs,
                            a->whole,       a->line,       a->diagonal,     a->cross_start,
                            a->cross_place, a->cross,      a->cross_at,     a->row_start,
                            a->in_row,      a->in_pattern, a->pattern_start};
    for (size_t n = 0; n < sizeof arrays / sizeof *arrays; n++) free(arrays[n]);
    free(a);
}

/* ---- the matrix ------------------------------------------------------------------------------ */

/* Dense rows of one piece from those of the patterns. Only the lower half is used. */
static void sum_rows(void *context, int piece)
{
    struct links *a = context;
    const int patterns = a->b->patterns;
    double *line = a->line + (size_t)piece * patterns;
    for (int i = piece; i < a->dense; i += PIECES) {
        double *to = a->matrix + (size_t)i * a->dense;
        memset(to, 0, (size_t)a->dense * sizeof *to);
        to[i] = BLOCK_LEAST_PIVOT;
        if (a->row_start[i] == a->row_start[i + 1]) continue;
        memset(line, 0, (size_t)patterns * sizeof *line);
        for (int n = a->row_start[i]; n < a->row_start[i + 1]; n++)
            vector_add(line, a->in_row[n].value, a->patterns + (size_t)a->in_row[n].at * patterns,
                       patterns);
        for (int p = 0; p < patterns; p++)
            for (int n = a->pattern_start[p]; n < a->pattern_start[p + 1]; n++)
                to[a->in_pattern[n].at] += line[p] * a->in_pattern[n].value;
    }
}

static void add_columns(struct links *a)
{
    const struct block *b = a->b;
    for (int c = 0; c < b->columns; c++) {
        const double theta = a->theta[a->at->link + c];
        double value = 0.0;
        const int d = single_of(a, c, &value);
        if (d >= 0) a->diagonal[d] += theta * value * value;
        for (int n = b->link_start[c]; n < b->link_start[c + 1]; n++) {
            const int i = a->place[b->link[n].row];
            if (i < 0) continue;
            for (int k = a->cross_start[d < 0 ? 0 : d]; d >= 0 && k < a->cross_start[d + 1]; k++)
                if (a->cross_place[k] == i) a->cross[k] += theta * value * b->link[n].value;
            for (int k = b->link_start[c]; k < b->link_start[c + 1]; k++)
                if (a->place[b->link[k].row] >= 0)
                    a->matrix[(size_t)i * a->dense + a->place[b->link[k].row]] +=
                        theta * b->link[n].value * b->link[k].value;
        }
    }
}

static void add_slacks(struct links *a)
{
    for (int i = a->at->link_slack; i < a->at->columns; i++) {
        const int place = a->place[a->at->slack_row[i - a->at->link_slack]];
        if (place < 0)
            a->diagonal[-1 - place] += a->theta[i];
        else
            a->matrix[(size_t)place * a->dense + place] += a->theta[i];
    }
}

/* ---- Cholesky by panels -----------------------------------------------------------------------
 */

/* Rows of a piece below the panel, with the panel's columns as rows of their own. */
static void piece_rows(const struct links *a, int piece, int *from, int *end)
{
    const int first = a->from + a->width, rows = a->dense - first;
    *from = first + (int)((long)rows * piece / PIECES);
    *end = first + (int)((long)rows * (piece + 1) / PIECES);
}

static void reduce_piece(void *context, int piece)
{
    struct links *a = context;
    int from, end;
    piece_rows(a, piece, &from, &end);
    const struct vector_block L = {a->matrix + (size_t)a->from * a->dense + a->from, a->dense};
    for (int i = from; i < end; i++)
        for (int k = 0; k < a->width; k++)
            a->panel[(size_t)k * a->dense + i] = a->matrix[(size_t)i * a->dense + a->from + k];
    vector_reduce(L, a->width, a->panel + from, a->dense, end - from);
    for (int i = from; i < end; i++)
        for (int k = 0; k < a->width; k++)
            a->matrix[(size_t)i * a->dense + a->from + k] = a->panel[(size_t)k * a->dense + i];
}

static void update_piece(void *context, int piece)
{
    struct links *a = context;
    const int first = a->from + a->width;
    int from, end;
    piece_rows(a, piece, &from, &end);
    for (int i = from; i < end; i += 2) {
        const int rows = end - i < 2 ? end - i : 2;
        vector_outer(a->matrix + (size_t)i * a->dense + first, a->dense, rows, i + rows - first,
                     a->width, (struct vector_block){a->panel + i, a->dense},
                     (struct vector_block){a->panel + first, a->dense});
    }
}

static void run_pieces(struct links *a, parallel_fn run)
{
    if (a->dense - a->from >= WORTH_THREADS)
        parallel_run(a->pool, PIECES, run, a);
    else
        for (int piece = 0; piece < PIECES; piece++) run(a, piece);
}

static void factor_dense(struct links *a)
{
    for (int i = 0; i < a->dense; i++) a->whole[i] = a->matrix[(size_t)i * a->dense + i];
    for (a->from = 0; a->from < a->dense; a->from += a->width) {
        a->width = a->dense - a->from < PANEL ? a->dense - a->from : PANEL;
        vector_cholesky(a->matrix + (size_t)a->from * a->dense + a->from, a->dense, a->width,
                        a->whole + a->from);
        run_pieces(a, reduce_piece);
        run_pieces(a, update_piece);
    }
}

void links_factor(struct links *a, const double *theta, const double *patterns)
{
    a->theta = theta;
    a->patterns = patterns;
    memset(a->cross, 0, (size_t)a->cross_start[a->single] * sizeof *a->cross);
    for (int d = 0; d < a->single; d++) a->diagonal[d] = BLOCK_LEAST_PIVOT;
    parallel_run(a->pool, PIECES, sum_rows, a);
    add_columns(a);
    add_slacks(a);
    for (int d = 0; d < a->single; d++)
        for (int n = a->cross_start[d]; n < a->cross_start[d + 1]; n++)
            for (int k = a->cross_start[d]; k < a->cross_start[d + 1]; k++)
                a->matrix[(size_t)a->cross_place[n] * a->dense + a->cross_place[k]] -=
                    a->cross[n] * a->cross[k] / a->diagonal[d];
    factor_dense(a);
}

/* ---- solving -----------------------------------------------------------------------------------
 */

static void solve_dense(const struct links *a, double *x)
{
    const int n = a->dense;
    for (int i = 0; i < n; i++) {
        const double *row = a->matrix + (size_t)i * n;
        x[i] = (x[i] - vector_dot(row, x, i)) / row[i];
    }
    for (int i = n - 1; i >= 0; i--) {
        const double *row = a->matrix + (size_t)i * n;
        x[i] /= row[i];
        vector_add(x, -x[i], row, i);
    }
}

void links_solve(struct links *a, double *link)
{
    const struct block *b = a->b;
    for (int r = 0; r < b->rows; r++)
        if (a->place[r] >= 0) a->rhs[a->place[r]] = link[r];
    for (int r = 0; r < b->rows; r++) {
        const int d = -1 - a->place[r];
        for (int n = a->cross_start[d < 0 ? 0 : d]; d >= 0 && n < a->cross_start[d + 1]; n++)
            a->rhs[a->cross_place[n]] -= a->cross[n] * link[r] / a->diagonal[d];
    }
    solve_dense(a, a->rhs);
    for (int r = 0; r < b->rows; r++) {
        const int d = -1 - a->place[r];
        if (d < 0) {
            link[r] = a->rhs[a->place[r]];
            continue;
        }
        for (int n = a->cross_start[d]; n < a->cross_start[d + 1]; n++)
            link[r] -= a->cross[n] * a->rhs[a->cross_place[n]];
        link[r] /= a->diagonal[d];
    }
}
