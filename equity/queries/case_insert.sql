-- in the columns of case_file; :parent_id 0: none   out id of the new case
INSERT INTO case_file (code, workflow, state, student_id, school_code, district_code, partner,
                       school_year, parent_id, opened_on, sequence, entered_at, created_at,
                       created_by)
VALUES (:code, :workflow, :state, :student_id, :school_code, :district_code, :partner,
        :school_year, nullif(:parent_id, 0), :opened_on, :sequence, :at, :at, :created_by)
RETURNING id;
