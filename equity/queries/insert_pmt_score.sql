-- in the columns of pmt_score   out nothing; the same visit, model and answers again add nothing
INSERT INTO pmt_score (visit_id, model_id, state, r, scaled, band, income, breakdown, snapshot,
                       created_at, created_by)
VALUES (:visit_id, :model_id, iif(:scored, 'SCORED', 'INCOMPLETE'), iif(:scored, :r, NULL),
        iif(:scored, :scaled, NULL), :band, :income, :breakdown, :snapshot, :at, :who)
    ON CONFLICT (visit_id, model_id, snapshot) DO NOTHING;
