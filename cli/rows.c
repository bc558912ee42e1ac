/* What the rows of a list stand for, which schools and majors count, and counts by row and year. */
#include "cli/rows.h"

#include "base/lang.h"
#include "base/mem.h"
#include "report/plan_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// clang-format off
static const struct {
    const char *word, *th, *en;
} by_table[BYS] = {
    [BY_FY]       = {"fy",       "ปีงบ",     "FY"},
    [BY_MAJOR]    = {"major",    "วิชาเอก",   "major"},
    [BY_DISTRICT] = {"district", "เขต",      "district"},
    [BY_SCHOOL]   = {"school",   "โรงเรียน",  "school"},
    [BY_AGE]      = {"age",      "อายุ",      "age"},
    [BY_POSITION] = {"position", "ตำแหน่ง",   "position"},
};
static const struct {
    const char *th, *en;
} position_shown[POSITIONS] = {
    [POSITION_DIRECTOR]  = {"ผู้อำนวยการ",    "directors"},
    [POSITION_DEPUTY]    = {"รองผู้อำนวยการ", "deputies"},
    [POSITION_TEACHER]   = {"ครู",          "teachers"},
    [POSITION_ASSISTANT] = {"ครูผู้ช่วย",      "assistant teachers"},
    [POSITION_SUPPORT]   = {"สายสนับสนุน",   "support staff"},
};
// clang-format on

const char *rows_word(enum by by)
{
    return by_table[by].word;
}

const char *rows_shown(enum by by)
{
    return lang_pick(by_table[by].th, by_table[by].en);
}

enum err_code rows_parse_by(const struct call *call, unsigned allowed, enum by *by, struct err *err)
{
    const char *word = call_value(call, OPTION_BY);
    struct text list = {0};
    if (!word) return ERR_OK;
    for (int i = 0; i < BYS; i++) {
        if (!(allowed & (1u << i))) continue;
        if (strcmp(word, by_table[i].word) == 0 || (i == BY_FY && strcmp(word, "year") == 0)) {
            *by = (enum by)i;
            text_clear(&list);
            return ERR_OK;
        }
        text_add(&list, " %s", by_table[i].word);
    }
    const enum err_code code = err_set(err, ERR_INPUT, "'--by' เป็น '%s' ใช้ได้เฉพาะ%s",
                                       "'--by' is '%s', allowed are%s", word, text_s(&list));
    text_clear(&list);
    return code;
}

enum err_code rows_parse_fy(const struct call *call, int first, int last, int *fy, struct err *err)
{
    const char *word = call_value(call, OPTION_FY);
    char *end = NULL;
    if (!word) return ERR_OK;
    const long value = strtol(word, &end, 10);
    if (*word == '\0' || *end != '\0' || value < first || value > last)
        return err_set(err, ERR_INPUT, "'--fy' เป็น '%s' ที่ใช้ได้คือ %d .. %d",
                       "'--fy' is '%s', allowed are %d .. %d", word, first, last);
    *fy = (int)value;
    return ERR_OK;
}

enum err_code filter_parse(const struct call *call, const struct school_register *reg,
                           struct filter *out, struct err *err)
{
    const struct {
        enum option_id option;
        int (*find)(const struct school_register *reg, const char *code);
        const char *th, *en;
        int *to;
    } filters[] = {
        {OPTION_DISTRICT, register_find_district, "เขต", "district", &out->district},
        {OPTION_SCHOOL, register_find_school, "โรงเรียน", "school", &out->school},
        {OPTION_MAJOR, register_find_major, "วิชาเอก", "major", &out->major},
    };
    *out = (struct filter){-1, -1, -1};
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        const char *code = call_value(call, filters[i].option);
        if (!code) continue;
        *filters[i].to = filters[i].find(reg, code);
        if (*filters[i].to < 0)
            return err_set(err, ERR_NOT_FOUND, "ไม่มี%sรหัส '%s'", "no %s has the code '%s'",
                           lang_pick(filters[i].th, filters[i].en), code);
    }
    return ERR_OK;
}

bool filter_has(const struct school_register *reg, const struct filter *filter, int school,
                int major)
{
    return (filter->district < 0 || reg->school[school].district == filter->district) &&
           (filter->school < 0 || school == filter->school) &&
           (filter->major < 0 || major == filter->major);
}

int rows_group(enum by by, const struct school_register *reg, int school, int major)
{
    if (by == BY_FY) return 0;
    if (by == BY_MAJOR) return major < 0 ? reg->majors : major;
    return by == BY_DISTRICT ? reg->school[school].district : school;
}

int rows_groups(enum by by, const struct school_register *reg)
{
    enum { AGES = 120 };
    switch (by) {
    case BY_MAJOR:
        return reg->majors + 1;
    case BY_DISTRICT:
        return reg->districts;
    case BY_SCHOOL:
        return reg->schools;
    case BY_AGE:
        return AGES;
    case BY_POSITION:
        return POSITIONS;
    default:
        return 1;
    }
}

void rows_add_group(struct table *table, enum by by, const struct school_register *reg, int i)
{
    char age[16], years[32];
    snprintf(age, sizeof age, "%d", i);
    snprintf(years, sizeof years, lang_pick("%d ปี", "%d years"), i);
    if (by == BY_MAJOR && i == reg->majors) {
        table_text(table, "-");
        table_text(table, lang_pick("ไม่มีวิชาเอก", "no major"));
    } else if (by == BY_MAJOR) {
        const struct major *major = &reg->major[i];
        table_text(table, major->code);
        table_text(table, name_shown(major->name_th, major->name_en, major->code));
    } else if (by == BY_DISTRICT) {
        const struct district *district = &reg->district[i];
        table_text(table, district->code);
        table_text(table, name_shown(district->name_th, district->name_en, district->code));
    } else if (by == BY_SCHOOL) {
        table_text(table, reg->school[i].code);
        table_text(table, reg->school[i].name_th);
    } else if (by == BY_AGE) {
        table_text(table, age);
        table_text(table, years);
    } else {
        table_text(table, position_word[i]);
        table_text(table, lang_pick(position_shown[i].th, position_shown[i].en));
    }
}

struct matrix matrix_new(enum by by, const struct school_register *reg, int first_fy, int years)
{
    const int groups = rows_groups(by, reg);
    return (struct matrix){by, groups, first_fy, years,
                           mem_new((size_t)groups * (size_t)years, sizeof(int))};
}

void matrix_head_make(const struct matrix *matrix, int fy, bool sum_years, struct matrix_head *head)
{
    *head = (struct matrix_head){.columns = 2};
    head->column[0] =
        (struct table_column){by_table[matrix->by].word, "รหัส", "code", CELL_TEXT, false};
    head->column[1] = (struct table_column){"name", by_table[matrix->by].th,
                                            by_table[matrix->by].en, CELL_TEXT, false};
    for (int y = 0; y < matrix->years; y++) {
        if (fy && matrix->first_fy + y != fy) continue;
        char *year = head->year[head->columns];
        snprintf(year, sizeof head->year[0], "%d", matrix->first_fy + y);
        head->column[head->columns++] = (struct table_column){year, year, year, CELL_INT, true};
    }
    if (sum_years && !fy)
        head->column[head->columns++] =
            (struct table_column){"total", "รวม", "total", CELL_INT, true};
}

struct table *matrix_table(const struct matrix *matrix, const struct school_register *reg,
                           const char *title, int fy, bool sum_years,
                           const struct matrix_head *head)
{
    struct table *table = table_new(title, head->column, head->columns);
    for (int i = 0; i < matrix->groups; i++) {
        const int *row = &matrix->count[i * matrix->years];
        long long sum = 0;
        for (int y = 0; y < matrix->years; y++)
            if (!fy || matrix->first_fy + y == fy) sum += row[y];
        if (sum == 0) continue;
        table_row(table);
        rows_add_group(table, matrix->by, reg, i);
        for (int y = 0; y < matrix->years; y++)
            if (!fy || matrix->first_fy + y == fy) table_int(table, row[y]);
        if (sum_years && !fy) table_int(table, sum);
    }
    return table;
}
