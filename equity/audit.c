/* A row holds when its hash is that of its own columns, its number is one more than the last, and
   it names the hash before it. Whoever changes a row must therefore write all later ones anew, and
   then the head differs from the one that was noted down. */
#include "equity/audit.h"

#include "base/env.h"
#include "data/store_sql.h"
#include "equity/people_sql.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const char first_hash[HASH_TEXT] =
    "0000000000000000000000000000000000000000000000000000000000000000";

/* The columns of a row in the order in which they are hashed; the number goes before them. */
enum column { AT, ACTOR, ROLE, ACTION, ENTITY, ENTITY_ID, DETAIL, PREV_HASH, COLUMNS };
static const char *const parameters[COLUMNS] = {
    ":at", ":actor", ":role", ":action", ":entity", ":entity_id", ":detail", ":prev_hash",
};

/* Where audit_walk.sql has them: seq, the columns above, hash, bytes. */
enum { WALK_SEQ = 0, WALK_FIRST = 1, WALK_HASH = WALK_FIRST + COLUMNS, WALK_BYTES };

static void hash_row(int64_t seq, const char *const column[COLUMNS], char out[HASH_TEXT])
{
    struct hash hash;
    hash_start(&hash);
    hash_int(&hash, seq);
    for (int c = 0; c < COLUMNS; c++) {
        hash_int(&hash, (long long)strlen(column[c]));
        hash_bytes(&hash, column[c], strlen(column[c]));
    }
    hash_end(&hash, out);
}

static enum err_code read_last(struct store *store, int64_t *seq, char head[HASH_TEXT],
                               struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(store, query_audit_last, &query, err);
    if (code == ERR_OK) code = query_next(&query, &row, err);
    if (code == ERR_OK) {
        *seq = row ? query_int64(&query, 0) : 0;
        snprintf(head, HASH_TEXT, "%s", row ? query_text(&query, 1) : first_hash);
    }
    query_close(&query);
    return code;
}

static enum err_code insert(struct store *store, int64_t seq, const char *const column[COLUMNS],
                            struct err *err)
{
    struct query query = {0};
    char hash[HASH_TEXT];
    hash_row(seq, column, hash);
    enum err_code code = query_open(store, query_audit_append, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":seq", seq);
        for (int c = 0; c < COLUMNS; c++) query_set_text(&query, parameters[c], column[c]);
        query_set_text(&query, ":hash", hash);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    return code;
}

/* Reading begins by itself only where no transaction is open. */
static void assert_in_transaction(struct store *store)
{
    bool began = true;
    const enum err_code code = store_begin_reading(store, &began, NULL);
    assert(code == ERR_OK && !began);
    (void)code;
}

enum err_code audit_append(struct store *store, const struct audit_event *event, struct err *err)
{
    char at[32], last[HASH_TEXT];
    int64_t seq = 0;
    const struct actor *actor = event->actor;
    assert_in_transaction(store);
    const enum err_code code = read_last(store, &seq, last, err);
    if (code != ERR_OK) return code;
    env_now_iso(at, sizeof at);
    const char *const column[COLUMNS] = {
        [AT] = at,
        [ACTOR] = actor ? actor->name : "system",
        [ROLE] = actor ? role_table[actor->role].word : "system",
        [ACTION] = event->action,
        [ENTITY] = event->entity,
        [ENTITY_ID] = event->entity_id ? event->entity_id : "",
        [DETAIL] = event->detail ? event->detail : "{}",
        [PREV_HASH] = last,
    };
    return insert(store, seq + 1, column, err);
}

/* The present row of the walk, after `seq` rows that hold. */
static bool row_holds(const struct query *walk, int64_t seq, const char head[HASH_TEXT],
                      char hash[HASH_TEXT])
{
    const char *column[COLUMNS];
    size_t bytes = strlen(query_text(walk, WALK_HASH));
    for (int c = 0; c < COLUMNS; c++) {
        column[c] = query_text(walk, WALK_FIRST + c);
        bytes += strlen(column[c]);
    }
    hash_row(seq + 1, column, hash);
    return query_int64(walk, WALK_SEQ) == seq + 1 &&
           query_int64(walk, WALK_BYTES) == (int64_t)bytes &&
           strcmp(column[PREV_HASH], head) == 0 && strcmp(query_text(walk, WALK_HASH), hash) == 0;
}

static enum err_code does_not_hold(int64_t seq, struct err *err)
{
    return err_set(err, ERR_MISMATCH,
                   "บันทึกการกระทำถูกแก้ไขที่ลำดับ '%lld' ลำดับก่อนหน้ายังครบถ้วน โปรดกู้คืนจากสำเนาสำรอง",
                   "the chained record was altered at row '%lld', the rows before it hold; "
                   "restore it from a backup",
                   (long long)seq);
}

enum err_code audit_verify(struct store *store, int64_t *rows, char head[HASH_TEXT],
                           struct err *err)
{
    struct query walk = {0};
    char last[HASH_TEXT], hash[HASH_TEXT];
    int64_t seq = 0;
    bool row = false;
    memcpy(last, first_hash, sizeof last);
    enum err_code code = query_open(store, query_audit_walk, &walk, err);
    while (code == ERR_OK && (code = query_next(&walk, &row, err)) == ERR_OK && row) {
        if (!row_holds(&walk, seq, last, hash)) {
            code = does_not_hold(seq + 1, err);
            break;
        }
        memcpy(last, hash, sizeof last);
        seq++;
    }
    query_close(&walk);
    if (code != ERR_OK) return code;
    *rows = seq;
    memcpy(head, last, sizeof last);
    return ERR_OK;
}

static enum err_code read_hash(struct store *store, int64_t seq, char out[HASH_TEXT],
                               struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(store, query_audit_hash_of, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":seq", seq);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK) snprintf(out, HASH_TEXT, "%s", row ? query_text(&query, 0) : "");
    query_close(&query);
    return code;
}

enum err_code audit_verify_since(struct store *store, int64_t rows, const char *head,
                                 struct err *err)
{
    int64_t found = 0;
    char last[HASH_TEXT], hash[HASH_TEXT];
    enum err_code code = audit_verify(store, &found, last, err);
    memcpy(hash, first_hash, sizeof hash);
    if (code == ERR_OK && rows > 0) code = read_hash(store, rows, hash, err);
    if (code != ERR_OK) return code;
    if (found < rows)
        return err_set(err, ERR_MISMATCH,
                       "บันทึกการกระทำถูกตัดท้าย มี '%lld' ลำดับ แต่เคยจดไว้ว่ามี %lld โปรดกู้คืนจากสำเนาสำรอง",
                       "the chained record was cut off: it has '%lld' rows, noted down were %lld; "
                       "restore it from a backup",
                       (long long)found, (long long)rows);
    if (strcmp(hash, head) != 0)
        return err_set(err, ERR_MISMATCH,
                       "บันทึกการกระทำถูกเขียนใหม่ ลำดับ '%lld' ไม่ตรงกับรหัสที่จดไว้ โปรดกู้คืนจากสำเนาสำรอง",
                       "the chained record was written anew: row '%lld' has not the hash noted "
                       "down; restore it from a backup",
                       (long long)rows);
    return ERR_OK;
}
