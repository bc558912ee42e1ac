-- in :outcome_id   out the first year of an outcome
SELECT kind, source, major_code, people
  FROM sweep_choice
 WHERE outcome_id = :outcome_id
 ORDER BY kind, source, major_code;
