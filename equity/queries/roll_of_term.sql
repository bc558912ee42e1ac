-- in :year, :term   out the roll of a term, by pupil
SELECT student_id, school_code, district_code, grade
  FROM roll
 WHERE academic_year = :year AND term = :term
 ORDER BY student_id;
