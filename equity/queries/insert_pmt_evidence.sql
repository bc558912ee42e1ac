-- in :model_id :kind :content :who :at   out nothing
INSERT INTO pmt_evidence (model_id, kind, content, signed_by, created_at)
VALUES (:model_id, :kind, :content, :who, :at);
