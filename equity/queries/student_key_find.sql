-- in :id_hmac   out whose number it is, or no row
SELECT student_id FROM student_key WHERE id_hmac = :id_hmac;
