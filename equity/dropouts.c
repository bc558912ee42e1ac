/* Counts of drop-outs; nothing here names a child. */
#include "equity/dropouts.h"

#include "base/env.h"
#include "base/mem.h"
#include "base/thai.h"
#include "data/csv_file.h"
#include "data/store_sql.h"
#include "equity/audit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    AREA_CELLS = 1 + DROPOUT_CAUSES + 1, /* area, causes, total */
    MOST_CHILDREN = 10000000,
    AREA_CHARS = 100,
    DAY_S = 24 * HOUR_S,
};

extern const char query_cause_list[], query_area_put[], query_area_forget[], query_area_cause_put[],
    query_area_read[], query_dropout_times[], query_case_causes[], query_area_sums[],
    query_area_years[];

enum err_code dropout_causes(struct store *store, struct dropout_cause out[DROPOUT_CAUSES],
                             struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(store, query_cause_list, &query, err);
    for (int c = 0; code == ERR_OK && c <= DROPOUT_CAUSES; c++) {
        code = query_next(&query, &row, err);
        if (code != ERR_OK || !row || c == DROPOUT_CAUSES) break;
        out[c].code = query_int(&query, 0);
        snprintf(out[c].th, sizeof out[c].th, "%s", query_text(&query, 1));
        snprintf(out[c].en, sizeof out[c].en, "%s", query_text(&query, 2));
    }
    query_close(&query);
    return code;
}

/* ---- the table of children not traced ---------------------------------------------------- */

struct area {
    char *name;
    int line;
    struct not_traced counts;
};

struct area_file {
    const char *name;
    struct area *area;
    int areas, capacity;
    int rows;
    struct err *err;
    enum err_code code;
};

static enum err_code wrong_cell(const struct area_file *file, int line, const char *column,
                                const char *value, struct err *err)
{
    return err_set(err, ERR_INPUT, "'%s' บรรทัด %d คอลัมน์ '%s' คือ '%.60s' ต้องเป็นจำนวนเต็ม 0 ถึง %d",
                   "'%s' line %d column '%s' is '%.60s', allowed are whole numbers 0 .. %d",
                   file->name, line, column, value, MOST_CHILDREN);
}

static void column_name(int cell, char out[24])
{
    if (cell == 0)
        snprintf(out, 24, "area");
    else if (cell <= DROPOUT_CAUSES)
        snprintf(out, 24, "cause_%d", cell);
    else
        snprintf(out, 24, "total");
}

/* -1: the cell is empty. */
static enum err_code read_count(const struct area_file *file, const struct csv_row *row, int cell,
                                int *out, struct err *err)
{
    char column[24], *end = NULL;
    char *value = row->cell[cell];
    column_name(cell, column);
    thai_clean(value);
    thai_digits(value);
    *out = -1;
    if (!*value) return ERR_OK;
    errno = 0;
    const long number = strtol(value, &end, 10);
    if (*end || errno || number < 0 || number > MOST_CHILDREN || *value < '0' || *value > '9')
        return wrong_cell(file, row->line, column, value, err);
    *out = (int)number;
    return ERR_OK;
}

static enum err_code check_header(const struct area_file *file, const struct csv_row *row,
                                  struct err *err)
{
    for (int cell = 0; cell < AREA_CELLS; cell++) {
        char want[24];
        column_name(cell, want);
        if (cell < row->cells) thai_clean(row->cell[cell]);
        if (cell >= row->cells || strcmp(row->cell[cell], want) != 0 || row->cells != AREA_CELLS)
            return err_set(err, ERR_INPUT,
                           "หัวตารางของ '%s' ต้องเป็น area, cause_1 ถึง cause_%d, total รวม %d คอลัมน์",
                           "the header of '%s' must be area, cause_1 .. cause_%d, total, which are "
                           "%d columns",
                           file->name, DROPOUT_CAUSES, AREA_CELLS);
    }
    return ERR_OK;
}

/* Sums up a row: all causes or none, and a total that agrees. */
static enum err_code add_up(const struct area_file *file, int line, int empty, int sum, int total,
                            struct err *err)
{
    if (empty != 0 && empty != DROPOUT_CAUSES)
        return err_set(err, ERR_INPUT, "'%s' บรรทัด %d มีสาเหตุ %d จาก %d ช่อง ต้องมีครบหรือเว้นว่างทั้งหมด",
                       "'%s' line %d has %d of %d causes, allowed are all of them or none",
                       file->name, line, DROPOUT_CAUSES - empty, DROPOUT_CAUSES);
    if (empty != 0 && total < 0)
        return err_set(err, ERR_INPUT, "'%s' บรรทัด %d ไม่มีทั้งสาเหตุและผลรวม",
                       "'%s' line %d has neither causes nor a total", file->name, line);
    if (empty == 0 && total >= 0 && total != sum)
        return err_set(err, ERR_INPUT, "'%s' บรรทัด %d ผลรวมคือ '%d' แต่สาเหตุรวมกันได้ %d",
                       "'%s' line %d has the total '%d', but its causes sum to %d", file->name,
                       line, total, sum);
    return ERR_OK;
}

static enum err_code read_area(struct area_file *file, const struct csv_row *row, struct err *err)
{
    struct area area = {.line = row->line};
    int empty = 0, sum = 0, total = -1;
    enum err_code code = ERR_OK;
    if (row->cells != AREA_CELLS)
        return err_set(err, ERR_INPUT, "'%s' บรรทัด %d มี %d ช่อง ต้องมี %d",
                       "'%s' line %d has %d cells, allowed are %d", file->name, row->line,
                       row->cells, AREA_CELLS);
    thai_clean(row->cell[0]);
    const size_t length = strlen(row->cell[0]);
    if (length == 0 || length > AREA_CHARS)
        return err_set(err, ERR_INPUT, "'%s' บรรทัด %d ชื่อพื้นที่ต้องมี 1 ถึง %d ไบต์",
                       "'%s' line %d: the area needs 1 .. %d bytes", file->name, row->line,
                       AREA_CHARS);
    for (int a = 0; a < file->areas; a++)
        if (strcmp(file->area[a].name, row->cell[0]) == 0)
            return err_set(err, ERR_INPUT, "'%s' บรรทัด %d พื้นที่ '%s' ซ้ำกับบรรทัด %d",
                           "'%s' line %d: area '%s' stands on line %d already", file->name,
                           row->line, row->cell[0], file->area[a].line);
    for (int c = 0; code == ERR_OK && c < DROPOUT_CAUSES; c++) {
        code = read_count(file, row, c + 1, &area.counts.children[c], err);
        if (area.counts.children[c] < 0)
            empty++;
        else
            sum += area.counts.children[c];
    }
    if (code == ERR_OK) code = read_count(file, row, AREA_CELLS - 1, &total, err);
    if (code == ERR_OK) code = add_up(file, row->line, empty, sum, total, err);
    if (code != ERR_OK) return code;
    area.counts.by_cause = empty == 0;
    area.counts.total = empty == 0 ? sum : total;
    area.name = mem_text(row->cell[0]);
    file->area = mem_room(file->area, file->areas, &file->capacity, sizeof *file->area);
    file->area[file->areas++] = area;
    return ERR_OK;
}

static void take_row(void *context, const struct csv_row *row)
{
    struct area_file *file = context;
    if (file->code != ERR_OK) return;
    file->code =
        file->rows++ == 0 ? check_header(file, row, file->err) : read_area(file, row, file->err);
}

static void area_file_clear(struct area_file *file)
{
    for (int a = 0; a < file->areas; a++) free(file->area[a].name);
    free(file->area);
}

static enum err_code read_areas(const char *bytes, size_t size, struct area_file *file,
                                struct err *err)
{
    struct text utf8 = {0};
    bool windows_874 = false;
    int line = 0;
    enum err_code code = csv_file_decode(bytes, size, file->name, &utf8, &windows_874, err);
    if (code == ERR_OK) code = csv_file_rows(&utf8, file->name, take_row, file, &line, err);
    text_clear(&utf8);
    if (code == ERR_OK) code = file->code;
    if (code == ERR_OK && file->areas == 0)
        code = err_set(err, ERR_INPUT, "'%s' ไม่มีแถวข้อมูล", "'%s' has no row", file->name);
    return code;
}

static enum err_code put_area(struct store *store, const struct area *area, int year,
                              const char *source, struct err *err)
{
    struct query put = {0}, forget = {0}, cause = {0};
    char at[24];
    env_now_iso(at, sizeof at);
    enum err_code code = query_open(store, query_area_put, &put, err);
    if (code == ERR_OK) code = query_open(store, query_area_forget, &forget, err);
    if (code == ERR_OK) code = query_open(store, query_area_cause_put, &cause, err);
    if (code == ERR_OK) {
        query_set_int(&put, ":year", year);
        query_set_text(&put, ":area", area->name);
        query_set_int(&put, ":total", area->counts.total);
        query_set_int(&put, ":by_cause", area->counts.by_cause);
        query_set_text(&put, ":source", source);
        query_set_text(&put, ":created_at", at);
        query_set_int(&forget, ":year", year);
        query_set_text(&forget, ":area", area->name);
        code = query_run(&put, NULL, err);
        if (code == ERR_OK) code = query_run(&forget, NULL, err);
    }
    for (int c = 0; code == ERR_OK && area->counts.by_cause && c < DROPOUT_CAUSES; c++) {
        query_set_int(&cause, ":year", year);
        query_set_text(&cause, ":area", area->name);
        query_set_int(&cause, ":cause", c + 1);
        query_set_int(&cause, ":children", area->counts.children[c]);
        code = query_run(&cause, NULL, err);
    }
    query_close(&put);
    query_close(&forget);
    query_close(&cause);
    return code;
}

enum err_code not_traced_import(struct store *store, const char *bytes, size_t size,
                                const char *name, int year, const char *source,
                                const struct actor *by, int *areas, struct err *err)
{
    struct area_file file = {.name = name, .err = err};
    char detail[32];
    enum err_code code = read_areas(bytes, size, &file, err);
    if (code == ERR_OK) code = store_begin(store, err);
    if (code == ERR_OK) {
        for (int a = 0; code == ERR_OK && a < file.areas; a++)
            code = put_area(store, &file.area[a], year, source, err);
        snprintf(detail, sizeof detail, "{\"areas\":%d}", file.areas);
        if (code == ERR_OK)
            code = audit_append(store,
                                &(struct audit_event){.actor = by,
                                                      .action = "not_traced.import",
                                                      .entity = "not_traced",
                                                      .entity_id = name,
                                                      .detail = detail},
                                err);
        if (code == ERR_OK) code = store_commit(store, err);
        store_rollback(store);
    }
    if (code == ERR_OK) *areas = file.areas;
    area_file_clear(&file);
    return code;
}

enum err_code not_traced_read(struct store *store, int year, const char *area,
                              struct not_traced *out, struct err *err)
{
    struct query query = {0};
    struct not_traced found = {0};
    bool row = false;
    enum err_code code = query_open(store, query_area_read, &query, err);
    for (int c = 0; code == ERR_OK && c < DROPOUT_CAUSES; c++) {
        query_set_int(&query, ":year", year);
        query_set_text(&query, ":area", area);
        query_set_int(&query, ":cause", c + 1);
        code = query_next(&query, &row, err);
        if (code == ERR_OK && !row)
            code = err_set(err, ERR_NOT_FOUND, "ไม่มีตารางของพื้นที่ '%s' ปี %d",
                           "no table of area '%s' in %d", area, year);
        if (code != ERR_OK) break;
        found.total = query_int(&query, 0);
        found.by_cause = query_int(&query, 1) == 1;
        found.children[c] = query_int(&query, 2);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    if (code == ERR_OK) *out = found;
    return code;
}

/* ---- figures ----------------------------------------------------------------------------- */

struct times {
    char district[41];
    enum state state;
    int cause;
    int64_t listed, visited, returned; /* seconds; 0: not yet */
};

int share_permille(int part, int whole)
{
    return whole > 0 ? (int)(((int64_t)part * 2000 + whole) / (2 * (int64_t)whole)) : -1;
}

static int compare_ints(const void *a, const void *b)
{
    const int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

static void sum_up(int *days, int count, int *median, int *most)
{
    qsort(days, (size_t)count, sizeof *days, compare_ints);
    *median = count ? days[(count - 1) / 2] : -1;
    *most = count ? days[count - 1] : -1;
}

static struct dropout_figures figures_of(const char *district, const struct times *time, int count,
                                         int64_t now, int long_days)
{
    struct dropout_figures f = {.listed = count};
    int *visits = mem_new((size_t)count, sizeof *visits);
    int *returns = mem_new((size_t)count, sizeof *returns);
    snprintf(f.district, sizeof f.district, "%s", district);
    for (int i = 0; i < count; i++) {
        const struct times *t = &time[i];
        const bool open = !state_is_closed(t->state);
        if (t->visited) visits[f.visited++] = (int)((t->visited - t->listed) / DAY_S);
        if (t->returned) returns[f.returned++] = (int)((t->returned - t->listed) / DAY_S);
        f.with_cause += t->cause > 0;
        f.moved += t->cause == CAUSE_MOVED;
        f.open += open;
        f.open_long += open && now - t->listed > (int64_t)long_days * DAY_S;
    }
    sum_up(visits, f.visited, &f.visit_days_median, &f.visit_days_most);
    sum_up(returns, f.returned, &f.return_days_median, &f.return_days_most);
    free(visits);
    free(returns);
    return f;
}

static enum err_code read_times(struct store *store, struct times **out, int *count,
                                struct err *err)
{
    struct query query = {0};
    struct times *time = NULL;
    int filled = 0, capacity = 0;
    bool row = false;
    enum err_code code = query_open(store, query_dropout_times, &query, err);
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row) {
        time = mem_room(time, filled, &capacity, sizeof *time);
        struct times *t = &time[filled++];
        *t = (struct times){.listed = query_int64(&query, 2),
                            .visited = query_int64(&query, 3),
                            .returned = query_int64(&query, 4),
                            .cause = query_int(&query, 5)};
        snprintf(t->district, sizeof t->district, "%s", query_text(&query, 0));
        if (!state_parse(WORKFLOW_DROPOUT, query_text(&query, 1), &t->state))
            code = err_set(err, ERR_MISMATCH, "ไม่รู้จักสถานะ '%s' โปรดใช้ kru รุ่นใหม่กว่า",
                           "state '%s' is not known; use a newer kru", query_text(&query, 1));
    }
    query_close(&query);
    *out = time;
    *count = filled;
    return code;
}

enum err_code dropout_figures(struct store *store, int long_days, struct dropout_figures **out,
                              int *count, struct err *err)
{
    struct times *time = NULL;
    struct dropout_figures *figures = NULL;
    int cases = 0, filled = 0, capacity = 0;
    const int64_t now = env_now();
    const enum err_code code = read_times(store, &time, &cases, err);
    if (code != ERR_OK) {
        free(time);
        return code;
    }
    figures = mem_room(figures, filled, &capacity, sizeof *figures);
    figures[filled++] = figures_of("", time, cases, now, long_days);
    for (int first = 0, next = 0; first < cases; first = next) {
        while (next < cases && strcmp(time[next].district, time[first].district) == 0) next++;
        figures = mem_room(figures, filled, &capacity, sizeof *figures);
        figures[filled++] =
            figures_of(time[first].district, time + first, next - first, now, long_days);
    }
    free(time);
    *out = figures;
    *count = filled;
    return ERR_OK;
}

/* ---- by cause ------------------------------------------------------------------------------ */

/* Rows of a cause and a number. */
static enum err_code read_by_cause(struct query *query, int out[DROPOUT_CAUSES], struct err *err)
{
    bool row = false;
    enum err_code code = ERR_OK;
    memset(out, 0, DROPOUT_CAUSES * sizeof *out);
    while ((code = query_next(query, &row, err)) == ERR_OK && row) {
        const int cause = query_int(query, 0);
        if (cause >= 1 && cause <= DROPOUT_CAUSES) out[cause - 1] = query_int(query, 1);
    }
    return code;
}

enum err_code dropout_by_cause(struct store *store, int out[DROPOUT_CAUSES], struct err *err)
{
    struct query query = {0};
    enum err_code code = query_open(store, query_case_causes, &query, err);
    if (code == ERR_OK) code = read_by_cause(&query, out, err);
    query_close(&query);
    return code;
}

static enum err_code last_year(struct store *store, int *year, struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(store, query_area_years, &query, err);
    if (code == ERR_OK) code = query_next(&query, &row, err);
    if (code == ERR_OK && row) *year = query_int(&query, 0);
    if (code == ERR_OK && !row)
        code = err_set(err, ERR_NOT_FOUND, "ไม่มีบัญชีเด็กที่ติดตามไม่ได้",
                       "there is no table of children not traced");
    query_close(&query);
    return code;
}

enum err_code not_traced_sums(struct store *store, int *year, int out[DROPOUT_CAUSES],
                              struct err *err)
{
    struct query query = {0};
    enum err_code code = *year < 0 ? last_year(store, year, err) : ERR_OK;
    if (code == ERR_OK) code = query_open(store, query_area_sums, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":year", *year);
        code = read_by_cause(&query, out, err);
    }
    query_close(&query);
    return code;
}
