/* What schools should have: rooms, posts, the deal over majors, tables, growth. */
#include "base/env.h"
#include "planner/need.h"
#include "tests/test.h"

#include <stdlib.h>

static void a_room_more_opens_at_ten_pupils_left_over(void **state)
{
    (void)state;
    const struct {
        enum grade grade;
        int pupils, rooms;
    } want[] = {
        {GRADE_K1, 0, 0},  {GRADE_K1, 1, 1},  {GRADE_K2, 30, 1}, {GRADE_K2, 39, 1},
        {GRADE_K3, 40, 2}, {GRADE_K3, 69, 2}, {GRADE_P1, 1, 1},  {GRADE_P1, 9, 1},
        {GRADE_P6, 40, 1}, {GRADE_P6, 49, 1}, {GRADE_P6, 50, 2}, {GRADE_M1, 50, 2},
        {GRADE_M6, 80, 2}, {GRADE_M6, 89, 2}, {GRADE_M6, 90, 3}, {GRADE_M6, 0, 0},
    };
    for (size_t i = 0; i < sizeof want / sizeof *want; i++)
        assert_int_equal(need_rooms(want[i].grade, want[i].pupils), want[i].rooms);
}

/* The five vectors of design.md section 4, with the kindergarten part beside them. In fiftieths:
     1  95 pupils, small: ceil(95 / 20) = 5; kindergarten 5 * 20 / 95 = 1.05
     2  k 1 room each, 30 + 25 = 55 twice; p 40 + 35 = 75 six times: 560 / 50 = 11.2, by grade
        2 * 1 + 6 * 2 (75 / 50 is half up); kindergarten 110 / 50 = 2.2, by grade 1 + 1
     3  k 60 twice, p 78 six times, m two rooms: 4 posts three times: 11.76 + 12; by grade
        2 * 1 + 6 * 2 + 3 * 4; kindergarten 120 / 50 = 2.4, by grade 1 + 1
     4  k 120 twice, p 3 rooms 240 six times, m 3 rooms 6 posts: 33.6 + 18 = 51.6; by grade
        2 * 2 + 6 * 5 + 18; kindergarten 4.8, by grade 2 + 2
     5  p 130 is 3 rooms and 10 more: 4, 160 + 130 = 290 six times; m 150 is 3 rooms and 30 more:
        4, 8 posts: 4.8 + 34.8 + 48 = 87.6; by grade 4 + 36 + 48; kindergarten as in 4 */
static const struct vector {
    int pupils[GRADES];
    int per_grade, per_school, deputies, kindergarten_per_grade, kindergarten_per_school;
} vectors[] = {
    {{0, 10, 10, 13, 12, 12, 13, 13, 12}, 5, 5, 0, 1, 1},
    {{0, 25, 25, 35, 35, 35, 35, 35, 35}, 14, 11, 0, 2, 2},
    {{0, 30, 30, 38, 38, 38, 38, 38, 38, 76, 76, 76}, 26, 24, 1, 2, 2},
    {{0, 60, 60, 120, 120, 120, 120, 120, 120, 120, 120, 120}, 52, 52, 3, 4, 5},
    {{0, 60, 60, 130, 130, 130, 130, 130, 130, 150, 150, 150, 150, 150, 150}, 88, 88, 4, 4, 5},
};

static void the_five_vectors_of_the_norm_hold_in_both_roundings(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        const struct vector *v = &vectors[i];
        struct norm_posts posts;
        need_kortor(v->pupils, ROUND_PER_GRADE, &posts);
        assert_int_equal(posts.teachers, v->per_grade);
        assert_int_equal(posts.kindergarten, v->kindergarten_per_grade);
        assert_int_equal(posts.deputies, v->deputies);
        need_kortor(v->pupils, ROUND_PER_SCHOOL, &posts);
        assert_int_equal(posts.teachers, v->per_school);
        assert_int_equal(posts.kindergarten, v->kindergarten_per_school);
        assert_int_equal(posts.deputies, v->deputies);
        assert_int_equal(posts.director, 1);
    }
}

static void deputies_begin_at_their_pupils(void **state)
{
    (void)state;
    const int want[][2] = {{120, 0},  {121, 0},  {359, 0},  {360, 1},  {719, 1}, {720, 2},
                           {1079, 2}, {1080, 3}, {1679, 3}, {1680, 4}, {9000, 4}};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        const int pupils[GRADES] = {[GRADE_P1] = want[i][0]};
        struct norm_posts posts;
        need_kortor(pupils, ROUND_PER_SCHOOL, &posts);
        assert_int_equal(posts.deputies, want[i][1]);
    }
}

/* 21 pupils: 2 teachers; 120: 6; 121 in one grade: 3 rooms, (120 + 121) / 50 = 4.82. */
static void small_schools_have_a_teacher_for_twenty_pupils(void **state)
{
    (void)state;
    const int want[][2] = {{1, 1}, {20, 1}, {21, 2}, {120, 6}, {121, 5}};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        const int pupils[GRADES] = {[GRADE_P3] = want[i][0]};
        struct norm_posts posts;
        need_kortor(pupils, ROUND_PER_SCHOOL, &posts);
        assert_int_equal(posts.teachers, want[i][1]);
        assert_int_equal(posts.kindergarten, 0);
    }
}

/* All of 140 kindergarten pupils: k1 70 is 3 rooms: (90 + 70) / 50 = 3.2, twice 6.4. A school of
   10 and 10: 1 teacher, 1 * 10 / 20 is half up 1. Nobody: nothing, not even a director. */
static void kindergarten_takes_its_part_of_the_teachers(void **state)
{
    (void)state;
    struct norm_posts posts;
    need_kortor((const int[GRADES]){[GRADE_K1] = 70, [GRADE_K2] = 70}, ROUND_PER_SCHOOL, &posts);
    assert_int_equal(posts.teachers, 6);
    assert_int_equal(posts.kindergarten, 6);
    need_kortor((const int[GRADES]){[GRADE_K1] = 10, [GRADE_P1] = 10}, ROUND_PER_SCHOOL, &posts);
    assert_int_equal(posts.teachers, 1);
    assert_int_equal(posts.kindergarten, 1);
    need_kortor((const int[GRADES]){0}, ROUND_PER_SCHOOL, &posts);
    assert_int_equal(posts.director + posts.teachers + posts.kindergarten + posts.deputies, 0);
}

struct deal {
    int posts, count;
    double weight[4];
    int want[4];
};

/* Quotas: 10/3 each, the one left over goes to the first; 3.5 3.5 3: to the first; 5.4 2.7 0.9:
   floors 5 2 0 leave two for 0.9 and 0.7; thirds that are not exact in binary stay exact here;
   a weight of 0 gets nothing; remainders 1e-12 apart are a tie. */
static void hamilton_deals_by_largest_remainder_ties_by_position(void **state)
{
    (void)state;
    const struct deal deals[] = {
        {10, 3, {1, 1, 1}, {4, 3, 3}},
        {10, 3, {35, 35, 30}, {4, 3, 3}},
        {9, 3, {6, 3, 1}, {5, 3, 1}},
        {6, 3, {0.1, 0.1, 0.1}, {2, 2, 2}},
        {3, 4, {0, 2, 0, 1}, {0, 2, 0, 1}},
        {1, 2, {1, 1 + 1e-12}, {1, 0}},
        {0, 2, {1, 1}, {0, 0}},
    };
    for (size_t i = 0; i < sizeof deals / sizeof *deals; i++) {
        int out[4];
        assert_int_equal(need_hamilton(deals[i].posts, deals[i].weight, deals[i].count, out),
                         deals[i].posts);
        for (int k = 0; k < deals[i].count; k++) assert_int_equal(out[k], deals[i].want[k]);
    }
}

static void hamilton_deals_nothing_without_weights(void **state)
{
    (void)state;
    const double weight[2] = {0.0, 0.0};
    int out[2] = {7, 7};
    assert_int_equal(need_hamilton(5, weight, 2, out), 0);
    assert_int_equal(out[0] + out[1], 0);
}

/* ---- a register of up to 200 schools, three majors, two areas with 5 : 3 lessons ------------- */

enum { SCHOOLS = 200, YEARS = 3, ROOM_FOR_ROWS = SCHOOLS * GRADES };
enum { THAI, MATH, KINDERGARTEN, MAJORS };

struct world {
    struct school_register reg;
    struct params params;
    struct school school[SCHOOLS];
    struct major major[MAJORS];
    struct enrolment enrolment[ROOM_FOR_ROWS];
    struct curriculum_row curriculum[2 * GRADES];
    struct share_row share[2 * GRADES];
    struct need_row need[4];
    struct frame_row frame[4];
    bool district_in[2];
    double growth[LEVELS * 2 * YEARS], load_hours[MAJORS];
};
static struct world world;

static void add_grade_hours(struct school_register *reg, int g)
{
    static char thai[] = "thai", math[] = "math";
    reg->curriculum[reg->curricula++] = (struct curriculum_row){thai, g, 200.0};
    reg->curriculum[reg->curricula++] = (struct curriculum_row){math, g, 120.0};
    reg->share[reg->shares++] = (struct share_row){thai, g, THAI, 1.0};
    reg->share[reg->shares++] = (struct share_row){math, g, MATH, 1.0};
}

static struct world *make_world(int schools)
{
    static char codes[MAJORS][16] = {"thai", "math", "kindergarten"}, school_code[] = "3110010101";
    struct world *w = &world;
    *w = (struct world){.district_in = {true, true}, .load_hours = {20.0, 20.0, 20.0}};
    w->reg = (struct school_register){
        .districts = 2,
        .school = w->school,
        .schools = schools,
        .major = w->major,
        .majors = MAJORS,
        .enrolment = w->enrolment,
        .curriculum = w->curriculum,
        .share = w->share,
        .need = w->need,
        .frame = w->frame,
    };
    for (int m = 0; m < MAJORS; m++) w->major[m].code = codes[m];
    for (int s = 0; s < schools; s++)
        w->school[s] = (struct school){.code = school_code, .district = s % 2};
    for (int g = GRADE_P1; g < GRADES; g++) add_grade_hours(&w->reg, g);
    w->params = (struct params){
        .first_fy = 2567,
        .years = YEARS,
        .majors = MAJORS,
        .district_in = w->district_in,
        .growth = w->growth,
        .load_hours = w->load_hours,
    };
    return w;
}

static void enrol(struct world *w, int s, int year, int grade, int pupils)
{
    assert_true(w->reg.enrolments < ROOM_FOR_ROWS);
    w->enrolment[w->reg.enrolments++] = (struct enrolment){s, year, grade, pupils};
}

/* The second vector: 11 teachers by school, 2 of them kindergarten. */
static void enrol_second_vector(struct world *w, int s)
{
    for (int g = 0; g < GRADES; g++)
        if (vectors[1].pupils[g] > 0) enrol(w, s, 2565, g, vectors[1].pupils[g]);
}

static int need_at(const struct needs *n, int s, int m, int y)
{
    return n->need[(s * n->majors + m) * (n->years + 1) + y];
}

static int frame_at(const struct needs *n, int s, int y)
{
    return n->frame[s * (n->years + 1) + y];
}

static struct needs make(const struct world *w)
{
    struct err err;
    struct needs needs = {0};
    assert_ok(needs_make(&w->reg, &w->params, &needs, &err));
    return needs;
}

static void assert_needs(const struct needs *n, int s, int y, int thai, int math, int kindergarten)
{
    assert_int_equal(need_at(n, s, THAI, y), thai);
    assert_int_equal(need_at(n, s, MATH, y), math);
    assert_int_equal(need_at(n, s, KINDERGARTEN, y), kindergarten);
}

/* 11 - 2 = 9 posts in 5 : 3 are 5.625 and 3.375, so 6 and 3. */
static void posts_are_dealt_by_lessons(void **state)
{
    (void)state;
    struct world *w = make_world(1);
    enrol_second_vector(w, 0);
    struct needs n = make(w);
    assert_needs(&n, 0, 0, 6, 3, 2);
    assert_int_equal(frame_at(&n, 0, 0), 11);
    assert_int_equal(n.director[0], 1);
    assert_int_equal(n.deputies[0], 0);
    assert_int_equal(n.pupils[GRADE_P1], 35);
    needs_clear(&n);
}

/* Ten lessons a week of mathematics instead of twenty make its weight double: 9 posts in
   200/20 : 120/10 = 10 : 12 are 4.09 and 4.91, so 4 and 5. */
static void a_lighter_load_needs_more_teachers(void **state)
{
    (void)state;
    struct world *w = make_world(1);
    enrol_second_vector(w, 0);
    w->load_hours[MATH] = 10.0;
    struct needs n = make(w);
    assert_needs(&n, 0, 0, 4, 5, 2);
    needs_clear(&n);
}

/* By grade the same school has 14 teachers, 12 of them dealt: 7.5 and 4.5, the tie to the first. */
static void rounding_by_grade_is_a_choice(void **state)
{
    (void)state;
    struct world *w = make_world(1);
    enrol_second_vector(w, 0);
    w->params.rounding = ROUND_PER_GRADE;
    struct needs n = make(w);
    assert_needs(&n, 0, 0, 8, 4, 2);
    needs_clear(&n);
}

static void enrol_random(struct world *w, struct env_random *random, int s)
{
    const int size = 1 + env_random_below(random, 250);
    const int first = env_random_below(random, GRADE_P6), last = env_random_below(random, GRADES);
    for (int g = first; g <= last; g++) enrol(w, s, 2565, g, env_random_below(random, size));
}

static void the_needs_of_random_schools_sum_to_their_frames(void **state)
{
    (void)state;
    struct env_random random = {11};
    struct world *w = make_world(SCHOOLS);
    for (int s = 0; s < SCHOOLS; s++) enrol_random(w, &random, s);
    for (int i = 0; i < LEVELS * 2 * YEARS; i++)
        w->growth[i] = env_random_below(&random, 21) / 100.0 - 0.1;
    struct needs n = make(w);
    for (int s = 0; s < SCHOOLS; s++)
        for (int y = 0; y <= YEARS; y++) {
            struct norm_posts posts;
            need_kortor(&n.pupils[(s * (YEARS + 1) + y) * GRADES], ROUND_PER_SCHOOL, &posts);
            int sum = 0;
            for (int m = 0; m < MAJORS; m++) sum += need_at(&n, s, m, y);
            assert_int_equal(sum, frame_at(&n, s, y));
            assert_int_equal(posts.teachers, frame_at(&n, s, y));
            assert_int_equal(posts.kindergarten, need_at(&n, s, KINDERGARTEN, y));
        }
    needs_clear(&n);
    needs_clear(NULL);
}

static int pupils_at(const struct needs *n, int s, int y, int grade)
{
    return n->pupils[(s * (n->years + 1) + y) * GRADES + grade];
}

/* 35 pupils grow by 0.10 a year: 38.5, 42.35 and 46.585, each from the 35 and rounded half up once
   (rounding every year would give 39, 43, 47). Kindergarten and the other district do not grow. */
static void pupils_grow_by_one_product_rounded_once(void **state)
{
    (void)state;
    struct world *w = make_world(2);
    for (int s = 0; s < 2; s++) {
        enrol(w, s, 2565, GRADE_K2, 20);
        enrol(w, s, 2565, GRADE_P1, 35);
    }
    for (int t = 0; t < YEARS; t++) w->growth[(LEVEL_PRIMARY * 2 + 0) * YEARS + t] = 0.10;
    struct needs n = make(w);
    const int want[YEARS + 1] = {35, 39, 42, 47};
    for (int y = 0; y <= YEARS; y++) {
        assert_int_equal(pupils_at(&n, 0, y, GRADE_P1), want[y]);
        assert_int_equal(pupils_at(&n, 0, y, GRADE_K2), 20);
        assert_int_equal(pupils_at(&n, 1, y, GRADE_P1), 35);
    }
    needs_clear(&n);
}

/* Rows of 2564, 2566 and 2570, growth 1.0 (twice as many) in every year. Today is academic year
   2565: the row of 2564 as it is, because growth before the horizon is not known. 2566: its own
   row, a grade that is missing there has nobody. 2567, 2568: that row doubled and doubled again. */
static void the_newest_row_of_pupils_that_has_come_counts(void **state)
{
    (void)state;
    struct world *w = make_world(1);
    enrol(w, 0, 2564, GRADE_P1, 50);
    enrol(w, 0, 2564, GRADE_P2, 60);
    enrol(w, 0, 2566, GRADE_P1, 20);
    enrol(w, 0, 2570, GRADE_P1, 999);
    for (int i = 0; i < LEVELS * 2 * YEARS; i++) w->growth[i] = 1.0;
    struct needs n = make(w);
    const int first[YEARS + 1] = {50, 20, 40, 80}, second[YEARS + 1] = {60, 0, 0, 0};
    for (int y = 0; y <= YEARS; y++) {
        assert_int_equal(pupils_at(&n, 0, y, GRADE_P1), first[y]);
        assert_int_equal(pupils_at(&n, 0, y, GRADE_P2), second[y]);
    }
    needs_clear(&n);
}

/* The only row is of 2567, newer than the years under way in 2566 and 2567 (2565, 2566): it counts
   there too, and grows only from 2568 on. */
static void pupils_newer_than_today_count_when_nothing_older_is_known(void **state)
{
    (void)state;
    struct world *w = make_world(1);
    enrol(w, 0, 2567, GRADE_P1, 50);
    for (int i = 0; i < LEVELS * 2 * YEARS; i++) w->growth[i] = 1.0;
    struct needs n = make(w);
    const int pupils[YEARS + 1] = {50, 50, 50, 100};
    for (int y = 0; y <= YEARS; y++) assert_int_equal(pupils_at(&n, 0, y, GRADE_P1), pupils[y]);
    needs_clear(&n);
}

/* fy 2567 is y 1: a frame of 18 leaves 16 to deal, 10 and 6; a frame of 1 is all kindergarten.
   Rows outside the horizon (2565, 2571) change nothing. */
static void a_frame_of_the_table_goes_before_the_norm(void **state)
{
    (void)state;
    struct world *w = make_world(1);
    enrol_second_vector(w, 0);
    w->frame[0] = (struct frame_row){0, 2567, 18};
    w->frame[1] = (struct frame_row){0, 2568, 1};
    w->frame[2] = (struct frame_row){0, 2565, 99};
    w->frame[3] = (struct frame_row){0, 2571, 99};
    w->reg.frames = 4;
    struct needs n = make(w);
    assert_needs(&n, 0, 0, 6, 3, 2);
    assert_needs(&n, 0, 1, 10, 6, 2);
    assert_needs(&n, 0, 2, 0, 0, 1);
    assert_int_equal(frame_at(&n, 0, 1), 18);
    assert_int_equal(frame_at(&n, 0, 2), 1);
    assert_int_equal(frame_at(&n, 0, 3), 11);
    needs_clear(&n);
}

/* 40 in k2 and no other grade: 2 rooms, 120 or fewer pupils: 2 teachers; the table gives 5. */
static void a_frame_of_a_kindergarten_is_all_kindergarten(void **state)
{
    (void)state;
    struct world *w = make_world(1);
    enrol(w, 0, 2565, GRADE_K2, 40);
    w->frame[0] = (struct frame_row){0, 2567, 5};
    w->reg.frames = 1;
    struct needs n = make(w);
    assert_needs(&n, 0, 0, 0, 0, 2);
    assert_needs(&n, 0, 1, 0, 0, 5);
    needs_clear(&n);
}

static void a_need_of_the_table_replaces_the_computed_one(void **state)
{
    (void)state;
    struct world *w = make_world(1);
    enrol_second_vector(w, 0);
    w->need[0] = (struct need_row){0, MATH, 2568, 7};
    w->need[1] = (struct need_row){0, MATH, 2599, 9};
    w->reg.needs = 2;
    struct needs n = make(w);
    assert_needs(&n, 0, 1, 6, 3, 2);
    assert_needs(&n, 0, 2, 6, 7, 2);
    needs_clear(&n);
}

static void the_table_norm_computes_nothing(void **state)
{
    (void)state;
    struct world *w = make_world(2);
    enrol_second_vector(w, 0);
    w->params.norm = NORM_TABLE;
    w->frame[0] = (struct frame_row){0, 2567, 12};
    w->reg.frames = 1;
    w->need[0] = (struct need_row){0, THAI, 2567, 4};
    w->reg.needs = 1;
    w->reg.curricula = w->reg.shares = 0;
    struct needs n = make(w);
    assert_needs(&n, 0, 1, 4, 0, 0);
    assert_needs(&n, 0, 0, 0, 0, 0);
    assert_int_equal(frame_at(&n, 0, 1), 12);
    assert_int_equal(frame_at(&n, 0, 0), 0);
    assert_int_equal(frame_at(&n, 1, 1), 0);
    assert_int_equal(n.director[0], 0);
    assert_int_equal(pupils_at(&n, 0, 1, GRADE_P1), 35);
    needs_clear(&n);
}

/* Needs of 4 and 3 without a frame row: room for 7. */
static void a_table_without_a_frame_has_room_for_its_needs(void **state)
{
    (void)state;
    struct world *w = make_world(1);
    w->params.norm = NORM_TABLE;
    w->need[0] = (struct need_row){0, THAI, 2567, 4};
    w->need[1] = (struct need_row){0, MATH, 2567, 3};
    w->reg.needs = 2;
    struct needs n = make(w);
    assert_int_equal(frame_at(&n, 0, 1), 7);
    assert_int_equal(frame_at(&n, 0, 2), 0);
    needs_clear(&n);
}

static void schools_outside_the_scope_have_nothing(void **state)
{
    (void)state;
    struct world *w = make_world(2);
    for (int s = 0; s < 2; s++) enrol_second_vector(w, s);
    w->frame[0] = (struct frame_row){1, 2567, 12};
    w->need[0] = (struct need_row){1, THAI, 2567, 4};
    w->reg.frames = w->reg.needs = 1;
    w->district_in[1] = false;
    struct needs n = make(w);
    assert_needs(&n, 0, 1, 6, 3, 2);
    assert_needs(&n, 1, 1, 0, 0, 0);
    assert_int_equal(frame_at(&n, 1, 1), 0);
    assert_int_equal(pupils_at(&n, 1, 1, GRADE_P1), 0);
    needs_clear(&n);
}

/* Shares of mathematics in p2 are 0.9; p2 has rooms. Without rooms, or without hours, or in
   kindergarten, nobody asks. */
static void shares_that_do_not_sum_to_one_are_refused_where_they_matter(void **state)
{
    (void)state;
    struct err err;
    struct needs untouched = {.schools = -7};
    struct world *w = make_world(1);
    enrol(w, 0, 2565, GRADE_P2, 35);
    const int row = 2 * (GRADE_P2 - GRADE_P1) + 1;
    w->share[row].share = 0.9;
    w->share[2 * (GRADE_P3 - GRADE_P1)].share = 0.5;
    assert_int_equal(needs_make(&w->reg, &w->params, &untouched, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "the shares of majors in 'math' of grade 'p2' sum to 0.9, they must sum to 1");
    assert_int_equal(untouched.schools, -7);
    lang_set(LANG_TH);
    assert_int_equal(needs_make(&w->reg, &w->params, &untouched, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "สัดส่วนวิชาเอกของ 'math' ชั้น 'p2' รวมได้ 0.9 ต้องรวมได้ 1");
    lang_set(LANG_EN);
    w->curriculum[row].hours_per_year = 0.0;
    w->curriculum[w->reg.curricula - 1].grade = GRADE_K1;
    struct needs n = make(w);
    needs_clear(&n);
}

static void kindergarten_posts_ask_for_their_major(void **state)
{
    (void)state;
    struct err err;
    struct needs untouched = {.schools = -7};
    struct world *w = make_world(1);
    enrol_second_vector(w, 0);
    w->reg.majors = KINDERGARTEN;
    assert_int_equal(needs_make(&w->reg, &w->params, &untouched, &err), ERR_INPUT);
    assert_error(
        err, ERR_INPUT,
        "no major is called 'kindergarten', and school '3110010101' needs 2 such teachers");
    assert_int_equal(untouched.schools, -7);
    w->reg.enrolments = 0;
    enrol(w, 0, 2565, GRADE_P1, 40);
    struct needs n = make(w);
    assert_int_equal(frame_at(&n, 0, 0), 2);
    needs_clear(&n);
}

static const struct CMUnitTest cases[] = {
    CASE(a_room_more_opens_at_ten_pupils_left_over),
    CASE(the_five_vectors_of_the_norm_hold_in_both_roundings),
    CASE(deputies_begin_at_their_pupils),
    CASE(small_schools_have_a_teacher_for_twenty_pupils),
    CASE(kindergarten_takes_its_part_of_the_teachers),
    CASE(hamilton_deals_by_largest_remainder_ties_by_position),
    CASE(hamilton_deals_nothing_without_weights),
    CASE(posts_are_dealt_by_lessons),
    CASE(a_lighter_load_needs_more_teachers),
    CASE(rounding_by_grade_is_a_choice),
    CASE(the_needs_of_random_schools_sum_to_their_frames),
    CASE(pupils_grow_by_one_product_rounded_once),
    CASE(the_newest_row_of_pupils_that_has_come_counts),
    CASE(a_frame_of_the_table_goes_before_the_norm),
    CASE(a_frame_of_a_kindergarten_is_all_kindergarten),
    CASE(a_need_of_the_table_replaces_the_computed_one),
    CASE(the_table_norm_computes_nothing),
    CASE(a_table_without_a_frame_has_room_for_its_needs),
    CASE(pupils_newer_than_today_count_when_nothing_older_is_known),
    CASE(schools_outside_the_scope_have_nothing),
    CASE(shares_that_do_not_sum_to_one_are_refused_where_they_matter),
    CASE(kindergarten_posts_ask_for_their_major),
};
TEST_MAIN(cases)
