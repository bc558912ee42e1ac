-- in the columns of case_request; :child_id 0: none   out nothing
INSERT INTO case_request (request_key, fingerprint, case_id, state, row_version, signature,
                          overdue, child_id, created_at, created_by)
VALUES (:request_key, :fingerprint, :case_id, :state, :row_version, :signature,
        :overdue, nullif(:child_id, 0), :created_at, :created_by);
