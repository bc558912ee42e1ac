-- in :id :row_version :at :who   out nothing; a tested model that nobody changed becomes ACTIVE
UPDATE pmt_model
   SET status = 'ACTIVE', activated_at = :at, activated_by = :who, row_version = row_version + 1
 WHERE id = :id AND row_version = :row_version AND status = 'TESTED';
