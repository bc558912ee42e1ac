/* Levers as numbers and as lines of a scenario. */
#include "planner/lever.h"

#include "base/lang.h"

#include <math.h>
#include <string.h>

const char *const lever_word[LEVER_KINDS] = {
    [LEVER_SEATS] = "seats",           [LEVER_SEATS_TOTAL] = "seats_total",
    [LEVER_PLACES] = "places",         [LEVER_PLACES_TOTAL] = "places_total",
    [LEVER_TRANSFERS] = "transfers",   [LEVER_RETRAIN] = "retrainings",
    [LEVER_BUDGET] = "budget",         [LEVER_LIST_YEARS] = "list_years",
    [LEVER_LAST_DAY] = "list_last_day"};

static const double MOST[LEVER_KINDS] = {
    [LEVER_SEATS] = 100000,        [LEVER_SEATS_TOTAL] = 100000,        [LEVER_PLACES] = 100000,
    [LEVER_PLACES_TOTAL] = 100000, [LEVER_TRANSFERS] = 100000,          [LEVER_RETRAIN] = 100000,
    [LEVER_BUDGET] = 1e12,         [LEVER_LIST_YEARS] = MAX_LIST_YEARS, [LEVER_LAST_DAY] = 2650};

bool lever_is_setting(enum lever_kind kind)
{
    return kind != LEVER_LAST_DAY;
}

const char *lever_unit(enum lever_kind kind)
{
    switch (kind) {
    case LEVER_SEATS:
    case LEVER_SEATS_TOTAL:
        return lang_pick("ที่นั่งสอบ", "exam seat");
    case LEVER_PLACES:
    case LEVER_PLACES_TOTAL:
        return lang_pick("บัณฑิต", "graduate");
    case LEVER_TRANSFERS:
        return lang_pick("การย้าย", "transfer");
    case LEVER_RETRAIN:
        return lang_pick("การอบรมเปลี่ยนวิชาเอก", "retraining");
    case LEVER_BUDGET:
        return lang_pick("ล้านบาท", "million baht");
    case LEVER_LIST_YEARS:
    case LEVER_LAST_DAY:
        return lang_pick("ปีของอายุบัญชี", "year of the list");
    case LEVER_KINDS:
        break;
    }
    return "";
}

double lever_now(const struct staffing *d, const struct lever *lever)
{
    const struct params *q = d->params;
    const struct pipeline_params *pipeline = &q->pipeline[lever->c];
    const int cell = lever->m * d->years + lever->t;
    switch (lever->kind) {
    case LEVER_SEATS:
        return q->seats[cell];
    case LEVER_SEATS_TOTAL:
        return q->seats_total[lever->t];
    case LEVER_PLACES:
        return pipeline->places[cell];
    case LEVER_PLACES_TOTAL:
        return pipeline->places_total[lever->t];
    case LEVER_TRANSFERS:
        return q->transfers_max[lever->t];
    case LEVER_RETRAIN:
        return q->retrain_max[lever->t];
    case LEVER_BUDGET:
        return q->budget_thb[lever->t];
    case LEVER_LIST_YEARS:
        return q->list_years;
    case LEVER_LAST_DAY:
        return date_fiscal_year(d->reg->list[lever->l].last_day);
    case LEVER_KINDS:
        break;
    }
    return NAN;
}

struct date lever_last_day(const struct eligible_list *list, int years)
{
    struct date day = list->last_day;
    if (years > 0 && day.month == 2 && day.day == 29) day.day = 28;
    day.year += years;
    return day;
}

static double graduates_of(double completion, double places)
{
    return floor(completion * places + 1e-9);
}

double lever_then(const struct staffing *d, const struct lever *lever, int steps)
{
    const double now = lever_now(d, lever);
    if (steps == LEVER_NONE) return 0.0;
    if (lever->kind == LEVER_BUDGET) return now + (double)steps * LEVER_BUDGET_THB;
    if ((lever->kind != LEVER_PLACES && lever->kind != LEVER_PLACES_TOTAL) || !isfinite(now))
        return now + steps;
    const double completion = d->params->pipeline[lever->c].completion;
    const double wanted = graduates_of(completion, now) + steps;
    double then = steps >= 0 ? fmax(now, floor(wanted / completion) - 1.0) : -1.0;
    if (steps < 0 && wanted >= 0.0) then = fmax(0.0, floor(wanted / completion) - 1.0);
    while (graduates_of(completion, then) < wanted) then += 1.0;
    return then;
}

bool lever_can_move(const struct staffing *d, const struct lever *lever, int steps)
{
    const double then = lever_then(d, lever, steps);
    const double least = lever->kind == LEVER_LIST_YEARS ? 1.0 : 0.0;
    if (steps == LEVER_NONE) return lever->kind != LEVER_LIST_YEARS;
    return isfinite(lever_now(d, lever)) && then >= least && then <= MOST[lever->kind];
}

/* The last day, `years` later, or nobody left. */
static void last_day_line(const struct staffing *d, int l, int years, struct text *out)
{
    const struct eligible_list *list = &d->reg->list[l];
    if (years == LEVER_NONE) {
        text_add(out, "eligible_lists.csv: %s,%s,remaining=0", list->code,
                 d->reg->major[list->major].code);
        return;
    }
    const struct date day = lever_last_day(list, years);
    text_add(out, "eligible_lists.csv: %s,%s,last_day=%04d-%02d-%02d", list->code,
             d->reg->major[list->major].code, day.year, day.month, day.day);
}

void lever_line(const struct staffing *d, const struct lever *lever, int steps, struct text *out)
{
    const int fy = d->first_fy + lever->t;
    const double value = lever_then(d, lever, steps);
    const char *major = d->reg->major[lever->m].code;
    const char *channel =
        d->params->pipelines > 0 ? d->reg->channel[d->params->pipeline[lever->c].channel].code : "";
    switch (lever->kind) {
    case LEVER_SEATS:
        text_add(out, "exam.seats.%d.%s=%.0f", fy, major, value);
        break;
    case LEVER_SEATS_TOTAL:
        text_add(out, "exam.seats_total.%d=%.0f", fy, value);
        break;
    case LEVER_PLACES:
        text_add(out, "pipeline.%s.places.%d.%s=%.0f", channel, fy, major, value);
        break;
    case LEVER_PLACES_TOTAL:
        text_add(out, "pipeline.%s.places_total.%d=%.0f", channel, fy, value);
        break;
    case LEVER_TRANSFERS:
        text_add(out, "transfer.max.%d=%.0f", fy, value);
        break;
    case LEVER_RETRAIN:
        text_add(out, "retrain.max.%d=%.0f", fy, value);
        break;
    case LEVER_BUDGET:
        text_add(out, "budget.total_thb.%d=%.0f", fy, value);
        break;
    case LEVER_LIST_YEARS:
        text_add(out, "exam.list_years=%.0f", value);
        break;
    case LEVER_LAST_DAY:
        last_day_line(d, lever->l, steps, out);
        break;
    case LEVER_KINDS:
        break;
    }
}

bool ask_same(const struct ask *a, const struct ask *b)
{
    if (a->levers != b->levers) return false;
    for (int i = 0; i < a->levers; i++)
        if (memcmp(&a->lever[i], &b->lever[i], sizeof a->lever[i]) != 0) return false;
    return true;
}
