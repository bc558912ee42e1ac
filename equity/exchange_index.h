/* From pupils to one number a school: counts the facts of a round, freezes them, and hands school,
   round, index and coverage to the planner's database. Nothing else goes there. */
#ifndef EQUITY_EXCHANGE_INDEX_H
#define EQUITY_EXCHANGE_INDEX_H

#include "data/store.h"
#include "equity/index_store.h"
#include "equity/pmt.h"

struct index_order {
    struct store *cases, *planner;
    const struct actor *by; /* secretary or planner */
    const char *round;
    const struct index_params *params;
};

struct index_report {
    int academic_year, term; /* of the roll that was counted: the newest */
    int attendance_min;      /* percent */
    char model[PMT_VERSION];
    int schools, pupils, screened, extremely_poor, low_confidence;
    bool frozen;    /* false: frozen before, with the same facts */
    int written;    /* rows of the planner that are new or changed */
    bool synthetic; /* the index rests on made-up data, and the planner's provenance says so */
};

/**
 * Counted are the pupils on the newest roll: screened are those whose newest visit (screen, verify)
 * has a score by the active model, extremely poor those in its first band; attendance is that of
 * their newest term in the year of the roll, open cases those of today. Disability is in no file
 * and counts 0. One transaction here and one in the planner's database; the same again changes
 * nothing. Errors: those of school_index_make, index_store_freeze and import_sources;
 * ERR_NOT_FOUND no roll, no active model.
 */
MUST_CHECK enum err_code exchange_freeze(const struct index_order *order, struct index_report *out,
                                         struct err *err);

#endif
