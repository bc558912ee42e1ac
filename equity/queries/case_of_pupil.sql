-- in :student_id, :workflow   out state and school year of the pupil's cases, oldest first
SELECT state, school_year
  FROM case_file
 WHERE student_id = :student_id AND workflow = :workflow
 ORDER BY id;
