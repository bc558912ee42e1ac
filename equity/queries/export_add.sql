-- in the columns of exchange_export   out nothing; the same file again changes nothing
INSERT INTO exchange_export (sha256, kind, rows, created_at, created_by)
VALUES (:sha256, :kind, :rows, :created_at, :created_by)
    ON CONFLICT (sha256) DO NOTHING;
