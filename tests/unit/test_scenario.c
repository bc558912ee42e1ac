/* Scenarios: every error by its text, the order of layers, and the text that reads back. */
#define _GNU_SOURCE

#include "tests/test.h"

#include "base/env.h"
#include "base/hash.h"
#include "planner/scenario_internal.h"

#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Three districts, three majors, an exam and three pipelines, one of them without a preset. */
static struct district districts[] = {{.code = "1001"}, {.code = "1002"}, {.code = "1050"}};
static struct major majors[] = {{.code = "math"}, {.code = "thai"}, {.code = "Art"}};
static struct channel channels[] = {
    {.code = "exam", .kind = CHANNEL_EXAM},
    {.code = "erawan", .kind = CHANNEL_PIPELINE, .lead_years = 5, .completion = 0.9},
    {.code = "local", .kind = CHANNEL_PIPELINE, .lead_years = 4, .completion = 0.8},
    {.code = "newcomer", .kind = CHANNEL_PIPELINE, .lead_years = 2, .completion = 1},
};
static const struct school_register reg = {.district = districts,
                                           .districts = 3,
                                           .major = majors,
                                           .majors = 3,
                                           .channel = channels,
                                           .channels = 4};
enum { ERAWAN, LOCAL, NEWCOMER, PIPELINES };
enum { MATH, THAI, ART, MAJORS };

static char folder[256];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "%s/scenario-%ld", KRU_BUILD, (long)getpid());
    return mkdir(folder, 0700);
}

static int drop_one(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    (void)about, (void)kind, (void)where;
    return remove(path);
}

static int drop_folder(void **state)
{
    (void)state;
    return nftw(folder, drop_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void write_bytes(const char *name, const char *bytes, size_t count)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, count, file), count);
    assert_int_equal(fclose(file), 0);
}

static void write_file(const char *name, const char *text)
{
    write_bytes(name, text, strlen(text));
}

/* The tests run inside the folder, so that messages show short names. */
static enum err_code add_file(struct settings *settings, const char *name, struct err *err)
{
    assert_int_equal(chdir(folder), 0);
    const enum err_code code = settings_add_file(settings, name, err);
    assert_int_equal(chdir("/"), 0);
    return code;
}

static void assert_text_refused(const char *ini, const char *want)
{
    struct err err = {0};
    struct settings *settings = settings_new();
    const enum err_code code = settings_add_text(settings, ini, "x.ini", &err);
    assert_int_equal(code, ERR_CONFIG);
    assert_error(err, ERR_CONFIG, want);
    assert_int_equal(settings->count, 0);
    settings_free(settings);
}

static void assert_set_refused(const char *assignment, const char *want)
{
    struct err err = {0};
    struct settings *settings = settings_new();
    assert_int_equal(settings_add(settings, assignment, &err), ERR_CONFIG);
    assert_error(err, ERR_CONFIG, want);
    settings_free(settings);
}

static void assert_resolve_refused(const char *ini, const char *want)
{
    struct err err = {0};
    struct params params = {.years = -7};
    struct settings *settings = settings_new();
    assert_ok(settings_add_text(settings, ini, "x.ini", &err));
    assert_int_equal(settings_resolve(settings, &reg, &params, &err), ERR_CONFIG);
    assert_error(err, ERR_CONFIG, want);
    assert_int_equal(params.years, -7); /* untouched */
    settings_free(settings);
}

static void resolve_text(const char *ini, struct params *params)
{
    struct err err = {0};
    struct settings *settings = settings_new();
    if (*ini) assert_ok(settings_add_text(settings, ini, "x.ini", &err));
    assert_ok(settings_resolve(settings, &reg, params, &err));
    settings_free(settings);
}

static void without_settings_everything_is_its_preset(void **state)
{
    (void)state;
    struct params p = {0};
    resolve_text("", &p);
    assert_string_equal(p.name, "แผนฐาน / base plan");
    assert_int_equal(p.first_fy, 2567);
    assert_int_equal(p.years, 10);
    assert_int_equal(p.majors, 3);
    assert_true(p.district_in[0] && p.district_in[1] && p.district_in[2]);
    assert_int_equal(p.age.steps, 1);
    assert_int_equal(p.age.from_fy[0], 0);
    assert_int_equal(p.age.age[0], 60);
    assert_close(p.loss_rate[ART], 0.02, 0);
    assert_close(p.growth[LEVELS * 3 * 10 - 1], 0, 0);
    assert_int_equal(p.norm, NORM_KORTOR_2545);
    assert_int_equal(p.rounding, ROUND_PER_SCHOOL);
    assert_close(p.load_hours[MATH], 20, 0);
    assert_close(p.seats_total[4], 300, 0);
    assert_true(isinf(p.seats[MAJORS * 10 - 1]));
    assert_int_equal(p.list_years, 2);
    assert_close(p.exam_cost_thb[0], 5000, 0);
    assert_close(p.call_cost_thb[0], 18000 * 12, 0);
    assert_close(p.transfers_max[0], 300, 0);
    assert_close(p.retrain_max[0], 30, 0);
    assert_close(p.retrain_cost_thb[0], 30000, 0);
    assert_true(isinf(p.budget_thb[0]) && isinf(p.max_short_share[0]));
    assert_int_equal(p.tiers, 4);
    assert_int_equal(p.school_tiers, 4);
    assert_close(p.tier_share[3], 0.4, 0);
    assert_close(p.tier_price[3], 80, 0);
    assert_close(p.school_tier_share[2], 0.1, 0);
    assert_close(p.school_tier_price[1], 5, 0);
    assert_close(p.price_over + p.price_move + p.price_idle + p.price_retrain + p.price_money,
                 4 + 3 + 8 + 5 + 1, 0);
    assert_close(p.discount, 0.97, 0);
    assert_close(p.alpha, 0.25, 0);
    assert_false(p.must_fill[0]);
    assert_close(p.limit_s, 900, 0);
    assert_int_equal(p.memory_mb, 3000);
    assert_int_equal(p.threads, 2);
    params_clear(&p);
}

static void pipelines_start_from_their_presets_and_the_register(void **state)
{
    (void)state;
    struct params p = {0};
    resolve_text("", &p);
    assert_int_equal(p.pipelines, PIPELINES);
    assert_int_equal(p.pipeline[ERAWAN].channel, 1);
    assert_close(p.pipeline[ERAWAN].places_total[0], 100, 0);
    assert_close(p.pipeline[ERAWAN].place_cost_thb[4], 200000, 0);
    assert_int_equal(p.pipeline[ERAWAN].lead_years, 5);
    assert_close(p.pipeline[ERAWAN].completion, 0.9, 0);
    assert_true(isinf(p.pipeline[ERAWAN].places[0]));
    assert_close(p.pipeline[LOCAL].places_total[0], 40, 0);
    assert_close(p.pipeline[LOCAL].completion, 0.8, 0);
    assert_close(p.pipeline[NEWCOMER].places_total[0], 0, 0);
    assert_close(p.pipeline[NEWCOMER].hire_cost_thb[0], 216000, 0);
    params_clear(&p);
}

static void the_text_of_a_scenario_says_what_differs_and_the_horizon(void **state)
{
    (void)state;
    struct params p = {0};
    resolve_text("[exam]\nseats_total.2569 = ๑๒\nseats.thai = 7\nseats = 9\nlist_years = 2\n"
                 "[retirement]\nage.2566 = 61\nage.2568=62\nage.2570 = 60\n"
                 "[enrolment]\ngrowth.primary = 0.01\ngrowth.2568.secondary.1050 = -0.5\n"
                 "[pipeline.Erawan]\nlead_years = 4\nplaces.2571.art = none\nplaces.2570.art = 3\n"
                 "[scope]\ndistricts = 1050, 1001\n"
                 "[rule]\nmust_fill.math = yes\n[shortage]\ntier_prices = 1 2 3 4\n"
                 "[norm]\nversion = TABLE\n[scenario]\nname = a; b\n",
                 &p);
    /* The comment after ';' is no part of the name; a name with one is quoted. */
    assert_string_equal(text_s(&p.text),
                        "[scenario]\nname = a\nnote = \n"
                        "\n[horizon]\nfirst_fy = 2567\nyears = 10\n"
                        "\n[scope]\ndistricts = 1001 1050\n"
                        "\n[retirement]\nage.2566 = 61\nage.2568 = 62\n"
                        "age.2570 = 60\n"
                        "\n[enrolment]\ngrowth.primary = 0.01\n"
                        "growth.2568.secondary.1050 = -0.5\n"
                        "\n[norm]\nversion = table\n"
                        "\n[exam]\nseats_total.2569 = 12\nseats.math = 9\n"
                        "seats.thai = 7\nseats.Art = 9\n"
                        "\n[pipeline.erawan]\nplaces.2570.Art = 3\nlead_years = 4\n"
                        "\n[shortage]\ntier_prices = 1 2 3 4\n"
                        "\n[rule]\nmust_fill.math = yes\n");
    struct hash hash;
    char want[HASH_TEXT];
    hash_start(&hash);
    hash_bytes(&hash, p.text.s, p.text.length);
    hash_end(&hash, want);
    assert_string_equal(p.hash, want);
    params_clear(&p);
}

static void within_a_file_the_more_specific_key_wins_wherever_it_stands(void **state)
{
    (void)state;
    struct params p = {0};
    resolve_text("[exam]\nseats.2568.math = 4\nseats.math = 3\nseats.2568 = 2\nseats = 1\n"
                 "[enrolment]\ngrowth.1001 = 0.4\ngrowth.primary = 0.2\ngrowth.2567 = 0.1\n"
                 "growth.2567.primary = 0.3\n",
                 &p);
    assert_close(p.seats[MATH * 10 + 1], 4, 0);
    assert_close(p.seats[MATH * 10 + 0], 3, 0);
    assert_close(p.seats[THAI * 10 + 1], 2, 0);
    assert_close(p.seats[THAI * 10 + 0], 1, 0);
    /* growth[(level * 3 + district) * 10 + year]: two indices beat one, a district beats a level,
       a level beats a year. */
    const double *growth = p.growth;
    assert_close(growth[(LEVEL_PRIMARY * 3 + 0) * 10 + 0], 0.3, 0);
    assert_close(growth[(LEVEL_PRIMARY * 3 + 0) * 10 + 1], 0.4, 0);
    assert_close(growth[(LEVEL_PRIMARY * 3 + 1) * 10 + 1], 0.2, 0);
    assert_close(growth[(LEVEL_SECONDARY * 3 + 1) * 10 + 0], 0.1, 0);
    assert_close(growth[(LEVEL_SECONDARY * 3 + 1) * 10 + 1], 0.0, 0);
    params_clear(&p);
}

static void a_later_layer_wins_for_all_it_covers(void **state)
{
    (void)state;
    struct err err = {0};
    struct params p = {0};
    write_file("far.ini", "[exam]\nseats.2568.math = 1\nseats_total.2567 = 5\nlist_years = 3\n"
                          "[retirement]\nage.2569 = 63\n[scenario]\nname = far\nnote = kept\n");
    write_file("near.ini", "[scenario]\nbase = far.ini\nname = near\n[exam]\nseats = 2\n"
                           "list_years = 4\n[retirement]\nage.2567 = 61\n");
    struct settings *settings = settings_new();
    assert_ok(add_file(settings, "near.ini", &err));
    assert_ok(settings_add(settings, "exam.seats.2568 = 8", &err));
    assert_ok(settings_add(settings, "exam.list_years=5", &err));
    assert_ok(settings_add(settings, "EXAM.List_Years= ๑ ", &err));
    assert_ok(settings_resolve(settings, &reg, &p, &err));
    assert_close(p.seats[MATH * 10 + 1], 8, 0); /* --set over both files */
    assert_close(p.seats[MATH * 10 + 2], 2, 0); /* near over far */
    assert_close(p.seats_total[0], 5, 0);      /* far over the preset */
    assert_close(p.seats_total[1], 300, 0);    /* the preset */
    assert_int_equal(p.list_years, 1);         /* the last of two --set */
    assert_int_equal(p.age.steps, 2);          /* from 2567 on covers 2569 */
    assert_int_equal(p.age.from_fy[1], 2567);
    assert_int_equal(p.age.age[1], 61);
    assert_string_equal(p.name, "near");
    assert_string_equal(p.note, "kept");
    settings_free(settings);
    params_clear(&p);
}

static void several_set_are_one_layer_so_their_order_does_not_matter(void **state)
{
    (void)state;
    struct err err = {0};
    struct params p = {0};
    struct settings *settings = settings_new();
    assert_ok(settings_add(settings, "exam.seats_total.2568=0", &err));
    assert_ok(settings_add(settings, "exam.seats_total=50", &err));
    assert_ok(settings_add(settings, "pipeline.local.places_total.2569=none", &err));
    assert_ok(settings_resolve(settings, &reg, &p, &err));
    assert_close(p.seats_total[0], 50, 0);
    assert_close(p.seats_total[1], 0, 0);
    assert_true(isinf(p.pipeline[LOCAL].places_total[2]));
    settings_free(settings);
    params_clear(&p);
}

static void values_may_be_quoted_commented_thai_and_behind_a_byte_order_mark(void **state)
{
    (void)state;
    struct params p = {0};
    resolve_text("\xEF\xBB\xBF; first\r\n[ Scenario ]\r\nNAME = \"แผน # 1; a 'b'\" ; c\r\n"
                 "note = say \"x\"\r\n[transfer]\r\nmax.๒๕๖๘ = ๑๐ # people\r\ncost_thb = '7'\r\n",
                 &p);
    assert_string_equal(p.name, "แผน # 1; a 'b'");
    assert_string_equal(p.note, "say 'x'"); /* double quotes have no place in an ini file */
    assert_close(p.transfers_max[1], 10, 0);
    assert_close(p.transfer_cost_thb[0], 7, 0);
    assert_non_null(strstr(p.text.s, "name = \"แผน # 1; a 'b'\"\n"));
    params_clear(&p);
}

static void form_errors_name_file_and_line(void **state)
{
    (void)state;
    static const struct {
        const char *ini, *want;
    } cases[] = {
        {"[exam]\n\nseats 30\n",
         "'x.ini' line 3 is 'seats 30', allowed are [section] and key = value"},
        {"[exam]\n= 30\n", "'x.ini' line 2 is '= 30', allowed are [section] and key = value"},
        {"[exam\n", "'x.ini' line 1 is '[exam', allowed are [section] and key = value"},
        {"[exam] ; c\n", "'x.ini' line 1 is '[exam] ; c', allowed are [section] and key = value"},
        {"years = 3\n[horizon]\n", "'x.ini' line 1 has the key 'years' before the first [section]"},
        {"[exam]\nseats = 30 \\\n", "'x.ini' line 2 ends in '\\', a value stands on one line"},
        {"[exam]\nseats = \"30\n", "'x.ini' line 2 has a quote that does not close at its end"},
        {"[exam]\nseats = '30' 1\n", "'x.ini' line 2 has a quote that does not close at its end"},
        {" \r\n\t\n", "'x.ini' is empty"},
        {"", "'x.ini' is empty"},
        {"[exam]\nseats = \xff\n", "'x.ini' is no UTF-8 text"},
        {"[exma]\n", "unknown section 'exma' in 'x.ini' line 1; nearest is 'exam'"},
        {"[pipeline]\nplaces = 1\n",
         "unknown section 'pipeline' in 'x.ini' line 1; nearest is 'pipeline.CODE'"},
        {"[exam]\n\nseat_total = 3\n",
         "unknown key 'exam.seat_total' in 'x.ini' line 3; nearest is 'exam.seats_total'"},
        {"[pipeline.local]\nplace = 3\n", "unknown key 'pipeline.local.place' in 'x.ini' line 2; "
                                          "nearest is 'pipeline.local.places'"},
        {"[exam]\nseats = 1\nlist_years = 1\nSEATS=2\nlist_years=3\n",
         "'exam.seats' in 'x.ini' line 4 repeats line 2"},
        {"[exam]\nseats.2568.math = 1\n[rule]\n[exam]\nseats.MATH.๒๕๖๘ = 1\n",
         "'exam.seats.math.2568' in 'x.ini' line 5 repeats line 2"},
        {"[scenario]\nbase = y.ini\n",
         "'scenario.base' in 'x.ini' line 2 can only stand in a scenario file"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_text_refused(cases[i].ini, cases[i].want);
}

static void value_errors_say_what_is_allowed(void **state)
{
    (void)state;
    static const struct {
        const char *ini, *want;
    } cases[] = {
        {"[exam]\n\n\nseats_total.2568 = 12abc\n",
         "'exam.seats_total.2568' in 'x.ini' line 4 is '12abc', allowed are 0 .. 100000 or none"},
        {"[exam]\nseats_total = 100001\n",
         "'exam.seats_total' in 'x.ini' line 2 is '100001', allowed are 0 .. 100000 or none"},
        {"[exam]\nseats_total =\n",
         "'exam.seats_total' in 'x.ini' line 2 is '', allowed are 0 .. 100000 or none"},
        {"[exam]\nseats_total = 1.5\n",
         "'exam.seats_total' in 'x.ini' line 2 is '1.5', allowed are "
         "whole numbers 0 .. 100000 or none"},
        {"[exam]\nlist_years = none\n",
         "'exam.list_years' in 'x.ini' line 2 is 'none', allowed are 1 .. 5"},
        {"[horizon]\nyears = 16\n",
         "'horizon.years' in 'x.ini' line 2 is '16', allowed are 1 .. 15"},
        {"[budget]\ntotal_thb = -1\n", "'budget.total_thb' in 'x.ini' line 2 is '-1', allowed are "
                                       "0 .. 1000000000000 or none"},
        {"[loss]\nrate = 2%\n",
         "'loss.rate' in 'x.ini' line 2 is '2%', a percentage; shares are written 0 .. 1"},
        {"[loss]\nrate = nan\n", "'loss.rate' in 'x.ini' line 2 is 'nan', allowed are 0 .. 1"},
        {"[loss]\nrate = 0x1\n", "'loss.rate' in 'x.ini' line 2 is '0x1', allowed are 0 .. 1"},
        {"[price]\nover = 1e999\n",
         "'price.over' in 'x.ini' line 2 is '1e999', allowed are 0 .. 1000000"},
        {"[equity]\nweight_min = 1.1\n",
         "'equity.weight_min' in 'x.ini' line 2 is '1.1', allowed are 0 .. 1"},
        {"[equity]\nweight_max = 0.9\n",
         "'equity.weight_max' in 'x.ini' line 2 is '0.9', allowed are 1 .. 100"},
        {"[norm]\nversion = kortor\n",
         "'norm.version' in 'x.ini' line 2 is 'kortor', allowed are kortor-2545, table"},
        {"[norm]\nversion =\n",
         "'norm.version' in 'x.ini' line 2 is '', allowed are kortor-2545, table"},
        {"[rule]\nmust_fill = maybe\n",
         "'rule.must_fill' in 'x.ini' line 2 is 'maybe', allowed are yes, no"},
        {"[pipeline.local]\ncompletion = 0\n", "'pipeline.local.completion' in 'x.ini' line 2 is "
                                               "'0', allowed are 0.001 .. 1 or register"},
        {"[shortage]\ntier_shares = 0.5 -0.5 1\n",
         "'shortage.tier_shares' in 'x.ini' line 2 is '-0.5', allowed are 1 .. 8 numbers separated "
         "by blanks, each 0.001 .. 1"},
        {"[shortage]\ntier_prices =\n",
         "'shortage.tier_prices' in 'x.ini' line 2 is '', allowed "
         "are 1 .. 8 numbers separated by blanks, each 0 .. 1000000"},
        {"[shortage]\ntier_prices = 1 2 3 4 5 6 7 8 9\n",
         "'shortage.tier_prices' in 'x.ini' line 2 is '1 2 3 4 5 6 7 8 9', allowed are 1 .. 8 "
         "numbers separated by blanks, each 0 .. 1000000"},
        {"[scope]\ndistricts = ,\n", "'scope.districts' in 'x.ini' line 2 is ',', allowed are all, "
                                     "or codes of districts separated by blanks or commas"},
        {"[scenario]\nname = \n", "'scenario.name' in 'x.ini' line 2 is 0 bytes long, allowed are "
                                  "1 .. 127 (a Thai letter takes 3)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_text_refused(cases[i].ini, cases[i].want);
}

static void what_follows_a_key_must_fit_it(void **state)
{
    (void)state;
    assert_text_refused("[price]\nover.2568 = 1\n",
                        "'price.over.2568' in 'x.ini' line 2: '2568' cannot stand there, nothing "
                        "may follow 'over'");
    assert_text_refused("[exam]\nseats_total.math = 1\n",
                        "'exam.seats_total.math' in 'x.ini' line 2: 'math' cannot stand there, "
                        "allowed after 'seats_total' are a year");
    assert_text_refused("[exam]\nseats.2568.2569 = 1\n",
                        "'exam.seats.2568.2569' in 'x.ini' line 2: '2569' cannot stand there, "
                        "allowed after 'seats' are a year and a major");
    assert_text_refused("[enrolment]\ngrowth.primary.secondary = 0\n",
                        "'enrolment.growth.primary.secondary' in 'x.ini' line 2: 'secondary' "
                        "cannot stand there, allowed after 'growth' are a year and a level and a "
                        "district");
    assert_text_refused("[exam]\nseats.math.thai = 1\n",
                        "'exam.seats.math.thai' in 'x.ini' line 2: 'thai' cannot stand there, "
                        "allowed after 'seats' are a year and a major");
    assert_text_refused("[exam]\nseats. = 1\n",
                        "'exam.seats.' in 'x.ini' line 2: '' cannot stand there, allowed after "
                        "'seats' are a year and a major");
    assert_text_refused("[loss]\nrate.2568 = 0\n",
                        "'loss.rate.2568' in 'x.ini' line 2: '2568' cannot stand there, allowed "
                        "after 'rate' are a major");
}

static void long_values_are_cut_between_letters_in_errors(void **state)
{
    (void)state;
    struct text ini = {0};
    text_add(&ini, "[exam]\nseats = xx");
    for (int i = 0; i < 30; i++) text_add(&ini, "ก");
    /* 60 bytes are shown: two letters x and 19 Thai letters of three bytes are 59, one more is 62.
     */
    assert_text_refused(ini.s, "'exam.seats' in 'x.ini' line 2 is 'xxกกกกกกกกกกกกกกกกกกก', allowed "
                               "are 0 .. 100000 or none");
    text_clear(&ini);
}

static void a_saved_text_beyond_the_limit_is_refused(void **state)
{
    (void)state;
    struct text ini = {0};
    text_add(&ini, "%0*d", (16 << 20) + 1, 0);
    assert_text_refused(ini.s, "'x.ini' is larger than 16777216 bytes");
    text_clear(&ini);
}

static void set_errors_name_set_in_place_of_the_file(void **state)
{
    (void)state;
    assert_set_refused("exam.seats", "'--set' is 'exam.seats', allowed is section.key=value");
    assert_set_refused("seats=3", "'--set' is 'seats=3', allowed is section.key=value");
    assert_set_refused("exam.=3", "'--set' is 'exam.=3', allowed is section.key=value");
    assert_set_refused("pipeline.local=3",
                       "'--set' is 'pipeline.local=3', allowed is section.key=value");
    assert_set_refused("exam.seats=x",
                       "'exam.seats' in '--set' is 'x', allowed are 0 .. 100000 or none");
    assert_set_refused("exam.seat=1",
                       "unknown key 'exam.seat' in '--set'; nearest is 'exam.seats'");
    assert_set_refused("exams.seats=1", "unknown section 'exams' in '--set'; nearest is 'exam'");
    assert_set_refused("scenario.base=x.ini",
                       "'scenario.base' in '--set' can only stand in a scenario file");
    assert_set_refused("scenario.name=\xff", "'--set' must be UTF-8 text of at most 1000 bytes");
}

static void a_refused_set_leaves_the_settings_as_they_were(void **state)
{
    (void)state;
    struct err err = {0};
    struct settings *settings = settings_new();
    assert_int_equal(settings_add(settings, "exam.seats=x", &err), ERR_CONFIG);
    assert_int_equal(settings->layers, 0);
    assert_ok(settings_add(settings, "exam.seats=1", &err));
    assert_int_equal(settings_add(settings, "exam.seats=x", &err), ERR_CONFIG);
    assert_int_equal(settings->count, 1);
    assert_int_equal(settings->layers, 1);
    assert_string_equal(settings->setting[0].text, "1");
    settings_free(settings);
    settings_free(NULL);
}

static void codes_and_years_are_checked_against_the_register(void **state)
{
    (void)state;
    assert_resolve_refused("[exam]\n\n\nseats.2568.maths = 1\n",
                           "'exam.seats.2568.maths' in 'x.ini' line 4: no major 'maths', nearest "
                           "is 'math'");
    assert_resolve_refused("[exam]\n\n\nseats_total.2580 = 1\n",
                           "'exam.seats_total.2580' in 'x.ini' line 4: year 2580 is outside the "
                           "horizon, allowed are 2567 .. 2576");
    assert_resolve_refused("[exam]\nseats_total.2566 = 1\n",
                           "'exam.seats_total.2566' in 'x.ini' line 2: year 2566 is outside the "
                           "horizon, allowed are 2567 .. 2576");
    assert_resolve_refused("[horizon]\nyears = 2\n[retirement]\nage.2569 = 61\n",
                           "'retirement.age.2569' in 'x.ini' line 4: year 2569 is outside the "
                           "horizon, allowed are 2500 .. 2568");
    assert_resolve_refused("[retirement]\nage.2499 = 61\n",
                           "'retirement.age.2499' in 'x.ini' line 2: year 2499 is outside the "
                           "horizon, allowed are 2500 .. 2576");
    assert_resolve_refused("[enrolment]\ngrowth.1003 = 0\n",
                           "'enrolment.growth.1003' in 'x.ini' line 2: no level or district "
                           "'1003', nearest is '1001'");
    assert_resolve_refused("[enrolment]\ngrowth.primry = 0\n",
                           "'enrolment.growth.primry' in 'x.ini' line 2: no level or district "
                           "'primry', nearest is 'primary'");
    assert_resolve_refused("[scope]\ndistricts = 1001 1051\n",
                           "'scope.districts' in 'x.ini' line 2: no district '1051', nearest is "
                           "'1001'");
    assert_resolve_refused("[pipeline.erawon]\nplaces = 0\n",
                           "'pipeline.erawon.places' in 'x.ini' line 2: no pipeline 'erawon', "
                           "nearest is 'erawan'");
    assert_resolve_refused("[pipeline.exam]\nplaces = 0\n",
                           "'pipeline.exam.places' in 'x.ini' line 2: no pipeline 'exam', nearest "
                           "is 'erawan'");
}

static void a_register_without_majors_or_pipelines_resolves_and_says_what_is_missing(void **state)
{
    (void)state;
    static const struct school_register nothing = {0};
    struct err err = {0};
    struct params p = {0};
    struct settings *settings = settings_new();
    assert_ok(settings_resolve(settings, &nothing, &p, &err));
    params_clear(&p);
    assert_ok(settings_add(settings, "exam.seats.math=1", &err));
    assert_int_equal(settings_resolve(settings, &nothing, &p, &err), ERR_CONFIG);
    assert_error(err, ERR_CONFIG,
                 "'exam.seats.math' in '--set': no major 'math', the data have no major at all");
    settings_free(settings);
}

static void a_pipeline_that_the_register_lacks_may_be_set_to_its_preset_only(void **state)
{
    (void)state;
    struct params p = {0};
    resolve_text("[pipeline.cooperation]\nplaces_total = 60\nlead_years = register\n", &p);
    assert_int_equal(p.pipelines, PIPELINES);
    params_clear(&p);
    assert_resolve_refused("[pipeline.cooperation]\nplaces_total = 61\n",
                           "'pipeline.cooperation.places_total' in 'x.ini' line 2: no pipeline "
                           "'cooperation', nearest is 'erawan'");
}

static void what_must_agree_is_checked_together(void **state)
{
    (void)state;
    assert_resolve_refused("[shortage]\ntier_shares = 0.1 0.2 0.3 0.3\n",
                           "'shortage.tier_shares' in 'x.ini' line 2 sums to 0.9, allowed is 1");
    assert_resolve_refused("[shortage]\nschool_tier_shares = 0.5 0.5\n",
                           "'shortage.school_tier_shares' in 'x.ini' line 2 has 2 numbers, but "
                           "'shortage.school_tier_prices' has 4, allowed are equally many");
    assert_resolve_refused("[shortage]\ntier_prices = 1 2 3\n",
                           "'shortage.tier_prices' in 'x.ini' line 2 has 3 numbers, but "
                           "'shortage.tier_shares' has 4, allowed are equally many");
    assert_resolve_refused("[shortage]\ntier_prices = 10 20 15 80\n",
                           "'shortage.tier_prices' in 'x.ini' line 2 falls from 20 to 15, allowed "
                           "are prices that never fall");
    assert_resolve_refused("[budget]\ntotal_thb = 900\nhard_minimum_thb.2568 = 1000\n",
                           "'budget.hard_minimum_thb.2568' in 'x.ini' line 3 is 1000 in 2568, more "
                           "than 'budget.total_thb' of 900");
}

static void shares_that_sum_to_one_but_for_rounding_are_taken(void **state)
{
    (void)state;
    struct params p = {0};
    /* As decimals they sum to 1 exactly, as doubles they need not. */
    resolve_text("[shortage]\ntier_shares = 0.3333333333, 0.3333333333 0.3333333334\n"
                 "tier_prices = 5 5 9\n",
                 &p);
    assert_int_equal(p.tiers, 3);
    assert_int_equal(p.school_tiers, 4);
    assert_close(p.tier_price[1], 5, 0);
    params_clear(&p);
}

static void too_many_steps_of_age_are_refused(void **state)
{
    (void)state;
    struct text ini = {0};
    text_add(&ini, "[retirement]\n");
    /* 60 always, then 16 changes: 17 steps. */
    for (int i = 0; i < MAX_AGE_STEPS; i++) text_add(&ini, "age.%d = %d\n", 2550 + i, 61 + i % 2);
    assert_resolve_refused(
        ini.s, "'retirement.age.2565' in 'x.ini' line 17 makes more than 16 steps of age");
    text_clear(&ini);
}

static void more_pipelines_than_fit_are_refused(void **state)
{
    (void)state;
    struct channel many[MAX_PIPELINES + 1];
    for (int c = 0; c <= MAX_PIPELINES; c++)
        many[c] = (struct channel){.code = "many", .kind = CHANNEL_PIPELINE, .completion = 1};
    const struct school_register crowded = {.channel = many, .channels = MAX_PIPELINES + 1};
    struct err err = {0};
    struct params p = {0};
    struct settings *settings = settings_new();
    assert_int_equal(settings_resolve(settings, &crowded, &p, &err), ERR_CONFIG);
    assert_error(err, ERR_CONFIG, "'many' is one pipeline too many, allowed are 8");
    settings_free(settings);
}

static void errors_are_thai_for_a_thai_reader(void **state)
{
    (void)state;
    lang_set(LANG_TH);
    assert_text_refused(
        "[exam]\nseats_total = x\n",
        "'exam.seats_total' ใน 'x.ini' บรรทัด 2 มีค่า 'x' ค่าที่ใช้ได้คือ 0 .. 100000 หรือ none");
    assert_resolve_refused(
        "[exam]\nseats.maths = 1\n",
        "'exam.seats.maths' ใน 'x.ini' บรรทัด 2: ไม่มีวิชาเอก 'maths' ที่ใกล้เคียงคือ 'math'");
    lang_set(LANG_EN);
}

/* Files. */

static void assert_file_refused(const char *name, enum err_code want_code, const char *want)
{
    struct err err = {0};
    struct settings *settings = settings_new();
    assert_int_equal(add_file(settings, name, &err), want_code);
    assert_error(err, want_code, want);
    assert_int_equal(settings->count, 0);
    assert_int_equal(settings->layers, 0);
    settings_free(settings);
}

static void files_that_cannot_be_read_get_one_sentence(void **state)
{
    (void)state;
    assert_file_refused("none.ini", ERR_NOT_FOUND, "no file 'none.ini'");
    assert_file_refused(".", ERR_CONFIG, "'.' is a folder, not an ini file");
    assert_file_refused("/proc/self/mem", ERR_CONFIG,
                        "cannot read '/proc/self/mem': Input/output error");
    write_file("empty.ini", "");
    assert_file_refused("empty.ini", ERR_CONFIG, "'empty.ini' is empty");
    assert_file_refused("empty.ini/x", ERR_CONFIG, "cannot read 'empty.ini/x': Not a directory");
    write_bytes("zero.ini", "[exam]\nseats\0 = 1\n", 18);
    assert_file_refused("zero.ini", ERR_CONFIG,
                        "'zero.ini' has a zero byte, save it as UTF-8 text");
}

static void files_beyond_the_limits_are_refused(void **state)
{
    (void)state;
    struct text text = {0};
    text_add(&text, "[exam]\n; ");
    for (int i = 0; i < 998; i++) text_add(&text, "x"); /* with "; " exactly 1,000 */
    text_add(&text, "\nseats = 1\n");
    write_file("wide.ini", text.s);
    struct err err = {0};
    struct settings *settings = settings_new();
    assert_ok(add_file(settings, "wide.ini", &err));
    settings_free(settings);
    text_clear(&text);
    text_add(&text, "\n;%01000d\n", 0);
    write_file("wide.ini", text.s);
    assert_file_refused("wide.ini", ERR_CONFIG,
                        "'wide.ini' line 2 is longer than 1000 bytes (a Thai letter takes 3)");
    text_clear(&text);
    for (int i = 0; i <= 10000; i++) text_add(&text, ";\n");
    write_file("long.ini", text.s);
    assert_file_refused("long.ini", ERR_CONFIG, "'long.ini' has more than 10000 lines");
    text_clear(&text);
    text_add(&text, "%01048577d", 0);
    write_file("large.ini", text.s);
    assert_file_refused("large.ini", ERR_CONFIG, "'large.ini' is larger than 1048576 bytes");
    text_clear(&text);
}

static void errors_in_a_base_name_the_base(void **state)
{
    (void)state;
    char path[512];
    snprintf(path, sizeof path, "%s/sub", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    write_file("sub/top.ini", "[scenario]\nbase = ../low.ini\n");
    write_file("low.ini", "[exam]\nlist_years = 9\n");
    assert_file_refused("sub/top.ini", ERR_CONFIG,
                        "'exam.list_years' in 'sub/../low.ini' line 2 is '9', allowed are 1 .. 5");
    write_file("low.ini", "[scenario]\nbase = gone.ini\n");
    assert_file_refused("sub/top.ini", ERR_NOT_FOUND, "no file 'sub/../gone.ini'");
}

static void a_circle_of_bases_is_reported(void **state)
{
    (void)state;
    write_file("a.ini", "[scenario]\nbase = b.ini\n");
    write_file("b.ini", "[scenario]\nname = b\nbase = ./a.ini\n");
    assert_file_refused("a.ini", ERR_CONFIG,
                        "'scenario.base' in 'b.ini' line 3 is './a.ini', which closes a circle");
}

static void a_chain_of_eight_files_is_read_and_of_nine_refused(void **state)
{
    (void)state;
    write_file("c1.ini", "[exam]\nlist_years = 5\n");
    for (int i = 2; i <= MAX_BASE_DEPTH + 1; i++) {
        char name[16], text[64];
        snprintf(name, sizeof name, "c%d.ini", i);
        snprintf(text, sizeof text, "[scenario]\nbase = c%d.ini\n", i - 1);
        write_file(name, text);
    }
    struct err err = {0};
    struct params p = {0};
    struct settings *settings = settings_new();
    assert_ok(add_file(settings, "c8.ini", &err));
    assert_ok(settings_resolve(settings, &reg, &p, &err));
    assert_int_equal(p.list_years, 5);
    params_clear(&p);
    settings_free(settings);
    assert_file_refused("c9.ini", ERR_CONFIG,
                        "'scenario.base' in 'c2.ini' line 2 is 'c1.ini', "
                        "which makes a chain of more than 8 files");
}

static void a_base_may_be_named_by_its_whole_path(void **state)
{
    (void)state;
    char text[512];
    write_file("root.ini", "[equity]\nalpha = 0\n");
    snprintf(text, sizeof text, "[scenario]\nbase = %s/root.ini\n", folder);
    write_file("leaf.ini", text);
    struct err err = {0};
    struct params p = {0};
    struct settings *settings = settings_new();
    assert_ok(add_file(settings, "leaf.ini", &err));
    assert_ok(settings_resolve(settings, &reg, &p, &err));
    assert_close(p.alpha, 0, 0);
    params_clear(&p);
    settings_free(settings);
}

/* Sources. */

static void a_source_stays_with_its_number_until_a_later_layer_sets_it(void **state)
{
    (void)state;
    struct err err = {0};
    struct params p = {0};
    struct settings *settings = settings_new();
    assert_ok(settings_add_text(settings,
                                "[exam]\ncost_thb = 7000\ncost_thb.source = letter 12/2567\n"
                                "cost_thb.2569 = 8000\ncost_thb.2569.source = letter; # 9\n",
                                "x.ini", &err));
    assert_ok(settings_resolve(settings, &reg, &p, &err));
    assert_non_null(strstr(p.text.s, "cost_thb.2567 = 7000\n"));
    assert_non_null(strstr(p.text.s, "cost_thb.source = letter 12/2567\n"
                                     "cost_thb.2569.source = letter\n"));
    params_clear(&p);
    assert_ok(settings_add(settings, "exam.cost_thb.source=a; #b", &err));
    assert_ok(settings_resolve(settings, &reg, &p, &err));
    assert_non_null(strstr(p.text.s, "cost_thb.source = \"a; #b\"\n"));
    assert_null(strstr(p.text.s, "12/2567"));
    params_clear(&p);
    assert_ok(settings_add_text(settings, "[exam]\ncost_thb = 1\n", "y.ini", &err));
    assert_ok(settings_resolve(settings, &reg, &p, &err));
    assert_null(strstr(p.text.s, "source"));
    params_clear(&p);
    settings_free(settings);
    assert_text_refused("[scenario]\nname.source = x\n",
                        "'scenario.name.source' in 'x.ini' line 2: 'source' cannot stand there, "
                        "nothing may follow 'name'");
}

/* Round trip. */

static int years_of(const struct scenario_key *key, const struct params *p)
{
    return key->over & OVER_YEAR ? p->years : 1;
}

static int codes_of(const struct scenario_key *key)
{
    return key->over & OVER_MAJOR      ? reg.majors
           : key->over & OVER_DISTRICT ? reg.districts * LEVELS
                                       : 1;
}

static size_t size_of(enum key_store store)
{
    return store == AS_INT ? sizeof(int) : store == AS_YES_NO ? sizeof(bool) : sizeof(double);
}

static void assert_same_field(const struct scenario_key *key, const void *a, const void *b,
                              const struct params *p)
{
    const char *x = (const char *)a + key->field, *y = (const char *)b + key->field;
    size_t count = (size_t)(years_of(key, p) * codes_of(key));
    if (key->store == AS_NOTHING) return;
    if (key->store == AS_TEXT) {
        assert_string_equal(x, y);
        return;
    }
    if (key->store == AS_NUMBERS) count = MAX_TIERS;
    if (key->type == TYPE_CODES) count = (size_t)reg.districts;
    if (key->over & OVER_CODE || key->type == TYPE_CODES) {
        memcpy(&x, x, sizeof x);
        memcpy(&y, y, sizeof y);
    }
    for (size_t i = 0; i < count * size_of(key->store); i++)
        if (x[i] != y[i]) fail_msg("%s.%s differs", key->section, key->name);
}

static void assert_same_params(const struct params *a, const struct params *b)
{
    assert_string_equal(text_s(&a->text), text_s(&b->text));
    assert_string_equal(a->hash, b->hash);
    assert_int_equal(a->tiers, b->tiers);
    assert_int_equal(a->school_tiers, b->school_tiers);
    assert_int_equal(a->pipelines, b->pipelines);
    assert_memory_equal(&a->age, &b->age, sizeof a->age);
    for (int i = 0; i < scenario_key_count; i++) {
        const struct scenario_key *key = &scenario_keys[i];
        if (strcmp(key->section, "pipeline") != 0) {
            assert_same_field(key, a, b, a);
            continue;
        }
        for (int c = 0; c < a->pipelines; c++)
            assert_same_field(key, &a->pipeline[c], &b->pipeline[c], a);
    }
}

static void add_random_index(struct env_random *random, const struct scenario_key *key,
                             struct text *out)
{
    if (key->over & OVER_ANY_YEAR && env_random_below(random, 2))
        text_add(out, ".%d", 2567 + env_random_below(random, 3));
    if (key->over & OVER_LEVEL && env_random_below(random, 2))
        text_add(out, ".%s", level_word[env_random_below(random, LEVELS)]);
    if (key->over & OVER_MAJOR && env_random_below(random, 2))
        text_add(out, ".%s", majors[env_random_below(random, MAJORS)].code);
    if (key->over & OVER_DISTRICT && env_random_below(random, 2))
        text_add(out, ".%s", districts[env_random_below(random, 3)].code);
}

static void add_random_value(struct env_random *random, const struct scenario_key *key,
                             struct text *out)
{
    char number[32];
    double value = key->lowest + (key->highest - key->lowest) * env_random_share(random);
    if (strcmp(key->section, "budget") == 0) /* the least must stay below the most */
        value = (double)env_random_below(random, 1000) + (key->words ? 1000 : 0);
    if (key->type == TYPE_WHOLE || key->type == TYPE_BAHT) value = floor(value);
    if (key->type == TYPE_YES_NO) value = env_random_below(random, 2);
    if (key->type == TYPE_CHOICE) value = env_random_below(random, 2);
    if (key->words && key->type != TYPE_CHOICE && env_random_below(random, 3) == 0)
        snprintf(number, sizeof number, "%s", key->words);
    else
        key_number_text(key, value, number);
    text_add(out, "=%s", number);
}

static void add_random_setting(struct env_random *random, struct settings *settings)
{
    static const char *const pipelines[] = {"erawan", "local", "newcomer"};
    static const char *const texts[] = {"scenario.name=ก; \"x\" # y",      "scenario.note='q' \\",
                                        "scope.districts=1050 1001",       "scope.districts=all",
                                        "shortage.tier_shares=0.25,0.75 ", "scenario.note="};
    struct err err = {0};
    const struct scenario_key *key = &scenario_keys[env_random_below(random, scenario_key_count)];
    struct text text = {0};
    if (strcmp(key->section, "horizon") == 0) return; /* years below fit the preset */
    if (key->type == TYPE_TEXT || key->type == TYPE_CODES || key->type == TYPE_NUMBERS) {
        const char *chosen = texts[env_random_below(random, 6)];
        assert_ok(settings_add(settings, chosen, &err));
        if (strstr(chosen, "tier_shares"))
            assert_ok(settings_add(settings, "shortage.tier_prices=0.1 1e3", &err));
        return;
    }
    text_add(&text, "%s", key->section);
    if (strcmp(key->section, "pipeline") == 0)
        text_add(&text, ".%s", pipelines[env_random_below(random, 3)]);
    text_add(&text, ".%s", key->name);
    add_random_index(random, key, &text);
    if (env_random_below(random, 8) == 0)
        text_add(&text, ".source=page %d;", env_random_below(random, 100));
    else
        add_random_value(random, key, &text);
    assert_ok(settings_add(settings, text.s, &err));
    text_clear(&text);
}

static void a_saved_text_reads_back_to_the_same_params(void **state)
{
    (void)state;
    struct env_random random = {20260};
    for (int round = 0; round < 150; round++) {
        struct err err = {0};
        struct params first = {0}, second = {0};
        struct settings *settings = settings_new(), *again = settings_new();
        for (int i = env_random_below(&random, 60); i >= 0; i--)
            add_random_setting(&random, settings);
        assert_ok(settings_resolve(settings, &reg, &first, &err));
        assert_ok(settings_add_text(again, text_s(&first.text), "plan", &err));
        assert_ok(settings_resolve(again, &reg, &second, &err));
        assert_same_params(&first, &second);
        params_clear(&first);
        params_clear(&second);
        settings_free(settings);
        settings_free(again);
    }
}

static const struct CMUnitTest cases[] = {
    CASE(without_settings_everything_is_its_preset),
    CASE(pipelines_start_from_their_presets_and_the_register),
    CASE(the_text_of_a_scenario_says_what_differs_and_the_horizon),
    CASE(within_a_file_the_more_specific_key_wins_wherever_it_stands),
    CASE_WITH(a_later_layer_wins_for_all_it_covers, make_folder, drop_folder),
    CASE(several_set_are_one_layer_so_their_order_does_not_matter),
    CASE(values_may_be_quoted_commented_thai_and_behind_a_byte_order_mark),
    CASE(form_errors_name_file_and_line),
    CASE(value_errors_say_what_is_allowed),
    CASE(what_follows_a_key_must_fit_it),
    CASE(long_values_are_cut_between_letters_in_errors),
    CASE(a_saved_text_beyond_the_limit_is_refused),
    CASE(set_errors_name_set_in_place_of_the_file),
    CASE(a_refused_set_leaves_the_settings_as_they_were),
    CASE(codes_and_years_are_checked_against_the_register),
    CASE(a_register_without_majors_or_pipelines_resolves_and_says_what_is_missing),
    CASE(a_pipeline_that_the_register_lacks_may_be_set_to_its_preset_only),
    CASE(what_must_agree_is_checked_together),
    CASE(shares_that_sum_to_one_but_for_rounding_are_taken),
    CASE(too_many_steps_of_age_are_refused),
    CASE(more_pipelines_than_fit_are_refused),
    CASE(errors_are_thai_for_a_thai_reader),
    CASE_WITH(files_that_cannot_be_read_get_one_sentence, make_folder, drop_folder),
    CASE_WITH(files_beyond_the_limits_are_refused, make_folder, drop_folder),
    CASE_WITH(errors_in_a_base_name_the_base, make_folder, drop_folder),
    CASE_WITH(a_circle_of_bases_is_reported, make_folder, drop_folder),
    CASE_WITH(a_chain_of_eight_files_is_read_and_of_nine_refused, make_folder, drop_folder),
    CASE_WITH(a_base_may_be_named_by_its_whole_path, make_folder, drop_folder),
    CASE(a_source_stays_with_its_number_until_a_later_layer_sets_it),
    CASE(a_saved_text_reads_back_to_the_same_params),
};
TEST_MAIN(cases)
