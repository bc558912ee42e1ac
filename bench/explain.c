/* Explains random posts of one plan and solves every claim again from nothing.
     kru-bench explain DB [--posts N] [--seed S] [--set KEY=VALUE]...
   A claim is checked by what it tells a reader to do: its lines are added to the settings, the
   program is built anew and solved cold. Its gain, for the first step and for the last one that is
   said to gain as much, must be the difference of the objectives to 1e-6. Prints a line a post and
   sums; the status is 1 when a claim is refuted. */
#include "bench/explain.h"

#include "base/env.h"
#include "data/store.h"
#include "planner/explain.h"
#include "planner/whole.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bench {
    struct school_register reg;
    struct settings *settings;
    struct params params;
    struct staffing staffing;
    struct plan plan;
    struct effects *effects;
    int posts;
    struct env_random random;
    int claims, helping, solves, refuted, other_shortage;
    double worst;
};

static void stop(const struct err *err)
{
    fprintf(stderr, "kru-bench: %s\n", err->text);
    exit(err_exit_status(err->code));
}

static void must(enum err_code code, const struct err *err)
{
    if (code != ERR_OK) stop(err);
}

static void read_arguments(struct bench *bench, int argc, char **argv)
{
    struct err err;
    struct store *store = NULL;
    bench->posts = 100;
    bench->random.state = 1;
    bench->settings = settings_new();
    must(store_open(argv[2], &store, &err), &err);
    must(store_read_register(store, &bench->reg, &err), &err);
    store_close(store);
    for (int i = 3; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--posts") == 0) bench->posts = (int)strtol(argv[i + 1], NULL, 10);
        if (strcmp(argv[i], "--seed") == 0) bench->random.state = strtoull(argv[i + 1], NULL, 10);
        if (strcmp(argv[i], "--set") == 0)
            must(settings_add(bench->settings, argv[i + 1], &err), &err);
    }
    must(settings_resolve(bench->settings, &bench->reg, &bench->params, &err), &err);
    must(staffing_make(&bench->reg, &bench->params, &bench->staffing, &err), &err);
    must(plan_solve(&bench->staffing, NULL, NULL, &bench->plan, &err), &err);
    must(effects_open(&bench->reg, text_s(&bench->params.text), "bench", NULL, &bench->effects,
                      &err),
         &err);
}

/* What a reader would get who writes the lines of the claim and plans. */
static double objective_with(const struct bench *bench, const struct claim *claim, int steps,
                             double *shortage)
{
    struct err err;
    struct settings *settings = settings_new();
    struct params params = {0};
    struct staffing staffing = {0};
    struct lp *lp = NULL;
    must(settings_add_text(settings, text_s(&bench->params.text), "bench", &err), &err);
    for (int i = 0; i < claim->ask.levers; i++) {
        struct text line = {0};
        lever_line(&bench->staffing, &claim->ask.lever[i], steps, &line);
        must(settings_add(settings, text_s(&line), &err), &err);
        text_clear(&line);
    }
    must(settings_resolve(settings, &bench->reg, &params, &err), &err);
    must(staffing_make(&bench->reg, &params, &staffing, &err), &err);
    must(lp_build(&staffing_model, &staffing, &lp, &err), &err);
    must(plan_solve_program(lp, &staffing, NULL, &err), &err);
    const double objective = lp_objective(lp);
    *shortage = 0.0;
    for (int j = 0; j < staffing.chains; j++)
        for (int k = 0; k < params.tiers; k++)
            for (int t = 0; t < staffing.years; t++) *shortage += lp_value(lp, SHORT, AT(j, k, t));
    lp_free(lp);
    staffing_clear(&staffing);
    params_clear(&params);
    settings_free(settings);
    return objective;
}

static void check_gain(struct bench *bench, const struct claim *claim, int steps, double gain,
                       double removed)
{
    const struct measure *base = effects_base(bench->effects);
    double shortage;
    const double objective = objective_with(bench, claim, steps, &shortage);
    const double error =
        fabs(base->objective - objective - gain) / fmax(1.0, fabs(base->objective));
    bench->solves++;
    bench->worst = fmax(bench->worst, error);
    bench->refuted += !(error <= 1e-6);
    if (gain != 0.0) bench->other_shortage += fabs(base->shortage - shortage - removed) > 1e-6;
}

static void check_claim(struct bench *bench, const struct claim *claim)
{
    bench->claims++;
    bench->helping += claim->gain > 0.0;
    for (int i = 0; i < claim->ask.levers; i++)
        if (!lever_is_setting(claim->ask.lever[i].kind)) return;
    check_gain(bench, claim, claim->steps, claim->gain, claim->shortage);
    if (claim->reach > claim->steps)
        check_gain(bench, claim, claim->reach, claim->reach_gain, claim->reach_shortage);
}

/* A chain and a year that are short, each as likely as any other. */
static int random_gap(struct bench *bench)
{
    const struct staffing *d = &bench->staffing;
    for (int tries = 0; tries < 1000000; tries++) {
        const int cell = env_random_below(&bench->random, d->chains * d->years);
        const double head = plan_value(d, &bench->plan, HEAD, AT(cell / d->years, cell % d->years));
        if (head < d->n[cell]) return cell;
    }
    fputs("kru-bench: nothing is short\n", stderr);
    exit(1);
}

int bench_explain(int argc, char **argv)
{
    struct bench bench = {0};
    struct err err;
    read_arguments(&bench, argc, argv);
    const double start_s = env_seconds();
    double explain_s = 0.0;
    for (int n = 0; n < bench.posts; n++) {
        struct explanation to = {0};
        const int cell = random_gap(&bench), T = bench.staffing.years;
        const struct staffing_chain *chain = &bench.staffing.chain[cell / T];
        const double before_s = env_seconds();
        must(explain_post(bench.effects, &bench.plan, chain->school, chain->major, cell % T, &to,
                          &err),
             &err);
        explain_s += env_seconds() - before_s;
        for (int i = 0; i < to.claims; i++) check_claim(&bench, &to.claim[i]);
        printf("%s %s %d claims %d help %d\n", bench.reg.school[chain->school].code,
               bench.reg.major[chain->major].code, bench.staffing.first_fy + cell % T, to.claims,
               to.helping);
        explanation_clear(&to);
    }
    printf(
        "posts %d\nclaims %d\nhelping %d\nsolved_again %d\nrefuted %d\nworst_relative_error %.1e\n"
        "same_gain_other_shortage %d\nexplain_s %.1f\nall_s %.1f\n",
        bench.posts, bench.claims, bench.helping, bench.solves, bench.refuted, bench.worst,
        bench.other_shortage, explain_s, env_seconds() - start_s);
    return bench.refuted > 0;
}
