/* The lists of a plan, each one entry of a table: columns and the function that fills them. JSON,
   CSV and `--detail` read the same entry, so that their numbers cannot differ. */
#include "report/plan_report.h"

#include "base/lang.h"
#include "base/mem.h"
#include "planner/fifths.h"
#include "planner/scenario.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_COLUMNS = 14 };

typedef void (*fill_fn)(const struct school_register *reg, const struct stored_plan *plan,
                        struct table *table);

static void fill_totals(const struct school_register *reg, const struct stored_plan *plan,
                        struct table *table)
{
    (void)reg;
    for (int i = 0; i < plan->totals; i++) {
        const struct stored_total *total = &plan->total[i];
        const int people[] = {total->retire,   total->other_loss, total->need,    total->headcount,
                              total->shortage, total->surplus,    total->call_up, total->graduates,
                              total->idle,     total->transfer,   total->retrain, total->intake};
        if (total->fy < plan->first_fy) continue;
        table_row(table);
        table_int(table, total->fy);
        for (size_t k = 0; k < sizeof people / sizeof *people; k++) table_int(table, people[k]);
        table_int(table, total->cost_thb);
    }
}

static void fill_recruit(const struct school_register *reg, const struct stored_plan *plan,
                         struct table *table)
{
    for (int i = 0; i < plan->recruits; i++) {
        const struct stored_recruit *row = &plan->recruit[i];
        if (row->pass == 0 && row->hire == 0 && row->intake == 0 && row->expected == 0) continue;
        table_row(table);
        table_int(table, row->fy);
        table_text(table, reg->channel[row->channel].code);
        table_text(table, reg->major[row->major].code);
        table_int(table, row->pass);
        table_int(table, row->hire);
        table_int(table, row->intake);
        table_int(table, row->expected);
    }
}

/* Sums of the chains by year and by school or major. */
struct sum {
    bool any;
    int need, headcount, shortage, surplus;
};

static void add_chain(struct sum *sum, const struct stored_chain *chain)
{
    sum->any = true;
    sum->need += chain->need;
    sum->headcount += chain->headcount;
    sum->shortage += chain->shortage;
    sum->surplus += chain->surplus;
}

static void fill_sums(const struct stored_plan *plan, bool by_school, int count,
                      const char *(*code)(const struct school_register *reg, int i),
                      const struct school_register *reg, struct table *table)
{
    struct sum *sum = mem_new((size_t)plan->years * (size_t)count, sizeof *sum);
    for (int i = 0; i < plan->chains; i++) {
        const struct stored_chain *chain = &plan->chain[i];
        const int t = chain->fy - plan->first_fy;
        if (t < 0 || t >= plan->years) continue;
        add_chain(&sum[t * count + (by_school ? chain->school : chain->major)], chain);
    }
    for (int t = 0; t < plan->years; t++)
        for (int k = 0; k < count; k++) {
            const struct sum *row = &sum[t * count + k];
            if (!row->any) continue;
            table_row(table);
            table_int(table, plan->first_fy + t);
            table_text(table, code(reg, k));
            table_int(table, row->need);
            table_int(table, row->headcount);
            table_int(table, row->shortage);
            table_int(table, row->surplus);
        }
    free(sum);
}

static const char *major_code(const struct school_register *reg, int m)
{
    return reg->major[m].code;
}

static const char *school_code(const struct school_register *reg, int s)
{
    return reg->school[s].code;
}

static void fill_majors(const struct school_register *reg, const struct stored_plan *plan,
                        struct table *table)
{
    fill_sums(plan, false, reg->majors, major_code, reg, table);
}

static void fill_schools(const struct school_register *reg, const struct stored_plan *plan,
                         struct table *table)
{
    fill_sums(plan, true, reg->schools, school_code, reg, table);
}

static void fill_chains(const struct school_register *reg, const struct stored_plan *plan,
                        struct table *table)
{
    for (int i = 0; i < plan->chains; i++) {
        const struct stored_chain *chain = &plan->chain[i];
        if (chain->fy < plan->first_fy) continue;
        table_row(table);
        table_text(table, reg->school[chain->school].code);
        table_text(table, reg->major[chain->major].code);
        table_int(table, chain->fy);
        table_int(table, chain->need);
        table_int(table, chain->headcount);
        table_int(table, chain->in);
        table_int(table, chain->out);
        table_int(table, chain->shortage);
        table_int(table, chain->surplus);
    }
}

static void fill_calls(const struct school_register *reg, const struct stored_plan *plan,
                       struct table *table)
{
    for (int i = 0; i < plan->calls; i++) {
        const struct stored_call *call = &plan->call[i];
        table_row(table);
        table_int(table, call->fy);
        table_text(table, call->list);
        table_text(table, reg->major[call->major].code);
        table_int(table, call->count);
    }
}

static void fill_retrainings(const struct school_register *reg, const struct stored_plan *plan,
                             struct table *table)
{
    for (int i = 0; i < plan->retrainings; i++) {
        const struct stored_retraining *row = &plan->retraining[i];
        table_row(table);
        table_int(table, row->fy);
        table_text(table, reg->major[row->from_major].code);
        table_text(table, reg->major[row->to_major].code);
        table_int(table, row->count);
    }
}

static void add_percent(struct table *table, int part, int whole)
{
    if (whole > 0)
        table_number(table, 100.0 * part / whole, 1);
    else
        table_blank(table);
}

const char *fifth_shown(int fifth)
{
    static const char *const th[FIFTHS] = {"ยากจนที่สุด", "ยากจน", "กลาง", "ดีกว่ากลาง", "ดีที่สุด"};
    static const char *const en[FIFTHS] = {"poorest", "poor", "middle", "better off", "best off"};
    return lang_pick(th[fifth], en[fifth]);
}

static void fill_fifths(const struct school_register *reg, const struct stored_plan *plan,
                        struct table *table)
{
    struct fifths fifths;
    plan_fifths(reg, plan, &fifths);
    for (int f = 0; f < FIFTHS; f++) {
        const struct fifth *row = &fifths.fifth[f];
        table_row(table);
        table_int(table, f + 1);
        table_text(table, fifth_shown(f));
        table_int(table, row->schools);
        table_int(table, row->need);
        table_int(table, row->shortage);
        add_percent(table, row->shortage, row->need);
        add_percent(table, row->first_shortage, row->first_need);
        add_percent(table, row->last_shortage, row->last_need);
    }
}

static void add_condition(struct table *table, const char *key, const char *value)
{
    table_row(table);
    table_text(table, key);
    table_text(table, value ? value : "");
}

static void add_number_condition(struct table *table, const char *key, double value)
{
    char number[32];
    text_number(number, value);
    add_condition(table, key, number);
}

void plan_each_setting(const struct stored_plan *plan, plan_setting_fn visit, void *context)
{
    settings_text_each(plan->scenario_text, visit, context);
}

static void add_setting(void *context, const char *key, const char *value)
{
    add_condition(context, key, value);
}

static void fill_conditions(const struct school_register *reg, const struct stored_plan *plan,
                            struct table *table)
{
    add_number_condition(table, "id", (double)plan->id);
    add_condition(table, "name", plan->name);
    add_condition(table, "scenario", plan->scenario);
    add_condition(table, "scenario_hash", plan->scenario_hash);
    add_condition(table, "data_hash", plan->data_hash);
    add_condition(table, "created_at", plan->created_at);
    add_condition(table, "program_version", plan->program_version);
    add_condition(table, "status", plan->status);
    add_number_condition(table, "first_fy", plan->first_fy);
    add_number_condition(table, "years", plan->years);
    add_number_condition(table, "objective", plan->objective);
    add_number_condition(table, "lp_objective", plan->lp_objective);
    add_number_condition(table, "bound", plan->bound);
    add_number_condition(table, "gap", plan_gap_share(plan));
    add_condition(table, "synthetic", plan->synthetic ? "true" : "false");
    for (int i = 0; i < reg->provenances; i++) {
        struct text where = {0};
        text_add(&where, "%s: %s, %s", reg->provenance[i].file, reg->provenance[i].status,
                 reg->provenance[i].source);
        add_condition(table, "provenance", text_s(&where));
        text_clear(&where);
    }
    plan_each_setting(plan, add_setting, table);
}

// clang-format off
#define FY        {"fy",        "ปีงบ",       "FY",         CELL_YEAR,  false}
#define SCHOOL    {"school",    "โรงเรียน",    "school",     CELL_TEXT,  false}
#define MAJOR     {"major",     "วิชาเอก",     "major",      CELL_TEXT,  false}
#define NEED      {"need",      "ต้องการ",     "need",       CELL_INT,   false}
#define HEADCOUNT {"headcount", "มีครู",       "headcount",  CELL_INT,   false}
#define SHORTAGE  {"shortage",  "ขาด",        "shortage",   CELL_INT,   false}
#define SURPLUS   {"surplus",   "เกิน",        "surplus",    CELL_INT,   false}
#define COUNT     {"count",     "คน",         "people",     CELL_INT,   true}

static const struct part {
    const char *th, *en;
    fill_fn fill;
    int columns;
    struct table_column column[MOST_COLUMNS];
} parts[PLAN_PARTS] = {
    [PLAN_TOTALS] = {"รวมรายปี", "Totals by year", fill_totals, 14, {
        FY,
        {"retire",     "เกษียณ",     "retired",    CELL_INT,   true},
        {"other_loss", "สูญเสียอื่น",  "other loss", CELL_INT,   true},
        NEED, HEADCOUNT, SHORTAGE, SURPLUS,
        {"call_up",    "เรียกบรรจุ",   "call-ups",   CELL_INT,   true},
        {"graduates",  "บัณฑิตทุน",    "graduates",  CELL_INT,   true},
        {"idle",       "รอบรรจุ",     "idle",       CELL_INT,   true},
        {"transfer",   "ย้าย",        "transfers",  CELL_INT,   true},
        {"retrain",    "เปลี่ยนเอก",   "retrained",  CELL_INT,   true},
        {"intake",     "ที่เรียน",      "places",     CELL_INT,   true},
        {"cost_thb",   "บาท",        "baht",       CELL_MONEY, true}}},
    [PLAN_RECRUIT] = {"การสรรหา", "Recruitment", fill_recruit, 7, {
        FY,
        {"channel",    "ช่องทาง",     "channel",    CELL_TEXT,  false},
        MAJOR,
        {"pass",       "สอบได้",      "passes",     CELL_INT,   true},
        {"hire",       "บรรจุ",       "hires",      CELL_INT,   true},
        {"intake",     "ที่เรียน",      "places",     CELL_INT,   true},
        {"expected",   "คาดว่าจบ",    "expected",   CELL_INT,   true}}},
    [PLAN_MAJORS] = {"รายวิชาเอก", "By major", fill_majors, 6, {
        FY, MAJOR, NEED, HEADCOUNT, SHORTAGE, SURPLUS}},
    [PLAN_SCHOOLS] = {"รายโรงเรียน", "By school", fill_schools, 6, {
        FY, SCHOOL, NEED, HEADCOUNT, SHORTAGE, SURPLUS}},
    [PLAN_CHAINS] = {"รายโรงเรียนและวิชาเอก", "By school and major", fill_chains, 9, {
        SCHOOL, MAJOR, FY, NEED, HEADCOUNT,
        {"in",         "เข้า",        "in",         CELL_INT,   true},
        {"out",        "ออก",        "out",        CELL_INT,   true},
        SHORTAGE, SURPLUS}},
    [PLAN_CALLS] = {"การเรียกบรรจุ", "Call-ups", fill_calls, 4, {
        FY,
        {"list",       "บัญชี",       "list",       CELL_TEXT,  false},
        MAJOR, COUNT}},
    [PLAN_RETRAININGS] = {"การเปลี่ยนวิชาเอก", "Retraining", fill_retrainings, 4, {
        FY,
        {"from_major", "จากวิชาเอก",  "from major", CELL_TEXT,  false},
        {"to_major",   "เป็นวิชาเอก",  "to major",   CELL_TEXT,  false},
        COUNT}},
    [PLAN_FIFTHS] = {"การขาดครูตามดัชนีความเสมอภาค กลุ่มละหนึ่งในห้าของโรงเรียน รวมทุกปี",
                     "Shortage by equity index, fifths of schools, all years together", fill_fifths, 8, {
        {"fifth",         "กลุ่ม",       "fifth",         CELL_YEAR,   false},
        {"name",          "โรงเรียน",    "schools that are", CELL_TEXT, false},
        {"schools",       "แห่ง",       "schools",       CELL_INT,    true},
        {"need",          "ต้องการ",     "need",          CELL_INT,    true},
        {"shortage",      "ขาด",        "short",         CELL_INT,    true},
        {"percent",       "ขาดร้อยละ",   "short %",       CELL_NUMBER, false},
        {"percent_first", "ปีแรก",      "first year %",  CELL_NUMBER, false},
        {"percent_last",  "ปีสุดท้าย",    "last year %",   CELL_NUMBER, false}}},
    [PLAN_CONDITIONS] = {"เงื่อนไขของแผน", "Conditions of the plan", fill_conditions, 2, {
        {"key",        "รายการ",     "item",       CELL_TEXT,  false},
        {"value",      "ค่า",         "value",      CELL_TEXT,  false}}},
};

const char *const plan_part_word[PLAN_PARTS] = {
    [PLAN_TOTALS] = "totals",   [PLAN_RECRUIT] = "recruit", [PLAN_MAJORS] = "majors",
    [PLAN_SCHOOLS] = "schools", [PLAN_CHAINS] = "chains",   [PLAN_CALLS] = "calls",
    [PLAN_RETRAININGS] = "retrainings", [PLAN_FIFTHS] = "fifths", [PLAN_CONDITIONS] = "conditions",
};
// clang-format on

struct table *plan_part_table(enum plan_part part, const struct school_register *reg,
                              const struct stored_plan *plan)
{
    const struct part *entry = &parts[part];
    assert(part < PLAN_PARTS);
    struct table *table = table_new(lang_pick(entry->th, entry->en), entry->column, entry->columns);
    entry->fill(reg, plan, table);
    return table;
}

double plan_gap_share(const struct stored_plan *plan)
{
    return (plan->objective - plan->bound) / fmax(1.0, fabs(plan->objective));
}
