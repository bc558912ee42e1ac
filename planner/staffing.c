/* The data of the staffing program: register, scenario, leavers and needs joined into chains. */
#include "planner/staffing.h"

#include "base/mem.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The equity index has mean 50 and ten points a standard deviation (design.md, section 6). */
static const double INDEX_MEAN = 50.0, INDEX_STEP = 10.0;

/* C_k of staffing_tier_room; C_(-1) is 0. */
static int tier_cap(const double *share, int tiers, int k, int total)
{
    if (k < 0) return 0;
    if (k == tiers - 1) return total;
    double cumulative = 0.0;
    for (int i = 0; i <= k; i++) cumulative += share[i];
    return (int)floor(total * cumulative + 0.5 + 1e-9);
}

int staffing_tier_room(const double *share, int tiers, int k, int total)
{
    return tier_cap(share, tiers, k, total) - tier_cap(share, tiers, k - 1, total);
}

double staffing_short_limit(const struct staffing *d, int s, int t)
{
    return floor(d->params->max_short_share[t] * d->school_need[s * d->years + t] + 1e-9);
}

static bool in_scope(const struct staffing *d, int s)
{
    return d->params->district_in[d->reg->school[s].district];
}

/* True when (s, m) has a teacher today or a need today or in some year of the horizon. */
static bool is_chain(const struct leavers *leavers, const struct needs *needs, int s, int m)
{
    const int cell = (s * leavers->majors + m) * (leavers->years + 1);
    if (leavers->in_post[cell] > 0) return true;
    for (int y = 0; y <= needs->years; y++)
        if (needs->need[cell + y] > 0) return true;
    return false;
}

static void find_chains(struct staffing *d, const struct leavers *leavers,
                        const struct needs *needs)
{
    d->chain_of = mem_new((size_t)d->schools * d->majors, sizeof *d->chain_of);
    d->first_chain = mem_new((size_t)d->schools + 1, sizeof *d->first_chain);
    d->chain = mem_new((size_t)d->schools * d->majors, sizeof *d->chain);
    for (int s = 0; s < d->schools; s++) {
        d->first_chain[s] = d->chains;
        for (int m = 0; m < d->majors; m++) {
            const bool exists = in_scope(d, s) && is_chain(leavers, needs, s, m);
            d->chain_of[s * d->majors + m] = exists ? d->chains : -1;
            if (exists) d->chain[d->chains++] = (struct staffing_chain){.school = s, .major = m};
        }
    }
    d->first_chain[d->schools] = d->chains;
}

static int *per_chain_year(const struct staffing *d)
{
    return mem_new((size_t)d->chains * d->years, sizeof(int));
}

static void fill_chains(struct staffing *d, const struct leavers *leavers,
                        const struct needs *needs)
{
    const int T = d->years;
    d->b0 = mem_new(d->chains, sizeof(int));
    d->need0 = mem_new(d->chains, sizeof(int));
    d->b = per_chain_year(d);
    d->p = per_chain_year(d);
    d->n = per_chain_year(d);
    d->retire = per_chain_year(d);
    d->loss = per_chain_year(d);
    for (int j = 0; j < d->chains; j++) {
        struct staffing_chain *chain = &d->chain[j];
        const int cell = (chain->school * d->majors + chain->major) * (T + 1);
        d->b0[j] = leavers->in_post[cell];
        d->need0[j] = needs->need[cell];
        for (int t = 0; t < T; t++) {
            const int jt = j * T + t;
            d->b[jt] = leavers->in_post[cell + t + 1];
            d->p[jt] = leavers->pinned[cell + t + 1];
            d->retire[jt] = leavers->retired[cell + t + 1];
            d->loss[jt] = leavers->lost[cell + t + 1];
            d->n[jt] = needs->need[cell + t + 1];
            chain->can_enter |= d->n[jt] > 0;
        }
    }
}

static void fill_schools(struct staffing *d, const struct needs *needs)
{
    const int T = d->years;
    d->frame = mem_new((size_t)d->schools * T, sizeof(int));
    d->school_need = mem_new((size_t)d->schools * T, sizeof(int));
    for (int s = 0; s < d->schools; s++)
        for (int t = 0; t < T; t++) {
            d->frame[s * T + t] = needs->frame[s * (T + 1) + t + 1];
            for (int j = d->first_chain[s]; j < d->first_chain[s + 1]; j++)
                d->school_need[s * T + t] += d->n[j * T + t];
        }
}

static double clipped(double value, double lowest, double highest)
{
    return value < lowest ? lowest : value > highest ? highest : value;
}

static void fill_weights(struct staffing *d)
{
    const struct params *params = d->params;
    d->weight = mem_new(d->schools, sizeof *d->weight);
    for (int s = 0; s < d->schools; s++) d->weight[s] = 1.0;
    for (int i = 0; i < d->reg->equities; i++) {
        const struct equity_row *row = &d->reg->equity[i];
        const double z = (row->index - INDEX_MEAN) / INDEX_STEP;
        d->weight[row->school] =
            clipped(1.0 + params->alpha * z, params->weight_min, params->weight_max);
    }
    double weighted = 0.0, need = 0.0;
    for (int s = 0; s < d->schools; s++)
        for (int t = 0; t < d->years; t++) {
            weighted += d->weight[s] * d->school_need[s * d->years + t];
            need += d->school_need[s * d->years + t];
        }
    for (int s = 0; s < d->schools; s++)
        d->weight[s] = !in_scope(d, s)  ? 1.0
                       : weighted > 0.0 ? d->weight[s] * need / weighted
                                        : d->weight[s];
}

/* Lists of today. One that has ended before the first opening cannot be called in any year. */
static enum err_code fill_lists(struct staffing *d, struct err *err)
{
    d->lists = d->reg->lists;
    d->list = mem_new(d->lists, sizeof *d->list);
    for (int l = 0; l < d->lists; l++) {
        const struct eligible_list *row = &d->reg->list[l];
        int last_t = date_fiscal_year(row->last_day) - d->first_fy;
        if (last_t >= d->years) last_t = d->years - 1;
        if (last_t < -1) last_t = -1;
        d->list[l] = (struct staffing_list){row->code, row->major, last_t, row->remaining};
        int fy = 0, end = 0;
        if (sscanf(row->code, "exam-%4d%n", &fy, &end) == 1 && row->code[end] == '\0' &&
            fy >= d->first_fy && fy < d->first_fy + d->years)
            return err_set(err, ERR_INPUT,
                           "ชื่อบัญชี '%s' ซ้ำกับชื่อที่แผนจะสร้างเอง โปรดใช้ชื่ออื่นใน eligible_lists.csv",
                           "list '%s' has the name of a list that the plan makes itself, use "
                           "another code in eligible_lists.csv",
                           row->code);
    }
    d->arcs = d->reg->arcs;
    d->arc = mem_new(d->arcs, sizeof *d->arc);
    if (d->arcs > 0) memcpy(d->arc, d->reg->arc, (size_t)d->arcs * sizeof *d->arc);
    return ERR_OK;
}

static void fill_committed(struct staffing *d)
{
    const int T = d->years;
    d->pipelines = d->params->pipelines;
    d->committed = mem_new((size_t)d->pipelines * d->majors * T, sizeof(int));
    for (int i = 0; i < d->reg->committeds; i++) {
        const struct committed_row *row = &d->reg->committed[i];
        const int t = row->fy - d->first_fy;
        for (int c = 0; c < d->pipelines; c++)
            if (d->params->pipeline[c].channel == row->channel && t >= 0 && t < T)
                d->committed[(c * d->majors + row->major) * T + t] += row->graduates;
    }
}

enum err_code staffing_make_from(const struct school_register *reg, const struct params *params,
                                 const struct leavers *leavers, struct staffing *out,
                                 struct err *err)
{
    struct staffing d = {.reg = reg,
                         .params = params,
                         .years = params->years,
                         .first_fy = params->first_fy,
                         .schools = reg->schools,
                         .majors = reg->majors};
    struct needs needs = {0};
    enum err_code code = needs_make(reg, params, &needs, err);
    if (code != ERR_OK) goto done;
    find_chains(&d, leavers, &needs);
    fill_chains(&d, leavers, &needs);
    fill_schools(&d, &needs);
    fill_weights(&d);
    fill_committed(&d);
    code = fill_lists(&d, err);
    if (code == ERR_OK && d.chains == 0)
        code = err_set(err, ERR_INPUT,
                       "ไม่มีโรงเรียนใดมีครูหรือความต้องการครู โปรดนำเข้า teachers.csv และ enrolment.csv",
                       "no school has a teacher or a need, import teachers.csv and enrolment.csv");

done:
    needs_clear(&needs);
    if (code == ERR_OK)
        *out = d;
    else
        staffing_clear(&d);
    return code;
}

enum err_code staffing_make(const struct school_register *reg, const struct params *params,
                            struct staffing *out, struct err *err)
{
    struct leavers leavers = {0};
    leavers_make(reg, params, &leavers);
    const enum err_code code = staffing_make_from(reg, params, &leavers, out, err);
    leavers_clear(&leavers);
    return code;
}

void staffing_clear(struct staffing *d)
{
    free(d->chain);
    free(d->chain_of);
    free(d->first_chain);
    free(d->b0);
    free(d->need0);
    free(d->b);
    free(d->p);
    free(d->n);
    free(d->retire);
    free(d->loss);
    free(d->frame);
    free(d->school_need);
    free(d->weight);
    free(d->list);
    free(d->arc);
    free(d->committed);
    *d = (struct staffing){0};
}

double staffing_implied_upper(const struct staffing *d)
{
    double people = 1.0;
    for (int i = 0; i < d->schools * d->years; i++) people += d->frame[i];
    for (int i = 0; i < d->chains * d->years; i++) people += d->b[i] + d->n[i];
    for (int i = 0; i < d->pipelines * d->majors * d->years; i++) people += d->committed[i];
    return people;
}
