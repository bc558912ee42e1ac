/* An .xlsx under construction: tables become sheets that people can filter, print and sign.
   Written row by row in constant memory (libxlsxwriter), beside its place, and moved there when
   whole. Texts are always texts: no cell of a table can become a formula. The only formulas are the
   totals, which follow a filter. A failure is kept and told by book_finish. */
#ifndef REPORT_BOOK_H
#define REPORT_BOOK_H

#include "base/err.h"
#include "report/table.h"

struct book; /* opaque */

/* How a table becomes a sheet; zeroed: heads for people, title above, of the notes the last one
   (what is synthetic) above and the others below. */
struct book_look {
    bool bare; /* row 1 holds the keys and nothing stands above or below: what `kru import`
                  reads back */
    const char *const *meaning; /* [columns] a comment at each head, or NULL */
    int frozen;                 /* columns at the left that stay when the sheet is scrolled */
    bool fold;                  /* columns CELL_HIDDEN are folded away behind a "+" */
};

/** Errors: ERR_STORE with path and reason; nothing is left behind. */
MUST_CHECK enum err_code book_open(const char *path, struct book **out, struct err *err);
/** What the workbook is about: title in its properties and at the head of each printed page,
    `remark` (NULL: none) in its properties, `made` in seconds since 1970 (0: now). Before the first
    sheet. */
void book_about(struct book *book, const char *title, const char *remark, long long made);
/** A sheet; of its name at most 31 letters are kept, those that no sheet may have are replaced, and
    a number is added to a name that is taken. Dates are real dates shown in Buddhist years; columns
    "shortage" and "surplus" stand out where they are not 0. */
void book_sheet(struct book *book, const char *name, const struct table *table,
                const struct book_look *look);
/** Write and free; `keep` false throws it away. Errors: ERR_STORE; ERR_INPUT: more rows than a
   sheet can have, 1,048,576, the text names the sheet. */
MUST_CHECK enum err_code book_finish(struct book *book, bool keep, struct err *err);

/* ---- a page: lines, charts and tables one under the other, in columns of one width --------- */

enum book_line { LINE_TITLE, LINE_TEXT, LINE_REMARK, LINE_HEADING };

/* Where a table stands on a page, for charts. */
struct book_block {
    int sheet, head, rows; /* row of its heads; rows of values below it */
};

enum book_chart_kind { CHART_LINES, CHART_COLUMNS, CHART_STACKED };
enum { MOST_SERIES = 12 };

/* A chart of some columns of a block; heads are the names of the series. */
struct book_chart {
    enum book_chart_kind kind;
    const char *title, *x, *y; /* of chart and axes */
    struct book_block data;
    int skip;   /* rows at the top that are not drawn */
    int labels; /* column of the categories */
    int series, column[MOST_SERIES];
};

/** Start a page of `columns` columns. */
void book_page(struct book *book, const char *name, int columns);
void book_line(struct book *book, enum book_line kind, const char *text);
/** Start a new printed page unless `rows` more fit on this one. */
void book_keep(struct book *book, int rows);
/** Leave room for a row of charts; returns its place. */
int book_room(struct book *book);
/** Draw into a room, the `at`-th of `across` charts beside each other, from 0. The block may stand
    below the room. */
void book_chart(struct book *book, int room, int at, int across, const struct book_chart *chart);
/** A table; span [columns]: how many columns of the page each takes, NULL: one. */
struct book_block book_block(struct book *book, const struct table *table, const int *span);

#endif
