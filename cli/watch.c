/* Progress of many solves, at most twice a second. */
#define _POSIX_C_SOURCE 200809L
#include "cli/watch.h"

#include "base/env.h"
#include "base/lang.h"

#include <stdio.h>
#include <unistd.h>

static const double EVERY_S = 0.5;
void watch_start(struct solve_watch *watch, const struct call *call, const char *what)
{
    *watch = (struct solve_watch){.what = what,
                                  .terminal = isatty(STDERR_FILENO) == 1,
                                  .started = true,
                                  .start_s = env_seconds()};
    watch->wanted = watch->terminal || call_has(call, OPTION_PROGRESS);
    interrupt_catch();
}

enum err_code watch_end(struct solve_watch *watch, enum err_code code, struct err *err)
{
    if (!watch->started) return code;
    if (watch->shown && watch->terminal) fputs("\r\033[K", stderr);
    watch->started = false;
    return interrupt_release(code, err);
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
    return !interrupt_came();
}
