/* The elastic statement: the staffing program with rules that may be missed at a price, and no
   other objective than to miss little.

   It is made from the tables of staffing_families.c, so that all else is said as there, and in such
   a way that the structured solver takes it:

   max_short_share  the crowd tiers of a school are cut where the rule cuts; what lies above has the
                    price of a miss
   must_fill        every post short of the major has the price of a miss
   all others       a variable of their own in the row says by how much it is missed

   A rule is a key of the scenario with its year and, where it has one, major or pipeline: what a
   planner sets in one line. docs/conflict.md has the mathematics. */
#ifndef PLANNER_ELASTIC_H
#define PLANNER_ELASTIC_H

#include "planner/conflict.h"
#include "planner/staffing.h"

enum rule_state {
    RULE_HELD,   /* as stated */
    RULE_PRICED, /* may be missed at a price */
    RULE_DROPPED /* not there */
};

struct rule {
    enum conflict_key key;
    int c, m, t;  /* pipeline, major; 0 where the key has none; year */
    double from;  /* as the scenario says */
    double value; /* as this program says */
    enum rule_state state;
    double price;  /* of a post or person missed; RULE_PRICED only */
    double missed; /* by the last solution: posts, people, million baht */
};

enum { ELASTIC_VARS = STAFFING_VARS + CONFLICT_KEYS, ELASTIC_SETS = 16 };

/* The data of the program begin with those of the staffing program, which its tables read. */
struct elastic {
    struct staffing staffing;
    struct params params; /* a copy whose rules can be changed */
    bool owns;            /* the arrays of staffing are its own: merged */
    struct rule *rule;
    int rules;
    int *rule_at[CONFLICT_KEYS]; /* [pipelines][majors][T] position in rule, -1: no such rule */
    struct lp_set set[ELASTIC_SETS];
    struct lp_var_family var[ELASTIC_VARS];
    struct lp_row_family row[STAFFING_ROWS];
    struct lp_model model;
    struct lp *lp; /* of the last solve, NULL before */
};

/** Every rule and cap of the scenario, held. `staffing` is borrowed for the life of *out. */
void elastic_make(const struct staffing *staffing, struct elastic *out);
void elastic_clear(struct elastic *elastic);

/**
 * The same with all schools merged into one: sums of teachers, needs and frames. Every plan of the
 * schools is one of the merged school, so that what is missed there is missed by the schools, too,
 * and it is known in a hundredth of the time. Its rules are those of `elastic`, in the same order.
 */
void elastic_merge(const struct elastic *elastic, struct elastic *out);
/** The values, states and prices of the rules, after elastic_merge(). */
void elastic_take_rules(struct elastic *merged, const struct elastic *elastic);

/** The rule gets another value: whole people, baht or a share, as in the scenario; must_fill 0. */
void elastic_set(struct elastic *elastic, struct rule *rule, double value);

/**
 * State and solve the program as the states of the rules say; `missed` of every rule is known then.
 * There is a solution when every hard rule is priced or dropped, or is known to hold.
 * Errors: those of plan_solve_program().
 */
MUST_CHECK enum err_code elastic_solve(struct elastic *elastic, const struct lp_control *control,
                                       struct err *err);

/** By how much the share of year t must at least grow, seen from the last solution; 0: not. */
double elastic_share_step(const struct elastic *elastic, int t);

/** The sentence that names the stated row missed most by the last solution, ERR_INFEASIBLE; ERR_OK
    when none is missed. */
MUST_CHECK enum err_code elastic_say(const struct elastic *elastic, struct err *err);

/** A miss that is not rounding. */
#define ELASTIC_MISSED 1e-4

#endif
