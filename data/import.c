/* CSV files into tables. The table of tables below knows every file and column; the rest walks it:
   cells are read by the kind of their column and go into the query of their table, whose parameters
   have the names of the columns. */
#define _POSIX_C_SOURCE 200809L
#include "data/import.h"

#include "base/env.h"
#include "base/hash.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/thai.h"
#include "data/csv_file.h"
#include "data/store_sql.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>

enum {
    MAX_TABLE_COLUMNS = 12,
    MAX_TEXT = 200, /* letters of a name */
    MAX_CODE = 31,
    MAX_LABEL = 40,
    MAX_VALUE_SHOWN = 60, /* letters of a value in a problem */
    NATIONAL_ID_DIGITS = 13,
    MAX_FILES = 1000, /* of one import */
    MAX_LISTED = 400, /* bytes of a list of names in a sentence */
    KNOWN_SHOWN = 3,  /* codes named as examples */
};

static const double share_tolerance = 1e-6; /* shares are typed with a few decimals */

/* ---- the table of tables ----------------------------------------------------------------- */

enum kind { TEXT, CODE, LABEL, WORD, WHOLE, NUMBER, DATE, PAST_DATE, ROUND };
enum { REQUIRED = 1, KEY = 2 }; /* a key is always required */

enum known { KNOWN_CHANNEL, KNOWN_DISTRICT, KNOWN_MAJOR, KNOWN_SCHOOL, KNOWNS, NO_REFERENCE = -1 };
static const struct {
    const char *table, *th, *en;
} known_tables[KNOWNS] = {
    [KNOWN_CHANNEL] = {"channels", "ช่องทาง", "channel"},
    [KNOWN_DISTRICT] = {"districts", "เขต", "district"},
    [KNOWN_MAJOR] = {"majors", "วิชาเอก", "major"},
    [KNOWN_SCHOOL] = {"schools", "โรงเรียน", "school"},
};

struct column {
    const char *name;
    enum kind kind;
    unsigned flags;
    double lowest, highest;   /* of WHOLE and NUMBER; highest of TEXT in letters */
    const char *const *words; /* of WORD */
    int word_count;
    enum known refers; /* the table whose code it is */
    const char *th, *en;
};

static const char *const provenance_word[] = {"real", "estimated", "synthetic", "unconfirmed"};

// clang-format off
#define IS_TEXT(name, flags, letters, th, en)  {name, TEXT, flags, 0, letters, NULL, 0, NO_REFERENCE, th, en}
#define IS_CODE(name, flags, th, en)           {name, CODE, flags, 0, 0, NULL, 0, NO_REFERENCE, th, en}
#define IS_LABEL(name, flags, th, en)          {name, LABEL, flags, 0, 0, NULL, 0, NO_REFERENCE, th, en}
#define IS_WORD(name, flags, words, count, th, en) {name, WORD, flags, 0, 0, words, count, NO_REFERENCE, th, en}
#define IS_WHOLE(name, flags, low, high, th, en)   {name, WHOLE, flags, low, high, NULL, 0, NO_REFERENCE, th, en}
#define IS_NUMBER(name, flags, low, high, th, en)  {name, NUMBER, flags, low, high, NULL, 0, NO_REFERENCE, th, en}
#define IS_DATE(name, kind, flags, th, en)     {name, kind, flags, 0, 0, NULL, 0, NO_REFERENCE, th, en}
#define IS_OF(name, flags, known, th, en)      {name, LABEL, flags, 0, 0, NULL, 0, known, th, en}
#define SCHOOL_KEY IS_OF("school", KEY, KNOWN_SCHOOL, "รหัสโรงเรียน", "code of the school")
#define MAJOR_KEY  IS_OF("major", KEY, KNOWN_MAJOR, "รหัสวิชาเอก", "code of the major")
#define FY_KEY     IS_WHOLE("fy", KEY, 2500, 2699, "ปีงบประมาณ พ.ศ.", "fiscal year, Buddhist era")
#define GRADE_KEY  IS_WORD("grade", KEY, grade_word, GRADES, "ชั้น", "grade")
#define AREA_KEY   IS_CODE("area", KEY, "กลุ่มสาระการเรียนรู้", "learning area of the curriculum")
#define NAME_TH    IS_TEXT("name_th", REQUIRED, MAX_TEXT, "ชื่อภาษาไทย", "Thai name")
#define NAME_EN    IS_TEXT("name_en", 0, MAX_TEXT, "ชื่อภาษาอังกฤษ", "English name")

static const struct column district_columns[] = {
    IS_LABEL("code", KEY, "รหัสเขต", "code of the district"),
    NAME_TH, NAME_EN,
    IS_TEXT("zone", 0, MAX_TEXT, "กลุ่มเขต", "zone of the city"),
};
static const struct column school_columns[] = {
    IS_LABEL("code", KEY, "รหัสโรงเรียน", "code of the school"),
    NAME_TH,
    IS_OF("district", REQUIRED, KNOWN_DISTRICT, "รหัสเขต", "code of the district"),
    IS_NUMBER("lat", 0, 5, 21, "ละติจูด องศา", "latitude in degrees"),
    IS_NUMBER("lon", 0, 97, 106, "ลองจิจูด องศา", "longitude in degrees"),
};
static const struct column major_columns[] = {
    IS_CODE("code", KEY, "รหัสวิชาเอก", "code of the major"),
    NAME_TH, NAME_EN,
};
static const struct column enrolment_columns[] = {
    SCHOOL_KEY,
    IS_WHOLE("academic_year", KEY, 2500, 2699, "ปีการศึกษา พ.ศ.", "academic year, Buddhist era"),
    GRADE_KEY,
    IS_WHOLE("pupils", REQUIRED, 0, 20000, "จำนวนนักเรียน", "pupils of the grade"),
};
static const struct column teacher_columns[] = {
    IS_LABEL("id", KEY, "รหัสแทนตัวบุคคล", "a pseudonym, never a national id"),
    IS_OF("school", REQUIRED, KNOWN_SCHOOL, "รหัสโรงเรียน", "code of the school"),
    IS_WORD("position", REQUIRED, position_word, POSITIONS, "ตำแหน่ง", "position"),
    IS_OF("post_major", 0, KNOWN_MAJOR, "วิชาเอกของตำแหน่ง", "major of the post; teachers and assistants need one"),
    IS_OF("degree_major", 0, KNOWN_MAJOR, "วิชาเอกที่จบ", "major of the degree"),
    IS_DATE("birth_date", PAST_DATE, REQUIRED, "วันเกิด", "date of birth, unknown day or month 00"),
    IS_DATE("appointed_date", DATE, 0, "วันบรรจุ", "date of appointment"),
    IS_WORD("status", 0, status_word, STATUSES, "สถานะ ว่างคือ active", "status; empty means active"),
    IS_WHOLE("retire_override_fy", 0, 2500, 2699, "ปีงบประมาณที่เกษียณ หากต่างจากกฎ", "fiscal year of retirement where the rule does not hold"),
    IS_TEXT("retire_override_reason", 0, MAX_TEXT, "เหตุผลที่ต่างจากกฎ", "why the rule does not hold"),
};
static const struct column need_columns[] = {
    SCHOOL_KEY, MAJOR_KEY, FY_KEY,
    IS_WHOLE("need", REQUIRED, 0, 1000, "ครูที่ควรมีในวิชาเอก", "posts of the major that should be filled"),
};
static const struct column frame_columns[] = {
    SCHOOL_KEY, FY_KEY,
    IS_WHOLE("frame", REQUIRED, 0, 2000, "กรอบอัตรากำลังครู", "teaching posts the school may fill"),
};
static const struct column curriculum_columns[] = {
    AREA_KEY, GRADE_KEY,
    IS_NUMBER("hours_per_year", REQUIRED, 0, 2000, "ชั่วโมงต่อปี", "hours a year"),
};
static const struct column share_columns[] = {
    AREA_KEY, GRADE_KEY, MAJOR_KEY,
    IS_NUMBER("share", REQUIRED, 0, 1, "สัดส่วนชั่วโมงของวิชาเอก รวมเป็น 1", "share of the hours; they sum to 1 over majors"),
};
static const struct column channel_columns[] = {
    IS_CODE("code", KEY, "รหัสช่องทาง", "code of the channel"),
    NAME_TH, NAME_EN,
    IS_WORD("kind", REQUIRED, channel_kind_word, CHANNEL_KINDS, "ชนิด", "kind"),
    IS_WHOLE("lead_years", REQUIRED, 0, 15, "ปีจากรับเข้าถึงสำเร็จการศึกษา", "years from intake to graduation"),
    /* A channel that yields nobody is left out of the file. */
    IS_NUMBER("completion", REQUIRED, 0.001, 1, "สัดส่วนผู้สำเร็จการศึกษา", "share of places that yield a graduate"),
};
static const struct column committed_columns[] = {
    IS_OF("channel", KEY, KNOWN_CHANNEL, "รหัสช่องทาง", "code of the channel"),
    MAJOR_KEY, FY_KEY,
    IS_WHOLE("graduates", REQUIRED, 0, 100000, "ผู้จะสำเร็จการศึกษาที่กำลังเรียนอยู่", "graduates of those already studying"),
};
static const struct column list_columns[] = {
    IS_LABEL("list", KEY, "ชื่อบัญชี", "name of the eligible list"),
    MAJOR_KEY,
    IS_DATE("announced", DATE, REQUIRED, "วันประกาศ", "day of announcement"),
    IS_DATE("last_day", DATE, REQUIRED, "วันหมดอายุ", "last day on which it may be called"),
    IS_WHOLE("remaining", REQUIRED, 0, 100000, "ผู้ที่ยังไม่ถูกเรียกบรรจุ", "people not called yet"),
};
static const struct column retrain_columns[] = {
    IS_OF("from_major", KEY, KNOWN_MAJOR, "วิชาเอกเดิม", "major of those who retrain"),
    IS_OF("to_major", KEY, KNOWN_MAJOR, "วิชาเอกใหม่", "major they may take up"),
};
static const struct column equity_columns[] = {
    SCHOOL_KEY,
    IS_DATE("round", ROUND, KEY, "รอบ ปี พ.ศ. ขึ้นต้น", "round, year first: 2566, 2566-1 or 2566/1"),
    IS_NUMBER("index", REQUIRED, 30, 70, "ดัชนีความเสมอภาค ค่าเฉลี่ยทั้งเมือง 50", "equity index, 50 is the city's mean"),
    IS_NUMBER("coverage", REQUIRED, 0, 1, "สัดส่วนนักเรียนที่มีข้อมูล", "share of pupils with data"),
};
static const struct column provenance_columns[] = {
    IS_LABEL("file", KEY, "ชื่อไฟล์", "file the statement is about"),
    IS_WORD("status", REQUIRED, provenance_word, 4, "สถานะของข้อมูล", "what kind of data it holds"),
    IS_TEXT("source", 0, 1000, "แหล่งที่มา", "where they come from"),
};

struct importing;
struct value;
static void check_teacher(struct importing *in, int line, const struct value *value);
static void check_list(struct importing *in, int line, const struct value *value);
static void check_retrain(struct importing *in, int line, const struct value *value);

/* In the order in which they are imported: what is referred to comes first. */
static const struct table {
    const char *name;
    const struct column *column;
    int columns;
    const char *put;  /* one row */
    const char *keep; /* the file is the whole table: remove what it has not; or NULL */
    void (*check)(struct importing *in, int line, const struct value *value); /* a row, or NULL */
    enum known known; /* what its key makes known */
} tables[] = {
#define COLUMNS(array) array, sizeof array / sizeof *(array)
    {"districts", COLUMNS(district_columns), query_put_district, NULL, NULL, KNOWN_DISTRICT},
    {"schools", COLUMNS(school_columns), query_put_school, NULL, NULL, KNOWN_SCHOOL},
    {"majors", COLUMNS(major_columns), query_put_major, NULL, NULL, KNOWN_MAJOR},
    {"enrolment", COLUMNS(enrolment_columns), query_put_enrolment, NULL, NULL, NO_REFERENCE},
    {"teachers", COLUMNS(teacher_columns), query_put_teacher, NULL, check_teacher, NO_REFERENCE},
    {"needs", COLUMNS(need_columns), query_put_need, NULL, NULL, NO_REFERENCE},
    {"frames", COLUMNS(frame_columns), query_put_frame, NULL, NULL, NO_REFERENCE},
    {"curriculum", COLUMNS(curriculum_columns), query_put_curriculum, query_keep_curriculum, NULL, NO_REFERENCE},
    {"major_share", COLUMNS(share_columns), query_put_major_share, query_keep_major_share, NULL, NO_REFERENCE},
    {"channels", COLUMNS(channel_columns), query_put_channel, NULL, NULL, KNOWN_CHANNEL},
    {"committed", COLUMNS(committed_columns), query_put_committed, NULL, NULL, NO_REFERENCE},
    {"eligible_lists", COLUMNS(list_columns), query_put_eligible_list, NULL, check_list, NO_REFERENCE},
    {"retrain", COLUMNS(retrain_columns), query_put_retrain, query_keep_retrain, check_retrain, NO_REFERENCE},
    {"equity_index", COLUMNS(equity_columns), query_put_equity_index, NULL, NULL, NO_REFERENCE},
    {"provenance", COLUMNS(provenance_columns), query_put_provenance, NULL, NULL, NO_REFERENCE},
#undef COLUMNS
};
// clang-format on
enum { TABLES = sizeof tables / sizeof *tables };

/* ---- a map from text to number ----------------------------------------------------------- */

struct map {
    struct entry {
        char *text;
        int value;
    } * entry; /* in the order of adding */
    int count, capacity;
    int *slot; /* [slots] 1 + position in entry, 0: free */
    int slots; /* a power of two, at least twice the count */
};

static int *map_slot(const struct map *map, const char *text)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (const char *c = text; *c; c++) hash = (hash ^ (unsigned char)*c) * 16777619u;
    for (uint32_t at = hash;; at++) {
        int *slot = &map->slot[at & (uint32_t)(map->slots - 1)];
        if (*slot == 0 || strcmp(map->entry[*slot - 1].text, text) == 0) return slot;
    }
}

/* NULL when the text is not there. */
static const int *map_find(const struct map *map, const char *text)
{
    if (map->slots == 0) return NULL;
    const int *slot = map_slot(map, text);
    return *slot ? &map->entry[*slot - 1].value : NULL;
}

/* The text must not be there yet. */
static void map_add(struct map *map, const char *text, int value)
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
    map->entry[map->count] = (struct entry){.text = mem_text(text), .value = value};
    *slot = ++map->count;
}

static void map_clear(struct map *map)
{
    for (int i = 0; i < map->count; i++) free(map->entry[i].text);
    free(map->entry);
    free(map->slot);
    *map = (struct map){0};
}

/* ---- the state of an import -------------------------------------------------------------- */

/* A file to import: of the disk, or of memory. */
struct input {
    char *name, *path; /* path NULL: in memory */
    const struct table *table;
    const char *bytes;
    size_t size;
    int order; /* as given */
};

/* The whole import. */
struct run {
    struct store *store;
    struct import_report *report;
    int problem_room, file_room;
    struct map known[KNOWNS];
    char share_file[256]; /* the major_share file, "" when there is none */
};

/* A cell that has been read. */
struct value {
    bool blank;
    char *text;
    int64_t whole;
    double number;
    struct date date;
    char short_text[24]; /* where text points for numbers and dates */
};

/* The file that is being imported. */
struct importing {
    struct run *run;
    const struct table *table;
    const char *file;
    int place[CSV_MAX_COLUMNS]; /* column of the table for each cell, -1: ignored */
    int cells;                  /* of the header, 0: not read yet */
    bool usable;                /* the header has every required column */
    int rows, written, removed;
    int report;       /* position in run->report->file */
    struct map keys;  /* key of a row: its line */
    struct text kept; /* the keys as JSON, where the file is the whole table */
    struct json json;
    struct query put;
    enum err_code code; /* what the store says */
    struct err *err;
};

static char *shortened(const char *value)
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

static void add_problem(struct run *run, const char *file, int line, const char *column,
                        const char *value, const char *text)
{
    struct import_report *report = run->report;
    report->problems_in_all++;
    if (report->problems >= IMPORT_MAX_PROBLEMS) return;
    report->problem =
        mem_room(report->problem, report->problems, &run->problem_room, sizeof *report->problem);
    report->problem[report->problems++] = (struct import_problem){
        .file = mem_text(file),
        .line = line,
        .column = mem_text(column),
        .value = shortened(value),
        .text = mem_text(text),
    };
}

/* A bad cell; `why` is what err_set wrote. */
static void refuse(struct importing *in, int line, const char *column, const char *value,
                   const struct err *why)
{
    add_problem(in->run, in->file, line, column, value, why->text);
}

static struct import_file_report *add_file(struct run *run, const char *file,
                                           const struct table *table)
{
    struct import_report *report = run->report;
    report->file = mem_room(report->file, report->files, &run->file_room, sizeof *report->file);
    report->file[report->files] = (struct import_file_report){
        .file = mem_text(file),
        .table = table ? table->name : NULL,
        .ignored_columns = mem_text(""),
    };
    return &report->file[report->files++];
}

void import_report_clear(struct import_report *report)
{
    if (!report) return;
    for (int i = 0; i < report->files; i++) {
        free(report->file[i].file);
        free(report->file[i].ignored_columns);
    }
    for (int i = 0; i < report->problems; i++) {
        free(report->problem[i].file);
        free(report->problem[i].column);
        free(report->problem[i].value);
        free(report->problem[i].text);
    }
    free(report->file);
    free(report->problem);
    *report = (struct import_report){0};
}

/* ---- cells ------------------------------------------------------------------------------- */

static void allowed_words(const struct column *column, struct text *out)
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

static bool read_text(const struct column *column, struct value *value, struct err *why)
{
    if (letters_of(value->text) <= (int)column->highest) return true;
    char *shown = shortened(value->text);
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

static bool read_code(const struct column *column, struct value *value, struct err *why)
{
    (void)column;
    thai_digits(value->text);
    if (consists_of(value->text, LOWER DIGITS "_-", MAX_CODE)) return true;
    char *shown = shortened(value->text);
    err_set(why, ERR_INPUT, "'%s' ใช้เป็นรหัสไม่ได้ ที่ใช้ได้คือ a-z 0-9 _ - ไม่เกิน %d ตัว",
            "'%s' is no code, allowed are up to %d of a-z 0-9 _ -", shown, MAX_CODE);
    free(shown);
    return false;
}

static bool read_label(const struct column *column, struct value *value, struct err *why)
{
    (void)column;
    thai_digits(value->text);
    if (consists_of(value->text, UPPER LOWER DIGITS "._/-", MAX_LABEL)) return true;
    char *shown = shortened(value->text);
    err_set(why, ERR_INPUT, "'%s' ใช้เป็นรหัสไม่ได้ ที่ใช้ได้คือ A-Z a-z 0-9 . _ / - ไม่เกิน %d ตัว",
            "'%s' is no code, allowed are up to %d of A-Z a-z 0-9 . _ / -", shown, MAX_LABEL);
    free(shown);
    return false;
}

static bool read_word(const struct column *column, struct value *value, struct err *why)
{
    for (int i = 0; i < column->word_count; i++)
        if (strcasecmp(column->words[i], value->text) == 0) {
            snprintf(value->short_text, sizeof value->short_text, "%s", column->words[i]);
            value->text = value->short_text;
            return true;
        }
    struct text words = {0};
    allowed_words(column, &words);
    char *shown = shortened(value->text);
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

static bool read_number(const struct column *column, struct value *value, struct err *why)
{
    const bool whole = column->kind == WHOLE;
    char low[32], high[32];
    text_number(low, column->lowest);
    text_number(high, column->highest);
    char *shown = shortened(value->text);
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

static bool read_date(const struct column *column, struct value *value, struct err *why)
{
    char *shown = shortened(value->text);
    char iso[16];
    bool good = date_parse(value->text, &value->date);
    if (!good) {
        err_set(why, ERR_INPUT, "'%s' ไม่ใช่วันที่ ที่ใช้ได้คือ 1967-02-28, 28/02/2510, 28 ก.พ. 2510",
                "'%s' is no date, allowed are 1967-02-28, 28/02/2510, 28 ก.พ. 2510", shown);
    } else if (column->kind == PAST_DATE && date_compare(value->date, today()) > 0) {
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
static bool read_round(const struct column *column, struct value *value, struct err *why)
{
    (void)column;
    thai_digits(value->text);
    const char *text = value->text;
    const bool year =
        strspn(text, DIGITS) == 4 && text[0] == '2' && text[1] >= '5' && text[1] <= '6';
    const bool half = year && strchr("-/", text[4]) && text[4] && consists_of(text + 5, DIGITS, 1);
    if (year && (text[4] == '\0' || half)) return true;
    char *shown = shortened(text);
    err_set(why, ERR_INPUT, "'%s' ไม่ใช่รอบ ที่ใช้ได้คือ 2566, 2566-1 หรือ 2566/1",
            "'%s' is no round, allowed are 2566, 2566-1 or 2566/1", shown);
    free(shown);
    return false;
}

// clang-format off
static const struct {
    const char *th, *en;
    const char *allowed; /* for the document, where the column itself does not say */
    bool (*read)(const struct column *column, struct value *value, struct err *why);
} kinds[] = {
    [TEXT]      = {"ข้อความ", "text", NULL, read_text},
    [CODE]      = {"รหัส", "code", "a-z 0-9 _ -", read_code},
    [LABEL]     = {"รหัส", "code", "A-Z a-z 0-9 . _ / -", read_label},
    [WORD]      = {"คำ", "word", NULL, read_word},
    [WHOLE]     = {"จำนวนเต็ม", "whole number", NULL, read_number},
    [NUMBER]    = {"ตัวเลข", "number", NULL, read_number},
    [DATE]      = {"วันที่", "date", "1967-02-28, 28/02/2510, 28 ก.พ. 2510", read_date},
    [PAST_DATE] = {"วันที่ในอดีต", "past date", "1967-02-28, 28/02/2510, 28 ก.พ. 2510", read_date},
    [ROUND]     = {"รอบ", "round", "2566, 2566-1, 2566/1", read_round},
};
// clang-format on

static void name_known(const struct map *known, struct text *out)
{
    for (int i = 0; i < known->count && i < KNOWN_SHOWN; i++)
        text_add(out, "%s'%s'", i ? ", " : "", known->entry[i].text);
}

static bool check_reference(const struct importing *in, const struct column *column,
                            const struct value *value, struct err *why)
{
    const struct map *known = &in->run->known[column->refers];
    const char *what = lang_pick(known_tables[column->refers].th, known_tables[column->refers].en);
    if (map_find(known, value->text)) return true;
    if (known->count == 0) {
        err_set(why, ERR_INPUT, "ไม่มี%s '%s' เพราะยังไม่มีรหัสใดเลย โปรดนำเข้า %s.csv ก่อน",
                "no %s '%s', none is known yet; import %s.csv first", what, value->text,
                known_tables[column->refers].table);
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

/* Reads one cell; false when it is bad, which has been reported then. */
static bool read_cell(struct importing *in, const struct column *column, int line, char *cell,
                      struct value *value)
{
    struct err why;
    cell = without_guard(cell);
    thai_clean(cell);
    *value = (struct value){.text = cell, .blank = *cell == '\0'};
    if (value->blank) {
        if (!(column->flags & (REQUIRED | KEY))) return true;
        err_set(&why, ERR_INPUT, "ช่องนี้ว่าง ต้องระบุ: %s", "an empty cell, needed: %s",
                lang_pick(column->th, column->en));
        refuse(in, line, column->name, "", &why);
        return false;
    }
    char *shown = shortened(cell); /* reading may take the cell apart */
    bool good = kinds[column->kind].read(column, value, &why);
    if (good && column->refers != NO_REFERENCE) good = check_reference(in, column, value, &why);
    if (!good) refuse(in, line, column->name, shown, &why);
    free(shown);
    return good;
}

/* ---- rows -------------------------------------------------------------------------------- */

static const struct value *value_of(const struct importing *in, const struct value *value,
                                    const char *column)
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

static void check_teacher(struct importing *in, int line, const struct value *value)
{
    struct err why;
    const char *position = value_of(in, value, "position")->text;
    const bool meets_need = strcmp(position, position_word[POSITION_TEACHER]) == 0 ||
                            strcmp(position, position_word[POSITION_ASSISTANT]) == 0;
    if (looks_like_national_id(value_of(in, value, "id")->text)) {
        /* The number itself must not reach a screen or a log. */
        err_set(&why, ERR_INPUT, "เลข 13 หลักคล้ายเลขประจำตัวประชาชน ต้องใช้รหัสแทน เช่น T00012",
                "13 digits look like a national id, allowed is a pseudonym such as T00012");
        refuse(in, line, "id", "", &why);
    }
    if (meets_need && value_of(in, value, "post_major")->blank) {
        err_set(&why, ERR_INPUT, "ช่องนี้ว่าง ตำแหน่ง %s ต้องระบุวิชาเอกของตำแหน่ง",
                "an empty cell, position %s needs the major of the post", position);
        refuse(in, line, "post_major", "", &why);
    }
    const struct value *fy = value_of(in, value, "retire_override_fy");
    const struct value *reason = value_of(in, value, "retire_override_reason");
    if (!fy->blank && reason->blank) {
        err_set(&why, ERR_INPUT, "ช่องนี้ว่าง ต้องระบุเหตุผลที่ปีเกษียณต่างจากเกณฑ์",
                "an empty cell, an override of the retirement needs a reason");
        refuse(in, line, "retire_override_reason", "", &why);
    }
    if (fy->blank && !reason->blank) {
        err_set(&why, ERR_INPUT, "ช่องนี้ว่าง มีเหตุผลแต่ยังไม่ได้ระบุปีงบประมาณที่เกษียณ",
                "an empty cell, the reason belongs to a year of retirement");
        refuse(in, line, "retire_override_fy", "", &why);
    }
}

static void check_list(struct importing *in, int line, const struct value *value)
{
    const struct value *announced = value_of(in, value, "announced");
    const struct value *last_day = value_of(in, value, "last_day");
    if (date_compare(last_day->date, announced->date) >= 0) return;
    struct err why;
    err_set(&why, ERR_INPUT, "'%s' อยู่ก่อนวันประกาศ ต้องเป็น %s หรือหลังจากนั้น",
            "'%s' is before the announcement, allowed is %s or later", last_day->text,
            announced->text);
    refuse(in, line, "last_day", last_day->text, &why);
}

static void check_retrain(struct importing *in, int line, const struct value *value)
{
    const char *to = value_of(in, value, "to_major")->text;
    if (strcmp(value_of(in, value, "from_major")->text, to) != 0) return;
    struct err why;
    err_set(&why, ERR_INPUT, "'%s' เป็นวิชาเอกเดิม ต้องเป็นวิชาเอกอื่น",
            "'%s' is the same major, allowed is another one", to);
    refuse(in, line, "to_major", to, &why);
}

/* A key may stand once in a file; the first row of a key is remembered with its line. */
static void check_key(struct importing *in, int line, const struct value *value)
{
    const struct table *table = in->table;
    struct text key = {0};
    if (table->keep) json_array(&in->json, NULL);
    for (int c = 0; c < table->columns; c++) {
        if (!(table->column[c].flags & KEY)) continue;
        text_add(&key, "%s%s", key.length ? " " : "", value[c].text);
        if (table->keep) json_text(&in->json, NULL, value[c].text);
    }
    if (table->keep) json_array_end(&in->json);
    const int *earlier = map_find(&in->keys, key.s);
    if (earlier) {
        struct err why;
        err_set(&why, ERR_INPUT, "'%s' ซ้ำกับบรรทัด %d", "'%s' stands on line %d too", key.s,
                *earlier);
        refuse(in, line, table->column[0].name, key.s, &why);
    } else {
        map_add(&in->keys, key.s, line);
    }
    text_clear(&key);
}

static void bind(const struct query *put, const struct column *column, const struct value *value)
{
    char name[64];
    snprintf(name, sizeof name, ":%s", column->name);
    const bool number = column->kind == WHOLE || column->kind == NUMBER;
    if (value->blank && column->kind == TEXT && strcmp(column->name, "retire_override_reason") != 0)
        query_set_text(put, name, "");
    else if (value->blank)
        query_set_text(put, name, NULL);
    else if (!number)
        query_set_text(put, name, value->text);
    else if (column->kind == WHOLE)
        query_set_int(put, name, value->whole);
    else
        query_set_number(put, name, value->number);
}

static void write_row(struct importing *in, const struct value *value)
{
    for (int c = 0; c < in->table->columns; c++) bind(&in->put, &in->table->column[c], &value[c]);
    /* The order of majors.csv breaks ties, so the number of the row is stored. */
    if (in->table->known == KNOWN_MAJOR) query_set_int(&in->put, ":row", in->rows);
    int changed = 0;
    in->code = query_run(&in->put, &changed, in->err);
    in->written += changed;
}

/* Status may be left blank; everything else that is blank stays so. */
static void preset_status(struct importing *in, struct value *value)
{
    for (int c = 0; c < in->table->columns; c++)
        if (in->table->column[c].words == status_word && value[c].blank) {
            snprintf(value[c].short_text, sizeof value[c].short_text, "%s",
                     status_word[STATUS_ACTIVE]);
            value[c].text = value[c].short_text;
            value[c].blank = false;
        }
}

static void on_data(struct importing *in, const struct csv_row *row)
{
    struct err why;
    struct value value[MAX_TABLE_COLUMNS];
    for (int c = 0; c < MAX_TABLE_COLUMNS; c++)
        value[c] = (struct value){.blank = true, .text = ""};
    in->rows++;
    if (row->cells != in->cells) {
        err_set(&why, ERR_INPUT, "แถวนี้มี %d ช่อง แต่หัวตารางมี %d ช่อง",
                "this row has %d cells, the header has %d", row->cells, in->cells);
        refuse(in, row->line, "", "", &why);
        return;
    }
    bool good = true, keyed = true;
    for (int i = 0; i < row->cells; i++) {
        if (in->place[i] < 0) continue;
        const struct column *column = &in->table->column[in->place[i]];
        const bool read = read_cell(in, column, row->line, row->cell[i], &value[in->place[i]]);
        good = good && read;
        if (column->flags & KEY) keyed = keyed && read;
    }
    if (keyed) check_key(in, row->line, value);
    /* Also the code of a bad row is known, so that one mistake is reported once. */
    if (keyed && in->table->known != NO_REFERENCE &&
        !map_find(&in->run->known[in->table->known], value[0].text))
        map_add(&in->run->known[in->table->known], value[0].text, row->line);
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

static void name_columns(const struct table *table, struct text *out)
{
    for (int c = 0; c < table->columns; c++)
        text_add(out, "%s%s", c ? ", " : "", table->column[c].name);
}

/* The required column that no cell of the header names, with the unknown one most like it. */
static void column_is_missing(struct importing *in, const struct csv_row *row,
                              const struct column *column)
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
        char *shown = shortened(nearest);
        err_set(&why, ERR_INPUT, "ไม่มีคอลัมน์ '%s' และไม่รู้จัก '%s' ที่ใช้ได้คือ %s",
                "column '%s' is missing; '%s' is not known, allowed are %s", column->name, shown,
                text_s(&names));
        free(shown);
    } else {
        err_set(&why, ERR_INPUT, "ไม่มีคอลัมน์ '%s' ที่ใช้ได้คือ %s",
                "column '%s' is missing, allowed are %s", column->name, text_s(&names));
    }
    refuse(in, row->line, column->name, nearest ? nearest : "", &why);
    text_clear(&names);
}

/* Which column of the table a cell of the header names; -1: none. */
static int place_of(struct importing *in, const struct csv_row *row, int cell, bool *seen)
{
    for (int c = 0; c < in->table->columns; c++) {
        if (strcasecmp(in->table->column[c].name, row->cell[cell]) != 0) continue;
        if (seen[c]) {
            struct err why;
            err_set(&why, ERR_INPUT, "คอลัมน์ '%s' มีสองครั้ง", "column '%s' stands twice",
                    in->table->column[c].name);
            refuse(in, row->line, in->table->column[c].name, row->cell[cell], &why);
            in->usable = false;
        }
        seen[c] = true;
        return c;
    }
    return -1;
}

static void on_header(struct importing *in, const struct csv_row *row)
{
    bool seen[MAX_TABLE_COLUMNS] = {false};
    struct text ignored = {0};
    in->cells = row->cells;
    in->usable = true;
    for (int i = 0; i < row->cells; i++) {
        thai_clean(row->cell[i]);
        in->place[i] = place_of(in, row, i, seen);
        if (in->place[i] >= 0 || !*row->cell[i] || ignored.length > MAX_LISTED) continue;
        text_add(&ignored, "%s%s", ignored.length ? ", " : "", row->cell[i]);
    }
    for (int c = 0; c < in->table->columns; c++)
        if (!seen[c] && (in->table->column[c].flags & (REQUIRED | KEY))) {
            column_is_missing(in, row, &in->table->column[c]);
            in->usable = false;
        }
    struct import_file_report *report = &in->run->report->file[in->report];
    free(report->ignored_columns);
    report->ignored_columns = mem_text(text_s(&ignored));
    text_clear(&ignored);
}

static void on_row(void *context, const struct csv_row *row)
{
    struct importing *in = context;
    if (in->code != ERR_OK) return;
    if (in->cells == 0)
        on_header(in, row);
    else if (in->usable)
        on_data(in, row);
    else
        in->rows++;
}

/* ---- files ------------------------------------------------------------------------------- */

static enum err_code count_rows(struct store *store, const struct table *table, int *rows,
                                struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(store, query_count_rows, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":table_name", table->name);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK) *rows = query_int(&query, 0);
    query_close(&query);
    return code;
}

/* The file is the whole table: rows whose key it has not are removed. */
static void keep_only(struct importing *in)
{
    struct query query = {0};
    json_array_end(&in->json);
    in->code = query_open(in->run->store, in->table->keep, &query, in->err);
    if (in->code == ERR_OK) {
        query_set_text(&query, ":kept", text_s(&in->kept));
        in->code = query_run(&query, &in->removed, in->err);
    }
    query_close(&query);
}

static void note_batch(struct importing *in, const struct import_file_report *report,
                       const char *sha256)
{
    char at[32];
    struct query query = {0};
    const char *slash = strrchr(in->file, '/');
    env_now_iso(at, sizeof at);
    in->code = query_open(in->run->store, query_put_import_batch, &query, in->err);
    if (in->code == ERR_OK) {
        query_set_text(&query, ":at", at);
        query_set_text(&query, ":file", slash ? slash + 1 : in->file);
        query_set_text(&query, ":table_name", in->table->name);
        query_set_text(&query, ":sha256", sha256);
        query_set_int(&query, ":rows", report->rows);
        query_set_int(&query, ":added", report->added);
        query_set_int(&query, ":changed", report->changed);
        in->code = query_run(&query, NULL, in->err);
    }
    query_close(&query);
}

static void read_rows(struct importing *in, const struct text *utf8)
{
    struct err why;
    int line = 0;
    if (csv_file_rows(utf8, in->file, on_row, in, &line, &why) != ERR_OK)
        refuse(in, line, "", "", &why);
    else if (in->rows == 0 && (in->cells == 0 || in->usable)) {
        err_set(&why, ERR_INPUT, "'%s' ว่างเปล่า ต้องมีบรรทัดหัวตารางและข้อมูลอย่างน้อยหนึ่งแถว",
                "'%s' is empty, needed are a header line and at least one row", in->file);
        refuse(in, 0, "", "", &why);
    }
}

static void import_rows(struct importing *in, const struct text *utf8, const char *sha256)
{
    struct run *run = in->run;
    int before = 0, after = 0;
    in->code = query_open(run->store, in->table->put, &in->put, in->err);
    if (in->code == ERR_OK) in->code = count_rows(run->store, in->table, &before, in->err);
    if (in->code == ERR_OK) read_rows(in, utf8);
    if (in->code == ERR_OK) in->code = count_rows(run->store, in->table, &after, in->err);
    if (in->code == ERR_OK && in->table->keep && run->report->problems_in_all == 0) keep_only(in);
    query_close(&in->put);
    if (in->code != ERR_OK) return;
    struct import_file_report *report = &run->report->file[in->report];
    report->rows = in->rows;
    if (run->report->problems_in_all > 0) return; /* nothing will be kept, so nothing is counted */
    report->added = after - before;
    report->changed = in->written - report->added + in->removed; /* a row that went has changed */
    report->unchanged = in->rows - in->written;
    if (report->added + report->changed > 0) note_batch(in, report, sha256);
}

static enum err_code import_bytes(struct run *run, const struct input *input, const char *bytes,
                                  size_t size, struct err *err)
{
    char sha256[HASH_TEXT];
    struct hash hash;
    struct err why;
    struct text utf8 = {0};
    struct importing *in = mem_new(1, sizeof *in);
    *in = (struct importing){.run = run, .table = input->table, .file = input->name, .err = err};
    in->report = run->report->files;
    struct import_file_report *report = add_file(run, input->name, input->table);
    hash_start(&hash);
    hash_bytes(&hash, bytes, size);
    hash_end(&hash, sha256);
    json_start(&in->json, &in->kept);
    json_array(&in->json, NULL);
    if (csv_file_decode(bytes, size, input->name, &utf8, &report->windows_874, &why) == ERR_OK)
        import_rows(in, &utf8, sha256);
    else
        refuse(in, 0, "", "", &why);
    const enum err_code code = in->code;
    text_clear(&utf8);
    text_clear(&in->kept);
    map_clear(&in->keys);
    free(in);
    return code;
}

/* A second file for a table that a file replaces as a whole would undo the first. */
static bool is_second_of_whole_table(const struct input *input, int at)
{
    return input[at].table->keep && at > 0 && input[at - 1].table == input[at].table;
}

static enum err_code import_input(struct run *run, const struct input *input, int at,
                                  struct err *err)
{
    struct err why;
    struct text bytes = {0};
    const struct input *one = &input[at];
    if (is_second_of_whole_table(input, at)) {
        err_set(&why, ERR_INPUT, "'%s' กับ '%s' เป็นตารางเดียวกันซึ่งจะแทนที่ทั้งตาราง โปรดใช้เพียงไฟล์เดียว",
                "'%s' and '%s' are the same table, which is replaced as a whole; give one of them",
                one->name, input[at - 1].name);
        add_problem(run, one->name, 0, "", "", why.text);
        return ERR_OK;
    }
    if (strcmp(one->table->name, "major_share") == 0)
        snprintf(run->share_file, sizeof run->share_file, "%s", one->name);
    if (!one->path) return import_bytes(run, one, one->bytes, one->size, err);
    enum err_code code = ERR_OK;
    if (csv_file_read(one->path, one->name, &bytes, &why) == ERR_OK) {
        code = import_bytes(run, one, bytes.s, bytes.length, err);
    } else {
        add_file(run, one->name, one->table);
        add_problem(run, one->name, 0, "", "", why.text);
    }
    text_clear(&bytes);
    return code;
}

/* ---- across files ------------------------------------------------------------------------ */

static enum err_code load_known(struct run *run, struct err *err)
{
    struct query query = {0};
    enum err_code code = query_open(run->store, query_known_code, &query, err);
    for (bool row = code == ERR_OK; row;) {
        code = query_next(&query, &row, err);
        if (code != ERR_OK || !row) break;
        for (int k = 0; k < KNOWNS; k++)
            if (strcmp(known_tables[k].table, query_text(&query, 0)) == 0)
                map_add(&run->known[k], query_text(&query, 1), 0);
    }
    query_close(&query);
    return code;
}

static enum err_code check_shares(struct run *run, struct err *err)
{
    struct query query = {0};
    enum err_code code = query_open(run->store, query_share_sum, &query, err);
    if (code == ERR_OK) query_set_number(&query, ":tolerance_share", share_tolerance);
    for (bool row = code == ERR_OK; row;) {
        code = query_next(&query, &row, err);
        if (code != ERR_OK || !row) break;
        struct err why;
        char sum[32];
        snprintf(sum, sizeof sum, "%.7g", query_number(&query, 2));
        err_set(&why, ERR_INPUT, "สัดส่วนของ '%s' ในชั้น '%s' รวมได้ %s ต้องรวมเป็น 1",
                "shares of '%s' in '%s' sum to %s, allowed is 1", query_text(&query, 0),
                query_text(&query, 1), sum);
        add_problem(run, run->share_file, 0, "share", sum, why.text);
    }
    query_close(&query);
    return code;
}

/* "teachers-2567.csv" to its table: the part before the first '-' or '.'. */
static const struct table *table_of(const char *name)
{
    const char *slash = strrchr(name, '/');
    const char *base = slash ? slash + 1 : name;
    const size_t length = strcspn(base, "-.");
    for (int t = 0; t < TABLES; t++)
        if (strlen(tables[t].name) == length && strncasecmp(tables[t].name, base, length) == 0)
            return &tables[t];
    return NULL;
}

static int compare_inputs(const void *a, const void *b)
{
    const struct input *x = a, *y = b;
    if (x->table != y->table) return x->table < y->table ? -1 : 1;
    return x->order - y->order;
}

static void name_files(struct text *out)
{
    for (int t = 0; t < TABLES; t++) text_add(out, "%s%s.csv", t ? ", " : "", tables[t].name);
}

static void file_is_unknown(struct run *run, const char *name)
{
    struct err why;
    struct text names = {0};
    name_files(&names);
    err_set(&why, ERR_INPUT, "ไม่รู้จักไฟล์ '%s' ที่ใช้ได้คือ %s", "'%s' is not known, allowed are %s", name,
            text_s(&names));
    text_clear(&names);
    add_file(run, name, NULL);
    add_problem(run, name, 0, "", "", why.text);
}

static enum err_code conclude(const struct import_report *report, struct err *err)
{
    const int problems = report->problems_in_all;
    if (problems == 0) return ERR_OK;
    struct text first = {0};
    import_problem_text(&report->problem[0], &first);
    enum err_code code;
    if (problems == 1)
        code = err_set(err, ERR_INPUT, "%s; ไม่ได้นำเข้าข้อมูลใด", "%s; nothing imported", first.s);
    else
        code = err_set(err, ERR_INPUT, "ข้อมูลผิด %d จุด ไม่ได้นำเข้าข้อมูลใด; จุดแรก: %s",
                       "%d bad cells, nothing imported; first: %s", problems, first.s);
    text_clear(&first);
    return code;
}

/* Everything inside one transaction, which is kept only if all is well. */
static enum err_code import_all(struct run *run, struct input *input, int count, bool dry_run,
                                struct err *err)
{
    enum err_code code = store_begin(run->store, err);
    if (code != ERR_OK) return code;
    code = load_known(run, err);
    if (count > 0) qsort(input, (size_t)count, sizeof *input, compare_inputs);
    for (int i = 0; code == ERR_OK && i < count; i++) code = import_input(run, input, i, err);
    /* Sums mean something only where every row was read. */
    if (code == ERR_OK && *run->share_file && run->report->problems_in_all == 0)
        code = check_shares(run, err);
    if (code == ERR_OK) code = conclude(run->report, err);
    if (code == ERR_OK && !dry_run) code = store_commit(run->store, err);
    if (code == ERR_OK && !dry_run) run->report->applied = true;
    store_rollback(run->store);
    return code;
}

static void clear_inputs(struct input *input, int count)
{
    for (int i = 0; i < count; i++) {
        free(input[i].name);
        free(input[i].path);
    }
    free(input);
}

static void clear_run(struct run *run)
{
    for (int k = 0; k < KNOWNS; k++) map_clear(&run->known[k]);
}

enum err_code import_sources(struct store *store, const struct import_source *sources, int count,
                             bool dry_run, struct import_report *report, struct err *err)
{
    *report = (struct import_report){0};
    struct run run = {.store = store, .report = report};
    struct input *input = mem_new((size_t)count, sizeof *input);
    int inputs = 0;
    for (int i = 0; i < count; i++) {
        const struct table *table = table_of(sources[i].name);
        if (!table) {
            file_is_unknown(&run, sources[i].name);
            continue;
        }
        input[inputs++] = (struct input){.name = mem_text(sources[i].name),
                                         .table = table,
                                         .bytes = sources[i].bytes,
                                         .size = sources[i].size,
                                         .order = i};
    }
    const enum err_code code = import_all(&run, input, inputs, dry_run, err);
    clear_inputs(input, inputs);
    clear_run(&run);
    return code;
}

/* ---- paths ------------------------------------------------------------------------------- */

struct inputs {
    struct input *input;
    int count, capacity;
};

static void add_input(struct inputs *inputs, const char *path, const struct table *table)
{
    inputs->input =
        mem_room(inputs->input, inputs->count, &inputs->capacity, sizeof *inputs->input);
    inputs->input[inputs->count] = (struct input){
        .name = mem_text(path), .path = mem_text(path), .table = table, .order = inputs->count};
    inputs->count++;
}

enum { CSV_ENDINGS = 3 }; /* the first of them can be read, the others only look like data */
static const char *const data_endings[] = {".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods"};

static bool ends_like(const char *name, size_t endings)
{
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < endings; i++)
        if (strcasecmp(dot, data_endings[i]) == 0) return true;
    return false;
}

static int compare_names(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void add_entry(struct run *run, struct inputs *inputs, const char *folder, const char *name)
{
    struct text path = {0};
    struct stat about;
    text_add(&path, "%s%s%s", folder, folder[strlen(folder) - 1] == '/' ? "" : "/", name);
    const struct table *table = table_of(name);
    if (stat(path.s, &about) == 0 && S_ISREG(about.st_mode) && *name != '.') {
        /* A folder holds other things, too; only what looks like data is told as left out. */
        if (table && ends_like(name, CSV_ENDINGS) && inputs->count < MAX_FILES)
            add_input(inputs, path.s, table);
        else if (ends_like(name, sizeof data_endings / sizeof *data_endings))
            add_file(run, path.s, NULL);
    }
    text_clear(&path);
}

static enum err_code add_folder(struct run *run, struct inputs *inputs, const char *folder,
                                struct err *err)
{
    struct dirent **entry = NULL;
    const int before = inputs->count;
    const int entries = scandir(folder, &entry, NULL, compare_names);
    if (entries < 0)
        return err_set(err, ERR_INPUT, "อ่านโฟลเดอร์ '%s' ไม่ได้: %s", "folder '%s' cannot be read: %s",
                       folder, err_reason(errno));
    for (int i = 0; i < entries; i++) {
        add_entry(run, inputs, folder, entry[i]->d_name);
        free(entry[i]);
    }
    free(entry);
    if (inputs->count > before) return ERR_OK;
    struct err why;
    struct text names = {0};
    name_files(&names);
    err_set(&why, ERR_INPUT, "โฟลเดอร์ '%s' ไม่มีไฟล์ที่รู้จัก ที่ใช้ได้คือ %s",
            "folder '%s' has no known file, allowed are %s", folder, text_s(&names));
    text_clear(&names);
    add_problem(run, folder, 0, "", "", why.text);
    return ERR_OK;
}

static enum err_code add_path(struct run *run, struct inputs *inputs, const char *path,
                              struct err *err)
{
    struct stat about;
    if (stat(path, &about) != 0)
        return err_set(err, ERR_NOT_FOUND, "ไม่มีไฟล์หรือโฟลเดอร์ '%s'", "no file or folder '%s'", path);
    if (S_ISDIR(about.st_mode)) return add_folder(run, inputs, path, err);
    const struct table *table = table_of(path);
    if (table)
        add_input(inputs, path, table);
    else
        file_is_unknown(run, path);
    return ERR_OK;
}

enum err_code import_paths(struct store *store, const char *const *paths, int count, bool dry_run,
                           struct import_report *report, struct err *err)
{
    *report = (struct import_report){0};
    struct run run = {.store = store, .report = report};
    struct inputs inputs = {0};
    enum err_code code = ERR_OK;
    for (int i = 0; code == ERR_OK && i < count; i++) code = add_path(&run, &inputs, paths[i], err);
    if (code == ERR_OK) code = import_all(&run, inputs.input, inputs.count, dry_run, err);
    clear_inputs(inputs.input, inputs.count);
    clear_run(&run);
    return code;
}

/* ---- words ------------------------------------------------------------------------------- */

void import_problem_text(const struct import_problem *problem, struct text *out)
{
    /* What is wrong with a file as a whole names the file itself. */
    if (problem->line > 0)
        text_add(out, lang_pick("%s บรรทัด %d ", "%s:%d "), problem->file, problem->line);
    if (problem->line > 0 && *problem->column)
        text_add(out, lang_pick("คอลัมน์ %s: ", "%s "), problem->column);
    text_add(out, "%s", problem->text);
}

static void document_allowed(const struct column *column, struct text *out)
{
    char low[32], high[32];
    text_number(low, column->lowest);
    text_number(high, column->highest);
    if (column->kind == WORD)
        allowed_words(column, out);
    else if (column->kind == WHOLE || column->kind == NUMBER)
        text_add(out, "%s .. %s", low, high);
    else if (column->kind == TEXT)
        text_add(out, lang_pick("ไม่เกิน %s ตัวอักษร", "up to %s letters"), high);
    else if (column->refers != NO_REFERENCE)
        text_add(out, "%s.csv", known_tables[column->refers].table);
    else
        text_add(out, "%s", kinds[column->kind].allowed);
}

static void document_table(const struct table *table, struct text *out)
{
    text_add(out, "\n## %s.csv\n\n", table->name);
    if (table->keep)
        text_add(out, "%s\n\n",
                 lang_pick("ไฟล์นี้แทนที่ทั้งตาราง",
                           "The file is the whole table: rows it has not are removed."));
    text_add(out, "%s\n|---|---|---|---|---|\n",
             lang_pick("| คอลัมน์ | ต้องมี | ชนิด | ที่ใช้ได้ | ความหมาย |",
                       "| column | needed | type | allowed | meaning |"));
    for (int c = 0; c < table->columns; c++) {
        const struct column *column = &table->column[c];
        const char *needed = column->flags & KEY        ? lang_pick("กุญแจ", "key")
                             : column->flags & REQUIRED ? lang_pick("ใช่", "yes")
                                                        : "";
        text_add(out, "| `%s` | %s | %s | ", column->name, needed,
                 lang_pick(kinds[column->kind].th, kinds[column->kind].en));
        document_allowed(column, out);
        text_add(out, " | %s |\n", lang_pick(column->th, column->en));
    }
}

void import_document(struct text *out)
{
    text_add(out, "%s",
             lang_pick("# ไฟล์นำเข้า\n\nไฟล์ CSV แบบ UTF-8 หรือ Windows-874 บรรทัดแรกเป็นชื่อคอลัมน์\n",
                       "# Files to import\n\nCSV in UTF-8 or Windows-874; the first line names the "
                       "columns, in any order.\n"));
    for (int t = 0; t < TABLES; t++) document_table(&tables[t], out);
}
