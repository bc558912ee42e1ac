/* Progress of many solves, at most twice a second. */
#define _POSIX_C_SOURCE 200809L
#include "cli/watch.h"

#include "base/env.h"
#include "base/lang.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static const double EVERY_S = 0.5;
static volatile sig_atomic_t interrupted;
static struct sigaction before;

static void on_interrupt(int number)
{
    (void)number;
    interrupted = 1;
}

void watch_start(struct solve_watch *watch, const struct call *call, const char *what)
{
    struct sigaction mine = {.sa_handler = on_interrupt};
    *watch = (struct solve_watch){.what = what,
                                  .terminal = isatty(STDERR_FILENO) == 1,
                                  .started = true,
                                  .start_s = env_seconds()};
    watch->wanted = watch->terminal || call_has(call, OPTION_PROGRESS);
    sigemptyset(&mine.sa_mask);
    interrupted = 0;
    sigaction(SIGINT, NULL, &before);
    if (before.sa_handler != SIG_IGN) sigaction(SIGINT, &mine, NULL);
}

void watch_end(struct solve_watch *watch)
{
    if (!watch->started) return;
    sigaction(SIGINT, &before, NULL);
    if (watch->shown && watch->terminal) fputs("\r\033[K", stderr);
    watch->started = false;
}

bool watch_solves(void *context, int solves)
{
    struct solve_watch *watch = context;
    const double now_s = env_seconds();
    if (watch->wanted && now_s - watch->last_s >= EVERY_S) {
        fprintf(stderr, lang_pick("%s%s ครั้งที่ %d %.0f วินาที%s", "%s%s, solve %d, %.0f s%s"),
                watch->terminal ? "\r\033[K" : "", watch->what, solves, now_s - watch->start_s,
                watch->terminal ? "" : "\n");
        watch->shown = true;
        watch->last_s = now_s;
    }
    return !interrupted;
}
