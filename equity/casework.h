/* Cases in the store. A step changes the state, writes a row of transition_log and a row of the
   chained record, and remembers the request, all in one transaction; a refused one changes nothing
   and is recorded by itself. Each function here begins and ends its own transaction. */
#ifndef EQUITY_CASEWORK_H
#define EQUITY_CASEWORK_H

#include "data/store.h"
#include "equity/keys.h"
#include "equity/workflow.h"

enum { CASE_KEY_BYTES = 64, CASE_REASON_CHARS = 2000 };

/* Where facts come from that are not in the tables of cases: consent, scores, photographs. */
struct case_world {
    /* Asked inside the transaction; sets bits of *holds among CONSENT, SCORED, PHOTOS,
       SECOND_VISIT, UNCHANGED, CHANGED, WITHIN, BEYOND. NULL: none of them holds. */
    enum err_code (*read)(void *context, struct store *store, const struct case_file *file,
                          uint32_t *holds, struct err *err);
    void *context;
    struct workflow_limits limits;
    const struct keys *keys; /* seal reasons; NULL where no step has one */
};

/** For .read: whether a consent of persons holds for what the case is about ("screening" or
    "referral"). */
MUST_CHECK enum err_code case_consent_holds(struct store *store, const struct case_file *file,
                                            bool *holds, struct err *err);

struct case_opening {
    enum workflow workflow;
    int64_t student;
    const char *school, *district;
    int school_year;            /* Buddhist */
    struct case_statement said; /* a referral names its partner */
    const char *key;            /* as in case_request */
};

struct case_request {
    const char *key; /* 1 .. CASE_KEY_BYTES bytes, new for each wish; a repeat with the same content
                        is answered as the first time and applied once */
    int64_t id;
    enum action action;
    int row_version; /* that the actor saw: a case that changed meanwhile is refused */
    struct case_statement said;
};

struct case_result {
    enum state state;
    int row_version;
    bool signature; /* the first of two: another person must sign */
    bool overdue;   /* allowed, but later than its limit */
    bool repeated;  /* the request had been applied before */
    int64_t child;  /* a case that the step opened; 0: none */
};

/**
 * Open a case; its code is school-DDMMYYYY-sequence, the day in Bangkok and the Buddhist year.
 * `actor` NULL: the system, which a detector is. Audited as WORKFLOW.open, refusals as
 * WORKFLOW.open.refused.
 * Errors: those of workflow_may_open; ERR_INPUT for a key used for something else, or when the
 * pupil has a case of the workflow and may have one (enum once); ERR_STORE.
 */
MUST_CHECK enum err_code case_open(struct store *store, const struct case_opening *opening,
                                   const struct actor *actor, const struct case_world *world,
                                   int64_t *id, struct err *err);

/**
 * Take one step. Audited as WORKFLOW.ACTION, refusals as WORKFLOW.ACTION.refused with the word of
 * the refusal; the reason stands in transition_log, its SHA-256 in the record, because reasons are
 * typed freely and the record holds no personal data. Errors: those of workflow_decide;
 * ERR_NOT_FOUND alike for cases that are absent and out of scope; ERR_MISMATCH when the case
 * changed since it was read; ERR_INPUT for a reason that is too long or a key used for something
 * else; ERR_STORE.
 */
MUST_CHECK enum err_code case_act(struct store *store, const struct case_request *request,
                                  const struct actor *actor, const struct case_world *world,
                                  struct case_result *out, struct err *err);

/**
 * A case with its history; case_file_clear() it. Audited as case.read. `actor` NULL: the system.
 * A partner sees referrals to it, with the pupil only while they are accepted, and the case that
 * was referred while the referral is accepted. Errors: ERR_NOT_FOUND alike for cases that are
 * absent and out of scope (audited); ERR_STORE.
 */
MUST_CHECK enum err_code case_read(struct store *store, int64_t id, const struct actor *actor,
                                   struct case_file *out, struct err *err);

/* One act of a case as people read it. */
struct case_act_row {
    int number; /* 1, 2, 3 ... */
    enum action action;
    enum state from, to;
    bool signature, overdue;
    int64_t actor;
    char role[32], at[24];
    int cause;
    enum school_kind school_kind;
    char *reason; /* opened */
};
void case_log_clear(struct case_act_row *row, int count);
/**
 * What was done with a case and why, oldest first; case_log_clear() it. Audited as case.log.
 * Partners see that of referrals to them alone. Errors: those of case_read; ERR_STORE a reason that
 * was altered or sealed by another key.
 */
MUST_CHECK enum err_code case_log(struct store *store, int64_t id, const struct actor *actor,
                                  const struct keys *keys, struct case_act_row **out, int *count,
                                  struct err *err);

struct case_filter {
    const char *workflow, *state; /* words; NULL: all */
};
/** The cases in the actor's scope, oldest first, without history; free() the array. Audited as
    case.list. Roles that see no pupil get an empty list. */
MUST_CHECK enum err_code case_list(struct store *store, const struct case_filter *filter,
                                   const struct actor *actor, struct case_file **out, int *count,
                                   struct err *err);

#endif
