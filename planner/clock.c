/* Decisions of the first year left out one at a time, and what no decision reaches any more. */
#include "planner/clock.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct making {
    struct effects *effects;
    const struct staffing *d;
    const struct plan *plan;
    struct clock clock;
};

void clock_clear(struct clock *clock)
{
    free(clock->decision);
    free(clock->intake);
    free(clock->list);
    *clock = (struct clock){0};
}

/* ---- this year's decisions ------------------------------------------------------------------- */

static enum err_code add_decision(struct making *making, struct lever lever, int amount,
                                  struct err *err)
{
    struct clock *clock = &making->clock;
    const struct ask ask = {1, {lever}};
    const struct measure *base = effects_base(making->effects);
    struct measure at;
    if (amount <= 0) return ERR_OK;
    const enum err_code code = effects_try(making->effects, &ask, LEVER_NONE, &at, err);
    if (code != ERR_OK) return code;
    const double loss = fmax(0.0, -effects_gain(making->effects, &at));
    clock->decision =
        mem_resize(clock->decision, (size_t)clock->decisions + 1, sizeof *clock->decision);
    clock->decision[clock->decisions++] = (struct clock_decision){
        lever, amount, loss, loss > 0.0 ? at.shortage - base->shortage : 0.0,
        loss > 0.0 ? base->money_thb - at.money_thb : 0.0};
    return ERR_OK;
}

static int trained(const struct making *making, int c, int m)
{
    const struct staffing *d = making->d;
    return making->plan->train[(c * d->majors + m) * d->years];
}

/* The whole of a channel first, then major by major where there is more than one. */
static enum err_code exam_decisions(struct making *making, struct err *err)
{
    const struct staffing *d = making->d;
    int all = 0, majors = 0;
    for (int m = 0; m < d->majors; m++) {
        all += making->plan->pass[m * d->years];
        majors += making->plan->pass[m * d->years] > 0;
    }
    enum err_code code = add_decision(making, (struct lever){.kind = LEVER_SEATS_TOTAL}, all, err);
    for (int m = 0; majors > 1 && m < d->majors && code == ERR_OK; m++)
        code = add_decision(making, (struct lever){.kind = LEVER_SEATS, .m = m},
                            making->plan->pass[m * d->years], err);
    return code;
}

static enum err_code pipeline_decisions(struct making *making, int c, struct err *err)
{
    const struct staffing *d = making->d;
    int all = 0, majors = 0;
    for (int m = 0; m < d->majors; m++) {
        all += trained(making, c, m);
        majors += trained(making, c, m) > 0;
    }
    enum err_code code =
        add_decision(making, (struct lever){.kind = LEVER_PLACES_TOTAL, .c = c}, all, err);
    for (int m = 0; majors > 1 && m < d->majors && code == ERR_OK; m++)
        code = add_decision(making, (struct lever){.kind = LEVER_PLACES, .c = c, .m = m},
                            trained(making, c, m), err);
    return code;
}

static enum err_code list_decisions(struct making *making, struct err *err)
{
    const struct staffing *d = making->d;
    enum err_code code = ERR_OK;
    for (int l = 0; l < d->lists && code == ERR_OK; l++)
        code = add_decision(making, (struct lever){.kind = LEVER_LAST_DAY, .l = l},
                            making->plan->old_call[l * d->years], err);
    return code;
}

static int dearest_first(const void *left, const void *right)
{
    const struct clock_decision *a = left, *b = right;
    if (a->loss != b->loss) return a->loss > b->loss ? -1 : 1;
    return memcmp(&a->lever, &b->lever, sizeof a->lever);
}

/* ---- pipelines ------------------------------------------------------------------------------- */

static int short_in(const struct making *making, int m, int t)
{
    const struct staffing *d = making->d;
    int sum = 0;
    for (int s = 0; s < d->schools; s++) {
        const int j = d->chain_of[s * d->majors + m];
        if (j < 0) continue;
        const int missing =
            d->n[j * d->years + t] - (int)plan_value(d, making->plan, HEAD, AT(j, t));
        sum += missing > 0 ? missing : 0;
    }
    return sum;
}

static void add_intake(struct making *making, int c, int m)
{
    const struct staffing *d = making->d;
    const int lead = d->params->pipeline[c].lead_years;
    struct clock *clock = &making->clock;
    struct clock_intake intake = {.c = c, .m = m, .planned = trained(making, c, m), .last_t = -1};
    for (int t = 0; t < d->years; t++) {
        const int missing = short_in(making, m, t);
        if (t < lead)
            intake.too_late += missing;
        else
            intake.within += missing;
        if (t >= lead && missing > 0) intake.last_t = t - lead;
    }
    if (intake.planned == 0 && intake.too_late == 0 && intake.within == 0) return;
    clock->intake = mem_resize(clock->intake, (size_t)clock->intakes + 1, sizeof *clock->intake);
    clock->intake[clock->intakes++] = intake;
}

/* ---- lists ------------------------------------------------------------------------------------
 */

static void add_list(struct clock *clock, struct clock_list list)
{
    list.left = list.people - list.called;
    if (list.people == 0) return;
    clock->list = mem_resize(clock->list, (size_t)clock->lists + 1, sizeof *clock->list);
    clock->list[clock->lists++] = list;
}

static void add_old_list(struct making *making, int l)
{
    const struct staffing *d = making->d;
    const int *call = &making->plan->old_call[l * d->years];
    struct clock_list list = {
        .l = l, .e = -1, .m = d->list[l].major, .people = d->list[l].remaining};
    list.last_fy = date_fiscal_year(d->reg->list[l].last_day);
    list.ends = list.last_fy < d->first_fy + d->years;
    list.ended = list.last_fy < d->first_fy;
    for (int t = 0; t <= d->list[l].last_t; t++) list.called += call[t];
    if (d->list[l].last_t >= 0) list.last_called = call[d->list[l].last_t];
    add_list(&making->clock, list);
}

static void add_exam_list(struct making *making, int m, int e)
{
    const struct staffing *d = making->d;
    const int T = d->years;
    struct clock_list list = {.l = -1, .e = e, .m = m, .people = making->plan->pass[m * T + e]};
    list.last_fy = d->first_fy + e + d->params->list_years - 1;
    list.ends = list.last_fy < d->first_fy + T;
    for (int t = e; t < T && t < e + d->params->list_years; t++) {
        list.last_called = making->plan->call[(m * T + e) * T + t];
        list.called += list.last_called;
    }
    add_list(&making->clock, list);
}

/* A year more for those who are left when a list of today ends. */
static enum err_code try_longer(struct making *making, struct clock_list *list, struct err *err)
{
    const struct ask ask = {1, {{.kind = LEVER_LAST_DAY, .l = list->l}}};
    struct measure at;
    if (list->l < 0 || list->left == 0 || !list->ends) return ERR_OK;
    const enum err_code code = effects_try(making->effects, &ask, 1, &at, err);
    if (code == ERR_OK && effects_gain(making->effects, &at) > 0.0)
        list->longer = effects_base(making->effects)->shortage - at.shortage;
    return code;
}

enum err_code clock_make(struct effects *effects, const struct plan *plan, struct clock *out,
                         struct err *err)
{
    struct making making = {.effects = effects, .d = effects_staffing(effects), .plan = plan};
    const struct staffing *d = making.d;
    enum err_code code = exam_decisions(&making, err);
    for (int c = 0; c < d->pipelines && code == ERR_OK; c++)
        code = pipeline_decisions(&making, c, err);
    if (code == ERR_OK) code = list_decisions(&making, err);
    if (code != ERR_OK) {
        clock_clear(&making.clock);
        return code;
    }
    if (making.clock.decisions > 0)
        qsort(making.clock.decision, (size_t)making.clock.decisions, sizeof *making.clock.decision,
              dearest_first);
    for (int c = 0; c < d->pipelines; c++)
        for (int m = 0; m < d->majors; m++) add_intake(&making, c, m);
    for (int l = 0; l < d->lists; l++) add_old_list(&making, l);
    for (int e = 0; e < d->years; e++)
        for (int m = 0; m < d->majors; m++) add_exam_list(&making, m, e);
    for (int i = 0; i < making.clock.lists && code == ERR_OK; i++)
        code = try_longer(&making, &making.clock.list[i], err);
    if (code == ERR_OK)
        *out = making.clock;
    else
        clock_clear(&making.clock);
    return code;
}
