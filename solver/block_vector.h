/* The inner loops of the interior point. Each is compiled for several widths of vectors where the
   compiler and the system choose between them at the start of the program; every one adds in the
   same order and none contracts a product and a sum, so all machines compute the same numbers. */
#ifndef SOLVER_BLOCK_VECTOR_H
#define SOLVER_BLOCK_VECTOR_H

#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__GLIBC__) &&       \
    !defined(__SANITIZE_ADDRESS__) && !defined(KRU_ONE_WIDTH)
#define VECTORS __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define VECTORS
#endif

/** Sum of x[i] * y[i]. */
double vector_dot(const double *x, const double *y, int n);
/** Largest |x[i]|, 0 for none; a NaN counts as nothing. */
double vector_most(const double *x, int n);
/** x += times * y */
void vector_add(double *x, double times, const double *y, int n);
/** D[r][c] -= sum(k) X[k][r] Y[k][c] for r < rows, c < columns, k < depth; rows so far apart. */
struct vector_block {
    const double *at;
    int apart;
};
void vector_outer(double *D, int apart, int rows, int columns, int depth, struct vector_block X,
                  struct vector_block Y);
/** X := L^-1 X with the lower triangle of L [n][..]; X [n][columns], rows so far apart. */
void vector_reduce(struct vector_block L, int n, double *X, int apart, int columns);
/** The lower triangle of a becomes its Cholesky factor; `whole` [n] has the diagonal to compare with. */
void vector_cholesky(double *a, int apart, int n, const double *whole);

#endif
