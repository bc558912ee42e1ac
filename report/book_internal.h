/* Between book.c, book_text.c and book_page.c. */
#ifndef REPORT_BOOK_INTERNAL_H
#define REPORT_BOOK_INTERNAL_H

#include "report/book.h"
#include "report/plan_report.h"

#include <xlsxwriter.h>

enum { MOST_DECIMALS = 4, MOST_BREAKS = 16, MOST_PAGE_COLUMNS = 32 };

/* What a cell looks like; DECIMAL + n has n decimals. */
enum style {
    STYLE_TITLE,
    STYLE_LINE,
    STYLE_REMARK,
    STYLE_HEADING,
    STYLE_HEAD,
    STYLE_TEXT,
    STYLE_LONG,
    STYLE_YEAR,
    STYLE_DATE,
    STYLE_TOTAL_TEXT,
    STYLE_SHORT,
    STYLE_OVER,
    STYLE_DECIMAL,
    STYLE_TOTAL = STYLE_DECIMAL + MOST_DECIMALS + 1,
    STYLES = STYLE_TOTAL + MOST_DECIMALS + 1
};

/* The sheet that is being written; `row` is the next one. */
struct sheet {
    lxw_worksheet *at;
    char *name;
    int row, columns;               /* of a page */
    double width;                   /* of all columns, in pixels */
    double wide[MOST_PAGE_COLUMNS]; /* of a page: columns that hold more than the others */
    int breaks;                     /* rows before which a printed page ends */
    lxw_row_t page_break[MOST_BREAKS + 1];
};

struct book {
    struct export_file file;
    lxw_workbook *workbook;
    lxw_format *format[STYLES];
    char *title;
    struct sheet *sheet; /* the last one is under construction */
    int sheets, room;
    struct err err; /* the first failure */
};

enum { ROW_PT = 26, LINE_PT = 26, TITLE_PT = 34, LETTER_PX = 10, DIGIT_PX = 11, PAD_PX = 26 };

/** A text as a cell can hold it: what is no UTF-8 or forbidden in XML becomes U+FFFD, an escape
    that the format would read is escaped itself, and a text beyond 32,767 letters is cut with a
    remark. */
void cell_text(const char *text, struct text *out);
/** A sheet's name that every program accepts and no sheet of the book has. */
void sheet_name(const struct book *book, const char *wanted, struct text *out);
/** Lines that a text takes in `width` pixels. */
int text_lines(const char *text, double width);

/** Keep what went wrong. */
void book_check(struct book *book, lxw_error error);
/** The next sheet, ready for rows; NULL after a failure. */
struct sheet *sheet_new(struct book *book, const char *name);
/** Write the cell of a table. */
void put_cell(struct book *book, struct sheet *sheet, int column, const struct table_cell *cell,
              enum cell_kind kind);
void put_text(struct book *book, struct sheet *sheet, int column, const char *text,
              enum style style);
/** A text over the columns `first` .. `last` of the row. */
void put_across(struct book *book, struct sheet *sheet, int first, int last, const char *text,
                enum style style);
/** A line of its own over `columns` columns, as high as it needs. */
void put_line(struct book *book, struct sheet *sheet, int columns, const char *text,
              enum style style);
/** The sum of a column over the rows first .. last, as a formula with its value. */
void put_total(struct book *book, struct sheet *sheet, int column, int first, int last,
               const struct table_cell *sum);
bool table_has_total(const struct table *table);
/** Colours for "shortage" and "surplus" in the rows first .. last; span as of book_block. */
void mark_gaps(struct book *book, struct sheet *sheet, const struct table *table, const int *span,
               int first, int last);
/** Room that the widest value of a column takes, or its sum, in pixels. */
double values_px(const struct table *table, int column);
/** A4, one page wide, the head row on each page (-1: none, and a scale that leaves pages where they
    are broken), running head and foot. */
void print_setup(struct book *book, struct sheet *sheet, bool landscape, int head);

#endif
