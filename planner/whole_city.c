/* The city's numbers made whole (lp_round): who is called, appointed, taught and retrained. All
   appointments of a year are one sum, since money is what splits people and an appointment is what
   takes most of it; so are the places that are paid, retrainings and passes, by which what is left
   of one year's money serves another: who passes a year earlier is called just the same. */
#include "planner/whole.h"

#include <math.h>

static const bool is_city[STAFFING_VARS] = {
    [CALL] = true, [OLDCALL] = true, [GRAD] = true,   [IDLE] = true,
    [PASS] = true, [TRAIN] = true,   [RETRAIN] = true};

/* A stock further from the solution than the next whole number costs this share of the price of
   the cheapest post a year. */
static const double OFF_SHARE = 0.25;
/* Of the dearest post: numbers whose reduced cost is greater stay. */
static const double MARGIN_SHARE = 0.05;

enum { CITY_SOLVES = 250, SMALL_WORK = 2000000 };

/* Sums of year t, in the order in which they are decided. */
enum { HIRED, PAID_PLACES, RETRAINED, PASSED, SUMS };

static int sum_of(const void *context, int var, struct lp_at at)
{
    const struct staffing *d = context;
    const int T = d->years;
    switch (var) {
    case CALL:
    case GRAD:
        return HIRED * T + at.i[2];
    case OLDCALL:
        return HIRED * T + at.i[1];
    case TRAIN:
        return d->params->pipeline[at.i[0]].place_cost_thb[at.i[2]] > 0.0
                   ? PAID_PLACES * T + at.i[2]
                   : -1;
    case RETRAIN:
        return RETRAINED * T + at.i[1];
    case PASS:
        return PASSED * T + at.i[1];
    default:
        return -1;
    }
}

static double off(const void *context, struct lp_at at)
{
    const struct staffing *d = context;
    return OFF_SHARE * d->params->tier_price[0] * pow(d->params->discount, at.i[1]);
}

/* Teachers of a major that rules of the whole city ask for, less those who stay of today's. */
static double least(const void *context, struct lp_at at)
{
    const struct staffing *d = context;
    const int m = at.i[0], t = at.i[1], mt = m * d->years + t;
    double need = 0.0, staying = 0.0;
    for (int s = 0; s < d->schools; s++) {
        const int j = d->chain_of[s * d->majors + m];
        if (j < 0) continue;
        need += d->params->must_fill[mt] ? d->n[j * d->years + t] : 0.0;
        staying += d->b[j * d->years + t];
    }
    return fmax(need, d->params->min_headcount[mt]) - staying;
}

bool whole_city(const struct lp *lp, const struct staffing *d, double window,
                void (*number)(void *context, int var, struct lp_at at, double whole),
                void *context)
{
    const struct params *q = d->params;
    const struct lp_whole whole = {
        .part = is_city,
        .arrive = ARRIVE,
        .leave = LEAVE,
        .margin = MARGIN_SHARE *
                  (q->tier_price[q->tiers - 1] + q->school_tier_price[q->school_tiers - 1]),
        .window = window,
        .off = off,
        .least = least,
        .sums = SUMS * d->years,
        .group = d->years,
        .sum_of = sum_of,
        .most_solves = CITY_SOLVES,
        .context = d,
    };
    return lp_round(lp, &whole, number, context);
}

/* ---- a whole plan -------------------------------------------------------------------------- */

struct making {
    const struct lp *lp;
    const struct staffing *staffing;
    struct plan *plan;
    double money[MAX_YEARS]; /* left of the budget, in the unit of the row */
};

static void write_number(void *context, int var, struct lp_at at, double whole)
{
    const struct making *making = context;
    *plan_cell(making->staffing, making->plan, var, at) = (int)lround(whole);
}

/* The city's numbers alone: nobody moves yet. */
static double city_value(const void *context, int var, struct lp_at at)
{
    const struct making *making = context;
    return is_city[var] ? *plan_cell(making->staffing, making->plan, var, at) : 0.0;
}

static void note_money(void *context, const struct lp_row_check *row)
{
    struct making *making = context;
    if (row->family == BUDGET) making->money[row->at.i[0]] = row->rhs - row->activity;
}

/* Transfers that the rule and what is left of the money allow. */
static void limit_transfers(struct making *making, int *most_out)
{
    static const double MILLION = 1e6, ROUNDING = 1e-9, ANY = 1e9;
    const struct params *q = making->staffing->params;
    for (int t = 0; t < q->years; t++) making->money[t] = INFINITY;
    lp_check(making->lp, city_value, making, note_money, making);
    for (int t = 0; t < q->years; t++) {
        double most = fmin(q->transfers_max[t], ANY);
        if (q->transfer_cost_thb[t] > 0.0)
            most = fmin(most, making->money[t] * MILLION / q->transfer_cost_thb[t] + ROUNDING);
        most_out[t] = most > 0.0 ? (int)floor(most) : 0;
    }
}

bool whole_plan(const struct lp *lp, const struct staffing *d, double window, struct plan *plan)
{
    struct making making = {.lp = lp, .staffing = d, .plan = plan};
    int most_out[MAX_YEARS];
    if (!whole_city(lp, d, window, write_number, &making)) return false;
    limit_transfers(&making, most_out);
    return whole_place(lp, d, most_out, plan);
}

static void write_decision(void *context, int var, struct lp_at at, double whole)
{
    const struct making *making = context;
    int *cell = plan_cell(making->staffing, making->plan, var, at);
    if (cell) *cell = (int)lround(whole);
}

bool whole_small(const struct lp *lp, const struct staffing *d, struct plan *plan)
{
    bool all[STAFFING_VARS];
    struct making making = {.lp = lp, .staffing = d, .plan = plan};
    for (int var = 0; var < STAFFING_VARS; var++) all[var] = true;
    const struct lp_whole whole = {
        .part = all,
        .arrive = -1,
        .leave = -1,
        .margin = INFINITY,
        .sums = SUMS * d->years,
        .group = d->years,
        .sum_of = sum_of,
        .most_solves = SMALL_WORK / lp_columns(lp),
        .context = d,
    };
    return lp_round(lp, &whole, write_decision, &making);
}
