-- in nothing   out area, grade, hours_per_year, by area and grade
SELECT area, grade, hours_per_year
  FROM curriculum
 ORDER BY area, grade;
