/* Who leaves: retirement person by person, and other losses as expected values made whole. */
#ifndef PLANNER_RETIREMENT_H
#define PLANNER_RETIREMENT_H

#include "data/register.h"
#include "planner/scenario.h"

/**
 * Fiscal year (Buddhist) at whose end, 30 September, a person retires.
 *
 *   base(birth) = Y + 543 if (month, day) <= (10, 1), else Y + 544          birth of CE year Y
 *   retires in the first fy with  base(birth) + age(fy) <= fy,  age(fy) the step in force in fy
 *
 * Unknown day or month count as the first of what is known. Age 60 is complete on the day before
 * the 60th birthday, so 1 October belongs to the year before and 2 October to the next.
 * A raised age phases in: nobody who has retired comes back.
 * Source: design.md section 3 (retirement on 30 September of the year in which 60 is completed).
 */
int retirement_fy(struct date birth, const struct age_rule *age);

/** The same for a person of the register: an override goes before the rule. */
int teacher_retirement_fy(const struct teacher *teacher, const struct age_rule *age);

/* Teachers in post by school and major, before anybody comes or moves.
   Cell (s, m, y): index (s * majors + m) * (years + 1) + y; y = 0 is today (fiscal year first_fy -
   1), y = t + 1 the opening of year t = 0 .. years-1. */
struct leavers {
    int schools, majors, years;
    int *in_post; /* b: still in post */
    int *pinned;  /* p: those of in_post who retire inside the horizon (y >= 1), not transferred;
                     0 at y = 0. Inside: at the end of a fiscal year up to first_fy+years-1,
                     the last of the horizon */
    int *retired; /* left by retirement between y-1 and y; 0 at y = 0 */
    int *lost;    /* left otherwise between y-1 and y; 0 at y = 0 */
};

/**
 * Counts every teacher and assistant in post (teacher_meets_need) of the districts in scope, by
 * post_major; those without a major are left out.
 *
 * Other losses: for each major the cumulative expectation rate * n0 * (y), n0 its headcount
 * today, is rounded half up; each year's new losses go one by one to the schools with the
 * largest accumulated remainder. A school's remainder grows each year by rate * movable (its
 * teachers of the major with no retirement inside the horizon who are still there at y-1) and
 * shrinks by 1 with each loss; ties by order of the register. Losses never exceed the movable.
 */
void leavers_make(const struct school_register *reg, const struct params *params,
                  struct leavers *out);
void leavers_clear(struct leavers *leavers);

#endif
