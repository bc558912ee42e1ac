/* The equations A diag(theta) A' d = r of the interior point, eliminated by structure.

   Of a chain, with E = theta of rise and fall, G of excess and tiers, H of tiers alone, r = H / G,
   and B the difference of a year to the one before, eliminating its T flow rows leaves
       S = (G^-1 + B' E^-1 B)^-1
   room,room S    total,room -r S    total,total H (1 - r) + r S r
   room,rise  S B' (rise / E)        room,fall  -S B' (fall / E)       total: the same times -r
   rise,rise  i N i + c    rise,fall  c - i N o    fall,fall  o N o + c
   with N = B S B', i = rise / E, o = fall / E, c = rise fall / E. Written so, nothing is
   subtracted from what nearly equals it; G - G B' K^-1 B G would keep no digit when E is small.
   The 2T rows of a group are a small Cholesky. What is left acts on *patterns*; their matrix is
   carried over to the links, where rows that share no column are eliminated one by one, and the
   others are one dense Cholesky. */
#include "solver/block_internal.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static const double LEAST_PIVOT = 1e-11;
static const double LOST = 1e-14; /* a pivot below this share of its diagonal is noise */
static const double WALL = 1e30;

struct normal {
    const struct block *b;
    const struct block_layout *at;
    const double *theta;
    double *pivot, *lower, *g, *e, *ratio; /* [cells] the tridiagonal factors of S^-1 */
    double *group;                         /* [groups][2T][2T] Cholesky factor */
    double *reach;       /* by group [2T][cells of its chains]: factor^-1 times room,rise / i */
    double *wide, *line; /* [T] and 1 times the cells of the largest group */
    double *pattern, *pattern_rhs;  /* [patterns][patterns], [patterns] */
    int dense, single;              /* links: dense rows, rows eliminated one by one */
    int *place;                     /* [rows] in the dense rows, or -1 - single */
    double *matrix, *rhs;           /* [dense][dense], [dense] */
    double *diagonal;               /* [single] */
    int *cross_start, *cross_place; /* per single row the dense rows it meets */
    double *cross;
    int *cross_at; /* [dense] scratch: position in the cross, -1 */
};

/* ---- which link rows are eliminated one by one ---------------------------------------------- */

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

static void place_rows(struct normal *a)
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
static int single_of(const struct normal *a, int c, double *value)
{
    const struct block *b = a->b;
    for (int n = b->link_start[c]; n < b->link_start[c + 1]; n++)
        if (a->place[b->link[n].row] < 0) {
            *value = b->link[n].value;
            return -1 - a->place[b->link[n].row];
        }
    return -1;
}

static void make_crosses(struct normal *a)
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

struct normal *normal_new(const struct block *b, const struct block_layout *at)
{
    const size_t T = (size_t)b->years, cells = (size_t)b->chains * T;
    struct normal *a = mem_new(1, sizeof *a);
    a->b = b;
    a->at = at;
    double **const numbers[] = {&a->pivot, &a->lower, &a->g, &a->e, &a->ratio};
    for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++)
        *numbers[n] = mem_new(cells, sizeof(double));
    a->group = mem_new((size_t)b->groups * 4 * T * T, sizeof(double));
    a->reach = mem_new(cells * 2 * T, sizeof(double));
    size_t widest = 0;
    for (int s = 0; s < b->groups; s++)
        widest = (size_t)fmax((double)widest, (b->first[s + 1] - b->first[s]) * (double)T);
    a->wide = mem_new(widest * T, sizeof(double));
    a->line = mem_new(widest, sizeof(double));
    a->pattern = mem_new((size_t)b->patterns * (size_t)b->patterns, sizeof(double));
    a->pattern_rhs = mem_new((size_t)b->patterns, sizeof(double));
    a->place = mem_new((size_t)b->rows, sizeof(int));
    place_rows(a);
    a->matrix = mem_new((size_t)a->dense * (size_t)a->dense, sizeof(double));
    a->rhs = mem_new((size_t)a->dense, sizeof(double));
    a->diagonal = mem_new((size_t)a->single, sizeof(double));
    a->cross_at = mem_new((size_t)a->dense, sizeof(int));
    for (int i = 0; i < a->dense; i++) a->cross_at[i] = -1;
    make_crosses(a);
    return a;
}

void normal_free(struct normal *a)
{
    void *const arrays[] = {a->pivot,       a->lower,       a->g,      a->e,       a->ratio,
                            a->group,       a->reach,       a->wide,   a->line,    a->pattern,
                            a->pattern_rhs, a->place,       a->matrix, a->rhs,     a->diagonal,
                            a->cross_start, a->cross_place, a->cross,  a->cross_at};
    for (size_t n = 0; n < sizeof arrays / sizeof *arrays; n++) free(arrays[n]);
    free(a);
}

/* ---- one chain ------------------------------------------------------------------------------ */

/* S^-1 = L P L'; `rest` is a pivot without the part of the next year, so nothing cancels. Returns
   in h what the tiers weigh. */
static void factor_chain(struct normal *a, int j, double *h)
{
    const struct block *b = a->b;
    const int T = b->years, first = j * T;
    double rest = 0.0;
    for (int t = 0; t < T; t++) {
        const int cell = first + t;
        h[t] = 0.0;
        for (int n = b->tier_start[cell]; n < b->tier_start[cell + 1]; n++)
            h[t] += a->theta[a->at->tier + n];
        a->g[cell] = h[t] + a->theta[a->at->excess + cell] + LEAST_PIVOT;
        a->ratio[cell] = h[t] / a->g[cell];
        a->e[cell] = a->theta[a->at->rise + cell] + a->theta[a->at->fall + cell] + LEAST_PIVOT;
    }
    for (int t = 0; t < T; t++) {
        const int cell = first + t;
        const double f = 1.0 / a->e[cell];
        rest = 1.0 / a->g[cell] + (t > 0 ? f * rest * a->pivot[cell - 1] : f);
        a->lower[cell] = t > 0 ? -f * a->pivot[cell - 1] : 0.0;
        a->pivot[cell] = 1.0 / (rest + (t + 1 < T ? 1.0 / a->e[cell + 1] : 0.0));
    }
}

/* o := S o */
static void apply_chain(const struct normal *a, int j, double *o)
{
    const int T = a->b->years;
    const double *pivot = a->pivot + j * T, *lower = a->lower + j * T;
    for (int t = 1; t < T; t++) o[t] -= lower[t] * o[t - 1];
    for (int t = 0; t < T; t++) o[t] *= pivot[t];
    for (int t = T - 2; t >= 0; t--) o[t] -= lower[t + 1] * o[t + 1];
}

enum { MOST_YEARS = 64 };

/* The group's rows of reach stand side by side: its chains one after the other. */
static int width_of(const struct normal *a, int s)
{
    return (a->b->first[s + 1] - a->b->first[s]) * a->b->years;
}

static double *reach_of(const struct normal *a, int s)
{
    return a->reach + (size_t)a->b->first[s] * a->b->years * 2 * a->b->years;
}

/* The S of a chain by columns, into the rows of its group; reach = (S B', -r S B'). */
static void add_chain(struct normal *a, int j)
{
    const int T = a->b->years, T2 = 2 * T;
    double *group = a->group + (size_t)a->b->group[j] * T2 * T2;
    const int s = a->b->group[j], width = width_of(a, s);
    double *reach = reach_of(a, s) + (j - a->b->first[s]) * T;
    const double *ratio = a->ratio + j * T;
    double h[MOST_YEARS], column[MOST_YEARS], before[MOST_YEARS] = {0};
    factor_chain(a, j, h);
    for (int c = 0; c < T; c++) {
        memset(column, 0, (size_t)T * sizeof *column);
        column[c] = 1.0;
        apply_chain(a, j, column);
        for (int r = 0; r < T; r++) {
            group[r * T2 + c] += column[r];
            group[(T + r) * T2 + c] -= ratio[r] * column[r];
            group[(T + r) * T2 + T + c] += ratio[r] * column[r] * ratio[c];
            reach[r * width + c] = column[r] - before[r];
            reach[(T + r) * width + c] = -ratio[r] * reach[r * width + c];
        }
        group[(T + c) * T2 + T + c] += h[c] * (1.0 - ratio[c]);
        memcpy(before, column, (size_t)T * sizeof *column);
    }
}

/* ---- one group ------------------------------------------------------------------------------ */

/* Several partial sums at once, which a compiler may keep in one vector. */
static double dot(const double *restrict x, const double *restrict y, int n)
{
    enum { LANES = 8 };
    double lane[LANES] = {0}, rest = 0.0;
    int i = 0;
    for (; i + LANES <= n; i += LANES)
        for (int k = 0; k < LANES; k++) lane[k] += x[i + k] * y[i + k];
    for (; i < n; i++) rest += x[i] * y[i];
    for (int k = 0; k < LANES; k++) rest += lane[k];
    return rest;
}

static void cholesky(double *a, int n)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; k <= i; k++) {
            const double whole = a[i * n + k];
            const double sum = dot(a + i * n, a + k * n, k);
            if (k < i)
                a[i * n + k] = (whole - sum) / a[k * n + k];
            else
                a[i * n + i] = whole - sum > LOST * whole ? sqrt(whole - sum) : WALL;
        }
}

/* D, a block of two chains' cells, into the patterns: the matrix is made symmetric at the end by
   adding its transpose, so each pair comes once, and a chain's own block with half its weight. */
static void scatter(struct normal *a, int j, int i, const double *D, int width)
{
    const struct block *b = a->b;
    const int T = b->years, patterns = b->patterns;
    double in[MOST_YEARS], out[MOST_YEARS];
    for (int c = 0; c < T; c++) {
        in[c] = a->theta[a->at->rise + i * T + c] / a->e[i * T + c];
        out[c] = a->theta[a->at->fall + i * T + c] / a->e[i * T + c];
    }
    for (int side = 0; side < 2; side++)
        for (int r = 0; r < T; r++) {
            const int cell = j * T + r, p = side == 0 ? b->rise[cell] : b->fall[cell];
            if (p < 0) continue;
            const int family = side == 0 ? a->at->rise : a->at->fall;
            const double weight = (side == 0 ? 1.0 : -1.0) * a->theta[family + cell] / a->e[cell];
            double *row = a->pattern + (size_t)p * patterns;
            for (int c = 0; c < T; c++) {
                const double value = weight * D[r * width + c];
                if (b->rise[i * T + c] >= 0) row[b->rise[i * T + c]] += value * in[c];
                if (b->fall[i * T + c] >= 0) row[b->fall[i * T + c]] -= value * out[c];
            }
        }
}

static void scatter_own(struct normal *a, int j, double *D)
{
    const struct block *b = a->b;
    const int T = b->years;
    for (int n = 0; n < T * T; n++) D[n] *= 0.5;
    scatter(a, j, j, D, T);
    for (int cell = j * T; cell < (j + 1) * T; cell++) {
        const double both =
            a->theta[a->at->rise + cell] * a->theta[a->at->fall + cell] / a->e[cell];
        const int p = b->rise[cell], q = b->fall[cell];
        if (p < 0 || q < 0) continue;
        a->pattern[(size_t)p * b->patterns + p] += 0.5 * both;
        a->pattern[(size_t)q * b->patterns + q] += 0.5 * both;
        a->pattern[(size_t)p * b->patterns + q] += both;
    }
}

/* D = -X' Y over 2T rows: T columns of X, the `count` first columns of Y; both `width` apart. */
static void outer(const double *restrict X, const double *restrict Y, int T, int width, int count,
                  double *restrict D)
{
    for (int r = 0; r < T; r++) memset(D + r * width, 0, (size_t)count * sizeof *D);
    for (int k = 0; k < 2 * T; k++)
        for (int r = 0; r < T; r++) {
            const double x = X[k * width + r];
            for (int c = 0; c < count; c++) D[r * width + c] -= x * Y[k * width + c];
        }
}

/* reach of a group := L^-1 reach */
static void reduce(const double *restrict L, int T, int width, double *restrict X)
{
    for (int r = 0; r < 2 * T; r++) {
        for (int k = 0; k < r; k++) {
            const double l = L[r * 2 * T + k];
            for (int c = 0; c < width; c++) X[r * width + c] -= l * X[k * width + c];
        }
        const double inverse = 1.0 / L[r * 2 * T + r];
        for (int c = 0; c < width; c++) X[r * width + c] *= inverse;
    }
}

/* A chain's N = B (S B') joins the patterns; S B' are the first T rows of reach before `reduce`. */
static void add_second_difference(struct normal *a, int j)
{
    const int T = a->b->years, s = a->b->group[j], width = width_of(a, s);
    const double *reach = reach_of(a, s) + (j - a->b->first[s]) * T;
    double N[MOST_YEARS * MOST_YEARS];
    for (int r = 0; r < T; r++)
        for (int c = 0; c < T; c++)
            N[r * T + c] = reach[r * width + c] - (r > 0 ? reach[(r - 1) * width + c] : 0.0);
    scatter_own(a, j, N);
}

static void factor_group(struct normal *a, int s)
{
    const struct block *b = a->b;
    const int T = b->years, T2 = 2 * T;
    const int width = width_of(a, s);
    double *group = a->group + (size_t)s * T2 * T2, *X = reach_of(a, s);
    memset(group, 0, (size_t)T2 * T2 * sizeof *group);
    for (int t = 0; t < T; t++) {
        const int cell = s * T + t;
        group[t * T2 + t] = a->theta[a->at->slack + cell] + LEAST_PIVOT;
        group[(T + t) * T2 + T + t] = LEAST_PIVOT;
        for (int n = b->crowd_start[cell]; n < b->crowd_start[cell + 1]; n++)
            group[(T + t) * T2 + T + t] += a->theta[a->at->crowd + n];
    }
    for (int j = b->first[s]; j < b->first[s + 1]; j++) add_chain(a, j);
    for (int j = b->first[s]; j < b->first[s + 1]; j++) add_second_difference(a, j);
    cholesky(group, T2);
    reduce(group, T, width, X);
    for (int j = b->first[s]; j < b->first[s + 1]; j++) {
        const int own = (j - b->first[s]) * T;
        outer(X + own, X, T, width, own + T, a->wide);
        for (int i = b->first[s]; i < j; i++)
            scatter(a, j, i, a->wide + (i - b->first[s]) * T, width);
        for (int r = 0; r < T; r++)
            for (int c = 0; c < T; c++) a->wide[r * width + own + c] *= 0.5;
        scatter(a, j, j, a->wide + own, width);
    }
}

/* ---- links ---------------------------------------------------------------------------------- */

static void symmetrize(double *m, int n)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; k <= i; k++)
            m[(size_t)i * n + k] = m[(size_t)k * n + i] =
                m[(size_t)i * n + k] + m[(size_t)k * n + i];
}

/* Pattern rows and columns become link rows; those are all dense. Only the lower half is used. */
static void add_patterns(struct normal *a)
{
    const struct block *b = a->b;
    for (int p = 0; p < b->patterns; p++) {
        const double *row = a->pattern + (size_t)p * b->patterns;
        const struct block_pattern *P = &b->pattern[p];
        for (int n = P->start; n < P->start + P->count; n++) {
            double *to = a->matrix + (size_t)a->place[b->term[n].row] * a->dense;
            const double value = b->term[n].value;
            for (int q = 0; q < b->patterns; q++) {
                const struct block_pattern *Q = &b->pattern[q];
                for (int k = Q->start; k < Q->start + Q->count; k++)
                    to[a->place[b->term[k].row]] += value * row[q] * b->term[k].value;
            }
        }
    }
}

static void add_columns(struct normal *a)
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

static void factor_links(struct normal *a)
{
    const struct block *b = a->b;
    memset(a->matrix, 0, (size_t)a->dense * a->dense * sizeof *a->matrix);
    memset(a->cross, 0, (size_t)a->cross_start[a->single] * sizeof *a->cross);
    for (int d = 0; d < a->single; d++) a->diagonal[d] = LEAST_PIVOT;
    for (int i = 0; i < a->dense; i++) a->matrix[(size_t)i * a->dense + i] = LEAST_PIVOT;
    symmetrize(a->pattern, b->patterns);
    add_patterns(a);
    add_columns(a);
    for (int i = a->at->link_slack; i < a->at->columns; i++) {
        const int place = a->place[a->at->slack_row[i - a->at->link_slack]];
        if (place < 0)
            a->diagonal[-1 - place] += a->theta[i];
        else
            a->matrix[(size_t)place * a->dense + place] += a->theta[i];
    }
    for (int d = 0; d < a->single; d++)
        for (int n = a->cross_start[d]; n < a->cross_start[d + 1]; n++)
            for (int k = a->cross_start[d]; k < a->cross_start[d + 1]; k++)
                a->matrix[(size_t)a->cross_place[n] * a->dense + a->cross_place[k]] -=
                    a->cross[n] * a->cross[k] / a->diagonal[d];
    cholesky(a->matrix, a->dense);
}

void normal_factor(struct normal *a, const double *theta)
{
    a->theta = theta;
    memset(a->pattern, 0, (size_t)a->b->patterns * a->b->patterns * sizeof *a->pattern);
    for (int s = 0; s < a->b->groups; s++) factor_group(a, s);
    factor_links(a);
}

/* ---- solving -------------------------------------------------------------------------------- */

static double rise_of(const struct normal *a, int cell)
{
    return a->theta[a->at->rise + cell];
}

static double fall_of(const struct normal *a, int cell)
{
    return a->theta[a->at->fall + cell];
}

/* What eliminating a chain's flow rows does to its group and to the patterns. */
static void eliminate_chain(struct normal *a, int j, const double *rhs, double *group)
{
    const struct block *b = a->b;
    const int T = b->years;
    double o[MOST_YEARS];
    for (int t = 0; t < T; t++) {
        const int cell = j * T + t;
        o[t] = rhs[cell] / a->e[cell] - (t + 1 < T ? rhs[cell + 1] / a->e[cell + 1] : 0.0);
    }
    apply_chain(a, j, o);
    for (int t = 0; t < T; t++) {
        const int cell = j * T + t;
        const double k = (rhs[cell] - o[t] + (t > 0 ? o[t - 1] : 0.0)) / a->e[cell];
        group[t] -= o[t];
        group[T + t] += a->ratio[cell] * o[t];
        if (b->rise[cell] >= 0) a->pattern_rhs[b->rise[cell]] += rise_of(a, cell) * k;
        if (b->fall[cell] >= 0) a->pattern_rhs[b->fall[cell]] -= fall_of(a, cell) * k;
    }
}

static void eliminate_group(struct normal *a, int s, double *rhs)
{
    const struct block *b = a->b;
    const int T = b->years, T2 = 2 * T;
    const double *L = a->group + (size_t)s * T2 * T2;
    double *group = rhs + a->at->group_row + T2 * s;
    for (int j = b->first[s]; j < b->first[s + 1]; j++) eliminate_chain(a, j, rhs, group);
    for (int i = 0; i < T2; i++) {
        for (int k = 0; k < i; k++) group[i] -= L[i * T2 + k] * group[k];
        group[i] /= L[i * T2 + i];
    }
    const int width = width_of(a, s), first = b->first[s] * T;
    const double *X = reach_of(a, s);
    memset(a->line, 0, (size_t)width * sizeof *a->line);
    for (int k = 0; k < T2; k++)
        for (int c = 0; c < width; c++) a->line[c] += X[k * width + c] * group[k];
    for (int c = 0; c < width; c++) {
        const int cell = first + c;
        const double sum = a->line[c] / a->e[cell];
        if (b->rise[cell] >= 0) a->pattern_rhs[b->rise[cell]] -= rise_of(a, cell) * sum;
        if (b->fall[cell] >= 0) a->pattern_rhs[b->fall[cell]] += fall_of(a, cell) * sum;
    }
}

static void solve_dense(const struct normal *a, double *x)
{
    const int n = a->dense;
    for (int i = 0; i < n; i++) {
        const double *row = a->matrix + (size_t)i * n;
        x[i] = (x[i] - dot(row, x, i)) / row[i];
    }
    for (int i = n - 1; i >= 0; i--) {
        const double *row = a->matrix + (size_t)i * n;
        x[i] /= row[i];
        for (int k = 0; k < i; k++) x[k] -= row[k] * x[i];
    }
}

static void solve_links(struct normal *a, double *link)
{
    const struct block *b = a->b;
    for (int p = 0; p < b->patterns; p++)
        for (int n = b->pattern[p].start; n < b->pattern[p].start + b->pattern[p].count; n++)
            link[b->term[n].row] += b->term[n].value * a->pattern_rhs[p];
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
    for (int p = 0; p < b->patterns; p++) {
        a->pattern_rhs[p] = 0.0;
        for (int n = b->pattern[p].start; n < b->pattern[p].start + b->pattern[p].count; n++)
            a->pattern_rhs[p] += b->term[n].value * link[b->term[n].row];
    }
}

/* By two equations a flow price follows, with division by e or by g: the larger divisor is taken.
 */
static void restore_chain(const struct normal *a, int j, double *rhs, const double *group)
{
    const struct block *b = a->b;
    const int T = b->years;
    double o[MOST_YEARS], F[MOST_YEARS + 1], w[MOST_YEARS];
    F[T] = 0.0;
    for (int t = 0; t < T; t++) {
        const int cell = j * T + t;
        F[t] = rhs[cell];
        if (b->rise[cell] >= 0) F[t] += rise_of(a, cell) * a->pattern_rhs[b->rise[cell]];
        if (b->fall[cell] >= 0) F[t] -= fall_of(a, cell) * a->pattern_rhs[b->fall[cell]];
        w[t] = group[t] - a->ratio[cell] * group[T + t];
    }
    for (int t = 0; t < T; t++) {
        const int cell = j * T + t;
        o[t] = F[t] / a->e[cell] - (t + 1 < T ? F[t + 1] / a->e[cell + 1] : 0.0) + w[t];
    }
    apply_chain(a, j, o);
    for (int t = T - 1; t >= 0; t--) {
        const int cell = j * T + t;
        if (a->g[cell] > a->e[cell])
            rhs[cell] = (t + 1 < T ? rhs[cell + 1] : 0.0) + o[t] / a->g[cell] - w[t];
        else
            rhs[cell] = (F[t] - o[t] + (t > 0 ? o[t - 1] : 0.0)) / a->e[cell];
    }
}

static void restore_group(const struct normal *a, int s, double *rhs)
{
    const struct block *b = a->b;
    const int T = b->years, T2 = 2 * T;
    const double *L = a->group + (size_t)s * T2 * T2;
    double *group = rhs + a->at->group_row + T2 * s;
    const int width = width_of(a, s), first = b->first[s] * T;
    const double *X = reach_of(a, s);
    for (int c = 0; c < width; c++) {
        const int cell = first + c;
        a->line[c] = 0.0;
        if (b->rise[cell] >= 0) a->line[c] += rise_of(a, cell) * a->pattern_rhs[b->rise[cell]];
        if (b->fall[cell] >= 0) a->line[c] -= fall_of(a, cell) * a->pattern_rhs[b->fall[cell]];
        a->line[c] /= a->e[cell];
    }
    for (int k = 0; k < T2; k++)
        for (int c = 0; c < width; c++) group[k] -= X[k * width + c] * a->line[c];
    for (int i = T2 - 1; i >= 0; i--) {
        for (int k = i + 1; k < T2; k++) group[i] -= L[k * T2 + i] * group[k];
        group[i] /= L[i * T2 + i];
    }
    for (int j = b->first[s]; j < b->first[s + 1]; j++) restore_chain(a, j, rhs, group);
}

void normal_solve(struct normal *a, double *rhs)
{
    memset(a->pattern_rhs, 0, (size_t)a->b->patterns * sizeof *a->pattern_rhs);
    for (int s = 0; s < a->b->groups; s++) eliminate_group(a, s, rhs);
    solve_links(a, rhs + a->at->link_row);
    for (int s = 0; s < a->b->groups; s++) restore_group(a, s, rhs);
}
