/* The database of pupils, households and cases: a file of its own beside the planner's, so that the
   planner's file can be handed on without a pupil in it. Names and national numbers in it are
   encrypted with a key that stands in neither file. */
#ifndef EQUITY_CASES_H
#define EQUITY_CASES_H

#include "base/err.h"
#include "base/text.h"
#include "data/store.h"

/* "kruE" in ASCII. */
enum { CASES_APPLICATION_ID = 0x6B727545 };

/** "bma.db" -> "bma-equity.db", anything else: "-equity.db" behind it. */
void cases_path(const char *planner_path, struct text *out);

/** Open or make the file that belongs to a planner's database; store_close() it.
    Errors: those of store_open and store_create. */
MUST_CHECK enum err_code cases_open(const char *planner_path, struct store **out, struct err *err);
MUST_CHECK enum err_code cases_create(const char *planner_path, struct store **out,
                                      struct err *err);

#endif
