-- in :case_id, :year, :level, :band, :at, :by   out nothing; no row when there is no such rule
INSERT INTO grant_award (case_id, year, level, band, amount_baht, term1_baht, term2_baht,
                         attendance_min, years, created_at, created_by)
SELECT :case_id, year, level, band, amount_baht, term1_baht, term2_baht, attendance_min, years,
       :at, :by
  FROM grant_rule
 WHERE year = :year AND level = :level AND band = :band;
