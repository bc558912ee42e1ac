-- in :kept, a JSON array of keys, each an array   out nothing; rows of other keys go
DELETE FROM major_share
 WHERE (area, grade, major_code) NOT IN
       (SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(:kept));
