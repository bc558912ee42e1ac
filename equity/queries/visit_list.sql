-- in :school, :district, '' for all; :newest 1: of each pupil the last of kind screen or verify
-- out visits in the columns of visit_read, by id
SELECT visit_id, code, student_id, school_code, district_code, kind, visited_on, visitor, visitor_id, photos,
       exempt_reason, household, members, income_wage, income_farm, income_business, income_welfare, income_other,
       created_at, fingerprint
  FROM visit v
 WHERE (:school = '' OR school_code = :school) AND (:district = '' OR district_code = :district)
   AND (:newest = 0 OR visit_id = (SELECT w.visit_id
                                     FROM visit w
                                    WHERE w.student_id = v.student_id AND w.kind <> 'field'
                                    ORDER BY w.visited_on DESC, w.visit_id DESC
                                    LIMIT 1))
 ORDER BY visit_id;
