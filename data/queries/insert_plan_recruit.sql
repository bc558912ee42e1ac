-- in :plan_id and the columns of plan_recruit   out nothing
INSERT INTO plan_recruit (plan_id, fy, channel_code, major_code, pass, hire, intake, expected,
                          idle)
VALUES (:plan_id, :fy, :channel, :major, :pass, :hire, :intake, :expected, :idle);
