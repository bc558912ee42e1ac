/* Header and cells of a file: every cell is read by the kind of its column, and a row without fault
   goes to the rows of its kind. No sentence here quotes a cell. */
#include "equity/exchange_rows.h"

#include "base/env.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/thai.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { IGNORED = -1, FIRST_ITEM = -2, FIRST_PAIRS = 1 << 12, NUMBER_DIGITS = 12 };

/* ---- problems ----------------------------------------------------------------------------- */

static void add_problem(struct exchange_run *run, const char *file, int line, const char *column,
                        const char *text)
{
    struct exchange_report *report = run->report;
    report->problems_in_all++;
    if (report->problems >= EXCHANGE_MAX_PROBLEMS) return;
    report->problem =
        mem_room(report->problem, report->problems, &run->problem_room, sizeof *report->problem);
    report->problem[report->problems++] = (struct exchange_problem){
        .file = mem_text(file), .line = line, .column = mem_text(column), .text = mem_text(text)};
}

void exchange_refuse(struct exchange_in *in, int line, const char *column, const struct err *why)
{
    add_problem(in->run, in->file, line, column, why->text);
}

void exchange_refuse_file(struct exchange_run *run, const char *file, const struct err *why)
{
    add_problem(run, file, 0, "", why->text);
}

void exchange_problem_text(const struct exchange_problem *problem, struct text *out)
{
    if (problem->line > 0)
        text_add(out, lang_pick("%s บรรทัด %d ", "%s:%d "), problem->file, problem->line);
    if (problem->line > 0 && *problem->column)
        text_add(out, lang_pick("คอลัมน์ %s: ", "%s: "), problem->column);
    text_add(out, "%s", problem->text);
}

void exchange_allowed(const struct exchange_column *column, struct text *out)
{
    switch (column->cell) {
    case CELL_ID_KIND:
        text_add(out, "%s",
                 lang_pick("T (เลข 13 หลัก), G (รหัส G), P (หนังสือเดินทาง)",
                           "T (13 digits), G (G-code), P (passport)"));
        break;
    case CELL_WORD:
        for (int i = 0; i < column->word_count; i++)
            text_add(out, "%s%s", i ? ", " : "", column->words[i]);
        break;
    case CELL_ANY:
        text_add(out, lang_pick("ข้อความไม่เกิน %d ตัวอักษร", "a text of up to %d letters"),
                 (int)column->highest);
        break;
    case CELL_NUMBER:
        text_add(out, lang_pick("จำนวนเต็ม %lld ถึง %lld", "whole numbers %lld .. %lld"),
                 (long long)column->lowest, (long long)column->highest);
        break;
    case CELL_PAST_DAY:
        text_add(out, "%s",
                 lang_pick("วัน/เดือน/ปี พ.ศ. ครบทั้งวันที่ ไม่อยู่ในอนาคต",
                           "a whole date, day/month/Buddhist year, not in the future"));
        break;
    case CELL_SCHOOL_ID:
        text_add(out, "%s",
                 lang_pick("รหัสโรงเรียนที่มีในทะเบียน", "the code of a school of the register"));
        break;
    }
}

static void refuse_cell(struct exchange_in *in, int line, const struct exchange_column *column,
                        bool blank)
{
    struct err why;
    struct text allowed = {0};
    exchange_allowed(column, &allowed);
    if (blank)
        err_set(&why, ERR_INPUT, "ว่างอยู่ ที่ใช้ได้คือ %s", "is empty, allowed are %s", text_s(&allowed));
    else
        err_set(&why, ERR_INPUT, "ใช้ไม่ได้ ที่ใช้ได้คือ %s", "is wrong, allowed are %s", text_s(&allowed));
    exchange_refuse(in, line, column->name, &why);
    text_clear(&allowed);
}

/* ---- what stands once --------------------------------------------------------------------- */

static struct exchange_pair *pair_slot(const struct exchange_seen *seen, int64_t a, int64_t b)
{
    uint64_t at = (uint64_t)a * 0x9E3779B97F4A7C15u + (uint64_t)b * 0xC2B2AE3D27D4EB4Fu;
    for (at ^= at >> 29;; at++) {
        struct exchange_pair *pair = &seen->slot[at & (uint64_t)(seen->slots - 1)];
        if (pair->line == 0 || (pair->a == a && pair->b == b)) return pair;
    }
}

static void make_room(struct exchange_seen *seen)
{
    if (2 * (seen->count + 1) <= seen->slots) return;
    struct exchange_seen wider = {.slots = seen->slots ? seen->slots * 2 : FIRST_PAIRS,
                                  .count = seen->count};
    wider.slot = mem_new((size_t)wider.slots, sizeof *wider.slot);
    for (int i = 0; i < seen->slots; i++)
        if (seen->slot[i].line)
            *pair_slot(&wider, seen->slot[i].a, seen->slot[i].b) = seen->slot[i];
    free(seen->slot);
    *seen = wider;
}

bool exchange_seen_before(struct exchange_seen *seen, int64_t a, int64_t b, int line, int *first)
{
    make_room(seen);
    struct exchange_pair *pair = pair_slot(seen, a, b);
    if (pair->line) {
        *first = pair->line;
        return true;
    }
    *pair = (struct exchange_pair){a, b, line};
    seen->count++;
    return false;
}

/* ---- cells -------------------------------------------------------------------------------- */

int exchange_school_find(const struct exchange_run *run, const char *code)
{
    int low = 0, high = run->order->schools - 1;
    while (low <= high) {
        const int middle = (low + high) / 2;
        const int order = strcmp(run->school[middle]->code, code);
        if (order == 0) return (int)(run->school[middle] - run->order->school);
        if (order < 0)
            low = middle + 1;
        else
            high = middle - 1;
    }
    return -1;
}

static bool read_number(const struct exchange_column *column, struct exchange_value *value)
{
    char *end;
    thai_digits(value->text);
    const char *digits = value->text + (*value->text == '-');
    const size_t count = strspn(digits, "0123456789");
    if (count == 0 || count > NUMBER_DIGITS || digits[count] != '\0') return false;
    value->whole = strtoll(value->text, &end, 10);
    return value->whole >= column->lowest && value->whole <= column->highest;
}

static bool read_day(struct exchange_value *value)
{
    struct date date;
    char today[32];
    env_now_iso(today, sizeof today);
    if (!date_parse(value->text, &date) || !date_is_whole(date)) return false;
    date_iso(value->day, date);
    return strncmp(value->day, today, 10) <= 0;
}

static bool read_word(const struct exchange_column *column, struct exchange_value *value)
{
    for (int w = 0; w < column->word_count; w++)
        if (strcasecmp(value->text, column->words[w]) == 0) {
            value->whole = w;
            return true;
        }
    return false;
}

static bool read_kind(struct exchange_value *value)
{
    enum id_kind kind;
    if (!id_kind_parse(value->text, &kind)) return false;
    value->whole = kind;
    return true;
}

static bool fits(const struct exchange_column *column, const char *text)
{
    int letters = 0;
    for (; *text; text++) letters += ((unsigned char)*text & 0xC0) != 0x80;
    return column->highest == 0 || letters <= (int)column->highest;
}

static bool read_cell(const struct exchange_run *run, const struct exchange_column *column,
                      struct exchange_value *value)
{
    switch (column->cell) {
    case CELL_ID_KIND:
        return read_kind(value);
    case CELL_WORD:
        return read_word(column, value);
    case CELL_ANY:
        return fits(column, value->text);
    case CELL_NUMBER:
        return read_number(column, value);
    case CELL_PAST_DAY:
        return read_day(value);
    case CELL_SCHOOL_ID:
        thai_digits(value->text);
        value->whole = exchange_school_find(run, value->text);
        return value->whole >= 0;
    }
    return false;
}

/* ---- the header --------------------------------------------------------------------------- */

static int place_of(const struct exchange_in *in, const char *name)
{
    for (int c = 0; c < in->kind->columns; c++)
        if (strcasecmp(in->kind->column[c].name, name) == 0) return c;
    const struct pmt_model *model = in->run->model;
    for (int i = 0; in->writer.model && i < model->items; i++)
        if (strcasecmp(model->item[i].code, name) == 0 && model->item[i].kind != PMT_RANGE)
            return FIRST_ITEM - i;
    return IGNORED;
}

static void check_twice(struct exchange_in *in, int line, int cell, const char *name)
{
    struct err why;
    for (int before = 0; before < cell; before++)
        if (in->place[before] != IGNORED && in->place[before] == in->place[cell]) {
            err_set(&why, ERR_INPUT, "มีสองคอลัมน์ชื่อเดียวกัน ต้องมีคอลัมน์เดียว",
                    "stands twice in the header, allowed is once");
            exchange_refuse(in, line, name, &why);
            in->usable = false;
        }
}

static void check_missing(struct exchange_in *in, int line)
{
    struct err why;
    struct text names = {0};
    for (int c = 0; c < in->kind->columns; c++) {
        bool there = !in->kind->column[c].required;
        for (int cell = 0; cell < in->cells; cell++) there = there || in->place[cell] == c;
        if (!there) text_add(&names, "%s%s", names.length ? ", " : "", in->kind->column[c].name);
    }
    if (names.length) {
        err_set(&why, ERR_INPUT, "หัวตารางไม่มีคอลัมน์ %s ที่ต้องมี",
                "the header lacks %s, which are needed", names.s);
        exchange_refuse(in, line, "", &why);
        in->usable = false;
    }
    text_clear(&names);
}

static void read_header(struct exchange_in *in, const struct csv_row *row)
{
    struct text ignored = {0};
    struct exchange_file *report = &in->run->report->file[in->report];
    in->cells = row->cells;
    in->usable = true;
    for (int cell = 0; cell < row->cells; cell++) {
        thai_clean(row->cell[cell]);
        in->place[cell] = place_of(in, row->cell[cell]);
        check_twice(in, row->line, cell, row->cell[cell]);
        if (in->place[cell] == IGNORED && *row->cell[cell])
            text_add(&ignored, "%s%s", ignored.length ? ", " : "", row->cell[cell]);
    }
    check_missing(in, row->line);
    /* A file without a header has persons where its heads should be. */
    if (in->usable) {
        free(report->ignored_columns);
        report->ignored_columns = mem_text(text_s(&ignored));
    }
    text_clear(&ignored);
}

/* ---- rows --------------------------------------------------------------------------------- */

/* The guard that a CSV export puts before a formula. */
static char *without_guard(char *text)
{
    return text[0] == '\'' && text[1] && strchr("=+-@\t\r", text[1]) ? text + 1 : text;
}

/* Several ticks of a question are separated by a bar. */
static bool take_ticks(struct exchange_in *in, int item, char *text)
{
    for (char *tick = text; tick;) {
        char *bar = strchr(tick, '|');
        if (bar) *bar = '\0';
        thai_clean(tick);
        thai_digits(tick);
        if (in->ticks == EXCHANGE_MOST_TICKS || !*tick) return false;
        in->tick[in->ticks++] = (struct visit_tick){in->run->model->item[item].code, tick};
        tick = bar ? bar + 1 : NULL;
    }
    return true;
}

static bool read_answer(struct exchange_in *in, int line, int item, char *text)
{
    struct err why;
    struct pmt_answers answers = {0};
    struct text allowed = {0};
    const struct pmt_item *asked = &in->run->model->item[item];
    const int first = in->ticks;
    thai_clean(text);
    if (!*text) return true;
    bool right = take_ticks(in, item, text);
    for (int t = first; right && t < in->ticks; t++)
        right =
            pmt_take(in->run->model, &answers, in->tick[t].item, in->tick[t].value, NULL) == ERR_OK;
    if (right) return true;
    for (int v = 0; asked->kind != PMT_COUNT && v < asked->values; v++)
        text_add(&allowed, "%s%s", v ? ", " : "", asked->value[v].word);
    if (asked->kind == PMT_COUNT) text_add(&allowed, "0 .. %d", PMT_MOST_COUNT);
    if (asked->kind == PMT_CHOICES)
        text_add(&allowed, "%s", lang_pick(" คั่นหลายคำตอบด้วย |", "; several with | between them"));
    err_set(&why, ERR_INPUT, "คำตอบใช้ไม่ได้ ที่ใช้ได้คือ %s", "is no answer, allowed are %s",
            text_s(&allowed));
    exchange_refuse(in, line, asked->code, &why);
    text_clear(&allowed);
    return false;
}

static bool read_value(struct exchange_in *in, int line, int column, char *text,
                       struct exchange_value *value)
{
    const struct exchange_column *wanted = &in->kind->column[column];
    value->text = without_guard(text);
    thai_clean(value->text);
    value->blank = !*value->text;
    if (value->blank ? !wanted->required : read_cell(in->run, wanted, value)) return true;
    refuse_cell(in, line, wanted, value->blank);
    return false;
}

static bool read_values(struct exchange_in *in, const struct csv_row *row,
                        struct exchange_value *value)
{
    bool right = true;
    for (int cell = 0; cell < row->cells && cell < in->cells; cell++) {
        const int place = in->place[cell];
        if (place == IGNORED) continue;
        if (place >= 0)
            right = read_value(in, row->line, place, row->cell[cell], &value[place]) && right;
        else
            right = read_answer(in, row->line, FIRST_ITEM - place, row->cell[cell]) && right;
    }
    return right;
}

void exchange_row(void *context, const struct csv_row *row)
{
    struct exchange_in *in = context;
    struct exchange_value value[EXCHANGE_MAX_COLUMNS] = {{0}};
    struct err why;
    static char nothing[1] = "";
    if (in->code != ERR_OK) return;
    if (in->cells == 0) {
        read_header(in, row);
        return;
    }
    if (!in->usable) return;
    in->rows++;
    in->ticks = 0;
    for (int c = 0; c < in->kind->columns; c++)
        value[c] = (struct exchange_value){.blank = true, .text = nothing};
    if (row->cells > in->cells || row->cells < in->cells) {
        err_set(&why, ERR_INPUT, "มี %d ช่อง หัวตารางมี %d ช่อง", "has %d cells, the header has %d",
                row->cells, in->cells);
        exchange_refuse(in, row->line, "", &why);
        return;
    }
    if (read_values(in, row, value)) in->code = in->kind->row(in, row->line, value, in->err);
}
