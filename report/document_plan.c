/* The staffing plan as it is signed: what is asked, what it rests on, and every list behind it. */
#include "report/document_inner.h"

#include "base/lang.h"
#include "base/mem.h"
#include "report/placement_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORST_SCHOOLS = 30 };

/* The tables a plan is written from, made once. */
struct plan_paper {
    const struct plan_view *view;
    struct table *years, *recruit, *majors, *schools, *chains, *retire, *calls, *moves, *conditions;
    char scope[256], first[16], last[16]; /* fiscal years as they are shown */
};

static void heading(struct pages *pages, const char *text)
{
    page_heading(pages, 1, text);
}

static bool is_city(const struct plan_paper *paper)
{
    return paper->view->district < 0;
}

/* Position of a fiscal year in the table of years, -1: none. */
static int row_of_year(const struct table *table, int fy)
{
    for (int row = 0; row < table_rows(table); row++)
        if (table_whole(table, row, "fy") == fy) return row;
    return -1;
}

static long long in_year(const struct plan_paper *paper, int fy, const char *key)
{
    const int row = row_of_year(paper->years, fy);
    return row < 0 ? 0 : table_whole(paper->years, row, key);
}

static long long over_years(const struct plan_paper *paper, const char *key)
{
    return table_sum(paper->years, table_find(paper->years, key)).whole;
}

static int first_fy(const struct plan_paper *paper)
{
    return paper->view->plan->first_fy;
}

static int last_fy(const struct plan_paper *paper)
{
    return first_fy(paper) + paper->view->plan->years - 1;
}

/* ---- cover and what is asked --------------------------------------------------------- */

static void write_cover(struct pages *pages, const struct plan_paper *paper)
{
    const struct stored_plan *plan = paper->view->plan;
    const char *const role[] = {lang_pick("ผู้จัดทำ", "prepared by"), lang_pick("ผู้ตรวจ", "checked by"),
                                lang_pick("ผู้อนุมัติ", "approved by")};
    struct text made = {0};
    plan_made_shown(plan, &made);
    page_paragraph(pages, " ");
    page_space(pages, 90.0);
    page_title(pages, lang_pick("แผนอัตรากำลังครู", "Teacher staffing plan"));
    document_say(pages, page_title, "ปีงบประมาณ %s–%s", "Fiscal years %s–%s", paper->first,
                 paper->last);
    page_space(pages, 12.0);
    page_paragraph(pages, paper->scope);
    document_say(pages, page_paragraph, "แผน '%s' หมายเลข %lld", "Plan '%s', number %lld",
                 plan->name, (long long)plan->id);
    document_say(pages, page_paragraph, "สถานการณ์: %s", "Scenario: %s", plan->scenario);
    document_say(pages, page_paragraph, "ทำแผนเมื่อ %s", "Made on %s", text_s(&made));
    page_space(pages, 24.0);
    if (*document_warning(paper->view))
        document_say(pages, page_boxed, "ข้อมูลสังเคราะห์ ไม่ใช่ข้อมูลจริง เอกสารนี้แสดงวิธีคิดเท่านั้น ห้ามใช้ตัดสินใจ",
                     "Synthetic data, not real: this document shows the method, "
                     "and is no basis for a decision");
    page_space(pages, 150.0);
    page_signatures(pages, role, sizeof role / sizeof *role);
    page_break(pages);
    text_clear(&made);
}

static void write_facts(struct pages *pages, const struct plan_paper *paper)
{
    const int today = first_fy(paper) - 1;
    struct text now = {0}, end = {0};
    text_add(&now, lang_pick("คนขาดวันนี้ (ปี %d)", "short today (FY %d)"), today);
    text_add(&end, lang_pick("คนขาดในปี %d เมื่อทำตามแผน", "short in FY %d under the plan"),
             last_fy(paper));
    const struct page_fact facts[] = {
        {figure(in_year(paper, today, "shortage")), text_s(&now)},
        {figure(in_year(paper, last_fy(paper), "shortage")), text_s(&end)},
        {figure(is_city(paper) ? over_years(paper, "call_up") + over_years(paper, "graduates")
                               : over_years(paper, "in")),
         is_city(paper) ? lang_pick("คนบรรจุใหม่ตลอดแผน", "people hired over the plan")
                        : lang_pick("คนเข้ามาตลอดแผน รวมย้าย", "people who come, transfers too")},
        {figure(over_years(paper, "retire") + over_years(paper, "other_loss")),
         lang_pick("คนพ้นไปตลอดแผน", "people who leave over the plan")},
    };
    page_facts(pages, facts, sizeof facts / sizeof *facts);
    text_clear(&now);
    text_clear(&end);
}

static void say_today(struct pages *pages, const struct plan_paper *paper)
{
    const int today = first_fy(paper) - 1;
    document_say(
        pages, page_point,
        "วันนี้ (ปีงบประมาณ %d) โรงเรียนต้องการครู %s คน มีครู %s คน ขาด %s คน และเกิน %s คน "
        "เมื่อนับรายโรงเรียนและวิชาเอก",
        "Today (fiscal year %d) the schools need %s teachers and have %s: by school and "
        "major %s are short and %s over.",
        today, figure(in_year(paper, today, "need")), figure(in_year(paper, today, "headcount")),
        figure(in_year(paper, today, "shortage")), figure(in_year(paper, today, "surplus")));
    document_say(pages, page_point,
                 "ตลอดแผน ครูเกษียณ %s คน และพ้นไปด้วยเหตุอื่น (ลาออก เสียชีวิต โอนออก) %s คน",
                 "Over the plan %s teachers retire and %s leave otherwise (resignation, death, "
                 "moves away).",
                 figure(over_years(paper, "retire")), figure(over_years(paper, "other_loss")));
}

static void say_city(struct pages *pages, const struct plan_paper *paper)
{
    const int first = first_fy(paper);
    document_say(
        pages, page_point,
        "ปีแรก (ปีงบประมาณ %d): เรียกบรรจุจากบัญชี %s คน รับบัณฑิต %s คน เปิดที่เรียน %s ที่ ย้าย %s คน "
        "และเปลี่ยนวิชาเอก %s คน ใช้เงิน %s บาท",
        "First year (fiscal year %d): call %s people from the lists, hire %s graduates, open "
        "%s places, transfer %s and retrain %s teachers, for %s baht.",
        first, figure(in_year(paper, first, "call_up")), figure(in_year(paper, first, "graduates")),
        figure(in_year(paper, first, "intake")), figure(in_year(paper, first, "transfer")),
        figure(in_year(paper, first, "retrain")), figure(in_year(paper, first, "cost_thb")));
    document_say(pages, page_point,
                 "ตลอดแผน: เรียกบรรจุจากบัญชี %s คน รับบัณฑิต %s คน เปิดที่เรียน %s ที่ ย้าย %s คน "
                 "และเปลี่ยนวิชาเอก %s คน ใช้เงิน %s บาท",
                 "Over the plan: call %s people from the lists, hire %s graduates, open %s places, "
                 "transfer %s and retrain %s teachers, for %s baht.",
                 figure(over_years(paper, "call_up")), figure(over_years(paper, "graduates")),
                 figure(over_years(paper, "intake")), figure(over_years(paper, "transfer")),
                 figure(over_years(paper, "retrain")), figure(over_years(paper, "cost_thb")));
}

static void say_district(struct pages *pages, const struct plan_paper *paper)
{
    const int first = first_fy(paper);
    document_say(pages, page_point, "ปีแรก (ปีงบประมาณ %d): รับครูเข้า %s คน และให้ย้ายออก %s คน",
                 "First year (fiscal year %d): %s teachers come and %s move away.", first,
                 figure(in_year(paper, first, "in")), figure(in_year(paper, first, "out")));
    document_say(pages, page_point,
                 "ตลอดแผน: รับครูเข้า %s คน และให้ย้ายออก %s คน การเปิดสอบ ที่เรียน และเงินเป็นเรื่องของทั้งแผน "
                 "ไม่แยกเป็นเขต",
                 "Over the plan: %s teachers come and %s move away. Exams, places and money are "
                 "decided for the whole, not by district.",
                 figure(over_years(paper, "in")), figure(over_years(paper, "out")));
}

static void write_asked(struct pages *pages, const struct plan_paper *paper)
{
    const int today = first_fy(paper) - 1, last = last_fy(paper);
    const long long now = in_year(paper, today, "shortage");
    const long long end = in_year(paper, last, "shortage");
    page_heading(pages, 1, lang_pick("สิ่งที่ขอให้พิจารณา", "What is asked"));
    document_say(pages, page_paragraph,
                 "ขอให้พิจารณาให้ความเห็นชอบแผนอัตรากำลังครู ปีงบประมาณ %s–%s (%s) ดังต่อไปนี้",
                 "Approval is asked for the teacher staffing plan of the fiscal years %s–%s "
                 "(%s), as follows.",
                 paper->first, paper->last, paper->scope);
    write_facts(pages, paper);
    say_today(pages, paper);
    is_city(paper) ? say_city(pages, paper) : say_district(pages, paper);
    document_say(pages, page_point,
                 "เมื่อทำตามแผนแล้ว ปีงบประมาณ %d จะขาดครู %s คน จากที่ต้องการ %s คน %sวันนี้ซึ่งขาด %s คน",
                 "At the opening of fiscal year %d, under the plan, %s teachers are short of %s "
                 "needed: %s today, when %s are.",
                 last, figure(end), figure(in_year(paper, last, "need")),
                 end > now   ? lang_pick("มากกว่า", "more than")
                 : end < now ? lang_pick("น้อยกว่า", "fewer than")
                             : lang_pick("เท่ากับ", "as many as"),
                 figure(now));
    page_remark(pages, lang_pick("ทุกจำนวนเป็นคนเต็มคน นับวันเปิดปีงบประมาณ 1 ตุลาคม "
                                 "ปีงบประมาณ 2567 คือ 1 ตุลาคม 2566 ถึง 30 กันยายน 2567",
                                 "All are whole people, counted on 1 October, the opening of the "
                                 "fiscal year: 2567 is 1 October 2566 to 30 September 2567 of the "
                                 "Buddhist era, 2023 to 2024 CE."));
    page_break(pages);
}

/* ---- years --------------------------------------------------------------------------- */

/* One column of the table of years as a series; free() it. */
static double *year_values(const struct table *years, const char *key)
{
    double *value = mem_new((size_t)table_rows(years), sizeof *value);
    for (int row = 0; row < table_rows(years); row++)
        value[row] = (double)table_whole(years, row, key);
    return value;
}

static char **year_labels(const struct table *years)
{
    char **label = mem_new((size_t)table_rows(years), sizeof *label), shown[CELL_SHOWN];
    for (int row = 0; row < table_rows(years); row++)
        label[row] = mem_text(table_shown(years, row, "fy", shown));
    return label;
}

static void chart_need(struct pages *pages, const struct plan_paper *paper)
{
    const struct table *years = paper->years;
    struct text summary = {0};
    char **label = year_labels(years);
    double *need = year_values(years, "need"), *have = year_values(years, "headcount");
    const int last = last_fy(paper);
    text_add(&summary,
             lang_pick("ปี %d โรงเรียนต้องการ %s คน และมีครู %s คน",
                       "In %d the schools need %s teachers and have %s."),
             last, figure(in_year(paper, last, "need")), figure(in_year(paper, last, "headcount")));
    page_chart(pages,
               &(struct page_chart){.kind = CHART_LINES,
                                    .title = lang_pick("ความต้องการและครูที่มี", "Need and headcount"),
                                    .summary = summary.s,
                                    .unit = lang_pick("คน", "people"),
                                    .axis = lang_pick("ปีงบประมาณ", "fiscal year"),
                                    .points = table_rows(years),
                                    .label = (const char *const *)label,
                                    .height = 105.0,
                                    .count = 2,
                                    .series = {{lang_pick("ต้องการ", "need"), need},
                                               {lang_pick("มีครู", "in post"), have}}});
    for (int row = 0; row < table_rows(years); row++) free(label[row]);
    free(label);
    free(need);
    free(have);
    text_clear(&summary);
}

static int greatest(const double *value, int count)
{
    int most = 0;
    for (int i = 1; i < count; i++)
        if (value[i] > value[most]) most = i;
    return most;
}

static void chart_shortage(struct pages *pages, const struct plan_paper *paper)
{
    const struct table *years = paper->years;
    struct text summary = {0};
    char **label = year_labels(years);
    double *shortage = year_values(years, "shortage");
    const int most = greatest(shortage, table_rows(years));
    text_add(&summary, lang_pick("ขาดมากที่สุดในปี %s จำนวน %s คน", "Most are short in %s: %s people."),
             label[most], figure((long long)shortage[most]));
    page_chart(pages, &(struct page_chart){.kind = CHART_BARS,
                                           .title = lang_pick("ครูที่ขาด", "Teachers short"),
                                           .summary = summary.s,
                                           .unit = lang_pick("คน", "people"),
                                           .axis = lang_pick("ปีงบประมาณ", "fiscal year"),
                                           .points = table_rows(years),
                                           .label = (const char *const *)label,
                                           .height = 105.0,
                                           .count = 1,
                                           .series = {{lang_pick("ขาด", "short"), shortage}}});
    for (int row = 0; row < table_rows(years); row++) free(label[row]);
    free(label);
    free(shortage);
    text_clear(&summary);
}

static void write_years(struct pages *pages, const struct plan_paper *paper)
{
    page_heading(pages, 1, lang_pick("ภาพรวมรายปี", "Year by year"));
    page_table(pages, paper->years, NULL);
    chart_need(pages, paper);
    chart_shortage(pages, paper);
}

/* ---- crosswise sums ------------------------------------------------------------------ */

/* How crosswise sums are shown. */
struct cross_look {
    const char *title, *th, *en; /* th, en: head of the labels */
    enum cross_sums sums;        /* CROSS_NO_SUMS: shaded */
    double size;
};

static void cross_page(struct pages *pages, const struct table *table, const struct cross_ask *ask,
                       const struct cross_look *look)
{
    struct cross cross = cross_make(table, ask);
    struct table *sums = cross_table(&cross, look->title, look->th, look->en, look->sums);
    page_table(pages, sums,
               &(struct page_table_look){.size = look->size,
                                         .heat = look->sums == CROSS_NO_SUMS,
                                         .width_share = 1.0,
                                         .whole = true});
    table_free(sums);
    cross_clear(&cross);
}

/* A stacked chart of crosswise sums: rows are the series, in their order. */
static void cross_chart(struct pages *pages, const struct cross *cross, const char *title,
                        const char *summary)
{
    const int count = cross->rows < CHART_MOST_SERIES ? cross->rows : CHART_MOST_SERIES;
    struct page_chart chart = {.kind = CHART_STACKED,
                               .title = title,
                               .summary = summary,
                               .unit = lang_pick("คน", "people"),
                               .axis = lang_pick("ปีงบประมาณ", "fiscal year"),
                               .points = cross->columns,
                               .label = (const char *const *)cross->column,
                               .count = count};
    double *value[CHART_MOST_SERIES] = {0};
    for (int k = 0; k < count; k++) {
        value[k] = mem_new((size_t)cross->columns, sizeof *value[k]);
        chart.series[k] = (struct chart_series){cross->row[k], value[k]};
    }
    for (int r = 0; r < cross->rows; r++) /* those beyond the last series are added to it */
        for (int c = 0; c < cross->columns; c++)
            value[r < count ? r : count - 1][c] += (double)cross_at(cross, r, c);
    if (cross->rows > count) chart.series[count - 1].name = lang_pick("อื่น ๆ", "others");
    if (count > 0 && cross->columns > 0) page_chart(pages, &chart);
    for (int k = 0; k < count; k++) free(value[k]);
}

/* The column of the greatest sum, and that sum. */
static int greatest_column(const struct cross *cross, long long *most)
{
    int found = 0;
    *most = 0;
    for (int c = 0; c < cross->columns; c++) {
        long long sum = 0;
        for (int r = 0; r < cross->rows; r++) sum += cross_at(cross, r, c);
        if (sum <= *most) continue;
        *most = sum;
        found = c;
    }
    return found;
}

/* ---- recruitment --------------------------------------------------------------------- */

static void write_hires(struct pages *pages, const struct plan_paper *paper)
{
    struct text summary = {0};
    long long most;
    struct cross hires = cross_make(paper->recruit, &(struct cross_ask){.down = "channel_name",
                                                                        .across = "fy",
                                                                        .first_fy = first_fy(paper),
                                                                        .last_fy = last_fy(paper),
                                                                        .value = "hire"});
    if (hires.columns > 0) {
        const int year = greatest_column(&hires, &most);
        text_add(&summary,
                 lang_pick("บรรจุมากที่สุดในปี %s จำนวน %s คน", "Most are hired in %s: %s people."),
                 hires.column[year], figure(most));
        cross_chart(pages, &hires, lang_pick("การบรรจุตามช่องทาง", "Hires by channel"), summary.s);
    }
    struct table *table = cross_table(
        &hires, lang_pick("บรรจุ ตามช่องทางและปี (คน)", "Hires by channel and year (people)"),
        "ช่องทาง", "channel", CROSS_ALL_SUMS);
    page_table(pages, table, &(struct page_table_look){.width_share = 1.0});
    table_free(table);
    cross_clear(&hires);
    text_clear(&summary);
}

static void write_channel(struct pages *pages, const struct plan_paper *paper, const char *channel)
{
    static const struct {
        const char *key, *th, *en;
    } part[] = {
        {"pass", "สอบได้ ตามวิชาเอกและปี (คน)", "Exam passes by major and year (people)"},
        {"hire", "บรรจุ ตามวิชาเอกและปี (คน)", "Hires by major and year (people)"},
        {"intake", "ที่เรียนที่เปิด ตามวิชาเอกและปี (ที่)", "Places by major and year (places)"},
        {"expected", "คาดว่าจบ ตามวิชาเอกและปีที่เปิดรับ (คน)",
         "Expected graduates by major and year of intake (people)"},
    };
    page_heading(pages, 2, channel);
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        const struct cross_ask ask = {.down = "major_name",
                                      .across = "fy",
                                      .first_fy = first_fy(paper),
                                      .last_fy = last_fy(paper),
                                      .value = part[i].key,
                                      .only = {{"channel_name", channel}}};
        struct cross cross = cross_make(paper->recruit, &ask);
        struct table *table = cross_table(&cross, lang_pick(part[i].th, part[i].en), "วิชาเอก",
                                          "major", CROSS_ALL_SUMS);
        if (table_rows(table) > 0)
            page_table(pages, table, &(struct page_table_look){.size = 8.5, .width_share = 1.0});
        table_free(table);
        cross_clear(&cross);
    }
}

static void write_recruitment(struct pages *pages, const struct plan_paper *paper)
{
    page_heading(pages, 1, lang_pick("การสรรหา", "Recruitment"));
    if (table_rows(paper->recruit) == 0) {
        page_paragraph(pages, lang_pick("แผนนี้ไม่มีการสรรหา", "This plan recruits nobody."));
        return;
    }
    write_hires(pages, paper);
    struct cross channels =
        cross_make(paper->recruit, &(struct cross_ask){.down = "channel_name",
                                                       .across = "fy",
                                                       .first_fy = first_fy(paper),
                                                       .last_fy = last_fy(paper),
                                                       .value = "hire"});
    for (int c = 0; c < channels.rows; c++) write_channel(pages, paper, channels.row[c]);
    for (int i = 0; i < table_notes(paper->recruit) && i < 1; i++)
        page_remark(pages, table_note_at(paper->recruit, i));
    cross_clear(&channels);
}

/* ---- majors, districts, schools ------------------------------------------------------ */

static void write_majors(struct pages *pages, const struct plan_paper *paper)
{
    page_heading(pages, 1, lang_pick("รายวิชาเอก", "By major"));
    cross_page(
        pages, paper->majors,
        &(struct cross_ask){.down = "major_name",
                            .across = "fy",
                            .first_fy = first_fy(paper) - 1,
                            .last_fy = last_fy(paper),
                            .value = "shortage"},
        &(struct cross_look){lang_pick("ครูที่ขาด ตามวิชาเอกและปี (คน ยิ่งเข้มยิ่งขาดมาก)",
                                       "Teachers short by major and year (people; darker: more)"),
                             "วิชาเอก", "major", CROSS_NO_SUMS, 8.5});
    cross_page(pages, paper->majors,
               &(struct cross_ask){.down = "major_name",
                                   .across = "fy",
                                   .first_fy = first_fy(paper) - 1,
                                   .last_fy = last_fy(paper),
                                   .value = "need"},
               &(struct cross_look){
                   lang_pick("ความต้องการ ตามวิชาเอกและปี (คน)", "Need by major and year (people)"),
                   "วิชาเอก", "major", CROSS_COLUMN_SUMS, 8.5});
    cross_page(pages, paper->majors,
               &(struct cross_ask){.down = "major_name",
                                   .across = "fy",
                                   .first_fy = first_fy(paper) - 1,
                                   .last_fy = last_fy(paper),
                                   .value = "headcount"},
               &(struct cross_look){
                   lang_pick("ครูที่มี ตามวิชาเอกและปี (คน)", "Headcount by major and year (people)"),
                   "วิชาเอก", "major", CROSS_COLUMN_SUMS, 8.5});
}

static void write_districts(struct pages *pages, const struct plan_paper *paper)
{
    struct text title = {0};
    page_heading(pages, 1, lang_pick("รายเขต", "By district"));
    cross_page(pages, paper->schools,
               &(struct cross_ask){.down = "district",
                                   .across = "fy",
                                   .first_fy = first_fy(paper) - 1,
                                   .last_fy = last_fy(paper),
                                   .value = "shortage"},
               &(struct cross_look){
                   lang_pick("ครูที่ขาด ตามเขตและปี (คน ยิ่งเข้มยิ่งขาดมาก)",
                             "Teachers short by district and year (people; darker: more)"),
                   "เขต", "district", CROSS_NO_SUMS, 7.0});
    text_add(&title,
             lang_pick("ครูที่ขาดในปี %s ตามเขตและวิชาเอก (คน ยิ่งเข้มยิ่งขาดมาก)",
                       "Teachers short in %s by district and major (people; darker: more)"),
             paper->last);
    cross_page(pages, paper->chains,
               &(struct cross_ask){.down = "district",
                                   .across = "major_name",
                                   .value = "shortage",
                                   .only = {{"fy", paper->last}}},
               &(struct cross_look){title.s, "เขต", "district", CROSS_NO_SUMS, 7.0});
    cross_page(pages, paper->schools,
               &(struct cross_ask){.down = "district",
                                   .across = "fy",
                                   .first_fy = first_fy(paper) - 1,
                                   .last_fy = last_fy(paper),
                                   .value = "in"},
               &(struct cross_look){
                   lang_pick("ครูที่เข้ามา รวมย้าย ตามเขตและปี (คน)",
                             "Teachers who come, transfers too, by district and year (people)"),
                   "เขต", "district", CROSS_ALL_SUMS, 7.0});
    text_clear(&title);
}

struct worst {
    int row;
    double percent;
    long long shortage;
};

static int worse_first(const void *a, const void *b)
{
    const struct worst *x = a, *y = b;
    if (x->percent < y->percent || x->percent > y->percent) return x->percent < y->percent ? 1 : -1;
    if (x->shortage != y->shortage) return x->shortage < y->shortage ? 1 : -1;
    return (x->row > y->row) - (x->row < y->row);
}

/* Copies some columns of a row; columns of both have the same keys. */
static void copy_row(const struct table *from, int row, struct table *to)
{
    table_row(to);
    for (int c = 0; c < table_columns(to); c++) {
        const struct table_cell cell =
            table_cell_at(from, row, table_find(from, table_column_of(to, c)->key));
        if (cell.holds == HOLDS_TEXT)
            table_text(to, cell.text);
        else if (cell.holds == HOLDS_INT)
            table_int(to, cell.whole);
        else if (cell.holds == HOLDS_NUMBER)
            table_number(to, cell.number, cell.decimals);
        else
            table_blank(to);
    }
}

static void write_worst(struct pages *pages, const struct plan_paper *paper)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"school",    "รหัส",      "code",     CELL_TEXT,   false},
        {"name",      "โรงเรียน",   "school",   CELL_TEXT,   false},
        {"district",  "เขต",       "district", CELL_TEXT,   false},
        {"need",      "ต้องการ",    "need",     CELL_INT,    false},
        {"headcount", "มีครู",      "in post",  CELL_INT,    false},
        {"shortage",  "ขาด",       "short",    CELL_INT,    false},
        {"percent",   "ขาดร้อยละ",  "short %",  CELL_NUMBER, false},
    };
    // clang-format on
    struct text title = {0};
    struct worst *worst = mem_new((size_t)table_rows(paper->schools), sizeof *worst);
    const int percent = table_find(paper->schools, "percent");
    int count = 0;
    for (int row = 0; row < table_rows(paper->schools); row++) {
        if (table_whole(paper->schools, row, "fy") != last_fy(paper)) continue;
        const long long shortage = table_whole(paper->schools, row, "shortage");
        if (shortage > 0)
            worst[count++] =
                (struct worst){row, table_cell_at(paper->schools, row, percent).number, shortage};
    }
    qsort(worst, (size_t)count, sizeof *worst, worse_first);
    page_heading(pages, 1, lang_pick("โรงเรียนที่ขาดครูมากที่สุด", "Schools shortest of teachers"));
    text_add(
        &title,
        lang_pick("ปีงบประมาณ %s เรียงตามร้อยละของความต้องการ", "Fiscal year %s, by share of the need"),
        paper->last);
    struct table *table = table_new(title.s, columns, sizeof columns / sizeof *columns);
    for (int i = 0; i < count && i < WORST_SCHOOLS; i++)
        copy_row(paper->schools, worst[i].row, table);
    page_table(pages, table, &(struct page_table_look){.width_share = 1.0});
    table_free(table);
    free(worst);
    text_clear(&title);
}

/* Need, headcount and shortage of each school today, in the first and in the last year. */
static void write_schools(struct pages *pages, const struct plan_paper *paper)
{
    enum { NAMES = 3, FIGURES = 3, YEARS = 3, COLUMNS = NAMES + FIGURES * YEARS };
    static const char *const key[FIGURES] = {"need", "headcount", "shortage"};
    const char *const word[FIGURES] = {lang_pick("ต้องการ", "need"), lang_pick("มี", "have"),
                                       lang_pick("ขาด", "short")};
    const int fy[YEARS] = {first_fy(paper) - 1, first_fy(paper), last_fy(paper)};
    const int figures = FIGURES * (fy[1] == fy[2] ? YEARS - 1 : YEARS);
    struct table_column columns[COLUMNS] = {{"district", "เขต", "district", CELL_TEXT, false},
                                            {"school", "รหัส", "code", CELL_TEXT, false},
                                            {"name", "โรงเรียน", "school", CELL_TEXT, false}};
    char head[FIGURES * YEARS][64], shown[CELL_SHOWN];
    struct cross cross[FIGURES];
    for (int k = 0; k < FIGURES; k++)
        cross[k] = cross_make(paper->schools, &(struct cross_ask){.down = "school",
                                                                  .across = "fy",
                                                                  .first_fy = first_fy(paper) - 1,
                                                                  .last_fy = last_fy(paper),
                                                                  .value = key[k]});
    for (int i = 0; i < figures; i++) {
        snprintf(head[i], sizeof head[i], "%s %d", word[i % FIGURES], fy[i / FIGURES]);
        columns[NAMES + i] = (struct table_column){head[i], head[i], head[i], CELL_INT, true};
    }
    struct table *table = table_new("", columns, NAMES + figures);
    for (int r = 0; r < cross[0].rows; r++) {
        table_row(table);
        for (int c = 0; c < NAMES; c++)
            table_text(table,
                       table_shown(paper->schools, cross[0].example[r], columns[c].key, shown));
        for (int i = 0; i < figures; i++) {
            const struct cross *of = &cross[i % FIGURES];
            table_int(table, cross_at(of, r, fy[i / FIGURES] - fy[0]));
        }
    }
    page_heading(
        pages, 1,
        lang_pick("โรงเรียนทั้งหมด: วันนี้ ปีแรก และปีสุดท้าย", "All schools: today, first and last year"));
    page_table(pages, table, &(struct page_table_look){.size = 8.0, .width_share = 1.0});
    table_free(table);
    for (int k = 0; k < FIGURES; k++) cross_clear(&cross[k]);
}

/* ---- retirements --------------------------------------------------------------------- */

static void write_retirements(struct pages *pages, const struct plan_paper *paper)
{
    struct text summary = {0};
    long long most;
    page_heading(pages, 1, lang_pick("การเกษียณ", "Retirements"));
    struct cross posts =
        cross_make(paper->retire, &(struct cross_ask){.down = "position_name",
                                                      .across = "fy",
                                                      .first_fy = first_fy(paper) - 1,
                                                      .last_fy = last_fy(paper),
                                                      .value = "people"});
    if (posts.columns > 0) {
        const int year = greatest_column(&posts, &most);
        text_add(&summary,
                 lang_pick("เกษียณมากที่สุดเมื่อสิ้นปี %s จำนวน %s คน ทุกตำแหน่ง",
                           "Most retire at the end of %s: %s people of all positions."),
                 posts.column[year], figure(most));
        cross_chart(pages, &posts,
                    lang_pick("ผู้เกษียณเมื่อสิ้นปีงบประมาณ", "Retirements at the end of the fiscal year"),
                    summary.s);
    }
    cross_clear(&posts);
    cross_page(
        pages, paper->retire,
        &(struct cross_ask){.down = "position_name",
                            .across = "fy",
                            .first_fy = first_fy(paper) - 1,
                            .last_fy = last_fy(paper),
                            .value = "people"},
        &(struct cross_look){lang_pick("ตามตำแหน่งและปี (คน)", "By position and year (people)"),
                             "ตำแหน่ง", "position", CROSS_ALL_SUMS, 8.5});
    cross_page(pages, paper->retire,
               &(struct cross_ask){.down = "major_name",
                                   .across = "fy",
                                   .first_fy = first_fy(paper) - 1,
                                   .last_fy = last_fy(paper),
                                   .value = "people"},
               &(struct cross_look){lang_pick("ตามวิชาเอกของตำแหน่งและปี (คน)",
                                              "By major of the post and year (people)"),
                                    "วิชาเอก", "major", CROSS_ALL_SUMS, 8.5});
    if (is_city(paper))
        cross_page(
            pages, paper->retire,
            &(struct cross_ask){.down = "district",
                                .across = "fy",
                                .first_fy = first_fy(paper) - 1,
                                .last_fy = last_fy(paper),
                                .value = "people"},
            &(struct cross_look){lang_pick("ตามเขตและปี (คน)", "By district and year (people)"),
                                 "เขต", "district", CROSS_ALL_SUMS, 7.0});
    if (table_notes(paper->retire) > 0) page_remark(pages, table_note_at(paper->retire, 0));
    text_clear(&summary);
}

/* ---- the first year, person by person ------------------------------------------------ */

static void write_first_year(struct pages *pages, const struct plan_paper *paper)
{
    page_break(pages);
    document_say(pages, heading, "บัญชีเรียกบรรจุ ปีงบประมาณ %s", "Placement list, fiscal year %s",
                 paper->first);
    page_table(pages, paper->calls, &document_calls_look);
    document_say(pages, heading, "การย้าย ปีงบประมาณ %s", "Transfers, fiscal year %s", paper->first);
    page_table(pages, paper->moves, &document_moves_look);
}

/* ---- the whole ----------------------------------------------------------------------- */

static void write_plan(struct pages *pages, const void *context)
{
    const struct plan_paper *paper = context;
    write_cover(pages, paper);
    write_asked(pages, paper);
    page_contents(pages, lang_pick("สารบัญ", "Contents"));
    write_years(pages, paper);
    page_break(pages);
    if (is_city(paper)) write_recruitment(pages, paper);
    write_majors(pages, paper);
    if (is_city(paper)) write_districts(pages, paper);
    write_worst(pages, paper);
    write_schools(pages, paper);
    write_retirements(pages, paper);
    write_first_year(pages, paper);
    page_heading(pages, 1, lang_pick("เงื่อนไขของแผน", "Conditions of the plan"));
    page_table(pages, paper->conditions,
               &(struct page_table_look){.size = 8.0, .width_share = 1.0});
}

enum err_code document_plan(const struct plan_view *view, const char *path, struct err *err)
{
    struct text title = {0}, scope = {0};
    const struct placement_filter year = {.fy = view->plan->first_fy, .major = -1};
    struct plan_paper paper = {.view = view,
                               .years = plan_view_table(VIEW_YEARS, view),
                               .recruit = plan_view_table(VIEW_RECRUIT, view),
                               .majors = plan_view_table(VIEW_MAJORS, view),
                               .schools = plan_view_table(VIEW_SCHOOLS, view),
                               .chains = plan_view_table(VIEW_CHAINS, view),
                               .retire = plan_view_table(VIEW_RETIRE, view),
                               .calls = placement_table(PLACEMENT_CALLS, view, &year),
                               .moves = placement_table(PLACEMENT_MOVES, view, &year),
                               .conditions = plan_view_table(VIEW_CONDITIONS, view)};
    struct table *const tables[] = {paper.years,   paper.recruit, paper.majors,
                                    paper.schools, paper.chains,  paper.retire,
                                    paper.calls,   paper.moves,   paper.conditions};
    plan_view_scope(view, &scope);
    snprintf(paper.scope, sizeof paper.scope, "%s", text_s(&scope));
    snprintf(paper.first, sizeof paper.first, "%d", view->plan->first_fy);
    snprintf(paper.last, sizeof paper.last, "%d", last_fy(&paper));
    text_add(&title,
             lang_pick("แผนอัตรากำลังครู ปีงบประมาณ %s–%s · %s",
                       "Teacher staffing plan, fiscal years %s–%s · %s"),
             paper.first, paper.last, paper.scope);
    const enum err_code code = document_write(view, title.s, false, write_plan, &paper, path, err);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) table_free(tables[i]);
    text_clear(&title);
    text_clear(&scope);
    return code;
}
