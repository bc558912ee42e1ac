/* Pieces of work in child processes: every answer once, and every way of ending. */
#include "tests/test.h"

#include "base/jobs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PIECES = 12 };

struct play {
    int wrong; /* the piece that does not answer; -1: none */
    enum { FAILS, CRASHES, LEAVES, SLEEPS } how;
    int answer[PIECES], answers, stop_after;
};

static enum err_code work(void *context, int job, struct text *answer, struct err *err)
{
    const struct play *play = context;
    const int square = job * job;
    if (job == play->wrong) {
        if (play->how == FAILS)
            return err_set(err, ERR_INPUT, "งาน %d ผิด", "piece %d is wrong", job);
        if (play->how == CRASHES) abort();
        if (play->how == LEAVES) _exit(3);
        sleep(60);
    }
    text_add_bytes(answer, (const char *)&square, sizeof square);
    return ERR_OK;
}

static bool done(void *context, int job, const void *bytes, size_t length)
{
    struct play *play = context;
    assert_int_equal(length, sizeof(int));
    memcpy(&play->answer[job], bytes, length);
    play->answers++;
    return play->answers != play->stop_after;
}

static enum err_code run(struct play *play, int workers, struct err *err)
{
    const struct jobs jobs = {.count = PIECES,
                              .workers = workers,
                              .limit_s = play->how == SLEEPS ? 0.3 : INFINITY,
                              .context = play,
                              .work = work,
                              .done = done};
    return jobs_run(&jobs, err);
}

static void every_piece_answers_once_with_any_number_of_workers(void **state)
{
    (void)state;
    for (int workers = 0; workers <= 2 * PIECES; workers += PIECES / 2) {
        struct play play = {.wrong = -1};
        struct err err;
        assert_ok(run(&play, workers, &err));
        assert_int_equal(play.answers, PIECES);
        for (int i = 0; i < PIECES; i++) assert_int_equal(play.answer[i], i * i);
    }
}

static void no_work_is_no_error(void **state)
{
    struct play play = {.wrong = -1};
    const struct jobs jobs = {.context = &play, .work = work, .done = done, .limit_s = INFINITY};
    struct err err;
    (void)state;
    assert_ok(jobs_run(&jobs, &err));
}

static void a_piece_that_goes_wrong_ends_the_work_with_its_reason(void **state)
{
    static const struct {
        struct play play;
        enum err_code code;
        const char *text;
    } cases[] = {
        {{.wrong = 5, .how = FAILS}, ERR_INPUT, "piece 5 is wrong"},
        {{.wrong = 0, .how = CRASHES}, ERR_SOLVER, "ended by signal 6"},
        {{.wrong = 11, .how = LEAVES}, ERR_SOLVER, "ended without an answer"},
        {{.wrong = 3, .how = SLEEPS}, ERR_LIMIT, "was not done within 0.3 s"},
    };
    (void)state;
    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
        struct play play = cases[n].play;
        struct err err;
        assert_int_equal(run(&play, 2, &err), cases[n].code);
        if (!strstr(err.text, cases[n].text)) fail_msg("%s", err.text);
    }
}

static void whoever_hears_answers_can_stop(void **state)
{
    struct play play = {.wrong = -1, .stop_after = 3};
    struct err err;
    (void)state;
    assert_int_equal(run(&play, 1, &err), ERR_LIMIT);
    assert_string_equal(err.text, "the work was stopped");
    assert_int_equal(play.answers, 3);
}

static const struct CMUnitTest cases[] = {
    CASE(every_piece_answers_once_with_any_number_of_workers),
    CASE(no_work_is_no_error),
    CASE(a_piece_that_goes_wrong_ends_the_work_with_its_reason),
    CASE(whoever_hears_answers_can_stop),
};
TEST_MAIN(cases)
