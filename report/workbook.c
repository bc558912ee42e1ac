/* The plan workbook: a summary with charts, then the tables of a view, a sheet each. */
#include "report/workbook.h"

#include "base/lang.h"
#include "base/mem.h"
#include "report/book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE_COLUMNS = 16, WORST = 10 };

// clang-format off
static const struct sheet_entry {
    enum view_table table;
    const char *th, *en;
    bool whole;    /* of the whole alone */
    bool if_any;   /* left out when nothing is to list */
    int frozen;
} sheets[] = {
    {VIEW_RECRUIT,    "การสรรหา",            "Recruitment",    true,  false, 1},
    {VIEW_MAJORS,     "รายวิชาเอก",           "Majors",         false, false, 2},
    {VIEW_CHAINS,     "โรงเรียน x วิชาเอก",    "School x major", false, false, 6},
    {VIEW_SCHOOLS,    "รายโรงเรียน",          "Schools",        false, false, 4},
    {VIEW_RETIRE,     "เกษียณ",              "Retirement",     false, false, 4},
    {VIEW_CALLS,      "บัญชีเรียกบรรจุ",        "Placement",      false, false, 1},
    {VIEW_MOVES,      "การย้าย",             "Transfers",      false, false, 1},
    {VIEW_LISTS,      "การใช้บัญชี",           "Lists",          false, true,  1},
    {VIEW_CONDITIONS, "เงื่อนไข",             "Conditions",     false, false, 1},
};
// clang-format on

static bool is_part(const struct plan_view *view)
{
    return view->district >= 0 || view->school >= 0;
}

/* ---- key figures in words ---------------------------------------------------------------- */

/* A year of the table of years. */
struct year {
    int fy;
    long long retire, other_loss, need, headcount, in, out, shortage;
};

static long long whole_at(const struct table *table, int row, const char *key)
{
    for (int c = 0; c < table_columns(table); c++)
        if (strcmp(table_column_of(table, c)->key, key) == 0)
            return table_cell_at(table, row, c).whole;
    return 0;
}

static struct year year_at(const struct table *years, int row)
{
    return (struct year){
        .fy = (int)whole_at(years, row, "fy"),
        .retire = whole_at(years, row, "retire"),
        .other_loss = whole_at(years, row, "other_loss"),
        .need = whole_at(years, row, "need"),
        .headcount = whole_at(years, row, "headcount"),
        .in = whole_at(years, row, "in"),
        .out = whole_at(years, row, "out"),
        .shortage = whole_at(years, row, "shortage"),
    };
}

static double percent(long long part, long long of)
{
    return of > 0 ? 100.0 * (double)part / (double)of : 0.0;
}

static void say(struct book *book, struct text *line)
{
    book_line(book, LINE_TEXT, text_s(line));
    text_clear(line);
}

static void say_shortage(const struct table *years, struct book *book)
{
    struct text line = {0};
    char number[5][32];
    const int rows = table_rows(years);
    struct year worst = year_at(years, 0);
    for (int row = 1; row < rows; row++)
        if (year_at(years, row).shortage > worst.shortage) worst = year_at(years, row);
    const struct year first = year_at(years, 0), last = year_at(years, rows - 1);
    text_add(&line,
             lang_pick(
                 "• ปี %d ต้องการครู %s คน มี %s คน ขาด %s คน (ร้อยละ %.1f) ปี %d ขาด %s คน (ร้อยละ %.1f)",
                 "• %d: %s teachers needed, %s in post, %s short (%.1f %%). %d: %s short "
                 "(%.1f %%)."),
             first.fy, text_grouped(number[0], first.need),
             text_grouped(number[1], first.headcount), text_grouped(number[2], first.shortage),
             percent(first.shortage, first.need), last.fy, text_grouped(number[3], last.shortage),
             percent(last.shortage, last.need));
    if (worst.shortage > 0)
        text_add(&line, lang_pick(" ปีที่ขาดมากที่สุดคือ %d ขาด %s คน", " Most are short in %d: %s."),
                 worst.fy, text_grouped(number[4], worst.shortage));
    say(book, &line);
}

static void say_flow(const struct plan_view *view, const struct table *years, struct book *book)
{
    struct text line = {0};
    struct year sum = {0};
    char number[8][32];
    for (int row = 0; row < table_rows(years); row++) {
        const struct year year = year_at(years, row);
        sum.retire += year.retire;
        sum.other_loss += year.other_loss;
        sum.in += year.in;
        sum.out += year.out;
    }
    text_add(&line,
             lang_pick("• ตลอด %d ปี เกษียณ %s คน พ้นด้วยเหตุอื่น %s คน",
                       "• In %d years %s retire and %s leave otherwise."),
             view->plan->years, text_grouped(number[0], sum.retire),
             text_grouped(number[1], sum.other_loss));
    text_add(&line,
             lang_pick(" โรงเรียนได้รับครู %s คน (บรรจุและย้ายเข้า) ย้ายออก %s คน",
                       " Schools receive %s teachers (hired and moved in); %s move away."),
             text_grouped(number[2], sum.in), text_grouped(number[3], sum.out));
    say(book, &line);
}

static void say_decisions(const struct plan_view *view, struct book *book)
{
    struct text line = {0};
    long long calls = 0, graduates = 0, transfers = 0, places = 0, baht = 0;
    char number[5][32];
    for (int i = 0; i < view->plan->totals; i++) {
        const struct stored_total *total = &view->plan->total[i];
        if (total->fy < view->plan->first_fy) continue;
        calls += total->call_up;
        graduates += total->graduates;
        transfers += total->transfer;
        places += total->intake;
        baht += total->cost_thb;
    }
    text_add(
        &line,
        lang_pick("• เรียกบรรจุจากบัญชี %s คน รับบัณฑิตทุน %s คน ย้าย %s ครั้ง เปิดที่เรียน %s ที่ ใช้เงิน %s บาท",
                  "• %s are called from lists, %s graduates are hired, %s transfers, %s "
                  "places are offered, %s baht are spent."),
        text_grouped(number[0], calls), text_grouped(number[1], graduates),
        text_grouped(number[2], transfers), text_grouped(number[3], places),
        text_grouped(number[4], baht));
    say(book, &line);
}

/* The three majors shortest of teachers in the last year. */
static void say_majors(const struct plan_view *view, struct book *book)
{
    enum { NAMED = 3 };
    const struct stored_plan *plan = view->plan;
    const int last_fy = plan->first_fy + plan->years - 1;
    struct text line = {0};
    struct table *majors = plan_view_table(VIEW_MAJORS, view);
    long long *shortage = mem_new((size_t)table_rows(majors), sizeof *shortage);
    for (int row = 0; row < table_rows(majors); row++)
        if (whole_at(majors, row, "fy") == last_fy)
            shortage[row] = whole_at(majors, row, "shortage");
    for (int named = 0; named < NAMED; named++) {
        int most = -1;
        char number[32];
        for (int row = 0; row < table_rows(majors); row++)
            if (shortage[row] > 0 && (most < 0 || shortage[row] > shortage[most])) most = row;
        if (most < 0) break;
        if (named == 0)
            text_add(&line, lang_pick("• วิชาเอกที่ขาดมากที่สุดในปี %d: ", "• Majors shortest in %d: "),
                     last_fy);
        text_add(&line, "%s%s %s", named ? ", " : "", table_cell_at(majors, most, 1).text,
                 text_grouped(number, shortage[most]));
        shortage[most] = 0;
    }
    if (line.length > 0) say(book, &line);
    free(shortage);
    table_free(majors);
}

static void add_head(const struct plan_view *view, struct book *book)
{
    const struct stored_plan *plan = view->plan;
    struct text line = {0}, made = {0};
    text_add(&line,
             lang_pick("แผนอัตรากำลังครู ปีงบประมาณ %d–%d · ", "Staffing plan, fiscal years %d–%d · "),
             plan->first_fy, plan->first_fy + plan->years - 1);
    plan_view_scope(view, &line);
    book_line(book, LINE_TITLE, text_s(&line));
    text_clear(&line);
    plan_made_shown(plan, &made);
    text_add(&line,
             lang_pick("แผน '%s' สถานการณ์ '%s' ทำเมื่อ %s", "Plan '%s', scenario '%s', made on %s"),
             plan->name, plan->scenario, text_s(&made));
    say(book, &line);
    plan_synthetic_note(view->reg, plan, &line);
    if (line.length > 0) book_line(book, LINE_REMARK, line.s);
    text_clear(&line);
    text_clear(&made);
}

/* ---- small tables beside the charts ------------------------------------------------------ */

static struct table *retire_by_position(const struct plan_view *view)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"fy",        "ปีงบ",          "FY",        CELL_YEAR, false},
        {"teachers",  "ครูผู้สอน",       "teachers",  CELL_INT,  true},
        {"directors", "ผอ.",          "directors", CELL_INT,  true},
        {"deputies",  "รอง ผอ.",      "deputies",  CELL_INT,  true},
        {"support",   "สนับสนุน",      "support",   CELL_INT,  true},
    };
    static const int column_of[POSITIONS] = {
        [POSITION_TEACHER] = 0, [POSITION_ASSISTANT] = 0, [POSITION_DIRECTOR] = 1,
        [POSITION_DEPUTY] = 2,  [POSITION_SUPPORT] = 3,
    };
    // clang-format on
    enum { COUNTS = 4 };
    int count[MAX_YEARS + 1][COUNTS] = {{0}};
    const int today = view->plan->first_fy - 1;
    struct table *rows = plan_view_table(VIEW_RETIRE, view);
    for (int row = 0; row < table_rows(rows); row++) {
        const char *word = table_cell_at(rows, row, 5).text;
        const int y = (int)whole_at(rows, row, "fy") - today;
        for (int p = 0; p < POSITIONS; p++)
            if (strcmp(word, position_word[p]) == 0)
                count[y][column_of[p]] += (int)whole_at(rows, row, "people");
    }
    table_free(rows);
    struct table *table = table_new(NULL, columns, sizeof columns / sizeof *columns);
    for (int y = 0; y <= view->plan->years; y++) {
        table_row(table);
        table_int(table, today + y);
        for (int c = 0; c < COUNTS; c++) table_int(table, count[y][c]);
    }
    return table;
}

/* Hires by year and channel; `columns` lives as long as the table. */
static struct table *hires_by_channel(const struct plan_view *view, struct table_column *columns)
{
    const struct stored_plan *plan = view->plan;
    const int channels = view->reg->channels < MOST_SERIES ? view->reg->channels : MOST_SERIES;
    columns[0] = (struct table_column){"fy", "ปีงบ", "FY", CELL_YEAR, false};
    for (int c = 0; c < channels; c++) {
        const char *name = channel_name(view->reg, c);
        columns[1 + c] =
            (struct table_column){view->reg->channel[c].code, name, name, CELL_INT, true};
    }
    struct table *table = table_new(NULL, columns, 1 + channels);
    for (int t = 0; t < plan->years; t++) {
        table_row(table);
        table_int(table, plan->first_fy + t);
        for (int c = 0; c < channels; c++) {
            int hires = 0;
            for (int i = 0; i < plan->recruits; i++)
                if (plan->recruit[i].fy == plan->first_fy + t && plan->recruit[i].channel == c)
                    hires += plan->recruit[i].hire;
            table_int(table, hires);
        }
    }
    return table;
}

/* True when a year of a school (a row of VIEW_SCHOOLS) is worse than another: the larger share of
   its need is short, then more people. */
static bool is_worse(const struct table *schools, int a, int b)
{
    const long long short_a = whole_at(schools, a, "shortage"),
                    short_b = whole_at(schools, b, "shortage");
    const long long left = short_a * whole_at(schools, b, "need");
    const long long right = short_b * whole_at(schools, a, "need");
    return left != right ? left > right : short_a > short_b;
}

/* The worst year of each school, as plan_worst_schools counts it: a row of `schools`, -1: not
   covered; by position. */
static int *worst_years(const struct school_register *reg, int first_fy,
                        const struct table *schools)
{
    int *worst = mem_new((size_t)reg->schools, sizeof *worst);
    for (int s = 0; s < reg->schools; s++) worst[s] = -1;
    for (int row = 0; row < table_rows(schools); row++) {
        const int s = register_find_school(reg, table_cell_at(schools, row, 2).text);
        if (whole_at(schools, row, "fy") < first_fy) continue; /* today is no fault of the plan */
        if (worst[s] < 0 || is_worse(schools, row, worst[s])) worst[s] = row;
    }
    return worst;
}

static struct table *worst_schools(const struct plan_view *view)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"school",    "รหัส",       "code",      CELL_TEXT,   false},
        {"name",      "โรงเรียน",    "school",    CELL_TEXT,   false},
        {"district",  "เขต",        "district",  CELL_TEXT,   false},
        {"fy",        "ปีงบ",       "FY",        CELL_YEAR,   false},
        {"need",      "ต้องการ",     "need",      CELL_INT,    false},
        {"headcount", "มีครู",       "in post",   CELL_INT,    false},
        {"shortage",  "ขาด",        "short",     CELL_INT,    false},
        {"percent",   "ร้อยละ",      "short %",   CELL_NUMBER, false},
    };
    // clang-format on
    struct table *schools = plan_view_table(VIEW_SCHOOLS, view);
    struct table *table = table_new(NULL, columns, sizeof columns / sizeof *columns);
    int *worst = worst_years(view->reg, view->plan->first_fy, schools);
    for (int rank = 0; rank < WORST; rank++) {
        int first = -1;
        for (int s = 0; s < view->reg->schools; s++)
            if (worst[s] >= 0 && whole_at(schools, worst[s], "shortage") > 0 &&
                (first < 0 || is_worse(schools, worst[s], worst[first])))
                first = s;
        if (first < 0) break;
        const int row = worst[first];
        table_row(table);
        table_text(table, table_cell_at(schools, row, 2).text);
        table_text(table, table_cell_at(schools, row, 3).text);
        table_text(table, table_cell_at(schools, row, 1).text);
        table_int(table, whole_at(schools, row, "fy"));
        table_int(table, whole_at(schools, row, "need"));
        table_int(table, whole_at(schools, row, "headcount"));
        table_int(table, whole_at(schools, row, "shortage"));
        table_number(
            table, percent(whole_at(schools, row, "shortage"), whole_at(schools, row, "need")), 1);
        worst[first] = -1;
    }
    free(worst);
    table_free(schools);
    return table;
}

/* Columns of fiscal years from today on; they live as long as a table. */
struct year_columns {
    struct table_column column[MAX_YEARS + 2];
    char year[MAX_YEARS + 1][8];
};

/* Shortage by major and year, majors that are never short left out. */
static struct table *shortage_by_major(const struct plan_view *view, struct year_columns *columns)
{
    const struct stored_plan *plan = view->plan;
    const int majors = view->reg->majors, years = plan->years + 1, today = plan->first_fy - 1;
    long long *shortage = mem_new((size_t)(majors * years), sizeof *shortage);
    struct table *rows = plan_view_table(VIEW_MAJORS, view);
    columns->column[0] = (struct table_column){"major", "วิชาเอก", "major", CELL_TEXT, false};
    for (int y = 0; y < years; y++) {
        snprintf(columns->year[y], sizeof columns->year[y], "%d", today + y);
        columns->column[1 + y] =
            (struct table_column){"shortage", columns->year[y], columns->year[y], CELL_INT, true};
    }
    for (int row = 0; row < table_rows(rows); row++) {
        const int m = register_find_major(view->reg, table_cell_at(rows, row, 2).text);
        const int y = (int)whole_at(rows, row, "fy") - today;
        shortage[m * years + y] = whole_at(rows, row, "shortage");
    }
    table_free(rows);
    struct table *table = table_new(NULL, columns->column, 1 + years);
    for (int m = 0; m < majors; m++) {
        bool any = false;
        for (int y = 0; y < years; y++) any |= shortage[m * years + y] > 0;
        if (!any) continue;
        table_row(table);
        table_text(table, major_name(view->reg, m));
        for (int y = 0; y < years; y++) table_int(table, shortage[m * years + y]);
    }
    free(shortage);
    return table;
}

/* ---- the summary ------------------------------------------------------------------------- */

/* A table on the page, and which of its columns a chart shows. */
struct drawn {
    struct book_block block;
    int series, column[MOST_SERIES];
};

struct blocks {
    struct drawn years, retire, hires;
};

/* Those of the columns with a total that are not 0 throughout. */
static void draw_what_is_there(const struct table *table, struct drawn *drawn)
{
    for (int c = 1; c < table_columns(table) && drawn->series < MOST_SERIES; c++)
        if (table_column_of(table, c)->total && table_sum(table, c).whole > 0)
            drawn->column[drawn->series++] = c;
}

static void add_chart(struct book *book, int room, int at, struct book_chart chart,
                      const struct drawn *drawn)
{
    chart.x = lang_pick("ปีงบประมาณ", "fiscal year");
    chart.y = lang_pick("คน", "people");
    chart.data = drawn->block;
    chart.series = drawn->series;
    memcpy(chart.column, drawn->column, sizeof chart.column);
    if (chart.series > 0) book_chart(book, room, at, 2, &chart);
}

static void add_charts(const struct plan_view *view, const struct blocks *blocks, int upper,
                       int lower, struct book *book)
{
    /* Columns of VIEW_YEARS: 1 retired, 2 lost, 3 need, 4 headcount, 5 in, 6 out, 7 shortage. */
    const struct drawn gap = {blocks->years.block, 2, {3, 4}},
                       shortage = {blocks->years.block, 1, {7}},
                       flow = {blocks->years.block, 4, {1, 2, 5, 6}};
    add_chart(book, upper, 0,
              (struct book_chart){
                  .kind = CHART_LINES,
                  .title = lang_pick("ความต้องการครูและครูที่มี", "Teachers needed and in post")},
              &gap);
    add_chart(book, upper, 1,
              (struct book_chart){.kind = CHART_COLUMNS,
                                  .title = lang_pick("ครูที่ขาด รายปี", "Teachers short, by year")},
              &shortage);
    add_chart(book, lower, 0,
              (struct book_chart){.kind = CHART_STACKED,
                                  .title = lang_pick("ผู้เกษียณ ณ 30 ก.ย. ของปีงบประมาณ",
                                                     "Retirements on 30 September")},
              &blocks->retire);
    if (is_part(view))
        add_chart(
            book, lower, 1,
            (struct book_chart){.kind = CHART_COLUMNS,
                                .title = lang_pick("ครูที่พ้นไปและที่ได้รับ", "Who leaves and who comes"),
                                .skip = 1},
            &flow);
    else
        add_chart(book, lower, 1,
                  (struct book_chart){.kind = CHART_STACKED,
                                      .title = lang_pick("การบรรจุ ตามช่องทาง", "Hires by channel")},
                  &blocks->hires);
}

/* Its heading, on the page that has room for both; with heads, a total and an empty row. */
static void begin_block(struct book *book, const char *heading, const struct table *table)
{
    enum { AROUND = 4 };
    book_keep(book, table_rows(table) + AROUND);
    book_line(book, LINE_HEADING, heading);
}

static void add_blocks(const struct plan_view *view, const struct table *years,
                       struct blocks *blocks, struct book *book)
{
    struct table_column channels[1 + MOST_SERIES];
    begin_block(book, table_title(years), years);
    blocks->years.block = book_block(book, years, NULL);
    for (int i = 0; i < table_notes(years) - 1; i++)
        book_line(book, LINE_TEXT, table_note_at(years, i));
    struct table *table = retire_by_position(view);
    begin_block(book,
                lang_pick("ผู้เกษียณ ณ 30 ก.ย. ของปีงบประมาณ",
                          "Retirements on 30 September of the fiscal year"),
                table);
    blocks->retire.block = book_block(book, table, NULL);
    draw_what_is_there(table, &blocks->retire);
    table_free(table);
    if (is_part(view)) return;
    table = hires_by_channel(view, channels);
    begin_block(book, lang_pick("การบรรจุ ตามช่องทาง", "Hires by channel"), table);
    blocks->hires.block = book_block(book, table, NULL);
    draw_what_is_there(table, &blocks->hires);
    table_free(table);
}

static void add_worst(const struct plan_view *view, struct book *book)
{
    static const int major_span[MAX_YEARS + 2] = {3, 1, 1, 1, 1, 1, 1, 1, 1,
                                                  1, 1, 1, 1, 1, 1, 1, 1};
    static const int school_span[] = {2, 4, 2, 1, 1, 1, 1, 1};
    struct year_columns columns;
    struct table *table = shortage_by_major(view, &columns);
    if (table_rows(table) > 0) {
        begin_block(book, lang_pick("ครูที่ขาด รายวิชาเอกและปี", "Teachers short, by major and year"),
                    table);
        book_block(book, table, major_span);
    }
    table_free(table);
    if (view->school >= 0) return;
    table = worst_schools(view);
    if (table_rows(table) > 0) {
        begin_block(book,
                    lang_pick("โรงเรียนที่ขาดครูมากที่สุด ในปีที่ขาดมากที่สุดของแต่ละโรงเรียน",
                              "Schools shortest of teachers, each in its worst year"),
                    table);
        book_block(book, table, school_span);
    }
    table_free(table);
}

static void add_summary(const struct plan_view *view, struct book *book)
{
    enum { MAJOR_COLUMNS = 3 };
    struct blocks blocks = {0};
    const int wanted = MAJOR_COLUMNS + view->plan->years + 1;
    struct table *years = plan_view_table(VIEW_YEARS, view);
    book_page(book, lang_pick("สรุป", "Summary"), wanted > PAGE_COLUMNS ? wanted : PAGE_COLUMNS);
    add_head(view, book);
    if (table_rows(years) > 0) say_shortage(years, book);
    say_flow(view, years, book);
    if (!is_part(view)) say_decisions(view, book);
    say_majors(view, book);
    const int upper = book_room(book), lower = book_room(book);
    add_blocks(view, years, &blocks, book);
    add_charts(view, &blocks, upper, lower, book);
    add_worst(view, book);
    table_free(years);
}

/* ---- the workbook ------------------------------------------------------------------------ */

static void add_sheets(const struct plan_view *view, struct book *book)
{
    for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++) {
        if (sheets[i].whole && is_part(view)) continue;
        const struct book_look look = {.frozen = sheets[i].frozen, .fold = true};
        struct table *table = plan_view_table(sheets[i].table, view);
        if (table_rows(table) > 0 || !sheets[i].if_any)
            book_sheet(book, lang_pick(sheets[i].th, sheets[i].en), table, &look);
        table_free(table);
    }
}

enum err_code workbook_export(const struct plan_view *view, enum export_part part, const char *path,
                              struct err *err)
{
    struct book *book = NULL;
    struct text title = {0}, remark = {0};
    (void)part; /* there is no workbook of a part alone: export.c refuses it */
    const enum err_code code = book_open(path, &book, err);
    if (code != ERR_OK) return code;
    text_add(&title, lang_pick("แผน '%s' · ", "Plan '%s' · "), view->plan->name);
    plan_view_scope(view, &title);
    plan_synthetic_note(view->reg, view->plan, &remark);
    /* As old as its plan: two exports of one plan are the same bytes. */
    book_about(book, title.s, text_s(&remark), plan_made_at(view->plan));
    add_summary(view, book);
    add_sheets(view, book);
    text_clear(&title);
    text_clear(&remark);
    return book_finish(book, true, err);
}
