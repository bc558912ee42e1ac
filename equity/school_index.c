/* The equity index of schools. Whatever is summed is sorted first, so that no order of schools
   shows in a last digit. */
#include "equity/school_index.h"

#include "base/mem.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOWEST = 30, MIDDLE = 50, HIGHEST = 70, STEP = 10, MOST_SCORE = 10000 };
static const double decimals = 1e4;

void school_index_clear(struct school_index *index)
{
    if (!index) return;
    free(index->row);
    *index = (struct school_index){0};
}

static int by_number(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Sorts value[n]. */
static double sum_of(double *value, int n)
{
    double sum = 0;
    qsort(value, (size_t)n, sizeof *value, by_number);
    for (int i = 0; i < n; i++) sum += value[i];
    return sum;
}

static double within(double value, double lowest, double highest)
{
    return value < lowest ? lowest : value > highest ? highest : value;
}

/* ---- facts ------------------------------------------------------------------------------- */

static int by_code(const void *a, const void *b)
{
    const struct school_facts *x = *(const struct school_facts *const *)a;
    const struct school_facts *y = *(const struct school_facts *const *)b;
    return strcmp(x->code, y->code);
}

static bool counts_fit(const struct school_facts *school)
{
    const int count[] = {school->enrolled,       school->screened,     school->extremely_poor,
                         school->low_attendance, school->dropout_open, school->disabled,
                         school->g_code,         school->crisis};
    for (size_t i = 0; i < sizeof count / sizeof *count; i++)
        if (count[i] < 0 || count[i] > INDEX_MOST_PUPILS) return false;
    for (int i = 0; i < school->screened; i++)
        if (school->r[i] < 0 || school->r[i] > MOST_SCORE) return false;
    return *school->code && strlen(school->code) < INDEX_CODE &&
           strlen(school->district) < INDEX_CODE;
}

static enum err_code check_school(const struct school_facts *school, struct err *err)
{
    if (school->screened > school->enrolled)
        return err_set(err, ERR_INPUT,
                       "โรงเรียน '%.40s' มีนักเรียนที่คัดกรอง %d คน มากกว่านักเรียนทั้งหมด %d คน",
                       "school '%.40s' has %d screened pupils, more than its %d pupils",
                       school->code, school->screened, school->enrolled);
    if (school->extremely_poor > school->screened)
        return err_set(err, ERR_INPUT, "โรงเรียน '%.40s' มีนักเรียนยากจนพิเศษ %d คน มากกว่าที่คัดกรอง %d คน",
                       "school '%.40s' has %d extremely poor pupils, more than the %d screened",
                       school->code, school->extremely_poor, school->screened);
    if (counts_fit(school)) return ERR_OK;
    return err_set(err, ERR_INPUT,
                   "โรงเรียน '%.40s': จำนวนต้องเป็น 0 .. %d คะแนนต้องเป็น 0 .. %d และรหัสไม่เกิน %d ตัว",
                   "school '%.40s': counts must be 0 .. %d, scores 0 .. %d and codes at most %d "
                   "letters",
                   school->code, INDEX_MOST_PUPILS, MOST_SCORE, INDEX_CODE - 1);
}

/* `sorted` receives all schools in order of their codes. */
static enum err_code check_facts(const struct school_facts *facts, int n,
                                 const struct school_facts **sorted, struct err *err)
{
    for (int s = 0; s < n; s++) {
        const enum err_code code = check_school(&facts[s], err);
        if (code != ERR_OK) return code;
        sorted[s] = &facts[s];
    }
    qsort(sorted, (size_t)n, sizeof *sorted, by_code);
    for (int s = 1; s < n; s++)
        if (strcmp(sorted[s - 1]->code, sorted[s]->code) == 0)
            return err_set(err, ERR_INPUT, "โรงเรียน '%.40s' มีสองครั้ง ต้องมีครั้งเดียว",
                           "school '%.40s' is there twice, allowed is once", sorted[s]->code);
    return ERR_OK;
}

/* How many pupils of the city are at each score; and the sums. */
struct city {
    int count[MOST_SCORE + 1];
    int screened, extremely_poor;
};

static void count_city(const struct school_facts *const *school, int n, struct city *city)
{
    for (int s = 0; s < n; s++) {
        city->screened += school[s]->screened;
        city->extremely_poor += school[s]->extremely_poor;
        for (int i = 0; i < school[s]->screened; i++) city->count[school[s]->r[i]]++;
    }
}

/* The score of the last pupil within the poorest `percent`, rounded up to whole pupils. */
static int cut_of_poorest(const struct city *city, int percent)
{
    const int rank = (int)(((long long)city->screened * percent + 99) / 100);
    int above = 0, r = MOST_SCORE;
    while (r > 0 && above + city->count[r] < rank) above += city->count[r--];
    return r;
}

/* ---- hash -------------------------------------------------------------------------------- */

static int by_int(const void *a, const void *b)
{
    const int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

static void hash_school(struct hash *hash, const struct school_facts *school)
{
    int *r = mem_new((size_t)school->screened, sizeof *r);
    if (school->screened) memcpy(r, school->r, (size_t)school->screened * sizeof *r);
    qsort(r, (size_t)school->screened, sizeof *r, by_int);
    hash_text(hash, school->code);
    hash_text(hash, school->district);
    hash_int(hash, school->enrolled);
    hash_int(hash, school->screened);
    hash_int(hash, school->extremely_poor);
    hash_int(hash, school->low_attendance);
    hash_int(hash, school->dropout_open);
    hash_int(hash, school->disabled);
    hash_int(hash, school->g_code);
    hash_int(hash, school->crisis);
    for (int i = 0; i < school->screened; i++) hash_int(hash, r[i]);
    free(r);
}

static void hash_all(const struct index_params *params, const struct school_facts *const *school,
                     int n, char out[HASH_TEXT])
{
    struct hash hash;
    hash_start(&hash);
    for (int j = 0; j < INDEX_PARTS; j++) hash_int(&hash, params->share[j]);
    hash_int(&hash, params->shrink);
    hash_int(&hash, params->coverage_min);
    hash_int(&hash, params->poorest);
    hash_int(&hash, params->clip_hundredths);
    for (int s = 0; s < n; s++) hash_school(&hash, school[s]);
    hash_end(&hash, out);
}

/* ---- parts ------------------------------------------------------------------------------- */

static void fill_parts(const struct school_facts *school, const struct index_params *params,
                       const struct school_index *index, struct school_index_row *row)
{
    const double pupils = school->enrolled;
    long long tail = 0;
    snprintf(row->code, sizeof row->code, "%s", school->code);
    snprintf(row->district, sizeof row->district, "%s", school->district);
    row->enrolled = school->enrolled;
    row->screened = school->screened;
    row->coverage = school->screened / pupils;
    row->low_confidence =
        100LL * school->screened < (long long)params->coverage_min * row->enrolled;
    for (int i = 0; i < school->screened; i++)
        if (school->r[i] > index->cut15) tail += school->r[i] - index->cut15;
    const int base = school->screened + params->shrink;
    row->part[INDEX_A] = base > 0
                             ? (school->extremely_poor + params->shrink * index->city_share) / base
                             : index->city_share;
    row->part[INDEX_B] = (double)tail / pupils;
    row->part[INDEX_C] = (school->low_attendance + school->dropout_open) / pupils;
    row->part[INDEX_D] = (school->disabled + school->g_code + school->crisis) / pupils;
}

static bool all_alike(const double *sorted, int n)
{
    return sorted[0] == sorted[n - 1];
}

static void standardise(struct school_index *index, int j, double clip, double *scratch)
{
    const int n = index->rows;
    for (int s = 0; s < n; s++) scratch[s] = index->row[s].part[j];
    const double mean = sum_of(scratch, n) / n;
    const bool alike = all_alike(scratch, n);
    for (int s = 0; s < n; s++) {
        const double off = index->row[s].part[j] - mean;
        scratch[s] = off * off;
    }
    const double deviation = sqrt(sum_of(scratch, n) / n);
    for (int s = 0; s < n; s++)
        index->row[s].z[j] =
            alike ? 0.0 : within((index->row[s].part[j] - mean) / deviation, -clip, clip);
}

static void fill_own(struct school_index *index, const struct index_params *params)
{
    double *scratch = mem_new((size_t)index->rows, sizeof *scratch);
    for (int j = 0; j < INDEX_PARTS; j++)
        standardise(index, j, params->clip_hundredths / 100.0, scratch);
    for (int s = 0; s < index->rows; s++) {
        struct school_index_row *row = &index->row[s];
        double z = 0;
        for (int j = 0; j < INDEX_PARTS; j++) z += params->share[j] * row->z[j] / 100.0;
        row->own = within(MIDDLE + STEP * z, LOWEST, HIGHEST);
    }
    free(scratch);
}

/* The mean over schools with enough coverage, of a district or (NULL) of the city. */
static double mean_of(const struct school_index *index, const char *district, double otherwise,
                      double *scratch)
{
    int n = 0;
    for (int s = 0; s < index->rows; s++) {
        const struct school_index_row *row = &index->row[s];
        if (row->low_confidence || (district && strcmp(row->district, district) != 0)) continue;
        scratch[n++] = row->own;
    }
    return n > 0 ? sum_of(scratch, n) / n : otherwise;
}

static void mix(struct school_index *index)
{
    double *scratch = mem_new((size_t)index->rows, sizeof *scratch);
    const double city = mean_of(index, NULL, MIDDLE, scratch);
    for (int s = 0; s < index->rows; s++) {
        struct school_index_row *row = &index->row[s];
        double value = row->own;
        if (row->low_confidence) {
            const double mean = mean_of(index, row->district, city, scratch);
            value = row->coverage * row->own + (1.0 - row->coverage) * mean;
        }
        row->index = round(value * decimals) / decimals;
    }
    free(scratch);
}

enum err_code school_index_make(const struct school_facts *facts, int n,
                                const struct index_params *params, struct school_index *out,
                                struct err *err)
{
    const struct school_facts **school = mem_new((size_t)n, sizeof *school);
    struct city *city = mem_new(1, sizeof *city);
    struct school_index made = {0};
    enum err_code code = check_facts(facts, n, school, err);
    if (code == ERR_OK) count_city(school, n, city);
    if (code == ERR_OK && city->screened == 0)
        code = err_set(err, ERR_INPUT, "ยังไม่มีโรงเรียนใดคัดกรองนักเรียน จึงไม่มีดัชนี",
                       "no school has screened a pupil, so there is no index");
    if (code == ERR_OK) {
        made.row = mem_new((size_t)n, sizeof *made.row);
        made.cut15 = cut_of_poorest(city, params->poorest);
        made.city_share = (double)city->extremely_poor / city->screened;
        for (int s = 0; s < n; s++)
            if (school[s]->enrolled > 0)
                fill_parts(school[s], params, &made, &made.row[made.rows++]);
        fill_own(&made, params);
        mix(&made);
        hash_all(params, school, n, made.hash);
        *out = made;
    }
    free(city);
    free(school);
    return code;
}

void school_index_csv(const struct school_index *index, const char *round, struct text *out)
{
    text_add(out, "school,round,index,coverage");
    csv_end(out);
    for (int s = 0; s < index->rows; s++) {
        csv_text(out, index->row[s].code);
        csv_next(out);
        csv_text(out, round);
        csv_next(out);
        csv_number(out, index->row[s].index);
        csv_next(out);
        csv_number(out, index->row[s].coverage);
        csv_end(out);
    }
}

/* ---- against the last round -------------------------------------------------------------- */

static int by_rise(const void *a, const void *b)
{
    const struct index_change *x = a, *y = b;
    /* Both have 4 decimals; their differences are compared as such. */
    const double rise_x = round((x->now - x->before) * decimals),
                 rise_y = round((y->now - y->before) * decimals);
    if (rise_x != rise_y) return rise_x > rise_y ? -1 : 1;
    return strcmp(x->code, y->code);
}

static int by_fall(const void *a, const void *b)
{
    const struct index_change *x = a, *y = b;
    const double rise_x = round((x->now - x->before) * decimals),
                 rise_y = round((y->now - y->before) * decimals);
    if (rise_x != rise_y) return rise_x < rise_y ? -1 : 1;
    return strcmp(x->code, y->code);
}

static int first_that(const struct index_change *change, int n, int most, double sign,
                      struct index_change *out)
{
    int taken = 0;
    while (taken < n && taken < most && sign * (change[taken].now - change[taken].before) > 0) {
        out[taken] = change[taken];
        taken++;
    }
    return taken;
}

void school_index_movers(const struct school_index *now, const struct school_index *before,
                         int most, struct index_change *riser, int *risers,
                         struct index_change *faller, int *fallers)
{
    struct index_change *change = mem_new((size_t)now->rows, sizeof *change);
    int n = 0;
    for (int s = 0, b = 0; s < now->rows; s++) { /* both in order of codes */
        const struct school_index_row *row = &now->row[s];
        while (b < before->rows && strcmp(before->row[b].code, row->code) < 0) b++;
        if (b == before->rows || strcmp(before->row[b].code, row->code) != 0) continue;
        memcpy(change[n].code, row->code, sizeof change[n].code);
        change[n].before = before->row[b].index;
        change[n++].now = row->index;
    }
    qsort(change, (size_t)n, sizeof *change, by_rise);
    *risers = first_that(change, n, most, 1.0, riser);
    qsort(change, (size_t)n, sizeof *change, by_fall);
    *fallers = first_that(change, n, most, -1.0, faller);
    free(change);
}
