-- in :student_id   out year, term, school, grade, by term
SELECT academic_year, term, school_code, grade
  FROM roll
 WHERE student_id = :student_id
 ORDER BY academic_year, term;
