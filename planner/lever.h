/* What somebody could decide otherwise: one more seat, place, transfer, million baht, year of a
   list. A lever names one such number of a scenario or of the data, and how it is written there. */
#ifndef PLANNER_LEVER_H
#define PLANNER_LEVER_H

#include "base/text.h"
#include "planner/staffing.h"

enum lever_kind {
    LEVER_SEATS,        /* exam.seats of m in t; by one */
    LEVER_SEATS_TOTAL,  /* exam.seats_total of t; by one */
    LEVER_PLACES,       /* pipeline places of c, m in t; by as many as yield one more graduate */
    LEVER_PLACES_TOTAL, /* pipeline places_total of c in t; as before */
    LEVER_TRANSFERS,    /* transfer.max of t; by one */
    LEVER_RETRAIN,      /* retrain.max of t; by one */
    LEVER_BUDGET,       /* budget.total_thb of t; by LEVER_BUDGET_THB */
    LEVER_LIST_YEARS,   /* exam.list_years; by one */
    LEVER_LAST_DAY,     /* the last day of list l of eligible_lists.csv; by one year */
    LEVER_KINDS
};
enum { LEVER_BUDGET_THB = 1000000 };

struct lever {
    enum lever_kind kind;
    int c, m, t, l; /* positions in the instance (l: and in the register); what the kind does not
                       use is 0 */
};

/* Levers that are moved together, by the same number of steps. */
enum { LEVERS_TOGETHER = 4 };
struct ask {
    int levers;
    struct lever lever[LEVERS_TOGETHER];
};

/** "seats", "places_total": the word of a kind in JSON. */
extern const char *const lever_word[LEVER_KINDS];

/** The number as it stands: seats, places, baht, years; a fiscal year for LEVER_LAST_DAY; INFINITY:
    no limit. */
double lever_now(const struct staffing *staffing, const struct lever *lever);

/* In place of a number of steps: the lever at 0, a list with nobody on it. */
enum { LEVER_NONE = -1000000 };

/**
 * The number after `steps` steps, up or down: now + steps; places: the fewest of which as many more
 * than now graduate, floor(completion * places) as in the program. LEVER_NONE: 0.
 */
double lever_then(const struct staffing *staffing, const struct lever *lever, int steps);

/** False where so many steps cannot be written: no limit, below 0, or above what the key allows. */
bool lever_can_move(const struct staffing *staffing, const struct lever *lever, int steps);

/** How it is written: "exam.seats.2569.math=41", or for data
    "eligible_lists.csv: exam-1-2565,math,last_day=2027-05-31", "...,remaining=0". */
void lever_line(const struct staffing *staffing, const struct lever *lever, int steps,
                struct text *out);

/** The last day of a list, `years` later. */
struct date lever_last_day(const struct eligible_list *list, int years);

/** True when the line is one for --set, false when it is a row of a file. */
bool lever_is_setting(enum lever_kind kind);

/** What its unit is called for one step: "seat", "place", "million baht", in the current language. */
const char *lever_unit(enum lever_kind kind);

bool ask_same(const struct ask *a, const struct ask *b);

#endif
