/* Calibration on a sample of six households, worked by hand. */
#include "tests/test.h"

#include "equity/pmt_calibration.h"

/* Poor at a line of 2,000 baht: the first, second (2,000 a person exactly) and fourth. */
static const struct pmt_surveyed sample[] = {
    {"1001", 1000, 1, {.state = PMT_SCORED, .r = 9000, .band = 0}},
    {"1002", 9000, 1, {.state = PMT_SCORED, .r = 1000, .band = -1}},
    {"1001", 4000, 2, {.state = PMT_SCORED, .r = 8000, .band = 1}},
    {"1001", 5000, 1, {.state = PMT_SCORED, .r = 7500, .band = 1}},
    {"1002", 18000, 2, {.state = PMT_SCORED, .r = 1000, .band = -1}},
    {"1001", 1500, 1, {.state = PMT_SCORED, .r = 3000, .band = -1}},
    {"1001", 1500, 1, {.state = PMT_INCOMPLETE, .band = -1}},
};
enum { SAMPLE = sizeof sample / sizeof *sample };

static struct pmt_model model = {
    .version = "hand", .hash = "abc", .bands = 2, .band = {{.code = "extreme"}, {.code = "poor"}}};

static void calibrated(const char *band, struct pmt_calibration *out)
{
    struct err err;
    assert_ok(pmt_calibrate(&model, sample, SAMPLE, band, 2000, out, &err));
}

static void the_whole_sample_and_each_district_stand_in_order(void **state)
{
    (void)state;
    struct pmt_calibration c;
    calibrated("poor", &c);
    assert_int_equal(c.rows, 3);
    assert_string_equal(c.row[0].district, "");
    assert_string_equal(c.row[1].district, "1001");
    assert_string_equal(c.row[2].district, "1002");
    assert_int_equal(c.left_out, 1); /* the one without a score */
    assert_int_equal(c.row[0].households, 6);
    pmt_calibration_clear(&c);
}

/* 3 poor, 3 selected, 2 of them poor, 3 not poor, 1 of those selected. */
static void under_coverage_and_leakage_have_their_own_denominators(void **state)
{
    (void)state;
    struct pmt_calibration c;
    calibrated("poor", &c);
    assert_int_equal(c.row[0].poor, 3);
    assert_int_equal(c.row[0].selected, 3);
    assert_int_equal(c.row[0].found, 2);
    assert_close(c.row[0].under_coverage, 1.0 / 3, 1e-12);
    assert_close(c.row[0].leakage_selected, 1.0 / 3, 1e-12);
    assert_close(c.row[0].leakage_not_poor, 1.0 / 3, 1e-12);
    assert_close(c.row[1].leakage_selected, 1.0 / 3, 1e-12); /* 1001: one of three selected */
    assert_close(c.row[1].leakage_not_poor, 1.0, 1e-12);     /* and the only one not poor */
    pmt_calibration_clear(&c);
}

/* Only the first is extremely poor by the model: 2 of 3 poor are missed, nobody is let in. */
static void the_poorer_band_alone_misses_more_and_leaks_less(void **state)
{
    (void)state;
    struct pmt_calibration c;
    calibrated("extreme", &c);
    assert_close(c.row[0].under_coverage, 2.0 / 3, 1e-12);
    assert_close(c.row[0].leakage_selected, 0.0, 0);
    pmt_calibration_clear(&c);
}

/* 1001: scores 9000 8000 7500 3000 rank 4 3 2 1, incomes 1000 2000 5000 1500 rank 1 3 4 2:
   1 - 6 (9 + 0 + 4 + 1) / (4 x 15) = -0.4. All: the two of 1002 share ranks 1.5 and 5.5; about the
   mean 3.5 the ranks are 2.5 1.5 0.5 -0.5 -2 -2 and -2.5 -0.5 0.5 -1.5 2 2: squares 17 and 17,
   products -6.25 - 0.75 + 0.25 + 0.75 - 4 - 4 = -14. */
static void rank_correlation_gives_ties_the_mean_of_their_ranks(void **state)
{
    (void)state;
    struct pmt_calibration c;
    calibrated("poor", &c);
    assert_close(c.row[1].rank, -0.4, 1e-12);
    assert_close(c.row[0].rank, -14.0 / 17, 1e-12);
    pmt_calibration_clear(&c);
}

/* 1001 in thousands: about their means the scores are 2.125 1.125 0.625 -3.875 (squares 21.1875),
   the incomes -1.375 -0.375 2.625 -0.875 (squares 9.6875); products sum to 1.6875. */
static void r2_is_the_squared_correlation_with_income_a_person(void **state)
{
    (void)state;
    struct pmt_calibration c;
    calibrated("poor", &c);
    assert_close(c.row[1].r2, 1.6875 * 1.6875 / (21.1875 * 9.6875), 1e-12);
    pmt_calibration_clear(&c);
}

static void a_figure_without_a_denominator_is_no_number(void **state)
{
    (void)state;
    struct pmt_calibration c;
    struct text json = {0};
    calibrated("poor", &c);
    assert_true(isnan(c.row[2].under_coverage));   /* nobody is poor in 1002 */
    assert_true(isnan(c.row[2].leakage_selected)); /* nobody is selected */
    assert_close(c.row[2].leakage_not_poor, 0.0, 0);
    assert_true(isnan(c.row[2].r2)); /* both are the same */
    assert_true(isnan(c.row[2].rank));
    pmt_calibration_json(&c, &json);
    assert_non_null(strstr(json.s,
                           "\"district\":\"1002\",\"households\":2,\"poor\":0,\"selected\":0,"
                           "\"poor_and_selected\":0,\"under_coverage\":null"));
    assert_non_null(strstr(json.s, "\"leakage of not poor\":\"selected and not poor / not poor\""));
    text_clear(&json);
    pmt_calibration_clear(&c);
}

static void the_order_of_the_sample_changes_nothing(void **state)
{
    (void)state;
    struct pmt_surveyed turned[SAMPLE];
    struct pmt_calibration one, two;
    struct err err;
    for (int i = 0; i < SAMPLE; i++) turned[i] = sample[SAMPLE - 1 - i];
    calibrated("poor", &one);
    assert_ok(pmt_calibrate(&model, turned, SAMPLE, "poor", 2000, &two, &err));
    for (int i = 0; i < one.rows; i++)
        assert_memory_equal(&one.row[i], &two.row[i], sizeof one.row[i]);
    pmt_calibration_clear(&one);
    pmt_calibration_clear(&two);
}

static void samples_that_cannot_be_are_refused(void **state)
{
    (void)state;
    struct pmt_calibration c;
    struct err err;
    const struct pmt_surveyed nobody[] = {{"1001", 1, 0, {.state = PMT_SCORED}}};
    assert_int_equal(pmt_calibrate(&model, sample, SAMPLE, "rich", 2000, &c, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "model 'hand' has no band 'rich'");
    assert_int_equal(pmt_calibrate(&model, sample + 6, 1, "poor", 2000, &c, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "the sample has no household with a score");
    assert_int_equal(pmt_calibrate(&model, nobody, 1, "poor", 2000, &c, &err), ERR_INPUT);
    assert_error(
        err, ERR_INPUT,
        "household 1 of the sample: needed are a district, 1 .. 50 members and an income of "
        "at most 10000000 baht");
}

static const struct CMUnitTest cases[] = {
    CASE(the_whole_sample_and_each_district_stand_in_order),
    CASE(under_coverage_and_leakage_have_their_own_denominators),
    CASE(the_poorer_band_alone_misses_more_and_leaks_less),
    CASE(rank_correlation_gives_ties_the_mean_of_their_ranks),
    CASE(r2_is_the_squared_correlation_with_income_a_person),
    CASE(a_figure_without_a_denominator_is_no_number),
    CASE(the_order_of_the_sample_changes_nothing),
    CASE(samples_that_cannot_be_are_refused),
};

TEST_MAIN(cases)
