/* Solving: the program by its structure or by the simplex, then whole people, then every row
 * checked. */
#include "base/env.h"
#include "planner/conflict.h"
#include "planner/plan.h"
#include "planner/whole.h"
#include "solver/block.h"

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

enum err_code plan_solve(const struct staffing *d, plan_progress_fn progress, void *context,
                         struct plan *out, struct err *err)
{
    const double start_s = env_seconds();
    struct relay relay = {progress, context};
    const struct lp_control control = {d->params->limit_s, relay_progress, &relay,
                                       d->params->threads};
    struct plan plan = {0};
    struct lp *lp = NULL;
    plan_init(d, &plan);
    enum err_code code = lp_build(&staffing_model, d, &lp, err);
    if (code != ERR_OK) goto done;
    code = plan_solve_program(lp, d, &control, err);
    if (code != ERR_OK) goto done;
    plan.lp_objective = lp_objective(lp);
    plan.bound = fmin(lp_bound(lp, staffing_implied_upper(d)), plan.lp_objective);
    code = whole_search(lp, d, start_s, d->params->limit_s, progress, context, err);
    if (code != ERR_OK) goto done;
    struct reader reader = {lp, d, &plan};
    for (int var = 0; var < STAFFING_VARS; var++) staffing_each(d, var, read_number, &reader);
    code = check_whole(lp, d, &plan, err);
    plan.solver_s = env_seconds() - start_s;

done:
    lp_free(lp);
    if (code == ERR_OK)
        *out = plan;
    else
        plan_clear(&plan);
    return code;
}
