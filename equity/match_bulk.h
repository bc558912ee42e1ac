/* A whole roll of candidates, compared in memory by the rules of match.h: the same outcomes as
   match_admit one after the other, in a hundredth of the time. */
#ifndef EQUITY_MATCH_BULK_H
#define EQUITY_MATCH_BULK_H

#include "equity/match.h"
#include "equity/person.h"

struct match_bulk; /* opaque; holds names until it is closed */

/** Read everybody once. Needs RIGHT_WRITE, else ERR_INPUT. Inside a transaction, so that nobody is
    added meanwhile. `access` is borrowed. */
MUST_CHECK enum err_code match_bulk_open(const struct person_access *access,
                                         struct match_bulk **out, struct err *err);
void match_bulk_close(struct match_bulk *bulk);

/**
 * As match_admit of a candidate that person_clean has cleaned. A row of the record is written for
 * whom it doubts alone: the caller's row of the batch stands for all others, who are found by the
 * rows that the batch brought.
 */
MUST_CHECK enum err_code match_bulk_admit(struct match_bulk *bulk, const struct person *candidate,
                                          struct match_result *out, struct err *err);

/** How many candidates have begun to wait since it was opened. */
int match_bulk_queued(const struct match_bulk *bulk);

/** The person of the last SAME or NEW is at this place now; what it was stays in student_change.
 *moved false: it was there already, or where it was is outside the actor's place. */
MUST_CHECK enum err_code match_bulk_move(struct match_bulk *bulk, const char *school,
                                         const char *district, const char *grade, bool *moved,
                                         struct err *err);

#endif
