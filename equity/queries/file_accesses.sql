-- in :entity_id, the number of a person as text   out who saw or changed it and why, oldest first
SELECT seq, at, actor, role, action, what, reason_enc FROM access_log
 WHERE entity_id = :entity_id ORDER BY seq;
