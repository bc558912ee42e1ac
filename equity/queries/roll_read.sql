-- in :student_id, :academic_year, :term
-- out of the pupil the newest term on a roll, year x 10 + term, and school and district in the term asked for
SELECT coalesce(max(academic_year * 10 + term), 0),
       max(CASE WHEN academic_year = :academic_year AND term = :term THEN school_code END),
       max(CASE WHEN academic_year = :academic_year AND term = :term THEN district_code END)
  FROM roll
 WHERE student_id = :student_id;
