/* Near plans in a sentence each: what they recruit more and less of than the best. */
#ifndef REPORT_ALTERNATIVES_REPORT_H
#define REPORT_ALTERNATIVES_REPORT_H

#include "planner/alternatives.h"
#include "report/table.h"

struct alternatives_shown {
    const struct school_register *reg;
    const struct stored_plan *best;
    const struct stored_plan *plan; /* [found->count] in the same order; id 0: not saved */
    const struct alternatives *found;
    const struct params *params; /* which channel a pipeline is */
    double within;               /* share */
    double best_objective;       /* what `within` is counted from */
};

/** "40 more places of Erawan scholarship, 60 fewer exam passes for Thai language": the largest
    differences between two plans, summed over their years. */
void recruit_sentence(const struct school_register *reg, const struct stored_plan *from,
                      const struct stored_plan *to, struct text *out);

void alternatives_summary(const struct alternatives_shown *shown, bool colour, struct text *out);
/** {best, within, pushes, found, alternatives: [{..., differences: [...]}]} */
void alternatives_json(const struct alternatives_shown *shown, struct text *out);
/** The differences by plan, channel and major; table_free() it. */
struct table *alternatives_table(const struct alternatives_shown *shown);

#endif
