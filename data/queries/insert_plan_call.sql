-- in :plan_id and the columns of plan_call   out nothing
INSERT INTO plan_call (plan_id, fy, list, major_code, people)
VALUES (:plan_id, :fy, :list, :major, :people);
