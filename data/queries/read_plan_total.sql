-- in :plan_id   out the rows of the plan as they were saved, in that order
SELECT fy, retire, other_loss, need, headcount, shortage, surplus, call_up, graduates, idle,
       transfer, retrain, intake, cost_thb
  FROM plan_total
 WHERE plan_id = :plan_id
 ORDER BY id;
