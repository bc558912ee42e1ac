/* Rules one step up and down, teachers against need, and the plan without equity weights. */
#include "planner/sensitivity.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct making {
    struct effects *effects;
    const struct staffing *d;
    const struct plan *plan;
    struct sensitivity to;
};

void sensitivity_clear(struct sensitivity *sensitivity)
{
    free(sensitivity->rule);
    *sensitivity = (struct sensitivity){0};
}

/* ---- rules ------------------------------------------------------------------------------------
 */

static double sum_majors(const struct making *making, const int *of, int t)
{
    double sum = 0.0;
    for (int m = 0; m < making->d->majors; m++) sum += of[m * making->d->years + t];
    return sum;
}

static double used_of(const struct making *making, const struct lever *lever)
{
    const struct staffing *d = making->d;
    const struct plan *plan = making->plan;
    const int T = d->years, t = lever->t;
    double sum = 0.0;
    switch (lever->kind) {
    case LEVER_SEATS:
        return plan->pass[lever->m * T + t];
    case LEVER_SEATS_TOTAL:
        return sum_majors(making, plan->pass, t);
    case LEVER_PLACES:
        return plan->train[(lever->c * d->majors + lever->m) * T + t] /
               d->params->pipeline[lever->c].completion;
    case LEVER_PLACES_TOTAL:
        return sum_majors(making, plan->train + lever->c * d->majors * T, t) /
               d->params->pipeline[lever->c].completion;
    case LEVER_TRANSFERS:
        for (int j = 0; j < d->chains; j++) sum += plan->out[j * T + t];
        return sum;
    case LEVER_RETRAIN:
        for (int a = 0; a < d->arcs; a++) sum += plan->retrain[a * T + t];
        return sum;
    case LEVER_BUDGET:
        return plan_money_thb(d, plan, t);
    case LEVER_LIST_YEARS:
    case LEVER_LAST_DAY:
    case LEVER_KINDS:
        break;
    }
    return NAN;
}

static void add_rule(struct making *making, int row, struct lp_at at, struct lever lever)
{
    struct sensitivity *to = &making->to;
    const double now = lever_now(making->d, &lever);
    if (!isfinite(now)) return;
    to->rule = mem_resize(to->rule, (size_t)to->rules + 1, sizeof *to->rule);
    to->rule[to->rules++] =
        (struct sensitivity_rule){.lever = lever,
                                  .now = now,
                                  .used = used_of(making, &lever),
                                  .price = -effects_price(making->effects, row, at)};
}

static void find_rules(struct making *making)
{
    const struct staffing *d = making->d;
    for (int t = 0; t < d->years; t++) {
        add_rule(making, SEATS_TOTAL, AT(t), (struct lever){.kind = LEVER_SEATS_TOTAL, .t = t});
        for (int m = 0; m < d->majors; m++)
            add_rule(making, SEATS, AT(m, t), (struct lever){.kind = LEVER_SEATS, .m = m, .t = t});
        for (int c = 0; c < d->pipelines; c++) {
            if (t + d->params->pipeline[c].lead_years >= d->years) continue;
            add_rule(making, PLACES_TOTAL, AT(c, t),
                     (struct lever){.kind = LEVER_PLACES_TOTAL, .c = c, .t = t});
            for (int m = 0; m < d->majors; m++)
                add_rule(making, PLACES, AT(c, m, t),
                         (struct lever){.kind = LEVER_PLACES, .c = c, .m = m, .t = t});
        }
        add_rule(making, TRANSFERS, AT(t), (struct lever){.kind = LEVER_TRANSFERS, .t = t});
        if (d->arcs > 0)
            add_rule(making, RETRAINS, AT(t), (struct lever){.kind = LEVER_RETRAIN, .t = t});
        add_rule(making, BUDGET, AT(t), (struct lever){.kind = LEVER_BUDGET, .t = t});
    }
}

static enum err_code try_rule(struct making *making, struct sensitivity_rule *rule, struct err *err)
{
    const struct ask ask = {1, {rule->lever}};
    const double base = effects_base(making->effects)->shortage;
    struct measure at;
    enum err_code code = ERR_OK;
    rule->down = rule->down_shortage = NAN;
    if (effects_can_move(making->effects, &ask, -1)) {
        code = effects_try(making->effects, &ask, -1, &at, err);
        if (code != ERR_OK) return code;
        rule->down = -effects_gain(making->effects, &at);
        rule->down_shortage = rule->down > 0.0 ? at.shortage - base : 0.0;
    }
    if (!effects_can_move(making->effects, &ask, 1)) return ERR_OK;
    code = effects_try(making->effects, &ask, 1, &at, err);
    if (code != ERR_OK) return code;
    rule->up = effects_gain(making->effects, &at);
    rule->up_shortage = rule->up > 0.0 ? base - at.shortage : 0.0;
    return rule->up > 0.0 ? effects_reach(making->effects, &ask, 1, SENSITIVITY_MOST_STEPS, &at,
                                          &rule->reach, &rule->reach_open, err)
                          : ERR_OK;
}

static double weight_of(const struct sensitivity_rule *rule)
{
    return fmax(rule->up, isnan(rule->down) ? 0.0 : rule->down);
}

static int dearest_first(const void *left, const void *right)
{
    const struct sensitivity_rule *a = left, *b = right;
    if (weight_of(a) != weight_of(b)) return weight_of(a) > weight_of(b) ? -1 : 1;
    return memcmp(&a->lever, &b->lever, sizeof a->lever);
}

/* ---- coherence ----------------------------------------------------------------------------------
 */

double sensitivity_r2(const double *x, const double *y, int count)
{
    double mean_x = 0.0, mean_y = 0.0, xx = 0.0, yy = 0.0, xy = 0.0;
    for (int i = 0; i < count; i++) {
        mean_x += x[i] / count;
        mean_y += y[i] / count;
    }
    for (int i = 0; i < count; i++) {
        xx += (x[i] - mean_x) * (x[i] - mean_x);
        yy += (y[i] - mean_y) * (y[i] - mean_y);
        xy += (x[i] - mean_x) * (y[i] - mean_y);
    }
    return count >= 2 && xx > 0.0 && yy > 0.0 ? xy * xy / (xx * yy) : NAN;
}

/* Schools that need somebody; y = -1 is today. */
static double coherence(const struct making *making, int t)
{
    const struct staffing *d = making->d;
    double *need = mem_new((size_t)d->schools, sizeof *need);
    double *head = mem_new((size_t)d->schools, sizeof *head);
    int count = 0;
    for (int s = 0; s < d->schools; s++) {
        double needed = 0.0, in_post = 0.0;
        for (int j = d->first_chain[s]; j < d->first_chain[s + 1]; j++) {
            needed += t < 0 ? d->need0[j] : d->n[j * d->years + t];
            in_post += t < 0 ? d->b0[j] : plan_value(d, making->plan, HEAD, AT(j, t));
        }
        if (needed <= 0.0) continue;
        need[count] = needed;
        head[count++] = in_post;
    }
    const double r2 = sensitivity_r2(need, head, count);
    free(need);
    free(head);
    return r2;
}

/* ---- equity
 * --------------------------------------------------------------------------------------- */

/* Schools in scope, dealt into fifths. fifth[s]: -1 outside. */
static int *deal_fifths(struct making *making)
{
    const struct staffing *d = making->d;
    int *fifth = mem_new((size_t)d->schools, sizeof *fifth);
    bool *in = mem_new((size_t)d->schools, sizeof *in);
    for (int s = 0; s < d->schools; s++) in[s] = d->first_chain[s] < d->first_chain[s + 1];
    fifths_deal(d->reg, in, fifth);
    for (int s = 0; s < d->schools; s++) {
        if (!in[s]) continue;
        struct sensitivity_fifth *to = &making->to.fifth[fifth[s]];
        to->schools++;
        for (int t = 0; t < d->years; t++) to->need += d->school_need[s * d->years + t];
    }
    free(in);
    return fifth;
}

/* Shortage of the program that was solved last, by fifth, and its worst school. */
static void add_shortage(struct making *making, const int *fifth, bool without)
{
    const struct staffing *d = making->d;
    for (int s = 0; s < d->schools; s++) {
        double sum = 0.0, need = 0.0;
        for (int t = 0; t < d->years; t++) {
            need += d->school_need[s * d->years + t];
            for (int j = d->first_chain[s]; j < d->first_chain[s + 1]; j++)
                sum += effects_short(making->effects, s, d->chain[j].major, t);
        }
        if (fifth[s] < 0) continue;
        struct sensitivity_fifth *to = &making->to.fifth[fifth[s]];
        double *largest = without ? &making->to.largest_without : &making->to.largest;
        *(without ? &to->without : &to->shortage) += sum;
        if (need > 0.0) *largest = fmax(*largest, sum / need);
    }
}

static enum err_code price_equity(struct making *making, struct err *err)
{
    struct measure at;
    int *fifth = deal_fifths(making);
    add_shortage(making, fifth, false);
    const enum err_code code = effects_try_setting(making->effects, "equity.alpha=0", &at, err);
    if (code == ERR_OK) {
        add_shortage(making, fifth, true);
        making->to.shortage = effects_base(making->effects)->shortage;
        making->to.shortage_without = at.shortage;
    }
    free(fifth);
    return code;
}

/* The prices and the shortage of the base are read before anything else is solved. */
enum err_code sensitivity_make(struct effects *effects, const struct plan *plan,
                               struct sensitivity *out, struct err *err)
{
    struct making making = {effects, effects_staffing(effects), plan, {0}};
    find_rules(&making);
    enum err_code code = price_equity(&making, err);
    for (int i = 0; i < making.to.rules && code == ERR_OK; i++)
        code = try_rule(&making, &making.to.rule[i], err);
    if (code != ERR_OK) {
        sensitivity_clear(&making.to);
        return code;
    }
    if (making.to.rules > 0)
        qsort(making.to.rule, (size_t)making.to.rules, sizeof *making.to.rule, dearest_first);
    making.to.years = making.d->years;
    for (int y = 0; y <= making.d->years; y++) making.to.r2[y] = coherence(&making, y - 1);
    *out = making.to;
    return ERR_OK;
}
