/* A sweep for people and programs: scenarios side by side, sampled futures as distributions, the
   regret of first-year decisions. Made from what is saved alone, so that it can be shown again.
   Nothing in it depends on the clock, on workers or on the order in which outcomes came. */
#ifndef REPORT_SWEEP_REPORT_H
#define REPORT_SWEEP_REPORT_H

#include "planner/ensemble.h"
#include "report/table.h"

/* The tables of a sweep; their word is the member of the JSON. Futures: percentiles over the
   futures 1 .. that have a plan; `as_planned` is number 0, the scenario as it is. */
enum sweep_part {
    SWEEP_OUTCOMES,  /* one row a scenario or future */
    SWEEP_YEARS,     /* totals: a row a scenario and year; futures: a row a measure and year */
    SWEEP_MAJORS,    /* shortage by major and year */
    SWEEP_DISTRICTS, /* shortage by district and year */
    SWEEP_CERTAINTY, /* futures: what no district exceeds in 90 % of them, in its worst year */
    SWEEP_DECISIONS, /* what each decision recruits in the first year */
    SWEEP_REGRET,    /* one row a decision */
    SWEEP_CELLS,     /* one row a decision and scenario or future */
    SWEEP_PARTS
};
extern const char *const sweep_part_word[SWEEP_PARTS];
extern const char *const sweep_part_by[SWEEP_PARTS]; /* the word of --by */

struct sweep_view {
    const struct school_register *reg;
    const struct stored_sweep *sweep;
    int fy;      /* only this year; 0: all */
    bool colour; /* of a terminal */
};

/** One table; table_free() it. */
struct table *sweep_part_table(const struct sweep_view *view, enum sweep_part part);

/** The summary for a terminal; without view->fy majors and districts are those of the last year. */
void sweep_summary(const struct sweep_view *view, struct text *out);
/** {sweep, outcomes, years, majors, districts, certainty, decisions, regret, regret_cells}. */
void sweep_json(const struct sweep_view *view, struct text *out);

/** "with 90 % certainty no district is short of more than x", "" when there are no futures. */
void sweep_sentence(const struct sweep_view *view, struct text *out);

#endif
