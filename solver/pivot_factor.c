/* LU factors for very sparse bases, and the product form of the inverse for what changes.

   B = L U. Columns with one row that is not eliminated yet go first, then rows with one such
   column; neither needs arithmetic. What is left is factored column by column: the column is solved
   with the part of L there is, and where that can be other than 0 is found beforehand by a search
   along the columns of L (Gilbert and Peierls), so that the work follows the numbers that are not
   0. The pivot is the sparsest row among those not much smaller than the largest.

   Each triangle is kept by columns and by rows: a solve passes the value of an element on along a
   list, so one routine serves all four. When the right-hand side has few elements, the search
   finds those it reaches, and the rest of the triangle is not looked at.

   A replaced column a, with w = B^-1 a, makes B E out of B, E being the identity with w in one
   column. A unit w changes nothing and is not kept. */
#include "solver/pivot_factor.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_CHANGES = 200,
    SPARSE = 10, /* a solution with less than one in so many rows is searched for */
};
static const double TINY = 1e-14;    /* less is cancellation */
static const double MEMORY = 0.1;    /* of a running mean, what the last counts */
static const double SMALLEST = 1e-9; /* a pivot */
static const double THRESHOLD = 0.1; /* of the largest of its column */

/* ---- lists and vectors -------------------------------------------------------------------------
 */

static void take_room(struct pivot_lists *lists, int list, int room)
{
    if (lists->used + room > lists->size) {
        lists->size = 2 * (lists->used + room) + 256;
        lists->index = mem_resize(lists->index, (size_t)lists->size, sizeof *lists->index);
        lists->value = mem_resize(lists->value, (size_t)lists->size, sizeof *lists->value);
    }
    lists->start[list] = lists->used;
    lists->room[list] = room;
    lists->used += room;
}

void pivot_lists_add(struct pivot_lists *lists, int room)
{
    if (lists->lists == lists->list_room) {
        lists->list_room = 2 * lists->list_room + 64;
        const size_t size = (size_t)lists->list_room;
        lists->start = mem_resize(lists->start, size, sizeof *lists->start);
        lists->count = mem_resize(lists->count, size, sizeof *lists->count);
        lists->room = mem_resize(lists->room, size, sizeof *lists->room);
    }
    lists->count[lists->lists] = 0;
    take_room(lists, lists->lists++, room);
}

void pivot_lists_push(struct pivot_lists *lists, int list, int index, double value)
{
    const int count = lists->count[list];
    if (count == lists->room[list]) {
        const int from = lists->start[list];
        take_room(lists, list, 2 * count + 4);
        if (count > 0) {
            memcpy(lists->index + lists->start[list], lists->index + from,
                   (size_t)count * sizeof *lists->index);
            memcpy(lists->value + lists->start[list], lists->value + from,
                   (size_t)count * sizeof *lists->value);
        }
    }
    lists->index[lists->start[list] + count] = index;
    lists->value[lists->start[list] + count] = value;
    lists->count[list]++;
}

void pivot_lists_clear(struct pivot_lists *lists)
{
    free(lists->start);
    free(lists->count);
    free(lists->room);
    free(lists->index);
    free(lists->value);
    *lists = (struct pivot_lists){0};
}

void pivot_vector_fit(struct pivot_vector *vector, int size)
{
    if (size <= vector->size) return;
    size += size / 4 + 16;
    vector->value = mem_resize(vector->value, (size_t)size, sizeof *vector->value);
    vector->index = mem_resize(vector->index, (size_t)size, sizeof *vector->index);
    for (int n = vector->size; n < size; n++) vector->value[n] = 0.0;
    vector->size = size;
}

void pivot_vector_zero(struct pivot_vector *vector)
{
    for (int n = 0; n < vector->count; n++) vector->value[vector->index[n]] = 0.0;
    vector->count = 0;
}

void pivot_vector_clear(struct pivot_vector *vector)
{
    free(vector->value);
    free(vector->index);
    *vector = (struct pivot_vector){0};
}

void pivot_vector_pack(struct pivot_vector *vector)
{
    int kept = 0;
    for (int n = 0; n < vector->count; n++) {
        const int at = vector->index[n];
        if (fabs(vector->value[at]) > TINY)
            vector->index[kept++] = at;
        else
            vector->value[at] = 0.0;
    }
    vector->count = kept;
}

/* ---- triangles ---------------------------------------------------------------------------------
 */

/* From every row a list of rows to which its value is passed on, times -value. */
struct triangle {
    int *start; /* [rows + 1]; end[i] where lists are not in the order of rows */
    int *end;
    int *index;
    double *value;
    int used, size;
    int *order, passing; /* rows with a list, in the order of a solve */
    double filled;       /* rows that its solutions have had of late, as a running mean */
};

/* One changed column: all of it but the pivot. */
struct change {
    int place, start, count;
    double pivot;
};

struct pivot_factor {
    int rows, room;
    struct triangle lower, upper;           /* by columns */
    struct triangle lower_rows, upper_rows; /* by rows */
    int *order;                             /* [rows] as eliminated */
    double *inverse;                        /* [rows] of the diagonal of U */
    struct change change[MOST_CHANGES];
    int changes, changed, changed_room;
    int *changed_index;
    double *changed_value;
    /* While factoring: by row, and by place of head as it came. */
    int *row_start, *row_place, *row_count, *column_count, *queue, *old_head;
    bool *row_done, *column_done;
    int row_place_room;
    /* While searching. */
    int *mark, stamp, *stack, *at, *found;
    struct pivot_vector work;
};

struct pivot_factor *pivot_factor_new(void)
{
    return mem_new(1, sizeof(struct pivot_factor));
}

static void triangle_clear(struct triangle *t)
{
    free(t->order);
    free(t->start);
    free(t->end);
    free(t->index);
    free(t->value);
}

void pivot_factor_free(struct pivot_factor *f)
{
    if (!f) return;
    triangle_clear(&f->lower);
    triangle_clear(&f->upper);
    triangle_clear(&f->lower_rows);
    triangle_clear(&f->upper_rows);
    pivot_vector_clear(&f->work);
    void *const arrays[] = {f->order,     f->inverse,      f->row_start,     f->row_place,
                            f->row_count, f->column_count, f->queue,         f->old_head,
                            f->row_done,  f->column_done,  f->mark,          f->stack,
                            f->at,        f->found,        f->changed_index, f->changed_value};
    for (size_t n = 0; n < sizeof arrays / sizeof *arrays; n++) free(arrays[n]);
    free(f);
}

static void triangle_fit(struct triangle *t, size_t rows)
{
    t->order = mem_resize(t->order, rows, sizeof *t->order);
    t->start = mem_resize(t->start, rows + 1, sizeof *t->start);
    t->end = mem_resize(t->end, rows + 1, sizeof *t->end);
}

static void fit(struct pivot_factor *f, int rows)
{
    f->rows = rows;
    if (rows <= f->room) return;
    f->room = rows + rows / 4 + 16;
    const size_t size = (size_t)f->room;
    triangle_fit(&f->lower, size);
    triangle_fit(&f->upper, size);
    triangle_fit(&f->lower_rows, size);
    triangle_fit(&f->upper_rows, size);
    int **const ints[] = {&f->order, &f->row_count, &f->column_count, &f->queue, &f->old_head,
                          &f->mark,  &f->stack,     &f->at,           &f->found};
    for (size_t n = 0; n < sizeof ints / sizeof *ints; n++)
        *ints[n] = mem_resize(*ints[n], size, sizeof(int));
    f->row_start = mem_resize(f->row_start, size + 1, sizeof(int));
    f->inverse = mem_resize(f->inverse, size, sizeof(double));
    f->row_done = mem_resize(f->row_done, size, sizeof(bool));
    f->column_done = mem_resize(f->column_done, size, sizeof(bool));
    pivot_vector_fit(&f->work, f->room);
    for (int i = 0; i < f->room; i++) f->mark[i] = 0;
    f->stamp = 0;
}

static void triangle_push(struct triangle *t, int index, double value)
{
    if (t->used == t->size) {
        t->size = 2 * t->size + 1024;
        t->index = mem_resize(t->index, (size_t)t->size, sizeof *t->index);
        t->value = mem_resize(t->value, (size_t)t->size, sizeof *t->value);
    }
    t->index[t->used] = index;
    t->value[t->used++] = value;
}

/* The same numbers listed from the other side. */
static void turn(const struct triangle *from, struct triangle *to, int rows)
{
    if (to->size < from->used) {
        to->size = from->used + from->used / 4 + 256;
        to->index = mem_resize(to->index, (size_t)to->size, sizeof *to->index);
        to->value = mem_resize(to->value, (size_t)to->size, sizeof *to->value);
    }
    memset(to->end, 0, (size_t)rows * sizeof *to->end);
    for (int n = 0; n < from->used; n++) to->end[from->index[n]]++;
    to->used = 0;
    for (int i = 0; i < rows; i++) {
        to->start[i] = to->used;
        to->used += to->end[i];
        to->end[i] = to->start[i];
    }
    for (int i = 0; i < rows; i++)
        for (int n = from->start[i]; n < from->end[i]; n++) {
            const int at = to->end[from->index[n]]++;
            to->index[at] = i;
            to->value[at] = from->value[n];
        }
}

/* ---- searching ---------------------------------------------------------------------------------
 */

/* All that rows reach along the lists, found[*first .. rows-1], each before what it reaches. */
static void search(struct pivot_factor *f, const struct triangle *t, int from, int *first)
{
    int depth = 0;
    f->stack[0] = from;
    f->at[0] = t->start[from];
    f->mark[from] = f->stamp;
    while (depth >= 0) {
        const int i = f->stack[depth], end = t->end[i];
        int n = f->at[depth];
        while (n < end && f->mark[t->index[n]] == f->stamp) n++;
        if (n == end) {
            f->found[--*first] = i;
            depth--;
            continue;
        }
        f->at[depth] = n + 1;
        const int next = t->index[n];
        f->mark[next] = f->stamp;
        f->stack[++depth] = next;
        f->at[depth] = t->start[next];
    }
}

static void pass_on(const struct triangle *t, int i, double x, double *value)
{
    for (int n = t->start[i]; n < t->end[i]; n++) value[t->index[n]] -= t->value[n] * x;
}

static void solve_sparse(struct pivot_factor *f, const struct triangle *t, const double *inverse,
                         struct pivot_vector *x)
{
    int first = f->rows;
    f->stamp++;
    for (int n = 0; n < x->count; n++)
        if (f->mark[x->index[n]] != f->stamp) search(f, t, x->index[n], &first);
    x->count = 0;
    for (int n = first; n < f->rows; n++) {
        const int i = f->found[n];
        if (fabs(x->value[i]) <= TINY) {
            x->value[i] = 0.0;
            continue;
        }
        if (inverse) x->value[i] *= inverse[i];
        x->index[x->count++] = i;
        pass_on(t, i, x->value[i], x->value);
    }
}

/* The index of a vector that is nearly full, without what is next to nothing. */
static void list_full(int rows, struct pivot_vector *x)
{
    int count = 0;
    for (int i = 0; i < rows; i++) {
        const double value = x->value[i];
        const bool kept = fabs(value) > TINY;
        x->value[i] = kept ? value : 0.0;
        x->index[count] = i;
        count += kept;
    }
    x->count = count;
}

/* Every row in turn that passes something on; the others need their division only. Leaves the index
   as it was. */
static void solve_full(const struct pivot_factor *f, const struct triangle *t, bool by_inverse,
                       double *value)
{
    for (int n = 0; n < t->passing; n++) {
        const int i = t->order[n];
        if (value[i] == 0.0) continue;
        pass_on(t, i, by_inverse ? value[i] * f->inverse[i] : value[i], value);
    }
    for (int i = 0; by_inverse && i < f->rows; i++) value[i] *= f->inverse[i];
}

/* A search costs more than it saves where solutions are full; what they have been of late tells. */
static bool is_sparse(const struct pivot_factor *f, const struct triangle *t,
                      const struct pivot_vector *x)
{
    return x->count * SPARSE < f->rows && t->filled * SPARSE < f->rows;
}

/* One triangle and then the other. Once a vector is full it is not searched from again. */
static void solve_both(struct pivot_factor *f, struct triangle *one, struct triangle *two,
                       bool upper_first, struct pivot_vector *x)
{
    bool full = !is_sparse(f, one, x);
    if (full)
        solve_full(f, one, upper_first, x->value);
    else
        solve_sparse(f, one, upper_first ? f->inverse : NULL, x);
    full = full || !is_sparse(f, two, x);
    if (full) {
        solve_full(f, two, !upper_first, x->value);
        list_full(f->rows, x);
    } else {
        solve_sparse(f, two, upper_first ? NULL : f->inverse, x);
    }
    one->filled += MEMORY * (x->count - one->filled);
    two->filled += MEMORY * (x->count - two->filled);
}

static void apply_sparse(const struct pivot_factor *f, const struct change *change,
                         struct pivot_vector *x)
{
    if (x->value[change->place] == 0.0) return;
    const double by = x->value[change->place] /= change->pivot;
    for (int n = change->start; n < change->start + change->count; n++)
        pivot_vector_add(x, f->changed_index[n], -by * f->changed_value[n]);
}

static void apply_full(const struct pivot_factor *f, const struct change *change, double *value)
{
    if (value[change->place] == 0.0) return;
    const double by = value[change->place] /= change->pivot;
    for (int n = change->start; n < change->start + change->count; n++)
        value[f->changed_index[n]] -= by * f->changed_value[n];
}

void pivot_factor_solve(struct pivot_factor *f, struct pivot_vector *x)
{
    solve_both(f, &f->lower, &f->upper, false, x);
    if (x->count * SPARSE < f->rows) {
        for (int k = 0; k < f->changes; k++) apply_sparse(f, &f->change[k], x);
        pivot_vector_pack(x);
    } else {
        for (int k = 0; k < f->changes; k++) apply_full(f, &f->change[k], x->value);
        list_full(f->rows, x);
    }
}

void pivot_factor_solve_rows(struct pivot_factor *f, struct pivot_vector *x)
{
    for (int k = f->changes - 1; k >= 0; k--) {
        const struct change *change = &f->change[k];
        const double old = x->value[change->place];
        double sum = old;
        for (int n = change->start; n < change->start + change->count; n++)
            sum -= f->changed_value[n] * x->value[f->changed_index[n]];
        if (sum != old || old != 0.0) pivot_vector_add(x, change->place, sum / change->pivot - old);
    }
    solve_both(f, &f->upper_rows, &f->lower_rows, true, x);
    pivot_vector_pack(x);
}

/* ---- changes -----------------------------------------------------------------------------------
 */

void pivot_factor_replace(struct pivot_factor *f, int place, const struct pivot_vector *solved)
{
    const double pivot = solved->value[place];
    if (solved->count == 1 && pivot == 1.0) return;
    if (f->changed + solved->count > f->changed_room) {
        f->changed_room = 2 * (f->changed + solved->count) + 1024;
        const size_t room = (size_t)f->changed_room;
        f->changed_index = mem_resize(f->changed_index, room, sizeof *f->changed_index);
        f->changed_value = mem_resize(f->changed_value, room, sizeof *f->changed_value);
    }
    f->change[f->changes++] = (struct change){place, f->changed, solved->count - 1, pivot};
    for (int n = 0; n < solved->count; n++) {
        if (solved->index[n] == place) continue;
        f->changed_index[f->changed] = solved->index[n];
        f->changed_value[f->changed++] = solved->value[solved->index[n]];
    }
}

bool pivot_factor_is_long(const struct pivot_factor *f)
{
    return f->changes == MOST_CHANGES || f->changed > f->rows + f->lower.used + f->upper.used;
}

int pivot_factor_changes(const struct pivot_factor *f)
{
    return f->changes;
}

/* ---- factoring ---------------------------------------------------------------------------------
 */

/* Places of head by row, and what rows and columns count. */
static void count_rows(struct pivot_factor *f, const struct pivot_lists *column)
{
    const int rows = f->rows;
    int all = 0;
    memset(f->row_count, 0, (size_t)rows * sizeof *f->row_count);
    for (int p = 0; p < rows; p++) {
        const int v = f->old_head[p];
        f->column_count[p] = column->count[v];
        all += column->count[v];
        for (int n = 0; n < column->count[v]; n++)
            f->row_count[column->index[column->start[v] + n]]++;
    }
    if (all > f->row_place_room) {
        f->row_place_room = all + all / 4;
        f->row_place = mem_resize(f->row_place, (size_t)f->row_place_room, sizeof(int));
    }
    f->row_start[0] = 0;
    for (int i = 0; i < rows; i++) f->row_start[i + 1] = f->row_start[i] + f->row_count[i];
    for (int p = rows - 1; p >= 0; p--) {
        const int v = f->old_head[p];
        for (int n = 0; n < column->count[v]; n++) {
            const int i = column->index[column->start[v] + n];
            f->row_place[--f->row_start[i + 1]] = p;
        }
    }
    /* Each start has moved to its own row's: shift back. */
    for (int i = 0; i < rows; i++) f->row_start[i] = f->row_start[i + 1];
    f->row_start[rows] = all;
}

/* Row i is eliminated by the column at place p; what is in `work` is neither L nor U yet. */
static void eliminate(struct pivot_factor *f, int i, int p, double pivot, int *head, int *done)
{
    f->row_done[i] = true;
    f->column_done[p] = true;
    f->inverse[i] = 1.0 / pivot;
    f->order[(*done)++] = i;
    head[i] = f->old_head[p];
}

static void open_lists(struct pivot_factor *f, int i)
{
    f->lower.start[i] = f->lower.end[i] = f->lower.used;
    f->upper.start[i] = f->upper.end[i] = f->upper.used;
}

static void close_lists(struct pivot_factor *f, int i)
{
    f->lower.end[i] = f->lower.used;
    f->upper.end[i] = f->upper.used;
}

/* Column p as it stands: its elements in rows eliminated are U's, the others L's. */
static void take_column(struct pivot_factor *f, const struct pivot_lists *column, int i, int p,
                        double pivot, int *head, int *done)
{
    const int v = f->old_head[p];
    open_lists(f, i);
    for (int n = column->start[v]; n < column->start[v] + column->count[v]; n++) {
        const int k = column->index[n];
        if (k == i) continue;
        if (f->row_done[k])
            triangle_push(&f->upper, k, column->value[n]);
        else
            triangle_push(&f->lower, k, column->value[n] / pivot);
    }
    close_lists(f, i);
    eliminate(f, i, p, pivot, head, done);
}

/* The element of column p in its only row left. */
static int only_row(const struct pivot_factor *f, const struct pivot_lists *column, int p,
                    double *value)
{
    const int v = f->old_head[p];
    for (int n = column->start[v]; n < column->start[v] + column->count[v]; n++)
        if (!f->row_done[column->index[n]]) {
            *value = column->value[n];
            return column->index[n];
        }
    return -1;
}

static void take_single_columns(struct pivot_factor *f, const struct pivot_lists *column, int *head,
                                int *done)
{
    int end = 0;
    for (int p = 0; p < f->rows; p++)
        if (f->column_count[p] == 1) f->queue[end++] = p;
    for (int n = 0; n < end; n++) {
        const int p = f->queue[n];
        double pivot = 0.0;
        const int i = only_row(f, column, p, &pivot);
        if (i < 0 || !(fabs(pivot) > SMALLEST)) continue;
        take_column(f, column, i, p, pivot, head, done);
        for (int k = f->row_start[i]; k < f->row_start[i + 1]; k++) {
            const int other = f->row_place[k];
            if (!f->column_done[other] && --f->column_count[other] == 1) f->queue[end++] = other;
        }
    }
}

/* The column left in row i, and its element there. */
static int only_column(const struct pivot_factor *f, const struct pivot_lists *column, int i,
                       double *value)
{
    for (int k = f->row_start[i]; k < f->row_start[i + 1]; k++) {
        const int p = f->row_place[k];
        if (f->column_done[p]) continue;
        const int v = f->old_head[p];
        for (int n = column->start[v]; n < column->start[v] + column->count[v]; n++)
            if (column->index[n] == i) *value = column->value[n];
        return p;
    }
    return -1;
}

static void take_single_rows(struct pivot_factor *f, const struct pivot_lists *column, int *head,
                             int *done)
{
    int end = 0;
    for (int i = 0; i < f->rows; i++) {
        if (f->row_done[i]) continue;
        f->row_count[i] = 0;
        for (int k = f->row_start[i]; k < f->row_start[i + 1]; k++)
            f->row_count[i] += !f->column_done[f->row_place[k]];
        if (f->row_count[i] == 1) f->queue[end++] = i;
    }
    for (int n = 0; n < end; n++) {
        const int i = f->queue[n];
        double pivot = 0.0;
        const int p = only_column(f, column, i, &pivot);
        if (p < 0 || !(fabs(pivot) > SMALLEST)) continue;
        take_column(f, column, i, p, pivot, head, done);
        const int v = f->old_head[p];
        for (int k = column->start[v]; k < column->start[v] + column->count[v]; k++) {
            const int other = column->index[k];
            if (!f->row_done[other] && --f->row_count[other] == 1) f->queue[end++] = other;
        }
    }
}

/* Column p solved with L as far as it goes, into work. */
static void solve_column(struct pivot_factor *f, const struct pivot_lists *column, int p)
{
    struct pivot_vector *x = &f->work;
    const int v = f->old_head[p];
    x->count = 0;
    for (int n = column->start[v]; n < column->start[v] + column->count[v]; n++) {
        x->index[x->count++] = column->index[n];
        x->value[column->index[n]] = column->value[n];
    }
    solve_sparse(f, &f->lower, NULL, x);
}

/* The row of fewest columns among those that are large enough; -1: none is. */
static int choose_row(const struct pivot_factor *f)
{
    const struct pivot_vector *x = &f->work;
    double largest = SMALLEST;
    int best = -1;
    for (int n = 0; n < x->count; n++)
        if (!f->row_done[x->index[n]]) largest = fmax(largest, fabs(x->value[x->index[n]]));
    for (int n = 0; n < x->count; n++) {
        const int i = x->index[n];
        if (f->row_done[i] || !(fabs(x->value[i]) > THRESHOLD * largest)) continue;
        if (!(fabs(x->value[i]) > SMALLEST)) continue;
        if (best < 0 || f->row_count[i] < f->row_count[best]) best = i;
    }
    return best;
}

static void take_solved(struct pivot_factor *f, int p, int *head, int *done)
{
    struct pivot_vector *x = &f->work;
    const int i = choose_row(f);
    if (i >= 0) {
        const double pivot = x->value[i];
        open_lists(f, i);
        for (int n = 0; n < x->count; n++) {
            const int k = x->index[n];
            if (k == i) continue;
            if (f->row_done[k])
                triangle_push(&f->upper, k, x->value[k]);
            else
                triangle_push(&f->lower, k, x->value[k] / pivot);
        }
        close_lists(f, i);
        eliminate(f, i, p, pivot, head, done);
    }
    pivot_vector_zero(x);
}

/* Places left, those of few rows first: a counting sort into queue. */
static int sort_rest(struct pivot_factor *f)
{
    int rest = 0;
    int *const first = f->stack;
    memset(first, 0, (size_t)f->rows * sizeof *first);
    for (int p = 0; p < f->rows; p++)
        if (!f->column_done[p]) first[f->column_count[p] < f->rows ? f->column_count[p] : 0]++;
    for (int n = 0; n < f->rows; n++) {
        const int here = first[n];
        first[n] = rest;
        rest += here;
    }
    for (int p = 0; p < f->rows; p++)
        if (!f->column_done[p])
            f->queue[first[f->column_count[p] < f->rows ? f->column_count[p] : 0]++] = p;
    return rest;
}

static void set_order(const struct pivot_factor *f, struct triangle *t, bool forward, int done)
{
    t->passing = 0;
    for (int n = 0; n < done; n++) {
        const int i = f->order[forward ? n : done - 1 - n];
        if (t->end[i] > t->start[i]) t->order[t->passing++] = i;
    }
}

int pivot_factor_make(struct pivot_factor *f, int rows, const struct pivot_lists *column, int *head)
{
    int done = 0;
    fit(f, rows);
    f->changes = 0;
    f->changed = 0;
    f->lower.used = f->upper.used = 0;
    memcpy(f->old_head, head, (size_t)rows * sizeof *head);
    for (int i = 0; i < rows; i++) {
        head[i] = -1;
        f->row_done[i] = f->column_done[i] = false;
        f->lower.start[i] = f->lower.end[i] = 0;
        f->upper.start[i] = f->upper.end[i] = 0;
    }
    count_rows(f, column);
    take_single_columns(f, column, head, &done);
    take_single_rows(f, column, head, &done);
    const int rest = sort_rest(f);
    for (int n = 0; n < rest; n++) {
        const int p = f->queue[n];
        solve_column(f, column, p);
        take_solved(f, p, head, &done);
    }
    turn(&f->lower, &f->lower_rows, rows);
    turn(&f->upper, &f->upper_rows, rows);
    set_order(f, &f->lower, true, done);
    set_order(f, &f->upper, false, done);
    set_order(f, &f->upper_rows, true, done);
    set_order(f, &f->lower_rows, false, done);
    return rows - done;
}
