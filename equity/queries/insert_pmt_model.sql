-- in :version :ini :hash :at :who   out id of the new model, a draft
INSERT INTO pmt_model (version, ini, hash, created_at, created_by)
VALUES (:version, :ini, :hash, :at, :who)
RETURNING id;
