-- in :plan_id and the columns of plan_chain   out nothing
INSERT INTO plan_chain (plan_id, school_code, major_code, fy, need, headcount, come, go, shortage,
                        surplus, retire, other_loss)
VALUES (:plan_id, :school, :major, :fy, :need, :headcount, :come, :go, :shortage, :surplus,
        :retire, :other_loss);
