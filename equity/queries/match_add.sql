-- in the columns of match_queue   out nothing
INSERT INTO match_queue (seal_id, fingerprint, student_id, why, distance, name_enc, id_kind, id_enc, id_hmac, dob, sex,
                         school, district, grade, created_at, created_by, decision, result_id, decided_at,
                         decided_by)
VALUES (:seal_id, :fingerprint, :student_id, :why, :distance, :name_enc, :id_kind, :id_enc, :id_hmac, :dob, :sex,
        :school, :district, :grade, :created_at, :created_by, '', NULL, '', '');
