/* Many programs at once: the scenarios of a sweep, or sampled futures of one, each solved by a
   worker (base/pool.h), each outcome saved when it comes. What is there is not solved again.

   What is solved is the linear program, to its exact optimum (plan_solve_program): whole people are
   not searched for. It knows its whole future when it decides; what not knowing costs is the regret
   of fixing one future's first year in all the others. */
#ifndef PLANNER_SWEEP_H
#define PLANNER_SWEEP_H

#include "data/store_sweep.h"
#include "planner/future.h"

enum { SWEEP_MOST_FUTURES = 100000, SWEEP_MOST_DECISIONS = 1000 };

/** Programs of a sweep: scenarios, or its futures and number 0, the scenario as it is. */
int sweep_numbers(const struct stored_sweep *sweep);

/**
 * Solve one program. `fixed`: its choices are the first year; NULL: it is free. Fixed are
 *
 *   pass[m,1]      = passing share of this future * announced seats
 *   train[c,m,1]   = completion of this future * places offered, dealt whole, sum rounded down
 *   oldcall[l,1]   = people called from a list of today
 *   call[m,1,1]    = people called from the year's own exam, at most its passers
 *
 * all others (placement, transfers, retraining, graduates appointed, every later year) are free.
 * *out is whole also on failure: state and sentence then say why.
 */
void sweep_solve(const struct school_register *reg, const struct params *params, uint64_t seed,
                 int number, const struct sweep_outcome *fixed, struct sweep_outcome *out);

struct sweep_progress {
    int done, all, failed; /* done: of this run and of earlier ones */
    double rate_s, left_s; /* programs a second; seconds; NaN while not known */
};

struct sweep_control {
    int workers;
    void (*progress)(void *context, const struct sweep_progress *progress); /* NULL: none */
    bool (*go_on)(void *context);                                           /* NULL: always */
    void *context;
};

/**
 * Do what is missing of a sweep that store_begin_sweep() or store_read_sweep() gave, and save it.
 * Only sweep->outcome and its count change. `store` is NULL in ranks other than 0 (pool_rank()),
 * which do what rank 0 asks for.
 * Errors: ERR_MISMATCH when the register or the program are not those of the sweep; ERR_LIMIT when
 * go_on said stop; ERR_STORE; ERR_SOLVER when no worker can be started. What came before is saved.
 */
MUST_CHECK enum err_code sweep_run(struct store *store, const struct school_register *reg,
                                   struct stored_sweep *sweep, const struct sweep_control *control,
                                   struct err *err);

/** A rank other than 0 from its beginning to its end. */
MUST_CHECK enum err_code sweep_serve(struct err *err);

/** What sweep_run() saves of a program: for tests of the way through a pipe. False: garbled. */
void sweep_pack(const struct sweep_outcome *outcome, struct text *out);
MUST_CHECK bool sweep_unpack(const void *bytes, size_t length, struct sweep_outcome *out);

#endif
