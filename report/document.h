/* A saved plan on paper: the staffing plan that is signed, the sheet of one school, the placement
   list. Every figure comes from the tables of report/plan_view.h and report/placement_report.h. */
#ifndef REPORT_DOCUMENT_H
#define REPORT_DOCUMENT_H

#include "report/plan_report.h"

/**
 * Write the PDF of a view: of a school its sheet of one page; of a district or the whole the plan;
 * with EXPORT_PLACEMENT the placement list of the first year. The view has a placement.
 * Errors: ERR_CONFIG when the font is missing; ERR_STORE when the file cannot be written.
 */
MUST_CHECK enum err_code document_export(const struct plan_view *view, enum export_part part,
                                         const char *path, struct err *err);

#endif
