/* A database of cases with its key file in the scratch folder, users of several roles, and pupils.
 */
#ifndef TESTS_STORE_PEOPLE_H
#define TESTS_STORE_PEOPLE_H

#include "tests/store/scratch.h"

#include "equity/cases.h"
#include "equity/keys.h"
#include "equity/match.h"
#include "equity/person.h"

struct office {
    struct store *store;
    struct keys *keys;
};

/* `name` NULL: in memory. */
static inline struct office office_open(const char *name)
{
    struct office office = {0};
    struct err err;
    setenv("KRU_NOW", "1790000000", 1); /* 21 September 2026 */
    if (name)
        assert_ok(cases_create(scratch(name), &office.store, &err));
    else
        assert_ok(cases_open(":memory:", &office.store, &err));
    assert_ok(keys_make(scratch("office.key"), office.store, &err));
    assert_ok(keys_open(scratch("office.key"), office.store, &office.keys, &err));
    return office;
}

static inline void office_close(struct office *office)
{
    keys_close(office->keys);
    store_close(office->store);
}

static const struct actor teacher = {1, "somsri", ROLE_TEACHER, "S1"},
                          other_teacher = {2, "wichai", ROLE_TEACHER, "S2"},
                          district = {3, "khet", ROLE_DISTRICT, "1001"},
                          other_district = {4, "khet-2", ROLE_DISTRICT, "1002"},
                          secretary = {5, "lekha", ROLE_SECRETARY, ""},
                          officer = {6, "dpo", ROLE_DATA_PROTECTION, ""};

static inline struct person_access as(const struct office *office, const struct actor *actor)
{
    return (struct person_access){office->store, office->keys, actor, "home visit of term 1"};
}

/* `number`: 13 digits, G and 12 digits, or "" for none. */
static inline struct person pupil(const char *name, const char *dob, const char *number)
{
    struct person person = {.school = "S1", .district = "1001", .grade = "P1", .sex = "F"};
    struct err err;
    snprintf(person.name, sizeof person.name, "%s", name);
    snprintf(person.dob, sizeof person.dob, "%s", dob);
    if (*number)
        assert_ok(identity_parse(identity_kind_of(number), number, true, &person.identity, &err));
    return person;
}

#endif
