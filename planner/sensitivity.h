/* How a plan leans on its rules, how well teachers follow need, and what equity costs. */
#ifndef PLANNER_SENSITIVITY_H
#define PLANNER_SENSITIVITY_H

#include "planner/effect.h"
#include "planner/fifths.h"
#include "planner/plan.h"

/* A rule with a number, one step up and one step down, each by solving again. Where the two differ
   the plan stands on a corner: neither is "the" price. */
struct sensitivity_rule {
    struct lever lever;
    double now;             /* the number as it stands; money in baht */
    double used;            /* of it, in the plan; baht */
    double price;           /* of the linear program, per step: one of several that may be right */
    double up, up_shortage; /* gain of the objective, teacher-years removed, by one step more */
    double down,
        down_shortage; /* loss and teacher-years added by one step less; NAN: not possible */
    int reach;         /* steps up to which each gains as much as the first; 0: no gain */
    bool reach_open;   /* as much at SENSITIVITY_MOST_STEPS */
};
enum { SENSITIVITY_MOST_STEPS = 64 };

/* A fifth of the schools in scope (planner/fifths.h), poorest first. */
struct sensitivity_fifth {
    int schools;
    double need;              /* posts, summed over years */
    double shortage, without; /* teacher-years short in the program, and with equity.alpha=0 */
};

/* Coherence of allocation: R2 of the regression of a school's teachers on its need, over schools.
 */
struct sensitivity {
    struct sensitivity_rule *rule;
    int rules;                /* those that gain or lose, dearest first, then the others */
    double r2[MAX_YEARS + 1]; /* [0] today, [t + 1] at the opening of year t; NAN: no spread */
    int years;
    struct sensitivity_fifth fifth[FIFTHS];
    double shortage, shortage_without; /* teacher-years, with and without the weights */
    double largest, largest_without;   /* the greatest share of its need that a school is short
                                          of, over all years together */
};
void sensitivity_clear(struct sensitivity *sensitivity);

/**
 * The share of the variance of y that a line in x explains, (cov(x,y))^2 / (var(x) var(y)); NAN
 * for fewer than two points or no variance.
 */
double sensitivity_r2(const double *x, const double *y, int count);

/** Errors: those of effects. */
MUST_CHECK enum err_code sensitivity_make(struct effects *effects, const struct plan *plan,
                                          struct sensitivity *out, struct err *err);

#endif
