/* A child process and its pipe: every way to end, and nothing left behind. */
#define _XOPEN_SOURCE 700
#include "tests/test.h"

#include "base/child.h"
#include "base/env.h"
#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LARGE = 5 << 20 }; /* many times what a pipe holds */

/* ---- what was left behind ------------------------------------------------------------------ */

static int descriptors(void)
{
    int count = 0;
    DIR *folder = opendir("/dev/fd");
    assert_non_null(folder);
    while (readdir(folder)) count++;
    closedir(folder);
    return count;
}

static void assert_no_child_left(void)
{
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

/* ---- works of a child ---------------------------------------------------------------------- */

static void say(struct child_pipe *pipe, enum message_kind kind, const char *text)
{
    if (!child_send(pipe, kind, text, strlen(text) + 1, INFINITY)) _exit(99);
}

static void count_to_three(void *context, struct child_pipe *pipe)
{
    (void)context;
    say(pipe, MESSAGE_PROGRESS, "one");
    say(pipe, MESSAGE_PROGRESS, "two");
    say(pipe, MESSAGE_RESULT, "three");
}

static void fault(void *context, struct child_pipe *pipe)
{
    say(pipe, MESSAGE_PROGRESS, "before");
    raise(*(int *)context);
}

static void call_abort(void *context, struct child_pipe *pipe)
{
    (void)context;
    (void)pipe;
    abort();
}

static void exit_three(void *context, struct child_pipe *pipe)
{
    (void)context;
    (void)pipe;
    exit(3);
}

static void spin(void *context, struct child_pipe *pipe)
{
    (void)context;
    say(pipe, MESSAGE_PROGRESS, "spinning");
    for (volatile long i = 0;; i++) continue;
}

static void send_large(void *context, struct child_pipe *pipe)
{
    unsigned char *bytes = malloc(LARGE);
    (void)context;
    if (!bytes) _exit(99);
    for (int i = 0; i < LARGE; i++) bytes[i] = (unsigned char)(i * 7 % 251);
    if (!child_send(pipe, MESSAGE_RESULT, bytes, LARGE, INFINITY)) _exit(99);
    free(bytes);
}

/* A header that promises more than follows: the bytes of a header are kind and length. */
static void send_part(void *context, struct child_pipe *pipe)
{
    const uint32_t header[2] = {MESSAGE_RESULT, 100};
    say(pipe, MESSAGE_PROGRESS, "whole");
    if (send(child_descriptor(pipe), header, sizeof header, 0) != sizeof header) _exit(99);
    if (send(child_descriptor(pipe), "part", 4, 0) != 4) _exit(99);
    const int number = *(int *)context;
    if (number) raise(number);
}

static void send_header(void *context, struct child_pipe *pipe)
{
    if (send(child_descriptor(pipe), context, 2 * sizeof(uint32_t), 0) < 0) _exit(99);
    for (;;) pause();
}

static void answer_requests(void *context, struct child_pipe *pipe)
{
    struct message message;
    (void)context;
    while (child_receive(pipe, INFINITY, &message) == NEWS_MESSAGE) {
        unsigned char *back = malloc(message.length + 1);
        if (!back) _exit(99);
        for (size_t i = 0; i < message.length; i++)
            back[i] = ((const unsigned char *)message.bytes)[message.length - 1 - i];
        if (!child_send(pipe, MESSAGE_RESULT, back, message.length, INFINITY)) _exit(99);
        free(back);
    }
}

static void take_memory(void *context, struct child_pipe *pipe)
{
    (void)context;
    (void)pipe;
    for (int i = 0; i < 1000; i++) memset(mem_new(1 << 20, 1), 1, 1 << 20);
}

/* As a library does that has its own end for a malloc() that fails. */
static void take_memory_and_abort(void *context, struct child_pipe *pipe)
{
    (void)pipe;
    errno = 0;
    for (int i = 0; i < 1000; i++) {
        char *memory = malloc(1 << 20);
        if (!memory && *(bool *)context) child_check_memory(pipe);
        if (!memory) abort();
        memset(memory, 1, 1 << 20);
    }
}

/* ---- a caller that keeps what it hears ------------------------------------------------------ */

struct heard {
    char text[256]; /* "kind:text " of every message */
    size_t large;   /* bytes of one that came whole and right */
    double started_s, stop_after_s;
};

static bool hear(void *context, const struct message *message)
{
    struct heard *heard = context;
    if (message->length == LARGE) {
        const unsigned char *bytes = message->bytes;
        while (heard->large < LARGE && bytes[heard->large] == heard->large * 7 % 251)
            heard->large++;
        return true;
    }
    const size_t used = strlen(heard->text);
    snprintf(heard->text + used, sizeof heard->text - used, "%d:%s ", (int)message->kind,
             (const char *)message->bytes);
    return true;
}

static bool until_time(void *context)
{
    const struct heard *heard = context;
    return env_seconds() - heard->started_s < heard->stop_after_s;
}

static struct child_end run_limited(child_fn work, void *context, double limit_s, int memory_mb,
                                    struct heard *heard)
{
    struct err err;
    struct child *child = NULL;
    const struct child_watch watch = {limit_s, hear, heard->stop_after_s > 0.0 ? until_time : NULL,
                                      heard};
    heard->started_s = env_seconds();
    assert_ok(child_start(work, context, memory_mb, &child, &err));
    const struct child_end end = child_wait(child, &watch);
    assert_no_child_left();
    return end;
}

static struct child_end run(child_fn work, void *context, struct heard *heard)
{
    return run_limited(work, context, 60.0, 0, heard);
}

/* ---- ends ---------------------------------------------------------------------------------- */

static void a_result_comes_back_after_its_progress(void **state)
{
    struct heard heard = {0};
    (void)state;
    const struct child_end end = run(count_to_three, NULL, &heard);
    assert_int_equal(end.how, END_DONE);
    assert_string_equal(heard.text, "1:one 1:two 2:three ");
    assert_true(end.peak_mb > 0.1 && end.peak_mb < 10000.0);
}

static void a_fault_ends_the_child_alone_and_its_signal_is_told(void **state)
{
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGKILL, SIGTERM};
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct heard heard = {0};
        int number = faults[i];
        const struct child_end end = run(fault, &number, &heard);
        assert_int_equal(end.how, END_SIGNAL);
        assert_int_equal(end.number, number);
        assert_string_equal(heard.text, "1:before ");
    }
}

static void an_abort_ends_the_child_alone(void **state)
{
    struct heard heard = {0};
    (void)state;
    const struct child_end end = run(call_abort, NULL, &heard);
    assert_int_equal(end.how, END_SIGNAL);
    assert_int_equal(end.number, SIGABRT);
}

static void write_once_more(void)
{
    if (write(STDOUT_FILENO, "atexit", 6) != 6) _exit(99);
}

static void return_at_once(void *context, struct child_pipe *pipe)
{
    (void)context;
    (void)pipe;
    printf("of the child");
}

/* Standard output goes to a file meanwhile: what waits in its buffer is written once. */
static void a_child_runs_no_atexit_and_writes_no_buffer_twice(void **state)
{
    FILE *file = tmpfile();
    struct heard heard = {0};
    char text[64] = "";
    (void)state;
    assert_non_null(file);
    fflush(stdout);
    const int kept = dup(STDOUT_FILENO);
    dup2(fileno(file), STDOUT_FILENO);
    printf("once ");
    const pid_t other = fork(); /* for atexit(), which cannot be taken back */
    if (other == 0) {
        struct err err;
        struct child *child = NULL;
        const struct child_watch watch = {INFINITY, NULL, NULL, NULL};
        atexit(write_once_more);
        if (child_start(return_at_once, NULL, 0, &child, &err) != ERR_OK) _exit(1);
        _exit(child_wait(child, &watch).how == END_DONE ? 0 : 2);
    }
    int status = 0;
    assert_int_equal(waitpid(other, &status, 0), other);
    const struct child_end end = run(return_at_once, NULL, &heard);
    fflush(stdout);
    dup2(kept, STDOUT_FILENO);
    close(kept);
    rewind(file);
    const size_t length = fread(text, 1, sizeof text - 1, file);
    text[length] = '\0';
    fclose(file);
    assert_int_equal(status, 0);
    assert_int_equal(end.how, END_DONE);
    assert_string_equal(text, "once once "); /* once by each of the two callers */
}

static void an_exit_status_is_told(void **state)
{
    struct heard heard = {0};
    (void)state;
    const struct child_end end = run(exit_three, NULL, &heard);
    assert_int_equal(end.how, END_EXIT);
    assert_int_equal(end.number, 3);
}

static void a_spinning_child_is_gone_a_fifth_of_a_second_after_the_wish(void **state)
{
    struct heard heard = {.stop_after_s = 0.3};
    (void)state;
    const struct child_end end = run(spin, NULL, &heard);
    const double took_s = env_seconds() - heard.started_s;
    assert_int_equal(end.how, END_STOPPED);
    assert_string_equal(heard.text, "1:spinning ");
    assert_true(took_s >= 0.3 && took_s < 0.5);
}

static void a_child_over_its_time_is_ended(void **state)
{
    struct heard heard = {0};
    (void)state;
    const struct child_end end = run_limited(spin, NULL, 0.2, 0, &heard);
    const double took_s = env_seconds() - heard.started_s;
    assert_int_equal(end.how, END_LATE);
    assert_true(took_s >= 0.2 && took_s < 0.4);
}

static void a_message_larger_than_the_pipe_comes_whole(void **state)
{
    struct heard heard = {0};
    (void)state;
    const struct child_end end = run(send_large, NULL, &heard);
    assert_int_equal(end.how, END_DONE);
    assert_int_equal(heard.large, LARGE);
}

static void a_message_cut_short_is_not_delivered(void **state)
{
    static const struct {
        int signal;
        enum child_how how;
    } ends[] = {{0, END_GARBLED}, {SIGKILL, END_SIGNAL}, {SIGSEGV, END_SIGNAL}};
    (void)state;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct heard heard = {0};
        int number = ends[i].signal;
        const struct child_end end = run(send_part, &number, &heard);
        assert_int_equal(end.how, ends[i].how);
        assert_int_equal(end.number, number);
        assert_string_equal(heard.text, "1:whole ");
    }
}

static void a_header_that_is_none_ends_the_child(void **state)
{
    static const uint32_t headers[][2] = {{0, 4},
                                          {MESSAGE_REQUEST + 1, 4},
                                          {MESSAGE_RESULT, CHILD_MOST_BYTES + 1u},
                                          {0xffffffffu, 0}};
    (void)state;
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        struct heard heard = {0};
        const struct child_end end = run(send_header, (void *)(uintptr_t)headers[i], &heard);
        assert_int_equal(end.how, END_GARBLED);
        assert_string_equal(heard.text, "");
    }
}

/* ---- memory -------------------------------------------------------------------------------- */

static void a_child_that_needs_too_much_memory_says_so(void **state)
{
    bool checks[] = {false, true};
    (void)state;
    if (!child_has_memory_limit()) skip();
    struct heard heard = {0};
    assert_int_equal(run_limited(take_memory, NULL, 60.0, 200, &heard).how, END_MEMORY);
    for (int i = 0; i < 2; i++)
        assert_int_equal(run_limited(take_memory_and_abort, &checks[i], 60.0, 200, &heard).how,
                         END_MEMORY);
    /* Without a limit 1000 MiB are no trouble, and an abort with little memory is an abort. */
    const struct child_end end = run_limited(take_memory, NULL, 60.0, 0, &heard);
    assert_int_equal(end.how, END_DONE);
    assert_true(end.peak_mb > 1000.0 && end.peak_mb < 1100.0);
    assert_int_equal(run_limited(call_abort, NULL, 60.0, 200, &heard).how, END_SIGNAL);
}

/* ---- both ways ----------------------------------------------------------------------------- */

static void requests_are_answered_in_turn_until_the_caller_ends_it(void **state)
{
    static const char *const request[] = {"abc", "", "0123456789"};
    static const char *const answer[] = {"cba", "", "9876543210"};
    struct err err;
    struct child *child = NULL;
    struct message message;
    (void)state;
    assert_ok(child_start(answer_requests, NULL, 0, &child, &err));
    assert_int_equal(child_receive(child_pipe(child), 0.0, &message), NEWS_NONE);
    for (size_t i = 0; i < 3; i++) {
        assert_true(
            child_send(child_pipe(child), MESSAGE_REQUEST, request[i], strlen(request[i]), 1.0));
        assert_int_equal(child_receive(child_pipe(child), 10.0, &message), NEWS_MESSAGE);
        assert_int_equal(message.kind, MESSAGE_RESULT);
        assert_int_equal(message.length, strlen(answer[i]));
        assert_memory_equal(message.bytes, answer[i], message.length);
    }
    child_stop(child);
    assert_no_child_left();
}

static void sending_to_one_that_does_not_read_or_has_gone_is_given_up(void **state)
{
    unsigned char *bytes = calloc(LARGE, 1);
    struct err err;
    struct child *child = NULL;
    struct message message;
    (void)state;
    assert_ok(child_start(spin, NULL, 0, &child, &err));
    const double start_s = env_seconds();
    assert_false(child_send(child_pipe(child), MESSAGE_REQUEST, bytes, LARGE, 0.2));
    assert_true(env_seconds() - start_s < 0.5);
    assert_false(child_send(child_pipe(child), MESSAGE_REQUEST, bytes, 1, 0.2)); /* cut short */
    assert_false(child_send(child_pipe(child), MESSAGE_REQUEST, bytes, CHILD_MOST_BYTES + 1ul, 1));
    child_stop(child);
    assert_ok(child_start(count_to_three, NULL, 0, &child, &err));
    for (int i = 0; i < 3; i++)
        assert_int_equal(child_receive(child_pipe(child), 10.0, &message), NEWS_MESSAGE);
    assert_int_equal(child_receive(child_pipe(child), 10.0, &message), NEWS_CLOSED);
    assert_false(child_send(child_pipe(child), MESSAGE_REQUEST, "x", 1, 1.0)); /* and no SIGPIPE */
    child_stop(child);
    assert_no_child_left();
    free(bytes);
}

/* ---- nothing left -------------------------------------------------------------------------- */

static void fifty_children_leave_no_descriptor_and_no_zombie(void **state)
{
    int number = SIGSEGV, none = 0;
    (void)state;
    const int before = descriptors();
    for (int i = 0; i < 10; i++) {
        struct heard heard = {0}, stopped = {.stop_after_s = 0.001};
        run(count_to_three, NULL, &heard);
        run(fault, &number, &heard);
        run(exit_three, NULL, &heard);
        run(send_part, &none, &heard);
        run(spin, NULL, &stopped);
    }
    child_stop(NULL);
    assert_int_equal(descriptors(), before);
    assert_no_child_left();
}

static void count_descriptors(void *context, struct child_pipe *pipe)
{
    (void)context;
    const int count = descriptors();
    if (!child_send(pipe, MESSAGE_RESULT, &count, sizeof count, INFINITY)) _exit(99);
}

static bool keep_count(void *context, const struct message *message)
{
    memcpy(context, message->bytes, sizeof(int));
    return true;
}

/* "." ".." 0 1 2, its pipe and the folder that is being read. */
static void a_child_holds_no_file_of_its_caller(void **state)
{
    struct err err;
    struct child *child = NULL, *other = NULL;
    int count = 0;
    (void)state;
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_ok(child_start(spin, NULL, 0, &other, &err));
    assert_ok(child_start(count_descriptors, NULL, 0, &child, &err));
    const struct child_watch watch = {10.0, keep_count, NULL, &count};
    assert_int_equal(child_wait(child, &watch).how, END_DONE);
    assert_int_equal(count, 7);
    child_stop(other);
    fclose(file);
}

/* The end of the pipe on descriptor 1 shows that the grandchild has gone, too. */
static void a_child_ends_when_its_caller_is_killed(void **state)
{
    int ends[2];
    (void)state;
    assert_int_equal(pipe(ends), 0);
    const pid_t caller = fork();
    if (caller == 0) {
        struct err err;
        struct child *child = NULL;
        struct message message;
        dup2(ends[1], STDOUT_FILENO);
        close(ends[1]);
        if (child_start(spin, NULL, 0, &child, &err) != ERR_OK) _exit(1);
        if (child_receive(child_pipe(child), 10.0, &message) == NEWS_MESSAGE)
            if (write(STDOUT_FILENO, "x", 1) != 1) _exit(1);
        for (;;) pause();
    }
    close(ends[1]);
    char byte;
    assert_int_equal(read(ends[0], &byte, 1), 1);
    kill(caller, SIGKILL);
    assert_int_equal(waitpid(caller, NULL, 0), caller);
    struct pollfd one = {.fd = ends[0], .events = POLLIN};
    assert_int_equal(poll(&one, 1, 10000), 1);
    assert_int_equal(read(ends[0], &byte, 1), 0);
    close(ends[0]);
}

static void do_nothing(int number)
{
    (void)number;
}

static void wait_and_answer(void *context, struct child_pipe *pipe)
{
    (void)context;
    if (poll(NULL, 0, 500) != 0) _exit(98);
    if (raise(SIGINT) != 0) _exit(97); /* ignored in a child */
    say(pipe, MESSAGE_RESULT, "through");
}

/* A timer that fires every 5 ms interrupts each wait of the caller, and none of the child. */
static void signals_of_the_caller_do_not_disturb(void **state)
{
    struct heard heard = {0};
    struct sigaction action = {.sa_handler = do_nothing};
    (void)state;
    sigaction(SIGALRM, &action, NULL);
    const pid_t alarm_clock = fork();
    if (alarm_clock == 0) {
        const pid_t caller = getppid();
        for (int i = 0; i < 200 && kill(caller, SIGALRM) == 0; i++) poll(NULL, 0, 5);
        _exit(0);
    }
    struct err err;
    struct child *child = NULL;
    const struct child_watch watch = {10.0, hear, NULL, &heard};
    assert_ok(child_start(wait_and_answer, NULL, 0, &child, &err));
    const struct child_end end = child_wait(child, &watch);
    kill(alarm_clock, SIGKILL);
    while (waitpid(alarm_clock, NULL, 0) == -1 && errno == EINTR) continue;
    signal(SIGALRM, SIG_DFL);
    assert_int_equal(end.how, END_DONE);
    assert_string_equal(heard.text, "2:through ");
}

/* Whoever started the program may have it ignore its children; how they end is then unknown. */
static void a_caller_that_ignores_its_children_still_gets_the_result(void **state)
{
    struct heard heard = {0};
    (void)state;
    signal(SIGCHLD, SIG_IGN);
    const double start_s = env_seconds();
    const struct child_end end = run(count_to_three, NULL, &heard);
    signal(SIGCHLD, SIG_DFL);
    assert_int_equal(end.how, END_DONE);
    assert_string_equal(heard.text, "1:one 1:two 2:three ");
    assert_true(env_seconds() - start_s < 0.5);
}

static const struct CMUnitTest cases[] = {
    CASE(a_result_comes_back_after_its_progress),
    CASE(a_fault_ends_the_child_alone_and_its_signal_is_told),
    CASE(an_abort_ends_the_child_alone),
    CASE(a_child_runs_no_atexit_and_writes_no_buffer_twice),
    CASE(an_exit_status_is_told),
    CASE(a_spinning_child_is_gone_a_fifth_of_a_second_after_the_wish),
    CASE(a_child_over_its_time_is_ended),
    CASE(a_message_larger_than_the_pipe_comes_whole),
    CASE(a_message_cut_short_is_not_delivered),
    CASE(a_header_that_is_none_ends_the_child),
    CASE(a_child_that_needs_too_much_memory_says_so),
    CASE(requests_are_answered_in_turn_until_the_caller_ends_it),
    CASE(sending_to_one_that_does_not_read_or_has_gone_is_given_up),
    CASE(fifty_children_leave_no_descriptor_and_no_zombie),
    CASE(a_child_holds_no_file_of_its_caller),
    CASE(a_child_ends_when_its_caller_is_killed),
    CASE(signals_of_the_caller_do_not_disturb),
    CASE(a_caller_that_ignores_its_children_still_gets_the_result),
};
TEST_MAIN(cases)
