/* Mappings as ini files. A table of sections and a table of keys say what there is; reading,
   messages and the document walk them. Lines are read here and not by iniparser, which knows no
   line numbers and keeps the last of two equal keys. */
#define _POSIX_C_SOURCE 200809L
#include "data/mapping_internal.h"

#include "base/lang.h"
#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { MOST_BYTES = 1 << 20, MOST_ENTRIES = 2000 };

/* ---- words ------------------------------------------------------------------------------- */

const char *mapping_piece(const char *list, struct text *out)
{
    if (!list || !*list) return NULL;
    const size_t length = strcspn(list, "|");
    text_clear(out);
    text_add_bytes(out, list, length);
    if (out->s) thai_clean(out->s);
    list += length;
    return *list ? list + 1 : list;
}

/* The part of a text without the white space around it; ends it where the part ends. */
static char *trimmed(char *text)
{
    text += strspn(text, " \t");
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r", text[length - 1])) length--;
    text[length] = '\0';
    return text;
}

static enum err_code refuse(const struct mapping *m, int line, struct err *err,
                            const struct err *why)
{
    if (line == 0) return err_set(err, ERR_INPUT, "'%s': %s", "'%s': %s", m->path, why->text);
    return err_set(err, ERR_INPUT, "'%s' บรรทัด %d: %s", "'%s' line %d: %s", m->path, line,
                   why->text);
}

static int column_of(const struct mapping *m, const char *name)
{
    for (int c = 0; c < m->table->columns; c++)
        if (strcasecmp(m->table->column[c].name, name) == 0) return c;
    return -1;
}

static enum err_code no_column(const struct mapping *m, const struct mapping_entry *entry,
                               const char *name, struct err *err)
{
    struct err why;
    struct text names = {0};
    for (int c = 0; c < m->table->columns; c++)
        text_add(&names, "%s%s", c ? ", " : "", m->table->column[c].name);
    err_set(&why, ERR_INPUT, "ตาราง %s ไม่มีคอลัมน์ '%s' ที่ใช้ได้คือ %s",
            "table %s has no column '%s', allowed are %s", m->table->name, name, text_s(&names));
    text_clear(&names);
    return refuse(m, entry->line, err, &why);
}

/* A word of ours must be one that its column allows; codes are looked up when a file is read. */
static enum err_code check_word(const struct mapping *m, int column, const char *word, int line,
                                struct err *err)
{
    const struct import_column *of = &m->table->column[column];
    struct err why;
    struct import_value value = {0};
    char *copy = mem_text(word);
    value.text = copy;
    const bool good = import_kinds[of->kind].read(of, &value, &why);
    free(copy);
    if (good) return ERR_OK;
    struct err whole;
    err_set(&whole, ERR_INPUT, "%s: %s", "%s: %s", of->name, why.text);
    return refuse(m, line, err, &whole);
}

/* ---- keys of one value ------------------------------------------------------------------- */

static enum err_code take_table(struct mapping *m, const struct mapping_entry *entry,
                                struct err *err)
{
    struct err why;
    struct text names = {0};
    (void)m;
    m->table = import_table_of(entry->value);
    if (m->table) return ERR_OK;
    import_name_files("", &names);
    err_set(&why, ERR_INPUT, "ไม่มีตาราง '%s' ที่ใช้ได้คือ %s", "no table '%s', allowed are %s",
            entry->value, text_s(&names));
    text_clear(&names);
    return refuse(m, entry->line, err, &why);
}

static enum err_code take_text(struct mapping *m, const struct mapping_entry *entry,
                               struct err *err)
{
    (void)m;
    (void)entry;
    (void)err;
    return ERR_OK;
}

static enum err_code take_sheet(struct mapping *m, const struct mapping_entry *entry,
                                struct err *err)
{
    (void)err;
    m->sheet = entry->value;
    return ERR_OK;
}

static enum err_code one_of(const struct mapping *m, const struct mapping_entry *entry,
                            const char *const *words, int count, int *out, struct err *err)
{
    struct err why;
    struct text list = {0};
    for (int i = 0; i < count; i++) {
        if (strcasecmp(words[i], entry->value) == 0) {
            *out = i;
            text_clear(&list);
            return ERR_OK;
        }
        text_add(&list, "%s%s", i ? ", " : "", words[i]);
    }
    err_set(&why, ERR_INPUT, "%s เป็น '%s' ที่ใช้ได้คือ %s", "%s is '%s', allowed are %s", entry->key,
            entry->value, text_s(&list));
    text_clear(&list);
    return refuse(m, entry->line, err, &why);
}

static enum err_code take_delimiter(struct mapping *m, const struct mapping_entry *entry,
                                    struct err *err)
{
    static const char *const words[] = {"comma", "semicolon", "tab"};
    int which = 0;
    const enum err_code code = one_of(m, entry, words, 3, &which, err);
    if (code == ERR_OK) m->delimiter = ",;\t"[which];
    return code;
}

static enum err_code take_whole(const struct mapping *m, const struct mapping_entry *entry,
                                int highest, int *out, struct err *err)
{
    struct err why;
    char *end = NULL;
    const long value = strtol(entry->value, &end, 10);
    if (*entry->value && !*end && value >= 1 && value <= highest) {
        *out = (int)value;
        return ERR_OK;
    }
    err_set(&why, ERR_INPUT, "%s เป็น '%s' ที่ใช้ได้คือ 1 .. %d", "%s is '%s', allowed are 1 .. %d",
            entry->key, entry->value, highest);
    return refuse(m, entry->line, err, &why);
}

static enum err_code take_header_row(struct mapping *m, const struct mapping_entry *entry,
                                     struct err *err)
{
    return take_whole(m, entry, MAPPING_HEADER_LINES, &m->header_row, err);
}

static enum err_code take_header_rows(struct mapping *m, const struct mapping_entry *entry,
                                      struct err *err)
{
    return take_whole(m, entry, MAPPING_HEADER_ROWS, &m->header_rows, err);
}

static enum err_code take_skip(struct mapping *m, const struct mapping_entry *entry,
                               struct err *err)
{
    (void)err;
    m->skip = entry->value;
    return ERR_OK;
}

static enum err_code take_total(struct mapping *m, const struct mapping_entry *entry,
                                struct err *err)
{
    (void)err;
    m->total = entry->value;
    return ERR_OK;
}

static enum err_code set_source(struct mapping *m, const struct mapping_entry *entry,
                                const char *column, int from, struct err *err)
{
    const int c = column_of(m, column);
    struct err why;
    if (c < 0) return no_column(m, entry, column, err);
    struct mapping_source *source = &m->source[c];
    if (source->from != FROM_NOTHING) {
        err_set(&why, ERR_INPUT, "คอลัมน์ '%s' ระบุที่มาแล้วในบรรทัด %d",
                "column '%s' has a source on line %d already", column, source->line);
        return refuse(m, entry->line, err, &why);
    }
    source->from = from;
    source->line = entry->line;
    free(source->text);
    source->text = mem_text(entry->value);
    return ERR_OK;
}

static enum err_code take_name(struct mapping *m, const struct mapping_entry *entry,
                               struct err *err)
{
    return set_source(m, entry, entry->value, FROM_SPREAD_NAME, err);
}

static enum err_code take_cell(struct mapping *m, const struct mapping_entry *entry,
                               struct err *err)
{
    return set_source(m, entry, entry->value, FROM_SPREAD_CELL, err);
}

static enum err_code take_blank(struct mapping *m, const struct mapping_entry *entry,
                                struct err *err)
{
    static const char *const words[] = {"skip", "zero"};
    int which = 0;
    const enum err_code code = one_of(m, entry, words, 2, &which, err);
    if (code == ERR_OK) m->blank_is_zero = which == 1;
    return code;
}

typedef enum err_code (*take_fn)(struct mapping *m, const struct mapping_entry *entry,
                                 struct err *err);

// clang-format off
static const struct mapping_key {
    const char *section, *key, *allowed;
    const char *th, *en;
    take_fn take;
} keys[] = {
    {"file", "table", "enrolment, teachers ...",
     "ตารางของเราที่ไฟล์นี้จะเข้าไป (kru help import)", "the table of ours the file goes into (kru help import)", take_table},
    {"file", "note", "text",
     "ไฟล์นี้คืออะไร มาจากไหน", "what the file is and where it comes from", take_text},
    {"file", "sheet", "name or number",
     "แผ่นงานของไฟล์ .xlsx ปกติแผ่นแรก", "sheet of a workbook, the first unless said", take_sheet},
    {"file", "delimiter", "comma, semicolon, tab",
     "เครื่องหมายคั่นของ CSV ปกติดูจากบรรทัดแรก", "delimiter of a CSV, seen from its first line unless said", take_delimiter},
    {"file", "header_row", "1 .. 50",
     "บรรทัดที่หัวตารางเริ่ม ปกติ 1 บรรทัดก่อนหน้าไม่อ่าน", "line on which the header begins, 1 unless said; lines above are not read", take_header_row},
    {"file", "header_rows", "1 .. 4",
     "หัวตารางสูงกี่บรรทัด ปกติ 1 ช่องที่ผสานเซลล์ใช้ค่าทางซ้าย", "lines of the header, 1 unless said; a cell left blank by a merge counts as the one at its left", take_header_rows},
    {"rows", "skip", "words",
     "แถวที่ช่องแรกขึ้นต้นด้วยคำนี้ไม่ใช่ข้อมูล", "a row whose first cell begins so is no data", take_skip},
    {"rows", "total", "words",
     "แถวที่ช่องแรกเป็นคำนี้คือยอดรวม ต้องมี และต้องเท่ากับผลรวมที่อ่านได้",
     "a row whose first cell is this holds the sums: it must be there and agree with what was read", take_total},
    {"unpivot", "name", "column of ours",
     "คอลัมน์ของเราที่รู้ได้จากว่าอยู่คอลัมน์ใด เช่น grade", "the column of ours told by which column a cell stands in, such as grade", take_name},
    {"unpivot", "cell", "column of ours",
     "คอลัมน์ของเราที่เป็นค่าในช่อง เช่น pupils", "the column of ours that the cell holds, such as pupils", take_cell},
    {"unpivot", "blank", "skip, zero",
     "ช่องว่าง: ไม่มีแถว (ปกติ) หรือเป็น 0", "a blank cell: no row (unless said), or 0", take_blank},
};
// clang-format on
enum { KEYS = sizeof keys / sizeof *keys };

/* ---- sections of many values ------------------------------------------------------------- */

static enum err_code take_column(struct mapping *m, const struct mapping_entry *entry,
                                 struct err *err)
{
    return set_source(m, entry, entry->key, FROM_COLUMN, err);
}

static enum err_code take_parts(struct mapping *m, const struct mapping_entry *entry,
                                struct err *err)
{
    struct err why;
    int depth = 0, parts = 0;
    for (const char *c = entry->value; *c && depth >= 0 && depth <= 1; c++) {
        depth += (*c == '{') - (*c == '}');
        parts += *c == '{';
    }
    if (depth == 0 && parts > 0) return set_source(m, entry, entry->key, FROM_PARTS, err);
    err_set(&why, ERR_INPUT, "'%s' ต้องมีหัวคอลัมน์ในวงเล็บปีกกา เช่น {วัน}/{เดือน}/{ปี}",
            "'%s' needs headers in braces such as {day}/{month}/{year}", entry->value);
    return refuse(m, entry->line, err, &why);
}

static enum err_code take_constant(struct mapping *m, const struct mapping_entry *entry,
                                   struct err *err)
{
    enum err_code code = set_source(m, entry, entry->key, FROM_CONSTANT, err);
    if (code == ERR_OK)
        code = check_word(m, column_of(m, entry->key), entry->value, entry->line, err);
    return code;
}

static enum err_code take_code(struct mapping *m, const struct mapping_entry *entry,
                               struct err *err)
{
    static const char *const words[] = {"code", "name"};
    int which = 0;
    struct err why;
    const int c = column_of(m, entry->key);
    if (c < 0) return no_column(m, entry, entry->key, err);
    if (m->table->column[c].refers == IMPORT_NO_REFERENCE) {
        err_set(&why, ERR_INPUT, "คอลัมน์ '%s' ไม่ใช่รหัสของตารางอื่น",
                "column '%s' is no code of another table", entry->key);
        return refuse(m, entry->line, err, &why);
    }
    const enum err_code code = one_of(m, entry, words, 2, &which, err);
    if (code == ERR_OK) m->source[c].by_name = which == 1;
    return code;
}

/* One spelling cannot stand for two words of ours. */
static enum err_code check_spelling(const struct mapping *m, const struct mapping_entry *entry,
                                    int column, const char *theirs, struct err *err)
{
    struct err why;
    for (int i = 0; i < m->values; i++) {
        if (m->value[i].column != column || strcasecmp(m->value[i].theirs, theirs) != 0) continue;
        err_set(&why, ERR_INPUT, "'%s' หมายถึง '%s' แล้ว จึงเป็น '%s' ด้วยไม่ได้",
                "'%s' stands for '%s' already and cannot stand for '%s', too", theirs,
                m->value[i].ours, entry->key);
        return refuse(m, entry->line, err, &why);
    }
    return ERR_OK;
}

static enum err_code take_value(struct mapping *m, const struct mapping_entry *entry,
                                struct err *err)
{
    const char *name = strchr(entry->section, '.') + 1;
    struct text piece = {0};
    const int c = column_of(m, name);
    enum err_code code = ERR_OK;
    if (c < 0) return no_column(m, entry, name, err);
    if (strcmp(entry->key, "-") != 0) code = check_word(m, c, entry->key, entry->line, err);
    for (const char *at = entry->value; code == ERR_OK && (at = mapping_piece(at, &piece));) {
        code = check_spelling(m, entry, c, text_s(&piece), err);
        if (code != ERR_OK) break;
        m->value = mem_room(m->value, m->values, &m->value_room, sizeof *m->value);
        m->value[m->values++] = (struct mapping_value){
            .column = c, .ours = entry->key, .theirs = mem_text(text_s(&piece))};
    }
    text_clear(&piece);
    return code;
}

static enum err_code take_spread(struct mapping *m, const struct mapping_entry *entry,
                                 struct err *err)
{
    struct err why;
    if (m->spreads == MAPPING_SPREADS) {
        err_set(&why, ERR_INPUT, "มีเกิน %d คอลัมน์ที่กำหนด", "more than the %d columns allowed",
                MAPPING_SPREADS);
        return refuse(m, entry->line, err, &why);
    }
    m->spread[m->spreads++] = (struct mapping_spread){entry->key, entry->value, entry->line};
    return ERR_OK;
}

static enum err_code take_ignored(struct mapping *m, const struct mapping_entry *entry,
                                  struct err *err)
{
    (void)err;
    text_add(&m->ignored, "%s%s", m->ignored.length ? "|" : "", entry->value);
    return ERR_OK;
}

// clang-format off
static const struct mapping_section {
    const char *name;
    bool of_column; /* "values.position": a column of ours follows */
    const char *form;
    const char *th, *en;
    take_fn take; /* NULL: its keys stand in the table of keys */
} sections[] = {
    {"file", false, NULL, "ไฟล์", "the file", NULL},
    {"rows", false, NULL, "แถวที่ไม่ใช่ข้อมูล", "rows that are no data", NULL},
    {"columns", false, "COLUMN = HEADER | HEADER",
     "คอลัมน์ของเรา = หัวคอลัมน์ของไฟล์ หลายแบบคั่นด้วย | หัวสองชั้นเขียน บน > ล่าง (ล่างอย่างเดียวได้ถ้ามีที่เดียว)",
     "a column of ours = how the file heads it; spellings with | between; a header of two rows is UPPER > LOWER, or the lower alone where it stands once", take_column},
    {"parts", false, "COLUMN = {HEADER}/{HEADER}/{HEADER}",
     "คอลัมน์ของเราที่ประกอบจากหลายคอลัมน์ เช่น วัน/เดือน/ปี", "a column of ours built of several, such as day/month/year", take_parts},
    {"constants", false, "COLUMN = VALUE",
     "ค่าเดียวกันทุกแถว เปลี่ยนได้ด้วย --set COLUMN=VALUE", "the same in every row; --set COLUMN=VALUE changes it", take_constant},
    {"unpivot", false, NULL, "หลายคอลัมน์เป็นหลายแถว", "columns that become rows", NULL},
    {"unpivot.columns", false, "VALUE = HEADER | HEADER",
     "ค่าของ name = หัวคอลัมน์ หนึ่งช่องเป็นหนึ่งแถวของเรา", "a value of `name` = its column; each cell is a row of ours", take_spread},
    {"values", true, "VALUE = THEIRS | THEIRS",
     "คำของเรา = คำในไฟล์ คำที่ไม่อยู่ในรายการเป็นข้อผิดพลาด ถ้าคำของเราเป็น - แถวนั้นไม่ใช้",
     "a word of ours = words of the file; any other word is an error; with - as ours the row is left out", take_value},
    {"codes", false, "COLUMN = code | name",
     "name: ไฟล์ใช้ชื่อ (ของโรงเรียน วิชาเอก เขต ช่องทาง) แทนรหัส คำว่าโรงเรียนนำหน้าไม่นับ",
     "name: the file has names (of schools, majors, districts, channels) for codes; a leading โรงเรียน does not count", take_code},
    {"ignored", false, "ANY = HEADER | HEADER",
     "หัวคอลัมน์ที่รู้จักและไม่อ่าน เช่น ชื่อ เลขประจำตัว หัวอื่นที่ไม่รู้จักเป็นข้อผิดพลาด",
     "headers known and never read, such as names and national ids; any other header is an error", take_ignored},
};
// clang-format on
enum { SECTIONS = sizeof sections / sizeof *sections };

static const struct mapping_section *section_find(const char *name)
{
    for (int s = 0; s < SECTIONS; s++) {
        const size_t length = strlen(sections[s].name);
        if (sections[s].of_column && strncasecmp(sections[s].name, name, length) == 0 &&
            name[length] == '.' && name[length + 1])
            return &sections[s];
        if (!sections[s].of_column && strcasecmp(sections[s].name, name) == 0) return &sections[s];
    }
    return NULL;
}

static enum err_code no_section(const struct mapping *m, int line, const char *name,
                                struct err *err)
{
    struct err why;
    struct text names = {0};
    for (int s = 0; s < SECTIONS; s++)
        text_add(&names, "%s[%s%s]", s ? ", " : "", sections[s].name,
                 sections[s].of_column ? ".COLUMN" : "");
    err_set(&why, ERR_INPUT, "ไม่มีหมวด [%s] ที่ใช้ได้คือ %s", "no section [%s], allowed are %s", name,
            text_s(&names));
    text_clear(&names);
    return refuse(m, line, err, &why);
}

static enum err_code no_key(const struct mapping *m, const struct mapping_entry *entry,
                            struct err *err)
{
    struct err why;
    struct text names = {0};
    for (int k = 0; k < KEYS; k++)
        if (strcasecmp(keys[k].section, entry->section) == 0)
            text_add(&names, "%s%s", names.length ? ", " : "", keys[k].key);
    err_set(&why, ERR_INPUT, "หมวด [%s] ไม่มี '%s' ที่ใช้ได้คือ %s",
            "section [%s] has no '%s', allowed are %s", entry->section, entry->key, text_s(&names));
    text_clear(&names);
    return refuse(m, entry->line, err, &why);
}

static enum err_code take_entry(struct mapping *m, const struct mapping_entry *entry,
                                struct err *err)
{
    const struct mapping_section *section = section_find(entry->section);
    if (section->take) return section->take(m, entry, err);
    for (int k = 0; k < KEYS; k++)
        if (strcasecmp(keys[k].section, entry->section) == 0 &&
            strcasecmp(keys[k].key, entry->key) == 0)
            return keys[k].take(m, entry, err);
    return no_key(m, entry, err);
}

/* ---- lines ------------------------------------------------------------------------------- */

static enum err_code bad_line(const struct mapping *m, int line, struct err *err)
{
    struct err why;
    err_set(&why, ERR_INPUT, "ต้องเป็น [หมวด], ชื่อ = ค่า, หรือหมายเหตุที่ขึ้นต้นด้วย # หรือ ;",
            "allowed are [section], key = value, and remarks that begin with # or ;");
    return refuse(m, line, err, &why);
}

static enum err_code add_entry(struct mapping *m, const char *section, char *line, int number,
                               struct err *err)
{
    struct err why;
    char *equals = strchr(line, '=');
    if (!equals || !*section) return bad_line(m, number, err);
    *equals = '\0';
    const char *key = trimmed(line);
    char *value = trimmed(equals + 1);
    thai_clean(value);
    if (!*key || !*value || m->entries == MOST_ENTRIES) return bad_line(m, number, err);
    for (int i = 0; i < m->entries; i++) {
        if (strcasecmp(m->entry[i].section, section) != 0 || strcasecmp(m->entry[i].key, key) != 0)
            continue;
        err_set(&why, ERR_INPUT, "'%s' ใน [%s] มีแล้วในบรรทัด %d",
                "'%s' in [%s] stands on line %d already", key, section, m->entry[i].line);
        return refuse(m, number, err, &why);
    }
    m->entry = mem_room(m->entry, m->entries, &m->entry_room, sizeof *m->entry);
    m->entry[m->entries++] = (struct mapping_entry){.section = mem_text(section),
                                                    .key = mem_text(key),
                                                    .value = mem_text(value),
                                                    .line = number};
    return ERR_OK;
}

static enum err_code read_lines(struct mapping *m, char *text, struct err *err)
{
    char *section = "", *rest = NULL;
    enum err_code code = ERR_OK;
    int number = 0;
    for (char *line = text; line && code == ERR_OK; line = rest) {
        number++;
        rest = strchr(line, '\n');
        if (rest) *rest++ = '\0';
        line = trimmed(line);
        const size_t length = strlen(line);
        if (length == 0 || *line == '#' || *line == ';') continue;
        if (*line != '[') {
            code = add_entry(m, section, line, number, err);
            continue;
        }
        if (line[length - 1] != ']') return bad_line(m, number, err);
        line[length - 1] = '\0';
        section = trimmed(line + 1);
        if (!section_find(section)) code = no_section(m, number, section, err);
    }
    return code;
}

/* ---- the whole --------------------------------------------------------------------------- */

static enum err_code check_spreads(const struct mapping *m, struct err *err)
{
    struct err why;
    int name = -1, cell = -1;
    for (int c = 0; c < m->table->columns; c++) {
        if (m->source[c].from == FROM_SPREAD_NAME) name = c;
        if (m->source[c].from == FROM_SPREAD_CELL) cell = c;
    }
    if (name < 0 && cell < 0 && m->spreads == 0) return ERR_OK;
    if (name < 0 || cell < 0 || m->spreads == 0) {
        err_set(&why, ERR_INPUT,
                "การแยกคอลัมน์เป็นแถวต้องมี name, cell ใน [unpivot] และคอลัมน์ใน [unpivot.columns]",
                "columns become rows with name and cell in [unpivot] and columns in "
                "[unpivot.columns], all three");
        return refuse(m, 0, err, &why);
    }
    enum err_code code = ERR_OK;
    for (int i = 0; i < m->spreads && code == ERR_OK; i++)
        code = check_word(m, name, m->spread[i].name, m->spread[i].line, err);
    return code;
}

/* Words and names are those of cells: of a column that is read as it stands or from parts. */
static enum err_code check_readers(const struct mapping *m, struct err *err)
{
    struct err why;
    for (int c = 0; c < m->table->columns; c++) {
        bool translated = m->source[c].by_name;
        for (int i = 0; i < m->values; i++) translated = translated || m->value[i].column == c;
        if (!translated || m->source[c].from == FROM_COLUMN || m->source[c].from == FROM_PARTS)
            continue;
        err_set(&why, ERR_INPUT,
                "[values] และ [codes] ใช้กับ '%s' ไม่ได้ ใช้ได้เฉพาะคอลัมน์ใน [columns] หรือ [parts]",
                "[values] and [codes] do not go with '%s', allowed are columns of [columns] or "
                "[parts]",
                m->table->column[c].name);
        return refuse(m, 0, err, &why);
    }
    return ERR_OK;
}

/* Every column that the table needs has a source. */
static enum err_code check_sources(const struct mapping *m, struct err *err)
{
    struct err why;
    for (int c = 0; c < m->table->columns; c++) {
        const struct import_column *column = &m->table->column[c];
        if (!(column->flags & (IMPORT_REQUIRED | IMPORT_KEY)) || m->source[c].from != FROM_NOTHING)
            continue;
        err_set(
            &why, ERR_INPUT,
            "ยังไม่ได้บอกที่มาของคอลัมน์ '%s' (%s) ใส่ได้ใน [columns], [parts], [constants] หรือ [unpivot]",
            "column '%s' (%s) has no source, it may stand in [columns], [parts], [constants] "
            "or [unpivot]",
            column->name, lang_pick(column->th, column->en));
        return refuse(m, 0, err, &why);
    }
    const enum err_code code = check_readers(m, err);
    return code == ERR_OK ? check_spreads(m, err) : code;
}

static enum err_code take_entries(struct mapping *m, struct err *err)
{
    struct err why;
    enum err_code code = ERR_OK;
    for (int i = 0; i < m->entries && code == ERR_OK && !m->table; i++)
        if (strcasecmp(m->entry[i].section, "file") == 0 &&
            strcasecmp(m->entry[i].key, "table") == 0)
            code = take_table(m, &m->entry[i], err);
    if (code != ERR_OK) return code;
    if (!m->table) {
        err_set(&why, ERR_INPUT, "ต้องมี table ใน [file] เช่น table = enrolment",
                "[file] needs a table such as table = enrolment");
        return refuse(m, 0, err, &why);
    }
    assert(m->table->columns <= IMPORT_MAX_COLUMNS);
    for (int i = 0; i < m->entries && code == ERR_OK; i++) code = take_entry(m, &m->entry[i], err);
    return code == ERR_OK ? check_sources(m, err) : code;
}

static enum err_code read_text(const char *path, struct text *out, struct err *err)
{
    struct stat about;
    struct text bytes = {0};
    bool windows_874 = false;
    if (stat(path, &about) != 0)
        return err_set(err, ERR_NOT_FOUND, "ไม่มีไฟล์แผนผังคอลัมน์ '%s'", "no mapping '%s'", path);
    if (!S_ISREG(about.st_mode) || about.st_size > MOST_BYTES)
        return err_set(err, ERR_INPUT, "'%s' ไม่ใช่ไฟล์ ini ขนาดไม่เกิน 1 MiB",
                       "'%s' is no ini file of at most 1 MiB", path);
    enum err_code code = csv_file_read(path, path, &bytes, err);
    if (code == ERR_OK) code = csv_file_decode(bytes.s, bytes.length, path, out, &windows_874, err);
    text_clear(&bytes);
    return code;
}

enum err_code mapping_read(const char *path, struct mapping **out, struct err *err)
{
    struct text text = {0};
    enum err_code code = read_text(path, &text, err);
    if (code != ERR_OK) return code;
    struct mapping *m = mem_new(1, sizeof *m);
    *m = (struct mapping){.path = mem_text(path),
                          .sheet = "",
                          .skip = "",
                          .total = "",
                          .header_row = 1,
                          .header_rows = 1};
    m->name = strrchr(m->path, '/') ? strrchr(m->path, '/') + 1 : m->path;
    code = read_lines(m, text.s, err);
    if (code == ERR_OK) code = take_entries(m, err);
    text_clear(&text);
    if (code == ERR_OK)
        *out = m;
    else
        mapping_free(m);
    return code;
}

void mapping_free(struct mapping *m)
{
    if (!m) return;
    for (int i = 0; i < m->entries; i++) {
        free(m->entry[i].section);
        free(m->entry[i].key);
        free(m->entry[i].value);
    }
    for (int c = 0; c < IMPORT_MAX_COLUMNS; c++) free(m->source[c].text);
    for (int i = 0; i < m->values; i++) free(m->value[i].theirs);
    free(m->entry);
    free(m->value);
    text_clear(&m->ignored);
    free(m->path);
    free(m);
}

static enum err_code no_constant(const struct mapping *m, const char *setting, struct err *err)
{
    struct text names = {0};
    for (int c = 0; c < m->table->columns; c++)
        if (m->source[c].from == FROM_CONSTANT)
            text_add(&names, "%s%s", names.length ? ", " : "", m->table->column[c].name);
    err_set(err, ERR_INPUT, "'--set' เป็น '%s' แต่ต้องเป็น COLUMN=VALUE ของค่าคงที่ใน '%s': %s",
            "'--set' is '%s', allowed is COLUMN=VALUE of a constant of '%s': %s", setting, m->path,
            names.length ? names.s : lang_pick("ไม่มี", "it has none"));
    text_clear(&names);
    return ERR_INPUT;
}

enum err_code mapping_set(struct mapping *m, const char *setting, struct err *err)
{
    const char *equals = strchr(setting, '=');
    if (!equals) return no_constant(m, setting, err);
    struct text name = {0};
    text_add_bytes(&name, setting, (size_t)(equals - setting));
    const int c = column_of(m, text_s(&name));
    text_clear(&name);
    if (c < 0 || m->source[c].from != FROM_CONSTANT) return no_constant(m, setting, err);
    struct mapping_source *source = &m->source[c];
    const enum err_code code = check_word(m, c, equals + 1, source->line, err);
    if (code != ERR_OK) return code;
    free(source->text);
    source->text = mem_text(equals + 1);
    return ERR_OK;
}

void mapping_document(struct text *out)
{
    text_add(out, "%s",
             lang_pick("# แผนผังคอลัมน์\n\nไฟล์ ini ที่บอกว่าไฟล์ของหน่วยงานตรงกับตารางของเราอย่างไร "
                       "ใช้ด้วย kru import DB FILE --mapping FILE.ini\n",
                       "# Mappings\n\nAn ini file that says how an office's own file becomes a "
                       "table of ours: kru import DB FILE --mapping FILE.ini\n"));
    for (int s = 0; s < SECTIONS; s++) {
        const struct mapping_section *section = &sections[s];
        text_add(out, "\n## [%s%s]\n\n%s\n", section->name, section->of_column ? ".COLUMN" : "",
                 lang_pick(section->th, section->en));
        if (section->form) text_add(out, "\n    %s\n", section->form);
        if (section->take) continue;
        text_add(out, "\n%s\n|---|---|---|\n",
                 lang_pick("| ชื่อ | ที่ใช้ได้ | ความหมาย |", "| key | allowed | meaning |"));
        for (int k = 0; k < KEYS; k++)
            if (strcmp(keys[k].section, section->name) == 0)
                text_add(out, "| `%s` | %s | %s |\n", keys[k].key, keys[k].allowed,
                         lang_pick(keys[k].th, keys[k].en));
    }
}
