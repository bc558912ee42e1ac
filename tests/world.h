/* A small register made in memory, for models that can be solved by hand: one district, needs and
   frames by table, losses off, plain prices unless a case sets them. */
#ifndef TESTS_WORLD_H
#define TESTS_WORLD_H

#include "tests/test.h"

#include "base/mem.h"
#include "planner/plan.h"

#include <stdlib.h>

enum { WORLD_MOST = 8000 };

struct world {
    struct school_register reg;
    struct settings *settings;
    struct params params;
    struct staffing staffing;
    struct plan plan;
    struct lp *lp;
};

static inline int world_major(struct world *w, const char *code)
{
    struct major *major = &w->reg.major[w->reg.majors];
    *major = (struct major){mem_text(code), mem_text(code), mem_text(code)};
    return w->reg.majors++;
}

static inline int world_school(struct world *w, const char *code)
{
    w->reg.school[w->reg.schools] =
        (struct school){.code = mem_text(code), .name_th = mem_text(code)};
    return w->reg.schools++;
}

static inline void world_channel(struct world *w, const char *code, enum channel_kind kind,
                                 int lead_years)
{
    w->reg.channel[w->reg.channels++] =
        (struct channel){mem_text(code), mem_text(code), mem_text(code), kind, lead_years, 1.0};
}

/* `count` teachers of a major who retire at the end of `retire_fy` (0: far outside the horizon). */
static inline void world_teachers(struct world *w, int school, int major, int count, int retire_fy)
{
    for (int i = 0; i < count; i++) {
        struct teacher *teacher = &w->reg.teacher[w->reg.teachers++];
        const int year = retire_fy ? retire_fy - BUDDHIST_OFFSET - 60 : 1995;
        *teacher = (struct teacher){.id = mem_text("T"),
                                    .school = school,
                                    .position = POSITION_TEACHER,
                                    .post_major = major,
                                    .degree_major = major,
                                    .birth = {year, 5, 1}};
    }
}

/* The same need in every year from today to the end of any horizon, and room for it. */
static inline void world_need(struct world *w, int school, int major, int need)
{
    for (int fy = 2566; fy < 2566 + MAX_YEARS; fy++)
        w->reg.need[w->reg.needs++] = (struct need_row){school, major, fy, need};
}

static inline void world_frame(struct world *w, int school, int frame)
{
    for (int fy = 2566; fy < 2566 + MAX_YEARS; fy++)
        w->reg.frame[w->reg.frames++] = (struct frame_row){school, fy, frame};
}

static inline void world_committed(struct world *w, int channel, int major, int fy, int graduates)
{
    w->reg.committed[w->reg.committeds++] = (struct committed_row){channel, major, fy, graduates};
}

static inline void world_arc(struct world *w, int from, int to)
{
    w->reg.arc[w->reg.arcs++] = (struct retrain_arc){from, to};
}

static inline void world_index(struct world *w, int school, double index)
{
    w->reg.equity[w->reg.equities++] = (struct equity_row){school, mem_text("2566"), index, 1.0};
}

static inline void world_set(struct world *w, const char *assignment)
{
    struct err err;
    assert_ok(settings_add(w->settings, assignment, &err));
}

static inline struct world *world_new(void)
{
    static const char *const plain[] = {
        "norm.version=table",
        "loss.rate=0",
        "shortage.tier_shares=1",
        "shortage.tier_prices=10",
        "shortage.school_tier_shares=1",
        "shortage.school_tier_prices=0",
        "price.discount=1",
        "price.money=0",
        "exam.seats_total=0",
        "transfer.max=none",
        "retrain.max=none",
        "equity.alpha=0",
    };
    struct world *w = mem_new(1, sizeof *w);
    struct school_register *reg = &w->reg;
    reg->district = mem_new(1, sizeof *reg->district);
    reg->district[reg->districts++] =
        (struct district){mem_text("1001"), mem_text("เขต"), mem_text("district"), mem_text("")};
    reg->school = mem_new(WORLD_MOST, sizeof *reg->school);
    reg->major = mem_new(WORLD_MOST, sizeof *reg->major);
    reg->teacher = mem_new(WORLD_MOST, sizeof *reg->teacher);
    reg->need = mem_new(WORLD_MOST, sizeof *reg->need);
    reg->frame = mem_new(WORLD_MOST, sizeof *reg->frame);
    reg->channel = mem_new(WORLD_MOST, sizeof *reg->channel);
    reg->committed = mem_new(WORLD_MOST, sizeof *reg->committed);
    reg->list = mem_new(WORLD_MOST, sizeof *reg->list);
    reg->arc = mem_new(WORLD_MOST, sizeof *reg->arc);
    reg->equity = mem_new(WORLD_MOST, sizeof *reg->equity);
    snprintf(reg->data_hash, sizeof reg->data_hash, "test");
    w->settings = settings_new();
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) world_set(w, plain[i]);
    world_channel(w, "exam", CHANNEL_EXAM, 0);
    return w;
}

/* Resolve and build; the test fails with the sentence when that is refused. */
static inline void world_make(struct world *w)
{
    struct err err;
    assert_ok(settings_resolve(w->settings, &w->reg, &w->params, &err));
    assert_ok(staffing_make(&w->reg, &w->params, &w->staffing, &err));
}

static inline void world_solve(struct world *w)
{
    struct err err;
    world_make(w);
    assert_ok(plan_solve(&w->staffing, NULL, NULL, &w->plan, &err));
}

static inline void world_build(struct world *w)
{
    struct err err;
    world_make(w);
    assert_ok(lp_build(&staffing_model, &w->staffing, &w->lp, &err));
}

static inline void world_free(struct world *w)
{
    lp_free(w->lp);
    plan_clear(&w->plan);
    staffing_clear(&w->staffing);
    params_clear(&w->params);
    settings_free(w->settings);
    register_clear(&w->reg);
    free(w);
}

/* Posts short over all chains in year t; over all years with t = -1. */
static inline int world_short(const struct world *w, int t)
{
    int sum = 0;
    for (int j = 0; j < w->staffing.chains; j++)
        for (int u = 0; u < w->staffing.years; u++)
            for (int k = 0; (t < 0 || u == t) && k < w->params.tiers; k++)
                sum += (int)plan_value(&w->staffing, &w->plan, SHORT, AT(j, k, u));
    return sum;
}

/*
 * One school, one major, 10 posts, 4 years; retirements before the openings 2, 1, 3, 1; the exam
 * of year 1 passes at most 4, that of year 3 at most 2; one graduate in year 4.
 *   valid 1 year:  call 2 | none left, gap 1   | call 2 of 4, gap 2 | graduate 1, gap 2   -> 5
 *   valid 2 years: call 2 | call 1 from year 1 | call 2 of 3, gap 1 | graduate 1, gap 1   -> 2
 *   valid 3 years: call 2 | call 1             | call 1 + 2         | graduate 1          -> 0
 * A post costs 10 a year short, nothing else costs anything: objective = 10 * gap-years.
 */
static inline struct world *list_world(const char *list_years)
{
    struct world *w = world_new();
    const int math = world_major(w, "math"), school = world_school(w, "oak");
    world_channel(w, "erawan", CHANNEL_PIPELINE, 4);
    world_teachers(w, school, math, 2, 2566);
    world_teachers(w, school, math, 1, 2567);
    world_teachers(w, school, math, 3, 2568);
    world_teachers(w, school, math, 1, 2569);
    world_teachers(w, school, math, 3, 0);
    world_need(w, school, math, 10);
    world_frame(w, school, 10);
    world_committed(w, 1, math, 2570, 1);
    world_set(w, "horizon.years=4");
    world_set(w, "exam.seats_total.2567=4");
    world_set(w, "exam.seats_total.2569=2");
    world_set(w, list_years);
    return w;
}

/* A world in which every family of rows exists: all rules set, every price above 0. */
static inline struct world *world_full(void)
{
    struct world *w = world_new();
    const int math = world_major(w, "math"), art = world_major(w, "art");
    const int oak = world_school(w, "oak"), elm = world_school(w, "elm");
    world_channel(w, "erawan", CHANNEL_PIPELINE, 1);
    world_teachers(w, oak, math, 2, 0);
    world_teachers(w, oak, math, 1, 2567);
    world_teachers(w, elm, art, 2, 0);
    world_need(w, oak, math, 6);
    world_need(w, elm, math, 1);
    world_frame(w, oak, 6);
    world_frame(w, elm, 3);
    world_committed(w, 1, math, 2568, 2);
    world_arc(w, art, math);
    w->reg.list[w->reg.lists++] =
        (struct eligible_list){mem_text("exam-1-2565"), math, {2022, 6, 1}, {2024, 5, 31}, 3, 0};
    static const char *const sets[] = {
        "horizon.years=3",
        "shortage.tier_shares=0.5 0.5",
        "shortage.tier_prices=10 20",
        "shortage.school_tier_shares=0.5 0.5",
        "shortage.school_tier_prices=1 2",
        "exam.seats_total=3",
        "exam.seats.math=2",
        "exam.cost_thb=5000",
        "exam.call_cost_thb=200000",
        "pipeline.erawan.places_total=4",
        "pipeline.erawan.places=3",
        "pipeline.erawan.place_cost_thb=100000",
        "pipeline.erawan.hire_cost_thb=200000",
        "transfer.max=5",
        "transfer.cost_thb=1000",
        "retrain.max=2",
        "retrain.cost_thb=30000",
        "budget.total_thb=2000000",
        "budget.hard_minimum_thb=100000",
        "rule.max_short_share=0.9",
        "rule.must_fill.2569.math=yes",
        "rule.min_headcount.math=1",
        "price.money=1",
    };
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) world_set(w, sets[i]);
    return w;
}

#endif
