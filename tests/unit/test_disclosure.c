/* Small cells stay hidden, also from a reader who subtracts: for each hidden cell the least and the
   greatest number that the published cells allow are found by linear programs. */
#include "equity/disclosure.h"

#include "base/env.h"
#include "tests/test.h"

#include <glpk.h>
#include <stdlib.h>

enum { MAX_CELLS = 20 * 20, TABLES = 200 };

struct table {
    int rows, cols; /* without totals */
    int count[MAX_CELLS], cell[MAX_CELLS];
    unsigned char state[MAX_CELLS];
    bool show_zero;
};

static void protect(struct table *t, int below)
{
    struct err err;
    assert_ok(disclosure_protect(t->rows, t->cols, t->count, below, t->show_zero, t->cell, t->state,
                                 &err));
}

/* What a reader knows, as a program with one column for each cell of the table with totals. The
   matrix is that of a network, so that the bounds are whole numbers. */
static glp_prob *reader_of(const struct table *t)
{
    const int wide = t->cols + 1, high = t->rows + 1;
    int at[MAX_CELLS + 1];
    double value[MAX_CELLS + 1];
    glp_prob *lp = glp_create_prob();
    glp_term_out(GLP_OFF);
    glp_add_cols(lp, wide * high);
    glp_add_rows(lp, wide + high);
    for (int n = 0; n < wide * high; n++)
        if (t->state[n] == DISCLOSURE_SHOWN)
            glp_set_col_bnds(lp, n + 1, GLP_FX, t->cell[n], t->cell[n]);
        else
            glp_set_col_bnds(lp, n + 1, GLP_LO, 0, 0);
    for (int i = 0; i < high; i++) {
        for (int j = 0; j < wide; j++) {
            at[j + 1] = i * wide + j + 1;
            value[j + 1] = j < t->cols ? 1 : -1;
        }
        glp_set_row_bnds(lp, i + 1, GLP_FX, 0, 0);
        glp_set_mat_row(lp, i + 1, wide, at, value);
    }
    for (int j = 0; j < wide; j++) {
        for (int i = 0; i < high; i++) {
            at[i + 1] = i * wide + j + 1;
            value[i + 1] = i < t->rows ? 1 : -1;
        }
        glp_set_row_bnds(lp, high + j + 1, GLP_FX, 0, 0);
        glp_set_mat_row(lp, high + j + 1, high, at, value);
    }
    return lp;
}

/* The least (-1) or greatest (+1) number a cell may be; the greatest of a cell that may be anything
   is 1e9. */
static double extreme(glp_prob *lp, int cell, int sense)
{
    glp_smcp how;
    glp_init_smcp(&how);
    how.msg_lev = GLP_MSG_OFF;
    how.presolve = GLP_OFF;
    glp_set_obj_dir(lp, sense > 0 ? GLP_MAX : GLP_MIN);
    glp_set_obj_coef(lp, cell + 1, 1);
    assert_int_equal(glp_simplex(lp, &how), 0);
    const int status = glp_get_status(lp);
    const double found = status == GLP_UNBND ? 1e9 : glp_get_obj_val(lp);
    assert_true(status == GLP_UNBND || status == GLP_OPT);
    glp_set_obj_coef(lp, cell + 1, 0);
    return found;
}

struct finding {
    int hidden, small;
    int recovered; /* hidden cells that can be one number only */
    int exposed;   /* small cells of which a reader knows that they are small */
};

static struct finding attack(const struct table *t, int below)
{
    struct finding finding = {0};
    glp_prob *lp = reader_of(t);
    glp_std_basis(lp);
    for (int n = 0; n < (t->rows + 1) * (t->cols + 1); n++) {
        if (t->state[n] == DISCLOSURE_SHOWN) continue;
        const double least = extreme(lp, n, -1), greatest = extreme(lp, n, 1);
        const bool small = t->state[n] == DISCLOSURE_SMALL;
        finding.hidden++;
        finding.small += small;
        finding.recovered += greatest - least < 0.5;
        /* The true number is always possible, or the test itself is wrong. */
        assert_true(least <= t->cell[n] + 1e-6 && greatest >= t->cell[n] - 1e-6);
        finding.exposed += small && !(least < below - 0.5 && greatest > below - 0.5);
    }
    glp_delete_prob(lp);
    return finding;
}

static void assert_safe(const struct table *t, int below)
{
    const struct finding found = attack(t, below);
    assert_int_equal(found.recovered, 0);
    assert_int_equal(found.exposed, 0);
}

static void nothing_is_hidden_where_nothing_is_small(void **state)
{
    (void)state;
    struct table t = {.rows = 2, .cols = 2, .count = {10, 20, 30, 40}};
    protect(&t, DISCLOSURE_BELOW);
    for (int n = 0; n < 9; n++) assert_int_equal(t.state[n], DISCLOSURE_SHOWN);
    /* 10 + 20, 30 + 40; 10 + 30, 20 + 40; all */
    assert_int_equal(t.cell[2], 30);
    assert_int_equal(t.cell[5], 70);
    assert_int_equal(t.cell[6], 40);
    assert_int_equal(t.cell[7], 60);
    assert_int_equal(t.cell[8], 100);
}

/* 3 alone could be had from its row: 23 - 20. A rectangle of four is the least that hides it, and
   the cheapest is the one through 20, 30 and 40: with 3 at 10 they are 13, 23 and 47. */
static void one_small_cell_takes_three_others_with_it(void **state)
{
    (void)state;
    struct table t = {.rows = 3, .cols = 3, .count = {3, 20, 90, 30, 40, 90, 90, 90, 90}};
    static const unsigned char want[] = {1, 2, 0, 0, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    protect(&t, DISCLOSURE_BELOW);
    assert_memory_equal(t.state, want, sizeof want);
    assert_safe(&t, DISCLOSURE_BELOW);
}

/* Row and column of 4 and 5 sum to 9 in all: a total below the limit is small itself, and only with
   the total of all hidden could it be 10. */
static void a_total_that_is_small_is_hidden(void **state)
{
    (void)state;
    struct table t = {.rows = 1, .cols = 2, .count = {4, 5}};
    protect(&t, DISCLOSURE_BELOW);
    for (int n = 0; n < 6; n++) assert_int_not_equal(t.state[n], DISCLOSURE_SHOWN);
    assert_safe(&t, DISCLOSURE_BELOW);
}

/* 8 and 7 in one row: hidden both, their sum 15 known. Each could be 10 then (10 and 5), so one
   more pair in another row is enough, and no third cell of this row is needed. */
static void two_small_cells_may_protect_each_other(void **state)
{
    (void)state;
    struct table t = {.rows = 2, .cols = 3, .count = {8, 7, 50, 60, 61, 62}};
    static const unsigned char want[] = {1, 1, 0, 0, 2, 2, 0, 0, 0, 0, 0, 0};
    protect(&t, DISCLOSURE_BELOW);
    assert_memory_equal(t.state, want, sizeof want);
    assert_safe(&t, DISCLOSURE_BELOW);
}

static void tables_of_one_row_column_or_cell_are_safe(void **state)
{
    (void)state;
    struct table tables[] = {
        {.rows = 1, .cols = 1, .count = {3}},
        {.rows = 1, .cols = 1, .count = {0}},
        {.rows = 1, .cols = 4, .count = {3, 100, 200, 300}},
        {.rows = 4, .cols = 1, .count = {3, 100, 200, 300}},
        {.rows = 2, .cols = 2, .count = {1, 1, 1, 1}},
        {.rows = 2, .cols = 2, .count = {0, 0, 0, 0}},
        {.rows = 2, .cols = 2, .count = {9, 100000, 100000, 100000}},
        {.rows = 3, .cols = 3, .count = {9, 0, 0, 0, 9, 0, 0, 0, 9}},
    };
    for (size_t n = 0; n < sizeof tables / sizeof *tables; n++)
        for (int show = 0; show < 2; show++) {
            tables[n].show_zero = show;
            protect(&tables[n], DISCLOSURE_BELOW);
            assert_safe(&tables[n], DISCLOSURE_BELOW);
        }
}

/* Tables of many kinds: crowded, sparse, of a few large cells. */
static struct table random_table(struct env_random *random)
{
    struct table t = {.rows = 1 + env_random_below(random, 7),
                      .cols = 1 + env_random_below(random, 6),
                      .show_zero = env_random_below(random, 2)};
    const int highest = (const int[]){6, 15, 40, 400}[env_random_below(random, 4)];
    const int zeros = env_random_below(random, 4);
    for (int n = 0; n < t.rows * t.cols; n++)
        t.count[n] = env_random_below(random, 5) < zeros ? 0 : env_random_below(random, highest);
    return t;
}

static void no_hidden_cell_of_two_hundred_tables_is_recovered(void **state)
{
    (void)state;
    struct env_random random = {13};
    struct finding all = {0};
    for (int n = 0; n < TABLES; n++) {
        struct table t = random_table(&random);
        protect(&t, DISCLOSURE_BELOW);
        const struct finding found = attack(&t, DISCLOSURE_BELOW);
        all.hidden += found.hidden;
        all.small += found.small;
        all.recovered += found.recovered;
        all.exposed += found.exposed;
    }
    printf("%d cells hidden, %d of them small; recovered %d, known to be small %d\n", all.hidden,
           all.small, all.recovered, all.exposed);
    assert_true(all.small > 500 && all.hidden > all.small); /* there was something to find */
    assert_int_equal(all.recovered, 0);
    assert_int_equal(all.exposed, 0);
}

/* The negative control: with the small cells alone hidden the same attack finds them. */
static void the_attack_finds_cells_that_nothing_protects(void **state)
{
    (void)state;
    struct env_random random = {13};
    int recovered = 0, exposed = 0;
    for (int n = 0; n < TABLES; n++) {
        struct table t = random_table(&random);
        protect(&t, DISCLOSURE_BELOW);
        for (int c = 0; c < (t.rows + 1) * (t.cols + 1); c++)
            if (t.state[c] == DISCLOSURE_PROTECTING) t.state[c] = DISCLOSURE_SHOWN;
        const struct finding found = attack(&t, DISCLOSURE_BELOW);
        recovered += found.recovered;
        exposed += found.exposed;
    }
    printf("unprotected: recovered %d, known to be small %d\n", recovered, exposed);
    assert_true(recovered > 50 && exposed > recovered);
}

static void other_limits_hold_as_well(void **state)
{
    (void)state;
    static const int limits[] = {1, 3, 5, 30};
    struct env_random random = {99};
    for (int n = 0; n < 40; n++) {
        struct table t = random_table(&random);
        protect(&t, limits[n % 4]);
        assert_safe(&t, limits[n % 4]);
    }
}

static void a_table_of_schools_and_grades_takes_no_long_time(void **state)
{
    (void)state;
    enum { ROWS = 437, COLS = 12 };
    static int count[ROWS * COLS], cell[(ROWS + 1) * (COLS + 1)];
    static unsigned char mark[(ROWS + 1) * (COLS + 1)];
    struct env_random random = {5};
    struct err err;
    int small = 0, hidden = 0;
    for (int n = 0; n < ROWS * COLS; n++) count[n] = env_random_below(&random, 60);
    const double start = env_seconds();
    assert_ok(disclosure_protect(ROWS, COLS, count, DISCLOSURE_BELOW, false, cell, mark, &err));
    for (int n = 0; n < (ROWS + 1) * (COLS + 1); n++) {
        small += mark[n] == DISCLOSURE_SMALL;
        hidden += mark[n] != DISCLOSURE_SHOWN;
    }
    printf("%d small, %d hidden of %d cells in %.2f s\n", small, hidden, ROWS * COLS,
           env_seconds() - start);
    assert_true(small > 0 && hidden < 2 * small); /* they protect each other */
    assert_true(env_seconds() - start < 60);
}

static void counts_that_are_none_are_refused(void **state)
{
    (void)state;
    struct table t = {.rows = 1, .cols = 2, .count = {4, -1}};
    struct err err;
    assert_int_equal(disclosure_protect(1, 2, t.count, 10, false, t.cell, t.state, &err),
                     ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "the count in row 1, column 2 is none, allowed are 0 and more, and 100000000 in "
                 "all");
    t.count[1] = DISCLOSURE_COUNT_MAX;
    assert_int_equal(disclosure_protect(1, 2, t.count, 10, false, t.cell, t.state, &err),
                     ERR_INPUT);
    assert_int_equal(disclosure_protect(0, 2, t.count, 10, false, t.cell, t.state, &err),
                     ERR_INPUT);
    assert_error(
        err, ERR_INPUT,
        "the table has 0 rows and 2 columns, allowed are at least one cell and 100000 with "
        "the totals");
}

static const struct CMUnitTest cases[] = {
    CASE(nothing_is_hidden_where_nothing_is_small),
    CASE(one_small_cell_takes_three_others_with_it),
    CASE(a_total_that_is_small_is_hidden),
    CASE(two_small_cells_may_protect_each_other),
    CASE(tables_of_one_row_column_or_cell_are_safe),
    CASE(no_hidden_cell_of_two_hundred_tables_is_recovered),
    CASE(the_attack_finds_cells_that_nothing_protects),
    CASE(other_limits_hold_as_well),
    CASE(a_table_of_schools_and_grades_takes_no_long_time),
    CASE(counts_that_are_none_are_refused),
};
TEST_MAIN(cases)
