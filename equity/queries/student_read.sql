-- in :student_id   out that person with the present number, sealed; or no row
SELECT s.student_id, s.row_version, s.name_enc, s.dob, s.sex, s.school, s.district, s.grade, s.status,
       k.id_kind, k.id_enc
  FROM student s
  LEFT JOIN student_key k ON k.student_id = s.student_id AND k.is_alias = 0
 WHERE s.student_id = :student_id;
