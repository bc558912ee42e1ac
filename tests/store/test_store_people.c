/* The register as it is read: its order, and a hash that tells every change. */
#define _POSIX_C_SOURCE 200809L
#include "data/store.h"

#include "base/env.h"
#include "data/import.h"
#include "data/store_sql.h"
#include "tests/store/scratch.h"

static struct store *store_of_bundled_data(void)
{
    struct import_report report;
    struct store *store = NULL;
    struct err err;
    assert_ok(store_open(":memory:", &store, &err));
    assert_ok(import_sources(store, import_bundled, import_bundled_count, false, &report, &err));
    import_report_clear(&report);
    return store;
}

static void read_hash(struct store *store, char hash[65])
{
    struct school_register reg = {0};
    struct err err;
    assert_ok(store_read_register(store, &reg, &err));
    memcpy(hash, reg.data_hash, 65);
    register_clear(&reg);
}

static int run(struct store *store, const char *sql)
{
    struct query query = {0};
    struct err err;
    int changed = 0;
    assert_ok(query_open(store, sql, &query, &err));
    assert_ok(query_run(&query, &changed, &err));
    query_close(&query);
    return changed;
}

static void the_hash_tells_a_change_in_any_table(void **state)
{
    static const char *const changes[] = {
        "UPDATE district SET zone = 'x' WHERE code = (SELECT max(code) FROM district)",
        "UPDATE school SET name_th = 'x' WHERE code = (SELECT max(code) FROM school)",
        "UPDATE school SET district_code = (SELECT min(code) FROM district)"
        " WHERE code = (SELECT max(code) FROM school)",
        "UPDATE major SET name_en = 'x' WHERE code = 'art'",
        "UPDATE major SET position = 99 WHERE code = 'thai'",
        "UPDATE enrolment SET pupils = pupils + 1 WHERE academic_year = 2565 AND grade = 'p1'",
        "UPDATE teacher SET birth_date = '1970-00-00' WHERE id = (SELECT max(id) FROM teacher)",
        "UPDATE teacher SET appointed_date = NULL WHERE id = (SELECT max(id) FROM teacher)",
        "UPDATE teacher SET status = 'left' WHERE id = (SELECT max(id) FROM teacher)",
        "UPDATE teacher SET retire_override_fy = 2570, retire_override_reason = 'x'"
        " WHERE id = (SELECT max(id) FROM teacher)",
        "INSERT INTO need_table SELECT max(code), 'art', 2567, 3 FROM school",
        "INSERT INTO frame_table SELECT max(code), 2567, 3 FROM school",
        "UPDATE curriculum SET hours_per_year = hours_per_year + 0.5 WHERE grade = 'p1'",
        "UPDATE major_share SET share = share / 2 WHERE grade = 'p1'",
        "UPDATE channel SET completion_share = 0.5 WHERE code = 'erawan'",
        "UPDATE channel SET lead_years = lead_years + 1 WHERE code = 'erawan'",
        "UPDATE committed SET graduates = graduates + 1",
        "UPDATE eligible_list SET remaining = remaining + 1",
        "UPDATE eligible_list SET last_date = '2030-01-01'",
        "UPDATE eligible_list SET next_rank = 5",
        "DELETE FROM retrain WHERE from_major_code = (SELECT min(from_major_code) FROM retrain)",
        "UPDATE equity_index SET index_points = 30 WHERE school_code ="
        " (SELECT min(school_code) FROM equity_index)",
        "INSERT INTO equity_index SELECT min(code), '2567', 50, 1 FROM school",
        "UPDATE provenance SET source = 'x' WHERE file = 'teachers.csv'",
    };
    struct store *store = store_of_bundled_data();
    char before[65], after[65];
    (void)state;
    read_hash(store, before);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        if (run(store, changes[i]) == 0) fail_msg("changes nothing: %s", changes[i]);
        read_hash(store, after);
        if (strcmp(after, before) == 0) fail_msg("not told: %s", changes[i]);
        memcpy(before, after, sizeof before);
    }
    /* what no plan depends on and no array holds is not hashed */
    assert_true(run(store, "UPDATE school SET lat_deg = NULL") > 0);
    read_hash(store, after);
    assert_string_equal(after, before);
    store_close(store);
}

/* Schema 2 knew no next_rank. Its database is migrated when it is opened, and its plans still fit.
 */
static void data_without_ranks_keep_the_hash_they_had_before_there_were_ranks(void **state)
{
    struct import_report report;
    struct store *store = NULL;
    struct err err;
    char before[65], after[65];
    (void)state;
    assert_ok(store_create(scratch("a.db"), &store, &err));
    assert_ok(import_sources(store, import_bundled, import_bundled_count, false, &report, &err));
    import_report_clear(&report);
    read_hash(store, before);
    run(store, "ALTER TABLE eligible_list DROP COLUMN next_rank");
    run(store, "PRAGMA user_version = 2");
    store_close(store);
    assert_ok(store_open(scratch("a.db"), &store, &err));
    read_hash(store, after);
    assert_string_equal(after, before);
    assert_int_equal(run(store, "UPDATE eligible_list SET next_rank = 1"), 18);
    read_hash(store, after);
    assert_string_not_equal(after, before);
    store_close(store);
}

static void two_stores_with_the_same_rows_have_the_same_hash(void **state)
{
    static const char districts[] = "code,name_th\n2,ข\n1,ก\n",
                      turned[] = "code,name_th\n1,ก\n2,ข\n";
    char hash[2][65];
    (void)state;
    for (int i = 0; i < 2; i++) {
        const char *text = i ? turned : districts;
        const struct import_source one = {"districts.csv", text, strlen(text)};
        struct import_report report;
        struct store *store = NULL;
        struct err err;
        assert_ok(store_open(":memory:", &store, &err));
        assert_ok(import_sources(store, &one, 1, false, &report, &err));
        import_report_clear(&report);
        read_hash(store, hash[i]);
        store_close(store);
    }
    assert_string_equal(hash[0], hash[1]);
}

static void the_register_is_sorted_and_refers_to_itself(void **state)
{
    struct store *store = store_of_bundled_data();
    struct school_register reg = {0};
    struct err err;
    (void)state;
    assert_ok(store_read_register(store, &reg, &err));
    assert_int_equal(reg.schools, 437);
    assert_int_equal(reg.districts, 50);
    for (int s = 0; s < reg.schools; s++) {
        assert_in_range(reg.school[s].district, 0, reg.districts - 1);
        if (s > 0) assert_true(strcmp(reg.school[s - 1].code, reg.school[s].code) < 0);
    }
    for (int i = 1; i < reg.teachers; i++) {
        const struct teacher *a = &reg.teacher[i - 1], *b = &reg.teacher[i];
        assert_true(a->school < b->school || (a->school == b->school && strcmp(a->id, b->id) < 0));
        assert_true(!teacher_meets_need(b) || b->post_major >= 0);
    }
    register_clear(&reg);
    store_close(store);
}

static void the_city_is_read_in_a_fraction_of_a_second(void **state)
{
    struct store *store = store_of_bundled_data();
    struct school_register reg = {0};
    struct err err;
    (void)state;
    const double start = env_seconds();
    assert_ok(store_read_register(store, &reg, &err));
    /* A release build takes 0.04 s; the sanitizers of a busy machine take more. */
    assert_true(env_seconds() - start < 5.0);
    register_clear(&reg);
    store_close(store);
}

static void a_register_is_read_as_it_was_at_one_moment(void **state)
{
    struct store *store = NULL;
    struct err err;
    bool outer = false, inner = true;
    (void)state;
    assert_ok(store_open(":memory:", &store, &err));
    assert_ok(store_begin_reading(store, &outer, &err));
    assert_true(outer);
    /* Inside a transaction there is nothing to begin, and nothing is ended. */
    assert_ok(store_begin_reading(store, &inner, &err));
    assert_false(inner);
    store_end_reading(store, inner);
    store_end_reading(store, outer);
    assert_ok(store_begin(store, &err));
    store_rollback(store);
    store_close(store);
}

static const struct CMUnitTest cases[] = {
    CASE(the_hash_tells_a_change_in_any_table),
    CASE_WITH(data_without_ranks_keep_the_hash_they_had_before_there_were_ranks, scratch_make,
              scratch_remove),
    CASE(two_stores_with_the_same_rows_have_the_same_hash),
    CASE(the_register_is_sorted_and_refers_to_itself),
    CASE(the_city_is_read_in_a_fraction_of_a_second),
    CASE(a_register_is_read_as_it_was_at_one_moment),
};
TEST_MAIN(cases)
