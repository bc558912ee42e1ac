-- in :plan_id and the columns of plan_retraining   out nothing
INSERT INTO plan_retraining (plan_id, fy, from_major_code, to_major_code, people)
VALUES (:plan_id, :fy, :from_major, :to_major, :people);
