/* In which order the people of one year come and move, so that nothing is missing in between. */
#ifndef PLANNER_PLACEMENT_ORDER_H
#define PLANNER_PLACEMENT_ORDER_H

#include <stdbool.h>

/* A person who leaves a chain (-1: comes from outside) for another. */
struct order_step {
    int from, to; /* chains */
    int before;   /* the step of the rank before on the same list; -1: none */
    /* out: */
    int order, same_day;
};

/* Where it happens; head and total are carried from step to step. */
struct order_place {
    const int *school; /* [chains] */
    const int *low;    /* [chains] no step leaves fewer: <= head at the start and at the end */
    const int *room;   /* [schools] no step leaves more, unless more were there before it; >= total
                          at the end */
    int *head;         /* [chains] */
    int *total;        /* [schools] */
};

/** Fills order 1 .. steps and same_day of every step; place->head and total are those at the end.
 */
void placement_order(struct order_place *place, struct order_step *step, int steps);

#endif
