/* Why there is no plan; see conflict_report.h. */
#include "report/conflict_report.h"

#include "base/lang.h"
#include "report/plan_report.h"

#include <math.h>
#include <string.h>

/* ---- numbers with their unit ----------------------------------------------------------------- */

static const char *unit_of(enum conflict_unit unit)
{
    switch (unit) {
    case UNIT_PEOPLE:
        return lang_pick("คน", "people");
    case UNIT_PLACES:
        return lang_pick("ที่", "places");
    case UNIT_BAHT:
        return lang_pick("บาท", "baht");
    default:
        return "";
    }
}

static void add_amount(enum conflict_unit unit, double amount, struct text *out)
{
    char number[32];
    if (unit == UNIT_SHARE)
        text_add(out, lang_pick("ร้อยละ %.1f", "%.1f %%"), 100.0 * amount);
    else if (unit == UNIT_YES_NO)
        text_add(out, "%s", amount > 0.0 ? lang_pick("ใช้", "yes") : lang_pick("ไม่ใช้", "no"));
    else
        text_add(out, "%s %s", text_grouped(number, llround(amount)), unit_of(unit));
}

/* By how much, of a rule that is dropped the posts that then stay empty. */
static void add_by(const struct conflict_change *change, struct text *out)
{
    const enum conflict_unit unit = conflict_key_table[change->key].unit;
    char number[32];
    if (unit == UNIT_SHARE)
        text_add(out, lang_pick("%.1f จุดร้อยละ", "%.1f points"), 100.0 * change->amount);
    else if (unit == UNIT_YES_NO)
        text_add(out, lang_pick("ขาด %s อัตรา", "%s posts empty"),
                 text_grouped(number, llround(change->amount)));
    else
        add_amount(unit, change->amount, out);
}

/* The major or channel, "" for neither, both in one when there are both. */
static void add_whose(const struct staffing *d, const struct conflict_change *change,
                      struct text *out)
{
    if (change->c >= 0) {
        const struct channel *channel = &d->reg->channel[d->params->pipeline[change->c].channel];
        text_add(out, "%s%s", name_shown(channel->name_th, channel->name_en, channel->code),
                 change->m >= 0 ? " " : "");
    }
    if (change->m >= 0) {
        const struct major *major = &d->reg->major[change->m];
        text_add(out, "%s", name_shown(major->name_th, major->name_en, major->code));
    }
}

/* ---- sentences --------------------------------------------------------------------------------
 */

void conflict_sentence(const struct staffing *d, const struct conflict_change *change,
                       struct text *out)
{
    const struct conflict_key_entry *entry = &conflict_key_table[change->key];
    const int fy = d->first_fy + change->t;
    struct text whose = {0}, from = {0}, to = {0}, by = {0};
    add_whose(d, change, &whose);
    add_amount(entry->unit, change->from, &from);
    add_amount(entry->unit, change->to, &to);
    add_by(change, &by);
    const char *space = whose.length > 0 ? " " : "";
    if (entry->unit == UNIT_YES_NO)
        text_add(out,
                 lang_pick("ปี %d: ยกเว้นกฎ%s%s%s (%s)", "%d: the rule '%s'%s%s is dropped (%s)"), fy,
                 lang_pick(entry->th, entry->en), space, text_s(&whose), text_s(&by));
    else
        text_add(out,
                 lang_pick("ปี %d: %s%s%s เป็น %s แทน %s (ต่างกัน %s)",
                           "%d: %s%s%s is %s in place of %s (by %s)"),
                 fy, lang_pick(entry->th, entry->en), space, text_s(&whose), text_s(&to),
                 text_s(&from), text_s(&by));
    text_clear(&whose);
    text_clear(&from);
    text_clear(&to);
    text_clear(&by);
}

const char *conflict_answer_title(const struct conflict_answer *answer)
{
    bool rules = false;
    for (int i = 0; i < answer->changes; i++) rules |= answer->change[i].key < CONFLICT_RULES;
    if (!answer->caps) return lang_pick("ผ่อนกฎ", "relax rules");
    return rules ? lang_pick("เพิ่มเพดานและผ่อนกฎ", "raise limits and relax rules")
                 : lang_pick("เพิ่มเพดาน", "raise limits");
}

/* ---- the table --------------------------------------------------------------------------------
 */

static void add_change(const struct staffing *d, int number, const struct conflict_answer *answer,
                       const struct conflict_change *change, struct table *table)
{
    const struct conflict_key_entry *entry = &conflict_key_table[change->key];
    struct text whose = {0}, from = {0}, to = {0}, by = {0}, set = {0};
    add_whose(d, change, &whose);
    add_amount(entry->unit, change->from, &from);
    add_amount(entry->unit, change->to, &to);
    add_by(change, &by);
    text_add(&set, "--set ");
    conflict_assignment(d, change, &set);
    table_row(table);
    table_int(table, number);
    table_text(table, conflict_answer_title(answer));
    table_int(table, d->first_fy + change->t);
    table_text(table, lang_pick(entry->th, entry->en));
    table_text(table, text_s(&whose));
    table_text(table, text_s(&from));
    table_text(table, text_s(&to));
    table_text(table, text_s(&by));
    table_text(table, text_s(&set));
    text_clear(&whose);
    text_clear(&from);
    text_clear(&to);
    text_clear(&by);
    text_clear(&set);
}

static void add_notes(const struct conflict *conflict, struct table *table)
{
    bool whole = true, proven = true;
    for (int i = 0; i < conflict->answers; i++) {
        whole &= conflict->answer[i].whole;
        proven &= conflict->answer[i].proven;
    }
    table_note(table, lang_pick("แต่ละคำตอบใช้ทุกบรรทัดของมันพร้อมกัน ต่อท้ายคำสั่งเดิม",
                                "an answer is all of its lines together, added to the command"));
    if (proven)
        table_note(table, lang_pick("ขาดบรรทัดใดบรรทัดหนึ่งของคำตอบไปก็ยังไม่มีแผน",
                                    "without any one line of an answer there is still no plan"));
    else
        table_note(table,
                   lang_pick("กฎขัดกันมากจนไม่ได้ลองตัดออกทีละบรรทัดทุกบรรทัด",
                             "so many rules conflict that not every line was tried without"));
    if (!whole)
        table_note(table, lang_pick("ตรวจด้วยโปรแกรมเชิงเส้น ยังไม่ได้ตรวจเป็นจำนวนคนเต็มคน",
                                    "checked by the linear program, not yet in whole people"));
}

struct table *conflict_table(const struct staffing *d, const struct conflict *conflict)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"answer", "คำตอบ",    "answer",     CELL_YEAR, false},
        {"way",    "วิธี",       "way",        CELL_TEXT, false},
        {"fy",     "ปี",       "FY",         CELL_YEAR, false},
        {"rule",   "กฎหรือเพดาน", "rule or limit", CELL_TEXT, false},
        {"of",     "ของ",      "of",         CELL_TEXT, false},
        {"from",   "เดิม",      "now",        CELL_TEXT, false},
        {"to",     "เป็น",      "to",         CELL_TEXT, false},
        {"by",     "ต่างกัน",    "by",         CELL_TEXT, false},
        {"set",    "ตั้งค่าด้วย",  "setting",    CELL_TEXT, false},
    };
    // clang-format on
    struct table *table =
        table_new(lang_pick("ไม่มีแผน: ทางเลือกที่ทำให้มีแผน", "No plan: what would make one possible"),
                  columns, sizeof columns / sizeof *columns);
    for (int i = 0; i < conflict->answers; i++)
        for (int n = 0; n < conflict->answer[i].changes; n++)
            add_change(d, i + 1, &conflict->answer[i], &conflict->answer[i].change[n], table);
    add_notes(conflict, table);
    return table;
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static void json_change(const struct staffing *d, const struct conflict_change *change,
                        struct json *json)
{
    static const char *const unit_word[] = {"share", "yes_no", "people", "places", "baht"};
    const struct conflict_key_entry *entry = &conflict_key_table[change->key];
    const bool by_major = change->m >= 0, by_channel = change->c >= 0;
    struct text key = {0}, sentence = {0}, set = {0};
    text_add(&key, "%s.%s", entry->section, entry->name);
    conflict_sentence(d, change, &sentence);
    conflict_assignment(d, change, &set);
    json_object(json, NULL);
    json_text(json, "key", text_s(&key));
    json_int(json, "fy", d->first_fy + change->t);
    json_text(json, "major", by_major ? d->reg->major[change->m].code : NULL);
    json_text(json, "channel",
              by_channel ? d->reg->channel[d->params->pipeline[change->c].channel].code : NULL);
    json_number(json, "from", change->from);
    json_number(json, "to", change->to);
    json_number(json, "by", change->amount);
    json_text(json, "unit", unit_word[entry->unit]);
    json_text(json, "sentence", text_s(&sentence));
    json_text(json, "set", text_s(&set));
    json_object_end(json);
    text_clear(&key);
    text_clear(&sentence);
    text_clear(&set);
}

void conflict_json(const struct staffing *d, const struct conflict *conflict, const char *sentence,
                   struct text *out)
{
    struct json json;
    json_start(&json, out);
    json_object(&json, NULL);
    json_object(&json, "infeasible");
    json_text(&json, "text", sentence);
    json_int(&json, "solves", conflict->solves);
    json_number(&json, "seconds", conflict->seconds);
    json_array(&json, "answers");
    for (int i = 0; i < conflict->answers; i++) {
        const struct conflict_answer *answer = &conflict->answer[i];
        json_object(&json, NULL);
        json_text(&json, "title", conflict_answer_title(answer));
        json_bool(&json, "caps", answer->caps);
        json_bool(&json, "whole", answer->whole);
        json_bool(&json, "irreducible", answer->proven);
        json_array(&json, "changes");
        for (int n = 0; n < answer->changes; n++) json_change(d, &answer->change[n], &json);
        json_array_end(&json);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    json_object_end(&json);
}
