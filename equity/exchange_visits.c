/* Home visits: recorded once, read in the positions of a model. */
#include "equity/exchange.h"

#include "base/env.h"
#include "base/hash.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/thai.h"
#include "equity/audit.h"
#include "equity/exchange_internal.h"
#include "equity/person_internal.h"
#include "equity/work.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const visit_kind_words[VISIT_KINDS] = {"screen", "verify", "field"};
const char *const visit_income_words[VISIT_INCOMES] = {
    "income_wage", "income_farm", "income_business", "income_welfare", "income_other"};
static const char *const income_parameters[VISIT_INCOMES] = {
    ":income_wage", ":income_farm", ":income_business", ":income_welfare", ":income_other"};
static const char general[] = "general", institutional[] = "institutional";

/* Where visit_read.sql has them. */
enum {
    ID,
    CODE,
    STUDENT,
    SCHOOL,
    DISTRICT,
    KIND,
    VISITED_ON,
    VISITOR,
    VISITOR_ID,
    PHOTOS,
    EXEMPT,
    HOUSEHOLD,
    MEMBERS,
    FIRST_INCOME,
    CREATED_AT = FIRST_INCOME + VISIT_INCOMES,
    FINGERPRINT
};

bool visit_has_photos(const struct visit *visit)
{
    return visit->photos >= VISIT_PHOTOS || *visit->exempt_reason;
}

/* ---- reading ----------------------------------------------------------------------------- */

#define TAKE(field, column)                                                                        \
    snprintf(visit.field, sizeof visit.field, "%s", query_text(query, column))

static struct visit visit_of_row(const struct query *query)
{
    struct visit visit = {.id = query_int64(query, ID),
                          .student = query_int64(query, STUDENT),
                          .visitor = query_int64(query, VISITOR_ID),
                          .photos = query_int(query, PHOTOS),
                          .members = query_int(query, MEMBERS)};
    TAKE(code, CODE);
    TAKE(school, SCHOOL);
    TAKE(district, DISTRICT);
    TAKE(visited_on, VISITED_ON);
    TAKE(visitor_name, VISITOR);
    TAKE(exempt_reason, EXEMPT);
    TAKE(household, HOUSEHOLD);
    TAKE(created_at, CREATED_AT);
    for (int k = 0; k < VISIT_KINDS; k++)
        if (strcmp(query_text(query, KIND), visit_kind_words[k]) == 0)
            visit.kind = (enum visit_kind)k;
    for (int i = 0; i < VISIT_INCOMES; i++) {
        visit.has_income[i] = !query_is_null(query, FIRST_INCOME + i);
        visit.income[i] = query_int64(query, FIRST_INCOME + i);
    }
    return visit;
}

/* The five incomes together are one answer: one that is missing makes no sum. */
static void take_household(const struct visit *visit, struct pmt_answers *out)
{
    out->has_household = *visit->household != '\0';
    out->institution = strcmp(visit->household, institutional) == 0;
    out->has_members = visit->members > 0;
    out->members = visit->members;
    out->has_income = true;
    for (int i = 0; i < VISIT_INCOMES; i++) {
        out->has_income = out->has_income && visit->has_income[i];
        out->income_thb += visit->income[i];
    }
    if (!out->has_income) out->income_thb = 0;
}

/* Answers of an older model may fit no question of this one; they are not given, then. */
static enum err_code read_answers(const struct query *list, const struct visit *visit,
                                  const struct pmt_model *model, struct pmt_answers *out,
                                  struct err *err)
{
    struct pmt_answers answers = {0};
    bool row = true;
    enum err_code code = ERR_OK;
    take_household(visit, &answers);
    query_set_int(list, ":visit_id", visit->id);
    while ((code = query_next(list, &row, err)) == ERR_OK && row)
        if (pmt_take(model, &answers, query_text(list, 0), query_text(list, 1), NULL) != ERR_OK)
            continue;
    if (code == ERR_OK) *out = answers;
    return code;
}

static enum err_code find_visit(struct store *store, int64_t id, const char *code_text,
                                struct visit *out, bool *found, struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(store, query_visit_read, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":visit_id", id);
        query_set_text(&query, ":code", code_text);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK && row) *out = visit_of_row(&query);
    if (code == ERR_OK) *found = row;
    query_close(&query);
    return code;
}

enum err_code visit_read(struct store *store, int64_t visit_id, const struct pmt_model *model,
                         struct visit *about, struct pmt_answers *answers, struct err *err)
{
    struct visit visit;
    struct query list = {0};
    bool found = false;
    enum err_code code = find_visit(store, visit_id, "", &visit, &found, err);
    if (code == ERR_OK && !found)
        code = err_set(err, ERR_NOT_FOUND, "ไม่มีการเยี่ยมบ้านหมายเลข '%lld'", "no home visit '%lld'",
                       (long long)visit_id);
    if (code == ERR_OK && model && answers) {
        code = query_open(store, query_visit_answer_list, &list, err);
        if (code == ERR_OK) code = read_answers(&list, &visit, model, answers, err);
        query_close(&list);
    }
    if (code == ERR_OK && about) *about = visit;
    return code;
}

enum err_code visit_find(struct store *store, const char *code_text, int64_t *id, struct err *err)
{
    struct visit visit;
    bool found = false;
    const enum err_code code = find_visit(store, 0, code_text, &visit, &found, err);
    if (code != ERR_OK) return code;
    if (!found)
        return err_set(err, ERR_NOT_FOUND, "ไม่มีการเยี่ยมบ้านรหัส '%.60s'", "no home visit '%.60s'",
                       code_text);
    *id = visit.id;
    return ERR_OK;
}

enum err_code visits_of(struct store *store, int64_t student, struct visit **out, int *count,
                        struct err *err)
{
    struct query query = {0};
    struct visit *list = NULL;
    int n = 0, capacity = 0;
    bool row = true;
    enum err_code code = query_open(store, query_visit_of_student, &query, err);
    if (code == ERR_OK) query_set_int(&query, ":student_id", student);
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row) {
        list = mem_room(list, n, &capacity, sizeof *list);
        list[n++] = visit_of_row(&query);
    }
    query_close(&query);
    if (code == ERR_OK) {
        *out = list;
        *count = n;
    } else {
        free(list);
    }
    return code;
}

static enum err_code each_chosen(struct store *store, const struct visit_choice *choice,
                                 const struct pmt_model *model, visit_fn each, void *context,
                                 struct err *err)
{
    struct query query = {0}, list = {0};
    struct pmt_answers *answers = mem_new(1, sizeof *answers);
    bool row = true;
    enum err_code code = query_open(store, query_visit_list, &query, err);
    if (code == ERR_OK) code = query_open(store, query_visit_answer_list, &list, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":school", choice->school ? choice->school : "");
        query_set_text(&query, ":district", choice->district ? choice->district : "");
        query_set_int(&query, ":newest", choice->newest);
    }
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row) {
        const struct visit visit = visit_of_row(&query);
        if (model) code = read_answers(&list, &visit, model, answers, err);
        if (code == ERR_OK) code = each(context, &visit, model ? answers : NULL, err);
    }
    query_close(&list);
    query_close(&query);
    free(answers);
    return code;
}

enum err_code visits_each(struct store *store, const struct visit_choice *choice,
                          const struct pmt_model *model, visit_fn each, void *context,
                          struct err *err)
{
    bool began = false;
    enum err_code code = store_begin_reading(store, &began, err);
    if (code != ERR_OK) return code;
    code = each_chosen(store, choice, model, each, context, err);
    store_end_reading(store, began);
    return code;
}

enum err_code exchange_is_synthetic(struct store *store, bool *synthetic, struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(store, query_exchange_synthetic, &query, err);
    if (code == ERR_OK) code = query_next(&query, &row, err);
    if (code == ERR_OK) *synthetic = row && query_int(&query, 0) != 0;
    query_close(&query);
    return code;
}

/* ---- recording --------------------------------------------------------------------------- */

static enum err_code wrong(const char *field, const char *allowed_th, const char *allowed_en,
                           struct err *err)
{
    return err_set(err, ERR_INPUT, "'%s' ใช้ไม่ได้ ที่ใช้ได้คือ %s", "'%s' is wrong, allowed is %s", field,
                   lang_pick(allowed_th, allowed_en));
}

static enum err_code check_day(const char *day, struct err *err)
{
    struct date date;
    char iso[16], today[32];
    env_now_iso(today, sizeof today);
    if (date_parse(day, &date) && date_is_whole(date) && strcmp(date_iso(iso, date), day) == 0 &&
        strncmp(day, today, 10) <= 0)
        return ERR_OK;
    return wrong("visited_on", "วันที่ในปฏิทินที่ไม่อยู่ในอนาคต", "a day of the calendar, not in the future",
                 err);
}

static enum err_code check_numbers(const struct visit *visit, struct err *err)
{
    if (visit->photos < 0 || visit->photos > VISIT_PHOTOS)
        return wrong("photos", "0 ถึง 2", "0 .. 2", err);
    if (visit->members < 0 || visit->members > PMT_MOST_MEMBERS)
        return wrong("members", "1 ถึง 50", "1 .. 50", err);
    int64_t sum = 0;
    for (int i = 0; i < VISIT_INCOMES; i++) {
        sum += visit->income[i];
        if (visit->income[i] < -PMT_MOST_INCOME_THB || visit->income[i] > PMT_MOST_INCOME_THB ||
            sum < -PMT_MOST_INCOME_THB || sum > PMT_MOST_INCOME_THB)
            return wrong(visit_income_words[i], "จำนวนเต็มบาท ไม่เกินสิบล้าน",
                         "whole baht, together up to ten million", err);
    }
    return ERR_OK;
}

enum err_code visit_check(const struct visit_writer *writer, const struct visit *visit,
                          const struct visit_tick *tick, int ticks, struct err *err)
{
    struct pmt_answers answers = {0};
    enum err_code code = check_day(visit->visited_on, err);
    const size_t length = strlen(visit->code);
    if (code == ERR_OK && (length == 0 || strpbrk(visit->code, " \t\r\n\"',;")))
        code = wrong("visit", "รหัสไม่เกิน 40 ตัว ไม่มีช่องว่าง",
                     "a code of up to 40 letters without blanks", err);
    if (code == ERR_OK && *visit->household && strcmp(visit->household, general) != 0 &&
        strcmp(visit->household, institutional) != 0)
        code = wrong("household", "general, institutional", "general, institutional", err);
    if (code == ERR_OK) code = check_numbers(visit, err);
    for (int t = 0; code == ERR_OK && t < ticks; t++)
        code = pmt_take(writer->model, &answers, tick[t].item, tick[t].value, err);
    return code;
}

static int compare_ticks(const void *a, const void *b)
{
    const struct visit_tick *x = a, *y = b;
    const int by_item = strcmp(x->item, y->item);
    return by_item ? by_item : strcmp(x->value, y->value);
}

/* All that was said, whatever the order of ticks. */
static void fingerprint(const struct visit *visit, const struct visit_tick *tick, int ticks,
                        char out[HASH_TEXT])
{
    struct hash hash;
    struct visit_tick *sorted = mem_new((size_t)ticks, sizeof *sorted);
    for (int t = 0; t < ticks; t++) sorted[t] = tick[t];
    qsort(sorted, (size_t)ticks, sizeof *sorted, compare_ticks);
    hash_start(&hash);
    hash_int(&hash, visit->student);
    hash_int(&hash, visit->kind);
    hash_text(&hash, visit->visited_on);
    hash_int(&hash, visit->photos);
    hash_text(&hash, visit->exempt_reason);
    hash_text(&hash, visit->household);
    hash_int(&hash, visit->members);
    for (int i = 0; i < VISIT_INCOMES; i++) {
        hash_int(&hash, visit->has_income[i]);
        hash_int(&hash, visit->income[i]);
    }
    for (int t = 0; t < ticks; t++) {
        hash_text(&hash, sorted[t].item);
        hash_text(&hash, sorted[t].value);
    }
    hash_end(&hash, out);
    free(sorted);
}

enum err_code visit_writer_open(struct visit_writer *writer, struct err *err)
{
    env_now_iso(writer->at, sizeof writer->at);
    enum err_code code = query_open(writer->store, query_visit_read, &writer->find, err);
    if (code == ERR_OK) code = query_open(writer->store, query_visit_add, &writer->add, err);
    if (code == ERR_OK)
        code = query_open(writer->store, query_visit_answer_add, &writer->answer, err);
    return code;
}

void visit_writer_close(struct visit_writer *writer)
{
    query_close(&writer->find);
    query_close(&writer->add);
    query_close(&writer->answer);
}

/* A statement that gives one row, to its end. */
static enum err_code only_row(const struct query *query, int64_t *first, struct err *err)
{
    bool row = true;
    enum err_code code = ERR_OK;
    while ((code = query_next(query, &row, err)) == ERR_OK && row) *first = query_int64(query, 0);
    return code;
}

static enum err_code insert_visit(struct visit_writer *writer, const struct visit *visit,
                                  const char *print, int64_t *id, struct err *err)
{
    const struct query *add = &writer->add;
    query_set_text(add, ":code", visit->code);
    query_set_int(add, ":student_id", visit->student);
    query_set_text(add, ":school_code", visit->school);
    query_set_text(add, ":district_code", visit->district);
    query_set_text(add, ":kind", visit_kind_words[visit->kind]);
    query_set_text(add, ":visited_on", visit->visited_on);
    query_set_text(add, ":visitor", writer->actor->name);
    query_set_int(add, ":visitor_id", writer->actor->id);
    query_set_int(add, ":photos", visit->photos);
    query_set_text(add, ":exempt_reason", visit->exempt_reason);
    query_set_text(add, ":household", visit->household);
    if (visit->members > 0)
        query_set_int(add, ":members", visit->members);
    else
        query_set_text(add, ":members", NULL);
    for (int i = 0; i < VISIT_INCOMES; i++)
        if (visit->has_income[i])
            query_set_int(add, income_parameters[i], visit->income[i]);
        else
            query_set_text(add, income_parameters[i], NULL);
    query_set_text(add, ":model_version", writer->model->version);
    query_set_text(add, ":fingerprint", print);
    query_set_int(add, ":batch", writer->batch);
    query_set_text(add, ":created_at", writer->at);
    return only_row(add, id, err);
}

/* *known: a visit of this code is there, and says the same. */
static enum err_code find_same(struct visit_writer *writer, const struct visit *visit,
                               const char *print, int64_t *id, bool *known, struct err *err)
{
    const struct query *find = &writer->find;
    bool row = true, there = false, same = false;
    enum err_code code = ERR_OK;
    query_set_int(find, ":visit_id", 0);
    query_set_text(find, ":code", visit->code);
    while ((code = query_next(find, &row, err)) == ERR_OK && row) {
        there = true;
        same = strcmp(query_text(find, FINGERPRINT), print) == 0;
        *id = query_int64(find, ID);
    }
    *known = there;
    if (code != ERR_OK || !there || same) return code;
    return err_set(
        err, ERR_INPUT,
        "รหัส '%s' เป็นของการเยี่ยมที่บันทึกไว้แล้วด้วยคำตอบอื่น การเยี่ยมไม่มีการแก้ไข การเยี่ยมใหม่ต้องใช้รหัสใหม่",
        "'%s' is a visit recorded with other answers; a visit is never changed, allowed "
        "is a new visit with a new code",
        visit->code);
}

enum err_code visit_write(struct visit_writer *writer, const struct visit *visit,
                          const struct visit_tick *tick, int ticks, int64_t *id, bool *added,
                          struct err *err)
{
    char print[HASH_TEXT];
    bool known = false;
    fingerprint(visit, tick, ticks, print);
    enum err_code code = find_same(writer, visit, print, id, &known, err);
    *added = code == ERR_OK && !known;
    if (!*added) return code;
    code = insert_visit(writer, visit, print, id, err);
    for (int t = 0; code == ERR_OK && t < ticks; t++) {
        query_set_int(&writer->answer, ":visit_id", *id);
        query_set_text(&writer->answer, ":item", tick[t].item);
        query_set_text(&writer->answer, ":value", tick[t].value);
        code = query_run(&writer->answer, NULL, err);
    }
    return code;
}

/* Who makes visits: whoever may change persons, and who checks visits of others. */
static enum err_code may_visit(const struct actor *actor, struct err *err)
{
    if (person_may(actor->role, RIGHT_WRITE) || actor->role == ROLE_VERIFIER) return ERR_OK;
    return err_set(err, ERR_INPUT, "'%s' เป็น%s ซึ่งไม่มีหน้าที่เยี่ยมบ้าน",
                   "'%s' is a %s, who makes no visits", actor->name,
                   lang_pick(role_table[actor->role].th, role_table[actor->role].en));
}

/* Where the pupil is; outside the actor's place there is no such pupil. */
static enum err_code fill_place(struct store *store, const struct actor *actor, struct visit *visit,
                                struct err *err)
{
    struct person person = {0};
    bool found = false;
    const enum err_code code = person_load(store, NULL, visit->student, &person, &found, err);
    if (code != ERR_OK) return code;
    if (!found || !actor_covers(actor, person.school, person.district))
        return err_set(err, ERR_NOT_FOUND, "ไม่มีบุคคลนี้ในพื้นที่ของผู้ใช้ '%s'",
                       "no such person where the user '%s' acts", actor->name);
    snprintf(visit->school, sizeof visit->school, "%s", person.school);
    snprintf(visit->district, sizeof visit->district, "%s", person.district);
    return ERR_OK;
}

static enum err_code add_visit(struct visit_writer *writer, struct visit *visit,
                               const struct visit_tick *tick, int ticks, int64_t *id, bool *added,
                               struct err *err)
{
    char number[24];
    enum err_code code = fill_place(writer->store, writer->actor, visit, err);
    if (code == ERR_OK) code = visit_check(writer, visit, tick, ticks, err);
    if (code == ERR_OK) code = visit_writer_open(writer, err);
    if (code == ERR_OK) code = visit_write(writer, visit, tick, ticks, id, added, err);
    visit_writer_close(writer);
    if (code != ERR_OK || !*added) return code;
    snprintf(number, sizeof number, "%lld", (long long)*id);
    return audit_append(writer->store,
                        &(struct audit_event){writer->actor, "visit.add", "visit", number, NULL},
                        err);
}

enum err_code visit_add(struct store *store, const struct actor *actor,
                        const struct pmt_model *model, const struct visit *visit,
                        const struct visit_tick *tick, int ticks, int64_t *id, bool *added,
                        struct err *err)
{
    struct work work;
    struct visit_writer writer = {.store = store, .actor = actor, .model = model};
    struct visit filled = *visit;
    bool fresh = false;
    enum err_code code = may_visit(actor, err);
    if (code == ERR_OK) code = work_begin(store, &work, err);
    if (code != ERR_OK) return code;
    code = work_end(&work, add_visit(&writer, &filled, tick, ticks, id, &fresh, err), false, err);
    if (code == ERR_OK && added) *added = fresh;
    return code;
}

/* ---- the file of a person ---------------------------------------------------------------- */

static enum err_code write_rows(struct store *store, const char *sql, const char *const *key,
                                int64_t id, struct json *json, struct err *err)
{
    struct query query = {0};
    bool row = true;
    enum err_code code = query_open(store, sql, &query, err);
    if (code == ERR_OK) query_set_int(&query, ":student_id", id);
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row) {
        json_object(json, NULL);
        for (int c = 0; c < query_columns(&query); c++)
            json_text(json, key[c], query_text(&query, c));
        json_object_end(json);
    }
    query_close(&query);
    return code;
}

static enum err_code write_visits(struct store *store, const struct keys *keys, int64_t id,
                                  struct json *json, struct err *err)
{
    static const char *const key[] = {"visit",     "kind",    "day",
                                      "visitor",   "photos",  "exempt_reason",
                                      "household", "members", "income_thb"};
    (void)keys;
    return write_rows(store, query_file_visits, key, id, json, err);
}

static enum err_code write_rolls(struct store *store, const struct keys *keys, int64_t id,
                                 struct json *json, struct err *err)
{
    static const char *const key[] = {"academic_year", "term", "school", "grade"};
    (void)keys;
    return write_rows(store, query_file_rolls, key, id, json, err);
}

static enum err_code write_attendance(struct store *store, const struct keys *keys, int64_t id,
                                      struct json *json, struct err *err)
{
    static const char *const key[] = {"academic_year", "term",     "days",
                                      "days_present",  "weight_g", "height_mm"};
    (void)keys;
    return write_rows(store, query_file_attendance, key, id, json, err);
}

static enum err_code forget_visits(struct store *store, int64_t id, struct err *err)
{
    struct query query = {0};
    enum err_code code = query_open(store, query_visit_forget, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":student_id", id);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    return code;
}

/* Rolls and attendance hold nothing that names anybody: they stay for the counts. */
static enum err_code forget_nothing(struct store *store, int64_t id, struct err *err)
{
    (void)store;
    (void)id;
    (void)err;
    return ERR_OK;
}

const struct person_part exchange_parts[] = {
    {"visits", write_visits, forget_visits},
    {"rolls", write_rolls, forget_nothing},
    {"attendance", write_attendance, forget_nothing},
};
const int exchange_part_count = sizeof exchange_parts / sizeof *exchange_parts;
