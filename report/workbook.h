/* A saved plan as a workbook: what the office hands in. */
#ifndef REPORT_WORKBOOK_H
#define REPORT_WORKBOOK_H

#include "report/plan_report.h"

/** Write what a view covers to `path`: a summary with charts, then a sheet for each table that
    applies, in the current language; `part` is EXPORT_PLAN. Errors: those of book_open and
    book_finish. */
MUST_CHECK enum err_code workbook_export(const struct plan_view *view, enum export_part part,
                                         const char *path, struct err *err);

#endif
