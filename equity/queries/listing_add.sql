-- in the columns of dropout_listing   out nothing
INSERT INTO dropout_listing (student_id, listed_on, source, case_id, batch)
VALUES (:student_id, :listed_on, :source, :case_id, :batch);
