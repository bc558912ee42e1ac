-- in :id   out what was done with a case, oldest first
SELECT action, from_state, to_state, actor_id, signature, cause
  FROM transition_log
 WHERE case_id = :id
 ORDER BY number;
