/* Three tables: decisions of this year, pipelines, lists. */
#include "report/clock_report.h"

#include "base/lang.h"
#include "report/plan_report.h"

#include <math.h>

// clang-format off
static const struct table_column decision_columns[] = {
    {"channel",        "ช่องทาง",        "channel",            CELL_TEXT,   false},
    {"major",          "วิชาเอก",        "major",              CELL_TEXT,   false},
    {"planned",        "ตามแผน คน",     "planned",            CELL_INT,    false},
    {"shortage_added", "ขาดเพิ่ม ครู-ปี",   "teacher-years short more", CELL_NUMBER, false},
    {"loss",           "ค่าเป้าหมายแย่ลง",  "loss",               CELL_NUMBER, false},
    {"money_thb",      "ใช้เงินน้อยลง บาท", "baht spent less",    CELL_MONEY,  false},
    {"set",            "เขียนว่า",        "written",            CELL_HIDDEN, false},
};

static const struct table_column intake_columns[] = {
    {"channel",        "ช่องทาง",            "channel",              CELL_TEXT, false},
    {"major",          "วิชาเอก",            "major",                CELL_TEXT, false},
    {"planned",        "รุ่นปีนี้ บัณฑิต",       "graduates of this year's intake", CELL_INT, false},
    {"first_fy",       "รุ่นปีนี้บรรจุปี",       "appointed in",         CELL_YEAR, false},
    {"too_late",       "ขาดก่อนหน้านั้น ครู-ปี", "short before, teacher-years", CELL_INT, false},
    {"within",         "ขาดหลังจากนั้น ครู-ปี",  "short from then on",   CELL_INT,  false},
    {"last_intake_fy", "รับได้ถึงปี",          "last intake that helps", CELL_YEAR, false},
};

static const struct table_column list_columns[] = {
    {"list",        "บัญชี",            "list",               CELL_TEXT, false},
    {"major",       "วิชาเอก",         "major",              CELL_TEXT, false},
    {"last_fy",     "เรียกได้ถึงปี",       "may call until",     CELL_YEAR, false},
    {"people",      "ในบัญชี",          "people",             CELL_INT,  true},
    {"called",      "เรียก",            "called",             CELL_INT,  true},
    {"last_called", "เรียกในปีสุดท้าย",    "of them in its last year", CELL_INT, true},
    {"left",        "เหลือเมื่อหมดอายุ",    "left when it ends",  CELL_INT,  true},
    {"longer",      "ถ้าต่ออีกปี ลดครู-ปี",   "teacher-years less if a year longer", CELL_NUMBER, false},
};
// clang-format on

/* Of a pipeline. */
static const char *pipeline_name(const struct staffing *d, int c)
{
    return channel_name(d->reg, d->params->pipeline[c].channel);
}

static void add_decision(const struct staffing *d, const struct clock_decision *decision,
                         struct table *table)
{
    const struct lever *lever = &decision->lever;
    const char *all = lang_pick("ทั้งหมด", "all");
    struct text name = {0}, line = {0};
    table_row(table);
    if (lever->kind == LEVER_SEATS || lever->kind == LEVER_SEATS_TOTAL)
        text_add(&name, "%s", lang_pick("สอบแข่งขัน", "exam"));
    else if (lever->kind == LEVER_LAST_DAY)
        text_add(&name, lang_pick("เรียกจากบัญชี %s", "call-ups from %s"), d->list[lever->l].code);
    else
        text_add(&name, "%s", pipeline_name(d, lever->c));
    table_text(table, text_s(&name));
    if (lever->kind == LEVER_LAST_DAY)
        table_text(table, major_name(d->reg, d->list[lever->l].major));
    else
        table_text(table, lever->kind == LEVER_SEATS || lever->kind == LEVER_PLACES
                              ? major_name(d->reg, lever->m)
                              : all);
    table_int(table, decision->amount);
    table_number(table, decision->shortage, 1);
    table_number(table, decision->loss, 2);
    table_int(table, llround(decision->money_thb));
    lever_line(d, lever, LEVER_NONE, &line);
    table_text(table, text_s(&line));
    text_clear(&name);
    text_clear(&line);
}

struct table *clock_decision_table(const struct staffing *d, const struct clock *clock, bool all)
{
    char title[160];
    int free_of_loss = 0;
    struct text note = {0};
    snprintf(title, sizeof title,
             lang_pick("สิ่งที่ต้องตัดสินใจในปี %d และผลถ้าไม่ทำปีนี้",
                       "What must be decided in %d, and what it costs to leave it out this year"),
             d->first_fy);
    struct table *table =
        table_new(title, decision_columns, sizeof decision_columns / sizeof *decision_columns);
    for (int i = 0; i < clock->decisions; i++) {
        const bool shown = all || clock->decision[i].loss > 0.0;
        free_of_loss += !shown;
        if (shown) add_decision(d, &clock->decision[i], table);
    }
    if (free_of_loss > 0) {
        text_add(
            &note,
            lang_pick(
                "อีก %d ข้อสลับวิชาเอกหรือเลื่อนไปได้โดยไม่เสียอะไร จึงไม่แสดง",
                "%d further ones can be left out at no loss (another major takes the place) and "
                "are not shown"),
            free_of_loss);
        table_note(table, text_s(&note));
        text_clear(&note);
    }
    table_note(
        table,
        lang_pick("แต่ละข้อคิดแยกกันโดยคำนวณใหม่ทั้งแผน ปีต่อ ๆ ไปชดเชยเท่าที่ทำได้แล้ว",
                  "each by itself, by solving the whole plan again: later years make up for what "
                  "they can"));
    return table;
}

struct table *clock_intake_table(const struct staffing *d, const struct clock *clock)
{
    struct table *table =
        table_new(lang_pick("สายเกินไปแล้วเท่าใด และรับเข้าเรียนได้ถึงปีใด",
                            "What is too late already, and until when an intake still helps"),
                  intake_columns, sizeof intake_columns / sizeof *intake_columns);
    for (int i = 0; i < clock->intakes; i++) {
        const struct clock_intake *intake = &clock->intake[i];
        table_row(table);
        table_text(table, pipeline_name(d, intake->c));
        table_text(table, major_name(d->reg, intake->m));
        table_int(table, intake->planned);
        table_int(table, d->first_fy + d->params->pipeline[intake->c].lead_years);
        table_int(table, intake->too_late);
        table_int(table, intake->within);
        if (intake->last_t >= 0)
            table_int(table, d->first_fy + intake->last_t);
        else
            table_blank(table);
    }
    table_note(
        table,
        lang_pick(
            "ขาด = อัตราที่ยังขาดในแผนนี้หลังใช้ทุกช่องทางแล้ว แต่ละช่องทางนับซ้ำกันได้",
            "short: posts short in this plan after all it does; the same post counts for every "
            "channel"));
    return table;
}

static void add_list(const struct staffing *d, const struct clock_list *list, struct table *table)
{
    char name[32];
    snprintf(name, sizeof name, "exam-%d", d->first_fy + list->e);
    table_row(table);
    table_text(table, list->l >= 0 ? d->list[list->l].code : name);
    table_text(table, major_name(d->reg, list->m));
    table_int(table, list->last_fy);
    table_int(table, list->people);
    table_int(table, list->called);
    table_int(table, list->last_called);
    table_int(table, list->left);
    table_number(table, list->longer, 1);
}

struct table *clock_list_table(const struct staffing *d, const struct clock *clock, bool all)
{
    int hidden = 0;
    struct text note = {0};
    struct table *table =
        table_new(lang_pick("บัญชีผู้สอบแข่งขันได้ที่จะหมดอายุ", "Eligible lists and their end"),
                  list_columns, sizeof list_columns / sizeof *list_columns);
    for (int i = 0; i < clock->lists; i++) {
        const struct clock_list *list = &clock->list[i];
        const bool shown = all || list->l >= 0 || (list->ends && list->left > 0);
        hidden += !shown;
        if (shown) add_list(d, list, table);
    }
    if (hidden > 0) {
        text_add(
            &note,
            lang_pick(
                "บัญชีที่แผนจะสร้างอีก %d บัญชีเรียกหมดหรือยังไม่หมดอายุในช่วงแผน จึงไม่แสดง",
                "%d lists that the plan makes are called to the last or end after it, and are not "
                "shown"),
            hidden);
        table_note(table, text_s(&note));
        text_clear(&note);
    }
    return table;
}

void clock_json(const struct staffing *d, const struct clock *clock, struct text *out)
{
    struct json json;
    json_start(&json, out);
    json_object(&json, NULL);
    table_json_take(clock_decision_table(d, clock, true), "decisions", &json);
    table_json_take(clock_intake_table(d, clock), "pipelines", &json);
    table_json_take(clock_list_table(d, clock, true), "lists", &json);
    json_bool(&json, "synthetic", register_is_synthetic(d->reg));
    json_object_end(&json);
}
