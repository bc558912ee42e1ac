-- in :id_hmac   out nothing; an alias becomes the present number again
UPDATE student_key SET is_alias = 0 WHERE id_hmac = :id_hmac;
