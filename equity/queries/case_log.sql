-- in :id   out what was done with a case and why (sealed), oldest first
SELECT number, action, from_state, to_state, signature, overdue, actor_id, role, at, cause,
       school_kind, reason
  FROM transition_log
 WHERE case_id = :id
 ORDER BY number;
