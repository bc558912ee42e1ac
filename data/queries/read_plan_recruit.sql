-- in :plan_id   out the rows of the plan as they were saved, in that order
SELECT fy, channel_code, major_code, pass, hire, intake, expected, idle
  FROM plan_recruit
 WHERE plan_id = :plan_id
 ORDER BY id;
