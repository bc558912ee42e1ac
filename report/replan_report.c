/* Promises kept and changed, for people and for programs. */
#include "report/replan_report.h"

#include "base/lang.h"
#include "report/plan_report.h"

#include <stdlib.h>
#include <string.h>

// clang-format off
static const struct {
    const char *word, *th, *en;
} kinds[PROMISE_KINDS] = {
    [PROMISE_IN]     = {"in",     "บรรจุหรือย้ายเข้า", "placed here"},
    [PROMISE_OUT]    = {"out",    "ย้ายออก",         "moved away"},
    [PROMISE_CALL]   = {"call",   "เรียกบรรจุ",       "called"},
    [PROMISE_PASS]   = {"pass",   "รับสอบ",          "passes"},
    [PROMISE_PLACES] = {"places", "บัณฑิตจากที่เรียน", "places (graduates)"},
};
static const struct {
    const char *word, *th, *en;
} reasons[PROMISE_REASONS] = {
    [REASON_HERE]     = {"here",     "วิชาเอกนี้ของโรงเรียน", "this major here"},
    [REASON_SCHOOL]   = {"school",   "โรงเรียนนี้",         "this school"},
    [REASON_MAJOR]    = {"major",    "วิชาเอกนี้ทั้งเมือง",    "this major in the city"},
    [REASON_SETTINGS] = {"settings", "ค่าที่ตั้งเปลี่ยนไป",     "settings changed"},
    [REASON_GONE]     = {"gone",     "ไม่มีในข้อมูลแล้ว",     "no longer in the data"},
    [REASON_OTHER]    = {"other",    "เป็นผลจากที่อื่น",      "follows from elsewhere"},
};
// clang-format on

/* "this major here: need +1, teachers -2" */
static void reason_text(const struct promise_change *change, struct text *out)
{
    text_add(out, "%s", lang_pick(reasons[change->reason].th, reasons[change->reason].en));
    if (change->need != 0 || change->teachers != 0) text_add(out, ":");
    if (change->need != 0) text_add(out, lang_pick(" ต้องการ %+d", " need %+d"), change->need);
    if (change->teachers != 0)
        text_add(out, lang_pick(" มีครู %+d", " teachers %+d"), change->teachers);
}

static const char *place_name(const struct school_register *reg,
                              const struct promise_change *change)
{
    if (change->school >= 0) return reg->school[change->school].name_th;
    if (change->list) return change->list;
    const struct channel *channel = &reg->channel[change->channel];
    return name_shown(channel->name_th, channel->name_en, channel->code);
}

static const char *place_code(const struct school_register *reg,
                              const struct promise_change *change)
{
    if (change->school >= 0) return reg->school[change->school].code;
    if (change->list) return change->list;
    return reg->channel[change->channel].code;
}

static struct table *changes_table(const struct replanning *r, bool for_people)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"fy",       "ปีงบ",      "FY",       CELL_YEAR,   false},
        {"kind",     "คำมั่น",     "promise",  CELL_TEXT,   false},
        {"place",    "ที่",        "where",    CELL_TEXT,   false},
        {"major",    "วิชาเอก",    "major",    CELL_TEXT,   false},
        {"promised", "เดิม",      "promised", CELL_INT,    true},
        {"now",      "ใหม่",      "now",      CELL_INT,    true},
        {"reason",   "เพราะ",     "because",  CELL_TEXT,   false},
        {"need",     "ต้องการ",    "need",     CELL_HIDDEN, false},
        {"teachers", "มีครู",      "teachers", CELL_HIDDEN, false},
    };
    // clang-format on
    struct table *table = table_new(lang_pick("คำมั่นที่เปลี่ยน", "Promises changed"), columns,
                                    sizeof columns / sizeof *columns);
    for (int i = 0; i < r->changes->count; i++) {
        const struct promise_change *change = &r->changes->change[i];
        const struct major *major = &r->reg->major[change->major];
        struct text reason = {0};
        reason_text(change, &reason);
        table_row(table);
        table_int(table, change->fy);
        table_text(table, for_people ? lang_pick(kinds[change->kind].th, kinds[change->kind].en)
                                     : kinds[change->kind].word);
        table_text(table, for_people ? place_name(r->reg, change) : place_code(r->reg, change));
        table_text(table, for_people ? name_shown(major->name_th, major->name_en, major->code)
                                     : major->code);
        table_int(table, change->promised);
        table_int(table, change->now);
        table_text(table, for_people ? text_s(&reason) : reasons[change->reason].word);
        table_int(table, change->need);
        table_int(table, change->teachers);
        text_clear(&reason);
    }
    return table;
}

static long long shortage_of(const struct stored_plan *plan)
{
    long long sum = 0;
    for (int i = 0; i < plan->totals; i++) sum += plan->total[i].shortage;
    return sum;
}

static struct table *terms_table(const struct replanning *r)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"way",       "วิธี",                "way",                 CELL_TEXT,   false},
        {"missed",    "คำมั่นที่เปลี่ยน (คน)",   "promises changed",    CELL_INT,    false},
        {"promised",  "จากทั้งหมด",           "of",                  CELL_INT,    false},
        {"shortage",  "ขาด (คน-ปี)",        "teacher-years short", CELL_INT,    false},
        {"objective", "ค่าเป้าหมาย",          "objective",           CELL_NUMBER, false},
        {"price",     "ราคาของที่เปลี่ยน",     "price of changes",    CELL_NUMBER, false},
    };
    // clang-format on
    const struct {
        const char *th, *en;
        const struct replan_changes *changes;
        long long shortage;
        double objective;
    } ways[] = {
        {"รักษาคำมั่น", "promises kept", r->changes, shortage_of(r->kept), r->kept->objective},
        {"ไม่คิดถึงคำมั่น", "made from nothing", r->changes_if_free, r->best_shortage,
         r->best_objective},
    };
    struct table *table = table_new(lang_pick("วางแผนใหม่", "Planned again"), columns,
                                    sizeof columns / sizeof *columns);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        table_row(table);
        table_text(table, lang_pick(ways[i].th, ways[i].en));
        table_int(table, ways[i].changes->missed);
        table_int(table, ways[i].changes->promised);
        table_int(table, ways[i].shortage);
        table_number(table, ways[i].objective, 2);
        table_number(table, r->terms.price * ways[i].changes->missed, 2);
    }
    struct text note = {0};
    text_add(&note,
             lang_pick("คำมั่น: %d ปีแรกของแผน '%s' ราคา %g ต่อคน ค่าเป้าหมายไม่รวมราคานี้",
                       "promises: the first %d years of plan '%s', %g points a person; objectives "
                       "are without this price"),
             r->terms.firm_years, r->old->name, r->terms.price);
    table_note(table, text_s(&note));
    text_clear(&note);
    return table;
}

void replan_summary(const struct replanning *r, bool colour, struct text *out)
{
    struct table *const tables[] = {terms_table(r), changes_table(r, true)};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        if (i == 1)
            table_note(tables[i], lang_pick("'เพราะ' คือข้อเท็จจริงใหม่ที่ใกล้ที่สุด ไม่ใช่ข้อพิสูจน์",
                                            "'because' is the nearest new fact, not a proof"));
        table_print(tables[i], FORMAT_TABLE, colour, false, out);
        text_add(out, "\n");
        table_free(tables[i]);
    }
}

void replan_json(const struct replanning *r, struct text *out)
{
    struct json json;
    struct table *table = changes_table(r, false);
    json_start(&json, out);
    json_object(&json, NULL);
    json_object(&json, "replan");
    json_int(&json, "id", r->kept->id);
    json_text(&json, "name", r->kept->name);
    json_int(&json, "promises_of", r->old->id);
    json_number(&json, "change_price", r->terms.price);
    json_int(&json, "firm_years", r->terms.firm_years);
    json_int(&json, "promised", r->changes->promised);
    json_int(&json, "changed", r->changes->missed);
    json_int(&json, "changed_if_free", r->changes_if_free->missed);
    json_number(&json, "objective", r->kept->objective);
    json_number(&json, "best_objective", r->best_objective);
    json_number(&json, "price_of_changes", r->terms.price * r->changes->missed);
    json_int(&json, "shortage", shortage_of(r->kept));
    json_int(&json, "best_shortage", r->best_shortage);
    json_object(&json, "changed_by_kind");
    for (int k = 0; k < PROMISE_KINDS; k++)
        json_int(&json, kinds[k].word, r->changes->kind_missed[k]);
    json_object_end(&json);
    json_object_end(&json);
    table_json_rows(table, "changes", &json);
    json_object_end(&json);
    table_free(table);
}

struct table *replan_changes_table(const struct replanning *r)
{
    return changes_table(r, false);
}
