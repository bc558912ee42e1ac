/* The staffing program in the form that is easiest for other solvers: see compact.c. */
#ifndef BENCH_COMPACT_H
#define BENCH_COMPACT_H

#include "solver/block_internal.h"

/** Free MPS of what was read; the same least cost as the lp that `b` was read from. */
void compact_write(const struct block *b, FILE *file);

#endif
