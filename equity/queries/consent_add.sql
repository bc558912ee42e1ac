-- in the columns of consent   out nothing
INSERT INTO consent (student_id, giver, purpose, version, given_at, given_to, withdrawn_at, withdrawn_to)
VALUES (:student_id, :giver, :purpose, :version, :given_at, :given_to, '', '');
