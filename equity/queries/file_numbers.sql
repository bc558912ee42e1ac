-- in :student_id   out every number of the person, oldest first
SELECT id_kind, id_enc, is_alias, created_at, created_by FROM student_key
 WHERE student_id = :student_id ORDER BY created_at, is_alias DESC, id_hmac;
