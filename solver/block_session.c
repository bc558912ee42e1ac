/* A program solved again and again: the master stays, with its columns and its basis. The first
   answer comes from block_solve()'s way, which is quicker than making a master; so does every
   answer that the master cannot give, or not as quickly. */
#include "solver/block_internal.h"

#include "base/env.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static const double GAP = 1e-9;   /* relative, of an answer by the master */
static const double MAKING = 5.0; /* times more patience while a master is made */

struct block_session_knobs block_session_knobs = {.growth = 1.25, .patience = 1.0};

struct block_session {
    struct lp *lp;
    const struct block_roles *roles;
    double implied_upper;
    struct block *b;            /* NULL: the lp is not of the kind, see why */
    struct master *master;      /* NULL: not made yet, or given up */
    struct block_prices prices; /* of the last cold solve; from them the master is made */
    double *path;
    double *rhs, *lower, *upper; /* of the lp when b was read */
    const char *why;
    double cold_s;       /* what a cold solve took */
    bool dual;           /* the master waits for another solve of the same columns and costs */
    bool answered, warm; /* the last solve gave an answer; it is in the master, not in the lp */
    bool good;           /* prices and path are of a cold solve */
};

struct work {
    struct block_session *session;
    struct block_watch *watch;
    struct block *b;
    const bool *changed;
    bool solved;
};

static struct block_watch watch_of(const struct lp_control *control)
{
    static const struct lp_control no_limit = {0};
    return (struct block_watch){.control = control ? control : &no_limit,
                                .start_s = env_seconds(),
                                .told_s = -LP_INF,
                                .bound = -LP_INF,
                                .outcome = LP_OPTIMAL};
}

/* ---- the block, and what has changed in it ----------------------------------------------------
 */

static void free_block(struct block *b)
{
    if (!b) return;
    block_clear(b);
    free(b);
}

static double *copy(double *old, const double *from, int count)
{
    old = mem_resize(old, (size_t)count + 1, sizeof *old);
    if (count > 0) memcpy(old, from, (size_t)count * sizeof *old);
    return old;
}

static void remember_sides(struct block_session *session)
{
    const struct lp *lp = session->lp;
    session->rhs = copy(session->rhs, lp->rhs, lp->rows);
    session->lower = copy(session->lower, lp->lower, lp->columns);
    session->upper = copy(session->upper, lp->upper, lp->columns);
}

static bool is_same(const double *old, const double *now, int from, int count)
{
    return count == 0 || memcmp(old + from, now + from, (size_t)count * sizeof *now) == 0;
}

static bool rows_are_same(const struct block_session *session, int family)
{
    const struct lp_family *rows = &session->lp->row[family];
    return is_same(session->rhs, session->lp->rhs, rows->first, rows->count);
}

static bool columns_are_same(const struct block_session *session, int family)
{
    const struct lp_family *var = &session->lp->var[family];
    return is_same(session->lower, session->lp->lower, var->first, var->count) &&
           is_same(session->upper, session->lp->upper, var->first, var->count);
}

/* Chains and groups have the sides and bounds that the block was read with. */
static bool chains_are_same(const struct block_session *session)
{
    const struct block_roles *r = session->roles;
    const int rows[] = {r->flow, r->need, r->stay, r->room, r->total};
    const int columns[] = {r->state, r->rise, r->fall, r->tier, r->excess, r->crowd};
    for (size_t n = 0; n < sizeof rows / sizeof *rows; n++)
        if (!rows_are_same(session, rows[n])) return false;
    for (size_t n = 0; n < sizeof columns / sizeof *columns; n++)
        if (!columns_are_same(session, columns[n])) return false;
    /* Rules that are read into the tiers of chains and groups. */
    for (int row = 0; row < session->lp->rows; row++)
        if (session->b->row_number[row] < 0 && lp_terms(session->lp, row) > 1 &&
            session->rhs[row] != session->lp->rhs[row])
            return false;
    return true;
}

static bool same_ints(const int *a, const int *b, int count)
{
    return count == 0 || memcmp(a, b, (size_t)count * sizeof *a) == 0;
}

static bool same_terms(const struct block_term *a, const struct block_term *b, int count)
{
    for (int n = 0; n < count; n++)
        if (a[n].row != b[n].row || a[n].value != b[n].value) return false;
    return true;
}

/* Costs, sides and what chains are like may differ; not what stands where. */
static bool same_shape(const struct block *a, const struct block *b)
{
    const int cells = a->chains * a->years;
    if (a->years != b->years || a->chains != b->chains || a->groups != b->groups ||
        a->most_tiers != b->most_tiers || a->patterns != b->patterns || a->terms != b->terms ||
        a->loops != b->loops || a->rows != b->rows || a->columns != b->columns)
        return false;
    if (!same_ints(a->group, b->group, a->chains) || !same_ints(a->rise, b->rise, cells) ||
        !same_ints(a->fall, b->fall, cells) ||
        !same_ints(a->link_start, b->link_start, a->columns + 1))
        return false;
    for (int p = 0; p < a->patterns; p++)
        if (a->pattern[p].start != b->pattern[p].start ||
            a->pattern[p].count != b->pattern[p].count)
            return false;
    for (int l = 0; l < a->loops; l++)
        if (a->loop[l].rise != b->loop[l].rise || a->loop[l].fall != b->loop[l].fall) return false;
    for (int r = 0; r < a->rows; r++)
        if (isfinite(a->row_lower[r]) != isfinite(b->row_lower[r]) ||
            isfinite(a->row_upper[r]) != isfinite(b->row_upper[r]))
            return false;
    return same_terms(a->term, b->term, a->terms) &&
           same_terms(a->link, b->link, a->link_start[a->columns]);
}

/* Chains whose trajectories may be out of bounds; costs are computed anew for all. */
static bool *find_changed(const struct block *a, const struct block *b)
{
    bool *changed = mem_new((size_t)a->chains, sizeof *changed);
    for (int cell = 0; cell < a->chains * a->years; cell++)
        if (a->low[cell] != b->low[cell] || a->high[cell] != b->high[cell])
            changed[cell / a->years] = true;
    return changed;
}

/* ---- the two ways -----------------------------------------------------------------------------
 */

/* After GLPK has failed the simplex is gone already. */
static void call(void (*of)(void *), struct work *work)
{
    char said[160];
    struct block_session *session = work->session;
    if (lp_glpk_guard(of, work, said)) return;
    work->solved = false;
    master_free(session->master);
    session->master = NULL;
}

static void close_master(void *context)
{
    struct work *work = context;
    master_close(work->session->master);
}

static void drop_master(struct block_session *session)
{
    struct work work = {.session = session};
    if (!session->master) return;
    call(close_master, &work);
    master_free(session->master);
    session->master = NULL;
}

static void make_master(void *context)
{
    struct work *work = context;
    struct block_session *session = work->session;
    session->master = master_new(session->b, session->implied_upper);
    work->solved =
        master_solve(session->master, work->watch, &session->prices, session->path, true);
    if (work->solved) master_rebuild(session->master, session->b, NULL);
    if (work->solved) work->solved = master_again(session->master, true, work->watch);
}

static void solve_again(void *context)
{
    struct work *work = context;
    struct block_session *session = work->session;
    if (session->dual && master_has_grown(session->master))
        master_rebuild(session->master, session->b, NULL);
    work->solved = master_again(session->master, session->dual, work->watch);
}

static void confirm(void *context)
{
    struct work *work = context;
    work->solved = master_confirm(work->session->master, work->watch);
}

static void rebuild(void *context)
{
    struct work *work = context;
    master_rebuild(work->session->master, work->b, work->changed);
}

/* By the master, made if need be; true with an answer of it. */
static bool solve_warm(struct block_session *session, struct block_watch *watch,
                       struct block_report *report)
{
    struct work work = {.session = session, .watch = watch};
    const double start_s = env_seconds();
    const long before = session->master ? master_pivots(session->master) : 0;
    call(session->master ? solve_again : make_master, &work);
    session->dual = true;
    report->master_s = env_seconds() - start_s;
    if (session->master) {
        master_report(session->master, report);
        report->pivots = master_pivots(session->master) - before;
        const double objective = master_objective(session->master);
        work.solved &= objective - report->bound <= GAP * fmax(1.0, fabs(objective));
        if (work.solved) session->lp->objective = objective;
    }
    if (!work.solved) drop_master(session);
    return work.solved;
}

static void solve_cold(struct block_session *session, struct block_watch *watch,
                       struct block_report *report)
{
    const double start_s = env_seconds();
    drop_master(session);
    session->good = false;
    block_solve_cold(session->lp, session->b, session->implied_upper, watch, &session->prices,
                     session->path, report);
    session->good = report->solved;
    if (report->solved) session->cold_s = env_seconds() - start_s;
}

/* Warm with an eye on the clock, and cold when that does not end well. */
static void solve(struct block_session *session, struct block_watch *watch,
                  struct block_report *report)
{
    const double limit_s =
        block_session_knobs.patience * session->cold_s * (session->master ? 1.0 : MAKING);
    if (session->good && limit_s > 0.0) {
        watch->give_up_s = env_seconds() - watch->start_s + limit_s;
        session->warm = solve_warm(session, watch, report);
        watch->give_up_s = 0.0;
        report->solved = session->warm;
        if (watch->gave_up) watch->outcome = LP_OPTIMAL;
        if (session->warm || watch->outcome != LP_OPTIMAL) return;
    }
    session->warm = false;
    solve_cold(session, watch, report);
}

/* ---- the session ------------------------------------------------------------------------------
 */

static void clear_start(struct block_session *session)
{
    block_prices_clear(&session->prices);
    free(session->path);
    session->path = NULL;
    session->good = false;
}

static void make_start(struct block_session *session)
{
    const struct block *b = session->b;
    block_prices_make(b, &session->prices);
    session->path = mem_new((size_t)b->chains * b->years, sizeof(double));
}

void block_session_free(struct block_session *session)
{
    if (!session) return;
    drop_master(session);
    free_block(session->b);
    clear_start(session);
    free(session->rhs);
    free(session->lower);
    free(session->upper);
    free(session);
}

/* Puts another block in place of the old one, with the master over it where that can be. */
static void take_block(struct block_session *session, struct block *b)
{
    struct block *old = session->b;
    if (old && b && same_shape(old, b)) {
        bool *changed = find_changed(old, b);
        struct work work = {.session = session, .b = b, .changed = changed};
        if (session->master) call(rebuild, &work);
        session->dual = false;
        session->b = b;
        free(changed);
    } else {
        drop_master(session);
        clear_start(session);
        session->b = b;
        if (b) make_start(session);
    }
    free_block(old);
}

static void read_block(struct block_session *session)
{
    struct block *b = mem_new(1, sizeof *b);
    session->why = block_read(b, session->lp, session->roles);
    if (session->why) {
        free_block(b);
        b = NULL;
    }
    take_block(session, b);
    remember_sides(session);
}

void block_session_rebase(struct block_session *session, struct lp *lp, double implied_upper)
{
    session->lp = lp;
    session->implied_upper = implied_upper;
    session->answered = false;
    read_block(session);
}

enum err_code block_session_open(struct lp *lp, const struct block_roles *roles,
                                 double implied_upper, const struct lp_control *control,
                                 struct block_session **out, struct block_report *report,
                                 struct err *err)
{
    struct block_session *session = mem_new(1, sizeof *session);
    session->roles = roles;
    block_session_rebase(session, lp, implied_upper);
    const enum err_code code = block_session_solve(session, control, report, err);
    *out = NULL;
    if (code == ERR_OK && report->solved)
        *out = session;
    else
        block_session_free(session);
    return code;
}

enum err_code block_session_prepare(struct block_session *session, const struct lp_control *control,
                                    struct block_report *report, struct err *err)
{
    struct block_watch watch = watch_of(control);
    *report = (struct block_report){0};
    if (session->master || !session->good) return ERR_OK;
    report->solved = solve_warm(session, &watch, report);
    return watch.outcome == LP_OPTIMAL ? ERR_OK : block_say_stopped(&watch, err);
}

enum err_code block_session_solve(struct block_session *session, const struct lp_control *control,
                                  struct block_report *report, struct err *err)
{
    struct block_watch watch = watch_of(control);
    const struct lp *lp = session->lp;
    *report = (struct block_report){0};
    if (session->b && !chains_are_same(session)) {
        read_block(session);
    } else if (session->b) {
        block_read_sides(session->b);
    } else if (session->why && !is_same(session->upper, lp->upper, 0, lp->columns)) {
        read_block(session); /* what kept it from being one may be gone */
    }
    report->why = session->why;
    if (session->b) solve(session, &watch, report);
    session->answered = report->solved;
    return watch.outcome == LP_OPTIMAL ? ERR_OK : block_say_stopped(&watch, err);
}

/* GLPK has the last word on a warm answer; where it has another, the answer is made cold. */
static bool confirm_warm(struct block_session *session)
{
    struct block_watch watch = watch_of(NULL);
    struct work work = {.session = session, .watch = &watch};
    struct block_report report = {0};
    call(confirm, &work);
    if (work.solved) return true;
    session->warm = false;
    solve_cold(session, &watch, &report);
    session->answered = report.solved;
    return report.solved;
}

const char *block_session_write(struct block_session *session)
{
    struct lp *lp = session->lp;
    if (!session->answered) return "nothing is solved";
    if (session->warm && !confirm_warm(session)) return "GLPK does not confirm the answer";
    if (!session->warm) return NULL;
    double *value = mem_new((size_t)lp->columns, sizeof *value);
    master_values(session->master, value);
    const char *why =
        block_accept(lp, session->b, value, master_prices(session->master), session->implied_upper);
    free(value);
    return why;
}
