-- in :plan_id and the columns of plan_total   out nothing
INSERT INTO plan_total (plan_id, fy, retire, other_loss, need, headcount, shortage, surplus,
                        call_up, graduates, idle, transfer, retrain, intake, cost_thb)
VALUES (:plan_id, :fy, :retire, :other_loss, :need, :headcount, :shortage, :surplus, :call_up,
        :graduates, :idle, :transfer, :retrain, :intake, :cost_thb);
