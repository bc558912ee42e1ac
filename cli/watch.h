/* A line of progress for work that is many solves, and Ctrl-C that ends it between two of them. */
#ifndef CLI_WATCH_H
#define CLI_WATCH_H

#include "cli/cli.h"

struct solve_watch {
    const char *what;
    bool shown, terminal, wanted, started;
    double start_s, last_s;
};

/** `what` is borrowed. Progress is shown on a terminal, and with --progress. */
void watch_start(struct solve_watch *watch, const struct call *call, const char *what);
/** `code`, or ERR_LIMIT "stopped" after Ctrl-C. */
enum err_code watch_end(struct solve_watch *watch, enum err_code code, struct err *err);
/** An effect_watch function: false after Ctrl-C. */
bool watch_solves(void *context, int solves);

#endif
