-- in :dob   out the persons born that day, by id
SELECT s.student_id, s.row_version, s.name_enc, s.dob, s.sex, s.school, s.district, s.grade, s.status,
       k.id_kind, k.id_enc
  FROM student s
  LEFT JOIN student_key k ON k.student_id = s.student_id AND k.is_alias = 0
 WHERE s.dob = :dob AND s.status <> 'pseudonymised'
 ORDER BY s.student_id;
