/* Cells of an office's file in our words: parts joined, words translated, names looked up. */
#define _POSIX_C_SOURCE 200809L
#include "data/mapping_internal.h"

#include "base/lang.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NATIONAL_ID_DIGITS = 13 };

static const char school_word[] = "โรงเรียน"; /* in front of a name it does not count */

/* The number itself must not reach a screen or a log. */
static bool looks_like_national_id(const char *text)
{
    int digits = 0;
    char *copy = mem_text(text);
    thai_digits(copy);
    bool others = false;
    for (const char *c = copy; *c; c++) {
        digits += *c >= '0' && *c <= '9';
        others = others || !strchr("0123456789-./ ", *c);
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
    mapped_refuse(it, c, "", &why);
    return true;
}

void mapped_set_cell(struct mapped *it, int c, const char *value)
{
    char *copy = mem_text(value); /* it may be what the cell holds now */
    text_clear(&it->cell[c]);
    thai_clean(copy);
    text_add(&it->cell[c], "%s", copy);
    free(copy);
}

/* A cell of a sheet that is given as it is keeps what else the sheet says of it. */
void mapped_set_origin(struct mapped *it, int c, const struct csv_row *row, int column)
{
    const bool known = row->origin && column != NOWHERE && column < row->cells;
    it->origin[c] = known ? row->origin[column] : (struct csv_origin){.column = column};
}

const char *mapped_cell_of(const struct csv_row *row, int column)
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
        if (*at != '{' || part == MAPPING_PARTS) {
            text_add_bytes(&joined, at++, 1);
            continue;
        }
        struct text piece = {0};
        text_add(&piece, "%s", mapped_cell_of(row, it->at[c][part++]));
        if (piece.s) thai_clean(piece.s);
        any = any || piece.length > 0;
        text_add(&joined, "%s", text_s(&piece));
        text_clear(&piece);
        at += strcspn(at, "}") + 1;
    }
    mapped_set_cell(it, c, any ? text_s(&joined) : "");
    text_clear(&joined);
}

void mapping_list_add(struct text *list, const char *word)
{
    static const char more[] = ", ...";
    const size_t end = sizeof more - 1;
    if (list->length >= end && strcmp(list->s + list->length - end, more) == 0) return;
    if (list->length + strlen(word) > MAPPING_LISTED && list->length > 0)
        text_add(list, "%s", more);
    else
        text_add(list, "%s'%s'", list->length ? ", " : "", word);
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
        mapping_list_add(&known, map->value[i].theirs);
        if (strcasecmp(map->value[i].theirs, theirs) != 0) continue;
        text_clear(&known);
        mapped_set_cell(it, c, map->value[i].ours);
        return true;
    }
    if (known.length == 0 || map->source[c].by_name || !*theirs) {
        text_clear(&known);
        return true;
    }
    char *shown = import_shortened(theirs);
    err_set(&why, ERR_INPUT, "'%s' ไม่มีใน [values.%s] ของ '%s' ที่รู้จักคือ %s",
            "'%s' does not stand in [values.%s] of '%s', known are %s", shown,
            map->table->column[c].name, map->name, text_s(&known));
    mapped_refuse(it, c, shown, &why);
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
        if (it->name[i].table == table && it->name[i].shown)
            mapping_list_add(&known, it->name[i].name);
    err_set(&why, ERR_INPUT, "ไม่มี%s ชื่อ '%s' ที่รู้จักคือ %s ชื่อที่สะกดต่างไปใส่ใน [values.%s] ของ '%s'",
            "no %s is named '%s', known are %s; other spellings belong in [values.%s] of '%s'",
            lang_pick(import_known_tables[table].th, import_known_tables[table].en), shown,
            known.length ? known.s : lang_pick("ยังไม่มีเลย", "none yet"),
            it->map->table->column[c].name, it->map->name);
    mapped_refuse(it, c, shown, &why);
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
            mapped_refuse(it, c, shown, &why);
            free(shown);
            return false;
        }
        found = &it->name[i];
    }
    if (!found) {
        name_is_unknown(it, c, table);
        return false;
    }
    mapped_set_cell(it, c, found->code);
    return true;
}

static bool is_translated(const struct mapped *it, int c)
{
    bool translated = it->map->source[c].by_name;
    for (int i = 0; i < it->map->values; i++)
        translated = translated || it->map->value[i].column == c;
    return translated;
}

/* What column of ours a row of the file gives, apart from columns that become rows. False: bad. */
bool mapped_fill_cell(struct mapped *it, int c, const struct csv_row *row)
{
    const struct mapping_source *source = &it->map->source[c];
    it->from[c] = it->at[c][0];
    mapped_set_origin(it, c, row, NOWHERE);
    if (source->from == FROM_COLUMN) mapped_set_cell(it, c, mapped_cell_of(row, it->at[c][0]));
    if (source->from == FROM_PARTS) join_parts(it, c, row);
    if (source->from == FROM_CONSTANT) mapped_set_cell(it, c, source->text);
    if (source->from != FROM_COLUMN && source->from != FROM_PARTS) return true;
    if (refuse_national_id(it, c) || !translate(it, c)) return false;
    if (source->from == FROM_COLUMN && !is_translated(it, c))
        mapped_set_origin(it, c, row, it->at[c][0]);
    return !source->by_name || name_to_code(it, c);
}

void mapped_load_names(struct mapped *it)
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
                    mem_text(plain_name((enum import_known)k, query_text(&query, column))),
                    .shown = column == 2};
            }
        }
    }
    query_close(&query);
}
