/* One SQLite file: looked at before it is touched, migrated, and opened with every guard on. */
#define _POSIX_C_SOURCE 200809L
#include "data/store.h"

#include "base/mem.h"
#include "base/text.h"
#include "data/sql.h"
#include "data/store_sql.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    BUSY_MS = 5000, /* wait for another writer; KRU_BUSY_MS replaces it */
    BUSY_MS_MAX = 60000,
    HEADER_BYTES = 100, /* of an SQLite file */
    AT_PAGE_BYTES = 16, /* where the header keeps what is looked at before opening */
    AT_PAGES = 28,
    AT_SCHEMA = 60,
    AT_APPLICATION = 68,
    PRIVATE_MODE = 0600, /* a register of people, if only by pseudonym */
    PRAGMA_TEXT = 64,
};

static const char memory_path[] = ":memory:";
static const char sqlite_magic[16] = "SQLite format 3";

/* ---- sentences --------------------------------------------------------------------------- */

static enum err_code is_full(const char *path, struct err *err)
{
    return err_set(err, ERR_STORE, "ดิสก์เต็ม ไม่ได้บันทึกอะไรลง '%s' โปรดเพิ่มที่ว่างแล้วลองใหม่",
                   "the disk is full, nothing was written to '%s'; make room and try again", path);
}

const struct store_kind store_planner = {STORE_APPLICATION_ID, "kru init", migrations,
                                         &migration_count};

static enum err_code is_newer(const struct store_kind *kind, const char *path, int schema,
                              struct err *err)
{
    return err_set(err, ERR_STORE, "'%s' มีโครงสร้างรุ่น %d แต่โปรแกรมนี้รู้จักถึงรุ่น %d โปรดใช้ kru รุ่นใหม่กว่า",
                   "'%s' has schema %d, this program knows up to %d; use a newer kru", path, schema,
                   *kind->migration_count);
}

static enum err_code is_foreign(const struct store_kind *kind, const char *path, struct err *err)
{
    return err_set(err, ERR_STORE, "'%s' เป็นฐานข้อมูลของโปรแกรมอื่น ต้องเป็นไฟล์ที่สร้างด้วย %s",
                   "'%s' is a database of another program, allowed is one made by %s", path,
                   kind->made_by);
}

static enum err_code is_no_database(const struct store_kind *kind, const char *path,
                                    struct err *err)
{
    return err_set(err, ERR_STORE, "'%s' ไม่ใช่ฐานข้อมูล SQLite ต้องเป็นไฟล์ที่สร้างด้วย %s",
                   "'%s' is not an SQLite database, allowed is one made by %s", path,
                   kind->made_by);
}

static enum err_code is_read_only(const char *path, struct err *err)
{
    return err_set(err, ERR_STORE, "'%s' อ่านได้อย่างเดียว ต้องมีสิทธิ์เขียนทั้งไฟล์และโฟลเดอร์",
                   "'%s' is read-only, needed is the right to write the file and its folder", path);
}

static enum err_code is_damaged(const char *path, struct err *err)
{
    return err_set(err, ERR_STORE, "'%s' เสียหาย โปรดกู้คืนจากสำเนาสำรอง",
                   "'%s' is damaged, restore it from a backup", path);
}

/* Why bytes did not move. A COMMIT that fails forgets the number; errno has it still, or an older
   one, so only what is about writing is believed. */
static int system_reason(const struct store *store, int last)
{
    const int told = sqlite3_system_errno(store->db);
    if (told != 0) return told;
    return last == ENOSPC || last == EDQUOT || last == EFBIG || last == EROFS ? last : EIO;
}

/* SQLite's own words for this, "disk I/O error", do not tell what to do. */
static enum err_code bytes_stay(const char *path, int number, struct err *err)
{
    if (number == ENOSPC) return is_full(path, err);
    return err_set(err, ERR_STORE, "อ่านหรือเขียน '%s' ไม่ได้: %s", "'%s' cannot be read or written: %s",
                   path, err_reason(number));
}

enum err_code store_refused(const struct store *store, struct err *err)
{
    const int last = errno;
    switch (sqlite3_extended_errcode(store->db) & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return err_set(err, ERR_STORE, "'%s' กำลังถูกใช้งานโดยโปรแกรมอื่น โปรดลองใหม่ภายหลัง",
                       "'%s' is in use by another process, try again later", store->path);
    case SQLITE_FULL:
        return is_full(store->path, err);
    case SQLITE_NOTADB:
        return is_no_database(store->kind, store->path, err);
    case SQLITE_CORRUPT:
        return is_damaged(store->path, err);
    case SQLITE_READONLY:
        return is_read_only(store->path, err);
    case SQLITE_IOERR: /* in WAL mode a full disk may show as this */
        return bytes_stay(store->path, system_reason(store, last), err);
    }
    return err_set(err, ERR_STORE, "ฐานข้อมูล '%s' ปฏิเสธคำสั่ง: %s", "'%s' refused the request: %s",
                   store->path, sqlite3_errmsg(store->db));
}

/* ---- statements -------------------------------------------------------------------------- */

enum err_code query_open(struct store *store, const char *sql, struct query *out, struct err *err)
{
    struct query query = {.store = store};
    if (sqlite3_prepare_v2(store->db, sql, -1, &query.statement, NULL) != SQLITE_OK)
        return store_refused(store, err);
    *out = query;
    return ERR_OK;
}

void query_close(struct query *query)
{
    sqlite3_finalize(query->statement);
    *query = (struct query){0};
}

static int place_of(const struct query *query, const char *name)
{
    const int place = sqlite3_bind_parameter_index(query->statement, name);
    assert(place > 0);
    return place;
}

/* Binding fails only without memory (then the step fails, too) or in the middle of reading. */
static void bound(int result)
{
    assert(result == SQLITE_OK);
    (void)result;
}

void query_set_text(const struct query *query, const char *name, const char *value)
{
    bound(sqlite3_bind_text(query->statement, place_of(query, name), value, -1, SQLITE_STATIC));
}

void query_set_int(const struct query *query, const char *name, int64_t value)
{
    bound(sqlite3_bind_int64(query->statement, place_of(query, name), value));
}

void query_set_number(const struct query *query, const char *name, double value)
{
    bound(sqlite3_bind_double(query->statement, place_of(query, name), value));
}

enum err_code query_next(const struct query *query, bool *row, struct err *err)
{
    const int step = sqlite3_step(query->statement);
    const enum err_code code =
        step == SQLITE_ROW || step == SQLITE_DONE ? ERR_OK : store_refused(query->store, err);
    if (step != SQLITE_ROW) sqlite3_reset(query->statement);
    if (code == ERR_OK) *row = step == SQLITE_ROW;
    return code;
}

enum err_code query_run(const struct query *query, int *changed, struct err *err)
{
    const int before = sqlite3_total_changes(query->store->db);
    for (bool row = true; row;) {
        const enum err_code code = query_next(query, &row, err);
        if (code != ERR_OK) return code;
    }
    if (changed) *changed = sqlite3_total_changes(query->store->db) - before;
    return ERR_OK;
}

int query_columns(const struct query *query)
{
    return sqlite3_column_count(query->statement);
}

bool query_is_null(const struct query *query, int column)
{
    return sqlite3_column_type(query->statement, column) == SQLITE_NULL;
}

const char *query_text(const struct query *query, int column)
{
    const char *text = (const char *)sqlite3_column_text(query->statement, column);
    return text ? text : "";
}

char *query_copy(const struct query *query, int column)
{
    return mem_text(query_text(query, column));
}

int query_int(const struct query *query, int column)
{
    return sqlite3_column_int(query->statement, column);
}

int64_t query_int64(const struct query *query, int column)
{
    return sqlite3_column_int64(query->statement, column);
}

double query_number(const struct query *query, int column)
{
    return sqlite3_column_double(query->statement, column);
}

static enum err_code run(struct store *store, const char *sql, struct err *err)
{
    return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK ? ERR_OK
                                                                       : store_refused(store, err);
}

/* The first column of the first row of a PRAGMA; "" when it answers nothing. */
static enum err_code ask(struct store *store, const char *pragma, char answer[PRAGMA_TEXT],
                         struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(store, pragma, &query, err);
    if (code == ERR_OK) code = query_next(&query, &row, err);
    if (code == ERR_OK) snprintf(answer, PRAGMA_TEXT, "%s", row ? query_text(&query, 0) : "");
    query_close(&query);
    return code;
}

static enum err_code ask_number(struct store *store, const char *pragma, int *number,
                                struct err *err)
{
    char answer[PRAGMA_TEXT];
    const enum err_code code = ask(store, pragma, answer, err);
    if (code == ERR_OK) *number = (int)strtol(answer, NULL, 10);
    return code;
}

/* ---- transactions ------------------------------------------------------------------------ */

enum err_code store_begin(struct store *store, struct err *err)
{
    assert(sqlite3_get_autocommit(store->db));
    return run(store, "BEGIN IMMEDIATE", err);
}

enum err_code store_commit(struct store *store, struct err *err)
{
    return run(store, "COMMIT", err);
}

void store_rollback(struct store *store)
{
    if (!sqlite3_get_autocommit(store->db)) sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}

enum err_code store_begin_reading(struct store *store, bool *began, struct err *err)
{
    const bool outside = sqlite3_get_autocommit(store->db);
    const enum err_code code = outside ? run(store, "BEGIN", err) : ERR_OK;
    if (code == ERR_OK) *began = outside;
    return code;
}

void store_end_reading(struct store *store, bool began)
{
    if (began) store_rollback(store);
}

void store_limit_pages(struct store *store, int pages)
{
    char pragma[PRAGMA_TEXT];
    snprintf(pragma, sizeof pragma, "PRAGMA max_page_count = %d", pages);
    sqlite3_exec(store->db, pragma, NULL, NULL, NULL);
}

/* ---- looking before opening -------------------------------------------------------------- */

static uint32_t big_endian(const unsigned char *bytes, int count)
{
    uint32_t value = 0;
    for (int i = 0; i < count; i++) value = value << 8 | bytes[i];
    return value;
}

static bool has_log(const char *path)
{
    char log[4096];
    struct stat about;
    if (snprintf(log, sizeof log, "%s-wal", path) >= (int)sizeof log) return false;
    return stat(log, &about) == 0 && about.st_size > 0;
}

/* The header says what a file is without SQLite, which would write beside it. */
static enum err_code check_header(const struct store_kind *kind, const char *path,
                                  const unsigned char *header, off_t size, struct err *err)
{
    if (memcmp(header, sqlite_magic, sizeof sqlite_magic) != 0)
        return is_no_database(kind, path, err);
    if (big_endian(header + AT_APPLICATION, 4) != (uint32_t)kind->application_id)
        return is_foreign(kind, path, err);
    const int schema = (int)big_endian(header + AT_SCHEMA, 4);
    if (schema > *kind->migration_count) return is_newer(kind, path, schema, err);
    uint32_t page_bytes = big_endian(header + AT_PAGE_BYTES, 2);
    if (page_bytes == 1) page_bytes = 65536; /* how the format writes what two bytes cannot */
    const long long wanted = (long long)page_bytes * big_endian(header + AT_PAGES, 4);
    /* With a log beside it a short file may be whole: the log holds the rest. */
    if (size < wanted && !has_log(path))
        return err_set(err, ERR_STORE,
                       "ไฟล์ '%s' ไม่ครบ มีเพียง %lld จาก %lld ไบต์ โปรดกู้คืนจากสำเนาสำรอง",
                       "'%s' is cut short, it has %lld of %lld bytes; restore it from a backup",
                       path, (long long)size, wanted);
    return ERR_OK;
}

static enum err_code read_header(const struct store_kind *kind, const char *path, off_t size,
                                 struct err *err)
{
    unsigned char header[HEADER_BYTES] = {0};
    FILE *file = fopen(path, "rb");
    if (!file)
        return err_set(err, ERR_STORE, "อ่าน '%s' ไม่ได้: %s", "'%s' cannot be read: %s", path,
                       err_reason(errno));
    const size_t got = fread(header, 1, sizeof header, file);
    fclose(file);
    if (got < sizeof header) return is_no_database(kind, path, err);
    return check_header(kind, path, header, size, err);
}

/* SQLite makes its log beside the file, so the folder must be writable, too. */
static bool can_write(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct text folder = {0};
    if (!slash)
        text_add(&folder, ".");
    else
        text_add_bytes(&folder, path, slash > path ? (size_t)(slash - path) : 1);
    const bool writable = access(path, W_OK) == 0 && access(folder.s, W_OK) == 0;
    text_clear(&folder);
    return writable;
}

static enum err_code look(const struct store_kind *kind, const char *path, struct err *err)
{
    struct stat about;
    if (stat(path, &about) != 0)
        return err_set(err, ERR_NOT_FOUND, "ไม่มีฐานข้อมูล '%s' สร้างได้ด้วยคำสั่ง %s",
                       "no database '%s', %s makes one", path, kind->made_by);
    if (S_ISDIR(about.st_mode))
        return err_set(err, ERR_STORE, "'%s' เป็นโฟลเดอร์ ต้องเป็นไฟล์ที่สร้างด้วย %s",
                       "'%s' is a folder, allowed is a file made by %s", path, kind->made_by);
    if (!S_ISREG(about.st_mode)) return is_no_database(kind, path, err);
    if (about.st_size == 0)
        return err_set(err, ERR_STORE, "'%s' ว่างเปล่า ต้องเป็นไฟล์ที่สร้างด้วย %s",
                       "'%s' is empty, allowed is a file made by %s", path, kind->made_by);
    if (!can_write(path)) return is_read_only(path, err);
    return read_header(kind, path, about.st_size, err);
}

/* ---- opening ----------------------------------------------------------------------------- */

static int busy_ms(void)
{
    const char *given = getenv("KRU_BUSY_MS");
    const long ms = given ? strtol(given, NULL, 10) : BUSY_MS;
    return ms >= 0 && ms <= BUSY_MS_MAX ? (int)ms : BUSY_MS;
}

static enum err_code connect_to(const struct store_kind *kind, const char *path, struct store **out,
                                struct err *err)
{
    static const struct {
        int option, value;
    } options[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},
        {SQLITE_DBCONFIG_ENABLE_FKEY, 1},
        /* Until the file is known to be ours, closing it must not move its log into it. */
        {SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1},
    };
    struct store *store = mem_new(1, sizeof *store);
    store->kind = kind;
    store->path = mem_text(path);
    enum err_code code = ERR_OK;
    if (sqlite3_open_v2(path, &store->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        code = store_refused(store, err);
    for (size_t i = 0; code == ERR_OK && i < sizeof options / sizeof *options; i++)
        if (sqlite3_db_config(store->db, options[i].option, options[i].value, NULL) != SQLITE_OK)
            code = store_refused(store, err);
    if (code == ERR_OK) {
        sqlite3_busy_timeout(store->db, busy_ms());
        sqlite3_limit(store->db, SQLITE_LIMIT_ATTACHED, 0);
        *out = store;
    } else {
        store_close(store);
    }
    return code;
}

void store_close(struct store *store)
{
    if (!store) return;
    sqlite3_close(store->db);
    free(store->path);
    free(store);
}

const char *store_path(const struct store *store)
{
    return store->path;
}

/* The same questions as check_header, answered by SQLite: its log may know better. */
static enum err_code check_opened(struct store *store, int *schema, struct err *err)
{
    int application = 0, found = 0;
    enum err_code code = ask_number(store, "PRAGMA application_id", &application, err);
    if (code == ERR_OK) code = ask_number(store, "PRAGMA user_version", &found, err);
    if (code != ERR_OK) return code;
    if (application != store->kind->application_id)
        return is_foreign(store->kind, store->path, err);
    if (found > *store->kind->migration_count)
        return is_newer(store->kind, store->path, found, err);
    *schema = found;
    return ERR_OK;
}

static enum err_code stamp(struct store *store, int schema, struct err *err)
{
    char pragma[PRAGMA_TEXT];
    snprintf(pragma, sizeof pragma, "PRAGMA user_version = %d", schema);
    enum err_code code = run(store, pragma, err);
    if (code != ERR_OK || schema > 1) return code;
    snprintf(pragma, sizeof pragma, "PRAGMA application_id = %d", store->kind->application_id);
    return run(store, pragma, err);
}

/* One migration with its stamp: the file has both or neither. Whoever waited for the lock may
   find that another process has done it meanwhile. */
static enum err_code migrate_once(struct store *store, int from, struct err *err)
{
    int found = from;
    enum err_code code = store_begin(store, err);
    if (code == ERR_OK) code = ask_number(store, "PRAGMA user_version", &found, err);
    if (code == ERR_OK && found == from) {
        code = run(store, store->kind->migrations[from].sql, err);
        if (code == ERR_OK) code = stamp(store, from + 1, err);
        if (code == ERR_OK) code = store_commit(store, err);
    }
    store_rollback(store);
    return code;
}

static enum err_code guard(struct store *store, struct err *err)
{
    /* In memory there is no log; everything else must answer as asked. */
    static const struct {
        const char *set, *ask, *want, *want_in_memory;
    } settings[] = {
        {"PRAGMA journal_mode = WAL", "PRAGMA journal_mode", "wal", "memory"},
        {"PRAGMA synchronous = FULL", "PRAGMA synchronous", "2", "2"},
        {"PRAGMA foreign_keys = ON", "PRAGMA foreign_keys", "1", "1"},
        {"PRAGMA trusted_schema = OFF", "PRAGMA trusted_schema", "0", "0"},
        {"PRAGMA cell_size_check = ON", "PRAGMA cell_size_check", "1", "1"},
    };
    const bool in_memory = strcmp(store->path, memory_path) == 0;
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        char answer[PRAGMA_TEXT];
        enum err_code code = run(store, settings[i].set, err);
        if (code == ERR_OK) code = ask(store, settings[i].ask, answer, err);
        if (code != ERR_OK) return code;
        if (strcmp(answer, in_memory ? settings[i].want_in_memory : settings[i].want) != 0)
            return err_set(err, ERR_STORE, "'%s' ไม่รับ %s โปรดวางไฟล์ไว้ในดิสก์ของเครื่องนี้",
                           "'%s' does not accept %s, put the file on a disk of this machine",
                           store->path, settings[i].set);
    }
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    return ERR_OK;
}

/* The migrations come before the log, so that the file itself says early what it is. */
static enum err_code make_ready(struct store *store, int schema, struct err *err)
{
    enum err_code code = ERR_OK;
    for (int from = schema; code == ERR_OK && from < *store->kind->migration_count; from++)
        code = migrate_once(store, from, err);
    return code == ERR_OK ? guard(store, err) : code;
}

static enum err_code open_in_memory(const struct store_kind *kind, struct store **out,
                                    struct err *err)
{
    struct store *store = NULL;
    enum err_code code = connect_to(kind, memory_path, &store, err);
    if (code == ERR_OK) code = make_ready(store, 0, err);
    if (code == ERR_OK)
        *out = store;
    else
        store_close(store);
    return code;
}

enum err_code store_open_kind(const struct store_kind *kind, const char *path, struct store **out,
                              struct err *err)
{
    if (strcmp(path, memory_path) == 0) return open_in_memory(kind, out, err);
    struct store *store = NULL;
    int schema = 0;
    enum err_code code = look(kind, path, err);
    if (code == ERR_OK) code = connect_to(kind, path, &store, err);
    if (code == ERR_OK) code = check_opened(store, &schema, err);
    if (code == ERR_OK) code = make_ready(store, schema, err);
    if (code == ERR_OK)
        *out = store;
    else
        store_close(store);
    return code;
}

static void remove_all(const char *path)
{
    static const char *const endings[] = {"", "-journal", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char name[4096];
        if (snprintf(name, sizeof name, "%s%s", path, endings[i]) < (int)sizeof name) unlink(name);
    }
}

enum err_code store_create_kind(const struct store_kind *kind, const char *path, struct store **out,
                                struct err *err)
{
    if (strcmp(path, memory_path) == 0) return open_in_memory(kind, out, err);
    const int file = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, PRIVATE_MODE);
    if (file < 0 && errno == EEXIST)
        return err_set(err, ERR_INPUT, "มี '%s' อยู่แล้ว โปรดใช้ชื่อไฟล์อื่น",
                       "'%s' exists already, allowed is a new name", path);
    if (file < 0)
        return err_set(err, ERR_STORE, "สร้าง '%s' ไม่ได้: %s", "'%s' cannot be made: %s", path,
                       err_reason(errno));
    close(file);
    struct store *store = NULL;
    enum err_code code = connect_to(kind, path, &store, err);
    if (code == ERR_OK) code = make_ready(store, 0, err);
    if (code == ERR_OK) {
        *out = store;
    } else {
        store_close(store);
        remove_all(path);
    }
    return code;
}

enum err_code store_open(const char *path, struct store **out, struct err *err)
{
    return store_open_kind(&store_planner, path, out, err);
}

enum err_code store_create(const char *path, struct store **out, struct err *err)
{
    return store_create_kind(&store_planner, path, out, err);
}
