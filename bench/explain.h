/* kru-bench explain: random explanations, each claim solved again by itself. */
#ifndef BENCH_EXPLAIN_H
#define BENCH_EXPLAIN_H

/** Runs the sub-command with the arguments of main(); returns its exit status. */
int bench_explain(int argc, char **argv);

#endif
