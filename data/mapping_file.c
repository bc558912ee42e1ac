/* Files and sheets of an office's form: which sheet, what a file lacks as a whole, and what of it
   was left out. */
#define _POSIX_C_SOURCE 200809L
#include "data/mapping_internal.h"

#include "base/lang.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

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
    text_clear(&it->missing);
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
    mapped_load_names(it);
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
        mapping_list_add(&names, book_file_sheet_name(book, s));
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
