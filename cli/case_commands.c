/* case open, case act, case rules, case grant: what changes one case. */
#include "cli/case_desk.h"

#include "base/env.h"
#include "base/lang.h"
#include "base/mem.h"
#include "equity/case_pupil.h"
#include "equity/grants.h"
#include "report/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS(columns) columns, (int)(sizeof(columns) / sizeof *(columns))

/* ---- open ---------------------------------------------------------------------------------- */

/* One sentence for a pupil who is not there and one who is elsewhere. */
static enum err_code no_pupil(int64_t student, struct err *err)
{
    return err_set(err, ERR_NOT_FOUND, "ไม่มีนักเรียนหมายเลข '%lld' ในขอบเขตของผู้ใช้นี้",
                   "no pupil '%lld' where this user acts", (long long)student);
}

static enum err_code open_for(const struct call *call, struct case_desk *desk,
                              enum workflow workflow, int64_t student, int64_t *id, struct err *err)
{
    struct case_pupil pupil = {.school = "-", .district = "-"};
    bool found = false;
    char key[CASE_REQUEST_KEY + 1];
    int year = case_school_year(env_now());
    enum err_code code = call_whole(call, OPTION_YEAR, 2500, 2699, &year, err);
    if (code == ERR_OK) code = case_pupil_read(desk->store, student, &pupil, &found, err);
    if (code != ERR_OK) return code;
    /* Asked for even so, where nobody can be: the attempt is recorded as any other. */
    if (!found && role_table[desk->actor.role].scope == SCOPE_CITY) return no_pupil(student, err);
    case_request_key(call, key);
    const struct case_opening opening = {
        .workflow = workflow,
        .student = student,
        .school = pupil.school,
        .district = pupil.district,
        .school_year = year,
        .said = {.partner = call_value(call, OPTION_PARTNER)},
        .key = key,
    };
    code = case_open(desk->store, &opening, &desk->actor, &desk->world, id, err);
    return code == ERR_NOT_FOUND ? no_pupil(student, err) : code;
}

enum err_code run_case_open(const struct call *call, struct text *out, struct err *err)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"id",       "หมายเลข", "id",       CELL_YEAR, false},
        {"code",     "รหัสเรื่อง", "code",     CELL_TEXT, false},
        {"workflow", "สายงาน",  "workflow", CELL_TEXT, false},
        {"state",    "สถานะ",   "state",    CELL_TEXT, false},
        {"version",  "รุ่น",      "version",  CELL_YEAR, false},
    };
    // clang-format on
    struct case_desk desk = {0};
    struct case_file file = {0};
    const char *word = NULL;
    enum workflow workflow;
    int64_t student = 0, id = 0;
    enum err_code code = case_workflow_parse(call->argument[1], &workflow, err);
    if (code == ERR_OK) code = case_option(call, OPTION_STUDENT, &word, err);
    if (code == ERR_OK) code = desk_number(word, "--student", "--student", &student, err);
    if (code == ERR_OK) code = case_desk_open(call, &desk, err);
    if (code == ERR_OK) code = open_for(call, &desk, workflow, student, &id, err);
    if (code == ERR_OK) code = case_read(desk.store, id, &desk.actor, &file, err);
    if (code == ERR_OK) {
        struct table *table = table_new(NULL, COLUMNS(columns));
        table_row(table);
        table_int(table, id);
        table_text(table, file.code);
        table_text(table, case_word(call, workflow_table[workflow].word,
                                    workflow_table[workflow].th, workflow_table[workflow].en));
        table_text(table, case_word(call, state_table[file.state].word, state_table[file.state].th,
                                    state_table[file.state].en));
        table_int(table, file.row_version);
        call_print(call, table, out);
    }
    case_file_clear(&file);
    case_desk_close(&desk);
    return code;
}

/* ---- act ----------------------------------------------------------------------------------- */

static enum err_code no_action(const char *word, struct err *err)
{
    const char *names[ACTIONS];
    for (int a = 0; a < ACTIONS; a++) names[a] = action_table[a].word;
    const char *nearest = nearest_word(word, names, ACTIONS);
    if (!nearest)
        return err_set(err, ERR_INPUT, "ไม่มีขั้น '%s' ดูขั้นที่ทำได้ด้วย 'kru case show'",
                       "no step '%s', 'kru case show' lists what may be done", word);
    return err_set(err, ERR_INPUT, "ไม่มีขั้น '%s' หมายถึง '%s' หรือไม่", "no step '%s', is '%s' meant",
                   word, nearest);
}

static enum err_code read_statement(const struct call *call, struct case_statement *said,
                                    struct err *err)
{
    const char *kind = call_value(call, OPTION_KIND), *proof = call_value(call, OPTION_PROOF);
    *said = (struct case_statement){.reason = call_value(call, OPTION_REASON),
                                    .partner = call_value(call, OPTION_PARTNER),
                                    .batch = proof,
                                    .receipt = proof};
    if (kind && (*kind == '\0' || !school_kind_parse(kind, &said->school_kind)))
        return err_set(
            err, ERR_INPUT, "'--kind' เป็น '%s' ที่ใช้ได้คือ school, non-formal, vocational, special",
            "'--kind' is '%s', allowed are school, non-formal, vocational, special", kind);
    return call_whole(call, OPTION_CAUSE, 1, DROPOUT_CAUSES, &said->cause, err);
}

/* A step asks for a receipt or for a hash, never for both; the other would be too long for its
   column. */
static void keep_asked_for(enum action action, struct case_statement *said)
{
    if (action == ACTION_EXPORT)
        said->receipt = NULL;
    else
        said->batch = NULL;
}

/* The version that was read: --seen, or that of this moment. What is not to be seen is acted upon
   even so: the refusal is then recorded as that of the step. */
static enum err_code seen_version(const struct call *call, struct case_desk *desk, int64_t id,
                                  int *version, struct err *err)
{
    struct case_file file = {0};
    if (call_has(call, OPTION_SEEN)) return call_whole(call, OPTION_SEEN, 1, 1000000, version, err);
    if (call_has(call, OPTION_REQUEST))
        return err_set(err, ERR_INPUT,
                       "--request ต้องมี --seen N คือรุ่นของเรื่องที่อ่านมา เพื่อให้ส่งซ้ำได้โดยทำครั้งเดียว",
                       "--request needs --seen N, the version that was read, so that it can be "
                       "sent again");
    const enum err_code code = case_read(desk->store, id, &desk->actor, &file, err);
    *version = code == ERR_OK ? file.row_version : 1;
    case_file_clear(&file);
    return code == ERR_NOT_FOUND ? ERR_OK : code;
}

static struct table *result_table(const struct call *call, int64_t id, enum action action,
                                  const struct case_result *result)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"id",        "หมายเลข",   "id",        CELL_YEAR,   false},
        {"action",    "ขั้น",        "step",      CELL_TEXT,   false},
        {"state",     "สถานะ",     "state",     CELL_TEXT,   false},
        {"version",   "รุ่น",        "version",   CELL_YEAR,   false},
        {"opened",    "เรื่องที่เปิด",  "opened",    CELL_YEAR,   false},
        {"remark",    "หมายเหตุ",   "remark",    CELL_HIDDEN, false},
    };
    // clang-format on
    const char *remark = result->signature  ? "signature"
                         : result->repeated ? "repeated"
                         : result->overdue  ? "overdue"
                                            : "";
    struct table *table = table_new(NULL, COLUMNS(columns));
    const struct state_entry *state = &state_table[result->state];
    table_row(table);
    table_int(table, id);
    table_text(table, case_word(call, action_table[action].word, action_table[action].th,
                                action_table[action].en));
    table_text(table, case_word(call, state->word, state->th, state->en));
    table_int(table, result->row_version);
    if (result->child)
        table_int(table, result->child);
    else
        table_blank(table);
    table_text(table, remark);
    if (result->signature)
        table_note(table, lang_pick("ลงลายมือชื่อแรกแล้ว ต้องมีอีกคนลงนามด้วยขั้นเดียวกัน เรื่องยังอยู่ในสถานะเดิม",
                                    "the first signature is there; another person completes the "
                                    "step by the same action, and until then the case stays"));
    if (result->overdue)
        table_note(table, lang_pick("ทำแล้ว แต่เกินกำหนด", "done, but later than its limit"));
    if (result->repeated)
        table_note(table, lang_pick("คำขอนี้ทำไปแล้ว ครั้งนี้ไม่เปลี่ยนอะไร",
                                    "this request was done before; nothing changed now"));
    return table;
}

enum err_code run_case_act(const struct call *call, struct text *out, struct err *err)
{
    struct case_desk desk = {0};
    struct case_result result;
    char key[CASE_REQUEST_KEY + 1];
    struct case_request request = {.key = key};
    enum err_code code = desk_number(call->argument[1], "ID", "ID", &request.id, err);
    if (code == ERR_OK && !action_parse(call->argument[2], &request.action))
        code = no_action(call->argument[2], err);
    if (code == ERR_OK) code = read_statement(call, &request.said, err);
    /* The key seals the reason; a step without one is taken without it. */
    if (code == ERR_OK)
        code = call_has(call, OPTION_REASON) ? case_desk_open_with_key(call, &desk, err)
                                             : case_desk_open(call, &desk, err);
    if (code == ERR_OK) code = seen_version(call, &desk, request.id, &request.row_version, err);
    if (code == ERR_OK) {
        keep_asked_for(request.action, &request.said);
        case_request_key(call, key);
        code = case_act(desk.store, &request, &desk.actor, &desk.world, &result, err);
    }
    if (code == ERR_OK)
        call_print(call, result_table(call, request.id, request.action, &result), out);
    case_desk_close(&desk);
    return code;
}

/* ---- rules --------------------------------------------------------------------------------- */

static struct table *rules_table(const struct cases_settings *settings, int changed)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"year",           "ปีการศึกษา",    "school year",    CELL_YEAR,   false},
        {"level",          "ระดับ",        "level",          CELL_TEXT,   false},
        {"band",           "กลุ่ม",         "band",           CELL_TEXT,   false},
        {"term1_baht",     "ภาค 1 (บาท)", "term 1 (baht)",  CELL_MONEY,  false},
        {"term2_baht",     "ภาค 2 (บาท)", "term 2 (baht)",  CELL_MONEY,  false},
        {"attendance_min", "มาเรียน (%)",  "attendance (%)", CELL_INT,    false},
        {"years",          "ปี",           "years",          CELL_INT,    false},
        {"source",         "ที่มา",         "source",         CELL_HIDDEN, false},
    };
    // clang-format on
    struct text note = {0};
    struct table *table = table_new(lang_pick("อัตราทุน", "Rules of grants"), COLUMNS(columns));
    for (int i = 0; i < settings->grants; i++) {
        const struct grant_rule *rule = &settings->grant[i];
        table_row(table);
        table_int(table, rule->year);
        table_text(table, grant_level_words[rule->level]);
        table_text(table, grant_band_words[rule->band]);
        table_int(table, rule->term_baht[0]);
        table_int(table, rule->term_baht[1]);
        table_int(table, rule->attendance_min);
        table_int(table, rule->years);
        table_text(table, rule->source);
    }
    text_add(&note,
             lang_pick("เขียน %d กฎ ทุนที่ให้ไปแล้วไม่เปลี่ยน",
                       "%d rules written; awards already made do not change"),
             changed);
    table_note(table, note.s);
    text_clear(&note);
    return table;
}

enum err_code run_case_rules(const struct call *call, struct text *out, struct err *err)
{
    struct case_desk desk = {0};
    struct cases_settings settings = cases_settings_preset();
    int changed = 0;
    enum err_code code = case_desk_open(call, &desk, err);
    if (code == ERR_OK) code = cases_settings_read(call->argument[1], &settings, err);
    if (code == ERR_OK && settings.grants == 0)
        code = err_set(err, ERR_INPUT, "'%s' ไม่มีอัตราทุน ต้องมีหมวด [grant.ปี]",
                       "'%s' has no rules of grants, needed is a section [grant.YEAR]",
                       call->argument[1]);
    if (code == ERR_OK)
        code = grant_rules_put(desk.store, settings.grant, settings.grants, &desk.actor, &changed,
                               err);
    if (code == ERR_OK) call_print(call, rules_table(&settings, changed), out);
    cases_settings_clear(&settings);
    case_desk_close(&desk);
    return code;
}

/* ---- grant --------------------------------------------------------------------------------- */

static enum err_code parse_band(const char *word, enum grant_band *out, struct err *err)
{
    for (int b = 0; b < GRANT_BANDS; b++)
        if (strcmp(word, grant_band_words[b]) == 0) {
            *out = (enum grant_band)b;
            return ERR_OK;
        }
    return err_set(err, ERR_INPUT, "'%s' ไม่ใช่กลุ่มของทุน ที่ใช้ได้คือ %s, %s",
                   "'%s' is no band of a grant, allowed are %s, %s", word,
                   grant_band_words[GRANT_BAND_POOR], grant_band_words[GRANT_BAND_EXTREME]);
}

/* The level is that of the pupil's grade, the rule that of the year of the case. */
static enum err_code give_award(struct case_desk *desk, const struct case_file *file,
                                const char *band, struct err *err)
{
    struct case_pupil pupil = {.grade = ""};
    bool found = false;
    int grade = 0;
    enum grant_band parsed = GRANT_BAND_POOR;
    enum err_code code = parse_band(band, &parsed, err);
    if (code == ERR_OK) code = case_pupil_read(desk->store, file->student, &pupil, &found, err);
    if (code == ERR_OK && !case_grade_parse(pupil.grade, &grade))
        code = err_set(err, ERR_INPUT, "ชั้นของนักเรียนในเรื่อง '%s' คือ '%s' ทุนมีเฉพาะ k1 ถึง m3",
                       "the grade of the pupil of case '%s' is '%s', grants go to k1 .. m3",
                       file->code, pupil.grade);
    if (code != ERR_OK) return code;
    return grant_award(desk->store, file->id, file->school_year, case_grant_level(grade), parsed,
                       &desk->actor, err);
}

/* The ranges of grams and millimetres do not meet, so that an order mixed up is found. */
static enum err_code record_term(const struct call *call, struct case_desk *desk, int64_t id,
                                 bool *met, struct err *err)
{
    static const char *const names[] = {"DAYS", "PRESENT", "GRAMS", "MM"};
    enum { NUMBERS = sizeof names / sizeof *names, FIRST = 2, MOST = 1000000 };
    int value[NUMBERS] = {0};
    for (int n = 0; n < NUMBERS; n++) {
        const char *word = call->argument[FIRST + n];
        char *end = NULL;
        const long number = strtol(word, &end, 10);
        if (*word < '0' || *word > '9' || *end != '\0' || number > MOST)
            return err_set(err, ERR_INPUT, "%s '%s' ต้องเป็นจำนวนเต็ม 0 ถึง %d",
                           "%s '%s' is wrong, allowed are whole numbers 0 .. %d", names[n], word,
                           MOST);
        value[n] = (int)number;
    }
    const struct term_record record = {.days = value[0],
                                       .days_present = value[1],
                                       .growth = {.weight_g = value[2], .height_mm = value[3]}};
    return grant_term_put(desk->store, id, &record, &desk->actor, met, err);
}

static enum err_code print_grant(const struct call *call, struct case_desk *desk,
                                 const struct case_file *file, const char *note, struct text *out,
                                 struct err *err)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"id",    "หมายเลข",       "id",          CELL_YEAR,  false},
        {"code",  "รหัสเรื่อง",       "code",        CELL_TEXT,  false},
        {"state", "สถานะ",         "state",       CELL_TEXT,  false},
        {"terms", "ภาคเรียนที่จ่าย",  "terms paid",  CELL_INT,   false},
        {"baht",  "จ่ายแล้ว (บาท)",  "paid (baht)", CELL_MONEY, false},
    };
    // clang-format on
    const struct state_entry *state = &state_table[file->state];
    int terms = 0, baht = 0;
    const enum err_code code = grant_paid(desk->store, file->id, &terms, &baht, err);
    if (code != ERR_OK) return code;
    struct table *table = table_new(NULL, COLUMNS(columns));
    table_row(table);
    table_int(table, file->id);
    table_text(table, file->code);
    table_text(table, case_word(call, state->word, state->th, state->en));
    table_int(table, terms);
    table_int(table, baht);
    if (*note) table_note(table, note);
    call_print(call, table, out);
    return ERR_OK;
}

enum err_code run_case_grant(const struct call *call, struct text *out, struct err *err)
{
    struct case_desk desk = {0};
    struct case_file file = {0};
    int64_t id = 0;
    bool met = false;
    const char *note = "";
    const bool band = call->arguments == 3, term = call->arguments == 6;
    enum err_code code = desk_number(call->argument[1], "ID", "ID", &id, err);
    if (code == ERR_OK && call->arguments > 2 && !band && !term)
        code = err_set(err, ERR_INPUT, "ต้องเป็น BAND หรือครบทั้งสี่: DAYS PRESENT GRAMS MM",
                       "needed is a BAND, or all four of DAYS PRESENT GRAMS MM");
    if (code == ERR_OK) code = case_desk_open(call, &desk, err);
    if (code == ERR_OK) code = case_read(desk.store, id, &desk.actor, &file, err);
    if (code == ERR_OK && file.workflow != WORKFLOW_GRANT)
        code = err_set(err, ERR_INPUT, "เรื่อง '%s' ไม่ใช่เรื่องทุน", "case '%s' is no grant", file.code);
    if (code == ERR_OK && band) {
        code = give_award(&desk, &file, call->argument[2], err);
        note = lang_pick("กำหนดเงินทุนตามอัตราของปีแล้ว", "the award of its year is set");
    }
    if (code == ERR_OK && term) {
        code = record_term(call, &desk, id, &met, err);
        note = met ? lang_pick("มาเรียนถึงขั้นต่ำ", "attendance reaches the minimum")
                   : lang_pick("มาเรียนไม่ถึงขั้นต่ำ นักเรียนต้องได้รับการดูแล เงินไม่ถูกตัด",
                               "attendance is below the minimum: the pupil needs help, no money "
                               "is cut");
    }
    if (code == ERR_OK) code = print_grant(call, &desk, &file, note, out, err);
    case_file_clear(&file);
    case_desk_close(&desk);
    return code;
}
