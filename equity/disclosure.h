/* Counts of persons fit to be published: small cells are hidden, and enough others with them that
   no hidden one can be worked out from the totals. */
#ifndef EQUITY_DISCLOSURE_H
#define EQUITY_DISCLOSURE_H

#include "base/err.h"

#include <stdbool.h>

enum { DISCLOSURE_BELOW = 10, DISCLOSURE_CELLS_MAX = 100000, DISCLOSURE_COUNT_MAX = 100000000 };

/* Where a cell stands; all hidden ones are published by one and the same mark, which does not tell
   the small from those that were hidden to protect them. */
enum disclosure_state {
    DISCLOSURE_SHOWN,
    DISCLOSURE_SMALL,      /* below the limit */
    DISCLOSURE_PROTECTING, /* hidden so that a small one stays hidden */
};
extern const char disclosure_mark[]; /* how a hidden cell is published */

/**
 * Which cells of a table may be published.
 *   count  [rows][cols]          >= 0, whole persons
 *   below  smallest count that may be shown; a zero counts as small unless `show_zero`
 *   cell   [rows + 1][cols + 1]  out: the counts, with the total of each row in the last column, of
 *                                each column in the last row, and of all in the corner
 *   state  [rows + 1][cols + 1]  out: enum disclosure_state of each
 * Totals are cells like others: a total below the limit is hidden, too.
 *
 * What holds then, for a reader who knows every shown cell, that counts are whole and >= 0, and
 * that rows and columns add up: each hidden small cell x could be any number from at most x to at
 * least `below`, and no hidden cell could be one number only. Other tables of the same persons are
 * not looked at: whoever publishes two of them that share totals hides in both what either hides.
 *
 * Method: a table with totals is a circulation in a network whose nodes are its rows and columns;
 * how far a hidden cell can grow is a maximum flow through the other hidden ones. Where it is too
 * little, the cheapest further cells (by count, totals last) are hidden that let it grow.
 * Source: Castro, "A shortest-paths heuristic for statistical data protection in positive tables",
 * INFORMS Journal on Computing 19, 2007 (the idea).
 * Errors: ERR_INPUT no cell or more than DISCLOSURE_CELLS_MAX, a count out of range.
 */
MUST_CHECK enum err_code disclosure_protect(int rows, int cols, const int *count, int below,
                                            bool show_zero, int *cell, unsigned char *state,
                                            struct err *err);

#endif
