/* Persons: who sees them, that every reading leaves a row, and that the file says nothing without
   the key. */
#define _POSIX_C_SOURCE 200809L
#include "equity/person.h"

#include "base/env.h"
#include "base/mem.h"
#include "data/store_sql.h"
#include "equity/audit.h"
#include "equity/users.h"
#include "tests/store/people.h"

#include <cjson/cJSON.h>
#include <dirent.h>

static struct err err;

static int64_t counted(struct store *store, const char *sql)
{
    struct query query;
    bool row;
    assert_ok(query_open(store, sql, &query, &err));
    assert_ok(query_next(&query, &row, &err));
    const int64_t count = query_int64(&query, 0);
    query_close(&query);
    return count;
}

static void read_text(struct store *store, const char *sql, char out[SEALED_TEXT])
{
    struct query query;
    bool row;
    assert_ok(query_open(store, sql, &query, &err));
    assert_ok(query_next(&query, &row, &err));
    snprintf(out, SEALED_TEXT, "%s", query_text(&query, 0));
    query_close(&query);
}

static void run_sql(struct store *store, const char *sql)
{
    struct query query;
    assert_ok(query_open(store, sql, &query, &err));
    assert_ok(query_run(&query, NULL, &err));
    query_close(&query);
}

static int64_t add(const struct office *office, const struct person *person)
{
    const struct person_access access = as(office, &secretary);
    int64_t id = 0;
    assert_ok(person_add(&access, person, &id, &err));
    return id;
}

static int64_t add_manee(const struct office *office)
{
    const struct person manee = pupil("เด็กหญิงมานี ใจดี", "17 พฤษภาคม 2561", "1112034563562");
    return add(office, &manee);
}

/* ---- the key file ---------------------------------------------------------------------------- */

static void the_key_file_is_private_and_can_be_typed_again(void **state)
{
    (void)state;
    struct office office = office_open("a.db");
    struct stat about;
    struct keys *keys;
    assert_int_equal(stat(scratch("office.key"), &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    struct text text = scratch_read("office.key");
    assert_int_equal(strncmp(text.s, "kru equity key 1\njoin ", 22), 0);
    /* Typed from paper into another file. */
    scratch_write("copy.key", text.s, text.length);
    chmod(scratch("copy.key"), 0600);
    assert_ok(keys_open(scratch("copy.key"), office.store, &keys, &err));
    keys_close(keys);
    assert_int_equal(keys_make(scratch("new.key"), office.store, &err), ERR_INPUT);
    assert_string_equal(
        err.text,
        scratch_text("'%s' has a key already, a new one could not read its names", "a-equity.db"));
    assert_int_not_equal(access(scratch("new.key"), F_OK), 0);
    text_clear(&text);
    office_close(&office);
}

static void a_key_file_that_others_can_read_is_refused(void **state)
{
    (void)state;
    struct office office = office_open("a.db");
    static const int modes[] = {0640, 0604, 0660, 0777, 0610};
    struct keys *keys = NULL;
    for (int m = 0; m < 5; m++) {
        chmod(scratch("office.key"), (mode_t)modes[m]);
        assert_int_equal(keys_open(scratch("office.key"), office.store, &keys, &err), ERR_INPUT);
    }
    chmod(scratch("office.key"), 0640);
    assert_int_equal(keys_open(scratch("office.key"), office.store, &keys, &err), ERR_INPUT);
    assert_string_equal(err.text,
                        scratch_text("the key file '%s' can be read by others (mode 640), "
                                     "allowed is 600: chmod 600",
                                     "office.key"));
    office_close(&office);
}

static void a_key_file_of_another_database_or_with_a_slip_is_refused(void **state)
{
    (void)state;
    struct office office = office_open("a.db");
    struct keys *keys = NULL;
    struct store *other;
    assert_ok(cases_open(":memory:", &other, &err));
    assert_ok(keys_make(scratch("other.key"), other, &err));
    assert_int_equal(keys_open(scratch("other.key"), office.store, &keys, &err), ERR_INPUT);
    char want[3 * SCRATCH_PATH];
    snprintf(want, sizeof want, "the key file '%s' belongs to another database than '%s'",
             scratch("other.key"), scratch("a-equity.db"));
    assert_string_equal(err.text, want);
    /* Every byte changed, one at a time: never accepted. */
    struct text text = scratch_read("office.key");
    for (size_t i = 0; i < text.length - 1; i++) {
        text.s[i] ^= 1;
        scratch_write("slip.key", text.s, text.length);
        chmod(scratch("slip.key"), 0600);
        assert_int_equal(keys_open(scratch("slip.key"), office.store, &keys, &err), ERR_INPUT);
        text.s[i] ^= 1;
    }
    for (size_t length = 0; length < text.length - 1; length += 7) {
        scratch_write("slip.key", text.s, length);
        assert_int_equal(keys_open(scratch("slip.key"), office.store, &keys, &err), ERR_INPUT);
    }
    assert_int_equal(keys_open(scratch("none.key"), office.store, &keys, &err), ERR_NOT_FOUND);
    assert_null(keys);
    text_clear(&text);
    store_close(other);
    office_close(&office);
}

static void the_key_file_is_looked_for_in_three_places(void **state)
{
    (void)state;
    struct text path = {0};
    unsetenv("KRU_KEY_FILE");
    keys_path(NULL, "data/bma.db", &path);
    assert_string_equal(path.s, "data/bma-equity.key");
    text_clear(&path);
    setenv("KRU_KEY_FILE", "/safe/office.key", 1);
    keys_path("", "data/bma.db", &path);
    assert_string_equal(path.s, "/safe/office.key");
    text_clear(&path);
    keys_path("mine.key", "data/bma.db", &path);
    assert_string_equal(path.s, "mine.key");
    text_clear(&path);
    unsetenv("KRU_KEY_FILE");
    struct office office = office_open("a.db");
    assert_true(keys_stand_beside(scratch("office.key"), office.store));
    assert_false(keys_stand_beside("/tmp/office.key", office.store));
    assert_non_null(strstr(keys_advice(), "KRU_KEY_FILE"));
    office_close(&office);
}

/* ---- sealed cells
 * -------------------------------------------------------------------------------- */

static void a_cell_opens_in_its_own_place_only(void **state)
{
    (void)state;
    struct office office = office_open(NULL);
    char sealed[SEALED_TEXT], again[SEALED_TEXT], plain[SEALED_PLAIN_MAX + 1];
    keys_seal(office.keys, 7, "student.name", "มานี ใจดี", sealed);
    keys_seal(office.keys, 7, "student.name", "มานี ใจดี", again);
    assert_string_not_equal(sealed, again); /* equal names do not look equal */
    assert_ok(keys_unseal(office.keys, 7, "student.name", sealed, plain, sizeof plain, &err));
    assert_string_equal(plain, "มานี ใจดี");
    assert_int_equal(keys_unseal(office.keys, 8, "student.name", sealed, plain, sizeof plain, &err),
                     ERR_STORE);
    assert_error(err, ERR_STORE,
                 "the cell 'student.name' of person 8 was altered or moved, restore it from a "
                 "backup");
    assert_int_equal(keys_unseal(office.keys, 7, "change", sealed, plain, sizeof plain, &err),
                     ERR_STORE);
    for (size_t i = 0; i < strlen(sealed); i++) {
        const char old = sealed[i];
        sealed[i] = old == 'A' ? 'B' : 'A';
        assert_int_equal(
            keys_unseal(office.keys, 7, "student.name", sealed, plain, sizeof plain, &err),
            ERR_STORE);
        sealed[i] = old;
    }
    /* Names of one to ten letters look the same from outside. */
    keys_seal(office.keys, 7, "student.name", "ก", sealed);
    keys_seal(office.keys, 7, "student.name", "กขคฆงจฉชซฌ", again);
    assert_int_equal(strlen(sealed), strlen(again));
    office_close(&office);
}

static void names_exchanged_by_sql_are_found(void **state)
{
    (void)state;
    struct office office = office_open(NULL);
    const struct person piti = pupil("ปิติ พิทักษ์", "2015-01-02", "9000000000004");
    const int64_t manee = add_manee(&office);
    struct person out;
    add(&office, &piti);
    run_sql(office.store,
            "UPDATE student SET name_enc = (SELECT o.name_enc FROM student o WHERE o.dob = "
            "'2015-01-02') WHERE dob = '2018-05-17'");
    const struct person_access access = as(&office, &teacher);
    assert_int_equal(person_read(&access, manee, &out, &err), ERR_STORE);
    office_close(&office);
}

/* ---- the number without the key
 * --------------------------------------------------------------------- */

/* All numbers that begin as the stored one does and pass the check, tried against every value in
   which a number could hide: SHA-256 of it, and HMAC with a key of another office. The same search
   finds it at once where a program had stored a plain hash. */
static void the_database_without_the_key_yields_no_number(void **state)
{
    (void)state;
    enum { FREE = 5, TRIES = 100000 };
    struct office office = office_open("a.db");
    struct store *other;
    struct keys *foreign;
    struct query query;
    bool row;
    char stored[HASH_TEXT], control[HASH_TEXT];
    int found = 0, found_control = 0, found_with_key = 0;
    add_manee(&office);
    assert_ok(cases_open(":memory:", &other, &err));
    assert_ok(keys_make(scratch("other.key"), other, &err));
    assert_ok(keys_open(scratch("other.key"), other, &foreign, &err));
    assert_ok(query_open(office.store, "SELECT id_hmac FROM student_key", &query, &err));
    assert_ok(query_next(&query, &row, &err));
    snprintf(stored, sizeof stored, "%s", query_text(&query, 0));
    query_close(&query);
    struct hash hash;
    hash_start(&hash);
    hash_bytes(&hash, "1112034563562", 13);
    hash_end(&hash, control);
    for (int n = 0; n < TRIES; n++) {
        struct identity guess = {.kind = ID_THAI};
        char mac[HASH_TEXT], plain[HASH_TEXT], kind[HASH_TEXT];
        snprintf(guess.number, sizeof guess.number, "1112034%05d", n);
        guess.number[12] = identity_check_digit(guess.number);
        hash_start(&hash);
        hash_bytes(&hash, guess.number, 13);
        hash_end(&hash, plain);
        hash_start(&hash);
        hash_bytes(&hash, "T", 1);
        hash_bytes(&hash, guess.number, 13);
        hash_end(&hash, kind);
        keys_join(foreign, &guess, mac);
        found += !strcmp(stored, plain) || !strcmp(stored, kind) || !strcmp(stored, mac);
        found_control += !strcmp(control, plain);
        keys_join(office.keys, &guess, mac);
        found_with_key += !strcmp(stored, mac);
    }
    assert_int_equal(found, 0);
    assert_int_equal(found_control, 1);
    assert_int_equal(found_with_key, 1);
    keys_close(foreign);
    store_close(other);
    office_close(&office);
}

/* ---- reading
 * -------------------------------------------------------------------------------------------- */

/* The rows on a person whose reason opens as this one. */
static int rows_with_reason(const struct office *office, int64_t id, const char *reason)
{
    struct query query;
    bool row;
    int count = 0;
    assert_ok(query_open(office->store,
                         "SELECT reason_enc FROM access_log WHERE student_id = :id ORDER BY seq",
                         &query, &err));
    query_set_int(&query, ":id", id);
    for (;;) {
        char plain[SEALED_PLAIN_MAX + 1];
        assert_ok(query_next(&query, &row, &err));
        if (!row) break;
        assert_ok(keys_unseal(office->keys, id, "audit.reason", query_text(&query, 0), plain,
                              sizeof plain, &err));
        count += strcmp(plain, reason) == 0;
    }
    query_close(&query);
    return count;
}

static void every_reading_leaves_who_saw_whom_and_why(void **state)
{
    (void)state;
    struct office office = office_open(NULL);
    const int64_t id = add_manee(&office);
    struct person_access access = as(&office, &teacher);
    struct person person, *list;
    int count = 0;
    char sql[256];
    snprintf(
        sql, sizeof sql,
        "SELECT count(*) FROM access_log WHERE student_id = %lld AND actor = 'somsri' AND role "
        "= 'teacher' AND action = 'person.read'",
        (long long)id);
    assert_ok(person_read(&access, id, &person, &err));
    assert_string_equal(person.name, "เด็กหญิงมานี ใจดี");
    assert_string_equal(person.dob, "2018-05-17");
    assert_string_equal(person.identity.number, "1112034563562");
    assert_int_equal(counted(office.store, sql), 1);
    assert_int_equal(rows_with_reason(&office, id, "home visit of term 1"), 2); /* added and read */
    assert_ok(person_find(&access, &person.identity, &person, &err));
    assert_int_equal(counted(office.store, sql), 2);
    assert_ok(person_list(&access, "", "", &list, &count, &err));
    assert_int_equal(count, 1);
    free(list);
    assert_int_equal(counted(office.store, sql), 3);
    /* In a transaction of the caller the row goes with it. */
    assert_ok(store_begin(office.store, &err));
    assert_ok(person_read(&access, id, &person, &err));
    store_rollback(office.store);
    assert_int_equal(counted(office.store, sql), 3);
    office_close(&office);
}

static void without_a_reason_nobody_is_seen(void **state)
{
    (void)state;
    struct office office = office_open(NULL);
    const int64_t id = add_manee(&office);
    struct person_access access = as(&office, &teacher);
    struct person person = {.name = "untouched"};
    static const struct {
        const char *reason, *want;
    } wrong[] = {
        {NULL, "a reason for seeing or changing a person is needed, allowed are 5 .. 160 letters"},
        {"", "a reason for seeing or changing a person is needed, allowed are 5 .. 160 letters"},
        {"  x   ",
         "a reason for seeing or changing a person is needed, allowed are 5 .. 160 letters"},
        {"card 1-1120-34563-56-2",
         "the reason has what may be a number of a person; it is recorded, "
         "so no personal data are allowed in it"},
        {"โทร ๐๘๑ ๒๓๔ ๕๖๗๘",
         "the reason has what may be a number of a person; it is recorded, so no "
         "personal data are allowed in it"},
        {"เยี่ยมบ้าน มานี ใจดี", "the reason has the person's name; it is recorded, so no personal data "
                            "are allowed in it"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        access.reason = wrong[i].reason;
        assert_int_equal(person_read(&access, id, &person, &err), ERR_INPUT);
        assert_error(err, ERR_INPUT, wrong[i].want);
        assert_string_equal(person.name, "untouched");
    }
    assert_int_equal(
        counted(office.store, "SELECT count(*) FROM access_log WHERE action = 'person.read'"), 0);
    office_close(&office);
}

static void outside_their_place_users_get_the_answer_of_nobody(void **state)
{
    (void)state;
    struct office office = office_open(NULL);
    const int64_t id = add_manee(&office);
    const struct person known = pupil("", "", "1112034563562"),
                        unknown = pupil("", "", "9000000000004");
    static const struct actor *const outside[] = {&other_teacher, &other_district};
    for (int a = 0; a < 2; a++) {
        const struct person_access access = as(&office, outside[a]);
        struct person person = {.name = "untouched"}, *list;
        struct err absent, there;
        int count = -1;
        assert_int_equal(person_read(&access, 12345, &person, &absent), ERR_NOT_FOUND);
        assert_int_equal(person_read(&access, id, &person, &there), ERR_NOT_FOUND);
        assert_string_equal(absent.text, there.text);
        assert_int_equal(person_find(&access, &unknown.identity, &person, &absent), ERR_NOT_FOUND);
        assert_int_equal(person_find(&access, &known.identity, &person, &there), ERR_NOT_FOUND);
        assert_string_equal(absent.text, there.text);
        struct person change = {.id = id, .version = 1};
        assert_int_equal(person_change(&access, &change, &there), ERR_NOT_FOUND);
        assert_int_equal(consent_give(&access, id, "parent", "health", "v1", &there),
                         ERR_NOT_FOUND);
        assert_int_equal(person_gain_number(&access, id, &unknown.identity, &there), ERR_NOT_FOUND);
        assert_string_equal(absent.text, there.text);
        assert_ok(person_list(&access, "", "", &list, &count, &err));
        assert_int_equal(count, 0);
        free(list);
        assert_ok(person_list(&access, "S1", "", &list, &count, &err));
        assert_int_equal(count, 0);
        free(list);
        assert_string_equal(person.name, "untouched");
    }
    /* Each try left a row. */
    assert_int_equal(
        counted(office.store, "SELECT count(*) FROM access_log WHERE action = 'person.refused'"),
        14);
    office_close(&office);
}

/* Every role at its own place, in another school of the same district, and in another district: who
   sees the pupil of S1 in 1001. */
static void each_role_sees_what_the_table_says(void **state)
{
    (void)state;
    static const char *const places[3][2] = {{"S1", "1001"}, {"S9", "1001"}, {"S7", "1002"}};
    static const struct {
        bool any, elsewhere[3]; /* at places[] above */
    } want[ROLES] = {
        [ROLE_TEACHER] = {true, {true, false, false}},
        [ROLE_CERTIFIER] = {true, {true, false, false}},
        [ROLE_DIRECTOR] = {true, {true, false, false}},
        [ROLE_DISTRICT] = {true, {true, true, false}},
        [ROLE_SECRETARY] = {true, {true, true, true}},
        [ROLE_MEMBER] = {true, {true, true, true}},
        [ROLE_VERIFIER] = {true, {true, true, true}},
        [ROLE_LIAISON] = {true, {true, true, true}},
        [ROLE_PARTNER] = {true, {false, false, false}},
        [ROLE_PLANNER] = {false, {false, false, false}},
        [ROLE_DATA_PROTECTION] = {true, {true, true, true}},
        [ROLE_AUDITOR] = {true, {true, true, true}},
        [ROLE_ADMINISTRATOR] = {false, {false, false, false}},
    };
    struct office office = office_open(NULL);
    const int64_t id = add_manee(&office);
    for (int r = 0; r < ROLES; r++)
        for (int p = 0; p < 3; p++) {
            const enum scope scope = role_table[r].scope;
            struct actor actor = {.id = 9, .name = "user", .role = (enum role)r};
            struct person person;
            snprintf(actor.place, sizeof actor.place, "%s",
                     scope == SCOPE_SCHOOL     ? places[p][0]
                     : scope == SCOPE_DISTRICT ? places[p][1]
                     : scope == SCOPE_PARTNER  ? "S1"
                                               : "");
            const struct person_access access = as(&office, &actor);
            const enum err_code code = person_read(&access, id, &person, &err);
            const enum err_code wanted = !want[r].any           ? ERR_INPUT
                                         : want[r].elsewhere[p] ? ERR_OK
                                                                : ERR_NOT_FOUND;
            if (code != wanted)
                fail_msg("'%s' at place %d: %d, not %d", role_table[r].word, p, code, wanted);
        }
    office_close(&office);
}

static void only_those_who_may_write_change_or_delete(void **state)
{
    (void)state;
    struct office office = office_open(NULL);
    const int64_t id = add_manee(&office);
    for (int r = 0; r < ROLES; r++) {
        struct actor actor = {.id = 9, .name = "user", .role = (enum role)r};
        const enum scope scope = role_table[r].scope;
        snprintf(actor.place, sizeof actor.place, "%s",
                 scope == SCOPE_SCHOOL     ? "S1"
                 : scope == SCOPE_DISTRICT ? "1001"
                                           : "");
        const struct person_access access = as(&office, &actor);
        struct text json = {0};
        int count;
        const bool writes = r == ROLE_TEACHER || r == ROLE_DIRECTOR || r == ROLE_DISTRICT ||
                            r == ROLE_SECRETARY || r == ROLE_LIAISON || r == ROLE_DATA_PROTECTION;
        assert_int_equal(consent_give(&access, id, "parent", "health", "v1", &err),
                         writes ? ERR_OK : ERR_INPUT);
        const bool files = r == ROLE_DATA_PROTECTION;
        assert_int_equal(person_file(&access, id, NULL, 0, &json, &err),
                         files ? ERR_OK : ERR_INPUT);
        assert_int_equal(person_retain(&access, 5, NULL, 0, &count, &err),
                         files ? ERR_OK : ERR_INPUT);
        text_clear(&json);
    }
    office_close(&office);
}

/* ---- changes
 * ------------------------------------------------------------------------------------------------
 */

static void a_change_keeps_what_was_before(void **state)
{
    (void)state;
    struct office office = office_open(NULL);
    const int64_t id = add_manee(&office);
    const struct person_access access = as(&office, &teacher);
    struct person person, again;
    assert_ok(person_read(&access, id, &person, &err));
    snprintf(person.name, sizeof person.name, "เด็กหญิงมานี รักดี");
    snprintf(person.grade, sizeof person.grade, "P2");
    assert_ok(person_change(&access, &person, &err));
    assert_ok(person_read(&access, id, &again, &err));
    assert_string_equal(again.name, "เด็กหญิงมานี รักดี");
    assert_int_equal(again.version, 2);
    assert_int_equal(counted(office.store, "SELECT count(*) FROM student_change"), 2);
    assert_int_equal(counted(office.store, "SELECT count(*) FROM access_log WHERE action = "
                                           "'person.change' AND what = 'name grade'"),
                     1);
    /* Somebody who read before that must read again. */
    assert_int_equal(person_change(&access, &person, &err), ERR_MISMATCH);
    char want[160];
    snprintf(want, sizeof want,
             "person %lld was changed by somebody else meanwhile (version 2), read it again",
             (long long)id);
    assert_string_equal(err.text, want);
    office_close(&office);
}

static void a_bad_field_is_named_and_not_quoted(void **state)
{
    (void)state;
    struct office office = office_open(NULL);
    const struct person_access access = as(&office, &secretary);
    static const struct {
        const char *name, *dob, *sex, *school, *want;
    } wrong[] = {
        {"", "2018-05-17", "F", "S1",
         "the name is none, allowed are given and family name, without digits, up to 255 bytes"},
        {"มานี 1112034563562", "2018-05-17", "F", "S1",
         "the name is none, allowed are given and family name, without digits, up to 255 bytes"},
        {"มานี \xff", "2018-05-17", "F", "S1",
         "the name is none, allowed are given and family name, without digits, up to 255 bytes"},
        {"มานี ใจดี", "31/02/2561", "F", "S1",
         "the birth date is none, allowed is a day of the calendar that is not in the future, such "
         "as day/month/Buddhist year"},
        {"มานี ใจดี", "22/09/2569", "F", "S1",
         "the birth date is none, allowed is a day of the calendar that is not in the future, such "
         "as day/month/Buddhist year"},
        {"มานี ใจดี", "2018-05-17", "X", "S1", "the sex is none, allowed are M, F, ช, ญ or nothing"},
        {"มานี ใจดี", "2018-05-17", "F", "", "the codes of school and district are needed"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct person person = pupil(wrong[i].name, wrong[i].dob, "");
        int64_t id;
        snprintf(person.sex, sizeof person.sex, "%s", wrong[i].sex);
        snprintf(person.school, sizeof person.school, "%s", wrong[i].school);
        assert_int_equal(person_add(&access, &person, &id, &err), ERR_INPUT);
        assert_error(err, ERR_INPUT, wrong[i].want);
    }
    struct person person = pupil("มานี ใจดี", "21/09/2569", "");
    snprintf(person.sex, sizeof person.sex, "หญิง");
    assert_ok(person_clean(&person, &err)); /* born today */
    assert_string_equal(person.dob, "2026-09-21");
    assert_string_equal(person.sex, "F");
    office_close(&office);
}

static void a_number_has_one_owner(void **state)
{
    (void)state;
    struct office office = office_open(NULL);
    const struct person_access access = as(&office, &secretary);
    const struct person piti = pupil("ปิติ พิทักษ์", "2015-01-02", "1112034563562"),
                        other = pupil("ปิติ พิทักษ์", "2015-01-02", "9000000000004");
    struct person person;
    int64_t id = 0;
    const int64_t manee = add_manee(&office);
    static const char taken[] =
        "another person has this number already, whether it is the same one "
        "must be decided";
    assert_int_equal(person_add(&access, &piti, &id, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, taken);
    id = add(&office, &other);
    assert_int_equal(person_gain_number(&access, id, &piti.identity, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, taken);
    assert_ok(person_read(&access, id, &person, &err));
    assert_string_equal(person.identity.number, "9000000000004");
    /* An alias is a number of the person still, and can become the present one again. */
    const struct person g = pupil("", "", "G123456789012");
    assert_ok(person_gain_number(&access, manee, &g.identity, &err));
    assert_int_equal(person_gain_number(&access, id, &piti.identity, &err), ERR_INPUT);
    assert_ok(person_gain_number(&access, manee, &piti.identity, &err));
    assert_ok(person_read(&access, manee, &person, &err));
    assert_string_equal(person.identity.number, "1112034563562");
    assert_int_equal(counted(office.store, "SELECT count(*) FROM student_key"), 3);
    office_close(&office);
}

static void consent_is_given_and_withdrawn_and_stays_on_record(void **state)
{
    (void)state;
    struct office office = office_open(NULL);
    const int64_t id = add_manee(&office);
    const struct person_access access = as(&office, &teacher);
    bool holds = true;
    assert_ok(consent_holds(office.store, id, "referral", &holds, &err));
    assert_false(holds);
    assert_ok(consent_give(&access, id, "guardian", "referral", "2569-1", &err));
    assert_ok(consent_holds(office.store, id, "referral", &holds, &err));
    assert_true(holds);
    assert_ok(consent_holds(office.store, id, "health", &holds, &err));
    assert_false(holds);
    assert_ok(consent_withdraw(&access, id, "referral", &err));
    assert_ok(consent_holds(office.store, id, "referral", &holds, &err));
    assert_false(holds);
    assert_int_equal(consent_withdraw(&access, id, "referral", &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "no consent for 'referral' of this person holds");
    assert_int_equal(consent_give(&access, id, "friend", "referral", "1", &err), ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "'friend' gives no consent, allowed are student, parent, guardian");
    assert_int_equal(counted(office.store, "SELECT count(*) FROM consent"), 1);
    office_close(&office);
}

/* ---- the file of a person, and forgetting
 * ---------------------------------------------------------------------- */

static int forgotten;

static enum err_code write_household(struct store *store, const struct keys *keys, int64_t id,
                                     struct json *json, struct err *error)
{
    (void)store, (void)keys, (void)id, (void)error;
    json_text(json, NULL, "of another table");
    return ERR_OK;
}

static enum err_code forget_household(struct store *store, int64_t id, struct err *error)
{
    (void)store, (void)id, (void)error;
    forgotten++;
    return ERR_OK;
}

static const struct person_part parts[] = {{"household", write_household, forget_household}};

static void the_file_of_a_person_has_everything_and_who_read_it(void **state)
{
    (void)state;
    struct office office = office_open(NULL);
    const int64_t id = add_manee(&office);
    struct person_access access = as(&office, &teacher);
    struct person person;
    struct text json = {0};
    const struct person g = pupil("", "", "G123456789012");
    assert_ok(person_read(&access, id, &person, &err));
    snprintf(person.name, sizeof person.name, "เด็กหญิงมานี รักดี");
    assert_ok(person_change(&access, &person, &err));
    assert_ok(person_gain_number(&access, id, &g.identity, &err));
    assert_ok(consent_give(&access, id, "parent", "screening", "1", &err));
    access = as(&office, &officer);
    access.reason = "request of the parents";
    assert_ok(person_file(&access, id, parts, 1, &json, &err));
    cJSON *file = cJSON_Parse(json.s);
    assert_non_null(file);
    const cJSON *head = cJSON_GetObjectItem(file, "person");
    assert_string_equal(cJSON_GetObjectItem(head, "name")->valuestring, "เด็กหญิงมานี รักดี");
    assert_true(cJSON_GetObjectItem(head, "id")->valuedouble == (double)id);
    const cJSON *numbers = cJSON_GetObjectItem(file, "numbers");
    assert_int_equal(cJSON_GetArraySize(numbers), 2);
    assert_string_equal(cJSON_GetObjectItem(cJSON_GetArrayItem(numbers, 0), "number")->valuestring,
                        "1112034563562");
    const cJSON *change = cJSON_GetArrayItem(cJSON_GetObjectItem(file, "changes"), 0);
    assert_string_equal(cJSON_GetObjectItem(change, "was")->valuestring, "เด็กหญิงมานี ใจดี");
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(file, "consents")), 1);
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(file, "household")), 1);
    /* add, read, change, number, consent, and this file itself, which comes last */
    const cJSON *accesses = cJSON_GetObjectItem(file, "accesses");
    assert_int_equal(cJSON_GetArraySize(accesses), 6);
    const cJSON *last = cJSON_GetArrayItem(accesses, 5);
    assert_string_equal(cJSON_GetObjectItem(last, "by")->valuestring, "dpo");
    assert_string_equal(cJSON_GetObjectItem(last, "what")->valuestring, "file");
    assert_string_equal(cJSON_GetObjectItem(last, "reason")->valuestring, "request of the parents");
    cJSON_Delete(file);
    text_clear(&json);
    office_close(&office);
}

static bool folder_has(const char *bytes);

static void closed_cases_lose_name_and_number_after_the_period(void **state)
{
    (void)state;
    struct office office = office_open("a.db");
    const int64_t id = add_manee(&office);
    const struct person other = pupil("ปิติ พิทักษ์", "2015-01-02", "9000000000004");
    const int64_t stays = add(&office, &other);
    struct person_access access = as(&office, &teacher);
    struct person person;
    int count = -1;
    char hmac[HASH_TEXT];
    assert_ok(person_read(&access, id, &person, &err));
    const struct identity number = person.identity;
    keys_join(office.keys, &number, hmac);
    assert_true(folder_has(hmac));
    /* A sealed name that a change has overwritten before must not be left in a free place either.
     */
    char sealed[2][SEALED_TEXT];
    read_text(office.store, "SELECT name_enc FROM student WHERE dob = '2018-05-17'", sealed[0]);
    snprintf(person.name, sizeof person.name, "เด็กหญิงมานี รักดี");
    assert_ok(person_change(&access, &person, &err));
    read_text(office.store, "SELECT name_enc FROM student WHERE dob = '2018-05-17'", sealed[1]);
    assert_true(folder_has(sealed[0]) && folder_has(sealed[1])); /* in the log */
    person.version++;
    person.status = PERSON_LEFT;
    assert_ok(person_change(&access, &person, &err)); /* on 21 September 2026 */
    access = as(&office, &officer);
    forgotten = 0;
    setenv("KRU_NOW", "1947680000", 1); /* 20 September 2031: a day too early */
    assert_ok(person_retain(&access, 5, parts, 1, &count, &err));
    assert_int_equal(count, 0);
    setenv("KRU_NOW", "1947766400", 1); /* 21 September 2031 */
    assert_ok(person_retain(&access, 5, parts, 1, &count, &err));
    assert_int_equal(count, 1);
    assert_int_equal(forgotten, 1);
    assert_ok(person_read(&access, id, &person, &err));
    assert_string_equal(person.name, "");
    assert_string_equal(person.identity.number, "");
    assert_string_equal(person.dob, "2018-00-00");
    assert_int_equal(person.status, PERSON_PSEUDONYMISED);
    assert_int_equal(person_find(&access, &number, &person, &err), ERR_NOT_FOUND);
    assert_ok(person_read(&access, stays, &person, &err));
    assert_string_equal(person.name, "ปิติ พิทักษ์");
    /* Also not in the pages that became free, nor in the log. */
    assert_false(folder_has(hmac));
    assert_false(folder_has(sealed[0]) || folder_has(sealed[1]));
    assert_ok(person_retain(&access, 5, parts, 1, &count, &err));
    assert_int_equal(count, 0);
    person.id = id;
    person.version = 4;
    assert_int_equal(person_change(&access, &person, &err), ERR_INPUT);
    assert_int_equal(person_retain(&access, 0, parts, 1, &count, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "'retention.closed_years' is 0, allowed are 1 .. 50");
    office_close(&office);
}

/* ---- planted names and numbers
 * ------------------------------------------------------------------------------------ */

/* The bytes stand in some file of the folder: the database, its log, its index. */
static bool folder_has(const char *bytes)
{
    bool found = false;
    DIR *folder = opendir(scratch_folder);
    assert_non_null(folder);
    for (struct dirent *entry; !found && (entry = readdir(folder));) {
        if (entry->d_name[0] == '.') continue;
        struct text text = scratch_read(entry->d_name);
        for (size_t i = 0; !found && i + strlen(bytes) <= text.length; i++)
            found = memcmp(text.s + i, bytes, strlen(bytes)) == 0;
        text_clear(&text);
    }
    closedir(folder);
    return found;
}

static const char *const planted[] = {
    "สมหญิงปลูกไว้",    "นามสกุลปลูกไว้",   "ชื่อใหม่ปลูกไว้",    "plantedgiven",
    "plantedfamily", "1112034563562", "1142034563562", "G777777777777",
    "7777777777777", "PLANTED99",     "เลิศปลูก",
};
enum { PLANTED = sizeof planted / sizeof *planted };

/* Every answer to the user is looked through, whether an error or not. */
static void look_through(enum err_code code, const struct err *said)
{
    if (code == ERR_OK) return;
    for (int p = 0; p < PLANTED; p++)
        if (strstr(said->text, planted[p])) fail_msg("'%s' is in: %s", planted[p], said->text);
}

#define TRY(call)                                                                                  \
    do {                                                                                           \
        err = (struct err){0};                                                                     \
        look_through(call, &err);                                                                  \
    } while (0)

static void try_everything(const struct office *office, const struct actor *actor, int64_t id,
                           const struct person *candidate, const char *reason)
{
    struct person_access access = as(office, actor);
    struct person person = *candidate, other;
    struct match_result result = {0};
    struct match_item *items = NULL;
    struct person *list = NULL;
    struct text json = {0};
    int64_t out = 0;
    int count = 0;
    if (reason) access.reason = reason;
    TRY(match_admit(&access, candidate, &result, &err));
    TRY(person_add(&access, candidate, &out, &err));
    TRY(person_find(&access, &candidate->identity, &other, &err));
    TRY(person_read(&access, id, &other, &err));
    TRY(person_list(&access, "", "", &list, &count, &err));
    free(list);
    person.id = id;
    person.version = (int)counted(office->store, "SELECT max(row_version) FROM student");
    TRY(person_change(&access, &person, &err));
    TRY(person_gain_number(&access, id, &candidate->identity, &err));
    TRY(consent_give(&access, id, "parent", "referral", "1", &err));
    TRY(consent_withdraw(&access, id, "referral", &err));
    TRY(person_file(&access, id, NULL, 0, &json, &err));
    text_clear(&json);
    count = 0;
    TRY(match_list(&access, &items, &count, &err));
    for (int i = 0; i < count && i < 3; i++) {
        TRY(match_show(&access, items[i].queue_id, &person, &other, &err));
        TRY(match_decide(&access, items[i].queue_id, (enum match_decision)i, &out, &err));
    }
    free(items);
    TRY(person_retain(&access, 1, NULL, 0, &count, &err));
}

static void planted_names_and_numbers_are_nowhere_in_the_files(void **state)
{
    (void)state;
    struct office office = office_open("a.db");
    static const struct actor auditor = {7, "auditor", ROLE_AUDITOR, ""},
                              planner = {8, "planner", ROLE_PLANNER, ""};
    static const struct actor *const actors[] = {&teacher, &other_teacher, &district, &secretary,
                                                 &officer, &auditor,       &planner};
    const struct person people[] = {
        pupil("เด็กหญิงสมหญิงปลูกไว้ นามสกุลปลูกไว้", "2018-05-17", "1112034563562"),
        pupil("สมหญิงปลูกไว้ นามสกุลปลูกไว", "2018-05-17", "1112034563562"),
        pupil("สมหญิงปลูกไว้ นามสกุลปลูกไว้", "2018-05-17", "1142034563562"),
        pupil("ชื่อใหม่ปลูกไว้ เลิศปลูก", "2018-05-17", "G777777777777"),
        pupil("Plantedgiven Plantedfamily", "2014-02-03", "PLANTED99"),
        pupil("plantedgiven plantedfamily 7777777777777", "2014-02-30", ""),
    };
    const int64_t id = add(&office, &people[0]);
    struct identity identity;
    static const char *const typed[] = {"7777777777777", "G7777777777777", "PLANTED99;"};
    for (int k = 0; k < 3; k++)
        TRY(identity_parse((enum id_kind)k, typed[k], false, &identity, &err));
    for (size_t a = 0; a < sizeof actors / sizeof *actors; a++)
        for (size_t p = 0; p < sizeof people / sizeof *people; p++) {
            try_everything(&office, actors[a], id, &people[p], NULL);
            lang_set(p % 2 ? LANG_TH : LANG_EN);
            try_everything(&office, actors[a], id, &people[p],
                           p % 2 ? "พบ สมหญิงปลูกไว้ ที่บ้าน" : "number 1112034563562 seen");
        }
    lang_set(LANG_EN);
    /* Something was done, or there would be nothing to find. */
    assert_true(counted(office.store, "SELECT count(*) FROM student") >= 3);
    assert_true(counted(office.store, "SELECT count(*) FROM student_change") >= 2);
    assert_true(counted(office.store, "SELECT count(*) FROM match_queue") >= 2);
    assert_true(counted(office.store, "SELECT count(*) FROM access_log") > 100);
    assert_true(folder_has("somsri")); /* the search finds what is there */
    for (int p = 0; p < PLANTED; p++)
        if (folder_has(planted[p])) fail_msg("'%s' stands in a file", planted[p]);
    int64_t rows;
    char head[HASH_TEXT];
    assert_ok(audit_verify(office.store, &rows, head, &err));
    store_close(office.store); /* the log goes into the file */
    office.store = NULL;
    for (int p = 0; p < PLANTED; p++)
        if (folder_has(planted[p])) fail_msg("'%s' stands in a file", planted[p]);
    office_close(&office);
}

/* The negative control: the same search finds a name that was stored as it is. */
static void the_search_finds_a_name_that_is_not_sealed(void **state)
{
    (void)state;
    struct office office = office_open("a.db");
    add_manee(&office);
    assert_false(folder_has("สมหญิงปลูกไว้"));
    run_sql(office.store, "UPDATE student SET name_enc = 'สมหญิงปลูกไว้'");
    assert_true(folder_has("สมหญิงปลูกไว้"));
    office_close(&office);
}

/* ---- users
 * ------------------------------------------------------------------------------------------------------------
 */

static void users_are_added_listed_and_disabled_on_record(void **state)
{
    (void)state;
    struct store *store;
    struct user *users;
    struct actor admin, actor;
    int count;
    assert_ok(cases_open(":memory:", &store, &err));
    assert_ok(user_add(store, NULL, "admin", ROLE_ADMINISTRATOR, "", &err));
    assert_ok(actor_find(store, "admin", &admin, &err));
    assert_ok(user_add(store, &admin, "ครูสมศรี", ROLE_TEACHER, "S1", &err));
    assert_ok(actor_find(store, "ครูสมศรี", &actor, &err));
    assert_int_equal(actor.role, ROLE_TEACHER);
    assert_string_equal(actor.place, "S1");
    assert_int_equal(user_add(store, &actor, "friend", ROLE_TEACHER, "S1", &err), ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "'ครูสมศรี' has the role 'teacher', users are managed by an 'administrator'");
    assert_int_equal(user_add(store, &admin, "ครูสมศรี", ROLE_TEACHER, "S2", &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "there is a user 'ครูสมศรี' already, allowed is a new name");
    assert_int_equal(user_add(store, &admin, "system", ROLE_TEACHER, "S2", &err), ERR_INPUT);
    assert_int_equal(user_disable(store, &admin, "admin", &err), ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "'admin' is the last administrator, another one must be added before");
    assert_ok(user_disable(store, &admin, "ครูสมศรี", &err));
    struct err disabled, unknown;
    assert_int_equal(actor_find(store, "ครูสมศรี", &actor, &disabled), ERR_NOT_FOUND);
    assert_error(disabled, ERR_NOT_FOUND, "no active user 'ครูสมศรี'");
    assert_int_equal(actor_find(store, "nobody", &actor, &unknown), ERR_NOT_FOUND);
    assert_error(unknown, ERR_NOT_FOUND, "no active user 'nobody'");
    assert_int_equal(user_disable(store, &admin, "ครูสมศรี", &err), ERR_NOT_FOUND);
    assert_ok(user_list(store, &users, &count, &err));
    assert_int_equal(count, 2);
    assert_string_equal(users[0].actor.name, "admin");
    assert_true(users[0].active && !users[1].active);
    assert_string_equal(users[1].created_by, "admin");
    free(users);
    assert_int_equal(counted(store, "SELECT count(*) FROM audit WHERE entity = 'user'"), 3);
    store_close(store);
}

static void a_user_has_a_name_and_a_place_that_fit(void **state)
{
    (void)state;
    struct store *store;
    assert_ok(cases_open(":memory:", &store, &err));
    static const char *const bad[] = {"",     "a b", "a\nb", "a;b",
                                      "\xff", "'",   "a/b",  "กกกกกกกกกกกกกกกกกกกกกกกกกกกกกก"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(user_add(store, NULL, bad[i], ROLE_MEMBER, "", &err), ERR_INPUT);
    assert_int_equal(user_add(store, NULL, "a b", ROLE_MEMBER, "", &err), ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "'a b' is no user name, allowed are 1 .. 60 letters, digits and . _ - @ (at most "
                 "63 bytes)");
    assert_int_equal(user_add(store, NULL, "a", ROLE_TEACHER, "", &err), ERR_INPUT);
    assert_error(
        err, ERR_INPUT,
        "the role 'teacher' needs a place: the code of a school or district, or a partner, "
        "at most 40 bytes");
    assert_int_equal(user_add(store, NULL, "a", ROLE_MEMBER, "S1", &err), ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "the role 'member' acts in the whole city and has no place, given is 'S1'");
    assert_int_equal(counted(store, "SELECT count(*) FROM app_user"), 0);
    store_close(store);
}

static const struct CMUnitTest cases[] = {
    CASE_WITH(the_key_file_is_private_and_can_be_typed_again, scratch_make, scratch_remove),
    CASE_WITH(a_key_file_that_others_can_read_is_refused, scratch_make, scratch_remove),
    CASE_WITH(a_key_file_of_another_database_or_with_a_slip_is_refused, scratch_make,
              scratch_remove),
    CASE_WITH(the_key_file_is_looked_for_in_three_places, scratch_make, scratch_remove),
    CASE_WITH(a_cell_opens_in_its_own_place_only, scratch_make, scratch_remove),
    CASE_WITH(names_exchanged_by_sql_are_found, scratch_make, scratch_remove),
    CASE_WITH(the_database_without_the_key_yields_no_number, scratch_make, scratch_remove),
    CASE_WITH(every_reading_leaves_who_saw_whom_and_why, scratch_make, scratch_remove),
    CASE_WITH(without_a_reason_nobody_is_seen, scratch_make, scratch_remove),
    CASE_WITH(outside_their_place_users_get_the_answer_of_nobody, scratch_make, scratch_remove),
    CASE_WITH(each_role_sees_what_the_table_says, scratch_make, scratch_remove),
    CASE_WITH(only_those_who_may_write_change_or_delete, scratch_make, scratch_remove),
    CASE_WITH(a_change_keeps_what_was_before, scratch_make, scratch_remove),
    CASE_WITH(a_bad_field_is_named_and_not_quoted, scratch_make, scratch_remove),
    CASE_WITH(a_number_has_one_owner, scratch_make, scratch_remove),
    CASE_WITH(consent_is_given_and_withdrawn_and_stays_on_record, scratch_make, scratch_remove),
    CASE_WITH(the_file_of_a_person_has_everything_and_who_read_it, scratch_make, scratch_remove),
    CASE_WITH(closed_cases_lose_name_and_number_after_the_period, scratch_make, scratch_remove),
    CASE_WITH(planted_names_and_numbers_are_nowhere_in_the_files, scratch_make, scratch_remove),
    CASE_WITH(the_search_finds_a_name_that_is_not_sealed, scratch_make, scratch_remove),
    CASE(users_are_added_listed_and_disabled_on_record),
    CASE(a_user_has_a_name_and_a_place_that_fit),
};
TEST_MAIN(cases)
