/* Who may take which step: every (state, action, role) against a list written by hand from the
   description of the casework, and the rules about persons, time, reasons and guards. */
#include "equity/workflow.h"

#include "tests/test.h"

#include <stdlib.h>

enum { HOUR = 3600, DAY = 24 * HOUR, SOMEBODY = 900, NOW = 1790000000 };

// clang-format off
/* Workflow, state, action, next state, roles, roles of the second signature. Anything that is not
   here must be refused. */
static const struct step {
    const char *workflow, *from, *action, *to, *roles, *second;
} steps[] = {
    {"screening", "DRAFT",               "visit",              "VISITED",             "teacher", ""},
    {"screening", "VISITED",             "certify",            "CERTIFIED",           "certifier", ""},
    {"screening", "VISITED",             "refuse",             "RETURNED",            "certifier", ""},
    {"screening", "CERTIFIED",           "approve-school",     "SCHOOL_APPROVED",     "director", ""},
    {"screening", "CERTIFIED",           "return",             "RETURNED",            "director", ""},
    {"screening", "SCHOOL_APPROVED",     "forward",            "DISTRICT_FORWARDED",  "district", ""},
    {"screening", "SCHOOL_APPROVED",     "return",             "RETURNED",            "district", ""},
    {"screening", "DISTRICT_FORWARDED",  "take-up",            "SUBCOMMITTEE_REVIEW", "secretary", ""},
    {"screening", "DISTRICT_FORWARDED",  "return",             "RETURNED",            "secretary", ""},
    {"screening", "RETURNED",            "visit",              "VISITED",             "teacher", ""},
    {"screening", "RETURNED",            "resubmit",           "DISTRICT_FORWARDED",  "district", ""},
    {"screening", "SUBCOMMITTEE_REVIEW", "order-verification", "VERIFY_VISIT",        "member", ""},
    {"screening", "SUBCOMMITTEE_REVIEW", "approve",            "APPROVED",            "member", ""},
    {"screening", "SUBCOMMITTEE_REVIEW", "reject",             "REJECTED",            "member", ""},
    {"screening", "VERIFY_VISIT",        "find-same",          "VERIFIED_SAME",       "verifier", ""},
    {"screening", "VERIFY_VISIT",        "find-changed",       "VERIFIED_CHANGED",    "verifier", ""},
    {"screening", "VERIFIED_SAME",       "approve",            "APPROVED",            "member", ""},
    {"screening", "VERIFIED_SAME",       "reject",             "REJECTED",            "member", ""},
    {"screening", "VERIFIED_SAME",       "override-approve",   "APPROVED",            "member", "member"},
    {"screening", "VERIFIED_SAME",       "override-reject",    "REJECTED",            "member", "member"},
    {"screening", "VERIFIED_CHANGED",    "approve",            "APPROVED",            "member", ""},
    {"screening", "VERIFIED_CHANGED",    "reject",             "REJECTED",            "member", ""},
    {"screening", "VERIFIED_CHANGED",    "override-approve",   "APPROVED",            "member", "member"},
    {"screening", "VERIFIED_CHANGED",    "override-reject",    "REJECTED",            "member", "member"},
    {"screening", "APPROVED",            "export",             "EXPORTED",            "liaison", ""},
    {"screening", "EXPORTED",            "fund-accepts",       "EEF_ACCEPTED",        "liaison secretary", ""},
    {"screening", "EXPORTED",            "fund-rejects",       "EEF_REJECTED",        "liaison secretary", ""},
    {"screening", "REJECTED",            "appeal",             "APPEAL",              "teacher director", ""},
    {"screening", "EEF_REJECTED",        "appeal",             "APPEAL",              "teacher director", ""},
    {"screening", "APPEAL",              "review",             "SUBCOMMITTEE_REVIEW", "secretary", ""},

    {"grant", "AWARDED",   "open-term",       "TERM_OPEN",   "secretary", ""},
    {"grant", "TERM_OPEN", "monitor",         "MONITORED",   "teacher", ""},
    {"grant", "MONITORED", "confirm-met",     "MET",         "director", ""},
    {"grant", "MONITORED", "confirm-not-met", "NOT_MET",     "director", ""},
    {"grant", "MET",       "pay",             "PAID",        "liaison", ""},
    {"grant", "NOT_MET",   "pay",             "PAID",        "liaison", ""},
    {"grant", "PAID",      "acknowledge",     "RECEIPT",     "teacher director", ""},
    {"grant", "RECEIPT",   "next-term",       "TERM_OPEN",   "secretary", ""},
    {"grant", "RECEIPT",   "complete",        "COMPLETED",   "secretary", ""},
#define EXITS(state)                                                            \
    {"grant", state, "leave",    "LEFT",        "teacher director district", ""}, \
    {"grant", state, "die",      "DIED",        "teacher director district", ""}, \
    {"grant", state, "transfer", "TRANSFERRED", "teacher director district", ""}
    EXITS("AWARDED"), EXITS("TERM_OPEN"), EXITS("MONITORED"), EXITS("MET"), EXITS("NOT_MET"),
    EXITS("RECEIPT"),

    {"care", "OPENED",  "begin-care", "IN_CARE", "teacher", ""},
    {"care", "IN_CARE", "close",      "CLOSED",  "director", ""},

    {"crisis", "REPORTED",  "triage",    "TRIAGE",    "director district", ""},
    {"crisis", "TRIAGE",    "approve",   "APPROVED",  "district", "secretary member"},
    {"crisis", "TRIAGE",    "dismiss",   "CLOSED",    "district", "secretary member"},
    {"crisis", "APPROVED",  "pay",       "PAID",      "liaison", ""},
    {"crisis", "PAID",      "follow-up", "FOLLOW_UP", "teacher", ""},
    {"crisis", "FOLLOW_UP", "close",     "CLOSED",    "director", ""},

    {"dropout", "LISTED",              "set-team",        "TEAM_SET",            "director district", ""},
    {"dropout", "REOPENED",            "set-team",        "TEAM_SET",            "director district", ""},
    {"dropout", "TEAM_SET",            "analyse",         "ANALYSED",            "teacher", ""},
    {"dropout", "ANALYSED",            "plan",            "PLANNED",             "director district", ""},
    {"dropout", "PLANNED",             "start-visits",    "FIELD_VISIT",         "teacher director district", ""},
    {"dropout", "FIELD_VISIT",         "miss",            "FIELD_VISIT",         "teacher director district", ""},
    {"dropout", "FIELD_VISIT",         "find",            "FOUND",               "teacher director district", ""},
    {"dropout", "FIELD_VISIT",         "state-cause",     "CAUSE_KNOWN",         "teacher director district", ""},
    {"dropout", "FIELD_VISIT",         "give-up",         "NOT_FOUND",           "teacher director district", ""},
    {"dropout", "FOUND",               "refer",           "REFERRED",            "teacher director district", ""},
    {"dropout", "FOUND",               "bring-back",      "RETURNED",            "director district", ""},
    {"dropout", "FOUND",               "close",           "CLOSED_NOT_RETURNED", "teacher director", "district"},
    {"dropout", "CAUSE_KNOWN",         "refer",           "REFERRED",            "teacher director district", ""},
    {"dropout", "CAUSE_KNOWN",         "bring-back",      "RETURNED",            "director district", ""},
    {"dropout", "CAUSE_KNOWN",         "close",           "CLOSED_NOT_RETURNED", "teacher director", "district"},
    {"dropout", "NOT_FOUND",           "close",           "CLOSED_NOT_RETURNED", "teacher director", "district"},
    {"dropout", "REFERRED",            "refer",           "REFERRED",            "teacher director district", ""},
    {"dropout", "REFERRED",            "bring-back",      "RETURNED",            "director district", ""},
    {"dropout", "REFERRED",            "close",           "CLOSED_NOT_RETURNED", "teacher director", "district"},
    {"dropout", "RETURNED",            "confirm-present", "STAYED",              "teacher director district", ""},
    {"dropout", "RETURNED",            "confirm-absent",  "REOPENED",            "teacher director district", ""},
    {"dropout", "STAYED",              "reopen",          "REOPENED",            "teacher director district", ""},
    {"dropout", "CLOSED_NOT_RETURNED", "reopen",          "REOPENED",            "teacher director district", ""},

    {"referral", "in_progress", "accept", "accepted", "partner", ""},
    {"referral", "in_progress", "reject", "rejected", "partner", ""},
    {"referral", "in_progress", "revoke", "revoked",  "teacher director district", ""},
    {"referral", "accepted",    "revoke", "revoked",  "teacher director district", ""},
    {"referral", "accepted",    "finish", "done",     "teacher director district partner", ""},
};
enum { STEPS = sizeof steps / sizeof *steps };
// clang-format on

static const char *place_of(enum role role)
{
    switch (role_table[role].scope) {
    case SCOPE_SCHOOL:
        return "S1";
    case SCOPE_DISTRICT:
        return "1001";
    case SCOPE_PARTNER:
        return "shelter";
    default:
        return "";
    }
}

static struct actor person(int64_t id, enum role role)
{
    struct actor actor = {.id = id, .role = role};
    snprintf(actor.name, sizeof actor.name, "%s-%d", role_table[role].word, (int)id);
    snprintf(actor.place, sizeof actor.place, "%s", place_of(role));
    return actor;
}

static struct case_file file_in(enum state state)
{
    struct case_file file = {.id = 7,
                             .code = "S1-22112569-001",
                             .workflow = state_table[state].workflow,
                             .state = state,
                             .student = 42,
                             .school = "S1",
                             .district = "1001",
                             .row_version = 1,
                             .entered = NOW - 100 * DAY};
    if (file.workflow == WORKFLOW_REFERRAL) snprintf(file.partner, sizeof file.partner, "shelter");
    return file;
}

/* Everything is stated and everything holds; the appeal is still in time and the check is due. */
static const struct case_statement all_said = {"because", 18,   SCHOOL_KIND_SCHOOL,
                                               "shelter", "b1", "r1"};
static struct case_facts all_holds(enum action action)
{
    struct case_facts facts = {.holds = ~0u, .limits = workflow_limits_preset(), .now = NOW};
    if (action == ACTION_APPEAL) facts.limits.hours[LIMIT_APPEAL] = 200 * 24;
    return facts;
}

/* A past by somebody else that makes the guards of this action hold that read the past. */
static int past_for(enum state state, enum action action, struct case_step out[4])
{
    if (action == ACTION_RESUBMIT) {
        out[0] = (struct case_step){
            ACTION_RETURN, SCREENING_DISTRICT_FORWARDED, SCREENING_RETURNED, SOMEBODY, false, 0};
        return 1;
    }
    if (action != ACTION_GIVE_UP) return 0;
    for (int i = 0; i < DROPOUT_ATTEMPTS; i++)
        out[i] = (struct case_step){ACTION_MISS, state, state, SOMEBODY, false, 0};
    return DROPOUT_ATTEMPTS;
}

static struct decision decide(const struct case_file *file, enum action action,
                              const struct actor *actor, struct err *err)
{
    const struct case_facts facts = all_holds(action);
    struct decision decision;
    *err = (struct err){0};
    const enum err_code code =
        workflow_decide(file, action, actor, &all_said, &facts, &decision, err);
    assert_int_equal(code == ERR_OK, decision.refusal == REFUSAL_NONE);
    return decision;
}

static bool has_word(const char *words, const char *word)
{
    const size_t length = strlen(word);
    for (const char *at = words; (at = strstr(at, word)); at += length)
        if ((at == words || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

static const struct step *listed(enum state state, enum action action)
{
    for (int i = 0; i < STEPS; i++)
        if (strcmp(steps[i].workflow, workflow_table[state_table[state].workflow].word) == 0 &&
            strcmp(steps[i].from, state_table[state].word) == 0 &&
            strcmp(steps[i].action, action_table[action].word) == 0)
            return &steps[i];
    return NULL;
}

static void every_state_action_and_role_is_as_listed(void **state)
{
    (void)state;
    int allowed = 0, asked = 0, wanted = 0;
    assert_int_equal(workflow_row_count, STEPS);
    for (int s = 0; s < STATES; s++)
        for (int a = 0; a < ACTIONS; a++)
            for (int r = 0; r < ROLES; r++, asked++) {
                struct case_file file = file_in((enum state)s);
                struct case_step past[4];
                struct err err;
                file.history = past;
                file.steps = past_for(file.state, (enum action)a, past);
                const struct actor actor = person(1, (enum role)r);
                const struct decision got = decide(&file, (enum action)a, &actor, &err);
                const struct step *want = listed((enum state)s, (enum action)a);
                const bool may = want && has_word(want->roles, role_table[r].word);
                wanted += may;
                if ((got.refusal == REFUSAL_NONE) != may)
                    fail_msg("%s %s %s: %s", state_table[s].word, action_table[a].word,
                             role_table[r].word, err.text);
                if (!may) continue;
                allowed++;
                assert_int_equal(got.signature, *want->second != '\0');
                assert_string_equal(state_table[got.next].word,
                                    got.signature ? want->from : want->to);
            }
    assert_int_equal(asked, STATES * ACTIONS * ROLES);
    assert_int_equal(allowed, wanted);
}

static void every_second_signature_is_as_listed(void **state)
{
    (void)state;
    int signatures = 0;
    for (int i = 0; i < workflow_row_count; i++)
        for (int r = 0; r < ROLES; r++) {
            const struct workflow_row *row = &workflow_rows[i];
            const struct step *want = listed(row->from, row->action);
            struct case_file file = file_in(row->from);
            struct case_step past[] = {{row->action, row->from, row->from, SOMEBODY, true, 18}};
            struct err err;
            if (!*want->second) continue;
            file.history = past;
            file.steps = 1;
            const struct actor actor = person(1, (enum role)r);
            const struct decision got = decide(&file, row->action, &actor, &err);
            const bool may = has_word(want->second, role_table[r].word);
            assert_int_equal(got.refusal == REFUSAL_NONE, may);
            if (!may) continue;
            assert_false(got.signature);
            assert_string_equal(state_table[got.next].word, want->to);
            /* The same person signs once. */
            const struct actor same = person(SOMEBODY, (enum role)r);
            assert_int_equal(decide(&file, row->action, &same, &err).refusal, REFUSAL_SIGNED);
            signatures++;
        }
    /* 4 overrides by members, 2 crisis decisions by secretary or member, 4 closings by districts.
     */
    assert_int_equal(signatures, 4 + 2 * 2 + 4);
}

static void nobody_takes_two_steps_in_a_row(void **state)
{
    (void)state;
    /* Whatever row led into a state, whoever took it is refused every row that leads out of it. */
    int pairs = 0;
    for (int i = 0; i < workflow_row_count; i++)
        for (int j = 0; j < workflow_row_count; j++) {
            const struct workflow_row *in = &workflow_rows[i], *out = &workflow_rows[j];
            if (in->from == in->to || in->to != out->from || out->from == out->to) continue;
            for (int r = 0; r < ROLES; r++) {
                struct case_file file = file_in(out->from);
                struct case_step past[5] = {{in->action, in->from, in->to, 1, false, 0}};
                struct err err;
                if (!(out->roles >> r & 1)) continue;
                file.history = past;
                file.steps = 1 + past_for(out->from, out->action, past + 1);
                const struct actor actor = person(1, (enum role)r);
                const struct decision got = decide(&file, out->action, &actor, &err);
                if (out->action == ACTION_RESUBMIT) continue; /* its past is by somebody else */
                assert_int_equal(got.refusal, REFUSAL_CONSECUTIVE);
                pairs++;
            }
        }
    assert_true(pairs > 100);
}

static void both_who_signed_took_the_step(void **state)
{
    (void)state;
    struct case_step past[] = {
        {ACTION_OVERRIDE_APPROVE, SCREENING_VERIFIED_SAME, SCREENING_VERIFIED_SAME, 1, true, 0},
        {ACTION_OVERRIDE_APPROVE, SCREENING_VERIFIED_SAME, SCREENING_APPROVED, 2, false, 0}};
    struct case_file file = file_in(SCREENING_APPROVED);
    struct err err;
    file.history = past;
    file.steps = 2;
    for (int id = 1; id <= 3; id++) {
        const struct actor liaison = person(id, ROLE_LIAISON);
        assert_int_equal(decide(&file, ACTION_EXPORT, &liaison, &err).refusal,
                         id <= 2 ? REFUSAL_CONSECUTIVE : REFUSAL_NONE);
    }
}

static void a_note_is_no_step_and_voids_a_signature(void **state)
{
    (void)state;
    struct case_step past[] = {
        {ACTION_START_VISITS, DROPOUT_PLANNED, DROPOUT_FIELD_VISIT, 1, false, 0},
        {ACTION_MISS, DROPOUT_FIELD_VISIT, DROPOUT_FIELD_VISIT, 2, false, 0},
        {ACTION_MISS, DROPOUT_FIELD_VISIT, DROPOUT_FIELD_VISIT, 2, false, 0}};
    struct case_file file = file_in(DROPOUT_FIELD_VISIT);
    struct err err;
    const struct actor one = person(1, ROLE_TEACHER), two = person(2, ROLE_TEACHER);
    file.history = past;
    file.steps = 3;
    /* The third attempt may be the same person's; so may the find, whose last step is start-visits
       by the other. */
    assert_int_equal(decide(&file, ACTION_MISS, &two, &err).refusal, REFUSAL_NONE);
    assert_int_equal(decide(&file, ACTION_FIND, &two, &err).refusal, REFUSAL_NONE);
    file.steps = 1; /* who set out notes the first attempt */
    assert_int_equal(decide(&file, ACTION_MISS, &one, &err).refusal, REFUSAL_NONE);
    file.steps = 3;
    assert_int_equal(decide(&file, ACTION_FIND, &one, &err).refusal, REFUSAL_CONSECUTIVE);
    assert_error(
        err, ERR_INPUT,
        "'teacher-1' took the last step of case 'S1-22112569-001' and may not 'find', too; "
        "allowed is another person");
    /* REFERRED: a signature for closing, then another referral; the next signature is a first. */
    struct case_step signs[] = {{ACTION_CLOSE, DROPOUT_REFERRED, DROPOUT_REFERRED, 1, true, 18},
                                {ACTION_REFER, DROPOUT_REFERRED, DROPOUT_REFERRED, 2, false, 0}};
    file = file_in(DROPOUT_REFERRED);
    file.history = signs;
    file.steps = 2;
    const struct decision again = decide(&file, ACTION_CLOSE, &two, &err);
    assert_int_equal(again.refusal, REFUSAL_NONE);
    assert_true(again.signature);
}

static void three_attempts_and_no_more(void **state)
{
    (void)state;
    struct case_step past[8] = {
        {ACTION_START_VISITS, DROPOUT_PLANNED, DROPOUT_FIELD_VISIT, 1, false, 0}};
    struct case_file file = file_in(DROPOUT_FIELD_VISIT);
    struct err err;
    const struct actor two = person(2, ROLE_TEACHER);
    file.history = past;
    for (int made = 0; made <= 3; made++) {
        file.steps = 1 + made;
        assert_int_equal(decide(&file, ACTION_MISS, &two, &err).refusal,
                         made < 3 ? REFUSAL_NONE : REFUSAL_GUARD);
        assert_int_equal(decide(&file, ACTION_GIVE_UP, &two, &err).refusal,
                         made < 3 ? REFUSAL_GUARD : REFUSAL_NONE);
        past[1 + made] =
            (struct case_step){ACTION_MISS, DROPOUT_FIELD_VISIT, DROPOUT_FIELD_VISIT, 2, false, 0};
    }
    /* Reopened, and out again: the count begins anew. */
    past[4] =
        (struct case_step){ACTION_START_VISITS, DROPOUT_PLANNED, DROPOUT_FIELD_VISIT, 1, false, 0};
    file.steps = 5;
    assert_int_equal(decide(&file, ACTION_MISS, &two, &err).refusal, REFUSAL_NONE);
}

static void the_verifier_is_not_the_visitor(void **state)
{
    (void)state;
    struct case_step past[] = {{ACTION_VISIT, SCREENING_DRAFT, SCREENING_VISITED, 1, false, 0},
                               {ACTION_ORDER_VERIFICATION, SCREENING_SUBCOMMITTEE_REVIEW,
                                SCREENING_VERIFY_VISIT, 3, false, 0}};
    struct case_file file = file_in(SCREENING_VERIFY_VISIT);
    struct err err;
    file.history = past;
    file.steps = 2;
    const struct actor visitor = person(1, ROLE_VERIFIER), other = person(4, ROLE_VERIFIER);
    assert_int_equal(decide(&file, ACTION_FIND_SAME, &visitor, &err).refusal, REFUSAL_APART);
    assert_error(err, ERR_INPUT,
                 "'verifier-1' has a part in case 'S1-22112569-001' that must be kept apart from "
                 "'find-same'; allowed is another person");
    assert_int_equal(decide(&file, ACTION_FIND_CHANGED, &visitor, &err).refusal, REFUSAL_APART);
    assert_int_equal(decide(&file, ACTION_FIND_SAME, &other, &err).refusal, REFUSAL_NONE);
}

static void an_appeal_is_not_decided_by_who_rejected(void **state)
{
    (void)state;
    struct case_step past[] = {
        {ACTION_REJECT, SCREENING_SUBCOMMITTEE_REVIEW, SCREENING_REJECTED, 1, false, 0},
        {ACTION_APPEAL, SCREENING_REJECTED, SCREENING_APPEAL, 2, false, 0},
        {ACTION_REVIEW, SCREENING_APPEAL, SCREENING_SUBCOMMITTEE_REVIEW, 3, false, 0}};
    struct case_file file = file_in(SCREENING_SUBCOMMITTEE_REVIEW);
    struct err err;
    file.history = past;
    file.steps = 3;
    const struct actor first = person(1, ROLE_MEMBER), other = person(4, ROLE_MEMBER);
    assert_int_equal(decide(&file, ACTION_APPROVE, &first, &err).refusal, REFUSAL_APART);
    assert_int_equal(decide(&file, ACTION_REJECT, &first, &err).refusal, REFUSAL_APART);
    assert_int_equal(decide(&file, ACTION_APPROVE, &other, &err).refusal, REFUSAL_NONE);
}

static void no_state_is_skipped(void **state)
{
    (void)state;
    /* The way of a screening is walked; at each state every later action is refused as no step. */
    static const enum action way[] = {ACTION_VISIT,   ACTION_CERTIFY,     ACTION_APPROVE_SCHOOL,
                                      ACTION_FORWARD, ACTION_TAKE_UP,     ACTION_APPROVE,
                                      ACTION_EXPORT,  ACTION_FUND_ACCEPTS};
    enum { WAY = sizeof way / sizeof *way };
    enum state at = SCREENING_DRAFT;
    struct err err;
    for (int i = 0; i < WAY; i++) {
        struct case_file file = file_in(at);
        for (int later = i + 1; later < WAY; later++)
            for (int r = 0; r < ROLES; r++) {
                const struct actor actor = person(1, (enum role)r);
                const enum refusal refusal = decide(&file, way[later], &actor, &err).refusal;
                const bool seen = actor_covers(&actor, "S1", "1001");
                assert_int_equal(refusal, seen ? REFUSAL_STEP : REFUSAL_ABSENT);
            }
        at = workflow_find(at, way[i])->to;
    }
    assert_int_equal(at, SCREENING_EEF_ACCEPTED);
    const struct case_file draft = file_in(SCREENING_DRAFT), done = file_in(at);
    const struct actor director = person(1, ROLE_DIRECTOR);
    decide(&draft, ACTION_APPROVE_SCHOOL, &director, &err);
    assert_error(
        err, ERR_INPUT,
        "case 'S1-22112569-001' is in state 'DRAFT', which has no 'approve-school'; allowed "
        "are 'visit'");
    decide(&done, ACTION_APPROVE_SCHOOL, &director, &err);
    assert_error(err, ERR_INPUT,
                 "case 'S1-22112569-001' has ended in state 'EEF_ACCEPTED', which has no "
                 "'approve-school'");
    const struct actor member = person(1, ROLE_MEMBER);
    decide(&draft, ACTION_VISIT, &member, &err);
    assert_error(
        err, ERR_INPUT,
        "'member-1' as 'subcommittee member' may not 'visit' case 'S1-22112569-001', allowed "
        "are 'teacher'");
}

static void who_is_elsewhere_is_told_that_there_is_no_case(void **state)
{
    (void)state;
    int asked = 0;
    for (int i = 0; i < workflow_row_count; i++)
        for (int r = 0; r < ROLES; r++) {
            const struct case_file file = file_in(workflow_rows[i].from);
            struct actor actor = person(1, (enum role)r);
            struct err err;
            const enum scope scope = role_table[r].scope;
            if (scope == SCOPE_CITY) continue;
            snprintf(actor.place, sizeof actor.place, "elsewhere");
            assert_int_equal(decide(&file, workflow_rows[i].action, &actor, &err).refusal,
                             REFUSAL_ABSENT);
            assert_error(err, ERR_NOT_FOUND, "no case '7'");
            asked++;
        }
    assert_true(asked > 500);
}

static void each_guard_alone_refuses_its_steps(void **state)
{
    (void)state;
    /* Guards of the registers: with all but one bit set, the row that needs it names it. */
    int refused = 0;
    for (int i = 0; i < workflow_row_count; i++)
        for (int g = 0; g < GUARDS; g++) {
            const struct workflow_row *row = &workflow_rows[i];
            struct case_file file = file_in(row->from);
            struct case_step past[4];
            struct case_statement said = all_said;
            struct case_facts facts = all_holds(row->action);
            struct decision decision;
            struct err err = {0};
            int r = 0;
            if (!(row->guards >> g & 1)) continue;
            while (!(row->roles >> r & 1)) r++;
            const struct actor actor = person(1, (enum role)r);
            file.history = past;
            file.steps = past_for(row->from, row->action, past);
            facts.holds &= ~(1u << g);
            if (g == GUARD_CAUSE) said.cause = 0;
            if (g == GUARD_SCHOOL_KIND) said.school_kind = SCHOOL_KIND_UNSAID;
            if (g == GUARD_PARTNER) said.partner = "";
            if (g == GUARD_BATCH) said.batch = NULL;
            if (g == GUARD_RECEIPT) said.receipt = NULL;
            if (g == GUARD_FORWARDED_BEFORE || g == GUARD_NO_ATTEMPT_LEFT) file.steps = 0;
            if (g == GUARD_ATTEMPT_LEFT) file.steps = past_for(row->from, ACTION_GIVE_UP, past);
            assert_int_equal(
                workflow_decide(&file, row->action, &actor, &said, &facts, &decision, &err),
                ERR_INPUT);
            assert_int_equal(decision.refusal, REFUSAL_GUARD);
            assert_int_equal(decision.guard, g);
            assert_non_null(strstr(err.text, guard_table[g].en));
            refused++;
        }
    assert_true(refused > 40);
}

static void causes_are_1_to_19_and_agreed_by_both(void **state)
{
    (void)state;
    struct case_file file = file_in(DROPOUT_NOT_FOUND);
    const struct case_facts facts = all_holds(ACTION_CLOSE);
    struct case_step first[] = {{ACTION_CLOSE, DROPOUT_NOT_FOUND, DROPOUT_NOT_FOUND, 1, true, 18}};
    const struct actor teacher = person(1, ROLE_TEACHER), district = person(2, ROLE_DISTRICT);
    struct decision decision;
    struct err err;
    for (int cause = -1; cause <= 20; cause++) {
        struct case_statement said = all_said;
        said.cause = cause;
        const enum err_code code =
            workflow_decide(&file, ACTION_CLOSE, &teacher, &said, &facts, &decision, &err);
        assert_int_equal(code, cause >= 1 && cause <= 19 ? ERR_OK : ERR_INPUT);
    }
    file.history = first;
    file.steps = 1;
    for (int cause = 17; cause <= 19; cause++) {
        struct case_statement said = all_said;
        said.cause = cause;
        const enum err_code code =
            workflow_decide(&file, ACTION_CLOSE, &district, &said, &facts, &decision, &err);
        assert_int_equal(code, cause == 18 ? ERR_OK : ERR_INPUT);
    }
}

static void a_reason_is_asked_for_where_the_table_says(void **state)
{
    (void)state;
    int reasons = 0;
    for (int i = 0; i < workflow_row_count; i++) {
        const struct workflow_row *row = &workflow_rows[i];
        struct case_file file = file_in(row->from);
        struct case_step past[4];
        struct case_statement said = all_said;
        const struct case_facts facts = all_holds(row->action);
        struct decision decision;
        struct err err;
        int r = 0;
        while (!(row->roles >> r & 1)) r++;
        const struct actor actor = person(1, (enum role)r);
        said.reason = "";
        file.history = past;
        file.steps = past_for(row->from, row->action, past);
        const enum err_code code =
            workflow_decide(&file, row->action, &actor, &said, &facts, &decision, &err);
        assert_int_equal(decision.refusal, row->needs_reason ? REFUSAL_REASON : REFUSAL_NONE);
        assert_int_equal(code, row->needs_reason ? ERR_INPUT : ERR_OK);
        reasons += row->needs_reason;
    }
    assert_true(reasons > 30);
}

/* Limits at their last second: 30 days for an appeal, 90 for the check, 24 hours for triage. */
static void limits_hold_to_the_second(void **state)
{
    (void)state;
    static const struct {
        enum state state;
        enum action action;
        enum role role;
        int64_t passed;
        enum refusal refusal;
        bool overdue;
    } at[] = {
        {SCREENING_REJECTED, ACTION_APPEAL, ROLE_TEACHER, 30 * DAY, REFUSAL_NONE, false},
        {SCREENING_REJECTED, ACTION_APPEAL, ROLE_TEACHER, 30 * DAY + 1, REFUSAL_LATE, false},
        {DROPOUT_RETURNED, ACTION_CONFIRM_PRESENT, ROLE_TEACHER, 90 * DAY - 1, REFUSAL_EARLY,
         false},
        {DROPOUT_RETURNED, ACTION_CONFIRM_PRESENT, ROLE_TEACHER, 90 * DAY, REFUSAL_NONE, false},
        {DROPOUT_RETURNED, ACTION_CONFIRM_ABSENT, ROLE_TEACHER, 1, REFUSAL_NONE, false},
        {CRISIS_REPORTED, ACTION_TRIAGE, ROLE_DIRECTOR, DAY, REFUSAL_NONE, false},
        {CRISIS_REPORTED, ACTION_TRIAGE, ROLE_DIRECTOR, DAY + 1, REFUSAL_NONE, true},
    };
    const struct case_facts facts = {~0u, workflow_limits_preset(), NOW};
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        struct case_file file = file_in(at[i].state);
        const struct actor actor = person(1, at[i].role);
        struct decision decision;
        struct err err = {0};
        file.entered = NOW - at[i].passed;
        (void)!workflow_decide(&file, at[i].action, &actor, &all_said, &facts, &decision, &err);
        assert_int_equal(decision.refusal, at[i].refusal);
        assert_int_equal(decision.overdue, at[i].overdue);
        if (i == 1)
            assert_error(err, ERR_INPUT,
                         "case 'S1-22112569-001': 'appeal' comes too late (appeal after the "
                         "rejection), allowed within 30 days");
    }
}

static void opening_asks_for_role_scope_and_guards(void **state)
{
    (void)state;
    struct case_facts facts = all_holds(ACTION_VISIT);
    const struct actor teacher = person(1, ROLE_TEACHER), auditor = person(2, ROLE_AUDITOR);
    struct err err;
    assert_ok(
        workflow_may_open(WORKFLOW_SCREENING, &teacher, "S1", "1001", &all_said, &facts, &err));
    assert_int_equal(
        workflow_may_open(WORKFLOW_SCREENING, &teacher, "S2", "1001", &all_said, &facts, &err),
        ERR_NOT_FOUND);
    assert_error(err, ERR_NOT_FOUND, "no school 'S2' within the scope of 'teacher-1'");
    assert_int_equal(
        workflow_may_open(WORKFLOW_CARE, &teacher, "S1", "1001", &all_said, &facts, &err),
        ERR_INPUT);
    for (int w = 0; w < WORKFLOWS; w++) /* reads all, writes nothing */
        assert_int_equal(
            workflow_may_open((enum workflow)w, &auditor, "S1", "1001", &all_said, &facts, &err),
            ERR_INPUT);
    facts.holds &= ~(1u << GUARD_CONSENT);
    assert_int_equal(
        workflow_may_open(WORKFLOW_REFERRAL, &teacher, "S1", "1001", &all_said, &facts, &err),
        ERR_INPUT);
    assert_error(
        err, ERR_INPUT,
        "a case of 'referral' cannot be opened, needed is: a consent in force is on record");
}

static void who_writes_nothing_has_no_step(void **state)
{
    (void)state;
    static const enum role silent[] = {ROLE_PLANNER, ROLE_DATA_PROTECTION, ROLE_AUDITOR,
                                       ROLE_ADMINISTRATOR};
    for (int i = 0; i < workflow_row_count; i++)
        for (size_t r = 0; r < sizeof silent / sizeof *silent; r++)
            assert_false((workflow_rows[i].roles | workflow_rows[i].second_roles) >> silent[r] & 1);
}

static void every_case_can_come_to_an_end(void **state)
{
    (void)state;
    bool reached[STATES] = {false}, ends[STATES];
    for (int w = 0; w < WORKFLOWS; w++) reached[workflow_table[w].first] = true;
    for (int s = 0; s < STATES; s++) /* STAYED and a closed drop-out can be reopened */
        ends[s] =
            state_is_end((enum state)s) || s == DROPOUT_STAYED || s == DROPOUT_CLOSED_NOT_RETURNED;
    for (int round = 0; round < STATES; round++)
        for (int i = 0; i < workflow_row_count; i++) {
            const struct workflow_row *row = &workflow_rows[i];
            assert_int_equal(state_table[row->from].workflow, state_table[row->to].workflow);
            reached[row->to] |= reached[row->from];
            ends[row->from] |= ends[row->to];
        }
    for (int s = 0; s < STATES; s++) {
        assert_true(reached[s]);
        assert_true(ends[s]);
    }
}

static void words_are_read_back(void **state)
{
    (void)state;
    for (int s = 0; s < STATES; s++) {
        enum state got;
        assert_true(state_parse(state_table[s].workflow, state_table[s].word, &got));
        assert_int_equal(got, s);
        assert_true(*state_table[s].th && *state_table[s].en);
    }
    for (int a = 0; a < ACTIONS; a++) {
        enum action got;
        assert_true(action_parse(action_table[a].word, &got));
        assert_int_equal(got, a);
        assert_true(*action_table[a].th && *action_table[a].en);
    }
    enum workflow workflow;
    enum action action;
    assert_false(workflow_parse("nothing", &workflow));
    assert_false(action_parse("", &action));
}

static void sentences_are_thai_too(void **state)
{
    (void)state;
    const struct case_file draft = file_in(SCREENING_DRAFT);
    const struct actor member = person(1, ROLE_MEMBER), elsewhere = {2, "x", ROLE_TEACHER, "S9"};
    struct err err;
    lang_set(LANG_TH);
    decide(&draft, ACTION_VISIT, &member, &err);
    assert_string_equal(err.text, "'member-1' ในบทบาท 'อนุกรรมการ' ทำ 'visit' กับเรื่อง "
                                  "'S1-22112569-001' ไม่ได้ ทำได้เฉพาะ 'ครู'");
    decide(&draft, ACTION_VISIT, &elsewhere, &err);
    assert_string_equal(err.text, "ไม่มีเรื่องหมายเลข '7'");
    lang_set(LANG_EN);
}

static void the_document_is_what_the_tables_print(void **state)
{
    (void)state;
    struct text want = {0}, got = {0};
    char piece[4096];
    workflow_document(&want);
    FILE *file = fopen(KRU_SOURCE "/docs/equity-cases.md", "r");
    for (size_t n = 0; file && (n = fread(piece, 1, sizeof piece, file)) > 0;)
        text_add_bytes(&got, piece, n);
    if (file) fclose(file);
    const bool same = strcmp(text_s(&got), text_s(&want)) == 0;
    if (!same) {
        file = fopen(KRU_BUILD "/equity-cases.md", "w");
        assert_non_null(file);
        fwrite(want.s, 1, want.length, file);
        fclose(file);
    }
    text_clear(&want);
    text_clear(&got);
    if (!same) fail_msg("docs/equity-cases.md should be %s", KRU_BUILD "/equity-cases.md");
}

static const struct CMUnitTest cases[] = {
    CASE(every_state_action_and_role_is_as_listed),
    CASE(every_second_signature_is_as_listed),
    CASE(nobody_takes_two_steps_in_a_row),
    CASE(both_who_signed_took_the_step),
    CASE(a_note_is_no_step_and_voids_a_signature),
    CASE(three_attempts_and_no_more),
    CASE(the_verifier_is_not_the_visitor),
    CASE(an_appeal_is_not_decided_by_who_rejected),
    CASE(no_state_is_skipped),
    CASE(who_is_elsewhere_is_told_that_there_is_no_case),
    CASE(each_guard_alone_refuses_its_steps),
    CASE(causes_are_1_to_19_and_agreed_by_both),
    CASE(a_reason_is_asked_for_where_the_table_says),
    CASE(limits_hold_to_the_second),
    CASE(opening_asks_for_role_scope_and_guards),
    CASE(who_writes_nothing_has_no_step),
    CASE(every_case_can_come_to_an_end),
    CASE(words_are_read_back),
    CASE(sentences_are_thai_too),
    CASE(the_document_is_what_the_tables_print),
};
TEST_MAIN(cases)
