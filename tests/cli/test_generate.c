/* The generator of the default data: the same bytes again, and the totals that are stated. */
#define _POSIX_C_SOURCE 200809L
#include "base/mem.h"
#include "base/text.h"
#include "base/thai.h"
#include "planner/retirement.h"
#include "tests/test.h"

#include <dirent.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define BUNDLED KRU_SOURCE "/data/bma2566"
enum { PATH = 1024 };

static const char *const files[] = {
    "districts.csv",  "schools.csv",      "majors.csv",     "enrolment.csv", "teachers.csv",
    "curriculum.csv", "major_share.csv",  "channels.csv",   "committed.csv", "eligible_lists.csv",
    "retrain.csv",    "equity_index.csv", "provenance.csv",
};
enum { FILES = sizeof files / sizeof *files };

/* ---- folders and runs -------------------------------------------------------------------- */

static void new_folder(char out[PATH])
{
    static int made;
    snprintf(out, PATH, "%s/generate-%ld-%d", KRU_BUILD, (long)getpid(), made++);
    assert_int_equal(mkdir(out, 0777), 0);
}

static void remove_folder(const char *folder)
{
    char path[2 * PATH];
    DIR *entries = opendir(folder);
    assert_non_null(entries);
    for (const struct dirent *entry; (entry = readdir(entries));) {
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.') assert_int_equal(unlink(path), 0);
    }
    closedir(entries);
    assert_int_equal(rmdir(folder), 0);
}

/* The arguments of one run, NULL behind the last. */
struct words {
    const char *word[6];
};
#define WORDS(...)                                                                                 \
    (struct words)                                                                                 \
    {                                                                                              \
        {                                                                                          \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }

/* The exit status of kru-generate; what it says goes to the file `said` of the folder. */
static int run(const char *folder, struct words words)
{
    char said[2 * PATH];
    char *argv[8] = {(char *)KRU_GENERATE};
    for (int i = 0; i < 6 && words.word[i]; i++) argv[i + 1] = (char *)words.word[i];
    snprintf(said, sizeof said, "%s/said", folder);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, said, O_WRONLY | O_CREAT | O_TRUNC,
                                     0666);
    pid_t pid = 0;
    int status = 0;
    assert_int_equal(posix_spawn(&pid, KRU_GENERATE, &actions, NULL, argv, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static char *read_file(const char *folder, const char *name)
{
    char path[2 * PATH];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file) fail_msg("no file %s", path);
    struct text content = {0};
    char part[4096];
    for (size_t size; (size = fread(part, 1, sizeof part, file)) > 0;)
        text_add_bytes(&content, part, size);
    fclose(file);
    return content.s ? content.s : mem_text("");
}

static void write_file(const char *folder, const char *name, const char *content)
{
    char path[2 * PATH];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(content, file);
    fclose(file);
}

static void assert_said(const char *folder, const char *want)
{
    char *said = read_file(folder, "said");
    assert_string_equal(said, want);
    free(said);
}

/* ---- rows -------------------------------------------------------------------------------- */

enum { MAX_FIELDS = 10 };

/* The fields of a CSV without quotes, row 0 is the header. */
struct rows {
    char *bytes;
    char *(*field)[MAX_FIELDS];
    int count;
};

static struct rows read_rows(const char *folder, const char *name)
{
    struct rows rows = {.bytes = read_file(folder, name)};
    int capacity = 0;
    for (char *line = rows.bytes, *end; *line; line = end + 1) {
        end = strchr(line, '\n');
        assert_non_null(end);
        *end = '\0';
        rows.field = mem_room(rows.field, rows.count, &capacity, sizeof *rows.field);
        int fields = 0;
        for (char *at = line; at; fields++) {
            assert_true(fields < MAX_FIELDS);
            rows.field[rows.count][fields] = at;
            at = strchr(at, ',');
            if (at) *at++ = '\0';
        }
        rows.count++;
    }
    return rows;
}

static void rows_clear(struct rows *rows)
{
    free(rows->bytes);
    free(rows->field);
}

static int whole(const char *text)
{
    char *end = NULL;
    const long number = strtol(text, &end, 10);
    if (end == text || *end) fail_msg("'%s' is no whole number", text);
    return (int)number;
}

/* A number of few decimals in whole parts, 0.85 in hundredths is 85. */
static int in_parts(const char *text, int parts)
{
    char *end = NULL;
    const double number = strtod(text, &end);
    if (end == text || *end) fail_msg("'%s' is no number", text);
    return (int)(number * parts + 0.5);
}

static int count_rows(const char *folder, const char *name)
{
    struct rows rows = read_rows(folder, name);
    const int count = rows.count - 1;
    rows_clear(&rows);
    return count;
}

static int sum_field(const char *folder, const char *name, int field)
{
    struct rows rows = read_rows(folder, name);
    int sum = 0;
    for (int i = 1; i < rows.count; i++) sum += whole(rows.field[i][field]);
    rows_clear(&rows);
    return sum;
}

enum { ID, SCHOOL, POSITION, POST, DEGREE, BIRTH, APPOINTED, STATUS };

static struct date date_of(const char *text)
{
    struct date date = {0};
    assert_true(date_parse(text, &date));
    return date;
}

static int fy_of(char *const *person)
{
    static const struct age_rule sixty = {1, {0}, {60}};
    return retirement_fy(date_of(person[BIRTH]), &sixty);
}

/* People in post who retire at the end of `fy`. */
static int retiring(const struct rows *people, int fy)
{
    int count = 0;
    for (int i = 1; i < people->count; i++)
        count += fy_of(people->field[i]) == fy && strcmp(people->field[i][STATUS], "left") != 0;
    return count;
}

/* ---- what is bundled --------------------------------------------------------------------- */

static void the_bundled_files_are_made_again_byte_for_byte(void **state)
{
    (void)state;
    char folder[PATH];
    new_folder(folder);
    assert_int_equal(run(folder, WORDS(folder)), 0);
    for (int i = 0; i < FILES; i++) {
        char *made = read_file(folder, files[i]), *bundled = read_file(BUNDLED, files[i]);
        if (strcmp(made, bundled) != 0) fail_msg("%s is not as the generator makes it", files[i]);
        free(made);
        free(bundled);
    }
    remove_folder(folder);
}

static void the_city_has_437_schools_50_districts_and_253515_pupils(void **state)
{
    (void)state;
    assert_int_equal(count_rows(BUNDLED, "schools.csv"), 437);
    assert_int_equal(count_rows(BUNDLED, "districts.csv"), 50);
    assert_int_equal(count_rows(BUNDLED, "majors.csv"), 18);
    assert_int_equal(count_rows(BUNDLED, "equity_index.csv"), 437);
    assert_int_equal(sum_field(BUNDLED, "enrolment.csv", 3), 253515);
}

/* A code of field `by` occurs in row i of `rows`, field 0; its count goes up. */
static void count_code(const struct rows *rows, const char *code, int *count)
{
    for (int i = 1; i < rows->count; i++)
        if (strcmp(rows->field[i][0], code) == 0) {
            count[i]++;
            return;
        }
    fail_msg("'%s' does not exist", code);
}

/* Every one of the 316 is at one school, the school in one district; those without a major of
   their post are directors, deputies and support staff. */
static void the_316_are_316_by_school_by_district_and_by_major(void **state)
{
    (void)state;
    struct rows people = read_rows(BUNDLED, "teachers.csv");
    struct rows schools = read_rows(BUNDLED, "schools.csv");
    struct rows districts = read_rows(BUNDLED, "districts.csv");
    struct rows majors = read_rows(BUNDLED, "majors.csv");
    int by_school[500] = {0}, by_district[60] = {0}, by_major[20] = {0}, no_major = 0;
    for (int i = 1; i < people.count; i++) {
        char *const *person = people.field[i];
        if (fy_of(person) != 2566) continue;
        count_code(&schools, person[SCHOOL], by_school);
        if (*person[POST])
            count_code(&majors, person[POST], by_major);
        else
            no_major++;
    }
    int total = 0;
    for (int s = 1; s < schools.count; s++)
        for (int n = 0; n < by_school[s]; n++)
            count_code(&districts, schools.field[s][2], by_district);
    for (int d = 1; d < districts.count; d++) total += by_district[d];
    assert_int_equal(total, 316);
    total = no_major;
    for (int m = 1; m < majors.count; m++) total += by_major[m];
    assert_int_equal(total, 316);
    assert_int_equal(retiring(&people, 2566), 316);
    rows_clear(&people);
    rows_clear(&schools);
    rows_clear(&districts);
    rows_clear(&majors);
}

static void each_year_of_the_horizon_sees_250_to_450_retirements_and_nobody_is_overdue(void **state)
{
    (void)state;
    struct rows people = read_rows(BUNDLED, "teachers.csv");
    for (int fy = 2567; fy <= 2576; fy++) assert_in_range(retiring(&people, fy), 250, 450);
    for (int i = 1; i < people.count; i++) assert_true(fy_of(people.field[i]) >= 2566);
    rows_clear(&people);
}

/* Nine births without a day and three without a month; taken a month later they would retire in
   the same year, and none of them within the horizon. */
static void births_with_gaps_do_not_change_a_year_of_retirement(void **state)
{
    (void)state;
    struct rows people = read_rows(BUNDLED, "teachers.csv");
    int no_day = 0, no_month = 0;
    for (int i = 1; i < people.count; i++) {
        struct date birth = date_of(people.field[i][BIRTH]);
        if (date_is_whole(birth)) continue;
        no_month += birth.month == 0;
        no_day += birth.month > 0;
        assert_true(birth.month < 10);
        assert_true(fy_of(people.field[i]) > 2576);
    }
    assert_int_equal(no_day, 9);
    assert_int_equal(no_month, 3);
    rows_clear(&people);
}

/* Born on 30 September, 1 October, 2 October and 29 February: see the table in people.c. */
static void births_stand_at_the_edges_of_the_rule(void **state)
{
    (void)state;
    static const char *const births[] = {"1963-10-01", "1962-10-02", "1963-09-30",
                                         "1963-10-02", "1964-02-29", "1964-10-01"};
    struct rows people = read_rows(BUNDLED, "teachers.csv");
    for (size_t b = 0; b < sizeof births / sizeof *births; b++) {
        int found = 0;
        for (int i = 1; i < people.count; i++)
            found += strcmp(people.field[i][BIRTH], births[b]) == 0;
        assert_true(found >= 1);
    }
    rows_clear(&people);
}

/* Everybody entered between the 22nd and the 33rd year of age, assistants in the two years before
   31 May 2023 and nobody else in them. */
static void appointments_fit_births_and_positions(void **state)
{
    (void)state;
    struct rows people = read_rows(BUNDLED, "teachers.csv");
    const struct date induction = {2021, 5, 31}, as_of = {2023, 5, 31};
    for (int i = 1; i < people.count; i++) {
        char *const *person = people.field[i];
        if (!*person[APPOINTED]) continue;
        const struct date appointed = date_of(person[APPOINTED]);
        assert_in_range(appointed.year - date_of(person[BIRTH]).year, 21, 34);
        assert_true(date_compare(appointed, as_of) <= 0);
        const bool new_here = date_compare(appointed, induction) > 0;
        assert_int_equal(new_here, strcmp(person[POSITION], "assistant") == 0);
    }
    rows_clear(&people);
}

static void every_school_has_one_director_and_seven_have_no_primary_grades(void **state)
{
    (void)state;
    struct rows people = read_rows(BUNDLED, "teachers.csv");
    struct rows schools = read_rows(BUNDLED, "schools.csv");
    struct rows pupils = read_rows(BUNDLED, "enrolment.csv");
    int directors[500] = {0}, primary[500] = {0}, secondary_schools = 0;
    for (int i = 1; i < people.count; i++)
        if (strcmp(people.field[i][POSITION], "director") == 0)
            count_code(&schools, people.field[i][SCHOOL], directors);
    for (int i = 1; i < pupils.count; i++)
        if (strcmp(pupils.field[i][2], "p1") == 0)
            count_code(&schools, pupils.field[i][0], primary);
    for (int s = 1; s < schools.count; s++) {
        assert_int_equal(directors[s], 1);
        secondary_schools += primary[s] == 0;
    }
    assert_int_equal(secondary_schools, 7);
    rows_clear(&people);
    rows_clear(&schools);
    rows_clear(&pupils);
}

/* Shares are written with at most three decimals, so thousandths add up in whole numbers. */
static void shares_sum_to_one_for_every_area_and_grade_of_the_curriculum(void **state)
{
    (void)state;
    struct rows shares = read_rows(BUNDLED, "major_share.csv");
    struct rows areas = read_rows(BUNDLED, "curriculum.csv");
    assert_int_equal(areas.count - 1, 10 * 12);
    for (int a = 1; a < areas.count; a++) {
        int thousandths = 0;
        for (int i = 1; i < shares.count; i++)
            if (strcmp(shares.field[i][0], areas.field[a][0]) == 0 &&
                strcmp(shares.field[i][1], areas.field[a][1]) == 0)
                thousandths += in_parts(shares.field[i][3], 1000);
        assert_int_equal(thousandths, 1000);
    }
    rows_clear(&shares);
    rows_clear(&areas);
}

/* Thai of m4 .. m6 is 240 hours in all, history 80: 27 + 27 + 26. */
static void hours_of_three_grades_keep_their_sum(void **state)
{
    (void)state;
    struct rows areas = read_rows(BUNDLED, "curriculum.csv");
    int thai = 0, history = 0;
    for (int i = 1; i < areas.count; i++) {
        if (areas.field[i][1][0] != 'm' || areas.field[i][1][1] < '4') continue;
        if (strcmp(areas.field[i][0], "thai") == 0) thai += whole(areas.field[i][2]);
        if (strcmp(areas.field[i][0], "history") == 0) history += whole(areas.field[i][2]);
    }
    assert_int_equal(thai, 240);
    assert_int_equal(history, 80);
    rows_clear(&areas);
}

static void the_equity_index_lies_in_30_to_70_about_50(void **state)
{
    (void)state;
    struct rows rows = read_rows(BUNDLED, "equity_index.csv");
    int sum = 0;
    for (int i = 1; i < rows.count; i++) {
        const int tenths = in_parts(rows.field[i][2], 10);
        assert_in_range(tenths, 300, 700);
        sum += tenths;
    }
    assert_int_equal(sum, 500 * 437);
    rows_clear(&rows);
}

static void every_file_has_its_provenance_and_its_place_in_the_readme(void **state)
{
    (void)state;
    struct rows rows = read_rows(BUNDLED, "provenance.csv");
    assert_int_equal(rows.count - 1, FILES);
    for (int i = 0; i < FILES; i++) assert_string_equal(rows.field[i + 1][0], files[i]);
    rows_clear(&rows);
    char *readme = read_file(BUNDLED, "README.md"), grouped[32], people[64];
    snprintf(people, sizeof people, "%s people",
             text_grouped(grouped, count_rows(BUNDLED, "teachers.csv")));
    if (!strstr(readme, people)) fail_msg("README.md does not say '%s'", people);
    free(readme);
}

/* ---- other cities ------------------------------------------------------------------------ */

static void another_seed_gives_other_people_and_the_same_totals(void **state)
{
    (void)state;
    char folder[PATH];
    new_folder(folder);
    assert_int_equal(run(folder, WORDS(folder, "--seed", "7")), 0);
    struct rows people = read_rows(folder, "teachers.csv");
    for (int fy = 2566; fy <= 2576; fy++) assert_in_range(retiring(&people, fy), 250, 450);
    assert_int_equal(retiring(&people, 2566), 316);
    rows_clear(&people);
    assert_int_equal(sum_field(folder, "enrolment.csv", 3), 253515);
    char *made = read_file(folder, "teachers.csv"), *bundled = read_file(BUNDLED, "teachers.csv");
    assert_string_not_equal(made, bundled);
    free(made);
    free(bundled);
    char *schools = read_file(folder, "schools.csv"), *real = read_file(BUNDLED, "schools.csv");
    assert_string_equal(schools, real);
    free(schools);
    free(real);
    remove_folder(folder);
}

/* 20 of 437 schools: 253,515 * 20 / 437 = 11,602.5 pupils, rounded down, and 316 * 20 / 437 = 14.46
   retirements, to the nearest. 900 schools: each code once, 522,113.6 pupils, 650.8 retirements. */
static void smaller_and_larger_cities_keep_the_proportions(void **state)
{
    (void)state;
    const struct {
        const char *number;
        int schools, pupils, retiring;
    } want[] = {{"20", 20, 11602, 14}, {"900", 900, 522113, 651}};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        char folder[PATH];
        new_folder(folder);
        assert_int_equal(run(folder, WORDS(folder, "--schools", want[i].number)), 0);
        struct rows schools = read_rows(folder, "schools.csv");
        struct rows people = read_rows(folder, "teachers.csv");
        assert_int_equal(schools.count - 1, want[i].schools);
        for (int a = 1; a < schools.count; a++)
            for (int b = 1; b < a; b++)
                assert_string_not_equal(schools.field[a][0], schools.field[b][0]);
        assert_int_equal(sum_field(folder, "enrolment.csv", 3), want[i].pupils);
        assert_int_equal(retiring(&people, 2566), want[i].retiring);
        rows_clear(&schools);
        rows_clear(&people);
        remove_folder(folder);
    }
}

/* ---- what is refused --------------------------------------------------------------------- */

static void a_wrong_command_line_is_refused(void **state)
{
    (void)state;
    static const char how[] =
        "kru-generate: usage: kru-generate OUT_DIR [--seed N] [--schools N] [--source DIR]\n";
    static const struct {
        struct words words;
        const char *said;
    } wrong[] = {
        {{{NULL}}, how},
        {{{"a", "b"}}, how},
        {{{"a", "--seed"}}, how},
        {{{"a", "--speed", "1"}}, how},
        {{{"a", "--seed", "12x"}},
         "kru-generate: '--seed' is '12x', allowed are 1 .. 1000000000\n"},
        {{{"a", "--schools", "0"}}, "kru-generate: '--schools' is '0', allowed are 1 .. 30000\n"},
    };
    char folder[PATH];
    new_folder(folder);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(run(folder, wrong[i].words), err_exit_status(ERR_INPUT));
        assert_said(folder, wrong[i].said);
    }
    remove_folder(folder);
}

static void folders_that_are_not_there_are_named(void **state)
{
    (void)state;
    char folder[PATH], missing[2 * PATH], said[3 * PATH];
    new_folder(folder);
    assert_int_equal(run(folder, WORDS(folder, "--source", "nowhere")),
                     err_exit_status(ERR_NOT_FOUND));
    assert_said(folder, "kru-generate: there is no file 'nowhere/district_zones.csv'\n");
    snprintf(missing, sizeof missing, "%s/nowhere", folder);
    assert_int_equal(run(folder, WORDS(missing)), err_exit_status(ERR_INPUT));
    snprintf(
        said, sizeof said,
        "kru-generate: '%s/nowhere/districts.csv' cannot be written: No such file or directory\n",
        folder);
    assert_said(folder, said);
    remove_folder(folder);
}

#define DISTRICTS "code,name_th,name_en,zone_th,centroid_lat,centroid_lon\n1001,ก,A,ข,13.75,100.5\n"
#define SCHOOL_HEADER "school_id,name_th,district_code,students_snapshot,lat,lon\n"
#define HOUR_HEADER "area_en,p1,p2,p3,p4,p5,p6,m1,m2,m3,m4_6_total\n"

/* Sources with one fault each; NULL: as DISTRICTS, one school, one area. */
static const struct fault {
    const char *districts, *schools, *hours, *said;
} faults[] = {
    {"", NULL, NULL,
     "'%s/district_zones.csv' must be CSV without quotes, not empty and not too large"},
    {"code,\"name_th\"\n", NULL, NULL,
     "'%s/district_zones.csv' must be CSV without quotes, not empty and not too large"},
    {"code,name_th\n1001\n", NULL, NULL,
     "'%s/district_zones.csv' line 2 has not as many cells as its header"},
    {"code,name_th\n1001,ก\n", NULL, NULL, "'district_zones.csv' has no column 'name_en'"},
    {NULL, SCHOOL_HEADER "1,ก,1051,100,13.7,100.5\n", NULL,
     "'bma_schools_gis.csv' line 2 is in district '1051', which does not exist"},
    {NULL, NULL, HOUR_HEADER "Magic,1,1,1,1,1,1,1,1,1,3\n",
     "'curriculum_hours_2551.csv' line 2 has the area 'Magic', which is not known"},
    {NULL, NULL, HOUR_HEADER "Arts,1,1,0,1,1,1,1,1,1,3\n",
     "'curriculum_hours_2551.csv' line 2 column 'p3' is '0', allowed are 1 .. 100000"},
    {NULL, SCHOOL_HEADER "1,ก,1001,1x,13.7,100.5\n", NULL,
     "'bma_schools_gis.csv' line 2 column 'students_snapshot' is '1x', allowed are 0 .. 100000"},
    {NULL, NULL, NULL, "'bma_schools_gis.csv' has 1 schools, it must have 437"},
};

static const char *or_sound(const char *content, const char *sound)
{
    return content ? content : sound;
}

static void faults_in_the_sources_are_named(void **state)
{
    (void)state;
    char folder[PATH], said[2 * PATH];
    new_folder(folder);
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        const struct fault *f = &faults[i];
        write_file(folder, "district_zones.csv", or_sound(f->districts, DISTRICTS));
        write_file(folder, "bma_schools_gis.csv",
                   or_sound(f->schools, SCHOOL_HEADER "1,ก,1001,100,13.7,100.5\n"));
        write_file(folder, "curriculum_hours_2551.csv",
                   or_sound(f->hours, HOUR_HEADER "Arts,1,1,1,1,1,1,1,1,1,3\n"));
        assert_int_equal(run(folder, WORDS(folder, "--source", folder)),
                         err_exit_status(ERR_INPUT));
        struct text want = {0};
        const char *place = strstr(f->said, "%s");
        snprintf(said, sizeof said, "%s", f->said);
        if (place) snprintf(said, sizeof said, "'%s%s", folder, place + 2);
        text_add(&want, "kru-generate: %s\n", said);
        assert_said(folder, text_s(&want));
        text_clear(&want);
    }
    remove_folder(folder);
}

static const struct CMUnitTest cases[] = {
    CASE(the_bundled_files_are_made_again_byte_for_byte),
    CASE(the_city_has_437_schools_50_districts_and_253515_pupils),
    CASE(the_316_are_316_by_school_by_district_and_by_major),
    CASE(each_year_of_the_horizon_sees_250_to_450_retirements_and_nobody_is_overdue),
    CASE(births_with_gaps_do_not_change_a_year_of_retirement),
    CASE(births_stand_at_the_edges_of_the_rule),
    CASE(appointments_fit_births_and_positions),
    CASE(every_school_has_one_director_and_seven_have_no_primary_grades),
    CASE(shares_sum_to_one_for_every_area_and_grade_of_the_curriculum),
    CASE(hours_of_three_grades_keep_their_sum),
    CASE(the_equity_index_lies_in_30_to_70_about_50),
    CASE(every_file_has_its_provenance_and_its_place_in_the_readme),
    CASE(another_seed_gives_other_people_and_the_same_totals),
    CASE(smaller_and_larger_cities_keep_the_proportions),
    CASE(a_wrong_command_line_is_refused),
    CASE(folders_that_are_not_there_are_named),
    CASE(faults_in_the_sources_are_named),
};
TEST_MAIN(cases)
