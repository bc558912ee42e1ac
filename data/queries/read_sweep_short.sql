-- in :outcome_id   out the shortages of an outcome
SELECT of_what, code, fy, shortage
  FROM sweep_short
 WHERE outcome_id = :outcome_id
 ORDER BY of_what, code, fy;
