-- in the columns of sweep_outcome   out id of the outcome; nothing when it is there already
INSERT INTO sweep_outcome (sweep_id, number, decision, state, sentence, objective, bound, first_fy,
                           years)
VALUES (:sweep_id, :number, :decision, :state, :sentence, :objective, :bound, :first_fy, :years)
    ON CONFLICT (sweep_id, decision, number) DO NOTHING
RETURNING id;
