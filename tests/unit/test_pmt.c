/* Scores of households: golden cases, the income test, properties, the whole city. */
#include "tests/test.h"

#include "base/env.h"
#include "base/mem.h"
#include "equity/pmt.h"

#include <stdlib.h>
#include <time.h>

static struct pmt_model model;

static int load(void **state)
{
    (void)state;
    struct err err;
    if (pmt_model_read(KRU_SOURCE "/conf/pmt/demo-1.ini", &model, &err) == ERR_OK) return 0;
    fprintf(stderr, "%s\n", err.text);
    return -1;
}

static int unload(void **state)
{
    (void)state;
    pmt_model_clear(&model);
    return 0;
}

struct row {
    const char *item, *value;
};
enum { H_ROWS = 15 };

/* The four invented households of the proposal; H1's answers are those of a tenant. */
static const struct row h1[H_ROWS] = {
    {"household", "general"},   {"income_thb", "5600"}, {"members", "3"},    {"dependants", "3"},
    {"tenure", "rent"},         {"floor", "plank"},     {"wall", "zinc"},    {"roof", "metal"},
    {"toilet", "yes"},          {"land", "none"},       {"water", "bottle"}, {"power", "meter"},
    {"vehicles", "motorcycle"}, {"goods", "1"}};

static struct pmt_answers answers_of(const struct row *rows, int count)
{
    struct pmt_answers answers = {0};
    struct err err;
    for (int i = 0; i < count && rows[i].item; i++)
        assert_ok(pmt_take(&model, &answers, rows[i].item, rows[i].value, &err));
    return answers;
}

/* The answers of a household with some of them replaced. */
static struct pmt_answers with(const struct row *rows, const struct row *other, int others)
{
    struct row mixed[H_ROWS];
    memcpy(mixed, rows, sizeof mixed);
    for (int o = 0; o < others; o++)
        for (int i = 0; i < H_ROWS; i++)
            if (mixed[i].item && strcmp(mixed[i].item, other[o].item) == 0)
                mixed[i].value = other[o].value;
    return answers_of(mixed, H_ROWS);
}

static struct pmt_score scored(const struct pmt_answers *answers)
{
    struct pmt_score score;
    pmt_score(&model, answers, &score);
    return score;
}

/* income 5,600/3 = 1,866 baht -> 70 x 2000, dependants 100 x 1000, tenure 70 x 800, floor 50 x 500,
   wall 70 x 600, roof 40 x 500, land 50 x 300, vehicles 60 x 1600, goods 80 x 1500: by 100
   1400 + 1000 + 560 + 250 + 420 + 200 + 150 + 960 + 1200 = 6140. */
static void a_poor_tenant_scores_6140_and_reaches_no_band_of_the_example(void **state)
{
    (void)state;
    const struct pmt_answers answers = answers_of(h1, H_ROWS);
    const struct pmt_score score = scored(&answers);
    assert_int_equal(score.state, PMT_SCORED);
    assert_int_equal(score.r, 6140);
    assert_true(score.income_passed);                           /* 5,600 <= 9,000 */
    assert_string_equal(pmt_band_word(&model, &score), "none"); /* 6140 < 7100 */
}

/* land 50 x 300 / 100 = 150, all else 0 points. */
static void a_household_that_is_well_off_scores_150(void **state)
{
    (void)state;
    const struct row other[] = {{"income_thb", "28000"}, {"members", "2"},    {"dependants", "0"},
                                {"tenure", "own"},       {"floor", "tile"},   {"wall", "brick"},
                                {"roof", "tile"},        {"vehicles", "car"}, {"goods", "5"}};
    const struct pmt_answers answers = with(h1, other, 9);
    const struct pmt_score score = scored(&answers);
    assert_int_equal(score.r, 150);
    assert_false(score.income_passed); /* 28,000 > 6,000 */
}

/* 2000 + 1000 (four kinds count as three) + 800 + 500 + 420 + 450 + 200 + 150 + 150 + 350 + 1600
   + 1500 = 9120. */
static void the_poorest_household_scores_9120_and_is_in_the_first_band(void **state)
{
    (void)state;
    const struct row other[] = {{"income_thb", "2400"}, {"members", "4"},   {"dependants", "4"},
                                {"tenure", "free"},     {"floor", "earth"}, {"roof", "plastic"},
                                {"toilet", "no"},       {"water", "tap"},   {"power", "shared"},
                                {"vehicles", "none"},   {"goods", "0"}};
    const struct pmt_answers answers = with(h1, other, 11);
    const struct pmt_score score = scored(&answers);
    assert_int_equal(score.r, 9120);
    assert_string_equal(pmt_band_word(&model, &score), "extreme"); /* 9120 >= 9100 */
}

static const struct row h4_other[] = {{"income_thb", "9001"},
                                      {"dependants", "1"},
                                      {"floor", "cement"},
                                      {"wall", "brick"},
                                      {"goods", "2"}};

/* 9,001 / 3 is 3,000 whole baht -> 50 x 2000; 1000 + 400 + 560 + 150 + 0 + 200 + 150 + 960 + 900
   = 4320. The test is on the sum: 9,001 > 3 x 3,000. */
static void one_baht_above_the_limit_fails_although_the_mean_rounds_to_it(void **state)
{
    (void)state;
    const struct pmt_answers answers = with(h1, h4_other, 5);
    const struct pmt_score score = scored(&answers);
    assert_int_equal(score.r, 4320);
    assert_false(score.income_passed);
    struct row at_limit[5];
    memcpy(at_limit, h4_other, sizeof at_limit);
    at_limit[0].value = "9000";
    const struct pmt_answers passing = with(h1, at_limit, 5);
    assert_true(scored(&passing).income_passed);
}

static void the_golden_households_of_the_file_agree(void **state)
{
    (void)state;
    struct err err;
    assert_ok(pmt_model_check_golden(&model, &err));
    assert_int_equal(model.goldens, 4);
    model.golden[1].r = 151;
    assert_int_equal(pmt_model_check_golden(&model, &err), ERR_MISMATCH);
    assert_error(err, ERR_MISMATCH,
                 "golden household 'h2' scores 150, band 'none'; stated are 151, band 'none'");
}

static void a_missing_answer_gives_no_score_and_is_named(void **state)
{
    (void)state;
    struct text missing = {0};
    struct pmt_answers answers = answers_of(h1 + 3, H_ROWS - 3);
    answers.answer[model.by_code[1]] = 0; /* floor: second by code, after dependants */
    const struct pmt_score score = scored(&answers);
    assert_int_equal(score.state, PMT_INCOMPLETE);
    assert_int_equal(score.r, 0);
    assert_int_equal(score.band, -1);
    pmt_missing(&model, &score, &missing);
    assert_string_equal(missing.s,
                        "kind of household, income of the household, number of members, floor");
    text_clear(&missing);
}

static void every_item_left_out_alone_gives_no_score(void **state)
{
    (void)state;
    for (int left_out = 0; h1[left_out].item; left_out++) {
        struct row rows[H_ROWS];
        memcpy(rows, h1, sizeof rows);
        rows[left_out] = h1[(left_out + 1) % 14];
        struct pmt_answers answers = {0};
        struct err err;
        for (int i = 0; i < 14; i++)
            if (i != left_out) assert_ok(pmt_take(&model, &answers, h1[i].item, h1[i].value, &err));
        assert_int_equal(scored(&answers).state, PMT_INCOMPLETE);
    }
}

/* H1 without income and members: 6140 - 1400 (income) + 100 x 2000 / 100 = 6740. */
static void an_institutional_household_is_not_asked_for_income(void **state)
{
    (void)state;
    struct row rows[H_ROWS] = {{0}};
    memcpy(rows, h1 + 3, 11 * sizeof *rows);
    rows[11] = (struct row){"household", "institution"};
    const struct pmt_answers answers = answers_of(rows, 12);
    const struct pmt_score score = scored(&answers);
    assert_int_equal(score.state, PMT_SCORED);
    assert_int_equal(score.r, 6740);
    assert_false(score.income_test);
    assert_int_equal(score.band, -1);
    model.band[1].institution_cut = 6740; /* its own line, not that of others */
    assert_string_equal(pmt_band_word(&model, &(struct pmt_score){.state = PMT_SCORED, .band = 1}),
                        "poor");
    assert_int_equal(scored(&answers).band, 1);
}

static void assert_refused(const struct row *rows, int count, const char *text)
{
    struct pmt_answers answers = {0};
    struct err err = {0};
    for (int i = 0; i < count; i++) {
        const enum err_code code = pmt_take(&model, &answers, rows[i].item, rows[i].value, &err);
        if (i + 1 < count) assert_int_equal(code, ERR_OK);
    }
    assert_error(err, ERR_INPUT, text);
}

static void wrong_answers_are_refused_with_what_is_allowed(void **state)
{
    (void)state;
    assert_refused((struct row[]){{"tenure", "castle"}}, 1,
                   "the answer to 'tenure' is 'castle', allowed are dorm, free, own, rent");
    assert_refused((struct row[]){{"pool", "yes"}}, 1, "model 'demo-1' has no item 'pool'");
    assert_refused((struct row[]){{"income", "1"}}, 1, "model 'demo-1' has no item 'income'");
    assert_refused((struct row[]){{"goods", "-1"}}, 1,
                   "the answer to 'goods' is '-1', allowed are 0 .. 99");
    assert_refused((struct row[]){{"goods", "010x"}}, 1,
                   "the answer to 'goods' is '010x', allowed are 0 .. 99");
    assert_refused((struct row[]){{"members", "0"}}, 1,
                   "the answer to 'members' is '0', allowed are 1 .. 50");
    assert_refused((struct row[]){{"income_thb", "99999999999999999999"}}, 1,
                   "the answer to 'income_thb' is '99999999999999999999', allowed are -10000000 .. "
                   "10000000");
    assert_refused((struct row[]){{"tenure", "own"}, {"tenure", "rent"}}, 2,
                   "'tenure' is answered twice, allowed is one answer");
    assert_refused((struct row[]){{"floor", "tile"}, {"floor", "tile"}}, 2,
                   "'floor' is answered twice, allowed is one answer");
    assert_refused((struct row[]){{"vehicles", "car"}, {"vehicles", "none"}}, 2,
                   "the answer 'none' to 'vehicles' cannot stand beside another");
    assert_refused((struct row[]){{"vehicles", "none"}, {"vehicles", "car"}}, 2,
                   "the answer 'none' to 'vehicles' cannot stand beside another");
    assert_refused((struct row[]){{"household", "general"}, {"household", "general"}}, 2,
                   "'household' is answered twice, allowed is one answer");
    assert_refused((struct row[]){{"income_thb", "1"}, {"income_thb", "1"}}, 2,
                   "'income_thb' is answered twice, allowed is one answer");
    assert_refused((struct row[]){{"members", "1"}, {"members", "2"}}, 2,
                   "'members' is answered twice, allowed is one answer");
    assert_refused((struct row[]){{"goods", "0"}, {"goods", "0"}}, 2,
                   "'goods' is answered twice, allowed is one answer");
    assert_refused((struct row[]){{"members", "51"}}, 1,
                   "the answer to 'members' is '51', allowed are 1 .. 50");
    assert_refused((struct row[]){{"members", "+3"}}, 1,
                   "the answer to 'members' is '+3', allowed are 1 .. 50");
    assert_refused((struct row[]){{"household", "palace"}}, 1,
                   "the answer to 'household' is 'palace', allowed are general, institution");
}

/* Floor tile (0) and earth (100): worst 100. Car (0) and motorcycle (60): best 0. */
static void of_several_ticks_the_worst_or_the_best_counts_as_the_model_says(void **state)
{
    (void)state;
    struct pmt_answers answers = answers_of(h1, H_ROWS);
    struct err err;
    assert_ok(pmt_take(&model, &answers, "floor", "earth", &err));
    assert_int_equal(scored(&answers).r, 6140 + (100 - 50) * 500 / 100);
    assert_ok(pmt_take(&model, &answers, "vehicles", "car", &err));
    assert_int_equal(scored(&answers).r, 6140 + 250 - 960);
}

/* Words stand in order of the alphabet: bamboo 100, board 30, zinc 70; the worst comes first, the
   best in the middle. */
static void the_order_of_ticks_does_not_matter(void **state)
{
    (void)state;
    const char *const wall[3] = {"bamboo", "board", "zinc"};
    static const int order[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                    {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    int item = 0;
    while (strcmp(model.item[item].code, "wall") != 0) item++;
    for (int pick = 0; pick < PMT_PICKS; pick++)
        for (int o = 0; o < 6; o++) {
            struct pmt_answers answers = answers_of(h1, H_ROWS);
            struct err err;
            answers.answer[item] = 0;
            for (int i = 0; i < 3; i++)
                assert_ok(pmt_take(&model, &answers, "wall", wall[order[o][i]], &err));
            model.item[item].pick = (enum pmt_pick)pick;
            assert_int_equal(scored(&answers).points[item], pick == PMT_WORST ? 100 : 30);
        }
}

/* Lines of the map: up to 1,000 baht 100, up to 1,500 85, ..., above 5,000 0. */
static void a_range_holds_up_to_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *income;
        int points;
    } at[] = {{"0", 100},   {"1000", 100}, {"1001", 85}, {"1500", 85},
              {"1501", 70}, {"2000", 70},  {"2001", 50}, {"3000", 50},
              {"3001", 20}, {"5000", 20},  {"5001", 0},  {"9999999", 0}};
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        const struct row other[] = {{"income_thb", at[i].income}, {"members", "1"}};
        const struct pmt_answers answers = with(h1, other, 2);
        assert_int_equal(scored(&answers).points[0], at[i].points); /* the heaviest item */
    }
}

/* The first band begins at its cut: 9100 is in, 9099 is not. */
static void a_band_begins_at_its_cut(void **state)
{
    (void)state;
    const struct row other[] = {{"income_thb", "2400"}, {"members", "4"}};
    const struct pmt_answers answers = with(h1, other, 2);
    const int r = scored(&answers).r;
    model.band[0].cut = r + 1;
    model.band[1].cut = r;
    assert_int_equal(scored(&answers).band, 1);
    model.band[0].cut = r;
    assert_int_equal(scored(&answers).band, 0);
    model.band[1].cut = model.band[0].cut = r + 1;
    assert_int_equal(scored(&answers).band, -1);
}

static void a_model_without_golden_households_or_with_half_of_one_is_not_tested(void **state)
{
    (void)state;
    struct err err;
    const int goldens = model.goldens;
    model.goldens = 0;
    assert_int_equal(pmt_model_check_golden(&model, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "model 'demo-1' has no household [golden.*] to be tested with");
    model.goldens = goldens;
    model.golden[0].answers->has_members = false;
    assert_int_equal(pmt_model_check_golden(&model, &err), ERR_MISMATCH);
    assert_error(err, ERR_MISMATCH, "golden household 'h1' lacks answers: number of members");
}

static void a_net_loss_is_rounded_down_and_is_the_poorest_income(void **state)
{
    (void)state;
    const struct row other[] = {{"income_thb", "-1"}};
    const struct pmt_answers answers = with(h1, other, 1);
    assert_int_equal(pmt_per_member(&answers), -1); /* floor(-1 / 3) */
    assert_int_equal(scored(&answers).r, 6140 + 30 * 20);
    assert_true(scored(&answers).income_passed);
}

static void the_largest_allowed_numbers_do_not_overflow(void **state)
{
    (void)state;
    const struct row other[] = {{"income_thb", "10000000"}, {"members", "50"}, {"goods", "99"}};
    const struct pmt_answers answers = with(h1, other, 3);
    model.cap_thb = 1000000;
    assert_true(scored(&answers).income_passed); /* 10 million <= 50 million */
}

/* ---- properties -------------------------------------------------------------------------- */

static void random_answers(struct env_random *random, struct pmt_answers *answers)
{
    *answers = (struct pmt_answers){.has_household = true,
                                    .has_income = true,
                                    .has_members = true,
                                    .members = 1 + env_random_below(random, 8)};
    answers->institution = env_random_below(random, 40) == 0;
    answers->income_thb = env_random_below(random, 6000) * (int64_t)answers->members;
    for (int i = 0; i < model.items; i++) {
        const struct pmt_item *item = &model.item[i];
        if (item->kind == PMT_RANGE) continue;
        if (item->kind == PMT_COUNT)
            answers->answer[i] = 1 + (uint32_t)env_random_below(random, 7);
        else
            answers->answer[i] = 1u << env_random_below(random, item->values);
    }
}

static int points_of(int item, uint32_t answer, const struct pmt_answers *base)
{
    struct pmt_answers answers = *base;
    answers.answer[item] = answer;
    return scored(&answers).points[item];
}

/* The further one is in the bands the poorer: 0 none, 1 the last band ... */
static int depth(const struct pmt_score *score)
{
    return score->band < 0 ? 0 : model.bands - score->band;
}

static void assert_not_richer(const struct pmt_answers *rich, const struct pmt_answers *poor)
{
    const struct pmt_score low = scored(rich), high = scored(poor);
    assert_true(high.r >= low.r);
    assert_true(high.scaled >= low.scaled);
    assert_true(depth(&high) >= depth(&low));
}

/* All pairs of answers of an item, ordered by their points, on random households. */
static void a_poorer_answer_never_lowers_the_score_or_the_band(void **state)
{
    (void)state;
    struct env_random random = {20261122};
    for (int round = 0; round < 40; round++) {
        struct pmt_answers base;
        random_answers(&random, &base);
        for (int i = 0; i < model.items; i++) {
            const struct pmt_item *item = &model.item[i];
            const int answers = item->kind == PMT_COUNT ? 7 : item->values;
            for (int a = 0; item->kind != PMT_RANGE && a < answers; a++)
                for (int b = 0; b < answers; b++) {
                    const bool count = item->kind == PMT_COUNT;
                    const uint32_t x = count ? a + 1u : 1u << a, y = count ? b + 1u : 1u << b;
                    if (points_of(i, x, &base) > points_of(i, y, &base)) continue;
                    struct pmt_answers rich = base, poor = base;
                    rich.answer[i] = x;
                    poor.answer[i] = y;
                    assert_not_richer(&rich, &poor);
                }
        }
        for (int less = 0; less < 30; less++) {
            struct pmt_answers poor = base;
            poor.income_thb -= env_random_below(&random, 9000);
            assert_not_richer(&base, &poor);
        }
    }
}

static void the_order_of_rows_changes_neither_score_nor_snapshot(void **state)
{
    (void)state;
    struct env_random random = {7};
    const struct pmt_answers first = answers_of(h1, H_ROWS);
    const struct pmt_score want = scored(&first);
    for (int round = 0; round < 50; round++) {
        struct row rows[14];
        memcpy(rows, h1, sizeof rows);
        for (int i = 13; i > 0; i--) {
            const int j = env_random_below(&random, i + 1);
            const struct row swap = rows[i];
            rows[i] = rows[j];
            rows[j] = swap;
        }
        const struct pmt_answers answers = answers_of(rows, 14);
        const struct pmt_score got = scored(&answers);
        assert_memory_equal(&got, &want, sizeof got);
    }
}

static void another_answer_is_another_snapshot(void **state)
{
    (void)state;
    const struct pmt_answers one = answers_of(h1, H_ROWS);
    const struct row other[] = {{"tenure", "dorm"}}; /* as many points as rent */
    const struct pmt_answers two = with(h1, other, 1);
    assert_int_equal(scored(&one).r, scored(&two).r);
    assert_string_not_equal(scored(&one).snapshot, scored(&two).snapshot);
}

/* The poorest answers do not help against an income above the limit. */
static void a_household_above_the_limit_is_in_no_band_whatever_its_score(void **state)
{
    (void)state;
    struct pmt_answers answers = *model.golden[2].answers;
    answers.income_thb = model.cap_thb * answers.members + 1;
    model.band[0].cut = model.band[1].cut = 0;
    assert_int_equal(scored(&answers).band, -1);
    answers.income_thb--;
    assert_int_equal(scored(&answers).band, 0);
}

static void every_answer_is_in_the_snapshot(void **state)
{
    (void)state;
    const struct pmt_answers base = answers_of(h1, H_ROWS);
    char want[HASH_TEXT];
    memcpy(want, scored(&base).snapshot, sizeof want);
    for (int i = 0; i < model.items; i++) {
        struct pmt_answers answers = base;
        if (model.item[i].kind == PMT_RANGE) continue;
        if (model.item[i].kind == PMT_COUNT)
            answers.answer[i]++;
        else
            answers.answer[i] = answers.answer[i] == 1 ? 2 : 1;
        assert_string_not_equal(scored(&answers).snapshot, want);
    }
    struct pmt_answers income = base, members = base, household = base;
    income.income_thb++;
    members.members++;
    household.institution = true;
    assert_string_not_equal(scored(&income).snapshot, want);
    assert_string_not_equal(scored(&members).snapshot, want);
    assert_string_not_equal(scored(&household).snapshot, want);
}

/* Wall 600 and tenure 800 change places: another order of items, the same answers. */
static void the_snapshot_is_of_the_answers_and_not_of_the_model(void **state)
{
    (void)state;
    struct pmt_model other;
    struct pmt_answers answers = {0};
    struct pmt_score score;
    struct err err;
    struct text ini = {0};
    text_add(&ini, "%s", model.ini.s);
    memcpy(strstr(ini.s, "weight = 800"), "weight = 600", strlen("weight = 600"));
    memcpy(strstr(strstr(ini.s, "[item.wall]"), "weight = 600"), "weight = 800",
           strlen("weight = 800"));
    assert_ok(pmt_model_read_text(ini.s, "other", &other, &err));
    assert_string_not_equal(other.hash, model.hash);
    for (int i = 0; h1[i].item; i++)
        assert_ok(pmt_take(&other, &answers, h1[i].item, h1[i].value, &err));
    pmt_score(&other, &answers, &score);
    const struct pmt_answers same = answers_of(h1, H_ROWS);
    assert_string_equal(score.snapshot, scored(&same).snapshot);
    pmt_model_clear(&other);
    text_clear(&ini);
}

/* ---- scales ------------------------------------------------------------------------------ */

/* 1 / (1 + e^0) = 0.5; 1 / (1 + e^-1) = 0.731058...; 1 / (1 + e) = 0.268941...; e^-2 = 0.135335:
   1 / 1.135335 = 0.880797. */
static void the_logistic_scale_is_in_whole_numbers_and_never_falls(void **state)
{
    (void)state;
    const char *end = strstr(model.ini.s, "scale = raw");
    struct text ini = {0};
    struct pmt_model other;
    struct err err;
    text_add_bytes(&ini, model.ini.s, (size_t)(end - model.ini.s));
    text_add(&ini, "scale = logistic\nlogistic_middle = 5000\nlogistic_spread = 1000\n%s",
             end + 11);
    assert_ok(pmt_model_read_text(ini.s, "logistic", &other, &err));
    assert_int_equal(other.scaled[5000], 5000);
    assert_int_equal(other.scaled[6000], 7310);
    assert_int_equal(other.scaled[4000], 2689);
    assert_int_equal(other.scaled[7000], 8807);
    for (int r = 1; r <= PMT_WEIGHTS; r++) assert_true(other.scaled[r] >= other.scaled[r - 1]);
    for (int r = 0; r <= PMT_WEIGHTS; r++) {
        const double exact = 10000.0 / (1.0 + exp(-(r - 5000) / 1000.0));
        assert_true(fabs(other.scaled[r] - exact) <= 1.001);
    }
    pmt_model_clear(&other);
    text_clear(&ini);
}

/* Set 100 200 200 900: none at 99, 1 of 4 at 100, 3 of 4 at 200, all at 900. */
static void the_percentile_scale_counts_a_frozen_set_and_refuses_another(void **state)
{
    (void)state;
    const int set[] = {200, 900, 100, 200}, again[] = {100, 200, 200, 900}, other[] = {100};
    char hash[HASH_TEXT], same[HASH_TEXT];
    struct err err = {0};
    pmt_reference_hash(set, 4, hash);
    pmt_reference_hash(again, 4, same);
    assert_string_equal(hash, same);
    model.scale = PMT_PERCENTILE;
    model.ready = false;
    memcpy(model.reference, hash, sizeof hash);
    assert_int_equal(pmt_model_check_golden(&model, &err), ERR_INPUT);
    assert_int_equal(pmt_model_use_reference(&model, other, 1, &err), ERR_MISMATCH);
    assert_int_equal(pmt_model_use_reference(&model, (int[]){10001}, 1, &err), ERR_INPUT);
    assert_false(model.ready);
    assert_ok(pmt_model_use_reference(&model, set, 4, &err));
    assert_int_equal(model.scaled[99], 0);
    assert_int_equal(model.scaled[100], 2500);
    assert_int_equal(model.scaled[200], 7500);
    assert_int_equal(model.scaled[899], 7500);
    assert_int_equal(model.scaled[10000], 10000);
}

/* ---- words ------------------------------------------------------------------------------- */

static void the_family_reads_each_item_and_why(void **state)
{
    (void)state;
    struct text text = {0};
    const struct pmt_answers answers = with(h1, h4_other, 5);
    const struct pmt_score score = scored(&answers);
    pmt_explain(&model, &answers, &score, &text);
    assert_string_equal(
        text.s,
        "Score of a household, model 'demo-1': an example, not EEF's\n"
        "Income: 9,001 baht a month for 3 people. The limit is 3,000 baht a person, 9,000 baht in "
        "all: above it.\n"
        "Each answer has 0 to 100 points; points times weight, divided by 100, is what it adds.\n"
        "  income per person: 3,000 baht a person. 50 points x weight 2,000: adds 1,000\n"
        "  vehicles in use: motorcycle. 60 points x weight 1,600: adds 960\n"
        "  goods (computer, air conditioner, flat TV, washing machine, refrigerator): 2. 60 points "
        "x weight 1,500: adds 900\n"
        "  dependants (kinds that apply): 1. 40 points x weight 1,000: adds 400\n"
        "  tenure: rented. 70 points x weight 800: adds 560\n"
        "  wall: brick or block. 0 points x weight 600: adds 0\n"
        "  floor: bare cement. 30 points x weight 500: adds 150\n"
        "  electricity: metered. 0 points x weight 500: adds 0\n"
        "  roof: metal. 40 points x weight 500: adds 200\n"
        "  drinking water: bottled or vending. 0 points x weight 500: adds 0\n"
        "  farm land (rented included): does not farm. 50 points x weight 300: adds 150\n"
        "  toilet in the dwelling: yes. 0 points x weight 200: adds 0\n"
        "Sum: 4,320 of 10,000.\n"
        "Result: in no band, because the income is above the limit.\n");
    text_clear(&text);
}

static void the_family_reads_it_in_thai_and_what_is_missing(void **state)
{
    (void)state;
    struct text text = {0};
    const struct pmt_answers whole = answers_of(h1, H_ROWS), part = answers_of(h1, 14 - 1);
    const struct pmt_score score = scored(&whole), none = scored(&part);
    lang_set(LANG_TH);
    pmt_explain(&model, &whole, &score, &text);
    assert_non_null(strstr(text.s, "รายได้: 5,600 บาทต่อเดือน สมาชิก 3 คน เกณฑ์คนละ 3,000 บาท "
                                   "รวม 9,000 บาท: ไม่เกินเกณฑ์\n"));
    assert_non_null(strstr(text.s, "  ฝาบ้าน: สังกะสี ได้ 70 คะแนน x น้ำหนัก 600: รวม 420\n"));
    assert_non_null(strstr(text.s, "คะแนนต่ำกว่า 7,100 ซึ่งเป็นเส้นแบ่งของ 'ยากจน'\n"));
    assert_non_null(strstr(text.s, "เส้นแบ่งนี้ยังไม่ได้รับการยืนยัน"));
    text_clear(&text);
    pmt_explain(&model, &part, &none, &text);
    lang_set(LANG_EN);
    assert_non_null(strstr(text.s, "ยังไม่มีคะแนน ขาดคำตอบ: เครื่องใช้"));
    text_clear(&text);
}

static void assert_explained(const struct pmt_answers *answers, const char *part)
{
    struct text text = {0};
    const struct pmt_score score = scored(answers);
    pmt_explain(&model, answers, &score, &text);
    if (!strstr(text.s, part)) fail_msg("no \"%s\" in %s", part, text.s);
    text_clear(&text);
}

static void bands_scales_and_institutions_are_explained_too(void **state)
{
    (void)state;
    const struct pmt_answers *poorest = model.golden[2].answers;
    struct pmt_answers institution = *poorest;
    assert_explained(poorest, "Result: 'extremely poor' (a score of 9,100 or more).\n"
                              "This line is unconfirmed.\n");
    model.band[0].confirmed = true;
    assert_explained(poorest, "(a score of 9,100 or more).\n");
    institution.institution = true;
    assert_explained(&institution, "Institutional household: income is not asked for.\n");
    assert_explained(&institution, "  income per person: institutional household. 100 points");
    model.scale = PMT_PERCENTILE;
    assert_explained(poorest, "Sum: 9,120 of 10,000. Not below 9,120 of every 10,000 households of "
                              "the reference set.\n");
    model.scale = PMT_LOGISTIC;
    assert_explained(poorest, "Sum: 9,120 of 10,000. On the logistic scale: 9,120.\n");
    model.item[11].weight = 203; /* toilet: 100 points x 203 */
    model.item[10].weight = 297; /* farm land: 50 x 297 / 100 */
    assert_explained(poorest, "weight 203: adds 203\n");
    assert_explained(poorest, "weight 297: adds 148.50\n");
}

static void the_breakdown_sums_to_the_score(void **state)
{
    (void)state;
    struct text json = {0};
    const struct pmt_answers answers = answers_of(h1, H_ROWS);
    const struct pmt_score score = scored(&answers);
    pmt_breakdown(&model, &score, &json);
    long sum = 0;
    for (const char *at = json.s; (at = strstr(at, "\"adds_hundredths\":"));)
        sum += strtol(at += strlen("\"adds_hundredths\":"), NULL, 10);
    assert_int_equal(sum / 100, 6140);
    text_clear(&json);
}

/* ---- the city ---------------------------------------------------------------------------- */

/* All pupils of the bundled city, scored twice. The limit is of processor time, which other
   programs on the machine do not use up; sanitizers do, so that they get a tenth of the city. */
static void the_whole_city_scored_twice_gives_the_same_bytes(void **state)
{
    (void)state;
#ifdef KRU_SANITIZED
    enum { HOUSEHOLDS = 25351 };
#else
    enum { HOUSEHOLDS = 253515 };
#endif
    struct env_random random = {2565};
    struct pmt_answers *answers = mem_new(HOUSEHOLDS, sizeof *answers);
    struct pmt_score *score = mem_new(HOUSEHOLDS, sizeof *score);
    char first[HASH_TEXT], second[HASH_TEXT];
    for (int i = 0; i < HOUSEHOLDS; i++) random_answers(&random, &answers[i]);
    const clock_t start = clock();
    pmt_score_all(&model, answers, HOUSEHOLDS, score, first);
    const double took_s = (double)(clock() - start) / CLOCKS_PER_SEC;
    memset(score, 0xAA, HOUSEHOLDS * sizeof *score);
    pmt_score_all(&model, answers, HOUSEHOLDS, score, second);
    assert_string_equal(first, second);
    print_message("%d households in %.2f s, hash %.16s\n", HOUSEHOLDS, took_s, first);
    assert_true(took_s < 5.0);
    free(answers);
    free(score);
}

static const struct CMUnitTest cases[] = {
    CASE_WITH(a_poor_tenant_scores_6140_and_reaches_no_band_of_the_example, load, unload),
    CASE_WITH(a_household_that_is_well_off_scores_150, load, unload),
    CASE_WITH(the_poorest_household_scores_9120_and_is_in_the_first_band, load, unload),
    CASE_WITH(one_baht_above_the_limit_fails_although_the_mean_rounds_to_it, load, unload),
    CASE_WITH(the_golden_households_of_the_file_agree, load, unload),
    CASE_WITH(a_missing_answer_gives_no_score_and_is_named, load, unload),
    CASE_WITH(every_item_left_out_alone_gives_no_score, load, unload),
    CASE_WITH(an_institutional_household_is_not_asked_for_income, load, unload),
    CASE_WITH(wrong_answers_are_refused_with_what_is_allowed, load, unload),
    CASE_WITH(of_several_ticks_the_worst_or_the_best_counts_as_the_model_says, load, unload),
    CASE_WITH(a_net_loss_is_rounded_down_and_is_the_poorest_income, load, unload),
    CASE_WITH(the_largest_allowed_numbers_do_not_overflow, load, unload),
    CASE_WITH(a_poorer_answer_never_lowers_the_score_or_the_band, load, unload),
    CASE_WITH(the_order_of_rows_changes_neither_score_nor_snapshot, load, unload),
    CASE_WITH(another_answer_is_another_snapshot, load, unload),
    CASE_WITH(the_logistic_scale_is_in_whole_numbers_and_never_falls, load, unload),
    CASE_WITH(the_percentile_scale_counts_a_frozen_set_and_refuses_another, load, unload),
    CASE_WITH(the_family_reads_each_item_and_why, load, unload),
    CASE_WITH(the_family_reads_it_in_thai_and_what_is_missing, load, unload),
    CASE_WITH(the_breakdown_sums_to_the_score, load, unload),
    CASE_WITH(the_order_of_ticks_does_not_matter, load, unload),
    CASE_WITH(a_range_holds_up_to_its_line, load, unload),
    CASE_WITH(a_band_begins_at_its_cut, load, unload),
    CASE_WITH(a_model_without_golden_households_or_with_half_of_one_is_not_tested, load, unload),
    CASE_WITH(bands_scales_and_institutions_are_explained_too, load, unload),
    CASE_WITH(a_household_above_the_limit_is_in_no_band_whatever_its_score, load, unload),
    CASE_WITH(every_answer_is_in_the_snapshot, load, unload),
    CASE_WITH(the_snapshot_is_of_the_answers_and_not_of_the_model, load, unload),
    CASE_WITH(the_whole_city_scored_twice_gives_the_same_bytes, load, unload),
};

TEST_MAIN(cases)
