-- in nothing   out every number as it is looked up and whose it is, by person
SELECT k.id_hmac, k.student_id
  FROM student_key k
  JOIN student s ON s.student_id = k.student_id
 WHERE s.status <> 'pseudonymised'
 ORDER BY k.student_id;
