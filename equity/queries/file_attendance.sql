-- in :student_id   out year, term, days, days present, weight in g and height in mm, by term
SELECT academic_year, term, days, days_present, coalesce(weight_g, ''), coalesce(height_mm, '')
  FROM attendance_term
 WHERE student_id = :student_id
 ORDER BY academic_year, term;
