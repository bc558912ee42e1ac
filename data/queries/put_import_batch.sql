-- in :at :file :table_name :sha256 :rows :added :changed   out nothing
INSERT INTO import_batch (at, file, table_name, sha256, rows, added, changed)
VALUES (:at, :file, :table_name, :sha256, :rows, :added, :changed);
