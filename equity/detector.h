/* Who is missing and who may be next: pupils on the roll last term and not this term, pupils too
   old for their grade, and points for risks that add up. Pure: arrays in, arrays out. */
#ifndef EQUITY_DETECTOR_H
#define EQUITY_DETECTOR_H

#include <stdbool.h>
#include <stdint.h>

/* One pupil on the roll of one term. */
struct roll_row {
    int64_t student;
    char school[41], district[41];
    int grade; /* -2 .. 0 kindergarten 1 .. 3, 1 .. 6 primary, 7 .. 9 lower secondary */
};

/**
 * Students of `before` that `now` has not, by student, each once (their last row of `before` by
 * school code). *out is free()d by the caller; returns how many. Both rolls in any order. A pupil
 * who finished grade `last_grade` is not missing.
 */
int detector_missing(const struct roll_row *before, int before_count, const struct roll_row *now,
                     int now_count, int last_grade, struct roll_row **out);

/**
 * Years by which a pupil is older than the usual age of the grade, 0 or more: the age in whole
 * years on 16 May of the school year less (grade + 5), which is 6 in the first year of primary
 * school. `birth_year` is of the common era, `school_year` Buddhist; only the year of birth is
 * compared when month is 0.
 */
int detector_years_over_age(int birth_year, int birth_month, int birth_day, int grade,
                            int school_year);

enum risk {
    RISK_ABSENT_UNEXCUSED, /* days of a term */
    RISK_ABSENT_EXCUSED,   /* days of a term */
    RISK_ABSENT_ROW,       /* days in a row */
    RISK_LATE,             /* days of a term */
    RISK_OVER_AGE,         /* years */
    RISK_REPEATED,         /* grades repeated */
    RISK_NO_GUARDIAN,      /* 1: none */
    RISK_DISABLED,         /* 1: yes */
    RISKS
};
extern const struct risk_entry {
    const char *word, *th, *en, *unit_th, *unit_en;
} risk_table[RISKS];

enum { RISK_MOST = 99 };
struct risk_rules {
    struct risk_rule {
        int threshold; /* 1 .. 99; counted when the value reaches it */
        int points;    /* 1 .. 99; 0: the rule is not used */
    } rule[RISKS];
    int open_at; /* points at which a pupil is listed; 0: nobody */
};
/** Sum of the points of all rules whose threshold the value reaches; each[RISKS] the points of each
    (may be NULL). */
int risk_points(const struct risk_rules *rules, const int value[RISKS], int *each);

#endif
