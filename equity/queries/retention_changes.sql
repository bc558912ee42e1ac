-- in :student_id   out nothing
DELETE FROM student_change WHERE student_id = :student_id;
