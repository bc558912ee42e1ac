/* The placement list as tables. */
#ifndef REPORT_PLACEMENT_REPORT_H
#define REPORT_PLACEMENT_REPORT_H

#include "report/plan_view.h"

/** บัญชีเรียกบรรจุ: fy, order, list or channel, rank, major, district, school, vacancy (why the post is
    free), day to report, last day of the list, reason. One row a person who comes from outside;
    table_free() it. */
struct table *placement_call_table(const struct plan_view *view);

/** Transfers in an order in which no class is without a teacher in between: fy, step, major, from
    school, to school, day, reason. One row a person; table_free() it. */
struct table *placement_move_table(const struct plan_view *view);

#endif
