-- in :plan_id   out the rows of the plan as they were saved, in that order
SELECT fy, from_major_code, to_major_code, people
  FROM plan_retraining
 WHERE plan_id = :plan_id
 ORDER BY id;
