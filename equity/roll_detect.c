/* Rolls in, cases of drop-outs out. */
#include "equity/roll_detect.h"

#include "base/lang.h"
#include "base/mem.h"
#include "data/store_sql.h"
#include "equity/audit.h"
#include "equity/case_pupil.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LAST_GRADE = 9, NO_LAST_GRADE = 99, KEY = 64 };

extern const char query_roll_of_term[], query_roll_risk[], query_dropout_detected[];

const struct workflow_word detected_table[DETECTED_KINDS] = {
    [DETECTED_MISSING] = {"missing", "หายจากทะเบียน", "missing"},
    [DETECTED_FINISHED] = {"finished", "จบชั้นสูงสุดของโรงเรียน", "finished the school"},
    [DETECTED_RISK] = {"risk", "เสี่ยง", "at risk"},
};

void detection_clear(struct detection *detection)
{
    free(detection->found);
    *detection = (struct detection){0};
}

static enum err_code bad_grade(const char *grade, struct err *err)
{
    return err_set(err, ERR_MISMATCH, "ทะเบียนมีชั้น '%s' ซึ่งโปรแกรมนี้ไม่รู้จัก",
                   "the roll has grade '%s', which this program does not know", grade);
}

/* ---- rolls --------------------------------------------------------------------------------- */

struct roll {
    struct roll_row *row;
    int count;
    int in_all; /* whoever covers them */
};

static enum err_code read_roll_row(const struct query *query, struct roll_row *out, struct err *err)
{
    struct roll_row row = {.student = query_int64(query, 0)};
    snprintf(row.school, sizeof row.school, "%s", query_text(query, 1));
    snprintf(row.district, sizeof row.district, "%s", query_text(query, 2));
    if (!case_grade_parse(query_text(query, 3), &row.grade))
        return bad_grade(query_text(query, 3), err);
    *out = row;
    return ERR_OK;
}

static enum err_code read_roll(struct store *store, int year, int term, const struct actor *actor,
                               struct roll *out, struct err *err)
{
    struct query query = {0};
    struct roll roll = {0};
    int capacity = 0;
    bool row = false;
    enum err_code code = query_open(store, query_roll_of_term, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":year", year);
        query_set_int(&query, ":term", term);
    }
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row) {
        roll.in_all++;
        roll.row = mem_room(roll.row, roll.count, &capacity, sizeof *roll.row);
        code = read_roll_row(&query, &roll.row[roll.count], err);
        if (code == ERR_OK &&
            actor_covers(actor, roll.row[roll.count].school, roll.row[roll.count].district))
            roll.count++;
    }
    query_close(&query);
    if (code == ERR_OK && roll.in_all == 0)
        code = err_set(err, ERR_INPUT, "ไม่มีทะเบียนของภาคเรียน %d/%d โปรดนำเข้าด้วย 'kru equity import'",
                       "there is no roll of term %d/%d, import it with 'kru equity import'", term,
                       year);
    if (code == ERR_OK)
        *out = roll;
    else
        free(roll.row);
    return code;
}

static int by_school(const void *a, const void *b)
{
    return strcmp(((const struct roll_row *)a)->school, ((const struct roll_row *)b)->school);
}

/* The schools of a roll with the highest grade of each, by code: a row a school. */
static int schools_of(const struct roll *roll, struct roll_row **out)
{
    struct roll_row *rows = mem_new((size_t)roll->count, sizeof *rows);
    int schools = 0;
    if (roll->count > 0) memcpy(rows, roll->row, (size_t)roll->count * sizeof *rows);
    qsort(rows, (size_t)roll->count, sizeof *rows, by_school);
    for (int r = 0; r < roll->count; r++) {
        if (schools > 0 && strcmp(rows[schools - 1].school, rows[r].school) == 0) {
            if (rows[r].grade > rows[schools - 1].grade) rows[schools - 1].grade = rows[r].grade;
            continue;
        }
        rows[schools++] = rows[r];
    }
    *out = rows;
    return schools;
}

/* ---- who is missing ------------------------------------------------------------------------ */

struct run {
    struct store *store;
    const struct actor *actor;
    const struct case_world *world;
    int year, term, capacity;
    struct roll before, now, everywhere; /* everywhere: this term, whoever covers it */
    struct detection out;
};

static struct detected *add(struct run *run, enum detected_kind kind, const struct roll_row *row)
{
    struct detection *out = &run->out;
    out->found = mem_room(out->found, out->count, &run->capacity, sizeof *out->found);
    struct detected *found = &out->found[out->count++];
    *found = (struct detected){.kind = kind, .student = row->student, .grade = row->grade};
    snprintf(found->school, sizeof found->school, "%s", row->school);
    snprintf(found->district, sizeof found->district, "%s", row->district);
    return found;
}

/* A school without a roll of this term would be missing as a whole. */
static void leave_out_schools(struct run *run, const struct roll_row *here, int schools_now,
                              const struct roll_row *then, int schools_before)
{
    int kept = 0;
    for (int s = 0; s < schools_before; s++)
        run->out.schools_without +=
            !bsearch(&then[s], here, (size_t)schools_now, sizeof *here, by_school);
    for (int r = 0; r < run->before.count; r++)
        if (bsearch(&run->before.row[r], here, (size_t)schools_now, sizeof *here, by_school))
            run->before.row[kept++] = run->before.row[r];
    run->before.count = kept;
}

static void find_missing(struct run *run)
{
    struct roll_row *missing = NULL, *here = NULL, *then = NULL;
    const int schools_now = schools_of(&run->now, &here);
    const int schools_before = schools_of(&run->before, &then);
    leave_out_schools(run, here, schools_now, then, schools_before);
    const int count = detector_missing(run->before.row, run->before.count, run->everywhere.row,
                                       run->everywhere.count,
                                       run->term == 1 ? LAST_GRADE : NO_LAST_GRADE, &missing);
    for (int m = 0; m < count; m++) {
        const struct roll_row *school =
            bsearch(&missing[m], then, (size_t)schools_before, sizeof *then, by_school);
        const bool finished = run->term == 1 && school && missing[m].grade >= school->grade;
        add(run, finished ? DETECTED_FINISHED : DETECTED_MISSING, &missing[m]);
    }
    free(missing);
    free(here);
    free(then);
}

/* ---- who is at risk ------------------------------------------------------------------------ */

static int number_of(const char *digits, int count)
{
    int value = 0;
    for (int i = 0; i < count; i++)
        value = digits[i] >= '0' && digits[i] <= '9' ? value * 10 + digits[i] - '0' : value;
    return value;
}

/* Years over age; 0 where the year of birth is not known. */
static int over_age(const char *dob, int grade, int year)
{
    if (strlen(dob) != strlen("2018-05-17") || number_of(dob, 4) == 0) return 0;
    return detector_years_over_age(number_of(dob, 4), number_of(dob + 5, 2), number_of(dob + 8, 2),
                                   grade, year);
}

static enum err_code find_risks(struct run *run, const struct risk_rules *rules, struct err *err)
{
    struct query query = {0};
    bool row = false;
    if (rules->open_at == 0) return ERR_OK;
    enum err_code code = query_open(run->store, query_roll_risk, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":year", run->year);
        query_set_int(&query, ":term", run->term);
    }
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row) {
        struct roll_row pupil;
        code = read_roll_row(&query, &pupil, err);
        if (code != ERR_OK || !actor_covers(run->actor, pupil.school, pupil.district)) continue;
        int value[RISKS] = {
            [RISK_ABSENT_UNEXCUSED] = query_int(&query, 5),
            [RISK_ABSENT_EXCUSED] = query_int(&query, 6),
            [RISK_ABSENT_ROW] = query_int(&query, 7),
            [RISK_OVER_AGE] = over_age(query_text(&query, 4), pupil.grade, run->year),
        };
        const int points = risk_points(rules, value, NULL);
        if (points < rules->open_at) continue;
        struct detected *found = add(run, DETECTED_RISK, &pupil);
        found->points = points;
        memcpy(found->value, value, sizeof value);
    }
    query_close(&query);
    return code;
}

/* ---- cases --------------------------------------------------------------------------------- */

static enum err_code known_case(struct store *store, int64_t student, const char *key, int64_t *id,
                                struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(store, query_dropout_detected, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":student_id", student);
        query_set_text(&query, ":request_key", key);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK) *id = row ? query_int64(&query, 0) : 0;
    query_close(&query);
    return code;
}

static enum err_code open_case(struct run *run, struct detected *found, bool open, struct err *err)
{
    char key[KEY];
    snprintf(key, sizeof key, "missing-%d-%d-%lld", run->year, run->term,
             (long long)found->student);
    enum err_code code = known_case(run->store, found->student, key, &found->case_id, err);
    if (code != ERR_OK || found->case_id || !open) return code;
    const struct case_opening opening = {.workflow = WORKFLOW_DROPOUT,
                                         .student = found->student,
                                         .school = found->school,
                                         .district = found->district,
                                         .school_year = run->year,
                                         .key = key};
    code = case_open(run->store, &opening, run->actor, run->world, &found->case_id, err);
    found->opened = code == ERR_OK;
    return code;
}

static enum err_code record(struct run *run, struct err *err)
{
    int of[DETECTED_KINDS] = {0}, opened = 0;
    char detail[160], term[24];
    for (int i = 0; i < run->out.count; i++) {
        of[run->out.found[i].kind]++;
        opened += run->out.found[i].opened;
    }
    snprintf(detail, sizeof detail,
             "{\"missing\":%d,\"finished\":%d,\"risk\":%d,\"opened\":%d,\"schools_without\":%d}",
             of[DETECTED_MISSING], of[DETECTED_FINISHED], of[DETECTED_RISK], opened,
             run->out.schools_without);
    snprintf(term, sizeof term, "%d/%d", run->term, run->year);
    enum err_code code = store_begin(run->store, err);
    if (code != ERR_OK) return code;
    code = audit_append(run->store,
                        &(struct audit_event){.actor = run->actor,
                                              .action = "dropout.detect",
                                              .entity = "roll",
                                              .entity_id = term,
                                              .detail = detail},
                        err);
    if (code == ERR_OK) code = store_commit(run->store, err);
    store_rollback(run->store);
    return code;
}

static int by_kind_and_place(const void *a, const void *b)
{
    const struct detected *x = a, *y = b;
    if (x->kind != y->kind) return (x->kind > y->kind) - (x->kind < y->kind);
    const int district = strcmp(x->district, y->district);
    const int school = district ? district : strcmp(x->school, y->school);
    return school ? school : (x->student > y->student) - (x->student < y->student);
}

static enum err_code read_rolls(struct run *run, struct err *err)
{
    static const struct actor city = {.role = ROLE_SECRETARY};
    const int year = run->term == 1 ? run->year - 1 : run->year, term = run->term == 1 ? 2 : 1;
    enum err_code code = read_roll(run->store, run->year, run->term, run->actor, &run->now, err);
    if (code == ERR_OK)
        code = read_roll(run->store, run->year, run->term, &city, &run->everywhere, err);
    if (code == ERR_OK) code = read_roll(run->store, year, term, run->actor, &run->before, err);
    run->out.before = run->before.count;
    run->out.now = run->now.count;
    return code;
}

enum err_code detect_term(struct store *store, const struct risk_rules *rules, int year, int term,
                          const struct actor *actor, const struct case_world *world, bool open,
                          struct detection *out, struct err *err)
{
    struct run run = {.store = store, .actor = actor, .world = world, .year = year, .term = term};
    if (!(workflow_table[WORKFLOW_DROPOUT].openers >> actor->role & 1))
        return err_set(err, ERR_INPUT, "'%s' ค้นหาเด็กที่หายจากทะเบียนไม่ได้ ทำได้เฉพาะผู้ที่เปิดเรื่อง '%s' ได้",
                       "'%s' may not look for drop-outs, allowed are those who open cases of '%s'",
                       actor->name, lang_pick("พากลับมาเรียน", "back to school"));
    enum err_code code = read_rolls(&run, err);
    if (code == ERR_OK) find_missing(&run);
    if (code == ERR_OK) code = find_risks(&run, rules, err);
    if (code == ERR_OK && run.out.count > 0)
        qsort(run.out.found, (size_t)run.out.count, sizeof *run.out.found, by_kind_and_place);
    for (int i = 0; code == ERR_OK && i < run.out.count; i++)
        if (run.out.found[i].kind == DETECTED_MISSING)
            code = open_case(&run, &run.out.found[i], open, err);
    if (code == ERR_OK) code = record(&run, err);
    free(run.before.row);
    free(run.now.row);
    free(run.everywhere.row);
    if (code == ERR_OK)
        *out = run.out;
    else
        detection_clear(&run.out);
    return code;
}
