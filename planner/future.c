/* Drawing a future: four parts, each with its own stream of random numbers. */
#include "planner/future.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double LEAST_PASSING = 0.01; /* seats are divided by it */

/* ---- random numbers --------------------------------------------------------------------------
 */

struct env_random future_stream(uint64_t seed, int number, enum future_part part)
{
    struct env_random random = {seed};
    const uint64_t key[] = {(uint64_t)(uint32_t)number, (uint64_t)part + 1};
    for (size_t i = 0; i < sizeof key / sizeof *key; i++)
        random.state = env_random_bits(&random) ^ key[i];
    random.state = env_random_bits(&random);
    return random;
}

double future_triangle(struct env_random *random)
{
    const double first = env_random_share(random), second = env_random_share(random);
    return first + second - 1.0;
}

/* base^exponent by squaring: the same on every machine, which pow() need not be. */
static double power(double base, int exponent)
{
    double result = 1.0;
    for (; exponent > 0; exponent /= 2, base *= base)
        if (exponent % 2) result *= base;
    return result;
}

/* p <= 1/2 and n small enough for (1-p)^n not to underflow. */
static int invert(struct env_random *random, int n, double p)
{
    double term = power(1.0 - p, n), below = term;
    const double wanted = env_random_share(random), odds = p / (1.0 - p);
    int k = 0;
    while (wanted >= below && k < n) {
        term *= odds * (n - k) / (k + 1);
        below += term;
        k++;
    }
    return k;
}

int future_binomial(struct env_random *random, int n, double p)
{
    enum { BLOCK = 512 };
    if (!(p > 0.0) || n <= 0) return 0;
    if (p >= 1.0) return n;
    if (p > 0.5) return n - future_binomial(random, n, 1.0 - p);
    int sum = 0;
    for (; n > BLOCK; n -= BLOCK) sum += invert(random, BLOCK, p);
    return sum + invert(random, n, p);
}

/* ---- losses ----------------------------------------------------------------------------------
 */

enum { BANDS = 3 };

/* A teacher of the major that is being drawn. */
struct holder {
    int school, born, retires; /* born in the common era; retires at the end of that fiscal year */
    bool gone;
};

struct drawing {
    const struct params *params;
    struct leavers *leavers;
    struct env_random *random;
    double weight[BANDS];
    double factor[MAX_YEARS]; /* of the rates of a year */
    struct holder *holder;    /* of one major */
    int holders, capacity;
};

/* Losses of opening y happen in this fiscal year. */
static int loss_fy(const struct drawing *w, int y)
{
    return w->params->first_fy - 2 + y;
}

static int band_of(const struct drawing *w, const struct holder *holder, int y)
{
    const struct future_params *future = &w->params->future;
    const int fy = loss_fy(w, y), age = fy - BUDDHIST_OFFSET - holder->born;
    if (holder->retires < fy || age < future->middle_age) return 0;
    return age < future->senior_age ? 1 : 2;
}

/* No retirement inside the horizon: who can be lost (planner/retirement.h). */
static bool stays(const struct drawing *w, const struct holder *holder)
{
    return !holder->gone && holder->retires >= w->params->first_fy + w->params->years;
}

static void find_holders(const struct school_register *reg, int m, struct drawing *w)
{
    w->holders = 0;
    for (int i = 0; i < reg->teachers; i++) {
        const struct teacher *teacher = &reg->teacher[i];
        if (!teacher_meets_need(teacher) || teacher->post_major != m) continue;
        if (!w->params->district_in[reg->school[teacher->school].district]) continue;
        w->holder = mem_room(w->holder, w->holders, &w->capacity, sizeof *w->holder);
        w->holder[w->holders++] =
            (struct holder){teacher->school, teacher->birth.year,
                            teacher_retirement_fy(teacher, &w->params->age), false};
    }
}

static int draw_count(const struct drawing *w, int m, int y)
{
    int posts[BANDS] = {0}, lost = 0;
    double weights = 0.0;
    for (int i = 0; i < w->holders; i++) posts[band_of(w, &w->holder[i], y)]++;
    for (int band = 0; band < BANDS; band++) weights += posts[band] * w->weight[band];
    if (!(weights > 0.0)) return 0;
    const double rate = w->params->loss_rate[m] * w->factor[y - 1] * w->holders / weights;
    for (int band = 0; band < BANDS; band++)
        lost += future_binomial(w->random, posts[band], fmin(rate * w->weight[band], 1.0));
    return lost;
}

/* The teacher on whom a loss falls, with the weight of the band; NULL when nobody is left. */
static struct holder *draw_holder(const struct drawing *w, int y)
{
    double weights = 0.0;
    struct holder *last = NULL;
    for (int i = 0; i < w->holders; i++)
        if (stays(w, &w->holder[i])) weights += w->weight[band_of(w, &w->holder[i], y)];
    double wanted = env_random_share(w->random) * weights;
    for (int i = 0; i < w->holders; i++) {
        if (!stays(w, &w->holder[i])) continue;
        const double weight = w->weight[band_of(w, &w->holder[i], y)];
        if (!(weight > 0.0)) continue;
        last = &w->holder[i];
        if (wanted < weight) break;
        wanted -= weight;
    }
    return last;
}

static void lose_one(const struct drawing *w, struct holder *holder, int m, int y)
{
    struct leavers *l = w->leavers;
    const int cell = (holder->school * l->majors + m) * (l->years + 1);
    holder->gone = true;
    l->lost[cell + y]++;
    for (int later = y; later <= l->years; later++) l->in_post[cell + later]--;
}

void future_lose(const struct school_register *reg, const struct params *params,
                 struct env_random *random, struct leavers *leavers)
{
    const struct future_params *future = &params->future;
    struct drawing w = {
        .params = params,
        .leavers = leavers,
        .random = random,
        .weight = {future->loss_young, future->loss_middle, future->loss_senior},
    };
    for (int t = 0; t < params->years; t++)
        w.factor[t] = 1.0 + future->loss_spread * future_triangle(random);
    for (int m = 0; m < reg->majors; m++) {
        find_holders(reg, m, &w);
        for (int y = 1; y <= params->years; y++)
            for (int left = draw_count(&w, m, y); left > 0; left--) {
                struct holder *holder = draw_holder(&w, y);
                if (!holder) break;
                lose_one(&w, holder, m, y);
            }
    }
    free(w.holder);
}

/* ---- passers, graduates, pupils -------------------------------------------------------------- */

static double between(double value, double lowest, double highest)
{
    return value < lowest ? lowest : value > highest ? highest : value;
}

static void draw_passers(struct future *future, struct env_random *random)
{
    struct params *q = &future->params;
    future->pass_share = mem_new((size_t)q->majors * q->years, sizeof(double));
    for (int e = 0; e < q->years; e++) {
        const double exam = q->future.pass_share + q->future.pass_spread * future_triangle(random);
        for (int m = 0; m < q->majors; m++)
            future->pass_share[m * q->years + e] = between(
                exam + q->future.pass_major_spread * future_triangle(random), LEAST_PASSING, 1.0);
    }
    q->pass_share = future->pass_share;
}

static void draw_pupils(const struct school_register *reg, struct future *future,
                        struct env_random *random)
{
    struct params *q = &future->params;
    const int T = q->years;
    const size_t cells = (size_t)LEVELS * reg->districts * T;
    double *growth = mem_new(cells, sizeof *growth);
    memcpy(growth, q->growth, cells * sizeof *growth);
    for (int t = 0; t < T; t++) {
        const double city = q->future.growth_spread * future_triangle(random);
        for (int d = 0; d < reg->districts; d++) {
            const double own = q->future.growth_district_spread * future_triangle(random);
            for (int level = 0; level < LEVELS; level++) {
                double *cell = &growth[((size_t)level * reg->districts + d) * T + t];
                *cell = between(*cell + city + own, -1.0, 1.0);
            }
        }
    }
    q->growth = future->growth = growth;
}

/* Before the staffing is made: what all who enter from now on will complete. */
static void draw_completion(struct future *future, struct env_random *random)
{
    struct params *q = &future->params;
    for (int c = 0; c < q->pipelines; c++) {
        const double factor = 1.0 + q->future.completion_spread * future_triangle(random);
        q->pipeline[c].completion = between(q->pipeline[c].completion * factor, 0.001, 1.0);
    }
}

/* After it: those who study today. */
static void draw_committed(const struct params *written, struct future *future,
                           struct env_random *random)
{
    struct staffing *d = &future->staffing;
    for (int c = 0; c < d->pipelines; c++)
        for (int i = c * d->majors * d->years; i < (c + 1) * d->majors * d->years; i++) {
            const double completion = written->pipeline[c].completion;
            const int students = (int)ceil(d->committed[i] / completion - 1e-9);
            if (students == 0) continue;
            /* Students are whole, so that the share among them is a little below completion. */
            const double share = (double)d->committed[i] / students;
            d->committed[i] = future_binomial(
                random, students,
                fmin(share * future->params.pipeline[c].completion / completion, 1.0));
        }
}

/* ---- all of it ------------------------------------------------------------------------------- */

/* Those who retire, with nobody lost otherwise. */
static void retire_only(const struct school_register *reg, const struct params *params,
                        struct leavers *out)
{
    struct params none = *params;
    none.loss_rate = mem_new((size_t)params->majors, sizeof *none.loss_rate);
    leavers_make(reg, &none, out);
    free(none.loss_rate);
}

enum err_code future_make(const struct school_register *reg, const struct params *params,
                          uint64_t seed, int number, struct future *out, struct err *err)
{
    *out = (struct future){.params = *params};
    if (number == 0) return staffing_make(reg, &out->params, &out->staffing, err);
    struct env_random losses = future_stream(seed, number, FUTURE_LOSSES);
    struct env_random passers = future_stream(seed, number, FUTURE_PASSERS);
    struct env_random graduates = future_stream(seed, number, FUTURE_GRADUATES);
    struct env_random pupils = future_stream(seed, number, FUTURE_PUPILS);
    struct leavers leavers = {0};
    retire_only(reg, params, &leavers);
    future_lose(reg, params, &losses, &leavers);
    draw_passers(out, &passers);
    draw_pupils(reg, out, &pupils);
    draw_completion(out, &graduates);
    const enum err_code code = staffing_make_from(reg, &out->params, &leavers, &out->staffing, err);
    if (code == ERR_OK) draw_committed(params, out, &graduates);
    leavers_clear(&leavers);
    if (code != ERR_OK) future_clear(out);
    return code;
}

void future_clear(struct future *future)
{
    if (!future) return;
    staffing_clear(&future->staffing);
    free(future->growth);
    free(future->pass_share);
    *future = (struct future){0};
}
