-- in nothing   out every person with a name, sealed, and a place, by number
SELECT student_id, name_enc, dob, school, district, grade
  FROM student
 WHERE status <> 'pseudonymised'
 ORDER BY student_id;
