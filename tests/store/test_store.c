/* The file: opened, refused by name and unchanged, migrated, locked, full, cut and killed. */
#define _POSIX_C_SOURCE 200809L
#include "data/store.h"

#include "base/env.h"
#include "data/import.h"
#include "data/sql.h"
#include "data/store_sql.h"
#include "tests/store/scratch.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

enum { AT_SCHEMA = 60, AT_APPLICATION = 68 }; /* in the header of an SQLite file */

/* A new database with one district, closed again. */
static void make_database(const char *name)
{
    static const char text[] = "code,name_th\n1001,พระนคร\n";
    const struct import_source one = {"districts.csv", text, sizeof text - 1};
    struct import_report report;
    struct store *store = NULL;
    struct err err;
    assert_ok(store_create(scratch(name), &store, &err));
    assert_ok(import_sources(store, &one, 1, false, &report, &err));
    import_report_clear(&report);
    store_close(store);
}

static void patch(const char *name, size_t at, const void *bytes, size_t count)
{
    struct text text = scratch_read(name);
    assert_true(at + count <= text.length);
    memcpy(text.s + at, bytes, count);
    scratch_write(name, text.s, text.length);
    text_clear(&text);
}

/* Opening says `want` with the path for %s, and leaves every byte of the file as it was. */
static void assert_refused(const char *name, enum err_code code, const char *want)
{
    struct store *store = NULL;
    struct err err = {0};
    struct stat about;
    struct text before = {0}, after = {0};
    const bool is_file = stat(scratch(name), &about) == 0 && S_ISREG(about.st_mode);
    if (is_file) before = scratch_read(name);
    assert_int_equal(store_open(scratch(name), &store, &err), code);
    assert_error(err, code, scratch_text(want, name));
    assert_null(store);
    if (is_file) {
        after = scratch_read(name);
        assert_int_equal(after.length, before.length);
        assert_memory_equal(text_s(&after), text_s(&before), before.length);
    }
    text_clear(&before);
    text_clear(&after);
}

static void ask(struct store *store, const char *sql, char answer[64])
{
    struct query query = {0};
    struct err err;
    bool row = false;
    assert_ok(query_open(store, sql, &query, &err));
    assert_ok(query_next(&query, &row, &err));
    snprintf(answer, 64, "%s", row ? query_text(&query, 0) : "");
    query_close(&query);
}

/* ---- refused by name --------------------------------------------------------------------- */

static void what_is_not_there_is_not_found(void **state)
{
    (void)state;
    assert_refused("none.db", ERR_NOT_FOUND, "no database '%s', kru init makes one");
    assert_int_equal(access(scratch("none.db"), F_OK), -1);
}

static void a_folder_or_device_is_refused(void **state)
{
    struct store *store = NULL;
    struct err err = {0};
    (void)state;
    assert_int_equal(mkdir(scratch("folder.db"), 0700), 0);
    assert_refused("folder.db", ERR_STORE, "'%s' is a folder, allowed is a file made by kru init");
    assert_int_equal(store_open("/dev/null", &store, &err), ERR_STORE);
    assert_error(err, ERR_STORE,
                 "'/dev/null' is not an SQLite database, allowed is one made by kru init");
}

static void an_empty_file_is_refused(void **state)
{
    (void)state;
    scratch_write("empty.db", "", 0);
    assert_refused("empty.db", ERR_STORE, "'%s' is empty, allowed is a file made by kru init");
}

static void what_is_no_database_is_refused(void **state)
{
    static const char text[] = "code,name_th\n1001,a table that is longer than a header of SQLite, "
                               "so that all of the header can be read from it\n";
    (void)state;
    scratch_write("a.db", text, sizeof text - 1);
    assert_refused("a.db", ERR_STORE,
                   "'%s' is not an SQLite database, allowed is one made by kru init");
    scratch_write("b.db", "short", 5);
    assert_refused("b.db", ERR_STORE,
                   "'%s' is not an SQLite database, allowed is one made by kru init");
}

static void a_database_of_another_program_is_refused(void **state)
{
    (void)state;
    make_database("foreign.db");
    patch("foreign.db", AT_APPLICATION, "\0\0\0\1", 4);
    assert_refused("foreign.db", ERR_STORE,
                   "'%s' is a database of another program, allowed is one made by kru init");
}

static void a_newer_schema_is_refused_by_number(void **state)
{
    (void)state;
    assert_int_equal(migration_count, 3);
    make_database("newer.db");
    patch("newer.db", AT_SCHEMA, "\0\0\0\11", 4);
    assert_refused("newer.db", ERR_STORE,
                   "'%s' has schema 9, this program knows up to 3; use a newer kru");
}

/* A newer program may have stopped with the stamp in the log and not yet in the file. */
static void a_newer_schema_in_the_log_is_refused_too(void **state)
{
    struct store *store = NULL;
    struct err err = {0};
    (void)state;
    make_database("a.db");
    assert_ok(store_open(scratch("a.db"), &store, &err));
    struct query query = {0};
    assert_ok(query_open(store, "PRAGMA user_version = 9", &query, &err));
    assert_ok(query_run(&query, NULL, &err));
    query_close(&query);
    struct text file = scratch_read("a.db"), log = scratch_read("a.db-wal");
    store_close(store);
    scratch_write("b.db", file.s, file.length);
    scratch_write("b.db-wal", log.s, log.length);
    assert_refused("b.db", ERR_STORE,
                   "'%s' has schema 9, this program knows up to 3; use a newer kru");
    text_clear(&file);
    text_clear(&log);
}

static void a_locked_file_is_refused_after_the_wait(void **state)
{
    struct store *first = NULL, *second = NULL;
    struct err err = {0};
    (void)state;
    make_database("a.db");
    assert_ok(store_open(scratch("a.db"), &first, &err));
    assert_ok(store_begin(first, &err));
    /* Reading goes on beside a writer, writing waits. */
    assert_ok(store_open(scratch("a.db"), &second, &err));
    const double start = env_seconds();
    assert_int_equal(store_begin(second, &err), ERR_STORE);
    assert_error(err, ERR_STORE,
                 scratch_text("'%s' is in use by another process, try again later", "a.db"));
    assert_true(env_seconds() - start < 3.0); /* KRU_BUSY_MS is 50 */
    store_rollback(first);
    assert_ok(store_begin(second, &err));
    store_rollback(second);
    store_close(second);
    /* Held exclusively, it does not even open. */
    struct query query = {0};
    assert_ok(query_open(first, "PRAGMA locking_mode = EXCLUSIVE", &query, &err));
    assert_ok(query_run(&query, NULL, &err));
    query_close(&query);
    assert_ok(store_begin(first, &err));
    assert_ok(store_commit(first, &err));
    second = NULL;
    assert_int_equal(store_open(scratch("a.db"), &second, &err), ERR_STORE);
    assert_error(err, ERR_STORE,
                 scratch_text("'%s' is in use by another process, try again later", "a.db"));
    assert_null(second);
    store_close(first);
}

static void another_process_with_the_lock_is_waited_for_in_vain(void **state)
{
    struct store *store = NULL;
    struct err err = {0};
    int ready[2];
    char byte = 0;
    (void)state;
    make_database("a.db");
    assert_int_equal(pipe(ready), 0);
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        struct store *own = NULL;
        if (store_open(scratch("a.db"), &own, &err) != ERR_OK) _exit(1);
        if (store_begin(own, &err) != ERR_OK) _exit(2);
        if (write(ready[1], "x", 1) != 1) _exit(3);
        pause();
        _exit(0);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_ok(store_open(scratch("a.db"), &store, &err));
    assert_int_equal(store_begin(store, &err), ERR_STORE);
    assert_error(err, ERR_STORE,
                 scratch_text("'%s' is in use by another process, try again later", "a.db"));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_ok(store_begin(store, &err));
    store_rollback(store);
    store_close(store);
    close(ready[0]);
    close(ready[1]);
}

/* The superuser may write everything, so a child without privileges looks. */
static void assert_read_only_to_others(void)
{
    enum { NOBODY = 65534, CANNOT_LOOK = 77 };
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        struct store *store = NULL;
        struct err err = {0};
        if (geteuid() == 0 && setuid(NOBODY) != 0) _exit(1);
        if (access(scratch("a.db"), R_OK) != 0) _exit(CANNOT_LOOK);
        if (store_open(scratch("a.db"), &store, &err) != ERR_STORE) _exit(2);
        const char *want = scratch_text(
            "'%s' is read-only, needed is the right to write the file and its folder", "a.db");
        _exit(strcmp(err.text, want) == 0 ? 0 : 3);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == CANNOT_LOOK) skip();
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void a_read_only_file_is_refused(void **state)
{
    (void)state;
    make_database("a.db");
    assert_int_equal(chmod(scratch_folder, 0777), 0);
    assert_int_equal(chmod(scratch("a.db"), 0444), 0);
    assert_read_only_to_others();
}

static void a_file_in_a_read_only_folder_is_refused(void **state)
{
    (void)state;
    make_database("a.db");
    assert_int_equal(chmod(scratch("a.db"), 0666), 0);
    assert_int_equal(chmod(scratch_folder, 0555), 0);
    assert_read_only_to_others();
    assert_int_equal(chmod(scratch_folder, 0700), 0);
}

/* ---- making and opening ------------------------------------------------------------------ */

static void a_new_database_is_made_once(void **state)
{
    struct store *store = NULL;
    struct err err = {0};
    char answer[64];
    (void)state;
    assert_ok(store_create(scratch("a.db"), &store, &err));
    assert_string_equal(store_path(store), scratch("a.db"));
    ask(store, "PRAGMA user_version", answer);
    assert_string_equal(answer, "3");
    ask(store, "PRAGMA application_id", answer);
    assert_int_equal(strtol(answer, NULL, 10), STORE_APPLICATION_ID);
    store_close(store);
    store = NULL;
    assert_int_equal(store_create(scratch("a.db"), &store, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 scratch_text("'%s' exists already, allowed is a new name", "a.db"));
    assert_int_equal(store_create(scratch("no/a.db"), &store, &err), ERR_STORE);
    assert_error(err, ERR_STORE,
                 scratch_text("'%s' cannot be made: No such file or directory", "no/a.db"));
    assert_null(store);
    store_close(NULL);
}

static void a_name_without_a_folder_is_opened_in_the_present_one(void **state)
{
    struct store *store = NULL;
    struct err err = {0};
    char home[SCRATCH_PATH];
    (void)state;
    make_database("a.db");
    assert_non_null(getcwd(home, sizeof home));
    assert_int_equal(chdir(scratch_folder), 0);
    const enum err_code code = store_open("a.db", &store, &err);
    assert_int_equal(chdir(home), 0);
    assert_int_equal(code, ERR_OK);
    assert_string_equal(store_path(store), "a.db");
    store_close(store);
}

/* No byte may be written: the file that was made for the database goes again. */
static void what_cannot_be_written_is_not_left_half_made(void **state)
{
    struct store *store = NULL;
    struct err err = {0};
    struct rlimit limit;
    (void)state;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &(struct rlimit){0, limit.rlim_max}), 0);
    const enum err_code code = store_create(scratch("a.db"), &store, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    assert_int_equal(code, ERR_STORE);
    assert_error(err, ERR_STORE,
                 scratch_text("'%s' cannot be read or written: File too large", "a.db"));
    assert_null(store);
    assert_int_equal(access(scratch("a.db"), F_OK), -1);
}

static void every_guard_is_on(void **state)
{
    static const char *const guards[][2] = {
        {"PRAGMA journal_mode", "wal"},   {"PRAGMA synchronous", "2"},
        {"PRAGMA foreign_keys", "1"},     {"PRAGMA trusted_schema", "0"},
        {"PRAGMA cell_size_check", "1"},  {"PRAGMA busy_timeout", "50"},
        {"PRAGMA integrity_check", "ok"}, {"PRAGMA foreign_key_check", ""},
    };
    struct store *store = NULL;
    struct query query = {0};
    struct err err = {0};
    char answer[64];
    (void)state;
    make_database("a.db");
    assert_ok(store_open(scratch("a.db"), &store, &err));
    for (size_t i = 0; i < sizeof guards / sizeof *guards; i++) {
        ask(store, guards[i][0], answer);
        assert_string_equal(answer, guards[i][1]);
    }
    /* Defensive: the schema cannot be written by hand; nothing can be attached or loaded. */
    assert_int_equal(query_open(store, "UPDATE sqlite_schema SET sql = ''", &query, &err),
                     ERR_STORE);
    assert_error(
        err, ERR_STORE,
        scratch_text("'%s' refused the request: table sqlite_master may not be modified", "a.db"));
    assert_ok(query_open(store, "ATTACH ':memory:' AS other", &query, &err));
    assert_int_equal(query_run(&query, NULL, &err), ERR_STORE);
    query_close(&query);
    assert_ok(query_open(store, "SELECT load_extension('x')", &query, &err));
    assert_int_equal(query_run(&query, NULL, &err), ERR_STORE);
    query_close(&query);
    store_close(store);
}

static void the_wait_for_a_lock_has_a_preset_and_a_limit(void **state)
{
    static const char *const given[][2] = {{"100", "100"}, {"-1", "5000"}, {"999999", "5000"}};
    struct store *store = NULL;
    struct err err = {0};
    char answer[64];
    (void)state;
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        setenv("KRU_BUSY_MS", given[i][0], 1);
        assert_ok(store_open(":memory:", &store, &err));
        ask(store, "PRAGMA busy_timeout", answer);
        assert_string_equal(answer, given[i][1]);
        store_close(store);
    }
    unsetenv("KRU_BUSY_MS");
    assert_ok(store_create(":memory:", &store, &err));
    ask(store, "PRAGMA busy_timeout", answer);
    assert_string_equal(answer, "5000");
    store_close(store);
}

static void wrong_values_fail_when_they_are_written(void **state)
{
    static const char *const wrong[] = {
        "INSERT INTO district VALUES ('', 'a', '', '')",
        "INSERT INTO district VALUES ('1', NULL, '', '')",
        "INSERT INTO school VALUES ('1', 'a', 'none', NULL, NULL)",
        "INSERT INTO school VALUES ('1', 'a', '1001', 4, NULL)",
        "INSERT INTO major VALUES ('m', 'a', '', 'first')",
        "INSERT INTO retrain VALUES ('m', 'm')",
        "INSERT INTO channel VALUES ('c', 'a', '', 'exam', 16, 1)",
        "INSERT INTO channel VALUES ('c', 'a', '', 'exam', 1, 0)",
        "INSERT INTO provenance VALUES ('f', 'true', '')",
        "INSERT INTO curriculum VALUES ('a', 'p7', 1)",
        "INSERT INTO plan_call (plan_id, fy, list, major_code, people) VALUES (1, 2567, 'l', 'm', "
        "1)",
    };
    struct store *store = NULL;
    struct err err = {0};
    (void)state;
    assert_ok(store_open(":memory:", &store, &err));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct query query = {0};
        assert_ok(query_open(store, wrong[i], &query, &err));
        if (query_run(&query, NULL, &err) != ERR_STORE) fail_msg("%s", wrong[i]);
        assert_memory_equal(err.text, "':memory:' refused the request: ", 32);
        query_close(&query);
    }
    store_close(store);
}

static void rolling_back_without_a_transaction_does_nothing(void **state)
{
    struct store *store = NULL;
    struct err err = {0};
    (void)state;
    assert_ok(store_open(":memory:", &store, &err));
    store_rollback(store);
    assert_ok(store_begin(store, &err));
    assert_ok(store_commit(store, &err));
    assert_int_equal(store_commit(store, &err), ERR_STORE);
    assert_error(err, ERR_STORE,
                 "':memory:' refused the request: cannot commit - no transaction is active");
    store_close(store);
}

static void errors_speak_thai_by_preset(void **state)
{
    struct store *store = NULL;
    struct err err = {0};
    (void)state;
    lang_set(LANG_TH);
    const enum err_code code = store_open(scratch("none.db"), &store, &err);
    lang_set(LANG_EN);
    assert_int_equal(code, ERR_NOT_FOUND);
    assert_error(err, ERR_NOT_FOUND,
                 scratch_text("ไม่มีฐานข้อมูล '%s' สร้างได้ด้วยคำสั่ง kru init", "none.db"));
}

/* ---- faults ------------------------------------------------------------------------------ */

static void cut_files_are_refused_or_read_and_never_crash(void **state)
{
    enum { CUTS = 20 };
    struct err err = {0};
    int refused = 0;
    (void)state;
    make_database("whole.db");
    struct text whole = scratch_read("whole.db");
    for (int cut = 0; cut < CUTS; cut++) {
        struct store *store = NULL;
        struct school_register reg = {0};
        const size_t size = whole.length * (size_t)cut / CUTS;
        scratch_write("cut.db", whole.s, size);
        if (store_open(scratch("cut.db"), &store, &err) == ERR_OK) {
            if (store_read_register(store, &reg, &err) == ERR_OK) register_clear(&reg);
            store_close(store);
        } else {
            refused++;
            assert_int_equal(err.code, ERR_STORE);
        }
        struct text after = scratch_read("cut.db");
        assert_int_equal(after.length, size);
        text_clear(&after);
    }
    assert_int_equal(refused, CUTS); /* the header tells the size */
    scratch_write("cut.db", whole.s, whole.length - 4096);
    struct store *store = NULL;
    char want[2 * SCRATCH_PATH];
    assert_int_equal(store_open(scratch("cut.db"), &store, &err), ERR_STORE);
    snprintf(want, sizeof want,
             "'%s' is cut short, it has %zu of %zu bytes; restore it from a backup",
             scratch("cut.db"), whole.length - 4096, whole.length);
    assert_error(err, ERR_STORE, want);
    text_clear(&whole);
}

/* Each page inverted once: opening or reading says so, or the page holds nothing that is read. */
static void damaged_pages_are_told_and_never_crash(void **state)
{
    enum { PAGE = 4096 };
    int told_opening = 0, told_reading = 0;
    (void)state;
    make_database("whole.db");
    struct text whole = scratch_read("whole.db");
    const char *want = "'%s' is damaged, restore it from a backup";
    for (size_t page = PAGE; page < whole.length; page += PAGE) {
        struct store *store = NULL;
        struct school_register reg = {0};
        struct err err = {0};
        struct text file = {0};
        text_add_bytes(&file, whole.s, whole.length);
        for (size_t at = page; at < page + PAGE; at++) file.s[at] = (char)~file.s[at];
        scratch_write("a.db", file.s, file.length);
        text_clear(&file);
        if (store_open(scratch("a.db"), &store, &err) != ERR_OK) {
            assert_error(err, ERR_STORE, scratch_text(want, "a.db"));
            told_opening++;
        } else if (store_read_register(store, &reg, &err) != ERR_OK) {
            assert_error(err, ERR_STORE, scratch_text(want, "a.db"));
            assert_null(reg.district);
            told_reading++;
        } else {
            register_clear(&reg);
        }
        store_close(store);
    }
    assert_true(told_opening > 0);
    assert_true(told_reading >= 10); /* the register has 15 tables, each on pages of its own */
    text_clear(&whole);
}

static void read_hash(struct store *store, char hash[65])
{
    struct school_register reg = {0};
    struct err err;
    assert_ok(store_read_register(store, &reg, &err));
    memcpy(hash, reg.data_hash, 65);
    register_clear(&reg);
}

/* Three hundred districts whose zone tells the version. */
static void make_version(struct text *text, int version)
{
    text_clear(text);
    text_add(text, "code,name_th,zone\n");
    for (int i = 0; i < 300; i++) text_add(text, "%d,ชื่อเขต,%d\n", i, version);
}

static void a_full_disk_says_so_and_keeps_what_was_there(void **state)
{
    struct store *store = NULL;
    struct import_report report;
    struct text text = {0};
    struct err err = {0};
    char before[65], after[65];
    (void)state;
    make_database("a.db");
    assert_ok(store_open(scratch("a.db"), &store, &err));
    read_hash(store, before);
    store_limit_pages(store, 1); /* never below the present size */
    make_version(&text, 1);
    const struct import_source one = {"districts.csv", text.s, text.length};
    assert_int_equal(import_sources(store, &one, 1, false, &report, &err), ERR_STORE);
    assert_error(err, ERR_STORE,
                 scratch_text("the disk is full, nothing was written to '%s'; make room and try "
                              "again",
                              "a.db"));
    assert_false(report.applied);
    import_report_clear(&report);
    read_hash(store, after);
    assert_string_equal(after, before);
    store_limit_pages(store, 1 << 20);
    assert_ok(import_sources(store, &one, 1, false, &report, &err));
    import_report_clear(&report);
    store_close(store);
    text_clear(&text);
}

/* The writer: one version after the other, each reported once it is committed, until it is killed.
 */
static void import_for_ever(const char *path, int version, int report_to)
{
    struct store *store = NULL;
    struct import_report report;
    struct err err;
    struct text text = {0};
    if (store_open(path, &store, &err) != ERR_OK) _exit(1);
    for (;; version++) {
        make_version(&text, version);
        const struct import_source one = {"districts.csv", text.s, text.length};
        if (import_sources(store, &one, 1, false, &report, &err) != ERR_OK) _exit(2);
        import_report_clear(&report);
        if (write(report_to, "x", 1) != 1) _exit(3);
    }
}

/* Kills a writer that has reported a version, some time later; returns how many it reported. */
static int reports_before_kill(const char *path, int version, struct env_random *random)
{
    enum { LONGEST_NS = 30000000 };
    int channel[2];
    char bytes[256];
    int status = 0;
    assert_int_equal(pipe(channel), 0);
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) import_for_ever(path, version, channel[1]);
    close(channel[1]);
    int reports = (int)read(channel[0], bytes, 1);
    nanosleep(&(struct timespec){.tv_nsec = env_random_below(random, LONGEST_NS)}, NULL);
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    assert_true(WIFSIGNALED(status)); /* it did not end by itself */
    for (ssize_t got = 0; (got = read(channel[0], bytes, sizeof bytes)) > 0;) reports += (int)got;
    close(channel[0]);
    return reports;
}

static void a_killed_import_is_whole_or_absent_and_none_reported_is_lost(void **state)
{
    enum { KILLS = 20 };
    struct env_random random = {.state = 7};
    int next = 1; /* the first version that is not in the file */
    (void)state;
    make_database("a.db");
    for (int kills = 0; kills < KILLS; kills++) {
        struct store *store = NULL;
        struct err err = {0};
        char answer[64];
        const int reported = reports_before_kill(scratch("a.db"), next, &random);
        assert_true(reported >= 1);
        assert_ok(store_open(scratch("a.db"), &store, &err));
        ask(store, "SELECT count(DISTINCT zone) FROM district WHERE zone <> ''", answer);
        assert_string_equal(answer, "1"); /* no mixture of two versions */
        ask(store, "SELECT max(zone) FROM district", answer);
        /* the last one reported, or the one after it: committed and not yet reported */
        const int version = (int)strtol(answer, NULL, 10);
        assert_in_range(version, next + reported - 1, next + reported);
        ask(store, "PRAGMA quick_check", answer);
        assert_string_equal(answer, "ok");
        store_close(store);
        next = version + 1;
    }
}

static const struct CMUnitTest cases[] = {
    CASE_WITH(what_is_not_there_is_not_found, scratch_make, scratch_remove),
    CASE_WITH(a_folder_or_device_is_refused, scratch_make, scratch_remove),
    CASE_WITH(an_empty_file_is_refused, scratch_make, scratch_remove),
    CASE_WITH(what_is_no_database_is_refused, scratch_make, scratch_remove),
    CASE_WITH(a_database_of_another_program_is_refused, scratch_make, scratch_remove),
    CASE_WITH(a_newer_schema_is_refused_by_number, scratch_make, scratch_remove),
    CASE_WITH(a_newer_schema_in_the_log_is_refused_too, scratch_make, scratch_remove),
    CASE_WITH(a_locked_file_is_refused_after_the_wait, scratch_make, scratch_remove),
    CASE_WITH(another_process_with_the_lock_is_waited_for_in_vain, scratch_make, scratch_remove),
    CASE_WITH(a_read_only_file_is_refused, scratch_make, scratch_remove),
    CASE_WITH(a_file_in_a_read_only_folder_is_refused, scratch_make, scratch_remove),
    CASE_WITH(a_new_database_is_made_once, scratch_make, scratch_remove),
    CASE_WITH(a_name_without_a_folder_is_opened_in_the_present_one, scratch_make, scratch_remove),
    CASE_WITH(what_cannot_be_written_is_not_left_half_made, scratch_make, scratch_remove),
    CASE_WITH(every_guard_is_on, scratch_make, scratch_remove),
    CASE(the_wait_for_a_lock_has_a_preset_and_a_limit),
    CASE(wrong_values_fail_when_they_are_written),
    CASE(rolling_back_without_a_transaction_does_nothing),
    CASE_WITH(errors_speak_thai_by_preset, scratch_make, scratch_remove),
    CASE_WITH(cut_files_are_refused_or_read_and_never_crash, scratch_make, scratch_remove),
    CASE_WITH(damaged_pages_are_told_and_never_crash, scratch_make, scratch_remove),
    CASE_WITH(a_full_disk_says_so_and_keeps_what_was_there, scratch_make, scratch_remove),
    CASE_WITH(a_killed_import_is_whole_or_absent_and_none_reported_is_lost, scratch_make,
              scratch_remove),
};
TEST_MAIN(cases)
