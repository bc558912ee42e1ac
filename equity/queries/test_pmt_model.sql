-- in :id :row_version :at :who   out nothing; a draft that nobody changed meanwhile becomes TESTED
UPDATE pmt_model
   SET status = 'TESTED', tested_at = :at, tested_by = :who, row_version = row_version + 1
 WHERE id = :id AND row_version = :row_version AND status = 'DRAFT';
