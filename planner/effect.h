/* What a change would do: the program of a saved plan solved again with it, for as many changes as
   are asked. Every figure is the difference of two solved programs, none is read off a price. */
#ifndef PLANNER_EFFECT_H
#define PLANNER_EFFECT_H

#include "planner/lever.h"

/* The linear program under a change, or without. */
struct measure {
    double objective;
    double shortage;  /* posts not filled, summed over schools and years: teacher-years */
    double money_thb; /* over all years */
};

struct effects; /* opaque */

/* Asked before every solve; false: stop. */
struct effect_watch {
    bool (*go_on)(void *context, int solves);
    void *context;
};

/**
 * Solve the program of `scenario_text` (of a saved plan, named `origin` in errors) over `reg`, which is
 * borrowed. Costs what a plan costs; about 300 MB for the default city over 10 years.
 * Errors: those of settings_resolve and plan_session_open; ERR_LIMIT when the watch said stop.
 */
MUST_CHECK enum err_code effects_open(const struct school_register *reg, const char *scenario_text,
                                      const char *origin, const struct effect_watch *watch,
                                      struct effects **out, struct err *err);
void effects_free(struct effects *effects);

/** The program without a change: its instance and its figures; borrowed. */
const struct staffing *effects_staffing(const struct effects *effects);
const struct measure *effects_base(const struct effects *effects);
/** By how much the objective grows per unit of a row, in the program that was solved last; good for
    choosing what to try, and no more: where several prices are right, it is one of them. */
double effects_price(const struct effects *effects, int row_family, struct lp_at at);

/**
 * Solve with every lever of `ask` moved by `steps`, or LEVER_NONE; all must be able to.
 * Errors: those of plan_session_change; ERR_LIMIT; the next one can be tried all the same.
 */
MUST_CHECK enum err_code effects_try(struct effects *effects, const struct ask *ask, int steps,
                                     struct measure *out, struct err *err);
/** Solve with one more setting, "equity.alpha=0". Errors: those of settings_add, too. */
MUST_CHECK enum err_code effects_try_setting(struct effects *effects, const char *assignment,
                                             struct measure *out, struct err *err);
/** Posts short at (s, m, t) in the program that was solved last; 0 without such a chain. */
double effects_short(const struct effects *effects, int s, int m, int t);

/** True when `steps` steps gain `steps` / `from` times what `from` steps gain, to EFFECT_SAME. Rules
    that are widened can only help less and less, so that what holds for n holds up to n. */
bool effects_on_line(const struct effects *effects, int from, const struct measure *at_from,
                     int steps, const struct measure *at_steps);
/** False where a lever of `ask` cannot move by so many steps. */
bool effects_can_move(const struct effects *effects, const struct ask *ask, int steps);

/**
 * How far each step gains as much: from `from` steps, whose measure is *at, doubled up to `most`
 * and then halved. *steps: the last on the line; *at: its measure; *open: none was off the line.
 * Errors: those of effects_try.
 */
MUST_CHECK enum err_code effects_reach(struct effects *effects, const struct ask *ask, int from,
                                       int most, struct measure *at, int *steps, bool *open,
                                       struct err *err);

/* Objectives further apart than this are different, relative to 1 or the base. */
#define EFFECT_SAME 1e-7
/** The gain of objective of `at` against the base, 0 when it is the same. */
double effects_gain(const struct effects *effects, const struct measure *at);

#endif
