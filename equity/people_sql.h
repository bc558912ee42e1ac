/* The statements of queries/ that persons, users and the chained record use. */
#ifndef EQUITY_PEOPLE_SQL_H
#define EQUITY_PEOPLE_SQL_H

extern const char query_audit_last[], query_audit_append[], query_audit_walk[],
    query_audit_hash_of[];

#endif
