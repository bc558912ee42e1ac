/* The plan workbook: which sheets there are. */
#include "report/workbook.h"

#include "base/lang.h"
#include "report/book.h"

// clang-format off
static const struct sheet_entry {
    enum view_table table;
    const char *th, *en;
    bool whole; /* of the whole alone */
    int frozen;
} sheets[] = {
    {VIEW_YEARS,      "รวมรายปี",          "Years",          false, 1},
    {VIEW_RECRUIT,    "การสรรหา",         "Recruitment",    true,  1},
    {VIEW_MAJORS,     "รายวิชาเอก",        "Majors",         false, 2},
    {VIEW_SCHOOLS,    "รายโรงเรียน",       "Schools",        false, 4},
    {VIEW_CHAINS,     "โรงเรียน x วิชาเอก", "School x major", false, 4},
    {VIEW_RETIRE,     "เกษียณ",           "Retirement",     false, 4},
    {VIEW_CONDITIONS, "เงื่อนไข",          "Conditions",     false, 1},
};
// clang-format on

static void add_sheets(const struct plan_view *view, struct book *book)
{
    const bool part = view->district >= 0 || view->school >= 0;
    for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++) {
        if (sheets[i].whole && part) continue;
        const struct book_look look = {.frozen = sheets[i].frozen};
        struct table *table = plan_view_table(sheets[i].table, view);
        book_sheet(book, lang_pick(sheets[i].th, sheets[i].en), table, &look);
        table_free(table);
    }
}

enum err_code workbook_export(const struct plan_view *view, enum export_part part, const char *path,
                              struct err *err)
{
    struct book *book = NULL;
    (void)part;
    const enum err_code code = book_open(path, &book, err);
    if (code != ERR_OK) return code;
    book_about(book, view->plan->name, NULL, 0);
    add_sheets(view, book);
    return book_finish(book, true, err);
}
