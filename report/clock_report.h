/* The clock of a plan as tables. */
#ifndef REPORT_CLOCK_REPORT_H
#define REPORT_CLOCK_REPORT_H

#include "planner/clock.h"
#include "report/table.h"

/** What this year decides, and what leaving it out costs; without `all` only where it costs.
    table_free() each. */
struct table *clock_decision_table(const struct staffing *staffing, const struct clock *clock,
                                   bool all);
/** Pipelines and majors: what is too late, and until when an intake still helps. */
struct table *clock_intake_table(const struct staffing *staffing, const struct clock *clock);
/** Lists that end within the plan; without `all` only those that end with people on them or that
    are today's. */
struct table *clock_list_table(const struct staffing *staffing, const struct clock *clock,
                               bool all);

/** {"decisions":[...],"pipelines":[...],"lists":[...]} */
void clock_json(const struct staffing *staffing, const struct clock *clock, struct text *out);

#endif
