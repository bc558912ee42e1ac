-- in the columns of student_key   out nothing
INSERT INTO student_key (id_hmac, student_id, id_kind, id_enc, is_alias, created_at, created_by)
VALUES (:id_hmac, :student_id, :id_kind, :id_enc, 0, :created_at, :created_by);
