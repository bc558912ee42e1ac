-- in :plan_id   out the rows of the plan as they were saved, in that order
SELECT fy, list, major_code, people
  FROM plan_call
 WHERE plan_id = :plan_id
 ORDER BY id;
