/* A scenario solved again and again while somebody changes it, as the page does.

   Answers are values of the linear program, not whole people: plan_solve() makes a plan of these.
   For the default city over 10 years opening costs what one solve costs. A change of budgets,
   caps or places re-solves from the last answer; anything else builds the program anew first, and
   is solved from the last answer while chains, years, channels and lists stay as they are, else
   cold. The program and the master take about 300 MB. Of one thread. */
#ifndef PLANNER_SESSION_H
#define PLANNER_SESSION_H

#include "planner/staffing.h"

/* Totals over the scope at the opening of a year. */
struct plan_session_year {
    double need, in_post, short_of, over; /* posts and teachers */
    double recruited, transferred;        /* who come from outside; who change school */
    double money_thb;
};

struct plan_session_answer {
    double objective, bound; /* of the linear program; bound <= objective */
    double solver_s;
    bool warm; /* from the last answer */
    int years;
    struct plan_session_year year[MAX_YEARS];
};

struct plan_session;

/**
 * Solve and keep what makes changes quick. `reg` and `params` are borrowed until the next change or
 * the end. `control` may stop the solve; its limit is params->limit_s.
 * Errors: those of staffing_make, lp_build and lp_solve.
 */
MUST_CHECK enum err_code plan_session_open(const struct school_register *reg,
                                           const struct params *params, struct plan_session **out,
                                           struct plan_session_answer *answer, struct err *err);
void plan_session_free(struct plan_session *session);

/** Does now what would make the first change slow; an error says only that the time was over. */
MUST_CHECK enum err_code plan_session_prepare(struct plan_session *session, struct err *err);

/**
 * Solve for other parameters or another register (an edited one is another: pass a copy). What
 * differs is found here. Errors: as for opening; the session goes on with the next change.
 */
MUST_CHECK enum err_code plan_session_change(struct plan_session *session,
                                             const struct school_register *reg,
                                             const struct params *params,
                                             struct plan_session_answer *answer, struct err *err);

/** The instance of the last answer; borrowed until the next change. */
const struct staffing *plan_session_staffing(const struct plan_session *session);

/** Of the last answer: a value, and by how much the objective grows per unit of a row. */
double plan_session_value(const struct plan_session *session, int var, struct lp_at at);
double plan_session_price(const struct plan_session *session, int row_family, struct lp_at at);

#endif
