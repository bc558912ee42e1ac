/* equity init, users, index, audit: the database of cases itself, and what is of no person. */
#define _POSIX_C_SOURCE 200809L
#include "cli/equity_call.h"

#include "base/lang.h"
#include "equity/audit.h"
#include "equity/cases.h"
#include "equity/index_store.h"
#include "equity/settings_file.h"
#include "equity/users.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- init -------------------------------------------------------------------------------- */

static enum err_code has_planner(const char *path, struct err *err)
{
    struct store *store = NULL;
    const enum err_code code = store_open(path, &store, err);
    store_close(store);
    return code;
}

/* A database without its key is none: the next attempt starts clean. */
static void remove_cases(const char *path)
{
    static const char *const parts[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct text name = {0};
        cases_path(path, &name);
        text_add(&name, "%s", parts[i]);
        unlink(name.s);
        text_clear(&name);
    }
}

static void print_made(const struct call *call, const struct store *store, const char *key,
                       struct text *out)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"what",  "สิ่งที่สร้าง",    "made",      CELL_TEXT, false},
        {"name", "ชื่อ", "name", CELL_TEXT, false},
    };
    // clang-format on
    const bool words = call->format == FORMAT_TABLE;
    const char *const row[][2] = {
        {words ? lang_pick("ฐานข้อมูลนักเรียน", "database of pupils") : "database", store_path(store)},
        {words ? lang_pick("ไฟล์กุญแจ อ่านได้เฉพาะเจ้าของ", "key file, for its owner alone to read")
               : "key",
         key},
        {words ? lang_pick("ผู้ดูแลระบบ", "administrator") : "administrator",
         call_value(call, OPTION_AS)},
    };
    struct table *table = table_new(lang_pick("สร้างแล้ว", "Made"), columns, 2);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        table_row(table);
        table_text(table, row[i][0]);
        table_text(table, row[i][1]);
    }
    if (keys_stand_beside(key, store)) table_note(table, keys_advice());
    table_note(table,
               lang_pick("ถ้าไฟล์กุญแจหาย ชื่อและเลขประจำตัวทั้งหมดอ่านไม่ได้อีก โปรดพิมพ์หรือคัดลอกเก็บไว้ในตู้นิรภัย "
                         "แยกจากสำเนาสำรองของฐานข้อมูล",
                         "if the key file is lost, no name and no number can be read again: "
                         "print or copy it and keep that in a safe, apart from the backups"));
    call_print(call, table, out);
}

enum err_code run_equity_init(const struct call *call, struct text *out, struct err *err)
{
    struct store *store = NULL;
    struct text key = {0};
    const char *path = call->argument[0], *name = call_value(call, OPTION_AS);
    if (!name)
        return err_set(err, ERR_INPUT, "'kru %s' ต้องมี --as NAME คือชื่อของผู้ดูแลระบบคนแรก",
                       "'kru %s' needs --as NAME, the name of the first administrator",
                       call->command->name);
    enum err_code code = has_planner(path, err);
    if (code == ERR_OK) code = cases_create(path, &store, err);
    if (code != ERR_OK) return code;
    keys_path(call_value(call, OPTION_KEY), path, &key);
    code = user_add(store, NULL, name, ROLE_ADMINISTRATOR, "", err);
    if (code == ERR_OK) code = keys_make(text_s(&key), store, err);
    if (code == ERR_OK) print_made(call, store, text_s(&key), out);
    store_close(store);
    if (code != ERR_OK) remove_cases(path);
    text_clear(&key);
    return code;
}

/* ---- users ------------------------------------------------------------------------------- */

/* A place that is a school or a district must be one of the planner's database, or the user would
   see nobody. */
static enum err_code check_place(const struct call *call, enum role role, const char *place,
                                 struct err *err)
{
    const enum scope scope = role_table[role].scope;
    struct work work = {0};
    if ((scope != SCOPE_SCHOOL && scope != SCOPE_DISTRICT) || !*place) return ERR_OK;
    enum err_code code = work_open(call, &work, err);
    const bool found =
        code == ERR_OK && (scope == SCOPE_SCHOOL ? register_find_school(&work.reg, place)
                                                 : register_find_district(&work.reg, place)) >= 0;
    if (code == ERR_OK && !found)
        code = err_set(err, ERR_NOT_FOUND, "ไม่มี%s '%s' ในฐานข้อมูล '%s'", "no %s '%s' in '%s'",
                       scope == SCOPE_SCHOOL ? lang_pick("โรงเรียน", "school")
                                             : lang_pick("เขต", "district"),
                       place, call->argument[0]);
    work_close(&work);
    return code;
}

static enum err_code add_user(const struct call *call, const struct desk *desk, struct err *err)
{
    const char *word = call_value(call, OPTION_ROLE), *place = call_value(call, OPTION_PLACE);
    enum role role = ROLE_TEACHER;
    struct text words = {0};
    if (!word || !role_parse(word, &role)) {
        for (int r = 0; r < ROLES; r++) text_add(&words, " %s", role_table[r].word);
        err_set(err, ERR_INPUT, "'--role' เป็น '%s' ใช้ได้เฉพาะ%s", "'--role' is '%s', allowed are%s",
                word ? word : "", text_s(&words));
        text_clear(&words);
        return ERR_INPUT;
    }
    const enum err_code code = check_place(call, role, place ? place : "", err);
    if (code != ERR_OK) return code;
    return user_add(desk->store, &desk->actor, call_value(call, OPTION_ADD), role,
                    place ? place : "", err);
}

static enum err_code change_users(const struct call *call, const struct desk *desk, struct err *err)
{
    const bool add = call_has(call, OPTION_ADD), off = call_has(call, OPTION_DISABLE);
    if (add && off)
        return err_set(err, ERR_INPUT, "ใช้ --add และ --disable พร้อมกันไม่ได้ ครั้งละอย่างเดียว",
                       "--add and --disable do not go together, allowed is one of them");
    if (!add && (call_has(call, OPTION_ROLE) || call_has(call, OPTION_PLACE)))
        return err_set(err, ERR_INPUT, "--role และ --place ใช้กับ --add เท่านั้น",
                       "--role and --place go with --add alone");
    if (add) return add_user(call, desk, err);
    if (off) return user_disable(desk->store, &desk->actor, call_value(call, OPTION_DISABLE), err);
    return ERR_OK;
}

static void print_users(const struct call *call, const struct user *user, int count,
                        struct text *out)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"name",   "ชื่อ",       "name",     CELL_TEXT,   false},
        {"role",   "บทบาท",    "role",     CELL_TEXT,   false},
        {"place",  "สถานที่",    "place",    CELL_TEXT,   false},
        {"state",  "สถานะ",    "state",    CELL_TEXT,   false},
        {"since",  "ตั้งแต่",     "since",    CELL_TEXT,   false},
        {"added_by", "เพิ่มโดย", "added by", CELL_TEXT,   false},
    };
    // clang-format on
    const bool words = call->format == FORMAT_TABLE;
    struct table *table =
        table_new(lang_pick("ผู้ใช้", "Users"), columns, sizeof columns / sizeof *columns);
    for (int i = 0; i < count; i++) {
        const struct role_entry *role = &role_table[user[i].actor.role];
        table_row(table);
        table_text(table, user[i].actor.name);
        table_text(table, words ? lang_pick(role->th, role->en) : role->word);
        table_text(table, user[i].actor.place);
        table_text(table, user[i].active ? (words ? lang_pick("ใช้งาน", "active") : "active")
                                         : (words ? lang_pick("ระงับ", "disabled") : "disabled"));
        table_text(table, user[i].created_at);
        table_text(table, user[i].created_by);
    }
    call_print(call, table, out);
}

enum err_code run_equity_users(const struct call *call, struct text *out, struct err *err)
{
    struct desk desk = {0};
    struct user *user = NULL;
    int count = 0;
    enum err_code code = desk_open(call, &desk, err);
    if (code == ERR_OK)
        code = desk_allow(
            call, &desk, 1u << ROLE_ADMINISTRATOR | 1u << ROLE_DATA_PROTECTION | 1u << ROLE_AUDITOR,
            err);
    if (code == ERR_OK) code = change_users(call, &desk, err);
    if (code == ERR_OK) code = user_list(desk.store, &user, &count, err);
    if (code == ERR_OK) print_users(call, user, count, out);
    free(user);
    desk_close(&desk);
    return code;
}

/* ---- index ------------------------------------------------------------------------------- */

enum { MOVERS = 5 };
static const char after_all_rounds[] = "9";

/* How the rounds end up in the planner is said under every table of them. */
static void note_index(struct table *table)
{
    table_note(
        table,
        lang_pick("ดัชนี 30 ถึง 70 กลางเมือง 50 ยิ่งมากยิ่งเสียเปรียบ พารามิเตอร์เป็นข้อเสนอของ kru ยังไม่ยืนยัน",
                  "index 30 .. 70, the city's middle 50, higher is more "
                  "disadvantaged; its parameters are kru's proposal, unconfirmed"));
}

static enum err_code print_rounds(const struct call *call, struct store *store, struct text *out,
                                  struct err *err)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"round",    "รอบ",            "round",            CELL_TEXT,   false},
        {"schools",  "โรงเรียน",         "schools",          CELL_INT,    false},
        {"low_confidence", "ข้อมูลน้อย", "low confidence",  CELL_INT,    false},
        {"frozen_on", "ตรึงเมื่อ",        "frozen on",        CELL_TEXT,   false},
        {"frozen_by", "โดย",           "by",               CELL_TEXT,   false},
        {"hash",     "แฮช",            "hash",             CELL_HIDDEN, false},
    };
    // clang-format on
    struct table *table = table_new(lang_pick("รอบที่ตรึงไว้", "Frozen rounds"), columns,
                                    sizeof columns / sizeof *columns);
    char before[INDEX_ROUND];
    bool found = true;
    enum err_code code = ERR_OK;
    snprintf(before, sizeof before, "%s", after_all_rounds);
    while (found) {
        struct frozen_index frozen = {0};
        int low = 0;
        code = index_store_read_before(store, before, &frozen, &found, err);
        if (code != ERR_OK || !found) break;
        for (int s = 0; s < frozen.index.rows; s++) low += frozen.index.row[s].low_confidence;
        table_row(table);
        table_text(table, frozen.round);
        table_int(table, frozen.index.rows);
        table_int(table, low);
        table_text(table, frozen.at);
        table_text(table, frozen.by);
        table_text(table, frozen.index.hash);
        snprintf(before, sizeof before, "%s", frozen.round);
        frozen_index_clear(&frozen);
    }
    note_index(table);
    if (code == ERR_OK) code = desk_note_synthetic(store, table, err);
    if (code == ERR_OK)
        call_print(call, table, out);
    else
        table_free(table);
    return code;
}

static struct table *schools_table(const struct call *call, const struct frozen_index *frozen,
                                   const struct school_register *reg)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"school",   "รหัส",      "school",          CELL_TEXT,   false},
        {"name",     "โรงเรียน",   "name",            CELL_TEXT,   false},
        {"district", "เขต",       "district",        CELL_TEXT,   false},
        {"index",    "ดัชนี",      "index",           CELL_NUMBER, false},
        {"coverage_percent", "คัดกรองแล้ว %", "screened %", CELL_NUMBER, false},
        {"confidence", "ความเชื่อมั่น", "confidence", CELL_TEXT, false},
    };
    // clang-format on
    struct table *table =
        table_new(lang_pick("ดัชนีความเสมอภาคของโรงเรียน", "Equity index of schools"), columns,
                  sizeof columns / sizeof *columns);
    for (int i = 0; i < frozen->index.rows; i++) {
        const struct school_index_row *row = &frozen->index.row[i];
        const int school = register_find_school(reg, row->code);
        table_row(table);
        table_text(table, row->code);
        table_text(table, school < 0 ? "" : reg->school[school].name_th);
        table_text(table, row->district);
        table_number(table, row->index, 2);
        table_number(table, 100 * row->coverage, 1);
        const char *low = call->format == FORMAT_TABLE ? lang_pick("ต่ำ", "low") : "low";
        table_text(table, row->low_confidence ? low : "");
    }
    note_index(table);
    return table;
}

static struct table *movers_table(const struct index_change *change, int count, bool up)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"school", "รหัส",     "school", CELL_TEXT,   false},
        {"before", "รอบก่อน",  "before", CELL_NUMBER, false},
        {"now",    "รอบนี้",    "now",    CELL_NUMBER, false},
        {"change", "เปลี่ยน",   "change", CELL_NUMBER, false},
    };
    // clang-format on
    struct table *table =
        table_new(up ? lang_pick("ขึ้นมากที่สุดจากรอบก่อน", "Largest risers since the round before")
                     : lang_pick("ลงมากที่สุดจากรอบก่อน", "Largest fallers since the round before"),
                  columns, sizeof columns / sizeof *columns);
    for (int i = 0; i < count; i++) {
        table_row(table);
        table_text(table, change[i].code);
        table_number(table, change[i].before, 2);
        table_number(table, change[i].now, 2);
        table_number(table, change[i].now - change[i].before, 2);
    }
    return table;
}

/* CSV is the schools alone; JSON has all three tables. Takes the table of schools. */
static void print_round(const struct call *call, const struct frozen_index *frozen,
                        const struct frozen_index *before, struct table *schools, struct text *out)
{
    struct index_change riser[MOVERS], faller[MOVERS];
    int risers = 0, fallers = 0;
    struct json json;
    school_index_movers(&frozen->index, &before->index, MOVERS, riser, &risers, faller, &fallers);
    if (call->format != FORMAT_JSON) {
        call_print(call, schools, out);
        if (call->format == FORMAT_CSV || !*before->round) return;
        text_add(out, "\n");
        call_print(call, movers_table(riser, risers, true), out);
        text_add(out, "\n");
        call_print(call, movers_table(faller, fallers, false), out);
        return;
    }
    json_start(&json, out);
    json_object(&json, NULL);
    json_text(&json, "round", frozen->round);
    json_text(&json, "before", before->round);
    json_array(&json, "notes");
    for (int i = 0; i < table_notes(schools); i++)
        json_text(&json, NULL, table_note_at(schools, i));
    json_array_end(&json);
    table_json_take(schools, "schools", &json);
    table_json_take(movers_table(riser, risers, true), "risers", &json);
    table_json_take(movers_table(faller, fallers, false), "fallers", &json);
    json_object_end(&json);
}

enum err_code run_equity_index(const struct call *call, struct text *out, struct err *err)
{
    const char *round = call_value(call, OPTION_ROUND);
    struct store *store = NULL;
    struct work work = {0};
    struct frozen_index frozen = {0}, before = {0};
    bool found = false;
    enum err_code code = cases_open(call->argument[0], &store, err);
    if (code == ERR_OK && !round) code = print_rounds(call, store, out, err);
    if (code == ERR_OK && round) code = index_store_read(store, round, &frozen, err);
    if (code == ERR_OK && round) code = index_store_read_before(store, round, &before, &found, err);
    if (code == ERR_OK && round) code = work_open(call, &work, err);
    if (code == ERR_OK && round) {
        struct table *schools = schools_table(call, &frozen, &work.reg);
        note_synthetic(&work.reg, schools);
        code = desk_note_synthetic(store, schools, err);
        if (code == ERR_OK)
            print_round(call, &frozen, &before, schools, out);
        else
            table_free(schools);
    }
    frozen_index_clear(&frozen);
    frozen_index_clear(&before);
    work_close(&work);
    store_close(store);
    return code;
}

/* ---- audit ------------------------------------------------------------------------------- */

/* "412:9f2c..." */
static enum err_code parse_head(const char *typed, int64_t *rows, const char **hash,
                                struct err *err)
{
    char number[24];
    const size_t digits = strcspn(typed, ":");
    if (digits < sizeof number && typed[digits] == ':') {
        snprintf(number, sizeof number, "%.*s", (int)digits, typed);
        *hash = typed + digits + 1;
        if (settings_number(number, rows) && *rows >= 0 && strlen(*hash) == HASH_TEXT - 1 &&
            strspn(*hash, "0123456789abcdef") == HASH_TEXT - 1)
            return ERR_OK;
    }
    return err_set(err, ERR_INPUT,
                   "'--head' เป็น '%s' ต้องเป็น ROWS:HASH ตามที่ 'kru equity audit' แสดง",
                   "'--head' is '%s', allowed is ROWS:HASH as 'kru equity audit' prints it", typed);
}

static void print_head(const struct call *call, int64_t rows, const char *hash, struct text *out)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"rows",   "ลำดับ",  "rows",   CELL_INT,  false},
        {"head", "หัวของบันทึก", "head", CELL_TEXT, false},
    };
    // clang-format on
    const char *noted = call_value(call, OPTION_HEAD);
    struct text head = {0}, note = {0};
    struct table *table = table_new(lang_pick("บันทึกการกระทำครบถ้วน", "The record is whole"), columns,
                                    sizeof columns / sizeof *columns);
    text_add(&head, "%lld:%s", (long long)rows, hash);
    table_row(table);
    table_int(table, rows);
    table_text(table, head.s);
    table_note(table,
               lang_pick("จดหัวของบันทึกไว้ที่อื่น ครั้งต่อไปใส่หลัง --head",
                         "note the head down elsewhere, and give it after --head next time"));
    if (noted)
        text_add(&note,
                 lang_pick("ต่อเนื่องจากหัวที่จดไว้ที่ลำดับ %.*s",
                           "it goes on from the head noted down at row %.*s"),
                 (int)strcspn(noted, ":"), noted);
    if (noted) table_note(table, note.s);
    call_print(call, table, out);
    text_clear(&head);
    text_clear(&note);
}

enum err_code run_equity_audit(const struct call *call, struct text *out, struct err *err)
{
    struct store *store = NULL;
    char head[HASH_TEXT];
    int64_t rows = 0, noted_rows = 0;
    const char *noted = call_value(call, OPTION_HEAD), *hash = NULL;
    enum err_code code = noted ? parse_head(noted, &noted_rows, &hash, err) : ERR_OK;
    if (code == ERR_OK) code = cases_open(call->argument[0], &store, err);
    if (code == ERR_OK && noted) code = audit_verify_since(store, noted_rows, hash, err);
    if (code == ERR_OK) code = audit_verify(store, &rows, head, err);
    if (code == ERR_OK) print_head(call, rows, head, out);
    store_close(store);
    return code;
}
