/* What the tables of a sweep and its summary share. */
#ifndef REPORT_SWEEP_TABLES_H
#define REPORT_SWEEP_TABLES_H

#include "report/sweep_report.h"

#define SWEEP_CERTAIN_SHARE 0.9

/* What `share` of the futures do not exceed, and where its true value lies with 95 % certainty. */
struct certainty {
    int futures;
    double most, low, high;
};
/** The worst year of a district; -1: the worst year of the shortest district. */
void sweep_certainty(const struct sweep_view *view, int district, struct certainty *out);

/* Positions in the table of measures. */
enum sweep_measure { SWEEP_MEASURE_SHORTAGE, SWEEP_MEASURE_COST };
/** One measure of the futures by year. */
struct table *sweep_measure_table(const struct sweep_view *view, enum sweep_measure measure);

/** The regrets of all decisions that were tried; returns their number; free() them. */
int sweep_regrets(const struct sweep_view *view, struct regret **out);

/** A number, or nothing when it is not finite. */
void sweep_put(struct table *table, double value, int decimals);

#endif
