-- in the columns of student_change   out nothing
INSERT INTO student_change (student_id, field, old_enc, changed_at, changed_by)
VALUES (:student_id, :field, :old_enc, :changed_at, :changed_by);
