/* A session that is asked "what if" many times and comes back to its base. */
#include "planner/effect.h"

#include "base/mem.h"
#include "planner/session.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What one solve stands on. */
struct inputs {
    struct params params;
    struct school_register reg; /* borrowed but for `list` when it is another */
    bool own_list;
    struct inputs *before;
};

struct effects {
    const struct school_register *reg;
    char *scenario_text, *origin;
    struct effect_watch watch;
    int solves;
    struct inputs *base, *now; /* now: the last ones first; the session borrows one of them */
    struct plan_session *session;
    struct staffing staffing; /* of the base */
    struct measure measure;   /* of the base */
};

static void inputs_free(struct inputs *inputs)
{
    while (inputs) {
        struct inputs *before = inputs->before;
        params_clear(&inputs->params);
        if (inputs->own_list) free(inputs->reg.list);
        free(inputs);
        inputs = before;
    }
}

static struct measure measure_of(const struct plan_session_answer *answer)
{
    struct measure measure = {.objective = answer->objective};
    for (int t = 0; t < answer->years; t++) {
        measure.shortage += answer->year[t].short_of;
        measure.money_thb += answer->year[t].money_thb;
    }
    return measure;
}

static void change_list(const struct lever *lever, int steps, struct inputs *inputs)
{
    struct school_register *reg = &inputs->reg;
    if (!inputs->own_list) {
        struct eligible_list *copy = mem_new((size_t)reg->lists, sizeof *copy);
        memcpy(copy, reg->list, (size_t)reg->lists * sizeof *copy);
        reg->list = copy;
        inputs->own_list = true;
    }
    if (steps == LEVER_NONE)
        reg->list[lever->l].remaining = 0;
    else
        reg->list[lever->l].last_day = lever_last_day(&reg->list[lever->l], steps);
}

/* What a solve differs in from the base. */
struct change {
    const struct ask *ask; /* NULL: none */
    int steps;
    const char *setting; /* NULL: none */
};

static enum err_code move_levers(const struct effects *effects, const struct change *change,
                                 struct settings *settings, struct inputs *inputs, struct err *err)
{
    enum err_code code = ERR_OK;
    for (int i = 0; i < change->ask->levers && code == ERR_OK; i++) {
        const struct lever *lever = &change->ask->lever[i];
        struct text line = {0};
        assert(lever_can_move(&effects->staffing, lever, change->steps));
        lever_line(&effects->staffing, lever, change->steps, &line);
        if (lever_is_setting(lever->kind))
            code = settings_add(settings, text_s(&line), err);
        else
            change_list(lever, change->steps, inputs);
        text_clear(&line);
    }
    return code;
}

/* The inputs of the base with the change, written as anybody else would write it. */
static enum err_code make_inputs(const struct effects *effects, const struct change *change,
                                 struct inputs **out, struct err *err)
{
    struct settings *settings = settings_new();
    struct inputs *inputs = mem_new(1, sizeof *inputs);
    inputs->reg = *effects->reg;
    enum err_code code = settings_add_text(settings, effects->scenario_text, effects->origin, err);
    if (code == ERR_OK && change->ask) code = move_levers(effects, change, settings, inputs, err);
    if (code == ERR_OK && change->setting) code = settings_add(settings, change->setting, err);
    if (code == ERR_OK) code = settings_resolve(settings, &inputs->reg, &inputs->params, err);
    settings_free(settings);
    if (code == ERR_OK)
        *out = inputs;
    else
        inputs_free(inputs);
    return code;
}

static enum err_code ask_watch(struct effects *effects, struct err *err)
{
    effects->solves++;
    if (!effects->watch.go_on || effects->watch.go_on(effects->watch.context, effects->solves))
        return ERR_OK;
    return err_set(err, ERR_LIMIT, "หยุดแล้ว", "stopped");
}

enum err_code effects_open(const struct school_register *reg, const char *scenario_text,
                           const char *origin, const struct effect_watch *watch,
                           struct effects **out, struct err *err)
{
    struct effects *effects = mem_new(1, sizeof *effects);
    struct plan_session_answer answer;
    const struct change nothing = {0};
    effects->reg = reg;
    effects->scenario_text = mem_text(scenario_text);
    effects->origin = mem_text(origin);
    if (watch) effects->watch = *watch;
    enum err_code code = ask_watch(effects, err);
    if (code == ERR_OK) code = make_inputs(effects, &nothing, &effects->base, err);
    if (code == ERR_OK) code = staffing_make(reg, &effects->base->params, &effects->staffing, err);
    if (code == ERR_OK)
        code = plan_session_open(reg, &effects->base->params, &effects->session, &answer, err);
    if (code != ERR_OK) {
        effects_free(effects);
        return code;
    }
    effects->measure = measure_of(&answer);
    *out = effects;
    return ERR_OK;
}

void effects_free(struct effects *effects)
{
    if (!effects) return;
    plan_session_free(effects->session);
    staffing_clear(&effects->staffing);
    inputs_free(effects->now);
    inputs_free(effects->base);
    free(effects->scenario_text);
    free(effects->origin);
    free(effects);
}

const struct staffing *effects_staffing(const struct effects *effects)
{
    return &effects->staffing;
}

const struct measure *effects_base(const struct effects *effects)
{
    return &effects->measure;
}

double effects_price(const struct effects *effects, int row_family, struct lp_at at)
{
    return plan_session_price(effects->session, row_family, at);
}

/* The session borrows its inputs, so that those of before live until it has taken the next ones;
   the register stays the same object where it is the same, which is what makes it quick. */
static enum err_code try_change(struct effects *effects, const struct change *change,
                                struct measure *out, struct err *err)
{
    struct plan_session_answer answer;
    struct inputs *next = NULL;
    enum err_code code = ask_watch(effects, err);
    if (code == ERR_OK) code = make_inputs(effects, change, &next, err);
    if (code != ERR_OK) return code;
    next->before = effects->now;
    effects->now = next;
    code = plan_session_change(effects->session, next->own_list ? &next->reg : effects->reg,
                               &next->params, &answer, err);
    if (code != ERR_OK) return code;
    inputs_free(next->before);
    next->before = NULL;
    *out = measure_of(&answer);
    return ERR_OK;
}

enum err_code effects_try(struct effects *effects, const struct ask *ask, int steps,
                          struct measure *out, struct err *err)
{
    const struct change change = {.ask = ask, .steps = steps};
    return try_change(effects, &change, out, err);
}

enum err_code effects_try_setting(struct effects *effects, const char *assignment,
                                  struct measure *out, struct err *err)
{
    const struct change change = {.setting = assignment};
    return try_change(effects, &change, out, err);
}

double effects_short(const struct effects *effects, int s, int m, int t)
{
    const struct staffing *d = plan_session_staffing(effects->session);
    const int j = d->chain_of[s * d->majors + m];
    double sum = 0.0;
    for (int k = 0; j >= 0 && k < d->params->tiers; k++)
        sum += plan_session_value(effects->session, SHORT, AT(j, k, t));
    return sum;
}

static double scale(const struct effects *effects)
{
    return fmax(1.0, fabs(effects->measure.objective));
}

double effects_gain(const struct effects *effects, const struct measure *at)
{
    const double gain = effects->measure.objective - at->objective;
    return fabs(gain) <= EFFECT_SAME * scale(effects) ? 0.0 : gain;
}

bool effects_on_line(const struct effects *effects, int from, const struct measure *at_from,
                     int steps, const struct measure *at_steps)
{
    const double gain = effects->measure.objective - at_from->objective;
    const double want = gain * steps / from;
    return fabs(effects->measure.objective - at_steps->objective - want) <=
           EFFECT_SAME * scale(effects) * fmax(1.0, (double)steps / from);
}

bool effects_can_move(const struct effects *effects, const struct ask *ask, int steps)
{
    for (int i = 0; i < ask->levers; i++)
        if (!lever_can_move(&effects->staffing, &ask->lever[i], steps)) return false;
    return true;
}

enum err_code effects_reach(struct effects *effects, const struct ask *ask, int from, int most,
                            struct measure *at, int *steps, bool *open, struct err *err)
{
    const struct measure first = *at;
    int reach = from, too_far = 0; /* 0: none is off the line yet */
    for (int next = 2 * from; too_far ? reach + 1 < too_far : next <= most;
         next = too_far ? (reach + too_far) / 2 : 2 * next) {
        struct measure there;
        if (!effects_can_move(effects, ask, next)) break;
        const enum err_code code = effects_try(effects, ask, next, &there, err);
        if (code != ERR_OK) return code;
        if (effects_on_line(effects, from, &first, next, &there)) {
            reach = next;
            *at = there;
        } else {
            too_far = next;
        }
    }
    *steps = reach;
    *open = too_far == 0;
    return ERR_OK;
}
