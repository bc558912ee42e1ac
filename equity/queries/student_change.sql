-- in the columns of student; :today is when it was closed, if it closes now   out nothing
UPDATE student
   SET name_enc = :name_enc, dob = :dob, sex = :sex, school = :school, district = :district, grade = :grade,
       closed_on = CASE WHEN :closed = 0 THEN '' WHEN closed_on = '' THEN :today ELSE closed_on END,
       status = :status, row_version = row_version + 1
 WHERE student_id = :student_id;
