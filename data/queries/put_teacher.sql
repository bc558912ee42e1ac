-- in the columns of teachers.csv   out nothing; an equal row stays unchanged
INSERT INTO teacher (id, school_code, position, post_major_code, degree_major_code, birth_date,
                     appointed_date, status, retire_override_fy, retire_override_reason)
VALUES (:id, :school, :position, :post_major, :degree_major, :birth_date, :appointed_date,
        :status, :retire_override_fy, :retire_override_reason)
    ON CONFLICT (id) DO UPDATE
   SET school_code = excluded.school_code,
       position = excluded.position,
       post_major_code = excluded.post_major_code,
       degree_major_code = excluded.degree_major_code,
       birth_date = excluded.birth_date,
       appointed_date = excluded.appointed_date,
       status = excluded.status,
       retire_override_fy = excluded.retire_override_fy,
       retire_override_reason = excluded.retire_override_reason
 WHERE (teacher.school_code, teacher.position, teacher.post_major_code, teacher.degree_major_code,
        teacher.birth_date, teacher.appointed_date, teacher.status, teacher.retire_override_fy,
        teacher.retire_override_reason)
       IS NOT (excluded.school_code, excluded.position, excluded.post_major_code,
        excluded.degree_major_code, excluded.birth_date, excluded.appointed_date, excluded.status,
        excluded.retire_override_fy, excluded.retire_override_reason);
