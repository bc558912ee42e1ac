/* Saved plans. A plan is a head and five lists of rows; one entry of `lists` is one of them, and
   writing, reading, checking and clearing all walk its columns. */
#include "data/store.h"

#include "base/lang.h"
#include "base/mem.h"
#include "data/store_sql.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* ---- the table of lists ------------------------------------------------------------------ */

enum kind { NUMBER, MONEY, TEXT, SCHOOL, MAJOR, CHANNEL };

struct column {
    const char *name; /* of the parameter; columns of the read query stand in the same order */
    enum kind kind;
    size_t place; /* in the element */
};

#define COUNT_OF(array) (int)(sizeof array / sizeof *(array))

// clang-format off
#define AT(name, kind, field) {":" name, kind, offsetof(struct ELEMENT, field)}
#define N(field) {":" #field, NUMBER, offsetof(struct ELEMENT, field)}

#define ELEMENT stored_total
static const struct column total_columns[] = {
    N(fy), N(retire), N(other_loss), N(need), N(headcount), N(shortage), N(surplus), N(call_up),
    N(graduates), N(idle), N(transfer), N(retrain), N(intake), AT("cost_thb", MONEY, cost_thb),
};
#undef ELEMENT
#define ELEMENT stored_chain
static const struct column chain_columns[] = {
    AT("school", SCHOOL, school), AT("major", MAJOR, major), N(fy), N(need), N(headcount),
    AT("come", NUMBER, in), AT("go", NUMBER, out), N(shortage), N(surplus), N(retire), N(other_loss),
};
#undef ELEMENT
#define ELEMENT stored_recruit
static const struct column recruit_columns[] = {
    N(fy), AT("channel", CHANNEL, channel), AT("major", MAJOR, major), N(pass), N(hire), N(intake),
    N(expected), N(idle),
};
#undef ELEMENT
#define ELEMENT stored_call
static const struct column call_columns[] = {
    N(fy), AT("list", TEXT, list), AT("major", MAJOR, major), AT("people", NUMBER, count),
};
#undef ELEMENT
#define ELEMENT stored_retraining
static const struct column retraining_columns[] = {
    N(fy), AT("from_major", MAJOR, from_major), AT("to_major", MAJOR, to_major),
    AT("people", NUMBER, count),
};
#undef ELEMENT
#undef AT
#undef N

static const struct list {
    const char *name, *insert, *read;
    const struct column *column;
    int columns;
    size_t array, count, size; /* places in the plan, bytes of an element */
} lists[] = {
#define PLACES(array, count)                                                                       \
    offsetof(struct stored_plan, array), offsetof(struct stored_plan, count),                      \
        sizeof *((struct stored_plan *)0)->array
#define COLUMNS(array) array, COUNT_OF(array)
    {"total", query_insert_plan_total, query_read_plan_total, COLUMNS(total_columns), PLACES(total, totals)},
    {"chain", query_insert_plan_chain, query_read_plan_chain, COLUMNS(chain_columns), PLACES(chain, chains)},
    {"recruit", query_insert_plan_recruit, query_read_plan_recruit, COLUMNS(recruit_columns), PLACES(recruit, recruits)},
    {"call", query_insert_plan_call, query_read_plan_call, COLUMNS(call_columns), PLACES(call, calls)},
    {"retraining", query_insert_plan_retraining, query_read_plan_retraining, COLUMNS(retraining_columns), PLACES(retraining, retrainings)},
#undef COLUMNS
#undef PLACES
};
// clang-format on
enum { LISTS = COUNT_OF(lists), TOTALS = 0, MAX_COLUMNS = 16 };

static char *rows_of(const struct stored_plan *plan, const struct list *list)
{
    char *rows;
    memcpy(&rows, (const char *)plan + list->array, sizeof rows);
    return rows;
}

static int count_of(const struct stored_plan *plan, const struct list *list)
{
    int count;
    memcpy(&count, (const char *)plan + list->count, sizeof count);
    return count;
}

static void put_rows(struct stored_plan *plan, const struct list *list, void *rows, int count)
{
    memcpy((char *)plan + list->array, &rows, sizeof rows);
    memcpy((char *)plan + list->count, &count, sizeof count);
}

static int number_at(const char *element, const struct column *column)
{
    int value;
    memcpy(&value, element + column->place, sizeof value);
    return value;
}

static int64_t money_at(const char *element, const struct column *column)
{
    int64_t value;
    memcpy(&value, element + column->place, sizeof value);
    return value;
}

static char *text_at(const char *element, const struct column *column)
{
    char *value;
    memcpy(&value, element + column->place, sizeof value);
    return value;
}

void stored_plan_clear(struct stored_plan *plan)
{
    if (!plan) return;
    for (int l = 0; l < LISTS; l++) {
        char *rows = rows_of(plan, &lists[l]);
        for (int c = 0; c < lists[l].columns; c++) {
            if (lists[l].column[c].kind != TEXT) continue;
            for (int i = 0; i < count_of(plan, &lists[l]); i++)
                free(text_at(rows + (size_t)i * lists[l].size, &lists[l].column[c]));
        }
        free(rows);
    }
    char *const texts[] = {plan->name,          plan->scenario,       plan->scenario_text,
                           plan->scenario_hash, plan->data_hash,      plan->created_at,
                           plan->status,        plan->program_version};
    for (int i = 0; i < COUNT_OF(texts); i++) free(texts[i]);
    *plan = (struct stored_plan){0};
}

/* ---- writing ----------------------------------------------------------------------------- */

/* The code that stands for a position in the register. */
static const char *code_of(const struct school_register *reg, enum kind kind, int position)
{
    assert(position >= 0);
    if (kind == SCHOOL) return reg->school[position].code;
    return kind == MAJOR ? reg->major[position].code : reg->channel[position].code;
}

static void bind(const struct query *query, const struct school_register *reg,
                 const struct column *column, const char *element)
{
    if (column->kind == NUMBER)
        query_set_int(query, column->name, number_at(element, column));
    else if (column->kind == MONEY)
        query_set_int(query, column->name, money_at(element, column));
    else if (column->kind == TEXT)
        query_set_text(query, column->name, text_at(element, column));
    else
        query_set_text(query, column->name, code_of(reg, column->kind, number_at(element, column)));
}

static enum err_code write_list(struct store *store, const struct school_register *reg,
                                const struct stored_plan *plan, const struct list *list, int64_t id,
                                struct err *err)
{
    struct query query = {0};
    const char *element = rows_of(plan, list);
    enum err_code code = query_open(store, list->insert, &query, err);
    for (int i = 0; code == ERR_OK && i < count_of(plan, list); i++, element += list->size) {
        query_set_int(&query, ":plan_id", id);
        for (int c = 0; c < list->columns; c++) bind(&query, reg, &list->column[c], element);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    return code;
}

static void bind_head(const struct query *query, const struct stored_plan *plan)
{
    query_set_text(query, ":name", plan->name);
    query_set_text(query, ":scenario", plan->scenario);
    query_set_text(query, ":scenario_text", plan->scenario_text);
    query_set_text(query, ":scenario_hash", plan->scenario_hash);
    query_set_text(query, ":data_hash", plan->data_hash);
    query_set_text(query, ":created_at", plan->created_at);
    query_set_text(query, ":status", plan->status);
    query_set_text(query, ":program_version", plan->program_version);
    query_set_int(query, ":first_fy", plan->first_fy);
    query_set_int(query, ":years", plan->years);
    query_set_int(query, ":synthetic", plan->synthetic);
    query_set_number(query, ":objective", plan->objective);
    query_set_number(query, ":lp_objective", plan->lp_objective);
    query_set_number(query, ":bound", plan->bound);
    query_set_number(query, ":solver_s", plan->solver_s);
}

static enum err_code write_head(struct store *store, const struct stored_plan *plan, int64_t *id,
                                struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(store, query_insert_plan, &query, err);
    if (code == ERR_OK) {
        bind_head(&query, plan);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK) *id = query_int64(&query, 0);
    query_close(&query);
    return code;
}

/* ---- reading ----------------------------------------------------------------------------- */

static void read_head(const struct query *query, struct stored_plan *plan)
{
    *plan = (struct stored_plan){
        .id = query_int64(query, 0),
        .name = query_copy(query, 1),
        .scenario = query_copy(query, 2),
        .scenario_text = query_copy(query, 3),
        .scenario_hash = query_copy(query, 4),
        .data_hash = query_copy(query, 5),
        .created_at = query_copy(query, 6),
        .status = query_copy(query, 7),
        .program_version = query_copy(query, 8),
        .first_fy = query_int(query, 9),
        .years = query_int(query, 10),
        .synthetic = query_int(query, 11),
        .objective = query_number(query, 12),
        .lp_objective = query_number(query, 13),
        .bound = query_number(query, 14),
        .solver_s = query_number(query, 15),
    };
}

/* Where a code stands in the register. Rows come by school, so the search starts at the last. */
static int position_of(const struct school_register *reg, enum kind kind, const char *code,
                       int last)
{
    if (kind == MAJOR) return register_find_major(reg, code);
    if (kind == CHANNEL) return register_find_channel(reg, code);
    for (int step = 0; step < reg->schools; step++)
        if (strcmp(reg->school[(last + step) % reg->schools].code, code) == 0)
            return (last + step) % reg->schools;
    return -1;
}

static enum err_code has_left(const struct stored_plan *plan, enum kind kind, const char *code,
                              struct err *err)
{
    static const struct {
        const char *th, *en;
    } words[] = {[SCHOOL] = {"โรงเรียน", "school"},
                 [MAJOR] = {"วิชาเอก", "major"},
                 [CHANNEL] = {"ช่องทาง", "channel"}};
    const char *what = lang_pick(words[kind].th, words[kind].en);
    return err_set(err, ERR_MISMATCH, "แผน '%s' มี%s '%s' ซึ่งไม่มีในทะเบียนแล้ว โปรดทำแผนใหม่",
                   "plan '%s' has %s '%s', which has left the register; make a new plan",
                   plan->name, what, code);
}

static enum err_code read_column(const struct query *query, const struct school_register *reg,
                                 const struct stored_plan *plan, const struct list *list, int place,
                                 char *element, int last_school, struct err *err)
{
    const struct column *column = &list->column[place];
    char *to = element + column->place;
    if (column->kind == MONEY) {
        const int64_t money = query_int64(query, place);
        memcpy(to, &money, sizeof money);
    } else if (column->kind == TEXT) {
        char *text = query_copy(query, place);
        memcpy(to, &text, sizeof text);
    } else {
        int value = query_int(query, place);
        if (column->kind != NUMBER)
            value = position_of(reg, column->kind, query_text(query, place), last_school);
        if (value < 0 && column->kind != NUMBER)
            return has_left(plan, column->kind, query_text(query, place), err);
        memcpy(to, &value, sizeof value);
    }
    return ERR_OK;
}

/* Rows go into the plan as they are read, so that a plan cut off by an error can be cleared. */
static enum err_code read_list(struct store *store, const struct school_register *reg,
                               const struct list *list, struct stored_plan *plan, struct err *err)
{
    struct query query = {0};
    enum err_code code = query_open(store, list->read, &query, err);
    if (code == ERR_OK) query_set_int(&query, ":plan_id", plan->id);
    char *rows = NULL;
    int count = 0, capacity = 0;
    int last_school = 0;
    for (bool row = code == ERR_OK; row;) {
        code = query_next(&query, &row, err);
        if (code != ERR_OK || !row) break;
        rows = mem_room(rows, count, &capacity, list->size);
        char *element = rows + (size_t)count * list->size;
        memset(element, 0, list->size);
        put_rows(plan, list, rows, ++count);
        for (int c = 0; code == ERR_OK && c < list->columns; c++) {
            code = read_column(&query, reg, plan, list, c, element, last_school, err);
            if (code == ERR_OK && list->column[c].kind == SCHOOL)
                last_school = number_at(element, &list->column[c]);
        }
        if (code != ERR_OK) break;
    }
    query_close(&query);
    return code;
}

/* The id that a text may mean, 0 when it is no number. */
static int64_t id_of(const char *text)
{
    const size_t digits = strspn(text, "0123456789");
    return digits >= 1 && digits <= 18 && text[digits] == '\0' ? strtoll(text, NULL, 10) : 0;
}

static enum err_code find_head(struct store *store, const char *id_or_name,
                               struct stored_plan *plan, struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(store, query_find_plan, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":name", id_or_name);
        query_set_int(&query, ":id", id_of(id_or_name));
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK && row) read_head(&query, plan);
    query_close(&query);
    if (code == ERR_OK && !row)
        code = err_set(err, ERR_NOT_FOUND, "ไม่มีแผน '%s' ดูรายชื่อแผนได้ด้วยคำสั่ง kru plans",
                       "no plan '%s', kru plans lists them", id_or_name);
    return code;
}

enum err_code store_read_plan(struct store *store, const struct school_register *reg,
                              const char *id_or_name, struct stored_plan *out, struct err *err)
{
    struct stored_plan plan = {0};
    bool began = false;
    enum err_code code = store_begin_reading(store, &began, err);
    if (code == ERR_OK) code = find_head(store, id_or_name, &plan, err);
    for (int l = 0; code == ERR_OK && reg && l < LISTS; l++)
        code = read_list(store, reg, &lists[l], &plan, err);
    store_end_reading(store, began);
    if (code == ERR_OK)
        *out = plan;
    else
        stored_plan_clear(&plan);
    return code;
}

enum err_code store_list_plans(struct store *store, struct stored_plan **out, int *count,
                               struct err *err)
{
    struct query query = {0};
    struct stored_plan *plans = NULL;
    int found = 0, capacity = 0;
    bool began = false;
    enum err_code code = store_begin_reading(store, &began, err);
    if (code == ERR_OK) code = query_open(store, query_list_plan, &query, err);
    for (bool row = code == ERR_OK; row;) {
        code = query_next(&query, &row, err);
        if (code != ERR_OK || !row) break;
        plans = mem_room(plans, found, &capacity, sizeof *plans);
        read_head(&query, &plans[found++]);
    }
    query_close(&query);
    for (int i = 0; code == ERR_OK && i < found; i++)
        code = read_list(store, NULL, &lists[TOTALS], &plans[i], err);
    store_end_reading(store, began);
    if (code == ERR_OK) {
        *out = plans;
        *count = found;
        return ERR_OK;
    }
    for (int i = 0; i < found; i++) stored_plan_clear(&plans[i]);
    free(plans);
    return code;
}

/* ---- saving ------------------------------------------------------------------------------ */

/* Sums of the columns of a list; positions are summed, too, texts by their letters. */
static void sum_list(const struct stored_plan *plan, const struct list *list,
                     int64_t sum[MAX_COLUMNS])
{
    const char *element = rows_of(plan, list);
    assert(list->columns <= MAX_COLUMNS);
    for (int c = 0; c < MAX_COLUMNS; c++) sum[c] = 0;
    for (int i = 0; i < count_of(plan, list); i++, element += list->size)
        for (int c = 0; c < list->columns; c++) {
            const struct column *column = &list->column[c];
            if (column->kind == MONEY)
                sum[c] += money_at(element, column);
            else if (column->kind != TEXT)
                sum[c] += number_at(element, column);
            else
                for (const char *t = text_at(element, column); *t; t++) sum[c] += (unsigned char)*t;
        }
}

static enum err_code differs(const struct stored_plan *plan, const char *what, struct err *err)
{
    return err_set(err, ERR_STORE, "แผน '%s' อ่านกลับมาไม่ตรงกับที่เขียน (%s) จึงไม่ได้บันทึก",
                   "plan '%s' reads back other than it was written (%s), it was not saved",
                   plan->name, what);
}

/* What was written is read again before it is kept. */
static enum err_code check_written(struct store *store, const struct school_register *reg,
                                   const struct stored_plan *plan, int64_t id, struct err *err)
{
    struct stored_plan written = {.id = id, .name = mem_text(plan->name)};
    enum err_code code = ERR_OK;
    for (int l = 0; code == ERR_OK && l < LISTS; l++) {
        int64_t want[MAX_COLUMNS], got[MAX_COLUMNS];
        code = read_list(store, reg, &lists[l], &written, err);
        if (code != ERR_OK) break;
        sum_list(plan, &lists[l], want);
        sum_list(&written, &lists[l], got);
        if (count_of(plan, &lists[l]) != count_of(&written, &lists[l]) ||
            memcmp(want, got, sizeof want) != 0)
            code = differs(plan, lists[l].name, err);
    }
    stored_plan_clear(&written);
    return code;
}

static enum err_code check_name(struct store *store, const struct stored_plan *plan,
                                struct err *err)
{
    struct stored_plan other = {0};
    struct err none;
    const enum err_code code = find_head(store, plan->name, &other, &none);
    const bool taken = code == ERR_OK && strcmp(other.name, plan->name) == 0;
    stored_plan_clear(&other);
    if (taken)
        return err_set(err, ERR_INPUT, "มีแผนชื่อ '%s' อยู่แล้ว โปรดใช้ชื่ออื่น",
                       "plan name '%s' is taken, allowed is a new one", plan->name);
    if (!*plan->name)
        return err_set(err, ERR_INPUT, "ชื่อแผนว่างเปล่า '%s' ต้องมีอย่างน้อยหนึ่งตัวอักษร",
                       "plan name '%s' is empty, needed is at least one letter", plan->name);
    return ERR_OK;
}

enum err_code store_save_plan(struct store *store, const struct school_register *reg,
                              const struct stored_plan *plan, int64_t *id, struct err *err)
{
    int64_t made = 0;
    enum err_code code = store_begin(store, err);
    if (code != ERR_OK) return code;
    code = check_name(store, plan, err);
    if (code == ERR_OK) code = write_head(store, plan, &made, err);
    for (int l = 0; code == ERR_OK && l < LISTS; l++)
        code = write_list(store, reg, plan, &lists[l], made, err);
    if (code == ERR_OK) code = check_written(store, reg, plan, made, err);
    if (code == ERR_OK) code = store_commit(store, err);
    store_rollback(store);
    if (code == ERR_OK) *id = made;
    return code;
}

enum err_code store_drop_plan(struct store *store, const char *id_or_name, struct err *err)
{
    struct stored_plan plan = {0};
    struct query query = {0};
    enum err_code code = store_begin(store, err);
    if (code != ERR_OK) return code;
    code = find_head(store, id_or_name, &plan, err);
    if (code == ERR_OK) code = query_open(store, query_drop_plan, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":id", plan.id);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    if (code == ERR_OK) code = store_commit(store, err);
    store_rollback(store);
    stored_plan_clear(&plan);
    return code;
}
