/* The header of an office's file: rows with merged cells to one path a column, and which columns
   the mapping uses. */
#define _POSIX_C_SOURCE 200809L
#include "data/mapping_internal.h"

#include "base/lang.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

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

/* The column with one of these headers; NOWHERE: none, which goes
   into it->missing, or several, which is reported. */
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
    if (found == NOWHERE) {
        mapping_list_add(&it->missing, headers);
        it->usable = false;
        return NOWHERE;
    }
    if (other != NOWHERE)
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

/* All that are missing in one sentence: mostly it is the wrong file, or the wrong line. */
static void tell_missing(struct mapped *it)
{
    struct err why;
    if (it->missing.length == 0) return;
    err_set(&why, ERR_INPUT,
            "ไม่มีหัวคอลัมน์ %s หัวตารางเริ่มบรรทัด %d สูง %d บรรทัดตาม header_row และ header_rows ของ '%s'",
            "no column is headed %s; the header begins on line %d and has %d lines by header_row "
            "and header_rows of '%s'",
            it->missing.s, it->map->header_row, it->map->header_rows, it->map->name);
    import_refuse(it->in, it->head_line, "", "", &why);
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
    for (const char *at = strchr(it->map->source[c].text, '{'); at && part < MAPPING_PARTS;
         at = strchr(at + 1, '{'), part++) {
        struct text header = {0};
        text_add_bytes(&header, at + 1, strcspn(at + 1, "}"));
        it->at[c][part] = use_header(it, it->map->table->column[c].name, text_s(&header));
        text_clear(&header);
    }
}

/* A column that stood for two values would be counted twice. */
static void check_spreads(struct mapped *it)
{
    char letters[BOOK_LETTERS];
    struct err why;
    for (int i = 0; i < it->map->spreads; i++)
        for (int k = 0; k < i; k++) {
            if (it->spread_at[i] == NOWHERE || it->spread_at[i] != it->spread_at[k]) continue;
            err_set(&why, ERR_INPUT,
                    "คอลัมน์ %s (%s) เป็นทั้ง '%s' และ '%s' ใน [unpivot.columns] ของ '%s'",
                    "column %s (%s) is both '%s' and '%s' in [unpivot.columns] of '%s'",
                    book_column_letters(letters, it->spread_at[i]), it->path[it->spread_at[i]],
                    it->map->spread[k].name, it->map->spread[i].name, it->map->name);
            import_refuse(it->in, it->head_line, "", "", &why);
            it->usable = false;
        }
}

static void find_columns(struct mapped *it)
{
    for (int c = 0; c < it->map->table->columns; c++) {
        const struct mapping_source *source = &it->map->source[c];
        for (int part = 0; part < MAPPING_PARTS; part++) it->at[c][part] = NOWHERE;
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
                it->path[c], book_column_letters(letters, c), it->map->name);
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

void mapped_header(struct mapped *it, const struct csv_row *row)
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
    tell_missing(it);
    check_spreads(it);
    if (it->usable) check_others(it);
    if (it->usable) give_header(it);
}
