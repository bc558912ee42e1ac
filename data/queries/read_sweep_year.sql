-- in :outcome_id   out the years of an outcome
SELECT fy, retire, other_loss, need, headcount, shortage, surplus, call_up, graduates, transfer,
       retrain, pass, cost_thb
  FROM sweep_year
 WHERE outcome_id = :outcome_id
 ORDER BY fy;
