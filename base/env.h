/* What the program takes from the outside world: the time and random numbers; tests replace both.
 */
#ifndef BASE_ENV_H
#define BASE_ENV_H

#include <stddef.h>
#include <stdint.h>

/** Seconds since 1970-01-01 UTC. The environment variable KRU_NOW (the same number) replaces it. */
int64_t env_now(void);

/** The moment as ISO 8601 UTC, "2026-11-22T03:37:58Z"; out[21] at least. */
void env_now_iso(char *out, size_t size);

/** Seconds on a clock that only runs forward, for durations. */
double env_seconds(void);

/** A small seeded generator (splitmix64): the same seed gives the same numbers everywhere. */
struct env_random {
    uint64_t state;
};
uint64_t env_random_bits(struct env_random *random);
/** Uniform in 0 .. below - 1; `below` >= 1. */
int env_random_below(struct env_random *random, int below);
/** Uniform in [0, 1). */
double env_random_share(struct env_random *random);

#endif
