/* A linear program as two constant tables: families of variables and families of rows. lp_build()
   expands them over index sets; whatever is shown of the program (row texts, MPS, errors,
   documents) comes from the same tables. Knows nothing of teachers.

   An index set has a letter; a family lists the letters of its indices in .over ("sk"), which is
   also the order in AT(...). Sets may be pairs (chain = school and major), labelled "oak,math". */
#ifndef SOLVER_LP_H
#define SOLVER_LP_H

#include "base/err.h"
#include "base/text.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

#define LP_INF INFINITY
enum { LP_MAX_INDICES = 4, LP_NAME = 96 };

struct lp_at { int i[LP_MAX_INDICES]; };
#define AT(...) ((struct lp_at){.i = {__VA_ARGS__}})

enum lp_kind { LP_LAW, LP_RULE };       /* bookkeeping, or somebody's choice */
enum lp_sense { LP_LE, LP_EQ, LP_GE };

struct lp_set {
    char letter;
    int (*count)(const void *data);
    void (*label)(const void *data, int i, char *out, size_t size); /* "oak,math" */
};

struct lp_row; /* under construction, for .fill */

struct lp_var_family {
    const char *name, *over, *unit, *meaning;
    bool (*exists)(const void *data, struct lp_at at);  /* NULL: always */
    double (*upper)(const void *data, struct lp_at at); /* NULL: LP_INF; the lower bound is 0 */
    double (*cost)(const void *data, struct lp_at at);  /* objective, per .unit; NULL: 0 */
};

struct lp_row_family {
    const char *name, *over, *math, *meaning;
    enum lp_kind kind; /* only an LP_RULE is named as the cause of infeasibility */
    enum lp_sense sense;
    bool (*exists)(const void *data, struct lp_at at);  /* NULL: always */
    void (*fill)(struct lp_row *row, const void *data, struct lp_at at);
    const char *th; /* .meaning in Thai for messages; NULL: .meaning serves both */
    int defines; /* 1 + the variable family that an LP_EQ law defines, over the same indices; 0:
                    none. Such a variable is substituted before the simplex sees the program and
                    computed from the row afterwards; values and prices are those of the whole
                    program. A definition may not use a defined variable. */
};

struct lp_model {
    const struct lp_set *set; int sets;
    const struct lp_var_family *var; int vars;
    const struct lp_row_family *row; int rows;
};

/* For .fill; terms on the same variable add up. A term on a variable that does not exist is a
   mistake of the programmer (assert): ask lp_exists() or the data first. */
void lp_term(struct lp_row *row, int var, struct lp_at at, double coefficient);
void lp_rhs(struct lp_row *row, double value);

struct lp; /* opaque: the program, its back end and its last solution */

/**
 * Expand the tables. `model` and `data` are borrowed for the life of *out; labels are asked for once.
 * Family names are lower case, and no row family is called like a variable family (assert).
 * Errors: ERR_INPUT when a coefficient, bound, cost or right-hand side is NaN (or infinite; only a
 * bound may be LP_INF: a rule without limit does not exist), a bound is negative, a name is too
 * long, a family is too large or the program has no column; the text names the column or row.
 */
MUST_CHECK enum err_code lp_build(const struct lp_model *model, const void *data, struct lp **out,
                                  struct err *err);
void lp_free(struct lp *lp);

/**
 * Ask the data again for the right-hand sides of a row family; coefficients stay. False, and nothing
 * is changed, when a member would come or go: the program is to be built anew then. The solution
 * stays that of the last solve.
 */
bool lp_refresh(struct lp *lp, int row_family);

/* Called about once a second while solving; return false to stop. */
struct lp_progress {
    double seconds;      /* since the start of this solve */
    long iterations;
    double objective;    /* of the current basis; NaN where only a part is being solved */
    double infeasibility; /* sum of primal infeasibilities; 0 once feasible */
    double bound;         /* certified: no solution costs less; -LP_INF while none is known */
};
typedef bool (*lp_progress_fn)(void *context, const struct lp_progress *progress);

struct lp_control {
    double limit_s;      /* 0: no limit */
    lp_progress_fn progress;
    void *context;
    int threads; /* for what can use them (solver/block.h); 0 means 1; results do not depend on it */
    int most_iterations; /* of the simplex, after which it is as if the time were over; 0: no limit */
};

/**
 * Solve to an optimal vertex, from the last basis when there is one; the same program solved the
 * same way gives the same vertex. `control` NULL: no limit. Solve and free in one thread.
 * Progress is first called before the first iteration.
 * Errors: ERR_INFEASIBLE (text names the rule that is missed most, and by how much, after a second solve
 * with every rule missable at a price relative to its right-hand side; when not even the laws can
 * hold, the law; or the variable that lp_fix holds outside its bounds); ERR_LIMIT when the time
 * is over or progress said stop; ERR_SOLVER when the objective has no lower limit, when GLPK fails
 * or calls its error hook (the process goes on, lp can only be freed; other programs of the thread
 * go on, too). Values and objective stay those of the last solve that succeeded.
 */
MUST_CHECK enum err_code lp_solve(struct lp *lp, const struct lp_control *control, struct err *err);

/** The same for those who only ask whether there is a solution: ERR_INFEASIBLE at once, without the
    second solve. */
MUST_CHECK enum err_code lp_solve_brief(struct lp *lp, const struct lp_control *control,
                                        struct err *err);

/** Sizes of the program as built. */
int lp_columns(const struct lp *lp);
int lp_rows(const struct lp *lp);
long lp_nonzeros(const struct lp *lp);

bool lp_exists(const struct lp *lp, int var, struct lp_at at);
/** After lp_solve: value of a variable (0 when it does not exist), objective, simplex iterations. */
double lp_value(const struct lp *lp, int var, struct lp_at at);
double lp_objective(const struct lp *lp);
long lp_iterations(const struct lp *lp);

/**
 * Narrow a variable to [lower, upper], besides the bounds of its family and its rows; a later call
 * replaces this one. The next lp_solve starts from the last basis. Not for a variable that a row
 * family defines (assert).
 */
void lp_fix(struct lp *lp, int var, struct lp_at at, double lower, double upper);
/** Back to the bounds of its family. */
void lp_unfix(struct lp *lp, int var, struct lp_at at);

/**
 * After block_solve(): hold every column that its prices leave no choice. Until lp_widen(),
 * lp_solve() solves what is left, from the basis found, which is quick: its values are a solution
 * of the whole, but need not be the best; prices stay those of the solve before. ERR_INFEASIBLE
 * then says nothing of the whole program. False when the last solve says of no column that it may
 * be held.
 */
bool lp_narrow(struct lp *lp);
void lp_widen(struct lp *lp);

typedef double (*lp_value_fn)(const void *context, int var, struct lp_at at);

/* A part of a program that is to be whole, and how it meets the rest: what arrives less what leaves,
   added up until t, is the stock of a in t. */
struct lp_whole {
    const bool *part;  /* [vars] families of the part */
    int arrive, leave; /* row families over (a, t) that tie the part to the rest; -1: the part is all */
    double margin;     /* numbers with a greater reduced cost stay */
    double window;     /* stocks are the whole numbers beside the solution, or off by this at most */
    double (*off)(const void *context, struct lp_at at);   /* what being off costs a unit */
    double (*least)(const void *context, struct lp_at at); /* of a stock; -LP_INF: no rule */
    int sums, group; /* sums of numbers of the part, decided first, `group` of them after the other */
    int (*sum_of)(const void *context, int var, struct lp_at at); /* 0 .. sums - 1; -1: none */
    int most_solves; /* of small programs, after which the best so far is the answer */
    const void *context;
};
/**
 * After a solve: whole numbers for the part that keep every row but those that tie it to the rest,
 * whose prices say what they are worth there. Reports them; false when none were found. Depends on
 * nothing but the solution.
 */
MUST_CHECK bool lp_round(const struct lp *lp, const struct lp_whole *whole,
                         void (*report)(void *context, int var, struct lp_at at, double value),
                         void *context);

/**
 * A certified lower bound of the minimum from the row prices alone (weak duality, recomputed
 * here from the built program, not taken from the simplex):
 *   sum(rows) price * rhs + sum(columns) min over [0, upper] of (cost - prices' column) * value
 * -LP_INF when a column without upper bound has a reduced cost below 0. `implied_upper` caps such columns:
 * a valid upper bound on any variable of any optimal solution. Bounds set by lp_fix count.
 */
double lp_bound(const struct lp *lp, double implied_upper);

/**
 * The price of a row after a solve: by how much the objective grows per unit of right-hand side;
 * <= 0 for a `<=` row, >= 0 for a `>=` row. The price of a row with one term is the reduced cost of
 * its variable divided by its coefficient, if this row is what holds the variable (of several
 * equal ones the first; the family's bound and lp_fix go before rows), else 0. 0 for a row that
 * does not exist. After a solve that ended early: prices of the last basis, good for lp_bound.
 */
double lp_price(const struct lp *lp, int row_family, struct lp_at at);

/** The row as text: `demand[oak,math,2028]: +1 staff[oak,math,2028] +1 short[...] >= 10`. */
void lp_row_text(const struct lp *lp, int row_family, struct lp_at at, struct text *out);
/** What a row family means, in the current language. */
const char *lp_row_meaning(const struct lp_row_family *family);
/** `demand[oak,math,2028]`, the name a row or column has everywhere. */
void lp_row_name(const struct lp *lp, int row_family, struct lp_at at, char out[LP_NAME]);
void lp_column_name(const struct lp *lp, int var, struct lp_at at, char out[LP_NAME]);

/**
 * True when .math of a row family names exactly the variable families that its filled rows use
 * (identifiers followed by '['; terms count even if they cancel or are 0), and its sense: one
 * comparison outside brackets. False for a family without a row, where nothing compares.
 * `why` (may be NULL) receives the difference.
 */
bool lp_math_agrees(const struct lp *lp, int row_family, struct text *why);

/** Walk every built row with its activity under `value` (family, at): for verifying without a solver. */
struct lp_row_check { int family; struct lp_at at; double activity, rhs, missed; /* > 0: broken by */ };
typedef void (*lp_check_fn)(void *context, const struct lp_row_check *check);
void lp_check(const struct lp *lp, lp_value_fn value, const void *value_context,
              lp_check_fn report, void *report_context);
/** The most by which a row of one family is missed, 0 when all hold. */
double lp_check_family(const struct lp *lp, int row_family, lp_value_fn value,
                       const void *value_context);
/** The same for the bounds of the families (not of lp_fix): calls report for every variable with
    family -1 - var. Returns the objective of the values. */
double lp_check_columns(const struct lp *lp, lp_value_fn value, const void *value_context,
                        lp_check_fn report, void *report_context);

/** Free MPS, first line `NAME kru FREE`; names are `family[labels]`, or made of positions where the
    labels of a set are not plain ASCII or not unique. Bounds set by lp_fix count. */
void lp_write_mps(const struct lp *lp, FILE *file);

/** The tables as Markdown (docs/model.md). */
void lp_document(const struct lp_model *model, struct text *out);

#endif
