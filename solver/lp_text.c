/* The program as people read it: names, rows, and the tables as a document. */
#include "solver/lp_internal.h"

#include "base/lang.h"
#include "base/mem.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const char *const lp_sense_text[] = {[LP_LE] = "<=", [LP_EQ] = "=", [LP_GE] = ">="};
static const char *const kind_text[] = {[LP_LAW] = "law", [LP_RULE] = "rule"};

/* ---- names ----------------------------------------------------------------------------- */

/* Appends to out[size] what fits after `length` bytes; returns the length wanted so far. */
static int append(char *out, size_t size, int length, const char *text)
{
    const size_t more = strlen(text), used = (size_t)length;
    if (used + 1 < size) {
        const size_t fits = more < size - used - 1 ? more : size - used - 1;
        memcpy(out + used, text, fits);
        out[used + fits] = '\0';
    }
    return length + (int)more;
}

int lp_name(const struct lp *lp, const char *name, const struct lp_family *family, struct lp_at at,
            char *out, size_t size)
{
    out[0] = '\0';
    int length = append(out, size, 0, name);
    for (int n = 0; n < family->indices; n++) {
        const struct lp_labels *labels = &lp->labels[family->set[n]];
        length = append(out, size, length, n == 0 ? "[" : ",");
        const bool known = at.i[n] >= 0 && at.i[n] < labels->count;
        length = append(out, size, length, known ? labels->text.s + labels->at[at.i[n]] : "?");
    }
    return family->indices > 0 ? append(out, size, length, "]") : length;
}

void lp_name_of_column(const struct lp *lp, int column, char out[LP_NAME])
{
    const int v = lp->column_family[column];
    lp_column_name(lp, v, lp_at_of(&lp->var[v], lp->column_cell[column]), out);
}

void lp_name_of_row(const struct lp *lp, int row, char out[LP_NAME])
{
    const int r = lp->row_family[row];
    const struct lp_at at = lp_at_of(&lp->row[r], lp->row_cell[row]);
    lp_name(lp, lp->model->row[r].name, &lp->row[r], at, out, LP_NAME);
}

const char *lp_row_meaning(const struct lp_row_family *family)
{
    return family->th ? lang_pick(family->th, family->meaning) : family->meaning;
}

void lp_row_name(const struct lp *lp, int row_family, struct lp_at at, char out[LP_NAME])
{
    lp_name(lp, lp->model->row[row_family].name, &lp->row[row_family], at, out, LP_NAME);
}

void lp_column_name(const struct lp *lp, int var, struct lp_at at, char out[LP_NAME])
{
    lp_name(lp, lp->model->var[var].name, &lp->var[var], at, out, LP_NAME);
}

const char *lp_number(char out[32], double value)
{
    if (isnan(value))
        memcpy(out, "nan", sizeof "nan");
    else
        text_number(out, value + 0.0);
    return out;
}

/* ---- rows ------------------------------------------------------------------------------ */

void lp_row_text(const struct lp *lp, int row_family, struct lp_at at, struct text *out)
{
    char name[LP_NAME], number[32];
    lp_name(lp, lp->model->row[row_family].name, &lp->row[row_family], at, name, sizeof name);
    const int row = lp_member(&lp->row[row_family], at);
    if (row < 0) {
        text_add(out, "%s: does not exist", name);
        return;
    }
    text_add(out, "%s:", name);
    for (int n = lp->start[row]; n < lp->start[row + 1]; n++) {
        const struct lp_entry *entry = &lp->entry[n];
        lp_name_of_column(lp, entry->column, name);
        text_add(out, " %s%s %s", entry->value > 0.0 ? "+" : "", lp_number(number, entry->value),
                 name);
    }
    if (lp_terms(lp, row) == 0) text_add(out, " 0");
    text_add(out, " %s %s", lp_sense_text[lp_sense_of(lp, row)], lp_number(number, lp->rhs[row]));
}

/* ---- mathematics against fill functions ------------------------------------------------ */

static bool is_letter(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* Variable family whose name is the `length` letters at `word`, -1. */
static int family_of_word(const struct lp_model *model, const char *word, size_t length)
{
    for (int v = 0; v < model->vars; v++)
        if (strlen(model->var[v].name) == length && strncmp(model->var[v].name, word, length) == 0)
            return v;
    return -1;
}

/* Families named in `math`: words with '[' behind them, or any word for a family without index. */
static void named_families(const struct lp_model *model, const char *math, bool *named)
{
    while (*math) {
        size_t length = 0;
        while (is_letter(math[length])) length++;
        if (length == 0) {
            math++;
            continue;
        }
        const int v = family_of_word(model, math, length);
        if (v >= 0 && (math[length] == '[' || model->var[v].over[0] == '\0')) named[v] = true;
        math += length;
    }
}

static void used_families(const struct lp *lp, int row_family, bool *used)
{
    const struct lp_family *family = &lp->row[row_family];
    for (int row = family->first; row < family->first + family->count; row++) {
        struct lp_row noted = {.lp = (struct lp *)lp, .used = used};
        lp->model->row[row_family].fill(&noted, lp->data, lp_at_of(family, lp->row_cell[row]));
    }
}

/* The comparison outside all brackets ("sum(u<=t)" is not one); -1 when there is not exactly one.
 */
static int sense_in(const char *math)
{
    int depth = 0, found = -1, count = 0;
    for (const char *c = math; *c; c++) {
        if (strchr("([{", *c)) depth++;
        if (strchr(")]}", *c)) depth--;
        if (depth > 0 || *c != '=') continue;
        const char before = c == math ? ' ' : c[-1];
        found = before == '<' ? LP_LE : before == '>' ? LP_GE : LP_EQ;
        count++;
    }
    return count == 1 ? found : -1;
}

static void say(struct text *why, const char *row, const char *fmt, const char *what)
{
    if (!why) return;
    text_add(why, "%s'%s' ", why->length > 0 ? "; " : "", row);
    text_add(why, "%s '%s'", fmt, what);
}

static bool variables_agree(const struct lp *lp, int row_family, struct text *why)
{
    const struct lp_model *model = lp->model;
    const struct lp_row_family *row = &model->row[row_family];
    bool agree = true;
    bool *named = mem_new((size_t)model->vars, sizeof *named);
    bool *used = mem_new((size_t)model->vars, sizeof *used);
    named_families(model, row->math, named);
    used_families(lp, row_family, used);
    for (int v = 0; v < model->vars; v++) {
        if (named[v] == used[v]) continue;
        agree = false;
        say(why, row->name, named[v] ? "names but never uses" : "uses but does not name",
            model->var[v].name);
    }
    free(named);
    free(used);
    return agree;
}

bool lp_math_agrees(const struct lp *lp, int row_family, struct text *why)
{
    const struct lp_row_family *row = &lp->model->row[row_family];
    if (lp->row[row_family].count == 0) {
        say(why, row->name, "has no row in this program, so nothing compares with", row->math);
        return false;
    }
    bool agree = variables_agree(lp, row_family, why);
    if (sense_in(row->math) != (int)row->sense) {
        agree = false;
        say(why, row->name, "does not state its sense once:", lp_sense_text[row->sense]);
    }
    return agree;
}

/* ---- document -------------------------------------------------------------------------- */

/* A cell of a Markdown table: '|' would end it. */
static void add_cell(struct text *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '|') text_add_bytes(out, "\\", 1);
        text_add_bytes(out, text, 1);
    }
}

static void add_member(struct text *out, const char *name, const char *over)
{
    text_add(out, "| `%s", name);
    for (int n = 0; over[n]; n++) text_add(out, "%s%c", n == 0 ? "[" : ",", over[n]);
    text_add(out, "%s` | ", over[0] ? "]" : "");
}

void lp_document(const struct lp_model *model, struct text *out)
{
    text_add(out, "| variable | unit | meaning |\n|---|---|---|\n");
    for (int v = 0; v < model->vars; v++) {
        add_member(out, model->var[v].name, model->var[v].over);
        add_cell(out, model->var[v].unit);
        text_add(out, " | ");
        add_cell(out, model->var[v].meaning);
        text_add(out, " |\n");
    }
    text_add(out, "\n| row | kind | mathematics | meaning |\n|---|---|---|---|\n");
    for (int r = 0; r < model->rows; r++) {
        add_member(out, model->row[r].name, model->row[r].over);
        text_add(out, "%s | `", kind_text[model->row[r].kind]);
        add_cell(out, model->row[r].math);
        text_add(out, "` | ");
        add_cell(out, model->row[r].meaning);
        text_add(out, " |\n");
    }
}
