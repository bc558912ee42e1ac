/* Tables of the sensitivity report. */
#include "report/sensitivity_report.h"

#include "base/lang.h"
#include "report/plan_report.h"

#include <math.h>

// clang-format off
static const struct table_column rule_columns[] = {
    {"rule",          "กติกา",               "rule",                  CELL_TEXT,   false},
    {"now",           "กำหนดไว้",            "set at",                CELL_INT,    false},
    {"used",          "ใช้ไป",               "used",                  CELL_INT,    false},
    {"up",            "เพิ่ม 1 ขั้น ดีขึ้น",      "a step more gains",     CELL_NUMBER, false},
    {"up_shortage",   "ลดครู-ปี",             "teacher-years less",    CELL_NUMBER, false},
    {"reach",         "ได้เท่ากันถึงขั้น",        "as much up to step",    CELL_INT,    false},
    {"reach_open",    "ไกลกว่านั้น",           "and further",           CELL_TEXT,   false},
    {"down",          "ลด 1 ขั้น แย่ลง",       "a step less loses",     CELL_NUMBER, false},
    {"down_shortage", "ขาดเพิ่ม ครู-ปี",        "teacher-years more",    CELL_NUMBER, false},
    {"price",         "ราคาของโปรแกรมเชิงเส้น", "price of the program",  CELL_HIDDEN, false},
};

static const struct table_column coherence_columns[] = {
    {"fy", "ปีงบ",                       "FY",                        CELL_YEAR,   false},
    {"r2", "R² ของจำนวนครูต่อความต้องการ", "R² of teachers on need",    CELL_NUMBER, false},
};

static const struct table_column equity_columns[] = {
    {"fifth",         "กลุ่มโรงเรียน",           "fifth of schools",            CELL_TEXT,   false},
    {"schools",       "โรงเรียน",             "schools",                     CELL_INT,    true},
    {"need",          "ต้องการ อัตรา-ปี",        "posts needed, over years",    CELL_INT,    true},
    {"shortage",      "ขาด ครู-ปี",            "teacher-years short",         CELL_NUMBER, true},
    {"percent",       "ร้อยละ",               "percent",                     CELL_NUMBER, false},
    {"without",       "ถ้าไม่ถ่วงน้ำหนัก ครู-ปี",  "without weights",             CELL_NUMBER, true},
    {"without_percent", "ร้อยละ",             "percent",                     CELL_NUMBER, false},
};
// clang-format on

static void rule_name(const struct staffing *d, const struct lever *lever, struct text *out)
{
    struct text line = {0};
    lever_line(d, lever, 0, &line);
    const char *end = text_s(&line);
    while (*end && *end != '=') end++;
    text_add_bytes(out, text_s(&line), (size_t)(end - text_s(&line)));
    text_clear(&line);
}

static void add_or_blank(struct table *table, double value, int decimals)
{
    if (isfinite(value))
        table_number(table, value, decimals);
    else
        table_blank(table);
}

static void add_rule(const struct staffing *d, const struct sensitivity_rule *rule,
                     struct table *table)
{
    struct text name = {0};
    char price[32];
    rule_name(d, &rule->lever, &name);
    text_number(price, rule->price);
    table_row(table);
    table_text(table, text_s(&name));
    table_int(table, llround(rule->now));
    table_int(table, llround(rule->used));
    table_number(table, rule->up, 2);
    table_number(table, rule->up_shortage, 1);
    table_int(table, rule->reach);
    table_text(table, rule->reach_open ? lang_pick("ใช่", "yes") : "");
    add_or_blank(table, rule->down, 2);
    add_or_blank(table, rule->down_shortage, 1);
    table_text(table, price);
    text_clear(&name);
}

struct table *sensitivity_rule_table(const struct staffing *d, const struct sensitivity *to,
                                     bool all)
{
    struct text note = {0};
    int idle = 0;
    struct table *table = table_new(
        lang_pick("กติกาและผลของการเพิ่มหรือลดหนึ่งขั้น", "Rules, and what a step more or less does"),
        rule_columns, sizeof rule_columns / sizeof *rule_columns);
    for (int i = 0; i < to->rules; i++) {
        const struct sensitivity_rule *rule = &to->rule[i];
        const bool shown = all || rule->up > 0.0 || rule->down > 0.0;
        idle += !shown;
        if (shown) add_rule(d, rule, table);
    }
    if (idle > 0)
        text_add(&note,
                 lang_pick("กติกาอีก %d ข้อเพิ่มหรือลดหนึ่งขั้นแล้วไม่เปลี่ยนอะไร จึงไม่แสดง; ",
                           "%d further rules change nothing a step up or down and are not shown; "),
                 idle);
    text_add(
        &note, "%s",
        lang_pick(
            "หนึ่งขั้น = ที่นั่งสอบ บัณฑิต การย้าย หรือการอบรม 1 คน หรือ 1 ล้านบาท ทุกผลได้จากการคำนวณใหม่",
            "a step is 1 passer, graduate, transfer or retraining, or 1 million baht; every effect "
            "is found by solving again"));
    table_note(table, text_s(&note));
    text_clear(&note);
    return table;
}

struct table *sensitivity_coherence_table(const struct staffing *d, const struct sensitivity *to)
{
    struct table *table =
        table_new(lang_pick("การกระจายครูสอดคล้องกับความต้องการเพียงใด",
                            "How well teachers follow need, over schools"),
                  coherence_columns, sizeof coherence_columns / sizeof *coherence_columns);
    for (int y = 0; y <= to->years; y++) {
        table_row(table);
        table_int(table, d->first_fy - 1 + y);
        add_or_blank(table, to->r2[y], 4);
    }
    table_note(table,
               lang_pick("แถวแรกคือวันนี้ 1 = จำนวนครูของโรงเรียนอธิบายได้ด้วยความต้องการทั้งหมด",
                         "the first row is today; 1: need explains all of a school's teachers"));
    return table;
}

static void add_share(struct table *table, double part, double whole)
{
    add_or_blank(table, whole > 0.0 ? 100.0 * part / whole : (double)NAN, 1);
}

void sensitivity_equity_text(const struct sensitivity *to, struct text *out)
{
    text_add(
        out,
        lang_pick(
            "ราคาของความเสมอภาค: การขาดครูรวม %.1f ครู-ปี เทียบกับ %.1f ถ้าไม่ถ่วงน้ำหนัก (%+.1f) "
            "โรงเรียนที่ขาดหนักที่สุดขาดร้อยละ %.1f เทียบกับ %.1f",
            "the price of equity: %.1f teacher-years short in all against %.1f without weights "
            "(%+.1f); the worst school is short of %.1f percent against %.1f"),
        to->shortage, to->shortage_without, to->shortage - to->shortage_without,
        100.0 * to->largest, 100.0 * to->largest_without);
}

struct table *sensitivity_equity_table(const struct staffing *d, const struct sensitivity *to)
{
    struct text note = {0};
    char title[160];
    snprintf(
        title, sizeof title,
        lang_pick("การขาดครูตามดัชนีความเสมอภาค (alpha %g)", "Shortage by equity index (alpha %g)"),
        d->params->alpha);
    struct table *table =
        table_new(title, equity_columns, sizeof equity_columns / sizeof *equity_columns);
    for (int f = 0; f < FIFTHS; f++) {
        const struct sensitivity_fifth *fifth = &to->fifth[f];
        table_row(table);
        table_text(table, fifth_shown(f));
        table_int(table, fifth->schools);
        table_int(table, llround(fifth->need));
        table_number(table, fifth->shortage, 1);
        add_share(table, fifth->shortage, fifth->need);
        table_number(table, fifth->without, 1);
        add_share(table, fifth->without, fifth->need);
    }
    sensitivity_equity_text(to, &note);
    table_note(table, text_s(&note));
    text_clear(&note);
    return table;
}

void sensitivity_json(const struct staffing *d, const struct sensitivity *to,
                      struct table *worst_schools, struct text *out)
{
    struct json json;
    json_start(&json, out);
    json_object(&json, NULL);
    table_json_take(sensitivity_rule_table(d, to, true), "rules", &json);
    table_json_take(sensitivity_coherence_table(d, to), "coherence", &json);
    table_json_take(sensitivity_equity_table(d, to), "equity", &json);
    json_object(&json, "equity_price");
    json_number(&json, "alpha", d->params->alpha);
    json_number(&json, "shortage", to->shortage);
    json_number(&json, "shortage_without", to->shortage_without);
    json_number(&json, "largest_share", to->largest);
    json_number(&json, "largest_share_without", to->largest_without);
    json_object_end(&json);
    table_json_take(worst_schools, "schools", &json);
    json_bool(&json, "synthetic", register_is_synthetic(d->reg));
    json_object_end(&json);
}
