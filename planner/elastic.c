/* The elastic statement; see elastic.h. */
#include "planner/elastic.h"

#include "base/mem.h"
#include "planner/whole.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double MILLION = 1e6;
/* A million baht missed is worth about five people. */
static const double PEOPLE_A_MILLION = 5.0;
static const double ROUNDING = 1e-9;
static const double PRETTY = 1e6; /* amounts in messages are rounded to 1 / PRETTY */

// clang-format off
const struct conflict_key_entry conflict_key_table[CONFLICT_KEYS] = {
    [CONFLICT_SHARE]        = {"rule", "max_short_share", SHORT_SHARE, UNIT_SHARE,
                               "สัดส่วนครูขาดสูงสุดของแต่ละโรงเรียน", "largest share of shortage of a school"},
    [CONFLICT_FILL]         = {"rule", "must_fill", MUST_FILL, UNIT_YES_NO,
                               "วิชาเอกที่ต้องไม่ขาดครู", "major that must be filled"},
    [CONFLICT_HEADCOUNT]    = {"rule", "min_headcount", MIN_HEADCOUNT, UNIT_PEOPLE,
                               "จำนวนครูขั้นต่ำของวิชาเอก", "least teachers of a major"},
    [CONFLICT_SPEND]        = {"budget", "hard_minimum_thb", SPEND, UNIT_BAHT,
                               "งบประมาณขั้นต่ำที่ต้องใช้", "money that must be spent"},
    [CONFLICT_SEATS]        = {"exam", "seats", SEATS, UNIT_PEOPLE,
                               "จำนวนรับของการสอบรายวิชาเอก", "seats of the exam by major"},
    [CONFLICT_SEATS_TOTAL]  = {"exam", "seats_total", SEATS_TOTAL, UNIT_PEOPLE,
                               "จำนวนรับของการสอบรวม", "seats of the exam in all"},
    [CONFLICT_PLACES]       = {"pipeline", "places", PLACES, UNIT_PLACES,
                               "ที่เรียนรายวิชาเอก", "places by major"},
    [CONFLICT_PLACES_TOTAL] = {"pipeline", "places_total", PLACES_TOTAL, UNIT_PLACES,
                               "ที่เรียนรวม", "places in all"},
    [CONFLICT_TRANSFERS]    = {"transfer", "max", TRANSFERS, UNIT_PEOPLE,
                               "จำนวนการย้ายสูงสุด", "most transfers"},
    [CONFLICT_RETRAINS]     = {"retrain", "max", RETRAINS, UNIT_PEOPLE,
                               "จำนวนการอบรมเปลี่ยนวิชาเอกสูงสุด", "most retrainings"},
    [CONFLICT_BUDGET]       = {"budget", "total_thb", BUDGET, UNIT_BAHT,
                               "งบประมาณสูงสุด", "most money"},
};
// clang-format on

/* ---- rules and their cells ------------------------------------------------------------------ */

static const struct elastic *of(const void *data)
{
    return data;
}

/* Position of year, major and pipeline in the indices of the family of a key, -1: it has none. */
static int index_of(enum conflict_key key, char letter)
{
    const char *over = staffing_model.row[conflict_key_table[key].row].over;
    for (int i = 0; over[i]; i++)
        if (over[i] == letter || (letter == 't' && over[i] == 'e')) return i;
    return -1;
}

static int part_of(enum conflict_key key, char letter, struct lp_at at)
{
    const int i = index_of(key, letter);
    return i < 0 ? 0 : at.i[i];
}

static struct lp_at at_of(const struct rule *rule)
{
    struct lp_at at = {{0}};
    const int c = index_of(rule->key, 'c'), m = index_of(rule->key, 'm'),
              t = index_of(rule->key, 't');
    if (c >= 0) at.i[c] = rule->c;
    if (m >= 0) at.i[m] = rule->m;
    if (t >= 0) at.i[t] = rule->t;
    return at;
}

static int cell_of(const struct staffing *d, int c, int m, int t)
{
    return (c * d->majors + m) * d->years + t;
}

static const struct rule *rule_at(const struct elastic *e, enum conflict_key key, struct lp_at at)
{
    const int c = part_of(key, 'c', at), m = part_of(key, 'm', at), t = part_of(key, 't', at);
    const int n = e->rule_at[key][cell_of(&e->staffing, c, m, t)];
    return n < 0 ? NULL : &e->rule[n];
}

static double *value_in(struct params *q, enum conflict_key key, int c, int m, int t)
{
    const int mt = m * q->years + t;
    switch (key) {
    case CONFLICT_SHARE:
        return &q->max_short_share[t];
    case CONFLICT_HEADCOUNT:
        return &q->min_headcount[mt];
    case CONFLICT_SPEND:
        return &q->budget_minimum_thb[t];
    case CONFLICT_SEATS:
        return &q->seats[mt];
    case CONFLICT_SEATS_TOTAL:
        return &q->seats_total[t];
    case CONFLICT_PLACES:
        return &q->pipeline[c].places[mt];
    case CONFLICT_PLACES_TOTAL:
        return &q->pipeline[c].places_total[t];
    case CONFLICT_TRANSFERS:
        return &q->transfers_max[t];
    case CONFLICT_RETRAINS:
        return &q->retrain_max[t];
    case CONFLICT_BUDGET:
        return &q->budget_thb[t];
    default:
        return NULL;
    }
}

static void set_value(struct params *q, enum conflict_key key, int c, int m, int t, double value)
{
    if (key == CONFLICT_FILL)
        q->must_fill[m * q->years + t] = value > 0.0;
    else
        *value_in(q, key, c, m, t) = value;
}

void conflict_apply(struct params *params, const struct conflict_change *change)
{
    set_value(params, change->key, change->c < 0 ? 0 : change->c, change->m < 0 ? 0 : change->m,
              change->t, change->to);
}

void elastic_set(struct elastic *e, struct rule *rule, double value)
{
    rule->value = value;
    set_value(&e->params, rule->key, rule->c, rule->m, rule->t, value);
}

/* ---- the tables ------------------------------------------------------------------------------
 */

static bool is_priced(const struct elastic *e, enum conflict_key key, struct lp_at at)
{
    const struct rule *rule = rule_at(e, key, at);
    return rule && rule->state == RULE_PRICED;
}

/* Rules over shortages are prices when they may be missed, and rows only when held. */
static bool row_exists(const void *data, enum conflict_key key, struct lp_at at)
{
    const struct lp_row_family *stated = &staffing_model.row[conflict_key_table[key].row];
    const int t = index_of(key, 't');
    struct lp_at where = at;
    if (key == CONFLICT_SHARE) where = AT(0, at.i[t]);
    const struct rule *rule = rule_at(data, key, where);
    if (!rule || (stated->exists && !stated->exists(data, at))) return false;
    if (key == CONFLICT_SHARE || key == CONFLICT_FILL) return rule->state == RULE_HELD;
    return rule->state != RULE_DROPPED;
}

static void fill_row(struct lp_row *row, const void *data, enum conflict_key key, struct lp_at at)
{
    const struct lp_row_family *stated = &staffing_model.row[conflict_key_table[key].row];
    stated->fill(row, data, at);
    if (is_priced(data, key, at))
        lp_term(row, STAFFING_VARS + (int)key, at, stated->sense == LP_GE ? 1.0 : -1.0);
}

static double miss_cost(const void *data, enum conflict_key key, struct lp_at at)
{
    const struct elastic *e = data;
    const bool money = conflict_key_table[key].unit == UNIT_BAHT;
    return rule_at(e, key, at)->price * (money ? PEOPLE_A_MILLION : 1.0);
}

/* Functions of the tables know their family only by being different ones. */
#define MISSABLE(word, key)                                                                        \
    static bool word##_exists(const void *data, struct lp_at at)                                   \
    {                                                                                              \
        return row_exists(data, key, at);                                                          \
    }                                                                                              \
    static void word##_fill(struct lp_row *row, const void *data, struct lp_at at)                 \
    {                                                                                              \
        fill_row(row, data, key, at);                                                              \
    }                                                                                              \
    static bool word##_missable(const void *data, struct lp_at at)                                 \
    {                                                                                              \
        return is_priced(data, key, at) && row_exists(data, key, at);                              \
    }                                                                                              \
    static double word##_cost(const void *data, struct lp_at at)                                   \
    {                                                                                              \
        return miss_cost(data, key, at);                                                           \
    }
MISSABLE(headcount, CONFLICT_HEADCOUNT)
MISSABLE(spend, CONFLICT_SPEND)
MISSABLE(seats, CONFLICT_SEATS)
MISSABLE(seats_total, CONFLICT_SEATS_TOTAL)
MISSABLE(places, CONFLICT_PLACES)
MISSABLE(places_total, CONFLICT_PLACES_TOTAL)
MISSABLE(transfers, CONFLICT_TRANSFERS)
MISSABLE(retrains, CONFLICT_RETRAINS)
MISSABLE(budget, CONFLICT_BUDGET)
#undef MISSABLE

static bool share_exists(const void *data, struct lp_at at)
{
    return row_exists(data, CONFLICT_SHARE, at);
}

static bool fill_exists(const void *data, struct lp_at at)
{
    return row_exists(data, CONFLICT_FILL, at);
}

static double short_cost(const void *data, struct lp_at at)
{
    const struct elastic *e = data;
    const struct rule *rule =
        rule_at(e, CONFLICT_FILL, AT(e->staffing.chain[at.i[0]].major, at.i[2]));
    return rule && rule->state == RULE_PRICED ? rule->price : 0.0;
}

/* Crowd tiers twice: g below the limit of the school, tiers + g what is above it. */
static int crowd_tiers(const void *data)
{
    return 2 * of(data)->params.school_tiers;
}

static double crowd_upper(const void *data, struct lp_at at)
{
    const struct elastic *e = data;
    const int tiers = e->params.school_tiers, g = at.i[1] % tiers, s = at.i[0], t = at.i[2];
    const struct lp_var_family *stated = &staffing_model.var[CROWD];
    const double room = stated->upper(data, AT(s, g, t));
    double left = LP_INF;
    if (is_priced(e, CONFLICT_SHARE, AT(0, t))) {
        left = staffing_short_limit(&e->staffing, s, t);
        for (int before = 0; before < g; before++) left -= stated->upper(data, AT(s, before, t));
    }
    const double below = fmin(room, fmax(0.0, left));
    return at.i[1] < tiers ? below : room - below;
}

static double crowd_cost(const void *data, struct lp_at at)
{
    const struct elastic *e = data;
    const int tiers = e->params.school_tiers;
    const struct rule *rule = rule_at(e, CONFLICT_SHARE, AT(0, at.i[2]));
    return at.i[1] >= tiers && rule && rule->state == RULE_PRICED ? rule->price : 0.0;
}

static void school_fill(struct lp_row *row, const void *data, struct lp_at at)
{
    const struct elastic *e = data;
    staffing_model.row[SCHOOL].fill(row, data, at);
    for (int g = 0; g < e->params.school_tiers; g++)
        lp_term(row, CROWD, AT(at.i[0], e->params.school_tiers + g, at.i[1]), -1.0);
}

static const struct {
    enum conflict_key key;
    const char *name; /* of the variable that says by how much */
    bool (*exists)(const void *, struct lp_at);
    void (*fill)(struct lp_row *, const void *, struct lp_at);
    bool (*missable)(const void *, struct lp_at);
    double (*cost)(const void *, struct lp_at);
} missables[] = {
    {CONFLICT_HEADCOUNT, "headcount_missed", headcount_exists, headcount_fill, headcount_missable,
     headcount_cost},
    {CONFLICT_SPEND, "spend_missed", spend_exists, spend_fill, spend_missable, spend_cost},
    {CONFLICT_SEATS, "seats_missed", seats_exists, seats_fill, seats_missable, seats_cost},
    {CONFLICT_SEATS_TOTAL, "seats_total_missed", seats_total_exists, seats_total_fill,
     seats_total_missable, seats_total_cost},
    {CONFLICT_PLACES, "places_missed", places_exists, places_fill, places_missable, places_cost},
    {CONFLICT_PLACES_TOTAL, "places_total_missed", places_total_exists, places_total_fill,
     places_total_missable, places_total_cost},
    {CONFLICT_TRANSFERS, "transfers_missed", transfers_exists, transfers_fill, transfers_missable,
     transfers_cost},
    {CONFLICT_RETRAINS, "retrains_missed", retrains_exists, retrains_fill, retrains_missable,
     retrains_cost},
    {CONFLICT_BUDGET, "budget_missed", budget_exists, budget_fill, budget_missable, budget_cost},
    {CONFLICT_SHARE, "share_missed", share_exists, NULL, NULL, NULL},
    {CONFLICT_FILL, "fill_missed", fill_exists, NULL, NULL, NULL},
};

static bool never(const void *data, struct lp_at at)
{
    (void)data;
    (void)at;
    return false;
}

static void make_tables(struct elastic *e)
{
    const struct lp_model *stated = &staffing_model;
    assert(stated->sets <= ELASTIC_SETS);
    memcpy(e->set, stated->set, (size_t)stated->sets * sizeof *e->set);
    memcpy(e->var, stated->var, STAFFING_VARS * sizeof *e->var);
    memcpy(e->row, stated->row, STAFFING_ROWS * sizeof *e->row);
    for (int i = 0; i < stated->sets; i++)
        if (e->set[i].letter == 'g') e->set[i].count = crowd_tiers;
    for (int var = 0; var < STAFFING_VARS; var++) e->var[var].cost = NULL;
    e->var[SHORT].cost = short_cost;
    e->var[CROWD].cost = crowd_cost;
    e->var[CROWD].upper = crowd_upper;
    e->row[SCHOOL].fill = school_fill;
    for (size_t i = 0; i < sizeof missables / sizeof *missables; i++) {
        struct lp_row_family *row = &e->row[conflict_key_table[missables[i].key].row];
        row->exists = missables[i].exists;
        if (missables[i].fill) row->fill = missables[i].fill;
        e->var[STAFFING_VARS + missables[i].key] = (struct lp_var_family){
            .name = missables[i].name,
            .over = row->over,
            .unit = "",
            .meaning = row->meaning,
            .exists = missables[i].missable ? missables[i].missable : never,
            .cost = missables[i].cost,
        };
    }
    e->model = (struct lp_model){e->set, stated->sets, e->var, ELASTIC_VARS, e->row, STAFFING_ROWS};
}

/* ---- making -----------------------------------------------------------------------------------
 */

static void *copy_of(const void *array, size_t count, size_t size)
{
    void *copy = mem_new(count, size);
    if (count > 0) memcpy(copy, array, count * size);
    return copy;
}

static void copy_params(struct elastic *e)
{
    struct params *q = &e->params;
    const size_t cells = (size_t)q->majors * q->years;
    q->seats = copy_of(q->seats, cells, sizeof *q->seats);
    q->min_headcount = copy_of(q->min_headcount, cells, sizeof *q->min_headcount);
    q->must_fill = copy_of(q->must_fill, cells, sizeof *q->must_fill);
    for (int c = 0; c < q->pipelines; c++)
        q->pipeline[c].places = copy_of(q->pipeline[c].places, cells, sizeof(double));
}

static bool any_need(const struct staffing *d, int t)
{
    for (int s = 0; s < d->schools; s++)
        if (d->school_need[s * d->years + t] > 0) return true;
    return false;
}

static bool is_set(const struct elastic *e, const struct rule *rule)
{
    const struct staffing *d = &e->staffing;
    if (rule->key == CONFLICT_SHARE)
        return isfinite(e->params.max_short_share[rule->t]) && any_need(d, rule->t);
    return staffing_model.row[conflict_key_table[rule->key].row].exists(d, at_of(rule));
}

static void add_rule(struct elastic *e, struct rule rule, int *capacity)
{
    if (!is_set(e, &rule)) return;
    e->rule = mem_room(e->rule, e->rules, capacity, sizeof *e->rule);
    rule.from =
        rule.key == CONFLICT_FILL ? 1.0 : *value_in(&e->params, rule.key, rule.c, rule.m, rule.t);
    rule.value = rule.from;
    e->rule_at[rule.key][cell_of(&e->staffing, rule.c, rule.m, rule.t)] = e->rules;
    e->rule[e->rules++] = rule;
}

static void find_rules(struct elastic *e)
{
    const struct staffing *d = &e->staffing;
    const int pipelines = d->pipelines > 0 ? d->pipelines : 1;
    const int cells = pipelines * d->majors * d->years;
    int capacity = 0;
    for (int key = 0; key < CONFLICT_KEYS; key++) {
        const bool by_pipeline = index_of(key, 'c') >= 0, by_major = index_of(key, 'm') >= 0;
        e->rule_at[key] = mem_new((size_t)cells, sizeof(int));
        for (int n = 0; n < cells; n++) e->rule_at[key][n] = -1;
        for (int n = 0; n < cells; n++) {
            const int c = n / (d->majors * d->years), m = n / d->years % d->majors;
            if ((!by_pipeline && c > 0) || (by_pipeline && c >= d->pipelines)) continue;
            if (!by_major && m > 0) continue;
            add_rule(e, (struct rule){.key = key, .c = c, .m = m, .t = n % d->years, .price = 1.0},
                     &capacity);
        }
    }
}

void elastic_make(const struct staffing *staffing, struct elastic *out)
{
    *out = (struct elastic){.staffing = *staffing, .params = *staffing->params};
    copy_params(out);
    out->staffing.params = &out->params;
    make_tables(out);
    find_rules(out);
}

void elastic_clear(struct elastic *e)
{
    if (e->owns) staffing_clear(&e->staffing);
    free(e->params.seats);
    free(e->params.min_headcount);
    free(e->params.must_fill);
    for (int c = 0; c < e->params.pipelines; c++) free(e->params.pipeline[c].places);
    for (int key = 0; key < CONFLICT_KEYS; key++) free(e->rule_at[key]);
    free(e->rule);
    lp_free(e->lp);
    *e = (struct elastic){.lp = NULL};
}

/* ---- one school for all -----------------------------------------------------------------------
 */

static void merge_chains(const struct staffing *d, struct staffing *one)
{
    const int T = d->years;
    one->chain_of = mem_new((size_t)d->majors, sizeof(int));
    one->chain = mem_new((size_t)d->majors, sizeof *one->chain);
    one->first_chain = mem_new(2, sizeof(int));
    for (int m = 0; m < d->majors; m++) one->chain_of[m] = -1;
    for (int j = 0; j < d->chains; j++) {
        const int m = d->chain[j].major;
        if (one->chain_of[m] < 0) {
            one->chain[one->chains] = (struct staffing_chain){.school = 0, .major = m};
            one->chain_of[m] = one->chains++;
        }
        one->chain[one->chain_of[m]].can_enter |= d->chain[j].can_enter;
    }
    one->first_chain[1] = one->chains;
    const size_t cells = (size_t)one->chains * T;
    one->b = mem_new(cells, sizeof(int));
    one->p = mem_new(cells, sizeof(int));
    one->n = mem_new(cells, sizeof(int));
    for (int j = 0; j < d->chains; j++)
        for (int t = 0; t < T; t++) {
            const int to = one->chain_of[d->chain[j].major] * T + t;
            one->b[to] += d->b[j * T + t];
            one->p[to] += d->p[j * T + t];
            one->n[to] += d->n[j * T + t];
        }
}

static void merge_schools(const struct staffing *d, struct staffing *one)
{
    const int T = d->years;
    one->frame = mem_new((size_t)T, sizeof(int));
    one->school_need = mem_new((size_t)T, sizeof(int));
    one->weight = mem_new(1, sizeof *one->weight);
    one->weight[0] = 1.0;
    for (int s = 0; s < d->schools; s++)
        for (int t = 0; t < T; t++) {
            int staying = 0;
            for (int j = d->first_chain[s]; j < d->first_chain[s + 1]; j++)
                staying += d->b[j * T + t];
            const int frame = d->frame[s * T + t];
            one->frame[t] += frame > staying ? frame : staying;
            one->school_need[t] += d->school_need[s * T + t];
        }
}

void elastic_merge(const struct elastic *e, struct elastic *out)
{
    const struct staffing *d = &e->staffing;
    struct staffing one = *d;
    one.schools = 1;
    one.chains = 0;
    one.b0 = one.need0 = one.retire = one.loss = NULL;
    merge_chains(d, &one);
    merge_schools(d, &one);
    one.list = copy_of(d->list, (size_t)d->lists, sizeof *d->list);
    one.arc = copy_of(d->arc, (size_t)d->arcs, sizeof *d->arc);
    one.committed =
        copy_of(d->committed, (size_t)d->pipelines * d->majors * d->years, sizeof *d->committed);
    elastic_make(&one, out);
    out->owns = true;
    assert(out->rules == e->rules);
}

void elastic_take_rules(struct elastic *merged, const struct elastic *e)
{
    for (int n = 0; n < e->rules; n++) {
        struct rule *rule = &merged->rule[n];
        if (rule->value != e->rule[n].value) elastic_set(merged, rule, e->rule[n].value);
        rule->state = e->rule[n].state;
        rule->price = e->rule[n].price;
    }
}

/* ---- solving ----------------------------------------------------------------------------------
 */

/* Posts of a school above its limit. */
static double above_limit(const struct elastic *e, int s, int t)
{
    const int tiers = e->params.school_tiers;
    double sum = 0.0;
    for (int g = tiers; g < 2 * tiers; g++) sum += lp_value(e->lp, CROWD, AT(s, g, t));
    return sum;
}

static double missed_by(const struct elastic *e, const struct rule *rule)
{
    const struct staffing *d = &e->staffing;
    double sum = 0.0;
    if (rule->key == CONFLICT_SHARE) {
        for (int s = 0; s < d->schools; s++) sum += above_limit(e, s, rule->t);
    } else if (rule->key == CONFLICT_FILL) {
        for (int j = 0; j < d->chains; j++)
            for (int k = 0; d->chain[j].major == rule->m && k < e->params.tiers; k++)
                sum += lp_value(e->lp, SHORT, AT(j, k, rule->t));
    } else if (rule->state == RULE_PRICED) {
        sum = lp_value(e->lp, STAFFING_VARS + (int)rule->key, at_of(rule));
    }
    return sum;
}

/* A small program is solved to a vertex, which misses few rules; a large one near the optimum. */
enum { MOST_SMALL_COLUMNS = 4000 };

enum err_code elastic_solve(struct elastic *e, const struct lp_control *control, struct err *err)
{
    lp_free(e->lp);
    e->lp = NULL;
    enum err_code code = lp_build(&e->model, &e->staffing, &e->lp, err);
    const bool small = code == ERR_OK && !e->owns && lp_columns(e->lp) <= MOST_SMALL_COLUMNS;
    if (code == ERR_OK)
        code = small ? lp_solve(e->lp, control, err)
                     : plan_solve_near(e->lp, &e->staffing, control, err);
    if (code != ERR_OK) return code;
    for (int n = 0; n < e->rules; n++) {
        struct rule *rule = &e->rule[n];
        rule->missed = rule->state == RULE_HELD ? 0.0 : missed_by(e, rule);
    }
    return ERR_OK;
}

/* The sum of misses is convex in the share, and its slope is known from the prices: Newton's step
   from below never goes too far, but the limits of schools are whole, so that one must grow. */
double elastic_share_step(const struct elastic *e, int t)
{
    const struct staffing *d = &e->staffing;
    const struct rule *rule = rule_at(e, CONFLICT_SHARE, AT(0, t));
    double missed = 0.0, slope = 0.0, least = LP_INF;
    for (int s = 0; s < d->schools; s++) {
        const double need = d->school_need[s * d->years + t], above = above_limit(e, s, t);
        if (need <= 0.0) continue;
        const double paid = -lp_price(e->lp, SCHOOL, AT(s, t)) / rule->price;
        slope += fmin(1.0, fmax(0.0, paid)) * need;
        if (above <= ELASTIC_MISSED) continue;
        missed += above;
        least = fmin(least, (staffing_short_limit(&e->staffing, s, t) + 1.0) / need - rule->value);
    }
    return missed <= ELASTIC_MISSED ? 0.0 : fmax(least, slope > 0.0 ? missed / slope : 0.0);
}

/* ---- the sentence ---------------------------------------------------------------------------- */

struct worst {
    double relative, missed;
    int row;
    struct lp_at at;
};

static void keep_worst(struct worst *worst, double missed, double side, int row, struct lp_at at)
{
    const double relative = missed / fmax(1.0, side);
    if (missed <= ELASTIC_MISSED || !(relative > worst->relative * (1.0 + ROUNDING))) return;
    *worst = (struct worst){relative, missed, row, at};
}

enum err_code elastic_say(const struct elastic *e, struct err *err)
{
    const struct staffing *d = &e->staffing;
    struct worst worst = {.row = -1};
    char name[LP_NAME], amount[32];
    for (int n = 0; n < e->rules; n++) {
        const struct rule *rule = &e->rule[n];
        const int row = conflict_key_table[rule->key].row;
        const double unit = conflict_key_table[rule->key].unit == UNIT_BAHT ? MILLION : 1.0;
        if (rule->key >= CONFLICT_RULES) continue;
        if (rule->key == CONFLICT_FILL)
            keep_worst(&worst, rule->missed, 0.0, row, at_of(rule));
        else if (rule->key != CONFLICT_SHARE)
            keep_worst(&worst, rule->missed, rule->value / unit, row, at_of(rule));
        for (int s = 0; s < d->schools && rule->key == CONFLICT_SHARE; s++)
            keep_worst(&worst, above_limit(e, s, rule->t), staffing_short_limit(d, s, rule->t), row,
                       AT(s, rule->t));
    }
    if (worst.row < 0) return ERR_OK;
    lp_row_name(e->lp, worst.row, worst.at, name);
    text_number(amount, worst.row == SPEND ? round(worst.missed * PRETTY) / PRETTY
                                           : ceil(worst.missed - ELASTIC_MISSED));
    return err_set(err, ERR_INFEASIBLE, "ไม่มีแผนที่ทำตามเงื่อนไขได้ครบทุกข้อ: '%s' (%s) ผิดไป %s",
                   "no plan meets every rule: '%s' (%s) is missed by %s", name,
                   lp_row_meaning(&e->row[worst.row]), amount);
}
