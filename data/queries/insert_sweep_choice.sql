-- in the columns of sweep_choice   out nothing
INSERT INTO sweep_choice (outcome_id, kind, source, major_code, people)
VALUES (:outcome_id, :kind, :source, :major_code, :people);
