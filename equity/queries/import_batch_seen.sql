-- in :sha256 of a file, :kind   out when it was imported whole, or no row
SELECT created_at
  FROM import_batch
 WHERE sha256 = :sha256 AND kind = :kind AND outcome = 'complete'
 ORDER BY import_batch_id DESC
 LIMIT 1;
