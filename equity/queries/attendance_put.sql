-- in the columns of attendance_term   out nothing; the same again changes nothing
INSERT INTO attendance_term (student_id, academic_year, term, days, days_present, absent_unexcused, absent_row,
                             weight_g, height_mm, batch)
VALUES (:student_id, :academic_year, :term, :days, :days_present, :absent_unexcused, :absent_row, :weight_g,
        :height_mm, :batch)
    ON CONFLICT (academic_year, term, student_id) DO UPDATE
   SET days = excluded.days, days_present = excluded.days_present,
       absent_unexcused = excluded.absent_unexcused, absent_row = excluded.absent_row,
       weight_g = excluded.weight_g, height_mm = excluded.height_mm, batch = excluded.batch
 WHERE days <> excluded.days OR days_present <> excluded.days_present
    OR absent_unexcused IS NOT excluded.absent_unexcused OR absent_row IS NOT excluded.absent_row
    OR weight_g IS NOT excluded.weight_g OR height_mm IS NOT excluded.height_mm;
