/* The store of the simplex, what its two ways share, and the order in which they take turns.

   Weights are those of steepest edge, |row of the inverse|^2, kept exact by every pivot of either
   way and from solve to solve, which is what makes the dual simplex go on in few pivots. */
#include "solver/pivot_internal.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_TURNS = 12 };
static const double AS_MANY = 2.0; /* times the rows, columns that are not dear */
static const double APART = 1e-6;  /* times 1 + its cost, how far from 0 a reduced cost is moved */
static const double LEAST_WEIGHT = 1e-4;
static const double ACCEPTED = 1e-7; /* breach or wrong reduced cost of an answer */

/* ---- the store ---------------------------------------------------------------------------------
 */

struct pivot *pivot_new(void)
{
    struct pivot *p = mem_new(1, sizeof *p);
    p->factor = pivot_factor_new();
    p->dear = INFINITY;
    return p;
}

static void free_slots(struct pivot_slots *slot)
{
    free(slot->of);
    free(slot->variable);
    free(slot->reduced);
    free(slot->range);
    free(slot->devex);
    free(slot->move);
    free(slot->start);
    free(slot->index);
    free(slot->value);
}

void pivot_free(struct pivot *p)
{
    if (!p) return;
    pivot_lists_clear(&p->column);
    pivot_lists_clear(&p->row);
    pivot_factor_free(p->factor);
    free_slots(&p->slot);
    struct pivot_vector *const vectors[] = {&p->rho, &p->line, &p->entering, &p->tau, &p->moved};
    for (size_t n = 0; n < sizeof vectors / sizeof *vectors; n++) pivot_vector_clear(vectors[n]);
    void *const arrays[] = {p->logical, p->structural, p->number,  p->is_logical, p->lower,
                            p->upper,   p->cost,       p->shift,   p->value,      p->reduced,
                            p->weight,  p->state,      p->place,   p->head,       p->broken,
                            p->listed,  p->tempting,   p->tempted, p->candidate};
    for (size_t n = 0; n < sizeof arrays / sizeof *arrays; n++) free(arrays[n]);
    free(p);
}

static void fit_variables(struct pivot *p)
{
    if (p->variables < p->variable_room) return;
    p->variable_room = 2 * p->variable_room + 256;
    const size_t size = (size_t)p->variable_room;
    double **const doubles[] = {&p->lower,      &p->upper,       &p->cost,   &p->shift,
                                &p->value,      &p->reduced,     &p->weight, &p->slot.range,
                                &p->slot.devex, &p->slot.reduced};
    for (size_t n = 0; n < sizeof doubles / sizeof *doubles; n++)
        *doubles[n] = mem_resize(*doubles[n], size, sizeof(double));
    p->number = mem_resize(p->number, size, sizeof(int));
    p->place = mem_resize(p->place, size, sizeof(int));
    p->candidate = mem_resize(p->candidate, size, sizeof *p->candidate);
    p->tempting = mem_resize(p->tempting, size, sizeof(int));
    p->slot.of = mem_resize(p->slot.of, size, sizeof(int));
    p->slot.variable = mem_resize(p->slot.variable, size, sizeof(int));
    p->slot.move = mem_resize(p->slot.move, size, 1);
    p->tempted = mem_resize(p->tempted, size, sizeof(bool));
    p->is_logical = mem_resize(p->is_logical, size, sizeof(bool));
    p->state = mem_resize(p->state, size, 1);
    pivot_vector_fit(&p->line, p->variable_room);
}

static void fit_rows(struct pivot *p)
{
    if (p->rows < p->row_room) return;
    p->row_room = 2 * p->row_room + 128;
    const size_t size = (size_t)p->row_room;
    p->logical = mem_resize(p->logical, size, sizeof(int));
    p->head = mem_resize(p->head, size, sizeof(int));
    p->broken = mem_resize(p->broken, size, sizeof(int));
    p->listed = mem_resize(p->listed, size, sizeof(bool));
    p->slot.start = mem_resize(p->slot.start, size + 1, sizeof(int));
    struct pivot_vector *const vectors[] = {&p->rho, &p->entering, &p->tau, &p->moved};
    for (size_t n = 0; n < sizeof vectors / sizeof *vectors; n++)
        pivot_vector_fit(vectors[n], p->row_room);
}

static int add_variable(struct pivot *p, bool is_logical, int number, double lower, double upper)
{
    fit_variables(p);
    const int v = p->variables++;
    p->is_logical[v] = is_logical;
    p->number[v] = number;
    p->lower[v] = lower;
    p->upper[v] = upper;
    p->cost[v] = p->shift[v] = p->value[v] = p->reduced[v] = p->weight[v] = 0.0;
    p->place[v] = -1;
    p->state[v] = is_logical ? 'b' : 'l';
    return v;
}

static void add_element(struct pivot *p, int row, int v, double value)
{
    pivot_lists_push(&p->column, v, row, value);
    pivot_lists_push(&p->row, row, v, value);
}

int pivot_row(struct pivot *p, double lower, double upper, int count, const int *index,
              const double *value)
{
    fit_rows(p);
    const int row = p->rows++, v = add_variable(p, true, row, -upper, -lower);
    p->logical[row] = v;
    pivot_lists_add(&p->row, count + 1);
    pivot_lists_add(&p->column, 1);
    for (int n = 1; n <= count; n++) add_element(p, row, p->structural[index[n] - 1], value[n]);
    add_element(p, row, v, 1.0);
    p->factored = p->fresh = false;
    return p->rows;
}

int pivot_column(struct pivot *p, double cost, double lower, double upper, int count,
                 const int *index, const double *value)
{
    if (p->columns == p->column_room) {
        p->column_room = 2 * p->column_room + 128;
        p->structural = mem_resize(p->structural, (size_t)p->column_room, sizeof(int));
    }
    const int column = p->columns++, v = add_variable(p, false, column, lower, upper);
    p->structural[column] = v;
    p->cost[v] = cost;
    pivot_lists_add(&p->column, count);
    p->value[v] = lower;
    p->reduced[v] = cost;
    for (int n = 1; n <= count; n++) {
        add_element(p, index[n] - 1, v, value[n]);
        p->reduced[v] += value[n] * p->reduced[p->logical[index[n] - 1]];
    }
    if (lower != 0.0) p->fresh = false;
    return p->columns;
}

void pivot_row_bounds(struct pivot *p, int row, double lower, double upper)
{
    const int v = p->logical[row - 1];
    p->lower[v] = -upper;
    p->upper[v] = -lower;
    p->fresh = false;
}

void pivot_column_bounds(struct pivot *p, int column, double lower, double upper)
{
    const int v = p->structural[column - 1];
    p->lower[v] = lower;
    p->upper[v] = upper;
    p->fresh = false;
}

void pivot_cost(struct pivot *p, int column, double cost)
{
    p->cost[p->structural[column - 1]] = cost;
    p->fresh = false;
}

/* A row at its upper side has its logical at the lower bound. */
static char other_side(char state)
{
    return state == 'l' ? 'u' : state == 'u' ? 'l' : state;
}

char pivot_state(const struct pivot *p, bool row, int number)
{
    return row ? other_side(p->state[p->logical[number - 1]]) : p->state[p->structural[number - 1]];
}

void pivot_put(struct pivot *p, bool row, int number, char state)
{
    const int v = row ? p->logical[number - 1] : p->structural[number - 1];
    const char to = row ? other_side(state) : state;
    if ((to == 'b') != (p->state[v] == 'b')) {
        p->factored = false;
        p->weight[v] = 0.0;
    }
    p->fresh &= p->state[v] == to;
    p->state[v] = to;
}

double pivot_value(const struct pivot *p, int column)
{
    return p->value[p->structural[column - 1]];
}

double pivot_price(const struct pivot *p, int row)
{
    const double reduced = p->reduced[p->logical[row - 1]];
    return reduced == 0.0 ? 0.0 : -reduced;
}

double pivot_reduced(const struct pivot *p, int column)
{
    return p->reduced[p->structural[column - 1]];
}

double pivot_objective(const struct pivot *p)
{
    double sum = 0.0;
    for (int v = 0; v < p->variables; v++) sum += p->cost[v] * p->value[v];
    return sum;
}

long pivot_count(const struct pivot *p)
{
    return p->pivots;
}

int pivot_rows(const struct pivot *p)
{
    return p->rows;
}

int pivot_columns(const struct pivot *p)
{
    return p->columns;
}

int pivot_basics(const struct pivot *p)
{
    int basics = 0;
    for (int v = 0; v < p->variables; v++) basics += p->state[v] == 'b';
    return basics;
}

void pivot_bounds_of(const struct pivot *p, bool row, int number, double *lower, double *upper)
{
    const int v = row ? p->logical[number - 1] : p->structural[number - 1];
    *lower = row ? -p->upper[v] : p->lower[v];
    *upper = row ? -p->lower[v] : p->upper[v];
}

double pivot_cost_of(const struct pivot *p, int column)
{
    return p->cost[p->structural[column - 1]];
}

int pivot_terms_of(const struct pivot *p, bool row, int number, int *index, double *value)
{
    const struct pivot_lists *lists = row ? &p->row : &p->column;
    const int list = row ? number - 1 : p->structural[number - 1];
    int count = 0;
    for (int n = lists->start[list]; n < lists->start[list] + lists->count[list]; n++) {
        const int other = lists->index[n];
        if (row && p->is_logical[other]) continue;
        count++;
        if (index) index[count] = 1 + (row ? p->number[other] : other);
        if (value) value[count] = lists->value[n];
    }
    return count;
}

/* ---- how things stand --------------------------------------------------------------------------
 */

/* A bound that there is, the one it stands at if it can be. */
static void settle(struct pivot *p, int v)
{
    const bool low = isfinite(p->lower[v]), high = isfinite(p->upper[v]);
    if (p->state[v] == 'u' && !high) p->state[v] = 'l';
    if (p->state[v] == 'l' && !low && high) p->state[v] = 'u';
    p->value[v] = p->state[v] == 'u' ? p->upper[v] : low ? p->lower[v] : 0.0;
}

void pivot_find_values(struct pivot *p)
{
    struct pivot_vector *x = &p->moved;
    pivot_vector_zero(x);
    for (int v = 0; v < p->variables; v++) {
        if (p->place[v] >= 0) continue;
        settle(p, v);
        if (p->value[v] == 0.0) continue;
        for (int n = p->column.start[v]; n < p->column.start[v] + p->column.count[v]; n++)
            pivot_vector_add(x, p->column.index[n], -p->column.value[n] * p->value[v]);
    }
    pivot_factor_solve(p->factor, x);
    for (int i = 0; i < p->rows; i++) p->value[p->head[i]] = x->value[i];
    pivot_vector_zero(x);
}

void pivot_find_reduced(struct pivot *p)
{
    struct pivot_vector *y = &p->moved;
    pivot_vector_zero(y);
    for (int i = 0; i < p->rows; i++) {
        const int v = p->head[i];
        if (p->cost[v] + p->shift[v] != 0.0) pivot_vector_add(y, i, p->cost[v] + p->shift[v]);
    }
    pivot_factor_solve_rows(p->factor, y);
    for (int v = 0; v < p->variables; v++) {
        double d = p->cost[v] + p->shift[v];
        for (int n = p->column.start[v]; n < p->column.start[v] + p->column.count[v]; n++)
            d -= p->column.value[n] * y->value[p->column.index[n]];
        p->reduced[v] = p->place[v] >= 0 ? 0.0 : d;
    }
    pivot_vector_zero(y);
}

static void note_breach(struct pivot *p, int i)
{
    if (p->listed[i] || pivot_breach(p, p->head[i]) == 0.0) return;
    p->listed[i] = true;
    p->broken[p->brokens++] = i;
}

void pivot_list_broken(struct pivot *p)
{
    p->brokens = 0;
    for (int i = 0; i < p->rows; i++) {
        p->listed[i] = false;
        note_breach(p, i);
    }
}

/* ---- the basis ---------------------------------------------------------------------------------
 */

static void collect_head(struct pivot *p)
{
    int rows = 0;
    for (int v = 0; v < p->variables; v++) {
        p->place[v] = -1;
        if (p->state[v] == 'b' && rows < p->rows) p->head[rows++] = v;
    }
    for (int i = 0; rows < p->rows && i < p->rows; i++)
        if (p->state[p->logical[i]] != 'b') {
            p->state[p->logical[i]] = 'b';
            p->head[rows++] = p->logical[i];
        }
}

/* Logicals take the rows that no column could be eliminated in. */
static void repair(struct pivot *p)
{
    for (int v = 0; v < p->variables; v++)
        if (p->state[v] == 'b') p->state[v] = 'l';
    for (int i = 0; i < p->rows; i++)
        if (p->head[i] >= 0) p->state[p->head[i]] = 'b';
    for (int i = 0; i < p->rows; i++)
        if (p->head[i] < 0) {
            p->head[i] = p->logical[i];
            p->state[p->logical[i]] = 'b';
            p->weight[p->logical[i]] = 0.0;
        }
}

static bool factor(struct pivot *p)
{
    collect_head(p);
    int missing = pivot_factor_make(p->factor, p->rows, &p->column, p->head);
    if (missing > 0) {
        repair(p);
        for (int v = 0; v < p->variables; v++) p->weight[v] = 0.0;
        missing = pivot_factor_make(p->factor, p->rows, &p->column, p->head);
    }
    if (missing > 0) return false;
    for (int i = 0; i < p->rows; i++) p->place[p->head[i]] = i;
    p->factored = true;
    return true;
}

/* Weights of what has become basic by other ways than a pivot. */
static void find_weights(struct pivot *p)
{
    for (int i = 0; i < p->rows; i++) {
        const int v = p->head[i];
        if (p->weight[v] > 0.0) continue;
        pivot_find_rho(p, i);
        double sum = 0.0;
        for (int n = 0; n < p->rho.count; n++) {
            const double element = p->rho.value[p->rho.index[n]];
            sum += element * element;
        }
        p->weight[v] = pivot_larger(sum, LEAST_WEIGHT);
    }
}

bool pivot_refresh(struct pivot *p)
{
    if (!factor(p)) return false;
    find_weights(p);
    pivot_find_reduced(p);
    pivot_find_values(p);
    pivot_list_broken(p);
    for (int s = 0; s < p->slot.count; s++) p->slot.reduced[s] = p->reduced[p->slot.variable[s]];
    p->fresh = true;
    return true;
}

void pivot_find_rho(struct pivot *p, int place)
{
    pivot_vector_zero(&p->rho);
    pivot_vector_add(&p->rho, place, 1.0);
    pivot_factor_solve_rows(p->factor, &p->rho);
}

/* ---- slots -------------------------------------------------------------------------------------
 */

/* The element of rank `rank` if `value` were sorted; its order is lost. */
static double ranked(double *value, int count, int rank)
{
    int first = 0, end = count;
    while (end - first > 1) {
        const double at = value[first + (end - first) / 2];
        int low = first, high = end - 1;
        while (low <= high) {
            while (value[low] < at) low++;
            while (value[high] > at) high--;
            if (low > high) break;
            const double here = value[low];
            value[low++] = value[high];
            value[high--] = here;
        }
        if (rank <= high)
            end = high + 1;
        else if (rank >= low)
            first = low;
        else
            return at;
    }
    return value[first];
}

/* Columns beyond so many times the rows are dear. */
static double dear_from(struct pivot *p)
{

    double *const all = p->slot.range;
    int count = 0;
    const int rank = (int)(AS_MANY * (double)p->rows);
    for (int v = 0; v < p->variables; v++)
        if (p->place[v] < 0 && !p->is_logical[v]) all[count++] = fabs(p->reduced[v]);
    return rank < count ? ranked(all, count, rank) : INFINITY;
}

static bool takes_part(const struct pivot *p, int v)
{
    if (!(p->lower[v] < p->upper[v])) return false;
    return p->place[v] >= 0 || p->is_logical[v] || fabs(p->reduced[v]) <= p->dear ||
           pivot_wrong(p, v) > PIVOT_WRONG;
}

void pivot_set_slot(struct pivot *p, int slot)
{
    const int v = p->slot.variable[slot];
    signed char move = p->state[v] == 'u' ? MOVE_DOWN : MOVE_UP;
    if (p->state[v] == 'l' && !isfinite(p->lower[v])) move = MOVE_BOTH;
    if (p->place[v] >= 0) move = MOVE_NOT;
    p->slot.move[slot] = move;
}

static void number_slots(struct pivot *p)
{
    struct pivot_slots *slot = &p->slot;
    pivot_vector_zero(&p->line);
    slot->count = 0;
    for (int v = 0; v < p->variables; v++) {
        slot->of[v] = -1;
        if (!takes_part(p, v)) continue;
        const int n = slot->of[v] = slot->count++;
        slot->variable[n] = v;
        slot->reduced[n] = p->reduced[v];
        slot->range[n] = p->upper[v] - p->lower[v];
        pivot_set_slot(p, n);
    }
}

/* Elements of all slots but logicals by row: counted, then filled in from the ends. */
void pivot_fill_slots(struct pivot *p)
{
    struct pivot_slots *slot = &p->slot;
    int *const start = slot->start, all = 0;
    number_slots(p);
    memset(start, 0, ((size_t)p->rows + 1) * sizeof *start);
    for (int s = 0; s < slot->count; s++) {
        const int v = slot->variable[s], from = p->column.start[v];
        for (int n = from; n < from + p->column.count[v] && !p->is_logical[v]; n++)
            start[p->column.index[n]]++;
    }
    for (int i = 0; i < p->rows; i++) start[i] = all += start[i];
    start[p->rows] = all;
    if (all > slot->room) {
        slot->room = all + all / 4;
        slot->index = mem_resize(slot->index, (size_t)slot->room, sizeof(int));
        slot->value = mem_resize(slot->value, (size_t)slot->room, sizeof(double));
    }
    for (int s = slot->count - 1; s >= 0; s--) {
        const int v = slot->variable[s], from = p->column.start[v];
        for (int n = from; n < from + p->column.count[v] && !p->is_logical[v]; n++) {
            const int at = --start[p->column.index[n]];
            slot->index[at] = s;
            slot->value[at] = p->column.value[n];
        }
    }
}

static void find_full_line(struct pivot *p)
{
    const struct pivot_slots *slot = &p->slot;
    struct pivot_vector *line = &p->line;
    double *const value = line->value;
    for (int n = 0; n < p->rho.count; n++) {
        const int i = p->rho.index[n], own = slot->of[p->logical[i]];
        const double by = p->rho.value[i];
        for (int k = slot->start[i]; k < slot->start[i + 1]; k++)
            value[slot->index[k]] += by * slot->value[k];
        if (own >= 0) value[own] = by;
    }
    int count = 0;
    for (int s = 0; s < slot->count; s++) {
        line->index[count] = s;
        count += value[s] != 0.0;
    }
    line->count = count;
}

void pivot_find_line(struct pivot *p)
{
    enum { SPARSE = 20 };
    const struct pivot_slots *slot = &p->slot;
    struct pivot_vector *line = &p->line;
    pivot_vector_zero(line);
    if (p->rho.count * SPARSE > p->rows) {
        find_full_line(p);
        return;
    }
    for (int n = 0; n < p->rho.count; n++) {
        const int i = p->rho.index[n], own = slot->of[p->logical[i]];
        const double by = p->rho.value[i];
        for (int k = slot->start[i]; k < slot->start[i + 1]; k++)
            pivot_vector_add(line, slot->index[k], by * slot->value[k]);
        if (own >= 0) pivot_vector_add(line, own, by);
    }
}

void pivot_find_entering(struct pivot *p, int v)
{
    pivot_vector_zero(&p->entering);
    for (int n = p->column.start[v]; n < p->column.start[v] + p->column.count[v]; n++)
        pivot_vector_add(&p->entering, p->column.index[n], p->column.value[n]);
    pivot_factor_solve(p->factor, &p->entering);
}

void pivot_move_values(struct pivot *p, const struct pivot_vector *along, double times)
{
    for (int n = 0; n < along->count; n++) {
        const int i = along->index[n];
        p->value[p->head[i]] -= times * along->value[i];
        note_breach(p, i);
    }
}

void pivot_move_reduced(struct pivot *p, double step)
{
    double *const reduced = p->slot.reduced;
    for (int n = 0; n < p->line.count; n++) {
        const int s = p->line.index[n];
        reduced[s] -= step * p->line.value[s];
    }
}

/* With w the weight of the row that leaves and k = element / pivot, row i of the inverse becomes
   row i - k row. */
static void move_weights(struct pivot *p, int place, double w)
{
    const struct pivot_vector *a = &p->entering;
    const double pivot = a->value[place];
    pivot_vector_zero(&p->tau);
    for (int n = 0; n < p->rho.count; n++)
        pivot_vector_add(&p->tau, p->rho.index[n], p->rho.value[p->rho.index[n]]);
    pivot_factor_solve(p->factor, &p->tau);
    for (int n = 0; n < a->count; n++) {
        const int i = a->index[n];
        if (i == place) continue;
        const double k = a->value[i] / pivot;
        double *weight = &p->weight[p->head[i]];
        *weight = pivot_larger(*weight + k * (k * w - 2.0 * p->tau.value[i]), LEAST_WEIGHT);
    }
}

void pivot_exchange(struct pivot *p, int place, int q, char state)
{
    const int leaving = p->head[place];
    const double pivot = p->entering.value[place];
    double w = 0.0;
    for (int n = 0; n < p->rho.count; n++) {
        const double element = p->rho.value[p->rho.index[n]];
        w += element * element;
    }
    if (p->entering.count > 1) move_weights(p, place, w);
    p->weight[q] = pivot_larger(w / (pivot * pivot), LEAST_WEIGHT);
    p->weight[leaving] = 0.0;
    p->state[leaving] = state;
    p->place[leaving] = -1;
    p->value[leaving] = state == 'u' ? p->upper[leaving] : p->lower[leaving];
    p->state[q] = 'b';
    p->place[q] = place;
    p->head[place] = q;
    p->slot.reduced[p->slot.of[q]] = 0.0;
    pivot_set_slot(p, p->slot.of[q]);
    if (p->slot.of[leaving] >= 0) pivot_set_slot(p, p->slot.of[leaving]);
    pivot_factor_replace(p->factor, place, &p->entering);
    p->pivots++;
}

bool pivot_go_on(struct pivot *p)
{
    enum { LOOK_EVERY = 64 };
    if (!p->watch || !p->watch->go_on || p->pivots < p->checked + LOOK_EVERY) return true;
    p->checked = p->pivots;
    return p->watch->go_on(p->watch->context, p->pivots);
}

/* ---- taking turns ------------------------------------------------------------------------------
 */

static double worst_breach(const struct pivot *p)
{
    double worst = 0.0;
    for (int i = 0; i < p->rows; i++)
        worst = pivot_larger(worst, fabs(pivot_breach(p, p->head[i])));
    return worst;
}

static double worst_wrong(const struct pivot *p)
{
    double worst = 0.0;
    for (int v = 0; v < p->variables; v++)
        if (p->place[v] < 0) worst = pivot_larger(worst, pivot_wrong(p, v));
    return worst;
}

/* A number of its own for every variable, 0 .. 1. */
static double share_of(int v)
{
    const unsigned hash = ((unsigned)v + 1u) * 2654435761u;
    return (double)(hash >> 8) / (double)(1u << 24);
}

/* Where many reduced costs are 0 most steps of the dual simplex lead nowhere, and it wanders. Costs
   are moved a little so that none is, each by another amount. */
static void part_ties(struct pivot *p)
{
    struct pivot_slots *slot = &p->slot;
    for (int s = 0; s < slot->count; s++) {
        const int v = slot->variable[s], move = slot->move[s];
        const double least = APART * (1.0 + fabs(p->cost[v]));
        if (move == MOVE_NOT || move == MOVE_BOTH || fabs(slot->reduced[s]) > least) continue;
        const double by = move * least * (1.0 + share_of(v));
        p->shift[v] += by;
        slot->reduced[s] += by;
        p->shifted = true;
    }
}

/* Variables go to where their reduced costs are right, or costs to where these are 0. */
void pivot_make_right(struct pivot *p)
{
    bool flipped = false;
    for (int v = 0; v < p->variables; v++) {
        if (p->place[v] >= 0 || pivot_wrong(p, v) <= PIVOT_WRONG) continue;
        if (isfinite(p->lower[v]) && isfinite(p->upper[v])) {
            p->state[v] = p->state[v] == 'l' ? 'u' : 'l';
            flipped = true;
        } else {
            p->shift[v] -= p->reduced[v];
            p->reduced[v] = 0.0;
            p->shifted = true;
        }
    }
    if (flipped) pivot_find_values(p);
    pivot_fill_slots(p);
    part_ties(p);
    pivot_list_broken(p);
}

static void take_shifts_back(struct pivot *p)
{
    for (int v = 0; p->shifted && v < p->variables; v++) p->shift[v] = 0.0;
    p->shifted = false;
}

static void look(struct pivot *p)
{
    if (p->fresh) return;
    pivot_find_values(p);
    pivot_find_reduced(p);
    p->fresh = true;
}

/* One turn of either; *end says how it went. True when it is to be looked at again. A breach comes
   first: once it is gone, the primal simplex keeps it away. */
static bool turn(struct pivot *p, bool first, enum pivot_end *end)
{
    look(p);
    /* Settled up to rounding: what is left is not worth another turn. */
    const double enough = first ? 0.0 : ACCEPTED;
    const double breach = worst_breach(p), wrong = worst_wrong(p);
    *end = PIVOT_OPTIMAL;
    if (breach <= enough && wrong <= pivot_larger(enough, PIVOT_WRONG)) return false;
    if (breach > 0.0) {
        p->dear = dear_from(p);
        pivot_make_right(p);
        *end = pivot_run_dual(p);
        take_shifts_back(p);
    } else {
        pivot_fill_slots(p);
        *end = pivot_run_primal(p);
    }
    p->fresh = false;
    return *end == PIVOT_OPTIMAL;
}

enum pivot_end pivot_solve(struct pivot *p, const struct pivot_watch *watch)
{
    enum pivot_end end = PIVOT_FAILED;
    p->watch = watch;
    p->checked = p->pivots;
    p->limit = p->pivots + 5000 + 20L * p->rows;
    if (!p->factored && (pivot_basics(p) != p->rows || !pivot_refresh(p))) return PIVOT_FAILED;
    for (int n = 0; n < MOST_TURNS; n++) {
        if (!turn(p, n < 3, &end)) return end;
        if (n > 3 && !pivot_refresh(p)) return PIVOT_FAILED;
    }
    return PIVOT_FAILED;
}
