/* Retirement person by person; other losses dealt out one by one, so that people stay whole. */
#include "planner/retirement.h"

#include "base/mem.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* Sums of rates are compared with this much room: far below the smallest rate that can be set,
   far above what binary fractions lose. */
static const double SAME_REMAINDER = 1e-9;

/* The year to which the age is added: those born from 2 October on wait one more. */
static int base_year(struct date birth)
{
    const struct date known = date_known(birth);
    const bool waits = known.month > 10 || (known.month == 10 && known.day > 1);
    return known.year + BUDDHIST_OFFSET + waits;
}

int retirement_fy(struct date birth, const struct age_rule *age)
{
    assert(age->steps >= 1 && age->steps <= MAX_AGE_STEPS);
    const int base = base_year(birth);
    for (int i = 0;; i++) {
        const int completed = base + age->age[i];
        const int fy = completed > age->from_fy[i] ? completed : age->from_fy[i];
        if (i == age->steps - 1 || fy < age->from_fy[i + 1]) return fy;
    }
}

int teacher_retirement_fy(const struct teacher *teacher, const struct age_rule *age)
{
    return teacher->retire_override_fy ? teacher->retire_override_fy
                                       : retirement_fy(teacher->birth, age);
}

static int *cell(int *array, const struct leavers *l, int s, int m, int y)
{
    return &array[(s * l->majors + m) * (l->years + 1) + y];
}

/* Counts one teacher in and, at the opening after the retirement, out again. */
static void count_teacher(const struct teacher *teacher, const struct params *params,
                          struct leavers *l)
{
    const int s = teacher->school, m = teacher->post_major;
    const int fy = teacher_retirement_fy(teacher, &params->age);
    /* y = 0 is fiscal year first_fy - 1: its retirements, and overdue ones, are gone at y = 1. */
    const int gone = fy < params->first_fy ? 1 : fy - params->first_fy + 2;
    for (int y = 0; y <= l->years && y < gone; y++) {
        ++*cell(l->in_post, l, s, m, y);
        if (y >= 1 && gone <= l->years + 1) ++*cell(l->pinned, l, s, m, y);
    }
    if (gone <= l->years) ++*cell(l->retired, l, s, m, gone);
}

/* The losses of one major: who can be lost where, and how much of a loss each school has built up.
 */
struct losses {
    double rate;
    int *movable; /* [schools] no retirement inside the horizon, still there */
    int *exposed; /* [schools] movable summed over the years so far */
    int *lost;    /* [schools] lost so far */
};

/* The school whose accumulated remainder is the largest, ties by order; -1 when nobody is left. */
static int next_school(const struct losses *losses, int schools)
{
    int best = -1;
    double most = 0.0;
    for (int s = 0; s < schools; s++) {
        if (losses->movable[s] == 0) continue;
        const double remainder = losses->rate * losses->exposed[s] - losses->lost[s];
        if (best >= 0 && remainder <= most + SAME_REMAINDER) continue;
        best = s;
        most = remainder;
    }
    return best;
}

/* The cumulative expectation after y years, rounded half up. */
static int expected_losses(double rate, int headcount, int y)
{
    return (int)floor(rate * headcount * y + 0.5 + SAME_REMAINDER);
}

static void lose_in_major(struct leavers *l, int m, const struct losses *losses)
{
    int headcount = 0, total = 0;
    for (int s = 0; s < l->schools; s++) {
        headcount += *cell(l->in_post, l, s, m, 0);
        losses->exposed[s] = losses->lost[s] = 0;
        /* At the last opening only those are left who do not retire before it; pinned are those
           of them who retire at the end of the last year. */
        losses->movable[s] =
            *cell(l->in_post, l, s, m, l->years) - *cell(l->pinned, l, s, m, l->years);
    }
    for (int y = 1; y <= l->years; y++) {
        for (int s = 0; s < l->schools; s++) losses->exposed[s] += losses->movable[s];
        for (; total < expected_losses(losses->rate, headcount, y); total++) {
            const int s = next_school(losses, l->schools);
            if (s < 0) return;
            losses->movable[s]--;
            losses->lost[s]++;
            ++*cell(l->lost, l, s, m, y);
            for (int later = y; later <= l->years; later++) --*cell(l->in_post, l, s, m, later);
        }
    }
}

static void lose(struct leavers *l, const double *rate)
{
    struct losses losses = {
        .movable = mem_new(l->schools, sizeof(int)),
        .exposed = mem_new(l->schools, sizeof(int)),
        .lost = mem_new(l->schools, sizeof(int)),
    };
    for (int m = 0; m < l->majors; m++) {
        losses.rate = rate[m];
        lose_in_major(l, m, &losses);
    }
    free(losses.movable);
    free(losses.exposed);
    free(losses.lost);
}

void leavers_make(const struct school_register *reg, const struct params *params,
                  struct leavers *out)
{
    assert(params->years >= 1 && params->years <= MAX_YEARS);
    const size_t cells = (size_t)reg->schools * (size_t)reg->majors * (size_t)(params->years + 1);
    struct leavers l = {
        .schools = reg->schools,
        .majors = reg->majors,
        .years = params->years,
        .in_post = mem_new(cells, sizeof(int)),
        .pinned = mem_new(cells, sizeof(int)),
        .retired = mem_new(cells, sizeof(int)),
        .lost = mem_new(cells, sizeof(int)),
    };
    for (int i = 0; i < reg->teachers; i++) {
        const struct teacher *teacher = &reg->teacher[i];
        if (!teacher_meets_need(teacher) || teacher->post_major < 0) continue;
        if (!params->district_in[reg->school[teacher->school].district]) continue;
        count_teacher(teacher, params, &l);
    }
    lose(&l, params->loss_rate);
    *out = l;
}

void leavers_clear(struct leavers *leavers)
{
    if (!leavers) return;
    free(leavers->in_post);
    free(leavers->pinned);
    free(leavers->retired);
    free(leavers->lost);
    *leavers = (struct leavers){0};
}
