/* Lists for the fund and for partners, and counts with small cells hidden. */
#include "equity/exchange_export.h"

#include "base/env.h"
#include "base/lang.h"
#include "base/mem.h"
#include "data/store_sql.h"
#include "equity/audit.h"
#include "equity/casework.h"
#include "equity/disclosure.h"
#include "equity/exchange.h"
#include "equity/person_internal.h"
#include "equity/settings_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const char text_eef_columns[]; /* conf/equity/eef-columns.ini */
extern const char query_export_pupil[], query_export_states[], query_export_bands[],
    query_export_add[];

// clang-format off
#define ROLE(role) (1u << ROLE_##role)
const struct export_entry export_table[EXPORT_KINDS] = {
    [EXPORT_EEF]      = {"eef",      "บัญชีส่ง กสศ.",              "list for the fund",          ROLE(LIAISON)},
    [EXPORT_DISTRICT] = {"district", "คำขอตามเขตและสถานะ",        "cases by district and state",
                         ROLE(DISTRICT) | ROLE(SECRETARY) | ROLE(MEMBER) | ROLE(LIAISON) | ROLE(AUDITOR)},
    [EXPORT_PARTNER]  = {"partner",  "เด็กที่ภาคีรับเรื่องไว้",          "children a partner accepted", ROLE(PARTNER)},
    [EXPORT_OPEN]     = {"open",     "ข้อมูลเปิด: นักเรียนตามเขตและกลุ่ม", "open data: pupils by district and band",
                         ROLE(SECRETARY) | ROLE(LIAISON) | ROLE(PLANNER) | ROLE(DATA_PROTECTION)},
};
// clang-format on

/* What a line of the fund's list may hold. */
enum field {
    F_CASE,
    F_YEAR,
    F_ID_KIND,
    F_ID_NUMBER,
    F_NAME,
    F_BORN,
    F_SEX,
    F_SCHOOL,
    F_DISTRICT,
    F_GRADE,
    F_VISIT,
    F_VISITED_ON,
    F_HOUSEHOLD,
    F_MEMBERS,
    F_INCOME,
    F_SCORE,
    F_SCALED,
    F_BAND,
    F_MODEL,
    FIELDS
};
static const char *const field_words[FIELDS] = {
    "case",       "school_year", "id_kind", "id_number", "name",       "birth_date", "sex",
    "school",     "district",    "grade",   "visit",     "visited_on", "household",  "members",
    "income_thb", "score",       "scaled",  "band",      "model"};
enum { FROM_VISIT = FIELDS - F_VISIT };

bool export_kind_parse(const char *word, enum export_kind *out)
{
    for (int k = 0; k < EXPORT_KINDS; k++)
        if (strcmp(word, export_table[k].word) == 0) {
            *out = (enum export_kind)k;
            return true;
        }
    return false;
}

/* ---- cells --------------------------------------------------------------------------------- */

static void wipe_text(char *text)
{
    if (text) keys_wipe(text, strlen(text));
    free(text);
}

void export_sheet_clear(struct export_sheet *sheet)
{
    for (int c = 0; c < sheet->columns; c++) free(sheet->head[c]);
    for (int i = 0; i < sheet->rows * sheet->columns; i++) wipe_text(sheet->cell[i]);
    free(sheet->head);
    free(sheet->cell);
    free(sheet->id);
    free(sheet->version);
    *sheet = (struct export_sheet){0};
}

static void set_heads(struct export_sheet *sheet, const char *const *head, int columns)
{
    sheet->columns = columns;
    sheet->head = mem_new((size_t)columns, sizeof *sheet->head);
    for (int c = 0; c < columns; c++) sheet->head[c] = mem_text(head[c]);
}

/* The cells of a fresh row, empty. */
static char **add_row(struct export_sheet *sheet)
{
    const int before = sheet->rows * sheet->columns;
    sheet->cell = mem_resize(sheet->cell, (size_t)(before + sheet->columns), sizeof *sheet->cell);
    for (int c = 0; c < sheet->columns; c++) sheet->cell[before + c] = NULL;
    sheet->rows++;
    return &sheet->cell[before];
}

static char *number_text(long long number)
{
    struct text text = {0};
    text_add(&text, "%lld", number);
    return text.s;
}

/* ---- the fund's list ----------------------------------------------------------------------- */

struct columns {
    int count, field[FIELDS];
};

static enum err_code unknown_field(const struct settings_file *file,
                                   const struct settings_line *line, struct err *err)
{
    struct text words = {0};
    for (int f = 0; f < FIELDS; f++) text_add(&words, "%s%s", f ? " " : "", field_words[f]);
    err_set(err, ERR_CONFIG, "'%s' ใน '%s' บรรทัด %d ไม่มี ที่ใช้ได้คือ %s",
            "'%s' in '%s' line %d is no field, allowed are %s", line->key, file->origin,
            line->number, text_s(&words));
    text_clear(&words);
    return ERR_CONFIG;
}

/* The columns that come with kru, or those of a file. */
static enum err_code read_map(const char *path, struct settings_file *file, struct err *err)
{
    if (path) return settings_file_read(path, file, err);
    return settings_text_read(text_eef_columns, "eef-columns.ini", file, err);
}

static enum err_code read_columns(const char *path, struct export_sheet *sheet, struct columns *out,
                                  struct err *err)
{
    struct settings_file file = {0};
    const char *head[FIELDS];
    enum err_code code = read_map(path, &file, err);
    for (int l = 0; code == ERR_OK && l < file.lines; l++) {
        struct settings_line *line = &file.line[l];
        int f = 0;
        if (strcmp(line->section, "columns") != 0) continue;
        line->taken = true;
        if (!*line->key) continue;
        while (f < FIELDS && strcmp(field_words[f], line->key) != 0) f++;
        if (f == FIELDS || out->count == FIELDS) {
            code = unknown_field(&file, line, err);
        } else {
            head[out->count] = line->value;
            out->field[out->count++] = f;
        }
    }
    if (code == ERR_OK) code = settings_all_taken(&file, err);
    if (code == ERR_OK && out->count == 0)
        code = err_set(err, ERR_CONFIG, "'%s' ไม่มีคอลัมน์ใน [columns]",
                       "'%s' has no column in [columns]", file.origin);
    if (code == ERR_OK) set_heads(sheet, head, out->count);
    settings_file_clear(&file);
    return code;
}

static enum err_code read_visit(struct store *store, int64_t student, char *value[FIELDS],
                                struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(store, query_export_pupil, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":student_id", student);
        code = query_next(&query, &row, err);
    }
    for (int c = 0; code == ERR_OK && row && c < FROM_VISIT; c++)
        value[F_VISIT + c] = query_copy(&query, c);
    query_close(&query);
    return code;
}

static enum err_code add_case(const struct person_access *access, const struct case_file *file,
                              const struct columns *columns, struct export_sheet *sheet,
                              struct err *err)
{
    struct person person = {0};
    char *value[FIELDS] = {NULL};
    enum err_code code = person_read(access, file->student, &person, err);
    if (code == ERR_OK) code = read_visit(access->store, file->student, value, err);
    if (code == ERR_OK) {
        value[F_CASE] = mem_text(file->code);
        value[F_YEAR] = number_text(file->school_year);
        value[F_ID_KIND] = mem_text(id_kind_table[person.identity.kind].word);
        value[F_ID_NUMBER] = mem_text(person.identity.number);
        value[F_NAME] = mem_text(person.name);
        value[F_BORN] = mem_text(person.dob);
        value[F_SEX] = mem_text(person.sex);
        value[F_SCHOOL] = mem_text(person.school);
        value[F_DISTRICT] = mem_text(person.district);
        value[F_GRADE] = mem_text(person.grade);
        const int at = sheet->rows;
        char **cell = add_row(sheet);
        for (int c = 0; c < columns->count; c++)
            cell[c] = mem_text(value[columns->field[c]] ? value[columns->field[c]] : "");
        sheet->id = mem_resize(sheet->id, (size_t)sheet->rows, sizeof *sheet->id);
        sheet->version = mem_resize(sheet->version, (size_t)sheet->rows, sizeof *sheet->version);
        sheet->id[at] = file->id;
        sheet->version[at] = file->row_version;
    }
    for (int f = 0; f < FIELDS; f++) wipe_text(value[f]);
    keys_wipe(&person, sizeof person);
    return code;
}

static enum err_code make_eef(const struct person_access *access, const char *ini,
                              struct export_sheet *sheet, struct err *err)
{
    struct columns columns = {0};
    struct case_file *file = NULL;
    int count = 0;
    const struct case_filter filter = {workflow_table[WORKFLOW_SCREENING].word,
                                       state_table[SCREENING_APPROVED].word};
    sheet->persons = true;
    enum err_code code = read_columns(ini, sheet, &columns, err);
    if (code == ERR_OK) code = case_list(access->store, &filter, access->actor, &file, &count, err);
    for (int i = 0; code == ERR_OK && i < count; i++)
        code = add_case(access, &file[i], &columns, sheet, err);
    free(file);
    return code;
}

/* ---- the partner's list -------------------------------------------------------------------- */

/* The pupil of a referral that this partner has accepted: read past the place, with its row. */
static enum err_code add_referral(const struct person_access *access, const struct case_file *file,
                                  struct export_sheet *sheet, struct err *err)
{
    struct work work;
    struct person person = {0};
    bool found = false, consent = false;
    enum err_code code = work_begin(access->store, &work, err);
    if (code != ERR_OK) return code;
    code = consent_holds(access->store, file->student, "referral", &consent, err);
    if (code == ERR_OK && consent)
        code = person_load(access->store, access->keys, file->student, &person, &found, err);
    if (code == ERR_OK && found) code = person_check_reason(access->reason, person.name, err);
    if (code == ERR_OK && found)
        code = person_record(access, "person.read", file->student, "partner list", err);
    code = work_end(&work, code, false, err);
    if (code == ERR_OK) {
        char **cell = add_row(sheet);
        cell[0] = mem_text(file->code);
        cell[1] = mem_text(found ? person.name : "");
        cell[2] = mem_text(found ? person.school : "");
        cell[3] = mem_text(found ? person.grade : "");
        cell[4] = mem_text(found ? "" : lang_pick("ไม่มีความยินยอม", "no consent"));
    }
    keys_wipe(&person, sizeof person);
    return code;
}

static enum err_code make_partner(const struct person_access *access, struct export_sheet *sheet,
                                  struct err *err)
{
    static const char *const head[] = {"case", "name", "school", "grade", "remark"};
    struct case_file *file = NULL;
    int count = 0;
    const struct case_filter filter = {workflow_table[WORKFLOW_REFERRAL].word,
                                       state_table[REFERRAL_ACCEPTED].word};
    sheet->persons = true;
    set_heads(sheet, head, sizeof head / sizeof *head);
    enum err_code code = case_list(access->store, &filter, access->actor, &file, &count, err);
    for (int i = 0; code == ERR_OK && i < count; i++)
        code = add_referral(access, &file[i], sheet, err);
    free(file);
    return code;
}

/* ---- counts -------------------------------------------------------------------------------- */

enum { COUNT_WORD = 64, MOST_WORDS = 64 };

/* A table of counts under construction: rows by district, columns by word. */
struct counts {
    char (*row)[COUNT_WORD], (*column)[COUNT_WORD];
    int rows, columns, room, cells, cell_room;
    struct count_cell {
        int row, column, count;
    } * cell;
};

static enum err_code read_counts(struct store *store, const char *sql, const char *district,
                                 struct counts *out, struct err *err)
{
    struct query query = {0};
    bool row = true;
    enum err_code code = query_open(store, sql, &query, err);
    out->column = mem_new(MOST_WORDS, sizeof *out->column);
    if (code == ERR_OK && district) query_set_text(&query, ":district", district);
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row) {
        int column = 0;
        if (out->rows == 0 || strcmp(out->row[out->rows - 1], query_text(&query, 0)) != 0) {
            out->row = mem_room(out->row, out->rows, &out->room, sizeof *out->row);
            snprintf(out->row[out->rows++], COUNT_WORD, "%s", query_text(&query, 0));
        }
        while (column < out->columns && strcmp(out->column[column], query_text(&query, 1)) != 0)
            column++;
        if (column == MOST_WORDS) continue;
        if (column == out->columns)
            snprintf(out->column[out->columns++], COUNT_WORD, "%s", query_text(&query, 1));
        out->cell = mem_room(out->cell, out->cells, &out->cell_room, sizeof *out->cell);
        out->cell[out->cells++] = (struct count_cell){out->rows - 1, column, query_int(&query, 2)};
    }
    query_close(&query);
    return code;
}

static void fill_counts(const struct counts *counts, const int *cell, const unsigned char *state,
                        struct export_sheet *sheet)
{
    const int wide = counts->columns + 1;
    const char *head[MOST_WORDS + 2] = {"district"};
    for (int c = 0; c < counts->columns; c++) head[c + 1] = counts->column[c];
    head[counts->columns + 1] = "total";
    set_heads(sheet, head, counts->columns + 2);
    for (int r = 0; r <= counts->rows; r++) {
        char **out = add_row(sheet);
        out[0] = mem_text(r < counts->rows ? counts->row[r] : "total");
        for (int c = 0; c < wide; c++)
            out[c + 1] = state[r * wide + c] == DISCLOSURE_SHOWN ? number_text(cell[r * wide + c])
                                                                 : mem_text(disclosure_mark);
    }
}

static enum err_code make_counts(const struct person_access *access, const char *sql,
                                 const char *district, struct export_sheet *sheet, struct err *err)
{
    struct counts counts = {0};
    enum err_code code = read_counts(access->store, sql, district, &counts, err);
    const size_t inner = (size_t)counts.rows * (size_t)counts.columns,
                 outer = (size_t)(counts.rows + 1) * (size_t)(counts.columns + 1);
    int *count = mem_new(inner, sizeof *count), *cell = mem_new(outer, sizeof *cell);
    unsigned char *state = mem_new(outer, 1);
    if (code == ERR_OK && counts.cells == 0)
        code = err_set(err, ERR_NOT_FOUND, "ยังไม่มีข้อมูลให้นับ", "there is nothing to count");
    for (int i = 0; i < counts.cells; i++)
        count[counts.cell[i].row * counts.columns + counts.cell[i].column] = counts.cell[i].count;
    if (code == ERR_OK)
        code = disclosure_protect(counts.rows, counts.columns, count, DISCLOSURE_BELOW, false, cell,
                                  state, err);
    if (code == ERR_OK) fill_counts(&counts, cell, state, sheet);
    free(count);
    free(cell);
    free(state);
    free(counts.row);
    free(counts.column);
    free(counts.cell);
    return code;
}

/* ---- out ----------------------------------------------------------------------------------- */

static enum err_code may_export(const struct person_access *access, enum export_kind kind,
                                struct err *err)
{
    const enum role role = access->actor->role;
    if (export_table[kind].roles >> role & 1)
        return access->reason ? person_check_reason(access->reason, "", err)
                              : err_set(err, ERR_INPUT, "การส่งออกต้องมี --reason เหตุผล",
                                        "an export needs a reason (--reason)");
    return err_set(err, ERR_INPUT, "บทบาท '%s' ส่งออก%sไม่ได้", "the role '%s' may not export the %s",
                   role_table[role].word, lang_pick(export_table[kind].th, export_table[kind].en));
}

enum err_code export_make(const struct person_access *access, enum export_kind kind,
                          const char *columns_ini, struct export_sheet *out, struct err *err)
{
    const struct actor *actor = access->actor;
    struct export_sheet sheet = {0};
    enum err_code code = may_export(access, kind, err);
    if (code == ERR_OK) code = exchange_is_synthetic(access->store, &sheet.synthetic, err);
    if (code != ERR_OK) return code;
    if (kind == EXPORT_EEF)
        code = make_eef(access, columns_ini, &sheet, err);
    else if (kind == EXPORT_PARTNER)
        code = make_partner(access, &sheet, err);
    else if (kind == EXPORT_DISTRICT)
        code = make_counts(access, query_export_states,
                           actor->role == ROLE_DISTRICT ? actor->place : "", &sheet, err);
    else
        code = make_counts(access, query_export_bands, NULL, &sheet, err);
    if (code == ERR_OK)
        *out = sheet;
    else
        export_sheet_clear(&sheet);
    return code;
}

static enum err_code keep_hash(const struct person_access *access, enum export_kind kind, int rows,
                               const char *sha256, struct err *err)
{
    struct work work;
    struct query query = {0};
    char at[32], detail[64];
    enum err_code code = work_begin(access->store, &work, err);
    if (code != ERR_OK) return code;
    env_now_iso(at, sizeof at);
    snprintf(detail, sizeof detail, "{\"kind\":\"%s\",\"rows\":%d}", export_table[kind].word, rows);
    code = query_open(access->store, query_export_add, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":sha256", sha256);
        query_set_text(&query, ":kind", export_table[kind].word);
        query_set_int(&query, ":rows", rows);
        query_set_text(&query, ":created_at", at);
        query_set_text(&query, ":created_by", access->actor->name);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    if (code == ERR_OK)
        code = audit_append(
            access->store,
            &(struct audit_event){access->actor, "exchange.export", "export", sha256, detail}, err);
    return work_end(&work, code, false, err);
}

static enum err_code mark(const struct person_access *access, int64_t id, int version,
                          const char *sha256, struct err *err)
{
    char key[CASE_KEY_BYTES + 1];
    struct case_result result;
    const struct case_world world = {.limits = workflow_limits_preset()};
    snprintf(key, sizeof key, "eef-%.32s-%lld", sha256, (long long)id);
    const struct case_request request = {.key = key,
                                         .id = id,
                                         .action = ACTION_EXPORT,
                                         .row_version = version,
                                         .said = {.batch = sha256}};
    return case_act(access->store, &request, access->actor, &world, &result, err);
}

enum err_code export_done(const struct person_access *access, enum export_kind kind,
                          const struct export_sheet *sheet, const char sha256[HASH_TEXT],
                          int *marked, struct err *err)
{
    enum err_code code = keep_hash(access, kind, sheet->rows, sha256, err);
    *marked = 0;
    for (int r = 0; code == ERR_OK && sheet->id && r < sheet->rows; r++) {
        code = mark(access, sheet->id[r], sheet->version[r], sha256, err);
        *marked += code == ERR_OK;
    }
    return code;
}
