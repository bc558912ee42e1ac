-- in the columns of student   out nothing
INSERT INTO student (student_id, name_enc, dob, sex, school, district, grade, status, closed_on, row_version,
                     created_at, created_by)
VALUES (:student_id, :name_enc, :dob, :sex, :school, :district, :grade, :status, :closed_on, 1,
        :created_at, :created_by);
