-- in nothing   out every row of the chained record in order, and how many bytes its texts have in
-- all: a text with a NUL inside reads as shorter than it is
SELECT seq, at, actor, role, action, entity, entity_id, detail, prev_hash, hash,
       length(CAST(at AS BLOB)) + length(CAST(actor AS BLOB)) + length(CAST(role AS BLOB))
       + length(CAST(action AS BLOB)) + length(CAST(entity AS BLOB))
       + length(CAST(entity_id AS BLOB)) + length(CAST(detail AS BLOB))
       + length(CAST(prev_hash AS BLOB)) + length(CAST(hash AS BLOB)) AS bytes
  FROM audit
 ORDER BY seq;
