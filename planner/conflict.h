/* Hard rules that cannot all hold: which to relax, and by how much, for there to be a plan. */
#ifndef PLANNER_CONFLICT_H
#define PLANNER_CONFLICT_H

#include "planner/plan.h"

/* Keys of a scenario that an answer may change: first the hard rules, then the caps. */
enum conflict_key {
    CONFLICT_SHARE,
    CONFLICT_FILL,
    CONFLICT_HEADCOUNT,
    CONFLICT_SPEND,
    CONFLICT_RULES, /* hard rules come before, caps from here */
    CONFLICT_SEATS = CONFLICT_RULES,
    CONFLICT_SEATS_TOTAL,
    CONFLICT_PLACES,
    CONFLICT_PLACES_TOTAL,
    CONFLICT_TRANSFERS,
    CONFLICT_RETRAINS,
    CONFLICT_BUDGET,
    CONFLICT_KEYS
};

enum conflict_unit { UNIT_SHARE, UNIT_YES_NO, UNIT_PEOPLE, UNIT_PLACES, UNIT_BAHT };

struct conflict_key_entry {
    const char *section, *name; /* of the key; section "pipeline" has the code of one after it */
    enum staffing_row row;      /* the family that states it */
    enum conflict_unit unit;
    const char *th, *en; /* what the key limits, for the office */
};
extern const struct conflict_key_entry conflict_key_table[CONFLICT_KEYS];

/* One rule or cap: a key with its year and, where it has one, pipeline and major. */
struct conflict_change {
    enum conflict_key key;
    int c, m, t;     /* pipeline and major; -1 where the key has none; year */
    double from, to; /* as a scenario has them: people, places, baht, a share; must_fill 1 and 0 */
    double amount;   /* by how much: |to - from|; of must_fill the posts that stay empty */
};

/* Changes which together give a plan; without any one of them there is none. */
struct conflict_answer {
    int changes;
    struct conflict_change *change;
    bool caps;   /* some of them are caps */
    bool whole;  /* checked by a plan of whole people; else by the linear program, one step wider */
    bool proven; /* that each is needed was shown for each; else only for as many as `tried` */
    int tried;
};

enum { CONFLICT_ANSWERS = 4 };
struct conflict {
    int answers; /* the first relaxes hard rules alone; the others are alternatives */
    struct conflict_answer answer[CONFLICT_ANSWERS];
    int solves;
    double seconds;
};
void conflict_clear(struct conflict *conflict);

/** Some hard rule is set; without any there always is a plan: the one that does nothing. */
bool conflict_possible(const struct staffing *staffing);

/**
 * Names the hard rule that is missed most when all may be missed at a price, by one solve.
 * ERR_OK when hard rules are not what is missed; ERR_INFEASIBLE with the sentence otherwise.
 * Errors: those of plan_solve_program().
 */
MUST_CHECK enum err_code conflict_name(const struct staffing *staffing,
                                       const struct lp_control *control, struct err *err);

/**
 * After plan_solve() said ERR_INFEASIBLE. Each answer has been applied and gave a plan: of whole
 * people, or in a large city a solution of the linear program.
 *   answer 0    hard rules alone: the least missed in sum, then every one held that need not be
 *               relaxed when the others are dropped
 *   alternatives: other hard rules in place of these; caps raised in place of rules, as far as
 *               that helps; other caps
 * limit_s counts from the call; when it is over, *out has the answers known by then. No answer: the
 * rules can all hold as far as could be seen.
 * Errors: ERR_LIMIT when progress said stop; those of the solver.
 */
MUST_CHECK enum err_code conflict_find(const struct staffing *staffing, double limit_s,
                                       plan_progress_fn progress, void *context,
                                       struct conflict *out, struct err *err);

/**
 * plan_solve_apart() and, when it ends with ERR_INFEASIBLE, conflict_find() in the same process, in
 * what is left of params->limit_s. *why is known with ERR_INFEASIBLE alone.
 */
MUST_CHECK enum err_code plan_solve_or_conflict(const struct staffing *staffing,
                                                plan_progress_fn progress, plan_go_on_fn go_on,
                                                void *context, struct plan *out,
                                                struct conflict *why, struct err *err);

/** "rule.min_headcount.2570.math=1432": the change as --set takes it. */
void conflict_assignment(const struct staffing *staffing, const struct conflict_change *change,
                         struct text *out);

/** Puts a change into the params that the staffing was made from. */
void conflict_apply(struct params *params, const struct conflict_change *change);

#endif
