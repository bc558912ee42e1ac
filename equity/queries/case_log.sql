-- in :id   out what was done with a case and by whom, oldest first
SELECT t.number, t.at, t.action, t.from_state, t.to_state, t.signature, coalesce(u.name, ''), t.role,
       t.reason, t.cause, t.school_kind, t.receipt, t.batch, t.overdue
  FROM transition_log t
  LEFT JOIN app_user u ON u.id = t.actor_id
 WHERE t.case_id = :id
 ORDER BY t.number;
