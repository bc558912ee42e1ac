/* The chained record: whatever is edited by SQL is found, and nothing is found where nothing was
   edited. */
#define _POSIX_C_SOURCE 200809L
#include "equity/audit.h"

#include "base/env.h"
#include "data/store_sql.h"
#include "equity/cases.h"
#include "tests/store/scratch.h"

#include <stdlib.h>
#include <sys/wait.h>

enum { ROWS = 40, EDITS = 1000 };

static const struct actor teacher = {1, "kru-somsri", ROLE_TEACHER, "S1"};

static struct store *cases(void)
{
    struct store *store = NULL;
    struct err err;
    setenv("KRU_NOW", "1790000000", 1);
    assert_ok(cases_open(":memory:", &store, &err));
    return store;
}

static void append(struct store *store, int count)
{
    static const char *const actions[] = {"person.read", "screening.certify", "user.add"};
    struct err err;
    for (int i = 0; i < count; i++) {
        char id[32], detail[64];
        snprintf(id, sizeof id, "%d", i % 7);
        snprintf(detail, sizeof detail, "{\"reason\":\"%d\"}", i);
        assert_ok(audit_append(store,
                               &(struct audit_event){.actor = i % 5 ? &teacher : NULL,
                                                     .action = actions[i % 3],
                                                     .entity = "person",
                                                     .entity_id = id,
                                                     .detail = detail},
                               &err));
    }
}

static struct store *with_rows(int count)
{
    struct store *store = cases();
    struct err err;
    assert_ok(store_begin(store, &err));
    append(store, count);
    assert_ok(store_commit(store, &err));
    return store;
}

static void sql(struct store *store, const char *text)
{
    struct query query;
    struct err err;
    assert_ok(query_open(store, text, &query, &err));
    assert_ok(query_run(&query, NULL, &err));
    query_close(&query);
}

static void appended_rows_hold(void **state)
{
    (void)state;
    struct store *store = with_rows(ROWS);
    struct err err;
    int64_t rows = -1;
    char head[HASH_TEXT];
    assert_ok(audit_verify(store, &rows, head, &err));
    assert_int_equal(rows, ROWS);
    assert_ok(audit_verify_since(store, rows, head, &err));
    assert_ok(store_begin(store, &err));
    append(store, 5);
    assert_ok(store_commit(store, &err));
    assert_ok(audit_verify_since(store, rows, head, &err)); /* it has grown since: no fault */
    store_close(store);
}

static void an_empty_record_holds_with_a_head_of_zeros(void **state)
{
    (void)state;
    struct store *store = cases();
    struct err err;
    int64_t rows = -1;
    char head[HASH_TEXT];
    assert_ok(audit_verify(store, &rows, head, &err));
    assert_int_equal(rows, 0);
    assert_int_equal(strspn(head, "0"), 64);
    assert_ok(audit_verify_since(store, rows, head, &err));
    store_close(store);
}

/* SHA-256 worked by another program (Python's hashlib) over the bytes that audit.h describes:
   each number as 'i' and eight bytes, low byte first. */
static void the_hash_is_the_one_the_header_describes(void **state)
{
    (void)state;
    struct store *store = cases();
    struct err err;
    int64_t rows;
    char head[HASH_TEXT];
    assert_ok(store_begin(store, &err));
    assert_ok(audit_append(
        store, &(struct audit_event){&teacher, "person.read", "person", "12", NULL}, &err));
    assert_ok(store_commit(store, &err));
    assert_ok(audit_verify(store, &rows, head, &err));
    assert_string_equal(head, "f5a16cff4710e96ea37cd1b5adbf426d1d68a095060cf5a6eccea00d44e8dc2d");
    store_close(store);
}

static void a_row_goes_with_the_transaction_that_wrote_it(void **state)
{
    (void)state;
    struct store *store = with_rows(3);
    struct err err;
    int64_t rows;
    char head[HASH_TEXT];
    assert_ok(store_begin(store, &err));
    append(store, 4);
    store_rollback(store);
    assert_ok(audit_verify(store, &rows, head, &err));
    assert_int_equal(rows, 3);
    store_close(store);
}

/* What a person with the file and a shell could do; `a` and `b` are different rows. */
typedef void (*edit)(struct store *store, struct env_random *random, int a, int b);

#define SQL(store, ...)                                                                            \
    do {                                                                                           \
        char text_[512];                                                                           \
        snprintf(text_, sizeof text_, __VA_ARGS__);                                                \
        sql(store, text_);                                                                         \
    } while (0)

static const char *const columns[] = {"at",        "actor",  "role",      "action", "entity",
                                      "entity_id", "detail", "prev_hash", "hash"};

static void change_column(struct store *store, struct env_random *random, int a, int b)
{
    (void)b;
    const char *column = columns[env_random_below(random, 9)];
    if (strcmp(column, "detail") == 0)
        SQL(store, "UPDATE audit SET detail = json_set(detail, '$.reason', 'other') WHERE seq = %d",
            a);
    else if (strstr(column, "hash"))
        SQL(store,
            "UPDATE audit SET %s = (CASE substr(%s, 1, 1) WHEN 'a' THEN 'b' ELSE 'a' END) || "
            "substr(%s, 2) WHERE seq = %d",
            column, column, column, a);
    else
        SQL(store, "UPDATE audit SET %s = %s || 'x' WHERE seq = %d", column, column, a);
}

static void move_a_letter_to_the_next_column(struct store *store, struct env_random *random, int a,
                                             int b)
{
    (void)b, (void)random;
    SQL(store,
        "UPDATE audit SET entity = substr(entity, 1, length(entity) - 1), entity_id = "
        "substr(entity, -1) || entity_id WHERE seq = %d",
        a);
}

static void hide_text_behind_a_nul(struct store *store, struct env_random *random, int a, int b)
{
    (void)b;
    const char *column = columns[env_random_below(random, 6)];
    SQL(store, "UPDATE audit SET %s = %s || char(0) || 'x' WHERE seq = %d", column, column, a);
}

static void remove_a_row(struct store *store, struct env_random *random, int a, int b)
{
    (void)b, (void)random;
    SQL(store, "DELETE FROM audit WHERE seq = %d", a);
}

static void remove_and_close_the_gap(struct store *store, struct env_random *random, int a, int b)
{
    (void)b, (void)random;
    SQL(store, "DELETE FROM audit WHERE seq = %d", a);
    SQL(store, "UPDATE audit SET seq = -seq WHERE seq > %d", a);
    SQL(store, "UPDATE audit SET seq = -seq - 1 WHERE seq < 0");
}

static void swap_rows(struct store *store, struct env_random *random, int a, int b)
{
    (void)random;
    SQL(store, "UPDATE audit SET seq = -1 WHERE seq = %d", a);
    SQL(store, "UPDATE audit SET seq = %d WHERE seq = %d", a, b);
    SQL(store, "UPDATE audit SET seq = %d WHERE seq = -1", b);
}

static void insert_a_copy(struct store *store, struct env_random *random, int a, int b)
{
    (void)random;
    SQL(store, "UPDATE audit SET seq = -seq WHERE seq > %d", a);
    SQL(store, "UPDATE audit SET seq = 1 - seq WHERE seq < 0");
    SQL(store,
        "INSERT INTO audit SELECT %d, at, actor, role, action, entity, entity_id, detail, "
        "prev_hash, hash FROM audit WHERE seq = %d",
        a + 1, b <= a ? b : b + 1);
}

static void insert_before_the_first(struct store *store, struct env_random *random, int a, int b)
{
    (void)b;
    SQL(store,
        "INSERT INTO audit SELECT %d, at, actor, role, action, entity, entity_id, detail, "
        "prev_hash, hash FROM audit WHERE seq = %d",
        -env_random_below(random, 3), a);
}

static void append_a_forged_row(struct store *store, struct env_random *random, int a, int b)
{
    (void)b, (void)random;
    SQL(store,
        "INSERT INTO audit SELECT %d, at, actor, role, action, entity, entity_id, detail, (SELECT "
        "hash FROM audit WHERE seq = %d), hash FROM audit WHERE seq = %d",
        ROWS + 1, ROWS, a);
}

static void renumber(struct store *store, struct env_random *random, int a, int b)
{
    (void)b;
    SQL(store, "UPDATE audit SET seq = seq + %d WHERE seq = %d", ROWS + env_random_below(random, 9),
        a);
}

static void leave_a_gap(struct store *store, struct env_random *random, int a, int b)
{
    (void)b, (void)random;
    SQL(store, "UPDATE audit SET seq = -seq WHERE seq >= %d", a);
    sql(store, "UPDATE audit SET seq = 7 - seq WHERE seq < 0");
}

/* One row written anew with a right hash of its own; those behind it are left as they were. */
static void forge_one_row(struct store *store, struct env_random *random, int a, int b)
{
    (void)b, (void)random;
    struct err err;
    SQL(store, "CREATE TEMP TABLE behind AS SELECT * FROM audit WHERE seq > %d", a);
    SQL(store, "DELETE FROM audit WHERE seq >= %d", a);
    assert_ok(
        audit_append(store, &(struct audit_event){NULL, "forged", "person", "1", NULL}, &err));
    sql(store, "INSERT INTO audit SELECT * FROM behind");
    sql(store, "DROP TABLE behind");
}

static void cut_the_tail(struct store *store, struct env_random *random, int a, int b)
{
    (void)b, (void)random;
    SQL(store, "DELETE FROM audit WHERE seq >= %d", a);
}

static void empty_it(struct store *store, struct env_random *random, int a, int b)
{
    (void)a, (void)b, (void)random;
    sql(store, "DELETE FROM audit");
}

/* Everything from `a` on written anew with right hashes, as a program that knows the rule could:
   the rows begin their reasons at 0 again, and before those of a whole new chain goes one row more.
 */
static void cut_and_write_on(struct store *store, struct env_random *random, int a, int b)
{
    (void)b, (void)random;
    SQL(store, "DELETE FROM audit WHERE seq >= %d", a);
    if (a == 1) append(store, 1);
    append(store, ROWS);
}

/* The last three leave a sound chain, or may: only who has the head can tell. */
static const edit edits[] = {
    change_column,
    move_a_letter_to_the_next_column,
    hide_text_behind_a_nul,
    remove_a_row,
    remove_and_close_the_gap,
    swap_rows,
    insert_a_copy,
    insert_before_the_first,
    append_a_forged_row,
    renumber,
    leave_a_gap,
    forge_one_row,
    cut_the_tail,
    empty_it,
    cut_and_write_on,
};
enum { KINDS = sizeof edits / sizeof *edits, NEED_A_HEAD = 3 };

static void a_thousand_random_edits_are_all_found(void **state)
{
    (void)state;
    struct store *store = with_rows(ROWS);
    struct env_random random = {20261122};
    struct err err;
    int64_t rows;
    char head[HASH_TEXT];
    int missed = 0;
    assert_ok(audit_verify(store, &rows, head, &err));
    for (int n = 0; n < EDITS; n++) {
        const int a = 1 + env_random_below(&random, ROWS);
        const int b = 1 + (a + env_random_below(&random, ROWS - 1)) % ROWS;
        assert_ok(store_begin(store, &err));
        edits[n % KINDS](store, &random, a, b);
        err = (struct err){0};
        int64_t left;
        char other[HASH_TEXT];
        /* What is done to the last row may be a cut tail and a new one. */
        const bool alone = n % KINDS < KINDS - NEED_A_HEAD && a < ROWS;
        if ((alone && audit_verify(store, &left, other, &err) != ERR_MISMATCH) ||
            audit_verify_since(store, rows, head, &err) != ERR_MISMATCH) {
            printf("edit of kind %d at %d, %d was not found\n", n % KINDS, a, b);
            missed++;
        }
        store_rollback(store);
        /* The negative control: what was rolled back was no edit. */
        assert_ok(audit_verify_since(store, rows, head, &err));
    }
    assert_int_equal(missed, 0);
    store_close(store);
}

static void the_first_row_that_does_not_hold_is_named(void **state)
{
    (void)state;
    struct store *store = with_rows(ROWS);
    struct err err;
    int64_t rows;
    char head[HASH_TEXT];
    sql(store, "UPDATE audit SET actor = 'somchai' WHERE seq IN (17, 30)");
    assert_int_equal(audit_verify(store, &rows, head, &err), ERR_MISMATCH);
    assert_error(err, ERR_MISMATCH,
                 "the chained record was altered at row '17', the rows before it hold; restore it "
                 "from a backup");
    store_close(store);
}

static void a_tail_cut_off_is_seen_by_the_head_alone(void **state)
{
    (void)state;
    struct store *store = with_rows(ROWS);
    struct err err;
    int64_t rows, left;
    char head[HASH_TEXT], other[HASH_TEXT];
    assert_ok(audit_verify(store, &rows, head, &err));
    sql(store, "DELETE FROM audit WHERE seq > 38");
    /* What is left is a sound chain: without the head nobody could tell. */
    assert_ok(audit_verify(store, &left, other, &err));
    assert_int_equal(left, 38);
    assert_int_equal(audit_verify_since(store, rows, head, &err), ERR_MISMATCH);
    assert_error(err, ERR_MISMATCH,
                 "the chained record was cut off: it has '38' rows, noted down were 40; restore it "
                 "from a backup");
    /* As many rows as before, each with a right hash, but not the same ones. */
    assert_ok(store_begin(store, &err));
    append(store, 2);
    assert_ok(store_commit(store, &err));
    assert_int_equal(audit_verify_since(store, rows, head, &err), ERR_MISMATCH);
    assert_error(err, ERR_MISMATCH,
                 "the chained record was written anew: row '40' has not the hash noted down; "
                 "restore it from a backup");
    store_close(store);
}

/* Two offices at once: each row goes behind whatever is last when its transaction begins. */
static void writers_at_the_same_time_make_one_chain(void **state)
{
    (void)state;
    enum { WRITERS = 3, TRANSACTIONS = 40 };
    struct store *store = NULL;
    struct err err;
    int64_t rows;
    char head[HASH_TEXT];
    setenv("KRU_BUSY_MS", "60000", 1);
    assert_ok(cases_create(scratch("a.db"), &store, &err));
    store_close(store);
    for (int w = 0; w < WRITERS; w++) {
        const pid_t child = fork();
        assert_true(child >= 0);
        if (child > 0) continue;
        enum err_code code = cases_open(scratch("a.db"), &store, &err);
        for (int t = 0; code == ERR_OK && t < TRANSACTIONS; t++) {
            code = store_begin(store, &err);
            if (code == ERR_OK) append(store, 2);
            if (code == ERR_OK) code = store_commit(store, &err);
        }
        _exit(code == ERR_OK ? 0 : 1);
    }
    for (int w = 0; w < WRITERS; w++) {
        int status = -1;
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    assert_ok(cases_open(scratch("a.db"), &store, &err));
    assert_ok(audit_verify(store, &rows, head, &err));
    assert_int_equal(rows, WRITERS * TRANSACTIONS * 2);
    store_close(store);
}

static void a_clock_that_jumps_back_does_no_harm(void **state)
{
    (void)state;
    struct store *store = with_rows(3);
    struct err err;
    int64_t rows;
    char head[HASH_TEXT];
    setenv("KRU_NOW", "1000000000", 1);
    assert_ok(store_begin(store, &err));
    append(store, 3);
    assert_ok(store_commit(store, &err));
    assert_ok(audit_verify(store, &rows, head, &err));
    assert_int_equal(rows, 6);
    store_close(store);
}

/* 100,000 rows is some years of an office. The limit is far above what it takes (seconds), so that
   it holds on a loaded machine; what it guards against is a cost that grows with the record. */
static void a_hundred_thousand_rows_are_appended_and_walked(void **state)
{
    (void)state;
    enum { LIMIT_S = 120 };
#ifdef KRU_SANITIZED
    enum { MANY = 10000 };
#else
    enum { MANY = 100000 };
#endif
    const double start = env_seconds();
    struct store *store = with_rows(MANY);
    const double written = env_seconds();
    struct err err;
    int64_t rows;
    char head[HASH_TEXT];
    assert_ok(audit_verify(store, &rows, head, &err));
    assert_int_equal(rows, MANY);
    printf("appended in %.1f s, walked in %.1f s\n", written - start, env_seconds() - written);
    assert_true(env_seconds() - start < LIMIT_S);
    store_close(store);
}

static const struct CMUnitTest cases_of_file[] = {
    CASE(appended_rows_hold),
    CASE(an_empty_record_holds_with_a_head_of_zeros),
    CASE(the_hash_is_the_one_the_header_describes),
    CASE(a_row_goes_with_the_transaction_that_wrote_it),
    CASE(a_thousand_random_edits_are_all_found),
    CASE(the_first_row_that_does_not_hold_is_named),
    CASE(a_tail_cut_off_is_seen_by_the_head_alone),
    CASE_WITH(writers_at_the_same_time_make_one_chain, scratch_make, scratch_remove),
    CASE(a_clock_that_jumps_back_does_no_harm),
    CASE(a_hundred_thousand_rows_are_appended_and_walked),
};
TEST_MAIN(cases_of_file)
