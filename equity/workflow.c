/* Walks the tables of workflow_tables.c: one answer to "may this person do this now". */
#include "equity/workflow.h"

#include "base/lang.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define BIT(what) (1u << (what))

static const struct {
    const char *word;
    enum err_code code;
} refusals[REFUSALS] = {[REFUSAL_NONE] = {"", ERR_OK},
#define X(name, word, code) [REFUSAL_##name] = {word, ERR_##code},
                        REFUSAL_TABLE(X)
#undef X
};

const char *refusal_word(enum refusal refusal)
{
    return refusals[refusal].word;
}

/* ---- look-ups ---------------------------------------------------------------------------- */

bool workflow_parse(const char *word, enum workflow *out)
{
    for (int w = 0; w < WORKFLOWS; w++)
        if (strcmp(word, workflow_table[w].word) == 0) {
            *out = (enum workflow)w;
            return true;
        }
    return false;
}

bool state_parse(enum workflow workflow, const char *word, enum state *out)
{
    for (int s = 0; s < STATES; s++)
        if (state_table[s].workflow == workflow && strcmp(word, state_table[s].word) == 0) {
            *out = (enum state)s;
            return true;
        }
    return false;
}

bool action_parse(const char *word, enum action *out)
{
    for (int a = 0; a < ACTIONS; a++)
        if (strcmp(word, action_table[a].word) == 0) {
            *out = (enum action)a;
            return true;
        }
    return false;
}

bool school_kind_parse(const char *word, enum school_kind *out)
{
    for (int k = 0; k < SCHOOL_KINDS; k++)
        if (strcmp(word, school_kind_table[k].word) == 0) {
            *out = (enum school_kind)k;
            return true;
        }
    return false;
}

struct workflow_limits workflow_limits_preset(void)
{
    struct workflow_limits limits;
    for (int l = 0; l < LIMITS; l++) limits.hours[l] = limit_table[l].preset_hours;
    return limits;
}

const struct workflow_row *workflow_find(enum state from, enum action action)
{
    for (int r = 0; r < workflow_row_count; r++)
        if (workflow_rows[r].from == from && workflow_rows[r].action == action)
            return &workflow_rows[r];
    return NULL;
}

bool state_is_end(enum state state)
{
    for (int r = 0; r < workflow_row_count; r++)
        if (workflow_rows[r].from == state) return false;
    return true;
}

bool state_is_closed(enum state state)
{
    return state_is_end(state) || state == DROPOUT_STAYED || state == DROPOUT_CLOSED_NOT_RETURNED;
}

void case_file_clear(struct case_file *file)
{
    free(file->history);
    *file = (struct case_file){0};
}

/* ---- the past of a case ------------------------------------------------------------------ */

/* The first of two signatures that waits for this action, or NULL. Any other act voids it. */
static const struct case_step *waiting(const struct case_file *file, enum action action)
{
    if (file->steps == 0) return NULL;
    const struct case_step *last = &file->history[file->steps - 1];
    return last->signature && last->action == action ? last : NULL;
}

/* Whether this person took the last step, alone or as one of two. */
static bool took_last_step(const struct case_file *file, int64_t person)
{
    for (int i = file->steps - 1; i >= 0; i--) {
        const struct case_step *step = &file->history[i];
        if (step->signature || step->from == step->to) continue;
        if (step->actor == person) return true;
        const struct case_step *before = i > 0 ? step - 1 : NULL;
        return before && before->signature && before->action == step->action &&
               before->from == step->from && before->actor == person;
    }
    return false;
}

static bool did_one_of(const struct case_file *file, uint64_t actions, int64_t person)
{
    for (int i = 0; i < file->steps; i++)
        if (actions >> file->history[i].action & 1 && file->history[i].actor == person) return true;
    return false;
}

/* Attempts that found nobody since the team last set out. */
static int attempts(const struct case_file *file)
{
    int count = 0;
    for (int i = 0; i < file->steps; i++) {
        if (file->history[i].action == ACTION_START_VISITS) count = 0;
        if (file->history[i].action == ACTION_MISS) count++;
    }
    return count;
}

static bool returned_by_subcommittee(const struct case_file *file)
{
    for (int i = file->steps - 1; i >= 0; i--)
        if (file->history[i].to == SCREENING_RETURNED)
            return file->history[i].from == SCREENING_DISTRICT_FORWARDED;
    return false;
}

/* ---- guards ------------------------------------------------------------------------------ */

static bool is_said(const char *text)
{
    return text && *text;
}

/* The guards that follow from the case and from what the actor states. */
static uint32_t said_guards(const struct case_file *file, const struct case_statement *said,
                            const struct case_step *first)
{
    const int made = attempts(file);
    const bool cause = said->cause >= 1 && said->cause <= DROPOUT_CAUSES &&
                       (!first || first->cause == said->cause);
    const bool kind = said->school_kind > SCHOOL_KIND_UNSAID && said->school_kind < SCHOOL_KINDS;
    return (is_said(said->batch) ? BIT(GUARD_BATCH) : 0) |
           (is_said(said->receipt) ? BIT(GUARD_RECEIPT) : 0) |
           (is_said(said->partner) ? BIT(GUARD_PARTNER) : 0) | (cause ? BIT(GUARD_CAUSE) : 0) |
           (kind ? BIT(GUARD_SCHOOL_KIND) : 0) |
           BIT(made < DROPOUT_ATTEMPTS ? GUARD_ATTEMPT_LEFT : GUARD_NO_ATTEMPT_LEFT) |
           (returned_by_subcommittee(file) ? BIT(GUARD_FORWARDED_BEFORE) : 0);
}

enum {
    SAID_GUARDS = 1 << GUARD_BATCH | 1 << GUARD_RECEIPT | 1 << GUARD_PARTNER | 1 << GUARD_CAUSE |
                  1 << GUARD_SCHOOL_KIND | 1 << GUARD_ATTEMPT_LEFT | 1 << GUARD_NO_ATTEMPT_LEFT |
                  1 << GUARD_FORWARDED_BEFORE,
};

/* The first guard of `wanted` that does not hold; GUARDS: all do. */
static enum guard first_broken(uint32_t wanted, uint32_t holds)
{
    for (int g = 0; g < GUARDS; g++)
        if (wanted >> g & 1 && !(holds >> g & 1)) return (enum guard)g;
    return GUARDS;
}

/* ---- sentences --------------------------------------------------------------------------- */

static void names_of_roles(uint32_t roles, struct text *out)
{
    for (int r = 0; r < ROLES; r++)
        if (roles >> r & 1)
            text_add(out, "%s'%s'", out->length ? ", " : "",
                     lang_pick(role_table[r].th, role_table[r].en));
}

static void names_of_actions(const struct case_file *file, struct text *out)
{
    for (int r = 0; r < workflow_row_count; r++)
        if (workflow_rows[r].from == file->state)
            text_add(out, "%s'%s'", out->length ? ", " : "",
                     action_table[workflow_rows[r].action].word);
}

static enum err_code no_such_step(const struct case_file *file, enum action action, struct err *err)
{
    const struct state_entry *state = &state_table[file->state];
    struct text allowed = {0};
    names_of_actions(file, &allowed);
    const enum err_code code =
        allowed.length
            ? err_set(err, ERR_INPUT, "เรื่อง '%s' อยู่ในสถานะ '%s' ทำ '%s' ไม่ได้ ทำได้เฉพาะ %s",
                      "case '%s' is in state '%s', which has no '%s'; allowed are %s", file->code,
                      lang_pick(state->th, state->word), action_table[action].word,
                      text_s(&allowed))
            : err_set(err, ERR_INPUT, "เรื่อง '%s' สิ้นสุดแล้วในสถานะ '%s' ทำ '%s' ไม่ได้",
                      "case '%s' has ended in state '%s', which has no '%s'", file->code,
                      lang_pick(state->th, state->word), action_table[action].word);
    text_clear(&allowed);
    return code;
}

static enum err_code wrong_role(const struct case_file *file, enum action action, uint32_t roles,
                                const struct actor *actor, struct err *err)
{
    struct text allowed = {0};
    names_of_roles(roles, &allowed);
    const enum err_code code =
        err_set(err, ERR_INPUT, "'%s' ในบทบาท '%s' ทำ '%s' กับเรื่อง '%s' ไม่ได้ ทำได้เฉพาะ %s",
                "'%s' as '%s' may not '%s' case '%s', allowed are %s", actor->name,
                lang_pick(role_table[actor->role].th, role_table[actor->role].en),
                action_table[action].word, file->code, text_s(&allowed));
    text_clear(&allowed);
    return code;
}

enum err_code case_is_absent(int64_t id, struct err *err)
{
    return err_set(err, ERR_NOT_FOUND, "ไม่มีเรื่องหมายเลข '%lld'", "no case '%lld'", (long long)id);
}

static enum err_code out_of_time(const struct case_file *file, enum action action, bool early,
                                 const struct workflow_row *row, int hours, struct err *err)
{
    const struct limit_entry *limit = &limit_table[row->limit];
    const int amount = hours % 24 == 0 ? hours / 24 : hours;
    const char *unit = hours % 24 == 0 ? lang_pick("วัน", "days") : lang_pick("ชั่วโมง", "hours");
    return early
               ? err_set(err, ERR_INPUT, "เรื่อง '%s' ยังทำ '%s' ไม่ได้ (%s) ต้องครบ %d %s ก่อน",
                         "case '%s': '%s' comes too early (%s), allowed from %d %s on", file->code,
                         action_table[action].word, lang_pick(limit->th, limit->en), amount, unit)
               : err_set(err, ERR_INPUT, "เรื่อง '%s' ทำ '%s' ไม่ได้แล้ว (%s) ต้องทำภายใน %d %s",
                         "case '%s': '%s' comes too late (%s), allowed within %d %s", file->code,
                         action_table[action].word, lang_pick(limit->th, limit->en), amount, unit);
}

/* The sentences of the refusals that concern who acts. */
static enum err_code wrong_person(const struct case_file *file, enum action action,
                                  const struct actor *actor, enum refusal refusal, struct err *err)
{
    static const char *const sentences[REFUSALS][2] = {
        [REFUSAL_CONSECUTIVE] = {"'%s' ทำขั้นตอนก่อนหน้าของเรื่อง '%s' เอง จึงทำ '%s' ไม่ได้ ต้องเป็นคนอื่น",
                                 "'%s' took the last step of case '%s' and may not '%s', too; "
                                 "allowed is another person"},
        [REFUSAL_APART] = {"'%s' ทำขั้นตอนของเรื่อง '%s' ที่ต้องแยกคนกับ '%s' แล้ว ต้องเป็นคนอื่น",
                           "'%s' has a part in case '%s' that must be kept apart from '%s'; "
                           "allowed is another person"},
        [REFUSAL_SIGNED] = {"'%s' ลงชื่อในเรื่อง '%s' สำหรับ '%s' แล้ว ลายมือชื่อที่สองต้องเป็นของคนอื่น",
                            "'%s' has signed case '%s' for '%s' already; the second signature is "
                            "another person's"},
    };
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    return err_set(err, ERR_INPUT, sentences[refusal][0], sentences[refusal][1], actor->name,
                   file->code, action_table[action].word);
#pragma GCC diagnostic pop
}

/* ---- the decision ------------------------------------------------------------------------ */

static bool is_seen(const struct case_file *file, const struct actor *actor)
{
    if (role_table[actor->role].scope == SCOPE_PARTNER)
        return file->workflow == WORKFLOW_REFERRAL && *file->partner &&
               strcmp(file->partner, actor->place) == 0;
    return actor_covers(actor, file->school, file->district);
}

static enum refusal refuse_person(const struct case_file *file, const struct workflow_row *row,
                                  const struct actor *actor, const struct case_step *first)
{
    const uint32_t roles = first ? row->second_roles : row->roles;
    if (first && first->actor == actor->id) return REFUSAL_SIGNED;
    if (!(roles >> actor->role & 1)) return REFUSAL_ROLE;
    if (row->from != row->to && took_last_step(file, actor->id)) return REFUSAL_CONSECUTIVE;
    if (did_one_of(file, row->apart, actor->id)) return REFUSAL_APART;
    return REFUSAL_NONE;
}

static enum refusal refuse_time(const struct case_file *file, const struct workflow_row *row,
                                const struct case_facts *facts, bool *overdue)
{
    const int64_t limit = (int64_t)facts->limits.hours[row->limit] * HOUR_S;
    const int64_t passed = facts->now - file->entered;
    switch (limit_table[row->limit].kind) {
    case LIMIT_FROM:
        return passed < limit ? REFUSAL_EARLY : REFUSAL_NONE;
    case LIMIT_UNTIL:
        return passed > limit ? REFUSAL_LATE : REFUSAL_NONE;
    case LIMIT_DUE:
        *overdue = passed > limit;
        return REFUSAL_NONE;
    default:
        return REFUSAL_NONE;
    }
}

static enum refusal refuse(const struct case_file *file, enum action action,
                           const struct actor *actor, const struct case_statement *said,
                           const struct case_facts *facts, struct decision *out)
{
    if (!is_seen(file, actor)) return REFUSAL_ABSENT;
    out->row = workflow_find(file->state, action);
    if (!out->row) return REFUSAL_STEP;
    const struct case_step *first = out->row->second_roles ? waiting(file, action) : NULL;
    enum refusal refusal = refuse_person(file, out->row, actor, first);
    if (refusal == REFUSAL_NONE) refusal = refuse_time(file, out->row, facts, &out->overdue);
    if (refusal != REFUSAL_NONE) return refusal;
    if (out->row->needs_reason && !first && !is_said(said->reason)) return REFUSAL_REASON;
    const uint32_t holds = (facts->holds & ~(uint32_t)SAID_GUARDS) | said_guards(file, said, first);
    out->guard = first_broken(out->row->guards, holds);
    if (out->guard != GUARDS) return REFUSAL_GUARD;
    out->signature = out->row->second_roles && !first;
    out->next = out->signature ? file->state : out->row->to;
    return REFUSAL_NONE;
}

static enum err_code say(const struct case_file *file, enum action action,
                         const struct actor *actor, const struct case_facts *facts,
                         const struct decision *decision, struct err *err)
{
    const struct workflow_row *row = decision->row;
    const char *word = action_table[action].word;
    switch (decision->refusal) {
    case REFUSAL_NONE:
        return ERR_OK;
    case REFUSAL_ABSENT:
        return case_is_absent(file->id, err);
    case REFUSAL_STEP:
        return no_such_step(file, action, err);
    case REFUSAL_ROLE:
        return wrong_role(file, action,
                          row->second_roles && waiting(file, action) ? row->second_roles
                                                                     : row->roles,
                          actor, err);
    case REFUSAL_EARLY:
    case REFUSAL_LATE:
        return out_of_time(file, action, decision->refusal == REFUSAL_EARLY, row,
                           facts->limits.hours[row->limit], err);
    case REFUSAL_REASON:
        return err_set(err, ERR_INPUT, "เรื่อง '%s': '%s' ต้องมีเหตุผล",
                       "case '%s': '%s' needs a reason", file->code, word);
    case REFUSAL_GUARD:
        return err_set(err, ERR_INPUT, "เรื่อง '%s' ทำ '%s' ไม่ได้ ต้องมีก่อน: %s",
                       "case '%s': '%s' is not allowed yet, needed is: %s", file->code, word,
                       lang_pick(guard_table[decision->guard].th, guard_table[decision->guard].en));
    default:
        return wrong_person(file, action, actor, decision->refusal, err);
    }
}

enum err_code workflow_decide(const struct case_file *file, enum action action,
                              const struct actor *actor, const struct case_statement *said,
                              const struct case_facts *facts, struct decision *out, struct err *err)
{
    assert(state_table[file->state].workflow == file->workflow);
    struct decision decision = {.next = file->state, .guard = GUARDS};
    decision.refusal = refuse(file, action, actor, said, facts, &decision);
    *out = decision;
    return say(file, action, actor, facts, &decision, err);
}

enum err_code workflow_may_open(enum workflow workflow, const struct actor *actor,
                                const char *school, const char *district,
                                const struct case_statement *said, const struct case_facts *facts,
                                struct err *err)
{
    const struct workflow_entry *entry = &workflow_table[workflow];
    const char *name = lang_pick(entry->th, entry->en);
    if (!actor_covers(actor, school, district))
        return err_set(err, ERR_NOT_FOUND, "ไม่มีโรงเรียน '%s' ในขอบเขตของ '%s'",
                       "no school '%s' within the scope of '%s'", school, actor->name);
    if (!(entry->openers >> actor->role & 1)) {
        struct text allowed = {0};
        names_of_roles(entry->openers, &allowed);
        err_set(err, ERR_INPUT, "'%s' เปิดเรื่อง '%s' ไม่ได้ ทำได้เฉพาะ %s",
                "'%s' may not open a case of '%s', allowed are %s", actor->name, name,
                allowed.length ? allowed.s : lang_pick("ขั้นตอนของเรื่องอื่น", "steps of other cases"));
        text_clear(&allowed);
        return ERR_INPUT;
    }
    const struct case_file fresh = {.workflow = workflow, .state = entry->first};
    const uint32_t holds =
        (facts->holds & ~(uint32_t)SAID_GUARDS) | said_guards(&fresh, said, NULL);
    const enum guard broken = first_broken(entry->guards, holds);
    if (broken == GUARDS) return ERR_OK;
    return err_set(err, ERR_INPUT, "เปิดเรื่อง '%s' ไม่ได้ ต้องมีก่อน: %s",
                   "a case of '%s' cannot be opened, needed is: %s", name,
                   lang_pick(guard_table[broken].th, guard_table[broken].en));
}
