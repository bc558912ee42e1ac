/* kru-bench warm: a session of changes, timed. */
#ifndef BENCH_WARM_H
#define BENCH_WARM_H

/** Runs the sub-command with the arguments of main(); returns its exit status. */
int bench_warm(int argc, char **argv);

#endif
