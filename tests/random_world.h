/* Random small worlds with every feature on and off, the same for the same seed. */
#ifndef TESTS_RANDOM_WORLD_H
#define TESTS_RANDOM_WORLD_H

#include "tests/world.h"

#include "base/env.h"

enum { SCHOOLS = 4, MAJORS = 3 };

static inline int below(struct env_random *random, int count)
{
    return env_random_below(random, count);
}

static inline void set_number(struct world *w, const char *key, long long value)
{
    char text[96];
    snprintf(text, sizeof text, "%s=%lld", key, value);
    world_set(w, text);
}

static inline void random_people(struct world *w, struct env_random *random)
{
    static const char *const major_codes[MAJORS] = {"math", "art", "music"};
    static const char *const school_codes[SCHOOLS] = {"oak", "elm", "ash", "fir"};
    for (int m = 0; m < MAJORS; m++) world_major(w, major_codes[m]);
    for (int s = 0; s < SCHOOLS; s++) {
        int frame = 0;
        world_school(w, school_codes[s]);
        for (int m = 0; m < MAJORS; m++) {
            const int need = below(random, 5);
            if (need > 0 && below(random, 5) > 0) world_need(w, s, m, need);
            world_teachers(w, s, m, below(random, 4), 0);
            if (below(random, 2)) world_teachers(w, s, m, 1, 2566 + below(random, 6));
            frame += need;
        }
        world_frame(w, s, frame);
        world_index(w, s, 30 + below(random, 41));
    }
}

static inline void random_supply(struct world *w, struct env_random *random, int years)
{
    world_channel(w, "erawan", CHANNEL_PIPELINE, 1 + below(random, 3));
    world_channel(w, "local", CHANNEL_PIPELINE, below(random, 3));
    for (int i = 0; i < 4; i++)
        world_committed(w, 1 + below(random, 2), below(random, MAJORS), 2567 + below(random, years),
                        below(random, 3));
    w->reg.list[w->reg.lists++] = (struct eligible_list){
        mem_text("exam-1-2565"),          below(random, MAJORS), {2022, 6, 1},
        {2023 + below(random, 3), 5, 31}, below(random, 4),      0};
    for (int a = 0; a < below(random, 4); a++) {
        const int from = below(random, MAJORS);
        world_arc(w, from, (from + 1) % MAJORS);
    }
    set_number(w, "exam.seats_total", below(random, 6));
    set_number(w, "exam.list_years", 1 + below(random, 3));
    if (below(random, 2)) set_number(w, "exam.seats.math", below(random, 3));
    set_number(w, "pipeline.erawan.places_total", below(random, 6));
    world_set(w, "pipeline.erawan.completion=0.85");
    set_number(w, "pipeline.local.places", below(random, 3));
    set_number(w, "pipeline.local.places_total", below(random, 8));
    set_number(w, "transfer.max", below(random, 5));
    set_number(w, "retrain.max", below(random, 3));
}

static inline void random_prices(struct world *w, struct env_random *random)
{
    world_set(w, "price.discount=0.97");
    world_set(w, "price.money=1");
    world_set(w, "equity.alpha=0.25");
    if (below(random, 2)) {
        world_set(w, "shortage.tier_shares=0.1 0.2 0.3 0.4");
        world_set(w, "shortage.tier_prices=10 20 40 80");
        world_set(w, "shortage.school_tier_shares=0.05 0.05 0.10 0.80");
        world_set(w, "shortage.school_tier_prices=0 5 15 40");
    }
    set_number(w, "exam.cost_thb", 5000 * below(random, 3));
    set_number(w, "transfer.cost_thb", 1000 * below(random, 3));
    if (below(random, 2)) set_number(w, "budget.total_thb", 100000 * below(random, 20));
}

/* Not yet made: a test may set more before world_make() or world_build(). */
static inline struct world *random_settings(uint64_t seed)
{
    struct env_random random = {seed};
    struct world *w = world_new();
    const int years = 1 + below(&random, 5);
    set_number(w, "horizon.years", years);
    random_people(w, &random);
    random_supply(w, &random, years);
    random_prices(w, &random);
    return w;
}

static inline struct world *random_world(uint64_t seed)
{
    struct world *w = random_settings(seed);
    world_make(w);
    return w;
}

/* ---- wide worlds: everything that a scenario may say ------------------------------------------
 */

static inline bool one_in(struct env_random *random, int count)
{
    return below(random, count) == 0;
}

static inline void set_text(struct world *w, const char *key, const struct text *value)
{
    struct text both = {0};
    text_add(&both, "%s=%s", key, text_s(value));
    world_set(w, text_s(&both));
    text_clear(&both);
}

/* `count` shares in thousandths that sum to 1, and prices that never fall; some are equal. */
static inline void random_tiers(struct world *w, struct env_random *random, const char *prefix,
                                int count)
{
    struct text shares = {0}, prices = {0}, key = {0};
    int left = 1000, price = below(random, 12);
    for (int k = 0; k < count; k++) {
        const int rest = count - 1 - k;
        const int part = rest == 0 ? left : 1 + below(random, (left - rest) / (1 + rest / 2));
        text_add(&shares, " %d.%03d", part / 1000, part % 1000);
        text_add(&prices, " %d", price);
        left -= part;
        price += below(random, 3) * below(random, 15);
    }
    text_add(&key, "shortage.%stier_shares", prefix);
    set_text(w, text_s(&key), &shares);
    text_clear(&key);
    text_add(&key, "shortage.%stier_prices", prefix);
    set_text(w, text_s(&key), &prices);
    text_clear(&key);
    text_clear(&shares);
    text_clear(&prices);
}

/* Needs and frames that change once, at any time; in some schools the frame is below the need. */
static inline void wide_school(struct world *w, struct env_random *random, int s, int years)
{
    const int change_fy = 2567 + below(random, years + 1);
    int before = 0, after = 0;
    for (int m = 0; m < MAJORS; m++) {
        const int need[2] = {below(random, 6), below(random, 6)};
        for (int fy = 2566; fy < 2566 + MAX_YEARS && need[0] + need[1] > 0; fy++)
            w->reg.need[w->reg.needs++] = (struct need_row){s, m, fy, need[fy >= change_fy]};
        world_teachers(w, s, m, below(random, 5), 0);
        if (one_in(random, 2)) world_teachers(w, s, m, 1, 2566 + below(random, 9));
        before += need[0];
        after += need[1];
    }
    const int loose = one_in(random, 3) ? 3 : 0, tight = below(random, 3);
    for (int fy = 2566; fy < 2566 + MAX_YEARS; fy++) {
        const int frame = fy >= change_fy ? after - tight : before + loose;
        w->reg.frame[w->reg.frames++] = (struct frame_row){s, fy, frame > 0 ? frame : 0};
    }
    world_index(w, s, 30 + below(random, 41));
}

static inline void wide_people(struct world *w, struct env_random *random, int years)
{
    static const char *const major_codes[MAJORS] = {"math", "art", "music"};
    static const char *const school_codes[SCHOOLS] = {"oak", "elm", "ash", "fir"};
    const int schools = 1 + below(random, SCHOOLS);
    for (int m = 0; m < MAJORS; m++) world_major(w, major_codes[m]);
    for (int s = 0; s < schools; s++) {
        world_school(w, school_codes[s]);
        wide_school(w, random, s, years);
    }
    for (int a = below(random, 5); a > 0; a--) {
        const int from = below(random, MAJORS), to = (from + 1 + below(random, 2)) % MAJORS;
        bool known = false;
        for (int i = 0; i < w->reg.arcs; i++)
            known |= w->reg.arc[i].from_major == from && w->reg.arc[i].to_major == to;
        if (!known) world_arc(w, from, to);
    }
}

static inline void set_pipeline(struct world *w, const char *code, const char *key, long long value)
{
    char name[64];
    snprintf(name, sizeof name, "pipeline.%s.%s", code, key);
    set_number(w, name, value);
}

static inline void wide_supply(struct world *w, struct env_random *random, int years)
{
    static const char *const codes[] = {"erawan", "local", "north", "south"};
    const int pipelines = below(random, 5);
    for (int c = 0; c < pipelines; c++) {
        world_channel(w, codes[c], CHANNEL_PIPELINE, below(random, 5));
        set_pipeline(w, codes[c], "places_total", below(random, 8));
        if (one_in(random, 2)) set_pipeline(w, codes[c], "places", below(random, 4));
        if (one_in(random, 2))
            set_pipeline(w, codes[c], "place_cost_thb", 50000 * below(random, 5));
        if (one_in(random, 2)) set_pipeline(w, codes[c], "hire_cost_thb", 50000 * below(random, 5));
        for (int i = below(random, 4); i > 0; i--)
            world_committed(w, 1 + c, below(random, MAJORS), 2567 + below(random, years),
                            below(random, 3));
    }
    if (one_in(random, 2))
        w->reg.list[w->reg.lists++] = (struct eligible_list){
            mem_text("exam-1-2565"),          below(random, MAJORS), {2022, 6, 1},
            {2023 + below(random, 5), 5, 31}, below(random, 6),      0};
    set_number(w, "exam.list_years", 1 + below(random, MAX_LIST_YEARS));
    if (one_in(random, 4))
        world_set(w, "exam.seats_total=none");
    else
        set_number(w, "exam.seats_total", below(random, 8));
    if (one_in(random, 3)) set_number(w, "exam.seats.math", below(random, 3));
    if (years > 1 && one_in(random, 3)) set_number(w, "exam.seats_total.2568", below(random, 12));
    if (!one_in(random, 4)) set_number(w, "transfer.max", below(random, 5));
    if (!one_in(random, 4)) set_number(w, "retrain.max", below(random, 3));
}

static inline void wide_prices(struct world *w, struct env_random *random)
{
    static const char *const discounts[] = {"price.discount=1", "price.discount=0.97",
                                            "price.discount=0.8"};
    world_set(w, discounts[below(random, 3)]);
    if (one_in(random, 4)) world_set(w, "loss.rate=0.05");
    if (one_in(random, 2)) world_set(w, "equity.alpha=0.5");
    set_number(w, "price.money", below(random, 3));
    set_number(w, "price.over", below(random, 6));
    set_number(w, "price.move", below(random, 5));
    set_number(w, "price.idle", below(random, 10));
    set_number(w, "price.retrain", below(random, 6));
    set_number(w, "exam.cost_thb", 5000 * below(random, 3));
    set_number(w, "exam.call_cost_thb", 54000 * below(random, 5));
    set_number(w, "transfer.cost_thb", 10000 * below(random, 3));
    set_number(w, "retrain.cost_thb", 15000 * below(random, 3));
    random_tiers(w, random, "", 1 + below(random, MAX_TIERS));
    random_tiers(w, random, "school_", 1 + below(random, 4));
}

/* Budgets: none, nothing, one that binds, or plenty; rules that a plan may or may not meet. */
static inline void wide_rules(struct world *w, struct env_random *random, int years)
{
    const long long budgets[] = {0, 100000LL * (1 + below(random, 15)), 1000000000LL};
    const int budget = below(random, 6);
    char text[64];
    if (budget < 3) set_number(w, "budget.total_thb", budgets[budget]);
    if (budget > 0 && years > 1 && one_in(random, 4))
        set_number(w, "budget.hard_minimum_thb.2568", 5000 * below(random, 20));
    if (one_in(random, 3)) {
        snprintf(text, sizeof text, "rule.max_short_share=0.%d", 3 + below(random, 7));
        world_set(w, text);
    }
    if (one_in(random, 8)) {
        snprintf(text, sizeof text, "rule.max_short_share.%d=0.%d", 2567 + below(random, years),
                 below(random, 7));
        world_set(w, text);
    }
    for (int n = 0; n < 2; n++)
        if (one_in(random, 4)) {
            snprintf(text, sizeof text, "rule.must_fill.%d.%s=yes", 2567 + below(random, years),
                     n == 0 ? "math" : "art");
            world_set(w, text);
        }
    if (one_in(random, 3)) set_number(w, "rule.min_headcount.math", 1 + below(random, 8));
    if (one_in(random, 3)) {
        snprintf(text, sizeof text, "rule.min_headcount.%d.art=%d", 2567 + below(random, years),
                 1 + below(random, 12));
        world_set(w, text);
    }
}

/* Every feature on and off; whether there is a plan is not known. */
static inline struct world *random_wide(uint64_t seed)
{
    struct env_random random = {seed};
    struct world *w = world_new();
    const int years = one_in(&random, 4) ? 1 + below(&random, MAX_YEARS) : 1 + below(&random, 6);
    set_number(w, "horizon.years", years);
    wide_people(w, &random, years);
    wide_supply(w, &random, years);
    wide_prices(w, &random);
    wide_rules(w, &random, years);
    return w;
}

#endif
