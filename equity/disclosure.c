/* Hiding cells so that none can be worked out. Node i is row i, node R + j column j; the cell (i,
   j) of the table with totals is the arc between them, and a reader's doubt is a circulation:

     count       row i -> column j         total of a row     last column -> row i
     all         last row -> last column   total of a column  column j -> last row

   That rows and columns add up says that what comes into a node goes out of it. */
#include "equity/disclosure.h"

#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

const char disclosure_mark[] = "*";

/* More than any path of counts costs: totals are hidden where nothing else helps. */
static const int64_t total_cost = (int64_t)DISCLOSURE_CELLS_MAX * DISCLOSURE_COUNT_MAX;

struct net {
    int rows, cols; /* with the totals */
    const int *cell;
    unsigned char *state;
    int64_t *cost; /* [rows + cols] of the cheapest way to a node; -1: none yet */
    int *from;     /* [rows + cols] the node before it */
    bool *done;    /* [rows + cols] */
};

static bool is_total(const struct net *net, int i, int j)
{
    return i == net->rows - 1 || j == net->cols - 1;
}

/* The arc of a cell goes from its row to its column: counts, and the total of all. */
static bool leaves_row(const struct net *net, int i, int j)
{
    return (i == net->rows - 1) == (j == net->cols - 1);
}

/* What it costs to go from node a to node b along their cell; -1: that cell cannot give `need`.
   With the arc its count grows without end, against it, it can fall to 0. */
static int64_t step_cost(const struct net *net, int a, int b, int need)
{
    const bool from_row = a < net->rows;
    const int i = from_row ? a : b, j = (from_row ? b : a) - net->rows;
    const int at = i * net->cols + j;
    if (from_row != leaves_row(net, i, j) && net->cell[at] < need) return -1;
    if (net->state[at] != DISCLOSURE_SHOWN) return 0;
    return 1 + net->cell[at] + (is_total(net, i, j) ? total_cost : 0);
}

/* The node that is reached most cheaply and not done; -1: none. */
static int nearest(const struct net *net)
{
    int best = -1;
    for (int n = 0; n < net->rows + net->cols; n++)
        if (!net->done[n] && net->cost[n] >= 0 && (best < 0 || net->cost[n] < net->cost[best]))
            best = n;
    return best;
}

/* Dijkstra from `start` to `end`, not along the cell between the two. */
static void find_way(struct net *net, int start, int end, int need)
{
    const int nodes = net->rows + net->cols;
    for (int n = 0; n < nodes; n++) {
        net->cost[n] = -1;
        net->done[n] = false;
    }
    net->cost[start] = 0;
    for (int at = start; at >= 0 && at != end; at = nearest(net)) {
        net->done[at] = true;
        const int first = at < net->rows ? net->rows : 0;
        const int last = at < net->rows ? nodes : net->rows;
        for (int to = first; to < last; to++) {
            if (net->done[to] || (at == start && to == end)) continue;
            const int64_t step = step_cost(net, at, to, need);
            if (step < 0) continue;
            if (net->cost[to] >= 0 && net->cost[to] <= net->cost[at] + step) continue;
            net->cost[to] = net->cost[at] + step;
            net->from[to] = at;
        }
    }
}

/* The small cell (i, j) can reach `below`: as much more as goes through it comes back another way.
   One way always exists, along the totals, which grow with it. */
static void protect(struct net *net, int i, int j, int below)
{
    const bool row_first = leaves_row(net, i, j);
    const int row = i, col = net->rows + j;
    const int start = row_first ? col : row, end = row_first ? row : col;
    find_way(net, start, end, below - net->cell[i * net->cols + j]);
    for (int b = end; b != start; b = net->from[b]) {
        const int a = net->from[b], r = a < b ? a : b, c = (a < b ? b : a) - net->rows;
        unsigned char *state = &net->state[r * net->cols + c];
        if (*state == DISCLOSURE_SHOWN) *state = DISCLOSURE_PROTECTING;
    }
}

static enum err_code check(int rows, int cols, const int *count, struct err *err)
{
    if (rows < 1 || cols < 1 || (int64_t)(rows + 1) * (cols + 1) > DISCLOSURE_CELLS_MAX)
        return err_set(err, ERR_INPUT,
                       "ตารางมี %d แถว %d คอลัมน์ ต้องมีอย่างน้อยหนึ่งช่อง และรวมผลรวมไม่เกิน %d ช่อง",
                       "the table has %d rows and %d columns, allowed are at least one cell and %d "
                       "with the totals",
                       rows, cols, DISCLOSURE_CELLS_MAX);
    int64_t sum = 0;
    for (int n = 0; n < rows * cols; n++) {
        if (count[n] >= 0) sum += count[n];
        if (count[n] < 0 || sum > DISCLOSURE_COUNT_MAX)
            return err_set(err, ERR_INPUT,
                           "จำนวนในแถว %d คอลัมน์ %d ใช้ไม่ได้ ต้องเป็น 0 ขึ้นไป และรวมกันไม่เกิน %d",
                           "the count in row %d, column %d is none, allowed are 0 and more, and %d "
                           "in all",
                           n / cols + 1, n % cols + 1, DISCLOSURE_COUNT_MAX);
    }
    return ERR_OK;
}

static void add_totals(int rows, int cols, const int *count, int *cell)
{
    const int wide = cols + 1;
    memset(cell, 0, (size_t)(rows + 1) * (size_t)wide * sizeof *cell);
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < cols; j++) {
            const int x = count[i * cols + j];
            cell[i * wide + j] = x;
            cell[i * wide + cols] += x;
            cell[rows * wide + j] += x;
            cell[rows * wide + cols] += x;
        }
}

enum err_code disclosure_protect(int rows, int cols, const int *count, int below, bool show_zero,
                                 int *cell, unsigned char *state, struct err *err)
{
    const enum err_code code = check(rows, cols, count, err);
    if (code != ERR_OK) return code;
    const int nodes = rows + cols + 2, cells = (rows + 1) * (cols + 1);
    struct net net = {.rows = rows + 1,
                      .cols = cols + 1,
                      .cell = cell,
                      .state = state,
                      .cost = mem_new((size_t)nodes, sizeof *net.cost),
                      .from = mem_new((size_t)nodes, sizeof *net.from),
                      .done = mem_new((size_t)nodes, sizeof *net.done)};
    add_totals(rows, cols, count, cell);
    for (int n = 0; n < cells; n++)
        state[n] =
            cell[n] < below && !(show_zero && cell[n] == 0) ? DISCLOSURE_SMALL : DISCLOSURE_SHOWN;
    for (int n = 0; n < cells; n++)
        if (state[n] == DISCLOSURE_SMALL) protect(&net, n / net.cols, n % net.cols, below);
    free(net.cost);
    free(net.from);
    free(net.done);
    return ERR_OK;
}
