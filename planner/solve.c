/* Solving: the program by its structure or by the simplex, then whole people, then every row
 * checked. */
#include "base/env.h"
#include "planner/conflict.h"
#include "planner/plan.h"
#include "planner/whole.h"
#include "solver/block.h"

#include <limits.h>
#include <math.h>

/* A row missed by more than this is broken: the plan is whole, so only costs carry decimals. */
static const double TOLERANCE = 1e-6;
static const double LEAST_LIMIT_S = 0.001; /* 0 would mean no limit */

/* Where nearly all columns cost nothing the simplex takes many minutes for more. */
enum { MOST_COLUMNS_OF_SIMPLEX = 30000 };

struct reading {
    const struct staffing *staffing;
    const struct plan *plan;
    const struct lp *lp;
    double worst;
    char name[LP_NAME];
};

static double value_of(const void *context, int var, struct lp_at at)
{
    const struct reading *reading = context;
    return plan_value(reading->staffing, reading->plan, var, at);
}

static void keep_worst(void *context, const struct lp_row_check *check)
{
    struct reading *reading = context;
    if (check->missed <= reading->worst) return;
    reading->worst = check->missed;
    if (check->family >= 0)
        lp_row_name(reading->lp, check->family, check->at, reading->name);
    else
        lp_column_name(reading->lp, -1 - check->family, check->at, reading->name);
}

struct reader {
    const struct lp *lp;
    const struct staffing *staffing;
    struct plan *plan;
};

static void read_number(void *context, int var, struct lp_at at)
{
    const struct reader *reader = context;
    int *cell = plan_cell(reader->staffing, reader->plan, var, at);
    if (cell) *cell = (int)lround(lp_value(reader->lp, var, at));
}

struct counting {
    const struct lp *lp;
    int fractional;
};

static void count_fractional(void *context, int var, struct lp_at at)
{
    struct counting *counting = context;
    if (var == HEAD || var == SHORT || var == OVER || var == CROWD) return; /* not decided */
    const double value = lp_value(counting->lp, var, at);
    counting->fractional += fabs(value - round(value)) > WHOLE_FRACTION;
}

static enum err_code check_whole(const struct lp *lp, const struct staffing *d, struct plan *plan,
                                 struct err *err)
{
    struct reading reading = {.staffing = d, .plan = plan, .lp = lp};
    lp_check(lp, value_of, &reading, keep_worst, &reading);
    plan->objective = lp_check_columns(lp, value_of, &reading, keep_worst, &reading);
    if (reading.worst <= TOLERANCE) return ERR_OK;
    return err_set(err, ERR_SOLVER, "แผนที่ได้ผิดเงื่อนไข '%s' ไป %g จึงไม่ใช้",
                   "the plan found breaks '%s' by %g and is not used", reading.name, reading.worst);
}

struct relay {
    plan_progress_fn progress;
    void *context;
};

static bool relay_progress(void *context, const struct lp_progress *progress)
{
    const struct relay *relay = context;
    if (!relay->progress) return true;
    const struct plan_phase phase = {"กำลังคำนวณ", "solving", -1, *progress};
    return relay->progress(relay->context, &phase);
}

static struct lp_control rest_of(const struct lp_control *control, double start_s)
{
    struct lp_control rest = *control;
    if (control->limit_s > 0.0)
        rest.limit_s = fmax(control->limit_s - (env_seconds() - start_s), LEAST_LIMIT_S);
    return rest;
}

enum err_code plan_solve_structure(struct lp *lp, const struct staffing *d,
                                   const struct lp_control *control, bool *solved, struct err *err)
{
    struct block_report report;
    const enum err_code code =
        block_solve(lp, &staffing_blocks, staffing_implied_upper(d), control, &report, err);
    *solved = code == ERR_OK && report.solved;
    return code;
}

enum err_code plan_solve_near(struct lp *lp, const struct staffing *d,
                              const struct lp_control *control, struct err *err)
{
    const double start_s = env_seconds();
    struct block_report report;
    const enum err_code code =
        block_near(lp, &staffing_blocks, staffing_implied_upper(d), control, &report, err);
    if (code != ERR_OK || report.solved) return code;
    if (lp_columns(lp) > MOST_COLUMNS_OF_SIMPLEX)
        return err_set(err, ERR_SOLVER, "ตัวคำนวณหาคำตอบไม่ได้เพราะปัญหาเชิงตัวเลข",
                       "the solver found no answer, for numerical reasons");
    const struct lp_control rest = rest_of(control, start_s);
    return lp_solve(lp, &rest, err);
}

enum err_code plan_solve_program(struct lp *lp, const struct staffing *d,
                                 const struct lp_control *control, struct err *err)
{
    const double start_s = env_seconds();
    bool solved = false;
    enum err_code code = plan_solve_structure(lp, d, control, &solved, err);
    if (code != ERR_OK || solved) return code;
    struct lp_control rest = rest_of(control, start_s);
    code = conflict_name(d, &rest, err);
    if (code != ERR_OK) return code;
    rest = rest_of(control, start_s);
    return lp_solve(lp, &rest, err);
}

enum err_code plan_check(const struct staffing *d, struct plan *plan, struct err *err)
{
    struct lp *lp = NULL;
    enum err_code code = lp_build(&staffing_model, d, &lp, err);
    if (code == ERR_OK) code = check_whole(lp, d, plan, err);
    lp_free(lp);
    return code;
}

/* A share of the bound within which no better plan is looked for; columns of a small program. */
#define NEAR 0.0005
enum { SMALL = 4000 };

/* Teachers by which the majors of a whole plan may be off the solution: the nearer, the better the
   prices tell what it costs; the further, the better money is used. Each is tried when the best
   plan so far is further above the bound than `above`, a share; last, the program as a whole (-1).
 */
static const struct {
    double window, above;
    int most_columns;
} tries[] = {
    {0.0, 0.0, INT_MAX},
    {1.0, 0.001, INT_MAX},
    {4.0, 0.002, INT_MAX},
    {-1.0, NEAR, SMALL},
};

/* The best whole plan of those found beside the solution; false when all break a rule. */
static bool make_whole(const struct lp *lp, const struct staffing *d, struct plan *best)
{
    const double bound = best->bound;
    double least = INFINITY;
    for (size_t n = 0; n < sizeof tries / sizeof *tries; n++) {
        struct plan plan = {0};
        struct err ignored;
        if (!(least - bound > tries[n].above * fabs(bound))) continue;
        if (lp_columns(lp) > tries[n].most_columns) continue;
        plan_init(d, &plan);
        const bool made = tries[n].window < 0.0 ? whole_small(lp, d, &plan)
                                                : whole_plan(lp, d, tries[n].window, &plan);
        const bool better =
            made && check_whole(lp, d, &plan, &ignored) == ERR_OK && plan.objective < least;
        plan.lp_objective = best->lp_objective;
        plan.bound = bound;
        plan_clear(better ? best : &plan);
        if (better) *best = plan;
        if (better) least = plan.objective;
    }
    return least < INFINITY;
}

static bool is_whole(const struct lp *lp, const struct staffing *d)
{
    struct counting counting = {lp, 0};
    for (int var = 0; var < STAFFING_VARS; var++)
        staffing_each(d, var, count_fractional, &counting);
    return counting.fractional == 0;
}

static enum err_code read_whole(const struct lp *lp, const struct staffing *d, struct plan *plan,
                                struct err *err)
{
    struct reader reader = {lp, d, plan};
    for (int var = 0; var < STAFFING_VARS; var++) staffing_each(d, var, read_number, &reader);
    return check_whole(lp, d, plan, err);
}

/* From the solved lp: its vertex where that is whole, else a plan beside it, or by search. */
static enum err_code solve_whole(struct lp *lp, const struct staffing *d, int most_solves,
                                 double start_s, struct relay *relay, struct plan *plan,
                                 struct err *err)
{
    const struct plan_phase phase = {
        "กำลังปรับเป็นจำนวนคน",
        "whole people",
        -1,
        {.seconds = env_seconds() - start_s, .objective = lp_objective(lp), .bound = plan->bound}};
    if (is_whole(lp, d)) return read_whole(lp, d, plan, err);
    if (relay->progress && !relay->progress(relay->context, &phase))
        return err_set(err, ERR_LIMIT, "การคำนวณถูกสั่งหยุด", "the solve was stopped");
    if (make_whole(lp, d, plan)) return ERR_OK;
    const enum err_code code = whole_search(lp, d, start_s, d->params->limit_s, most_solves,
                                            relay->progress, relay->context, err);
    return code == ERR_OK ? read_whole(lp, d, plan, err) : code;
}

static enum err_code solve_plan(const struct staffing *d, int most_solves,
                                plan_progress_fn progress, void *context, struct plan *out,
                                struct err *err)
{
    const double start_s = env_seconds();
    struct relay relay = {progress, context};
    const struct lp_control control = {.limit_s = d->params->limit_s,
                                       .progress = relay_progress,
                                       .context = &relay,
                                       .threads = d->params->threads};
    struct plan plan = {0};
    struct lp *lp = NULL;
    plan_init(d, &plan);
    enum err_code code = lp_build(&staffing_model, d, &lp, err);
    if (code != ERR_OK) goto done;
    code = plan_solve_program(lp, d, &control, err);
    if (code != ERR_OK) goto done;
    plan.lp_objective = lp_objective(lp);
    plan.bound = fmin(lp_bound(lp, staffing_implied_upper(d)), plan.lp_objective);
    code = solve_whole(lp, d, most_solves, start_s, &relay, &plan, err);
    plan.solver_s = env_seconds() - start_s;

done:
    lp_free(lp);
    if (code == ERR_OK)
        *out = plan;
    else
        plan_clear(&plan);
    return code;
}

enum err_code plan_solve(const struct staffing *d, plan_progress_fn progress, void *context,
                         struct plan *out, struct err *err)
{
    return solve_plan(d, WHOLE_MOST_SOLVES, progress, context, out, err);
}

enum err_code plan_solve_brief(const struct staffing *d, plan_progress_fn progress, void *context,
                               struct plan *out, struct err *err)
{
    return solve_plan(d, WHOLE_BRIEF_SOLVES, progress, context, out, err);
}
