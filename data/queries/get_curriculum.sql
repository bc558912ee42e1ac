-- in nothing   out the columns of curriculum.csv, by area and grade
SELECT area, grade, hours_per_year
  FROM curriculum
 ORDER BY area, grade;
