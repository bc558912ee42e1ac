/* A pool of child processes: every job once, whatever becomes of the workers. */
#define _XOPEN_SOURCE 700
#include "tests/test.h"

#include "base/env.h"
#include "base/pool.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { JOBS = 60 };

/* What came back, and the orders of a test to its workers by job number. */
struct scene {
    int count[JOBS], how[JOBS], signal[JOBS];
    long answer[JOBS];
    int stop_after, done;
    char marks[400]; /* a folder in which a job leaves a file when it has died once */
};

static void square(void *context, int job, struct text *out)
{
    (void)context;
    const long answer = (long)job * job;
    text_add_bytes(out, (const char *)&answer, sizeof answer);
}

static bool keep(void *context, const struct pool_result *result)
{
    struct scene *scene = context;
    scene->count[result->job]++;
    scene->how[result->job] = result->how;
    scene->signal[result->job] = result->signal;
    if (result->how == POOL_DONE && result->length == sizeof(long))
        memcpy(&scene->answer[result->job], result->bytes, sizeof(long));
    return ++scene->done != scene->stop_after;
}

static enum err_code run_pool(struct scene *scene, pool_run_fn run, int workers, double limit_s)
{
    int job[JOBS];
    struct err err;
    for (int i = 0; i < JOBS; i++) job[i] = JOBS - 1 - i;
    const struct pool_work work = {.job = job,
                                   .jobs = JOBS,
                                   .workers = workers,
                                   .limit_s = limit_s,
                                   .run = run,
                                   .run_context = scene,
                                   .done = keep,
                                   .context = scene};
    const enum err_code code = pool_run(&work, &err);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
    return code;
}

static void assert_all_done(const struct scene *scene, int except)
{
    for (int i = 0; i < JOBS; i++) {
        assert_int_equal(scene->count[i], 1);
        if (i == except) continue;
        assert_int_equal(scene->how[i], POOL_DONE);
        assert_int_equal(scene->answer[i], (long)i * i);
    }
}

static void every_job_is_done_once_by_any_number_of_workers(void **state)
{
    (void)state;
    for (int workers = 1; workers <= 5; workers++) {
        struct scene scene = {.stop_after = 0};
        assert_int_equal(run_pool(&scene, square, workers, INFINITY), ERR_OK);
        assert_all_done(&scene, -1);
    }
}

/* Job 7 dies each time. */
static void die_at_seven(void *context, int job, struct text *out)
{
    if (job == 7) raise(SIGKILL);
    square(context, job, out);
}

static void a_job_that_kills_two_workers_is_given_up_and_the_rest_goes_on(void **state)
{
    struct scene scene = {.stop_after = 0};
    (void)state;
    assert_int_equal(run_pool(&scene, die_at_seven, 2, INFINITY), ERR_OK);
    assert_all_done(&scene, 7);
    assert_int_equal(scene.how[7], POOL_DEAD);
    assert_int_equal(scene.signal[7], SIGKILL);
}

/* Every third job dies the first time, which its file tells the second time. */
static void die_once(void *context, int job, struct text *out)
{
    const struct scene *scene = context;
    char path[420];
    snprintf(path, sizeof path, "%s/%d", scene->marks, job);
    if (job % 3 == 0 && access(path, F_OK) != 0) {
        FILE *file = fopen(path, "w");
        if (file) fclose(file);
        raise(SIGKILL);
    }
    square(context, job, out);
}

static void a_worker_that_dies_gives_its_job_to_another(void **state)
{
    struct scene scene = {.marks = KRU_BUILD "/pool-XXXXXX"};
    (void)state;
    assert_non_null(mkdtemp(scene.marks));
    assert_int_equal(run_pool(&scene, die_once, 3, INFINITY), ERR_OK);
    assert_all_done(&scene, -1);
    for (int i = 0; i < JOBS; i += 3) {
        char path[420];
        snprintf(path, sizeof path, "%s/%d", scene.marks, i);
        assert_int_equal(remove(path), 0);
    }
    assert_int_equal(rmdir(scene.marks), 0);
}

/* Job 5 never ends. */
static void hang_at_five(void *context, int job, struct text *out)
{
    while (job == 5) poll(NULL, 0, 1000);
    square(context, job, out);
}

static void a_job_that_takes_too_long_is_stopped_and_the_rest_goes_on(void **state)
{
    struct scene scene = {.stop_after = 0};
    (void)state;
    assert_int_equal(run_pool(&scene, hang_at_five, 2, 0.3), ERR_OK);
    assert_all_done(&scene, 5);
    assert_int_equal(scene.how[5], POOL_LATE);
}

static void the_caller_can_stop(void **state)
{
    struct scene scene = {.stop_after = 10};
    (void)state;
    assert_int_equal(run_pool(&scene, square, 2, INFINITY), ERR_OK);
    int reported = 0;
    for (int i = 0; i < JOBS; i++) reported += scene.count[i];
    assert_true(reported >= 10 && reported < JOBS);
}

static void say_nothing(void *context, int job, struct text *out)
{
    (void)context;
    (void)job;
    (void)out;
}

static void an_empty_result_is_a_result(void **state)
{
    struct scene scene = {.stop_after = 0};
    (void)state;
    assert_int_equal(run_pool(&scene, say_nothing, 2, INFINITY), ERR_OK);
    for (int i = 0; i < JOBS; i++) {
        assert_int_equal(scene.count[i], 1);
        assert_int_equal(scene.how[i], POOL_DONE);
    }
}

static void this_process_is_the_only_rank(void **state)
{
    (void)state;
    assert_int_equal(pool_ranks(), 1);
    assert_int_equal(pool_rank(), 0);
    assert_true(pool_processors() >= 1);
}

static const struct CMUnitTest cases[] = {
    CASE(every_job_is_done_once_by_any_number_of_workers),
    CASE(a_job_that_kills_two_workers_is_given_up_and_the_rest_goes_on),
    CASE(a_worker_that_dies_gives_its_job_to_another),
    CASE(a_job_that_takes_too_long_is_stopped_and_the_rest_goes_on),
    CASE(the_caller_can_stop),
    CASE(an_empty_result_is_a_result),
    CASE(this_process_is_the_only_rank),
};
TEST_MAIN(cases)
