/* Solving in a process of its own: the same plan, and whatever happens to that process is a
   sentence here. Faults come from outside: the case finds the process among those of the system. */
#define _XOPEN_SOURCE 700
#include "tests/random_world.h"

#include "base/child.h"
#include "base/env.h"
#include "data/import.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- the same plan -------------------------------------------------------------------------- */

static void assert_same_plan(const struct staffing *d, struct plan *a, struct plan *b)
{
    struct plan_array of_a[PLAN_ARRAYS], of_b[PLAN_ARRAYS];
    plan_arrays(d, a, of_a);
    plan_arrays(d, b, of_b);
    for (int i = 0; i < PLAN_ARRAYS; i++) {
        assert_true(*of_a[i].cell != *of_b[i].cell || of_a[i].count == 0);
        assert_memory_equal(*of_a[i].cell, *of_b[i].cell, of_a[i].count * sizeof(int));
    }
    assert_true(a->objective == b->objective);
    assert_true(a->lp_objective == b->lp_objective);
    assert_true(a->bound == b->bound);
}

static void a_plan_is_the_same_apart_number_for_number(void **state)
{
    enum { TRIALS = 25 };
    (void)state;
    for (uint64_t seed = 1; seed <= TRIALS; seed++) {
        struct world *w = random_world(seed);
        struct plan apart = {0};
        struct err err;
        assert_ok(plan_solve(&w->staffing, NULL, NULL, &w->plan, &err));
        assert_ok(plan_solve_apart(&w->staffing, NULL, NULL, NULL, &apart, &err));
        assert_same_plan(&w->staffing, &w->plan, &apart);
        assert_true(apart.peak_mb > 0.1 && apart.solver_s >= 0.0);
        assert_true(w->plan.peak_mb == 0.0);
        plan_clear(&apart);
        world_free(w);
    }
}

static void an_error_is_the_same_apart_in_both_languages(void **state)
{
    (void)state;
    for (int lang = 0; lang < 2; lang++) {
        struct world *w = world_new();
        struct err here = {0}, apart = {0};
        const int oak = (world_major(w, "math"), world_school(w, "oak"));
        world_need(w, oak, 0, 2);
        world_frame(w, oak, 2);
        world_set(w, "rule.must_fill=yes");
        world_make(w);
        lang_set(lang ? LANG_TH : LANG_EN);
        const enum err_code code = plan_solve(&w->staffing, NULL, NULL, &w->plan, &here);
        assert_int_equal(code, ERR_INFEASIBLE);
        assert_int_equal(plan_solve_apart(&w->staffing, NULL, NULL, NULL, &w->plan, &apart), code);
        assert_error(apart, here.code, here.text);
        lang_set(LANG_EN);
        world_free(w);
    }
}

/* ---- the city ------------------------------------------------------------------------------- */

/* The bundled data over ten years: some seconds of work. */
static struct world *city(const char *more)
{
    struct world *w = mem_new(1, sizeof *w);
    struct import_report report = {0};
    struct store *store = NULL;
    struct err err;
    assert_ok(store_open(":memory:", &store, &err));
    assert_ok(import_sources(store, import_bundled, import_bundled_count, false, &report, &err));
    assert_ok(store_read_register(store, &w->reg, &err));
    import_report_clear(&report);
    store_close(store);
    w->settings = settings_new();
    world_set(w, "horizon.years=10");
    if (more) world_set(w, more);
    world_make(w);
    return w;
}

static void assert_no_child_left(void)
{
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

/* The one child of this process; 0: the system does not show its processes. */
static pid_t find_child(void)
{
    pid_t found = 0;
    DIR *folder = opendir("/proc");
    for (const struct dirent *entry; folder && (entry = readdir(folder));) {
        char path[300];
        int parent = 0;
        snprintf(path, sizeof path, "/proc/%s/stat", entry->d_name);
        FILE *file = entry->d_name[0] >= '1' && entry->d_name[0] <= '9' ? fopen(path, "r") : NULL;
        if (!file) continue;
        if (fscanf(file, "%*d %*s %*c %d", &parent) == 1 && parent == getpid())
            found = (pid_t)strtol(entry->d_name, NULL, 10);
        fclose(file);
    }
    if (folder) closedir(folder);
    return found;
}

/* What a case does while the city is being solved, and what it has seen. */
struct watch {
    int signal;          /* to be sent to the process with the first phase; 0: none */
    bool at_once;        /* with the first question already */
    int stop_at_phase;   /* answer false to this phase; 0: never */
    double stop_after_s; /* answer false to the question whether to go on; 0: never */
    int phases;
    double began_s, wished_s; /* when this was answered first */
};

static void send_signal(struct watch *watch)
{
    const pid_t child = find_child();
    assert_true(child > 0);
    assert_int_equal(kill(child, watch->signal), 0);
    watch->signal = 0;
}

static bool on_phase(void *context, const struct plan_phase *phase)
{
    struct watch *watch = context;
    assert_string_equal(phase->en, "solving");
    assert_string_equal(phase->th, "กำลังคำนวณ");
    assert_int_equal(phase->fractional, -1);
    assert_true(phase->progress.seconds >= 0.0 && phase->progress.seconds < 600.0);
    watch->phases++;
    if (watch->signal) send_signal(watch);
    if (watch->phases != watch->stop_at_phase) return true;
    watch->wished_s = env_seconds();
    return false;
}

static bool on_question(void *context)
{
    struct watch *watch = context;
    if (watch->signal && watch->at_once) send_signal(watch);
    if (!(watch->stop_after_s > 0.0) || env_seconds() - watch->began_s < watch->stop_after_s)
        return true;
    if (!(watch->wished_s > 0.0)) watch->wished_s = env_seconds();
    return false;
}

/* Solves the city under a watch; no plan may come, and nothing may be left. */
static void assert_ends(struct world *w, struct watch *watch, enum err_code code, const char *text)
{
    struct err err = {0};
    watch->began_s = env_seconds();
    assert_int_equal(plan_solve_apart(&w->staffing, on_phase, on_question, watch, &w->plan, &err),
                     code);
    assert_error(err, code, text);
    assert_null(w->plan.in);
    assert_no_child_left();
}

static void the_wish_to_stop_is_met_in_a_fifth_of_a_second(void **state)
{
    static const struct watch wishes[] = {
        {.stop_after_s = 0.01},
        {.stop_after_s = 0.2},
        {.stop_after_s = 0.5},
        {.stop_at_phase = 1},
        {.stop_at_phase = 2},
        {.signal = SIGSTOP,
         .at_once = true,
         .stop_after_s = 1.5}, /* a process that does nothing at all */
    };
    struct world *w = city("horizon.years=15");
    (void)state;
    for (size_t i = 0; i < sizeof wishes / sizeof *wishes; i++) {
        struct watch watch = wishes[i];
        assert_ends(w, &watch, ERR_LIMIT, "the solve was stopped");
        const double took_s = env_seconds() - watch.wished_s;
        if (!(took_s < 0.2)) fail_msg("wish %d took %.3f s", (int)i, took_s);
    }
    world_free(w);
}

static void a_process_that_is_killed_is_one_sentence(void **state)
{
    static const struct {
        int signal;
        const char *en, *th;
    } ends[] = {
        {SIGKILL, "the solver process ended by signal 9 (Killed), nothing was saved",
         "โพรเซสคำนวณจบด้วยสัญญาณ 9 (Killed) จึงไม่มีการบันทึก"},
        {SIGSEGV, "the solver process ended by signal 11 (Segmentation fault), nothing was saved",
         "โพรเซสคำนวณจบด้วยสัญญาณ 11 (Segmentation fault) จึงไม่มีการบันทึก"},
        {SIGABRT, "the solver process ended by signal 6 (Aborted), nothing was saved",
         "โพรเซสคำนวณจบด้วยสัญญาณ 6 (Aborted) จึงไม่มีการบันทึก"},
    };
    struct world *w = city(NULL);
    (void)state;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct watch watch = {.signal = ends[i].signal};
        assert_ends(w, &watch, ERR_SOLVER, ends[i].en);
    }
    lang_set(LANG_TH);
    struct watch watch = {.signal = ends[0].signal};
    assert_ends(w, &watch, ERR_SOLVER, ends[0].th);
    lang_set(LANG_EN);
    world_free(w);
}

static void a_process_that_does_not_see_its_limit_of_time_is_ended(void **state)
{
    struct world *w = city("solve.limit_s=1");
    struct watch watch = {.signal = SIGSTOP, .at_once = true};
    (void)state;
    assert_ends(w, &watch, ERR_LIMIT,
                "the program was not solved within 1 s, the limit of 'solve.limit_s'");
    const double took_s = env_seconds() - watch.began_s;
    assert_true(took_s >= 3.0 && took_s < 4.0);
    world_free(w);
}

static void a_solve_that_needs_too_much_memory_is_one_sentence(void **state)
{
    static const char *const limits[] = {"20", "40", "60"};
    (void)state;
    if (!child_has_memory_limit()) skip();
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        char setting[64], en[128], th[256];
        snprintf(setting, sizeof setting, "solve.memory_mb=%s", limits[i]);
        snprintf(en, sizeof en, "the solve needs more memory than 'solve.memory_mb' (%s MB) allows",
                 limits[i]);
        snprintf(th, sizeof th, "การคำนวณต้องใช้หน่วยความจำมากกว่าที่ 'solve.memory_mb' (%s MB) ยอมให้ใช้",
                 limits[i]);
        struct world *w = city(setting);
        struct watch watch = {0};
        lang_set(i == 0 ? LANG_TH : LANG_EN);
        assert_ends(w, &watch, ERR_LIMIT, i == 0 ? th : en);
        lang_set(LANG_EN);
        world_free(w);
    }
}

static void the_city_is_the_same_apart_and_its_memory_is_known(void **state)
{
    struct world *w = city("horizon.years=1");
    struct plan apart = {0};
    struct err err;
    (void)state;
    assert_ok(plan_solve_apart(&w->staffing, NULL, NULL, NULL, &apart, &err));
    assert_no_child_left();
    assert_ok(plan_solve(&w->staffing, NULL, NULL, &w->plan, &err));
    assert_same_plan(&w->staffing, &w->plan, &apart);
    assert_true(apart.peak_mb > 5.0 && apart.peak_mb < 3000.0);
    plan_clear(&apart);
    world_free(w);
}

static const struct CMUnitTest cases[] = {
    CASE(a_plan_is_the_same_apart_number_for_number),
    CASE(an_error_is_the_same_apart_in_both_languages),
    CASE(the_wish_to_stop_is_met_in_a_fifth_of_a_second),
    CASE(a_process_that_is_killed_is_one_sentence),
    CASE(a_process_that_does_not_see_its_limit_of_time_is_ended),
    CASE(a_solve_that_needs_too_much_memory_is_one_sentence),
    CASE(the_city_is_the_same_apart_and_its_memory_is_known),
};
TEST_MAIN(cases)
