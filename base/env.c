/* Time and randomness, each with one door, so that a test can stand in it. */
#define _POSIX_C_SOURCE 200809L
#include "base/env.h"

#include <stdlib.h>
#include <time.h>

int64_t env_now(void)
{
    const char *fixed = getenv("KRU_NOW");
    if (fixed && *fixed) return strtoll(fixed, NULL, 10);
    return (int64_t)time(NULL);
}

void env_now_iso(char *out, size_t size)
{
    const time_t now = (time_t)env_now();
    struct tm utc;
    gmtime_r(&now, &utc);
    if (!strftime(out, size, "%Y-%m-%dT%H:%M:%SZ", &utc) && size) out[0] = '\0';
}

double env_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

uint64_t env_random_bits(struct env_random *random)
{
    /* Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014. */
    uint64_t z = (random->state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

int env_random_below(struct env_random *random, int below)
{
    /* The high half of a 64 x 32 bit product: no modulo bias worth the name below 2^31. */
    return (int)(((env_random_bits(random) >> 32) * (uint64_t)below) >> 32);
}

double env_random_share(struct env_random *random)
{
    return (double)(env_random_bits(random) >> 11) * 0x1.0p-53;
}
