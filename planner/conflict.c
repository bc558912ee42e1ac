/* Which hard rules to relax: the elastic statement solved a few times; see conflict.h. */
#include "planner/conflict.h"

#include "base/env.h"
#include "base/mem.h"
#include "planner/elastic.h"
#include "planner/whole.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What may be changed costs so much less than what had better stay: the latter is missed only where
   the former does not help, or helps very little. */
static const double RATHER = 0.05;
static const double WORST_SHARE = 1.0;
static const double SHARE_UNIT = 1000.0; /* shares are said in thousandths */
static const double MILLION = 1e6;
static const double BAHT_UNIT = 1000.0; /* money is said in thousands of baht */
static const double WIDER_SHARE = 0.01; /* where whole people need more than the linear program */
static const double WIDER_BAHT = 250000.0; /* about one person */
static const double LEAST_LIMIT_S = 0.001;
static const double WHOLE_LIMIT_S = 20.0; /* for a plan of whole people as a check */

enum {
    MOST_STEPS = 40, /* of Newton's method for shares */
    PATIENT_STEPS = 8,
    LEAST_TESTS = 10,
    MOST_SEARCH_CELLS = 3000, /* chains times years; beyond, a search is too long for a check */
    CELLS_OF_TESTS = 1000000, /* tests times chains times years: so that a large city has fewer */
};

struct search {
    const struct staffing *staffing;
    struct elastic e;
    struct elastic merged; /* of e, asked first */
    double start_s, limit_s;
    plan_progress_fn progress;
    void *context;
    struct conflict found;
    int tests;    /* left for this answer */
    bool small;   /* a plan of whole people may be searched for at length */
    bool stopped; /* progress said so */
};

struct set {
    bool *in;       /* [rules] */
    bool *needed;   /* [rules] shown by a test */
    double *missed; /* [rules] by the solve that gave the set */
    int count, tried;
};

static void set_make(struct set *set, int rules)
{
    *set = (struct set){.in = mem_new((size_t)rules, sizeof(bool)),
                        .needed = mem_new((size_t)rules, sizeof(bool)),
                        .missed = mem_new((size_t)rules, sizeof(double))};
}

static void set_clear(struct set *set)
{
    free(set->in);
    free(set->needed);
    free(set->missed);
    *set = (struct set){NULL, NULL, NULL, 0, 0};
}

static void answer_clear(struct conflict_answer *answer)
{
    free(answer->change);
    *answer = (struct conflict_answer){0};
}

void conflict_clear(struct conflict *conflict)
{
    for (int i = 0; i < conflict->answers; i++) answer_clear(&conflict->answer[i]);
    *conflict = (struct conflict){0};
}

static bool is_cap(const struct rule *rule)
{
    return rule->key >= CONFLICT_RULES;
}

/* ---- one solve -------------------------------------------------------------------------------
 */

static bool relay(void *context, const struct lp_progress *progress)
{
    struct search *search = context;
    struct plan_phase phase = {"กำลังหาเงื่อนไขที่ขัดกัน", "finding the rules in conflict", -1, *progress};
    phase.progress.seconds = env_seconds() - search->start_s;
    phase.progress.objective = NAN;
    phase.progress.bound = -LP_INF;
    if (!search->progress || search->progress(search->context, &phase)) return true;
    search->stopped = true;
    return false;
}

static double left_s(const struct search *search)
{
    return fmax(search->limit_s - (env_seconds() - search->start_s), LEAST_LIMIT_S);
}

static enum err_code solve_as(struct search *search, struct elastic *e, struct err *err)
{
    const struct lp_control control = {.limit_s = left_s(search),
                                       .progress = relay,
                                       .context = search,
                                       .threads = search->staffing->params->threads};
    return elastic_solve(e, &control, err);
}

static enum err_code solve(struct search *search, struct err *err)
{
    search->found.solves++;
    return solve_as(search, &search->e, err);
}

static bool is_missed(const struct rule *rule)
{
    return rule->state == RULE_PRICED && rule->missed > ELASTIC_MISSED;
}

static bool misses(const struct elastic *e)
{
    for (int n = 0; n < e->rules; n++)
        if (is_missed(&e->rule[n])) return true;
    return false;
}

/* Hard rules alone, all alike. */
static void price_rules(struct elastic *e)
{
    for (int n = 0; n < e->rules; n++) {
        e->rule[n].price = 1.0;
        e->rule[n].state = is_cap(&e->rule[n]) ? RULE_HELD : RULE_PRICED;
    }
}

/* ---- which rules ------------------------------------------------------------------------------
 */

static void take_missed(const struct elastic *e, struct set *set)
{
    set->count = 0;
    for (int n = 0; n < e->rules; n++) {
        set->in[n] = is_missed(&e->rule[n]);
        set->missed[n] = e->rule[n].missed;
        set->count += set->in[n];
    }
}

/* Is the set enough without `held`? Its rules are dropped, all other hard rules may be missed, and
   caps are as stated: enough, when nothing is missed. */
static enum err_code test(struct search *search, const struct set *set, const bool *held,
                          bool *enough, struct err *err)
{
    struct elastic *e = &search->e;
    for (int n = 0; n < e->rules; n++) {
        struct rule *rule = &e->rule[n];
        rule->price = 1.0;
        rule->state = set->in[n] && !held[n] ? RULE_DROPPED
                      : is_cap(rule)         ? RULE_HELD
                                             : RULE_PRICED;
    }
    elastic_take_rules(&search->merged, e);
    *enough = false;
    enum err_code code = solve_as(search, &search->merged, err);
    if (code != ERR_OK || misses(&search->merged)) return code;
    search->tests--;
    code = solve(search, err);
    *enough = code == ERR_OK && !misses(e);
    return code;
}

static bool alike(const struct rule *a, const struct rule *b)
{
    return a->key == b->key && a->c == b->c && a->m == b->m;
}

/* The next rule of the set, in order of what is missed, that is the first of its kind or, when
   single, any. -1: none left. */
static int next_rule(const struct search *search, const struct set *set, const bool *done)
{
    int next = -1;
    for (int n = 0; n < search->e.rules; n++)
        if (set->in[n] && !done[n] && (next < 0 || set->missed[n] < set->missed[next])) next = n;
    return next;
}

/* Take out what can be held: all years of a rule together, or each by itself. */
static enum err_code reduce(struct search *search, struct set *set, bool together, struct err *err)
{
    const struct elastic *e = &search->e;
    bool *done = mem_new((size_t)e->rules, sizeof *done);
    bool *held = mem_new((size_t)e->rules, sizeof *held);
    enum err_code code = ERR_OK;
    for (int n = next_rule(search, set, done); n >= 0 && search->tests > 0;
         n = next_rule(search, set, done)) {
        bool enough = false;
        int count = 0;
        for (int i = 0; i < e->rules; i++) {
            held[i] = set->in[i] && (i == n || (together && alike(&e->rule[i], &e->rule[n])));
            done[i] |= held[i];
            count += held[i];
        }
        if (together && (count == 1 || count == set->count)) continue;
        if (!together && set->count == 1) {
            set->needed[n] = true;
            break;
        }
        code = test(search, set, held, &enough, err);
        if (code != ERR_OK) break;
        for (int i = 0; i < e->rules && enough; i++) set->in[i] &= !held[i];
        if (enough) set->count -= count;
        if (!enough && count == 1) set->needed[n] = true;
    }
    free(done);
    free(held);
    return code;
}

/* ---- by how much ------------------------------------------------------------------------------
 */

/* Raises the shares that are missed; false when none is. */
static bool raise_shares(struct search *search, const struct set *set, int step)
{
    struct elastic *e = &search->e;
    bool raised = false;
    for (int n = 0; n < e->rules; n++) {
        struct rule *rule = &e->rule[n];
        if (rule->key != CONFLICT_SHARE || !set->in[n] || rule->missed <= ELASTIC_MISSED) continue;
        const double by = elastic_share_step(e, rule->t) * (step < PATIENT_STEPS ? 1.0 : 2.0);
        const double value = ceil((rule->value + by) * SHARE_UNIT - 1e-6) / SHARE_UNIT;
        elastic_set(e, rule, fmin(value, WORST_SHARE));
        raised = true;
    }
    return raised;
}

static bool has_key(const struct elastic *e, const struct set *set, enum conflict_key key)
{
    for (int n = 0; n < e->rules; n++)
        if (set->in[n] && e->rule[n].key == key) return true;
    return false;
}

/* The least misses when all but the set is held. Shares are raised until they are missed no more.
 */
static enum err_code find_amounts(struct search *search, struct set *set, struct err *err)
{
    struct elastic *e = &search->e;
    enum err_code code = ERR_OK;
    bool again = true;
    for (int step = 0; code == ERR_OK && again && step < MOST_STEPS; step++) {
        for (int n = 0; n < e->rules; n++) {
            struct rule *rule = &e->rule[n];
            rule->price = 1.0;
            rule->state = set->in[n] ? RULE_PRICED : RULE_HELD;
        }
        code = solve(search, err);
        again = code == ERR_OK && raise_shares(search, set, step);
    }
    for (int n = 0; n < e->rules && code == ERR_OK; n++) set->missed[n] = e->rule[n].missed;
    return code;
}

/* Places of which `more` graduates more come out. */
static double more_places(const struct elastic *e, const struct rule *rule, double more)
{
    const double completion = e->params.pipeline[rule->c].completion;
    const double want = floor(completion * rule->from + 1e-9) + more;
    double places = floor(want / completion);
    while (floor(completion * places + 1e-9) < want) places += 1.0;
    return places;
}

/* The value that allows the miss, on its safe side. */
static double relaxed(const struct elastic *e, const struct rule *rule, double missed, int wider)
{
    const double people = ceil(missed - ELASTIC_MISSED) + wider;
    const double baht = missed * MILLION + wider * WIDER_BAHT;
    switch (rule->key) {
    case CONFLICT_FILL:
        return 0.0;
    case CONFLICT_SHARE:
        return fmin(WORST_SHARE, rule->value + wider * WIDER_SHARE);
    case CONFLICT_HEADCOUNT:
        return fmax(0.0, rule->from - people);
    case CONFLICT_SPEND:
        return fmax(0.0, floor((rule->from - baht) / BAHT_UNIT) * BAHT_UNIT);
    case CONFLICT_BUDGET:
        return ceil((rule->from + baht) / BAHT_UNIT) * BAHT_UNIT;
    case CONFLICT_PLACES:
    case CONFLICT_PLACES_TOTAL:
        return more_places(e, rule, people);
    default:
        return rule->from + people;
    }
}

/* ---- checking an answer -----------------------------------------------------------------------
 */

static void make_answer(const struct search *search, const struct set *set, int wider,
                        struct conflict_answer *out)
{
    const struct elastic *e = &search->e;
    const struct lp_row_family *row = staffing_model.row;
    *out = (struct conflict_answer){.proven = true};
    out->change = mem_new((size_t)set->count, sizeof *out->change);
    for (int n = 0; n < e->rules; n++) {
        const struct rule *rule = &e->rule[n];
        const char *over = row[conflict_key_table[rule->key].row].over;
        if (!set->in[n]) continue;
        const double to = relaxed(e, rule, set->missed[n], wider);
        if (to == rule->from) continue;
        out->change[out->changes++] = (struct conflict_change){
            .key = rule->key,
            .c = strchr(over, 'c') ? rule->c : -1,
            .m = strchr(over, 'm') ? rule->m : -1,
            .t = rule->t,
            .from = rule->from,
            .to = to,
            .amount = rule->key == CONFLICT_FILL ? ceil(set->missed[n] - ELASTIC_MISSED)
                                                 : fabs(to - rule->from),
        };
        out->caps |= is_cap(rule);
        out->proven &= set->needed[n];
        out->tried += set->needed[n];
    }
}

static struct rule *rule_of(struct elastic *e, const struct conflict_change *change)
{
    for (int n = 0; n < e->rules; n++) {
        struct rule *rule = &e->rule[n];
        if (rule->key == change->key && rule->t == change->t &&
            (change->c < 0 || rule->c == change->c) && (change->m < 0 || rule->m == change->m))
            return rule;
    }
    return NULL;
}

/* The plan itself, of whole people; in a city by a short search. */
static enum err_code solve_whole(struct search *search, struct err *err)
{
    struct elastic *e = &search->e;
    struct plan plan = {0};
    e->params.limit_s = fmin(left_s(search), WHOLE_LIMIT_S);
    search->found.solves++;
    const enum err_code code =
        search->small
            ? plan_solve(&e->staffing, search->progress, search->context, &plan, err)
            : plan_solve_brief(&e->staffing, search->progress, search->context, &plan, err);
    plan_clear(&plan);
    /* Not found in time is not found; a stop by the caller is told apart by the phases. */
    return code == ERR_LIMIT && left_s(search) > LEAST_LIMIT_S ? ERR_INFEASIBLE : code;
}

/* Only whether the linear program has a solution. */
static enum err_code solve_linear(struct search *search, struct err *err)
{
    struct elastic *e = &search->e;
    price_rules(e);
    const enum err_code code = solve(search, err);
    if (code != ERR_OK || !misses(e)) return code;
    return err_set(err, ERR_INFEASIBLE, "ไม่มีแผน", "no plan");
}

/* With the answer applied: ERR_OK, or ERR_INFEASIBLE when there is no plan. */
static enum err_code try_answer(struct search *search, const struct conflict_answer *answer,
                                struct err *err)
{
    struct elastic *e = &search->e;
    double *value = mem_new((size_t)answer->changes, sizeof *value);
    for (int i = 0; i < answer->changes; i++) {
        struct rule *rule = rule_of(e, &answer->change[i]);
        value[i] = rule->value;
        elastic_set(e, rule, answer->change[i].to);
    }
    const enum err_code code = answer->whole ? solve_whole(search, err) : solve_linear(search, err);
    for (int i = 0; i < answer->changes; i++)
        elastic_set(e, rule_of(e, &answer->change[i]), value[i]);
    free(value);
    return code;
}

static bool same_answer(const struct conflict_answer *a, const struct conflict_answer *b)
{
    if (a->changes != b->changes) return false;
    for (int i = 0; i < a->changes; i++)
        if (a->change[i].key != b->change[i].key || a->change[i].c != b->change[i].c ||
            a->change[i].m != b->change[i].m || a->change[i].t != b->change[i].t)
            return false;
    return true;
}

static bool is_known(const struct conflict *found, const struct conflict_answer *answer)
{
    for (int i = 0; i < found->answers; i++)
        if (same_answer(&found->answer[i], answer)) return true;
    return false;
}

/* The answer of a set, tried with its amounts so much wider; ERR_INFEASIBLE when it gives no plan.
 */
static enum err_code try_wider(struct search *search, const struct set *set, int wider, bool whole,
                               struct conflict_answer *answer, struct err *err)
{
    answer_clear(answer);
    make_answer(search, set, wider, answer);
    answer->whole = whole;
    return answer->changes > 0 ? try_answer(search, answer, err) : ERR_INFEASIBLE;
}

/* Rounded to the safe side, and a little further where whole people need it. Where none are found
   in time it is the linear program that has a solution. */
static enum err_code add_answer(struct search *search, const struct set *set, struct err *err)
{
    static const int steps[] = {0, 1, 4};
    struct conflict_answer answer = {0};
    enum err_code code = ERR_INFEASIBLE;
    make_answer(search, set, 0, &answer);
    if (is_known(&search->found, &answer)) {
        answer_clear(&answer);
        return ERR_OK;
    }
    for (size_t i = 0; i < sizeof steps / sizeof *steps && code == ERR_INFEASIBLE; i++)
        code = try_wider(search, set, steps[i], true, &answer, err);
    /* Without a plan of whole people money keeps one person's distance. */
    const bool money =
        has_key(&search->e, set, CONFLICT_SPEND) || has_key(&search->e, set, CONFLICT_BUDGET);
    if (code == ERR_INFEASIBLE) code = try_wider(search, set, money, false, &answer, err);
    if (code == ERR_OK)
        search->found.answer[search->found.answers++] = answer;
    else
        answer_clear(&answer);
    return code == ERR_INFEASIBLE ? ERR_OK : code;
}

/* From the set that the last solve has missed to an answer. */
static enum err_code answer_from(struct search *search, struct set *set, struct err *err)
{
    const struct staffing *d = search->staffing;
    search->tests = LEAST_TESTS + CELLS_OF_TESTS / (d->chains * d->years);
    memset(set->needed, 0, (size_t)search->e.rules * sizeof *set->needed);
    take_missed(&search->e, set);
    const int missed = set->count;
    enum err_code code = reduce(search, set, true, err);
    if (code == ERR_OK) code = reduce(search, set, false, err);
    const bool known = set->count == missed && !has_key(&search->e, set, CONFLICT_SHARE);
    if (code == ERR_OK && !known) code = find_amounts(search, set, err);
    if (code == ERR_OK) code = add_answer(search, set, err);
    for (int n = 0; n < search->e.rules; n++)
        elastic_set(&search->e, &search->e.rule[n], search->e.rule[n].from);
    return code;
}

/* ---- the answers ------------------------------------------------------------------------------
 */

/* Other hard rules rather than these. False when there are none. */
static bool price_others(struct elastic *e, const bool *these)
{
    bool any = false;
    price_rules(e);
    for (int n = 0; n < e->rules; n++) {
        if (is_cap(&e->rule[n]) || these[n]) continue;
        e->rule[n].price = RATHER;
        any = true;
    }
    return any;
}

/* Caps rather than rules, without those of one key. False when there are none. */
static bool price_caps(struct elastic *e, int without)
{
    bool any = false;
    price_rules(e);
    for (int n = 0; n < e->rules; n++) {
        if (!is_cap(&e->rule[n]) || (int)e->rule[n].key == without) continue;
        e->rule[n].state = RULE_PRICED;
        e->rule[n].price = RATHER;
        any = true;
    }
    return any;
}

static bool any_missed(const struct elastic *e, bool caps, const bool *among)
{
    for (int n = 0; n < e->rules; n++)
        if (is_cap(&e->rule[n]) == caps && (!among || among[n]) && is_missed(&e->rule[n]))
            return true;
    return false;
}

static bool all_missed(const struct elastic *e, const bool *these)
{
    for (int n = 0; n < e->rules; n++)
        if (these[n] && !is_missed(&e->rule[n])) return false;
    return true;
}

/* The key of the caps that are missed most; -1: none is. */
static int key_missed_most(const struct elastic *e)
{
    double missed[CONFLICT_KEYS] = {0};
    int most = -1;
    for (int n = 0; n < e->rules; n++)
        if (is_cap(&e->rule[n]) && is_missed(&e->rule[n]))
            missed[e->rule[n].key] += e->rule[n].missed;
    for (int key = CONFLICT_RULES; key < CONFLICT_KEYS; key++)
        if (missed[key] > 0.0 && (most < 0 || missed[key] > missed[most])) most = key;
    return most;
}

static enum err_code find_alternatives(struct search *search, const struct set *first,
                                       struct err *err)
{
    struct elastic *e = &search->e;
    struct set set;
    enum err_code code = ERR_OK;
    int key = -1;
    set_make(&set, e->rules);
    if (price_others(e, first->in)) {
        code = solve(search, err);
        if (code == ERR_OK && !all_missed(e, first->in)) code = answer_from(search, &set, err);
    }
    if (code == ERR_OK && price_caps(e, -1)) {
        code = solve(search, err);
        key = code == ERR_OK ? key_missed_most(e) : -1;
        if (code == ERR_OK && key >= 0) code = answer_from(search, &set, err);
    }
    if (code == ERR_OK && key >= 0 && price_caps(e, key)) {
        code = solve(search, err);
        if (code == ERR_OK && any_missed(e, true, NULL)) code = answer_from(search, &set, err);
    }
    set_clear(&set);
    return code;
}

static enum err_code search_all(struct search *search, struct err *err)
{
    struct elastic *e = &search->e;
    struct set first;
    set_make(&first, e->rules);
    price_rules(e);
    enum err_code code = solve(search, err);
    if (code == ERR_OK && any_missed(e, false, NULL)) {
        code = answer_from(search, &first, err);
        if (code == ERR_OK && search->found.answers > 0)
            code = find_alternatives(search, &first, err);
    }
    set_clear(&first);
    return code;
}

enum err_code conflict_find(const struct staffing *staffing, double limit_s,
                            plan_progress_fn progress, void *context, struct conflict *out,
                            struct err *err)
{
    struct search search = {.staffing = staffing,
                            .start_s = env_seconds(),
                            .limit_s = limit_s,
                            .progress = progress,
                            .context = context};
    search.small = staffing->chains * staffing->years <= MOST_SEARCH_CELLS;
    elastic_make(staffing, &search.e);
    elastic_merge(&search.e, &search.merged);
    enum err_code code = search_all(&search, err);
    elastic_clear(&search.e);
    elastic_clear(&search.merged);
    /* What is known when the time is over, or an alternative fails, is true all the same. */
    if (!search.stopped && (code == ERR_LIMIT || search.found.answers > 0)) code = ERR_OK;
    search.found.seconds = env_seconds() - search.start_s;
    if (code == ERR_OK)
        *out = search.found;
    else
        conflict_clear(&search.found);
    return code;
}

enum err_code conflict_name(const struct staffing *staffing, const struct lp_control *control,
                            struct err *err)
{
    struct elastic e;
    if (!conflict_possible(staffing)) return ERR_OK;
    elastic_make(staffing, &e);
    price_rules(&e);
    enum err_code code = elastic_solve(&e, control, err);
    if (code == ERR_OK) code = elastic_say(&e, err);
    elastic_clear(&e);
    return code;
}

bool conflict_possible(const struct staffing *d)
{
    const struct params *q = d->params;
    bool any = false;
    for (int t = 0; t < d->years; t++)
        any |= isfinite(q->max_short_share[t]) || q->budget_minimum_thb[t] > 0.0;
    for (int cell = 0; cell < d->majors * d->years; cell++)
        any |= q->must_fill[cell] || q->min_headcount[cell] > 0.0;
    return any;
}

/* ---- words ------------------------------------------------------------------------------------
 */

void conflict_assignment(const struct staffing *d, const struct conflict_change *change,
                         struct text *out)
{
    const struct conflict_key_entry *entry = &conflict_key_table[change->key];
    char number[32];
    text_add(out, "%s.", entry->section);
    if (change->c >= 0)
        text_add(out, "%s.", d->reg->channel[d->params->pipeline[change->c].channel].code);
    text_add(out, "%s.%d", entry->name, d->first_fy + change->t);
    if (change->m >= 0) text_add(out, ".%s", d->reg->major[change->m].code);
    text_number(number, change->to);
    if (entry->unit == UNIT_YES_NO)
        text_add(out, "=%s", change->to > 0.0 ? "yes" : "no");
    else if (entry->unit == UNIT_BAHT)
        text_add(out, "=%.0f", change->to);
    else
        text_add(out, "=%s", number);
}
