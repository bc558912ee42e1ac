/* Drop-outs counted: the causes, the published table of children who cannot be traced, and how long
   the cases take. */
#ifndef EQUITY_DROPOUTS_H
#define EQUITY_DROPOUTS_H

#include "data/store.h"
#include "equity/role.h"
#include "equity/workflow.h"

enum { CAUSE_MOVED = 18, CAUSE_NOT_STATED = 19 };

struct dropout_cause {
    int code; /* 1 .. 19 */
    char th[120], en[80];
};
/** The causes in their order. */
MUST_CHECK enum err_code dropout_causes(struct store *store,
                                        struct dropout_cause out[DROPOUT_CAUSES], struct err *err);

/**
 * Import a table of children not traced: CSV with the header area, cause_1 .. cause_19, total.
 * Cells of causes are all there or all empty (only the total is known then); a total that is there
 * must be their sum. Areas of the file replace those of the same year; audited as
 * not_traced.import. `year` is Buddhist, 0 where the source shows none; `source` says where the
 * table is from. Errors: ERR_INPUT with name and line for another header, a cell that is no count 0
 * .. 10,000,000, an area that is missing or stands twice, a total that is not the sum; those of
 * csv_file.h.
 */
MUST_CHECK enum err_code not_traced_import(struct store *store, const char *bytes, size_t size,
                                           const char *name, int year, const char *source,
                                           const struct actor *by, int *areas, struct err *err);

struct not_traced {
    int total;
    bool by_cause;
    int children[DROPOUT_CAUSES]; /* of cause i + 1 */
};
/** Errors: ERR_NOT_FOUND no such area in that year. */
MUST_CHECK enum err_code not_traced_read(struct store *store, int year, const char *area,
                                         struct not_traced *out, struct err *err);

/** Published children not traced, summed over the areas of a year by cause; year -1: the last year
    that there is. *year receives it; ERR_NOT_FOUND when there is none. */
MUST_CHECK enum err_code not_traced_sums(struct store *store, int *year, int out[DROPOUT_CAUSES],
                                         struct err *err);
/** Cases closed without a return, by the cause signed last: out[i] of cause i + 1. */
MUST_CHECK enum err_code dropout_by_cause(struct store *store, int out[DROPOUT_CAUSES],
                                          struct err *err);

/* Figures of a district, or of the city (district ""). Days are whole days passed. */
struct dropout_figures {
    char district[41];
    int listed;             /* cases */
    int visited;            /* with a first visit: an attempt, a find or a cause */
    int visit_days_median;  /* from listed to first visit, of visited; lower median; -1: none */
    int visit_days_most;    /* -1: none */
    int returned;           /* ever back in school */
    int return_days_median; /* from listed to first return; -1: none */
    int return_days_most;
    int with_cause; /* a cause was stated */
    int moved;      /* of them: cause 18 */
    int open;       /* neither STAYED nor CLOSED_NOT_RETURNED */
    int open_long;  /* open for more than `long_days` since listed */
};
/** Shares in per mille of `returned` in `listed` and `moved` in `with_cause`; -1 where there is
    nothing to divide by. */
int share_permille(int part, int whole);

/** The districts that have cases by code, and the city first; free() the array. */
MUST_CHECK enum err_code dropout_figures(struct store *store, int long_days,
                                         struct dropout_figures **out, int *count, struct err *err);

#endif
