-- in the columns of import_batch   out nothing
INSERT INTO import_batch (batch, file, kind, sha256, synthetic, row_count, added, changed, unchanged, waiting,
                          outcome, created_at, created_by)
VALUES (:batch, :file, :kind, :sha256, :synthetic, :row_count, :added, :changed, :unchanged, :waiting, :outcome,
        :created_at, :created_by);
