-- in :year, :term   out of everybody on the roll: birth date, grade, and the attendance that is known
-- (-1: not known), by pupil
SELECT r.student_id, r.school_code, r.district_code, r.grade, s.dob,
       coalesce(a.absent_unexcused, -1),
       CASE WHEN a.absent_unexcused IS NULL THEN -1
            ELSE max(0, a.days - a.days_present - a.absent_unexcused) END,
       coalesce(a.absent_row, -1)
  FROM roll r
  JOIN student s ON s.student_id = r.student_id
  LEFT JOIN attendance_term a
    ON a.student_id = r.student_id AND a.academic_year = r.academic_year AND a.term = r.term
 WHERE r.academic_year = :year AND r.term = :term
 ORDER BY r.student_id;
