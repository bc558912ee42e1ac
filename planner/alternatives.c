/* Directions, the search for the price of each in a child process, and the choice among what was
   found. */
#include "planner/alternatives.h"

#include "base/env.h"
#include "base/jobs.h"
#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_SOLVES = 6,   /* of one direction */
    RANDOM_PUSHES = 3, /* apart, before anything is found */
    ROUNDS = 2,        /* of pushes away from what has been found */
    ROUND_PUSHES = 2,
    MOST_PUSHES = 5 + 2 * MAX_PIPELINES + RANDOM_PUSHES + ROUNDS * ROUND_PUSHES,
};
static const double FIRST_PRICE = 8.0,
                    PRICE_STEP = 4.0; /* points; a post short costs 10 and more */
static const double MOST_PRICE = 2000.0, LEAST_PRICE = 0.01, CLOSE_ENOUGH = 1.5;
static const double TOLERANCE = 1e-9; /* of an objective against its limit, relative */

struct push {
    enum push_kind kind;
    int pipeline;
    struct staffing_tilt tilt; /* at price 1 */
};

/* What a child sends before the arrays of its plan. */
struct found {
    bool near;
    double price, objective;
};

struct search {
    const struct staffing *staffing;
    const struct plan *best;
    double limit; /* no near plan costs more */
    const struct alternatives_control *control;
    struct push push[MOST_PUSHES];
    struct alternative candidate[MOST_PUSHES];
    bool near[MOST_PUSHES]; /* a candidate that differs from the best */
    int pushes, first_job;  /* jobs of a batch are pushes from first_job on */
    int done, planned;
    double start_s;
};

/* ---- distance -------------------------------------------------------------------------------- */

/* People called from any list in t. */
static int called(const struct staffing *d, const struct plan *plan, int m, int t)
{
    int sum = 0;
    for (int e = 0; e <= t; e++) sum += plan->call[(m * d->years + e) * d->years + t];
    for (int l = 0; l < d->lists; l++)
        if (d->list[l].major == m) sum += plan->old_call[l * d->years + t];
    return sum;
}

double alternatives_distance(const struct staffing *d, const struct plan *a, const struct plan *b)
{
    const int T = d->years;
    double sum = 0.0;
    for (int m = 0; m < d->majors; m++)
        for (int t = 0; t < T; t++)
            sum += 0.5 * abs(a->pass[m * T + t] - b->pass[m * T + t]) +
                   0.5 * abs(called(d, a, m, t) - called(d, b, m, t));
    for (int i = 0; i < d->pipelines * d->majors * T; i++) sum += abs(a->train[i] - b->train[i]);
    return sum;
}

/* ---- directions ------------------------------------------------------------------------------ */

static struct staffing_tilt tilt_new(const struct staffing *d)
{
    const size_t cells = (size_t)d->majors * (size_t)d->years;
    return (struct staffing_tilt){.pass = mem_new(cells, sizeof(double)),
                                  .call = mem_new(cells, sizeof(double)),
                                  .train = mem_new(cells * (size_t)d->pipelines, sizeof(double))};
}

static struct push *add_push(struct search *search, enum push_kind kind, int pipeline)
{
    struct push *push = &search->push[search->pushes++];
    *push = (struct push){kind, pipeline, tilt_new(search->staffing)};
    return push;
}

static void tilt_clear(struct staffing_tilt *tilt)
{
    free(tilt->pass);
    free(tilt->call);
    free(tilt->train);
    *tilt = (struct staffing_tilt){0};
}

/* Prices of a way in every major and year: the exam is way -1. Passes follow call-ups, and are left
   alone, since they may be without limit. */
static void set_way(const struct staffing *d, struct push *push, int way, double price)
{
    double *cell = way < 0 ? push->tilt.call : push->tilt.train + way * d->majors * d->years;
    for (int i = 0; i < d->majors * d->years; i++) cell[i] = price;
}

/* Late is dear, or cheap: from -sign in the first year to +sign in the last. */
static void set_years(const struct staffing *d, struct push *push, double sign)
{
    const int T = d->years, majors = d->majors * (1 + d->pipelines);
    for (int i = 0; i < majors * T; i++) {
        double *cell =
            i < d->majors * T ? &push->tilt.call[i] : &push->tilt.train[i - d->majors * T];
        *cell = T > 1 ? sign * (2.0 * (i % T) / (T - 1) - 1.0) : 0.0;
    }
}

static void add_first_pushes(struct search *search)
{
    const struct staffing *d = search->staffing;
    set_way(d, add_push(search, PUSH_EXAM_LESS, -1), -1, 1.0);
    set_way(d, add_push(search, PUSH_EXAM_MORE, -1), -1, -1.0);
    for (int c = 0; c < d->pipelines; c++) {
        set_way(d, add_push(search, PUSH_PLACES_LESS, c), c, 1.0);
        set_way(d, add_push(search, PUSH_PLACES_MORE, c), c, -1.0);
    }
    add_push(search, PUSH_MOVES_LESS, -1)->tilt.move = 1.0;
    set_years(d, add_push(search, PUSH_EARLIER, -1), 1.0);
    set_years(d, add_push(search, PUSH_LATER, -1), -1.0);
}

/* How many more of a major come by a way than in the best plan; way -1: call-ups. */
static int deviation(const struct search *search, const struct plan *plan, int way, int m)
{
    const struct staffing *d = search->staffing;
    int sum = 0;
    for (int t = 0; t < d->years; t++) {
        const int cell = (way * d->majors + m) * d->years + t;
        sum += way < 0 ? called(d, plan, m, t) - called(d, search->best, m, t)
                       : plan->train[cell] - search->best->train[cell];
    }
    return sum;
}

/* Away from what has been found, way by way and major by major; where nothing differs, by chance.
 */
static void add_apart(struct search *search, uint64_t seed, bool from_all)
{
    const struct staffing *d = search->staffing;
    const int known = search->pushes;
    struct env_random random = {search->control->seed + seed};
    struct push *push = add_push(search, PUSH_APART, -1);
    int farthest = -1;
    for (int i = 0; i < known; i++)
        if (search->near[i] &&
            (farthest < 0 || search->candidate[i].distance > search->candidate[farthest].distance))
            farthest = i;
    for (int way = -1; way < d->pipelines; way++)
        for (int m = 0; m < d->majors; m++) {
            int sum = 0;
            for (int i = 0; i < known; i++)
                if (search->near[i] && (from_all || i == farthest))
                    sum += deviation(search, &search->candidate[i].plan, way, m);
            const bool up = env_random_below(&random, 2) == 0;
            const double price = sum > 0 ? 1.0 : sum < 0 ? -1.0 : up ? 1.0 : -1.0;
            double *cell =
                way < 0 ? push->tilt.call : push->tilt.train + way * d->majors * d->years;
            for (int t = 0; t < d->years; t++) cell[m * d->years + t] = price;
        }
}

/* ---- in a child ------------------------------------------------------------------------------ */

static void scale_tilt(const struct staffing *d, const struct staffing_tilt *from, double price,
                       struct staffing_tilt *out)
{
    const int cells = d->majors * d->years;
    for (int i = 0; i < cells; i++) {
        out->pass[i] = price * from->pass[i];
        out->call[i] = price * from->call[i];
    }
    for (int i = 0; i < cells * d->pipelines; i++) out->train[i] = price * from->train[i];
    out->move = price * from->move;
}

/* The plan at one price, its objective without the push. False: no plan was found, or none exists.
 */
static bool solve_at(const struct search *search, const struct push *push, double price,
                     struct staffing_tilt *scaled, struct plan *out)
{
    struct staffing tilted = *search->staffing;
    struct params params = *tilted.params; /* shares its arrays */
    struct err err;
    params.threads = 1;
    tilted.params = &params;
    scale_tilt(&tilted, &push->tilt, price, scaled);
    tilted.tilt = scaled;
    if (plan_solve(&tilted, NULL, NULL, out, &err) != ERR_OK) return false;
    if (plan_check(search->staffing, out, &err) == ERR_OK) return true;
    plan_clear(out);
    return false;
}

static double next_price(double low, double high, double price)
{
    if (low > 0.0 && isfinite(high)) return sqrt(low * high);
    return low > 0.0 ? price * PRICE_STEP : price / PRICE_STEP;
}

/* The plan of the greatest price that is still near; the objective rises with the price. */
static struct found search_price(const struct search *search, const struct push *push,
                                 struct staffing_tilt *scaled, struct plan *out)
{
    struct found found = {false, 0.0, 0.0};
    double low = 0.0, high = INFINITY, price = FIRST_PRICE;
    for (int n = 0; n < MOST_SOLVES; n++) {
        struct plan plan = {0};
        const bool near =
            solve_at(search, push, price, scaled, &plan) &&
            plan.objective <= search->limit + TOLERANCE * fmax(1.0, fabs(search->limit));
        if (near) {
            low = price;
            found = (struct found){true, price, plan.objective};
            plan_clear(out);
            *out = plan;
        } else {
            high = price;
            plan_clear(&plan);
        }
        price = next_price(low, high, price);
        if (price > MOST_PRICE || price < LEAST_PRICE || high < CLOSE_ENOUGH * low) break;
    }
    return found;
}

static enum err_code work(void *context, int job, struct text *bytes, struct err *err)
{
    const struct search *search = context;
    const struct staffing *d = search->staffing;
    struct plan plan = {0};
    struct plan_array array[PLAN_ARRAYS];
    struct staffing_tilt scaled = tilt_new(d);
    (void)err;
    const struct found found =
        search_price(search, &search->push[search->first_job + job], &scaled, &plan);
    text_add_bytes(bytes, (const char *)&found, sizeof found);
    plan_arrays(d, &plan, array);
    for (int i = 0; i < PLAN_ARRAYS && found.near; i++)
        text_add_bytes(bytes, (const char *)*array[i].cell, array[i].count * sizeof(int));
    tilt_clear(&scaled);
    plan_clear(&plan);
    return ERR_OK;
}

/* ---- in the caller --------------------------------------------------------------------------- */

static bool go_on(void *context)
{
    const struct search *search = context;
    const struct alternatives_control *control = search->control;
    return !control->progress || control->progress(control->context, search->done, search->planned,
                                                   env_seconds() - search->start_s);
}

static bool read_plan(const struct search *search, const unsigned char *bytes, size_t length,
                      struct plan *out)
{
    struct plan_array array[PLAN_ARRAYS];
    size_t wanted = 0;
    plan_init(search->staffing, out);
    plan_arrays(search->staffing, out, array);
    for (int i = 0; i < PLAN_ARRAYS; i++) wanted += array[i].count * sizeof(int);
    if (length != wanted) {
        plan_clear(out);
        return false;
    }
    for (int i = 0; i < PLAN_ARRAYS; i++) {
        memcpy(*array[i].cell, bytes, array[i].count * sizeof(int));
        bytes += array[i].count * sizeof(int);
    }
    return true;
}

static bool keep_answer(void *context, int job, const void *bytes, size_t length)
{
    struct search *search = context;
    const int p = search->first_job + job;
    struct alternative *candidate = &search->candidate[p];
    struct found found;
    search->done++;
    if (length < sizeof found) return false;
    memcpy(&found, bytes, sizeof found);
    if (!found.near) return go_on(search);
    if (!read_plan(search, (const unsigned char *)bytes + sizeof found, length - sizeof found,
                   &candidate->plan))
        return false;
    candidate->plan.objective = found.objective;
    candidate->plan.lp_objective = search->best->lp_objective;
    candidate->plan.bound = search->best->bound;
    candidate->push = search->push[p].kind;
    candidate->pipeline = search->push[p].pipeline;
    candidate->price = found.price;
    candidate->distance = alternatives_distance(search->staffing, &candidate->plan, search->best);
    search->near[p] = candidate->distance > 0.0;
    return go_on(search);
}

static enum err_code run_batch(struct search *search, int first, struct err *err)
{
    const struct params *q = search->staffing->params;
    const struct jobs jobs = {.count = search->pushes - first,
                              .workers = search->control->workers,
                              .memory_mb = q->memory_mb,
                              .limit_s = INFINITY,
                              .context = search,
                              .work = work,
                              .done = keep_answer,
                              .go_on = go_on};
    search->first_job = first;
    return jobs_run(&jobs, err);
}

static enum err_code search_all(struct search *search, struct err *err)
{
    add_first_pushes(search);
    for (int i = 0; i < RANDOM_PUSHES; i++) add_apart(search, (uint64_t)i, true);
    search->planned = search->pushes + ROUNDS * ROUND_PUSHES;
    enum err_code code = run_batch(search, 0, err);
    for (int round = 0; round < ROUNDS && code == ERR_OK; round++) {
        const int first = search->pushes;
        for (int i = 0; i < ROUND_PUSHES; i++)
            add_apart(search, (uint64_t)(RANDOM_PUSHES + round * ROUND_PUSHES + i), i % 2 == 0);
        code = run_batch(search, first, err);
    }
    return code;
}

/* ---- the choice ------------------------------------------------------------------------------ */

static double nearest_taken(const struct search *search, const struct alternatives *out, int p)
{
    const struct alternative *candidate = &search->candidate[p];
    double nearest = candidate->distance;
    for (int i = 0; i < out->count; i++)
        nearest = fmin(
            nearest, alternatives_distance(search->staffing, &candidate->plan, &out->one[i].plan));
    return nearest;
}

/* The farthest of what is left from the best and all taken; false: only what is there already. */
static bool take_farthest(struct search *search, struct alternatives *out)
{
    int farthest = -1;
    double most = 0.0;
    for (int p = 0; p < search->pushes; p++) {
        if (!search->near[p]) continue;
        const double nearest = nearest_taken(search, out, p);
        if (!(nearest > most)) continue;
        most = nearest;
        farthest = p;
    }
    if (farthest < 0) return false;
    struct alternative *taken = &out->one[out->count++];
    *taken = search->candidate[farthest];
    taken->nearest_distance = most;
    search->candidate[farthest] = (struct alternative){0};
    search->near[farthest] = false;
    return true;
}

void alternatives_clear(struct alternatives *alternatives)
{
    for (int i = 0; i < alternatives->count; i++) plan_clear(&alternatives->one[i].plan);
    free(alternatives->one);
    *alternatives = (struct alternatives){0};
}

enum err_code alternatives_find(const struct staffing *staffing, const struct plan *best,
                                double best_objective, const struct alternatives_control *control,
                                struct alternatives *out, struct err *err)
{
    struct search *search = mem_new(1, sizeof *search);
    *search = (struct search){.staffing = staffing,
                              .best = best,
                              .limit = best_objective + control->within * fabs(best_objective),
                              .control = control,
                              .start_s = env_seconds()};
    const enum err_code code = search_all(search, err);
    if (code == ERR_OK) {
        *out = (struct alternatives){.pushes = search->pushes};
        out->one = mem_new((size_t)control->count, sizeof *out->one);
        for (int p = 0; p < search->pushes; p++) out->found += search->near[p];
        while (out->count < control->count && take_farthest(search, out)) continue;
    }
    for (int p = 0; p < search->pushes; p++) {
        tilt_clear(&search->push[p].tilt);
        plan_clear(&search->candidate[p].plan);
    }
    free(search);
    return code;
}
