/* A table of the register becomes a table of report/table.h, and that a sheet or a file. */
#define _POSIX_C_SOURCE 200809L
#include "report/data_file.h"

#include "base/lang.h"
#include "base/mem.h"
#include "data/extract.h"
#include "report/book.h"
#include "report/plan_report.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OWNER_ALONE = 077 }; /* what the mask takes away */

static const enum cell_kind cell_kinds[] = {
    [EXTRACT_TEXT] = CELL_TEXT,     [EXTRACT_WHOLE] = CELL_INT, [EXTRACT_YEAR] = CELL_YEAR,
    [EXTRACT_NUMBER] = CELL_NUMBER, [EXTRACT_DATE] = CELL_DATE,
};

/* ---- one table --------------------------------------------------------------------------- */

struct filling {
    struct table *table;
    struct table_column *column; /* borrowed by the table */
    int columns;
    int number; /* of extract.h */
};

/* Decimals of the shortest form, as far as people can use them. */
static int decimals_of(double value)
{
    enum { MOST = 6 };
    static const double close = 1e-9;
    double scaled = value;
    int decimals = 0;
    for (; decimals < MOST && fabs(scaled - round(scaled)) > close; decimals++) scaled *= 10.0;
    return decimals;
}

/* A workbook keeps 16 digits of a number; the few that need more go as text, which reads back. */
static void add_number(struct table *table, double value)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%.16g", value);
    if (strtod(digits, NULL) == value) {
        table_number(table, value, decimals_of(value));
        return;
    }
    text_number(digits, value);
    table_text(table, digits);
}

static void add_row(void *context, const struct extract_cell *cell)
{
    const struct filling *in = context;
    table_row(in->table);
    for (int c = 0; c < in->columns; c++) {
        const enum cell_kind kind = in->column[c].kind;
        if (cell[c].blank)
            table_blank(in->table);
        else if (kind == CELL_NUMBER)
            add_number(in->table, cell[c].number);
        else if (kind == CELL_TEXT || kind == CELL_DATE)
            table_text(in->table, cell[c].text);
        else
            table_int(in->table, cell[c].whole);
    }
}

static void clear(struct filling *in)
{
    table_free(in->table);
    free(in->column);
    *in = (struct filling){0};
}

static enum err_code fill(struct store *store, int number, struct filling *out, struct err *err)
{
    struct filling in = {.number = number, .columns = extract_columns(number)};
    in.column = mem_new((size_t)in.columns, sizeof *in.column);
    for (int c = 0; c < in.columns; c++) {
        const char *key = extract_column_name(number, c);
        in.column[c] = (struct table_column){
            .key = key, .th = key, .en = key, .kind = cell_kinds[extract_column_kind(number, c)]};
    }
    in.table = table_new(NULL, in.column, in.columns);
    const enum err_code code = extract_rows(store, number, add_row, &in, err);
    if (code == ERR_OK)
        *out = in;
    else
        clear(&in);
    return code;
}

/* ---- a workbook -------------------------------------------------------------------------- */

static void add_sheet(struct book *book, const struct filling *in)
{
    struct text *text = mem_new((size_t)in->columns, sizeof *text);
    const char **meaning = mem_new((size_t)in->columns, sizeof *meaning);
    for (int c = 0; c < in->columns; c++) {
        extract_column_meaning(in->number, c, &text[c]);
        meaning[c] = text_s(&text[c]);
    }
    const struct book_look look = {.bare = true, .meaning = meaning};
    book_sheet(book, extract_table_name(in->number), in->table, &look);
    for (int c = 0; c < in->columns; c++) text_clear(&text[c]);
    free(text);
    free(meaning);
}

struct writing {
    struct store *store;
    const int *table;
    int tables;
    bool named, bom;
    const char *path, *remark;
    int *rows;
};

static enum err_code write_book(const struct writing *all, struct err *err)
{
    struct book *book = NULL;
    struct err ignored;
    enum err_code code = book_open(all->path, &book, err);
    if (code != ERR_OK) return code;
    book_about(book, lang_pick("ข้อมูลของ kru", "Data of kru"), all->remark, 0);
    for (int t = 0; t < all->tables && code == ERR_OK; t++) {
        struct filling in;
        code = fill(all->store, all->table[t], &in, err);
        if (code != ERR_OK) break;
        all->rows[t] = table_rows(in.table);
        add_sheet(book, &in);
        clear(&in);
    }
    if (code == ERR_OK) return book_finish(book, true, err);
    const enum err_code dropped = book_finish(book, false, &ignored);
    (void)dropped;
    return code;
}

/* ---- a folder of CSV --------------------------------------------------------------------- */

static enum err_code cannot_write(const char *path, struct err *err)
{
    const char *reason = err_reason(errno);
    return err_set(err, ERR_STORE, "เขียน '%s' ไม่ได้: %s", "cannot write '%s': %s", path, reason);
}

static char *file_in(const char *folder, int table)
{
    struct text path = {0};
    text_add(&path, "%s/%s.csv", folder, extract_table_name(table));
    return path.s;
}

static enum err_code write_table(const struct writing *all, int at, const char *folder,
                                 struct err *err)
{
    struct filling in;
    struct export_file file;
    struct text content = {0};
    enum err_code code = fill(all->store, all->table[at], &in, err);
    if (code != ERR_OK) return code;
    all->rows[at] = table_rows(in.table);
    if (all->rows[at] > 0 || all->named) {
        char *path = file_in(folder, all->table[at]);
        table_print(in.table, FORMAT_CSV, false, all->bom, &content);
        code = export_file_open(path, &file, err);
        if (code == ERR_OK) {
            fwrite(text_s(&content), 1, content.length, file.file);
            code = export_file_finish(&file, err);
        }
        free(path);
    }
    text_clear(&content);
    clear(&in);
    return code;
}

static enum err_code write_folder(const struct writing *all, struct err *err)
{
    enum err_code code = ERR_OK;
    struct text folder = {0};
    text_add(&folder, "%s.new-%ld", all->path, (long)getpid());
    if (mkdir(folder.s, 0700) != 0) {
        code = cannot_write(all->path, err);
        text_clear(&folder);
        return code;
    }
    for (int t = 0; t < all->tables && code == ERR_OK; t++)
        code = write_table(all, t, folder.s, err);
    if (code == ERR_OK && rename(folder.s, all->path) != 0) code = cannot_write(all->path, err);
    for (int t = 0; t < all->tables && code != ERR_OK; t++) {
        char *path = file_in(folder.s, all->table[t]);
        unlink(path);
        free(path);
    }
    if (code != ERR_OK) rmdir(folder.s);
    text_clear(&folder);
    return code;
}

/* ---- either ------------------------------------------------------------------------------ */

static const struct {
    const char *suffix;
    enum err_code (*write)(const struct writing *all, struct err *err);
} formats[] = {
    {".xlsx", write_book},
    {".csv", write_folder},
};
enum { FORMATS_WRITTEN = sizeof formats / sizeof *formats };

const char *data_file_suffixes(void)
{
    return ".xlsx .csv";
}

enum err_code data_file_write(struct store *store, const int *table, int tables, bool named,
                              bool bom, const char *path, const char *remark, int *rows,
                              struct err *err)
{
    const struct writing all = {store, table, tables, named, bom, path, remark, rows};
    int format = 0;
    bool began = false;
    while (format < FORMATS_WRITTEN && !export_suffix_is(path, formats[format].suffix)) format++;
    if (format == FORMATS_WRITTEN)
        return err_set(err, ERR_INPUT, "ไม่รู้จักนามสกุลของ '%s' ใช้ได้เฉพาะ %s",
                       "'%s' has no known suffix, allowed are %s", path, data_file_suffixes());
    enum err_code code = extract_begin(store, &began, err);
    if (code != ERR_OK) return code;
    const mode_t mask = umask(OWNER_ALONE);
    code = formats[format].write(&all, err);
    umask(mask);
    extract_end(store, began);
    return code;
}
