/* What the files of casework share. */
#ifndef EQUITY_CASEWORK_INTERNAL_H
#define EQUITY_CASEWORK_INTERNAL_H

#include "base/hash.h"
#include "equity/casework.h"

enum { CASE_ISO = 24 };

extern const char query_case_insert[], query_case_sequence[], query_case_find[],
    query_case_history[], query_case_move[], query_transition_insert[], query_request_find[],
    query_request_insert[], query_case_known[], query_case_list[], query_case_shared[],
    query_case_log[], query_case_of_pupil[];

/** The case with its history, whoever asks. *found false: there is none. */
MUST_CHECK enum err_code case_load(struct store *store, int64_t id, bool *found,
                                   struct case_file *out, struct err *err);

/** Guards from the tables of cases and from world->read, the limits and the time. */
MUST_CHECK enum err_code case_facts_read(struct store *store, const struct case_file *file,
                                         const struct case_world *world, struct case_facts *out,
                                         struct err *err);

/** Insert a case inside the caller's transaction, with its row WORKFLOW.open in the record. */
MUST_CHECK enum err_code case_insert(struct store *store, const struct case_file *fresh,
                                     const struct actor *actor, int64_t *id, struct err *err);

/** May the actor see the case? Clears the pupil where it may not be seen. */
MUST_CHECK enum err_code case_look_at(struct store *store, const struct actor *actor,
                                      struct case_file *file, bool *seen, struct err *err);

/** A row of the record about a case; `what` is put behind the workflow's word ("certify"). */
MUST_CHECK enum err_code case_record(struct store *store, const struct actor *actor,
                                     const char *area, const char *what, int64_t id,
                                     const char *detail, struct err *err);

/** Ends a detail of the record: an object on one line without the end of it. */
void case_detail_end(struct json *json);

/** A refusal in a transaction of its own, after the attempt was rolled back; returns `refused`, or
    why it could not be recorded. */
MUST_CHECK enum err_code case_record_refusal(struct store *store, const struct actor *actor,
                                             const char *area, const char *what, int64_t id,
                                             enum refusal refusal, const struct case_file *file,
                                             enum err_code refused, struct err *err);

/* What a request asked for, and what it did. */
void case_fingerprint(const char *what, int64_t id, int row_version,
                      const struct case_statement *said, const struct actor *actor,
                      const struct keys *keys, char out[HASH_TEXT]);
struct done_request {
    bool known, same; /* the key was used; for the same request */
    int64_t id;
    struct case_result result;
};
MUST_CHECK enum err_code case_request_find(struct store *store, const char *key,
                                           const char *fingerprint, struct done_request *out,
                                           struct err *err);
MUST_CHECK enum err_code case_request_remember(struct store *store, const char *key,
                                               const char *fingerprint, int64_t id,
                                               const struct case_result *result,
                                               const struct actor *actor, struct err *err);
enum err_code case_key_is_taken(const char *key, struct err *err);

/** The reason of act `number` of a case, sealed piece by piece; "" stays "". */
void case_reason_seal(const struct keys *keys, int64_t id, int number, const char *reason,
                      struct text *out);
MUST_CHECK enum err_code case_reason_open(const struct keys *keys, int64_t id, int number,
                                          const char *sealed, struct text *out, struct err *err);

#endif
