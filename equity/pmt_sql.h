/* The statements of queries/ that models, scores and rounds of the index use. */
#ifndef EQUITY_PMT_SQL_H
#define EQUITY_PMT_SQL_H

extern const char query_insert_pmt_model[], query_list_pmt_model[], query_test_pmt_model[],
    query_activate_pmt_model[], query_retire_pmt_model[];
extern const char query_insert_pmt_evidence[], query_list_pmt_evidence[];
extern const char query_insert_pmt_reference[], query_read_pmt_reference[];
extern const char query_insert_pmt_score[], query_read_pmt_score[];
extern const char query_insert_index_round[], query_insert_index_school[], query_read_index_round[],
    query_read_index_school[];

#endif
