-- in :from_major :to_major   out nothing; an equal row stays unchanged
INSERT INTO retrain (from_major_code, to_major_code)
VALUES (:from_major, :to_major)
    ON CONFLICT (from_major_code, to_major_code) DO NOTHING;
