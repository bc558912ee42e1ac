/* The sets to solve are listed first, solved in child processes, and then looked up. */
#include "planner/causes.h"

#include "base/env.h"
#include "base/jobs.h"
#include "base/mem.h"
#include "planner/plan.h"
#include "planner/session.h"
#include "planner/shapley.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_PAIRS = 8 };
static const double LATE_S = 5.0; /* a child watches its own limit */

/* What a child sends back. */
struct answer {
    struct cause_figures figures;
    bool infeasible;
    char text[640];
};

struct search {
    const struct school_register *reg;
    const struct causes_control *control;
    struct causes *causes;
    uint64_t *set; /* [sets] to solve, ascending, each once */
    int sets, room;
    int remake[2], remakes; /* sides whose whole plan is made again: jobs after the sets */
    struct answer *answer;  /* [sets + remakes] */
    int *order;             /* sampled orders */
    int pairs, done;
    double start_s;
    int measure; /* being looked up */
    double limit_s;
    int memory_mb;
};

struct cause_figures causes_of_plan(const struct stored_plan *plan)
{
    struct cause_figures figures = {.of = {[CAUSE_OBJECTIVE] = plan->objective}};
    for (int i = 0; i < plan->totals; i++) {
        figures.of[CAUSE_SHORTAGE] += plan->total[i].shortage;
        figures.of[CAUSE_COST] += (double)plan->total[i].cost_thb;
    }
    return figures;
}

bool causes_is_best(const struct stored_plan *plan)
{
    return strcmp(plan->status, "optimal") == 0;
}

void causes_clear(struct causes *causes)
{
    changes_clear(&causes->changes);
    free(causes->share);
    free(causes->error);
    *causes = (struct causes){0};
}

/* ---- scenarios ----------------------------------------------------------------------------- */

static enum err_code resolve(const struct school_register *reg, const char *ini, const char *origin,
                             struct params *out, struct err *err)
{
    struct settings *settings = settings_new();
    enum err_code code = *ini ? settings_add_text(settings, ini, origin, err) : ERR_OK;
    if (code == ERR_OK) code = settings_resolve(settings, reg, out, err);
    settings_free(settings);
    return code;
}

/* Both texts as today's register writes them, so that equal settings are written equally. */
static enum err_code find_changes(struct search *search, const struct stored_plan *from,
                                  const struct stored_plan *to, struct err *err)
{
    struct params first = {0}, second = {0};
    enum err_code code = resolve(search->reg, from->scenario_text, from->name, &first, err);
    if (code == ERR_OK) code = resolve(search->reg, to->scenario_text, to->name, &second, err);
    if (code == ERR_OK) {
        changes_find(text_s(&first.text), text_s(&second.text), &search->causes->changes);
        search->limit_s = fmax(first.limit_s, second.limit_s);
        search->memory_mb = first.memory_mb > second.memory_mb ? first.memory_mb : second.memory_mb;
    }
    params_clear(&first);
    params_clear(&second);
    return code;
}

/* ---- in a child ---------------------------------------------------------------------------- */

static enum err_code solve_program(const struct search *search, const struct params *params,
                                   struct cause_figures *out, struct err *err)
{
    struct plan_session *session = NULL;
    struct plan_session_answer solved;
    const enum err_code code = plan_session_open(search->reg, params, &session, &solved, err);
    if (code != ERR_OK) return code;
    *out = (struct cause_figures){.of = {[CAUSE_OBJECTIVE] = solved.objective}};
    for (int t = 0; t < solved.years; t++) {
        out->of[CAUSE_SHORTAGE] += solved.year[t].short_of;
        out->of[CAUSE_COST] += solved.year[t].money_thb;
    }
    plan_session_free(session);
    return ERR_OK;
}

static enum err_code solve_whole(const struct search *search, const struct params *params,
                                 struct cause_figures *out, struct err *err)
{
    struct staffing staffing = {0};
    struct plan plan = {0};
    struct stored_plan stored = {0};
    enum err_code code = staffing_make(search->reg, params, &staffing, err);
    if (code == ERR_OK) code = plan_solve(&staffing, NULL, NULL, &plan, err);
    if (code == ERR_OK) {
        plan_to_stored(&staffing, &plan, NULL, &stored);
        *out = causes_of_plan(&stored);
    }
    stored_plan_clear(&stored);
    plan_clear(&plan);
    staffing_clear(&staffing);
    return code;
}

static uint64_t all_of(const struct causes *causes)
{
    return ((uint64_t)1 << causes->changes.count) - 1;
}

static enum err_code work(void *context, int job, struct text *bytes, struct err *err)
{
    const struct search *search = context;
    const bool whole = job >= search->sets;
    const uint64_t set = !whole                                    ? search->set[job]
                         : search->remake[job - search->sets] == 1 ? all_of(search->causes)
                                                                   : 0;
    struct answer answer = {0};
    struct text ini = {0};
    struct params params = {0};
    struct err own = {0};
    changes_mix(&search->causes->changes, set, &ini);
    enum err_code code = resolve(search->reg, text_s(&ini), "compare", &params, err);
    if (code == ERR_OK) {
        params.limit_s = search->limit_s;
        code = whole ? solve_whole(search, &params, &answer.figures, &own)
                     : solve_program(search, &params, &answer.figures, &own);
        answer.infeasible = code == ERR_INFEASIBLE;
        snprintf(answer.text, sizeof answer.text, "%s", own.text);
        if (code != ERR_OK && err) *err = own;
    }
    if (code == ERR_OK || answer.infeasible)
        text_add_bytes(bytes, (const char *)&answer, sizeof answer);
    text_clear(&ini);
    params_clear(&params);
    return answer.infeasible ? ERR_OK : code;
}

/* ---- in the caller ------------------------------------------------------------------------- */

static bool go_on(void *context)
{
    const struct search *search = context;
    const struct causes_control *control = search->control;
    return !control->progress ||
           control->progress(control->context, search->done, search->sets + search->remakes,
                             env_seconds() - search->start_s);
}

static bool keep_answer(void *context, int job, const void *bytes, size_t length)
{
    struct search *search = context;
    if (length != sizeof *search->answer) return false;
    memcpy(&search->answer[job], bytes, length);
    search->done++;
    return go_on(search);
}

static void add_set(struct search *search, uint64_t set)
{
    search->set = mem_room(search->set, search->sets, &search->room, sizeof *search->set);
    search->set[search->sets++] = set;
}

static int by_number(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void keep_each_once(struct search *search)
{
    int kept = 0;
    qsort(search->set, (size_t)search->sets, sizeof *search->set, by_number);
    for (int i = 0; i < search->sets; i++)
        if (kept == 0 || search->set[kept - 1] != search->set[i])
            search->set[kept++] = search->set[i];
    search->sets = kept;
}

/* Of scenarios that do not differ nothing has to be solved: what differs is not in the program. */
static void list_sets(struct search *search)
{
    struct causes *causes = search->causes;
    const int groups = causes->changes.count;
    causes->exact = groups <= SHAPLEY_EXACT;
    if (causes->exact) {
        for (uint64_t set = 0; groups > 0 && set <= all_of(causes); set++) add_set(search, set);
        return;
    }
    search->pairs = search->control->pairs > 0 ? search->control->pairs : DEFAULT_PAIRS;
    causes->orders = 2 * search->pairs;
    search->order = mem_new((size_t)causes->orders * groups, sizeof *search->order);
    shapley_orders(groups, search->pairs, search->control->seed, search->order);
    for (int o = 0; o < causes->orders; o++) {
        uint64_t set = 0;
        add_set(search, set);
        for (int i = 0; i < groups; i++) {
            set |= (uint64_t)1 << search->order[o * groups + i];
            add_set(search, set);
        }
    }
    keep_each_once(search);
}

static void list_remakes(struct search *search)
{
    const struct causes *causes = search->causes;
    for (int side = 0; side < 2; side++)
        if (causes->data_changed[side] || causes->not_best[side])
            search->remake[search->remakes++] = side;
}

static const struct answer *answer_of(const struct search *search, uint64_t set)
{
    if (search->sets == 0) return NULL;
    const uint64_t *found =
        bsearch(&set, search->set, (size_t)search->sets, sizeof *search->set, by_number);
    return found ? &search->answer[found - search->set] : NULL;
}

static double value_of(const void *context, uint64_t set)
{
    const struct search *search = context;
    const struct answer *answer = answer_of(search, set);
    return answer ? answer->figures.of[search->measure] : 0.0;
}

/* Which groups of the second plan a mixture has that nobody can carry out. */
static void say_inseparable(const struct causes *causes, uint64_t set, const char *text, char *out,
                            size_t size)
{
    struct text names = {0};
    for (int g = 0; g < causes->changes.count; g++)
        if (set >> g & 1)
            text_add(&names, "%s%s", names.length > 0 ? ", " : "", causes->changes.key[g]);
    text_add(&names, ": %s", text);
    snprintf(out, size, "%s", text_s(&names));
    text_clear(&names);
}

/* A mixture without a plan has no figures: then the changes cannot be told apart. */
static enum err_code check_mixtures(struct search *search, struct err *err)
{
    struct causes *causes = search->causes;
    const uint64_t all = all_of(causes);
    for (int i = 0; i < search->sets + search->remakes; i++) {
        const struct answer *answer = &search->answer[i];
        if (!answer->infeasible) continue;
        if (i < search->sets && search->set[i] != 0 && search->set[i] != all) continue;
        return err_set(err, ERR_INFEASIBLE, "%s", "%s", answer->text);
    }
    for (int i = 0; i < search->sets; i++) {
        if (!search->answer[i].infeasible) continue;
        say_inseparable(causes, search->set[i], search->answer[i].text, causes->inseparable,
                        sizeof causes->inseparable);
        /* Sets are ascending: the first is none of the groups, the last is all of them. */
        search->answer[1] = search->answer[search->sets - 1];
        search->set[1] = 1;
        search->sets = 2;
        changes_join(&causes->changes);
        causes->exact = true;
        causes->orders = 0;
        break;
    }
    return ERR_OK;
}

static void share_out(struct search *search)
{
    struct causes *causes = search->causes;
    const int groups = causes->changes.count;
    double *share = mem_new((size_t)groups, sizeof *share);
    double *error = mem_new((size_t)groups, sizeof *error);
    causes->share = mem_new((size_t)groups, sizeof *causes->share);
    causes->error = mem_new((size_t)groups, sizeof *causes->error);
    for (int k = 0; k < CAUSE_MEASURES; k++) {
        search->measure = k;
        if (causes->exact)
            shapley_exact(groups, value_of, search, share);
        else
            shapley_sampled(groups, search->pairs, search->order, value_of, search, share, error);
        for (int g = 0; g < groups; g++) {
            causes->share[g].of[k] = share[g];
            causes->error[g].of[k] = error[g];
        }
    }
    free(share);
    free(error);
}

/* What is not in the shares; see causes.h. */
static void find_rest(struct search *search, const struct answer *remade)
{
    struct causes *causes = search->causes;
    struct cause_figures whole[2] = {causes->from, causes->to};
    for (int i = 0; i < search->remakes; i++) whole[search->remake[i]] = remade[i].figures;
    for (int k = 0; k < CAUSE_MEASURES; k++) {
        search->measure = k;
        const double inside = value_of(search, all_of(causes)) - value_of(search, 0);
        causes->remade[0].of[k] = whole[0].of[k] - causes->from.of[k];
        causes->remade[1].of[k] = causes->to.of[k] - whole[1].of[k];
        causes->whole.of[k] = whole[1].of[k] - whole[0].of[k] - inside;
    }
}

static enum err_code solve_all(struct search *search, struct err *err)
{
    const struct jobs jobs = {.count = search->sets + search->remakes,
                              .workers = search->control->workers,
                              .memory_mb = search->memory_mb,
                              .limit_s = search->limit_s + LATE_S,
                              .context = search,
                              .work = work,
                              .done = keep_answer,
                              .go_on = go_on};
    search->start_s = env_seconds();
    search->causes->solves = jobs.count;
    search->answer = mem_new((size_t)jobs.count, sizeof *search->answer);
    return jobs_run(&jobs, err);
}

enum err_code causes_find(const struct school_register *reg, const struct stored_plan *from,
                          const struct stored_plan *to, const struct causes_control *control,
                          struct causes *out, struct err *err)
{
    const struct stored_plan *const plan[2] = {from, to};
    struct causes causes = {.from = causes_of_plan(from), .to = causes_of_plan(to)};
    struct search search = {.reg = reg, .control = control, .causes = &causes};
    enum err_code code = find_changes(&search, from, to, err);
    if (code != ERR_OK) goto done;
    for (int side = 0; side < 2; side++) {
        causes.data_changed[side] = strcmp(plan[side]->data_hash, reg->data_hash) != 0;
        causes.not_best[side] = !causes_is_best(plan[side]);
    }
    list_sets(&search);
    list_remakes(&search);
    code = solve_all(&search, err);
    const int solved = search.sets;
    if (code == ERR_OK) code = check_mixtures(&search, err);
    if (code != ERR_OK) goto done;
    share_out(&search);
    find_rest(&search, search.answer + solved);

done:
    free(search.set);
    free(search.answer);
    free(search.order);
    if (code == ERR_OK)
        *out = causes;
    else
        causes_clear(&causes);
    return code;
}
