/* One program of a sweep: made, its first year fixed if wanted, solved, and counted. */
#include "base/mem.h"
#include "planner/plan.h"
#include "planner/sweep.h"
#include "planner/whole.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The optimum is exact to about 1e-9: what is kept is free of that noise. */
static const double KEPT_DIGITS = 1e6;
/* A whole number that arithmetic left just below itself. */
static const double JUST_BELOW = 1e-6;
/* A rule of the first year missed by more than this is broken. */
static const double TOLERANCE = 1e-6;

enum { LIST_NAME = 24 };

struct program {
    struct future future;
    struct lp *lp;
    int *graduates; /* [pipelines][majors] of the places of a fixed first year; NULL: it is free */
};

static double kept(double value)
{
    const double rounded = floor(value * KEPT_DIGITS + 0.5) / KEPT_DIGITS;
    return rounded > 0.0 ? rounded : 0.0;
}

/* ---- what is fixed --------------------------------------------------------------------------- */

/* The list of the exam of the first year, as a plan calls it. */
static void own_list(const struct staffing *d, char out[LIST_NAME])
{
    snprintf(out, LIST_NAME, "exam-%d", d->first_fy);
}

static int chosen(const struct sweep_outcome *fixed, enum choice_kind kind, const char *source,
                  int m)
{
    for (int i = 0; i < fixed->choices; i++) {
        const struct sweep_choice *choice = &fixed->choice[i];
        if (choice->kind == kind && choice->major == m && strcmp(choice->source, source) == 0)
            return choice->people;
    }
    return 0;
}

static double passing(const struct staffing *d, int m)
{
    return d->params->pass_share ? d->params->pass_share[m * d->years] : 1.0;
}

/* Whole people nearest to `value` [count] whose sum is theirs rounded down (`up`: rounded up):
   floors, then the largest remainders, ties by order. */
static void make_whole(const double *value, int count, bool up, int *out)
{
    double sum = 0.0;
    int left;
    for (int i = 0; i < count; i++) sum += value[i];
    left = (int)(up ? ceil(sum - JUST_BELOW) : floor(sum + JUST_BELOW));
    for (int i = 0; i < count; i++) left -= out[i] = (int)floor(value[i] + JUST_BELOW);
    for (; left > 0; left--) {
        int best = -1;
        for (int i = 0; i < count; i++)
            if (value[i] - out[i] > JUST_BELOW &&
                (best < 0 || value[i] - out[i] > value[best] - out[best] + JUST_BELOW))
                best = i;
        if (best < 0) return;
        out[best]++;
    }
}

/* Graduates of the places offered, whole as the rules know them: all of a channel rounded down,
   dealt by largest remainder, and in no major above what its own places allow. [pipelines][majors]
 */
static int *find_graduates(const struct staffing *d, const struct sweep_outcome *fixed)
{
    int *graduates = mem_new((size_t)d->pipelines * d->majors, sizeof *graduates);
    double *value = mem_new((size_t)d->majors, sizeof *value);
    for (int c = 0; c < d->pipelines; c++) {
        const struct pipeline_params *pipeline = &d->params->pipeline[c];
        const char *code = d->reg->channel[pipeline->channel].code;
        int *of = &graduates[c * d->majors];
        for (int m = 0; m < d->majors; m++)
            value[m] = chosen(fixed, CHOICE_PLACES, code, m) * pipeline->completion;
        make_whole(value, d->majors, false, of);
        for (int m = 0; m < d->majors; m++) {
            const double cap = pipeline->places[m * d->years];
            if (chosen(fixed, CHOICE_PLACES, code, m) <= cap && isfinite(cap))
                of[m] = (int)fmin(of[m], floor(pipeline->completion * cap + JUST_BELOW));
        }
    }
    free(value);
    return graduates;
}

/* What a fixed variable is worth; false: it is free. A variable that does not exist has a value,
 * too. */
static bool fixed_value(const struct program *program, const struct sweep_outcome *fixed, int var,
                        struct lp_at at, double *out)
{
    const struct staffing *d = &program->future.staffing;
    char list[LIST_NAME];
    own_list(d, list);
    if (var == PASS && at.i[1] == 0)
        *out = chosen(fixed, CHOICE_SEATS, "exam", at.i[0]) * passing(d, at.i[0]);
    else if (var == CALL && at.i[1] == 0 && at.i[2] == 0)
        *out = fmin(chosen(fixed, CHOICE_CALLS, list, at.i[0]),
                    chosen(fixed, CHOICE_SEATS, "exam", at.i[0]) * passing(d, at.i[0]));
    else if (var == OLDCALL && at.i[1] == 0)
        *out = chosen(fixed, CHOICE_CALLS, d->list[at.i[0]].code, d->list[at.i[0]].major);
    else if (var == TRAIN && at.i[2] == 0)
        *out = program->graduates[at.i[0] * d->majors + at.i[1]];
    else
        return false;
    return true;
}

struct holding {
    struct program *program;
    const struct sweep_outcome *fixed;
};

static void hold(void *context, int var, struct lp_at at)
{
    const struct holding *holding = context;
    struct lp *lp = holding->program->lp;
    double value;
    if (lp_exists(lp, var, at) && fixed_value(holding->program, holding->fixed, var, at, &value))
        lp_fix(lp, var, at, value, value);
}

static void hold_first_year(struct program *program, const struct sweep_outcome *fixed)
{
    static const int vars[] = {PASS, CALL, OLDCALL, TRAIN};
    struct holding holding = {program, fixed};
    for (size_t n = 0; n < sizeof vars / sizeof *vars; n++)
        staffing_each(&program->future.staffing, vars[n], hold, &holding);
}

/* ---- whether it can be kept ------------------------------------------------------------------ */

struct keeping {
    const struct program *program;
    const struct sweep_outcome *fixed;
    int family; /* of the first rule that is broken; -1: none */
    struct lp_at at;
    double missed;
};

/* The value that is fixed, 0 for what is free: a lower end of both. */
static double least_value(const void *context, int var, struct lp_at at)
{
    const struct keeping *keeping = context;
    double value = 0.0;
    fixed_value(keeping->program, keeping->fixed, var, at, &value);
    return value;
}

/* Rows of these families have no coefficient below 0. */
static bool only_grows(int family)
{
    return family == SEATS || family == SEATS_TOTAL || family == PLACES || family == PLACES_TOTAL ||
           family == OLDLIST || family == BUDGET;
}

static void note_broken(void *context, const struct lp_row_check *check)
{
    struct keeping *keeping = context;
    if (keeping->family >= 0 || check->family < 0 || !only_grows(check->family) ||
        check->missed <= TOLERANCE)
        return;
    keeping->family = check->family;
    keeping->at = check->at;
    keeping->missed = check->missed;
}

/* A decision that breaks a rule by itself is not left to the simplex on the whole to find out. */
static enum err_code check_decision(const struct program *program,
                                    const struct sweep_outcome *fixed, struct err *err)
{
    struct keeping keeping = {program, fixed, -1, AT(0), 0.0};
    lp_check(program->lp, least_value, &keeping, note_broken, &keeping);
    if (keeping.family < 0) return ERR_OK;
    char name[LP_NAME];
    lp_row_name(program->lp, keeping.family, keeping.at, name);
    return err_set(err, ERR_INFEASIBLE, "การตัดสินใจปีแรกผิดกฎ '%s' (%s) ไป %g",
                   "the first year's decision breaks '%s' (%s) by %g", name,
                   lp_row_meaning(&staffing_model.row[keeping.family]), keeping.missed);
}

/* ---- what came of it ------------------------------------------------------------------------- */

struct counting {
    const struct program *program;
    struct sweep_outcome *out;
};

/* Baht of one unit; 0 for what costs nothing. */
static double price_thb(const struct params *q, int var, struct lp_at at, int t)
{
    const struct pipeline_params *pipeline =
        &q->pipeline[var == TRAIN || var == GRAD ? at.i[0] : 0];
    switch ((enum staffing_var)var) {
    case OUT:
        return q->transfer_cost_thb[t];
    case PASS:
        return q->exam_cost_thb[t];
    case CALL:
    case OLDCALL:
        return q->call_cost_thb[t];
    case GRAD:
        return pipeline->hire_cost_thb[t];
    case TRAIN:
        return pipeline->place_cost_thb[t] / pipeline->completion;
    case RETRAIN:
        return q->retrain_cost_thb[t];
    default:
        return 0.0;
    }
}

static void count_short(const struct staffing *d, struct sweep_outcome *out, int j, int t,
                        double value)
{
    const struct staffing_chain *chain = &d->chain[j];
    const int district = d->reg->school[chain->school].district;
    out->year[t].shortage += value;
    out->major[chain->major * d->years + t] += value;
    out->district[district * d->years + t] += value;
}

static void count_value(void *context, int var, struct lp_at at)
{
    const struct counting *counting = context;
    const struct staffing *d = &counting->program->future.staffing;
    const double value = lp_value(counting->program->lp, var, at);
    if (value == 0.0) return;
    const int t = at.i[strlen(staffing_model.var[var].over) == 3 ? 2 : 1];
    struct sweep_year *year = &counting->out->year[t];
    if (var == HEAD) year->headcount += value;
    if (var == SHORT) count_short(d, counting->out, at.i[0], t, value);
    if (var == OVER) year->surplus += value;
    if (var == OUT) year->transfer += value;
    if (var == PASS) year->pass += value;
    if (var == CALL || var == OLDCALL) year->call_up += value;
    if (var == GRAD) year->graduates += value;
    if (var == RETRAIN) year->retrain += value;
    year->cost_thb += price_thb(d->params, var, at, t) * value;
}

static void count_data(const struct staffing *d, struct sweep_outcome *out)
{
    for (int i = 0; i < d->chains * d->years; i++) {
        struct sweep_year *year = &out->year[i % d->years];
        year->need += d->n[i];
        year->retire += d->retire[i];
        year->other_loss += d->loss[i];
    }
}

static void keep_all(double *value, size_t count)
{
    for (size_t i = 0; i < count; i++) value[i] = kept(value[i]);
}

static void count_outcome(const struct program *program, struct sweep_outcome *out)
{
    static const int vars[] = {HEAD, OUT, SHORT, OVER, PASS, CALL, OLDCALL, TRAIN, GRAD, RETRAIN};
    const struct staffing *d = &program->future.staffing;
    const size_t T = (size_t)d->years;
    struct counting counting = {program, out};
    out->years = d->years;
    out->majors = d->majors;
    out->districts = d->reg->districts;
    out->year = mem_new(T, sizeof *out->year);
    out->major = mem_new((size_t)d->majors * T, sizeof *out->major);
    out->district = mem_new((size_t)d->reg->districts * T, sizeof *out->district);
    count_data(d, out);
    for (size_t n = 0; n < sizeof vars / sizeof *vars; n++)
        staffing_each(d, vars[n], count_value, &counting);
    keep_all((double *)(void *)out->year, T * (sizeof *out->year / sizeof(double)));
    keep_all(out->major, (size_t)d->majors * T);
    keep_all(out->district, (size_t)d->reg->districts * T);
}

/* ---- its first year -------------------------------------------------------------------------- */

static void add_choice(struct sweep_outcome *out, int *capacity, enum choice_kind kind,
                       const char *source, int m, int people)
{
    if (people <= 0) return;
    out->choice = mem_room(out->choice, out->choices, capacity, sizeof *out->choice);
    out->choice[out->choices++] = (struct sweep_choice){kind, mem_text(source), m, people};
}

static void choose_by_major(const struct program *program, enum choice_kind kind, int c,
                            struct sweep_outcome *out, int *capacity)
{
    const struct staffing *d = &program->future.staffing;
    const struct pipeline_params *pipeline = &d->params->pipeline[c];
    double *value = mem_new((size_t)d->majors, sizeof *value);
    int *people = mem_new((size_t)d->majors, sizeof *people);
    char list[LIST_NAME];
    const char *source = "exam";
    own_list(d, list);
    if (kind == CHOICE_CALLS) source = list;
    if (kind == CHOICE_PLACES) source = d->reg->channel[pipeline->channel].code;
    for (int m = 0; m < d->majors; m++)
        value[m] = kind == CHOICE_SEATS ? lp_value(program->lp, PASS, AT(m, 0)) / passing(d, m)
                   : kind == CHOICE_CALLS
                       ? lp_value(program->lp, CALL, AT(m, 0, 0))
                       : lp_value(program->lp, TRAIN, AT(c, m, 0)) / pipeline->completion;
    make_whole(value, d->majors, kind == CHOICE_PLACES, people);
    for (int m = 0; m < d->majors; m++) add_choice(out, capacity, kind, source, m, people[m]);
    free(value);
    free(people);
}

static void choose_first_year(const struct program *program, struct sweep_outcome *out)
{
    const struct staffing *d = &program->future.staffing;
    int capacity = 0;
    choose_by_major(program, CHOICE_SEATS, 0, out, &capacity);
    for (int c = 0; c < d->pipelines; c++)
        choose_by_major(program, CHOICE_PLACES, c, out, &capacity);
    choose_by_major(program, CHOICE_CALLS, 0, out, &capacity);
    for (int l = 0; l < d->lists; l++)
        add_choice(out, &capacity, CHOICE_CALLS, d->list[l].code, d->list[l].major,
                   (int)floor(lp_value(program->lp, OLDCALL, AT(l, 0)) + 0.5));
}

/* ---- solving --------------------------------------------------------------------------------- */

static enum err_code solve(struct program *program, const struct sweep_outcome *fixed,
                           struct err *err)
{
    const struct staffing *d = &program->future.staffing;
    const struct lp_control control = {.limit_s = d->params->limit_s, .threads = 1};
    enum err_code code = lp_build(&staffing_model, d, &program->lp, err);
    if (code == ERR_OK && fixed) program->graduates = find_graduates(d, fixed);
    if (code == ERR_OK && fixed) code = check_decision(program, fixed, err);
    if (code == ERR_OK && fixed) hold_first_year(program, fixed);
    return code == ERR_OK ? plan_solve_program(program->lp, d, &control, err) : code;
}

void sweep_solve(const struct school_register *reg, const struct params *params, uint64_t seed,
                 int number, const struct sweep_outcome *fixed, struct sweep_outcome *out)
{
    struct program program = {.lp = NULL};
    struct err err = {0};
    *out = (struct sweep_outcome){
        .number = number, .decision = -1, .first_fy = params->first_fy, .sentence = NULL};
    enum err_code code = future_make(reg, params, seed, number, &program.future, &err);
    if (code == ERR_OK) code = solve(&program, fixed, &err);
    if (code == ERR_OK) {
        const double upper = staffing_implied_upper(&program.future.staffing);
        out->objective = kept(lp_objective(program.lp));
        out->bound = fmin(kept(lp_bound(program.lp, upper)), out->objective);
        count_outcome(&program, out);
        if (!fixed) choose_first_year(&program, out);
    }
    out->state = code;
    out->sentence = mem_text(code == ERR_OK ? "" : err.text);
    free(program.graduates);
    lp_free(program.lp);
    future_clear(&program.future);
}
