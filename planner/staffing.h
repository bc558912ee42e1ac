/* The staffing program: its data (the instance) and its statement as two tables of families.

   Sets: j chain = (school, major), s school, m major, t year, e exam year, c pipeline, k shortage
   tier of a chain, g shortage tier of a school, l list that exists today, a retraining arc. Everything is counted at the
   opening of a fiscal year, 1 October, after retirements, call-ups and transfers. */
#ifndef PLANNER_STAFFING_H
#define PLANNER_STAFFING_H

#include "base/err.h"
#include "base/text.h"
#include "data/register.h"
#include "planner/need.h"
#include "planner/retirement.h"
#include "planner/scenario.h"
#include "solver/block.h"
#include "solver/lp.h"

struct staffing_chain {
    int school, major;
    bool can_enter; /* the school needs the major in some year of the horizon */
};
struct staffing_list {
    char *code;
    int major, last_t, remaining; /* can be called in t = 0 .. last_t; -1: never */
};

/* A number of another plan that was told to people: var[at] falls below `count` only at a price. */
struct staffing_promise {
    int var; /* IN, OUT, PASS, CALL, OLDCALL, TRAIN */
    struct lp_at at;
    int count; /* > 0 */
    double price; /* of each that is missed */
};
struct staffing_promises {
    struct staffing_promise *promise;
    int promises;
    double stay_price[MAX_YEARS]; /* of each who leaves a chain for another in t, promised or not */
};

/* Prices on recruiting itself, by which plans are pushed aside (alternatives.h). */
struct staffing_tilt {
    double *pass, *call; /* [majors][T] of a passer; of a call-up from any list */
    double *train;       /* [pipelines][majors][T] */
    double move;         /* of a transfer */
};

/* All arrays over years are [..][T], row-major; people are whole numbers. */
struct staffing {
    const struct school_register *reg; /* borrowed: codes and names */
    const struct params *params;       /* borrowed: prices, caps, costs */
    int years, first_fy, schools, majors, pipelines, chains, lists, arcs;
    struct staffing_chain *chain;      /* by school, then major */
    int *chain_of;                     /* [schools][majors], -1: no chain */
    int *first_chain;                  /* [schools + 1] */
    int *b0, *need0;                   /* [chains] today, before the first opening */
    int *b, *p, *n;                    /* [chains][T] in post, pinned, need */
    int *retire, *loss;                /* [chains][T] left between the opening before and t */
    int *frame, *school_need;          /* [schools][T] frame before the max with sum b; sum of n */
    double *weight;                    /* [schools] equity, need-weighted mean 1 */
    struct staffing_list *list;
    struct retrain_arc *arc;
    int *committed;                    /* [pipelines][majors][T] graduates already studying */
    const struct staffing_promises *kept; /* borrowed; NULL: nothing was promised */
    const struct staffing_tilt *tilt;     /* borrowed; NULL: none */
};

/**
 * Join register, scenario, leavers and needs. Schools outside the scope have no chain and weight 1.
 * Weight: z = (index - 50) / 10 of the newest round; w = clip(1 + alpha z, min, max), without a row
 * 1; then divided by the need-weighted mean over all schools and years.
 * `reg` and `params` are borrowed for the life of *out. Errors: those of needs_make; ERR_INPUT
 * when no chain exists.
 */
MUST_CHECK enum err_code staffing_make(const struct school_register *reg,
                                       const struct params *params, struct staffing *out,
                                       struct err *err);
/** The same with other leavers than leavers_make() gives; they are read and not kept. */
MUST_CHECK enum err_code staffing_make_from(const struct school_register *reg,
                                            const struct params *params,
                                            const struct leavers *leavers, struct staffing *out,
                                            struct err *err);
void staffing_clear(struct staffing *staffing);

enum staffing_var {
    HEAD, IN, OUT, SHORT, OVER, CROWD, MOVE, PASS, CALL, OLDCALL, TRAIN, GRAD, IDLE, RETRAIN,
    BROKEN, STAFFING_VARS
};
enum staffing_row {
    FLOW, NEED, STAY, FRAME, SCHOOL, ARRIVE, LEAVE, LIST, OLDLIST, SEATS, SEATS_TOTAL, YIELD, PLACES,
    PLACES_TOTAL, TRANSFERS, RETRAINS, BUDGET, SHORT_SHARE, MUST_FILL, MIN_HEADCOUNT, SPEND,
    KEEP, STAFFING_ROWS
};
extern const struct lp_model staffing_model;
/* Which families are chains and groups of block.h; all others link them. */
extern const struct block_roles staffing_blocks;

/** Calls visit for every index of a variable family, in order; also for those that do not exist. */
void staffing_each(const struct staffing *staffing, int var,
                   void (*visit)(void *context, int var, struct lp_at at), void *context);

/** True when the program has this variable. */
bool staffing_has(const struct staffing *staffing, int var, struct lp_at at);

/** What tier k of a total holds: C_k - C_(k-1), with C_k = total * (share 0 + .. + share k) rounded
    half up, and the last C the total itself. */
int staffing_tier_room(const double *share, int tiers, int k, int total);

/** Posts that school s may be short of in year t under rule.max_short_share: floor(share * need), since
    of whole people none can be short of a part. */
double staffing_short_limit(const struct staffing *staffing, int s, int t);

/** Nobody can hold, pass, learn or move more than this in one year of any sensible plan. */
double staffing_implied_upper(const struct staffing *staffing);

/** The instance as JSON (design.md section 11). */
void staffing_json(const struct staffing *staffing, struct text *out);

#endif
