/* The kinds of files: their columns, and what a row without fault does. */
#include "equity/exchange_rows.h"

#include "base/env.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/thai.h"
#include "equity/casework_internal.h"
#include "equity/dropouts.h"
#include "equity/people_sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const char query_roll_put[], query_roll_read[], query_attendance_put[], query_survey_put[],
    query_exchange_place[], query_listing_known[], query_listing_add[], query_area_put[],
    query_area_forget[], query_area_cause_put[], query_area_read[];

static const char *const grade_words[] = {"k1", "k2", "k3", "p1", "p2", "p3", "p4", "p5",
                                          "p6", "m1", "m2", "m3", "m4", "m5", "m6"};
static const char *const household_words[] = {"general", "institutional"};

enum { AREA_TEXT = 401, TERM_SHIFT = 10, NOT_TRACED_YEAR = 0, FIRST_DAY_OF_YEAR = 516 };

// clang-format off
#define WORDS(list) list, sizeof (list) / sizeof *(list)
#define ID_COLUMNS {"id_kind", CELL_ID_KIND, true, 0, 0, NULL, 0}, {"id_number", CELL_ANY, true, 0, 0, NULL, 0}
#define TERM_COLUMNS {"academic_year", CELL_NUMBER, true, 2500, 2699, NULL, 0}, {"term", CELL_NUMBER, true, 1, 2, NULL, 0}
#define BAHT(name) {name, CELL_NUMBER, false, -10000000, 10000000, NULL, 0}

enum { ID_KIND, ID_NUMBER }; /* where most files have them */

enum { ROLL_NAME = 2, ROLL_BORN, ROLL_SEX, ROLL_SCHOOL, ROLL_GRADE, ROLL_YEAR, ROLL_TERM };
static const struct exchange_column roll_columns[] = {
    ID_COLUMNS,
    {"name",       CELL_ANY,       true,  0, 0, NULL, 0},
    {"birth_date", CELL_ANY,       false, 0, 0, NULL, 0},
    {"sex",        CELL_ANY,       false, 0, 0, NULL, 0},
    {"school",     CELL_SCHOOL_ID, true,  0, 0, NULL, 0},
    {"grade",      CELL_WORD,      true,  0, 0, WORDS(grade_words)},
    TERM_COLUMNS,
};

enum { ATTEND_YEAR = 2, ATTEND_TERM, DAYS, PRESENT, UNEXCUSED, IN_A_ROW, WEIGHT, HEIGHT };
static const struct exchange_column attendance_columns[] = {
    ID_COLUMNS, TERM_COLUMNS,
    {"days",             CELL_NUMBER, true,  1, 200, NULL, 0},
    {"days_present",     CELL_NUMBER, true,  0, 200, NULL, 0},
    {"absent_unexcused", CELL_NUMBER, false, 0, 200, NULL, 0},
    {"absent_row",       CELL_NUMBER, false, 0, 200, NULL, 0},
    {"weight_g",         CELL_NUMBER, false, 5000, 200000, NULL, 0},
    {"height_mm",        CELL_NUMBER, false, 500, 2300, NULL, 0},
};

enum { VISIT, VISIT_ID_KIND, VISIT_ID_NUMBER, KIND, VISITED_ON, PHOTOS, EXEMPT, HOUSEHOLD, MEMBERS, FIRST_INCOME };
static const struct exchange_column visit_columns[] = {
    {"visit",         CELL_ANY,      true,  0, 40, NULL, 0},
    ID_COLUMNS,
    {"kind",          CELL_WORD,     true,  0, 0, visit_kind_words, VISIT_KINDS},
    {"visited_on",    CELL_PAST_DAY, true,  0, 0, NULL, 0},
    {"photos",        CELL_NUMBER,   true,  0, VISIT_PHOTOS, NULL, 0},
    {"exempt_reason", CELL_ANY,      false, 0, 200, NULL, 0},
    {"household",     CELL_WORD,     false, 0, 0, WORDS(household_words)},
    {"members",       CELL_NUMBER,   false, 1, PMT_MOST_MEMBERS, NULL, 0},
    BAHT("income_wage"), BAHT("income_farm"), BAHT("income_business"), BAHT("income_welfare"), BAHT("income_other"),
};

enum { SURVEY_VISIT, SURVEY_INCOME, SURVEY_MEMBERS };
static const struct exchange_column survey_columns[] = {
    {"visit",      CELL_ANY,    true, 0, 40, NULL, 0},
    {"income_thb", CELL_NUMBER, true, -10000000, 10000000, NULL, 0},
    {"members",    CELL_NUMBER, true, 1, PMT_MOST_MEMBERS, NULL, 0},
};

enum { LISTED_ON = 2, SOURCE };
static const struct exchange_column dropout_columns[] = {
    ID_COLUMNS,
    {"listed_on", CELL_PAST_DAY, true, 0, 0, NULL, 0},
    {"source",    CELL_ANY,      true, 0, 100, NULL, 0},
};

enum { AREA, CAUSE, COUNT };
static const struct exchange_column not_traced_columns[] = {
    {"area",  CELL_ANY,    true, 0, 100, NULL, 0},
    {"cause", CELL_NUMBER, true, 1, DROPOUT_CAUSES, NULL, 0},
    {"count", CELL_NUMBER, true, 0, 10000000, NULL, 0},
};
// clang-format on

static void refuse(struct exchange_in *in, int line, const char *column, const char *th,
                   const char *en)
{
    struct err why;
    err_set(&why, ERR_INPUT, "%s", "%s", lang_pick(th, en));
    exchange_refuse(in, line, column, &why);
}

static bool twice(struct exchange_in *in, int line, int64_t a, int64_t b)
{
    struct err why;
    int first = 0;
    if (!exchange_seen_before(&in->seen, a, b, line, &first)) return false;
    err_set(&why, ERR_INPUT, "ซ้ำกับบรรทัด %d ในไฟล์นี้ ต้องมีแถวเดียว",
            "stands on line %d of this file already, allowed is one row", first);
    exchange_refuse(in, line, "", &why);
    return true;
}

static enum err_code put(struct exchange_in *in, const struct query *query, struct err *err)
{
    int changed = 0;
    const enum err_code code = query_run(query, &changed, err);
    if (code == ERR_OK) in->written += changed > 0;
    return code;
}

/* ---- persons ------------------------------------------------------------------------------ */

static bool read_identity(struct exchange_in *in, int line, const struct exchange_value *kind,
                          struct identity *out)
{
    struct err why;
    if (identity_parse((enum id_kind)kind->whole, kind[1].text, in->synthetic, out, &why) == ERR_OK)
        return true;
    exchange_refuse(in, line, "id_number", &why);
    return false;
}

struct place {
    int64_t student;
    char school[PERSON_CODE], district[PERSON_CODE];
};

/* A number over which somebody has yet to decide belongs to nobody: its rows wait, too. */
static enum err_code is_waiting(struct exchange_in *in, const char *hmac, bool *waits,
                                struct err *err)
{
    bool row = true;
    enum err_code code = ERR_OK;
    *waits = false;
    query_set_text(&in->waits, ":id_hmac", hmac);
    while ((code = query_next(&in->waits, &row, err)) == ERR_OK && row) *waits = true;
    return code;
}

/* Statements 0 and 1 look up a number, and where its person is. `kind` is the first of the two
   cells. *found false: the line is refused, or waits. */
static enum err_code find_person(struct exchange_in *in, int line,
                                 const struct exchange_value *kind, struct place *out, bool *found,
                                 struct err *err)
{
    const struct person_access *access = in->run->order->access;
    struct identity identity;
    char hmac[HASH_TEXT];
    bool row = true, there = false, waits = false;
    *found = false;
    if (!read_identity(in, line, kind, &identity)) return ERR_OK;
    keys_join(access->keys, &identity, hmac);
    keys_wipe(&identity, sizeof identity);
    enum err_code code = is_waiting(in, hmac, &waits, err);
    in->waiting += waits;
    if (code != ERR_OK || waits) return code;
    query_set_text(&in->query[0], ":id_hmac", hmac);
    while ((code = query_next(&in->query[0], &row, err)) == ERR_OK && row) {
        out->student = query_int64(&in->query[0], 0);
        there = true;
    }
    if (code == ERR_OK && there) query_set_int(&in->query[1], ":student_id", out->student);
    while (code == ERR_OK && there && (code = query_next(&in->query[1], &row, err)) == ERR_OK &&
           row) {
        snprintf(out->school, sizeof out->school, "%s", query_text(&in->query[1], 0));
        snprintf(out->district, sizeof out->district, "%s", query_text(&in->query[1], 1));
        *found = actor_covers(access->actor, out->school, out->district);
    }
    if (code == ERR_OK && !*found)
        refuse(in, line, "id_number",
               "ไม่มีบุคคลที่ใช้เลขนี้ในพื้นที่ของผู้ใช้ ต้องนำเข้าบัญชีรายชื่อนักเรียน (rolls) ก่อน",
               "nobody of this number is where the user acts; import the roll (rolls) first");
    return code;
}

/* ---- rolls -------------------------------------------------------------------------------- */

static bool read_pupil(struct exchange_in *in, int line, const struct exchange_value *value,
                       struct person *out)
{
    struct err why;
    const struct exchange_school *school = &in->run->order->school[value[ROLL_SCHOOL].whole];
    if (strlen(value[ROLL_NAME].text) >= sizeof out->name ||
        strlen(value[ROLL_BORN].text) >= sizeof out->dob ||
        strlen(value[ROLL_SEX].text) >= sizeof out->sex) {
        refuse(in, line, "", "ชื่อ วันเกิด หรือเพศยาวเกินไป", "name, birth date or sex is too long");
        return false;
    }
    if (!read_identity(in, line, &value[ID_KIND], &out->identity)) return false;
    snprintf(out->name, sizeof out->name, "%s", value[ROLL_NAME].text);
    snprintf(out->dob, sizeof out->dob, "%s", value[ROLL_BORN].text);
    snprintf(out->sex, sizeof out->sex, "%s", value[ROLL_SEX].text);
    snprintf(out->school, sizeof out->school, "%s", school->code);
    snprintf(out->district, sizeof out->district, "%s", school->district);
    snprintf(out->grade, sizeof out->grade, "%s", grade_words[value[ROLL_GRADE].whole]);
    if (person_clean(out, &why) != ERR_OK) {
        exchange_refuse(in, line, "", &why);
        return false;
    }
    if (actor_covers(in->run->order->access->actor, out->school, out->district)) return true;
    refuse(in, line, "school", "อยู่นอกพื้นที่ของผู้ใช้", "is not where the user acts");
    return false;
}

/* What the rolls know of this pupil. *elsewhere: on the roll of that very term at a school that is
   not the actor's to change. */
static enum err_code read_roll(struct exchange_in *in, int64_t student, int64_t year, int64_t term,
                               bool *newest, bool *elsewhere, struct err *err)
{
    const struct query *query = &in->query[1];
    bool row = true;
    enum err_code code = ERR_OK;
    query_set_int(query, ":student_id", student);
    query_set_int(query, ":academic_year", year);
    query_set_int(query, ":term", term);
    while ((code = query_next(query, &row, err)) == ERR_OK && row) {
        *newest = query_int64(query, 0) <= year * TERM_SHIFT + term;
        *elsewhere =
            !query_is_null(query, 1) && !actor_covers(in->run->order->access->actor,
                                                      query_text(query, 1), query_text(query, 2));
    }
    return code;
}

static enum err_code put_roll(struct exchange_in *in, const struct person *pupil, int64_t student,
                              const struct exchange_value *value, struct err *err)
{
    const struct query *query = &in->query[0];
    query_set_int(query, ":student_id", student);
    query_set_int(query, ":academic_year", value[ROLL_YEAR].whole);
    query_set_int(query, ":term", value[ROLL_TERM].whole);
    query_set_text(query, ":school_code", pupil->school);
    query_set_text(query, ":district_code", pupil->district);
    query_set_text(query, ":grade", pupil->grade);
    query_set_int(query, ":batch", in->run->batch);
    return put(in, query, err);
}

static enum err_code settle_pupil(struct exchange_in *in, int line, const struct person *pupil,
                                  const struct match_result *result,
                                  const struct exchange_value *value, struct err *err)
{
    bool newest = true, elsewhere = false, moved = false;
    const int64_t year = value[ROLL_YEAR].whole, term = value[ROLL_TERM].whole;
    enum err_code code = ERR_OK;
    if (twice(in, line, result->student_id, year * TERM_SHIFT + term)) return ERR_OK;
    if (result->outcome == MATCH_SAME)
        code = read_roll(in, result->student_id, year, term, &newest, &elsewhere, err);
    if (code != ERR_OK) return code;
    if (elsewhere) {
        refuse(in, line, "school",
               "นักเรียนคนนี้อยู่ในบัญชีของโรงเรียนอื่นในภาคเรียนเดียวกัน ต้องให้เขตหรือส่วนกลางนำเข้า",
               "this pupil is on the roll of another school in the same term; the district or the "
               "city must import it");
        return ERR_OK;
    }
    code = put_roll(in, pupil, result->student_id, value, err);
    if (code == ERR_OK && newest && result->outcome == MATCH_SAME)
        code = match_bulk_move(in->run->bulk, pupil->school, pupil->district, pupil->grade, &moved,
                               err);
    in->moved += moved;
    return code;
}

static enum err_code take_roll(struct exchange_in *in, int line, const struct exchange_value *value,
                               struct err *err)
{
    struct person pupil = {.status = PERSON_ENROLLED};
    struct match_result result;
    struct err why;
    enum err_code code = ERR_OK;
    if (read_pupil(in, line, value, &pupil)) {
        code = match_bulk_admit(in->run->bulk, &pupil, &result, &why);
        if (code == ERR_INPUT) {
            exchange_refuse(in, line, "", &why);
            code = ERR_OK;
        } else if (code != ERR_OK) {
            *err = why;
        } else if (result.outcome == MATCH_DOUBTFUL) {
            in->waiting++;
        } else {
            code = settle_pupil(in, line, &pupil, &result, value, err);
        }
    }
    keys_wipe(&pupil, sizeof pupil);
    return code;
}

static enum err_code start_rolls(struct exchange_in *in, struct err *err)
{
    if (in->run->bulk) return ERR_OK;
    return match_bulk_open(in->run->order->access, &in->run->bulk, err);
}

/* ---- attendance --------------------------------------------------------------------------- */

static void set_optional(const struct query *query, const char *name,
                         const struct exchange_value *value)
{
    if (value->blank)
        query_set_text(query, name, NULL);
    else
        query_set_int(query, name, value->whole);
}

static bool check_days(struct exchange_in *in, int line, const struct exchange_value *value)
{
    static const int within[] = {PRESENT, UNEXCUSED, IN_A_ROW};
    for (size_t i = 0; i < sizeof within / sizeof *within; i++)
        if (!value[within[i]].blank && value[within[i]].whole > value[DAYS].whole) {
            refuse(in, line, attendance_columns[within[i]].name, "มากกว่าจำนวนวันเรียน (days)",
                   "is more than the school days (days)");
            return false;
        }
    if (value[UNEXCUSED].blank ||
        value[UNEXCUSED].whole + value[PRESENT].whole <= value[DAYS].whole)
        return true;
    refuse(in, line, "absent_unexcused", "รวมกับวันที่มาเรียนแล้วเกินจำนวนวันเรียน",
           "and the days present are more than the school days");
    return false;
}

static enum err_code take_attendance(struct exchange_in *in, int line,
                                     const struct exchange_value *value, struct err *err)
{
    const struct query *query = &in->query[2];
    struct place place;
    bool found = false;
    if (!check_days(in, line, value)) return ERR_OK;
    const enum err_code code = find_person(in, line, &value[ID_KIND], &place, &found, err);
    if (code != ERR_OK || !found) return code;
    if (twice(in, line, place.student,
              value[ATTEND_YEAR].whole * TERM_SHIFT + value[ATTEND_TERM].whole))
        return ERR_OK;
    query_set_int(query, ":student_id", place.student);
    query_set_int(query, ":academic_year", value[ATTEND_YEAR].whole);
    query_set_int(query, ":term", value[ATTEND_TERM].whole);
    query_set_int(query, ":days", value[DAYS].whole);
    query_set_int(query, ":days_present", value[PRESENT].whole);
    set_optional(query, ":absent_unexcused", &value[UNEXCUSED]);
    set_optional(query, ":absent_row", &value[IN_A_ROW]);
    set_optional(query, ":weight_g", &value[WEIGHT]);
    set_optional(query, ":height_mm", &value[HEIGHT]);
    query_set_int(query, ":batch", in->run->batch);
    return put(in, query, err);
}

/* ---- visits and survey -------------------------------------------------------------------- */

static void fill_visit(const struct exchange_value *value, const struct place *place,
                       struct visit *visit)
{
    visit->student = place->student;
    visit->kind = (enum visit_kind)value[KIND].whole;
    visit->photos = (int)value[PHOTOS].whole;
    visit->members = (int)value[MEMBERS].whole;
    snprintf(visit->code, sizeof visit->code, "%s", value[VISIT].text);
    snprintf(visit->school, sizeof visit->school, "%s", place->school);
    snprintf(visit->district, sizeof visit->district, "%s", place->district);
    snprintf(visit->visited_on, sizeof visit->visited_on, "%.10s", value[VISITED_ON].day);
    snprintf(visit->exempt_reason, sizeof visit->exempt_reason, "%s", value[EXEMPT].text);
    if (!value[HOUSEHOLD].blank)
        snprintf(visit->household, sizeof visit->household, "%s",
                 household_words[value[HOUSEHOLD].whole]);
    for (int i = 0; i < VISIT_INCOMES; i++) {
        visit->has_income[i] = !value[FIRST_INCOME + i].blank;
        visit->income[i] = value[FIRST_INCOME + i].whole;
    }
}

static enum err_code write_visit(struct exchange_in *in, int line, const struct visit *visit,
                                 struct err *err)
{
    struct err why;
    int64_t id = 0;
    bool added = false;
    if (visit_check(&in->writer, visit, in->tick, in->ticks, &why) != ERR_OK) {
        exchange_refuse(in, line, "", &why);
        return ERR_OK;
    }
    const enum err_code code =
        visit_write(&in->writer, visit, in->tick, in->ticks, &id, &added, &why);
    if (code == ERR_INPUT) {
        refuse(in, line, "visit",
               "เป็นรหัสของการเยี่ยมที่บันทึกไว้แล้วด้วยคำตอบอื่น การเยี่ยมไม่มีการแก้ไข การเยี่ยมใหม่ต้องใช้รหัสใหม่",
               "is the code of a visit recorded with other answers; a visit is never changed, "
               "allowed is a new visit with a new code");
        return ERR_OK;
    }
    if (code != ERR_OK) *err = why;
    if (code == ERR_OK && !twice(in, line, id, 0)) in->written += added;
    return code;
}

static enum err_code take_visit(struct exchange_in *in, int line,
                                const struct exchange_value *value, struct err *err)
{
    struct visit visit = {0};
    struct place place;
    bool found = false;
    enum err_code code = find_person(in, line, &value[VISIT_ID_KIND], &place, &found, err);
    if (code != ERR_OK || !found) return code;
    if (strlen(value[VISIT].text) >= sizeof visit.code ||
        strlen(value[EXEMPT].text) >= sizeof visit.exempt_reason) {
        refuse(in, line, "visit", "รหัสยาวเกิน 40 ไบต์", "is longer than the 40 bytes allowed");
        return ERR_OK;
    }
    fill_visit(value, &place, &visit);
    return write_visit(in, line, &visit, err);
}

static enum err_code end_visits(struct exchange_in *in, struct err *err)
{
    (void)err;
    visit_writer_close(&in->writer);
    return ERR_OK;
}

static enum err_code take_survey(struct exchange_in *in, int line,
                                 const struct exchange_value *value, struct err *err)
{
    const struct actor *actor = in->run->order->access->actor;
    const struct query *find = &in->query[0], *query = &in->query[1];
    bool row = true, found = false;
    int64_t id = 0;
    enum err_code code = ERR_OK;
    query_set_int(find, ":visit_id", 0);
    query_set_text(find, ":code", value[SURVEY_VISIT].text);
    while ((code = query_next(find, &row, err)) == ERR_OK && row) {
        id = query_int64(find, 0);
        found = actor_covers(actor, query_text(find, 3), query_text(find, 4));
    }
    if (code != ERR_OK) return code;
    if (!found) {
        refuse(in, line, "visit", "ไม่มีการเยี่ยมรหัสนี้ในพื้นที่ของผู้ใช้ ต้องนำเข้า visits ก่อน",
               "no such visit is where the user acts; import visits first");
        return ERR_OK;
    }
    if (twice(in, line, id, 0)) return ERR_OK;
    query_set_int(query, ":visit_id", id);
    query_set_int(query, ":income_thb", value[SURVEY_INCOME].whole);
    query_set_int(query, ":members", value[SURVEY_MEMBERS].whole);
    query_set_int(query, ":batch", in->run->batch);
    return put(in, query, err);
}

/* ---- drop-outs ---------------------------------------------------------------------------- */

/* Buddhist; it begins on 16 May. */
static int school_year_of(const char *day)
{
    struct date date = {0};
    if (!date_parse(day, &date)) return 0;
    return date.year + BUDDHIST_OFFSET - (date.month * 100 + date.day < FIRST_DAY_OF_YEAR);
}

static enum err_code open_case(struct exchange_in *in, int line, const struct place *place,
                               const char *day, int64_t *id, struct err *err)
{
    struct err why;
    const struct person_access *access = in->run->order->access;
    const struct case_statement said = {0};
    const struct case_facts facts = {.limits = workflow_limits_preset(), .now = env_now()};
    struct case_file fresh = {.workflow = WORKFLOW_DROPOUT,
                              .state = DROPOUT_LISTED,
                              .student = place->student,
                              .school_year = school_year_of(day)};
    if (workflow_may_open(WORKFLOW_DROPOUT, access->actor, place->school, place->district, &said,
                          &facts, &why) != ERR_OK) {
        exchange_refuse(in, line, "", &why);
        return ERR_OK;
    }
    snprintf(fresh.school, sizeof fresh.school, "%s", place->school);
    snprintf(fresh.district, sizeof fresh.district, "%s", place->district);
    return case_insert(access->store, &fresh, access->actor, id, err);
}

static enum err_code take_dropout(struct exchange_in *in, int line,
                                  const struct exchange_value *value, struct err *err)
{
    const struct query *known = &in->query[2], *add = &in->query[3];
    struct place place;
    bool found = false, row = true, listed = false;
    int64_t id = 0;
    enum err_code code = find_person(in, line, &value[ID_KIND], &place, &found, err);
    if (code != ERR_OK || !found) return code;
    query_set_int(known, ":student_id", place.student);
    query_set_text(known, ":listed_on", value[LISTED_ON].day);
    query_set_text(known, ":source", value[SOURCE].text);
    while ((code = query_next(known, &row, err)) == ERR_OK && row) {
        listed = query_int(known, 0) != 0;
        id = query_int64(known, 1);
    }
    if (code == ERR_OK && !listed && !id)
        code = open_case(in, line, &place, value[LISTED_ON].day, &id, err);
    if (code != ERR_OK || listed || !id) return code;
    query_set_int(add, ":student_id", place.student);
    query_set_text(add, ":listed_on", value[LISTED_ON].day);
    query_set_text(add, ":source", value[SOURCE].text);
    query_set_int(add, ":case_id", id);
    query_set_int(add, ":batch", in->run->batch);
    return put(in, add, err);
}

/* ---- not traced --------------------------------------------------------------------------- */

struct area_count {
    char name[AREA_TEXT];
    int rows, total, children[DROPOUT_CAUSES];
};

static enum err_code take_not_traced(struct exchange_in *in, int line,
                                     const struct exchange_value *value, struct err *err)
{
    int a = 0;
    (void)err;
    if (role_table[in->run->order->access->actor->role].scope != SCOPE_CITY) {
        refuse(in, line, "", "ตารางนี้นำเข้าได้เฉพาะส่วนกลาง",
               "this table is for roles of the whole city");
        return ERR_OK;
    }
    while (a < in->areas && strcmp(in->area[a].name, value[AREA].text) != 0) a++;
    if (a == in->areas) {
        in->area = mem_room(in->area, in->areas, &in->area_room, sizeof *in->area);
        in->area[a] = (struct area_count){0};
        snprintf(in->area[a].name, sizeof in->area[a].name, "%s", value[AREA].text);
        in->areas++;
    }
    if (twice(in, line, a, value[CAUSE].whole)) return ERR_OK;
    in->area[a].rows++;
    in->area[a].total += (int)value[COUNT].whole;
    in->area[a].children[value[CAUSE].whole - 1] = (int)value[COUNT].whole;
    return ERR_OK;
}

/* *same: stored already. */
static enum err_code compare_area(struct exchange_in *in, const struct area_count *area, bool *same,
                                  struct err *err)
{
    const struct query *query = &in->query[0];
    enum err_code code = ERR_OK;
    bool agrees = true;
    for (int c = 0; code == ERR_OK && agrees && c < DROPOUT_CAUSES; c++) {
        bool row = true, there = false;
        query_set_int(query, ":year", NOT_TRACED_YEAR);
        query_set_text(query, ":area", area->name);
        query_set_int(query, ":cause", c + 1);
        while ((code = query_next(query, &row, err)) == ERR_OK && row)
            there = query_int(query, 1) != 0 && query_int(query, 2) == area->children[c];
        agrees = there;
    }
    *same = agrees;
    return code;
}

static enum err_code put_area(struct exchange_in *in, const struct area_count *area,
                              struct err *err)
{
    const struct query *head = &in->query[1], *forget = &in->query[2], *cause = &in->query[3];
    char at[24];
    env_now_iso(at, sizeof at);
    query_set_int(head, ":year", NOT_TRACED_YEAR);
    query_set_text(head, ":area", area->name);
    query_set_int(head, ":total", area->total);
    query_set_int(head, ":by_cause", 1);
    query_set_text(head, ":source", "not_traced.csv");
    query_set_text(head, ":created_at", at);
    query_set_int(forget, ":year", NOT_TRACED_YEAR);
    query_set_text(forget, ":area", area->name);
    enum err_code code = query_run(head, NULL, err);
    if (code == ERR_OK) code = query_run(forget, NULL, err);
    for (int c = 0; code == ERR_OK && c < DROPOUT_CAUSES; c++) {
        query_set_int(cause, ":year", NOT_TRACED_YEAR);
        query_set_text(cause, ":area", area->name);
        query_set_int(cause, ":cause", c + 1);
        query_set_int(cause, ":children", area->children[c]);
        code = query_run(cause, NULL, err);
    }
    return code;
}

static enum err_code end_not_traced(struct exchange_in *in, struct err *err)
{
    enum err_code code = ERR_OK;
    for (int a = 0; code == ERR_OK && a < in->areas; a++) {
        bool same = false;
        code = compare_area(in, &in->area[a], &same, err);
        if (code == ERR_OK && !same) {
            code = put_area(in, &in->area[a], err);
            in->written += in->area[a].rows;
        }
    }
    free(in->area);
    in->area = NULL;
    return code;
}

/* ---- the kinds, in the order of import ---------------------------------------------------- */

static enum err_code start_visits(struct exchange_in *in, struct err *err)
{
    const struct person_access *access = in->run->order->access;
    in->writer = (struct visit_writer){.store = access->store,
                                       .actor = access->actor,
                                       .model = in->run->model,
                                       .batch = in->run->batch};
    return visit_writer_open(&in->writer, err);
}

#define COLUMNS(array) array, sizeof(array) / sizeof *(array)
const struct exchange_kind exchange_kinds[] = {
    {"rolls",
     COLUMNS(roll_columns),
     {query_roll_put, query_roll_read},
     start_rolls,
     take_roll,
     NULL},
    {"attendance",
     COLUMNS(attendance_columns),
     {query_student_key_find, query_exchange_place, query_attendance_put},
     NULL,
     take_attendance,
     NULL},
    {"visits",
     COLUMNS(visit_columns),
     {query_student_key_find, query_exchange_place},
     start_visits,
     take_visit,
     end_visits},
    {"survey",
     COLUMNS(survey_columns),
     {query_visit_read, query_survey_put},
     NULL,
     take_survey,
     NULL},
    {"dropouts",
     COLUMNS(dropout_columns),
     {query_student_key_find, query_exchange_place, query_listing_known, query_listing_add},
     NULL,
     take_dropout,
     NULL},
    {"not_traced",
     COLUMNS(not_traced_columns),
     {query_area_read, query_area_put, query_area_forget, query_area_cause_put},
     NULL,
     take_not_traced,
     end_not_traced},
};
const int exchange_kind_count = sizeof exchange_kinds / sizeof *exchange_kinds;
