-- in the columns of not_traced_area   out nothing
INSERT INTO not_traced_area (year, area, total, by_cause, source, created_at)
VALUES (:year, :area, :total, :by_cause, :source, :created_at)
    ON CONFLICT (year, area) DO UPDATE
   SET total = excluded.total, by_cause = excluded.by_cause, source = excluded.source,
       created_at = excluded.created_at;
