/* Workbooks in an import: which of their sheets are tables, and what of a sheet its rows alone do
   not show, such as merged cells. */
#define _POSIX_C_SOURCE 200809L
#include "data/import_internal.h"

#include "base/lang.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_NAMED = 300 }; /* bytes of a list of sheets in a sentence */

/* "[staff.xlsx]teachers", as one workbook calls a sheet of another. */
static char *name_of_sheet(const char *path, const char *sheet)
{
    struct text name = {0};
    const char *slash = strrchr(path, '/');
    text_add(&name, "[%s]%s", slash ? slash + 1 : path, sheet);
    return name.s;
}

static bool is_one_of(const char *name, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(name, words[i]) == 0) return true;
    return false;
}

/* A plan that kru wrote is told by the sheet of its conditions. */
static bool holds_plan(const struct book_file *book)
{
    static const char *const conditions[] = {"Conditions", "เงื่อนไข"};
    for (int s = 0; s < book_file_sheets(book); s++)
        if (is_one_of(book_file_sheet_name(book, s), conditions, 2)) return true;
    return false;
}

/* Sheets of a plan that have the names of tables, but for the capital. */
static bool is_of_plan(const struct book_file *book, int sheet)
{
    static const char *const names[] = {"Majors", "Schools"};
    return is_one_of(book_file_sheet_name(book, sheet), names, 2) && holds_plan(book);
}

/* The table of each sheet, NULL: none. One visible sheet alone may leave its name to the file. */
static int find_tables(const struct book_file *book, const char *path,
                       const struct import_table **table)
{
    int visible = 0, last = 0, known = 0;
    for (int s = 0; s < book_file_sheets(book); s++) {
        table[s] = NULL;
        if (book_file_sheet_hidden(book, s)) continue;
        visible++;
        last = s;
        if (!is_of_plan(book, s)) table[s] = import_table_of_sheet(book_file_sheet_name(book, s));
        known += table[s] != NULL;
    }
    if (visible != 1 || known > 0 || !import_table_of(path)) return known;
    table[last] = import_table_of(path);
    return 1;
}

static void add_sheet(struct import_run *run, struct import_inputs *inputs,
                      const struct book_file *book, int sheet, const char *path,
                      const struct import_table *table)
{
    const char *label = book_file_sheet_name(book, sheet);
    char *name = name_of_sheet(path, label);
    if (table) {
        struct import_input *input = import_add_input(inputs, name, table);
        input->sheet = sheet;
        input->label = mem_text(label);
    } else {
        struct import_file_report *left_out = import_add_file(run, name, NULL);
        left_out->sheet = true;
        left_out->hidden = book_file_sheet_hidden(book, sheet);
    }
    free(name);
}

static void no_sheet_is_known(struct import_run *run, const struct book_file *book,
                              const char *path)
{
    struct err why;
    struct text has = {0}, allowed = {0};
    if (holds_plan(book)) {
        err_set(&why, ERR_INPUT, "'%s' เป็นแผนที่ kru เขียน ไม่ใช่ข้อมูล สมุดงานที่นำเข้าได้เขียนด้วย 'kru data'",
                "'%s' is a plan that kru wrote, no data; 'kru data' writes a workbook to import",
                path);
        import_refuse_file(run, path, &why);
        return;
    }
    for (int s = 0; s < book_file_sheets(book) && has.length < MAX_NAMED; s++)
        text_add(&has, "%s'%.60s'", s > 0 ? ", " : "", book_file_sheet_name(book, s));
    import_name_files("", &allowed);
    err_set(&why, ERR_INPUT, "'%s' ไม่มีแผ่นงานที่รู้จัก มีเพียง %s ชื่อที่ใช้ได้คือ %s",
            "'%s' has no sheet of a known name but %s, allowed are %s", path, has.s, allowed.s);
    import_refuse_file(run, path, &why);
    text_clear(&has);
    text_clear(&allowed);
}

void import_add_book(struct import_run *run, struct import_inputs *inputs, const char *path,
                     const char *bytes, size_t size, bool named)
{
    struct err why;
    struct book_file *book = NULL;
    const enum err_code code = bytes ? book_file_open_bytes(bytes, size, path, &book, &why)
                                     : book_file_open(path, path, &book, &why);
    if (code != ERR_OK) {
        import_add_file(run, path, NULL);
        import_refuse_file(run, path, &why);
        return;
    }
    const int sheets = book_file_sheets(book), first = inputs->count;
    const struct import_table **table = mem_new((size_t)sheets, sizeof *table);
    const int known = find_tables(book, path, table);
    for (int s = 0; s < sheets; s++) add_sheet(run, inputs, book, s, path, table[s]);
    for (int i = first; i < inputs->count; i++) {
        struct import_input *input = &inputs->input[i];
        input->path = bytes ? NULL : mem_text(path);
        input->bytes = bytes;
        input->size = size;
    }
    inputs->books += known > 0;
    if (known == 0 && named) no_sheet_is_known(run, book, path);
    free(table);
    book_file_close(book);
}

enum err_code import_open_book(struct import_run *run, const struct import_input *input,
                               struct err *err)
{
    if (run->book && run->book_bytes == input->bytes &&
        (input->bytes || strcmp(run->book_path, input->path) == 0))
        return ERR_OK;
    import_close_book(run);
    const enum err_code code =
        input->bytes ? book_file_open_bytes(input->bytes, input->size, input->name, &run->book, err)
                     : book_file_open(input->path, input->path, &run->book, err);
    run->book_bytes = input->bytes;
    run->book_path = mem_text(input->path);
    return code;
}

void import_close_book(struct import_run *run)
{
    book_file_close(run->book);
    free(run->book_path);
    run->book = NULL;
    run->book_path = NULL;
}

/* ---- rows -------------------------------------------------------------------------------- */

/* The column of the table that loses values by a range: those of its cells that are not the first
   have none of their own. NULL: nothing is lost. */
static const struct import_column *lost_column(const struct import_file *in,
                                               const struct book_merge *merge)
{
    if (merge->bottom < in->head_line || merge->top > in->last_line) return NULL;
    for (int c = 0; c < in->table->columns; c++) {
        const int letter = in->letter[c];
        if (letter < merge->left || letter > merge->right || letter < 0) continue;
        if (letter > merge->left || merge->bottom > merge->top) return &in->table->column[c];
    }
    return NULL;
}

static void check_merges(struct import_file *in)
{
    const struct book_merge *merge = NULL;
    const int merges = book_file_merges(in->run->book, &merge);
    for (int m = 0; in->usable && m < merges; m++) {
        const struct import_column *column = lost_column(in, &merge[m]);
        if (!column) continue;
        struct err why;
        char left[BOOK_LETTERS], right[BOOK_LETTERS];
        err_set(&why, ERR_INPUT, "เซลล์ %s%d:%s%d ผสานกันอยู่ โปรดยกเลิกการผสานและใส่ค่าในทุกเซลล์",
                "cells %s%d:%s%d are merged, write the value into each of them",
                book_column_letters(left, merge[m].left), merge[m].top,
                book_column_letters(right, merge[m].right), merge[m].bottom);
        import_refuse(in, merge[m].top, column->name, "", &why);
    }
}

/* What stands right of the heads is named as ignored, like a column with a head that is unknown. */
static void note_beyond(struct import_file *in)
{
    struct import_file_report *report = &in->run->report->file[in->report];
    const int beyond = book_file_beyond(in->run->book);
    char letters[BOOK_LETTERS];
    struct text ignored = {0};
    if (beyond < 0) return;
    text_add(&ignored, "%s%s", report->ignored_columns, *report->ignored_columns ? ", " : "");
    text_add(&ignored, lang_pick("คอลัมน์ %s ที่ไม่มีหัว", "column %s without a head"),
             book_column_letters(letters, beyond));
    free(report->ignored_columns);
    report->ignored_columns = ignored.s;
}

void import_read_sheet(struct import_file *in, int sheet)
{
    struct err why;
    struct book_place place;
    if (book_file_rows(in->run->book, sheet, import_row, in, &place, &why) != ERR_OK) {
        import_refuse_at(in, place.line, place.column, &why);
        return;
    }
    check_merges(in);
    note_beyond(in);
}
