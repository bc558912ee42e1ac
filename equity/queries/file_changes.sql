-- in :student_id   out what was changed, oldest first
SELECT field, old_enc, changed_at, changed_by FROM student_change
 WHERE student_id = :student_id ORDER BY student_change_id;
