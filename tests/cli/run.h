/* Run the program as a user would: arguments in, standard output, standard error and status out.
   Include it before anything else: it asks for more of POSIX than test.h does. */
#ifndef TESTS_CLI_RUN_H
#define TESTS_CLI_RUN_H

#define _XOPEN_SOURCE 700

#include "tests/test.h"

#include <cjson/cJSON.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { RUN_ARGUMENTS = 32, RUN_PATH = 512 };

struct run {
    int status;      /* exit status; -1: ended by a signal */
    char *out, *err; /* what was written, ended by '\0' */
};

static char run_folder[RUN_PATH]; /* of the running case, made by run_setup */

static inline void run_clear(struct run *run)
{
    free(run->out);
    free(run->err);
    *run = (struct run){0};
}

/* `path` inside the case's folder; the text lives until the eighth call after it. */
static inline const char *run_path(const char *path)
{
    static char paths[8][RUN_PATH + 64];
    static int next;
    char *to = paths[next++ % 8];
    snprintf(to, sizeof paths[0], "%s/%s", run_folder, path);
    return to;
}

static inline char *run_read(FILE *file)
{
    size_t length = 0, room = 4096;
    char *text = malloc(room + 1);
    assert_non_null(text);
    rewind(file);
    for (;;) {
        length += fread(text + length, 1, room - length, file);
        if (length < room) break;
        room *= 2;
        text = realloc(text, room + 1);
        assert_non_null(text);
    }
    text[length] = '\0';
    return text;
}

static inline char *run_read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) fail_msg("cannot read '%s'", path);
    char *text = run_read(file);
    fclose(file);
    return text;
}

static inline void run_write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    if (!file) fail_msg("cannot write '%s'", path);
    fputs(text, file);
    fclose(file);
}

/* Starts the program with these two as its output, and waits for its end. */
static inline int run_to(int out, int err, const char *const *argument)
{
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(out, STDOUT_FILENO);
        dup2(err, STDERR_FILENO);
        signal(SIGPIPE, SIG_DFL); /* whoever runs the tests may ignore it */
        execv(KRU_BINARY, (char *const *)(uintptr_t)argument);
        _exit(127);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static inline void run_arguments(struct run *run, const char *const *argument)
{
    FILE *out = tmpfile(), *err = tmpfile();
    run_clear(run);
    assert_non_null(out);
    assert_non_null(err);
    run->status = run_to(fileno(out), fileno(err), argument);
    run->out = run_read(out);
    run->err = run_read(err);
    fclose(out);
    fclose(err);
}

/* kru(&run, "plans", database): English unless --lang stands among the arguments. */
#define kru(run, ...)                                                                              \
    run_arguments(run, (const char *const[]){"kru", "--lang=en", __VA_ARGS__, NULL})
#define kru_th(run, ...)                                                                           \
    run_arguments(run, (const char *const[]){"kru", "--lang=th", __VA_ARGS__, NULL})
#define kru_plain(run, ...) run_arguments(run, (const char *const[]){"kru", __VA_ARGS__, NULL})

/* The same with standard output and standard error on one terminal; all that it shows is in .out.
 */
static inline void run_on_terminal(struct run *run, const char *const *argument)
{
    run_clear(run);
    const int master = posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0) skip(); /* a bare container has no pseudo-terminals */
    assert_int_equal(grantpt(master), 0);
    assert_int_equal(unlockpt(master), 0);
    const int slave = open(ptsname(master), O_RDWR | O_NOCTTY);
    if (slave < 0) skip();
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(slave, STDOUT_FILENO);
        dup2(slave, STDERR_FILENO);
        close(master);
        execv(KRU_BINARY, (char *const *)(uintptr_t)argument);
        _exit(127);
    }
    close(slave);
    FILE *copy = tmpfile();
    char bytes[4096];
    ssize_t count;
    assert_non_null(copy);
    while ((count = read(master, bytes, sizeof bytes)) > 0) fwrite(bytes, 1, (size_t)count, copy);
    int status = 0;
    waitpid(child, &status, 0);
    run->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    run->out = run_read(copy);
    run->err = calloc(1, 1);
    fclose(copy);
    close(master);
}

static inline void assert_status(const struct run *run, int want)
{
    if (run->status != want)
        fail_msg("exit status %d, not %d; it said: %s", run->status, want, run->err);
}

/* Success with nothing on standard error. */
static inline void assert_quiet(const struct run *run)
{
    assert_status(run, 0);
    assert_string_equal(run->err, "");
}

/* A failure with one sentence: "kru: text" and the end of the line. */
static inline void assert_fails(const struct run *run, enum err_code code, const char *text)
{
    char want[1024];
    snprintf(want, sizeof want, "kru: %s\n", text);
    assert_string_equal(run->err, want);
    assert_status(run, err_exit_status(code));
}

static inline void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part)) fail_msg("'%s' is not in:\n%s", part, text);
}

static inline void assert_has_not(const char *text, const char *part)
{
    if (strstr(text, part)) fail_msg("'%s' is in:\n%s", part, text);
}

/* Strictly one JSON value and nothing after it but the end of the line. */
static inline cJSON *run_json(const char *text)
{
    const char *end = NULL;
    cJSON *json = cJSON_ParseWithOpts(text, &end, 0);
    if (!json) fail_msg("no JSON at: %.60s", end);
    assert_string_equal(end, "\n");
    return json;
}

static inline int run_remove(const char *path, const struct stat *info, int kind, struct FTW *at)
{
    (void)info;
    (void)kind;
    (void)at;
    return remove(path);
}

/* A folder of its own for each case: of this process, and not one that another left behind. */
static inline int run_setup(void **state)
{
    enum { MOST_TRIES = 1000 };
    (void)state;
    for (int i = 0; i < MOST_TRIES; i++) {
        snprintf(run_folder, sizeof run_folder, "%s/case-%ld-%d", KRU_BUILD, (long)getpid(), i);
        if (mkdir(run_folder, 0777) == 0) return 0;
    }
    return -1;
}

static inline int run_teardown(void **state)
{
    (void)state;
    return nftw(run_folder, run_remove, 16, FTW_DEPTH | FTW_PHYS);
}

/* With a database tiny.db of tests/fixtures/tiny. */
static inline int run_setup_tiny(void **state)
{
    struct run run = {0};
    if (run_setup(state) != 0) return -1;
    kru(&run, "init", run_path("tiny.db"), "--from", KRU_SOURCE "/tests/fixtures/tiny");
    const int status = run.status;
    if (status != 0) print_error("init: %s", run.err);
    run_clear(&run);
    return status;
}

#endif
