/* Rules, awards and terms of grants. */
#include "equity/grants.h"

#include "base/env.h"
#include "base/lang.h"
#include "data/store_sql.h"
#include "equity/audit.h"
#include "equity/casework_internal.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { MOST_BAHT = 1000000, MOST_YEARS = 12, MOST_DAYS = 200, FIRST_YEAR = 2500, LAST_YEAR = 2699 };

extern const char query_grant_rule_put[], query_grant_award_insert[], query_grant_term_now[],
    query_grant_term_put[], query_grant_paid[];

const char *const grant_level_words[GRANT_LEVELS] = {"kindergarten", "primary", "lower_secondary"};
const char *const grant_band_words[GRANT_BANDS] = {"poor", "extreme"};

bool grant_attendance_met(int present, int days, int min_percent)
{
    assert(days >= 1);
    return (int64_t)present * 100 >= (int64_t)min_percent * days;
}

enum growth growth_check(struct growth_record before, struct growth_record now)
{
    if (now.weight_g < WEIGHT_LEAST_G || now.weight_g > WEIGHT_MOST_G) return GROWTH_WEIGHT_RANGE;
    if (now.height_mm < HEIGHT_LEAST_MM || now.height_mm > HEIGHT_MOST_MM)
        return GROWTH_HEIGHT_RANGE;
    if (before.height_mm > 0 && before.height_mm - now.height_mm > GROWTH_FALL_MM)
        return GROWTH_HEIGHT_FELL;
    if (before.weight_g > 0 && (now.weight_g >= WEIGHT_JUMP * before.weight_g ||
                                before.weight_g >= WEIGHT_JUMP * now.weight_g))
        return GROWTH_WEIGHT_JUMP;
    return GROWTH_PLAUSIBLE;
}

/* ---- rules ------------------------------------------------------------------------------- */

static enum err_code check_rule(const struct grant_rule *rule, struct err *err)
{
    const struct {
        const char *name;
        int value, least, most;
    } parts[] = {{"year", rule->year, FIRST_YEAR, LAST_YEAR},
                 {"amount_baht", rule->amount_baht, 0, MOST_BAHT},
                 {"term 1", rule->term_baht[0], 0, MOST_BAHT},
                 {"term 2", rule->term_baht[1], 0, MOST_BAHT},
                 {"attendance_min", rule->attendance_min, 0, 100},
                 {"years", rule->years, 1, MOST_YEARS}};
    const char *level = grant_level_words[rule->level];
    for (size_t p = 0; p < sizeof parts / sizeof *parts; p++)
        if (parts[p].value < parts[p].least || parts[p].value > parts[p].most)
            return err_set(err, ERR_INPUT, "'%s' ของทุน %d '%s' คือ %d ต้องอยู่ระหว่าง %d ถึง %d",
                           "'%s' of grant %d '%s' is %d, allowed are %d .. %d", parts[p].name,
                           rule->year, level, parts[p].value, parts[p].least, parts[p].most);
    if (rule->term_baht[0] + rule->term_baht[1] != rule->amount_baht)
        return err_set(err, ERR_INPUT, "ทุน %d '%s' แบ่งเป็น %d + %d ซึ่งไม่เท่ากับ %d บาทต่อปี",
                       "grant %d '%s' is split into %d + %d, which is not its %d baht a year",
                       rule->year, level, rule->term_baht[0], rule->term_baht[1],
                       rule->amount_baht);
    if (!rule->source[0])
        return err_set(err, ERR_INPUT, "ทุน %d '%s' ไม่มีแหล่งที่มา ต้องระบุ",
                       "grant %d '%s' has no source, one is needed", rule->year, level);
    return ERR_OK;
}

static enum err_code put_rules(struct store *store, const struct grant_rule *rule, int count,
                               int *changed, struct err *err)
{
    struct query query = {0};
    char at[CASE_ISO];
    env_now_iso(at, sizeof at);
    enum err_code code = query_open(store, query_grant_rule_put, &query, err);
    for (int i = 0; code == ERR_OK && i < count; i++) {
        int written = 0;
        query_set_int(&query, ":year", rule[i].year);
        query_set_text(&query, ":level", grant_level_words[rule[i].level]);
        query_set_text(&query, ":band", grant_band_words[rule[i].band]);
        query_set_int(&query, ":amount_baht", rule[i].amount_baht);
        query_set_int(&query, ":term1_baht", rule[i].term_baht[0]);
        query_set_int(&query, ":term2_baht", rule[i].term_baht[1]);
        query_set_int(&query, ":attendance_min", rule[i].attendance_min);
        query_set_int(&query, ":years", rule[i].years);
        query_set_text(&query, ":source", rule[i].source);
        query_set_text(&query, ":created_at", at);
        code = query_run(&query, &written, err);
        *changed += written;
    }
    query_close(&query);
    return code;
}

enum err_code grant_rules_put(struct store *store, const struct grant_rule *rule, int count,
                              const struct actor *by, int *changed, struct err *err)
{
    int written = 0;
    char detail[48];
    enum err_code code = ERR_OK;
    if (by->role != ROLE_SECRETARY)
        code = err_set(err, ERR_INPUT, "'%s' กำหนดอัตราทุนไม่ได้ ทำได้เฉพาะ '%s'",
                       "'%s' may not set rules of grants, allowed is '%s'", by->name,
                       lang_pick(role_table[ROLE_SECRETARY].th, role_table[ROLE_SECRETARY].en));
    for (int i = 0; code == ERR_OK && i < count; i++) code = check_rule(&rule[i], err);
    if (code == ERR_OK) code = store_begin(store, err);
    if (code != ERR_OK) return code;
    code = put_rules(store, rule, count, &written, err);
    snprintf(detail, sizeof detail, "{\"changed\":%d}", written);
    if (code == ERR_OK)
        code = audit_append(store,
                            &(struct audit_event){.actor = by,
                                                  .action = "grant.rules",
                                                  .entity = "grant_rule",
                                                  .entity_id = "",
                                                  .detail = detail},
                            err);
    if (code == ERR_OK) code = store_commit(store, err);
    store_rollback(store);
    if (code == ERR_OK) *changed = written;
    return code;
}

/* ---- awards and terms -------------------------------------------------------------------- */

/* A grant case within the actor's scope, inside a transaction; to others it is absent. *refused:
   the attempt is to be recorded. */
static enum err_code find_grant(struct store *store, int64_t id, const struct actor *by,
                                enum role role, struct case_file *file, enum refusal *refused,
                                struct err *err)
{
    bool found = false;
    enum err_code code = case_load(store, id, &found, file, err);
    if (code != ERR_OK) return code;
    if (!found || file->workflow != WORKFLOW_GRANT ||
        !actor_covers(by, file->school, file->district)) {
        *refused = REFUSAL_ABSENT;
        return case_is_absent(id, err);
    }
    if (by->role == role) return ERR_OK;
    *refused = REFUSAL_ROLE;
    return err_set(err, ERR_INPUT, "'%s' ทำรายการนี้กับเรื่อง '%s' ไม่ได้ ทำได้เฉพาะ '%s'",
                   "'%s' may not do this with case '%s', allowed is '%s'", by->name, file->code,
                   lang_pick(role_table[role].th, role_table[role].en));
}

static enum err_code insert_award(struct store *store, const struct case_file *file, int year,
                                  enum grant_level level, enum grant_band band,
                                  const struct actor *by, struct err *err)
{
    struct query query = {0};
    int written = 0;
    char at[CASE_ISO];
    env_now_iso(at, sizeof at);
    enum err_code code = query_open(store, query_grant_award_insert, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":case_id", file->id);
        query_set_int(&query, ":year", year);
        query_set_text(&query, ":level", grant_level_words[level]);
        query_set_text(&query, ":band", grant_band_words[band]);
        query_set_text(&query, ":at", at);
        query_set_int(&query, ":by", by->id);
        code = query_run(&query, &written, err);
    }
    query_close(&query);
    if (code == ERR_OK && written == 0)
        return err_set(
            err, ERR_NOT_FOUND,
            "ไม่มีเกณฑ์ทุนปี %d ระดับ '%s' กลุ่ม '%s' โปรดเพิ่มใน conf/equity/grants.ini พร้อมแหล่งที่มา",
            "no grant rule of %d for '%s', '%s'; add one with its source to "
            "conf/equity/grants.ini",
            year, grant_level_words[level], grant_band_words[band]);
    return code;
}

struct term_now {
    bool awarded;
    int number, due_baht, attendance_min;
    struct growth_record before;
};

static enum err_code read_term(struct store *store, int64_t id, struct term_now *out,
                               struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(store, query_grant_term_now, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":id", id);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK)
        *out = row ? (struct term_now){true,
                                       query_int(&query, 0),
                                       query_int(&query, 1),
                                       query_int(&query, 2),
                                       {query_int(&query, 3), query_int(&query, 4)}}
                   : (struct term_now){0};
    query_close(&query);
    return code;
}

/* Ends the transaction of grant_award and grant_term_put. */
static enum err_code end_grant(struct store *store, const struct actor *by, const char *what,
                               int64_t id, const struct case_file *file, enum refusal refused,
                               enum err_code code, struct err *err)
{
    if (code == ERR_OK) code = case_record(store, by, "grant", what, id, NULL, err);
    if (code == ERR_OK) code = store_commit(store, err);
    store_rollback(store);
    return refused == REFUSAL_NONE
               ? code
               : case_record_refusal(store, by, "grant", what, id, refused, file, code, err);
}

enum err_code grant_award(struct store *store, int64_t case_id, int year, enum grant_level level,
                          enum grant_band band, const struct actor *by, struct err *err)
{
    struct case_file file = {0};
    struct term_now term = {0};
    enum refusal refused = REFUSAL_NONE;
    enum err_code code = store_begin(store, err);
    if (code != ERR_OK) return code;
    code = find_grant(store, case_id, by, ROLE_SECRETARY, &file, &refused, err);
    if (code == ERR_OK) code = read_term(store, case_id, &term, err);
    if (code == ERR_OK && term.awarded)
        code = err_set(err, ERR_INPUT, "เรื่อง '%s' กำหนดเงินทุนแล้ว กำหนดได้ครั้งเดียว",
                       "case '%s' has its award, allowed is one", file.code);
    if (code == ERR_OK) code = insert_award(store, &file, year, level, band, by, err);
    code = end_grant(store, by, "award", case_id, &file, refused, code, err);
    case_file_clear(&file);
    return code;
}

static enum err_code check_record(const struct case_file *file, const struct term_now *term,
                                  const struct term_record *record, struct err *err)
{
    const struct growth_record now = record->growth, before = term->before;
    if (!term->awarded || file->state != GRANT_TERM_OPEN)
        return err_set(err, ERR_INPUT, "เรื่อง '%s' ไม่มีภาคเรียนที่เปิดอยู่", "case '%s' has no open term",
                       file->code);
    if (record->days < 1 || record->days > MOST_DAYS || record->days_present < 0 ||
        record->days_present > record->days)
        return err_set(
            err, ERR_INPUT,
            "เรื่อง '%s' มาเรียน '%d' จาก '%d' วัน วันเรียนต้องเป็น 1 ถึง %d และวันมาเรียนไม่เกินวันเรียน",
            "case '%s': present '%d' of '%d' days, allowed are 1 .. %d days and no more "
            "present than days",
            file->code, record->days_present, record->days, MOST_DAYS);
    switch (growth_check(before, now)) {
    case GROWTH_WEIGHT_RANGE:
        return err_set(err, ERR_INPUT, "เรื่อง '%s' น้ำหนัก '%d' กรัม ต้องอยู่ระหว่าง %d ถึง %d กรัม",
                       "case '%s': weight is '%d' g, allowed are %d .. %d g", file->code,
                       now.weight_g, WEIGHT_LEAST_G, WEIGHT_MOST_G);
    case GROWTH_HEIGHT_RANGE:
        return err_set(err, ERR_INPUT, "เรื่อง '%s' ส่วนสูง '%d' มม. ต้องอยู่ระหว่าง %d ถึง %d มม.",
                       "case '%s': height is '%d' mm, allowed are %d .. %d mm", file->code,
                       now.height_mm, HEIGHT_LEAST_MM, HEIGHT_MOST_MM);
    case GROWTH_HEIGHT_FELL:
        return err_set(err, ERR_INPUT,
                       "เรื่อง '%s' ส่วนสูงลดจาก '%d' เป็น '%d' มม. ลดได้ไม่เกิน %d มม. โปรดวัดใหม่",
                       "case '%s': height falls from '%d' to '%d' mm, allowed are %d mm; measure "
                       "again",
                       file->code, before.height_mm, now.height_mm, GROWTH_FALL_MM);
    case GROWTH_WEIGHT_JUMP:
        return err_set(err, ERR_INPUT,
                       "เรื่อง '%s' น้ำหนักเปลี่ยนจาก '%d' เป็น '%d' กรัม ต้องไม่ถึง %d เท่า โปรดชั่งใหม่",
                       "case '%s': weight goes from '%d' to '%d' g, allowed is less than %d times; "
                       "weigh again",
                       file->code, before.weight_g, now.weight_g, WEIGHT_JUMP);
    case GROWTH_PLAUSIBLE:
        break;
    }
    return ERR_OK;
}

static enum err_code put_term(struct store *store, int64_t id, const struct term_now *term,
                              const struct term_record *record, bool met, const struct actor *by,
                              struct err *err)
{
    struct query query = {0};
    char at[CASE_ISO];
    env_now_iso(at, sizeof at);
    enum err_code code = query_open(store, query_grant_term_put, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":case_id", id);
        query_set_int(&query, ":number", term->number);
        query_set_int(&query, ":due_baht", term->due_baht);
        query_set_int(&query, ":days_present", record->days_present);
        query_set_int(&query, ":days", record->days);
        query_set_int(&query, ":weight_g", record->growth.weight_g);
        query_set_int(&query, ":height_mm", record->growth.height_mm);
        query_set_int(&query, ":met", met);
        query_set_text(&query, ":at", at);
        query_set_int(&query, ":by", by->id);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    return code;
}

enum err_code grant_term_put(struct store *store, int64_t case_id, const struct term_record *record,
                             const struct actor *by, bool *met, struct err *err)
{
    struct case_file file = {0};
    struct term_now term = {0};
    enum refusal refused = REFUSAL_NONE;
    bool reached = false;
    enum err_code code = store_begin(store, err);
    if (code != ERR_OK) return code;
    code = find_grant(store, case_id, by, ROLE_TEACHER, &file, &refused, err);
    if (code == ERR_OK) code = read_term(store, case_id, &term, err);
    if (code == ERR_OK) code = check_record(&file, &term, record, err);
    if (code == ERR_OK) {
        reached = grant_attendance_met(record->days_present, record->days, term.attendance_min);
        code = put_term(store, case_id, &term, record, reached, by, err);
    }
    code = end_grant(store, by, "term", case_id, &file, refused, code, err);
    case_file_clear(&file);
    if (code == ERR_OK) *met = reached;
    return code;
}

enum err_code grant_paid(struct store *store, int64_t case_id, int *terms, int *baht,
                         struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(store, query_grant_paid, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":id", case_id);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK) {
        *terms = query_int(&query, 0);
        *baht = query_int(&query, 1);
    }
    query_close(&query);
    return code;
}
