/* Explanations in sentences, and their figures as tables and JSON. */
#ifndef REPORT_EXPLAIN_REPORT_H
#define REPORT_EXPLAIN_REPORT_H

#include "planner/explain.h"
#include "report/table.h"

/** One sentence: what stands in a way. */
void explain_way_text(const struct staffing *staffing, const struct way *way, struct text *out);
/** One sentence: what the change of a claim does; `post` when a post was asked about. */
void explain_claim_text(const struct staffing *staffing, const struct claim *claim, bool post,
                        struct text *out);
/** The change in words ("one more seat for Mathematics in the exam of 2569"), and as it is written.
 */
void explain_ask_text(const struct staffing *staffing, const struct claim *claim, int steps,
                      struct text *out);
void explain_ask_lines(const struct staffing *staffing, const struct claim *claim, int steps,
                       struct text *out);

/** The whole explanation of a post for a person. */
void explain_post_text(const struct staffing *staffing, const struct explanation *explanation,
                       struct text *out);
/** The same as {"post":{...},"ways":[{...,"claim":{...}}]}; figures of claims as in struct claim.
 */
void explain_post_json(const struct staffing *staffing, const struct explanation *explanation,
                       struct text *out);
/** The ways as a table, for CSV. */
struct table *explain_post_table(const struct staffing *staffing,
                                 const struct explanation *explanation);

/** What to ask for; table_free() it. */
struct table *explain_plan_table(const struct staffing *staffing, const struct claim *claim,
                                 int claims);

#endif
