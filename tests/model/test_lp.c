/* The tables of a linear program: expansion, names, texts, checks. The model is a small staffing
   program: schools s, subjects k, years t; who is there, who is hired, what stays unfilled. */
#include "tests/test.h"

#include "solver/lp.h"

enum var { STAFF, HIRE, SHORT, VARS };
enum row { DEMAND, FLOW, SUPPLY, BUDGET, LEAST, ROWS };
enum { SCHOOLS = 2, YEARS = 2, LABEL = 256 };

struct office {
    int schools, years;
    double start, leave, need, pool, short_cost, short_max, coverage;
    double budget[YEARS], least[YEARS]; /* least 0: no such rule */
    char school[SCHOOLS][LABEL];
};

static const struct office one_school = {
    .schools = 1,
    .years = 2,
    .start = 10,
    .leave = 0.2,
    .need = 10,
    .pool = 1,
    .short_cost = 200e3,
    .short_max = LP_INF,
    .coverage = 1,
    .budget = {1e6, 1e6},
    .school = {"oak", "elm"},
};

static int count_schools(const void *data)
{
    return ((const struct office *)data)->schools;
}

static void label_school(const void *data, int i, char *out, size_t size)
{
    snprintf(out, size, "%s", ((const struct office *)data)->school[i]);
}

static int count_subjects(const void *data)
{
    (void)data;
    return 1;
}

static void label_subject(const void *data, int i, char *out, size_t size)
{
    (void)data;
    (void)i;
    snprintf(out, size, "math");
}

static int count_years(const void *data)
{
    return ((const struct office *)data)->years;
}

static void label_year(const void *data, int i, char *out, size_t size)
{
    (void)data;
    snprintf(out, size, "%d", 2027 + i);
}

static double staff_cost(const void *data, struct lp_at at)
{
    (void)data;
    (void)at;
    return 50e3;
}

static double short_cost(const void *data, struct lp_at at)
{
    (void)at;
    return ((const struct office *)data)->short_cost;
}

static double short_max(const void *data, struct lp_at at)
{
    (void)at;
    return ((const struct office *)data)->short_max;
}

static void fill_demand(struct lp_row *row, const void *data, struct lp_at at)
{
    const struct office *d = data;
    lp_term(row, STAFF, at, d->coverage);
    lp_term(row, SHORT, at, 1.0);
    lp_rhs(row, d->need);
}

static void fill_flow(struct lp_row *row, const void *data, struct lp_at at)
{
    const struct office *d = data;
    const int s = at.i[0], k = at.i[1], t = at.i[2];
    const double stay = 1.0 - d->leave;
    lp_term(row, STAFF, at, 1.0);
    lp_term(row, HIRE, at, -1.0);
    if (t == 0)
        lp_rhs(row, stay * d->start);
    else
        lp_term(row, STAFF, AT(s, k, t - 1), -stay);
}

static void fill_supply(struct lp_row *row, const void *data, struct lp_at at)
{
    const struct office *d = data;
    for (int s = 0; s < d->schools; s++) lp_term(row, HIRE, AT(s, at.i[0], at.i[1]), 1.0);
    lp_rhs(row, d->pool);
}

static void fill_budget(struct lp_row *row, const void *data, struct lp_at at)
{
    const struct office *d = data;
    for (int s = 0; s < d->schools; s++) lp_term(row, STAFF, AT(s, 0, at.i[0]), 50e3);
    lp_rhs(row, d->budget[at.i[0]]);
}

static bool least_exists(const void *data, struct lp_at at)
{
    return ((const struct office *)data)->least[at.i[0]] > 0.0;
}

static void fill_least(struct lp_row *row, const void *data, struct lp_at at)
{
    const struct office *d = data;
    for (int s = 0; s < d->schools; s++) lp_term(row, STAFF, AT(s, 0, at.i[0]), 1.0);
    lp_rhs(row, d->least[at.i[0]]);
}

// clang-format off
static const struct lp_set sets[] = {
    {'s', count_schools,  label_school},
    {'k', count_subjects, label_subject},
    {'t', count_years,    label_year},
};

static const struct lp_var_family vars[VARS] = {
    [STAFF] = {"staff", "skt", "FTE", "teachers of k at s in year t",    NULL, NULL,      staff_cost},
    [HIRE]  = {"hire",  "skt", "FTE", "teachers new at s in year t",     NULL, NULL,      NULL},
    [SHORT] = {"short", "skt", "FTE", "need for teachers left unfilled", NULL, short_max, short_cost},
};

static const struct lp_row_family rows[ROWS] = {
    [DEMAND] = {"demand", "skt", "staff[s,k,t] + short[s,k,t] >= need[s,k,t]",
                "every class has a teacher, or the gap is counted",
                LP_LAW,  LP_GE, NULL, fill_demand},
    [FLOW]   = {"flow",   "skt", "staff[s,k,t] = hire[s,k,t] + (1 - leave[k,t]) staff[s,k,t-1]",
                "teachers stay unless they leave; staff[s,k,-1] = start[s,k]",
                LP_LAW,  LP_EQ, NULL, fill_flow},
    [SUPPLY] = {"supply", "kt",  "sum(s) hire[s,k,t] <= pool[k,t]",
                "no more teachers are hired than apply",
                LP_RULE, LP_LE, NULL, fill_supply},
    [BUDGET] = {"budget", "t",   "sum(s,k | s in town, u<=t) salary[k] staff[s,k,t] <= budget[t]",
                "salaries stay within the year's budget",
                LP_RULE, LP_LE, NULL, fill_budget},
    [LEAST]  = {"least",  "t",   "sum(s,k) staff[s,k,t] >= least[t]",
                "the town keeps a least number of teachers",
                LP_RULE, LP_GE, least_exists, fill_least},
};

static const struct lp_model model = {sets, 3, vars, VARS, rows, ROWS};
// clang-format on

static struct lp *built(const struct office *office)
{
    struct err err;
    struct lp *lp = NULL;
    assert_ok(lp_build(&model, office, &lp, &err));
    return lp;
}

static void assert_row(const struct lp *lp, int row, struct lp_at at, const char *want)
{
    struct text got = {0};
    lp_row_text(lp, row, at, &got);
    assert_string_equal(text_s(&got), want);
    text_clear(&got);
}

static void assert_refused(const struct office *office, const char *want)
{
    struct err err = {0};
    struct lp *lp = NULL;
    assert_int_equal(lp_build(&model, office, &lp, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, want);
    assert_null(lp);
}

static void assert_infeasible(struct lp *lp, const char *want)
{
    struct err err = {0};
    assert_int_equal(lp_solve(lp, NULL, &err), ERR_INFEASIBLE);
    assert_error(err, ERR_INFEASIBLE, want);
}

/* ---- rows and names -------------------------------------------------------------------- */

static void rows_read_as_their_mathematics(void **state)
{
    (void)state;
    struct office office = one_school;
    office.least[1] = 7.5;
    struct lp *lp = built(&office);
    assert_row(lp, DEMAND, AT(0, 0, 1),
               "demand[oak,math,2028]: +1 staff[oak,math,2028] +1 short[oak,math,2028] >= 10");
    assert_row(lp, FLOW, AT(0, 0, 0),
               "flow[oak,math,2027]: +1 staff[oak,math,2027] -1 hire[oak,math,2027] = 8");
    assert_row(lp, FLOW, AT(0, 0, 1),
               "flow[oak,math,2028]: +1 staff[oak,math,2028] -1 hire[oak,math,2028]"
               " -0.8 staff[oak,math,2027] = 0");
    assert_row(lp, SUPPLY, AT(0, 1), "supply[math,2028]: +1 hire[oak,math,2028] <= 1");
    assert_row(lp, BUDGET, AT(0), "budget[2027]: +50000 staff[oak,math,2027] <= 1000000");
    assert_row(lp, LEAST, AT(1), "least[2028]: +1 staff[oak,math,2028] >= 7.5");
    assert_row(lp, LEAST, AT(0), "least[2027]: does not exist");
    assert_row(lp, BUDGET, AT(2), "budget[?]: does not exist");
    for (int row = 0; row < ROWS; row++) assert_true(lp_math_agrees(lp, row, NULL));
    lp_free(lp);
}

static void the_size_is_that_of_the_expanded_tables(void **state)
{
    (void)state;
    struct office office = one_school;
    office.schools = 2;
    struct lp *lp = built(&office);
    assert_int_equal(lp_columns(lp), 3 * 2 * 2);
    assert_int_equal(lp_rows(lp), 4 + 4 + 2 + 2);
    /* demand 2 each, flow 2 in the first year and 3 in the second, supply and budget 2 */
    assert_int_equal(lp_nonzeros(lp), 8 + 2 * 5 + 4 + 4);
    assert_true(lp_exists(lp, STAFF, AT(1, 0, 1)));
    assert_false(lp_exists(lp, STAFF, AT(2, 0, 0)));
    assert_false(lp_exists(lp, STAFF, AT(0, 0, -1)));
    char name[LP_NAME];
    lp_column_name(lp, SHORT, AT(1, 0, 0), name);
    assert_string_equal(name, "short[elm,math,2027]");
    lp_free(lp);
}

static void a_term_of_nothing_leaves_the_row(void **state)
{
    (void)state;
    struct office office = one_school;
    office.coverage = 0.0;
    struct lp *lp = built(&office);
    assert_row(lp, DEMAND, AT(0, 0, 0), "demand[oak,math,2027]: +1 short[oak,math,2027] >= 10");
    assert_true(lp_math_agrees(lp, DEMAND, NULL));
    lp_free(lp);
}

/* ---- mathematics that lies ------------------------------------------------------------- */

static void mathematics_that_lies_is_found(void **state)
{
    (void)state;
    static const struct {
        int row;
        const char *math, *why;
    } cases[] = {
        {DEMAND, "staff[s,k,t] >= need[s,k,t]", "'demand' uses but does not name 'short'"},
        {SUPPLY, "sum(s) hire[s,k,t] + staff[s,k,t] <= pool[k,t]",
         "'supply' names but never uses 'staff'"},
        {SUPPLY, "sum(s) hire[s,k,t] >= pool[k,t]", "'supply' does not state its sense once: '<='"},
        {SUPPLY, "sum(s) hire[s,k,t] = pool[k,t]", "'supply' does not state its sense once: '<='"},
        {FLOW, "staff[s,k,t] <= hire[s,k,t]", "'flow' does not state its sense once: '='"},
        {SUPPLY, "0 <= sum(s) hire[s,k,t] <= pool[k,t]",
         "'supply' does not state its sense once: '<='"},
        {SUPPLY, "(hire[s,k,t] <= pool[k,t])", "'supply' does not state its sense once: '<='"},
        {SUPPLY, "staff[s,k,t] >= pool[k,t]",
         "'supply' names but never uses 'staff'; 'supply' uses but does not name 'hire'; "
         "'supply' does not state its sense once: '<='"},
        {LEAST, "sum(s,k) staff[s,k,t] >= least[t]",
         "'least' has no row in this program, so nothing compares with "
         "'sum(s,k) staff[s,k,t] >= least[t]'"},
    };
    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
        struct lp_row_family lying[ROWS];
        memcpy(lying, rows, sizeof rows);
        lying[cases[n].row].math = cases[n].math;
        const struct lp_model liar = {sets, 3, vars, VARS, lying, ROWS};
        struct err err;
        struct lp *lp = NULL;
        assert_ok(lp_build(&liar, &one_school, &lp, &err));
        struct text why = {0};
        assert_false(lp_math_agrees(lp, cases[n].row, &why));
        assert_string_equal(text_s(&why), cases[n].why);
        assert_false(lp_math_agrees(lp, cases[n].row, NULL));
        text_clear(&why);
        lp_free(lp);
    }
}

/* ---- what is refused ------------------------------------------------------------------- */

static void numbers_that_are_none_are_refused_by_name(void **state)
{
    (void)state;
    struct office office = one_school;
    office.coverage = NAN;
    assert_refused(&office, "'demand[oak,math,2027]' gives 'staff[oak,math,2027]' the coefficient "
                            "nan, allowed are finite numbers");
    office = one_school;
    office.leave = INFINITY; /* the first row of flow: rhs -inf * 10 */
    assert_refused(&office, "'flow[oak,math,2027]' has the right-hand side -inf, allowed are "
                            "finite numbers");
    office = one_school;
    office.need = -NAN;
    assert_refused(&office, "'demand[oak,math,2027]' has the right-hand side nan, allowed are "
                            "finite numbers");
    office = one_school;
    office.budget[1] = INFINITY;
    assert_refused(&office,
                   "'budget[2028]' has the right-hand side inf, allowed are finite numbers");
    office = one_school;
    office.short_cost = NAN;
    assert_refused(&office, "'short[oak,math,2027]' has the cost nan, allowed are finite numbers");
    office = one_school;
    office.short_max = NAN;
    assert_refused(&office,
                   "'short[oak,math,2027]' has the upper bound nan, allowed are 0 or more");
    office.short_max = -0.5;
    assert_refused(&office,
                   "'short[oak,math,2027]' has the upper bound -0.5, allowed are 0 or more");
}

static void a_name_that_is_too_long_is_refused(void **state)
{
    (void)state;
    struct office office = one_school;
    office.schools = 2;
    /* demand[ + label + ,math,2027] is 7 + 77 + 11 = 95 bytes with 77 letters: just allowed. */
    memset(office.school[1], 'e', 77);
    office.school[1][77] = '\0';
    lp_free(built(&office));
    /* One more is allowed in staff[...], the shorter family name, but not in demand[...]. */
    memset(office.school[1], 'e', 78);
    office.school[1][78] = '\0';
    char want[200], name[97] = "demand[";
    memset(name + 7, 'e', 78);
    snprintf(name + 85, sizeof name - 85, ",math,2027]");
    snprintf(want, sizeof want, "the name '%s' has 96 bytes, allowed are at most 95", name);
    assert_refused(&office, want);
}

static void a_program_without_variables_is_refused(void **state)
{
    (void)state;
    struct office office = one_school;
    office.years = 0;
    assert_refused(&office, "the program has no variable");
}

static int count_many(const void *data)
{
    (void)data;
    return 20000;
}

static void a_family_that_is_too_large_is_refused(void **state)
{
    (void)state;
    static const struct lp_set many[] = {{'i', count_many, label_subject}};
    static const struct lp_var_family large[] = {
        {"large", "ii", "FTE", "every pair of twenty thousand", NULL, NULL, NULL}};
    static const struct lp_model too_large = {many, 1, large, 1, NULL, 0};
    struct err err = {0};
    struct lp *lp = NULL;
    assert_int_equal(lp_build(&too_large, NULL, &lp, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "'large' has 400000000 positions, allowed are at most 100000000");
}

static void errors_are_said_in_thai_too(void **state)
{
    (void)state;
    struct office office = one_school;
    office.short_max = -1;
    lang_set(LANG_TH);
    struct err err = {0};
    struct lp *lp = NULL;
    const enum err_code code = lp_build(&model, &office, &lp, &err);
    lang_set(LANG_EN);
    assert_int_equal(code, ERR_INPUT);
    assert_error(err, ERR_INPUT, "ขอบบนของ 'short[oak,math,2027]' คือ -1 ต้องเป็น 0 ขึ้นไป");
}

/* ---- optimum and infeasibility --------------------------------------------------------- */

/*
 * One school, one subject, two years, small enough to solve by hand: 10 start, 20 % leave
 * each year, 10 are needed, 1 can be hired each year.
 *   year 0: 8 stay, 1 hired, staff 9, short 1;  year 1: 7.2 stay, 1 hired, 8.2, short 1.8
 *   cost: (9 + 8.2) * 50 000 + (1 + 1.8) * 200 000 = 1 420 000
 */
static void optimum_is_the_one_worked_by_hand(void **state)
{
    (void)state;
    struct err err;
    struct lp *lp = built(&one_school);
    assert_ok(lp_solve(lp, &(struct lp_control){.limit_s = 10}, &err));
    assert_close(lp_value(lp, SHORT, AT(0, 0, 0)), 1.0, 1e-9);
    assert_close(lp_value(lp, SHORT, AT(0, 0, 1)), 1.8, 1e-9);
    assert_close(lp_value(lp, STAFF, AT(0, 0, 1)), 8.2, 1e-9);
    assert_close(lp_value(lp, STAFF, AT(0, 0, 2)), 0.0, 0.0);
    assert_close(lp_objective(lp), 1420e3, 1e-3);
    assert_close(lp_bound(lp, LP_INF), 1420e3, 1e-3);
    assert_true(lp_iterations(lp) >= 0);
    lp_free(lp);
}

/*
 * One more applicant in the last year fills a post of 200 000 for 50 000: supply[2028] is worth
 * 150 000. One in the first year saves 150 000 there and, as 0.8 of a teacher, 120 000 in the
 * next. Supply is a row of one term here, a bound of hire. Demand: one more post needed costs
 * 200 000. Money is not short, so the budget has no price.
 */
static void prices_are_those_worked_by_hand(void **state)
{
    (void)state;
    struct err err;
    struct lp *lp = built(&one_school);
    assert_ok(lp_solve(lp, NULL, &err));
    assert_close(lp_price(lp, SUPPLY, AT(0, 1)), -150e3, 1e-6);
    assert_close(lp_price(lp, SUPPLY, AT(0, 0)), -270e3, 1e-6);
    assert_close(lp_price(lp, DEMAND, AT(0, 0, 1)), 200e3, 1e-6);
    assert_close(lp_price(lp, BUDGET, AT(0)), 0.0, 0.0);
    assert_close(lp_price(lp, LEAST, AT(0)), 0.0, 0.0);
    lp_free(lp);
}

/* 8 of 10 stay by law, and cost 8 * 50 000 = 400 000; the budget of the year is 1. */
static void a_budget_of_one_is_missed_by_the_rest_of_the_salaries(void **state)
{
    (void)state;
    struct office office = one_school;
    office.budget[0] = 1;
    struct lp *lp = built(&office);
    assert_infeasible(lp, "no plan meets every rule: 'budget[2027]' (salaries stay within the "
                          "year's budget) is missed by 399999");
    lang_set(LANG_TH);
    struct err err = {0};
    const enum err_code code = lp_solve(lp, NULL, &err);
    lang_set(LANG_EN);
    assert_int_equal(code, ERR_INFEASIBLE);
    assert_error(
        err, ERR_INFEASIBLE,
        "ไม่มีแผนที่ทำตามเงื่อนไขได้ครบทุกข้อ: 'budget[2027]' (salaries stay within the year's budget) "
        "ผิดไป 399999");
    lp_free(lp);
}

/* Two schools: the budget has two terms. 2 * 8 * 50 000 = 800 000 in the first year. */
static void a_rule_of_several_terms_is_named_too(void **state)
{
    (void)state;
    struct office office = one_school;
    office.schools = 2;
    office.budget[0] = 799999.75;
    struct lp *lp = built(&office);
    assert_infeasible(lp, "no plan meets every rule: 'budget[2027]' (salaries stay within the "
                          "year's budget) is missed by 0.25");
    lp_free(lp);
}

/* Year 0 needs 400 000 of 300 000 (a third missed), year 1 6.4 * 50 000 = 320 000 of 100 000
   (more than twice the budget missed): the second is named, being missed most for its size. */
static void of_two_rules_the_one_missed_most_for_its_size_is_named(void **state)
{
    (void)state;
    struct office office = one_school;
    office.budget[0] = 300e3;
    office.budget[1] = 100e3;
    struct lp *lp = built(&office);
    assert_infeasible(lp, "no plan meets every rule: 'budget[2028]' (salaries stay within the "
                          "year's budget) is missed by 220000");
    lp_free(lp);
}

/* At most 9 can be there in the first year, 12 are to be: a rule from below. Missing `least` by
   3 of 12 is less than missing `supply` by 3 of 1. */
static void a_rule_from_below_is_missed_by_what_lacks(void **state)
{
    (void)state;
    struct office office = one_school;
    office.least[0] = 12;
    struct lp *lp = built(&office);
    assert_infeasible(lp, "no plan meets every rule: 'least[2027]' (the town keeps a least number "
                          "of teachers) is missed by 3");
    lp_free(lp);
}

/* Nobody hired and nothing counted as short: 8 are there, 10 needed. Missing demand by 2 of 10
   is less than missing flow by 2 of 8. */
static void laws_that_cannot_hold_are_named_as_laws(void **state)
{
    (void)state;
    struct lp *lp = built(&one_school);
    lp_fix(lp, HIRE, AT(0, 0, 0), 0, 0);
    lp_fix(lp, SHORT, AT(0, 0, 0), 0, 0);
    assert_infeasible(lp, "no plan meets every law: 'demand[oak,math,2027]' (every class has a "
                          "teacher, or the gap is counted) is missed by 2");
    lp_free(lp);
}

/* ---- fixing ---------------------------------------------------------------------------- */

/* Half a teacher hired in the first year: staff 8.5 and 0.8 * 8.5 + 1 = 7.8, short 1.5 and 2.2;
   16.3 * 50 000 + 3.7 * 200 000 = 1 555 000. */
static void a_fixed_variable_moves_the_optimum_and_back(void **state)
{
    (void)state;
    struct err err;
    struct lp *lp = built(&one_school);
    assert_ok(lp_solve(lp, NULL, &err));
    lp_fix(lp, HIRE, AT(0, 0, 0), 0.5, 0.5);
    assert_ok(lp_solve(lp, NULL, &err));
    assert_close(lp_objective(lp), 1555e3, 1e-3);
    assert_close(lp_bound(lp, LP_INF), 1555e3, 1e-3);
    assert_close(lp_price(lp, SUPPLY, AT(0, 0)), 0.0, 0.0);
    lp_fix(lp, HIRE, AT(0, 0, 0), 0, 5); /* replaces; the row of one term still says 1 */
    assert_ok(lp_solve(lp, NULL, &err));
    assert_close(lp_objective(lp), 1420e3, 1e-3);
    lp_fix(lp, HIRE, AT(0, 0, 0), 2, 3);
    assert_infeasible(lp, "no plan meets every rule: 'supply[math,2027]' (no more teachers are "
                          "hired than apply) is missed by 1");
    assert_close(lp_objective(lp), 1420e3, 1e-3);
    lp_unfix(lp, HIRE, AT(0, 0, 0));
    assert_ok(lp_solve(lp, NULL, &err));
    assert_close(lp_objective(lp), 1420e3, 1e-3);
    lp_free(lp);
}

static void a_variable_fixed_outside_its_bounds_is_named(void **state)
{
    (void)state;
    struct office office = one_school;
    office.short_max = 4;
    struct lp *lp = built(&office);
    lp_fix(lp, SHORT, AT(0, 0, 1), 5, 6.5);
    assert_infeasible(lp, "'short[oak,math,2028]' is fixed to 5 .. 6.5, allowed are 0 .. 4");
    lp_fix(lp, SHORT, AT(0, 0, 1), -3, -1);
    assert_infeasible(lp, "'short[oak,math,2028]' is fixed to -3 .. -1, allowed are 0 .. 4");
    lp_free(lp);
}

/* ---- checking without a solver --------------------------------------------------------- */

struct count {
    int all, broken;
    struct lp_row_check worst;
};

static void count_check(void *context, const struct lp_row_check *check)
{
    struct count *count = context;
    count->all++;
    if (!(check->missed > 1e-9)) return;
    count->broken++;
    count->worst = *check;
}

/* values[var][t] */
static double value_at(const void *context, int var, struct lp_at at)
{
    const double *values = context;
    return values[var * YEARS + at.i[2]];
}

static void the_plan_worked_by_hand_breaks_nothing(void **state)
{
    (void)state;
    static const double values[VARS][YEARS] = {{9, 8.2}, {1, 1}, {1, 1.8}};
    struct lp *lp = built(&one_school);
    struct count count = {0};
    lp_check(lp, value_at, values, count_check, &count);
    assert_int_equal(count.all, 8);
    assert_int_equal(count.broken, 0);
    count = (struct count){0};
    const double objective = lp_check_columns(lp, value_at, values, count_check, &count);
    assert_close(objective, 1420e3, 1e-6);
    assert_int_equal(count.all, 6);
    assert_int_equal(count.broken, 0);
    lp_free(lp);
}

static void every_broken_row_is_reported_with_its_amount(void **state)
{
    (void)state;
    static const struct {
        double values[VARS][YEARS];
        int family, t; /* of the only broken row */
        double activity, rhs, missed;
    } cases[] = {
        {{{9, 8.2}, {1, 1}, {1, 1.5}}, DEMAND, 1, 9.7, 10, 0.3},
        {{{9, 8.5}, {1, 1}, {1, 1.8}}, FLOW, 1, 0.3, 0, 0.3},
        {{{9, 7.9}, {1, 1}, {1, 2.1}}, FLOW, 1, -0.3, 0, 0.3},
        {{{9.5, 8.6}, {1.5, 1}, {1, 1.8}}, SUPPLY, 0, 1.5, 1, 0.5},
    };
    struct lp *lp = built(&one_school);
    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
        struct count count = {0};
        lp_check(lp, value_at, cases[n].values, count_check, &count);
        assert_int_equal(count.broken, 1);
        assert_int_equal(count.worst.family, cases[n].family);
        const int indices = (int)strlen(rows[cases[n].family].over);
        assert_int_equal(count.worst.at.i[indices - 1], cases[n].t);
        assert_close(count.worst.activity, cases[n].activity, 1e-9);
        assert_close(count.worst.rhs, cases[n].rhs, 1e-9);
        assert_close(count.worst.missed, cases[n].missed, 1e-9);
    }
    lp_free(lp);
}

static void every_broken_bound_is_reported_with_its_variable(void **state)
{
    (void)state;
    static const double values[VARS][YEARS] = {{9, 8.2}, {-1, 1}, {1, 4.5}};
    struct office office = one_school;
    office.short_max = 4;
    struct lp *lp = built(&office);
    struct count count = {0};
    (void)lp_check_columns(lp, value_at, values, count_check, &count);
    assert_int_equal(count.broken, 2);
    assert_int_equal(count.worst.family, -1 - SHORT);
    assert_int_equal(count.worst.at.i[2], 1);
    assert_close(count.worst.activity, 4.5, 0);
    assert_close(count.worst.rhs, 4, 0);
    assert_close(count.worst.missed, 0.5, 1e-12);
    lp_free(lp);
}

static void a_value_that_is_no_number_breaks_its_rows(void **state)
{
    (void)state;
    static const double values[VARS][YEARS] = {{9, 8.2}, {1, 1}, {1, NAN}};
    struct lp *lp = built(&one_school);
    struct count count = {0};
    lp_check(lp, value_at, values, count_check, &count);
    assert_int_equal(count.broken, 1);
    assert_true(isinf(count.worst.missed));
    count = (struct count){0};
    assert_true(isnan(lp_check_columns(lp, value_at, values, count_check, &count)));
    assert_int_equal(count.broken, 1);
    lp_free(lp);
}

/* ---- what is written ------------------------------------------------------------------- */

enum { MPS_SIZE = 8192 };

static const char *mps_of(const struct lp *lp)
{
    static char text[MPS_SIZE];
    FILE *file = tmpfile();
    assert_non_null(file);
    lp_write_mps(lp, file);
    rewind(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

static void mps_is_written_with_every_row_and_bound(void **state)
{
    (void)state;
    struct office office = one_school;
    office.years = 1;
    office.short_max = 4;
    struct lp *lp = built(&office);
    lp_fix(lp, HIRE, AT(0, 0, 0), 0.5, 0.5);
    lp_fix(lp, SHORT, AT(0, 0, 0), 0.25, 5);
    const char *text = mps_of(lp);
    assert_string_equal(text, "NAME kru FREE\n"
                              "ROWS\n"
                              " N OBJ\n"
                              " G demand[oak,math,2027]\n"
                              " E flow[oak,math,2027]\n"
                              " L supply[math,2027]\n"
                              " L budget[2027]\n"
                              "COLUMNS\n"
                              " staff[oak,math,2027] OBJ 50000\n"
                              " staff[oak,math,2027] demand[oak,math,2027] 1\n"
                              " staff[oak,math,2027] flow[oak,math,2027] 1\n"
                              " staff[oak,math,2027] budget[2027] 50000\n"
                              " hire[oak,math,2027] flow[oak,math,2027] -1\n"
                              " hire[oak,math,2027] supply[math,2027] 1\n"
                              " short[oak,math,2027] OBJ 200000\n"
                              " short[oak,math,2027] demand[oak,math,2027] 1\n"
                              "RHS\n"
                              " RHS demand[oak,math,2027] 10\n"
                              " RHS flow[oak,math,2027] 8\n"
                              " RHS supply[math,2027] 1\n"
                              " RHS budget[2027] 1000000\n"
                              "BOUNDS\n"
                              " FX BOUND hire[oak,math,2027] 0.5\n"
                              " LO BOUND short[oak,math,2027] 0.25\n"
                              " UP BOUND short[oak,math,2027] 4\n"
                              "ENDATA\n");
    lp_free(lp);
}

static void labels_that_a_reader_would_misread_become_positions_in_mps(void **state)
{
    (void)state;
    static const char *const labels[] = {"elm tree", "โรงเรียน", "oak", "a,b", "", "a[1]", "$elm"};
    for (size_t n = 0; n < sizeof labels / sizeof *labels; n++) {
        struct office office = one_school;
        office.schools = 2;
        snprintf(office.school[1], LABEL, "%s", labels[n]);
        struct lp *lp = built(&office);
        const char *text = mps_of(lp);
        assert_non_null(strstr(text, " G demand[1,math,2027]\n"));
        assert_non_null(strstr(text, " G demand[2,math,2027]\n"));
        lp_free(lp);
    }
}

static void fill_cap(struct lp_row *row, const void *data, struct lp_at at)
{
    (void)data;
    lp_term(row, 0, at, 2.0);
    lp_term(row, 0, at, -0.5);
    lp_rhs(row, -0.0);
}

static void a_family_without_index_has_one_member(void **state)
{
    (void)state;
    static const struct lp_var_family total[] = {{"total", "", "FTE", "all", NULL, NULL, NULL}};
    static const struct lp_row_family cap[] = {
        {"cap", "", "2 total - total / 2 <= 0", "a cap", LP_RULE, LP_LE, NULL, fill_cap, NULL, 0}};
    static const struct lp_model one = {NULL, 0, total, 1, cap, 1};
    struct err err;
    struct lp *lp = NULL;
    assert_ok(lp_build(&one, NULL, &lp, &err));
    assert_row(lp, 0, AT(0), "cap: +1.5 total <= 0");
    assert_true(lp_math_agrees(lp, 0, NULL));
    assert_non_null(strstr(mps_of(lp), "COLUMNS\n total cap 1.5\nRHS\nBOUNDS\nENDATA\n"));
    lp_free(lp);
}

static void the_document_shows_both_tables(void **state)
{
    (void)state;
    struct text out = {0};
    lp_document(&model, &out);
    assert_non_null(strstr(text_s(&out), "| variable | unit | meaning |\n|---|---|---|\n"
                                         "| `staff[s,k,t]` | FTE | teachers of k at s in year t |\n"
                                         "| `hire[s,k,t]` | FTE |"));
    assert_non_null(strstr(text_s(&out),
                           "| `supply[k,t]` | rule | `sum(s) hire[s,k,t] <= pool[k,t]` | "
                           "no more teachers are hired than apply |\n"));
    assert_non_null(strstr(text_s(&out), "| `budget[t]` | rule | `sum(s,k \\| s in town, u<=t) "));
    text_clear(&out);
}

static void freeing_nothing_is_allowed(void **state)
{
    (void)state;
    lp_free(NULL);
}

static const struct CMUnitTest cases[] = {
    CASE(rows_read_as_their_mathematics),
    CASE(the_size_is_that_of_the_expanded_tables),
    CASE(a_term_of_nothing_leaves_the_row),
    CASE(mathematics_that_lies_is_found),
    CASE(numbers_that_are_none_are_refused_by_name),
    CASE(a_name_that_is_too_long_is_refused),
    CASE(a_program_without_variables_is_refused),
    CASE(a_family_that_is_too_large_is_refused),
    CASE(errors_are_said_in_thai_too),
    CASE(optimum_is_the_one_worked_by_hand),
    CASE(prices_are_those_worked_by_hand),
    CASE(a_budget_of_one_is_missed_by_the_rest_of_the_salaries),
    CASE(a_rule_of_several_terms_is_named_too),
    CASE(of_two_rules_the_one_missed_most_for_its_size_is_named),
    CASE(a_rule_from_below_is_missed_by_what_lacks),
    CASE(laws_that_cannot_hold_are_named_as_laws),
    CASE(a_fixed_variable_moves_the_optimum_and_back),
    CASE(a_variable_fixed_outside_its_bounds_is_named),
    CASE(the_plan_worked_by_hand_breaks_nothing),
    CASE(every_broken_row_is_reported_with_its_amount),
    CASE(every_broken_bound_is_reported_with_its_variable),
    CASE(a_value_that_is_no_number_breaks_its_rows),
    CASE(mps_is_written_with_every_row_and_bound),
    CASE(labels_that_a_reader_would_misread_become_positions_in_mps),
    CASE(a_family_without_index_has_one_member),
    CASE(the_document_shows_both_tables),
    CASE(freeing_nothing_is_allowed),
};

TEST_MAIN(cases)
