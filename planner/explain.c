/* The ways to a post, one function each, and the claims about them. */
#include "planner/explain.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const way_word[WAY_KINDS] = {
    [WAY_FRAME] = "frame",           [WAY_OLD_LIST] = "list",     [WAY_EXAM] = "exam",
    [WAY_LIST_YEARS] = "list_years", [WAY_PIPELINE] = "pipeline", [WAY_TRANSFER] = "transfer",
    [WAY_RETRAIN] = "retrain",       [WAY_BUDGET] = "budget"};

const char *const way_state_word[WAY_STATES] = {[WAY_ENDED] = "ended",
                                                [WAY_TOO_LATE] = "too_late",
                                                [WAY_USED_UP] = "used_up",
                                                [WAY_OPEN] = "open",
                                                [WAY_NONE] = "none"};

struct asking {
    struct effects *effects;
    const struct staffing *d;
    const struct plan *plan;
    struct explanation *to;
};

void explanation_clear(struct explanation *explanation)
{
    free(explanation->way);
    free(explanation->claim);
    *explanation = (struct explanation){0};
}

/* ---- numbers of the plan ---------------------------------------------------------------- */

static int head(const struct asking *ask, int j, int t)
{
    return (int)plan_value(ask->d, ask->plan, HEAD, AT(j, t));
}

static int passes(const struct asking *ask, int m, int e)
{
    return ask->plan->pass[m * ask->d->years + e];
}

static int all_passes(const struct asking *ask, int e)
{
    int sum = 0;
    for (int m = 0; m < ask->d->majors; m++) sum += passes(ask, m, e);
    return sum;
}

static int trained(const struct asking *ask, int c, int m, int t)
{
    return ask->plan->train[(c * ask->d->majors + m) * ask->d->years + t];
}

static int all_trained(const struct asking *ask, int c, int t)
{
    int sum = 0;
    for (int m = 0; m < ask->d->majors; m++) sum += trained(ask, c, m, t);
    return sum;
}

static int cap_of(double limit)
{
    return isfinite(limit) ? (int)limit : NO_LIMIT;
}

static bool is_full(int cap, int used)
{
    return cap != NO_LIMIT && used >= cap;
}

/* Less is left of the year's budget than one call-up costs. */
static bool money_is_out(const struct asking *ask, int t)
{
    const struct params *q = ask->d->params;
    return isfinite(q->budget_thb[t]) &&
           q->budget_thb[t] - plan_money_thb(ask->d, ask->plan, t) < fmax(1.0, q->call_cost_thb[t]);
}

/* ---- claims ------------------------------------------------------------------------------ */

static void add_lever(struct ask *ask, enum lever_kind kind, int c, int m, int t)
{
    ask->lever[ask->levers++] = (struct lever){.kind = kind, .c = c, .m = m, .t = t};
}

/* What `steps` steps do. */
static enum err_code first_claim(struct effects *effects, const struct ask *ask, int steps,
                                 struct measure *first, struct claim *out, struct err *err)
{
    const struct measure *base = effects_base(effects);
    enum err_code code = effects_try(effects, ask, steps, first, err);
    if (code != ERR_OK) return code;
    struct claim claim = {.ask = *ask, .steps = steps, .gain = effects_gain(effects, first)};
    if (claim.gain != 0.0) {
        claim.reach = steps;
        claim.reach_gain = claim.gain;
        claim.reach_shortage = claim.shortage = base->shortage - first->shortage;
        claim.reach_money_thb = claim.money_thb = first->money_thb - base->money_thb;
    }
    *out = claim;
    return ERR_OK;
}

static double short_now(const struct asking *asking)
{
    const struct explanation *to = asking->to;
    return effects_short(asking->effects, to->s, to->m, to->t);
}

/* As far as further steps gain as much as the first. */
static enum err_code look_further(struct asking *asking, const struct measure *first,
                                  struct claim *claim, struct err *err)
{
    struct measure far = *first;
    const struct measure *base = effects_base(asking->effects);
    const enum err_code code =
        effects_reach(asking->effects, &claim->ask, claim->steps, EXPLAIN_MOST_STEPS, &far,
                      &claim->reach, &claim->reach_open, err);
    if (code != ERR_OK) return code;
    claim->reach_gain = effects_gain(asking->effects, &far);
    claim->reach_shortage = base->shortage - far.shortage;
    claim->reach_money_thb = far.money_thb - base->money_thb;
    return ERR_OK;
}

/* Whether the post is filled by more steps of the claim, by doubling. */
static enum err_code look_for_post(struct asking *asking, struct claim *claim, struct err *err)
{
    for (int steps = 2 * claim->steps; steps <= EXPLAIN_MOST_STEPS; steps *= 2) {
        struct measure at;
        if (!effects_can_move(asking->effects, &claim->ask, steps)) return ERR_OK;
        const enum err_code code = effects_try(asking->effects, &claim->ask, steps, &at, err);
        if (code != ERR_OK) return code;
        if (short_now(asking) > asking->to->shortage - 0.5) continue;
        claim->post_steps = steps;
        return ERR_OK;
    }
    return ERR_OK;
}

/* The claim that gains most for its money, unless one fills the post as it is. */
static enum err_code look_for_best(struct asking *asking, struct err *err)
{
    struct explanation *to = asking->to;
    struct claim *best = NULL;
    for (int i = 0; i < to->claims; i++) {
        struct claim *claim = &to->claim[i];
        if (claim->post_steps > 0) return ERR_OK;
        if (claim->gain > 0.0 && (!best || claim->gain * fmax(1.0, best->money_thb) >
                                               best->gain * fmax(1.0, claim->money_thb)))
            best = claim;
    }
    return best ? look_for_post(asking, best, err) : ERR_OK;
}

/* The position of the claim that `ask` makes; the same ask is solved once. */
static enum err_code claim_of(struct asking *asking, const struct ask *ask, int steps,
                              int *position, struct err *err)
{
    struct explanation *to = asking->to;
    *position = NO_CLAIM;
    if (ask->levers == 0) return ERR_OK;
    if (!effects_can_move(asking->effects, ask, steps)) return ERR_OK;
    for (int i = 0; i < to->claims && *position == NO_CLAIM; i++)
        if (to->claim[i].steps == steps && ask_same(&to->claim[i].ask, ask)) *position = i;
    if (*position != NO_CLAIM) return ERR_OK;
    struct claim claim;
    struct measure first;
    enum err_code code = first_claim(asking->effects, ask, steps, &first, &claim, err);
    if (code != ERR_OK) return code;
    claim.post_short = claim.gain == 0.0 ? to->shortage : short_now(asking);
    if (claim.post_short < to->shortage - 0.5) claim.post_steps = steps;
    if (claim.gain != 0.0) code = look_further(asking, &first, &claim, err);
    if (code != ERR_OK) return code;
    to->claim = mem_resize(to->claim, (size_t)to->claims + 1, sizeof *to->claim);
    *position = to->claims;
    to->claim[to->claims++] = claim;
    to->helping += claim.gain > 0.0;
    return ERR_OK;
}

static enum err_code add_way(struct asking *asking, struct way way, const struct ask *ask,
                             int steps, struct err *err)
{
    struct explanation *to = asking->to;
    const enum err_code code = claim_of(asking, ask, steps, &way.claim, err);
    if (code != ERR_OK) return code;
    to->way = mem_resize(to->way, (size_t)to->ways + 1, sizeof *to->way);
    to->way[to->ways++] = way;
    return ERR_OK;
}

/* ---- the ways ----------------------------------------------------------------------------- */

static const struct ask no_ask = {0};

/* Those above need in the chain, and those of them who stay until they retire. */
static void add_spare(const struct asking *ask, int j, int t, struct way *way)
{
    const int cell = j * ask->d->years + t;
    const int over = head(ask, j, t) - ask->d->n[cell];
    if (over <= 0) return;
    const int movable = head(ask, j, t) - ask->d->p[cell];
    way->spare += over;
    way->pinned += over > movable ? over - movable : 0;
}

static enum err_code frame_way(struct asking *ask, struct err *err)
{
    const struct staffing *d = ask->d;
    const int s = ask->to->s, t = ask->to->t;
    struct way way = {.kind = WAY_FRAME, .t = t, .total_cap = NO_LIMIT};
    int staying = 0;
    for (int j = d->first_chain[s]; j < d->first_chain[s + 1]; j++) {
        way.used += head(ask, j, t);
        staying += d->b[j * d->years + t];
        add_spare(ask, j, t, &way);
    }
    way.cap = d->frame[s * d->years + t] > staying ? d->frame[s * d->years + t] : staying;
    way.state = way.used >= way.cap ? WAY_USED_UP : WAY_OPEN;
    return add_way(ask, way, &no_ask, 0, err);
}

static enum err_code old_list_way(struct asking *ask, int l, struct err *err)
{
    const struct staffing *d = ask->d;
    const struct staffing_list *list = &d->list[l];
    const int t = ask->to->t;
    struct way way = {.kind = WAY_OLD_LIST, .l = l, .cap = list->remaining, .total_cap = NO_LIMIT};
    for (int u = 0; u <= list->last_t; u++) way.used += ask->plan->old_call[l * d->years + u];
    way.last_fy = date_fiscal_year(d->reg->list[l].last_day);
    const int late = d->first_fy + t - way.last_fy;
    way.state = way.used >= way.cap ? WAY_USED_UP : late > 0 ? WAY_ENDED : WAY_OPEN;
    struct ask wish = {0};
    if (way.state == WAY_ENDED) {
        add_lever(&wish, LEVER_LAST_DAY, 0, 0, 0);
        wish.lever[0].l = l;
    }
    return add_way(ask, way, &wish, late, err);
}

/* The caps that must be widened together for one more: those that are full, and the money where it
   is out. With room in both, the one of all majors, to see that it changes nothing. */
static void add_caps(const struct asking *ask, const struct way *way, const struct lever *of_major,
                     const struct lever *of_all, struct ask *wish)
{
    const int t = ask->to->t;
    if (is_full(way->cap, way->used)) wish->lever[wish->levers++] = *of_major;
    if (is_full(way->total_cap, way->total_used)) wish->lever[wish->levers++] = *of_all;
    if (wish->levers == 0) {
        wish->lever[wish->levers++] = way->total_cap != NO_LIMIT ? *of_all : *of_major;
        return;
    }
    if (money_is_out(ask, way->t)) add_lever(wish, LEVER_BUDGET, 0, 0, way->t);
    if (t != way->t && money_is_out(ask, t)) add_lever(wish, LEVER_BUDGET, 0, 0, t);
}

static enum err_code exam_way(struct asking *ask, int e, struct err *err)
{
    const struct staffing *d = ask->d;
    const struct params *q = d->params;
    const int m = ask->to->m;
    struct way way = {.kind = WAY_EXAM,
                      .t = e,
                      .cap = cap_of(q->seats[m * d->years + e]),
                      .used = passes(ask, m, e),
                      .total_cap = cap_of(q->seats_total[e]),
                      .total_used = all_passes(ask, e),
                      .last_fy = d->first_fy + e + q->list_years - 1};
    if (way.cap == 0 || way.total_cap == 0)
        way.state = WAY_NONE;
    else if (way.last_fy < d->first_fy + ask->to->t)
        way.state = WAY_ENDED;
    else if (is_full(way.cap, way.used) || is_full(way.total_cap, way.total_used))
        way.state = WAY_USED_UP;
    else
        way.state = WAY_OPEN;
    const struct lever of_major = {.kind = LEVER_SEATS, .m = m, .t = e};
    const struct lever of_all = {.kind = LEVER_SEATS_TOTAL, .t = e};
    struct ask wish = {0};
    add_caps(ask, &way, &of_major, &of_all, &wish);
    return add_way(ask, way, &wish, 1, err);
}

/* Lists of the plan that have ended by then: would a longer validity help? */
static enum err_code list_years_way(struct asking *ask, struct err *err)
{
    const struct params *q = ask->d->params;
    const int first_valid = ask->to->t - q->list_years + 1;
    bool any = false;
    for (int e = 0; e < first_valid; e++) any |= all_passes(ask, e) > 0;
    if (!any) return ERR_OK;
    struct ask wish = {0};
    add_lever(&wish, LEVER_LIST_YEARS, 0, 0, 0);
    const struct way way = {.kind = WAY_LIST_YEARS,
                            .state = WAY_USED_UP,
                            .cap = q->list_years,
                            .used = q->list_years,
                            .total_cap = NO_LIMIT,
                            .last_fy = ask->d->first_fy + first_valid - 1};
    return add_way(ask, way, &wish, 1, err);
}

static int graduates_at(const struct asking *ask, int c)
{
    const struct staffing *d = ask->d;
    const int cell = (c * d->majors + ask->to->m) * d->years + ask->to->t;
    return ask->plan->grad[cell] + ask->plan->idle[cell];
}

static double yields(const struct pipeline_params *pipeline, double places)
{
    return isfinite(places) ? floor(pipeline->completion * places + 1e-9) : INFINITY;
}

static enum err_code pipeline_way(struct asking *ask, int c, struct err *err)
{
    const struct staffing *d = ask->d;
    const struct pipeline_params *pipeline = &d->params->pipeline[c];
    const int m = ask->to->m, intake = ask->to->t - pipeline->lead_years;
    struct way way = {.kind = WAY_PIPELINE,
                      .state = WAY_TOO_LATE,
                      .t = intake,
                      .c = c,
                      .cap = NO_LIMIT,
                      .total_cap = NO_LIMIT,
                      .graduates = graduates_at(ask, c)};
    struct ask wish = {0};
    if (intake >= 0) {
        way.cap = cap_of(yields(pipeline, pipeline->places[m * d->years + intake]));
        way.used = trained(ask, c, m, intake);
        way.total_cap = cap_of(yields(pipeline, pipeline->places_total[intake]));
        way.total_used = all_trained(ask, c, intake);
        way.state = way.cap == 0 || way.total_cap == 0 ? WAY_NONE
                    : is_full(way.cap, way.used) || is_full(way.total_cap, way.total_used)
                        ? WAY_USED_UP
                        : WAY_OPEN;
        const struct lever of_major = {.kind = LEVER_PLACES, .c = c, .m = m, .t = intake};
        const struct lever of_all = {.kind = LEVER_PLACES_TOTAL, .c = c, .t = intake};
        add_caps(ask, &way, &of_major, &of_all, &wish);
    }
    return add_way(ask, way, &wish, 1, err);
}

static enum err_code transfer_way(struct asking *ask, struct err *err)
{
    const struct staffing *d = ask->d;
    const int t = ask->to->t, m = ask->to->m;
    struct way way = {.kind = WAY_TRANSFER,
                      .t = t,
                      .cap = NO_LIMIT,
                      .total_cap = cap_of(d->params->transfers_max[t])};
    for (int j = 0; j < d->chains; j++) {
        way.total_used += ask->plan->out[j * d->years + t];
        if (d->chain[j].major != m) continue;
        way.used += ask->plan->out[j * d->years + t];
        add_spare(ask, j, t, &way);
    }
    struct ask wish = {0};
    if (is_full(way.total_cap, way.total_used)) add_lever(&wish, LEVER_TRANSFERS, 0, 0, t);
    way.state = wish.levers > 0 ? WAY_USED_UP : way.spare - way.pinned > 0 ? WAY_OPEN : WAY_NONE;
    return add_way(ask, way, &wish, 1, err);
}

static enum err_code retrain_way(struct asking *ask, struct err *err)
{
    const struct staffing *d = ask->d;
    const int t = ask->to->t;
    struct way way = {.kind = WAY_RETRAIN,
                      .t = t,
                      .cap = NO_LIMIT,
                      .total_cap = cap_of(d->params->retrain_max[t])};
    bool any = false;
    for (int a = 0; a < d->arcs; a++) {
        const bool into = d->arc[a].to_major == ask->to->m;
        any |= into;
        way.total_used += ask->plan->retrain[a * d->years + t];
        if (into) way.used += ask->plan->retrain[a * d->years + t];
    }
    struct ask wish = {0};
    if (any && is_full(way.total_cap, way.total_used)) add_lever(&wish, LEVER_RETRAIN, 0, 0, t);
    way.state = !any ? WAY_NONE : wish.levers > 0 ? WAY_USED_UP : WAY_OPEN;
    return add_way(ask, way, &wish, 1, err);
}

static enum err_code budget_way(struct asking *ask, int t, struct err *err)
{
    if (!money_is_out(ask, t)) return ERR_OK;
    struct ask wish = {0};
    add_lever(&wish, LEVER_BUDGET, 0, 0, t);
    const struct way way = {.kind = WAY_BUDGET,
                            .state = WAY_USED_UP,
                            .t = t,
                            .cap = NO_LIMIT,
                            .total_cap = NO_LIMIT,
                            .cap_thb = (int64_t)ask->d->params->budget_thb[t],
                            .used_thb = llround(plan_money_thb(ask->d, ask->plan, t))};
    return add_way(ask, way, &wish, 1, err);
}

static enum err_code all_ways(struct asking *ask, struct err *err)
{
    const struct staffing *d = ask->d;
    enum err_code code = frame_way(ask, err);
    for (int l = 0; l < d->lists && code == ERR_OK; l++)
        if (d->list[l].major == ask->to->m) code = old_list_way(ask, l, err);
    for (int e = 0; e <= ask->to->t && code == ERR_OK; e++) code = exam_way(ask, e, err);
    if (code == ERR_OK) code = list_years_way(ask, err);
    for (int c = 0; c < d->pipelines && code == ERR_OK; c++) code = pipeline_way(ask, c, err);
    if (code == ERR_OK) code = transfer_way(ask, err);
    if (code == ERR_OK) code = retrain_way(ask, err);
    for (int t = 0; t <= ask->to->t && code == ERR_OK; t++) code = budget_way(ask, t, err);
    return code;
}

/* The weighted, discounted price of the dearest tiers in which the post is missed. */
static double price_of(const struct asking *ask, int j)
{
    const struct staffing *d = ask->d;
    const struct params *q = d->params;
    const int s = ask->to->s, t = ask->to->t;
    double tier = 0.0, crowd = 0.0;
    for (int k = 0; k < q->tiers; k++)
        if (plan_value(d, ask->plan, SHORT, AT(j, k, t)) > 0) tier = fmax(tier, q->tier_price[k]);
    for (int g = 0; g < q->school_tiers; g++)
        if (plan_value(d, ask->plan, CROWD, AT(s, g, t)) > 0)
            crowd = fmax(crowd, q->school_tier_price[g]);
    return pow(q->discount, t) * d->weight[s] * (tier + crowd);
}

/* What the weights cost this post, or give it. */
static enum err_code without_weights(struct asking *ask, struct err *err)
{
    struct explanation *to = ask->to;
    struct measure at;
    if (to->shortage == 0 || ask->d->params->alpha <= 0.0) return ERR_OK;
    const enum err_code code = effects_try_setting(ask->effects, "equity.alpha=0", &at, err);
    if (code != ERR_OK) return code;
    to->weighted = true;
    to->unweighted_short = short_now(ask);
    to->unweighted_shortage = at.shortage - effects_base(ask->effects)->shortage;
    return ERR_OK;
}

enum err_code explain_post(struct effects *effects, const struct plan *plan, int s, int m, int t,
                           struct explanation *out, struct err *err)
{
    const struct staffing *d = effects_staffing(effects);
    const int j = d->chain_of[s * d->majors + m];
    struct explanation to = {.s = s, .m = m, .t = t};
    struct asking ask = {effects, d, plan, &to};
    if (j < 0)
        return err_set(err, ERR_NOT_FOUND, "โรงเรียน '%s' ไม่ต้องการครูวิชาเอก '%s' และไม่มีครูวิชาเอกนี้",
                       "school '%s' neither needs nor has teachers of major '%s'",
                       d->reg->school[s].code, d->reg->major[m].code);
    to.need = d->n[j * d->years + t];
    to.in_post = head(&ask, j, t);
    to.shortage = to.need > to.in_post ? to.need - to.in_post : 0;
    to.price = price_of(&ask, j);
    to.weight = d->weight[s];
    enum err_code code = to.shortage > 0 ? all_ways(&ask, err) : ERR_OK;
    if (code == ERR_OK) code = look_for_best(&ask, err);
    if (code == ERR_OK) code = without_weights(&ask, err);
    if (code == ERR_OK)
        *out = to;
    else
        explanation_clear(&to);
    return code;
}

/* ---- what to ask for ------------------------------------------------------------------------- */

struct wish {
    struct lever lever;
    double price; /* of one step; 0 may be wrong where several prices are right */
};
struct wishes {
    struct effects *effects;
    struct wish *wish;
    int count;
};

static void add_wish(struct wishes *wishes, int row, struct lp_at at, struct lever lever)
{
    const struct staffing *d = effects_staffing(wishes->effects);
    const double price = -effects_price(wishes->effects, row, at);
    if (!lever_can_move(d, &lever, 1)) return;
    wishes->wish = mem_resize(wishes->wish, (size_t)wishes->count + 1, sizeof *wishes->wish);
    wishes->wish[wishes->count++] = (struct wish){lever, price};
}

static void find_wishes(struct wishes *wishes)
{
    const struct staffing *d = effects_staffing(wishes->effects);
    for (int t = 0; t < d->years; t++) {
        add_wish(wishes, SEATS_TOTAL, AT(t), (struct lever){.kind = LEVER_SEATS_TOTAL, .t = t});
        add_wish(wishes, TRANSFERS, AT(t), (struct lever){.kind = LEVER_TRANSFERS, .t = t});
        add_wish(wishes, RETRAINS, AT(t), (struct lever){.kind = LEVER_RETRAIN, .t = t});
        add_wish(wishes, BUDGET, AT(t), (struct lever){.kind = LEVER_BUDGET, .t = t});
        for (int m = 0; m < d->majors; m++)
            add_wish(wishes, SEATS, AT(m, t), (struct lever){.kind = LEVER_SEATS, .m = m, .t = t});
        for (int c = 0; c < d->pipelines; c++) {
            add_wish(wishes, PLACES_TOTAL, AT(c, t),
                     (struct lever){.kind = LEVER_PLACES_TOTAL, .c = c, .t = t});
            for (int m = 0; m < d->majors; m++)
                add_wish(wishes, PLACES, AT(c, m, t),
                         (struct lever){.kind = LEVER_PLACES, .c = c, .m = m, .t = t});
        }
    }
}

static int dearer_first(const void *left, const void *right)
{
    const struct wish *a = left, *b = right;
    if (a->price != b->price) return a->price > b->price ? -1 : 1;
    return memcmp(&a->lever, &b->lever, sizeof a->lever); /* any order, but always the same */
}

static int most_removed_first(const void *left, const void *right)
{
    const struct claim *a = left, *b = right;
    if (fabs(a->reach_shortage - b->reach_shortage) > 1e-6)
        return a->reach_shortage > b->reach_shortage ? -1 : 1;
    if (a->reach_money_thb != b->reach_money_thb)
        return a->reach_money_thb < b->reach_money_thb ? -1 : 1;
    return memcmp(&a->ask, &b->ask, sizeof a->ask);
}

/* A first step, and a block of steps where the first one helps. */
static enum err_code try_wish(struct effects *effects, const struct lever *lever,
                              struct claim *claim, struct err *err)
{
    const struct ask ask = {1, {*lever}};
    const struct staffing *d = effects_staffing(effects);
    const int block = lever->kind == LEVER_LIST_YEARS ? 1 : EXPLAIN_BLOCK;
    struct measure first, far;
    enum err_code code = first_claim(effects, &ask, 1, &first, claim, err);
    if (code != ERR_OK || claim->gain == 0.0 || !lever_can_move(d, lever, block)) return code;
    code = effects_try(effects, &ask, block, &far, err);
    claim->reach = block;
    if (code != ERR_OK) return code;
    claim->reach_gain = effects_gain(effects, &far);
    claim->reach_shortage = effects_base(effects)->shortage - far.shortage;
    claim->reach_money_thb = far.money_thb - effects_base(effects)->money_thb;
    return ERR_OK;
}

/* The length of a list's life is no right-hand side and has no price: it is always tried. */
static enum err_code try_wishes(struct wishes *wishes, struct claim *claim, int *count,
                                struct err *err)
{
    const struct lever longer = {.kind = LEVER_LIST_YEARS};
    const struct staffing *d = effects_staffing(wishes->effects);
    const int tried = wishes->count < EXPLAIN_TRIED ? wishes->count : EXPLAIN_TRIED;
    for (int i = 0; i <= tried; i++) {
        const struct lever *lever = i < tried ? &wishes->wish[i].lever : &longer;
        if (!lever_can_move(d, lever, 1)) continue;
        const enum err_code code = try_wish(wishes->effects, lever, &claim[*count], err);
        if (code != ERR_OK) return code;
        *count += claim[*count].reach > 0;
    }
    return ERR_OK;
}

enum err_code explain_plan(struct effects *effects, struct claim **out, int *count, struct err *err)
{
    struct wishes wishes = {.effects = effects};
    struct claim *claim = mem_new(EXPLAIN_TRIED + 1, sizeof *claim);
    int claims = 0;
    find_wishes(&wishes);
    if (wishes.count > 0)
        qsort(wishes.wish, (size_t)wishes.count, sizeof *wishes.wish, dearer_first);
    const enum err_code code = try_wishes(&wishes, claim, &claims, err);
    free(wishes.wish);
    if (code != ERR_OK) {
        free(claim);
        return code;
    }
    qsort(claim, (size_t)claims, sizeof *claim, most_removed_first);
    *out = claim;
    *count = claims < EXPLAIN_ASKS ? claims : EXPLAIN_ASKS;
    return ERR_OK;
}
