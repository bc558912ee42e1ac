-- in :version (NULL: all), :status (NULL: all)   out models with what they rest on, oldest first
SELECT m.id, m.version, m.hash, m.status, m.created_at, m.created_by, m.tested_at, m.tested_by,
       m.activated_at, m.activated_by, m.retired_at, m.retired_by,
       EXISTS (SELECT 1 FROM pmt_evidence e WHERE e.model_id = m.id AND e.kind = 'calibration'),
       EXISTS (SELECT 1 FROM pmt_evidence e WHERE e.model_id = m.id AND e.kind = 'waiver'),
       m.row_version, m.ini
  FROM pmt_model m
 WHERE (:version IS NULL OR m.version = :version)
   AND (:status IS NULL OR m.status = :status)
 ORDER BY m.id;
