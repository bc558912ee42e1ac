/* The placement list as three tables: calls and graduates, transfers, lists. */
#include "report/placement_report.h"

#include "base/lang.h"
#include "base/mem.h"
#include "report/plan_report.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

const char *const placement_table_word[PLACEMENT_TABLES] = {"calls", "moves", "lists"};
const char *const placement_file_word[PLACEMENT_TABLES] = {"placement", "moves", "lists"};

/* What is shown, of which part of the city. */
struct showing {
    const struct plan_view *view;
    const struct placement_filter *filter;
};

static bool is_meant(const struct showing *in, int school)
{
    const struct plan_view *view = in->view;
    return school >= 0 && (view->school < 0 || school == view->school) &&
           (view->district < 0 || view->reg->school[school].district == view->district);
}

static bool is_shown(const struct showing *in, const struct placement_step *step)
{
    const int fy = in->filter->fy, major = in->filter->major;
    return (fy == 0 || step->fy == fy) &&
           (major < 0 || step->major == major || step->from_major == major) &&
           (is_meant(in, step->school) || is_meant(in, step->from_school));
}

/* ---- cells ----------------------------------------------------------------------------------- */

static void add_date(struct table *table, struct date date)
{
    char iso[16];
    table_text(table, date_iso(iso, date));
}

static void add_major(struct table *table, const struct school_register *reg, int m)
{
    table_text(table, reg->major[m].code);
    table_text(table, major_name(reg, m));
}

static void add_school(struct table *table, const struct school_register *reg, int s)
{
    const struct school *school = &reg->school[s];
    const struct district *district = &reg->district[school->district];
    table_text(table, district->code);
    table_text(table, name_shown(district->name_th, district->name_en, district->code));
    table_text(table, school->code);
    table_text(table, school->name_th);
}

/* Why the post is free, in one clause. */
static void vacancy_reason(const struct placement_step *step, struct text *out)
{
    char day[48];
    const char *retired = date_shown(day, (struct date){step->report.year, 9, 30});
    switch (step->vacancy) {
    case VACANCY_RETIRED:
        text_add(out, lang_pick("เกษียณ %s", "retired %s"), retired);
        break;
    case VACANCY_LOST:
        text_add(out, lang_pick("คาดว่าลาออกหรือโอนในปี %d", "other loss expected in %d"),
                 step->fy - 1);
        break;
    case VACANCY_MOVED:
        text_add(out, "%s", lang_pick("ครูเดิมย้ายออกปีนี้", "a teacher moves away this year"));
        break;
    case VACANCY_EARLIER:
        text_add(out, "%s", lang_pick("ขาดมาจากปีก่อน", "short since an earlier year"));
        break;
    case VACANCY_GROWTH:
        text_add(out, "%s", lang_pick("ความต้องการเพิ่มขึ้น", "the need has grown"));
        break;
    default:
        text_add(out, "%s", lang_pick("รับล่วงหน้าก่อนจะขาด", "ahead of a need to come"));
        break;
    }
}

static void add_vacancy(struct table *table, const struct placement_step *step)
{
    struct text reason = {0};
    vacancy_reason(step, &reason);
    table_text(table, vacancy_word[step->vacancy]);
    table_text(table, text_s(&reason));
    text_clear(&reason);
}

/* Where a step stands in the order of its year. */
static void add_order(struct table *table, const struct placement_step *step)
{
    table_int(table, step->order);
    if (step->same_day > 0)
        table_int(table, step->same_day);
    else
        table_blank(table);
}

/* ---- calls and graduates ----------------------------------------------------------------------
 */

/* A person who comes from outside, beside what the order of the table goes by. */
struct called {
    const struct placement_step *step;
    struct date last_day; /* of the list; 0: a graduate */
};

/* Year, major, lists before graduates, the list that ends first, rank. */
static int by_list(const void *a, const void *b)
{
    const struct called *one = a, *two = b;
    const struct placement_step *left = one->step, *right = two->step;
    if (left->fy != right->fy) return left->fy - right->fy;
    if (left->major != right->major) return left->major - right->major;
    if (left->from != right->from) return (int)left->from - (int)right->from;
    const int before = date_compare(one->last_day, two->last_day);
    if (before) return before;
    if (left->list != right->list) return left->list - right->list;
    if (left->channel != right->channel) return left->channel - right->channel;
    return left->rank - right->rank;
}

static void add_source(struct table *table, const struct plan_view *view,
                       const struct placement_step *step)
{
    if (step->from == FROM_LIST) {
        const char *code = view->placement->list[step->list].code;
        table_text(table, code);
        table_text(table, code);
    } else {
        table_text(table, view->reg->channel[step->channel].code);
        table_text(table, channel_name(view->reg, step->channel));
    }
    table_int(table, step->rank);
}

static void add_call(struct table *table, const struct plan_view *view, const struct called *called)
{
    const struct placement_step *step = called->step;
    table_row(table);
    table_int(table, step->fy);
    add_source(table, view, step);
    add_major(table, view->reg, step->major);
    add_school(table, view->reg, step->school);
    add_vacancy(table, step);
    add_date(table, step->report);
    if (step->from == FROM_LIST)
        add_date(table, called->last_day);
    else
        table_blank(table);
    add_order(table, step);
}

static void fill_calls(const struct showing *in, struct table *table)
{
    const struct placement *placement = in->view->placement;
    struct called *called = mem_new((size_t)placement->steps, sizeof *called);
    int count = 0;
    for (int i = 0; i < placement->steps; i++) {
        const struct placement_step *step = &placement->step[i];
        if (step->from == FROM_SCHOOL || !is_shown(in, step)) continue;
        called[count].step = step;
        if (step->from == FROM_LIST) called[count].last_day = placement->list[step->list].last_day;
        count++;
    }
    if (count > 0) qsort(called, (size_t)count, sizeof *called, by_list);
    for (int i = 0; i < count; i++) add_call(table, in->view, &called[i]);
    free(called);
}

/* ---- transfers ---------------------------------------------------------------------------------
 */

/* "ไทย", or "เกษตร เป็น ไทย" after retraining. */
static void add_majors(struct table *table, const struct school_register *reg,
                       const struct placement_step *step)
{
    struct text shown = {0};
    if (step->from_major != step->major)
        text_add(&shown, lang_pick("%s เป็น ", "%s to "), major_name(reg, step->from_major));
    text_add(&shown, "%s", major_name(reg, step->major));
    table_text(table, reg->major[step->from_major].code);
    table_text(table, reg->major[step->major].code);
    table_text(table, text_s(&shown));
    text_clear(&shown);
}

static void add_move(struct table *table, const struct plan_view *view,
                     const struct placement_step *step)
{
    struct text reason = {0};
    table_row(table);
    table_int(table, step->fy);
    add_order(table, step);
    add_majors(table, view->reg, step);
    add_school(table, view->reg, step->from_school);
    add_school(table, view->reg, step->school);
    if (step->from_surplus)
        text_add(&reason, "%s", lang_pick("ต้นทางเกิน ปลายทาง", "surplus there; here "));
    vacancy_reason(step, &reason);
    table_text(table, vacancy_word[step->vacancy]);
    table_text(table, text_s(&reason));
    add_date(table, step->report);
    text_clear(&reason);
}

static void fill_moves(const struct showing *in, struct table *table)
{
    const struct placement *placement = in->view->placement;
    for (int i = 0; i < placement->steps; i++)
        if (placement->step[i].from == FROM_SCHOOL && is_shown(in, &placement->step[i]))
            add_move(table, in->view, &placement->step[i]);
}

/* ---- lists --------------------------------------------------------------------------------------
 */

/* A year of a list: who is called in it, and whether it ends in it. */
struct list_year {
    int fy; /* 0: nobody is ever called, and it outlives the plan */
    int called, first_rank, left, wasted;
};

static void add_list_year(struct table *table, const struct school_register *reg,
                          const struct placement_list *list, const struct list_year *year)
{
    table_row(table);
    table_text(table, list->code);
    add_major(table, reg, list->major);
    table_int(table, list->people);
    add_date(table, list->last_day);
    if (year->fy)
        table_int(table, year->fy);
    else
        table_blank(table);
    table_int(table, year->called);
    if (year->called > 0) {
        table_int(table, year->first_rank);
        table_int(table, year->first_rank + year->called - 1);
    } else {
        table_blank(table);
        table_blank(table);
    }
    table_int(table, year->left);
    table_int(table, year->wasted);
}

/* True when some call from the list in that year, or in any with fy 0, concerns the view. */
static bool concerns(const struct showing *in, int list, int fy)
{
    const struct plan_view *view = in->view;
    if (view->school < 0 && view->district < 0) return true;
    for (int i = 0; i < view->placement->steps; i++) {
        const struct placement_step *step = &view->placement->step[i];
        if (step->from == FROM_LIST && step->list == list && (fy == 0 || step->fy == fy) &&
            is_meant(in, step->school))
            return true;
    }
    return false;
}

/* The years of a list with calls, and the one in which it ends with people left. */
static void add_list(const struct showing *in, int l, struct table *table)
{
    const struct plan_view *view = in->view;
    const struct placement_list *list = &view->placement->list[l];
    const int fy = in->filter->fy, end_fy = date_fiscal_year(list->last_day);
    const int wasted = list->ends ? list->left : 0;
    struct list_year year = {.left = list->people, .first_rank = list->first_rank};
    bool ended = end_fy < view->plan->first_fy, any = false;
    for (int t = -1; t < view->plan->years; t++) {
        year.fy = t < 0 ? end_fy : view->plan->first_fy + t;
        year.called = t < 0 ? 0 : list->called[t];
        year.left -= year.called;
        const bool ends_now = t < 0 ? ended : year.fy == end_fy;
        year.wasted = ends_now ? wasted : 0;
        const bool shown = year.called > 0 || year.wasted > 0;
        if (shown && (fy == 0 || fy == year.fy) && concerns(in, l, year.called > 0 ? year.fy : 0))
            add_list_year(table, view->reg, list, &year);
        any |= shown;
        year.first_rank += year.called;
    }
    year.fy = 0;
    year.called = 0;
    if (!any && list->people > 0 && fy == 0 && concerns(in, l, 0))
        add_list_year(table, view->reg, list, &year);
}

static void fill_lists(const struct showing *in, struct table *table)
{
    const struct placement *placement = in->view->placement;
    for (int l = 0; l < placement->lists; l++)
        if (in->filter->major < 0 || placement->list[l].major == in->filter->major)
            add_list(in, l, table);
}

/* ---- the tables
 * ----------------------------------------------------------------------------------- */

// clang-format off
#define FY            {"fy",            "ปีงบ",       "FY",          CELL_YEAR,   false}
#define MAJOR         {"major",         "รหัสวิชาเอก",  "major code",  CELL_HIDDEN, false}
#define MAJOR_NAME    {"major_name",    "วิชาเอก",     "major",       CELL_TEXT,   false}
#define DISTRICT      {"district",      "รหัสเขต",     "district code", CELL_HIDDEN, false}
#define DISTRICT_NAME {"district_name", "เขต",        "district",    CELL_TEXT,   false}
#define SCHOOL        {"school",        "รหัสโรงเรียน", "school code", CELL_HIDDEN, false}
#define SCHOOL_NAME   {"school_name",   "โรงเรียน",    "school",      CELL_TEXT,   false}
#define VACANCY       {"vacancy",       "เหตุที่ว่าง",   "vacancy",     CELL_HIDDEN, false}
#define REASON        {"reason",        "เหตุผล",      "reason",      CELL_TEXT,   false}
#define REPORT        {"report_day",    "วันรายงานตัว", "report on",   CELL_DATE,   false}
#define LAST_DAY      {"last_day",      "บัญชีหมดอายุ", "list ends",   CELL_DATE,   false}
#define ORDER         {"order",         "ลำดับ",       "order",       CELL_YEAR,   false}
#define SAME_DAY      {"same_day",      "วันเดียวกัน",   "same day",    CELL_YEAR,   false}

enum { MOST_COLUMNS = 17 };

static const struct {
    const char *th, *en;
    void (*fill)(const struct showing *in, struct table *table);
    int columns;
    struct table_column column[MOST_COLUMNS];
} tables[PLACEMENT_TABLES] = {
    [PLACEMENT_CALLS] = {"บัญชีเรียกบรรจุ", "Placement list", fill_calls, 16, {
        FY,
        {"source",   "รหัสที่มา",     "source code",     CELL_HIDDEN, false},
        {"list",     "บัญชีหรือทุน",   "list or channel", CELL_TEXT,   false},
        {"rank",     "อันดับ",       "rank",            CELL_YEAR,   false},
        MAJOR, MAJOR_NAME, DISTRICT, DISTRICT_NAME, SCHOOL, SCHOOL_NAME, VACANCY, REASON, REPORT,
        LAST_DAY, ORDER, SAME_DAY}},
    [PLACEMENT_MOVES] = {"ลำดับการย้าย", "Transfers in order", fill_moves, 17, {
        FY, ORDER, SAME_DAY,
        {"from_major", "รหัสวิชาเอกเดิม", "from major code", CELL_HIDDEN, false},
        MAJOR, MAJOR_NAME,
        {"from_district", "รหัสเขตต้นทาง", "from district code", CELL_HIDDEN, false},
        {"from_district_name", "จากเขต", "from district", CELL_TEXT, false},
        {"from_school", "รหัสโรงเรียนต้นทาง", "from school code", CELL_HIDDEN, false},
        {"from_school_name", "จากโรงเรียน", "from school", CELL_TEXT, false},
        DISTRICT,
        {"district_name", "ไปเขต",     "to district",   CELL_TEXT,   false},
        SCHOOL,
        {"school_name",   "ไปโรงเรียน",  "to school",     CELL_TEXT,   false},
        VACANCY, REASON, REPORT}},
    [PLACEMENT_LISTS] = {"การใช้บัญชีผู้สอบแข่งขันได้", "Use of eligible lists", fill_lists, 11, {
        {"list",     "บัญชี",        "list",            CELL_TEXT,   false},
        MAJOR, MAJOR_NAME,
        {"people",   "คนในบัญชี",     "people",          CELL_INT,    false},
        LAST_DAY, FY,
        {"called",   "เรียก",        "called",          CELL_INT,    true},
        {"from_rank", "จากอันดับ",    "from rank",       CELL_YEAR,   false},
        {"to_rank",  "ถึงอันดับ",     "to rank",         CELL_YEAR,   false},
        {"left",     "เหลือ",        "left",            CELL_INT,    false},
        {"wasted",   "หมดอายุไป",    "wasted",          CELL_INT,    true}}},
};
// clang-format on

/* Which lists say no ranks, so that theirs are counted. */
static void note_counted(const struct placement *placement, struct table *table)
{
    struct text note = {0};
    const char *last = "";
    for (int l = 0; l < placement->lists; l++) {
        const struct placement_list *list = &placement->list[l];
        if (list->rank_known || list->people == 0 || strcmp(list->code, last) == 0) continue;
        text_add(&note, "%s%s", note.length ? ", " : "", list->code);
        last = list->code;
    }
    if (note.length > 0) {
        struct text line = {0};
        text_add(&line,
                 lang_pick("อันดับของบัญชี %s นับจากคนถัดไปที่ยังไม่ถูกเรียก เป็นอันดับ 1",
                           "ranks of %s are counted from the next person not called yet, as 1"),
                 note.s);
        table_note(table, line.s);
        text_clear(&line);
    }
    text_clear(&note);
}

struct table *placement_table(enum placement_table which, const struct plan_view *view,
                              const struct placement_filter *filter)
{
    assert(which < PLACEMENT_TABLES);
    const struct showing in = {view, filter};
    struct table *table = table_new(lang_pick(tables[which].th, tables[which].en),
                                    tables[which].column, tables[which].columns);
    tables[which].fill(&in, table);
    if (which != PLACEMENT_MOVES && table_rows(table) > 0) note_counted(view->placement, table);
    return table;
}

static struct table *whole(enum placement_table which, const struct plan_view *view)
{
    return placement_table(which, view, &(struct placement_filter){.major = -1});
}

struct table *placement_call_table(const struct plan_view *view)
{
    return whole(PLACEMENT_CALLS, view);
}

struct table *placement_move_table(const struct plan_view *view)
{
    return whole(PLACEMENT_MOVES, view);
}

struct table *placement_list_table(const struct plan_view *view)
{
    return whole(PLACEMENT_LISTS, view);
}
