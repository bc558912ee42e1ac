-- in :round   out the sample's id and rule
SELECT id, seed, delta, percent FROM verification_sample WHERE round = :round ORDER BY id;
