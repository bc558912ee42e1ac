-- in :student_id and where the person is now   out nothing
UPDATE student
   SET school = :school, district = :district, grade = :grade, row_version = row_version + 1
 WHERE student_id = :student_id;
