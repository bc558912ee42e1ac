/* The program as a free MPS file, for any other solver. Every row is written as a row.

   Names are those of the logs as long as that is safe: a reader splits at blanks, and two equal
   names make a solver drop a number silently. A set whose labels are not plain is written by
   positions. Families have lower-case names and no name twice, so that no row is called like a
   column, and neither like the upper-case words OBJ, RHS and BOUND. */
#include "solver/lp_internal.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct writer {
    const struct lp *lp;
    FILE *file;
    bool *plain; /* [sets] the labels may be written */
};

static int commas_in(const char *text)
{
    int commas = 0;
    for (; *text; text++) commas += *text == ',';
    return commas;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool all_differ(const struct lp_labels *labels)
{
    const char **sorted = mem_new((size_t)labels->count, sizeof *sorted);
    for (int i = 0; i < labels->count; i++) sorted[i] = labels->text.s + labels->at[i];
    qsort(sorted, (size_t)labels->count, sizeof *sorted, compare_texts);
    bool differ = true;
    for (int i = 1; i < labels->count; i++)
        if (strcmp(sorted[i - 1], sorted[i]) == 0) differ = false;
    free(sorted);
    return differ;
}

/* ASCII without blanks and brackets, no label twice, and the same number of commas in each, so
   that the labels of a name can be told apart. */
static bool are_plain(const struct lp_labels *labels)
{
    for (int i = 0; i < labels->count; i++) {
        const char *label = labels->text.s + labels->at[i];
        if (!*label || commas_in(label) != commas_in(labels->text.s + labels->at[0])) return false;
        for (const char *c = label; *c; c++)
            if ((unsigned char)*c <= ' ' || (unsigned char)*c >= 0x7F || strchr("[]\"'$", *c))
                return false;
    }
    return all_differ(labels);
}

static void put_name(const struct writer *w, const char *name, const struct lp_family *family,
                     int cell)
{
    const struct lp_at at = lp_at_of(family, cell);
    fputs(name, w->file);
    for (int n = 0; n < family->indices; n++) {
        const struct lp_labels *labels = &w->lp->labels[family->set[n]];
        fputc(n == 0 ? '[' : ',', w->file);
        if (w->plain[family->set[n]])
            fputs(labels->text.s + labels->at[at.i[n]], w->file);
        else
            fprintf(w->file, "%d", at.i[n] + 1);
    }
    if (family->indices > 0) fputc(']', w->file);
}

static void put_column(const struct writer *w, int column)
{
    const int v = w->lp->column_family[column];
    put_name(w, w->lp->model->var[v].name, &w->lp->var[v], w->lp->column_cell[column]);
}

static void put_row(const struct writer *w, int row)
{
    const int r = w->lp->row_family[row];
    put_name(w, w->lp->model->row[r].name, &w->lp->row[r], w->lp->row_cell[row]);
}

static void put_number(const struct writer *w, double value)
{
    char number[32];
    fprintf(w->file, " %s\n", lp_number(number, value));
}

static void put_rows(const struct writer *w)
{
    static const char letter[] = {[LP_LE] = 'L', [LP_EQ] = 'E', [LP_GE] = 'G'};
    fputs("NAME kru FREE\nROWS\n N OBJ\n", w->file);
    for (int row = 0; row < w->lp->rows; row++) {
        fprintf(w->file, " %c ", letter[lp_sense_of(w->lp, row)]);
        put_row(w, row);
        fputc('\n', w->file);
    }
}

/* The entries by column: at[column] .. at[column + 1] in row[] and value[]. */
static void by_column(const struct lp *lp, int *at, int *row, double *value)
{
    for (int n = 0; n < lp->start[lp->rows]; n++) at[lp->entry[n].column + 1]++;
    for (int column = 0; column < lp->columns; column++) at[column + 1] += at[column];
    int *next = mem_new((size_t)lp->columns, sizeof *next);
    memcpy(next, at, (size_t)lp->columns * sizeof *next);
    for (int r = 0; r < lp->rows; r++)
        for (int n = lp->start[r]; n < lp->start[r + 1]; n++) {
            const int place = next[lp->entry[n].column]++;
            row[place] = r;
            value[place] = lp->entry[n].value;
        }
    free(next);
}

/* A column without entries needs one to exist: its cost, also when that is 0. */
static void put_columns(const struct writer *w)
{
    const struct lp *lp = w->lp;
    const size_t entries = (size_t)lp->start[lp->rows];
    int *at = mem_new((size_t)lp->columns + 1, sizeof *at);
    int *row = mem_new(entries, sizeof *row);
    double *value = mem_new(entries, sizeof *value);
    by_column(lp, at, row, value);
    fputs("COLUMNS\n", w->file);
    for (int column = 0; column < lp->columns; column++) {
        if (lp->cost[column] != 0.0 || at[column] == at[column + 1]) {
            fputc(' ', w->file);
            put_column(w, column);
            fputs(" OBJ", w->file);
            put_number(w, lp->cost[column]);
        }
        for (int n = at[column]; n < at[column + 1]; n++) {
            fputc(' ', w->file);
            put_column(w, column);
            fputc(' ', w->file);
            put_row(w, row[n]);
            put_number(w, value[n]);
        }
    }
    free(at);
    free(row);
    free(value);
}

static void put_rhs(const struct writer *w)
{
    fputs("RHS\n", w->file);
    for (int row = 0; row < w->lp->rows; row++) {
        if (w->lp->rhs[row] == 0.0) continue;
        fputs(" RHS ", w->file);
        put_row(w, row);
        put_number(w, w->lp->rhs[row]);
    }
}

static void put_bound(const struct writer *w, const char *kind, int column, double value)
{
    fprintf(w->file, " %s BOUND ", kind);
    put_column(w, column);
    put_number(w, value);
}

static void put_bounds(const struct writer *w)
{
    const struct lp *lp = w->lp;
    fputs("BOUNDS\n", w->file);
    for (int column = 0; column < lp->columns; column++) {
        const double lower = fmax(0.0, lp->fix_lower[column]);
        const double upper = fmin(lp->built_upper[column], lp->fix_upper[column]);
        if (lower == upper) {
            put_bound(w, "FX", column, lower);
            continue;
        }
        if (lower > 0.0) put_bound(w, "LO", column, lower);
        if (isfinite(upper)) put_bound(w, "UP", column, upper);
    }
    fputs("ENDATA\n", w->file);
}

void lp_write_mps(const struct lp *lp, FILE *file)
{
    struct writer w = {.lp = lp, .file = file};
    w.plain = mem_new((size_t)lp->model->sets, sizeof *w.plain);
    for (int n = 0; n < lp->model->sets; n++) w.plain[n] = are_plain(&lp->labels[n]);
    put_rows(&w);
    put_columns(&w);
    put_rhs(&w);
    put_bounds(&w);
    free(w.plain);
}
