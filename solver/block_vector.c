/* Inner loops of the interior point; see block_vector.h. */
#include <math.h>
#include <stddef.h> /* defines __GLIBC__ by way of features.h only where there is one */

#include "solver/block_vector.h"

enum { LANES = 8 };

static const double LOST = 1e-14; /* a pivot below this share of its diagonal is noise */
static const double WALL = 1e30;

/* Partial sums in a fixed number of lanes, whatever the width of a vector is. */
static inline double dot(const double *x, const double *y, int n)
{
    double lane[LANES] = {0}, rest = 0.0;
    int i = 0;
    for (; i + LANES <= n; i += LANES)
        for (int k = 0; k < LANES; k++) lane[k] += x[i + k] * y[i + k];
    for (; i < n; i++) rest += x[i] * y[i];
    for (int k = 0; k < LANES; k++) rest += lane[k];
    return rest;
}

VECTORS double vector_dot(const double *x, const double *y, int n)
{
    return dot(x, y, n);
}

VECTORS double vector_most(const double *x, int n)
{
    double lane[LANES] = {0}, most = 0.0;
    int i = 0;
    for (; i + LANES <= n; i += LANES)
        for (int k = 0; k < LANES; k++) {
            const double size = fabs(x[i + k]);
            lane[k] = size > lane[k] ? size : lane[k];
        }
    for (; i < n; i++) most = fabs(x[i]) > most ? fabs(x[i]) : most;
    for (int k = 0; k < LANES; k++) most = lane[k] > most ? lane[k] : most;
    return most;
}

VECTORS void vector_add(double *restrict x, double times, const double *restrict y, int n)
{
    for (int i = 0; i < n; i++) x[i] += times * y[i];
}

/* Two rows by four of depth at a time: a load of Y serves both rows. */
static inline void outer_two(double *restrict D, double *restrict E, int columns,
                             const double *restrict x, int x_apart, const double *restrict y,
                             int y_apart)
{
    const double a0 = x[0], a1 = x[x_apart], a2 = x[2 * x_apart], a3 = x[3 * x_apart];
    const double b0 = x[1], b1 = x[x_apart + 1], b2 = x[2 * x_apart + 1], b3 = x[3 * x_apart + 1];
    const double *restrict y1 = y + y_apart, *restrict y2 = y1 + y_apart,
                           *restrict y3 = y2 + y_apart;
    for (int c = 0; c < columns; c++) {
        D[c] -= a0 * y[c] + a1 * y1[c] + (a2 * y2[c] + a3 * y3[c]);
        E[c] -= b0 * y[c] + b1 * y1[c] + (b2 * y2[c] + b3 * y3[c]);
    }
}

static inline void outer_one(double *restrict D, int columns, double x, const double *restrict y)
{
    for (int c = 0; c < columns; c++) D[c] -= x * y[c];
}

VECTORS void vector_outer(double *D, int apart, int rows, int columns, int depth,
                          struct vector_block X, struct vector_block Y)
{
    int r = 0;
    for (; r + 2 <= rows; r += 2) {
        double *const row = D + (size_t)r * apart;
        int k = 0;
        for (; k + 4 <= depth; k += 4)
            outer_two(row, row + apart, columns, X.at + (size_t)k * X.apart + r, X.apart,
                      Y.at + (size_t)k * Y.apart, Y.apart);
        for (; k < depth; k++) {
            const double *x = X.at + (size_t)k * X.apart + r, *y = Y.at + (size_t)k * Y.apart;
            outer_one(row, columns, x[0], y);
            outer_one(row + apart, columns, x[1], y);
        }
    }
    for (int k = 0; r < rows && k < depth; k++)
        outer_one(D + (size_t)r * apart, columns, X.at[(size_t)k * X.apart + r],
                  Y.at + (size_t)k * Y.apart);
}

static inline void subtract_four(double *restrict x, const double *l, const double *restrict y,
                                 int apart, int n)
{
    const double l0 = l[0], l1 = l[1], l2 = l[2], l3 = l[3];
    const double *restrict y1 = y + apart, *restrict y2 = y1 + apart, *restrict y3 = y2 + apart;
    for (int c = 0; c < n; c++) x[c] -= l0 * y[c] + l1 * y1[c] + (l2 * y2[c] + l3 * y3[c]);
}

VECTORS void vector_reduce(struct vector_block L, int n, double *X, int apart, int columns)
{
    for (int r = 0; r < n; r++) {
        const double *l = L.at + (size_t)r * L.apart;
        double *x = X + (size_t)r * apart;
        int k = 0;
        for (; k + 4 <= r; k += 4) subtract_four(x, l + k, X + (size_t)k * apart, apart, columns);
        for (; k < r; k++) outer_one(x, columns, l[k], X + (size_t)k * apart);
        const double inverse = 1.0 / l[r];
        for (int c = 0; c < columns; c++) x[c] *= inverse;
    }
}

VECTORS void vector_cholesky(double *a, int apart, int n, const double *whole)
{
    for (int i = 0; i < n; i++) {
        double *row = a + (size_t)i * apart;
        for (int k = 0; k < i; k++) {
            const double *other = a + (size_t)k * apart;
            row[k] = (row[k] - dot(row, other, k)) / other[k];
        }
        const double left = row[i] - dot(row, row, i);
        row[i] = left > LOST * whole[i] ? sqrt(left) : WALL;
    }
}
