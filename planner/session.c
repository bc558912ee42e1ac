/* Finding out what a change of a scenario touches, and solving again. */
#include "planner/session.h"

#include "base/env.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct plan_session {
    const struct school_register *reg;
    const struct params *params;
    struct staffing *staffing;
    struct lp *lp;
    struct block_session *block; /* NULL: only lp_solve can take the program */
};

/* ---- what differs -----------------------------------------------------------------------------
 */

/* Families whose right-hand sides are parameters that stand nowhere else. */
static const int side_families[] = {SEATS,     SEATS_TOTAL, PLACES, PLACES_TOTAL,
                                    TRANSFERS, RETRAINS,    BUDGET, SPEND};

static bool same(const void *a, const void *b, int count, size_t size)
{
    return count == 0 || memcmp(a, b, (size_t)count * size) == 0;
}

#define SAME_VALUE(field) (a->field == b->field)
#define SAME_ARRAY(field, count) same(a->field, b->field, count, sizeof *a->field)

static bool same_pipeline(const struct pipeline_params *a, const struct pipeline_params *b,
                          int years)
{
    return SAME_VALUE(channel) && SAME_VALUE(lead_years) && SAME_VALUE(completion) &&
           SAME_ARRAY(place_cost_thb, years) && SAME_ARRAY(hire_cost_thb, years);
}

static bool same_prices(const struct params *a, const struct params *b)
{
    const int T = a->years;
    return SAME_ARRAY(exam_cost_thb, T) && SAME_ARRAY(call_cost_thb, T) &&
           SAME_ARRAY(transfer_cost_thb, T) && SAME_ARRAY(retrain_cost_thb, T) &&
           SAME_ARRAY(max_short_share, T) && SAME_VALUE(price_over) && SAME_VALUE(price_move) &&
           SAME_VALUE(price_idle) && SAME_VALUE(price_retrain) && SAME_VALUE(price_money) &&
           SAME_VALUE(discount) && SAME_VALUE(alpha) && SAME_VALUE(weight_min) &&
           SAME_VALUE(weight_max) && SAME_VALUE(tiers) && SAME_VALUE(school_tiers) &&
           SAME_ARRAY(tier_share, a->tiers) && SAME_ARRAY(tier_price, a->tiers) &&
           SAME_ARRAY(school_tier_share, a->school_tiers) &&
           SAME_ARRAY(school_tier_price, a->school_tiers);
}

static bool same_needs(const struct school_register *reg, const struct params *a,
                       const struct params *b)
{
    const int growths = LEVELS * reg->districts * a->years;
    return SAME_ARRAY(district_in, reg->districts) && SAME_VALUE(age.steps) &&
           SAME_ARRAY(age.from_fy, a->age.steps) && SAME_ARRAY(age.age, a->age.steps) &&
           SAME_ARRAY(loss_rate, a->majors) && SAME_ARRAY(growth, growths) && SAME_VALUE(norm) &&
           SAME_VALUE(rounding) && SAME_ARRAY(load_hours, a->majors);
}

/* True when the two differ in right-hand sides of side_families at most. */
static bool differ_in_sides(const struct school_register *reg, const struct params *a,
                            const struct params *b)
{
    const int cells = a->majors * a->years;
    if (!SAME_VALUE(first_fy) || !SAME_VALUE(years) || !SAME_VALUE(majors) ||
        !SAME_VALUE(list_years) || !SAME_VALUE(pipelines))
        return false;
    for (int c = 0; c < a->pipelines; c++)
        if (!same_pipeline(&a->pipeline[c], &b->pipeline[c], a->years)) return false;
    return same_needs(reg, a, b) && same_prices(a, b) && SAME_ARRAY(min_headcount, cells) &&
           SAME_ARRAY(must_fill, cells);
}

/* ---- the program ------------------------------------------------------------------------------
 */

static void free_staffing(struct staffing *staffing)
{
    if (!staffing) return;
    staffing_clear(staffing);
    free(staffing);
}

static bool refresh(struct plan_session *session, const struct params *params)
{
    if (!session->lp || !differ_in_sides(session->reg, session->params, params)) return false;
    session->params = session->staffing->params = params;
    for (size_t n = 0; n < sizeof side_families / sizeof *side_families; n++)
        if (!lp_refresh(session->lp, side_families[n])) return false;
    return true;
}

static enum err_code rebuild(struct plan_session *session, const struct school_register *reg,
                             const struct params *params, struct err *err)
{
    struct staffing *staffing = mem_new(1, sizeof *staffing);
    struct lp *lp = NULL;
    enum err_code code = staffing_make(reg, params, staffing, err);
    if (code == ERR_OK) code = lp_build(&staffing_model, staffing, &lp, err);
    if (code != ERR_OK) {
        free_staffing(staffing);
        return code;
    }
    if (session->block) block_session_rebase(session->block, lp, staffing_implied_upper(staffing));
    lp_free(session->lp);
    free_staffing(session->staffing);
    session->reg = reg;
    session->params = params;
    session->staffing = staffing;
    session->lp = lp;
    return ERR_OK;
}

/* ---- totals -----------------------------------------------------------------------------------
 */

struct adding {
    const struct plan_session *session;
    struct plan_session_answer *answer;
};

static void add_value(void *context, int var, struct lp_at at)
{
    const struct adding *adding = context;
    const struct params *q = adding->session->params;
    const double value = lp_value(adding->session->lp, var, at);
    if (value == 0.0) return;
    const int last = strlen(staffing_model.var[var].over) == 3 ? 2 : 1, t = at.i[last];
    const struct pipeline_params *pipeline =
        &q->pipeline[var == TRAIN || var == GRAD ? at.i[0] : 0];
    struct plan_session_year *year = &adding->answer->year[t];
    double price = 0.0;
    if (var == HEAD) year->in_post += value;
    if (var == SHORT) year->short_of += value;
    if (var == OVER) year->over += value;
    if (var == OUT) year->transferred += value;
    if (var == CALL || var == OLDCALL || var == GRAD) year->recruited += value;
    if (var == OUT) price = q->transfer_cost_thb[t];
    if (var == PASS) price = q->exam_cost_thb[t];
    if (var == CALL || var == OLDCALL) price = q->call_cost_thb[t];
    if (var == GRAD) price = pipeline->hire_cost_thb[t];
    if (var == TRAIN) price = pipeline->place_cost_thb[t] / pipeline->completion;
    if (var == RETRAIN) price = q->retrain_cost_thb[t];
    year->money_thb += price * value;
}

static void add_up(const struct plan_session *session, struct plan_session_answer *answer)
{
    static const int vars[] = {HEAD, OUT, SHORT, OVER, PASS, CALL, OLDCALL, TRAIN, GRAD, RETRAIN};
    const struct staffing *d = session->staffing;
    struct adding adding = {session, answer};
    answer->years = d->years;
    for (int cell = 0; cell < d->chains * d->years; cell++)
        answer->year[cell % d->years].need += d->n[cell];
    for (size_t n = 0; n < sizeof vars / sizeof *vars; n++)
        staffing_each(d, vars[n], add_value, &adding);
}

/* ---- solving ----------------------------------------------------------------------------------
 */

/* What the block solver leaves, or cannot find a solution of, goes to the simplex on the whole,
   which also says why there is none. */
static enum err_code solve(struct plan_session *session, struct plan_session_answer *answer,
                           struct err *err)
{
    const struct lp_control control = {.limit_s = session->params->limit_s,
                                       .threads = session->params->threads};
    const double upper = staffing_implied_upper(session->staffing);
    struct block_report report;
    const enum err_code code = session->block
                                   ? block_session_solve(session->block, &control, &report, err)
                                   : block_session_open(session->lp, &staffing_blocks, upper,
                                                        &control, &session->block, &report, err);
    if (code != ERR_OK) return code;
    if (report.solved && !block_session_write(session->block)) {
        answer->warm = report.pivots > 0 || report.iterations == 0;
        answer->bound = report.bound;
        return ERR_OK;
    }
    const enum err_code plain = lp_solve(session->lp, &control, err);
    answer->bound = lp_bound(session->lp, upper);
    return plain;
}

static enum err_code answer_with(struct plan_session *session, struct plan_session_answer *answer,
                                 struct err *err)
{
    const double start_s = env_seconds();
    *answer = (struct plan_session_answer){0};
    const enum err_code code = solve(session, answer, err);
    if (code != ERR_OK) return code;
    answer->objective = lp_objective(session->lp);
    answer->bound = fmin(answer->bound, answer->objective);
    add_up(session, answer);
    answer->solver_s = env_seconds() - start_s;
    return ERR_OK;
}

enum err_code plan_session_open(const struct school_register *reg, const struct params *params,
                                struct plan_session **out, struct plan_session_answer *answer,
                                struct err *err)
{
    struct plan_session *session = mem_new(1, sizeof *session);
    enum err_code code = rebuild(session, reg, params, err);
    if (code == ERR_OK) code = answer_with(session, answer, err);
    *out = NULL;
    if (code == ERR_OK)
        *out = session;
    else
        plan_session_free(session);
    return code;
}

void plan_session_free(struct plan_session *session)
{
    if (!session) return;
    block_session_free(session->block);
    lp_free(session->lp);
    free_staffing(session->staffing);
    free(session);
}

enum err_code plan_session_prepare(struct plan_session *session, struct err *err)
{
    const struct lp_control control = {.limit_s = session->params->limit_s,
                                       .threads = session->params->threads};
    struct block_report report;
    return session->block ? block_session_prepare(session->block, &control, &report, err) : ERR_OK;
}

enum err_code plan_session_change(struct plan_session *session, const struct school_register *reg,
                                  const struct params *params, struct plan_session_answer *answer,
                                  struct err *err)
{
    if (reg != session->reg || !refresh(session, params)) {
        const enum err_code code = rebuild(session, reg, params, err);
        if (code != ERR_OK) return code;
    }
    return answer_with(session, answer, err);
}

const struct staffing *plan_session_staffing(const struct plan_session *session)
{
    return session->staffing;
}

double plan_session_value(const struct plan_session *session, int var, struct lp_at at)
{
    return lp_value(session->lp, var, at);
}

double plan_session_price(const struct plan_session *session, int row_family, struct lp_at at)
{
    return lp_price(session->lp, row_family, at);
}
