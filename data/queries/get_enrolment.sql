-- in nothing   out the columns of enrolment.csv, by school, year, grade
SELECT school_code, academic_year, grade, pupils
  FROM enrolment
 ORDER BY school_code, academic_year, grade;
