-- in the columns of visit   out the new visit's number
INSERT INTO visit (code, student_id, school_code, district_code, kind, visited_on, visitor, visitor_id, photos,
                   exempt_reason, household, members, income_wage, income_farm, income_business, income_welfare,
                   income_other, model_version, fingerprint, batch, created_at)
VALUES (:code, :student_id, :school_code, :district_code, :kind, :visited_on, :visitor, :visitor_id, :photos,
        :exempt_reason, :household, :members, :income_wage, :income_farm, :income_business, :income_welfare,
        :income_other, :model_version, :fingerprint, :batch, :created_at)
RETURNING visit_id;
