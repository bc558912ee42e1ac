-- in :student_id   out nothing; the present number becomes an alias
UPDATE student_key SET is_alias = 1 WHERE student_id = :student_id AND is_alias = 0;
