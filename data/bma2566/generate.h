/* The parts of the generator: a register is made from the sources, then written as CSV. */
#ifndef BMA2566_GENERATE_H
#define BMA2566_GENERATE_H

#include "base/env.h"
#include "base/err.h"
#include "base/text.h"
#include "data/register.h"

enum {
    REGISTER_SCHOOLS = 437,   /* of the sources; another number thins them out or repeats them */
    REGISTER_PUPILS = 253515, /* academic year 2565 */
    PUPILS_YEAR = 2565,
    RETIREMENT_AGE = 60,
    RETIRING_NOW = 316, /* at the end of fiscal year 2566, every position */
    TODAY_FY = 2566,
    DECK_YEARS = 37, /* retirements of fiscal years 2566 .. 2602 */
};

/* What the norm asks of each school today; see planner/need.h. */
struct posts {
    int *directors, *deputies; /* [schools] */
    int *need;                 /* [schools][majors] */
};

/* Everything that is written. Arrays of the register grow while they are filled. */
struct city {
    struct school_register reg;
    char **lat, **lon; /* [schools] as the source writes them */
    int *snapshot;     /* [schools] pupils of the source, about 2558 */
    int *pupils;       /* [schools] scaled to PUPILS_YEAR */
    int *outerness;    /* [districts] 0 .. districts-1: place by distance from the city centre */
    struct posts posts;
    uint64_t seed;
};

/* Each part draws from its own stream, so that a change in one leaves the others as they were. */
enum stream { STREAM_GRADES, STREAM_POSTS, STREAM_AGES, STREAM_PEOPLE, STREAM_EQUITY };
struct env_random city_random(const struct city *city, enum stream stream);

/**
 * Deals `total` out in proportion to weight [count] by largest remainder, ties by position, in
 * whole numbers only. The weights must not all be 0.
 */
void deal_whole(int64_t total, const int64_t *weight, int count, int *out);

/* sources.c: districts, schools, curriculum and scaled pupils from the folder of sources. */
MUST_CHECK enum err_code city_read(struct city *city, const char *folder, int schools,
                                   struct err *err);
/* tables.c: majors, shares, channels, committed, lists and retraining from constant tables. */
void city_add_tables(struct city *city);
/* The code of a learning area by its English name in the source; NULL: not known. */
const char *area_code(const char *name_en);
/* Vacant posts of a major in a thousand, city-wide. */
int major_vacancy_permille(int major);
/* grades.c: pupils by grade, and the equity index. */
void city_add_grades(struct city *city);
void city_add_equity(struct city *city);
/* generate.c, the only file that knows the planner: posts by its norm, retirement by its rule. */
MUST_CHECK enum err_code city_add_posts(struct city *city, struct err *err);
int city_retirement_fy(struct date birth);
/* people.c: everybody who works in the schools, from the posts. */
void city_add_people(struct city *city);

void city_clear(struct city *city);

#endif
