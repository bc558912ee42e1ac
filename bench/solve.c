/* What the scripts beside it time, and what they give to other solvers.
     kru-bench solve DB [--threads N] [--set SECTION.KEY=VALUE]...   one figure a line, `name value`
     kru-bench warm DB [options]     a session of changes, see bench/warm.c
     kru-bench explain DB [options]  explanations, every claim solved again, see bench/explain.c
     kru-bench conflict DB [options] why there is no plan (planner/conflict.h), and how long it took
     kru-bench possible DB [options] whether all hard rules can hold
     kru-bench mps DB FILE [--explicit] [--set SECTION.KEY=VALUE]...
   `mps` writes the program in the form that is easiest for other solvers (compact.c), or with
   --explicit as it is stated. */
#include "bench/compact.h"
#include "bench/explain.h"
#include "bench/warm.h"

#include "base/env.h"
#include "base/lang.h"
#include "data/store.h"
#include "planner/conflict.h"
#include "planner/plan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bench {
    struct store *store;
    struct school_register reg;
    struct params params;
    struct staffing staffing;
    struct lp *lp;
    const char *db, *file;
    bool explicit_form;
    double read_s, build_s;
};

static void stop(const struct err *err)
{
    fprintf(stderr, "kru-bench: %s\n", err->text);
    exit(err_exit_status(err->code));
}

static void stop_usage(void)
{
    fputs("usage: kru-bench solve DB [--threads N] [--set SECTION.KEY=VALUE]...\n"
          "       kru-bench mps DB FILE [--explicit] [--set SECTION.KEY=VALUE]...\n",
          stderr);
    exit(2);
}

static enum err_code read_words(struct bench *bench, int count, char **word,
                                struct settings *settings, struct err *err)
{
    enum err_code code = ERR_OK;
    for (int i = 0; i < count && code == ERR_OK; i++) {
        char threads[64];
        if (strcmp(word[i], "--explicit") == 0)
            bench->explicit_form = true;
        else if (strcmp(word[i], "--set") == 0 && i + 1 < count)
            code = settings_add(settings, word[++i], err);
        else if (strcmp(word[i], "--threads") == 0 && i + 1 < count) {
            snprintf(threads, sizeof threads, "solve.threads=%s", word[++i]);
            code = settings_add(settings, threads, err);
        } else if (word[i][0] == '-')
            stop_usage();
        else
            *(bench->db ? &bench->file : &bench->db) = word[i];
    }
    return code;
}

static void open_bench(struct bench *bench, int count, char **word)
{
    struct err err;
    struct settings *settings = settings_new();
    const double start_s = env_seconds();
    enum err_code code = read_words(bench, count, word, settings, &err);
    if (code == ERR_OK && !bench->db) stop_usage();
    if (code == ERR_OK) code = store_open(bench->db, &bench->store, &err);
    if (code == ERR_OK) code = store_read_register(bench->store, &bench->reg, &err);
    if (code == ERR_OK) code = settings_resolve(settings, &bench->reg, &bench->params, &err);
    if (code == ERR_OK) code = staffing_make(&bench->reg, &bench->params, &bench->staffing, &err);
    settings_free(settings);
    bench->read_s = env_seconds() - start_s;
    if (code == ERR_OK) code = lp_build(&staffing_model, &bench->staffing, &bench->lp, &err);
    bench->build_s = env_seconds() - start_s - bench->read_s;
    if (code != ERR_OK) stop(&err);
}

/* Most memory that the process has had, from /proc; 0 where that does not exist. */
static double peak_mb(void)
{
    char line[128];
    double kb = 0.0;
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "VmHWM:", 6) == 0) kb = strtod(line + 6, NULL);
    if (file) fclose(file);
    return kb / 1024.0;
}

/* Can all hard rules hold together in the linear program? Exit status 6 and the sentence if not. */
static void possible(struct bench *bench)
{
    struct err err;
    const struct lp_control control = {.limit_s = bench->params.limit_s,
                                       .threads = bench->params.threads};
    if (conflict_name(&bench->staffing, &control, &err) != ERR_OK) stop(&err);
    puts("possible");
}

/* One line a change: number of the answer, setting; then what it took. */
static void conflict(struct bench *bench)
{
    struct err err;
    struct conflict found = {0};
    if (conflict_find(&bench->staffing, bench->params.limit_s, NULL, NULL, &found, &err) != ERR_OK)
        stop(&err);
    for (int i = 0; i < found.answers; i++)
        for (int n = 0; n < found.answer[i].changes; n++) {
            struct text line = {0};
            conflict_assignment(&bench->staffing, &found.answer[i].change[n], &line);
            printf("answer %d %s\n", i + 1, text_s(&line));
            text_clear(&line);
        }
    printf("answers %d\nsolves %d\nseconds %.2f\npeak_mb %.0f\n", found.answers, found.solves,
           found.seconds, peak_mb());
    conflict_clear(&found);
}

static void put_report(const struct block_report *report)
{
    printf("structure_s %.3f\ninterior_s %.3f\ninterior_iterations %d\nmaster_s %.3f\n"
           "master_rounds %d\nmaster_rows %d\nmaster_columns %d\n",
           report->read_s, report->interior_s, report->iterations, report->master_s, report->rounds,
           report->rows, report->columns);
}

static void solve(struct bench *bench)
{
    struct err err;
    struct block_report report;
    const double start_s = env_seconds(), most = staffing_implied_upper(&bench->staffing);
    const struct lp_control control = {.limit_s = bench->params.limit_s,
                                       .threads = bench->params.threads};
    enum err_code code = block_solve(bench->lp, &staffing_blocks, most, &control, &report, &err);
    if (code == ERR_OK && !report.solved) code = lp_solve(bench->lp, &control, &err);
    if (code != ERR_OK) {
        printf("peak_mb %.0f\n", peak_mb());
        fflush(stdout);
        stop(&err);
    }
    printf("read_s %.3f\nbuild_s %.3f\nsolve_s %.3f\n", bench->read_s, bench->build_s,
           env_seconds() - start_s);
    put_report(&report);
    const double objective = lp_objective(bench->lp), bound = lp_bound(bench->lp, most);
    printf("by %s\nobjective %.12g\ngap %.2g\npeak_mb %.0f\n",
           report.solved ? "structure" : "simplex", objective,
           fmax(0.0, objective - bound) / fmax(1.0, fabs(objective)), peak_mb());
    if (report.why) printf("why %s\n", report.why);
}

static void write_mps(const struct bench *bench)
{
    struct block b = {0};
    FILE *file = fopen(bench->file, "w");
    if (!file) {
        perror(bench->file);
        exit(1);
    }
    const char *why = bench->explicit_form ? NULL : block_read(&b, bench->lp, &staffing_blocks);
    if (bench->explicit_form)
        lp_write_mps(bench->lp, file);
    else if (!why)
        compact_write(&b, file);
    block_clear(&b);
    const bool failed = ferror(file) != 0;
    if (fclose(file) != 0 || failed || why) {
        fprintf(stderr, "kru-bench: %s\n", why ? why : "the file could not be written");
        exit(1);
    }
}

int main(int argc, char **argv)
{
    struct bench bench = {0};
    lang_set(LANG_EN);
    if (argc < 3) stop_usage();
    if (strcmp(argv[1], "warm") == 0) return bench_warm(argc, argv);
    if (strcmp(argv[1], "explain") == 0) return bench_explain(argc, argv);
    const bool mps = strcmp(argv[1], "mps") == 0;
    const bool why = strcmp(argv[1], "conflict") == 0, may = strcmp(argv[1], "possible") == 0;
    if (!mps && !why && !may && strcmp(argv[1], "solve") != 0) stop_usage();
    open_bench(&bench, argc - 2, argv + 2);
    if (mps && !bench.file) stop_usage();
    if (mps)
        write_mps(&bench);
    else if (why)
        conflict(&bench);
    else if (may)
        possible(&bench);
    else
        solve(&bench);
    lp_free(bench.lp);
    staffing_clear(&bench.staffing);
    params_clear(&bench.params);
    register_clear(&bench.reg);
    store_close(bench.store);
    return 0;
}
