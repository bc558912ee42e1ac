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
    w->reg.list[w->reg.lists++] = (struct eligible_list){mem_text("exam-1-2565"),
                                                         below(random, MAJORS),
                                                         {2022, 6, 1},
                                                         {2023 + below(random, 3), 5, 31},
                                                         below(random, 4)};
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

#endif
