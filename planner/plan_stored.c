/* Between a plan in memory (arrays over the instance) and a plan as it is saved and shown (rows).
 */
#include "base/lang.h"
#include "base/mem.h"
#include "planner/plan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int sum_years(const int *value, int count, int years, int t)
{
    int sum = 0;
    for (int i = 0; i < count; i++) sum += value[i * years + t];
    return sum;
}

/* ---- places to offer --------------------------------------------------------------------- */

/* Places of a pipeline and year by major: ceil(sum of train / completion) in all, dealt by largest
 * remainder. */
static void places_by_major(const struct staffing *d, const struct plan *plan, int c, int t,
                            int *places)
{
    const int T = d->years, M = d->majors;
    const double completion = d->params->pipeline[c].completion;
    double sum = 0.0;
    int dealt = 0;
    for (int m = 0; m < M; m++) {
        const double wanted = plan->train[(c * M + m) * T + t] / completion;
        places[m] = (int)floor(wanted + 1e-9);
        dealt += places[m];
        sum += wanted;
    }
    for (int left = (int)ceil(sum - 1e-9) - dealt; left > 0; left--) {
        int best = -1;
        double most = 1e-9;
        for (int m = 0; m < M; m++) {
            const double rest = plan->train[(c * M + m) * T + t] / completion - places[m];
            if (rest > most + 1e-9) {
                best = m;
                most = rest;
            }
        }
        if (best >= 0) places[best]++;
    }
}

/* ---- rows -------------------------------------------------------------------------------- */

static void add_chains(const struct staffing *d, const struct plan *plan, struct stored_plan *out)
{
    const int T = d->years;
    out->chain = mem_new((size_t)d->chains * (T + 1), sizeof *out->chain);
    for (int j = 0; j < d->chains; j++) {
        const struct staffing_chain *chain = &d->chain[j];
        for (int t = -1; t < T; t++) {
            const int jt = j * T + t, need = t < 0 ? d->need0[j] : d->n[jt];
            const int head = t < 0 ? d->b0[j] : (int)plan_value(d, plan, HEAD, AT(j, t));
            out->chain[out->chains++] = (struct stored_chain){
                .school = chain->school,
                .major = chain->major,
                .fy = d->first_fy + t,
                .need = need,
                .headcount = head,
                .in = t < 0 ? 0 : plan->in[jt],
                .out = t < 0 ? 0 : plan->out[jt],
                .shortage = need > head ? need - head : 0,
                .surplus = head > need ? head - need : 0,
                .retire = t < 0 ? 0 : d->retire[jt],
                .other_loss = t < 0 ? 0 : d->loss[jt],
            };
        }
    }
}

static void add_recruit(struct stored_plan *out, int *capacity, struct stored_recruit row)
{
    if (!row.pass && !row.hire && !row.intake && !row.expected && !row.idle) return;
    out->recruit = mem_room(out->recruit, out->recruits, capacity, sizeof *out->recruit);
    out->recruit[out->recruits++] = row;
}

static int calls_in(const struct staffing *d, const struct plan *plan, int m, int t)
{
    int calls = 0;
    for (int e = 0; e <= t; e++) calls += plan->call[(m * d->years + e) * d->years + t];
    for (int l = 0; l < d->lists; l++)
        if (d->list[l].major == m) calls += plan->old_call[l * d->years + t];
    return calls;
}

int plan_exam_channel(const struct school_register *reg)
{
    for (int i = 0; i < reg->channels; i++)
        if (reg->channel[i].kind == CHANNEL_EXAM) return i;
    return -1;
}

static void add_recruits(const struct staffing *d, const struct plan *plan, struct stored_plan *out)
{
    const int T = d->years, M = d->majors;
    int capacity = 0, *places = mem_new(M, sizeof *places);
    for (int t = 0; t < T; t++) {
        for (int m = 0; m < M; m++)
            add_recruit(out, &capacity,
                        (struct stored_recruit){.fy = d->first_fy + t,
                                                .channel = plan_exam_channel(d->reg),
                                                .major = m,
                                                .pass = plan->pass[m * T + t],
                                                .hire = calls_in(d, plan, m, t)});
        for (int c = 0; c < d->pipelines; c++) {
            places_by_major(d, plan, c, t, places);
            for (int m = 0; m < M; m++) {
                const int cmt = (c * M + m) * T + t;
                add_recruit(out, &capacity,
                            (struct stored_recruit){.fy = d->first_fy + t,
                                                    .channel = d->params->pipeline[c].channel,
                                                    .major = m,
                                                    .hire = plan->grad[cmt],
                                                    .intake = places[m],
                                                    .expected = plan->train[cmt],
                                                    .idle = plan->idle[cmt]});
            }
        }
    }
    free(places);
}

static void add_call(struct stored_plan *out, int *capacity, int fy, const char *list, int major,
                     int count)
{
    if (count == 0) return;
    out->call = mem_room(out->call, out->calls, capacity, sizeof *out->call);
    out->call[out->calls++] = (struct stored_call){fy, mem_text(list), major, count};
}

static void add_calls(const struct staffing *d, const struct plan *plan, struct stored_plan *out)
{
    const int T = d->years;
    int capacity = 0;
    for (int t = 0; t < T; t++) {
        for (int l = 0; l < d->lists; l++)
            add_call(out, &capacity, d->first_fy + t, d->list[l].code, d->list[l].major,
                     plan->old_call[l * T + t]);
        for (int e = 0; e <= t; e++)
            for (int m = 0; m < d->majors; m++) {
                char list[32];
                snprintf(list, sizeof list, "exam-%d", d->first_fy + e);
                add_call(out, &capacity, d->first_fy + t, list, m, plan->call[(m * T + e) * T + t]);
            }
    }
}

static void add_retrainings(const struct staffing *d, const struct plan *plan,
                            struct stored_plan *out)
{
    out->retraining = mem_new((size_t)d->arcs * d->years, sizeof *out->retraining);
    for (int t = 0; t < d->years; t++)
        for (int a = 0; a < d->arcs; a++)
            if (plan->retrain[a * d->years + t] > 0)
                out->retraining[out->retrainings++] =
                    (struct stored_retraining){d->first_fy + t, d->arc[a].from_major,
                                               d->arc[a].to_major, plan->retrain[a * d->years + t]};
}

/* ---- totals ------------------------------------------------------------------------------ */

double plan_money_thb(const struct staffing *d, const struct plan *plan, int t)
{
    const struct params *q = d->params;
    const int T = d->years;
    double thb = 0.0;
    for (int m = 0; m < d->majors; m++)
        thb += plan->pass[m * T + t] * q->exam_cost_thb[t] +
               calls_in(d, plan, m, t) * q->call_cost_thb[t];
    for (int c = 0; c < d->pipelines; c++)
        for (int m = 0; m < d->majors; m++) {
            const int cmt = (c * d->majors + m) * T + t;
            thb += plan->grad[cmt] * q->pipeline[c].hire_cost_thb[t] +
                   plan->train[cmt] * q->pipeline[c].place_cost_thb[t] / q->pipeline[c].completion;
        }
    thb += sum_years(plan->out, d->chains, T, t) * q->transfer_cost_thb[t];
    thb += sum_years(plan->retrain, d->arcs, T, t) * q->retrain_cost_thb[t];
    return thb;
}

static void add_totals(const struct staffing *d, const struct plan *plan, struct stored_plan *out)
{
    const int T = d->years;
    out->totals = T;
    out->total = mem_new(T, sizeof *out->total);
    for (int t = 0; t < T; t++) {
        struct stored_total *total = &out->total[t];
        total->fy = d->first_fy + t;
        total->transfer = sum_years(plan->out, d->chains, T, t);
        total->retrain = sum_years(plan->retrain, d->arcs, T, t);
        for (int m = 0; m < d->majors; m++) total->call_up += calls_in(d, plan, m, t);
        total->cost_thb = llround(plan_money_thb(d, plan, t));
    }
    for (int i = 0; i < out->chains; i++) {
        const struct stored_chain *chain = &out->chain[i];
        if (chain->fy < d->first_fy) continue;
        struct stored_total *total = &out->total[chain->fy - d->first_fy];
        total->retire += chain->retire;
        total->other_loss += chain->other_loss;
        total->need += chain->need;
        total->headcount += chain->headcount;
        total->shortage += chain->shortage;
        total->surplus += chain->surplus;
    }
    const int exam = plan_exam_channel(d->reg);
    for (int i = 0; i < out->recruits; i++) {
        const struct stored_recruit *recruit = &out->recruit[i];
        struct stored_total *total = &out->total[recruit->fy - d->first_fy];
        if (recruit->channel != exam) total->graduates += recruit->hire;
        total->idle += recruit->idle;
        total->intake += recruit->intake;
    }
}

void plan_to_stored(const struct staffing *d, const struct plan *plan, const char *name,
                    struct stored_plan *out)
{
    const struct params *q = d->params;
    *out = (struct stored_plan){
        .name = mem_text(name ? name : ""),
        .scenario = mem_text(q->name),
        .scenario_text = mem_text(text_s(&q->text)),
        .scenario_hash = mem_text(q->hash),
        .data_hash = mem_text(d->reg->data_hash),
        .status = mem_text("optimal"),
        .created_at = mem_text(""),
        .program_version = mem_text(KRU_VERSION),
        .first_fy = d->first_fy,
        .years = d->years,
        .synthetic = register_is_synthetic(d->reg),
        .objective = plan->objective,
        .lp_objective = plan->lp_objective,
        .bound = plan->bound,
        .solver_s = plan->solver_s,
    };
    add_chains(d, plan, out);
    add_recruits(d, plan, out);
    add_calls(d, plan, out);
    add_retrainings(d, plan, out);
    add_totals(d, plan, out);
}

/* ---- and back ------------------------------------------------------------------------------ */

static enum err_code foreign(struct err *err, const char *what, const char *code, int fy)
{
    return err_set(err, ERR_MISMATCH, "แผนที่บันทึกไว้อ้าง %s '%s' ปี %d ซึ่งไม่มีในข้อมูลปัจจุบัน",
                   "the saved plan refers to %s '%s' in %d, which the data no longer have", what,
                   code, fy);
}

static enum err_code read_chains(const struct staffing *d, const struct stored_plan *stored,
                                 struct plan *plan, struct err *err)
{
    for (int i = 0; i < stored->chains; i++) {
        const struct stored_chain *row = &stored->chain[i];
        const int j = d->chain_of[row->school * d->majors + row->major], t = row->fy - d->first_fy;
        if (j < 0 || t < -1 || t >= d->years)
            return foreign(err, lang_pick("โรงเรียน", "school"), d->reg->school[row->school].code,
                           row->fy);
        if (t < 0) continue;
        plan->in[j * d->years + t] = row->in;
        plan->out[j * d->years + t] = row->out;
    }
    return ERR_OK;
}

int plan_pipeline_of(const struct staffing *d, int channel)
{
    for (int c = 0; c < d->pipelines; c++)
        if (d->params->pipeline[c].channel == channel) return c;
    return -1;
}

static enum err_code read_recruits(const struct staffing *d, const struct stored_plan *stored,
                                   struct plan *plan, struct err *err)
{
    const int T = d->years;
    for (int i = 0; i < stored->recruits; i++) {
        const struct stored_recruit *row = &stored->recruit[i];
        const int t = row->fy - d->first_fy, c = plan_pipeline_of(d, row->channel);
        const bool exam = row->channel == plan_exam_channel(d->reg);
        if (t < 0 || t >= T || (c < 0 && !exam))
            return foreign(err, lang_pick("ช่องทาง", "channel"),
                           row->channel < 0 ? "exam" : d->reg->channel[row->channel].code, row->fy);
        if (exam) {
            plan->pass[row->major * T + t] = row->pass;
            continue;
        }
        const int cmt = (c * d->majors + row->major) * T + t;
        plan->grad[cmt] = row->hire;
        plan->train[cmt] = row->expected;
        plan->idle[cmt] = row->idle;
    }
    return ERR_OK;
}

bool plan_list_of(const struct staffing *d, const struct stored_call *call, int *var,
                  struct lp_at *at)
{
    const int t = call->fy - d->first_fy;
    int fy = 0;
    if (t < 0 || t >= d->years) return false;
    for (int l = 0; l < d->lists; l++) {
        if (d->list[l].major != call->major || strcmp(d->list[l].code, call->list) != 0) continue;
        *var = OLDCALL;
        *at = AT(l, t);
        return true;
    }
    if (sscanf(call->list, "exam-%d", &fy) != 1 || fy < d->first_fy || fy > call->fy) return false;
    *var = CALL;
    *at = AT(call->major, fy - d->first_fy, t);
    return true;
}

static enum err_code read_calls(const struct staffing *d, const struct stored_plan *stored,
                                struct plan *plan, struct err *err)
{
    for (int i = 0; i < stored->calls; i++) {
        const struct stored_call *row = &stored->call[i];
        int var;
        struct lp_at at;
        if (!plan_list_of(d, row, &var, &at))
            return foreign(err, lang_pick("บัญชี", "list"), row->list, row->fy);
        *plan_cell(d, plan, var, at) = row->count;
    }
    return ERR_OK;
}

static enum err_code read_retrainings(const struct staffing *d, const struct stored_plan *stored,
                                      struct plan *plan, struct err *err)
{
    for (int i = 0; i < stored->retrainings; i++) {
        const struct stored_retraining *row = &stored->retraining[i];
        const int t = row->fy - d->first_fy;
        int a = 0;
        while (a < d->arcs &&
               (d->arc[a].from_major != row->from_major || d->arc[a].to_major != row->to_major))
            a++;
        if (a == d->arcs || t < 0 || t >= d->years)
            return foreign(err, lang_pick("เส้นทางอบรมเปลี่ยนวิชาเอกจาก", "retraining from"),
                           d->reg->major[row->from_major].code, row->fy);
        plan->retrain[a * d->years + t] = row->count;
    }
    return ERR_OK;
}

/* move[m,t] = sum(s) out + retrained into m - retrained out of m */
static void derive_moves(const struct staffing *d, struct plan *plan)
{
    for (int t = 0; t < d->years; t++) {
        for (int j = 0; j < d->chains; j++)
            plan->move[d->chain[j].major * d->years + t] += plan->out[j * d->years + t];
        for (int a = 0; a < d->arcs; a++) {
            plan->move[d->arc[a].to_major * d->years + t] += plan->retrain[a * d->years + t];
            plan->move[d->arc[a].from_major * d->years + t] -= plan->retrain[a * d->years + t];
        }
    }
}

enum err_code plan_from_stored(const struct staffing *d, const struct stored_plan *stored,
                               struct plan *out, struct err *err)
{
    struct plan plan;
    plan_init(d, &plan);
    plan.objective = stored->objective;
    plan.lp_objective = stored->lp_objective;
    plan.bound = stored->bound;
    plan.solver_s = stored->solver_s;
    enum err_code code = read_chains(d, stored, &plan, err);
    if (code == ERR_OK) code = read_recruits(d, stored, &plan, err);
    if (code == ERR_OK) code = read_calls(d, stored, &plan, err);
    if (code == ERR_OK) code = read_retrainings(d, stored, &plan, err);
    if (code == ERR_OK) {
        derive_moves(d, &plan);
        *out = plan;
    } else {
        plan_clear(&plan);
    }
    return code;
}
