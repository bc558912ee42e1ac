/* Who acts: the roles of the casework, and where each may act. One table; workflows, commands and
   the page read it. */
#ifndef EQUITY_ROLE_H
#define EQUITY_ROLE_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

enum role {
    ROLE_TEACHER,         /* visits; own school */
    ROLE_CERTIFIER,       /* state officer who certifies a visit; own school */
    ROLE_DIRECTOR,        /* approves; own school */
    ROLE_DISTRICT,        /* forwards; own district */
    ROLE_SECRETARY,       /* of the subcommittee; city */
    ROLE_MEMBER,          /* of the subcommittee; city */
    ROLE_VERIFIER,        /* second visit; city */
    ROLE_LIAISON,         /* exchanges lists with the fund; city */
    ROLE_PARTNER,         /* cases referred to it alone */
    ROLE_PLANNER,         /* indices, no person */
    ROLE_DATA_PROTECTION, /* requests of the people concerned, retention */
    ROLE_AUDITOR,         /* reads all, writes nothing */
    ROLE_ADMINISTRATOR,   /* users and keys, no pupil */
    ROLES
};

enum scope { SCOPE_SCHOOL, SCOPE_DISTRICT, SCOPE_CITY, SCOPE_PARTNER, SCOPE_NOTHING };

extern const struct role_entry {
    const char *word; /* "district": as typed and stored */
    const char *th, *en;
    enum scope scope; /* where it acts, and whose persons it sees */
} role_table[ROLES];

/** False for a word that is no role. */
bool role_parse(const char *word, enum role *out);

/* A user with one role at one place. */
struct actor {
    int64_t id;
    char name[64]; /* unique, as typed after --as */
    enum role role;
    char place[41]; /* code of the school or district, or the partner; "" for the city */
};

/** True when a case of this school and district lies within what the actor may act on or see;
    partners are asked by referral instead. */
bool actor_covers(const struct actor *actor, const char *school, const char *district);

#endif
