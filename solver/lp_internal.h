/* What the files of this folder share: the program as plain arrays, and the face of the back end.
   Nothing outside solver/ and its tests includes this. */
#ifndef SOLVER_LP_INTERNAL_H
#define SOLVER_LP_INTERNAL_H

#include "solver/lp.h"

enum {
    LP_LABEL = 256,              /* room for one label; longer ones are cut, and refused anyway */
    LP_MAX_CELLS = 100000000,    /* index tuples of one family */
    LP_MAX_NONZEROS = 500000000, /* what GLPK takes */
};

/* A family expanded: `number` maps a cell, the row-major position of an index tuple, to the column
   or row of the program, -1 where the member does not exist. */
struct lp_family {
    int indices;
    int set[LP_MAX_INDICES], extent[LP_MAX_INDICES];
    int cells;
    int *number;      /* [cells] */
    int first, count; /* its columns or rows: first .. first + count - 1 */
};

/* The labels of a set, made once: label i is text.s + at[i]. */
struct lp_labels {
    int count;
    int *at;
    struct text text;
};

struct lp_entry {
    int column;
    double value; /* never 0 */
};

/* A program as the back end takes it: minimise constant + cost x, row_lower <= A x <= row_upper,
   lower <= x <= upper. Owned by whoever made it; lp_matrix_clear() it. */
struct lp_matrix {
    int rows, columns;
    double constant;
    int *start; /* [rows + 1] into entry */
    struct lp_entry *entry;
    double *row_lower, *row_upper; /* [rows] -LP_INF and LP_INF where there is none */
    double *lower, *upper, *cost;  /* [columns] */
};
void lp_matrix_clear(struct lp_matrix *matrix);

/* A matrix under construction (lp_matrix.c); with `substitute` defined variables are replaced. */
struct lp_builder {
    const struct lp *lp;
    struct lp_matrix *matrix;
    bool substitute;
    int entries_room;
    int *position; /* [columns] of the column in the open row, -1 */
};

enum lp_stand { LP_BASIC, LP_AT_LOWER, LP_AT_UPPER, LP_HELD }; /* held: at its nearer end, for good */

struct lp_narrow;

struct lp {
    const struct lp_model *model; /* borrowed, as data */
    const void *data;
    struct lp_labels *labels;    /* [sets] */
    struct lp_family *var, *row; /* [vars], [rows] of the model */

    int columns, rows;
    int *column_family, *column_cell; /* [columns] */
    int *row_family, *row_cell;       /* [rows] */
    double *cost, *built_upper;       /* [columns] as the families say */
    double *fix_lower, *fix_upper;    /* [columns] of lp_fix; 0 and LP_INF without */
    int *start;                       /* [rows + 1] into entry */
    struct lp_entry *entry;
    double *rhs; /* [rows] */

    /* A row with one term is a bound: the bounds in force, with the row each comes from (-1: the
       family or lp_fix), and the rows of one term by column, in order (-1 ends). */
    double *lower, *upper;
    int *lower_row, *upper_row;
    int *first_bound, *next_bound; /* [columns], [rows] */

    int *defined_by; /* [columns] the row that defines it, -1 */

    double *value, *reduced; /* [columns] of the last solve */
    double *price;           /* [rows] clipped to its valid sign; 0 for rows of one term */
    double objective;
    long iterations;

    struct lp_matrix matrix; /* rows with two terms or more; made at the first solve */
    int *matrix_row;         /* [matrix.rows] its row of the program, or -1 - c: the bounds of the
                                defined column c */
    struct lp_engine *engine;
    char *start_row, *start_column; /* [rows], [columns] enum lp_stand, a basis found elsewhere; of
                                       a defined column that of its bounds; NULL: none */
    struct lp_narrow *narrow;       /* not NULL: solves are of this one */
    bool brief; /* of a solve without a solution nothing more is wanted */
    bool dead; /* GLPK failed so that it cannot go on */

    /* While building. */
    int columns_room, rows_room, entries_room;
    int *position;  /* [columns] of the column in the row under construction, -1 */
    int bad_column; /* first column of the row with a bad coefficient, -1 */
    double bad_coefficient;
};

struct lp_row {
    struct lp *lp;
    bool *used;     /* [vars] not NULL: only note the families of the terms */
    bool side_only; /* only the right-hand side is asked for */
    double rhs;
};

/** Index tuple of a cell and back; -1 when the tuple is outside the sets. */
struct lp_at lp_at_of(const struct lp_family *family, int cell);
int lp_cell(const struct lp_family *family, struct lp_at at);
/** Column or row of a member, -1 when it does not exist. */
int lp_member(const struct lp_family *family, struct lp_at at);

/** True for a row of one term that is passed on as a bound. */
bool lp_row_is_bound(const struct lp *lp, int row);
static inline int lp_terms(const struct lp *lp, int row)
{
    return lp->start[row + 1] - lp->start[row];
}
static inline enum lp_sense lp_sense_of(const struct lp *lp, int row)
{
    return lp->model->row[lp->row_family[row]].sense;
}
static inline enum lp_kind lp_kind_of(const struct lp *lp, int row)
{
    return lp->model->row[lp->row_family[row]].kind;
}
/** How much an activity misses a right-hand side, 0 when it holds, LP_INF when it is NaN. */
double lp_missed(enum lp_sense sense, double activity, double rhs);

/** `name[label,label]`, cut to size; returns the length it wants, as snprintf() does. */
int lp_name(const struct lp *lp, const char *name, const struct lp_family *family, struct lp_at at,
            char *out, size_t size);
void lp_name_of_column(const struct lp *lp, int column, char out[LP_NAME]);
void lp_name_of_row(const struct lp *lp, int row, char out[LP_NAME]);
/** Like text_number(), but NaN has no sign and 0 neither. */
const char *lp_number(char out[32], double value);

extern const char *const lp_sense_text[]; /* by enum lp_sense: "<=" */

/** Fills defined_by; asserts that the definitions are usable. */
void lp_find_definitions(struct lp *lp);
/** Value of a defined column from the others; price of its definition when its own reduced cost is
    to be `multiplier`, given reduced costs that count the definition with price 0. */
double lp_defined_value(const struct lp *lp, int column, const double *value);
double lp_defined_price(const struct lp *lp, int column, double multiplier);

/** Building a matrix: start, rows (each closed), costs, end. Bounds of columns are the caller's. */
void lp_builder_start(struct lp_builder *b, const struct lp *lp, struct lp_matrix *matrix,
                      int extra_columns, bool substitute);
void lp_builder_row(struct lp_builder *b, int row); /* stays open for lp_builder_term */
void lp_builder_term(struct lp_builder *b, int column, double value);
void lp_builder_close(struct lp_builder *b);
/** A row that keeps a substituted column in its bounds; false when they are implied. */
bool lp_builder_bounds(struct lp_builder *b, int column, double lower, double upper);
void lp_builder_costs(struct lp_builder *b);
void lp_builder_end(struct lp_builder *b);

/** Reduced costs of all columns from the prices. */
void lp_reduce(struct lp *lp);

/** After the back end found no plan: say which rule, or else which law, is missed most. */
MUST_CHECK enum err_code lp_explain(const struct lp *lp, const struct lp_control *control,
                                    double start_s, struct err *err);

/* ---- the back end, lp_glpk.c ---------------------------------------------------------- */

enum lp_outcome {
    LP_OPTIMAL,
    LP_NO_PLAN,
    LP_UNBOUNDED,
    LP_TIME_OVER,
    LP_STOPPED,
    LP_FAILED, /* numerically, twice */
    LP_DEAD,   /* GLPK called its error hook: the engine can only be freed */
};

struct lp_answer {
    double *value, *price; /* [columns] written when optimal, [rows] also after a stop */
    double objective;
    long iterations;
    char said[160]; /* GLPK's last words, when dead */
};

struct lp_engine;

/** An engine over `matrix`, which stays where it is and may change its bounds between solves. */
struct lp_engine *lp_engine_new(const struct lp_matrix *matrix);
void lp_engine_free(struct lp_engine *engine);
/** From the last basis when there is one. `start_s`: env_seconds() when the time began. */
enum lp_outcome lp_engine_solve(struct lp_engine *engine, const struct lp_control *control,
                                double start_s, struct lp_answer *answer);

/** The next solve starts from this basis (enum lp_stand), which is copied. */
void lp_engine_start_at(struct lp_engine *engine, const char *row, const char *column);

/** The matrix of the lp with the bounds in force. */
void lp_prepare_matrix(struct lp *lp);
void lp_narrow_free(struct lp_narrow *narrow);
/** Values of all columns, held ones included; prices [rows] of the narrow matrix mean nothing. */
enum lp_outcome lp_narrow_solve(struct lp_narrow *narrow, const struct lp *lp,
                                const struct lp_control *control, double start_s,
                                struct lp_answer *answer);

/** Runs work(context), all of whose calls of GLPK are safe there: false when GLPK called its error
    hook, with its last words in said; every problem of the thread is then gone. */
bool lp_glpk_guard(void (*work)(void *context), void *context, char said[160]);

/* What tests replace to see failures that GLPK rarely shows. */
struct glp_prob;
struct lp_engine_knobs {
    int (*simplex)(struct glp_prob *problem, const void *parameters); /* a glp_smcp */
    int first_slice; /* iterations before the first look at the clock and at progress */
    double pace_s;   /* seconds between two calls of progress */
    int interior_nan, interior_stall; /* 0, or the step of the interior point that goes wrong */
};
extern struct lp_engine_knobs lp_engine_knobs;

#endif
