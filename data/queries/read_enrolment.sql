-- in nothing   out school_code, academic_year, grade, pupils, by school, year, grade
SELECT school_code, academic_year, grade, pupils
  FROM enrolment
 ORDER BY school_code, academic_year, grade;
