/* The placement list as tables: for people with names, for programs with codes. */
#ifndef REPORT_PLACEMENT_REPORT_H
#define REPORT_PLACEMENT_REPORT_H

#include "report/plan_view.h"

enum placement_table { PLACEMENT_CALLS, PLACEMENT_MOVES, PLACEMENT_LISTS, PLACEMENT_TABLES };
/* "calls", "moves", "lists": members of the JSON; and "placement", "moves", "lists": CSV files. */
extern const char *const placement_table_word[PLACEMENT_TABLES];
extern const char *const placement_file_word[PLACEMENT_TABLES];

/* Which steps a table shows beside those of the view; 0 and -1: all. A transfer is shown when the
   school or major that is left or the one that receives is meant. */
struct placement_filter {
    int fy, major;
};

/** table_free() it. */
struct table *placement_table(enum placement_table which, const struct plan_view *view,
                              const struct placement_filter *filter);

/** บัญชีเรียกบรรจุ: fy, list or channel, rank, major, district, school, vacancy (why the post is free),
    day to report, last day of the list. One row a person who comes from outside, by year, major,
    list and rank; table_free() it. */
struct table *placement_call_table(const struct plan_view *view);

/** Transfers in an order in which no class is without a teacher in between: fy, step, group of one
    day, major, from school, to school, day, reason. One row a person; table_free() it. */
struct table *placement_move_table(const struct plan_view *view);

/** Lists: people, last day, and a row for each year with calls: how many, from which rank to
    which, how many are left, and how many of them are wasted. Of a district or school: the calls
    that concern it, with the city's numbers. table_free() it. */
struct table *placement_list_table(const struct plan_view *view);

#endif
