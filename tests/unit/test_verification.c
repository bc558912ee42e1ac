/* The verification sample: what is always in it, how many are drawn, and that anybody draws the
 * same. */
#include "equity/verification.h"

#include "base/env.h"
#include "tests/test.h"

enum { CASES = 1000, DISTRICTS = 5 };

/* District d has 40, 120, 200, 280 and 360 cases; scores spread over 0 .. 9990. */
static int make(struct candidate out[CASES])
{
    int count = 0;
    struct env_random random = {99};
    for (int d = 0; d < DISTRICTS; d++)
        for (int i = 0; i < 40 + 80 * d; i++, count++) {
            out[count] = (struct candidate){.id = 1000 + count,
                                            .score = env_random_below(&random, 10001),
                                            .cut = 7100,
                                            .override = env_random_below(&random, 50) == 0,
                                            .photo_exempt = env_random_below(&random, 40) == 0};
            snprintf(out[count].district, sizeof out[count].district, "10%02d", d + 1);
        }
    assert_int_equal(count, CASES);
    return count;
}

static void near_overridden_and_without_photographs_are_all_in(void **state)
{
    (void)state;
    static struct candidate list[CASES];
    const struct sample_rule rule = {.seed = 1, .delta = 300, .percent = 5};
    int drawn[DISTRICTS] = {0};
    make(list);
    sample_draw(&rule, list, CASES);
    for (int i = 0; i < CASES; i++) {
        const struct candidate *c = &list[i];
        const bool near = c->score >= 6800 && c->score <= 7400;
        const enum why want = near              ? WHY_NEAR
                              : c->override     ? WHY_OVERRIDE
                              : c->photo_exempt ? WHY_PHOTO
                                                : WHY_NOT;
        if (want != WHY_NOT)
            assert_int_equal(c->why, want);
        else
            assert_true(c->why == WHY_NOT || c->why == WHY_DRAWN);
        if (c->why == WHY_DRAWN) drawn[c->district[3] - '1']++;
    }
    /* 5 percent of 40, 120, 200, 280, 360 */
    static const int want[DISTRICTS] = {2, 6, 10, 14, 18};
    assert_memory_equal(drawn, want, sizeof want);
}

static int64_t chosen_sum(const struct candidate *list, int count)
{
    int64_t sum = 0;
    for (int i = 0; i < count; i++) sum += list[i].why * list[i].id * list[i].id;
    return sum;
}

static void the_order_of_rows_changes_nothing(void **state)
{
    (void)state;
    static struct candidate list[CASES], other[CASES];
    static enum why by_id[CASES];
    const struct sample_rule rule = {.seed = 20261122, .delta = 100, .percent = 7};
    struct env_random random = {5};
    make(list);
    memcpy(other, list, sizeof list);
    sample_draw(&rule, list, CASES);
    for (int i = 0; i < CASES; i++) by_id[list[i].id - 1000] = list[i].why;
    for (int round = 0; round < 20; round++) {
        for (int i = CASES - 1; i > 0; i--) {
            const int j = env_random_below(&random, i + 1);
            const struct candidate moved = other[i];
            other[i] = other[j];
            other[j] = moved;
        }
        sample_draw(&rule, other, CASES);
        for (int i = 0; i < CASES; i++) assert_int_equal(other[i].why, by_id[other[i].id - 1000]);
    }
    assert_int_equal(chosen_sum(list, CASES), chosen_sum(other, CASES));
}

static void a_district_does_not_depend_on_the_others(void **state)
{
    (void)state;
    static struct candidate all[CASES], one[40];
    const struct sample_rule rule = {.seed = 3, .delta = 0, .percent = 10};
    make(all);
    memcpy(one, all, sizeof one);
    sample_draw(&rule, all, CASES);
    sample_draw(&rule, one, 40);
    for (int i = 0; i < 40; i++) assert_int_equal(all[i].why, one[i].why);
}

static void another_seed_draws_others(void **state)
{
    (void)state;
    static struct candidate list[CASES];
    int64_t sums[3];
    make(list);
    for (int s = 0; s < 3; s++) {
        sample_draw(&(struct sample_rule){.seed = s, .delta = 0, .percent = 5}, list, CASES);
        sums[s] = chosen_sum(list, CASES);
    }
    assert_true(sums[0] != sums[1] && sums[1] != sums[2] && sums[0] != sums[2]);
}

static void at_least_one_of_a_district_and_no_more_than_there_are(void **state)
{
    (void)state;
    struct candidate few[] = {{.id = 1, .district = "a", .score = 9000, .cut = 100},
                              {.id = 2, .district = "b", .score = 100, .cut = 100},
                              {.id = 3, .district = "b", .score = 9000, .cut = 100}};
    struct sample_rule rule = {.seed = 1, .delta = 0, .percent = 5};
    sample_draw(&rule, few, 3);
    assert_int_equal(few[0].why, WHY_DRAWN);
    assert_int_equal(few[1].why, WHY_NEAR); /* a score on the line is near with delta 0 */
    assert_int_equal(few[2].why, WHY_DRAWN);
    rule.percent = 100;
    sample_draw(&rule, few, 3); /* district b has one left to draw, not two */
    assert_int_equal(few[2].why, WHY_DRAWN);
    rule.percent = 0;
    sample_draw(&rule, few, 3);
    assert_int_equal(few[0].why, WHY_NOT);
    sample_draw(&rule, few, 0);
}

static const struct CMUnitTest cases[] = {
    CASE(near_overridden_and_without_photographs_are_all_in),
    CASE(the_order_of_rows_changes_nothing),
    CASE(a_district_does_not_depend_on_the_others),
    CASE(another_seed_draws_others),
    CASE(at_least_one_of_a_district_and_no_more_than_there_are),
};
TEST_MAIN(cases)
