/* The statements of queries/ that models, scores and rounds of the index use. */
#ifndef EQUITY_PMT_SQL_H
#define EQUITY_PMT_SQL_H

#include "data/store_sql.h"
#include "equity/pmt.h"
#include "equity/role.h"

extern const char query_insert_pmt_model[], query_list_pmt_model[], query_test_pmt_model[],
    query_activate_pmt_model[], query_retire_pmt_model[];
extern const char query_insert_pmt_evidence[], query_list_pmt_evidence[];
extern const char query_insert_pmt_reference[], query_read_pmt_reference[];
extern const char query_insert_pmt_score[], query_read_pmt_score[];
extern const char query_insert_index_round[], query_insert_index_school[], query_read_index_round[],
    query_read_index_school[];
extern const char query_list_survey[];

/** Add a score by insert_pmt_score, prepared; *changed 0: it is there already. */
MUST_CHECK enum err_code pmt_score_insert(const struct query *insert, const struct actor *by,
                                          int64_t visit_id, int64_t model_id,
                                          const struct pmt_model *model,
                                          const struct pmt_score *score, int *changed,
                                          struct err *err);

#endif
