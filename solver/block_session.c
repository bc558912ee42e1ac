/* A program solved again and again: the master stays, with its columns and its basis. */
#include "solver/block_internal.h"

#include "base/env.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct block_session {
    struct lp *lp;
    struct block b;
    double implied_upper;
    struct master *master;
};

struct work {
    struct block_session *session;
    struct block_watch *watch;
    const struct block_prices *start;
    const double *path;
    bool solved;
};

static void open_master(void *context)
{
    struct work *work = context;
    work->solved = master_solve(work->session->master, work->watch, work->start, work->path, true);
}

static void relink(void *context)
{
    struct work *work = context;
    work->solved = master_relink(work->session->master, work->watch);
}

void block_session_free(struct block_session *session)
{
    if (!session) return;
    master_free(session->master);
    block_clear(&session->b);
    free(session);
}

enum err_code block_session_open(struct lp *lp, const struct block_roles *roles,
                                 double implied_upper, const struct lp_control *control,
                                 struct block_session **out, struct block_report *report,
                                 struct err *err)
{
    static const struct lp_control no_limit = {0};
    struct block_watch watch = {control ? control : &no_limit, env_seconds(), -LP_INF, LP_OPTIMAL};
    struct block_session *session = mem_new(1, sizeof *session);
    struct block_prices start;
    char said[160];
    *out = NULL;
    *report = (struct block_report){0};
    session->lp = lp;
    session->implied_upper = implied_upper;
    report->why = block_read(&session->b, lp, roles);
    if (!report->why) {
        const struct block *b = &session->b;
        double *path = mem_new((size_t)b->chains * b->years, sizeof *path);
        block_prices_make(b, &start);
        report->iterations = block_interior(b, watch.control->threads, &watch, &start, path);
        session->master = master_new(b, implied_upper);
        struct work work = {session, &watch, &start, path, false};
        if (!lp_glpk_guard(open_master, &work, said)) work.solved = false;
        master_report(session->master, report);
        report->solved = work.solved;
        free(path);
        block_prices_clear(&start);
    }
    if (report->solved) {
        lp->objective = master_objective(session->master);
        *out = session;
    } else {
        block_session_free(session);
    }
    return watch.outcome == LP_OPTIMAL ? ERR_OK : block_say_stopped(&watch, err);
}

enum err_code block_session_solve(struct block_session *session, const struct lp_control *control,
                                  struct block_report *report, struct err *err)
{
    static const struct lp_control no_limit = {0};
    struct block_watch watch = {control ? control : &no_limit, env_seconds(), -LP_INF, LP_OPTIMAL};
    struct work work = {.session = session, .watch = &watch};
    char said[160];
    *report = (struct block_report){0};
    block_read_sides(&session->b);
    if (!lp_glpk_guard(relink, &work, said)) work.solved = false;
    master_report(session->master, report);
    report->solved = work.solved;
    report->master_s = env_seconds() - watch.start_s;
    session->lp->objective = master_objective(session->master);
    return watch.outcome == LP_OPTIMAL ? ERR_OK : block_say_stopped(&watch, err);
}
