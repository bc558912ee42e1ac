/* Fifths of schools by equity index. */
#include "tests/test.h"

#include "planner/fifths.h"

static struct equity_row equity[] = {
    {0, "2566", 48.0, 1.0}, {1, "2566", 62.0, 1.0}, {2, "2566", 50.0, 1.0},
    {4, "2566", 41.0, 1.0}, {5, "2566", 55.0, 1.0}, {6, "2566", 62.0, 1.0},
};
static const struct school_register reg = {.schools = 7, .equity = equity, .equities = 6};

/* By index: 1 (62), 6 (62), 5 (55), 2 (50), 3 (none, so 50), 0 (48), 4 (41). Of seven schools the
   fifths of position i are 5 i / 7: 0 0 1 2 2 3 4. */
static void schools_are_dealt_poorest_first_and_ties_by_order(void **state)
{
    const bool in[7] = {true, true, true, true, true, true, true};
    const int want[7] = {3, 0, 2, 2, 4, 1, 0};
    int fifth[7];
    (void)state;
    fifths_deal(&reg, in, fifth);
    for (int s = 0; s < 7; s++) assert_int_equal(fifth[s], want[s]);
}

static void schools_outside_are_in_no_fifth(void **state)
{
    const bool in[7] = {false, true, false, false, true, false, false};
    const bool none[7] = {false};
    int fifth[7];
    (void)state;
    fifths_deal(&reg, in, fifth); /* 1 is first, 4 is second of two: 0 and 5 / 2 = 2 */
    assert_int_equal(fifth[1], 0);
    assert_int_equal(fifth[4], 2);
    assert_int_equal(fifth[0], -1);
    fifths_deal(&reg, none, fifth);
    for (int s = 0; s < 7; s++) assert_int_equal(fifth[s], -1);
}

/* Today (2566) does not count; school 1 is short of 2 of 10 and then of 4 of 10, 6 of 20 in all;
   school 4 of nobody of 5 and 1 of 5. */
static void a_plan_is_summed_by_fifth_over_its_years(void **state)
{
    static struct stored_chain chain[] = {
        {.school = 1, .fy = 2566, .need = 10, .shortage = 9},
        {.school = 1, .fy = 2567, .need = 10, .shortage = 2},
        {.school = 1, .fy = 2568, .need = 10, .shortage = 4},
        {.school = 4, .fy = 2567, .need = 5, .shortage = 0},
        {.school = 4, .fy = 2568, .need = 5, .shortage = 1},
    };
    const struct stored_plan plan = {.first_fy = 2567, .years = 2, .chain = chain, .chains = 5};
    struct fifths fifths;
    (void)state;
    plan_fifths(&reg, &plan, &fifths);
    assert_int_equal(fifths.need, 30);
    assert_int_equal(fifths.shortage, 7);
    assert_int_equal(fifths.fifth[0].schools, 1);
    assert_int_equal(fifths.fifth[0].need, 20);
    assert_int_equal(fifths.fifth[0].shortage, 6);
    assert_int_equal(fifths.fifth[0].first_shortage, 2);
    assert_int_equal(fifths.fifth[0].last_shortage, 4);
    assert_int_equal(fifths.fifth[2].shortage, 1);
    assert_int_equal(fifths.fifth[2].last_need, 5);
    assert_int_equal(fifths.largest_school, 1);
    assert_float_equal(fifths.largest, 0.3, 1e-12);
}

static const struct CMUnitTest cases[] = {
    CASE(schools_are_dealt_poorest_first_and_ties_by_order),
    CASE(schools_outside_are_in_no_fifth),
    CASE(a_plan_is_summed_by_fifth_over_its_years),
};
TEST_MAIN(cases)
