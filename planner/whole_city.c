/* The city's numbers made whole (lp_round): who is called, appointed, taught and retrained. All
   appointments of a year are one sum, since money is what splits people and an appointment is what
   costs it; so are all places that are paid. */
#include "planner/whole.h"

#include <math.h>
#include <stdlib.h>

static const bool is_city[STAFFING_VARS] = {
    [CALL] = true, [OLDCALL] = true, [GRAD] = true,   [IDLE] = true,
    [PASS] = true, [TRAIN] = true,   [RETRAIN] = true};

double whole_margin(const struct staffing *staffing)
{
    const struct params *q = staffing->params;
    return 0.1 * (q->tier_price[q->tiers - 1] + q->school_tier_price[q->school_tiers - 1]);
}

/* Appointments of year t are sum t, places of year t sum T + t, retrainings 2 T + t. */
static int sum_of(const void *context, int var, struct lp_at at)
{
    const struct staffing *d = context;
    const int T = d->years;
    if (var == CALL || var == GRAD) return at.i[2];
    if (var == OLDCALL) return at.i[1];
    if (var == TRAIN && d->params->pipeline[at.i[0]].place_cost_thb[at.i[2]] > 0.0)
        return T + at.i[2];
    if (var == RETRAIN) return 2 * T + at.i[1];
    if (var == PASS) return 3 * T + at.i[1];
    return -1;
}

static double least(const void *context, struct lp_at at)
{
    return -INFINITY;
}

bool whole_city(const struct lp *lp, const struct staffing *staffing,
                void (*number)(void *context, int var, struct lp_at at, double whole),
                void *context)
{
    const struct lp_whole whole = {
        .part = is_city, .arrive = ARRIVE, .leave = LEAVE,
        .window = getenv("WWIN") ? atof(getenv("WWIN")) : 1.0,
        .margin = getenv("WMARGIN") ? atof(getenv("WMARGIN")) : whole_margin(staffing),
        .sums = 4 * staffing->years, .group = staffing->years,
        .sum_of = sum_of,
        .least = least,
        .context = staffing,
    };
    return lp_round(lp, &whole, number, context);
}

struct writer {
    const struct staffing *staffing;
    struct plan *plan;
};

static void write_number(void *context, int var, struct lp_at at, double whole)
{
    const struct writer *writer = context;
    *plan_cell(writer->staffing, writer->plan, var, at) = (int)whole;
}

bool whole_plan(const struct lp *lp, const struct staffing *d, struct plan *plan)
{
    struct writer writer = {d, plan};
    int most_out[MAX_YEARS];
    for (int t = 0; t < d->years; t++)
        most_out[t] = (int)fmin(d->params->transfers_max[t], 1e9);
    return whole_city(lp, d, write_number, &writer) && whole_place(lp, d, most_out, plan);
}
