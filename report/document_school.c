/* The sheet of one school, for its director: one page. People appear as posts, never by name. */
#include "report/document_inner.h"

#include "base/lang.h"
#include "base/mem.h"
#include "report/placement_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The tables a sheet is written from. */
struct sheet {
    const struct plan_view *view;
    struct table *years, *chains, *retire, *calls, *moves;
    struct text scope;
};

static void write_facts(struct pages *pages, const struct sheet *sheet)
{
    const struct table *years = sheet->years;
    const int rows = table_rows(years), last = rows - 1;
    if (rows == 0) return;
    char first_fy[CELL_SHOWN], last_fy[CELL_SHOWN];
    struct text need = {0}, have = {0}, now = {0}, end = {0};
    const char *today = table_shown(years, 0, "fy", first_fy);
    text_add(&need, lang_pick("ต้องการวันนี้ (ปี %s)", "needed today (FY %s)"), today);
    text_add(&have, lang_pick("มีครูวันนี้ (ปี %s)", "in post today (FY %s)"), today);
    text_add(&now, lang_pick("ขาดวันนี้ (ปี %s)", "short today (FY %s)"), today);
    text_add(&end, lang_pick("ขาดในปี %s เมื่อทำตามแผน", "short in FY %s under the plan"),
             table_shown(years, last, "fy", last_fy));
    const struct page_fact facts[] = {
        {figure(table_whole(years, 0, "need")), text_s(&need)},
        {figure(table_whole(years, 0, "headcount")), text_s(&have)},
        {figure(table_whole(years, 0, "shortage")), text_s(&now)},
        {figure(table_whole(years, last, "shortage")), text_s(&end)},
    };
    page_facts(pages, facts, sizeof facts / sizeof *facts);
    text_clear(&need);
    text_clear(&have);
    text_clear(&now);
    text_clear(&end);
}

/* ---- majors -------------------------------------------------------------------------- */

/* "12/14 -2": in post, needed, and how many are short or over. */
static void add_state(struct table *table, long long have, long long need, long long shortage,
                      long long surplus)
{
    struct text state = {0};
    if (have == 0 && need == 0) {
        table_blank(table);
        return;
    }
    text_add(&state, "%lld/%lld", have, need);
    if (shortage > 0) text_add(&state, " -%lld", shortage);
    if (surplus > 0) text_add(&state, " +%lld", surplus);
    table_text(table, state.s);
    text_clear(&state);
}

enum { HAVE, NEED, SHORT, OVER, STATES };

static void add_sums(struct table *table, const struct sheet *sheet)
{
    table_row(table);
    table_text(table, lang_pick("รวม", "total"));
    for (int row = 0; row < table_rows(sheet->years); row++)
        add_state(table, table_whole(sheet->years, row, "headcount"),
                  table_whole(sheet->years, row, "need"),
                  table_whole(sheet->years, row, "shortage"),
                  table_whole(sheet->years, row, "surplus"));
}

static void write_majors(struct pages *pages, const struct sheet *sheet)
{
    static const char *const key[STATES] = {"headcount", "need", "shortage", "surplus"};
    struct cross cross[STATES];
    for (int k = 0; k < STATES; k++)
        cross[k] = cross_make(sheet->chains,
                              &(struct cross_ask){.down = "major_name",
                                                  .across = "fy",
                                                  .first_fy = sheet->view->plan->first_fy - 1,
                                                  .last_fy = sheet->view->plan->first_fy +
                                                             sheet->view->plan->years - 1,
                                                  .value = key[k]});
    const int years = cross[HAVE].columns;
    struct table_column *columns = mem_new((size_t)years + 1, sizeof *columns);
    columns[0] = (struct table_column){"major", "วิชาเอก", "major", CELL_TEXT, false};
    for (int c = 0; c < years; c++) {
        const char *fy = cross[HAVE].column[c];
        columns[1 + c] = (struct table_column){fy, fy, fy, CELL_TEXT, false};
    }
    struct table *table =
        table_new(lang_pick("ครูตามวิชาเอก: มี/ต้องการ และที่ขาด (-) หรือเกิน (+)",
                            "Teachers by major: in post/needed, short (-) or over (+)"),
                  columns, years + 1);
    for (int r = 0; r < cross[HAVE].rows; r++) {
        table_row(table);
        table_text(table, cross[HAVE].row[r]);
        for (int c = 0; c < years; c++)
            add_state(table, cross_at(&cross[HAVE], r, c), cross_at(&cross[NEED], r, c),
                      cross_at(&cross[SHORT], r, c), cross_at(&cross[OVER], r, c));
    }
    if (years == table_rows(sheet->years)) add_sums(table, sheet);
    page_table(pages, table, &(struct page_table_look){.size = 8.0, .width_share = 1.0});
    table_free(table);
    free(columns);
    for (int k = 0; k < STATES; k++) cross_clear(&cross[k]);
}

/* ---- who leaves, who comes ----------------------------------------------------------- */

static void add_piece(struct text *out, const char *piece)
{
    text_add(out, "%s%s", out->length > 0 ? ", " : "", piece);
}

/* Posts that fall free by retirement before the opening of `fy`. */
static void leavers_text(const struct sheet *sheet, int fy, struct text *out)
{
    char post[CELL_SHOWN], major[CELL_SHOWN], people[CELL_SHOWN];
    for (int row = 0; row < table_rows(sheet->retire); row++) {
        struct text piece = {0};
        if (table_whole(sheet->retire, row, "fy") != fy - 1) continue;
        const char *subject = table_shown(sheet->retire, row, "major_name", major);
        text_add(&piece, "%s%s%s %s", table_shown(sheet->retire, row, "position_name", post),
                 *subject ? " " : "", subject, table_shown(sheet->retire, row, "people", people));
        add_piece(out, piece.s);
        text_clear(&piece);
    }
}

/* Other losses of a year by major: they are expected numbers, nobody is known. */
static void losses_text(const struct sheet *sheet, int fy, struct text *out)
{
    char major[CELL_SHOWN];
    bool first = true;
    for (int row = 0; row < table_rows(sheet->chains); row++) {
        const long long lost = table_whole(sheet->chains, row, "other_loss");
        if (table_whole(sheet->chains, row, "fy") != fy || lost == 0) continue;
        struct text piece = {0};
        text_add(&piece, "%s%s %lld", first ? lang_pick("เหตุอื่น (คาด): ", "other (expected): ") : "",
                 table_shown(sheet->chains, row, "major_name", major), lost);
        add_piece(out, piece.s);
        text_clear(&piece);
        first = false;
    }
}

static bool same_call(const struct table *calls, int a, int b)
{
    static const char *const key[] = {"fy", "major", "list", "report_day"};
    char one[CELL_SHOWN], other[CELL_SHOWN];
    for (size_t i = 0; i < sizeof key / sizeof *key; i++)
        if (strcmp(table_shown(calls, a, key[i], one), table_shown(calls, b, key[i], other)) != 0)
            return false;
    return true;
}

/* "ภาษาไทย 2 (exam-1-2565, 1 ต.ค. 2566)" of those who come from outside. */
static void calls_text(const struct sheet *sheet, int fy, struct text *out)
{
    char major[CELL_SHOWN], list[CELL_SHOWN], day[CELL_SHOWN];
    const struct table *calls = sheet->calls;
    for (int row = 0, next; row < table_rows(calls); row = next) {
        for (next = row + 1; next < table_rows(calls) && same_call(calls, row, next);) next++;
        if (table_whole(calls, row, "fy") != fy) continue;
        struct text piece = {0};
        text_add(&piece, "%s %d (%s, %s)", table_shown(calls, row, "major_name", major), next - row,
                 table_shown(calls, row, "list", list), table_shown(calls, row, "report_day", day));
        add_piece(out, piece.s);
        text_clear(&piece);
    }
}

static void moves_text(const struct sheet *sheet, int fy, bool comes, struct text *out)
{
    char major[CELL_SHOWN], school[CELL_SHOWN], other[CELL_SHOWN], day[CELL_SHOWN];
    const struct table *moves = sheet->moves;
    const char *code = sheet->view->reg->school[sheet->view->school].code;
    for (int row = 0; row < table_rows(moves); row++) {
        const char *end = comes ? "school" : "from_school";
        if (table_whole(moves, row, "fy") != fy ||
            strcmp(table_shown(moves, row, end, school), code) != 0)
            continue;
        struct text piece = {0};
        text_add(&piece,
                 comes ? lang_pick("ย้ายเข้า %s 1 จาก%s (%s)", "%s 1 from %s (%s)")
                       : lang_pick("ย้ายออก %s 1 ไป%s (%s)", "%s 1 to %s (%s)"),
                 table_shown(moves, row, "major_name", major),
                 table_shown(moves, row, comes ? "from_school_name" : "school_name", other),
                 table_shown(moves, row, "report_day", day));
        add_piece(out, piece.s);
        text_clear(&piece);
    }
}

static void write_flow(struct pages *pages, const struct sheet *sheet)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"fy",         "ปีงบ",       "FY",       CELL_YEAR, false},
        {"retire",     "เกษียณ",     "retired",  CELL_INT,  true},
        {"other_loss", "สูญเสีย",     "lost",     CELL_INT,  true},
        {"out",        "ออก",        "out",      CELL_INT,  true},
        {"leavers",    "ผู้ที่พ้นไปก่อนหรือในวันเปิดปี", "who leaves, before or on the opening day", CELL_TEXT, false},
        {"in",         "เข้า",        "in",       CELL_INT,  true},
        {"comers",     "ผู้ที่แผนส่งมา (บัญชีหรือทุน, วันรายงานตัว)", "whom the plan sends (list or channel, day to report)", CELL_TEXT, false},
    };
    // clang-format on
    struct table *table =
        table_new(lang_pick("ใครพ้นไป ใครเข้ามา เมื่อใด", "Who leaves, who comes, and when"), columns,
                  sizeof columns / sizeof *columns);
    for (int row = 0; row < table_rows(sheet->years); row++) {
        const int fy = (int)table_whole(sheet->years, row, "fy");
        struct text leavers = {0}, comers = {0};
        if (fy < sheet->view->plan->first_fy) continue;
        leavers_text(sheet, fy, &leavers);
        losses_text(sheet, fy, &leavers);
        moves_text(sheet, fy, false, &leavers);
        calls_text(sheet, fy, &comers);
        moves_text(sheet, fy, true, &comers);
        table_row(table);
        table_int(table, fy);
        table_int(table, table_whole(sheet->years, row, "retire"));
        table_int(table, table_whole(sheet->years, row, "other_loss"));
        table_int(table, table_whole(sheet->years, row, "out"));
        table_text(table, text_s(&leavers));
        table_int(table, table_whole(sheet->years, row, "in"));
        table_text(table, text_s(&comers));
        text_clear(&leavers);
        text_clear(&comers);
    }
    table_note(table, lang_pick("จำนวนนับเฉพาะครูและครูผู้ช่วย ผู้บริหารที่เกษียณแสดงไว้ด้วยแต่ไม่นับ ไม่มีรายชื่อบุคคล",
                                "Counted are teachers and assistants; school heads who retire are "
                                "shown, not counted. No person is named."));
    page_table(pages, table, &(struct page_table_look){.size = 8.0, .width_share = 1.0});
    table_free(table);
}

/* ---- chart and the whole ------------------------------------------------------------- */

static void write_chart(struct pages *pages, const struct sheet *sheet)
{
    static const char *const key[2] = {"need", "headcount"};
    double *value[2] = {0};
    const int points = table_rows(sheet->years);
    char **label = mem_new((size_t)points, sizeof *label), shown[CELL_SHOWN];
    for (int row = 0; row < points; row++)
        label[row] = mem_text(table_shown(sheet->years, row, "fy", shown));
    for (int k = 0; k < 2; k++) {
        value[k] = mem_new((size_t)points, sizeof *value[k]);
        for (int row = 0; row < points; row++)
            value[k][row] = (double)table_whole(sheet->years, row, key[k]);
    }
    if (points > 0)
        page_chart(pages,
                   &(struct page_chart){
                       .kind = CHART_LINES,
                       .title = lang_pick("ความต้องการและครูที่มี", "Need and headcount"),
                       .summary = lang_pick("นับวันเปิดปีงบประมาณ 1 ตุลาคม ปีแรกคือวันนี้",
                                            "Counted on 1 October; the first year is today."),
                       .unit = lang_pick("คน", "people"),
                       .axis = lang_pick("ปีงบประมาณ", "fiscal year"),
                       .points = points,
                       .label = (const char *const *)label,
                       .count = 2,
                       .series = {{lang_pick("ต้องการ", "need"), value[0]},
                                  {lang_pick("มีครู", "in post"), value[1]}},
                       .height = 75.0});
    for (int row = 0; row < points; row++) free(label[row]);
    free(label);
    free(value[0]);
    free(value[1]);
}

static void write_sheet(struct pages *pages, const void *context)
{
    const struct sheet *sheet = context;
    page_heading(pages, 1, text_s(&sheet->scope));
    document_say(pages, page_remark, "รหัสโรงเรียน %s ปีงบประมาณ %d–%d",
                 "School code %s, fiscal years %d–%d",
                 sheet->view->reg->school[sheet->view->school].code, sheet->view->plan->first_fy,
                 sheet->view->plan->first_fy + sheet->view->plan->years - 1);
    write_facts(pages, sheet);
    write_majors(pages, sheet);
    write_flow(pages, sheet);
    write_chart(pages, sheet);
}

enum err_code document_school(const struct plan_view *view, const char *path, struct err *err)
{
    struct text title = {0};
    struct sheet sheet = {.view = view,
                          .years = plan_view_table(VIEW_YEARS, view),
                          .chains = plan_view_table(VIEW_CHAINS, view),
                          .retire = plan_view_table(VIEW_RETIRE, view),
                          .calls = placement_call_table(view),
                          .moves = placement_move_table(view)};
    struct table *const tables[] = {sheet.years, sheet.chains, sheet.retire, sheet.calls,
                                    sheet.moves};
    plan_view_scope(view, &sheet.scope);
    text_add(&title, "%s · %s", lang_pick("แผนครูของโรงเรียน", "Teachers of the school"),
             text_s(&sheet.scope));
    const enum err_code code = document_write(view, title.s, true, write_sheet, &sheet, path, err);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) table_free(tables[i]);
    text_clear(&sheet.scope);
    text_clear(&title);
    return code;
}
