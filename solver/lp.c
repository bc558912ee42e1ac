/* The tables expanded into arrays, and what can be asked of them without a solver. */
#include "solver/lp_internal.h"

#include "base/mem.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Bounds that cross by no more than this, relative, meet: one-term rows divide. */
static const double CROSSING = 1e-9;

struct lp_at lp_at_of(const struct lp_family *family, int cell)
{
    struct lp_at at = {{0}};
    for (int n = family->indices - 1; n >= 0; n--) {
        at.i[n] = cell % family->extent[n];
        cell /= family->extent[n];
    }
    return at;
}

int lp_cell(const struct lp_family *family, struct lp_at at)
{
    int cell = 0;
    for (int n = 0; n < family->indices; n++) {
        if (at.i[n] < 0 || at.i[n] >= family->extent[n]) return -1;
        cell = cell * family->extent[n] + at.i[n];
    }
    return cell;
}

int lp_member(const struct lp_family *family, struct lp_at at)
{
    const int cell = lp_cell(family, at);
    return cell < 0 ? -1 : family->number[cell];
}

double lp_missed(enum lp_sense sense, double activity, double rhs)
{
    const double over = activity - rhs;
    if (isnan(over)) return LP_INF;
    if (sense == LP_LE) return over > 0.0 ? over : 0.0;
    if (sense == LP_GE) return over < 0.0 ? -over : 0.0;
    return fabs(over);
}

bool lp_row_is_bound(const struct lp *lp, int row)
{
    return lp_terms(lp, row) == 1 && isfinite(lp->rhs[row] / lp->entry[lp->start[row]].value);
}

/* ---- what the programmer must have written ------------------------------------------- */

static bool good_name(const char *name)
{
    if (!islower((unsigned char)*name)) return false;
    for (; *name; name++)
        if (!islower((unsigned char)*name) && !isdigit((unsigned char)*name) && *name != '_')
            return false;
    return true;
}

/* Lower case keeps every name apart from the upper-case words of an MPS file. */
static void assert_model(const struct lp_model *model)
{
    for (int v = 0; v < model->vars; v++) {
        assert(good_name(model->var[v].name));
        for (int w = 0; w < v; w++) assert(strcmp(model->var[v].name, model->var[w].name) != 0);
        for (int r = 0; r < model->rows; r++)
            assert(strcmp(model->var[v].name, model->row[r].name) != 0);
    }
    for (int r = 0; r < model->rows; r++) {
        assert(good_name(model->row[r].name));
        assert(model->row[r].fill);
        for (int q = 0; q < r; q++) assert(strcmp(model->row[r].name, model->row[q].name) != 0);
    }
}

/* ---- sets and families ----------------------------------------------------------------- */

static void make_labels(struct lp *lp)
{
    char label[LP_LABEL];
    lp->labels = mem_new((size_t)lp->model->sets, sizeof *lp->labels);
    for (int n = 0; n < lp->model->sets; n++) {
        const struct lp_set *set = &lp->model->set[n];
        struct lp_labels *labels = &lp->labels[n];
        labels->count = set->count(lp->data);
        assert(labels->count >= 0);
        labels->at = mem_new((size_t)labels->count, sizeof *labels->at);
        for (int i = 0; i < labels->count; i++) {
            label[0] = '\0';
            set->label(lp->data, i, label, sizeof label);
            labels->at[i] = (int)labels->text.length;
            text_add_bytes(&labels->text, label, strlen(label) + 1);
        }
    }
}

static int set_of(const struct lp_model *model, char letter)
{
    for (int n = 0; n < model->sets; n++)
        if (model->set[n].letter == letter) return n;
    assert(!"an index letter has no set");
    return -1;
}

static enum err_code make_family(struct lp *lp, const char *name, const char *over,
                                 struct lp_family *out, struct err *err)
{
    out->indices = (int)strlen(over);
    assert(out->indices <= LP_MAX_INDICES);
    double cells = 1.0;
    for (int n = 0; n < out->indices; n++) {
        out->set[n] = set_of(lp->model, over[n]);
        out->extent[n] = lp->labels[out->set[n]].count;
        cells *= out->extent[n];
    }
    if (!(cells <= LP_MAX_CELLS))
        return err_set(err, ERR_INPUT, "'%s' มี %.0f ตำแหน่ง ต้องไม่เกิน %d",
                       "'%s' has %.0f positions, allowed are at most %d", name, cells,
                       LP_MAX_CELLS);
    out->cells = (int)cells;
    out->number = mem_new((size_t)out->cells, sizeof *out->number);
    return ERR_OK;
}

static enum err_code make_families(struct lp *lp, struct err *err)
{
    const struct lp_model *model = lp->model;
    lp->var = mem_new((size_t)model->vars, sizeof *lp->var);
    lp->row = mem_new((size_t)model->rows, sizeof *lp->row);
    enum err_code code = ERR_OK;
    for (int v = 0; v < model->vars && code == ERR_OK; v++)
        code = make_family(lp, model->var[v].name, model->var[v].over, &lp->var[v], err);
    for (int r = 0; r < model->rows && code == ERR_OK; r++)
        code = make_family(lp, model->row[r].name, model->row[r].over, &lp->row[r], err);
    return code;
}

static int longest_label(const struct lp_labels *labels)
{
    int longest = 0;
    for (int i = 0; i < labels->count; i++) {
        const int length = (int)strlen(labels->text.s + labels->at[i]);
        if (length > longest) longest = length;
    }
    return longest;
}

/* Names are made on demand, so their length is judged by the longest labels first, and name by
   name only in a family where that is not enough. */
static enum err_code check_names(const struct lp *lp, const char *name,
                                 const struct lp_family *family, struct err *err)
{
    int most = (int)strlen(name) + 2;
    for (int n = 0; n < family->indices; n++)
        most += longest_label(&lp->labels[family->set[n]]) + (n > 0);
    if (most < LP_NAME) return ERR_OK;
    for (int cell = 0; cell < family->cells; cell++) {
        char text[LP_NAME * 2];
        if (family->number[cell] < 0) continue;
        const int length = lp_name(lp, name, family, lp_at_of(family, cell), text, sizeof text);
        if (length >= LP_NAME)
            return err_set(err, ERR_INPUT, "ชื่อ '%s' ยาว %d ไบต์ ต้องไม่เกิน %d",
                           "the name '%s' has %d bytes, allowed are at most %d", text, length,
                           LP_NAME - 1);
    }
    return ERR_OK;
}

static enum err_code check_all_names(const struct lp *lp, struct err *err)
{
    enum err_code code = ERR_OK;
    for (int v = 0; v < lp->model->vars && code == ERR_OK; v++)
        code = check_names(lp, lp->model->var[v].name, &lp->var[v], err);
    for (int r = 0; r < lp->model->rows && code == ERR_OK; r++)
        code = check_names(lp, lp->model->row[r].name, &lp->row[r], err);
    return code;
}

/* ---- columns --------------------------------------------------------------------------- */

static void room_for_column(struct lp *lp)
{
    if (lp->columns < lp->columns_room) return;
    lp->columns_room = lp->columns_room ? lp->columns_room * 2 : 1024;
    const size_t room = (size_t)lp->columns_room;
    lp->column_family = mem_resize(lp->column_family, room, sizeof *lp->column_family);
    lp->column_cell = mem_resize(lp->column_cell, room, sizeof *lp->column_cell);
    lp->cost = mem_resize(lp->cost, room, sizeof *lp->cost);
    lp->built_upper = mem_resize(lp->built_upper, room, sizeof *lp->built_upper);
}

static enum err_code check_column(const struct lp *lp, int column, struct err *err)
{
    char name[LP_NAME], number[32];
    if (!(lp->built_upper[column] >= 0.0)) {
        lp_name_of_column(lp, column, name);
        return err_set(err, ERR_INPUT, "ขอบบนของ '%s' คือ %s ต้องเป็น 0 ขึ้นไป",
                       "'%s' has the upper bound %s, allowed are 0 or more", name,
                       lp_number(number, lp->built_upper[column]));
    }
    if (!isfinite(lp->cost[column])) {
        lp_name_of_column(lp, column, name);
        return err_set(err, ERR_INPUT, "ต้นทุนของ '%s' คือ %s ต้องเป็นจำนวนที่มีค่าจำกัด",
                       "'%s' has the cost %s, allowed are finite numbers", name,
                       lp_number(number, lp->cost[column]));
    }
    return ERR_OK;
}

static enum err_code make_columns(struct lp *lp, int v, struct err *err)
{
    const struct lp_var_family *model = &lp->model->var[v];
    struct lp_family *family = &lp->var[v];
    family->first = lp->columns;
    for (int cell = 0; cell < family->cells; cell++) {
        const struct lp_at at = lp_at_of(family, cell);
        family->number[cell] = -1;
        if (model->exists && !model->exists(lp->data, at)) continue;
        room_for_column(lp);
        const int column = lp->columns++;
        family->number[cell] = column;
        lp->column_family[column] = v;
        lp->column_cell[column] = cell;
        lp->built_upper[column] = model->upper ? model->upper(lp->data, at) : LP_INF;
        lp->cost[column] = model->cost ? model->cost(lp->data, at) : 0.0;
        const enum err_code code = check_column(lp, column, err);
        if (code != ERR_OK) return code;
    }
    family->count = lp->columns - family->first;
    return ERR_OK;
}

static enum err_code make_all_columns(struct lp *lp, struct err *err)
{
    for (int v = 0; v < lp->model->vars; v++) {
        const enum err_code code = make_columns(lp, v, err);
        if (code != ERR_OK) return code;
    }
    if (lp->columns == 0)
        return err_set(err, ERR_INPUT, "โปรแกรมเชิงเส้นไม่มีตัวแปรเลย", "the program has no variable");
    return ERR_OK;
}

/* ---- rows ------------------------------------------------------------------------------ */

void lp_term(struct lp_row *row, int var, struct lp_at at, double coefficient)
{
    struct lp *lp = row->lp;
    assert(var >= 0 && var < lp->model->vars);
    if (row->side_only) return;
    const int column = lp_member(&lp->var[var], at);
    assert(column >= 0);
    if (row->used) {
        row->used[var] = true;
        return;
    }
    if (!isfinite(coefficient) && lp->bad_column < 0) {
        lp->bad_column = column;
        lp->bad_coefficient = coefficient;
    }
    if (lp->position[column] >= 0) {
        lp->entry[lp->position[column]].value += coefficient;
        return;
    }
    int *end = &lp->start[lp->rows + 1];
    assert(*end < LP_MAX_NONZEROS);
    lp->entry = mem_room(lp->entry, *end, &lp->entries_room, sizeof *lp->entry);
    lp->position[column] = *end;
    lp->entry[(*end)++] = (struct lp_entry){column, coefficient};
}

void lp_rhs(struct lp_row *row, double value)
{
    row->rhs = value;
}

static void room_for_row(struct lp *lp)
{
    if (lp->start && lp->rows < lp->rows_room) return;
    lp->rows_room = lp->rows_room ? lp->rows_room * 2 : 1024;
    const size_t room = (size_t)lp->rows_room;
    lp->row_family = mem_resize(lp->row_family, room, sizeof *lp->row_family);
    lp->row_cell = mem_resize(lp->row_cell, room, sizeof *lp->row_cell);
    lp->rhs = mem_resize(lp->rhs, room, sizeof *lp->rhs);
    lp->start = mem_resize(lp->start, room + 1, sizeof *lp->start);
    lp->start[0] = 0;
}

static enum err_code check_row(const struct lp *lp, int row, struct err *err)
{
    char name[LP_NAME], column[LP_NAME], number[32];
    if (lp->bad_column >= 0) {
        lp_name_of_row(lp, row, name);
        lp_name_of_column(lp, lp->bad_column, column);
        return err_set(err, ERR_INPUT, "สัมประสิทธิ์ใน '%s' ของ '%s' คือ %s ต้องเป็นจำนวนที่มีค่าจำกัด",
                       "'%s' gives '%s' the coefficient %s, allowed are finite numbers", name,
                       column, lp_number(number, lp->bad_coefficient));
    }
    if (!isfinite(lp->rhs[row])) {
        lp_name_of_row(lp, row, name);
        return err_set(err, ERR_INPUT, "ค่าด้านขวาของ '%s' คือ %s ต้องเป็นจำนวนที่มีค่าจำกัด",
                       "'%s' has the right-hand side %s, allowed are finite numbers", name,
                       lp_number(number, lp->rhs[row]));
    }
    return ERR_OK;
}

/* Terms that cancel or were 0 from the start leave the row; the others keep their order. */
static void close_row(struct lp *lp, int row)
{
    int kept = lp->start[row];
    for (int n = lp->start[row]; n < lp->start[row + 1]; n++) {
        const struct lp_entry entry = lp->entry[n];
        lp->position[entry.column] = -1;
        if (entry.value != 0.0) lp->entry[kept++] = entry;
    }
    lp->start[row + 1] = kept;
}

static enum err_code make_rows(struct lp *lp, int r, struct err *err)
{
    const struct lp_row_family *model = &lp->model->row[r];
    struct lp_family *family = &lp->row[r];
    family->first = lp->rows;
    for (int cell = 0; cell < family->cells; cell++) {
        const struct lp_at at = lp_at_of(family, cell);
        family->number[cell] = -1;
        if (model->exists && !model->exists(lp->data, at)) continue;
        room_for_row(lp);
        const int row = lp->rows;
        struct lp_row filled = {.lp = lp};
        lp->start[row + 1] = lp->start[row];
        model->fill(&filled, lp->data, at);
        close_row(lp, row);
        family->number[cell] = row;
        lp->row_family[row] = r;
        lp->row_cell[row] = cell;
        lp->rhs[row] = filled.rhs + 0.0; /* -0 becomes 0 */
        lp->rows++;
        const enum err_code code = check_row(lp, row, err);
        if (code != ERR_OK) return code;
    }
    family->count = lp->rows - family->first;
    return ERR_OK;
}

static enum err_code make_all_rows(struct lp *lp, struct err *err)
{
    room_for_row(lp);
    lp->bad_column = -1;
    lp->position = mem_new((size_t)lp->columns, sizeof *lp->position);
    for (int column = 0; column < lp->columns; column++) lp->position[column] = -1;
    enum err_code code = ERR_OK;
    for (int r = 0; r < lp->model->rows && code == ERR_OK; r++) code = make_rows(lp, r, err);
    free(lp->position);
    lp->position = NULL;
    return code;
}

/* ---- bounds ---------------------------------------------------------------------------- */

/* What a row of one term, a x <sense> b, says of its column. */
static void apply_bound(struct lp *lp, int column, int row)
{
    const double a = lp->entry[lp->start[row]].value;
    const double limit = lp->rhs[row] / a + 0.0;
    const enum lp_sense sense = lp_sense_of(lp, row);
    const bool from_above = sense == LP_EQ || (sense == LP_LE) == (a > 0.0);
    const bool from_below = sense == LP_EQ || !from_above;
    if (from_above && limit < lp->upper[column]) {
        lp->upper[column] = limit;
        lp->upper_row[column] = row;
    }
    if (from_below && limit > lp->lower[column]) {
        lp->lower[column] = limit;
        lp->lower_row[column] = row;
    }
}

static void set_bounds(struct lp *lp, int column)
{
    lp->lower[column] = fmax(0.0, lp->fix_lower[column]);
    lp->upper[column] = fmin(lp->built_upper[column], lp->fix_upper[column]);
    lp->lower_row[column] = lp->upper_row[column] = -1;
    for (int row = lp->first_bound[column]; row >= 0; row = lp->next_bound[row])
        apply_bound(lp, column, row);
    const double crossing = lp->lower[column] - lp->upper[column];
    if (crossing > 0.0 && crossing <= CROSSING * fmax(1.0, fabs(lp->lower[column])))
        lp->upper[column] = lp->lower[column];
}

static void make_bounds(struct lp *lp)
{
    const size_t columns = (size_t)lp->columns;
    lp->fix_lower = mem_new(columns, sizeof *lp->fix_lower);
    lp->fix_upper = mem_new(columns, sizeof *lp->fix_upper);
    lp->lower = mem_new(columns, sizeof *lp->lower);
    lp->upper = mem_new(columns, sizeof *lp->upper);
    lp->lower_row = mem_new(columns, sizeof *lp->lower_row);
    lp->upper_row = mem_new(columns, sizeof *lp->upper_row);
    lp->first_bound = mem_new(columns, sizeof *lp->first_bound);
    lp->next_bound = mem_new((size_t)lp->rows, sizeof *lp->next_bound);
    for (int column = 0; column < lp->columns; column++) lp->first_bound[column] = -1;
    for (int row = lp->rows - 1; row >= 0; row--) {
        if (!lp_row_is_bound(lp, row)) continue;
        int *first = &lp->first_bound[lp->entry[lp->start[row]].column];
        lp->next_bound[row] = *first;
        *first = row;
    }
    for (int column = 0; column < lp->columns; column++) {
        lp->fix_upper[column] = LP_INF;
        set_bounds(lp, column);
    }
}

/* A row that is a bound moves it. */
static void set_rhs(struct lp *lp, int row, double rhs)
{
    lp->rhs[row] = rhs + 0.0;
    if (lp_row_is_bound(lp, row)) set_bounds(lp, lp->entry[lp->start[row]].column);
}

bool lp_refresh(struct lp *lp, int row_family)
{
    const struct lp_row_family *model = &lp->model->row[row_family];
    const struct lp_family *family = &lp->row[row_family];
    for (int cell = 0; cell < family->cells; cell++)
        if (model->exists &&
            model->exists(lp->data, lp_at_of(family, cell)) != (family->number[cell] >= 0))
            return false;
    for (int cell = 0; cell < family->cells; cell++) {
        struct lp_row filled = {.lp = lp, .side_only = true};
        if (family->number[cell] < 0) continue;
        model->fill(&filled, lp->data, lp_at_of(family, cell));
        assert(isfinite(filled.rhs));
        set_rhs(lp, family->number[cell], filled.rhs);
    }
    return true;
}

void lp_fix(struct lp *lp, int var, struct lp_at at, double lower, double upper)
{
    const int column = lp_member(&lp->var[var], at);
    assert(column >= 0);
    assert(lower <= upper && isfinite(lower));
    assert(lp->defined_by[column] < 0); /* a row of its own would be needed */
    lp->fix_lower[column] = lower;
    lp->fix_upper[column] = upper;
    set_bounds(lp, column);
}

void lp_unfix(struct lp *lp, int var, struct lp_at at)
{
    lp_fix(lp, var, at, 0.0, LP_INF);
}

/* ---- build and free -------------------------------------------------------------------- */

enum err_code lp_build(const struct lp_model *model, const void *data, struct lp **out,
                       struct err *err)
{
    assert_model(model);
    struct lp *lp = mem_new(1, sizeof *lp);
    lp->model = model;
    lp->data = data;
    make_labels(lp);
    enum err_code code = make_families(lp, err);
    if (code == ERR_OK) code = make_all_columns(lp, err);
    if (code == ERR_OK) code = make_all_rows(lp, err);
    if (code == ERR_OK) code = check_all_names(lp, err);
    if (code != ERR_OK) {
        lp_free(lp);
        return code;
    }
    make_bounds(lp);
    lp_find_definitions(lp);
    lp->value = mem_new((size_t)lp->columns, sizeof *lp->value);
    lp->reduced = mem_new((size_t)lp->columns, sizeof *lp->reduced);
    lp->price = mem_new((size_t)lp->rows, sizeof *lp->price);
    lp_reduce(lp);
    *out = lp;
    return ERR_OK;
}

static void free_families(struct lp_family *family, int count)
{
    for (int n = 0; family && n < count; n++) free(family[n].number);
    free(family);
}

static void free_labels(struct lp_labels *labels, int count)
{
    for (int n = 0; n < count; n++) {
        free(labels[n].at);
        text_clear(&labels[n].text);
    }
    free(labels);
}

void lp_free(struct lp *lp)
{
    if (!lp) return;
    lp_engine_free(lp->engine);
    lp_narrow_free(lp->narrow);
    free(lp->start_row);
    free(lp->start_column);
    lp_matrix_clear(&lp->matrix);
    free_labels(lp->labels, lp->model->sets);
    free_families(lp->var, lp->model->vars);
    free_families(lp->row, lp->model->rows);
    void *const arrays[] = {
        lp->column_family, lp->column_cell, lp->row_family, lp->row_cell,  lp->cost,
        lp->built_upper,   lp->fix_lower,   lp->fix_upper,  lp->start,     lp->entry,
        lp->rhs,           lp->lower,       lp->upper,      lp->lower_row, lp->upper_row,
        lp->first_bound,   lp->next_bound,  lp->value,      lp->reduced,   lp->price,
        lp->matrix_row,    lp->position,    lp->defined_by,
    };
    for (size_t n = 0; n < sizeof arrays / sizeof *arrays; n++) free(arrays[n]);
    free(lp);
}

/* ---- questions ------------------------------------------------------------------------- */

int lp_columns(const struct lp *lp)
{
    return lp->columns;
}

int lp_rows(const struct lp *lp)
{
    return lp->rows;
}

long lp_nonzeros(const struct lp *lp)
{
    return lp->start[lp->rows];
}

bool lp_exists(const struct lp *lp, int var, struct lp_at at)
{
    return lp_member(&lp->var[var], at) >= 0;
}

double lp_value(const struct lp *lp, int var, struct lp_at at)
{
    const int column = lp_member(&lp->var[var], at);
    return column < 0 ? 0.0 : lp->value[column];
}

double lp_objective(const struct lp *lp)
{
    return lp->objective;
}

long lp_iterations(const struct lp *lp)
{
    return lp->iterations;
}

/* ---- checking values without a solver -------------------------------------------------- */

static double value_of(const struct lp *lp, int column, lp_value_fn value, const void *context)
{
    const int v = lp->column_family[column];
    return value(context, v, lp_at_of(&lp->var[v], lp->column_cell[column]));
}

void lp_check(const struct lp *lp, lp_value_fn value, const void *value_context, lp_check_fn report,
              void *report_context)
{
    double *values = mem_new((size_t)lp->columns, sizeof *values);
    for (int column = 0; column < lp->columns; column++)
        values[column] = value_of(lp, column, value, value_context);
    for (int row = 0; row < lp->rows; row++) {
        double activity = 0.0;
        for (int n = lp->start[row]; n < lp->start[row + 1]; n++)
            activity += lp->entry[n].value * values[lp->entry[n].column];
        const int r = lp->row_family[row];
        const struct lp_row_check check = {
            .family = r,
            .at = lp_at_of(&lp->row[r], lp->row_cell[row]),
            .activity = activity,
            .rhs = lp->rhs[row],
            .missed = lp_missed(lp_sense_of(lp, row), activity, lp->rhs[row]),
        };
        report(report_context, &check);
    }
    free(values);
}

double lp_check_family(const struct lp *lp, int row_family, lp_value_fn value,
                       const void *value_context)
{
    const struct lp_family *family = &lp->row[row_family];
    double worst = 0.0;
    for (int row = family->first; row < family->first + family->count; row++) {
        double activity = 0.0;
        for (int n = lp->start[row]; n < lp->start[row + 1]; n++)
            activity +=
                lp->entry[n].value * value_of(lp, lp->entry[n].column, value, value_context);
        worst = fmax(worst, lp_missed(lp_sense_of(lp, row), activity, lp->rhs[row]));
    }
    return worst;
}

double lp_check_columns(const struct lp *lp, lp_value_fn value, const void *value_context,
                        lp_check_fn report, void *report_context)
{
    double objective = 0.0;
    for (int column = 0; column < lp->columns; column++) {
        const double got = value_of(lp, column, value, value_context);
        const int v = lp->column_family[column];
        const bool over = got > lp->built_upper[column];
        const double limit = over ? lp->built_upper[column] : 0.0;
        const struct lp_row_check check = {
            .family = -1 - v,
            .at = lp_at_of(&lp->var[v], lp->column_cell[column]),
            .activity = got,
            .rhs = limit,
            .missed = lp_missed(over ? LP_LE : LP_GE, got, limit),
        };
        report(report_context, &check);
        objective += lp->cost[column] * got;
    }
    return objective;
}
