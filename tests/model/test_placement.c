/* The placement list: who comes where, in an order that can be walked. */
#include "tests/random_world.h"

#include "tests/placed.h"

/* ---- the order alone -------------------------------------------------------------------- */

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

/* low = min(before, after, need) for chains, room at least what is there at the end. */
static void yard_close(struct yard *y, const int *need)
{
    int head[MOST_CHAINS], total[MOST_CHAINS];
    memcpy(head, y->head, sizeof head);
    memcpy(total, y->total, sizeof total);
    for (int i = 0; i < y->steps; i++) walk_step(&y->step[i], y->school, head, total);
    for (int j = 0; j < 2 * y->schools; j++) {
        y->low[j] = head[j] < y->head[j] ? head[j] : y->head[j];
        if (need[j] < y->low[j]) y->low[j] = need[j];
    }
    for (int s = 0; s < y->schools; s++)
        if (total[s] > y->room[s]) y->room[s] = total[s];
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
    int together = 0, alone = 0;
    (void)state;
    for (int trial = 0; trial < 4000; trial++) {
        static bool tried[1 << MOST_STEPS];
        struct yard y = random_yard(&random, false);
        memset(tried, 0, sizeof tried);
        const bool possible = can_go_alone(&y, tried, 0, y.total);
        yard_order(&y);
        assert_int_equal(possible, groups(&y) == 0);
        if (possible)
            alone++;
        else
            together++;
    }
    assert_true(together > 100 && alone > 100);
}

/* ---- a whole plan ----------------------------------------------------------------------- */

/* A placement of a world, which it owns. */
struct placed_world {
    struct world *world;
    struct placed placed;
};

static void placed_free(struct placed_world *p)
{
    placed_clear(&p->placed);
    world_free(p->world);
}

static enum err_code place(struct placed_world *p, struct err *err)
{
    placement_clear(&p->placed.placement);
    return placement_make(&p->world->reg, &p->world->params, &p->placed.stored,
                          &p->placed.placement, err);
}

/* Of a world that is solved, and then owned. */
static struct placed_world placed_of(struct world *w)
{
    struct placed_world p = {.world = w, .placed.d = &w->staffing};
    struct err err;
    plan_to_stored(&w->staffing, &w->plan, "plan", &p.placed.stored);
    assert_ok(place(&p, &err));
    return p;
}

static struct placed_world placed_new(struct world *w)
{
    struct err err;
    assert_ok(plan_solve(&w->staffing, NULL, NULL, &w->plan, &err));
    return placed_of(w);
}

/* What a random plan holds. */
struct seen {
    int plans, moves, calls, retrained, together;
};

static void see(const struct placement *placement, struct seen *seen)
{
    seen->plans++;
    for (int i = 0; i < placement->steps; i++) {
        const struct placement_step *step = &placement->step[i];
        seen->moves += step->from == FROM_SCHOOL;
        seen->calls += step->from == FROM_LIST;
        seen->retrained += step->retrainings;
        seen->together += step->same_day > 0;
    }
}

static void every_random_plan_is_dealt_out_whole_and_can_be_walked(void **state)
{
    struct seen seen = {0};
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct placed_world p = placed_new(random_world(seed));
        assert_whole(&p.placed);
        see(&p.placed.placement, &seen);
        placed_free(&p);
    }
    assert_true(seen.moves > 50 && seen.calls > 50 && seen.retrained > 5);
}

/* Frames below the need, needs that fall, moves and retrainings that cost nothing, so that plans
   move people to and fro. A world without a plan is left out. */
static void plans_that_move_people_to_and_fro_can_be_walked(void **state)
{
    struct seen seen = {0};
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct world *w = random_wide(seed);
        struct err err;
        world_set(w, "price.move=0");
        world_set(w, "price.retrain=0");
        world_set(w, "transfer.max=none");
        world_set(w, "retrain.max=none");
        world_make(w);
        if (plan_solve(&w->staffing, NULL, NULL, &w->plan, &err) != ERR_OK) {
            world_free(w);
            continue;
        }
        struct placed_world p = placed_of(w);
        assert_whole(&p.placed);
        see(&p.placed.placement, &seen);
        placed_free(&p);
    }
    assert_true(seen.plans > 10 && seen.moves > 100 && seen.together > 10);
}

/*
 * list_world, lists valid 3 years: 2 called in 2567 and 1 in 2568 from the 4 of exam-2567, the last
 * of them and 2 of exam-2569 in 2569, and a graduate in 2570. Each replaces somebody who retired
 * the day before.
 */
static void ranks_run_on_and_the_list_that_ends_first_goes_first(void **state)
{
    static const struct {
        int fy, rank;
        const char *list;
    } want[] = {{2567, 1, "exam-2567"}, {2567, 2, "exam-2567"}, {2568, 3, "exam-2567"},
                {2569, 4, "exam-2567"}, {2569, 1, "exam-2569"}, {2569, 2, "exam-2569"}};
    struct world *w = list_world("exam.list_years=3");
    (void)state;
    world_make(w);
    struct placed_world p = placed_new(w);
    const struct placement *placement = &p.placed.placement;
    assert_whole(&p.placed);
    assert_int_equal(placement->steps, 7);
    for (int i = 0; i < 6; i++) {
        const struct placement_step *step = &placement->step[i];
        assert_int_equal(step->fy, want[i].fy);
        assert_int_equal(step->rank, want[i].rank);
        assert_string_equal(placement->list[step->list].code, want[i].list);
        assert_int_equal(step->vacancy, VACANCY_RETIRED);
    }
    assert_int_equal(placement->step[6].from, FROM_CHANNEL);
    assert_int_equal(placement->step[6].rank, 1);
    /* Valid in 2567, 2568 and 2569: to 30 September of 2569. */
    assert_int_equal(date_compare(placement->list[0].last_day, (struct date){2026, 9, 30}), 0);
    assert_true(placement->list[0].ends);
    assert_false(placement->list[1].ends);
    placed_free(&p);
}

/*
 * Three schools short of one of 10, 2 and 2, and one passer a year too few. With tiers 0.5 and 0.5
 * at 10 and 20 the only missing post of each lies in the first tier, price 10. Oak's weight is
 * above elm's and ash's by its index, so it comes first; elm and ash are short of 1 in 2, the same
 * share, so elm, which is first in the register, comes next.
 */
static struct world *urgent_world(void)
{
    struct world *w = world_new();
    const int math = world_major(w, "math");
    static const char *const codes[] = {"elm", "ash", "oak"};
    static const int have[] = {1, 1, 9}, need[] = {2, 2, 10};
    for (int s = 0; s < 3; s++) {
        world_school(w, codes[s]);
        world_teachers(w, s, math, have[s], 0);
        world_need(w, s, math, need[s]);
        world_frame(w, s, need[s]);
        world_index(w, s, s == 2 ? 70 : 50);
    }
    w->reg.list[w->reg.lists++] =
        (struct eligible_list){mem_text("exam-1-2565"), math, {2022, 6, 1}, {2024, 5, 31}, 5, 12};
    world_set(w, "horizon.years=1");
    world_set(w, "equity.alpha=0.25");
    world_set(w, "shortage.tier_shares=0.5 0.5");
    world_set(w, "shortage.tier_prices=10 20");
    return w;
}

static void the_first_rank_goes_to_the_most_urgent_vacancy(void **state)
{
    static const int school[] = {2, 0, 1};
    struct world *w = urgent_world();
    (void)state;
    world_make(w);
    struct placed_world p = placed_new(w);
    assert_whole(&p.placed);
    assert_int_equal(p.placed.placement.steps, 3);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(p.placed.placement.step[i].school, school[i]);
        assert_int_equal(p.placed.placement.step[i].rank, 12 + i); /* next_rank of the list */
        assert_int_equal(p.placed.placement.step[i].vacancy, VACANCY_EARLIER);
    }
    assert_true(p.placed.placement.list[0].rank_known);
    assert_int_equal(p.placed.placement.list[0].left, 2);
    assert_true(p.placed.placement.list[0].ends); /* in fiscal year 2567, the last of the plan */
    placed_free(&p);
}

static void add_district(struct world *w)
{
    w->reg.district = mem_resize(w->reg.district, 2, sizeof *w->reg.district);
    w->reg.district[w->reg.districts++] =
        (struct district){mem_text("1002"), mem_text("เขตสอง"), mem_text("two"), mem_text("")};
}

/* One leaves a school of each of two districts, and there is a vacancy in each: both stay in their
   district, though the vacancy of the other is as urgent. */
static void transfers_stay_in_their_district_if_they_can(void **state)
{
    struct world *w = world_new();
    const int math = world_major(w, "math");
    static const char *const codes[] = {"a1", "a2", "b1", "b2"};
    static const int have[] = {3, 0, 0, 3}, need[] = {2, 1, 1, 2};
    (void)state;
    add_district(w);
    for (int s = 0; s < 4; s++) {
        world_school(w, codes[s]);
        w->reg.school[s].district = s / 2;
        world_teachers(w, s, math, have[s], 0);
        world_need(w, s, math, need[s]);
        world_frame(w, s, 3);
    }
    world_set(w, "horizon.years=1");
    world_make(w);
    struct placed_world p = placed_new(w);
    assert_whole(&p.placed);
    assert_int_equal(p.placed.placement.steps, 2);
    for (int i = 0; i < 2; i++) {
        const struct placement_step *step = &p.placed.placement.step[i];
        assert_int_equal(w->reg.school[step->school].district,
                         w->reg.school[step->from_school].district);
        assert_true(step->from_surplus);
    }
    placed_free(&p);
}

/* The example of docs/placement.md: ash has a mathematics teacher too many and an art teacher too
   few, elm the reverse, both are full; of oak's two mathematics teachers one retired. Oak lies in
   another district: the transfer goes to elm, although oak is short of more of its need. */
static void the_example_of_the_document_holds(void **state)
{
    struct world *w = world_new();
    const int math = world_major(w, "math"), art = world_major(w, "art");
    static const char *const codes[] = {"ash", "elm", "oak"};
    (void)state;
    for (int s = 0; s < 3; s++) {
        world_school(w, codes[s]);
        world_frame(w, s, s < 2 ? 4 : 2);
        world_need(w, s, math, 2);
        if (s < 2) world_need(w, s, art, 2);
    }
    add_district(w);
    w->reg.school[2].district = 1;
    world_teachers(w, 0, math, 3, 0);
    world_teachers(w, 0, art, 1, 0);
    world_teachers(w, 1, math, 1, 0);
    world_teachers(w, 1, art, 3, 0);
    world_teachers(w, 2, math, 1, 0);
    world_teachers(w, 2, math, 1, 2566);
    w->reg.list[w->reg.lists++] =
        (struct eligible_list){mem_text("exam-1-2565"), math, {2022, 8, 26}, {2024, 8, 25}, 5, 12};
    world_set(w, "horizon.years=1");
    world_make(w);
    struct placed_world p = placed_new(w);
    const struct placement *placement = &p.placed.placement;
    assert_whole(&p.placed);
    assert_int_equal(placement->steps, 3);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(placement->step[i].from, FROM_SCHOOL);
        assert_int_equal(placement->step[i].major, i == 0 ? math : art);
        assert_int_equal(placement->step[i].school, 1 - i);
        assert_int_equal(placement->step[i].vacancy, VACANCY_EARLIER);
        assert_int_equal(placement->step[i].same_day, 1);
        assert_true(placement->step[i].from_surplus);
    }
    assert_int_equal(placement->step[2].rank, 12);
    assert_int_equal(placement->step[2].vacancy, VACANCY_RETIRED);
    assert_int_equal(placement->step[2].same_day, 0);
    assert_int_equal(placement->list[0].left, 4);
    placed_free(&p);
}

static void a_list_without_a_next_rank_counts_from_one(void **state)
{
    struct world *w = urgent_world();
    (void)state;
    w->reg.list[0].next_rank = 0;
    world_make(w);
    struct placed_world p = placed_new(w);
    assert_false(p.placed.placement.list[0].rank_known);
    assert_int_equal(p.placed.placement.step[0].rank, 1);
    placed_free(&p);
}

/* ---- plans that do not add up ----------------------------------------------------------- */

static void more_calls(struct stored_plan *plan)
{
    plan->call[0].count = 9;
}

static void unknown_list(struct stored_plan *plan)
{
    free(plan->call[0].list);
    plan->call[0].list = mem_text("exam-9-2565");
}

static void fewer_calls(struct stored_plan *plan)
{
    plan->call[0].count--;
}

static void fewer_hires(struct stored_plan *plan)
{
    plan->recruit[0].hire--;
    plan->call[0].count--;
}

static void more_come(struct stored_plan *plan)
{
    plan->chain[1].in++;
}

static void a_row_twice(struct stored_plan *plan)
{
    plan->chain[1] = plan->chain[0];
}

static void a_plan_that_does_not_add_up_is_refused_with_the_place(void **state)
{
    static const struct {
        void (*spoil)(struct stored_plan *plan);
        const char *text;
    } cases[] = {
        {more_calls, "more are called than a list has in 2567"},
        {unknown_list, "somebody is called from a list that is not there in 2567"},
        {fewer_calls, "those called are not those hired by exam in 2567"},
        {fewer_hires, "those who leave schools are not those who arrive in 2567"},
        {more_come, "a headcount differs from who came and left in 2567"},
        {a_row_twice, "a row of a school that the data do not have in 2566"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct world *w = urgent_world();
        char want[200];
        struct err err;
        world_make(w);
        struct placed_world p = placed_new(w);
        cases[i].spoil(&p.placed.stored);
        snprintf(want, sizeof want,
                 "no placement list from plan 'plan': %s, major 'math', see 'kru verify'",
                 cases[i].text);
        assert_int_equal(place(&p, &err), ERR_MISMATCH);
        assert_error(err, ERR_MISMATCH, want);
        assert_null(p.placed.placement.step);
        placed_free(&p);
    }
}

static const struct CMUnitTest cases[] = {
    CASE(a_circle_of_full_schools_moves_on_one_day),
    CASE(a_circle_with_a_free_place_moves_one_by_one),
    CASE(a_free_place_serves_circles_before_it_wanders_off),
    CASE(who_replaces_the_last_teacher_comes_on_the_day_the_other_leaves),
    CASE(any_order_can_be_walked),
    CASE(nobody_is_held_to_one_day_who_could_go_alone),
    CASE(every_random_plan_is_dealt_out_whole_and_can_be_walked),
    CASE(plans_that_move_people_to_and_fro_can_be_walked),
    CASE(ranks_run_on_and_the_list_that_ends_first_goes_first),
    CASE(the_first_rank_goes_to_the_most_urgent_vacancy),
    CASE(transfers_stay_in_their_district_if_they_can),
    CASE(the_example_of_the_document_holds),
    CASE(a_list_without_a_next_rank_counts_from_one),
    CASE(a_plan_that_does_not_add_up_is_refused_with_the_place),
};

TEST_MAIN(cases)
