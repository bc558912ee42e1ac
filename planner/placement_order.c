/* An order of the steps of one year.
 *
 * A step fits when it leaves no chain below `low` and does not bring a school above max(room, those
 * it had before the step). Transfers that fit are made one by one; hires come after all transfers.
 *
 * When no transfer fits, some are made on one day. The set of all steps left fits: it ends in the
 * last state of the year, which is at or above every low and within every room. So a set that is
 * grown from one transfer comes to an end: while a school is too full, the set has more arrivals
 * than departures there and more people than the last state has, so a departure is still outside
 * the set; while a chain is too low, it is below the last state, so an arrival is still outside.
 * Each adds a step of those left, and the set of all fits. In full schools the sets are cycles: A
 * to B, B to C, C to A. Of all transfers to grow from, the smallest set is taken.
 *
 * Hires come last, in the order given: a school then holds at most what it has at the end, less
 * the hires still to come, and chains only grow. A hire that is needed earlier (its chain is left
 * by somebody in the same year) joins a set, and with it the ranks before it on its list.
 */
#include "planner/placement_order.h"

#include "base/mem.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct ordering {
    struct order_place *place;
    struct order_step *step;
    int steps, orders, groups;
    bool *made;
    /* A set under construction, and what it changes. */
    int *member, members;
    bool *inside;
    int *chain_change, *school_change; /* zero outside the chains and schools of the set */
    int schools;
    bool *reached; /* [schools] */
};

static int school_from(const struct ordering *o, int i)
{
    return o->step[i].from < 0 ? -1 : o->place->school[o->step[i].from];
}

static int school_to(const struct ordering *o, int i)
{
    return o->place->school[o->step[i].to];
}

static void change(struct ordering *o, int i, int sign)
{
    o->chain_change[o->step[i].to] += sign;
    o->school_change[school_to(o, i)] += sign;
    if (o->step[i].from < 0) return;
    o->chain_change[o->step[i].from] -= sign;
    o->school_change[school_from(o, i)] -= sign;
}

static void join(struct ordering *o, int i)
{
    o->member[o->members++] = i;
    o->inside[i] = true;
    change(o, i, 1);
}

static void leave_all(struct ordering *o)
{
    while (o->members > 0) {
        const int i = o->member[--o->members];
        o->inside[i] = false;
        change(o, i, -1);
    }
}

/* `more` people beyond those of the set. */
static bool too_full(const struct ordering *o, int s, int more)
{
    const int change = o->school_change[s] + more;
    return change > 0 && o->place->total[s] + change > o->place->room[s];
}

static bool too_low(const struct ordering *o, int j, int fewer)
{
    return o->place->head[j] + o->chain_change[j] - fewer < o->place->low[j];
}

static bool may_join(const struct ordering *o, int i)
{
    return !o->made[i] && !o->inside[i];
}

/* What a step would ask for when it joins: the fewer the better. */
static int asks(const struct ordering *o, int i)
{
    const struct order_step *step = &o->step[i];
    const int before = step->before;
    int count = 0;
    if (too_full(o, school_to(o, i), 1)) count++;
    if (step->from >= 0 && too_low(o, step->from, 1)) count++;
    if (before >= 0 && may_join(o, before)) count++;
    return count;
}

/* The best departure from school s, or arrival in chain j; the other is -1. */
static int best_joining(const struct ordering *o, int s, int j)
{
    int best = -1, fewest = INT_MAX;
    for (int i = 0; i < o->steps && fewest > 0; i++) {
        const bool helps = s >= 0 ? school_from(o, i) == s && school_to(o, i) != s
                                  : o->step[i].to == j && o->step[i].from != j;
        if (!helps || !may_join(o, i)) continue;
        const int count = asks(o, i);
        if (count >= fewest) continue;
        best = i;
        fewest = count;
    }
    return best;
}

/* The step that must join for the set to fit; -1: it fits. */
static int missing(const struct ordering *o)
{
    for (int k = 0; k < o->members; k++) {
        const struct order_step *step = &o->step[o->member[k]];
        if (step->before >= 0 && may_join(o, step->before)) return step->before;
        if (too_full(o, school_to(o, o->member[k]), 0))
            return best_joining(o, school_to(o, o->member[k]), -1);
        if (step->from >= 0 && too_low(o, step->from, 0)) return best_joining(o, -1, step->from);
    }
    return -1;
}

/* Grow from step i; the size, or INT_MAX when it reaches `most`. */
static int grow(struct ordering *o, int i, int most)
{
    join(o, i);
    for (int next = missing(o); next >= 0; next = missing(o)) {
        if (o->members + 1 >= most) return INT_MAX;
        join(o, next);
    }
    return o->members;
}

static int by_position(const void *a, const void *b)
{
    const int left = *(const int *)a, right = *(const int *)b;
    return (left > right) - (left < right);
}

/* The set happens: one step alone, or several on one day. */
static void make_set(struct ordering *o)
{
    const int same_day = o->members > 1 ? ++o->groups : 0;
    qsort(o->member, (size_t)o->members, sizeof *o->member, by_position);
    for (int k = 0; k < o->members; k++) {
        struct order_step *step = &o->step[o->member[k]];
        step->order = ++o->orders;
        step->same_day = same_day;
        o->made[o->member[k]] = true;
        o->place->head[step->to]++;
        o->place->total[o->place->school[step->to]]++;
        if (step->from < 0) continue;
        o->place->head[step->from]--;
        o->place->total[o->place->school[step->from]]--;
    }
    leave_all(o);
}

/* The set of one step, if it fits alone. */
static bool make_alone(struct ordering *o, int i)
{
    join(o, i);
    if (missing(o) >= 0) {
        leave_all(o);
        return false;
    }
    make_set(o);
    return true;
}

/* Places at a school beyond those that the transfers still to come there take. */
static int spare(const struct ordering *o, int s)
{
    int places = o->place->room[s] - o->place->total[s];
    for (int i = 0; i < o->steps; i++)
        if (may_join(o, i) && o->step[i].from >= 0 && school_to(o, i) == s &&
            school_from(o, i) != s)
            places--;
    return places;
}

/* True when transfers still to be made lead from where step i arrives back to where it leaves. */
static bool on_cycle(const struct ordering *o, int i)
{
    memset(o->reached, 0, (size_t)o->schools * sizeof *o->reached);
    o->reached[school_to(o, i)] = true;
    for (bool more = true; more && !o->reached[school_from(o, i)];) {
        more = false;
        for (int k = 0; k < o->steps; k++) {
            if (k == i || o->made[k] || o->step[k].from < 0) continue;
            if (!o->reached[school_from(o, k)] || o->reached[school_to(o, k)]) continue;
            o->reached[school_to(o, k)] = true;
            more = true;
        }
    }
    return o->reached[school_from(o, i)];
}

static bool is_crowded(const struct ordering *o, int s)
{
    return o->place->total[s] > o->place->room[s];
}

/* How a transfer that fits may be chosen: it takes no place that another waits for; the place it
   takes comes back, first where the school that is left has more than its room, so that nobody may
   come there yet; any. */
enum choice { CHOOSE_SPARE, CHOOSE_CROWDED_CYCLE, CHOOSE_CYCLE, CHOOSE_ANY, CHOICES };

/* Make transfers alone that can be chosen so; the number made. Only the first choice goes on. */
static int make_chosen(struct ordering *o, enum choice choice)
{
    int count = 0;
    for (int i = 0; i < o->steps && (count == 0 || choice == CHOOSE_SPARE); i++) {
        if (o->step[i].from < 0 || o->made[i]) continue;
        if (choice == CHOOSE_SPARE && spare(o, school_to(o, i)) < 0) continue;
        if (choice == CHOOSE_CROWDED_CYCLE && !is_crowded(o, school_from(o, i))) continue;
        if ((choice == CHOOSE_CROWDED_CYCLE || choice == CHOOSE_CYCLE) && !on_cycle(o, i)) continue;
        if (make_alone(o, i)) count++;
    }
    return count;
}

/* Every transfer that fits alone, until none does. A free place wanders: whoever takes it leaves
   one. It is kept on cycles while it can be (Fleury's rule for walks along every edge), so that
   it serves all of them before it wanders off. */
static void make_singles(struct ordering *o)
{
    for (int choice = 0; choice < CHOICES;)
        choice = make_chosen(o, (enum choice)choice) > 0 ? 0 : choice + 1;
}

static int transfers_left(const struct ordering *o)
{
    int left = 0;
    for (int i = 0; i < o->steps; i++) left += !o->made[i] && o->step[i].from >= 0;
    return left;
}

static void make_smallest_set(struct ordering *o)
{
    enum { PAIR = 2 };
    int best = -1, fewest = INT_MAX;
    for (int i = 0; i < o->steps && fewest > PAIR; i++) {
        if (o->step[i].from < 0 || o->made[i]) continue;
        const int size = grow(o, i, fewest);
        leave_all(o);
        if (size >= fewest) continue;
        best = i;
        fewest = size;
    }
    grow(o, best, INT_MAX);
    make_set(o);
}

void placement_order(struct order_place *place, struct order_step *step, int steps)
{
    int chains = 0, schools = 0;
    for (int i = 0; i < steps; i++) {
        if (step[i].from >= chains) chains = step[i].from + 1;
        if (step[i].to >= chains) chains = step[i].to + 1;
    }
    for (int j = 0; j < chains; j++)
        if (place->school[j] >= schools) schools = place->school[j] + 1;
    struct ordering o = {
        .place = place,
        .step = step,
        .steps = steps,
        .made = mem_new((size_t)steps, sizeof *o.made),
        .member = mem_new((size_t)steps, sizeof *o.member),
        .inside = mem_new((size_t)steps, sizeof *o.inside),
        .chain_change = mem_new((size_t)chains, sizeof *o.chain_change),
        .school_change = mem_new((size_t)schools, sizeof *o.school_change),
        .schools = schools,
        .reached = mem_new((size_t)schools, sizeof *o.reached),
    };
    for (make_singles(&o); transfers_left(&o) > 0; make_singles(&o)) make_smallest_set(&o);
    for (int i = 0; i < steps; i++) {
        if (o.made[i]) continue;
        join(&o, i);
        make_set(&o);
    }
    free(o.made);
    free(o.member);
    free(o.inside);
    free(o.chain_change);
    free(o.school_change);
    free(o.reached);
}
