/* Times the solver on a database, phase by phase; used by the scripts beside it.
     kru-bench solve DB [--set SECTION.KEY=VALUE]...    one line a phase, `name value` */
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

static void shake(struct params *params, const struct params *base, struct env_random *random,
                  double width)
{
    for (int t = 0; t < params->years; t++) {
        const double f = 1.0 + width * (2.0 * env_random_share(random) - 1.0);
        params->budget_thb[t] = base->budget_thb[t] * f;
        params->seats_total[t] =
            round(base->seats_total[t] * (1.0 + width * (2.0 * env_random_share(random) - 1.0)));
        params->transfers_max[t] =
            round(base->transfers_max[t] * (1.0 + width * (2.0 * env_random_share(random) - 1.0)));
        for (int c = 0; c < params->pipelines; c++)
            params->pipeline[c].places_total[t] =
                round(base->pipeline[c].places_total[t] *
                      (1.0 + width * (2.0 * env_random_share(random) - 1.0)));
    }
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void warm(struct bench *bench, double width, int moves)
{
    struct err err;
    struct lp *lp = NULL;
    struct block_session *session = NULL;
    struct block_report report;
    struct params base = bench->params;
    struct env_random random = {7};
    double *seconds = calloc((size_t)moves, sizeof *seconds);
    if (lp_build(&staffing_model, &bench->staffing, &lp, &err) != ERR_OK) stop(&err);
    double start_s = env_seconds();
    if (block_session_open(lp, &staffing_blocks, staffing_implied_upper(&bench->staffing), NULL,
                           &session, &report, &err) != ERR_OK)
        stop(&err);
    printf("open %.3f (%s) rounds %d objective %.8f\n", env_seconds() - start_s,
           report.solved ? "solved" : report.why, report.rounds, lp_objective(lp));
    for (int n = 0; n < moves; n++) {
        static const int families[] = {SEATS_TOTAL, PLACES_TOTAL, TRANSFERS, BUDGET};
        shake(&bench->params, &base, &random, width);
        start_s = (double)clock() / CLOCKS_PER_SEC;
        for (int f = 0; f < 4; f++)
            if (!lp_refresh(lp, families[f])) printf("refused %d\n", f);
        if (block_session_solve(session, NULL, &report, &err) != ERR_OK) stop(&err);
        seconds[n] = (double)clock() / CLOCKS_PER_SEC - start_s;
        printf("move %d %.4f s rounds %d rows %d columns %d objective %.8f bound %.2e %s\n", n,
               seconds[n], report.rounds, report.rows, report.columns, lp_objective(lp),
               (lp_objective(lp) - report.bound) / lp_objective(lp), report.solved ? "" : "FAILED");
        if (getenv("CHECK")) {
            struct lp *cold = NULL;
            struct block_report r2;
            if (lp_build(&staffing_model, &bench->staffing, &cold, &err) != ERR_OK) stop(&err);
            if (block_solve(cold, &staffing_blocks, staffing_implied_upper(&bench->staffing), NULL,
                            &r2, &err) != ERR_OK)
                stop(&err);
            printf("  cold %.8f relative %.2e\n", lp_objective(cold),
                   (lp_objective(lp) - lp_objective(cold)) / lp_objective(cold));
            lp_free(cold);
        }
    }
    qsort(seconds, (size_t)moves, sizeof *seconds, by_size);
    printf("median %.4f p90 %.4f max %.4f\n", seconds[moves / 2], seconds[moves * 9 / 10],
           seconds[moves - 1]);
    block_session_free(session);
    lp_free(lp);
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
    open_bench(&bench, argc, argv);
    if (strcmp(argv[1], "warm") == 0) {
        warm(&bench, atof(getenv("WIDTH")), atoi(getenv("MOVES")));
        return 0;
    }
    const double start_s = env_seconds();
    if (lp_build(&staffing_model, &bench.staffing, &lp, &err) != ERR_OK) stop(&err);
    printf("build %.3f\n", env_seconds() - start_s);
    const struct lp_control control = {.threads = bench.params.threads};
    const double solve_s = env_seconds();
    if (block_solve(lp, &staffing_blocks, staffing_implied_upper(&bench.staffing), &control,
                    &report, &err) != ERR_OK)
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
