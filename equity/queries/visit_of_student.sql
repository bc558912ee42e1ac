-- in :student_id   out the visits of a pupil in the columns of visit_read, oldest first
SELECT visit_id, code, student_id, school_code, district_code, kind, visited_on, visitor, visitor_id, photos,
       exempt_reason, household, members, income_wage, income_farm, income_business, income_welfare, income_other,
       created_at, fingerprint
  FROM visit
 WHERE student_id = :student_id
 ORDER BY visited_on, visit_id;
