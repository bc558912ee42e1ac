/* Who gets the people: whole trajectories of all chains for whole numbers of the city.

   With the city's numbers fixed, the teachers of a major in a year are a fixed number, to be dealt
   to schools. The solution's heads are rounded down and what is missing is placed where it saves
   most. Then people change places for some years [t,u) in *cycles*: school a gives a teacher of
   major m to school b, which gives one of another major to c, and so on, until the cycle closes at
   a or two schools have one teacher more and one less. What a chain saves or loses by one more or
   less in a year is kept up to date, so that such a cycle is one of negative length in a graph of
   schools and majors, found as Bellman and Ford do it; its true cost is then added up as it is
   made, and it is undone when that saves nothing. A broken rule costs FORBIDDEN, which drives the
   search towards plans that keep it. */
#include "planner/whole.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

static const double FORBIDDEN = 1e9, TINY = 1e-7;
enum { MOST_CYCLES = 20000, MOST_SWEEPS = 10, MOST_ROUNDS = 20 };

/* Costs of tiers, by the total that they share: tier k ends at cap[total * tiers + k]. */
struct tiers {
    int tiers;
    int *cap;
    double *price; /* [schools][T][tiers] */
};

struct place {
    const struct staffing *d;
    int *head, *step;       /* [chains][T] teachers; who came less who left */
    bool *may_leave;        /* [chains][T] */
    double *more, *less;    /* [chains][T] cost of one more, of one less; INFINITY: impossible */
    int *heads, *shorts;    /* [schools][T] teachers, posts short */
    int *room, *most_short; /* [schools][T] what may be */
    struct tiers chain, school;
    double over_price[MAX_YEARS], out_price[MAX_YEARS];
    int out[MAX_YEARS], most_out[MAX_YEARS]; /* transfers */
    int cycles;
};

/* ---- costs --------------------------------------------------------------------------------- */

static double price_of(const struct staffing *d, int var, struct lp_at at)
{
    return staffing_model.var[var].cost(d, at);
}

static void make_tiers(struct tiers *of, const double *share, int tiers, int most)
{
    of->tiers = tiers;
    of->cap = mem_new((size_t)(most + 1) * tiers, sizeof *of->cap);
    for (int total = 0; total <= most; total++) {
        int end = 0;
        for (int k = 0; k < tiers; k++)
            of->cap[total * tiers + k] = end += staffing_tier_room(share, tiers, k, total);
    }
}

/* Price of the unit number `count` (from 1) of a total, in tiers, cheapest first. */
static double unit_price(const struct tiers *of, int st, int total, int count)
{
    const int *cap = &of->cap[total * of->tiers];
    for (int k = 0; k < of->tiers; k++)
        if (count <= cap[k]) return of->price[st * of->tiers + k];
    return FORBIDDEN;
}

/* What the shortage number `count` of chain j and number `all` of its school cost together. */
static double short_price(const struct place *p, int j, int t, int count, int all)
{
    const struct staffing *d = p->d;
    const int T = d->years, m = d->chain[j].major, st = d->chain[j].school * T + t;
    return unit_price(&p->chain, st, d->n[j * T + t], count) +
           unit_price(&p->school, st, d->school_need[st], all) +
           (all > p->most_short[st] ? FORBIDDEN : 0.0) +
           (d->params->must_fill[m * T + t] ? FORBIDDEN : 0.0);
}

static void price_cell(struct place *p, int j, int t)
{
    const struct staffing *d = p->d;
    const int jt = j * d->years + t, st = d->chain[j].school * d->years + t;
    const int missing = d->n[jt] - p->head[jt], all = p->shorts[st];
    p->more[jt] = missing > 0 ? -short_price(p, j, t, missing, all) : p->over_price[t];
    p->less[jt] = missing >= 0 ? short_price(p, j, t, missing + 1, all + 1) : -p->over_price[t];
    if (p->head[jt] <= d->p[jt]) p->less[jt] = INFINITY;
}

static void price_school(struct place *p, int s, int first, int end)
{
    for (int j = p->d->first_chain[s]; j < p->d->first_chain[s + 1]; j++)
        for (int t = first; t < end; t++) price_cell(p, j, t);
}

/* What `by` more transfers in year t cost. */
static double out_cost(const struct place *p, int t, int by)
{
    const int before = p->out[t] - p->most_out[t], after = before + by;
    return by * p->out_price[t] + FORBIDDEN * ((after > 0 ? after : 0) - (before > 0 ? before : 0));
}

/* ---- changing ------------------------------------------------------------------------------ */

/* Returns the cost, INFINITY where the chain has no such step. */
static double add_step(struct place *p, int j, int t, int by)
{
    const int jt = j * p->d->years + t, before = p->step[jt], after = before + by;
    const int out = (after < 0 ? -after : 0) - (before < 0 ? -before : 0);
    const double cost = out_cost(p, t, out);
    p->step[jt] = after;
    p->out[t] += out;
    if ((after > 0 && !p->d->chain[j].can_enter) || (after < 0 && !p->may_leave[jt]))
        return INFINITY;
    return cost;
}

/* One teacher more (by 1) or less (-1) in chain j in [t,u). Returns the cost. */
static double change(struct place *p, int j, int t, int u, int by)
{
    const struct staffing *d = p->d;
    const int T = d->years, s = d->chain[j].school;
    double cost = add_step(p, j, t, by);
    if (u < T) cost += add_step(p, j, u, -by);
    for (int v = t; v < u; v++) {
        cost += by > 0 ? p->more[j * T + v] : p->less[j * T + v];
        if (by > 0 && p->heads[s * T + v] >= p->room[s * T + v]) cost = INFINITY;
    }
    for (int v = t; v < u; v++) {
        const int jt = j * T + v, before = d->n[jt] - p->head[jt], after = before - by;
        p->head[jt] += by;
        p->heads[s * T + v] += by;
        p->shorts[s * T + v] += (after > 0 ? after : 0) - (before > 0 ? before : 0);
    }
    price_school(p, s, t, u);
    return cost;
}

/* ---- cycles ---------------------------------------------------------------------------------- */

/* Nodes are schools, then majors, then the rest. An arc from a school to a major is a teacher
   given, one from a major to a school a teacher taken; one from the rest to a school leaves it with
   one less, one from a school to the rest with one more. */
struct graph {
    int nodes;
    double *length;      /* [nodes] */
    int *from, *seen;    /* [nodes] */
    double *give, *take; /* [chains] without what the school's shortage as a whole costs */
    double *lose, *gain; /* [schools] that */
    double out_more[MAX_YEARS], out_less[MAX_YEARS]; /* of a transfer more, saved by one less */
};

static double crowd_price(const struct place *p, int st, int all)
{
    return unit_price(&p->school, st, p->d->school_need[st], all) +
           (all > p->most_short[st] ? FORBIDDEN : 0.0);
}

static void price_school_arcs(const struct place *p, int s, int t, int u, struct graph *g)
{
    g->lose[s] = g->gain[s] = 0.0;
    for (int st = s * p->d->years + t; st < s * p->d->years + u; st++) {
        g->lose[s] += crowd_price(p, st, p->shorts[st] + 1);
        g->gain[s] -= p->shorts[st] > 0 ? crowd_price(p, st, p->shorts[st]) : 0.0;
    }
}

/* One more from t to u is one who comes in t or does not leave, and one who leaves in u or does not
   come; one less is the opposite. */
static void price_chain_arcs(const struct place *p, int j, int t, int u, struct graph *g)
{
    const int T = p->d->years, *step = &p->step[j * T];
    const bool may_enter = p->d->chain[j].can_enter, *may_leave = &p->may_leave[j * T];
    const double enter = may_enter ? 0.0 : INFINITY;
    double give = -g->lose[p->d->chain[j].school], take = -g->gain[p->d->chain[j].school];
    for (int jt = j * T + t; jt < j * T + u; jt++) {
        give += p->less[jt];
        take += p->more[jt];
    }
    take += step[t] < 0 ? -g->out_less[t] : enter;
    if (step[t] <= 0) give += may_leave[t] ? g->out_more[t] : INFINITY;
    if (u < T) {
        give += step[u] < 0 ? -g->out_less[u] : enter;
        if (step[u] <= 0) take += may_leave[u] ? g->out_more[u] : INFINITY;
    }
    g->give[j] = give;
    g->take[j] = take;
}

static void price_arcs(const struct place *p, int t, int u, struct graph *g)
{
    const struct staffing *d = p->d;
    const int T = d->years;
    for (int v = 0; v < T; v++) {
        g->out_more[v] = out_cost(p, v, 1);
        g->out_less[v] = -out_cost(p, v, -1);
    }
    for (int s = 0; s < d->schools; s++) {
        price_school_arcs(p, s, t, u, g);
        for (int j = d->first_chain[s]; j < d->first_chain[s + 1]; j++)
            price_chain_arcs(p, j, t, u, g);
        for (int st = s * T + t; st < s * T + u; st++)
            if (p->heads[st] >= p->room[st]) g->gain[s] = INFINITY;
    }
}

static bool shorten(struct graph *g, int from, int to, double by)
{
    if (!(g->length[from] + by < g->length[to] - TINY)) return false;
    g->length[to] = g->length[from] + by;
    g->from[to] = from;
    return true;
}

static bool shorten_all(const struct staffing *d, struct graph *g)
{
    const int rest = g->nodes - 1;
    bool any = false;
    for (int s = 0; s < d->schools; s++) {
        any |= shorten(g, rest, s, g->lose[s]);
        for (int j = d->first_chain[s]; j < d->first_chain[s + 1]; j++)
            any |= shorten(g, s, d->schools + d->chain[j].major, g->give[j]);
    }
    for (int s = 0; s < d->schools; s++) {
        for (int j = d->first_chain[s]; j < d->first_chain[s + 1]; j++)
            any |= shorten(g, d->schools + d->chain[j].major, s, g->take[j]);
        any |= shorten(g, s, rest, g->gain[s]);
    }
    return any;
}

/* A node of a cycle of `from`, which is always of negative length; -1: there is none yet. */
static int find_cycle(struct graph *g)
{
    for (int n = 0; n < g->nodes; n++) g->seen[n] = -1;
    for (int n = 0; n < g->nodes; n++) {
        int at = n;
        while (at >= 0 && g->seen[at] < 0) {
            g->seen[at] = n;
            at = g->from[at];
        }
        if (at >= 0 && g->seen[at] == n) return at;
    }
    return -1;
}

static int negative_cycle(const struct staffing *d, struct graph *g)
{
    int start = -1;
    for (int n = 0; n < g->nodes; n++) {
        g->length[n] = 0.0;
        g->from[n] = -1;
    }
    for (int round = 0; round < MOST_ROUNDS && start < 0 && shorten_all(d, g); round++)
        start = find_cycle(g);
    return start;
}

/* What is given (sign -1) or taken (1) along a cycle, or that undone (by -1). */
static double make_arcs(struct place *p, const struct graph *g, int start, int t, int u, int sign,
                        int by)
{
    const struct staffing *d = p->d;
    double cost = 0.0;
    int to = start;
    do {
        const int from = g->from[to], school = sign < 0 ? from : to;
        const int major = (sign < 0 ? to : from) - d->schools;
        if (school < d->schools && major >= 0 && major < d->majors)
            cost += change(p, d->chain_of[school * d->majors + major], t, u, sign * by);
        to = from;
    } while (to != start);
    return cost;
}

/* Gives before it takes, so that no frame is in the way. */
static bool make_cycle(struct place *p, struct graph *g, int t, int u)
{
    price_arcs(p, t, u, g);
    const int start = negative_cycle(p->d, g);
    if (start < 0 || p->cycles >= MOST_CYCLES) return false;
    const double given = make_arcs(p, g, start, t, u, -1, 1);
    const double cost = given + make_arcs(p, g, start, t, u, 1, 1);
    if (cost < -TINY) {
        p->cycles++;
        return true;
    }
    make_arcs(p, g, start, t, u, 1, -1);
    make_arcs(p, g, start, t, u, -1, -1);
    return false;
}

static void improve(struct place *p)
{
    const struct staffing *d = p->d;
    const int nodes = d->schools + d->majors + 1;
    struct graph g = {
        .nodes = nodes,
        .length = mem_new((size_t)nodes, sizeof(double)),
        .from = mem_new((size_t)nodes, sizeof(int)),
        .seen = mem_new((size_t)nodes, sizeof(int)),
        .give = mem_new((size_t)d->chains, sizeof(double)),
        .take = mem_new((size_t)d->chains, sizeof(double)),
        .lose = mem_new((size_t)d->schools, sizeof(double)),
        .gain = mem_new((size_t)d->schools, sizeof(double)),
    };
    int before = -1;
    for (int sweep = 0; p->cycles > before && sweep < MOST_SWEEPS; sweep++) {
        before = p->cycles;
        for (int t = 0; t < d->years; t++)
            for (int u = t + 1; u <= d->years; u++)
                while (make_cycle(p, &g, t, u)) continue;
    }
    void *const arrays[] = {g.length, g.from, g.seen, g.give, g.take, g.lose, g.gain};
    for (size_t n = 0; n < sizeof arrays / sizeof *arrays; n++) free(arrays[n]);
}

/* ---- making the places --------------------------------------------------------------------- */

static int largest(const int *of, int count)
{
    int most = 0;
    for (int n = 0; n < count; n++) most = of[n] > most ? of[n] : most;
    return most;
}

static void make_prices(struct place *p)
{
    const struct staffing *d = p->d;
    const struct params *q = d->params;
    const int T = d->years;
    make_tiers(&p->chain, q->tier_share, q->tiers, largest(d->n, d->chains * T));
    make_tiers(&p->school, q->school_tier_share, q->school_tiers,
               largest(d->school_need, d->schools * T));
    p->chain.price = mem_new((size_t)d->schools * T * q->tiers, sizeof(double));
    p->school.price = mem_new((size_t)d->schools * T * q->school_tiers, sizeof(double));
    for (int st = 0; st < d->schools * T; st++) {
        const int s = st / T, t = st % T, j = d->first_chain[s];
        for (int k = 0; k < q->tiers && j < d->first_chain[s + 1]; k++)
            p->chain.price[st * q->tiers + k] = price_of(d, SHORT, AT(j, k, t));
        for (int g = 0; g < q->school_tiers; g++)
            p->school.price[st * q->school_tiers + g] = price_of(d, CROWD, AT(s, g, t));
    }
    for (int t = 0; t < T; t++) {
        p->over_price[t] = price_of(d, OVER, AT(0, t));
        p->out_price[t] = price_of(d, OUT, AT(0, t));
    }
}

static void make_schools(struct place *p)
{
    const struct staffing *d = p->d;
    const int T = d->years;
    const size_t cells = (size_t)d->schools * T;
    p->heads = mem_new(cells, sizeof(int));
    p->shorts = mem_new(cells, sizeof(int));
    p->room = mem_new(cells, sizeof(int));
    p->most_short = mem_new(cells, sizeof(int));
    for (int st = 0; st < d->schools * T; st++) {
        const double share = d->params->max_short_share[st % T];
        int staying = 0;
        for (int j = d->first_chain[st / T]; j < d->first_chain[st / T + 1]; j++)
            staying += d->b[j * T + st % T];
        p->room[st] = d->frame[st] > staying ? d->frame[st] : staying;
        p->most_short[st] =
            isfinite(share) ? (int)floor(share * d->school_need[st] + TINY) : d->school_need[st];
    }
}

/* Heads of the solution, rounded down. */
static void make_chains(struct place *p, const struct lp *lp)
{
    const struct staffing *d = p->d;
    const int T = d->years;
    const size_t cells = (size_t)d->chains * T;
    p->head = mem_new(cells, sizeof(int));
    p->step = mem_new(cells, sizeof(int));
    p->may_leave = mem_new(cells, sizeof(bool));
    p->more = mem_new(cells, sizeof(double));
    p->less = mem_new(cells, sizeof(double));
    for (int j = 0; j < d->chains; j++)
        for (int t = 0; t < T; t++) {
            const int jt = j * T + t, st = d->chain[j].school * T + t;
            p->head[jt] = (int)floor(lp_value(lp, HEAD, AT(j, t)) + WHOLE_FRACTION);
            p->step[jt] = p->head[jt] - d->b[jt] - (t > 0 ? p->head[jt - 1] - d->b[jt - 1] : 0);
            p->may_leave[jt] = lp_exists(lp, OUT, AT(j, t));
            p->heads[st] += p->head[jt];
            if (p->head[jt] < d->n[jt]) p->shorts[st] += d->n[jt] - p->head[jt];
            if (p->step[jt] < 0) p->out[t] -= p->step[jt];
        }
    for (int s = 0; s < d->schools; s++) price_school(p, s, 0, T);
}

/* What one more (sign 1) or one less (-1) in chain j from t to the end costs. */
static double tail_cost(const struct place *p, int j, int t, int sign)
{
    const int T = p->d->years, s = p->d->chain[j].school, step = p->step[j * T + t];
    const double *cost = sign > 0 ? p->more : p->less;
    double sum = 0.0;
    for (int v = t; v < T; v++) {
        sum += cost[j * T + v];
        if (sign > 0 && p->heads[s * T + v] >= p->room[s * T + v]) return INFINITY;
    }
    if (sign > 0 && step >= 0) return p->d->chain[j].can_enter ? sum : INFINITY;
    if (sign < 0 && step > 0) return sum;
    return sign > 0 || p->may_leave[j * T + t] ? sum + out_cost(p, t, -sign) : INFINITY;
}

/* One more or one less of a major from t to the end, where it is cheapest. */
static bool put(struct place *p, int m, int t, int sign)
{
    const struct staffing *d = p->d;
    double least = INFINITY;
    int best = -1;
    for (int s = 0; s < d->schools; s++) {
        const int j = d->chain_of[s * d->majors + m];
        const double cost = j < 0 ? INFINITY : tail_cost(p, j, t, sign);
        if (!(cost < least)) continue;
        least = cost;
        best = j;
    }
    if (best >= 0) change(p, best, t, d->years, sign);
    return best >= 0;
}

/* Teachers of every major in every year: who stays, who came and who was retrained. */
static void count_major(const struct place *p, const struct plan *plan, int m, int *all)
{
    const struct staffing *d = p->d;
    const int T = d->years;
    for (int t = 0; t < T; t++) {
        all[t] = t > 0 ? all[t - 1] : 0;
        for (int e = 0; e <= t; e++) all[t] += plan->call[(m * T + e) * T + t];
        for (int l = 0; l < d->lists; l++)
            if (d->list[l].major == m) all[t] += plan->old_call[l * T + t];
        for (int c = 0; c < d->pipelines; c++) all[t] += plan->grad[(c * d->majors + m) * T + t];
        for (int a = 0; a < d->arcs; a++)
            all[t] += plan->retrain[a * T + t] *
                      ((d->arc[a].to_major == m) - (d->arc[a].from_major == m));
    }
    for (int s = 0; s < d->schools; s++) {
        const int j = d->chain_of[s * d->majors + m];
        for (int t = 0; j >= 0 && t < T; t++) all[t] += d->b[j * T + t];
    }
}

static bool place_major(struct place *p, const struct plan *plan, int m)
{
    const struct staffing *d = p->d;
    const int T = d->years;
    int all[MAX_YEARS];
    count_major(p, plan, m, all);
    for (int t = 0; t < T; t++) {
        int missing = all[t];
        for (int s = 0; s < d->schools; s++) {
            const int j = d->chain_of[s * d->majors + m];
            if (j >= 0) missing -= p->head[j * T + t];
        }
        for (; missing > 0; missing--)
            if (!put(p, m, t, 1)) return false;
        for (; missing < 0; missing++)
            if (!put(p, m, t, -1)) return false;
    }
    return true;
}

static void write_plan(const struct place *p, struct plan *plan)
{
    const struct staffing *d = p->d;
    const int T = d->years;
    for (int jt = 0; jt < d->chains * T; jt++) {
        const int major = d->chain[jt / T].major;
        plan->in[jt] = p->step[jt] > 0 ? p->step[jt] : 0;
        plan->out[jt] = p->step[jt] < 0 ? -p->step[jt] : 0;
        plan->move[major * T + jt % T] += plan->out[jt];
    }
    for (int at = 0; at < d->arcs * T; at++) {
        const struct retrain_arc *arc = &d->arc[at / T];
        plan->move[arc->to_major * T + at % T] += plan->retrain[at];
        plan->move[arc->from_major * T + at % T] -= plan->retrain[at];
    }
}

static void clear(struct place *p)
{
    void *const arrays[] = {p->head,        p->step,      p->may_leave,   p->more,
                            p->less,        p->heads,     p->shorts,      p->room,
                            p->most_short,  p->chain.cap, p->chain.price, p->school.cap,
                            p->school.price};
    for (size_t n = 0; n < sizeof arrays / sizeof *arrays; n++) free(arrays[n]);
}

bool whole_place(const struct lp *lp, const struct staffing *d, const int *most_out,
                 struct plan *plan)
{
    struct place p = {.d = d};
    bool placed = true;
    for (int t = 0; t < d->years; t++) p.most_out[t] = most_out[t];
    make_prices(&p);
    make_schools(&p);
    make_chains(&p, lp);
    for (int m = 0; m < d->majors && placed; m++) placed = place_major(&p, plan, m);
    if (placed) improve(&p);
    if (placed) write_plan(&p, plan);
    clear(&p);
    return placed;
}
