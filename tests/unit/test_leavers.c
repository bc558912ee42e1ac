/* Who is in post year by year when nobody comes: retirements and other losses by school and major.
 */
#include "base/env.h"
#include "planner/retirement.h"
#include "tests/test.h"

enum { SCHOOLS = 6, MAJORS = 3, YEARS = 5, MAX_PEOPLE = 600, FIRST_FY = 2567 };

/* A register and its settings; today is fiscal year 2566, the openings are 2567 .. 2571. */
struct world {
    struct school_register reg;
    struct params params;
    struct school school[SCHOOLS];
    struct major major[MAJORS];
    struct teacher teacher[MAX_PEOPLE];
    bool district_in[2];
    double rate[MAJORS];
};

static void make_world(struct world *w)
{
    *w = (struct world){.district_in = {true, true}};
    for (int s = 0; s < SCHOOLS; s++) w->school[s].district = s % 2;
    w->reg.school = w->school;
    w->reg.schools = SCHOOLS;
    w->reg.major = w->major;
    w->reg.majors = MAJORS;
    w->reg.teacher = w->teacher;
    w->reg.districts = 2;
    w->params = (struct params){
        .first_fy = FIRST_FY,
        .years = YEARS,
        .majors = MAJORS,
        .district_in = w->district_in,
        .age = {1, {0}, {60}},
        .loss_rate = w->rate,
    };
}

/* `count` teachers of major 0 who retire at the end of `fy`: born in May of fy - 603. */
static void add(struct world *w, int s, int fy, int count)
{
    for (int i = 0; i < count; i++) {
        assert_true(w->reg.teachers < MAX_PEOPLE);
        w->teacher[w->reg.teachers++] =
            (struct teacher){.school = s, .position = POSITION_TEACHER, .birth = {fy - 603, 5, 1}};
    }
}

static int at(const struct leavers *l, const int *array, int s, int m, int y)
{
    return array[(s * l->majors + m) * (l->years + 1) + y];
}

static void assert_years(const struct leavers *l, const int *array, int s, const int *want)
{
    for (int y = 0; y <= YEARS; y++)
        if (at(l, array, s, 0, y) != want[y])
            fail_msg("y %d: %d is not %d", y, at(l, array, s, 0, y), want[y]);
}

/* One each at the end of 2565 (overdue), 2566, 2568, 2570 and 2571, two long after. The first two
   are gone at the opening of 2567 (y 1); 2568 at that of 2569 (y 3); 2570 at that of 2571 (y 5);
   2571 ends after the last opening. Pinned are those of 2568, 2570 and 2571, the last year of the
   horizon, until they go. */
static void retirements_leave_at_the_next_opening(void **state)
{
    (void)state;
    struct world w;
    make_world(&w);
    const int fys[] = {2565, 2566, 2568, 2570, 2571, 2590, 2591};
    for (int i = 0; i < 7; i++) add(&w, 1, fys[i], 1);
    struct leavers l;
    leavers_make(&w.reg, &w.params, &l);
    assert_years(&l, l.in_post, 1, (const int[]){7, 5, 5, 4, 4, 3});
    assert_years(&l, l.retired, 1, (const int[]){0, 2, 0, 1, 0, 1});
    assert_years(&l, l.pinned, 1, (const int[]){0, 3, 3, 2, 2, 1});
    assert_years(&l, l.lost, 1, (const int[]){0, 0, 0, 0, 0, 0});
    leavers_clear(&l);
}

static void an_override_moves_a_person_to_another_year(void **state)
{
    (void)state;
    struct world w;
    make_world(&w);
    add(&w, 0, 2566, 1);
    w.teacher[0].retire_override_fy = 2569;
    struct leavers l;
    leavers_make(&w.reg, &w.params, &l);
    assert_years(&l, l.in_post, 0, (const int[]){1, 1, 1, 1, 0, 0});
    leavers_clear(&l);
}

/* Of eight people only the teacher, the assistant and the one on leave count. */
static void only_teachers_and_assistants_in_post_and_in_scope_count(void **state)
{
    (void)state;
    struct world w;
    make_world(&w);
    add(&w, 0, 2590, 8);
    w.teacher[1].position = POSITION_ASSISTANT;
    w.teacher[2].position = POSITION_DIRECTOR;
    w.teacher[3].position = POSITION_DEPUTY;
    w.teacher[4].position = POSITION_SUPPORT;
    w.teacher[5].status = STATUS_LEFT;
    w.teacher[6].post_major = -1;
    w.teacher[7].status = STATUS_LEAVE;
    add(&w, 1, 2590, 4);
    w.district_in[1] = false;
    struct leavers l;
    leavers_make(&w.reg, &w.params, &l);
    assert_int_equal(at(&l, l.in_post, 0, 0, 0), 3);
    assert_int_equal(at(&l, l.in_post, 1, 0, 0), 0);
    leavers_clear(&l);
}

/* 10 teachers, a loss rate of 0.05: expected 0.5, 1, 1.5, 2, 2.5 in all, half up 1, 1, 2, 2, 3. */
static void losses_are_cumulative_and_rounded_half_up(void **state)
{
    (void)state;
    struct world w;
    make_world(&w);
    add(&w, 0, 2590, 10);
    w.rate[0] = 0.05;
    struct leavers l;
    leavers_make(&w.reg, &w.params, &l);
    assert_years(&l, l.lost, 0, (const int[]){0, 1, 0, 1, 0, 1});
    assert_years(&l, l.in_post, 0, (const int[]){10, 9, 9, 8, 8, 7});
    leavers_clear(&l);
}

/* Schools 0 and 1 with 10 each, rate 0.05: one loss a year.
     y 1  remainders 0.50 and 0.50, a tie: school 0, which falls to -0.50
     y 2  -0.50 + 9 * 0.05 = -0.05 and 0.50 + 0.50 = 1.00: school 1, falls to 0
     y 3  -0.05 + 0.45 = 0.40 and 0 + 0.45 = 0.45: school 1, falls to -0.55
     y 4  0.40 + 0.45 = 0.85 and -0.55 + 0.40 = -0.15: school 0, falls to -0.15
     y 5  -0.15 + 8 * 0.05 = 0.25 and -0.15 + 0.40 = 0.25, a tie: school 0 */
static void losses_go_to_the_largest_remainder_ties_by_order(void **state)
{
    (void)state;
    struct world w;
    make_world(&w);
    add(&w, 0, 2590, 10);
    add(&w, 1, 2590, 10);
    w.rate[0] = 0.05;
    struct leavers l;
    leavers_make(&w.reg, &w.params, &l);
    assert_years(&l, l.lost, 0, (const int[]){0, 1, 0, 0, 1, 1});
    assert_years(&l, l.lost, 1, (const int[]){0, 0, 1, 1, 0, 0});
    leavers_clear(&l);
}

/* Expected are 5 losses in the first year, but of the 10 teachers 4 retire before the first
   opening and 4 within the horizon: the 2 who stay are lost, then nobody. */
static void losses_stop_when_nobody_is_movable(void **state)
{
    (void)state;
    struct world w;
    make_world(&w);
    add(&w, 0, 2566, 4);
    add(&w, 0, 2569, 4);
    add(&w, 0, 2590, 2);
    w.rate[0] = 0.5;
    struct leavers l;
    leavers_make(&w.reg, &w.params, &l);
    assert_years(&l, l.lost, 0, (const int[]){0, 2, 0, 0, 0, 0});
    assert_years(&l, l.in_post, 0, (const int[]){10, 4, 4, 4, 0, 0});
    leavers_clear(&l);
}

static void make_random(struct world *w, struct env_random *random)
{
    make_world(w);
    w->reg.teachers = MAX_PEOPLE;
    for (int m = 0; m < MAJORS; m++) w->rate[m] = env_random_below(random, 12) / 100.0;
    for (int i = 0; i < MAX_PEOPLE; i++)
        w->teacher[i] = (struct teacher){
            .school = env_random_below(random, SCHOOLS),
            .position = POSITION_TEACHER,
            .post_major = env_random_below(random, MAJORS),
            .birth = {1960 + env_random_below(random, 30), 1 + env_random_below(random, 12), 1},
        };
}

static void check_chain(const struct leavers *l, int s, int m)
{
    for (int y = 1; y <= YEARS; y++) {
        const int now = at(l, l->in_post, s, m, y), pinned = at(l, l->pinned, s, m, y);
        assert_int_equal(now, at(l, l->in_post, s, m, y - 1) - at(l, l->retired, s, m, y) -
                                  at(l, l->lost, s, m, y));
        assert_true(at(l, l->retired, s, m, y) >= 0 && at(l, l->lost, s, m, y) >= 0);
        assert_in_range(pinned, 0, now);
        /* Who is pinned at the last opening retires at the end of the last year. */
        int later = at(l, l->pinned, s, m, YEARS);
        for (int u = y + 1; u <= YEARS; u++) later += at(l, l->retired, s, m, u);
        assert_int_equal(pinned, later);
    }
}

/* The rates are whole hundredths, so the expectation can be rounded in whole numbers. */
static void check_losses(const struct leavers *l, int m, int rate_percent)
{
    int headcount = 0, lost = 0;
    for (int s = 0; s < SCHOOLS; s++) headcount += at(l, l->in_post, s, m, 0);
    for (int y = 1; y <= YEARS; y++) {
        for (int s = 0; s < SCHOOLS; s++) lost += at(l, l->lost, s, m, y);
        assert_int_equal(lost, (rate_percent * headcount * y + 50) / 100);
    }
}

static void nobody_is_made_or_lost_in_random_registers(void **state)
{
    (void)state;
    struct env_random random = {7};
    static struct world w;
    for (int trial = 0; trial < 50; trial++) {
        make_random(&w, &random);
        struct leavers l;
        leavers_make(&w.reg, &w.params, &l);
        for (int m = 0; m < MAJORS; m++) {
            for (int s = 0; s < SCHOOLS; s++) check_chain(&l, s, m);
            check_losses(&l, m, (int)(w.rate[m] * 100 + 0.5));
        }
        leavers_clear(&l);
    }
    leavers_clear(NULL);
}

static const struct CMUnitTest cases[] = {
    CASE(retirements_leave_at_the_next_opening),
    CASE(an_override_moves_a_person_to_another_year),
    CASE(only_teachers_and_assistants_in_post_and_in_scope_count),
    CASE(losses_are_cumulative_and_rounded_half_up),
    CASE(losses_go_to_the_largest_remainder_ties_by_order),
    CASE(losses_stop_when_nobody_is_movable),
    CASE(nobody_is_made_or_lost_in_random_registers),
};
TEST_MAIN(cases)
