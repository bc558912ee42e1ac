-- in :kept, a JSON array of keys, each an array   out nothing; rows of other keys go
DELETE FROM curriculum
 WHERE (area, grade) NOT IN
       (SELECT value ->> 0, value ->> 1 FROM json_each(:kept));
