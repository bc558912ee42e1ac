/* The children of a school as rows of the files. */
#include "equity/synthetic_internal.h"

#include <stdio.h>
#include <string.h>

enum {
    TERMS = 2,
    TERM_DAYS = 100,
    ATTENDANCE_MIN = 85, /* percent */
    FAILING = 25,        /* permille below it, of homes of mean wealth */
    FAILING_SLOPE = 12,  /* permille more for each standard deviation below the mean */
    FAILING_MOST = 150,
    NOT_MEASURED = 20,    /* permille of weights and heights */
    VERIFIED = 50,        /* permille of screened children */
    VERIFY_DIFFERS = 200, /* permille of these; a second visit settles it */
    FIELD = 500,          /* permille of those who left */
    LISTED = 600,         /* permille of those who left */
    LISTED_STALE = 200,   /* permille of those who left: a child on the roll is listed, too */
    NOT_ANSWERED = 2,     /* most questions */
};

enum visit_kind { VISIT_SCREEN, VISIT_VERIFY, VISIT_SETTLE, VISIT_FIELD, VISIT_KINDS };

// clang-format off
/* Word in the file, and the first day and number of days over which they are spread; the year is
   the second of the school year for months before May. */
static const struct { const char *word; int month, day, days; } visit_kinds[VISIT_KINDS] = {
    [VISIT_SCREEN] = {"screen", 11, 1, 30},
    [VISIT_VERIFY] = {"verify",  1, 5, 20},
    [VISIT_SETTLE] = {"verify",  2, 1, 20},
    [VISIT_FIELD]  = {"field",   3, 1, 28},
};

static const struct { int photos, permille; const char *reason; } photographs[] = {
    {2, 930, ""},
    {1,  40, ""},
    {0,  15, "บ้านอยู่ต่างจังหวัด"},
    {0,  15, "ผู้ปกครองไม่อนุญาตให้ถ่ายภาพ"},
};

/* Published, Bangkok by cause: dropout.edudev.in.th, orgid 12 (docs/equity-synthetic.md). */
static const int not_traced[] = {0, 0, 0, 0, 0, 10, 0, 4, 1, 0, 2, 3, 1, 0, 0, 3, 2, 337, 93};
// clang-format on

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

const char *const synthetic_file_name[SYNTHETIC_FILES] = {
    [SYNTHETIC_ROLLS] = "rolls.csv",           [SYNTHETIC_VISITS] = "visits.csv",
    [SYNTHETIC_ATTENDANCE] = "attendance.csv", [SYNTHETIC_DROPOUTS] = "dropouts.csv",
    [SYNTHETIC_NOT_TRACED] = "not_traced.csv", [SYNTHETIC_SURVEY] = "survey.csv",
};

static const char *const headers[SYNTHETIC_FILES] = {
    [SYNTHETIC_ROLLS] = "id_kind,id_number,name,birth_date,sex,school,grade,academic_year,term",
    [SYNTHETIC_VISITS] =
        "visit,id_kind,id_number,kind,visited_on,photos,exempt_reason,household,members,"
        "income_wage,income_farm,income_business,income_welfare,income_other",
    [SYNTHETIC_ATTENDANCE] = "id_kind,id_number,academic_year,term,days,days_present,"
                             "absent_unexcused,absent_row,weight_g,height_mm",
    [SYNTHETIC_DROPOUTS] = "id_kind,id_number,listed_on,source",
    [SYNTHETIC_NOT_TRACED] = "area,cause,count",
    [SYNTHETIC_SURVEY] = "visit,income_thb,members",
};

void rows_headers(struct synthetic_rows *rows, bool bom)
{
    for (int f = 0; f < SYNTHETIC_FILES; f++) {
        text_add(&rows->text[f], "%s%s", bom ? "\xEF\xBB\xBF" : "", headers[f]);
        for (int q = 0; f == SYNTHETIC_VISITS && q < question_count(); q++)
            text_add(&rows->text[f], ",%s", question_code(q));
        csv_end(&rows->text[f]);
    }
}

/* The row is complete. */
static void row_end(struct synthetic_rows *rows, enum synthetic_file file)
{
    csv_end(&rows->text[file]);
    rows->count[file]++;
}

void rows_published(struct synthetic_rows *rows)
{
    for (int c = 0; c < COUNT(not_traced); c++) {
        text_add(&rows->text[SYNTHETIC_NOT_TRACED], "กรุงเทพมหานคร,%d,%d", c + 1, not_traced[c]);
        row_end(rows, SYNTHETIC_NOT_TRACED);
    }
}

static void add_identity(const struct identity *identity, struct text *out)
{
    text_add(out, "%s,%s,", id_kind_table[identity->kind].word, identity->number);
}

/* ---- rolls ---------------------------------------------------------------------------------- */

static void add_roll(const struct synthetic_school *school, const struct child *child, int term,
                     struct synthetic_rows *rows)
{
    const bool second = term == TERMS;
    const struct synthetic_city *city = school->city;
    struct text *out = &rows->text[SYNTHETIC_ROLLS];
    struct identity identity =
        second && child->slip == SLIP_GAINED ? child->gained : child->identity;
    struct date birth = child->birth;
    char iso[16];
    if (second && child->slip == SLIP_DIGIT) identity.number[2] = (char)('1' + child->given[0] % 9);
    if (second && child->slip == SLIP_DATE) {
        birth.day = child->birth.month;
        birth.month = child->birth.day;
    }
    add_identity(&identity, out);
    child_name(school, child, second, out);
    text_add(out, ",%s,%s,", date_iso(iso, birth), child->male ? "M" : "F");
    csv_text(out, city->reg->school[second ? school->school : child->school_before].code);
    text_add(out, ",%s,%d,%d", grade_word[child->grade], city->academic_year, term);
    row_end(rows, SYNTHETIC_ROLLS);
}

static bool on_roll(const struct child *child, int term)
{
    return term == TERMS ? !child->gone : !child->newcomer;
}

/* ---- terms ---------------------------------------------------------------------------------- */

static int days_present(struct env_random *random, const struct home *home, bool gone)
{
    int failing = FAILING - home->wealth * FAILING_SLOPE / PERMILLE;
    if (failing < 1) failing = 1;
    if (failing > FAILING_MOST) failing = FAILING_MOST;
    if (gone || synthetic_chance(random, failing))
        return ATTENDANCE_MIN - 1 - env_random_below(random, 35);
    const int most_absent = env_random_below(random, TERM_DAYS - ATTENDANCE_MIN + 1);
    return TERM_DAYS - env_random_below(random, most_absent + 1);
}

/* In steps of 100 g and 5 mm, as scales show them; the child grows a little between the terms. */
static void add_growth(struct env_random *random, const struct child *child, int term,
                       struct text *out)
{
    enum { MOST_GROWN_MM = 40 };
    const int grown = term == 1 ? 0 : env_random_below(random, MOST_GROWN_MM);
    const int height = (child->height_mm + grown) / 5 * 5;
    const int weight = child->bmi_tenths * height / 100 * height / 100;
    if (synthetic_chance(random, NOT_MEASURED))
        text_add(out, ",");
    else
        text_add(out, "%d,%d", weight - weight % 100, height);
}

static void add_attendance(struct synthetic_school *school, const struct child *child, int term,
                           struct synthetic_rows *rows)
{
    struct env_random *random = &school->random[STREAM_TERMS];
    struct text *out = &rows->text[SYNTHETIC_ATTENDANCE];
    const int present = days_present(random, &school->home[child->home], child->gone);
    const int absent = TERM_DAYS - present;
    const int unexcused = env_random_below(random, absent + 1) / 2;
    const int in_a_row = absent == 0 ? 0 : 1 + env_random_below(random, absent) / 2;
    add_identity(&child->identity, out);
    text_add(out, "%d,%d,%d,%d,%d,%d,", school->city->academic_year, term, TERM_DAYS, present,
             unexcused, in_a_row);
    add_growth(random, child, term, out);
    row_end(rows, SYNTHETIC_ATTENDANCE);
}

/* ---- visits --------------------------------------------------------------------------------- */

/* Bits of the questions that were not answered; bit question_count(): the incomes. */
static uint32_t not_answered(struct env_random *random, const struct home *home)
{
    uint32_t bits = 0;
    for (int i = 0; home->incomplete && i < NOT_ANSWERED; i++)
        bits |= UINT32_C(1) << env_random_below(random, question_count() + 1);
    return bits;
}

static void add_answers(const struct home *home, const struct home_answers *answers, uint32_t none,
                        struct text *out)
{
    const bool no_income = home->institution || none >> question_count() & 1;
    text_add(out, "%s,", home->institution ? "institutional" : "general");
    if (!home->institution) text_add(out, "%d", answers->members);
    for (int i = 0; i < INCOMES; i++)
        if (no_income)
            text_add(out, ",");
        else
            text_add(out, ",%d", answers->income_thb[i]);
    for (int q = 0; q < question_count(); q++) {
        text_add(out, ",");
        if (!(none >> q & 1)) question_words(q, answers->tick[q], out);
    }
}

static void add_visit(struct synthetic_school *school, const struct child *child,
                      enum visit_kind kind, const struct home_answers *answers, uint32_t none,
                      struct synthetic_rows *rows)
{
    struct env_random *random = &school->random[STREAM_VISITS];
    struct text *out = &rows->text[SYNTHETIC_VISITS];
    const int year = school->city->academic_year - BUDDHIST_OFFSET;
    const int day = visit_kinds[kind].day + env_random_below(random, visit_kinds[kind].days);
    int drawn = env_random_below(random, PERMILLE), photo = 0;
    while (photo < COUNT(photographs) - 1 && drawn >= photographs[photo].permille)
        drawn -= photographs[photo++].permille;
    text_add(out, "%d,", rows->count[SYNTHETIC_VISITS] + 1);
    add_identity(&child->identity, out);
    text_add(out, "%s,%d-%02d-%02d,%d,%s,", visit_kinds[kind].word,
             visit_kinds[kind].month < 5 ? year + 1 : year, visit_kinds[kind].month, day,
             photographs[photo].photos, photographs[photo].reason);
    add_answers(&school->home[child->home], answers, none, out);
    row_end(rows, SYNTHETIC_VISITS);
}

/* The measured income of a home stands beside the visit to the first of its children. */
static void add_survey(struct home *home, struct synthetic_rows *rows)
{
    if (!home->surveyed) return;
    home->surveyed = false;
    text_add(&rows->text[SYNTHETIC_SURVEY], "%d,%d,%d", rows->count[SYNTHETIC_VISITS],
             home->measured_thb, home->answers.members);
    row_end(rows, SYNTHETIC_SURVEY);
}

static void add_screening(struct synthetic_school *school, const struct child *child,
                          struct synthetic_rows *rows)
{
    struct env_random *random = &school->random[STREAM_VISITS];
    struct home *home = &school->home[child->home];
    add_visit(school, child, VISIT_SCREEN, &home->answers, not_answered(random, home), rows);
    add_survey(home, rows);
    if (!synthetic_chance(random, VERIFIED)) return;
    struct home_answers seen = home->answers;
    const bool differs = synthetic_chance(random, VERIFY_DIFFERS);
    if (differs) home_richer(random, &seen);
    add_visit(school, child, VISIT_VERIFY, &seen, 0, rows);
    if (differs) add_visit(school, child, VISIT_SETTLE, &seen, 0, rows);
}

/* ---- who left ------------------------------------------------------------------------------- */

static void add_listed(const struct synthetic_school *school, const struct child *child,
                       struct synthetic_rows *rows)
{
    add_identity(&child->identity, &rows->text[SYNTHETIC_DROPOUTS]);
    text_add(&rows->text[SYNTHETIC_DROPOUTS], "%d-12-01,รายชื่อสังเคราะห์ (synthetic)",
             school->city->academic_year - BUDDHIST_OFFSET);
    row_end(rows, SYNTHETIC_DROPOUTS);
}

static void add_leaver(struct synthetic_school *school, int number, struct synthetic_rows *rows)
{
    struct env_random *random = &school->random[STREAM_VISITS];
    const struct child *child = &school->child[number];
    if (synthetic_chance(random, LISTED)) add_listed(school, child, rows);
    /* Children who left stand behind the others, so number 0 of a school is on its roll; each
       leaver has a place of its own, so that nobody is listed twice. */
    const int stale = school->children - 1 - number;
    if (synthetic_chance(random, LISTED_STALE) && !school->child[stale].gone)
        add_listed(school, &school->child[stale], rows);
    if (synthetic_chance(random, FIELD))
        add_visit(school, child, VISIT_FIELD, &school->home[child->home].answers, 0, rows);
}

void rows_school(struct synthetic_school *school, struct synthetic_rows *rows)
{
    for (int term = 1; term <= TERMS; term++)
        for (int i = 0; i < school->children; i++) {
            if (!on_roll(&school->child[i], term)) continue;
            add_roll(school, &school->child[i], term, rows);
            add_attendance(school, &school->child[i], term, rows);
        }
    for (int i = 0; i < school->children; i++) {
        const struct child *child = &school->child[i];
        if (child->gone)
            add_leaver(school, i, rows);
        else if (school->home[child->home].applied)
            add_screening(school, child, rows);
    }
}
