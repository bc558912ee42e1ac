/* What the files page*.c share: the state of a document under construction, and what draws.
   Only report/page*.c include it. Lengths are points, from the upper left corner. */
#ifndef REPORT_PAGE_INNER_H
#define REPORT_PAGE_INNER_H

#include "report/page.h"

#include <pango/pangocairo.h>

enum page_align { ALIGN_LEFT, ALIGN_MIDDLE, ALIGN_RIGHT };

enum { FAMILIES = 2 }; /* of fonts: Latin, Thai */

/* How a text is set. */
struct page_type {
    double size; /* points, before the scale of the document */
    bool bold;
};

struct page_colour {
    double red, green, blue; /* 0 .. 1 */
};
extern const struct page_colour page_black, page_grey, page_rule, page_pale, page_accent;

struct page_mark { /* a heading that has been placed */
    char *text;
    int level, page;
    double y;
};

/* Widths of texts that were measured before, by text and type. */
struct page_width {
    char *text;
    double size, natural, word; /* word: of the longest part that is not broken; < 0: not known */
    bool bold;
};

struct pages {
    const struct page_frame *frame;
    cairo_surface_t *surface;
    cairo_t *cr;
    PangoLayout *layout;
    PangoFontDescription *font;
    PangoFont *face[FAMILIES];
    bool drawing; /* the second pass */
    bool landscape, started;
    double scale, y;
    int page, page_count; /* page_count: known in the second pass */
    int contents_page;    /* where the contents begin; 0: there are none */
    int contents_pages;
    struct page_mark *mark;
    int marks, mark_room;
    int outline_parent;
    struct pending { /* a heading that waits for what follows it */
        char *text;
        int level;
    } pending[2];
    int pendings;
    struct text clean;
    GHashTable *width; /* struct page_width as its own key */
};

double page_left(const struct pages *pages);
double page_body_width(const struct pages *pages);
double page_body_top(const struct pages *pages);
double page_body_bottom(const struct pages *pages);

/** Room for `height` on this page, or a new page; waiting headings are set before it. */
void page_need(struct pages *pages, double height);
/** Finish this page; the next is upright or in landscape. */
void page_turn(struct pages *pages, bool landscape);

/** Put a text into the layout, broken at `width` unless that is negative. Returns its height. */
double page_set(struct pages *pages, const char *text, struct page_type type, double width,
                enum page_align align);
/** Draw what page_set put. */
void page_show(struct pages *pages, double x, double y, struct page_colour colour);
/** Width of a text on one line; of its longest part that is not broken. */
double page_natural(struct pages *pages, const char *text, struct page_type type);
double page_longest_word(struct pages *pages, const char *text, struct page_type type);
/** A text on one line, cut at `width` with an ellipsis; x is its left, middle or right. */
void page_label(struct pages *pages, const char *text, struct page_type type, double x, double y,
                double width, enum page_align align, struct page_colour colour);

void page_line(struct pages *pages, double x0, double y0, double x1, double y1, double thick,
               struct page_colour colour);
void page_fill(struct pages *pages, double x, double y, double width, double height,
               struct page_colour colour);
void page_frame_box(struct pages *pages, double x, double y, double width, double height,
                    double thick, struct page_colour colour);

#endif
