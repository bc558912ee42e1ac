/* The placement list of the first year on paper: who is called to which post, the transfers in
   their order, how far each list is used, and who signs. */
#include "report/document_inner.h"

#include "base/lang.h"
#include "report/placement_report.h"

/* The year stands in the title; calls go by list and rank, transfers by their order. */
static const char *const no_order[] = {"fy", "order", "same_day", NULL};
static const char *const no_year[] = {"fy", NULL};
const struct page_table_look document_calls_look = {
    .size = 7.5, .width_share = 1.0, .untitled = true, .leave_out = no_order};
const struct page_table_look document_moves_look = {
    .size = 7.5, .width_share = 1.0, .untitled = true, .leave_out = no_year};

/* What the list is written from. */
struct placement_paper {
    const struct plan_view *view;
    struct table *calls, *moves, *lists;
    struct text scope;
};

static void write_placement(struct pages *pages, const void *context)
{
    const struct placement_paper *paper = context;
    const int fy = paper->view->plan->first_fy;
    const char *const role[] = {lang_pick("ผู้จัดทำ", "prepared by"), lang_pick("ผู้ตรวจ", "checked by"),
                                lang_pick("ผู้อนุมัติ", "approved by")};
    document_say(pages, page_title, "บัญชีเรียกบรรจุ ปีงบประมาณ %d", "Placement list, fiscal year %d",
                 fy);
    page_paragraph(pages, text_s(&paper->scope));
    if (*document_warning(paper->view)) page_boxed(pages, document_warning(paper->view));
    document_say(
        pages, page_paragraph,
        "ตามแผน '%s' ให้เรียกผู้สอบแข่งขันได้และรับบัณฑิต %s คน และย้าย %s คน ตามลำดับต่อไปนี้",
        "Under plan '%s' %s people are called from lists or hired as graduates, and %s are "
        "transferred, in this order.",
        paper->view->plan->name, figure(table_rows(paper->calls)),
        figure(table_rows(paper->moves)));
    page_heading(pages, 1, lang_pick("บัญชีเรียกบรรจุ", "Placement list"));
    page_table(pages, paper->calls, &document_calls_look);
    page_heading(pages, 1, lang_pick("การย้าย", "Transfers"));
    page_table(pages, paper->moves, &document_moves_look);
    page_heading(pages, 1, lang_pick("การใช้บัญชี", "Use of the lists"));
    page_table(pages, paper->lists, &document_moves_look);
    page_signatures(pages, role, sizeof role / sizeof *role);
}

enum err_code document_placement(const struct plan_view *view, const char *path, struct err *err)
{
    struct text title = {0};
    const struct placement_filter year = {.fy = view->plan->first_fy, .major = -1};
    struct placement_paper paper = {.view = view,
                                    .calls = placement_table(PLACEMENT_CALLS, view, &year),
                                    .moves = placement_table(PLACEMENT_MOVES, view, &year),
                                    .lists = placement_table(PLACEMENT_LISTS, view, &year)};
    plan_view_scope(view, &paper.scope);
    text_add(&title,
             lang_pick("บัญชีเรียกบรรจุ ปีงบประมาณ %d · %s", "Placement list, fiscal year %d · %s"),
             view->plan->first_fy, text_s(&paper.scope));
    const enum err_code code =
        document_write(view, title.s, false, write_placement, &paper, path, err);
    table_free(paper.calls);
    table_free(paper.moves);
    table_free(paper.lists);
    text_clear(&paper.scope);
    text_clear(&title);
    return code;
}
