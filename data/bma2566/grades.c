/* Pupils by grade, and a stand-in for the equity index. Whole numbers only. */
#include "data/bma2566/generate.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Which grades a school has. */
enum kind { PRIMARY_SCHOOL, EXTENDED_SCHOOL, FULL_SCHOOL, SECONDARY_SCHOOL, KINDS };

enum {
    EXTENDED_SCHOOLS = 102, /* of 437: the largest, besides the secondary schools */
    FULL_SCHOOLS = 2,       /* the largest of these go up to m6 */
    K1_EVERY = 4,           /* one school of so many takes children from three years on */
    NOISE = 12,             /* a grade differs from its usual size by up to so many hundredths */
};

// clang-format off
/* Usual size of a grade, 100 is the first grade of primary school. */
static const int usual[KINDS][GRADES] = {
    /*                    k1  k2  k3   p1   p2   p3   p4   p5   p6   m1  m2  m3  m4  m5  m6 */
    [PRIMARY_SCHOOL]   = {52, 70, 76, 100, 101, 101, 100,  99,  97,   0,  0,  0,  0,  0,  0},
    [EXTENDED_SCHOOL]  = {52, 70, 76, 100, 101, 101, 100,  99,  97,  66, 60, 55,  0,  0,  0},
    [FULL_SCHOOL]      = {52, 70, 76, 100, 101, 101, 100,  99,  97,  80, 74, 70, 34, 30, 28},
    [SECONDARY_SCHOOL] = { 0,  0,  0,   0,   0,   0,   0,   0,   0, 100, 95, 90, 60, 56, 52},
};
// clang-format on

/* The six schools called มัธยม…, and the one called …วิทยาคม: seven, as many as are known to be
   secondary schools. That the seventh is this one is a guess from its name. */
static bool is_secondary(const struct school *school)
{
    return strstr(school->name_th, "โรงเรียนมัธยม") || strstr(school->name_th, "วิทยาคม");
}

/* Schools whose place by size decides how far they go: neither secondary nor primary by name. */
static bool *ranked_schools(const struct city *city)
{
    bool *ranked = mem_new(city->reg.schools, sizeof *ranked);
    for (int s = 0; s < city->reg.schools; s++) {
        const struct school *school = &city->reg.school[s];
        ranked[s] = !is_secondary(school) && !strstr(school->name_th, "ประถมศึกษา");
    }
    return ranked;
}

/* How many of these are larger, or as large and earlier in the register. */
static int place_by_size(const struct city *city, const bool *ranked, int s)
{
    int place = 0;
    for (int other = 0; other < city->reg.schools; other++)
        place += ranked[other] && (city->pupils[other] > city->pupils[s] ||
                                   (city->pupils[other] == city->pupils[s] && other < s));
    return place;
}

static enum kind kind_of(const struct city *city, const bool *ranked, int s)
{
    if (is_secondary(&city->reg.school[s])) return SECONDARY_SCHOOL;
    if (!ranked[s]) return PRIMARY_SCHOOL;
    const int place = place_by_size(city, ranked, s);
    if (place < FULL_SCHOOLS) return FULL_SCHOOL;
    const int extended = EXTENDED_SCHOOLS * city->reg.schools / REGISTER_SCHOOLS;
    return place < extended ? EXTENDED_SCHOOL : PRIMARY_SCHOOL;
}

void city_add_grades(struct city *city)
{
    struct school_register *reg = &city->reg;
    struct env_random random = city_random(city, STREAM_GRADES);
    bool *ranked = ranked_schools(city);
    reg->enrolment = mem_new((size_t)reg->schools * GRADES, sizeof *reg->enrolment);
    for (int s = 0; s < reg->schools; s++) {
        const int *grades = usual[kind_of(city, ranked, s)];
        const bool from_k1 = env_random_below(&random, K1_EVERY) == 0;
        int64_t weight[GRADES];
        int dealt[GRADES];
        for (int g = 0; g < GRADES; g++) {
            const int noise = 100 - NOISE + env_random_below(&random, 2 * NOISE + 1);
            weight[g] = g == GRADE_K1 && !from_k1 ? 0 : (int64_t)grades[g] * noise;
        }
        deal_whole(city->pupils[s], weight, GRADES, dealt);
        for (int g = 0; g < GRADES; g++)
            if (dealt[g] > 0)
                reg->enrolment[reg->enrolments++] = (struct enrolment){
                    .school = s,
                    .academic_year = PUPILS_YEAR,
                    .grade = g,
                    .pupils = dealt[g],
                };
    }
    free(ranked);
}

/* ---- equity index, in tenths: 300 .. 700, mean 500 --------------------------------------- */

enum {
    LOWEST = 300,
    HIGHEST = 700,
    MEAN = 500,
    SLOPE = 4,    /* a district further out is poorer by so many tenths */
    SPREAD = 130, /* of a school about its district */
};

static int clip(int value)
{
    return value < LOWEST ? LOWEST : value > HIGHEST ? HIGHEST : value;
}

/* Moves single schools by one tenth, those inside the limits in turn, until the mean is exact. */
static void centre(int *tenths, int schools)
{
    int excess = -MEAN * schools;
    for (int s = 0; s < schools; s++) excess += tenths[s];
    for (int s = 0; excess != 0; s = (s + 1) % schools) {
        const int moved = clip(tenths[s] + (excess > 0 ? -1 : 1));
        excess += moved - tenths[s];
        tenths[s] = moved;
    }
}

void city_add_equity(struct city *city)
{
    struct school_register *reg = &city->reg;
    struct env_random random = city_random(city, STREAM_EQUITY);
    int *tenths = mem_new(reg->schools, sizeof *tenths);
    reg->equity = mem_new(reg->schools, sizeof *reg->equity);
    for (int s = 0; s < reg->schools; s++) {
        const int out = 2 * city->outerness[reg->school[s].district] - (reg->districts - 1);
        /* The sum of two draws: schools near their district's mean are the most frequent. */
        const int noise =
            env_random_below(&random, SPREAD + 1) + env_random_below(&random, SPREAD + 1) - SPREAD;
        tenths[s] = clip(MEAN + out * SLOPE / 2 + noise);
    }
    centre(tenths, reg->schools);
    for (int s = 0; s < reg->schools; s++)
        reg->equity[reg->equities++] = (struct equity_row){
            .school = s,
            .round = mem_text("2566"),
            .index = tenths[s] / 10.0,
            .coverage = (70 + env_random_below(&random, 29)) / 100.0,
        };
    free(tenths);
}
