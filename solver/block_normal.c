/* The equations A diag(theta) A' d = r of the interior point, eliminated by structure.

   Of a chain, with E = theta of rise and fall, G of excess and tiers, H of tiers alone, r = H / G,
   and B the difference of a year to the one before, eliminating its T flow rows leaves
       S = (G^-1 + B' E^-1 B)^-1
   room,room S    total,room -r S    total,total H (1 - r) + r S r
   room,rise  V i    room,fall  -V o    with V = S B', i = rise / E, o = fall / E; total: times -r
   rise,rise  i N i + c    rise,fall  c - i N o    fall,fall  o N o + c
   with N = B S B', c = rise fall / E. Written so, nothing is subtracted from what nearly equals it;
   G - G B' K^-1 B G would keep no digit when E is small. Nor are V and N differences of S: with the
   pivots p of S^-1 from the first year on and q from the last one back,
       S[r][c] = carry[c] S[r][c-1]          carry[c] = 1 / (E[c] q[c])          r < c
       S[r][c-1] = back[c] S[r][c]           back[c]  = 1 / (E[c] p[c-1])        r >= c
   so that V and N are S times 1 - carry and 1 - back, which the recursions of p and q know.
   The 2T rows of a group are a small Cholesky. Where tiers are the larger part of a year's states,
   room and total differ by little more than their sign, and room + total stands for total: the
   tiers are not in it, so that its terms, excess / G in place of -r, are exact however small.
   What is left acts on *patterns*; their matrix is summed in parts, always the same ones, and
   carried over to the links. */
#include "solver/block_internal.h"
#include "solver/block_vector.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_YEARS = 64 };

/* Cells of a group that stand side by side, as their patterns do. */
struct run {
    int at, position, length;
};

/* What one part works in. */
struct part {
    int first, end;                /* groups */
    double *pattern, *pattern_sum; /* [patterns][patterns], [patterns] */
    double *S;                     /* [T][T] */
    double *reach, *wide, *N;      /* [2T], [T] and [T] times the cells of the largest group */
    double *in, *out, *scaled;     /* [those cells] */
};

struct normal {
    const struct block *b;
    const struct block_layout *at;
    struct parallel *pool;
    const double *theta;
    double *pivot, *lower, *g, *e, *share; /* [cells] the tridiagonal factors of S^-1 */
    double *group;                         /* [groups][2T][2T] Cholesky factor */
    bool *joined;                          /* [groups][T] the second row is room + total */
    int *position;                         /* [patterns] in the matrix */
    int *run_start[2];                     /* [groups + 1] of rises and of falls */
    struct run *run[2];
    struct part part[BLOCK_PARTS];
    double *sum;
    struct links *links;
};

/* ---- made once ---------------------------------------------------------------------------------
 */

static int width_of(const struct normal *a, int s)
{
    return (a->b->first[s + 1] - a->b->first[s]) * a->b->years;
}

struct order {
    int row, pattern;
};

static int by_row(const void *x, const void *y)
{
    const struct order *a = x, *b = y;
    return a->row != b->row ? (a->row < b->row ? -1 : 1) : a->pattern - b->pattern;
}

/* By their first rows: what a chain meets year by year stands side by side. */
static void place_patterns(struct normal *a)
{
    const struct block *b = a->b;
    struct order *order = mem_new((size_t)b->patterns, sizeof *order);
    for (int p = 0; p < b->patterns; p++) {
        const struct block_pattern *pattern = &b->pattern[p];
        order[p] = (struct order){pattern->count > 0 ? b->term[pattern->start].row : -1, p};
    }
    qsort(order, (size_t)b->patterns, sizeof *order, by_row);
    a->position = mem_new((size_t)b->patterns, sizeof(int));
    for (int n = 0; n < b->patterns; n++) a->position[order[n].pattern] = n;
    free(order);
}

static void make_runs(struct normal *a, int side)
{
    const struct block *b = a->b;
    const int *pattern = side == 0 ? b->rise : b->fall;
    int runs = 0, room = 0;
    a->run_start[side] = mem_new((size_t)b->groups + 1, sizeof(int));
    for (int s = 0; s < b->groups; s++) {
        const int first = b->first[s] * b->years, width = width_of(a, s);
        struct run *last = NULL;
        for (int c = 0; c < width; c++) {
            const int p = pattern[first + c];
            const int position = p < 0 ? -1 : a->position[p];
            if (p >= 0 && last && last->at + last->length == c &&
                last->position + last->length == position) {
                last->length++;
            } else if (p >= 0) {
                a->run[side] = mem_room(a->run[side], runs, &room, sizeof(struct run));
                last = &a->run[side][runs++];
                *last = (struct run){c, position, 1};
            }
        }
        a->run_start[side][s + 1] = runs;
    }
}

/* Parts of about the same work, which grows with the square of a group. */
static void make_parts(struct normal *a)
{
    const struct block *b = a->b;
    const size_t T = (size_t)b->years, patterns = (size_t)b->patterns;
    double all = 0.0, done = 0.0;
    int widest = 0, s = 0;
    for (int i = 0; i < b->groups; i++) {
        widest = width_of(a, i) > widest ? width_of(a, i) : widest;
        all += (double)width_of(a, i) * width_of(a, i);
    }
    for (int n = 0; n < BLOCK_PARTS; n++) {
        struct part *part = &a->part[n];
        part->first = s;
        for (; s < b->groups && (done * BLOCK_PARTS < all * (n + 1) || n + 1 == BLOCK_PARTS); s++)
            done += (double)width_of(a, s) * width_of(a, s);
        part->end = s;
        part->pattern = mem_new(patterns * patterns, sizeof(double));
        part->pattern_sum = mem_new(patterns, sizeof(double));
        part->S = mem_new(T * T, sizeof(double));
        part->reach = mem_new(2 * T * (size_t)widest, sizeof(double));
        part->wide = mem_new(T * (size_t)widest, sizeof(double));
        part->N = mem_new(T * (size_t)widest, sizeof(double));
        part->in = mem_new((size_t)widest, sizeof(double));
        part->out = mem_new((size_t)widest, sizeof(double));
        part->scaled = mem_new((size_t)widest, sizeof(double));
    }
}

struct normal *normal_new(const struct block *b, const struct block_layout *at,
                          struct parallel *pool)
{
    const size_t T = (size_t)b->years, cells = (size_t)b->chains * T;
    struct normal *a = mem_new(1, sizeof *a);
    assert(T <= MOST_YEARS);
    a->b = b;
    a->at = at;
    a->pool = pool;
    double **const numbers[] = {&a->pivot, &a->lower, &a->g, &a->e, &a->share};
    for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++)
        *numbers[n] = mem_new(cells, sizeof(double));
    a->group = mem_new((size_t)b->groups * 4 * T * T, sizeof(double));
    a->joined = mem_new((size_t)b->groups * T, sizeof(bool));
    a->sum = mem_new((size_t)b->patterns, sizeof(double));
    place_patterns(a);
    make_runs(a, 0);
    make_runs(a, 1);
    make_parts(a);
    a->links = links_new(b, at, pool, a->position);
    return a;
}

void normal_free(struct normal *a)
{
    if (!a) return;
    void *const arrays[] = {
        a->pivot,    a->lower,        a->g,      a->e,      a->share,        a->group, a->sum,
        a->position, a->run_start[0], a->run[0], a->run[1], a->run_start[1], a->joined};
    for (size_t n = 0; n < sizeof arrays / sizeof *arrays; n++) free(arrays[n]);
    for (int n = 0; n < BLOCK_PARTS; n++) {
        const struct part *part = &a->part[n];
        void *const own[] = {part->pattern, part->pattern_sum, part->S,
                             part->reach,   part->wide,        part->in,
                             part->out,     part->scaled,      part->N};
        for (size_t i = 0; i < sizeof own / sizeof *own; i++) free(own[i]);
    }
    links_free(a->links);
    free(a);
}

void normal_groups(const struct normal *a, int part, int *first, int *end)
{
    *first = a->part[part].first;
    *end = a->part[part].end;
}

double *normal_sums(struct normal *a, int part)
{
    return a->part[part].pattern_sum;
}

static double rise_of(const struct normal *a, int cell)
{
    return a->theta[a->at->rise + cell];
}

static double fall_of(const struct normal *a, int cell)
{
    return a->theta[a->at->fall + cell];
}

/* ---- one chain ------------------------------------------------------------------------------ */

struct factors {
    double h[MOST_YEARS];         /* H X / G */
    double back[MOST_YEARS];      /* S[r][c-1] = back[c] S[r][c], r >= c */
    double rest[MOST_YEARS + 1];  /* 1 - back[c]; the first is 1 */
    double later[MOST_YEARS + 1]; /* 1 - carry[c] */
};

/* S^-1 = L P L'; a `rest` is a pivot without the part of the next year, so nothing cancels. */
static void factor_chain(struct normal *a, int j, struct factors *f)
{
    const struct block *b = a->b;
    const int T = b->years, first = j * T;
    const bool *joined = a->joined + b->group[j] * T;
    double flow[MOST_YEARS + 1], state[MOST_YEARS];
    for (int t = 0; t < T; t++) {
        const int cell = first + t;
        double h = 0.0;
        for (int n = b->tier_start[cell]; n < b->tier_start[cell + 1]; n++)
            h += a->theta[a->at->tier + n];
        const double excess = a->theta[a->at->excess + cell] + BLOCK_LEAST_PIVOT;
        a->g[cell] = h + excess;
        a->e[cell] = rise_of(a, cell) + fall_of(a, cell) + BLOCK_LEAST_PIVOT;
        state[t] = 1.0 / a->g[cell];
        flow[t] = 1.0 / a->e[cell];
        f->h[t] = h * (excess * state[t]);
        a->share[cell] = joined[t] ? excess * state[t] : -h * state[t];
    }
    flow[T] = 0.0;
    double rest = state[0] + flow[0];
    f->rest[0] = 1.0;
    a->lower[first] = f->back[0] = 0.0;
    a->pivot[first] = 1.0 / (rest + flow[1]);
    for (int t = 1; t < T; t++) {
        f->rest[t] = rest * a->pivot[first + t - 1];
        f->back[t] = flow[t] * a->pivot[first + t - 1];
        a->lower[first + t] = -f->back[t];
        rest = state[t] + flow[t] * f->rest[t];
        a->pivot[first + t] = 1.0 / (rest + flow[t + 1]);
    }
    f->later[T] = 0.0;
    for (int t = T - 1; t >= 0; t--) {
        const double without = state[t] + flow[t + 1] * f->later[t + 1];
        f->later[t] = without / (without + flow[t]);
    }
}

/* o := S o */
static void apply_chain(const struct normal *a, int j, double *o)
{
    const int T = a->b->years;
    const double *pivot = a->pivot + j * T, *lower = a->lower + j * T;
    for (int t = 1; t < T; t++) o[t] -= lower[t] * o[t - 1];
    o[T - 1] *= pivot[T - 1];
    for (int t = T - 2; t >= 0; t--) o[t] = o[t] * pivot[t] - lower[t + 1] * o[t + 1];
}

/* S in full, from the last row up. */
static inline void invert_chain(const double *pivot, const struct factors *f, int T, double *S)
{
    for (int r = T - 1; r >= 0; r--) {
        double *row = S + r * T;
        for (int c = r + 1; c < T; c++) S[c * T + r] = row[c] = f->back[r + 1] * row[T + c];
        row[r] = pivot[r] + (r + 1 < T ? f->back[r + 1] * row[r + 1] : 0.0);
    }
}

/* S into the rows of the group, V and -r V into its reach from column `own` on. */
VECTORS static void add_chain(const struct factors *f, const double *share, int T, const double *S,
                              double *restrict group, double *restrict reach, int width)
{
    const int T2 = 2 * T;
    for (int r = 0; r < T; r++) {
        const double *restrict row = S + r * T;
        double *restrict room = group + r * T2, *restrict total = group + (T + r) * T2;
        double *restrict V = reach + r * width, *restrict W = reach + (T + r) * width;
        for (int c = 0; c < T; c++) {
            room[c] += row[c];
            total[c] += share[r] * row[c];
            total[T + c] += share[r] * row[c] * share[c];
        }
        total[T + r] += f->h[r];
        for (int c = 0; c <= r; c++) V[c] = row[c] * f->rest[c];
        for (int c = r + 1; c < T; c++) V[c] = -row[c - 1] * f->later[c];
        for (int c = 0; c < T; c++) W[c] = share[r] * V[c];
    }
}

/* N, to be kept with a width of T. */
static void second_difference(const struct factors *f, int T, const double *S, double *N)
{
    for (int r = 0; r < T; r++) {
        N[r * T + r] = S[r * T + r] * f->rest[r];
        if (r > 0) N[r * T + r] += S[(r - 1) * T + r - 1] * f->later[r];
        for (int c = r + 1; c < T; c++)
            N[r * T + c] = N[c * T + r] = -f->later[c] * f->rest[r] * S[r * T + c - 1];
    }
}

/* ---- one group ------------------------------------------------------------------------------ */

static inline void add_runs(double *restrict row, const double *restrict from,
                            const struct run *run, const struct run *end, int limit, double weight)
{
    for (; run < end && run->at < limit; run++) {
        const int n = limit - run->at < run->length ? limit - run->at : run->length;
        double *restrict to = row + run->position;
        const double *restrict x = from + run->at;
        for (int c = 0; c < n; c++) to[c] += weight * x[c];
    }
}

struct runs {
    const struct run *rise, *rise_end, *fall, *fall_end;
};

/* A row of the group's cells into the pattern rows of a rise and of a fall (NULL: there is none).
   The matrix is made symmetric at the end by adding its transpose, so each pair comes once, and
   a chain's own block with half its weight. */
VECTORS static void scatter(const double *restrict D, const struct part *part, int cell, int limit,
                            double *rise, double *fall, struct runs runs)
{
    double *restrict scaled = part->scaled;
    for (int c = 0; c < limit; c++) scaled[c] = D[c] * part->in[c];
    if (rise) add_runs(rise, scaled, runs.rise, runs.rise_end, limit, part->in[cell]);
    if (fall) add_runs(fall, scaled, runs.rise, runs.rise_end, limit, -part->out[cell]);
    for (int c = 0; c < limit; c++) scaled[c] = D[c] * part->out[c];
    if (rise) add_runs(rise, scaled, runs.fall, runs.fall_end, limit, -part->in[cell]);
    if (fall) add_runs(fall, scaled, runs.fall, runs.fall_end, limit, part->out[cell]);
}

static double *pattern_row(const struct normal *a, const struct part *part, int p)
{
    return p < 0 ? NULL : part->pattern + (size_t)a->position[p] * a->b->patterns;
}

static void scatter_chain(const struct normal *a, const struct part *part, int j)
{
    const struct block *b = a->b;
    const int T = b->years, s = b->group[j], width = width_of(a, s), own = (j - b->first[s]) * T;
    const struct runs runs = {a->run[0] + a->run_start[0][s], a->run[0] + a->run_start[0][s + 1],
                              a->run[1] + a->run_start[1][s], a->run[1] + a->run_start[1][s + 1]};
    for (int t = 0; t < T; t++) {
        const int cell = j * T + t, p = b->rise[cell], q = b->fall[cell];
        double *D = part->wide + (size_t)t * width;
        double *const rise = pattern_row(a, part, p), *const fall = pattern_row(a, part, q);
        for (int c = own; c < own + T; c++) D[c] *= 0.5;
        scatter(D, part, own + t, own + T, rise, fall, runs);
        if (!rise || !fall) continue;
        const double both = rise_of(a, cell) * fall_of(a, cell) / a->e[cell];
        rise[a->position[p]] += 0.5 * both;
        fall[a->position[q]] += 0.5 * both;
        rise[a->position[q]] += both;
    }
}

/* N of the chain less what its group takes. */
static void join_patterns(const struct normal *a, const struct part *part, int j, const double *N)
{
    const struct block *b = a->b;
    const int T = b->years, s = b->group[j], width = width_of(a, s), own = (j - b->first[s]) * T;
    for (int r = 0; r < T; r++) {
        double *D = part->wide + (size_t)r * width;
        memset(D, 0, (size_t)own * sizeof *D);
        memcpy(D + own, N + r * T, (size_t)T * sizeof *D);
    }
    vector_outer(part->wide, width, T, own + T, 2 * T,
                 (struct vector_block){part->reach + own, width},
                 (struct vector_block){part->reach, width});
    scatter_chain(a, part, j);
}

/* Says for which years the second row of a group is room + total. */
static void join_rows(struct normal *a, int s)
{
    const struct block *b = a->b;
    for (int t = 0; t < b->years; t++) {
        double tiers = 0.0, excess = a->theta[a->at->slack + s * b->years + t];
        for (int j = b->first[s]; j < b->first[s + 1]; j++) {
            const int cell = j * b->years + t;
            excess += a->theta[a->at->excess + cell];
            for (int n = b->tier_start[cell]; n < b->tier_start[cell + 1]; n++)
                tiers += a->theta[a->at->tier + n];
        }
        a->joined[s * b->years + t] = tiers > excess;
    }
}

static void begin_group(const struct normal *a, int s, double *group)
{
    const struct block *b = a->b;
    const int T = b->years, T2 = 2 * T;
    memset(group, 0, (size_t)T2 * T2 * sizeof *group);
    for (int t = 0; t < T; t++) {
        const int cell = s * T + t;
        const double slack = a->theta[a->at->slack + cell] + BLOCK_LEAST_PIVOT;
        double *total = group + (T + t) * T2;
        group[t * T2 + t] = slack;
        total[T + t] = BLOCK_LEAST_PIVOT;
        for (int n = b->crowd_start[cell]; n < b->crowd_start[cell + 1]; n++)
            total[T + t] += a->theta[a->at->crowd + n];
        if (!a->joined[cell]) continue;
        total[t] = slack;
        total[T + t] += slack;
    }
}

void normal_factor_group(struct normal *a, int n, int s)
{
    const struct block *b = a->b;
    const struct part *part = &a->part[n];
    const int T = b->years, T2 = 2 * T, width = width_of(a, s);
    double *group = a->group + (size_t)s * T2 * T2, whole[2 * MOST_YEARS];
    const size_t patterns = (size_t)b->patterns;
    struct factors f;
    if (s == part->first) memset(part->pattern, 0, patterns * patterns * sizeof(double));
    join_rows(a, s);
    begin_group(a, s, group);
    for (int j = b->first[s]; j < b->first[s + 1]; j++) {
        const int own = (j - b->first[s]) * T;
        factor_chain(a, j, &f);
        invert_chain(a->pivot + j * T, &f, T, part->S);
        add_chain(&f, a->share + j * T, T, part->S, group, part->reach + own, width);
        second_difference(&f, T, part->S, part->N + own * T);
        for (int t = 0; t < T; t++) {
            const int cell = j * T + t;
            part->in[own + t] = rise_of(a, cell) / a->e[cell];
            part->out[own + t] = fall_of(a, cell) / a->e[cell];
        }
    }
    for (int i = 0; i < T2; i++) whole[i] = group[i * T2 + i];
    vector_cholesky(group, T2, T2, whole);
    vector_reduce((struct vector_block){group, T2}, T2, part->reach, width, width);
    for (int j = b->first[s]; j < b->first[s + 1]; j++)
        join_patterns(a, part, j, part->N + (j - b->first[s]) * T * T);
}

void normal_begin(struct normal *a, const double *theta)
{
    a->theta = theta;
}

/* ---- patterns and links
 * -------------------------------------------------------------------------- */

enum { ROWS = 32, TILE = 8 };

/* The sum of the parts in the first one. */
static void sum_parts(void *context, int piece)
{
    struct normal *a = context;
    const int patterns = a->b->patterns;
    const size_t from = (size_t)patterns * ROWS * piece;
    const int rows = patterns - ROWS * piece < ROWS ? patterns - ROWS * piece : ROWS;
    for (int n = 1; n < BLOCK_PARTS; n++)
        vector_add(a->part[0].pattern + from, 1.0, a->part[n].pattern + from, rows * patterns);
}

/* By tiles, since one of the two matrices is read across. */
static void symmetrize(double *m, int n)
{
    for (int i0 = 0; i0 < n; i0 += TILE)
        for (int k0 = 0; k0 <= i0; k0 += TILE)
            for (int i = i0; i < i0 + TILE && i < n; i++)
                for (int k = k0; k < k0 + TILE && k <= i; k++)
                    m[(size_t)i * n + k] = m[(size_t)k * n + i] =
                        m[(size_t)i * n + k] + m[(size_t)k * n + i];
}

void normal_factor_links(struct normal *a)
{
    const int patterns = a->b->patterns;
    parallel_run(a->pool, (patterns + ROWS - 1) / ROWS, sum_parts, a);
    symmetrize(a->part[0].pattern, patterns);
    links_factor(a->links, a->theta, a->part[0].pattern);
}

void normal_gather(struct normal *a, double *link)
{
    const struct block *b = a->b;
    memcpy(a->sum, a->part[0].pattern_sum, (size_t)b->patterns * sizeof(double));
    for (int n = 1; n < BLOCK_PARTS; n++)
        vector_add(a->sum, 1.0, a->part[n].pattern_sum, b->patterns);
    for (int p = 0; p < b->patterns; p++)
        for (int n = b->pattern[p].start; n < b->pattern[p].start + b->pattern[p].count; n++)
            link[b->term[n].row] += b->term[n].value * a->sum[p];
}

void normal_solve_links(struct normal *a, double *link)
{
    links_solve(a->links, link);
}

/* ---- solving -----------------------------------------------------------------------------------
 */

/* x := (L L')^-1 x */
static void solve_group(const double *L, int n, double *x)
{
    for (int i = 0; i < n; i++) {
        for (int k = 0; k < i; k++) x[i] -= L[i * n + k] * x[k];
        x[i] /= L[i * n + i];
    }
    for (int i = n - 1; i >= 0; i--) {
        x[i] /= L[i * n + i];
        for (int k = 0; k < i; k++) x[k] -= L[i * n + k] * x[i];
    }
}

/* o = S B' E^-1 times the chain's flow rows, which leave their group. */
static void eliminate_chain(const struct normal *a, int j, const double *rhs, double *o,
                            double *group)
{
    const int T = a->b->years, first = j * T;
    double later = 0.0;
    for (int t = T - 1; t >= 0; t--) {
        const double now = rhs[first + t] / a->e[first + t];
        o[t] = now - later;
        later = now;
    }
    apply_chain(a, j, o);
    for (int t = 0; t < T; t++) {
        group[t] -= o[t];
        group[T + t] -= a->share[first + t] * o[t];
    }
}

/* What flow rows and group rows together do to the patterns. */
static void reach_patterns(const struct normal *a, int j, const double *rhs, const double *o,
                           const double *group, double *sum)
{
    const struct block *b = a->b;
    const int T = b->years, first = j * T;
    double w[MOST_YEARS], before = 0.0;
    for (int t = 0; t < T; t++) w[t] = group[t] + a->share[first + t] * group[T + t];
    apply_chain(a, j, w);
    for (int t = 0; t < T; t++) {
        const int cell = first + t;
        const double now = o[t] + w[t], k = (rhs[cell] - (now - before)) / a->e[cell];
        before = now;
        if (b->rise[cell] >= 0) sum[b->rise[cell]] += rise_of(a, cell) * k;
        if (b->fall[cell] >= 0) sum[b->fall[cell]] -= fall_of(a, cell) * k;
    }
}

void normal_eliminate(struct normal *a, int n, int s, double *rhs)
{
    const struct block *b = a->b;
    const int T = b->years, T2 = 2 * T;
    double *group = rhs + a->at->group_row + T2 * s, *o = a->part[n].scaled;
    for (int t = 0; t < T; t++)
        if (a->joined[s * T + t]) group[T + t] += group[t];
    for (int j = b->first[s]; j < b->first[s + 1]; j++)
        eliminate_chain(a, j, rhs, o + (j - b->first[s]) * T, group);
    solve_group(a->group + (size_t)s * T2 * T2, T2, group);
    for (int j = b->first[s]; j < b->first[s + 1]; j++)
        reach_patterns(a, j, rhs, o + (j - b->first[s]) * T, group, a->part[n].pattern_sum);
}

/* What the prices of patterns do to the group: V and -r V times them. */
static void reach_group(const struct normal *a, int j, const double *price, double *group)
{
    const struct block *b = a->b;
    const int T = b->years;
    double o[MOST_YEARS], later = 0.0;
    for (int t = T - 1; t >= 0; t--) {
        const int cell = j * T + t;
        double now = 0.0;
        if (b->rise[cell] >= 0) now += rise_of(a, cell) * price[b->rise[cell]];
        if (b->fall[cell] >= 0) now -= fall_of(a, cell) * price[b->fall[cell]];
        now /= a->e[cell];
        o[t] = now - later;
        later = now;
    }
    apply_chain(a, j, o);
    for (int t = 0; t < T; t++) {
        group[t] += o[t];
        group[T + t] += a->share[j * T + t] * o[t];
    }
}

/* By two equations a flow price follows, with division by e or by g: the larger divisor is taken.
 */
static void restore_chain(const struct normal *a, int j, const double *price, double *rhs,
                          const double *group)
{
    const struct block *b = a->b;
    const int T = b->years;
    double o[MOST_YEARS], F[MOST_YEARS + 1], w[MOST_YEARS];
    F[T] = 0.0;
    for (int t = 0; t < T; t++) {
        const int cell = j * T + t;
        F[t] = rhs[cell];
        if (b->rise[cell] >= 0) F[t] += rise_of(a, cell) * price[b->rise[cell]];
        if (b->fall[cell] >= 0) F[t] -= fall_of(a, cell) * price[b->fall[cell]];
        w[t] = group[t] + a->share[cell] * group[T + t];
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

void normal_restore(const struct normal *a, int s, const double *price, double *rhs)
{
    const struct block *b = a->b;
    const int T = b->years, T2 = 2 * T;
    double *group = rhs + a->at->group_row + T2 * s, reach[2 * MOST_YEARS] = {0};
    for (int j = b->first[s]; j < b->first[s + 1]; j++) reach_group(a, j, price, reach);
    solve_group(a->group + (size_t)s * T2 * T2, T2, reach);
    for (int i = 0; i < T2; i++) group[i] -= reach[i];
    for (int j = b->first[s]; j < b->first[s + 1]; j++) restore_chain(a, j, price, rhs, group);
    for (int t = 0; t < T; t++)
        if (a->joined[s * T + t]) group[t] += group[T + t];
}
