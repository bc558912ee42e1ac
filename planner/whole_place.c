/* Who gets the people: whole trajectories of all chains for whole numbers of the city.

   With the city's numbers fixed, the teachers of a major in a year are a fixed number, to be dealt
   to schools. The solution's heads are rounded down, what is missing is placed where it saves most,
   and then teachers of a major change places, one at a time and for some years [t,u), while that
   saves something: a chain gives one, another takes one. What a chain saves or loses by one more or
   less in a year is kept up to date, with its share in the shortage of its school, so that the best
   giver and the best taker are found by adding up. Who leaves a school is a transfer; transfers are
   counted city-wide, so givers and takers are kept apart by the transfers they begin or end with.
   A broken rule costs FORBIDDEN, which drives the search towards plans that keep it. */
#include "planner/whole.h"

#include "base/env.h"
#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

static const double FORBIDDEN = 1e9, TINY = 1e-7;
enum { MOST_MOVES = 100000, MOST_SWEEPS = 50 };

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
    int moves, rejected;
    double saved, extra;
};

/* A chain that takes or gives one teacher in [t,u), and its cost without transfers. */
struct end {
    int chain;
    double cost;
};
/* The best by u and by what they change of the transfers of t and of u. */
struct ends {
    struct end of[MAX_YEARS + 1][2][2];
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

/* ---- the best giver and taker -------------------------------------------------------------- */

static void keep_best(struct end *best, int chain, double cost)
{
    if (cost < best->cost) *best = (struct end){chain, cost};
}

/* One more (sign 1) or one less (-1) in chain j from t on, for every end u. */
static void look_at_chain(const struct place *p, int j, int t, int sign, struct ends *ends)
{
    const int T = p->d->years, s = p->d->chain[j].school;
    const double *cost = sign > 0 ? p->more : p->less;
    const int *step = &p->step[j * T];
    const bool *may_leave = &p->may_leave[j * T], may_enter = p->d->chain[j].can_enter;
    const int begin = sign > 0 ? step[t] < 0 : step[t] <= 0; /* a transfer less, or more */
    double sum = 0.0;
    if (sign > 0 ? !begin && !may_enter : begin && !may_leave[t]) return;
    for (int u = t + 1; u <= T; u++) {
        sum += cost[j * T + u - 1];
        if (sign > 0 && p->heads[s * T + u - 1] >= p->room[s * T + u - 1]) return;
        if (!(sum < INFINITY)) return;
        if (u == T) {
            keep_best(&ends->of[u][begin][0], j, sum);
            return;
        }
        const int end = sign > 0 ? step[u] <= 0 : step[u] < 0;
        if (sign > 0 ? end && !may_leave[u] : !end && !may_enter) continue;
        keep_best(&ends->of[u][begin][end], j, sum);
    }
}

static void look(const struct place *p, int m, int t, int sign, struct ends *ends)
{
    const struct staffing *d = p->d;
    for (int u = 0; u <= d->years; u++)
        for (int n = 0; n < 4; n++) ends->of[u][n / 2][n % 2] = (struct end){-1, INFINITY};
    for (int s = 0; s < d->schools; s++) {
        const int j = d->chain_of[s * d->majors + m];
        if (j >= 0) look_at_chain(p, j, t, sign, ends);
    }
}

/* The best way to give (or to take) one teacher from t to u by chains one after the other: the
   last of them from `from` on. Transfers count at their price. */
struct relay {
    double cost;
    int from;
    struct end end;
};
struct relays {
    struct relay of[MAX_YEARS][MAX_YEARS + 1];
};

/* price[t] of a transfer more, of a transfer less */
static void find_relays(const struct place *p, const struct ends *ends, int sign,
                        const double *out_more, const double *out_less, struct relays *relays)
{
    const int T = p->d->years;
    struct end best[MAX_YEARS][MAX_YEARS + 1];
    for (int t = 0; t < T; t++)
        for (int u = t + 1; u <= T; u++) {
            best[t][u] = (struct end){-1, INFINITY};
            for (int n = 0; n < 4; n++) {
                const struct end *end = &ends[t].of[u][n & 1][n >> 1];
                if (end->chain < 0) continue;
                double cost = end->cost;
                if (n & 1) cost += sign > 0 ? -out_less[t] : out_more[t];
                if (n >> 1) cost += sign > 0 ? out_more[u] : -out_less[u];
                keep_best(&best[t][u], end->chain, cost);
            }
        }
    for (int t = 0; t < T; t++)
        for (int u = t + 1; u <= T; u++) {
            struct relay *r = &relays->of[t][u];
            *r = (struct relay){best[t][u].cost, t, best[t][u]};
            for (int v = t + 1; v < u; v++) {
                const double cost = relays->of[t][v].cost + best[v][u].cost;
                if (cost < r->cost - TINY) *r = (struct relay){cost, v, best[v][u]};
            }
        }
}

static double make_relay(struct place *p, const struct relays *relays, int t, int u, int sign)
{
    double cost = 0.0;
    while (u > t) {
        const struct relay *r = &relays->of[t][u];
        cost += change(p, r->end.chain, r->from, u, sign);
        u = r->from;
    }
    return cost;
}

/* The best exchange of a major; false when none saves anything. */
static bool exchange(struct place *p, int m)
{
    const int T = p->d->years;
    struct ends ends[MAX_YEARS];
    struct relays take, give;
    double out_more[MAX_YEARS + 1] = {0}, out_less[MAX_YEARS + 1] = {0};
    for (int t = 0; t < T; t++) {
        out_more[t] = out_cost(p, t, 1);
        out_less[t] = -out_cost(p, t, -1);
        if (out_more[t] > 1e6) out_more[t] = out_less[t] + p->extra;
    }
    for (int t = 0; t < T; t++) look(p, m, t, 1, &ends[t]);
    find_relays(p, ends, 1, out_more, out_less, &take);
    for (int t = 0; t < T; t++) look(p, m, t, -1, &ends[t]);
    find_relays(p, ends, -1, out_more, out_less, &give);
    bool made = false;
    for (;;) {
        double best = -TINY;
        int first = -1, until = 0;
        for (int t = 0; t < T; t++)
            for (int u = t + 1; u <= T; u++) {
                const double cost = take.of[t][u].cost + give.of[t][u].cost;
                if (cost < best) {
                    best = cost;
                    first = t;
                    until = u;
                }
            }
        if (first < 0) return made;
        double cost = make_relay(p, &give, first, until, -1);
        cost += make_relay(p, &take, first, until, 1);
        if (cost < -TINY) {
            p->moves++;
            p->saved -= cost;
            return true;
        }
        make_relay(p, &take, first, until, -1);
        make_relay(p, &give, first, until, 1);
        take.of[first][until].cost = INFINITY;
    }
}

/* ---- cycles ---------------------------------------------------------------------------------- */

/* Schools, then majors, then the rest: an arc from a school to a major is a teacher given, one from
   a major to a school a teacher taken, one from the rest to a school leaves it with one less. */
struct cycle {
    double *length;      /* [nodes] */
    int *from;           /* [nodes] -1: none */
    int *seen;           /* [nodes] */
    double *give, *take; /* [chains] */
    double *lose, *gain; /* [schools] */
};

static double crowd_price(const struct place *p, int s, int t, int all)
{
    const int st = s * p->d->years + t;
    return unit_price(&p->school, st, p->d->school_need[st], all) +
           (all > p->most_short[st] ? FORBIDDEN : 0.0);
}

/* The arcs of [t,u); those of chains without their share in the shortage of the school. */
static void price_arcs(const struct place *p, int t, int u, const double *out_more,
                       const double *out_less, struct cycle *c)
{
    const struct staffing *d = p->d;
    const int T = d->years;
    for (int s = 0; s < d->schools; s++) {
        c->lose[s] = c->gain[s] = 0.0;
        for (int v = t; v < u; v++) {
            const int all = p->shorts[s * T + v];
            c->lose[s] += crowd_price(p, s, v, all + 1);
            c->gain[s] -= all > 0 ? crowd_price(p, s, v, all) : 0.0;
        }
        for (int j = d->first_chain[s]; j < d->first_chain[s + 1]; j++) {
            const int jt = j * T + t, ju = j * T + u;
            c->give[j] = -c->lose[s];
            c->take[j] = -c->gain[s];
            for (int v = jt; v < ju; v++) {
                c->give[j] += p->less[v];
                c->take[j] += p->more[v];
            }
            const bool enter = d->chain[j].can_enter;
            if (p->step[jt] <= 0) c->give[j] += p->may_leave[jt] ? out_more[t] : INFINITY;
            if (p->step[jt] < 0)
                c->take[j] -= out_less[t];
            else if (!enter)
                c->take[j] = INFINITY;
            if (u == T) continue;
            if (p->step[ju] < 0)
                c->give[j] -= out_less[u];
            else if (!enter)
                c->give[j] = INFINITY;
            if (p->step[ju] <= 0) c->take[j] += p->may_leave[ju] ? out_more[u] : INFINITY;
        }
        for (int v = t; v < u; v++)
            if (p->heads[s * T + v] >= p->room[s * T + v]) c->gain[s] = INFINITY;
    }
}

static bool shorten(struct cycle *c, int from, int to, double by)
{
    if (!(c->length[from] + by < c->length[to] - 1e-6)) return false;
    c->length[to] = c->length[from] + by;
    c->from[to] = from;
    return true;
}

static bool shorten_all(const struct place *p, struct cycle *c)
{
    const struct staffing *d = p->d;
    const int rest = d->schools + d->majors;
    bool any = false;
    for (int s = 0; s < d->schools; s++) {
        any |= shorten(c, rest, s, c->lose[s]);
        for (int j = d->first_chain[s]; j < d->first_chain[s + 1]; j++)
            any |= shorten(c, s, d->schools + d->chain[j].major, c->give[j]);
    }
    for (int s = 0; s < d->schools; s++) {
        for (int j = d->first_chain[s]; j < d->first_chain[s + 1]; j++)
            any |= shorten(c, d->schools + d->chain[j].major, s, c->take[j]);
        any |= shorten(c, s, rest, c->gain[s]);
    }
    return any;
}

/* A node of a cycle of `from`, -1: there is none. */
static int find_cycle(struct cycle *c, int nodes)
{
    for (int n = 0; n < nodes; n++) c->seen[n] = -1;
    for (int n = 0; n < nodes; n++) {
        int at = n;
        while (at >= 0 && c->seen[at] < 0) {
            c->seen[at] = n;
            at = c->from[at];
        }
        if (at >= 0 && c->seen[at] == n) return at;
    }
    return -1;
}

static double make_arcs(struct place *p, const struct cycle *c, int start, int t, int u, int sign,
                        int by)
{
    const struct staffing *d = p->d;
    double cost = 0.0;
    int to = start;
    do {
        const int from = c->from[to];
        if (sign < 0 && from < d->schools && to >= d->schools && to < d->schools + d->majors)
            cost += change(p, d->chain_of[from * d->majors + to - d->schools], t, u, -by);
        if (sign > 0 && to < d->schools && from >= d->schools && from < d->schools + d->majors)
            cost += change(p, d->chain_of[to * d->majors + from - d->schools], t, u, by);
        to = from;
    } while (to != start);
    return cost;
}

static bool make_cycle(struct place *p, struct cycle *c, int t, int u)
{
    const int T = p->d->years;
    const int nodes = p->d->schools + p->d->majors + 1;
    double out_more[MAX_YEARS + 1] = {0}, out_less[MAX_YEARS + 1] = {0};
    for (int v = 0; v < T; v++) {
        out_more[v] = out_cost(p, v, 1);
        out_less[v] = -out_cost(p, v, -1);
        if (out_more[v] > 1e6 && p->extra > 0) out_more[v] = out_less[v] = out_less[v] + p->extra;
    }
    price_arcs(p, t, u, out_more, out_less, c);
    for (int n = 0; n < nodes; n++) {
        c->length[n] = 0.0;
        c->from[n] = -1;
    }
    for (int round = 0; round < 20; round++) {
        if (!shorten_all(p, c)) return false;
        const int start = find_cycle(c, nodes);
        if (start < 0) continue;
        double cost = make_arcs(p, c, start, t, u, -1, 1);
        cost += make_arcs(p, c, start, t, u, 1, 1);
        if (cost < -TINY) {
            p->moves++;
            p->saved -= cost;
            return true;
        }
        p->rejected++;
        make_arcs(p, c, start, t, u, 1, -1);
        make_arcs(p, c, start, t, u, -1, -1);
        return false;
    }
    return false;
}

static void make_cycles(struct place *p)
{
    const int nodes = p->d->schools + p->d->majors + 1;
    struct cycle c = {mem_new(nodes, sizeof(double)),        mem_new(nodes, sizeof(int)),
                      mem_new(nodes, sizeof(int)),           mem_new(p->d->chains, sizeof(double)),
                      mem_new(p->d->chains, sizeof(double)), mem_new(p->d->schools, sizeof(double)),
                      mem_new(p->d->schools, sizeof(double))};
    for (int sweep = 0; sweep < 10; sweep++) {
        const int before = p->moves;
        for (int t = 0; t < p->d->years; t++)
            for (int u = t + 1; u <= p->d->years; u++)
                while (make_cycle(p, &c, t, u)) continue;
        if (p->moves == before) break;
    }
}

/* One more or one less of a major from t to the end, where it is cheapest. */
static bool put(struct place *p, int m, int t, int sign)
{
    const int T = p->d->years;
    struct ends ends;
    struct end best = {-1, INFINITY};
    look(p, m, t, sign, &ends);
    for (int begin = 0; begin < 2; begin++) {
        const struct end *end = &ends.of[T][begin][0];
        if (end->chain >= 0)
            keep_best(&best, end->chain, end->cost + out_cost(p, t, -sign * begin));
    }
    if (best.chain < 0) return false;
    change(p, best.chain, t, T, sign);
    return true;
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

static void improve(struct place *p)
{
    const struct staffing *d = p->d;
    bool changed = true;
    for (int sweep = 0; changed && sweep < MOST_SWEEPS; sweep++) {
        const int before = p->moves;
        for (int m = 0; m < d->majors; m++)
            while (p->moves < MOST_MOVES && exchange(p, m)) continue;
        changed = p->moves > before;
    }
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
    if (placed) make_cycles(&p);
    if (placed) improve(&p);
    if (placed) write_plan(&p, plan);
    clear(&p);
    return placed;
}
