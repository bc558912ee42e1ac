/* Need from pupils: rooms, posts by the norm, and the posts dealt over majors by their lessons. */
#include "planner/need.h"

#include "base/mem.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    KINDERGARTEN_ROOM = 30, /* pupils of a room */
    ROOM = 40,
    ROOM_REMAINDER = 10, /* pupils left over that open one more room */
    SMALL_SCHOOL = 120,  /* pupils: up to here a teacher for every PUPILS_PER_TEACHER */
    PUPILS_PER_TEACHER = 20,
    FIFTIETHS = 50,    /* of a post: the unit in which the norm is whole */
    SCHOOL_WEEKS = 40, /* of a year: hours a year / SCHOOL_WEEKS are hours a week */
};

/* Deputies of a school with at least so many pupils. */
static const int deputies_from[] = {360, 720, 1080, 1680};

/* Remainders and sums of shares are compared with this much room; see need.h. */
static const double SAME = 1e-9, SHARES_TOLERANCE = 1e-6;

int need_rooms(enum grade grade, int pupils)
{
    const int size = level_of_grade(grade) == LEVEL_KINDERGARTEN ? KINDERGARTEN_ROOM : ROOM;
    const int rooms = pupils / size + (pupils % size >= ROOM_REMAINDER);
    return pupils > 0 && rooms == 0 ? 1 : rooms;
}

/* Posts of a grade in fiftieths: (rooms * size / 25 + pupils / 25) / 2, or two a room. */
static int grade_fiftieths(enum grade grade, int pupils)
{
    const int rooms = need_rooms(grade, pupils);
    switch (level_of_grade(grade)) {
    case LEVEL_KINDERGARTEN:
        return rooms * KINDERGARTEN_ROOM + pupils;
    case LEVEL_PRIMARY:
        return rooms * ROOM + pupils;
    default:
        return rooms * 2 * FIFTIETHS;
    }
}

static int whole_posts(int fiftieths)
{
    return (fiftieths + FIFTIETHS / 2) / FIFTIETHS;
}

/* Teachers of the grades first .. last by the formula for schools that are not small. */
static int norm_teachers(const int pupils[GRADES], int first, int last, enum norm_rounding rounding)
{
    int sum = 0, whole = 0;
    for (int g = first; g <= last; g++) {
        const int posts = grade_fiftieths((enum grade)g, pupils[g]);
        sum += posts;
        whole += whole_posts(posts);
    }
    return rounding == ROUND_PER_GRADE ? whole : whole_posts(sum);
}

static int sum_pupils(const int pupils[GRADES], int first, int last)
{
    int sum = 0;
    for (int g = first; g <= last; g++) sum += pupils[g];
    return sum;
}

void need_kortor(const int pupils[GRADES], enum norm_rounding rounding, struct norm_posts *out)
{
    *out = (struct norm_posts){0};
    const int all = sum_pupils(pupils, GRADE_K1, GRADE_M6);
    const int small_children = sum_pupils(pupils, GRADE_K1, GRADE_K3);
    if (all == 0) return;
    out->director = 1;
    if (all <= SMALL_SCHOOL) {
        out->teachers = (all + PUPILS_PER_TEACHER - 1) / PUPILS_PER_TEACHER;
        out->kindergarten = (2 * out->teachers * small_children + all) / (2 * all);
    } else {
        for (size_t i = 0; i < sizeof deputies_from / sizeof *deputies_from; i++)
            out->deputies += all >= deputies_from[i];
        out->teachers = norm_teachers(pupils, GRADE_K1, GRADE_M6, rounding);
        out->kindergarten = norm_teachers(pupils, GRADE_K1, GRADE_K3, rounding);
    }
    if (out->kindergarten > out->teachers || small_children == all)
        out->kindergarten = out->teachers;
}

/* Whole parts of the quotas into out, what is left of each into remainder; returns their sum. */
static int deal_quotas(int posts, const double *weight, double total, int count, double *remainder,
                       int *out)
{
    int dealt = 0;
    for (int i = 0; i < count; i++) {
        const double quota = posts * (weight[i] / total);
        out[i] = (int)floor(quota + SAME);
        remainder[i] = weight[i] > 0.0 ? fmax(0.0, quota - out[i]) : -1.0;
        dealt += out[i];
    }
    return dealt;
}

int need_hamilton(int posts, const double *weight, int count, int *out)
{
    assert(posts >= 0);
    double total = 0.0;
    for (int i = 0; i < count; i++) {
        assert(weight[i] >= 0.0);
        total += weight[i];
        out[i] = 0;
    }
    if (!(total > 0.0)) return 0;
    double *remainder = mem_new(count, sizeof *remainder);
    for (int dealt = deal_quotas(posts, weight, total, count, remainder, out); dealt < posts;
         dealt++) {
        int best = 0;
        for (int i = 1; i < count; i++)
            if (remainder[i] > remainder[best] + SAME) best = i;
        out[best]++;
        remainder[best] = -1.0;
    }
    free(remainder);
    return posts;
}

/* What needs_make works with besides its result. */
struct work {
    const struct school_register *reg;
    const struct params *params;
    struct needs *needs;
    int kindergarten;      /* its major, -1: none */
    int *table_frame;      /* as needs.frame, -1: no row */
    double *fte;           /* [GRADES][majors] full-time posts of one room */
    bool rooms_of[GRADES]; /* some school has rooms of the grade in some year */
};

static int school_year(const struct work *w, int s, int y)
{
    return s * (w->needs->years + 1) + y;
}

static int *pupils_of(const struct work *w, int s, int y)
{
    return &w->needs->pupils[school_year(w, s, y) * GRADES];
}

static int *need_of(const struct work *w, int s, int m, int y)
{
    return &w->needs->need[(s * w->needs->majors + m) * (w->needs->years + 1) + y];
}

static bool in_scope(const struct work *w, int s)
{
    return w->params->district_in[w->reg->school[s].district];
}

/* The opening of a fiscal year as y, -1 when it is outside the horizon and today. */
static int opening(const struct work *w, int fy)
{
    const int y = fy - (w->params->first_fy - 1);
    return y >= 0 && y <= w->needs->years ? y : -1;
}

/* Academic year under way at opening y: that of the calendar year before the fiscal year. */
static int academic_year(const struct work *w, int y)
{
    return w->params->first_fy - 1 + y - 1;
}

/* Growth of a level at a school from academic year `from` to that of opening y. Before the
   horizon nothing is known, so pupils stay as they are. */
static double growth_factor(const struct work *w, int s, enum level level, int from, int y)
{
    const int years = w->params->years, district = w->reg->school[s].district;
    const double *growth = &w->params->growth[((int)level * w->reg->districts + district) * years];
    double factor = 1.0;
    for (int t = 0; t < y; t++)
        if (academic_year(w, t + 1) > from) factor *= 1.0 + growth[t];
    return factor;
}

/* The rows first .. end-1 of enrolment are one school's, by year: the newest year by y counts, or
   the oldest when all are newer. */
static void count_pupils(const struct work *w, int s, int first, int end, int y)
{
    int newest = w->reg->enrolment[first].academic_year;
    for (int i = first; i < end; i++) {
        const int year = w->reg->enrolment[i].academic_year;
        if (year <= academic_year(w, y) && year > newest) newest = year;
    }
    for (int i = first; i < end; i++) {
        const struct enrolment *row = &w->reg->enrolment[i];
        if (row->academic_year != newest) continue;
        const enum level level = level_of_grade((enum grade)row->grade);
        const double grown = row->pupils * growth_factor(w, s, level, newest, y);
        pupils_of(w, s, y)[row->grade] += (int)floor(grown + 0.5 + SAME);
    }
}

static void count_all_pupils(const struct work *w)
{
    const struct school_register *reg = w->reg;
    for (int first = 0, end; first < reg->enrolments; first = end) {
        const int s = reg->enrolment[first].school;
        for (end = first + 1; end < reg->enrolments && reg->enrolment[end].school == s;) end++;
        if (!in_scope(w, s)) continue;
        for (int y = 0; y <= w->needs->years; y++) count_pupils(w, s, first, end, y);
    }
}

static void read_table_frames(const struct work *w)
{
    for (int i = 0; i < w->needs->schools * (w->needs->years + 1); i++) w->table_frame[i] = -1;
    for (int i = 0; i < w->reg->frames; i++) {
        const struct frame_row *row = &w->reg->frame[i];
        const int y = opening(w, row->fy);
        if (y >= 0 && in_scope(w, row->school))
            w->table_frame[school_year(w, row->school, y)] = row->frame;
    }
}

static void read_table_needs(const struct work *w)
{
    for (int i = 0; i < w->reg->needs; i++) {
        const struct need_row *row = &w->reg->need[i];
        const int y = opening(w, row->fy);
        if (y >= 0 && in_scope(w, row->school)) *need_of(w, row->school, row->major, y) = row->need;
    }
}

static void find_grades_with_rooms(struct work *w)
{
    const size_t openings = (size_t)w->needs->schools * (size_t)(w->needs->years + 1);
    for (size_t i = 0; i < openings * GRADES; i++)
        if (w->needs->pupils[i] > 0) w->rooms_of[i % GRADES] = true;
}

/* The lessons of one area in one grade, dealt over majors as posts of one room. */
static enum err_code add_area(struct work *w, const struct curriculum_row *row, struct err *err)
{
    double sum = 0.0;
    for (int i = 0; i < w->reg->shares; i++) {
        const struct share_row *share = &w->reg->share[i];
        if (share->grade != row->grade || strcmp(share->area, row->area) != 0) continue;
        sum += share->share;
        w->fte[row->grade * w->reg->majors + share->major] +=
            row->hours_per_year / SCHOOL_WEEKS * share->share / w->params->load_hours[share->major];
    }
    if (fabs(sum - 1.0) <= SHARES_TOLERANCE) return ERR_OK;
    return err_set(err, ERR_INPUT, "สัดส่วนวิชาเอกของ '%s' ชั้น '%s' รวมได้ %.6g ต้องรวมได้ 1",
                   "the shares of majors in '%s' of grade '%s' sum to %.6g, they must sum to 1",
                   row->area, grade_word[row->grade], sum);
}

static enum err_code add_areas(struct work *w, struct err *err)
{
    for (int i = 0; i < w->reg->curricula; i++) {
        const struct curriculum_row *row = &w->reg->curriculum[i];
        /* Kindergarten is not taught by areas: its teachers are a major of their own. */
        if (level_of_grade((enum grade)row->grade) == LEVEL_KINDERGARTEN) continue;
        if (!w->rooms_of[row->grade] || !(row->hours_per_year > 0.0)) continue;
        const enum err_code code = add_area(w, row, err);
        if (code != ERR_OK) return code;
    }
    return ERR_OK;
}

/* Teaching posts of a school: the table's, else the norm's; and the kindergarten part of them. */
static int frame_posts(const struct work *w, int s, int y, int *kindergarten)
{
    const int at = school_year(w, s, y);
    struct norm_posts posts;
    need_kortor(pupils_of(w, s, y), w->params->rounding, &posts);
    w->needs->director[at] = posts.director;
    w->needs->deputies[at] = posts.deputies;
    const int frame = w->table_frame[at] >= 0 ? w->table_frame[at] : posts.teachers;
    const int *pupils = pupils_of(w, s, y);
    const bool others = sum_pupils(pupils, GRADE_P1, GRADE_M6) > 0;
    const bool any = sum_pupils(pupils, GRADE_K1, GRADE_K3) > 0;
    *kindergarten = any && (!others || posts.kindergarten > frame) ? frame : posts.kindergarten;
    return frame;
}

/* One school and year by the norm; weight and dealt [majors] are scratch. */
static enum err_code deal_school(const struct work *w, int s, int y, double *weight, int *dealt,
                                 struct err *err)
{
    const int majors = w->needs->majors;
    int kindergarten = 0;
    const int frame = frame_posts(w, s, y, &kindergarten);
    if (kindergarten > 0 && w->kindergarten < 0)
        return err_set(err, ERR_INPUT,
                       "ไม่มีวิชาเอก 'kindergarten' แต่โรงเรียน '%s' ต้องการครูอนุบาล %d คน",
                       "no major is called 'kindergarten', and school '%s' needs %d such teachers",
                       w->reg->school[s].code, kindergarten);
    for (int m = 0; m < majors; m++) {
        weight[m] = 0.0;
        for (int g = GRADE_P1; g < GRADES; g++)
            weight[m] += need_rooms((enum grade)g, pupils_of(w, s, y)[g]) * w->fte[g * majors + m];
    }
    need_hamilton(frame - kindergarten, weight, majors, dealt);
    if (kindergarten > 0) dealt[w->kindergarten] += kindergarten;
    for (int m = 0; m < majors; m++) *need_of(w, s, m, y) = dealt[m];
    w->needs->frame[school_year(w, s, y)] = frame;
    return ERR_OK;
}

static enum err_code make_by_norm(struct work *w, struct err *err)
{
    find_grades_with_rooms(w);
    enum err_code code = add_areas(w, err);
    double *weight = mem_new(w->needs->majors, sizeof *weight);
    int *dealt = mem_new(w->needs->majors, sizeof *dealt);
    for (int s = 0; s < w->needs->schools; s++)
        for (int y = 0; code == ERR_OK && in_scope(w, s) && y <= w->needs->years; y++)
            code = deal_school(w, s, y, weight, dealt, err);
    free(weight);
    free(dealt);
    return code;
}

/* No norm: the frame of the table, or room for the needs of the table. */
static void take_table_frames(const struct work *w)
{
    for (int s = 0; s < w->needs->schools; s++)
        for (int y = 0; y <= w->needs->years; y++) {
            const int at = school_year(w, s, y);
            int sum = 0;
            for (int m = 0; m < w->needs->majors; m++) sum += *need_of(w, s, m, y);
            w->needs->frame[at] = w->table_frame[at] >= 0 ? w->table_frame[at] : sum;
        }
}

static struct needs new_needs(int schools, int majors, int years)
{
    const size_t openings = (size_t)schools * (size_t)(years + 1);
    return (struct needs){
        .schools = schools,
        .majors = majors,
        .years = years,
        .pupils = mem_new(openings * GRADES, sizeof(int)),
        .frame = mem_new(openings, sizeof(int)),
        .director = mem_new(openings, sizeof(int)),
        .deputies = mem_new(openings, sizeof(int)),
        .need = mem_new(openings * (size_t)majors, sizeof(int)),
    };
}

enum err_code needs_make(const struct school_register *reg, const struct params *params,
                         struct needs *out, struct err *err)
{
    assert(params->years >= 1 && params->years <= MAX_YEARS);
    struct needs needs = new_needs(reg->schools, reg->majors, params->years);
    struct work w = {
        .reg = reg,
        .params = params,
        .needs = &needs,
        .kindergarten = register_find_major(reg, "kindergarten"),
        .table_frame = mem_new((size_t)reg->schools * (size_t)(params->years + 1), sizeof(int)),
        .fte = mem_new((size_t)GRADES * (size_t)reg->majors, sizeof(double)),
    };
    enum err_code code = ERR_OK;
    count_all_pupils(&w);
    read_table_frames(&w);
    if (params->norm != NORM_TABLE) code = make_by_norm(&w, err);
    if (code == ERR_OK) {
        read_table_needs(&w);
        if (params->norm == NORM_TABLE) take_table_frames(&w);
        *out = needs;
    } else {
        needs_clear(&needs);
    }
    free(w.table_frame);
    free(w.fte);
    return code;
}

void needs_clear(struct needs *needs)
{
    if (!needs) return;
    free(needs->pupils);
    free(needs->frame);
    free(needs->director);
    free(needs->deputies);
    free(needs->need);
    *needs = (struct needs){0};
}
