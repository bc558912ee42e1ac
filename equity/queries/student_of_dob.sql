-- in :dob   out the persons born that day in the columns of student_read, without their numbers, by id
SELECT s.student_id, s.row_version, s.name_enc, s.dob, s.sex, s.school, s.district, s.grade, s.status,
       '' AS id_kind, '' AS id_enc
  FROM student s
 WHERE s.dob = :dob AND s.status <> 'pseudonymised'
 ORDER BY s.student_id;
