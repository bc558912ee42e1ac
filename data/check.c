/* Data quality as a table of checks, each a function over the register. They count and name
   examples; they decide nothing. */
#include "data/check.h"

#include "base/env.h"
#include "base/err.h"
#include "base/lang.h"
#include "base/mem.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const check_severity_word[CHECK_SEVERITIES] = {"impossible", "missing", "doubtful",
                                                           "note"};

enum {
    YOUNGEST_YEARS = 18,  /* to be appointed */
    RETIRED_YEARS = 60,   /* completed: gone at the end of that fiscal year */
    LAST_BIRTHDAY = 1001, /* month * 100 + day: born later counts for the next year */
    JUMP = 2,             /* pupils of a school doubling or halving from year to year */
    SMALLEST_JUMP = 60,   /* pupils; small schools move more */
};

static const double tolerance = 1e-6; /* of shares, as in the import */

/* The register, the day it stands for, and the finding that is being filled. */
struct checking {
    const struct school_register *reg;
    int fy;            /* the fiscal year under way */
    struct date today; /* its last day */
    struct check_finding *finding;
};

static void hit(struct checking *in, const char *fmt, ...) PRINTF_LIKE(2, 3);

static void hit(struct checking *in, const char *fmt, ...)
{
    struct check_finding *finding = in->finding;
    finding->count++;
    if (finding->examples == CHECK_EXAMPLES) return;
    va_list args;
    va_start(args, fmt);
    vsnprintf(finding->example[finding->examples], sizeof *finding->example, fmt, args);
    va_end(args);
    finding->examples++;
}

static bool is_gone(const struct teacher *teacher)
{
    return teacher->status == STATUS_LEFT;
}

static struct date years_after(struct date date, int years)
{
    date = date_known(date);
    date.year += years;
    return date;
}

/* ---- people ------------------------------------------------------------------------------ */

static void birth_day_unknown(struct checking *in, const struct teacher *t)
{
    if (!date_is_whole(t->birth)) hit(in, "%s", t->id);
}

static void teacher_too_young(struct checking *in, const struct teacher *t)
{
    if (!is_gone(t) && date_compare(years_after(t->birth, YOUNGEST_YEARS), in->today) > 0)
        hit(in, "%s", t->id);
}

/* Age 60 is complete on the day before the birthday, so 1 October belongs to the year before. */
static int retirement_fy(struct date birth)
{
    birth = date_known(birth);
    return birth.year + BUDDHIST_OFFSET + RETIRED_YEARS +
           (birth.month * 100 + birth.day > LAST_BIRTHDAY ? 1 : 0);
}

static void teacher_overdue(struct checking *in, const struct teacher *t)
{
    const int fy = t->retire_override_fy ? t->retire_override_fy : retirement_fy(t->birth);
    if (!is_gone(t) && fy < in->fy) hit(in, "%s (%d)", t->id, fy);
}

static void appointed_before_birth(struct checking *in, const struct teacher *t)
{
    if (t->appointed.year && date_compare(t->appointed, t->birth) < 0) hit(in, "%s", t->id);
}

static void appointed_too_young(struct checking *in, const struct teacher *t)
{
    if (t->appointed.year && date_compare(t->appointed, t->birth) >= 0 &&
        date_compare(years_after(t->birth, YOUNGEST_YEARS), t->appointed) > 0)
        hit(in, "%s", t->id);
}

static void appointed_in_future(struct checking *in, const struct teacher *t)
{
    if (t->appointed.year && date_compare(t->appointed, in->today) > 0) hit(in, "%s", t->id);
}

static void retirement_overridden(struct checking *in, const struct teacher *t)
{
    if (t->retire_override_fy) hit(in, "%s (%d)", t->id, t->retire_override_fy);
}

static void degree_unknown(struct checking *in, const struct teacher *t)
{
    if (teacher_meets_need(t) && t->degree_major < 0) hit(in, "%s", t->id);
}

static void out_of_field(struct checking *in, const struct teacher *t)
{
    if (teacher_meets_need(t) && t->degree_major >= 0 && t->degree_major != t->post_major)
        hit(in, "%s (%s, %s)", t->id, in->reg->major[t->post_major].code,
            in->reg->major[t->degree_major].code);
}

static bool same_date(struct date a, struct date b)
{
    return a.year == b.year && a.month == b.month && a.day == b.day;
}

/* Teachers stand by school, so only those of one school are compared. */
static void teacher_twice(struct checking *in)
{
    const struct school_register *reg = in->reg;
    for (int i = 0; i < reg->teachers; i++)
        for (int j = i + 1; j < reg->teachers && reg->teacher[j].school == reg->teacher[i].school;
             j++) {
            const struct teacher *a = &reg->teacher[i], *b = &reg->teacher[j];
            if (same_date(a->birth, b->birth) && same_date(a->appointed, b->appointed) &&
                a->appointed.year && a->position == b->position && a->post_major == b->post_major &&
                !is_gone(a) && !is_gone(b))
                hit(in, "%s, %s", a->id, b->id);
        }
}

/* ---- schools ----------------------------------------------------------------------------- */

/* How many rows of an array stand for each school; the caller frees it. */
static int *count_people(const struct school_register *reg, bool directors)
{
    int *count = mem_new((size_t)reg->schools, sizeof *count);
    for (int i = 0; i < reg->teachers; i++) {
        const struct teacher *t = &reg->teacher[i];
        if (directors ? t->position == POSITION_DIRECTOR && !is_gone(t) : teacher_meets_need(t))
            count[t->school]++;
    }
    return count;
}

static void name_schools(struct checking *in, const int *count, int lowest, int highest)
{
    for (int s = 0; s < in->reg->schools; s++)
        if (count[s] >= lowest && count[s] <= highest) hit(in, "%s", in->reg->school[s].code);
}

static void school_without_director(struct checking *in)
{
    int *count = count_people(in->reg, true);
    name_schools(in, count, 0, 0);
    free(count);
}

static void school_of_two_directors(struct checking *in)
{
    int *count = count_people(in->reg, true);
    name_schools(in, count, 2, in->reg->teachers);
    free(count);
}

static void school_without_teachers(struct checking *in)
{
    int *count = count_people(in->reg, false);
    name_schools(in, count, 0, 0);
    free(count);
}

static void school_without_enrolment(struct checking *in)
{
    int *count = mem_new((size_t)in->reg->schools, sizeof *count);
    for (int i = 0; i < in->reg->enrolments; i++) count[in->reg->enrolment[i].school]++;
    name_schools(in, count, 0, 0);
    free(count);
}

static void school_without_index(struct checking *in)
{
    if (in->reg->equities == 0) return; /* no round at all is no fault of a school */
    int *count = mem_new((size_t)in->reg->schools, sizeof *count);
    for (int i = 0; i < in->reg->equities; i++) count[in->reg->equity[i].school]++;
    name_schools(in, count, 0, 0);
    free(count);
}

static void school_same_name(struct checking *in)
{
    const struct school_register *reg = in->reg;
    for (int a = 0; a < reg->schools; a++)
        for (int b = a + 1; b < reg->schools; b++)
            if (strcmp(reg->school[a].name_th, reg->school[b].name_th) == 0)
                hit(in, "%s, %s", reg->school[a].code, reg->school[b].code);
}

static void district_without_school(struct checking *in)
{
    const struct school_register *reg = in->reg;
    for (int d = 0; d < reg->districts; d++) {
        int schools = 0;
        for (int s = 0; s < reg->schools; s++) schools += reg->school[s].district == d;
        if (schools == 0) hit(in, "%s", reg->district[d].code);
    }
}

/* Enrolment stands by school and year: each run of rows is one school's year. */
static void pupils_jump(struct checking *in)
{
    const struct school_register *reg = in->reg;
    int school = -1, before = 0;
    for (int i = 0; i < reg->enrolments;) {
        const struct enrolment *first = &reg->enrolment[i];
        int pupils = 0;
        for (; i < reg->enrolments && reg->enrolment[i].school == first->school &&
               reg->enrolment[i].academic_year == first->academic_year;
             i++)
            pupils += reg->enrolment[i].pupils;
        const bool jumps = pupils > JUMP * before || before > JUMP * pupils;
        if (first->school == school && jumps && abs(pupils - before) >= SMALLEST_JUMP)
            hit(in, "%s (%d: %d, %d)", reg->school[school].code, first->academic_year, before,
                pupils);
        school = first->school;
        before = pupils;
    }
}

/* ---- tables of needs and frames ---------------------------------------------------------- */

enum { FIRST_FY = 2500, FY_SPAN = 200 };

/* Marks which years a table has for each school, [schools][FY_SPAN]. */
static bool *years_of(const struct checking *in, bool of_needs)
{
    const struct school_register *reg = in->reg;
    bool *has = mem_new((size_t)reg->schools * FY_SPAN, sizeof *has);
    for (int i = 0; of_needs && i < reg->needs; i++)
        has[reg->need[i].school * FY_SPAN + reg->need[i].fy - FIRST_FY] = true;
    for (int i = 0; !of_needs && i < reg->frames; i++)
        has[reg->frame[i].school * FY_SPAN + reg->frame[i].fy - FIRST_FY] = true;
    return has;
}

/* A school that is in the table in one year should be there in every year of the table. */
static void name_gaps(struct checking *in, bool of_needs)
{
    bool *has = years_of(in, of_needs);
    bool known[FY_SPAN] = {false};
    for (int s = 0; s < in->reg->schools; s++)
        for (int y = 0; y < FY_SPAN; y++) known[y] = known[y] || has[s * FY_SPAN + y];
    for (int s = 0; s < in->reg->schools; s++) {
        int years = 0, missing = -1;
        for (int y = FY_SPAN - 1; y >= 0; y--) {
            years += has[s * FY_SPAN + y];
            if (known[y] && !has[s * FY_SPAN + y]) missing = y;
        }
        if (years > 0 && missing >= 0)
            hit(in, "%s (%d)", in->reg->school[s].code, FIRST_FY + missing);
    }
    free(has);
}

static void need_of_some_years(struct checking *in)
{
    name_gaps(in, true);
}

static void frame_of_some_years(struct checking *in)
{
    name_gaps(in, false);
}

static void needs_above_frame(struct checking *in)
{
    const struct school_register *reg = in->reg;
    for (int f = 0; f < reg->frames; f++) {
        int need = 0;
        for (int n = 0; n < reg->needs; n++)
            if (reg->need[n].school == reg->frame[f].school && reg->need[n].fy == reg->frame[f].fy)
                need += reg->need[n].need;
        if (need > reg->frame[f].frame)
            hit(in, "%s (%d: %d, %d)", reg->school[reg->frame[f].school].code, reg->frame[f].fy,
                need, reg->frame[f].frame);
    }
}

/* ---- curriculum and majors --------------------------------------------------------------- */

static double share_sum(const struct school_register *reg, const char *area, int grade)
{
    double sum = 0.0;
    for (int i = 0; i < reg->shares; i++)
        if (reg->share[i].grade == grade && strcmp(reg->share[i].area, area) == 0)
            sum += reg->share[i].share;
    return sum;
}

static void hours_without_shares(struct checking *in)
{
    const struct school_register *reg = in->reg;
    for (int i = 0; i < reg->curricula; i++) {
        const struct curriculum_row *row = &reg->curriculum[i];
        if (row->hours_per_year > 0.0 && !(share_sum(reg, row->area, row->grade) > 1.0 - tolerance))
            hit(in, "%s %s", row->area, grade_word[row->grade]);
    }
}

static void major_nobody_holds(struct checking *in)
{
    const struct school_register *reg = in->reg;
    for (int m = 0; m < reg->majors; m++) {
        bool asked = false, held = false;
        for (int i = 0; i < reg->shares; i++)
            asked = asked || (reg->share[i].major == m && reg->share[i].share > 0.0);
        for (int i = 0; asked && i < reg->teachers && !held; i++)
            held = teacher_meets_need(&reg->teacher[i]) && reg->teacher[i].post_major == m;
        if (asked && !held) hit(in, "%s", reg->major[m].code);
    }
}

/* ---- channels and lists ------------------------------------------------------------------ */

static void channel_without_lead(struct checking *in)
{
    for (int c = 0; c < in->reg->channels; c++)
        if (in->reg->channel[c].kind == CHANNEL_PIPELINE && in->reg->channel[c].lead_years == 0)
            hit(in, "%s", in->reg->channel[c].code);
}

static void committed_of_exam(struct checking *in)
{
    const struct school_register *reg = in->reg;
    for (int i = 0; i < reg->committeds; i++) {
        const struct committed_row *row = &reg->committed[i];
        if (reg->channel[row->channel].kind == CHANNEL_EXAM)
            hit(in, "%s %s %d", reg->channel[row->channel].code, reg->major[row->major].code,
                row->fy);
    }
}

static void list_is_past(struct checking *in, const struct eligible_list *l)
{
    if (l->remaining > 0 && date_compare(l->last_day, in->today) < 0)
        hit(in, "%s %s (%d)", l->code, in->reg->major[l->major].code, l->remaining);
}

static void list_ends_soon(struct checking *in, const struct eligible_list *l)
{
    if (l->remaining > 0 && date_compare(l->last_day, in->today) >= 0 &&
        date_compare(l->last_day, years_after(in->today, 1)) <= 0)
        hit(in, "%s %s (%d)", l->code, in->reg->major[l->major].code, l->remaining);
}

/* ---- where the data come from ------------------------------------------------------------ */

static void name_files(struct checking *in, const char *status)
{
    for (int i = 0; i < in->reg->provenances; i++)
        if (strcmp(in->reg->provenance[i].status, status) == 0)
            hit(in, "%s", in->reg->provenance[i].file);
}

static void file_synthetic(struct checking *in)
{
    name_files(in, "synthetic");
}

static void file_estimated(struct checking *in)
{
    name_files(in, "estimated");
}

static void file_unconfirmed(struct checking *in)
{
    name_files(in, "unconfirmed");
}

// clang-format off
/* A check looks at the register as a whole, or at one teacher or list after the other. */
static const struct check {
    const char *code;
    enum check_severity severity;
    const char *th, *en;
    void (*run)(struct checking *in);
    void (*person)(struct checking *in, const struct teacher *t);
    void (*list)(struct checking *in, const struct eligible_list *l);
} checks[] = {
    {"teacher_overdue", CHECK_IMPOSSIBLE, "ยังอยู่ในตำแหน่งทั้งที่ควรเกษียณไปแล้ว",
     "in post although retirement is past", .person = teacher_overdue},
    {"teacher_too_young", CHECK_IMPOSSIBLE, "อยู่ในตำแหน่งทั้งที่อายุไม่ถึง 18 ปี",
     "in post and younger than 18", .person = teacher_too_young},
    {"teacher_appointed_before_birth", CHECK_IMPOSSIBLE, "บรรจุก่อนเกิด",
     "appointed before birth", .person = appointed_before_birth},
    {"teacher_appointed_too_young", CHECK_IMPOSSIBLE, "บรรจุก่อนอายุ 18 ปี",
     "appointed before the age of 18", .person = appointed_too_young},
    {"teacher_appointed_in_future", CHECK_IMPOSSIBLE, "วันบรรจุยังมาไม่ถึง",
     "appointed after the end of this fiscal year", .person = appointed_in_future},
    {"committed_of_exam", CHECK_IMPOSSIBLE, "มีผู้กำลังศึกษาในช่องทางสอบแข่งขัน ซึ่งไม่มีการเรียน",
     "graduates announced for an exam channel, which trains nobody", .run = committed_of_exam},
    {"curriculum_without_share", CHECK_MISSING, "มีชั่วโมงเรียนแต่ไม่มีสัดส่วนวิชาเอก",
     "hours of an area that no major teaches", .run = hours_without_shares},
    {"school_without_enrolment", CHECK_MISSING, "โรงเรียนไม่มีจำนวนนักเรียน",
     "schools without pupils' numbers", .run = school_without_enrolment},
    {"school_without_director", CHECK_MISSING, "โรงเรียนไม่มีผู้อำนวยการ",
     "schools without a director", .run = school_without_director},
    {"school_without_teachers", CHECK_MISSING, "โรงเรียนไม่มีครู",
     "schools without a teacher", .run = school_without_teachers},
    {"school_without_index", CHECK_MISSING, "โรงเรียนไม่มีดัชนีความเสมอภาค",
     "schools without an equity index", .run = school_without_index},
    {"district_without_school", CHECK_MISSING, "เขตไม่มีโรงเรียน",
     "districts without a school", .run = district_without_school},
    {"teacher_birth_day_unknown", CHECK_MISSING, "ไม่ทราบวันหรือเดือนเกิด นับเป็นวันที่ 1",
     "day or month of birth not known, counted as the first", .person = birth_day_unknown},
    {"teacher_degree_unknown", CHECK_MISSING, "ไม่ทราบวิชาเอกที่จบ",
     "major of the degree not known", .person = degree_unknown},
    {"need_of_some_years", CHECK_MISSING, "ตารางความต้องการมีเพียงบางปีของโรงเรียน",
     "the table of needs has only some years of a school", .run = need_of_some_years},
    {"frame_of_some_years", CHECK_MISSING, "ตารางกรอบอัตรากำลังมีเพียงบางปีของโรงเรียน",
     "the table of frames has only some years of a school", .run = frame_of_some_years},
    {"need_above_frame", CHECK_DOUBTFUL, "ความต้องการรวมมากกว่ากรอบอัตรากำลัง",
     "needs of a school sum to more than its frame", .run = needs_above_frame},
    {"teacher_twice", CHECK_DOUBTFUL, "สองคนในโรงเรียนเดียวกันมีวันเกิด วันบรรจุ และวิชาเอกตรงกัน",
     "two of one school with the same birth, appointment and major", .run = teacher_twice},
    {"school_same_name", CHECK_DOUBTFUL, "โรงเรียนชื่อเดียวกัน",
     "schools of the same name", .run = school_same_name},
    {"school_of_two_directors", CHECK_DOUBTFUL, "โรงเรียนมีผู้อำนวยการมากกว่าหนึ่งคน",
     "schools with more than one director", .run = school_of_two_directors},
    {"school_pupils_jump", CHECK_DOUBTFUL, "นักเรียนเพิ่มหรือลดเกินเท่าตัวในปีเดียว",
     "pupils more than double or halve within a year", .run = pupils_jump},
    {"major_nobody_holds", CHECK_DOUBTFUL, "หลักสูตรต้องใช้วิชาเอกที่ไม่มีครูคนใดมี",
     "the curriculum asks for a major that nobody holds", .run = major_nobody_holds},
    {"channel_without_lead", CHECK_DOUBTFUL, "ช่องทางผลิตครูใช้เวลา 0 ปี",
     "a programme that takes 0 years", .run = channel_without_lead},
    {"list_is_past", CHECK_DOUBTFUL, "บัญชีหมดอายุแล้วแต่ยังมีผู้รอเรียกบรรจุ",
     "eligible lists past their last day with people on them", .list = list_is_past},
    {"list_ends_soon", CHECK_NOTE, "บัญชีจะหมดอายุภายในหนึ่งปี",
     "eligible lists that end within a year", .list = list_ends_soon},
    {"teacher_out_of_field", CHECK_NOTE, "สอนไม่ตรงวิชาเอกที่จบ",
     "the degree is in another major than the post", .person = out_of_field},
    {"teacher_retirement_overridden", CHECK_NOTE, "ปีเกษียณกำหนดเป็นรายบุคคล",
     "the year of retirement is set by hand", .person = retirement_overridden},
    {"file_synthetic", CHECK_NOTE, "ข้อมูลสังเคราะห์ ไม่ใช่ข้อมูลจริง",
     "synthetic data, not real", .run = file_synthetic},
    {"file_estimated", CHECK_NOTE, "ข้อมูลประมาณการ",
     "estimated data", .run = file_estimated},
    {"file_unconfirmed", CHECK_NOTE, "ข้อมูลที่ยังไม่ยืนยัน",
     "data not confirmed", .run = file_unconfirmed},
};
// clang-format on
enum { CHECKS = sizeof checks / sizeof *checks };

/* The register stands for the fiscal year that begins in its newest academic year. */
static int fiscal_year_of(const struct school_register *reg)
{
    char iso[32];
    struct date now = {0};
    int newest = 0;
    for (int i = 0; i < reg->enrolments; i++)
        if (reg->enrolment[i].academic_year > newest) newest = reg->enrolment[i].academic_year;
    if (newest > 0) return newest + 1;
    env_now_iso(iso, sizeof iso);
    iso[10] = '\0';
    const bool good = date_parse(iso, &now);
    assert(good);
    (void)good;
    return date_fiscal_year(now);
}

void check_register(const struct school_register *reg, struct check_finding **out, int *count)
{
    struct check_finding *found = mem_new(CHECKS, sizeof *found);
    struct checking in = {.reg = reg, .fy = fiscal_year_of(reg)};
    int filled = 0;
    in.today = (struct date){.year = in.fy - BUDDHIST_OFFSET, .month = 9, .day = 30};
    for (int c = 0; c < CHECKS; c++) {
        in.finding = &found[filled];
        *in.finding = (struct check_finding){.code = checks[c].code,
                                             .severity = checks[c].severity,
                                             .meaning = lang_pick(checks[c].th, checks[c].en)};
        if (checks[c].run) checks[c].run(&in);
        for (int i = 0; checks[c].person && i < reg->teachers; i++)
            checks[c].person(&in, &reg->teacher[i]);
        for (int i = 0; checks[c].list && i < reg->lists; i++) checks[c].list(&in, &reg->list[i]);
        if (in.finding->count > 0) filled++;
    }
    *out = found;
    *count = filled;
}
