-- in the columns of student_change   out nothing
INSERT INTO student_change (student_id, field, old_enc, changed_at, changed_by, reason)
VALUES (:student_id, :field, :old_enc, :changed_at, :changed_by, :reason);
