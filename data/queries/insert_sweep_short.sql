-- in the columns of sweep_short   out nothing
INSERT INTO sweep_short (outcome_id, of_what, code, fy, shortage)
VALUES (:outcome_id, :of_what, :code, :fy, :shortage);
