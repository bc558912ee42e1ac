/* Under-coverage, leakage and correlation of a model on a surveyed sample. */
#include "equity/pmt_calibration.h"

#include "base/mem.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// clang-format off
const struct pmt_figure pmt_figures[PMT_FIGURES] = {
    {"ตกหล่น", "under-coverage",
     "คนจนที่ไม่ถูกเลือก / คนจนทั้งหมด", "poor and not selected / poor"},
    {"รั่วไหลต่อผู้ถูกเลือก", "leakage of selected",
     "ผู้ถูกเลือกที่ไม่จน / ผู้ถูกเลือกทั้งหมด", "selected and not poor / selected"},
    {"รั่วไหลต่อผู้ไม่จน", "leakage of not poor",
     "ผู้ถูกเลือกที่ไม่จน / ผู้ไม่จนทั้งหมด", "selected and not poor / not poor"},
    {"R2", "R2",
     "กำลังสองของสหสัมพันธ์ระหว่างคะแนนกับรายได้ต่อคนที่วัดจริง",
     "squared correlation of the score with measured income per member"},
    {"สหสัมพันธ์อันดับ", "rank correlation",
     "สเปียร์แมนของคะแนนกับรายได้ต่อคนที่วัดจริง ค่าที่ดีที่สุดคือ -1",
     "Spearman's of the score with measured income per member; -1 is best"},
};
// clang-format on

void pmt_calibration_clear(struct pmt_calibration *calibration)
{
    if (!calibration) return;
    free(calibration->row);
    *calibration = (struct pmt_calibration){0};
}

/* One household of the sample as it counts. */
struct case_of {
    const char *district;
    double score, income;
    bool poor, selected;
};

static int by_district(const void *a, const void *b)
{
    const struct case_of *x = a, *y = b;
    const int order = strcmp(x->district, y->district);
    if (order != 0) return order;
    if (x->score != y->score) return x->score < y->score ? -1 : 1;
    return (x->income > y->income) - (x->income < y->income);
}

static int by_value(const void *a, const void *b)
{
    const double x = **(const double *const *)a, y = **(const double *const *)b;
    return (x > y) - (x < y);
}

/* Each value becomes its rank from 1; equal ones get the mean of their ranks. */
static void midranks(double *value, int n)
{
    double **sorted = mem_new((size_t)n, sizeof *sorted);
    double *rank = mem_new((size_t)n, sizeof *rank);
    for (int i = 0; i < n; i++) sorted[i] = &value[i];
    qsort(sorted, (size_t)n, sizeof *sorted, by_value);
    for (int i = 0, j = 0; i < n; i = j) {
        while (j < n && *sorted[j] == *sorted[i]) j++;
        for (int k = i; k < j; k++) rank[sorted[k] - value] = 0.5 * (i + 1 + j);
    }
    memcpy(value, rank, (size_t)n * sizeof *rank);
    free(sorted);
    free(rank);
}

static double correlation(const double *x, const double *y, int n)
{
    double mean_x = 0, mean_y = 0, xx = 0, yy = 0, xy = 0;
    for (int i = 0; i < n; i++) {
        mean_x += x[i] / n;
        mean_y += y[i] / n;
    }
    for (int i = 0; i < n; i++) {
        xx += (x[i] - mean_x) * (x[i] - mean_x);
        yy += (y[i] - mean_y) * (y[i] - mean_y);
        xy += (x[i] - mean_x) * (y[i] - mean_y);
    }
    return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : (double)NAN;
}

static double share(int part, int whole)
{
    return whole > 0 ? (double)part / whole : (double)NAN;
}

static bool varies(const double *value, int n)
{
    for (int i = 1; i < n; i++)
        if (value[i] != value[0]) return true;
    return false;
}

static void fill_row(struct pmt_calibration_row *row, const struct case_of *household, int n)
{
    double *x = mem_new((size_t)n, sizeof *x), *y = mem_new((size_t)n, sizeof *y);
    row->households = n;
    for (int i = 0; i < n; i++) {
        row->poor += household[i].poor;
        row->selected += household[i].selected;
        row->found += household[i].poor && household[i].selected;
        x[i] = household[i].score;
        y[i] = household[i].income;
    }
    row->under_coverage = share(row->poor - row->found, row->poor);
    row->leakage_selected = share(row->selected - row->found, row->selected);
    row->leakage_not_poor = share(row->selected - row->found, n - row->poor);
    row->r2 = row->rank = (double)NAN;
    if (varies(x, n) && varies(y, n)) {
        const double r = correlation(x, y, n);
        row->r2 = r * r;
        midranks(x, n);
        midranks(y, n);
        row->rank = correlation(x, y, n);
    }
    free(x);
    free(y);
}

static enum err_code check_sample(const struct pmt_surveyed *sample, int n, struct err *err)
{
    for (int i = 0; i < n; i++) {
        const struct pmt_surveyed *one = &sample[i];
        if (one->members >= 1 && one->members <= PMT_MOST_MEMBERS &&
            llabs(one->income_thb) <= PMT_MOST_INCOME_THB && *one->district)
            continue;
        return err_set(err, ERR_INPUT,
                       "ครัวเรือนที่ %d ของกลุ่มสำรวจ: ต้องมีเขต สมาชิก 1 .. %d คน และรายได้ไม่เกิน %d บาท",
                       "household %d of the sample: needed are a district, 1 .. %d members and an "
                       "income of at most %d baht",
                       i + 1, PMT_MOST_MEMBERS, PMT_MOST_INCOME_THB);
    }
    return ERR_OK;
}

static int band_position(const struct pmt_model *model, const char *band)
{
    for (int b = 0; b < model->bands; b++)
        if (strcmp(model->band[b].code, band) == 0) return b;
    return -1;
}

static int collect(const struct pmt_surveyed *sample, int n, int band, int64_t line_thb,
                   struct case_of *out)
{
    int count = 0;
    for (int i = 0; i < n; i++) {
        const struct pmt_surveyed *one = &sample[i];
        if (one->score.state != PMT_SCORED) continue;
        out[count++] = (struct case_of){
            .district = one->district,
            .score = one->score.r,
            .income = (double)one->income_thb / one->members,
            .poor = one->income_thb <= line_thb * one->members,
            .selected = one->score.band >= 0 && one->score.band <= band,
        };
    }
    qsort(out, (size_t)count, sizeof *out, by_district);
    return count;
}

static void add_row(struct pmt_calibration *calibration, int *capacity, const char *district,
                    const struct case_of *household, int n)
{
    calibration->row =
        mem_room(calibration->row, calibration->rows, capacity, sizeof *calibration->row);
    struct pmt_calibration_row *row = &calibration->row[calibration->rows++];
    *row = (struct pmt_calibration_row){0};
    snprintf(row->district, sizeof row->district, "%s", district);
    fill_row(row, household, n);
}

/* Households stand in order of their districts. */
static void fill_rows(struct pmt_calibration *calibration, const struct case_of *household,
                      int count)
{
    int capacity = 0;
    add_row(calibration, &capacity, "", household, count);
    for (int first = 0, next = 0; first < count; first = next) {
        const char *district = household[first].district;
        while (next < count && strcmp(household[next].district, district) == 0) next++;
        add_row(calibration, &capacity, district, household + first, next - first);
    }
}

enum err_code pmt_calibrate(const struct pmt_model *model, const struct pmt_surveyed *sample, int n,
                            const char *band, int64_t line_thb, struct pmt_calibration *out,
                            struct err *err)
{
    const int position = band_position(model, band);
    if (position < 0)
        return err_set(err, ERR_INPUT, "แบบจำลอง '%s' ไม่มีกลุ่ม '%.60s'",
                       "model '%s' has no band '%.60s'", model->version, band);
    if (line_thb < 0 || line_thb > PMT_MOST_INCOME_THB)
        return err_set(err, ERR_INPUT, "เส้นความยากจนต้องเป็น 0 .. %d บาทต่อคนต่อเดือน",
                       "the poverty line must be 0 .. %d baht a person and month",
                       PMT_MOST_INCOME_THB);
    enum err_code code = check_sample(sample, n, err);
    if (code != ERR_OK) return code;
    struct pmt_calibration made = {.line_thb = line_thb};
    struct case_of *household = mem_new((size_t)n, sizeof *household);
    const int count = collect(sample, n, position, line_thb, household);
    if (count == 0)
        code = err_set(err, ERR_INPUT, "กลุ่มสำรวจไม่มีครัวเรือนที่มีคะแนน",
                       "the sample has no household with a score");
    if (code == ERR_OK) {
        memcpy(made.version, model->version, sizeof made.version);
        memcpy(made.hash, model->hash, sizeof made.hash);
        memcpy(made.band, model->band[position].code, sizeof made.band);
        made.left_out = n - count;
        fill_rows(&made, household, count);
        *out = made;
    }
    free(household);
    return code;
}

static void json_row(struct json *json, const struct pmt_calibration_row *row)
{
    json_object(json, NULL);
    json_text(json, "district", *row->district ? row->district : NULL);
    json_int(json, "households", row->households);
    json_int(json, "poor", row->poor);
    json_int(json, "selected", row->selected);
    json_int(json, "poor_and_selected", row->found);
    json_number(json, "under_coverage", row->under_coverage);
    json_number(json, "leakage_of_selected", row->leakage_selected);
    json_number(json, "leakage_of_not_poor", row->leakage_not_poor);
    json_number(json, "r2", row->r2);
    json_number(json, "rank_correlation", row->rank);
    json_object_end(json);
}

void pmt_calibration_json(const struct pmt_calibration *calibration, struct text *out)
{
    struct json json;
    json_start(&json, out);
    json_object(&json, NULL);
    json_text(&json, "model", calibration->version);
    json_text(&json, "model_hash", calibration->hash);
    json_text(&json, "band", calibration->band);
    json_int(&json, "line_thb", calibration->line_thb);
    json_int(&json, "left_out", calibration->left_out);
    json_object(&json, "formulas");
    for (int f = 0; f < PMT_FIGURES; f++)
        json_text(&json, pmt_figures[f].name_en, pmt_figures[f].formula_en);
    json_object_end(&json);
    json_array(&json, "rows");
    for (int i = 0; i < calibration->rows; i++) json_row(&json, &calibration->row[i]);
    json_array_end(&json);
    json_object_end(&json);
}
