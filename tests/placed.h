/* Looks at a placement list from outside: its sums against the plan, its order walked step by step.
 */
#ifndef TESTS_PLACED_H
#define TESTS_PLACED_H

#include "tests/test.h"

#include "base/mem.h"
#include "planner/placement.h"
#include "planner/placement_order.h"
#include "planner/plan.h"

#include <stdlib.h>

/* ---- a year ----------------------------------------------------------------------------- */

static inline void walk_step(const struct order_step *step, const int *school, int *head,
                             int *total)
{
    head[step->to]++;
    total[school[step->to]]++;
    if (step->from < 0) return;
    head[step->from]--;
    total[school[step->from]]--;
}

static inline const struct order_step *step_at(const struct order_step *step, int steps, int order)
{
    for (int i = 0; i < steps; i++)
        if (step[i].order == order) return &step[i];
    fail_msg("no step has the order %d", order);
    return NULL;
}

/* Walks from group to group and looks at every chain and school after each. */
static inline void walk(const struct order_step *step, int steps, const int *school, int chains,
                        int schools, const int *low, const int *room, int *head, int *total)
{
    int *before = mem_new((size_t)schools, sizeof *before);
    for (int order = 1; order <= steps;) {
        const int day = step_at(step, steps, order)->same_day;
        memcpy(before, total, (size_t)schools * sizeof *before);
        do {
            walk_step(step_at(step, steps, order), school, head, total);
            order++;
        } while (day > 0 && order <= steps && step_at(step, steps, order)->same_day == day);
        for (int j = 0; j < chains; j++) assert_true(head[j] >= low[j]);
        for (int s = 0; s < schools; s++) assert_true(total[s] <= room[s] || total[s] <= before[s]);
    }
    for (int i = 0; i < steps; i++)
        if (step[i].before >= 0) assert_true(step[step[i].before].order < step[i].order);
    free(before);
}

/* ---- a plan ----------------------------------------------------------------------------- */

/* A plan, its rows and its placement; `d` is borrowed. */
struct placed {
    const struct staffing *d;
    struct stored_plan stored;
    struct placement placement;
};

static inline void placed_clear(struct placed *placed)
{
    placement_clear(&placed->placement);
    stored_plan_clear(&placed->stored);
}

/* Rows are asked for nearly in their order: the search goes on where the last one ended. */
static inline const struct stored_chain *row_at(const struct placed *placed, int school, int major,
                                                int fy)
{
    static int at;
    for (int i = 0; i < placed->stored.chains; i++, at++) {
        if (at >= placed->stored.chains) at = 0;
        const struct stored_chain *row = &placed->stored.chain[at];
        if (row->school == school && row->major == major && row->fy == fy) return row;
    }
    fail_msg("no row of school %d, major %d in %d", school, major, fy);
    return NULL;
}

/* Steps of a year that match; -1: any. */
static inline int count_steps(const struct placed *placed, int fy, enum placement_from from,
                              int source, int from_chain, int to_chain)
{
    const int M = placed->d->majors;
    int count = 0;
    for (int i = 0; i < placed->placement.steps; i++) {
        const struct placement_step *step = &placed->placement.step[i];
        if (step->fy != fy) continue;
        if (from_chain >= 0 && step->from_school * M + step->from_major != from_chain) continue;
        if (to_chain >= 0 && step->school * M + step->major != to_chain) continue;
        if (source >= 0 && (step->from != from || step->channel != source)) continue;
        count++;
    }
    return count;
}

/* In and out of every chain, graduates by channel, calls by list, retrainings by year. */
static inline void assert_sums(const struct placed *placed)
{
    const struct stored_plan *plan = &placed->stored;
    const int M = placed->d->majors, exam = plan_exam_channel(placed->d->reg);
    for (int i = 0; i < plan->chains; i++) {
        const struct stored_chain *row = &plan->chain[i];
        const int cell = row->school * M + row->major;
        assert_int_equal(count_steps(placed, row->fy, 0, -1, -1, cell), row->in);
        assert_int_equal(count_steps(placed, row->fy, 0, -1, cell, -1), row->out);
    }
    for (int i = 0; i < plan->recruits; i++) {
        const struct stored_recruit *row = &plan->recruit[i];
        int count = 0;
        for (int k = 0; k < placed->placement.steps; k++) {
            const struct placement_step *step = &placed->placement.step[k];
            count += step->fy == row->fy && step->major == row->major &&
                     (row->channel == exam
                          ? step->from == FROM_LIST
                          : step->from == FROM_CHANNEL && step->channel == row->channel);
        }
        assert_int_equal(count, row->hire);
    }
    for (int t = 0; t < plan->years; t++) {
        int count = 0;
        for (int k = 0; k < placed->placement.steps; k++)
            if (placed->placement.step[k].fy == plan->first_fy + t)
                count += placed->placement.step[k].retrainings;
        assert_int_equal(count, plan->total[t].retrain);
    }
}

/* Ranks of a list run on from call to call, within the list and before its last day. */
static inline void assert_ranks(const struct placed *placed)
{
    const struct stored_plan *plan = &placed->stored;
    const struct placement *placement = &placed->placement;
    for (int l = 0; l < placement->lists; l++) {
        const struct placement_list *list = &placement->list[l];
        int next = list->first_rank, planned = 0, called = 0;
        for (int i = 0; i < placement->steps; i++) {
            const struct placement_step *step = &placement->step[i];
            if (step->from != FROM_LIST || step->list != l) continue;
            assert_int_equal(step->rank, next++);
            assert_int_equal(step->major, list->major);
            assert_true(date_compare(step->report, list->last_day) <= 0);
            assert_true(step->fy >= list->exam_fy);
        }
        for (int i = 0; i < plan->calls; i++)
            if (strcmp(plan->call[i].list, list->code) == 0 && plan->call[i].major == list->major)
                planned += plan->call[i].count;
        for (int t = 0; t < plan->years; t++) called += list->called[t];
        assert_int_equal(next - list->first_rank, planned);
        assert_int_equal(called, planned);
        assert_int_equal(list->left, list->people - planned);
        assert_true(list->left >= 0);
    }
}

/* The steps of a year as those of the order, with the state before them. */
static inline void walk_year(const struct placed *placed, int t)
{
    const struct staffing *d = placed->d;
    const struct placement *placement = &placed->placement;
    const int fy = d->first_fy + t, M = d->majors;
    int *school = mem_new((size_t)d->chains * 3, sizeof *school);
    int *low = school + d->chains, *head = low + d->chains;
    int *room = mem_new((size_t)d->schools * 2, sizeof *room), *total = room + d->schools;
    struct order_step *step = mem_new((size_t)placement->steps, sizeof *step);
    int steps = 0;
    for (int s = 0; s < d->schools; s++) room[s] = d->frame[s * d->years + t];
    for (int s = 0; s < d->schools; s++) {
        int after = 0;
        for (int j = d->first_chain[s]; j < d->first_chain[s + 1]; j++) {
            const struct stored_chain *row = row_at(placed, s, d->chain[j].major, fy);
            after += row->headcount;
            school[j] = s;
            head[j] = row->headcount - row->in + row->out;
            low[j] = row->headcount < row->need ? row->headcount : row->need;
            if (head[j] < low[j]) low[j] = head[j];
            total[s] += head[j];
        }
        if (after > room[s]) room[s] = after;
    }
    for (int i = 0; i < placement->steps; i++) {
        const struct placement_step *one = &placement->step[i];
        if (one->fy != fy) continue;
        step[steps++] = (struct order_step){
            .from =
                one->from == FROM_SCHOOL ? d->chain_of[one->from_school * M + one->from_major] : -1,
            .to = d->chain_of[one->school * M + one->major],
            .before = -1,
            .order = one->order,
            .same_day = one->same_day};
        assert_int_equal(one->order, steps);
        assert_int_equal(date_fiscal_year(one->report), fy);
    }
    walk(step, steps, school, d->chains, d->schools, low, room, head, total);
    for (int j = 0; j < d->chains; j++)
        assert_int_equal(head[j], row_at(placed, school[j], d->chain[j].major, fy)->headcount);
    free(school);
    free(room);
    free(step);
}

static inline void assert_whole(const struct placed *placed)
{
    assert_sums(placed);
    assert_ranks(placed);
    for (int t = 0; t < placed->stored.years; t++) walk_year(placed, t);
}

#endif
