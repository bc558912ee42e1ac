/* equity matches, person, forget: what is of a person. Every reading needs a reason and leaves its
   row; the libraries see to both. */
#include "cli/equity_call.h"

#include "base/lang.h"
#include "equity/exchange.h"
#include "equity/match.h"
#include "equity/settings_cases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- matches ----------------------------------------------------------------------------- */

static struct table *queue_table(const struct call *call, const struct match_item *item, int count)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"number",   "รายการ",        "number",      CELL_YEAR, false},
        {"why",      "เพราะ",         "why",         CELL_TEXT, false},
        {"distance", "ชื่อต่างกี่ตัวอักษร", "name apart",  CELL_INT,  false},
        {"person",   "อาจเป็นบุคคล",   "may be",      CELL_YEAR, false},
        {"since",    "ตั้งแต่",         "since",       CELL_TEXT, false},
        {"by",       "นำเข้าโดย",      "brought by",  CELL_TEXT, false},
    };
    // clang-format on
    struct table *table =
        table_new(lang_pick("บุคคลที่อาจซ้ำกัน รอการตัดสิน", "Persons who may be the same"), columns,
                  sizeof columns / sizeof *columns);
    for (int i = 0; i < count; i++) {
        const struct match_why_entry *why = &match_why_table[item[i].result.why];
        table_row(table);
        table_int(table, item[i].queue_id);
        table_text(table, call->format == FORMAT_TABLE ? lang_pick(why->th, why->en) : why->word);
        table_int(table, item[i].distance);
        table_int(table, item[i].result.student_id);
        table_text(table, item[i].created_at);
        table_text(table, item[i].created_by);
    }
    return table;
}

/* Print and free it, with the remark on made-up data. */
static enum err_code print_marked(const struct call *call, struct store *store, struct table *table,
                                  struct text *out, struct err *err)
{
    const enum err_code code = desk_note_synthetic(store, table, err);
    if (code == ERR_OK)
        call_print(call, table, out);
    else
        table_free(table);
    return code;
}

static enum err_code list_matches(const struct call *call, const struct person_access *access,
                                  struct text *out, struct err *err)
{
    struct match_item *item = NULL;
    int count = 0;
    enum err_code code = match_list(access, &item, &count, err);
    if (code == ERR_OK)
        code = print_marked(call, access->store, queue_table(call, item, count), out, err);
    free(item);
    return code;
}

/* Both sides of one, field by field. */
static struct table *sides_table(const struct person *candidate, const struct person *known)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"field",     "ช่อง",     "field",     CELL_TEXT, false},
        {"candidate", "รายใหม่",  "candidate", CELL_TEXT, false},
        {"known",     "ที่มีอยู่",   "known",     CELL_TEXT, false},
    };
    // clang-format on
    const struct {
        const char *name, *candidate, *known;
    } row[] = {
        {lang_pick("ชื่อ", "name"), candidate->name, known->name},
        {lang_pick("เลขประจำตัว", "number"), candidate->identity.number, known->identity.number},
        {lang_pick("วันเกิด", "birth date"), candidate->dob, known->dob},
        {lang_pick("เพศ", "sex"), candidate->sex, known->sex},
        {lang_pick("โรงเรียน", "school"), candidate->school, known->school},
        {lang_pick("เขต", "district"), candidate->district, known->district},
        {lang_pick("ชั้น", "grade"), candidate->grade, known->grade},
    };
    struct table *table =
        table_new(lang_pick("เทียบสองฝั่ง", "Both sides"), columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        table_row(table);
        table_text(table, row[i].name);
        table_text(table, row[i].candidate);
        table_text(table, row[i].known);
    }
    table_note(table,
               lang_pick("ตัดสินด้วย --answer same, same-number หรือ new ตัดสินแล้วเปลี่ยนไม่ได้",
                         "decide by --answer same, same-number or new; a decision is final"));
    return table;
}

static enum err_code show_match(const struct call *call, const struct person_access *access,
                                int64_t number, struct text *out, struct err *err)
{
    struct person candidate = {0}, known = {0};
    enum err_code code = match_show(access, number, &candidate, &known, err);
    if (code == ERR_OK)
        code = print_marked(call, access->store, sides_table(&candidate, &known), out, err);
    keys_wipe(&candidate, sizeof candidate);
    keys_wipe(&known, sizeof known);
    return code;
}

static enum err_code parse_answer(const char *word, enum match_decision *out, struct err *err)
{
    for (int d = 0; d < DECISIONS; d++)
        if (strcmp(word, match_decision_words[d]) == 0) {
            *out = (enum match_decision)d;
            return ERR_OK;
        }
    return err_set(err, ERR_INPUT, "'--answer' เป็น '%s' ใช้ได้เฉพาะ %s %s %s",
                   "'--answer' is '%s', allowed are %s %s %s", word, match_decision_words[0],
                   match_decision_words[1], match_decision_words[2]);
}

static enum err_code decide_match(const struct call *call, const struct person_access *access,
                                  int64_t number, struct text *out, struct err *err)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"number",   "รายการ",   "number",   CELL_YEAR, false},
        {"decision", "คำตัดสิน",   "decision", CELL_TEXT, false},
        {"person",   "บุคคล",     "person",   CELL_YEAR, false},
    };
    // clang-format on
    enum match_decision decision = DECIDE_SAME;
    int64_t person = 0;
    enum err_code code = parse_answer(call_value(call, OPTION_ANSWER), &decision, err);
    if (code == ERR_OK) code = match_decide(access, number, decision, &person, err);
    if (code != ERR_OK) return code;
    struct table *table =
        table_new(lang_pick("ตัดสินแล้ว", "Decided"), columns, sizeof columns / sizeof *columns);
    table_row(table);
    table_int(table, number);
    table_text(table, match_decision_words[decision]);
    table_int(table, person);
    call_print(call, table, out);
    return ERR_OK;
}

enum err_code run_equity_matches(const struct call *call, struct text *out, struct err *err)
{
    struct desk desk = {0};
    int64_t number = 0;
    const char *typed = call_value(call, OPTION_DECIDE);
    enum err_code code = ERR_OK;
    if (!typed && call_has(call, OPTION_ANSWER))
        return err_set(err, ERR_INPUT, "--answer ต้องมี --decide NUMBER",
                       "--answer needs --decide NUMBER");
    if (typed)
        code = desk_number(typed, "หมายเลขหลัง --decide", "the number after --decide", &number, err);
    if (code == ERR_OK) code = desk_open_with_key(call, &desk, err);
    const struct person_access access = desk_access(call, &desk);
    if (code == ERR_OK && !typed) code = list_matches(call, &access, out, err);
    if (code == ERR_OK && typed && !call_has(call, OPTION_ANSWER))
        code = show_match(call, &access, number, out, err);
    if (code == ERR_OK && call_has(call, OPTION_ANSWER))
        code = decide_match(call, &access, number, out, err);
    desk_close(&desk);
    return code;
}

/* ---- person, forget ---------------------------------------------------------------------- */

/* A number typed as an argument would stand in the history of the shell and in the list of
   processes: "-" reads it from standard input. */
static enum err_code read_number(struct identity *out, struct err *err)
{
    char line[2 * ID_TEXT] = "";
    if (!fgets(line, sizeof line, stdin)) line[0] = '\0';
    line[strcspn(line, "\r\n")] = '\0';
    const enum err_code code = identity_parse(identity_kind_of(line), line, true, out, err);
    keys_wipe(line, sizeof line);
    return code;
}

static enum err_code find_person(const struct person_access *access, int64_t *id, struct err *err)
{
    struct identity identity = {0};
    struct person person = {0};
    enum err_code code = read_number(&identity, err);
    if (code == ERR_OK) code = person_find(access, &identity, &person, err);
    if (code == ERR_OK) *id = person.id;
    keys_wipe(&identity, sizeof identity);
    keys_wipe(&person, sizeof person);
    return code;
}

enum err_code run_equity_person(const struct call *call, struct text *out, struct err *err)
{
    struct desk desk = {0};
    int64_t id = 0;
    const bool by_number = strcmp(call->argument[1], "-") == 0;
    enum err_code code = by_number ? ERR_OK
                                   : desk_number(call->argument[1], "หมายเลขบุคคล",
                                                 "the number of a person", &id, err);
    if (code == ERR_OK) code = desk_open_with_key(call, &desk, err);
    const struct person_access access = desk_access(call, &desk);
    if (code == ERR_OK && by_number) code = find_person(&access, &id, err);
    if (code == ERR_OK)
        code = person_file(&access, id, exchange_parts, exchange_part_count, out, err);
    desk_close(&desk);
    return code;
}

static void print_forgotten(const struct call *call, int years, int count, struct text *out)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"closed_years", "เก็บชื่อไว้กี่ปี", "years kept", CELL_INT, false},
        {"persons",      "บุคคล",       "persons",    CELL_INT, false},
    };
    // clang-format on
    struct table *table =
        table_new(call_has(call, OPTION_DRY_RUN)
                      ? lang_pick("จะตัดชื่อและเลขประจำตัว ยังไม่เปลี่ยนอะไร",
                                  "Names and numbers to be removed, nothing is changed yet")
                      : lang_pick("ตัดชื่อและเลขประจำตัวแล้ว", "Names and numbers removed"),
                  columns, sizeof columns / sizeof *columns);
    table_row(table);
    table_int(table, years);
    table_int(table, count);
    table_note(table, lang_pick("สำเนาสำรองที่เก่ากว่ายังมีชื่ออยู่ โปรดลบตามกำหนดเดียวกัน",
                                "older backups still have the names: give them the same period"));
    call_print(call, table, out);
}

enum err_code run_equity_forget(const struct call *call, struct text *out, struct err *err)
{
    struct desk desk = {0};
    struct cases_settings settings = cases_settings_preset();
    const char *path = call_value(call, OPTION_FROM);
    int count = 0;
    enum err_code code = path ? cases_settings_read(path, &settings, err) : ERR_OK;
    if (code == ERR_OK) code = desk_open_with_key(call, &desk, err);
    const struct person_access access = desk_access(call, &desk);
    if (code == ERR_OK && call_has(call, OPTION_DRY_RUN))
        code = person_due(&access, settings.closed_years, &count, err);
    else if (code == ERR_OK)
        code = person_retain(&access, settings.closed_years, exchange_parts, exchange_part_count,
                             &count, err);
    if (code == ERR_OK) print_forgotten(call, settings.closed_years, count, out);
    cases_settings_clear(&settings);
    desk_close(&desk);
    return code;
}
