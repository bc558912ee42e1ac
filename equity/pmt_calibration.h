/* How well a model finds the poor: a surveyed sample with measured income against the bands.

   poor      income_thb <= line_thb * members (measured, not declared)
   selected  the score is in band `band` or a poorer one
   under-coverage       poor and not selected / poor
   leakage of selected  selected and not poor / selected
   leakage of not poor  selected and not poor / not poor
   R2                   squared correlation of R with measured income per member (simple regression)
   rank correlation     Spearman's: correlation of midranks of R and of income per member; -1 is
   best

   A figure whose denominator is 0, or of a group without variation, is NAN. */
#ifndef EQUITY_PMT_CALIBRATION_H
#define EQUITY_PMT_CALIBRATION_H

#include "base/text.h"
#include "equity/pmt.h"

#include <stdbool.h>

enum { PMT_PLACE = 41 };

struct pmt_surveyed {
    char district[PMT_PLACE];
    int64_t income_thb; /* measured, of the household in a month */
    int members;        /* 1 or more */
    struct pmt_score score;
};

struct pmt_calibration_row {
    char district[PMT_PLACE];              /* "" for the whole sample, which is the first row */
    int households, poor, selected, found; /* found: poor and selected */
    double under_coverage, leakage_selected, leakage_not_poor, r2, rank;
};

struct pmt_calibration {
    char version[PMT_VERSION], hash[HASH_TEXT]; /* of the model */
    char band[PMT_CODE];
    int64_t line_thb;                /* a month and member */
    int left_out;                    /* without a score */
    struct pmt_calibration_row *row; /* whole, then districts in order of their codes */
    int rows;
};
void pmt_calibration_clear(struct pmt_calibration *calibration);

/* What each figure is, to be printed beside it. */
enum { PMT_FIGURES = 5 };
extern const struct pmt_figure {
    const char *name_th, *name_en, *formula_th, *formula_en;
} pmt_figures[PMT_FIGURES];

/** Sample of n households, scored by `model`; the order of it changes nothing.
    Errors: ERR_INPUT: no household with a score, a number out of range, an unknown band. */
MUST_CHECK enum err_code pmt_calibrate(const struct pmt_model *model,
                                       const struct pmt_surveyed *sample, int n, const char *band,
                                       int64_t line_thb, struct pmt_calibration *out,
                                       struct err *err);

/** The report as JSON: model, line, formulas, rows. It is what activation of a model asks for. */
void pmt_calibration_json(const struct pmt_calibration *calibration, struct text *out);

#endif
