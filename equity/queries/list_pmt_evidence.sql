-- in :model_id   out kind, content, signed_by, created_at, oldest first
SELECT kind, content, signed_by, created_at
  FROM pmt_evidence
 WHERE model_id = :model_id
 ORDER BY id;
