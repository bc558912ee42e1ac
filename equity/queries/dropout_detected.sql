-- in :student_id, :request_key   out the open drop-out case of a pupil, or the one that this request
-- opened; or no row
SELECT c.id
  FROM case_file c
 WHERE c.student_id = :student_id AND c.workflow = 'dropout'
   AND (c.state NOT IN ('STAYED', 'CLOSED_NOT_RETURNED')
        OR c.id IN (SELECT case_id FROM case_request WHERE request_key = :request_key))
 ORDER BY c.id
 LIMIT 1;
