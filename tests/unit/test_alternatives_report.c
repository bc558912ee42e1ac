/* The sentence that tells two plans apart. */
#include "tests/world.h"

#include "report/alternatives_report.h"

#include <string.h>

static void assert_sentence(const struct stored_recruit *from, int from_count,
                            const struct stored_recruit *to, int to_count, const char *want)
{
    struct world *w = world_new();
    struct stored_recruit rows[2][8];
    struct text sentence = {0};
    world_major(w, "math");
    world_major(w, "art");
    world_channel(w, "erawan", CHANNEL_PIPELINE, 4);
    memcpy(rows[0], from, (size_t)from_count * sizeof *from);
    memcpy(rows[1], to, (size_t)to_count * sizeof *to);
    const struct stored_plan before = {.recruit = rows[0], .recruits = from_count};
    const struct stored_plan after = {.recruit = rows[1], .recruits = to_count};
    recruit_sentence(&w->reg, &before, &after, &sentence);
    assert_string_equal(text_s(&sentence), want);
    text_clear(&sentence);
    world_free(w);
}

/* fy, channel (0 exam, 1 erawan), major, pass, hire, intake, expected, idle */
static const struct stored_recruit base[] = {
    {2567, 0, 0, 50, 50, 0, 0, 0},
    {2567, 0, 1, 70, 70, 0, 0, 0},
    {2568, 1, 0, 0, 0, 20, 18, 0},
};

/* Erawan goes one way as a whole; of the exam's 60 + 55 nearly as many come as go: by major. */
static void a_channel_is_said_whole_where_it_goes_one_way(void **state)
{
    static const struct stored_recruit other[] = {
        {2567, 0, 0, 110, 110, 0, 0, 0},
        {2567, 0, 1, 15, 15, 0, 0, 0},
        {2568, 1, 0, 0, 0, 50, 45, 0},
        {2568, 1, 1, 0, 0, 10, 9, 0},
    };
    (void)state;
    assert_sentence(base, 3, other, 4,
                    "60 more exam passes for math, 55 fewer exam passes for art, "
                    "40 more places of erawan");
    lang_set(LANG_TH);
    assert_sentence(base, 3, other, 4,
                    "เพิ่มผู้สอบได้ 60 คน วิชาmath, ลดผู้สอบได้ 55 คน วิชาart, เพิ่มที่เรียนerawan 40 ที่");
    lang_set(LANG_EN);
}

static void other_years_alone_are_said(void **state)
{
    static const struct stored_recruit other[] = {
        {2568, 0, 0, 50, 50, 0, 0, 0},
        {2567, 0, 1, 70, 70, 0, 0, 0},
        {2567, 1, 0, 0, 0, 20, 18, 0},
    };
    (void)state;
    assert_sentence(base, 3, other, 3, "the same numbers in all, in other years");
}

static const struct CMUnitTest cases[] = {
    CASE(a_channel_is_said_whole_where_it_goes_one_way),
    CASE(other_years_alone_are_said),
};
TEST_MAIN(cases)
