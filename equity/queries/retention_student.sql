-- in :student_id   out nothing; of the person the year of birth and the place stay
UPDATE student
   SET name_enc = '', status = 'pseudonymised', row_version = row_version + 1,
       dob = CASE WHEN dob = '' THEN '' ELSE substr(dob, 1, 4) || '-00-00' END
 WHERE student_id = :student_id;
