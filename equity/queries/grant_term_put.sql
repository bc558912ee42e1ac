-- in the columns of grant_term   out nothing; a second record of a term replaces the first
INSERT INTO grant_term (case_id, number, due_baht, days_present, days, weight_g, height_mm, met,
                        created_at, created_by)
VALUES (:case_id, :number, :due_baht, :days_present, :days, :weight_g, :height_mm, :met, :at, :by)
    ON CONFLICT (case_id, number) DO UPDATE
   SET days_present = excluded.days_present, days = excluded.days, weight_g = excluded.weight_g,
       height_mm = excluded.height_mm, met = excluded.met, created_at = excluded.created_at,
       created_by = excluded.created_by, row_version = row_version + 1;
