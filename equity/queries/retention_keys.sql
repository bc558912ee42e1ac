-- in :student_id   out nothing
DELETE FROM student_key WHERE student_id = :student_id;
