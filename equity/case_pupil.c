/* Where the pupil of a case is. */
#define _POSIX_C_SOURCE 200809L
#include "equity/case_pupil.h"

#include "base/thai.h"
#include "data/store_sql.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    BANGKOK_S = 7 * HOUR_S,
    YEAR_MONTH = 4, /* May, as struct tm counts */
    YEAR_DAY = 16,
    FIRST_GRADE = -2,
    FIRST_PRIMARY = 1,
    FIRST_SECONDARY = 7,
};

extern const char query_case_pupil[], query_case_school[];

enum err_code case_pupil_read(struct store *store, int64_t student, struct case_pupil *out,
                              bool *found, struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(store, query_case_pupil, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":student_id", student);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK && row) {
        snprintf(out->school, sizeof out->school, "%s", query_text(&query, 0));
        snprintf(out->district, sizeof out->district, "%s", query_text(&query, 1));
        snprintf(out->grade, sizeof out->grade, "%s", query_text(&query, 2));
    }
    query_close(&query);
    if (code == ERR_OK) *found = row;
    return code;
}

enum err_code case_school_within(struct store *store, const struct actor *actor, const char *school,
                                 bool *within, struct err *err)
{
    struct query query = {0};
    bool row = false;
    if (role_table[actor->role].scope != SCOPE_DISTRICT) {
        *within = actor_covers(actor, school, "");
        return ERR_OK;
    }
    enum err_code code = query_open(store, query_case_school, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":school", school);
        query_set_text(&query, ":district", actor->place);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK) *within = query_int(&query, 0) == 1;
    query_close(&query);
    return code;
}

static const char *const grade_words[] = {"k1", "k2", "k3", "p1", "p2", "p3",
                                          "p4", "p5", "p6", "m1", "m2", "m3"};
enum { GRADE_WORDS = sizeof grade_words / sizeof *grade_words };

bool case_grade_parse(const char *word, int *grade)
{
    for (int w = 0; w < GRADE_WORDS; w++)
        if (strcmp(word, grade_words[w]) == 0) {
            *grade = FIRST_GRADE + w;
            return true;
        }
    return false;
}

const char *case_grade_word(int grade)
{
    return grade_words[grade - FIRST_GRADE];
}

enum grant_level case_grant_level(int grade)
{
    return grade < FIRST_PRIMARY     ? GRANT_LEVEL_KINDERGARTEN
           : grade < FIRST_SECONDARY ? GRANT_LEVEL_PRIMARY
                                     : GRANT_LEVEL_LOWER_SECONDARY;
}

int case_school_year(int64_t now)
{
    const time_t local = (time_t)(now + BANGKOK_S);
    struct tm date;
    gmtime_r(&local, &date);
    const bool before =
        date.tm_mon < YEAR_MONTH || (date.tm_mon == YEAR_MONTH && date.tm_mday < YEAR_DAY);
    return date.tm_year + 1900 + BUDDHIST_OFFSET - before;
}
