/* Synthetic pupils: the same from the same seed, as many as enrolled, with numbers that nobody has
   and answers that the model takes. */
#define _XOPEN_SOURCE 700
#include "equity/synthetic.h"

#include "base/mem.h"
#include "base/text.h"
#include "data/csv_file.h"
#include "equity/identity.h"
#include "equity/match.h"
#include "equity/pmt.h"
#include "tests/test.h"

#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SCHOOLS = 20, PUPILS_A_GRADE = 50, PATH = 512, MOST_CELLS = 32 };
enum { SCHOOL_PUPILS = 10 * PUPILS_A_GRADE, CITY_PUPILS = SCHOOLS * SCHOOL_PUPILS };

/* ---- a city and its files ----------------------------------------------------------------- */

/* 20 schools with 50 pupils in each of k2 .. p6 and m1 .. m2, 10,000 in all; last year another
   number. Even schools have the index 60 (poorer), odd ones 40. */
static struct school_register city(void)
{
    struct school_register reg = {.schools = SCHOOLS};
    reg.school = mem_new(SCHOOLS, sizeof *reg.school);
    reg.enrolment = mem_new(SCHOOLS * (GRADES + 1), sizeof *reg.enrolment);
    reg.equity = mem_new(SCHOOLS, sizeof *reg.equity);
    for (int s = 0; s < SCHOOLS; s++) {
        struct text code = {0};
        text_add(&code, "31100%02d", s);
        reg.school[s] = (struct school){.code = code.s, .name_th = mem_text("โรงเรียน")};
        reg.enrolment[reg.enrolments++] = (struct enrolment){s, 2564, GRADE_P1, 999};
        for (int g = GRADE_K2; g <= GRADE_M2; g++)
            reg.enrolment[reg.enrolments++] = (struct enrolment){s, 2565, g, PUPILS_A_GRADE};
        reg.equity[reg.equities++] =
            (struct equity_row){s, mem_text("2566"), s % 2 == 0 ? 60.0 : 40.0, 0.8};
    }
    return reg;
}

static char folder[PATH];

static int drop_one(const char *path, const struct stat *info, int kind, struct FTW *at)
{
    (void)info;
    (void)kind;
    (void)at;
    return remove(path);
}

static int new_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "%s/synthetic-%ld", KRU_BUILD, (long)getpid());
    return mkdir(folder, 0777);
}

static int drop_folder(void **state)
{
    (void)state;
    return nftw(folder, drop_one, 8, FTW_DEPTH | FTW_PHYS);
}

static const char *inside(const char *name)
{
    static char path[4][2 * PATH];
    static int next;
    char *to = path[next++ % 4];
    snprintf(to, sizeof path[0], "%s/%s", folder, name);
    return to;
}

static struct synthetic_report write_city(const char *name, int seed, int pupils)
{
    struct err err;
    struct synthetic_report report = {0};
    struct school_register reg = city();
    const struct synthetic_order order = {.seed = seed, .pupils = pupils};
    assert_ok(synthetic_write(&reg, &order, inside(name), &report, &err));
    register_clear(&reg);
    return report;
}

/* ---- files as cells ------------------------------------------------------------------------ */

struct file {
    char *(*cell)[MOST_CELLS]; /* row 0 is the header */
    int rows, cells, capacity;
};

static void keep_row(void *context, const struct csv_row *row)
{
    struct file *file = context;
    file->cell = mem_room(file->cell, file->rows, &file->capacity, sizeof *file->cell);
    if (file->rows == 0) file->cells = row->cells;
    assert_int_equal(row->cells, file->cells);
    assert_true(row->cells <= MOST_CELLS);
    for (int c = 0; c < row->cells; c++) file->cell[file->rows][c] = mem_text(row->cell[c]);
    file->rows++;
}

static struct file read_rows(const char *name, enum synthetic_file number)
{
    struct err err;
    struct file file = {0};
    struct text bytes = {0}, utf8 = {0};
    char path[3 * PATH];
    bool thai = false;
    int line = 0;
    snprintf(path, sizeof path, "%s/%s", inside(name), synthetic_file_name[number]);
    assert_ok(csv_file_read(path, path, &bytes, &err));
    assert_ok(csv_file_decode(bytes.s, bytes.length, path, &utf8, &thai, &err));
    assert_ok(csv_file_rows(&utf8, path, keep_row, &file, &line, &err));
    text_clear(&bytes);
    text_clear(&utf8);
    return file;
}

static void file_clear(struct file *file)
{
    for (int r = 0; r < file->rows; r++)
        for (int c = 0; c < file->cells; c++) free(file->cell[r][c]);
    free(file->cell);
}

static int column(const struct file *file, const char *name)
{
    for (int c = 0; c < file->cells; c++)
        if (strcmp(file->cell[0][c], name) == 0) return c;
    fail_msg("no column '%s'", name);
    return -1;
}

static const char *at(const struct file *file, int row, const char *name)
{
    return file->cell[row][column(file, name)];
}

static char *read_bytes(const char *name, const char *file_name, size_t *length)
{
    struct text content = {0};
    char path[3 * PATH], part[65536];
    snprintf(path, sizeof path, "%s/%s", inside(name), file_name);
    FILE *file = fopen(path, "rb");
    if (!file) fail_msg("no file '%s'", path);
    for (size_t size; (size = fread(part, 1, sizeof part, file)) > 0;)
        text_add_bytes(&content, part, size);
    fclose(file);
    *length = content.length;
    return content.s;
}

static bool same_bytes(const char *one, const char *other, const char *file_name)
{
    size_t a = 0, b = 0;
    char *x = read_bytes(one, file_name, &a), *y = read_bytes(other, file_name, &b);
    const bool same = a == b && memcmp(x, y, a) == 0;
    free(x);
    free(y);
    return same;
}

/* ---- the same again ------------------------------------------------------------------------ */

static void the_same_seed_gives_the_same_bytes_and_another_seed_others(void **state)
{
    (void)state;
    write_city("a", 1, 0);
    write_city("b", 1, 0);
    write_city("c", 2, 0);
    for (int f = 0; f < SYNTHETIC_FILES; f++) {
        assert_true(same_bytes("a", "b", synthetic_file_name[f]));
        if (f != SYNTHETIC_NOT_TRACED)
            assert_false(same_bytes("a", "c", synthetic_file_name[f]));
        else
            assert_true(same_bytes("a", "c", synthetic_file_name[f]));
    }
    assert_true(same_bytes("a", "b", synthetic_mark));
}

static void a_school_is_the_same_whichever_others_are_written(void **state)
{
    (void)state;
    write_city("all", 1, 0);
    const struct synthetic_report few = write_city("few", 1, 1200);
    struct file all = read_rows("all", SYNTHETIC_ROLLS), some = read_rows("few", SYNTHETIC_ROLLS);
    /* Two schools of 500 fit into 1,200. */
    assert_int_equal(few.schools, 2);
    assert_int_equal(few.pupils, 1000);
    int found = 0;
    for (int r = 1; r < all.rows && 1 + found < some.rows; r++) {
        bool same = true;
        for (int c = 0; c < all.cells && same; c++)
            same = strcmp(all.cell[r][c], some.cell[1 + found][c]) == 0;
        found += same;
    }
    assert_int_equal(found, some.rows - 1);
    file_clear(&all);
    file_clear(&some);
}

/* ---- totals -------------------------------------------------------------------------------- */

static int grade_of(const char *word)
{
    for (int g = 0; g < GRADES; g++)
        if (strcmp(word, grade_word[g]) == 0) return g;
    fail_msg("no grade '%s'", word);
    return -1;
}

static void the_newest_roll_is_the_enrolment_by_school_and_grade(void **state)
{
    (void)state;
    struct school_register reg = city();
    static int count[SCHOOLS][GRADES];
    int first = 0, second = 0;
    const struct synthetic_report report = write_city("a", 1, 0);
    struct file rolls = read_rows("a", SYNTHETIC_ROLLS);
    memset(count, 0, sizeof count);
    for (int r = 1; r < rolls.rows; r++) {
        assert_string_equal(at(&rolls, r, "academic_year"), "2565");
        const int s = register_find_school(&reg, at(&rolls, r, "school"));
        assert_true(s >= 0);
        if (strcmp(at(&rolls, r, "term"), "1") == 0) {
            first++;
            continue;
        }
        second++;
        count[s][grade_of(at(&rolls, r, "grade"))]++;
    }
    for (int s = 0; s < SCHOOLS; s++)
        for (int g = 0; g < GRADES; g++)
            assert_int_equal(count[s][g], g >= GRADE_K2 && g <= GRADE_M2 ? PUPILS_A_GRADE : 0);
    assert_int_equal(second, CITY_PUPILS);
    assert_int_equal(report.pupils, CITY_PUPILS);
    assert_int_equal(report.schools, SCHOOLS);
    assert_int_equal(report.academic_year, 2565);
    assert_int_equal(report.rows[SYNTHETIC_ROLLS], first + second);
    file_clear(&rolls);
    register_clear(&reg);
}

/* 14 in 10,000 leave, so 14 of these 10,000 whatever the seed: they stand on the first roll and not
   on the second. Newcomers are 5 in 1,000, about 50; three deviations are 21. */
static void fourteen_of_ten_thousand_leave_and_nobody_else_is_missing(void **state)
{
    (void)state;
    for (int seed = 0; seed < 2; seed++) {
        char name[8];
        snprintf(name, sizeof name, "s%d", seed);
        const struct synthetic_report report = write_city(name, seed, 0);
        assert_int_equal(report.gone, 14);
        const int newcomers = CITY_PUPILS + 14 - (report.rows[SYNTHETIC_ROLLS] - CITY_PUPILS);
        assert_in_range(newcomers, 29, 71);
        assert_int_equal(report.rows[SYNTHETIC_ATTENDANCE], report.rows[SYNTHETIC_ROLLS]);
        assert_in_range(report.rows[SYNTHETIC_DROPOUTS], 1, 28);
    }
}

static void the_published_table_has_456_children_of_whom_337_moved(void **state)
{
    (void)state;
    int sum = 0;
    write_city("a", 1, 0);
    struct file file = read_rows("a", SYNTHETIC_NOT_TRACED);
    assert_int_equal(file.rows, 1 + 19);
    for (int r = 1; r < file.rows; r++) {
        assert_int_equal((int)strtol(at(&file, r, "cause"), NULL, 10), r);
        sum += (int)strtol(at(&file, r, "count"), NULL, 10);
    }
    assert_string_equal(at(&file, 18, "count"), "337");
    assert_int_equal(sum, 456);
    file_clear(&file);
}

/* ---- who they are -------------------------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void every_number_is_one_that_nobody_has_and_stands_once_a_term(void **state)
{
    (void)state;
    struct err err;
    struct identity identity;
    write_city("a", 1, 0);
    struct file rolls = read_rows("a", SYNTHETIC_ROLLS);
    for (int term = 1; term <= 2; term++) {
        const char **number = mem_new((size_t)rolls.rows, sizeof *number);
        int count = 0;
        for (int r = 1; r < rolls.rows; r++) {
            if (at(&rolls, r, "term")[0] != '0' + term) continue;
            const char *typed = at(&rolls, r, "id_number");
            enum id_kind kind;
            assert_true(id_kind_parse(at(&rolls, r, "id_kind"), &kind));
            assert_ok(identity_parse(kind, typed, true, &identity, &err));
            if (kind == ID_THAI) {
                assert_int_equal(typed[0], '9');
                assert_int_equal(typed[12], identity_check_digit(typed));
                assert_int_equal(identity_parse(kind, typed, false, &identity, &err), ERR_INPUT);
            } else {
                const char *mark = kind == ID_G_CODE ? "G99" : "ZZSYN";
                assert_int_equal(strncmp(typed, mark, strlen(mark)), 0);
            }
            number[count++] = typed;
        }
        qsort(number, (size_t)count, sizeof *number, by_text);
        for (int i = 1; i < count; i++) assert_string_not_equal(number[i - 1], number[i]);
        free(number);
    }
    file_clear(&rolls);
}

static void every_name_says_synthetic(void **state)
{
    (void)state;
    write_city("a", 1, 1200);
    struct file rolls = read_rows("a", SYNTHETIC_ROLLS);
    for (int r = 1; r < rolls.rows; r++)
        assert_non_null(strstr(at(&rolls, r, "name"), " สังเคราะห์"));
    file_clear(&rolls);
    size_t length = 0;
    char *mark = read_bytes("a", synthetic_mark, &length);
    assert_non_null(strstr(mark, "SYNTHETIC"));
    assert_non_null(strstr(mark, "สังเคราะห์"));
    free(mark);
}

/* A child on both rolls whose rows differ in one thing alone. Of about 9,936 children on both:
   spelling 2, dates and digits 1 in 1,000 (dates that cannot be swapped become spellings), short
   titles 50 in 1,000 less boys who have none shorter. Four deviations of Poisson counts are
   allowed. */
static void slips_are_as_many_as_stated(void **state)
{
    (void)state;
    char one[MATCH_NAME], other[MATCH_NAME];
    int titles = 0, names = 0, dates = 0;
    write_city("a", 1, 0);
    struct file rolls = read_rows("a", SYNTHETIC_ROLLS);
    const int number = column(&rolls, "id_number"), name = column(&rolls, "name"),
              birth = column(&rolls, "birth_date"), term = column(&rolls, "term");
    int *first = mem_new((size_t)rolls.rows, sizeof *first), firsts = 0, both = 0;
    for (int r = 1; r < rolls.rows; r++) {
        char *const *row = rolls.cell[r];
        if (row[term][0] == '1') {
            first[firsts++] = r;
            continue;
        }
        for (int i = firsts; i-- > 0;) {
            char *const *before = rolls.cell[first[i]];
            if (strcmp(before[number], row[number]) != 0) continue;
            both++;
            match_name(before[name], one);
            match_name(row[name], other);
            const bool same_name = strcmp(one, other) == 0;
            names += !same_name;
            titles += same_name && strcmp(before[name], row[name]) != 0;
            dates += strcmp(before[birth], row[birth]) != 0;
            if (!same_name) assert_int_equal(match_distance(one, other), 1);
            break;
        }
        if (r + 1 < rolls.rows && rolls.cell[r + 1][term][0] == '1') firsts = 0;
    }
    /* Not on both by the same number: newcomers (29 .. 71), mistyped digits and gained numbers. */
    assert_in_range(CITY_PUPILS - both, 35, 110);
    assert_in_range(names, 8, 50);
    assert_in_range(dates, 1, 16);
    assert_in_range(titles, 380, 590);
    free(first);
    file_clear(&rolls);
}

/* The third digit does not count, so it can be mistyped unseen; nobody else has that number. */
static void a_mistyped_third_digit_passes_the_check(void **state)
{
    (void)state;
    int mistyped = 0;
    write_city("a", 1, 0);
    struct file rolls = read_rows("a", SYNTHETIC_ROLLS);
    for (int r = 1; r < rolls.rows; r++)
        if (strcmp(at(&rolls, r, "id_kind"), "T") == 0 && at(&rolls, r, "id_number")[2] != '0') {
            assert_string_equal(at(&rolls, r, "term"), "2");
            mistyped++;
        }
    /* 1 in 1,000 of about 9,640 children with a number: 9.6, four deviations are 12. */
    assert_in_range(mistyped, 1, 22);
    file_clear(&rolls);
}

/* ---- visits -------------------------------------------------------------------------------- */

static struct pmt_model model;

static int load_model(void **state)
{
    struct err err;
    if (pmt_model_read(KRU_SOURCE "/conf/pmt/demo-1.ini", &model, &err) != ERR_OK) return -1;
    return new_folder(state);
}

static int unload_model(void **state)
{
    pmt_model_clear(&model);
    return drop_folder(state);
}

static void take(struct pmt_answers *answers, const char *item, char *words)
{
    struct err err;
    for (char *rest = NULL, *word = strtok_r(words, "|", &rest); word;
         word = strtok_r(NULL, "|", &rest))
        assert_ok(pmt_take(&model, answers, item, word, &err));
}

/* Every word that is there is taken; a blank cell is no answer. */
static struct pmt_score score_row(const struct file *visits, int r, struct pmt_answers *answers)
{
    static const char *const incomes[] = {"income_wage", "income_farm", "income_business",
                                          "income_welfare", "income_other"};
    struct pmt_score score;
    char number[32];
    long long sum = 0;
    bool asked = true;
    *answers = (struct pmt_answers){0};
    for (int i = 0; i < 5; i++) {
        const char *cell = at(visits, r, incomes[i]);
        asked = asked && *cell;
        sum += strtoll(cell, NULL, 10);
    }
    snprintf(number, sizeof number, "%lld", sum);
    char *household = mem_text(strcmp(at(visits, r, "household"), "institutional") == 0
                                   ? "institution"
                                   : at(visits, r, "household"));
    take(answers, "household", household);
    free(household);
    if (asked) take(answers, "income_thb", number);
    take(answers, "members", visits->cell[r][column(visits, "members")]);
    for (int i = 0; i < model.items; i++)
        if (model.item[i].kind != PMT_RANGE)
            take(answers, model.item[i].code, visits->cell[r][column(visits, model.item[i].code)]);
    pmt_score(&model, answers, &score);
    return score;
}

/* 14 columns and 11 questions: every item but income, which is made from the incomes. */
static void the_model_takes_every_answer_and_two_in_a_hundred_are_incomplete(void **state)
{
    (void)state;
    struct pmt_answers answers;
    int missing = 0, institutions = 0;
    write_city("a", 1, 0);
    struct file visits = read_rows("a", SYNTHETIC_VISITS);
    assert_int_equal(visits.cells, 14 + model.items - 1);
    for (int r = 1; r < visits.rows; r++) {
        assert_int_equal((int)strtol(visits.cell[r][0], NULL, 10), r);
        missing += score_row(&visits, r, &answers).state == PMT_INCOMPLETE;
        institutions += answers.institution;
    }
    /* About 8,300 screened of homes with 1.25 children: 20 in 1,000 are 166, 4 in 1,000 are 33;
       siblings come together, so five deviations of their homes are allowed. */
    assert_in_range(missing, 90, 245);
    assert_in_range(institutions, 5, 75);
    file_clear(&visits);
}

/* Screened: 80 in 100 of the homes, a little more of the poor. Third of the homes below 3,000 baht
   a head; the tenant of docs/equity-pmt.md, 6140, among the poorest 15 in 100; schools with the
   index 60 have higher scores than those with 40, by about 0.7 deviations of homes. */
static void households_are_distributed_as_stated(void **state)
{
    (void)state;
    struct pmt_answers answers;
    struct school_register reg = city();
    int screened = 0, scored = 0, below = 0, above[2] = {0}, count[2] = {0}, tail = 0;
    write_city("a", 1, 0);
    struct file visits = read_rows("a", SYNTHETIC_VISITS), rolls = read_rows("a", SYNTHETIC_ROLLS);
    int roll = 1;
    for (int r = 1; r < visits.rows; r++) {
        if (strcmp(at(&visits, r, "kind"), "screen") != 0) continue;
        screened++;
        const struct pmt_score score = score_row(&visits, r, &answers);
        if (score.state != PMT_SCORED || answers.institution) continue;
        while (roll < rolls.rows &&
               (strcmp(at(&rolls, roll, "term"), "2") != 0 ||
                strcmp(at(&rolls, roll, "id_number"), at(&visits, r, "id_number")) != 0))
            roll++;
        if (roll == rolls.rows) { /* a slip of the second roll: look again from the start */
            roll = 1;
            continue;
        }
        const int odd = register_find_school(&reg, at(&rolls, roll, "school")) % 2;
        scored++;
        count[odd]++;
        above[odd] += score.r >= 5000;
        below += score.income_passed;
        tail += score.r >= 6140;
    }
    assert_in_range(screened, 74 * CITY_PUPILS / 100, 84 * CITY_PUPILS / 100);
    assert_in_range(below, 25 * scored / 100, 41 * scored / 100);
    assert_in_range(tail, 6 * scored / 100, 18 * scored / 100);
    /* Of the poorer schools at least half as many again are above 5000. */
    assert_true(2 * above[0] * count[1] > 3 * above[1] * count[0]);
    file_clear(&visits);
    file_clear(&rolls);
    register_clear(&reg);
}

/* 25 in 1,000 are below 85 of 100 days: 250 of 10,000; four deviations are 64. */
static void twenty_five_in_a_thousand_miss_more_than_15_days(void **state)
{
    (void)state;
    int failing = 0;
    write_city("a", 1, 0);
    struct file file = read_rows("a", SYNTHETIC_ATTENDANCE);
    for (int r = 1; r < file.rows; r++) {
        const long present = strtol(at(&file, r, "days_present"), NULL, 10);
        const long unexcused = strtol(at(&file, r, "absent_unexcused"), NULL, 10);
        const long in_a_row = strtol(at(&file, r, "absent_row"), NULL, 10);
        assert_true(present >= 0 && present <= 100);
        assert_true(unexcused <= 100 - present && in_a_row <= 100 - present);
        assert_int_equal(in_a_row > 0, present < 100);
        if (at(&file, r, "term")[0] == '2') failing += present < 85;
    }
    assert_in_range(failing, 250 - 64, 250 + 64);
    file_clear(&file);
}

/* ---- what is refused ----------------------------------------------------------------------- */

static enum err_code try_write(const struct school_register *reg, int pupils, const char *path,
                               struct err *err)
{
    struct synthetic_report report = {.pupils = -1};
    const struct synthetic_order order = {.seed = 1, .pupils = pupils};
    const enum err_code code = synthetic_write(reg, &order, path, &report, err);
    assert_int_equal(report.pupils, -1);
    return code;
}

static void what_cannot_be_written_is_said_and_leaves_nothing(void **state)
{
    (void)state;
    struct err err;
    struct text want = {0};
    struct school_register reg = city(), empty = {0};
    assert_int_equal(try_write(&empty, 0, inside("e"), &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "the database has no pupils, import 'enrolment.csv' first");
    assert_int_equal(try_write(&reg, 499, inside("e"), &err), ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "499 pupils are asked for, but only whole schools are written, and the smallest "
                 "has 500");
    assert_int_equal(try_write(&reg, 0, folder, &err), ERR_INPUT);
    text_add(&want, "'%s' exists already, it must be a new folder", folder);
    assert_error(err, ERR_INPUT, want.s);
    assert_int_equal(try_write(&reg, 0, inside("no/where"), &err), ERR_STORE);
    want.length = 0;
    text_add(&want, "cannot write '%s': %s", inside("no/where"), err_reason(ENOENT));
    assert_error(err, ERR_STORE, want.s);
    assert_int_equal(access(inside("e"), F_OK), -1);
    text_clear(&want);
    register_clear(&reg);
}

static const struct CMUnitTest cases[] = {
    CASE_WITH(the_same_seed_gives_the_same_bytes_and_another_seed_others, new_folder, drop_folder),
    CASE_WITH(a_school_is_the_same_whichever_others_are_written, new_folder, drop_folder),
    CASE_WITH(the_newest_roll_is_the_enrolment_by_school_and_grade, new_folder, drop_folder),
    CASE_WITH(fourteen_of_ten_thousand_leave_and_nobody_else_is_missing, new_folder, drop_folder),
    CASE_WITH(the_published_table_has_456_children_of_whom_337_moved, new_folder, drop_folder),
    CASE_WITH(every_number_is_one_that_nobody_has_and_stands_once_a_term, new_folder, drop_folder),
    CASE_WITH(every_name_says_synthetic, new_folder, drop_folder),
    CASE_WITH(slips_are_as_many_as_stated, new_folder, drop_folder),
    CASE_WITH(a_mistyped_third_digit_passes_the_check, new_folder, drop_folder),
    CASE_WITH(the_model_takes_every_answer_and_two_in_a_hundred_are_incomplete, load_model,
              unload_model),
    CASE_WITH(households_are_distributed_as_stated, load_model, unload_model),
    CASE_WITH(twenty_five_in_a_thousand_miss_more_than_15_days, new_folder, drop_folder),
    CASE_WITH(what_cannot_be_written_is_said_and_leaves_nothing, new_folder, drop_folder),
};
TEST_MAIN(cases)
