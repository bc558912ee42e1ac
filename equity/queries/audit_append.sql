-- in the columns of audit   out nothing
INSERT INTO audit (seq, at, actor, role, action, entity, entity_id, detail, prev_hash, hash)
VALUES (:seq, :at, :actor, :role, :action, :entity, :entity_id, :detail, :prev_hash, :hash);
