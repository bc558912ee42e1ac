/* Saved sweeps: what goes in comes out, an outcome is saved once, an image is the whole database.
 */
#define _POSIX_C_SOURCE 200809L
#include "data/store_sweep.h"

#include "base/mem.h"
#include "data/import.h"
#include "data/store_sql.h"
#include "tests/store/scratch.h"

#include <stdlib.h>

enum { YEARS = 2 };

static struct store *store_of_city(const char *path, struct school_register *reg)
{
    static const char *const files[][2] = {
        {"districts.csv", "code,name_th\n1001,พระนคร\n1002,ดุสิต\n"},
        {"schools.csv", "code,name_th,district\nS1,หนึ่ง,1001\n"},
        {"majors.csv", "code,name_th\nthai,ไทย\nmath,เลข\n"},
        {"channels.csv", "code,name_th,kind,lead_years,completion\nexam,สอบ,exam,0,1\n"},
    };
    enum { FILES = sizeof files / sizeof *files };
    struct import_source sources[FILES];
    struct import_report report;
    struct store *store = NULL;
    struct err err;
    for (int i = 0; i < FILES; i++)
        sources[i] = (struct import_source){files[i][0], files[i][1], strlen(files[i][1])};
    if (path)
        assert_ok(store_create(path, &store, &err));
    else
        assert_ok(store_open(":memory:", &store, &err));
    assert_ok(import_sources(store, sources, FILES, false, &report, &err));
    import_report_clear(&report);
    assert_ok(store_read_register(store, reg, &err));
    return store;
}

/* Texts and arrays are constants: it is not cleared. */
static struct stored_sweep small_sweep(const char *name)
{
    static struct sweep_scenario scenarios[] = {
        {"base", "", "h0", ERR_OK, ""},
        {"odd", "", "", ERR_CONFIG, "'x' is no key"},
    };
    return (struct stored_sweep){
        .name = (char *)(uintptr_t)name,
        .created_at = "2026-01-01T00:00:00Z",
        .data_hash = "d",
        .program_version = "0.1.0",
        .kind = SWEEP_SCENARIOS,
        .decisions = 1,
        .scenario = scenarios,
        .scenarios = 2,
    };
}

static struct sweep_outcome small_outcome(int number, int decision)
{
    static struct sweep_year years[YEARS] = {{1, 2, 3, 4, 5.5, 6, 7, 8, 9, 10, 11, 12.25},
                                             {.need = 3}};
    static double majors[2 * YEARS] = {0, 1.5, 0, 4}, districts[2 * YEARS] = {5.5, 0, 0, 0};
    static struct sweep_choice choices[] = {{CHOICE_CALLS, "exam-2567", 1, 3},
                                            {CHOICE_SEATS, "exam", 0, 2}};
    return (struct sweep_outcome){.number = number,
                                  .decision = decision,
                                  .sentence = "",
                                  .objective = 10.5,
                                  .bound = 10.25,
                                  .first_fy = 2567,
                                  .years = YEARS,
                                  .majors = 2,
                                  .districts = 2,
                                  .year = years,
                                  .major = majors,
                                  .district = districts,
                                  .choice = choices,
                                  .choices = 2};
}

static void what_is_saved_is_read(void **state)
{
    struct school_register reg = {0};
    struct store *store = store_of_city(NULL, &reg);
    struct stored_sweep sweep = small_sweep("s"), read;
    const struct sweep_outcome second = small_outcome(0, 0), first = small_outcome(0, -1);
    struct sweep_outcome failed = {
        .number = 1, .decision = -1, .state = ERR_LIMIT, .sentence = "too late", .first_fy = 2567};
    struct err err;
    (void)state;
    assert_ok(store_begin_sweep(store, &sweep, &err));
    assert_ok(store_save_outcome(store, &reg, sweep.id, &second, &err));
    assert_ok(store_save_outcome(store, &reg, sweep.id, &failed, &err));
    assert_ok(store_save_outcome(store, &reg, sweep.id, &first, &err));
    assert_ok(store_read_sweep(store, &reg, "s", &read, &err));
    assert_int_equal(read.scenarios, 2);
    assert_int_equal(read.scenario[1].refused, ERR_CONFIG);
    assert_string_equal(read.scenario[1].sentence, "'x' is no key");
    assert_int_equal(read.outcomes, 3);
    assert_int_equal(read.outcome[0].number, 0);
    assert_int_equal(read.outcome[0].decision, -1);
    assert_memory_equal(read.outcome[0].year, first.year, YEARS * sizeof *first.year);
    assert_memory_equal(read.outcome[0].major, first.major, 2 * YEARS * sizeof *first.major);
    assert_memory_equal(read.outcome[0].district, first.district,
                        2 * YEARS * sizeof *first.district);
    assert_int_equal(read.outcome[0].choices, 2);
    assert_string_equal(read.outcome[0].choice[0].source, "exam-2567");
    assert_int_equal(read.outcome[0].choice[0].people, 3);
    assert_int_equal(read.outcome[1].state, ERR_LIMIT);
    assert_string_equal(read.outcome[1].sentence, "too late");
    assert_int_equal(read.outcome[2].decision, 0);
    stored_sweep_clear(&read);
    register_clear(&reg);
    store_close(store);
}

/* Two programs may work on the same sweep: what came first stays. */
static void an_outcome_is_saved_once(void **state)
{
    struct school_register reg = {0};
    struct store *store = store_of_city(NULL, &reg);
    struct stored_sweep sweep = small_sweep("s"), read;
    struct sweep_outcome outcome = small_outcome(0, -1);
    struct err err;
    (void)state;
    assert_ok(store_begin_sweep(store, &sweep, &err));
    assert_ok(store_save_outcome(store, &reg, sweep.id, &outcome, &err));
    outcome.objective = 99.0;
    assert_ok(store_save_outcome(store, &reg, sweep.id, &outcome, &err));
    assert_ok(store_read_sweep(store, &reg, "1", &read, &err));
    assert_int_equal(read.outcomes, 1);
    assert_close(read.outcome[0].objective, 10.5, 0.0);
    stored_sweep_clear(&read);
    register_clear(&reg);
    store_close(store);
}

static void a_name_is_taken_once_and_free_after_removal(void **state)
{
    struct school_register reg = {0};
    struct store *store = store_of_city(NULL, &reg);
    struct stored_sweep sweep = small_sweep("s"), *list = NULL;
    const struct sweep_outcome outcome = small_outcome(0, -1);
    struct err err;
    int count = 0;
    (void)state;
    assert_ok(store_begin_sweep(store, &sweep, &err));
    assert_ok(store_save_outcome(store, &reg, sweep.id, &outcome, &err));
    assert_int_equal(store_begin_sweep(store, &sweep, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "sweep name 's' is taken, allowed is a new one");
    assert_ok(store_list_sweeps(store, &list, &count, &err));
    assert_int_equal(count, 1);
    assert_int_equal(list[0].scenarios, 2);
    assert_int_equal(list[0].refused, 1);
    assert_int_equal(list[0].solved, 1);
    assert_int_equal(list[0].failed, 0);
    stored_sweep_clear(&list[0]);
    free(list);
    assert_ok(store_drop_sweep(store, "s", &err));
    assert_int_equal(store_drop_sweep(store, "s", &err), ERR_NOT_FOUND);
    assert_error(err, ERR_NOT_FOUND, "no sweep 's', kru sweeps lists them");
    assert_ok(store_begin_sweep(store, &sweep, &err));
    register_clear(&reg);
    store_close(store);
}

static void a_code_that_has_left_the_register_is_named(void **state)
{
    struct school_register reg = {0}, other = {0};
    struct store *store = store_of_city(NULL, &reg);
    struct stored_sweep sweep = small_sweep("s"), read;
    const struct sweep_outcome outcome = small_outcome(0, -1);
    struct err err;
    (void)state;
    assert_ok(store_begin_sweep(store, &sweep, &err));
    assert_ok(store_save_outcome(store, &reg, sweep.id, &outcome, &err));
    assert_int_equal(store_read_sweep(store, &other, "s", &read, &err), ERR_MISMATCH);
    assert_error(err, ERR_MISMATCH,
                 "the sweep has '1001', which has left the register; make a new sweep");
    register_clear(&reg);
    store_close(store);
}

/* From a file with a log that is not in it yet, as a sweep over several machines sends it. */
static void an_image_is_the_whole_database(void **state)
{
    struct school_register reg = {0}, again = {0};
    struct store *store = store_of_city(scratch("a.db"), &reg), *copy = NULL;
    void *bytes = NULL;
    size_t size = 0;
    struct err err;
    (void)state;
    assert_ok(store_image(store, &bytes, &size, &err));
    assert_ok(store_open_image(bytes, size, &copy, &err));
    free(bytes);
    assert_ok(store_read_register(copy, &again, &err));
    assert_string_equal(again.data_hash, reg.data_hash);
    assert_int_equal(again.majors, 2);
    register_clear(&again);
    register_clear(&reg);
    store_close(copy);
    store_close(store);
}

static const struct CMUnitTest cases[] = {
    CASE(what_is_saved_is_read),
    CASE(an_outcome_is_saved_once),
    CASE(a_name_is_taken_once_and_free_after_removal),
    CASE(a_code_that_has_left_the_register_is_named),
    CASE_WITH(an_image_is_the_whole_database, scratch_make, scratch_remove),
};
TEST_MAIN(cases)
