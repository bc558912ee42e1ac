/* Words and look-ups of the register, on one made by hand. */
#include "data/register.h"

#include "base/mem.h"
#include "tests/test.h"

static struct school_register register_by_hand(void)
{
    struct school_register reg = {0};
    reg.district = mem_new(1, sizeof *reg.district);
    reg.districts = 1;
    reg.district[0] = (struct district){.code = mem_text("1001"), .name_th = mem_text("พระนคร")};
    reg.school = mem_new(2, sizeof *reg.school);
    reg.schools = 2;
    reg.school[0] = (struct school){.code = mem_text("S2")};
    reg.school[1] = (struct school){.code = mem_text("S1")};
    reg.major = mem_new(1, sizeof *reg.major);
    reg.majors = 1;
    reg.major[0] = (struct major){.code = mem_text("thai")};
    reg.channel = mem_new(1, sizeof *reg.channel);
    reg.channels = 1;
    reg.channel[0] = (struct channel){.code = mem_text("exam")};
    return reg;
}

static void a_code_is_found_by_its_position_in_any_order(void **state)
{
    struct school_register reg = register_by_hand();
    (void)state;
    assert_int_equal(register_find_school(&reg, "S1"), 1);
    assert_int_equal(register_find_school(&reg, "S2"), 0);
    assert_int_equal(register_find_school(&reg, "S3"), -1);
    assert_int_equal(register_find_school(&reg, ""), -1);
    assert_int_equal(register_find_major(&reg, "thai"), 0);
    assert_int_equal(register_find_major(&reg, "art"), -1);
    assert_int_equal(register_find_district(&reg, "1001"), 0);
    assert_int_equal(register_find_channel(&reg, "exam"), 0);
    register_clear(&reg);
    assert_int_equal(reg.schools, 0);
    assert_int_equal(register_find_school(&reg, "S1"), -1);
    register_clear(&reg); /* twice, and NULL, are harmless */
    register_clear(NULL);
}

static void grades_belong_to_their_level(void **state)
{
    (void)state;
    assert_int_equal(level_of_grade(GRADE_K1), LEVEL_KINDERGARTEN);
    assert_int_equal(level_of_grade(GRADE_K3), LEVEL_KINDERGARTEN);
    assert_int_equal(level_of_grade(GRADE_P1), LEVEL_PRIMARY);
    assert_int_equal(level_of_grade(GRADE_P6), LEVEL_PRIMARY);
    assert_int_equal(level_of_grade(GRADE_M1), LEVEL_SECONDARY);
    assert_int_equal(level_of_grade(GRADE_M6), LEVEL_SECONDARY);
    assert_string_equal(grade_word[GRADE_M6], "m6");
    assert_string_equal(level_word[LEVEL_SECONDARY], "secondary");
}

static void teachers_and_assistants_meet_needs_until_they_are_gone(void **state)
{
    (void)state;
    for (int position = 0; position < POSITIONS; position++)
        for (int status = 0; status < STATUSES; status++) {
            const struct teacher teacher = {.position = position, .status = status};
            const bool teaches = position == POSITION_TEACHER || position == POSITION_ASSISTANT;
            assert_int_equal(teacher_meets_need(&teacher), teaches && status != STATUS_LEFT);
        }
}

static void one_synthetic_file_makes_the_register_synthetic(void **state)
{
    struct provenance_row rows[] = {{.status = "real"}, {.status = "estimated"}};
    struct school_register reg = {.provenance = rows, .provenances = 2};
    (void)state;
    assert_false(register_is_synthetic(&reg));
    rows[1].status = "synthetic";
    assert_true(register_is_synthetic(&reg));
}

static const struct CMUnitTest cases[] = {
    CASE(a_code_is_found_by_its_position_in_any_order),
    CASE(grades_belong_to_their_level),
    CASE(teachers_and_assistants_meet_needs_until_they_are_gone),
    CASE(one_synthetic_file_makes_the_register_synthetic),
};
TEST_MAIN(cases)
