/* Depth-first search over one-sided whole bounds; see whole.h. */
#include "planner/whole.h"

#include "base/env.h"
#include "base/mem.h"
#include "planner/conflict.h"

#include <math.h>
#include <stdlib.h>

enum { NARROW_SOLVES = 300 };

/* Numbers nearer to whole than this are cut together in one step. */
static const double NEARLY_WHOLE = 0.11;

/* City numbers first: when they are whole, the schools' numbers almost always are. IDLE and MOVE
 * follow. */
static const enum staffing_var order[] = {TRAIN, PASS, OLDCALL, CALL, GRAD, RETRAIN, OUT, IN};
enum { KINDS = sizeof order / sizeof *order };

struct cut {
    int var;
    struct lp_at at;
    double whole; /* the bound */
    bool up;      /* value >= whole, else value <= whole */
    int step;     /* cuts of one step are undone together */
};

struct search {
    struct lp *lp;
    const struct staffing *staffing;
    struct cut *cut;
    int cuts, capacity, steps, solves, most_solves;
    bool *flipped; /* [steps] the other side of this step has been tried */
    int flipped_capacity;
    double start_s, limit_s;
    double bound; /* of the linear program */
    plan_progress_fn progress;
    void *context;
    int fractional;
    bool *school_cut, *major_cut; /* [schools], [majors][T] cut in this step already */
    bool by_structure;            /* the bounds of this step are the city's alone */
};

static double fraction_of(double value)
{
    return fabs(value - round(value));
}

static void count_fractional(void *context, int var, struct lp_at at)
{
    struct search *search = context;
    search->fractional += fraction_of(lp_value(search->lp, var, at)) > WHOLE_FRACTION;
}

static void add_cut(struct search *search, int var, struct lp_at at, double whole, bool up)
{
    search->cut = mem_room(search->cut, search->cuts, &search->capacity, sizeof *search->cut);
    search->cut[search->cuts++] = (struct cut){var, at, whole, up, search->steps};
}

static void add_city_cut(void *context, int var, struct lp_at at, double whole)
{
    if (var != IDLE) add_cut(context, var, at, whole, false);
}

static void cut_nearly_whole(void *context, int var, struct lp_at at)
{
    struct search *search = context;
    const double value = lp_value(search->lp, var, at), fraction = fraction_of(value);
    if (fraction > WHOLE_FRACTION && fraction <= NEARLY_WHOLE)
        add_cut(search, var, at, round(value), round(value) > value);
}

/* Leaves the one number of the family that is nearest to whole as the last cut of the step. */
static void cut_nearest(void *context, int var, struct lp_at at)
{
    struct search *search = context;
    const double value = lp_value(search->lp, var, at), fraction = fraction_of(value);
    if (fraction <= WHOLE_FRACTION) return;
    const bool have = search->cuts > 0 && search->cut[search->cuts - 1].step == search->steps;
    if (have) {
        const struct cut *best = &search->cut[search->cuts - 1];
        if (fraction >= fraction_of(lp_value(search->lp, best->var, best->at))) return;
        search->cuts--;
    }
    add_cut(search, var, at, round(value), round(value) > value);
}

/* A school's number, unless another of its school or of its major and year is cut in this step:
   such numbers hardly touch each other, so many are cut at once. */
static void cut_apart(void *context, int var, struct lp_at at)
{
    struct search *search = context;
    const struct staffing *d = search->staffing;
    const double value = lp_value(search->lp, var, at);
    if (fraction_of(value) <= WHOLE_FRACTION) return;
    const struct staffing_chain *chain = &d->chain[at.i[0]];
    bool *school = &search->school_cut[chain->school];
    bool *major = &search->major_cut[chain->major * d->years + at.i[1]];
    if (*school || *major) return;
    *school = *major = true;
    add_cut(search, var, at, round(value), round(value) > value);
}

static void cut_schools(struct search *search)
{
    const struct staffing *d = search->staffing;
    search->school_cut = mem_new(d->schools, sizeof(bool));
    search->major_cut = mem_new((size_t)d->majors * d->years, sizeof(bool));
    staffing_each(d, OUT, cut_apart, search);
    staffing_each(d, IN, cut_apart, search);
    free(search->school_cut);
    free(search->major_cut);
}

/* The bounds of a variable under all its cuts. */
static void apply(const struct search *search, const struct cut *cut)
{
    double lower = 0.0, upper = LP_INF;
    for (int i = 0; i < search->cuts; i++) {
        const struct cut *other = &search->cut[i];
        bool same = other->var == cut->var;
        for (int k = 0; k < LP_MAX_INDICES; k++) same &= other->at.i[k] == cut->at.i[k];
        if (same && other->up) lower = fmax(lower, other->whole);
        if (same && !other->up) upper = fmin(upper, other->whole);
    }
    lp_unfix(search->lp, cut->var, cut->at);
    if (lower > 0.0 || upper < LP_INF) lp_fix(search->lp, cut->var, cut->at, lower, upper);
}

static void apply_step(const struct search *search, int step)
{
    for (int i = 0; i < search->cuts; i++)
        if (search->cut[i].step == step) apply(search, &search->cut[i]);
}

static int cuts_of_last_step(const struct search *search)
{
    int count = 0;
    while (count < search->cuts && search->cut[search->cuts - 1 - count].step == search->steps - 1)
        count++;
    return count;
}

static void begin_step(struct search *search)
{
    search->flipped = mem_room(search->flipped, search->steps, &search->flipped_capacity,
                               sizeof *search->flipped);
    search->flipped[search->steps] = false;
}

/* One step forward: the nearly whole numbers of the first city family that has fractional ones, or
   else its one nearest; when the city is whole, numbers of schools that lie apart. With one_only a
   single number. False when every number is whole. */
static bool step_forward(struct search *search, bool one_only)
{
    search->fractional = 0;
    for (int kind = 0; kind < KINDS; kind++)
        staffing_each(search->staffing, order[kind], count_fractional, search);
    if (search->fractional == 0) return false;
    begin_step(search);
    const int before = search->cuts;
    for (int kind = 0; kind < KINDS && search->cuts == before; kind++) {
        if (order[kind] == OUT && !one_only) {
            cut_schools(search);
            break;
        }
        if (!one_only) staffing_each(search->staffing, order[kind], cut_nearly_whole, search);
        if (search->cuts == before)
            staffing_each(search->staffing, order[kind], cut_nearest, search);
    }
    apply_step(search, search->steps++);
    return true;
}

static void undo_step(struct search *search)
{
    const int count = cuts_of_last_step(search);
    search->cuts -= count;
    search->steps--;
    for (int i = 0; i < count; i++) apply(search, &search->cut[search->cuts + i]);
}

/* Nothing is possible under the last step: turn its single cut round, or give the step up. */
static bool step_back(struct search *search)
{
    while (search->steps > 0) {
        const int count = cuts_of_last_step(search);
        bool *flipped = &search->flipped[search->steps - 1];
        struct cut *last = &search->cut[search->cuts - 1];
        if (count == 1 && !*flipped) {
            *flipped = true;
            last->whole += last->up ? -1.0 : 1.0;
            last->up = !last->up;
            apply(search, last);
            return true;
        }
        undo_step(search);
        if (count > 1) return true; /* the caller goes on with one cut at a time */
    }
    return false;
}

static bool report(void *context, const struct lp_progress *progress)
{
    const struct search *search = context;
    if (!search->progress) return true;
    const int fractional = search->by_structure ? -1 : search->fractional;
    struct plan_phase phase = {"กำลังปรับเป็นจำนวนคน", "whole people", fractional, *progress};
    phase.progress.bound = search->bound;
    phase.progress.seconds = env_seconds() - search->start_s;
    return search->progress(search->context, &phase);
}

static enum err_code say_not_found(const struct search *search, struct err *err)
{
    return err_set(err, ERR_LIMIT,
                   "หาแผนที่ทุกจำนวนเป็นคนเต็มคนไม่ได้ภายใน %.0f วินาที ซึ่งเป็นขีดจำกัดของ 'solve.limit_s' "
                   "(คำนวณ %d รอบ)",
                   "no plan of whole people was found within %.0f s, the limit of "
                   "'solve.limit_s' (%d solves)",
                   search->limit_s, search->solves);
}

static enum err_code solve(struct search *search, struct err *err)
{
    const double left_s = search->limit_s - (env_seconds() - search->start_s);
    if (left_s <= 0.0 || ++search->solves > search->most_solves) return say_not_found(search, err);
    const struct lp_control control = {.limit_s = left_s,
                                       .progress = report,
                                       .context = search,
                                       .threads = search->staffing->params->threads};
    /* That a cut leaves no plan is all that the search wants to know. */
    if (!search->by_structure) return lp_solve_brief(search->lp, &control, err);
    if (search->cuts == 0 || !conflict_possible(search->staffing))
        return plan_solve_program(search->lp, search->staffing, &control, err);
    /* Under hard rules the city's numbers may leave no plan, which the simplex on the whole would
       be long to find out. */
    bool solved = false;
    const enum err_code code =
        plan_solve_structure(search->lp, search->staffing, &control, &solved, err);
    if (code != ERR_OK || solved) return code;
    return err_set(err, ERR_INFEASIBLE, "ไม่มีแผนที่ใช้จำนวนคนของทั้งเมืองที่ปัดแล้ว",
                   "no plan has the rounded numbers of the city");
}

/* The first step: the city's numbers rounded so that its rules hold, as upper bounds together. */
static bool step_city(struct search *search)
{
    begin_step(search);
    const int before = search->cuts;
    if (!whole_city(search->lp, search->staffing, 1.0, add_city_cut, search)) return false;
    if (search->cuts == before) return false;
    apply_step(search, search->steps++);
    return true;
}

/* Forward and back until every number is whole. `most_solves` ends a search that wanders. */
static enum err_code search_depth(struct search *search, int most_solves, struct err *err)
{
    enum err_code code = ERR_OK;
    const int last_solve = search->solves + most_solves;
    bool more = step_forward(search, false);
    while (code == ERR_OK && more) {
        bool one_only = false;
        if (search->solves > last_solve) return say_not_found(search, err);
        code = solve(search, err);
        while (code == ERR_INFEASIBLE && search->solves <= last_solve) {
            one_only = cuts_of_last_step(search) > 1;
            if (!step_back(search)) break;
            code = solve(search, err);
        }
        more = code == ERR_OK && step_forward(search, one_only);
    }
    return code;
}

/* The city first, by structure again; when its numbers leave no plan, without them. */
static enum err_code search_city(struct search *search, struct err *err)
{
    if (!step_city(search)) return ERR_OK;
    search->by_structure = true;
    enum err_code code = solve(search, err);
    if (code == ERR_INFEASIBLE) {
        undo_step(search);
        code = solve(search, err);
    }
    search->by_structure = false;
    return code;
}

/* Among the columns that the prices leave open, which is quick and nearly always enough; else in
   the whole program. */
static enum err_code search_schools(struct search *search, struct err *err)
{
    const int city_steps = search->steps;
    if (lp_narrow(search->lp)) {
        const enum err_code code = search_depth(search, NARROW_SOLVES, err);
        lp_widen(search->lp);
        if (code == ERR_OK || env_seconds() - search->start_s >= search->limit_s) return code;
        while (search->steps > city_steps) undo_step(search);
        const enum err_code again = solve(search, err);
        if (again != ERR_OK) return again;
    }
    return search_depth(search, search->most_solves, err);
}

enum err_code whole_search(struct lp *lp, const struct staffing *staffing, double start_s,
                           double limit_s, int most_solves, plan_progress_fn progress,
                           void *context, struct err *err)
{
    struct search search = {.lp = lp,
                            .staffing = staffing,
                            .start_s = start_s,
                            .limit_s = limit_s,
                            .most_solves = most_solves,
                            .bound = lp_bound(lp, staffing_implied_upper(staffing)),
                            .progress = progress,
                            .context = context};
    enum err_code code = search_city(&search, err);
    if (code == ERR_OK) code = search_schools(&search, err);
    free(search.cut);
    free(search.flipped);
    return code;
}
