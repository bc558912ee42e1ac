-- in :student_id   out the matches that were about the person, oldest first
SELECT match_queue_id, why, created_at, created_by, decision, decided_at, decided_by FROM match_queue
 WHERE student_id = :student_id OR result_id = :student_id ORDER BY match_queue_id;
