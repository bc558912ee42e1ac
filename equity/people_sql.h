/* The statements of queries/ that persons, users and the chained record use. */
#ifndef EQUITY_PEOPLE_SQL_H
#define EQUITY_PEOPLE_SQL_H

extern const char query_audit_last[], query_audit_append[], query_audit_walk[],
    query_audit_hash_of[];
extern const char query_user_add[], query_user_find[], query_user_list[], query_user_disable[],
    query_user_count_active[];
extern const char query_key_check_read[], query_key_check_put[];
extern const char query_student_read[], query_student_list[], query_student_of_dob[],
    query_student_add[], query_student_change[], query_student_change_add[];
extern const char query_student_key_find[], query_student_key_add[], query_student_key_to_alias[],
    query_student_key_from_alias[];
extern const char query_consent_add[], query_consent_withdraw[], query_consent_holds[];
extern const char query_file_numbers[], query_file_changes[], query_file_consents[],
    query_file_matches[], query_file_accesses[];
extern const char query_retention_due[], query_retention_student[], query_retention_keys[],
    query_retention_changes[], query_retention_matches[];
extern const char query_match_add[], query_match_find[], query_match_read[], query_match_list[],
    query_match_decide[];

#endif
