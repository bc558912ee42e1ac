/* Promises of a saved plan as rows of a new program, and what became of them. */
#include "planner/replan.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static bool is_firm(const struct staffing *d, const struct replan_terms *terms, int fy)
{
    const int t = fy - d->first_fy;
    return t >= 0 && t < d->years && t < terms->firm_years;
}

/* ---- every promise of a plan ----------------------------------------------------------------- */

/* One number of the old plan. `var` -1: the new program has no such variable. */
struct promised {
    enum promise_kind kind;
    int school, channel, major, fy, count;
    const char *list;
    int var;
    struct lp_at at;
};
typedef void (*promised_fn)(void *context, const struct promised *promised);

static void each_chain(const struct stored_plan *old, const struct staffing *d,
                       const struct replan_terms *terms, promised_fn visit, void *context)
{
    for (int i = 0; i < old->chains; i++) {
        const struct stored_chain *row = &old->chain[i];
        if (!is_firm(d, terms, row->fy)) continue;
        const int j = d->chain_of[row->school * d->majors + row->major], t = row->fy - d->first_fy;
        struct promised one = {PROMISE_IN, row->school,     -1,      row->major, row->fy, row->in,
                               NULL,       j < 0 ? -1 : IN, AT(j, t)};
        visit(context, &one);
        one.kind = PROMISE_OUT;
        one.count = row->out;
        one.var = j < 0 ? -1 : OUT;
        visit(context, &one);
    }
}

static void each_call(const struct stored_plan *old, const struct staffing *d,
                      const struct replan_terms *terms, promised_fn visit, void *context)
{
    for (int i = 0; i < old->calls; i++) {
        const struct stored_call *row = &old->call[i];
        if (!is_firm(d, terms, row->fy)) continue;
        struct promised one = {.kind = PROMISE_CALL,
                               .school = -1,
                               .channel = -1,
                               .major = row->major,
                               .fy = row->fy,
                               .count = row->count,
                               .list = row->list};
        if (!plan_list_of(d, row, &one.var, &one.at)) one.var = -1;
        visit(context, &one);
    }
}

static void each_recruit(const struct stored_plan *old, const struct staffing *d,
                         const struct replan_terms *terms, promised_fn visit, void *context)
{
    const int exam = plan_exam_channel(d->reg);
    for (int i = 0; i < old->recruits; i++) {
        const struct stored_recruit *row = &old->recruit[i];
        if (!is_firm(d, terms, row->fy)) continue;
        const int t = row->fy - d->first_fy, c = plan_pipeline_of(d, row->channel);
        const bool pass = row->channel == exam;
        struct promised one = {.kind = pass ? PROMISE_PASS : PROMISE_PLACES,
                               .school = -1,
                               .channel = row->channel,
                               .major = row->major,
                               .fy = row->fy,
                               .count = pass ? row->pass : row->expected,
                               .var = pass    ? PASS
                                      : c < 0 ? -1
                                              : TRAIN,
                               .at = pass ? AT(row->major, t) : AT(c, row->major, t)};
        if (one.count > 0) visit(context, &one);
    }
}

static void each_promise(const struct stored_plan *old, const struct staffing *d,
                         const struct replan_terms *terms, promised_fn visit, void *context)
{
    each_chain(old, d, terms, visit, context);
    each_call(old, d, terms, visit, context);
    each_recruit(old, d, terms, visit, context);
}

/* ---- as rows --------------------------------------------------------------------------------- */

struct making {
    const struct staffing *staffing;
    const struct replan_terms *terms;
    struct staffing_promises *out;
    int room;
};

static void add_promise(void *context, const struct promised *one)
{
    struct making *making = context;
    struct staffing_promises *out = making->out;
    if (one->count <= 0 || one->var < 0) return;
    if (!staffing_has(making->staffing, one->var, one->at)) return;
    /* Every transfer pays once already: |P - x| = x - P + 2 max(0, P - x). */
    const double price = making->terms->price * (one->kind == PROMISE_OUT ? 2.0 : 1.0);
    out->promise = mem_room(out->promise, out->promises, &making->room, sizeof *out->promise);
    out->promise[out->promises++] = (struct staffing_promise){one->var, one->at, one->count, price};
}

void promises_make(const struct stored_plan *old, const struct staffing *d,
                   const struct replan_terms *terms, struct staffing_promises *out)
{
    struct making making = {d, terms, out, 0};
    *out = (struct staffing_promises){0};
    if (!(terms->price > 0.0)) return;
    for (int t = 0; t < d->years && t < terms->firm_years; t++) out->stay_price[t] = terms->price;
    each_promise(old, d, terms, add_promise, &making);
}

void promises_clear(struct staffing_promises *promises)
{
    free(promises->promise);
    *promises = (struct staffing_promises){0};
}

/* ---- new facts ------------------------------------------------------------------------------- */

/* By how much need and teachers in post differ from what the old plan expected, if nobody came or
   moved in the new horizon. */
struct fact {
    int need, teachers;
};

struct facts {
    struct fact *chain;  /* [schools][majors][T] */
    struct fact *school; /* [schools][T] sums over majors */
    struct fact *major;  /* [majors][T] sums over schools */
};

static struct facts facts_new(const struct staffing *d)
{
    const size_t T = (size_t)d->years, schools = (size_t)d->schools, majors = (size_t)d->majors;
    return (struct facts){mem_new(schools * majors * T, sizeof(struct fact)),
                          mem_new(schools * T, sizeof(struct fact)),
                          mem_new(majors * T, sizeof(struct fact))};
}

static void facts_free(struct facts *facts)
{
    free(facts->chain);
    free(facts->school);
    free(facts->major);
}

/* The new data first; then what the old plan expected is taken off, year after year from its
   headcount before the new horizon. Rows of a chain stand in order of years. */
static void expect_less(const struct stored_plan *old, const struct staffing *d,
                        struct facts *facts)
{
    const int T = d->years;
    for (int i = 0, staying = 0; i < old->chains; i++) {
        const struct stored_chain *row = &old->chain[i];
        const int t = row->fy - d->first_fy;
        staying = t < 0 ? row->headcount : staying - row->retire - row->other_loss;
        if (t < 0 || t >= T) continue;
        struct fact *fact = &facts->chain[(row->school * d->majors + row->major) * T + t];
        fact->need -= row->need;
        fact->teachers -= staying;
    }
}

static void make_facts(const struct stored_plan *old, const struct staffing *d, struct facts *facts)
{
    const int T = d->years, last = old->first_fy + old->years - d->first_fy;
    *facts = facts_new(d);
    for (int j = 0; j < d->chains; j++)
        for (int t = 0; t < T && t < last; t++) {
            const struct staffing_chain *chain = &d->chain[j];
            struct fact *fact = &facts->chain[(chain->school * d->majors + chain->major) * T + t];
            *fact = (struct fact){d->n[j * T + t], d->b[j * T + t]};
        }
    expect_less(old, d, facts);
    for (int s = 0; s < d->schools; s++)
        for (int m = 0; m < d->majors; m++)
            for (int t = 0; t < T; t++) {
                const struct fact *fact = &facts->chain[(s * d->majors + m) * T + t];
                facts->school[s * T + t].need += fact->need;
                facts->school[s * T + t].teachers += fact->teachers;
                facts->major[m * T + t].need += fact->need;
                facts->major[m * T + t].teachers += fact->teachers;
            }
}

static bool is_new(const struct fact *fact)
{
    return fact->need != 0 || fact->teachers != 0;
}

/* ---- what became of them --------------------------------------------------------------------- */

struct comparing {
    const struct staffing *staffing;
    const struct plan *plan;
    struct facts facts;
    bool settings_differ;
    struct replan_changes *out;
};

static void give_reason(const struct comparing *c, const struct promised *one,
                        struct promise_change *change)
{
    const struct staffing *d = c->staffing;
    const int T = d->years, t = one->fy - d->first_fy;
    const bool placed = one->school >= 0;
    const struct fact *near[] = {
        placed ? &c->facts.chain[(one->school * d->majors + one->major) * T + t] : NULL,
        placed ? &c->facts.school[one->school * T + t] : NULL,
        &c->facts.major[one->major * T + t],
    };
    change->reason = c->settings_differ ? REASON_SETTINGS : REASON_OTHER;
    if (one->var < 0) change->reason = REASON_GONE;
    /* Recruitment answers to settings first, placements to what happened at their school. */
    if (one->var < 0 || (!placed && c->settings_differ)) return;
    for (int n = 0; n < 3; n++) {
        if (!near[n] || !is_new(near[n])) continue;
        change->reason = (enum promise_reason)(REASON_HERE + n);
        change->need = near[n]->need;
        change->teachers = near[n]->teachers;
        return;
    }
}

static void compare_promise(void *context, const struct promised *one)
{
    struct comparing *c = context;
    struct replan_changes *out = c->out;
    const int now = one->var < 0 ? 0 : *plan_cell(c->staffing, c->plan, one->var, one->at);
    const int missed = one->kind == PROMISE_OUT ? abs(one->count - now)
                       : now < one->count       ? one->count - now
                                                : 0;
    out->promised += one->count;
    if (missed == 0) return;
    struct promise_change change = {.kind = one->kind,
                                    .school = one->school,
                                    .channel = one->channel,
                                    .list = one->list,
                                    .major = one->major,
                                    .fy = one->fy,
                                    .promised = one->count,
                                    .now = now};
    give_reason(c, one, &change);
    out->missed += missed;
    out->kind_missed[one->kind] += missed;
    out->change = mem_room(out->change, out->count, &out->room, sizeof *out->change);
    out->change[out->count++] = change;
}

static int by_place(const void *a, const void *b)
{
    const struct promise_change *x = a, *y = b;
    if (x->fy != y->fy) return x->fy - y->fy;
    if (x->kind != y->kind) return (int)x->kind - (int)y->kind;
    if (x->school != y->school) return x->school - y->school;
    if (x->channel != y->channel) return x->channel - y->channel;
    if (x->major != y->major) return x->major - y->major;
    return x->list && y->list ? strcmp(x->list, y->list) : 0;
}

void replan_compare(const struct stored_plan *old, const struct staffing *d,
                    const struct plan *plan, const struct replan_terms *terms, bool settings_differ,
                    struct replan_changes *out)
{
    struct comparing c = {
        .staffing = d, .plan = plan, .settings_differ = settings_differ, .out = out};
    *out = (struct replan_changes){0};
    make_facts(old, d, &c.facts);
    each_promise(old, d, terms, compare_promise, &c);
    facts_free(&c.facts);
    if (out->count > 0) qsort(out->change, (size_t)out->count, sizeof *out->change, by_place);
}

void replan_changes_clear(struct replan_changes *changes)
{
    free(changes->change);
    *changes = (struct replan_changes){0};
}
