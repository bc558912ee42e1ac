-- in :hash :r :households   out nothing; the same set again changes nothing
INSERT INTO pmt_reference (hash, r, households)
VALUES (:hash, :r, :households)
    ON CONFLICT (hash, r) DO NOTHING;
