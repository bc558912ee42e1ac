/* A few threads that run one function over numbered pieces of work, and the caller with them. What
   a piece writes is its own, so results do not depend on how many threads there are; no state is
   global, and a child process makes its own after the fork. */
#ifndef BASE_PARALLEL_H
#define BASE_PARALLEL_H

struct parallel;
typedef void (*parallel_fn)(void *context, int piece);

/** `threads` in all, the caller's included; fewer when the system gives no more. 1 starts none. */
struct parallel *parallel_new(int threads);
/** Ends its threads and waits for them. */
void parallel_free(struct parallel *parallel);

/**
 * Calls run(context, piece) for piece 0 .. pieces-1, each once, in any order and by any thread, and
 * returns when all have ended. Not to be called from a piece.
 */
void parallel_run(struct parallel *parallel, int pieces, parallel_fn run, void *context);

#endif
