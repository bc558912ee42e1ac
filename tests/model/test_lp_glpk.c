/* Solving: optima, prices, bounds, limits, and every way in which GLPK can fail. The model is any
   small program, given as a dense matrix; its rows are laws or rules of each sense. */
#include "tests/test.h"

#include "base/env.h"
#include "solver/lp_internal.h"

#include <glpk.h>
#include <stdlib.h>

enum { MOST_COLUMNS = 12, MOST_ROWS = 12, RANDOM_PROGRAMS = 50 };

struct any {
    int columns, rows;
    double cost[MOST_COLUMNS], upper[MOST_COLUMNS]; /* upper 0: none */
    struct any_row {
        enum lp_kind kind;
        enum lp_sense sense;
        double a[MOST_COLUMNS], rhs;
    } row[MOST_ROWS];
};

static int count_columns(const void *data)
{
    return ((const struct any *)data)->columns;
}

static int count_rows(const void *data)
{
    return ((const struct any *)data)->rows;
}

static void label(const void *data, int i, char *out, size_t size)
{
    (void)data;
    snprintf(out, size, "%d", i + 1);
}

static double upper(const void *data, struct lp_at at)
{
    const double limit = ((const struct any *)data)->upper[at.i[0]];
    return limit > 0.0 ? limit : LP_INF;
}

static double cost(const void *data, struct lp_at at)
{
    return ((const struct any *)data)->cost[at.i[0]];
}

static void fill(struct lp_row *row, const void *data, struct lp_at at)
{
    const struct any *d = data;
    for (int j = 0; j < d->columns; j++) lp_term(row, 0, AT(j), d->row[at.i[0]].a[j]);
    lp_rhs(row, d->row[at.i[0]].rhs);
}

// clang-format off
#define FAMILIES(X)                     \
    X(law_le,  "<=", LP_LAW,  LP_LE)    \
    X(law_eq,  "=",  LP_LAW,  LP_EQ)    \
    X(law_ge,  ">=", LP_LAW,  LP_GE)    \
    X(rule_le, "<=", LP_RULE, LP_LE)    \
    X(rule_eq, "=",  LP_RULE, LP_EQ)    \
    X(rule_ge, ">=", LP_RULE, LP_GE)

#define X(word, text, of_kind, of_sense)                                       \
    static bool word##_exists(const void *data, struct lp_at at)               \
    {                                                                          \
        const struct any_row *row = &((const struct any *)data)->row[at.i[0]]; \
        return row->kind == (of_kind) && row->sense == (of_sense);             \
    }
FAMILIES(X)
#undef X

static const struct lp_set sets[] = {{'j', count_columns, label}, {'i', count_rows, label}};
static const struct lp_var_family vars[] = {{"x", "j", "FTE", "anything", NULL, upper, cost}};
static const struct lp_row_family rows[] = {
#define X(word, text, kind, sense) \
    {#word, "i", "sum(j) a[i,j] x[j] " text " b[i]", "any " #word, kind, sense, word##_exists, fill, NULL, 0},
    FAMILIES(X)
#undef X
};
static const struct lp_model model = {sets, 2, vars, 1, rows, 6};
// clang-format on

static int family_of(const struct any *any, int i)
{
    return (int)any->row[i].kind * 3 + (int)any->row[i].sense;
}

static struct lp *built(const struct any *any)
{
    struct err err;
    struct lp *lp = NULL;
    assert_ok(lp_build(&model, any, &lp, &err));
    return lp;
}

static struct lp *solved(const struct any *any)
{
    struct err err;
    struct lp *lp = built(any);
    assert_ok(lp_solve(lp, NULL, &err));
    return lp;
}

static void assert_fails(struct lp *lp, const struct lp_control *control, enum err_code code,
                         const char *want)
{
    struct err err = {0};
    assert_int_equal(lp_solve(lp, control, &err), code);
    assert_error(err, code, want);
}

/*
 * A random program with a plan and a finite optimum: right-hand sides leave room for whole numbers
 * chosen first, costs below 0 only where there is an upper bound. Sparse, so that rows of one term
 * and of none are among them.
 */
static struct any random_program(unsigned seed)
{
    struct env_random random = {seed};
    struct any any = {.columns = 3 + env_random_below(&random, MOST_COLUMNS - 2),
                      .rows = 2 + env_random_below(&random, MOST_ROWS - 1)};
    double plan[MOST_COLUMNS];
    for (int j = 0; j < any.columns; j++) {
        plan[j] = env_random_below(&random, 6);
        any.cost[j] = env_random_below(&random, 10);
        if (env_random_below(&random, 3) > 0) continue;
        any.upper[j] = plan[j] + 1 + env_random_below(&random, 4);
        any.cost[j] -= 5.5;
    }
    for (int i = 0; i < any.rows; i++) {
        struct any_row *row = &any.row[i];
        row->kind = env_random_below(&random, 2) ? LP_RULE : LP_LAW;
        row->sense = (enum lp_sense)env_random_below(&random, 3);
        for (int j = 0; j < any.columns; j++) {
            if (env_random_below(&random, 3) == 0) row->a[j] = env_random_below(&random, 7) - 3;
            row->rhs += row->a[j] * plan[j];
        }
        if (row->sense == LP_LE) row->rhs += env_random_below(&random, 5);
        if (row->sense == LP_GE) row->rhs -= env_random_below(&random, 5);
    }
    return any;
}

static double scale(double objective)
{
    return fmax(1.0, fabs(objective));
}

/* ---- optima ---------------------------------------------------------------------------- */

static void write_file(const struct lp *lp, const char *path)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    lp_write_mps(lp, file);
    assert_int_equal(fclose(file), 0);
}

static double objective_of_file(const char *path)
{
    glp_term_out(GLP_OFF);
    glp_prob *problem = glp_create_prob();
    assert_int_equal(glp_read_mps(problem, GLP_MPS_FILE, NULL, path), 0);
    assert_string_equal(glp_get_prob_name(problem), "kru");
    assert_int_equal(glp_simplex(problem, NULL), 0);
    assert_int_equal(glp_get_status(problem), GLP_OPT);
    const double objective = glp_get_obj_val(problem);
    glp_delete_prob(problem);
    return objective;
}

static void random_programs_read_back_from_mps_have_the_same_optimum(void **state)
{
    (void)state;
    static const char path[] = KRU_BUILD "/test_lp_glpk_read_back.mps";
    for (unsigned seed = 1; seed <= RANDOM_PROGRAMS; seed++) {
        const struct any any = random_program(seed);
        struct lp *lp = solved(&any);
        write_file(lp, path);
        assert_close(lp_objective(lp), objective_of_file(path), 1e-9 * scale(lp_objective(lp)));
        lp_free(lp);
    }
    remove(path);
}

/* The number behind the last "Optimal objective" of a log of CLP, which prints ten digits. */
static double objective_of_log(const char *path)
{
    char line[512];
    double objective = NAN;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file))
        if (strncmp(line, "Optimal objective ", strlen("Optimal objective ")) == 0)
            objective = strtod(line + strlen("Optimal objective "), NULL);
    fclose(file);
    return objective;
}

static void another_solver_finds_the_same_optimum_in_the_mps(void **state)
{
    (void)state;
    static const char path[] = KRU_BUILD "/test_lp_glpk_clp.mps";
    static const char log[] = KRU_BUILD "/test_lp_glpk_clp.log";
    if (system("command -v clp > /dev/null") != 0) skip();
    for (unsigned seed = 101; seed <= 105; seed++) {
        const struct any any = random_program(seed);
        struct lp *lp = solved(&any);
        write_file(lp, path);
        assert_int_equal(system("clp '" KRU_BUILD
                                "/test_lp_glpk_clp.mps' -presolve off -dualsimplex > '" KRU_BUILD
                                "/test_lp_glpk_clp.log'"),
                         0);
        assert_close(lp_objective(lp), objective_of_log(log), 1e-8 * scale(lp_objective(lp)));
        lp_free(lp);
    }
    remove(path);
    remove(log);
}

static double value_at(const void *context, int var, struct lp_at at)
{
    return lp_value(context, var, at);
}

static void assert_kept(void *context, const struct lp_row_check *check)
{
    (void)context;
    assert_close(check->missed, 0.0, 1e-7);
}

static void random_optima_keep_every_row_and_bound(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= RANDOM_PROGRAMS; seed++) {
        const struct any any = random_program(seed);
        struct lp *lp = solved(&any);
        lp_check(lp, value_at, lp, assert_kept, NULL);
        assert_close(lp_check_columns(lp, value_at, lp, assert_kept, NULL), lp_objective(lp), 1e-9);
        lp_free(lp);
    }
}

static void assert_same_vertex(const struct lp *a, const struct lp *b, int columns)
{
    for (int j = 0; j < columns; j++) assert_true(lp_value(a, 0, AT(j)) == lp_value(b, 0, AT(j)));
}

static void two_solves_give_the_same_vertex(void **state)
{
    (void)state;
    struct err err;
    for (unsigned seed = 1; seed <= RANDOM_PROGRAMS; seed++) {
        const struct any any = random_program(seed);
        struct lp *a = solved(&any), *b = solved(&any);
        assert_same_vertex(a, b, any.columns);
        assert_int_equal(lp_iterations(a), lp_iterations(b));
        assert_ok(lp_solve(b, NULL, &err)); /* again, from its own optimal basis */
        assert_same_vertex(a, b, any.columns);
        assert_int_equal(lp_iterations(b), 0);
        lp_free(a);
        lp_free(b);
    }
}

/* ---- prices and bounds ----------------------------------------------------------------- */

enum { IMPLIED_UPPER = 1000 }; /* far above every value in these programs */

static void the_bound_of_random_optima_is_their_objective(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= RANDOM_PROGRAMS; seed++) {
        const struct any any = random_program(seed);
        struct lp *lp = solved(&any);
        const double objective = lp_objective(lp);
        assert_close(lp_bound(lp, IMPLIED_UPPER), objective, 1e-9 * scale(objective));
        lp_free(lp);
    }
}

static bool is_price_of(enum lp_sense sense, double price)
{
    return (sense != LP_LE || price <= 0.0) && (sense != LP_GE || price >= 0.0);
}

/* Strong duality with every price, rows of one term among them: what is left of the reduced costs
   belongs to the family bounds. */
static void prices_of_all_rows_make_up_the_objective(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= RANDOM_PROGRAMS; seed++) {
        const struct any any = random_program(seed);
        struct lp *lp = solved(&any);
        double sum = 0.0, reduced[MOST_COLUMNS];
        for (int j = 0; j < any.columns; j++) reduced[j] = any.cost[j];
        for (int i = 0; i < any.rows; i++) {
            const double price = lp_price(lp, family_of(&any, i), AT(i));
            assert_true(is_price_of(any.row[i].sense, price));
            sum += price * any.row[i].rhs;
            for (int j = 0; j < any.columns; j++) reduced[j] -= price * any.row[i].a[j];
        }
        for (int j = 0; j < any.columns; j++) {
            if (reduced[j] < -1e-9) sum += reduced[j] * any.upper[j]; /* at the family's bound */
            if (reduced[j] < -1e-9) assert_true(any.upper[j] > 0.0);
        }
        assert_close(sum, lp_objective(lp), 1e-7 * scale(lp_objective(lp)));
        lp_free(lp);
    }
}

/* min x1 + 3 x2, -2 x1 <= -6 (x1 at least 3), x1 + x2 >= 5, x1 <= 4 twice: x1 = 4, x2 = 1, 7.
   One more of 5 costs 3; one more of the first x1 <= 4 saves 3 - 1; the second and the loose
   lower limit have no price. */
static void a_row_of_one_term_has_the_price_of_its_bound(void **state)
{
    (void)state;
    const struct any any = {.columns = 2,
                            .rows = 4,
                            .cost = {1, 3},
                            .row = {{LP_RULE, LP_LE, {-2, 0}, -6},
                                    {LP_RULE, LP_GE, {1, 1}, 5},
                                    {LP_RULE, LP_LE, {1, 0}, 4},
                                    {LP_LAW, LP_LE, {1, 0}, 4}}};
    struct lp *lp = solved(&any);
    assert_close(lp_objective(lp), 7, 1e-12);
    assert_close(lp_price(lp, family_of(&any, 0), AT(0)), 0, 0);
    assert_close(lp_price(lp, family_of(&any, 1), AT(1)), 3, 1e-12);
    /* Rows stand in the order of the families: the law of row 4 comes before the rule of row 3. */
    assert_close(lp_price(lp, family_of(&any, 3), AT(3)), -2, 1e-12);
    assert_close(lp_price(lp, family_of(&any, 2), AT(2)), 0, 0);
    assert_close(lp_bound(lp, LP_INF), 7, 1e-12);
    lp_free(lp);
}

/* min x1 + x2 with -2 x1 <= -6 and 4 x2 = 10 alone: 3 + 2.5, no row is left for the simplex.
   A unit more of -6 saves half of x1, one of 10 costs a quarter of x2. */
static void a_program_of_rows_of_one_term_is_solved_and_priced(void **state)
{
    (void)state;
    const struct any any = {.columns = 2,
                            .rows = 2,
                            .cost = {1, 1},
                            .row = {{LP_RULE, LP_LE, {-2, 0}, -6}, {LP_RULE, LP_EQ, {0, 4}, 10}}};
    struct lp *lp = solved(&any);
    assert_close(lp_objective(lp), 5.5, 1e-12);
    assert_close(lp_price(lp, family_of(&any, 0), AT(0)), -0.5, 1e-12);
    assert_close(lp_price(lp, family_of(&any, 1), AT(1)), 0.25, 1e-12);
    assert_close(lp_bound(lp, LP_INF), 5.5, 1e-12);
    lp_free(lp);
}

/* Before any solve every price is 0: what is left is cost times bound, here -2 * 3; a cost below
   0 without a bound has no limit, and -1 * 100 with one that is implied. */
static void the_bound_needs_an_upper_bound_where_costs_fall(void **state)
{
    (void)state;
    struct any any = {.columns = 2, .cost = {-2, 1}, .upper = {3, 0}};
    struct lp *lp = built(&any);
    assert_close(lp_bound(lp, LP_INF), -6, 0);
    lp_fix(lp, 0, AT(0), 1, 2);
    lp_fix(lp, 0, AT(1), 4, 5);
    assert_close(lp_bound(lp, LP_INF), -2 * 2 + 4, 0);
    lp_free(lp);
    any.cost[1] = -1;
    lp = built(&any);
    assert_true(lp_bound(lp, LP_INF) == -LP_INF);
    assert_close(lp_bound(lp, 100), -106, 0);
    lp_free(lp);
}

/* ---- no plan --------------------------------------------------------------------------- */

static void rules_of_every_sense_are_missed_by_their_amount(void **state)
{
    (void)state;
    static const struct {
        struct any_row law, rule;
        const char *want;
    } cases[] = {
        {{LP_LAW, LP_GE, {1, 1}, 5},
         {LP_RULE, LP_LE, {2, 2}, 4},
         "no plan meets every rule: 'rule_le[2]' (any rule_le) is missed by 6"},
        {{LP_LAW, LP_LE, {1, 1}, 5},
         {LP_RULE, LP_GE, {2, 2}, 14},
         "no plan meets every rule: 'rule_ge[2]' (any rule_ge) is missed by 4"},
        {{LP_LAW, LP_LE, {1, 1}, 5},
         {LP_RULE, LP_EQ, {1, 1}, 7.3},
         "no plan meets every rule: 'rule_eq[2]' (any rule_eq) is missed by 2.3"},
        {{LP_LAW, LP_GE, {1, 1}, 5},
         {LP_RULE, LP_EQ, {1, 1}, 4.6},
         "no plan meets every rule: 'rule_eq[2]' (any rule_eq) is missed by 0.4"},
        {{LP_LAW, LP_GE, {1, 0}, 5},
         {LP_RULE, LP_EQ, {1, 0}, 3},
         "no plan meets every rule: 'rule_eq[2]' (any rule_eq) is missed by 2"},
        {{LP_LAW, LP_GE, {1, 0}, 5},
         {LP_RULE, LP_GE, {0, 0}, 3}, /* no term at all */
         "no plan meets every rule: 'rule_ge[2]' (any rule_ge) is missed by 3"},
        {{LP_LAW, LP_EQ, {0, 0}, -5},
         {LP_RULE, LP_GE, {0, 0}, 3},
         "no plan meets every law: 'law_eq[1]' (any law_eq) is missed by 5"},
        {{LP_LAW, LP_LE, {1, 1}, -0.5},
         {LP_RULE, LP_GE, {1, 1}, 3},
         "no plan meets every law: 'law_le[1]' (any law_le) is missed by 0.5"},
    };
    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
        const struct any any = {
            .columns = 2, .rows = 2, .cost = {1, 1}, .row = {cases[n].law, cases[n].rule}};
        struct lp *lp = built(&any);
        assert_fails(lp, NULL, ERR_INFEASIBLE, cases[n].want);
        lp_free(lp);
    }
}

/* 3 x <= 0.9 and 10 x >= 3 both mean 0.3; divided, they may differ in the last digit. */
static void bounds_that_meet_but_for_rounding_are_no_contradiction(void **state)
{
    (void)state;
    struct any any = {.columns = 1,
                      .rows = 2,
                      .cost = {1},
                      .row = {{LP_RULE, LP_LE, {3}, 0.9}, {LP_RULE, LP_GE, {10}, 3}}};
    any.row[0].rhs = nextafter(0.9, 0.0);
    struct lp *lp = solved(&any);
    assert_close(lp_objective(lp), 0.3, 1e-9);
    lp_free(lp);
}

static void a_row_that_cannot_be_divided_is_left_to_the_simplex(void **state)
{
    (void)state;
    const struct any any = {
        .columns = 1, .rows = 1, .cost = {1}, .row = {{LP_RULE, LP_LE, {1e-300}, 1e300}}};
    struct lp *lp = solved(&any);
    assert_close(lp_objective(lp), 0, 0);
    lp_free(lp);
}

static void a_cost_that_falls_without_end_is_named(void **state)
{
    (void)state;
    const struct any any = {.columns = 3,
                            .rows = 1,
                            .cost = {-1, -2, 1},
                            .upper = {4},
                            .row = {{LP_RULE, LP_LE, {0, 1, -1}, 3}}};
    struct lp *lp = built(&any);
    assert_fails(lp, NULL, ERR_SOLVER,
                 "the total cost falls without end: 'x[2]' costs less than 0 and has no upper "
                 "bound");
    lp_free(lp);
}

/* ---- defined variables ------------------------------------------------------------------- */

enum { CHAINS = 4, OPENINGS = 3 };
enum chain_var { HEAD, SHORT, OVER, ENTER, LEAVE, CHAIN_VARS };
enum chain_row { NEED, FLOW, STAY, FRAME, ARRIVE, CHAIN_ROWS };

/* A staffing program in small: the headcount of chain j in year t is what its need row says. */
struct chains {
    double need[CHAINS][OPENINGS], stay[CHAINS][OPENINGS], start[CHAINS];
    double frame[OPENINGS], arrive[OPENINGS], short_cost[CHAINS];
};

static int count_chains(const void *data)
{
    (void)data;
    return CHAINS;
}

static int count_openings(const void *data)
{
    (void)data;
    return OPENINGS;
}

static double short_upper(const void *data, struct lp_at at)
{
    return ((const struct chains *)data)->need[at.i[0]][at.i[1]];
}

static double head_cost(const void *data, struct lp_at at)
{
    (void)data;
    return 0.5 + 0.25 * at.i[0];
}

static double short_cost(const void *data, struct lp_at at)
{
    return ((const struct chains *)data)->short_cost[at.i[0]];
}

static double over_cost(const void *data, struct lp_at at)
{
    (void)data;
    (void)at;
    return 4.0;
}

static double leave_cost(const void *data, struct lp_at at)
{
    (void)data;
    (void)at;
    return 3.0;
}

static void fill_need(struct lp_row *row, const void *data, struct lp_at at)
{
    lp_term(row, HEAD, at, 2.0);
    lp_term(row, SHORT, at, 2.0);
    lp_term(row, OVER, at, -2.0);
    lp_rhs(row, 2.0 * ((const struct chains *)data)->need[at.i[0]][at.i[1]]);
}

static void fill_flow(struct lp_row *row, const void *data, struct lp_at at)
{
    lp_term(row, HEAD, at, 1.0);
    lp_term(row, ENTER, at, -1.0);
    lp_term(row, LEAVE, at, 1.0);
    if (at.i[1] == 0)
        lp_rhs(row, ((const struct chains *)data)->start[at.i[0]]);
    else
        lp_term(row, HEAD, AT(at.i[0], at.i[1] - 1), -1.0);
}

static void fill_stay(struct lp_row *row, const void *data, struct lp_at at)
{
    lp_term(row, HEAD, at, 1.0);
    lp_rhs(row, ((const struct chains *)data)->stay[at.i[0]][at.i[1]]);
}

static void fill_frame(struct lp_row *row, const void *data, struct lp_at at)
{
    for (int j = 0; j < CHAINS; j++) lp_term(row, HEAD, AT(j, at.i[0]), 1.0);
    lp_rhs(row, ((const struct chains *)data)->frame[at.i[0]]);
}

static void fill_arrive(struct lp_row *row, const void *data, struct lp_at at)
{
    for (int j = 0; j < CHAINS; j++) lp_term(row, ENTER, AT(j, at.i[0]), 1.0);
    lp_rhs(row, ((const struct chains *)data)->arrive[at.i[0]]);
}

// clang-format off
static const struct lp_set chain_sets[] = {{'j', count_chains, label}, {'t', count_openings, label}};
static const struct lp_var_family chain_vars[CHAIN_VARS] = {
    [HEAD]  = {"head",  "jt", "FTE", "teachers in post",  NULL, NULL,        head_cost},
    [SHORT] = {"short", "jt", "FTE", "posts left empty",  NULL, short_upper, short_cost},
    [OVER]  = {"over",  "jt", "FTE", "more than needed",  NULL, NULL,        over_cost},
    [ENTER] = {"in",    "jt", "FTE", "who come",          NULL, NULL,        NULL},
    [LEAVE] = {"out",   "jt", "FTE", "who go",            NULL, NULL,        leave_cost},
};
#define CHAIN_TABLE(defines)                                                                       \
    {                                                                                              \
        [NEED]   = {"need",   "jt", "=",  "a post is filled or not", LP_LAW,  LP_EQ, NULL, fill_need, NULL, defines}, \
        [FLOW]   = {"flow",   "jt", "=",  "teachers stay",           LP_LAW,  LP_EQ, NULL, fill_flow, NULL, 0}, \
        [STAY]   = {"stay",   "jt", ">=", "some may not be moved",   LP_RULE, LP_GE, NULL, fill_stay, NULL, 0}, \
        [FRAME]  = {"frame",  "t",  "<=", "posts are limited",       LP_RULE, LP_LE, NULL, fill_frame, NULL, 0}, \
        [ARRIVE] = {"arrive", "t",  "<=", "few apply",               LP_RULE, LP_LE, NULL, fill_arrive, NULL, 0}, \
    }
static const struct lp_row_family stated_rows[CHAIN_ROWS] = CHAIN_TABLE(0);
static const struct lp_row_family defining_rows[CHAIN_ROWS] = CHAIN_TABLE(1 + HEAD);
static const struct lp_model stated = {chain_sets, 2, chain_vars, CHAIN_VARS, stated_rows, CHAIN_ROWS};
static const struct lp_model defining = {chain_sets, 2, chain_vars, CHAIN_VARS, defining_rows, CHAIN_ROWS};
// clang-format on

static struct chains random_chains(unsigned seed)
{
    struct env_random random = {seed};
    struct chains c = {0};
    for (int j = 0; j < CHAINS; j++) {
        c.start[j] = env_random_below(&random, 6);
        c.short_cost[j] = 10 + env_random_below(&random, 30);
        for (int t = 0; t < OPENINGS; t++) {
            c.need[j][t] = env_random_below(&random, 6);
            c.stay[j][t] = env_random_below(&random, 1 + (int)c.start[j]);
        }
    }
    for (int t = 0; t < OPENINGS; t++) {
        c.frame[t] = 20 + env_random_below(&random, 4); /* never less than the start */
        c.arrive[t] = env_random_below(&random, 4);
    }
    return c;
}

/* Both forms, solved or refused alike; what is certified of one is certified of the other. */
static void assert_alike(struct lp *plain, struct lp *substituted)
{
    struct err one = {0}, two = {0};
    assert_int_equal(lp_solve(plain, NULL, &one), lp_solve(substituted, NULL, &two));
    assert_string_equal(one.text, two.text);
    if (one.code != ERR_OK) return;
    const double objective = lp_objective(plain);
    assert_close(lp_objective(substituted), objective, 1e-9 * scale(objective));
    assert_close(lp_bound(substituted, IMPLIED_UPPER), objective, 1e-9 * scale(objective));
    lp_check(substituted, value_at, substituted, assert_kept, NULL);
    (void)lp_check_columns(substituted, value_at, substituted, assert_kept, NULL);
}

static void a_defined_variable_changes_nothing_but_the_path(void **state)
{
    (void)state;
    struct err err;
    for (unsigned seed = 1; seed <= RANDOM_PROGRAMS; seed++) {
        const struct chains chains = random_chains(seed);
        struct lp *plain = NULL, *substituted = NULL;
        assert_ok(lp_build(&stated, &chains, &plain, &err));
        assert_ok(lp_build(&defining, &chains, &substituted, &err));
        assert_alike(plain, substituted);
        for (int value = 0; value < 6; value++) {
            lp_fix(plain, SHORT, AT(1, 1), value, value + 0.5);
            lp_fix(substituted, SHORT, AT(1, 1), value, value + 0.5);
            assert_alike(plain, substituted);
        }
        lp_unfix(plain, SHORT, AT(1, 1));
        lp_unfix(substituted, SHORT, AT(1, 1));
        assert_alike(plain, substituted);
        lp_free(plain);
        lp_free(substituted);
    }
}

static bool note_objective(void *context, const struct lp_progress *progress)
{
    *(double *)context = progress->objective;
    return true;
}

/* Solved once more from the optimal basis, progress sees the optimum, constants included. */
static void progress_tells_the_objective_of_the_stated_program(void **state)
{
    (void)state;
    struct err err;
    struct chains chains = random_chains(2);
    memset(chains.stay, 0, sizeof chains.stay);
    struct lp *lp = NULL;
    double told = 0.0;
    const struct lp_control control = {.progress = note_objective, .context = &told};
    assert_ok(lp_build(&defining, &chains, &lp, &err));
    assert_ok(lp_solve(lp, NULL, &err));
    assert_ok(lp_solve(lp, &control, &err));
    assert_close(told, lp_objective(lp), 1e-9 * scale(told));
    lp_free(lp);
}

/* ---- limits and progress --------------------------------------------------------------- */

static const struct lp_engine_knobs *as_built(void)
{
    static struct lp_engine_knobs knobs;
    if (!knobs.simplex) knobs = lp_engine_knobs;
    return &knobs;
}

static int keep_knobs(void **state)
{
    (void)state;
    (void)as_built();
    return 0;
}

static int restore_knobs(void **state)
{
    (void)state;
    lp_engine_knobs = *as_built();
    return 0;
}

/* Counts the calls, and stops at call number `stop_at`. */
struct watch {
    int calls, stop_at;
    struct lp_progress last;
};

static bool watch_progress(void *context, const struct lp_progress *progress)
{
    struct watch *watch = context;
    assert_true(progress->seconds >= watch->last.seconds);
    assert_true(progress->iterations >= watch->last.iterations);
    assert_true(progress->infeasibility >= 0.0);
    watch->last = *progress;
    return ++watch->calls != watch->stop_at;
}

static void a_limit_that_is_too_short_is_said_with_its_key(void **state)
{
    (void)state;
    const struct any any = random_program(7);
    struct lp *lp = built(&any);
    assert_fails(lp, &(struct lp_control){.limit_s = 1e-9}, ERR_LIMIT,
                 "the program was not solved within 1e-09 s, the limit of 'solve.limit_s'");
    lp_free(lp);
}

static int time_over(struct glp_prob *problem, const void *parameters)
{
    (void)problem;
    (void)parameters;
    return GLP_ETMLIM;
}

static void a_limit_reached_inside_the_simplex_is_said_too(void **state)
{
    (void)state;
    const struct any any = random_program(7);
    struct lp *lp = built(&any);
    lp_engine_knobs.simplex = time_over;
    assert_fails(lp, &(struct lp_control){.limit_s = 300}, ERR_LIMIT,
                 "the program was not solved within 300 s, the limit of 'solve.limit_s'");
    lp_free(lp);
}

static void progress_is_called_before_the_first_iteration_and_may_stop(void **state)
{
    (void)state;
    struct err err;
    const struct any any = random_program(7);
    struct lp *lp = built(&any);
    struct watch watch = {.stop_at = 1};
    const struct lp_control control = {.progress = watch_progress, .context = &watch};
    assert_fails(lp, &control, ERR_LIMIT, "the solve was stopped");
    assert_int_equal(watch.calls, 1);
    assert_int_equal(watch.last.iterations, 0);
    watch = (struct watch){.stop_at = 2};
    assert_ok(lp_solve(lp, &control, &err)); /* it is over before a second call */
    assert_int_equal(watch.calls, 1);
    lp_free(lp);
}

static void slices_change_the_path_but_not_the_optimum(void **state)
{
    (void)state;
    struct err err;
    for (unsigned seed = 1; seed <= RANDOM_PROGRAMS; seed++) {
        const struct any any = random_program(seed);
        lp_engine_knobs = *as_built();
        struct lp *whole = solved(&any);
        lp_engine_knobs.first_slice = 1;
        lp_engine_knobs.pace_s = 0.0;
        struct lp *sliced = built(&any);
        struct watch watch = {0};
        const struct lp_control control = {.progress = watch_progress, .context = &watch};
        assert_ok(lp_solve(sliced, &control, &err));
        assert_true(watch.calls >= 1);
        assert_close(lp_objective(sliced), lp_objective(whole), 1e-9 * scale(lp_objective(whole)));
        lp_free(whole);
        lp_free(sliced);
    }
}

/* Stopped after every single slice of one iteration, again and again, going on from there: each
   bound on the way is valid, and the last is the optimum. */
static void the_bound_is_valid_after_every_stop(void **state)
{
    (void)state;
    struct err err = {0};
    int stops = 0;
    for (unsigned seed = 1; seed <= RANDOM_PROGRAMS; seed++) {
        const struct any any = random_program(seed);
        lp_engine_knobs = *as_built();
        struct lp *whole = solved(&any), *lp = built(&any);
        const double objective = lp_objective(whole), roundoff = 1e-9 * scale(objective);
        lp_engine_knobs.first_slice = 1;
        lp_engine_knobs.pace_s = 0.0;
        enum err_code code = ERR_LIMIT;
        while (code == ERR_LIMIT) {
            struct watch watch = {.stop_at = 2};
            const struct lp_control control = {.progress = watch_progress, .context = &watch};
            code = lp_solve(lp, &control, &err);
            stops += code == ERR_LIMIT;
            assert_true(lp_bound(lp, IMPLIED_UPPER) <= objective + roundoff);
        }
        assert_ok(code);
        assert_close(lp_bound(lp, IMPLIED_UPPER), objective, roundoff);
        lp_free(whole);
        lp_free(lp);
    }
    assert_true(stops > RANDOM_PROGRAMS);
}

/* ---- GLPK fails ------------------------------------------------------------------------ */

static int calls_before_failure; /* calls that work before the failure below */
static int failures_left;

static int fail_numerically(struct glp_prob *problem, const void *parameters)
{
    if (failures_left-- > 0) return GLP_EFAIL;
    return glp_simplex(problem, parameters);
}

static int call_the_error_hook(struct glp_prob *problem, const void *parameters)
{
    if (calls_before_failure-- > 0) return glp_simplex(problem, parameters);
    glp_error("a planted %s\n", "fault");
    return 0;
}

static int end_at_the_time_limit(struct glp_prob *problem, const void *parameters)
{
    if (calls_before_failure-- > 0) return glp_simplex(problem, parameters);
    return GLP_ETMLIM;
}

/* Solves with every variable at 0, so that GLPK finds no plan where there is one. */
static int see_no_plan(struct glp_prob *problem, const void *parameters)
{
    if (failures_left-- > 0)
        for (int j = 1; j <= glp_get_num_cols(problem); j++)
            glp_set_col_bnds(problem, j, GLP_FX, 0.0, 0.0);
    return glp_simplex(problem, parameters);
}

static int leave_undefined(struct glp_prob *problem, const void *parameters)
{
    (void)problem;
    (void)parameters;
    return 0;
}

static void one_numerical_failure_is_survived(void **state)
{
    (void)state;
    struct err err;
    for (unsigned seed = 1; seed <= RANDOM_PROGRAMS; seed++) {
        const struct any any = random_program(seed);
        struct lp *whole = solved(&any), *lp = built(&any);
        failures_left = 1;
        lp_engine_knobs.simplex = fail_numerically;
        assert_ok(lp_solve(lp, NULL, &err));
        lp_engine_knobs = *as_built();
        assert_close(lp_objective(lp), lp_objective(whole), 1e-9 * scale(lp_objective(whole)));
        lp_free(whole);
        lp_free(lp);
    }
}

static void two_numerical_failures_are_an_error_and_not_the_end(void **state)
{
    (void)state;
    struct err err;
    const struct any any = random_program(3);
    struct lp *lp = built(&any);
    failures_left = 2;
    lp_engine_knobs.simplex = fail_numerically;
    assert_fails(lp, NULL, ERR_SOLVER, "the solver found no answer, for numerical reasons");
    assert_ok(lp_solve(lp, NULL, &err));
    lp_free(lp);
}

static void an_undefined_status_is_no_answer(void **state)
{
    (void)state;
    const struct any any = random_program(3);
    struct lp *lp = built(&any);
    lp_engine_knobs.simplex = leave_undefined;
    assert_fails(lp, NULL, ERR_SOLVER, "the solver found no answer, for numerical reasons");
    lp_free(lp);
}

static void the_error_hook_ends_the_program_and_not_the_process(void **state)
{
    (void)state;
    struct err err;
    const struct any any = random_program(3), other = random_program(4);
    struct lp *lp = built(&any), *bystander = solved(&other), *again = solved(&other);
    calls_before_failure = 0;
    lp_engine_knobs.simplex = call_the_error_hook;
    assert_fails(lp, NULL, ERR_SOLVER, "GLPK gave up: 'a planted fault'");
    lp_engine_knobs = *as_built();
    assert_fails(lp, NULL, ERR_SOLVER,
                 "this program cannot be solved again, GLPK gave up on it before");
    lp_free(lp);

    /* Another program of the thread lost its problem in GLPK, and goes on from its basis. */
    assert_ok(lp_solve(bystander, NULL, &err));
    assert_int_equal(lp_iterations(bystander), 0);
    for (int j = 0; j < other.columns; j++)
        assert_close(lp_value(bystander, 0, AT(j)), lp_value(again, 0, AT(j)), 1e-12);
    lp_free(bystander);
    lp_free(again); /* not solved since: its problem is gone, too */
}

static const struct any contradictory = {
    .columns = 2,
    .rows = 2,
    .cost = {1, 1},
    .row = {{LP_LAW, LP_GE, {1, 1}, 5}, {LP_RULE, LP_LE, {1, 1}, 4}},
};

static void the_error_hook_in_the_second_solve_is_caught_too(void **state)
{
    (void)state;
    struct lp *lp = built(&contradictory);
    calls_before_failure = 1;
    lp_engine_knobs.simplex = call_the_error_hook;
    assert_fails(lp, NULL, ERR_SOLVER, "GLPK gave up: 'a planted fault'");
    lp_engine_knobs = *as_built();
    assert_fails(lp, NULL, ERR_INFEASIBLE,
                 "no plan meets every rule: 'rule_le[2]' (any rule_le) is missed by 1");
    lp_free(lp);
}

static void a_limit_in_the_second_solve_leaves_the_rule_unnamed(void **state)
{
    (void)state;
    struct lp *lp = built(&contradictory);
    calls_before_failure = 1;
    lp_engine_knobs.simplex = end_at_the_time_limit;
    assert_fails(lp, NULL, ERR_INFEASIBLE,
                 "no plan meets every rule, and the solve ended before it was known which is "
                 "missed most");
    lp_free(lp);
}

static void no_plan_although_no_rule_is_missed_is_an_error_of_the_solver(void **state)
{
    (void)state;
    static const char want[] = "the solver found no plan, but no rule that cannot be met either";
    const struct any any = {
        .columns = 2, .rows = 1, .cost = {1, 1}, .row = {{LP_LAW, LP_GE, {1, 1}, 1}}};
    lp_engine_knobs.simplex = see_no_plan;
    for (int failures = 1; failures <= 3; failures += 2) {
        /* 1: the first solve alone; 3: both solves that look for the reason, as well */
        struct lp *lp = built(&any);
        failures_left = failures;
        assert_fails(lp, NULL, ERR_SOLVER, want);
        lp_free(lp);
    }
}

static void failures_are_said_in_thai_too(void **state)
{
    (void)state;
    struct err err = {0};
    const struct any any = random_program(7);
    struct lp *lp = built(&any);
    lang_set(LANG_TH);
    const enum err_code code = lp_solve(lp, &(struct lp_control){.limit_s = 1e-9}, &err);
    lang_set(LANG_EN);
    assert_int_equal(code, ERR_LIMIT);
    assert_error(err, ERR_LIMIT, "คำนวณไม่เสร็จภายใน 1e-09 วินาที ซึ่งเป็นขีดจำกัดของ 'solve.limit_s'");
    lp_free(lp);
}

static const struct CMUnitTest cases[] = {
    CASE(random_programs_read_back_from_mps_have_the_same_optimum),
    CASE(another_solver_finds_the_same_optimum_in_the_mps),
    CASE(random_optima_keep_every_row_and_bound),
    CASE(two_solves_give_the_same_vertex),
    CASE(the_bound_of_random_optima_is_their_objective),
    CASE(prices_of_all_rows_make_up_the_objective),
    CASE(a_row_of_one_term_has_the_price_of_its_bound),
    CASE(a_program_of_rows_of_one_term_is_solved_and_priced),
    CASE(the_bound_needs_an_upper_bound_where_costs_fall),
    CASE(rules_of_every_sense_are_missed_by_their_amount),
    CASE(bounds_that_meet_but_for_rounding_are_no_contradiction),
    CASE(a_row_that_cannot_be_divided_is_left_to_the_simplex),
    CASE(a_cost_that_falls_without_end_is_named),
    CASE(a_defined_variable_changes_nothing_but_the_path),
    CASE(progress_tells_the_objective_of_the_stated_program),
    CASE(a_limit_that_is_too_short_is_said_with_its_key),
    CASE_WITH(a_limit_reached_inside_the_simplex_is_said_too, keep_knobs, restore_knobs),
    CASE(progress_is_called_before_the_first_iteration_and_may_stop),
    CASE_WITH(slices_change_the_path_but_not_the_optimum, keep_knobs, restore_knobs),
    CASE_WITH(the_bound_is_valid_after_every_stop, keep_knobs, restore_knobs),
    CASE_WITH(one_numerical_failure_is_survived, keep_knobs, restore_knobs),
    CASE_WITH(two_numerical_failures_are_an_error_and_not_the_end, keep_knobs, restore_knobs),
    CASE_WITH(an_undefined_status_is_no_answer, keep_knobs, restore_knobs),
    CASE_WITH(the_error_hook_ends_the_program_and_not_the_process, keep_knobs, restore_knobs),
    CASE_WITH(the_error_hook_in_the_second_solve_is_caught_too, keep_knobs, restore_knobs),
    CASE_WITH(a_limit_in_the_second_solve_leaves_the_rule_unnamed, keep_knobs, restore_knobs),
    CASE_WITH(no_plan_although_no_rule_is_missed_is_an_error_of_the_solver, keep_knobs,
              restore_knobs),
    CASE(failures_are_said_in_thai_too),
};

TEST_MAIN(cases)
