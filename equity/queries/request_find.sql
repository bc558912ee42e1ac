-- in :request_key   out what that request did
SELECT fingerprint, case_id, state, row_version, signature, overdue, coalesce(child_id, 0)
  FROM case_request
 WHERE request_key = :request_key
 ORDER BY request_key;
