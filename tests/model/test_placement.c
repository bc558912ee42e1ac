/* The placement list: who comes where, in an order that can be walked. */
#include "tests/random_world.h"

#include "planner/placement.h"
#include "planner/placement_order.h"

/* ---- the order alone ---------------------------------------------------------------------- */

enum { MOST_CHAINS = 12, MOST_STEPS = 12 };

/* Schools with two majors: chain 2 s and 2 s + 1 belong to school s. */
struct yard {
    int schools, steps;
    int school[MOST_CHAINS], low[MOST_CHAINS], head[MOST_CHAINS];
    int room[MOST_CHAINS], total[MOST_CHAINS];
    struct order_step step[MOST_STEPS];
};

static void yard_school(struct yard *y, int first, int second, int room)
{
    const int s = y->schools++;
    y->school[2 * s] = y->school[2 * s + 1] = s;
    y->head[2 * s] = first;
    y->head[2 * s + 1] = second;
    y->total[s] = first + second;
    y->room[s] = room;
}

static void yard_step(struct yard *y, int from, int to)
{
    y->step[y->steps++] = (struct order_step){.from = from, .to = to, .before = -1};
}

static void apply(const struct order_step *step, const int *school, int *head, int *total)
{
    head[step->to]++;
    total[school[step->to]]++;
    if (step->from < 0) return;
    head[step->from]--;
    total[school[step->from]]--;
}

/* low = min(before, after, need) for chains, room at least what is there at the end. */
static void yard_close(struct yard *y, const int *need)
{
    int head[MOST_CHAINS], total[MOST_CHAINS];
    memcpy(head, y->head, sizeof head);
    memcpy(total, y->total, sizeof total);
    for (int i = 0; i < y->steps; i++) apply(&y->step[i], y->school, head, total);
    for (int j = 0; j < 2 * y->schools; j++) {
        y->low[j] = head[j] < y->head[j] ? head[j] : y->head[j];
        if (need[j] < y->low[j]) y->low[j] = need[j];
    }
    for (int s = 0; s < y->schools; s++)
        if (total[s] > y->room[s]) y->room[s] = total[s];
}

static const struct order_step *step_at(const struct order_step *step, int steps, int order)
{
    for (int i = 0; i < steps; i++)
        if (step[i].order == order) return &step[i];
    fail_msg("no step has the order %d", order);
    return NULL;
}

/* Walks from group to group and looks at every chain and school after each. */
static void walk(const struct order_step *step, int steps, const int *school, int chains,
                 int schools, const int *low, const int *room, int *head, int *total)
{
    int *before = mem_new((size_t)schools, sizeof *before);
    for (int order = 1; order <= steps;) {
        const int day = step_at(step, steps, order)->same_day;
        memcpy(before, total, (size_t)schools * sizeof *before);
        do {
            apply(step_at(step, steps, order), school, head, total);
            order++;
        } while (day > 0 && order <= steps && step_at(step, steps, order)->same_day == day);
        for (int j = 0; j < chains; j++) assert_true(head[j] >= low[j]);
        for (int s = 0; s < schools; s++) assert_true(total[s] <= room[s] || total[s] <= before[s]);
    }
    for (int i = 0; i < steps; i++)
        if (step[i].before >= 0) assert_true(step[step[i].before].order < step[i].order);
    free(before);
}

static void yard_order(struct yard *y)
{
    struct yard start = *y;
    struct order_place place = {y->school, y->low, y->room, y->head, y->total};
    placement_order(&place, y->step, y->steps);
    walk(y->step, y->steps, y->school, 2 * y->schools, y->schools, y->low, y->room, start.head,
         start.total);
    assert_memory_equal(start.head, y->head, sizeof y->head);
    assert_memory_equal(start.total, y->total, sizeof y->total);
}

static int groups(const struct yard *y)
{
    int most = 0;
    for (int i = 0; i < y->steps; i++)
        if (y->step[i].same_day > most) most = y->step[i].same_day;
    return most;
}

static const int no_need[MOST_CHAINS];

/* A, B, C are full; a to b, b to c, c to a can only happen on one day. */
static void a_circle_of_full_schools_moves_on_one_day(void **state)
{
    struct yard y = {0};
    (void)state;
    for (int s = 0; s < 3; s++) yard_school(&y, 2, 1, 3);
    yard_step(&y, 0, 2);
    yard_step(&y, 2, 4);
    yard_step(&y, 4, 0);
    yard_close(&y, no_need);
    yard_order(&y);
    assert_int_equal(groups(&y), 1);
    for (int i = 0; i < 3; i++) assert_int_equal(y.step[i].same_day, 1);
}

/* The same with one free place in B: a to b, then c to a, then b to c, each alone. */
static void a_circle_with_a_free_place_moves_one_by_one(void **state)
{
    struct yard y = {0};
    (void)state;
    for (int s = 0; s < 3; s++) yard_school(&y, 2, 1, s == 1 ? 4 : 3);
    yard_step(&y, 0, 2);
    yard_step(&y, 2, 4);
    yard_step(&y, 4, 0);
    yard_close(&y, no_need);
    yard_order(&y);
    assert_int_equal(groups(&y), 0);
    assert_int_equal(y.step[0].order, 1);
    assert_int_equal(y.step[2].order, 2);
    assert_int_equal(y.step[1].order, 3);
}

/* B has one free place; A goes to B, B and C change places. If A goes first, B and C must change
   on one day; if C goes first, each goes alone. */
static void a_free_place_serves_circles_before_it_wanders_off(void **state)
{
    struct yard y = {0};
    (void)state;
    yard_school(&y, 2, 0, 2);
    yard_school(&y, 2, 0, 3);
    yard_school(&y, 0, 2, 2);
    yard_step(&y, 0, 2);
    yard_step(&y, 5, 2);
    yard_step(&y, 2, 5);
    yard_close(&y, no_need);
    yard_order(&y);
    assert_int_equal(groups(&y), 0);
    assert_int_equal(y.step[0].order, 3);
}

/* The only teacher of chain 0 is retrained away and a passer is called for it: on one day, and
   with the passer of the rank before, who goes elsewhere. */
static void who_replaces_the_last_teacher_comes_on_the_day_the_other_leaves(void **state)
{
    static const int need[MOST_CHAINS] = {1, 1, 1, 1};
    struct yard y = {0};
    (void)state;
    yard_school(&y, 1, 0, 3);
    yard_school(&y, 0, 0, 3);
    yard_step(&y, 0, 3);
    yard_step(&y, -1, 2);
    yard_step(&y, -1, 0);
    y.step[2].before = 1;
    yard_close(&y, need);
    yard_order(&y);
    assert_int_equal(groups(&y), 1);
    for (int i = 0; i < 3; i++) assert_int_equal(y.step[i].same_day, 1);
}

static struct yard random_yard(struct env_random *random, bool hires)
{
    struct yard y = {0};
    int need[MOST_CHAINS], last = -1;
    const int schools = 2 + below(random, 5);
    for (int s = 0; s < schools; s++) {
        const int first = below(random, 4), second = below(random, 4);
        yard_school(&y, first, second, first + second - 1 + below(random, 3));
    }
    int left[MOST_CHAINS];
    memcpy(left, y.head, sizeof left);
    for (int i = below(random, 8); i > 0; i--) {
        const int from = below(random, 2 * schools), to = below(random, 2 * schools);
        if (from == to || left[from] == 0) continue;
        left[from]--;
        yard_step(&y, from, to);
    }
    for (int i = hires ? below(random, 4) : 0; i > 0; i--) {
        yard_step(&y, -1, below(random, 2 * schools));
        if (last >= 0) y.step[y.steps - 1].before = last;
        last = y.steps - 1;
    }
    for (int j = 0; j < MOST_CHAINS; j++) need[j] = hires ? below(random, 4) : 0;
    yard_close(&y, need);
    return y;
}

static void any_order_can_be_walked(void **state)
{
    struct env_random random = {7};
    int days = 0;
    (void)state;
    for (int trial = 0; trial < 3000; trial++) {
        struct yard y = random_yard(&random, true);
        yard_order(&y);
        days += groups(&y);
    }
    assert_true(days > 100);
}

/* Depth first over all orders of transfers, a bit for each that is made: can they go one by one? */
static bool can_go_alone(const struct yard *y, bool *tried, unsigned made, int *total)
{
    if (made + 1 == 1u << y->steps) return true;
    if (tried[made]) return false;
    tried[made] = true;
    for (int i = 0; i < y->steps; i++) {
        const int from = y->school[y->step[i].from], to = y->school[y->step[i].to];
        if (made & 1u << i || (from != to && total[to] >= y->room[to])) continue;
        total[to]++;
        total[from]--;
        const bool found = can_go_alone(y, tried, made | 1u << i, total);
        total[to]--;
        total[from]++;
        if (found) return true;
    }
    return false;
}

/* Compared with a search through all orders, where rooms alone are in the way. */
static void nobody_is_held_to_one_day_who_could_go_alone(void **state)
{
    struct env_random random = {11};
    int together = 0, alone = 0, missed = 0;
    (void)state;
    for (int trial = 0; trial < 4000; trial++) {
        static bool tried[1 << MOST_STEPS];
        struct yard y = random_yard(&random, false);
        memset(tried, 0, sizeof tried);
        const bool possible = can_go_alone(&y, tried, 0, y.total);
        yard_order(&y);
        if (!possible) together++;
        if (possible && groups(&y) == 0) alone++;
        if (possible && groups(&y) > 0) missed++;
    }
    print_message("together %d alone %d missed %d\n", together, alone, missed);
    assert_true(together > 100 && alone > 100);
    assert_int_equal(missed, 0);
}

static const struct CMUnitTest cases[] = {
    CASE(a_circle_of_full_schools_moves_on_one_day),
    CASE(a_circle_with_a_free_place_moves_one_by_one),
    CASE(a_free_place_serves_circles_before_it_wanders_off),
    CASE(who_replaces_the_last_teacher_comes_on_the_day_the_other_leaves),
    CASE(any_order_can_be_walked),
    CASE(nobody_is_held_to_one_day_who_could_go_alone),
};

TEST_MAIN(cases)
