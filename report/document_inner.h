/* What the documents share. Only report/document*.c include it. */
#ifndef REPORT_DOCUMENT_INNER_H
#define REPORT_DOCUMENT_INNER_H

#include "report/document.h"
#include "report/document_cross.h"
#include "report/page.h"

/* A paragraph in the current language; both formats take the same arguments. */
typedef void (*say_fn)(struct pages *pages, const char *text);
void document_say(struct pages *pages, say_fn say, const char *th, const char *en, ...)
    PRINTF_LIKE(3, 5) PRINTF_LIKE(4, 5);

/** "12,345" in one of a few buffers, for at most eight figures of one sentence. */
const char *figure(long long value);

/** The warning that stands on every page of a synthetic plan; "" for another. */
const char *document_warning(const struct plan_view *view);

/** Makes the pages, with head and foot of a plan, and writes them to `path`. */
MUST_CHECK enum err_code document_write(const struct plan_view *view, const char *title,
                                        bool one_page, page_write_fn write, const void *context,
                                        const char *path, struct err *err);

/* How calls and transfers are set. */
extern const struct page_table_look document_calls_look, document_moves_look;

/* The three kinds of documents. */
MUST_CHECK enum err_code document_plan(const struct plan_view *view, const char *path,
                                       struct err *err);
MUST_CHECK enum err_code document_school(const struct plan_view *view, const char *path,
                                         struct err *err);
MUST_CHECK enum err_code document_placement(const struct plan_view *view, const char *path,
                                            struct err *err);

#endif
