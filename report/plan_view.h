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

/* Tables of a view; every one but the conditions holds only what the view covers. */
enum view_table {
    VIEW_YEARS,   /* fy, retired, lost, need, headcount, in, out, shortage, surplus; of the city
                     also call-ups, graduates, idle, transfers, retrained, places, baht */
    VIEW_RECRUIT, /* fy, channel, major, pass, hire, intake, expected; the city alone decides */
    VIEW_MAJORS,  /* fy, major, need, headcount, shortage, surplus */
    VIEW_SCHOOLS, /* fy, district, school, need, headcount, in, out, shortage, surplus, per cent */
    VIEW_CHAINS,  /* fy, district, school, major, headcount, need, in, out, shortage, surplus */
    VIEW_RETIRE,  /* fy, district, school, position, major, people who retire at its end; no
                     person, no pseudonym */
    VIEW_CALLS,   /* report/placement_report.h */
    VIEW_MOVES,   /* the same */
    VIEW_CONDITIONS, /* what the plan rests on: scenario, every changed key with its meaning,
                        hashes, version, date, what is synthetic and where each file comes from */
    VIEW_TABLES
};

/** table_free() it. */
struct table *plan_view_table(enum view_table which, const struct plan_view *view);

/** "โรงเรียนวัดมหาธาตุ เขตพระนคร", "เขตพระนคร" or the name of the whole: what a title says. */
void plan_view_scope(const struct plan_view *view, struct text *out);

#endif
