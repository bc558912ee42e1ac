-- in nothing   out of the pupils on the newest roll district, band of the last score ('not screened': none) and how
-- many, by district and band
SELECT r.district_code,
       coalesce((SELECT p.band
                   FROM pmt_score p
                  WHERE p.visit_id = (SELECT v.visit_id FROM visit v
                                       WHERE v.student_id = r.student_id AND v.kind <> 'field'
                                       ORDER BY v.visited_on DESC, v.visit_id DESC
                                       LIMIT 1)
                  ORDER BY p.id DESC
                  LIMIT 1), 'not screened') AS band,
       count(*)
  FROM roll r
 WHERE r.academic_year * 10 + r.term = (SELECT max(academic_year * 10 + term) FROM roll)
 GROUP BY r.district_code, band
 ORDER BY r.district_code, band;
