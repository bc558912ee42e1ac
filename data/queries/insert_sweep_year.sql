-- in the columns of sweep_year   out nothing
INSERT INTO sweep_year (outcome_id, fy, retire, other_loss, need, headcount, shortage, surplus,
                        call_up, graduates, transfer, retrain, pass, cost_thb)
VALUES (:outcome_id, :fy, :retire, :other_loss, :need, :headcount, :shortage, :surplus, :call_up,
        :graduates, :transfer, :retrain, :pass, :cost_thb);
