-- in the columns of free_item_entry   out nothing; a repeated request writes no row
INSERT INTO free_item_entry (request_key, school_year, student_id, school_code, item, kind, pieces,
                             created_at, created_by)
VALUES (:request_key, :school_year, :student_id, :school_code, :item, :kind, :pieces, :at, :by)
    ON CONFLICT (request_key) DO NOTHING;
