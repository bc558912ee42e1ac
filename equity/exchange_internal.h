/* What the files of the exchange share: its statements, and rows of visits. */
#ifndef EQUITY_EXCHANGE_INTERNAL_H
#define EQUITY_EXCHANGE_INTERNAL_H

#include "data/store_sql.h"
#include "equity/exchange.h"

extern const char query_visit_read[], query_visit_of_student[], query_visit_list[],
    query_visit_add[], query_visit_answer_add[], query_visit_answer_list[], query_visit_forget[];
extern const char query_exchange_synthetic[];
extern const char query_file_visits[], query_file_rolls[], query_file_attendance[];

/* The statements that recording visits uses, kept over a whole batch. */
struct visit_writer {
    struct store *store;
    const struct actor *actor;
    const struct pmt_model *model;
    int64_t batch; /* 0: typed in */
    char at[32];
    struct query find, add, answer;
};
MUST_CHECK enum err_code visit_writer_open(struct visit_writer *writer, struct err *err);
void visit_writer_close(struct visit_writer *writer);
/** Is it fit to be recorded? Its place is filled in by then. */
MUST_CHECK enum err_code visit_check(const struct visit_writer *writer, const struct visit *visit,
                                     const struct visit_tick *tick, int ticks, struct err *err);
/** Write a checked visit without a row in the record. Errors: ERR_INPUT its code is another's. */
MUST_CHECK enum err_code visit_write(struct visit_writer *writer, const struct visit *visit,
                                     const struct visit_tick *tick, int ticks, int64_t *id,
                                     bool *added, struct err *err);

#endif
