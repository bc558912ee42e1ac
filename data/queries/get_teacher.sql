-- in nothing   out the columns of teachers.csv, by school and id
SELECT id, school_code, position, post_major_code, degree_major_code, birth_date, appointed_date,
       status, retire_override_fy, retire_override_reason
  FROM teacher
 ORDER BY school_code, id;
