-- in :queue_id, :decision, :result_id, :at, :by   out nothing
UPDATE match_queue
   SET decision = :decision, result_id = :result_id, decided_at = :at, decided_by = :by
 WHERE match_queue_id = :queue_id AND decision = '';
