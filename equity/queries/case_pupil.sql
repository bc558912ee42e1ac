-- in :student_id   out where the pupil is and in which grade, nothing that names them; or no row
SELECT school, district, grade FROM student WHERE student_id = :student_id ORDER BY student_id;
