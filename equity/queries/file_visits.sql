-- in :student_id   out code, kind, day, visitor, photographs, reason, household, members, sum of incomes, oldest first
SELECT code, kind, visited_on, visitor, photos, exempt_reason, household, coalesce(members, ''),
       coalesce(income_wage + income_farm + income_business + income_welfare + income_other, '')
  FROM visit
 WHERE student_id = :student_id
 ORDER BY visited_on, visit_id;
