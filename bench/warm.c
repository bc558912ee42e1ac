/* Times a session of changes; one line a move, then the order statistics.
     kru-bench warm DB [--width W] [--moves N] [--seed S] [--need] [--check] [--set KEY=VALUE]...
   Every move multiplies all budgets and caps of the base by factors of their own, uniform within
   1 +- W; with --need it changes the need of one chain instead. --check solves each program cold as
   well. Seconds are processor time of all threads; the last line is by the wall. Threads are
   solve.threads. */
#include "bench/warm.h"

#include "base/env.h"
#include "data/store.h"
#include "planner/plan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct warm {
    double width;
    int moves;
    bool need, check;
    struct env_random random;
    struct school_register reg;
    struct params params, base;
    struct staffing staffing;
    struct lp *lp;
    struct block_session *session;
    double *seconds, *wall;
};

static void stop(const struct err *err)
{
    fprintf(stderr, "kru-bench: %s\n", err->text);
    exit(err_exit_status(err->code));
}

static double cpu_seconds(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

static void read_arguments(struct warm *warm, int argc, char **argv)
{
    struct err err;
    struct store *store = NULL;
    struct settings *settings = settings_new();
    enum err_code code = store_open(argv[2], &store, &err);
    if (code == ERR_OK) code = store_read_register(store, &warm->reg, &err);
    for (int i = 3; i < argc && code == ERR_OK; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "--need") == 0) {
            warm->need = true;
            continue;
        }
        if (strcmp(argv[i], "--check") == 0) {
            warm->check = true;
            continue;
        }
        if (strcmp(argv[i], "--width") == 0) warm->width = strtod(value, NULL);
        if (strcmp(argv[i], "--moves") == 0) warm->moves = (int)strtol(value, NULL, 10);
        if (strcmp(argv[i], "--seed") == 0) warm->random.state = strtoull(value, NULL, 10);
        if (strcmp(argv[i], "--set") == 0) code = settings_add(settings, value, &err);
        i++;
    }
    if (code == ERR_OK) code = settings_resolve(settings, &warm->reg, &warm->params, &err);
    if (code == ERR_OK) code = staffing_make(&warm->reg, &warm->params, &warm->staffing, &err);
    if (code == ERR_OK) code = lp_build(&staffing_model, &warm->staffing, &warm->lp, &err);
    if (code != ERR_OK) stop(&err);
    warm->base = warm->params;
    settings_free(settings);
    store_close(store);
}

static double shaken(struct warm *warm, double value)
{
    return value * (1.0 + warm->width * (2.0 * env_random_share(&warm->random) - 1.0));
}

/* Caps stay whole; what has no limit keeps none. */
static void move_caps(struct warm *warm)
{
    struct params *to = &warm->params;
    const struct params *base = &warm->base;
    static const int families[] = {SEATS_TOTAL, PLACES_TOTAL, TRANSFERS, RETRAINS, BUDGET};
    for (int t = 0; t < to->years; t++) {
        to->budget_thb[t] = round(shaken(warm, base->budget_thb[t]));
        to->seats_total[t] = round(shaken(warm, base->seats_total[t]));
        to->transfers_max[t] = round(shaken(warm, base->transfers_max[t]));
        to->retrain_max[t] = round(shaken(warm, base->retrain_max[t]));
        for (int c = 0; c < to->pipelines; c++)
            to->pipeline[c].places_total[t] =
                round(shaken(warm, base->pipeline[c].places_total[t]));
    }
    for (size_t f = 0; f < sizeof families / sizeof *families; f++)
        if (!lp_refresh(warm->lp, families[f]))
            fprintf(stderr, "kru-bench: family not refreshed\n");
}

/* One post more or less in all years of one chain. */
static void move_need(struct warm *warm)
{
    struct staffing *d = &warm->staffing;
    const int j = env_random_below(&warm->random, d->chains);
    const int by = env_random_below(&warm->random, 2) * 2 - 1;
    struct err err;
    struct lp *lp = NULL;
    for (int t = 0; t < d->years; t++) {
        int *need = &d->n[j * d->years + t];
        const int now = *need + by < 0 ? 0 : *need + by;
        d->school_need[d->chain[j].school * d->years + t] += now - *need;
        *need = now;
    }
    if (lp_build(&staffing_model, d, &lp, &err) != ERR_OK) stop(&err);
    block_session_rebase(warm->session, lp, staffing_implied_upper(d));
    lp_free(warm->lp);
    warm->lp = lp;
}

/* Writes the answer, and compares it with a cold one. */
static void check(const struct warm *warm)
{
    struct err err;
    const double start_s = cpu_seconds();
    const char *why = block_session_write(warm->session);
    printf("  written in %.4f s%s%s\n", cpu_seconds() - start_s, why ? ": " : "", why ? why : "");
    struct lp *cold = NULL;
    struct block_report report;
    if (lp_build(&staffing_model, &warm->staffing, &cold, &err) != ERR_OK) stop(&err);
    if (block_solve(cold, &staffing_blocks, staffing_implied_upper(&warm->staffing), NULL, &report,
                    &err) != ERR_OK)
        stop(&err);
    printf("  cold %.8f relative %.1e\n", lp_objective(cold),
           (lp_objective(warm->lp) - lp_objective(cold)) / lp_objective(cold));
    lp_free(cold);
}

static void say(const char *what, double seconds, const struct warm *warm,
                const struct block_report *report)
{
    printf("%s %.4f s pivots %ld rounds %d rows %d columns %d objective %.8f gap %.1e%s\n", what,
           seconds, report->pivots, report->rounds, report->rows, report->columns,
           lp_objective(warm->lp),
           (lp_objective(warm->lp) - report->bound) / lp_objective(warm->lp),
           report->solved ? report->iterations > 0 ? " cold" : "" : " NOT SOLVED");
}

static void open_session(struct warm *warm)
{
    struct err err;
    struct block_report report;
    double start_s = cpu_seconds();
    if (block_session_open(warm->lp, &staffing_blocks, staffing_implied_upper(&warm->staffing),
                           NULL, &warm->session, &report, &err) != ERR_OK)
        stop(&err);
    say("open", cpu_seconds() - start_s, warm, &report);
    if (!warm->session) exit(1);
    start_s = cpu_seconds();
    if (block_session_prepare(warm->session, NULL, &report, &err) != ERR_OK) stop(&err);
    say("prepare", cpu_seconds() - start_s, warm, &report);
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_median(const char *what, double *seconds, int count)
{
    if (count == 0) return;
    qsort(seconds, (size_t)count, sizeof *seconds, by_size);
    printf("%s median %.4f p90 %.4f max %.4f\n", what, seconds[count / 2], seconds[count * 9 / 10],
           seconds[count - 1]);
}

int bench_warm(int argc, char **argv)
{
    struct warm warm = {.width = 0.02, .moves = 60, .random = {7}};
    struct err err;
    struct block_report report;
    char name[32];
    read_arguments(&warm, argc, argv);
    warm.seconds = calloc((size_t)warm.moves + 1, sizeof *warm.seconds);
    warm.wall = calloc((size_t)warm.moves + 1, sizeof *warm.wall);
    const struct lp_control control = {.threads = warm.params.threads};
    open_session(&warm);
    for (int n = 0; n < warm.moves; n++) {
        const double start_s = cpu_seconds(), wall_s = env_seconds();
        if (warm.need)
            move_need(&warm);
        else
            move_caps(&warm);
        if (block_session_solve(warm.session, &control, &report, &err) != ERR_OK) stop(&err);
        warm.seconds[n] = cpu_seconds() - start_s;
        warm.wall[n] = env_seconds() - wall_s;
        snprintf(name, sizeof name, "move %d", n);
        say(name, warm.seconds[n], &warm, &report);
        if (warm.check) check(&warm);
    }
    const int half = warm.moves / 2;
    print_median("first half:", warm.seconds, half);
    print_median("second half:", warm.seconds + half, warm.moves - half);
    print_median("all:", warm.seconds, warm.moves);
    print_median("wall:", warm.wall, warm.moves);
    block_session_free(warm.session);
    lp_free(warm.lp);
    staffing_clear(&warm.staffing);
    free(warm.seconds);
    free(warm.wall);
    return 0;
}
