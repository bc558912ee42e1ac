/* Models from ini files: what is read, what is refused and where, and that order does not matter.
 */
#include "tests/test.h"

#include "base/env.h"
#include "base/mem.h"
#include "equity/pmt.h"

#include <stdlib.h>

/* A small model in which each test changes a line. Weights 6,000 and 4,000. */
static const char *const small[] = {
    "[pmt]",
    "version = t-1",
    "th = ทดสอบ",
    "en = test",
    "source = none",
    "income_cap_thb = 3000",
    "scale = raw",
    "[institution]",
    "income_points = 100",
    "[band.poor]",
    "cut = 0.5",
    "institution_cut = 0.6",
    "confirmed = no",
    "th = จน",
    "en = poor",
    "[item.income]",
    "kind = range",
    "weight = 6000",
    "th = รายได้",
    "en = income",
    "[map.income]",
    "1000 = 100",
    "max = 0",
    "[item.house]",
    "kind = choice",
    "weight = 4000",
    "th = บ้าน",
    "en = house",
    "[map.house]",
    "tin = 100",
    "tin.th = สังกะสี",
    "tin.en = tin",
    "brick = 0",
    "brick.th = อิฐ",
    "brick.en = brick",
    "[golden.one]",
    "household = general",
    "income_thb = 1000",
    "members = 1",
    "house = tin",
    "expect = 10000",
    "expect_band = poor",
};
enum { LINES = sizeof small / sizeof *small };

/* The small model with its line `old` replaced; NULL: as it is. "" removes it. */
static char *changed(const char *old, const char *line)
{
    struct text ini = {0};
    bool found = false;
    for (int i = 0; i < LINES; i++) {
        const bool hit = old && !found && strcmp(small[i], old) == 0;
        found = found || hit;
        text_add(&ini, "%s\n", hit ? line : small[i]);
    }
    if (old) assert_true(found);
    return ini.s;
}

static void assert_refused(const char *old, const char *line, const char *text)
{
    char *ini = changed(old, line);
    struct pmt_model model = {0};
    struct err err = {0};
    assert_int_equal(pmt_model_read_text(ini, "t.ini", &model, &err), ERR_CONFIG);
    assert_string_equal(err.text, text);
    assert_int_equal(model.items, 0); /* untouched */
    free(ini);
}

static void a_small_model_is_read(void **state)
{
    (void)state;
    char *ini = changed(NULL, NULL);
    struct pmt_model model;
    struct err err;
    assert_ok(pmt_model_read_text(ini, "t.ini", &model, &err));
    assert_string_equal(model.version, "t-1");
    assert_int_equal(model.cap_thb, 3000);
    assert_int_equal(model.items, 2);
    assert_string_equal(model.item[0].code, "income"); /* heaviest first */
    assert_int_equal(model.item[0].value[1].number, INT64_MAX);
    assert_int_equal(model.band[0].cut, 5000);
    assert_int_equal(model.band[0].institution_cut, 6000);
    assert_false(model.band[0].confirmed);
    assert_ok(pmt_model_check_golden(&model, &err));
    assert_string_equal(model.ini.s, ini);
    pmt_model_clear(&model);
    free(ini);
}

static void unknown_sections_and_keys_are_refused_with_their_line(void **state)
{
    (void)state;
    assert_refused("en = test", "en = test\nincome_kap = 3",
                   "unknown key 'pmt.income_kap' in 't.ini' line 5");
    assert_refused("[institution]", "[risk]\n[institution]",
                   "unknown section 'risk' in 't.ini' line 8");
    assert_refused("max = 0", "max = 0\n1000.th = x",
                   "unknown key 'map.income.1000.th' in 't.ini' line 24");
    assert_refused("income_points = 100", "points = 100",
                   "'t.ini' lacks the key 'income_points' in section [institution]");
}

static void a_key_said_twice_is_refused_with_both_lines(void **state)
{
    (void)state;
    assert_refused("max = 0", "max = 0\n1000 = 90",
                   "'t.ini' line 24: 'map.income.1000' stands in line 22 already");
    assert_refused("[item.house]", "[item.income]",
                   "'t.ini' line 24: 'item.income' stands in line 16 already");
}

static void bad_numbers_are_refused_with_their_range(void **state)
{
    (void)state;
    assert_refused("weight = 6000", "weight = 6000x",
                   "'item.income.weight' in 't.ini' line 18 is '6000x', allowed are 0 .. 10000");
    assert_refused("income_cap_thb = 3000", "income_cap_thb = -1",
                   "'pmt.income_cap_thb' in 't.ini' line 6 is '-1', allowed are 0 .. 1000000");
    assert_refused("tin = 100", "tin = 101",
                   "'map.house.tin' in 't.ini' line 30 is '101', allowed are 0 .. 100");
    assert_refused(
        "cut = 0.5", "cut = 0.91001",
        "'band.poor.cut' in 't.ini' line 11 is '0.91001', allowed are 0 .. 1 with at most "
        "4 decimals");
    assert_refused("cut = 0.5", "cut = .5",
                   "'band.poor.cut' in 't.ini' line 11 is '.5', allowed are 0 .. 1 with at most 4 "
                   "decimals");
    assert_refused("1000 = 100", "1,000 = 100",
                   "'map.income.1,000' in 't.ini' line 22 must be a whole number 0 .. 10000000 or "
                   "max");
    assert_refused(
        "kind = choice", "kind = formula",
        "'item.house.kind' in 't.ini' line 25 is 'formula', allowed are choice, choices, "
        "range, count");
    assert_refused("confirmed = no", "confirmed = maybe",
                   "'band.poor.confirmed' in 't.ini' line 13 is 'maybe', allowed are no, yes");
}

static void weights_that_do_not_sum_to_ten_thousand_are_refused(void **state)
{
    (void)state;
    assert_refused("weight = 4000", "weight = 3999",
                   "the weights in 't.ini' sum to 9999, allowed is 10000");
    assert_refused("weight = 4000", "weight = 4001",
                   "the weights in 't.ini' sum to 10001, allowed is 10000");
}

static void maps_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    assert_refused("max = 0", "5000 = 0", "'t.ini': section [map.income] needs the key max");
    assert_refused("1000 = 100", "1000 = 100\n2000 = 20\n3000 = 30",
                   "'t.ini': points in [map.income] must not rise with income");
    assert_refused("1000 = 100", "1000 = 100\n01000 = 100",
                   "'t.ini': section [map.income] has 1000 twice");
    assert_refused("tin.th = สังกะสี", "", "'t.ini' lacks the key 'tin.th' in section [map.house]");
    assert_refused("[map.house]", "[map.hut]", "'t.ini' has no answer in section [map.house]");
}

static void bands_out_of_order_are_refused(void **state)
{
    (void)state;
    assert_refused("[item.income]",
                   "[band.extreme]\ncut = 0.9\ninstitution_cut = 0.5\nconfirmed = no\nth = ก\nen = "
                   "x\n[item.income]",
                   "'t.ini': the cuts of 'extreme' must be above those of 'poor', both cut and "
                   "institution_cut");
}

static void an_unknown_answer_of_a_golden_household_is_refused_with_its_line(void **state)
{
    (void)state;
    assert_refused("house = tin", "house = straw",
                   "'t.ini' line 40: the answer to 'house' is 'straw', allowed are brick, tin");
    assert_refused("house = tin", "pool = yes", "'t.ini' line 40: model 't-1' has no item 'pool'");
}

static void lines_that_are_no_ini_are_refused(void **state)
{
    (void)state;
    assert_refused("en = test", "en test",
                   "'t.ini' line 4 is 'en test', allowed are [section] and key = value");
    assert_refused("[pmt]", "a = b\n[pmt]",
                   "'t.ini' line 1 has the key 'a' before the first [section]");
    assert_refused("en = test", "en = \"test",
                   "'t.ini' line 4 has a quote that does not close at its end");
    struct pmt_model model;
    struct err err;
    assert_int_equal(pmt_model_read("/nowhere/m.ini", &model, &err), ERR_NOT_FOUND);
    assert_error(err, ERR_NOT_FOUND, "no file '/nowhere/m.ini'");
}

static void names_labels_and_keys_have_their_form(void **state)
{
    (void)state;
    assert_refused(
        "version = t-1", "version = my model",
        "the name 'my model' in 't.ini' line 2 cannot be, allowed are a-z 0-9 _ - and at "
        "most 40 of them");
    assert_refused("[item.house]", "[item.members]",
                   "'t.ini' line 24: 'members' is a reserved name");
    assert_refused("th = บ้าน", "th =",
                   "'item.house.th' in 't.ini' line 27 is '', allowed are a text of "
                   "1 .. 300 bytes");
    assert_refused("scale = raw", "scale = percentile\nreference = abc",
                   "'pmt.reference' in 't.ini' line 8 is 'abc', allowed are a SHA-256 of 64 "
                   "hexadecimal digits");
    assert_refused("scale = raw", "scale = logistic\nlogistic_middle = 5000\nlogistic_spread = 0",
                   "'pmt.logistic_spread' in 't.ini' line 9 is '0', allowed are 1 .. 10000");
    assert_refused("scale = raw", "scale = raw\nreference = abc",
                   "unknown key 'pmt.reference' in 't.ini' line 8");
    assert_refused("kind = choice", "kind = choices\npick = worst\nalone = straw",
                   "'item.house.alone' in 't.ini' line 27 is 'straw', allowed are an answer of the "
                   "item's map");
    assert_refused("kind = choice", "kind = choice\npick = worst",
                   "unknown key 'item.house.pick' in 't.ini' line 26");
    assert_refused("kind = choice", "kind = count",
                   "'map.house.tin' in 't.ini' line 30 must be a whole number 0 .. 99");
    assert_refused("kind = range", "kind = count",
                   "'map.income.1000' in 't.ini' line 22 must be a whole number 0 .. 99");
}

/* `count` sections of the form, in place of the line `old`. */
static void assert_too_many(const char *old, const char *form, int count, const char *text)
{
    struct text lines = {0};
    for (int i = 0; i < count; i++) {
        char number[16];
        snprintf(number, sizeof number, "%d", i);
        for (const char *c = form; *c; c++) {
            if (*c == '#')
                text_add(&lines, "%s", number);
            else
                text_add_bytes(&lines, c, 1);
        }
    }
    text_add(&lines, "%s", old);
    assert_refused(old, lines.s, text);
    text_clear(&lines);
}

static void everything_has_a_limit(void **state)
{
    (void)state;
    assert_too_many("[band.poor]",
                    "[band.b#]\ncut = 0.#\ninstitution_cut = 0.#\nconfirmed = no\nth = ก\nen = x\n",
                    4, "'t.ini' line 34: there are more than 4 bands");
    assert_too_many("[item.income]",
                    "[item.i#]\nkind = count\nweight = 0\nth = ก\nen = x\n[map.i#]\n0 = 0\n", 23,
                    "'t.ini' line 185: there are more than 24 items");
    assert_too_many("1000 = 100", "#01 = 100\n", 30,
                    "'t.ini' line 52: item 'income' has more than 30 answers");
    assert_too_many("[golden.one]", "[golden.g#]\nexpect = 0\nexpect_band = none\n", 32,
                    "'t.ini' line 132: there are more than 32 golden households");
}

static void assert_text_refused(const char *ini, const char *text)
{
    struct pmt_model model;
    struct err err;
    assert_int_equal(pmt_model_read_text(ini, "t.ini", &model, &err), ERR_CONFIG);
    assert_string_equal(err.text, text);
}

static void files_that_are_no_text_are_refused(void **state)
{
    (void)state;
    static char large[(1 << 20) + 3], wide[1200], tall[30001];
    struct pmt_model model;
    struct err err;
    assert_text_refused(" \n", "'t.ini' is empty");
    assert_text_refused("[pmt]\nth = \xA1\xD2\n", "'t.ini' is no UTF-8 text");
    assert_text_refused("[pmt]\nen = a\\\n",
                        "'t.ini' line 2 ends in '\\', a value stands on one line");
    memset(wide, 'a', sizeof wide - 1);
    assert_text_refused(wide, "'t.ini' line 1 is longer than 1000 bytes (a Thai letter takes 3)");
    memset(large, '\n', sizeof large - 1);
    large[0] = ';';
    assert_text_refused(large, "'t.ini' is larger than 1048576 bytes");
    for (int i = 0; i < 10000; i++) memcpy(tall + 3 * i, ";a\n", 3);
    memcpy(tall + 29997, "\n;b", 3); /* line 10,001 begins in the last three bytes */
    assert_text_refused(tall, "'t.ini' has more than 10000 lines");
    assert_text_refused("[band]\n", "'t.ini' lacks the key 'version' in section [pmt]");
    assert_int_equal(pmt_model_read(KRU_SOURCE, &model, &err), ERR_CONFIG);
    assert_non_null(strstr(err.text, "is a folder, not an ini file"));
}

static void a_mark_of_byte_order_and_windows_lines_are_read(void **state)
{
    (void)state;
    char *ini = changed(NULL, NULL);
    struct text windows = {0};
    struct pmt_model one, two;
    struct err err;
    text_add(&windows, "\xEF\xBB\xBF");
    for (const char *c = ini; *c; c++) text_add(&windows, *c == '\n' ? "\r\n" : "%c", *c);
    assert_ok(pmt_model_read_text(ini, "t.ini", &one, &err));
    assert_ok(pmt_model_read_text(windows.s, "t.ini", &two, &err));
    assert_string_equal(one.hash, two.hash);
    pmt_model_clear(&one);
    pmt_model_clear(&two);
    text_clear(&windows);
    free(ini);
}

static void errors_are_said_in_thai_too(void **state)
{
    (void)state;
    lang_set(LANG_TH);
    assert_refused("weight = 4000", "weight = 1",
                   "น้ำหนักใน 't.ini' รวมเป็น 6001 ต้องรวมเป็น 10000 พอดี");
    assert_refused("weight = 6000", "weight = x",
                   "'item.income.weight' ใน 't.ini' บรรทัด 18 คือ 'x' ที่ใช้ได้คือ 0 .. 10000");
    lang_set(LANG_EN);
}

/* ---- order ------------------------------------------------------------------------------- */

enum { MOST_LINES = 400 };

/* The file with the keys of each section, and then the sections, in another order. */
static struct text shuffled(const char *ini, struct env_random *random)
{
    static char copy[1 << 16], *line[MOST_LINES];
    int start[MOST_LINES + 1], lines = 0, sections = 0, order[MOST_LINES];
    snprintf(copy, sizeof copy, "%s", ini);
    for (char *rest = copy, *end; *rest && lines < MOST_LINES; rest = end + 1) {
        end = strchr(rest, '\n');
        *end = '\0';
        if (*rest == '\0' || *rest == ';') continue;
        if (*rest == '[') start[sections++] = lines;
        line[lines++] = rest;
    }
    start[sections] = lines;
    for (int s = 0; s < sections; s++) {
        order[s] = s;
        for (int i = start[s + 1] - 1; i > start[s] + 1; i--) {
            const int j = start[s] + 1 + env_random_below(random, i - start[s]);
            char *swap = line[i];
            line[i] = line[j];
            line[j] = swap;
        }
    }
    struct text out = {0};
    for (int i = sections - 1; i >= 0; i--) {
        const int j = env_random_below(random, i + 1), s = order[j];
        order[j] = order[i];
        for (int l = start[s]; l < start[s + 1]; l++) text_add(&out, "%s\n", line[l]);
    }
    return out;
}

/* The same model: hash, order of items, golden scores. */
static void the_order_of_ini_keys_changes_nothing(void **state)
{
    (void)state;
    struct env_random random = {4};
    struct pmt_model model, other;
    struct err err;
    assert_ok(pmt_model_read(KRU_SOURCE "/conf/pmt/demo-1.ini", &model, &err));
    for (int round = 0; round < 10; round++) {
        struct text ini = shuffled(model.ini.s, &random);
        assert_ok(pmt_model_read_text(ini.s, "shuffled", &other, &err));
        assert_string_equal(other.hash, model.hash);
        for (int i = 0; i < model.items; i++)
            assert_string_equal(other.item[i].code, model.item[i].code);
        assert_ok(pmt_model_check_golden(&other, &err));
        pmt_model_clear(&other);
        text_clear(&ini);
    }
    pmt_model_clear(&model);
}

/* Two items that exchange their names, weights and maps with each other are the same model under
   other names: a 60 / 40 split of points 100 and 0 stays 6000 whichever is called which. */
static void weights_permuted_with_their_items_give_the_same_score(void **state)
{
    (void)state;
    static const char form[] =
        "[pmt]\nversion = p\nth = ก\nen = p\nsource = none\nincome_cap_thb = 9\nscale = raw\n"
        "[institution]\nincome_points = 0\n[band.a]\ncut = 0.5\ninstitution_cut = 0.5\n"
        "confirmed = no\nth = ก\nen = a\n"
        "[item.%s]\nkind = count\nweight = 6000\nth = ก\nen = x\n[map.%s]\n0 = 0\n1 = 33\n"
        "[item.%s]\nkind = count\nweight = 4000\nth = ก\nen = x\n[map.%s]\n0 = 0\n1 = 77\n";
    const char *name[2][2] = {{"x", "y"}, {"y", "x"}};
    int r[2];
    for (int way = 0; way < 2; way++) {
        const char *a = name[way][0], *b = name[way][1];
        struct text ini = {0};
        struct pmt_model model;
        struct pmt_answers answers = {0};
        struct pmt_score score;
        struct err err;
        text_add(&ini, form, a, a, b, b);
        assert_ok(pmt_model_read_text(ini.s, "p", &model, &err));
        assert_ok(pmt_take(&model, &answers, "household", "institution", &err));
        assert_ok(pmt_take(&model, &answers, a, "1", &err));
        assert_ok(pmt_take(&model, &answers, b, "0", &err));
        pmt_score(&model, &answers, &score);
        r[way] = score.r;
        pmt_model_clear(&model);
        text_clear(&ini);
    }
    assert_int_equal(r[0], 1980); /* 6000 x 33 / 100 */
    assert_int_equal(r[1], 1980);
}

/* Weights 3333, 3333, 3334 with points 1, 1, 2: 13334 / 100 is 133, not 33 + 33 + 66 and not 134.
 */
static void only_the_sum_is_rounded_down(void **state)
{
    (void)state;
    struct text ini = {0};
    struct pmt_model model;
    struct pmt_answers answers = {0};
    struct pmt_score score;
    struct err err;
    text_add(&ini,
             "[pmt]\nversion = p\nth = ก\nen = p\nsource = none\nincome_cap_thb = 9\nscale = raw\n"
             "[institution]\nincome_points = 0\n[band.a]\ncut = 1\ninstitution_cut = 1\n"
             "confirmed = no\nth = ก\nen = a\n");
    for (int i = 0; i < 3; i++)
        text_add(&ini, "[item.i%d]\nkind = count\nweight = %d\nth = ก\nen = x\n[map.i%d]\n0 = %d\n",
                 i, i == 2 ? 3334 : 3333, i, i == 2 ? 2 : 1);
    assert_ok(pmt_model_read_text(ini.s, "p", &model, &err));
    assert_ok(pmt_take(&model, &answers, "household", "institution", &err));
    for (int i = 0; i < 3; i++) {
        char code[8];
        snprintf(code, sizeof code, "i%d", i);
        assert_ok(pmt_take(&model, &answers, code, "0", &err));
    }
    pmt_score(&model, &answers, &score);
    assert_int_equal(score.r, 133);
    pmt_model_clear(&model);
    text_clear(&ini);
}

static const struct CMUnitTest cases[] = {
    CASE(a_small_model_is_read),
    CASE(unknown_sections_and_keys_are_refused_with_their_line),
    CASE(a_key_said_twice_is_refused_with_both_lines),
    CASE(bad_numbers_are_refused_with_their_range),
    CASE(weights_that_do_not_sum_to_ten_thousand_are_refused),
    CASE(maps_that_make_no_sense_are_refused),
    CASE(bands_out_of_order_are_refused),
    CASE(an_unknown_answer_of_a_golden_household_is_refused_with_its_line),
    CASE(lines_that_are_no_ini_are_refused),
    CASE(names_labels_and_keys_have_their_form),
    CASE(everything_has_a_limit),
    CASE(files_that_are_no_text_are_refused),
    CASE(a_mark_of_byte_order_and_windows_lines_are_read),
    CASE(errors_are_said_in_thai_too),
    CASE(the_order_of_ini_keys_changes_nothing),
    CASE(weights_permuted_with_their_items_give_the_same_score),
    CASE(only_the_sum_is_rounded_down),
};

TEST_MAIN(cases)
