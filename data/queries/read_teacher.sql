-- in nothing   out one row a teacher, by school and id
SELECT id, school_code, position, post_major_code, degree_major_code, birth_date, appointed_date,
       status, retire_override_fy
  FROM teacher
 ORDER BY school_code, id;
