-- in the columns of roll   out nothing; the same again changes nothing
INSERT INTO roll (student_id, academic_year, term, school_code, district_code, grade, batch)
VALUES (:student_id, :academic_year, :term, :school_code, :district_code, :grade, :batch)
    ON CONFLICT (academic_year, term, student_id) DO UPDATE
   SET school_code = excluded.school_code, district_code = excluded.district_code, grade = excluded.grade,
       batch = excluded.batch
 WHERE school_code <> excluded.school_code OR district_code <> excluded.district_code OR grade <> excluded.grade;
