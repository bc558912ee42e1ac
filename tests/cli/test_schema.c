/* What kru writes as JSON is what its schemas say, and they notice what is wrong. */
#include "tests/cli/run.h"

#define SCHEMA(name) KRU_SOURCE "/docs/schema/" name ".schema.json"

static const char *db(void)
{
    return run_path("tiny.db");
}

/* tests/cli/schema.py; fails with what it says. */
static void python(const char *const *words)
{
    const char *argument[16] = {"python3", KRU_SOURCE "/tests/cli/schema.py"};
    char said[1024] = "";
    int end[2], status = 0;
    for (int i = 0; words[i]; i++) argument[i + 2] = words[i];
    assert_int_equal(pipe(end), 0);
    const pid_t child = fork();
    if (child == 0) {
        dup2(end[1], STDOUT_FILENO);
        dup2(end[1], STDERR_FILENO);
        close(end[0]);
        close(end[1]);
        execv("/usr/bin/python3", (char *const *)(uintptr_t)argument);
        _exit(127);
    }
    close(end[1]);
    for (size_t at = 0; at < sizeof said - 1;) {
        const ssize_t got = read(end[0], said + at, sizeof said - 1 - at);
        if (got <= 0) break;
        at += (size_t)got;
    }
    close(end[0]);
    waitpid(child, &status, 0);
    if (status != 0) fail_msg("%s %s: %s", words[0], words[1], said);
}

static void check(const char *schema, const struct run *run)
{
    run_write_file(run_path("out.json"), run->out);
    python((const char *const[]){"check", schema, run_path("out.json"), NULL});
}

#define spoil(schema, run, ...)                                                                    \
    do {                                                                                           \
        run_write_file(run_path("out.json"), (run)->out);                                          \
        python((const char *const[]){"spoil", schema, run_path("out.json"), __VA_ARGS__});         \
    } while (0)

static void make_plan(struct run *run)
{
    kru(run, "plan", db(), "--name", "p", "--set", "horizon.years=3", "--format", "json");
    assert_quiet(run);
}

static void the_schemas_are_of_draft_2020_12(void **state)
{
    (void)state;
    python((const char *const[]){"self", SCHEMA("plan"), SCHEMA("instance"), SCHEMA("list"),
                                 SCHEMA("map"), SCHEMA("placement"), NULL});
}

static void plans_are_as_their_schema_says(void **state)
{
    struct run run = {0};
    (void)state;
    make_plan(&run);
    check(SCHEMA("plan"), &run);
    kru(&run, "show", db(), "p", "--format", "json");
    check(SCHEMA("plan"), &run);
    kru(&run, "show", db(), "p", "--format", "json", "--detail");
    check(SCHEMA("plan"), &run);
    kru(&run, "export", db(), "p", "--to", run_path("p.json"));
    python((const char *const[]){"check", SCHEMA("plan"), run_path("p.json"), NULL});
    run_clear(&run);
}

static void a_plan_that_is_spoilt_is_noticed(void **state)
{
    struct run run = {0};
    (void)state;
    make_plan(&run);
    kru(&run, "show", db(), "p", "--format", "json", "--detail");
    spoil(SCHEMA("plan"), &run, NULL);
    run_clear(&run);
}

static void why_there_is_no_plan_is_as_its_schema_says(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "plan", db(), "--set", "horizon.years=2", "--set", "rule.max_short_share=0", "--set",
        "exam.seats_total=0", "--format", "json");
    assert_int_equal(run.status, err_exit_status(ERR_INFEASIBLE));
    check(SCHEMA("plan"), &run);
    spoil(SCHEMA("plan"), &run, NULL);
    run_clear(&run);
}

static void the_instance_is_as_its_schema_says(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "instance", db(), "--set", "horizon.years=2");
    check(SCHEMA("instance"), &run);
    spoil(SCHEMA("instance"), &run, "in:frame", "in:weight", "in:seats", "in:places",
          "in:min_headcount", "in:must_fill", "erawan", NULL);
    run_clear(&run);
}

static void the_placement_list_is_as_its_schema_says(void **state)
{
    struct run run = {0};
    (void)state;
    make_plan(&run);
    kru(&run, "placement", db(), "p", "--format", "json");
    assert_quiet(&run);
    check(SCHEMA("placement"), &run);
    spoil(SCHEMA("placement"), &run, NULL);
    run_clear(&run);
}

static void lists_are_as_their_schema_says(void **state)
{
    static const char *const lists[][4] = {{"check"},
                                           {"retire"},
                                           {"retire", "--by", "major"},
                                           {"need", "--by", "school"},
                                           {"gaps"},
                                           {"plans"},
                                           {"sweeps"},
                                           {"verify", "p"},
                                           {"drop", "p"}};
    enum { LISTS = sizeof lists / sizeof *lists };
    struct run run = {0};
    char path[LISTS][RUN_PATH + 80];
    const char *checked[LISTS + 3] = {"check", SCHEMA("list")};
    (void)state;
    make_plan(&run);
    for (size_t i = 0; i < LISTS; i++) {
        const char *words[10] = {"kru", "--lang=en", "--format=json", lists[i][0], db()};
        for (int w = 1; w < 4 && lists[i][w]; w++) words[w + 4] = lists[i][w];
        run_arguments(&run, words);
        assert_quiet(&run);
        snprintf(path[i], sizeof path[i], "%s/%zu.json", run_folder, i);
        run_write_file(path[i], run.out);
        checked[i + 2] = path[i];
    }
    python(checked);
    kru(&run, "gaps", db(), "--format", "json");
    spoil(SCHEMA("list"), &run, "notes", "total", "in:rows", "in:total", "cells", NULL);
    run_clear(&run);
}

static void maps_are_as_their_schema_says(void **state)
{
    struct run run = {0};
    (void)state;
    make_plan(&run);
    kru(&run, "export", db(), "p", "--to", run_path("p.geojson"));
    python((const char *const[]){"check", SCHEMA("map"), run_path("p.geojson"), NULL});
    kru(&run, "gaps", db(), "--to", run_path("today.geojson"));
    python((const char *const[]){"check", SCHEMA("map"), run_path("today.geojson"), NULL});
    python((const char *const[]){"spoil", SCHEMA("map"), run_path("p.geojson"), "in:properties",
                                 NULL});
    run_clear(&run);
}

static const struct CMUnitTest cases[] = {
    CASE(the_schemas_are_of_draft_2020_12),
    CASE_WITH(plans_are_as_their_schema_says, run_setup_tiny, run_teardown),
    CASE_WITH(a_plan_that_is_spoilt_is_noticed, run_setup_tiny, run_teardown),
    CASE_WITH(why_there_is_no_plan_is_as_its_schema_says, run_setup_tiny, run_teardown),
    CASE_WITH(the_instance_is_as_its_schema_says, run_setup_tiny, run_teardown),
    CASE_WITH(the_placement_list_is_as_its_schema_says, run_setup_tiny, run_teardown),
    CASE_WITH(lists_are_as_their_schema_says, run_setup_tiny, run_teardown),
    CASE_WITH(maps_are_as_their_schema_says, run_setup_tiny, run_teardown),
};
TEST_MAIN(cases)
