-- in :sweep_id   out the outcomes of a sweep, by decision and number
SELECT id, number, decision, state, sentence, objective, bound, first_fy, years
  FROM sweep_outcome
 WHERE sweep_id = :sweep_id
 ORDER BY decision, number;
