/* case list, case show, case workflow: what is there, and who may do what next. */
#include "cli/case_desk.h"

#include "base/env.h"
#include "base/lang.h"
#include "equity/users.h"
#include "report/table.h"

#include <stdlib.h>
#include <string.h>

#define COLUMNS(columns) columns, (int)(sizeof(columns) / sizeof *(columns))
enum { DAY_S = 24 * HOUR_S };

static const char *state_shown(const struct call *call, enum state state)
{
    const struct state_entry *entry = &state_table[state];
    return case_word(call, entry->word, entry->th, entry->en);
}

static const char *workflow_shown(const struct call *call, enum workflow workflow)
{
    const struct workflow_entry *entry = &workflow_table[workflow];
    return case_word(call, entry->word, entry->th, entry->en);
}

static const char *action_shown(const struct call *call, enum action action)
{
    const struct workflow_word *entry = &action_table[action];
    return case_word(call, entry->word, entry->th, entry->en);
}

/* ---- list ---------------------------------------------------------------------------------- */

static enum err_code state_unknown(const char *word, enum workflow workflow, struct err *err)
{
    struct text known = {0};
    for (int s = 0; s < STATES; s++)
        if (state_table[s].workflow == workflow)
            text_add(&known, "%s%s", known.length ? ", " : "", state_table[s].word);
    err_set(err, ERR_INPUT, "ไม่มีสถานะ '%s' ใน '%s' ที่มีคือ %s",
            "no state '%s' in '%s', allowed are %s", word, workflow_table[workflow].word, known.s);
    text_clear(&known);
    return ERR_INPUT;
}

static enum err_code parse_filter(const struct call *call, struct case_filter *filter,
                                  struct err *err)
{
    enum workflow workflow = WORKFLOW_SCREENING;
    enum state state;
    filter->workflow = call->arguments > 1 ? call->argument[1] : NULL;
    filter->state = call->arguments > 2 ? call->argument[2] : NULL;
    if (!filter->workflow) return ERR_OK;
    const enum err_code code = case_workflow_parse(filter->workflow, &workflow, err);
    if (code != ERR_OK || !filter->state || state_parse(workflow, filter->state, &state))
        return code;
    return state_unknown(filter->state, workflow, err);
}

/* A partner sees the pupil only while a referral is accepted. */
static void add_student(struct table *table, int64_t student)
{
    if (student)
        table_int(table, student);
    else
        table_blank(table);
}

static struct table *list_table(const struct call *call, const struct case_file *file, int count)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"id",          "หมายเลข",     "id",          CELL_YEAR, false},
        {"code",        "รหัสเรื่อง",     "code",        CELL_TEXT, false},
        {"workflow",    "สายงาน",      "workflow",    CELL_TEXT, false},
        {"state",       "สถานะ",       "state",       CELL_TEXT, false},
        {"days",        "วันในสถานะ",   "days in it",  CELL_INT,  false},
        {"student",     "นักเรียน",      "pupil",       CELL_YEAR, false},
        {"school",      "โรงเรียน",     "school",      CELL_TEXT, false},
        {"district",    "เขต",         "district",    CELL_TEXT, false},
        {"school_year", "ปีการศึกษา",    "school year", CELL_YEAR, false},
        {"version",     "รุ่น",          "version",     CELL_YEAR, false},
    };
    // clang-format on
    struct table *table = table_new(lang_pick("เรื่อง", "Cases"), COLUMNS(columns));
    for (int i = 0; i < count; i++) {
        table_row(table);
        table_int(table, file[i].id);
        table_text(table, file[i].code);
        table_text(table, workflow_shown(call, file[i].workflow));
        table_text(table, state_shown(call, file[i].state));
        table_int(table, (env_now() - file[i].entered) / DAY_S);
        add_student(table, file[i].student);
        table_text(table, file[i].school);
        table_text(table, file[i].district);
        table_int(table, file[i].school_year);
        table_int(table, file[i].row_version);
    }
    if (count == 0)
        table_note(table,
                   lang_pick("ไม่มีเรื่องที่ผู้ใช้นี้เห็นได้", "there are no cases that this user may see"));
    return table;
}

enum err_code run_case_list(const struct call *call, struct text *out, struct err *err)
{
    struct case_desk desk = {0};
    struct case_filter filter = {0};
    struct case_file *file = NULL;
    int count = 0;
    enum err_code code = parse_filter(call, &filter, err);
    if (code == ERR_OK) code = case_desk_open(call, &desk, err);
    if (code == ERR_OK) code = case_list(desk.store, &filter, &desk.actor, &file, &count, err);
    if (code == ERR_OK) call_print(call, list_table(call, file, count), out);
    free(file);
    case_desk_close(&desk);
    return code;
}

/* ---- show ---------------------------------------------------------------------------------- */

/* What was done with a case, and the names of those who did. */
struct history {
    struct case_act_row *row;
    int rows;
    struct user *user;
    int users;
};

static const char *user_name(const struct history *history, int64_t id)
{
    for (int u = 0; u < history->users; u++)
        if (history->user[u].actor.id == id) return history->user[u].actor.name;
    return "";
}

static const char *remark_of(const struct call *call, const struct case_act_row *row)
{
    if (row->signature) return case_word(call, "first", "ลายมือชื่อแรก", "first signature");
    return row->overdue ? case_word(call, "overdue", "เกินกำหนด", "overdue") : "";
}

static struct table *log_table(const struct call *call, const struct history *history)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"number", "ที่",       "no.",    CELL_YEAR,   false},
        {"at",     "เมื่อ",      "when",   CELL_DATE,   false},
        {"action", "ขั้น",      "step",   CELL_TEXT,   false},
        {"to",     "สถานะ",    "state",  CELL_TEXT,   false},
        {"user",   "ผู้ทำ",      "by",     CELL_TEXT,   false},
        {"role",   "บทบาท",    "role",   CELL_TEXT,   false},
        {"reason", "เหตุผล",    "reason", CELL_TEXT,   false},
        {"cause",  "สาเหตุ",    "cause",  CELL_YEAR,   false},
        {"kind",   "สถานศึกษา", "school", CELL_TEXT,   false},
        {"remark", "หมายเหตุ",  "remark", CELL_TEXT,   false},
    };
    // clang-format on
    struct table *table = table_new(lang_pick("ประวัติ", "History"), COLUMNS(columns));
    for (int i = 0; i < history->rows; i++) {
        const struct case_act_row *row = &history->row[i];
        const struct workflow_word *kind = &school_kind_table[row->school_kind];
        enum role role = ROLE_TEACHER;
        role_parse(row->role, &role);
        table_row(table);
        table_int(table, row->number);
        table_text(table, row->at);
        table_text(table, action_shown(call, row->action));
        table_text(table, state_shown(call, row->to));
        table_text(table, user_name(history, row->actor));
        table_text(table, case_word(call, row->role, role_table[role].th, role_table[role].en));
        table_text(table, row->reason);
        if (row->cause)
            table_int(table, row->cause);
        else
            table_blank(table);
        table_text(table, row->school_kind ? case_word(call, kind->word, kind->th, kind->en) : "");
        table_text(table, remark_of(call, row));
    }
    return table;
}

/* What keeps this user from a step, apart from what the step itself asks for. */
static const struct hindrance {
    enum refusal refusal;
    const char *word, *th, *en;
} hindrances[] = {
    {REFUSAL_NONE, "yes", "ทำได้", "yes"},
    {REFUSAL_GUARD, "yes", "ทำได้เมื่อครบเงื่อนไข", "when what it needs is there"},
    {REFUSAL_ROLE, "role", "ไม่ใช่บทบาทนี้", "not this role"},
    {REFUSAL_CONSECUTIVE, "consecutive", "เพิ่งทำขั้นก่อนหน้า", "took the last step"},
    {REFUSAL_APART, "apart", "ทำขั้นที่ต้องเป็นคนละคน", "took a step of another person"},
    {REFUSAL_SIGNED, "signed", "ลงนามไปแล้ว", "has signed"},
    {REFUSAL_EARLY, "early", "ยังไม่ถึงเวลา", "too early"},
    {REFUSAL_LATE, "late", "พ้นกำหนด", "too late"},
};

static const char *you(const struct call *call, const struct case_desk *desk,
                       const struct case_file *file, enum action action)
{
    const struct case_statement said = {.reason = "-"};
    const struct case_facts facts = {.limits = desk->settings.limits, .now = env_now()};
    struct decision decision;
    struct err unused;
    const enum err_code code =
        workflow_decide(file, action, &desk->actor, &said, &facts, &decision, &unused);
    for (size_t h = 0; h < sizeof hindrances / sizeof *hindrances; h++)
        if (hindrances[h].refusal == (code == ERR_OK ? REFUSAL_NONE : decision.refusal))
            return case_word(call, hindrances[h].word, hindrances[h].th, hindrances[h].en);
    return case_word(call, "role", hindrances[2].th, hindrances[2].en);
}

static void add_needs(const struct call *call, const struct workflow_row *row, struct text *out)
{
    if (row->needs_reason) text_add(out, "%s", case_word(call, "reason", "เหตุผล", "a reason"));
    for (int g = 0; g < GUARDS; g++)
        if (row->guards >> g & 1)
            text_add(out, "%s%s", out->length ? "; " : "",
                     case_word(call, guard_table[g].word, guard_table[g].th, guard_table[g].en));
    for (int a = 0; a < ACTIONS; a++)
        if (row->apart >> a & 1)
            text_add(out, "%s%s%s", out->length ? "; " : "",
                     case_word(call, "apart:", "ไม่ใช่ผู้ที่เคย ", "nobody who did "),
                     action_table[a].word);
}

static const char *limit_form(const struct call *call, enum limit_kind kind)
{
    switch (kind) {
    case LIMIT_DUE:
        return case_word(call, "due", "ภายใน", "due in");
    case LIMIT_UNTIL:
        return case_word(call, "until", "ไม่เกิน", "until");
    case LIMIT_FROM:
        return case_word(call, "from", "ไม่ก่อน", "from");
    default:
        return "";
    }
}

/* The cells that a step has in both of its tables: action, word, next, who, second, needs, hours.
 */
static void add_step(const struct call *call, const struct workflow_row *row,
                     const struct workflow_limits *limits, struct table *table)
{
    struct text roles = {0}, second = {0}, needs = {0}, limit = {0};
    const struct limit_entry *entry = &limit_table[row->limit];
    case_roles(call, row->roles, &roles);
    case_roles(call, row->second_roles, &second);
    add_needs(call, row, &needs);
    if (entry->kind != LIMIT_FREE)
        text_add(&limit, "%s %d", limit_form(call, entry->kind), limits->hours[row->limit]);
    table_text(table, action_table[row->action].word);
    table_text(table, lang_pick(action_table[row->action].th, action_table[row->action].en));
    table_text(table, state_shown(call, row->to));
    table_text(table, text_s(&roles));
    table_text(table, text_s(&second));
    table_text(table, text_s(&needs));
    table_text(table, text_s(&limit));
    text_clear(&roles);
    text_clear(&second);
    text_clear(&needs);
    text_clear(&limit);
}

// clang-format off
#define STEP_COLUMNS                                                              \
    {"action",  "ขั้น",          "step",             CELL_TEXT, false},            \
    {"meaning", "ความหมาย",    "meaning",          CELL_TEXT, false},            \
    {"to",      "ไปสถานะ",      "next",             CELL_TEXT, false},            \
    {"roles",   "ผู้ทำ",          "who",              CELL_TEXT, false},            \
    {"second",  "ลายมือชื่อที่สอง", "second signature", CELL_TEXT, false},            \
    {"needs",   "ต้องมี",         "needs",            CELL_TEXT, false},            \
    {"hours",   "ชั่วโมง",        "hours",            CELL_TEXT, false}
// clang-format on

static struct table *next_table(const struct call *call, const struct case_desk *desk,
                                const struct case_file *file)
{
    static const struct table_column columns[] = {{"you", "ผู้ใช้นี้", "this user", CELL_TEXT, false},
                                                  STEP_COLUMNS};
    struct table *table = table_new(lang_pick("ทำต่อได้", "What may be done next"), COLUMNS(columns));
    for (int r = 0; r < workflow_row_count; r++) {
        const struct workflow_row *row = &workflow_rows[r];
        if (row->from != file->state) continue;
        table_row(table);
        table_text(table, you(call, desk, file, row->action));
        add_step(call, row, &desk->settings.limits, table);
    }
    if (state_is_end(file->state))
        table_note(table, lang_pick("เรื่องนี้สิ้นสุดแล้ว", "this case has come to its end"));
    return table;
}

static struct table *head_table(const struct call *call, const struct case_file *file)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"id",          "หมายเลข",    "id",          CELL_YEAR, false},
        {"code",        "รหัสเรื่อง",    "code",        CELL_TEXT, false},
        {"workflow",    "สายงาน",     "workflow",    CELL_TEXT, false},
        {"state",       "สถานะ",      "state",       CELL_TEXT, false},
        {"since",       "ตั้งแต่",       "since",       CELL_DATE, false},
        {"opened",      "เปิดเมื่อ",     "opened",      CELL_DATE, false},
        {"student",     "นักเรียน",     "pupil",       CELL_YEAR, false},
        {"school",      "โรงเรียน",    "school",      CELL_TEXT, false},
        {"district",    "เขต",        "district",    CELL_TEXT, false},
        {"partner",     "ภาคี",        "partner",     CELL_TEXT, false},
        {"school_year", "ปีการศึกษา",   "school year", CELL_YEAR, false},
        {"parent",      "มาจากเรื่อง",   "from case",   CELL_YEAR, false},
        {"version",     "รุ่น",         "version",     CELL_YEAR, false},
    };
    // clang-format on
    char since[24], opened[24];
    struct table *table = table_new(NULL, COLUMNS(columns));
    case_moment(file->entered, since);
    case_moment(file->opened, opened);
    table_row(table);
    table_int(table, file->id);
    table_text(table, file->code);
    table_text(table, workflow_shown(call, file->workflow));
    table_text(table, state_shown(call, file->state));
    table_text(table, since);
    table_text(table, opened);
    add_student(table, file->student);
    table_text(table, file->school);
    table_text(table, file->district);
    table_text(table, file->partner);
    table_int(table, file->school_year);
    add_student(table, file->parent);
    table_int(table, file->row_version);
    return table;
}

/* CSV is the history, as one table must do. */
static void print_case(const struct call *call, const struct case_desk *desk,
                       const struct case_file *file, const struct history *history,
                       struct text *out)
{
    struct json json;
    if (call->format == FORMAT_CSV) {
        call_print(call, log_table(call, history), out);
        return;
    }
    if (call->format == FORMAT_TABLE) {
        call_print(call, head_table(call, file), out);
        text_add(out, "\n");
        call_print(call, log_table(call, history), out);
        text_add(out, "\n");
        call_print(call, next_table(call, desk, file), out);
        return;
    }
    json_start(&json, out);
    json_object(&json, NULL);
    table_json_take(head_table(call, file), "case", &json);
    table_json_take(log_table(call, history), "history", &json);
    table_json_take(next_table(call, desk, file), "next", &json);
    json_object_end(&json);
}

/* A partner who works on a referral sees the case it came from, and not what was done in it. Other
   users are not named to partners. */
static enum err_code read_history(struct case_desk *desk, const struct case_file *file,
                                  struct history *out, struct err *err)
{
    const bool partner = role_table[desk->actor.role].scope == SCOPE_PARTNER;
    enum err_code code = ERR_OK;
    if (!partner || file->workflow == WORKFLOW_REFERRAL)
        code =
            case_log(desk->store, file->id, &desk->actor, desk->keys, &out->row, &out->rows, err);
    if (code == ERR_OK && !partner) code = user_list(desk->store, &out->user, &out->users, err);
    return code;
}

enum err_code run_case_show(const struct call *call, struct text *out, struct err *err)
{
    struct case_desk desk = {0};
    struct case_file file = {0};
    struct history history = {0};
    int64_t id = 0;
    enum err_code code = desk_number(call->argument[1], "ID", "ID", &id, err);
    if (code == ERR_OK) code = case_desk_open_with_key(call, &desk, err);
    if (code == ERR_OK) code = case_read(desk.store, id, &desk.actor, &file, err);
    if (code == ERR_OK) code = read_history(&desk, &file, &history, err);
    if (code == ERR_OK) print_case(call, &desk, &file, &history, out);
    case_log_clear(history.row, history.rows);
    free(history.user);
    case_file_clear(&file);
    case_desk_close(&desk);
    return code;
}

/* ---- workflow ------------------------------------------------------------------------------ */

static struct table *steps_table(const struct call *call, enum workflow workflow)
{
    static const struct table_column columns[] = {{"from", "สถานะ", "state", CELL_TEXT, false},
                                                  STEP_COLUMNS};
    const struct workflow_limits limits = workflow_limits_preset();
    const struct workflow_entry *entry = &workflow_table[workflow];
    struct table *table = table_new(lang_pick(entry->th, entry->en), COLUMNS(columns));
    for (int r = 0; r < workflow_row_count; r++) {
        if (state_table[workflow_rows[r].from].workflow != workflow) continue;
        table_row(table);
        table_text(table, state_shown(call, workflow_rows[r].from));
        add_step(call, &workflow_rows[r], &limits, table);
    }
    table_note(table, lang_pick(entry->meaning_th, entry->meaning_en));
    table_note(table, lang_pick("ขั้นที่ไม่อยู่ในตารางทำไม่ได้ และไม่มีใครทำสองขั้นติดกัน",
                                "a step that is not listed is refused, and nobody takes two in a "
                                "row"));
    return table;
}

static struct table *workflows_table(const struct call *call)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"workflow", "สายงาน",      "workflow",  CELL_TEXT, false},
        {"name",     "ชื่อ",         "name",      CELL_TEXT, false},
        {"first",    "เริ่มที่",       "begins in", CELL_TEXT, false},
        {"openers",  "ผู้เปิดเรื่อง",   "opened by", CELL_TEXT, false},
        {"steps",    "จำนวนขั้น",    "steps",     CELL_INT,  false},
        {"meaning",  "ความหมาย",   "meaning",   CELL_TEXT, false},
    };
    // clang-format on
    struct table *table = table_new(lang_pick("สายงาน", "Workflows"), COLUMNS(columns));
    for (int w = 0; w < WORKFLOWS; w++) {
        const struct workflow_entry *entry = &workflow_table[w];
        struct text openers = {0};
        int steps = 0;
        case_roles(call, entry->openers, &openers);
        for (int r = 0; r < workflow_row_count; r++)
            steps += state_table[workflow_rows[r].from].workflow == (enum workflow)w;
        table_row(table);
        table_text(table, entry->word);
        table_text(table, lang_pick(entry->th, entry->en));
        table_text(table, state_shown(call, entry->first));
        table_text(table, openers.length ? openers.s
                                         : case_word(call, "", "ขั้นของเรื่องอื่น", "steps of others"));
        table_int(table, steps);
        table_text(table, lang_pick(entry->meaning_th, entry->meaning_en));
        text_clear(&openers);
    }
    return table;
}

enum err_code run_case_workflow(const struct call *call, struct text *out, struct err *err)
{
    enum workflow workflow = WORKFLOW_SCREENING;
    enum err_code code = ERR_OK;
    if (call->arguments > 0) code = case_workflow_parse(call->argument[0], &workflow, err);
    if (code == ERR_OK)
        call_print(call, call->arguments > 0 ? steps_table(call, workflow) : workflows_table(call),
                   out);
    return code;
}
