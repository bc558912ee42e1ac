/* Why a post stays empty, and what would fill it: every way by which a teacher could have come,
   what stands in it, and what one more of it would do, by solving the program again. */
#ifndef PLANNER_EXPLAIN_H
#define PLANNER_EXPLAIN_H

#include "planner/effect.h"
#include "planner/plan.h"

/* The ways to a post of major m in year t, in the order in which they are told. */
enum way_kind {
    WAY_FRAME,      /* room in the frame of the school */
    WAY_OLD_LIST,   /* a list that exists today */
    WAY_EXAM,       /* an exam of the plan, year `t` */
    WAY_LIST_YEARS, /* how long such a list is valid */
    WAY_PIPELINE,   /* an intake in year `t`; before the plan: t < 0 */
    WAY_TRANSFER,   /* from a school that has more of this major than it needs */
    WAY_RETRAIN,    /* from another major */
    WAY_BUDGET,     /* money of year `t` */
    WAY_KINDS
};
extern const char *const way_word[WAY_KINDS];

enum way_state {
    WAY_ENDED,    /* the list ended before the year of the post */
    WAY_TOO_LATE, /* the intake would have had to be before the plan begins */
    WAY_USED_UP,  /* as much is used as is allowed */
    WAY_OPEN,     /* something is left: it is not what the post waits for */
    WAY_NONE,     /* there is nothing of it: no exam, nobody to spare, no such retraining */
    WAY_STATES
};
extern const char *const way_state_word[WAY_STATES];

enum { NO_LIMIT = -1, NO_CLAIM = -1 };

struct way {
    enum way_kind kind;
    enum way_state state;
    int t, c, l;               /* year, pipeline, list, where the kind has one */
    int last_fy;               /* lists: the last year that can call */
    int cap, used;             /* of this major (of the school: WAY_FRAME); NO_LIMIT: no cap */
    int total_cap, total_used; /* of all majors together, where such a cap exists */
    int spare, pinned;         /* WAY_TRANSFER, WAY_FRAME: people above need; those of them who
                                  stay until they retire */
    int graduates;             /* WAY_PIPELINE: who graduate in the year of the post */
    int64_t cap_thb, used_thb; /* WAY_BUDGET */
    int claim;                 /* what widening it does; NO_CLAIM: it cannot be widened */
};

/* What a change does, by two solves of the linear program. */
struct claim {
    struct ask ask;
    int steps;         /* by which each lever is moved */
    double gain;       /* of the objective, >= 0; 0: it changes nothing */
    double shortage;   /* teacher-years removed in the whole scope */
    double money_thb;  /* spent more, over all years */
    double post_short; /* posts short at the place asked about, with the change */
    int post_steps;    /* steps with which fewer are short there, and not with half of them;
                          0: not up to EXPLAIN_MOST_STEPS, or not asked: when one step of no
                          claim fills it, only the claim that gains most for its money is */
    int reach;         /* steps up to which each step gains as much; 0: it gains nothing */
    bool reach_open;   /* further ones, up to EXPLAIN_MOST_STEPS, gain as much or cannot be */
    double reach_gain, reach_shortage, reach_money_thb; /* by `reach` steps */
};

enum { EXPLAIN_MOST_STEPS = 128 };

struct explanation {
    int s, m, t;                 /* of the post asked about */
    int need, in_post, shortage; /* in the saved plan */
    double price;                /* what one more teacher there would gain at most: the
                                    weighted price of its dearest open tier */
    double weight;               /* of the school by its equity index; the mean is 1 */
    bool weighted;               /* the plan has weights, and the next two hold: */
    double unweighted_short;     /* posts short there with equity.alpha=0 */
    double unweighted_shortage;  /* teacher-years short in all with it, less those now */
    struct way *way;
    int ways;
    struct claim *claim;
    int claims, helping; /* helping: how many of them gain */
};
void explanation_clear(struct explanation *explanation);

/**
 * Explain the shortage of chain (s, m) in year t of a saved plan, read as `plan` over the instance
 * of `effects`. Where more than one rule holds a way back (seats of the major and of the exam,
 * money), the claim widens all of them together, since one alone would change nothing. Errors:
 * ERR_NOT_FOUND when the school has no need and no teacher of the major; those of effects.
 */
MUST_CHECK enum err_code explain_post(struct effects *effects, const struct plan *plan, int s,
                                      int m, int t, struct explanation *out, struct err *err);

enum { EXPLAIN_ASKS = 10, EXPLAIN_TRIED = 24, EXPLAIN_BLOCK = 10 };
/**
 * What to ask for: up to EXPLAIN_ASKS changes of one number each that remove most shortage, by
 * EXPLAIN_BLOCK steps (a list's validity: by 1), which .reach, .reach_shortage and
 * .reach_money_thb tell; .steps is 1 and tells what the first step does. The EXPLAIN_TRIED dearest
 * rules by their prices are tried, those without a price last; sorted by teacher-years removed,
 * then by money.
 */
MUST_CHECK enum err_code explain_plan(struct effects *effects, struct claim **out, int *count,
                                      struct err *err);

#endif
