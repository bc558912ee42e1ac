/* The statement of the staffing program (design.md, section 5): variables and rows, once.

   Read a .fill beside its .math: one lp_term() a term, in that order. Money stands in million
   baht, so that its coefficients are of the size of the others. */
#include "planner/staffing.h"

#include <math.h>
#include <stdio.h>

static const double MILLION = 1e6;

/* ---- accessors: one a parameter of the mathematics ------------------------------------ */

static const struct staffing *of(const void *data)
{
    return data;
}

static double b(const struct staffing *d, int j, int t)
{
    return t < 0 ? 0.0 : d->b[j * d->years + t];
}

static double n(const struct staffing *d, int j, int t)
{
    return d->n[j * d->years + t];
}

static double p(const struct staffing *d, int j, int t)
{
    return d->p[j * d->years + t];
}

/* F[s,t] = max(frame, sum(m) b) */
static double frame(const struct staffing *d, int s, int t)
{
    double staying = 0.0;
    for (int j = d->first_chain[s]; j < d->first_chain[s + 1]; j++) staying += b(d, j, t);
    return fmax(d->frame[s * d->years + t], staying);
}

static double discount(const struct staffing *d, int t)
{
    return pow(d->params->discount, t);
}

static double weight(const struct staffing *d, int j)
{
    return d->weight[d->chain[j].school];
}

/* Of the announced seats of a major who pass: 1 but in a sampled future. */
static double passing(const struct staffing *d, int m, int e)
{
    return d->params->pass_share ? d->params->pass_share[m * d->years + e] : 1.0;
}

static double seats(const struct staffing *d, int m, int e)
{
    return d->params->seats[m * d->years + e] * passing(d, m, e);
}

static const struct pipeline_params *pipeline(const struct staffing *d, int c)
{
    return &d->params->pipeline[c];
}

static double committed(const struct staffing *d, int c, int m, int t)
{
    return d->committed[(c * d->majors + m) * d->years + t];
}

/* Graduates that a number of places yields: floor(completion * places). */
static double graduates_of(const struct staffing *d, int c, double places)
{
    return isfinite(places) ? floor(pipeline(d, c)->completion * places + 1e-9) : LP_INF;
}

static double places(const struct staffing *d, int c, int m, int t)
{
    return graduates_of(d, c, pipeline(d, c)->places[m * d->years + t]);
}

static double places_total(const struct staffing *d, int c, int t)
{
    return graduates_of(d, c, pipeline(d, c)->places_total[t]);
}

/* Money of one unit, in million baht of that year; a graduate to be carries 1/completion places. */
static double exam_cost(const struct staffing *d, int t)
{
    return d->params->exam_cost_thb[t] / MILLION;
}

static double call_cost(const struct staffing *d, int t)
{
    return d->params->call_cost_thb[t] / MILLION;
}

static double hire_cost(const struct staffing *d, int c, int t)
{
    return pipeline(d, c)->hire_cost_thb[t] / MILLION;
}

static double train_cost(const struct staffing *d, int c, int t)
{
    return pipeline(d, c)->place_cost_thb[t] / pipeline(d, c)->completion / MILLION;
}

static double transfer_cost(const struct staffing *d, int t)
{
    return d->params->transfer_cost_thb[t] / MILLION;
}

static double retrain_cost(const struct staffing *d, int t)
{
    return d->params->retrain_cost_thb[t] / MILLION;
}

/* ---- which variables exist ------------------------------------------------------------- */

static bool in_exists(const void *data, struct lp_at at)
{
    return of(data)->chain[at.i[0]].can_enter;
}

/* Nobody can leave a chain that holds only teachers who stay and that nobody enters. */
static bool out_exists(const void *data, struct lp_at at)
{
    const struct staffing *d = data;
    return d->chain[at.i[0]].can_enter || b(d, at.i[0], at.i[1]) > p(d, at.i[0], at.i[1]);
}

static bool call_exists(const void *data, struct lp_at at)
{
    const int e = at.i[1], t = at.i[2];
    return e <= t && t <= e + of(data)->params->list_years - 1;
}

static bool oldcall_exists(const void *data, struct lp_at at)
{
    return at.i[1] <= of(data)->list[at.i[0]].last_t;
}

static bool train_exists(const void *data, struct lp_at at)
{
    return at.i[2] + pipeline(data, at.i[0])->lead_years < of(data)->years;
}

/* ---- caps and costs of variables -------------------------------------------------------- */

static double short_upper(const void *data, struct lp_at at)
{
    const struct staffing *d = data;
    const struct params *q = d->params;
    const int k = at.i[1], need = (int)n(d, at.i[0], at.i[2]);
    return staffing_tier_room(q->tier_share, q->tiers, k, need);
}

static double crowd_upper(const void *data, struct lp_at at)
{
    const struct staffing *d = data;
    const struct params *q = d->params;
    const int g = at.i[1], need = d->school_need[at.i[0] * d->years + at.i[2]];
    return staffing_tier_room(q->school_tier_share, q->school_tiers, g, need);
}

static double short_cost(const void *data, struct lp_at at)
{
    const struct staffing *d = data;
    return discount(d, at.i[2]) * weight(d, at.i[0]) * d->params->tier_price[at.i[1]];
}

static double crowd_cost(const void *data, struct lp_at at)
{
    const struct staffing *d = data;
    return discount(d, at.i[2]) * d->weight[at.i[0]] * d->params->school_tier_price[at.i[1]];
}

static double over_cost(const void *data, struct lp_at at)
{
    return discount(data, at.i[1]) * of(data)->params->price_over;
}

static double priced_money(const struct staffing *d, int t, double million_thb)
{
    return discount(d, t) * d->params->price_money * million_thb;
}

static double out_cost(const void *data, struct lp_at at)
{
    const struct staffing *d = data;
    const int t = at.i[1];
    const double stay = d->kept ? d->kept->stay_price[t] : 0.0;
    return discount(d, t) * d->params->price_move + priced_money(d, t, transfer_cost(d, t)) + stay +
           (d->tilt ? d->tilt->move : 0.0);
}

static double pass_cost(const void *data, struct lp_at at)
{
    const struct staffing *d = data;
    const double push = d->tilt ? d->tilt->pass[at.i[0] * d->years + at.i[1]] : 0.0;
    return priced_money(d, at.i[1], exam_cost(d, at.i[1])) + push;
}

static double call_push(const struct staffing *d, int m, int t)
{
    return d->tilt ? d->tilt->call[m * d->years + t] : 0.0;
}

static double call_up_cost(const void *data, struct lp_at at)
{
    return priced_money(data, at.i[2], call_cost(data, at.i[2])) +
           call_push(data, at.i[0], at.i[2]);
}

static double oldcall_cost(const void *data, struct lp_at at)
{
    return priced_money(data, at.i[1], call_cost(data, at.i[1])) +
           call_push(data, of(data)->list[at.i[0]].major, at.i[1]);
}

static double place_cost(const void *data, struct lp_at at)
{
    const struct staffing *d = data;
    const int cell = (at.i[0] * d->majors + at.i[1]) * d->years + at.i[2];
    const double push = d->tilt ? d->tilt->train[cell] : 0.0;
    return priced_money(d, at.i[2], train_cost(d, at.i[0], at.i[2])) + push;
}

static double grad_cost(const void *data, struct lp_at at)
{
    return priced_money(data, at.i[2], hire_cost(data, at.i[0], at.i[2]));
}

static double idle_cost(const void *data, struct lp_at at)
{
    return discount(data, at.i[2]) * of(data)->params->price_idle;
}

static double retraining_cost(const void *data, struct lp_at at)
{
    const struct staffing *d = data;
    const int t = at.i[1];
    return discount(d, t) * d->params->price_retrain + priced_money(d, t, retrain_cost(d, t));
}

static double broken_upper(const void *data, struct lp_at at)
{
    return of(data)->kept->promise[at.i[0]].count;
}

static double broken_cost(const void *data, struct lp_at at)
{
    return of(data)->kept->promise[at.i[0]].price;
}

/* ---- rows ------------------------------------------------------------------------------ */

static void fill_flow(struct lp_row *row, const void *data, struct lp_at at)
{
    const struct staffing *d = data;
    const int j = at.i[0], t = at.i[1];
    lp_term(row, HEAD, AT(j, t), 1.0);
    if (t > 0) lp_term(row, HEAD, AT(j, t - 1), -1.0);
    if (in_exists(d, at)) lp_term(row, IN, AT(j, t), -1.0);
    if (out_exists(d, at)) lp_term(row, OUT, AT(j, t), 1.0);
    lp_rhs(row, b(d, j, t) - b(d, j, t - 1));
}

static void fill_need(struct lp_row *row, const void *data, struct lp_at at)
{
    const struct staffing *d = data;
    const int j = at.i[0], t = at.i[1];
    lp_term(row, HEAD, AT(j, t), 1.0);
    for (int k = 0; k < d->params->tiers; k++) lp_term(row, SHORT, AT(j, k, t), 1.0);
    lp_term(row, OVER, AT(j, t), -1.0);
    lp_rhs(row, n(d, j, t));
}

static void fill_stay(struct lp_row *row, const void *data, struct lp_at at)
{
    lp_term(row, HEAD, AT(at.i[0], at.i[1]), 1.0);
    lp_rhs(row, p(data, at.i[0], at.i[1]));
}

static void fill_frame(struct lp_row *row, const void *data, struct lp_at at)
{
    const struct staffing *d = data;
    const int s = at.i[0], t = at.i[1];
    for (int j = d->first_chain[s]; j < d->first_chain[s + 1]; j++)
        lp_term(row, HEAD, AT(j, t), 1.0);
    lp_rhs(row, frame(d, s, t));
}

static void add_school_short(struct lp_row *row, const struct staffing *d, int s, int t)
{
    for (int j = d->first_chain[s]; j < d->first_chain[s + 1]; j++)
        for (int k = 0; k < d->params->tiers; k++) lp_term(row, SHORT, AT(j, k, t), 1.0);
}

static void fill_school(struct lp_row *row, const void *data, struct lp_at at)
{
    const struct staffing *d = data;
    const int s = at.i[0], t = at.i[1];
    add_school_short(row, d, s, t);
    for (int g = 0; g < d->params->school_tiers; g++) lp_term(row, CROWD, AT(s, g, t), -1.0);
}

/* sum(s) of a variable of the chains of m, which must exist there. */
static void add_major(struct lp_row *row, const struct staffing *d, int var,
                      bool (*exists)(const void *, struct lp_at), int m, int t)
{
    for (int s = 0; s < d->schools; s++) {
        const int j = d->chain_of[s * d->majors + m];
        if (j >= 0 && (!exists || exists(d, AT(j, t)))) lp_term(row, var, AT(j, t), 1.0);
    }
}

static void fill_arrive(struct lp_row *row, const void *data, struct lp_at at)
{
    const struct staffing *d = data;
    const int m = at.i[0], t = at.i[1];
    add_major(row, d, IN, in_exists, m, t);
    lp_term(row, MOVE, AT(m, t), -1.0);
    for (int e = 0; e <= t; e++)
        if (call_exists(d, AT(m, e, t))) lp_term(row, CALL, AT(m, e, t), -1.0);
    for (int l = 0; l < d->lists; l++)
        if (d->list[l].major == m && t <= d->list[l].last_t) lp_term(row, OLDCALL, AT(l, t), -1.0);
    for (int c = 0; c < d->pipelines; c++) lp_term(row, GRAD, AT(c, m, t), -1.0);
}

static void fill_leave(struct lp_row *row, const void *data, struct lp_at at)
{
    const struct staffing *d = data;
    const int m = at.i[0], t = at.i[1];
    add_major(row, d, OUT, out_exists, m, t);
    for (int a = 0; a < d->arcs; a++) {
        if (d->arc[a].to_major == m) lp_term(row, RETRAIN, AT(a, t), 1.0);
        if (d->arc[a].from_major == m) lp_term(row, RETRAIN, AT(a, t), -1.0);
    }
    lp_term(row, MOVE, AT(m, t), -1.0);
}

static void fill_list(struct lp_row *row, const void *data, struct lp_at at)
{
    const struct staffing *d = data;
    const int m = at.i[0], e = at.i[1];
    for (int t = e; t < d->years; t++)
        if (call_exists(d, AT(m, e, t))) lp_term(row, CALL, AT(m, e, t), 1.0);
    lp_term(row, PASS, AT(m, e), -1.0);
}

static void fill_oldlist(struct lp_row *row, const void *data, struct lp_at at)
{
    const struct staffing *d = data;
    for (int t = 0; t <= d->list[at.i[0]].last_t; t++) lp_term(row, OLDCALL, AT(at.i[0], t), 1.0);
    lp_rhs(row, d->list[at.i[0]].remaining);
}

static void fill_seats(struct lp_row *row, const void *data, struct lp_at at)
{
    lp_term(row, PASS, AT(at.i[0], at.i[1]), 1.0);
    lp_rhs(row, seats(data, at.i[0], at.i[1]));
}

static void fill_seats_total(struct lp_row *row, const void *data, struct lp_at at)
{
    for (int m = 0; m < of(data)->majors; m++)
        lp_term(row, PASS, AT(m, at.i[0]), 1.0 / passing(data, m, at.i[0]));
    lp_rhs(row, of(data)->params->seats_total[at.i[0]]);
}

static void fill_yield(struct lp_row *row, const void *data, struct lp_at at)
{
    const int c = at.i[0], m = at.i[1], t = at.i[2];
    const int intake = t - pipeline(data, c)->lead_years;
    lp_term(row, GRAD, AT(c, m, t), 1.0);
    lp_term(row, IDLE, AT(c, m, t), 1.0);
    if (intake >= 0) lp_term(row, TRAIN, AT(c, m, intake), -1.0);
    lp_rhs(row, committed(data, c, m, t));
}

static void fill_places(struct lp_row *row, const void *data, struct lp_at at)
{
    lp_term(row, TRAIN, AT(at.i[0], at.i[1], at.i[2]), 1.0);
    lp_rhs(row, places(data, at.i[0], at.i[1], at.i[2]));
}

static void fill_places_total(struct lp_row *row, const void *data, struct lp_at at)
{
    const int c = at.i[0], t = at.i[1];
    for (int m = 0; m < of(data)->majors; m++) lp_term(row, TRAIN, AT(c, m, t), 1.0);
    lp_rhs(row, places_total(data, c, t));
}

static void fill_moves(struct lp_row *row, const void *data, struct lp_at at)
{
    const struct staffing *d = data;
    const int t = at.i[0];
    for (int j = 0; j < d->chains; j++)
        if (out_exists(d, AT(j, t))) lp_term(row, OUT, AT(j, t), 1.0);
    lp_rhs(row, d->params->transfers_max[t]);
}

static void fill_retrains(struct lp_row *row, const void *data, struct lp_at at)
{
    for (int a = 0; a < of(data)->arcs; a++) lp_term(row, RETRAIN, AT(a, at.i[0]), 1.0);
    lp_rhs(row, of(data)->params->retrain_max[at.i[0]]);
}

/* money[t] in million baht */
static void add_money(struct lp_row *row, const struct staffing *d, int t)
{
    for (int m = 0; m < d->majors; m++) {
        lp_term(row, PASS, AT(m, t), exam_cost(d, t));
        for (int e = 0; e <= t; e++)
            if (call_exists(d, AT(m, e, t))) lp_term(row, CALL, AT(m, e, t), call_cost(d, t));
        for (int c = 0; c < d->pipelines; c++) {
            lp_term(row, GRAD, AT(c, m, t), hire_cost(d, c, t));
            if (train_exists(d, AT(c, m, t))) lp_term(row, TRAIN, AT(c, m, t), train_cost(d, c, t));
        }
    }
    for (int l = 0; l < d->lists; l++)
        if (t <= d->list[l].last_t) lp_term(row, OLDCALL, AT(l, t), call_cost(d, t));
    for (int j = 0; j < d->chains; j++)
        if (out_exists(d, AT(j, t))) lp_term(row, OUT, AT(j, t), transfer_cost(d, t));
    for (int a = 0; a < d->arcs; a++) lp_term(row, RETRAIN, AT(a, t), retrain_cost(d, t));
}

static void fill_budget(struct lp_row *row, const void *data, struct lp_at at)
{
    add_money(row, data, at.i[0]);
    lp_rhs(row, of(data)->params->budget_thb[at.i[0]] / MILLION);
}

static void fill_spend(struct lp_row *row, const void *data, struct lp_at at)
{
    add_money(row, data, at.i[0]);
    lp_rhs(row, of(data)->params->budget_minimum_thb[at.i[0]] / MILLION);
}

static void fill_short_share(struct lp_row *row, const void *data, struct lp_at at)
{
    const struct staffing *d = data;
    const int s = at.i[0], t = at.i[1];
    add_school_short(row, d, s, t);
    lp_rhs(row, staffing_short_limit(d, s, t));
}

static void fill_must_fill(struct lp_row *row, const void *data, struct lp_at at)
{
    const struct staffing *d = data;
    const int m = at.i[0], t = at.i[1];
    for (int s = 0; s < d->schools; s++) {
        const int j = d->chain_of[s * d->majors + m];
        for (int k = 0; j >= 0 && k < d->params->tiers; k++) lp_term(row, SHORT, AT(j, k, t), 1.0);
    }
}

static void fill_min_headcount(struct lp_row *row, const void *data, struct lp_at at)
{
    add_major(row, data, HEAD, NULL, at.i[0], at.i[1]);
    lp_rhs(row, of(data)->params->min_headcount[at.i[0] * of(data)->years + at.i[1]]);
}

static void fill_keep(struct lp_row *row, const void *data, struct lp_at at)
{
    const struct staffing_promise *promise = &of(data)->kept->promise[at.i[0]];
    lp_term(row, promise->var, promise->at, 1.0);
    lp_term(row, BROKEN, at, 1.0);
    lp_rhs(row, promise->count);
}

/* ---- rules that only some scenarios set ---------------------------------------------------- */

static bool seats_set(const void *data, struct lp_at at)
{
    return isfinite(seats(data, at.i[0], at.i[1]));
}

static bool seats_total_set(const void *data, struct lp_at at)
{
    return isfinite(of(data)->params->seats_total[at.i[0]]);
}

static bool places_set(const void *data, struct lp_at at)
{
    return train_exists(data, at) && isfinite(places(data, at.i[0], at.i[1], at.i[2]));
}

static bool places_total_set(const void *data, struct lp_at at)
{
    return train_exists(data, AT(at.i[0], 0, at.i[1])) &&
           isfinite(places_total(data, at.i[0], at.i[1]));
}

static bool moves_set(const void *data, struct lp_at at)
{
    return isfinite(of(data)->params->transfers_max[at.i[0]]);
}

static bool retrains_set(const void *data, struct lp_at at)
{
    return of(data)->arcs > 0 && isfinite(of(data)->params->retrain_max[at.i[0]]);
}

static bool budget_set(const void *data, struct lp_at at)
{
    return isfinite(of(data)->params->budget_thb[at.i[0]]);
}

static bool spend_set(const void *data, struct lp_at at)
{
    return of(data)->params->budget_minimum_thb[at.i[0]] > 0.0;
}

static bool short_share_set(const void *data, struct lp_at at)
{
    const struct staffing *d = data;
    return isfinite(d->params->max_short_share[at.i[1]]) &&
           d->school_need[at.i[0] * d->years + at.i[1]] > 0;
}

static bool must_fill_set(const void *data, struct lp_at at)
{
    return of(data)->params->must_fill[at.i[0] * of(data)->years + at.i[1]];
}

static bool min_headcount_set(const void *data, struct lp_at at)
{
    return of(data)->params->min_headcount[at.i[0] * of(data)->years + at.i[1]] > 0.0;
}

/* ---- sets ------------------------------------------------------------------------------- */

static int chains(const void *data)
{
    return of(data)->chains;
}

static int schools(const void *data)
{
    return of(data)->schools;
}

static int majors(const void *data)
{
    return of(data)->majors;
}

static int years(const void *data)
{
    return of(data)->years;
}

static int pipelines(const void *data)
{
    return of(data)->pipelines;
}

static int lists(const void *data)
{
    return of(data)->lists;
}

static int arcs(const void *data)
{
    return of(data)->arcs;
}

static int promises(const void *data)
{
    return of(data)->kept ? of(data)->kept->promises : 0;
}

static int tiers(const void *data)
{
    return of(data)->params->tiers;
}

static int school_tiers(const void *data)
{
    return of(data)->params->school_tiers;
}

static void school_label(const void *data, int s, char *out, size_t size)
{
    snprintf(out, size, "%s", of(data)->reg->school[s].code);
}

static void major_label(const void *data, int m, char *out, size_t size)
{
    snprintf(out, size, "%s", of(data)->reg->major[m].code);
}

static void chain_label(const void *data, int j, char *out, size_t size)
{
    const struct staffing_chain *chain = &of(data)->chain[j];
    snprintf(out, size, "%s,%s", of(data)->reg->school[chain->school].code,
             of(data)->reg->major[chain->major].code);
}

static void year_label(const void *data, int t, char *out, size_t size)
{
    snprintf(out, size, "%d", of(data)->first_fy + t);
}

static void pipeline_label(const void *data, int c, char *out, size_t size)
{
    snprintf(out, size, "%s", of(data)->reg->channel[pipeline(data, c)->channel].code);
}

static void list_label(const void *data, int l, char *out, size_t size)
{
    snprintf(out, size, "%s,%s", of(data)->list[l].code,
             of(data)->reg->major[of(data)->list[l].major].code);
}

static void arc_label(const void *data, int a, char *out, size_t size)
{
    snprintf(out, size, "%s,%s", of(data)->reg->major[of(data)->arc[a].from_major].code,
             of(data)->reg->major[of(data)->arc[a].to_major].code);
}

/* A promise is told apart by its number; what it is about stands beside it in the row. */
static void promise_label(const void *data, int q, char *out, size_t size)
{
    (void)data;
    snprintf(out, size, "%d", q + 1);
}

static void tier_label(const void *data, int k, char *out, size_t size)
{
    (void)data;
    snprintf(out, size, "%d", k + 1);
}

// clang-format off
static const struct lp_set sets[] = {
    {'j', chains,       chain_label},    /* (s,m): a teacher today or a need in some year */
    {'s', schools,      school_label},
    {'m', majors,       major_label},
    {'t', years,        year_label},
    {'e', years,        year_label},
    {'c', pipelines,    pipeline_label},
    {'k', tiers,        tier_label},
    {'g', school_tiers, tier_label},
    {'l', lists,        list_label},
    {'a', arcs,         arc_label},
    {'q', promises,     promise_label},
};

static const struct lp_var_family vars[STAFFING_VARS] = {
    [HEAD]    = {"head",    "jt",  "teachers", "headcount x at the opening of t",             NULL,           NULL,        NULL},
    [IN]      = {"in",      "jt",  "teachers", "who come to the chain at the opening of t",   in_exists,      NULL,        NULL},
    [OUT]     = {"out",     "jt",  "teachers", "who leave the chain for another",             out_exists,     NULL,        out_cost},
    [SHORT]   = {"short",   "jkt", "posts",    "need not met, tier k of the chain",           NULL,           short_upper, short_cost},
    [OVER]    = {"over",    "jt",  "teachers", "headcount above need",                        NULL,           NULL,        over_cost},
    [CROWD]   = {"crowd",   "sgt", "posts",    "shortage of a school as a whole, tier g",     NULL,           crowd_upper, crowd_cost},
    [MOVE]    = {"move",    "mt",  "teachers", "transfers that arrive in a major",            NULL,           NULL,        NULL},
    [PASS]    = {"pass",    "me",  "people",   "passers of the exam of year e",               NULL,           NULL,        pass_cost},
    [CALL]    = {"call",    "met", "people",   "called in t from the list of the exam of e",  call_exists,    NULL,        call_up_cost},
    [OLDCALL] = {"oldcall", "lt",  "people",   "called in t from a list that exists today",   oldcall_exists, NULL,        oldcall_cost},
    [TRAIN]   = {"train",   "cmt", "people",   "graduates that the intake of t will yield",   train_exists,   NULL,        place_cost},
    [GRAD]    = {"grad",    "cmt", "people",   "graduates appointed in t",                    NULL,           NULL,        grad_cost},
    [IDLE]    = {"idle",    "cmt", "people",   "graduates of t who are not appointed",        NULL,           NULL,        idle_cost},
    [RETRAIN] = {"retrain", "at",  "teachers", "teachers who change major along the arc",     NULL,           NULL,        retraining_cost},
    [BROKEN]  = {"broken",  "q",   "people",   "promised by an earlier plan and not kept",    NULL,           broken_upper, broken_cost},
};

static const struct lp_row_family rows[STAFFING_ROWS] = {
    [FLOW]    = {"flow",    "jt", "head[s,m,t] - head[s,m,t-1] - in[s,m,t] + out[s,m,t] = b[s,m,t] - b[s,m,t-1]",
                 "headcount changes by those who leave for good, come and move; nothing before year 1",
                 LP_LAW, LP_EQ, NULL, fill_flow,
                 .th = "จำนวนครูเปลี่ยนตามผู้ที่พ้นไป เข้ามา และย้าย"},
    [NEED]    = {"need",    "jt", "head[s,m,t] + sum(k) short[s,m,k,t] - over[s,m,t] = n[s,m,t]",
                 "the need is met, or the gap is counted",
                 LP_LAW, LP_EQ, NULL, fill_need, .defines = 1 + HEAD,
                 .th = "ความต้องการครูได้รับครู หรือนับเป็นขาด"},
    [STAY]    = {"stay",    "jt", "head[s,m,t] >= p[s,m,t]",
                 "who retires inside the horizon is not transferred before",
                 LP_LAW, LP_GE, NULL, fill_stay,
                 .th = "ผู้ที่จะเกษียณในช่วงแผนไม่ถูกย้ายก่อน"},
    [FRAME]   = {"frame",   "st", "sum(m) head[s,m,t] <= F[s,t]",
                 "a school fills no more posts than its frame",
                 LP_RULE, LP_LE, NULL, fill_frame,
                 .th = "โรงเรียนมีครูไม่เกินกรอบอัตรากำลัง"},
    [SCHOOL]  = {"school",  "st", "sum(m,k) short[s,m,k,t] - sum(g) crowd[s,g,t] <= 0",
                 "the shortage of a school as a whole is counted",
                 LP_LAW, LP_LE, NULL, fill_school,
                 .th = "นับการขาดครูรวมทั้งโรงเรียน"},
    [ARRIVE]  = {"arrive",  "mt", "sum(s) in[s,m,t] - move[m,t] - sum(e) call[m,e,t] - sum(l) oldcall[l,t] - sum(c) grad[c,m,t] = 0",
                 "who comes to a school was transferred, called or has graduated",
                 LP_LAW, LP_EQ, NULL, fill_arrive,
                 .th = "ครูที่เข้าโรงเรียนมาจากการย้าย การเรียกบรรจุ หรือเป็นบัณฑิต"},
    [LEAVE]   = {"leave",   "mt", "sum(s) out[s,m,t] + sum(a) +-retrain[a,t] - move[m,t] = 0",
                 "who is transferred left a school of the major, or was retrained into it",
                 LP_LAW, LP_EQ, NULL, fill_leave,
                 .th = "ครูที่ย้ายออกจากโรงเรียนหนึ่งต้องไปเข้าอีกโรงเรียน หรืออบรมเปลี่ยนวิชาเอก"},
    [LIST]    = {"list",    "me", "sum(t) call[m,e,t] - pass[m,e] <= 0",
                 "nobody is called who did not pass, and only while the list is valid",
                 LP_LAW, LP_LE, NULL, fill_list,
                 .th = "เรียกบรรจุได้เฉพาะผู้สอบได้ และเฉพาะเมื่อบัญชียังไม่หมดอายุ"},
    [OLDLIST] = {"oldlist", "l",  "sum(t) oldcall[l,t] <= remaining[l]",
                 "a list of today has only so many people left, up to its last day",
                 LP_LAW, LP_LE, NULL, fill_oldlist,
                 .th = "บัญชีที่มีอยู่เหลือคนเท่านี้ ถึงวันหมดอายุ"},
    [SEATS]   = {"seats",   "me", "pass[m,e] <= passing * seats[m,e]",
                 "seats of the exam by major",
                 LP_RULE, LP_LE, seats_set, fill_seats,
                 .th = "จำนวนรับของการสอบรายวิชาเอก"},
    [SEATS_TOTAL] = {"seats_total", "e", "sum(m) pass[m,e] / passing <= seats_total[e]",
                 "seats of the exam in all",
                 LP_RULE, LP_LE, seats_total_set, fill_seats_total,
                 .th = "จำนวนรับของการสอบรวมทุกวิชาเอก"},
    [YIELD]   = {"yield",   "cmt", "grad[c,m,t] + idle[c,m,t] - train[c,m,t-lead] = committed[c,m,t]",
                 "graduates come from the places offered lead years before and from those now studying",
                 LP_LAW, LP_EQ, NULL, fill_yield,
                 .th = "บัณฑิตมาจากที่เรียนที่เปิดไว้ก่อนและผู้ที่กำลังเรียน"},
    [PLACES]  = {"places",  "cmt", "train[c,m,t] <= floor(completion * places[c,m,t])",
                 "places of a pipeline by major, as graduates",
                 LP_RULE, LP_LE, places_set, fill_places,
                 .th = "ที่เรียนรายวิชาเอกของช่องทาง นับเป็นบัณฑิต"},
    [PLACES_TOTAL] = {"places_total", "ct", "sum(m) train[c,m,t] <= floor(completion * places_total[c,t])",
                 "places of a pipeline in all, as graduates",
                 LP_RULE, LP_LE, places_total_set, fill_places_total,
                 .th = "ที่เรียนรวมของช่องทาง นับเป็นบัณฑิต"},
    [TRANSFERS] = {"moves", "t",  "sum(s,m) out[s,m,t] <= transfers_max[t]",
                 "transfers of a year",
                 LP_RULE, LP_LE, moves_set, fill_moves,
                 .th = "จำนวนการย้ายของปี"},
    [RETRAINS] = {"retrains", "t", "sum(a) retrain[a,t] <= retrain_max[t]",
                 "retrainings of a year",
                 LP_RULE, LP_LE, retrains_set, fill_retrains,
                 .th = "จำนวนการอบรมเปลี่ยนวิชาเอกของปี"},
    [BUDGET]  = {"budget",  "t",  "sum of cost * (pass[m,t], call[m,e,t], grad[c,m,t], train[c,m,t], oldcall[l,t], out[s,m,t], retrain[a,t]) <= budget[t]",
                 "the money of a year stays within the budget, in million baht",
                 LP_RULE, LP_LE, budget_set, fill_budget,
                 .th = "เงินของปีอยู่ในงบประมาณ หน่วยล้านบาท"},
    [SHORT_SHARE] = {"short_share", "st", "sum(m,k) short[s,m,k,t] <= floor(max_short_share[t] * need[s,t])",
                 "no school is short of more than a share of its need",
                 LP_RULE, LP_LE, short_share_set, fill_short_share,
                 .th = "ไม่มีโรงเรียนใดขาดครูเกินสัดส่วนที่กำหนด"},
    [MUST_FILL] = {"must_fill", "mt", "sum(s,k) short[s,m,k,t] <= 0",
                 "no school is short of this major",
                 LP_RULE, LP_LE, must_fill_set, fill_must_fill,
                 .th = "ไม่มีโรงเรียนใดขาดครูวิชาเอกนี้"},
    [MIN_HEADCOUNT] = {"min_headcount", "mt", "sum(s) head[s,m,t] >= min_headcount[m,t]",
                 "the city keeps at least so many teachers of a major",
                 LP_RULE, LP_GE, min_headcount_set, fill_min_headcount,
                 .th = "ทั้งเมืองมีครูวิชาเอกนี้ไม่ต่ำกว่าที่กำหนด"},
    [SPEND]   = {"spend",   "t",  "sum of cost * (pass[m,t], call[m,e,t], grad[c,m,t], train[c,m,t], oldcall[l,t], out[s,m,t], retrain[a,t]) >= hard_minimum[t]",
                 "at least so much of the budget is spent, in million baht",
                 LP_RULE, LP_GE, spend_set, fill_spend,
                 .th = "ใช้งบประมาณไม่ต่ำกว่าที่กำหนด หน่วยล้านบาท"},
    [KEEP]    = {"keep",    "q",  "one of in[s,m,t], out[s,m,t], pass[m,e], call[m,e,t], oldcall[l,t], train[c,m,t] + broken[q] >= promised[q]",
                 "what an earlier plan promised is kept, or counted as broken",
                 LP_LAW, LP_GE, NULL, fill_keep,
                 .th = "รักษาสิ่งที่แผนก่อนให้คำมั่นไว้ หรือนับเป็นคำมั่นที่ไม่ได้รักษา"},
};

const struct block_roles staffing_blocks = {
    .state = HEAD, .rise = IN, .fall = OUT, .tier = SHORT, .excess = OVER, .crowd = CROWD,
    .flow = FLOW, .need = NEED, .stay = STAY, .room = FRAME, .total = SCHOOL,
};
// clang-format on

const struct lp_model staffing_model = {
    sets, sizeof sets / sizeof *sets, vars, STAFFING_VARS, rows, STAFFING_ROWS};

bool staffing_has(const struct staffing *d, int var, struct lp_at at)
{
    return !vars[var].exists || vars[var].exists(d, at);
}

void staffing_each(const struct staffing *d, int var,
                   void (*visit)(void *context, int var, struct lp_at at), void *context)
{
    const char *over = vars[var].over;
    int size[3] = {1, 1, 1};
    for (int i = 0; over[i]; i++)
        for (int k = 0; k < staffing_model.sets; k++)
            if (sets[k].letter == over[i]) size[i] = sets[k].count(d);
    for (int a = 0; a < size[0]; a++)
        for (int o = 0; o < size[1]; o++)
            for (int z = 0; z < size[2]; z++) visit(context, var, AT(a, o, z));
}
