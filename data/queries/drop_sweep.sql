-- in :id   out nothing; the rows of the sweep go with it
DELETE FROM sweep
 WHERE id = :id;
