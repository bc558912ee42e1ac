-- in :area :grade :hours_per_year   out nothing; an equal row stays unchanged
INSERT INTO curriculum (area, grade, hours_per_year)
VALUES (:area, :grade, :hours_per_year)
    ON CONFLICT (area, grade) DO UPDATE
   SET hours_per_year = excluded.hours_per_year
 WHERE curriculum.hours_per_year IS NOT excluded.hours_per_year;
