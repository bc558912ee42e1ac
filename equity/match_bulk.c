/* Everybody in memory: numbers by their HMAC, persons by birth date, names as letters. Names stand
   in blocks that never move, so that closing wipes every copy. */
#include "equity/match_bulk.h"

#include "base/env.h"
#include "base/mem.h"
#include "data/store_sql.h"
#include "equity/match_internal.h"
#include "equity/people_sql.h"
#include "equity/person_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const char query_bulk_student_list[], query_bulk_key_list[], query_bulk_student_move[],
    query_bulk_queue_any[];

enum { BLOCK_LETTERS = 1 << 18, FIRST_SLOTS = 1 << 12, DAY_TEXT = 11 };

struct block {
    struct block *next;
    int used;
    uint32_t letter[BLOCK_LETTERS];
};

struct known {
    int64_t id;
    const uint32_t *letter; /* [letters], in a block */
    int letters;
    int born_next; /* 1 + the next one born that day, 0: none */
    char dob[DAY_TEXT], school[PERSON_CODE], district[PERSON_CODE], grade[PERSON_GRADE];
};
struct number {
    char hmac[HASH_TEXT];
    int owner; /* position of the person */
};
struct day {
    char dob[DAY_TEXT];
    int first; /* 1 + position of a person */
};

/* Positions by text: 1 + position, 0 free; at most half full. */
struct lookup {
    int *slot;
    int slots, count;
};

struct match_bulk {
    const struct person_access *access;
    struct block *block;
    struct known *known;
    struct number *number;
    struct day *day;
    int knowns, known_room, numbers, number_room, days, day_room;
    struct lookup by_number, by_day;
    struct query add, add_number, move, change;
    char at[32];
    int enqueued; /* since opening */
    bool queued;  /* somebody was doubted, now or before */
    int last;     /* 1 + position of the person of the last SAME or NEW, 0: none */
};

/* ---- looking up ---------------------------------------------------------------------------- */

typedef const char *(*key_fn)(const struct match_bulk *bulk, int position);

static const char *number_key(const struct match_bulk *bulk, int position)
{
    return bulk->number[position].hmac;
}

static const char *day_key(const struct match_bulk *bulk, int position)
{
    return bulk->day[position].dob;
}

static int *slot_of(const struct match_bulk *bulk, const struct lookup *lookup, key_fn key,
                    const char *text)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (const char *c = text; *c; c++) hash = (hash ^ (unsigned char)*c) * 16777619u;
    for (uint32_t at = hash;; at++) {
        int *slot = &lookup->slot[at & (uint32_t)(lookup->slots - 1)];
        if (*slot == 0 || strcmp(key(bulk, *slot - 1), text) == 0) return slot;
    }
}

/* The text of `position`, its last one, is new. */
static void lookup_add(const struct match_bulk *bulk, struct lookup *lookup, key_fn key,
                       int position)
{
    if (2 * (lookup->count + 1) > lookup->slots) {
        free(lookup->slot);
        lookup->slots = lookup->slots ? lookup->slots * 2 : FIRST_SLOTS;
        lookup->slot = mem_new((size_t)lookup->slots, sizeof *lookup->slot);
        for (int i = 0; i < lookup->count; i++) *slot_of(bulk, lookup, key, key(bulk, i)) = i + 1;
    }
    *slot_of(bulk, lookup, key, key(bulk, position)) = position + 1;
    lookup->count++;
}

/* 1 + position, 0: not there. */
static int lookup_find(const struct match_bulk *bulk, const struct lookup *lookup, key_fn key,
                       const char *text)
{
    return lookup->slots ? *slot_of(bulk, lookup, key, text) : 0;
}

/* ---- everybody ----------------------------------------------------------------------------- */

static const uint32_t *keep_letters(struct match_bulk *bulk, const struct match_letters *letters)
{
    if (!bulk->block || bulk->block->used + letters->count > BLOCK_LETTERS) {
        struct block *block = mem_new(1, sizeof *block);
        block->next = bulk->block;
        bulk->block = block;
    }
    uint32_t *kept = &bulk->block->letter[bulk->block->used];
    memcpy(kept, letters->letter, (size_t)letters->count * sizeof *kept);
    bulk->block->used += letters->count;
    return kept;
}

static void add_born(struct match_bulk *bulk, int position)
{
    struct known *known = &bulk->known[position];
    if (!match_same_date(known->dob, known->dob)) return;
    int day = lookup_find(bulk, &bulk->by_day, day_key, known->dob);
    if (!day) {
        bulk->day = mem_room(bulk->day, bulk->days, &bulk->day_room, sizeof *bulk->day);
        bulk->day[bulk->days] = (struct day){0};
        memcpy(bulk->day[bulk->days].dob, known->dob, DAY_TEXT);
        lookup_add(bulk, &bulk->by_day, day_key, bulk->days);
        day = ++bulk->days;
    }
    known->born_next = bulk->day[day - 1].first;
    bulk->day[day - 1].first = position + 1;
}

static int add_known(struct match_bulk *bulk, const struct person *person)
{
    struct match_letters letters;
    struct known known = {.id = person->id};
    match_spell(person->name, &letters);
    known.letter = keep_letters(bulk, &letters);
    known.letters = letters.count;
    keys_wipe(&letters, sizeof letters);
    snprintf(known.dob, sizeof known.dob, "%.10s", person->dob);
    snprintf(known.school, sizeof known.school, "%s", person->school);
    snprintf(known.district, sizeof known.district, "%s", person->district);
    snprintf(known.grade, sizeof known.grade, "%s", person->grade);
    bulk->known = mem_room(bulk->known, bulk->knowns, &bulk->known_room, sizeof *bulk->known);
    bulk->known[bulk->knowns] = known;
    add_born(bulk, bulk->knowns);
    return bulk->knowns++;
}

static void add_number(struct match_bulk *bulk, const char *hmac, int owner)
{
    bulk->number = mem_room(bulk->number, bulk->numbers, &bulk->number_room, sizeof *bulk->number);
    bulk->number[bulk->numbers].owner = owner;
    snprintf(bulk->number[bulk->numbers].hmac, HASH_TEXT, "%s", hmac);
    lookup_add(bulk, &bulk->by_number, number_key, bulk->numbers);
    bulk->numbers++;
}

static enum err_code load_persons(struct match_bulk *bulk, struct err *err)
{
    enum { ID, NAME, DOB, SCHOOL, DISTRICT, GRADE };
    const struct person_access *access = bulk->access;
    struct query query = {0};
    struct person person = {0};
    bool row = true;
    enum err_code code = query_open(access->store, query_bulk_student_list, &query, err);
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row) {
        person.id = query_int64(&query, ID);
        snprintf(person.dob, sizeof person.dob, "%s", query_text(&query, DOB));
        snprintf(person.school, sizeof person.school, "%s", query_text(&query, SCHOOL));
        snprintf(person.district, sizeof person.district, "%s", query_text(&query, DISTRICT));
        snprintf(person.grade, sizeof person.grade, "%s", query_text(&query, GRADE));
        code = keys_unseal(access->keys, person.id, "student.name", query_text(&query, NAME),
                           person.name, sizeof person.name, err);
        if (code == ERR_OK) add_known(bulk, &person);
    }
    query_close(&query);
    keys_wipe(&person, sizeof person);
    return code;
}

/* Both lists are in the order of persons. */
static enum err_code load_numbers(struct match_bulk *bulk, struct err *err)
{
    struct query query = {0};
    int at = 0;
    bool row = true;
    enum err_code code = query_open(bulk->access->store, query_bulk_key_list, &query, err);
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row) {
        const int64_t id = query_int64(&query, 1);
        while (at < bulk->knowns && bulk->known[at].id < id) at++;
        if (at < bulk->knowns && bulk->known[at].id == id)
            add_number(bulk, query_text(&query, 0), at);
    }
    query_close(&query);
    return code;
}

static enum err_code any_queued(struct match_bulk *bulk, struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(bulk->access->store, query_bulk_queue_any, &query, err);
    if (code == ERR_OK) code = query_next(&query, &row, err);
    if (code == ERR_OK) bulk->queued = row && query_int(&query, 0) != 0;
    query_close(&query);
    return code;
}

/* Numbers of persons are random, so that a roll touches every page of their indices. */
static enum err_code widen_cache(struct store *store, struct err *err)
{
    struct query query = {0};
    enum err_code code = query_open(store, "PRAGMA cache_size = -262144", &query, err); /* KiB */
    if (code == ERR_OK) code = query_run(&query, NULL, err);
    query_close(&query);
    return code;
}

enum err_code match_bulk_open(const struct person_access *access, struct match_bulk **out,
                              struct err *err)
{
    enum err_code code = person_allow(access, RIGHT_WRITE, err);
    if (code != ERR_OK) return code;
    struct match_bulk *bulk = mem_new(1, sizeof *bulk);
    bulk->access = access;
    env_now_iso(bulk->at, sizeof bulk->at);
    code = widen_cache(access->store, err);
    if (code == ERR_OK) code = load_persons(bulk, err);
    if (code == ERR_OK) code = load_numbers(bulk, err);
    if (code == ERR_OK) code = any_queued(bulk, err);
    if (code == ERR_OK) code = query_open(access->store, query_student_add, &bulk->add, err);
    if (code == ERR_OK)
        code = query_open(access->store, query_student_key_add, &bulk->add_number, err);
    if (code == ERR_OK) code = query_open(access->store, query_bulk_student_move, &bulk->move, err);
    if (code == ERR_OK)
        code = query_open(access->store, query_student_change_add, &bulk->change, err);
    if (code == ERR_OK)
        *out = bulk;
    else
        match_bulk_close(bulk);
    return code;
}

void match_bulk_close(struct match_bulk *bulk)
{
    if (!bulk) return;
    while (bulk->block) {
        struct block *block = bulk->block;
        bulk->block = block->next;
        keys_wipe(block, sizeof *block);
        free(block);
    }
    query_close(&bulk->add);
    query_close(&bulk->add_number);
    query_close(&bulk->move);
    query_close(&bulk->change);
    free(bulk->known);
    free(bulk->number);
    free(bulk->day);
    free(bulk->by_number.slot);
    free(bulk->by_day.slot);
    free(bulk);
}

/* ---- one candidate ------------------------------------------------------------------------- */

/* In a search a person is 1 + its position. */
static void letters_of(const struct known *known, struct match_letters *out)
{
    out->count = known->letters;
    memcpy(out->letter, known->letter, (size_t)known->letters * sizeof *known->letter);
}

static int owner_of(const struct match_bulk *bulk, const struct identity *identity)
{
    char hmac[HASH_TEXT];
    keys_join(bulk->access->keys, identity, hmac);
    const int number = lookup_find(bulk, &bulk->by_number, number_key, hmac);
    return number ? bulk->number[number - 1].owner + 1 : 0;
}

static enum err_code look_near(struct match_search *search, void *context,
                               const struct identity *near, struct err *err)
{
    const struct match_bulk *bulk = context;
    struct match_letters letters;
    const int owner = owner_of(bulk, near);
    (void)err;
    if (!owner) return ERR_OK;
    letters_of(&bulk->known[owner - 1], &letters);
    match_compare_near(search, owner, bulk->known[owner - 1].dob, &letters);
    return ERR_OK;
}

/* In the order of the numbers of persons, as student_of_dob.sql: of two alike the lower is named.
 */
static void look_by_date(const struct match_bulk *bulk, struct match_search *search)
{
    struct match_letters letters;
    int best = 0, nearest = 0;
    const int day = lookup_find(bulk, &bulk->by_day, day_key, search->candidate->dob);
    for (int p = day ? bulk->day[day - 1].first : 0; p; p = bulk->known[p - 1].born_next) {
        const struct known *known = &bulk->known[p - 1];
        const int apart = known->letters - search->letters.count;
        if (apart > search->slips || -apart > search->slips) continue;
        letters_of(known, &letters);
        const int distance = match_apart(&search->letters, &letters, search->slips);
        if (distance > search->slips) continue;
        if (!best || distance < nearest ||
            (distance == nearest && known->id < bulk->known[best - 1].id)) {
            best = p;
            nearest = distance;
        }
    }
    if (best) match_consider(search, best, MATCH_NAME_AND_DATE, nearest);
}

static enum err_code look(struct match_bulk *bulk, struct match_search *search, struct err *err)
{
    const struct identity *identity = &search->candidate->identity;
    struct match_letters letters;
    match_search_start(search);
    const int owner = *identity->number ? owner_of(bulk, identity) : 0;
    if (owner) {
        letters_of(&bulk->known[owner - 1], &letters);
        match_compare(search, owner, bulk->known[owner - 1].dob, &letters);
        keys_wipe(&letters, sizeof letters);
    }
    if (search->same) return ERR_OK;
    const enum err_code code = match_each_near(search, look_near, bulk, err);
    if (code == ERR_OK && match_same_date(search->candidate->dob, search->candidate->dob))
        look_by_date(bulk, search);
    return code;
}

static enum err_code insert_number(struct match_bulk *bulk, int64_t id,
                                   const struct identity *identity, struct err *err)
{
    const struct person_access *access = bulk->access;
    char hmac[HASH_TEXT], sealed[SEALED_TEXT];
    keys_join(access->keys, identity, hmac);
    keys_seal(access->keys, id, "student_key.number", identity->number, sealed);
    query_set_text(&bulk->add_number, ":id_hmac", hmac);
    query_set_int(&bulk->add_number, ":student_id", id);
    query_set_text(&bulk->add_number, ":id_kind", id_kind_table[identity->kind].word);
    query_set_text(&bulk->add_number, ":id_enc", sealed);
    query_set_text(&bulk->add_number, ":created_at", bulk->at);
    query_set_text(&bulk->add_number, ":created_by", access->actor->name);
    const enum err_code code = query_run(&bulk->add_number, NULL, err);
    if (code == ERR_OK) add_number(bulk, hmac, bulk->last - 1);
    return code;
}

/* A random number that somebody has already, one in 30,000 batches, is refused by the table, and
   the batch with it; the next one goes through. */
static enum err_code insert(struct match_bulk *bulk, const struct person *candidate,
                            struct err *err)
{
    struct person added = *candidate;
    char sealed[SEALED_TEXT];
    added.id = keys_random_id();
    keys_seal(bulk->access->keys, added.id, "student.name", added.name, sealed);
    query_set_int(&bulk->add, ":student_id", added.id);
    query_set_text(&bulk->add, ":name_enc", sealed);
    query_set_text(&bulk->add, ":dob", added.dob);
    query_set_text(&bulk->add, ":sex", added.sex);
    query_set_text(&bulk->add, ":school", added.school);
    query_set_text(&bulk->add, ":district", added.district);
    query_set_text(&bulk->add, ":grade", added.grade);
    query_set_text(&bulk->add, ":status", person_status_table[PERSON_ENROLLED].word);
    query_set_text(&bulk->add, ":closed_on", "");
    query_set_text(&bulk->add, ":created_at", bulk->at);
    query_set_text(&bulk->add, ":created_by", bulk->access->actor->name);
    enum err_code code = query_run(&bulk->add, NULL, err);
    if (code == ERR_OK) bulk->last = add_known(bulk, &added) + 1;
    if (code == ERR_OK && *added.identity.number)
        code = insert_number(bulk, added.id, &added.identity, err);
    keys_wipe(&added, sizeof added);
    return code;
}

/* A candidate decided on before is the person it became. */
static int position_of(const struct match_bulk *bulk, int64_t id)
{
    for (int k = 0; k < bulk->knowns; k++)
        if (bulk->known[k].id == id) return k + 1;
    return 0;
}

/* Nobody the same: was the candidate there before, is it like somebody, or is it new? */
static enum err_code settle(struct match_bulk *bulk, const struct person *candidate,
                            struct match_search *search, struct match_result *out, struct err *err)
{
    char print[HASH_TEXT];
    bool before = false;
    enum err_code code = ERR_OK;
    if (bulk->queued || search->found) match_fingerprint(bulk->access, candidate, print);
    if (bulk->queued) code = match_find_queued(bulk->access, print, out, &before, err);
    if (code == ERR_OK && !before && search->found) {
        search->id = bulk->known[search->id - 1].id;
        bulk->queued = true;
        bulk->enqueued++;
        code = match_enqueue(bulk->access, candidate, print, search, out, err);
        if (code == ERR_OK)
            code = person_record(bulk->access, "person.match", out->student_id, "doubtful", err);
        return code;
    }
    if (code == ERR_OK && !before) {
        code = insert(bulk, candidate, err);
        if (code == ERR_OK)
            *out = (struct match_result){.outcome = MATCH_NEW,
                                         .student_id = bulk->known[bulk->last - 1].id};
        return code;
    }
    if (code == ERR_OK && out->outcome == MATCH_SAME)
        bulk->last = position_of(bulk, out->student_id);
    return code;
}

int match_bulk_queued(const struct match_bulk *bulk)
{
    return bulk->enqueued;
}

enum err_code match_bulk_admit(struct match_bulk *bulk, const struct person *candidate,
                               struct match_result *out, struct err *err)
{
    struct match_search search = {.access = bulk->access, .candidate = candidate};
    struct match_result result = {0};
    bulk->last = 0;
    enum err_code code = person_check_reason(bulk->access->reason, candidate->name, err);
    if (code == ERR_OK) code = person_check_place(bulk->access, candidate, err);
    if (code == ERR_OK) code = look(bulk, &search, err);
    if (code == ERR_OK && search.same) {
        bulk->last = (int)search.id;
        result = (struct match_result){MATCH_SAME, bulk->known[search.id - 1].id, 0, search.why};
    } else if (code == ERR_OK) {
        code = settle(bulk, candidate, &search, &result, err);
    }
    keys_wipe(&search.letters, sizeof search.letters);
    if (code == ERR_OK) *out = result;
    return code;
}

/* ---- another place ------------------------------------------------------------------------- */

static enum err_code keep_old(struct match_bulk *bulk, int64_t id, const char *field,
                              const char *old, struct err *err)
{
    char sealed[SEALED_TEXT];
    keys_seal(bulk->access->keys, id, "change", old, sealed);
    query_set_int(&bulk->change, ":student_id", id);
    query_set_text(&bulk->change, ":field", field);
    query_set_text(&bulk->change, ":old_enc", sealed);
    query_set_text(&bulk->change, ":changed_at", bulk->at);
    query_set_text(&bulk->change, ":changed_by", bulk->access->actor->name);
    return query_run(&bulk->change, NULL, err);
}

enum err_code match_bulk_move(struct match_bulk *bulk, const char *school, const char *district,
                              const char *grade, bool *moved, struct err *err)
{
    enum err_code code = ERR_OK;
    *moved = false;
    if (!bulk->last) return ERR_OK;
    struct known *known = &bulk->known[bulk->last - 1];
    const char *const pair[][3] = {{"school", known->school, school},
                                   {"district", known->district, district},
                                   {"grade", known->grade, grade}};
    if (!actor_covers(bulk->access->actor, known->school, known->district)) return ERR_OK;
    for (size_t i = 0; code == ERR_OK && i < sizeof pair / sizeof *pair; i++) {
        if (strcmp(pair[i][1], pair[i][2]) == 0) continue;
        *moved = true;
        code = keep_old(bulk, known->id, pair[i][0], pair[i][1], err);
    }
    if (code != ERR_OK || !*moved) return code;
    query_set_int(&bulk->move, ":student_id", known->id);
    query_set_text(&bulk->move, ":school", school);
    query_set_text(&bulk->move, ":district", district);
    query_set_text(&bulk->move, ":grade", grade);
    code = query_run(&bulk->move, NULL, err);
    snprintf(known->school, sizeof known->school, "%s", school);
    snprintf(known->district, sizeof known->district, "%s", district);
    snprintf(known->grade, sizeof known->grade, "%s", grade);
    return code;
}
