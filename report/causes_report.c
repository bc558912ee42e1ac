/* The waterfall of causes: one list of lines, read by the terminal and by JSON. */
#include "report/compare_report.h"

#include "base/lang.h"
#include "base/mem.h"
#include "planner/scenario.h"
#include "planner/shapley.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BAR = 30, MOST_LINES = CHANGE_MOST + 3, MEANING_LETTERS = 60 };

// clang-format off
static const struct {
    const char *word, *th, *en;
    double unit; /* shown in these */
    int decimals;
} measures[CAUSE_MEASURES] = {
    [CAUSE_SHORTAGE]  = {"shortage",  "ครูที่ขาด (คน-ปี)",       "shortage (teacher-years)", 1.0, 1},
    [CAUSE_COST]      = {"cost_thb",  "ค่าใช้จ่าย (ล้านบาท)",    "cost (million baht)",      1e6, 3},
    [CAUSE_OBJECTIVE] = {"objective", "ค่าเป้าหมาย",            "objective",                1.0, 2},
};
// clang-format on

struct line {
    const char *kind;                           /* for programs: "setting", "since", "whole" */
    const char *key;                            /* of a setting; else NULL */
    const char *text;                           /* what it is, in the current language */
    const struct cause_figures *change, *error; /* error NULL: exact */
    int plan; /* "since": 0 the first plan, 1 the second; else -1 */
};

/* Why a plan is not what would be made today. */
static const char *since_text(const struct causes *causes, int side)
{
    if (causes->data_changed[side] && causes->not_best[side])
        return lang_pick("ข้อมูลเปลี่ยนไปหลังทำแผนนี้ และแผนนี้ตั้งใจไม่ใช่แผนที่ดีที่สุด",
                         "data changed since, and the plan is not the best by intention");
    if (causes->data_changed[side])
        return lang_pick("ข้อมูลเปลี่ยนไปหลังทำแผนนี้", "data changed since this plan was made");
    return lang_pick("แผนนี้ตั้งใจไม่ใช่แผนที่ดีที่สุด (รักษาคำมั่น หรือเป็นทางเลือกใกล้เคียง)",
                     "the plan is not the best by intention (keeps promises, or a near one)");
}

static bool has_since(const struct causes *causes, int side)
{
    return causes->data_changed[side] || causes->not_best[side];
}

static struct line since_line(const struct causes *causes, int side)
{
    return (struct line){"since", NULL, since_text(causes, side), &causes->remade[side],
                         NULL,    side};
}

/* In the order in which they are told: from the first plan to the second. */
static int list_lines(const struct causes *causes, struct line *line)
{
    int count = 0;
    if (has_since(causes, 0)) line[count++] = since_line(causes, 0);
    for (int g = 0; g < causes->changes.count; g++)
        line[count++] = (struct line){"setting",
                                      causes->changes.key[g],
                                      settings_meaning(causes->changes.key[g]),
                                      &causes->share[g],
                                      causes->exact ? NULL : &causes->error[g],
                                      -1};
    line[count++] =
        (struct line){"whole",        NULL, lang_pick("ปรับเป็นจำนวนคนเต็มคน", "people made whole"),
                      &causes->whole, NULL, -1};
    if (has_since(causes, 1)) line[count++] = since_line(causes, 1);
    return count;
}

/* ---- bars ------------------------------------------------------------------------------------ */

struct scale {
    double low, high;
};

static int position(const struct scale *scale, double value)
{
    if (!(scale->high > scale->low)) return 0;
    return (int)lround(BAR * (value - scale->low) / (scale->high - scale->low));
}

/* From a to b: full blocks upwards, shaded ones downwards; less than half a block is a sliver. */
static void add_bar(const struct scale *scale, double a, double b, struct text *out)
{
    const int first = position(scale, fmin(a, b)), end = position(scale, fmax(a, b));
    for (int i = 0; i < first; i++) text_add(out, " ");
    for (int i = first; i < end; i++) text_add(out, "%s", b >= a ? "█" : "▒");
    if (first == end && a != b) text_add(out, "▏");
}

/* Room for what is small against both plans: the axis starts a little below the lowest point. */
static struct scale scale_of(const struct line *line, int lines, double from, double to, int k)
{
    struct scale scale = {fmin(from, to), fmax(from, to)};
    double at = from;
    for (int i = 0; i < lines; i++) {
        at += line[i].change->of[k];
        scale.low = fmin(scale.low, at);
        scale.high = fmax(scale.high, at);
    }
    const double margin = 0.1 * (scale.high - scale.low);
    scale.low = scale.low - margin > 0.0 || scale.low < 0.0 ? scale.low - margin : 0.0;
    return scale;
}

/* ---- terminal -------------------------------------------------------------------------------- */

/* At most MEANING_LETTERS letters, so that a bar stands beside it. */
static void add_short(const char *words, struct text *out)
{
    int letters = 0;
    const char *c = words;
    for (; *c; c++) {
        if ((*c & 0xC0) != 0x80 && ++letters > MEANING_LETTERS) break;
        text_add_bytes(out, c, 1);
    }
    if (*c) text_add(out, "…");
}

/* `error` below 0: the table has no such column. */
static void add_row(struct table *table, const char *key, const char *words, double value,
                    double error, const char *bar, int k)
{
    struct text name = {0};
    if (key) text_add(&name, "%s", key);
    if (key && words) text_add(&name, "  ");
    if (words) add_short(words, &name);
    table_row(table);
    table_text(table, text_s(&name));
    table_number(table, value / measures[k].unit, measures[k].decimals);
    if (error > 0.0)
        table_number(table, error / measures[k].unit, measures[k].decimals);
    else if (error == 0.0)
        table_blank(table);
    table_text(table, bar);
    text_clear(&name);
}

static void add_end(struct table *table, const char *plan, const struct scale *scale, double value,
                    bool exact, int k)
{
    struct text bar = {0}, name = {0};
    add_bar(scale, scale->low, value, &bar);
    text_add(&name, "'%s'", plan);
    add_row(table, NULL, text_s(&name), value, exact ? -1.0 : 0.0, text_s(&bar), k);
    text_clear(&bar);
    text_clear(&name);
}

static void add_notes(const struct causes *causes, const struct scale *scale, int k,
                      struct table *table)
{
    struct text note = {0};
    text_add(&note, lang_pick("แท่งเริ่มที่ %.*f; █ เพิ่ม ▒ ลด", "bars start at %.*f; █ more, ▒ less"),
             measures[k].decimals, scale->low / measures[k].unit);
    table_note(table, text_s(&note));
    text_clear(&note);
    if (!causes->exact) {
        text_add(
            &note,
            lang_pick("ส่วนแบ่งประมาณจาก %d ลำดับที่สุ่มเป็นคู่ ± คือความคลาดเคลื่อนมาตรฐาน",
                      "shares estimated from %d orders drawn in pairs, ± is the standard error"),
            causes->orders);
        table_note(table, text_s(&note));
        text_clear(&note);
    }
}

static void add_waterfall(const struct causes *causes, const struct line *line, int lines,
                          const char *from, const char *to, int k, bool colour, struct text *out)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"cause",  "สาเหตุ",   "cause",  CELL_TEXT,   false},
        {"change", "เปลี่ยน",   "change", CELL_NUMBER, false},
        {"error",  "±",       "±",      CELL_NUMBER, false},
        {"bar",    "",        "",       CELL_TEXT,   false},
    };
    static const struct table_column exact_columns[] = {
        {"cause",  "สาเหตุ",   "cause",  CELL_TEXT,   false},
        {"change", "เปลี่ยน",   "change", CELL_NUMBER, false},
        {"bar",    "",        "",       CELL_TEXT,   false},
    };
    // clang-format on
    const bool exact = causes->exact;
    struct text title = {0};
    const double first = causes->from.of[k], last = causes->to.of[k];
    const struct scale scale = scale_of(line, lines, first, last, k);
    text_add(&title, lang_pick("สาเหตุที่ต่างกัน: %s", "Causes: %s"),
             lang_pick(measures[k].th, measures[k].en));
    struct table *table = table_new(text_s(&title), exact ? exact_columns : columns, exact ? 3 : 4);
    double at = first;
    add_end(table, from, &scale, first, exact, k);
    for (int i = 0; i < lines; i++) {
        struct text bar = {0};
        const double change = line[i].change->of[k];
        add_bar(&scale, at, at + change, &bar);
        add_row(table, line[i].key, line[i].text, change,
                exact           ? -1.0
                : line[i].error ? line[i].error->of[k]
                                : 0.0,
                text_s(&bar), k);
        at += change;
        text_clear(&bar);
    }
    add_end(table, to, &scale, last, exact, k);
    add_notes(causes, &scale, k, table);
    table_print(table, FORMAT_TABLE, colour, false, out);
    text_add(out, "\n");
    table_free(table);
    text_clear(&title);
}

/* Prices weigh the objective itself: then it is not one measure before and after. */
static bool changes_prices(const struct causes *causes)
{
    static const char *const sections[] = {"price.", "equity.", "shortage."};
    for (int g = 0; g < causes->changes.count; g++)
        for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
            if (strstr(causes->changes.key[g], sections[i])) return true;
    return false;
}

void causes_summary(const struct causes *causes, const char *from, const char *to, bool colour,
                    struct text *out)
{
    struct line line[MOST_LINES];
    const int lines = list_lines(causes, line);
    for (int k = 0; k < CAUSE_MEASURES; k++)
        add_waterfall(causes, line, lines, from, to, k, colour, out);
    if (changes_prices(causes))
        text_add(out, "%s\n",
                 lang_pick("ราคาหรือน้ำหนักเปลี่ยนไป ค่าเป้าหมายก่อนและหลังจึงวัดด้วยไม้บรรทัดคนละอัน",
                           "prices or weights differ: the objective measures with another ruler "
                           "before and after"));
    if (causes->inseparable[0])
        text_add(out,
                 lang_pick("แยกสาเหตุไม่ได้ เพราะไม่มีแผนใดทำได้เมื่อเปลี่ยนเพียง %s\n",
                           "the changes cannot be told apart, no plan exists with only %s\n"),
                 causes->inseparable);
    text_add(out, "\n");
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static void add_line(const struct line *line, int k, int from, int to, struct json *json)
{
    json_object(json, NULL);
    json_text(json, "kind", line->kind);
    json_text(json, "key", line->key);
    json_text(json, "text", line->text);
    if (line->plan >= 0) json_int(json, "plan", line->plan == 0 ? from : to);
    json_number(json, "change", line->change->of[k]);
    json_number(json, "error", line->error ? line->error->of[k] : 0.0);
    json_object_end(json);
}

void causes_json(const struct causes *causes, int from, int to, struct json *json)
{
    struct line line[MOST_LINES];
    const int lines = list_lines(causes, line);
    json_object(json, NULL);
    json_int(json, "plan", to);
    json_int(json, "against", from);
    json_bool(json, "exact", causes->exact);
    json_int(json, "orders", causes->orders);
    json_int(json, "solves", causes->solves);
    json_bool(json, "prices_differ", changes_prices(causes));
    json_text(json, "inseparable", causes->inseparable[0] ? causes->inseparable : NULL);
    json_array(json, "measures");
    for (int k = 0; k < CAUSE_MEASURES; k++) {
        json_object(json, NULL);
        json_text(json, "measure", measures[k].word);
        json_number(json, "from", causes->from.of[k]);
        json_number(json, "to", causes->to.of[k]);
        json_array(json, "lines");
        for (int i = 0; i < lines; i++) add_line(&line[i], k, from, to, json);
        json_array_end(json);
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}
