-- in :academic_year, :term of the roll, :version of the model, :band of the extremely poor
-- out school, score R and whether extremely poor, of the newest visit of each pupil on the roll, by school
SELECT r.school_code, s.r, s.band = :band
  FROM roll r
  JOIN pmt_score s
    ON s.id = (SELECT p.id
                 FROM pmt_score p
                WHERE p.visit_id = (SELECT v.visit_id FROM visit v
                                     WHERE v.student_id = r.student_id AND v.kind <> 'field'
                                     ORDER BY v.visited_on DESC, v.visit_id DESC
                                     LIMIT 1)
                  AND p.model_id = (SELECT m.id FROM pmt_model m WHERE m.version = :version)
                ORDER BY p.id DESC
                LIMIT 1)
 WHERE r.academic_year = :academic_year AND r.term = :term AND s.state = 'SCORED'
 ORDER BY r.school_code;
