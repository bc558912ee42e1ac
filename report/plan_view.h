/* What workbooks and documents show of a saved plan: tables for people, with names beside codes, of
   the whole city, a district or a school. Both draw the same tables, so that no figure of one can
   differ from the other. */
#ifndef REPORT_PLAN_VIEW_H
#define REPORT_PLAN_VIEW_H

#include "data/store.h"
#include "planner/placement.h"
#include "planner/scenario.h"
#include "report/table.h"

/* A plan, and what part of the city is meant. Everything is borrowed. */
struct plan_view {
    const struct school_register *reg;
    const struct stored_plan *plan;
    const struct params *params;       /* the settings of the plan, resolved against reg */
    const struct placement *placement; /* who is called for which vacancy */
    int district, school;              /* positions in reg; -1: all */
    bool no_bom;                       /* CSV files without byte-order mark */
};

/* Tables of a view. Sums over all schools are those of the plan (plan_part_table). The first year
   of YEARS, MAJORS, SCHOOLS and CHAINS is today, first_fy - 1: need, headcount, shortage and
   surplus as they stand, and nothing else. The last note of each table says what is synthetic. */
enum view_table {
    VIEW_YEARS,   /* fy, FLOW; of the whole also call-ups, graduates, idle, transfers, retrained,
                     places, baht. FLOW: retired, lost, need, headcount, in, out, short, over */
    VIEW_RECRUIT, /* fy, channel, major, pass, hire, intake, expected; decided for the whole alone:
                     a district or school has the same rows */
    VIEW_MAJORS,  /* fy, major, FLOW */
    VIEW_SCHOOLS, /* fy, district, code, school, FLOW, short per cent; by year */
    VIEW_CHAINS,  /* district, code, school, major, fy, FLOW; by school, major and year */
    VIEW_RETIRE,  /* fy, district, code, school, position, major, people who retire at its end, from
                     the 30 September before the plan on; no person, no pseudonym */
    VIEW_CALLS,   /* report/placement_report.h; needs the placement of the view */
    VIEW_MOVES,   /* the same */
    VIEW_LISTS,   /* the same */
    VIEW_CONDITIONS, /* item, meaning, value, unit: scenario, every changed key, hashes, version,
                        date, what is synthetic and where each file comes from */
    VIEW_TABLES
};

/** Its title ends in the scope; table_free() it. */
struct table *plan_view_table(enum view_table which, const struct plan_view *view);

/** "โรงเรียนวัดมหาธาตุ เขตพระนคร", "เขตพระนคร", or "50 เขต 437 โรงเรียน": what a title says. */
void plan_view_scope(const struct plan_view *view, struct text *out);

/** When a plan was made, in seconds since 1970-01-01 UTC; 0: not known. */
long long plan_made_at(const struct stored_plan *plan);
/** The same for people: "22 พ.ย. 2569 เวลา 19:49 น."; nothing when it is not known. */
void plan_made_shown(const struct stored_plan *plan, struct text *out);

#endif
