-- in :fingerprint   out the candidate that was queued before, or no row
SELECT match_queue_id, student_id, why, decision, result_id FROM match_queue WHERE fingerprint = :fingerprint;
