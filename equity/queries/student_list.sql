-- in :school, :district, :grade, each '' for all   out the persons, by grade and id
SELECT s.student_id, s.row_version, s.name_enc, s.dob, s.sex, s.school, s.district, s.grade, s.status,
       k.id_kind, k.id_enc
  FROM student s
  LEFT JOIN student_key k ON k.student_id = s.student_id AND k.is_alias = 0
 WHERE (:school = '' OR s.school = :school) AND (:district = '' OR s.district = :district)
   AND (:grade = '' OR s.grade = :grade) AND s.status <> 'pseudonymised'
 ORDER BY s.grade, s.student_id;
