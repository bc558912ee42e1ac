-- in :id :row_version :at :who   out nothing; a model that is not retired becomes RETIRED
UPDATE pmt_model
   SET status = 'RETIRED', retired_at = :at, retired_by = :who, row_version = row_version + 1
 WHERE id = :id AND row_version = :row_version AND status <> 'RETIRED';
