/* What a school should have: rooms, teachers, deputies by a norm, and the split over majors. */
#ifndef PLANNER_NEED_H
#define PLANNER_NEED_H

#include "base/err.h"
#include "data/register.h"
#include "planner/scenario.h"

/* Rooms of a grade: floor(pupils / size), one more if the remainder is 10 or more, at least 1 if
   the grade has a pupil; size 30 in kindergarten, 40 above. Source: norm kortor-2545. */
int need_rooms(enum grade grade, int pupils);

struct norm_posts {
    int director, deputies;
    int teachers;     /* the frame */
    int kindergarten; /* those of teachers who teach kindergarten */
};

/**
 * The norm kortor-2545 for one school.
 *
 *   120 pupils or fewer: teachers = ceil(pupils / 20), no deputy
 *   larger: sum over grades of  kindergarten (rooms*30/25 + pupils/25)/2,
 *                               primary (rooms*40/25 + pupils/25)/2,  secondary rooms*2,
 *           rounded once half up (per_school) or grade by grade (per_grade), in whole numbers of
 *           fiftieths, so that no rounding of the machine decides;
 *           deputies 0/1/2/3/4 from 1/360/720/1,080/1,680 pupils
 *   director 1 in every school with a pupil
 *
 * kindergarten: the kindergarten part of the sum rounded the same way (a small school: teachers *
 * kindergarten pupils / pupils, half up), never above teachers; all of them when no other grade
 * has a pupil, none when kindergarten has none.
 * Source: design.md section 4, with five test vectors.
 */
void need_kortor(const int pupils[GRADES], enum norm_rounding rounding, struct norm_posts *out);

/**
 * Deal `posts` out in proportion to `weight` [count] by largest remainder (Hamilton); ties by
 * position. All weights 0: nothing is dealt and the result is 0 everywhere; returns posts dealt.
 * Remainders closer than 1e-9 count as equal.
 */
int need_hamilton(int posts, const double *weight, int count, int *out);

/* By school and year y = 0 (today, fiscal year first_fy - 1) .. years. */
struct needs {
    int schools, majors, years;
    int *pupils; /* [(s * (years+1) + y) * GRADES + grade] */
    int *frame;  /* [s * (years+1) + y] teaching posts, director and deputies not counted */
    int *director, *deputies; /* as frame; for information */
    int *need;                /* [(s * majors + m) * (years+1) + y] */
};

/**
 * Pupils: the newest enrolment row of the school at or before the academic year under way at the
 * opening (academic year = fy - 1), or its oldest row when all are newer, grown from its year by
 * params->growth year by year (one product, rounded once half up, by grade). Frame: by the norm; a
 * row of frames.csv for that school and year wins. With NORM_TABLE nothing is computed: only table
 * rows count, and a school and year without a frame row has the sum of its needs as frame. Need:
 * kindergarten teachers are major `kindergarten`; the rest of the frame is dealt by FTE (rooms *
 * hours a week * share / load_hours) over majors; the needs of a school sum to its frame. A row of
 * needs.csv for a (school, major, year) replaces that need. Schools outside scope.districts have 0
 * everywhere. Errors: ERR_INPUT when no major has the code `kindergarten` although kindergarten
 * posts exist, or a grade with rooms has curriculum hours whose shares do not sum to 1; the text
 * names it.
 */
MUST_CHECK enum err_code needs_make(const struct school_register *reg, const struct params *params,
                                    struct needs *out, struct err *err);
void needs_clear(struct needs *needs);

#endif
