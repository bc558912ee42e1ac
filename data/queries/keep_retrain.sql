-- in :kept, a JSON array of keys, each an array   out nothing; rows of other keys go
DELETE FROM retrain
 WHERE (from_major_code, to_major_code) NOT IN
       (SELECT value ->> 0, value ->> 1 FROM json_each(:kept));
