-- in :visit_id, or 0 and :code   out that visit, or no row
SELECT visit_id, code, student_id, school_code, district_code, kind, visited_on, visitor, visitor_id, photos,
       exempt_reason, household, members, income_wage, income_farm, income_business, income_welfare, income_other,
       created_at, fingerprint
  FROM visit
 WHERE visit_id = :visit_id OR (:visit_id = 0 AND code = :code);
