/* Why there is no plan, in words, as a table and as JSON. */
#ifndef REPORT_CONFLICT_REPORT_H
#define REPORT_CONFLICT_REPORT_H

#include "planner/conflict.h"
#include "report/table.h"

/** One change as a sentence in the current language: "at least 1,432 teachers of Mathematics in
    2570, not 3,000". */
void conflict_sentence(const struct staffing *staffing, const struct conflict_change *change,
                       struct text *out);

/** What an answer is: "relax rules", "raise limits and relax rules". */
const char *conflict_answer_title(const struct conflict_answer *answer);

/** A line for each change of each answer, its setting last, as --set takes it. */
struct table *conflict_table(const struct staffing *staffing, const struct conflict *conflict);

/** {"infeasible": {"text", "solves", "seconds", "answers": [{"title", "caps", "whole",
    "irreducible", "changes": [{"key", "fy", "major", "channel", "from", "to", "by", "unit",
    "sentence", "set"}]}]}}; `sentence` is that of the error. */
void conflict_json(const struct staffing *staffing, const struct conflict *conflict,
                   const char *sentence, struct text *out);

#endif
