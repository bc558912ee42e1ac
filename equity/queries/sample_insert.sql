-- in the columns of verification_sample   out id of the new sample
INSERT INTO verification_sample (round, seed, delta, percent, created_at, created_by)
VALUES (:round, :seed, :delta, :percent, :created_at, :created_by)
RETURNING id;
