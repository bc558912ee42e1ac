/* Each check finds what it is for, and a sound register has no findings. */
#define _POSIX_C_SOURCE 200809L
#include "data/check.h"

#include "tests/test.h"

#include <stdlib.h>

/*
 * A sound city of two schools in academic year 2565, so that today is 30 September 2566 (2023 CE).
 * Arrays have room for the rows a case adds.
 */
struct city {
    struct district district[2];
    struct school school[2];
    struct major major[2];
    struct enrolment enrolment[4];
    struct teacher teacher[6];
    struct need_row need[4];
    struct frame_row frame[4];
    struct curriculum_row curriculum[2];
    struct share_row share[2];
    struct channel channel[2];
    struct committed_row committed[1];
    struct eligible_list list[1];
    struct equity_row equity[2];
    struct provenance_row provenance[3];
    struct school_register reg;
};

static struct teacher person(const char *id, int school, enum position position, int major)
{
    return (struct teacher){.id = (char *)(uintptr_t)id,
                            .school = school,
                            .position = position,
                            .post_major = major,
                            .degree_major = major,
                            .birth = {1980, 5, 1},
                            .appointed = {2005, 5, 1}};
}

static struct city *sound(void)
{
    static struct city c;
    c = (struct city){
        .district = {{"1001", "พระนคร", "", ""}, {"1002", "ดุสิต", "", ""}},
        .school = {{"S1", "หนึ่ง", 0}, {"S2", "สอง", 0}},
        .major = {{"thai", "ไทย", ""}, {"math", "เลข", ""}},
        .enrolment = {{0, 2565, GRADE_P1, 100}, {1, 2565, GRADE_P1, 90}},
        .teacher = {person("D1", 0, POSITION_DIRECTOR, -1), person("T1", 0, POSITION_TEACHER, 0),
                    person("D2", 1, POSITION_DIRECTOR, -1), person("T2", 1, POSITION_TEACHER, 0)},
        .curriculum = {{"thai", GRADE_P1, 200}},
        .share = {{"thai", GRADE_P1, 0, 1.0}},
        .channel = {{"exam", "สอบ", "", CHANNEL_EXAM, 0, 1.0},
                    {"erawan", "เอราวัณ", "", CHANNEL_PIPELINE, 4, 0.9}},
        .equity = {{0, "2566", 50, 1}, {1, "2566", 50, 1}},
        .provenance = {{"schools.csv", "real", ""}},
    };
    c.reg = (struct school_register){
        .district = c.district,
        .districts = 1,
        .school = c.school,
        .schools = 2,
        .major = c.major,
        .majors = 2,
        .enrolment = c.enrolment,
        .enrolments = 2,
        .teacher = c.teacher,
        .teachers = 4,
        .need = c.need,
        .frame = c.frame,
        .curriculum = c.curriculum,
        .curricula = 1,
        .share = c.share,
        .shares = 1,
        .channel = c.channel,
        .channels = 2,
        .committed = c.committed,
        .list = c.list,
        .equity = c.equity,
        .equities = 2,
        .provenance = c.provenance,
        .provenances = 1,
    };
    return &c;
}

/* Exactly one finding, with its count and first example; NULL: no finding at all. */
static void assert_finding(const struct city *c, const char *code, int count, const char *example)
{
    struct check_finding *found = NULL;
    int findings = 0;
    check_register(&c->reg, &found, &findings);
    for (int i = 0; i < findings; i++)
        if (!code || strcmp(found[i].code, code) != 0)
            fail_msg("%s: %s", found[i].code, found[i].example[0]);
    if (code) {
        assert_int_equal(findings, 1);
        assert_int_equal(found[0].count, count);
        assert_string_equal(found[0].example[0], example);
        assert_true(strlen(found[0].meaning) > 5);
    }
    free(found);
}

static void a_sound_register_has_no_findings(void **state)
{
    (void)state;
    assert_finding(sound(), NULL, 0, NULL);
}

static void unknown_days_of_birth_are_listed(void **state)
{
    struct city *c = sound();
    (void)state;
    c->teacher[1].birth = (struct date){1980, 5, 0};
    c->teacher[3].birth = (struct date){1980, 0, 0};
    assert_finding(c, "teacher_birth_day_unknown", 2, "T1");
}

static void only_those_past_their_retirement_are_overdue(void **state)
{
    struct city *c = sound();
    (void)state;
    /* Born 1 October 1963: 60 is complete on 30 September 2023, that is today. */
    c->teacher[1].birth = (struct date){1963, 10, 1};
    assert_finding(c, NULL, 0, NULL);
    /* Born 1 October 1962: should have gone on 30 September 2022. */
    c->teacher[1].birth = (struct date){1962, 10, 1};
    assert_finding(c, "teacher_overdue", 1, "T1 (2565)");
    /* Born a day later: goes today. */
    c->teacher[1].birth = (struct date){1962, 10, 2};
    assert_finding(c, NULL, 0, NULL);
    c->teacher[1].birth = (struct date){1950, 1, 1};
    c->teacher[1].status = STATUS_LEFT;
    c->teacher[4] = person("T3", 0, POSITION_TEACHER, 0); /* the school still has a teacher */
    c->teacher[4].appointed.year = 2006;
    c->reg.teachers = 5;
    assert_finding(c, NULL, 0, NULL);
}

static void an_override_goes_before_the_rule_and_is_noted(void **state)
{
    struct city *c = sound();
    (void)state;
    c->teacher[1].birth = (struct date){1950, 1, 1};
    c->teacher[1].appointed = (struct date){1975, 1, 1};
    c->teacher[1].retire_override_fy = 2567;
    assert_finding(c, "teacher_retirement_overridden", 1, "T1 (2567)");
}

static void impossible_ages_and_appointments_are_found(void **state)
{
    struct city *c = sound();
    (void)state;
    /* 18 on 1 October 2023, one day after today */
    c->teacher[1].birth = (struct date){2005, 10, 1};
    c->teacher[1].appointed.year = 0;
    assert_finding(c, "teacher_too_young", 1, "T1");
    c->teacher[1].birth = (struct date){2005, 9, 30};
    assert_finding(c, NULL, 0, NULL);

    c = sound();
    c->teacher[1].appointed = (struct date){1979, 1, 1};
    assert_finding(c, "teacher_appointed_before_birth", 1, "T1");
    c->teacher[1].appointed = (struct date){1998, 4, 30};
    assert_finding(c, "teacher_appointed_too_young", 1, "T1");
    c->teacher[1].appointed = (struct date){1998, 5, 1};
    assert_finding(c, NULL, 0, NULL);
    c->teacher[1].appointed = (struct date){2023, 10, 1};
    assert_finding(c, "teacher_appointed_in_future", 1, "T1");
}

static void degrees_are_compared_with_posts(void **state)
{
    struct city *c = sound();
    (void)state;
    c->teacher[1].degree_major = 1;
    assert_finding(c, "teacher_out_of_field", 1, "T1 (thai, math)");
    c->teacher[1].degree_major = -1;
    assert_finding(c, "teacher_degree_unknown", 1, "T1");
}

static void the_same_person_twice_is_doubtful(void **state)
{
    struct city *c = sound();
    (void)state;
    c->teacher[2] = person("T9", 0, POSITION_TEACHER, 0);
    c->teacher[3] = person("D2", 1, POSITION_DIRECTOR, -1);
    c->teacher[4] = person("T2", 1, POSITION_TEACHER, 0);
    c->reg.teachers = 5;
    assert_finding(c, "teacher_twice", 1, "T1, T9");
}

static void schools_that_lack_something_are_named(void **state)
{
    struct city *c = sound();
    (void)state;
    c->reg.enrolments = 1;
    assert_finding(c, "school_without_enrolment", 1, "S2");

    c = sound();
    c->reg.teachers = 3;
    assert_finding(c, "school_without_teachers", 1, "S2");

    c = sound();
    c->teacher[2].position = POSITION_DEPUTY;
    assert_finding(c, "school_without_director", 1, "S2");

    c = sound();
    c->teacher[4] = person("D3", 1, POSITION_DIRECTOR, -1);
    c->teacher[4].birth.year = 1981;
    c->reg.teachers = 5;
    assert_finding(c, "school_of_two_directors", 1, "S2");

    c = sound();
    c->reg.equities = 1;
    assert_finding(c, "school_without_index", 1, "S2");
    c->reg.equities = 0;
    assert_finding(c, NULL, 0, NULL);

    c = sound();
    c->school[1].name_th = "หนึ่ง";
    assert_finding(c, "school_same_name", 1, "S1, S2");

    c = sound();
    c->reg.districts = 2;
    assert_finding(c, "district_without_school", 1, "1002");
}

static void pupils_that_double_within_a_year_are_doubtful(void **state)
{
    struct city *c = sound();
    (void)state;
    c->enrolment[0] = (struct enrolment){0, 2564, GRADE_P1, 40};
    c->enrolment[1] = (struct enrolment){0, 2565, GRADE_P1, 61};
    c->enrolment[2] = (struct enrolment){0, 2565, GRADE_P2, 40};
    c->enrolment[3] = (struct enrolment){1, 2565, GRADE_P1, 500};
    c->reg.enrolments = 4;
    /* 101 is more than twice 40, and 61 pupils more */
    assert_finding(c, "school_pupils_jump", 1, "S1 (2565: 40, 101)");
    c->enrolment[2].pupils = 38; /* 99: 59 more, too few to matter */
    assert_finding(c, NULL, 0, NULL);
}

static void tables_of_some_years_are_found(void **state)
{
    struct city *c = sound();
    (void)state;
    c->need[0] = (struct need_row){0, 0, 2567, 3};
    c->need[1] = (struct need_row){0, 0, 2568, 3};
    c->need[2] = (struct need_row){1, 0, 2568, 3};
    c->reg.needs = 3;
    assert_finding(c, "need_of_some_years", 1, "S2 (2567)");

    c = sound();
    c->frame[0] = (struct frame_row){0, 2567, 3};
    c->frame[1] = (struct frame_row){0, 2568, 3};
    c->frame[2] = (struct frame_row){1, 2567, 3};
    c->reg.frames = 3;
    assert_finding(c, "frame_of_some_years", 1, "S2 (2568)");
}

static void needs_above_the_frame_are_doubtful(void **state)
{
    struct city *c = sound();
    (void)state;
    c->need[0] = (struct need_row){0, 0, 2567, 3};
    c->need[1] = (struct need_row){0, 1, 2567, 2};
    c->frame[0] = (struct frame_row){0, 2567, 5};
    c->reg.needs = 2;
    c->reg.frames = 1;
    assert_finding(c, NULL, 0, NULL);
    c->frame[0].frame = 4;
    assert_finding(c, "need_above_frame", 1, "S1 (2567: 5, 4)");
}

static void curriculum_and_majors_are_compared(void **state)
{
    struct city *c = sound();
    (void)state;
    c->curriculum[1] = (struct curriculum_row){"art", GRADE_P2, 40};
    c->reg.curricula = 2;
    assert_finding(c, "curriculum_without_share", 1, "art p2");

    c = sound();
    c->share[0].share = 0.5;
    c->share[1] = (struct share_row){"thai", GRADE_P1, 1, 0.5};
    c->reg.shares = 2;
    assert_finding(c, "major_nobody_holds", 1, "math");
}

static void channels_are_checked(void **state)
{
    struct city *c = sound();
    (void)state;
    c->channel[1].lead_years = 0;
    assert_finding(c, "channel_without_lead", 1, "erawan");

    c = sound();
    c->committed[0] = (struct committed_row){0, 1, 2568, 12};
    c->reg.committeds = 1;
    assert_finding(c, "committed_of_exam", 1, "exam math 2568");
}

static void lists_are_compared_with_today(void **state)
{
    struct city *c = sound();
    (void)state;
    c->reg.lists = 1;
    c->list[0] = (struct eligible_list){"1/2565", 1, {2021, 1, 1}, {2023, 9, 29}, 7, 0};
    assert_finding(c, "list_is_past", 1, "1/2565 math (7)");
    c->list[0].last_day = (struct date){2023, 9, 30};
    assert_finding(c, "list_ends_soon", 1, "1/2565 math (7)");
    c->list[0].last_day = (struct date){2024, 9, 30};
    assert_finding(c, "list_ends_soon", 1, "1/2565 math (7)");
    c->list[0].last_day = (struct date){2024, 10, 1};
    assert_finding(c, NULL, 0, NULL);
    c->list[0].last_day = (struct date){2020, 1, 1};
    c->list[0].remaining = 0;
    assert_finding(c, NULL, 0, NULL);
}

static void the_origin_of_files_is_told(void **state)
{
    struct city *c = sound();
    (void)state;
    c->provenance[0].status = "synthetic";
    assert_finding(c, "file_synthetic", 1, "schools.csv");
    c->provenance[0].status = "estimated";
    assert_finding(c, "file_estimated", 1, "schools.csv");
    c->provenance[0].status = "unconfirmed";
    assert_finding(c, "file_unconfirmed", 1, "schools.csv");
}

static void without_enrolment_the_clock_tells_the_year(void **state)
{
    struct city *c = sound();
    (void)state;
    setenv("KRU_NOW", "1700000000", 1); /* 14 November 2023: fiscal year 2567 has begun */
    c->reg.enrolments = 0;
    c->reg.schools = 0;
    c->reg.districts = c->reg.equities = c->reg.teachers = 0;
    c->reg.shares = c->reg.curricula = 0;
    c->reg.lists = 1;
    /* the last day of 2567 is 30 September 2024 */
    c->list[0] = (struct eligible_list){"1/2565", 1, {2021, 1, 1}, {2024, 9, 29}, 7, 0};
    assert_finding(c, "list_is_past", 1, "1/2565 math (7)");
    unsetenv("KRU_NOW");
}

static void five_examples_are_kept_and_all_are_counted(void **state)
{
    struct city *c = sound();
    struct check_finding *found = NULL;
    int findings = 0;
    (void)state;
    c->teacher[4] = person("T3", 1, POSITION_SUPPORT, -1);
    c->teacher[5] = person("T4", 1, POSITION_SUPPORT, -1);
    c->teacher[5].appointed.year = 2006;
    c->reg.teachers = 6;
    for (int i = 0; i < 6; i++) c->teacher[i].birth.day = 0;
    lang_set(LANG_TH);
    check_register(&c->reg, &found, &findings);
    lang_set(LANG_EN);
    assert_int_equal(findings, 1);
    assert_int_equal(found[0].count, 6);
    assert_int_equal(found[0].examples, CHECK_EXAMPLES);
    assert_int_equal(found[0].severity, CHECK_MISSING);
    assert_string_equal(check_severity_word[found[0].severity], "missing");
    assert_string_equal(found[0].meaning, "ไม่ทราบวันหรือเดือนเกิด นับเป็นวันที่ 1");
    free(found);
}

static const struct CMUnitTest cases[] = {
    CASE(a_sound_register_has_no_findings),
    CASE(unknown_days_of_birth_are_listed),
    CASE(only_those_past_their_retirement_are_overdue),
    CASE(an_override_goes_before_the_rule_and_is_noted),
    CASE(impossible_ages_and_appointments_are_found),
    CASE(degrees_are_compared_with_posts),
    CASE(the_same_person_twice_is_doubtful),
    CASE(schools_that_lack_something_are_named),
    CASE(pupils_that_double_within_a_year_are_doubtful),
    CASE(tables_of_some_years_are_found),
    CASE(needs_above_the_frame_are_doubtful),
    CASE(curriculum_and_majors_are_compared),
    CASE(channels_are_checked),
    CASE(lists_are_compared_with_today),
    CASE(the_origin_of_files_is_told),
    CASE(without_enrolment_the_clock_tells_the_year),
    CASE(five_examples_are_kept_and_all_are_counted),
};
TEST_MAIN(cases)
