/* The data of the program as JSON (design.md, section 11), so that anyone can rebuild it in another
   system and compare. "No limit" is null. */
#include "planner/staffing.h"

static void int_years(struct json *json, const char *key, const int *value, int years)
{
    json_array(json, key);
    for (int t = 0; t < years; t++) json_int(json, NULL, value[t]);
    json_array_end(json);
}

static void number_years(struct json *json, const char *key, const double *value, int count)
{
    json_array(json, key);
    for (int t = 0; t < count; t++) json_number(json, NULL, value[t]);
    json_array_end(json);
}

static const char *school_code(const struct staffing *d, int s)
{
    return d->reg->school[s].code;
}

static const char *major_code(const struct staffing *d, int m)
{
    return d->reg->major[m].code;
}

static bool in_scope(const struct staffing *d, int s)
{
    return d->params->district_in[d->reg->school[s].district];
}

static void sets(struct json *json, const struct staffing *d)
{
    json_int(json, "first_fy", d->first_fy);
    json_int(json, "years", d->years);
    json_array(json, "majors");
    for (int m = 0; m < d->majors; m++) json_text(json, NULL, major_code(d, m));
    json_array_end(json);
    json_array(json, "schools");
    for (int s = 0; s < d->schools; s++)
        if (in_scope(d, s)) json_text(json, NULL, school_code(d, s));
    json_array_end(json);
}

static void chains(struct json *json, const struct staffing *d)
{
    json_array(json, "chains");
    for (int j = 0; j < d->chains; j++) {
        const int jt = j * d->years;
        json_object(json, NULL);
        json_text(json, "school", school_code(d, d->chain[j].school));
        json_text(json, "major", major_code(d, d->chain[j].major));
        json_int(json, "b0", d->b0[j]);
        int_years(json, "b", d->b + jt, d->years);
        int_years(json, "p", d->p + jt, d->years);
        int_years(json, "n", d->n + jt, d->years);
        json_object_end(json);
    }
    json_array_end(json);
}

static void by_school(struct json *json, const struct staffing *d)
{
    json_object(json, "frame");
    for (int s = 0; s < d->schools; s++)
        if (in_scope(d, s)) int_years(json, school_code(d, s), d->frame + s * d->years, d->years);
    json_object_end(json);
    json_object(json, "weight");
    for (int s = 0; s < d->schools; s++)
        if (in_scope(d, s)) json_number(json, school_code(d, s), d->weight[s]);
    json_object_end(json);
}

static void supply(struct json *json, const struct staffing *d)
{
    json_array(json, "lists");
    for (int l = 0; l < d->lists; l++) {
        json_object(json, NULL);
        json_text(json, "list", d->list[l].code);
        json_text(json, "major", major_code(d, d->list[l].major));
        json_int(json, "last_fy", d->first_fy + d->list[l].last_t);
        json_int(json, "remaining", d->list[l].remaining);
        json_object_end(json);
    }
    json_array_end(json);
    json_array(json, "committed");
    for (int i = 0; i < d->pipelines * d->majors * d->years; i++) {
        if (d->committed[i] == 0) continue;
        const int c = i / (d->majors * d->years), m = i / d->years % d->majors;
        json_object(json, NULL);
        json_text(json, "channel", d->reg->channel[d->params->pipeline[c].channel].code);
        json_text(json, "major", major_code(d, m));
        json_int(json, "fy", d->first_fy + i % d->years);
        json_int(json, "graduates", d->committed[i]);
        json_object_end(json);
    }
    json_array_end(json);
}

static void by_major(struct json *json, const struct staffing *d, const char *key,
                     const double *value)
{
    json_object(json, key);
    for (int m = 0; m < d->majors; m++)
        number_years(json, major_code(d, m), value + m * d->years, d->years);
    json_object_end(json);
}

static void pipelines(struct json *json, const struct staffing *d)
{
    json_object(json, "pipelines");
    for (int c = 0; c < d->pipelines; c++) {
        const struct pipeline_params *q = &d->params->pipeline[c];
        json_object(json, d->reg->channel[q->channel].code);
        json_int(json, "lead_years", q->lead_years);
        json_number(json, "completion", q->completion);
        number_years(json, "places_total", q->places_total, d->years);
        by_major(json, d, "places", q->places);
        number_years(json, "place_cost_thb", q->place_cost_thb, d->years);
        number_years(json, "hire_cost_thb", q->hire_cost_thb, d->years);
        json_object_end(json);
    }
    json_object_end(json);
}

/* Rules that a scenario may set and section 11 does not list; only those that are set. */
static void hard_rules(struct json *json, const struct staffing *d)
{
    const struct params *q = d->params;
    json_object(json, "rules");
    number_years(json, "max_short_share", q->max_short_share, d->years);
    number_years(json, "hard_minimum_thb", q->budget_minimum_thb, d->years);
    by_major(json, d, "min_headcount", q->min_headcount);
    json_object(json, "must_fill");
    for (int m = 0; m < d->majors; m++) {
        json_array(json, major_code(d, m));
        for (int t = 0; t < d->years; t++) json_bool(json, NULL, q->must_fill[m * d->years + t]);
        json_array_end(json);
    }
    json_object_end(json);
    json_object_end(json);
}

static void prices(struct json *json, const struct params *q)
{
    json_number(json, "discount", q->discount);
    number_years(json, "tier_shares", q->tier_share, q->tiers);
    number_years(json, "tier_prices", q->tier_price, q->tiers);
    number_years(json, "school_tier_shares", q->school_tier_share, q->school_tiers);
    number_years(json, "school_tier_prices", q->school_tier_price, q->school_tiers);
    json_number(json, "price_over", q->price_over);
    json_number(json, "price_move", q->price_move);
    json_number(json, "price_idle", q->price_idle);
    json_number(json, "price_retrain", q->price_retrain);
    json_number(json, "price_money", q->price_money);
}

static void parameters(struct json *json, const struct staffing *d)
{
    const struct params *q = d->params;
    json_object(json, "params");
    prices(json, q);
    number_years(json, "budget_thb", q->budget_thb, d->years);
    number_years(json, "transfers_max", q->transfers_max, d->years);
    number_years(json, "retrain_max", q->retrain_max, d->years);
    number_years(json, "transfer_cost_thb", q->transfer_cost_thb, d->years);
    number_years(json, "retrain_cost_thb", q->retrain_cost_thb, d->years);
    json_int(json, "list_years", q->list_years);
    number_years(json, "seats_total", q->seats_total, d->years);
    by_major(json, d, "seats", q->seats);
    number_years(json, "exam_cost_thb", q->exam_cost_thb, d->years);
    number_years(json, "call_cost_thb", q->call_cost_thb, d->years);
    pipelines(json, d);
    json_array(json, "retrain_arcs");
    for (int a = 0; a < d->arcs; a++) {
        json_array(json, NULL);
        json_text(json, NULL, major_code(d, d->arc[a].from_major));
        json_text(json, NULL, major_code(d, d->arc[a].to_major));
        json_array_end(json);
    }
    json_array_end(json);
    hard_rules(json, d);
    json_object_end(json);
}

void staffing_json(const struct staffing *d, struct text *out)
{
    struct json json;
    json_start(&json, out);
    json_object(&json, NULL);
    sets(&json, d);
    chains(&json, d);
    by_school(&json, d);
    supply(&json, d);
    parameters(&json, d);
    json_object_end(&json);
}
