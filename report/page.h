/* Documents of A4 pages as PDF: text, tables and charts, set by pango and drawn by cairo. What the
   documents are about is not known here. Texts of others are always texts: nothing in them is
   markup, control characters are shown as '?'.

   A document is a function that is called twice with the same calls, once to measure and once to
   draw, so that contents and "page 3 of 40" know what comes after them. */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "base/err.h"
#include "report/table.h"

struct pages; /* opaque */

/* What stands on every page, and how the document is set. Texts are borrowed; "" leaves out. */
struct page_frame {
    const char *title;   /* head, left; also the title of the file */
    const char *subject; /* head, right */
    const char *made;    /* foot, left: when it was made */
    const char *warning; /* foot, in the middle: what nobody may overlook */
    const char *created; /* ISO 8601 UTC: creation date of the file */
    bool one_page;       /* smaller type, down to 0.6 of the size, until all fits one page */
};

typedef void (*page_write_fn)(struct pages *pages, const void *context);

/**
 * The document as the bytes of a PDF, added to `out`; the same calls give the same bytes.
 * Errors: ERR_CONFIG: the font Noto Sans Thai is not installed, with the package that has it.
 */
MUST_CHECK enum err_code pages_make(const struct page_frame *frame, page_write_fn write,
                                    const void *context, struct text *out, struct err *err);

/* ---- flow: each of these goes below the one before it, on a new page where it must ---- */

void page_break(struct pages *pages);
void page_space(struct pages *pages, double points);
/** The name of the whole document, in large type; only on a cover. */
void page_title(struct pages *pages, const char *text);
/** Level 1 or 2; goes to contents and outline, and stays with what follows. */
void page_heading(struct pages *pages, int level, const char *text);
void page_paragraph(struct pages *pages, const char *text);
/** A paragraph behind a bullet. */
void page_point(struct pages *pages, const char *text);
/** A remark in small type. */
void page_remark(struct pages *pages, const char *text);
/** A text in a frame that nobody may overlook. */
void page_boxed(struct pages *pages, const char *text);
/** Headings of the whole document with their pages, as links, on pages of their own. */
void page_contents(struct pages *pages, const char *title);

/* A figure in large type over what it counts. */
struct page_fact {
    const char *figure, *meaning;
};
void page_facts(struct pages *pages, const struct page_fact *fact, int count);

/** Lines for signature, name, position and date of each, side by side, at most 3 in a row. */
void page_signatures(struct pages *pages, const char *const *role, int count);

/* How a table is set; zeroed is right for most. */
struct page_table_look {
    double size;        /* points of its type; 0: 9 */
    bool heat;          /* numbers of CELL_INT columns without a total are shaded by their size, and
                           heads stand upright */
    double width_share; /* of the page; 0: what it needs */
    bool untitled;      /* a heading says what it is */
    bool whole;         /* on one page, if a page can hold it; small tables are anyway */
    const char *const *leave_out; /* keys of columns, ended by NULL; or NULL */
};

/**
 * Title, heads (again on each page), rows that are not split, the sum of its `total` columns,
 * notes. Columns are as wide as their content; what does not fit is wrapped, then set in smaller
 * type down to 6.5 points, then on pages in landscape. CELL_HIDDEN columns are left out.
 */
void page_table(struct pages *pages, const struct table *table, const struct page_table_look *look);

/* ---- charts: each series has a colour, a hatch and a marker of its own ------------------ */

enum chart_kind { CHART_BARS, CHART_STACKED, CHART_LINES };
enum { CHART_MOST_SERIES = 6 };

struct chart_series {
    const char *name;
    const double *value; /* [points] >= 0 */
};

struct page_chart {
    enum chart_kind kind;
    const char *title, *summary; /* the summary is one sentence: what is to be seen */
    const char *unit;            /* of the upright axis */
    const char *axis;            /* of the level axis */
    int points;
    const char *const *label; /* [points] on the level axis */
    int count;                /* of series, at most CHART_MOST_SERIES */
    struct chart_series series[CHART_MOST_SERIES];
    double height; /* points of the plot; 0: 150 */
};
void page_chart(struct pages *pages, const struct page_chart *chart);

#endif
