/* Two sorted rolls are walked side by side; risks add up. */
#include "equity/detector.h"

#include "base/mem.h"
#include "base/thai.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_OF_TERM_MONTH = 5, FIRST_OF_TERM_DAY = 16, AGE_BEFORE_GRADE = 5 };

// clang-format off
const struct risk_entry risk_table[RISKS] = {
    [RISK_ABSENT_UNEXCUSED] = {"absent_unexcused", "ขาดเรียนไม่มีเหตุผล", "absent without excuse", "วัน", "days"},
    [RISK_ABSENT_EXCUSED]   = {"absent_excused",   "ลาป่วยหรือลากิจ",   "absent with excuse",    "วัน", "days"},
    [RISK_ABSENT_ROW]       = {"absent_row",       "ขาดเรียนติดต่อกัน",  "absent in a row",       "วัน", "days"},
    [RISK_LATE]             = {"late",             "มาสาย",          "late",                  "วัน", "days"},
    [RISK_OVER_AGE]         = {"over_age",         "อายุเกินเกณฑ์ชั้น",   "over age for the grade", "ปี",  "years"},
    [RISK_REPEATED]         = {"repeated",         "ซ้ำชั้น",          "grades repeated",       "ชั้น", "grades"},
    [RISK_NO_GUARDIAN]      = {"no_guardian",      "ไม่มีผู้ปกครอง",     "no guardian",           "",   ""},
    [RISK_DISABLED]         = {"disabled",         "พิการ",          "disabled",              "",   ""},
};
// clang-format on

static int compare_rows(const void *a, const void *b)
{
    const struct roll_row *x = a, *y = b;
    if (x->student != y->student) return x->student < y->student ? -1 : 1;
    return strcmp(x->school, y->school);
}

static struct roll_row *sorted(const struct roll_row *roll, int count)
{
    struct roll_row *copy = mem_new((size_t)count, sizeof *copy);
    if (count) memcpy(copy, roll, (size_t)count * sizeof *copy);
    qsort(copy, (size_t)count, sizeof *copy, compare_rows);
    return copy;
}

int detector_missing(const struct roll_row *before, int before_count, const struct roll_row *now,
                     int now_count, int last_grade, struct roll_row **out)
{
    struct roll_row *old = sorted(before, before_count), *new = sorted(now, now_count);
    int found = 0;
    for (int i = 0, j = 0; i < before_count; i++) {
        const bool last = i + 1 == before_count || old[i + 1].student != old[i].student;
        while (j < now_count && new[j].student < old[i].student) j++;
        const bool there = j < now_count && new[j].student == old[i].student;
        if (last && !there && old[i].grade != last_grade) old[found++] = old[i];
    }
    free(new);
    *out = old;
    return found;
}

int detector_years_over_age(int birth_year, int birth_month, int birth_day, int grade,
                            int school_year)
{
    int age = school_year - BUDDHIST_OFFSET - birth_year;
    const bool birthday_later =
        birth_month > FIRST_OF_TERM_MONTH ||
        (birth_month == FIRST_OF_TERM_MONTH && birth_day > FIRST_OF_TERM_DAY);
    if (birth_month != 0 && birthday_later) age--;
    const int over = age - (grade + AGE_BEFORE_GRADE);
    return over > 0 ? over : 0;
}

int risk_points(const struct risk_rules *rules, const int value[RISKS], int *each)
{
    int sum = 0;
    for (int r = 0; r < RISKS; r++) {
        const struct risk_rule *rule = &rules->rule[r];
        const int points = rule->points > 0 && value[r] >= rule->threshold ? rule->points : 0;
        if (each) each[r] = points;
        sum += points;
    }
    return sum;
}
