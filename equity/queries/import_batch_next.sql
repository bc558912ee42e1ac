-- in nothing   out the number of the next batch
SELECT coalesce(max(batch), 0) + 1 FROM import_batch;
