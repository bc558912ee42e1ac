-- in :plan_id   out the rows of the plan as they were saved, in that order
SELECT school_code, major_code, fy, need, headcount, come, go, shortage, surplus, retire,
       other_loss
  FROM plan_chain
 WHERE plan_id = :plan_id
 ORDER BY id;
