/* Shares of causes: worked by hand, and what must hold for any game. */
#include "tests/test.h"

#include "base/env.h"
#include "planner/shapley.h"

#include <math.h>

enum { MOST = 10 };

/* v as a table over all sets. */
static double at(const void *context, uint64_t set)
{
    return ((const double *)context)[set];
}

/* v() = 1, v(a) = 5, v(b) = 3, v(ab) = 11.
     a: ((5 - 1) + (11 - 3)) / 2 = 6      b: ((3 - 1) + (11 - 5)) / 2 = 4 */
static void two_causes_get_what_hand_gives_them(void **state)
{
    static const double v[] = {1.0, 5.0, 3.0, 11.0};
    double share[2];
    (void)state;
    shapley_exact(2, at, v, share);
    assert_close(share[0], 6.0, 1e-12);
    assert_close(share[1], 4.0, 1e-12);
}

/* The glove game: a has a left glove, b and c a right one, a pair is worth 1. a is not alone in 4
   of 6 orders: 2/3; b is the first right glove after a in 1 of 6: 1/6; so is c. */
static void three_causes_get_what_hand_gives_them(void **state)
{
    static const double v[] = {0, 0, 0, 1, 0, 1, 0, 1};
    double share[3];
    (void)state;
    shapley_exact(3, at, v, share);
    assert_close(share[0], 2.0 / 3.0, 1e-12);
    assert_close(share[1], 1.0 / 6.0, 1e-12);
    assert_close(share[2], 1.0 / 6.0, 1e-12);
}

static void random_game(struct env_random *random, int causes, double *v)
{
    for (int set = 0; set < 1 << causes; set++) v[set] = 1e6 * env_random_share(random);
}

static void shares_sum_to_the_whole_difference(void **state)
{
    struct env_random random = {7};
    double v[1 << SHAPLEY_EXACT], share[SHAPLEY_EXACT];
    (void)state;
    for (int causes = 1; causes <= SHAPLEY_EXACT; causes++) {
        double sum = 0.0;
        random_game(&random, causes, v);
        shapley_exact(causes, at, v, share);
        for (int i = 0; i < causes; i++) sum += share[i];
        assert_close(sum, v[(1 << causes) - 1] - v[0], 1e-9 * 1e6);
    }
}

/* Bits 1 and 3 of a set exchanged. */
static uint64_t exchanged(uint64_t set)
{
    const uint64_t one = set >> 1 & 1, three = set >> 3 & 1;
    return (set & ~(uint64_t)10) | one << 3 | three << 1;
}

static void the_order_of_two_causes_changes_nothing(void **state)
{
    struct env_random random = {8};
    double v[32], other[32], share[5], moved[5];
    (void)state;
    random_game(&random, 5, v);
    for (uint64_t set = 0; set < 32; set++) other[exchanged(set)] = v[set];
    shapley_exact(5, at, v, share);
    shapley_exact(5, at, other, moved);
    for (int i = 0; i < 5; i++) {
        const int k = i == 1 ? 3 : i == 3 ? 1 : i;
        assert_close(share[i], moved[k], 1e-9 * 1e6);
    }
}

static void an_order_is_followed_by_its_reverse(void **state)
{
    int order[8][5];
    (void)state;
    shapley_orders(5, 4, 1, order[0]);
    for (int p = 0; p < 8; p += 2) {
        int seen = 0;
        for (int i = 0; i < 5; i++) {
            seen |= 1 << order[p][i];
            assert_int_equal(order[p][i], order[p + 1][4 - i]);
        }
        assert_int_equal(seen, 31);
    }
}

/* Each cause adds the same whatever was before it: every order says the same, the error is 0. */
static void causes_that_do_not_meet_are_sampled_exactly(void **state)
{
    double v[1 << MOST], share[MOST], error[MOST];
    int order[6 * MOST];
    (void)state;
    for (int set = 0; set < 1 << MOST; set++) {
        v[set] = 100.0;
        for (int i = 0; i < MOST; i++) v[set] += (set >> i & 1) * (i + 1.0);
    }
    shapley_orders(MOST, 3, 5, order);
    shapley_sampled(MOST, 3, order, at, v, share, error);
    for (int i = 0; i < MOST; i++) {
        assert_close(share[i], i + 1.0, 1e-9);
        assert_close(error[i], 0.0, 1e-9);
    }
}

/* 400 pairs of 5 causes lie within four standard errors of the exact shares. */
static void sampled_shares_are_exact_within_their_error(void **state)
{
    enum { PAIRS = 400, CAUSES = 5 };
    static int order[2 * PAIRS * CAUSES];
    struct env_random random = {9};
    double v[32], exact[CAUSES], share[CAUSES], error[CAUSES], sum = 0.0;
    (void)state;
    random_game(&random, CAUSES, v);
    shapley_exact(CAUSES, at, v, exact);
    shapley_orders(CAUSES, PAIRS, 10, order);
    shapley_sampled(CAUSES, PAIRS, order, at, v, share, error);
    for (int i = 0; i < CAUSES; i++) {
        assert_true(error[i] > 0.0);
        assert_close(share[i], exact[i], 4.0 * error[i]);
        sum += share[i];
    }
    assert_close(sum, v[31] - v[0], 1e-9 * 1e6);
}

static const struct CMUnitTest cases[] = {
    CASE(two_causes_get_what_hand_gives_them),
    CASE(three_causes_get_what_hand_gives_them),
    CASE(shares_sum_to_the_whole_difference),
    CASE(the_order_of_two_causes_changes_nothing),
    CASE(an_order_is_followed_by_its_reverse),
    CASE(causes_that_do_not_meet_are_sampled_exactly),
    CASE(sampled_shares_are_exact_within_their_error),
};
TEST_MAIN(cases)
