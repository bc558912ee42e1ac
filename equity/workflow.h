/* Casework as tables: who may take which step of which case, and what must be true before. Pure: a
   case, an actor and facts go in, the next state or a refusal comes out. casework.h stores it. */
#ifndef EQUITY_WORKFLOW_H
#define EQUITY_WORKFLOW_H

#include "base/err.h"
#include "base/text.h"
#include "equity/role.h"

#include <stdbool.h>
#include <stdint.h>

enum workflow {
    WORKFLOW_SCREENING,
    WORKFLOW_GRANT,
    WORKFLOW_CARE,
    WORKFLOW_CRISIS,
    WORKFLOW_DROPOUT,
    WORKFLOW_REFERRAL,
    WORKFLOWS
};

// clang-format off
enum state {
    /* screening of a household */
    SCREENING_DRAFT, SCREENING_VISITED, SCREENING_CERTIFIED, SCREENING_SCHOOL_APPROVED,
    SCREENING_DISTRICT_FORWARDED, SCREENING_RETURNED, SCREENING_SUBCOMMITTEE_REVIEW,
    SCREENING_VERIFY_VISIT, SCREENING_VERIFIED_SAME, SCREENING_VERIFIED_CHANGED,
    SCREENING_APPROVED, SCREENING_REJECTED, SCREENING_EXPORTED, SCREENING_EEF_ACCEPTED,
    SCREENING_EEF_REJECTED, SCREENING_APPEAL,
    /* a grant of up to three years */
    GRANT_AWARDED, GRANT_TERM_OPEN, GRANT_MONITORED, GRANT_MET, GRANT_NOT_MET, GRANT_PAID,
    GRANT_RECEIPT, GRANT_COMPLETED, GRANT_LEFT, GRANT_DIED, GRANT_TRANSFERRED,
    /* help for a pupil who missed the conditions of a grant */
    CARE_OPENED, CARE_IN_CARE, CARE_CLOSED,
    /* money in a crisis */
    CRISIS_REPORTED, CRISIS_TRIAGE, CRISIS_APPROVED, CRISIS_PAID, CRISIS_FOLLOW_UP, CRISIS_CLOSED,
    /* back to school */
    DROPOUT_LISTED, DROPOUT_TEAM_SET, DROPOUT_ANALYSED, DROPOUT_PLANNED, DROPOUT_FIELD_VISIT,
    DROPOUT_FOUND, DROPOUT_NOT_FOUND, DROPOUT_CAUSE_KNOWN, DROPOUT_REFERRED, DROPOUT_RETURNED,
    DROPOUT_STAYED, DROPOUT_CLOSED_NOT_RETURNED, DROPOUT_REOPENED,
    /* to a partner */
    REFERRAL_IN_PROGRESS, REFERRAL_ACCEPTED, REFERRAL_REJECTED, REFERRAL_REVOKED, REFERRAL_DONE,
    STATES
};

enum action {
    ACTION_VISIT, ACTION_CERTIFY, ACTION_REFUSE, ACTION_APPROVE_SCHOOL, ACTION_FORWARD,
    ACTION_RETURN, ACTION_RESUBMIT, ACTION_TAKE_UP, ACTION_ORDER_VERIFICATION, ACTION_FIND_SAME,
    ACTION_FIND_CHANGED, ACTION_APPROVE, ACTION_REJECT, ACTION_OVERRIDE_APPROVE,
    ACTION_OVERRIDE_REJECT, ACTION_EXPORT, ACTION_FUND_ACCEPTS, ACTION_FUND_REJECTS, ACTION_APPEAL,
    ACTION_REVIEW,
    ACTION_OPEN_TERM, ACTION_MONITOR, ACTION_CONFIRM_MET, ACTION_CONFIRM_NOT_MET, ACTION_PAY,
    ACTION_ACKNOWLEDGE, ACTION_NEXT_TERM, ACTION_COMPLETE, ACTION_LEAVE, ACTION_DIE,
    ACTION_TRANSFER,
    ACTION_BEGIN_CARE, ACTION_CLOSE,
    ACTION_TRIAGE, ACTION_DISMISS, ACTION_FOLLOW_UP,
    ACTION_SET_TEAM, ACTION_ANALYSE, ACTION_PLAN, ACTION_START_VISITS, ACTION_MISS, ACTION_FIND,
    ACTION_STATE_CAUSE, ACTION_GIVE_UP, ACTION_REFER, ACTION_BRING_BACK, ACTION_CONFIRM_PRESENT,
    ACTION_CONFIRM_ABSENT, ACTION_REOPEN,
    ACTION_ACCEPT, ACTION_REVOKE, ACTION_FINISH,
    ACTIONS
};

/* What must be true before a step: a bit each in workflow_row.guards. */
enum guard {
    GUARD_CONSENT, GUARD_SCORED, GUARD_PHOTOS, GUARD_FORWARDED_BEFORE, GUARD_NOT_SAMPLED,
    GUARD_SECOND_VISIT, GUARD_UNCHANGED, GUARD_CHANGED, GUARD_WITHIN, GUARD_BEYOND, GUARD_BATCH,
    GUARD_ACCEPTED_BY_FUND,
    GUARD_MONITORED, GUARD_MET, GUARD_NOT_MET, GUARD_CARE_OPEN, GUARD_RECEIPT, GUARD_TERM_LEFT,
    GUARD_NO_TERM_LEFT,
    GUARD_ATTEMPT_LEFT, GUARD_NO_ATTEMPT_LEFT, GUARD_CAUSE, GUARD_SCHOOL_KIND, GUARD_PARTNER,
    GUARD_NO_OPEN_REFERRAL, GUARD_REFERRAL_DONE,
    GUARDS
};
// clang-format on

/* Hours counted from when the case entered its state. */
enum limit { LIMIT_NONE, LIMIT_TRIAGE, LIMIT_FIRST_VISIT, LIMIT_APPEAL, LIMIT_CHECK, LIMITS };
enum limit_kind {
    LIMIT_FREE,
    LIMIT_DUE,   /* later is allowed, and counted as overdue */
    LIMIT_UNTIL, /* later is refused */
    LIMIT_FROM,  /* earlier is refused */
};
struct workflow_limits {
    int hours[LIMITS]; /* 0 .. 87600 */
};

/* What else a step does, in the same transaction. */
enum effect { EFFECT_NONE, EFFECT_OPEN_CARE, EFFECT_OPEN_REFERRAL };

enum school_kind {
    SCHOOL_KIND_UNSAID,
    SCHOOL_KIND_SCHOOL,
    SCHOOL_KIND_NON_FORMAL,
    SCHOOL_KIND_VOCATIONAL,
    SCHOOL_KIND_SPECIAL,
    SCHOOL_KINDS
};

enum { DROPOUT_CAUSES = 19, DROPOUT_ATTEMPTS = 3, HOUR_S = 3600 };

struct workflow_row {
    enum state from;
    enum action action;
    enum state to;         /* the same as from: a note, which is no step (see below) */
    uint32_t roles;        /* bits of enum role */
    uint32_t second_roles; /* whose signature is needed, too; 0: one person does */
    uint32_t guards;       /* bits of enum guard */
    uint64_t apart;        /* bits of enum action: whoever did one of these may not do this */
    bool needs_reason;
    enum limit limit;
    enum effect effect;
};
extern const struct workflow_row workflow_rows[];
extern const int workflow_row_count;

struct workflow_word {
    const char *word, *th, *en;
};
/* How many cases of a workflow a pupil may have. */
enum once { ONCE_ANY, ONCE_A_YEAR, ONCE_OPEN };
extern const struct workflow_entry {
    const char *word, *th, *en;
    enum state first;
    uint32_t openers; /* bits of enum role; 0: opened by a step of another workflow alone */
    uint32_t guards;  /* before it is opened */
    enum once once;   /* ONCE_A_YEAR: one a school year; ONCE_OPEN: one that is not closed */
    const char *meaning_th, *meaning_en;
} workflow_table[WORKFLOWS];
extern const struct state_entry {
    const char *word, *th, *en;
    enum workflow workflow;
} state_table[STATES];
extern const struct workflow_word action_table[ACTIONS], school_kind_table[SCHOOL_KINDS];
extern const struct guard_entry {
    const char *word, *th, *en; /* what must be true: "the guardian's consent is on record" */
} guard_table[GUARDS];
extern const struct limit_entry {
    const char *word, *th, *en;
    enum limit_kind kind;
    int preset_hours;
} limit_table[LIMITS];

/** False for a word that is none. States are words of their workflow. */
bool workflow_parse(const char *word, enum workflow *out);
bool state_parse(enum workflow workflow, const char *word, enum state *out);
bool action_parse(const char *word, enum action *out);
bool school_kind_parse(const char *word, enum school_kind *out);

/** The presets of limit_table. */
struct workflow_limits workflow_limits_preset(void);

/** The row of (state, action), of which there is at most one; NULL: no such step. */
const struct workflow_row *workflow_find(enum state from, enum action action);
/** True for a state that no row leaves. */
bool state_is_end(enum state state);
/** True for an end, and for the states of a drop-out in which nothing is left to do. */
bool state_is_closed(enum state state);

/* One past act of a case: a step, a first signature, or a note. */
struct case_step {
    enum action action;
    enum state from, to;
    int64_t actor;
    bool signature; /* the first of two: the case has not moved */
    int cause;      /* as stated, or 0 */
};

/* A case as the engine sees it. */
struct case_file {
    int64_t id;
    char code[64]; /* school-DDMMYYYY-sequence, the Buddhist year */
    enum workflow workflow;
    enum state state;
    int64_t student; /* opaque; 0: withheld from whoever reads */
    char school[41], district[41], partner[41];
    int school_year; /* Buddhist */
    int64_t parent;  /* the case that opened this one; 0: none */
    int row_version; /* 1, 2, 3 ... */
    int64_t entered; /* its state, seconds since 1970 UTC */
    int64_t opened;
    int64_t opener;            /* the user; 0: the system */
    struct case_step *history; /* [steps], oldest first */
    int steps;
};
void case_file_clear(struct case_file *file);

/* What the actor states with a step. */
struct case_statement {
    const char *reason; /* NULL or "": none */
    int cause;          /* 1 .. DROPOUT_CAUSES; 0: unsaid */
    enum school_kind school_kind;
    const char *partner; /* to whom a case is referred */
    const char *batch;   /* hash of an exported file */
    const char *receipt; /* number of the receipt */
};

/* What the registers say: `holds` has a bit of enum guard for each that is true. Guards that
   follow from the case and the statement (SAID_GUARDS) are set by workflow_decide itself. */
struct case_facts {
    uint32_t holds;
    struct workflow_limits limits;
    int64_t now; /* seconds since 1970 UTC */
};

// clang-format off
/*       name         word           error                                                     */
#define REFUSAL_TABLE(X)                                                                              \
    X(ABSENT,      "absent",      NOT_FOUND)                                                          \
    X(STALE,       "stale",       MISMATCH)                                                           \
    X(STEP,        "step",        INPUT)                                                              \
    X(ROLE,        "role",        INPUT)                                                              \
    X(CONSECUTIVE, "consecutive", INPUT)                                                              \
    X(APART,       "apart",       INPUT)                                                              \
    X(SIGNED,      "signed",      INPUT)                                                              \
    X(EARLY,       "early",       INPUT)                                                              \
    X(LATE,        "late",        INPUT)                                                              \
    X(REASON,      "reason",      INPUT)                                                              \
    X(GUARD,       "guard",       INPUT)                                                              \
    X(REPEATED,    "repeated",    INPUT)                                                              \
    X(SECOND,      "second",      INPUT)
// clang-format on
enum refusal {
    REFUSAL_NONE,
#define X(name, word, code) REFUSAL_##name,
    REFUSAL_TABLE(X)
#undef X
        REFUSALS
};
/** The word under which a refusal stands in the audit. */
const char *refusal_word(enum refusal refusal);

struct decision {
    enum refusal refusal; /* REFUSAL_NONE: allowed */
    enum guard guard;     /* of REFUSAL_GUARD: the first that does not hold */
    const struct workflow_row *row;
    enum state next; /* the present one where a second signature is awaited, and of a note */
    bool signature;  /* this act is the first of two signatures */
    bool overdue;    /* allowed, but later than its limit */
};

/**
 * May this actor do this now? Asked in this order; the first that fails is the refusal:
 *   ABSENT       the case lies within the actor's scope (a partner: is referred to it). Whoever may
 *                not see a case is told what is told of one that does not exist.
 *   STEP         there is such an action in this state; so no step is skipped
 *   ROLE         the role is among row.roles (a second signature: row.second_roles)
 *   CONSECUTIVE  somebody else took the last step. A note (from = to) is no step: it neither asks
 *                this nor counts, nor does opening a case. Both signers of a step took it.
 *   APART        the actor did none of row.apart in this case
 *   SIGNED       a second signature is another person's
 *   EARLY, LATE  within row.limit, REASON there is one, GUARD all of row.guards hold
 * Returns ERR_OK and fills *out, or the error of the refusal with its sentence; *out is filled
 * then, too, because refusals are recorded.
 */
MUST_CHECK enum err_code workflow_decide(const struct case_file *file, enum action action,
                                         const struct actor *actor,
                                         const struct case_statement *said,
                                         const struct case_facts *facts, struct decision *out,
                                         struct err *err);

/** As workflow_decide for opening a case: role, scope, guards. Errors: ERR_INPUT, ERR_NOT_FOUND. */
MUST_CHECK enum err_code workflow_may_open(enum workflow workflow, const struct actor *actor,
                                           const char *school, const char *district,
                                           const struct case_statement *said,
                                           const struct case_facts *facts, struct err *err);

/** The sentence of a refusal for a case that is not there or not to be seen. */
enum err_code case_is_absent(int64_t id, struct err *err);

/** docs/equity-cases.md: every workflow as a table, printed from the tables, in English with the
    Thai words. */
void workflow_document(struct text *out);

#endif
