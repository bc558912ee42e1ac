/* The scales of a model as a table of 10,001 whole numbers, S by R, which never falls. */
#ifndef EQUITY_PMT_SCALE_H
#define EQUITY_PMT_SCALE_H

#include "equity/pmt.h"

/** Fill model->scaled for raw and logistic; ready is false for percentile. */
void pmt_scale_fill(struct pmt_model *model);

#endif
