-- in :file :status :source   out nothing; an equal row stays unchanged
INSERT INTO provenance (file, status, source)
VALUES (:file, :status, :source)
    ON CONFLICT (file) DO UPDATE
   SET status = excluded.status,
       source = excluded.source
 WHERE (provenance.status, provenance.source)
       IS NOT (excluded.status, excluded.source);
