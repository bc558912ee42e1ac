/* A solve that is interrupted, killed or short of memory: one sentence, and nothing is saved. The
   database is the whole city over ten years, which is some seconds of work. */
#include "tests/cli/run.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <time.h>

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int setup_city(void **state)
{
    struct run run = {0};
    if (run_setup(state) != 0) return -1;
    kru(&run, "init", run_path("city.db"));
    const int status = run.status;
    run_clear(&run);
    return status;
}

/* The child of a process; 0: it has none (yet). */
static pid_t child_of(pid_t parent)
{
    pid_t found = 0;
    DIR *folder = opendir("/proc");
    for (const struct dirent *entry; folder && (entry = readdir(folder));) {
        char path[300];
        int of = 0;
        snprintf(path, sizeof path, "/proc/%s/stat", entry->d_name);
        FILE *file = entry->d_name[0] >= '1' && entry->d_name[0] <= '9' ? fopen(path, "r") : NULL;
        if (!file) continue;
        if (fscanf(file, "%*d %*s %*c %d", &of) == 1 && of == parent)
            found = (pid_t)strtol(entry->d_name, NULL, 10);
        fclose(file);
    }
    if (folder) closedir(folder);
    return found;
}

/* Waits until the program has begun to solve, and then for `more_s`. */
static pid_t wait_for_solve(pid_t program, double more_s)
{
    pid_t solver = 0;
    for (int i = 0; i < 3000 && solver == 0; i++) {
        solver = child_of(program);
        poll(NULL, 0, 10);
    }
    assert_true(solver > 0);
    poll(NULL, 0, (int)(more_s * 1000.0));
    return solver;
}

static pid_t start_plan(const char *lang, FILE *out, FILE *err)
{
    const pid_t program = fork();
    assert_true(program >= 0);
    if (program > 0) return program;
    dup2(fileno(out), STDOUT_FILENO);
    dup2(fileno(err), STDERR_FILENO);
    signal(SIGINT, SIG_DFL);
    execl(KRU_BINARY, "kru", lang, "plan", run_path("city.db"), "--set", "horizon.years=10", NULL);
    _exit(127);
}

static void assert_nothing_was_saved(void)
{
    struct run run = {0};
    kru(&run, "plans", run_path("city.db"));
    assert_quiet(&run);
    assert_has(run.out, "(nothing to list)");
    kru(&run, "check", run_path("city.db"));
    assert_status(&run, 0);
    run_clear(&run);
}

/* Starts a plan of the city, sends a signal to it or to its solver, and compares how it ended. */
static void assert_signal(bool to_solver, int number, const char *lang, enum err_code code,
                          const char *text)
{
    struct run run = {0};
    FILE *out = tmpfile(), *err = tmpfile();
    int status = 0;
    assert_non_null(out);
    assert_non_null(err);
    const pid_t program = start_plan(lang, out, err);
    const pid_t solver = wait_for_solve(program, 0.5);
    const double start_s = seconds_now();
    assert_int_equal(kill(to_solver ? solver : program, number), 0);
    assert_int_equal(waitpid(program, &status, 0), program);
    const double took_s = seconds_now() - start_s;
    assert_int_equal(kill(solver, 0), -1);
    assert_int_equal(errno, ESRCH);
    run = (struct run){WIFEXITED(status) ? WEXITSTATUS(status) : -1, run_read(out), run_read(err)};
    fclose(out);
    fclose(err);
    assert_fails(&run, code, text);
    assert_string_equal(run.out, "");
    if (!(took_s < 0.4)) fail_msg("it took %.3f s to end", took_s);
    run_clear(&run);
    assert_nothing_was_saved();
}

static void an_interrupt_is_one_sentence_and_saves_nothing(void **state)
{
    (void)state;
    assert_signal(false, SIGINT, "--lang=en", ERR_LIMIT, "stopped, nothing was saved");
    assert_signal(false, SIGINT, "--lang=th", ERR_LIMIT, "หยุดแล้ว ไม่มีการบันทึก");
}

static void a_solver_that_is_killed_is_one_sentence_and_saves_nothing(void **state)
{
    (void)state;
    assert_signal(true, SIGKILL, "--lang=en", ERR_SOLVER,
                  "the solver process ended by signal 9 (Killed), nothing was saved");
    assert_signal(true, SIGSEGV, "--lang=th", ERR_SOLVER,
                  "โพรเซสคำนวณจบด้วยสัญญาณ 11 (Segmentation fault) จึงไม่มีการบันทึก");
}

/* A terminal of its own, of which the program is the leader, so that the key reaches all its
   processes as it does in a shell. */
static pid_t start_on_terminal(int *master)
{
    *master = posix_openpt(O_RDWR | O_NOCTTY);
    if (*master < 0) skip(); /* a bare container has no pseudo-terminals */
    assert_int_equal(grantpt(*master), 0);
    assert_int_equal(unlockpt(*master), 0);
    const pid_t program = fork();
    assert_true(program >= 0);
    if (program > 0) return program;
    setsid();
    const int slave = open(ptsname(*master), O_RDWR);
    close(*master);
    for (int i = 0; i <= STDERR_FILENO; i++) dup2(slave, i);
    close(slave);
    signal(SIGINT, SIG_DFL);
    execl(KRU_BINARY, "kru", "--lang=en", "plan", run_path("city.db"), "--set", "horizon.years=10",
          NULL);
    _exit(127);
}

static void the_key_ends_the_solve_and_cleans_the_line(void **state)
{
    static const char end[] = "\r\033[Kkru: stopped, nothing was saved\r\n";
    enum { CTRL_C = 3 };
    const char key = CTRL_C;
    int master = -1, status = 0;
    char text[65536] = "";
    size_t length = 0;
    (void)state;
    const pid_t program = start_on_terminal(&master);
    for (bool pressed = false; length < sizeof text - 1;) {
        const ssize_t count = read(master, text + length, sizeof text - 1 - length);
        if (count <= 0) break;
        length += (size_t)count;
        text[length] = '\0';
        if (!pressed && strstr(text, "allowed)")) {
            assert_int_equal(write(master, &key, 1), 1);
            pressed = true;
        }
    }
    assert_int_equal(waitpid(program, &status, 0), program);
    close(master);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), err_exit_status(ERR_LIMIT));
    assert_has(text, "% of the time allowed)");
    if (length < sizeof end || strcmp(text + length - (sizeof end - 1), end) != 0)
        fail_msg("it ends in: %s", length > 120 ? text + length - 120 : text);
    assert_nothing_was_saved();
}

#if defined __SANITIZE_ADDRESS__
static void a_solve_short_of_memory_is_one_sentence_and_saves_nothing(void **state)
{
    (void)state;
    skip(); /* the sanitizer needs more address space than any limit */
}
#else
static void a_solve_short_of_memory_is_one_sentence_and_saves_nothing(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "plan", run_path("city.db"), "--set", "solve.memory_mb=40");
    assert_fails(&run, ERR_LIMIT,
                 "the solve needs more memory than 'solve.memory_mb' (40 MB) allows");
    assert_string_equal(run.out, "");
    run_clear(&run);
    assert_nothing_was_saved();
}
#endif

static const struct CMUnitTest cases[] = {
    CASE_WITH(an_interrupt_is_one_sentence_and_saves_nothing, setup_city, run_teardown),
    CASE_WITH(a_solver_that_is_killed_is_one_sentence_and_saves_nothing, setup_city, run_teardown),
    CASE_WITH(the_key_ends_the_solve_and_cleans_the_line, setup_city, run_teardown),
    CASE_WITH(a_solve_short_of_memory_is_one_sentence_and_saves_nothing, setup_city, run_teardown),
};
TEST_MAIN(cases)
