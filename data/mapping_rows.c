/* A mapping at work: rows of an office's file become rows of ours, one or several each, and go to
   import_row(). Cells of columns that the mapping does not use are never looked at. */
#define _POSIX_C_SOURCE 200809L
#include "data/mapping_internal.h"

#include "base/lang.h"
#include "base/mem.h"
#include "data/book_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NATIONAL_ID_DIGITS = 13, MOST_PARTS = 6, NOWHERE = -1 };

static const char school_word[] = "โรงเรียน"; /* in front of a name it does not count */

/* A name of the register, and its code. */
struct known_name {
    enum import_known table;
    char *code, *name;
};

struct mapped {
    const struct mapping *map;
    struct import_file *in;
    struct known_name *name;
    int names, name_room;
    /* the header */
    int head_rows, head_line, cells;
    char *head[MAPPING_HEADER_ROWS][CSV_MAX_COLUMNS];
    char *path[CSV_MAX_COLUMNS];            /* "ป.1 > รวม"; "": no header */
    bool used[CSV_MAX_COLUMNS];             /* its cells may be read */
    int at[IMPORT_MAX_COLUMNS][MOST_PARTS]; /* columns of the file by column of ours; NOWHERE */
    int spread_at[MAPPING_SPREADS];
    bool usable;
    /* the row at work */
    int line, left_out, first_left_out;
    int from[IMPORT_MAX_COLUMNS];                 /* where its cell came from; NOWHERE */
    struct csv_origin origin[IMPORT_MAX_COLUMNS]; /* of cells that are given as they are */
    bool of_sheet;
    int *data_line, data_lines, data_room; /* rows of a sheet that are data */
    struct text cell[IMPORT_MAX_COLUMNS];
    /* what the row of totals is held against */
    long long sum[CSV_MAX_COLUMNS];
    bool total_seen;
};

/* ---- problems ---------------------------------------------------------------------------- */

static int column_named(const struct mapped *it, const char *column)
{
    for (int c = 0; c < it->map->table->columns; c++)
        if (strcmp(it->map->table->column[c].name, column) == 0) return c;
    return NOWHERE;
}

void mapped_place(const struct mapped *it, const char *column, int line, struct text *out)
{
    char letters[BOOK_LETTERS];
    const int c = column_named(it, column);
    text_add(out, "%s", column);
    if (c == NOWHERE || line != it->line) return;
    if (it->from[c] != NOWHERE)
        text_add(out, " (%s%d, %s)", book_column_letters(letters, it->from[c]), line,
                 it->path[it->from[c]]);
    else if (it->map->source[c].from == FROM_CONSTANT)
        text_add(out, lang_pick(" (ค่าคงที่ของแผนผัง)", " (constant of the mapping)"));
}

static void refuse(struct mapped *it, int column, const char *value, const struct err *why)
{
    if (column >= 0) it->in->letter[column] = it->from[column];
    import_refuse(it->in, it->line, column < 0 ? "" : it->map->table->column[column].name, value,
                  why);
}

/* ---- the header -------------------------------------------------------------------------- */

/* "ป.1 > รวม" of what a column has in each row of the header, without what is blank. */
static void make_paths(struct mapped *it)
{
    for (int c = 0; c < it->cells; c++) {
        struct text path = {0};
        for (int r = 0; r < it->head_rows; r++) {
            bool below = false;
            for (int k = r + 1; k < it->head_rows; k++) below = below || *it->head[k][c];
            /* Merged cells keep their text in the first of them. */
            if (c > 0 && below && !*it->head[r][c]) {
                free(it->head[r][c]);
                it->head[r][c] = mem_text(it->head[r][c - 1]);
            }
            if (*it->head[r][c]) text_add(&path, "%s%s", path.length ? " > " : "", it->head[r][c]);
        }
        it->path[c] = mem_text(text_s(&path));
        text_clear(&path);
    }
}

/* "a>b" and "a  >  b" as "a > b". */
static void spell_path(const char *header, struct text *out)
{
    text_clear(out);
    while (*header) {
        const size_t length = strcspn(header, ">");
        struct text part = {0};
        text_add_bytes(&part, header, length);
        if (part.s) thai_clean(part.s);
        text_add(out, "%s%s", out->length ? " > " : "", text_s(&part));
        text_clear(&part);
        header += length + (header[length] == '>');
    }
}

/* 2: the header as a whole, 1: its last rows, 0: not this one. */
static int header_fits(const char *path, const char *header)
{
    const size_t length = strlen(path), end = strlen(header);
    if (!*path || !*header) return 0;
    if (strcasecmp(path, header) == 0) return 2;
    if (length <= end + 3 || strcasecmp(path + length - end, header) != 0) return 0;
    return strncmp(path + length - end - 3, " > ", 3) == 0;
}

/* The column with one of these headers; NOWHERE: none, after reporting, or several. */
static int find_header(struct mapped *it, const char *column, const char *headers)
{
    char letters[2][BOOK_LETTERS];
    struct text piece = {0}, header = {0};
    struct err why;
    int found = NOWHERE, best = 0, other = NOWHERE;
    for (const char *at = headers; (at = mapping_piece(at, &piece));) {
        spell_path(text_s(&piece), &header);
        for (int c = 0; c < it->cells; c++) {
            const int fit = header_fits(it->path[c], text_s(&header));
            if (fit == 0 || fit < best || c == found) continue;
            other = fit == best ? c : NOWHERE;
            if (fit > best) found = c;
            best = fit;
        }
    }
    text_clear(&piece);
    text_clear(&header);
    if (found == NOWHERE)
        err_set(
            &why, ERR_INPUT,
            "ไม่มีหัวคอลัมน์ '%s' หัวตารางเริ่มบรรทัด %d สูง %d บรรทัดตาม header_row และ header_rows ของ '%s'",
            "no column is headed '%s'; the header begins on line %d and has %d lines by "
            "header_row and header_rows of '%s'",
            headers, it->map->header_row, it->map->header_rows, it->map->path);
    else if (other != NOWHERE)
        err_set(&why, ERR_INPUT, "หัวคอลัมน์ '%s' มีสองที่ (%s และ %s) ให้เขียนหัวชั้นบนด้วย เช่น '%s'",
                "'%s' heads both columns %s and %s, give the upper header, too, such as '%s'",
                headers, book_column_letters(letters[0], found),
                book_column_letters(letters[1], other), it->path[found]);
    else
        return found;
    import_refuse(it->in, it->head_line, column, "", &why);
    it->usable = false;
    return NOWHERE;
}

static int use_header(struct mapped *it, const char *column, const char *headers)
{
    const int c = find_header(it, column, headers);
    if (c != NOWHERE) it->used[c] = true;
    return c;
}

static void find_parts(struct mapped *it, int c)
{
    int part = 0;
    for (const char *at = strchr(it->map->source[c].text, '{'); at && part < MOST_PARTS;
         at = strchr(at + 1, '{'), part++) {
        struct text header = {0};
        text_add_bytes(&header, at + 1, strcspn(at + 1, "}"));
        it->at[c][part] = use_header(it, it->map->table->column[c].name, text_s(&header));
        text_clear(&header);
    }
}

static void find_columns(struct mapped *it)
{
    for (int c = 0; c < it->map->table->columns; c++) {
        const struct mapping_source *source = &it->map->source[c];
        for (int part = 0; part < MOST_PARTS; part++) it->at[c][part] = NOWHERE;
        if (source->from == FROM_COLUMN)
            it->at[c][0] = use_header(it, it->map->table->column[c].name, source->text);
        else if (source->from == FROM_PARTS)
            find_parts(it, c);
    }
    for (int i = 0; i < it->map->spreads; i++)
        it->spread_at[i] = use_header(it, it->map->spread[i].name, it->map->spread[i].headers);
}

static bool is_ignored(const struct mapped *it, const char *path)
{
    struct text piece = {0}, header = {0};
    bool fits = false;
    for (const char *at = text_s(&it->map->ignored); !fits && (at = mapping_piece(at, &piece));) {
        spell_path(text_s(&piece), &header);
        fits = header_fits(path, text_s(&header)) > 0;
    }
    text_clear(&piece);
    text_clear(&header);
    return fits;
}

/* Only when every header of ours was found: then the row is a header, and what it says is no
   person's name. */
static void check_others(struct mapped *it)
{
    char letters[BOOK_LETTERS];
    struct err why;
    for (int c = 0; c < it->cells; c++) {
        if (it->used[c] || !*it->path[c] || is_ignored(it, it->path[c])) continue;
        err_set(&why, ERR_INPUT,
                "ไม่รู้จักหัวคอลัมน์ '%s' (%s) ใส่ใน [columns] ถ้าต้องใช้ หรือใน [ignored] ถ้าไม่ต้องอ่าน ของ '%s'",
                "header '%s' (%s) is not known: it belongs in [columns] or, never to be read, in "
                "[ignored] of '%s'",
                it->path[c], book_column_letters(letters, c), it->map->path);
        import_refuse(it->in, it->head_line, "", "", &why);
        it->usable = false;
    }
}

/* Our own header, so that import_row() knows which cell is which. */
static void give_header(struct mapped *it)
{
    char *cell[IMPORT_MAX_COLUMNS];
    int cells = 0;
    for (int c = 0; c < it->map->table->columns; c++)
        if (it->map->source[c].from != FROM_NOTHING)
            cell[cells++] = mem_text(it->map->table->column[c].name);
    const struct csv_row row = {.line = it->head_line, .cells = cells, .cell = cell};
    import_row(it->in, &row);
    for (int c = 0; c < cells; c++) free(cell[c]);
}

static void on_header(struct mapped *it, const struct csv_row *row)
{
    const int r = it->head_rows++;
    if (r == 0) it->head_line = row->line;
    for (int c = 0; c < CSV_MAX_COLUMNS; c++) {
        it->head[r][c] = mem_text(c < row->cells ? row->cell[c] : "");
        thai_clean(it->head[r][c]);
        if (*it->head[r][c] && c >= it->cells) it->cells = c + 1;
    }
    if (it->head_rows < it->map->header_rows) return;
    it->usable = true;
    make_paths(it);
    find_columns(it);
    if (it->usable) check_others(it);
    if (it->usable) give_header(it);
}

/* ---- cells ------------------------------------------------------------------------------- */

/* The number itself must not reach a screen or a log. */
static bool looks_like_national_id(const char *text)
{
    int digits = 0;
    char *copy = mem_text(text);
    thai_digits(copy);
    bool others = false;
    for (const char *c = copy; *c; c++) {
        digits += *c >= '0' && *c <= '9';
        others = others || !strchr("0123456789- ", *c);
    }
    free(copy);
    return digits == NATIONAL_ID_DIGITS && !others;
}

static bool refuse_national_id(struct mapped *it, int c)
{
    struct err why;
    if (!looks_like_national_id(text_s(&it->cell[c]))) return false;
    err_set(&why, ERR_INPUT, "เลข 13 หลักคล้ายเลขประจำตัวประชาชน ต้องใช้คอลัมน์อื่น เช่น เลขที่ตำแหน่ง",
            "13 digits look like a national id, allowed is another column such as the number of "
            "the post");
    refuse(it, c, "", &why);
    return true;
}

static void set_cell(struct mapped *it, int c, const char *value)
{
    char *copy = mem_text(value); /* it may be what the cell holds now */
    text_clear(&it->cell[c]);
    thai_clean(copy);
    text_add(&it->cell[c], "%s", copy);
    free(copy);
}

/* A cell of a sheet that is given as it is keeps what else the sheet says of it. */
static void set_origin(struct mapped *it, int c, const struct csv_row *row, int column)
{
    const bool known = row->origin && column != NOWHERE && column < row->cells;
    it->origin[c] = known ? row->origin[column] : (struct csv_origin){.column = column};
}

static const char *cell_of(const struct csv_row *row, int column)
{
    return column != NOWHERE && column < row->cells ? row->cell[column] : "";
}

/* "{day}/{month}/{year}" with the cells in the place of the headers; blank when all of them are. */
static void join_parts(struct mapped *it, int c, const struct csv_row *row)
{
    struct text joined = {0};
    int part = 0;
    bool any = false;
    for (const char *at = it->map->source[c].text; *at;) {
        if (*at != '{' || part == MOST_PARTS) {
            text_add_bytes(&joined, at++, 1);
            continue;
        }
        struct text piece = {0};
        text_add(&piece, "%s", cell_of(row, it->at[c][part++]));
        if (piece.s) thai_clean(piece.s);
        any = any || piece.length > 0;
        text_add(&joined, "%s", text_s(&piece));
        text_clear(&piece);
        at += strcspn(at, "}") + 1;
    }
    set_cell(it, c, any ? text_s(&joined) : "");
    text_clear(&joined);
}

static void list_add(struct text *list, const char *word)
{
    if (list->length > MAPPING_LISTED) return;
    text_add(list, "%s'%s'%s", list->length ? ", " : "", word,
             list->length > MAPPING_LISTED ? " ..." : "");
}

/* The file's word as ours; a column without translations keeps what it has. False: it is unknown.
 */
static bool translate(struct mapped *it, int c)
{
    const char *theirs = text_s(&it->cell[c]);
    const struct mapping *map = it->map;
    struct text known = {0};
    struct err why;
    for (int i = 0; i < map->values; i++) {
        if (map->value[i].column != c) continue;
        list_add(&known, map->value[i].theirs);
        if (strcasecmp(map->value[i].theirs, theirs) != 0) continue;
        text_clear(&known);
        set_cell(it, c, map->value[i].ours);
        return true;
    }
    if (known.length == 0 || map->source[c].by_name || !*theirs) {
        text_clear(&known);
        return true;
    }
    char *shown = import_shortened(theirs);
    err_set(&why, ERR_INPUT, "'%s' ไม่มีใน [values.%s] ของ '%s' ที่รู้จักคือ %s",
            "'%s' does not stand in [values.%s] of '%s', known are %s", shown,
            map->table->column[c].name, map->path, text_s(&known));
    refuse(it, c, shown, &why);
    free(shown);
    text_clear(&known);
    return false;
}

static const char *plain_name(enum import_known table, const char *name)
{
    const size_t length = sizeof school_word - 1;
    if (table != IMPORT_KNOWN_SCHOOL || strncmp(name, school_word, length) != 0) return name;
    return name + length + strspn(name + length, " ");
}

static bool is_ours(const struct mapped *it, int c)
{
    for (int i = 0; i < it->map->values; i++)
        if (it->map->value[i].column == c &&
            strcmp(it->map->value[i].ours, text_s(&it->cell[c])) == 0)
            return true;
    return false;
}

static void name_is_unknown(struct mapped *it, int c, enum import_known table)
{
    struct text known = {0};
    struct err why;
    char *shown = import_shortened(text_s(&it->cell[c]));
    for (int i = 0; i < it->names; i++)
        if (it->name[i].table == table) list_add(&known, it->name[i].name);
    err_set(&why, ERR_INPUT, "ไม่มี%s ชื่อ '%s' ที่รู้จักคือ %s ชื่อที่สะกดต่างไปใส่ใน [values.%s] ของ '%s'",
            "no %s is named '%s', known are %s; other spellings belong in [values.%s] of '%s'",
            lang_pick(import_known_tables[table].th, import_known_tables[table].en), shown,
            known.length ? known.s : lang_pick("ยังไม่มีเลย", "none yet"),
            it->map->table->column[c].name, it->map->path);
    refuse(it, c, shown, &why);
    free(shown);
    text_clear(&known);
}

/* A name of the register as its code; false when no row has it, or several. */
static bool name_to_code(struct mapped *it, int c)
{
    const enum import_known table = it->map->table->column[c].refers;
    const char *name = plain_name(table, text_s(&it->cell[c]));
    const struct known_name *found = NULL;
    struct err why;
    if (!*name || is_ours(it, c)) return true;
    for (int i = 0; i < it->names; i++) {
        if (it->name[i].table != table || strcasecmp(it->name[i].name, name) != 0) continue;
        if (found && strcmp(found->code, it->name[i].code) != 0) {
            char *shown = import_shortened(name);
            err_set(&why, ERR_INPUT, "'%s' เป็นชื่อของทั้ง '%s' และ '%s' ต้องใช้รหัส",
                    "'%s' is the name of '%s' and of '%s', needed is a code", shown, found->code,
                    it->name[i].code);
            refuse(it, c, shown, &why);
            free(shown);
            return false;
        }
        found = &it->name[i];
    }
    if (!found) {
        name_is_unknown(it, c, table);
        return false;
    }
    set_cell(it, c, found->code);
    return true;
}

/* ---- rows -------------------------------------------------------------------------------- */

static bool is_translated(const struct mapped *it, int c)
{
    bool translated = it->map->source[c].by_name;
    for (int i = 0; i < it->map->values; i++)
        translated = translated || it->map->value[i].column == c;
    return translated;
}

/* What column of ours a row of the file gives, apart from columns that become rows. False: bad. */
static bool fill_cell(struct mapped *it, int c, const struct csv_row *row)
{
    const struct mapping_source *source = &it->map->source[c];
    it->from[c] = it->at[c][0];
    set_origin(it, c, row, NOWHERE);
    if (source->from == FROM_COLUMN) set_cell(it, c, cell_of(row, it->at[c][0]));
    if (source->from == FROM_PARTS) join_parts(it, c, row);
    if (source->from == FROM_CONSTANT) set_cell(it, c, source->text);
    if (source->from != FROM_COLUMN && source->from != FROM_PARTS) return true;
    if (refuse_national_id(it, c) || !translate(it, c)) return false;
    if (source->from == FROM_COLUMN && !is_translated(it, c)) set_origin(it, c, row, it->at[c][0]);
    return !source->by_name || name_to_code(it, c);
}

static void give_row(struct mapped *it)
{
    char *cell[IMPORT_MAX_COLUMNS];
    struct csv_origin origin[IMPORT_MAX_COLUMNS];
    int cells = 0;
    for (int c = 0; c < it->map->table->columns; c++) {
        it->in->letter[c] = it->from[c];
        if (it->map->source[c].from == FROM_NOTHING) continue;
        origin[cells] = it->origin[c];
        cell[cells++] = mem_text(text_s(&it->cell[c]));
    }
    const struct csv_row row = {
        .line = it->line, .cells = cells, .cell = cell, .origin = it->of_sheet ? origin : NULL};
    import_row(it->in, &row);
    for (int c = 0; c < cells; c++) free(cell[c]);
}

/* Sums are of whole numbers; what is none is reported by import_row(). */
static long long whole_of(const char *cell)
{
    char *copy = mem_text(cell), *to = copy;
    thai_digits(copy);
    for (const char *from = copy; *from; from++)
        if (*from != ',' && *from != ' ') *to++ = *from;
    *to = '\0';
    const long long value = strtoll(copy, NULL, 10);
    free(copy);
    return value;
}

static long long worth_of(const struct mapped *it, int c)
{
    return whole_of(it->origin[c].number ? it->origin[c].number : text_s(&it->cell[c]));
}

/* The last problem is about this column of ours. */
static bool is_about(const struct mapped *it, int c)
{
    const struct import_report *report = it->in->run->report;
    const char *name = it->map->table->column[c].name;
    return strncmp(report->problem[report->problems - 1].column, name, strlen(name)) == 0;
}

/* A row of ours for each cell. What is wrong with the row as a whole is said once. */
static void spread_row(struct mapped *it, const struct csv_row *row)
{
    int name = 0, cell = 0;
    for (int c = 0; c < it->map->table->columns; c++) {
        if (it->map->source[c].from == FROM_SPREAD_NAME) name = c;
        if (it->map->source[c].from == FROM_SPREAD_CELL) cell = c;
    }
    for (int i = 0; i < it->map->spreads; i++) {
        const int at = it->spread_at[i];
        set_cell(it, cell, cell_of(row, at));
        if (it->cell[cell].length == 0 && !it->map->blank_is_zero) continue;
        if (it->cell[cell].length == 0) set_cell(it, cell, "0");
        set_origin(it, cell, row, at);
        set_origin(it, name, row, NOWHERE);
        it->sum[at] += worth_of(it, cell);
        it->from[cell] = it->from[name] = at;
        set_cell(it, name, it->map->spread[i].name);
        const int before = it->in->run->report->problems_in_all;
        give_row(it);
        if (it->in->run->report->problems_in_all > before && !is_about(it, cell)) return;
    }
}

/* Numbers that count something and stand in a column of their own are summed, too. */
static bool is_summed(const struct mapped *it, int c)
{
    const struct import_column *column = &it->map->table->column[c];
    return it->map->source[c].from == FROM_COLUMN && column->kind == IMPORT_WHOLE &&
           !(column->flags & IMPORT_KEY) && (column->flags & IMPORT_REQUIRED);
}

static void leave_out(struct mapped *it)
{
    if (it->left_out++ == 0) it->first_left_out = it->line;
}

/* A word that stands for nothing of ours, such as a position that is not counted. */
static bool is_left_out(const struct mapped *it, const struct csv_row *row)
{
    bool left_out = false;
    for (int i = 0; i < it->map->values && !left_out; i++) {
        const struct mapping_value *value = &it->map->value[i];
        if (strcmp(value->ours, "-") != 0) continue;
        char *cell = mem_text(cell_of(row, it->at[value->column][0]));
        thai_clean(cell);
        left_out = strcasecmp(cell, value->theirs) == 0;
        free(cell);
    }
    return left_out;
}

static void on_data(struct mapped *it, const struct csv_row *row)
{
    bool good = true;
    if (it->of_sheet) {
        it->data_line = mem_room(it->data_line, it->data_lines, &it->data_room, sizeof(int));
        it->data_line[it->data_lines++] = it->line;
    }
    for (int c = 0; c < it->map->table->columns; c++) good = fill_cell(it, c, row) && good;
    if (!good) {
        it->in->rows++;
        return;
    }
    for (int c = 0; c < it->map->table->columns; c++)
        if (is_summed(it, c)) it->sum[it->at[c][0]] += worth_of(it, c);
    if (it->map->spreads > 0)
        spread_row(it, row);
    else
        give_row(it);
}

static void hold_against(struct mapped *it, int at, const char *column, const struct csv_row *row)
{
    char letters[BOOK_LETTERS];
    struct err why;
    char *cell = mem_text(cell_of(row, at));
    thai_clean(cell);
    const long long said = whole_of(cell);
    char *shown = import_shortened(cell);
    if (!*cell || said != it->sum[at]) {
        err_set(&why, ERR_INPUT, "ยอดรวมใน %s%d (%s) คือ '%s' แต่แถวที่อ่านได้รวมกันได้ %lld",
                "the total in %s%d (%s) is '%s', the rows read sum to %lld",
                book_column_letters(letters, at), it->line, it->path[at], shown, it->sum[at]);
        import_refuse(it->in, it->line, column, shown, &why);
    }
    free(shown);
    free(cell);
}

static void on_total(struct mapped *it, const struct csv_row *row)
{
    it->total_seen = true;
    /* What was refused is not in the sums. */
    if (it->in->run->report->problems_in_all > 0) return;
    for (int c = 0; c < it->map->table->columns; c++)
        if (is_summed(it, c)) hold_against(it, it->at[c][0], it->map->table->column[c].name, row);
    for (int i = 0; i < it->map->spreads; i++)
        hold_against(it, it->spread_at[i], it->map->spread[i].name, row);
}

static void row_after_total(struct mapped *it)
{
    struct err why;
    err_set(&why, ERR_INPUT, "มีข้อมูลหลังแถวยอดรวม '%s'", "a row stands after the row of totals '%s'",
            it->map->total);
    refuse(it, NOWHERE, "", &why);
}

/* The first cell of a row that is not blank begins with one of the words, or is one. */
static bool begins_with(const char *list, const struct csv_row *row, bool whole)
{
    struct text piece = {0};
    int c = 0;
    while (c < row->cells && row->cell[c][strspn(row->cell[c], " \t")] == '\0') c++;
    if (c == row->cells) return false;
    char *first = mem_text(row->cell[c]);
    bool fits = false;
    thai_clean(first);
    for (const char *at = list; !fits && (at = mapping_piece(at, &piece));)
        fits = whole ? strcasecmp(first, text_s(&piece)) == 0
                     : strncasecmp(first, text_s(&piece), strlen(text_s(&piece))) == 0;
    free(first);
    text_clear(&piece);
    return fits;
}

static bool is_blank(const struct csv_row *row)
{
    for (int c = 0; c < row->cells; c++)
        if (row->cell[c][strspn(row->cell[c], " \t")] != '\0') return false;
    return true;
}

/* A cell to the right of the header has no name, so that nobody knows what it is. */
static bool has_more(struct mapped *it, const struct csv_row *row)
{
    char letters[BOOK_LETTERS];
    struct err why;
    for (int c = it->cells; c < row->cells; c++) {
        if (row->cell[c][strspn(row->cell[c], " \t")] == '\0') continue;
        err_set(&why, ERR_INPUT, "ช่อง %s%d มีข้อมูลแต่คอลัมน์ไม่มีหัว หัวตารางมีถึง %d คอลัมน์",
                "cell %s%d has something in it and no header, the header has %d columns",
                book_column_letters(letters, c), it->line, it->cells);
        refuse(it, NOWHERE, "", &why);
        it->in->rows++;
        return true;
    }
    return false;
}

static void mapped_row(void *context, const struct csv_row *row)
{
    struct mapped *it = context;
    if (it->in->code != ERR_OK || row->line < it->map->header_row) return;
    if (it->head_rows < it->map->header_rows) {
        on_header(it, row);
        return;
    }
    if (!it->usable || is_blank(row)) return;
    it->line = row->line;
    for (int c = 0; c < IMPORT_MAX_COLUMNS; c++) it->from[c] = NOWHERE;
    if (!it->total_seen && begins_with(it->map->total, row, true))
        on_total(it, row);
    else if (begins_with(it->map->skip, row, false))
        leave_out(it);
    else if (it->total_seen)
        row_after_total(it);
    else if (is_left_out(it, row))
        leave_out(it);
    else if (!has_more(it, row))
        on_data(it, row);
}

/* ---- the file ---------------------------------------------------------------------------- */

static void load_names(struct mapped *it)
{
    struct query query = {0};
    struct import_file *in = it->in;
    in->code = query_open(in->run->store, query_known_name, &query, in->err);
    for (bool row = in->code == ERR_OK; row;) {
        in->code = query_next(&query, &row, in->err);
        if (in->code != ERR_OK || !row) break;
        for (int k = 0; k < IMPORT_KNOWNS; k++) {
            if (strcmp(import_known_tables[k].table, query_text(&query, 0)) != 0) continue;
            for (int column = 2; column <= 3; column++) {
                if (!*query_text(&query, column)) continue;
                it->name = mem_room(it->name, it->names, &it->name_room, sizeof *it->name);
                it->name[it->names++] = (struct known_name){
                    k, query_copy(&query, 1),
                    mem_text(plain_name((enum import_known)k, query_text(&query, column)))};
            }
        }
    }
    query_close(&query);
}

/* What a file lacks as a whole. */
static void check_whole(struct mapped *it)
{
    struct err why;
    if (it->head_rows < it->map->header_rows)
        err_set(&why, ERR_INPUT, "'%s' ไม่มีหัวตารางที่บรรทัด %d", "'%s' has no header on line %d",
                it->in->file, it->map->header_row);
    else if (it->in->rows == 0)
        err_set(&why, ERR_INPUT, "'%s' ไม่มีแถวข้อมูลใต้หัวตาราง", "'%s' has no row below its header",
                it->in->file);
    else if (*it->map->total && !it->total_seen)
        err_set(&why, ERR_INPUT, "'%s' ไม่มีแถวยอดรวม '%s' ไฟล์อาจขาดตอนท้าย",
                "'%s' has no row of totals '%s', its end may be missing", it->in->file,
                it->map->total);
    else
        return;
    import_refuse(it->in, 0, "", "", &why);
}

/* How much of the file was left out; the mapping itself names the columns. */
static void tell_left_out(struct mapped *it)
{
    struct text told = {0};
    int columns = 0;
    for (int c = 0; c < it->cells; c++) columns += !it->used[c] && it->path[c] && *it->path[c];
    if (columns > 0) text_add(&told, lang_pick("%d คอลัมน์", "columns: %d"), columns);
    if (it->left_out > 0)
        text_add(&told, lang_pick("%s%d แถว แรกคือบรรทัด %d", "%srows: %d, first on line %d"),
                 told.length ? lang_pick(" และ ", "; ") : "", it->left_out, it->first_left_out);
    struct import_file_report *report = &it->in->run->report->file[it->in->report];
    free(report->ignored_columns);
    report->ignored_columns = mem_text(text_s(&told));
    text_clear(&told);
}

static void mapped_free(struct mapped *it)
{
    for (int r = 0; r < it->head_rows; r++)
        for (int c = 0; c < CSV_MAX_COLUMNS; c++) free(it->head[r][c]);
    for (int c = 0; c < CSV_MAX_COLUMNS; c++) free(it->path[c]);
    for (int c = 0; c < IMPORT_MAX_COLUMNS; c++) text_clear(&it->cell[c]);
    for (int i = 0; i < it->names; i++) {
        free(it->name[i].code);
        free(it->name[i].name);
    }
    free(it->name);
    free(it->data_line);
    free(it);
}

static struct mapped *mapped_start(struct import_file *in, bool of_sheet)
{
    struct mapped *it = mem_new(1, sizeof *it);
    *it = (struct mapped){.map = in->run->mapping, .in = in, .of_sheet = of_sheet};
    for (int c = 0; c < IMPORT_MAX_COLUMNS; c++) in->letter[c] = NOWHERE;
    in->mapped = it;
    load_names(it);
    return it;
}

static void mapped_end(struct mapped *it, bool whole)
{
    if (whole && it->in->code == ERR_OK && (it->usable || it->head_rows < it->map->header_rows))
        check_whole(it);
    tell_left_out(it);
    it->in->mapped = NULL;
    mapped_free(it);
}

void mapped_read(struct import_file *in, const struct text *utf8)
{
    struct err why;
    int line = 0;
    bool whole = false;
    struct mapped *it = mapped_start(in, false);
    if (in->code == ERR_OK) {
        whole = csv_file_rows_by(utf8, in->file, it->map->delimiter, mapped_row, it, &line, &why) ==
                ERR_OK;
        if (!whole) import_refuse(in, line, "", "", &why);
    }
    mapped_end(it, whole);
}

/* ---- sheets ------------------------------------------------------------------------------ */

/* A used cell of this row that is covered by a range and is not its first has lost its value. */
static bool loses(const struct mapped *it, const struct book_merge *merge, int line)
{
    if (line < merge->top || line > merge->bottom) return false;
    for (int c = merge->left; c <= merge->right && c < it->cells; c++)
        if (it->used[c] && (c > merge->left || line > merge->top)) return true;
    return false;
}

static void check_merges(struct mapped *it)
{
    char left[BOOK_LETTERS], right[BOOK_LETTERS];
    const struct book_merge *merge = NULL;
    const int merges = book_file_merges(it->in->run->book, &merge);
    for (int m = 0; m < merges; m++)
        for (int i = 0; i < it->data_lines; i++) {
            struct err why;
            if (!loses(it, &merge[m], it->data_line[i])) continue;
            err_set(&why, ERR_INPUT, "เซลล์ %s%d:%s%d ผสานกันอยู่ โปรดยกเลิกการผสานและใส่ค่าในทุกเซลล์",
                    "cells %s%d:%s%d are merged, write the value into each of them",
                    book_column_letters(left, merge[m].left), merge[m].top,
                    book_column_letters(right, merge[m].right), merge[m].bottom);
            import_refuse(it->in, merge[m].top, "", "", &why);
            break;
        }
}

void mapped_read_sheet(struct import_file *in, int sheet)
{
    struct err why;
    struct book_place place;
    bool whole = false;
    struct mapped *it = mapped_start(in, true);
    if (in->code == ERR_OK) {
        whole = book_file_rows_wide(in->run->book, sheet, mapped_row, it, &place, &why) == ERR_OK;
        if (!whole) import_refuse_at(in, place.line, place.column, &why);
        if (whole) check_merges(it);
    }
    mapped_end(it, whole);
}

/* By name, by number from 1, or the first that is not hidden; NOWHERE. */
static int find_sheet(const struct book_file *book, const char *wanted)
{
    char *end = NULL;
    const long number = strtol(wanted, &end, 10);
    const int sheets = book_file_sheets(book);
    for (int s = 0; s < sheets; s++) {
        char *name = mem_text(book_file_sheet_name(book, s));
        thai_clean(name);
        const bool fits =
            *wanted ? strcasecmp(name, wanted) == 0 : !book_file_sheet_hidden(book, s);
        free(name);
        if (fits) return s;
    }
    return *wanted && !*end && number >= 1 && number <= sheets ? (int)number - 1 : NOWHERE;
}

static void no_sheet(struct import_run *run, const struct book_file *book, const char *path)
{
    struct err why;
    struct text names = {0};
    for (int s = 0; s < book_file_sheets(book); s++)
        list_add(&names, book_file_sheet_name(book, s));
    err_set(&why, ERR_INPUT, "'%s' ไม่มีแผ่นงาน '%s' ที่มีคือ %s", "'%s' has no sheet '%s', it has %s",
            path, run->mapping->sheet, text_s(&names));
    import_refuse_file(run, path, &why);
    text_clear(&names);
}

void mapped_add_book(struct import_run *run, struct import_inputs *inputs, const char *path)
{
    struct err why;
    struct book_file *book = NULL;
    if (book_file_open(path, path, &book, &why) != ERR_OK) {
        import_add_file(run, path, NULL);
        import_refuse_file(run, path, &why);
        return;
    }
    const int sheet = find_sheet(book, run->mapping->sheet);
    if (sheet == NOWHERE) {
        no_sheet(run, book, path);
    } else {
        const char *label = book_file_sheet_name(book, sheet), *slash = strrchr(path, '/');
        struct text name = {0};
        text_add(&name, "[%s]%s", slash ? slash + 1 : path, label);
        struct import_input *input = import_add_input(inputs, name.s, run->mapping->table);
        input->path = mem_text(path);
        input->sheet = sheet;
        input->label = mem_text(label);
        inputs->books++;
        text_clear(&name);
    }
    book_file_close(book);
}
