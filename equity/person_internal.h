/* What the files of persons share: rows without rights, and the rows of the record. */
#ifndef EQUITY_PERSON_INTERNAL_H
#define EQUITY_PERSON_INTERNAL_H

#include "equity/person.h"
#include "equity/work.h"

struct query;

/** A person by number, whoever asks; *found: there is one. Only the place is read unless `keys`. */
MUST_CHECK enum err_code person_load(struct store *store, const struct keys *keys, int64_t id,
                                     struct person *out, bool *found, struct err *err);
/** The present row of student_read, student_list or student_of_dob. */
MUST_CHECK enum err_code person_of_row(const struct query *query, const struct keys *keys,
                                       struct person *out, struct err *err);
/** Whose number, present or past, it is; 0: nobody's. */
MUST_CHECK enum err_code person_of_number(struct store *store, const struct keys *keys,
                                          const struct identity *identity, int64_t *id,
                                          struct err *err);

/** Rows of the record on a person: the reason, and `what` was done with what. */
MUST_CHECK enum err_code person_record(const struct person_access *access, const char *action,
                                       int64_t id, const char *what, struct err *err);
/** Refuse, with a row: the sentence of a person who does not exist. */
MUST_CHECK enum err_code person_refuse(const struct person_access *access, int64_t id,
                                       struct err *err);

/** The reason is one, and the role has the right; otherwise refused with a row of its own. */
MUST_CHECK enum err_code person_allow(const struct person_access *access, enum person_right right,
                                      struct err *err);
/** person_allow, begin, load, and whether the actor's place covers the person: *keep is what
    work_end wants. With an error other than ERR_OK nothing is open when !work->store. */
MUST_CHECK enum err_code person_enter(const struct person_access *access, enum person_right right,
                                      int64_t id, struct work *work, struct person *out, bool *keep,
                                      struct err *err);
/** The reason says nothing of the person's name. */
MUST_CHECK enum err_code person_check_reason(const char *reason, const char *name, struct err *err);

/** The actor covers where the person is. */
MUST_CHECK enum err_code person_check_place(const struct person_access *access,
                                            const struct person *person, struct err *err);
/** The number becomes the present one, the old one an alias. Errors: ERR_INPUT another has it. */
MUST_CHECK enum err_code person_take_number(const struct person_access *access, int64_t id,
                                            const struct identity *identity, struct err *err);
/** Insert a number as the present one. */
MUST_CHECK enum err_code person_put_number(const struct person_access *access, int64_t id,
                                           const struct identity *identity, struct err *err);
/** Insert a person and its number, checked by the caller; *id receives the random number. */
MUST_CHECK enum err_code person_put(const struct person_access *access, const struct person *person,
                                    int64_t *id, struct err *err);

#endif
