/* The summary of a plan: what a councillor asks first, in tables of at most 100 columns. Headcounts
   of different years are never added up; what is hired, moved or paid is. */
#include "report/plan_report.h"

#include "base/lang.h"
#include "base/mem.h"
#include "base/thai.h"
#include "planner/scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Columns of a terminal, and what the numbers of the recruitment table take of them. */
enum { WORST_SCHOOLS = 5, SCREEN = 100, RECRUIT_NUMBERS = 43 };

const char *name_shown(const char *th, const char *en, const char *code)
{
    const char *name = lang_pick(th, en);
    if (name && *name) return name;
    return th && *th ? th : code;
}

const char *major_name(const struct school_register *reg, int m)
{
    const struct major *major = &reg->major[m];
    return name_shown(major->name_th, major->name_en, major->code);
}

const char *channel_name(const struct school_register *reg, int c)
{
    const struct channel *channel = &reg->channel[c];
    return name_shown(channel->name_th, channel->name_en, channel->code);
}

void synthetic_note(const struct school_register *reg, struct text *out)
{
    const size_t before = out->length;
    for (int i = 0; i < reg->provenances; i++) {
        if (strcmp(reg->provenance[i].status, "synthetic") != 0) continue;
        if (out->length == before)
            text_add(out, "%s",
                     lang_pick("ข้อมูลสังเคราะห์ ไม่ใช่ข้อมูลจริง: ", "synthetic data, not real: "));
        else
            text_add(out, ", ");
        text_add(out, "%s", reg->provenance[i].file);
    }
}

/* What was changed is what a plan is about; its name and its years stand in the title. */
static void add_setting(void *context, const char *key, const char *value)
{
    struct text *line = context;
    if (strncmp(key, "scenario.", 9) == 0 || strncmp(key, "horizon.", 8) == 0) return;
    text_add(line, "%s%s = %s", line->length > 0 ? "; " : "", key, value);
}

/* A name may come from a file of somebody else: it must not be able to drive the terminal. */
static void add_without_controls(const char *line, struct text *out)
{
    for (const char *c = line; *c; c++)
        text_add_bytes(out, (unsigned char)*c < 0x20 || *c == 0x7F ? "?" : c, 1);
    text_add(out, "\n");
}

static void add_settings(const struct stored_plan *plan, struct text *out)
{
    struct text line = {0};
    plan_each_setting(plan, add_setting, &line);
    if (line.length > 0) {
        text_add(out, "%s ", lang_pick("ค่าที่เปลี่ยน:", "changed settings:"));
        add_without_controls(line.s, out);
    }
    text_clear(&line);
}

static void add_title(const struct stored_plan *plan, bool colour, struct text *out)
{
    struct text line = {0};
    text_add(&line, lang_pick("แผน '%s' สถานการณ์ '%s'", "Plan '%s', scenario '%s'"), plan->name,
             plan->scenario);
    if (plan->id > 0)
        text_add(&line, lang_pick(" หมายเลข %lld", ", number %lld"), (long long)plan->id);
    else
        text_add(&line, "%s", lang_pick(" (ไม่ได้บันทึก)", " (not saved)"));
    text_add(&line, lang_pick(" ปีงบประมาณ %d–%d", ", fiscal years %d–%d"), plan->first_fy,
             plan->first_fy + plan->years - 1);
    text_add(out, "%s", colour ? "\033[1m" : "");
    add_without_controls(text_s(&line), out);
    text_add(out, "%s", colour ? "\033[0m" : "");
    text_clear(&line);
    add_settings(plan, out);
    text_add(out, "\n");
}

static void print_and_free(struct table *table, bool colour, struct text *out)
{
    table_print(table, FORMAT_TABLE, colour, false, out);
    text_add(out, "\n");
    table_free(table);
}

/* What stands today, before the first decision of the plan. */
static void add_today(const struct stored_plan *plan, struct table *table)
{
    long long need = 0, headcount = 0, shortage = 0, surplus = 0;
    bool any = false;
    for (int i = 0; i < plan->chains; i++) {
        const struct stored_chain *chain = &plan->chain[i];
        if (chain->fy != plan->first_fy - 1) continue;
        any = true;
        need += chain->need;
        headcount += chain->headcount;
        shortage += chain->shortage;
        surplus += chain->surplus;
    }
    if (!any) return;
    table_row(table);
    table_int(table, plan->first_fy - 1);
    for (int blank = 0; blank < 2; blank++) table_blank(table);
    table_int(table, need);
    table_int(table, headcount);
    table_int(table, shortage);
    table_int(table, surplus);
    for (int blank = 0; blank < 6; blank++) table_blank(table);
}

static void add_years(const struct stored_plan *plan, bool colour, struct text *out)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"fy",         "ปีงบ",      "FY",      CELL_YEAR,   false},
        {"retire",     "เกษียณ",    "retired", CELL_INT,    true},
        {"other_loss", "สูญเสีย",    "lost",    CELL_INT,    true},
        {"need",       "ต้องการ",    "need",    CELL_INT,    false},
        {"headcount",  "มีครู",      "in post", CELL_INT,    false},
        {"shortage",   "ขาด",       "short",   CELL_INT,    false},
        {"surplus",    "เกิน",       "over",    CELL_INT,    false},
        {"call_up",    "เรียกบรรจุ",  "called",  CELL_INT,    true},
        {"graduates",  "รับบัณฑิต",   "grads",   CELL_INT,    true},
        {"transfer",   "ย้าย",       "moved",   CELL_INT,    true},
        {"retrain",    "เปลี่ยนเอก",  "retrain", CELL_INT,    true},
        {"intake",     "เปิดที่เรียน", "places",  CELL_INT,    true},
        {"cost",       "ล้านบาท",    "M baht",  CELL_NUMBER, true},
    };
    // clang-format on
    struct table *table = table_new(lang_pick("กำลังครูรายปี", "Teachers by fiscal year"), columns,
                                    sizeof columns / sizeof *columns);
    add_today(plan, table);
    for (int i = 0; i < plan->totals; i++) {
        const struct stored_total *total = &plan->total[i];
        const int people[] = {total->retire,   total->other_loss, total->need,    total->headcount,
                              total->shortage, total->surplus,    total->call_up, total->graduates,
                              total->transfer, total->retrain,    total->intake};
        table_row(table);
        table_int(table, total->fy);
        for (size_t k = 0; k < sizeof people / sizeof *people; k++) table_int(table, people[k]);
        table_number(table, (double)total->cost_thb / 1e6, 2);
    }
    table_note(table,
               lang_pick("หน่วยเป็นคน นับวันเปิดปีงบประมาณ 1 ต.ค. เกษียณและสูญเสียคือผู้ที่พ้นไปก่อนวันนั้น",
                         "people, counted on 1 October; retired and lost left before that day"));
    print_and_free(table, colour, out);
}

struct opened {
    int major, count;
};

static int more_first(const void *a, const void *b)
{
    const struct opened *x = a, *y = b;
    if (x->count != y->count) return x->count < y->count ? 1 : -1;
    return (x->major > y->major) - (x->major < y->major);
}

/* "คณิตศาสตร์ 12, ไทย 8, อื่น ๆ 23": the majors opened most as far as there is room, the rest in
   one number. */
static void majors_text(const struct school_register *reg, const int *opened, int room,
                        struct text *out)
{
    enum { OTHERS = 12 };
    struct opened *list = mem_new((size_t)reg->majors, sizeof *list);
    int rest = 0;
    for (int m = 0; m < reg->majors; m++) list[m] = (struct opened){m, opened[m]};
    qsort(list, (size_t)reg->majors, sizeof *list, more_first);
    for (int i = 0; i < reg->majors && list[i].count > 0; i++) {
        struct text one = {0};
        text_add(&one, "%s%s %d", i > 0 ? ", " : "", major_name(reg, list[i].major), list[i].count);
        if (i == 0 ||
            (rest == 0 && thai_columns(text_s(out)) + thai_columns(one.s) + OTHERS <= room))
            text_add(out, "%s", one.s);
        else
            rest += list[i].count;
        text_clear(&one);
    }
    if (rest > 0) text_add(out, "%s %d", lang_pick(", อื่น ๆ", ", others"), rest);
    free(list);
}

/* Passes, hires, places and expected graduates of one channel in one year. */
struct channel_year {
    int pass, hire, intake, expected;
    int *opened; /* [majors] passes and places */
};

static void add_channel_year(const struct school_register *reg, const struct stored_plan *plan,
                             int fy, int channel, int room, struct table *table)
{
    struct channel_year sum = {.opened = mem_new((size_t)reg->majors, sizeof *sum.opened)};
    struct text majors = {0};
    for (int i = 0; i < plan->recruits; i++) {
        const struct stored_recruit *row = &plan->recruit[i];
        if (row->fy != fy || row->channel != channel) continue;
        sum.pass += row->pass;
        sum.hire += row->hire;
        sum.intake += row->intake;
        sum.expected += row->expected;
        sum.opened[row->major] += row->pass + row->intake;
    }
    majors_text(reg, sum.opened, room, &majors);
    if (sum.pass || sum.hire || sum.intake || sum.expected) {
        table_row(table);
        table_int(table, fy);
        table_text(table, channel_name(reg, channel));
        table_int(table, sum.pass);
        table_int(table, sum.hire);
        table_int(table, sum.intake);
        table_int(table, sum.expected);
        table_text(table, text_s(&majors));
    }
    text_clear(&majors);
    free(sum.opened);
}

static void add_recruitment(const struct school_register *reg, const struct stored_plan *plan,
                            bool colour, struct text *out)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"fy",       "ปีงบ",            "FY",            CELL_YEAR, false},
        {"channel",  "ช่องทาง",          "channel",       CELL_TEXT, false},
        {"pass",     "สอบได้",           "passes",        CELL_INT,  true},
        {"hire",     "บรรจุ",            "hires",         CELL_INT,  true},
        {"intake",   "เปิดที่เรียน",       "places",        CELL_INT,  true},
        {"expected", "คาดว่าจบ",         "expected",      CELL_INT,  true},
        {"majors",   "วิชาเอกที่เปิดรับ",   "majors opened", CELL_TEXT, false},
    };
    // clang-format on
    struct table *table =
        table_new(lang_pick("การสรรหา", "Recruitment"), columns, sizeof columns / sizeof *columns);
    int longest = 0;
    for (int c = 0; c < reg->channels; c++) {
        const int columns_wide = thai_columns(channel_name(reg, c));
        if (columns_wide > longest) longest = columns_wide;
    }
    for (int t = 0; t < plan->years; t++)
        for (int c = 0; c < reg->channels; c++)
            add_channel_year(reg, plan, plan->first_fy + t, c, SCREEN - RECRUIT_NUMBERS - longest,
                             table);
    table_note(
        table,
        lang_pick("สอบได้: จำนวนที่ขึ้นบัญชี คาดว่าจบ: ผู้ที่จะสำเร็จการศึกษาจากที่เรียนซึ่งเปิดในปีนั้น",
                  "passes: names put on the list; expected: graduates these places will yield"));
    print_and_free(table, colour, out);
}

/* What is opened in each year, by major: `places` of the programmes, or passes of the exam. */
static int *opened_by_major(const struct school_register *reg, const struct stored_plan *plan,
                            bool places)
{
    int *opened = mem_new((size_t)reg->majors * (size_t)plan->years, sizeof *opened);
    for (int i = 0; i < plan->recruits; i++) {
        const struct stored_recruit *row = &plan->recruit[i];
        const int t = row->fy - plan->first_fy;
        if (t < 0 || t >= plan->years) continue;
        opened[row->major * plan->years + t] += places ? row->intake : row->pass;
    }
    return opened;
}

/* Rows of a table with a column a year; those that are 0 in every year are left out. */
static void add_by_year(const struct stored_plan *plan, struct table_column head, const char *title,
                        int rows, const int *count, const char **name, const char *note,
                        bool colour, struct text *out)
{
    struct table_column columns[1 + MAX_YEARS] = {head};
    char year[MAX_YEARS][8];
    for (int t = 0; t < plan->years; t++) {
        snprintf(year[t], sizeof year[t], "%d", plan->first_fy + t);
        columns[1 + t] = (struct table_column){year[t], year[t], year[t], CELL_INT, true};
    }
    struct table *table = table_new(title, columns, 1 + plan->years);
    for (int i = 0; i < rows; i++) {
        int sum = 0;
        for (int t = 0; t < plan->years; t++) sum += count[i * plan->years + t];
        if (sum == 0) continue;
        table_row(table);
        table_text(table, name[i]);
        for (int t = 0; t < plan->years; t++) table_int(table, count[i * plan->years + t]);
    }
    if (note) table_note(table, note);
    if (table_rows(table) > 0)
        print_and_free(table, colour, out);
    else
        table_free(table);
}

static void add_opened(const struct school_register *reg, const struct stored_plan *plan,
                       bool places, const char *title, bool colour, struct text *out)
{
    const char **name = mem_new((size_t)reg->majors, sizeof *name);
    int *opened = opened_by_major(reg, plan, places);
    for (int m = 0; m < reg->majors; m++) name[m] = major_name(reg, m);
    add_by_year(plan, (struct table_column){"major", "วิชาเอก", "major", CELL_TEXT, false}, title,
                reg->majors, opened, name,
                places && plan->years < MAX_YEARS
                    ? lang_pick("ไม่เปิดที่เรียนซึ่งจะจบหลังปีสุดท้ายของแผน "
                                "หากต้องการดูไกลกว่านี้ ใช้ --set horizon.years=15",
                                "places that would yield graduates only after the last year "
                                "are not opened: look further with --set horizon.years=15")
                    : NULL,
                colour, out);
    free(opened);
    free(name);
}

/* Where they go: everybody who comes to a school, also by transfer, by the district of it. */
static void add_arrivals(const struct school_register *reg, const struct stored_plan *plan,
                         bool colour, struct text *out)
{
    const char **name = mem_new((size_t)reg->districts, sizeof *name);
    int *arrivals = mem_new((size_t)reg->districts * (size_t)plan->years, sizeof *arrivals);
    for (int d = 0; d < reg->districts; d++)
        name[d] =
            name_shown(reg->district[d].name_th, reg->district[d].name_en, reg->district[d].code);
    for (int i = 0; i < plan->chains; i++) {
        const int t = plan->chain[i].fy - plan->first_fy;
        if (t < 0 || t >= plan->years) continue;
        arrivals[reg->school[plan->chain[i].school].district * plan->years + t] +=
            plan->chain[i].in;
    }
    add_by_year(plan, (struct table_column){"district", "เขต", "district", CELL_TEXT, false},
                lang_pick("ครูที่โรงเรียนได้รับ รายเขตและปี (บรรจุและย้ายเข้า)",
                          "Where they go: teachers who come to schools, by district and year "
                          "(hired and moved)"),
                reg->districts, arrivals, name, NULL, colour, out);
    free(arrivals);
    free(name);
}

struct place_sum {
    int need, headcount, shortage;
};

/* Sums of year `fy` by major, or by school. */
static struct place_sum *sums_of(const struct stored_plan *plan, int fy, bool by_school, int count)
{
    struct place_sum *sum = mem_new((size_t)count, sizeof *sum);
    for (int i = 0; i < plan->chains; i++) {
        const struct stored_chain *chain = &plan->chain[i];
        if (chain->fy != fy) continue;
        struct place_sum *to = &sum[by_school ? chain->school : chain->major];
        to->need += chain->need;
        to->headcount += chain->headcount;
        to->shortage += chain->shortage;
    }
    return sum;
}

static void add_sum(struct table *table, const struct place_sum *sum)
{
    table_int(table, sum->need);
    table_int(table, sum->headcount);
    table_int(table, sum->shortage);
}

static void add_majors(const struct school_register *reg, const struct stored_plan *plan,
                       bool colour, struct text *out)
{
    enum { COLUMNS = 7 };
    const int last_fy = plan->first_fy + plan->years - 1;
    static const char *const key[] = {"need", "headcount", "shortage"};
    static const char *const th[] = {"ต้องการ", "มีครู", "ขาด"};
    static const char *const en[] = {"need", "in post", "short"};
    struct text head[COLUMNS] = {0};
    struct table_column columns[COLUMNS] = {{"major", "วิชาเอก", "major", CELL_TEXT, false}};
    for (int c = 1; c < COLUMNS; c++) {
        const int k = (c - 1) % 3;
        text_add(&head[c], "%s %d", lang_pick(th[k], en[k]), c <= 3 ? plan->first_fy : last_fy);
        columns[c] =
            (struct table_column){key[k], text_s(&head[c]), text_s(&head[c]), CELL_INT, true};
    }
    struct table *table = table_new(
        lang_pick("รายวิชาเอก ปีแรกและปีสุดท้าย", "By major, first and last year"), columns, COLUMNS);
    struct place_sum *first = sums_of(plan, plan->first_fy, false, reg->majors);
    struct place_sum *last = sums_of(plan, last_fy, false, reg->majors);
    for (int m = 0; m < reg->majors; m++) {
        if (!first[m].need && !first[m].headcount && !last[m].need && !last[m].headcount) continue;
        table_row(table);
        table_text(table, major_name(reg, m));
        add_sum(table, &first[m]);
        add_sum(table, &last[m]);
    }
    print_and_free(table, colour, out);
    for (int c = 0; c < COLUMNS; c++) text_clear(&head[c]);
    free(first);
    free(last);
}

/* True when school a is worse off than b: the larger share of its need is short, then more people.
 */
static bool is_worse(const struct place_sum *a, const struct place_sum *b)
{
    const long long left = (long long)a->shortage * b->need;
    const long long right = (long long)b->shortage * a->need;
    return left != right ? left > right : a->shortage > b->shortage;
}

/* The year in which a school is worst off. */
struct worst_year {
    int fy;
    struct place_sum sum;
};

static struct worst_year *worst_years(const struct school_register *reg,
                                      const struct stored_plan *plan)
{
    struct worst_year *worst = mem_new((size_t)reg->schools, sizeof *worst);
    for (int t = 0; t < plan->years; t++) {
        struct place_sum *sum = sums_of(plan, plan->first_fy + t, true, reg->schools);
        for (int s = 0; s < reg->schools; s++)
            if (worst[s].fy == 0 || is_worse(&sum[s], &worst[s].sum))
                worst[s] = (struct worst_year){plan->first_fy + t, sum[s]};
        free(sum);
    }
    return worst;
}

static void add_school(const struct school_register *reg, int s, const struct worst_year *worst,
                       struct table *table)
{
    const struct district *district = &reg->district[reg->school[s].district];
    table_row(table);
    table_text(table, reg->school[s].code);
    table_text(table, reg->school[s].name_th);
    table_text(table, name_shown(district->name_th, district->name_en, district->code));
    table_int(table, worst->fy);
    add_sum(table, &worst->sum);
    table_number(table, 100.0 * worst->sum.shortage / worst->sum.need, 1);
}

struct table *plan_worst_schools(const struct school_register *reg, const struct stored_plan *plan)
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
        {"percent",   "ขาดร้อยละ",   "short %",   CELL_NUMBER, false},
    };
    // clang-format on
    struct table *table =
        table_new(lang_pick("โรงเรียนที่ขาดครูมากที่สุด ในปีที่ขาดมากที่สุดของแต่ละโรงเรียน",
                            "Schools shortest of teachers, each in its worst year"),
                  columns, sizeof columns / sizeof *columns);
    struct worst_year *worst = worst_years(reg, plan);
    for (int rank = 0; rank < WORST_SCHOOLS; rank++) {
        int first = -1;
        for (int s = 0; s < reg->schools; s++)
            if (worst[s].sum.shortage > 0 &&
                (first < 0 || is_worse(&worst[s].sum, &worst[first].sum)))
                first = s;
        if (first < 0) break;
        add_school(reg, first, &worst[first], table);
        worst[first].sum.shortage = 0;
    }
    free(worst);
    return table;
}

/* Whom the shortage meets. Without an index there is nothing to order schools by. */
static void add_fifths(const struct school_register *reg, const struct stored_plan *plan,
                       bool colour, struct text *out)
{
    if (reg->equities == 0) return;
    struct table *table = plan_part_table(PLAN_FIFTHS, reg, plan);
    table_note(table, lang_pick("ราคาของความเสมอภาค: kru sensitivity",
                                "the price of equity: kru sensitivity"));
    print_and_free(table, colour, out);
}

static void add_solve_line(const struct stored_plan *plan, struct text *out)
{
    text_add(
        out,
        lang_pick("ค่าเป้าหมาย %.4f โปรแกรมเชิงเส้น %.4f ขอบล่าง %.4f ห่างจากขอบล่าง %.4f %% ใช้เวลา %.1f "
                  "วินาที ทุกจำนวนเป็นคนเต็มคน\n",
                  "objective %.4f, linear program %.4f, bound %.4f, gap %.4f %%, %.1f s; every "
                  "number is whole people\n"),
        plan->objective, plan->lp_objective, plan->bound, 100.0 * plan_gap_share(plan),
        plan->solver_s);
    if (strcmp(plan->status, "optimal") != 0)
        text_add(out, "%s\n",
                 lang_pick("หมดเวลาก่อนพิสูจน์ว่าดีที่สุด แผนนี้ใช้ได้แต่อาจมีแผนที่ดีกว่า",
                           "the time limit ended the search: the plan keeps every rule, a better "
                           "one may exist"));
}

void plan_synthetic_note(const struct school_register *reg, const struct stored_plan *plan,
                         struct text *out)
{
    const size_t before = out->length;
    synthetic_note(reg, out);
    if (out->length == before && plan->synthetic)
        text_add(out, "%s",
                 lang_pick("แผนนี้คำนวณจากข้อมูลสังเคราะห์", "this plan was made from synthetic data"));
}

static void add_synthetic_line(const struct school_register *reg, const struct stored_plan *plan,
                               struct text *out)
{
    const size_t before = out->length;
    plan_synthetic_note(reg, plan, out);
    if (out->length > before) text_add(out, "\n");
}

void plan_summary(const struct school_register *reg, const struct stored_plan *plan, bool colour,
                  struct text *out)
{
    add_title(plan, colour, out);
    add_years(plan, colour, out);
    add_recruitment(reg, plan, colour, out);
    add_opened(reg, plan, false,
               lang_pick("ผู้สอบได้ที่ต้องการ รายวิชาเอกและปี", "Exam passes wanted, by major and year"),
               colour, out);
    add_opened(reg, plan, true,
               lang_pick("ที่เรียนที่เปิด รายวิชาเอกและปี", "Places to offer, by major and year"), colour,
               out);
    add_arrivals(reg, plan, colour, out);
    add_majors(reg, plan, colour, out);
    add_fifths(reg, plan, colour, out);
    print_and_free(plan_worst_schools(reg, plan), colour, out);
    add_solve_line(plan, out);
    add_synthetic_line(reg, plan, out);
}
