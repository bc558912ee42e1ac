-- in :visit_id   out the scores of a visit, oldest first
SELECT s.id, m.version, s.state, s.r, s.scaled, s.band, s.income, s.breakdown, s.snapshot,
       s.created_at, s.created_by
  FROM pmt_score s
  JOIN pmt_model m ON m.id = s.model_id
 WHERE s.visit_id = :visit_id
 ORDER BY s.id;
