/* An .xlsx under construction: tables become sheets that people can filter, print and sign.
   Written row by row in constant memory (libxlsxwriter), beside its place, and moved there when
   whole. Texts are always texts: no cell of a table can become a formula. */
#ifndef REPORT_BOOK_H
#define REPORT_BOOK_H

#include "base/err.h"
#include "report/table.h"

struct book; /* opaque */

/* How a table becomes a sheet; zeroed: heads for people, title and notes above and below. */
struct book_look {
    bool bare; /* row 1 holds the keys and nothing stands above or below: what `kru import`
                  reads back */
    const char *const *meaning; /* [columns] a comment at each head, or NULL */
};

/** Errors: ERR_STORE with path and reason; nothing is left behind. */
MUST_CHECK enum err_code book_open(const char *path, struct book **out, struct err *err);
/** A sheet of at most 31 letters; dates are real dates shown in Buddhist years. */
void book_sheet(struct book *book, const char *name, const struct table *table,
                const struct book_look *look);
/** Write and free; `keep` false throws it away. Errors: ERR_STORE, ERR_INPUT: more than 1,048,576
    rows. */
MUST_CHECK enum err_code book_finish(struct book *book, bool keep, struct err *err);

#endif
