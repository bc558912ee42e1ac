/* Rows of a file: the header finds the columns of its table, every cell is read by the kind of its
   column, and a row without fault goes into the query of its table, whose parameters have the
   names of the columns. */
#define _POSIX_C_SOURCE 200809L
#include "data/import_internal.h"

#include "base/env.h"
#include "base/lang.h"
#include "base/mem.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    MAX_CODE = 31,
    MAX_LABEL = 40,
    MAX_VALUE_SHOWN = 60, /* letters of a value in a problem */
    NATIONAL_ID_DIGITS = 13,
    MAX_LISTED = 400, /* bytes of a list of names in a sentence */
    KNOWN_SHOWN = 3,  /* codes named as examples */
};

/* ---- a map from text to number ----------------------------------------------------------- */

static int *map_slot(const struct import_map *map, const char *text)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (const char *c = text; *c; c++) hash = (hash ^ (unsigned char)*c) * 16777619u;
    for (uint32_t at = hash;; at++) {
        int *slot = &map->slot[at & (uint32_t)(map->slots - 1)];
        if (*slot == 0 || strcmp(map->entry[*slot - 1].text, text) == 0) return slot;
    }
}

/* NULL when the text is not there. */
static const int *map_find(const struct import_map *map, const char *text)
{
    if (map->slots == 0) return NULL;
    const int *slot = map_slot(map, text);
    return *slot ? &map->entry[*slot - 1].value : NULL;
}

/* The text must not be there yet. */
void import_map_add(struct import_map *map, const char *text, int value)
{
    enum { FIRST_SLOTS = 64 };
    if (2 * (map->count + 1) > map->slots) {
        free(map->slot);
        map->slots = map->slots ? map->slots * 2 : FIRST_SLOTS;
        map->slot = mem_new((size_t)map->slots, sizeof *map->slot);
        for (int i = 0; i < map->count; i++) *map_slot(map, map->entry[i].text) = i + 1;
    }
    map->entry = mem_room(map->entry, map->count, &map->capacity, sizeof *map->entry);
    int *slot = map_slot(map, text);
    map->entry[map->count] = (struct import_entry){.text = mem_text(text), .value = value};
    *slot = ++map->count;
}

void import_map_clear(struct import_map *map)
{
    for (int i = 0; i < map->count; i++) free(map->entry[i].text);
    free(map->entry);
    free(map->slot);
    *map = (struct import_map){0};
}

/* ---- cells ------------------------------------------------------------------------------- */

char *import_shortened(const char *value)
{
    int letters = 0;
    size_t at = 0;
    for (; value[at] && letters < MAX_VALUE_SHOWN; at++)
        if (((unsigned char)value[at + 1] & 0xC0) != 0x80) letters++;
    struct text text = {0};
    text_add_bytes(&text, value, at);
    if (value[at]) text_add(&text, "…");
    return text.s;
}

void import_allowed_words(const struct import_column *column, struct text *out)
{
    for (int i = 0; i < column->word_count; i++)
        text_add(out, "%s%s", i ? ", " : "", column->words[i]);
}

/* The guard that our own CSV export puts before a formula. */
static char *without_guard(char *text)
{
    if (*text != '\'') return text;
    const char *first = text + strspn(text, "'");
    return *first && strchr("=+-@\t\r", *first) ? text + 1 : text;
}

static int letters_of(const char *text)
{
    int letters = 0;
    for (; *text; text++) letters += ((unsigned char)*text & 0xC0) != 0x80;
    return letters;
}

static bool read_text(const struct import_column *column, struct import_value *value,
                      struct err *why)
{
    if (letters_of(value->text) <= (int)column->highest) return true;
    char *shown = import_shortened(value->text);
    err_set(why, ERR_INPUT, "'%s' ยาวเกิน %d ตัวอักษร", "'%s' is longer than the %d letters allowed",
            shown, (int)column->highest);
    free(shown);
    return false;
}

static bool consists_of(const char *text, const char *letters, size_t longest)
{
    const size_t length = strlen(text);
    return length >= 1 && length <= longest && strspn(text, letters) == length;
}

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

static bool read_code(const struct import_column *column, struct import_value *value,
                      struct err *why)
{
    (void)column;
    thai_digits(value->text);
    if (consists_of(value->text, LOWER DIGITS "_-", MAX_CODE)) return true;
    char *shown = import_shortened(value->text);
    err_set(why, ERR_INPUT, "'%s' ใช้เป็นรหัสไม่ได้ ที่ใช้ได้คือ a-z 0-9 _ - ไม่เกิน %d ตัว",
            "'%s' is no code, allowed are up to %d of a-z 0-9 _ -", shown, MAX_CODE);
    free(shown);
    return false;
}

static bool read_label(const struct import_column *column, struct import_value *value,
                       struct err *why)
{
    (void)column;
    thai_digits(value->text);
    if (consists_of(value->text, UPPER LOWER DIGITS "._/-", MAX_LABEL)) return true;
    char *shown = import_shortened(value->text);
    err_set(why, ERR_INPUT, "'%s' ใช้เป็นรหัสไม่ได้ ที่ใช้ได้คือ A-Z a-z 0-9 . _ / - ไม่เกิน %d ตัว",
            "'%s' is no code, allowed are up to %d of A-Z a-z 0-9 . _ / -", shown, MAX_LABEL);
    free(shown);
    return false;
}

static bool read_word(const struct import_column *column, struct import_value *value,
                      struct err *why)
{
    for (int i = 0; i < column->word_count; i++)
        if (strcasecmp(column->words[i], value->text) == 0) {
            snprintf(value->short_text, sizeof value->short_text, "%s", column->words[i]);
            value->text = value->short_text;
            return true;
        }
    struct text words = {0};
    import_allowed_words(column, &words);
    char *shown = import_shortened(value->text);
    err_set(why, ERR_INPUT, "ไม่รู้จัก '%s' ที่ใช้ได้คือ %s", "'%s' is not known, allowed are %s", shown,
            text_s(&words));
    free(shown);
    text_clear(&words);
    return false;
}

/* Takes the commas out of "1,234,567"; false when they stand anywhere else. */
static bool drop_grouping(char *text)
{
    char *to = text;
    int since = -1; /* digits since the last comma, -1 before the first */
    int digits = 0;
    for (const char *c = text; *c; c++) {
        if (*c == ',') {
            if (since >= 0 ? since != 3 : digits < 1 || digits > 3) return false;
            since = 0;
            continue;
        }
        if (*c >= '0' && *c <= '9') {
            digits++;
            if (since >= 0) since++;
        } else if (*c != '-') {
            if (since >= 0 && since != 3) return false;
            since = -1;
            digits = 4; /* no commas behind the point */
        }
        *to++ = *c;
    }
    *to = '\0';
    return since < 0 || since == 3;
}

/* Digits with a sign, a point and an exponent where `fraction` allows them, and nothing else. */
static bool is_number(const char *c, bool fraction)
{
    if (*c == '-') c++;
    const size_t whole = strspn(c, DIGITS);
    c += whole;
    if (!fraction) return whole >= 1 && whole <= 15 && *c == '\0';
    size_t behind = 0;
    if (*c == '.') {
        behind = strspn(++c, DIGITS);
        c += behind;
    }
    if (whole + behind == 0) return false;
    if (*c == 'e' || *c == 'E') {
        c++;
        if (*c == '+' || *c == '-') c++;
        const size_t power = strspn(c, DIGITS);
        if (power < 1 || power > 3) return false;
        c += power;
    }
    return *c == '\0';
}

static bool read_number(const struct import_column *column, struct import_value *value,
                        struct err *why)
{
    const bool whole = column->kind == IMPORT_WHOLE;
    char low[32], high[32];
    text_number(low, column->lowest);
    text_number(high, column->highest);
    char *shown = import_shortened(value->text);
    thai_digits(value->text);
    const bool good = drop_grouping(value->text) && is_number(value->text, !whole);
    value->number = good ? strtod(value->text, NULL) : 0.0;
    value->whole = good && whole ? strtoll(value->text, NULL, 10) : 0;
    const bool inside = good && value->number >= column->lowest && value->number <= column->highest;
    if (!good && whole)
        err_set(why, ERR_INPUT, "'%s' ไม่ใช่จำนวนเต็ม ที่ใช้ได้คือ %s .. %s",
                "'%s' is no whole number, allowed are %s .. %s", shown, low, high);
    else if (!good)
        err_set(why, ERR_INPUT, "'%s' ไม่ใช่ตัวเลข ที่ใช้ได้คือ %s .. %s",
                "'%s' is no number, allowed are %s .. %s", shown, low, high);
    else if (!inside)
        err_set(why, ERR_INPUT, "'%s' อยู่นอกช่วง ที่ใช้ได้คือ %s .. %s",
                "'%s' is out of range, allowed are %s .. %s", shown, low, high);
    free(shown);
    return inside;
}

/* The day it is, by the clock that tests replace. */
static struct date today(void)
{
    char iso[32];
    struct date date = {0};
    env_now_iso(iso, sizeof iso);
    iso[10] = '\0';
    const bool good = date_parse(iso, &date);
    assert(good);
    (void)good;
    return date;
}

static bool read_date(const struct import_column *column, struct import_value *value,
                      struct err *why)
{
    char *shown = import_shortened(value->text);
    char iso[16];
    bool good = date_parse(value->text, &value->date);
    if (!good) {
        err_set(why, ERR_INPUT, "'%s' ไม่ใช่วันที่ ที่ใช้ได้คือ 1967-02-28, 28/02/2510, 28 ก.พ. 2510",
                "'%s' is no date, allowed are 1967-02-28, 28/02/2510, 28 ก.พ. 2510", shown);
    } else if (column->kind == IMPORT_PAST_DATE && date_compare(value->date, today()) > 0) {
        good = false;
        err_set(why, ERR_INPUT, "'%s' เป็นวันในอนาคต ที่ใช้ได้คือ 1900-01-01 .. %s",
                "'%s' is in the future, allowed are 1900-01-01 .. %s", shown,
                date_iso(iso, today()));
    } else {
        snprintf(value->short_text, sizeof value->short_text, "%s", date_iso(iso, value->date));
        value->text = value->short_text;
    }
    free(shown);
    return good;
}

/* 2566, 2566-1 or 2566/1: the order of the texts is then the order of the rounds. */
static bool read_round(const struct import_column *column, struct import_value *value,
                       struct err *why)
{
    (void)column;
    thai_digits(value->text);
    const char *text = value->text;
    const bool year =
        strspn(text, DIGITS) == 4 && text[0] == '2' && text[1] >= '5' && text[1] <= '6';
    const bool half = year && strchr("-/", text[4]) && text[4] && consists_of(text + 5, DIGITS, 1);
    if (year && (text[4] == '\0' || half)) return true;
    char *shown = import_shortened(text);
    err_set(why, ERR_INPUT, "'%s' ไม่ใช่รอบ ที่ใช้ได้คือ 2566, 2566-1 หรือ 2566/1",
            "'%s' is no round, allowed are 2566, 2566-1 or 2566/1", shown);
    free(shown);
    return false;
}

// clang-format off
const struct import_kind_entry import_kinds[] = {
    [IMPORT_TEXT]      = {"ข้อความ", "text", NULL, read_text},
    [IMPORT_CODE]      = {"รหัส", "code", "a-z 0-9 _ -", read_code},
    [IMPORT_LABEL]     = {"รหัส", "code", "A-Z a-z 0-9 . _ / -", read_label},
    [IMPORT_WORD]      = {"คำ", "word", NULL, read_word},
    [IMPORT_WHOLE]     = {"จำนวนเต็ม", "whole number", NULL, read_number},
    [IMPORT_NUMBER]    = {"ตัวเลข", "number", NULL, read_number},
    [IMPORT_DATE]      = {"วันที่", "date", "1967-02-28, 28/02/2510, 28 ก.พ. 2510", read_date},
    [IMPORT_PAST_DATE] = {"วันที่ในอดีต", "past date", "1967-02-28, 28/02/2510, 28 ก.พ. 2510", read_date},
    [IMPORT_ROUND]     = {"รอบ", "round", "2566, 2566-1, 2566/1", read_round},
};
// clang-format on

static void name_known(const struct import_map *known, struct text *out)
{
    for (int i = 0; i < known->count && i < KNOWN_SHOWN; i++)
        text_add(out, "%s'%s'", i ? ", " : "", known->entry[i].text);
}

static bool check_reference(const struct import_file *in, const struct import_column *column,
                            const struct import_value *value, struct err *why)
{
    const struct import_map *known = &in->run->known[column->refers];
    const char *what =
        lang_pick(import_known_tables[column->refers].th, import_known_tables[column->refers].en);
    if (map_find(known, value->text)) return true;
    if (known->count == 0) {
        err_set(why, ERR_INPUT, "ไม่มี%s '%s' เพราะยังไม่มีรหัสใดเลย โปรดนำเข้า %s.csv ก่อน",
                "no %s '%s', none is known yet; import %s.csv first", what, value->text,
                import_known_tables[column->refers].table);
        return false;
    }
    struct text examples = {0};
    name_known(known, &examples);
    err_set(why, ERR_INPUT, "ไม่มี%s '%s' ในข้อมูลมี %d รหัส เช่น %s",
            "no %s '%s', known are %d codes such as %s", what, value->text, known->count,
            text_s(&examples));
    text_clear(&examples);
    return false;
}

/* The text of a cell as its column wants it: a guard is taken off what came from CSV, and a date of
   a workbook is its number where no date is meant. False when the cell has no value to read. */
static bool take_text(const struct import_column *column, const struct csv_row *row, int at,
                      char **cell, struct err *why)
{
    const struct csv_origin *origin = row->origin ? &row->origin[at] : NULL;
    const bool dated = column->kind == IMPORT_DATE || column->kind == IMPORT_PAST_DATE ||
                       column->kind == IMPORT_TEXT;
    *cell = origin ? row->cell[at] : without_guard(row->cell[at]);
    if (origin && origin->number && !dated) *cell = origin->number;
    if (origin && origin->holds == CSV_HOLDS_ERROR)
        err_set(why, ERR_INPUT, "'%.20s' เป็นข้อผิดพลาดของสูตรในแผ่นงาน ต้องเป็น: %s",
                "'%.20s' is an error of a formula, needed: %s", *cell,
                lang_pick(column->th, column->en));
    else if (origin && origin->holds == CSV_HOLDS_NO_RESULT)
        err_set(why, ERR_INPUT, "สูตรในช่องนี้ยังไม่มีผลลัพธ์ โปรดเปิดสมุดงานใน Excel หรือ LibreOffice แล้วบันทึก",
                "the formula of this cell has no result yet, open the workbook in Excel or "
                "LibreOffice and save it");
    else
        return true;
    return false;
}

/* Reads one cell; false when it is bad, which has been reported then. */
static bool read_cell(struct import_file *in, const struct import_column *column,
                      const struct csv_row *row, int at, struct import_value *value)
{
    struct err why;
    char *cell = NULL;
    const int line = row->line;
    if (!take_text(column, row, at, &cell, &why)) {
        import_refuse(in, line, column->name, cell, &why);
        return false;
    }
    thai_clean(cell);
    *value = (struct import_value){.text = cell, .blank = *cell == '\0'};
    if (value->blank) {
        if (!(column->flags & (IMPORT_REQUIRED | IMPORT_KEY))) return true;
        err_set(&why, ERR_INPUT, "ช่องนี้ว่าง ต้องระบุ: %s", "an empty cell, needed: %s",
                lang_pick(column->th, column->en));
        import_refuse(in, line, column->name, "", &why);
        return false;
    }
    char *shown = import_shortened(cell); /* reading may take the cell apart */
    bool good = import_kinds[column->kind].read(column, value, &why);
    if (good && column->refers != IMPORT_NO_REFERENCE)
        good = check_reference(in, column, value, &why);
    if (!good) import_refuse(in, line, column->name, shown, &why);
    free(shown);
    return good;
}

/* ---- rows -------------------------------------------------------------------------------- */

static const struct import_value *value_of(const struct import_file *in,
                                           const struct import_value *value, const char *column)
{
    for (int c = 0; c < in->table->columns; c++)
        if (strcmp(in->table->column[c].name, column) == 0) return &value[c];
    assert(!"a column of the table");
    return NULL;
}

static bool looks_like_national_id(const char *id)
{
    int digits = 0;
    for (; *id; id++) {
        if (*id >= '0' && *id <= '9')
            digits++;
        else if (*id != '-')
            return false;
    }
    return digits == NATIONAL_ID_DIGITS;
}

void import_check_teacher(struct import_file *in, int line, const struct import_value *value)
{
    struct err why;
    const char *position = value_of(in, value, "position")->text;
    const bool meets_need = strcmp(position, position_word[POSITION_TEACHER]) == 0 ||
                            strcmp(position, position_word[POSITION_ASSISTANT]) == 0;
    if (looks_like_national_id(value_of(in, value, "id")->text)) {
        /* The number itself must not reach a screen or a log. */
        err_set(&why, ERR_INPUT, "เลข 13 หลักคล้ายเลขประจำตัวประชาชน ต้องใช้รหัสแทน เช่น T00012",
                "13 digits look like a national id, allowed is a pseudonym such as T00012");
        import_refuse(in, line, "id", "", &why);
    }
    if (meets_need && value_of(in, value, "post_major")->blank) {
        err_set(&why, ERR_INPUT, "ช่องนี้ว่าง ตำแหน่ง %s ต้องระบุวิชาเอกของตำแหน่ง",
                "an empty cell, position %s needs the major of the post", position);
        import_refuse(in, line, "post_major", "", &why);
    }
    const struct import_value *fy = value_of(in, value, "retire_override_fy");
    const struct import_value *reason = value_of(in, value, "retire_override_reason");
    if (!fy->blank && reason->blank) {
        err_set(&why, ERR_INPUT, "ช่องนี้ว่าง ต้องระบุเหตุผลที่ปีเกษียณต่างจากเกณฑ์",
                "an empty cell, an override of the retirement needs a reason");
        import_refuse(in, line, "retire_override_reason", "", &why);
    }
    if (fy->blank && !reason->blank) {
        err_set(&why, ERR_INPUT, "ช่องนี้ว่าง มีเหตุผลแต่ยังไม่ได้ระบุปีงบประมาณที่เกษียณ",
                "an empty cell, the reason belongs to a year of retirement");
        import_refuse(in, line, "retire_override_fy", "", &why);
    }
}

void import_check_list(struct import_file *in, int line, const struct import_value *value)
{
    const struct import_value *announced = value_of(in, value, "announced");
    const struct import_value *last_day = value_of(in, value, "last_day");
    if (date_compare(last_day->date, announced->date) >= 0) return;
    struct err why;
    err_set(&why, ERR_INPUT, "'%s' อยู่ก่อนวันประกาศ ต้องเป็น %s หรือหลังจากนั้น",
            "'%s' is before the announcement, allowed is %s or later", last_day->text,
            announced->text);
    import_refuse(in, line, "last_day", last_day->text, &why);
}

void import_check_retrain(struct import_file *in, int line, const struct import_value *value)
{
    const char *to = value_of(in, value, "to_major")->text;
    if (strcmp(value_of(in, value, "from_major")->text, to) != 0) return;
    struct err why;
    err_set(&why, ERR_INPUT, "'%s' เป็นวิชาเอกเดิม ต้องเป็นวิชาเอกอื่น",
            "'%s' is the same major, allowed is another one", to);
    import_refuse(in, line, "to_major", to, &why);
}

/* A key may stand once in a file; the first row of a key is remembered with its line. */
static void check_key(struct import_file *in, int line, const struct import_value *value)
{
    const struct import_table *table = in->table;
    struct text key = {0};
    if (table->keep) json_array(&in->json, NULL);
    for (int c = 0; c < table->columns; c++) {
        if (!(table->column[c].flags & IMPORT_KEY)) continue;
        text_add(&key, "%s%s", key.length ? " " : "", value[c].text);
        if (table->keep) json_text(&in->json, NULL, value[c].text);
    }
    if (table->keep) json_array_end(&in->json);
    const int *earlier = map_find(&in->keys, key.s);
    if (earlier) {
        struct err why;
        if (in->sheet)
            err_set(&why, ERR_INPUT, "'%s' ซ้ำกับแถว %d", "'%s' stands in row %d too", key.s,
                    *earlier);
        else
            err_set(&why, ERR_INPUT, "'%s' ซ้ำกับบรรทัด %d", "'%s' stands on line %d too", key.s,
                    *earlier);
        import_refuse(in, line, table->column[0].name, key.s, &why);
    } else {
        import_map_add(&in->keys, key.s, line);
    }
    text_clear(&key);
}

static void bind(const struct query *put, const struct import_column *column,
                 const struct import_value *value)
{
    char name[64];
    snprintf(name, sizeof name, ":%s", column->name);
    const bool number = column->kind == IMPORT_WHOLE || column->kind == IMPORT_NUMBER;
    if (value->blank && column->kind == IMPORT_TEXT &&
        strcmp(column->name, "retire_override_reason") != 0)
        query_set_text(put, name, "");
    else if (value->blank)
        query_set_text(put, name, NULL);
    else if (!number)
        query_set_text(put, name, value->text);
    else if (column->kind == IMPORT_WHOLE)
        query_set_int(put, name, value->whole);
    else
        query_set_number(put, name, value->number);
}

static void write_row(struct import_file *in, const struct import_value *value)
{
    for (int c = 0; c < in->table->columns; c++) bind(&in->put, &in->table->column[c], &value[c]);
    /* The order of majors.csv breaks ties: the number of the row, where it does not say one. */
    if (in->table->known == IMPORT_KNOWN_MAJOR) query_set_int(&in->put, ":row", in->rows);
    int changed = 0;
    in->code = query_run(&in->put, &changed, in->err);
    in->written += changed;
}

/* Status may be left blank; everything else that is blank stays so. */
static void preset_status(struct import_file *in, struct import_value *value)
{
    for (int c = 0; c < in->table->columns; c++)
        if (in->table->column[c].words == status_word && value[c].blank) {
            snprintf(value[c].short_text, sizeof value[c].short_text, "%s",
                     status_word[STATUS_ACTIVE]);
            value[c].text = value[c].short_text;
            value[c].blank = false;
        }
}

static void on_data(struct import_file *in, const struct csv_row *row)
{
    struct err why;
    struct import_value value[IMPORT_MAX_COLUMNS];
    for (int c = 0; c < IMPORT_MAX_COLUMNS; c++)
        value[c] = (struct import_value){.blank = true, .text = ""};
    in->rows++;
    if (row->cells != in->cells) {
        err_set(&why, ERR_INPUT, "แถวนี้มี %d ช่อง แต่หัวตารางมี %d ช่อง",
                "this row has %d cells, the header has %d", row->cells, in->cells);
        import_refuse(in, row->line, "", "", &why);
        return;
    }
    bool good = true, keyed = true;
    for (int i = 0; i < row->cells; i++) {
        if (in->place[i] < 0) continue;
        const struct import_column *column = &in->table->column[in->place[i]];
        const bool read = read_cell(in, column, row, i, &value[in->place[i]]);
        good = good && read;
        if (column->flags & IMPORT_KEY) keyed = keyed && read;
    }
    if (keyed) check_key(in, row->line, value);
    /* Also the code of a bad row is known, so that one mistake is reported once. */
    if (keyed && in->table->known != IMPORT_NO_REFERENCE &&
        !map_find(&in->run->known[in->table->known], value[0].text))
        import_map_add(&in->run->known[in->table->known], value[0].text, row->line);
    preset_status(in, value);
    if (good && in->table->check) in->table->check(in, row->line, value);
    /* After the first problem nothing will be kept: the rest is only read. */
    if (in->run->report->problems_in_all == 0) write_row(in, value);
}

/* ---- headers ----------------------------------------------------------------------------- */

/* Edits from one name to another (Levenshtein); names longer than the row count as far. */
static int edits(const char *a, const char *b)
{
    enum { LONGEST = 48 };
    int row[LONGEST + 1];
    const int m = (int)strlen(a), n = (int)strlen(b);
    if (m > LONGEST || n > LONGEST) return LONGEST;
    for (int j = 0; j <= n; j++) row[j] = j;
    for (int i = 1; i <= m; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= n; j++) {
            const int above = row[j];
            int best = diagonal + (a[i - 1] != b[j - 1]);
            if (above + 1 < best) best = above + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            diagonal = above;
            row[j] = best;
        }
    }
    return row[n];
}

static void name_columns(const struct import_table *table, struct text *out)
{
    for (int c = 0; c < table->columns; c++)
        text_add(out, "%s%s", c ? ", " : "", table->column[c].name);
}

/* The required column that no cell of the header names, with the unknown one most like it. */
static void column_is_missing(struct import_file *in, const struct csv_row *row,
                              const struct import_column *column)
{
    const char *nearest = NULL;
    for (int i = 0; i < row->cells; i++)
        if (in->place[i] < 0 && *row->cell[i] &&
            (!nearest || edits(row->cell[i], column->name) < edits(nearest, column->name)))
            nearest = row->cell[i];
    struct err why;
    struct text names = {0};
    name_columns(in->table, &names);
    if (nearest) {
        char *shown = import_shortened(nearest);
        err_set(&why, ERR_INPUT, "ไม่มีคอลัมน์ '%s' และไม่รู้จัก '%s' ที่ใช้ได้คือ %s",
                "column '%s' is missing; '%s' is not known, allowed are %s", column->name, shown,
                text_s(&names));
        free(shown);
    } else {
        err_set(&why, ERR_INPUT, "ไม่มีคอลัมน์ '%s' ที่ใช้ได้คือ %s",
                "column '%s' is missing, allowed are %s", column->name, text_s(&names));
    }
    import_refuse(in, row->line, column->name, nearest ? nearest : "", &why);
    text_clear(&names);
}

/* Which column of the table a cell of the header names; -1: none. */
static int place_of(struct import_file *in, const struct csv_row *row, int cell, bool *seen)
{
    for (int c = 0; c < in->table->columns; c++) {
        if (strcasecmp(in->table->column[c].name, row->cell[cell]) != 0) continue;
        if (seen[c]) {
            struct err why;
            err_set(&why, ERR_INPUT, "คอลัมน์ '%s' มีสองครั้ง", "column '%s' stands twice",
                    in->table->column[c].name);
            import_refuse(in, row->line, in->table->column[c].name, row->cell[cell], &why);
            in->usable = false;
        }
        seen[c] = true;
        return c;
    }
    return -1;
}

static void on_header(struct import_file *in, const struct csv_row *row)
{
    bool seen[IMPORT_MAX_COLUMNS] = {false};
    struct text ignored = {0};
    in->cells = row->cells;
    in->usable = true;
    in->head_line = row->line;
    for (int c = 0; c < IMPORT_MAX_COLUMNS; c++) in->letter[c] = -1;
    for (int i = 0; i < row->cells; i++) {
        thai_clean(row->cell[i]);
        in->place[i] = place_of(in, row, i, seen);
        if (in->place[i] >= 0 && row->origin) in->letter[in->place[i]] = row->origin[i].column;
        if (in->place[i] >= 0 || !*row->cell[i] || ignored.length > MAX_LISTED) continue;
        text_add(&ignored, "%s%s", ignored.length ? ", " : "", row->cell[i]);
    }
    for (int c = 0; c < in->table->columns; c++)
        if (!seen[c] && (in->table->column[c].flags & (IMPORT_REQUIRED | IMPORT_KEY))) {
            column_is_missing(in, row, &in->table->column[c]);
            in->usable = false;
        }
    struct import_file_report *report = &in->run->report->file[in->report];
    free(report->ignored_columns);
    report->ignored_columns = mem_text(text_s(&ignored));
    text_clear(&ignored);
}

void import_row(void *context, const struct csv_row *row)
{
    struct import_file *in = context;
    if (in->code != ERR_OK) return;
    in->last_line = row->line;
    if (in->cells == 0)
        on_header(in, row);
    else if (in->usable)
        on_data(in, row);
    else
        in->rows++;
}
