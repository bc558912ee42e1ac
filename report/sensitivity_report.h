/* The sensitivity report of a plan as tables. */
#ifndef REPORT_SENSITIVITY_REPORT_H
#define REPORT_SENSITIVITY_REPORT_H

#include "planner/sensitivity.h"
#include "report/table.h"

/** Rules, one step up and down; without `all` only those that gain or lose. table_free() each. */
struct table *sensitivity_rule_table(const struct staffing *staffing,
                                     const struct sensitivity *sensitivity, bool all);
/** R2 of teachers on need over schools, today and by year. */
struct table *sensitivity_coherence_table(const struct staffing *staffing,
                                          const struct sensitivity *sensitivity);
/** Shortage by fifth of schools, with the equity weights and without. */
struct table *sensitivity_equity_table(const struct staffing *staffing,
                                       const struct sensitivity *sensitivity);
/** The sentence of what equity costs. */
void sensitivity_equity_text(const struct sensitivity *sensitivity, struct text *out);

/** {"rules":[...],"coherence":[...],"equity":[...],"equity_price":{...},"schools":[...]} */
void sensitivity_json(const struct staffing *staffing, const struct sensitivity *sensitivity,
                      struct table *worst_schools, struct text *out);

#endif
