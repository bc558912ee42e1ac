/* Two or more saved plans side by side: sums, years, channels, majors, districts, the schools that
   gain and lose, and the waterfall of causes. Every later plan is held against the first. */
#ifndef REPORT_COMPARE_REPORT_H
#define REPORT_COMPARE_REPORT_H

#include "planner/causes.h"
#include "report/table.h"

/* Positions in the register; -1: all. */
struct compare_filter {
    int district, school, major;
};

struct comparison {
    const struct school_register *reg;
    const struct stored_plan *plan; /* [plans] */
    int plans;
    const struct causes *causes; /* [plans - 1] of plan 1, 2, ... against plan 0; NULL: not asked */
    struct compare_filter filter; /* of majors, districts, schools and chains */
};

/** For a terminal. Of schools the ten that gain most and the ten that lose most, unless filtered.
 */
void compare_summary(const struct comparison *comparison, bool colour, struct text *out);
/** One object: plans, sums, years, channels, majors, districts, equity, schools, chains,
    causes. */
void compare_json(const struct comparison *comparison, struct text *out);
/** The years of all plans; table_free() it. */
struct table *compare_years_table(const struct comparison *comparison);

/* ---- the waterfall (causes_report.c) --------------------------------------------------------- */

/** For a terminal: a table for each measure, with bars of blocks. */
void causes_summary(const struct causes *causes, const char *from, const char *to, bool colour,
                    struct text *out);
/** An object without key: what `from` and `to` differ in. Plans are numbers of the comparison. */
void causes_json(const struct causes *causes, int from, int to, struct json *json);

#endif
