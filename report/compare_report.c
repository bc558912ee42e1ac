/* Plans side by side. Rows are groups (channels, majors, districts, schools), columns a measure in
   each plan; sums over years are of people-years where they count posts, of people where they count
   those who come. */
#include "report/compare_report.h"

#include "base/lang.h"
#include "base/mem.h"
#include "planner/fifths.h"
#include "report/plan_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_MEASURES = 3,
    SHOWN_SCHOOLS = 10, /* that gain, and as many that lose */
    HEAD_BYTES = 64,
};

/* ---- plans, sums, years ---------------------------------------------------------------------- */

static struct table *plans_table(const struct comparison *c)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"plan",      "แผน",        "plan",      CELL_YEAR,   false},
        {"id",        "หมายเลข",    "number",    CELL_YEAR,   false},
        {"name",      "ชื่อ",         "name",      CELL_TEXT,   false},
        {"scenario",  "สถานการณ์",   "scenario",  CELL_TEXT,   false},
        {"first_fy",  "ปีแรก",       "from FY",   CELL_YEAR,   false},
        {"years",     "ปี",          "years",     CELL_YEAR,   false},
        {"status",    "สถานะ",      "status",    CELL_TEXT,   false},
        {"objective", "ค่าเป้าหมาย",  "objective", CELL_NUMBER, false},
        {"data_changed", "ข้อมูลเปลี่ยนไป", "data changed", CELL_TEXT, false},
    };
    // clang-format on
    struct table *table = table_new(lang_pick("แผนที่เทียบ", "Plans compared"), columns,
                                    sizeof columns / sizeof *columns);
    for (int p = 0; p < c->plans; p++) {
        const struct stored_plan *plan = &c->plan[p];
        const bool changed = strcmp(plan->data_hash, c->reg->data_hash) != 0;
        table_row(table);
        table_int(table, p + 1);
        table_int(table, plan->id);
        table_text(table, plan->name);
        table_text(table, plan->scenario);
        table_int(table, plan->first_fy);
        table_int(table, plan->years);
        table_text(table, plan->status);
        table_number(table, plan->objective, 2);
        table_text(table, changed ? lang_pick("ใช่", "yes") : lang_pick("ไม่", "no"));
    }
    return table;
}

enum { FIGURES = 11 };
/* What is added up of a plan or of one of its years; baht last. */
struct figures {
    long long of[FIGURES];
};

static struct figures figures_of(const struct stored_total *total)
{
    return (struct figures){{total->need, total->headcount, total->shortage, total->surplus,
                             total->call_up, total->graduates, total->idle, total->transfer,
                             total->retrain, total->intake, total->cost_thb}};
}

// clang-format off
#define FIGURE_COLUMNS                                                                             \
    {"need",      "ต้องการ",   "need",      CELL_INT,   false},                                     \
    {"headcount", "มีครู",     "in post",   CELL_INT,   false},                                     \
    {"shortage",  "ขาด",      "short",     CELL_INT,   false},                                     \
    {"surplus",   "เกิน",      "over",      CELL_INT,   false},                                     \
    {"call_up",   "เรียกบรรจุ", "called",    CELL_INT,   false},                                     \
    {"graduates", "รับบัณฑิต",  "grads",     CELL_INT,   false},                                     \
    {"idle",      "รอบรรจุ",   "idle",      CELL_INT,   false},                                     \
    {"transfer",  "ย้าย",      "moved",     CELL_INT,   false},                                     \
    {"retrain",   "เปลี่ยนเอก", "retrained", CELL_INT,   false},                                     \
    {"intake",    "ที่เรียน",    "places",    CELL_INT,   false},                                     \
    {"cost_thb",  "บาท",      "baht",      CELL_MONEY, false}
// clang-format on

static void add_figures(struct table *table, const struct figures *figures)
{
    for (int i = 0; i < FIGURES; i++) table_int(table, figures->of[i]);
}

static struct figures sum_of(const struct stored_plan *plan)
{
    struct figures sum = {{0}};
    for (int i = 0; i < plan->totals; i++) {
        const struct figures year = figures_of(&plan->total[i]);
        for (int k = 0; k < FIGURES; k++) sum.of[k] += year.of[k];
    }
    return sum;
}

static struct table *sums_table(const struct comparison *c)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"plan",    "แผน",    "plan",    CELL_YEAR, false},
        {"against", "เทียบกับ", "against", CELL_YEAR, false},
        FIGURE_COLUMNS,
    };
    // clang-format on
    struct table *table =
        table_new(lang_pick("รวมทุกปี", "Over all years"), columns, sizeof columns / sizeof *columns);
    const struct figures first = sum_of(&c->plan[0]);
    for (int p = 0; p < c->plans; p++) {
        struct figures sum = sum_of(&c->plan[p]);
        table_row(table);
        table_int(table, p + 1);
        table_blank(table);
        add_figures(table, &sum);
        if (p == 0) continue;
        for (int k = 0; k < FIGURES; k++) sum.of[k] -= first.of[k];
        table_row(table);
        table_int(table, p + 1);
        table_int(table, 1);
        add_figures(table, &sum);
    }
    table_note(table, lang_pick("ต้องการ มี ขาด เกิน รอบรรจุ เป็นคน-ปี ที่เหลือเป็นคน; "
                                "บรรทัดที่มี 'เทียบกับ' คือผลต่าง",
                                "need, in post, short, over and idle are teacher-years, the others "
                                "people; lines with 'against' are differences"));
    return table;
}

static struct table *years_table(const struct comparison *c)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"fy",   "ปีงบ", "FY",   CELL_YEAR, false},
        {"plan", "แผน", "plan", CELL_YEAR, false},
        FIGURE_COLUMNS,
    };
    // clang-format on
    int first = c->plan[0].first_fy, end = first;
    struct table *table =
        table_new(lang_pick("รายปี", "By fiscal year"), columns, sizeof columns / sizeof *columns);
    for (int p = 0; p < c->plans; p++) {
        const int plan_end = c->plan[p].first_fy + c->plan[p].years;
        if (c->plan[p].first_fy < first) first = c->plan[p].first_fy;
        if (plan_end > end) end = plan_end;
    }
    for (int fy = first; fy < end; fy++)
        for (int p = 0; p < c->plans; p++)
            for (int i = 0; i < c->plan[p].totals; i++) {
                if (c->plan[p].total[i].fy != fy) continue;
                const struct figures year = figures_of(&c->plan[p].total[i]);
                table_row(table);
                table_int(table, fy);
                table_int(table, p + 1);
                add_figures(table, &year);
            }
    return table;
}

/* ---- groups ---------------------------------------------------------------------------------- */

/* Sums of measures by group and plan: value[(group * measures + measure) * plans + plan]. */
struct side_by_side {
    int groups, measures, plans;
    long long *value;
};

static struct side_by_side sides_new(const struct comparison *c, int groups, int measures)
{
    const size_t cells = (size_t)groups * (size_t)measures * (size_t)c->plans;
    return (struct side_by_side){groups, measures, c->plans, mem_new(cells, sizeof(long long))};
}

static long long *cell(const struct side_by_side *sides, int group, int measure, int plan)
{
    return &sides->value[(group * sides->measures + measure) * sides->plans + plan];
}

static bool is_in(const struct comparison *c, int school, int major)
{
    const struct compare_filter *f = &c->filter;
    return (f->district < 0 || c->reg->school[school].district == f->district) &&
           (f->school < 0 || f->school == school) && (f->major < 0 || f->major == major);
}

enum group_by { BY_CHANNEL, BY_MAJOR, BY_DISTRICT, BY_SCHOOL };

/* Of chains: shortage and arrivals. */
static struct side_by_side sum_chains(const struct comparison *c, enum group_by by)
{
    const int groups = by == BY_MAJOR      ? c->reg->majors
                       : by == BY_DISTRICT ? c->reg->districts
                                           : c->reg->schools;
    struct side_by_side sides = sides_new(c, groups, 2);
    for (int p = 0; p < c->plans; p++)
        for (int i = 0; i < c->plan[p].chains; i++) {
            const struct stored_chain *chain = &c->plan[p].chain[i];
            if (chain->fy < c->plan[p].first_fy || !is_in(c, chain->school, chain->major)) continue;
            const int group = by == BY_MAJOR      ? chain->major
                              : by == BY_DISTRICT ? c->reg->school[chain->school].district
                                                  : chain->school;
            *cell(&sides, group, 0, p) += chain->shortage;
            *cell(&sides, group, 1, p) += chain->in;
        }
    return sides;
}

/* Of recruitment: passes, hires and places by channel. */
static struct side_by_side sum_channels(const struct comparison *c)
{
    struct side_by_side sides = sides_new(c, c->reg->channels, 3);
    for (int p = 0; p < c->plans; p++)
        for (int i = 0; i < c->plan[p].recruits; i++) {
            const struct stored_recruit *row = &c->plan[p].recruit[i];
            if (c->filter.major >= 0 && row->major != c->filter.major) continue;
            *cell(&sides, row->channel, 0, p) += row->pass;
            *cell(&sides, row->channel, 1, p) += row->hire;
            *cell(&sides, row->channel, 2, p) += row->intake;
        }
    return sides;
}

struct measure_head {
    const char *key, *th, *en;
};

/* Columns that must live as long as their table. */
struct heads {
    struct table_column *column;
    char (*text)[3][HEAD_BYTES]; /* key, th, en */
    int columns;
};

static void add_head(struct heads *heads, const struct measure_head *head, int plan)
{
    char(*text)[HEAD_BYTES] = heads->text[heads->columns];
    snprintf(text[0], HEAD_BYTES, "%s_%d", head->key, plan + 1);
    snprintf(text[1], HEAD_BYTES, "%s %d", head->th, plan + 1);
    snprintf(text[2], HEAD_BYTES, "%s %d", head->en, plan + 1);
    heads->column[heads->columns++] =
        (struct table_column){text[0], text[1], text[2], CELL_INT, true};
}

static struct heads heads_new(const struct measure_head *head, int measures, int plans,
                              struct table_column code, struct table_column name)
{
    static const struct measure_head change = {"change", "เปลี่ยน", "change"};
    const size_t most = 2 + (size_t)(measures + 1) * (size_t)plans;
    struct heads heads = {mem_new(most, sizeof *heads.column), mem_new(most, sizeof *heads.text),
                          0};
    heads.column[heads.columns++] = code;
    heads.column[heads.columns++] = name;
    for (int k = 0; k < measures; k++)
        for (int p = 0; p < plans; p++) add_head(&heads, &head[k], p);
    for (int p = 1; p < plans; p++) add_head(&heads, &change, p);
    return heads;
}

static void heads_free(struct heads *heads)
{
    free(heads->column);
    free(heads->text);
}

static void group_names(const struct comparison *c, enum group_by by, int i, const char **code,
                        const char **name)
{
    const struct school_register *reg = c->reg;
    const char *th = NULL, *en = NULL;
    if (by == BY_CHANNEL)
        *code = reg->channel[i].code, th = reg->channel[i].name_th, en = reg->channel[i].name_en;
    else if (by == BY_MAJOR)
        *code = reg->major[i].code, th = reg->major[i].name_th, en = reg->major[i].name_en;
    else if (by == BY_DISTRICT)
        *code = reg->district[i].code, th = reg->district[i].name_th, en = reg->district[i].name_en;
    else
        *code = reg->school[i].code, th = en = reg->school[i].name_th;
    *name = name_shown(th, en, *code);
}

static void fill_groups(const struct comparison *c, enum group_by by,
                        const struct side_by_side *sides, struct table *table)
{
    for (int i = 0; i < sides->groups; i++) {
        const int cells = sides->measures * sides->plans;
        bool any = false;
        for (int n = 0; n < cells; n++) any |= sides->value[i * cells + n] != 0;
        if (!any) continue;
        const char *code, *name;
        group_names(c, by, i, &code, &name);
        table_row(table);
        table_text(table, code);
        table_text(table, name);
        for (int n = 0; n < cells; n++) table_int(table, sides->value[i * cells + n]);
        for (int p = 1; p < sides->plans; p++)
            table_int(table, *cell(sides, i, 0, p) - *cell(sides, i, 0, 0));
    }
}

// clang-format off
static const struct {
    const char *word, *th, *en, *title_th, *title_en;
    int measures;
    struct measure_head head[MOST_MEASURES];
} groups[] = {
    [BY_CHANNEL]  = {"channel", "ช่องทาง", "channel",
                     "รายช่องทาง รวมทุกปี (เปลี่ยน: ผู้สอบได้)", "By channel, over all years (change: passes)", 3,
                     {{"pass", "สอบได้", "passes"}, {"hire", "บรรจุ", "hired"}, {"intake", "ที่เรียน", "places"}}},
    [BY_MAJOR]    = {"major", "วิชาเอก", "major",
                     "รายวิชาเอก รวมทุกปี (เปลี่ยน: ขาด คน-ปี)", "By major, over all years (change: teacher-years short)", 2,
                     {{"shortage", "ขาด", "short"}, {"in", "เข้า", "in"}}},
    [BY_DISTRICT] = {"district", "เขต", "district",
                     "รายเขต รวมทุกปี (เปลี่ยน: ขาด คน-ปี)", "By district, over all years (change: teacher-years short)", 2,
                     {{"shortage", "ขาด", "short"}, {"in", "เข้า", "in"}}},
};
// clang-format on

static void with_groups(const struct comparison *c, enum group_by by,
                        void (*use)(void *context, const char *key, const struct table *table),
                        void *context)
{
    static const char *const keys[] = {"channels", "majors", "districts"};
    struct side_by_side sides = by == BY_CHANNEL ? sum_channels(c) : sum_chains(c, by);
    struct heads heads = heads_new(
        groups[by].head, groups[by].measures, c->plans,
        (struct table_column){groups[by].word, groups[by].th, groups[by].en, CELL_HIDDEN, false},
        (struct table_column){"name", groups[by].th, groups[by].en, CELL_TEXT, false});
    struct table *table =
        table_new(lang_pick(groups[by].title_th, groups[by].title_en), heads.column, heads.columns);
    fill_groups(c, by, &sides, table);
    use(context, keys[by], table);
    table_free(table);
    heads_free(&heads);
    free(sides.value);
}

/* ---- schools that gain and lose -------------------------------------------------------------- */

struct school_change {
    int school;
    long long before, after;
};

/* Those that gain first, most first; then by code, which is their order. */
static int by_gain(const void *a, const void *b)
{
    const struct school_change *x = a, *y = b;
    const long long gain = (y->before - y->after) - (x->before - x->after);
    return gain != 0 ? (gain > 0 ? 1 : -1) : x->school - y->school;
}

static void add_school(const struct comparison *c, int p, const struct school_change *row,
                       struct table *table)
{
    const struct school *school = &c->reg->school[row->school];
    const struct district *district = &c->reg->district[school->district];
    table_row(table);
    table_int(table, p + 1);
    table_text(table, school->code);
    table_text(table, school->name_th);
    table_text(table, name_shown(district->name_th, district->name_en, district->code));
    table_int(table, row->before);
    table_int(table, row->after);
    table_int(table, row->after - row->before);
}

/* Of plan p against the first, or of all plans (p 0); `most` gains and losses, -1: all. */
static struct table *schools_table(const struct comparison *c, int only, int most)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"plan",     "แผน",      "plan",     CELL_YEAR,   false},
        {"school",   "โรงเรียน",  "school",   CELL_HIDDEN, false},
        {"name",     "โรงเรียน",  "school",   CELL_TEXT,   false},
        {"district", "เขต",      "district", CELL_TEXT,   false},
        {"before",   "ขาดเดิม",   "before",   CELL_INT,    false},
        {"after",    "ขาดใหม่",   "after",    CELL_INT,    false},
        {"change",   "เปลี่ยน",    "change",   CELL_INT,    false},
    };
    // clang-format on
    struct table *table = table_new(
        lang_pick(
            "โรงเรียนที่ได้และเสีย (ขาด คน-ปี รวมทุกปี เทียบแผน 1)",
            "Schools that gain and lose (teacher-years short over all years, against plan 1)"),
        columns, sizeof columns / sizeof *columns);
    struct side_by_side sides = sum_chains(c, BY_SCHOOL);
    struct school_change *list = mem_new((size_t)sides.groups, sizeof *list);
    for (int p = 1; p < c->plans; p++) {
        int count = 0;
        for (int s = 0; s < sides.groups; s++) {
            const long long before = *cell(&sides, s, 0, 0), after = *cell(&sides, s, 0, p);
            if (before != after) list[count++] = (struct school_change){s, before, after};
        }
        qsort(list, (size_t)count, sizeof *list, by_gain);
        for (int i = 0; i < count && (only == 0 || only == p); i++) {
            const bool gains = list[i].after < list[i].before;
            if (most >= 0 && (gains ? i >= most : i < count - most)) continue;
            add_school(c, p, &list[i], table);
        }
    }
    free(list);
    free(sides.value);
    return table;
}

/* ---- one school ------------------------------------------------------------------------------ */

/* Its majors year by year, when the filter names a school. */
static struct table *chains_table(const struct comparison *c)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"plan",      "แผน",     "plan",    CELL_YEAR,   false},
        {"school",    "โรงเรียน", "school",  CELL_HIDDEN, false},
        {"major",     "วิชาเอก",  "major",   CELL_TEXT,   false},
        {"fy",        "ปีงบ",     "FY",      CELL_YEAR,   false},
        {"need",      "ต้องการ",  "need",    CELL_INT,    false},
        {"headcount", "มีครู",    "in post", CELL_INT,    false},
        {"in",        "เข้า",     "in",      CELL_INT,    false},
        {"out",       "ออก",     "out",     CELL_INT,    false},
        {"shortage",  "ขาด",     "short",   CELL_INT,    false},
    };
    // clang-format on
    struct table *table =
        table_new(lang_pick("โรงเรียนนี้รายวิชาเอกและปี", "This school by major and year"), columns,
                  sizeof columns / sizeof *columns);
    for (int p = 0; p < c->plans && c->filter.school >= 0; p++)
        for (int i = 0; i < c->plan[p].chains; i++) {
            const struct stored_chain *chain = &c->plan[p].chain[i];
            if (chain->fy < c->plan[p].first_fy || !is_in(c, chain->school, chain->major)) continue;
            table_row(table);
            table_int(table, p + 1);
            table_text(table, c->reg->school[chain->school].code);
            table_text(table, c->reg->major[chain->major].code);
            table_int(table, chain->fy);
            table_int(table, chain->need);
            table_int(table, chain->headcount);
            table_int(table, chain->in);
            table_int(table, chain->out);
            table_int(table, chain->shortage);
        }
    return table;
}

/* ---- equity ---------------------------------------------------------------------------------- */

/* One line a plan: the share of its need that each fifth of schools is short of. */
static struct table *equity_table(const struct comparison *c)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"plan",      "แผน",              "plan",           CELL_YEAR,   false},
        {"poorest",   "ยากจนที่สุด %",       "poorest %",      CELL_NUMBER, false},
        {"poor",      "ยากจน %",           "poor %",         CELL_NUMBER, false},
        {"middle",    "กลาง %",            "middle %",       CELL_NUMBER, false},
        {"better",    "ดีกว่ากลาง %",        "better off %",   CELL_NUMBER, false},
        {"best",      "ดีที่สุด %",           "best off %",     CELL_NUMBER, false},
        {"shortage",  "ขาดรวม",            "short in all",   CELL_INT,    false},
        {"worst",     "แห่งที่ขาดมากที่สุด %", "worst school %", CELL_NUMBER, false},
    };
    // clang-format on
    struct table *table =
        table_new(lang_pick("การขาดครูร้อยละของความต้องการ รายห้าส่วนของโรงเรียนตามดัชนี"
                            "ความเสมอภาค รวมทุกปี",
                            "Short in percent of need by fifth of schools by equity "
                            "index, all years together"),
                  columns, sizeof columns / sizeof *columns);
    for (int p = 0; p < c->plans && c->reg->equities > 0; p++) {
        struct fifths fifths;
        plan_fifths(c->reg, &c->plan[p], &fifths);
        table_row(table);
        table_int(table, p + 1);
        for (int f = 0; f < FIFTHS; f++) {
            const struct fifth *fifth = &fifths.fifth[f];
            if (fifth->need > 0)
                table_number(table, 100.0 * fifth->shortage / fifth->need, 1);
            else
                table_blank(table);
        }
        table_int(table, fifths.shortage);
        table_number(table, 100.0 * fifths.largest, 1);
    }
    return table;
}

/* ---- all of it ------------------------------------------------------------------------------- */

struct printing {
    bool colour;
    struct text *out;
    struct json *json;
};

static void print_one(const struct printing *printing, const struct table *table)
{
    table_print(table, FORMAT_TABLE, printing->colour, false, printing->out);
    text_add(printing->out, "\n");
}

static void print_group(void *context, const char *key, const struct table *table)
{
    (void)key;
    if (table_rows(table) > 0) print_one(context, table);
}

static void print_and_free(const struct printing *printing, struct table *table)
{
    print_one(printing, table);
    table_free(table);
}

void compare_summary(const struct comparison *c, bool colour, struct text *out)
{
    struct printing printing = {colour, out, NULL};
    const bool filtered = c->filter.district >= 0 || c->filter.school >= 0 || c->filter.major >= 0;
    print_and_free(&printing, plans_table(c));
    print_and_free(&printing, sums_table(c));
    print_and_free(&printing, years_table(c));
    with_groups(c, BY_CHANNEL, print_group, &printing);
    with_groups(c, BY_MAJOR, print_group, &printing);
    with_groups(c, BY_DISTRICT, print_group, &printing);
    if (c->reg->equities > 0) print_and_free(&printing, equity_table(c));
    for (int p = 1; p < c->plans; p++)
        print_and_free(&printing, schools_table(c, p, filtered ? -1 : SHOWN_SCHOOLS));
    if (c->filter.school >= 0) print_and_free(&printing, chains_table(c));
    for (int p = 1; p < c->plans && c->causes; p++)
        causes_summary(&c->causes[p - 1], c->plan[0].name, c->plan[p].name, colour, out);
    struct text note = {0};
    synthetic_note(c->reg, &note);
    if (note.length > 0) text_add(out, "%s\n", note.s);
    text_clear(&note);
}

static void add_rows(struct json *json, const char *key, struct table *table)
{
    table_json_rows(table, key, json);
    table_free(table);
}

static void json_group(void *context, const char *key, const struct table *table)
{
    table_json_rows(table, key, context);
}

void compare_json(const struct comparison *c, struct text *out)
{
    struct json json;
    json_start(&json, out);
    json_object(&json, NULL);
    add_rows(&json, "plans", plans_table(c));
    add_rows(&json, "sums", sums_table(c));
    add_rows(&json, "years", years_table(c));
    with_groups(c, BY_CHANNEL, json_group, &json);
    with_groups(c, BY_MAJOR, json_group, &json);
    with_groups(c, BY_DISTRICT, json_group, &json);
    add_rows(&json, "equity", equity_table(c));
    add_rows(&json, "schools", schools_table(c, 0, -1));
    add_rows(&json, "chains", chains_table(c));
    json_array(&json, "causes");
    for (int p = 1; p < c->plans && c->causes; p++) causes_json(&c->causes[p - 1], 1, p + 1, &json);
    json_array_end(&json);
    json_object_end(&json);
}

struct table *compare_years_table(const struct comparison *c)
{
    return years_table(c);
}
