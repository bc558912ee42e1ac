-- in :school :academic_year :grade :pupils   out nothing; an equal row stays unchanged
INSERT INTO enrolment (school_code, academic_year, grade, pupils)
VALUES (:school, :academic_year, :grade, :pupils)
    ON CONFLICT (school_code, academic_year, grade) DO UPDATE
   SET pupils = excluded.pupils
 WHERE enrolment.pupils IS NOT excluded.pupils;
