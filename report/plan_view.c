/* The tables that workbooks and documents share, each one entry of a table: columns and the
   function that fills them. All of them add up the rows of the saved plan, so that schools,
   districts and city agree; retirements by post are counted in the register. */
#define _DEFAULT_SOURCE /* timegm */
#include "report/plan_view.h"

#include "base/lang.h"
#include "base/mem.h"
#include "base/thai.h"
#include "planner/retirement.h"
#include "report/placement_report.h"
#include "report/plan_report.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_COLUMNS = 16 };

static bool covers(const struct plan_view *view, int school)
{
    if (view->school >= 0) return school == view->school;
    return view->district < 0 || view->reg->school[school].district == view->district;
}

static bool is_whole(const struct plan_view *view)
{
    return view->school < 0 && view->district < 0;
}

static const char *district_name(const struct school_register *reg, int d)
{
    const struct district *district = &reg->district[d];
    return name_shown(district->name_th, district->name_en, district->code);
}

/* ---- what all tables of chains share ----------------------------------------------------- */

/* People of some chains in one year. */
struct flow {
    bool any;
    int retire, other_loss, need, headcount, in, out, shortage, surplus;
};

static void add_chain(struct flow *flow, const struct stored_chain *chain)
{
    flow->any = true;
    flow->retire += chain->retire;
    flow->other_loss += chain->other_loss;
    flow->need += chain->need;
    flow->headcount += chain->headcount;
    flow->in += chain->in;
    flow->out += chain->out;
    flow->shortage += chain->shortage;
    flow->surplus += chain->surplus;
}

/* The columns FLOW; of today only what stands, nothing has come or gone yet. */
static void flow_cells(const struct plan_view *view, int fy, const struct flow *flow,
                       struct table *table)
{
    const bool today = fy < view->plan->first_fy;
    const int before[] = {flow->retire, flow->other_loss}, come[] = {flow->in, flow->out};
    for (int i = 0; i < 2; i++) today ? table_blank(table) : table_int(table, before[i]);
    table_int(table, flow->need);
    table_int(table, flow->headcount);
    for (int i = 0; i < 2; i++) today ? table_blank(table) : table_int(table, come[i]);
    table_int(table, flow->shortage);
    table_int(table, flow->surplus);
}

static int no_group(const struct stored_chain *chain)
{
    (void)chain;
    return 0;
}

static int major_of(const struct stored_chain *chain)
{
    return chain->major;
}

static int school_of(const struct stored_chain *chain)
{
    return chain->school;
}

/* Sums of the covered chains, [years + 1][groups], from today on. */
static struct flow *flows(const struct plan_view *view, int (*group)(const struct stored_chain *),
                          int groups)
{
    const struct stored_plan *plan = view->plan;
    struct flow *flow = mem_new((size_t)(plan->years + 1) * (size_t)groups, sizeof *flow);
    for (int i = 0; i < plan->chains; i++) {
        const struct stored_chain *chain = &plan->chain[i];
        const int y = chain->fy - plan->first_fy + 1;
        if (y < 0 || y > plan->years || !covers(view, chain->school)) continue;
        add_chain(&flow[y * groups + group(chain)], chain);
    }
    return flow;
}

static void note_flow(struct table *table)
{
    table_note(
        table,
        lang_pick("หน่วยเป็นคน นับวันเปิดปีงบประมาณ 1 ต.ค. เกษียณและสูญเสียคือผู้ที่พ้นไปก่อนวันนั้น "
                  "ปีแรกของตารางคือวันนี้ ขาดและเกินนับรายโรงเรียนและวิชาเอกแล้วจึงรวม",
                  "People, counted on 1 October, the opening of the fiscal year; retired and lost "
                  "left before that day; the first year is today. Short and over are counted by "
                  "school and major, then added up."));
}

/* ---- the tables -------------------------------------------------------------------------- */

static const struct stored_total *total_of(const struct stored_plan *plan, int fy)
{
    for (int i = 0; i < plan->totals; i++)
        if (plan->total[i].fy == fy) return &plan->total[i];
    return NULL;
}

/* What is decided for the whole alone; nothing is decided for today. */
static void city_cells(const struct stored_plan *plan, int fy, struct table *table)
{
    enum { PEOPLE = 6 };
    const struct stored_total *total = total_of(plan, fy);
    if (!total) {
        for (int i = 0; i < PEOPLE + 1; i++) table_blank(table);
        return;
    }
    const int people[PEOPLE] = {total->call_up,  total->graduates, total->idle,
                                total->transfer, total->retrain,   total->intake};
    for (int i = 0; i < PEOPLE; i++) table_int(table, people[i]);
    table_int(table, total->cost_thb);
}

static void fill_years(const struct plan_view *view, struct table *table)
{
    const int today = view->plan->first_fy - 1;
    struct flow *flow = flows(view, no_group, 1);
    for (int y = 0; y <= view->plan->years; y++) {
        if (!flow[y].any && y == 0) continue;
        table_row(table);
        table_int(table, today + y);
        flow_cells(view, today + y, &flow[y], table);
        if (is_whole(view)) city_cells(view->plan, today + y, table);
    }
    free(flow);
    note_flow(table);
}

static void fill_recruit(const struct plan_view *view, struct table *table)
{
    const struct school_register *reg = view->reg;
    for (int i = 0; i < view->plan->recruits; i++) {
        const struct stored_recruit *row = &view->plan->recruit[i];
        if (row->pass == 0 && row->hire == 0 && row->intake == 0 && row->expected == 0) continue;
        table_row(table);
        table_int(table, row->fy);
        table_text(table, channel_name(reg, row->channel));
        table_text(table, reg->channel[row->channel].code);
        table_text(table, major_name(reg, row->major));
        table_text(table, reg->major[row->major].code);
        table_int(table, row->pass);
        table_int(table, row->hire);
        table_int(table, row->intake);
        table_int(table, row->expected);
    }
    table_note(table,
               lang_pick("สอบได้: จำนวนที่ต้องการให้ขึ้นบัญชี บรรจุ: ผู้ที่ถูกเรียกจากบัญชีหรือบัณฑิตที่ได้บรรจุในปีนั้น "
                         "ที่เรียน: ที่เรียนซึ่งเปิดรับในปีนั้น คาดว่าจบ: ผู้ที่จะสำเร็จการศึกษาจากที่เรียนนั้น",
                         "Passes: names wanted on the list. Hires: called from a list, or "
                         "graduates hired in that year. Places: opened in that year. Expected: "
                         "graduates these places will yield."));
}

static void fill_majors(const struct plan_view *view, struct table *table)
{
    const struct school_register *reg = view->reg;
    struct flow *flow = flows(view, major_of, reg->majors);
    for (int y = 0; y <= view->plan->years; y++)
        for (int m = 0; m < reg->majors; m++) {
            const struct flow *row = &flow[y * reg->majors + m];
            const int fy = view->plan->first_fy - 1 + y;
            if (!row->any) continue;
            table_row(table);
            table_int(table, fy);
            table_text(table, major_name(reg, m));
            table_text(table, reg->major[m].code);
            flow_cells(view, fy, row, table);
        }
    free(flow);
    note_flow(table);
}

/* The columns PLACE. */
static void place_cells(const struct school_register *reg, int s, struct table *table)
{
    table_text(table, district_name(reg, reg->school[s].district));
    table_text(table, reg->school[s].code);
    table_text(table, reg->school[s].name_th);
}

static void fill_schools(const struct plan_view *view, struct table *table)
{
    const struct school_register *reg = view->reg;
    struct flow *flow = flows(view, school_of, reg->schools);
    for (int y = 0; y <= view->plan->years; y++)
        for (int s = 0; s < reg->schools; s++) {
            const struct flow *row = &flow[y * reg->schools + s];
            const int fy = view->plan->first_fy - 1 + y;
            if (!row->any) continue;
            table_row(table);
            table_int(table, fy);
            place_cells(reg, s, table);
            flow_cells(view, fy, row, table);
            if (row->need > 0)
                table_number(table, 100.0 * row->shortage / row->need, 1);
            else
                table_blank(table);
        }
    free(flow);
    note_flow(table);
}

static void fill_chains(const struct plan_view *view, struct table *table)
{
    const struct school_register *reg = view->reg;
    for (int i = 0; i < view->plan->chains; i++) {
        const struct stored_chain *chain = &view->plan->chain[i];
        struct flow flow = {0};
        if (!covers(view, chain->school)) continue;
        add_chain(&flow, chain);
        table_row(table);
        place_cells(reg, chain->school, table);
        table_text(table, major_name(reg, chain->major));
        table_text(table, reg->major[chain->major].code);
        table_int(table, chain->fy);
        flow_cells(view, chain->fy, &flow, table);
    }
    note_flow(table);
}

/* ---- retirements ------------------------------------------------------------------------- */

// clang-format off
static const struct {
    const char *th, *en;
} position_name[POSITIONS] = {
    [POSITION_DIRECTOR]  = {"ผู้อำนวยการ",     "director"},
    [POSITION_DEPUTY]    = {"รองผู้อำนวยการ",  "deputy"},
    [POSITION_TEACHER]   = {"ครู",            "teacher"},
    [POSITION_ASSISTANT] = {"ครูผู้ช่วย",       "assistant teacher"},
    [POSITION_SUPPORT]   = {"สายสนับสนุน",    "support"},
};
// clang-format on

/* Retirements by year (0: the year that ends before the plan, and those overdue), school, position
   and major; the last major stands for none. */
struct retirements {
    int schools, majors;
    int *count, overdue;
};

static int *retired(const struct retirements *r, int y, int school, int position, int major)
{
    return &r->count[((y * r->schools + school) * POSITIONS + position) * r->majors + major];
}

static struct retirements count_retirements(const struct plan_view *view)
{
    const struct school_register *reg = view->reg;
    const int years = view->plan->years, today = view->plan->first_fy - 1;
    struct retirements r = {.schools = reg->schools, .majors = reg->majors + 1};
    r.count = mem_new((size_t)(years + 1) * (size_t)r.schools * POSITIONS * (size_t)r.majors,
                      sizeof *r.count);
    for (int i = 0; i < reg->teachers; i++) {
        const struct teacher *person = &reg->teacher[i];
        const int major = person->post_major < 0 ? reg->majors : person->post_major;
        if (person->status == STATUS_LEFT || !covers(view, person->school)) continue;
        if (!view->params->district_in[reg->school[person->school].district]) continue;
        const int fy = teacher_retirement_fy(person, &view->params->age);
        if (fy > today + years) continue;
        r.overdue += fy < today;
        ++*retired(&r, fy < today ? 0 : fy - today, person->school, (int)person->position, major);
    }
    return r;
}

static void retire_rows(const struct plan_view *view, const struct retirements *r, int y, int s,
                        struct table *table)
{
    const struct school_register *reg = view->reg;
    for (int p = 0; p < POSITIONS; p++)
        for (int m = 0; m < r->majors; m++) {
            const int people = *retired(r, y, s, p, m);
            if (people == 0) continue;
            table_row(table);
            table_int(table, view->plan->first_fy - 1 + y);
            place_cells(reg, s, table);
            table_text(table, lang_pick(position_name[p].th, position_name[p].en));
            table_text(table, position_word[p]);
            if (m < reg->majors) {
                table_text(table, major_name(reg, m));
                table_text(table, reg->major[m].code);
            } else {
                table_blank(table);
                table_blank(table);
            }
            table_int(table, people);
        }
}

static void fill_retire(const struct plan_view *view, struct table *table)
{
    struct text note = {0};
    struct retirements r = count_retirements(view);
    for (int y = 0; y <= view->plan->years; y++)
        for (int s = 0; s < r.schools; s++) retire_rows(view, &r, y, s, table);
    table_note(table,
               lang_pick("พ้นจากราชการเมื่อสิ้นวันที่ 30 ก.ย. ของปีงบประมาณในตาราง "
                         "จึงเป็นผู้เกษียณของปีถัดไปในตารางกำลังครู ไม่มีรายชื่อบุคคล",
                         "They leave at the end of 30 September of the fiscal year shown, so "
                         "the tables of headcount have them as retired in the year after. "
                         "No person is named."));
    if (r.overdue > 0) {
        text_add(&note,
                 lang_pick("%d คนควรเกษียณไปก่อนปี %d แล้ว นับไว้ในปีนั้น",
                           "%d people were due before %d and are counted in that year"),
                 r.overdue, view->plan->first_fy - 1);
        table_note(table, note.s);
        text_clear(&note);
    }
    free(r.count);
}

/* ---- conditions -------------------------------------------------------------------------- */

static void condition(struct table *table, const char *item, const char *meaning, const char *value,
                      const char *unit)
{
    const char *const cells[] = {item, meaning, value, unit};
    table_row(table);
    for (int i = 0; i < 4; i++)
        cells[i] && *cells[i] ? table_text(table, cells[i]) : table_blank(table);
}

long long plan_made_at(const struct stored_plan *plan)
{
    struct tm utc = {0};
    if (!plan->created_at ||
        sscanf(plan->created_at, "%d-%d-%dT%d:%d:%d", &utc.tm_year, &utc.tm_mon, &utc.tm_mday,
               &utc.tm_hour, &utc.tm_min, &utc.tm_sec) != 6)
        return 0;
    utc.tm_year -= 1900;
    utc.tm_mon--;
    return timegm(&utc);
}

/* The clock of Bangkok, which has no summer time. */
void plan_made_shown(const struct stored_plan *plan, struct text *out)
{
    enum { BANGKOK_S = 7 * 3600 };
    char day[48];
    struct tm local;
    const time_t at = (time_t)plan_made_at(plan) + BANGKOK_S;
    if (plan_made_at(plan) == 0) return;
    gmtime_r(&at, &local);
    date_shown(day, (struct date){local.tm_year + 1900, local.tm_mon + 1, local.tm_mday});
    text_add(out, lang_pick("%s เวลา %02d:%02d น.", "%s, %02d:%02d Bangkok time"), day,
             local.tm_hour, local.tm_min);
}

// clang-format off
static const struct word_name {
    const char *word, *th, *en;
} status_names[] = {
    {"optimal", "ดีที่สุดตามเกณฑ์ที่ตั้ง",       "the best plan under its rules"},
    {"kept",    "รักษาคำมั่นของแผนก่อน",        "keeps promises of another plan"},
    {"near",    "เลือกจากแผนที่ใกล้เคียงดีที่สุด", "chosen from plans near the best"},
    {NULL, NULL, NULL},
}, source_names[] = {
    {"real",        "ข้อมูลจริง",     "real"},
    {"estimated",   "ค่าประมาณ",     "estimated"},
    {"synthetic",   "ข้อมูลสังเคราะห์", "synthetic"},
    {"unconfirmed", "ยังไม่ยืนยัน",   "unconfirmed"},
    {NULL, NULL, NULL},
};
// clang-format on

static const char *word_shown(const struct word_name *names, const char *word)
{
    for (; names->word; names++)
        if (word && strcmp(names->word, word) == 0) return lang_pick(names->th, names->en);
    return word;
}

static void number_condition(struct table *table, const char *item, const char *meaning,
                             double value)
{
    char number[32];
    text_number(number, value);
    condition(table, item, meaning, number, NULL);
}

static void plan_conditions(const struct stored_plan *plan, struct table *table)
{
    struct text made = {0}, years = {0};
    plan_made_shown(plan, &made);
    text_add(&years, "%d–%d", plan->first_fy, plan->first_fy + plan->years - 1);
    condition(table, "name", lang_pick("ชื่อแผน", "name of the plan"), plan->name, NULL);
    number_condition(table, "id", lang_pick("หมายเลขแผน", "number of the plan"), (double)plan->id);
    condition(table, "scenario", lang_pick("สถานการณ์", "scenario"), plan->scenario, NULL);
    condition(table, "years", lang_pick("ปีงบประมาณของแผน", "fiscal years"), text_s(&years), NULL);
    condition(table, "created_at", lang_pick("วันที่ทำแผน", "made on"), text_s(&made), NULL);
    condition(table, "program_version", lang_pick("รุ่นของโปรแกรม kru", "version of kru"),
              plan->program_version, NULL);
    condition(table, "status", lang_pick("สถานะ", "status"), word_shown(status_names, plan->status),
              NULL);
    number_condition(table, "objective", lang_pick("ค่าเป้าหมาย ยิ่งน้อยยิ่งดี", "objective, to be small"),
                     plan->objective);
    number_condition(table, "bound",
                     lang_pick("ขอบล่างที่ไม่มีแผนใดดีกว่าได้", "bound that no plan can beat"),
                     plan->bound);
    condition(table, "data_hash",
              lang_pick("รหัสตรวจสอบข้อมูล (SHA-256)", "hash of the data (SHA-256)"), plan->data_hash,
              NULL);
    condition(table, "scenario_hash",
              lang_pick("รหัสตรวจสอบสถานการณ์ (SHA-256)", "hash of the scenario (SHA-256)"),
              plan->scenario_hash, NULL);
    text_clear(&made);
    text_clear(&years);
}

/* "exam.seats.2568.math" is "exam.seats" for a year and a major: the key is what stands before
 * them.
 */
static void add_setting(void *context, const char *key, const char *value)
{
    static const char source[] = ".source";
    if (strcmp(key, "scenario.name") == 0) return; /* stands above, with the plan */
    struct text meaning = {0};
    char *base = mem_text(key);
    const size_t length = strlen(key), end = sizeof source - 1;
    const bool is_source = length > end && strcmp(key + length - end, source) == 0;
    while (!settings_meaning(base) && strrchr(base, '.')) *strrchr(base, '.') = '\0';
    const char *found = settings_meaning(base);
    if (is_source) text_add(&meaning, "%s", lang_pick("แหล่งที่มาของ ", "source of: "));
    text_add(&meaning, "%s", found ? found : "");
    condition(context, key, text_s(&meaning), value, is_source ? NULL : settings_unit(base));
    text_clear(&meaning);
    free(base);
}

static void fill_conditions(const struct plan_view *view, struct table *table)
{
    const struct school_register *reg = view->reg;
    plan_conditions(view->plan, table);
    plan_each_setting(view->plan, add_setting, table);
    condition(table, "synthetic", lang_pick("ใช้ข้อมูลสังเคราะห์", "rests on synthetic data"),
              view->plan->synthetic || register_is_synthetic(reg) ? lang_pick("ใช่", "yes")
                                                                  : lang_pick("ไม่ใช่", "no"),
              NULL);
    for (int i = 0; i < reg->provenances; i++)
        condition(table, reg->provenance[i].file,
                  word_shown(source_names, reg->provenance[i].status), reg->provenance[i].source,
                  NULL);
    table_note(table, lang_pick("ค่าที่ไม่ได้อยู่ในตารางเป็นค่าตั้งต้นของโปรแกรม ดูได้จาก kru help keys",
                                "Values that are not listed are presets: kru help keys has them."));
}

/* ---- the table of tables ----------------------------------------------------------------- */

// clang-format off
#define FY        {"fy",         "ปีงบ",       "FY",         CELL_YEAR,   false}
#define PLACE     {"district",   "เขต",        "district",   CELL_TEXT,   false}, \
                  {"school",     "รหัส",       "code",       CELL_TEXT,   false}, \
                  {"name",       "โรงเรียน",    "school",     CELL_TEXT,   false}
#define MAJOR     {"major_name", "วิชาเอก",     "major",      CELL_TEXT,   false}, \
                  {"major",      "รหัสเอก",     "major code", CELL_HIDDEN, false}
#define FLOW      {"retire",     "เกษียณ",     "retired",    CELL_INT,    true},  \
                  {"other_loss", "สูญเสีย",     "lost",       CELL_INT,    true},  \
                  {"need",       "ต้องการ",     "need",       CELL_INT,    false}, \
                  {"headcount",  "มีครู",       "in post",    CELL_INT,    false}, \
                  {"in",         "เข้า",        "in",         CELL_INT,    true},  \
                  {"out",        "ออก",        "out",        CELL_INT,    true},  \
                  {"shortage",   "ขาด",        "short",      CELL_INT,    false}, \
                  {"surplus",    "เกิน",        "over",       CELL_INT,    false}

static const struct view_entry {
    const char *th, *en;
    void (*fill)(const struct plan_view *view, struct table *table);
    int columns, columns_of_part; /* of the whole; of a district or school */
    struct table_column column[MOST_COLUMNS];
} views[VIEW_TABLES] = {
    [VIEW_YEARS] = {"กำลังครูรายปี", "Teachers by fiscal year", fill_years, 16, 9, {
        FY, FLOW,
        {"call_up",    "เรียกบรรจุ",   "called",     CELL_INT,    true},
        {"graduates",  "รับบัณฑิต",    "graduates",  CELL_INT,    true},
        {"idle",       "รอบรรจุ",     "idle",       CELL_INT,    true},
        {"transfer",   "ย้าย",        "moved",      CELL_INT,    true},
        {"retrain",    "เปลี่ยนเอก",   "retrained",  CELL_INT,    true},
        {"intake",     "เปิดที่เรียน",  "places",     CELL_INT,    true},
        {"cost_thb",   "บาท",        "baht",       CELL_MONEY,  true}}},
    [VIEW_RECRUIT] = {"การสรรหา", "Recruitment", fill_recruit, 9, 9, {
        FY,
        {"channel_name", "ช่องทาง",   "channel",      CELL_TEXT,   false},
        {"channel",      "รหัสช่องทาง", "channel code", CELL_HIDDEN, false},
        MAJOR,
        {"pass",       "สอบได้",      "passes",     CELL_INT,    true},
        {"hire",       "บรรจุ",       "hires",      CELL_INT,    true},
        {"intake",     "ที่เรียน",      "places",     CELL_INT,    true},
        {"expected",   "คาดว่าจบ",    "expected",   CELL_INT,    true}}},
    [VIEW_MAJORS] = {"รายวิชาเอก", "By major", fill_majors, 11, 11, {FY, MAJOR, FLOW}},
    [VIEW_SCHOOLS] = {"รายโรงเรียน", "By school", fill_schools, 13, 13, {
        FY, PLACE, FLOW,
        {"percent",    "ขาดร้อยละ",   "short %",    CELL_NUMBER, false}}},
    [VIEW_CHAINS] = {"โรงเรียนและวิชาเอก", "By school and major", fill_chains, 14, 14, {
        PLACE, MAJOR, FY, FLOW}},
    [VIEW_RETIRE] = {"ผู้เกษียณ", "Retirements", fill_retire, 9, 9, {
        FY, PLACE,
        {"position_name", "ตำแหน่ง",     "position",      CELL_TEXT,   false},
        {"position",      "รหัสตำแหน่ง", "position code", CELL_HIDDEN, false},
        MAJOR,
        {"people",     "คน",         "people",     CELL_INT,    true}}},
    [VIEW_CONDITIONS] = {"เงื่อนไขของแผน", "Conditions of the plan", fill_conditions, 4, 4, {
        {"key",        "รายการ",     "item",       CELL_TEXT,   false},
        {"meaning",    "ความหมาย",   "meaning",    CELL_TEXT,   false},
        {"value",      "ค่า",         "value",      CELL_TEXT,   false},
        {"unit",       "หน่วย",       "unit",       CELL_TEXT,   false}}},
};
// clang-format on

static int in_scope(const struct plan_view *view, bool schools)
{
    const struct school_register *reg = view->reg;
    int count = 0;
    for (int i = 0; i < (schools ? reg->schools : reg->districts); i++)
        count += view->params->district_in[schools ? reg->school[i].district : i];
    return count;
}

static void add_district(const struct school_register *reg, int d, struct text *out)
{
    static const char prefix[] = "เขต";
    const char *name = district_name(reg, d);
    const bool has_prefix = strncmp(name, prefix, sizeof prefix - 1) == 0;
    text_add(out, lang_pick("%2$s%1$s", "%1$s district"), name, has_prefix ? "" : prefix);
}

void plan_view_scope(const struct plan_view *view, struct text *out)
{
    const struct school_register *reg = view->reg;
    if (view->school >= 0) {
        text_add(out, "%s ", reg->school[view->school].name_th);
        add_district(reg, reg->school[view->school].district, out);
    } else if (view->district >= 0) {
        add_district(reg, view->district, out);
    } else {
        text_add(out, lang_pick("%d เขต %d โรงเรียน", "%d districts, %d schools"),
                 in_scope(view, false), in_scope(view, true));
    }
}

static void note_synthetic_of(const struct plan_view *view, struct table *table)
{
    struct text note = {0};
    plan_synthetic_note(view->reg, view->plan, &note);
    if (note.length > 0) table_note(table, note.s);
    text_clear(&note);
}

static struct table *make_table(enum view_table which, const struct plan_view *view)
{
    const struct view_entry *entry = &views[which];
    struct text title = {0};
    text_add(&title, "%s · ", lang_pick(entry->th, entry->en));
    plan_view_scope(view, &title);
    struct table *table =
        table_new(title.s, entry->column, is_whole(view) ? entry->columns : entry->columns_of_part);
    text_clear(&title);
    entry->fill(view, table);
    return table;
}

struct table *plan_view_table(enum view_table which, const struct plan_view *view)
{
    struct table *(*const placed[VIEW_TABLES])(const struct plan_view *) = {
        [VIEW_CALLS] = placement_call_table,
        [VIEW_MOVES] = placement_move_table,
        [VIEW_LISTS] = placement_list_table,
    };
    assert((unsigned)which < VIEW_TABLES);
    struct table *table = placed[which] ? placed[which](view) : make_table(which, view);
    note_synthetic_of(view, table);
    return table;
}
