/* Times the solver on a database, phase by phase; used by the scripts beside it.
     kru-bench solve DB [--set SECTION.KEY=VALUE]...    one line a phase, `name value`
     kru-bench warm DB [options]                        a session of changes, see bench/warm.c */
#include "bench/warm.h"

#include "base/env.h"
#include "data/store.h"
#include "planner/plan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct bench {
    struct store *store;
    struct school_register reg;
    struct params params;
    struct staffing staffing;
};

static void stop(const struct err *err)
{
    fprintf(stderr, "kru-bench: %s\n", err->text);
    exit(err_exit_status(err->code));
}

static void open_bench(struct bench *bench, int argc, char **argv)
{
    struct err err;
    struct settings *settings = settings_new();
    enum err_code code = store_open(argv[2], &bench->store, &err);
    if (code == ERR_OK) code = store_read_register(bench->store, &bench->reg, &err);
    for (int i = 3; i + 1 < argc && code == ERR_OK; i += 2)
        if (strcmp(argv[i], "--set") == 0) code = settings_add(settings, argv[i + 1], &err);
    if (code == ERR_OK) code = settings_resolve(settings, &bench->reg, &bench->params, &err);
    if (code == ERR_OK) code = staffing_make(&bench->reg, &bench->params, &bench->staffing, &err);
    settings_free(settings);
    if (code != ERR_OK) stop(&err);
}

struct counter {
    const struct staffing *d;
    struct lp *lp;
    int by[32], n;
};
static void count(void *context, int var, struct lp_at at)
{
    struct counter *c = context;
    const double v = lp_value(c->lp, var, at);
    c->n += fabs(v - round(v)) > 1e-6;
}

int main(int argc, char **argv)
{
    struct bench bench = {0};
    struct err err;
    struct lp *lp = NULL;
    struct block_report report;
    if (argc > 2 && strcmp(argv[1], "warm") == 0) return bench_warm(argc, argv);
    open_bench(&bench, argc, argv);
    const double start_s = env_seconds();
    if (lp_build(&staffing_model, &bench.staffing, &lp, &err) != ERR_OK) stop(&err);
    printf("build %.3f\n", env_seconds() - start_s);
    const double solve_s = env_seconds();
    if (block_solve(lp, &staffing_blocks, staffing_implied_upper(&bench.staffing), NULL, &report,
                    &err) != ERR_OK)
        stop(&err);
    printf("solve %.3f (%s) read %.3f interior %.3f (%d its) master %.3f (%d rounds, %d rows, %d "
           "columns)\nobjective %.10f bound %.10f\n",
           env_seconds() - solve_s, report.why ? report.why : "solved", report.read_s,
           report.interior_s, report.iterations, report.master_s, report.rounds, report.rows,
           report.columns, lp_objective(lp), report.bound);
    struct counter counter = {&bench.staffing, lp, {0}, 0};
    struct plan plan;
    plan_init(&bench.staffing, &plan);
    for (int v = 0; v < STAFFING_VARS; v++) {
        counter.n = 0;
        staffing_each(&bench.staffing, v, count, &counter);
        if (counter.n) printf("%s %d  ", staffing_model.var[v].name, counter.n);
    }
    printf("fractional\n");
    lp_free(lp);
    return 0;
}
