-- in :id   out nothing; the rows of the plan go with it
DELETE FROM plan
 WHERE id = :id;
