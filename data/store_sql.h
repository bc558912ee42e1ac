/* Statements over a store, for data/ and equity/ alone. Every statement is a file of queries/,
   embedded by the build as query_NAME; values go in by the names of its parameters. */
#ifndef DATA_STORE_SQL_H
#define DATA_STORE_SQL_H

#include "base/err.h"
#include "data/store.h"

#include <stdbool.h>
#include <stdint.h>

struct sqlite3;
struct sqlite3_stmt;

struct store {
    struct sqlite3 *db;
    const struct store_kind *kind;
    char *path;
};

/* What a database file is: the planner's, or that of cases, which another folder describes. */
struct store_kind {
    int application_id;  /* PRAGMA application_id of such files */
    const char *made_by; /* the command that makes one */
    const struct migration *migrations;
    const int *migration_count;
};
extern const struct store_kind store_planner;
/** As store_open and store_create, for any kind. */
MUST_CHECK enum err_code store_open_kind(const struct store_kind *kind, const char *path,
                                         struct store **out, struct err *err);
MUST_CHECK enum err_code store_create_kind(const struct store_kind *kind, const char *path,
                                           struct store **out, struct err *err);

/* One prepared statement. query_close() it, also when zeroed. */
struct query {
    struct store *store;
    struct sqlite3_stmt *statement;
};
MUST_CHECK enum err_code query_open(struct store *store, const char *sql, struct query *out,
                                    struct err *err);
void query_close(struct query *query);

/** Values by name (":school"). Texts are borrowed until the next query_run or the last row. */
void query_set_text(const struct query *query, const char *name, const char *value); /* or NULL */
void query_set_int(const struct query *query, const char *name, int64_t value);
void query_set_number(const struct query *query, const char *name, double value);

/** *row: there is a next row; after the last one the statement is ready for other values. */
MUST_CHECK enum err_code query_next(const struct query *query, bool *row, struct err *err);
/** To the end; *changed receives the rows written, NULL: not asked for. */
MUST_CHECK enum err_code query_run(const struct query *query, int *changed, struct err *err);

/** Columns of the present row, from 0. A text is borrowed until the next row; NULL reads as "". */
int query_columns(const struct query *query);
bool query_is_null(const struct query *query, int column);
const char *query_text(const struct query *query, int column);
char *query_copy(const struct query *query, int column);
int query_int(const struct query *query, int column);
int64_t query_int64(const struct query *query, int column);
double query_number(const struct query *query, int column);

/** The sentence for what SQLite last refused on this store. */
enum err_code store_refused(const struct store *store, struct err *err);

/**
 * Begin to read several tables as they were at one moment. Inside a transaction there is nothing
 * to begin; *began tells, and goes to store_end_reading.
 */
MUST_CHECK enum err_code store_begin_reading(struct store *store, bool *began, struct err *err);
void store_end_reading(struct store *store, bool began);

/** Let the file grow to this many pages and no more: how a test fills the disk. */
void store_limit_pages(struct store *store, int pages);

extern const char query_put_district[], query_put_school[], query_put_major[],
    query_put_enrolment[], query_put_teacher[], query_put_need[], query_put_frame[],
    query_put_curriculum[], query_put_major_share[], query_put_channel[], query_put_committed[],
    query_put_eligible_list[], query_put_retrain[], query_put_equity_index[],
    query_put_provenance[], query_put_import_batch[];
extern const char query_keep_curriculum[], query_keep_major_share[], query_keep_retrain[];
extern const char query_known_code[], query_known_name[], query_count_rows[], query_share_sum[];
extern const char query_read_district[], query_read_school[], query_read_major[],
    query_read_enrolment[], query_read_teacher[], query_read_need[], query_read_frame[],
    query_read_curriculum[], query_read_major_share[], query_read_channel[], query_read_committed[],
    query_read_eligible_list[], query_read_retrain[], query_read_equity_index[],
    query_read_provenance[];
extern const char query_get_district[], query_get_school[], query_get_major[],
    query_get_enrolment[], query_get_teacher[], query_get_need[], query_get_frame[],
    query_get_curriculum[], query_get_major_share[], query_get_channel[], query_get_committed[],
    query_get_eligible_list[], query_get_retrain[], query_get_equity_index[],
    query_get_provenance[];
extern const char query_insert_plan[], query_insert_plan_total[], query_insert_plan_chain[],
    query_insert_plan_recruit[], query_insert_plan_call[], query_insert_plan_retraining[];
extern const char query_read_plan_total[], query_read_plan_chain[], query_read_plan_recruit[],
    query_read_plan_call[], query_read_plan_retraining[];
extern const char query_find_plan[], query_list_plan[], query_drop_plan[];
extern const char query_insert_sweep[], query_insert_sweep_scenario[], query_insert_sweep_outcome[],
    query_insert_sweep_year[], query_insert_sweep_short[], query_insert_sweep_choice[];
extern const char query_read_sweep_scenario[], query_read_sweep_outcome[], query_read_sweep_year[],
    query_read_sweep_short[], query_read_sweep_choice[];
extern const char query_find_sweep[], query_list_sweep[], query_drop_sweep[];

#endif
