-- in nothing   out whether a batch of made-up data was imported
SELECT EXISTS (SELECT 1 FROM import_batch WHERE synthetic = 1);
