/* The equity index of schools: two schools worked by hand, coverage, order, last round. */
#include "tests/test.h"

#include "base/env.h"
#include "base/mem.h"
#include "equity/school_index.h"

#include <stdlib.h>

static struct index_params preset(void)
{
    struct index_params params;
    index_params_preset(&params);
    return params;
}

static struct school_index made(const struct school_facts *facts, int n,
                                const struct index_params *params)
{
    struct school_index index;
    struct err err;
    assert_ok(school_index_make(facts, n, params, &index, &err));
    return index;
}

static const struct school_index_row *row_of(const struct school_index *index, const char *code)
{
    for (int s = 0; s < index->rows; s++)
        if (strcmp(index->row[s].code, code) == 0) return &index->row[s];
    fail_msg("no school %s", code);
    return NULL;
}

/* The first fields of struct school_facts; the others are 0. */
#define SCHOOL(c, where, pupils, tested, scores, poor)                                             \
    {                                                                                              \
        .code = c, .district = where, .enrolled = pupils, .screened = tested, .r = scores,         \
        .extremely_poor = poor                                                                     \
    }

static const int poor_r[10] = {5000, 9000, 5000, 8000, 5000, 5000, 5000, 5000, 5000, 5000};
static const int rich_r[10] = {1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000};
static const struct school_facts two[] = {
    {"Y", "d1", 10, 10, rich_r, 0, .low_attendance = 1, .crisis = 2},
    {"X", "d1", 10, 10, poor_r, 4, .low_attendance = 2, .dropout_open = 1, .disabled = 1,
     .g_code = 1},
};

/* p0 = 4 / 20. A: (4 + 20 x 0.2) / 30 and (0 + 4) / 30. 15 % of 20 pupils are 3: cut15 is the third
   highest score, 5000. B: (4000 + 3000) / 10 and 0. C: 3 / 10 and 1 / 10. D: 2 / 10 both.
   Of two schools one is one deviation above, one below; D tells nothing:
   z = +-(0.40 + 0.25 + 0.20) = +-0.85, I = 58.5 and 41.5. */
static void two_schools_worked_by_hand(void **state)
{
    (void)state;
    const struct index_params params = preset();
    struct school_index index = made(two, 2, &params);
    const struct school_index_row *x = row_of(&index, "X"), *y = row_of(&index, "Y");
    assert_int_equal(index.cut15, 5000);
    assert_close(index.city_share, 0.2, 1e-15);
    assert_close(x->part[INDEX_A], 8.0 / 30, 1e-15);
    assert_close(y->part[INDEX_A], 4.0 / 30, 1e-15);
    assert_close(x->part[INDEX_B], 700.0, 1e-12);
    assert_close(y->part[INDEX_B], 0.0, 0);
    assert_close(x->part[INDEX_C], 0.3, 1e-15);
    assert_close(x->part[INDEX_D], y->part[INDEX_D], 0);
    assert_close(x->z[INDEX_D], 0.0, 0);
    assert_close(x->index, 58.5, 1e-9);
    assert_close(y->index, 41.5, 1e-9);
    assert_false(x->low_confidence);
    school_index_clear(&index);
}

/* 15 % of 3 pupils is one: the highest score. Of 7 it is 1.05, so two. */
static void the_poorest_are_rounded_up_to_whole_pupils(void **state)
{
    (void)state;
    const struct index_params params = preset();
    const int r[] = {60, 70, 50, 10, 20, 30, 40};
    struct school_facts facts[1] = {SCHOOL("S", "d", 7, 3, r, 0)};
    struct school_index index = made(facts, 1, &params);
    assert_int_equal(index.cut15, 70);
    school_index_clear(&index);
    facts[0].screened = 7;
    index = made(facts, 1, &params);
    assert_int_equal(index.cut15, 60);
    assert_close(index.row[0].index, 50.0, 0); /* one school is as the city */
    school_index_clear(&index);
}

/* Nine alike and one other: mean m, deviation 3/10 of the gap, so the one is 3 deviations above and
   is clipped to 2; the nine are 1/3 below: 50 - 10/3. */
static void what_is_far_out_is_clipped(void **state)
{
    (void)state;
    static const char *const code[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
    struct index_params params = preset();
    struct school_facts facts[10];
    params.share[INDEX_A] = params.share[INDEX_B] = params.share[INDEX_C] = 0;
    params.share[INDEX_D] = 100;
    for (int s = 0; s < 10; s++)
        facts[s] = (struct school_facts){code[s], "d", 10, 10, rich_r, .disabled = s == 9 ? 5 : 0};
    struct school_index index = made(facts, 10, &params);
    assert_close(index.row[9].index, 70.0, 1e-12);
    assert_close(index.row[0].index, 46.6667, 1e-12);
    school_index_clear(&index);
    for (int s = 0; s < 10; s++) facts[s].disabled = s == 9 ? 0 : 5; /* the other way round, */
    params.share[INDEX_D] = params.share[INDEX_A] = 50; /* and A is the same everywhere */
    index = made(facts, 10, &params);
    assert_close(index.row[9].index, 40.0, 1e-12);    /* 50 - 10 x 2 / 2 */
    assert_close(index.row[0].index, 51.6667, 1e-12); /* 50 + 10 / 3 / 2 */
    school_index_clear(&index);
}

/* 5 of 10 screened: half of its own, half of the mean of X and Y, the district's others. */
static void below_sixty_percent_the_index_is_mixed_with_the_district(void **state)
{
    (void)state;
    const struct index_params params = preset();
    struct school_facts facts[3] = {two[0], two[1], SCHOOL("Z", "d1", 10, 5, poor_r, 2)};
    facts[2].low_attendance = 10; /* far from the others in C */
    struct school_index index = made(facts, 3, &params);
    const struct school_index_row *z = row_of(&index, "Z");
    const double mean = 0.5 * (row_of(&index, "X")->own + row_of(&index, "Y")->own);
    assert_true(z->low_confidence);
    assert_close(z->coverage, 0.5, 0);
    assert_close(z->index, 0.5 * z->own + 0.5 * mean, 0.00005001);
    assert_true(fabs(z->own - mean) > 1); /* so that the mixture is seen */
    school_index_clear(&index);
    facts[2].screened = 6; /* 60 % is enough */
    index = made(facts, 3, &params);
    z = row_of(&index, "Z");
    assert_false(z->low_confidence);
    assert_close(z->index, z->own, 0.00005001);
    school_index_clear(&index);
}

static void a_school_that_screened_nobody_gets_the_mean_of_its_district(void **state)
{
    (void)state;
    const struct index_params params = preset();
    struct school_facts facts[4] = {two[0], two[1], SCHOOL("N", "d1", 10, 0, NULL, 0),
                                    SCHOOL("O", "d2", 10, 0, NULL, 0)};
    facts[0].district = "d3";
    struct school_index index = made(facts, 4, &params);
    const double x = row_of(&index, "X")->own, y = row_of(&index, "Y")->own;
    assert_close(row_of(&index, "N")->index, x, 0.00005001); /* X alone is in d1 with coverage */
    assert_close(row_of(&index, "O")->index, 0.5 * (x + y), 0.00005001); /* d2 has none: the city */
    school_index_clear(&index);
    facts[0].screened = facts[1].screened = 1;
    facts[1].extremely_poor = 1;
    index = made(facts, 4, &params);
    assert_close(row_of(&index, "N")->index, 50.0, 0); /* nobody has enough */
    school_index_clear(&index);
}

/* All scores alike (B says nothing), shrink 0, shares of poor and enrolment kept: only the coverage
   of L rises, from 20 to 40 to 50 %, and its distance from the district's mean with it. */
static void better_coverage_moves_a_school_off_the_mean_of_its_district(void **state)
{
    (void)state;
    struct index_params params = preset();
    static const int same[100] = {0};
    struct school_facts facts[3] = {{"J", "d", 10, 10, same, 1, .disabled = 1},
                                    SCHOOL("K", "d", 10, 10, same, 3),
                                    SCHOOL("L", "d", 100, 20, same, 18)};
    double before = 0;
    params.shrink = 0;
    for (int n = 20; n <= 50; n += n == 20 ? 20 : 10) {
        facts[2].screened = n;
        facts[2].extremely_poor = n * 9 / 10;
        struct school_index index = made(facts, 3, &params);
        const double mean = 0.5 * (row_of(&index, "J")->own + row_of(&index, "K")->own);
        const double off = row_of(&index, "L")->index - mean;
        assert_true(off > before + 0.1);
        before = off;
        school_index_clear(&index);
    }
}

static void a_school_without_pupils_has_no_index(void **state)
{
    (void)state;
    const struct index_params params = preset();
    struct school_facts facts[3] = {two[0], two[1], SCHOOL("E", "d1", 0, 0, NULL, 0)};
    struct school_index index = made(facts, 3, &params);
    assert_int_equal(index.rows, 2);
    assert_close(row_of(&index, "X")->index, 58.5, 1e-9);
    school_index_clear(&index);
}

/* ---- names and order --------------------------------------------------------------------- */

enum { SCHOOLS = 60, MOST_R = 40 };
struct random_city {
    char code[SCHOOLS][8], district[SCHOOLS][8];
    int r[SCHOOLS][MOST_R];
    struct school_facts facts[SCHOOLS];
};

static void make_city(struct random_city *city, struct env_random *random)
{
    for (int s = 0; s < SCHOOLS; s++) {
        snprintf(city->code[s], sizeof city->code[s], "s%d", 100 + s);
        snprintf(city->district[s], sizeof city->district[s], "d%d", s % 5);
        const int enrolled = 1 + env_random_below(random, MOST_R);
        const int screened = env_random_below(random, enrolled + 1);
        for (int i = 0; i < screened; i++) city->r[s][i] = env_random_below(random, 10001);
        city->facts[s] =
            (struct school_facts){.code = city->code[s],
                                  .district = city->district[s],
                                  .enrolled = enrolled,
                                  .screened = screened,
                                  .r = city->r[s],
                                  .extremely_poor = env_random_below(random, screened + 1),
                                  .low_attendance = env_random_below(random, enrolled + 1),
                                  .dropout_open = env_random_below(random, 5),
                                  .g_code = env_random_below(random, 3)};
    }
}

static void renaming_and_reordering_schools_changes_no_digit(void **state)
{
    (void)state;
    struct env_random random = {437};
    struct random_city *city = mem_new(1, sizeof *city);
    const struct index_params params = preset();
    for (int round = 0; round < 20; round++) {
        make_city(city, &random);
        struct school_index first = made(city->facts, SCHOOLS, &params);
        struct school_facts other[SCHOOLS];
        char name[SCHOOLS][16], place[SCHOOLS][16];
        int at[SCHOOLS];
        for (int s = 0; s < SCHOOLS; s++) at[s] = s;
        for (int s = SCHOOLS - 1; s > 0; s--) {
            const int j = env_random_below(&random, s + 1), swap = at[s];
            at[s] = at[j];
            at[j] = swap;
        }
        for (int s = 0; s < SCHOOLS; s++) {
            other[at[s]] = city->facts[s];
            snprintf(name[s], sizeof name[s], "z%d", 900 - at[s]);
            snprintf(place[s], sizeof place[s], "x%d", 9 - s % 5);
            other[at[s]].code = name[s];
            other[at[s]].district = place[s];
        }
        struct school_index second = made(other, SCHOOLS, &params);
        assert_int_equal(first.rows, second.rows);
        for (int s = 0; s < SCHOOLS; s++) {
            const struct school_index_row *a = row_of(&first, city->code[s]);
            const struct school_index_row *b = row_of(&second, name[s]);
            assert_true(a->index == b->index);
            assert_true(a->index >= 30 && a->index <= 70);
        }
        school_index_clear(&first);
        school_index_clear(&second);
    }
    free(city);
}

static void the_hash_covers_facts_and_parameters_and_not_their_order(void **state)
{
    (void)state;
    struct index_params params = preset();
    const struct school_facts turned[] = {two[1], two[0]};
    struct school_facts changed[] = {two[0], two[1]};
    struct school_index one = made(two, 2, &params), same = made(turned, 2, &params);
    changed[0].crisis = 1;
    struct school_index other = made(changed, 2, &params);
    params.shrink = 21;
    struct school_index set = made(two, 2, &params);
    assert_string_equal(one.hash, same.hash);
    assert_string_not_equal(one.hash, other.hash);
    assert_string_not_equal(one.hash, set.hash);
    school_index_clear(&one);
    school_index_clear(&same);
    school_index_clear(&other);
    school_index_clear(&set);
}

/* ---- last round -------------------------------------------------------------------------- */

static void risers_and_fallers_stand_in_order_and_ties_by_code(void **state)
{
    (void)state;
    struct school_index_row old[] = {{"a", .index = 50},
                                     {"b", .index = 50},
                                     {"c", .index = 50},
                                     {"e", .index = 50.1},
                                     {"f", .index = 40.3}};
    struct school_index_row new[] = {{"a", .index = 51},   {"b", .index = 53},
                                     {"c", .index = 48},   {"d", .index = 70},
                                     {"e", .index = 53.1}, {"f", .index = 40.3}};
    const struct school_index before = {.row = old, .rows = 5}, now = {.row = new, .rows = 6};
    const struct school_index none = {0};
    struct index_change riser[2], faller[2];
    int risers, fallers;
    school_index_movers(&now, &before, 2, riser, &risers, faller, &fallers);
    assert_int_equal(risers, 2); /* b and e by 3; d is new and did not rise */
    assert_string_equal(riser[0].code, "b");
    assert_string_equal(riser[1].code, "e");
    assert_int_equal(fallers, 1);
    assert_string_equal(faller[0].code, "c");
    school_index_movers(&now, &none, 2, riser, &risers, faller, &fallers);
    assert_int_equal(risers + fallers, 0);
}

/* ---- what is refused --------------------------------------------------------------------- */

static void assert_refused(const struct school_facts *facts, int n, const char *text)
{
    const struct index_params params = preset();
    struct school_index index = {0};
    struct err err = {0};
    assert_int_equal(school_index_make(facts, n, &params, &index, &err), ERR_INPUT);
    assert_string_equal(err.text, text);
    assert_null(index.row);
}

static void facts_that_cannot_be_are_refused_with_the_school(void **state)
{
    (void)state;
    const struct school_facts twice[] = {two[0], two[0]};
    const int high[] = {10001};
    assert_refused(twice, 2, "school 'Y' is there twice, allowed is once");
    assert_refused((struct school_facts[]){SCHOOL("S", "d", 9, 10, rich_r, 0)}, 1,
                   "school 'S' has 10 screened pupils, more than its 9 pupils");
    assert_refused((struct school_facts[]){SCHOOL("S", "d", 10, 5, rich_r, 6)}, 1,
                   "school 'S' has 6 extremely poor pupils, more than the 5 screened");
    assert_refused((struct school_facts[]){SCHOOL("S", "d", 10, 1, high, 0)}, 1,
                   "school 'S': counts must be 0 .. 100000, scores 0 .. 10000 and codes at most 40 "
                   "letters");
    assert_refused((struct school_facts[]){SCHOOL("S", "d", 10, 0, NULL, 0)}, 1,
                   "no school has screened a pupil, so there is no index");
    assert_refused(NULL, 0, "no school has screened a pupil, so there is no index");
}

static void parameters_are_read_strictly(void **state)
{
    (void)state;
    struct index_params params = preset();
    struct err err;
    assert_ok(
        index_params_read_text("[index]\na = 30\nd = 25\nclip = 1.5\n", "i.ini", &params, &err));
    assert_int_equal(params.share[INDEX_A], 30);
    assert_int_equal(params.clip_hundredths, 150);
    assert_int_equal(params.shrink, 20); /* as preset */
    assert_int_equal(index_params_read_text("[index]\na = 41\n", "i.ini", &params, &err),
                     ERR_CONFIG);
    assert_error(err, ERR_CONFIG, "a, b, c and d in 'i.ini' sum to 101, allowed is 100");
    assert_int_equal(index_params_read_text("[index]\nclip = 5\n", "i.ini", &params, &err),
                     ERR_CONFIG);
    assert_error(
        err, ERR_CONFIG,
        "'index.clip' in 'i.ini' line 2 is '5', allowed are 0.5 .. 4 with at most 2 decimals");
    assert_int_equal(index_params_read_text("[index]\nalpha = 1\n", "i.ini", &params, &err),
                     ERR_CONFIG);
    assert_error(err, ERR_CONFIG, "unknown key 'index.alpha' in 'i.ini' line 2");
    assert_int_equal(params.share[INDEX_A], 30); /* untouched by what was refused */
}

static void base_ini_is_the_table_byte_for_byte_and_reads_back_to_the_preset(void **state)
{
    (void)state;
    struct text want = {0}, got = {0}, short_form = {0};
    char block[4096];
    struct index_params params, again;
    struct err err;
    index_params_document(&want);
    FILE *file = fopen(KRU_SOURCE "/conf/index/base.ini", "r");
    assert_non_null(file);
    for (size_t count; (count = fread(block, 1, sizeof block, file)) > 0;)
        text_add_bytes(&got, block, count);
    fclose(file);
    assert_string_equal(want.s, got.s);
    const struct index_params base = preset();
    assert_ok(index_params_read(KRU_SOURCE "/conf/index/base.ini", &params, &err));
    assert_memory_equal(&params, &base, sizeof base);
    params.clip_hundredths = 175;
    index_params_text(&params, &short_form);
    assert_ok(index_params_read_text(short_form.s, "text", &again, &err));
    assert_memory_equal(&params, &again, sizeof again);
    text_clear(&want);
    text_clear(&got);
    text_clear(&short_form);
}

static const struct CMUnitTest cases[] = {
    CASE(two_schools_worked_by_hand),
    CASE(the_poorest_are_rounded_up_to_whole_pupils),
    CASE(what_is_far_out_is_clipped),
    CASE(below_sixty_percent_the_index_is_mixed_with_the_district),
    CASE(a_school_that_screened_nobody_gets_the_mean_of_its_district),
    CASE(better_coverage_moves_a_school_off_the_mean_of_its_district),
    CASE(a_school_without_pupils_has_no_index),
    CASE(renaming_and_reordering_schools_changes_no_digit),
    CASE(the_hash_covers_facts_and_parameters_and_not_their_order),
    CASE(risers_and_fallers_stand_in_order_and_ties_by_code),
    CASE(facts_that_cannot_be_are_refused_with_the_school),
    CASE(parameters_are_read_strictly),
    CASE(base_ini_is_the_table_byte_for_byte_and_reads_back_to_the_preset),
};

TEST_MAIN(cases)
