/* What a plan made again keeps and changes of what was promised. */
#ifndef REPORT_REPLAN_REPORT_H
#define REPORT_REPLAN_REPORT_H

#include "planner/replan.h"
#include "report/table.h"

struct replanning {
    const struct school_register *reg;
    const struct stored_plan *old, *kept; /* the plan of promises, the one that keeps them */
    struct replan_terms terms;
    const struct replan_changes *changes, *changes_if_free;
    double best_objective; /* of the plan that is made without a thought of promises */
    long long best_shortage;
};

/** For a terminal: what it costs, then the promises changed, with the nearest new fact. */
void replan_summary(const struct replanning *replanning, bool colour, struct text *out);
/** {plan, replan, changes}; plan as in plan_json(). */
void replan_json(const struct replanning *replanning, struct text *out);
/** The promises changed, for programs; table_free() it. */
struct table *replan_changes_table(const struct replanning *replanning);

#endif
